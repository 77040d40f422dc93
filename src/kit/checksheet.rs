//! The checksheet to fill in: how to, verdicts and answers, and the spot checks.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::{Plan, guide, new_workbook, spots, style};
use crate::audit::checksheet::{VerdictColumn, verdict_spec};
use crate::lang::{Lang, Word};
use crate::standard::{Check, CheckKind, Item, RegisterSpec, Standard, Tier};

/// The workbook with its three sheets.
pub fn workbook(plan: &Plan<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = new_workbook(plan, "")?;
    guide::sheet(plan, workbook.add_worksheet())?;
    verdicts(plan, workbook.add_worksheet())?;
    spots::sheet(plan, workbook.add_worksheet())?;
    workbook.save_to_buffer()
}

/// Name of a column of one of the two tables.
pub fn name(spec: &RegisterSpec, column: usize, lang: Lang) -> String {
    spec.columns.get(column).map_or("", |c| c.name(lang)).to_string()
}

/// Names a sheet, writes its header and sets up its pages.
pub fn start(
    plan: &Plan<'_>,
    sheet: &mut Worksheet,
    title: &str,
    columns: &[(String, f64)],
) -> Result<(), XlsxError> {
    sheet.set_name(title)?;
    style::page(sheet, plan, title, false);
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_row_height(0, 28)?;
    for (column, (name, width)) in (0u16..).zip(columns) {
        sheet.write_string_with_format(0, column, name, &style::header(true))?;
        sheet.set_column_width(column, *width)?;
    }
    Ok(())
}

/// Widths of item, requirement, check, rule, how, verdict, reason and note, in units of column width.
const WIDTHS: [f64; 8] = [9.0, 32.0, 12.0, 42.0, 26.0, 11.0, 20.0, 20.0];
/// Sheet columns of the verdict and the last one.
const VERDICT: u16 = 5;
const LAST: u16 = 7;

fn verdicts(plan: &Plan<'_>, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let spec = verdict_spec();
    let column = |c: VerdictColumn| name(spec, c as usize, plan.lang);
    let names = [
        column(VerdictColumn::Item),
        Word::Requirement.get(plan.lang).to_string(),
        column(VerdictColumn::Check),
        Word::Rule.get(plan.lang).to_string(),
        plan.lang.pick("怎样填", "How to fill in").to_string(),
        column(VerdictColumn::Verdict),
        column(VerdictColumn::Reason),
        column(VerdictColumn::Note),
    ];
    let columns: Vec<(String, f64)> = names.into_iter().zip(WIDTHS).collect();
    start(plan, sheet, spec.title.get(plan.lang), &columns)?;
    notes(plan.lang, sheet)?;
    let band = style::band();
    let mut row = 1;
    for (index, section) in plan.standard.sections.iter().enumerate() {
        // Not merged, so that the sheet can be filtered and sorted.
        sheet.write_string_with_format(row, 0, "", &band)?;
        sheet.write_string_with_format(row, 1, section.title.get(plan.lang), &band)?;
        (2..=LAST).try_for_each(|c| sheet.write_blank(row, c, &band).map(drop))?;
        sheet.set_row_height(row, 24)?;
        row += 1;
        for item in plan.standard.items.iter().filter(|i| i.section == index) {
            row = item_rows(plan, sheet, item, row)?;
        }
    }
    sheet.autofilter(0, 0, row - 1, LAST)?;
    Ok(())
}

