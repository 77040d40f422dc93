//! Faulty registers given back with their cells marked, mended, and read again.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::ops::ControlFlow;
use std::path::Path;

use assert_cmd::Command;
use inspect::containment::Reading;
use inspect::outcome::{Outcome, Status};
use inspect::pipeline::{self, Options};
use inspect::reader::{Cell, OpenOptions, Workbook};
use rust_xlsxwriter::{DataValidation, ExcelDateTime, Format, Formula, Note};

use super::run::standard;

/// One register and one item: every repair reached within a day.
const STANDARD: &str = r#"
[registers.repairs]
title = { zh = "报修台账", en = "Repairs" }
unit = { zh = "件报修", en = "repairs" }
files = ["报修"]
time = "reported"
[registers.repairs.columns]
number = { zh = ["单号"], en = ["No."], type = "text" }
reported = { zh = ["报修时间"], en = ["Reported"], type = "datetime", required = true }
arrived = { zh = ["到场时间"], en = ["Arrived"], type = "datetime", required = true }
rate = { zh = ["满意度"], en = ["Satisfaction"], type = "percent" }

[[cross_checks]]
id = "twice"
title = { zh = "单号重复", en = "Number used twice" }
severity = "info"
register = "repairs"
kind = "unique"
columns = ["number"]

[[items]]
id = "X-1"
number = 1
section = "a"
title = { zh = "一", en = "One" }
rule = { zh = "一", en = "One" }
owner = "经理"
[[items.checks]]
id = "day"
title = { zh = "一天内", en = "Within a day" }
tier = "full"
kind = "measured"
register = "repairs"
measure = "within"
from = "reported"
to = "arrived"
limit = "1d"
at_least = 1
"#;

