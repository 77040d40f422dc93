//! The result of an audit: `result.json`, schema `inspect/result/v1`.
//!
//! Everything after scoring works from these types alone. The keys of the contract come first in each
//! object; `title`s in both languages, `rule`, `facts` and `data` are what reports in the other language
//! are made from. Readers must ignore keys they do not know.

use std::sync::Arc;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub mod action;
pub mod facts;
pub mod json;
pub mod number;
pub mod totals;

pub use action::{
    ActionChange, ActionField, ActionRecord, AppealDecision, AppealRecord, Gravity, OtherScore,
    PreviousRecord, WaiverEntry, WaiverState,
};
pub use facts::{Before, Facts, Span, YearRows};
pub use number::Number;

use crate::diagnostic::{Place, ProblemKind, Severity};
use crate::lang::{Lang, Text};
use crate::standard::{Compare, Need, NotApplicable, Tier};

/// Version of the form.
pub const SCHEMA: &str = "inspect/result/v1";

/// One audit's result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Outcome {
    /// `inspect/result/v1`.
    pub schema: String,
    /// The program that made it.
    pub tool: Tool,
    /// The standard applied.
    pub standard: StandardRef,
    /// The project inspected.
    pub project: Project,
    /// `2025Q4`, `2025-H1`, `2025`, `2025-11`.
    pub period: String,
    /// The date of the audit.
    pub as_of: NaiveDate,
    /// Totals.
    pub score: Score,
    /// Totals by section, in order.
    pub sections: Vec<SectionScore>,
    /// Items in the order of their numbers.
    pub items: Vec<ItemResult>,
    /// Files read, by path.
    pub inputs: Vec<Input>,
    /// Problems found in the inputs, by file, sheet and cell.
    pub problems: Vec<ProblemRecord>,
    /// Who inspected; null where audit.toml does not say.
    pub auditor: Option<String>,
    /// Grade bands of the standard, best first.
    pub grades: Vec<GradeBand>,
    /// The spot checks made, in the order of the checksheet.
    pub spot_checks: Vec<SpotCheckRecord>,
    /// Corrective actions: those of this audit's findings in the order of the items, then those carried on.
    #[serde(default)]
    pub actions: Vec<ActionRecord>,
    /// Waivers given to the project, in force or not.
    #[serde(default)]
    pub waivers: Vec<WaiverEntry>,
    /// The results this one was carried on from, latest first.
    #[serde(default)]
    pub previous: Vec<PreviousRecord>,
}

impl Outcome {
    /// The item with this id.
    pub fn item(&self, id: &str) -> Option<&ItemResult> {
        self.items.iter().find(|i| i.id == id)
    }

    /// The item with this id, else the one that took its place.
    pub fn successor(&self, id: &str) -> Option<&ItemResult> {
        self.item(id).or_else(|| self.items.iter().find(|i| i.replaces.iter().any(|r| r == id)))
    }
}

/// The program that made a result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// `inspect`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The standard a result was made with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StandardRef {
    /// Identifier.
    pub id: String,
    /// Version.
    pub version: String,
    /// Title in the standard's language.
    pub title: String,
    /// Hash of the TOML file.
    pub sha256: String,
    /// The standard's language: that of `message` and `title` in this file.
    pub language: Lang,
    /// Title in both languages.
    pub titles: Text,
    /// Items it has switched off of the standard it extends; not there without.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub off: Vec<SwitchedOff>,
}

/// An item of the standard extended that does not count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SwitchedOff {
    /// Its identifier.
    pub item: String,
    /// Why.
    pub reason: String,
}

/// The project inspected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Project {
    /// Unique in a portfolio.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Groups from the largest to the smallest, joined with `/`; empty without.
    pub group: String,
    /// Number of households, where known.
    pub households: Option<u32>,
}

/// Totals of an audit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Score {
    /// Points of reviewed, applicable items.
    pub points: Number,
    /// Their maximum.
    pub max: Number,
    /// `points / max`, in percent, half up to two decimals; null where nothing is reviewed.
    pub percent: Option<Number>,
    /// The lowest percentage possible once every item not reviewed is scored.
    pub low: Option<Number>,
    /// The highest.
    pub high: Option<Number>,
    /// Title of the grade in the standard's language; null without a percentage.
    pub grade: Option<String>,
    /// Items of the standard.
    pub items: u32,
    /// Items with full points.
    pub pass: u32,
    /// Items with half points.
    pub partial: u32,
    /// Items without points.
    pub fail: u32,
    /// Items declared not applicable.
    pub not_applicable: u32,
    /// Items without a score.
    pub not_reviewed: u32,
    /// Identifier of the grade.
    pub grade_id: Option<String>,
    /// The failed items that cap the grade, and what it would be without them.
    pub veto: Option<VetoRecord>,
    /// Totals without the findings that a waiver covers; null where none does.
    #[serde(default)]
    pub with_waivers: Option<OtherScore>,
    /// Totals as they were before accepted appeals; null without one.
    #[serde(default)]
    pub before_appeals: Option<OtherScore>,
}

