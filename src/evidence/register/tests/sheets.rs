//! Tables as people keep them: merges, totals, several tables, hidden parts.

use rust_xlsxwriter::{Format, Workbook as Writer, Worksheet};

use super::*;
use crate::diagnostic::RowReason;
use crate::evidence::Choice;

type Make<'a> = &'a dyn Fn(&mut Worksheet);

/// Reads a workbook whose sheets are made one after another.
fn read(spec: &RegisterSpec, sheets: &[(&str, Make<'_>)]) -> Outcome {
    let mut book = Writer::new();
    for (name, make) in sheets {
        make(book.add_worksheet().set_name(*name).unwrap());
    }
    let mut reader = RegisterReader::new(spec, 0, as_of());
    let rows = reader.read("r.xlsx", &mut Workbook::open(book.save_to_buffer().unwrap()).unwrap());
    let choices = reader.choices().to_vec();
    let (register, problems) = reader.finish();
    Outcome { rows, register, problems, choices }
}

struct Outcome {
    rows: u32,
    register: Option<Register>,
    problems: Vec<Problem>,
    choices: Vec<Choice>,
}

impl Outcome {
    fn register(&self) -> &Register {
        self.register.as_ref().unwrap()
    }

    /// The values of a column as people read them, `·` for none.
    fn shown(&self, spec: &RegisterSpec, column: usize) -> Vec<String> {
        let register = self.register();
        let value = |row| register.show(spec, row, column).unwrap_or_else(|| "·".into());
        (0..register.rows.len()).map(value).collect()
    }

    /// Sheet and cell of each problem, and what it is.
    fn problems(&self) -> Vec<(String, &ProblemKind)> {
        let place = |p: &Problem| match &p.place {
            Place::Cell { sheet, cell, .. } => format!("{sheet}!{cell}"),
            other => other.file().to_string(),
        };
        self.problems.iter().map(|p| (place(p), &p.kind)).collect()
    }

    fn left_out(&self) -> Vec<(String, RowReason)> {
        let rows = self.problems().into_iter().filter_map(|(cell, kind)| match kind {
            ProblemKind::RowLeftOut { reason } => Some((cell, *reason)),
            _ => None,
        });
        rows.collect()
    }
}

fn write(sheet: &mut Worksheet, from: u32, rows: &[&[&str]]) {
    for (row, texts) in (from..).zip(rows) {
        for (column, text) in (0..).zip(*texts) {
            if !text.is_empty() {
                sheet.write(row, column, *text).unwrap();
            }
        }
    }
}

const HEADER: &[&str] = &["报修时间", "房号", "级别", "满意度", "电话"];

#[test]
fn a_vertical_merge_gives_its_value_to_each_row() {
    let spec = repairs();
    let read = read(
        &spec,
        &[("S", &|sheet| {
            write(
                sheet,
                0,
                &[
                    HEADER,
                    &["2025-3-5", "", "紧急"],
                    &["", "3-2", "小修"],
                    &["", "3-3", "小修"],
                    &["2025-3-8", "3-4", "小修"],
                ],
            );
            sheet.merge_range(1, 0, 3, 0, "2025-3-5", &Format::new()).unwrap();
            sheet.write(1, 1, "3-1").unwrap();
            sheet.merge_range(2, 3, 3, 3, "98%", &Format::new()).unwrap();
            // Merged far below the data: no rows.
            sheet.merge_range(5, 0, 9, 0, "", &Format::new()).unwrap();
        })],
    );
    assert_eq!(read.rows, 4);
    assert_eq!(read.shown(&spec, 0), ["2025-03-05", "2025-03-05", "2025-03-05", "2025-03-08"]);
    assert_eq!(read.shown(&spec, 1), ["3-1", "3-2", "3-3", "3-4"]);
    assert_eq!(read.shown(&spec, 3), ["·", "98%", "98%", "·"]);
    // Each row has its own cell within the merged ones.
    assert_eq!(read.register().cell(2, 0).unwrap().1.to_string(), "A4");
    assert_eq!(read.problems(), []);
}

#[test]
fn rows_below_the_data_are_left_out_and_listed() {
    let spec = repairs();
    let read = read(
        &spec,
        &[("S", &|sheet| {
            write(
                sheet,
                0,
                &[
                    HEADER,
                    &["2025-3-5", "3-1", "紧急", "98%"],
                    &["", "", "", ""],
                    &["2025-3-6", "3-2", "小修", "96%"],
                    &["平均", "", "", "97%"],
                    &["合  计", "2", "", ""],
                    &["说明：", "", "", ""],
                    &["1、本表由客服填写"],
                    &["2、每月底上交"],
                    &["制表人：王伟", "", "审核人：李娜", "日期：2025-3-31"],
                    &["2025-3-7", "", "", ""],
                ],
            );
        })],
    );
    assert_eq!(read.shown(&spec, 0), ["2025-03-05", "2025-03-06", "2025-03-07"], "half filled");
    assert_eq!(
        read.left_out(),
        [
            ("S!A5:D5".into(), RowReason::Average),
            ("S!A6:B6".into(), RowReason::Total),
            ("S!A7".into(), RowReason::Note),
            ("S!A8".into(), RowReason::Note),
            ("S!A9".into(), RowReason::Note),
            ("S!A10:D10".into(), RowReason::Signature),
        ]
    );
    assert!(read.problems.iter().all(|p| p.severity == Severity::Info));
}

#[test]
fn a_complete_row_is_a_record_whatever_it_begins_with() {
    let spec = repairs();
    let read = read(
        &spec,
        &[("S", &|sheet| {
            write(
                sheet,
                0,
                &[&["房号", "报修时间", "级别"], &["总计", "2025-3-5", "紧急"], &["总计", "", "2"]],
            );
        })],
    );
    assert_eq!(read.shown(&spec, 1), ["总计"]);
    assert_eq!(read.left_out(), [("S!A3:C3".into(), RowReason::Total)]);
}

#[test]
fn legends_bands_and_titles_are_no_records() {
    let spec = repairs();
    let read = read(
        &spec,
        &[("S", &|sheet| {
            sheet.merge_range(0, 0, 0, 4, "报修台账", &Format::new()).unwrap();
            write(
                sheet,
                1,
                &[
                    &["报修时间", "房号", "级别", "满意度", "电话", "", "说明"],
                    &["", "", "", "", "", "", "紧急：当天到场"],
                    &["2025-3-5", "3-1", "紧急", "", "", "", "小修：三天内"],
                ],
            );
            sheet.merge_range(4, 0, 4, 4, "四月", &Format::new()).unwrap();
            write(sheet, 5, &[&["2025-4-5", "3-2", "小修", "", "", "", "合计：2"]]);
            // A title above the header again, not merged.
            write(sheet, 8, &[&["五月份报修台账"], HEADER, &["2025-5-5", "3-3", "小修"]]);
        })],
    );
    assert_eq!(read.shown(&spec, 1), ["3-1", "3-2", "3-3"]);
    assert_eq!(
        read.left_out(),
        [("S!A5".into(), RowReason::Heading), ("S!A9".into(), RowReason::Heading)]
    );
    assert_eq!(read.problems.len(), 2);
    assert_eq!(read.register().parts.len(), 1);
}

#[test]
fn tables_below_and_beside_one_another_are_one_register() {
    let spec = repairs();
    let read = read(
        &spec,
        &[("S", &|sheet| {
            write(
                sheet,
                0,
                &[
                    &["报修时间", "房号", "级别", "", "报修时间", "房号", "级别"],
                    &["2025-3-5", "3-1", "紧急", "", "2025-4-5", "4-1", "小修"],
                    &["2025-3-6", "3-2", "小修"],
                    &["", "", "", "", "合计", "1"],
                    &["五月"],
                    &["房号", "级别", "报修时间", "电话"],
                    &["5-1", "小修", "2025-5-5", "13800005678"],
                    &["报修时间", "房号", "级别"],
                    &["2025-6-5", "6-1", "紧急"],
                ],
            );
        })],
    );
    assert_eq!(read.shown(&spec, 1), ["3-1", "4-1", "3-2", "5-1", "6-1"]);
    assert_eq!(
        read.shown(&spec, 0),
        ["2025-03-05", "2025-04-05", "2025-03-06", "2025-05-05", "2025-06-05"]
    );
    let cell = |row| read.register().cell(row, 1).unwrap().1.to_string();
    assert_eq!([0, 1, 2, 3, 4].map(cell), ["B2", "F2", "B3", "A7", "B9"]);
    let headers: Vec<_> = read.register().parts.iter().map(|p| p.header_row).collect();
    assert_eq!(headers, [0, 0, 5, 7]);
    assert_eq!(
        read.left_out(),
        [("S!E4:F4".into(), RowReason::Total), ("S!A5".into(), RowReason::Heading)]
    );
}

#[test]
fn a_header_further_down_may_name_its_columns_twice() {
    let spec = repairs();
    let text =
        "报修时间,房号,级别\n2025-3-5,3-1,紧急\n级次/级别,房间/房号,报修时间\n小修,4-1,2025-4-5\n";
    let (register, problems) = read_rows(&spec, text);
    let register = register.unwrap();
    let show = |row, column| register.show(&spec, row, column).unwrap_or_default();
    assert_eq!([show(0, 1), show(1, 1), show(1, 2)], ["3-1", "4-1", "小修"], "{problems:?}");
}

#[test]
fn a_row_that_looks_like_a_header_leaves_two_of_them_in_doubt() {
    let mut spec = repairs();
    spec.columns.truncate(2);
    // Its texts begin as names do: it may be a line of a header.
    let text = "房号,报修时间\n房东张三,报废\n报修时间,房号\n2025-3-5,3-1\n";
    let (_, problems) = read_rows(&spec, text);
    let in_doubt = |p: &Problem| matches!(p.kind, ProblemKind::AmbiguousTable { .. });
    assert!(problems.iter().any(in_doubt), "{problems:?}");
}

#[test]
fn one_sheet_a_month_is_one_register() {
    let spec = repairs();
    let month = |day: &'static str| {
        move |sheet: &mut Worksheet| write(sheet, 1, &[HEADER, &[day, "3-1", "小修", "0.9"]])
    };
    let read = read(
        &spec,
        &[
            ("一月", &month("2025-1-5")),
            ("说明", &|sheet| write(sheet, 0, &[&["每月一张"]])),
            ("二月", &month("2025-2-5")),
            // A summary with some of the columns is none of them.
            ("汇总", &|sheet| write(sheet, 0, &[&["级别", "房号"], &["小修", "2"]])),
        ],
    );
    assert_eq!(read.shown(&spec, 0), ["2025-01-05", "2025-02-05"]);
    let sheets: Vec<_> = read.register().parts.iter().map(|p| &*p.sheet).collect();
    assert_eq!(sheets, ["一月", "二月"]);
    let kinds = read.problems();
    assert_eq!(kinds.len(), 1);
    assert_eq!(kinds[0].0, "汇总!A1:B1");
    assert!(
        matches!(kinds[0].1, ProblemKind::TablePassedOver { chosen, .. } if chosen == "一月!A2:E2")
    );
    let fates: Vec<_> = read.choices.iter().map(|c| (c.sheet.as_str(), c.fate)).collect();
    assert_eq!(
        fates,
        [
            ("一月", Fate::Read),
            ("说明", Fate::NotEnough),
            ("二月", Fate::Read),
            ("汇总", Fate::PassedOver)
        ]
    );
    assert_eq!(read.choices[0].range, "A2:E2");
    assert_eq!(read.choices[0].matched[1], (1, 1, "房号".into()));
}

#[test]
fn two_tables_that_fit_alike_are_an_error() {
    let spec = spec(
        ["甲", "乙", "丙", "丁", "戊", "己"]
            .iter()
            .enumerate()
            .map(|(i, zh)| column(&format!("c{i}"), zh, ColumnType::Text, i < 2))
            .collect(),
    );
    let read = read(
        &spec,
        &[
            ("A", &|sheet| write(sheet, 0, &[&["甲", "乙", "丙", "丁"], &["1", "2", "3", "4"]])),
            ("B", &|sheet| write(sheet, 3, &[&["甲", "乙", "戊", "己"], &["1", "2", "3", "4"]])),
        ],
    );
    assert!(read.register.is_none());
    assert_eq!(read.rows, 0);
    let tables = vec!["A!A1:D1".into(), "B!A4:D4".into()];
    assert_eq!(
        read.problems,
        [Problem::error(
            ProblemKind::AmbiguousTable { register: spec.title.clone(), tables },
            Place::File { file: "r.xlsx".into() }
        )]
    );
    assert!(read.choices.iter().all(|c| c.fate == Fate::Tied));
}

#[test]
fn a_doubled_header_is_read_where_nothing_contradicts() {
    let spec = repairs();
    let doubled = |second: &'static [&'static str]| {
        read(
            &spec,
            &[("S", &move |sheet: &mut Worksheet| {
                write(sheet, 0, &[&["报修时间", "房号", "级别", "房号"]]);
                write(sheet, 1, &[&["2025-3-5", "3-1", "小修"], &["2025-3-6", "3-2", "小修"]]);
                for (row, text) in (1..).zip(second) {
                    sheet.write(row, 3, *text).unwrap();
                }
            })],
        )
    };
    let same = doubled(&["3-1", "3-2"]);
    assert_eq!(same.shown(&spec, 1), ["3-1", "3-2"]);
    let headers = || vec!["房号 (B1)".to_string(), "房号 (D1)".to_string()];
    let kind = ProblemKind::DoubledColumn { column: "房号".into(), headers: headers() };
    assert_eq!(same.problems(), [("S!B1".to_string(), &kind)]);
    assert_eq!(same.problems[0].severity, Severity::Info);
    assert_eq!(doubled(&[]).shown(&spec, 1), ["3-1", "3-2"], "the other one is empty");

    let other = doubled(&["3-1", "3-3"]);
    assert!(other.register().columns[1].is_none());
    let kind = ProblemKind::AmbiguousColumn {
        register: spec.title.clone().into(),
        column: spec.columns[1].names().into(),
        headers: headers(),
    };
    assert_eq!(other.problems(), [("S!B1".to_string(), &kind)]);
    assert_eq!(other.problems[0].severity, Severity::Error);
}

