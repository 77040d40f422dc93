//! A register given back: a copy with the bad cells marked, so that it can be mended and sent again.
//!
//! Bytes in, bytes out. An .xlsx stays what it is, see `amend`. Of every other format, and of an
//! .xlsx that is not as programs commonly write it, the copy is a workbook made of the values read:
//! formulas that have none stay formulas; looks (fonts, borders), drop-downs, comments and the formulas
//! behind values are not carried over. What is added is a fill and a note on each bad cell, and one
//! column at the end of the table, named [`heading`], with the problems of each row.

mod amend;
mod edit;
mod grid;
mod marks;
mod sheet;
mod style;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, XlsxError};

use crate::diagnostic::{Limit, ProblemKind};
use crate::evidence::text::fold;
use crate::lang::{Lang, Word};
use crate::outcome::ProblemRecord;
use crate::reader::{Cell, Row, Workbook};
use crate::standard::RegisterSpec;
use edit::Edit;
use marks::Marks;

/// A table that was read from a file: where its problems are to be listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Path relative to the audit folder, with `/`.
    pub file: String,
    /// Sheet name; empty for delimited text.
    pub sheet: String,
    /// Zero-based row of the header; the last one where it has two.
    pub header_row: u32,
}

/// What a copy is made from besides the cells.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// Name of the file without folder and ending: the sheet's name where it has none.
    pub name: &'a str,
    /// All problems of the file, in order.
    pub problems: Vec<&'a ProblemRecord>,
    /// The tables read from it.
    pub tables: Vec<&'a Table>,
    /// Name of the added column; see [`heading`].
    pub heading: &'a str,
    /// The date that stands in the copy's properties.
    pub as_of: NaiveDate,
    /// Language of the notes.
    pub lang: Lang,
}

/// Cells a copy may have: it is made in memory, some hundred bytes each.
const MAX_CELLS: u64 = 2_000_000;

/// Why there is no copy.
#[derive(Debug)]
pub enum CopyError {
    /// The file cannot be read.
    Unreadable(ProblemKind),
    /// A limit of the workbook format is passed.
    Xlsx(XlsxError),
}

impl From<XlsxError> for CopyError {
    fn from(error: XlsxError) -> Self {
        CopyError::Xlsx(error)
    }
}

/// The name of the added column: 问题, or another where a register of the standard has a column of
/// that name, since the copy is read again.
pub fn heading(lang: Lang, registers: &[RegisterSpec]) -> String {
    let word = Word::AnnotatedProblems.get(lang);
    let names = |spec: &RegisterSpec| -> Vec<String> {
        spec.columns.iter().flat_map(|c| c.zh.iter().chain(&c.en)).map(|n| fold(n)).collect()
    };
    match registers.iter().any(|spec| names(spec).contains(&fold(word))) {
        true => format!("→ {word}"),
        false => word.to_string(),
    }
}

/// A marked copy.
#[derive(Debug)]
pub struct Marked {
    /// The bytes of a workbook.
    pub bytes: Vec<u8>,
    /// Excel opens it under the ending .xlsm only, not .xlsx.
    pub has_macros: bool,
}

/// A marked copy of a workbook; `bytes` are the file's, where they are at hand.
///
/// # Errors
/// Where the file turns out to be broken inside, or passes a limit of the format.
pub fn copy(
    workbook: &mut Workbook,
    bytes: Option<&[u8]>,
    plan: &Plan<'_>,
) -> Result<Marked, CopyError> {
    let marks = Marks::new(&plan.problems, plan.lang);
    if let (Some(bytes), Some(parts)) = (bytes, workbook.package_parts()) {
        let edits = edits(workbook, &marks, plan).map_err(CopyError::Unreadable)?;
        if let Ok(copy) = amend::amend(bytes, &parts, &edits) {
            return Ok(Marked { bytes: copy.bytes, has_macros: copy.has_macros });
        }
    }
    made_of_values(workbook, &marks, plan).map(|bytes| Marked { bytes, has_macros: false })
}

