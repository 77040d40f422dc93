//! From the text of a TOML file, and of those it speaks of, to a validated standard.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::assemble::Parts;
use super::definition;
use super::model::Standard;
use super::shelf::{Embedded, Shelf, Source};
use super::validate::{Context, validate};
use crate::diagnostic::Failure;

/// Reads and validates a standard. `file_name` is the path as the user knows it. What it includes or
/// extends is looked for among what comes with the program.
///
/// # Errors
/// As [`load_from`].
pub fn load(file_name: &str, text: &str) -> Result<Standard, Failure> {
    let source = Source { file: file_name.to_string(), text: text.to_string(), shipped: true };
    load_from(source, &Embedded)
}

/// A standard that comes with the program, read once however many audits ask for it.
///
/// # Errors
/// As [`load_from`].
pub fn load_shipped(id: &str, source: Source) -> Result<Arc<Standard>, Failure> {
    static LOADED: Mutex<BTreeMap<String, Arc<Standard>>> = Mutex::new(BTreeMap::new());
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(standard) = loaded.get(id) {
        return Ok(Arc::clone(standard));
    }
    let standard = Arc::new(load_from(source, &Embedded)?);
    loaded.insert(id.to_string(), Arc::clone(&standard));
    Ok(standard)
}

/// Reads and validates a standard with what it includes and extends, found on `shelf`.
///
/// # Errors
/// Every problem of its files at once, in their order: syntax errors, or else keys, values, references,
/// totals, ladders and row conditions.
pub fn load_from(source: Source, shelf: &dyn Shelf) -> Result<Standard, Failure> {
    let mut parts = Parts::new(shelf);
    let raw = parts.standard(source);
    let standard = raw.and_then(|raw| {
        let hash = sha256(&parts.sources());
        validate(&raw, hash, &mut Context::new(&mut parts))
    });
    match standard.map(|standard| definition::hashed(standard, parts.tables())) {
        Some(standard) if parts.problems.is_empty() => Ok(standard),
        _ => Err(Failure { problems: parts.sorted(), sources: parts.sources() }),
    }
}

/// Of one file, its hash; of several, that of their texts one after the other, a NUL between two.
/// Lower-case hexadecimal.
pub(super) fn sha256(sources: &[(String, String)]) -> String {
    let texts: Vec<&str> = sources.iter().map(|(_, text)| text.as_str()).collect();
    Sha256::digest(texts.join("\0")).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod parts_tests;
#[cfg(test)]
mod tests;
