//! Cross-checks: declared in a standard, found in registers, counted by a check.

use std::fs;

use inspect::diagnostic::{CrossFinding, Failure, ProblemKind, Severity};
use inspect::lang::Lang;
use inspect::lang::problem::message;
use inspect::outcome::{Outcome, ProblemRecord, Status};
use inspect::pipeline::{self, Options};

use super::run::standard;

/// Two registers and one item, which counts what `CHECKS` declares under the id `counted`.
const STANDARD: &str = r#"
[registers.calls]
title = { zh = "来电台账", en = "Call log" }
unit = { zh = "通来电", en = "calls" }
files = ["来电"]
time = "at"
[registers.calls.columns]
number = { zh = ["序号"], en = ["No."], type = "text" }
at = { zh = ["来电时间"], en = ["Called at"], type = "datetime", required = true }
phone = { zh = ["电话"], en = ["Phone"], type = "phone" }
matter = { zh = ["事项"], en = ["Matter"], type = "text", required = true }
closed = { zh = ["办结时间"], en = ["Closed at"], type = "datetime" }

[registers.complaints]
title = { zh = "投诉台账", en = "Complaint register" }
unit = { zh = "件投诉", en = "complaints" }
files = ["投诉"]
time = "received"
[registers.complaints.columns]
received = { zh = ["投诉时间"], en = ["Received"], type = "datetime", required = true }
phone = { zh = ["联系电话"], en = ["Telephone"], type = "phone", required = true }

[[items]]
id = "X-1"
number = 1
section = "a"
title = { zh = "一", en = "One" }
rule = { zh = "一", en = "One" }
owner = "经理"
[[items.checks]]
id = "none"
title = { zh = "没有", en = "None" }
tier = "full"
kind = "measured"
measure = "cross-check"
cross_check = "counted"
at_most = 1
"#;

fn check(kind: &str) -> String {
    format!(
        "\n[[cross_checks]]\nid = \"counted\"\ntitle = {{ zh = \"不对\", en = \"Wrong\" }}\n\
         severity = \"warning\"\nregister = \"calls\"\n{kind}\n"
    )
}

/// Scores the call log and the complaint register, given as CSV texts, under one cross-check.
fn score(kind: &str, calls: &str, complaints: &str) -> Outcome {
    let files = [("来电.csv", calls), ("投诉.csv", complaints)];
    score_files(kind, files.iter().filter(|(_, text)| !text.is_empty()))
}

fn score_files<'a>(kind: &str, files: impl Iterator<Item = &'a (&'a str, &'a str)>) -> Outcome {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    fs::create_dir(dir.path().join("evidence")).unwrap();
    write(
        "audit.toml",
        "standard = \"s\"\nperiod = \"2025Q4\"\nas_of = 2025-12-31\n[project]\nid = \"p\"\nname = \"P\"\n",
    );
    write("s.toml", &(standard(1, STANDARD) + &check(kind)));
    files.for_each(|(name, text)| write(&format!("evidence/{name}"), text));
    let outcome = pipeline::run(dir.path(), &Options::default()).unwrap();
    super::schema::validator().check(&outcome);
    outcome
}

fn found(outcome: &Outcome) -> Vec<&ProblemRecord> {
    outcome.problems.iter().filter(|p| p.code == "cross-check").collect()
}

fn cells(outcome: &Outcome) -> Vec<&str> {
    found(outcome).iter().map(|p| p.cell.as_deref().unwrap()).collect()
}

/// What the check that counts them comes to: its figure and whether it holds.
fn counted(outcome: &Outcome) -> (Option<f64>, Option<bool>) {
    let check = &outcome.items[0].checks[0];
    (check.value.map(|v| v.to_f64()), check.holds)
}

const EXPECT: &str = "kind = \"row\"\nexpect = \"closed >= at\"";

