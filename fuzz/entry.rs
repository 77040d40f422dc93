//! What the fuzz targets do with their bytes. `cargo test` does the same with the seeds.

use std::ops::ControlFlow;

use inspect::diagnostic::ProblemKind;
use inspect::evidence::RegisterReader;
use inspect::reader::origin::Bytes;
use inspect::reader::{
    Cell, Encoding, Format, Layout, Limits, OpenOptions, Recognised, Workbook, recognise,
};
use inspect::standard;

/// Little of everything, so that nothing but a fault takes long or much.
fn limits() -> Limits {
    Limits {
        part_bytes: 4 << 20,
        total_bytes: 8 << 20,
        cells: 200_000,
        text_bytes: 64 << 10,
        seconds: 10,
        memory: 64 << 20,
    }
}

/// Opens a file of any format but the two that are read in a process of their own, and reads every
/// cell. What it says of the cells must hold.
pub fn workbook(bytes: &[u8]) {
    open(bytes, None);
}

/// Reads a workbook with this program's reader and with calamine: where both read it, they give the same.
pub fn agreement(bytes: &[u8]) {
    let opened = || {
        let options = OpenOptions { encoding: None, limits: limits() };
        match recognise(Box::new(Bytes::from(bytes.to_vec())), &options) {
            Ok(Recognised::Workbook(book)) if book.format() == Format::Xlsx => Some(book),
            _ => None,
        }
    };
    let (Some(mut own), Some(mut other)) = (opened(), opened()) else { return };
    other.leave_to_calamine();
    for sheet in 0..own.sheets().len() {
        if let (Ok(own), Ok(other)) = (sheet_of(&mut own, sheet), sheet_of(&mut other, sheet)) {
            assert_eq!(own, other, "the two readers agree");
        }
    }
}

type Cells = Vec<(u32, u32, Cell<'static>)>;

/// Everything of a sheet.
fn sheet_of(book: &mut Workbook, sheet: usize) -> Result<(Layout, Cells), ProblemKind> {
    let mut cells = Cells::new();
    let layout = book.layout(sheet)?;
    book.scan(sheet, &mut |row| {
        cells
            .extend(row.cells.iter().map(|(at, cell)| (row.index, *at, cell.clone().into_owned())));
        ControlFlow::Continue(())
    })?;
    Ok((layout, cells))
}

/// Reads a text in every encoding.
pub fn delimited(bytes: &[u8]) {
    open(bytes, None);
    for encoding in Encoding::ALL {
        open(bytes, Some(encoding));
    }
}

fn open(bytes: &[u8], encoding: Option<Encoding>) {
    let options = OpenOptions { encoding, limits: limits() };
    let origin = Box::new(Bytes::from(bytes.to_vec()));
    if let Ok(Recognised::Workbook(mut book)) = recognise(origin, &options) {
        read(&mut book);
    }
}

fn read(book: &mut Workbook) {
    let _ = book.destroyed();
    for sheet in 0..book.sheets().len() {
        let mut next_row = 0;
        let _ = book.layout(sheet);
        let _ = book.scan(sheet, &mut |row| {
            assert!(row.index >= next_row, "rows go down");
            next_row = row.index + 1;
            assert!(!row.cells.is_empty(), "a row has cells");
            let ascending = row.cells.windows(2).all(|pair| pair[0].0 < pair[1].0);
            assert!(ascending, "cells go right");
            let nul = |cell: &Cell<'_>| matches!(cell, Cell::Text(text) if text.contains('\0'));
            assert!(!row.cells.iter().any(|(_, cell)| nul(cell)), "texts have no NUL");
            ControlFlow::Continue(())
        });
    }
}

/// Rows made of column names and other words, read into every register of the shipped standards.
pub fn header(bytes: &[u8]) {
    let as_of = chrono::NaiveDate::from_ymd_opt(2025, 12, 31).expect("a day");
    for shipped in standard::catalogue::catalogue() {
        let standard = standard::load(shipped.file, shipped.text).expect("a shipped standard");
        for (index, spec) in standard.registers.iter().enumerate() {
            let names: Vec<&str> =
                spec.columns.iter().flat_map(|c| &c.zh).map(String::as_str).collect();
            let origin = Box::new(Bytes::from(rows(bytes, &names).into_bytes()));
            let options = OpenOptions { encoding: Some(Encoding::Utf8), limits: limits() };
            let Ok(mut book) = Workbook::open_origin(origin, &options) else { continue };
            let mut reader = RegisterReader::new(spec, index, as_of);
            let rows = reader.read("fuzz.csv", &mut book);
            let (register, _) = reader.finish();
            assert_eq!(register.map_or(0, |r| r.rows.len()), rows as usize);
        }
    }
}

/// A cell for each byte: a column name for the upper half, some other word for the lower one; a line
/// break ends a row.
fn rows(bytes: &[u8], names: &[&str]) -> String {
    const WORDS: [&str; 16] = [
        "",
        "合计",
        "2025-03-05",
        "3月5日",
        "3",
        "98%",
        "0.98",
        "是",
        "否",
        "-",
        "王伟",
        "说明：",
        "签字",
        "同上",
        "13800000000",
        "单位：元",
    ];
    let mut text = String::from("sep=;\n");
    for byte in bytes.iter().take(4096) {
        match byte {
            b'\n' => text.push('\n'),
            0x80.. => {
                text.push_str(
                    names.get(usize::from(byte - 0x80) % names.len().max(1)).unwrap_or(&""),
                );
                text.push(';');
            }
            _ => {
                text.push_str(WORDS[usize::from(byte % 16)]);
                text.push(';');
            }
        }
    }
    text
}

/// Reads a standard. What loads has all its parts.
pub fn standard(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match standard::load("fuzz.toml", text) {
        Ok(standard) => assert!(!standard.items.is_empty(), "items"),
        Err(failure) => assert!(!failure.problems.is_empty(), "a problem"),
    }
}
