//! The command line: clap and nothing else.

mod chinese;
mod reading;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use rust_decimal::Decimal;

use crate::lang::Lang;
pub use reading::ReadingArgs;

/// Scores quality-inspection audits: every point traces to a cell
#[derive(Debug, Parser)]
#[command(name = "inspect", version, max_term_width = 80, subcommand_required = true)]
#[command(
    arg_required_else_help = true,
    infer_subcommands = false,
    after_help = "\
Exit codes:
  0  done, and every gate asked for holds
  1  done, and a gate asked for does not hold
  2  not done: wrong usage, invalid or contradictory input, nothing to score

Examples:
  inspect score examples/riverside-2025Q4
  inspect init lakeside-2026Q1 --standard quality-inspection"
)]
pub struct Cli {
    /// What applies to every command.
    #[command(flatten)]
    pub global: Global,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Language, zh or en, also from INSPECT_LANG [default: the standard's]
    #[arg(long, global = true, value_enum, env = "INSPECT_LANG", hide_env = true)]
    #[arg(hide_possible_values = true, display_order = 100)]
    pub lang: Option<LangArg>,
    /// Colour on the terminal: auto, always or never
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    #[arg(hide_possible_values = true, display_order = 101)]
    pub color: Colour,
    /// Print only results and errors
    #[arg(short, long, global = true, conflicts_with = "verbose", display_order = 102)]
    pub quiet: bool,
    /// Say more about what was done
    #[arg(short, long, global = true, action = clap::ArgAction::Count, display_order = 103)]
    pub verbose: u8,
}

/// A language as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    /// 中文
    Zh,
    /// English
    En,
}

impl From<LangArg> for Lang {
    fn from(lang: LangArg) -> Lang {
        match lang {
            LangArg::Zh => Lang::Zh,
            LangArg::En => Lang::En,
        }
    }
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum Colour {
    Auto,
    Always,
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a new audit folder to fill in
    Init(Init),
    /// Score one audit folder
    Score(Score),
    /// The inspection standards: list, show, check, import, compare
    #[command(subcommand, arg_required_else_help = true)]
    #[command(after_help = "Example:\n  inspect standard lint my-standard.toml")]
    Standard(StandardCommand),
    /// Print a result in another format
    Report(Report),
    /// Show what the program sees in a spreadsheet
    Peek(Peek),
    /// Recompute a result from its inputs and compare
    Verify(Verify),
    /// Print the JSON Schema of result.json
    #[command(after_help = "Example:\n  inspect schema > result.schema.json")]
    Schema,
    /// Print completions for a shell
    #[command(after_help = "Example:\n  inspect completions bash > inspect.bash")]
    Completions {
        /// bash, elvish, fish, powershell or zsh
        #[arg(hide_possible_values = true)]
        shell: clap_complete::Shell,
    },
    /// Print a manual page
    #[command(after_help = "\
Examples:
  inspect man > inspect.1
  inspect man score > inspect-score.1")]
    Man {
        /// The command it is about [default: the program]
        command: Option<String>,
    },
    /// Read a file of an old format in a process of its own
    #[command(hide = true, name = "read-legacy")]
    ReadLegacy {
        /// The limits
        limits: Vec<String>,
    },
}

/// `inspect init`
#[derive(Debug, Args)]
#[command(after_help = "\
Makes audit.toml with remarks, an empty workbook for each register with its
headers, drop-downs and notes, and the checksheet. Files that are there already
are never overwritten.

Example:
  inspect init lakeside-2026Q1 --standard quality-inspection")]
pub struct Init {
    /// The folder to make; its name gives project and period
    pub dir: PathBuf,
    /// Identifier of the standard, see `inspect standard list`
    #[arg(long, value_name = "ID")]
    pub standard: String,
    /// 2026, 2026-H1, 2026Q1 or 2026-03 [default: from the folder's name]
    #[arg(long)]
    pub period: Option<String>,
    /// Date of the audit [default: the period's last day]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub as_of: Option<NaiveDate>,
    /// Folder with standards of your own, ID.toml each
    #[arg(long, value_name = "DIR")]
    pub standards: Option<PathBuf>,
}

/// What scoring needs to know besides the folder.
#[derive(Debug, Clone, Args)]
pub struct Scoring {
    /// Date of the audit, the only clock [default: audit.toml's]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub as_of: Option<NaiveDate>,
    /// Apply another standard than audit.toml's
    #[arg(long, value_name = "ID")]
    pub standard: Option<String>,
    /// Folder with standards of your own, ID.toml each; the audit folder itself
    /// is looked into first
    #[arg(long, value_name = "DIR")]
    pub standards: Option<PathBuf>,
    /// Result of the same period a year ago, for last year's figures that
    /// neither the registers nor audit.toml hold
    #[arg(long, value_name = "RESULT")]
    pub previous: Option<PathBuf>,
    /// How its files are read.
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// `inspect score`
#[derive(Debug, Args)]
#[command(after_help = "\
Writes OUT/result.json and OUT/report.xlsx and prints a summary. Both files are
written whole or not at all.

Examples:
  inspect score examples/riverside-2025Q4
  inspect score riverside-2025Q4 -o /tmp/out --format json
  inspect score riverside-2025Q4 --min-score 80 --fail-on incomplete
  inspect score riverside-2025Q4 --annotate to-mend")]
pub struct Score {
    /// The audit folder: audit.toml, evidence/ and checksheet.xlsx
    pub dir: PathBuf,
    /// Where result.json and report.xlsx go [default: DIR/out]
    #[arg(short, long, value_name = "OUT")]
    pub out: Option<PathBuf>,
    /// What is printed: table, json, markdown or csv
    #[arg(long, value_enum, default_value_t = FormatArg::Table)]
    #[arg(hide_possible_values = true)]
    pub format: FormatArg,
    /// Write each faulty register into this folder as a copy with the bad cells marked, to be mended
    /// and sent again
    #[arg(long, value_name = "DIR")]
    pub annotate: Option<PathBuf>,
    /// Exit with 1 where the score is below this percentage
    #[arg(long, value_name = "PERCENT", value_parser = parse_percent)]
    pub min_score: Option<Decimal>,
    /// Exit with 1 where an item is not reviewed (incomplete), or a spreadsheet
    /// has an error (problems); may be given more than once
    #[arg(long, value_enum, value_name = "GATE", hide_possible_values = true)]
    pub fail_on: Vec<Gate>,
    /// How it is scored.
    #[command(flatten)]
    pub scoring: Scoring,
}

fn parse_percent(text: &str) -> Result<Decimal, String> {
    let value: Decimal =
        text.trim_end_matches('%').parse().map_err(|_| "a number from 0 to 100".to_string())?;
    if value < Decimal::ZERO || value > Decimal::ONE_HUNDRED {
        return Err("a number from 0 to 100".to_string());
    }
    Ok(value)
}

/// A date of four, two and two digits, as everywhere else.
fn parse_date(text: &str) -> Result<NaiveDate, String> {
    let date = text.parse().ok().filter(|_| text.len() == 10);
    date.ok_or_else(|| "a date such as 2025-12-31".to_string())
}

/// What can end a run with exit code 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Gate {
    /// An item is not reviewed
    Incomplete,
    /// A problem of severity error stands in the spreadsheets
    Problems,
}

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// A summary for the terminal
    Table,
    /// result.json
    Json,
    /// Markdown
    Markdown,
    /// One line per item
    Csv,
}

