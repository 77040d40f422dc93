//! A standard exactly as its TOML file has it. [`super::load`] turns it into the model.

mod extension;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::diagnostic::Severity;
use crate::lang::{Lang, Text};
use crate::standard::model::{
    Blank, Bucket, ChangeBy, Fallback, Need, NotApplicable, SampleFigure, Tier, Window,
};

pub use extension::{RawExtension, RawInclude, RawOff, RawOverride};

/// A standard: the whole file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawStandard {
    /// Identifier: letters, digits, `-` and `_`.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Version, free text.
    pub version: String,
    /// Language of results unless asked otherwise: `zh` or `en`.
    pub language: Lang,
    /// Name of the standard.
    pub title: Text,
    /// What the file claims: checked against what it holds.
    pub totals: RawTotals,
    /// Default policy for items declared not applicable: `exclude` (default), `zero`, `fail`, `forbid`.
    pub not_applicable: Option<NotApplicable>,
    /// Default days to the due date.
    pub due: RawDue,
    /// When a finding that comes back counts as serious; never where it is left out.
    pub recurrence: Option<RawRecurrence>,
    /// Grade bands, best first; the last from 0.
    #[schemars(with = "Vec<RawGrade>")]
    pub grades: Vec<Spanned<RawGrade>>,
    /// Owner roles; the Chinese text is the key in audit.toml's `[owners]`.
    #[schemars(with = "Vec<Text>")]
    pub roles: Vec<Spanned<Text>>,
    /// Sections in order.
    #[schemars(with = "Vec<RawSection>")]
    pub sections: Vec<Spanned<RawSection>>,
    /// Files with registers and cross-checks that several standards share, relative to this one.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub include: RawNames,
    /// Registers by id; one of an included file is replaced.
    #[serde(default)]
    #[schemars(with = "IndexMap<String, RawRegister>")]
    pub registers: RawRegisters,
    /// Cross-checks: what rows must agree in, within a register and between registers.
    #[serde(default)]
    #[schemars(with = "Vec<RawCrossCheck>")]
    pub cross_checks: Vec<Spanned<RawCrossCheck>>,
    /// Items in the order of their numbers.
    #[schemars(with = "Vec<RawItem>")]
    pub items: Vec<Spanned<RawItem>>,
}

/// Claimed totals.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawTotals {
    /// Number of items.
    #[schemars(with = "u32")]
    pub items: Spanned<u32>,
    /// Sum of the weights.
    #[schemars(with = "f64")]
    pub points: Spanned<f64>,
}

/// Days from the audit to the due date.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawDue {
    /// For half points.
    pub partial: u32,
    /// For no points.
    pub fail: u32,
}

/// What recurring findings come to.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawRecurrence {
    /// Audits in a row from which a finding counts as serious.
    pub serious: u32,
}

/// A grade band.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawGrade {
    /// Identifier.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Title.
    pub title: Text,
    /// Lowest percentage, 0 to 100.
    #[schemars(with = "f64")]
    pub from: Spanned<f64>,
}

/// A section.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawSection {
    /// Identifier.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Heading.
    pub title: Text,
    /// How many items it claims to have.
    #[schemars(with = "u32")]
    pub items: Spanned<u32>,
}

/// A register: where to find it and what its columns hold.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawRegister {
    /// 投诉台账, complaint register.
    pub title: Text,
    /// Unit of one row: 件投诉, complaints.
    pub unit: Text,
    /// Parts of file names it is found by.
    #[schemars(with = "Vec<String>")]
    pub files: Spanned<Vec<String>>,
    /// Id of the column that dates a row.
    #[schemars(with = "Option<String>")]
    pub time: Option<Spanned<String>>,
    /// Whether `time` is a deadline or plan, so that dates after the audit are no mistakes; default no.
    #[serde(default)]
    pub ahead: bool,
    /// Columns by id, in the order of the empty workbook.
    #[schemars(with = "IndexMap<String, RawColumn>")]
    pub columns: IndexMap<Spanned<String>, Spanned<RawColumn>>,
}

