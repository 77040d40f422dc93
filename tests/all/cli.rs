//! The commands on a small audit, `tests/folders/mini`, worked out by hand:
//!
//! | item | weight | why | points |
//! | --- | --- | --- | --- |
//! | M-1 | 2 | judged 部分符合 | 1 |
//! | M-2 | 1 | rules yes, records no | 0.5 |
//! | M-3 | 1 | four complaints, three handled | 0.5 |
//! | M-4 | 1 | two calls of two answered | 1 |
//! | M-5 | 1 | four complaints this year, last year unknown: 0.5 or 1 | not reviewed |
//!
//! 3 of 5 points are 60 %; with M-5 at 0.5 and at 1, 3.5 and 4 of 6 are 58.33 % and 66.67 %.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use super::run::{Audit, inspect, program, run};

fn item(result: &Value, id: &str) -> Value {
    let items = result["items"].as_array().unwrap();
    items.iter().find(|i| i["id"] == id).unwrap_or_else(|| panic!("no {id}")).clone()
}

#[test]
fn a_clean_run_writes_result_and_report() {
    let audit = Audit::mini();
    let run = audit.score(&[]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.text().contains("60%") && run.text().contains("小园"), "{}", run.text());
    run.says(&["out/result.json", "out/report.xlsx"]);
    let made: Vec<String> = audit.listing().into_iter().filter(|f| f.starts_with("out/")).collect();
    assert_eq!(made, ["out/", "out/report.xlsx", "out/result.json"], "and nothing else");

    let result = audit.result();
    let score = &result["score"];
    let figures = ["points", "max", "percent", "low", "high"].map(|k| score[k].clone());
    assert_eq!(figures, [json!(3), json!(5), json!(60), json!(58.33), json!(66.67)]);
    assert_eq!(score["grade"], "中");
    let points: Vec<Value> =
        result["items"].as_array().unwrap().iter().map(|i| i["points"].clone()).collect();
    assert_eq!(points, [json!(1), json!(0.5), json!(0.5), json!(1), Value::Null]);
    assert_eq!(item(&result, "M-3")["checks"][1]["evidence"][0]["cell"], "D5");
    assert_eq!(item(&result, "M-1")["due"], "2026-01-30", "30 days after the audit");
    assert_eq!(result["problems"], json!([]));
}

