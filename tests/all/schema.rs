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

/// Run with `UPDATE=1` to write the file anew.
#[test]
fn the_committed_schema_of_a_standard_is_that_of_the_types() {
    let made = inspect::standard::schema().unwrap();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write("schemas/standard.schema.json", &made).unwrap();
    }
    assert_eq!(std::fs::read_to_string("schemas/standard.schema.json").unwrap(), made);
}

/// The files that are shipped fit the schema and point to it; a misspelt key does not fit.
#[test]
fn the_shipped_standards_fit_the_schema_and_name_it() {
    let schema = std::fs::read_to_string("schemas/standard.schema.json").unwrap();
    let schema = jsonschema::draft7::new(&serde_json::from_str(&schema).unwrap()).unwrap();
    let json = |text: &str| -> serde_json::Value {
        serde_json::to_value(text.parse::<toml::Table>().unwrap()).unwrap()
    };
    let mut files = 0;
    for (folder, up) in [("checklists", ".."), ("checklists/registers", "../..")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            files += 1;
            let first = format!("#:schema {up}/schemas/standard.schema.json");
            assert_eq!(text.lines().next(), Some(first.as_str()), "{}", path.display());
            if let Err(error) = schema.validate(&json(&text)) {
                panic!("{}: {}: {error}", path.display(), error.instance_path());
            }
        }
    }
    assert!(files > 10, "{files}");
    let good = std::fs::read_to_string("tests/lints/clean.toml").unwrap();
    assert!(schema.is_valid(&json(&good)));
    for (right, wrong) in [
        ("tier = \"half\"", "tier = \"hlaf\""),
        ("owner =", "ownr ="),
        ("number = 1", "number = \"1\""),
    ] {
        assert!(!schema.is_valid(&json(&good.replacen(right, wrong, 1))), "{wrong}");
    }
    let ours =
        "extends = \"x\"\nid = \"y\"\nversion = \"1\"\ntitle = { zh = \"甲\", en = \"A\" }\n";
    assert!(
        schema.is_valid(&json(ours)) && !schema.is_valid(&json(&format!("{ours}itmes = []\n")))
    );
}
