//! What `batch`, `rollup` and `report` share: the portfolio made, written and printed.

use std::fmt::Display;
use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;

use chrono::NaiveDate;

use super::batch::last_crash;
use super::output::{Together, WriteError};
use super::score::output_width;
use super::{Done, colour, output, system_language};
use crate::batch::attributes::{self, Wrong};
use crate::batch::rollup::{self, Around, Gathered};
use crate::batch::{ACCOUNT, FAILURES};
use crate::cli::{self, FormatArg, Gate, Gates, Global};
use crate::containment::Reading;
use crate::lang::Lang;
use crate::portfolio::{BadAttributes, Failures, Portfolio, account};
use crate::reader::OpenOptions;
use crate::report::ReportError;
use crate::report::portfolio::text::failure_lines;
use crate::report::portfolio::{columns, excel, html, render};

pub use crate::report::portfolio::Format;

/// What a portfolio is made with besides results.
#[derive(Debug, Default)]
pub struct Parts {
    /// Attributes, the period before, the date.
    pub around: Around,
}

impl Parts {
    /// Reads what the command line names.
    pub fn read(args: &cli::Around, lang: Lang) -> anyhow::Result<Parts> {
        let attributes = match &args.portfolio {
            None => Default::default(),
            Some(path) => {
                let reading = Reading::isolated(OpenOptions::default());
                attributes::read(path, &reading).map_err(|wrong| match wrong {
                    Wrong::File(failure) => failure.into(),
                    Wrong::Table(bad) => anyhow::anyhow!("{}: {}", path.display(), say(&bad, lang)),
                })?
            }
        };
        let before = match args.previous.is_empty() {
            true => None,
            false => {
                let before = rollup::before(&args.previous)?;
                for gap in before.failures {
                    let line = failure_lines(&gap, lang, usize::MAX).join("\n");
                    output::tell(&format!("--previous: {line}"));
                }
                Some(before.entries)
            }
        };
        Ok(Parts { around: Around { as_of: args.as_of, attributes, before } })
    }
}

fn say(bad: &BadAttributes, lang: Lang) -> String {
    match bad {
        BadAttributes::NoHeader => lang.pick(
            "第一行应为表头：“项目编号”列，以及至少一个其他列（如区域、负责人）".to_string(),
            "the first row must be a header: `project`, and at least one other column".to_string(),
        ),
        BadAttributes::Twice { project, rows: [first, second] } => lang.pick(
            format!("项目“{project}”出现两次：第 {first} 行和第 {second} 行"),
            format!("project `{project}` stands there twice: in rows {first} and {second}"),
        ),
    }
}

/// A portfolio that was written.
pub struct Made {
    /// The portfolio.
    pub portfolio: Portfolio,
    lang: Lang,
}

/// Makes the portfolio of what was gathered and writes its files into `out`.
pub fn make(
    gathered: Gathered,
    parts: Parts,
    out: &Path,
    shard: Option<[u32; 2]>,
    lang: Option<Lang>,
) -> anyhow::Result<Made> {
    let as_of = parts.around.as_of;
    let mut files = Together::new(out)?;
    let portfolio = files.file("results.parquet", |file| {
        // It has no name, so that nothing of it stays behind however the program ends.
        let aside = Box::new(tempfile::tempfile_in(out)?);
        let mut results = columns::Results::new(file, as_of).map_err(detail)?;
        let row = |record: &_| results.add(record).map_err(detail);
        let made = rollup::portfolio(gathered, parts.around, aside, row)?;
        results.finish().map_err(detail)?;
        Ok::<_, WriteError>(made)
    })?;
    let lang = lang.or(portfolio.language).unwrap_or_else(system_language);
    files.file("projects.parquet", |file| columns::projects(&portfolio, file).map_err(detail))?;
    files.file("portfolio.html", |file| {
        let mut file = BufWriter::new(file);
        html::page(&portfolio, lang, &mut file).map_err(detail)?;
        file.flush().map_err(detail)
    })?;
    files.file("portfolio.xlsx", |file| workbook(&portfolio, lang, out, file))?;
    let failures = Failures::new(portfolio.failures.clone()).to_bytes()?;
    files.file(FAILURES, |mut file| file.write_all(&failures))?;
    // Last: a batch has come to its end when all else is there.
    files.file(ACCOUNT, |file| {
        account::write(true, shard, || portfolio.held(), BufWriter::new(file))?;
        // Every row that was read back went into these files.
        portfolio.whole()
    })?;
    files.commit()?;
    let without = &portfolio.without_result;
    if !without.is_empty() && shard.is_none() {
        let names = without.join(lang.pick("、", ", "));
        output::tell(&lang.pick(
            format!("总览文件中的项目没有结果：{names}"),
            format!("projects of the portfolio file without a result: {names}"),
        ));
    }
    Ok(Made { portfolio, lang })
}

fn detail(error: impl Display) -> WriteError {
    let text = error.to_string();
    // As the writer of columns names what the system says.
    let plain = text.strip_prefix("External: ").map(String::from);
    WriteError::Detail(plain.unwrap_or(text))
}

