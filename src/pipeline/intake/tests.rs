use std::path::Path;

use rust_xlsxwriter::{Format, Workbook as Writer};
use serde_json::Value;
use tempfile::TempDir;

use crate::pipeline::{Options, audit, run};
use crate::reader::ReadBy;

/// The result of the audit in `tests/folders/mini` with a register of 100 complaints, the last four of which
/// were handled at one time, written in one merged cell or in each. In tests its sheet is a large one.
fn outcome(merged: bool) -> Value {
    let folder = folder(merged);
    let outcome = run(folder.path(), &Options::default()).unwrap();
    let mut outcome = serde_json::to_value(outcome).unwrap();
    for input in outcome["inputs"].as_array_mut().unwrap() {
        for field in ["sha256", "bytes"] {
            input[field].take();
        }
    }
    outcome
}

/// Beside its register the workbook has a large sheet with nothing to read.
fn folder(merged: bool) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mini = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/folders/mini");
    for file in ["audit.toml", "mini.toml", "checksheet.csv", "checksheet-calls.csv"] {
        std::fs::copy(mini.join(file), folder.path().join(file)).unwrap();
    }
    std::fs::create_dir(folder.path().join("evidence")).unwrap();
    let mut book = Writer::new();
    let sheet = book.add_worksheet();
    let names = ["投诉时间", "投诉内容", "联系电话", "处理时间", "满意率"];
    sheet.write_row(0, 0, names).unwrap();
    for row in 1..=100 {
        let texts = ["2025-11-03 10:00", "停车", "13800000002", "2025-11-04 10:00", "80%"];
        sheet.write_row(row, 0, texts).unwrap();
    }
    if merged {
        sheet.merge_range(97, 3, 100, 3, "2025-11-04 10:00", &Format::new()).unwrap();
    }
    let beside = book.add_worksheet();
    for row in 0..100 {
        beside.write(row, 0, f64::from(row)).unwrap();
    }
    book.save(folder.path().join("evidence/complaints.xlsx")).unwrap();
    folder
}

#[test]
fn a_large_file_with_merged_cells_behind_its_rows_is_read_anew() {
    let (merged, single) = (outcome(true), outcome(false));
    let of_register = |input: &&Value| input["path"] == "evidence/complaints.xlsx";
    let inputs: Vec<&Value> =
        merged["inputs"].as_array().unwrap().iter().filter(of_register).collect();
    assert_eq!(inputs.len(), 1);
    assert_eq!(inputs[0]["rows"], 100);
    for part in ["inputs", "items", "problems", "score"] {
        assert!(!merged[part].is_null(), "{part}");
        assert_eq!(merged[part], single[part], "{part}");
    }
}

#[test]
fn of_every_large_sheet_it_is_said_what_reads_it() {
    let folder = folder(false);
    let audited = audit(folder.path(), &Options::default()).unwrap();
    let sheets = ["Sheet1", "Sheet2"].map(|name| (name.to_string(), ReadBy::Inspect));
    let expected = ("evidence/complaints.xlsx".to_string(), sheets.to_vec());
    assert_eq!(audited.read_by.first(), Some(&expected));
}

/// The result of an audit by itself, and of the same among others.
fn alone_and_among(folder: &Path) -> [Vec<u8>; 2] {
    let run = || crate::outcome::json::to_bytes(&run(folder, &Options::default()).unwrap());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    [run().unwrap(), pool.install(run).unwrap()]
}

#[test]
fn registers_read_side_by_side_make_the_result_of_those_read_one_after_the_other() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/riverside-2025Q4");
    let [alone, among] = alone_and_among(&example);
    assert!(alone == among);
    // Files named for one register that hold others: the same bytes once more, and calls of another sheet.
    let folder = tempfile::tempdir().unwrap();
    let evidence = folder.path().join("evidence");
    std::fs::create_dir(&evidence).unwrap();
    for file in ["audit.toml", "checksheet.xlsx"] {
        std::fs::copy(example.join(file), folder.path().join(file)).unwrap();
    }
    let mut calls = None;
    for entry in std::fs::read_dir(example.join("evidence")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        std::fs::copy(entry.path(), evidence.join(&name)).unwrap();
        calls = calls.or(name.contains("来电").then_some(entry.path()));
    }
    std::fs::copy(calls.unwrap(), evidence.join("投诉补录.xlsx")).unwrap();
    let [alone, among] = alone_and_among(folder.path());
    assert!(String::from_utf8_lossy(&alone).contains("\"same-file\""));
    assert!(alone == among);
}

#[test]
fn the_rows_of_a_large_text_of_an_audit_by_itself_are_split_beside() {
    use crate::reader::text::beside::STARTED;
    let folder = folder(false);
    std::fs::remove_file(folder.path().join("evidence/complaints.xlsx")).unwrap();
    let mut text = "投诉时间,投诉内容,联系电话,处理时间,满意率\n".to_string();
    // Too large to be opened ahead.
    while text.len() <= 3 << 20 {
        text.push_str("2025-11-03 10:00,停车,13800000002,2025-11-04 10:00,80%\n");
    }
    std::fs::write(folder.path().join("evidence/complaints.csv"), text).unwrap();
    let before = STARTED.get();
    let [alone, among] = alone_and_among(folder.path());
    assert!(alone == among);
    let several = std::thread::available_parallelism().is_ok_and(|n| n.get() > 1);
    assert_eq!(STARTED.get() > before, several);
}
