//! Edits made in the report workbook, merged back: three ways, against the workbook as it was written.
//!
//! A hidden sheet holds what every row was; rows are told by hidden ids, not by their order, so they may be
//! sorted, filtered or deleted. Four columns may be edited. An edit is taken over where the result still has
//! what the workbook was written with, and no other edit says otherwise.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::{apply, show_on_items};
use crate::diagnostic::ResultProblem;
use crate::evidence::mask::mask;
use crate::evidence::read_date;
use crate::lang::{Lang, Word};
use crate::outcome::{ActionChange, ActionField, ActionRecord, ActionStatus, Outcome};
use crate::reader::texts::TextRow;

/// First cell of the hidden sheet.
pub const MAGIC: &str = "inspect/workbook/v1";
/// Name of the hidden sheet.
pub const SHEET: &str = "_inspect";
/// Heading of the hidden column of ids.
pub const ID: &str = "inspect-id";
/// What the id of a row begins with whose item has an action for each of several places.
pub const PLACES: &str = "#places";
/// Id of a row that is the heading of its table, on the hidden sheet.
pub const HEADING: &str = "#heading";

/// A sheet as text: its name and rows by index.
pub type SheetText = (String, Vec<(u32, TextRow)>);

/// A workbook handed back.
#[derive(Debug, Clone)]
pub struct Edited {
    /// Its name.
    pub file: String,
    /// Its sheets.
    pub sheets: Vec<SheetText>,
}

/// Where an edit stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct At {
    /// The workbook.
    pub file: String,
    /// The sheet.
    pub sheet: String,
    /// The cell.
    pub cell: String,
}

/// An edit that was taken over.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Taken {
    /// The action.
    pub id: String,
    /// What was changed.
    pub field: ActionField,
    /// Before.
    pub from: String,
    /// After.
    pub to: String,
    /// Where it stands.
    pub at: At,
}

/// Edits that contradict each other, or what became of the result since.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conflict {
    /// The action.
    pub id: String,
    /// What was changed.
    pub field: ActionField,
    /// As the workbooks were written.
    pub base: String,
    /// As the result has it now; null where that is what the workbooks were written with.
    pub result: Option<String>,
    /// The edits.
    pub edits: Vec<(At, String)>,
}

/// Why an edit is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The column is not for editing: scores and rules are the audit's.
    Protected,
    /// No date.
    NotADate,
    /// No status.
    NotAStatus,
    /// An action without a person or a date.
    Empty,
    /// The remark shown is the auditor's, of whom nothing is deleted.
    AuditorsNote,
    /// Only a later audit verifies.
    OnlyAudits,
    /// The item has no finding, so there is nothing to follow.
    NoAction,
    /// The item has an action for each of several places.
    PerPlace,
    /// A row that was not in the report.
    NewRow,
}

/// An edit that is not taken over.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Refused {
    /// The action or item; empty for a row of unknown id.
    pub id: String,
    /// Heading of the column.
    pub column: String,
    /// Before.
    pub from: String,
    /// After.
    pub to: String,
    /// Why.
    pub reason: Reason,
    /// Where it stands.
    pub at: At,
}

/// What a merge did.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Merged {
    /// Taken over.
    pub taken: Vec<Taken>,
    /// Left as they were.
    pub conflicts: Vec<Conflict>,
    /// Refused.
    pub refused: Vec<Refused>,
    /// Rows deleted in a workbook: id and file. Their actions stay.
    pub deleted: Vec<(String, String)>,
    /// Sheets and columns for editing that a workbook does not have any more: file, sheet, and heading of the
    /// column, empty for the whole sheet. What was edited there cannot be known.
    pub missing: Vec<(String, String, String)>,
}

/// An edit as it was found.
struct Edit {
    head: String,
    base: String,
    value: String,
    at: At,
}

/// Merges edited workbooks into `result`. `by` goes into the history, else the workbook's name; `on` is
/// the day.
///
/// # Errors
/// With the file's index: no report, or one of another project or period, or a row twice.
pub fn merge(
    result: &mut Outcome,
    edited: &[Edited],
    by: Option<&str>,
    on: NaiveDate,
) -> Result<Merged, (usize, ResultProblem)> {
    let mut merged = Merged::default();
    let mut edits: BTreeMap<(String, usize), Vec<Edit>> = BTreeMap::new();
    for (at, workbook) in edited.iter().enumerate() {
        collect(result, workbook, &mut edits, &mut merged).map_err(|problem| (at, problem))?;
    }
    for ((id, field), found) in edits {
        let Some(field) = FIELDS.get(field).copied() else { continue };
        settle(result, &id, field, found, &mut merged, by, on);
    }
    show_on_items(result);
    Ok(merged)
}

