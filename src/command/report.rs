//! `inspect report`

use std::io::IsTerminal;

use super::score::output_width;
use super::{Done, colour, language, output, portfolio};
use crate::audit::folder;
use crate::cli::{Global, Report, ReportFormat};
use crate::diagnostic::{Failure, ProblemKind};
use crate::lang::Lang;
use crate::outcome::Outcome;
use crate::pipeline::previous;
use crate::report::{self, Format};
use std::path::Path;

/// Prints a result in another format, or writes it to a file.
pub fn run(args: &Report, global: &Global) -> anyhow::Result<Done> {
    if args.result.is_dir() {
        return portfolio(args, global);
    }
    let outcome = read(&args.result)?;
    if let Some(out) = &args.out {
        refuse_same(&args.result, out)?;
    }
    let format = match args.format {
        ReportFormat::Html => {
            let lang = language(global, Some(outcome.standard.language));
            anyhow::bail!(lang.pick(
                "html 格式用于批量结果的文件夹",
                "html is a format of batch outputs: give the folder",
            ));
        }
        ReportFormat::Table => Format::Table,
        ReportFormat::Json => Format::Json,
        ReportFormat::Markdown => Format::Markdown,
        ReportFormat::Csv => Format::Csv,
        ReportFormat::Xlsx => Format::Xlsx,
    };
    let stdout = std::io::stdout();
    let options = report::Options {
        lang: language(global, Some(outcome.standard.language)),
        as_of: args.as_of.unwrap_or(outcome.as_of),
        width: output_width(),
        colour: args.out.is_none() && stdout.is_terminal() && colour(global.color, &stdout),
    };
    let bytes = report::render(&outcome, format, options)?;
    match &args.out {
        Some(path) => {
            output::write_file(path, &bytes)?;
            Ok(Done::Well)
        }
        None => output::print(&bytes),
    }
}

/// Fails where a report would take the place of the result it is made from.
fn refuse_same(result: &Path, out: &Path) -> Result<(), Failure> {
    let same = std::fs::canonicalize(out)
        .is_ok_and(|out| std::fs::canonicalize(result).is_ok_and(|result| result == out));
    if same {
        return Err(Failure::one(ProblemKind::WouldReplaceInput, folder::file_place(out)));
    }
    Ok(())
}

/// Prints the portfolio of a batch output in another format, or writes it to a file.
fn portfolio(args: &Report, global: &Global) -> anyhow::Result<Done> {
    let made = portfolio::read(&args.result, args.as_of, global.lang.map(Lang::from))?;
    let format = match args.format {
        ReportFormat::Table => portfolio::Format::Table,
        ReportFormat::Json => portfolio::Format::Json,
        ReportFormat::Markdown => portfolio::Format::Markdown,
        ReportFormat::Csv => portfolio::Format::Csv,
        ReportFormat::Xlsx => portfolio::Format::Xlsx,
        ReportFormat::Html => portfolio::Format::Html,
    };
    let stdout = std::io::stdout();
    let coloured = args.out.is_none() && stdout.is_terminal() && colour(global.color, &stdout);
    let bytes = made.render(format, coloured)?;
    if args.format != ReportFormat::Table || args.out.is_some() {
        made.tell_gaps();
    }
    match &args.out {
        Some(path) => {
            output::write_file(path, &bytes)?;
            Ok(Done::Well)
        }
        None => output::print(&bytes),
    }
}

/// Reads a result, whatever its totals say.
pub fn read(path: &Path) -> Result<Outcome, Failure> {
    previous::parse(&folder::read(path)?, path)
}
