//! From an audit folder to its outcome: the only place where reading, scoring and the result meet.

mod assemble;
mod copies;
mod extras;
mod intake;
pub mod previous;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::action;
use crate::annotate::Table;
use crate::audit::folder::{self, Folder, MANIFEST};
use crate::audit::manifest::Manifest;
use crate::audit::{Checksheet, Folders};
use crate::containment::Reading;
use crate::diagnostic::{Failure, Place, Problem, ProblemKind, Severity, Stray};
use crate::evidence::Choice;
use crate::evidence::table::Register;
use crate::lang::Lang;
use crate::outcome::Outcome;
use crate::reader::ReadBy;
use crate::scoring::{self, Context};
use crate::standard::{self, CheckKind, Shelf, Standard};
use assemble::assemble;
use intake::{Evidence, Intake, Opened, input, input_of, is_alone, opened};

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
    begin(path, options)?.audit(path, options)
}

/// An audit whose standard is known and whose files are about to be read.
pub struct Begun {
    /// What it is scored by.
    pub standard: Arc<Standard>,
    manifest: Manifest,
    /// audit.toml.
    text: String,
    files: Vec<Opened>,
}

/// Finds the standard of an audit and its files.
///
/// # Errors
/// Where there is none, or a folder cannot be read.
pub fn begin(path: &Path, options: &Options) -> Result<Begun, Failure> {
    let folder = Folder::new(path);
    let text = folder.manifest()?;
    let manifest = parse_manifest(path, &text)?;
    let alone = is_alone();
    let standard = || find_standard(&manifest, path, options);
    let files = || opened(&folder, &options.reading, alone);
    // Neither asks the other for anything.
    let (standard, files) =
        if alone { rayon::join(standard, files) } else { (standard(), files()) };
    Ok(Begun { standard: standard?, manifest, text, files: files? })
}

impl Begun {
    /// Reads the files and scores.
    ///
    /// # Errors
    /// As [`run`].
    pub fn audit(self, path: &Path, options: &Options) -> Result<Audited, Failure> {
        against(self.standard, (self.manifest, &self.text), path, (options, self.files))
    }
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
    intake.inputs.push(input(MANIFEST, text.as_bytes()));
    for file in &extra {
        intake.inputs.push(input_of(file)?);
    }
    let checksheets = folder.checksheets()?;
    let evidence = opened.iter().map(|opened| &opened.file);
    let files = evidence.chain(&checksheets).map(|file| file.path.as_path());
    for file in options.reading.strangers(files) {
        intake.problems.push(Problem::warning(ProblemKind::FileMissing, Place::File { file }));
    }
    let mut beside = intake.beside();
    let mut sheets = None;
    let registers = match is_alone() {
        // The registers stay on this thread, which has others to help it.
        true => rayon::in_place_scope(|scope| {
            scope.spawn(|_| sheets = Some(beside.checksheet(&checksheets)));
            intake.all(opened)
        }),
        false => intake.all(opened),
    };
    registers?;
    if checksheets.is_empty() && asks_for_checksheet(&standard) {
        let kind = ProblemKind::NoChecksheet { beside: folder.beside()? };
        let file = format!("{}.xlsx", folder::CHECKSHEET);
        intake.problems.push(Problem::warning(kind, Place::File { file }));
    }
    let sheets = sheets.unwrap_or_else(|| beside.checksheet(&checksheets));
    let (checksheet, problems) = sheets?;
    intake.inputs.append(&mut beside.inputs);
    intake.read_by.append(&mut beside.read_by);
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
        dated: &scoring::Dated::new(&standard),
        previous: earlier.year_before(&audit),
        lang: standard.language,
        alone: is_alone(),
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
        file: part.file.to_string(),
        sheet: part.sheet.to_string(),
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
        None => {
            let asked = options.standard.is_some().then_some(path);
            Err(manifest.unknown_standard(id, &shelf.ids(), asked))
        }
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

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}
