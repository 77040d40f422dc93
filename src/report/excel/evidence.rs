//! 评分依据: a row per check, with the cells behind it.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::Rows;
use super::sheet::{Column, Sheet};
use super::style::{LINE, STRIPE, Styles, holds_paint};
use crate::lang::Word;
use crate::lang::figure::Figure;
use crate::report::View;
use crate::report::view::{CheckView, ItemView};

fn columns(view: &View) -> [Column; 12] {
    let column = |word: Word, width| Column { heading: view.word(word), width };
    [
        column(Word::Number, 6.0),
        column(Word::Item, 24.0),
        column(Word::Check, 11.0),
        column(Word::MustHold, 26.0),
        column(Word::Tier, 11.0),
        column(Word::Kind, 10.0),
        column(Word::Span, 13.0),
        column(Word::Value, 11.0),
        column(Word::Threshold, 11.0),
        column(Word::Holds, 10.0),
        column(Word::Figures, 34.0),
        column(Word::Cells, 54.0),
    ]
}

pub fn write(
    worksheet: &mut Worksheet,
    styles: &Styles,
    view: &View,
    rows: &Rows,
) -> Result<(), XlsxError> {
    let columns = columns(view);
    let mut sheet = Sheet::table(worksheet, styles, view, rows.evidence_name, &columns)?;
    let mut row = 0;
    for (at, item) in view.items.iter().enumerate() {
        // Every other item striped, so that the checks of one item are seen together.
        let looks = Looks::new(styles, at % 2 == 1);
        for check in &item.checks {
            row += 1;
            sheet.number_link(
                row,
                0,
                item.number,
                rows.to_checklist(at),
                view.word(Word::BackToItem),
            )?;
            check_row(&mut sheet, row, item, check, &looks)?;
        }
    }
    sheet.filter(row)
}

/// Formats of a row, striped or not.
struct Looks {
    text: Format,
    centre: Format,
    striped: bool,
}

impl Looks {
    fn new(styles: &Styles, striped: bool) -> Looks {
        Looks {
            text: stripe(styles.text.clone(), striped),
            centre: stripe(styles.centre.clone(), striped),
            striped,
        }
    }

    fn figure(&self, styles: &Styles, figure: Figure) -> Format {
        stripe(styles.figure(figure.percent, figure.decimals()), self.striped)
    }
}

fn stripe(format: Format, striped: bool) -> Format {
    if striped { format.set_background_color(STRIPE) } else { format }
}

fn check_row(
    sheet: &mut Sheet<'_>,
    row: u32,
    item: &ItemView,
    check: &CheckView,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let styles = sheet.styles;
    let cells = check.cells.join("\n");
    sheet.text(row, 1, &item.title, &looks.text)?;
    sheet.text(row, 2, &check.id, &looks.centre)?;
    sheet.text(row, 3, &check.title, &looks.text)?;
    sheet.text(row, 4, check.tier, &looks.centre)?;
    sheet.text(row, 5, check.kind, &looks.centre)?;
    sheet.text(row, 6, &check.span, &looks.centre)?;
    match check.value {
        None => sheet.text(row, 7, "", &looks.centre)?,
        Some(figure) => {
            let format = looks.figure(styles, figure);
            sheet.number(row, 7, Some(figure.value.into()), &format)?;
        }
    }
    sheet.text(row, 8, &check.threshold, &looks.centre)?;
    sheet.text(row, 9, check.holds_word, &styles.badge(holds_paint(check.holds)))?;
    sheet.text(row, 10, &check.message, &looks.text)?;
    sheet.text(row, 11, &cells, &looks.text)?;
    let texts = [
        (1, item.title.as_str()),
        (2, &check.id),
        (3, &check.title),
        (4, check.tier),
        (6, &check.span),
        (10, &check.message),
        (11, &cells),
    ];
    sheet.height(row, &texts, 2.0 * LINE)
}
