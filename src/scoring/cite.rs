//! The cells behind a figure.

use super::condition::Rows;
use crate::evidence::table::{CellAt, CellState, Part, RowAt};
use crate::outcome::Evidence;

/// Cells listed for one check at most.
const MOST_CELLS: usize = 200;
/// Stretches of one column listed where they only show what a figure was computed over.
const MOST_STRETCHES: usize = 20;
/// Rows cited one by one where they decide nothing by themselves.
const FEW_ROWS: usize = 10;

/// Cells that are cited: a list that is not endless, and how many there are in all.
#[derive(Debug, Clone, Default)]
pub struct Cited {
    /// The cells and ranges listed.
    pub list: Vec<Evidence>,
    /// Cells behind the figure, those not listed too; a range counts every cell of it.
    pub total: u32,
}

impl From<Vec<Evidence>> for Cited {
    fn from(list: Vec<Evidence>) -> Self {
        let total = u32::try_from(list.len()).unwrap_or(u32::MAX);
        Cited { list, total }
    }
}

impl Cited {
    /// Whether nothing is cited.
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// These cells and then those of `more`.
    pub fn and(mut self, more: Cited) -> Cited {
        let room = MOST_CELLS.saturating_sub(self.list.len());
        self.list.extend(more.list.into_iter().take(room));
        self.total = self.total.saturating_add(more.total);
        self
    }

    fn add(&mut self, cells: u32, evidence: impl FnOnce() -> Option<Evidence>) {
        self.total = self.total.saturating_add(cells);
        if self.list.len() < MOST_CELLS {
            self.list.extend(evidence());
        }
    }

    fn add_cell(&mut self, table: Rows<'_>, row: usize, column: usize) {
        if table.register.cell(row, column).is_some() {
            self.add(1, || cell(table, row, column));
        }
    }

    fn add_cells(&mut self, table: Rows<'_>, row: usize, columns: &[usize]) {
        columns.iter().for_each(|column| self.add_cell(table, row, *column));
    }

    /// Adds those of the cells that hold no value.
    fn add_gaps(&mut self, table: Rows<'_>, row: usize, columns: &[usize]) {
        let blank = columns.iter().filter(|c| table.state(**c, row) != Some(CellState::Value));
        blank.for_each(|column| self.add_cell(table, row, *column));
    }
}

/// In each of `rows` the cells of the columns that `columns` gives for it.
pub fn cells<C: AsRef<[usize]>>(
    table: Rows<'_>,
    rows: &[usize],
    columns: impl Fn(usize) -> C,
) -> Cited {
    let mut cited = Cited::default();
    rows.iter().for_each(|row| cited.add_cells(table, *row, columns(*row).as_ref()));
    cited
}

/// In each of `rows` the blank cells among the columns that `columns` gives for it.
pub fn gaps<C: AsRef<[usize]>>(
    table: Rows<'_>,
    rows: &[usize],
    columns: impl Fn(usize) -> C,
) -> Cited {
    let mut cited = Cited::default();
    rows.iter().for_each(|row| cited.add_gaps(table, *row, columns(*row).as_ref()));
    cited
}

/// What leaves each of `rows` undecided: its blank cells among `reasons`, or where it has none, what its
/// cells of `columns` hold.
pub fn doubts<C: AsRef<[usize]>, D: AsRef<[usize]>>(
    table: Rows<'_>,
    rows: &[usize],
    reasons: impl Fn(usize) -> C,
    columns: impl Fn(usize) -> D,
) -> Cited {
    let mut cited = Cited::default();
    for row in rows {
        let before = cited.total;
        cited.add_gaps(table, *row, reasons(*row).as_ref());
        if cited.total == before {
            cited.add_cells(table, *row, columns(*row).as_ref());
        }
    }
    cited
}

fn cell(table: Rows<'_>, row: usize, column: usize) -> Option<Evidence> {
    let (part, at) = table.register.cell(row, column)?;
    Some(Evidence {
        file: part.file.clone(),
        sheet: part.sheet.clone(),
        cell: at.to_string(),
        value: table.register.show(table.spec, row, column).unwrap_or_default(),
    })
}

/// What a figure was computed over: of each of `columns` the cells of those of `rows` that read it. Few
/// are cited one by one; of many each stretch of rows that follow each other, and how many they are.
pub fn ranges(
    table: Rows<'_>,
    rows: &[usize],
    columns: &[usize],
    reads: impl Fn(usize, usize) -> bool,
) -> Cited {
    let of = |row: usize| -> Vec<usize> {
        columns.iter().copied().filter(|column| reads(row, *column)).collect()
    };
    if rows.len() <= FEW_ROWS {
        return cells(table, rows, of);
    }
    columns.iter().fold(Cited::default(), |cited, column| {
        let rows = rows.iter().copied().filter(|row| reads(*row, *column));
        cited.and(stretches(table, rows, *column))
    })
}

/// The cells of `column` in `rows`, those below each other on a sheet as one range.
fn stretches(table: Rows<'_>, rows: impl Iterator<Item = usize>, column: usize) -> Cited {
    // The first row of each, where that stands, and its last line there.
    let mut found: Vec<(usize, RowAt, u32)> = Vec::new();
    let has = |part: &Part| matches!(part.columns.get(column), Some(Some(_)));
    for row in rows {
        let Some(at) = table.register.rows.get(row) else { continue };
        match found.last_mut() {
            Some((_, first, last)) if first.part == at.part && *last + 1 == at.row => {
                *last = at.row;
            }
            _ if !table.register.parts.get(usize::from(at.part)).is_some_and(has) => {}
            _ => found.push((row, at, at.row)),
        }
    }
    let mut cited = Cited::default();
    for (row, first, last) in found {
        cited.total = cited.total.saturating_add(last - first.row + 1);
        if cited.list.len() < MOST_STRETCHES {
            cited.list.extend(stretch(table, row, column, last));
        }
    }
    cited
}

/// The cells of `column` from `row` down to the line `last` of its sheet.
fn stretch(table: Rows<'_>, row: usize, column: usize, last: u32) -> Option<Evidence> {
    let (_, first) = table.register.cell(row, column)?;
    let evidence = cell(table, row, column)?;
    if first.row == last {
        return Some(evidence);
    }
    let cell = format!("{first}:{}", CellAt { row: last, ..first });
    Some(Evidence { cell, value: (last - first.row + 1).to_string(), ..evidence })
}

/// For a register without rows: the header cell of `column` in each part.
pub fn headers(table: Rows<'_>, column: usize) -> Cited {
    let cells: Vec<Evidence> = table
        .register
        .parts
        .iter()
        .filter_map(|part| {
            let column = part.columns.get(column).copied().flatten()?;
            Some(Evidence {
                file: part.file.clone(),
                sheet: part.sheet.clone(),
                cell: CellAt { row: part.header_row, column }.to_string(),
                value: String::new(),
            })
        })
        .collect();
    cells.into()
}
