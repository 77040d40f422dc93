//! Who stands where: complete audits by rank, incomplete ones by what they can still become.

use std::collections::BTreeMap;

use super::model::Project;
use crate::outcome::Number;

/// Where an audit stands among those of its standard and period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    Nowhere,
}

/// Sets the rank of every project, and returns the order to list them in: the best first, then the
/// incomplete by their lowest possible percentage, then those without any.
pub fn rank(projects: &mut [Project]) -> Vec<u32> {
    let mut classes: BTreeMap<u32, Vec<Number>> = BTreeMap::new();
    for project in projects.iter() {
        let percents = classes.entry(project.class).or_default();
        percents.extend(project.score.percent.filter(|_| project.is_complete()));
    }
    // Best first.
    classes.values_mut().for_each(|percents| percents.sort_by(|a, b| b.cmp(a)));
    for project in projects.iter_mut() {
        let percents = classes.get(&project.class).map_or(&[][..], Vec::as_slice);
        let at = |percent: Number| {
            let better = percents.partition_point(|p| *p > percent);
            u32::try_from(better).unwrap_or(u32::MAX).saturating_add(1)
        };
        let score = &project.score;
        project.rank = match (project.is_complete(), score.percent) {
            (true, Some(percent)) => Rank::At(at(percent)),
            _ => match score.low.zip(score.high) {
                Some((low, high)) if !project.is_complete() => {
                    Rank::Between { best: at(high), worst: at(low) }
                }
                _ => Rank::Nowhere,
            },
        };
    }
    let mut order: Vec<u32> = (0..u32::try_from(projects.len()).unwrap_or(u32::MAX)).collect();
    // Stable: among equals the order of the projects stays.
    order.sort_by_key(|place| super::model::at(projects, *place).map(listing));
    order
}

type Listing = (u32, u8, u32, std::cmp::Reverse<Option<Number>>);

fn listing(project: &Project) -> Listing {
    let low = std::cmp::Reverse(project.score.low);
    match project.rank {
        Rank::At(rank) => (project.class, 0, rank, std::cmp::Reverse(None)),
        Rank::Between { .. } => (project.class, 1, 0, low),
        Rank::Nowhere => (project.class, 2, 0, low),
    }
}