fn audit(files: &[(&str, Vec<u8>)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(dir.path().join(name), bytes).unwrap();
    fs::create_dir_all(dir.path().join("evidence/2025")).unwrap();
    write(
        "audit.toml",
        b"standard = \"s\"\nperiod = \"2025Q4\"\nas_of = 2025-12-31\n[project]\nid = \"p\"\nname = \"P\"\n",
    );
    write("s.toml", standard(1, STANDARD).as_bytes());
    files.iter().for_each(|(name, bytes)| write(&format!("evidence/{name}"), bytes));
    dir
}

/// Title rows and a merge; the arrival in row 5 is no date, the satisfaction in row 6 an error, and
/// its number that of row 5 again.
fn register() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let date = Format::new().set_num_format("yyyy/m/d h:mm");
    let sheet = book.add_worksheet().set_name("报修（十一月）").unwrap();
    sheet.merge_range(0, 0, 0, 4, "报修台账", &Format::new()).unwrap();
    for (column, name) in (0..).zip(["单号", "报修时间", "到场时间", "满意度", "备注"])
    {
        sheet.write(2, column, name).unwrap();
    }
    let moment =
        |day, hour| ExcelDateTime::from_ymd(2025, 11, day).unwrap().and_hms(hour, 30, 0).unwrap();
    for (row, number) in [(3, "007"), (4, "BX-2"), (5, "BX-2")] {
        sheet.write(row, 0, number).unwrap();
        sheet.write_with_format(row, 1, moment(3, 8), &date).unwrap();
    }
    sheet.write_with_format(3, 2, moment(3, 9), &date).unwrap();
    sheet.write(4, 2, "2025-13-04").unwrap();
    sheet.write_with_format(5, 2, moment(3, 10), &date).unwrap();
    sheet.write(3, 3, 0.98).unwrap();
    sheet.write(4, 3, 1).unwrap();
    sheet.write_formula(5, 3, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write(4, 4, "=1+1 不是公式\n第二行").unwrap();
    book.add_worksheet().set_name("说明").unwrap().write(0, 0, true).unwrap();
    book.save_to_buffer().unwrap()
}

fn annotated(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let audited = pipeline::audit(dir, &Options::default()).unwrap();
    let copies = pipeline::copies(dir, &audited, inspect::lang::Lang::Zh).unwrap();
    copies.into_iter().map(|c| (c.name, c.bytes.unwrap())).collect()
}

fn score(dir: &Path) -> Outcome {
    pipeline::run(dir, &Options::default()).unwrap()
}

fn problems(outcome: &Outcome) -> Vec<(&str, &str)> {
    outcome.problems.iter().map(|p| (p.code.as_str(), p.cell.as_deref().unwrap_or(""))).collect()
}

/// Every cell of a workbook: sheet, row, column, value.
fn cells(bytes: &[u8]) -> Vec<(String, u32, u32, Cell<'static>)> {
    cells_of(&mut Workbook::open(bytes.to_vec()).unwrap())
}

fn cells_of(book: &mut Workbook) -> Vec<(String, u32, u32, Cell<'static>)> {
    let mut all = Vec::new();
    for (index, name) in book.sheets().into_iter().enumerate() {
        book.scan(index, &mut |row| {
            for (column, cell) in row.cells {
                all.push((name.clone(), row.index, *column, cell.clone().into_owned()));
            }
            ControlFlow::Continue(())
        })
        .unwrap();
    }
    all
}

fn text(all: &[(String, u32, u32, Cell<'static>)], row: u32, column: u32) -> String {
    let found = all.iter().find(|(_, r, c, _)| (*r, *c) == (row, column)).map(|(.., cell)| cell);
    match found {
        Some(Cell::Text(text)) => text.to_string(),
        other => format!("{other:?}"),
    }
}

/// A part of a workbook's zip, and the workbook with texts of its parts replaced.
fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn mended(bytes: &[u8], old: &str, new: &str) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut replaced = 0;
    for i in 0..from.len() {
        let mut entry = from.by_index(i).unwrap();
        let name = entry.name().unwrap().to_string();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        if name.ends_with(".xml") {
            let text = String::from_utf8(content).unwrap();
            replaced += text.matches(old).count();
            content = text.replace(old, new).into_bytes();
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(&content).unwrap();
    }
    assert_eq!(replaced, 1, "{old}");
    to.finish().unwrap().into_inner()
}

#[test]
fn a_copy_keeps_the_cells_and_tells_the_problems() {
    let dir = audit(&[("2025/报修.xlsx", register())]);
    let outcome = score(dir.path());
    assert_eq!(
        problems(&outcome),
        [("type-mismatch", "C5"), ("cell-error", "D6"), ("cross-check", "A6")]
    );
    assert_eq!(outcome.items[0].status, Status::NotReviewed, "one arrival is not known");
    let copies = annotated(dir.path());
    let [(name, copy)] = &copies[..] else { panic!("{}", copies.len()) };
    assert_eq!(name, "2025/报修.xlsx");

    let (before, after) = (cells(&register()), cells(copy));
    let list = 5; // the first column right of everything
    let kept: Vec<_> = after.iter().filter(|(_, _, column, _)| *column != list).cloned().collect();
    assert_eq!(kept, before, "nothing else is changed");
    assert_eq!(text(&after, 2, list), "问题");
    assert_eq!(
        text(&after, 4, list),
        "• C5 警告：列“到场时间”的值是“2025-13-04”，应为日期和时间，如 2025-12-31 08:30"
    );
    assert_eq!(
        text(&after, 5, list),
        "• D6 警告：列“满意度”中是 Excel 错误值 #DIV/0!：请更正公式\n\
         • A6 提示：单号重复：单号 BX-2，首次出现在 A5"
    );
    assert_eq!(after.len(), before.len() + 3);
}

#[test]
fn bad_cells_are_filled_and_have_a_note() {
    let dir = audit(&[("报修.xlsx", register())]);
    let (_, copy) = &annotated(dir.path())[0];
    let notes = part(copy, "xl/comments1.xml");
    for (cell, words) in [("C5", "2025-13-04"), ("D6", "#DIV/0!"), ("A6", "BX-2"), ("F3", "保留")]
    {
        let note = notes.split("<comment ").find(|n| n.starts_with(&format!("ref=\"{cell}\"")));
        assert!(note.is_some_and(|n| n.contains(words)), "{cell}: {notes}");
    }
    assert_eq!(notes.matches("<comment ").count(), 4);
    let sheet = part(copy, "xl/worksheets/sheet1.xml");
    let style = |cell: &str| {
        let at = sheet.find(&format!("<c r=\"{cell}\"")).unwrap();
        let tag = &sheet[at..at + sheet[at..].find('>').unwrap()];
        tag.split("s=\"").nth(1).map_or(0, |s| s.split('"').next().unwrap().parse().unwrap())
    };
    let styles = part(copy, "xl/styles.xml");
    let xfs: Vec<&str> = styles
        .split("<cellXfs")
        .nth(1)
        .unwrap()
        .split("</cellXfs")
        .next()
        .unwrap()
        .split("<xf ")
        .skip(1)
        .collect();
    let fills: Vec<&str> = styles.split("<fill>").skip(1).collect();
    let fill = |cell: &str| {
        let id = xfs[style(cell)].split("fillId=\"").nth(1).unwrap().split('"').next().unwrap();
        fills[id.parse::<usize>().unwrap()]
    };
    assert!(fill("C5").contains("FFFFE08A") && fill("D6").contains("FFFFE08A"), "warnings");
    assert!(fill("A6").contains("FFBFDBFE"), "information");
    assert!(fill("C4").contains("none") && fill("C6").contains("none"));
    assert!(sheet.contains("<mergeCell ref=\"A1:E1\"/>"));
}

#[test]
fn a_mended_copy_scores_like_any_register() {
    let dir = audit(&[("报修.xlsx", register())]);
    let (_, copy) = &annotated(dir.path())[0];

    // Sent back as it is, marks and all: the same problems.
    let same = audit(&[("报修.xlsx", copy.clone())]);
    let (first, second) = (score(dir.path()), score(same.path()));
    assert_eq!(problems(&first), problems(&second));
    assert_eq!(first.items, second.items);

    let good = mended(copy, "<t>2025-13-04</t>", "<t>2025-11-04 08:30</t>");
    let again = audit(&[("报修.xlsx", good.clone())]);
    let outcome = score(again.path());
    assert_eq!(problems(&outcome), [("cell-error", "D6"), ("cross-check", "A6")]);
    // Reached after 1, 24 and 2 hours.
    assert_eq!(outcome.items[0].status, Status::Pass);
    assert_eq!(outcome.score.percent.map(|p| p.to_f64()), Some(100.0));

    // The next copy has one column of problems, and row 5 none.
    let (_, next) = &annotated(again.path())[0];
    let all = cells(next);
    assert_eq!((text(&all, 2, 5), text(&all, 4, 5)), ("问题".into(), "None".into()));
    assert!(text(&all, 5, 5).contains("#DIV/0!"));
    assert!(all.iter().all(|(_, _, column, _)| *column <= 5));
}

/// The register as a site manager works in it: the header bold, a drop-down and a note of somebody's on
/// the bad arrival, a formula with its value in the remarks, rows frozen, columns right of it hidden.
fn worked_in() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet().set_name("报修").unwrap();
    for (column, name) in (0..).zip(["单号", "报修时间", "到场时间", "满意度", "备注"])
    {
        sheet.write_with_format(0, column, name, &bold).unwrap();
    }
    for (row, arrived) in [(1, "2025-11-03 09:00"), (2, "三号")] {
        sheet.write(row, 0, row).unwrap();
        sheet.write(row, 1, "2025-11-03 08:30").unwrap();
        sheet.write(row, 2, arrived).unwrap();
        sheet.write_formula(row, 4, Formula::new("=A2*3").set_result("6")).unwrap();
    }
    sheet.write_with_format(2, 2, "三号", &Format::new().set_italic()).unwrap();
    let list = DataValidation::new().allow_list_strings(&["98%", "100%"]).unwrap();
    sheet.add_data_validation(1, 3, 9, 3, &list).unwrap();
    sheet.insert_note(2, 2, &Note::new("请核实 <王>").set_author("王")).unwrap();
    sheet.set_freeze_panes(1, 1).unwrap();
    sheet.set_column_range_hidden(5, 100).unwrap();
    let other = book.add_worksheet().set_name("说明").unwrap();
    other.insert_note(0, 0, &Note::new("第二张")).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_can_be_worked_on_in_its_copy() {
    let dir = audit(&[("报修.xlsx", worked_in())]);
    assert_eq!(problems(&score(dir.path())), [("type-mismatch", "C3")]);
    let (_, copy) = &annotated(dir.path())[0];
    let (before, after) = (part(&worked_in(), SHEET_1), part(copy, SHEET_1));
    let inside = |sheet: &str, from: &str, to: &str| -> String {
        let (_, rest) = sheet.split_once(from).unwrap();
        rest.split_once(to).unwrap().0.to_string()
    };
    for (from, to) in [("<dataValidations", "</dataValidations>"), ("<sheetViews", "</sheetViews>")]
    {
        assert_eq!(inside(&before, from, to), inside(&after, from, to));
    }
    assert!(after.contains("<f>A2*3</f><v>6</v>"), "{after}");
    assert!(after.contains("<col min=\"6\" max=\"6\" width=\"60\" customWidth=\"1\"/>"), "{after}");
    // The bad cell is as it was but for its fill.
    let (was, is) = (format_of(&worked_in(), "C3"), format_of(copy, "C3"));
    let without = |xf: &str| -> Vec<String> {
        let own = |a: &&str| !a.starts_with("fillId") && !a.starts_with("applyFill");
        xf.split(' ').filter(own).map(str::to_string).collect()
    };
    assert_ne!(was, is);
    assert_eq!(without(&was), without(&is));
    assert_eq!(format_of(&worked_in(), "A1"), format_of(copy, "A1"));
    // Somebody's note stays, and ours is added to it.
    let notes = part(copy, "xl/comments1.xml");
    assert!(notes.contains("请核实 &lt;王&gt;") && notes.contains("【问题】警告"), "{notes}");
    assert_eq!(part(copy, "xl/comments2.xml"), part(&worked_in(), "xl/comments2.xml"));
    assert_eq!(part(copy, "xl/drawings/vmlDrawing1.vml").matches("<v:shape ").count(), 2);

    // Mended, the row is free of marks, and what was there before the first copy still is.
    let more = |bytes: &[u8]| mended(bytes, "<t>2025-11-03 09:00</t>", "<t>昨天</t>");
    let good = more(&mended(copy, "<t>三号</t>", "<t>2025-11-03 10:00</t>"));
    let again = audit(&[("报修.xlsx", good)]);
    assert_eq!(problems(&score(again.path())), [("type-mismatch", "C2")]);
    let (_, next) = &annotated(again.path())[0];
    assert_eq!(without(&format_of(next, "C3")), without(&was));
    assert!(format_of(next, "C3").contains("fillId=\"0\""), "{}", format_of(next, "C3"));
    let notes = part(next, "xl/comments1.xml");
    assert!(notes.contains("请核实") && !notes.contains("【问题】"), "{notes}");
    assert!(notes.contains("ref=\"C2\"") && notes.contains("昨天"), "{notes}");
    let all = cells(next);
    assert_eq!((text(&all, 2, 5), text(&all, 0, 5)), ("None".into(), "问题".into()));
    assert!(text(&all, 1, 5).contains("昨天"));
}

const SHEET_1: &str = "xl/worksheets/sheet1.xml";

/// The tag of the format of a cell on the first sheet.
fn format_of(bytes: &[u8], cell: &str) -> String {
    let sheet = part(bytes, SHEET_1);
    let (_, rest) = sheet.split_once(&format!("<c r=\"{cell}\"")).unwrap();
    let tag = rest.split('>').next().unwrap();
    let style = tag.split("s=\"").nth(1).map_or("0", |s| s.split('"').next().unwrap());
    let styles = part(bytes, "xl/styles.xml");
    let (_, formats) = styles.split_once("<cellXfs").unwrap();
    let formats: Vec<&str> = formats.split("<xf ").skip(1).collect();
    formats[style.parse::<usize>().unwrap()].split('>').next().unwrap().trim_end_matches('/').into()
}

#[test]
fn text_becomes_a_workbook_of_texts() {
    let csv = "单号,报修时间,到场时间\n007,2025-11-03 08:30,2025-13-04\n008,,2025-11-03\n";
    let dir = audit(&[("报修.csv", csv.as_bytes().to_vec()), ("报修.xlsx", register())]);
    let copies = annotated(dir.path());
    let names: Vec<&str> = copies.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["报修.xlsx", "报修.xlsx.xlsx"], "two registers, two copies");
    let all = cells(&copies[0].1);
    assert!(all.iter().all(|(sheet, ..)| sheet == "报修"));
    assert_eq!(text(&all, 1, 0), "007");
    assert_eq!(text(&all, 2, 3), "• B3 警告：此行的“报修时间”为空，无法确定属于哪个期间：请补填");
    let again = audit(&[("报修.xlsx", copies[0].1.clone())]);
    assert_eq!(problems(&score(again.path())), [("type-mismatch", "C2"), ("undated-row", "B3")]);
}

#[test]
fn a_header_that_was_not_found_is_marked() {
    let csv = "报修日,到场时间,单号\n2025-11-03,2025-11-03,1\n";
    let dir = audit(&[
        ("报修.csv", csv.as_bytes().to_vec()),
        ("报修2.csv", "报修时间,到场时间\n2025-11-03,2025-11-03\n".into()),
    ]);
    fs::write(dir.path().join("checksheet.csv"), "检查项,判据,判定,改判理由,备注\nX-1,,符合,,\n")
        .unwrap();
    let outcome = score(dir.path());
    assert_eq!(problems(&outcome)[1], ("header-not-found", "A1:C1"));
    let (_, copy) = &annotated(dir.path())[0];
    let all = cells(copy);
    assert_eq!((text(&all, 0, 3), all.len()), ("问题".into(), 7));
    assert!(part(copy, "xl/comments1.xml").contains("报修时间"));
}

#[test]
fn the_heading_is_no_name_of_a_register() {
    let standard =
        standard(1, STANDARD).replace("zh = [\"满意度\"]", "zh = [\"满意度\", \"问 题\"]");
    let standard = inspect::standard::load("s.toml", &standard).unwrap();
    let heading = |lang| inspect::annotate::heading(lang, &standard.registers);
    assert_eq!(heading(inspect::lang::Lang::Zh), "→ 问题");
    assert_eq!(heading(inspect::lang::Lang::En), "Problems");
}

#[test]
fn the_command_writes_copies_and_spares_the_registers() {
    let before = register();
    let dir = audit(&[("报修.xlsx", before.clone())]);
    let out = tempfile::tempdir().unwrap();
    let run = |target: &Path| {
        Command::cargo_bin("inspect")
            .unwrap()
            .arg("score")
            .arg(dir.path())
            .arg("-o")
            .arg(out.path().join("out"))
            .arg("--annotate")
            .arg(target)
            .assert()
    };
    let target = out.path().join("a/b");
    run(&target).success();
    assert!(fs::read(target.join("报修.xlsx")).unwrap().starts_with(b"PK"));
    run(&target).success();
    for evidence in ["evidence", "evidence/new", "evidence/../evidence"] {
        run(&dir.path().join(evidence)).code(2);
    }
    assert!(fs::read(dir.path().join("evidence/报修.xlsx")).unwrap() == before, "changed");
    assert_eq!(fs::read_dir(dir.path().join("evidence")).unwrap().count(), 2);
}

#[test]
fn the_example_can_be_sent_back() {
    let dir = tempfile::tempdir().unwrap();
    let example = Path::new("examples/riverside-2025Q4");
    fs::create_dir(dir.path().join("evidence")).unwrap();
    for name in ["audit.toml", "checksheet.xlsx"] {
        fs::copy(example.join(name), dir.path().join(name)).unwrap();
    }
    for entry in fs::read_dir(example.join("evidence")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), dir.path().join("evidence").join(entry.file_name())).unwrap();
    }
    let before = score(dir.path());
    let copies = annotated(dir.path());
    let mut names: Vec<&str> = copies.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    let expected = [
        "宠物登记册.xlsx",
        "客户沟通记录.xlsx",
        "投诉台账2024-2025.xlsx",
        "满意度调查2024-2025.xlsx",
        "社区活动台账.xlsx",
    ];
    assert_eq!(names, expected);
    for (name, bytes) in &copies {
        fs::write(dir.path().join("evidence").join(name), bytes).unwrap();
    }
    fs::remove_file(dir.path().join("evidence/满意度调查2024-2025.csv")).unwrap();
    let after = score(dir.path());
    assert_eq!(before.score, after.score);
    assert_eq!(problems(&before), problems(&after));
}

