//! Corrective actions over all projects: by owner and group, and one by one.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::record::{RecordAction, RecordItem};
use crate::lang::Text;
use crate::outcome::ActionStatus;

/// Where an action stands at the date of the portfolio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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

/// What an action is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Of {
    /// Index into [`super::Portfolio::items`].
    Item(u32),
    /// Index into [`super::Portfolio::strays`]: carried on from an audit whose standard had the item.
    Stray(u32),
}

/// One action. It is put aside, once for its project and once for the list: short names cost less.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Action {
    /// The number of its project.
    #[serde(rename = "p")]
    pub project: u32,
    /// What it is about.
    #[serde(rename = "i")]
    pub of: Of,
    /// A building, a floor; `None` where the whole project is meant.
    #[serde(rename = "l")]
    pub place: Option<Box<str>>,
    /// Index into [`super::Portfolio::owners`].
    #[serde(rename = "o")]
    pub owner: u32,
    /// Where it stands.
    #[serde(rename = "s")]
    pub state: State,
    /// Due date.
    #[serde(rename = "d")]
    pub due: Option<NaiveDate>,
}

/// What actions are listed by.
pub type Order = (State, bool, Option<NaiveDate>, u32, Of);

impl Action {
    /// Overdue ones first, then by due date, those without one last.
    pub fn order(&self) -> Order {
        (self.state, self.due.is_none(), self.due, self.project, self.of)
    }
}

/// The actions of one owner in one group.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnerActions {
    /// Index into [`super::Portfolio::owners`].
    pub owner: u32,
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

/// Where an action stands at `as_of`; `item` is the one it is about, where the result has it.
pub fn state(action: &RecordAction<'_>, item: Option<&RecordItem>, as_of: NaiveDate) -> State {
    let waiver = item.and_then(|i| i.waiver.as_ref());
    match action.status {
        ActionStatus::Done | ActionStatus::Verified => State::Done,
        _ if waiver.is_some_and(|w| w.until >= as_of) => State::Waived,
        _ if action.due.is_some_and(|due| due < as_of) => State::Overdue,
        ActionStatus::Open => State::Open,
        ActionStatus::InProgress => State::InProgress,
    }
}

/// The person; where it is the role of the item, its name in both languages.
pub fn owner(owner: &str, item: Option<&RecordItem>) -> Text {
    match item.map(|i| &i.role).filter(|role| owner == role.zh || owner == role.en) {
        Some(role) => role.clone(),
        None => Text { zh: owner.to_string(), en: owner.to_string() },
    }
}

/// Actions counted by group and owner.
#[derive(Debug, Default)]
pub struct Tally(BTreeMap<(u32, u32), OwnerActions>);

impl Tally {
    /// Counts an action of a project of a group.
    pub fn add(&mut self, group: u32, action: &Action) {
        let row = self.0.entry((group, action.owner)).or_insert(OwnerActions {
            owner: action.owner,
            group: Vec::new(),
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

    /// The rows: the most overdue first, then the most open, then by group.
    pub fn finish(self, groups: &[Vec<String>]) -> Vec<OwnerActions> {
        let named = |((group, _), mut row): ((u32, u32), OwnerActions)| {
            row.group = super::model::at(groups, group).cloned().unwrap_or_default();
            row
        };
        let mut rows: Vec<OwnerActions> = self.0.into_iter().map(named).collect();
        let most = |r: &OwnerActions| std::cmp::Reverse((r.overdue, r.open));
        rows.sort_by(|a, b| {
            most(a).cmp(&most(b)).then_with(|| a.group.cmp(&b.group)).then(a.owner.cmp(&b.owner))
        });
        rows
    }
}
