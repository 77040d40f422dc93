//! The command line: clap and nothing else.

mod chinese;
mod reading;
mod refusal;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use rust_decimal::Decimal;

use crate::batch::shard::Shard;
use crate::lang::Lang;
use crate::lang::usage::Wanted;
pub use reading::ReadingArgs;
pub use refusal::in_chinese;

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
    /// Score every audit folder under a root, and rank them
    Batch(Batch),
    /// Make the portfolio anew from results of batches
    Rollup(Rollup),
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
    /// Compare two results, or two batch outputs: what changed, and why
    Diff(Diff),
    /// Show several periods of one project or more
    Trend(Trend),
    /// Say why an item has its points, or what would gain more
    Explain(Explain),
    /// Corrective actions: list, calendar, edits merged back
    #[command(subcommand, arg_required_else_help = true)]
    #[command(after_help = "Example:\n  inspect actions list out/result.json --due-within 7d")]
    Actions(ActionsCommand),
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
    /// An earlier result: actions are carried on from the latest; one of the
    /// same period a year ago gives last year's figures; may be repeated
    #[arg(long, value_name = "RESULT")]
    pub previous: Vec<PathBuf>,
    /// Waivers shared by many projects, TOML or a table; may be repeated
    #[arg(long, value_name = "FILE")]
    pub waivers: Vec<PathBuf>,
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
    /// Exit with 1 where an item is not reviewed (incomplete), a spreadsheet has an
    /// error (problems), or a waiver is over (expired-waiver); may be given more
    /// than once
    #[arg(long, value_enum, value_name = "GATE", hide_possible_values = true)]
    pub fail_on: Vec<Gate>,
    /// How it is scored.
    #[command(flatten)]
    pub scoring: Scoring,
}

