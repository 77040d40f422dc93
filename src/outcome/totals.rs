//! Sums over items, and the percentage made of them.

use rust_decimal::Decimal;

use super::{ItemResult, Number, Outcome, Status};
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
        let mut sum = Sum::default();
        for item in items {
            sum.items += 1;
            sum.counts[slot(item.status)] += 1;
            if item.status == Status::NotReviewed {
                sum.open[0] += item.possible[0].0;
                sum.open[1] += item.possible[1].0;
                sum.open[2] += item.max.0;
            } else if counts_in_max(item) {
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
    match item.status {
        Status::Pass | Status::Partial | Status::Fail => true,
        Status::NotReviewed => false,
        Status::NotApplicable => {
            item.not_applicable.as_ref().is_some_and(|n| n.policy == NotApplicable::Zero)
        }
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

/// Totals of `outcome` that do not add up, as when somebody edited the file.
pub fn mismatches(outcome: &Outcome) -> Vec<Mismatch> {
    let mut out = Vec::new();
    let mut hold = |what: String, stated: String, found: String| {
        if stated != found {
            out.push(Mismatch { what, stated, found });
        }
    };
    let number = |n: Option<Number>| n.map_or_else(|| "null".to_string(), |n| n.to_string());
    for item in &outcome.items {
        let expected = match item.status {
            Status::Pass => Some(item.max),
            Status::Partial => Some(Number::from(item.max.0 * Decimal::new(5, 1))),
            Status::Fail => Some(Number::from(0)),
            Status::NotApplicable | Status::NotReviewed => None,
        };
        hold(format!("{} points", item.id), number(item.points), number(expected));
    }
    let score = &outcome.score;
    let sum = Sum::of(outcome.items.iter());
    let stated = [score.pass, score.partial, score.fail, score.not_applicable, score.not_reviewed];
    hold("score.points".into(), score.points.to_string(), Number::from(sum.points).to_string());
    hold("score.max".into(), score.max.to_string(), Number::from(sum.max).to_string());
    hold("score.percent".into(), number(score.percent), number(sum.percent()));
    hold("score.items".into(), score.items.to_string(), sum.items.to_string());
    for (name, (stated, found)) in COUNTS.iter().zip(stated.iter().zip(sum.counts)) {
        hold(format!("score.{name}"), stated.to_string(), found.to_string());
    }
    for section in &outcome.sections {
        let sum = Sum::of(outcome.items.iter().filter(|i| i.section == section.id));
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
