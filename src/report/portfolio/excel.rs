//! `portfolio.xlsx`: a sheet of totals with the charts, then a filterable sheet per table.

use std::io::{Seek, Write};
use std::path::Path;

use rust_xlsxwriter::{
    Chart, ChartLine, ChartType, Color, ConditionalFormat3ColorScale, DocProperties, ExcelDateTime,
    Format, Formula, Note, Url, Workbook, Worksheet, XlsxError,
};

use super::tables::{self, Column, Table, Value};
use super::text::headline;
use crate::lang::Lang;
use crate::portfolio::Portfolio;
use crate::report::excel::sheet::{column_number, excel_date};
use crate::report::excel::style::{LINE, PAPER, Styles};
use crate::report::text::{clean, wrap};

/// Rows of a sheet below its header, one of them for what was left out.
const ROWS: usize = 1_048_574;
/// Excel's longest text in a formula.
const QUOTED: usize = 255;
/// Items of the Pareto chart.
const PARETO: usize = 20;
/// Excel's longest text, in UTF-16 units.
const LONGEST: usize = 32_767;

/// Writes the workbook to `out`, its rows put aside in `aside` (the system's folder for temporary files
/// without) while they are made, so that its memory does not go by their number. The same portfolio gives
/// the same bytes: its date is the portfolio's.
///
/// # Errors
/// Where a limit of the format is passed. Rows beyond those a sheet holds are told of in its last row.
///
/// # Panics
/// Where `aside` is full: rust_xlsxwriter panics there.
pub fn workbook(
    portfolio: &Portfolio,
    lang: Lang,
    aside: Option<&Path>,
    out: impl Write + Seek + Send,
) -> Result<(), XlsxError> {
    let tables = tables::tables(portfolio, lang);
    let looks = Looks::new();
    let mut workbook = Workbook::new();
    if let Some(folder) = aside {
        workbook.set_tempdir(folder)?;
    }
    workbook.set_properties(&properties(portfolio, lang));
    overview(workbook.add_worksheet(), &looks, portfolio, &tables, lang)?;
    for table in tables {
        write(workbook.add_worksheet_with_constant_memory()?, &looks, table, ROWS, lang)?;
    }
    workbook.save_to_writer(out)
}

fn title(lang: Lang) -> &'static str {
    lang.pick("品质检查总览", "Quality inspection portfolio")
}

fn properties(portfolio: &Portfolio, lang: Lang) -> DocProperties {
    let date = portfolio.as_of.and_then(excel_date);
    let date = date.or_else(|| ExcelDateTime::from_ymd(1900, 1, 1).ok());
    let properties = DocProperties::new().set_title(title(lang));
    match date.and_then(|d| d.and_hms(0, 0, 0).ok()) {
        Some(date) => properties.set_creation_datetime(&date),
        None => properties,
    }
}

/// The formats of the report's workbook, and those of a list without wrapped lines.
struct Looks {
    styles: Styles,
    change: Format,
    link: Format,
    /// A text on one line.
    line: Format,
}

impl Looks {
    fn new() -> Looks {
        let styles = Styles::new();
        Looks {
            change: styles.number.clone().set_num_format("+0.00;-0.00;0"),
            // On one line: the rows of long lists are no taller.
            link: styles
                .link
                .clone()
                .set_align(rust_xlsxwriter::FormatAlign::Left)
                .set_indent(1)
                .unset_text_wrap(),
            line: styles.text.clone().unset_text_wrap(),
            styles,
        }
    }
}

