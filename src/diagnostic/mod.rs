//! Problems found in the inputs: what is wrong, how bad it is, and where.
//!
//! A problem cannot be made without a [`Place`]. Its words stand in
//! [`crate::lang::problem`]; here are only the facts they are made of.

mod cross;
mod file;
mod render;
mod result;

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::lang::{Lang, Text};

#[cfg(test)]
mod tests;

pub use cross::{CrossFinding, NamedValue};
pub use file::{Damage, Limit, Stray};
pub use render::{line_column, render};
pub use result::ResultProblem;

/// How bad a problem is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is wrong; the program says what it did.
    Info,
    /// Looks wrong; scoring went on and used the value or left it out as said.
    Warning,
    /// Wrong; the cell, column or file could not be used.
    Error,
}

/// Where a problem is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A stretch of a TOML file.
    Toml {
        /// Path as the user knows it.
        file: String,
        /// Byte range in the file.
        span: Range<usize>,
    },
    /// A cell or a range of cells of a sheet.
    Cell {
        /// Path relative to the audit folder, with `/`.
        file: String,
        /// Sheet name; empty for delimited text.
        sheet: String,
        /// `B12`, or `A3:L3`.
        cell: String,
    },
    /// A file or folder as a whole.
    File {
        /// Path as the user knows it.
        file: String,
    },
}

impl Place {
    /// The file of the place.
    pub fn file(&self) -> &str {
        match self {
            Place::Toml { file, .. } | Place::Cell { file, .. } | Place::File { file } => file,
        }
    }
}

/// The title of a register: in both languages, or in the only one an older result has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum Name {
    Both(Text),
    One(String),
}

impl Name {
    /// The title in `lang`, as far as there is one.
    pub fn get(&self, lang: Lang) -> &str {
        match self {
            Name::Both(text) => text.get(lang),
            Name::One(text) => text,
        }
    }
}

impl From<Text> for Name {
    fn from(text: Text) -> Name {
        Name::Both(text)
    }
}

/// What kind of thing an unknown or doubled name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Thing {
    Standard,
    Section,
    Item,
    Check,
    Sample,
    Register,
    Column,
    Choice,
    OwnerRole,
    Grade,
    CrossCheck,
    Sheet,
}

/// What a value was expected to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Expected {
    Text,
    /// This text, which was written without quotes.
    Quoted(String),
    Date,
    DateTime,
    Number,
    /// 0 % to 100 %.
    Percent,
    YesNo,
    Phone,
    /// A length of time such as `30min`, `24h`, `2d`.
    Duration,
    /// `2025`, `2025-H1`, `2025Q4`, `2025-11`.
    Period,
    /// Letters, digits, `-` and `_`.
    Identifier,
    /// The name of a TOML file that is an identifier.
    TomlName,
    Positive,
    NotEmpty,
    /// One of the listed spellings.
    OneOf(Vec<String>),
    /// A number without a fraction, not below 0.
    Whole,
    /// 0 to 1.
    Share,
    /// -1 to 1: a change of a share.
    SignedShare,
    /// Smaller than this number.
    Below(String),
    /// 0 or more.
    NotNegative,
    /// `true` or `false`.
    Boolean,
    /// A TOML table.
    Table,
    /// A TOML array.
    List,
    /// A TOML array of two columns: here and there.
    Pair,
    /// A path with `/`, in or below the folder of the file it stands in.
    PathBelow,
}

/// What is wrong, with the figures and names its message needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "code", content = "data")]
#[allow(missing_docs)] // the fields say what they are; the variants are documented
pub enum ProblemKind {
    // --- TOML files
    /// The TOML parser's own words.
    TomlSyntax { detail: String },
    /// A key nobody reads.
    UnknownKey { key: String, allowed: Vec<String>, nearest: Option<String> },
    /// A key that must be there.
    MissingKey { key: String },
    /// A key that means nothing for this kind of check.
    KeyNotForKind { key: String, kind: String },
    /// A value of another type or outside its range.
    BadValue { key: String, expected: Expected, found: String },
    /// A name that stands for nothing.
    UnknownName { thing: Thing, name: String, allowed: Vec<String>, nearest: Option<String> },
    /// An id or number used twice.
    Duplicate { thing: Thing, name: String },
    /// A row condition that does not parse or does not fit its columns.
    Expression { detail: ExpressionProblem },
    /// The header claims another total than the items add up to.
    TotalMismatch { what: TotalKind, stated: String, found: String },
    /// Rows of a register are to be placed in time, and it names no column that dates them.
    NoTimeColumn { register: String },
    /// An item whose checks make no ladder.
    BrokenLadder { item: String, reason: LadderProblem },
    /// A standard that extends itself, by way of others perhaps.
    ExtendsItself { chain: Vec<String> },

