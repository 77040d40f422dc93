//! Files as inputs of a result, each with its hash.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

use crate::audit::folder::{self, File};
use crate::containment::{Reading, held};
use crate::diagnostic::{Failure, ProblemKind};
use crate::outcome::Input;
use crate::pipeline::hex;
use crate::reader::Workbook;

/// A file as an input, and opened. A small one is read once for both.
pub(super) fn input_and_workbook(
    file: &File,
    reading: &Reading,
) -> (Result<Input, Failure>, Result<Workbook, ProblemKind>) {
    let held = held(&file.path);
    let input = match &held {
        Some(bytes) => Ok(input(&file.name, bytes.as_ref())),
        None => input_of(file),
    };
    (input, reading.open_held(&file.path, held))
}

/// A file as an input, with its hash.
pub fn input_of(file: &File) -> Result<Input, Failure> {
    let unreadable = |error: io::Error| folder::unreadable(&file.path, &error);
    let mut content = std::fs::File::open(&file.path).map_err(unreadable)?;
    let mut hash = Sha256::new();
    let mut chunk = vec![0; 64 << 10];
    let mut bytes = 0;
    loop {
        let length = match content.read(&mut chunk) {
            Ok(0) => break,
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unreadable(error)),
        };
        hash.update(chunk.get(..length).unwrap_or_default());
        bytes += length as u64;
    }
    Ok(hashed(&file.name, bytes, hash))
}

/// The bytes of a file as an input, with their hash.
pub fn input(name: &str, bytes: &[u8]) -> Input {
    hashed(name, bytes.len() as u64, Sha256::new_with_prefix(bytes))
}

fn hashed(name: &str, bytes: u64, hash: Sha256) -> Input {
    let (path, sha256) = (name.to_string(), hex(&hash.finalize()));
    Input { path, sha256, bytes, register: None, rows: None }
}
