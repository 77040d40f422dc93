//! SARIF 2.1.0: a run per project, a rule per item, a result per finding, now or before, with its
//! `baselineState` against the old audit.

use serde::Serialize;

use super::words;
use crate::compare::{Change, Diff, ItemChange, ProjectDiff};
use crate::lang::{Lang, Word};
use crate::outcome::Status;
use crate::report::text::clean;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: Vec<Run>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    automation_details: Automation,
    results: Vec<Found>,
    column_kind: &'static str,
}

#[derive(Serialize)]
struct Automation {
    id: String,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    language: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    short_description: Message,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    rule_id: String,
    rule_index: usize,
    level: &'static str,
    kind: &'static str,
    message: Message,
    baseline_state: &'static str,
    partial_fingerprints: Fingerprints,
    locations: Vec<Location>,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "action/v1")]
    action: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
    logical_locations: Vec<Logical>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    fully_qualified_name: String,
    kind: &'static str,
}

pub fn log(diff: &Diff, lang: Lang) -> Log {
    Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: diff.projects.iter().map(|p| run(p, lang)).collect(),
    }
}

fn run(project: &ProjectDiff, lang: Lang) -> Run {
    let title = |item: &ItemChange| clean(item.titles.get(lang).trim()).into_owned();
    let rule = |item: &ItemChange| Rule {
        id: item.id.clone(),
        short_description: Message { text: title(item) },
    };
    let results = project
        .items
        .iter()
        .enumerate()
        .filter_map(|(index, item)| found(index, item, &project.project.id, lang));
    Run {
        tool: Tool {
            driver: Driver {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
                language: lang.pick("zh-CN", "en"),
                rules: project.items.iter().map(rule).collect(),
            },
        },
        automation_details: Automation {
            id: format!("{}/{}", project.project.id, project.new.period),
        },
        results: results.collect(),
        column_kind: "utf16CodeUnits",
    }
}

/// A finding of either audit; `None` of an item that is none in both.
fn found(index: usize, item: &ItemChange, project: &str, lang: Lang) -> Option<Found> {
    let level = |status: Status| match status {
        Status::Fail => Some("error"),
        Status::Partial => Some("warning"),
        Status::Pass | Status::NotApplicable | Status::NotReviewed => None,
    };
    let now = item.new.and_then(|n| level(n.status));
    let before = item.old.and_then(|o| level(o.status));
    let baseline_state = match (before, now) {
        (None, None) => return None,
        (None, Some(_)) => "new",
        (Some(_), None) => "absent",
        (Some(_), Some(_)) if item.change == Change::Unchanged => "unchanged",
        (Some(_), Some(_)) => "updated",
    };
    let status = item.new.map_or("–", |n| Word::from(n.status).get(lang));
    let mut text =
        vec![format!("{} · {status}", clean(item.titles.get(lang).trim())), words::points(item)];
    text.extend(item.figures.iter().map(|f| words::figure(f, lang)));
    Some(Found {
        rule_id: item.id.clone(),
        rule_index: index,
        level: now.or(before).unwrap_or("none"),
        kind: "fail",
        message: Message { text: text.join("\n") },
        baseline_state,
        partial_fingerprints: Fingerprints { action: format!("{project}/{}", item.id) },
        locations: vec![Location {
            physical_location: Physical {
                artifact_location: Artifact { uri: format!("{project}/result.json") },
            },
            logical_locations: vec![Logical {
                fully_qualified_name: format!("{project}/{}", item.id),
                kind: "element",
            }],
        }],
    })
}