#[test]
fn rows_that_contradict_themselves() {
    let outcome = score(
        EXPECT,
        "序号,来电时间,事项,办结时间\n\
         1,2025-11-03 10:00,咨询,2025-11-03 09:59\n\
         2,2025-11-03 10:00,咨询,2025-11-03 10:00\n\
         3,2025-11-03 10:00,咨询,2025-11-03\n\
         4,2025-11-03 10:00,咨询,\n\
         5,2025-11-03 10:00,咨询,2025-11-02\n\
         6,2024-12-31 10:00,咨询,2024-12-30\n",
        "",
    );
    // Row 4 only names the day, row 5 nothing, row 7 lies before the trailing year.
    assert_eq!(cells(&outcome), ["D2", "D6"]);
    assert_eq!(counted(&outcome), (Some(2.0), Some(false)), "two are more than one");
    let first = found(&outcome)[0];
    assert_eq!((first.severity, first.file.as_str()), (Severity::Warning, "evidence/来电.csv"));
    assert_eq!(first.message, "不对：来电时间 2025-11-03 10:00，办结时间 2025-11-03 09:59");
    assert_eq!(
        message(&first.data, Lang::En),
        "Wrong: Called at 2025-11-03 10:00, Closed at 2025-11-03 09:59"
    );
    assert_eq!(outcome.items[0].checks[0].message, "近12个月2通来电“不对”，要求不超过1通");
    assert_eq!(outcome.items[0].checks[0].evidence[0].cell, "D2");
    assert_eq!(outcome.items[0].status, Status::Fail);
}

#[test]
fn a_window_and_a_condition_choose_the_rows() {
    let calls = "序号,来电时间,事项,办结时间\n\
                 1,2024-03-05 10:00,咨询,2024-03-04\n\
                 2,2025-03-05 10:00,投诉,2025-03-04\n\
                 3,2025-11-05 10:00,咨询,2025-11-04\n";
    let all = score(&format!("{EXPECT}\nwindow = \"all\""), calls, "");
    assert_eq!(cells(&all), ["D2", "D3", "D4"]);
    let period = score(&format!("{EXPECT}\nwindow = \"period\""), calls, "");
    assert_eq!((cells(&period), counted(&period)), (vec!["D4"], (Some(1.0), Some(true))));
    let matter = score(&format!("{EXPECT}\nwhere = \"matter == '投诉'\""), calls, "");
    assert_eq!(cells(&matter), ["D3"]);
}

#[test]
fn a_cell_that_cannot_be_read_leaves_the_count_open() {
    let outcome = score(
        EXPECT,
        "来电时间,事项,办结时间\n2025-11-03,咨询,2025-11-02\n2025-11-03,咨询,昨天\n",
        "",
    );
    assert_eq!(cells(&outcome), ["C2"]);
    assert_eq!(counted(&outcome), (Some(1.0), None), "one or two, and one may be");
    assert_eq!(outcome.items[0].status, Status::NotReviewed);
}

#[test]
fn rows_that_repeat() {
    let unique = "kind = \"unique\"\ncolumns = [\"phone\", \"matter\"]";
    let outcome = score(
        unique,
        "序号,来电时间,电话,事项\n\
         1,2025-11-03,138 0000 5678,报修\n\
         2,2025-11-04,１３８００００５６７８,报 修\n\
         3,2025-11-05,13800005678,投诉\n\
         4,2025-11-06,,投诉\n\
         5,2025-11-07,,投诉\n\
         6,2025-11-08,+86 13800005678,报修\n",
        "",
    );
    assert_eq!(cells(&outcome), ["C3", "C7"]);
    assert_eq!(found(&outcome)[1].message, "不对：电话 +86 1******5678，事项 报修，首次出现在 C2");
}

/// Rows of as many telephone numbers, from one on.
fn callers(numbers: std::ops::Range<u32>, delimiter: &str) -> String {
    let row = |n| ["2025-11-03", &format!("1380000{n:04}"), "报修"].join(delimiter) + "\n";
    numbers.map(row).collect()
}

#[test]
fn a_file_saved_anew_is_one_problem() {
    let unique = "kind = \"unique\"\ncolumns = [\"phone\", \"matter\"]";
    let score = |again: &str| {
        let head = "来电时间,电话,事项\n";
        let first = head.to_string() + &callers(0..25, ",") + &callers(0..1, ",");
        let again = head.replace(',', ";") + again;
        score_files(unique, [("来电1.csv", first.as_str()), ("来电2.csv", again.as_str())].iter())
    };
    // 25 of 26 rows are those of the other file; what repeats within a file stands alone.
    let copy = score(&callers(0..26, ";"));
    assert_eq!(cells(&copy), ["B27", "B2:B26"]);
    assert_eq!(counted(&copy), (Some(26.0), Some(false)), "every row counts as before");
    let problem = found(&copy)[1];
    assert_eq!(problem.file, "evidence/来电2.csv");
    assert_eq!(
        problem.message,
        "不对：比对的 26 行中有 25 行与“evidence/来电1.csv”中的行相同，多半是同一份台账存了两份：请只保留一份"
    );
    assert_eq!(
        message(&problem.data, Lang::En),
        "Wrong: 25 of 26 rows compared stand in evidence/来电1.csv as well, most likely one register kept \
         twice: keep one"
    );
    // 25 of 28 are under nine tenths, and 19 rows are too few: each is told by itself.
    assert_eq!(cells(&score(&callers(0..28, ";"))).len(), 26);
    assert_eq!(cells(&score(&callers(0..19, ";"))).len(), 20);
}

