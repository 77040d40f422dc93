//! Corrective actions from audit to audit, edits merged back from the workbook, lists and calendars.
//!
//! Findings of `tests/folders/mini`: M-1, M-2, M-3, each partial and due 30 days after the audit.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::{Format, Workbook};
use serde_json::{Value, json};

use super::diff::{earlier, now};
use super::run::{Audit, Run, inspect};

fn result(path: &str) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn action(result: &Value, item: &str) -> Value {
    let actions = result["actions"].as_array().unwrap();
    actions.iter().find(|a| a["item"] == item).unwrap().clone()
}

#[test]
fn a_finding_seen_again_is_the_same_one() {
    let (_old, old) = earlier(|_| {});
    let first = action(&result(&old), "M-1");
    // 30 September and 30 days.
    assert_eq!((&first["id"], &first["due"]), (&json!("mini/M-1"), &json!("2025-10-30")));
    let serious = |a: &Audit| {
        a.edit("mini.toml", "language = \"zh\"", "language = \"zh\"\nrecurrence = { serious = 2 }");
    };
    let (_new, new) = now(serious, &["--previous", &old]);
    let again = action(&result(&new), "M-1");
    for key in ["id", "first_seen", "due", "original_due"] {
        assert_eq!(again[key], first[key], "{key}");
    }
    assert_eq!((&again["recurrence"], &again["gravity"]), (&json!(2), &json!("serious")));
    assert_eq!((&first["recurrence"], &first["gravity"]), (&json!(1), &json!("ordinary")));
    let item = &result(&new)["items"][0];
    assert_eq!(item["due"], "2025-10-30");
    assert_eq!(result(&new)["previous"][0]["period"], "2025Q3");
    // Without a rule in the standard nothing rises.
    let (_plain, plain) = now(|_| {}, &["--previous", &old]);
    assert_eq!(action(&result(&plain), "M-1")["gravity"], "ordinary");
    // What was carried on can be verified.
    let (audit, path) = now(|_| {}, &["--previous", &old]);
    let alone = inspect(["verify", &path, "--lang", "en"]);
    assert_eq!(alone.code, 1);
    assert!(alone.text().contains("carried on from the result of 2025Q3"), "{}", alone.text());
    let verify = inspect(["verify", &path, "--previous", &old]);
    assert_eq!(verify.code, 0, "{}{}", verify.text(), audit.path.display());
}

#[test]
fn verified_and_reopened() {
    let (_a, first) = earlier(|a| {
        a.edit("audit.toml", "2025Q3", "2025Q2");
        a.edit("audit.toml", "2025-09-30", "2025-06-30");
    });
    let clean = |a: &Audit| a.edit("checksheet.csv", "M-1,,部分符合", "M-1,,符合");
    let second = Audit::mini();
    clean(&second);
    second.edit("audit.toml", "2025Q4", "2025Q3");
    second.edit("audit.toml", "2025-12-31", "2025-09-30");
    assert_eq!(second.score(&["-q", "--previous", &first]).code, 0);
    let path = second.file("out/result.json").to_str().unwrap().to_string();
    let gone = action(&result(&path), "M-1");
    assert_eq!((&gone["status"], &gone["verified"]), (&json!("verified"), &json!("2025-09-30")));
    assert_eq!(result(&path)["items"][0]["action"], Value::Null);
    let (_c, third) = now(|_| {}, &["--previous", &path]);
    let back = action(&result(&third), "M-1");
    assert_eq!(
        (&back["status"], &back["reopened"], &back["recurrence"]),
        (&json!("open"), &json!(1), &json!(1))
    );
    assert_eq!((&back["first_seen"], &back["due"]), (&json!("2025-06-30"), &json!("2026-01-30")));
    // Open, verified, open again.
    assert_eq!(back["history"].as_array().unwrap().len(), 2);
    // An item that nobody looked at verifies nothing.
    let (_d, open) =
        now(|a| a.edit("checksheet.csv", "M-1,,部分符合", "M-1,,"), &["--previous", &first]);
    assert_eq!(action(&result(&open), "M-1")["status"], "open");
}

