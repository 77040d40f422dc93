use std::borrow::Cow;

use super::*;
use crate::evidence::register::tests::{column, spec};
use crate::reader::{Layout, Merge};
use crate::standard::ColumnType::{self, Number};

fn rows(rows: &[(u32, &[&str])]) -> Vec<HeadRow> {
    let cell = |(at, text): (usize, &&str)| (at as u32, Cell::Text(Cow::Owned(text.to_string())));
    let row = |(index, texts): &(u32, &[&str])| HeadRow {
        index: *index,
        cells: texts.iter().enumerate().filter(|(_, t)| !t.is_empty()).map(cell).collect(),
    };
    rows.iter().map(row).collect()
}

fn find(spec: &RegisterSpec, lines: &[(u32, &[&str])]) -> Option<Header> {
    HeaderNames::new(spec).find(&Head::new(rows(lines), Layout::default()))
}

/// With merges, each as rows and columns.
fn find_merged(
    spec: &RegisterSpec,
    lines: &[(u32, &[&str])],
    merges: &[(RangeInclusive<u32>, RangeInclusive<u32>)],
) -> Header {
    let merge = |(rows, columns): &(RangeInclusive<u32>, RangeInclusive<u32>)| Merge {
        rows: rows.clone(),
        columns: columns.clone(),
    };
    let layout = Layout { merges: merges.iter().map(merge).collect(), ..Layout::default() };
    HeaderNames::new(spec).find(&Head::new(rows(lines), layout)).unwrap()
}

fn repairs() -> RegisterSpec {
    spec(vec![
        column("room", "房号", ColumnType::Text, true),
        column("reported", "报修时间", ColumnType::Text, true),
        column("minutes", "用时", Number, true),
        column("note", "备注", ColumnType::Text, false),
    ])
}

fn handling() -> RegisterSpec {
    spec(vec![
        column("room", "房号", ColumnType::Text, true),
        column("reported", "报修时间", ColumnType::Text, true),
        column("handled", "处理时间", ColumnType::Text, false),
        column("result", "处理结果", ColumnType::Text, false),
        column("phone", "电话", ColumnType::Text, false),
    ])
}

#[test]
fn the_row_with_most_columns_is_the_header() {
    let header = find(
        &repairs(),
        &[
            (0, &["滨河花园报修台帐"]),
            (1, &["房号", "3-502", "备注"]),
            (3, &["序号", " 房 号", "报修\n时间*", "用时（分钟）（必填）", "Note"]),
            (4, &["1", "3-502", "2025-3-5", "12", ""]),
        ],
    )
    .unwrap();
    assert_eq!(header.rows, 3..=3);
    assert!(header.is_enough() && header.has_all_required());
    assert_eq!(header.columns, [1, 2, 3, 4].map(Found::At));
    assert_eq!(header.range(), "A4:E4");
    assert_eq!(header.text(2), Some("报修 时间*"));
    assert!(header.problems(&repairs(), "a.xlsx", "S").is_empty());
    assert_eq!(header.runner_up, Some(RunnerUp { rows: 1..=1, matched: 2 }));
}

#[test]
fn names_are_found_in_many_forms() {
    let spec = spec(vec![
        column("ledger", "台账记录", ColumnType::Text, true),
        column("id", "编号", ColumnType::Text, false),
    ]);
    for (ledger, id) in [
        ("台帐纪录", "ＩＤ"),
        ("台　账 记\n录", "编号\n（必填）"),
        ("*台账记录：", "编号/ID"),
        ("台账记录[全]", "Id"),
        ("台账记录\nLedger", "编\u{A0}号"),
    ] {
        let header = find(&spec, &[(0, &[ledger, id])]).unwrap();
        assert_eq!(header.columns, [0, 1].map(Found::At), "{ledger} {id}");
    }
    let header = find(&spec, &[(0, &["台账记录/编号", "ID"])]).unwrap();
    assert_eq!(header.columns[0], Found::Nowhere, "one header for two columns is for neither");
}

#[test]
fn required_columns_outweigh_many() {
    let spec = spec(vec![
        column("a", "甲", ColumnType::Text, true),
        column("b", "乙", ColumnType::Text, false),
        column("c", "丙", ColumnType::Text, false),
        column("d", "丁", ColumnType::Text, false),
    ]);
    let header = find(&spec, &[(0, &["乙", "丙", "丁"]), (1, &["甲", "乙"])]).unwrap();
    assert_eq!(header.rows, 1..=1);
}

#[test]
fn headings_over_headers() {
    // Merged as people merge them: 处理情况 across, the others down.
    let lines: &[(u32, &[&str])] = &[
        (0, &["报修台账"]),
        (1, &["房号", "报修时间", "处理情况", "", "联系方式"]),
        (2, &["", "", "时间", "结果", "电话"]),
        (3, &["3-502", "2025-3-5", "2025-3-6", "已修", "13800005678"]),
    ];
    let merges = [(0..=0, 0..=4), (1..=2, 0..=0), (1..=2, 1..=1), (1..=1, 2..=3)];
    let header = find_merged(&handling(), lines, &merges);
    assert_eq!(header.rows, 1..=2);
    assert_eq!(header.columns, [0, 1, 2, 3, 4].map(Found::At));
    assert_eq!(header.text(2), Some("处理情况 时间"));
    assert_eq!(header.range(), "A2:E3");
    // The same without merges, as in delimited text.
    let header = find(&handling(), lines).unwrap();
    assert_eq!(header.rows, 1..=2);
    assert_eq!(header.columns, [0, 1, 2, 3, 4].map(Found::At));
}

