//! 台账问题: every problem found in the inputs, with its cell.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::sheet::{Column, Sheet};
use super::style::{LINE, Styles, severity_paint};
use crate::diagnostic::Severity;
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

pub fn write(worksheet: &mut Worksheet, styles: &Styles, view: &View) -> Result<(), XlsxError> {
    let name = view.word(Word::DataProblems);
    let mut sheet = Sheet::table(worksheet, styles, view, name, &columns(view))?;
    if view.problems.is_empty() {
        sheet.text(1, 0, view.word(Word::NoProblems), &styles.empty)?;
        return sheet.finish();
    }
    let badges = [Severity::Info, Severity::Warning, Severity::Error]
        .map(|s| (s, styles.badge(severity_paint(s))));
    let mut row = 0;
    for problem in &view.problems {
        row += 1;
        let badge = badges.iter().find(|(s, _)| *s == problem.severity).map(|(_, f)| f);
        sheet.text(row, 0, problem.severity_word, badge.unwrap_or(&styles.centre))?;
        sheet.text(row, 1, &problem.file, &styles.text)?;
        sheet.text(row, 2, &problem.sheet, &styles.text)?;
        sheet.text(row, 3, &problem.cell, &styles.centre)?;
        sheet.text(row, 4, &problem.message, &styles.text)?;
        sheet.text(row, 5, &problem.code, &styles.text)?;
        let texts = [
            (1, problem.file.as_str()),
            (2, &problem.sheet),
            (3, &problem.cell),
            (4, &problem.message),
            (5, &problem.code),
        ];
        sheet.height(row, &texts, 1.4 * LINE)?;
    }
    sheet.filter(row)?;
    sheet.finish()
}