#[test]
fn previous_results_that_cannot_be_are_refused() {
    let (old, path) = earlier(|_| {});
    let (_new, new) = now(|_| {}, &["--previous", &path]);
    let refused = |audit: &Audit, previous: &str, words: &[&str]| {
        audit.score(&["--previous", previous, "--lang", "en"]).refused(words);
    };
    refused(&Audit::mini(), &new, &["both results are of 2025Q4"]);
    refused(&old, &new, &["is not earlier", "2025Q4"]);
    // A result that says it was carried on from this very audit.
    let text = fs::read_to_string(&new)
        .unwrap()
        .replace("\"period\": \"2025Q4\"", "\"period\": \"2025Q2\"");
    let text = text.replace("\"as_of\": \"2025-12-31\"", "\"as_of\": \"2025-06-30\"");
    let circle = old.file("circle.json");
    fs::write(&circle, text).unwrap();
    refused(&old, circle.to_str().unwrap(), &["in a circle", "2025Q3"]);
    let edited =
        fs::read_to_string(&path).unwrap().replacen("\"percent\": 60,", "\"percent\": 99,", 1);
    fs::write(&circle, edited).unwrap();
    refused(&Audit::mini(), circle.to_str().unwrap(), &["was edited", "99"]);
    let other = fs::read_to_string(&path).unwrap().replacen(
        "\"id\": \"mini\",\n    \"name\"",
        "\"id\": \"maxi\",\n    \"name\"",
        1,
    );
    fs::write(&circle, other).unwrap();
    refused(&Audit::mini(), circle.to_str().unwrap(), &["maxi"]);
}

#[test]
fn due_dates_on_workdays() {
    // 30 January 2026 is a Friday; as a holiday it moves over the weekend to Monday 2 February.
    let edit = |a: &Audit| {
        a.add("audit.toml", "\n[due]\nworkdays = true\nholidays = \"holidays.toml\"\n");
        a.write("holidays.toml", "holidays = [2026-01-30]\n");
    };
    let (_audit, path) = now(edit, &[]);
    assert_eq!(result(&path)["items"][0]["due"], "2026-02-02");
    let (_audit, path) = now(|_| {}, &[]);
    assert_eq!(result(&path)["items"][0]["due"], "2026-01-30");
    let audit = Audit::mini();
    audit.add("audit.toml", "\n[due]\nworkdays = true\nholidays = \"none.toml\"\n");
    audit.score(&[]).refused(&["none.toml"]);
}

#[test]
fn due_dates_in_a_year_of_holidays() {
    // The year as two other programs have it (`chinesecalendar`, `holidays` of Python): 14 February 2026 is a
    // Saturday that is worked; 15 to 23 February are off; 3 May lies in a holiday until the 5th; 10 October is
    // a Saturday that is worked.
    for (as_of, due) in [
        ("2026-01-15", "2026-02-14"),
        ("2026-01-16", "2026-02-24"),
        ("2026-04-03", "2026-05-06"),
        ("2026-09-10", "2026-10-10"),
    ] {
        let edit = |a: &Audit| {
            a.edit("audit.toml", "2025-12-31", as_of);
            a.add("audit.toml", "\n[due]\nworkdays = true\nholidays = \"holidays-2026.toml\"\n");
            fs::copy("examples/holidays-2026.toml", a.file("holidays-2026.toml")).unwrap();
        };
        // 30 days after the audit at the earliest.
        let (_audit, path) = now(edit, &[]);
        assert_eq!(result(&path)["items"][0]["due"], due, "{as_of}");
    }
}

