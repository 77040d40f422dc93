//! `inspect peek`

use std::fs::File;
use std::io::{self, BufWriter};
use std::ops::ControlFlow;
use std::path::Path;

use super::score::output_width;
use super::{Done, language, output, standard};
use crate::audit::folder;
use crate::cli::{Global, Peek, PeekFormat};
use crate::containment::Reading;
use crate::diagnostic::{Expected, Failure, Place, ProblemKind, Stray, Thing, nearest};
use crate::lang::Lang;
use crate::lang::problem::message;
use crate::peek::{self, Ask};
use crate::reader::Workbook;
use crate::report;
use crate::standard::{Standard, catalogue};

/// Tells what the program sees in a file.
pub fn run(args: &Peek, global: &Global) -> anyhow::Result<Done> {
    let standard = load(args)?;
    let lang = language(global, standard.as_ref().map(|s| s.language));
    let reading = Reading::from(&args.reading);
    if let Some(file) = reading.strangers(std::iter::once(args.file.as_path())).pop() {
        let problem = Failure::one(ProblemKind::FileMissing, Place::File { file });
        return Err(problem.into());
    }
    let (bytes, mut workbook) = open(&args.file, &reading, lang)?;
    let file = args.file.to_string_lossy().into_owned();
    if let Some(name) = &args.sheet {
        known(Thing::Sheet, name, &workbook.sheets(), &args.file)?;
    }
    if args.cells {
        return cells(args, &file, &mut workbook);
    }
    let registers = standard.as_ref().map_or(&[][..], |s| &s.registers);
    let register = match &args.register {
        Some(id) => {
            let ids: Vec<String> = registers.iter().map(|r| r.id.clone()).collect();
            Some(known(Thing::Register, id, &ids, &args.file)?)
        }
        None => None,
    };
    let ask = Ask {
        file: &file,
        bytes,
        registers,
        register,
        sheet: args.sheet.as_deref(),
        as_of: args.as_of,
        lang,
    };
    let seen = peek::look(&mut workbook, &ask);
    match args.format.unwrap_or(PeekFormat::Table) {
        PeekFormat::Table => {
            output::print(report::peek::text(&seen, lang, output_width()).as_bytes())
        }
        PeekFormat::Json => output::print(&report::peek::json(&seen)?),
        PeekFormat::Csv => output::print(&report::peek::csv(&seen)?),
    }
}

/// The standard whose registers are looked for: the one asked for, else those of every standard that comes with the program.
fn load(args: &Peek) -> anyhow::Result<Option<Standard>> {
    if let Some(id) = &args.standard {
        return Ok(Some(standard::find(id, args.standards.as_deref())?));
    }
    let mut all: Option<Standard> = None;
    for shipped in catalogue::catalogue() {
        let mut standard = crate::standard::load(shipped.file, shipped.text)?;
        match &mut all {
            Some(all) => {
                standard.registers.retain(|r| all.register(&r.id).is_none());
                all.registers.append(&mut standard.registers);
            }
            None => all = Some(standard),
        }
    }
    Ok(all)
}

/// A file's size and its workbook; what cannot be opened is one line.
fn open(path: &Path, reading: &Reading, lang: Lang) -> anyhow::Result<(u64, Workbook)> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let lock = name.and_then(|name| folder::stray(&name)).filter(|s| *s == Stray::Lock);
    let size = match File::open(path).and_then(|file| file.metadata()) {
        Ok(metadata) => {
            lock.map_or(Ok(metadata.len()), |stray| Err(ProblemKind::StrayFile { stray }))
        }
        Err(error) => {
            let problems = folder::unreadable(path, &error).problems;
            Err(problems.into_iter().next().map_or(ProblemKind::FileMissing, |p| p.kind))
        }
    };
    let opened = size.and_then(|size| Ok((size, reading.open_path(path)?)));
    opened.map_err(|kind| {
        let words = message(&kind, lang);
        anyhow::anyhow!("{}{}{words}", path.display(), lang.pick("：", ": "))
    })
}

/// Index of a name among those there are.
fn known(thing: Thing, name: &str, names: &[String], path: &Path) -> Result<usize, Failure> {
    names.iter().position(|n| n == name).ok_or_else(|| {
        let kind = ProblemKind::UnknownName {
            thing,
            name: name.to_string(),
            allowed: names.to_vec(),
            nearest: nearest(name, names.iter().map(String::as_str)),
        };
        Failure::one(kind, folder::file_place(path))
    })
}

/// Prints every cell of the sheets asked for.
fn cells(args: &Peek, file: &str, workbook: &mut Workbook) -> anyhow::Result<Done> {
    let format = match args.format {
        None | Some(PeekFormat::Csv) => report::cells::Format::Csv,
        Some(PeekFormat::Json) => report::cells::Format::Json,
        Some(PeekFormat::Table) => {
            let kind = ProblemKind::BadValue {
                key: "--format".into(),
                expected: Expected::OneOf(vec!["csv".into(), "json".into()]),
                found: "table".into(),
            };
            return Err(Failure::one(kind, folder::file_place(&args.file)).into());
        }
    };
    let mut list = report::cells::Cells::new(format, file, BufWriter::new(io::stdout().lock()))?;
    for (index, sheet) in workbook.sheets().into_iter().enumerate() {
        if args.sheet.as_ref().is_some_and(|asked| *asked != sheet) {
            continue;
        }
        let mut written = Ok(());
        let scanned = peek::cells::each(workbook, index, !args.unmasked, &mut |cell| {
            written = list.add(&sheet, &cell);
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        written?;
        scanned.map_err(|kind| Failure::one(kind, folder::file_place(&args.file)))?;
    }
    list.finish()?;
    Ok(Done::Well)
}