#[test]
fn a_running_number_counts_within_its_year() {
    let unique = "window = \"all\"\nkind = \"unique\"\ncolumns = [\"number\"]";
    let outcome = score(
        unique,
        "序号,来电时间,事项\n\
         1,2024-11-03,报修\n2,2024-11-04,报修\n\
         1,2025-11-03,报修\n2,2025-11-04,报修\n2,2025-11-05,报修\n\
         LD-1,2024-11-04,报修\nLD-1,2025-11-05,报修\n",
        "",
    );
    // 序号 starts anew every year; a number of another kind never does.
    assert_eq!(cells(&outcome), ["A6", "A8"]);
}

#[test]
fn many_rows_at_one_moment() {
    let burst = "kind = \"burst\"\ncolumn = \"at\"\nat_most = 2";
    let outcome = score(
        burst,
        "来电时间,事项\n\
         2025-11-03 10:00,a\n2025-11-03 10:00,b\n2025-11-04 08:00,c\n2025-11-03 10:00,d\n\
         2025-11-05,e\n2025-11-05,f\n2025-11-05,g\n\
         2025-11-06 09:00,h\n2025-11-06 09:00,i\n",
        "",
    );
    // Three at ten o'clock, in two stretches; days alone and two at nine are no burst.
    assert_eq!(cells(&outcome), ["A2:A3", "A5"]);
    assert_eq!(counted(&outcome), (Some(3.0), Some(false)));
    assert_eq!(
        found(&outcome)[0].message,
        "不对：来电时间 2025-11-03 10:00，共 3 行相同（至多应有 2 行）"
    );
    let ProblemKind::CrossCheck { check, finding, .. } = &found(&outcome)[1].data else { panic!() };
    assert_eq!(check, "counted");
    assert!(matches!(**finding, CrossFinding::Burst { rows: 3, at_most: 2, .. }));
}

const PRESENT: &str = "where = \"matter == '投诉'\"\nkind = \"present-in\"\nother = \"complaints\"\n\
                       match = [[\"phone\", \"phone\"]]";

#[test]
fn calls_that_are_missing_from_another_register() {
    let calls = "序号,来电时间,电话,事项\n\
                 1,2025-11-03 10:00,13800005678,投诉\n\
                 2,2025-11-03 10:00,13900001111,投诉\n\
                 3,2025-11-03 10:00,13700002222,咨询\n\
                 4,2025-11-03 10:00,,投诉\n\
                 5,2025-12-30 10:00,13500003333,投诉\n";
    let complaints = "投诉时间,联系电话\n2025-11-10,138-0000-5678\n2025-11-03,\n";
    let anyhow = score(PRESENT, calls, complaints);
    // Row 5 has no number to be looked for by; row 4 is no complaint.
    assert_eq!(cells(&anyhow), ["C3", "C6"]);
    assert_eq!(found(&anyhow)[0].message, "不对：“投诉台账”中没有对应的记录（电话 139****1111）");
    // Seven days apart is too far; what is a day old may still be entered.
    let near = score(&format!("{PRESENT}\nwithin = \"3d\""), calls, complaints);
    assert_eq!(cells(&near), ["C2", "C3"]);
    let far = score(&format!("{PRESENT}\nwithin = \"8d\""), calls, complaints);
    assert_eq!(cells(&far), ["C3"]);
}

#[test]
fn nearness_alone_can_match() {
    let near = "kind = \"present-in\"\nother = \"complaints\"\nwithin = \"2h\"";
    let outcome = score(
        near,
        "来电时间,事项\n2025-11-03 10:00,a\n2025-11-04 10:00,b\n2025-11-05 10:00,c\n",
        "投诉时间,联系电话\n2025-11-03 08:00,1\n2025-11-04 12:01,2\n2025-11-05,3\n",
    );
    // Two hours before is near; two hours and a minute is not; of the third only the day is known.
    assert_eq!(cells(&outcome), ["A3"]);
}