#[test]
fn lists_and_calendars() {
    let (_audit, path) = now(|_| {}, &[]);
    let list =
        |args: &[&str]| inspect([&["actions", "list", &path, "--lang", "en"], args].concat());
    assert!(list(&[]).text().contains("3 in all, 0 overdue"), "{}", list(&[]).text());
    assert!(
        list(&["--as-of", "2026-01-30"]).text().contains("3 in all, 0 overdue"),
        "the day itself"
    );
    assert!(list(&["--as-of", "2026-01-31"]).text().contains("3 in all, 3 overdue"));
    assert!(list(&["--due-within", "29d"]).text().contains("0 in all"));
    assert!(list(&["--due-within", "30d"]).text().contains("3 in all"));
    assert!(list(&["--owner", "nobody"]).text().contains("0 in all"));
    assert_eq!(list(&["--due-within", "soon"]).code, 2);
    let csv = list(&["--format", "csv"]);
    assert!(
        csv.text()
            .contains("mini/M-1,mini,2025Q4,M-1,,The place is clean,李经,open,ordinary,2026-01-30")
    );
    let keep = tempfile::tempdir().unwrap();
    let out = keep.path().join("owners");
    assert_eq!(list(&["--format", "xlsx", "-o", out.to_str().unwrap()]).code, 0);
    assert!(out.join("李经.xlsx").is_file());
    let calendar = inspect(["actions", "ics", &path]);
    let text = calendar.text();
    assert_eq!(text.matches("BEGIN:VEVENT\r\n").count(), 3);
    for line in [
        "UID:mini.M-1@inspect",
        "DTSTART;VALUE=DATE:20260130",
        "DTEND;VALUE=DATE:20260131",
        "DTSTAMP:20251231T000000Z",
    ] {
        assert!(text.contains(&format!("{line}\r\n")), "{line}");
    }
    assert_eq!(inspect(["actions", "ics", &path]).out, calendar.out);
    // What is waived until after the audit is not waited for.
    let (_audit, waived) = now(
        |a| {
            let waiver =
                "item = \"M-1\"\nreason = \"x\"\napproved_by = \"y\"\nuntil = 2026-12-31\n";
            a.add("audit.toml", &format!("\n[[waivers]]\n{waiver}"));
        },
        &[],
    );
    let calendar = inspect(["actions", "ics", &waived]);
    assert_eq!(calendar.text().matches("BEGIN:VEVENT\r\n").count(), 2);
    // A batch output has the actions of all its projects.
    let batch = keep.path().join("batch");
    for name in ["mini", "maxi"] {
        fs::create_dir_all(batch.join(name)).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let text = text.replace(
            "\"id\": \"mini\",\n    \"name\"",
            &format!("\"id\": \"{name}\",\n    \"name\""),
        );
        fs::write(batch.join(name).join("result.json"), text).unwrap();
    }
    let all = inspect(["actions", "list", batch.to_str().unwrap(), "--lang", "en"]);
    assert!(all.text().contains("6 in all"), "{}{}", all.text(), all.err);
}

/// A copy of a report with `edit` made in the rows of each sheet, as a spreadsheet program would save it.
pub fn edited(report: &Path, to: &Path, edit: impl Fn(&str, &mut Vec<Vec<Data>>)) {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(fs::read(report).unwrap())).unwrap();
    let mut out = Workbook::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).unwrap();
        let mut rows: Vec<Vec<Data>> = range.rows().map(<[Data]>::to_vec).collect();
        edit(&name, &mut rows);
        let sheet = out.add_worksheet().set_name(&name).unwrap();
        let date = Format::new().set_num_format("yyyy-mm-dd");
        for (r, cells) in rows.iter().enumerate() {
            for (c, cell) in cells.iter().enumerate() {
                let (r, c) = (u32::try_from(r).unwrap(), u16::try_from(c).unwrap());
                match cell {
                    Data::String(text) => sheet.write_string(r, c, text).unwrap(),
                    Data::Float(n) => sheet.write_number(r, c, *n).unwrap(),
                    Data::DateTime(d) => {
                        sheet.write_number_with_format(r, c, d.as_f64(), &date).unwrap()
                    }
                    _ => continue,
                };
            }
        }
    }
    out.save(to).unwrap();
}

