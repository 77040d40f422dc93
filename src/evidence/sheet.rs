//! Reading the tables of one sheet, row by row.

use super::column::{ColumnBuilder, Outcome, expected, shown};
use super::footer;
use super::gather::{Gathered, Knowledge};
use super::header::{Found, HeadRow, Header};
use super::names::Starts;
use super::number::unit_of_header;
use super::slot::{Slot, Spans};
use super::table::{CellAt, CellState, Part, RowAt};
use super::{mask, moment, show, text};
use crate::diagnostic::{Expected, Place, Problem, ProblemKind, RowReason, Severity};
use crate::reader::{Cell, Layout};

/// Reads the rows of one sheet.
pub(super) struct SheetReader<'r, 's> {
    known: &'r Knowledge<'s>,
    out: &'r mut Gathered,
    file: &'r str,
    sheet: &'r str,
    layout: &'r Layout,
    header: Header,
    /// First letters of anything that may stand in a header.
    starts: Starts,
    /// Side by side.
    tables: Vec<Table>,
    /// Tables that another one further down has ended.
    ended: Vec<Table>,
    found: Vec<Noted>,
}

/// A problem and where, to be put in order at the end.
struct Noted {
    at: CellAt,
    part: u16,
    /// Column of the spec; `None` for a row as a whole.
    column: Option<usize>,
    problem: Problem,
}

/// A table while its rows are read.
struct Table {
    part: u16,
    /// By column of the spec.
    slots: Vec<Option<Slot>>,
    /// By sheet column: the column of the spec.
    column_at: Vec<Option<usize>>,
    /// Columns between which its cells, matched or not, are.
    extent: (u32, u32),
    spans: Spans,
    /// By column of the spec: position of its cell in the row at hand. Reused from row to row.
    picked: Vec<Option<usize>>,
    /// Some column may take its value from one of several.
    has_several: bool,
    /// Record of the row before.
    last: Option<usize>,
    /// Records and sheet row before a run of rows with a single text: titles, if a header follows.
    singles: Option<(usize, u32)>,
    after_note: bool,
}

impl<'r, 's> SheetReader<'r, 's> {
    pub fn new(
        known: &'r Knowledge<'s>,
        out: &'r mut Gathered,
        (file, sheet): (&'r str, &'r str),
        layout: &'r Layout,
        header: Header,
    ) -> Self {
        let mut reader = SheetReader {
            known,
            out,
            file,
            sheet,
            layout,
            starts: known.names.starts().clone(),
            tables: Vec::new(),
            ended: Vec::new(),
            found: Vec::new(),
            header: header.clone(),
        };
        reader.begin(header);
        reader
    }

    /// Starts the tables under a header. Tables beyond the 65,536th of a register are not read.
    fn begin(&mut self, header: Header) {
        self.out.problems.extend(header.problems(self.known.spec, self.file, self.sheet));
        for (_, text) in header.lines.iter().flatten() {
            self.starts.add(text);
        }
        self.ended.append(&mut self.tables);
        let mut left = 0;
        for columns in header.tables() {
            let Ok(part) = u16::try_from(self.out.parts.len()) else { break };
            let table = Table::new(self.known, self.out, part, &header, columns, left, self.layout);
            left = table.extent.1 + 1;
            self.out.parts.push(Part {
                file: self.file.to_string(),
                sheet: self.sheet.to_string(),
                header_row: *header.rows.end(),
                columns: table.slots.iter().map(|s| s.as_ref().map(Slot::column)).collect(),
            });
            self.tables.push(table);
        }
        self.header = header;
    }

