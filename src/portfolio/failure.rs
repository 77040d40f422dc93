//! Audits that could not be scored: never a stop, never a silent absence.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Failure, Place, line_column};
use crate::lang::problem::{code, message};
use crate::lang::{Lang, Text};

/// Version of `failures.json`.
pub const SCHEMA: &str = "inspect/failures/v1";

/// `failures.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Failures {
    /// `inspect/failures/v1`.
    pub schema: String,
    /// By project, period and folder.
    pub failures: Vec<FailureRecord>,
}

/// One audit that could not be scored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct FailureRecord {
    /// Identifier of the project; null where audit.toml does not tell.
    pub project: Option<String>,
    /// The period; null where audit.toml does not tell.
    pub period: Option<String>,
    /// The audit folder: relative to the root it was found under, with `/`; else as it was listed.
    pub folder: String,
    /// Why, at least one.
    pub reasons: Vec<Reason>,
}

/// Why an audit could not be scored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// Stable code: that of a problem, or `duplicate-project`, `internal-error`; of what a roll-up misses
    /// `missing-shard`, `unfinished-batch`, `unreadable-result`.
    pub code: String,
    /// `audit.toml:3:8`, `checksheet.xlsx!Sheet1!B2`; empty where the folder as a whole is meant.
    pub place: String,
    /// What is wrong and what to do, in both languages.
    pub message: Message,
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs)]
pub struct Message {
    pub zh: String,
    pub en: String,
}

impl Message {
    /// The text in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

impl From<Message> for Text {
    fn from(message: Message) -> Text {
        Text { zh: message.zh, en: message.en }
    }
}

/// Codes of what is no failure of a project: what an earlier run should have left, and is not there or of
/// no use.
pub mod gap {
    /// A share of a batch was not given.
    pub const SHARD: &str = "missing-shard";
    /// A batch did not come to its end.
    pub const BATCH: &str = "unfinished-batch";
    /// A result is damaged, of another version or of another project.
    pub const RESULT: &str = "unreadable-result";
}

impl FailureRecord {
    /// Whether something is missing that was made before; else a project could not be scored.
    pub fn is_gap(&self) -> bool {
        let gap = |r: &Reason| [gap::SHARD, gap::BATCH, gap::RESULT].contains(&r.code.as_str());
        self.reasons.first().is_some_and(gap)
    }
}

impl Failures {
    /// The file of `failures`, put in order.
    pub fn new(mut failures: Vec<FailureRecord>) -> Failures {
        failures.sort();
        failures.dedup();
        Failures { schema: SCHEMA.to_string(), failures }
    }

    /// The bytes of `failures.json`.
    ///
    /// # Errors
    /// Only where serialising itself fails.
    pub fn to_bytes(&self) -> serde_json::Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

impl Reason {
    /// A reason of the batch itself, about the folder as a whole.
    pub fn new(code: &str, zh: String, en: String) -> Reason {
        Reason { code: code.to_string(), place: String::new(), message: Message { zh, en } }
    }

    /// The problems of a failure; paths begin inside the audit folder `folder`, where one is given.
    pub fn of(failure: &Failure, folder: &str) -> Vec<Reason> {
        let reason = |problem: &crate::diagnostic::Problem| Reason {
            code: code(&problem.kind).to_string(),
            place: place(&problem.place, failure, folder),
            message: Message {
                zh: message(&problem.kind, Lang::Zh),
                en: message(&problem.kind, Lang::En),
            },
        };
        failure.problems.iter().map(reason).collect()
    }

    /// The reason on one line, its place first.
    pub fn line(&self, lang: Lang) -> String {
        match self.place.is_empty() {
            true => self.message.get(lang).to_string(),
            false => format!("{}: {}", self.place, self.message.get(lang)),
        }
    }
}

fn place(place: &Place, failure: &Failure, folder: &str) -> String {
    let inside = |file: &str| {
        let file = file.replace('\\', "/");
        let folder = folder.replace('\\', "/");
        let rest = file.strip_prefix(&folder).filter(|_| !folder.is_empty());
        rest.map_or(file.clone(), |f| f.trim_start_matches('/').to_string())
    };
    match place {
        Place::Cell { file, sheet, cell } if sheet.is_empty() => format!("{}!{cell}", inside(file)),
        Place::Cell { file, sheet, cell } => format!("{}!{sheet}!{cell}", inside(file)),
        Place::File { file } => inside(file),
        Place::Toml { file, span } => {
            let source = failure.sources.iter().find(|(name, _)| name == file);
            match source.map(|(_, text)| line_column(text, span.start)) {
                Some((line, column)) => format!("{}:{line}:{column}", inside(file)),
                None => inside(file),
            }
        }
    }
}
