//! The sheets of a file: what they hold and what of it is hidden.

use std::ops::{ControlFlow, RangeInclusive};

use super::cells::seen;
use super::{Ask, SheetSeen};
use crate::diagnostic::{Place, Problem};
use crate::evidence::table::{CellAt, column_letters};
use crate::reader::{Layout, Workbook};

/// Rows shown of each sheet.
const FIRST: usize = 5;

/// The sheets asked for.
pub(super) fn look(
    workbook: &mut Workbook,
    ask: &Ask<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<SheetSeen> {
    let mut sheets = Vec::new();
    for (index, name) in workbook.sheets().into_iter().enumerate() {
        if ask.sheet.is_none_or(|asked| asked == name) {
            sheets.push(one(workbook, ask, index, name, problems));
        }
    }
    sheets
}

fn one(
    workbook: &mut Workbook,
    ask: &Ask<'_>,
    index: usize,
    name: String,
    problems: &mut Vec<Problem>,
) -> SheetSeen {
    let broken = |kind| Problem::error(kind, Place::File { file: ask.file.to_string() });
    let layout = workbook.layout(index).unwrap_or_else(|kind| {
        problems.push(broken(kind));
        Layout::default()
    });
    let mut used: Option<(RangeInclusive<u32>, RangeInclusive<u32>)> = None;
    let (mut rows, mut cells, mut first) = (0, 0, Vec::new());
    let scanned = workbook.scan(index, &mut |row| {
        let (Some((left, _)), Some((right, _))) = (row.cells.first(), row.cells.last()) else {
            return ControlFlow::Continue(());
        };
        rows += 1;
        cells += row.cells.len() as u64;
        used = Some(match used.take() {
            None => (row.index..=row.index, *left..=*right),
            Some((lines, columns)) => {
                (*lines.start()..=row.index, *columns.start().min(left)..=*columns.end().max(right))
            }
        });
        if first.len() < FIRST {
            let at = |column| CellAt { row: row.index, column };
            first.push(row.cells.iter().map(|(c, cell)| seen(at(*c), cell, true)).collect());
        }
        ControlFlow::Continue(())
    });
    if let Err(kind) = scanned {
        problems.push(broken(kind));
    }
    SheetSeen {
        name,
        range: used.map(|(rows, columns)| area(&rows, &columns)),
        rows,
        cells,
        hidden: layout.hidden,
        hidden_rows: layout.hidden_rows.iter().map(lines).collect(),
        hidden_columns: layout.hidden_columns.iter().map(letters).collect(),
        merges: layout.merges.iter().map(|m| area(&m.rows, &m.columns)).collect(),
        first,
    }
}

/// `A1:L1503`; `A1` for a single cell.
fn area(rows: &RangeInclusive<u32>, columns: &RangeInclusive<u32>) -> String {
    let first = CellAt { row: *rows.start(), column: *columns.start() };
    let last = CellAt { row: *rows.end(), column: *columns.end() };
    if first == last { first.to_string() } else { format!("{first}:{last}") }
}

/// Rows counted from 1: `3`, `5-7`.
pub(super) fn lines(rows: &RangeInclusive<u32>) -> String {
    let (first, last) = (u64::from(*rows.start()) + 1, u64::from(*rows.end()) + 1);
    if first == last { first.to_string() } else { format!("{first}-{last}") }
}

fn letters(columns: &RangeInclusive<u32>) -> String {
    let (first, last) = (column_letters(*columns.start()), column_letters(*columns.end()));
    if first == last { first } else { format!("{first}-{last}") }
}
