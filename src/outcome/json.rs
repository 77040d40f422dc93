//! `result.json`: the bytes of a result, and its JSON Schema.

use super::{Outcome, SCHEMA};
use crate::diagnostic::ResultProblem;

/// What the file is called.
pub const FILE: &str = "result.json";

/// The bytes of `result.json`: UTF-8, fixed key order, two-space indent, a final newline.
///
/// # Errors
/// Only where serialising itself fails.
pub fn to_bytes(outcome: &Outcome) -> serde_json::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(outcome)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Reads a result back.
///
/// # Errors
/// Where the text is no JSON or not of this form.
pub fn from_slice(bytes: &[u8]) -> serde_json::Result<Outcome> {
    serde_json::from_slice(bytes)
}

/// Reads a result back and says what is wrong with one that cannot be read.
///
/// # Errors
/// Where the text is no JSON, of a newer form or not of this form.
pub fn read(bytes: &[u8]) -> Result<Outcome, ResultProblem> {
    #[derive(serde::Deserialize)]
    struct Head {
        schema: String,
    }
    let no_result =
        |error: serde_json::Error| ResultProblem::NoResult { detail: error.to_string() };
    let head: Head = serde_json::from_slice(bytes).map_err(no_result)?;
    if head.schema != SCHEMA {
        let known = SCHEMA.to_string();
        return Err(ResultProblem::NewerSchema { found: head.schema, known });
    }
    serde_json::from_slice(bytes).map_err(no_result)
}

/// The JSON Schema (draft-07) of `result.json`, pretty-printed, with a final newline.
///
/// # Errors
/// Only where serialising itself fails.
pub fn schema() -> serde_json::Result<String> {
    let generator = schemars::generate::SchemaSettings::draft07().into_generator();
    let mut text = serde_json::to_string_pretty(&generator.into_root_schema_for::<Outcome>())?;
    text.push('\n');
    Ok(text)
}
