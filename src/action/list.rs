//! What is to be done: actions of one or more results, by owner, overdue first.

use std::cmp::Reverse;

use chrono::{Days, NaiveDate};
use serde::Serialize;

use crate::lang::Text;
use crate::outcome::{ActionRecord, ActionStatus, Gravity, Outcome};

/// Which actions are wanted.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this person only.
    pub owner: Option<String>,
    /// Overdue or due within so many days only.
    pub due_within: Option<u32>,
    /// Verified ones too.
    pub all: bool,
}

/// An action in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Listed {
    /// Identifier of the project.
    pub project: String,
    /// Its name.
    pub project_name: String,
    /// The period of the result.
    pub period: String,
    /// Number of the item; null where the standard does not have it any more.
    pub number: Option<u32>,
    /// Title of the item, else its id.
    pub titles: Text,
    /// Due before the day asked for, not done and not waived.
    pub overdue: bool,
    /// Under a waiver.
    pub waived: bool,
    /// The action.
    #[serde(flatten)]
    pub action: ActionRecord,
}

/// Actions of `results`, by owner, overdue ones first, then by due date, the serious first. Overdue is
/// told by `as_of`.
pub fn list(results: &[Outcome], filter: &Filter, as_of: NaiveDate) -> Vec<Listed> {
    let mut out: Vec<Listed> = results.iter().flat_map(|r| of(r, as_of)).collect();
    let horizon = filter
        .due_within
        .map(|days| as_of.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX));
    out.retain(|listed| {
        let action = &listed.action;
        let open = !matches!(action.status, ActionStatus::Verified | ActionStatus::Done);
        let soon = |to: NaiveDate| open && !listed.waived && action.due.is_some_and(|d| d <= to);
        (filter.all || action.status != ActionStatus::Verified)
            && filter.owner.as_ref().is_none_or(|owner| *owner == action.owner)
            && horizon.is_none_or(soon)
    });
    out.sort_by(|a, b| {
        let key = |l: &Listed| {
            let due = l.action.due.unwrap_or(NaiveDate::MAX);
            (Reverse(l.overdue), due, Reverse(l.action.gravity == Gravity::Serious))
        };
        let (x, y) = (&a.action, &b.action);
        x.owner
            .cmp(&y.owner)
            .then_with(|| key(a).cmp(&key(b)))
            .then_with(|| a.project.cmp(&b.project))
            .then_with(|| a.number.cmp(&b.number))
            .then_with(|| x.id.cmp(&y.id))
    });
    out
}

fn of(result: &Outcome, as_of: NaiveDate) -> Vec<Listed> {
    let fresh;
    let actions = match result.actions.is_empty() {
        // A result of an older program.
        true => {
            fresh = super::fresh(result);
            &fresh
        }
        false => &result.actions,
    };
    let listed = |action: &ActionRecord| {
        let item = result.items.iter().find(|i| i.id == action.item);
        let waiver = item.and_then(|i| i.waiver.as_ref());
        let waived = waiver.is_some_and(|w| w.until >= as_of);
        let waiting = matches!(action.status, ActionStatus::Open | ActionStatus::InProgress);
        let id = &action.item;
        Listed {
            project: result.project.id.clone(),
            project_name: result.project.name.clone(),
            period: result.period.clone(),
            number: item.map(|i| i.number),
            titles: item
                .map_or_else(|| Text { zh: id.clone(), en: id.clone() }, |i| i.titles.clone()),
            overdue: waiting && !waived && action.due.is_some_and(|d| d < as_of),
            waived,
            action: action.clone(),
        }
    };
    actions.iter().map(listed).collect()
}
