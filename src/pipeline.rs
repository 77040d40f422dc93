//! From an audit folder to its outcome: the only place where reading, scoring and the result meet.

mod copies;
mod extras;
pub mod previous;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::action;
use crate::annotate::Table;
use crate::audit::folder::{self, File, Folder, MANIFEST};
use crate::audit::manifest::Manifest;
use crate::audit::{Audit, Checksheet, Folders, checksheet};
use crate::containment::Reading;
use crate::diagnostic::{Failure, Place, Problem, ProblemKind, Severity, Stray, line_column};
use crate::evidence::assign::{Shares, by_name, follow};
use crate::evidence::table::{CellAt, Register};
use crate::evidence::{
    Assignment, Choice, Dates, HeaderNames, Portion, RegisterReader, header::Head, share,
};
use crate::kit;
use crate::lang::Lang;
use crate::lang::problem::{code, message};
use crate::outcome::{
    GradeBand, Input, ItemResult, Outcome, ProblemRecord, Project, SCHEMA, StandardRef,
    SwitchedOff, Tool,
};
use crate::reader::{self, ReadBy, Workbook};
use crate::scoring::{self, Context, Scored};
use crate::standard::{self, CheckKind, Shelf, Standard, Window};

pub use copies::{Copied, copies};
pub use extras::{files_around, shared_waivers};

/// How a folder is scored.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Replaces audit.toml's date.
    pub as_of: Option<NaiveDate>,
    /// Folder with further standards, `ID.toml` each.
    pub standards: Option<PathBuf>,
    /// Replaces audit.toml's standard.
    pub standard: Option<String>,
    /// Folder looked into for the standard in place of the audit's.
    pub standard_from: Option<PathBuf>,
    /// Earlier results of the project: actions are carried on from the latest, and last year's figures
    /// taken from the one of the same period a year ago.
    pub previous: Vec<PathBuf>,
    /// Files with waivers besides audit.toml's.
    pub waivers: Vec<PathBuf>,
    /// How spreadsheets are opened.
    pub reading: Reading,
}

/// An audit as scored, with what stands behind its outcome.
#[derive(Debug)]
pub struct Audited {
    /// The outcome.
    pub outcome: Outcome,
    /// The standard applied.
    pub standard: Arc<Standard>,
    /// The tables the registers were read from.
    pub tables: Vec<Table>,
    /// Per register with a file, by index: the tables that were looked at, and what became of them.
    pub choices: Vec<(usize, Choice)>,
    /// How its spreadsheets were opened.
    pub reading: Reading,
    /// By file, the sheets that were read and what read them.
    pub read_by: Vec<(String, Vec<(String, ReadBy)>)>,
}

/// Scores the audit folder at `path`.
///
/// # Errors
/// Everything that keeps it from being scored: exit code 2.
pub fn run(path: &Path, options: &Options) -> Result<Outcome, Failure> {
    audit(path, options).map(|audited| audited.outcome)
}

/// As [`run`], and keeps what copies of the registers are made from.
///
/// # Errors
/// Everything that keeps it from being scored: exit code 2.
pub fn audit(path: &Path, options: &Options) -> Result<Audited, Failure> {
    let folder = Folder::new(path);
    let text = folder.manifest()?;
    let manifest = parse_manifest(path, &text)?;
    let alone = is_alone();
    let standard = || find_standard(&manifest, path, options);
    let files = || opened(&folder, &options.reading, alone);
    // Neither asks the other for anything.
    let (standard, files) =
        if alone { rayon::join(standard, files) } else { (standard(), files()) };
    against(standard?, (manifest, &text), path, (options, files?))
}

/// The language of the standard an audit names, where both can be read: that of what there is to say.
pub fn language(path: &Path, options: &Options) -> Option<Lang> {
    let text = Folder::new(path).manifest().ok()?;
    let manifest = parse_manifest(path, &text).ok()?;
    find_standard(&manifest, path, options).ok().map(|standard| standard.language)
}

