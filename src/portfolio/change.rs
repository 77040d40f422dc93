//! What changed against the previous period.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::model::{Item, Project};
use super::record::Record;
use crate::outcome::Number;

/// An audit of the previous period, as far as it is compared.
#[derive(Debug, Clone)]
pub struct Before {
    /// Identifier of the project.
    pub project: String,
    /// Its name.
    pub name: String,
    /// The period.
    pub period: String,
    /// Identifier of the standard.
    pub standard: String,
    /// The date of the audit.
    pub as_of: NaiveDate,
    /// Percentage.
    pub percent: Option<Number>,
    /// Whether every applicable item was reviewed.
    pub complete: bool,
    /// Points by item id, of items that have points.
    pub points: BTreeMap<String, Number>,
}

/// A project now and before.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Index into [`super::Portfolio::projects`].
    pub project: usize,
    /// The period before; `None` where the project is new.
    pub period: Option<String>,
    /// The percentage before.
    pub before: Option<Number>,
    /// Now less before, in percentage points; `None` unless both audits are complete and of one standard.
    pub change: Option<Number>,
    /// Items with more points than before.
    pub better: u32,
    /// Items with fewer.
    pub worse: u32,
}

impl From<&Record> for Before {
    fn from(record: &Record) -> Before {
        let points = record.items.iter().filter_map(|i| Some((i.id.clone(), i.points?)));
        Before {
            project: record.project.id.clone(),
            name: record.project.name.clone(),
            period: record.period.clone(),
            standard: record.standard.id.clone(),
            as_of: record.as_of,
            percent: record.score.percent,
            complete: record.score.not_reviewed == 0,
            points: points.collect(),
        }
    }
}

/// The changes of all projects, in their order, and the projects that are no longer there.
pub fn changes(
    projects: &[Project],
    items: &[Item],
    standard: impl Fn(&Project) -> String,
    before: &[Before],
) -> (Vec<Change>, Vec<(String, String)>) {
    let mut latest: BTreeMap<&str, &Before> = BTreeMap::new();
    for audit in before {
        let kept = latest.entry(&audit.project).or_insert(audit);
        if audit.as_of > kept.as_of {
            *kept = audit;
        }
    }
    let mut out = Vec::new();
    for (at, project) in projects.iter().enumerate() {
        let found = latest.get(project.id.as_str()).filter(|b| b.period != project.period);
        out.push(match found {
            Some(before) => change(at, project, items, &standard(project), before),
            None => Change {
                project: at,
                period: None,
                before: None,
                change: None,
                better: 0,
                worse: 0,
            },
        });
    }
    let here = |id: &str| projects.binary_search_by(|p| p.id.as_str().cmp(id)).is_ok();
    let gone = latest.values().filter(|b| !here(&b.project));
    (out, gone.map(|b| (b.project.clone(), b.name.clone())).collect())
}

fn change(at: usize, project: &Project, items: &[Item], standard: &str, before: &Before) -> Change {
    let mut change = Change {
        project: at,
        period: Some(before.period.clone()),
        before: before.percent,
        change: None,
        better: 0,
        worse: 0,
    };
    if before.standard != standard {
        return change;
    }
    if before.complete && project.is_complete() {
        let both = project.score.percent.zip(before.percent);
        change.change = both.map(|(now, before)| Number::from(now.0 - before.0));
    }
    for mark in &project.items {
        let id = items.get(mark.item).map(|i| i.id.as_str()).unwrap_or_default();
        if let (Some(now), Some(then)) = (mark.points, before.points.get(id)) {
            change.better += u32::from(now > *then);
            change.worse += u32::from(now < *then);
        }
    }
    change
}
