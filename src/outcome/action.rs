//! Corrective actions, waivers and appeals as a result holds them.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ActionStatus, Number, Status};

/// What a finding asks for, followed from audit to audit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ActionRecord {
    /// `PROJECT/ITEM`, and `/LOCATION` where the finding has one: the same in every audit.
    pub id: String,
    /// Identifier of the item.
    pub item: String,
    /// Where; null where the whole project is meant.
    pub location: Option<String>,
    /// Status.
    pub status: ActionStatus,
    /// Whether it counts as serious.
    pub gravity: Gravity,
    /// Person responsible.
    pub owner: String,
    /// Due date.
    pub due: Option<NaiveDate>,
    /// The due date first given, whatever became of it.
    pub original_due: Option<NaiveDate>,
    /// Date of the audit that found it first.
    pub first_seen: NaiveDate,
    /// Date of the audit that found it last.
    pub last_seen: NaiveDate,
    /// Audits in a row that found it, this one included.
    pub recurrence: u32,
    /// How often it came back after being verified.
    pub reopened: u32,
    /// Date of the audit that passed the item; null while none did.
    pub verified: Option<NaiveDate>,
    /// Remark of those responsible; empty without.
    pub note: String,
    /// What was changed, oldest first.
    pub history: Vec<ActionChange>,
}

impl ActionRecord {
    /// The item, and where: `QI-16 (3号楼)`.
    pub fn name(&self) -> String {
        match &self.location {
            Some(location) => format!("{} ({location})", self.item),
            None => self.item.clone(),
        }
    }
}

/// How much a finding weighs.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Gravity {
    /// As any other.
    Ordinary,
    /// Recurring as often as the standard says, or a failed veto item.
    Serious,
}

/// A change of an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ActionChange {
    /// The day.
    pub on: NaiveDate,
    /// Who; empty where the audit itself did.
    pub by: String,
    /// The file it came with; the period where an audit did it.
    pub file: String,
    /// What was changed.
    pub field: ActionField,
    /// Before; empty without.
    pub from: String,
    /// After; empty without.
    pub to: String,
}

/// What of an action can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum ActionField {
    Owner,
    Status,
    Due,
    Note,
}

impl ActionStatus {
    /// As in `result.json`.
    pub fn key(self) -> &'static str {
        match self {
            ActionStatus::Open => "open",
            ActionStatus::InProgress => "in_progress",
            ActionStatus::Done => "done",
            ActionStatus::Verified => "verified",
        }
    }

    /// Every status, in the order of an action's life.
    pub const ALL: [ActionStatus; 4] =
        [ActionStatus::Open, ActionStatus::InProgress, ActionStatus::Done, ActionStatus::Verified];
}

/// A waiver given to the project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WaiverEntry {
    /// Identifier of the item.
    pub item: String,
    /// Why.
    pub reason: String,
    /// Who approved it.
    pub approved_by: String,
    /// First day; null where it begins at once.
    pub from: Option<NaiveDate>,
    /// Last day, included.
    pub until: NaiveDate,
    /// The file it stands in.
    pub file: String,
    /// What it does at the date of the audit.
    pub state: WaiverState,
}

/// What a waiver does at the date of the audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WaiverState {
    /// It covers a finding.
    Active,
    /// Its last day is over.
    Expired,
    /// Its first day is yet to come.
    NotYet,
    /// In force, over an item without a finding or one the standard does not have.
    Unused,
}

/// Totals under another view of the same audit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OtherScore {
    /// Points.
    pub points: Number,
    /// Their maximum.
    pub max: Number,
    /// `points / max` in percent, half up to two decimals; null where nothing is left.
    pub percent: Option<Number>,
}

/// An appeal (申诉) against an item's verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AppealRecord {
    /// Why the verdict is held to be wrong.
    pub argument: String,
    /// Files or facts it rests on.
    pub evidence: Vec<String>,
    /// What became of it.
    pub decision: AppealDecision,
    /// Why it was decided so; empty while pending.
    pub reason: String,
    /// Who decided; empty while pending.
    pub decided_by: String,
    /// When.
    pub decided_on: Option<NaiveDate>,
    /// Status before the appeal.
    pub before: Status,
    /// Points before the appeal.
    pub points_before: Option<Number>,
}

/// What became of an appeal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum AppealDecision {
    Pending,
    Accepted,
    Rejected,
}

/// An earlier result that actions were carried on from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PreviousRecord {
    /// Its period.
    pub period: String,
    /// Its date.
    pub as_of: NaiveDate,
    /// Version of the standard it was made with.
    pub version: String,
    /// Its percentage.
    pub percent: Option<Number>,
    /// Hash of its file; of one further back as its follower recorded it.
    pub sha256: String,
}
