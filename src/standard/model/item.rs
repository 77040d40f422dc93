//! An item: what is required, what it is worth, and what scores it.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Check, Sample};
use crate::lang::Text;

/// One numbered requirement.
#[derive(Debug, Clone)]
pub struct Item {
    /// Stable identifier, `QI-04`.
    pub id: String,
    /// Number in the standard, from 1.
    pub number: u32,
    /// Index into [`Standard::sections`](crate::standard::Standard::sections).
    pub section: usize,
    /// The requirement.
    pub title: Text,
    /// How it is scored, in words.
    pub rule: Text,
    /// Points for a full score, above 0.
    pub weight: Decimal,
    /// Index into [`Standard::roles`](crate::standard::Standard::roles).
    pub owner: usize,
    /// Days from the audit's date to the due date.
    pub due: Due,
    /// Index into [`Standard::grades`](crate::standard::Standard::grades): the best grade left once this item fails.
    pub veto: Option<usize>,
    /// What a not-applicable declaration does.
    pub not_applicable: NotApplicable,
    /// Which of the half-tier checks half points need.
    pub half: Need,
    /// Which of the full-tier checks full points need, on top of all half-tier checks.
    pub full: Need,
    /// At least one.
    pub checks: Vec<Check>,
    /// Spot-check lists of the item.
    pub samples: Vec<Sample>,
    /// A remark on the source, or on a choice made here.
    pub note: Option<Text>,
    /// Hash of what the item asks: its rule and checks, and the registers they read.
    pub definition: String,
    /// Chapter of the source it comes from.
    pub source: Option<String>,
    /// Ids of items of an earlier version that it takes the place of.
    pub replaces: Vec<String>,
}

/// Days until a finding is due.
#[derive(Debug, Clone, Copy)]
pub struct Due {
    /// For a partial score.
    pub partial: u32,
    /// For a failed item.
    pub fail: u32,
}

/// Policy for items declared not applicable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NotApplicable {
    /// The item leaves the maximum.
    Exclude,
    /// No points, its weight stays in the maximum, no finding.
    Zero,
    /// Counts as failed, with a finding.
    Fail,
    /// Cannot be declared.
    Forbid,
}

/// How many checks of a tier must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Need {
    /// Every one.
    All,
    /// One of them.
    Any,
}
