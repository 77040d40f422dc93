//! What became of each item, with the figures behind it.

use serde::Serialize;

use super::decompose::{pairs, rules_differ};
use crate::lang::{Text, facts};
use crate::outcome::{CheckResult, Facts, ItemResult, Number, Outcome, Status};

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A finding that got worse.
    Regressed,
    /// A finding where there was none.
    New,
    /// A finding that got better.
    Improved,
    /// No finding any more.
    Fixed,
    /// As it was.
    Unchanged,
    /// Nothing to hold against each other.
    NotComparable,
}

impl Change {
    /// Every change, the worst first.
    pub const ALL: [Change; 6] = [
        Change::Regressed,
        Change::New,
        Change::Improved,
        Change::Fixed,
        Change::NotComparable,
        Change::Unchanged,
    ];

    /// As in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Change::Regressed => "regressed",
            Change::New => "new",
            Change::Improved => "improved",
            Change::Fixed => "fixed",
            Change::Unchanged => "unchanged",
            Change::NotComparable => "not_comparable",
        }
    }

    /// Whether points were lost.
    pub fn is_loss(self) -> bool {
        matches!(self, Change::Regressed | Change::New)
    }
}

/// Why an item cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Not in the old standard.
    Added,
    /// Not in the new one.
    Removed,
    /// Its rule changed.
    RuleChanged,
    /// It applies on one side only.
    Applicability,
    /// It is reviewed on one side only.
    Review,
}

/// An item on one side.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ItemSide {
    /// Status.
    pub status: Status,
    /// Points.
    pub points: Option<Number>,
    /// Weight.
    pub max: Number,
    /// Covered by a waiver.
    pub waived: bool,
}

/// What a check said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// A figure: `97.2%`, `3`.
    Figure(String),
    /// An answer.
    Answer(bool),
    /// A judgement.
    Judgement(Status),
    /// Nothing.
    Unknown,
}

/// A check whose figure changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureChange {
    /// Identifier of the check.
    pub check: String,
    /// What must hold.
    pub titles: Text,
    /// Before.
    pub old: Told,
    /// After.
    pub new: Told,
    /// Whether it holds now.
    pub holds: Option<bool>,
}

/// What became of an item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemChange {
    /// Identifier.
    pub id: String,
    /// The item whose place it took; not there without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// Number in the newest standard that has it.
    pub number: u32,
    /// Title.
    pub titles: Text,
    /// What became of it.
    pub change: Change,
    /// Why it cannot be compared; null where it can.
    pub why: Option<Why>,
    /// Before; null where the standard did not have it.
    pub old: Option<ItemSide>,
    /// After; null where the standard does not have it any more.
    pub new: Option<ItemSide>,
    /// Checks whose figure changed.
    pub figures: Vec<FigureChange>,
}

/// The changes of every item, in the order of the new standard, items that left at the end. With
/// `rescored`, old evidence under the new standard, items whose rule changed are comparable too.
pub fn changes(old: &Outcome, new: &Outcome, rescored: Option<&Outcome>) -> Vec<ItemChange> {
    pairs(old, new)
        .into_iter()
        .filter_map(|pair| {
            let again = rescored.and_then(|r| r.item(pair.id));
            change(pair.old, pair.new, again)
        })
        .collect()
}

fn change(
    old: Option<&ItemResult>,
    new: Option<&ItemResult>,
    again: Option<&ItemResult>,
) -> Option<ItemChange> {
    let shown = new.or(old)?;
    let was = old.filter(|o| o.id != shown.id).map(|o| o.id.clone());
    let revised = old.zip(new).is_none_or(|(a, b)| rules_differ(a, b));
    // Old evidence under the new rule stands in for what another rule made of it.
    let old = if revised && new.is_some() { again.or(old) } else { old };
    let (change, why) = match (old, new) {
        (None, _) => (Change::NotComparable, Some(Why::Added)),
        (_, None) => (Change::NotComparable, Some(Why::Removed)),
        (Some(_), Some(_)) if revised && again.is_none() => {
            (Change::NotComparable, Some(Why::RuleChanged))
        }
        (Some(a), Some(b)) => compared(a, b),
    };
    let figures = match old.zip(new) {
        Some((a, b)) if change != Change::Unchanged => figures(a, b),
        _ => Vec::new(),
    };
    Some(ItemChange {
        id: shown.id.clone(),
        was,
        number: shown.number,
        titles: shown.titles.clone(),
        change,
        why,
        old: old.map(side),
        new: new.map(side),
        figures,
    })
}

fn compared(old: &ItemResult, new: &ItemResult) -> (Change, Option<Why>) {
    if old.not_applicable.is_some() != new.not_applicable.is_some() {
        return (Change::NotComparable, Some(Why::Applicability));
    }
    let worth = |item: &ItemResult| match item.status {
        Status::Fail => Some(0),
        Status::Partial => Some(1),
        Status::Pass => Some(2),
        Status::NotApplicable | Status::NotReviewed => None,
    };
    let change = match (worth(old), worth(new)) {
        (None, None) => Change::Unchanged,
        (None, _) | (_, None) => return (Change::NotComparable, Some(Why::Review)),
        (Some(a), Some(b)) if a == b => Change::Unchanged,
        (Some(2), Some(_)) => Change::New,
        (Some(_), Some(2)) => Change::Fixed,
        (Some(a), Some(b)) if b < a => Change::Regressed,
        (Some(_), Some(_)) => Change::Improved,
    };
    (change, None)
}

fn side(item: &ItemResult) -> ItemSide {
    ItemSide {
        status: item.status,
        points: item.points,
        max: item.max,
        waived: item.waiver.is_some(),
    }
}

fn figures(old: &ItemResult, new: &ItemResult) -> Vec<FigureChange> {
    let mut out = Vec::new();
    for check in &new.checks {
        let Some(before) = old.checks.iter().find(|c| c.id == check.id) else { continue };
        let (a, b) = (told(before), told(check));
        if a != b || before.holds != check.holds {
            out.push(FigureChange {
                check: check.id.clone(),
                titles: check.titles.clone(),
                old: a,
                new: b,
                holds: check.holds,
            });
        }
    }
    out
}

fn told(check: &CheckResult) -> Told {
    match &check.facts {
        Facts::Answered { yes } => Told::Answer(*yes),
        Facts::Judgement { status } => Told::Judgement(*status),
        facts => match facts::figure(facts, check.value, check.threshold, check.compare) {
            Some(figure) => Told::Figure(figure.to_string()),
            None => Told::Unknown,
        },
    }
}
