//! The steps of `examples/ci`, run as a pipeline runs them on the two quarters of the example.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use super::run::inspect;

fn quarter(previous: &Path, out: &Path, gates: &str) -> Output {
    Command::new("bash")
        .arg("examples/ci/quarter.sh")
        .args([Path::new("examples/riverside-2025Q4"), previous, out])
        .env("INSPECT", env!("CARGO_BIN_EXE_inspect"))
        .env("GATES", gates)
        .env("INSPECT_LANG", "en")
        .output()
        .unwrap()
}

#[test]
fn the_steps_of_a_pipeline() {
    let keep = tempfile::tempdir().unwrap();
    let before = keep.path().join("before");
    let folder = before.to_str().unwrap();
    assert_eq!(inspect(["score", "examples/riverside-2025Q3", "-o", folder, "-q"]).code, 0);
    let previous = before.join("result.json");
    let out = keep.path().join("out");
    // 49 of 57 is 85.96 %, 50 of 60 is 83.33 %: a drop of 2.63.
    let run = quarter(&previous, &out, "--fail-on drop>2.62");
    let told = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(1), "{told}");
    assert!(told.lines().last().unwrap().contains("−2.63"), "{told}");
    for name in
        ["result.json", "report.xlsx", "comment.md", "junit.xml", "inspect.sarif", "actions.ics"]
    {
        assert!(fs::metadata(out.join(name)).unwrap().len() > 100, "{name}");
    }
    let comment = fs::read_to_string(out.join("comment.md")).unwrap();
    let summary = comment.find("85.96%").unwrap();
    assert!(summary < comment.find("<details>").unwrap(), "the summary comes first");
    let result: Value =
        serde_json::from_slice(&fs::read(out.join("result.json")).unwrap()).unwrap();
    let actions = result["actions"].as_array().unwrap();
    // Income and spending are not published in either quarter.
    let again = actions.iter().find(|a| a["recurrence"] == 2 && a["item"] == "QI-41").unwrap();
    assert_eq!((&again["first_seen"], &again["due"]), (&"2025-09-30".into(), &"2025-10-15".into()));

    assert_eq!(quarter(&previous, &out, "--fail-on drop>2.63").status.code(), Some(0));
    assert_eq!(quarter(&keep.path().join("none.json"), &out, "").status.code(), Some(2));
}

#[test]
fn the_pipelines_run_the_script() {
    for name in ["github.yml", "gitlab.yml"] {
        let text = fs::read_to_string(Path::new("examples/ci").join(name)).unwrap();
        for word in [
            "examples/ci/quarter.sh \"$AUDIT\" \"$PREVIOUS\" out",
            "comment.md",
            "junit.xml",
            "out/",
        ] {
            assert!(text.contains(word), "{name}: {word}");
        }
        assert!(!text.contains('\t'), "{name}");
    }
}