/// As [`run`], by a standard that is loaded already, whatever audit.toml names.
///
/// # Errors
/// As [`run`].
pub fn run_by(
    standard: &Arc<Standard>,
    path: &Path,
    options: &Options,
) -> Result<Outcome, Failure> {
    let text = Folder::new(path).manifest()?;
    let manifest = parse_manifest(path, &text)?;
    let files = opened(&Folder::new(path), &options.reading, is_alone())?;
    let audited = against(Arc::clone(standard), (manifest, &text), path, (options, files));
    audited.map(|audited| audited.outcome)
}

fn parse_manifest(path: &Path, text: &str) -> Result<Manifest, Failure> {
    Manifest::parse(&path.join(MANIFEST).to_string_lossy(), text)
}

fn against(
    standard: Arc<Standard>,
    (manifest, text): (Manifest, &str),
    path: &Path,
    (options, opened): (&Options, Vec<Opened>),
) -> Result<Audited, Failure> {
    let folder = Folder::new(path);
    let declared = declared_standard(&manifest, path, options);
    let mut audit = manifest.validate(&standard, declared.as_ref(), options.as_of)?;
    let extra = extras::read(path, &standard, &mut audit, options)?;
    let mut intake = Intake::new(&standard, &audit, &options.reading);
    intake.declared = declared.as_ref();
    intake.inputs.push(input(MANIFEST, &mut text.as_bytes(), &path.join(MANIFEST))?);
    for file in &extra {
        intake.inputs.push(input_of(file)?);
    }
    let checksheets = folder.checksheets()?;
    let evidence = opened.iter().map(|opened| &opened.file);
    let files = evidence.chain(&checksheets).map(|file| file.path.as_path());
    for file in options.reading.strangers(files) {
        intake.problems.push(Problem::warning(ProblemKind::FileMissing, Place::File { file }));
    }
    for opened in opened {
        intake.evidence(opened)?;
    }
    if checksheets.is_empty() && asks_for_checksheet(&standard) {
        let kind = ProblemKind::NoChecksheet { beside: folder.beside()? };
        let file = format!("{}.xlsx", folder::CHECKSHEET);
        intake.problems.push(Problem::warning(kind, Place::File { file }));
    }
    let (checksheet, problems) = intake.checksheet(&checksheets)?;
    let choices = intake.choices();
    let read_by = std::mem::take(&mut intake.read_by);
    let evidence = intake.finish();
    nothing_to_score(path, &evidence, &checksheet, &problems)?;
    let earlier = previous::read(&options.previous, &audit, &standard)?;
    let scored = scoring::score(&Context {
        standard: &standard,
        audit: &audit,
        registers: &evidence.registers,
        checksheet: &checksheet,
        previous: earlier.year_before(&audit),
        lang: standard.language,
    });
    let tables = tables(&evidence.registers);
    let mut outcome = assemble(&standard, (&audit, text), evidence, problems, scored);
    outcome.previous = earlier.chain();
    action::carry_on(&mut outcome, earlier.latest(), standard.serious_from);
    Ok(Audited { outcome, standard, tables, choices, reading: options.reading.clone(), read_by })
}

/// Whether anything is judged or sampled.
fn asks_for_checksheet(standard: &Standard) -> bool {
    let mut checks = standard.items.iter().flat_map(|item| &item.checks);
    checks.any(|check| matches!(check.kind, CheckKind::Judged | CheckKind::Sampled(_)))
}

/// Where the registers were read from.
fn tables(registers: &[Option<Register>]) -> Vec<Table> {
    let parts = registers.iter().flatten().flat_map(|register| &register.parts);
    let table = |part: &crate::evidence::table::Part| Table {
        file: part.file.clone(),
        sheet: part.sheet.clone(),
        header_row: part.header_row,
    };
    parts.map(table).collect()
}

/// The standard an audit asks for: in the audit folder, in the folder of standards, or shipped.
///
/// # Errors
/// Where there is none, or every problem of its files.
pub fn find_standard(
    manifest: &Manifest,
    path: &Path,
    options: &Options,
) -> Result<Arc<Standard>, Failure> {
    let id = options.standard.as_deref().unwrap_or_else(|| manifest.standard());
    let shelf = shelf(path, options);
    match shelf.standard(id)? {
        Some(source) if source.shipped => standard::load_shipped(id, source),
        Some(source) => standard::load_from(source, &shelf).map(Arc::new),
        None => Err(manifest.unknown_standard(id, &shelf.ids())),
    }
}