/// A header of two rows with merges, a total, then the header again over more rows with a value
/// merged over two of them.
fn two_pages() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let plain = Format::new();
    let sheet = book.add_worksheet();
    let rows: [(u32, [&str; 4]); 7] = [
        (3, ["1", "2025-11-03", "2025-11-03", "98%"]),
        (4, ["2", "2025-11-04", "昨天", "97%"]),
        (5, ["合计", "", "2件", ""]),
        (9, ["3", "2025-11-05", "2025-11-05", "140%"]),
        (10, ["4", "2025-11-06", "", "99%"]),
        (11, ["5", "", "2025-11-07", "99%"]),
        (13, ["制表人：张三", "", "", ""]),
    ];
    for top in [1, 7] {
        sheet.merge_range(top, 0, top + 1, 0, "单号", &plain).unwrap();
        sheet.merge_range(top, 1, top, 2, "时间", &plain).unwrap();
        sheet.write(top + 1, 1, "报修时间").unwrap();
        sheet.write(top + 1, 2, "到场时间").unwrap();
        sheet.merge_range(top, 3, top + 1, 3, "满意度", &plain).unwrap();
    }
    for (row, texts) in rows {
        for (column, text) in (0..).zip(texts).filter(|(_, text)| !text.is_empty()) {
            sheet.write(row, column, text).unwrap();
        }
    }
    sheet.merge_range(9, 2, 10, 2, "2025-11-05", &plain).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn two_pages_of_a_sheet_share_the_column() {
    let dir = audit(&[("报修.xlsx", two_pages())]);
    let before = score(dir.path());
    let faulty = [("type-mismatch", "C5"), ("type-mismatch", "D10"), ("undated-row", "B12")];
    let told = problems(&before);
    assert!(faulty.iter().all(|f| told.contains(f)), "{told:?}");
    assert!(told.iter().any(|(code, cell)| *code == "row-left-out" && cell.starts_with("A6")));
    let (_, copy) = &annotated(dir.path())[0];
    let all = cells(copy);
    let list: Vec<(u32, String)> = all
        .iter()
        .filter(|(_, _, column, _)| *column == 4)
        .map(|(_, row, column, _)| (*row, text(&all, *row, *column)))
        .collect();
    let rows: Vec<u32> = list.iter().map(|(row, _)| *row).collect();
    // One heading, and no word in the row of the total, which would make it a record.
    assert_eq!(rows, [2, 4, 9, 11], "{list:?}");
    assert_eq!(list[0].1, "问题");
    assert!(list[2].1.starts_with("• D10 警告：列“满意度”的值是“140%”"));

    let again = audit(&[("报修.xlsx", copy.clone())]);
    let after = score(again.path());
    assert_eq!(problems(&after), told);
    assert_eq!(after.items, before.items);
    assert_eq!(after.inputs.iter().map(|i| i.rows).collect::<Vec<_>>(), [None, Some(5)]);
    let (_, second) = &annotated(again.path())[0];
    assert_eq!(cells(second), all, "a copy of a copy is the same");
}

