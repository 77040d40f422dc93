//! `inspect report`

use std::io::IsTerminal;

use super::score::output_width;
use super::{Done, colour, language, output};
use crate::audit::folder;
use crate::cli::{Global, Report, ReportFormat};
use crate::diagnostic::Failure;
use crate::outcome::Outcome;
use crate::pipeline::previous;
use crate::report::{self, Format};
use std::path::Path;

/// Prints a result in another format, or writes it to a file.
pub fn run(args: &Report, global: &Global) -> anyhow::Result<Done> {
    let outcome = read(&args.result)?;
    let format = match args.format {
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

/// Reads a result, whatever its totals say.
pub fn read(path: &Path) -> Result<Outcome, Failure> {
    previous::parse(&folder::read(path)?, path)
}
