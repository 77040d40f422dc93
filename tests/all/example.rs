//! The example audit: its result byte by byte, its points against those worked out by hand, its report
//! cell by cell, and the generator that made it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use inspect::outcome::{Outcome, Status, json};
use inspect::pipeline::{self, Options};
use inspect::report::{View, excel};

const AUDIT: &str = "examples/riverside-2025Q4";
const EXPECTED: &str = "examples/riverside-2025Q4/expected/result.json";

fn outcome() -> Outcome {
    pipeline::run(Path::new(AUDIT), &Options::default()).unwrap()
}

/// Run with `UPDATE=1` to write the file anew, and read the difference.
#[test]
fn the_result_is_the_committed_one() {
    let outcome = outcome();
    super::schema::validator().check(&outcome);
    let made = json::to_bytes(&outcome).unwrap();
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(Path::new(EXPECTED).parent().unwrap()).unwrap();
        fs::write(EXPECTED, &made).unwrap();
    }
    assert!(fs::read(EXPECTED).unwrap() == made, "{EXPECTED} differs: UPDATE=1 shows how");
}

/// Cells of the rows of a Markdown table that begin with `start`.
fn rows(text: &str, start: &str) -> Vec<Vec<String>> {
    text.lines()
        .filter(|l| l.starts_with(&format!("| {start}")))
        .map(|l| l.trim_matches('|').split(" | ").map(|c| c.trim().to_string()).collect())
        .collect()
}

#[test]
fn points_are_those_worked_out_by_hand() {
    let outcome = outcome();
    let hand = fs::read_to_string(format!("{AUDIT}/HAND.md")).unwrap();
    let items = rows(&hand, "QI-");
    assert!(items.len() >= 15, "at least fifteen items by hand");
    for row in &items {
        let item = outcome.items.iter().find(|i| i.id == row[0]).unwrap();
        let points = item.points.map(|p| p.to_string());
        assert_eq!(points.as_ref(), row.last(), "{}", row[0]);
    }
    for section in &outcome.sections {
        let row = &rows(&hand, &section.id)[0];
        let found = [section.points.to_string(), section.max.to_string()];
        let counts = [
            section.pass,
            section.partial,
            section.fail,
            section.not_applicable,
            section.not_reviewed,
        ];
        let found: Vec<String> = found.into_iter().chain(counts.map(|c| c.to_string())).collect();
        assert_eq!(found, row[1..], "{}", section.id);
    }
    // 50 of 60; with the open item 50 to 51 of 61.
    let score = &outcome.score;
    let figures = [Some(score.points), Some(score.max), score.percent, score.low, score.high];
    assert_eq!(figures.map(|f| f.unwrap().to_string()), ["50", "60", "83.33", "81.97", "83.61"]);
    assert_eq!(score.grade.as_deref(), Some("良好"));
}

#[test]
fn every_failed_check_names_cells_that_are_there() {
    let mut books: BTreeMap<String, Xlsx<_>> = BTreeMap::new();
    for item in outcome().items {
        for check in item.checks.iter().filter(|c| c.holds == Some(false)) {
            assert!(!check.evidence.is_empty(), "{}/{}", item.id, check.id);
            for cited in
                check.evidence.iter().filter(|e| e.file.ends_with(".xlsx") && !e.cell.contains(':'))
            {
                let book = books.entry(cited.file.to_string()).or_insert_with(|| {
                    calamine::open_workbook(Path::new(AUDIT).join(&*cited.file)).unwrap()
                });
                let range = book.worksheet_range(&cited.sheet).unwrap();
                let letters: String =
                    cited.cell.chars().take_while(char::is_ascii_alphabetic).collect();
                let column = letters.bytes().fold(0, |n, b| n * 26 + u32::from(b - b'A') + 1) - 1;
                let row: u32 = cited.cell[letters.len()..].parse().unwrap();
                let cell = range.get_value((row - 1, column));
                let empty = cell.is_none_or(|c| matches!(c, Data::Empty));
                assert_eq!(
                    empty,
                    cited.value.is_empty(),
                    "{}!{} = {}",
                    cited.file,
                    cited.cell,
                    cited.value
                );
            }
        }
    }
}

