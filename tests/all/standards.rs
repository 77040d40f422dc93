//! Standards as users have them: found in folders, of several files, extending one another, and one folder
//! of evidence for two of them.

use std::fs;
use std::path::Path;

use super::run::{Audit, inspect};

const OWN: &str = r#"
extends = "quality-inspection"
id = "our-quality"
version = "2026"
title = { zh = "本公司品质标准", en = "Our quality standard" }
totals = { items = 62, points = 63 }

[[off]]
item = "QI-28"
reason = "no owners' committee in our projects"

[overrides.QI-04]
weight = 2
due = { partial = 3, fail = 1 }

[[items]]
id = "OQ-63"
number = 63
section = "pets"
title = { zh = "犬只牵引", en = "Dogs are on a lead" }
rule = { zh = "符合得 1", en = "Met 1" }
owner = "秩序主管"
checks = [{ id = "verdict", title = { zh = "均牵引", en = "All are" }, tier = "overall", kind = "judged" }]
"#;

#[test]
fn a_folder_is_scored_by_another_standard_than_its_own() {
    let audit = Audit::copy_of(Path::new("examples/riverside-2025Q4"));
    // Its audit.toml declares and waives items of its own standard, and its checksheet answers them.
    let run = audit.score(&["-q", "--standard", "complaint-handling-norms", "--lang", "en"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let result = audit.result();
    assert_eq!(result["standard"]["id"], "complaint-handling-norms");
    // 240 of 262 are satisfied (HAND.md, QI-23): above 85 %.
    let item = &result["items"][7];
    assert_eq!((item["id"].as_str(), item["points"].as_f64()), (Some("CH-08"), Some(1.0)));
    // The registers it does not read are worth a remark, no more.
    let problems = result["problems"].as_array().unwrap();
    let unmatched = problems.iter().filter(|p| p["code"] == "unmatched-file");
    assert!(unmatched.clone().count() > 5);
    assert!(unmatched.clone().all(|p| p["severity"] == "info"));

    // Back to its own, nothing has changed.
    assert_eq!(audit.score(&["-q"]).code, 0);
    assert_eq!(audit.result()["score"]["percent"], 83.33);
}

/// Rows of two standards in one checksheet, each standard with its own.
#[test]
fn one_checksheet_holds_the_answers_for_two_standards() {
    let audit = Audit::copy_of(Path::new("examples/parkside-2025Q4"));
    fs::remove_file(audit.file("checksheet.xlsx")).unwrap();
    let rows = "CH-01,principles,是\nCH-01,traceable,是\nSG-01,principles,是\nSG-01,daily,否\n";
    audit.write("checksheet.csv", format!("检查项,判据,判定\n{rows}"));
    audit.add(
        "audit.toml",
        "\n[[not_applicable]]\nitem = \"SG-20\"\nreason = \"r\"\napproved_by = \"a\"\n",
    );
    let points = |standard: &str| {
        let run = audit.score(&["-q", "--standard", standard]);
        assert_eq!(run.code, 0, "{}", run.err);
        audit.result()["items"][0]["points"].as_f64()
    };
    assert_eq!(points("complaint-handling-norms"), Some(1.0));
    assert_eq!(points("satisfaction-guide"), Some(0.5));
    assert_eq!(audit.result()["items"][19]["status"], "not_applicable");
    // A slip is one in both.
    audit.add("checksheet.csv", "SG-99,,符合\n");
    audit
        .score(&["--standard", "satisfaction-guide", "--lang", "en"])
        .refused(&["no item named `SG-99`"]);
    audit.score(&["--lang", "en"]).refused(&["no item named `SG-99`"]);
}

#[test]
fn a_standard_that_extends_a_shipped_one_scores_an_audit() {
    let audit = Audit::copy_of(Path::new("examples/riverside-2025Q4"));
    audit.write("our-quality.toml", OWN);
    let own = audit.file("our-quality.toml");
    let lint = inspect(["standard", "lint", own.to_str().unwrap(), "--lang", "en"]);
    assert_eq!((lint.code, lint.err.as_str()), (0, ""));
    let run = audit.score(&["-q", "--standard", "our-quality"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let result = audit.result();
    let items = result["items"].as_array().unwrap();
    assert_eq!(items.len(), 62);
    assert!(!items.iter().any(|i| i["id"] == "QI-28"), "switched off");
    let off =
        serde_json::json!([{"item": "QI-28", "reason": "no owners' committee in our projects"}]);
    assert_eq!(result["standard"]["off"], off);
    let phone = items.iter().find(|i| i["id"] == "QI-04").unwrap();
    // Nine of ten calls: half of two points, and due three days after the audit.
    assert_eq!((phone["points"].as_f64(), phone["max"].as_f64()), (Some(1.0), Some(2.0)));
    assert_eq!(phone["due"], "2026-01-03");
    let new = items.last().unwrap();
    assert_eq!((new["id"].as_str(), new["number"].as_u64()), (Some("OQ-63"), Some(63)));
    assert_eq!(new["status"], "not_reviewed");
}

#[test]
fn shared_registers_are_found_beside_the_standard_and_faults_in_them_shown() {
    let audit = Audit::copy_of(Path::new("examples/parkside-2025Q4"));
    let folder = audit.path.parent().unwrap().join("standards");
    fs::create_dir_all(folder.join("registers")).unwrap();
    let text = fs::read_to_string("checklists/complaint-handling-norms.toml").unwrap();
    let text = text.replace("id = \"complaint-handling-norms\"", "id = \"own\"");
    fs::write(folder.join("own.toml"), text).unwrap();
    let shelf =
        ["-q", "--standard", "own", "--lang", "en", "--standards", folder.to_str().unwrap()];
    // What is not beside it is taken from those that come with the program.
    assert_eq!(audit.score(&shelf).code, 0);
    let shared = fs::read_to_string("checklists/registers/archives.toml").unwrap();
    let faulty = shared.replace("type = \"number\"", "type = \"numbr\"");
    fs::write(folder.join("registers/archives.toml"), faulty).unwrap();
    let line = shared.lines().position(|l| l.starts_with("years =")).unwrap() + 1;
    let place = format!("registers/archives.toml:{line}:");
    audit.score(&shelf).refused(&["`type` is \"numbr\"", &place]);
}

#[test]
fn the_list_says_where_each_standard_is_found() {
    let audit = Audit::copy_of(Path::new("examples/parkside-2025Q4"));
    audit.write("our-quality.toml", OWN);
    audit.write("service-process-manual.toml", "id = 1");
    let mini = Path::new("tests/folders/mini").to_str().unwrap();
    let folder = audit.path.to_str().unwrap();
    let run = inspect(["standard", "list", folder, "--standards", mini, "--lang", "en"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let lines: Vec<&str> = run.text().lines().collect();
    let line = |id: &str| {
        let mut of = lines.iter().filter(|l| l.starts_with(&format!("{id}  ")));
        (of.next().copied().unwrap_or_else(|| panic!("{id}: {lines:?}")), of.count())
    };
    let (own, _) = line("our-quality");
    assert!(
        own.contains("Our quality standard  62  audit folder") && own.ends_with("our-quality.toml")
    );
    let (broken, more) = line("service-process-manual");
    assert!(broken.contains("broken") && broken.contains("audit folder") && more == 0, "{broken}");
    assert!(line("mini").0.contains("your standards"));
    assert!(line("satisfaction-guide").0.ends_with("21  shipped"));
    assert_eq!(lines.len(), 2 + 1 + 4);
    // Without folders, those that come with the program.
    assert_eq!(inspect(["standard", "list"]).text().lines().count(), 5);
}
