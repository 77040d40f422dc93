//! One test per item of a standard: evidence for each of its scores, from `tests/items/<standard>/*.toml`,
//! run through the whole program as an audit folder of CSV files.
//!
//! A file is of one item, or has the cases of several items by their ids; in these, `yes` names the
//! judged checks that are answered yes (the others: no), and rows are those of `defaults.toml` with
//! what they say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use indexmap::IndexMap;
use inspect::lang::Lang;
use inspect::outcome::{Outcome, Status};
use inspect::pipeline::{self, Options};
use inspect::standard::{self, CheckKind, Item, RegisterSpec, Standard, Tier};
use serde::Deserialize;

/// The cases of one item.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub item: String,
    pub case: Vec<Case>,
}

/// Evidence, and the points it is worth.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub name: String,
    pub points: Points,
    #[serde(default)]
    answers: BTreeMap<String, String>,
    verdict: Option<String>,
    pub reason: Option<String>,
    #[serde(default)]
    pub spot_checks: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    previous: BTreeMap<String, f64>,
    #[serde(default)]
    pub not_kept: Vec<String>,
    #[serde(default)]
    covers: BTreeMap<String, toml::value::Datetime>,
    #[serde(default)]
    pub registers: IndexMap<String, Vec<IndexMap<String, toml::Value>>>,
}

type Row = IndexMap<String, toml::Value>;

/// A case in the short form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Short {
    name: String,
    points: Points,
    yes: Option<BTreeSet<String>>,
    #[serde(default)]
    not_kept: Vec<String>,
    #[serde(default)]
    registers: IndexMap<String, Vec<Row>>,
}

impl Short {
    fn case(self, item: &Item, defaults: &IndexMap<String, Row>) -> Case {
        let judged = || item.checks.iter().filter(|c| matches!(c.kind, CheckKind::Judged));
        let yes = self.yes.unwrap_or_default();
        for id in &yes {
            assert!(judged().any(|c| c.id == *id), "{}: no judged check {id}", item.id);
        }
        let answer = |id: &str| if yes.contains(id) { "是" } else { "否" }.to_string();
        let whole = |(register, rows): (String, Vec<Row>)| {
            let default = defaults.get(&register).unwrap_or_else(|| panic!("default {register}"));
            let merged = |row: Row| default.clone().into_iter().chain(row).collect();
            let rows = rows.into_iter().map(merged).collect();
            (register, rows)
        };
        Case {
            name: self.name,
            points: self.points,
            answers: judged().map(|c| (c.id.clone(), answer(&c.id))).collect(),
            verdict: None,
            reason: None,
            spot_checks: BTreeMap::new(),
            previous: BTreeMap::new(),
            not_kept: self.not_kept,
            covers: BTreeMap::new(),
            registers: self.registers.into_iter().map(whole).collect(),
        }
    }
}

#[derive(Deserialize, PartialEq, Debug)]
#[serde(untagged)]
pub enum Points {
    Scored(f64),
    Word(String),
}

impl Case {
    /// The tables of audit.toml a case adds.
    pub fn tables(&self, item: &str) -> String {
        let mut out = String::new();
        for register in &self.not_kept {
            out += &format!("\n[[not_kept]]\nregister = \"{register}\"\nreason = \"none\"\n");
        }
        out += "\n[previous]\n";
        for (check, value) in &self.previous {
            out += &format!("\"{item}/{check}\" = {value:?}\n");
        }
        out += "\n[covers]\n";
        for (register, day) in &self.covers {
            out += &format!("{register} = {day}\n");
        }
        out
    }

    /// What the auditor writes: check (empty for the item's own row) and answer.
    pub fn verdicts(&self, spec: &Item) -> Vec<(String, String)> {
        let overall = spec.checks.iter().find(|c| c.tier == Tier::Overall);
        let verdict = self.verdict.as_ref().or_else(|| {
            overall.and_then(|c| self.answers.get(&c.id).or_else(|| self.answers.get("verdict")))
        });
        let verdict = verdict.map(|v| (String::new(), v.clone()));
        let answers = self.answers.iter().filter(|_| overall.is_none());
        verdict.into_iter().chain(answers.map(|(c, a)| (c.clone(), a.clone()))).collect()
    }

    /// The rows of a register, each as often as it says, as texts in the order of the columns.
    pub fn rows(&self, spec: &RegisterSpec) -> Vec<Vec<&str>> {
        let mut out = Vec::new();
        let known: BTreeSet<&str> = spec.columns.iter().map(|c| c.id.as_str()).collect();
        for row in self.registers.get(&spec.id).into_iter().flatten() {
            for key in row.keys() {
                assert!(key == "times" || known.contains(key.as_str()), "column {key}");
            }
            let times = row.get("times").map_or(1, |t| t.as_integer().unwrap());
            let cell = |id: &String| row.get(id).map_or("", |v| v.as_str().unwrap());
            let cells: Vec<&str> = spec.columns.iter().map(|c| cell(&c.id)).collect();
            (0..times).for_each(|_| out.push(cells.clone()));
        }
        out
    }
}

