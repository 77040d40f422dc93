//! 台账问题: every problem found in the inputs, with its cell.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::cells::{Cells, Texts};
use super::sheet::{Column, Sheet, table};
use super::style::{LINE, Styles, severity_paint};
use crate::lang::{Lang, Word};
use crate::report::View;

fn columns(lang: Lang) -> [Column; 6] {
    let column = |word: Word, width| Column { heading: word.get(lang), width };
    [
        column(Word::Severity, 9.0),
        column(Word::File, 32.0),
        column(Word::Sheet, 20.0),
        column(Word::Cell, 10.0),
        column(Word::Message, 64.0),
        column(Word::Code, 22.0),
    ]
}

pub fn settings(sheet: &mut Worksheet, lang: Lang) -> Result<(), XlsxError> {
    table(sheet, Word::DataProblems.get(lang), &columns(lang), false)
}

pub fn write(view: &View, styles: &Styles, texts: &mut Texts) -> Cells {
    let mut sheet = Sheet::table(styles, texts, &columns(view.lang));
    if view.problems.is_empty() {
        sheet.text(1, 0, view.word(Word::NoProblems), &styles.empty);
    }
    let mut row = 0;
    for problem in &view.problems {
        row += 1;
        let badge = styles.badge(severity_paint(problem.severity));
        sheet.text(row, 0, problem.severity_word, badge);
        sheet.text(row, 1, &problem.file, &styles.text);
        sheet.text(row, 2, &problem.sheet, &styles.text);
        sheet.text(row, 3, &problem.cell, &styles.centre);
        sheet.text(row, 4, &problem.message, &styles.text);
        sheet.text(row, 5, &problem.code, &styles.text);
        let texts = [
            (1, problem.file.as_str()),
            (2, &problem.sheet),
            (3, &problem.cell),
            (4, &problem.message),
            (5, &problem.code),
        ];
        sheet.height(row, &texts, 1.4 * LINE);
    }
    sheet.filter(row);
    sheet.finish()
}
