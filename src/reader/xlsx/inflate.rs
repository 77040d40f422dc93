//! Parts of a package inflated at one go.

use std::cell::RefCell;
use std::io::{Read, Seek};

use libdeflater::{Decompressor, crc32};
use zip::{CompressionMethod, ZipArchive};

use crate::reader::broken::Broken;

/// Bytes of memory that is kept for the next part: fresh memory costs as much as filling it.
const KEPT_BYTES: usize = 4 << 20;
/// A part takes what was kept where that is at most so many times its size: it may be held for long.
const MOST_WIDER: usize = 4;

/// What is used again for the next part.
struct Tools {
    inflater: Decompressor,
    packed: Vec<u8>,
    /// Of a sheet, and of the texts that are held beside it.
    spare: [Vec<u8>; 2],
}

impl Tools {
    /// Memory for so many bytes: the smaller one that was kept and fits, or fresh one.
    fn take(&mut self, length: usize) -> Vec<u8> {
        let fits = |spare: &&mut Vec<u8>| {
            (length..=length.saturating_mul(MOST_WIDER)).contains(&spare.len())
        };
        let spare = self.spare.iter_mut().filter(fits).min_by_key(|spare| spare.len());
        spare.map_or_else(|| vec![0; length], std::mem::take)
    }

    /// Keeps memory in the place of less.
    fn keep(&mut self, buffer: Vec<u8>) {
        let least = self.spare.iter_mut().min_by_key(|spare| spare.len());
        if let Some(least) = least.filter(|least| least.len() < buffer.len()) {
            *least = buffer;
        }
    }
}

thread_local! {
    static TOOLS: RefCell<Tools> = RefCell::new(Tools {
        inflater: Decompressor::new(),
        packed: Vec::new(),
        spare: [const { Vec::new() }; 2],
    });
}

/// The bytes of a part.
pub(super) struct Inflated {
    /// Longer than the part, where one before it was.
    buffer: Vec<u8>,
    length: usize,
}

impl AsRef<[u8]> for Inflated {
    fn as_ref(&self) -> &[u8] {
        self.buffer.get(..self.length).unwrap_or_default()
    }
}

impl Drop for Inflated {
    fn drop(&mut self) {
        let buffer = std::mem::take(&mut self.buffer);
        if buffer.len() <= KEPT_BYTES {
            // A thread that ends has nothing to keep it in.
            let _ = TOOLS.try_with(|tools| {
                if let Ok(mut tools) = tools.try_borrow_mut() {
                    tools.keep(buffer);
                }
            });
        }
    }
}

/// Inflates a part that says it has at most `most` bytes. `None` where it cannot: a part that is packed
/// otherwise, or does not hold what it says, is for the way that tells what is wrong with it.
pub(super) fn at_once<R: Read + Seek>(
    zip: &mut ZipArchive<R>,
    index: usize,
    most: u64,
) -> Result<Option<Inflated>, Broken> {
    let mut part = zip.by_index_raw(index)?;
    let usual = part.compression() == CompressionMethod::Deflated && !part.encrypted();
    // What is packed is never much longer than what it holds.
    if !usual || part.size() > most || part.compressed_size() > most {
        return Ok(None);
    }
    let (length, sum) = (usize::try_from(part.size()).unwrap_or_default(), part.crc32());
    let inflated = TOOLS.with_borrow_mut(|tools| {
        tools.packed.clear();
        part.read_to_end(&mut tools.packed)?;
        let mut buffer = tools.take(length);
        let Tools { inflater, packed, .. } = tools;
        let to = buffer.get_mut(..length).unwrap_or_default();
        let whole = inflater.deflate_decompress(packed, to) == Ok(length) && crc32(to) == sum;
        if packed.capacity() > KEPT_BYTES {
            *packed = Vec::new();
        }
        Ok::<_, Broken>((Inflated { buffer, length }, whole))
    });
    let (inflated, whole) = inflated?;
    Ok(whole.then_some(inflated))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};
    use zip::write::{SimpleFileOptions, ZipWriter};

    #[test]
    fn a_part_holds_its_own_bytes_whatever_came_before_it() {
        let parts = [vec![b'x'; 70_000], b"<a/>".to_vec(), Vec::new(), vec![b'y'; 90_000]];
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, part) in parts.iter().enumerate() {
            writer.start_file(name.to_string(), SimpleFileOptions::default()).unwrap();
            writer.write_all(part).unwrap();
        }
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        writer.start_file("stored", stored).unwrap();
        let mut zip = ZipArchive::new(writer.finish().unwrap()).unwrap();
        for _ in 0..2 {
            for (index, part) in parts.iter().enumerate() {
                let inflated = at_once(&mut zip, index, 90_000).unwrap().unwrap();
                assert!(inflated.as_ref() == part, "{index}");
                // A small one does not hold much that came before it.
                assert!(inflated.buffer.len() <= MOST_WIDER * part.len(), "{index}");
            }
        }
        // Two at a time do not share their memory.
        let [first, last] = [0, 3].map(|index| at_once(&mut zip, index, 90_000).unwrap().unwrap());
        assert!(first.as_ref() == parts[0] && last.as_ref() == parts[3]);
        let not = [(0, 69_999), (4, 90_000)].map(|(index, most)| at_once(&mut zip, index, most));
        assert!(not.iter().all(|part| part.as_ref().is_ok_and(Option::is_none)));
    }

    #[test]
    fn a_part_that_does_not_hold_what_it_says_is_left_to_others() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("a", SimpleFileOptions::default()).unwrap();
        writer.write_all(&[b'x'; 9_000]).unwrap();
        let mut bytes = writer.finish().unwrap().into_inner();
        // The sum in the directory at the end.
        let entry = memchr::memmem::rfind(&bytes, b"PK\x01\x02").unwrap();
        bytes[entry + 16] ^= 1;
        let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
        assert!(at_once(&mut zip, 0, 9_000).unwrap().is_none());
    }
}
