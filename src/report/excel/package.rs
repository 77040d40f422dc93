//! A workbook as a zip: taken apart, and packed.

use std::io::{Cursor, Read};

use libdeflater::{CompressionLvl, Compressor, crc32};
use rust_xlsxwriter::XlsxError;
use zip::ZipArchive;

use super::form::unlike;

/// 1980-01-01, as a zip counts it: the same result makes the same bytes.
const DAY: u16 = 0x21;
/// 2.0, which a packed part needs.
const VERSION: u16 = 20;
/// How hard parts are packed, of 1 to 12.
const PACKING: i32 = 1;
/// Packed with deflate.
const DEFLATED: u16 = 8;

/// The names and the contents of the parts.
///
/// # Errors
/// Where it is no zip of texts.
pub fn parts(package: Vec<u8>) -> Result<Vec<(String, String)>, XlsxError> {
    let mut zip = ZipArchive::new(Cursor::new(package))?;
    let mut parts = Vec::with_capacity(zip.len());
    for index in 0..zip.len() {
        let mut file = zip.by_index(index)?;
        let mut content = String::new();
        file.read_to_string(&mut content)?;
        parts.push((file.name()?.into_owned(), content));
    }
    Ok(parts)
}

/// A part, packed.
pub struct Packed {
    bytes: Vec<u8>,
    sum: u32,
    /// How long it is unpacked.
    length: u32,
}

/// Writes a zip. The zip crate can do it too, with an encoder made for every part, which costs more than
/// packing it, and not with parts that are packed already.
pub struct Packer {
    packer: Compressor,
    zip: Vec<u8>,
    directory: Vec<u8>,
    parts: u16,
}

impl Packer {
    pub fn new() -> Packer {
        let level = CompressionLvl::new(PACKING).unwrap_or_default();
        let packer = Compressor::new(level);
        Packer { packer, zip: Vec::new(), directory: Vec::new(), parts: 0 }
    }

    /// # Errors
    /// Where it has more than 4 GB.
    pub fn pack(&mut self, content: &[u8]) -> Result<Packed, XlsxError> {
        let mut bytes = vec![0; self.packer.deflate_compress_bound(content.len())];
        let packed = self.packer.deflate_compress(content, &mut bytes);
        bytes.truncate(packed.map_err(|_| unlike("a part"))?);
        Ok(Packed { bytes, sum: crc32(content), length: length(content.len())? })
    }

    /// Puts a part behind the others.
    ///
    /// # Errors
    /// Where the zip grows beyond 4 GB.
    pub fn put(&mut self, name: &str, part: &Packed) -> Result<(), XlsxError> {
        let start = length(self.zip.len())?;
        let mut about = Vec::new();
        about.extend([VERSION, 0, DEFLATED, 0, DAY].map(u16::to_le_bytes).concat());
        let sizes = [part.sum, length(part.bytes.len())?, part.length];
        about.extend(sizes.map(u32::to_le_bytes).concat());
        let name_length = u16::try_from(name.len()).map_err(|_| unlike(name))?;
        // No fields beyond these.
        about.extend([name_length, 0].map(u16::to_le_bytes).concat());
        self.zip.extend(b"PK\x03\x04");
        self.zip.extend_from_slice(&about);
        self.zip.extend_from_slice(name.as_bytes());
        self.zip.extend_from_slice(&part.bytes);
        self.directory.extend(b"PK\x01\x02");
        self.directory.extend(VERSION.to_le_bytes());
        self.directory.extend_from_slice(&about);
        // No remark, on the first disk, no attributes.
        self.directory.extend([0; 10]);
        self.directory.extend(start.to_le_bytes());
        self.directory.extend_from_slice(name.as_bytes());
        self.parts += 1;
        Ok(())
    }

    /// # Errors
    /// Where the zip has more than 4 GB.
    pub fn finish(self) -> Result<Vec<u8>, XlsxError> {
        let Packer { mut zip, directory, parts, .. } = self;
        let start = length(zip.len())?;
        zip.extend_from_slice(&directory);
        zip.extend(b"PK\x05\x06");
        zip.extend([0, 0, parts, parts].map(u16::to_le_bytes).concat());
        zip.extend([length(directory.len())?, start].map(u32::to_le_bytes).concat());
        // No remark.
        zip.extend([0, 0]);
        Ok(zip)
    }
}

fn length(bytes: usize) -> Result<u32, XlsxError> {
    u32::try_from(bytes).map_err(|_| XlsxError::ParameterError("more than 4 GB".into()))
}
