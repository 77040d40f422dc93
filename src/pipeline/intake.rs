//! The files of an audit on their way to registers and a checksheet.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use crate::audit::folder::{self, File, Folder};
use crate::audit::{Audit, Checksheet, checksheet};
use crate::containment::Reading;
use crate::diagnostic::{Failure, Place, Problem, ProblemKind, Severity};
use crate::evidence::assign::{Shares, by_name, follow};
use crate::evidence::header::Head;
use crate::evidence::table::{CellAt, Register};
use crate::evidence::{self, Assignment, Choice, Dates, Portion, RegisterReader, share};
use crate::kit;
use crate::outcome::Input;
use crate::reader::{self, ReadBy, Workbook};
use crate::standard::{CheckKind, Standard, Window};

mod apart;
mod inputs;
mod known;
#[cfg(test)]
mod tests;

pub use inputs::{input, input_of};

use inputs::input_and_workbook;
use known::Known;

/// A file of the evidence.
pub struct Opened {
    pub file: File,
    /// What came of opening it, where it was opened ahead of its turn.
    ahead: Option<Content>,
}

/// What came of opening a file.
struct Content {
    input: Result<Input, Failure>,
    /// With what is worth saying of it.
    workbook: Result<(Workbook, Vec<Problem>), ProblemKind>,
}

/// Bytes of files that are opened ahead of their turn: what they hold takes memory.
const AHEAD_BYTES: u64 = 2 << 20;

/// Whether nothing else is done beside this: the audits of a batch leave each other no processor.
pub fn is_alone() -> bool {
    rayon::current_thread_index().is_none()
}

/// The files of the evidence; where there is nothing else to do, the small ones opened side by side.
pub fn opened(folder: &Folder, reading: &Reading, alone: bool) -> Result<Vec<Opened>, Failure> {
    let files = folder.evidence()?;
    if !alone {
        return Ok(files.into_iter().map(|file| Opened { file, ahead: None }).collect());
    }
    let mut left = AHEAD_BYTES;
    let mut is_small = |file: &File| {
        let size = file.path.metadata().map_or(u64::MAX, |m| m.len());
        let fits = left.checked_sub(size).filter(|_| file.stray.is_none());
        left = fits.unwrap_or(left);
        fits.is_some()
    };
    let files: Vec<(bool, File)> = files.into_iter().map(|f| (is_small(&f), f)).collect();
    let ahead =
        |(small, file): (bool, File)| Opened { ahead: small.then(|| open(&file, reading)), file };
    Ok(files.into_par_iter().map(ahead).collect())
}

/// Opens a file, and says what is worth saying of it.
fn open(file: &File, reading: &Reading) -> Content {
    let (input, workbook) = input_and_workbook(file, reading);
    let workbook = workbook.and_then(|mut workbook| {
        let remarks = remarks(&file.name, &mut workbook)?;
        Ok((workbook, remarks))
    });
    Content { input, workbook }
}

/// Files on their way to becoming registers.
pub struct Intake<'a> {
    standard: &'a Standard,
    /// The standard audit.toml names, where another was asked for.
    pub declared: Option<&'a Standard>,
    audit: &'a Audit,
    reading: &'a Reading,
    known: Arc<Known>,
    readers: Vec<Option<RegisterReader<'a>>>,
    /// Registers of which a file could not be read: what is left of them proves nothing.
    broken: Vec<bool>,
    /// Registers of which a file is the form that `init` made, with nothing filled in.
    forms: Vec<bool>,
    pub inputs: Vec<Input>,
    pub problems: Vec<Problem>,
    pub read_by: Vec<(String, Vec<(String, ReadBy)>)>,
    /// By hash: the first file of these bytes, and what it was read as.
    whole: BTreeMap<String, (String, Shares)>,
}

/// How far an intake has come with its files, to go back to.
struct Come {
    inputs: Vec<Input>,
    problems: usize,
    readers: Vec<Option<evidence::Come>>,
    broken: Vec<bool>,
    forms: Vec<bool>,
    whole: BTreeMap<String, (String, Shares)>,
}

/// Registers as read.
pub struct Evidence {
    pub registers: Vec<Option<Register>>,
    pub inputs: Vec<Input>,
    pub problems: Vec<Problem>,
}

