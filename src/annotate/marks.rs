//! The problems of a file by cell and by row.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::grid::{self, Area};
use crate::diagnostic::{ProblemKind, Severity};
use crate::lang::problem::message;
use crate::lang::{Lang, Word};
use crate::outcome::ProblemRecord;

/// Begins every line of the added column.
pub const BULLET: &str = "• ";

/// Cells of the largest area that is filled and told of in each of its rows: of a larger one, a whole
/// column of a long register for one, its first row tells.
const MAX_AREA: u64 = 10_000;

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
    /// By row: the columns of areas of several cells, all to be filled.
    areas: BTreeMap<u32, Vec<(Severity, RangeInclusive<u32>)>>,
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
        let (bottom, right) = (*area.rows.end(), *area.columns.end());
        let cells = (u64::from(bottom - row) + 1) * (u64::from(right - column) + 1);
        let is_large = cells > MAX_AREA;
        let rows = if is_large { row..=row } else { area.rows.clone() };
        if cells > 1 && !is_large {
            for row in rows.clone() {
                let there = self.areas.entry(row).or_default();
                there.push((told.severity, area.columns.clone()));
            }
        }
        for row in rows {
            if told.unread || self.is_header(row) {
                let line = format!("{} {}", told.cell, told.words);
                // The rows of one area, and its repetitions, follow one another.
                if self.general.last() != Some(&line) {
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
        let areas = self.areas.get(&row).into_iter().flatten();
        let areas = areas.filter(|(_, columns)| columns.contains(&column));
        areas.map(|(severity, _)| *severity).chain(own).max()
    }

    /// The marked cells of a row: those with a note, and those of areas.
    pub fn columns(&self, row: u32) -> Vec<u32> {
        let noted = self.cells.range((row, 0)..=(row, u32::MAX)).map(|((_, column), _)| *column);
        let areas = self.areas.get(&row).into_iter().flatten();
        let mut columns: Vec<u32> =
            noted.chain(areas.flat_map(|(_, columns)| columns.clone())).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// Rows with a marked cell, ascending, each once.
    pub fn marked_rows(&self) -> Vec<u32> {
        let areas = self.areas.keys().copied();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(cells: &[&str]) -> SheetMarks {
        let record = |cell: &&str| ProblemRecord {
            severity: Severity::Warning,
            code: "undated-row".into(),
            file: "f".into(),
            sheet: Some("s".into()),
            cell: Some((*cell).into()),
            line: None,
            message: String::new(),
            data: ProblemKind::UndatedRow { column: "x".into() },
        };
        let all: Vec<ProblemRecord> = cells.iter().map(record).collect();
        let all: Vec<&ProblemRecord> = all.iter().collect();
        Marks::new(&all, Lang::En).sheet("s", true, BTreeSet::from([0]))
    }

    #[test]
    fn each_cell_of_an_area_is_marked() {
        let marks = marks(&["A3:B4"]);
        assert_eq!(marks.marked_rows(), [2, 3]);
        assert_eq!(marks.columns(3), [0, 1]);
        assert_eq!(marks.severity(3, 1), Some(Severity::Warning));
        assert_eq!(marks.severity(3, 2), None);
        assert_eq!(
            marks.lines().map(|(row, lines)| (row, lines.len())).collect::<Vec<_>>(),
            [(2, 1), (3, 1)]
        );
    }

    /// The whole grid has 17 billion cells.
    #[test]
    fn of_a_large_area_its_first_row_tells() {
        let marks = marks(&["A2:XFD1048576", "B2:B1048576", "A1:L1048576"]);
        assert_eq!(marks.marked_rows(), [0, 1]);
        assert_eq!(marks.columns(1), [0, 1]);
        assert_eq!(
            marks.lines().map(|(row, lines)| (row, lines.len())).collect::<Vec<_>>(),
            [(1, 2)]
        );
        assert_eq!(marks.general().len(), 1, "what begins at the header stands in its note");
    }
}