const FIELDS: [ActionField; 4] =
    [ActionField::Owner, ActionField::Status, ActionField::Due, ActionField::Note];

/// The heading of an editable column.
fn word(field: ActionField) -> Word {
    match field {
        ActionField::Owner => Word::Owner,
        ActionField::Status => Word::Action,
        ActionField::Due => Word::Due,
        ActionField::Note => Word::Note,
    }
}

/// The field of an editable column, by its heading in either language.
fn editable(head: &str) -> Option<usize> {
    let in_words = |field: &ActionField| {
        [Lang::Zh, Lang::En].iter().any(|lang| word(*field).get(*lang) == head)
    };
    FIELDS.iter().position(in_words)
}

/// A table as it was written: headings, and the cells of each row by its id.
struct Written<'a> {
    heads: BTreeMap<u32, &'a str>,
    rows: BTreeMap<&'a str, BTreeMap<u32, &'a str>>,
}

impl Written<'_> {
    /// Whether a sheet has this table, whatever its name: the ids and every heading.
    fn is_on(&self, rows: &[(u32, TextRow)]) -> bool {
        let has = |cells: &TextRow, head: &str| cells.iter().any(|(_, text)| text == head);
        rows.iter().any(|(_, cells)| has(cells, ID) && self.heads.values().all(|h| has(cells, h)))
    }
}

fn collect(
    result: &Outcome,
    workbook: &Edited,
    edits: &mut BTreeMap<(String, usize), Vec<Edit>>,
    merged: &mut Merged,
) -> Result<(), ResultProblem> {
    let hidden = workbook.sheets.iter().find(|(name, _)| name == SHEET);
    let (_, base) = hidden.ok_or(ResultProblem::NoWorkbook)?;
    let mut base = base.iter();
    let about = base.next().map(|(_, cells)| cells.clone()).unwrap_or_default();
    let about = |at: u32| about.iter().find(|(c, _)| *c == at).map_or("", |(_, t)| t.as_str());
    if about(0) != MAGIC {
        return Err(ResultProblem::NoWorkbook);
    }
    for (at, expected, other) in [(1, &result.project.id, true), (2, &result.period, false)] {
        let (found, expected) = (about(at).to_string(), expected.clone());
        if found != expected {
            return Err(match other {
                true => ResultProblem::OtherProject { expected, found },
                false => ResultProblem::OtherPeriod { expected, found },
            });
        }
    }
    let mut tables: BTreeMap<&str, Written<'_>> = BTreeMap::new();
    for (_, cells) in base {
        let text = |at: u32| cells.iter().find(|(c, _)| *c == at).map_or("", |(_, t)| t.as_str());
        let table = tables
            .entry(text(0))
            .or_insert_with(|| Written { heads: BTreeMap::new(), rows: BTreeMap::new() });
        let rest = cells.iter().filter(|(c, _)| *c >= 2).map(|(c, t)| (c - 2, t.as_str()));
        match text(1) {
            HEADING => table.heads = rest.collect(),
            id => drop(table.rows.insert(id, rest.collect())),
        }
    }
    let mut unread: Vec<&str> = tables.keys().copied().collect();
    for (sheet, rows) in &workbook.sheets {
        let named = tables.get_key_value(sheet.as_str());
        // Somebody may have given the sheet another name.
        let table = named.or_else(|| tables.iter().find(|(_, written)| written.is_on(rows)));
        if let Some((name, written)) = table {
            unread.retain(|other| other != name);
            let here = Here { file: &workbook.file, sheet, result };
            here.collect(written, rows, edits, merged)?;
        }
    }
    let file = &workbook.file;
    let gone = unread.iter().map(|sheet| (file.clone(), (*sheet).to_string(), String::new()));
    merged.missing.extend(gone);
    Ok(())
}

/// A visible sheet being read.
struct Here<'a> {
    file: &'a str,
    sheet: &'a str,
    result: &'a Outcome,
}

