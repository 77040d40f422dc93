//! What a result says of a check or a problem: the cells behind it, the lines, the words.

use std::fs;

use inspect::outcome::{CheckResult, Outcome, ProblemRecord};
use inspect::pipeline::{self, Options};

use super::run::standard;

const STANDARD: &str = r#"
[registers.calls]
title = { zh = "来电台账", en = "Call log" }
unit = { zh = "通来电", en = "calls" }
files = ["来电"]
time = "at"
[registers.calls.columns]
at = { zh = ["来电时间"], en = ["Called at"], type = "datetime", required = true }
closed = { zh = ["办结时间"], en = ["Closed at"], type = "datetime", required = true }
kind = { zh = ["类别"], en = ["Kind"], type = "choice", values = { urgent = ["急修", "紧急"], other = ["一般"] } }
done = { zh = ["是否办结"], en = ["Done"], type = "yesno" }
secret = { zh = ["是否重点人员"], en = ["Watched"], type = "yesno", personal = true }

[[items]]
id = "X-1"
number = 1
section = "a"
title = { zh = "一", en = "One" }
rule = { zh = "一", en = "One" }
owner = "经理"
[[items.samples]]
id = "calls"
title = { zh = "抽查", en = "Call" }
unit = { zh = "户", en = "households" }
passed = { zh = "属实", en = "confirmed" }
need = 1
[[items.checks]]
id = "asked"
title = { zh = "抽查", en = "Asked" }
tier = "half"
kind = "sampled"
sample = "calls"
at_least = 1
[[items.checks]]
id = "one"
title = { zh = "一", en = "One" }
tier = "full"
kind = "measured"
register = "calls"
"#;

/// A folder with one register and one spot check.
struct Told<'a> {
    check: &'a str,
    audit: &'a str,
    calls: &'a str,
    verdict: &'a str,
    spot: &'a str,
}

impl Default for Told<'_> {
    fn default() -> Self {
        let calls = "来电时间,办结时间\n2025-11-03 10:00,2025-11-03 11:00\n";
        let check = "measure = \"count\"\nat_least = 1";
        Told { check, audit: "", calls, verdict: "", spot: "1栋101,合格" }
    }
}

impl Told<'_> {
    fn outcome(&self) -> Outcome {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
        fs::create_dir(dir.path().join("evidence")).unwrap();
        let head = "standard = \"s\"\nperiod = \"2025Q4\"\nas_of = 2025-12-31\n[project]\nid = \"p\"\nname = \"P\"\n";
        write("audit.toml", &format!("{head}{}", self.audit));
        write("s.toml", &(standard(1, STANDARD) + self.check + "\n"));
        write("evidence/来电.csv", self.calls);
        write("checksheet.csv", &format!("检查项,判定\nX-1,{}\n", self.verdict));
        write("checksheet-spots.csv", &format!("检查项,对象,结果\nX-1,{}\n", self.spot));
        let outcome = pipeline::run(dir.path(), &Options::default()).unwrap();
        super::schema::validator().check(&outcome);
        outcome
    }

    fn check(&self) -> CheckResult {
        self.outcome().items[0].checks[1].clone()
    }

    fn problem(&self, code: &str) -> ProblemRecord {
        let problems = self.outcome().problems;
        let found = problems.iter().find(|p| p.code == code);
        found.unwrap_or_else(|| panic!("no {code} in {problems:#?}")).clone()
    }
}

/// Cells and what is quoted of them.
fn cells(check: &CheckResult) -> Vec<(&str, &str)> {
    check.evidence.iter().map(|e| (e.cell.as_str(), e.value.as_str())).collect()
}

#[test]
fn a_problem_of_audit_toml_has_its_line() {
    let audit = "\n# An old one.\n[[waivers]]\nitem = \"X-1\"\nreason = \"x\"\napproved_by = \"y\"\nuntil = 2025-01-01\n";
    let problem = Told { audit, ..Told::default() }.problem("waiver-expired");
    assert_eq!((problem.file.as_str(), &problem.cell), ("audit.toml", &None));
    // The head has six lines, a blank one and a remark and the table head stand before its item.
    assert_eq!(problem.line, Some(10));
    assert_eq!(Told { verdict: "再议", ..Told::default() }.problem("unknown-verdict").line, None);
}

#[test]
fn a_verdict_of_not_applicable_is_told_where_that_is_declared() {
    for verdict in ["不适用", "Not applicable", "不涉及"] {
        let message = Told { verdict, ..Told::default() }.problem("unknown-verdict").message;
        assert!(message.contains("[[not_applicable]]"), "{message}");
    }
    let message = Told { verdict: "再议", ..Told::default() }.problem("unknown-verdict").message;
    assert!(!message.contains("not_applicable"), "{message}");
}

