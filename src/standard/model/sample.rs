//! Spot checks: a list to draw and to fill in, and the checks computed from it.

use serde::{Deserialize, Serialize};

use super::{Fallback, Threshold, Window};
use crate::lang::Text;
use crate::standard::expression::Condition;

/// A list of spot checks of an item.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Identifier, unique in the item.
    pub id: String,
    /// What to do: "call the service line at any hour".
    pub title: Text,
    /// Unit of one spot check: 通电话, calls.
    pub unit: Text,
    /// Word for a passed one: 接通, answered.
    pub passed: Text,
    /// How many are needed.
    pub need: u32,
    /// The register they are drawn from; a smaller one lowers `need`.
    pub from: Option<Population>,
    /// Whether the subject of a spot check is a place: each place is an action of its own.
    pub location: bool,
}

/// Rows of a register that spot checks are drawn from.
#[derive(Debug, Clone)]
pub struct Population {
    /// Index into [`Standard::registers`](crate::standard::Standard::registers).
    pub register: usize,
    /// Which rows, by time.
    pub window: Window,
    /// Which rows of the window.
    pub filter: Option<Condition>,
}

/// A check computed from spot checks.
#[derive(Debug, Clone, Copy)]
pub struct Sampled {
    /// Index into [`Item::samples`](crate::standard::Item::samples).
    pub sample: usize,
    /// Whether the number or the share of passed spot checks is held against the threshold.
    pub figure: SampleFigure,
    /// What the figure is held against.
    pub threshold: Threshold,
    /// The outcome where there is nothing to sample (an empty register).
    pub empty: Fallback,
}

/// Figure of a sampled check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SampleFigure {
    /// Passed spot checks.
    Count,
    /// Passed over needed (or made, where more were made).
    Rate,
}
