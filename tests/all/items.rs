//! One test per item of a standard: evidence for each of its scores, from `tests/items/*.toml`, run
//! through the whole program as an audit folder of CSV files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use indexmap::IndexMap;
use inspect::lang::Lang;
use inspect::outcome::{Outcome, Status};
use inspect::pipeline::{self, Options};
use inspect::standard::{self, Standard, Tier};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    item: String,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    points: Points,
    #[serde(default)]
    answers: BTreeMap<String, String>,
    verdict: Option<String>,
    reason: Option<String>,
    #[serde(default)]
    spot_checks: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    previous: BTreeMap<String, f64>,
    #[serde(default)]
    not_kept: Vec<String>,
    #[serde(default)]
    covers: BTreeMap<String, toml::value::Datetime>,
    #[serde(default)]
    registers: IndexMap<String, Vec<IndexMap<String, toml::Value>>>,
}

#[derive(Deserialize, PartialEq, Debug)]
#[serde(untagged)]
enum Points {
    Scored(f64),
    Word(String),
}

/// Writes an audit folder for a case.
fn folder(dir: &Path, standard: &Standard, item: &str, case: &Case) {
    fs::create_dir_all(dir.join("evidence")).unwrap();
    let mut audit = format!(
        "standard = \"{}\"\nperiod = \"2025Q4\"\nas_of = 2025-12-31\n\n\
         [project]\nid = \"case\"\nname = \"Case\"\nhouseholds = 1200\n",
        standard.id
    );
    for register in &case.not_kept {
        audit += &format!("\n[[not_kept]]\nregister = \"{register}\"\nreason = \"none\"\n");
    }
    audit += "\n[previous]\n";
    for (check, value) in &case.previous {
        audit += &format!("\"{item}/{check}\" = {value:?}\n");
    }
    audit += "\n[covers]\n";
    for (register, day) in &case.covers {
        audit += &format!("{register} = {day}\n");
    }
    fs::write(dir.join("audit.toml"), audit).unwrap();
    for (id, rows) in &case.registers {
        let spec = standard.registers.iter().find(|r| r.id == *id).expect("a register");
        let mut csv = csv::Writer::from_path(dir.join(format!("evidence/{id}.csv"))).unwrap();
        csv.write_record(spec.columns.iter().map(|c| c.name(Lang::Zh))).unwrap();
        for row in rows {
            let times = row.get("times").map_or(1, |t| t.as_integer().unwrap());
            let known: BTreeSet<&str> = spec.columns.iter().map(|c| c.id.as_str()).collect();
            for key in row.keys() {
                assert!(key == "times" || known.contains(key.as_str()), "{item}: column {key}");
            }
            let cells: Vec<&str> = spec
                .columns
                .iter()
                .map(|c| row.get(&c.id).map_or("", |v| v.as_str().unwrap()))
                .collect();
            for _ in 0..times {
                csv.write_record(&cells).unwrap();
            }
        }
        csv.flush().unwrap();
    }
    checksheet(dir, standard, item, case);
}

fn checksheet(dir: &Path, standard: &Standard, item: &str, case: &Case) {
    let mut csv = csv::Writer::from_path(dir.join("checksheet.csv")).unwrap();
    csv.write_record(["检查项", "判据", "判定", "改判理由", "备注"]).unwrap();
    let reason = case.reason.as_deref().unwrap_or("");
    let spec = standard.items.iter().find(|i| i.id == item).expect("an item");
    let overall = spec.checks.iter().find(|c| c.tier == Tier::Overall);
    let verdict = case.verdict.as_deref().or_else(|| {
        overall
            .and_then(|c| case.answers.get(&c.id).or_else(|| case.answers.get("verdict")))
            .map(String::as_str)
    });
    if let Some(verdict) = verdict {
        csv.write_record([item, "", verdict, reason, ""]).unwrap();
    }
    for (check, answer) in case.answers.iter().filter(|_| overall.is_none()) {
        csv.write_record([item, check, answer, "", ""]).unwrap();
    }
    // A case without any evidence still stands in an audit that has some.
    let other = standard.items.iter().find(|i| i.id != item && i.checks[0].tier == Tier::Overall);
    csv.write_record([&other.expect("another item").id, "", "符合", "", ""]).unwrap();
    csv.flush().unwrap();
    let mut csv = csv::Writer::from_path(dir.join("checksheet-spots.csv")).unwrap();
    csv.write_record(["检查项", "抽查", "序号", "对象", "日期", "结果", "备注"]).unwrap();
    for (sample, results) in &case.spot_checks {
        for (n, result) in results.iter().enumerate() {
            let number = (n + 1).to_string();
            csv.write_record([item, sample, &number, "", "2025-12-20", result, ""]).unwrap();
        }
    }
    csv.flush().unwrap();
}

fn found(outcome: &Outcome, item: &str) -> (Points, String) {
    let result = outcome.items.iter().find(|i| i.id == item).expect("the item");
    let points = match (result.points, result.status) {
        (Some(points), _) => Points::Scored(points.to_f64()),
        (None, Status::NotReviewed) => Points::Word("not_reviewed".into()),
        (None, _) => Points::Word("not_applicable".into()),
    };
    let why = result
        .checks
        .iter()
        .map(|c| format!("    {} {:?} {:?} {:?}: {}\n", c.id, c.tier, c.holds, c.value, c.message));
    let problems = outcome
        .problems
        .iter()
        .filter(|p| p.code != "missing-register" && p.code != "empty-register");
    (
        points,
        why.chain(problems.map(|p| format!("    {} {:?}: {}\n", p.file, p.cell, p.message)))
            .collect(),
    )
}

#[test]
fn every_item_and_score() {
    let standard = {
        let shipped = standard::catalogue::find("quality-inspection").unwrap();
        standard::load(shipped.file, shipped.text).unwrap()
    };
    let schema = super::schema::validator();
    let mut failures = String::new();
    let mut seen = BTreeSet::new();
    let mut paths: Vec<_> =
        fs::read_dir("tests/items").unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let file: File = toml::from_str(&fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let mut scores = Vec::new();
        for case in &file.case {
            let dir = tempfile::tempdir().unwrap();
            folder(dir.path(), &standard, &file.item, case);
            let outcome = pipeline::run(dir.path(), &Options::default())
                .unwrap_or_else(|f| panic!("{} “{}”: {f}", file.item, case.name));
            schema.check(&outcome);
            let (points, why) = found(&outcome, &file.item);
            if points != case.points {
                failures += &format!(
                    "{} “{}”: expected {:?}, found {points:?}\n{why}",
                    file.item, case.name, case.points
                );
            }
            scores.push(points);
        }
        for points in [1.0, 0.5, 0.0] {
            assert!(
                scores.contains(&Points::Scored(points)),
                "{}: no case for {points}",
                file.item
            );
        }
        seen.insert(file.item);
    }
    let known: BTreeSet<String> = standard.items.iter().map(|i| i.id.clone()).collect();
    assert_eq!(seen, known, "every item has a file of cases, and every file an item");
    assert!(failures.is_empty(), "\n{failures}");
}
