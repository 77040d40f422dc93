//! Values that only their column, their neighbours or the audit settle.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook as Writer};

use super::*;
use crate::evidence::Dates;

fn shown(register: &Register, spec: &RegisterSpec, column: usize) -> Vec<String> {
    let value = |row| register.show(spec, row, column).unwrap_or_else(|| "·".into());
    (0..register.rows.len()).map(value).collect()
}

fn kinds(problems: &[Problem]) -> Vec<(String, ProblemKind)> {
    let place = |p: &Problem| match &p.place {
        Place::Cell { cell, .. } => cell.clone(),
        other => other.file().to_string(),
    };
    problems.iter().map(|p| (place(p), p.kind.clone())).collect()
}

#[test]
fn ditto_marks_take_the_value_above() {
    let spec = repairs();
    let (register, problems) = read_rows(
        &spec,
        "报修时间,房号,级别,满意度\n同上,3-1,紧急,98\n2025-3-5,同上,〃,同上\n同上,3-3,同上,0\n",
    );
    let register = register.unwrap();
    assert_eq!(shown(&register, &spec, 0), ["·", "2025-03-05", "2025-03-05"]);
    assert_eq!(shown(&register, &spec, 1), ["3-1", "3-1", "3-3"]);
    assert_eq!(shown(&register, &spec, 2), ["紧急", "紧急", "紧急"]);
    assert_eq!(shown(&register, &spec, 3), ["98%", "98%", "0%"]);
    assert_eq!(problems.len(), 1, "nothing stands above the first: {problems:?}");
    assert_eq!(problems[0].place, at("A2"));
}

#[test]
fn dates_without_a_year_are_read_where_it_is_certain() {
    let spec = repairs();
    let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
    let dates = Dates::new(date(2026, 1, 15), Some(date(2025, 1, 1)));
    let mut reader = RegisterReader::new(&spec, 0, dates);
    let text = "报修时间,房号,级别\n3月5日,3-1,小修\n12.31 14:30,3-2,小修\n1月10日,3-3,小修\n\
                3.7-3.13,3-4,小修\n3-5-25,3-5,小修\n年  月  日,3-6,小修\n";
    reader.read("r.csv", &mut Workbook::open(text.as_bytes().to_vec()).unwrap());
    let (register, problems) = reader.finish();
    let register = register.unwrap();
    assert_eq!(shown(&register, &spec, 0), ["2025-03-05", "2025-12-31 14:30", "·", "·", "·", "·"]);
    let places: Vec<_> = kinds(&problems).into_iter().map(|(cell, _)| cell).collect();
    assert_eq!(places, ["A2", "A4", "A5", "A6", "A7"]);
    assert!(matches!(problems[0].kind, ProblemKind::YearFromPeriod { .. }));
    assert!(matches!(problems[4].kind, ProblemKind::UndatedRow { .. }));
    assert!(problems[1..4].iter().all(|p| matches!(p.kind, ProblemKind::TypeMismatch { .. })));
}

#[test]
fn formats_that_do_not_fit_are_reported() {
    let mut spec = repairs();
    spec.columns.push(column("visits", "上门次数", ColumnType::Number, false));
    let date = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let mut book = Writer::new();
    let sheet = book.add_worksheet();
    for (i, name) in ["报修时间", "房号", "级别", "满意度", "上门次数"].iter().enumerate()
    {
        sheet.write(0, i as u16, *name).unwrap();
    }
    for row in 1..=5 {
        sheet.write(row, 1, format!("3-{row}")).unwrap();
        sheet.write(row, 2, "小修").unwrap();
        let moment = ExcelDateTime::from_ymd(2025, 3, 5).unwrap();
        sheet.write_with_format(row, 0, &moment, &date).unwrap();
    }
    sheet.write(1, 0, 45_722).unwrap(); // 2025-03-06 without its format
    sheet.write_with_format(2, 0, 10.1, &date).unwrap();
    sheet.write_with_format(3, 4, 10.1, &date).unwrap();
    sheet.write_formula(4, 4, Formula::new("=1+1").set_result("")).unwrap();
    sheet.write(5, 4, "3次").unwrap();
    sheet.write(5, 3, "９８．５％").unwrap();
    let mut reader = RegisterReader::new(&spec, 0, as_of());
    reader.read("r.xlsx", &mut Workbook::open(book.save_to_buffer().unwrap()).unwrap());
    let (register, problems) = reader.finish();
    let register = register.unwrap();
    assert_eq!(
        shown(&register, &spec, 0),
        ["2025-03-06", "·", "2025-03-05", "2025-03-05", "2025-03-05"]
    );
    assert_eq!(shown(&register, &spec, 5), ["·", "·", "10.1", "·", "3"]);
    assert_eq!(shown(&register, &spec, 3)[4], "98.5%");
    let time = || "报修时间".to_string();
    let visits = || "上门次数".to_string();
    assert_eq!(
        kinds(&problems),
        [
            (
                "A2".to_string(),
                ProblemKind::DateAsNumber {
                    column: time(),
                    number: "45722".into(),
                    found: "2025-03-06".into(),
                    count: 1,
                    cells: vec!["A2".into()],
                }
            ),
            (
                "A3".to_string(),
                ProblemKind::ImplausibleDate { column: time(), found: "1900-01-10 02:24".into() }
            ),
            (
                "E4".to_string(),
                ProblemKind::NumberAsDate {
                    column: visits(),
                    found: "1900-01-10 02:24".into(),
                    number: "10.1".into()
                }
            ),
            ("E5".to_string(), ProblemKind::Uncalculated { column: visits() }),
        ]
    );
    assert!(problems.iter().all(|p| p.severity == Severity::Warning));
}

