//! 检查表: a row per item in the form the field uses.

use rust_xlsxwriter::{
    ConditionalFormatText, ConditionalFormatTextRule, DataValidation, Worksheet, XlsxError,
};

use super::Rows;
use super::cells::{Cells, Texts};
use super::sheet::{Column, Sheet, Written, column_number, table};
use super::style::{LINE, Styles, action_paint, conditional, status_paint};
use crate::lang::{Lang, Word};
use crate::outcome::ActionStatus;
use crate::report::View;
use crate::report::view::{ItemView, SectionView};

/// The statuses an action can be set to by hand: only a later audit verifies.
const BY_HAND: [ActionStatus; 3] =
    [ActionStatus::Open, ActionStatus::InProgress, ActionStatus::Done];

/// A section and its items as they follow each other on the sheet.
pub struct Block<'a> {
    /// `None` for items of no section of the result.
    pub section: Option<&'a SectionView>,
    /// Indices into the view's items.
    pub items: Vec<usize>,
}

/// The items in sections; those of none at the end, so that no item is ever left out.
pub fn blocks(view: &View) -> Vec<Block<'_>> {
    let of = |wanted: &dyn Fn(&ItemView) -> bool| -> Vec<usize> {
        view.items.iter().enumerate().filter(|(_, i)| wanted(i)).map(|(at, _)| at).collect()
    };
    let mut blocks: Vec<Block<'_>> = view
        .sections
        .iter()
        .map(|s| Block { section: Some(s), items: of(&|i| i.section == s.id) })
        .collect();
    let rest = of(&|i| view.sections.iter().all(|s| s.id != i.section));
    if !rest.is_empty() {
        blocks.push(Block { section: None, items: rest });
    }
    blocks
}

fn columns(lang: Lang) -> [Column; 11] {
    let column = |word: Word, width| Column { heading: word.get(lang), width };
    [
        column(Word::Number, 6.0),
        column(Word::Item, 28.0),
        column(Word::Rule, 26.0),
        column(Word::Weight, 6.5),
        column(Word::Points, 6.5),
        column(Word::Status, 10.0),
        column(Word::Basis, 44.0),
        column(Word::Owner, 11.0),
        column(Word::Action, 10.0),
        column(Word::Due, 12.0),
        column(Word::Note, 24.0),
    ]
}

/// The column of the action, here and among the corrective actions.
pub const ACTION: usize = 8;

pub fn settings(sheet: &mut Worksheet, lang: Lang) -> Result<(), XlsxError> {
    table(sheet, Word::Checklist.get(lang), &columns(lang), true)?;
    drop_down(sheet, lang)
}

pub fn write(view: &View, rows: &Rows, styles: &Styles, texts: &mut Texts) -> (Cells, Written) {
    let columns = columns(view.lang);
    let mut sheet = Sheet::table(styles, texts, &columns);
    let mut row = 0;
    for block in blocks(view) {
        if let Some(section) = block.section {
            row += 1;
            let text = band(section, view);
            sheet.merged(row, [0, columns.len() - 1], &text, &sheet.styles.band);
            sheet.height(row, &[], 1.5 * LINE);
            sheet.id(row, &format!("#section {}", section.id));
        }
        for at in block.items {
            row += 1;
            if let Some(item) = view.items.get(at) {
                item_row(&mut sheet, row, item, rows.to_evidence(at), view);
            }
        }
    }
    sheet.filter(row);
    total(&mut sheet, row + 1, view);
    sheet.id(row + 1, "#total");
    sheet.finish_editable()
}

fn band(section: &SectionView, view: &View) -> String {
    let (title, points, max) = (&section.title, section.points, section.max);
    let percent = section.percent.map_or_else(|| "–".to_string(), |p| format!("{p}%"));
    view.lang.pick(
        format!("{title}　得分 {points} / {max}（{percent}）"),
        format!("{title}   {points} of {max} points ({percent})"),
    )
}

fn item_row(
    sheet: &mut Sheet<'_>,
    row: u32,
    item: &ItemView,
    evidence: Option<(&'static str, u32)>,
    view: &View,
) {
    let styles = sheet.styles;
    let basis = item.basis.join("\n");
    let badge = styles.badge(status_paint(item.status));
    let due = if item.overdue { &styles.overdue_date } else { &styles.date };
    sheet.number_link(row, 0, item.number, evidence, view.word(Word::Evidence));
    sheet.text(row, 1, &item.title, &styles.text);
    sheet.text(row, 2, &item.rule, &styles.text);
    sheet.number(row, 3, Some(item.max), &styles.number);
    sheet.number(row, 4, item.points, &styles.number);
    sheet.text(row, 5, item.status_word, badge);
    sheet.text(row, 6, &basis, &styles.text);
    sheet.text(row, 7, &item.owner, &styles.centre);
    sheet.text(row, ACTION, item.action_word, &styles.centre);
    sheet.date(row, 9, item.due, due);
    sheet.text(row, 10, &item.remark, &styles.text);
    sheet.id(row, &item.action_id);
    let texts = [
        (1, item.title.as_str()),
        (2, &item.rule),
        (5, item.status_word),
        (6, &basis),
        (7, &item.owner),
        (10, &item.remark),
    ];
    sheet.height(row, &texts, 2.0 * LINE);
}

fn total(sheet: &mut Sheet<'_>, row: u32, view: &View) {
    let styles = sheet.styles;
    for column in 0..11 {
        sheet.text(row, column, "", &styles.total);
    }
    sheet.text(row, 1, view.word(Word::Total), &styles.total);
    sheet.number(row, 3, Some(view.score.max), &styles.total_number);
    sheet.number(row, 4, Some(view.score.points), &styles.total_number);
    sheet.percent(row, 5, view.score.percent, &styles.total_percent);
    sheet.text(row, 6, &view.score.grade, &styles.total);
    sheet.height(row, &[(6, &view.score.grade)], 1.5 * LINE);
}

/// A drop-down of action statuses below the header, coloured by what is picked.
pub fn drop_down(sheet: &mut Worksheet, lang: Lang) -> Result<(), XlsxError> {
    let column = column_number(ACTION);
    let words = BY_HAND.map(|a| Word::from(a).get(lang));
    let list = DataValidation::new()
        .allow_list_strings(&words)?
        .set_error_title(Word::Action.get(lang))?
        .set_error_message(Word::PickStatus.get(lang))?;
    sheet.add_data_validation(1, column, 1, column, &list)?;
    for action in ActionStatus::ALL {
        let rule = ConditionalFormatTextRule::BeginsWith(Word::from(action).get(lang).into());
        let format = ConditionalFormatText::new()
            .set_rule(rule)
            .set_format(conditional(action_paint(action)));
        sheet.add_conditional_format(1, column, 1, column, &format)?;
    }
    Ok(())
}