#[test]
fn a_header_merged_over_two_columns_is_one_column() {
    let spec = repairs();
    let merged = |rooms: &'static [(u16, &'static str)]| {
        read(
            &spec,
            &[("S", &move |sheet: &mut Worksheet| {
                write(sheet, 0, &[&["报修时间", "", "", "级别"]]);
                sheet.merge_range(0, 1, 0, 2, "房号", &Format::new()).unwrap();
                for (row, (column, room)) in (1..).zip(rooms) {
                    write(sheet, row, &[&["2025-3-5", "", "", "小修"]]);
                    sheet.write(row, *column, *room).unwrap();
                }
                if rooms.len() > 2 {
                    sheet.write(1, 2, "别墅").unwrap();
                }
            })],
        )
    };
    let read = merged(&[(1, "3-1"), (2, "3-2")]);
    assert_eq!(read.shown(&spec, 1), ["3-1", "3-2"]);
    assert_eq!(read.problems(), []);
    let second = merged(&[(2, "3-1"), (2, "3-2")]);
    assert_eq!(second.register().cell(0, 1).unwrap().1.to_string(), "C2");
    let torn = merged(&[(1, "3-1"), (1, "3-2"), (1, "3-3")]);
    assert!(torn.register().columns[1].is_none(), "one row has two rooms");
    assert!(matches!(torn.problems()[0].1, ProblemKind::AmbiguousColumn { .. }));
}

