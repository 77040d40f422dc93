//! One of the tables of a sheet: where its columns are and which of a row's cells are its own.

use std::ops::Range;

use super::tail::Tail;
use super::years::Yearless;
use crate::diagnostic::RowReason;
use crate::evidence::column::ColumnBuilder;
use crate::evidence::footer;
use crate::evidence::gather::{Gathered, Knowledge};
use crate::evidence::header::{Found, Header};
use crate::evidence::number::unit_of_header;
use crate::evidence::slot::{Slot, Spans};
use crate::reader::{Cell, Layout};

/// A table while its rows are read.
pub(super) struct Table {
    pub part: u16,
    /// By column of the spec.
    pub slots: Vec<Option<Slot>>,
    /// By sheet column: the column of the spec.
    column_at: Vec<Option<usize>>,
    /// Columns between which its cells, matched or not, are.
    pub extent: (u32, u32),
    pub spans: Spans,
    /// By column of the spec: position of its cell in the row at hand. Reused from row to row.
    pub picked: Vec<Option<usize>>,
    /// Some column may take its value from one of several.
    pub has_several: bool,
    /// Record of the row before.
    pub last: Option<usize>,
    /// Records and sheet row before a run of rows with a single text: titles, if a header follows.
    pub singles: Option<(usize, u32)>,
    pub after_note: bool,
    pub tail: Tail,
    /// By column of the spec: dates without a year.
    pub yearless: Vec<Vec<Yearless>>,
}

impl Table {
    #[allow(clippy::too_many_arguments)] // one call
    pub fn new(
        known: &Knowledge<'_>,
        out: &mut Gathered,
        part: u16,
        header: &Header,
        columns: &[Found],
        left: u32,
        layout: &Layout,
    ) -> Table {
        let mut column_at = Vec::new();
        let slots: Vec<Option<Slot>> = columns.iter().map(|f| Slot::new(f, header)).collect();
        let rows = out.rows.len();
        let specs = known.spec.columns.iter().zip(&mut out.columns).zip(&slots);
        for (index, ((spec, builder), slot)) in specs.enumerate() {
            let Some(slot) = slot else { continue };
            // Whether a row is dated is asked of every row.
            let keeps = known.keeps(index) || known.spec.time == Some(index);
            builder
                .get_or_insert_with(|| ColumnBuilder::new(spec, known.dates, keeps, rows))
                .begin(unit_of_header(&slot.header), out.epoch);
            for at in &slot.at {
                let at = *at as usize;
                if column_at.len() <= at {
                    column_at.resize(at + 1, None);
                }
                if let Some(place) = column_at.get_mut(at) {
                    *place = Some(index);
                }
            }
        }
        let picked = vec![None; slots.len()];
        let right = slots.iter().flatten().flat_map(|s| &s.at).max().copied().unwrap_or(0);
        let yearless = slots.iter().map(|_| Vec::new()).collect();
        Table {
            part,
            yearless,
            column_at,
            extent: (left, right),
            spans: Spans::new(layout, &slots, *header.rows.end()),
            picked,
            has_several: slots.iter().flatten().any(|s| s.at.len() > 1),
            slots,
            last: None,
            singles: None,
            after_note: false,
            tail: Tail::default(),
        }
    }

    /// Which cells of a row are this table's: from the one to its left to its last column.
    pub fn own(&self, cells: &[(u32, Cell<'_>)]) -> Range<usize> {
        let from = match self.extent.0 {
            0 => 0,
            left => cells.partition_point(|(c, _)| *c < left),
        };
        let to = match cells.last() {
            Some((last, _)) if *last <= self.extent.1 => cells.len(),
            _ => cells.partition_point(|(c, _)| *c <= self.extent.1),
        };
        from..to
    }

    /// Finds the cell of each column; of several cells for one, the first with anything in it.
    pub fn pick(&mut self, cells: &[(u32, Cell<'_>)]) {
        self.picked.fill(None);
        for (position, (column, _)) in cells.iter().enumerate() {
            let Some(Some(spec)) = self.column_at.get(*column as usize) else { continue };
            if let Some(slot @ None) = self.picked.get_mut(*spec) {
                *slot = Some(position);
            }
        }
    }

    /// The column of the spec in a sheet column.
    pub fn spec_column(&self, at: u32) -> Option<usize> {
        self.column_at.get(at as usize).copied().flatten()
    }

    /// Why a row may be no record: see [`footer`]. One text across much of the table is a
    /// heading, and one below a note is the rest of it.
    pub fn reason(&self, row: u32, cells: &[(u32, Cell<'_>)]) -> Option<RowReason> {
        let (column, Cell::Text(first)) = cells.first()? else { return None };
        if let Some(reason) = footer::reason(first) {
            return Some(reason);
        }
        if cells.len() > 1 {
            return None;
        }
        if footer::asks_to_sign(first) {
            return Some(RowReason::Signature);
        }
        if self.after_note {
            return Some(RowReason::Note);
        }
        let end = self.spans.right_end(row, *column)?;
        let columns = || self.slots.iter().flatten().map(Slot::column);
        let under = columns().filter(|c| (*column..=end).contains(c)).count();
        (under >= 2 && 2 * under >= columns().count()).then_some(RowReason::Heading)
    }

    pub fn header(&self, c: usize) -> String {
        match self.slots.get(c) {
            Some(Some(slot)) => slot.header.clone(),
            _ => String::new(),
        }
    }
}