impl Here<'_> {
    fn at(&self, row: u32, column: u32) -> At {
        let cell = crate::evidence::table::CellAt { row, column }.to_string();
        At { file: self.file.to_string(), sheet: self.sheet.to_string(), cell }
    }

    fn collect(
        &self,
        written: &Written<'_>,
        rows: &[(u32, TextRow)],
        edits: &mut BTreeMap<(String, usize), Vec<Edit>>,
        merged: &mut Merged,
    ) -> Result<(), ResultProblem> {
        // The heading may have moved down where somebody put a row above it.
        let is_heading = |cells: &TextRow| cells.iter().any(|(_, text)| text == ID);
        let Some(top) = rows.iter().position(|(_, cells)| is_heading(cells)) else {
            return Err(ResultProblem::NoWorkbook);
        };
        let heads = rows.get(top).map(|(_, cells)| cells.clone()).unwrap_or_default();
        let column_of = |text: &str| heads.iter().find(|(_, t)| t == text).map(|(c, _)| *c);
        let Some(id_column) = column_of(ID) else { return Err(ResultProblem::NoWorkbook) };
        for head in written.heads.values().filter(|h| editable(h).is_some()) {
            if column_of(head).is_none() {
                let (file, sheet) = (self.file.to_string(), self.sheet.to_string());
                merged.missing.push((file, sheet, (*head).to_string()));
            }
        }
        let mut seen: Vec<&str> = Vec::new();
        for (row, cells) in rows.iter().skip(top + 1).filter(|(_, cells)| !cells.is_empty()) {
            let text =
                |at: u32| cells.iter().find(|(c, _)| *c == at).map_or("", |(_, t)| t.as_str());
            let id = text(id_column);
            let Some(before) = written.rows.get(id) else {
                self.new_row(*row, cells, merged);
                continue;
            };
            if seen.contains(&id) {
                return Err(ResultProblem::TwiceInWorkbook { id: id.to_string() });
            }
            seen.push(id);
            for (column, head) in &written.heads {
                let Some(now) = column_of(head) else { continue };
                let (from, to) = (before.get(column).copied().unwrap_or(""), text(now));
                if !is_same(from, to) {
                    let at = self.at(*row, now);
                    self.edit(id, head, from, to, at, edits, merged);
                }
            }
        }
        let gone = written.rows.keys().filter(|id| !seen.contains(id) && !id.starts_with('#'));
        let file = self.file.to_string();
        for id in gone {
            let entry = ((*id).to_string(), file.clone());
            if !merged.deleted.contains(&entry) {
                merged.deleted.push(entry);
            }
        }
        Ok(())
    }

    fn new_row(&self, row: u32, cells: &TextRow, merged: &mut Merged) {
        let Some((column, text)) = cells.first() else { return };
        merged.refused.push(Refused {
            id: String::new(),
            column: String::new(),
            from: String::new(),
            to: text.clone(),
            reason: Reason::NewRow,
            at: self.at(row, *column),
        });
    }

    #[allow(clippy::too_many_arguments)] // the facts of one edit
    fn edit(
        &self,
        id: &str,
        head: &str,
        from: &str,
        to: &str,
        at: At,
        edits: &mut BTreeMap<(String, usize), Vec<Edit>>,
        merged: &mut Merged,
    ) {
        let field = editable(head);
        let known = self.result.actions.iter().any(|a| a.id == id);
        let read = match field.and_then(|f| FIELDS.get(f)) {
            None => Err(Reason::Protected),
            Some(_) if id.starts_with(PLACES) => Err(Reason::PerPlace),
            Some(_) if !known => Err(Reason::NoAction),
            Some(field) => read(*field, to),
        };
        match (field, read) {
            (Some(field), Ok(value)) => {
                let base = FIELDS.get(field).map_or_else(String::new, |f| stored(*f, from));
                if value != base {
                    let edit = Edit { head: head.to_string(), base, value, at };
                    edits.entry((id.to_string(), field)).or_default().push(edit);
                }
            }
            (_, Err(reason)) => merged.refused.push(Refused {
                id: id.to_string(),
                column: head.to_string(),
                from: from.to_string(),
                to: to.to_string(),
                reason,
                at,
            }),
            (None, Ok(_)) => {}
        }
    }
}

/// Whether two cells say the same: other programs write a number's last digits differently.
fn is_same(from: &str, to: &str) -> bool {
    let numbers = (from.parse::<f64>(), to.parse::<f64>());
    let close = |(a, b): (f64, f64)| (a - b).abs() <= 1e-9 * a.abs().max(1.0);
    from == to || matches!(numbers, (Ok(a), Ok(b)) if close((a, b)))
}

