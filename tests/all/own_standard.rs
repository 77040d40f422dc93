//! A standard of one's own: imported from checklists, shown, exported, imported again, compared.
//!
//! `tests/checklists/make.py` makes the checklists.

use std::fs;

use inspect::standard::{Check, CheckKind, Standard, Tier, catalogue, load};

use super::run::{Audit, Run, inspect};

/// Imports a checklist into a folder of its own; the run, and the file where it was made.
fn import(file: &str, lang: &str) -> (Run, Option<String>) {
    let folder = Audit::none("own");
    fs::create_dir_all(&folder.path).unwrap();
    let out = folder.file("own.toml");
    let path = format!("tests/checklists/{file}");
    let run = inspect(["standard", "import", &path, "-o", out.to_str().unwrap(), "--lang", lang]);
    let made = fs::read_to_string(&out).ok();
    if let Some(text) = &made {
        let lint = inspect(["standard", "lint", out.to_str().unwrap()]);
        assert_eq!(lint.code, 0, "{}\n{text}", lint.err);
    }
    (run, made)
}

fn imported(file: &str, lang: &str) -> (Standard, String, Run) {
    let (run, text) = import(file, lang);
    assert_eq!(run.code, 0, "{}", run.err);
    let text = text.unwrap();
    (load("own.toml", &text).unwrap(), text, run)
}

fn tiers(checks: &[Check]) -> Vec<(Tier, &str, bool)> {
    let sampled = |c: &Check| matches!(c.kind, CheckKind::Sampled(_));
    checks.iter().map(|c| (c.tier, c.title.zh.as_str(), sampled(c))).collect()
}

#[test]
fn a_company_checklist_with_bands_and_rules_in_words() {
    let (standard, text, run) = imported("company.xlsx", "zh");
    assert_eq!(
        (standard.id.as_str(), standard.title.zh.as_str()),
        ("own", "滨河物业品质检查标准（2025版）")
    );
    let sections: Vec<&str> = standard.sections.iter().map(|s| s.title.zh.as_str()).collect();
    assert_eq!(sections, ["客户管理", "环境管理"]);
    let ids: Vec<&str> = standard.items.iter().map(|i| i.id.as_str()).collect();
    assert_eq!(ids, ["I-01", "I-02", "I-03", "I-04", "I-05", "I-06"]);
    let checks = |at: usize| tiers(&standard.items[at].checks);
    assert_eq!(checks(0), [(Tier::Half, "有制度", false), (Tier::Full, "有效执行", false)]);
    assert_eq!(checks(1), [(Tier::Half, "有接通", true), (Tier::Full, "全部接通", true)]);
    assert_eq!(standard.items[1].samples[0].need, 10);
    assert_eq!(standard.items[1].samples[0].title.zh, "任意时间抽打10个电话");
    assert_eq!(checks(2), [(Tier::Half, "客户档案健全", false), (Tier::Full, "抽查3户", true)]);
    assert_eq!(
        (standard.items[2].samples[0].need, standard.items[2].samples[0].unit.zh.as_str()),
        (3, "户")
    );
    assert_eq!(checks(3), [(Tier::Overall, "公告栏内容及时", false)]);
    assert_eq!(standard.items[4].weight.to_string(), "2");
    // Half of its two points is twice 0.5.
    assert_eq!(
        checks(4),
        [(Tier::Half, "不合格不超过 2 处", false), (Tier::Full, "无此情形：不合格", false)]
    );
    assert_eq!(standard.items[5].checks.len(), 3);
    // What was not understood stands beside its item, at the end, and in what is printed.
    for words in [
        "扣分规则按三档读：不扣分得满分，扣分不超过 1 分得一半，再多不得分：每发现一处扣0.5分，扣完为止",
        "缺2户",
        "接通率100%: kind = \"measured\"",
        "合计 8 分，各项相加为 7 分",
        "编制：品质部",
        "检查人：",
    ] {
        assert!(run.text().contains(words), "{words} in {}", run.text());
    }
    let (before, _) = text.split_once("number = 5").unwrap();
    let beside = before.rsplit("[[items]]").next().unwrap();
    assert!(beside.contains("待确认：扣分规则"), "{beside}");
    assert_eq!(text.matches("扣完为止").count(), 2 + 2, "twice in the rule, beside it, at the end");
}

