//! Actions of places: a standard that says in which column a place stands, and that the subjects of a sample
//! are places.
//!
//! `placed` is mini with a place in each row of complaints. Item 3 asks that all are handled: one of the four
//! is not. Item 4 asks that both calls are answered.

use std::fs;
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use serde_json::{Value, json};

use super::run::{Audit, Run, inspect};

/// Complaints of a quarter: month, place, whether it was handled.
fn complaints(year_month: &str, rows: &[(&str, bool)]) -> String {
    let mut text = "投诉时间,投诉内容,地点,处理时间\n".to_string();
    for (at, (place, handled)) in rows.iter().enumerate() {
        let day = format!("{year_month}-{:02}", at + 1);
        let handled = if *handled { format!("{day} 12:00") } else { String::new() };
        text.push_str(&format!("{day} 09:00,噪声,{place},{handled}\n"));
    }
    text
}

fn placed(rows: &[(&str, bool)]) -> Audit {
    let audit = Audit::mini();
    let column = "problem = { zh = [\"投诉内容\"]";
    let place = "place = { zh = [\"地点\"], en = [\"Place\"], type = \"text\" }\n";
    audit.edit("mini.toml", column, &format!("{place}{column}"));
    let pass = "pass = \"handled is not empty\"";
    audit.edit("mini.toml", pass, &format!("{pass}, location = \"place\""));
    audit.edit("mini.toml", "need = 2 }", "need = 2, location = true }");
    audit.write("evidence/complaints.csv", complaints("2025-12", rows));
    audit
}

/// The same a quarter earlier.
fn before(rows: &[(&str, bool)]) -> Audit {
    let audit = placed(rows);
    audit.edit("audit.toml", "2025Q4", "2025Q3");
    audit.edit("audit.toml", "2025-12-31", "2025-09-30");
    audit.write("evidence/complaints.csv", complaints("2025-09", rows));
    let calls = String::from_utf8(audit.read("checksheet-calls.csv")).unwrap();
    audit.write("checksheet-calls.csv", calls.replace("2025-12", "2025-09"));
    audit
}

fn scored(audit: &Audit, args: &[&str]) -> Value {
    let run = audit.score(&[&["-q"], args].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    audit.result()
}

fn path(audit: &Audit) -> String {
    audit.file("out/result.json").to_str().unwrap().to_string()
}

/// `id status recurrence` of the actions of an item.
fn actions(result: &Value, item: &str) -> Vec<String> {
    let of = |a: &Value| {
        let text = |key: &str| a[key].as_str().unwrap().to_string();
        format!("{} {} {}", text("id"), text("status"), a["recurrence"])
    };
    let all = result["actions"].as_array().unwrap();
    all.iter().filter(|a| a["item"] == item).map(of).collect()
}

fn action<'a>(result: &'a Value, id: &str) -> &'a Value {
    result["actions"].as_array().unwrap().iter().find(|a| a["id"] == id).unwrap()
}

const FIRST: [(&str, bool); 4] =
    [("1号楼", false), ("２号楼 ", false), ("2号楼", true), ("3号楼", true)];

#[test]
fn each_place_of_a_finding_is_an_action_of_its_own() {
    let audit = placed(&FIRST);
    let result = scored(&audit, &[]);
    // Full-width digits and blanks make no other place.
    assert_eq!(actions(&result, "M-3"), ["mini/M-3/1号楼 open 1", "mini/M-3/2号楼 open 1"]);
    assert_eq!(action(&result, "mini/M-3/2号楼")["location"], "2号楼");
    let check = &result["items"][2]["checks"][1];
    assert_eq!(
        check["locations"],
        json!([
            {"location": "1号楼", "counted": 1, "against": 1, "undecided": 0},
            {"location": "2号楼", "counted": 2, "against": 1, "undecided": 0},
            {"location": "3号楼", "counted": 1, "against": 0, "undecided": 0},
        ])
    );
    // Items without a place, and those whose checks of places hold, are as they were.
    assert_eq!(actions(&result, "M-1"), ["mini/M-1 open 1"]);
    assert_eq!(actions(&result, "M-4"), [""; 0]);
    let shown = audit.score(&["--lang", "en"]);
    let words: Vec<&str> = shown.text().split_whitespace().collect();
    assert!(words.join(" ").contains("where not: 1号楼 (1/1), 2号楼 (1/2)"), "{}", shown.text());
    assert_eq!(inspect(["verify", &path(&audit)]).code, 0);
}

#[test]
fn a_row_without_a_place_is_of_the_whole() {
    let result = scored(&placed(&[("1号楼", false), ("—", false), ("", true)]), &[]);
    assert_eq!(actions(&result, "M-3"), ["mini/M-3 open 1", "mini/M-3/1号楼 open 1"]);
    // Without the column too; the check is decided all the same.
    let audit = placed(&FIRST);
    audit.edit("evidence/complaints.csv", "地点", "其他");
    assert_eq!(actions(&scored(&audit, &[]), "M-3"), ["mini/M-3 open 1"]);
}

