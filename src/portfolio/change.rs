//! What changed against the previous period.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The period before; `None` where the project is new.
    pub period: Option<Box<str>>,
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
            complete: record.is_complete(),
            points: points.collect(),
        }
    }
}

/// Of several audits of a project the latest of another period.
pub fn latest(audits: Vec<Before>, period: &str) -> Option<Before> {
    let mut kept: Option<Before> = None;
    for audit in audits.into_iter().filter(|a| a.period != period) {
        if kept.as_ref().is_none_or(|k| audit.as_of > k.as_of) {
            kept = Some(audit);
        }
    }
    kept
}

/// What changed in a project.
pub fn change(now: &Record, before: Option<&Before>) -> Change {
    let mut change = Change { period: None, before: None, change: None, better: 0, worse: 0 };
    let Some(before) = before else { return change };
    change.period = Some(before.period.as_str().into());
    change.before = before.percent;
    if before.standard != now.standard.id {
        return change;
    }
    if before.complete && now.is_complete() {
        let both = now.score.percent.zip(before.percent);
        change.change = both.map(|(now, before)| Number::from(now.0 - before.0));
    }
    for item in &now.items {
        if let (Some(now), Some(then)) = (item.points, before.points.get(&item.id)) {
            change.better += u32::from(now > *then);
            change.worse += u32::from(now < *then);
        }
    }
    change
}
