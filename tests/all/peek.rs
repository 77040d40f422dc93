//! What the program sees in a file, told as users ask for it.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;

use assert_cmd::Command;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

const EVIDENCE: &str = "examples/riverside-2025Q4/evidence";

/// Runs `inspect peek` and returns its exit code, standard output and standard error.
fn peek(file: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("inspect").unwrap();
    command.env("COLUMNS", "80").args(["peek", "--color", "never"]).arg(file).args(args);
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn seen(file: &Path, args: &[&str]) -> Value {
    let (code, out, err) = peek(file, &[&["--format", "json"], args].concat());
    assert_eq!((code, err.as_str()), (0, ""));
    serde_json::from_str(&out).unwrap()
}

/// A folder with one file.
fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    fs::write(&path, bytes).unwrap();
    (dir, path)
}

/// A repair register under a title, with a slip in a header, a bad date and a header of its own.
fn repairs() -> Vec<u8> {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let sheet = book.add_worksheet().set_name("三月").unwrap();
    sheet.merge_range(0, 0, 0, 5, "报修台账", &Format::new()).unwrap();
    let headers = ["报修时间", "紧急程度", "报修内容", "到场时间", "约定时闻", "经手"];
    for (column, header) in (0..).zip(headers) {
        sheet.write(2, column, header).unwrap();
    }
    let moment = ExcelDateTime::from_ymd(2025, 3, 5).unwrap().and_hms(10, 2, 0).unwrap();
    sheet.write_with_format(3, 0, &moment, &date).unwrap();
    sheet.write(3, 1, "急修").unwrap();
    sheet.write(3, 2, "漏水，业主13800005678").unwrap();
    sheet.write(3, 3, "2025-13-05").unwrap();
    sheet.write(3, 5, 13_900_001_111_u64).unwrap();
    sheet.set_column_hidden(4).unwrap();
    sheet.set_row_hidden(1).unwrap();
    sheet.write(1, 0, 0.1 + 0.2).unwrap();
    book.add_worksheet().set_name("空表").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_register_is_told_from_title_to_problems() {
    let (_dir, path) = file("报修.xlsx", &repairs());
    let all = seen(&path, &["--lang", "zh"]);
    assert_eq!(all["schema"], "inspect/peek/v1");
    assert_eq!(all["bytes"], fs::metadata(&path).unwrap().len());
    assert_eq!(
        all["format"],
        json!({"name": "Excel (.xlsx)", "encoding": null, "delimiter": null, "misnamed": null})
    );
    let sheet = &all["sheets"][0];
    // One title, one number, six headers, five values.
    assert_eq!(
        [&sheet["name"], &sheet["range"], &sheet["rows"], &sheet["cells"], &sheet["hidden"]],
        [&json!("三月"), &json!("A1:F4"), &json!(4), &json!(13), &json!(false)]
    );
    assert_eq!(
        [&sheet["hidden_rows"], &sheet["hidden_columns"], &sheet["merges"]],
        [&json!(["2"]), &json!(["E"]), &json!(["A1:F1"])]
    );
    assert_eq!(all["sheets"][1]["range"], Value::Null);
    let register = &all["register"];
    assert_eq!([&register["id"], &register["because"]], ["repairs", "name"]);
    assert_eq!(register["rows"], 1);
    let table = &register["tables"][0];
    assert_eq!([&table["sheet"], &table["fate"], &table["header"]], ["三月", "read", "A3:F3"]);
    assert_eq!((&table["rows"], &table["columns"]), (&json!(1), &json!(22)));
    let matched = table["matched"].as_array().unwrap();
    let ids: Vec<&str> = matched.iter().map(|m| m["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["reported_at", "urgency", "content", "arrived_at"]);
    assert_eq!(
        matched[3],
        json!({"at": "D", "header": "到场时间", "id": "arrived_at",
               "name": {"zh": "到场时间", "en": "Arrived at"}, "type": "datetime", "required": true})
    );
    assert_eq!(
        table["unmatched"],
        json!([{"at": "E", "header": "约定时闻", "nearest": "约定时间"},
               {"at": "F", "header": "经手", "nearest": null}])
    );
    assert_eq!(
        register["first"],
        json!([{"sheet": "三月", "row": 4, "values": {
            "reported_at": "2025-03-05 10:02", "urgency": "急修",
            "content": "漏水，业主138****5678", "arrived_at": null}}])
    );
    let problem = &all["problems"][0];
    assert_eq!([&problem["code"], &problem["cell"]], ["type-mismatch", "D4"]);
    assert!(problem["message"].as_str().unwrap().contains("2025-13-05"));
    assert_eq!(all["problems"].as_array().unwrap().len(), 1);
}

/// Three sheets, two of them registers, one with a third register below.
fn several() -> Vec<u8> {
    let mut book = Workbook::new();
    let mut sheet = |name: &str, rows: &[&[&str]]| {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, cells) in (0..).zip(rows) {
            for (column, text) in (0..).zip(*cells).filter(|(_, text)| !text.is_empty()) {
                sheet.write(row, column, *text).unwrap();
            }
        }
    };
    let repair = ["2025-03-05 10:02", "急修", "漏水", "2025-03-05 10:20"];
    let complaint = ["2025-03-06", "噪音", "3-1", "2025-03-07", "已处理"];
    let complaints = ["投诉时间", "投诉内容", "房号", "处理时间", "处理状态"];
    sheet(
        "一",
        &[
            &["报修时间", "紧急程度", "报修内容", "到场时间"],
            &repair,
            &repair,
            &[],
            &["投诉台账"],
            &complaints,
            &complaint,
        ],
    );
    sheet("二", &[&["投诉"], &complaints, &complaint, &complaint]);
    sheet("说明", &[&["填写说明"]]);
    book.save_to_buffer().unwrap()
}

#[test]
fn every_register_of_a_workbook_is_told() {
    let (_dir, path) = file("三月.xlsx", &several());
    let all = seen(&path, &[]);
    let further = all["further"].as_array().unwrap();
    assert_eq!(further.len(), 1);
    let told = |r: &Value| (r["id"].clone(), r["because"].clone(), r["rows"].clone());
    assert_eq!(told(&all["register"]), (json!("repairs"), json!("header"), json!(2)));
    assert_eq!(told(&further[0]), (json!("complaints"), json!("header"), json!(3)));
    let tables = |r: &Value| -> Vec<(Value, Value, Value)> {
        let tables = r["tables"].as_array().unwrap().iter();
        tables.map(|t| (t["sheet"].clone(), t["header"].clone(), t["rows"].clone())).collect()
    };
    assert_eq!(tables(&all["register"]), [(json!("一"), json!("A1:D1"), json!(2))]);
    let mut complaints = tables(&further[0]);
    complaints.sort_by_key(|(_, header, _)| header.to_string());
    assert_eq!(
        complaints,
        [(json!("二"), json!("A2:E2"), json!(2)), (json!("一"), json!("A6:E6"), json!(1))]
    );
    let (_, out, _) = peek(&path, &["--lang", "zh"]);
    assert!(
        out.contains("报修台账 (repairs) · 2 行") && out.contains("投诉台账 (complaints) · 3 行")
    );
    let (_, out, _) = peek(&path, &["--format", "csv"]);
    assert!(out.contains(",投诉时间,complaints,"), "{out}");
    // One asked for is the only one.
    assert_eq!(seen(&path, &["--register", "repairs"])["further"], json!([]));
}

#[test]
fn a_number_that_the_file_shows_as_a_date_is_a_number() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(["序号", "报修时间", "紧急程度", "报修内容", "到场时间"])
    {
        sheet.write(0, column, name).unwrap();
    }
    let date = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write_with_format(1, 0, 10.5, &date).unwrap();
    sheet.write_with_format(1, 3, 0.5, &Format::new().set_num_format("h:mm")).unwrap();
    for (column, text) in [(1, "2025-03-05"), (2, "急修"), (4, "2025-03-05")] {
        sheet.write(1, column, text).unwrap();
    }
    let (_dir, path) = file("报修.xlsx", &book.save_to_buffer().unwrap());
    let all = seen(&path, &[]);
    assert_eq!(all["register"]["first"][0]["values"]["number"], "10.5");
    let problems: Vec<_> = all["problems"].as_array().unwrap().iter().collect();
    assert_eq!(problems.len(), 1, "a time of day is none: {problems:?}");
    assert_eq!([&problems[0]["code"], &problems[0]["cell"]], ["number-as-date", "A2"]);
}

#[test]
fn a_lock_file_is_named() {
    for name in ["~$报修.xlsx", ".~lock.报修.xlsx#"] {
        let (_dir, path) = file(name, b"\x05wang");
        let (code, out, err) = peek(&path, &["--lang", "zh"]);
        assert_eq!((code, out.as_str(), err.lines().count()), (2, "", 1));
        assert!(err.contains("锁文件"), "{err}");
    }
}

#[test]
fn a_header_with_a_remark_beside_the_plain_one_names_nothing() {
    let text = "报修时间,紧急程度,报修内容,到场时间（备注）,到场时间\n\
                2025-03-05 10:02,急修,漏水,迟到,2025-03-05 10:20\n";
    let (_dir, path) = file("报修.csv", text.as_bytes());
    let register = &seen(&path, &["--lang", "zh"])["register"];
    assert_eq!(register["first"][0]["values"]["arrived_at"], "2025-03-05 10:20");
    assert_eq!(register["tables"][0]["unmatched"][0]["header"], "到场时间（备注）");
}

#[test]
fn answers_are_shown_as_they_were_read() {
    let text = "报修时间,紧急程度,报修内容,到场时间,是否及时\n\
                2025-03-05 10:02,急 修,漏水,2025-03-05 10:20,√\n";
    let (_dir, path) = file("报修.csv", text.as_bytes());
    let register = &seen(&path, &["--lang", "zh"])["register"];
    let names = register["tables"][0]["matched"].as_array().unwrap();
    let id = |header: &str| names.iter().find(|m| m["header"] == header).unwrap()["id"].clone();
    let first = &register["first"][0];
    let yes = id("是否及时");
    let yes = yes.as_str().unwrap();
    assert_eq!([&first["values"][yes], &first["raw"][yes]], ["是", "√"]);
    assert_eq!([&first["values"]["urgency"], &first["raw"]["urgency"]], ["急修", "急 修"]);
    assert_eq!(first["raw"].as_object().unwrap().len(), 2);
}

#[test]
fn the_table_says_the_same_in_eighty_columns() {
    let (_dir, path) = file("报修.xlsx", &repairs());
    for (lang, words) in [
        ("zh", ["由文件名认定", "必有列齐全", "最接近“约定时间”", "漏水，业主138**", "三月!D4"]),
        ("en", ["told by the", "all required", "nearest: 约定时间", "漏水，业主138**", "三月!D4"]),
    ] {
        let (code, out, err) = peek(&path, &["--lang", lang]);
        assert_eq!((code, err.as_str()), (0, ""));
        for word in words {
            assert!(out.contains(word), "{word}\n{out}");
        }
        assert!(out.lines().all(|line| UnicodeWidthStr::width(line) <= 80), "{out}");
        assert!(!out.contains("13800005678") && !out.contains("13900001111"));
    }
}

#[test]
fn every_file_of_the_example_fits() {
    let mut count = 0;
    for entry in fs::read_dir(EVIDENCE).unwrap() {
        let path = entry.unwrap().path();
        let (code, out, err) = peek(&path, &["--lang", "zh"]);
        assert_eq!((code, err.as_str()), (0, ""), "{}", path.display());
        assert!(out.contains("由文件名认定"), "{out}");
        assert!(out.lines().all(|line| UnicodeWidthStr::width(line) <= 80), "{out}");
        count += 1;
    }
    assert_eq!(count, 15);
}

#[test]
fn content_counts_and_not_the_name() {
    let text = "姓名\t年龄\n王小明\t41\n";
    let (bytes, _, _) = encoding_rs::GB18030.encode(text);
    let (_dir, path) = file("名单.xls", &bytes);
    let all = seen(&path, &[]);
    assert_eq!(
        [&all["format"]["encoding"], &all["format"]["delimiter"], &all["format"]["misnamed"]],
        ["gb18030", "\t", "xls"]
    );
    assert_eq!((&all["register"], &all["candidates"]), (&Value::Null, &json!([])));
    assert_eq!(all["sheets"][0]["first"][1][0]["value"], "王小明");
    let (_, out, _) = peek(&path, &["--lang", "en"]);
    assert!(out.contains("the name says .xls"), "{out}");
    assert!(out.contains("No register fits this file."));
}

#[test]
fn a_register_is_told_by_its_header_or_asked_for() {
    let csv = "报修时间,紧急程度,报修内容,到场时间\n2025-3-5,急修,漏水,2025-3-5\n";
    let (_dir, path) = file("表1.csv", csv.as_bytes());
    let all = seen(&path, &[]);
    assert_eq!([&all["register"]["id"], &all["register"]["because"]], ["repairs", "header"]);
    let asked = seen(&path, &["--register", "pets", "--standard", "quality-inspection"]);
    assert_eq!([&asked["register"]["id"], &asked["register"]["because"]], ["pets", "asked"]);
    assert_eq!((&asked["register"]["rows"], &asked["register"]["first"]), (&json!(0), &json!([])));
    assert_eq!(asked["problems"][0]["code"], "header-not-found");
    let (code, _, err) = peek(&path, &["--register", "petz", "--lang", "en"]);
    assert_eq!(code, 2);
    assert!(err.contains("no register named `petz`; did you mean `pets`?"), "{err}");
    let (code, _, err) = peek(&path, &["--standard", "quality", "--lang", "en"]);
    assert_eq!(code, 2);
    assert!(err.contains("no standard named `quality`"), "{err}");
}

#[test]
fn one_sheet_of_several() {
    let (_dir, path) = file("报修.xlsx", &repairs());
    let all = seen(&path, &["--sheet", "空表"]);
    assert_eq!(all["sheets"].as_array().unwrap().len(), 1);
    assert_eq!((&all["register"]["rows"], &all["problems"]), (&json!(0), &json!([])));
    let (code, _, err) = peek(&path, &["--sheet", "空白", "--lang", "en"]);
    assert_eq!(code, 2);
    assert!(err.contains("no sheet named `空白`; did you mean `空表`? Known are `"), "{err}");
}

#[test]
fn bare_cells_as_csv_and_json() {
    let (_dir, path) = file("报修.xlsx", &repairs());
    let (code, out, _) = peek(&path, &["--cells"]);
    assert_eq!(code, 0);
    let mut lines = csv::Reader::from_reader(out.as_bytes());
    assert_eq!(lines.headers().unwrap(), vec!["file", "sheet", "cell", "type", "value"]);
    let cells: Vec<csv::StringRecord> = lines.records().map(Result::unwrap).collect();
    assert_eq!(cells.len(), 13);
    assert!(cells.iter().all(|c| c[0] == *path.to_string_lossy() && c[1] == *"三月"));
    let cell = |name: &str| {
        let found = cells.iter().find(|c| c[2] == *name).unwrap();
        (found[3].to_string(), found[4].to_string())
    };
    let pair = |a: &str, b: &str| (a.to_string(), b.to_string());
    assert_eq!(cell("A2"), pair("number", "0.30000000000000004"), "every digit");
    assert_eq!(cell("A4"), pair("datetime", "2025-03-05 10:02:00"));
    assert_eq!(cell("C4"), pair("text", "漏水，业主138****5678"));
    assert_eq!(cell("D4"), pair("text", "2025-13-05"));
    assert_eq!(cell("F4"), pair("number", "139****1111"));

    let (_, out, _) = peek(&path, &["--cells", "--format", "json", "--unmasked"]);
    let all: Vec<Value> = serde_json::from_str(&out).unwrap();
    assert_eq!(all.len(), 13);
    assert_eq!(
        all[12],
        json!({"file": path.to_string_lossy(), "sheet": "三月", "cell": "F4",
               "type": "number", "value": 13_900_001_111_u64})
    );
    let (code, out, _) = peek(&path, &["--cells", "--sheet", "空表", "--format", "json"]);
    assert_eq!((code, out.as_str()), (0, "[\n]\n"));
    let (code, _, err) = peek(&path, &["--cells", "--format", "table", "--lang", "en"]);
    assert_eq!(code, 2);
    assert!(err.contains("one of `csv`, `json`"), "{err}");
}

#[test]
fn headers_as_csv() {
    let (_dir, path) = file("报修.xlsx", &repairs());
    let (_, out, _) = peek(&path, &["--format", "csv"]);
    let mut lines = csv::Reader::from_reader(out.as_bytes());
    let all: Vec<csv::StringRecord> = lines.records().map(Result::unwrap).collect();
    let line = |at: usize| all[at].iter().skip(1).collect::<Vec<_>>().join("|");
    assert_eq!(all.len(), 6);
    assert_eq!(line(0), "三月|A|报修时间|repairs|reported_at|datetime|true|");
    assert_eq!(line(4), "三月|E|约定时闻|repairs||||约定时间");
}

#[test]
fn what_cannot_be_opened_is_one_line() {
    for (name, bytes, words) in [
        ("a.xlsx", &b""[..], "the file is empty"),
        ("a.xlsx", b"%PDF-1.7", "PDF"),
        ("a.xlsx", b"PK\x03\x04broken", "cannot be read"),
        ("a.csv", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0", "not a format"),
    ] {
        let (_dir, path) = file(name, bytes);
        let (code, out, err) = peek(&path, &["--lang", "en"]);
        assert_eq!((code, out.as_str()), (2, ""));
        assert_eq!(err.lines().count(), 1, "{err}");
        assert!(err.contains(words) && err.contains(name), "{err}");
    }
    let (code, _, err) = peek(Path::new("/nowhere/a.xlsx"), &["--lang", "en"]);
    assert_eq!((code, err.lines().count()), (2, 1));
}

#[test]
fn what_is_broken_inside_is_a_problem() {
    let (_dir, path) =
        file("报修.csv", "报修时间,紧急程度,报修内容,到场时间\n2025,\"急修\n".as_bytes());
    let all = seen(&path, &["--lang", "en"]);
    let problems = all["problems"].as_array().unwrap();
    assert_eq!(problems.len(), 1, "told once: {problems:?}");
    assert!(problems[0]["message"].as_str().unwrap().contains("quote"));
    assert_eq!(all["sheets"][0]["rows"], 1);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let register = Path::new(EVIDENCE).join("来电来访登记表2025.xlsx");
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("inspect"))
        .args(["peek", "--cells"])
        .arg(register)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut some = [0; 64];
    child.stdout.take().unwrap().read_exact(&mut some).unwrap(); // and then it is closed
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
}

#[test]
fn the_choice_among_tables_is_told() {
    let mut book = Workbook::new();
    let headers = ["报修时间", "紧急程度", "报修内容", "到场时间"];
    let sheet = book.add_worksheet().set_name("一月").unwrap();
    sheet.write(0, 0, "报修内容").unwrap();
    for (column, header) in (0..).zip(headers) {
        sheet.write(1, column, header).unwrap();
    }
    for (column, value) in (0..).zip(["2025-1-3", "急修", "漏水", "2025-1-3"]) {
        sheet.write(2, column, value).unwrap();
    }
    let extract = book.add_worksheet().set_name("摘录").unwrap();
    for (column, header) in (0..).zip(["报修时间", "报修内容"]) {
        extract.write(0, column, header).unwrap();
    }
    extract.write(1, 0, "2025-1-3").unwrap();
    let (_dir, path) = file("报修.xlsx", &book.save_to_buffer().unwrap());
    let all = seen(&path, &[]);
    let tables = all["register"]["tables"].as_array().unwrap();
    let told: Vec<[&Value; 3]> =
        tables.iter().map(|t| [&t["sheet"], &t["fate"], &t["rows"]]).collect();
    assert_eq!(
        told,
        [
            [&json!("一月"), &json!("read"), &json!(1)],
            [&json!("摘录"), &json!("passed-over"), &json!(0)]
        ]
    );
    assert_eq!(tables[0]["runner_up"], json!({"rows": "1", "matched": 1}));
    assert_eq!(tables[1]["missing"], json!(["紧急程度", "到场时间"]));
    let (_, out, _) = peek(&path, &["--lang", "en"]);
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("next best: row 1 (columns: 1)"), "{out}");
    assert!(words.contains("another table fits better"), "{out}");
}

