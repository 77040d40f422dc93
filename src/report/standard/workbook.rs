//! A standard as a checklist in Excel, and the file it is from in a hidden sheet.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::Shown;
use crate::lang::Word;
use crate::report::excel::style::Styles;
use crate::report::text::{clean, wrap};

/// What the cells of a checklist cannot hold: the name of a hidden sheet, and its rows of texts.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Name of the sheet.
    pub sheet: &'static str,
    /// Rows of cells.
    pub rows: Vec<Vec<String>>,
}

/// Widths of the columns in Excel's units.
const WIDTHS: [f64; 7] = [10.0, 44.0, 38.0, 8.0, 14.0, 30.0, 50.0];

/// The workbook: title, header, a band per section, a row per item.
///
/// # Errors
/// Only where a limit of the format is passed.
pub fn workbook(shown: &Shown, kept: &Kept) -> Result<Vec<u8>, XlsxError> {
    let lang = shown.lang;
    let styles = Styles::new();
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let sheet = book.add_worksheet();
    sheet.set_name(Word::Standard.get(lang))?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3).set_screen_gridlines(false);
    for (column, width) in (0u16..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let last = 6;
    sheet.merge_range(0, 0, 0, last, &clean(&shown.title), &styles.title)?;
    sheet.set_row_height(0, 30)?;
    let heads =
        [Word::ItemId, Word::Item, Word::Rule, Word::Weight, Word::Owner, Word::Note, Word::Check];
    for (column, word) in (0u16..).zip(heads) {
        let name = match word {
            // What the import knows them by.
            Word::Item => lang.pick("检查内容", "Requirement"),
            word => word.get(lang),
        };
        sheet.write_string_with_format(1, column, name, &styles.header)?;
    }
    sheet.set_row_height(1, 24)?;
    sheet.set_freeze_panes(2, 0)?.set_repeat_rows(0, 1)?;
    let mut row = 2;
    for section in &shown.sections {
        sheet.merge_range(row, 0, row, last, &clean(&section.title), &styles.band)?;
        sheet.set_row_height(row, 22)?;
        row += 1;
        for item in &section.items {
            let checks: Vec<String> = item
                .checks
                .iter()
                .map(|c| format!("{} · {} ({})", c.tier, c.title, c.how))
                .collect();
            let checks = checks.join("\n");
            let texts =
                [&item.id, &item.title, &item.rule, &item.weight, &item.owner, &item.note, &checks];
            for (column, text) in (0u16..).zip(texts) {
                let text: String = clean(text).chars().take(16_000).collect();
                let format = if matches!(column, 0 | 4) { &styles.centre } else { &styles.text };
                if column == 3 {
                    let number: f64 = text.parse().unwrap_or(0.0);
                    sheet.write_number_with_format(row, column, number, &styles.number)?;
                } else {
                    sheet.write_string_with_format(row, column, &text, format)?;
                }
            }
            let lines = texts.iter().zip(WIDTHS).map(|(text, width)| {
                let fit = ((width - 2.0) * 0.92).max(4.0) as usize;
                wrap(text, fit).len()
            });
            let lines = lines.max().unwrap_or(1).max(1) as f64;
            sheet.set_row_height(row, (lines * 16.0 + 6.0).min(409.0))?;
            row += 1;
        }
    }
    let hidden = book.add_worksheet();
    hidden.set_name(kept.sheet)?.set_hidden(true);
    for (row, cells) in (0u32..).zip(&kept.rows) {
        for (column, text) in (0u16..).zip(cells) {
            hidden.write_string(row, column, text)?;
        }
    }
    book.save_to_buffer()
}