#[test]
fn one_problem_for_many_cells_of_a_column() {
    let mut spec = repairs();
    spec.columns.push(column("visits", "上门次数", ColumnType::Number, false));
    let mut book = Writer::new();
    let sheet = book.add_worksheet();
    for (i, name) in ["报修时间", "房号", "级别", "上门次数"].iter().enumerate() {
        sheet.write(0, i as u16, *name).unwrap();
    }
    for row in 1..=9 {
        sheet.write(row, 1, format!("3-{row}")).unwrap();
        sheet.write(row, 2, "小修").unwrap();
        if row <= 5 {
            // 2025-03-06 and on, one of them a text.
            match row {
                4 => sheet.write(row, 0, "45725").unwrap(),
                _ => sheet.write(row, 0, 45_721 + row).unwrap(),
            };
        }
        if row != 4 {
            sheet.write_formula(row, 3, Formula::new("=1+1").set_result("")).unwrap();
        }
    }
    let mut reader = RegisterReader::new(&spec, 0, as_of());
    reader.read("r.xlsx", &mut Workbook::open(book.save_to_buffer().unwrap()).unwrap());
    let (register, problems) = reader.finish();
    let dates = ["2025-03-06", "2025-03-07", "2025-03-08", "2025-03-09", "2025-03-10"];
    assert_eq!(shown(&register.unwrap(), &spec, 0)[..5], dates);
    let uncalculated = || ProblemKind::Uncalculated { column: "上门次数".into() };
    assert_eq!(
        kinds(&problems),
        [
            (
                "A2".to_string(),
                ProblemKind::DateAsNumber {
                    column: "报修时间".into(),
                    number: "45722".into(),
                    found: "2025-03-06".into(),
                    count: 5,
                    cells: vec!["A2".into(), "A3".into(), "A4".into()],
                }
            ),
            // The fourth row has no formula; every cell to be mended is named.
            ("D2:D4".to_string(), uncalculated()),
            ("D6:D10".to_string(), uncalculated()),
            ("A7:A10".to_string(), ProblemKind::UndatedRow { column: "报修时间".into() }),
        ]
    );
}

#[test]
fn the_column_settles_what_nothing_found_means() {
    let spec = spec(vec![
        column("room", "房号", ColumnType::Text, true),
        column("answer", "结果", ColumnType::YesNo, true),
    ]);
    let read = |answers: &str| {
        let rows: String = answers.split(' ').map(|a| format!("3-1,{a}\n")).collect();
        let (register, problems) = read_rows(&spec, &format!("房号,结果\n{rows}"));
        let column = register.unwrap().columns[1].take().unwrap();
        let Values::YesNo(answers) = &column.values else { panic!() };
        let word = |(yes, state): (&bool, CellState)| match state {
            CellState::Value if *yes => "是".to_string(),
            CellState::Value => "否".to_string(),
            _ => "·".to_string(),
        };
        (answers.iter().zip(column.states.iter()).map(word).collect::<Vec<_>>(), problems.len())
    };
    let words = |words: [&str; 3]| words.map(String::from).to_vec();
    assert_eq!(read("合格 不合格 未发现问题"), (words(["是", "否", "是"]), 0));
    assert_eq!(read("有 无 未发现问题"), (words(["是", "否", "否"]), 0));
    assert_eq!(read("是 否 未发现问题"), (words(["是", "否", "·"]), 1));
    assert_eq!(read("□是□否 ☑是□否 接受；已修改"), (words(["·", "是", "是"]), 0));
}

