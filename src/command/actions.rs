//! `inspect actions`

use std::path::Path;

use chrono::NaiveDate;

use super::score::output_width;
use super::{Done, give, language, output, printed_colour, results};
use crate::action::ics;
use crate::action::list::{Filter, Listed, list};
use crate::action::merge::{Edited, merge};
use crate::audit::folder;
use crate::cli::{
    ActionsCommand, ActionsFormat, ActionsIcs, ActionsList, ActionsMerge, Global, MergeFormat,
};
use crate::diagnostic::{Failure, ResultProblem};
use crate::lang::Lang;
use crate::outcome::{Outcome, json};
use crate::pipeline::previous;
use crate::reader::{Workbook, texts};
use crate::report::actions as report;

/// Lists actions, makes a calendar of them, or merges edits.
pub fn run(command: &ActionsCommand, global: &Global) -> anyhow::Result<Done> {
    match command {
        ActionsCommand::List(args) => listed(args, global),
        ActionsCommand::Ics(args) => calendar(args, global),
        ActionsCommand::Merge(args) => merged(args, global),
    }
}

/// Results, and the latest of every project of batch outputs.
fn read(paths: &[std::path::PathBuf]) -> Result<Vec<Outcome>, Failure> {
    let mut results = Vec::new();
    for path in paths {
        results.extend(results::latest(path)?.into_iter().map(|found| found.outcome));
    }
    Ok(results)
}

fn latest(results: &[Outcome]) -> NaiveDate {
    results.iter().map(|r| r.as_of).max().unwrap_or_default()
}

fn spoken(results: &[Outcome], global: &Global) -> Lang {
    language(global, results.first().map(|r| r.standard.language))
}

fn listed(args: &ActionsList, global: &Global) -> anyhow::Result<Done> {
    let results = read(&args.results)?;
    let lang = spoken(&results, global);
    let as_of = args.as_of.unwrap_or_else(|| latest(&results));
    let filter = Filter { owner: args.owner.clone(), due_within: args.due_within, all: args.all };
    let actions = list(&results, &filter, as_of);
    let out = args.out.as_deref();
    let document = || report::document(&actions, as_of, lang);
    let bytes = match args.format {
        ActionsFormat::Table => {
            document().to_text(output_width(), printed_colour(global, out)).into_bytes()
        }
        ActionsFormat::Csv => report::csv(&actions, lang)?,
        ActionsFormat::Markdown => document().to_markdown().into_bytes(),
        ActionsFormat::Json => {
            let mut bytes = serde_json::to_vec_pretty(&actions)?;
            bytes.push(b'\n');
            bytes
        }
        ActionsFormat::Xlsx => return per_owner(&actions, as_of, lang, out),
    };
    give(&bytes, out)
}

/// A workbook per owner in a folder.
fn per_owner(
    actions: &[Listed],
    as_of: NaiveDate,
    lang: Lang,
    out: Option<&Path>,
) -> anyhow::Result<Done> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for owner in report::owners(actions) {
        let own: Vec<Listed> =
            actions.iter().filter(|a| a.action.owner == owner).cloned().collect();
        let plain: String =
            owner.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
        let taken = |name: &str| files.iter().any(|(other, _)| other == name);
        let mut name = format!("{plain}.xlsx");
        let mut n = 2;
        while taken(&name) {
            name = format!("{plain}-{n}.xlsx");
            n += 1;
        }
        files.push((name, report::document(&own, as_of, lang).to_xlsx()?));
    }
    let folder = out.unwrap_or(Path::new("."));
    output::write_files(folder, &files)?;
    Ok(Done::Well)
}

fn calendar(args: &ActionsIcs, global: &Global) -> anyhow::Result<Done> {
    let results = read(&args.results)?;
    let (lang, stamp) = (spoken(&results, global), latest(&results));
    let filter = Filter { owner: args.owner.clone(), ..Filter::default() };
    let text = ics::calendar(&list(&results, &filter, stamp), stamp, lang);
    give(text.as_bytes(), args.out.as_deref())
}

fn merged(args: &ActionsMerge, global: &Global) -> anyhow::Result<Done> {
    let mut result = previous::read_sound(&args.result)?;
    let lang = language(global, Some(result.standard.language));
    let on = args.as_of.unwrap_or(result.as_of);
    let edited = args.edited.iter().map(|path| workbook(path)).collect::<Result<Vec<_>, _>>()?;
    let found = merge(&mut result, &edited, args.by.as_deref(), on);
    let found = found.map_err(|(at, problem)| {
        let path = args.edited.get(at).unwrap_or(&args.result);
        previous::refused(problem, path)
    })?;
    let to = args.out.as_ref().unwrap_or(&args.result);
    let writes = !args.dry_run && !found.taken.is_empty();
    if writes {
        output::write_file(to, &json::to_bytes(&result)?)?;
    }
    let document = || report::merged(&found, args.dry_run, on, lang);
    let bytes = match args.format {
        MergeFormat::Table => {
            document().to_text(output_width(), printed_colour(global, None)).into_bytes()
        }
        MergeFormat::Markdown => document().to_markdown().into_bytes(),
        MergeFormat::Json => {
            let mut bytes = serde_json::to_vec_pretty(&found)?;
            bytes.push(b'\n');
            bytes
        }
    };
    output::print(&bytes)?;
    if writes && !global.quiet {
        let report = lang.pick(
            "再评分一次，report.xlsx 即含这些修改",
            "score once more for a report.xlsx with these edits",
        );
        output::tell(&format!("→ {}{}{report}", to.display(), lang.pick("；", "; ")));
    }
    let clean = found.conflicts.is_empty() && found.refused.is_empty();
    Ok(if clean { Done::Well } else { Done::GateFailed })
}

/// Reads an edited workbook; only an .xlsx keeps what was hidden in it.
fn workbook(path: &Path) -> Result<Edited, Failure> {
    let place = || folder::file_place(path);
    let mut workbook =
        Workbook::open(folder::read(path)?).map_err(|kind| Failure::one(kind, place()))?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    if workbook.format() != crate::reader::Format::Xlsx {
        return Err(previous::refused(ResultProblem::NoWorkbook, path));
    }
    let mut sheets = Vec::new();
    for (index, sheet) in workbook.sheets().into_iter().enumerate() {
        let rows = texts::rows(&mut workbook, index).map_err(|k| Failure::one(k, place()))?;
        sheets.push((sheet, rows));
    }
    Ok(Edited { file: name, sheets })
}