/// Registers by id, all with their places.
pub type RawRegisters = IndexMap<Spanned<String>, Spanned<RawRegister>>;

/// Spellings by value id, all with their places.
pub type RawValues = IndexMap<Spanned<String>, Vec<Spanned<String>>>;

/// Names, all with their places.
pub type RawNames = Vec<Spanned<String>>;

/// Type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum RawColumnType {
    Text,
    Date,
    DateTime,
    Number,
    Percent,
    YesNo,
    Choice,
    Phone,
}

/// A column of a register.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawColumn {
    /// Chinese header names, the usual one first.
    #[schemars(with = "Vec<String>")]
    pub zh: Spanned<Vec<Spanned<String>>>,
    /// English header names, the usual one first.
    #[schemars(with = "Vec<String>")]
    pub en: Spanned<Vec<Spanned<String>>>,
    /// `text`, `date`, `datetime`, `number`, `percent`, `yesno`, `choice` or `phone`.
    #[serde(rename = "type")]
    #[schemars(with = "RawColumnType")]
    pub kind: Spanned<RawColumnType>,
    /// Whether the header must have it; default no.
    #[serde(default)]
    pub required: bool,
    /// Whether it is masked wherever quoted; default no (phones always are).
    #[serde(default)]
    pub personal: bool,
    /// For `choice`: spellings by value id, the usual one first.
    #[schemars(with = "Option<IndexMap<String, Vec<String>>>")]
    pub values: Option<Spanned<RawValues>>,
}

/// What a cross-check looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawCrossKind {
    /// Rows for which `expect` does not hold.
    Row,
    /// Rows that repeat the values of `columns`.
    Unique,
    /// More than `at_most` rows with the same moment in `column`.
    Burst,
    /// Rows without a partner in the register `other`.
    PresentIn,
}

/// A cross-check, flat: which keys mean something depends on `kind`. What it finds is a problem of
/// the evidence, and may be counted by a check.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawCrossCheck {
    /// Identifier.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// What is wrong with a row that is found, in words.
    pub title: Text,
    /// `info`, `warning` or `error`.
    pub severity: Severity,
    /// Id of the register whose rows are looked at.
    #[schemars(with = "String")]
    pub register: Spanned<String>,
    /// Which rows, by time; default `trailing-year`.
    #[schemars(with = "Option<Window>")]
    pub window: Option<Spanned<Window>>,
    /// Which rows, by condition.
    #[serde(rename = "where")]
    #[schemars(with = "Option<String>")]
    pub filter: Option<Spanned<String>>,
    /// `row`, `unique`, `burst` or `present-in`.
    #[schemars(with = "RawCrossKind")]
    pub kind: Spanned<RawCrossKind>,
    /// row: the condition that should hold; a row for which it is unknown is not found.
    #[schemars(with = "Option<String>")]
    pub expect: Option<Spanned<String>>,
    /// unique: ids of the columns that together must not repeat; rows with one of them empty are left out.
    #[schemars(with = "Option<Vec<String>>")]
    pub columns: Option<Spanned<Vec<Spanned<String>>>>,
    /// burst: id of the time column; days without a time of day do not count in a `datetime` column.
    #[schemars(with = "Option<String>")]
    pub column: Option<Spanned<String>>,
    /// burst: how many rows may share a moment.
    #[schemars(with = "Option<u32>")]
    pub at_most: Option<Spanned<u32>>,
    /// present-in: id of the register a partner must be in, of any date.
    #[schemars(with = "Option<String>")]
    pub other: Option<Spanned<String>>,
    /// present-in: pairs of a column here and a column there with equal texts; telephone numbers by
    /// their digits.
    #[serde(rename = "match")]
    #[schemars(with = "Option<Vec<(String, String)>>")]
    pub matching: Option<Spanned<Vec<Spanned<RawNames>>>>,
    /// present-in: how far the two may be apart in time: `30min`, `24h`, `3d`.
    #[schemars(with = "Option<String>")]
    pub within: Option<Spanned<String>>,
    /// present-in: the time column here and the one there; default: those that date the rows.
    #[schemars(with = "Option<(String, String)>")]
    pub times: Option<Spanned<Vec<Spanned<String>>>>,
}