#[test]
fn sheets_as_sections_and_numbers_kept_as_text() {
    let (standard, text, _) = imported("sheets.xlsx", "zh");
    let sections: Vec<&str> = standard.sections.iter().map(|s| s.title.zh.as_str()).collect();
    assert_eq!(sections, ["客户服务 · 接待", "工程维修"]);
    let sources: Vec<&str> = standard.items.iter().filter_map(|i| i.source.as_deref()).collect();
    assert_eq!(
        sources,
        [
            "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8", "1.9", "1.10", "1.11", "1.1",
            "1-2"
        ]
    );
    // 11 points merged over eleven items.
    assert!(standard.items[..11].iter().all(|i| i.weight.to_string() == "1"));
    assert_eq!(standard.items[11].title.zh, "巡检：设备巡检有记录");
    assert_eq!(standard.items[12].title.zh, "巡检：配电房；上锁");
    assert!(text.contains("本表自2025年起执行") && text.contains("“若干”"), "{text}");
}

/// Points taken away, headings that claim points, a merged heading beside the rows, a signed row.
#[test]
fn a_checklist_that_takes_points_away() {
    let (standard, text, run) = imported("deductions.xlsx", "zh");
    let sections: Vec<&str> = standard.sections.iter().map(|s| s.title.zh.as_str()).collect();
    assert_eq!(sections, ["客户服务", "工程维护 · 设备", "秩序维护"]);
    assert_eq!(standard.items.len(), 8, "neither total nor signatures: {text}");
    let checks = |at: usize| tiers(&standard.items[at].checks);
    // Half of 5 points is 2.5, five times 0.5.
    assert_eq!(
        checks(0),
        [(Tier::Half, "不符合不超过 5 人", false), (Tier::Full, "无此情形：不符合", false)]
    );
    // Ten calls at one of ten points each: five may fail.
    assert_eq!(
        checks(1),
        [(Tier::Half, "至少 5 次合格", true), (Tier::Full, "抽查的均无此情形：未接通", true)]
    );
    let CheckKind::Sampled(half) = &standard.items[1].checks[0].kind else { panic!() };
    assert_eq!(half.threshold.value.to_string(), "5");
    assert_eq!(checks(2)[0], (Tier::Half, "按细则扣分合计不超过 5 分", false));
    assert_eq!(checks(5), [(Tier::Overall, "门岗礼仪规范", false)]);
    assert_eq!(
        checks(7),
        [(Tier::Half, "80%≤满意度＜90%（或更好）", false), (Tier::Full, "满意度≥90%", false)]
    );
    for words in [
        "标题“一、客户服务（30分）”标明 30 分，其下各项相加为 25 分",
        "表中合计 100 分，各项相加为 59 分",
        "I-06 未识别：扣分规则没有说清扣多少、为什么扣：酌情扣1-3分",
        "未采用：编制：品质部 | 审核：张三",
        "未采用：说明：每项扣完为止。",
    ] {
        assert!(run.text().contains(words) && text.contains(words), "{words}\n{}", run.text());
    }
    assert!(!run.text().contains("标明 20 分"), "20 points it claims and has");
}