fn overview(
    sheet: &mut Worksheet,
    looks: &Looks,
    portfolio: &Portfolio,
    tables: &[Table<'_>],
    lang: Lang,
) -> Result<(), XlsxError> {
    let name = lang.pick("总览", "Overview");
    sheet.set_name(name)?.set_screen_gridlines(false).set_paper_size(PAPER).set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_column_width(0, 26.0)?.set_column_width(1, 13.0)?.set_column_width(2, 30.0)?;
    let styles = &looks.styles;
    sheet.merge_range(0, 0, 0, 10, title(lang), &styles.title)?;
    sheet.set_row_height(0, 30.0)?;
    let mut row = 1;
    for line in headline(portfolio, lang) {
        sheet.merge_range(row, 0, row, 10, "", &styles.subtitle)?;
        sheet.write_string_with_format(row, 0, fitting(&line), &styles.subtitle)?;
        row += 1;
    }
    row += 1;
    let heads = [lang.pick("工作表", "Sheet"), lang.pick("行数", "Rows")];
    for (column, head) in heads.into_iter().enumerate() {
        sheet.write_string_with_format(row, column_number(column), head, &styles.header)?;
    }
    for table in tables {
        row += 1;
        let url = Url::new(format!("internal:'{}'!A1", table.name)).set_text(table.name);
        sheet.write_url_with_format(row, 0, url, &looks.link)?;
        sheet.write_number_with_format(row, 1, table.count as f64, &styles.number)?;
    }
    row += 2;
    let at = distribution(sheet, looks, portfolio, row, lang, name)?;
    if let Some(chart) = at {
        sheet.insert_chart(5, 3, &chart)?;
    }
    if let Some(chart) = pareto(portfolio, tables, lang) {
        sheet.insert_chart(22, 3, &chart)?;
    }
    Ok(())
}

/// The table of five-point bands below the list of sheets, and its chart.
fn distribution(
    sheet: &mut Worksheet,
    looks: &Looks,
    portfolio: &Portfolio,
    row: u32,
    lang: Lang,
    name: &str,
) -> Result<Option<Chart>, XlsxError> {
    let Some(first) = portfolio.distribution.iter().position(|n| *n > 0) else { return Ok(None) };
    let styles = &looks.styles;
    let heads = [lang.pick("得分率（%）", "Percent"), lang.pick("项目数", "Projects")];
    for (column, head) in heads.into_iter().enumerate() {
        sheet.write_string_with_format(row, column_number(column), head, &styles.header)?;
    }
    let mut at = row;
    for (band, count) in portfolio.distribution.iter().enumerate().skip(first) {
        at += 1;
        let from = band * 5;
        let text =
            if band == 19 { "95–100".to_string() } else { format!("{from}–<{}", from + 5) };
        sheet.write_string_with_format(at, 0, text, &styles.centre)?;
        sheet.write_number_with_format(at, 1, f64::from(*count), &styles.number)?;
    }
    let mut chart = Chart::new(ChartType::Column);
    chart
        .title()
        .set_name(lang.pick("得分率分布（已完成项目）", "Distribution of percentages (complete)"));
    chart.legend().set_hidden();
    chart
        .add_series()
        .set_name(heads[1])
        .set_categories((name, row + 1, 0, at, 0))
        .set_values((name, row + 1, 1, at, 1))
        .set_format(rust_xlsxwriter::ChartFormat::new().set_solid_fill(
            rust_xlsxwriter::ChartSolidFill::new().set_color(crate::report::excel::style::BRAND),
        ))
        .set_gap(40);
    chart.set_width(760).set_height(310);
    Ok(Some(chart))
}

/// Points lost by item as columns, and their running share as a line.
fn pareto(portfolio: &Portfolio, tables: &[Table<'_>], lang: Lang) -> Option<Chart> {
    let lossy = portfolio.losses.iter().filter(|l| !l.lost.0.is_zero()).count().min(PARETO);
    let last = u32::try_from(lossy).ok().filter(|n| *n > 0)?;
    let name =
        tables.iter().find(|t| t.name == lang.pick("失分检查项", "Items by points lost"))?.name;
    let mut chart = Chart::new(ChartType::Column);
    chart
        .title()
        .set_name(lang.pick("失分最多的检查项（帕累托图）", "Where points are lost (Pareto)"));
    chart
        .add_series()
        .set_name(lang.pick("失分", "Points lost"))
        .set_categories((name, 1, 0, last, 0))
        .set_values((name, 1, 3, last, 3))
        .set_format(rust_xlsxwriter::ChartFormat::new().set_solid_fill(
            rust_xlsxwriter::ChartSolidFill::new().set_color(crate::report::excel::style::BRAND),
        ))
        .set_gap(40);
    let mut line = Chart::new(ChartType::Line);
    line.add_series()
        .set_name(lang.pick("累计占比", "Cumulative share"))
        .set_categories((name, 1, 0, last, 0))
        .set_values((name, 1, 5, last, 5))
        .set_secondary_axis(true)
        .set_format(ChartLine::new().set_color(Color::RGB(0xC2_41_0C)).set_width(2.25));
    line.y2_axis().set_min(0).set_max(1).set_num_format("0%");
    chart.y2_axis().set_min(0).set_max(1).set_num_format("0%");
    chart.combine(&line);
    chart.x_axis().set_name(lang.pick("检查项序号", "Item number"));
    chart.legend().set_position(rust_xlsxwriter::ChartLegendPosition::Bottom);
    chart.set_width(760).set_height(340);
    Some(chart)
}

/// A table as a sheet: at most `most` rows of it, and a last row that tells how many were left out.
fn write(
    sheet: &mut Worksheet,
    looks: &Looks,
    table: Table<'_>,
    most: usize,
    lang: Lang,
) -> Result<(), XlsxError> {
    let styles = &looks.styles;
    sheet.set_name(table.name)?.set_paper_size(PAPER).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_freeze_panes(1, column_number(table.fixed))?.set_repeat_rows(0, 0)?;
    let mut lines = 1;
    for (at, column) in table.columns.iter().enumerate() {
        let number = column_number(at);
        sheet.set_column_width(number, column.width)?;
        sheet.write_string_with_format(0, number, fitting(&column.heading), &styles.header)?;
        lines = lines.max(wrap(&column.heading, (column.width - 2.0) as usize).len());
    }
    sheet.set_row_height(0, (lines as f64 * LINE + 6.0).min(120.0))?;
    if table.count == 0 {
        sheet.write_string_with_format(1, 0, lang.pick("无", "None"), &styles.empty)?;
        return Ok(());
    }
    let mut row = 0;
    for values in table.rows.take(most) {
        row += 1;
        // A height is held in memory for each row that has one, and comes before the row is written down.
        if table.tall {
            heighten(sheet, &table.columns, &values, row)?;
        }
        let text = if table.tall { &looks.styles.text } else { &looks.line };
        for (at, value) in values.iter().enumerate() {
            let place = (row, column_number(at));
            cell(sheet, looks, place, value, text, table.heat.contains(&at))?;
        }
    }
    let last = column_number(table.columns.len().saturating_sub(1));
    sheet.autofilter(0, 0, row, last)?;
    if !table.heat.is_empty() {
        let scale = ConditionalFormat3ColorScale::new()
            .set_minimum(rust_xlsxwriter::ConditionalFormatType::Number, 0.5)
            .set_midpoint(rust_xlsxwriter::ConditionalFormatType::Number, 0.8)
            .set_maximum(rust_xlsxwriter::ConditionalFormatType::Number, 1.0)
            .set_minimum_color("F8696B")
            .set_midpoint_color("FFEB84")
            .set_maximum_color("63BE7B");
        let [first, end] = [table.heat.start, table.heat.end - 1].map(column_number);
        sheet.add_conditional_format(1, first, row, end, &scale)?;
    }
    let left_out = table.count.saturating_sub(most);
    if left_out > 0 {
        let told = lang.pick(
            format!("另有 {left_out} 行超出工作表的行数，未列出：见 results.parquet 和 projects.parquet"),
            format!("{left_out} more rows do not fit this sheet: see results.parquet and projects.parquet"),
        );
        sheet.write_string_with_format(row + 1, 0, &told, &styles.overdue)?;
        sheet.insert_note(0, 0, &Note::new(told).set_author(""))?;
    }
    Ok(())
}

/// Failures and long titles are shown whole.
fn heighten(
    sheet: &mut Worksheet,
    columns: &[Column],
    values: &[Value],
    row: u32,
) -> Result<(), XlsxError> {
    let lines = values.iter().zip(columns).map(|(value, column)| match value {
        Value::Text(text) | Value::Link(text, _) => wrap(text, (column.width * 0.9) as usize).len(),
        _ => 1,
    });
    let lines = lines.max().unwrap_or(1);
    if lines > 1 {
        sheet.set_row_height(row, (lines as f64 * LINE + 4.0).min(409.0))?;
    }
    Ok(())
}

fn cell(
    sheet: &mut Worksheet,
    looks: &Looks,
    (row, column): (u32, u16),
    value: &Value,
    text_format: &Format,
    heat: bool,
) -> Result<(), XlsxError> {
    let styles = &looks.styles;
    match value {
        Value::Text(text) => text_cell(sheet, row, column, text, text_format)?,
        Value::Link(text, to) => match link(text, to) {
            Some(formula) => {
                sheet.write_formula_with_format(row, column, formula, &looks.link)?;
            }
            None => text_cell(sheet, row, column, text, text_format)?,
        },
        Value::Count(number) => {
            sheet.write_number_with_format(row, column, f64::from(*number), &styles.number)?;
        }
        Value::Points(number) => {
            sheet.write_number_with_format(row, column, number.to_f64(), &styles.number)?;
        }
        Value::Percent(number) => {
            sheet.write_number_with_format(
                row,
                column,
                number.to_f64() / 100.0,
                &styles.percent,
            )?;
        }
        Value::Change(number) => {
            sheet.write_number_with_format(row, column, number.to_f64(), &looks.change)?;
        }
        Value::Date(date) => match excel_date(*date) {
            Some(day) => {
                sheet.write_datetime_with_format(row, column, &day, &styles.date)?;
            }
            None => text_cell(sheet, row, column, &date.to_string(), text_format)?,
        },
        Value::Nothing if heat => {
            sheet.write_string_with_format(row, column, "–", &styles.centre)?;
        }
        Value::Nothing => {
            sheet.write_blank(row, column, &styles.centre)?;
        }
    }
    Ok(())
}

/// A text that leads to a file beside the workbook. A formula, its text at hand for programs that calculate
/// none: links of the other kind stay behind when rows are sorted, are some 65,000 a sheet at most, and
/// each is held in memory. `None` where a text is too long for it.
fn link(text: &str, to: &str) -> Option<Formula> {
    let shown = fitting(text);
    let quoted = |text: &str| {
        let fits = text.encode_utf16().count() <= QUOTED;
        fits.then(|| text.replace('"', "\"\""))
    };
    let formula = format!("=HYPERLINK(\"{}\",\"{}\")", quoted(to)?, quoted(&shown)?);
    Some(Formula::new(formula).set_result(shown))
}

/// A text, never a formula, whatever it begins with.
fn text_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let text = fitting(text);
    if text.starts_with(['=', '+', '-', '@', '\t']) {
        let quoted = format.clone().set_quote_prefix();
        sheet.write_string_with_format(row, column, text, &quoted)?;
    } else {
        sheet.write_string_with_format(row, column, text, format)?;
    }
    Ok(())
}

/// A text cut at what a cell holds.
fn fitting(text: &str) -> String {
    let text = clean(text);
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > LONGEST - 1
    });
    match end.and_then(|(at, _)| text.get(..at)) {
        Some(cut) => format!("{cut}…"),
        None => text.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};

    #[test]
    fn rows_beyond_a_sheet_are_told_of() {
        let portfolio = Portfolio::default();
        let rows = Box::new((1..=5).map(|n| vec![Value::Count(n)]));
        let table = Table { count: 5, rows, ..tables::ranking(&portfolio, Lang::En) };
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet_with_constant_memory().unwrap();
        write(sheet, &Looks::new(), table, 3, Lang::En).unwrap();
        let bytes = workbook.save_to_buffer().unwrap();
        let mut read: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let range = read.worksheet_range("Ranking").unwrap();
        assert_eq!(range.get_value((3, 0)), Some(&Data::Float(3.0)));
        let told = range.get_value((4, 0)).unwrap().to_string();
        assert!(told.starts_with("2 more rows"), "{told}");
        assert_eq!(range.get_value((5, 0)), None);
    }
}
