//! 台账问题: every problem found in the inputs, with its cell.

use rust_xlsxwriter::XlsxError;

use super::cells::Cells;
use super::sheet::{Column, Page, Sheet};
use super::style::{LINE, severity_paint};
use crate::lang::Word;
use crate::report::View;

fn columns(view: &View) -> [Column; 6] {
    let column = |word: Word, width| Column { heading: view.word(word), width };
    [
        column(Word::Severity, 9.0),
        column(Word::File, 32.0),
        column(Word::Sheet, 20.0),
        column(Word::Cell, 10.0),
        column(Word::Message, 64.0),
        column(Word::Code, 22.0),
    ]
}

pub fn write(page: Page<'_>, view: &View) -> Result<Cells, XlsxError> {
    let name = view.word(Word::DataProblems);
    let mut sheet = Sheet::table(page, view, name, &columns(view))?;
    if view.problems.is_empty() {
        sheet.text(1, 0, view.word(Word::NoProblems), &sheet.styles.empty);
        return Ok(sheet.finish());
    }
    let styles = sheet.styles;
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
    sheet.filter(row)?;
    Ok(sheet.finish())
}