/// `inspect standard …`
#[derive(Debug, Subcommand)]
pub enum StandardCommand {
    /// List the standards there are, and where each is found
    #[command(after_help = "\
Examples:
  inspect standard list
  inspect standard list riverside-2025Q4 --standards our-standards")]
    List {
        /// An audit folder: its standards come first
        dir: Option<PathBuf>,
        /// Folder with standards of your own, ID.toml each
        #[arg(long, value_name = "DIR")]
        standards: Option<PathBuf>,
    },
    /// Print a standard: a table to read, or in another format
    Show(ShowStandard),
    /// Check a standard and print every problem with its line
    #[command(after_help = "\
Exits with 2 where the standard has an error.

Examples:
  inspect standard lint my-standard.toml
  inspect standard lint my-standard.toml --deny-warnings --format sarif")]
    Lint {
        /// The TOML file
        file: PathBuf,
        /// What is printed: text, json or sarif
        #[arg(long, value_enum, default_value_t = LintFormat::Text)]
        #[arg(hide_possible_values = true)]
        format: LintFormat,
        /// Exit with 1 where there is a warning
        #[arg(long)]
        deny_warnings: bool,
    },
    /// Draft a standard from an Excel or CSV checklist
    #[command(after_help = "\
What is read one way of several, or not understood, is printed and stands as a
comment in the file. A file that is there already is never overwritten.

Example:
  inspect standard import checklist.xlsx -o our-standard.toml")]
    Import {
        /// The checklist: a workbook or delimited text
        file: PathBuf,
        /// The TOML file to make; its name is the standard's id
        #[arg(short, long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Tell what changed between two versions of a standard
    #[command(after_help = "Example:\n  inspect standard diff old/ours.toml ours.toml")]
    Diff {
        /// The old version: a TOML file, or the id of a standard
        old: String,
        /// The new version
        new: String,
        /// What is printed: text or json
        #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
        #[arg(hide_possible_values = true)]
        format: DiffFormat,
        /// Folder with standards of your own, ID.toml each
        #[arg(long, value_name = "DIR")]
        standards: Option<PathBuf>,
    },
    /// Print the JSON Schema of a standard's TOML
    #[command(after_help = "Example:\n  inspect standard schema > standard.schema.json")]
    Schema,
}

/// `inspect standard show`
#[derive(Debug, Args)]
#[command(after_help = "\
To change a rule, put a copy into the audit folder and edit it:
  inspect standard show quality-inspection --format toml > DIR/ID.toml

Examples:
  inspect standard show quality-inspection --item 4
  inspect standard show my-standard.toml --format html -o my-standard.html
  inspect standard show quality-inspection --format xlsx -o checklist.xlsx")]
pub struct ShowStandard {
    /// Identifier of the standard, or its TOML file
    pub id: String,
    /// table, markdown, html, json, xlsx, or toml for the file itself
    #[arg(long, value_enum, default_value_t = ShowFormat::Table)]
    #[arg(hide_possible_values = true)]
    pub format: ShowFormat,
    /// Only this item, by its number or id
    #[arg(long, value_name = "ITEM")]
    pub item: Option<String>,
    /// Where it goes [default: standard output; a workbook needs a file]
    #[arg(short, long, value_name = "FILE", required_if_eq("format", "xlsx"))]
    pub out: Option<PathBuf>,
    /// Folder with standards of your own, ID.toml each
    #[arg(long, value_name = "DIR")]
    pub standards: Option<PathBuf>,
}

/// Formats of a standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ShowFormat {
    /// A table for the terminal
    Table,
    /// Markdown
    Markdown,
    /// A page to read and print
    Html,
    /// For other programs
    Json,
    /// A checklist in Excel, to be imported again
    Xlsx,
    /// The file itself
    Toml,
}

