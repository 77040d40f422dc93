//! What stands below the last record, and what only looks as if it did.

use super::*;
use crate::diagnostic::RowReason;

fn orders() -> RegisterSpec {
    let mut spec = spec(vec![
        column("order", "工单号", ColumnType::Text, false),
        column("reported", "报修时间", ColumnType::DateTime, true),
        column("room", "房号", ColumnType::Text, true),
        column("caller", "报修人", ColumnType::Text, false),
        column("phone", "电话", ColumnType::Phone, false),
        column("level", "级别", choice(&[("urgent", &["急修"]), ("minor", &["小修"])]), true),
        column("subject", "内容", ColumnType::Text, false),
        column("arrived", "到场时间", ColumnType::DateTime, false),
        column("rate", "满意度", ColumnType::Percent, false),
    ]);
    spec.time = Some(1);
    spec
}

const HEAD: &str = "工单号,报修时间,房号,报修人,电话,级别,内容,到场时间,满意度\n";
const RECORDS: &str = "\
    BX001,2025-03-05 10:02,3-502,王伟,13800005678,急修,水管漏水,2025-03-05 10:20,98%\n\
    BX002,2025-03-06 11:00,3-503,李明,13800005679,小修,门锁损坏,2025-03-06 11:50,95%\n";

/// The rows kept and the rows left out, one-based, with below two records whatever `rows` are.
fn ends(rows: &str) -> (Vec<u32>, Vec<(String, RowReason)>) {
    let (register, problems) = read_rows(&orders(), &format!("{HEAD}{RECORDS}{rows}"));
    let kept = register.unwrap().rows.iter().map(|r| r.row + 1).collect();
    let left_out = problems.iter().filter_map(|p| match (&p.kind, &p.place) {
        (ProblemKind::RowLeftOut { reason }, Place::Cell { cell, .. }) => {
            Some((cell.clone(), *reason))
        }
        _ => None,
    });
    (kept, left_out.collect())
}

#[test]
fn rows_below_the_last_record_are_none() {
    for row in [
        "滨河花园物业服务中心,2025-12-31",
        "滨河花园物业服务中心,2025年12月31日",
        "客服部,2025-12-31",
        "制表,李,,复核,王",
        "平均及时率,98%",
        "及时率,,,,,,,98.6%",
        "完成率,99%",
        "报修总数,1500,,急修数,300",
        "工程部经理：,,,2025年12月31日",
        "审核,,,,日期,2025-12-31",
        "审批意见,,,同意",
        ",,,,,客服主管,签字,,2025-12-31",
        "（以下空白）",
        "---以下空白---",
        "*急修30分钟",
        ",,,,,,,,0.98",
        "第 1 页 共 1 页",
        "打印时间：2025-12-31 10:00",
        "本月报修量较上月下降5%，主要因为管网改造已经完成。",
        ",,,,,急修,合计 62 件",
    ] {
        for blank in ["", "\n"] {
            let (kept, left_out) = ends(&format!("{blank}{row}\n"));
            assert_eq!(kept, [2, 3], "{row}");
            assert_eq!(left_out.len(), 1, "{row}");
        }
    }
    let rows = "制表,李,,复核,王\n\n客服主管,2025-12-31\n第 1 页 共 1 页\n";
    let trailing = |cell: &str| (cell.to_string(), RowReason::Trailing);
    let expected = [trailing("A4:E4"), trailing("A6:B6"), trailing("A7")];
    assert_eq!(ends(rows), (vec![2, 3], expected.to_vec()));
}

#[test]
fn a_last_record_with_missing_cells_is_kept() {
    for row in [
        "BX003,2025-03-07 09:00",
        "BX003,2025-03-07",
        "BX003,,3-504",
        ",2025-03-07,3-504",
        ",,3-504,张三",
        "BX003,,,张三,13800005670,急修",
        "BX003,,,,,,灯不亮",
        ",,,张三,13800005670,急修,灯不亮",
        "BX003,待定,3-504",
    ] {
        assert_eq!(ends(&format!("{row}\n")), (vec![2, 3, 4], vec![]), "{row}");
    }
    // Nor is it lost between the last full record and what is signed below.
    let (kept, left_out) = ends("BX003,,3-504\n制表,李,,复核,王\n");
    assert_eq!((kept, left_out.len()), (vec![2, 3, 4], 1));
}

#[test]
fn what_records_follow_is_one() {
    let more = "BX004,2025-03-08 10:02,3-505,王伟,13800005678,急修,漏水,2025-03-08 10:20,98%\n";
    assert_eq!(ends(&format!(",,,,,,灯不亮\n{more}")), (vec![2, 3, 4, 5], vec![]));
}

#[test]
fn records_of_an_office_and_a_day_are_none_the_less_records() {
    let mut spec = spec(vec![
        column("office", "部门", ColumnType::Text, false),
        column("held", "日期", ColumnType::Date, true),
        column("subject", "事项", ColumnType::Text, true),
    ]);
    spec.time = Some(1);
    let (register, _) = read_rows(&spec, "部门,日期,事项\n工程部,2025-3-5,协调\n客服部,2025-3-6\n");
    assert_eq!(register.unwrap().rows.len(), 2);
}

#[test]
fn a_register_of_nothing_but_signatures_is_empty() {
    let rows = "客服主管,2025-12-31\n制表,李,,复核,王\n";
    let (register, _) = read_rows(&orders(), &format!("{HEAD}{rows}"));
    assert_eq!(register.unwrap().rows.len(), 0);
}

#[test]
fn rows_numbered_beforehand_are_none() {
    let (register, problems) =
        read_rows(&orders(), &format!("{HEAD}{RECORDS}BX003\nBX004,-,,,,□急修 □小修\n\nBX005\n"));
    assert_eq!(register.unwrap().rows.len(), 2);
    let kind = ProblemKind::RowsOnlyNumbered { count: 3, first: 4, last: 7 };
    assert_eq!(problems, [Problem::info(kind, at("A4"))]);
}
