//! Reading a register: from the sheets of its files to typed columns.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::choice::{Choice, Fate, fates};
use super::column::ColumnBuilder;
use super::gather::{Gathered, Knowledge, Mark};
use super::header::{Head, Header, HeaderNames, head};
use super::moment::Dates;
use super::sheet::SheetReader;
use super::table::Register;
use crate::diagnostic::{Place, Problem, ProblemKind};
use crate::reader::Workbook;
use crate::standard::{ColumnSpec, RegisterSpec};

/// Reads the tables of one register out of any number of files.
///
/// Problems of cells are warnings: the cell is left out, or read as the problem says, and the row
/// stays. Problems of columns, tables and files are errors. Rows that are no records, hidden parts
/// and headers that are there twice with the same contents are notes. Whether a register without
/// rows is a problem is for the caller to say.
pub struct RegisterReader<'s> {
    known: Knowledge<'s>,
    index: usize,
    gathered: Gathered,
    choices: Vec<Choice>,
}

/// A sheet before its rows are read.
struct Sheet {
    name: String,
    head: Head,
    header: Option<Header>,
}

impl<'s> RegisterReader<'s> {
    /// A reader for the register `spec`, which is number `index` of its standard. Dates later
    /// than the audit in its time column are reported; a date without a year is read where
    /// `dates` leave one year. A bare date of the audit will do for `dates`.
    pub fn new(spec: &'s RegisterSpec, index: usize, dates: impl Into<Dates>) -> Self {
        RegisterReader {
            known: Knowledge {
                spec,
                dates: dates.into(),
                names: HeaderNames::new(spec),
                needed: None,
                readers: BTreeMap::new(),
            },
            index,
            gathered: Gathered::new(spec.columns.len()),
            choices: Vec::new(),
        }
    }

    /// Keeps the values of these columns only. All cells are checked all the same.
    #[must_use]
    pub fn keeping(mut self, needed: BTreeSet<usize>) -> Self {
        self.known.needed = Some(needed);
        self
    }

    /// Reports a column that is not in the header, though these items read it.
    #[must_use]
    pub fn read_by(mut self, readers: BTreeMap<usize, Vec<String>>) -> Self {
        self.known.readers = readers;
        self
    }

    /// Reads every sheet of a file that has the register's table, see [`Fate`], and returns the
    /// number of rows read. `file` is its path relative to the audit folder. A file without the
    /// header is one `HeaderNotFound`; of a file that turns out to be broken nothing is kept.
    pub fn read(&mut self, file: &str, workbook: &mut Workbook) -> u32 {
        self.read_sheets(file, workbook, fates)
    }

    /// As [`RegisterReader::read`], but reads only the sheet whose header fits best, the first of
    /// equals.
    pub fn read_best_sheet(&mut self, file: &str, workbook: &mut Workbook) -> u32 {
        self.read_sheets(file, workbook, |headers| {
            let rank = |h: &Header| (h.is_enough(), h.rank());
            let mut fates = vec![Fate::NotEnough; headers.len()];
            let candidates = headers.iter().enumerate();
            let candidates = candidates.filter_map(|(i, h)| Some((i, h.as_ref()?)));
            let best = candidates.reduce(|a, b| if rank(b.1) > rank(a.1) { b } else { a });
            if let Some((i, header)) = best {
                let fate = if header.is_enough() { Fate::Read } else { Fate::NotEnough };
                fates.get_mut(i).into_iter().for_each(|slot| *slot = fate);
            }
            fates
        })
    }

    /// Tables found so far.
    pub fn tables(&self) -> usize {
        self.gathered.parts.len()
    }

    /// The sheets looked at so far, and what became of them.
    pub fn choices(&self) -> &[Choice] {
        &self.choices
    }

    /// The register, `None` where no file had its header, and all problems in the order of files,
    /// sheets and cells.
    pub fn finish(self) -> (Option<Register>, Vec<Problem>) {
        let Gathered { parts, mut rows, columns, problems } = self.gathered;
        if parts.is_empty() {
            return (None, problems);
        }
        // A column that only a file given up had is not there.
        let here = |c: usize| parts.iter().any(|p| matches!(p.columns.get(c), Some(Some(_))));
        let columns = columns
            .into_iter()
            .enumerate()
            .map(|(c, builder)| builder.filter(|_| here(c)).and_then(ColumnBuilder::finish))
            .collect();
        rows.shrink();
        (Some(Register { spec: self.index, parts, rows, columns }), problems)
    }