/// An item.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawItem {
    /// Stable identifier.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Number, from 1.
    #[schemars(with = "u32")]
    pub number: Spanned<u32>,
    /// Id of the section.
    #[schemars(with = "String")]
    pub section: Spanned<String>,
    /// Chapter of the source it comes from: `5.1`.
    pub source: Option<String>,
    /// The requirement.
    pub title: Text,
    /// How it is scored, in words.
    pub rule: Text,
    /// Points for a full score; default 1.
    #[schemars(with = "Option<f64>")]
    pub weight: Option<Spanned<f64>>,
    /// An owner role, by its Chinese text.
    #[schemars(with = "String")]
    pub owner: Spanned<String>,
    /// Days to the due date, where not the standard's default.
    pub due: Option<RawDue>,
    /// Id of the best grade left once this item fails.
    #[schemars(with = "Option<String>")]
    pub veto: Option<Spanned<String>>,
    /// Policy for this item, where not the standard's default.
    pub not_applicable: Option<NotApplicable>,
    /// Whether half points need `all` (default) or `any` of the half-tier checks.
    #[schemars(with = "Option<Need>")]
    pub half: Option<Spanned<Need>>,
    /// Whether full points need `all` (default) or `any` of the full-tier checks.
    #[schemars(with = "Option<Need>")]
    pub full: Option<Spanned<Need>>,
    /// Spot-check lists.
    #[serde(default)]
    #[schemars(with = "Vec<RawSample>")]
    pub samples: Vec<Spanned<RawSample>>,
    /// Checks.
    #[schemars(with = "Vec<RawCheck>")]
    pub checks: Vec<Spanned<RawCheck>>,
    /// A remark on the source or on a choice made here.
    pub note: Option<Text>,
    /// Ids of items of an earlier version that this one takes the place of, so that series go on.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub replaces: RawNames,
}

/// A list of spot checks.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawSample {
    /// Identifier, unique in the item.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// What to do.
    pub title: Text,
    /// Unit of one spot check.
    pub unit: Text,
    /// Word for a passed one.
    pub passed: Text,
    /// How many.
    #[schemars(with = "u32")]
    pub need: Spanned<u32>,
    /// Register they are drawn from; one with fewer rows lowers `need`.
    #[schemars(with = "Option<String>")]
    pub from: Option<Spanned<String>>,
    /// Which rows, by time; default `period`.
    #[schemars(with = "Option<Window>")]
    pub window: Option<Spanned<Window>>,
    /// Which rows, by condition.
    #[serde(rename = "where")]
    #[schemars(with = "Option<String>")]
    pub filter: Option<Spanned<String>>,
    /// Whether the subject of a spot check is a place; each that does not pass is an action of its own.
    #[serde(default)]
    pub location: bool,
}

/// Kind of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum RawKind {
    Judged,
    Measured,
    Sampled,
}

/// What a measured check computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawMeasure {
    /// Number of rows.
    Count,
    /// Number of rows per household.
    PerHousehold,
    /// Number of different values of `column`.
    Distinct,
    /// Share of rows with `pass`.
    Rate,
    /// Share of rows with all of `columns` filled.
    Complete,
    /// Share of rows from `from` to `to` within `limit`, or with `to` not after `by`; with `limit_where`,
    /// the one for some rows and the other for the rest.
    Within,
    /// Smallest number of rows in any `each` of the window.
    Each,
    /// Mean of `column`.
    Average,
    /// Number of rows that the cross-check `cross_check` finds.
    CrossCheck,
}

