//! `inspect score`

use super::{Done, colour, copies, language, output};
use crate::cli::{FormatArg, Gate, Global, Score, Scoring};
use crate::containment::Reading;
use crate::diagnostic::Severity;
use crate::lang::Word;
use crate::outcome::{Outcome, json};
use crate::pipeline::{self, Options};
use crate::reader::OpenOptions;
use crate::report::{self, Format};

/// Name of the result.
pub const RESULT: &str = "result.json";
/// Name of the workbook.
pub const REPORT: &str = "report.xlsx";

impl From<&Scoring> for Options {
    fn from(args: &Scoring) -> Options {
        Options {
            as_of: args.as_of,
            standards: args.standards.clone(),
            standard: args.standard.clone(),
            previous: args.previous.clone(),
            reading: Reading::isolated(OpenOptions::default()),
        }
    }
}

/// Scores a folder, writes the result and the report, prints the summary, holds the gates.
pub fn run(args: &Score, global: &Global) -> anyhow::Result<Done> {
    let audited = pipeline::audit(&args.dir, &Options::from(&args.scoring))?;
    let outcome = &audited.outcome;
    let lang = language(global, Some(outcome.standard.language));
    let folder = args.out.clone().unwrap_or_else(|| args.dir.join("out"));
    let options = |format| report::Options {
        lang,
        as_of: outcome.as_of,
        width: output_width(),
        colour: format == Format::Table && colour(global.color, &std::io::stdout()),
    };
    let result = json::to_bytes(outcome)?;
    let workbook = report::render(outcome, Format::Xlsx, options(Format::Xlsx))?;
    output::write_files(&folder, &[(RESULT, result), (REPORT, workbook)])?;
    let format = format(args.format);
    output::print(&report::render(outcome, format, options(format))?)?;
    if !global.quiet {
        for name in [RESULT, REPORT] {
            output::tell(&format!("→ {}", folder.join(name).display()));
        }
    }
    if let Some(folder) = &args.annotate {
        copies::write(&args.dir, folder, &audited, lang, global)?;
    }
    Ok(gates(args, global, outcome))
}

fn format(format: FormatArg) -> Format {
    match format {
        FormatArg::Table => Format::Table,
        FormatArg::Json => Format::Json,
        FormatArg::Markdown => Format::Markdown,
        FormatArg::Csv => Format::Csv,
    }
}

/// Columns of the terminal, within what a table can use.
pub fn output_width() -> u16 {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse::<u16>().ok());
    let terminal = || terminal_size::terminal_size().map(|(width, _)| width.0);
    columns.or_else(terminal).unwrap_or(80).clamp(60, 120)
}

/// Holds the gates asked for, and says in one line each why one does not hold.
fn gates(args: &Score, global: &Global, outcome: &Outcome) -> Done {
    let lang = language(global, Some(outcome.standard.language));
    let mut reasons = Vec::new();
    if let Some(minimum) = args.min_score {
        let reached = outcome.score.percent;
        if reached.is_none_or(|p| p.0 < minimum) {
            let reached = reached.map_or_else(|| "–".to_string(), |p| format!("{p} %"));
            reasons.push(format!("{} {reached} < {minimum} %", Word::GateMinScore.get(lang)));
        }
    }
    if args.fail_on.contains(&Gate::Incomplete) && outcome.score.not_reviewed > 0 {
        let count = outcome.score.not_reviewed;
        reasons.push(format!("{} {count}", Word::GateIncomplete.get(lang)));
    }
    if args.fail_on.contains(&Gate::Problems) {
        let count = outcome.problems.iter().filter(|p| p.severity == Severity::Error).count();
        if count > 0 {
            reasons.push(format!("{} {count}", Word::GateProblems.get(lang)));
        }
    }
    for reason in &reasons {
        output::tell(reason);
    }
    if reasons.is_empty() { Done::Well } else { Done::GateFailed }
}
