//! What only the whole sheet tells.

use super::table::Table;
use super::{Noted, SheetReader};
use crate::diagnostic::{Problem, ProblemKind, Severity};
use crate::evidence::column::Refused;
use crate::evidence::table::CellAt;
use crate::standard::ColumnSpec;

impl SheetReader<'_, '_> {
    /// Settles what only the whole sheet tells, and puts the problems in order. Returns the
    /// registers and rows of the tables of others that begin on the sheet.
    pub fn end(mut self) -> Vec<(usize, u32)> {
        self.drop_tails();
        let mut tables = std::mem::take(&mut self.ended);
        tables.append(&mut self.tables);
        self.settle(&tables);
        tables.iter().for_each(|table| self.settle_years(table));
        for table in &mut tables {
            self.settle_doubled(table);
            self.tell_numbered(table);
        }
        self.found.sort_by_key(|n| n.at);
        self.fold();
        let hidden = self.hidden(&tables);
        self.out.problems.extend(hidden);
        self.out.problems.extend(self.found.drain(..).map(|n| n.problem));
        self.foreign
    }

    fn settle(&mut self, tables: &[Table]) {
        for c in 0..self.out.columns.len() {
            let Some(Some(builder)) = self.out.columns.get_mut(c) else { continue };
            for Refused { row, found, mixed } in builder.settle() {
                let Some(at) = self.out.rows.get(row) else { continue };
                let Some(table) = tables.iter().find(|t| t.part == at.part) else { continue };
                let Some(Some(slot)) = table.slots.get(c) else { continue };
                let cell = CellAt { row: at.row, column: slot.column() };
                let kind = match mixed {
                    true => ProblemKind::MixedPercent { column: table.header(c), found },
                    false => self.mismatch(table, c, &found),
                };
                self.note(table, c, cell, Some(kind));
            }
        }
    }

    /// Decides about columns that several sheet columns are named as: nothing contradicts the
    /// first, or none of them can be used.
    fn settle_doubled(&mut self, table: &mut Table) {
        for (c, place) in table.slots.iter_mut().enumerate() {
            let Some(slot) = place.as_mut().filter(|s| s.at.len() > 1) else { continue };
            let part = usize::from(table.part);
            let headers = slot.quoted.clone();
            let (doubled, torn) = (slot.doubled, slot.is_torn());
            slot.settle();
            let at = slot.column();
            let Some(column) = self.known.spec.columns.get(c).map(ColumnSpec::names) else {
                continue;
            };
            let header = slot.header.clone();
            if torn {
                *place = None;
                self.found.retain(|n| n.part != table.part || n.column != Some(c));
                let rows = self.out.rows.iter().enumerate();
                let own = rows.filter(|(_, r)| r.part == table.part).map(|(i, _)| i);
                if let Some(Some(builder)) = self.out.columns.get_mut(c) {
                    own.for_each(|record| builder.blank(record));
                }
            }
            if let Some(slot) = self.out.parts.get_mut(part).and_then(|p| p.columns.get_mut(c)) {
                *slot = (!torn).then_some(at);
            }
            let register = self.known.spec.title.clone().into();
            let (kind, severity) = match (torn, doubled) {
                (true, _) => (
                    ProblemKind::AmbiguousColumn { register, column: column.into(), headers },
                    Severity::Error,
                ),
                (false, true) => {
                    (ProblemKind::DoubledColumn { column: header, headers }, Severity::Info)
                }
                (false, false) => continue,
            };
            let row = self.header_row(part);
            let at = CellAt { row, column: at };
            let place = self.place(at.to_string());
            let problem = Problem { severity, kind, place };
            self.found.push(Noted { at, part: table.part, column: None, problem });
        }
    }

    /// Reports the rows that have nothing but a number.
    fn tell_numbered(&mut self, table: &Table) {
        let Some((at, last, count)) = table.tail.numbered else { return };
        let kind = ProblemKind::RowsOnlyNumbered { count, first: at.row + 1, last: last + 1 };
        let problem = Problem::info(kind, self.place(at.to_string()));
        self.found.push(Noted { at, part: table.part, column: None, problem });
    }

    fn header_row(&self, part: usize) -> u32 {
        self.out.parts.get(part).map_or(0, |p| p.header_row)
    }

    /// What of the tables is hidden.
    fn hidden(&self, tables: &[Table]) -> Vec<Problem> {
        let Some(first) = tables.first() else { return Vec::new() };
        let mut kinds = Vec::new();
        if self.layout.hidden {
            kinds.push(ProblemKind::HiddenSheet);
        }
        let hidden = |at: u32| self.layout.hidden_columns.iter().any(|r| r.contains(&at));
        let slots = tables.iter().flat_map(|t| t.slots.iter().flatten());
        let columns = slots.filter(|s| s.at.iter().all(|at| hidden(*at)));
        let mut columns: Vec<String> = columns.map(|s| s.header.clone()).collect();
        columns.dedup();
        if !columns.is_empty() {
            kinds.push(ProblemKind::HiddenColumns { columns });
        }
        kinds.extend(self.hidden_rows(first.part));
        let row = self.header_row(usize::from(first.part));
        let place = self.place(CellAt { row, column: first.extent.0 }.to_string());
        kinds.into_iter().map(|kind| Problem::info(kind, place.clone())).collect()
    }

    fn hidden_rows(&self, first_part: u16) -> Option<ProblemKind> {
        let ranges = &self.layout.hidden_rows;
        if ranges.is_empty() {
            return None;
        }
        let start = self.out.rows.start_of(first_part);
        let mut count = 0u32;
        let mut held = vec![false; ranges.len()];
        for at in self.out.rows.iter_from(start) {
            let i = ranges.partition_point(|r| *r.end() < at.row);
            let inside = ranges.get(i).is_some_and(|range| range.contains(&at.row));
            if let (true, Some(held)) = (inside, held.get_mut(i)) {
                count += 1;
                *held = true;
            }
        }
        let named = ranges.iter().zip(&held).filter(|(_, held)| **held).map(|(r, _)| {
            let (from, to) = (r.start() + 1, r.end() + 1);
            if from == to { from.to_string() } else { format!("{from}–{to}") }
        });
        (count > 0).then(|| ProblemKind::HiddenRows { count, ranges: named.collect() })
    }
}
