//! 整改清单: the findings, worst first, to be worked on.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::Rows;
use super::cells::{Cells, Texts};
use super::checklist::{ACTION, drop_down};
use super::sheet::{Column, Sheet, Written, table};
use super::style::{LINE, Styles, status_paint};
use crate::lang::{Lang, Word};
use crate::report::View;
use crate::report::view::{ActionView, ItemView};

fn columns(lang: Lang) -> [Column; 12] {
    let column = |word: Word, width| Column { heading: word.get(lang), width };
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

pub fn settings(sheet: &mut Worksheet, lang: Lang) -> Result<(), XlsxError> {
    table(sheet, Word::Actions.get(lang), &columns(lang), true)?;
    drop_down(sheet, lang)
}

pub fn write(view: &View, rows: &Rows, styles: &Styles, texts: &mut Texts) -> (Cells, Written) {
    let mut sheet = Sheet::table(styles, texts, &columns(view.lang));
    let mut row = 0;
    for action in &view.actions {
        let Some(item) = view.items.get(action.item) else { continue };
        row += 1;
        finding(&mut sheet, row, (item, action), rows.to_evidence(action.item), view);
    }
    if row == 0 {
        sheet.text(1, 0, view.word(Word::NoFindings), &styles.empty);
    }
    sheet.filter(row);
    sheet.finish_editable()
}

fn finding(
    sheet: &mut Sheet<'_>,
    row: u32,
    (item, action): (&ItemView, &ActionView),
    evidence: Option<(&'static str, u32)>,
    view: &View,
) {
    let styles = sheet.styles;
    let (missing, earns) = (item.missing.join("\n"), item.earns.join("\n"));
    let (verdict, title) = (verdict(item, action, view), titled(item, action, view));
    let due = if action.overdue { &styles.overdue_date } else { &styles.date };
    sheet.number_link(row, 0, item.number, evidence, view.word(Word::Evidence));
    sheet.text(row, 1, &title, &styles.text);
    sheet.text(row, 2, &verdict, styles.badge(status_paint(item.status)));
    sheet.number(row, 3, item.points, &styles.number);
    sheet.number(row, 4, item.lost, &styles.number);
    sheet.text(row, 5, &missing, &styles.text);
    sheet.text(row, 6, &earns, &styles.text);
    sheet.text(row, 7, &action.owner, &styles.centre);
    sheet.text(row, ACTION, action.status, &styles.centre);
    sheet.date(row, 9, action.due, due);
    match action.overdue {
        true => sheet.text(row, 10, view.word(Word::Overdue), &styles.overdue),
        false => sheet.text(row, 10, "", &styles.centre),
    }
    sheet.text(row, 11, &action.remark, &styles.text);
    sheet.id(row, &action.id);
    let texts = [
        (1, title.as_str()),
        (2, &verdict),
        (5, &missing),
        (6, &earns),
        (7, &action.owner),
        (11, &action.remark),
    ];
    sheet.height(row, &texts, 2.0 * LINE);
}

/// The requirement, and below it the place.
fn titled(item: &ItemView, action: &ActionView, view: &View) -> String {
    let gap = view.lang.pick("：", ": ");
    match action.place.is_empty() {
        true => item.title.clone(),
        false => format!("{}\n{}{gap}{}", item.title, view.word(Word::Location), action.place),
    }
}

/// The status, and below it what makes the finding a special one.
fn verdict(item: &ItemView, action: &ActionView, view: &View) -> String {
    let last = action.last_seen;
    let last = view.lang.pick(format!("上次发现{last}"), format!("last found {last}"));
    let mut lines = vec![item.status_word];
    if !action.seen {
        lines.push(&last);
    }
    if item.veto {
        lines.push(view.word(Word::Veto));
    }
    if item.waived {
        lines.push(view.word(Word::Waived));
    }
    lines.extend(action.recurring.as_deref());
    lines.join("\n")
}
