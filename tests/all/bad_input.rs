//! Input that is wrong: exit code 2 and words that say where, what was expected and what was meant.

use std::fs;

use serde_json::Value;

use super::run::{Audit, Run, inspect, program, run};

/// The problems of a result as `code file!cell`.
fn problems(audit: &Audit) -> Vec<String> {
    let result = audit.result();
    let text = |p: &Value, key: &str| p[key].as_str().unwrap_or("").to_string();
    let problems = result["problems"].as_array().unwrap().iter();
    problems
        .map(|p| format!("{} {}!{}", text(p, "code"), text(p, "file"), text(p, "cell")))
        .collect()
}

fn status(audit: &Audit, item: usize) -> String {
    audit.result()["items"][item - 1]["status"].as_str().unwrap().to_string()
}

/// Asserts that a run was refused and left nothing behind.
fn refused(audit: &Audit, words: &[&str]) -> Run {
    let before = audit.listing();
    let run = audit.score(&["--lang", "en"]);
    run.refused(words);
    assert_eq!(audit.listing(), before, "nothing is written");
    run
}

#[test]
fn typos_in_audit_toml_all_at_once() {
    let audit = Audit::mini();
    audit.edit("audit.toml", "auditor", "audtior");
    audit.edit("audit.toml", "households", "housholds");
    audit.edit("audit.toml", "项目经理", "项目经里");
    audit.add("audit.toml", "\n[[not_kept]]\nregister = \"complaint\"\nreason = \"\"\n");
    audit.add(
        "audit.toml",
        "\n[[waivers]]\nitem = \"M-11\"\nreason = \"x\"\napproved_by = \"y\"\nuntil = 2026-01-01\n",
    );
    audit.add("audit.toml", "\n[previous]\n\"M-5/few\" = 1\n");
    refused(
        &audit,
        &[
            "audit.toml:4:1",
            "unknown key `audtior`; did you mean `auditor`?",
            "audit.toml:9:1",
            "unknown key `housholds`; did you mean `households`?",
            "no owner role named `项目经里`; did you mean `项目经理`?",
            "no register named `complaint`; did you mean `complaints`?",
            "`reason` is",
            "no item named `M-11`; did you mean `M-1`?",
            "no check named `M-5/few`; did you mean `M-5/fewer`?",
            "7 errors",
        ],
    );
}

/// A date there is none of, and texts without quotes, hide nothing else.
#[test]
fn what_is_no_toml_in_audit_toml_all_at_once() {
    let audit = Audit::mini();
    audit.edit("audit.toml", "period = \"2025Q4\"", "period = 2025");
    audit.edit("audit.toml", "as_of = 2025-12-31", "as_of = 2025-13-31");
    audit.edit("audit.toml", "households", "housholds");
    let name = "[[waivers]]\nitem = M-2\nreason = 施工\napproved_by = \"y\"\nuntil = 2025-02-30\n";
    audit.add("audit.toml", name);
    let words = [
        "`period` is 2025, expected a text in quotes: \"2025\"",
        "`as_of` is 2025-13-31, expected a date such as 2025-12-31",
        "unknown key `housholds`; did you mean `households`?",
        "`item` is M-2, expected a text in quotes: \"M-2\"",
        "`reason` is 施工, expected a text in quotes: \"施工\"",
        "`until` is 2025-02-30, expected a date such as 2025-12-31",
        "6 errors",
    ];
    refused(&audit, &words);
    let run = audit.score(&["--lang", "zh"]);
    run.refused(&[
        "“period”的值是 2025，应为加引号的文字：\"2025\"",
        "“as_of”的值是 2025-13-31，应为日期",
    ]);
}

