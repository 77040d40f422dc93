//! Corrective actions over all projects: by owner and group, and one by one.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::model::Project;
use super::record::RecordItem;
use crate::outcome::ActionStatus;

/// Where an action stands at the date of the portfolio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Due before the date, and not done.
    Overdue,
    /// Not begun, not yet due.
    Open,
    /// Begun, not yet due.
    InProgress,
    /// Covered by a waiver: not waited for.
    Waived,
    /// Done, or verified.
    Done,
}

/// One action.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// Index into [`super::Portfolio::projects`].
    pub project: usize,
    /// Index into [`super::Portfolio::items`].
    pub item: usize,
    /// Where; `None` where the whole project is meant.
    pub location: Option<String>,
    /// Index into [`super::Portfolio::owners`].
    pub owner: usize,
    /// Where it stands.
    pub state: State,
    /// Due date.
    pub due: Option<NaiveDate>,
}

/// The actions of one owner in one group.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnerActions {
    /// Index into [`super::Portfolio::owners`].
    pub owner: usize,
    /// The groups of the projects, from the largest to the smallest; empty without.
    pub group: Vec<String>,
    /// Open ones, overdue ones among them.
    pub open: u32,
    /// Overdue ones.
    pub overdue: u32,
    /// Waived ones.
    pub waived: u32,
    /// Done or verified ones.
    pub done: u32,
    /// Earliest due date of an open one.
    pub next: Option<NaiveDate>,
}

/// Where an action of an item stands at `as_of`.
pub fn state(
    item: &RecordItem,
    status: ActionStatus,
    due: Option<NaiveDate>,
    as_of: NaiveDate,
) -> State {
    let waived = item.waiver.as_ref().is_some_and(|w| w.until >= as_of);
    match status {
        ActionStatus::Done | ActionStatus::Verified => State::Done,
        _ if waived => State::Waived,
        _ if due.is_some_and(|due| due < as_of) => State::Overdue,
        ActionStatus::Open => State::Open,
        ActionStatus::InProgress => State::InProgress,
    }
}

/// Overdue ones first, then by due date; those without one last.
pub fn in_order(actions: &mut [Action]) {
    let due = |a: &Action| (a.due.is_none(), a.due);
    actions.sort_by_key(|a| (a.state, due(a), a.project, a.item));
}

/// The actions by owner and group: the most overdue first, then the most open.
pub fn by_owner(actions: &[Action], projects: &[Project]) -> Vec<OwnerActions> {
    let mut table: BTreeMap<(Vec<String>, usize), OwnerActions> = BTreeMap::new();
    for action in actions {
        let group = projects.get(action.project).map(|p| p.group.clone()).unwrap_or_default();
        let key = (group.clone(), action.owner);
        let row = table.entry(key).or_insert(OwnerActions {
            owner: action.owner,
            group,
            open: 0,
            overdue: 0,
            waived: 0,
            done: 0,
            next: None,
        });
        match action.state {
            State::Waived => row.waived += 1,
            State::Done => row.done += 1,
            State::Overdue | State::Open | State::InProgress => {
                row.open += 1;
                row.overdue += u32::from(action.state == State::Overdue);
                row.next = [row.next, action.due].into_iter().flatten().min();
            }
        }
    }
    let mut rows: Vec<OwnerActions> = table.into_values().collect();
    rows.sort_by_key(|r| (std::cmp::Reverse(r.overdue), std::cmp::Reverse(r.open)));
    rows
}
