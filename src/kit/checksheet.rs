//! The checksheet to fill in: verdicts and answers, and the spot checks.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{Plan, new_workbook, style};
use crate::audit::checksheet::{SpotColumn, VerdictColumn, spot_spec, verdict_spec};
use crate::lang::{Lang, Word};
use crate::standard::{Check, CheckKind, Item, RegisterSpec, Tier};

/// The workbook with the two sheets.
pub fn workbook(plan: &Plan<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = new_workbook(plan)?;
    verdicts(plan, workbook.add_worksheet())?;
    spot_checks(plan, workbook.add_worksheet())?;
    workbook.save_to_buffer()
}

/// Name of a column of one of the two tables.
fn name(spec: &RegisterSpec, column: usize, lang: Lang) -> String {
    spec.columns.get(column).map_or("", |c| c.name(lang)).to_string()
}

fn start(sheet: &mut Worksheet, title: &str, columns: &[(String, f64)]) -> Result<(), XlsxError> {
    sheet.set_name(title)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_row_height(0, 26)?;
    for (column, (name, width)) in (0u16..).zip(columns) {
        sheet.write_string_with_format(0, column, name, &style::header(true))?;
        sheet.set_column_width(column, *width)?;
    }
    Ok(())
}

/// Widths of item, requirement, check, rule, verdict, reason and note, in characters.
const WIDTHS: [f64; 7] = [9.0, 34.0, 18.0, 46.0, 12.0, 20.0, 20.0];
/// Sheet column of the verdict.
const VERDICT: u16 = 4;

fn verdicts(plan: &Plan<'_>, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let spec = verdict_spec();
    let column = |c: VerdictColumn| name(&spec, c as usize, plan.lang);
    let names = [
        column(VerdictColumn::Item),
        Word::Requirement.get(plan.lang).to_string(),
        column(VerdictColumn::Check),
        Word::Rule.get(plan.lang).to_string(),
        column(VerdictColumn::Verdict),
        column(VerdictColumn::Reason),
        column(VerdictColumn::Note),
    ];
    let columns: Vec<(String, f64)> = names.into_iter().zip(WIDTHS).collect();
    start(sheet, spec.title.get(plan.lang), &columns)?;
    let mut row = 1;
    for (index, section) in plan.standard.sections.iter().enumerate() {
        let title = section.title.get(plan.lang);
        sheet.merge_range(row, 0, row, 6, title, &style::band())?;
        sheet.set_row_height(row, 20)?;
        row += 1;
        for item in plan.standard.items.iter().filter(|i| i.section == index) {
            row = item_rows(plan, sheet, item, row)?;
        }
    }
    Ok(())
}

/// The item's own row, then one for each check the auditor answers. Returns the next row.
fn item_rows(
    plan: &Plan<'_>,
    sheet: &mut Worksheet,
    item: &Item,
    row: u32,
) -> Result<u32, XlsxError> {
    let lang = plan.lang;
    let judged = |c: &&Check| matches!(c.kind, CheckKind::Judged) && c.tier != Tier::Overall;
    let answered_by_verdict = item.checks.iter().any(|c| c.tier == Tier::Overall);
    let verdicts = [Word::Pass.get(lang), Word::Partial.get(lang), Word::Fail.get(lang)];
    let answers = [Word::Yes.get(lang), Word::No.get(lang)];
    let own = Line {
        item: &item.id,
        requirement: item.title.get(lang),
        check: "",
        rule: item.rule.get(lang),
        words: &verdicts,
        needed: answered_by_verdict,
    };
    own.write(sheet, row)?;
    let mut next = row + 1;
    for check in item.checks.iter().filter(judged) {
        let line = Line {
            item: &item.id,
            requirement: "",
            check: &check.id,
            rule: check.title.get(lang),
            words: &answers,
            needed: true,
        };
        line.write(sheet, next)?;
        next += 1;
    }
    Ok(next)
}

struct Line<'a> {
    item: &'a str,
    requirement: &'a str,
    check: &'a str,
    rule: &'a str,
    words: &'a [&'a str],
    /// Left empty, the item stays unreviewed.
    needed: bool,
}

impl Line<'_> {
    fn write(&self, sheet: &mut Worksheet, row: u32) -> Result<(), XlsxError> {
        let text = style::text();
        let cells = [self.item, self.requirement, self.check, self.rule];
        for (column, cell) in (0u16..).zip(cells) {
            sheet.write_string_with_format(row, column, cell, &text)?;
        }
        let answer = if self.needed { style::input() } else { style::optional() };
        sheet.write_blank(row, VERDICT, &answer)?;
        sheet.write_blank(row, VERDICT + 1, &text)?;
        sheet.write_blank(row, VERDICT + 2, &text)?;
        if let Some(list) = style::drop_down(self.words)? {
            sheet.add_data_validation(row, VERDICT, row, VERDICT, &list)?;
        }
        let height = style::height(&[(self.requirement, WIDTHS[1]), (self.rule, WIDTHS[3])]);
        sheet.set_row_height(row, height)?;
        Ok(())
    }
}

/// Widths of item, sample, number, what to do, subject, date, result and note, in characters.
const SPOT_WIDTHS: [f64; 8] = [9.0, 16.0, 6.0, 40.0, 24.0, 12.0, 10.0, 24.0];

fn spot_checks(plan: &Plan<'_>, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let spec = spot_spec();
    let column = |c: SpotColumn| name(&spec, c as usize, plan.lang);
    let names = [
        column(SpotColumn::Item),
        column(SpotColumn::Sample),
        column(SpotColumn::Number),
        Word::ToDo.get(plan.lang).to_string(),
        column(SpotColumn::Subject),
        column(SpotColumn::Date),
        column(SpotColumn::Result),
        column(SpotColumn::Note),
    ];
    let columns: Vec<(String, f64)> = names.into_iter().zip(SPOT_WIDTHS).collect();
    start(sheet, spec.title.get(plan.lang), &columns)?;
    let (text, input) = (style::text(), style::input());
    let date = style::text().set_num_format("yyyy-mm-dd");
    let words = [Word::SpotPassed.get(plan.lang), Word::SpotFailed.get(plan.lang)];
    let list = style::drop_down(&words)?;
    let mut row = 1;
    for item in &plan.standard.items {
        for sample in &item.samples {
            for number in 1..=sample.need {
                let title = sample.title.get(plan.lang);
                sheet.write_string_with_format(row, 0, &item.id, &text)?;
                sheet.write_string_with_format(row, 1, &sample.id, &text)?;
                sheet.write_number_with_format(row, 2, number, &text)?;
                sheet.write_string_with_format(row, 3, title, &text)?;
                sheet.write_blank(row, 4, &text)?;
                sheet.write_blank(row, 5, &date)?;
                sheet.write_blank(row, 6, &input)?;
                sheet.write_blank(row, 7, &text)?;
                if let Some(list) = &list {
                    sheet.add_data_validation(row, 6, row, 6, list)?;
                }
                sheet.set_row_height(row, style::height(&[(title, SPOT_WIDTHS[3])]))?;
                row += 1;
            }
        }
    }
    Ok(())
}
