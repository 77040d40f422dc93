//! The JSON Schema of a standard's TOML, for completion and checking in editors.

use schemars::generate::SchemaSettings;
use serde_json::json;

use super::raw::{RawExtension, RawInclude, RawStandard};

/// The schema (draft-07), pretty-printed, with a final newline: of a whole standard, of one that extends
/// another, and of a file of registers to include.
///
/// # Errors
/// Only where serialising itself fails.
pub fn schema() -> serde_json::Result<String> {
    let mut generator = SchemaSettings::draft07().into_generator();
    let whole = generator.subschema_for::<RawStandard>();
    let extension = generator.subschema_for::<RawExtension>();
    let include = generator.subschema_for::<RawInclude>();
    let head = ["id", "version", "title", "items", "sections"].map(|k| json!({"required": [k]}));
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "inspect standard",
        "description": "An inspection standard, one that extends another, or registers to include.",
        "if": {"required": ["extends"]},
        "then": extension,
        "else": {
            "if": {"required": ["registers"], "not": {"anyOf": head}},
            "then": include,
            "else": whole,
        },
        "definitions": generator.take_definitions(true),
    });
    let mut text = serde_json::to_string_pretty(&schema)?;
    text.push('\n');
    Ok(text)
}
