mod endings;
mod numbered;
mod properties;
mod sheets;
mod split;
mod values;
mod years;

use super::*;
use crate::diagnostic::{Expected, Severity};
use crate::evidence::store::States;
use crate::evidence::table::{CellState, Values};
use crate::lang::Text as Words;
use crate::standard::{Choice, ColumnSpec, ColumnType};
use chrono::NaiveDate;

pub(crate) fn column(id: &str, zh: &str, kind: ColumnType, required: bool) -> ColumnSpec {
    let mut en = id.to_string();
    if let Some(first) = en.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    ColumnSpec { id: id.into(), zh: vec![zh.into()], en: vec![en], kind, required, personal: false }
}

pub(crate) fn choice(values: &[(&str, &[&str])]) -> ColumnType {
    let value = |(id, spellings): &(&str, &[&str])| Choice {
        id: id.to_string(),
        spellings: spellings.iter().map(|s| s.to_string()).collect(),
    };
    ColumnType::Choice(values.iter().map(value).collect())
}

pub(crate) fn spec(columns: Vec<ColumnSpec>) -> RegisterSpec {
    let words = || Words { zh: "台账".into(), en: "register".into() };
    RegisterSpec {
        id: "r".into(),
        title: words(),
        unit: words(),
        files: vec![],
        time: None,
        ahead: false,
        columns,
    }
}

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 12, 31).unwrap()
}

/// Reads delimited text as a file named `r.csv`.
pub(crate) fn read_rows(spec: &RegisterSpec, text: &str) -> (Option<Register>, Vec<Problem>) {
    let mut reader = RegisterReader::new(spec, 0, as_of());
    reader.read("r.csv", &mut Workbook::open(text.as_bytes().to_vec()).unwrap());
    reader.finish()
}

fn repairs() -> RegisterSpec {
    let mut spec = spec(vec![
        column("reported", "报修时间", ColumnType::DateTime, true),
        column("room", "房号", ColumnType::Text, true),
        column("level", "级别", choice(&[("urgent", &["紧急"]), ("minor", &["小修"])]), true),
        column("rate", "满意度", ColumnType::Percent, false),
        column("phone", "电话", ColumnType::Phone, false),
    ]);
    spec.time = Some(0);
    spec
}

fn at(cell: &str) -> Place {
    Place::Cell { file: "r.csv".into(), sheet: String::new(), cell: cell.into() }
}

#[test]
fn a_workbook_becomes_typed_columns() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook as Writer};
    let date = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let mut book = Writer::new();
    book.add_worksheet().set_name("说明").unwrap().write(0, 0, "房号").unwrap();
    let sheet = book.add_worksheet().set_name("三月").unwrap();
    sheet.write(0, 1, "滨河花园报修台账").unwrap();
    for (i, name) in ["序号", "报修时间", "房 号", "级别", "满意度(%)", "电话"].iter().enumerate()
    {
        sheet.write(2, i as u16, *name).unwrap();
    }
    let moment = ExcelDateTime::from_ymd(2025, 3, 5).unwrap().and_hms(10, 2, 0).unwrap();
    sheet.write_with_format(3, 1, &moment, &date).unwrap();
    sheet.write(3, 2, 1502).unwrap();
    sheet.write(3, 3, "紧 急").unwrap();
    sheet.write(3, 4, 98).unwrap();
    sheet.write(3, 5, 13_800_005_678_u64).unwrap();
    sheet.write(4, 0, 2).unwrap(); // only a number of no column: no row
    sheet.write(5, 1, "2025年3月6日").unwrap();
    sheet.write(5, 2, "00123").unwrap();
    sheet.write(5, 3, "minor").unwrap();
    sheet.write(25, 1, "2025/3/7 8:00").unwrap();
    sheet.write(25, 2, "3-502").unwrap();
    sheet.write(25, 3, "小修").unwrap();
    sheet.write(25, 4, 85.5).unwrap();

    let spec = repairs();
    let mut reader = RegisterReader::new(&spec, 7, as_of());
    let mut book = Workbook::open(book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(reader.read("evidence/报修.xlsx", &mut book), 3);
    let (register, problems) = reader.finish();
    let register = register.unwrap();
    let kinds: Vec<_> = problems.into_iter().map(|p| p.kind).collect();
    assert_eq!(kinds, [ProblemKind::RowsOnlyNumbered { count: 1, first: 5, last: 5 }]);
    assert_eq!(register.spec, 7);
    assert_eq!(register.parts.len(), 1);
    assert_eq!(&*register.parts[0].sheet, "三月");
    assert_eq!(register.parts[0].header_row, 2);
    assert_eq!(register.parts[0].columns, [Some(1), Some(2), Some(3), Some(4), Some(5)]);
    assert_eq!(register.rows.iter().map(|r| r.row).collect::<Vec<_>>(), [3, 5, 25]);
    let (part, cell) = register.cell(2, 3).unwrap();
    assert_eq!((&*part.file, cell.to_string().as_str()), ("evidence/报修.xlsx", "E26"));

    let columns: Vec<_> = register.columns.iter().map(|c| c.as_ref().unwrap()).collect();
    // 2025-03-05 is day 20152 after 1970-01-01.
    let Values::Time(times) = &columns[0].values else { panic!() };
    let times: Vec<_> =
        (0..3).filter_map(|r| times.get(r)).map(|t| (t.seconds, t.day_only)).collect();
    let day = |d: i64| d * 86_400;
    assert_eq!(
        times,
        [(day(20_152) + 36_120, false), (day(20_153), true), (day(20_154) + 28_800, false)]
    );
    assert_eq!([0, 1, 2].map(|r| columns[1].text(r)), ["1502", "00123", "3-502"]);
    let Values::Choice(levels) = &columns[2].values else { panic!() };
    assert_eq!(levels, &[0, 1, 1]);
    let Values::Number(rates) = &columns[3].values else { panic!() };
    assert_eq!((rates[0], rates[2]), (0.98, 0.855));
    assert_eq!(
        columns[3].states,
        States::from_iter([CellState::Value, CellState::Blank, CellState::Value])
    );
    assert_eq!(columns[4].text(0), "13800005678");
}

