//! `result.json` and its JSON Schema.

use inspect::outcome::{Outcome, json};

/// Checks results against the committed schema.
pub struct Validator(jsonschema::Validator);

impl Validator {
    pub fn check(&self, outcome: &Outcome) {
        let value: serde_json::Value =
            serde_json::from_slice(&json::to_bytes(outcome).unwrap()).unwrap();
        if let Err(error) = self.0.validate(&value) {
            panic!("{}: {error}", error.instance_path());
        }
        assert_eq!(json::from_slice(&json::to_bytes(outcome).unwrap()).unwrap(), *outcome);
    }
}

pub fn validator() -> Validator {
    let schema = std::fs::read_to_string("schemas/result.schema.json").unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    Validator(jsonschema::draft7::new(&schema).unwrap())
}

/// Run with `UPDATE=1` to write the file anew.
#[test]
fn the_committed_schema_is_that_of_the_types() {
    let made = json::schema().unwrap();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all("schemas").unwrap();
        std::fs::write("schemas/result.schema.json", &made).unwrap();
    }
    assert_eq!(std::fs::read_to_string("schemas/result.schema.json").unwrap(), made);
}
