//! From a figure to its cells: what a check cites supports the figure it states.

use std::path::Path;

use inspect::lang::Lang;
use inspect::outcome::{CheckResult, Evidence, Facts, Outcome};
use inspect::pipeline::{self, Options};
use inspect::report::View;

use super::run::Audit;

const AUDIT: &str = "examples/riverside-2025Q4";

fn outcome() -> Outcome {
    pipeline::run(Path::new(AUDIT), &Options::default()).unwrap()
}

fn check<'a>(outcome: &'a Outcome, item: &str, check: &str) -> &'a CheckResult {
    let item = outcome.items.iter().find(|i| i.id == item).unwrap();
    item.checks.iter().find(|c| c.id == check).unwrap()
}

/// Column letters, first and last line: of `B4:B67` B, 4 and 67.
fn lines(evidence: &Evidence) -> (String, u32, u32) {
    let (first, last) = evidence.cell.split_once(':').unwrap_or((&evidence.cell, &evidence.cell));
    let letters: String = first.chars().take_while(char::is_ascii_alphabetic).collect();
    let line = |cell: &str| cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse();
    (letters, line(first).unwrap(), line(last).unwrap())
}

fn cells(evidence: &[Evidence]) -> u32 {
    evidence.iter().map(lines).map(|(_, first, last)| last - first + 1).sum()
}

#[test]
fn a_range_has_as_many_cells_as_it_says() {
    let outcome = outcome();
    let cited = outcome.items.iter().flat_map(|i| &i.checks).flat_map(|c| &c.evidence);
    let ranges: Vec<&Evidence> = cited.filter(|e| e.cell.contains(':')).collect();
    assert!(ranges.len() > 20);
    for range in ranges {
        assert_eq!(cells(std::slice::from_ref(range)).to_string(), range.value, "{}", range.cell);
    }
    // 370 of 388 rows count, in two columns: the others are in none of the ranges.
    let called = check(&outcome, "QI-47", "called_back");
    assert_eq!((called.sample, called.evidence_total), (Some(370), 740));
    assert!(cells(&called.evidence) <= 740);
}

#[test]
fn the_number_of_cells_is_the_true_one() {
    let outcome = outcome();
    for check in outcome.items.iter().flat_map(|i| &i.checks) {
        assert!(check.evidence.len() <= 200, "{}", check.id);
        assert!(check.evidence_total >= cells(&check.evidence), "{}", check.id);
        if check.holds == Some(false) && check.evidence_total <= 200 {
            assert_eq!(check.evidence_total, cells(&check.evidence), "{}", check.id);
        }
    }
}

#[test]
fn a_check_that_holds_cites_what_makes_it_hold() {
    let outcome = outcome();
    // Nine of ten calls were answered: the nine for “some”, the tenth against “all”.
    let (some, all) = (check(&outcome, "QI-04", "some"), check(&outcome, "QI-04", "all"));
    assert_eq!((some.evidence.len(), all.evidence.len()), (9, 1));
    assert!(some.evidence.iter().all(|e| !all.evidence.contains(e)));
    // A share that is enough cites the rows it is made of, of every column it reads.
    for check in outcome.items.iter().flat_map(|i| &i.checks) {
        let Facts::Rate { counted, undecided: 0, .. } = check.facts else { continue };
        if check.holds == Some(true) && check.evidence_total > 0 {
            assert!(check.evidence_total >= counted, "{}", check.id);
        }
    }
    let recorded = check(&outcome, "QI-55", "recorded");
    let columns: std::collections::BTreeSet<String> =
        recorded.evidence.iter().map(|e| lines(e).0).collect();
    assert_eq!(columns.len(), 4, "channel, audience, content, recorder");
}

#[test]
fn every_late_repair_is_named_and_nothing_that_does_not_bind_it() {
    let outcome = outcome();
    let late = check(&outcome, "QI-47", "timely");
    let Facts::Rate { passed, counted, .. } = late.facts else { panic!("a share") };
    assert_eq!(counted - passed, 5);
    let rows: std::collections::BTreeSet<u32> = late.evidence.iter().map(|e| lines(e).1).collect();
    assert_eq!(rows.len(), 5);
    // Two moments each: an urgent repair has no agreed time that counts.
    assert_eq!((late.evidence.len(), late.evidence_total), (10, 10));
    // All of them in the report too.
    for lang in [Lang::Zh, Lang::En] {
        let view = View::new(&outcome, lang, outcome.as_of);
        let item = view.items.iter().find(|i| i.id == "QI-47").unwrap();
        let told = item.checks.iter().find(|c| c.id == "timely").unwrap().cells.join("\n");
        assert!(late.evidence.iter().all(|e| told.contains(&e.cell)), "{told}");
    }
}

#[test]
fn an_unreadable_cell_is_quoted_as_it_stands() {
    let audit = Audit::mini();
    audit.edit("evidence/complaints.csv", "2025-10-08 09:00", "昨天");
    audit.score(&["-q"]);
    let result = audit.result();
    let checks =
        result["items"].as_array().unwrap().iter().flat_map(|i| i["checks"].as_array().unwrap());
    let cited: Vec<&str> = checks
        .flat_map(|c| c["evidence"].as_array().unwrap())
        .filter(|e| e["file"] == "evidence/complaints.csv" && e["cell"] == "A2")
        .map(|e| e["value"].as_str().unwrap())
        .collect();
    assert!(!cited.is_empty() && cited.iter().all(|value| *value == "昨天"), "{cited:?}");
}
