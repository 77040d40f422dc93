//! What a portfolio takes from a `result.json`: the rest is passed over unread.

use chrono::NaiveDate;
use serde::Deserialize;

use super::actions::{self, State};
use crate::diagnostic::Severity;
use crate::lang::{Lang, Text};
use crate::outcome::{
    ActionStatus, GradeBand, Number, Project, SCHEMA, Score, SectionScore, Status, WaiverRecord,
};

/// A result as a portfolio reads it.
#[derive(Debug, Clone, Deserialize)]
pub struct Record {
    /// `inspect/result/v1`.
    pub schema: String,
    /// The standard applied.
    pub standard: RecordStandard,
    /// The project inspected.
    pub project: Project,
    /// The period.
    pub period: String,
    /// The date of the audit.
    pub as_of: NaiveDate,
    /// Totals.
    pub score: Score,
    /// Totals by section.
    pub sections: Vec<SectionScore>,
    /// Items in the order of their numbers.
    pub items: Vec<RecordItem>,
    /// Problems of the inputs.
    pub problems: Vec<RecordProblem>,
    /// Grade bands, best first.
    pub grades: Vec<GradeBand>,
    /// Corrective actions; none in results of older programs.
    #[serde(default)]
    pub actions: Vec<RecordAction>,
    /// Waivers given to the project.
    #[serde(default)]
    pub waivers: Vec<RecordWaiver>,
}

/// The standard of a result.
#[derive(Debug, Clone, Deserialize)]
pub struct RecordStandard {
    /// Identifier.
    pub id: String,
    /// Version.
    pub version: String,
    /// Its language.
    pub language: Lang,
    /// Title in both languages.
    pub titles: Text,
}

/// An item of a result.
#[derive(Debug, Clone, Deserialize)]
pub struct RecordItem {
    /// Identifier.
    pub id: String,
    /// Number in the standard.
    pub number: u32,
    /// Identifier of the section.
    pub section: String,
    /// Status.
    pub status: Status,
    /// Points; null where not applicable or not reviewed.
    pub points: Option<Number>,
    /// Weight.
    pub max: Number,
    /// A waiver at the date of the audit.
    pub waiver: Option<WaiverRecord>,
    /// The auditor's note.
    pub note: String,
    /// The person behind the owner role, else the role.
    pub owner: String,
    /// Due date of the finding.
    pub due: Option<NaiveDate>,
    /// Null for a full score.
    pub action: Option<ActionStatus>,
    /// Title in both languages.
    pub titles: Text,
    /// Owner role in both languages.
    pub role: Text,
}

/// A corrective action of a result.
#[derive(Debug, Clone, Deserialize)]
pub struct RecordAction {
    /// Identifier of the item.
    pub item: String,
    /// Where; null where the whole project is meant.
    pub location: Option<String>,
    /// Status.
    pub status: ActionStatus,
    /// Person responsible.
    pub owner: String,
    /// Due date.
    pub due: Option<NaiveDate>,
}

/// A waiver of a result.
#[derive(Debug, Clone, Deserialize)]
pub struct RecordWaiver {
    /// Last day, included.
    pub until: NaiveDate,
}

/// A problem of a result.
#[derive(Debug, Clone, Deserialize)]
pub struct RecordProblem {
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub code: String,
    /// Its file.
    pub file: String,
    /// Its sheet.
    pub sheet: Option<String>,
    /// Its cell.
    pub cell: Option<String>,
}

impl Record {
    /// What is to be done for an item: actions not verified yet, those that earlier audits left open too.
    pub fn actions_of(&self, item: &RecordItem) -> Vec<RecordAction> {
        if self.actions.is_empty() {
            return item.own_action().into_iter().collect();
        }
        let own = self.actions.iter().filter(|a| a.item == item.id);
        own.filter(|a| a.status != ActionStatus::Verified).cloned().collect()
    }

    /// Reads a result.
    ///
    /// # Errors
    /// Where the bytes are no result of this version.
    pub fn from_slice(bytes: &[u8]) -> serde_json::Result<Record> {
        let record: Record = serde_json::from_slice(bytes)?;
        if record.schema == SCHEMA {
            return Ok(record);
        }
        Err(serde::de::Error::custom(format!("schema `{}`, expected `{SCHEMA}`", record.schema)))
    }

    /// The groups, from the largest to the smallest.
    pub fn groups(&self) -> Vec<String> {
        let parts = self.project.group.split('/').map(str::trim);
        parts.filter(|p| !p.is_empty()).map(String::from).collect()
    }
}

impl RecordItem {
    /// The person; where audit.toml names none, the role in both languages.
    pub fn owner_text(&self, owner: &str) -> Text {
        match owner == self.role.zh || owner == self.role.en {
            true => self.role.clone(),
            false => Text { zh: owner.to_string(), en: owner.to_string() },
        }
    }

    /// What its finding asks for, where the result has no list of actions.
    pub fn own_action(&self) -> Option<RecordAction> {
        Some(RecordAction {
            item: self.id.clone(),
            location: None,
            status: self.action?,
            owner: self.owner.clone(),
            due: self.due,
        })
    }

    /// Where its action stands at `as_of`; `None` without an action.
    pub fn state(&self, as_of: NaiveDate) -> Option<State> {
        Some(actions::state(self, self.action?, self.due, as_of))
    }
}
