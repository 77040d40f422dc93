//! Who stands where: complete audits by rank, incomplete ones by what they can still become.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::model::{Hundredths, Project};

/// Where an audit stands among those of its standard and period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Rank {
    /// Complete: 1 is the best; equal percentages share a rank.
    At(u32),
    /// Incomplete: no rank yet. With its highest and lowest possible percentage it would stand here.
    Between {
        /// The rank with `high`.
        best: u32,
        /// The rank with `low`.
        worst: u32,
    },
    /// Nothing is applicable, or nothing reviewed and no range known.
    #[default]
    Nowhere,
}

/// What an audit is ranked by: all that is held in memory of it.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    class: u32,
    complete: bool,
    percent: Hundredths,
    low: Hundredths,
    high: Hundredths,
}

impl From<&Project> for Key {
    fn from(project: &Project) -> Key {
        let score = &project.score;
        Key {
            class: project.class,
            complete: project.is_complete(),
            percent: score.percent.into(),
            low: score.low.into(),
            high: score.high.into(),
        }
    }
}

/// The rank of every project, and the order to list them in: the best first, then the incomplete by their
/// lowest possible percentage, then those without any.
pub fn rank(keys: &[Key]) -> (Vec<Rank>, Vec<u32>) {
    let mut classes: BTreeMap<u32, Vec<Hundredths>> = BTreeMap::new();
    for key in keys {
        let percents = classes.entry(key.class).or_default();
        percents.extend(Some(key.percent).filter(|_| key.complete));
    }
    // Best first.
    classes.values_mut().for_each(|percents| percents.sort_unstable_by(|a, b| b.cmp(a)));
    let standing = |key: &Key| {
        let percents = classes.get(&key.class).map_or(&[][..], Vec::as_slice);
        let at = |percent: Hundredths| {
            let better = percents.partition_point(|p| *p > percent);
            u32::try_from(better).unwrap_or(u32::MAX).saturating_add(1)
        };
        match (key.complete, key.low != Hundredths::NONE && key.high != Hundredths::NONE) {
            (true, _) => Rank::At(at(key.percent)),
            (false, true) => Rank::Between { best: at(key.high), worst: at(key.low) },
            (false, false) => Rank::Nowhere,
        }
    };
    let ranks: Vec<Rank> = keys.iter().map(standing).collect();
    let mut order: Vec<u32> = (0..u32::try_from(keys.len()).unwrap_or(u32::MAX)).collect();
    let listing = |place: &u32| {
        let at = usize::try_from(*place).unwrap_or(usize::MAX);
        let (key, rank) = (keys.get(at)?, ranks.get(at)?);
        let low = Reverse(key.low);
        // Among equals the order of the projects stays.
        Some(match rank {
            Rank::At(rank) => (key.class, 0, *rank, Reverse(Hundredths::NONE), *place),
            Rank::Between { .. } => (key.class, 1, 0, low, *place),
            Rank::Nowhere => (key.class, 2, 0, low, *place),
        })
    };
    order.sort_unstable_by_key(listing);
    (ranks, order)
}
