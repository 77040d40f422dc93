//! An empty register with the right headers.

use rust_xlsxwriter::utility::column_number_to_name;
use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DataValidationRule, ExcelDateTime, Format, Worksheet,
    XlsxError,
};

use super::{FORM, Plan, new_workbook, style};
use crate::lang::{Lang, Word};
use crate::standard::{ColumnSpec, ColumnType, RegisterSpec};

/// Sheets wider than this, in units of column width, are printed on A3.
const A4: f64 = 190.0;

/// The workbook of an empty register: header in row 1, formats, drop-downs and a note on each header.
pub fn workbook(plan: &Plan<'_>, spec: &RegisterSpec) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = new_workbook(plan, FORM)?;
    let sheet = workbook.add_worksheet();
    let name = sheet_name(spec.title.get(plan.lang));
    sheet.set_name(&name)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_row_height(0, 30)?;
    let mut total = 0.0;
    for (column, spec) in (0u16..).zip(&spec.columns) {
        let name = spec.name(plan.lang);
        let width = width(spec, name);
        total += width;
        sheet.write_string_with_format(0, column, name, &style::header(spec.required))?;
        sheet.insert_note(0, column, &style::note(&note(spec, plan.lang)))?;
        sheet.set_column_width(column, width)?;
        sheet.set_column_format(column, &cell_format(&spec.kind))?;
        if let Some(rule) = rule(&spec.kind, plan.lang)? {
            sheet.add_data_validation(1, column, style::ROWS, column, &rule)?;
        }
    }
    style::page(sheet, plan, &name, total > A4);
    rows_as_they_fill(sheet, spec)?;
    workbook.save_to_buffer()
}

/// A row gets its rules once something stands in it, and shows which required cells are still empty.
fn rows_as_they_fill(sheet: &mut Worksheet, spec: &RegisterSpec) -> Result<(), XlsxError> {
    let Some(last) = u16::try_from(spec.columns.len()).ok().and_then(|n| n.checked_sub(1)) else {
        return Ok(());
    };
    let end = column_number_to_name(last);
    let filled = format!("COUNTA($A2:${end}2)>0");
    for (column, _) in (0u16..).zip(&spec.columns).filter(|(_, c)| c.required) {
        let name = column_number_to_name(column);
        let rule = format!("=AND({filled},ISBLANK(${name}2))");
        let format = ConditionalFormatFormula::new().set_rule(rule.as_str());
        let format = format.set_format(style::missing());
        sheet.add_conditional_format(1, column, style::ROWS, column, &format)?;
    }
    let rule = format!("={filled}");
    let format = ConditionalFormatFormula::new().set_rule(rule.as_str());
    let format = format.set_format(style::filled_row());
    sheet.add_conditional_format(1, 0, style::ROWS, last, &format)?;
    Ok(())
}

/// A title as a sheet name: at most 31 characters, none of those Excel forbids.
pub fn sheet_name(title: &str) -> String {
    let name: String =
        title.chars().map(|c| if "[]:*?/\\'".contains(c) { ' ' } else { c }).take(31).collect();
    name.trim().to_string()
}

fn width(spec: &ColumnSpec, name: &str) -> f64 {
    let least: f64 = match spec.kind {
        ColumnType::DateTime => 17.0,
        ColumnType::Date => 12.0,
        ColumnType::Phone => 14.0,
        ColumnType::Text => 18.0,
        ColumnType::Choice(_) => 12.0,
        ColumnType::Number | ColumnType::Percent | ColumnType::YesNo => 10.0,
    };
    least.max(unicode_width::UnicodeWidthStr::width(name) as f64 + 4.0)
}

fn cell_format(kind: &ColumnType) -> Format {
    match kind {
        ColumnType::Date => Format::new().set_num_format("yyyy-mm-dd"),
        ColumnType::DateTime => Format::new().set_num_format("yyyy-mm-dd hh:mm"),
        ColumnType::Percent => Format::new().set_num_format("0.00%"),
        // Numbers that are names: leading zeros stay.
        ColumnType::Text | ColumnType::Phone => Format::new().set_num_format("@"),
        ColumnType::Number | ColumnType::YesNo | ColumnType::Choice(_) => Format::new(),
    }
}

fn rule(kind: &ColumnType, lang: Lang) -> Result<Option<DataValidation>, XlsxError> {
    let day = |year, month, day| ExcelDateTime::from_ymd(year, month, day);
    Ok(match kind {
        ColumnType::Date | ColumnType::DateTime => Some(
            DataValidation::new()
                .allow_date(DataValidationRule::Between(day(2000, 1, 1)?, day(2100, 12, 31)?)),
        ),
        ColumnType::Percent => {
            Some(DataValidation::new().allow_decimal_number(DataValidationRule::Between(0.0, 1.0)))
        }
        ColumnType::YesNo => style::drop_down(&[Word::Yes.get(lang), Word::No.get(lang)])?,
        ColumnType::Choice(choices) => {
            let words: Vec<&str> =
                choices.iter().filter_map(|c| c.spellings.first()).map(String::as_str).collect();
            style::drop_down(&words)?
        }
        ColumnType::Text | ColumnType::Number | ColumnType::Phone => None,
    })
}

fn note(spec: &ColumnSpec, lang: Lang) -> String {
    let kind = match &spec.kind {
        ColumnType::Text => Word::KindText.get(lang).to_string(),
        ColumnType::Date => Word::KindDate.get(lang).to_string(),
        ColumnType::DateTime => Word::KindDateTime.get(lang).to_string(),
        ColumnType::Number => Word::KindNumber.get(lang).to_string(),
        ColumnType::Percent => Word::KindPercent.get(lang).to_string(),
        ColumnType::YesNo => Word::KindYesNo.get(lang).to_string(),
        ColumnType::Phone => Word::KindPhone.get(lang).to_string(),
        ColumnType::Choice(choices) => {
            let words: Vec<&str> =
                choices.iter().filter_map(|c| c.spellings.first()).map(String::as_str).collect();
            format!("{} {}", Word::KindChoice.get(lang), words.join(" / "))
        }
    };
    let need = if spec.required { Word::Required } else { Word::Optional }.get(lang);
    let others: Vec<&str> = spec.zh.iter().chain(&spec.en).map(String::as_str).collect();
    let names = format!("{} {}", Word::AlsoNamed.get(lang), others.join(" / "));
    let mut text = format!("{kind}\n{need}\n{names}");
    if spec.personal || spec.kind == ColumnType::Phone {
        text.push('\n');
        text.push_str(Word::Masked.get(lang));
    }
    text
}
