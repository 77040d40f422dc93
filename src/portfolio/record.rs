//! What a portfolio takes from a `result.json`, the rest is passed over unread; or from the outcome that the
//! file was written from.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use serde::de::{Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::aside::{Aside, Span};
use crate::diagnostic::{ResultProblem, Severity};
use crate::lang::{Lang, Text};
use crate::outcome::totals::{Counted, Mismatch, differing};
use crate::outcome::{
    ActionRecord, ActionStatus, GradeBand, ItemResult, NotApplicableRecord, Number, Outcome,
    ProblemRecord, Project, SCHEMA, Score, SectionScore, StandardRef, Status, WaiverEntry,
    WaiverRecord,
};

/// A result as a portfolio reads it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    pub problems: Problems,
    /// Grade bands, best first.
    pub grades: Vec<GradeBand>,
    /// Corrective actions; see [`Record::actions`].
    #[serde(default)]
    actions: Vec<Followed>,
    /// Waivers given to the project.
    #[serde(default)]
    pub waivers: Vec<RecordWaiver>,
}

/// The standard of a result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// Null unless not applicable.
    #[serde(default)]
    not_applicable: Option<NotApplicableRecord>,
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

/// A corrective action as a result has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Followed {
    item: String,
    location: Option<String>,
    status: ActionStatus,
    owner: String,
    due: Option<NaiveDate>,
}

/// A corrective action of a result.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordAction<'a> {
    /// Identifier of the item.
    pub item: &'a str,
    /// Where; `None` where the whole project is meant.
    pub location: Option<&'a str>,
    /// Status.
    pub status: ActionStatus,
    /// The person responsible, else the role.
    pub owner: &'a str,
    /// Due date.
    pub due: Option<NaiveDate>,
}

/// A waiver of a result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordWaiver {
    /// Last day, included.
    pub until: NaiveDate,
}

/// The problems of a result, counted while they are read: a result may have tens of thousands. Written as they
/// are counted, see [`Record::put`].
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Problems(pub Vec<((Severity, String), Seen)>);

/// Problems of one severity and code.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Seen {
    /// How many.
    pub count: u32,
    /// Where the first one is: `calls.xlsx!Sheet1!B2`.
    pub first: String,
}

#[derive(Deserialize)]
struct Problem<'a> {
    severity: Severity,
    #[serde(borrow)]
    code: Cow<'a, str>,
    #[serde(borrow)]
    file: Cow<'a, str>,
    #[serde(borrow)]
    sheet: Option<Cow<'a, str>>,
    #[serde(borrow)]
    cell: Option<Cow<'a, str>>,
}

impl<'de> Deserialize<'de> for Problems {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Problems, D::Error> {
        struct Counting;
        impl<'de> Visitor<'de> for Counting {
            type Value = Problems;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of problems")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Problems, A::Error> {
                let next = || seq.next_element::<Problem<'de>>().transpose();
                std::iter::from_fn(next).collect()
            }
        }
        deserializer.deserialize_seq(Counting)
    }
}

impl<'a> FromIterator<Problem<'a>> for Problems {
    fn from_iter<I: IntoIterator<Item = Problem<'a>>>(problems: I) -> Problems {
        // The worst first, then by code.
        let mut kinds: BTreeMap<(Reverse<Severity>, String), Seen> = BTreeMap::new();
        for problem in problems {
            let key = (Reverse(problem.severity), problem.code.clone().into_owned());
            let kind = kinds.entry(key).or_default();
            if kind.count == 0 {
                kind.first = problem.place();
            }
            kind.count += 1;
        }
        let kinds = kinds.into_iter().map(|((Reverse(s), code), seen)| ((s, code), seen));
        Problems(kinds.collect())
    }
}

impl<'a> From<&'a ProblemRecord> for Problem<'a> {
    fn from(problem: &'a ProblemRecord) -> Problem<'a> {
        Problem {
            severity: problem.severity,
            code: problem.code.as_str().into(),
            file: problem.file.as_str().into(),
            sheet: problem.sheet.as_deref().map(Cow::from),
            cell: problem.cell.as_deref().map(Cow::from),
        }
    }
}

impl Problem<'_> {
    fn place(&self) -> String {
        let place = [Some(&self.file), self.sheet.as_ref(), self.cell.as_ref()];
        let place = place.into_iter().flatten().map(|p| &**p).filter(|p| !p.is_empty());
        place.collect::<Vec<_>>().join("!")
    }
}

impl Record {
    /// Reads a result.
    ///
    /// # Errors
    /// Where the bytes are no result, or one of another version.
    pub fn from_slice(bytes: &[u8]) -> Result<Record, ResultProblem> {
        #[derive(Deserialize)]
        struct Head {
            schema: String,
        }
        let no_result =
            |error: serde_json::Error| ResultProblem::NoResult { detail: error.to_string() };
        match serde_json::from_slice::<Record>(bytes) {
            Ok(record) if record.schema == SCHEMA => Ok(record),
            // What another version looks like is not known: its name tells more than the first difference.
            read => {
                let head: Head = serde_json::from_slice(bytes).map_err(no_result)?;
                if head.schema == SCHEMA {
                    return read.map_err(no_result);
                }
                Err(ResultProblem::NewerSchema { found: head.schema, known: SCHEMA.to_string() })
            }
        }
    }