/// Writes the workbook. Its rows are put aside in `out` meanwhile, and rust_xlsxwriter panics where they do
/// not fit there.
fn workbook(portfolio: &Portfolio, lang: Lang, out: &Path, file: &File) -> Result<(), WriteError> {
    let file = BufWriter::new(file);
    let write = || excel::workbook(portfolio, lang, Some(out), file);
    match catch_unwind(AssertUnwindSafe(write)) {
        Ok(written) => written.map_err(detail),
        Err(_) if last_crash().contains("rust_xlsxwriter") => {
            Err(detail(lang.pick("磁盘已满", "no space left for its rows")))
        }
        Err(panic) => resume_unwind(panic),
    }
}

/// The portfolio of a batch output as it is there, for other formats.
pub fn read(out: &Path, as_of: Option<NaiveDate>, lang: Option<Lang>) -> anyhow::Result<Made> {
    let gathered = rollup::gather(&[out.to_path_buf()])?;
    if gathered.entries.is_empty() && gathered.failures.is_empty() {
        anyhow::bail!(lang.unwrap_or_else(system_language).pick(
            format!("{}：其中没有批量结果", out.display()),
            format!("{}: holds no output of a batch", out.display()),
        ));
    }
    let around = Around { as_of, ..Around::default() };
    let aside = Box::new(tempfile::tempfile()?);
    let portfolio = rollup::portfolio(gathered, around, aside, |_| Ok::<(), anyhow::Error>(()))?;
    let lang = lang.or(portfolio.language).unwrap_or_else(system_language);
    Ok(Made { portfolio, lang })
}

impl Made {
    /// Says what is missing, where the format printed does not.
    pub fn tell_gaps(&self) {
        for gap in self.portfolio.failures.iter().filter(|f| f.is_gap()) {
            output::tell(&failure_lines(gap, self.lang, usize::MAX).join("\n"));
        }
    }

    /// Its bytes in a format.
    pub fn render(&self, format: Format, coloured: bool) -> Result<Vec<u8>, ReportError> {
        let bytes = render(&self.portfolio, format, self.lang, output_width(), coloured)?;
        self.portfolio.whole().map_err(serde_json::Error::io).map_err(ReportError::Json)?;
        Ok(bytes)
    }

    /// Prints it.
    pub fn print(&self, format: FormatArg, global: &Global) -> anyhow::Result<Done> {
        let format = match format {
            FormatArg::Table => Format::Table,
            FormatArg::Json => Format::Json,
            FormatArg::Markdown => Format::Markdown,
            FormatArg::Csv => Format::Csv,
        };
        let stdout = std::io::stdout();
        let coloured = stdout.is_terminal() && colour(global.color, &stdout);
        output::print(&self.render(format, coloured)?)
    }

    /// Holds the gates. A project that failed outranks every gate: what was asked for is not done.
    pub fn done(&self, gates: &Gates, lang: Lang) -> anyhow::Result<Done> {
        let gaps = self.portfolio.gaps();
        let failed = self.portfolio.failures.len() - gaps;
        let held = self.gates(gates, lang)?;
        let mut told = Vec::new();
        if failed > 0 {
            told.push(lang.pick(
                format!("{failed} 个项目评分失败"),
                format!("projects that could not be scored: {failed}"),
            ));
        }
        if gaps > 0 {
            told.push(lang.pick(
                format!("{gaps} 处结果缺失，汇总不完整"),
                format!("results missing: {gaps}, the roll-up is not whole"),
            ));
        }
        if !told.is_empty() {
            let told = told.join(lang.pick("；", "; "));
            anyhow::bail!(
                lang.pick(
                    format!("{told}，见 failures.json"),
                    format!("{told}, see failures.json"),
                )
            );
        }
        Ok(held)
    }

    fn gates(&self, gates: &Gates, lang: Lang) -> anyhow::Result<Done> {
        let (mut below, mut open, mut errors) = (0, 0, 0);
        let mut expired = Vec::new();
        for project in self.portfolio.projects() {
            let percent = project.score.percent;
            let low = |minimum| percent.is_none_or(|s| s.0 < minimum);
            below += usize::from(gates.min_score.is_some_and(low));
            open += usize::from(project.score.counts[4] > 0);
            errors += usize::from(project.problems[0] > 0);
            expired.extend(Some(project.id).filter(|_| project.expired_waivers > 0));
        }
        self.portfolio.whole()?;
        let mut reasons = Vec::new();
        if let Some(minimum) = gates.min_score.filter(|_| below > 0) {
            reasons.push(lang.pick(
                format!("{below} 个项目的得分率低于要求的 {minimum}%"),
                format!("projects below the minimum of {minimum}%: {below}"),
            ));
        }
        if gates.fail_on.contains(&Gate::Incomplete) && open > 0 {
            reasons.push(
                lang.pick(
                    format!("{open} 个项目的检查未完成"),
                    format!("incomplete audits: {open}"),
                ),
            );
        }
        if gates.fail_on.contains(&Gate::Problems) && errors > 0 {
            reasons.push(lang.pick(
                format!("{errors} 个项目的台账或检查表中有错误"),
                format!("projects with errors in their spreadsheets: {errors}"),
            ));
        }
        if gates.fail_on.contains(&Gate::ExpiredWaiver) && !expired.is_empty() {
            let names = expired.join(lang.pick("、", ", "));
            reasons.push(lang.pick(
                format!("有豁免已到期的项目：{names}"),
                format!("projects with expired waivers: {names}"),
            ));
        }
        reasons.iter().for_each(|reason| output::tell(reason));
        Ok(if reasons.is_empty() { Done::Well } else { Done::GateFailed })
    }
}
