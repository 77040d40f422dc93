//! Dates without a year: 3月5日.

use super::*;
use crate::diagnostic::YearDoubt;
use crate::evidence::Dates;

/// The states of the time column, and the problems, of a file with these dates and rooms.
fn read(file: &str, above: &str, dates: &[&str]) -> (Vec<CellState>, Vec<Problem>) {
    let spec = repairs();
    let mut text = format!("{above}报修时间,房号,级别\n");
    for date in dates {
        text += &format!("{date},3-1,小修\n");
    }
    let from = NaiveDate::from_ymd_opt(2025, 1, 1);
    let mut reader = RegisterReader::new(&spec, 0, Dates::new(as_of(), from));
    reader.read(file, &mut Workbook::open(text.into_bytes()).unwrap());
    let (register, problems) = reader.finish();
    let times = register.unwrap().columns[0].clone().unwrap();
    ((0..dates.len()).map(|r| times.states.get(r).unwrap()).collect(), problems)
}

fn unclear(found: &str, why: YearDoubt) -> ProblemKind {
    ProblemKind::YearUnclear { column: "报修时间".into(), found: found.into(), why }
}

fn kinds(problems: Vec<Problem>) -> Vec<ProblemKind> {
    problems.into_iter().map(|p| p.kind).collect()
}

use CellState::{Unreadable, Value};

#[test]
fn the_period_gives_the_year_and_says_so() {
    for (file, above) in [("报修.csv", ""), ("报修2025.csv", ""), ("报修.csv", "2025年报修\n")]
    {
        let (states, problems) = read(file, above, &["3月5日", "2025-3-6", "4月1日"]);
        assert_eq!(states, [Value, Value, Value], "{file} {above}");
        let kind =
            ProblemKind::YearFromPeriod {
                column: "报修时间".into(), count: 2, years: vec![2025]
            };
        assert_eq!(kinds(problems), [kind]);
    }
}

#[test]
fn another_year_in_a_name_leaves_it_unclear() {
    let cases = [
        ("报修台账2024.csv", "", vec![2024]),
        ("报修台账2024-2025.csv", "", vec![2024, 2025]),
        ("报修.csv", "2024年报修\n", vec![2024]),
    ];
    for (file, above, years) in cases {
        let (states, problems) = read(file, above, &["3月5日", "2025-3-6"]);
        assert_eq!(states, [Unreadable, Value], "{file} {above}");
        assert_eq!(kinds(problems), [unclear("3月5日", YearDoubt::Named(years))]);
    }
}

#[test]
fn months_that_run_past_a_year_leave_it_unclear() {
    for dates in [["11月30日", "12月30日", "1月2日"], ["1月2日", "12月30日", "11月30日"]]
    {
        let (states, problems) = read("报修.csv", "", &dates);
        assert_eq!(states, [Unreadable; 3]);
        let expected: Vec<_> = dates.iter().map(|d| unclear(d, YearDoubt::RunsOver)).collect();
        assert_eq!(kinds(problems), expected);
    }
    // In no order at all they say nothing of years.
    let dates = ["5月1日", "12月1日", "2月1日", "7月1日", "3月1日", "11月1日", "10月1日", "4月1日"];
    assert_eq!(read("报修.csv", "", &dates).0, [Value; 8]);
}
