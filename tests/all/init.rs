//! A folder made by `inspect init`: complete, never overwritten, refused while empty, and scored like
//! any other once filled in through its own headers.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use calamine::{Data, DataType, Reader, Xlsx, open_workbook};
use inspect::lang::Lang;
use inspect::pipeline::{self, Options};
use inspect::standard::{CheckKind, ColumnType, RegisterSpec, Standard, Tier};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use super::items::{self, Case, Points};
use super::run::{Audit, inspect, program, run};

fn init(audit: &Audit, args: &[&str]) -> super::run::Run {
    audit.run("init", &[&["--standard", "quality-inspection"], args].concat())
}

#[test]
fn a_new_folder_has_everything_and_is_never_overwritten() {
    let audit = Audit::none("lakeside-2026Q1");
    let run = init(&audit, &[]);
    assert_eq!(run.code, 0, "{}", run.err);
    let mut expected: Vec<String> =
        items::standard().registers.iter().map(|r| format!("evidence/{}.xlsx", r.id)).collect();
    expected.extend(["audit.toml", "checksheet.xlsx", "evidence/"].map(String::from));
    expected.sort();
    assert_eq!(audit.listing(), expected);
    assert_eq!(run.text().lines().count(), expected.len() - 1, "a line for each file");
    let manifest = String::from_utf8(audit.read("audit.toml")).unwrap();
    for line in ["id = \"lakeside\"", "period = \"2026Q1\"", "as_of = 2026-03-31"] {
        assert!(manifest.contains(line), "{manifest}");
    }

    let before: Vec<_> = expected.iter().map(|f| fs::read(audit.file(f)).ok()).collect();
    let again = init(&audit, &["--period", "2026Q2", "--lang", "en"]);
    again.refused(&[
        "lakeside-2026Q1: 17 of the files to make are there already (audit.toml, evidence/complaints.xlsx,",
        "and will not be overwritten",
        "1 error",
    ]);
    let after: Vec<_> = expected.iter().map(|f| fs::read(audit.file(f)).ok()).collect();
    assert!(before == after);

    // One file of those to be made is enough.
    let begun = Audit::none("begun-2026Q1");
    fs::create_dir_all(begun.file("evidence")).unwrap();
    begun.write("evidence/calls.xlsx", "mine");
    begun.write("notes.txt", "mine");
    init(&begun, &[]).refused(&["evidence/calls.xlsx: is already there", "1 error"]);
    assert_eq!(begun.listing(), ["evidence/", "evidence/calls.xlsx", "notes.txt"]);
    fs::remove_file(begun.file("evidence/calls.xlsx")).unwrap();
    assert_eq!(init(&begun, &[]).code, 0, "other files are no hindrance");
}

#[test]
fn the_same_folder_twice_has_the_same_bytes() {
    let [first, second] = ["a", "b"].map(|_| Audit::none("lakeside-2026Q1"));
    init(&first, &[]);
    init(&second, &[]);
    for name in first.listing().iter().filter(|n| !n.ends_with('/')) {
        assert!(first.read(name) == second.read(name), "{name}");
    }
}

#[test]
fn what_init_refuses() {
    let audit = Audit::none("x");
    audit
        .run("init", &["--standard", "quality-inspecton"])
        .refused(&["no standard named `quality-inspecton`; did you mean `quality-inspection`?"]);
    init(&audit, &["--period", "2026Q5"]).refused(&["`--period` is 2026Q5", "2025Q4"]);
    inspect(["init", audit.path.to_str().unwrap()]).refused(&["--standard"]);
    assert!(!audit.path.exists(), "nothing is made");
    let parent = audit.path.parent().unwrap();
    fs::write(parent.join("file"), "").unwrap();
    let below = parent.join("file/x-2026Q1");
    inspect(["init", below.to_str().unwrap(), "--standard", "quality-inspection"])
        .refused(&["cannot be written"]);
}

#[test]
fn a_folder_just_made_has_nothing_to_score() {
    for lang in ["zh", "en"] {
        let audit = Audit::none("lakeside-2026Q1");
        init(&audit, &["--lang", lang]);
        let before = audit.listing();
        let run = audit.score(&["--lang", lang]);
        let words = if lang == "zh" {
            "没有可评分的内容，请先填写"
        } else {
            "nothing to score: fill in"
        };
        run.refused(&[words, "evidence/", "checksheet.xlsx"]);
        assert_eq!(audit.listing(), before);
    }
}