#[test]
fn headings_joined_as_they_stand_and_over_three_rows() {
    let spec = spec(vec![
        column("room", "房号", ColumnType::Text, true),
        column("second", "二次回访时间", ColumnType::Text, true),
        column("first", "首次回访时间", ColumnType::Text, false),
    ]);
    let header = find_merged(
        &spec,
        &[
            (0, &["房号", "回访", "", ""]),
            (1, &["", "首次回访", "二次回访", ""]),
            (2, &["", "时间", "时间", "结果"]),
        ],
        &[(0..=2, 0..=0), (0..=0, 1..=3), (1..=1, 2..=3)],
    );
    assert_eq!(header.rows, 0..=2);
    assert_eq!(header.columns, [Found::At(0), Found::At(2), Found::At(1)]);
}

#[test]
fn a_merged_header_reaches_down_and_across() {
    let header = find_merged(
        &repairs(),
        &[
            (0, &["房号", "", "报修时间", "用时"]),
            (1, &["", "", "", "分"]),
            (2, &["3", "502", "2025-3-5", "1"]),
        ],
        &[(0..=1, 0..=1), (0..=1, 2..=2)],
    );
    assert_eq!(header.rows, 0..=1, "records begin below the merged cells");
    assert_eq!(header.columns[0], Found::At(0));
    assert_eq!(header.at(1).unwrap().columns, 0..=1, "one logical column");
}

#[test]
fn a_title_in_every_cell_is_no_heading() {
    let header = find(
        &handling(),
        &[
            (0, &["处理情况", "处理情况", "处理情况"]),
            (1, &["房号", "报修时间", "电话"]),
            (2, &["3-502", "处理时间", ""]),
        ],
    )
    .unwrap();
    assert_eq!(header.rows, 1..=1, "{header:?}");
    assert_eq!(header.matched(), 3);
}

#[test]
fn keys_above_the_header_are_no_columns() {
    // 电话 stands above an empty cell of the header row.
    let header = find(
        &handling(),
        &[(0, &["项目", "滨河", "", "电话"]), (1, &["房号", "报修时间", "处理结果"])],
    )
    .unwrap();
    assert_eq!(header.rows, 1..=1);
    assert_eq!(header.columns[4], Found::Nowhere);
}

#[test]
fn tables_side_by_side() {
    let header = find(
        &repairs(),
        &[(0, &["房号", "报修时间", "用时", "备注", "", "房号", "报修时间", "用时"])],
    )
    .unwrap();
    assert_eq!(header.columns, [0, 1, 2, 3].map(Found::At));
    let right = vec![Found::At(5), Found::At(6), Found::At(7), Found::Nowhere];
    assert_eq!(header.beside, [right]);
}

#[test]
fn doubled_and_missing_columns() {
    let header =
        find(&repairs(), &[(2, &["房号", "报修日间", "房号", "用时", "用时(含路上)"])]).unwrap();
    assert!(header.is_enough());
    assert_eq!(header.columns[0], Found::Several(vec![0, 2]));
    assert_eq!(header.columns[2], Found::At(3), "the header without a remark is meant");
    assert!(header.beside.is_empty());
    let place = Place::Cell { file: "a.xlsx".into(), sheet: "S".into(), cell: "A3:E3".into() };
    let kind = ProblemKind::MissingColumn {
        register: repairs().title.into(),
        column: repairs().columns[1].names().into(),
        names: vec!["报修时间".into(), "Reported".into()],
        nearest: Some("报修日间".into()),
        items: Vec::new(),
    };
    assert_eq!(header.problems(&repairs(), "a.xlsx", "S"), [Problem::error(kind, place)]);
}

#[test]
fn too_few_columns_are_no_header() {
    let enough = |texts: &[&str]| find(&repairs(), &[(0, texts)]).unwrap().is_enough();
    assert!(!enough(&["房号", "备注"]), "one of three required columns");
    assert!(enough(&["房号", "用时"]));
    let header = find(&repairs(), &[(0, &["房号", "13800005678"])]).unwrap();
    assert_eq!(
        header.not_found(&repairs()),
        ProblemKind::HeaderNotFound {
            register: repairs().title,
            best: vec!["房号".into(), "138****5678".into()],
            missing: vec![repairs().columns[1].names(), repairs().columns[2].names()],
        }
    );
    assert!(find(&repairs(), &[(60, &["房号", "报修时间", "用时"])]).is_none());
}

#[test]
fn signs_of_filters_are_no_part_of_a_header() {
    let header = find(&repairs(), &[(0, &["房号▼", "▼报修时间", "用时 ↑"])]).unwrap();
    assert_eq!(header.columns[..3], [0, 1, 2].map(Found::At));
}

#[test]
fn a_row_of_data_is_quoted_without_names() {
    let shown = |texts: &[&str]| {
        let header = find(&repairs(), &[(0, texts)]).unwrap();
        header.headers.iter().map(|h| header.shown(h)).collect::<Vec<_>>()
    };
    assert_eq!(shown(&["BX20250701", "3-502", "郭秀英"]), ["BX******01", "3**", "郭**"]);
    assert_eq!(shown(&["工单", "郭秀英"]), ["工单", "郭**"]);
    assert_eq!(shown(&["房号", "报修时间", "王先生"]), ["房号", "报修时间", "王**"]);
}