#[test]
fn places_are_carried_on_and_verified_one_by_one() {
    let old = before(&FIRST);
    scored(&old, &[]);
    let now = |rows: &[(&str, bool)]| {
        let audit = placed(rows);
        let result = scored(&audit, &["--previous", &path(&old)]);
        (audit, result)
    };
    // 1号楼 again, 2号楼 looked at and right, 4号楼 new.
    let (audit, result) = now(&[("1号楼", false), ("2号楼", true), ("4号楼", false)]);
    assert_eq!(
        actions(&result, "M-3"),
        ["mini/M-3/1号楼 open 2", "mini/M-3/4号楼 open 1", "mini/M-3/2号楼 verified 1"]
    );
    let again = action(&result, "mini/M-3/1号楼");
    assert_eq!((&again["first_seen"], &again["due"]), (&json!("2025-09-30"), &json!("2025-10-30")));
    assert_eq!(action(&result, "mini/M-3/4号楼")["due"], "2026-01-30");
    assert_eq!(action(&result, "mini/M-3/2号楼")["verified"], "2025-12-31");
    // The item shows the one due first.
    assert_eq!(result["items"][2]["due"], "2025-10-30");
    assert_eq!(inspect(["verify", &path(&audit), "--previous", &path(&old)]).code, 0);
    // Nobody looked at 2号楼: nothing is known, so nothing is verified.
    let (_, result) = now(&[("1号楼", false)]);
    assert_eq!(actions(&result, "M-3"), ["mini/M-3/1号楼 open 2", "mini/M-3/2号楼 open 1"]);
    // The item passes: both are.
    let (audit, result) = now(&[("1号楼", true), ("3号楼", true)]);
    assert_eq!(actions(&result, "M-3"), ["mini/M-3/1号楼 verified 1", "mini/M-3/2号楼 verified 1"]);
    // It comes back at one place.
    let third = placed(&[("2号楼", false), ("1号楼", true)]);
    third.edit("audit.toml", "2025Q4", "2026Q1");
    third.edit("audit.toml", "2025-12-31", "2026-03-31");
    let rows = complaints("2026-02", &[("2号楼", false), ("1号楼", true)]);
    third.write("evidence/complaints.csv", rows);
    let result = scored(&third, &["--previous", &path(&audit)]);
    assert_eq!(actions(&result, "M-3"), ["mini/M-3/2号楼 open 1", "mini/M-3/1号楼 verified 1"]);
    assert_eq!(action(&result, "mini/M-3/2号楼")["reopened"], 1);
}

#[test]
fn the_whole_is_verified_once_the_checks_behind_it_hold() {
    // Four rows are too few for the first check, which names no place.
    let five = |audit: &Audit| {
        let few = "measure = \"count\", at_least = 1 },\n  { id = \"all\"";
        audit.edit("mini.toml", few, &few.replace("at_least = 1", "at_least = 5"));
    };
    let old = before(&FIRST);
    five(&old);
    let result = scored(&old, &[]);
    let three = ["mini/M-3 open 1", "mini/M-3/1号楼 open 1", "mini/M-3/2号楼 open 1"];
    assert_eq!(actions(&result, "M-3"), three);
    let audit = placed(&[&FIRST[..], &[("5号楼", true)]].concat());
    five(&audit);
    let result = scored(&audit, &["--previous", &path(&old)]);
    assert_eq!(
        actions(&result, "M-3"),
        ["mini/M-3/1号楼 open 2", "mini/M-3/2号楼 open 2", "mini/M-3 verified 1"]
    );
    // For want of the column the finding names no place.
    let old = before(&FIRST);
    old.edit("evidence/complaints.csv", "地点", "其他");
    scored(&old, &[]);
    let audit = placed(&FIRST);
    let result = scored(&audit, &["--previous", &path(&old)]);
    // What was found of the whole goes on at two places: it is not verified.
    assert_eq!(
        actions(&result, "M-3"),
        ["mini/M-3/1号楼 open 1", "mini/M-3/2号楼 open 1", "mini/M-3 open 1"]
    );
}

#[test]
fn spot_checks_of_places() {
    let audit = placed(&[("1号楼", true)]);
    audit.write(
        "checksheet-calls.csv",
        "检查项,抽查,序号,对象,日期,结果,备注\n\
         M-4,calls,1,东门,2025-12-20,合格,\nM-4,calls,2,西门,2025-12-21,不合格,\n",
    );
    let result = scored(&audit, &[]);
    assert_eq!(actions(&result, "M-4"), ["mini/M-4/西门 open 1"]);
}