/// Verdicts under another name are not passed over without a word.
#[test]
fn an_audit_without_its_checksheet() {
    let audit = Audit::mini();
    fs::remove_file(audit.file("checksheet-calls.csv")).unwrap();
    fs::rename(audit.file("checksheet.csv"), audit.file("检查表.csv")).unwrap();
    audit.write("waivers.csv", "");
    let run = audit.score(&["-q", "--lang", "en"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(problems(&audit).contains(&"no-checksheet checksheet.xlsx!".to_string()));
    assert!(run.text().contains("no checksheet"), "{}", run.text());
    let result = audit.result();
    let told = result["problems"].as_array().unwrap().iter().find(|p| p["code"] == "no-checksheet");
    assert_eq!(told.unwrap()["data"]["data"]["beside"], serde_json::json!(["检查表.csv"]));
}

#[test]
fn a_folder_that_is_no_audit_says_how_to_make_one() {
    let audit = Audit::mini();
    let file = audit.file("audit.toml");
    let words = ["audit.toml: no such file: give an audit folder", "`inspect init`"];
    inspect(["score", file.to_str().unwrap()]).refused(&words);
    fs::remove_file(&file).unwrap();
    audit.score(&[]).refused(&words);
    audit.score(&["--lang", "zh"]).refused(&["audit.toml: 文件不存在：请给出", "inspect init"]);
}

/// What the system says is said in the user's language.
#[test]
fn an_output_folder_that_is_a_file() {
    let audit = Audit::mini();
    audit.write("out", "mine");
    audit.score(&["--lang", "zh"]).refused(&["out: 无法写入：路径中有一段不是文件夹"]);
    audit.score(&["--lang", "en"]).refused(&["out: cannot be written: not a directory"]);
    assert_eq!(audit.read("out"), b"mine");
}

#[test]
fn typos_in_a_standard_all_at_once() {
    let audit = Audit::mini();
    audit.edit("mini.toml", "weight = 2", "wieght = 2");
    audit.edit("mini.toml", "title = { zh = \"环境整洁\"", "titel = { zh = \"环境整洁\"");
    refused(&audit, &["mini.toml:", "unknown key `wieght`; did you mean `weight`?", "`titel`"]);

    let audit = Audit::mini();
    audit.edit(
        "mini.toml",
        "register = \"complaints\", measure = \"rate\"",
        "register = \"complaint\", measure = \"rate\"",
    );
    audit.edit("mini.toml", "sample = \"calls\", at_least", "sample = \"call\", at_least");
    audit.edit("mini.toml", "time = \"received\"", "time = \"recieved\"");
    audit.edit(
        "mini.toml",
        "measure = \"count\", change",
        "where = \"handeld is empty\", measure = \"count\", change",
    );
    audit.edit("mini.toml", "items = 3", "items = 4");
    let run = refused(
        &audit,
        &[
            "no register named `complaint`; did you mean `complaints`?",
            "`call`; did you mean `calls`?",
            "`recieved`; did you mean `received`?",
            "`handeld`",
            "did you mean `handled`?",
            "4 stated, 3 found",
            "5 errors",
        ],
    );
    let lint = inspect(["standard", "lint", audit.file("mini.toml").to_str().unwrap()]);
    assert_eq!((lint.code, lint.err), (2, run.err), "lint says the same");
}

#[test]
fn an_audit_toml_that_is_none() {
    let audit = Audit::mini();
    audit.write("audit.toml", "");
    refused(
        &audit,
        &[
            "audit.toml",
            "missing key `standard`",
            "missing key `period`",
            "missing key `as_of`",
            "missing key `project`",
        ],
    );
    audit.write("audit.toml", "standard = \"mini\"\nperiod = \"2025Q5\"\nas_of = 2025-02-30\n[project]\nid = \"a b\"\nname = \"\"\n");
    refused(&audit, &["audit.toml:3"]);
    audit.write("audit.toml", "standard = \"mini\"\nperiod = \"2025Q5\"\nas_of = 2025-12-31\n[project]\nid = \"a b\"\nname = \"\"\n");
    refused(
        &audit,
        &["audit.toml:2", "`period` is 2025Q5", "`id` is a b", "`name` is", "3 errors"],
    );
    let (gbk, _, _) = encoding_rs::GBK.encode("# 检查文件\nstandard = \"mini\"\n");
    audit.write("audit.toml", &gbk);
    refused(&audit, &["audit.toml", "UTF-8"]);
    fs::remove_file(audit.file("audit.toml")).unwrap();
    refused(&audit, &["audit.toml: no such file"]);
    Audit::none("nowhere").score(&[]).refused(&["nowhere/audit.toml: no such file"]);
}

#[test]
fn an_unknown_standard() {
    let audit = Audit::mini();
    audit.edit("audit.toml", "standard = \"mini\"", "standard = \"quality-inspecton\"");
    refused(&audit, &["audit.toml:1:12", "did you mean `quality-inspection`?"]);
}

#[test]
fn not_applicable_needs_a_reason_and_the_standards_leave() {
    let audit = Audit::mini();
    audit.add(
        "audit.toml",
        "\n[[not_applicable]]\nitem = \"M-4\"\nreason = \" \"\napproved_by = \"\"\n",
    );
    audit.add(
        "audit.toml",
        "\n[[not_applicable]]\nitem = \"M-2\"\nreason = \"未建\"\napproved_by = \"王\"\n",
    );
    refused(
        &audit,
        &["`reason` is", "`approved_by` is", "not let item M-2 be not applicable", "3 errors"],
    );
}

#[test]
fn a_missing_column() {
    let audit = Audit::mini();
    audit.edit("evidence/complaints.csv", "投诉时间,", "时间,");
    assert_eq!(audit.score(&["-q"]).code, 0);
    assert_eq!(problems(&audit), ["header-not-found evidence/complaints.csv!A1:E1"]);
    let message = audit.result()["problems"][0]["message"].to_string();
    assert!(message.contains("投诉时间") && message.contains("联系电话"), "{message}");
    assert_eq!((status(&audit, 3), status(&audit, 1)), ("not_reviewed".into(), "partial".into()));
}

#[test]
fn two_headers_for_one_column() {
    let audit = Audit::mini();
    audit.edit(
        "evidence/complaints.csv",
        "投诉时间,投诉内容,联系电话",
        "投诉时间,投诉内容,受理时间",
    );
    audit.score(&["-q"]);
    assert_eq!(problems(&audit), ["ambiguous-column evidence/complaints.csv!A1"]);
    let message = audit.result()["problems"][0]["message"].to_string();
    assert!(message.contains("受理时间"), "{message}");
    assert_eq!(status(&audit, 3), "not_reviewed");
}

/// The row that cannot be dated leaves M-3 at 0.5 (one of those left is not handled).
#[test]
fn values_that_are_none() {
    let audit = Audit::mini();
    audit.edit("evidence/complaints.csv", "2025-11-03 10:00", "三号上午");
    audit.edit("evidence/complaints.csv", "90%", "140%");
    audit.edit("checksheet.csv", "部分符合", "还可以");
    assert_eq!(audit.score(&["-q"]).code, 0);
    let mut found = problems(&audit);
    found.sort();
    assert_eq!(
        found,
        [
            "type-mismatch evidence/complaints.csv!A3",
            "type-mismatch evidence/complaints.csv!E2",
            "unknown-verdict checksheet.csv!C2",
        ]
    );
    let messages = audit.result()["problems"].to_string();
    for words in ["三号上午", "2025-12-31 08:30", "140%", "0% 到 100%", "还可以", "“部分符合”"]
    {
        assert!(messages.contains(words), "no “{words}” in {messages}");
    }
    assert_eq!((status(&audit, 1), status(&audit, 3)), ("not_reviewed".into(), "partial".into()));
}

#[test]
fn contradictory_checksheets_all_at_once() {
    let audit = Audit::mini();
    audit.add("checksheet.csv", "m-1,,符合,,\nM-2,rulez,是,,\nM-20,,符合,,\n");
    audit.add(
        "checksheet-calls.csv",
        "M-9,calls,1,,,合格,\nM-1,calls,1,,,合格,\nM-4,visits,1,,,合格,\n",
    );
    refused(
        &audit,
        &[
            "checksheet.csv!A5: `M-1` is there twice, first in checksheet.csv!A2",
            "checksheet.csv!B6: no check named `rulez`; did you mean `rules`?",
            "checksheet.csv!A7: no item named `M-20`; did you mean `M-2`?",
            "checksheet-calls.csv!A4: no item named `M-9`",
            "checksheet-calls.csv!A5: item M-1 asks for no spot checks",
            "checksheet-calls.csv!B6: no spot check named `visits`",
            "6 errors",
        ],
    );
}

#[test]
fn nothing_to_score() {
    let audit = Audit::mini();
    audit.write("evidence/complaints.csv", "投诉时间,投诉内容\n");
    audit.write("checksheet.csv", "检查项,判据,判定\nM-1,,\n");
    fs::remove_file(audit.file("checksheet-calls.csv")).unwrap();
    refused(&audit, &["nothing to score", "evidence/", "checksheet.csv"]);
    fs::remove_dir_all(audit.file("evidence")).unwrap();
    fs::remove_file(audit.file("checksheet.csv")).unwrap();
    refused(&audit, &["nothing to score", "evidence/", "checksheet.xlsx"]);
    fs::create_dir(audit.file("evidence")).unwrap();
    audit.write("evidence/~$complaints.xlsx", "x");
    audit.write("evidence/.~lock.complaints.xlsx#", "x");
    refused(
        &audit,
        &["nothing to score", "~$complaints.xlsx", ".~lock.complaints.xlsx#", "lock file"],
    );
}

/// Each of its records would count twice, or be told of as a repetition.
#[test]
fn a_register_that_is_there_twice() {
    let audit = Audit::mini();
    audit.score(&["-q"]);
    let points = |bytes: &[u8]| {
        let result: Value = serde_json::from_slice(bytes).unwrap();
        (result["score"].clone(), result["items"].clone())
    };
    let once = audit.read("out/result.json");
    let copy = String::from_utf8(audit.read("evidence/complaints.csv")).unwrap();
    audit.write("evidence/投诉台账（副本）.csv", &copy);
    audit.score(&["-q"]);
    let twice = audit.read("out/result.json");
    assert_eq!(points(&once), points(&twice));
    let told: Vec<String> =
        problems(&audit).into_iter().filter(|p| p.contains("same-file")).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    // One byte more, and it is another file: its rows are more rows.
    audit.write("evidence/投诉台账（副本）.csv", &(copy + "\n"));
    audit.score(&["-q"]);
    assert!(!problems(&audit).iter().any(|p| p.contains("same-file")));
}

#[test]
fn a_folder_that_cannot_be_written() {
    let audit = Audit::mini();
    audit.write("taken", "a file");
    for out in ["taken", "taken/deeper"] {
        let before = audit.listing();
        let out = audit.file(out);
        audit
            .score(&["-o", out.to_str().unwrap(), "--lang", "en"])
            .refused(&["taken", "cannot be written"]);
        assert_eq!(audit.listing(), before);
        assert_eq!(audit.read("taken"), b"a file");
    }
    // The second of the two files cannot take its place: the first is not replaced either.
    audit.score(&["-q"]);
    fs::remove_file(audit.file("out/report.xlsx")).unwrap();
    fs::create_dir(audit.file("out/report.xlsx")).unwrap();
    audit.write("out/result.json", "older");
    let before = audit.listing();
    audit.score(&["--lang", "en"]).refused(&["report.xlsx: cannot be written"]);
    assert_eq!(audit.listing(), before, "no temporary file is left");
    assert_eq!(audit.read("out/result.json"), b"older");
}

/// A limit on the size of files stands for a full disk: a write comes to nothing half-way.
#[cfg(unix)]
#[test]
fn a_disk_that_is_full() {
    let audit = Audit::mini();
    let folder = audit.path.to_str().unwrap();
    let program = program();
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" score \"$1\" -o \"$1/new/out\"";
    let mut shell = assert_cmd::Command::new("sh");
    let shell = shell.args(["-c", script, program.get_program().to_str().unwrap(), folder]);
    let before = audit.listing();
    let run = run(shell.env("LANG", "C"));
    run.refused(&["new/out/result.json: 无法写入：文件过大"]);
    assert_eq!(audit.listing(), before, "neither a file nor a new folder is left");
}

#[cfg(target_os = "linux")]
#[test]
fn a_standard_output_that_is_full() {
    let audit = Audit::mini();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = std::process::Command::new(program().get_program())
        .args(["score", audit.path.to_str().unwrap(), "-q"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(!output.stderr.is_empty());
}

#[test]
fn wrong_usage() {
    inspect(["scor", "x"]).refused(&["score"]);
    inspect(["score"]).refused(&["<DIR>"]);
    inspect(["score", "x", "--fromat", "json"]).refused(&["--format"]);
    let nothing = inspect::<&str>([]);
    assert_eq!(nothing.code, 2);
    assert!(nothing.err.contains("Usage"), "{}", nothing.err);
    // As everything else, in the language asked for.
    inspect(["score", "x", "--fromat", "json", "--lang", "zh"])
        .refused(&["错误: 没有这个参数：“--fromat”", "是否想用 “--format”"]);
    let zh = run(program().args(["score"]).env("LANG", "zh_CN.UTF-8"));
    zh.refused(&["缺少必需的参数：\n  <DIR>", "用法：inspect score"]);
}

#[test]
fn personal_data_is_masked_wherever_it_is_quoted() {
    let audit = Audit::mini();
    audit.edit("evidence/complaints.csv", "2025-11-03 10:00", "来电13912345678");
    audit.edit("checksheet.csv", "门前有杂物", "电话13912345678");
    let run = audit.score(&[]);
    let result = String::from_utf8(audit.read("out/result.json")).unwrap();
    for text in [run.text(), &run.err, &result] {
        assert!(!text.contains("13912345678"), "{text}");
    }
    assert!(result.contains("来电139****5678") && result.contains("电话139****5678"), "{result}");
}

/// A missing key is told once, whatever else is wrong with what should stand there.
#[test]
fn a_missing_key_hides_nothing_else() {
    let audit = Audit::mini();
    audit.edit("audit.toml", "period = \"2025Q4\"\n", "");
    audit.edit("audit.toml", "id = \"mini\"\n", "");
    audit.edit("audit.toml", "as_of = 2025-12-31", "as_of = \"31.12.\"");
    audit.edit("audit.toml", "项目经理", "经理");
    refused(
        &audit,
        &["missing key `period`", "missing key `id`", "`as_of` is", "`经理`", "4 errors"],
    );
}

/// An item with one overall judgement has one row, whether or not it names the check.
#[test]
fn two_verdicts_on_one_item() {
    let audit = Audit::mini();
    audit.add("checksheet.csv", "M-1,clean,符合,,\n");
    refused(&audit, &["checksheet.csv!A5: `M-1` is there twice, first in checksheet.csv!A2"]);
}

#[test]
fn a_name_nobody_knows_is_quoted_short_and_masked() {
    let audit = Audit::mini();
    audit.add("checksheet.csv", &format!("来电13912345678{},,符合,,\n", "长".repeat(200)));
    let run = refused(&audit, &["来电139****5678长"]);
    assert!(!run.err.contains(&"长".repeat(61)), "{}", run.err);
}

/// What was filled in and cannot be read is told, not only that nothing is left.
#[test]
fn nothing_to_score_for_what_cannot_be_read() {
    let audit = Audit::mini();
    audit.edit("evidence/complaints.csv", "投诉时间,", "时间,");
    audit.write("checksheet.csv", "检查项,判据,判定\nM-1,,还可以\n");
    fs::remove_file(audit.file("checksheet-calls.csv")).unwrap();
    refused(
        &audit,
        &["nothing to score", "evidence/complaints.csv!A1:E1", "checksheet.csv!C2", "还可以"],
    );
}

/// Rows up to the date of the audit count: before the period has begun there are none.
#[test]
fn an_audit_before_its_period() {
    let audit = Audit::mini();
    audit.score(&["--as-of", "2025-09-30"]).refused(&["2025-09-30", "2025-10-01"]);
    assert_eq!(audit.score(&["-q", "--as-of", "2025-10-01"]).code, 0);
    audit.edit("audit.toml", "as_of = 2025-12-31", "as_of = 2024-12-31");
    refused(&audit, &["audit.toml:3:9", "2024-12-31", "2025-10-01"]);
}

/// Last year's share is a share, its number of rows not below zero.
#[test]
fn last_years_figures_out_of_range() {
    let audit = Audit::mini();
    audit.edit("mini.toml", "window = \"trailing-year\", measure = \"count\", change = \"relative\"", "window = \"trailing-year\", measure = \"rate\", pass = \"handled is not empty\", change = \"relative\"");
    audit.add("audit.toml", "\n[previous]\n\"M-5/fewer\" = 80\n");
    refused(&audit, &["audit.toml:15:15", "`M-5/fewer` is 80, expected a share from 0 to 1"]);
    let audit = Audit::mini();
    audit.add("audit.toml", "\n[previous]\n\"M-5/fewer\" = -3\n");
    refused(&audit, &["`M-5/fewer` is -3, expected a number, 0 or more"]);
}