/// Formats of `inspect standard lint`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LintFormat {
    /// With the lines they stand in
    Text,
    /// A list for other programs
    Json,
    /// SARIF 2.1.0, for code review tools
    Sarif,
}

/// Formats of `inspect standard diff`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For the terminal
    Text,
    /// For other programs
    Json,
}

/// `inspect report`
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  inspect report out/result.json --format markdown
  inspect report out/result.json --format xlsx --lang en -o report-en.xlsx")]
pub struct Report {
    /// A result.json
    pub result: PathBuf,
    /// table, json, markdown, csv or xlsx
    #[arg(long, value_enum, default_value_t = ReportFormat::Table)]
    #[arg(hide_possible_values = true)]
    pub format: ReportFormat,
    /// Where it goes [default: standard output; a workbook needs a file]
    #[arg(short, long, value_name = "FILE", required_if_eq("format", "xlsx"))]
    pub out: Option<PathBuf>,
    /// Date by which actions are told overdue [default: the result's]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub as_of: Option<NaiveDate>,
}

/// Formats of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// A summary for the terminal
    Table,
    /// result.json
    Json,
    /// Markdown
    Markdown,
    /// One line per item
    Csv,
    /// The Excel report
    Xlsx,
}

/// `inspect peek`
#[derive(Debug, Args)]
#[command(after_help = "\
Exit code 2 means that the file cannot be opened; what is wrong inside is shown as problems.

Telephone and identity numbers are masked, columns of personal data too. The bare cells of --cells
know no columns: names in them are not masked, and --unmasked shows the numbers as well.

Examples:
  inspect peek evidence/repairs.xlsx
  inspect peek list.csv --register complaints --format json
  inspect peek list.xls --cells --sheet Sheet1 > cells.csv")]
pub struct Peek {
    /// The file: a workbook or delimited text
    pub file: PathBuf,
    /// Read it as this register [default: the one its name or header fits]
    #[arg(long, value_name = "ID")]
    pub register: Option<String>,
    /// The standard whose registers are looked for [default: the shipped one, where there is one]
    #[arg(long, value_name = "ID")]
    pub standard: Option<String>,
    /// Folder with standards of your own, ID.toml each
    #[arg(long, value_name = "DIR")]
    pub standards: Option<PathBuf>,
    /// Look at this sheet only
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// What is printed: table, json or csv [default: table; with --cells csv]
    #[arg(long, value_enum, hide_possible_values = true)]
    pub format: Option<PeekFormat>,
    /// Print every cell: file, sheet, cell, type, value
    #[arg(long, conflicts_with = "register")]
    pub cells: bool,
    /// Print telephone and identity numbers as they are
    #[arg(long, requires = "cells")]
    pub unmasked: bool,
    /// Report dates after this day [default: none]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub as_of: Option<NaiveDate>,
    /// How the file is read.
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// Formats of `inspect peek`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PeekFormat {
    /// Tables for the terminal
    Table,
    /// Everything, for other programs
    Json,
    /// One line per header; with --cells one per cell
    Csv,
}

/// `inspect verify`
#[derive(Debug, Args)]
#[command(after_help = "\
Exits with 1 and names the inputs and items that differ.

Example:
  inspect verify riverside-2025Q4/out/result.json")]
pub struct Verify {
    /// A result.json
    pub result: PathBuf,
    /// The audit folder it was made from [default: the folder above the
    /// result's]
    #[arg(long, value_name = "DIR")]
    pub audit: Option<PathBuf>,
    /// Folder with standards of your own, ID.toml each
    #[arg(long, value_name = "DIR")]
    pub standards: Option<PathBuf>,
    /// The result that scoring was given with --previous
    #[arg(long, value_name = "RESULT")]
    pub previous: Option<PathBuf>,
    /// How its files are read: as for the result.
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// The whole command line, its help in `lang`.
pub fn command(lang: Lang) -> clap::Command {
    match lang {
        Lang::En => Cli::command(),
        Lang::Zh => chinese::translated(Cli::command()),
    }
}

#[cfg(test)]
mod tests;