    // --- Standards that can be used and look wrong
    /// Defined, and nothing refers to it.
    Unused { thing: Thing, name: String },
    /// A check that asks the same as another one of its item.
    SameCheck { item: String, check: String, first: String },
    /// A threshold that the figure never reaches, or always.
    ThresholdIdle { check: String, always: bool },
    /// A check of the full tier that asks for less than one of the half tier.
    FullEasier { item: String, full: String, half: String },
    /// Texts that say the same in both languages.
    Untranslated { lang: Lang, count: u32, first: String },

    // --- Files
    /// Not there.
    FileMissing,
    /// A folder without audit.toml.
    NoAudit,
    /// An audit without a checksheet; `beside` are the spreadsheets that may be meant for one.
    NoChecksheet { beside: Vec<String> },
    /// There, and cannot be read.
    FileUnreadable { detail: String },
    /// Recognised, and not whole.
    FileDamaged { damage: Damage },
    /// It takes more than a limit allows.
    OverLimit { limit: Limit, allowed: u64 },
    /// Zero bytes, or nothing but blanks.
    FileEmpty,
    /// Protected by a password.
    FileEncrypted,
    /// Left out, for it is no evidence.
    StrayFile { stray: Stray },
    /// The name promises another format; read all the same.
    FormatDiffers { found: String },
    /// Text that may be in several encodings; not read.
    EncodingUnclear { maybe: Vec<String> },
    /// Text whose encoding was guessed.
    EncodingGuessed { encoding: String },
    /// Text that was already lost when the file was written.
    TextDestroyed { found: String },
    /// Not a format this program reads.
    UnsupportedFormat { found: String },
    /// A file under `evidence/` that no register asks for.
    UnmatchedFile,
    /// A file whose bytes another one has too: its rows count once.
    SameFile { first: String },
    /// A file that several registers ask for alike.
    AmbiguousFile { registers: Vec<Name> },
    /// Would be overwritten.
    FileExists,
    /// A folder in which these files would be overwritten.
    FilesExist { files: Vec<String> },
    /// What is to be written would take the place of what it is made from.
    WouldReplaceInput,
    /// Cannot be written.
    FileUnwritable { detail: String },

    // --- Registers
    /// No file for a register the standard reads.
    MissingRegister { register: Name },
    /// Declared in audit.toml as not kept, and there all the same.
    UnexpectedRegister { register: Name },
    /// A register as `init` made it, in which nothing was filled in.
    UnfilledRegister { register: Name },
    /// Declared in audit.toml as empty, and has rows.
    NotEmpty { register: Name },
    /// Header and no rows.
    EmptyRegister { register: Name },
    /// No row of the first twenty holds the register's header.
    HeaderNotFound { register: Text, best: Vec<String>, missing: Vec<Text> },
    /// A required column is not in the header.
    MissingColumn {
        register: Box<Text>,
        column: Box<Text>,
        names: Vec<String>,
        nearest: Option<String>,
        /// Where it is not required: the items that read it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        items: Vec<String>,
    },
    /// Two headers fit one column.
    AmbiguousColumn { register: Box<Text>, column: Box<Text>, headers: Vec<String> },
    /// A cell that is not what its column holds.
    TypeMismatch { column: String, expected: Expected, found: String },
    /// A number in a percentage column that has shares (0.98) and percent points (98): not read.
    MixedPercent { column: String, found: String },
    /// A cell with an Excel error such as `#REF!`.
    CellError { column: String, found: String },
    /// A formula whose value the file does not hold.
    Uncalculated { column: String },
    /// A date decades away from the audit: not used.
    ImplausibleDate { column: String, found: String },
    /// Bare numbers of one column read as the dates they stand for: the first with its date, how
    /// many, and the first cells.
    DateAsNumber {
        column: String,
        number: String,
        found: String,
        #[serde(default = "one")]
        count: u32,
        #[serde(default)]
        cells: Vec<String>,
    },
    /// A number formatted as a date, read as the number it is.
    NumberAsDate { column: String, found: String, number: String },
    /// A number of more digits than a cell holds, in a column of texts: the last ones are lost.
    #[allow(missing_docs)]
    DigitsLost { column: String, found: String },
    /// A row that belongs to no record: not read as one.
    RowLeftOut { reason: RowReason },
    /// Rows that were numbered beforehand and never filled in: no records.
    RowsOnlyNumbered { count: u32, first: u32, last: u32 },
    /// Rows of a sheet without a header that do not fit the register's table: not read.
    SheetWithoutHeader { register: Text, rows: u32 },
    /// Dates without a year got the year of the period.
    YearFromPeriod { column: String, count: u32, years: Vec<i32> },
    /// A date without a year where the year is not certain: not used.
    YearUnclear { column: String, found: String, why: YearDoubt },
    /// Two headers fit one column, and nothing contradicts the first: it is read.
    DoubledColumn { column: String, headers: Vec<String> },
    /// Two tables fit a register equally well and have different columns: neither is read.
    AmbiguousTable { register: Text, tables: Vec<String> },
    /// A table that fits a register less well than another one of the file: not read.
    TablePassedOver { register: Text, chosen: String, missing: Vec<Text> },
    /// A hidden sheet that was read.
    HiddenSheet,
    /// Hidden rows that were read.
    HiddenRows { count: u32, ranges: Vec<String> },
    /// Hidden columns that were read.
    HiddenColumns { columns: Vec<String> },
    /// A date later than the date of the audit.
    FutureDate { column: String, found: String },
    /// A row without the date that places it in a period.
    UndatedRow { column: String },
    /// A cross-check of the standard found something; `check` is its id.
    CrossCheck { check: String, title: Text, finding: Box<CrossFinding> },

