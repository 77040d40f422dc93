//! Where points are lost: items over all projects, the greatest loss first.

use super::model::{Item, Project, percent_of};
use crate::outcome::{Number, Status};
use rust_decimal::Decimal;

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

/// Counts an item's statuses in the order of reports.
pub fn slot(status: Status) -> usize {
    match status {
        Status::Pass => 0,
        Status::Partial => 1,
        Status::Fail => 2,
        Status::NotApplicable => 3,
        Status::NotReviewed => 4,
    }
}

/// The items by points lost, then by failures, then in the order of the standard.
pub fn losses(items: &[Item], projects: &[Project]) -> Vec<ItemLoss> {
    let mut counts = vec![[0_u32; 5]; items.len()];
    let mut lost = vec![Decimal::ZERO; items.len()];
    let mut could = vec![Decimal::ZERO; items.len()];
    for mark in projects.iter().flat_map(|p| &p.items) {
        if let Some(count) = counts.get_mut(mark.item).and_then(|c| c.get_mut(slot(mark.status))) {
            *count += 1;
        }
        let (Some(points), Some(lost), Some(could)) =
            (mark.points, lost.get_mut(mark.item), could.get_mut(mark.item))
        else {
            continue;
        };
        *lost += mark.max.0 - points.0;
        *could += mark.max.0;
    }
    let mut order: Vec<usize> = (0..items.len()).collect();
    let fails = |at: &usize| counts.get(*at).map_or(0, |c| c[2]);
    let loss = |at: &usize| lost.get(*at).copied().unwrap_or_default();
    order.sort_by(|a, b| loss(b).cmp(&loss(a)).then(fails(b).cmp(&fails(a))).then(a.cmp(b)));
    let all: Decimal = lost.iter().sum();
    let mut above = Decimal::ZERO;
    let entry = |at: usize| {
        let lost = loss(&at);
        above += lost;
        ItemLoss {
            item: at,
            counts: counts.get(at).copied().unwrap_or_default(),
            lost: lost.into(),
            rate: percent_of(lost, could.get(at).copied().unwrap_or_default()),
            share: percent_of(lost, all),
            cumulative: percent_of(above, all),
        }
    };
    order.into_iter().map(entry).collect()
}