/// A value as somebody wrote it, as the result stores it.
fn read(field: ActionField, text: &str) -> Result<String, Reason> {
    match field {
        ActionField::Owner | ActionField::Due | ActionField::Status if text.is_empty() => {
            Err(Reason::Empty)
        }
        // As every text that comes from a spreadsheet.
        ActionField::Owner | ActionField::Note => Ok(mask(text)),
        ActionField::Due => day(text).map(|d| d.to_string()).ok_or(Reason::NotADate),
        ActionField::Status => match status(text) {
            Some(ActionStatus::Verified) => Err(Reason::OnlyAudits),
            Some(status) => Ok(status.key().to_string()),
            None => Err(Reason::NotAStatus),
        },
    }
}

/// What the workbook was written with, as the result stores it.
fn stored(field: ActionField, text: &str) -> String {
    match field {
        ActionField::Status => status(text).map_or("", ActionStatus::key).to_string(),
        ActionField::Owner | ActionField::Due | ActionField::Note => text.to_string(),
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    let seconds = read_date(text)?;
    Some(chrono::DateTime::from_timestamp(seconds, 0)?.date_naive())
}

fn status(text: &str) -> Option<ActionStatus> {
    ActionStatus::ALL.into_iter().find(|s| {
        let in_words = |lang| Word::from(*s).get(lang).eq_ignore_ascii_case(text);
        s.key() == text || in_words(Lang::Zh) || in_words(Lang::En)
    })
}

/// What the result has in a field.
fn current(result: &Outcome, action: &ActionRecord, field: ActionField) -> String {
    match field {
        ActionField::Owner => action.owner.clone(),
        ActionField::Status => action.status.key().to_string(),
        ActionField::Due => action.due.map_or_else(String::new, |d| d.to_string()),
        ActionField::Note => shown_note(result, action),
    }
}

/// The remark the report shows: that of those responsible, else the auditor's.
pub fn shown_note(result: &Outcome, action: &ActionRecord) -> String {
    if !action.note.is_empty() {
        return action.note.clone();
    }
    let item = result.items.iter().find(|i| i.id == action.item);
    item.map_or_else(String::new, |i| i.note.trim().to_string())
}

fn settle(
    result: &mut Outcome,
    id: &str,
    field: ActionField,
    mut edits: Vec<Edit>,
    merged: &mut Merged,
    by: Option<&str>,
    on: NaiveDate,
) {
    edits.sort_by(|a, b| a.at.cmp(&b.at));
    let Some(index) = result.actions.iter().position(|a| a.id == id) else { return };
    let Some(action) = result.actions.get(index) else { return };
    let now = current(result, action, field);
    let Some(first) = edits.first() else { return };
    let agreed = edits.iter().all(|e| e.value == first.value);
    let moved = edits.iter().any(|e| e.base != now);
    if agreed && first.value == now {
        return; // merged before, or said by the audit too
    }
    if agreed && field == ActionField::Note && first.value.is_empty() && action.note.is_empty() {
        // Merged before, else what was deleted is the auditor's.
        if !moved {
            merged.refused.push(Refused {
                id: id.to_string(),
                column: first.head.clone(),
                from: now,
                to: String::new(),
                reason: Reason::AuditorsNote,
                at: first.at.clone(),
            });
        }
        return;
    }
    if !agreed || moved {
        merged.conflicts.push(Conflict {
            id: id.to_string(),
            field,
            base: first.base.clone(),
            result: moved.then_some(now),
            edits: edits.into_iter().map(|e| (e.at, e.value)).collect(),
        });
        return;
    }
    let (value, at) = (first.value.clone(), first.at.clone());
    let change = ActionChange {
        on,
        by: by.map_or_else(|| at.file.clone(), String::from),
        file: at.file.clone(),
        field,
        from: now.clone(),
        to: value.clone(),
    };
    if let Some(action) = result.actions.get_mut(index) {
        apply(action, &change);
        action.history.push(change);
    }
    merged.taken.push(Taken { id: id.to_string(), field, from: now, to: value, at });
}

#[cfg(test)]
mod tests {
    use super::is_same;

    #[test]
    fn numbers_written_by_another_program_are_no_edits() {
        assert!(is_same("0.8332999999999999", "0.8333") && is_same("1", "1.0"));
        assert!(!is_same("0.5", "1") && !is_same("林晓燕", "王芳") && !is_same("", "0"));
    }
}