#[test]
fn hidden_parts_are_read_and_reported() {
    let spec = repairs();
    let read = read(
        &spec,
        &[
            ("S", &|sheet| {
                write(sheet, 0, &[HEADER]);
                for row in 1..6 {
                    write(sheet, row, &[&["2025-3-5", "3-1", "小修"]]);
                }
                for row in [2, 3, 5, 9] {
                    sheet.set_row_hidden(row).unwrap();
                }
                sheet.set_column_hidden(1).unwrap();
                sheet.set_column_hidden(7).unwrap();
            }),
            ("T", &|sheet| {
                sheet.set_hidden(true);
                write(sheet, 0, &[HEADER, &["2025-3-5", "3-9", "小修"]]);
            }),
        ],
    );
    assert_eq!(read.rows, 6);
    assert_eq!(
        read.problems(),
        [
            ("S!A1".to_string(), &ProblemKind::HiddenColumns { columns: vec!["房号".into()] }),
            (
                "S!A1".to_string(),
                &ProblemKind::HiddenRows { count: 3, ranges: vec!["3–4".into(), "6".into()] }
            ),
            ("T!A1".to_string(), &ProblemKind::HiddenSheet),
        ]
    );
}

#[test]
fn two_rows_of_headers_and_their_repetition() {
    let spec = spec(vec![
        column("room", "房号", ColumnType::Text, true),
        column("reported", "报修时间", ColumnType::DateTime, true),
        column("handled", "处理时间", ColumnType::DateTime, false),
        column("result", "处理结果", ColumnType::Text, false),
    ]);
    let read = read(
        &spec,
        &[("S", &|sheet| {
            for (from, room) in [(1, "3-1"), (5, "3-2")] {
                let format = Format::new();
                sheet.merge_range(from, 0, from + 1, 0, "房号", &format).unwrap();
                sheet.merge_range(from, 1, from + 1, 1, "报修时间", &format).unwrap();
                sheet.merge_range(from, 2, from, 3, "处理情况", &format).unwrap();
                write(sheet, from + 1, &[&["", "", "时间", "结果"]]);
                write(sheet, from + 2, &[&[room, "2025-3-5", "2025-3-6", "已修"]]);
            }
        })],
    );
    assert_eq!(read.shown(&spec, 0), ["3-1", "3-2"]);
    assert_eq!(read.shown(&spec, 2), ["2025-03-06", "2025-03-06"]);
    assert_eq!(read.register().parts[0].header_row, 2);
    assert_eq!(read.problems(), []);
}

#[test]
fn a_large_sheet_is_read_anew_where_cells_are_merged_behind_its_rows() {
    // In tests a sheet of some sixty rows is large.
    let spec = repairs();
    let read = read(
        &spec,
        &[("S", &|sheet| {
            write(sheet, 1, &[HEADER]);
            sheet.merge_range(0, 0, 0, 4, "报修台账", &Format::new()).unwrap();
            for row in 2..302 {
                write(sheet, row, &[&["2025-3-5", "3-1", "紧急"]]);
            }
            sheet.merge_range(300, 1, 301, 1, "3-2", &Format::new()).unwrap();
        })],
    );
    assert_eq!(read.rows, 300);
    let rooms = read.shown(&spec, 1);
    assert_eq!(rooms.iter().filter(|room| *room == "3-1").count(), 298);
    assert_eq!(rooms[298..], ["3-2", "3-2"]);
    assert_eq!(read.problems(), []);
    assert_eq!(read.choices.len(), 1);
}
