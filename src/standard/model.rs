//! A validated standard: what the engine sees. Every reference is an index that holds.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::expression::Condition;
use super::extend::Off;
use crate::diagnostic::{Expected, Severity};
use crate::lang::{Lang, Text};

/// A versioned set of sections, items, registers and scoring rules.
#[derive(Debug, Clone)]
pub struct Standard {
    /// Identifier, `quality-inspection`.
    pub id: String,
    /// Version, free text.
    pub version: String,
    /// Language of results made with it unless asked otherwise.
    pub language: Lang,
    /// Name of the standard.
    pub title: Text,
    /// Hash of the TOML file, lower-case hexadecimal.
    pub sha256: String,
    /// Grade bands, best first.
    pub grades: Vec<Grade>,
    /// Owner roles; the Chinese text is the key in audit.toml's `[owners]`.
    pub roles: Vec<Text>,
    /// Sections in order.
    pub sections: Vec<Section>,
    /// Registers in the order of the file.
    pub registers: Vec<RegisterSpec>,
    /// Cross-checks in the order of the file.
    pub cross_checks: Vec<CrossCheck>,
    /// Items in the order of their numbers.
    pub items: Vec<Item>,
    /// Audits in a row from which a finding counts as serious; `None` where it never does.
    pub serious_from: Option<u32>,
    /// Items of the standard it extends that are switched off.
    pub off: Vec<Off>,
}

impl Standard {
    /// The item with this id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|i| i.id == id)
    }

    /// The checks that compare with the year before, in order.
    pub fn compared_checks(&self) -> impl Iterator<Item = Compared<'_>> {
        let checks = self.items.iter().flat_map(|item| item.checks.iter().map(move |c| (item, c)));
        checks.filter_map(|(item, check)| match &check.kind {
            CheckKind::Measured(Measured {
                register, measure: Measure::Change { of, .. }, ..
            }) => {
                let expected = match &**of {
                    of if of.is_share(self.registers.get(*register)?) => Expected::Share,
                    Measure::Average { .. } => Expected::Number,
                    _ => Expected::NotNegative,
                };
                let key = format!("{}/{}", item.id, check.id);
                Some(Compared { key, title: &check.title, expected })
            }
            _ => None,
        })
    }

    /// Index of the register with this id.
    pub fn register(&self, id: &str) -> Option<usize> {
        self.registers.iter().position(|r| r.id == id)
    }
}

/// A check that is held against the year before.
#[derive(Debug, Clone)]
pub struct Compared<'a> {
    /// `ITEM/check`.
    pub key: String,
    /// What the check asks.
    pub title: &'a Text,
    /// What numbers its figure can be.
    pub expected: Expected,
}

/// A grade: reached from a percentage upwards.
#[derive(Debug, Clone)]
pub struct Grade {
    /// Identifier, for `veto` and gates.
    pub id: String,
    /// 优秀, Excellent.
    pub title: Text,
    /// Lowest percentage of the band, 0 to 100.
    pub from: Decimal,
}

/// A chapter of a standard.
#[derive(Debug, Clone)]
pub struct Section {
    /// Identifier.
    pub id: String,
    /// Heading.
    pub title: Text,
}

