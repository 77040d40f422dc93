//! What is wrong in a checksheet, a register or on the command line does not pass for nothing there.

use std::fs;

use super::run::{Audit, inspect};

fn codes(audit: &Audit) -> Vec<String> {
    let result = audit.result();
    let text = |v: &serde_json::Value| v.as_str().unwrap_or("").to_string();
    let problems = result["problems"].as_array().unwrap().iter();
    problems.map(|p| format!("{} {}", text(&p["code"]), text(&p["cell"]))).collect()
}

/// The figures of the spot checks of M-4: made and passed.
fn spots(audit: &Audit) -> (u64, u64) {
    let check = &audit.result()["items"][3]["checks"][0];
    let facts = &check["facts"];
    let of = |key: &str| {
        let inside = facts.as_object().unwrap().values().find_map(|v| v.get(key)?.as_u64());
        facts[key].as_u64().or(inside).unwrap()
    };
    (of("made"), of("passed"))
}

/// A renamed column does not discard what stands in it.
#[test]
fn a_checksheet_with_a_wrong_header() {
    let audit = Audit::mini();
    audit.edit("checksheet-calls.csv", "日期,结果,备注", "日期,通过否,备注");
    audit.score(&["--lang", "zh"]).refused(&[
        "checksheet-calls.csv!A1:G1",
        "检查表的“抽查”缺少列 “结果”",
        "“通过否 (F1)”",
    ]);
    let audit = Audit::mini();
    audit.edit("checksheet.csv", "判据,判定,", "判据,结论,");
    audit.score(&["--lang", "en"]).refused(&["checksheet.csv!A1:E1", "`Verdicts`", "`结论 (C1)`"]);
}

/// The date of the audit is the only clock, for spot checks too.
#[test]
fn spot_checks_are_held_to_their_dates() {
    let audit = Audit::mini();
    assert_eq!(audit.score(&["-q"]).code, 0);
    assert_eq!(spots(&audit), (2, 2));
    audit.edit("checksheet-calls.csv", "2025-12-21", "2026-03-01");
    assert_eq!(audit.score(&["-q"]).code, 0);
    assert_eq!((spots(&audit), codes(&audit)), ((1, 1), vec!["spot-check-later E3".to_string()]));
    audit.edit("checksheet-calls.csv", "2026-03-01", "2025-09-30");
    audit.score(&["-q"]);
    assert_eq!((spots(&audit), codes(&audit)), ((2, 2), vec!["spot-check-earlier E3".to_string()]));
}

#[test]
fn the_same_spot_check_twice_counts_once() {
    let audit = Audit::mini();
    audit.edit("checksheet-calls.csv", "2025-12-21", "2025-12-20");
    audit.score(&["-q"]);
    assert_eq!((spots(&audit), codes(&audit)), ((1, 1), vec!["spot-check-twice A3".to_string()]));
}

/// What ends the run does not hide what else is to be mended.
#[test]
fn every_error_of_a_checksheet_at_once() {
    let audit = Audit::mini();
    audit.edit("checksheet.csv", "部分符合", "还可以");
    audit.add("checksheet.csv", "M-20,,符合,,\n");
    audit.edit("checksheet-calls.csv", "2025-12-21,合格", "2025-12-21,大概");
    audit.score(&["--lang", "zh"]).refused(&[
        "checksheet.csv!A5: 没有名为“M-20”的检查项",
        "checksheet.csv!C2: 无法识别的判定“还可以”",
        "checksheet-calls.csv!F3: 无法识别的判定“大概”，应为以下之一：“合格”、“不合格”",
        "共 3 个错误",
    ]);
}

#[test]
fn a_reason_without_a_verdict_is_told() {
    let audit = Audit::mini();
    audit.edit("checksheet.csv", "M-1,,部分符合,,", "M-1,,,已整改,");
    audit.score(&["-q"]);
    assert!(
        codes(&audit).contains(&"reason-without-verdict D2".to_string()),
        "{:?}",
        codes(&audit)
    );
}

