//! Two results, or two batch outputs, held against each other.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::decompose::{Decomposition, decompose};
use super::items::{Change, ItemChange, changes};
use crate::diagnostic::ResultProblem;
use crate::lang::{Lang, Text};
use crate::outcome::{
    ActionRecord, ActionStatus, Number, OtherScore, Outcome, Project, WaiverEntry, WaiverState,
};

/// Version of the JSON form.
pub const SCHEMA: &str = "inspect/diff/v1";

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Side {
    /// The period.
    pub period: String,
    /// The date of the audit.
    pub as_of: NaiveDate,
    /// Version of the standard.
    pub version: String,
    /// Hash of the standard.
    pub sha256: String,
    /// Points.
    pub points: Number,
    /// Their maximum.
    pub max: Number,
    /// The percentage.
    pub percent: Option<Number>,
    /// Title of the grade, in both languages.
    pub grade: Option<Text>,
    /// Totals without waived findings; null where none is waived.
    pub with_waivers: Option<OtherScore>,
    /// Totals before accepted appeals; null without one.
    pub before_appeals: Option<OtherScore>,
    /// Items not reviewed.
    pub not_reviewed: u32,
}

/// Two audits of one project.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProjectDiff {
    /// The project.
    pub project: Project,
    /// Title of the standard.
    pub standard: Text,
    /// The standard's language.
    pub language: Lang,
    /// Before.
    pub old: Side,
    /// After.
    pub new: Side,
    /// Whether the standard was revised.
    pub revised: bool,
    /// Whether old evidence was scored under the new standard.
    pub rescored: bool,
    /// The change of the percentage; null where one side has none.
    pub decomposition: Option<Decomposition>,
    /// The same without waived findings; null where there are no waivers.
    pub with_waivers: Option<Decomposition>,
    /// Every item.
    pub items: Vec<ItemChange>,
    /// Waivers of the new audit that are over by `as_of`.
    pub expired: Vec<WaiverEntry>,
    /// Actions of the new audit overdue by `as_of`.
    pub overdue: Vec<ActionRecord>,
}

impl ProjectDiff {
    /// Items with this change.
    pub fn count(&self, change: Change) -> usize {
        self.items.iter().filter(|i| i.change == change).count()
    }
}

/// A project that is on one side only.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alone {
    /// The project.
    pub project: Project,
    /// Its audit.
    pub side: Side,
}

/// Everything compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diff {
    /// `inspect/diff/v1`.
    pub schema: &'static str,
    /// The day overdue actions and expired waivers are told by.
    pub as_of: NaiveDate,
    /// Projects of both sides, by id.
    pub projects: Vec<ProjectDiff>,
    /// Projects only the new side has.
    pub appeared: Vec<Alone>,
    /// Projects only the old side has.
    pub gone: Vec<Alone>,
}

/// Holds two audits of one project against each other. `rescored` is the old evidence under the new
/// standard. Overdue and expired are told by `as_of`, the new audit's date without one.
///
/// # Errors
/// Where project or standard differ, or the periods do not.
pub fn diff(
    old: &Outcome,
    new: &Outcome,
    rescored: Option<&Outcome>,
    as_of: Option<NaiveDate>,
) -> Result<ProjectDiff, ResultProblem> {
    comparable(old, new)?;
    let as_of = as_of.unwrap_or(new.as_of);
    let waivers = old.score.with_waivers.is_some() || new.score.with_waivers.is_some();
    Ok(ProjectDiff {
        project: new.project.clone(),
        standard: new.standard.titles.clone(),
        language: new.standard.language,
        old: side(old),
        new: side(new),
        revised: old.standard.sha256 != new.standard.sha256,
        rescored: rescored.is_some(),
        decomposition: decompose(old, new, rescored, false),
        with_waivers: if waivers { decompose(old, new, rescored, true) } else { None },
        items: changes(old, new, rescored),
        expired: new.waivers.iter().filter(|w| w.until < as_of).cloned().collect(),
        overdue: overdue(new, as_of),
    })
}