#[test]
fn dates_are_held_against_a_day_only_where_one_is_given() {
    let csv = "报修时间,紧急程度,报修内容,到场时间\n2025-3-5,急修,漏水,2031-3-5\n1900-1-10,急修,漏水,2025-3-5\n";
    let (_dir, path) = file("报修.csv", csv.as_bytes());
    let codes = |args: &[&str]| -> Vec<(String, String)> {
        let problems = seen(&path, args)["problems"].as_array().unwrap().clone();
        let text = |v: &Value| v.as_str().unwrap().to_string();
        problems.iter().map(|p| (text(&p["code"]), text(&p["cell"]))).collect()
    };
    let implausible = ("implausible-date".to_string(), "A3".to_string());
    assert_eq!(codes(&[]), std::slice::from_ref(&implausible));
    let future = ("future-date".to_string(), "A2".to_string());
    assert_eq!(codes(&["--as-of", "2025-03-04"]), [future, implausible]);
}

/// The files of tests/corpus, good and hostile.
#[test]
fn every_file_is_shown_or_refused_in_one_line() {
    let (mut shown, mut refused) = (0, 0);
    for entry in fs::read_dir("tests/corpus/files").unwrap() {
        let path = entry.unwrap().path();
        let (code, out, err) = peek(&path, &["--lang", "en"]);
        let name = path.display();
        assert!(!err.contains("internal"), "{name}: {err}");
        if code == 0 {
            shown += 1;
            assert_eq!(err, "", "{name}");
            assert!(out.lines().all(|line| UnicodeWidthStr::width(line) <= 80), "{name}\n{out}");
        } else {
            refused += 1;
            assert_eq!((code, out.as_str(), err.lines().count()), (2, "", 1), "{name}: {err}");
        }
    }
    assert!(shown > 30 && refused > 15, "{shown} {refused}");
}