#[test]
fn a_standard_of_ones_own_makes_a_folder_too() {
    let audit = Audit::none("garden-2025Q4");
    let folder = Path::new("tests/folders/mini");
    let args = ["--standard", "mini", "--standards", folder.to_str().unwrap()];
    let run = audit.run("init", &args);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(
        audit.listing(),
        ["audit.toml", "checksheet.xlsx", "evidence/", "evidence/complaints.xlsx"]
    );
    audit.write(
        "evidence/more complaints.csv",
        "投诉时间,投诉内容,处理时间\n2025-11-03,噪声,2025-11-04\n",
    );
    let run = audit.score(&["-q", "--standards", folder.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(audit.result()["items"][2]["points"], 1);
    // Scoring asks for it again, which is said; by the path of its file it is the same.
    let other = Audit::none("lakeside-2025Q4");
    let run = other.run("init", &["--standard", "tests/folders/mini/mini.toml", "--lang", "en"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("score with --standards tests/folders/mini,"), "{}", run.err);
    assert_eq!(other.listing(), audit.listing()[..4]);
    let run = other.score(&["-q", "--standard", "nope"]);
    assert!(!run.err.contains("appeals") && run.err.contains("lakeside-2025Q4: "), "{}", run.err);
}

#[test]
fn the_folder_at_hand_gives_its_name() {
    let audit = Audit::none("garden-2025-H2");
    fs::create_dir(&audit.path).unwrap();
    let args = ["init", ".", "--standard", "quality-inspection", "-q"];
    let run = run(program().current_dir(&audit.path).args(args));
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let manifest = String::from_utf8(audit.read("audit.toml")).unwrap();
    assert!(manifest.contains("id = \"garden\"") && manifest.contains("\"2025-H2\""), "{manifest}");
}

/// Every line of the made audit.toml that explains a key is one that works once its `#` is gone.
#[test]
fn the_commented_keys_of_audit_toml_work() {
    let audit = Audit::none("lakeside-2026Q1");
    init(&audit, &[]);
    let text = String::from_utf8(audit.read("audit.toml")).unwrap();
    let key =
        |line: &str| line.starts_with("# [") || line.starts_with("# \"") || line.contains(" = ");
    let uncommented: Vec<String> = text
        .lines()
        .map(|l| if key(l) { l.trim_start_matches("# ").to_string() } else { l.to_string() })
        .map(|l| l.replace("= \"\"", "= \"x\""))
        .collect();
    audit.write("audit.toml", uncommented.join("\n"));
    // All that is left to say is that nothing is filled in, in the language of the standard.
    audit.score(&[]).refused(&["没有可评分的内容", "共 1 个错误"]);
    assert!(uncommented.iter().filter(|l| l.contains(" = ")).count() > 20);
}

/// The text of a part of a workbook.
fn part(path: &Path, name: &str) -> String {
    let mut book = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut book.by_name(name).unwrap(), &mut text).unwrap();
    text
}

#[test]
fn drop_downs_and_notes() {
    let audit = Audit::none("lakeside-2026Q1");
    init(&audit, &[]);
    let standard = items::standard();
    for spec in &standard.registers {
        let path = audit.file(&format!("evidence/{}.xlsx", spec.id));
        let sheets = Sheet::all(&path);
        assert_eq!(sheets.len(), 1);
        let header: Vec<&str> =
            (0..spec.columns.len()).map(|c| sheets[0].text(0, c as u16)).collect();
        let names: Vec<&str> = spec.columns.iter().map(|c| c.name(Lang::Zh)).collect();
        assert_eq!((header, sheets[0].last_row()), (names, 0), "{}", spec.id);
        let notes = part(&path, "xl/comments1.xml");
        assert_eq!(notes.matches("<comment ").count(), spec.columns.len());
        let sheet = part(&path, "xl/worksheets/sheet1.xml");
        let listed = |kind: &ColumnType| matches!(kind, ColumnType::YesNo | ColumnType::Choice(_));
        let lists = spec.columns.iter().filter(|c| listed(&c.kind));
        assert_eq!(sheet.matches("type=\"list\"").count(), lists.count(), "{}", spec.id);
    }
    let repairs = part(&audit.file("evidence/repairs.xlsx"), "xl/worksheets/sheet1.xml");
    assert!(repairs.contains("\"急修,一般,大修\""));

    // The verdict of every row is picked from a list: three for an item, two for a check.
    let path = audit.file("checksheet.xlsx");
    let verdicts = part(&path, "xl/worksheets/sheet2.xml");
    let judged = standard
        .items
        .iter()
        .flat_map(|i| &i.checks)
        .filter(|c| matches!(c.kind, CheckKind::Judged) && c.tier != Tier::Overall);
    assert_eq!(verdicts.matches("\"符合,部分符合,不符合\"").count(), standard.items.len());
    assert_eq!(verdicts.matches("\"是,否\"").count(), judged.count());
    let needed: u32 = standard.items.iter().flat_map(|i| &i.samples).map(|s| s.need).sum();
    let spots = part(&path, "xl/worksheets/sheet3.xml");
    assert_eq!(spots.matches("\"合格,不合格\"").count(), needed as usize);
    // An item whose verdict is computed from evidence says so where it is filled in.
    let computed = |c: &inspect::standard::Check| !matches!(c.kind, CheckKind::Judged);
    let computed = standard.items.iter().filter(|i| i.checks.iter().any(computed)).count();
    assert_eq!(verdicts.matches("此判定自动计算，可以不填").count(), computed);
    assert!(computed >= 23);
}

/// A sheet of a made workbook, cell by cell.
struct Sheet {
    name: String,
    cells: BTreeMap<(u32, u16), Data>,
}

impl Sheet {
    fn all(path: &Path) -> Vec<Sheet> {
        let mut book: Xlsx<_> = open_workbook(path).unwrap();
        let names = book.sheet_names();
        let sheet = |name: &String| {
            let range = book.worksheet_range(name).unwrap();
            let (top, left) = range.start().unwrap_or((0, 0));
            let cells = range.used_cells().map(|(row, column, data)| {
                ((top + row as u32, (left + column as u32) as u16), data.clone())
            });
            Sheet { name: name.clone(), cells: cells.collect() }
        };
        names.iter().map(sheet).collect()
    }

    /// Row and column of the cell with this text.
    fn find(&self, text: &str) -> Option<(u32, u16)> {
        self.cells.iter().find(|(_, d)| d.get_string() == Some(text)).map(|(at, _)| *at)
    }

    fn text(&self, row: u32, column: u16) -> &str {
        self.cells.get(&(row, column)).and_then(Data::get_string).unwrap_or("")
    }

    fn last_row(&self) -> u32 {
        self.cells.keys().map(|(row, _)| *row).max().unwrap_or(0)
    }

    fn put(&mut self, row: u32, column: u16, text: &str) {
        self.cells.insert((row, column), Data::String(text.to_string()));
    }

    fn write(&self, sheet: &mut Worksheet) {
        sheet.set_name(&self.name).unwrap();
        for ((row, column), data) in &self.cells {
            match data {
                Data::String(text) => sheet.write_string(*row, *column, text).map(drop),
                Data::Float(number) => sheet.write_number(*row, *column, *number).map(drop),
                other => panic!("{}: {other:?}", self.name),
            }
            .unwrap();
        }
    }
}

fn save(sheets: &[Sheet], path: &Path) {
    let mut book = Workbook::new();
    sheets.iter().for_each(|sheet| sheet.write(book.add_worksheet()));
    book.save(path).unwrap();
}

/// The made workbooks of one language, and filled copies of them.
struct Kit<'a> {
    standard: &'a Standard,
    lang: Lang,
    made: Audit,
}

impl<'a> Kit<'a> {
    fn make(standard: &'a Standard, lang: Lang) -> Kit<'a> {
        let made = Audit::none("case-2025Q4");
        let run = init(&made, &["--lang", lang.pick("zh", "en")]);
        assert_eq!(run.code, 0, "{}", run.err);
        Kit { standard, lang, made }
    }

    /// The points of an item in a copy of the folder with a case filled in.
    fn points(&self, item: &str, case: &Case) -> (Points, String) {
        let audit = Audit::copy_of(&self.made.path);
        audit.edit("audit.toml", "# households = 1200", "households = 1200");
        audit.add("audit.toml", &case.tables(item));
        for register in &case.not_kept {
            fs::remove_file(audit.file(&format!("evidence/{register}.xlsx"))).unwrap();
        }
        for spec in self.standard.registers.iter().filter(|s| case.registers.contains_key(&s.id)) {
            self.register(spec, case, &audit.file(&format!("evidence/{}.xlsx", spec.id)));
        }
        self.checksheet(item, case, &audit.file("checksheet.xlsx"));
        let outcome = pipeline::run(&audit.path, &Options::default())
            .unwrap_or_else(|f| panic!("{item} “{}”: {f}", case.name));
        items::found(&outcome, item)
    }

    /// Fills a register through its header row.
    fn register(&self, spec: &RegisterSpec, case: &Case, path: &Path) {
        let sheets = Sheet::all(path);
        let sheet = &sheets[0];
        let column = |name| sheet.find(name).unwrap_or_else(|| panic!("{}: no {name}", spec.id));
        let mut book = Workbook::new();
        let out = book.add_worksheet();
        sheet.write(out);
        for (below, row) in (1..).zip(case.rows(spec)) {
            for (text, spec) in row.iter().zip(&spec.columns).filter(|(t, _)| !t.is_empty()) {
                let (header, column) = column(spec.name(self.lang));
                write(out, header + below, column, &spec.kind, text);
            }
        }
        book.save(path).unwrap();
    }

    /// Answers the checksheet in its own rows.
    fn checksheet(&self, item: &str, case: &Case, path: &Path) {
        let mut sheets = Sheet::all(path);
        let spec = self.standard.item(item).unwrap();
        let pick = |zh, en| self.lang.pick(zh, en);
        let sheet = named(&mut sheets, pick("判定", "Verdicts"));
        let head = |sheet: &Sheet, name| sheet.find(name).unwrap().1;
        let [id, check, verdict, reason] = [
            pick("检查项", "Item"),
            pick("判据", "Check"),
            pick("判定", "Verdict"),
            pick("改判理由", "Override reason"),
        ]
        .map(|name| head(sheet, name));
        for (wanted, answer) in case.verdicts(spec) {
            let row = (0..=sheet.last_row())
                .find(|r| sheet.text(*r, id) == item && sheet.text(*r, check) == wanted)
                .unwrap_or_else(|| panic!("no row for {item} {wanted}"));
            sheet.put(row, verdict, &answer);
            if let (Some(text), true) = (&case.reason, wanted.is_empty()) {
                sheet.put(row, reason, text);
            }
        }
        // A case without any evidence still stands in an audit that has some.
        let mut others = self.standard.items.iter().filter(|i| i.id != item);
        let other = others.find(|i| i.checks[0].tier == Tier::Overall).unwrap();
        let row = (0..=sheet.last_row()).find(|r| sheet.text(*r, id) == other.id).unwrap();
        sheet.put(row, verdict, pick("符合", "pass"));
        let sheet = named(&mut sheets, pick("抽查", "Spot checks"));
        let [id, sample, result] =
            [pick("检查项", "Item"), pick("抽查", "Sample"), pick("结果", "Result")]
                .map(|name| head(sheet, name));
        for (wanted, results) in &case.spot_checks {
            let rows: Vec<u32> = (0..=sheet.last_row())
                .filter(|r| sheet.text(*r, id) == item && sheet.text(*r, sample) == wanted)
                .collect();
            let need = spec.samples.iter().find(|s| s.id == *wanted).unwrap().need as usize;
            assert_eq!(rows.len(), need, "{item} {wanted}: as many rows as needed");
            for (n, answer) in results.iter().enumerate() {
                let row = rows.get(n).copied().unwrap_or(sheet.last_row() + 1);
                sheet.put(row, id, item);
                sheet.put(row, sample, wanted);
                sheet.put(row, result, answer);
            }
        }
        save(&sheets, path);
    }
}

fn named<'s>(sheets: &'s mut [Sheet], name: &str) -> &'s mut Sheet {
    sheets.iter_mut().find(|s| s.name == name).unwrap_or_else(|| panic!("no sheet {name}"))
}

