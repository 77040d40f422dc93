//! Lines and tables in one language, to be laid out as text, Markdown, HTML or a workbook.
//!
//! What compares results or lists actions makes one of these; the layouts know nothing of what it says.

mod html;
mod markdown;
mod terminal;
mod xlsx;

use chrono::NaiveDate;

use crate::lang::Lang;
use crate::outcome::Number;

/// What a text means, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// Important.
    Strong,
    /// Better.
    Good,
    /// Worse, late.
    Bad,
    /// To be looked at.
    Warn,
    /// Aside.
    Faint,
}

/// A cell of a table.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// As it is shown.
    pub text: String,
    /// Its meaning.
    pub tone: Tone,
    /// The number, where it is one.
    pub number: Option<Number>,
    /// The day, where it is one.
    pub date: Option<NaiveDate>,
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        Cell { text: super::text::clean(text.trim()).into_owned(), ..Cell::default() }
    }

    /// A number; `–` without one.
    pub fn number(number: Option<Number>) -> Cell {
        Cell { number, ..Cell::text(number.map_or("–".into(), |n| n.to_string())) }
    }

    /// A whole number.
    pub fn count(count: usize) -> Cell {
        Cell::number(Some(u32::try_from(count).unwrap_or(u32::MAX).into()))
    }

    /// A day; empty without one.
    pub fn date(date: Option<NaiveDate>) -> Cell {
        Cell { date, ..Cell::text(date.map_or_else(String::new, |d| d.to_string())) }
    }

    /// The same in a tone.
    pub fn toned(self, tone: Tone) -> Cell {
        Cell { tone, ..self }
    }
}

/// A table.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Its heading.
    pub title: String,
    /// Headings of the columns.
    pub heads: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
    /// Details, folded where a layout can.
    pub folded: bool,
}

/// Lines over the same points.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Its heading.
    pub title: String,
    /// The points.
    pub labels: Vec<String>,
    /// Points that are marked, such as a revision.
    pub marked: Vec<bool>,
    /// Names and values, 0 to 100.
    pub lines: Vec<(String, Vec<Option<Number>>)>,
}

/// A piece of a document.
#[derive(Debug, Clone)]
pub enum Block {
    /// A line of text.
    Line(Tone, String),
    /// A table.
    Table(Table),
    /// A chart, for layouts that can draw.
    Chart(Chart),
}

/// Lines and tables.
#[derive(Debug, Clone)]
pub struct Document {
    /// The language of its texts.
    pub lang: Lang,
    /// Its heading.
    pub title: String,
    /// What it says.
    pub blocks: Vec<Block>,
    /// The day it is of, for the properties of a workbook.
    pub date: NaiveDate,
}

impl Document {
    /// A document without content.
    pub fn new(lang: Lang, title: String, date: NaiveDate) -> Document {
        Document { lang, title, blocks: Vec::new(), date }
    }

    /// Adds a line.
    pub fn line(&mut self, tone: Tone, text: impl Into<String>) {
        self.blocks.push(Block::Line(tone, super::text::clean(&text.into()).into_owned()));
    }

    /// Adds a table, unless it has no rows.
    pub fn table(&mut self, table: Table) {
        if !table.rows.is_empty() {
            self.blocks.push(Block::Table(table));
        }
    }

    /// As text, no line wider than `width` columns (40 at least).
    pub fn to_text(&self, width: u16, colour: bool) -> String {
        terminal::text(self, usize::from(width.max(40)), colour)
    }

    /// As Markdown; folded tables between `<details>`.
    pub fn to_markdown(&self) -> String {
        markdown::text(self)
    }

    /// As a page without outside resources.
    pub fn to_html(&self) -> String {
        html::page(self)
    }

    /// As a workbook: the lines on a first sheet, then a sheet per table and chart.
    ///
    /// # Errors
    /// Where a limit of the format is passed.
    pub fn to_xlsx(&self) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
        xlsx::workbook(self)
    }
}

#[cfg(test)]
mod tests;
