//! Reading a register: from the sheets of its files to typed columns.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::choice::{Choice, Fate, fates};
use super::column::ColumnBuilder;
use super::gather::{Gathered, Knowledge, Mark};
use super::head::Head;
use super::header::{Header, HeaderNames, head_from};
use super::headless::{self, Headless};
use super::moment::Dates;
use super::sheet::{self, SheetReader};
use super::table::{CellAt, Register};
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
    /// Tables of other registers met on the way.
    foreign: Vec<(usize, Portion)>,
    /// Rows that may be the register's could not be read.
    incomplete: bool,
}

/// How far a reader has come, to go back to.
pub struct Come {
    gathered: Mark,
    choices: usize,
    foreign: usize,
    incomplete: bool,
}

/// What of a workbook is read: a sheet from a row on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Portion {
    /// Index of the sheet.
    pub sheet: usize,
    /// Zero-based row.
    pub from: u32,
}

/// A sheet before its rows are read.
struct Sheet {
    portion: Portion,
    name: String,
    head: Arc<Head>,
    header: Option<Header>,
}

impl<'s> RegisterReader<'s> {
    /// A reader for the register `spec`, which is number `index` of its standard. Dates later
    /// than the audit in its time column are reported; a date without a year is read where
    /// `dates` leave one year. A bare date of the audit will do for `dates`.
    pub fn new(spec: &'s RegisterSpec, index: usize, dates: impl Into<Dates>) -> Self {
        RegisterReader::with(spec, index, dates, None)
    }

    /// As [`RegisterReader::new`], where the names of its columns are known already.
    pub fn with(
        spec: &'s RegisterSpec,
        index: usize,
        dates: impl Into<Dates>,
        names: Option<HeaderNames>,
    ) -> Self {
        RegisterReader {
            known: Knowledge {
                spec,
                dates: dates.into(),
                names: names.unwrap_or_else(|| HeaderNames::new(spec)),
                needed: None,
                others: Vec::new(),
                readers: Arc::default(),
            },
            index,
            gathered: Gathered::new(spec.columns.len()),
            choices: Vec::new(),
            foreign: Vec::new(),
            incomplete: false,
        }
    }

    /// Knows the tables of the other registers of a standard, `names` of all of them, which end this
    /// one's.
    #[must_use]
    pub fn among(mut self, names: &[HeaderNames]) -> Self {
        let others = names.iter().enumerate().filter(|(i, _)| *i != self.index);
        self.known.others = others.map(|(i, names)| (i, names.clone())).collect();
        self
    }

    /// Keeps the values of these columns only. All cells are checked all the same.
    #[must_use]
    pub fn keeping(mut self, needed: BTreeSet<usize>) -> Self {
        self.known.needed = Some(needed);
        self
    }

    /// Reports a column that is not in the header, though these items read it.
    #[must_use]
    pub fn read_by(mut self, readers: Arc<BTreeMap<usize, Vec<String>>>) -> Self {
        self.known.readers = readers;
        self
    }

    /// Reads every sheet of a file that has the register's table, see [`Fate`], and returns the
    /// number of rows read. `file` is its path relative to the audit folder. A file without the
    /// header is one `HeaderNotFound`; of a file that turns out to be broken nothing is kept.
    pub fn read(&mut self, file: &str, workbook: &mut Workbook) -> u32 {
        self.read_sheets(file, workbook, (None, &[]), fates)
    }

    /// As [`RegisterReader::read`], but only these parts of the file. `heads` are the tops of its sheets,
    /// where they are known. Where layouts are told ahead ([`Workbook::tell_ahead`]), whoever asked for it
    /// sees to it that they are whole, or goes back to a mark.
    pub fn read_portions(
        &mut self,
        file: &str,
        workbook: &mut Workbook,
        (portions, heads): (&[Portion], &[Arc<Head>]),
    ) -> u32 {
        self.read_sheets(file, workbook, (Some(portions), heads), fates)
    }

    /// The tables of other registers met since the last call, by index.
    pub fn take_foreign(&mut self) -> Vec<(usize, Portion)> {
        std::mem::take(&mut self.foreign)
    }

    /// Whether rows that may be the register's could not be read: what it holds proves nothing.
    pub fn is_incomplete(&self) -> bool {
        self.incomplete
    }

