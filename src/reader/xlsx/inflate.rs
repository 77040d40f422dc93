//! Parts of a package inflated at one go.

use std::cell::RefCell;
use std::io::{Read, Seek};

use libdeflater::{Decompressor, crc32};
use zip::{CompressionMethod, ZipArchive};

use crate::reader::broken::Broken;

/// What is used again for the next part.
struct Tools {
    inflater: Decompressor,
    packed: Vec<u8>,
}

/// Inflates a part that says it has at most `most` bytes, and leaves nothing else in `to`. Whether it could:
/// a part that is packed otherwise, or does not hold what it says, is for the way that tells what is
/// wrong with it.
pub(super) fn at_once<R: Read + Seek>(
    zip: &mut ZipArchive<R>,
    index: usize,
    most: u64,
    to: &mut Vec<u8>,
) -> Result<bool, Broken> {
    thread_local! {
        static TOOLS: RefCell<Tools> =
            RefCell::new(Tools { inflater: Decompressor::new(), packed: Vec::new() });
    }
    let mut part = zip.by_index_raw(index)?;
    let usual = part.compression() == CompressionMethod::Deflated && !part.encrypted();
    // What is packed is never much longer than what it holds.
    if !usual || part.size() > most || part.compressed_size() > most {
        return Ok(false);
    }
    let (size, sum) = (usize::try_from(part.size()).unwrap_or_default(), part.crc32());
    to.resize(size, 0);
    TOOLS.with_borrow_mut(|Tools { inflater, packed }| {
        packed.clear();
        part.read_to_end(packed)?;
        let length = inflater.deflate_decompress(packed, to);
        Ok(length == Ok(size) && crc32(to) == sum)
    })
}
