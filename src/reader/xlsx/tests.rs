use super::*;
use crate::reader::origin;
use std::borrow::Cow;
use std::io::Cursor;

fn open(bytes: Vec<u8>) -> Result<Book, Broken> {
    Book::open(Box::new(origin::Bytes::from(bytes)), &Limits::default())
}
use rust_xlsxwriter::{ExcelDateTime as Moment, Format, Formula, Workbook};

type Seen = Vec<(u32, Vec<(u32, Cell<'static>)>)>;

fn rows(bytes: Vec<u8>, sheet: usize) -> Seen {
    let mut book = open(bytes).unwrap();
    let mut seen = Vec::new();
    book.scan(sheet, &mut |row| {
        seen.push((
            row.index,
            row.cells.iter().map(|(c, v)| (*c, v.clone().into_owned())).collect(),
        ));
        ControlFlow::Continue(())
    })
    .unwrap();
    seen
}

fn text(text: &str) -> Cell<'static> {
    Cell::Text(Cow::Owned(text.to_string()))
}

#[test]
fn values_keep_their_cells_and_types() {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let span = Format::new().set_num_format("[h]:mm");
    let sheet = book.add_worksheet();
    sheet.write(2, 1, "房号").unwrap();
    sheet.write(2, 3, 12.5).unwrap();
    sheet.write(4, 0, true).unwrap();
    let moment = Moment::from_ymd(2025, 3, 5).unwrap().and_hms(10, 2, 30).unwrap();
    sheet.write_with_format(4, 1, &moment, &date).unwrap();
    sheet.write_with_format(4, 2, Moment::from_ymd(2025, 3, 5).unwrap(), &date).unwrap();
    sheet.write_with_format(4, 3, 0.25, &span).unwrap();
    sheet.write_formula(4, 4, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write_blank(6, 0, &date).unwrap();
    book.add_worksheet().set_name("二月").unwrap().write(0, 0, "x").unwrap();
    let bytes = book.save_to_buffer().unwrap();

    let seen = rows(bytes.clone(), 0);
    assert_eq!(seen.len(), 2, "a row of formats only is no row: {seen:?}");
    assert_eq!(seen[0], (2, vec![(1, text("房号")), (3, Cell::Number(12.5))]));
    // 2025-03-05 is day 20152 after 1970-01-01.
    let day = 20_152 * 86_400;
    let clock = 10 * 3600 + 2 * 60 + 30;
    assert_eq!(seen[1].0, 4);
    assert_eq!(seen[1].1[0], (0, Cell::Bool(true)));
    assert_eq!(seen[1].1[1], (1, Cell::Time { seconds: day + clock, day_only: false }));
    assert_eq!(seen[1].1[2], (2, Cell::Time { seconds: day, day_only: true }));
    assert_eq!(seen[1].1[3], (3, Cell::Number(0.25)), "a length of time is no date");
    assert_eq!(seen[1].1[4], (4, Cell::Error("#DIV/0!")));
    assert_eq!(rows(bytes.clone(), 1), vec![(0, vec![(0, text("x"))])]);
    assert!(rows(bytes.clone(), 9).is_empty());
    assert_eq!(open(bytes).unwrap().sheets(), ["Sheet1", "二月"]);
}

#[test]
fn layout_and_formulas_without_a_value() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(1, 0, 3, 0, "一月", &Format::new()).unwrap();
    sheet.write_formula(1, 1, Formula::new("=1+1")).unwrap();
    sheet.write_formula(2, 1, Formula::new("=1+1").set_result("2")).unwrap();
    sheet.write(3, 1, 0).unwrap();
    sheet.set_row_hidden(2).unwrap();
    sheet.set_column_hidden(5).unwrap();
    book.add_worksheet().set_hidden(true);
    let bytes = book.save_to_buffer().unwrap();

    let expected = vec![
        (1, vec![(0, text("一月")), (1, Cell::Uncalculated)]),
        (2, vec![(1, Cell::Number(2.0))]),
        (3, vec![(1, Cell::Number(0.0))]),
    ];
    assert_eq!(rows(bytes.clone(), 0), expected);
    let mut book = open(bytes).unwrap();
    let layout = Layout {
        merges: vec![super::super::Merge { rows: 1..=3, columns: 0..=0 }],
        hidden: false,
        hidden_rows: vec![2..=2],
        hidden_columns: vec![5..=5],
    };
    assert_eq!(book.layout(0), Ok(layout));
    assert_eq!(book.layout(1), Ok(Layout { hidden: true, ..Layout::default() }));
    assert_eq!(book.layout(2), Ok(Layout::default()));
}

#[test]
fn a_scan_stops_when_told() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..50 {
        sheet.write(row, 0, row).unwrap();
    }
    let mut book = open(book.save_to_buffer().unwrap()).unwrap();
    let mut count = 0;
    book.scan(0, &mut |row| {
        count += 1;
        if row.index == 4 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .unwrap();
    assert_eq!(count, 5);
}

fn workbook_of(sheet_data: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, 1).unwrap();
    with_sheet(book.save_to_buffer().unwrap(), |_| {
        format!("<worksheet><sheetData>{sheet_data}</sheetData></worksheet>")
    })
}

/// The same workbook with its first sheet changed.
pub(super) fn with_sheet(bytes: Vec<u8>, change: impl Fn(String) -> String) -> Vec<u8> {
    use std::io::{Read, Write};
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..from.len() {
        let mut entry = from.by_index(i).unwrap();
        let name = entry.name().unwrap().to_string();
        let mut content = String::new();
        entry.read_to_string(&mut content).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            content = change(content);
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(content.as_bytes()).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[test]
fn cells_of_a_row_come_by_column() {
    let bytes = workbook_of(
        r#"<row r="1"><c r="C1"><v>3</v></c><c r="A1"><v>1</v></c><c r="C1"><v>4</v></c></row>"#,
    );
    assert_eq!(rows(bytes, 0), vec![(0, vec![(0, Cell::Number(1.0)), (2, Cell::Number(4.0))])]);
}

#[test]
fn broken_sheets_are_said_to_be() {
    let scan =
        |data: &str| open(workbook_of(data)).unwrap().scan(0, &mut |_| ControlFlow::Continue(()));
    assert_eq!(
        scan(r#"<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>"#),
        Err(Broken::RowsOutOfOrder)
    );
    assert_eq!(scan(r#"<row r="1"><c r="XFE1"><v>1</v></c></row>"#), Err(Broken::BeyondGrid));
    assert_eq!(scan(r#"<row r="1048577"><c><v>1</v></c></row>"#), Err(Broken::BeyondGrid));
    assert_eq!(scan(r#"<row r="1"><c r="A1"><v>1</c></row>"#), Err(Broken::Truncated));
    assert!(matches!(open(b"PK\x03\x04".to_vec()), Err(Broken::Library(_))));
}

#[test]
fn packed_bytes_that_were_changed_are_a_damaged_file() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..400 {
        sheet.write(row, 0, f64::from(row) * 1.37).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let name = b"xl/worksheets/sheet1.xml";
    let start = memchr::memmem::find(&bytes, name).unwrap() + name.len();
    for at in (start + 200..start + 1_000).step_by(100) {
        let mut changed = bytes.clone();
        changed[at] ^= 0xFF;
        let found = open(changed).unwrap().scan(0, &mut |_| ControlFlow::Continue(()));
        assert_eq!(found, Err(Broken::Garbled), "{at}");
    }
}

#[test]
fn shared_strings_that_are_refused_are_refused_at_every_look() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..100 {
        sheet.write(row, 0, format!("投诉{row}")).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let limits = Limits { memory: 300, ..Limits::default() };
    let mut book = Book::open(Box::new(origin::Bytes::from(bytes)), &limits).unwrap();
    let refused = Broken::TooMuchMemory(300);
    assert_eq!(book.layout(0), Err(refused.clone()));
    assert_eq!(book.layout(0), Err(refused.clone()));
    assert_eq!(book.scan(0, &mut |_| ControlFlow::Continue(())), Err(refused));
}

#[test]
fn a_cell_is_never_lost_to_ill_formed_xml() {
    let scan =
        |data: &str| open(workbook_of(data)).unwrap().scan(0, &mut |_| ControlFlow::Continue(()));
    let row = r#"<row r="2"><c r="A2"><v>2</v></c></row>"#;
    for wrong in [
        r#"<row r="1"><><c r="C1"><v>3</v></c></row>"#,
        r#"<row r="1"><c r="A1">9v>9</v></c></row>"#,
        r#"<row r="1"><c9r="A1"><v>1</v></c></row>"#,
        r#"<row r="1"><x><c r="A1"><v>1</v></c></row>"#,
        r#"<row r="1"><c r="A1"><x><v>1</v></c></row>"#,
        r#"<rt="s"><v>2</v></c><cow r="3"><c r="A3"><v>3</v></c></row>"#,
        r#"<cow r="3"><c r="A3"><v>3</v></c></cow>"#,
        r#"<row r="1"><row r="3"><c r="A3"><v>3</v></c></row></row>"#,
        r#"</row>"#,
    ] {
        let found = scan(&format!("{wrong}{row}"));
        assert_eq!(found, Err(Broken::IllFormed), "{wrong}");
    }
    // What is well-formed and not known is passed over.
    let known = r#"<x:a/><row r="1"><c r="A1"><v>1</v><extLst><ext/></extLst></c><extLst/></row>"#;
    assert_eq!(scan(&format!("{known}{row}")), Ok(()));
}