#[test]
fn each_table_of_a_sheet_has_the_heading() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let rows: [(u32, [&str; 3]); 6] = [
        (0, ["单号", "报修时间", "到场时间"]),
        (1, ["1", "2025-11-03", "昨天"]),
        (2, ["2", "2025-11-03", "2025-11-03"]),
        (4, ["到场时间", "单号", "报修时间"]),
        (5, ["2025-11-04", "3", "今天"]),
        (6, ["2025-11-04", "4", "2025-11-04"]),
    ];
    for (row, texts) in rows {
        for (column, text) in (0..).zip(texts) {
            sheet.write(row, column, text).unwrap();
        }
    }
    let dir = audit(&[("报修.xlsx", book.save_to_buffer().unwrap())]);
    let before = score(dir.path());
    assert_eq!(problems(&before), [("type-mismatch", "C2"), ("type-mismatch", "C6")]);
    let (_, copy) = &annotated(dir.path())[0];
    let all = cells(copy);
    assert_eq!([0, 4].map(|row| text(&all, row, 3)), ["问题", "问题"]);
    assert!(text(&all, 5, 3).starts_with("• C6"));
    let again = audit(&[("报修.xlsx", copy.clone())]);
    let after = score(again.path());
    assert_eq!((problems(&after), &after.items), (problems(&before), &before.items));
    assert_eq!(after.inputs[1].rows, Some(4));
    assert_eq!(cells(&annotated(again.path())[0].1), all);
}

