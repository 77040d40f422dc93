//! 评分依据: a row per check, with the cells behind it.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::Rows;
use super::cells::{Cells, Texts};
use super::sheet::{Column, Sheet, table};
use super::style::{LINE, Styles, holds_paint};
use crate::lang::{Lang, Word};
use crate::report::View;
use crate::report::view::{CheckView, ItemView};

fn columns(lang: Lang) -> [Column; 11] {
    let column = |word: Word, width| Column { heading: word.get(lang), width };
    [
        column(Word::Number, 5.5),
        column(Word::Item, 24.0),
        column(Word::Check, 22.0),
        column(Word::Tier, 9.0),
        column(Word::Kind, 9.0),
        column(Word::Span, 12.0),
        column(Word::Value, 8.5),
        column(Word::Threshold, 8.5),
        column(Word::Holds, 8.0),
        column(Word::Figures, 28.0),
        column(Word::Cells, 52.0),
    ]
}

pub fn settings(sheet: &mut Worksheet, lang: Lang) -> Result<(), XlsxError> {
    table(sheet, Word::Evidence.get(lang), &columns(lang), false)
}

pub fn write(view: &View, rows: &Rows, styles: &Styles, texts: &mut Texts) -> Cells {
    let mut sheet = Sheet::table(styles, texts, &columns(view.lang));
    let mut row = 0;
    for (at, item) in view.items.iter().enumerate() {
        // Every other item striped, so that the checks of one item are seen together.
        let striped = at % 2 == 1;
        for (nth, check) in item.checks.iter().enumerate() {
            row += 1;
            sheet.number_link(
                row,
                0,
                item.number,
                rows.to_checklist(at),
                view.word(Word::BackToItem),
            );
            // What the standard says of the item stands once, with its first check.
            let about = if nth == 0 { &item.about[..] } else { &[] };
            check_row(&mut sheet, row, (item, about), check, striped);
        }
    }
    sheet.filter(row);
    off(&mut sheet, row + 2, view);
    sheet.finish()
}

/// The items the standard has switched off, and why.
fn off(sheet: &mut Sheet<'_>, first: u32, view: &View) {
    if view.off.is_empty() {
        return;
    }
    let styles = sheet.styles;
    let last = columns(view.lang).len() - 1;
    sheet.merged(first, [0, last], view.word(Word::SwitchedOff), &styles.band);
    let mut row = first;
    for (item, reason) in &view.off {
        row += 1;
        sheet.merged(row, [0, 1], item, &styles.centre);
        sheet.merged(row, [2, last], reason, &styles.text);
        sheet.height_merged(row, [2, last], reason, 1.4 * LINE);
    }
}

fn check_row(
    sheet: &mut Sheet<'_>,
    row: u32,
    (item, about): (&ItemView, &[String]),
    check: &CheckView,
    striped: bool,
) {
    let styles = sheet.styles;
    let [text, centre] = match striped {
        true => styles.striped.each_ref(),
        false => [&styles.text, &styles.centre],
    };
    let cells = check.cells.join("\n");
    let title = [std::slice::from_ref(&item.title), about].concat().join("\n");
    sheet.text(row, 1, &title, text);
    sheet.text(row, 2, &check.title, text);
    sheet.text(row, 3, check.tier, centre);
    sheet.text(row, 4, check.kind, centre);
    sheet.text(row, 5, &check.span, centre);
    match check.value {
        None => sheet.text(row, 6, "", centre),
        Some(figure) => {
            let format = styles.figure(figure.percent, figure.decimals(), striped);
            sheet.number(row, 6, Some(figure.value.into()), format);
        }
    }
    sheet.text(row, 7, &check.threshold, centre);
    sheet.text(row, 8, check.holds_word, styles.badge(holds_paint(check.holds)));
    sheet.text(row, 9, &check.message, text);
    sheet.text(row, 10, &cells, text);
    let texts = [
        (1, title.as_str()),
        (2, &check.title),
        (3, check.tier),
        (5, &check.span),
        (9, &check.message),
        (10, &cells),
    ];
    sheet.height(row, &texts, 2.0 * LINE);
}