/// A cell as somebody types it into Excel: a date becomes a date, a percentage a number.
fn write(sheet: &mut Worksheet, row: u32, column: u16, kind: &ColumnType, text: &str) {
    let moment = |text: &str| ExcelDateTime::parse_from_str(text).ok();
    match (kind, moment(text), text.parse::<f64>()) {
        (ColumnType::Date, Some(day), _) => {
            let format = Format::new().set_num_format("yyyy-mm-dd");
            sheet.write_datetime_with_format(row, column, &day, &format)
        }
        (ColumnType::DateTime, Some(moment), _) => {
            let format = Format::new().set_num_format("yyyy-mm-dd hh:mm");
            sheet.write_datetime_with_format(row, column, &moment, &format)
        }
        (ColumnType::Number, _, Ok(number)) => sheet.write_number(row, column, number),
        _ => sheet.write_string(row, column, text),
    }
    .unwrap();
}

/// Fills the folder with up to `most` of each item's cases that are worth a point.
fn every_full_score(lang: Lang, most: usize) {
    let standard = items::standard();
    let kit = Kit::make(&standard, lang);
    let mut failures = String::new();
    let mut seen = 0;
    for file in items::files() {
        let full: Vec<&Case> =
            file.case.iter().filter(|c| c.points == Points::Scored(1.0)).collect();
        assert!(!full.is_empty(), "{}", file.item);
        seen += 1;
        for case in full.into_iter().take(most) {
            let (points, why) = kit.points(&file.item, case);
            if points != case.points {
                failures += &format!("{} “{}”: {points:?}\n{why}", file.item, case.name);
            }
        }
    }
    assert_eq!(seen, standard.items.len());
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn filled_in_through_its_chinese_headers_it_scores() {
    every_full_score(Lang::Zh, usize::MAX);
}

#[test]
fn filled_in_through_its_english_headers_it_scores() {
    every_full_score(Lang::En, 1);
}
