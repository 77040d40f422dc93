//! What is to be done: actions of one or more results, by owner, overdue first.

use std::cmp::{Ordering, Reverse};

use chrono::{Days, NaiveDate};
use serde::Serialize;

use crate::lang::{Lang, Text};
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

/// The list of actions, made of results one by one: only the actions asked for are kept.
#[derive(Debug, Default)]
pub struct Listing {
    filter: Filter,
    /// The day asked for.
    as_of: Option<NaiveDate>,
    latest: Option<NaiveDate>,
    language: Option<Lang>,
    kept: Vec<Kept>,
}

/// An action whose state waits for the day it is told by.
#[derive(Debug)]
struct Kept {
    listed: Listed,
    /// Last day of a waiver of its item.
    waived_until: Option<NaiveDate>,
}

impl Listing {
    /// An empty list. What is overdue is told by `as_of`, else by the latest audit.
    pub fn new(filter: Filter, as_of: Option<NaiveDate>) -> Listing {
        Listing { filter, as_of, ..Listing::default() }
    }

    /// Adds the actions of a result.
    pub fn add(&mut self, result: &Outcome) {
        self.latest = self.latest.max(Some(result.as_of));
        self.language.get_or_insert(result.standard.language);
        let fresh;
        let actions = match result.actions.is_empty() {
            // A result of an older program.
            true => {
                fresh = super::fresh(result);
                &fresh
            }
            false => &result.actions,
        };
        let Filter { owner, all, due_within } = &self.filter;
        let asked = |action: &&ActionRecord| {
            let open = is_open(action.status);
            (*all || action.status != ActionStatus::Verified)
                && owner.as_ref().is_none_or(|owner| *owner == action.owner)
                && (due_within.is_none() || (open && action.due.is_some()))
        };
        self.kept.extend(actions.iter().filter(asked).map(|action| {
            let item = result.items.iter().find(|i| i.id == action.item);
            let id = &action.item;
            let listed = Listed {
                project: result.project.id.clone(),
                project_name: result.project.name.clone(),
                period: result.period.clone(),
                number: item.map(|i| i.number),
                titles: item
                    .map_or_else(|| Text { zh: id.clone(), en: id.clone() }, |i| i.titles.clone()),
                overdue: false,
                waived: false,
                action: action.clone(),
            };
            let waiver = item.and_then(|i| i.waiver.as_ref());
            Kept { listed, waived_until: waiver.map(|w| w.until) }
        }));
    }

    /// Language of the standard of the first result.
    pub fn language(&self) -> Option<Lang> {
        self.language
    }

    /// The actions by owner, overdue ones first, then by due date, the serious first; and the day they are
    /// told by.
    pub fn finish(self) -> (Vec<Listed>, NaiveDate) {
        let as_of = self.as_of.or(self.latest).unwrap_or_default();
        let horizon = self.filter.due_within.map(|days| {
            as_of.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX)
        });
        let told = |Kept { mut listed, waived_until }: Kept| {
            let due = listed.action.due;
            listed.waived = waived_until.is_some_and(|until| until >= as_of);
            listed.overdue =
                is_open(listed.action.status) && !listed.waived && due.is_some_and(|d| d < as_of);
            let soon = |to: NaiveDate| !listed.waived && due.is_some_and(|d| d <= to);
            horizon.is_none_or(soon).then_some(listed)
        };
        let mut out: Vec<Listed> = self.kept.into_iter().filter_map(told).collect();
        out.sort_by(in_order);
        (out, as_of)
    }
}

fn is_open(status: ActionStatus) -> bool {
    matches!(status, ActionStatus::Open | ActionStatus::InProgress)
}

fn in_order(a: &Listed, b: &Listed) -> Ordering {
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
}
