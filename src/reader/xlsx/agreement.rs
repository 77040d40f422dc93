//! The own scan and calamine give the same cells: of every workbook of the corpus, and of generated ones.

use std::io::{Cursor, Write};
use std::ops::ControlFlow;

use proptest::prelude::*;

use super::Book;
use crate::reader::broken::Broken;
use crate::reader::limits::Limits;
use crate::reader::origin::Bytes;
use crate::reader::package::identify;
use crate::reader::{Cell, Layout};

type Rows = Vec<(u32, Vec<(u32, Cell<'static>)>)>;

/// Layout and rows of every sheet, and whether all of it was ordinary.
fn read(bytes: &[u8], by_calamine: bool) -> Result<(Vec<(Layout, Rows)>, bool), Broken> {
    identify(Cursor::new(bytes), &Limits::default())?;
    let mut book = Book::open(Box::new(Bytes::from(bytes.to_vec())), &Limits::default())?;
    if by_calamine {
        book.leave_to_calamine();
    }
    let mut sheets = Vec::new();
    for sheet in 0..book.sheets().len() {
        let mut rows = Rows::new();
        let layout = book.layout(sheet)?;
        book.scan(sheet, &mut |row| {
            let cells = row.cells.iter().map(|(c, v)| (*c, v.clone().into_owned()));
            rows.push((row.index, cells.collect()));
            ControlFlow::Continue(())
        })?;
        sheets.push((layout, rows));
    }
    Ok((sheets, book.library.is_none()))
}

#[test]
fn of_every_workbook_of_the_corpus() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/files");
    let (mut same, mut ordinary) = (0, 0);
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        let bytes = std::fs::read(&file).unwrap();
        if !bytes.starts_with(b"PK") {
            continue;
        }
        // Files that cannot be opened at all are other tests' matter.
        let (own, other) = (read(&bytes, false), read(&bytes, true));
        if let (Ok((own, was_ordinary)), Ok((other, _))) = (own, other) {
            assert_eq!(own, other, "{}", file.display());
            same += 1;
            ordinary += usize::from(was_ordinary);
        }
    }
    // Prefixed elements are calamine's.
    assert!(same >= 10 && ordinary >= 8 && ordinary < same, "{ordinary} of {same}");
}

/// A cell as some writer may have written it.
fn cell() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        Just("投诉处理".to_string()),
        Just(" a &amp; b&#10;".to_string()),
        Just("_x000D_x_x0041_".to_string()),
        Just("1 &lt; 2\r\n3".to_string()),
        Just(String::new()),
        "[a-z ]{0,9}",
    ];
    let number = prop_oneof![
        any::<f64>().prop_filter("a number", |n| n.is_finite()).prop_map(|n| n.to_string()),
        (0u32..60_000).prop_map(|n| n.to_string()),
        (0u32..6_000_000).prop_map(|n| format!("{}.{:03}", n / 100, n % 1000)),
        Just("4.5721E4".to_string()),
        Just("0".to_string()),
    ];
    let style = prop_oneof![Just(""), Just(" s=\"1\""), Just(" s='2'"), Just(" s=\"9\"")];
    let formula =
        prop_oneof![Just(""), Just(""), Just("<f>A1&lt;B1</f>"), Just("<f t='shared' si='0'/>")];
    let blank = any::<bool>().prop_map(|b| if b { " xml:space=\"preserve\"" } else { "" });
    let value = (text, number, 0usize..4, any::<bool>(), blank, 0u8..10);
    (style, formula, value).prop_map(
        |(style, formula, (text, number, shared, yes, blank, kind))| match kind {
            0 => format!("<c{{r}}{style} t=\"s\">{formula}<v>{shared}</v></c>"),
            1 => format!("<c{{r}} t=\"str\"{style}>{formula}<v{blank}>{text}</v></c>"),
            2 => format!("<c{{r}} t='inlineStr'{style}><is><t{blank}>{text}</t></is></c>"),
            3 => format!("<c{{r}} t=\"b\">{formula}<v>{}</v></c>", u8::from(yes)),
            4 => format!("<c{{r}} t=\"e\">{formula}<v>#N/A</v></c>"),
            5 => format!("<c{{r}} t=\"d\"{style}><v>2025-03-05T10:02:00</v></c>"),
            6 => format!("<c{{r}}{style}/>"),
            7 => format!("<c{{r}}{style}>{formula}</c>"),
            8 => format!(
                "<c{{r}} t=\"inlineStr\"><is><r><t>{text}</t></r><rPh><t>x</t></rPh></is></c>"
            ),
            _ => format!("<c{{r}}{style}>{formula}<v>{number}</v></c>"),
        },
    )
}