fn shelf(path: &Path, options: &Options) -> Folders {
    let own = options.standard_from.as_deref().unwrap_or(path);
    Folders::new(Some(own), options.standards.as_deref())
}

/// The standard audit.toml names, where another was asked for: its items, roles and registers are no
/// mistakes in the folder.
fn declared_standard(manifest: &Manifest, path: &Path, options: &Options) -> Option<Standard> {
    let id = manifest.standard();
    options.standard.as_deref().filter(|asked| *asked != id)?;
    let shelf = shelf(path, options);
    let source = shelf.standard(id).ok().flatten()?;
    standard::load_from(source, &shelf).ok()
}

/// The names of a standard's columns, made once for all audits by it.
fn names_of(standard: &Standard) -> Arc<[HeaderNames]> {
    static KNOWN: Mutex<BTreeMap<String, Arc<[HeaderNames]>>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let names = || HeaderNames::of_all(&standard.registers).into();
    Arc::clone(known.entry(standard.sha256.clone()).or_insert_with(names))
}

/// A file of the evidence.
struct Opened {
    file: File,
    /// What came of opening it, where it was opened ahead of its turn.
    ahead: Option<(Result<Input, Failure>, Result<(Workbook, Vec<Problem>), ProblemKind>)>,
}

/// Bytes of files that are opened ahead of their turn: what they hold takes memory.
const AHEAD_BYTES: u64 = 2 << 20;

/// Whether nothing else is done beside this: the audits of a batch leave each other no processor.
fn is_alone() -> bool {
    rayon::current_thread_index().is_none()
}

/// The files of the evidence; where there is nothing else to do, the small ones opened side by side.
fn opened(folder: &Folder, reading: &Reading, alone: bool) -> Result<Vec<Opened>, Failure> {
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
fn open(
    file: &File,
    reading: &Reading,
) -> (Result<Input, Failure>, Result<(Workbook, Vec<Problem>), ProblemKind>) {
    let workbook = reading.open_path(&file.path).and_then(|mut workbook| {
        let remarks = remarks(&file.name, &mut workbook)?;
        Ok((workbook, remarks))
    });
    (input_of(file), workbook)
}

/// A file as an input, with its hash.
fn input_of(file: &File) -> Result<Input, Failure> {
    let content = std::fs::File::open(&file.path);
    let mut content = content.map_err(|error| folder::unreadable(&file.path, &error))?;
    input(&file.name, &mut content, &file.path)
}

fn input(name: &str, content: &mut dyn Read, path: &Path) -> Result<Input, Failure> {
    let mut hash = Sha256::new();
    let mut chunk = vec![0; 64 << 10];
    let mut bytes = 0;
    loop {
        let length = match content.read(&mut chunk) {
            Ok(0) => break,
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(folder::unreadable(path, &error)),
        };
        hash.update(chunk.get(..length).unwrap_or_default());
        bytes += length as u64;
    }
    let (path, sha256) = (name.to_string(), hex(&hash.finalize()));
    Ok(Input { path, sha256, bytes, register: None, rows: None })
}

/// Files on their way to becoming registers.
struct Intake<'a> {
    standard: &'a Standard,
    /// The standard audit.toml names, where another was asked for.
    declared: Option<&'a Standard>,
    audit: &'a Audit,
    reading: &'a Reading,
    /// By register, the names of its columns.
    names: Arc<[HeaderNames]>,
    /// By register, the columns whose values are kept.
    needed: Vec<BTreeSet<usize>>,
    readers: Vec<Option<RegisterReader<'a>>>,
    /// Registers of which a file could not be read: what is left of them proves nothing.
    broken: Vec<bool>,
    /// Registers of which a file is the form that `init` made, with nothing filled in.
    forms: Vec<bool>,
    inputs: Vec<Input>,
    problems: Vec<Problem>,
    read_by: Vec<(String, Vec<(String, ReadBy)>)>,
    /// By hash: the first file of these bytes, and what it was read as.
    whole: BTreeMap<String, (String, Shares)>,
}