/// One numbered requirement.
#[derive(Debug, Clone)]
pub struct Item {
    /// Stable identifier, `QI-04`.
    pub id: String,
    /// Number in the standard, from 1.
    pub number: u32,
    /// Index into [`Standard::sections`].
    pub section: usize,
    /// The requirement.
    pub title: Text,
    /// How it is scored, in words.
    pub rule: Text,
    /// Points for a full score, above 0.
    pub weight: Decimal,
    /// Index into [`Standard::roles`].
    pub owner: usize,
    /// Days from the audit's date to the due date.
    pub due: Due,
    /// Index into [`Standard::grades`]: the best grade left once this item fails.
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
    /// Index into [`Standard::registers`].
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
        /// Index into [`Standard::cross_checks`].
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

/// What rows must agree in, within a register and between registers.
#[derive(Debug, Clone)]
pub struct CrossCheck {
    /// Identifier.
    pub id: String,
    /// What is wrong with a row that is found, in words.
    pub title: Text,
    /// How bad it is.
    pub severity: Severity,
    /// Index into [`Standard::registers`].
    pub register: usize,
    /// Which rows, by time.
    pub window: Window,
    /// Which rows of the window.
    pub filter: Option<Condition>,
    /// What must be so.
    pub rule: CrossRule,
}

/// What a cross-check looks for. Columns are indices into the register's columns.
#[derive(Debug, Clone)]
pub enum CrossRule {
    /// The condition holds for every row.
    Row {
        /// The condition.
        expect: Condition,
    },
    /// No two rows have the same values.
    Unique {
        /// The columns compared, at least one.
        columns: Vec<usize>,
    },
    /// Not too many rows have the same moment.
    Burst {
        /// The time column.
        column: usize,
        /// How many may.
        at_most: u32,
    },
    /// Every row has a partner in another register.
    PresentIn {
        /// Index into [`Standard::registers`].
        other: usize,
        /// Text and phone columns that are equal: here and there.
        matching: Vec<(usize, usize)>,
        /// How near in time.
        within: Option<Near>,
    },
}

/// Two rows of two registers near each other in time.
#[derive(Debug, Clone, Copy)]
pub struct Near {
    /// Time column here.
    pub here: usize,
    /// Time column there.
    pub there: usize,
    /// How far apart they may be, in seconds, either way.
    pub seconds: i64,
}

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
}

/// Rows of a register that spot checks are drawn from.
#[derive(Debug, Clone)]
pub struct Population {
    /// Index into [`Standard::registers`].
    pub register: usize,
    /// Which rows, by time.
    pub window: Window,
    /// Which rows of the window.
    pub filter: Option<Condition>,
}

/// A check computed from spot checks.
#[derive(Debug, Clone, Copy)]
pub struct Sampled {
    /// Index into [`Item::samples`].
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

/// An evidence table: where to find it and what its columns hold.
#[derive(Debug, Clone)]
pub struct RegisterSpec {
    /// Identifier, `complaints`.
    pub id: String,
    /// 投诉台账, complaint register.
    pub title: Text,
    /// Unit of one row: 件投诉, complaints.
    pub unit: Text,
    /// Parts of file names it is found by, folded to lower case.
    pub files: Vec<String>,
    /// Index of the column that dates a row.
    pub time: Option<usize>,
    /// Whether that column is a deadline or plan, so that dates after the audit are no mistakes.
    pub ahead: bool,
    /// Columns in the order of the file.
    pub columns: Vec<ColumnSpec>,
}

impl RegisterSpec {
    /// Index of the column with this id.
    pub fn column(&self, id: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.id == id)
    }
}

/// A column of a register.
#[derive(Debug, Clone)]
pub struct ColumnSpec {
    /// Identifier, used in row conditions.
    pub id: String,
    /// Chinese header names, the usual one first; at least one.
    pub zh: Vec<String>,
    /// English header names, the usual one first; at least one.
    pub en: Vec<String>,
    /// What its cells hold.
    pub kind: ColumnType,
    /// Whether a header without it is a problem.
    pub required: bool,
    /// Whether its values are personal data, masked wherever quoted.
    pub personal: bool,
}

impl ColumnSpec {
    /// The usual header name in `lang`.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en).first().map_or(&self.id, |n| n)
    }

    /// The usual header names.
    pub fn names(&self) -> Text {
        Text { zh: self.name(Lang::Zh).to_string(), en: self.name(Lang::En).to_string() }
    }
}

/// What the cells of a column hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnType {
    /// Any text, numbers included.
    Text,
    /// A day.
    Date,
    /// A moment; a cell that names only the day counts as the whole day.
    DateTime,
    /// A number.
    Number,
    /// A share, 0 % to 100 %, kept as 0 to 1.
    Percent,
    /// Yes or no.
    YesNo,
    /// One of a list.
    Choice(Vec<Choice>),
    /// A telephone number; personal data.
    Phone,
}

/// A value of a choice column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Identifier, used in row conditions.
    pub id: String,
    /// Spellings, the usual one first; at least one.
    pub spellings: Vec<String>,
}
