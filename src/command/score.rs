//! `inspect score`

use super::{Done, Told, colour, copies, language, output};
use crate::cli::{FormatArg, Gate, Global, Score, Scoring};
use crate::diagnostic::Severity;
use crate::lang::Lang;
use crate::outcome::{Input, Outcome, json};
use crate::peek;
use crate::pipeline::{self, Audited, Options, previous};
use crate::reader::ReadBy;
use crate::report::{self, Format};

/// Name of the result.
pub const RESULT: &str = json::FILE;
/// Name of the workbook.
pub const REPORT: &str = "report.xlsx";

impl From<&Scoring> for Options {
    fn from(args: &Scoring) -> Options {
        Options {
            as_of: args.as_of,
            standards: args.standards.clone(),
            standard: args.standard.clone(),
            previous: args.previous.clone(),
            waivers: args.waivers.clone(),
            standard_from: None,
            reading: (&args.reading).into(),
        }
    }
}

/// Scores a folder, writes the result and the report, prints the summary, holds the gates.
pub fn run(args: &Score, global: &Global) -> anyhow::Result<Done> {
    let how = Options::from(&args.scoring);
    let told = |failure| Told { failure, lang: pipeline::language(&args.dir, &how) };
    let begun = pipeline::begin(&args.dir, &how).map_err(told)?;
    let lang = language(global, Some(begun.standard.language));
    // Beside the reading of the registers. Without a thread it is made later.
    let _ = std::thread::Builder::new().spawn(move || report::excel::prepare(lang));
    let mut audited = begun.audit(&args.dir, &how).map_err(told)?;
    let folder = args.out.clone().unwrap_or_else(|| args.dir.join("out"));
    let edits = previous::keep_edits(&mut audited.outcome, &folder.join(RESULT));
    let outcome = &audited.outcome;
    let options = |format| report::Options {
        lang,
        as_of: outcome.as_of,
        width: output_width(),
        colour: format == Format::Table && colour(global.color, &std::io::stdout()),
    };
    let format = format(args.format);
    let (workbook, (result, printed)) = rayon::join(
        || report::render(outcome, Format::Xlsx, options(Format::Xlsx)),
        || (json::to_bytes(outcome), report::render(outcome, format, options(format))),
    );
    let files = [(RESULT.to_string(), result?), (REPORT.to_string(), workbook?)];
    let lang_of = Some(outcome.standard.language);
    output::write_files(&folder, &files).map_err(|failure| Told { failure, lang: lang_of })?;
    output::print(&printed?)?;
    if global.verbose > 0 {
        outcome.inputs.iter().for_each(|input| output::tell(&read(input, &audited, lang)));
        choices(&audited, lang).iter().for_each(|line| output::tell(line));
    }
    if !global.quiet {
        for name in [RESULT, REPORT] {
            output::tell(&format!("→ {}", folder.join(name).display()));
        }
    }
    if edits.kept > 0 && !global.quiet {
        output::tell(&lang.pick(
            format!("保留了以前合并的修改 {} 处", edits.kept),
            format!("edits merged before are kept: {}", edits.kept),
        ));
    }
    output::edits_lost(&folder.join(RESULT), edits, lang);
    if let Some(folder) = &args.annotate {
        copies::write(&args.dir, folder, &audited, lang, global)?;
    }
    Ok(gates(args, global, outcome))
}

/// Which tables the registers were read from, which not, and why.
fn choices(audited: &Audited, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, choice) in &audited.choices {
        let Some(spec) = audited.standard.registers.get(*index) else { continue };
        let told = report::peek::chosen(&peek::table(spec, choice), lang);
        let place = format!("{} · {}", spec.id, choice.file);
        lines.extend(told.into_iter().map(|line| format!("{place} · {line}")));
    }
    lines
}

/// What was read from a file, and by what: `← evidence/calls.xlsx (calls, 531 rows), read by inspect`.
fn read(input: &Input, audited: &Audited, lang: Lang) -> String {
    let register = input.register.as_deref().map(|r| format!("{r}, ")).unwrap_or_default();
    let rows = input.rows.map_or_else(String::new, |n| {
        lang.pick(format!(" ({register}{n} 行)"), format!(" ({register}{n} rows)"))
    });
    let of_file = audited.read_by.iter().find(|(file, _)| *file == input.path);
    let by = of_file.map(|(_, sheets)| read_by(sheets, lang)).unwrap_or_default();
    format!("← {}{rows}{by}", input.path)
}

/// What read the sheets of a file: `, read by inspect`; where not all were read by the same,
/// `, read by inspect: 一月; by calamine: 二月`.
pub fn read_by(sheets: &[(String, ReadBy)], lang: Lang) -> String {
    let of = |by: ReadBy| {
        let names: Vec<&str> =
            sheets.iter().filter(|(_, b)| *b == by).map(|(name, _)| name.as_str()).collect();
        let name = by.name();
        match names.len() {
            0 => None,
            n if n == sheets.len() => {
                Some(lang.pick(format!("由 {name} 读取"), format!("read by {name}")))
            }
            _ => Some(lang.pick(
                format!("由 {name} 读取：{}", names.join("、")),
                format!("read by {name}: {}", names.join(", ")),
            )),
        }
    };
    let parts: Vec<String> =
        [ReadBy::Inspect, ReadBy::Calamine].into_iter().filter_map(of).collect();
    match parts.is_empty() {
        true => String::new(),
        false => format!("{}{}", lang.pick("，", ", "), parts.join(lang.pick("；", "; "))),
    }
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
            let reached = reached.map_or_else(|| "–".to_string(), |p| format!("{p}%"));
            reasons.push(lang.pick(
                format!("得分率 {reached} 低于要求的 {minimum}%"),
                format!("the score of {reached} is below the minimum of {minimum}%"),
            ));
        }
    }
    let open = outcome.score.not_reviewed;
    if args.fail_on.contains(&Gate::Incomplete) && open > 0 {
        reasons.push(lang.pick(
            format!("检查未完成：{open} 项未检查"),
            format!("the audit is incomplete: items not reviewed: {open}"),
        ));
    }
    let errors = outcome.problems.iter().filter(|p| p.severity == Severity::Error).count();
    if args.fail_on.contains(&Gate::Problems) && errors > 0 {
        reasons.push(lang.pick(
            format!("台账或检查表中有 {errors} 个错误"),
            format!("errors in the spreadsheets: {errors}"),
        ));
    }
    let expired = outcome.waivers.iter().filter(|w| w.until < outcome.as_of);
    let expired: Vec<&str> = expired.map(|w| w.item.as_str()).collect();
    if args.fail_on.contains(&Gate::ExpiredWaiver) && !expired.is_empty() {
        let items = expired.join(lang.pick("、", ", "));
        reasons
            .push(lang.pick(format!("豁免已到期：{items}"), format!("expired waivers: {items}")));
    }
    for reason in &reasons {
        output::tell(reason);
    }
    if reasons.is_empty() { Done::Well } else { Done::GateFailed }
}
