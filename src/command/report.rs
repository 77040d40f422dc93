//! `inspect report`

use std::io::IsTerminal;

use super::score::output_width;
use super::{Done, colour, language, output, portfolio};
use crate::audit::folder;
use crate::cli::{Global, Report, ReportFormat};
use crate::diagnostic::Failure;
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
