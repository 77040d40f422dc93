//! Where points are lost: items over all projects, the greatest loss first.

use rust_decimal::Decimal;

use super::model::percent_of;
use super::record::RecordItem;
use crate::outcome::{Number, Status};

/// What an item lost over all projects.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemLoss {
    /// Index into [`super::Portfolio::items`].
    pub item: usize,
    /// Projects by status: pass, partial, fail, not applicable, not reviewed.
    pub counts: [u32; 5],
    /// Points lost.
    pub lost: Number,
    /// Points lost of those the scored projects could have had, in percent.
    pub rate: Option<Number>,
    /// Its share of all points lost, in percent.
    pub share: Option<Number>,
    /// The same together with all items above it.
    pub cumulative: Option<Number>,
}

/// Points that a status gives of `weight`, unless the standard says otherwise: all, half, none.
pub fn usual(status: Status, weight: Number) -> Option<Number> {
    match status {
        Status::Pass => Some(weight),
        Status::Partial => Some(Number::from(weight.0 / Decimal::TWO)),
        Status::Fail => Some(Number(Decimal::ZERO)),
        Status::NotApplicable | Status::NotReviewed => None,
    }
}

/// Counts an item's statuses in the order of reports.
fn slot(status: Status) -> usize {
    match status {
        Status::Pass => 0,
        Status::Partial => 1,
        Status::Fail => 2,
        Status::NotApplicable => 3,
        Status::NotReviewed => 4,
    }
}

/// What items lost so far, by their index.
#[derive(Debug, Default)]
pub struct Losses(Vec<Loss>);

#[derive(Debug, Default, Clone)]
struct Loss {
    counts: [u32; 5],
    lost: Decimal,
    could: Decimal,
}

impl Losses {
    /// Adds an item of a project.
    pub fn add(&mut self, place: u32, item: &RecordItem) {
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        if self.0.len() <= place {
            self.0.resize(place.saturating_add(1), Loss::default());
        }
        let Some(loss) = self.0.get_mut(place) else { return };
        if let Some(count) = loss.counts.get_mut(slot(item.status)) {
            *count += 1;
        }
        if let Some(points) = item.points {
            loss.lost += item.max.0 - points.0;
            loss.could += item.max.0;
        }
    }

    /// The items by points lost, then by failures, then in the order of the standard.
    pub fn finish(mut self, items: usize) -> Vec<ItemLoss> {
        self.0.resize(items, Loss::default());
        let all: Decimal = self.0.iter().map(|l| l.lost).sum();
        let mut order: Vec<(usize, Loss)> = self.0.into_iter().enumerate().collect();
        order.sort_by(|(_, a), (_, b)| b.lost.cmp(&a.lost).then(b.counts[2].cmp(&a.counts[2])));
        let mut above = Decimal::ZERO;
        let entry = |(item, loss): (usize, Loss)| {
            above += loss.lost;
            ItemLoss {
                item,
                counts: loss.counts,
                lost: loss.lost.into(),
                rate: percent_of(loss.lost, loss.could),
                share: percent_of(loss.lost, all),
                cumulative: percent_of(above, all),
            }
        };
        order.into_iter().map(entry).collect()
    }
}