fn parse_percent(text: &str) -> Result<Decimal, Wanted> {
    let value = text.trim_end_matches('%').parse().ok();
    let within = |v: &Decimal| (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(v);
    value.filter(within).ok_or(Wanted::Percent)
}

/// A date of four, two and two digits, as everywhere else.
fn parse_date(text: &str) -> Result<NaiveDate, Wanted> {
    text.parse().ok().filter(|_| text.len() == 10).ok_or(Wanted::Date)
}

/// `inspect batch`
#[derive(Debug, Args)]
#[command(after_help = "\
Writes OUT/PROJECT/result.json and report.xlsx for each project, then
portfolio.xlsx, portfolio.html, results.parquet, projects.parquet and
failures.json. A project that cannot be scored is listed there and makes the
exit code 2; it never stops the others. Projects that have not changed since the
last run are not scored again.

Examples:
  inspect batch examples/portfolio -o /tmp/out
  inspect batch audits -o out --previous out-2025Q3 --portfolio regions.csv
  inspect batch audits -o out-1 --shard 1/8")]
pub struct Batch {
    /// Folder with audit folders at any depth
    #[arg(required_unless_present = "list")]
    pub root: Option<PathBuf>,
    /// Where results and portfolio go
    #[arg(short, long, value_name = "OUT")]
    pub out: PathBuf,
    /// Take the folders from a file, one a line, relative to ROOT; - is standard
    /// input
    #[arg(long, value_name = "FILE")]
    pub list: Option<PathBuf>,
    /// Projects at the same time [default: one per processor]
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<std::num::NonZeroU16>,
    /// Only the projects of share I of N, dealt out by their ids
    #[arg(long, value_name = "I/N", value_parser = parse_shard)]
    pub shard: Option<Shard>,
    /// Only audits of this period
    #[arg(long)]
    pub period: Option<String>,
    /// Score projects that have not changed, too
    #[arg(long)]
    pub force: bool,
    /// Take a file of the same size and modification time for unchanged
    #[arg(long)]
    pub trust_times: bool,
    /// Start no further project once one has failed
    #[arg(long)]
    pub fail_fast: bool,
    /// Batch output with results of the same period a year ago, for last year's
    /// figures that neither the registers nor audit.toml hold
    #[arg(long, value_name = "OUT")]
    pub last_year: Option<PathBuf>,
    /// Apply another standard than audit.toml's
    #[arg(long, value_name = "ID")]
    pub standard: Option<String>,
    /// Folder with standards of your own, ID.toml each; the audit folder itself
    /// is looked into first [default: ROOT]
    #[arg(long, value_name = "DIR")]
    pub standards: Option<PathBuf>,
    /// Waivers shared by many projects, TOML or a table; may be repeated
    #[arg(long, value_name = "FILE")]
    pub waivers: Vec<PathBuf>,
    /// How files are read.
    #[command(flatten)]
    pub reading: ReadingArgs,
    /// What the portfolio is made with.
    #[command(flatten)]
    pub around: Around,
    /// What must hold.
    #[command(flatten)]
    pub gates: Gates,
}

impl Batch {
    /// How each audit is scored.
    pub fn scoring(&self) -> Scoring {
        Scoring {
            as_of: self.around.as_of,
            standard: self.standard.clone(),
            standards: self.standards.clone().or_else(|| self.root.clone()),
            previous: Vec::new(),
            waivers: self.waivers.clone(),
            reading: self.reading.clone(),
        }
    }
}

/// `inspect rollup`
#[derive(Debug, Args)]
#[command(after_help = "\
The portfolio files equal those of a single run byte for byte. Results and
reports are put beside them, as links where the disk can do that. A share that
is missing, or a batch that did not come to its end, is listed as a failure.

Example:
  inspect rollup out-1 out-2 out-3 -o out")]
pub struct Rollup {
    /// Batch outputs
    #[arg(required = true, value_name = "OUT")]
    pub outs: Vec<PathBuf>,
    /// Where the portfolio goes
    #[arg(short = 'o', long = "out", value_name = "DIR")]
    pub dir: PathBuf,
    /// Put no results and reports beside the portfolio
    #[arg(long)]
    pub no_reports: bool,
    /// What the portfolio is made with.
    #[command(flatten)]
    pub around: Around,
    /// What must hold.
    #[command(flatten)]
    pub gates: Gates,
}

/// What a portfolio is made with besides results.
#[derive(Debug, Clone, Args)]
pub struct Around {
    /// Table with a row per project: its id, and columns to group by, such as
    /// region and manager
    #[arg(long, value_name = "FILE")]
    pub portfolio: Option<PathBuf>,
    /// Batch output of the period before, to show what changed; batch carries
    /// actions on from it
    #[arg(long, value_name = "OUT")]
    pub previous: Vec<PathBuf>,
    /// Date by which actions are told overdue [default: each audit's]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub as_of: Option<NaiveDate>,
    /// What is printed: table, json, markdown or csv
    #[arg(long, value_enum, default_value_t = FormatArg::Table)]
    #[arg(hide_possible_values = true)]
    pub format: FormatArg,
}

/// Gates over all projects.
#[derive(Debug, Clone, Args)]
pub struct Gates {
    /// Exit with 1 where a project's score is below this percentage
    #[arg(long, value_name = "PERCENT", value_parser = parse_percent)]
    pub min_score: Option<Decimal>,
    /// Exit with 1 where a project has items not reviewed (incomplete), an error in
    /// a spreadsheet (problems), or a waiver that is over (expired-waiver); may be
    /// given more than once
    #[arg(long, value_enum, value_name = "GATE", hide_possible_values = true)]
    pub fail_on: Vec<Gate>,
}

fn parse_shard(text: &str) -> Result<Shard, Wanted> {
    text.parse().map_err(|()| Wanted::Shard)
}

/// What can end a run with exit code 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Gate {
    /// An item is not reviewed
    Incomplete,
    /// A problem of severity error stands in the spreadsheets
    Problems,
    /// A waiver is over
    ExpiredWaiver,
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
        #[arg(long, value_enum, default_value_t = RevisionFormat::Text)]
        #[arg(hide_possible_values = true)]
        format: RevisionFormat,
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
pub enum RevisionFormat {
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
  inspect report out/result.json --format xlsx --lang en -o report-en.xlsx
  inspect report portfolio-out --format csv")]
pub struct Report {
    /// A result.json, or the output of a batch
    pub result: PathBuf,
    /// table, json, markdown, csv, xlsx, and for a batch html
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
    /// The page of a portfolio
    Html,
}

/// `inspect peek`
#[derive(Debug, Args)]
#[command(after_help = "\
Exit code 2 means that the file cannot be opened; what is wrong inside is shown
as problems.

Telephone and identity numbers are masked, columns of personal data too. The
bare cells of --cells know no columns: names in them are not masked, and
--unmasked shows the numbers as well.

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
    /// The results that scoring was given with --previous
    #[arg(long, value_name = "RESULT")]
    pub previous: Vec<PathBuf>,
    /// The files that scoring was given with --waivers
    #[arg(long, value_name = "FILE")]
    pub waivers: Vec<PathBuf>,
    /// How its files are read: as for the result.
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// `inspect diff`
#[derive(Debug, Args)]
#[command(after_help = "\
The change of the percentage is taken apart exactly: revised standard,
applicability, waivers, overrides and appeals, review coverage, and real
performance add up to it.

Examples:
  inspect diff 2025Q3/out/result.json 2025Q4/out/result.json
  inspect diff old.json new.json --format markdown > comment.md
  inspect diff old.json new.json --fail-on regression --fail-on 'drop>2.5'
  inspect diff batch-2025Q3 batch-2025Q4 --format html -o diff.html")]
pub struct Diff {
    /// The older result.json, or a folder with PROJECT/result.json
    pub old: PathBuf,
    /// The newer one
    pub new: PathBuf,
    /// table, markdown, json, junit, sarif, html or xlsx
    #[arg(long, value_enum, default_value_t = DiffFormat::Table)]
    #[arg(hide_possible_values = true)]
    pub format: DiffFormat,
    /// Where it goes [default: standard output; a workbook needs a file]
    #[arg(short, long, value_name = "FILE", required_if_eq("format", "xlsx"))]
    pub out: Option<PathBuf>,
    /// Exit with 1 on regression, any-change, drop>POINTS, expired-waiver,
    /// incomplete or overdue; may be given more than once
    #[arg(long, value_name = "GATE")]
    pub fail_on: Vec<crate::compare::Gate>,
    /// Exit with 1 where the percentage is below the old one
    #[arg(long)]
    pub baseline: bool,
    /// Score the old evidence under the new standard, to tell a revision from
    /// performance; the old audit folder must be as it was
    #[arg(long)]
    pub rescore: bool,
    /// The old audit folder for --rescore [default: the folder above the
    /// old result's]
    #[arg(long, value_name = "DIR", requires = "rescore")]
    pub old_audit: Option<PathBuf>,
    /// The new audit folder, where its standard may stand [default: the
    /// folder above the new result's]
    #[arg(long, value_name = "DIR", requires = "rescore")]
    pub new_audit: Option<PathBuf>,
    /// Folder with standards of your own, ID.toml each
    #[arg(long, value_name = "DIR", requires = "rescore")]
    pub standards: Option<PathBuf>,
    /// Date by which actions are overdue and waivers expired [default: the
    /// new result's]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub as_of: Option<NaiveDate>,
}

/// Formats of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum DiffFormat {
    Table,
    Markdown,
    Json,
    Junit,
    Sarif,
    Html,
    Xlsx,
}

/// `inspect trend`
#[derive(Debug, Args)]
#[command(after_help = "\
A revision of the standard is marked with *. Of several projects each has a line.

Examples:
  inspect trend 2025Q*/out/result.json
  inspect trend batch-2025Q3 batch-2025Q4
  inspect trend 2025Q*/out/result.json --format xlsx -o trend.xlsx")]
pub struct Trend {
    /// Results in any order; folders with a result or a batch output serve too
    #[arg(required = true)]
    pub results: Vec<PathBuf>,
    /// table, csv, json, markdown, html or xlsx
    #[arg(long, value_enum, default_value_t = TrendFormat::Table)]
    #[arg(hide_possible_values = true)]
    pub format: TrendFormat,
    /// Where it goes [default: standard output; a workbook needs a file]
    #[arg(short, long, value_name = "FILE", required_if_eq("format", "xlsx"))]
    pub out: Option<PathBuf>,
}

/// Formats of a trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum TrendFormat {
    Table,
    Csv,
    Json,
    Markdown,
    Html,
    Xlsx,
}