#[test]
fn what_cannot_be_read_is_said_cell_by_cell() {
    let (register, problems) = read_rows(
        &repairs(),
        "报修时间,房号,级别,满意度,电话\n\
         4572x,3-502,紧急,140%,13800005678\n\
         ,3-503,特急,98,13800005678 王伟\n\
         报修时间,房号,级别,满意度,电话\n\
         —,/,-,,\n\
         2026-01-01,3-504,小修,0.9,\n\
         2025-12-31 23:59:59,3-505,小修,97,无\n",
    );
    let register = register.unwrap();
    assert_eq!(register.rows.iter().map(|r| r.row).collect::<Vec<_>>(), [1, 2, 5, 6]);
    let mismatch = |column: &str, expected: Expected, found: &str| ProblemKind::TypeMismatch {
        column: column.into(),
        expected,
        found: found.into(),
    };
    let levels = Expected::OneOf(vec!["紧急".into(), "小修".into()]);
    let expected = [
        (mismatch("报修时间", Expected::DateTime, "4572x"), "A2"),
        (mismatch("满意度", Expected::Percent, "140%"), "D2"),
        (ProblemKind::UndatedRow { column: "报修时间".into() }, "A3"),
        (mismatch("级别", levels, "特急"), "C3"),
        (mismatch("电话", Expected::Phone, "1**"), "E3"),
        (ProblemKind::FutureDate { column: "报修时间".into(), found: "2026-01-01".into() }, "A6"),
        (ProblemKind::MixedPercent { column: "满意度".into(), found: "0.9".into() }, "D6"),
    ];
    let expected: Vec<_> =
        expected.into_iter().map(|(kind, cell)| Problem::warning(kind, at(cell))).collect();
    assert_eq!(problems, expected);
    let states = |c: usize| register.columns[c].as_ref().unwrap().states.clone();
    use CellState::{Blank, Unreadable, Value};
    assert_eq!(states(0), States::from_iter([Unreadable, Blank, Value, Value]));
    assert_eq!(states(3), States::from_iter([Unreadable, Value, Unreadable, Value]));
    assert_eq!(states(4), States::from_iter([Value, Unreadable, Blank, Blank]));
}

#[test]
fn errors_of_cells_are_reported() {
    use rust_xlsxwriter::{Formula, Workbook as Writer};
    let mut book = Writer::new();
    let sheet = book.add_worksheet();
    for (i, name) in ["报修时间", "房号", "级别"].iter().enumerate() {
        sheet.write(0, i as u16, *name).unwrap();
    }
    sheet.write(1, 0, "2025-3-5").unwrap();
    sheet.write_formula(1, 1, Formula::new("=#REF!").set_result("#REF!")).unwrap();
    sheet.write(1, 2, "小修").unwrap();
    let spec = repairs();
    let mut reader = RegisterReader::new(&spec, 0, as_of());
    reader.read("r.xlsx", &mut Workbook::open(book.save_to_buffer().unwrap()).unwrap());
    let (_, problems) = reader.finish();
    assert_eq!(problems.len(), 1);
    assert_eq!(
        problems[0].kind,
        ProblemKind::CellError { column: "房号".into(), found: "#REF!".into() }
    );
    assert!(
        matches!(&problems[0].place, Place::Cell { sheet, cell, .. } if sheet == "Sheet1" && cell == "B2")
    );
}

