//! The options for reading: encodings, limits, and the words that name them.

use std::fs;

use encoding_rs::{GB18030, SHIFT_JIS};

use super::run::{Audit, inspect};

const REGISTER: &str = "evidence/complaints.csv";

#[test]
fn a_limit_names_the_option_that_raises_it() {
    let audit = Audit::mini();
    let file = audit.file(REGISTER);
    let peek = |args: &[&str]| inspect([&["peek", file.to_str().unwrap()], args].concat());
    for (option, low, high, words) in [
        ("--limit-cells", "3", "1M", "more than 3 cells"),
        ("--limit-text", "2", "1KiB", "more than 2 B"),
        ("--limit-unpacked", "20", "0.5MB", "more than 20 B unpacked"),
    ] {
        let run = peek(&[option, low, "--lang", "en"]);
        let said = format!("{}{}", run.text(), run.err);
        assert!(said.contains(words) && said.contains(option), "{option}: {said}");
        let run = peek(&[option, high]);
        assert!(run.code == 0 && !run.text().contains(option), "{}", run.err);
    }
    let run = audit.score(&["--limit-cells", "3", "--lang", "zh"]);
    let result = String::from_utf8_lossy(&run.out).into_owned() + &run.err;
    assert!(result.contains("--limit-cells"), "{result}");
}

#[test]
fn sizes_that_are_none_are_refused() {
    inspect(["peek", "x.csv", "--limit-unpacked", "much"]).refused(&["500MB or 2GiB"]);
    inspect(["peek", "x.csv", "--limit-time", "0"]).refused(&["90s or 5min"]);
    inspect(["peek", "x.csv", "--encoding", "x"]).refused(&["UTF-8", "gb18030", "Big5"]);
}

#[test]
fn an_encoding_for_all_texts_or_for_one() {
    let audit = Audit::mini();
    audit.score(&[]);
    let items = |audit: &Audit| audit.result()["items"].clone();
    let right = items(&audit);
    // The register in another encoding than the checksheets.
    let text = String::from_utf8(audit.read(REGISTER)).unwrap();
    audit.write(REGISTER, GB18030.encode(&text).0);
    let one = ["--encoding", "complaints.csv=gbk"];
    assert_eq!(audit.score(&one).code, 0);
    assert_eq!(items(&audit), right);
    let result = audit.file("out/result.json");
    let verify = |args: &[&str]| inspect([&["verify", result.to_str().unwrap()], args].concat());
    assert_eq!(verify(&one).code, 0);
    // Read as if it were UTF-8 it is no text, and its items have no evidence.
    let run = audit.score(&["--encoding", "evidence/complaints.csv=utf-8"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_ne!(items(&audit), right);
    assert_ne!(verify(&one).code, 0);
}

#[test]
fn an_encoding_for_a_file_that_is_not_there_is_reported() {
    let audit = Audit::mini();
    audit.score(&["--encoding", "nix.csv=big5", "--lang", "en"]);
    let problems = audit.result()["problems"].clone();
    let missing = problems.as_array().unwrap().iter().find(|p| p["code"] == "file-missing");
    let missing = missing.unwrap_or_else(|| panic!("{problems}"));
    assert_eq!([&missing["file"], &missing["severity"]], ["nix.csv", "warning"]);
    let file = audit.file(REGISTER);
    let run = inspect(["peek", file.to_str().unwrap(), "--encoding", "nix.csv=big5"]);
    run.refused(&["nix.csv"]);
}

#[test]
fn a_text_of_an_unknown_encoding_names_the_option() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list.csv");
    fs::write(&file, encoding_rs::WINDOWS_1252.encode("Nr;Name\n1;ÄÖÜ ÄÄ\n2;Æøå ØØ\n").0).unwrap();
    let peek = |args: &[&str]| inspect([&["peek", file.to_str().unwrap()], args].concat());
    for args in [&["--lang", "en"][..], &["--lang", "en", "--encoding", "utf-8"]] {
        peek(args).refused(&["encoding", "--encoding", "windows-1252"]);
    }
    let read = peek(&["--cells", "--encoding", "windows-1252"]);
    assert!(read.code == 0 && read.text().contains("Æøå ØØ"), "{}", read.err);
}

#[test]
fn an_encoding_that_is_not_taken_for_granted() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list.csv");
    let text =
        "ばんごう,なまえ,でんわ\r\n1,やまだたろう,はい\r\n2,すずきはなこ,いいえ\r\n".repeat(4);
    fs::write(&file, SHIFT_JIS.encode(&text).0).unwrap();
    let peek = |args: &[&str]| inspect([&["peek", file.to_str().unwrap()], args].concat());
    peek(&["--lang", "en"]).refused(&["Shift_JIS", "--encoding"]);
    let read = peek(&["--cells", "--encoding", "shift_jis"]);
    assert!(read.code == 0 && read.text().contains("やまだたろう"), "{}", read.err);
}

#[test]
fn verbose_scoring_says_which_table_was_chosen_and_why() {
    let audit = Audit::mini();
    audit.edit(REGISTER, "投诉时间,投诉内容", "2025 年投诉,\n投诉时间,投诉内容");
    let run = audit.score(&["-v", "--lang", "en"]);
    run.says(&[
        "complaints · evidence/complaints.csv · header A2:E2 · 5 of 5 columns",
        "no other row comes near",
    ]);
    assert!(!audit.score(&[]).err.contains("A2:E2"), "only with -v");
}

#[test]
fn two_tables_that_fit_as_well_are_an_error_that_names_both() {
    let audit = Audit::mini();
    fs::remove_file(audit.file(REGISTER)).unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, third) in [("甲", "联系电话"), ("乙", "满意率")] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write_row(0, 0, ["投诉时间", "投诉内容", third]).unwrap();
        sheet.write_row(1, 0, ["2025-10-08 09:00", "噪声", ""]).unwrap();
    }
    book.save(audit.file("evidence/complaints.xlsx")).unwrap();
    let run = audit.score(&["-v", "--lang", "zh"]);
    run.says(&["未读 甲!A1:C1（与另一张表同样合适）", "未读 乙!A1:C1（与另一张表同样合适）"]);
    let problem = &audit.result()["problems"][0];
    assert_eq!(problem["severity"], "error");
    let message = problem["message"].as_str().unwrap();
    assert!(message.contains("甲!A1:C1") && message.contains("乙!A1:C1"), "{message}");
}
