//! Writing cells: texts as texts, dates as dates, rows as high as their text.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{ExcelDateTime, Format, Url, Worksheet, XlsxError};

use super::cells::{Cells, Texts, Value};
use super::style::{HIGHEST_ROW, LINE, PADDING, PAPER, Styled, Styles};
use crate::action::merge::{HEADING, ID};
use crate::outcome::Number;
use crate::report::View;
use crate::report::text::{clean, lines};

/// Excel's longest text, in UTF-16 units.
const LONGEST: usize = 32_767;
/// Half-width characters of body text that fit a unit of column width, with room for bold and for
/// Latin letters wider than half a Chinese character.
const FIT: f64 = 0.92;
/// Units of column width the indent of a text takes.
const INDENT: f64 = 1.5;

/// A column: its heading and its width in Excel's units.
pub struct Column {
    pub heading: &'static str,
    pub width: f64,
}

/// Rows as they were written: the id of each, and its cells as text by their columns.
pub type Written = Vec<(String, Vec<(usize, String)>)>;

/// Sets up a sheet with columns of `widths`, A4, its pages numbered.
pub fn page(
    sheet: &mut Worksheet,
    name: &str,
    widths: impl IntoIterator<Item = f64>,
) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    for (column, width) in (0..).zip(widths) {
        sheet.set_column_width(column, width)?;
    }
    sheet
        .set_paper_size(PAPER)
        .set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3)
        .set_footer("-")
        .set_screen_gridlines(false)
        .set_print_center_horizontally(true);
    // Merged cells and links have a place of their own only where there are any.
    sheet.merge_range(1, 0, 1, 1, "", &Format::new())?;
    sheet.write_url(2, 0, Url::new("internal:A1"))?;
    Ok(())
}

/// Sets up a table sheet: its header in the first row, frozen, repeated in print, A4 landscape, with
/// drop-down filters. An editable one has a hidden column for the ids of its rows, which move with the rows
/// where they are sorted.
pub fn table(
    sheet: &mut Worksheet,
    name: &str,
    columns: &[Column],
    editable: bool,
) -> Result<(), XlsxError> {
    page(sheet, name, columns.iter().map(|c| c.width))?;
    sheet.set_landscape().set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
    sheet.set_print_fit_to_pages(1, 0);
    if editable {
        sheet.set_column_hidden(column_number(columns.len()))?;
    }
    sheet.autofilter(0, 0, 1, 1)?;
    Ok(())
}

/// The foot of a page, left and right.
pub fn foot(view: &View, name: &str) -> String {
    let heading = &view.heading;
    let running = running(&format!("{} · {} · {name}", heading.project, heading.period));
    let pages = view.lang.pick("第 &P 页，共 &N 页", "Page &P of &N");
    format!("&L&8{running}&R&8{pages}")
}

/// The cells of a sheet being written.
pub struct Sheet<'a> {
    pub styles: &'a Styles,
    texts: &'a mut Texts,
    cells: Cells,
    widths: Vec<f64>,
    /// The ids of rows.
    ids: Vec<(u32, String)>,
}

