//! One localised view of a result, then the formats people read: bytes out, the caller writes.
//!
//! Nothing here computes a score. [`View`] holds every string, total, order and overdue flag;
//! the formats only lay it out, so they cannot disagree.

use chrono::NaiveDate;

use crate::lang::Lang;
use crate::outcome::{Outcome, json};

pub mod actions;
pub mod cells;
pub mod csv;
pub mod diff;
pub mod document;
pub mod excel;
pub mod explain;
pub mod markdown;
pub mod peek;
pub mod portfolio;
pub mod problems;
pub mod standard;
pub mod terminal;
pub mod text;
pub mod trend;
pub mod view;

#[cfg(test)]
mod sample;

pub use view::View;

/// A format a result can be rendered in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Summary, findings and items as tables for a terminal.
    Table,
    /// `result.json`.
    Json,
    /// Summary, findings and items as Markdown.
    Markdown,
    /// One row per item; see [`csv`].
    Csv,
    /// The workbook; see [`excel`].
    Xlsx,
}

/// How a result is rendered.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Language of everything but [`Format::Json`], which has the standard's.
    pub lang: Lang,
    /// The day overdue actions are told by.
    pub as_of: NaiveDate,
    /// Columns of the terminal, for [`Format::Table`].
    pub width: u16,
    /// ANSI colours, for [`Format::Table`].
    pub colour: bool,
}

/// Why a result could not be rendered: a limit of the format itself.
#[derive(Debug)]
pub enum ReportError {
    /// `result.json`.
    Json(serde_json::Error),
    /// The workbook.
    Xlsx(rust_xlsxwriter::XlsxError),
    /// The csv writer.
    Csv(::csv::Error),
    /// The files of columns.
    Parquet(parquet::errors::ParquetError),
}

impl std::fmt::Display for ReportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ReportError::Json(e) => write!(f, "result.json: {e}"),
            ReportError::Xlsx(e) => write!(f, "report.xlsx: {e}"),
            ReportError::Csv(e) => write!(f, "csv: {e}"),
            ReportError::Parquet(e) => write!(f, "parquet: {e}"),
        }
    }
}

impl std::error::Error for ReportError {}

/// The bytes of `outcome` in `format`.
///
/// # Errors
/// Only where a limit of the format is passed, such as a workbook of more than 1,048,576 rows.
pub fn render(outcome: &Outcome, format: Format, options: Options) -> Result<Vec<u8>, ReportError> {
    let view = || View::new(outcome, options.lang, options.as_of);
    match format {
        Format::Json => json::to_bytes(outcome).map_err(ReportError::Json),
        Format::Table => {
            let view = view();
            let mut text = terminal::text(&view, options.width, options.colour);
            text.push('\n');
            text.push_str(&terminal::items_table(&view, options.width, options.colour));
            Ok(text.into_bytes())
        }
        Format::Markdown => Ok(markdown::text(&view()).into_bytes()),
        Format::Csv => csv::bytes(&view()).map_err(ReportError::Csv),
        Format::Xlsx => excel::workbook(&view()).map_err(ReportError::Xlsx),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sample::{day, outcome};

    fn bytes(format: Format, lang: Lang) -> Vec<u8> {
        let options = Options { lang, as_of: day(2025, 12, 31), width: 80, colour: false };
        render(&outcome(), format, options).unwrap()
    }

    #[test]
    fn every_format_tells_of_the_same_result() {
        assert_eq!(json::from_slice(&bytes(Format::Json, Lang::En)).unwrap(), outcome());
        assert!(bytes(Format::Xlsx, Lang::Zh).starts_with(b"PK"));
        for format in [Format::Table, Format::Markdown, Format::Csv] {
            let text = String::from_utf8(bytes(format, Lang::Zh)).unwrap();
            assert!(text.contains("电梯"), "{format:?}");
            let other = String::from_utf8(bytes(format, Lang::En)).unwrap();
            assert!(other.contains("Lifts") && !other.contains("电梯"), "{format:?}");
        }
    }
}