/// What is added to each sheet of an .xlsx; `None` where there is nothing to say and no table that an
/// earlier copy may have said something about.
fn edits(
    workbook: &mut Workbook,
    marks: &Marks,
    plan: &Plan<'_>,
) -> Result<Vec<Option<Edit>>, ProblemKind> {
    let added = (plan.heading, Word::AnnotatedHint.get(plan.lang));
    let mut edits = Vec::new();
    for (index, name) in workbook.sheets().into_iter().enumerate() {
        let marks = marks.sheet(&name, index == 0, plan.headers(&name));
        edits.push(match marks.is_empty() && marks.headers.is_empty() {
            true => None,
            false => Some(Edit::new(workbook, index, &marks, added)?),
        });
    }
    Ok(edits)
}

fn made_of_values(
    workbook: &mut Workbook,
    marks: &Marks,
    plan: &Plan<'_>,
) -> Result<Vec<u8>, CopyError> {
    let hint =
        format!("{}{}", Word::AnnotatedHint.get(plan.lang), Word::AnnotatedOfValues.get(plan.lang));
    let mut copy = new_workbook(plan.as_of)?;
    let mut names = Vec::new();
    let mut visible = None;
    let mut room = MAX_CELLS;
    for (index, name) in workbook.sheets().into_iter().enumerate() {
        let layout = workbook.layout(index).map_err(CopyError::Unreadable)?;
        let sheet = copy.add_worksheet();
        sheet.set_name(sheet::unique_name(&name, plan.name, &mut names))?;
        let marks = marks.sheet(&name, index == 0, plan.headers(&name));
        let hidden = layout.hidden && marks.is_empty();
        if hidden {
            sheet.set_hidden(true);
        } else {
            visible.get_or_insert(index);
        }
        let edit = Edit::new(workbook, index, &marks, (plan.heading, &hint));
        let edit = edit.map_err(CopyError::Unreadable)?;
        let formulas = formulas(workbook, index).map_err(CopyError::Unreadable)?;
        let mut writer = sheet::Writer::new(sheet, &edit, &layout, formulas)?;
        let mut over = false;
        let mut row = |row: Row<'_, '_>| match room.checked_sub(row.cells.len() as u64) {
            Some(left) => {
                room = left;
                writer.row(row)
            }
            None => {
                over = true;
                ControlFlow::Break(())
            }
        };
        workbook.scan(index, &mut row).map_err(CopyError::Unreadable)?;
        if over {
            let kind = ProblemKind::OverLimit { limit: Limit::CopyCells, allowed: MAX_CELLS };
            return Err(CopyError::Unreadable(kind));
        }
        writer.finish()?;
    }
    match visible {
        Some(index) => {
            copy.worksheet_from_index(index)?.set_active(true);
        }
        // Excel opens no workbook without a sheet to show.
        None => copy.worksheets_mut().iter_mut().take(1).for_each(|sheet| {
            sheet.set_hidden(false);
        }),
    }
    Ok(copy.save_to_buffer()?)
}

impl Plan<'_> {
    /// The rows of the headers of a sheet's tables.
    fn headers(&self, sheet: &str) -> BTreeSet<u32> {
        self.tables.iter().filter(|t| t.sheet == sheet).map(|t| t.header_row).collect()
    }
}

/// The formulas without a value of a sheet, as far as the file's reader knows their words.
fn formulas(
    workbook: &mut Workbook,
    sheet: usize,
) -> Result<BTreeMap<(u32, u32), String>, ProblemKind> {
    let mut cells = BTreeSet::new();
    workbook.scan(sheet, &mut |row| {
        let open = row.cells.iter().filter(|(_, cell)| *cell == Cell::Uncalculated);
        cells.extend(open.map(|(column, _)| (row.index, *column)));
        match cells.len() as u64 > MAX_CELLS {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    })?;
    if cells.is_empty() { Ok(BTreeMap::new()) } else { workbook.formulas(sheet, &cells) }
}

/// A workbook whose bytes depend on nothing but what is written to it.
fn new_workbook(day: NaiveDate) -> Result<rust_xlsxwriter::Workbook, XlsxError> {
    let part = |n: u32| u8::try_from(n).unwrap_or(1);
    let year = u16::try_from(day.year()).unwrap_or(2000);
    let created = ExcelDateTime::from_ymd(year, part(day.month()), part(day.day()))?;
    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    Ok(workbook)
}