    /// As [`RegisterReader::read`], but reads only the sheet whose header fits best, the first of
    /// equals.
    pub fn read_best_sheet(&mut self, file: &str, workbook: &mut Workbook) -> u32 {
        self.read_sheets(file, workbook, (None, &[]), |headers| {
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
        let Gathered { parts, mut rows, columns, problems, epoch: _ } = self.gathered;
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
        parts: (Option<&[Portion]>, &[Arc<Head>]),
        fates: impl Fn(&[Option<Header>]) -> Vec<Fate>,
    ) -> u32 {
        let mark = self.mark();
        // Who reads parts of a file has its sheets looked at, and begins anew, for all of it.
        let ahead = parts.0.is_none() && workbook.tell_ahead();
        let mut read = self.try_read(file, workbook, parts, &fates);
        if ahead && !workbook.is_as_told() {
            self.go_back(&mark);
            read = self.try_read(file, workbook, parts, &fates);
        }
        match read {
            Ok(()) => {
                u32::try_from(self.gathered.rows.len() - mark.gathered.rows).unwrap_or(u32::MAX)
            }
            Err(kind) => self.give_up(&mark.gathered, file, kind),
        }
    }

    /// How far it has come.
    pub fn mark(&self) -> Come {
        Come {
            gathered: self.gathered.mark(),
            choices: self.choices.len(),
            foreign: self.foreign.len(),
            incomplete: self.incomplete,
        }
    }

    /// Forgets what was read since.
    pub fn go_back(&mut self, come: &Come) {
        self.gathered.go_back(&come.gathered);
        self.choices.truncate(come.choices);
        self.foreign.truncate(come.foreign);
        self.incomplete = come.incomplete;
    }

    fn try_read(
        &mut self,
        file: &str,
        workbook: &mut Workbook,
        (portions, heads): (Option<&[Portion]>, &[Arc<Head>]),
        fates: &impl Fn(&[Option<Header>]) -> Vec<Fate>,
    ) -> Result<(), ProblemKind> {
        self.gathered.epoch = workbook.epoch();
        let names = workbook.sheets();
        let all = || (0..names.len()).map(|sheet| Portion { sheet, from: 0 }).collect();
        let mut sheets = Vec::new();
        for portion in portions.map_or_else(all, <[Portion]>::to_vec) {
            let head = match heads.get(portion.sheet).filter(|_| portion.from == 0) {
                Some(head) => Arc::clone(head),
                None => Arc::new(head_from(workbook, portion.sheet, portion.from)?),
            };
            let header = self.known.names.find(&head);
            let name = names.get(portion.sheet).cloned().unwrap_or_default();
            sheets.push(Sheet { portion, name, header, head });
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
        let mut above = headers
            .iter()
            .zip(&fates)
            .find_map(|(header, fate)| header.as_ref().filter(|_| *fate == Fate::Read).cloned());
        for (sheet, fate) in sheets.into_iter().zip(fates) {
            match (fate, &sheet.header, &above) {
                (Fate::Read, Some(header), _) => {
                    above = Some(header.clone());
                    self.read_rows(file, workbook, &sheet, header.clone(), None)?;
                }
                (Fate::NotEnough, _, Some(header)) => {
                    self.read_headerless(file, workbook, &sheet, header.clone())?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Reads the rows below a header, or below none from a row on.
    fn read_rows(
        &mut self,
        file: &str,
        workbook: &mut Workbook,
        sheet: &Sheet,
        header: Header,
        from: Option<u32>,
    ) -> Result<(), ProblemKind> {
        let place = (file, sheet.name.as_str());
        let (layout, out) = (&sheet.head.layout, &mut self.gathered);
        let top = from.unwrap_or(*header.rows.start());
        let years = sheet::named(file, &sheet.name, &sheet.head, top);
        let reader = match from {
            None => SheetReader::new(&self.known, out, place, layout, header),
            Some(from) => SheetReader::below(&self.known, out, place, layout, header, from),
        };
        let mut reader = reader.naming(years);
        let index = sheet.portion.sheet;
        workbook.scan(index, &mut |row| {
            reader.take(row);
            ControlFlow::Continue(())
        })?;
        let foreign = reader.end().into_iter();
        self.foreign.extend(foreign.map(|(i, from)| (i, Portion { sheet: index, from })));
        Ok(())
    }

    /// Reads a sheet without a header under another one's, where its rows fit, or says that they
    /// do not.
    fn read_headerless(
        &mut self,
        file: &str,
        workbook: &mut Workbook,
        sheet: &Sheet,
        header: Header,
    ) -> Result<(), ProblemKind> {
        match headless::look(&self.known, &header, &sheet.head) {
            Headless::Fits(from) => self.read_rows(file, workbook, sheet, header, Some(from)),
            Headless::Differs(from) => {
                let (mut rows, mut last) = (0, CellAt { row: from, column: 0 });
                workbook.scan(sheet.portion.sheet, &mut |row| {
                    if row.index >= from && row.cells.len() > 1 {
                        rows += 1;
                        let column = row.cells.last().map_or(0, |(c, _)| *c).max(last.column);
                        last = CellAt { row: row.index, column };
                    }
                    ControlFlow::Continue(())
                })?;
                let register = self.known.spec.title.clone();
                let kind = ProblemKind::SheetWithoutHeader { register, rows };
                let cell = format!("{}:{last}", CellAt { row: from, column: 0 });
                let (file, sheet) = (file.to_string(), sheet.name.clone());
                let place = Place::Cell { file, sheet, cell };
                self.gathered.problems.push(Problem::error(kind, place));
                self.incomplete = true;
                Ok(())
            }
            Headless::NoData => Ok(()),
        }
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
            let tables = with(Fate::Tied).flat_map(|(name, header)| {
                let rival = header.rival.iter().map(move |range| match name {
                    "" => range.clone(),
                    name => format!("{name}!{range}"),
                });
                std::iter::once(table((name, header))).chain(rival)
            });
            let tables = tables.collect();
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
