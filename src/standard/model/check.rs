//! A check: one condition of an item, and how it is decided.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{ColumnType, RegisterSpec, Sampled};
use crate::lang::Text;
use crate::standard::expression::Condition;

/// Place of a check in the ladder of its item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// Half points need it, and full points too.
    Half,
    /// Only full points need it.
    Full,
    /// Earns full points by itself, whatever the other tiers say.
    Alternative,
    /// One judgement decides the whole item: pass, partial or fail.
    Overall,
}

/// One condition of an item.
#[derive(Debug, Clone)]
pub struct Check {
    /// Identifier, unique in the item.
    pub id: String,
    /// What must hold, in words.
    pub title: Text,
    /// Its place in the ladder.
    pub tier: Tier,
    /// How it is decided.
    pub kind: CheckKind,
}

/// How a check is decided.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant)] // a standard has a hundred checks: a box would save nothing
pub enum CheckKind {
    /// The auditor answers: yes or no, or with [`Tier::Overall`] pass, partial or fail.
    Judged,
    /// Computed from a register.
    Measured(Measured),
    /// Computed from spot checks.
    Sampled(Sampled),
}

/// A check computed from a register.
#[derive(Debug, Clone)]
pub struct Measured {
    /// Index into [`Standard::registers`](crate::standard::Standard::registers).
    pub register: usize,
    /// Which rows count, by the register's time column.
    pub window: Window,
    /// Which rows of the window count.
    pub filter: Option<Condition>,
    /// What is computed over them.
    pub measure: Measure,
    /// What the figure is held against.
    pub threshold: Threshold,
    /// The outcome where no row counts and the measure has no value.
    pub empty: Fallback,
    /// What a row counts as whose `pass` cannot be decided because a cell is empty.
    pub blank: Blank,
    /// The outcome where audit.toml declares that no such register is kept.
    pub absent: Fallback,
    /// The column with the place of a row: each place is an action of its own.
    pub location: Option<usize>,
}

/// A stretch of time that ends with the audit's period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Window {
    /// The audit's period.
    Period,
    /// Twelve months ending with the period.
    TrailingYear,
    /// Six months ending with the period.
    TrailingHalfYear,
    /// From 1 January of the year the period ends in, to its end.
    CalendarYear,
    /// Every row, dated or not.
    All,
}

impl Measure {
    /// Whether its figure is a share of 0 to 1, for a register with these columns.
    pub fn is_share(&self, register: &RegisterSpec) -> bool {
        match self {
            Measure::Rate { .. } | Measure::Complete { .. } | Measure::Within { .. } => true,
            Measure::Average { column } => {
                register.columns.get(*column).is_some_and(|c| c.kind == ColumnType::Percent)
            }
            Measure::Count
            | Measure::PerHousehold
            | Measure::Distinct { .. }
            | Measure::Each { .. }
            | Measure::CrossCheck { .. }
            | Measure::Change { .. } => false,
        }
    }
}

/// What is computed over the rows that count.
#[derive(Debug, Clone)]
pub enum Measure {
    /// Number of rows.
    Count,
    /// Number of rows per household.
    PerHousehold,
    /// Number of different non-empty values of a column.
    Distinct {
        /// Index of the column.
        column: usize,
    },
    /// Rows that pass over rows that count.
    Rate {
        /// The condition of a pass.
        pass: Condition,
    },
    /// Rows with all of the columns filled over rows that count.
    Complete {
        /// Indices of the columns.
        columns: Vec<usize>,
    },
    /// Rows in time over rows that count.
    Within {
        /// Time column the clock starts at; unused with [`Limit::By`].
        from: usize,
        /// Time column the clock stops at.
        to: usize,
        /// How long it may take.
        limit: Limit,
    },
    /// The smallest number of rows in any month, quarter, … of the window.
    Each {
        /// The stretch.
        bucket: Bucket,
    },
    /// Mean of a number or percentage column over its non-empty cells.
    Average {
        /// Index of the column.
        column: usize,
    },
    /// Number of rows that a cross-check finds.
    CrossCheck {
        /// Index into [`Standard::cross_checks`](crate::standard::Standard::cross_checks).
        index: usize,
    },
    /// The figure of this window against the same window a year earlier.
    Change {
        /// What is compared; never itself a change.
        of: Box<Measure>,
        /// How it is compared.
        by: ChangeBy,
    },
}

/// How two years are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChangeBy {
    /// (now − before) / before.
    Relative,
    /// now − before.
    Difference,
}

/// How long something may take.
#[derive(Debug, Clone)]
pub enum Limit {
    /// At most this many seconds.
    Seconds(i64),
    /// Not later than the moment in this column.
    By(usize),
    /// A length for some rows, an agreed moment for the others.
    Split {
        /// At most this many seconds …
        seconds: i64,
        /// … for rows of which this holds;
        of: Condition,
        /// others not later than the moment in this column.
        by: usize,
    },
}

/// A regular stretch of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Bucket {
    /// One month.
    Month,
    /// Three months.
    Quarter,
    /// Six months.
    HalfYear,
}

/// What a figure is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold {
    /// The comparison.
    pub op: Compare,
    /// A number; shares are 0 to 1.
    pub value: Decimal,
}

/// A comparison of a figure with a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Compare {
    /// ≥
    AtLeast,
    /// ≤
    AtMost,
    /// >
    Above,
    /// <
    Below,
}

/// The outcome of a check that has no figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Fallback {
    /// The check holds.
    Holds,
    /// The check does not hold.
    Fails,
    /// The check stays unknown.
    Unknown,
}

/// What an undecided row counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Blank {
    /// Not passed: what is not recorded is not proven.
    Fails,
    /// Left out.
    Skips,
    /// Undecided: the figure becomes a range.
    Unknown,
}