/// Registers as read.
struct Evidence {
    registers: Vec<Option<Register>>,
    inputs: Vec<Input>,
    problems: Vec<Problem>,
}

impl<'a> Intake<'a> {
    fn new(standard: &'a Standard, audit: &'a Audit, reading: &'a Reading) -> Self {
        let count = standard.registers.len();
        Intake {
            standard,
            declared: None,
            audit,
            reading,
            names: names_of(standard),
            needed: scoring::columns_needed(standard),
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
        let (file, place) = (&file, || Place::File { file: file.name.clone() });
        if let Some(stray) = file.stray {
            self.problems.push(Problem::info(ProblemKind::StrayFile { stray }, place()));
            return Ok(());
        }
        let (input, workbook) = ahead.unwrap_or_else(|| open(file, self.reading));
        self.inputs.push(input?);
        let specs = &self.standard.registers;
        let opened = workbook.and_then(|(mut workbook, remarks)| {
            self.problems.extend(remarks);
            let shares = share(&file.name, &mut workbook, (specs, &self.names))?;
            Ok((workbook, shares))
        });
        if let Ok((_, Ok((shares, _)))) = &opened
            && let Some(first) = self.twin(file, shares)
        {
            let kind = ProblemKind::SameFile { first };
            self.problems.push(Problem::warning(kind, place()));
            return Ok(());
        }
        match opened {
            Ok((mut workbook, Ok((shares, heads)))) => {
                follow(shares, |index, portions, first| {
                    self.read(index, file, &mut workbook, (portions, &heads), first)
                });
                self.was_read(file, &workbook);
            }
            Ok((_, Err(Assignment::Several(indices)))) => {
                let titles = indices.iter().filter_map(|i| specs.get(*i));
                let registers = titles.map(|s| s.title.clone().into()).collect();
                let kind = ProblemKind::AmbiguousFile { registers };
                self.problems.push(Problem::error(kind, place()));
                indices.into_iter().for_each(|index| self.mark_broken(index));
            }
            Ok((_, Err(Assignment::None | Assignment::One(_)))) => {
                // A folder that serves two standards has registers of both.
                let other = self.declared.map(|s| by_name(&file.name, &s.registers));
                let severity = match other {
                    Some(Assignment::One(_) | Assignment::Several(_)) => Severity::Info,
                    Some(Assignment::None) | None => Severity::Warning,
                };
                let kind = ProblemKind::UnmatchedFile;
                self.problems.push(Problem { severity, kind, place: place() });
            }
            // What cannot be read is not empty: the register it belongs to by name proves nothing.
            Err(kind) => {
                self.problems.push(Problem::error(kind, place()));
                if let Some(index) = by_name(&file.name, specs).one() {
                    self.mark_broken(index);
                }
            }
        }
        Ok(())
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
        let needed = self.needed.get(index).cloned().unwrap_or_default();
        let readers = scoring::readers(self.standard, index);
        let reader = slot.get_or_insert_with(|| {
            RegisterReader::with(spec, index, dates, self.names.get(index).cloned())
                .keeping(needed)
                .among(&self.names)
                .read_by(readers)
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

    fn checksheet(&mut self, files: &[File]) -> Result<(Checksheet, Vec<Problem>), Failure> {
        let mut opened = Vec::new();
        for file in files {
            self.inputs.push(input_of(file)?);
            // Verdicts that cannot be read are not verdicts left open.
            let workbook = self
                .reading
                .open_path(&file.path)
                .map_err(|kind| Failure::one(kind, folder::file_place(&file.path)))?;
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

    fn choices(&self) -> Vec<(usize, Choice)> {
        let readers = self.readers.iter().enumerate();
        let readers = readers.filter_map(|(index, reader)| Some((index, reader.as_ref()?)));
        readers.flat_map(|(i, r)| r.choices().iter().map(move |c| (i, c.clone()))).collect()
    }

    fn finish(mut self) -> Evidence {
        let mut registers = Vec::new();
        for (index, reader) in self.readers.into_iter().enumerate() {
            let broken = self.broken.get(index).copied().unwrap_or(false);
            let register = reader.and_then(|reader| {
                let (register, problems) = reader.finish();
                self.problems.extend(problems);
                register.filter(|_| !broken)
            });
            if let Some(spec) = self.standard.registers.get(index) {
                let title = || spec.title.clone().into();
                let declared = self.audit.not_kept.contains_key(&spec.id);
                let form = self.forms.get(index).copied().unwrap_or(false);
                let empty = self.audit.empty.contains_key(&spec.id);
                match &register {
                    None if !declared && !broken && is_read(self.standard, index) => {
                        let kind = ProblemKind::MissingRegister { register: title() };
                        let file = folder::EVIDENCE.to_string();
                        self.problems.push(Problem::warning(kind, Place::File { file }));
                    }
                    Some(register) if declared && !register.rows.is_empty() => {
                        let kind = ProblemKind::UnexpectedRegister { register: title() };
                        let file =
                            register.parts.first().map_or_else(String::new, |p| p.file.clone());
                        self.problems.push(Problem::warning(kind, Place::File { file }));
                    }
                    Some(register) if empty && !register.rows.is_empty() => {
                        let kind = ProblemKind::NotEmpty { register: title() };
                        let file =
                            register.parts.first().map_or_else(String::new, |p| p.file.clone());
                        self.problems.push(Problem::warning(kind, Place::File { file }));
                    }
                    Some(register) if form && register.rows.is_empty() && !declared && !empty => {
                        let kind = ProblemKind::UnfilledRegister { register: title() };
                        let file =
                            register.parts.first().map_or_else(String::new, |p| p.file.clone());
                        self.problems.push(Problem::warning(kind, Place::File { file }));
                        registers.push(None);
                        continue;
                    }
                    Some(register) if register.rows.is_empty() && !declared => {
                        let kind = ProblemKind::EmptyRegister { register: title() };
                        let file =
                            register.parts.first().map_or_else(String::new, |p| p.file.clone());
                        self.problems.push(Problem::info(kind, Place::File { file }));
                    }
                    _ => {}
                }
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
    Dates { as_of: audit.as_of, from: year.map(|range| range.from) }
}

/// Whether some check reads a register.
fn is_read(standard: &Standard, register: usize) -> bool {
    standard.items.iter().flat_map(|i| &i.checks).any(|check| match &check.kind {
        CheckKind::Measured(measured) => measured.register == register,
        CheckKind::Judged | CheckKind::Sampled(_) => false,
    })
}

/// An audit nobody has begun is not an audit with nothing reviewed. Where something was begun and could
/// not be read, what is wrong with it comes first.
fn nothing_to_score(
    path: &Path,
    evidence: &Evidence,
    checksheet: &Checksheet,
    checksheet_problems: &[Problem],
) -> Result<(), Failure> {
    let rows = evidence.registers.iter().flatten().any(|r| !r.rows.is_empty());
    if rows || !checksheet.is_blank() {
        return Ok(());
    }
    let checksheets = evidence.inputs.iter().map(|i| &i.path).filter(|p| !p.contains('/'));
    let mut first: Vec<String> = checksheets.filter(|p| *p != MANIFEST).cloned().collect();
    if first.is_empty() {
        first.push(format!("{}.xlsx", folder::CHECKSHEET));
    }
    first.insert(0, format!("{}/", folder::EVIDENCE));
    let kind = ProblemKind::NothingToScore { first };
    let read = evidence.problems.iter().chain(checksheet_problems);
    // A register that is open elsewhere has left nothing but its lock file, perhaps.
    let is_lock = |p: &Problem| matches!(p.kind, ProblemKind::StrayFile { stray: Stray::Lock });
    let mut problems: Vec<Problem> =
        read.filter(|p| p.severity == Severity::Error || is_lock(p)).cloned().collect();
    problems.push(Problem::error(kind, folder::file_place(path)));
    Err(Failure { problems, sources: Vec::new() })
}

fn assemble(
    standard: &Standard,
    (audit, manifest): (&Audit, &str),
    evidence: Evidence,
    checksheet_problems: Vec<Problem>,
    scored: Scored,
) -> Outcome {
    let lang = standard.language;
    let mut problems: Vec<ProblemRecord> =
        [evidence.problems, checksheet_problems, scored.problems]
            .into_iter()
            .flatten()
            .map(|problem| record(problem, manifest, lang))
            .collect();
    // Within a file the order of reading, which is the order of its rows.
    problems.sort_by(|a, b| a.file.cmp(&b.file));
    let mut items = scored.items;
    quote_unreadable(&mut items, &problems);
    Outcome {
        schema: SCHEMA.to_string(),
        tool: Tool {
            name: env!("CARGO_PKG_NAME").to_string(),
            version: env!("CARGO_PKG_VERSION").to_string(),
        },
        standard: StandardRef {
            id: standard.id.clone(),
            version: standard.version.clone(),
            title: standard.title.get(lang).to_string(),
            sha256: standard.sha256.clone(),
            language: lang,
            titles: standard.title.clone(),
            off: standard
                .off
                .iter()
                .map(|o| SwitchedOff { item: o.item.clone(), reason: o.reason.clone() })
                .collect(),
        },
        project: Project {
            id: audit.project_id.clone(),
            name: audit.project_name.clone(),
            group: audit.group.join("/"),
            households: audit.households,
        },
        period: audit.period.to_string(),
        as_of: audit.as_of,
        score: scored.score,
        sections: scored.sections,
        items,
        inputs: evidence.inputs,
        problems,
        auditor: audit.auditor.clone(),
        grades: standard
            .grades
            .iter()
            .map(|g| GradeBand { id: g.id.clone(), titles: g.title.clone(), from: g.from.into() })
            .collect(),
        spot_checks: scored.spot_checks,
        actions: Vec::new(),
        waivers: scored.waivers,
        previous: Vec::new(),
    }
}

/// A problem as the result has it; the only TOML file it may point into is audit.toml, `manifest`.
/// A cell that could not be read has no value; what stands in it, its problem says.
fn quote_unreadable(items: &mut [ItemResult], problems: &[ProblemRecord]) {
    let said: BTreeMap<(&str, &str, &str), &str> = problems
        .iter()
        .filter_map(|p| {
            Some(((&*p.file, p.sheet.as_deref()?, p.cell.as_deref()?), unreadable(&p.data)?))
        })
        .collect();
    let checks = items.iter_mut().flat_map(|item| &mut item.checks);
    for evidence in checks.flat_map(|check| &mut check.evidence).filter(|e| e.value.is_empty()) {
        let at = (&*evidence.file, &*evidence.sheet, &*evidence.cell);
        if let Some(found) = said.get(&at) {
            evidence.value = (*found).to_string();
        }
    }
}

/// What stands in a cell that could not be read.
fn unreadable(kind: &ProblemKind) -> Option<&str> {
    match kind {
        ProblemKind::TypeMismatch { found, .. }
        | ProblemKind::MixedPercent { found, .. }
        | ProblemKind::CellError { found, .. }
        | ProblemKind::ImplausibleDate { found, .. }
        | ProblemKind::YearUnclear { found, .. } => Some(found),
        _ => None,
    }
}

fn record(problem: Problem, manifest: &str, lang: Lang) -> ProblemRecord {
    let line = match &problem.place {
        Place::Toml { span, .. } => u32::try_from(line_column(manifest, span.start).0).ok(),
        Place::Cell { .. } | Place::File { .. } => None,
    };
    let (file, sheet, cell) = match problem.place {
        Place::Cell { file, sheet, cell } => (file, Some(sheet), Some(cell)),
        Place::File { file } => (file, None, None),
        Place::Toml { .. } => (MANIFEST.to_string(), None, None),
    };
    ProblemRecord {
        severity: problem.severity,
        code: code(&problem.kind).to_string(),
        file,
        sheet,
        cell,
        line,
        message: message(&problem.kind, lang),
        data: problem.kind,
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}
