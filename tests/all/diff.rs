//! Comparing results: figures worked out by hand on `tests/folders/mini`, and random pairs.
//!
//! mini scores M-1 1/2, M-2 0.5/1, M-3 0.5/1, M-4 1/1, and leaves M-5 (1) open: 3 of 5, 60 %; see `cli`.

use std::path::Path;
use std::process::Command;

use inspect::compare::{self, Cause};
use inspect::outcome::totals::{Sum, mismatches};
use inspect::outcome::{
    AppealDecision, AppealRecord, Evidence, ItemResult, Number, Outcome, Status, VerdictRecord,
    WaiverRecord, json,
};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::Value;

use super::run::{Audit, Run, inspect};

/// The audit before: Q3, with `edit` made in it; its result.
pub fn earlier(edit: impl Fn(&Audit)) -> (Audit, String) {
    let audit = Audit::mini();
    audit.edit("audit.toml", "2025Q4", "2025Q3");
    audit.edit("audit.toml", "2025-12-31", "2025-09-30");
    // The spot checks and complaints of mini are of the fourth quarter.
    for file in ["checksheet-calls.csv", "evidence/complaints.csv"] {
        let text = String::from_utf8(audit.read(file)).unwrap();
        audit.write(
            file,
            text.replace("2025-12", "2025-09")
                .replace("2025-11", "2025-08")
                .replace("2025-10", "2025-07"),
        );
    }
    edit(&audit);
    let run = audit.score(&["-q"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let path = audit.file("out/result.json").to_str().unwrap().to_string();
    (audit, path)
}

pub fn now(edit: impl Fn(&Audit), args: &[&str]) -> (Audit, String) {
    let audit = Audit::mini();
    edit(&audit);
    let run = audit.score(&[&["-q"], args].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    let path = audit.file("out/result.json").to_str().unwrap().to_string();
    (audit, path)
}

fn diff(old: &str, new: &str, args: &[&str]) -> Run {
    inspect([&["diff", old, new, "--lang", "en"], args].concat())
}

fn parts(value: &Value, key: &str) -> Vec<(String, String)> {
    let parts = value["projects"][0][key]["parts"].as_array().unwrap();
    parts
        .iter()
        .filter(|p| p["change"] != 0)
        .map(|p| (p["cause"].as_str().unwrap().to_string(), p["change"].to_string()))
        .collect()
}

fn change_of(value: &Value, item: &str) -> String {
    let items = value["projects"][0]["items"].as_array().unwrap();
    let found = items.iter().find(|i| i["id"] == item).unwrap();
    found["change"].as_str().unwrap().to_string()
}

#[test]
fn performance_and_a_new_finding() {
    let (_old, old) = earlier(|a| a.edit("checksheet.csv", "M-1,,部分符合", "M-1,,符合"));
    let (_new, new) = now(|_| {}, &[]);
    let run = diff(&old, &new, &["--format", "json"]);
    let value: Value = serde_json::from_str(run.text()).unwrap();
    // 4 of 5 is 80 %, now 3 of 5 is 60 %.
    let whole = &value["projects"][0]["decomposition"];
    assert_eq!(
        (&whole["from"], &whole["to"], &whole["change"]),
        (&80.into(), &60.into(), &(-20).into())
    );
    assert_eq!(parts(&value, "decomposition"), [("performance".to_string(), "-20".to_string())]);
    assert_eq!(
        (change_of(&value, "M-1"), change_of(&value, "M-2")),
        ("new".into(), "unchanged".into())
    );

    for (gate, code) in [
        ("regression", 1),
        ("any-change", 1),
        ("drop>19.99", 1),
        ("drop>20", 0),
        ("incomplete", 1),
        ("overdue", 0),
        ("expired-waiver", 0),
    ] {
        let run = diff(&old, &new, &["--fail-on", gate]);
        assert_eq!(run.code, code, "{gate}: {}", run.err);
        assert_eq!(run.err.lines().count(), usize::try_from(code).unwrap(), "{gate}: {}", run.err);
    }
    let both =
        diff(&old, &new, &["--fail-on", "regression", "--fail-on", "incomplete", "--baseline"]);
    assert_eq!(both.code, 1);
    both.says(&["M-1", "not reviewed: 1", "60% is below the baseline of 80%"]);
    // Nobody did anything by the middle of the year after.
    assert_eq!(diff(&old, &new, &["--fail-on", "overdue", "--as-of", "2026-06-01"]).code, 1);
    assert_eq!(diff(&old, &new, &["--fail-on", "drop>x"]).code, 2);
}

#[test]
fn a_revised_standard_is_told_from_performance() {
    let (_old, old) = earlier(|a| a.edit("checksheet.csv", "M-1,,部分符合", "M-1,,符合"));
    // Item 1 weighs 4 now; item 3 is content with half of the complaints handled.
    let revise = |a: &Audit| {
        let text = String::from_utf8(a.read("mini.toml")).unwrap();
        let text =
            text.replace("weight = 2", "weight = 4").replace("points = 6", "points = 8").replace(
                "pass = \"handled is not empty\", at_least = 1",
                "pass = \"handled is not empty\", at_least = 0.5",
            );
        a.write("mini.toml", text);
    };
    let (_new, new) = now(revise, &[]);
    let run = diff(&old, &new, &["--format", "json"]);
    let value: Value = serde_json::from_str(run.text()).unwrap();
    // Old: 2 + 0.5 + 0.5 + 1 = 4 of 5, 80 %. Revised, item 3 at its new score of 1: 4 + 0.5 + 1 + 1 = 6.5 of
    // 7, 92.857 %. Now: 2 + 0.5 + 1 + 1 = 4.5 of 7, 64.286 %.
    let expected = [("standard", "12.86"), ("performance", "-28.57")];
    let expected: Vec<_> = expected.map(|(a, b)| (a.to_string(), b.to_string())).to_vec();
    assert_eq!(parts(&value, "decomposition"), expected);
    assert_eq!(change_of(&value, "M-3"), "not_comparable");
    assert_eq!(value["projects"][0]["decomposition"]["not_separated"], serde_json::json!(["M-3"]));
    // Old evidence under the new rule has item 3 at 1 too, so it is comparable then.
    let run = diff(&old, &new, &["--format", "json", "--rescore"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let value: Value = serde_json::from_str(run.text()).unwrap();
    assert_eq!(parts(&value, "decomposition"), expected);
    assert_eq!(change_of(&value, "M-3"), "unchanged");
    // The old inputs must be what they were.
    let (gone, path) = earlier(|_| {});
    gone.add("evidence/complaints.csv", "2025-07-09 10:00,噪声,,,\n");
    diff(&path, &new, &["--rescore"]).refused(&["complaints.csv"]);
}

#[test]
fn what_cannot_be_compared_is_named() {
    let (audit, old) = earlier(|_| {});
    let (_new, new) = now(|_| {}, &[]);
    diff(&new, &new, &[]).refused(&["2025Q4", "different periods"]);
    diff(&new, &old, &[]).refused(&["is not earlier", "2025-09-30"]);
    let text = String::from_utf8(audit.read("out/result.json")).unwrap();
    for (from, to, word) in [
        ("inspect/result/v1", "inspect/result/v2", "newer program"),
        ("\"id\": \"mini\",\n    \"name\"", "\"id\": \"maxi\",\n    \"name\"", "another project"),
        (
            "\"id\": \"mini\",\n    \"version\"",
            "\"id\": \"maxi\",\n    \"version\"",
            "different standards",
        ),
        ("\"percent\": 60,", "\"percent\": 61,", "score.percent says 61, its items make 60"),
        ("{", "[", "not a result"),
    ] {
        assert!(text.contains(from), "{from}");
        audit.write("out/edited.json", text.replacen(from, to, 1));
        let edited = audit.file("out/edited.json");
        diff(edited.to_str().unwrap(), &new, &[]).refused(&["edited.json", word]);
    }
    let folder = audit.file("evidence");
    diff(folder.to_str().unwrap(), folder.to_str().unwrap(), &[]).refused(&["no result"]);
}

#[test]
fn batch_outputs_are_matched_by_project() {
    let (one, _) = earlier(|_| {});
    let (two, _) = now(|_| {}, &[]);
    let keep = tempfile::tempdir().unwrap();
    let put = |side: &str, id: &str, bytes: Vec<u8>| {
        let folder = keep.path().join(side).join(id);
        std::fs::create_dir_all(&folder).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let text = text.replacen(
            "\"id\": \"mini\",\n    \"name\"",
            &format!("\"id\": \"{id}\",\n    \"name\""),
            1,
        );
        std::fs::write(folder.join("result.json"), text).unwrap();
    };
    for id in ["a", "b"] {
        put("old", id, one.read("out/result.json"));
    }
    for id in ["b", "c"] {
        put("new", id, two.read("out/result.json"));
    }
    let (old, new) = (keep.path().join("old"), keep.path().join("new"));
    let run = diff(old.to_str().unwrap(), new.to_str().unwrap(), &["--format", "json"]);
    let value: Value = serde_json::from_str(run.text()).unwrap();
    assert_eq!(value["projects"][0]["project"]["id"], "b");
    assert_eq!(
        (&value["appeared"][0]["project"]["id"], &value["gone"][0]["project"]["id"]),
        (&"c".into(), &"a".into())
    );
    let gate = diff(old.to_str().unwrap(), new.to_str().unwrap(), &["--fail-on", "any-change"]);
    assert_eq!(gate.code, 1);
    gate.says(&["came or went: 2"]);
}

/// The outline of JUnit and SARIF as their schemas ask, and the schemas themselves where
/// `INSPECT_SCHEMAS` names a folder with `JUnit.xsd` and `sarif-2.1.0.json` (xmllint checks the former).
#[test]
fn junit_and_sarif_are_valid() {
    let (_old, old) = earlier(|a| a.edit("checksheet.csv", "M-1,,部分符合", "M-1,,符合"));
    let (_new, new) = now(|_| {}, &[]);
    let junit = diff(&old, &new, &["--format", "junit"]);
    let text = junit.text();
    // Five items: M-1, M-2 and M-3 fail, M-5 is skipped.
    assert!(text.contains("tests=\"5\" failures=\"3\" errors=\"0\" skipped=\"1\""), "{text}");
    assert_eq!((text.matches("<testcase ").count(), text.matches("<failure ").count()), (5, 3));
    assert_eq!(text.matches("<skipped/>").count(), 1);
    assert!(text.contains("classname=\"mini.M-1\""));
    let sarif = diff(&old, &new, &["--format", "sarif"]);
    let log: Value = serde_json::from_str(sarif.text()).unwrap();
    assert_eq!((&log["version"], log["runs"].as_array().unwrap().len()), (&"2.1.0".into(), 1));
    let results = log["runs"][0]["results"].as_array().unwrap();
    let states: Vec<_> =
        results.iter().map(|r| (r["ruleId"].clone(), r["baselineState"].clone())).collect();
    let expected = [("M-1", "new"), ("M-2", "unchanged"), ("M-3", "unchanged")];
    assert_eq!(states, expected.map(|(a, b)| (Value::from(a), Value::from(b))));
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        assert!(["none", "note", "warning", "error"].contains(&result["level"].as_str().unwrap()));
    }
    let Some(schemas) = std::env::var_os("INSPECT_SCHEMAS") else { return };
    let schema = std::fs::read_to_string(Path::new(&schemas).join("sarif-2.1.0.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&log).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let keep = tempfile::tempdir().unwrap();
    let file = keep.path().join("junit.xml");
    std::fs::write(&file, text).unwrap();
    let xsd = Path::new(&schemas).join("JUnit.xsd");
    let checked = Command::new("xmllint")
        .arg("--noout")
        .arg("--schema")
        .arg(xsd)
        .arg(&file)
        .output()
        .unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}

#[test]
fn every_format_is_written() {
    let (_old, old) = earlier(|_| {});
    let (_new, new) = now(|_| {}, &[]);
    let keep = tempfile::tempdir().unwrap();
    for format in ["markdown", "html", "table"] {
        assert!(diff(&old, &new, &["--format", format]).text().contains("2025 Q4"), "{format}");
    }
    let table = diff(&old, &new, &[]);
    let wide = table.text().lines().map(|l| l.chars().count()).max().unwrap();
    assert!(wide <= 80, "{wide}");
    let file = keep.path().join("diff.xlsx");
    assert_eq!(diff(&old, &new, &["--format", "xlsx", "-o", file.to_str().unwrap()]).code, 0);
    assert!(std::fs::read(file).unwrap().starts_with(b"PK"));
    assert_eq!(diff(&old, &new, &["--format", "xlsx"]).code, 2);
}

#[test]
fn a_trend_marks_a_revision() {
    let (_a, first) = earlier(|a| {
        a.edit("audit.toml", "2025Q3", "2025Q2");
        a.edit("audit.toml", "2025-09-30", "2025-06-30");
        for file in ["checksheet-calls.csv", "evidence/complaints.csv"] {
            let text = String::from_utf8(a.read(file)).unwrap();
            a.write(
                file,
                text.replace("2025-09", "2025-06")
                    .replace("2025-08", "2025-05")
                    .replace("2025-07", "2025-04"),
            );
        }
    });
    let (_b, second) = earlier(|_| {});
    let (_c, third) = now(|a| a.edit("mini.toml", "version = \"1\"", "version = \"2\""), &[]);
    let run = inspect(["trend", &third, &first, &second, "--lang", "en"]);
    assert_eq!(run.code, 0, "{}", run.err);
    // Sorted, 60 % each; only the last audit has the revised standard.
    assert!(run.text().contains("▅▅▅ 60% → 60% → 60%"), "{}", run.text());
    assert!(run.text().contains("2025Q4*") && !run.text().contains("2025Q3*"));
    let csv = inspect(["trend", &first, &second, &third, "--format", "csv"]);
    // A header, and three audits of two sections and the whole.
    assert_eq!(csv.text().lines().count(), 1 + 3 * 3);
    inspect(["trend", &first, "--lang", "en"]).refused(&["at least 2"]);
    inspect(["trend", &first, &first, "--lang", "en"]).refused(&["2025Q2"]);
}

/// Item 3 takes the place of an item `M-9` of the standard before.
fn renamed(audit: &Audit) {
    audit.edit("mini.toml", "id = \"M-3\"", "id = \"M-3\"\nreplaces = [\"M-9\"]");
}

#[test]
fn an_item_that_takes_the_place_of_another_goes_on() {
    let (_old, old) = earlier(|a| a.edit("mini.toml", "id = \"M-3\"", "id = \"M-9\""));
    let handled = |a: &Audit| {
        renamed(a);
        a.edit("evidence/complaints.csv", "13800000004,,", "13800000004,2025-12-25 09:00,");
    };
    let (_new, new) = now(handled, &["--previous", &old]);
    let run = diff(&old, &new, &["--format", "json"]);
    let value: Value = serde_json::from_str(run.text()).unwrap();
    // Half a point more of five, for nothing but what was done: 3 of 5 are 60 %, 3.5 are 70 %.
    assert_eq!(change_of(&value, "M-3"), "fixed");
    assert_eq!(parts(&value, "decomposition"), [("performance".to_string(), "10".to_string())]);
    let items = value["projects"][0]["items"].as_array().unwrap();
    assert_eq!(items.len(), 5);
    assert_eq!(items[2]["was"], "M-9");
    assert!(diff(&old, &new, &[]).text().contains("was M-9 before"));
    // Its action goes on under the id it has.
    let result: Value = serde_json::from_slice(&std::fs::read(&new).unwrap()).unwrap();
    let actions = result["actions"].as_array().unwrap();
    let own: Vec<&Value> = actions.iter().filter(|a| a["id"] == "mini/M-9").collect();
    assert_eq!((own.len(), &own[0]["status"]), (1, &"verified".into()));
    let (_again, again) = now(renamed, &["--previous", &old]);
    let result: Value = serde_json::from_slice(&std::fs::read(&again).unwrap()).unwrap();
    let actions = result["actions"].as_array().unwrap();
    let own: Vec<&Value> = actions.iter().filter(|a| a["item"] == "M-3").collect();
    assert_eq!(
        (own.len(), &own[0]["id"], &own[0]["recurrence"], &own[0]["due"]),
        (1, &"mini/M-9".into(), &2.into(), &"2025-10-30".into())
    );
    assert_eq!(inspect(["verify", &again, "--previous", &old]).code, 0);
    // A trend has one line for both.
    let run = inspect(["trend", &old, &again, "--format", "json"]);
    let value: Value = serde_json::from_str(run.text()).unwrap();
    let recurring = value["recurring"].as_array().unwrap();
    let line = recurring.iter().find(|r| r["id"] == "M-3").unwrap();
    assert_eq!(line["statuses"], serde_json::json!(["partial", "partial"]));
    assert!(recurring.iter().all(|r| r["id"] != "M-9"));
}

#[test]
fn a_trend_of_several_projects_has_a_line_each() {
    let (_a, first) = earlier(|_| {});
    let (_b, second) = now(|a| a.edit("checksheet.csv", "M-1,,部分符合", "M-1,,符合"), &[]);
    let (_c, other) = now(|a| a.edit("audit.toml", "id = \"mini\"", "id = \"maxi\""), &[]);
    let run = inspect(["trend", &second, &other, &first, "--lang", "en", "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let value: Value = serde_json::from_str(run.text()).unwrap();
    assert_eq!(value["schema"], "inspect/trends/v1");
    assert_eq!(value["periods"], serde_json::json!(["2025Q3", "2025Q4"]));
    let projects = value["projects"].as_array().unwrap();
    let of = |at: usize| {
        let points = projects[at]["points"].as_array().unwrap();
        let percents: Vec<String> = points.iter().map(|p| p["percent"].to_string()).collect();
        (projects[at]["project"]["id"].as_str().unwrap(), percents.join(" "))
    };
    // 3 of 5; with item 1 passed 4 of 5.
    assert_eq!(of(0), ("maxi", "60".to_string()));
    assert_eq!(of(1), ("mini", "60 80".to_string()));
    let table = inspect(["trend", &second, &other, &first, "--lang", "en"]);
    assert!(table.text().contains("+20"), "{}", table.text());
    let csv = inspect(["trend", &second, &other, &first, "--format", "csv"]);
    assert_eq!(csv.text().lines().count(), 1 + 3 * 3);
    // Folders serve as well: of `score`, and of a batch.
    let keep = tempfile::tempdir().unwrap();
    for (name, from) in [("mini", &second), ("mini/2025Q3", &first), ("maxi", &other)] {
        let folder = keep.path().join("batch").join(name);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::copy(from, folder.join("result.json")).unwrap();
    }
    let folder = keep.path().join("batch");
    let again = inspect(["trend", folder.to_str().unwrap(), "--lang", "en"]);
    assert_eq!((again.code, again.text()), (0, table.text()), "{}", again.err);
    inspect(["trend", &first, &other, &first, "--lang", "en"]).refused(&["2025Q3"]);
}

#[test]
fn what_it_would_take() {
    let (_new, new) = now(|_| {}, &[]);
    let run = inspect(["explain", &new, "--what-if", "--format", "json"]);
    let value: Value = serde_json::from_str(run.text()).unwrap();
    // Item 1 gains a whole point by one judgement; 60 % is fair, and one point more is 4 of 5, 80 %: good.
    assert_eq!(
        (&value["fixes"][0]["item"], &value["fixes"][0]["gain"]),
        (&"M-1".into(), &1.into())
    );
    assert_eq!(value["reaches"][0]["grade"], "good");
    assert_eq!(
        (&value["reaches"][0]["items"], &value["reaches"][0]["percent"]),
        (&serde_json::json!(["M-1"]), &80.into())
    );
    let why = inspect(["explain", &new, "m-3", "--lang", "en"]);
    for word in ["All are handled", "complaints.csv", "0.5/1", "1 of 1 hold"] {
        assert!(why.text().contains(word), "{word}: {}", why.text());
    }
    assert_eq!(inspect(["explain", &new, "3", "--lang", "en"]).out, why.out);
    let folder = new.strip_suffix("/result.json").unwrap();
    assert_eq!(inspect(["explain", folder, "3", "--lang", "en"]).out, why.out, "its folder does");
    inspect(["explain", &new, "M-9", "--lang", "en"]).refused(&["`M-9`", "M-1"]);
}

/// An outcome of random items over the example's first ones.
fn outcome(base: &Outcome, items: &[Option<Random>]) -> Outcome {
    let mut outcome = base.clone();
    let zipped = base.items.iter().zip(items);
    outcome.items = zipped.filter_map(|(i, r)| r.as_ref().map(|r| r.item(i))).collect();
    let sum = Sum::of(outcome.items.iter());
    let score = &mut outcome.score;
    (score.points, score.max, score.percent) = (sum.points.into(), sum.max.into(), sum.percent());
    outcome
}

#[derive(Debug, Clone)]
struct Random {
    status: u8,
    weight: u8,
    rule: bool,
    overridden: Option<u8>,
    appealed: Option<u8>,
    waived: bool,
    policy: u8,
}

fn status(n: u8) -> Status {
    [Status::Pass, Status::Partial, Status::Fail, Status::NotReviewed, Status::NotApplicable]
        [usize::from(n)]
}

impl Random {
    fn item(&self, base: &ItemResult) -> ItemResult {
        let mut item = base.clone();
        let max = Decimal::new(i64::from(self.weight), 1);
        item.max = max.into();
        item.status = status(self.status);
        item.points = match item.status {
            Status::Pass => Some(max.into()),
            Status::Partial => Some((max * Decimal::new(5, 1)).into()),
            Status::Fail => Some(Number::from(0)),
            Status::NotReviewed | Status::NotApplicable => None,
        };
        item.definition = if self.rule { "a".into() } else { "b".into() };
        let policy = ["exclude", "zero"][usize::from(self.policy)];
        item.not_applicable = (item.status == Status::NotApplicable).then(|| {
            serde_json::from_value(serde_json::json!({
                "reason": "x", "approved_by": "y", "policy": policy
            }))
            .unwrap()
        });
        let cell = Evidence {
            file: "f".into(),
            sheet: "".into(),
            cell: "A1".into(),
            value: String::new(),
        };
        item.verdict = self.overridden.map(|n| VerdictRecord {
            status: item.status,
            computed: (n < 3).then(|| status(n)),
            override_reason: Some("x".into()),
            evidence: cell,
        });
        item.appeal = self.appealed.map(|n| AppealRecord {
            argument: "x".into(),
            evidence: Vec::new(),
            decision: AppealDecision::Accepted,
            reason: "x".into(),
            decided_by: "y".into(),
            decided_on: None,
            before: status(n),
            points_before: None,
        });
        item.waiver = self.waived.then(|| WaiverRecord {
            reason: "x".into(),
            approved_by: "y".into(),
            from: None,
            until: base_day(),
        });
        item
    }
}

/// The same two audits, where some items had another id before.
fn as_renamed(old: &Outcome, new: &Outcome, which: u16) -> (Outcome, Outcome) {
    let (mut old, mut new) = (old.clone(), new.clone());
    for (at, item) in new.items.iter_mut().enumerate().filter(|(at, _)| which >> at & 1 == 1) {
        let Some(before) = old.items.iter_mut().find(|o| o.id == item.id) else { continue };
        before.id = format!("OLD-{at}");
        item.replaces = vec![before.id.clone()];
    }
    (old, new)
}

/// An item before, after, and old evidence under the new standard.
type Three = (Option<Random>, Option<Random>, Option<Random>);

fn base_day() -> chrono::NaiveDate {
    "2026-01-01".parse().unwrap()
}

fn random() -> impl Strategy<Value = Option<Random>> {
    let one =
        (
            0u8..5,
            1u8..40,
            any::<bool>(),
            prop::option::weighted(0.3, 0u8..4),
            prop::option::weighted(0.2, 0u8..3),
            prop::bool::weighted(0.3),
            0u8..2,
        )
            .prop_map(|(status, weight, rule, overridden, appealed, waived, policy)| {
                Random { status, weight, rule, overridden, appealed, waived, policy }
            });
    prop::option::weighted(0.85, one)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever changed, the parts add up to the change to the last digit, with and without waivers and
    /// rescoring; and the ends are the percentages the results themselves have.
    #[test]
    fn parts_add_up_exactly(
        pairs in prop::collection::vec((random(), random(), random()), 1..12),
        rescored in any::<bool>(),
        renamed in any::<u16>(),
    ) {
        let bytes = std::fs::read("examples/riverside-2025Q4/expected/result.json").unwrap();
        let base = json::from_slice(&bytes).unwrap();
        let side = |pick: fn(&Three) -> Option<Random>| {
            outcome(&base, &pairs.iter().map(pick).collect::<Vec<_>>())
        };
        let (old, new, again) = (side(|p| p.0.clone()), side(|p| p.1.clone()), side(|p| p.2.clone()));
        let again = rescored.then_some(&again);
        for waivers in [false, true] {
            let Some(found) = compare::decompose::decompose(&old, &new, again, waivers) else { continue };
            let sum: Decimal = found.parts.iter().map(|p| p.change.0).sum();
            prop_assert_eq!(sum, found.change.0);
            // Items that only took the place of others change nothing.
            let (before, after) = as_renamed(&old, &new, renamed);
            let same = compare::decompose::decompose(&before, &after, again, waivers).unwrap();
            let changes = |d: &compare::Decomposition| d.parts.iter().map(|p| p.change).collect::<Vec<_>>();
            prop_assert_eq!(changes(&same), changes(&found));
            prop_assert_eq!(found.from.0 + found.change.0, found.to.0);
            prop_assert!(found.parts.iter().all(|p| p.items.is_empty() <= p.change.0.is_zero()));
            if !waivers {
                prop_assert_eq!((Some(found.from), Some(found.to)), (old.score.percent, new.score.percent));
                let part = found.parts.iter().find(|p| p.cause == Cause::Waivers).unwrap();
                prop_assert!(part.change.0.is_zero());
            }
        }
    }
}

#[test]
fn the_examples_add_up() {
    for quarter in ["2025Q3", "2025Q4"] {
        let keep = tempfile::tempdir().unwrap();
        let out = keep.path().to_str().unwrap();
        let folder = format!("examples/riverside-{quarter}");
        assert_eq!(inspect(["score", &folder, "-o", out, "-q"]).code, 0);
        let bytes = std::fs::read(keep.path().join("result.json")).unwrap();
        assert_eq!(mismatches(&json::from_slice(&bytes).unwrap()), []);
    }
}