    // --- The checksheet
    /// Not one of the known verdicts; `not_applicable` where it says that the item does not apply.
    UnknownVerdict {
        found: String,
        allowed: Vec<String>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        not_applicable: bool,
    },
    /// A table of the checksheet without a column it cannot be read without; `strays` are the headers
    /// it might be, with their cells.
    TableIncomplete { table: Text, missing: Vec<Text>, strays: Vec<String> },
    /// A spot check made after the date of the audit: it does not count.
    SpotCheckLater { found: String, as_of: String },
    /// A spot check made before the period; it counts.
    SpotCheckEarlier { found: String, first: String },
    /// The same spot check once more: it does not count.
    SpotCheckTwice { first: String },
    /// A reason to override the evidence, and no verdict that would.
    ReasonWithoutVerdict { item: String },
    /// Two rows for one item or check.
    DuplicateVerdict { row: String, first: String },
    /// Spot checks for an item that has none.
    NoSamples { item: String },
    /// More spot checks than the standard asks for; all count.
    ExtraSpotChecks { item: String, needed: u32, made: u32 },
    /// A measured or sampled check was answered by hand; the evidence counts.
    AnswerNotAsked { item: String, check: String },
    /// The auditor's verdict and the evidence disagree; the evidence counts.
    VerdictContradictsEvidence { item: String, verdict: String, computed: String },
    /// The auditor overrode the evidence with a reason.
    VerdictOverridesEvidence { item: String, verdict: String, computed: String, reason: String },
    /// A verdict on an item whose evidence is not there.
    VerdictWithoutEvidence { item: String, verdict: String },

    // --- audit.toml
    /// The date of the audit lies before the period it covers.
    AsOfBeforePeriod { as_of: String, period: String, first: String },
    /// The standard does not let this item be not applicable.
    NotApplicableForbidden { item: String },
    /// A verdict stands beside a not-applicable declaration.
    NotApplicableAnswered { item: String },
    /// The waiver covers nothing: the item has full points, or the standard has no such item.
    WaiverUnused { item: String },
    /// A shared waiver is for no project there is.
    WaiverForNobody { item: String, projects: Vec<String> },
    /// The waiver's last day lies before its first.
    WaiverEndsFirst { from: String, until: String },
    /// The waiver's last day is over.
    WaiverExpired { item: String, until: String },
    /// The waiver's first day is yet to come.
    WaiverNotYet { item: String, from: String },
    /// Nothing is filled in yet.
    NothingToScore { first: Vec<String> },
    /// A previous result that is not the same project, standard or period a year before.
    PreviousNotComparable { expected: String, found: String },
    /// A result, or a workbook made from one, that cannot be used for what was asked.
    Result { problem: ResultProblem },
}

fn one() -> u32 {
    1
}

/// Why a row below a header is no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowReason {
    /// 合计, 小计.
    Total,
    /// 平均.
    Average,
    /// 审核人：, 签字：, 日期：.
    Signature,
    /// 说明：, 备注：, 注：.
    Note,
    /// One text across the table, or alone above a header that is repeated.
    Heading,
    /// Below the last record: a few cells, no date, nothing a record has.
    Trailing,
}

/// Why the year of a date without one is not certain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum YearDoubt {
    /// The file, the sheet or its title names these years.
    Named(Vec<i32>),
    /// The months of the column run past the end of a year.
    RunsOver,
}