fn notes(lang: Lang, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let texts = [
        (2, "判据的编号，供程序识别，请勿改动", "identifies the check: leave it as it is"),
        (
            VERDICT,
            "整项：符合、部分符合、不符合（也可写 1、0.5、0）\n单条判据：是、否（也可写 √、×）\n没有检查的留空",
            "an item: pass, partial, fail (or 1, 0.5, 0)\na check: yes, no\nempty where not looked at",
        ),
        (
            VERDICT + 1,
            "只在改变计算结果时填写；理由会写进报告",
            "only to override what is computed; the reason stands in the report",
        ),
    ];
    for (column, zh, en) in texts {
        sheet.insert_note(0, column, &style::note(lang.pick(zh, en)))?;
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
    let verdicts = [Word::Pass.get(lang), Word::Partial.get(lang), Word::Fail.get(lang)];
    let answers = [Word::Yes.get(lang), Word::No.get(lang)];
    let whole = item.checks.iter().any(|c| c.tier == Tier::Overall);
    let own = Line {
        item: &item.id,
        requirement: item.title.get(lang),
        check: "",
        rule: item.rule.get(lang),
        how: &how(plan.standard, item, lang),
        words: &verdicts,
        prompt: prompt(item, lang),
        needed: whole,
    };
    own.write(sheet, row, style::leading)?;
    let mut next = row + 1;
    for check in item.checks.iter().filter(|c| asked(c)) {
        let line = Line {
            item: &item.id,
            requirement: "",
            check: &check.id,
            rule: check.title.get(lang),
            how: lang.pick("选“是”或“否”", "yes or no"),
            words: &answers,
            prompt: "",
            needed: true,
        };
        line.write(sheet, next, |format| format)?;
        next += 1;
    }
    Ok(next)
}

/// What the verdict of an item's own row is for, shown once the cell is selected.
fn prompt(item: &Item, lang: Lang) -> &'static str {
    if item.checks.iter().any(|c| c.tier == Tier::Overall) {
        ""
    } else if item.checks.iter().all(asked) {
        lang.pick(
            "下列判据逐条回答后，此判定自动计算。一条都不回答时，以此判定为准。",
            "Computed once the checks below are answered. It counts by itself where none of them is.",
        )
    } else {
        lang.pick(
            "此判定自动计算，可以不填。不同意计算结果时才填写，并写明改判理由。",
            "Computed: may stay empty. Write a verdict only to override it, and give the reason.",
        )
    }
}

/// Whether the auditor answers a check in a row of its own.
fn asked(check: &Check) -> bool {
    matches!(check.kind, CheckKind::Judged) && check.tier != Tier::Overall
}

/// What the auditor does about an item, and what the program does.
fn how(standard: &Standard, item: &Item, lang: Lang) -> String {
    if item.checks.iter().any(|c| c.tier == Tier::Overall) {
        return lang.pick("选“符合”“部分符合”或“不符合”", "pass, partial or fail").to_string();
    }
    let mut sources: Vec<&str> = Vec::new();
    for check in &item.checks {
        let source = match &check.kind {
            CheckKind::Judged => continue,
            CheckKind::Measured(measured) => match standard.registers.get(measured.register) {
                Some(register) => register.title.get(lang),
                None => continue,
            },
            CheckKind::Sampled(_) => lang.pick("抽查", "spot checks"),
        };
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    let asked = item.checks.iter().any(asked);
    let from = sources.join(lang.pick("、", ", "));
    match (asked, sources.is_empty()) {
        (_, true) => lang
            .pick("逐条回答下列判据，或只填本行判定", "answer the checks below, or only this row")
            .to_string(),
        (true, false) => lang.pick(
            format!("回答下列判据；其余由{from}计算"),
            format!("answer the checks below; the rest is computed from: {from}"),
        ),
        (false, false) => lang.pick(
            format!("由{from}计算；改判须写理由"),
            format!("computed from: {from}; override only with a reason"),
        ),
    }
}

struct Line<'a> {
    item: &'a str,
    requirement: &'a str,
    check: &'a str,
    rule: &'a str,
    how: &'a str,
    words: &'a [&'a str],
    prompt: &'a str,
    /// Left empty, the item stays unreviewed.
    needed: bool,
}

impl Line<'_> {
    fn write(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        look: impl Fn(Format) -> Format,
    ) -> Result<(), XlsxError> {
        let text = look(style::text());
        let opens = !self.requirement.is_empty();
        let id = look(if opens { style::centre().set_bold() } else { style::faint() });
        let rule = if opens { text.clone() } else { style::text().set_indent(3) };
        let cells = [
            (self.item, &id),
            (self.requirement, &text.clone().set_bold()),
            (self.check, &look(style::faint())),
            (self.rule, &rule),
            (self.how, &look(style::text().set_font_size(9))),
        ];
        for (column, (cell, format)) in (0u16..).zip(cells) {
            sheet.write_string_with_format(row, column, cell, format)?;
        }
        let answer = if self.needed { style::input() } else { style::computed() };
        sheet.write_blank(row, VERDICT, &answer)?;
        (VERDICT + 1..=LAST).try_for_each(|c| sheet.write_blank(row, c, &text).map(drop))?;
        if let Some(mut list) = style::drop_down(self.words)? {
            if !self.prompt.is_empty() {
                list = style::prompt(list, self.prompt)?;
            }
            sheet.add_data_validation(row, VERDICT, row, VERDICT, &list)?;
        }
        let texts =
            [(self.requirement, WIDTHS[1] * 0.95), (self.rule, WIDTHS[3]), (self.how, WIDTHS[4])];
        sheet.set_row_height(row, style::height(&texts))?;
        Ok(())
    }
}
