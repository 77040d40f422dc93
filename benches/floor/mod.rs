//! What every program that scores has to do at least, as it is done with calamine and rust_xlsxwriter.

#![allow(dead_code)] // each benchmark uses some of it

use std::io::{Cursor, Read, Seek};
use std::path::Path;

use calamine::{Data, Range, Reader, Xlsx};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, XlsxError};
use serde_json::Value;

/// A sheet's name and the cells of its rows: texts and numbers, as days are.
pub type Sheet = (String, Vec<Vec<Value>>);

/// Every cell of a file.
pub fn read(file: &Path) -> usize {
    if file.extension().is_some_and(|e| e == "csv") {
        let bytes = std::fs::read(file).expect("a file");
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text.to_string(),
            Err(_) => encoding_rs::GB18030.decode(&bytes).0.into_owned(),
        };
        let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        return csv.records().map(|r| r.map_or(0, |r| r.len())).sum();
    }
    every_cell(calamine::open_workbook(file).expect("a workbook"))
}

/// Every cell of a workbook.
pub fn every_cell<R: Read + Seek>(mut workbook: Xlsx<R>) -> usize {
    let mut cells = 0;
    for name in workbook.sheet_names() {
        let mut reader = workbook.worksheet_cells_reader(&name).expect("a sheet");
        while let Ok(Some(cell)) = reader.next_cell() {
            cells += usize::from(std::hint::black_box(cell.get_position()).0 < u32::MAX);
        }
    }
    cells
}

/// The sheets of a workbook.
pub fn sheets(workbook: Vec<u8>) -> Vec<Sheet> {
    let mut workbook: Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(workbook)).expect("a workbook");
    let cell = |cell: &Data| match cell {
        Data::String(text) if !text.is_empty() => text.as_str().into(),
        Data::Float(number) => (*number).into(),
        Data::DateTime(day) => day.as_f64().into(),
        _ => Value::Null,
    };
    let rows =
        |range: Range<Data>| range.rows().map(|row| row.iter().map(cell).collect()).collect();
    workbook.worksheets().into_iter().map(|(name, range)| (name, rows(range))).collect()
}

/// The same cells, written as the manual of rust_xlsxwriter has it: a header and cells with borders, two
/// formats where the report has some thirty.
pub fn write(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let cell = Format::new()
        .set_border(FormatBorder::Thin)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter);
    let header = cell.clone().set_bold().set_background_color(0xDD_E8_F3);
    let mut workbook = Workbook::new();
    for (name, cells) in sheets {
        let sheet = workbook.add_worksheet().set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (row, values) in (0u32..).zip(cells) {
            let format = if row == 0 { &header } else { &cell };
            sheet.set_row_height(row, 32)?;
            for (column, value) in (0u16..).zip(values) {
                match value {
                    Value::String(text) => {
                        sheet.write_string_with_format(row, column, text, format)?;
                    }
                    Value::Number(number) => {
                        let number = number.as_f64().expect("a number");
                        sheet.write_with_format(row, column, number, format)?;
                    }
                    _ => {}
                }
            }
        }
    }
    workbook.save_to_buffer()
}