/// A report does not take the place of the result it is made from.
#[test]
fn a_report_over_its_own_result() {
    let audit = Audit::mini();
    audit.score(&["-q"]);
    let (result, before) = (audit.file("out/result.json"), audit.read("out/result.json"));
    let other = audit.file("out/../out/result.json");
    for out in [&result, &other] {
        inspect(["report".as_ref(), result.as_os_str(), "-o".as_ref(), out.as_os_str()])
            .refused(&["result.json"]);
        assert_eq!(audit.read("out/result.json"), before);
    }
    assert_eq!(fs::read_dir(audit.file("out")).unwrap().count(), 2);
}

/// What begins like a period and is none is a slip, not a part of the name.
#[test]
fn a_folder_named_after_no_period() {
    for name in ["foo-2026Q5", "foo-2026-13", "foo_2026-H3"] {
        let audit = Audit::none(name);
        let run = audit.run("init", &["--standard", "quality-inspection"]);
        run.refused(&[&name[4..], "2025Q4"]);
        assert!(!audit.path.exists());
    }
    let audit = Audit::none("foo-2000-gate");
    assert_eq!(audit.run("init", &["--standard", "quality-inspection"]).code, 0);
}

/// A renamed column that a check reads is an error, not a better score.
#[test]
fn a_renamed_column_that_is_not_required() {
    let audit = Audit::mini();
    audit.edit("evidence/complaints.csv", "联系电话,处理时间,满意率", "联系电话,办结时刻,满意率");
    let run = audit.score(&["--lang", "zh", "--fail-on", "problems"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert_eq!(codes(&audit), ["missing-column A1:E1"]);
    let message = audit.result()["problems"][0]["message"].to_string();
    for word in ["缺少列“处理时间”", "M-3", "“办结时刻”"] {
        assert!(message.contains(word), "{message}");
    }
    assert!(run.text().contains("1 个文件读取有误（1 处）"), "{}", run.text());
    // What no check reads may be missing.
    let audit = Audit::mini();
    audit.edit("evidence/complaints.csv", "投诉内容,联系电话", "投诉内容,来电");
    audit.score(&["-q"]);
    assert!(codes(&audit).iter().all(|c| !c.starts_with("missing-column")), "{:?}", codes(&audit));
}

/// A form nobody filled in is not a quarter without complaints, unless somebody says so.
#[test]
fn a_form_left_empty_is_not_reviewed() {
    let audit = Audit::mini();
    let made = Audit::none("made-2025Q4");
    let standards = audit.path.to_str().unwrap();
    let run = made.run("init", &["--standard", "mini", "--standards", standards]);
    assert_eq!(run.code, 0, "{}", run.err);
    fs::remove_file(audit.file("evidence/complaints.csv")).unwrap();
    fs::copy(made.file("evidence/complaints.xlsx"), audit.file("evidence/complaints.xlsx"))
        .unwrap();
    audit.score(&["-q"]);
    let status = || audit.result()["items"][2]["status"].as_str().unwrap().to_string();
    assert_eq!(
        (codes(&audit), status()),
        (vec!["unfilled-register ".into()], "not_reviewed".into())
    );
    audit.add("audit.toml", "\n[[empty]]\nregister = \"complaints\"\nreason = \"新交付\"\n");
    audit.score(&["-q"]);
    assert_eq!(codes(&audit), ["empty-register "]);
    assert_ne!(status(), "not_reviewed");
}

#[test]
fn a_waiver_that_ends_before_it_begins() {
    let audit = Audit::mini();
    audit.add(
        "audit.toml",
        "\n[[waivers]]\nitem = \"M-1\"\nreason = \"x\"\napproved_by = \"y\"\nfrom = 2026-01-01\nuntil = 2025-01-01\n",
    );
    audit
        .score(&["--lang", "en"])
        .refused(&["audit.toml:19:9", "ends on 2025-01-01, before it begins on 2026-01-01"]);
}