impl<'a> Intake<'a> {
    pub fn new(standard: &'a Standard, audit: &'a Audit, reading: &'a Reading) -> Self {
        let count = standard.registers.len();
        Intake {
            standard,
            declared: None,
            audit,
            reading,
            known: Known::of(standard),
            readers: std::iter::repeat_with(|| None).take(count).collect(),
            broken: vec![false; count],
            forms: vec![false; count],
            inputs: Vec::new(),
            problems: Vec::new(),
            read_by: Vec::new(),
            whole: BTreeMap::new(),
        }
    }

    /// Notes down what read the sheets of a file.
    fn was_read(&mut self, file: &File, workbook: &Workbook) {
        let sheets = workbook.sheets().into_iter().enumerate();
        let sheets = sheets.filter_map(|(i, name)| Some((name, workbook.read_by(i)?)));
        self.read_by.push((file.name.clone(), sheets.collect()));
    }

    fn evidence(&mut self, opened: Opened) -> Result<(), Failure> {
        let Opened { file, ahead } = opened;
        let file = &file;
        if let Some(stray) = file.stray {
            let place = Place::File { file: file.name.clone() };
            self.problems.push(Problem::info(ProblemKind::StrayFile { stray }, place));
            return Ok(());
        }
        let Content { input, workbook } = ahead.unwrap_or_else(|| open(file, self.reading));
        self.inputs.push(input?);
        match workbook {
            Ok((mut workbook, remarks)) => {
                self.problems.extend(remarks);
                let come = workbook.tell_ahead().then(|| self.mark());
                let mut read = self.sheets(file, &mut workbook);
                if let Some(come) = come
                    && !workbook.is_as_told()
                {
                    self.go_back(come);
                    read = self.sheets(file, &mut workbook);
                }
                if read {
                    self.was_read(file, &workbook);
                }
            }
            Err(kind) => self.unreadable(file, kind),
        }
        Ok(())
    }

    /// How far the registers have come.
    fn mark(&self) -> Come {
        Come {
            inputs: self.inputs.clone(),
            problems: self.problems.len(),
            readers: self.readers.iter().map(|r| r.as_ref().map(RegisterReader::mark)).collect(),
            broken: self.broken.clone(),
            forms: self.forms.clone(),
            whole: self.whole.clone(),
        }
    }

    /// Forgets what was read since.
    fn go_back(&mut self, come: Come) {
        self.problems.truncate(come.problems);
        for (reader, come) in self.readers.iter_mut().zip(&come.readers) {
            match (&mut *reader, come) {
                (Some(reader), Some(come)) => reader.go_back(come),
                (reader, _) => *reader = None,
            }
        }
        (self.inputs, self.whole) = (come.inputs, come.whole);
        (self.broken, self.forms) = (come.broken, come.forms);
    }

    /// What cannot be read is not empty: the register it belongs to by name proves nothing.
    fn unreadable(&mut self, file: &File, kind: ProblemKind) {
        let place = Place::File { file: file.name.clone() };
        self.problems.push(Problem::error(kind, place));
        if let Some(index) = by_name(&file.name, &self.standard.registers).one() {
            self.mark_broken(index);
        }
    }

    /// Reads what the registers hold of a file; whether there are any.
    fn sheets(&mut self, file: &File, workbook: &mut Workbook) -> bool {
        let place = || Place::File { file: file.name.clone() };
        let specs = &self.standard.registers;
        let opened = share(&file.name, workbook, (specs, &self.known.names));
        if let Ok(Ok((shares, _))) = &opened
            && let Some(first) = self.twin(file, shares)
        {
            let kind = ProblemKind::SameFile { first };
            self.problems.push(Problem::warning(kind, place()));
            return false;
        }
        match opened {
            Ok(Ok((shares, heads))) => {
                follow(shares, |index, portions, first| {
                    self.read(index, file, workbook, (portions, &heads), first)
                });
                return true;
            }
            Ok(Err(Assignment::Several(indices))) => {
                let titles = indices.iter().filter_map(|i| specs.get(*i));
                let registers = titles.map(|s| s.title.clone().into()).collect();
                let kind = ProblemKind::AmbiguousFile { registers };
                self.problems.push(Problem::error(kind, place()));
                indices.into_iter().for_each(|index| self.mark_broken(index));
            }
            Ok(Err(Assignment::None | Assignment::One(_))) => {
                // A folder that serves two standards has registers of both.
                let other = self.declared.map(|s| by_name(&file.name, &s.registers));
                let severity = match other {
                    Some(Assignment::One(_) | Assignment::Several(_)) => Severity::Info,
                    Some(Assignment::None) | None => Severity::Warning,
                };
                let kind = ProblemKind::UnmatchedFile;
                self.problems.push(Problem { severity, kind, place: place() });
            }
            Err(kind) => self.unreadable(file, kind),
        }
        false
    }