    fn read_sheets(
        &mut self,
        file: &str,
        workbook: &mut Workbook,
        fates: impl Fn(&[Option<Header>]) -> Vec<Fate>,
    ) -> u32 {
        let mark = self.gathered.mark();
        match self.try_read(file, workbook, fates) {
            Ok(()) => u32::try_from(self.gathered.rows.len() - mark.rows).unwrap_or(u32::MAX),
            Err(kind) => self.give_up(&mark, file, kind),
        }
    }

    fn try_read(
        &mut self,
        file: &str,
        workbook: &mut Workbook,
        fates: impl Fn(&[Option<Header>]) -> Vec<Fate>,
    ) -> Result<(), ProblemKind> {
        let mut sheets = Vec::new();
        for (index, name) in workbook.sheets().into_iter().enumerate() {
            let head = head(workbook, index)?;
            let header = self.known.names.find(&head);
            sheets.push(Sheet { name, header, head });
        }
        let headers: Vec<Option<Header>> = sheets.iter().map(|s| s.header.clone()).collect();
        let fates = fates(&headers);
        for (sheet, fate) in sheets.iter().zip(&fates) {
            if let Some(header) = &sheet.header {
                let choice = Choice::new(self.known.spec, file, &sheet.name, header, *fate);
                self.choices.push(choice);
            }
        }
        self.say(file, &sheets, &fates);
        for (index, (sheet, fate)) in sheets.into_iter().zip(fates).enumerate() {
            if let (Fate::Read, Some(header)) = (fate, sheet.header) {
                let place = (file, sheet.name.as_str());
                let layout = &sheet.head.layout;
                let out = &mut self.gathered;
                let mut reader = SheetReader::new(&self.known, out, place, layout, header);
                workbook.scan(index, &mut |row| {
                    reader.take(row.index, row.cells);
                    ControlFlow::Continue(())
                })?;
                reader.end();
            }
        }
        Ok(())
    }

    /// Reports the sheets that are not read though they might be.
    fn say(&mut self, file: &str, sheets: &[Sheet], fates: &[Fate]) {
        let with = |wanted: Fate| {
            let pairs = sheets.iter().zip(fates).filter(move |(_, fate)| **fate == wanted);
            pairs.filter_map(|(sheet, _)| Some((sheet.name.as_str(), sheet.header.as_ref()?)))
        };
        let table = |(name, header): (&str, &Header)| match name {
            "" => header.range(),
            name => format!("{name}!{}", header.range()),
        };
        let spec = self.known.spec;
        let register = || spec.title.clone();
        if with(Fate::Tied).next().is_some() {
            let tables = with(Fate::Tied).map(table).collect();
            let kind = ProblemKind::AmbiguousTable { register: register(), tables };
            let place = Place::File { file: file.to_string() };
            self.gathered.problems.push(Problem::error(kind, place));
            return;
        }
        let Some(chosen) = with(Fate::Read).next() else {
            let problem = self.not_found(file, with(Fate::NotEnough));
            self.gathered.problems.push(problem);
            return;
        };
        for (name, header) in with(Fate::PassedOver) {
            let lacks = chosen.1.found().into_iter().filter(|c| !header.found().contains(c));
            let columns = lacks.filter_map(|c| spec.columns.get(c));
            let kind = ProblemKind::TablePassedOver {
                register: register(),
                chosen: table(chosen),
                missing: columns.map(ColumnSpec::names).collect(),
            };
            self.gathered.problems.push(Problem::warning(kind, header.place(file, name)));
        }
    }

    fn not_found<'h>(
        &self,
        file: &str,
        headers: impl Iterator<Item = (&'h str, &'h Header)>,
    ) -> Problem {
        let spec = self.known.spec;
        let nearest = headers
            .filter(|(_, h)| !h.headers.is_empty())
            .reduce(|a, b| if b.1.rank() > a.1.rank() { b } else { a });
        match nearest {
            Some((sheet, header)) => {
                Problem::error(header.not_found(spec), header.place(file, sheet))
            }
            None => {
                let required = spec.columns.iter().filter(|c| c.required);
                let kind = ProblemKind::HeaderNotFound {
                    register: spec.title.clone(),
                    best: Vec::new(),
                    missing: required.map(ColumnSpec::names).collect(),
                };
                Problem::error(kind, Place::File { file: file.to_string() })
            }
        }
    }

    /// A broken file counts for nothing: half of a register would score as if it were all.
    fn give_up(&mut self, mark: &Mark, file: &str, kind: ProblemKind) -> u32 {
        self.gathered.go_back(mark);
        let place = Place::File { file: file.to_string() };
        self.gathered.problems.push(Problem::error(kind, place));
        0
    }
}

#[cfg(test)]
pub(crate) mod tests;