/// The row of an item on the sheet of actions, whose twelfth column is followed by the hidden ids.
fn row<'a>(rows: &'a mut [Vec<Data>], id: &str) -> &'a mut Vec<Data> {
    rows.iter_mut().find(|r| r[12] == Data::String(format!("mini/{id}"))).unwrap()
}

fn text(text: &str) -> Data {
    Data::String(text.into())
}

struct Merge {
    audit: Audit,
    result: String,
}

impl Merge {
    fn new() -> Merge {
        let (audit, result) = now(|_| {}, &[]);
        Merge { audit, result }
    }

    fn edit(&self, name: &str, edit: impl Fn(&mut Vec<Vec<Data>>)) -> PathBuf {
        let to = self.audit.file(name);
        edited(&self.audit.file("out/report.xlsx"), &to, |sheet, rows| {
            if sheet == "整改清单" {
                edit(rows);
            }
        });
        to
    }

    fn merge(&self, files: &[&Path], args: &[&str]) -> Run {
        let files: Vec<&str> = files.iter().map(|f| f.to_str().unwrap()).collect();
        inspect(
            [&["actions", "merge", &self.result, "--lang", "en"], files.as_slice(), args].concat(),
        )
    }

    fn action(&self, item: &str) -> Value {
        action(&result(&self.result), item)
    }
}

#[test]
fn an_untouched_report_changes_nothing() {
    let merge = Merge::new();
    let before = fs::read(&merge.result).unwrap();
    let own = merge.audit.file("out/report.xlsx");
    let copy = merge.edit("copy.xlsx", |_| {});
    for file in [&own, &copy] {
        let run = merge.merge(&[file], &[]);
        assert_eq!(run.code, 0, "{}{}", run.text(), run.err);
        assert!(run.text().contains("0 taken over, 0 in conflict, 0 refused"), "{}", run.text());
    }
    assert_eq!(fs::read(&merge.result).unwrap(), before);
}

