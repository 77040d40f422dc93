//! A workbook: the lines on a first sheet, then a sheet per table and chart.

use rust_xlsxwriter::{
    Chart as Drawing, ChartType, DocProperties, Format, Workbook, Worksheet, XlsxError,
};

use super::{Block, Cell, Chart, Document, Table, Tone};
use crate::lang::Word;
use crate::report::excel::sheet::{column_number, excel_date};
use crate::report::excel::style::{LINE, PADDING, PAPER, Styles, tone_ink};
use crate::report::text::{width, wrap};

/// Widest column, in half-width characters.
const WIDEST: usize = 48;

pub fn workbook(document: &Document) -> Result<Vec<u8>, XlsxError> {
    let styles = Styles::new();
    let mut workbook = Workbook::new();
    let mut properties = DocProperties::new().set_title(&document.title);
    if let Some(date) = excel_date(document.date).and_then(|d| d.and_hms(0, 0, 0).ok()) {
        properties = properties.set_creation_datetime(&date);
    }
    workbook.set_properties(&properties);
    let overview = Word::Overview.get(document.lang).to_string();
    let mut names = vec![overview.clone()];
    summary(workbook.add_worksheet().set_name(overview)?, document, &styles)?;
    for block in &document.blocks {
        match block {
            Block::Line(..) => {}
            Block::Table(table) => {
                let name = name(&table.title, &mut names);
                write_table(workbook.add_worksheet().set_name(name)?, table, &styles)?;
            }
            Block::Chart(chart) => {
                let name = name(&chart.title, &mut names);
                let sheet = workbook.add_worksheet().set_name(&name)?;
                write_chart(sheet, chart, &name, &styles)?;
            }
        }
    }
    workbook.save_to_buffer()
}

/// A name no other sheet has, of at most 31 characters, none of them forbidden.
fn name(title: &str, names: &mut Vec<String>) -> String {
    let plain: String = title.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(27).collect();
    let plain = if plain.trim().is_empty() { "1".to_string() } else { plain };
    let taken = |name: &str| names.iter().any(|n| n.to_lowercase() == name.to_lowercase());
    let mut name = plain.clone();
    let mut n = 2;
    while taken(&name) {
        name = format!("{plain} {n}");
        n += 1;
    }
    names.push(name.clone());
    name
}

fn summary(sheet: &mut Worksheet, document: &Document, styles: &Styles) -> Result<(), XlsxError> {
    sheet.set_column_width(0, 100)?.set_screen_gridlines(false).set_paper_size(PAPER);
    sheet.write_string_with_format(0, 0, &document.title, &styles.title)?;
    sheet.set_row_height(0, 2.0 * LINE)?;
    let mut row = 1;
    for block in &document.blocks {
        if let Block::Line(tone, text) = block {
            let format = toned(&styles.empty.clone().set_italic().set_text_wrap(), *tone);
            sheet.write_string_with_format(row, 0, text, &format)?;
            let lines = wrap(text, 92).len();
            sheet.set_row_height(row, LINE * lines as f64 + PADDING)?;
            row += 1;
        }
    }
    Ok(())
}

fn toned(format: &Format, tone: Tone) -> Format {
    let format = format.clone().set_font_color(tone_ink(tone));
    match tone {
        Tone::Strong | Tone::Bad => format.set_bold(),
        Tone::Plain | Tone::Good | Tone::Warn | Tone::Faint => format,
    }
}

fn write_table(sheet: &mut Worksheet, table: &Table, styles: &Styles) -> Result<(), XlsxError> {
    let mut widths: Vec<usize> = table.heads.iter().map(|h| width(h) + 4).collect();
    for cells in &table.rows {
        for (slot, cell) in widths.iter_mut().zip(cells) {
            let widest = cell.text.lines().map(width).max().unwrap_or(0) + 3;
            *slot = (*slot).max(widest).min(WIDEST);
        }
    }
    for (at, (head, width)) in table.heads.iter().zip(&widths).enumerate() {
        let column = column_number(at);
        sheet.write_string_with_format(0, column, head, &styles.header)?;
        sheet.set_column_width(column, *width as f64)?;
    }
    let mut row = 0;
    for cells in &table.rows {
        row += 1;
        let mut lines = 1;
        for (at, cell) in cells.iter().enumerate() {
            write_cell(sheet, row, column_number(at), cell, styles)?;
            let wide = widths.get(at).copied().unwrap_or(WIDEST).saturating_sub(3);
            lines = lines.max(wrap(&cell.text, wide).len());
        }
        sheet.set_row_height(row, (LINE * lines as f64 + PADDING).min(409.0))?;
    }
    let last = column_number(table.heads.len().saturating_sub(1));
    sheet.autofilter(0, 0, row.max(1), last)?;
    sheet.set_freeze_panes(1, 0)?.set_landscape().set_paper_size(PAPER);
    sheet.set_repeat_rows(0, 0)?.set_print_fit_to_pages(1, 0);
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    styles: &Styles,
) -> Result<(), XlsxError> {
    match (cell.number, cell.date.and_then(excel_date)) {
        (Some(number), _) if number.to_f64().is_finite() => {
            let format = toned(&styles.number, cell.tone);
            sheet.write_number_with_format(row, column, number.to_f64(), &format)?;
        }
        (_, Some(date)) => {
            sheet.write_datetime_with_format(
                row,
                column,
                &date,
                &toned(&styles.date, cell.tone),
            )?;
        }
        _ => {
            let quoted = cell.text.starts_with(['=', '+', '-', '@', '\t']);
            let format = toned(&styles.text, cell.tone);
            let format = if quoted { format.set_quote_prefix() } else { format };
            sheet.write_string_with_format(row, column, &cell.text, &format)?;
        }
    }
    Ok(())
}

fn write_chart(
    sheet: &mut Worksheet,
    chart: &Chart,
    name: &str,
    styles: &Styles,
) -> Result<(), XlsxError> {
    for (row, label) in (1..).zip(&chart.labels) {
        let marked = chart.marked.get(row as usize - 1).copied().unwrap_or(false);
        let label = if marked { format!("{label} *") } else { label.clone() };
        sheet.write_string_with_format(row, 0, label, &styles.text)?;
    }
    let rows = u32::try_from(chart.labels.len()).unwrap_or(u32::MAX);
    let mut drawing = Drawing::new(ChartType::Line);
    for (at, (title, values)) in chart.lines.iter().enumerate() {
        let column = column_number(at + 1);
        sheet.write_string_with_format(0, column, title, &styles.header)?;
        for (row, value) in (1..).zip(values) {
            match value {
                Some(value) => {
                    sheet.write_number_with_format(row, column, value.to_f64(), &styles.number)?
                }
                None => sheet.write_blank(row, column, &styles.number)?,
            };
        }
        drawing
            .add_series()
            .set_name((name, 0, column))
            .set_categories((name, 1, 0, rows, 0))
            .set_values((name, 1, column, rows, column));
    }
    drawing.title().set_name(&chart.title);
    drawing.y_axis().set_min(0).set_max(100);
    drawing.set_width(900).set_height(420);
    sheet.set_column_width(0, 16)?;
    sheet.insert_chart(rows + 2, 0, &drawing)?;
    Ok(())
}
