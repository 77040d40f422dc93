//! The end of a table: rows below the last record that are no records, though no word tells.
//! Signatures, rates, page numbers and paragraphs have a few cells, no date, and nothing in them
//! that is like what the records have there.

use std::collections::BTreeSet;

use super::SheetReader;
use super::table::Table;
use crate::diagnostic::RowReason;
use crate::evidence::footer;
use crate::evidence::form;
use crate::evidence::table::{CellAt, CellState};
use crate::evidence::text::{half_width, is_nothing, trim};
use crate::reader::Cell;
use crate::standard::ColumnType;

/// More doubtful rows on end are not what stands below a table.
const MAX_ROWS: usize = 200;
/// A dated row of more cells is no signature.
const SIGNATURE_CELLS: usize = 4;
/// Typed cells that make a row a record without a date.
const TYPED: usize = 2;
/// Columns a table has if a number alone in a row is to say nothing.
const NUMBERED_COLUMNS: usize = 3;

/// What a table has shown of its records, and the doubtful rows since the last one.
#[derive(Default)]
pub(in crate::evidence) struct Tail {
    rows: Vec<Doubtful>,
    /// The first complete record.
    sample: Option<Vec<(u32, Cell<'static>)>>,
    /// Cells of the records, and their number.
    cells: usize,
    records: usize,
    /// Rows with nothing but a number: the first one's cell, the last one, and how many.
    pub numbered: Option<(CellAt, u32, u32)>,
}

struct Doubtful {
    record: usize,
    row: u32,
    first: u32,
    last: u32,
}

impl SheetReader<'_, '_> {
    /// Looks at the record just pushed.
    pub(super) fn watch(&self, table: &mut Table, row: u32, cells: &[(u32, Cell<'_>)]) {
        let Some(time) = self.time_of(table) else { return };
        let builder = self.out.columns.get(time).and_then(Option::as_ref);
        let moment = builder.and_then(|b| b.last_moment());
        let is_record = match moment {
            Some(_) if cells.len() > SIGNATURE_CELLS => true,
            Some(moment) => {
                !moment.day_only || self.is_complete(table) || !table.is_signature(cells, time)
            }
            None => !self.is_thin(table, cells),
        };
        if is_record || table.tail.rows.len() >= MAX_ROWS {
            let is_sample = table.tail.sample.is_none() && self.is_complete(table);
            let tail = &mut table.tail;
            if is_sample {
                let owned = cells.iter().map(|(c, cell)| (*c, cell.clone().into_owned()));
                tail.sample = Some(owned.collect());
            }
            tail.rows.clear();
            tail.cells += cells.len();
            tail.records += 1;
            return;
        }
        let first = cells.first().map_or(0, |(c, _)| *c);
        let last = cells.last().map_or(first, |(c, _)| *c);
        let record = self.out.rows.len();
        table.tail.rows.push(Doubtful { record, row, first, last });
    }

    /// The time column, where the register is one of dated records and the table has it.
    fn time_of(&self, table: &Table) -> Option<usize> {
        let time = self.known.spec.time?;
        matches!(table.slots.get(time), Some(Some(_))).then_some(time)
    }

    /// Whether an undated row has too little in it for a record.
    fn is_thin(&self, table: &Table, cells: &[(u32, Cell<'_>)]) -> bool {
        let typed = self.known.spec.columns.iter().enumerate().filter(|(c, spec)| {
            let builder = self.out.columns.get(*c).and_then(Option::as_ref);
            spec.kind != ColumnType::Text
                && matches!(table.slots.get(*c), Some(Some(_)))
                && builder.is_some_and(|b| b.last_state() == Some(CellState::Value))
        });
        if typed.count() >= TYPED || self.is_like_a_record(table, cells) {
            return false;
        }
        let signs = |(_, cell): &(u32, Cell<'_>)| match cell {
            Cell::Text(text) => footer::signs(text),
            _ => false,
        };
        let tail = &table.tail;
        let few = match tail.records {
            0 => 3 * cells.len() <= table.slots.iter().flatten().count(),
            records => 2 * cells.len() * records <= tail.cells,
        };
        cells.len() == 1 || few || cells.iter().any(signs)
    }

    /// Whether some text looks like what the first record has in its place: an order number, a
    /// room.
    fn is_like_a_record(&self, table: &Table, cells: &[(u32, Cell<'_>)]) -> bool {
        let Some(sample) = &table.tail.sample else { return false };
        let kind = |at: u32| {
            let column = table.spec_column(at)?;
            self.known.spec.columns.get(column).map(|c| &c.kind)
        };
        cells.iter().any(|(at, cell)| {
            let there = sample.iter().find(|(c, _)| c == at).map(|(_, cell)| cell);
            let is_first = cells.first().is_some_and(|(c, _)| c == at);
            match (cell, there) {
                (Cell::Text(text), Some(Cell::Text(there))) => {
                    matches!(kind(*at), Some(ColumnType::Text) | None) && is_same_shape(text, there)
                }
                (Cell::Number(n), Some(Cell::Number(_))) => is_first && n.fract() == 0.0,
                _ => false,
            }
        })
    }

    /// Whether a row holds only the number it was given before anything happened.
    pub(super) fn is_only_numbered(&self, table: &Table, cells: &[(u32, Cell<'_>)]) -> bool {
        let Some(time) = self.time_of(table) else { return false };
        let builder = self.out.columns.get(time).and_then(Option::as_ref);
        let undated = builder.is_some_and(|b| b.last_state() == Some(CellState::Blank));
        if !undated || table.slots.iter().flatten().count() < NUMBERED_COLUMNS {
            return false;
        }
        let says = |cell: &Cell<'_>| match cell {
            Cell::Text(text) => !is_nothing(text) && !form::is_unfilled(text),
            _ => true,
        };
        let mut filled = cells.iter().filter(|(_, cell)| says(cell));
        let (Some((at, cell)), None) = (filled.next(), filled.next()) else { return false };
        let leftmost = table.slots.iter().flatten().map(|s| s.column()).min();
        leftmost.is_some_and(|left| *at <= left) && is_number(cell)
    }

    /// Takes back the rows that have turned out to stand below the last record.
    pub(super) fn drop_tails(&mut self) {
        let length = self.out.rows.len();
        let mut doubtful: Vec<(u16, Doubtful)> = Vec::new();
        for table in &mut self.tables {
            let rows = table.tail.rows.drain(..).filter(|d| d.record < length);
            doubtful.extend(rows.map(|d| (table.part, d)));
        }
        doubtful.sort_by_key(|(_, d)| d.record);
        let mut dropped = Vec::new();
        let mut keep = length;
        // Where a table beside goes on, nothing is taken back.
        while let Some(last) = doubtful.pop_if(|(_, d)| d.record + 1 == keep) {
            keep = last.1.record;
            dropped.push(last);
        }
        if dropped.is_empty() {
            return;
        }
        let rows: BTreeSet<(u16, u32)> = dropped.iter().map(|(part, d)| (*part, d.row)).collect();
        self.found.retain(|n| n.column.is_none() || !rows.contains(&(n.part, n.at.row)));
        self.out.truncate(keep);
        for table in &mut self.tables {
            table.last = table.last.filter(|last| *last < keep);
            table.singles = None;
        }
        for (part, d) in dropped {
            let at = CellAt { row: d.row, column: d.first };
            self.leave_out(part, RowReason::Trailing, at, d.last);
        }
    }
}

impl Tail {
    /// Notes a row with nothing but a number.
    pub fn add_numbered(&mut self, at: CellAt) {
        let (first, _, count) = self.numbered.unwrap_or((at, at.row, 0));
        self.numbered = Some((first, at.row, count + 1));
    }
}

impl Table {
    /// Whether a dated row is where somebody signed: beside the date only an organisation, an
    /// office or a name after one, where the records have no such thing.
    fn is_signature(&self, cells: &[(u32, Cell<'_>)], time: usize) -> bool {
        let others = || cells.iter().filter(|(at, _)| self.spec_column(*at) != Some(time));
        let label = |cell: &Cell<'_>| match cell {
            Cell::Text(text) => footer::signs(text) || footer::is_office(text),
            _ => false,
        };
        let name = |cell: &Cell<'_>| match cell {
            Cell::Text(text) => {
                let text = trim(text);
                text.chars().count() <= 4 && text.chars().all(|c| !half_width(c).is_ascii())
            }
            _ => false,
        };
        let usual = |at: u32| {
            let sample = self.tail.sample.iter().flatten();
            sample.into_iter().any(|(c, cell)| *c == at && label(cell))
        };
        others().any(|(at, cell)| label(cell) && !usual(*at))
            && others().all(|(_, cell)| label(cell) || name(cell))
    }
}

/// A whole number, or a code of letters and digits.
fn is_number(cell: &Cell<'_>) -> bool {
    match cell {
        Cell::Number(n) => n.fract() == 0.0,
        Cell::Text(text) => {
            let mut chars = trim(text).chars().map(half_width);
            chars.clone().any(|c| c.is_ascii_digit())
                && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '#'))
        }
        _ => false,
    }
}

/// Whether two texts are made alike, of the same stretches of letters and digits: BX001 and BX12.
fn is_same_shape(a: &str, b: &str) -> bool {
    let shape = |text: &str| {
        let mut shape: Vec<char> = Vec::new();
        for c in trim(text).chars().map(half_width) {
            let class = match c {
                c if c.is_ascii_digit() => '9',
                c if c.is_ascii_alphabetic() => 'a',
                c if c.is_alphabetic() => '中',
                c => c,
            };
            if shape.last() != Some(&class) {
                shape.push(class);
            }
        }
        shape
    };
    let first = shape(a);
    first.contains(&'9') && first == shape(b)
}