/// The hidden ids of a sheet of the report, and the cell before each.
fn ids(report: &Path, sheet: &str) -> Vec<(String, Vec<String>)> {
    let mut book: Xlsx<_> = calamine::open_workbook(report).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let text = |cell: &Data| cell.to_string();
    range
        .rows()
        .skip(1)
        .map(|row| (text(row.last().unwrap()), row.iter().map(text).collect()))
        .collect()
}

#[test]
fn each_place_has_its_row_and_is_merged_by_itself() {
    let old = before(&FIRST);
    scored(&old, &[]);
    let audit = placed(&[("1号楼", false), ("4号楼", false)]);
    scored(&audit, &["--previous", &path(&old)]);
    let report = audit.file("out/report.xlsx");
    let rows = ids(&report, "整改清单");
    let of_item: Vec<&str> =
        rows.iter().map(|(id, _)| id.as_str()).filter(|id| id.contains("M-3")).collect();
    // 2号楼 was not looked at: it stays to be worked on, below this audit's own.
    assert_eq!(of_item, ["mini/M-3/1号楼", "mini/M-3/4号楼", "mini/M-3/2号楼"]);
    let row = |id: &str| &rows.iter().find(|(i, _)| i == id).unwrap().1;
    assert!(row("mini/M-3/4号楼")[1].ends_with("地点：4号楼"), "{:?}", row("mini/M-3/4号楼"));
    assert!(row("mini/M-3/2号楼")[2].contains("上次发现2025-09-30"));
    let edit = |from: &Path, to: &str, sheet: &str, id: &str, column: usize, value: &str| {
        let to = audit.file(to);
        super::actions::edited(from, &to, |name, rows| {
            if name == sheet {
                let found = rows.iter_mut().find(|r| r.last() == Some(&Data::String(id.into())));
                found.unwrap()[column] = Data::String(value.into());
            }
        });
        to
    };
    let merge = |file: &Path| -> Run {
        inspect(["actions", "merge", &path(&audit), file.to_str().unwrap(), "--lang", "en"])
    };
    let file = edit(&report, "a.xlsx", "整改清单", "mini/M-3/4号楼", 7, "王芳");
    let file = edit(&file, "b.xlsx", "整改清单", "mini/M-3/2号楼", 8, "已完成");
    assert_eq!(merge(&file).code, 0);
    let result = audit.result();
    let of = |id: &str, key: &str| action(&result, id)[key].as_str().unwrap().to_string();
    assert_eq!([of("mini/M-3/1号楼", "owner"), of("mini/M-3/4号楼", "owner")], ["李经", "王芳"]);
    assert_eq!(of("mini/M-3/2号楼", "status"), "done");
    // On the checklist one row stands for all of them.
    let file = edit(&report, "c.xlsx", "检查表", "#places mini/M-3", 7, "王芳");
    let run = merge(&file);
    assert!(run.code == 1 && run.text().contains("each place"), "{}", run.text());
    // Lists, calendars and gates say where.
    let json = inspect(["actions", "list", &path(&audit), "--format", "csv"]);
    assert!(json.text().contains("mini/M-3/4号楼,mini,2025Q4,M-3,4号楼,"), "{}", json.text());
    let calendar = inspect(["actions", "ics", &path(&audit)]);
    assert!(calendar.text().contains("UID:mini.M-3.4号楼@inspect\r\n"), "{}", calendar.text());
    assert!(calendar.text().contains("LOCATION:4号楼\r\n"));
    let gate = ["diff", &path(&old), &path(&audit), "--fail-on", "overdue", "--lang", "en"];
    inspect(gate).says(&["overdue actions: M-1, M-2, M-3 (1号楼)"]);
}

#[test]
fn a_place_must_be_a_column_that_may_stand_in_an_id() {
    let refused = |from: &str, to: &str, words: &[&str]| {
        let audit = placed(&FIRST);
        audit.edit("mini.toml", from, to);
        audit.score(&["--lang", "en"]).refused(words);
    };
    let at = "location = \"place\"";
    refused(at, "location = \"plase\"", &["mini.toml", "plase", "`place`"]);
    refused(at, "location = \"received\"", &["location", "place"]);
    refused(
        "en = [\"Place\"], type = \"text\"",
        "en = [\"Place\"], type = \"text\", personal = true",
        &["location"],
    );
    let count = "measure = \"count\", at_least = 1 },\n  { id = \"all\"";
    refused(
        count,
        &count.replace("count\"", "count\", location = \"place\""),
        &["location", "count"],
    );
}

#[test]
fn places_say_nothing_about_the_rule() {
    let plain = Audit::mini();
    let plain = scored(&plain, &[]);
    let audit = Audit::mini();
    audit.edit("mini.toml", "need = 2 }", "need = 2, location = true }");
    let placed = scored(&audit, &[]);
    let of = |result: &Value| result["items"][3]["definition"].clone();
    assert_eq!(of(&plain), of(&placed));
    assert_ne!(of(&plain), json!(""));
    assert!(fs::read(audit.file("out/report.xlsx")).is_ok());
}
