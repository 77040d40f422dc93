//! A comparison in the formats people and other programs read.

mod document;
mod junit;
mod sarif;
pub mod words;

use crate::compare::Diff;
use crate::lang::Lang;

/// A format of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Tables for a terminal.
    Table,
    /// For a comment on a merge request: the summary first, details folded.
    Markdown,
    /// Everything, for other programs.
    Json,
    /// A test case per item.
    Junit,
    /// A result per finding, with its `baselineState`.
    Sarif,
    /// A page.
    Html,
    /// A workbook.
    Xlsx,
}

/// The bytes of a comparison; `width` and `colour` are the terminal's.
///
/// # Errors
/// Only where a limit of the format is passed.
pub fn render(
    diff: &Diff,
    format: Format,
    lang: Lang,
    width: u16,
    colour: bool,
) -> anyhow::Result<Vec<u8>> {
    let document = || document::document(diff, lang);
    Ok(match format {
        Format::Table => document().to_text(width, colour).into_bytes(),
        Format::Markdown => document().to_markdown().into_bytes(),
        Format::Html => document().to_html().into_bytes(),
        Format::Xlsx => document().to_xlsx()?,
        Format::Junit => junit::text(diff, lang).into_bytes(),
        Format::Sarif => line_ended(serde_json::to_vec_pretty(&sarif::log(diff, lang))?),
        Format::Json => line_ended(serde_json::to_vec_pretty(diff)?),
    })
}

fn line_ended(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.push(b'\n');
    bytes
}
