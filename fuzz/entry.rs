//! What the fuzz targets do with their bytes. `cargo test` does the same with the seeds.

use std::ops::ControlFlow;
use std::sync::OnceLock;

use inspect::annotate::{self, Plan};
use inspect::diagnostic::{ProblemKind, Severity};
use inspect::evidence::RegisterReader;
use inspect::lang::Lang;
use inspect::outcome::ProblemRecord;
use inspect::reader::origin::Bytes;
use inspect::reader::{
    Cell, Encoding, Format, Limits, OpenOptions, Recognised, Workbook, recognise,
};
use inspect::standard::{self, RegisterSpec};

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
/// cell. What it says of the cells must hold. A marked copy of it can be read again.
pub fn workbook(bytes: &[u8]) {
    if let Some(mut book) = open(bytes, None) {
        mark(bytes, &mut book);
    }
}

fn mark(bytes: &[u8], book: &mut Workbook) {
    let cell = |sheet: &String| ProblemRecord {
        severity: Severity::Warning,
        code: "undated-row".into(),
        file: "f".into(),
        sheet: Some(sheet.clone()),
        cell: Some("B3".into()),
        line: None,
        message: String::new(),
        data: ProblemKind::UndatedRow { column: "x".into() },
    };
    let problems: Vec<ProblemRecord> = book.sheets().iter().take(2).map(cell).collect();
    let plan = Plan {
        name: "f",
        problems: problems.iter().collect(),
        tables: Vec::new(),
        heading: "问题",
        as_of: chrono::NaiveDate::from_ymd_opt(2025, 12, 31).expect("a day"),
        lang: Lang::Zh,
    };
    let bytes = (book.format() == Format::Xlsx).then_some(bytes);
    if let Ok(copy) = annotate::copy(book, bytes, &plan) {
        assert!(open(&copy.bytes, None).is_some(), "a copy can be read");
    }
}

/// Reads a text in every encoding.
pub fn delimited(bytes: &[u8]) {
    open(bytes, None);
    for encoding in Encoding::ALL {
        open(bytes, Some(encoding));
    }
}

fn open(bytes: &[u8], encoding: Option<Encoding>) -> Option<Workbook> {
    let options = OpenOptions { encoding, limits: limits() };
    let origin = Box::new(Bytes::from(bytes.to_vec()));
    match recognise(origin, &options) {
        Ok(Recognised::Workbook(mut book)) => {
            read(&mut book);
            Some(book)
        }
        _ => None,
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

/// The registers of the shipped standards, loaded once.
fn registers() -> &'static [RegisterSpec] {
    static ALL: OnceLock<Vec<RegisterSpec>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all: Vec<RegisterSpec> = Vec::new();
        for shipped in standard::catalogue::catalogue() {
            let standard = standard::load(shipped.file, shipped.text).expect("a shipped standard");
            for register in standard.registers {
                if !all.iter().any(|known| known.id == register.id) {
                    all.push(register);
                }
            }
        }
        all
    })
}

/// Rows made of column names and other words, read into one of the registers among all others. The
/// first byte says which register, the second whether it is a text or a page with merged cells.
pub fn header(bytes: &[u8]) {
    let as_of = chrono::NaiveDate::from_ymd_opt(2025, 12, 31).expect("a day");
    let [register, form, rest @ ..] = bytes else { return };
    let all = registers();
    let index = usize::from(*register) % all.len();
    let spec = &all[index];
    let names: Vec<&str> = spec.columns.iter().flat_map(|c| &c.zh).map(String::as_str).collect();
    let table = if form % 2 == 0 { lines(rest, &names) } else { page(rest, &names) };
    let origin = Box::new(Bytes::from(table.into_bytes()));
    let options = OpenOptions { encoding: Some(Encoding::Utf8), limits: limits() };
    let Ok(mut book) = Workbook::open_origin(origin, &options) else { return };
    let mut reader = RegisterReader::new(spec, index, as_of).among(all);
    let rows = reader.read("fuzz.csv", &mut book);
    let (register, _) = reader.finish();
    assert_eq!(register.map_or(0, |r| r.rows.len()), rows as usize);
}

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

/// A column name for a byte of the upper half, some other word for one of the lower half.
fn word<'n>(byte: u8, names: &[&'n str]) -> &'n str {
    match byte {
        0x80.. => names.get(usize::from(byte - 0x80) % names.len().max(1)).unwrap_or(&""),
        _ => WORDS[usize::from(byte % 16)],
    }
}

/// A cell for each byte; a line break ends a row.
fn lines(bytes: &[u8], names: &[&str]) -> String {
    let mut text = String::from("sep=;\n");
    for byte in bytes.iter().take(4096) {
        match byte {
            b'\n' => text.push('\n'),
            byte => {
                text.push_str(word(*byte, names));
                text.push(';');
            }
        }
    }
    text
}

/// The same as a page. A byte from 0x10 to 0x1F merges the next cell over so many columns, one from 0x20 to
/// 0x2F over so many rows.
fn page(bytes: &[u8], names: &[&str]) -> String {
    let mut text = String::from("<html><table><tr>");
    let (mut columns, mut rows) = (1, 1);
    for byte in bytes.iter().take(4096) {
        match byte {
            b'\n' => text.push_str("</tr><tr>"),
            0x10..=0x1F => columns = byte - 0x0F,
            0x20..=0x2F => rows = byte - 0x1F,
            byte => {
                let word = word(*byte, names);
                text.push_str(&format!("<td colspan={columns} rowspan={rows}>{word}</td>"));
                (columns, rows) = (1, 1);
            }
        }
    }
    text + "</tr></table></html>"
}

/// Reads a standard. What loads has all its parts.
pub fn standard(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match standard::load("fuzz.toml", text) {
        Ok(standard) => assert!(!standard.items.is_empty(), "items"),
        Err(failure) => assert!(!failure.problems.is_empty(), "a problem"),
    }
}