#[test]
fn the_report_says_what_the_result_says() {
    let outcome = outcome();
    let view = View::new(&outcome, outcome.standard.language, outcome.as_of);
    let bytes = excel::workbook(&view).unwrap();
    assert!(bytes == excel::workbook(&view).unwrap(), "the same bytes twice");
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let names = ["总览", "检查表", "整改清单", "评分依据", "抽查记录", "台账问题", "_inspect"];
    assert_eq!(book.sheet_names(), names);
    let list = book.worksheet_range("检查表").unwrap();
    let start = list.start().unwrap();
    let header: Vec<String> = (0..11).map(|c| text(list.get_value((0, c)))).collect();
    assert_eq!(start, (0, 0));
    assert_eq!(
        header,
        [
            "序号",
            "检查项",
            "评分细则",
            "分值",
            "得分",
            "判定",
            "依据",
            "责任人",
            "状态",
            "达标时间",
            "备注"
        ]
    );
    let mut seen = 0;
    for row in 1..list.height() as u32 {
        let Some(Data::Float(number)) = list.get_value((row, 0)) else { continue };
        let item = &outcome.items[*number as usize - 1];
        let cell = |column| list.get_value((row, column));
        assert_eq!(text(cell(1)), item.title);
        assert_eq!(text(cell(2)), item.rule.zh);
        assert_eq!(cell(3), Some(&Data::Float(item.max.to_f64())));
        match item.points {
            Some(points) => assert_eq!(cell(4), Some(&Data::Float(points.to_f64())), "{}", item.id),
            None => {
                assert!(text(cell(4)).parse::<f64>().is_err(), "{}: no points is not 0", item.id)
            }
        }
        let word = match item.status {
            Status::Pass => "符合",
            Status::Partial => "部分符合",
            Status::Fail => "不符合",
            Status::NotApplicable => "不适用",
            Status::NotReviewed => "未检查",
        };
        assert!(text(cell(5)).starts_with(word), "{}: {}", item.id, text(cell(5)));
        assert_eq!(text(cell(7)), item.owner);
        match (item.due, cell(9)) {
            (Some(due), Some(Data::DateTime(date))) => {
                let (y, m, d, ..) = date.to_ymd_hms_milli();
                assert_eq!(format!("{y}-{m:02}-{d:02}"), due.to_string(), "{}", item.id);
            }
            (None, Some(Data::DateTime(date))) => panic!("{}: due {date:?}", item.id),
            (Some(due), other) => panic!("{}: due {due}, found {other:?}", item.id),
            (None, _) => {}
        }
        seen += 1;
    }
    assert_eq!(seen, outcome.items.len());
    let actions = book.worksheet_range("整改清单").unwrap();
    let findings = outcome.items.iter().filter(|i| i.action.is_some()).count();
    // Notices hang on, or left a trace, at two places.
    let placed = outcome.actions.iter().filter(|a| a.location.is_some()).count();
    let listed = actions.rows().filter(|r| matches!(r[0], Data::Float(_))).count();
    assert_eq!((listed, findings, placed), (18, 17, 2));
    let checks: usize = outcome.items.iter().map(|i| i.checks.len()).sum();
    let basis = book.worksheet_range("评分依据").unwrap();
    assert_eq!(basis.rows().filter(|r| matches!(r[0], Data::Float(_))).count(), checks);
    assert_eq!(book.worksheet_range("抽查记录").unwrap().height(), 1 + outcome.spot_checks.len());
    assert_eq!(book.worksheet_range("台账问题").unwrap().height(), 1 + outcome.problems.len());
}

fn text(cell: Option<&Data>) -> String {
    match cell {
        Some(Data::String(text)) => text.clone(),
        Some(Data::Float(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// The generator, built beside the tests.
pub fn generator() -> PathBuf {
    let mut path = std::env::current_exe().unwrap();
    path.pop();
    if path.ends_with("deps") {
        path.pop();
    }
    path.join("examples").join(format!("generate{}", std::env::consts::EXE_SUFFIX))
}

#[test]
fn the_generator_makes_the_committed_files() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("examples");
    let status = Command::new(generator()).arg(&out).status().unwrap();
    assert!(status.success());
    let mut made = Vec::new();
    files(&out, &out, &mut made);
    let audits = made.iter().filter(|name| name.ends_with("audit.toml")).count();
    assert_eq!(audits, 2 + 7 + 4, "two quarters, the portfolio, one for each other standard");
    for name in made {
        let new = fs::read(out.join(&name)).unwrap();
        let old = fs::read(Path::new("examples").join(&name)).unwrap();
        assert!(new == old, "{}", name.display());
    }
}

/// What a file of `examples/generate/small` says of its audit.
#[derive(serde::Deserialize)]
struct Small {
    folder: String,
    standard: String,
    /// Points by item, worked out by hand from the rows the file describes.
    hand: BTreeMap<String, f64>,
}

fn small() -> Vec<Small> {
    let entries = fs::read_dir("examples/generate/small").unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|p| toml::from_str(&fs::read_to_string(p).unwrap()).unwrap()).collect()
}

/// Each standard has an example; `UPDATE=1` as above.
#[test]
fn the_result_is_the_committed_one_for_every_standard() {
    let schema = super::schema::validator();
    let mut standards = vec!["quality-inspection".to_string()];
    for small in small() {
        let folder = Path::new("examples").join(&small.folder);
        let outcome = pipeline::run(&folder, &Options::default())
            .unwrap_or_else(|failure| panic!("{}: {failure}", small.folder));
        schema.check(&outcome);
        assert_eq!(outcome.standard.id, small.standard);
        let problems: Vec<&str> = outcome.problems.iter().map(|p| p.message.as_str()).collect();
        assert!(problems.is_empty(), "{}: {problems:?}", small.folder);
        assert!(small.hand.len() >= 4, "{}", small.folder);
        for (id, points) in &small.hand {
            let item = outcome.items.iter().find(|i| i.id == *id).unwrap();
            assert_eq!(item.points.map(|p| p.to_f64()), Some(*points), "{id}");
        }
        let made = json::to_bytes(&outcome).unwrap();
        let expected = folder.join("expected/result.json");
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(expected.parent().unwrap()).unwrap();
            fs::write(&expected, &made).unwrap();
        }
        assert!(fs::read(&expected).unwrap() == made, "{} differs", expected.display());
        standards.push(small.standard);
    }
    standards.sort();
    let shipped: Vec<&str> = inspect::standard::catalogue().iter().map(|s| s.id).collect();
    assert_eq!(standards, shipped);
}

fn files(root: &Path, dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(root, &path, out);
        } else {
            out.push(path.strip_prefix(root).unwrap().to_path_buf());
        }
    }
}