    /// Takes the next row of the sheet.
    pub fn take(&mut self, row: u32, cells: &[(u32, Cell<'_>)]) {
        if row <= *self.header.rows.end()
            || (self.may_be_header(cells) && self.is_header(row, cells))
        {
            return;
        }
        let mut tables = std::mem::take(&mut self.tables);
        for table in &mut tables {
            self.take_in(table, row, cells);
        }
        self.tables = tables;
    }

    /// A quick look: two cells begin as a header may.
    fn may_be_header(&self, cells: &[(u32, Cell<'_>)]) -> bool {
        let begins = |(_, cell): &&(u32, Cell<'_>)| match cell {
            Cell::Text(text) => self.starts.may_begin(text),
            _ => false,
        };
        cells.iter().filter(begins).nth(usize::from(cells.len() > 1)).is_some()
    }

    /// Whether a row is the header again, or one of another table of the register below.
    fn is_header(&mut self, row: u32, cells: &[(u32, Cell<'_>)]) -> bool {
        let again = self.header.is_repeated_by(cells);
        let another = if again {
            None
        } else {
            let read = HeadRow::of(row, cells);
            let header = read.is_text().then(|| self.known.names.read_row(read));
            header.filter(|h| h.is_enough() && 2 * h.matched() >= self.header.matched())
        };
        if !again && another.is_none() {
            return false;
        }
        self.drop_titles();
        if let Some(header) = another {
            self.begin(header);
        }
        true
    }

    /// Rows of a single text just above a header were its titles.
    fn drop_titles(&mut self) {
        let runs = self.tables.iter_mut().filter_map(|t| Some((t.part, t.singles.take()?)));
        let Some((part, (records, from))) = runs.min_by_key(|(_, (records, _))| *records) else {
            return;
        };
        let rows = self.out.rows.get(records..).unwrap_or_default();
        // What a table beside this one has in the same rows is no title.
        if rows.iter().any(|r| r.part != part) {
            return;
        }
        let titles: Vec<u32> = rows.iter().map(|r| r.row).collect();
        self.found.retain(|n| n.part != part || n.at.row < from);
        self.out.truncate(records);
        let column = self.tables.first().map_or(0, |t| t.extent.0);
        self.tables.iter_mut().for_each(|t| t.last = None);
        for row in titles {
            self.leave_out(part, RowReason::Heading, CellAt { row, column }, column);
        }
    }

    fn take_in(&mut self, table: &mut Table, row: u32, all: &[(u32, Cell<'_>)]) {
        let cells = table.own(all);
        table.spans.enter(row);
        let Some((first, cell)) = cells.first() else { return };
        let reason = table.reason(row, cells);
        let record = self.out.rows.len();
        let noted = self.found.len();
        table.pick(cells);
        let blank = self.push(table, row, cells);
        let left_out = reason.is_some() && !self.is_complete(table);
        table.after_note = left_out && reason == Some(RowReason::Note);
        if blank || left_out {
            self.out.truncate(record);
            self.found.truncate(noted);
            if let (true, Some(reason)) = (left_out, reason) {
                let last = cells.last().map_or(*first, |(c, _)| *c);
                self.leave_out(table.part, reason, CellAt { row, column: *first }, last);
            }
            return;
        }
        let single = cells.len() == 1 && matches!(cell, Cell::Text(_));
        table.singles = if single { table.singles.or(Some((record, row))) } else { None };
        self.out.rows.push(RowAt { part: table.part, row });
        table.spans.record(row, record);
        table.last = Some(record);
        if table.has_several {
            table
                .slots
                .iter_mut()
                .flatten()
                .filter(|s| s.at.len() > 1)
                .for_each(|s| s.compare(cells));
        }
        self.check_time(table, row);
    }

    /// Pushes a row's cells, and says whether it has none of its own.
    fn push(&mut self, table: &Table, row: u32, cells: &[(u32, Cell<'_>)]) -> bool {
        let mut blank = true;
        let shares = !table.spans.is_idle();
        for c in 0..self.out.columns.len() {
            let Some(Some(builder)) = self.out.columns.get_mut(c) else { continue };
            let cell = table.picked.get(c).copied().flatten().and_then(|i| cells.get(i));
            let outcome = match (cell, table.last) {
                (None, _) => {
                    match table.spans.above(c, row).filter(|_| shares) {
                        Some(record) => builder.push_again(record),
                        None => builder.push(None),
                    };
                    continue;
                }
                (Some((_, Cell::Text(text))), Some(last)) if text::is_ditto(text) => {
                    builder.push_again(last)
                }
                (Some((_, cell)), _) => builder.push(Some(cell)),
            };
            blank &= outcome == Outcome::Blank;
            if let (Some((at, cell)), false) =
                (cell, matches!(outcome, Outcome::Value | Outcome::Blank))
            {
                let kind = self.problem_of(table, c, cell, outcome);
                self.note(table, c, CellAt { row, column: *at }, kind);
            }
        }
        blank
    }

    /// What is wrong with a cell.
    fn problem_of(
        &self,
        table: &Table,
        c: usize,
        cell: &Cell<'_>,
        outcome: Outcome,
    ) -> Option<ProblemKind> {
        let column = table.header(c);
        Some(match outcome {
            Outcome::Value | Outcome::Blank => return None,
            Outcome::Mismatch => self.mismatch(table, c, &shown(cell)),
            Outcome::Error(error) => ProblemKind::CellError { column, found: error.to_string() },
            Outcome::Uncalculated => ProblemKind::Uncalculated { column },
            Outcome::Implausible(at) => {
                ProblemKind::ImplausibleDate { column, found: self.quote(c, &moment::write(at)) }
            }
            Outcome::DateFromNumber(number, at) => ProblemKind::DateAsNumber {
                column,
                number: self.quote(c, &text::number(number)),
                found: self.quote(c, &moment::write(at)),
            },
            Outcome::NumberFromDate(at, number) => ProblemKind::NumberAsDate {
                column,
                found: self.quote(c, &moment::write(at)),
                number: self.quote(c, &text::number(number)),
            },
        })
    }

    fn mismatch(&self, table: &Table, c: usize, found: &str) -> ProblemKind {
        let spec = self.known.spec.columns.get(c);
        ProblemKind::TypeMismatch {
            column: table.header(c),
            expected: spec.map_or(Expected::Text, |s| expected(&s.kind)),
            found: self.quote(c, found),
        }
    }

    /// A value as it may be quoted.
    fn quote(&self, c: usize, found: &str) -> String {
        let spec = self.known.spec.columns.get(c);
        spec.map_or_else(String::new, |s| mask::short(&show::quote(s, found)))
    }

    /// Whether the row just pushed is dated and has every required value: then it is a record,
    /// whatever it begins with.
    fn is_complete(&self, table: &Table) -> bool {
        let has = |c: usize| {
            let builder = self.out.columns.get(c).and_then(Option::as_ref);
            builder.is_some_and(|b| b.last_state() == Some(CellState::Value))
        };
        let here = |c: usize| matches!(table.slots.get(c), Some(Some(_)));
        let columns = self.known.spec.columns.iter().enumerate();
        let mut required = columns.filter(|(c, spec)| spec.required && here(*c));
        self.known.spec.time.is_some_and(has) && required.all(|(c, _)| has(c))
    }

    /// Reports a row that is not dated, or dated after the audit.
    fn check_time(&mut self, table: &Table, row: u32) {
        let Some(time) = self.known.spec.time else { return };
        // A column that is missing is reported already.
        let Some(Some(slot)) = table.slots.get(time) else { return };
        let Some(Some(builder)) = self.out.columns.get(time) else { return };
        let at = CellAt { row, column: slot.column() };
        let column = slot.header.clone();
        let kind = match (builder.last_moment(), builder.last_state()) {
            (Some(at), _) if at.seconds >= self.known.dates.future() && !self.known.spec.ahead => {
                ProblemKind::FutureDate { column, found: moment::write(at) }
            }
            (None, Some(CellState::Blank)) => ProblemKind::UndatedRow { column },
            _ => return,
        };
        self.note(table, time, at, Some(kind));
    }

    fn note(&mut self, table: &Table, c: usize, at: CellAt, kind: Option<ProblemKind>) {
        let Some(kind) = kind else { return };
        let problem = Problem::warning(kind, self.place(at.to_string()));
        self.found.push(Noted { at, part: table.part, column: Some(c), problem });
    }

    fn leave_out(&mut self, part: u16, reason: RowReason, at: CellAt, last: u32) {
        let end = CellAt { row: at.row, column: last };
        let range = if end == at { at.to_string() } else { format!("{at}:{end}") };
        let problem = Problem::info(ProblemKind::RowLeftOut { reason }, self.place(range));
        self.found.push(Noted { at, part, column: None, problem });
    }

    fn place(&self, cell: String) -> Place {
        Place::Cell { file: self.file.to_string(), sheet: self.sheet.to_string(), cell }
    }

    /// Settles what only the whole sheet tells, and puts the problems in order.
    pub fn end(mut self) {
        let mut tables = std::mem::take(&mut self.ended);
        tables.append(&mut self.tables);
        self.settle(&tables);
        for table in &mut tables {
            self.settle_doubled(table);
        }
        self.found.sort_by_key(|n| n.at);
        let hidden = self.hidden(&tables);
        self.out.problems.extend(hidden);
        self.out.problems.extend(self.found.drain(..).map(|n| n.problem));
    }

    fn settle(&mut self, tables: &[Table]) {
        for c in 0..self.out.columns.len() {
            let Some(Some(builder)) = self.out.columns.get_mut(c) else { continue };
            for (record, found) in builder.settle() {
                let Some(at) = self.out.rows.get(record).copied() else { continue };
                let Some(table) = tables.iter().find(|t| t.part == at.part) else { continue };
                let Some(Some(slot)) = table.slots.get(c) else { continue };
                let cell = CellAt { row: at.row, column: slot.column() };
                let kind = self.mismatch(table, c, &found);
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
            let column = self.known.spec.columns.get(c).map_or_else(String::new, |s| s.id.clone());
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
            let register = self.known.spec.id.clone();
            let (kind, severity) = match (torn, doubled) {
                (true, _) => {
                    (ProblemKind::AmbiguousColumn { register, column, headers }, Severity::Error)
                }
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
        let start = self.out.rows.partition_point(|r| r.part < first_part);
        let mut count = 0u32;
        let mut held = vec![false; ranges.len()];
        for at in self.out.rows.get(start..).unwrap_or_default() {
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

impl Table {
    #[allow(clippy::too_many_arguments)] // one call
    fn new(
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
            let keeps = known.keeps(index);
            builder
                .get_or_insert_with(|| ColumnBuilder::new(spec, known.dates, keeps, rows))
                .begin(unit_of_header(&slot.header));
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
        Table {
            part,
            column_at,
            extent: (left, right),
            spans: Spans::new(layout, &slots, *header.rows.end()),
            picked,
            has_several: slots.iter().flatten().any(|s| s.at.len() > 1),
            slots,
            last: None,
            singles: None,
            after_note: false,
        }
    }

    /// The cells of a row that are this table's: from the one to its left to its last column.
    fn own<'c, 'a>(&self, cells: &'c [(u32, Cell<'a>)]) -> &'c [(u32, Cell<'a>)] {
        let from = match self.extent.0 {
            0 => 0,
            left => cells.partition_point(|(c, _)| *c < left),
        };
        let to = match cells.last() {
            Some((last, _)) if *last <= self.extent.1 => cells.len(),
            _ => cells.partition_point(|(c, _)| *c <= self.extent.1),
        };
        cells.get(from..to).unwrap_or_default()
    }

    /// Finds the cell of each column; of several cells for one, the first with anything in it.
    fn pick(&mut self, cells: &[(u32, Cell<'_>)]) {
        self.picked.fill(None);
        for (position, (column, _)) in cells.iter().enumerate() {
            let Some(Some(spec)) = self.column_at.get(*column as usize) else { continue };
            if let Some(slot @ None) = self.picked.get_mut(*spec) {
                *slot = Some(position);
            }
        }
    }

    /// Why a row may be no record: see [`footer`]. One text across much of the table is a
    /// heading, and one below a note is the rest of it.
    fn reason(&self, row: u32, cells: &[(u32, Cell<'_>)]) -> Option<RowReason> {
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

    fn header(&self, c: usize) -> String {
        match self.slots.get(c) {
            Some(Some(slot)) => slot.header.clone(),
            _ => String::new(),
        }
    }
}
