//! What is added to one sheet: fills, notes and the column of problems, by cell.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::marks::{BULLET, SheetMarks};
use super::sheet::{MAX_MERGED, fitting};
use crate::diagnostic::{ProblemKind, Severity};
use crate::evidence::text::trim;
use crate::reader::{Cell, Layout, Workbook, limits};

/// What is added to a sheet. Rows and columns are zero-based.
#[derive(Debug, Default)]
pub struct Edit {
    /// Cells to be filled; of merged ones the top left.
    pub fills: BTreeMap<(u32, u32), Severity>,
    /// Notes to be added.
    pub notes: BTreeMap<(u32, u32), String>,
    /// The column of problems.
    pub list: u32,
    /// What is to stand in it, by row: its heading, and the problems of a row.
    pub texts: BTreeMap<u32, String>,
    /// The rows of those that are headings.
    pub headings: BTreeSet<u32>,
    /// An earlier copy added the column already.
    pub is_earlier: bool,
    /// Rows with what an earlier copy wrote into it.
    pub outdated: BTreeSet<u32>,
}

impl Edit {
    /// `hint` is the note on the heading, before what concerns the sheet as a whole.
    ///
    /// # Errors
    /// Where the sheet turns out to be broken inside.
    pub fn new(
        workbook: &mut Workbook,
        sheet: usize,
        marks: &SheetMarks,
        (heading, hint): (&str, &str),
    ) -> Result<Edit, ProblemKind> {
        let layout = workbook.layout(sheet)?;
        let mut edit = Edit::default();
        edit.find_column(workbook, sheet, (marks, &layout), heading)?;
        if marks.is_empty() {
            return Ok(edit);
        }
        let anchors = anchors(marks, &layout);
        let anchor = |at: (u32, u32)| *anchors.get(&at).unwrap_or(&at);
        for row in marks.marked_rows() {
            for column in marks.columns(row) {
                if let Some(severity) = marks.severity(row, column) {
                    let worst = edit.fills.entry(anchor((row, column))).or_insert(severity);
                    *worst = severity.max(*worst);
                }
            }
        }
        for (at, words) in marks.notes() {
            let text = edit.notes.entry(anchor(at)).or_default();
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(words);
        }
        for (row, lines) in marks.lines() {
            let lines: Vec<&str> = lines.iter().map(|(_, line)| line.as_str()).collect();
            edit.texts.insert(row, fitting(&lines.join("\n")));
        }
        let first = marks.headers.first().copied().unwrap_or(0);
        edit.headings = marks.headers.iter().copied().chain([first]).collect();
        edit.texts.extend(edit.headings.iter().map(|row| (*row, heading.to_string())));
        let mut words = vec![hint.to_string()];
        words.extend_from_slice(marks.general());
        edit.notes.insert((first, edit.list), words.join("\n"));
        edit.notes.values_mut().for_each(|text| *text = fitting(text));
        Ok(edit)
    }

    /// Where the problems are listed: the column an earlier copy added, else right of everything.
    fn find_column(
        &mut self,
        workbook: &mut Workbook,
        sheet: usize,
        (marks, layout): (&SheetMarks, &Layout),
        heading: &str,
    ) -> Result<(), ProblemKind> {
        let header = marks.headers.first().copied();
        let mut used: BTreeSet<u32> = BTreeSet::new();
        let merges = layout.merges.iter().filter(|m| header.is_none_or(|h| *m.rows.end() >= h));
        used.extend(merges.map(|m| *m.columns.end()));
        let mut earlier = None;
        workbook.scan(sheet, &mut |row| {
            if header == Some(row.index)
                && let Some((column, Cell::Text(text))) = row.cells.last()
                && trim(text) == heading
            {
                earlier = Some(*column);
            }
            for (column, cell) in row.cells {
                match cell {
                    Cell::Text(text)
                        if earlier == Some(*column)
                            && (text.starts_with(BULLET) || trim(text) == heading) =>
                    {
                        self.outdated.insert(row.index);
                    }
                    _ => {
                        used.insert(*column);
                    }
                }
            }
            ControlFlow::Continue(())
        })?;
        let right = used.last().map_or(0, |last| last + 1);
        self.is_earlier = earlier.is_some();
        self.list = match earlier {
            Some(column) => column,
            None if right < limits::MAX_COLUMNS => right,
            // A stray cell in the last column: the first column without any.
            None => (0..limits::MAX_COLUMNS).find(|c| !used.contains(c)).unwrap_or(0),
        };
        Ok(())
    }
}

/// The top left cell of each merge, by every marked cell of it.
fn anchors(marks: &SheetMarks, layout: &Layout) -> BTreeMap<(u32, u32), (u32, u32)> {
    let rows: BTreeSet<u32> = marks.marked_rows().into_iter().collect();
    let mut anchors = BTreeMap::new();
    for merge in &layout.merges {
        let (height, width) = (merge.rows.clone().count(), merge.columns.clone().count());
        if (height as u64).saturating_mul(width as u64) > MAX_MERGED {
            continue;
        }
        let top = (*merge.rows.start(), *merge.columns.start());
        for row in rows.range(merge.rows.clone()) {
            let inside = marks.columns(*row).into_iter().filter(|c| merge.columns.contains(c));
            anchors.extend(inside.map(|column| ((*row, column), top)));
        }
    }
    anchors
}