/// A check, flat: which keys mean something depends on `kind` and `measure`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawCheck {
    /// Identifier, unique in the item.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// What must hold, in words.
    pub title: Text,
    /// `half`, `full`, `alternative`, or `overall` for one judgement of the whole item.
    #[schemars(with = "Tier")]
    pub tier: Spanned<Tier>,
    /// `judged`, `measured` or `sampled`.
    #[schemars(with = "RawKind")]
    pub kind: Spanned<RawKind>,

    /// measured: id of the register.
    #[schemars(with = "Option<String>")]
    pub register: Option<Spanned<String>>,
    /// measured: which rows, by time; default `period`.
    #[schemars(with = "Option<Window>")]
    pub window: Option<Spanned<Window>>,
    /// measured: which rows, by condition.
    #[serde(rename = "where")]
    #[schemars(with = "Option<String>")]
    pub filter: Option<Spanned<String>>,
    /// measured: what is computed.
    #[schemars(with = "Option<RawMeasure>")]
    pub measure: Option<Spanned<RawMeasure>>,
    /// measured: hold the figure against the same window a year earlier, `relative` or `difference`.
    #[schemars(with = "Option<ChangeBy>")]
    pub change: Option<Spanned<ChangeBy>>,
    /// rate: the condition of a pass.
    #[schemars(with = "Option<String>")]
    pub pass: Option<Spanned<String>>,
    /// complete: ids of the columns.
    #[schemars(with = "Option<Vec<String>>")]
    pub columns: Option<Spanned<Vec<Spanned<String>>>>,
    /// distinct, average: id of the column.
    #[schemars(with = "Option<String>")]
    pub column: Option<Spanned<String>>,
    /// within: id of the time column the clock starts at.
    #[schemars(with = "Option<String>")]
    pub from: Option<Spanned<String>>,
    /// within: id of the time column the clock stops at.
    #[schemars(with = "Option<String>")]
    pub to: Option<Spanned<String>>,
    /// within: `30min`, `24h`, `2d`.
    #[schemars(with = "Option<String>")]
    pub limit: Option<Spanned<String>>,
    /// within: which rows have the `limit`, by condition; the others have `by`.
    #[schemars(with = "Option<String>")]
    pub limit_where: Option<Spanned<String>>,
    /// within: id of the time column with the agreed moment.
    #[schemars(with = "Option<String>")]
    pub by: Option<Spanned<String>>,
    /// cross-check: id of the cross-check; its register, rows and window are those of the check.
    #[schemars(with = "Option<String>")]
    pub cross_check: Option<Spanned<String>>,
    /// each: `month`, `quarter`, `half-year`.
    #[schemars(with = "Option<Bucket>")]
    pub each: Option<Spanned<Bucket>>,
    /// measured, sampled: outcome where nothing counts; default `unknown`.
    #[schemars(with = "Option<Fallback>")]
    pub empty: Option<Spanned<Fallback>>,
    /// measured: what a row counts as whose cells are empty; default `fails`.
    #[schemars(with = "Option<Blank>")]
    pub blank: Option<Spanned<Blank>>,
    /// measured: outcome where audit.toml declares that no such register is kept; default `fails`.
    #[schemars(with = "Option<Fallback>")]
    pub absent: Option<Spanned<Fallback>>,

    /// rate, complete, within: id of the column with the place of a row; each place that does not pass is
    /// an action of its own.
    #[schemars(with = "Option<String>")]
    pub location: Option<Spanned<String>>,

    /// sampled: id of the sample.
    #[schemars(with = "Option<String>")]
    pub sample: Option<Spanned<String>>,
    /// sampled: `rate` (default) or `count`.
    #[schemars(with = "Option<SampleFigure>")]
    pub figure: Option<Spanned<SampleFigure>>,

    /// measured, sampled: the figure must be ≥ this. Shares are 0 to 1.
    #[schemars(with = "Option<f64>")]
    pub at_least: Option<Spanned<f64>>,
    /// … ≤ this.
    #[schemars(with = "Option<f64>")]
    pub at_most: Option<Spanned<f64>>,
    /// … > this.
    #[schemars(with = "Option<f64>")]
    pub above: Option<Spanned<f64>>,
    /// … < this.
    #[schemars(with = "Option<f64>")]
    pub below: Option<Spanned<f64>>,
}