    /// The file whose bytes the last one has again, where both are read as the same: each row of it
    /// would count twice. Registers told by their names may well be alike, empty ones for instance.
    fn twin(&mut self, file: &File, shares: &Shares) -> Option<String> {
        let hash = self.inputs.last()?.sha256.clone();
        let known = self.whole.get(&hash);
        if let Some((first, _)) = known.filter(|(_, as_what)| as_what == shares) {
            return Some(first.clone());
        }
        self.whole.entry(hash).or_insert_with(|| (file.name.clone(), shares.clone()));
        None
    }

    /// Reads the parts of a file that are a register's, and returns where others' begin.
    fn read(
        &mut self,
        index: usize,
        file: &File,
        workbook: &mut Workbook,
        parts: (&[Portion], &[Arc<Head>]),
        first: bool,
    ) -> Vec<(usize, Portion)> {
        let (Some(spec), Some(slot)) =
            (self.standard.registers.get(index), self.readers.get_mut(index))
        else {
            return Vec::new();
        };
        let dates = dates(self.audit);
        let known = &self.known;
        let reader = slot.get_or_insert_with(|| {
            RegisterReader::with(spec, index, dates, known.names.get(index).cloned())
                .keeping(known.needed.get(index).cloned().unwrap_or_default())
                .among(&known.names)
                .read_by(known.readers.get(index).cloned().unwrap_or_default())
        });
        let before = reader.tables();
        let rows = reader.read_portions(&file.name, workbook, parts);
        let foreign = reader.take_foreign();
        if reader.tables() == before || reader.is_incomplete() {
            self.mark_broken(index);
        }
        if rows == 0
            && is_form(&file.path)
            && let Some(form) = self.forms.get_mut(index)
        {
            *form = true;
        }
        self.note_rows(&spec.id, rows, first);
        foreign
    }

    /// Notes what was read from the last file: a line for each register it has.
    fn note_rows(&mut self, register: &str, rows: u32, first: bool) {
        let Some(last) = self.inputs.last() else { return };
        let path = last.path.clone();
        let same = |i: &&mut Input| i.path == path && i.register.as_deref() == Some(register);
        if let Some(input) = self.inputs.iter_mut().find(same).filter(|_| !first) {
            input.rows = Some(input.rows.unwrap_or(0).saturating_add(rows));
            return;
        }
        if !first {
            self.inputs.extend(self.inputs.last().cloned());
        }
        if let Some(input) = self.inputs.last_mut() {
            input.register = Some(register.to_string());
            input.rows = Some(rows);
        }
    }

    fn mark_broken(&mut self, index: usize) {
        if let Some(broken) = self.broken.get_mut(index) {
            *broken = true;
        }
    }

    pub fn checksheet(&mut self, files: &[File]) -> Result<(Checksheet, Vec<Problem>), Failure> {
        let mut opened = Vec::new();
        for file in files {
            let (input, workbook) = input_and_workbook(file, self.reading);
            self.inputs.push(input?);
            // Verdicts that cannot be read are not verdicts left open.
            let workbook =
                workbook.map_err(|kind| Failure::one(kind, folder::file_place(&file.path)))?;
            opened.push((file.name.clone(), workbook));
        }
        let standards = (self.standard, self.declared);
        let (dates, period) = (dates(self.audit), self.audit.period.range());
        let (checksheet, problems, rows) = checksheet::read(&mut opened, standards, dates, period)
            .map_err(|problems| Failure { problems, sources: Vec::new() })?;
        for (file, (_, workbook)) in files.iter().zip(&opened) {
            self.was_read(file, workbook);
        }
        let inputs = self.inputs.iter_mut().rev().take(rows.len()).rev();
        inputs.zip(rows).for_each(|(input, rows)| input.rows = Some(rows));
        Ok((checksheet, problems))
    }