#[test]
fn quiet_prints_only_results() {
    let run = Audit::mini().score(&["-q"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
}

#[test]
fn verbose_says_what_was_read() {
    let audit = Audit::mini();
    let run = audit.score(&["-v", "--lang", "en"]);
    run.says(&["← audit.toml\n", "← checksheet.csv (3 rows)\n"]);
    run.says(&["← evidence/complaints.csv (complaints, 4 rows)\n"]);
    assert!(!audit.score(&[]).err.contains('←'));
    assert_eq!(audit.score(&["-q", "-v"]).code, 2, "one or the other");
}

#[test]
fn every_format_of_score() {
    let audit = Audit::mini();
    let printed = audit.score(&["--format", "json", "-q"]);
    assert_eq!(printed.code, 0);
    assert_eq!(printed.out, audit.read("out/result.json"));
    let csv = audit.score(&["--format", "csv", "-q"]);
    let mut rows = csv::Reader::from_reader(csv.out.as_slice());
    assert_eq!(rows.records().filter_map(Result::ok).count(), 5, "a line per item");
    let markdown = audit.score(&["--format", "markdown", "-q"]);
    assert!(markdown.text().starts_with("# "), "{}", markdown.text());
}

#[test]
fn gates_decide_between_0_and_1() {
    let audit = Audit::mini();
    let gate = |args: &[&str]| {
        let run = audit.score(&[&["-q"], args].concat());
        (run.code, run.err.lines().map(String::from).collect::<Vec<_>>())
    };
    assert_eq!(gate(&["--min-score", "60"]), (0, vec![]), "the rounded figure, met exactly");
    assert_eq!(gate(&["--min-score", "60%"]), (0, vec![]));
    let (code, reason) = gate(&["--min-score", "60.01"]);
    assert_eq!((code, reason), (1, vec!["得分率 60% 低于要求的 60.01%".to_string()]));
    let (code, reason) = gate(&["--fail-on", "incomplete", "--lang", "en"]);
    assert_eq!(
        (code, reason),
        (1, vec!["the audit is incomplete: items not reviewed: 1".to_string()])
    );
    let (code, reasons) = gate(&["--fail-on", "incomplete", "--min-score", "99"]);
    assert_eq!((code, reasons.len()), (1, 2), "one line for each");
    assert_eq!(gate(&["--fail-on", "problems"]).0, 0);
    assert_eq!(audit.score(&["--min-score", "101"]).code, 2, "no percentage");
    assert_eq!(audit.score(&["--fail-on", "regret"]).code, 2);
    // Last year answers the open item: nothing is left to fail on.
    audit.add("audit.toml", "\n[previous]\n\"M-5/fewer\" = 5\n");
    assert_eq!(gate(&["--fail-on", "incomplete"]), (0, vec![]));

    audit.edit("evidence/complaints.csv", "投诉时间,", "时间,");
    let (code, reason) = gate(&["--fail-on", "problems", "--lang", "en"]);
    assert_eq!((code, reason), (1, vec!["errors in the spreadsheets: 1".to_string()]));
}

#[test]
fn as_of_is_the_only_clock() {
    let audit = Audit::mini();
    assert_eq!(audit.score(&["--as-of", "2026-01-10", "-q"]).code, 0);
    let result = audit.result();
    assert_eq!(result["as_of"], "2026-01-10");
    assert_eq!(item(&result, "M-1")["due"], "2026-02-09", "30 days after 10 January");
    assert_eq!(item(&result, "M-1")["points"], 1);
    assert_eq!(audit.score(&["--as-of", "10.1.2026"]).code, 2);
}

#[test]
fn the_language_changes_words_and_not_the_result() {
    let audit = Audit::mini();
    let chinese = audit.score(&["-q"]);
    let (result, report) = (audit.read("out/result.json"), audit.read("out/report.xlsx"));
    let english = audit.score(&["-q", "--lang", "en"]);
    assert!(chinese.text().contains("小标准") && chinese.text().contains("投诉件件处理"));
    assert!(english.text().contains("Mini standard") && !english.text().contains("小标准"));
    assert!(audit.read("out/result.json") == result, "result.json speaks the standard's language");
    assert!(audit.read("out/report.xlsx") != report);
    let folder = audit.path.to_str().unwrap();
    let from_environment = run(program().env("INSPECT_LANG", "en").args(["score", folder, "-q"]));
    assert_eq!(from_environment.out, english.out);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let audit = Audit::mini();
    audit.write(
        "evidence/complaints-2024.csv",
        "投诉时间,投诉内容\n2024-02-01 09:00,噪声\n2024-02-02 09:00,停车\n",
    );
    audit.score(&["-q"]);
    let first = (audit.read("out/result.json"), audit.read("out/report.xlsx"));
    audit.score(&["-q"]);
    assert!(first == (audit.read("out/result.json"), audit.read("out/report.xlsx")));

    // The files anew, made in the opposite order, in a folder elsewhere.
    let other = Audit::none("mini");
    fs::create_dir_all(other.file("evidence")).unwrap();
    let mut names: Vec<String> = audit
        .listing()
        .into_iter()
        .filter(|n| !n.ends_with('/') && !n.starts_with("out"))
        .collect();
    names.reverse();
    names.iter().for_each(|n| other.write(n, audit.read(n)));
    other.score(&["-q"]);
    assert!(first == (other.read("out/result.json"), other.read("out/report.xlsx")));
}

#[test]
fn a_previous_result_is_used_where_it_is_comparable() {
    let before = Audit::mini();
    before.edit("audit.toml", "2025Q4", "2024Q4");
    before.edit("audit.toml", "2025-12-31", "2024-12-31");
    // Five complaints in 2024.
    let row = |day: u32| format!("2024-03-{day:02} 09:00,噪声,,2024-03-{day:02} 10:00,\n");
    let rows: String = (1..=5).map(row).collect();
    before.write(
        "evidence/complaints.csv",
        format!("投诉时间,投诉内容,联系电话,处理时间,满意率\n{rows}"),
    );
    assert_eq!(before.score(&["-q"]).code, 0);
    let previous = before.file("out/result.json");
    let previous = previous.to_str().unwrap();

    let audit = Audit::mini();
    let run = audit.score(&["-q", "--previous", previous]);
    assert_eq!(run.code, 0, "{}", run.err);
    let m5 = item(&audit.result(), "M-5");
    assert_eq!((&m5["points"], &m5["checks"][1]["value"]), (&json!(1), &json!(-0.2)), "4 after 5");
    // 4 of 6 points.
    assert_eq!(audit.result()["score"]["percent"], 66.67);

    audit.edit("audit.toml", "2025Q4", "2025Q3");
    // An earlier result, but not of the year before: actions are carried on, its figures are not used.
    assert_eq!(audit.score(&["-q", "--previous", previous]).code, 0);
    assert_eq!(item(&audit.result(), "M-5")["checks"][1]["value"], Value::Null);
    let not_there = audit.score(&["--previous", "nowhere/result.json", "--lang", "en"]);
    not_there.refused(&["nowhere/result.json: no such file"]);
    let no_result = audit.file("audit.toml");
    audit.score(&["--previous", no_result.to_str().unwrap()]).refused(&["audit.toml"]);
}

#[test]
fn verify_recomputes() {
    let audit = Audit::mini();
    audit.score(&["-q"]);
    let path = audit.file("out/result.json");
    let verify = |args: &[&str]| inspect([&["verify", path.to_str().unwrap()], args].concat());
    let same = verify(&[]);
    assert_eq!((same.code, same.text()), (0, "一致：由输入重新计算得到同样的结果\n"));

    // The complaint of 24 December is handled after all: M-3 rises from 0.5 to 1.
    audit.edit("evidence/complaints.csv", "13800000004,,", "13800000004,2025-12-25 09:00,");
    let differs = verify(&["--lang", "en"]);
    assert_eq!(differs.code, 1, "{}", differs.err);
    assert!(differs.text().contains("evidence/complaints.csv"), "{}", differs.text());
    assert!(differs.text().contains("M-3 0.5 → 1"), "{}", differs.text());

    let elsewhere = Audit::mini();
    let folder = elsewhere.path.to_str().unwrap();
    assert_eq!(verify(&["--audit", folder]).code, 0, "the inputs may stand elsewhere");
    let gone = Audit::none("gone");
    assert_eq!(verify(&["--audit", gone.path.to_str().unwrap()]).code, 2);
}

#[test]
fn verify_says_what_was_changed() {
    let audit = Audit::mini();
    audit.score(&["-q"]);
    let path = audit.file("out/result.json");
    let verify = || inspect(["verify", path.to_str().unwrap(), "--lang", "en"]);
    let whole = fs::read_to_string(&path).unwrap();
    let mut result: Value = serde_json::from_str(&whole).unwrap();
    let percent = result["score"]["percent"].to_string();
    result["score"]["percent"] = serde_json::json!(99.5);
    fs::write(&path, serde_json::to_string(&result).unwrap()).unwrap();
    let differs = verify();
    assert_eq!(differs.code, 1);
    assert!(
        differs.text().contains(&format!("score.percent: 99.5 → {percent}")),
        "{}",
        differs.text()
    );
    // The figures of a check, not only the points that come of them.
    let mut result: Value = serde_json::from_str(&whole).unwrap();
    let item = result["items"][2]["id"].as_str().unwrap().to_string();
    let check = result["items"][2]["checks"][1]["id"].as_str().unwrap().to_string();
    result["items"][2]["checks"][1]["value"] = serde_json::json!(0.123);
    fs::write(&path, serde_json::to_string(&result).unwrap()).unwrap();
    let told = format!("{item}.checks.{check}.value: 0.123 → ");
    assert!(verify().text().contains(&told), "{}", verify().text());
    // Nothing but the layout.
    let result: Value = serde_json::from_str(&whole).unwrap();
    fs::write(&path, serde_json::to_string(&result).unwrap()).unwrap();
    assert!(verify().text().contains("how the file is written"), "{}", verify().text());
}

#[test]
fn a_result_in_each_format() {
    let audit = Audit::mini();
    let printed = audit.score(&["-q"]);
    let path = audit.file("out/result.json");
    let report = |args: &[&str]| {
        let run = inspect([&["report", path.to_str().unwrap()], args].concat());
        assert_eq!(run.code, 0, "{}", run.err);
        run
    };
    assert_eq!(report(&[]).out, printed.out, "as score printed it");
    assert_eq!(report(&["--format", "json"]).out, audit.read("out/result.json"));
    assert!(report(&["--format", "markdown"]).text().starts_with("# "));
    assert!(report(&["--format", "csv", "--lang", "en"]).text().contains("The place is clean"));
    let book = audit.file("again.xlsx");
    report(&["--format", "xlsx", "-o", book.to_str().unwrap()]);
    assert!(audit.read("again.xlsx") == audit.read("out/report.xlsx"));
    let no_file = inspect(["report", path.to_str().unwrap(), "--format", "xlsx"]);
    no_file.refused(&["--out"]);
    let in_the_way = audit.file("evidence");
    let args = ["report", path.to_str().unwrap(), "-o", in_the_way.to_str().unwrap()];
    inspect(args).refused(&["evidence"]);
}

#[test]
fn a_standard_of_ones_own() {
    let audit = Audit::mini();
    let mini = fs::read_to_string("tests/folders/mini/mini.toml").unwrap();
    fs::remove_file(audit.file("mini.toml")).unwrap();
    audit.score(&[]).refused(&["mini", "quality-inspection"]);
    fs::create_dir(audit.file("rules")).unwrap();
    audit.write("rules/mini.toml", mini);
    let rules = audit.file("rules");
    let run = audit.score(&["-q", "--standards", rules.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(audit.result()["score"]["percent"], 60);
    // Another standard than audit.toml asks for: none of its items is answered.
    audit.score(&["--standard", "quality-inspection"]).refused(&["M-1"]);
}

#[test]
fn changing_a_rule_changes_the_points() {
    let audit = Audit::mini();
    // Three of four handled is 75 %: enough for a threshold of 0.75.
    audit.edit(
        "mini.toml",
        "pass = \"handled is not empty\", at_least = 1",
        "pass = \"handled is not empty\", at_least = 0.75",
    );
    assert_eq!(audit.score(&["-q"]).code, 0);
    assert_eq!(item(&audit.result(), "M-3")["points"], 1);
}

#[test]
fn standards_are_listed_shown_and_checked() {
    let list = inspect(["standard", "list"]);
    assert_eq!(list.code, 0);
    assert!(list.text().contains("quality-inspection"), "{}", list.text());
    let shown = inspect(["standard", "show", "quality-inspection", "--format", "toml"]);
    assert_eq!(shown.out, fs::read("checklists/quality-inspection.toml").unwrap());
    inspect(["standard", "show", "quality"]).refused(&["quality-inspection"]);
    let lint = inspect(["standard", "lint", "tests/folders/mini/mini.toml", "--lang", "en"]);
    assert_eq!(lint.text(), "tests/folders/mini/mini.toml: no problems (5 items)\n");
    inspect(["standard", "lint", "nowhere.toml"]).refused(&["nowhere.toml: no such file"]);
}

#[test]
fn what_is_printed_for_other_programs() {
    let schema = inspect(["schema"]);
    assert_eq!(schema.out, fs::read("schemas/result.schema.json").unwrap());
    let bash = inspect(["completions", "bash"]);
    assert_eq!(bash.code, 0);
    assert!(bash.text().contains("--min-score") && bash.text().contains("complete "));
    let man = inspect(["man"]);
    assert!(man.code == 0 && man.text().contains(".TH inspect"), "{}", man.text());
    assert_eq!(inspect(["completions", "basic"]).code, 2);
}

/// `inspect … | head -1`
#[test]
fn a_closed_pipe_ends_quietly() {
    let audit = Audit::mini();
    let folder = audit.path.to_str().unwrap();
    for args in
        [&["score", folder, "-q", "--format", "json"][..], &["schema"], &["--help"], &["man"]]
    {
        let mut child = std::process::Command::new(program().get_program())
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let status = child.wait().unwrap();
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!((status.code(), said.as_str()), (Some(0), ""), "{args:?}");
    }
    assert!(audit.file("out/result.json").is_file(), "the files are written all the same");
}

#[test]
fn the_example_scores() {
    let audit = Audit::copy_of(Path::new("examples/riverside-2025Q4"));
    let run = audit.score(&["-q"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(audit.result()["items"].as_array().unwrap().len(), 62);
    for line in run.text().lines() {
        let width = unicode_width::UnicodeWidthStr::width(line);
        assert!(width <= 80, "{width}: {line}");
    }
}