impl<'a> Sheet<'a> {
    /// A sheet with columns of `widths`.
    pub fn new(styles: &'a Styles, texts: &'a mut Texts, widths: Vec<f64>) -> Sheet<'a> {
        Sheet { styles, texts, cells: Cells::default(), widths, ids: Vec::new() }
    }

    /// A table sheet with its header.
    pub fn table(styles: &'a Styles, texts: &'a mut Texts, columns: &[Column]) -> Sheet<'a> {
        let widths = columns.iter().map(|c| c.width).collect();
        let mut sheet = Sheet::new(styles, texts, widths);
        for (at, column) in columns.iter().enumerate() {
            sheet.text(0, at, column.heading, &styles.header);
        }
        let headings: Vec<(usize, &str)> =
            columns.iter().enumerate().map(|(i, c)| (i, c.heading)).collect();
        sheet.height(0, &headings, 1.4 * LINE);
        sheet
    }

    /// The cells, in order.
    pub fn finish(mut self) -> Cells {
        self.cells.settle();
        self.cells
    }

    /// The cells, and the rows that have an id as they were written, the heading first.
    pub fn finish_editable(mut self) -> (Cells, Written) {
        self.cells.settle();
        let heading = (HEADING.to_string(), self.as_written(0));
        let rows = self.ids.iter().map(|(row, id)| (id.clone(), self.as_written(*row)));
        let written = std::iter::once(heading).chain(rows).collect();
        (self.cells, written)
    }

    /// The filled cells of a row as text, the id behind them left out.
    fn as_written(&self, row: u32) -> Vec<(usize, String)> {
        let cells = self.cells.row(row).map(|(column, value)| {
            let text = match value {
                Value::Blank => String::new(),
                Value::Text(text) => self.texts.get(text).trim().to_string(),
                Value::Number(number) => number.to_string(),
                Value::Date(date) => date.to_string(),
            };
            (usize::from(column), text)
        });
        let columns = self.widths.len();
        cells.filter(|(column, text)| *column < columns && !text.is_empty()).collect()
    }

    /// Drop-down filters over the header and `rows` rows below it.
    pub fn filter(&mut self, rows: u32) {
        let columns = self.widths.len() + usize::from(!self.ids.is_empty());
        self.cells.filter = (rows.max(1), column_number(columns.saturating_sub(1)));
    }

    /// Gives a row an id, in a hidden column behind the last.
    pub fn id(&mut self, row: u32, id: &str) {
        let (id, column) = (fitting(id), column_number(self.widths.len()));
        if self.ids.is_empty() {
            self.cells.text((0, column), ID, None, self.texts);
        }
        self.cells.text((row, column), &id, None, self.texts);
        self.ids.push((row, id.into_owned()));
    }

    /// A text, never a formula or a link, whatever it begins with.
    pub fn text(&mut self, row: u32, column: usize, text: &str, format: &Styled) {
        let place = (row, column_number(column));
        self.cells.text(place, &fitting(text), Some(format), self.texts);
    }

    /// A number; without one a blank cell.
    pub fn number(&mut self, row: u32, column: usize, number: Option<Number>, format: &Styled) {
        self.float(row, column, number.map(Number::to_f64), format);
    }

    /// A percentage of 0 to 100 as a share, for a percent format.
    pub fn percent(&mut self, row: u32, column: usize, percent: Option<Number>, format: &Styled) {
        self.float(row, column, percent.map(Number::to_share), format);
    }

    /// A finite number; anything else a blank cell.
    pub fn float(&mut self, row: u32, column: usize, number: Option<f64>, format: &Styled) {
        let value = number.filter(|n| n.is_finite()).map_or(Value::Blank, Value::Number);
        self.cells.value((row, column_number(column)), value, format);
    }

    /// A real date cell; a date Excel does not know as text, none as a blank cell.
    pub fn date(&mut self, row: u32, column: usize, date: Option<NaiveDate>, format: &Styled) {
        match date {
            Some(date) if excel_date(date).is_none() => {
                self.text(row, column, &date.to_string(), format);
            }
            date => {
                let value = date.map_or(Value::Blank, Value::Date);
                self.cells.value((row, column_number(column)), value, format);
            }
        }
    }

    /// A number that links to a row of another sheet; a plain number without one.
    pub fn number_link(
        &mut self,
        row: u32,
        column: usize,
        number: u32,
        to: Option<(&'static str, u32)>,
        tip: &'static str,
    ) {
        let place = (row, column_number(column));
        let format = if to.is_some() { &self.styles.link } else { &self.styles.number };
        self.cells.value(place, Value::Number(f64::from(number)), format);
        if let Some(to) = to {
            self.cells.link(place, to, tip);
        }
    }

    /// A text over the columns `first` to `last`.
    pub fn merged(&mut self, row: u32, [first, last]: [usize; 2], text: &str, format: &Styled) {
        if first < last {
            self.cells.merge(row, [first, last].map(column_number));
        }
        for column in first + 1..=last {
            self.text(row, column, "", format);
        }
        self.text(row, first, text, format);
    }

    /// Makes a row as high as the highest of its texts needs, and at least `least` points.
    ///
    /// Not every program fits rows on opening, so the lines are counted here.
    pub fn height(&mut self, row: u32, texts: &[(usize, &str)], least: f64) {
        let lines =
            texts.iter().map(|(column, text)| lines(text, self.columns(*column, *column))).max();
        self.fit(row, lines.unwrap_or(1), least);
    }

    /// The same for one text over several columns.
    pub fn height_merged(&mut self, row: u32, [first, last]: [usize; 2], text: &str, least: f64) {
        let lines = lines(text, self.columns(first, last));
        self.fit(row, lines, least);
    }

    /// Makes a row `points` high.
    pub fn row_height(&mut self, row: u32, points: f64) {
        self.cells.height(row, points);
    }

    fn fit(&mut self, row: u32, lines: usize, least: f64) {
        let lines = u32::try_from(lines).map_or(f64::MAX, f64::from);
        self.row_height(row, (lines * LINE + PADDING).max(least).min(HIGHEST_ROW));
    }

    /// The columns of text that fit the sheet's columns `first` to `last`.
    fn columns(&self, first: usize, last: usize) -> usize {
        let width: f64 = self.widths.get(first..=last).unwrap_or_default().iter().sum();
        // Column widths are small positive constants of this program.
        ((width - INDENT) * FIT) as usize
    }
}

/// A date as Excel counts it; `None` before 1900.
pub fn excel_date(date: NaiveDate) -> Option<ExcelDateTime> {
    let year = u16::try_from(date.year()).ok()?;
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    ExcelDateTime::from_ymd(year, month, day).ok()
}

/// A column of ours as Excel counts them; tables here have a dozen.
pub fn column_number(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

/// A text without characters XML forbids, cut at what a cell holds.
fn fitting(text: &str) -> Cow<'_, str> {
    let text = clean(text);
    // No text has more units than bytes.
    if text.len() <= LONGEST {
        return text;
    }
    let mut units = 0;
    let mut cut = None;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > LONGEST {
            break;
        }
        if units < LONGEST {
            cut = Some(at + c.len_utf8());
        }
    }
    match units > LONGEST {
        true => format!("{}…", text.get(..cut.unwrap_or(0)).unwrap_or_default()).into(),
        false => text,
    }
}

/// A text for a page footer, which has its own codes after `&` and holds 255 characters.
fn running(text: &str) -> String {
    crate::report::text::shorten(&clean(text), 100).replace('&', "&&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_what_a_cell_holds() {
        assert_eq!(fitting(&"长".repeat(LONGEST)).encode_utf16().count(), LONGEST);
        let longer = "长".repeat(LONGEST + 1);
        let cut = fitting(&longer);
        assert_eq!(cut.encode_utf16().count(), LONGEST);
        assert!(cut.ends_with("长…"));
        // Two units each: an odd limit leaves one unused.
        assert!(fitting(&"😀".repeat(20_000)).encode_utf16().count() <= LONGEST);
    }
}