    /// Puts it aside.
    pub fn put(mut self, aside: &Aside) -> Span {
        // A result lists its problems one by one, and is refused where it does not: those counted go beside it.
        let problems = std::mem::take(&mut self.problems);
        aside.put(&(self, problems))
    }

    /// What was put aside at `span`; `None` where it cannot be read, of which [`Aside::whole`] tells.
    pub fn get(aside: &Aside, span: Span) -> Option<Record> {
        let (record, problems): (Record, _) = aside.get(span)?;
        Some(Record { problems: Problems(problems), ..record })
    }

    /// The first total that does not follow from the items, as when somebody edited the file.
    pub fn mismatch(&self) -> Option<Mismatch> {
        let items: Vec<Counted<'_>> = self.items.iter().map(Counted::from).collect();
        differing(&self.score, &self.sections, &items).into_iter().next()
    }

    /// Whether every applicable item was reviewed, and there is one.
    pub fn is_complete(&self) -> bool {
        self.score.not_reviewed == 0 && self.score.percent.is_some()
    }

    /// The groups, from the largest to the smallest.
    pub fn groups(&self) -> Vec<String> {
        let parts = self.project.group.split('/').map(str::trim);
        parts.filter(|p| !p.is_empty()).map(String::from).collect()
    }

    /// Actions that are followed: those of findings, and those carried on from earlier audits until an
    /// audit verifies them.
    pub fn actions(&self) -> Vec<RecordAction<'_>> {
        let followed = self.actions.iter().filter(|a| a.status != ActionStatus::Verified);
        let followed = followed.map(|a| RecordAction {
            item: &a.item,
            location: a.location.as_deref(),
            status: a.status,
            owner: &a.owner,
            due: a.due,
        });
        if !self.actions.is_empty() {
            return followed.collect();
        }
        // A result of an older program.
        let of_items = self.items.iter().filter_map(|item| {
            let status = item.action?;
            let (item, owner, due) = (item.id.as_str(), item.owner.as_str(), item.due);
            Some(RecordAction { item, location: None, status, owner, due })
        });
        of_items.collect()
    }
}

/// As it is read from the `result.json` of the outcome.
impl From<Outcome> for Record {
    fn from(outcome: Outcome) -> Record {
        Record {
            schema: outcome.schema,
            standard: outcome.standard.into(),
            project: outcome.project,
            period: outcome.period,
            as_of: outcome.as_of,
            score: outcome.score,
            sections: outcome.sections,
            items: outcome.items.into_iter().map(RecordItem::from).collect(),
            problems: outcome.problems.iter().map(Problem::from).collect(),
            grades: outcome.grades,
            actions: outcome.actions.into_iter().map(Followed::from).collect(),
            waivers: outcome.waivers.into_iter().map(RecordWaiver::from).collect(),
        }
    }
}

impl From<StandardRef> for RecordStandard {
    fn from(standard: StandardRef) -> RecordStandard {
        let StandardRef { id, version, language, titles, .. } = standard;
        RecordStandard { id, version, language, titles }
    }
}

impl From<ItemResult> for RecordItem {
    fn from(item: ItemResult) -> RecordItem {
        RecordItem {
            id: item.id,
            number: item.number,
            section: item.section,
            status: item.status,
            points: item.points,
            max: item.max,
            not_applicable: item.not_applicable,
            waiver: item.waiver,
            note: item.note,
            owner: item.owner,
            due: item.due,
            action: item.action,
            titles: item.titles,
            role: item.role,
        }
    }
}

impl From<ActionRecord> for Followed {
    fn from(action: ActionRecord) -> Followed {
        let ActionRecord { item, location, status, owner, due, .. } = action;
        Followed { item, location, status, owner, due }
    }
}

impl From<WaiverEntry> for RecordWaiver {
    fn from(waiver: WaiverEntry) -> RecordWaiver {
        RecordWaiver { until: waiver.until }
    }
}

impl<'a> From<&'a RecordItem> for Counted<'a> {
    fn from(item: &'a RecordItem) -> Counted<'a> {
        Counted {
            id: &item.id,
            section: &item.section,
            status: item.status,
            points: item.points,
            max: item.max,
            policy: item.not_applicable.as_ref().map(|n| n.policy),
            // Only the range is made of it, which is not looked at.
            possible: [item.max; 2],
        }
    }
}

impl RecordItem {
    /// Whether its action is overdue at `as_of`; false without an action.
    pub fn is_overdue(&self, as_of: NaiveDate) -> bool {
        let waits = matches!(self.action, Some(ActionStatus::Open | ActionStatus::InProgress));
        let waived = self.waiver.as_ref().is_some_and(|w| w.until >= as_of);
        waits && !waived && self.due.is_some_and(|due| due < as_of)
    }
}