/// What was drafted scores: all yes is full points, all no none, the half tier alone half of what has one.
#[test]
fn a_draft_scores_once_it_is_answered() {
    let (standard, text, _) = imported("deductions.xlsx", "zh");
    let points = |answer: &dyn Fn(Tier) -> Option<bool>, passed: usize| {
        let folder = Audit::none("draft");
        let own = folder.path.parent().unwrap().join("standards");
        fs::create_dir_all(&own).unwrap();
        fs::write(own.join("own.toml"), &text).unwrap();
        let shelf = own.to_str().unwrap();
        let dir = folder.path.to_str().unwrap();
        let made = inspect([
            "init",
            dir,
            "--standard",
            "own",
            "--standards",
            shelf,
            "--as-of",
            "2026-03-31",
        ]);
        assert_eq!(made.code, 0, "{}", made.err);
        fs::remove_file(folder.file("checksheet.xlsx")).unwrap();
        let (mut rows, mut spots) = (String::new(), String::new());
        for item in &standard.items {
            for check in item.checks.iter().filter(|c| matches!(c.kind, CheckKind::Judged)) {
                let (id, said) = match (check.tier, answer(check.tier)) {
                    (Tier::Overall, Some(true)) => ("", "符合"),
                    (Tier::Overall, Some(false)) => ("", "不符合"),
                    (Tier::Overall, None) => ("", "部分符合"),
                    (_, yes) => (check.id.as_str(), if yes == Some(true) { "是" } else { "否" }),
                };
                rows += &format!("{},{id},{said},,\n", item.id);
            }
            for n in item.samples.iter().flat_map(|s| 1..=s.need as usize) {
                let said = if n <= passed { "合格" } else { "不合格" };
                spots += &format!("{},sample,{n},,2026-03-01,{said},\n", item.id);
            }
        }
        folder.write("checksheet.csv", format!("检查项,判据,判定,改判理由,备注\n{rows}"));
        folder.write(
            "checksheet-spots.csv",
            format!("检查项,抽查,序号,对象,日期,结果,备注\n{spots}"),
        );
        let run = folder.score(&["-q", "--standards", shelf]);
        assert_eq!(run.code, 0, "{}", run.err);
        let score = &folder.result()["score"];
        (score["points"].as_f64().unwrap(), score["max"].as_f64().unwrap())
    };
    assert_eq!(points(&|_| Some(true), 10), (59.0, 59.0));
    assert_eq!(points(&|_| Some(false), 0), (0.0, 59.0));
    // Every item of this checklist has a half tier, or a judgement that may say partly.
    let half = |tier| if tier == Tier::Overall { None } else { Some(tier == Tier::Half) };
    assert_eq!(points(&half, 5), (29.5, 59.0));
}

#[test]
fn an_english_checklist() {
    let (standard, text, _) = imported("english.csv", "en");
    let ids: Vec<&str> = standard.items.iter().map(|i| i.id.as_str()).collect();
    assert_eq!(ids, ["V2-1-1", "V2-1-10", "V3-2-1"]);
    let sections: Vec<&str> = standard.sections.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(sections, ["authentication", "session-management"]);
    assert!(text.contains("source = \"V2.1.10\"") && text.contains("language = \"en\""));
    assert_eq!(
        tiers(&standard.items[0].checks),
        [(Tier::Half, "documented", false), (Tier::Full, "enforced", false)]
    );
    assert_eq!(standard.items[0].note.as_ref().unwrap().en, "Look at the policy; Level: L1");
    assert_eq!(standard.items[1].weight.to_string(), "2");
    assert_eq!(standard.items[2].samples[0].need, 5);
}

#[test]
fn bad_files_are_refused_or_read_and_never_harm() {
    let (standard, text, _) = imported("hostile.xlsx", "zh");
    assert_eq!(standard.items.len(), 5, "{text}");
    assert_eq!(standard.sections.len(), 1, "a rule that goes on is no heading");
    assert!(
        standard.items[2].rule.zh.ends_with("续：1分") && text.contains("的公式没有可用的结果")
    );
    assert!(standard.items[0].title.zh.contains("\"\"\"引号\\反斜杠 = [[items]] # 注释"));
    for (file, word) in
        [("prose.csv", "checklist"), ("header-only.xlsx", "no rows"), ("none.xlsx", "none.xlsx")]
    {
        let (run, made) = import(file, "en");
        run.refused(&[word]);
        assert_eq!(made, None, "{file}");
    }
    for entry in fs::read_dir("tests/corpus").unwrap() {
        let path = entry.unwrap().path();
        let ending = path.extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
        if ["xlsx", "xls", "csv", "ods"].contains(&ending.as_str()) {
            let (run, _) =
                import(&format!("../corpus/{}", path.file_name().unwrap().to_str().unwrap()), "en");
            assert!([0, 2].contains(&run.code), "{}: {}", path.display(), run.err);
            assert!(!run.err.contains("internal error"), "{}: {}", path.display(), run.err);
        }
    }
}