/// A grade held down by failed items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VetoRecord {
    /// Ids of the items.
    pub items: Vec<String>,
    /// Identifier of the grade by percentage alone.
    pub without: String,
}

/// A grade band.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GradeBand {
    /// Identifier.
    pub id: String,
    /// Title in both languages.
    pub titles: Text,
    /// Lowest percentage.
    pub from: Number,
}

/// Totals of a section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SectionScore {
    /// Identifier.
    pub id: String,
    /// Title in the standard's language.
    pub title: String,
    /// Points of reviewed, applicable items.
    pub points: Number,
    /// Their maximum.
    pub max: Number,
    /// `points / max` in percent; null where nothing is reviewed.
    pub percent: Option<Number>,
    /// Title in both languages.
    pub titles: Text,
    /// Items of the section.
    pub items: u32,
    /// Items with full points.
    pub pass: u32,
    /// Items with half points.
    pub partial: u32,
    /// Items without points.
    pub fail: u32,
    /// Items declared not applicable.
    pub not_applicable: u32,
    /// Items without a score.
    pub not_reviewed: u32,
}

/// Status of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Status {
    Pass,
    Partial,
    Fail,
    NotApplicable,
    NotReviewed,
}

impl Status {
    /// As in `result.json`.
    pub fn key(self) -> &'static str {
        match self {
            Status::Pass => "pass",
            Status::Partial => "partial",
            Status::Fail => "fail",
            Status::NotApplicable => "not_applicable",
            Status::NotReviewed => "not_reviewed",
        }
    }
}

/// Status of a corrective action. Overdue is derived, never stored.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum ActionStatus {
    Open,
    InProgress,
    Done,
    Verified,
}

/// One item's score and everything behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ItemResult {
    /// Stable identifier.
    pub id: String,
    /// Number in the standard.
    pub number: u32,
    /// Identifier of the section.
    pub section: String,
    /// Title in the standard's language.
    pub title: String,
    /// Status.
    pub status: Status,
    /// Points; null where not applicable or not reviewed.
    pub points: Option<Number>,
    /// Weight of the item.
    pub max: Number,
    /// Checks in the order of the standard.
    pub checks: Vec<CheckResult>,
    /// The auditor's overall verdict, where given.
    pub verdict: Option<VerdictRecord>,
    /// A waiver that covers the item at the date of the audit.
    pub waiver: Option<WaiverRecord>,
    /// The auditor's note; empty without.
    pub note: String,
    /// The person behind the owner role, else the role.
    pub owner: String,
    /// Due date of the finding; null without one.
    pub due: Option<NaiveDate>,
    /// Null for a full score.
    pub action: Option<ActionStatus>,
    /// Title in both languages.
    pub titles: Text,
    /// The scoring rule in words.
    pub rule: Text,
    /// The standard's remark on the item.
    pub remark: Option<Text>,
    /// Chapter of the source it comes from; not there without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Owner role in both languages.
    pub role: Text,
    /// How many checks of each tier the points need.
    pub ladder: Ladder,
    /// Identifier of the best grade left if the item fails; null where it is no veto item.
    pub veto: Option<String>,
    /// Fewest and most points the item can still have; both equal `points` where scored.
    pub possible: [Number; 2],
    /// Declared not applicable, with what the standard makes of it.
    pub not_applicable: Option<NotApplicableRecord>,
    /// Hash of what the standard asks: rule, checks, registers read; empty in results of older programs.
    #[serde(default)]
    pub definition: String,
    /// An appeal against the verdict.
    #[serde(default)]
    pub appeal: Option<AppealRecord>,
    /// Ids of items of an earlier version of the standard that it takes the place of; not there without.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<String>,
}

/// How the tiers of an item's checks are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ladder {
    /// Of the half tier, for half points; full points need all of it.
    pub half: Need,
    /// Of the full tier, for full points.
    pub full: Need,
}

/// A not-applicable declaration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NotApplicableRecord {
    /// Why.
    pub reason: String,
    /// Who approved it.
    pub approved_by: String,
    /// What the standard makes of it.
    pub policy: NotApplicable,
}

