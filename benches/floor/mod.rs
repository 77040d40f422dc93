//! What every program that scores has to do at least, as it is done with calamine and rust_xlsxwriter.

#![allow(dead_code)] // each benchmark uses some of it

use std::io::{Cursor, Read, Seek};
use std::path::Path;

use calamine::{Data, Range, Reader, Xlsx};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, XlsxError};

/// A sheet's name and its cells.
pub type Sheet = (String, Range<Data>);

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
    workbook.worksheets()
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
        for (row, column, value) in cells.used_cells() {
            let format = if row == 0 { &header } else { &cell };
            let (row, column) = (row as u32, column as u16);
            match value {
                Data::String(text) => sheet.write_string_with_format(row, column, text, format)?,
                Data::Float(number) => sheet.write_with_format(row, column, *number, format)?,
                Data::DateTime(day) => {
                    sheet.write_with_format(row, column, day.as_f64(), format)?
                }
                _ => sheet.write_blank(row, column, format)?,
            };
            if column == 0 {
                sheet.set_row_height(row, 32)?;
            }
        }
    }
    workbook.save_to_buffer()
}
