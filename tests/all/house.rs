//! The house keeps its directions: imports point back along the data flow, and the pure rooms touch
//! nothing outside.

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms in the order data walks, each with everything it may use. `diagnostic` and `lang` are the words
/// that every room speaks, and use each other.
pub const ROOMS: &[(&str, &[&str])] = &[
    ("lang", &["diagnostic", "outcome", "standard"]),
    ("diagnostic", &["lang"]),
    ("toml_file", &["diagnostic", "lang"]),
    ("standard", &["diagnostic", "lang", "toml_file"]),
    ("reader", &["diagnostic"]),
    ("containment", &["diagnostic", "reader"]),
    ("evidence", &["diagnostic", "lang", "standard", "reader"]),
    ("outcome", &["diagnostic", "lang", "standard"]),
    ("audit", &["diagnostic", "lang", "toml_file", "standard", "reader", "evidence", "outcome"]),
    ("scoring", &["diagnostic", "lang", "standard", "evidence", "audit", "outcome"]),
    ("peek", &["diagnostic", "lang", "standard", "reader", "evidence"]),
    ("intake", &["diagnostic", "lang", "reader", "evidence"]),
    ("action", &["diagnostic", "lang", "standard", "reader", "evidence", "outcome"]),
    ("compare", &["diagnostic", "lang", "standard", "outcome"]),
    ("portfolio", &["diagnostic", "lang", "outcome"]),
    (
        "report",
        &["diagnostic", "lang", "standard", "outcome", "peek", "action", "compare", "portfolio"],
    ),
    ("annotate", &["diagnostic", "lang", "standard", "reader", "evidence", "outcome"]),
    ("kit", &["lang", "standard", "audit"]),
    (
        "pipeline",
        &[
            "diagnostic",
            "lang",
            "standard",
            "reader",
            "containment",
            "evidence",
            "audit",
            "scoring",
            "outcome",
            "annotate",
            "action",
            "kit",
        ],
    ),
    (
        "batch",
        &[
            "diagnostic",
            "lang",
            "reader",
            "containment",
            "audit",
            "outcome",
            "portfolio",
            "pipeline",
            "report",
        ],
    ),
    ("cli", &["lang", "reader", "compare", "batch"]),
    (
        "command",
        &[
            "cli",
            "diagnostic",
            "lang",
            "standard",
            "reader",
            "containment",
            "audit",
            "outcome",
            "peek",
            "intake",
            "annotate",
            "portfolio",
            "pipeline",
            "batch",
            "report",
            "kit",
            "action",
            "compare",
        ],
    ),
];

/// Rooms that see no file, clock, environment, thread or terminal.
pub const PURE: &[&str] = &[
    "lang",
    "diagnostic",
    "toml_file",
    "standard",
    "reader",
    "evidence",
    "outcome",
    "scoring",
    "peek",
    "action",
    "compare",
    "portfolio",
    "intake",
    "report",
    "annotate",
    "kit",
    "cli",
];

const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::thread",
    "std::time",
    "std::net",
    "std::process",
    "SystemTime",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "println!",
    "eprintln!",
    "print!",
    "stdout()",
    "stderr()",
];

fn sources(path: &Path, out: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            sources(&entry.unwrap().path(), out);
        }
    } else if path.extension().is_some_and(|e| e == "rs") {
        out.push(path.to_path_buf());
    }
}

/// The code of a file without comments and without its tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_string();
    text.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Rooms named after `crate::` in a file, also inside braces.
fn used(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut name = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => rooms.push(std::mem::take(&mut name)),
                    c if depth == 0 && !c.is_whitespace() => name.push(c),
                    _ => {}
                }
            }
            rooms.push(name);
        } else {
            rooms.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    rooms
        .iter()
        .map(|r| r.split("::").next().unwrap().to_string())
        .filter(|r| !r.is_empty())
        .collect()
}

/// Files that are compiled for tests only.
const TEST_FILES: [&str; 3] = ["tests.rs", "sample.rs", "agreement.rs"];

#[test]
fn imports_point_back_along_the_data_flow() {
    let mut wrong = Vec::new();
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    for file in files {
        let inside = file.strip_prefix("src").unwrap();
        let first = inside.iter().next().unwrap().to_str().unwrap();
        let room = first.trim_end_matches(".rs");
        if ["main", "lib"].contains(&room) {
            continue;
        }
        let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            wrong.push(format!("{}: no such room", file.display()));
            continue;
        };
        // Support for tests may look ahead.
        if file.file_name().is_some_and(|n| TEST_FILES.iter().any(|t| n == *t)) {
            continue;
        }
        let code = code(&file);
        for other in used(&code) {
            if other != room && !allowed.contains(&other.as_str()) {
                wrong.push(format!("{}: uses {other}", file.display()));
            }
        }
        if PURE.contains(&room) {
            wrong.extend(
                OUTSIDE
                    .iter()
                    .filter(|o| code.contains(**o))
                    .map(|o| format!("{}: {o}", file.display())),
            );
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn used_finds_every_form() {
    let code = "use crate::{a::{b, c}, d};\nuse crate::e::F;\nlet x = crate::g::h();";
    assert_eq!(used(code), ["a", "d", "e", "g"]);
}

#[test]
fn no_item_or_standard_is_named_in_the_code() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    for file in files {
        if file.ends_with("standard/catalogue.rs") {
            continue;
        }
        let code = code(&file);
        let test_file = file.file_name().is_some_and(|n| TEST_FILES.iter().any(|t| n == *t));
        assert!(test_file || !code.contains("QI-"), "{}", file.display());
    }
}