#[test]
fn a_file_given_up_settles_nothing_for_the_next() {
    let spec = spec(vec![
        column("room", "房号", ColumnType::Text, true),
        column("answer", "结果", ColumnType::YesNo, true),
    ]);
    let mut reader = RegisterReader::new(&spec, 0, as_of());
    let mut read = |file: &str, text: &str| {
        reader.read(file, &mut Workbook::open(text.as_bytes().to_vec()).unwrap())
    };
    // A quote is never closed, below the rows among which the header is looked for.
    let rows = "3-1,合格\n".repeat(70);
    assert_eq!(read("a.csv", &format!("房号,结果\n{rows}3-2,\"合格\n")), 0);
    assert_eq!(read("b.csv", "房号,结果\n3-1,未发现问题\n"), 1);
    let (_, problems) = reader.finish();
    let mismatch = |p: &&Problem| matches!(p.kind, ProblemKind::TypeMismatch { .. });
    assert_eq!(problems.iter().filter(mismatch).count(), 1, "{problems:?}");
}

#[test]
fn units_hold_for_their_table() {
    let spec = spec(vec![
        column("room", "房号", ColumnType::Text, true),
        column("minutes", "用时", ColumnType::Number, true),
    ]);
    let (register, problems) = read_rows(
        &spec,
        "房号,用时（分钟）\n3-1,30分钟\n3-2,2小时\n3-3,\"1,200\"\n用时（小时）,房号\n2小时,3-4\n１５,3-5\n",
    );
    let register = register.unwrap();
    assert_eq!(shown(&register, &spec, 1), ["30", "·", "1200", "2", "15"]);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].place, at("B3"));
}

#[test]
fn columns_that_are_not_kept_are_checked_all_the_same() {
    let spec = repairs();
    let text = "报修时间,房号,级别,电话\n2025-3-5,3-1,特急,王伟\n同上,3-2,小修,13800005678\n";
    let mut reader = RegisterReader::new(&spec, 0, as_of()).keeping([0, 2].into());
    reader.read("r.csv", &mut Workbook::open(text.as_bytes().to_vec()).unwrap());
    let (register, problems) = reader.finish();
    let kept: Vec<bool> = register.unwrap().columns.iter().map(Option::is_some).collect();
    assert_eq!(kept, [true, false, true, false, false]);
    assert_eq!(problems.len(), 2, "{problems:?}");
}

#[test]
fn ids_keep_their_zeros() {
    let spec = repairs();
    let (register, _) = read_rows(&spec, "报修时间,房号,级别\n2025-3-5,00123,小修\n");
    assert_eq!(register.unwrap().columns[1].as_ref().unwrap().text(0), "00123");
}

#[test]
fn a_number_with_more_digits_than_a_cell_holds_is_reported() {
    let spec = spec(vec![
        column("id", "证件编号", ColumnType::Text, true),
        column("room", "房号", ColumnType::Text, true),
    ]);
    let mut book = Writer::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["证件编号", "房号"]).unwrap();
    sheet.write_row(1, 0, ["20250305000000017", "3-502"]).unwrap();
    sheet.write(2, 0, 20_250_305_000_000_017_u64 as f64).unwrap();
    sheet.write(2, 1, 123_456_789_012_345.0).unwrap();
    let mut reader = RegisterReader::new(&spec, 0, as_of());
    reader.read("r.xlsx", &mut Workbook::open(book.save_to_buffer().unwrap()).unwrap());
    let (register, problems) = reader.finish();
    assert_eq!(register.unwrap().rows.len(), 2);
    let found: Vec<_> = kinds(&problems);
    // 15 digits are whole, text keeps all, and 17 digits as a number do not.
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "A3");
    assert!(
        matches!(&found[0].1, ProblemKind::DigitsLost { column, .. } if column == "证件编号"),
        "{found:?}"
    );
}
