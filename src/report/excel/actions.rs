//! 整改清单: the findings, worst first, to be worked on.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::Rows;
use super::checklist::drop_down;
use super::ids::Written;
use super::sheet::{Column, Sheet};
use super::style::{LINE, Styles, status_paint};
use crate::lang::Word;
use crate::report::View;
use crate::report::view::ItemView;

fn columns(view: &View) -> [Column; 12] {
    let column = |word: Word, width| Column { heading: view.word(word), width };
    [
        column(Word::Number, 6.0),
        column(Word::Item, 28.0),
        column(Word::Status, 11.0),
        column(Word::Points, 6.5),
        column(Word::Lost, 6.5),
        column(Word::Missing, 40.0),
        column(Word::Earns, 34.0),
        column(Word::Owner, 11.0),
        column(Word::Action, 10.0),
        column(Word::Due, 12.0),
        column(Word::Overdue, 7.0),
        column(Word::Note, 20.0),
    ]
}

const ACTION: usize = 8;

pub fn write(
    worksheet: &mut Worksheet,
    styles: &Styles,
    view: &View,
    rows: &Rows,
) -> Result<Written, XlsxError> {
    let columns = columns(view);
    let name = view.word(Word::Actions);
    let mut sheet = Sheet::table(worksheet, styles, view, name, &columns)?;
    let mut row = 0;
    for at in &view.findings {
        let Some(item) = view.items.get(*at) else { continue };
        row += 1;
        finding(&mut sheet, row, item, rows.to_evidence(*at), view)?;
    }
    if row == 0 {
        sheet.text(1, 0, view.word(Word::NoFindings), &styles.empty)?;
        return Ok((name, sheet.as_written()));
    }
    drop_down(&mut sheet, view, ACTION, row)?;
    sheet.filter(row)?;
    Ok((name, sheet.as_written()))
}

fn finding(
    sheet: &mut Sheet<'_>,
    row: u32,
    item: &ItemView,
    evidence: Option<(&str, u32)>,
    view: &View,
) -> Result<(), XlsxError> {
    let styles = sheet.styles;
    let (missing, earns) = (item.missing.join("\n"), item.earns.join("\n"));
    let verdict = verdict(item, view);
    let due = if item.overdue { &styles.overdue_date } else { &styles.date };
    sheet.number_link(row, 0, item.number, evidence, view.word(Word::Evidence))?;
    sheet.text(row, 1, &item.title, &styles.text)?;
    sheet.text(row, 2, &verdict, &styles.badge(status_paint(item.status)))?;
    sheet.number(row, 3, item.points, &styles.number)?;
    sheet.number(row, 4, item.lost, &styles.number)?;
    sheet.text(row, 5, &missing, &styles.text)?;
    sheet.text(row, 6, &earns, &styles.text)?;
    sheet.text(row, 7, &item.owner, &styles.centre)?;
    sheet.text(row, ACTION, item.action_word, &styles.centre)?;
    sheet.date(row, 9, item.due, due)?;
    match item.overdue {
        true => sheet.text(row, 10, view.word(Word::Overdue), &styles.overdue)?,
        false => sheet.text(row, 10, "", &styles.centre)?,
    }
    sheet.text(row, 11, &item.remark, &styles.text)?;
    sheet.id(row, &item.action_id)?;
    let texts = [
        (1, item.title.as_str()),
        (2, &verdict),
        (5, &missing),
        (6, &earns),
        (7, &item.owner),
        (11, &item.remark),
    ];
    sheet.height(row, &texts, 2.0 * LINE)
}

/// The status, and below it what makes the finding a special one.
fn verdict(item: &ItemView, view: &View) -> String {
    let mut lines = vec![item.status_word];
    if item.veto {
        lines.push(view.word(Word::Veto));
    }
    if item.waived {
        lines.push(view.word(Word::Waived));
    }
    lines.extend(item.recurring.as_deref());
    lines.join("\n")
}
