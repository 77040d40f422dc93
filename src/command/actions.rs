//! `inspect actions`

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::results::{self, Periods};
use super::score::output_width;
use super::{Done, give, language, output, printed_colour};
use crate::action::ics;
use crate::action::list::{Filter, Listed, Listing};
use crate::action::merge::{Edited, merge};
use crate::audit::folder;
use crate::cli::{
    ActionsCommand, ActionsFormat, ActionsIcs, ActionsList, ActionsMerge, Global, MergeFormat,
};
use crate::diagnostic::{Failure, ResultProblem};
use crate::lang::Lang;
use crate::outcome::json;
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

/// The actions of results, and of the latest of every project of batch outputs.
fn read(paths: &[PathBuf], mut listing: Listing) -> Result<Listing, Failure> {
    for path in paths {
        results::each(path, Periods::Latest, |found| listing.add(&found.outcome))?;
    }
    Ok(listing)
}

fn listed(args: &ActionsList, global: &Global) -> anyhow::Result<Done> {
    let filter = Filter { owner: args.owner.clone(), due_within: args.due_within, all: args.all };
    let listing = read(&args.results, Listing::new(filter, args.as_of))?;
    let lang = language(global, listing.language());
    let (actions, as_of) = listing.finish();
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
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for own in report::by_owner(actions) {
        let owner = own.first().map_or("", |a| a.action.owner.as_str());
        let plain: String =
            owner.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
        let mut name = format!("{plain}.xlsx");
        let mut n = 2;
        while !taken.insert(name.clone()) {
            name = format!("{plain}-{n}.xlsx");
            n += 1;
        }
        files.push((name, report::document(own, as_of, lang).to_xlsx()?));
    }
    let folder = out.unwrap_or(Path::new("."));
    output::write_files(folder, &files)?;
    Ok(Done::Well)
}

fn calendar(args: &ActionsIcs, global: &Global) -> anyhow::Result<Done> {
    let filter = Filter { owner: args.owner.clone(), ..Filter::default() };
    let listing = read(&args.results, Listing::new(filter, None))?;
    let lang = language(global, listing.language());
    let (actions, stamp) = listing.finish();
    let text = ics::calendar(&actions, stamp, lang);
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
