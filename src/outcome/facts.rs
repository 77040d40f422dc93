//! The figures of a check: what its message is made from, in either language.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Number, Status};
use crate::lang::Text;
use crate::standard::{Bucket, ChangeBy, SampleFigure, Window};

/// The figures of a check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Facts {
    /// A judged check without an answer.
    Unanswered,
    /// A judged check answered yes or no.
    Answered {
        /// The answer.
        yes: bool,
    },
    /// An overall judgement.
    Judgement {
        /// Pass, partial or fail.
        status: Status,
    },
    /// The register was not found.
    RegisterMissing {
        /// Its title.
        register: Text,
    },
    /// audit.toml declares that no such register is kept.
    RegisterNotKept {
        /// Its title.
        register: Text,
        /// The reason given.
        reason: String,
    },
    /// The register was found, a column the check reads was not.
    ColumnMissing {
        /// Title of the register.
        register: Text,
        /// Usual name of the column.
        column: Text,
    },
    /// The figure is per household, and audit.toml does not say how many there are.
    HouseholdsMissing,
    /// No row counts, and the measure has no value.
    NoRows {
        /// Unit of a row.
        unit: Text,
        /// What the rows were taken from.
        span: Span,
    },
    /// Rows counted (`Count`, `PerHousehold`).
    Count {
        /// Rows.
        counted: u32,
        /// Unit of a row.
        unit: Text,
        /// Households the count is divided by.
        households: Option<u32>,
        /// What the rows were taken from.
        span: Span,
        /// Rows that may or may not count.
        undecided: u32,
    },
    /// Different values of a column (`Distinct`).
    Distinct {
        /// How many there are.
        counted: u32,
        /// Usual name of the column.
        column: Text,
        /// Rows that may or may not add one.
        undecided: u32,
        /// What the rows were taken from.
        span: Span,
    },
    /// Rows that a cross-check finds.
    CrossCheck {
        /// What is wrong with them.
        title: Text,
        /// Rows found.
        counted: u32,
        /// Rows that may or may not be found.
        undecided: u32,
        /// Unit of a row.
        unit: Text,
        /// What the rows were taken from.
        span: Span,
    },
    /// A share of rows (`Rate`, `Complete`, `Within`).
    Rate {
        /// Rows that pass.
        passed: u32,
        /// Rows that count.
        counted: u32,
        /// Rows that could not be decided, `counted` without them.
        undecided: u32,
        /// Unit of a row.
        unit: Text,
        /// What the rows were taken from.
        span: Span,
    },
    /// Rows per month, quarter or half-year.
    Each {
        /// The stretch.
        bucket: Bucket,
        /// Rows in each, oldest first.
        counts: Vec<u32>,
        /// Unit of a row.
        unit: Text,
        /// What the rows were taken from.
        span: Span,
    },
    /// A mean.
    Average {
        /// Cells it is the mean of.
        counted: u32,
        /// Whether the figure is a share, to be shown in percent.
        share: bool,
        /// Unit of a row.
        unit: Text,
        /// What the rows were taken from.
        span: Span,
    },
    /// A figure against a year before.
    Change {
        /// Now; a share is 0 to 1.
        now: Option<Number>,
        /// A year before; null where nothing is known.
        before: Option<Number>,
        /// Where `before` comes from.
        source: Option<Before>,
        /// How the two are compared.
        by: ChangeBy,
        /// Whether the figures are shares, to be shown in percent.
        share: bool,
        /// The rows behind the figures where rows are what is compared.
        rows: Option<YearRows>,
        /// What the rows of now were taken from.
        span: Span,
    },
    /// Spot checks.
    Sampled {
        /// How many are needed, after a small register lowered it.
        needed: u32,
        /// How many were made.
        made: u32,
        /// How many passed.
        passed: u32,
        /// Unit of a spot check.
        unit: Text,
        /// Word for a passed one.
        word: Text,
        /// Which figure is held against the threshold.
        figure: SampleFigure,
    },
}

/// Rows of two years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct YearRows {
    /// Rows now.
    pub now: u32,
    /// Rows a year before; null where the figure does not come from the register.
    pub before: Option<u32>,
    /// Unit of a row.
    pub unit: Text,
}

/// The stretch of time rows were taken from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Span {
    /// Its name.
    pub window: Window,
    /// First day; null for every row.
    pub from: Option<NaiveDate>,
    /// Last day, included; null for every row.
    pub to: Option<NaiveDate>,
    /// Last day of the window where it is later than the date of the audit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// Where a figure of the year before comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Before {
    /// The register's own older rows.
    Register,
    /// audit.toml.
    Audit,
    /// The result given with `--previous`.
    Previous,
}