#[test]
fn edits_are_taken_over_whatever_the_order_of_rows() {
    let merge = Merge::new();
    let file = merge.edit("lin.xlsx", |rows| {
        let row_1 = row(rows, "M-1");
        row_1[7] = text("林晓燕");
        row_1[8] = text("整改中");
        row_1[9] = text("2026年2月10日");
        row_1[11] = text("已联系保洁");
        rows[1..].reverse();
        rows.retain(|r| r[12] != text("mini/M-2"));
    });
    let dry = merge.merge(&[&file], &["--dry-run"]);
    assert!(dry.code == 0 && dry.text().contains("4 taken over"), "{}{}", dry.text(), dry.err);
    assert_eq!(merge.action("M-1")["owner"], "李经");
    let run = merge.merge(&[&file], &["--by", "林晓燕", "--as-of", "2026-01-10"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(
        run.text().contains("the row of mini/M-2 was deleted, its action stays"),
        "{}",
        run.text()
    );
    let action = merge.action("M-1");
    let fields =
        ["owner", "status", "due", "note", "original_due"].map(|k| action[k].as_str().unwrap());
    assert_eq!(fields, ["林晓燕", "in_progress", "2026-02-10", "已联系保洁", "2026-01-30"]);
    let history = action["history"].as_array().unwrap();
    assert_eq!(history.len(), 4);
    assert_eq!(
        history[0],
        json!({"on": "2026-01-10", "by": "林晓燕", "file": "lin.xlsx", "field": "owner", "from": "李经", "to": "林晓燕"})
    );
    assert_eq!(merge.action("M-2")["status"], "open");
    // Once more changes nothing, and the result still follows from its inputs.
    assert!(merge.merge(&[&file], &[]).text().contains("0 taken over, 0 in conflict"));
    assert_eq!(inspect(["verify", &merge.result]).code, 0);
    // The next audit keeps what the people on site decided.
    let (_next, next) = {
        let next = Audit::mini();
        next.edit("audit.toml", "2025Q4", "2026Q1");
        next.edit("audit.toml", "2025-12-31", "2026-03-31");
        assert_eq!(next.score(&["-q", "--previous", &merge.result]).code, 0);
        let path = next.file("out/result.json").to_str().unwrap().to_string();
        (next, path)
    };
    let carried = super::actions::action(&result(&next), "M-1");
    assert_eq!(
        (&carried["owner"], &carried["due"], &carried["status"]),
        (&json!("林晓燕"), &json!("2026-02-10"), &json!("in_progress"))
    );
}

#[test]
fn scoring_again_keeps_what_was_merged() {
    let merge = Merge::new();
    let file = merge.edit("lin.xlsx", |rows| {
        row(rows, "M-1")[7] = text("林晓燕");
        row(rows, "M-2")[8] = text("整改中");
    });
    assert_eq!(merge.merge(&[&file], &["--by", "林晓燕"]).code, 0);
    let merged = fs::read(&merge.result).unwrap();
    let again = merge.audit.score(&["--lang", "en"]);
    again.says(&["edits merged before are kept: 2"]);
    assert_eq!(fs::read(&merge.result).unwrap(), merged);
    // The workbook is of the result as it is.
    let plain = merge.edit("plain.xlsx", |_| {});
    assert!(merge.merge(&[&plain], &[]).text().contains("0 taken over, 0 in conflict"));
    // Item 1 passes by now: there is nothing left to own.
    merge.audit.edit("checksheet.csv", "M-1,,部分符合", "M-1,,符合");
    let run = merge.audit.score(&["-q", "--lang", "en"]);
    run.says(&["whose action is no more, not kept: 1"]);
    assert_eq!(merge.action("M-2")["status"], "in_progress");
    // Another period in the same folder has nothing of it, and says so.
    merge.audit.edit("audit.toml", "2025Q4", "2026Q1");
    merge.audit.edit("audit.toml", "2025-12-31", "2026-03-31");
    merge.audit.score(&["-q", "--lang", "en"]).says(&["whose action is no more, not kept: 1"]);
    assert_eq!(merge.action("M-2")["status"], "open");
    // What cannot be read is not taken for a result without edits.
    merge.audit.write("out/result.json", "{}");
    merge.audit.score(&["-q", "--lang", "en"]).says(&["result.json", "cannot be read"]);
}

#[test]
fn edits_are_kept_where_the_audit_before_becomes_known_later() {
    let merge = Merge::new();
    let file = merge.edit("lin.xlsx", |rows| row(rows, "M-1")[7] = text("林晓燕"));
    assert_eq!(merge.merge(&[&file], &["--by", "林晓燕"]).code, 0);
    let before = merge.audit.file("before");
    let manifest = String::from_utf8(merge.audit.read("audit.toml")).unwrap();
    merge.audit.write(
        "audit.toml",
        manifest.replace("2025Q4", "2025Q3").replace("2025-12-31", "2025-09-30"),
    );
    assert_eq!(merge.audit.score(&["-q", "-o", before.to_str().unwrap()]).code, 0);
    merge.audit.write("audit.toml", &manifest);
    let previous = merge.audit.file("before/result.json");
    let run = merge.audit.score(&["--lang", "en", "--previous", previous.to_str().unwrap()]);
    run.says(&["edits merged before are kept: 1"]);
    assert_eq!(merge.action("M-1")["owner"], "林晓燕");
}

#[test]
fn contradictions_are_told_with_both_values() {
    let merge = Merge::new();
    let one = merge.edit("one.xlsx", |rows| row(rows, "M-1")[7] = text("张三"));
    let two = merge.edit("two.xlsx", |rows| {
        row(rows, "M-1")[7] = text("李四");
        row(rows, "M-2")[7] = text("王五");
    });
    let run = merge.merge(&[&one, &two], &[]);
    assert_eq!(run.code, 1);
    for word in ["张三 (one.xlsx!整改清单!H2)", "李四", "1 taken over, 1 in conflict"] {
        assert!(
            run.text().replace('\n', "").contains(word) || run.text().contains(word),
            "{word}: {}",
            run.text()
        );
    }
    assert_eq!(
        (merge.action("M-1")["owner"].as_str(), merge.action("M-2")["owner"].as_str()),
        (Some("李经"), Some("王五"))
    );
    // The second to come finds what the first one made of the result.
    assert_eq!(merge.merge(&[&one], &[]).code, 0);
    let late = merge.merge(&[&two], &["--format", "json"]);
    let value: Value = serde_json::from_str(late.text()).unwrap();
    assert_eq!(
        (&value["conflicts"][0]["base"], &value["conflicts"][0]["result"]),
        (&json!("李经"), &json!("张三"))
    );
    assert_eq!(value["conflicts"][0]["edits"][0][1], "李四");
    assert_eq!(merge.action("M-1")["owner"], "张三");
}

#[test]
fn scores_and_rules_cannot_be_edited() {
    let merge = Merge::new();
    let file = merge.edit("bold.xlsx", |rows| {
        row(rows, "M-1")[3] = Data::Float(2.0);
        row(rows, "M-2")[8] = text("已验证");
        row(rows, "M-3")[9] = text("soon");
        rows.push(vec![text("9"), text("my own")]);
    });
    let run = merge.merge(&[&file], &["--format", "json"]);
    assert_eq!(run.code, 1);
    let value: Value = serde_json::from_str(run.text()).unwrap();
    let reasons: Vec<_> = value["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["id"].clone(), r["reason"].clone()))
        .collect();
    for (id, reason) in [
        ("mini/M-1", "protected"),
        ("mini/M-2", "only_audits"),
        ("mini/M-3", "not_a_date"),
        ("", "new_row"),
    ] {
        assert!(reasons.contains(&(json!(id), json!(reason))), "{id} {reason}: {reasons:?}");
    }
    assert_eq!(value["taken"], json!([]));
    let protected =
        value["refused"].as_array().unwrap().iter().find(|r| r["id"] == "mini/M-1").unwrap();
    assert_eq!(
        (&protected["column"], &protected["from"], &protected["to"]),
        (&json!("得分"), &json!("1"), &json!("2"))
    );
}

#[test]
fn nothing_that_an_action_needs_can_be_emptied() {
    let merge = Merge::new();
    let file = merge.edit("blank.xlsx", |rows| {
        let row_1 = row(rows, "M-1");
        (row_1[7], row_1[9], row_1[11]) = (text(""), text(""), text(""));
        row(rows, "M-2")[11] = text("已联系 13812345678");
    });
    let run = merge.merge(&[&file], &["--format", "json"]);
    let value: Value = serde_json::from_str(run.text()).unwrap();
    let reasons: Vec<&str> = value["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["reason"].as_str().unwrap())
        .collect();
    // Owner and due date of item 1; its remark, 门前有杂物, is the auditor's.
    assert_eq!((run.code, reasons), (1, vec!["empty", "empty", "auditors_note"]));
    assert_eq!(merge.action("M-1")["owner"], "李经");
    // What identifies a person is masked, as wherever a spreadsheet is quoted.
    assert_eq!(merge.action("M-2")["note"], "已联系 138****5678");
    let again = merge.merge(&[&file], &["--format", "json"]);
    let value: Value = serde_json::from_str(again.text()).unwrap();
    assert_eq!((&value["taken"], value["refused"].as_array().unwrap().len()), (&json!([]), 3));
    assert_eq!(merge.action("M-2")["history"].as_array().unwrap().len(), 1);
    // A remark of one's own can be taken back, once.
    let report = inspect(
        ["report", &merge.result, "--format", "xlsx", "-o"]
            .map(String::from)
            .into_iter()
            .chain([merge.audit.file("again.xlsx").to_str().unwrap().to_string()]),
    );
    assert_eq!(report.code, 0, "{}", report.err);
    let to = merge.audit.file("back.xlsx");
    edited(&merge.audit.file("again.xlsx"), &to, |sheet, rows| {
        if sheet == "整改清单" {
            row(rows, "M-2")[11] = text("");
        }
    });
    assert_eq!(merge.merge(&[&to], &[]).code, 0);
    assert_eq!(merge.action("M-2")["note"], "");
    assert_eq!(merge.merge(&[&to], &[]).code, 0);
    assert_eq!(merge.action("M-2")["history"].as_array().unwrap().len(), 2);
}

#[test]
fn sheets_and_columns_that_are_gone_are_told() {
    let merge = Merge::new();
    let report = merge.audit.file("out/report.xlsx");
    // Without the owners on one sheet, and the other under another name.
    let to = merge.audit.file("gone.xlsx");
    edited(&report, &to, |sheet, rows| {
        if sheet == "整改清单" {
            row(rows, "M-1")[8] = text("done");
            rows.iter_mut().for_each(|r| drop(r.remove(7)));
        }
    });
    let run = merge.merge(&[&to], &[]);
    assert_eq!(run.code, 0, "{}", run.err);
    let said = run.text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("gone.xlsx!整改清单 has no column `责任人`"), "{said}");
    assert_eq!(merge.action("M-1")["status"], "done");
    let renamed = |from: &str, to: Option<&str>, name: &str| {
        let file = merge.audit.file(name);
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(fs::read(&report).unwrap())).unwrap();
        let mut out = Workbook::new();
        for sheet in book.sheet_names() {
            let Some(new) = (if sheet == from { to } else { Some(sheet.as_str()) }) else {
                continue;
            };
            let range = book.worksheet_range(&sheet).unwrap();
            let written = out.add_worksheet().set_name(new).unwrap();
            for (r, cells) in range.rows().enumerate() {
                for (c, cell) in cells.iter().enumerate() {
                    let (r, c) = (u32::try_from(r).unwrap(), u16::try_from(c).unwrap());
                    let value = match cell.to_string() {
                        value if value == "李经" && sheet == from => "王芳".to_string(),
                        value => value,
                    };
                    written.write_string(r, c, value).unwrap();
                }
            }
        }
        out.save(&file).unwrap();
        file
    };
    let gone = merge.merge(&[&renamed("整改清单", None, "less.xlsx")], &["--dry-run"]);
    assert!(gone.text().contains("less.xlsx has no sheet `整改清单`"), "{}", gone.text());
    let file = renamed("整改清单", Some("一季度整改"), "renamed.xlsx");
    let run = merge.merge(&[&file], &["--dry-run", "--format", "json"]);
    let value: Value = serde_json::from_str(run.text()).unwrap();
    let owners: Vec<&Value> =
        value["taken"].as_array().unwrap().iter().filter(|t| t["field"] == "owner").collect();
    assert_eq!(owners.len(), 3, "{}", run.text());
    assert_eq!(value["missing"], json!([]));
}

#[test]
fn a_workbook_of_another_project_is_refused() {
    let merge = Merge::new();
    let other = Audit::mini();
    other.edit("audit.toml", "id = \"mini\"", "id = \"maxi\"");
    assert_eq!(other.score(&["-q"]).code, 0);
    merge.merge(&[&other.file("out/report.xlsx")], &[]).refused(&["another project", "maxi"]);
    let (earlier, _) = earlier(|_| {});
    merge.merge(&[&earlier.file("out/report.xlsx")], &[]).refused(&["another period", "2025Q3"]);
    let plain = merge.audit.file("plain.xlsx");
    let mut book = Workbook::new();
    book.add_worksheet();
    book.save(&plain).unwrap();
    merge.merge(&[&plain], &[]).refused(&["hidden ids are lost"]);
}