#[test]
fn a_register_that_is_not_there_proves_nothing() {
    let calls = "来电时间,电话,事项\n2025-11-03 10:00,13800005678,投诉\n";
    let outcome = score(PRESENT, calls, "");
    assert_eq!((cells(&outcome), counted(&outcome)), (vec![], (None, None)));
    assert!(outcome.items[0].checks[0].message.contains("未找到“投诉台账”"));
    let without_column = score(EXPECT, "来电时间,事项\n2025-11-03 10:00,投诉\n", "");
    assert_eq!(counted(&without_column), (None, None));
    assert!(without_column.items[0].checks[0].message.contains("缺少“办结时间”列"));
}

#[test]
fn the_example_has_nothing_to_report() {
    let outcome = pipeline::run("examples/riverside-2025Q4".as_ref(), &Options::default()).unwrap();
    assert_eq!(cells(&outcome), Vec::<&str>::new());
    assert_eq!((outcome.score.points.to_f64(), outcome.score.max.to_f64()), (50.0, 60.0));
    assert_eq!(outcome.score.percent.map(|p| p.to_f64()), Some(83.33));
}

/// The problems of a standard with these cross-checks: what is marked, and the message.
fn mistakes(checks: &str) -> Vec<(String, String)> {
    let text = standard(1, STANDARD) + checks;
    let Failure { problems, .. } = inspect::standard::load("s.toml", &text).unwrap_err();
    let marked = |place: &inspect::diagnostic::Place| match place {
        inspect::diagnostic::Place::Toml { span, .. } => text[span.clone()].to_string(),
        other => panic!("{other:?}"),
    };
    problems.iter().map(|p| (marked(&p.place), message(&p.kind, Lang::En))).collect()
}

#[test]
fn every_mistake_of_a_standard_is_found_at_once() {
    let found = mistakes(
        &(check(
            "kind = \"row\"\nexpect = \"closd >= at\"\ncolumns = [\"at\"]\nwhere = \"at > 3\"",
        ) + &check("kind = \"burst\"\ncolumn = \"matter\"\nat_most = 0")
            + &check("kind = \"present-in\"\nother = \"complaint\"\nmatch = [[\"phone\"]]")
            + &check("kind = \"unique\"")),
    );
    let expected = [
        ("closd", "row condition: the register has no column `closd`; did you mean `closed`?"),
        ("[\"at\"]", "key `columns` does not go with `kind = \"row\"`: leave one of them out"),
        (
            "at > 3",
            "row condition: a time on the left and a number on the right do not go together",
        ),
        ("\"counted\"", "cross-check `counted` is there twice: each may be used once"),
        ("\"matter\"", "`column` is \"matter\", expected one of `at`, `closed`"),
        ("0", "`at_most` is 0, expected a number above 0"),
        ("\"counted\"", "cross-check `counted` is there twice: each may be used once"),
        ("\"complaint\"", "no register named `complaint`; did you mean `complaints`?"),
        ("\"counted\"", "cross-check `counted` is there twice: each may be used once"),
    ];
    for (marked, words) in expected {
        let told = found.iter().any(|(at, text)| at == marked && text.starts_with(words));
        assert!(told, "{words}\n{found:#?}");
    }
    assert!(found.iter().any(|(_, words)| words == "missing key `columns`: add it"), "{found:#?}");
    assert_eq!(found.len(), 10, "{found:#?}");
}

#[test]
fn a_check_names_a_cross_check_there_is() {
    let wrong = check(EXPECT).replace("\"counted\"", "\"cuonted\"");
    assert_eq!(
        mistakes(&wrong),
        [(
            "\"counted\"".to_string(),
            "no cross-check named `counted`; did you mean `cuonted`? Known are `cuonted`"
                .to_string()
        )]
    );
    let text = standard(1, STANDARD).replace("at_most = 1", "at_most = 1\nregister = \"calls\"");
    let Failure { problems, .. } =
        inspect::standard::load("s.toml", &(text + &check(EXPECT))).unwrap_err();
    assert!(matches!(&problems[..], [one]
        if matches!(&one.kind, ProblemKind::KeyNotForKind { key, .. } if key == "register")));
}
