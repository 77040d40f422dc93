//! Reading a register: from the sheets of its files to typed columns.

use chrono::NaiveDate;

use super::column::{ColumnBuilder, Outcome, expected, shown, shown_number};
use super::header::{Found, HEADER_ROWS, HeadRow, Header, HeaderNames, head};
use super::table::{CellAt, Part, Register, RowAt};
use super::{mask, moment, show};
use crate::diagnostic::{Place, Problem, ProblemKind};
use crate::reader::{Cell, Row, Workbook};
use crate::standard::RegisterSpec;
use std::ops::ControlFlow;

/// Reads the tables of one register out of any number of files.
///
/// Problems of cells (`TypeMismatch`, `CellError`, `FutureDate`, `UndatedRow`) are warnings: the
/// cell is left out, the row stays. Problems of columns and files are errors. Whether a register
/// without rows is a problem is for the caller to say.
pub struct RegisterReader<'s> {
    spec: &'s RegisterSpec,
    index: usize,
    /// First second after the date of the audit.
    future: i64,
    names: HeaderNames,
    parts: Vec<Part>,
    rows: Vec<RowAt>,
    /// By column of the spec; `None` until a header names it.
    columns: Vec<Option<ColumnBuilder>>,
    problems: Vec<Problem>,
}

/// A table on a sheet while its rows are read.
struct Table {
    part: u16,
    /// By sheet column: the column of the spec.
    column_at: Vec<Option<usize>>,
    /// By column of the spec: where it is, and its header.
    headers: Vec<Option<(u32, String)>>,
    /// By column of the spec: position of its cell in the row at hand. Reused from row to row.
    picked: Vec<Option<usize>>,
    /// Problems with the cell they are at, to be put in order at the end.
    problems: Vec<(CellAt, Problem)>,
}

/// How far a reader had come, to go back to.
struct Mark {
    parts: usize,
    rows: usize,
    problems: usize,
}

