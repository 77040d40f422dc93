//! One register on several sheets, several registers in one file.

use rust_xlsxwriter::Workbook as Writer;

use super::*;
use crate::evidence::HeaderNames;

const HEADER: &[&str] = &["报修时间", "房号", "级别", "满意度", "电话"];
const FIRST: &[&str] = &["2025-3-5", "3-501", "紧急", "98%", "13800005678"];
const SECOND: &[&str] = &["2025-7-6", "3-502", "小修", "95%", "13800005679"];

fn book(sheets: &[(&str, &[&[&str]])]) -> Workbook {
    let mut book = Writer::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, texts) in (0..).zip(*rows) {
            for (column, text) in (0..).zip(*texts).filter(|(_, text)| !text.is_empty()) {
                sheet.write(row, column, *text).unwrap();
            }
        }
    }
    Workbook::open(book.save_to_buffer().unwrap()).unwrap()
}

fn read(sheets: &[(&str, &[&[&str]])]) -> (u32, bool, Vec<Problem>) {
    let spec = repairs();
    let mut reader = RegisterReader::new(&spec, 0, as_of());
    let rows = reader.read("r.xlsx", &mut book(sheets));
    let incomplete = reader.is_incomplete();
    (rows, incomplete, reader.finish().1)
}

#[test]
fn a_sheet_without_a_header_goes_under_the_first_ones() {
    let more: &[&[&str]] = &[SECOND, SECOND];
    let read_with = |second| read(&[("上半年", &[HEADER, FIRST]), ("下半年", second)]);
    assert_eq!(read_with(more), (3, false, vec![]));
    assert_eq!(read_with(&[&["下半年报修"], SECOND, SECOND]), (3, false, vec![]));
}

#[test]
fn a_sheet_of_other_rows_without_a_header_is_an_error() {
    let shuffled: &[&[&str]] = &[
        &["3-502", "小修", "2025-7-6", "13800005679", "95%"],
        &["3-503", "小修", "2025-7-7", "13800005679", "95%"],
    ];
    let (rows, incomplete, problems) = read(&[("上半年", &[HEADER, FIRST]), ("下半年", shuffled)]);
    assert_eq!((rows, incomplete), (1, true));
    let register = repairs().title;
    let kind = ProblemKind::SheetWithoutHeader { register, rows: 2 };
    let place =
        Place::Cell { file: "r.xlsx".into(), sheet: "下半年".into(), cell: "A1:E2".into() };
    assert_eq!(problems, [Problem::error(kind, place)]);
}

#[test]
fn covers_legends_and_other_lists_are_no_part_of_a_register() {
    let cover: &[&[&str]] = &[&["编制日期", "2025-12-31"], &["2025-12-31", "编制人"]];
    let legend: &[&[&str]] = &[&["列", "含义"], &["级别", "必填"]];
    let duty: &[&[&str]] = &[&["日期", "班次", "姓名"], &["2025-3-5", "早", "王伟"]];
    for other in [cover, legend, duty] {
        assert_eq!(read(&[("报修", &[HEADER, FIRST]), ("x", other)]), (1, false, vec![]));
    }
}

#[test]
fn two_headers_that_are_equally_good_are_an_error() {
    let other: &[&str] = &["完成时间", "房号", "级别", "电话", "报修时间"];
    let first: &[&str] = &["报修时间", "房号", "级别", "电话", "完成时间"];
    let spec = repairs();
    let rows = |between: &[&[&str]]| -> (u32, Vec<Problem>) {
        let mut all = vec![first];
        all.extend(between);
        all.extend([other, &["2025-3-5", "3-1", "小修", "", "2025-3-6"]]);
        let mut reader = RegisterReader::new(&spec, 0, as_of());
        let rows = reader.read("r.xlsx", &mut book(&[("S", &all)]));
        (rows, reader.finish().1)
    };
    let kind = |second: &str| ProblemKind::AmbiguousTable {
        register: repairs().title,
        tables: vec!["S!A1:E1".into(), format!("S!A{second}:E{second}")],
    };
    let error = |kind| Problem::error(kind, Place::File { file: "r.xlsx".into() });
    assert_eq!(rows(&[]), (0, vec![error(kind("2"))]));
    assert_eq!(rows(&[&[], &["登记表"]]), (0, vec![error(kind("4"))]));
    // With records between them they head two tables.
    assert_eq!(rows(&[&["2025-3-4", "3-2", "小修"]]), (2, vec![]));
}

#[test]
fn a_table_of_another_register_ends_this_one() {
    let mut calls = spec(vec![
        column("called", "回访时间", ColumnType::DateTime, true),
        column("room", "房号", ColumnType::Text, true),
        column("answer", "回访结果", ColumnType::Text, true),
    ]);
    calls.time = Some(0);
    let specs = [repairs(), calls];
    let rows: &[&[&str]] = &[
        &["一、报修"],
        HEADER,
        FIRST,
        &[],
        &["二、回访"],
        &["房号", "回访时间", "回访结果"],
        &["3-501", "2025-3-6", "满意"],
        &["三、报修"],
        HEADER,
        SECOND,
    ];
    let mut book = book(&[("S", rows)]);
    let mut reader = RegisterReader::new(&specs[0], 0, as_of()).among(&HeaderNames::of_all(&specs));
    assert_eq!(reader.read("r.xlsx", &mut book), 2);
    let begins = Portion { sheet: 0, from: 5 };
    assert_eq!(reader.take_foreign(), [(1, begins)]);
    let kinds: Vec<_> = reader.finish().1.into_iter().map(|p| (p.place, p.severity)).collect();
    let place = |cell: &str| {
        let cell = cell.into();
        (Place::Cell { file: "r.xlsx".into(), sheet: "S".into(), cell }, Severity::Info)
    };
    assert_eq!(kinds, [place("A5")], "the other's title");

    let mut reader = RegisterReader::new(&specs[1], 1, as_of()).among(&HeaderNames::of_all(&specs));
    assert_eq!(reader.read_portions("r.xlsx", &mut book, (&[begins], &[])), 1);
    assert_eq!(reader.take_foreign(), [(0, Portion { sheet: 0, from: 8 })]);
}