/// Closed some time on the day of a call at ten: within two hours or not.
#[test]
fn undecided_rows_are_cited_by_their_cells() {
    let check =
        "measure = \"within\"\nfrom = \"at\"\nto = \"closed\"\nlimit = \"2h\"\nat_least = 1";
    let calls = "来电时间,办结时间\n2025-11-03 10:00,2025-11-03\n";
    let told = Told { check, calls, ..Told::default() }.check();
    assert_eq!(told.holds, None);
    assert_eq!(cells(&told), [("A2", "2025-11-03 10:00"), ("B2", "2025-11-03")]);
    // The kind decides whether the row counts at all.
    let check = "where = \"kind == 'urgent'\"\nmeasure = \"rate\"\npass = \"done\"\nat_least = 1";
    let calls = "来电时间,办结时间,类别,是否办结\n2025-11-03 10:00,,,否\n";
    let told = Told { check, calls, ..Told::default() }.check();
    assert_eq!((told.holds, cells(&told)), (None, vec![("C2", "")]));
}

#[test]
fn nothing_in_both_years_says_what_the_rule_makes_of_it() {
    let keys = "measure = \"count\"\nchange = \"relative\"\nat_most = -0.02\nempty = ";
    let calls = "来电时间,办结时间\n2023-01-03 10:00,2023-01-03 11:00\n";
    let message = |empty: &str| {
        let check = format!("{keys}\"{empty}\"");
        Told { check: &check, calls, ..Told::default() }.check().message
    };
    assert_eq!(
        message("holds"),
        "上年同期0通来电 → 本期0通来电，两年均无，按细则视为达到（上年取自台账旧记录），要求下降不少于2%"
    );
    assert!(message("fails").contains("两年均无，按细则视为未达到"), "{}", message("fails"));
}

/// 办结时间 twice, with different contents.
#[test]
fn a_register_and_a_column_go_by_their_names() {
    let calls = "来电时间,办结时间,办结时间\n2025-11-03 10:00,2025-11-03 11:00,2025-11-04 11:00\n";
    let problem = Told { calls, ..Told::default() }.problem("ambiguous-column");
    assert!(
        problem.message.starts_with("台账“来电台账”中有多个表头对应列“办结时间”"),
        "{problem:?}"
    );
    let english = inspect::lang::problem::message(&problem.data, inspect::lang::Lang::En);
    assert!(english.contains("register `Call log` fits the column `Closed at`"), "{english}");
    let message = Told { calls: "类别,备注\n一般,无\n", ..Told::default() }
        .problem("header-not-found")
        .message;
    assert!(
        message.contains("台账“来电台账”的表头") && message.contains("缺少 “来电时间”、“办结时间”"),
        "{message}"
    );
}

#[test]
fn names_in_free_text_are_hidden() {
    let outcome = Told { spot: "3栋201 王小明,合格", ..Told::default() }.outcome();
    assert_eq!(outcome.spot_checks[0].subject, "3栋201 王**");
    let outcome = Told { verdict: "王小明先生说再议", ..Told::default() }.outcome();
    let problem = outcome.problems.iter().find(|p| p.code == "unknown-verdict").unwrap();
    assert!(
        problem.message.contains("王**说再议") && !problem.message.contains("小明"),
        "{problem:?}"
    );
}

/// 紧急 is another spelling of 急修, × one of 否; two spellings of one value are equal all the same.
#[test]
fn cells_are_quoted_as_they_are_written() {
    let check = "where = \"kind == 'urgent'\"\nmeasure = \"rate\"\npass = \"done or kind == 'other' or secret\"\nat_least = 1";
    let calls = "来电时间,办结时间,类别,是否办结,是否重点人员\n2025-11-03 10:00,2025-11-03 11:00, 紧急,×,×\n";
    let told = Told { check, calls, spot: "1栋101,×", ..Told::default() };
    assert_eq!(cells(&told.check()), [("C2", "紧急"), ("D2", "×"), ("E2", "***")]);
    assert_eq!(told.outcome().spot_checks[0].evidence.value, "×");
    let twice = "at_least = 1\n[[cross_checks]]\nid = \"twice\"\ntitle = { zh = \"重\", en = \"Twice\" }\nseverity = \"warning\"\nregister = \"calls\"\nkind = \"unique\"\ncolumns = [\"kind\"]";
    let check = format!("measure = \"count\"\n{twice}");
    let calls = "来电时间,办结时间,类别\n2025-11-03 10:00,,急修\n2025-11-04 10:00,,紧急\n";
    let problem = Told { check: &check, calls, ..Told::default() }.problem("cross-check");
    assert_eq!(problem.cell.as_deref(), Some("C3"));
}