impl<'s> RegisterReader<'s> {
    /// A reader for the register `spec`, which is number `index` of its standard. Dates later
    /// than `as_of` in its time column are reported.
    pub fn new(spec: &'s RegisterSpec, index: usize, as_of: NaiveDate) -> RegisterReader<'s> {
        RegisterReader {
            spec,
            index,
            future: moment::day_start(as_of) + moment::DAY,
            names: HeaderNames::new(spec),
            parts: Vec::new(),
            rows: Vec::new(),
            columns: spec.columns.iter().map(|_| None).collect(),
            problems: Vec::new(),
        }
    }

    /// Reads every sheet of a file that has the register's header, and returns the number of
    /// rows read. `file` is its path relative to the audit folder. A file without the header is
    /// one `HeaderNotFound`; of a file that turns out to be broken nothing is kept.
    pub fn read(&mut self, file: &str, workbook: &mut Workbook) -> u32 {
        let mark = self.mark();
        let mut nearest: Option<(String, Header)> = None;
        for (sheet, name) in workbook.sheets().into_iter().enumerate() {
            match self.read_sheet(file, &name, workbook, sheet) {
                Ok(Some(header)) => {
                    if nearest.as_ref().is_none_or(|(_, n)| header.rank() > n.rank()) {
                        nearest = Some((name, header));
                    }
                }
                Ok(None) => {}
                Err(kind) => return self.give_up(&mark, file, kind),
            }
        }
        if self.parts.len() == mark.parts {
            self.not_found(file, nearest);
        }
        self.rows_since(&mark)
    }

    /// As [`RegisterReader::read`], but reads only the sheet whose header fits best, the first of
    /// equals.
    pub fn read_best_sheet(&mut self, file: &str, workbook: &mut Workbook) -> u32 {
        let mark = self.mark();
        let mut best: Option<(usize, String, Header)> = None;
        for (sheet, name) in workbook.sheets().into_iter().enumerate() {
            let rows = match head(workbook, sheet) {
                Ok(rows) => rows,
                Err(kind) => return self.give_up(&mark, file, kind),
            };
            let Some(header) = self.names.find(&rows) else { continue };
            let rank = |h: &Header| (h.is_enough(), h.rank());
            if best.as_ref().is_none_or(|(.., b)| rank(&header) > rank(b)) {
                best = Some((sheet, name, header));
            }
        }
        match best {
            Some((sheet, name, header)) if header.is_enough() => {
                if let Err(kind) = self.read_sheet(file, &name, workbook, sheet) {
                    return self.give_up(&mark, file, kind);
                }
            }
            best => self.not_found(file, best.map(|(_, name, header)| (name, header))),
        }
        self.rows_since(&mark)
    }

    /// Tables found so far.
    pub fn tables(&self) -> usize {
        self.parts.len()
    }

    /// The register, `None` where no file had its header, and all problems in the order of files,
    /// sheets and cells.
    pub fn finish(self) -> (Option<Register>, Vec<Problem>) {
        if self.parts.is_empty() {
            return (None, self.problems);
        }
        // A column that only a file given up had is not there.
        let here = |c: usize| self.parts.iter().any(|p| matches!(p.columns.get(c), Some(Some(_))));
        let columns = self.columns.into_iter().enumerate();
        let columns = columns
            .map(|(c, builder)| builder.filter(|_| here(c)).map(ColumnBuilder::finish))
            .collect();
        let register = Register { spec: self.index, parts: self.parts, rows: self.rows, columns };
        (Some(register), self.problems)
    }

    /// Reads one sheet; without a header on it, returns the row that came nearest.
    fn read_sheet(
        &mut self,
        file: &str,
        name: &str,
        workbook: &mut Workbook,
        sheet: usize,
    ) -> Result<Option<Header>, ProblemKind> {
        let mut head: Vec<HeadRow> = Vec::new();
        let mut nearest = None;
        let mut table = None;
        workbook.scan(sheet, &mut |row: Row<'_, '_>| {
            if row.index < HEADER_ROWS {
                head.push(HeadRow::of(row.index, row.cells));
                return ControlFlow::Continue(());
            }
            if table.is_none() && nearest.is_none() {
                self.start(file, name, &head, &mut table, &mut nearest);
            }
            match &mut table {
                Some(table) => self.take_row(table, row.index, row.cells),
                None => return ControlFlow::Break(()),
            }
            ControlFlow::Continue(())
        })?;
        if table.is_none() && nearest.is_none() {
            self.start(file, name, &head, &mut table, &mut nearest);
        }
        if let Some(table) = table {
            self.end(table);
        }
        Ok(nearest)
    }

    /// Finds the header among the first rows and takes the rows below it, or names the row that
    /// came nearest.
    fn start(
        &mut self,
        file: &str,
        sheet: &str,
        rows: &[HeadRow],
        table: &mut Option<Table>,
        nearest: &mut Option<Header>,
    ) {
        let Some(header) = self.names.find(rows) else { return };
        let part = u16::try_from(self.parts.len()).ok();
        let (Some(part), true) = (part, header.is_enough()) else {
            *nearest = Some(header);
            return;
        };
        self.problems.extend(header.problems(self.spec, file, sheet));
        let mut begun = self.begin(part, &header);
        self.parts.push(Part {
            file: file.to_string(),
            sheet: sheet.to_string(),
            header_row: header.row,
            columns: begun.headers.iter().map(|h| h.as_ref().map(|(at, _)| *at)).collect(),
        });
        for row in rows.iter().filter(|r| r.index > header.row) {
            self.take_row(&mut begun, row.index, &row.cells);
        }
        *table = Some(begun);
    }

    fn begin(&mut self, part: u16, header: &Header) -> Table {
        let mut column_at = Vec::new();
        let mut headers = vec![None; self.spec.columns.len()];
        let specs = self.spec.columns.iter().zip(&mut self.columns).zip(&mut headers);
        for (index, (found, ((spec, builder), at_and_text))) in
            header.columns.iter().zip(specs).enumerate()
        {
            let Found::At(at) = *found else { continue };
            builder.get_or_insert_with(|| ColumnBuilder::new(spec, self.rows.len()));
            *at_and_text = Some((at, header.text(at).unwrap_or_default().to_string()));
            let slot = at as usize;
            if column_at.len() <= slot {
                column_at.resize(slot + 1, None);
            }
            if let Some(place) = column_at.get_mut(slot) {
                *place = Some(index);
            }
        }
        let picked = vec![None; headers.len()];
        Table { part, column_at, headers, picked, problems: Vec::new() }
    }

    fn take_row(&mut self, table: &mut Table, index: u32, cells: &[(u32, Cell<'_>)]) {
        table.pick(cells);
        if table.repeats_header(cells) {
            return;
        }
        let row = self.rows.len();
        let mut blank = true;
        for (c, builder) in self.columns.iter_mut().enumerate() {
            let Some(builder) = builder else { continue };
            let cell = table.picked.get(c).copied().flatten().and_then(|i| cells.get(i));
            let outcome = builder.push(cell.map(|(_, cell)| cell));
            blank &= outcome == Outcome::Blank;
            let kind = match (outcome, cell) {
                (Outcome::Mismatch, Some((_, cell))) => table.mismatch(self.spec, c, &shown(cell)),
                (Outcome::Error(error), _) => {
                    ProblemKind::CellError { column: table.header(c), found: error.to_string() }
                }
                _ => continue,
            };
            table.warn(self.parts.last(), c, index, kind);
        }
        if blank {
            self.columns.iter_mut().flatten().for_each(|builder| builder.truncate(row));
            return;
        }
        self.rows.push(RowAt { part: table.part, row: index });
        self.check_time(table, index);
    }

    /// Reports a row that is not dated, or dated after the audit.
    fn check_time(&self, table: &mut Table, index: u32) {
        let Some(time) = self.spec.time else { return };
        let Some(Some(builder)) = self.columns.get(time) else { return };
        if table.headers.get(time).is_none_or(|h| h.is_none()) {
            return; // the missing column is reported already
        }
        let kind = match builder.last_moment() {
            Some(at) if at.seconds >= self.future && !self.spec.ahead => {
                ProblemKind::FutureDate { column: table.header(time), found: moment::write(at) }
            }
            None if builder.last_is_blank() => {
                ProblemKind::UndatedRow { column: table.header(time) }
            }
            _ => return,
        };
        table.warn(self.parts.last(), time, index, kind);
    }

    /// Settles what only the whole column tells, and puts the problems in order.
    fn end(&mut self, mut table: Table) {
        for (c, builder) in self.columns.iter_mut().enumerate() {
            let Some(builder) = builder else { continue };
            for (row, number) in builder.settle() {
                let Some(at) = self.rows.get(row) else { continue };
                let kind = table.mismatch(self.spec, c, &shown_number(number));
                table.warn(self.parts.last(), c, at.row, kind);
            }
        }
        table.problems.sort_by_key(|(at, _)| *at);
        self.problems.extend(table.problems.into_iter().map(|(_, problem)| problem));
    }

    fn mark(&self) -> Mark {
        Mark { parts: self.parts.len(), rows: self.rows.len(), problems: self.problems.len() }
    }

    fn rows_since(&self, mark: &Mark) -> u32 {
        u32::try_from(self.rows.len() - mark.rows).unwrap_or(u32::MAX)
    }

    /// A broken file counts for nothing: half of a register would score as if it were all.
    fn give_up(&mut self, mark: &Mark, file: &str, kind: ProblemKind) -> u32 {
        self.parts.truncate(mark.parts);
        self.rows.truncate(mark.rows);
        self.problems.truncate(mark.problems);
        self.columns.iter_mut().flatten().for_each(|builder| builder.truncate(mark.rows));
        self.problems.push(Problem::error(kind, Place::File { file: file.to_string() }));
        0
    }

    fn not_found(&mut self, file: &str, nearest: Option<(String, Header)>) {
        let problem = match nearest {
            Some((sheet, header)) if !header.headers.is_empty() => {
                Problem::error(header.not_found(self.spec), header.place(file, &sheet))
            }
            _ => {
                let required = self.spec.columns.iter().filter(|c| c.required);
                let kind = ProblemKind::HeaderNotFound {
                    register: self.spec.id.clone(),
                    best: Vec::new(),
                    missing: required.map(|c| c.zh.first().unwrap_or(&c.id).clone()).collect(),
                };
                Problem::error(kind, Place::File { file: file.to_string() })
            }
        };
        self.problems.push(problem);
    }
}

impl Table {
    fn pick(&mut self, cells: &[(u32, Cell<'_>)]) {
        self.picked.fill(None);
        for (position, (column, _)) in cells.iter().enumerate() {
            let Some(Some(spec)) = self.column_at.get(*column as usize) else { continue };
            if let Some(slot) = self.picked.get_mut(*spec) {
                *slot = Some(position);
            }
        }
    }

    /// Whether every column of the row at hand holds its own header again, as on each page of a
    /// printed list.
    fn repeats_header(&self, cells: &[(u32, Cell<'_>)]) -> bool {
        let mut found =
            self.headers.iter().zip(&self.picked).filter_map(|(h, p)| h.as_ref().zip(Some(p)));
        found.all(|((_, header), position)| match position.and_then(|i| cells.get(i)) {
            Some((_, Cell::Text(text))) => {
                text.as_ref() == header || text.split_whitespace().eq(header.split_whitespace())
            }
            _ => false,
        })
    }

    fn header(&self, column: usize) -> String {
        match self.headers.get(column) {
            Some(Some((_, header))) => header.clone(),
            _ => String::new(),
        }
    }

    fn mismatch(&self, spec: &RegisterSpec, column: usize, found: &str) -> ProblemKind {
        let spec = spec.columns.get(column);
        ProblemKind::TypeMismatch {
            column: self.header(column),
            expected: spec.map_or(crate::diagnostic::Expected::Text, |s| expected(&s.kind)),
            found: spec.map_or_else(String::new, |s| mask::short(&show::quote(s, found))),
        }
    }

    fn warn(&mut self, part: Option<&Part>, column: usize, row: u32, kind: ProblemKind) {
        let (Some(part), Some(Some((at, _)))) = (part, self.headers.get(column)) else { return };
        let cell = CellAt { row, column: *at };
        let place = Place::Cell {
            file: part.file.clone(),
            sheet: part.sheet.clone(),
            cell: cell.to_string(),
        };
        self.problems.push((cell, Problem::warning(kind, place)));
    }
}

#[cfg(test)]
pub(crate) mod tests;
