//! The problems of a file by cell and by row.

use std::collections::{BTreeMap, BTreeSet};

use super::grid::{self, Area};
use crate::diagnostic::{ProblemKind, Severity};
use crate::lang::problem::message;
use crate::lang::{Lang, Word};
use crate::outcome::ProblemRecord;

/// Begins every line of the added column.
pub const BULLET: &str = "• ";

/// A problem ready to be written down.
#[derive(Debug, Clone)]
struct Told {
    severity: Severity,
    sheet: Option<String>,
    area: Option<Area>,
    /// The cell's name, as reported; empty for the file as a whole.
    cell: String,
    words: String,
    /// The row is no record: a text of ours in it would make it look like one.
    unread: bool,
}

/// Every problem of a file.
pub struct Marks(Vec<Told>);

/// The problems of one sheet.
#[derive(Debug, Default)]
pub struct SheetMarks {
    /// Rows of the tables' headers, of one that was not found the row nearest to it; ascending.
    pub headers: BTreeSet<u32>,
    /// By cell: how bad, and the words of its note.
    cells: BTreeMap<(u32, u32), (Severity, String)>,
    /// Areas of several cells, all to be filled.
    areas: Vec<(Severity, Area)>,
    /// By row below the header: the lines of the added column.
    rows: BTreeMap<u32, Vec<(Severity, String)>>,
    /// What concerns the header or the file: the lines of the note on the added heading.
    general: Vec<String>,
}

impl Marks {
    pub fn new(problems: &[&ProblemRecord], lang: Lang) -> Marks {
        let told = |p: &&ProblemRecord| Told {
            severity: p.severity,
            sheet: p.sheet.clone(),
            area: p.cell.as_deref().and_then(grid::parse),
            cell: p.cell.clone().unwrap_or_default(),
            unread: matches!(p.data, ProblemKind::RowLeftOut { .. }),
            words: format!(
                "{}{}{}",
                Word::from(p.severity).get(lang),
                lang.pick("：", ": "),
                message(&p.data, lang)
            ),
        };
        Marks(problems.iter().map(told).collect())
    }

    /// Those of a sheet; `first` also gets what concerns the file as a whole.
    pub fn sheet(&self, name: &str, first: bool, headers: BTreeSet<u32>) -> SheetMarks {
        let mut marks = SheetMarks { headers, ..SheetMarks::default() };
        let here: Vec<&Told> = self
            .0
            .iter()
            .filter(|t| t.sheet.as_deref() == Some(name) && t.area.is_some())
            .collect();
        if marks.headers.is_empty() {
            let rows = here.iter().filter_map(|t| t.area.as_ref()).map(|a| *a.rows.start());
            marks.headers.extend(rows.min());
        }
        for told in here {
            marks.take(told);
        }
        if first {
            let whole = self.0.iter().filter(|t| t.area.is_none());
            marks.general.extend(whole.map(|t| t.words.clone()));
        }
        marks
    }
}

impl SheetMarks {
    fn take(&mut self, told: &Told) {
        let Some(area) = &told.area else { return };
        let (row, column) = (*area.rows.start(), *area.columns.start());
        let note = self.cells.entry((row, column)).or_insert((told.severity, String::new()));
        note.0 = note.0.max(told.severity);
        if !note.1.is_empty() {
            note.1.push('\n');
        }
        note.1.push_str(&told.words);
        if area.rows != (row..=row) || area.columns != (column..=column) {
            self.areas.push((told.severity, area.clone()));
        }
        for row in area.rows.clone() {
            if told.unread || self.is_header(row) {
                let line = format!("{} {}", told.cell, told.words);
                if !self.general.contains(&line) {
                    self.general.push(line);
                }
            } else {
                let line = format!("{BULLET}{} {}", told.cell, told.words);
                self.rows.entry(row).or_default().push((told.severity, line));
            }
        }
    }

    /// Whether a row is a header, or stands above all tables.
    fn is_header(&self, row: u32) -> bool {
        self.headers.contains(&row) || self.headers.first().is_some_and(|first| row < *first)
    }

    /// Whether nothing is to be said about the sheet.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.general.is_empty()
    }

    /// How bad the worst problem of a cell is.
    pub fn severity(&self, row: u32, column: u32) -> Option<Severity> {
        let own = self.cells.get(&(row, column)).map(|(severity, _)| *severity);
        let areas = self
            .areas
            .iter()
            .filter(|(_, area)| area.rows.contains(&row) && area.columns.contains(&column));
        areas.map(|(severity, _)| *severity).chain(own).max()
    }

    /// The marked cells of a row: those with a note, and those of areas.
    pub fn columns(&self, row: u32) -> Vec<u32> {
        let noted = self.cells.range((row, 0)..=(row, u32::MAX)).map(|((_, column), _)| *column);
        let areas = self.areas.iter().filter(|(_, area)| area.rows.contains(&row));
        let mut columns: Vec<u32> =
            noted.chain(areas.flat_map(|(_, area)| area.columns.clone())).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// Rows with a marked cell, ascending, each once.
    pub fn marked_rows(&self) -> Vec<u32> {
        let areas = self.areas.iter().flat_map(|(_, area)| area.rows.clone());
        let mut rows: Vec<u32> = self.cells.keys().map(|(row, _)| *row).chain(areas).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// Cells with the words of their notes, by row and column.
    pub fn notes(&self) -> impl Iterator<Item = ((u32, u32), &str)> {
        self.cells.iter().map(|(at, (_, words))| (*at, words.as_str()))
    }

    /// The lines of the added column, by row.
    pub fn lines(&self) -> impl Iterator<Item = (u32, &[(Severity, String)])> {
        self.rows.iter().map(|(row, lines)| (*row, lines.as_slice()))
    }

    /// The lines of the note on the added heading.
    pub fn general(&self) -> &[String] {
        &self.general
    }
}
