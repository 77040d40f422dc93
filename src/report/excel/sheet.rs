//! Writing cells: texts as texts, dates as dates, rows as high as their text.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{ExcelDateTime, Format, Url, Worksheet, XlsxError};

use super::style::{HIGHEST_ROW, LINE, PADDING, PAPER, Styles};
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

/// A sheet being written.
pub struct Sheet<'a> {
    pub inner: &'a mut Worksheet,
    pub styles: &'a Styles,
    widths: Vec<f64>,
    /// What was written, of a sheet whose edits are merged back: the cells as text.
    written: Option<BTreeMap<(u32, usize), String>>,
    /// The ids of rows.
    ids: Vec<(u32, String)>,
    /// By column, the cells whose format is not set yet.
    formats: Vec<Option<Stretch>>,
}

/// Cells below one another that have the same format: the writer looks a format up by its content, which
/// costs more than all else of a cell, so that it is set for all of them at once.
struct Stretch {
    format: Format,
    rows: [u32; 2],
}

impl<'a> Sheet<'a> {
    /// A sheet with columns of `widths`, A4, its pages numbered.
    pub fn new(
        inner: &'a mut Worksheet,
        styles: &'a Styles,
        view: &View,
        name: &str,
        widths: Vec<f64>,
    ) -> Result<Sheet<'a>, XlsxError> {
        inner.set_name(name)?;
        for (column, width) in widths.iter().enumerate() {
            inner.set_column_width(column_number(column), *width)?;
        }
        let heading = &view.heading;
        let running = running(&format!("{} · {} · {name}", heading.project, heading.period));
        let pages = view.lang.pick("第 &P 页，共 &N 页", "Page &P of &N");
        inner
            .set_paper_size(PAPER)
            .set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3)
            .set_footer(format!("&L&8{running}&R&8{pages}"))
            .set_screen_gridlines(false)
            .set_print_center_horizontally(true);
        let formats = widths.iter().map(|_| None).collect();
        Ok(Sheet { inner, styles, widths, written: None, ids: Vec::new(), formats })
    }

    /// A table sheet that remembers what is written, for [`Sheet::as_written`].
    pub fn editable(
        inner: &'a mut Worksheet,
        styles: &'a Styles,
        view: &View,
        name: &str,
        columns: &[Column],
    ) -> Result<Sheet<'a>, XlsxError> {
        let mut sheet = Sheet::table(inner, styles, view, name, columns)?;
        let headings = columns.iter().enumerate().map(|(i, c)| ((0, i), c.heading.to_string()));
        sheet.written = Some(headings.collect());
        Ok(sheet)
    }

    /// Sets the formats that are not set yet; nothing is written afterwards.
    pub fn finish(&mut self) -> Result<(), XlsxError> {
        (0..self.formats.len()).try_for_each(|column| self.settle(column))
    }

    /// Gives a cell a format, of which no other cell of its column below was given one.
    fn paint(&mut self, row: u32, column: usize, format: &Format) -> Result<(), XlsxError> {
        match self.formats.get_mut(column) {
            Some(Some(stretch))
                if (row == stretch.rows[1] || row == stretch.rows[1] + 1)
                    && stretch.format == *format =>
            {
                stretch.rows[1] = row;
                return Ok(());
            }
            Some(_) => self.settle(column)?,
            // Beyond the columns of the sheet.
            None => {
                self.inner.set_cell_format(row, column_number(column), format)?;
                return Ok(());
            }
        }
        if let Some(slot) = self.formats.get_mut(column) {
            *slot = Some(Stretch { format: format.clone(), rows: [row; 2] });
        }
        Ok(())
    }

    /// Sets the format of a stretch, and of those beside it that are alike.
    fn settle(&mut self, column: usize) -> Result<(), XlsxError> {
        let Some(stretch) = self.formats.get_mut(column).and_then(Option::take) else {
            return Ok(());
        };
        let mut last = column;
        while let Some(beside) = self.formats.get_mut(last + 1)
            && beside.take_if(|s| s.rows == stretch.rows && s.format == stretch.format).is_some()
        {
            last += 1;
        }
        let [first_row, last_row] = stretch.rows;
        let [first, last] = [column, last].map(column_number);
        self.inner.set_range_format(first_row, first, last_row, last, &stretch.format)?;
        Ok(())
    }

    /// A table sheet: its header in the first row, frozen, repeated in print, A4 landscape.
    pub fn table(
        inner: &'a mut Worksheet,
        styles: &'a Styles,
        view: &View,
        name: &str,
        columns: &[Column],
    ) -> Result<Sheet<'a>, XlsxError> {
        let widths = columns.iter().map(|c| c.width).collect();
        let mut sheet = Sheet::new(inner, styles, view, name, widths)?;
        for (at, column) in columns.iter().enumerate() {
            sheet.text(0, at, column.heading, &styles.header)?;
        }
        let headings: Vec<(usize, &str)> =
            columns.iter().enumerate().map(|(i, c)| (i, c.heading)).collect();
        sheet.height(0, &headings, 1.4 * LINE)?;
        sheet.inner.set_landscape().set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
        sheet.inner.set_print_fit_to_pages(1, 0);
        Ok(sheet)
    }

    /// Drop-down filters over the header and `rows` rows below it.
    pub fn filter(&mut self, rows: u32) -> Result<(), XlsxError> {
        // The ids move with their rows where they are sorted.
        let columns = self.widths.len() + usize::from(!self.ids.is_empty());
        let last = column_number(columns.saturating_sub(1));
        self.inner.autofilter(0, 0, rows.max(1), last)?;
        Ok(())
    }

    /// Gives a row an id, in a hidden column behind the last.
    pub fn id(&mut self, row: u32, id: &str) -> Result<(), XlsxError> {
        let column = column_number(self.widths.len());
        if self.ids.is_empty() {
            self.inner.write_string(0, column, ID)?;
            self.inner.set_column_hidden(column)?;
        }
        self.inner.write_string(row, column, id)?;
        self.ids.push((row, id.to_string()));
        Ok(())
    }

    /// The rows that have an id, as they were written: id and cells, the heading first.
    pub fn as_written(&self) -> Vec<(String, Vec<(usize, String)>)> {
        let cells = |row: u32| {
            let of_row = self.written.iter().flat_map(|w| w.range((row, 0)..(row + 1, 0)));
            let filled = of_row.filter(|(_, text)| !text.is_empty());
            filled.map(|((_, column), text)| (*column, text.clone())).collect()
        };
        let heading = (HEADING.to_string(), cells(0));
        let rows = self.ids.iter().map(|(row, id)| (id.clone(), cells(*row)));
        std::iter::once(heading).chain(rows).collect()
    }

    fn note(&mut self, row: u32, column: usize, text: impl FnOnce() -> String) {
        if let Some(written) = &mut self.written {
            written.insert((row, column), text());
        }
    }

    /// A text, never a formula or a link, whatever it begins with.
    pub fn text(
        &mut self,
        row: u32,
        column: usize,
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        let text = fitting(text);
        self.note(row, column, || text.trim().to_string());
        if text.starts_with(['=', '+', '-', '@', '\t']) {
            // Stays text also when someone edits the cell.
            self.paint(row, column, &format.clone().set_quote_prefix())?;
        } else {
            self.paint(row, column, format)?;
        }
        if !text.is_empty() {
            self.inner.write_string(row, column_number(column), text)?;
        }
        Ok(())
    }

    /// A number; without one a blank cell.
    pub fn number(
        &mut self,
        row: u32,
        column: usize,
        number: Option<Number>,
        format: &Format,
    ) -> Result<(), XlsxError> {
        self.float(row, column, number.map(Number::to_f64), format)
    }

    /// A percentage of 0 to 100 as a share, for a percent format.
    pub fn percent(
        &mut self,
        row: u32,
        column: usize,
        percent: Option<Number>,
        format: &Format,
    ) -> Result<(), XlsxError> {
        self.float(row, column, percent.map(Number::to_share), format)
    }

    /// A finite number; anything else a blank cell.
    pub fn float(
        &mut self,
        row: u32,
        column: usize,
        number: Option<f64>,
        format: &Format,
    ) -> Result<(), XlsxError> {
        let number = number.filter(|n| n.is_finite());
        self.note(row, column, || number.map_or_else(String::new, |n| n.to_string()));
        self.paint(row, column, format)?;
        if let Some(number) = number {
            self.inner.write_number(row, column_number(column), number)?;
        }
        Ok(())
    }

    /// A real date cell; a date Excel does not know as text, none as a blank cell.
    pub fn date(
        &mut self,
        row: u32,
        column: usize,
        date: Option<NaiveDate>,
        format: &Format,
    ) -> Result<(), XlsxError> {
        let Some(date) = date else { return self.text(row, column, "", format) };
        match excel_date(date) {
            Some(day) => {
                self.note(row, column, || date.to_string());
                self.paint(row, column, format)?;
                self.inner.write_datetime(row, column_number(column), &day)?;
                Ok(())
            }
            None => self.text(row, column, &date.to_string(), format),
        }
    }

    /// A number that links to `row` of the sheet `to`; a plain number without one.
    pub fn number_link(
        &mut self,
        row: u32,
        column: usize,
        number: u32,
        to: Option<(&str, u32)>,
        tip: &str,
    ) -> Result<(), XlsxError> {
        let styles = self.styles;
        self.note(row, column, || number.to_string());
        let at = column_number(column);
        let format = match to {
            None => &styles.number,
            Some((sheet, target)) => {
                let url = Url::new(format!("internal:'{sheet}'!A{}", target + 1)).set_tip(tip);
                self.inner.write_url_with_format(row, at, url, &styles.link)?;
                &styles.link
            }
        };
        self.paint(row, column, format)?;
        // The link stays with the cell; its content is a number, to sort and filter by.
        self.inner.write_number(row, at, f64::from(number))?;
        Ok(())
    }

    /// A text over the columns `first` to `last`.
    pub fn merged(
        &mut self,
        row: u32,
        [first, last]: [usize; 2],
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        if first < last {
            self.inner.merge_range(
                row,
                column_number(first),
                row,
                column_number(last),
                "",
                format,
            )?;
        }
        self.text(row, first, text, format)
    }

    /// Makes a row as high as the highest of its texts needs, and at least `least` points.
    ///
    /// Not every program fits rows on opening, so the lines are counted here.
    pub fn height(
        &mut self,
        row: u32,
        texts: &[(usize, &str)],
        least: f64,
    ) -> Result<(), XlsxError> {
        let lines = texts
            .iter()
            .map(|(column, text)| self.lines(*column, *column, text))
            .max()
            .unwrap_or(1);
        self.set_height(row, lines, least)
    }

    /// The same for one text over several columns.
    pub fn height_merged(
        &mut self,
        row: u32,
        [first, last]: [usize; 2],
        text: &str,
        least: f64,
    ) -> Result<(), XlsxError> {
        let lines = self.lines(first, last, text);
        self.set_height(row, lines, least)
    }

    fn set_height(&mut self, row: u32, lines: usize, least: f64) -> Result<(), XlsxError> {
        let lines = u32::try_from(lines).map_or(f64::MAX, f64::from);
        let height = (lines * LINE + PADDING).max(least).min(HIGHEST_ROW);
        self.inner.set_row_height(row, height)?;
        Ok(())
    }

    fn lines(&self, first: usize, last: usize, text: &str) -> usize {
        let width: f64 = self.widths.get(first..=last).unwrap_or_default().iter().sum();
        // Column widths are small positive constants of this program.
        let columns = ((width - INDENT) * FIT) as usize;
        // No character is wider than its bytes are many.
        if text.len() <= columns && !text.contains('\n') {
            return 1;
        }
        lines(text, columns)
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