/// `inspect explain`
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  inspect explain out/result.json 4
  inspect explain out/result.json --what-if")]
pub struct Explain {
    /// A result.json
    pub result: PathBuf,
    /// The item, by id or number
    #[arg(required_unless_present = "what_if", conflicts_with = "what_if")]
    pub item: Option<String>,
    /// Rank what would gain points, and show the nearest grades
    #[arg(long)]
    pub what_if: bool,
    /// table, markdown, json or html
    #[arg(long, value_enum, default_value_t = ExplainFormat::Table)]
    #[arg(hide_possible_values = true)]
    pub format: ExplainFormat,
}

/// Formats of an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum ExplainFormat {
    Table,
    Markdown,
    Json,
    Html,
}

/// `inspect actions …`
#[derive(Debug, Subcommand)]
pub enum ActionsCommand {
    /// What is open, by owner, overdue first
    List(ActionsList),
    /// A calendar file of the due dates
    Ics(ActionsIcs),
    /// Take over what site managers edited in the report
    Merge(ActionsMerge),
}

/// `inspect actions list`
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  inspect actions list out/result.json --as-of 2026-01-20
  inspect actions list */out/result.json --owner 林晓燕 --due-within 7d
  inspect actions list out/result.json --format xlsx -o by-owner")]
pub struct ActionsList {
    /// Results, or folders of batch outputs
    #[arg(required = true)]
    pub results: Vec<PathBuf>,
    /// table, csv, json, markdown or xlsx
    #[arg(long, value_enum, default_value_t = ActionsFormat::Table)]
    #[arg(hide_possible_values = true)]
    pub format: ActionsFormat,
    /// Where it goes; for xlsx a folder with a workbook per owner
    #[arg(short, long, value_name = "PATH", required_if_eq("format", "xlsx"))]
    pub out: Option<PathBuf>,
    /// Only this person's
    #[arg(long, value_name = "NAME")]
    pub owner: Option<String>,
    /// Only what is overdue or due within so many days: 7d, 2w
    #[arg(long, value_name = "DAYS", value_parser = parse_days)]
    pub due_within: Option<u32>,
    /// Verified ones too
    #[arg(long)]
    pub all: bool,
    /// Date by which actions are overdue [default: the latest result's]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub as_of: Option<NaiveDate>,
}