#[test]
fn files_with_other_columns_join() {
    let spec = repairs();
    let mut reader = RegisterReader::new(&spec, 0, as_of());
    let mut read = |file: &str, text: &str| {
        reader.read(file, &mut Workbook::open(text.as_bytes().to_vec()).unwrap())
    };
    assert_eq!(read("a.csv", "房号,报修时间,级别\n3-1,2025-3-5,小修\n"), 1);
    // Percentages are settled per sheet: 0.9 here and 95 there are both shares.
    assert_eq!(read("b.csv", "满意度,报修时间,房号,级别\n0.9,2025-3-6,3-2,小修\n"), 1);
    assert_eq!(read("c.csv", "满意度,报修时间,房号,级别\n95,2025-3-6,3-3,小修\n"), 1);
    assert_eq!(read("d.csv", "姓名\n王伟\n"), 0);
    assert_eq!(read("e.csv", "报修时间,房号,级别\n2025-3-6,\"3-3,小修\n"), 0);
    let (register, problems) = reader.finish();
    let register = register.unwrap();
    assert_eq!(
        register.parts.iter().map(|p| &*p.file).collect::<Vec<_>>(),
        ["a.csv", "b.csv", "c.csv"]
    );
    let rates = register.columns[3].as_ref().unwrap();
    let Values::Number(numbers) = &rates.values else { panic!() };
    assert_eq!(
        rates.states,
        States::from_iter([CellState::Blank, CellState::Value, CellState::Value])
    );
    assert_eq!(numbers[1..], [0.9, 0.95]);
    assert!(register.columns[4].is_none(), "no file has the column");
    assert_eq!(
        [0, 1, 2].map(|r| register.columns[1].as_ref().unwrap().text(r)),
        ["3-1", "3-2", "3-3"]
    );
    assert!(register.cell(0, 3).is_none());
    assert_eq!(problems.len(), 2);
    assert!(
        matches!(&problems[0].kind, ProblemKind::HeaderNotFound { missing, .. } if missing.len() == 3)
    );
    assert!(matches!(&problems[1].kind, ProblemKind::FileDamaged { .. }));
    assert_eq!(problems[1].place, Place::File { file: "e.csv".into() });
    assert!(problems.iter().all(|p| p.severity == Severity::Error));
}

#[test]
fn a_broken_file_leaves_nothing_behind() {
    // The quote stays open far below the header, after a row that was already read.
    let mut text = "报修时间,房号,级别\n".to_string();
    for _ in 0..30 {
        text.push_str("2025-3-5,3-1,小修\n");
    }
    text.push_str("2025-3-5,\"3-1,小修\n");
    let (register, problems) = read_rows(&repairs(), &text);
    assert!(register.is_none());
    assert_eq!(problems.len(), 1);
}

#[test]
fn a_doubled_column_is_not_used() {
    let (register, problems) =
        read_rows(&repairs(), "报修时间,房号,级别,级别\n2025-3-5,3-1,紧急,小修\n");
    let register = register.unwrap();
    assert!(register.columns[2].is_none());
    assert_eq!(register.parts[0].columns[2], None);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].severity, Severity::Error);
    assert!(matches!(problems[0].kind, ProblemKind::AmbiguousColumn { .. }));
}

#[test]
fn of_several_sheets_the_best_is_read() {
    use rust_xlsxwriter::Workbook as Writer;
    let mut book = Writer::new();
    for (name, headers) in [
        ("a", vec!["报修时间", "房号"]),
        ("b", vec!["报修时间", "房号", "级别", "电话"]),
        ("c", vec!["报修时间", "房号", "级别"]),
    ] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (i, header) in headers.iter().enumerate() {
            sheet.write(0, i as u16, *header).unwrap();
        }
        sheet.write(1, 0, "2025-3-5").unwrap();
        sheet.write(1, 1, name).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let spec = repairs();
    let mut best = RegisterReader::new(&spec, 0, as_of());
    assert_eq!(best.read_best_sheet("r.xlsx", &mut Workbook::open(bytes.clone()).unwrap()), 1);
    assert_eq!(&*best.finish().0.unwrap().parts[0].sheet, "b");
    let mut all = RegisterReader::new(&spec, 0, as_of());
    assert_eq!(all.read("r.xlsx", &mut Workbook::open(bytes).unwrap()), 2, "b and c");
    let fates: Vec<_> = all.choices().iter().map(|c| (c.sheet.as_str(), c.fate)).collect();
    assert_eq!(fates, [("a", Fate::PassedOver), ("b", Fate::Read), ("c", Fate::Read)]);
    let (_, problems) = all.finish();
    assert_eq!(
        problems.iter().map(|p| &p.kind).collect::<Vec<_>>(),
        [&ProblemKind::TablePassedOver {
            register: spec.title.clone(),
            chosen: "b!A1:D1".into(),
            missing: vec![spec.columns[2].names(), spec.columns[4].names()],
        }]
    );
}
