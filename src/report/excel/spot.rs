//! 抽查记录: the spot checks as the checksheet has them.

use rust_xlsxwriter::XlsxError;

use super::cells::Cells;
use super::sheet::{Column, Page, Sheet};
use super::style::{LINE, holds_paint};
use crate::lang::Word;
use crate::outcome::Number;
use crate::report::View;
use crate::report::view::SpotView;

fn columns(view: &View) -> [Column; 7] {
    let column = |word: Word, width| Column { heading: view.word(word), width };
    [
        column(Word::Number, 7.0),
        column(Word::Sample, 36.0),
        column(Word::Subject, 26.0),
        column(Word::Date, 12.0),
        column(Word::Passed, 10.0),
        column(Word::Note, 34.0),
        column(Word::Cell, 30.0),
    ]
}

pub fn write(page: Page<'_>, view: &View) -> Result<Cells, XlsxError> {
    let name = view.word(Word::SpotChecks);
    let mut sheet = Sheet::table(page, view, name, &columns(view))?;
    if view.spot_checks.is_empty() {
        sheet.text(1, 0, view.word(Word::NoSpotChecks), &sheet.styles.empty);
        return Ok(sheet.finish());
    }
    let mut row = 0;
    for spot in &view.spot_checks {
        row += 1;
        spot_row(&mut sheet, row, spot);
    }
    sheet.filter(row)?;
    Ok(sheet.finish())
}

fn spot_row(sheet: &mut Sheet<'_>, row: u32, spot: &SpotView) {
    let styles = sheet.styles;
    match spot.number {
        Some(number) => sheet.number(row, 0, Some(Number::from(number)), &styles.number),
        None => sheet.text(row, 0, &spot.item, &styles.centre),
    }
    sheet.text(row, 1, &spot.title, &styles.text);
    sheet.text(row, 2, &spot.subject, &styles.text);
    sheet.date(row, 3, spot.date, &styles.date);
    sheet.text(row, 4, spot.passed_word, styles.badge(holds_paint(spot.passed)));
    sheet.text(row, 5, &spot.note, &styles.text);
    sheet.text(row, 6, &spot.place, &styles.text);
    let texts = [(1, spot.title.as_str()), (2, &spot.subject), (5, &spot.note), (6, &spot.place)];
    sheet.height(row, &texts, 1.4 * LINE);
}