/// Which total of a standard does not add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum TotalKind {
    Items,
    Points,
    SectionItems,
}

/// Why the checks of an item make no ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LadderProblem {
    /// No check at all.
    NoChecks,
    /// One overall judgement stands alone, or there is a ladder; not both.
    VerdictAmongOthers,
    /// No check separates full from half points.
    FullEqualsHalf,
    /// `full` speaks of full-tier checks, or full points need some, and there are none.
    NoFullTier,
    /// `half` speaks of half-tier checks, and there are none.
    NoHalfTier,
    /// The one overall judgement is not `judged`.
    OverallNotJudged,
}

/// What is wrong with a row condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // as above
pub enum ExpressionProblem {
    /// A character that starts nothing.
    UnexpectedCharacter { found: String },
    /// A text without its closing quote.
    UnclosedText,
    /// A number or duration that is none.
    BadNumber { found: String },
    /// A day or moment that is none.
    BadTime { found: String },
    /// The condition ends too early.
    UnexpectedEnd,
    /// Something stands where something else must.
    UnexpectedToken { found: String },
    /// Nested deeper than anyone writes by hand.
    TooDeep,
    /// No such column.
    UnknownColumn {
        found: String,
        #[serde(default)]
        allowed: Vec<String>,
        nearest: Option<String>,
    },
    /// A text that is none of the column's values.
    UnknownChoice { column: String, found: String, allowed: Vec<String>, nearest: Option<String> },
    /// Two types that cannot be compared or added.
    TypesDiffer { left: ValueType, right: ValueType },
    /// The whole is not yes or no.
    NotACondition { found: ValueType },
    /// An operator that this type does not have.
    OperatorNotForType { operator: String, found: ValueType },
}

impl ExpressionProblem {
    /// Whether it follows from what the columns hold, not from the words of the condition.
    pub fn is_about_types(&self) -> bool {
        use ExpressionProblem as P;
        match self {
            P::UnknownChoice { .. }
            | P::TypesDiffer { .. }
            | P::NotACondition { .. }
            | P::OperatorNotForType { .. } => true,
            P::UnexpectedCharacter { .. }
            | P::UnclosedText
            | P::BadNumber { .. }
            | P::BadTime { .. }
            | P::UnexpectedEnd
            | P::UnexpectedToken { .. }
            | P::TooDeep
            | P::UnknownColumn { .. } => false,
        }
    }
}

/// The types of the row-condition language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum ValueType {
    Text,
    Number,
    /// A day or a moment.
    Time,
    Duration,
    YesNo,
    Choice,
}

/// A problem with its severity and place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub kind: ProblemKind,
    /// Where it is.
    pub place: Place,
}

impl Problem {
    /// A problem that leaves a cell, column or file unused.
    pub fn error(kind: ProblemKind, place: Place) -> Self {
        Problem { severity: Severity::Error, kind, place }
    }

    /// A problem that scoring went on with.
    pub fn warning(kind: ProblemKind, place: Place) -> Self {
        Problem { severity: Severity::Warning, kind, place }
    }

    /// Something the user should know.
    pub fn info(kind: ProblemKind, place: Place) -> Self {
        Problem { severity: Severity::Info, kind, place }
    }
}

/// The end of a run that could not be done (exit code 2): every problem found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// At least one problem.
    pub problems: Vec<Problem>,
    /// Texts of the TOML files the problems point into, by file name.
    pub sources: Vec<(String, String)>,
}

impl Failure {
    /// A failure of one problem.
    pub fn one(kind: ProblemKind, place: Place) -> Self {
        Failure { problems: vec![Problem::error(kind, place)], sources: Vec::new() }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&render(self, crate::lang::Lang::En, false))
    }
}

impl std::error::Error for Failure {}

/// The known name nearest to `name`, if any is near enough to be a slip: one letter wrong, missing, too
/// many or swapped with the next, or one in four, and always fewer than half of them. Of two Chinese
/// characters one may differ: they are words, and one of them says what it is about.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let folded = name.to_lowercase();
    let length = name.chars().count();
    let near = |(slips, known): &(usize, &str)| {
        let longest = known.chars().count().max(length);
        let han = name.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        *slips <= (longest / 4).max(1) && (2 * slips < longest || han && 2 * slips == longest)
    };
    known
        .into_iter()
        .map(|k| (strsim::damerau_levenshtein(&folded, &k.to_lowercase()), k))
        .filter(near)
        .min_by_key(|(d, _)| *d)
        .map(|(_, k)| k.to_string())
}