fn parse<T: serde::de::DeserializeOwned>(path: &Path) -> T {
    toml::from_str(&fs::read_to_string(path).unwrap())
        .unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Every file of cases of the first standard, by item.
pub fn files() -> Vec<File> {
    cases(&standard())
}

/// The cases of a standard, by item.
fn cases(standard: &Standard) -> Vec<File> {
    let folder = Path::new("tests/items").join(&standard.id);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let defaults = parse(Path::new("tests/items/defaults.toml"));
    let mut files = Vec::new();
    for path in paths {
        if parse::<toml::Table>(&path).contains_key("item") {
            files.push(parse(&path));
            continue;
        }
        for (item, list) in parse::<IndexMap<String, Vec<Short>>>(&path) {
            let spec = standard.item(&item).unwrap_or_else(|| panic!("no item {item}"));
            let case = list.into_iter().map(|short| short.case(spec, &defaults)).collect();
            files.push(File { item, case });
        }
    }
    files
}

/// The first standard.
pub fn standard() -> Standard {
    shipped("quality-inspection")
}

/// A standard that comes with the program.
pub fn shipped(id: &str) -> Standard {
    let shipped = standard::catalogue::find(id).unwrap();
    standard::load(shipped.file, shipped.text).unwrap()
}

/// Writes an audit folder for a case.
fn folder(dir: &Path, standard: &Standard, item: &str, case: &Case) {
    fs::create_dir_all(dir.join("evidence")).unwrap();
    let mut audit = format!(
        "standard = \"{}\"\nperiod = \"2025Q4\"\nas_of = 2025-12-31\n\n\
         [project]\nid = \"case\"\nname = \"Case\"\nhouseholds = 1200\n",
        standard.id
    );
    audit += &case.tables(item);
    fs::write(dir.join("audit.toml"), audit).unwrap();
    for id in case.registers.keys() {
        let spec = standard.registers.iter().find(|r| r.id == *id).expect("a register");
        let mut csv = csv::Writer::from_path(dir.join(format!("evidence/{id}.csv"))).unwrap();
        csv.write_record(spec.columns.iter().map(|c| c.name(Lang::Zh))).unwrap();
        case.rows(spec).iter().for_each(|row| csv.write_record(row).unwrap());
        csv.flush().unwrap();
    }
    checksheet(dir, standard, item, case);
}

fn checksheet(dir: &Path, standard: &Standard, item: &str, case: &Case) {
    let mut csv = csv::Writer::from_path(dir.join("checksheet.csv")).unwrap();
    csv.write_record(["检查项", "判据", "判定", "改判理由", "备注"]).unwrap();
    let reason = case.reason.as_deref().unwrap_or("");
    let spec = standard.items.iter().find(|i| i.id == item).expect("an item");
    for (check, answer) in case.verdicts(spec) {
        let reason = if check.is_empty() { reason } else { "" };
        csv.write_record([item, &check, &answer, reason, ""]).unwrap();
    }
    // A case without any evidence still stands in an audit that has some.
    let judged = |check: &&standard::Check| matches!(check.kind, CheckKind::Judged);
    let others = standard.items.iter().filter(|i| i.id != item);
    let mut others = others.filter_map(|i| Some((i, i.checks.iter().find(judged)?)));
    let (other, check) = others.next().expect("another item");
    let (check, answer) = match check.tier {
        Tier::Overall => ("", "符合"),
        _ => (check.id.as_str(), "是"),
    };
    csv.write_record([&other.id, check, answer, "", ""]).unwrap();
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

/// The points of an item, and why.
pub fn found(outcome: &Outcome, item: &str) -> (Points, String) {
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
fn every_item_and_score_of_the_quality_inspection() {
    every_item_and_score("quality-inspection");
}

#[test]
fn every_item_and_score_of_the_customer_service_norms() {
    every_item_and_score("customer-service-norms");
}

#[test]
fn every_item_and_score_of_the_service_process_manual() {
    every_item_and_score("service-process-manual");
}

#[test]
fn every_item_and_score_of_the_complaint_handling_norms() {
    every_item_and_score("complaint-handling-norms");
}

#[test]
fn every_item_and_score_of_the_satisfaction_guide() {
    every_item_and_score("satisfaction-guide");
}

/// A standard without a test above would go untested.
#[test]
fn every_standard_has_its_cases() {
    let source = fs::read_to_string("tests/all/items.rs").unwrap();
    for shipped in standard::catalogue() {
        let call = format!("every_item_and_score(\"{}\");", shipped.id);
        assert!(source.contains(&call), "{}", shipped.id);
    }
}

fn every_item_and_score(id: &str) {
    let standard = Arc::new(shipped(id));
    let schema = super::schema::validator();
    let mut failures = String::new();
    let mut seen = BTreeSet::new();
    for file in cases(&standard) {
        let mut scores = Vec::new();
        for case in &file.case {
            let dir = tempfile::tempdir().unwrap();
            folder(dir.path(), &standard, &file.item, case);
            let outcome = pipeline::run_by(&standard, dir.path(), &Options::default())
                .unwrap_or_else(|f| panic!("{} “{}”: {f}", file.item, case.name));
            if scores.is_empty() {
                schema.check(&outcome);
            }
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