/// A copy of any file that can be read has the same cells, whatever the format it came in.
#[test]
fn copies_of_every_format_read_back_equal() {
    let problem = inspect::outcome::ProblemRecord {
        severity: inspect::diagnostic::Severity::Warning,
        code: "undated-row".into(),
        file: "f".into(),
        sheet: None,
        cell: None,
        line: None,
        message: String::new(),
        data: inspect::diagnostic::ProblemKind::UndatedRow { column: "x".into() },
    };
    let reading = Reading {
        options: OpenOptions::default(),
        program: Some(assert_cmd::cargo::cargo_bin("inspect")),
        ..Reading::default()
    };
    let mut copied = 0;
    for entry in fs::read_dir("tests/corpus/files").unwrap() {
        let path = entry.unwrap().path();
        let Ok(mut book) = reading.open_path(&path) else { continue };
        let plan = inspect::annotate::Plan {
            name: "f",
            problems: vec![&problem],
            tables: Vec::new(),
            heading: "问题",
            as_of: chrono::NaiveDate::from_ymd_opt(2025, 12, 31).unwrap(),
            lang: inspect::lang::Lang::Zh,
        };
        let format = book.format().name();
        let bytes = fs::read(&path).unwrap();
        let bytes = (format == "Excel (.xlsx)").then_some(bytes.as_slice());
        let Ok(copy) = inspect::annotate::copy(&mut book, bytes, &plan) else { continue };
        copied += 1;
        let read = |book: &mut Workbook| -> Vec<(u32, u32, Cell<'static>)> {
            let whole =
                cells_of(book).into_iter().map(|(_, row, column, cell)| (row, column, cell));
            // A formula without a value stays one; its words are known of .xlsx only.
            let cell = |(row, column, cell)| match cell {
                Cell::Uncalculated if format != "Excel (.xlsx)" => {
                    (row, column, Cell::Text("=?".into()))
                }
                Cell::Text(text) if text.chars().count() > 32_767 => {
                    (row, column, Cell::Text(text.chars().take(32_767).collect()))
                }
                cell => (row, column, cell),
            };
            whole.map(cell).collect()
        };
        let mut after = read(&mut Workbook::open(copy.bytes).unwrap());
        after.retain(|(.., cell)| *cell != Cell::Text("问题".into()));
        let before = read(&mut book);
        let differ = before.iter().zip(&after).find(|(a, b)| a != b);
        assert!(differ.is_none() && before.len() == after.len(), "{}: {differ:?}", path.display());
    }
    assert!(copied > 30, "{copied}");
}
