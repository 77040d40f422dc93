//! Carrying actions on from one audit to the next.

use chrono::NaiveDate;

use super::places::passes;
use super::{foremost, fresh};
use crate::outcome::{ActionChange, ActionField, ActionRecord, ActionStatus, Gravity, Outcome};

/// Gives an outcome its actions. Against the previous audit's, a finding seen again keeps its id, first
/// day, due dates, owner and remark, and counts one audit more; one whose item passes now is verified; one
/// that comes back after that is reopened with a new due date. Where places are told apart, each is carried
/// on and verified by itself. An item that was not reviewed, does not apply or is no longer in the standard,
/// and a place that was not looked at, leave their action as it was. `serious_from` audits in a row make a
/// finding serious.
pub fn carry_on(outcome: &mut Outcome, previous: Option<&Outcome>, serious_from: Option<u32>) {
    let mut actions = fresh(outcome);
    let known = match previous {
        Some(previous) if previous.actions.is_empty() => fresh(previous),
        Some(previous) => previous.actions.clone(),
        None => Vec::new(),
    };
    for action in &mut actions {
        let item = outcome.item(&action.item);
        let earlier = |k: &&ActionRecord| {
            let same = k.item == action.item;
            let replaced = || item.is_some_and(|i| i.replaces.contains(&k.item));
            k.location == action.location && (same || replaced())
        };
        if let Some(before) = known.iter().find(earlier) {
            *action = seen_again(before, action, outcome);
        }
        if serious_from.is_some_and(|from| action.recurrence >= from) {
            action.gravity = Gravity::Serious;
        }
    }
    for before in known {
        if actions.iter().all(|a| a.id != before.id) {
            actions.push(not_seen(before, outcome, previous));
        }
    }
    outcome.actions = actions;
    show_on_items(outcome);
}

fn seen_again(before: &ActionRecord, now: &ActionRecord, outcome: &Outcome) -> ActionRecord {
    let mut action = ActionRecord {
        item: now.item.clone(),
        last_seen: now.last_seen,
        gravity: now.gravity,
        ..before.clone()
    };
    let edited = |field| before.history.iter().any(|c| c.field == field && !c.by.is_empty());
    if !edited(ActionField::Owner) {
        action.owner = now.owner.clone();
    }
    match before.status {
        ActionStatus::Verified => {
            action.due = now.due;
            action.reopened += 1;
            action.recurrence = 1;
            action.verified = None;
            set_status(&mut action, ActionStatus::Open, outcome);
        }
        ActionStatus::Done => {
            action.recurrence += 1;
            // It was said to be done, and the audit found it again.
            set_status(&mut action, ActionStatus::Open, outcome);
        }
        ActionStatus::Open | ActionStatus::InProgress => action.recurrence += 1,
    }
    action
}

fn not_seen(
    mut action: ActionRecord,
    outcome: &Outcome,
    previous: Option<&Outcome>,
) -> ActionRecord {
    let before = previous.and_then(|p| p.item(&action.item));
    let place = action.location.as_deref();
    let passed = outcome.successor(&action.item).is_some_and(|item| passes(item, place, before));
    if passed && action.status != ActionStatus::Verified {
        action.verified = Some(outcome.as_of);
        set_status(&mut action, ActionStatus::Verified, outcome);
    }
    action
}

fn set_status(action: &mut ActionRecord, status: ActionStatus, outcome: &Outcome) {
    action.history.push(ActionChange {
        on: outcome.as_of,
        by: String::new(),
        file: outcome.period.clone(),
        field: ActionField::Status,
        from: action.status.key().to_string(),
        to: status.key().to_string(),
    });
    action.status = status;
}

/// Puts owner, due date and status of the actions on their items, where reports look for them.
pub fn show_on_items(outcome: &mut Outcome) {
    let shown: Vec<Option<(String, Option<NaiveDate>, ActionStatus)>> = outcome
        .items
        .iter()
        .map(|item| foremost(outcome, item).map(|a| (a.owner.clone(), a.due, a.status)))
        .collect();
    for (item, shown) in outcome.items.iter_mut().zip(shown) {
        if let Some((owner, due, status)) = shown {
            (item.owner, item.due, item.action) = (owner, due, Some(status));
        }
    }
}

/// Edits that were merged into the result an audit scored anew replaces.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Edits {
    /// Taken over.
    pub kept: usize,
    /// Not taken over: their action is no more, or the result is of another audit.
    pub lost: usize,
    /// There is a result, but nobody can read what was merged into it.
    pub unreadable: bool,
}

impl Edits {
    /// The edits of another audit's result, as lost but for those that `outcome` was carried on with.
    pub fn lost(there: &[ActionRecord], outcome: &Outcome) -> Edits {
        let carried = |change: &ActionChange| {
            outcome.actions.iter().any(|action| action.history.contains(change))
        };
        let edits = there.iter().flat_map(by_people);
        Edits { lost: edits.filter(|change| !carried(change)).count(), ..Edits::default() }
    }
}

fn by_people(action: &ActionRecord) -> impl Iterator<Item = &ActionChange> {
    action.history.iter().filter(|change| !change.by.is_empty())
}

/// Puts the edits that were merged into the actions `there` into a result that replaces theirs, whatever else
/// is new in the past of an action.
pub fn keep_edits(outcome: &mut Outcome, there: &[ActionRecord]) -> Edits {
    let mut edits = Edits::default();
    for old in there {
        let Some(action) = outcome.actions.iter_mut().find(|a| a.id == old.id) else {
            edits.lost += by_people(old).count();
            continue;
        };
        for change in by_people(old) {
            if !action.history.contains(change) {
                apply(action, change);
                action.history.push(change.clone());
                edits.kept += 1;
            }
        }
    }
    show_on_items(outcome);
    edits
}

/// Puts the edits that were merged into `edited` into a result computed anew for the same audit, as far as
/// its own history accounts for them.
pub fn reapply(computed: &mut Outcome, edited: &Outcome) {
    for action in &mut computed.actions {
        let Some(other) = edited.actions.iter().find(|a| a.id == action.id) else { continue };
        let more = other.history.get(action.history.len()..).unwrap_or_default();
        // Only what the history accounts for: an edit without one is a difference.
        if other.history.starts_with(&action.history) {
            for change in more.iter().filter(|c| !c.by.is_empty()) {
                apply(action, change);
                action.history.push(change.clone());
            }
        }
    }
    show_on_items(computed);
}

/// Makes one recorded change; a value that cannot be read changes nothing.
pub fn apply(action: &mut ActionRecord, change: &ActionChange) {
    match change.field {
        ActionField::Owner => action.owner = change.to.clone(),
        ActionField::Note => action.note = change.to.clone(),
        ActionField::Due => action.due = change.to.parse().ok(),
        ActionField::Status => {
            let found = ActionStatus::ALL.into_iter().find(|s| s.key() == change.to);
            action.status = found.unwrap_or(action.status);
        }
    }
}
