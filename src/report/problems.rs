//! Problems for other programs: JSON, and SARIF 2.1.0 for code review tools.

use serde::Serialize;
use serde_json::{Value, json};

use crate::diagnostic::{Place, Problem, Severity, line_column};
use crate::lang::Lang;
use crate::lang::problem::{code, message};

/// A problem with its place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Told {
    /// How bad it is.
    pub severity: Severity,
    /// Its stable code.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub message: String,
    /// The nearest known name, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    /// The file.
    pub file: String,
    /// Line and column it begins at and ends before, from 1; columns count characters.
    #[serde(flatten)]
    pub region: Option<Region>,
}

/// A stretch of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Region {
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

/// Each problem with its lines, `sources` being names and texts of the files.
pub fn told(problems: &[Problem], sources: &[(String, String)], lang: Lang) -> Vec<Told> {
    let one = |problem: &Problem| {
        let region = match &problem.place {
            Place::Toml { file, span } => {
                sources.iter().find(|(name, _)| name == file).map(|(_, text)| {
                    let (line, column) = line_column(text, span.start);
                    let (end_line, end_column) = line_column(text, span.end);
                    Region { line, column, end_line, end_column }
                })
            }
            Place::Cell { .. } | Place::File { .. } => None,
        };
        let data = serde_json::to_value(&problem.kind).unwrap_or(Value::Null);
        let nearest = data.pointer("/data/nearest").or_else(|| {
            // Row conditions keep theirs one step further in.
            data.pointer("/data/detail")?.as_object()?.values().next()?.get("nearest")
        });
        Told {
            severity: problem.severity,
            code: code(&problem.kind),
            message: message(&problem.kind, lang),
            suggestion: nearest.and_then(Value::as_str).map(String::from),
            file: problem.place.file().to_string(),
            region,
        }
    };
    problems.iter().map(one).collect()
}

/// A list of problems, with a final line feed.
///
/// # Errors
/// Only where serialising itself fails.
pub fn json(told: &[Told]) -> serde_json::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(told)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// A SARIF log of one run, with a final line feed.
///
/// # Errors
/// Only where serialising itself fails.
pub fn sarif(told: &[Told]) -> serde_json::Result<Vec<u8>> {
    let mut rules: Vec<&str> = told.iter().map(|t| t.code).collect();
    rules.sort_unstable();
    rules.dedup();
    let rules: Vec<Value> = rules.into_iter().map(|id| json!({ "id": id })).collect();
    let results: Vec<Value> = told.iter().map(result).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "inspect",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let mut bytes = serde_json::to_vec_pretty(&log)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn result(told: &Told) -> Value {
    let level = match told.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    };
    let mut place = json!({"artifactLocation": {"uri": uri(&told.file)}});
    if let (Some(region), Some(place)) = (&told.region, place.as_object_mut()) {
        place.insert(
            "region".to_string(),
            json!({
                "startLine": region.line, "startColumn": region.column,
                "endLine": region.end_line, "endColumn": region.end_column,
            }),
        );
    }
    json!({
        "ruleId": told.code,
        "level": level,
        "message": {"text": told.message},
        "locations": [{"physicalLocation": place}],
    })
}

/// A path as the reference of a URI: what has a meaning there is escaped.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(char::from(byte)),
            b'/' | b'.' | b'-' | b'_' | b'~' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
