//! Where a table's columns are on its sheet, and what stands merged over its cells.

use super::header::{Found, Header};
use crate::reader::{Cell, Layout};

/// Where a column of the register is.
pub(super) struct Slot {
    /// Its sheet columns: several where its header is merged over them or there twice.
    pub at: Vec<u32>,
    /// The header.
    pub header: String,
    /// The header of each of `at` with its cell.
    pub quoted: Vec<String>,
    /// The header is there twice, rather than merged over several columns.
    pub doubled: bool,
    /// By place in `at`: whether a value came from there alone.
    alone: Vec<bool>,
    /// Whether two of them held different things in one row.
    pub contradicts: bool,
}

impl Slot {
    pub fn new(found: &Found, header: &Header) -> Option<Slot> {
        let first = *found.columns().first()?;
        let cell = header.at(first);
        let doubled = found.columns().len() > 1;
        let at: Vec<u32> = match cell {
            Some(cell) if !doubled => cell.columns.clone().collect(),
            _ => found.columns().to_vec(),
        };
        Some(Slot {
            header: cell.map_or_else(String::new, |c| c.text.clone()),
            quoted: at.iter().map(|at| header.quote(*at)).collect(),
            doubled,
            alone: vec![false; at.len()],
            at,
            contradicts: false,
        })
    }

    /// The sheet column that is named as this one's.
    pub fn column(&self) -> u32 {
        self.at.first().copied().unwrap_or_default()
    }

    /// Notes which of several columns hold something in an accepted row.
    pub fn compare(&mut self, cells: &[(u32, Cell<'_>)]) {
        let value = |at: u32| {
            let position = cells.binary_search_by_key(&at, |(c, _)| *c).ok()?;
            cells.get(position).map(|(_, cell)| cell)
        };
        let mut held = self.at.iter().enumerate().filter_map(|(i, at)| Some((i, value(*at)?)));
        let Some((first, cell)) = held.next() else { return };
        let mut others = 0;
        for (_, other) in held {
            others += 1;
            self.contradicts |= cell != other;
        }
        if let (0, Some(alone)) = (others, self.alone.get_mut(first)) {
            *alone = true;
        }
    }

    /// Whether the values of several columns do not make one: a row has two that differ, or some
    /// rows have them here and others there.
    pub fn is_torn(&self) -> bool {
        self.contradicts || (self.doubled && self.alone.iter().filter(|a| **a).count() > 1)
    }

    /// Where all values came from one of several columns, makes that the one.
    pub fn settle(&mut self) {
        let mut used = self.alone.iter().enumerate().filter(|(_, a)| **a).map(|(i, _)| i);
        if let (Some(only), None) = (used.next(), used.next()) {
            self.at.swap(0, only);
        }
    }
}

/// Merges that give one value to several rows of a column, as the rows pass by.
pub(super) struct Spans {
    /// First row, last row and column of the spec, by first row.
    tall: Vec<(u32, u32, usize)>,
    next: usize,
    /// By column of the spec: first and last row of the merge at hand, and the record that has
    /// its value.
    active: Vec<Option<(u32, u32, Option<usize>)>>,
    /// Row, first and last column of cells merged over several columns, by row.
    wide: Vec<(u32, u32, u32)>,
    next_wide: usize,
}

impl Spans {
    pub fn new(layout: &Layout, slots: &[Option<Slot>], below: u32) -> Spans {
        let column_of =
            |at: u32| slots.iter().position(|s| s.as_ref().is_some_and(|s| s.at.contains(&at)));
        let (mut tall, mut wide) = (Vec::new(), Vec::new());
        for merge in layout.merges.iter().filter(|m| *m.rows.end() > below) {
            let (top, bottom) = (*merge.rows.start(), *merge.rows.end());
            let (left, right) = (*merge.columns.start(), *merge.columns.end());
            if bottom > top {
                tall.extend(column_of(left).map(|c| (top, bottom, c)));
            }
            if right > left {
                wide.push((top, left, right));
            }
        }
        tall.sort_unstable();
        wide.sort_unstable();
        Spans { tall, next: 0, active: vec![None; slots.len()], wide, next_wide: 0 }
    }

    /// Comes to a row.
    pub fn enter(&mut self, row: u32) {
        if self.tall.is_empty() && self.wide.is_empty() {
            return;
        }
        for slot in &mut self.active {
            if slot.is_some_and(|(_, bottom, _)| bottom < row) {
                *slot = None;
            }
        }
        while let Some((top, bottom, column)) = self.tall.get(self.next).filter(|t| t.0 <= row) {
            if let (true, Some(slot)) = (*bottom >= row, self.active.get_mut(*column)) {
                *slot = Some((*top, *bottom, None));
            }
            self.next += 1;
        }
        while self.wide.get(self.next_wide).is_some_and(|w| w.0 < row) {
            self.next_wide += 1;
        }
    }

    /// Whether rows share values at all at this point.
    pub fn is_idle(&self) -> bool {
        self.tall.is_empty() || self.active.iter().all(Option::is_none)
    }

    /// The record that has the value of a column's merge which began above `row`.
    pub fn above(&self, column: usize, row: u32) -> Option<usize> {
        let (top, _, record) = (*self.active.get(column)?)?;
        record.filter(|_| top < row)
    }

    /// `row` has become this record.
    pub fn record(&mut self, row: u32, record: usize) {
        if self.is_idle() {
            return;
        }
        for (top, _, slot) in self.active.iter_mut().flatten() {
            if *top == row {
                *slot = Some(record);
            }
        }
    }

    /// The last column of the cell at `row` and `column`, where it is merged over several.
    pub fn right_end(&self, row: u32, column: u32) -> Option<u32> {
        let here = self.wide.get(self.next_wide..).unwrap_or_default();
        let here = here.iter().take_while(|w| w.0 == row);
        here.into_iter().find(|w| w.1 == column).map(|w| w.2)
    }
}
