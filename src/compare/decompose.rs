//! The change of a percentage taken apart, to the last digit.
//!
//! Between the old figure and the new one lie seven more, each a percentage of the same kind, rounded as
//! every percentage is: once, half up, to two decimals. A part is the difference of two neighbours, so the
//! parts add up to the whole exactly. From one figure to the next:
//!
//! 1. the old audit's waivers are lifted (only in the figure without waived findings),
//! 2. its overrides and accepted appeals are lifted: what the evidence says stands,
//! 3. the standard is revised: items leave, come in and are weighed anew, and those whose rule changed take
//!    the score that old evidence has under the new standard; where that is not known, their new one,
//! 4. items become applicable or not,
//! 5. items come to be reviewed or not,
//! 6. the rest of the items take their new score: real performance,
//! 7. the new audit's overrides and accepted appeals apply,
//! 8. its waivers apply.
//!
//! Overrides are steps 2 and 7 together, waivers 1 and 8. A figure without any item that counts is taken to
//! be the one before it.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::outcome::totals::percent;
use crate::outcome::{AppealDecision, ItemResult, Number, Outcome, Status};
use crate::standard::NotApplicable;

/// What a part of a change is due to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The standard was revised.
    Standard,
    /// Items came to apply, or not to.
    Applicability,
    /// Waivers.
    Waivers,
    /// Overrides and accepted appeals.
    Overrides,
    /// Items came to be reviewed, or not.
    Coverage,
    /// What was done better or worse.
    Performance,
}

impl Cause {
    /// Every cause, in the order they are told.
    pub const ALL: [Cause; 6] = [
        Cause::Standard,
        Cause::Applicability,
        Cause::Waivers,
        Cause::Overrides,
        Cause::Coverage,
        Cause::Performance,
    ];

    /// The steps of the path it stands for.
    fn steps(self) -> &'static [usize] {
        match self {
            Cause::Waivers => &[1, 8],
            Cause::Overrides => &[2, 7],
            Cause::Standard => &[3],
            Cause::Applicability => &[4],
            Cause::Coverage => &[5],
            Cause::Performance => &[6],
        }
    }
}

/// A part of a change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// What it is due to.
    pub cause: Cause,
    /// Percentage points.
    pub change: Number,
    /// The items behind it.
    pub items: Vec<String>,
}

/// A change of a percentage and its parts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decomposition {
    /// The old percentage.
    pub from: Number,
    /// The new one.
    pub to: Number,
    /// The difference.
    pub change: Number,
    /// A part for each cause; they add up to `change`.
    pub parts: Vec<Part>,
    /// Items whose rule changed and whose old evidence was not scored anew: what they changed counts as
    /// the standard's, performance or not.
    pub not_separated: Vec<String>,
}

/// How an item stands on a step of the path.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Standing {
    status: Status,
    /// Declared not applicable, whatever the standard makes of it.
    declared: bool,
    /// Not applicable, and its weight stays in the maximum.
    zero: bool,
    weight: Decimal,
    waived: bool,
}

/// One item on every step of the path; `None` where it is not in the standard.
type Path = [Option<Standing>; 9];

/// Takes the change apart. `rescored` is the old evidence under the new standard, where it is known;
/// `waivers` leaves waived findings out of both figures. `None` where one has no percentage.
pub fn decompose(
    old: &Outcome,
    new: &Outcome,
    rescored: Option<&Outcome>,
    waivers: bool,
) -> Option<Decomposition> {
    let pairs = pairs(old, new);
    let paths: Vec<(&str, Path)> =
        pairs.iter().map(|pair| (pair.id, path(pair, rescored, waivers))).collect();
    let mut figures: Vec<Decimal> = Vec::with_capacity(9);
    for step in 0..9 {
        let found = figure(paths.iter().map(|(_, p)| p.get(step).copied().flatten()));
        match (found, figures.last()) {
            (Some(figure), _) => figures.push(figure),
            // Nothing counts on this step.
            (None, Some(before)) => figures.push(*before),
            (None, None) => return None,
        }
    }
    figure(paths.iter().map(|(_, p)| p.last().copied().flatten()))?;
    let (from, to) = (*figures.first()?, *figures.last()?);
    let step_change = |step: usize| -> Decimal {
        let at = |n: usize| figures.get(n).copied().unwrap_or_default();
        at(step) - at(step.saturating_sub(1))
    };
    let parts = Cause::ALL.map(|cause| Part {
        cause,
        change: cause.steps().iter().map(|s| step_change(*s)).sum::<Decimal>().into(),
        items: paths
            .iter()
            .filter(|(_, p)| moved(p, cause))
            .map(|(id, _)| id.to_string())
            .collect(),
    });
    let not_separated = pairs.iter().filter(|pair| {
        let both = pair.old.zip(pair.new);
        rescored.is_none() && both.is_some_and(|(a, b)| rules_differ(a, b))
    });
    Some(Decomposition {
        from: from.into(),
        to: to.into(),
        change: (to - from).into(),
        parts: parts.to_vec(),
        not_separated: not_separated.map(|pair| pair.id.to_string()).collect(),
    })
}

fn moved(path: &Path, cause: Cause) -> bool {
    cause.steps().iter().any(|s| path.get(*s) != path.get(s.saturating_sub(1)))
}

