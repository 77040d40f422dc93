//! From the text of a TOML file to a validated standard.

use sha2::{Digest, Sha256};

use super::definition;
use super::model::Standard;
use super::raw::RawStandard;
use super::validate::{Context, validate};
use crate::diagnostic::Failure;
use crate::toml_file;

/// Reads and validates a standard. `file_name` is the path as the user knows it.
///
/// # Errors
/// Every problem of the file at once, in its order: syntax errors, or else keys, values, references,
/// totals, ladders and row conditions.
pub fn load(file_name: &str, text: &str) -> Result<Standard, Failure> {
    let read = toml_file::read::<RawStandard>(file_name, text);
    let mut problems = read.problems.clone();
    let standard = read.value.as_ref().and_then(|raw| {
        let mut context = Context::new(file_name, text, &read);
        let standard = validate(raw, sha256(text), &mut context);
        problems.extend(context.problems);
        standard
    });
    match standard.map(|standard| definition::hashed(standard, text)) {
        Some(standard) if problems.is_empty() => Ok(standard),
        _ => {
            problems.sort_by_key(toml_file::start);
            let sources = vec![(file_name.to_string(), text.to_string())];
            Err(Failure { problems, sources })
        }
    }
}

/// Lower-case hexadecimal.
fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