#[test]
fn nothing_is_overwritten_and_the_name_must_be_an_id() {
    let folder = Audit::none("own");
    fs::create_dir_all(&folder.path).unwrap();
    folder.write("there.toml", "mine");
    let out = |name: &str| folder.file(name).to_str().unwrap().to_string();
    let run = |name: &str| {
        inspect([
            "standard",
            "import",
            "tests/checklists/company.xlsx",
            "-o",
            &out(name),
            "--lang",
            "en",
        ])
    };
    run("there.toml").refused(&["there.toml", "will not be overwritten"]);
    assert_eq!(folder.read("there.toml"), b"mine");
    run("我们的.toml").refused(&["a file name of letters, digits"]);
    run("ours.txt").refused(&["ends in .toml"]);
    assert_eq!(folder.listing(), ["there.toml"]);
}

#[test]
fn an_exported_workbook_comes_back_as_it_was() {
    let folder = Audit::none("own");
    fs::create_dir_all(&folder.path).unwrap();
    let at = |name: &str| folder.file(name).to_str().unwrap().to_string();
    for (shipped, lang) in catalogue().iter().flat_map(|s| [(s, "zh"), (s, "en")]) {
        let id = shipped.id;
        let (book, back) = (at(&format!("{id}-{lang}.xlsx")), at(&format!("{id}-{lang}.toml")));
        let show = ["standard", "show", id, "--format", "xlsx", "-o", &book, "--lang", lang];
        assert_eq!(inspect(show).code, 0);
        let run = inspect(["standard", "import", &book, "-o", &back, "--lang", "en"]);
        assert_eq!(run.code, 0, "{}", run.err);
        let nothing = "; 0 to confirm, 0 not understood, 0 left out\n";
        assert!(run.text().ends_with(nothing), "{}", run.text());
        assert_eq!(fs::read_to_string(&back).unwrap(), shipped.text, "{id} {lang}");
    }
}