/// Formats of a list of actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum ActionsFormat {
    Table,
    Csv,
    Json,
    Markdown,
    Xlsx,
}

/// `inspect actions ics`
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  inspect actions ics out/result.json -o actions.ics")]
pub struct ActionsIcs {
    /// Results, or folders of batch outputs
    #[arg(required = true)]
    pub results: Vec<PathBuf>,
    /// Only this person's
    #[arg(long, value_name = "NAME")]
    pub owner: Option<String>,
    /// Where it goes [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `inspect actions merge`
#[derive(Debug, Args)]
#[command(after_help = "\
Owner, status, due date and remark are taken over; rows may be sorted, filtered
or deleted. Edits of two people that contradict each other, and edits of scores
or rules, are named and left out; the exit code is 1 then.

Examples:
  inspect actions merge out/result.json edited.xlsx --dry-run
  inspect actions merge out/result.json a.xlsx b.xlsx --by 林晓燕 \\
    --as-of 2026-01-10")]
pub struct ActionsMerge {
    /// The result.json the workbooks were made from
    pub result: PathBuf,
    /// Edited copies of report.xlsx
    #[arg(required = true)]
    pub edited: Vec<PathBuf>,
    /// Show what would change, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Who made the edits, for the history [default: the workbook's name]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// The day of the merge, for the history [default: the result's]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub as_of: Option<NaiveDate>,
    /// Where the merged result goes [default: in place of RESULT]
    #[arg(short, long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// table, markdown or json
    #[arg(long, value_enum, default_value_t = MergeFormat::Table)]
    #[arg(hide_possible_values = true)]
    pub format: MergeFormat,
}

/// Formats of what a merge did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum MergeFormat {
    Table,
    Markdown,
    Json,
}

/// `7d` or `2w`, in days.
fn parse_days(text: &str) -> Result<u32, Wanted> {
    let (digits, times) = match text.strip_suffix('w') {
        Some(digits) => (digits, 7),
        None => (text.strip_suffix('d').unwrap_or(text), 1),
    };
    let number: Option<u32> = digits.parse().ok();
    number.and_then(|n| n.checked_mul(times)).filter(|n| *n <= 3660).ok_or(Wanted::Days)
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
