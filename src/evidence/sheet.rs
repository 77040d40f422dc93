//! Reading the tables of one sheet, row by row.

mod close;
mod fold;
mod table;
mod tail;
mod years;

use std::sync::Arc;

use super::column::{Outcome, expected, shown};
use super::gather::{Gathered, Knowledge};
use super::head::are_texts;
use super::header::{HeadRow, Header};
use super::names::HeaderNames;
use super::slot::Slot;
use super::starts::Starts;
use super::table::{CellAt, CellState, Part, RowAt};
use super::{mask, moment, show, text};
use crate::diagnostic::{Expected, Place, Problem, ProblemKind, RowReason, YearDoubt};
use crate::reader::{Cell, Layout, Row, UNNUMBERED};
use table::Table;
pub(super) use years::named;

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
    /// Cells of another table's header that begin as one may.
    needed: usize,
    /// Side by side.
    tables: Vec<Table>,
    /// Tables that another one further down has ended.
    ended: Vec<Table>,
    found: Vec<Noted>,
    /// Years that the file, the sheet or its title names.
    named: Vec<i32>,
    /// The first row read.
    from: u32,
    /// A table of another register has begun.
    closed: bool,
    /// Where tables of other registers begin.
    foreign: Vec<(usize, u32)>,
}

/// A problem and where, to be put in order at the end.
struct Noted {
    at: CellAt,
    part: u16,
    /// Column of the spec; `None` for a row as a whole.
    column: Option<usize>,
    problem: Problem,
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
            needed: 0,
            tables: Vec::new(),
            ended: Vec::new(),
            found: Vec::new(),
            named: Vec::new(),
            from: header.rows.end().saturating_add(1),
            closed: false,
            foreign: Vec::new(),
            header: header.clone(),
        };
        reader.begin(header);
        reader
    }

    /// A reader for a sheet without a header, whose rows from `from` on go under the header of
    /// another one.
    pub fn below(
        known: &'r Knowledge<'s>,
        out: &'r mut Gathered,
        place: (&'r str, &'r str),
        layout: &'r Layout,
        mut header: Header,
        from: u32,
    ) -> Self {
        let above = from.saturating_sub(1);
        header.rows = above..=above;
        // What is wrong with the header was said where it stands.
        let said = out.problems.len();
        let mut reader = SheetReader::new(known, out, place, layout, header);
        reader.out.problems.truncate(said);
        reader.from = from;
        reader
    }

    /// Knows the years that the file, the sheet or its title names.
    pub fn naming(mut self, years: Vec<i32>) -> Self {
        self.named = years;
        self
    }

    /// Starts the tables under a header. Tables beyond the 65,536th of a register are not read.
    fn begin(&mut self, header: Header) {
        let (spec, place) = (self.known.spec, (self.file, self.sheet));
        self.out.problems.extend(header.problems(spec, self.file, self.sheet));
        self.out.problems.extend(header.lacking(spec, &self.known.readers, place));
        for (_, text) in header.lines.iter().flatten() {
            self.starts.add(text);
        }
        self.ended.append(&mut self.tables);
        let (file, sheet): (Arc<str>, Arc<str>) = (self.file.into(), self.sheet.into());
        let mut left = 0;
        for columns in header.tables() {
            let Ok(part) = u16::try_from(self.out.parts.len()) else { break };
            let table = Table::new(self.known, self.out, part, &header, columns, left, self.layout);
            left = table.extent.1 + 1;
            self.out.parts.push(Part {
                file: Arc::clone(&file),
                sheet: Arc::clone(&sheet),
                header_row: *header.rows.end(),
                columns: table.slots.iter().map(|s| s.as_ref().map(Slot::column)).collect(),
            });
            self.tables.push(table);
        }
        self.needed = header.matched().div_ceil(2).max(2);
        self.header = header;
    }

    /// Takes the next row of the sheet.
    pub fn take(&mut self, Row { index: row, cells, numbers }: Row<'_, '_>) {
        if row < self.from || self.is_foreign(row, cells) {
            return;
        }
        if (self.may_be_header(cells) && self.is_header(row, cells)) || self.closed {
            return;
        }
        let mut tables = std::mem::take(&mut self.tables);
        for table in &mut tables {
            let own = table.own(cells);
            let numbers = numbers.get(own.clone()).unwrap_or_default();
            self.take_in(table, row, (cells.get(own).unwrap_or_default(), numbers));
        }
        self.tables = tables;
    }

    /// A quick look: all cells that may head a column are texts, and all begin as a header may, or as many as
    /// another table's header has.
    fn may_be_header(&self, cells: &[(u32, Cell<'_>)]) -> bool {
        // Most rows have a date or a number.
        if !are_texts(cells) {
            return false;
        }
        let needed = self.needed.min(cells.len());
        let begins = |(_, cell): &(u32, Cell<'_>)| match cell {
            Cell::Text(text) => self.starts.may_begin(text),
            _ => false,
        };
        let (mut begun, mut left) = (0, cells.len());
        for cell in cells {
            // Most rows are known not to be one by their first cells.
            if begun + left < needed {
                return false;
            }
            begun += usize::from(begins(cell));
            left -= 1;
        }
        begun >= needed.max(1)
    }

    /// Whether a row of texts is the header again, or one of another table of the register below.
    fn is_header(&mut self, row: u32, cells: &[(u32, Cell<'_>)]) -> bool {
        let again = self.header.is_repeated_by(cells);
        let another = (!again).then(|| self.known.names.read_row(HeadRow::of(row, cells)));
        let another = another.filter(|h| h.is_enough() && 2 * h.matched() >= self.header.matched());
        if !again && another.is_none() {
            return false;
        }
        self.end_tables();
        self.closed = false;
        if let Some(header) = another {
            self.from = header.rows.end().saturating_add(1);
            self.begin(header);
        }
        true
    }

    /// Whether a row is the header of a table of another register, which ends those of this one.
    fn is_foreign(&mut self, row: u32, cells: &[(u32, Cell<'_>)]) -> bool {
        // Asked of every row: headers are texts, and data has a date or a number somewhere.
        let texts = |(_, cell): &(u32, Cell<'_>)| match cell {
            Cell::Text(text) => !text.starts_with(|c: char| c.is_ascii_digit()),
            _ => false,
        };
        if cells.len() < 3 || self.known.others.is_empty() || !cells.iter().all(texts) {
            return false;
        }
        let may_head = |(_, names): &&(usize, HeaderNames)| names.may_head(cells);
        let mut others = self.known.others.iter().filter(may_head).peekable();
        if others.peek().is_none() {
            return false;
        }
        let own = self.known.names.read_row(HeadRow::of(row, cells));
        let others = others.map(|(i, names)| (*i, names.read_row(HeadRow::of(row, cells))));
        let better = others.filter(|(_, header)| own.yields_to(header));
        let Some((index, _)) = better.max_by_key(|(i, h)| (h.matched(), std::cmp::Reverse(*i)))
        else {
            return false;
        };
        self.end_tables();
        self.closed = true;
        self.foreign.push((index, row));
        true
    }

    /// Another table begins: what stands just above it belongs to it, or to nothing.
    fn end_tables(&mut self) {
        self.drop_titles();
        self.drop_tails();
    }

    /// Rows of a single text just above a header were its titles.
    fn drop_titles(&mut self) {
        let runs = self.tables.iter_mut().filter_map(|t| Some((t.part, t.singles.take()?)));
        let Some((part, (records, from))) = runs.min_by_key(|(_, (records, _))| *records) else {
            return;
        };
        let rows = || self.out.rows.iter_from(records);
        // What a table beside this one has in the same rows is no title.
        if rows().any(|r| r.part != part) {
            return;
        }
        let titles: Vec<u32> = rows().map(|r| r.row).collect();
        self.found.retain(|n| n.part != part || n.at.row < from);
        self.out.truncate(records);
        let column = self.tables.first().map_or(0, |t| t.extent.0);
        self.tables.iter_mut().for_each(|t| t.last = None);
        for row in titles {
            self.leave_out(part, RowReason::Heading, CellAt { row, column }, column);
        }
    }

    /// Takes the cells of a row that are a table's own, with the numbers of their texts.
    fn take_in(
        &mut self,
        table: &mut Table,
        row: u32,
        (cells, numbers): (&[(u32, Cell<'_>)], &[u32]),
    ) {
        table.spans.enter(row);
        let Some((first, cell)) = cells.first() else { return };
        let reason = table.reason(row, cells);
        let record = self.out.rows.len();
        let noted = self.found.len();
        table.pick(cells);
        let blank = self.push(table, row, (cells, numbers));
        let left_out = reason.is_some() && !self.is_complete(table);
        table.after_note = left_out && reason == Some(RowReason::Note);
        let numbered = !left_out && self.is_only_numbered(table, cells);
        if numbered {
            table.tail.add_numbered(CellAt { row, column: *first });
        }
        if blank || left_out || numbered {
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
        self.watch(table, row, cells);
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
    fn push(
        &mut self,
        table: &mut Table,
        row: u32,
        (cells, numbers): (&[(u32, Cell<'_>)], &[u32]),
    ) -> bool {
        let mut blank = true;
        let shares = !table.spans.is_idle();
        // What there is more to do about: column, its cell and what that was.
        let mut more: Vec<(usize, &(u32, Cell<'_>), Outcome)> = Vec::new();
        for ((c, builder), picked) in self.out.columns.iter_mut().enumerate().zip(&table.picked) {
            let Some(builder) = builder else { continue };
            let number = picked.and_then(|i| numbers.get(i)).copied().unwrap_or(UNNUMBERED);
            if number != UNNUMBERED && builder.push_numbered(number) {
                blank = false;
                continue;
            }
            let Some(cell) = picked.and_then(|i| cells.get(i)) else {
                match table.spans.above(c, row).filter(|_| shares) {
                    Some(record) => builder.push_again(record),
                    None => builder.push(None, UNNUMBERED),
                };
                continue;
            };
            let outcome = match (&cell.1, table.last) {
                (Cell::Text(text), Some(last)) if text::is_ditto(text) => builder.push_again(last),
                (value, _) => builder.push(Some(value), number),
            };
            blank &= outcome == Outcome::Blank;
            match outcome {
                Outcome::Blank => {}
                Outcome::Value if !(builder.is_time() && years::may_lack_year(&cell.1)) => {}
                _ => more.push((c, cell, outcome)),
            }
        }
        for (c, (at, cell), outcome) in more {
            let at = CellAt { row, column: *at };
            match (outcome, cell) {
                (Outcome::Value, Cell::Text(text)) => {
                    self.check_year(table, c, at, text);
                }
                _ => {
                    let kind = self.problem_of(table, c, cell, outcome);
                    self.note(table, c, at, kind);
                }
            }
        }
        blank
    }

    /// Refuses a date whose year another one is named for.
    fn check_year(&mut self, table: &mut Table, c: usize, at: CellAt, text: &str) {
        if !self.is_of_another_year(table, c, (at, text)) {
            return;
        }
        if let Some(Some(builder)) = self.out.columns.get_mut(c) {
            builder.refuse(self.out.rows.len());
        }
        let kind = self.year_unclear(table, c, text, YearDoubt::Named(self.named.clone()));
        self.note(table, c, at, Some(kind));
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
                count: 1,
                cells: Vec::new(),
            },
            Outcome::DigitsLost => {
                ProblemKind::DigitsLost { column, found: self.quote(c, &shown(cell)) }
            }
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
        let column = || slot.header.clone();
        let kind = match (builder.last_moment(), builder.last_state()) {
            (Some(at), _) if at.seconds >= self.known.dates.future() && !self.known.spec.ahead => {
                ProblemKind::FutureDate { column: column(), found: moment::write(at) }
            }
            (None, Some(CellState::Blank)) => ProblemKind::UndatedRow { column: column() },
            _ => return,
        };
        self.note(table, time, at, Some(kind));
    }

    fn note(&mut self, table: &Table, c: usize, at: CellAt, kind: Option<ProblemKind>) {
        let Some(kind) = kind else { return };
        let problem = Problem::warning(kind, self.place(at.to_string()));
        self.note_problem(table, c, at, problem);
    }

    fn note_problem(&mut self, table: &Table, c: usize, at: CellAt, problem: Problem) {
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
}