/// An item in two audits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair<'a> {
    /// Its id, in the newest standard that has it.
    pub id: &'a str,
    /// Before; `None` where the standard did not have it.
    pub old: Option<&'a ItemResult>,
    /// After; `None` where the standard does not have it any more.
    pub new: Option<&'a ItemResult>,
}

/// Items of both, in the order of the new standard, those that left at the end. One that took the place of
/// another is held against that one; one that took the place of several against none of them.
pub(super) fn pairs<'a>(old: &'a Outcome, new: &'a Outcome) -> Vec<Pair<'a>> {
    let mut pairs: Vec<Pair<'a>> = new
        .items
        .iter()
        .map(|item| Pair { id: &item.id, old: before(item, old), new: Some(item) })
        .collect();
    let left = old
        .items
        .iter()
        .filter(|o| !pairs.iter().any(|pair| pair.old.is_some_and(|before| before.id == o.id)));
    let left: Vec<Pair<'a>> =
        left.map(|item| Pair { id: &item.id, old: Some(item), new: None }).collect();
    pairs.extend(left);
    pairs
}

/// What an item was in an earlier audit.
pub(super) fn before<'a>(item: &ItemResult, old: &'a Outcome) -> Option<&'a ItemResult> {
    let mut replaced = item.replaces.iter().filter_map(|id| old.item(id));
    old.item(&item.id).or_else(|| match (replaced.next(), replaced.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    })
}

/// Whether two versions of an item ask for different things, its weight aside. Results of older programs
/// do not say; of those what can be seen is compared.
pub(super) fn rules_differ(old: &ItemResult, new: &ItemResult) -> bool {
    if !old.definition.is_empty() && !new.definition.is_empty() {
        return old.definition != new.definition;
    }
    let seen = |item: &ItemResult| -> Vec<_> {
        let of = |c: &crate::outcome::CheckResult| {
            (c.id.clone(), c.tier, c.titles.clone(), c.compare, c.threshold)
        };
        item.checks.iter().map(of).collect()
    };
    old.rule != new.rule || old.ladder != new.ladder || seen(old) != seen(new)
}

fn path(pair: &Pair<'_>, rescored: Option<&Outcome>, waivers: bool) -> Path {
    let (before, after) = (pair.old, pair.new);
    let waived = |item: &ItemResult| standing(item, item.status, waivers && item.waiver.is_some());
    let shown = |item: &ItemResult| standing(item, item.status, false);
    let bare = |item: &ItemResult| standing(item, evident(item), false);
    let again = rescored.and_then(|r| r.item(pair.id)).map(bare);
    let target = after.map(bare);
    let mut here = before.map(bare);
    let mut path: Path = [None; 9];
    let mut steps = path.iter_mut();
    let mut put = |standing: Option<Standing>| {
        if let Some(slot) = steps.next() {
            *slot = standing;
        }
    };
    put(before.map(waived));
    put(before.map(shown));
    put(here);
    here = match (before, after) {
        (_, None) => None,
        (None, Some(_)) => again.or(target),
        (Some(a), Some(b)) if rules_differ(a, b) => again.or(target),
        (Some(_), Some(b)) => here.map(|h| Standing { weight: b.max.0, ..h }),
    };
    put(here);
    for differ in [
        (|a: Standing, b: Standing| a.declared != b.declared) as fn(Standing, Standing) -> bool,
        |a, b| is_open(a) != is_open(b),
        |_, _| true,
    ] {
        here = match (here, target) {
            (Some(now), Some(then)) if differ(now, then) => target,
            _ => here,
        };
        put(here);
    }
    put(after.map(shown));
    put(after.map(waived));
    path
}

fn is_open(standing: Standing) -> bool {
    standing.status == Status::NotReviewed
}

/// The status without an override or an accepted appeal.
fn evident(item: &ItemResult) -> Status {
    if let Some(verdict) = item.verdict.as_ref().filter(|v| v.override_reason.is_some()) {
        return verdict.computed.unwrap_or(Status::NotReviewed);
    }
    match &item.appeal {
        Some(appeal) if appeal.decision == AppealDecision::Accepted => appeal.before,
        _ => item.status,
    }
}

fn standing(item: &ItemResult, status: Status, waived: bool) -> Standing {
    let policy = item.not_applicable.as_ref().map(|n| n.policy);
    Standing {
        status,
        declared: policy.is_some(),
        zero: policy == Some(NotApplicable::Zero),
        weight: item.max.0,
        waived,
    }
}

/// The percentage of items as they stand.
fn figure(items: impl Iterator<Item = Option<Standing>>) -> Option<Decimal> {
    let (mut points, mut max) = (Decimal::ZERO, Decimal::ZERO);
    for item in items.flatten().filter(|i| !i.waived) {
        let share = match item.status {
            Status::Pass => Decimal::ONE,
            Status::Partial => Decimal::new(5, 1),
            Status::Fail => Decimal::ZERO,
            Status::NotApplicable if item.zero => Decimal::ZERO,
            Status::NotApplicable | Status::NotReviewed => continue,
        };
        points += item.weight * share;
        max += item.weight;
    }
    percent(points, max).map(|p| p.0)
}
