//! appeals.toml: appeals (申诉) against the verdicts of an audit.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::manifest::day;
use crate::diagnostic::{Expected, Failure, Place, Problem, ProblemKind, Thing, nearest};
use crate::outcome::{AppealDecision, Status};
use crate::standard::Standard;
use crate::toml_file;

/// Name of the file, beside audit.toml.
pub const APPEALS: &str = "appeals.toml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAppeals {
    #[serde(default)]
    appeals: Vec<RawAppeal>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAppeal {
    item: Spanned<String>,
    argument: Spanned<String>,
    #[serde(default)]
    evidence: Vec<String>,
    decision: Option<AppealDecision>,
    status: Option<Spanned<String>>,
    reason: Option<String>,
    decided_by: Option<String>,
    decided_on: Option<Spanned<Datetime>>,
}

/// An appeal.
#[derive(Debug, Clone)]
pub struct Appeal {
    /// Why the verdict is held to be wrong.
    pub argument: String,
    /// Files or facts it rests on.
    pub evidence: Vec<String>,
    /// What became of it.
    pub decision: AppealDecision,
    /// The status an accepted one gives the item: pass, partial or fail.
    pub status: Option<Status>,
    /// Why it was decided so.
    pub reason: String,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub decided_on: Option<NaiveDate>,
}

/// Reads appeals by item. `file` is the path as the user knows it.
///
/// # Errors
/// Every problem of the file: unknown items, two appeals of one item, a decision without its reason,
/// its author or (accepted) the status it gives.
pub fn parse(
    file: &str,
    text: &str,
    standard: &Standard,
) -> Result<BTreeMap<String, Appeal>, Failure> {
    let (raw, read) = toml_file::read::<RawAppeals>(file, text).take();
    let mut problems = read.problems;
    let mut out = BTreeMap::new();
    for entry in raw.into_iter().flat_map(|r| r.appeals) {
        let place = |span| Place::Toml { file: file.to_string(), span };
        let at = entry.item.span();
        let mut error = |kind, span| problems.push(Problem::error(kind, place(span)));
        let id = entry.item.get_ref().clone();
        let known: Vec<&str> = standard.items.iter().map(|i| i.id.as_str()).collect();
        if !known.contains(&id.as_str()) {
            let kind = ProblemKind::UnknownName {
                thing: Thing::Item,
                nearest: nearest(&id, known.iter().copied()),
                allowed: known.iter().map(|k| (*k).to_string()).collect(),
                name: id.clone(),
            };
            error(kind, at.clone());
        }
        if entry.argument.get_ref().trim().is_empty() {
            let (key, found) = ("argument".to_string(), String::new());
            let kind = ProblemKind::BadValue { key, expected: Expected::NotEmpty, found };
            error(kind, entry.argument.span());
        }
        let decision = entry.decision.unwrap_or(AppealDecision::Pending);
        let status = entry.status.as_ref().and_then(|s| match s.get_ref().as_str() {
            "pass" => Some(Status::Pass),
            "partial" => Some(Status::Partial),
            "fail" => Some(Status::Fail),
            found => {
                let words = ["pass", "partial", "fail"].map(String::from).to_vec();
                let (key, found) = ("status".to_string(), found.to_string());
                let kind = ProblemKind::BadValue { key, expected: Expected::OneOf(words), found };
                error(kind, s.span());
                None
            }
        });
        let filled = |text: &Option<String>| text.as_ref().is_some_and(|t| !t.trim().is_empty());
        let wants = [
            ("reason", decision != AppealDecision::Pending && !filled(&entry.reason)),
            ("decided_by", decision != AppealDecision::Pending && !filled(&entry.decided_by)),
            ("status", decision == AppealDecision::Accepted && entry.status.is_none()),
        ];
        for (key, _) in wants.iter().filter(|(_, missing)| *missing) {
            error(ProblemKind::MissingKey { key: (*key).to_string() }, at.clone());
        }
        let decided_on = entry.decided_on.as_ref().and_then(|d| {
            let date = day(d.get_ref());
            if date.is_none() {
                let (key, found) = ("decided_on".to_string(), d.get_ref().to_string());
                let kind = ProblemKind::BadValue { key, expected: Expected::Date, found };
                error(kind, d.span());
            }
            date
        });
        let appeal = Appeal {
            argument: entry.argument.get_ref().trim().to_string(),
            evidence: entry.evidence,
            decision,
            status,
            reason: entry.reason.unwrap_or_default().trim().to_string(),
            decided_by: entry.decided_by.unwrap_or_default().trim().to_string(),
            decided_on,
        };
        if out.insert(id.clone(), appeal).is_some() {
            error(ProblemKind::Duplicate { thing: Thing::Item, name: id }, at);
        }
    }
    if problems.is_empty() {
        return Ok(out);
    }
    problems.sort_by_key(toml_file::start);
    Err(Failure { problems, sources: vec![(file.to_string(), text.to_string())] })
}