/// The auditor's overall verdict on an item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VerdictRecord {
    /// What the auditor found.
    pub status: Status,
    /// What the evidence computes; null where it decides nothing.
    pub computed: Option<Status>,
    /// Why the auditor overrides the evidence; null without an override.
    pub override_reason: Option<String>,
    /// The cell it stands in.
    pub evidence: Evidence,
}

/// A waiver over an item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WaiverRecord {
    /// Why.
    pub reason: String,
    /// Who approved it.
    pub approved_by: String,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day, included.
    pub until: NaiveDate,
}

/// Kind of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Kind {
    Judged,
    Measured,
    Sampled,
}

/// One check's outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CheckResult {
    /// Identifier, unique in the item.
    pub id: String,
    /// Kind.
    pub kind: Kind,
    /// Place in the ladder.
    pub tier: Tier,
    /// Whether it holds; null while unknown. For an overall judgement: whether it is a pass.
    pub holds: Option<bool>,
    /// The figure; shares are 0 to 1, rounded half up to six decimals. Null without one.
    pub value: Option<Number>,
    /// What the figure is held against; null for judged checks.
    pub threshold: Option<Number>,
    /// Rows or spot checks the figure was computed over; null without.
    pub sample: Option<u32>,
    /// The figures in words, in the standard's language.
    pub message: String,
    /// The cells behind it. Of a check that does not hold: those that speak against it, the first 200. Of
    /// one that is unknown: those that leave it open first. Else those that the figure comes from.
    pub evidence: Vec<Evidence>,
    /// Cells behind it in all, also those that `evidence` leaves out; a range counts its cells.
    #[serde(default)]
    pub evidence_total: u32,
    /// What must hold, in both languages.
    pub titles: Text,
    /// The comparison; null for judged checks.
    pub compare: Option<Compare>,
    /// The figures `message` is made from.
    pub facts: Facts,
    /// What was found at each place, by name, where the standard says where places stand; not there without.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<LocationResult>,
}

/// What a check found at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LocationResult {
    /// The place as the evidence names it, blanks and width aside; empty for what names none.
    pub location: String,
    /// Rows or spot checks counted there.
    pub counted: u32,
    /// Those of them that speak against the check.
    pub against: u32,
    /// Rows that are not decided, or spot checks not made.
    pub undecided: u32,
}

/// A cell or range behind a figure. Every row of a range counts; its value is their number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// Path relative to the audit folder.
    pub file: Arc<str>, // shared by all that is cited of the file, as its sheet is
    /// Sheet; empty for delimited text.
    pub sheet: Arc<str>,
    /// `D12`, or a range.
    pub cell: String,
    /// What stands there, personal data masked; empty for a blank cell.
    pub value: String,
}

impl Evidence {
    /// Its file and the sheet of that.
    pub fn file_and_sheet(&self) -> (&str, &str) {
        (&self.file, &self.sheet)
    }

    /// Where it stands.
    pub fn place(&self) -> Place {
        let (file, sheet, cell) =
            (self.file.to_string(), self.sheet.to_string(), self.cell.clone());
        Place::Cell { file, sheet, cell }
    }
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Input {
    /// Path relative to the audit folder, with `/`.
    pub path: String,
    /// Its hash.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// The register it holds; null for audit.toml and the checksheet.
    pub register: Option<String>,
    /// Rows taken from it; null where that says nothing.
    pub rows: Option<u32>,
}

/// A problem found in the inputs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProblemRecord {
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub code: String,
    /// Path relative to the audit folder.
    pub file: String,
    /// Sheet; null where the whole file is meant.
    pub sheet: Option<String>,
    /// Cell or range; null where the whole file is meant.
    pub cell: Option<String>,
    /// Line of audit.toml, from 1; left out where another file is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// In the standard's language.
    pub message: String,
    /// The figures and names `message` is made from.
    pub data: ProblemKind,
}

/// One spot check as the checksheet has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SpotCheckRecord {
    /// Identifier of the item.
    pub item: String,
    /// Identifier of the sample.
    pub sample: String,
    /// What was called, visited or looked at; personal data masked.
    pub subject: String,
    /// The day; null where not given.
    pub date: Option<NaiveDate>,
    /// Whether it passed; null where not yet made or unreadable.
    pub passed: Option<bool>,
    /// Remark; empty without.
    pub note: String,
    /// The cell of the answer.
    pub evidence: Evidence,
    /// What to do, in both languages.
    pub titles: Text,
}