/// Whether two results can be compared at all.
///
/// # Errors
/// Where project or standard differ, the periods do not, or the old one is the later.
pub fn comparable(old: &Outcome, new: &Outcome) -> Result<(), ResultProblem> {
    let (expected, found) = (new.project.id.clone(), old.project.id.clone());
    if expected != found {
        return Err(ResultProblem::OtherProject { expected, found });
    }
    let (expected, found) = (new.standard.id.clone(), old.standard.id.clone());
    if expected != found {
        return Err(ResultProblem::OtherStandard { expected, found });
    }
    if old.period == new.period {
        return Err(ResultProblem::SamePeriod { period: new.period.clone() });
    }
    if old.as_of > new.as_of {
        let words = |o: &Outcome| format!("{} · {}", o.period, o.as_of);
        return Err(ResultProblem::Later { found: words(old), this: words(new) });
    }
    Ok(())
}

/// Actions due before `as_of` with nothing done about them and no waiver over them.
pub fn overdue(outcome: &Outcome, as_of: NaiveDate) -> Vec<ActionRecord> {
    let waived = |item: &str| {
        let found = outcome.items.iter().find(|i| i.id == item);
        found.and_then(|i| i.waiver.as_ref()).is_some_and(|w| w.until >= as_of)
    };
    let late = |a: &&ActionRecord| {
        let waiting = matches!(a.status, ActionStatus::Open | ActionStatus::InProgress);
        waiting && a.due.is_some_and(|due| due < as_of) && !waived(&a.item)
    };
    outcome.actions.iter().filter(late).cloned().collect()
}

fn side(outcome: &Outcome) -> Side {
    let score = &outcome.score;
    let grade = outcome.grades.iter().find(|g| Some(&g.id) == score.grade_id.as_ref());
    Side {
        period: outcome.period.clone(),
        as_of: outcome.as_of,
        version: outcome.standard.version.clone(),
        sha256: outcome.standard.sha256.clone(),
        points: score.points,
        max: score.max,
        percent: score.percent,
        grade: grade.map(|g| g.titles.clone()),
        with_waivers: score.with_waivers.clone(),
        before_appeals: score.before_appeals.clone(),
        not_reviewed: score.not_reviewed,
    }
}

/// Two batch outputs: projects matched by id.
///
/// # Errors
/// With the id of the project that cannot be compared.
pub fn portfolio(
    old: &[Outcome],
    new: &[Outcome],
    rescored: &[Option<Outcome>],
    as_of: Option<NaiveDate>,
) -> Result<Diff, (String, ResultProblem)> {
    let by_id = |these| -> BTreeMap<&str, &Outcome> {
        let these: &[Outcome] = these;
        these.iter().map(|o| (o.project.id.as_str(), o)).collect()
    };
    let (then, now) = (by_id(old), by_id(new));
    let mut projects = Vec::new();
    for (at, outcome) in new.iter().enumerate() {
        let Some(before) = then.get(outcome.project.id.as_str()) else {
            continue;
        };
        let again = rescored.get(at).and_then(Option::as_ref);
        let found = diff(before, outcome, again, as_of);
        projects.push(found.map_err(|problem| (outcome.project.id.clone(), problem))?);
    }
    let alone = |these: &BTreeMap<&str, &Outcome>, others: &BTreeMap<&str, &Outcome>| {
        let alone = these.iter().filter(|(id, _)| !others.contains_key(*id));
        alone.map(|(_, o)| Alone { project: o.project.clone(), side: side(o) }).collect()
    };
    projects.sort_by(|a, b| a.project.id.cmp(&b.project.id));
    let latest = new.iter().map(|o| o.as_of).max().unwrap_or_default();
    Ok(Diff {
        schema: SCHEMA,
        as_of: as_of.unwrap_or(latest),
        projects,
        appeared: alone(&now, &then),
        gone: alone(&then, &now),
    })
}

/// Whether a waiver is reported as over at the date of its audit.
pub fn is_expired(waiver: &WaiverEntry) -> bool {
    waiver.state == WaiverState::Expired
}
