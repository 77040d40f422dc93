//! A portfolio laid out: the tables, then workbook, page, columns, text. Bytes out, the caller writes.

use std::io::Cursor;

use serde::Serialize;

use crate::lang::Lang;
use crate::portfolio::Portfolio;

use super::ReportError;

pub mod columns;
pub mod excel;
pub mod html;
pub mod json;
pub mod tables;
pub mod text;

/// A format of a portfolio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A summary for a terminal.
    Table,
    /// Everything but the items of each project, for other programs.
    Json,
    /// The tables as Markdown.
    Markdown,
    /// One row per project.
    Csv,
    /// The workbook.
    Xlsx,
    /// The page.
    Html,
}

/// The bytes of `portfolio` in `format`; `width` columns and ANSI colours are for [`Format::Table`].
///
/// # Errors
/// Only where a limit of the format is passed.
pub fn render(
    portfolio: &Portfolio,
    format: Format,
    lang: Lang,
    width: u16,
    colour: bool,
) -> Result<Vec<u8>, ReportError> {
    match format {
        Format::Table => Ok(text::summary(portfolio, lang, width, colour).into_bytes()),
        Format::Json => json::bytes(portfolio).map_err(ReportError::Json),
        Format::Markdown => Ok(text::markdown(portfolio, lang).into_bytes()),
        Format::Csv => csv(portfolio).map_err(ReportError::Csv),
        Format::Xlsx => {
            let mut bytes = Cursor::new(Vec::new());
            excel::workbook(portfolio, lang, None, &mut bytes).map_err(ReportError::Xlsx)?;
            Ok(bytes.into_inner())
        }
        Format::Html => {
            let mut bytes = Vec::new();
            html::page(portfolio, lang, &mut bytes).map_err(ReportError::Json)?;
            Ok(bytes)
        }
    }
}

/// One row per project in the order of the ranking; headings are those of `projects.parquet`.
fn csv(portfolio: &Portfolio) -> Result<Vec<u8>, ::csv::Error> {
    let mut writer =
        ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    for project in portfolio.ranked() {
        writer.serialize(Row::of(&project, portfolio))?;
    }
    writer.into_inner().map_err(|e| e.into_error().into())
}

#[derive(Serialize)]
struct Row {
    rank: Option<u32>,
    best_rank: Option<u32>,
    worst_rank: Option<u32>,
    project: String,
    name: String,
    group: String,
    period: String,
    as_of: String,
    standard: String,
    percent: Option<String>,
    low: Option<String>,
    high: Option<String>,
    grade: Option<String>,
    coverage: Option<String>,
    complete: bool,
    pass: u32,
    partial: u32,
    fail: u32,
    not_applicable: u32,
    not_reviewed: u32,
    open_actions: u32,
    overdue_actions: u32,
    errors: u32,
    warnings: u32,
}

impl Row {
    fn of(project: &crate::portfolio::Project, portfolio: &Portfolio) -> Row {
        use crate::portfolio::Rank;
        let (score, class) = (&project.score, portfolio.class(project));
        let (rank, best, worst) = match project.rank {
            Rank::At(rank) => (Some(rank), None, None),
            Rank::Between { best, worst } => (None, Some(best), Some(worst)),
            Rank::Nowhere => (None, None, None),
        };
        let [pass, partial, fail, not_applicable, not_reviewed] = score.counts;
        let figure = |n: Option<crate::outcome::Number>| n.map(|n| n.to_string());
        Row {
            rank,
            best_rank: best,
            worst_rank: worst,
            project: project.id.to_string(),
            name: super::csv::plain(&project.name),
            group: super::csv::plain(&portfolio.group(project).join(" / ")),
            period: portfolio.period(project).to_string(),
            as_of: project.as_of.to_string(),
            standard: class.map(|c| super::csv::plain(&c.standard)).unwrap_or_default(),
            percent: figure(score.percent),
            low: figure(score.low),
            high: figure(score.high),
            grade: portfolio.grade(project).map(|g| g.id.clone()),
            coverage: figure(project.coverage()),
            complete: project.is_complete(),
            pass,
            partial,
            fail,
            not_applicable,
            not_reviewed,
            open_actions: project.open,
            overdue_actions: project.overdue,
            errors: project.problems[0],
            warnings: project.problems[1],
        }
    }
}
