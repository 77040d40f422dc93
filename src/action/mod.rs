//! Corrective actions (整改): followed from audit to audit, edited in workbooks, listed and dated. Works on
//! results alone.

mod carry;
pub mod ics;
pub mod list;
pub mod merge;

pub use carry::{apply, carry_on, reapply, show_on_items};

use crate::outcome::{ActionRecord, Gravity, ItemResult, NotApplicableRecord, Outcome, Status};
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
    findings.filter_map(|item| of(item, outcome)).collect()
}

fn of(item: &ItemResult, outcome: &Outcome) -> Option<ActionRecord> {
    let vetoed = item.veto.is_some() && item.status == Status::Fail;
    Some(ActionRecord {
        id: id(&outcome.project.id, &item.id, None),
        item: item.id.clone(),
        location: None,
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

/// The action of an item; `None` where it has none.
pub fn action_of<'a>(outcome: &'a Outcome, item: &str) -> Option<&'a ActionRecord> {
    outcome.actions.iter().find(|a| a.item == item)
}
