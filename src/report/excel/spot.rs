//! 抽查记录: the spot checks as the checksheet has them.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::cells::{Cells, Texts};
use super::sheet::{Column, Sheet, table};
use super::style::{LINE, Styles, holds_paint};
use crate::lang::{Lang, Word};
use crate::outcome::Number;
use crate::report::View;
use crate::report::view::SpotView;

fn columns(lang: Lang) -> [Column; 7] {
    let column = |word: Word, width| Column { heading: word.get(lang), width };
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

pub fn settings(sheet: &mut Worksheet, lang: Lang) -> Result<(), XlsxError> {
    table(sheet, Word::SpotChecks.get(lang), &columns(lang), false)
}

pub fn write(view: &View, styles: &Styles, texts: &mut Texts) -> Cells {
    let mut sheet = Sheet::table(styles, texts, &columns(view.lang));
    if view.spot_checks.is_empty() {
        sheet.text(1, 0, view.word(Word::NoSpotChecks), &styles.empty);
    }
    let mut row = 0;
    for spot in &view.spot_checks {
        row += 1;
        spot_row(&mut sheet, row, spot);
    }
    sheet.filter(row);
    sheet.finish()
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
