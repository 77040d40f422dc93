//! Windows that are not over at the date of the audit, and windows cut into stretches.

use std::fs;

use inspect::outcome::{CheckResult, Outcome};
use inspect::pipeline::{self, Options};

use super::run::standard;

const STANDARD: &str = r#"
[registers.calls]
title = { zh = "来电台账", en = "Call log" }
unit = { zh = "通来电", en = "calls" }
files = ["来电"]
time = "at"
[registers.calls.columns]
at = { zh = ["来电日期"], en = ["Called on"], type = "date", required = true }
matter = { zh = ["事项"], en = ["Matter"], type = "text", required = true }

[[cross_checks]]
id = "twice"
title = { zh = "重复", en = "Twice" }
severity = "warning"
register = "calls"
window = "period"
kind = "unique"
columns = ["matter"]

[[items]]
id = "X-1"
number = 1
section = "a"
title = { zh = "一", en = "One" }
rule = { zh = "一", en = "One" }
owner = "经理"
[[items.checks]]
id = "one"
title = { zh = "一", en = "One" }
tier = "full"
kind = "measured"
"#;

/// The one check of the standard, held against calls on these days, each about another matter.
fn check(keys: &str, period: &str, as_of: &str, days: &[&str]) -> CheckResult {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    fs::create_dir(dir.path().join("evidence")).unwrap();
    let audit = format!(
        "standard = \"s\"\nperiod = \"{period}\"\nas_of = {as_of}\n[project]\nid = \"p\"\nname = \"P\"\nhouseholds = 100\n"
    );
    write("audit.toml", &audit);
    write("s.toml", &(standard(1, STANDARD) + keys + "\n"));
    let rows: String = days.iter().enumerate().map(|(i, d)| format!("{d},事{i}\n")).collect();
    write("evidence/来电.csv", &format!("来电日期,事项\n{rows}"));
    let outcome: Outcome = pipeline::run(dir.path(), &Options::default()).unwrap();
    super::schema::validator().check(&outcome);
    outcome.items[0].checks[0].clone()
}

fn holds(keys: &str, as_of: &str, days: &[&str]) -> Option<bool> {
    check(keys, "2025Q4", as_of, days).holds
}

const THREE: [&str; 3] = ["2025-10-08", "2025-11-09", "2025-11-20"];
const RUNNING: &str = "2025-11-30";
const OVER: &str = "2025-12-31";

#[test]
fn a_number_in_a_window_that_is_not_over_may_still_grow() {
    for measure in [
        "register = \"calls\"\nmeasure = \"count\"",
        "register = \"calls\"\nmeasure = \"distinct\"\ncolumn = \"matter\"",
    ] {
        let of = |limit: &str, as_of| holds(&format!("{measure}\n{limit}"), as_of, &THREE);
        for (limit, running, over) in [
            ("at_least = 3", Some(true), Some(true)),
            ("at_least = 4", None, Some(false)),
            ("at_most = 2", Some(false), Some(false)),
            ("at_most = 3", None, Some(true)),
        ] {
            assert_eq!(of(limit, RUNNING), running, "{measure} {limit}, running");
            assert_eq!(of(limit, OVER), over, "{measure} {limit}, over");
        }
    }
    let rate = "register = \"calls\"\nmeasure = \"per-household\"\nat_most = 0.03";
    assert_eq!((holds(rate, RUNNING, &THREE), holds(rate, OVER, &THREE)), (None, Some(true)));
    let found = "measure = \"cross-check\"\ncross_check = \"twice\"\nat_most = 0";
    assert_eq!((holds(found, RUNNING, &THREE), holds(found, OVER, &THREE)), (None, Some(true)));
    let all = "register = \"calls\"\nwindow = \"all\"\nmeasure = \"count\"\nat_least = 4";
    assert_eq!(holds(all, RUNNING, &THREE), Some(false), "no window to end");
}

#[test]
fn the_message_says_when_the_window_ends() {
    let keys = "register = \"calls\"\nmeasure = \"count\"\nat_least = 4";
    let message = |as_of| check(keys, "2025Q4", as_of, &THREE).message;
    assert_eq!(message(RUNNING), "本期3通来电（期间至2025-12-31才结束），要求不少于4通");
    assert_eq!(message(OVER), "本期3通来电，要求不少于4通");
}

/// Shares and changes are those of the days so far: 2 calls against 1 on the same days of last year.
#[test]
fn shares_and_changes_are_taken_as_they_stand() {
    let share =
        "register = \"calls\"\nmeasure = \"complete\"\ncolumns = [\"matter\"]\nat_least = 1";
    assert_eq!(holds(share, RUNNING, &THREE), Some(true));
    let change = "register = \"calls\"\nmeasure = \"count\"\nchange = \"relative\"\nat_least = 1";
    let days = ["2024-10-05", "2024-12-20", "2025-10-08", "2025-11-09"];
    assert_eq!(holds(change, RUNNING, &days), Some(true));
    assert_eq!(holds(change, OVER, &days), Some(false));
}

#[test]
fn no_rows_yet_is_not_none_at_all() {
    let share =
        "register = \"calls\"\nmeasure = \"complete\"\ncolumns = [\"matter\"]\nat_least = 1\n";
    let of =
        |empty: &str, as_of| holds(&format!("{share}empty = \"{empty}\""), as_of, &["2025-05-01"]);
    assert_eq!((of("fails", RUNNING), of("fails", OVER)), (None, Some(false)));
    assert_eq!((of("holds", RUNNING), of("holds", OVER)), (Some(true), Some(true)));
}

/// The quarters of January to November end with November; January and February make none.
#[test]
fn rows_before_the_first_whole_stretch_decide_nothing() {
    let keys = "register = \"calls\"\nwindow = \"calendar-year\"\nmeasure = \"each\"\neach = \"quarter\"\nat_least = 1";
    let days = ["2025-01-10", "2025-02-10", "2025-04-01", "2025-07-01"];
    let found = check(keys, "2025-11", "2025-11-30", &days);
    assert_eq!((found.value.map(|v| v.to_f64()), found.holds), (Some(0.0), Some(false)));
}

/// A stretch that is not over may still get its row; one that is may not.
#[test]
fn each_stretch_that_is_over_counts() {
    let keys = "register = \"calls\"\nmeasure = \"each\"\neach = \"month\"\nat_least = 1";
    assert_eq!(holds(keys, RUNNING, &THREE), None);
    assert_eq!(holds(keys, RUNNING, &THREE[..1]), Some(false));
    assert_eq!(holds(keys, OVER, &THREE), Some(false));
}
