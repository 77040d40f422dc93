//! The cells behind a figure.

use super::condition::Rows;
use crate::evidence::table::{CellAt, CellState};
use crate::outcome::Evidence;

/// Rows cited for one check at most; the figures say how many there are.
const MOST_ROWS: usize = 20;

/// The cells of `columns` in each of `rows`, the first twenty rows.
pub fn cells(table: Rows<'_>, rows: &[usize], columns: &[usize]) -> Vec<Evidence> {
    rows.iter()
        .take(MOST_ROWS)
        .flat_map(|row| columns.iter().filter_map(|column| cell(table, *row, *column)))
        .collect()
}

/// The blank cells among `columns` in each of `rows`, the first twenty rows.
pub fn gaps(table: Rows<'_>, rows: &[usize], columns: &[usize]) -> Vec<Evidence> {
    rows.iter()
        .take(MOST_ROWS)
        .flat_map(|row| {
            columns
                .iter()
                .filter(|c| table.state(**c, *row) != Some(CellState::Value))
                .filter_map(|column| cell(table, *row, *column))
        })
        .collect()
}

/// What leaves each of `rows` undecided, the first twenty: its blank cells among `reasons`, or where it has
/// none, what its cells of `columns` hold.
pub fn doubts(
    table: Rows<'_>,
    rows: &[usize],
    reasons: &[usize],
    columns: &[usize],
) -> Vec<Evidence> {
    let of = |row: &usize| {
        let blank = gaps(table, &[*row], reasons);
        if blank.is_empty() { cells(table, &[*row], columns) } else { blank }
    };
    rows.iter().take(MOST_ROWS).flat_map(of).collect()
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

/// Rows cited one by one where they decide nothing by themselves.
const FEW_ROWS: usize = 10;

/// The cells of `column` in `rows` where they are few; else, for each stretch of the register that has
/// some of them, the range they lie in and how many they are.
pub fn ranges(table: Rows<'_>, rows: &[usize], column: usize) -> Vec<Evidence> {
    if rows.len() <= FEW_ROWS {
        return cells(table, rows, &[column]);
    }
    let mut out = Vec::new();
    for (index, part) in table.register.parts.iter().enumerate() {
        let Some(sheet_column) = part.columns.get(column).copied().flatten() else { continue };
        let lines = rows
            .iter()
            .filter_map(|row| table.register.rows.get(*row))
            .filter(|at| usize::from(at.part) == index)
            .map(|at| at.row);
        let (mut first, mut last, mut count) = (u32::MAX, 0, 0u32);
        for line in lines {
            (first, last, count) = (first.min(line), last.max(line), count + 1);
        }
        if count == 0 {
            continue;
        }
        let at = |row| CellAt { row, column: sheet_column };
        out.push(Evidence {
            file: part.file.clone(),
            sheet: part.sheet.clone(),
            cell: if first == last {
                at(first).to_string()
            } else {
                format!("{}:{}", at(first), at(last))
            },
            value: count.to_string(),
        });
    }
    out
}

/// For a register without rows: the header cell of `column` in each part.
pub fn headers(table: Rows<'_>, column: usize) -> Vec<Evidence> {
    table
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
        .collect()
}
