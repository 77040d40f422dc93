//! Corrective actions (整改): followed from audit to audit, edited in workbooks, listed and dated. Works on
//! results alone.

mod carry;
pub mod ics;
pub mod list;
pub mod merge;
mod places;

pub use carry::{Edits, apply, carry_on, keep_edits, reapply, show_on_items};
pub use places::places;

use crate::outcome::{
    ActionRecord, ActionStatus, Gravity, ItemResult, NotApplicableRecord, Outcome, Status,
};
use crate::standard::NotApplicable;

/// The id of an action: the same in every audit of the project.
pub fn id(project: &str, item: &str, location: Option<&str>) -> String {
    match location {
        Some(location) => format!("{project}/{item}/{location}"),
        None => format!("{project}/{item}"),
    }
}

/// Whether an item is scored below its full points.
pub fn is_finding(item: &ItemResult) -> bool {
    match item.status {
        Status::Partial | Status::Fail => true,
        Status::NotApplicable => matches!(
            item.not_applicable,
            Some(NotApplicableRecord { policy: NotApplicable::Fail, .. })
        ),
        Status::Pass | Status::NotReviewed => false,
    }
}

/// The actions an outcome's findings open, nothing carried on.
pub fn fresh(outcome: &Outcome) -> Vec<ActionRecord> {
    let findings = outcome.items.iter().filter(|i| is_finding(i));
    let placed = findings.flat_map(|item| places(item).into_iter().map(move |at| (item, at)));
    placed.filter_map(|(item, place)| of(item, place, outcome)).collect()
}

fn of(item: &ItemResult, location: Option<String>, outcome: &Outcome) -> Option<ActionRecord> {
    let vetoed = item.veto.is_some() && item.status == Status::Fail;
    Some(ActionRecord {
        id: id(&outcome.project.id, &item.id, location.as_deref()),
        item: item.id.clone(),
        location,
        status: item.action?,
        gravity: if vetoed { Gravity::Serious } else { Gravity::Ordinary },
        owner: item.owner.clone(),
        due: item.due,
        original_due: item.due,
        first_seen: outcome.as_of,
        last_seen: outcome.as_of,
        recurrence: 1,
        reopened: 0,
        verified: None,
        note: String::new(),
        history: Vec::new(),
    })
}

/// The actions of an item: those of this audit's findings first.
pub fn actions_of<'a>(
    outcome: &'a Outcome,
    item: &'a str,
) -> impl Iterator<Item = &'a ActionRecord> {
    outcome.actions.iter().filter(move |a| a.item == item)
}

/// The action that stands for an item with several: the one with most left to do, due first; none where
/// this audit has no finding there.
pub fn foremost<'a>(outcome: &'a Outcome, item: &'a ItemResult) -> Option<&'a ActionRecord> {
    let here = actions_of(outcome, &item.id).filter(|a| is_seen(a, outcome));
    let done = |a: &ActionRecord| a.status >= ActionStatus::Done;
    here.filter(|_| is_finding(item)).min_by_key(|a| (done(a), a.due.is_none(), a.due, a.status))
}

/// Whether this audit found what an action is about.
pub fn is_seen(action: &ActionRecord, outcome: &Outcome) -> bool {
    action.last_seen == outcome.as_of
}
