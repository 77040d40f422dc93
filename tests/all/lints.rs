//! `inspect standard lint`: a file per mistake under `tests/lints/`. The line of a problem ends with its
//! code, `# <- duplicate!`; the exclamation mark makes it an error, without it it is a warning.

use std::collections::BTreeSet;
use std::fs;

use inspect::diagnostic::{Place, Severity, line_column};
use inspect::lang::problem::code;
use inspect::standard::{Embedded, Source, catalogue, lint};

use super::run::{Audit, inspect};

/// Line, code, and whether it is an error.
type Found = BTreeSet<(usize, String, bool)>;

fn marked(text: &str) -> Found {
    let mark = |(at, line): (usize, &str)| {
        let (_, code) = line.rsplit_once("# <- ")?;
        Some((at + 1, code.trim_end_matches('!').to_string(), code.ends_with('!')))
    };
    text.lines().enumerate().filter_map(mark).collect()
}

fn found(file: &str, text: &str) -> Found {
    let source = Source { file: file.into(), text: text.into(), shipped: true };
    let linted = lint(source, &Embedded);
    let one = |problem: &inspect::diagnostic::Problem| match &problem.place {
        Place::Toml { span, .. } => {
            let error = problem.severity == Severity::Error;
            (line_column(text, span.start).0, code(&problem.kind).to_string(), error)
        }
        place => panic!("{place:?}"),
    };
    linted.problems.iter().map(one).collect()
}

#[test]
fn every_mistake_is_found_at_its_line_and_nothing_else_is() {
    let mut codes = BTreeSet::new();
    let mut wrong = Vec::new();
    for entry in fs::read_dir("tests/lints").unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let (expected, found) = (marked(&text), found(&name, &text));
        assert_eq!(expected.is_empty(), name == "clean.toml", "{name} marks nothing");
        codes.extend(expected.iter().map(|(_, code, _)| code.clone()));
        if expected != found {
            wrong.push(format!("{name}: expected {expected:?}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    for code in ["unused", "same-check", "threshold-idle", "full-easier", "untranslated"] {
        assert!(codes.contains(code), "no file for {code}");
    }
}

#[test]
fn the_shipped_standards_are_clean() {
    for shipped in catalogue() {
        assert_eq!(found(shipped.file, shipped.text), Found::new(), "{}", shipped.id);
    }
}

#[test]
fn exit_codes_and_formats() {
    let lint = |file: &str, more: &[&str]| {
        let file = format!("tests/lints/{file}.toml");
        inspect([&["standard", "lint", &file, "--lang", "en"], more].concat())
    };
    let clean = lint("clean", &["--deny-warnings"]);
    assert_eq!((clean.code, clean.err.as_str()), (0, ""));
    let warned = lint("unused-register", &[]);
    assert_eq!(warned.code, 0);
    warned.says(&["nothing uses the register `pets`", "unused-register.toml:20"]);
    assert_eq!(lint("unused-register", &["--deny-warnings"]).code, 1);
    lint("several-at-once", &["--deny-warnings"]).refused(&["2 errors, 1 warning"]);

    let json = lint("several-at-once", &["--format", "json"]);
    assert_eq!(json.code, 2);
    let list: serde_json::Value = serde_json::from_slice(&json.out).unwrap();
    let first = &list[0];
    assert_eq!(
        (
            &first["code"],
            &first["suggestion"],
            &first["line"],
            &first["column"],
            &first["end_column"]
        ),
        (&"unknown-key".into(), &"version".into(), &2.into(), &1.into(), &8.into())
    );
    assert_eq!(list.as_array().unwrap().len(), 3);

    let sarif = lint("date-against-number", &["--format", "sarif"]);
    assert_eq!(sarif.code, 2);
    let log: serde_json::Value = serde_json::from_slice(&sarif.out).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let result = &log["runs"][0]["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&"expression".into(), &"error".into()));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["region"]["startLine"], 34);
    assert_eq!(place["artifactLocation"]["uri"], "tests/lints/date-against-number.toml");
    let none = lint("clean", &["--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_slice(&none.out).unwrap();
    assert_eq!((none.code, log["runs"][0]["results"].as_array().unwrap().len()), (0, 0));
}

/// Warnings are about the file that is looked at, not about the one it extends.
#[test]
fn a_standard_that_extends_a_clean_one_is_clean() {
    let audit = Audit::none("ours");
    fs::create_dir_all(&audit.path).unwrap();
    audit.write("ours.toml", "extends = \"quality-inspection\"\nid = \"ours\"\nversion = \"1\"\ntitle = { zh = \"我们的\", en = \"Ours\" }\n");
    let file = audit.file("ours.toml");
    let run = inspect(["standard", "lint", file.to_str().unwrap(), "--deny-warnings"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
}