/// How far from the one before, whether it says where it is, and what is in it.
type Placed<T> = (u32, bool, T);

fn workbook(rows: &[Placed<Vec<Placed<String>>>], switches: (bool, bool)) -> Vec<u8> {
    let (epoch_1904, recalculates) = switches;
    let mut data = String::new();
    let mut number = 0;
    for (gap, says_row, cells) in rows {
        number += if *says_row { 1 + gap } else { 1 };
        let at = if *says_row { format!(" r=\"{number}\"") } else { String::new() };
        data.push_str(&format!("<row{at} spans=\"1:3\">\n"));
        let mut column = 0;
        for (gap, says_place, cell) in cells {
            column += if *says_place { 1 + gap } else { 1 };
            let letter = char::from(b'A' + u8::try_from(column % 26).unwrap() - 1);
            let place =
                if *says_place { format!(" r=\"{letter}{number}\"") } else { String::new() };
            data.push_str(&cell.replace("{r}", &place));
        }
        data.push_str("</row>");
    }
    let space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{relations}/{kind}\" Target=\"{target}\"/>")
    };
    let parts = [
        (
            "_rels/.rels",
            format!(
                "<Relationships>{}</Relationships>",
                relation("r", "officeDocument", "xl/workbook.xml")
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{space}\" xmlns:r=\"{relations}\"><workbookPr date1904=\"{}\"/>\
                 <sheets><sheet name=\"投诉&amp;建议\" sheetId=\"1\" r:id=\"a\"/></sheets>\
                 <calcPr fullCalcOnLoad=\"{}\"/></workbook>",
                u8::from(epoch_1904),
                u8::from(recalculates)
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships>{}{}{}</Relationships>",
                relation("a", "worksheet", "worksheets/sheet1.xml"),
                relation("b", "sharedStrings", "sharedStrings.xml"),
                relation("c", "styles", "styles.xml")
            ),
        ),
        (
            "xl/sharedStrings.xml",
            format!(
                "<sst xmlns=\"{space}\" uniqueCount=\"4\"><si><t>房号</t></si><si><t/></si><si><r><t> a</t></r>\
                     <r><t xml:space=\"preserve\"> b </t></r></si><si><t>&quot;_x4E00_</t></si></sst>"
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{space}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>\
                     <xf numFmtId=\"46\"/></cellXfs></styleSheet>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<worksheet xmlns=\"{space}\"><sheetData>{data}\
                     </sheetData><mergeCells count=\"1\"><mergeCell ref=\"A1:B2\"/></mergeCells></worksheet>"
            ),
        ),
    ];
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(content.as_bytes()).unwrap();
    }
    to.finish().unwrap().into_inner()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn of_generated_workbooks(
        rows in prop::collection::vec(
            (0u32..3, any::<bool>(), prop::collection::vec((0u32..2, any::<bool>(), cell()), 0..8)),
            0..6,
        ),
        switches in any::<(bool, bool)>(),
    ) {
        let bytes = workbook(&rows, switches);
        let (own, was_ordinary) = read(&bytes, false).unwrap();
        prop_assert!(was_ordinary);
        prop_assert_eq!(own, read(&bytes, true).unwrap().0);
    }
}
