//! Many results as one portfolio: ranking, groups, sections, items, actions, change, problems, failures.
//!
//! Made from results alone, never from evidence. Everything shown stands in [`Portfolio`]; the formats
//! only lay it out, so they cannot disagree.
//!
//! The policy of the ranking: **only a complete audit has a rank.** An audit with items not reviewed is
//! listed below the complete ones with what its percentage can still become and the best and worst rank
//! that would give it. Ranks are given among the audits of one standard and one period, by the rounded
//! percentage; equal percentages share a rank, and the next rank counts all before it (1, 2, 2, 4).

pub mod account;
mod actions;
mod aside;
mod attributes;
mod build;
mod change;
pub mod failure;
mod groups;
mod items;
mod model;
mod rank;
mod record;

#[cfg(test)]
mod tests;

pub use account::{Account, Held, Once};
pub use actions::{Action, Of, OwnerActions, State};
pub use aside::{Aside, Place, Span};
pub use attributes::{Attributes, BadAttributes};
pub use build::Builder;
pub use change::{Before, Change, latest};
pub use failure::{FailureRecord, Failures, Reason};
pub use groups::{By, Dimension, Totals};
pub use items::ItemLoss;
pub use model::{
    Class, Details, Grade, Hundredths, Item, Portfolio, ProblemCount, Project, Section, Standing,
    at,
};
pub use rank::Rank;
pub use record::{Record, RecordItem};