/// A workbook as the export makes it, with the cells of somebody who worked on it.
fn edited(toml: &str, rows: &[[&str; 6]]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let header = ["编号", "检查内容", "评分细则", "分值", "责任人", "备注"];
    for (row, cells) in (0u32..).zip([header].iter().chain(rows)) {
        for (column, text) in (0u16..).zip(cells) {
            sheet.write_string(row, column, *text).unwrap();
        }
    }
    let hidden = book.add_worksheet();
    hidden.set_name("inspect.toml").unwrap().set_hidden(true);
    for (row, line) in (0u32..).zip(toml.trim_end().split('\n')) {
        for (column, piece) in (0u16..).zip(inspect::intake::pieces(line)) {
            hidden.write_string(row, column, piece).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn cells_changed_in_an_exported_workbook_are_taken_over_or_listed() {
    let folder = Audit::none("own");
    fs::create_dir_all(&folder.path).unwrap();
    let at = |name: &str| folder.file(name).to_str().unwrap().to_string();
    let toml = fs::read_to_string("tests/lints/clean.toml").unwrap();
    let toml = toml
        .replace("number = 2\n", "number = 2\nweight = 2\n")
        .replace("points = 2 }", "points = 3 }");
    let rows = [
        ["A-1", "报修都有记录", "有记录得一半，齐全得满分。", "4", "客服主管", "新的备注"],
        ["A-2", "回访属实", "属实得分。", "5", "没有此岗位", ""],
        ["A-9", "新的要求", "有得1分", "1", "客服主管", ""],
    ];
    folder.write("edited.xlsx", edited(&toml, &rows));
    let run =
        inspect(["standard", "import", &at("edited.xlsx"), "-o", &at("back.toml"), "--lang", "en"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let back = fs::read_to_string(at("back.toml")).unwrap();
    for text in [
        "title = { zh = \"报修都有记录\"",
        "weight = 5\n",
        "points = 6 }",
        "rule = { zh = \"属实得分。\", en = \"All confirmed",
    ] {
        assert!(back.contains(text), "{text}\n{back}");
    }
    for words in [
        "A-1 not understood: the weight is now 4",
        "A-1 not understood: the note changed and was not taken over: 新的备注",
        "A-2 to confirm: the words of the rule changed",
        "A-2 not understood: `没有此岗位`",
        "A-9 left out: a new row, to be written into the TOML: 新的要求 | 有得1分",
    ] {
        assert!(run.text().contains(words) && back.contains(words), "{words}\n{}", run.text());
    }
}

#[test]
fn a_standard_in_every_format() {
    let show = |more: &[&str]| {
        let run =
            inspect([&["standard", "show", "quality-inspection", "--lang", "en"], more].concat());
        assert_eq!(run.code, 0, "{}", run.err);
        run
    };
    let table = show(&[]);
    for line in table.text().lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{line}");
    }
    assert!(table.text().contains("QI-62"));
    let one = show(&["--item", "4"]);
    assert!(
        one.text().contains("sample = phone") && !one.text().contains("QI-05"),
        "{}",
        one.text()
    );
    assert_eq!(one.out, show(&["--item", "QI-04"]).out);
    let any =
        inspect(["standard", "show", "customer-service-norms", "--item", "5", "--lang", "en"]);
    assert!(any.text().contains("half, any [rules]"), "{}", any.text());
    let json: serde_json::Value = serde_json::from_slice(&show(&["--format", "json"]).out).unwrap();
    assert_eq!(json["items"].as_array().unwrap().len(), 62);
    assert_eq!(json["items"][3]["checks"][1]["at_least"], 1);
    assert_eq!(json["items"][3]["samples"][0]["need"], 10);
    assert_eq!(show(&["--format", "markdown"]).text().matches("\n| QI-").count(), 62);
    let html = show(&["--format", "html"]);
    assert!(
        html.text().starts_with("<!doctype html>") && html.text().matches("<tr id=").count() == 62
    );
    assert!(!html.text().contains("http"), "needs nothing from outside");
    assert_eq!(
        show(&["--format", "toml"]).out,
        fs::read("checklists/quality-inspection.toml").unwrap()
    );
    inspect(["standard", "show", "quality-inspection", "--item", "QI-77"]).refused(&["QI-77"]);
    assert_eq!(inspect(["standard", "show", "quality-inspection", "--format", "xlsx"]).code, 2);
}

#[test]
fn what_changed_between_two_versions() {
    let folder = Audit::none("own");
    fs::create_dir_all(&folder.path).unwrap();
    let old = fs::read_to_string("tests/lints/clean.toml").unwrap();
    let new = old
        .replace("version = \"1\"", "version = \"2\"")
        .replace("at_least = 0.8", "at_least = 0.9")
        .replace("id = \"A-2\"", "id = \"B-2\"\nreplaces = [\"A-2\"]\nweight = 2")
        .replace("en = \"Callbacks are confirmed\"", "en = \"Callbacks are true\"")
        .replace("totals = { items = 2, points = 2 }", "totals = { items = 3, points = 4 }")
        .replace("items = 2 }]", "items = 3 }]")
        + "[[items]]\nid = \"A-3\"\nnumber = 3\nsection = \"service\"\ntitle = { zh = \"新\", en = \"New\" }\n\
           rule = { zh = \"符合\", en = \"Met\" }\nowner = \"客服主管\"\n\
           checks = [{ id = \"v\", title = { zh = \"新\", en = \"New\" }, tier = \"overall\", kind = \"judged\" }]\n";
    folder.write("old.toml", &old);
    folder.write("new.toml", &new);
    let at = |name: &str| folder.file(name).to_str().unwrap().to_string();
    let diff = |more: &[&str]| {
        let run = inspect(
            [&["standard", "diff", &at("old.toml"), &at("new.toml"), "--lang", "en"], more]
                .concat(),
        );
        assert_eq!(run.code, 0, "{}", run.err);
        run
    };
    let text = diff(&[]);
    for line in [
        "added 1 · removed 0 · changed 2 · as before 0",
        "+ A-3 New",
        "~ A-1 Repairs are recorded",
        "    rules checks.some.at_least: 0.8 → 0.9",
        "~ B-2 ← A-2 Callbacks are true",
        "    reweighted: 1 → 2",
        "    reworded title.en: Callbacks are confirmed → Callbacks are true",
    ] {
        assert!(text.text().lines().any(|l| l == line), "{line}\n{}", text.text());
    }
    let json: serde_json::Value = serde_json::from_slice(&diff(&["--format", "json"]).out).unwrap();
    assert_eq!(json["changed"][1]["before"][0], "A-2");
    let same =
        inspect(["standard", "diff", "quality-inspection", "quality-inspection", "--lang", "en"]);
    assert_eq!(same.text(), "added 0 · removed 0 · changed 0 · as before 62\n");
}
