//! A batch makes its portfolio from outcomes, a roll-up from the files they were written to: the records of both
//! are the same, field by field.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use inspect::outcome::{Outcome, json};
use inspect::pipeline::{self, Options};
use inspect::portfolio::{Aside, Record};

/// The folders of audits under `folder`.
fn audits(folder: &Path, out: &mut Vec<PathBuf>) {
    if folder.join("audit.toml").is_file() {
        return out.push(folder.to_path_buf());
    }
    let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    entries.filter(|p| p.is_dir()).for_each(|p| audits(&p, out));
}

fn agree(outcome: &Outcome) {
    let read = Record::from_slice(&json::to_bytes(outcome).unwrap()).unwrap();
    let made = Record::from(outcome.clone());
    assert_eq!(made, read, "{}", outcome.project.id);
    let aside = Aside::default();
    let span = made.put(&aside);
    let back = Record::get(&aside, span).unwrap();
    assert_eq!(back, read, "{}", outcome.project.id);
    assert_eq!(back.actions(), read.actions());
    assert_eq!((back.mismatch().is_none(), read.mismatch().is_none()), (true, true));
}

#[test]
fn of_every_example() {
    let standards = Some(PathBuf::from("examples/portfolio"));
    let options = Options { standards, ..Options::default() };
    let mut folders = Vec::new();
    audits(Path::new("examples"), &mut folders);
    let mut scored: Vec<Outcome> = Vec::new();
    for folder in folders.iter().filter(|f| !f.ends_with("generate")) {
        match pipeline::run(folder, &options) {
            Ok(outcome) => scored.push(outcome),
            // Its audit.toml is broken.
            Err(failure) => assert!(folder.ends_with("willow"), "{folder:?}: {failure}"),
        }
    }
    scored.iter().for_each(agree);
    // They have in them what could differ.
    let items = || scored.iter().flat_map(|o| &o.items);
    assert!(scored.len() >= 12 && items().any(|i| i.not_applicable.is_some()));
    assert!(items().any(|i| i.waiver.is_some()) && items().any(|i| i.points.is_none()));
    assert!(scored.iter().any(|o| !o.waivers.is_empty() && o.score.with_waivers.is_some()));
    assert!(scored.iter().any(|o| o.score.percent.is_some_and(|p| p.0.scale() == 2)));
    let kinds = |o: &Outcome| o.problems.iter().map(|p| p.code.clone()).collect::<BTreeSet<_>>();
    assert!(scored.iter().any(|o| (2..o.problems.len()).contains(&kinds(o).len())));
}

#[test]
fn of_actions_carried_on_and_places() {
    let folder = tempfile::tempdir().unwrap();
    let before = folder.path().join("result.json");
    let score = |quarter: &str, previous: Vec<PathBuf>| {
        let audit = format!("examples/riverside-{quarter}");
        pipeline::run(audit.as_ref(), &Options { previous, ..Options::default() }).unwrap()
    };
    let mut earlier = score("2025Q3", Vec::new());
    // Of a finding at a place that this audit does not have, and of an item that is gone.
    let mut gone = earlier.actions[0].clone();
    (gone.id, gone.item, gone.location) = ("gone".into(), "OLD-9".into(), Some("3号楼".into()));
    earlier.actions.push(gone);
    fs::write(&before, json::to_bytes(&earlier).unwrap()).unwrap();
    let mut outcome = score("2025Q4", vec![before]);
    assert!(!outcome.previous.is_empty());
    assert!(outcome.actions.iter().any(|a| a.item == "OLD-9" && a.location.is_some()));
    agree(&outcome);
    // Without any, actions are those of the items.
    outcome.actions.clear();
    agree(&outcome);
    // Problems without a sheet or a cell, and of a file that is not named.
    let mut odd = outcome.problems[0].clone();
    (odd.code, odd.sheet, odd.cell) = ("odd".into(), Some(String::new()), None);
    odd.file.clear();
    outcome.problems.insert(0, odd);
    agree(&outcome);
}
