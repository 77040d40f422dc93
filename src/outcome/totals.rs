//! Sums over items, and the percentage made of them.

use rust_decimal::Decimal;

use super::{ItemResult, Number, Outcome, Score, SectionScore, Status};
use crate::standard::NotApplicable;

/// Sums over some items.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sum {
    /// Points of items that count.
    pub points: Decimal,
    /// Their maximum.
    pub max: Decimal,
    /// Fewest, most points and the weights of the items not reviewed.
    pub open: [Decimal; 3],
    /// Items.
    pub items: u32,
    /// Items per status: pass, partial, fail, not applicable, not reviewed.
    pub counts: [u32; 5],
}

impl Sum {
    /// The sums over `items`.
    pub fn of<'a>(items: impl Iterator<Item = &'a ItemResult>) -> Sum {
        Sum::over(items.map(Counted::from))
    }

    fn over<'a>(items: impl Iterator<Item = Counted<'a>>) -> Sum {
        let mut sum = Sum::default();
        for item in items {
            sum.items += 1;
            sum.counts[slot(item.status)] += 1;
            if item.status == Status::NotReviewed {
                sum.open[0] += item.possible[0].0;
                sum.open[1] += item.possible[1].0;
                sum.open[2] += item.max.0;
            } else if counted(item.status, item.policy) {
                sum.points += item.points.map_or(Decimal::ZERO, |p| p.0);
                sum.max += item.max.0;
            }
        }
        sum
    }

    /// The percentage of points.
    pub fn percent(&self) -> Option<Number> {
        percent(self.points, self.max)
    }
}

/// Whether the item's weight stands in the maximum.
pub fn counts_in_max(item: &ItemResult) -> bool {
    counted(item.status, item.not_applicable.as_ref().map(|n| n.policy))
}

fn counted(status: Status, policy: Option<NotApplicable>) -> bool {
    match status {
        Status::Pass | Status::Partial | Status::Fail => true,
        Status::NotReviewed => false,
        Status::NotApplicable => policy == Some(NotApplicable::Zero),
    }
}

fn slot(status: Status) -> usize {
    match status {
        Status::Pass => 0,
        Status::Partial => 1,
        Status::Fail => 2,
        Status::NotApplicable => 3,
        Status::NotReviewed => 4,
    }
}

/// Percentage, rounded once, half up, to two decimals.
pub fn percent(points: Decimal, max: Decimal) -> Option<Number> {
    (!max.is_zero()).then(|| Number::rounded(points * Decimal::ONE_HUNDRED / max, 2))
}

/// A total of a result that does not follow from its items: what, as stated, as added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// `score.points`, `sections.NAME.max`, an item's id.
    pub what: String,
    /// As the file has it.
    pub stated: String,
    /// As its items have it.
    pub found: String,
}

/// What the totals take of an item, of whatever it was read into.
#[derive(Debug, Clone, Copy)]
pub struct Counted<'a> {
    /// Identifier.
    pub id: &'a str,
    /// Identifier of its section.
    pub section: &'a str,
    /// Status.
    pub status: Status,
    /// Points.
    pub points: Option<Number>,
    /// Weight.
    pub max: Number,
    /// Where it is not applicable, what the standard makes of that.
    pub policy: Option<NotApplicable>,
    /// Fewest and most points it can still get.
    pub possible: [Number; 2],
}

impl<'a> From<&'a ItemResult> for Counted<'a> {
    fn from(item: &'a ItemResult) -> Counted<'a> {
        Counted {
            id: &item.id,
            section: &item.section,
            status: item.status,
            points: item.points,
            max: item.max,
            policy: item.not_applicable.as_ref().map(|n| n.policy),
            possible: item.possible,
        }
    }
}

/// Totals of `outcome` that do not add up, as when somebody edited the file.
pub fn mismatches(outcome: &Outcome) -> Vec<Mismatch> {
    let items: Vec<Counted<'_>> = outcome.items.iter().map(Counted::from).collect();
    differing(&outcome.score, &outcome.sections, &items)
}

/// Totals that do not follow from `items`.
pub fn differing(score: &Score, sections: &[SectionScore], items: &[Counted<'_>]) -> Vec<Mismatch> {
    let mut out = Vec::new();
    let mut hold = |what: String, stated: String, found: String| {
        if stated != found {
            out.push(Mismatch { what, stated, found });
        }
    };
    let number = |n: Option<Number>| n.map_or_else(|| "null".to_string(), |n| n.to_string());
    for item in items {
        let expected = match item.status {
            Status::Pass => Some(item.max),
            Status::Partial => Some(Number::from(item.max.0 * Decimal::new(5, 1))),
            Status::Fail => Some(Number::from(0)),
            Status::NotApplicable | Status::NotReviewed => None,
        };
        hold(format!("{} points", item.id), number(item.points), number(expected));
    }
    let sum = Sum::over(items.iter().copied());
    let stated = [score.pass, score.partial, score.fail, score.not_applicable, score.not_reviewed];
    hold("score.points".into(), score.points.to_string(), Number::from(sum.points).to_string());
    hold("score.max".into(), score.max.to_string(), Number::from(sum.max).to_string());
    hold("score.percent".into(), number(score.percent), number(sum.percent()));
    hold("score.items".into(), score.items.to_string(), sum.items.to_string());
    for (name, (stated, found)) in COUNTS.iter().zip(stated.iter().zip(sum.counts)) {
        hold(format!("score.{name}"), stated.to_string(), found.to_string());
    }
    for section in sections {
        let sum = Sum::over(items.iter().filter(|i| i.section == section.id).copied());
        let what = |key: &str| format!("sections.{}.{key}", section.id);
        let found = [Number::from(sum.points), Number::from(sum.max)].map(|n| n.to_string());
        let [points, max] = found;
        hold(what("points"), section.points.to_string(), points);
        hold(what("max"), section.max.to_string(), max);
        hold(what("percent"), number(section.percent), number(sum.percent()));
    }
    out
}

const COUNTS: [&str; 5] = ["pass", "partial", "fail", "not_applicable", "not_reviewed"];