    pub fn choices(&self) -> Vec<(usize, Choice)> {
        let readers = self.readers.iter().enumerate();
        let readers = readers.filter_map(|(index, reader)| Some((index, reader.as_ref()?)));
        readers.flat_map(|(i, r)| r.choices().iter().map(move |c| (i, c.clone()))).collect()
    }

    pub fn finish(mut self) -> Evidence {
        let mut registers = Vec::new();
        for (index, reader) in self.readers.into_iter().enumerate() {
            let broken = self.broken.get(index).copied().unwrap_or(false);
            let mut register = reader.and_then(|reader| {
                let (register, problems) = reader.finish();
                self.problems.extend(problems);
                register.filter(|_| !broken)
            });
            if let Some(spec) = self.standard.registers.get(index) {
                let title = || spec.title.clone().into();
                let declared = self.audit.not_kept.contains_key(&spec.id);
                let form = self.forms.get(index).copied().unwrap_or(false);
                let empty = self.audit.empty.contains_key(&spec.id);
                let first = register.as_ref().and_then(|register| register.parts.first());
                let file = first.map_or_else(String::new, |part| part.file.to_string());
                let rows = register.as_ref().map(|register| !register.rows.is_empty());
                let warning = |kind, file| Some(Problem::warning(kind, Place::File { file }));
                let said = match rows {
                    None if !declared && !broken && is_read(self.standard, index) => {
                        let kind = ProblemKind::MissingRegister { register: title() };
                        warning(kind, folder::EVIDENCE.to_string())
                    }
                    Some(true) if declared => {
                        warning(ProblemKind::UnexpectedRegister { register: title() }, file)
                    }
                    Some(true) if empty => {
                        warning(ProblemKind::NotEmpty { register: title() }, file)
                    }
                    Some(false) if form && !declared && !empty => {
                        register = None;
                        warning(ProblemKind::UnfilledRegister { register: title() }, file)
                    }
                    Some(false) if !declared => {
                        let kind = ProblemKind::EmptyRegister { register: title() };
                        Some(Problem::info(kind, Place::File { file }))
                    }
                    _ => None,
                };
                self.problems.extend(said);
            }
            registers.push(register);
        }
        self.inputs.sort_by(|a, b| a.path.cmp(&b.path));
        Evidence { registers, inputs: self.inputs, problems: self.problems }
    }
}

/// What is worth saying about a file that was opened.
fn remarks(file: &str, workbook: &mut Workbook) -> Result<Vec<Problem>, ProblemKind> {
    let mut problems = Vec::new();
    let place = || Place::File { file: file.to_string() };
    let format = workbook.format();
    let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    if ending.is_some_and(|ending| !format.endings().contains(&ending.as_str())) {
        let kind = ProblemKind::FormatDiffers { found: format.name().to_string() };
        problems.push(Problem::info(kind, place()));
    }
    if let Some(encoding) = workbook.guessed_encoding() {
        let kind = ProblemKind::EncodingGuessed { encoding: encoding.name().to_string() };
        problems.push(Problem::warning(kind, place()));
    }
    if let Some(lost) = workbook.destroyed()? {
        let sheet = workbook.sheets().get(lost.sheet).cloned().unwrap_or_default();
        let cell = CellAt { row: lost.row, column: lost.column }.to_string();
        let kind = ProblemKind::TextDestroyed { found: lost.found };
        let place = Place::Cell { file: file.to_string(), sheet, cell };
        problems.push(Problem::error(kind, place));
    }
    Ok(problems)
}

/// Whether a file is a form that `init` made: its rows tell whether something was filled in.
fn is_form(path: &Path) -> bool {
    std::fs::File::open(path).is_ok_and(|file| reader::has_keyword(file, kit::FORM))
}

/// A date without a year is of the twelve months that end with the period, or of the days up to
/// the audit.
fn dates(audit: &Audit) -> Dates {
    let year = audit.period.window(Window::TrailingYear);
    Dates::new(audit.as_of, year.map(|range| range.from))
}

/// Whether some check reads a register.
fn is_read(standard: &Standard, register: usize) -> bool {
    standard.items.iter().flat_map(|i| &i.checks).any(|check| match &check.kind {
        CheckKind::Measured(measured) => measured.register == register,
        CheckKind::Judged | CheckKind::Sampled(_) => false,
    })
}
