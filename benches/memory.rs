//! What a large register costs: 1,000,000 rows × 12 columns as .xlsx and as .csv, in UTF-8 and in GB18030.
//!
//! `cargo bench --bench memory [ROWS]` writes the files into a file system in memory, or the target
//! directory, reads each into a typed register in a process of its own, and prints its peak memory, CPU and
//! wall time, beside a process that reads every cell with calamine, one that reads every cell with this
//! program's reader, and keep none, and DuckDB, where its Python package is installed, which reads the
//! .csv into a table. Goals: 100 MB, 0.2 × calamine's CPU time, no slower than DuckDB.

#![allow(clippy::expect_used)] // a benchmark that cannot run should stop

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use calamine::Xlsx;
use chrono::NaiveDate;
use inspect::containment::Reading;
use inspect::evidence::RegisterReader;
use inspect::lang::Text;
use inspect::standard::{Choice, ColumnSpec, ColumnType, RegisterSpec};

const COLUMNS: [&str; 12] = [
    "编号",
    "受理时间",
    "房号",
    "业主",
    "电话",
    "类别",
    "内容",
    "紧急",
    "经办人",
    "完成时间",
    "费用",
    "备注",
];
/// Days from the first row to the last.
const DAYS: u64 = 360;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["floor", file] => floor(Path::new(file)),
        ["cells", file] => cells(Path::new(file)),
        ["register", file] => register(Path::new(file)),
        rest => {
            let rows = rest.first().and_then(|r| r.parse().ok()).unwrap_or(1_000_000);
            compare(rows);
        }
    }
}

fn compare(rows: u64) {
    let memory = PathBuf::from("/dev/shm/inspect-bench");
    let usable = std::fs::create_dir_all(&memory).is_ok();
    let folder = if usable { memory } else { PathBuf::from(env!("CARGO_TARGET_TMPDIR")) };
    let file = |ending: &str| folder.join(format!("{rows}.{ending}"));
    let (xlsx, csv, gb18030) = (file("xlsx"), file("csv"), file("gb18030.csv"));
    if !xlsx.exists() {
        write_xlsx(&xlsx, rows);
    }
    if !csv.exists() {
        write_csv(&csv, rows);
    }
    if !gb18030.exists() {
        let text = std::fs::read_to_string(&csv).expect("a file");
        std::fs::write(&gb18030, encoding_rs::GB18030.encode(&text).0).expect("a file");
    }
    println!("{rows} rows × {} columns", COLUMNS.len());
    println!("{:26} {:>10} {:>10} {:>10}", "", "peak MB", "CPU s", "wall s");
    let run = |title: &str, part: &str, file: &Path| {
        let program = std::env::current_exe().expect("this program");
        run(title, Command::new(program).arg(part).arg(file)).expect(title)
    };
    let floor = run("calamine, .xlsx", "floor", &xlsx);
    let cells = run("cells, .xlsx", "cells", &xlsx);
    let register = run("register, .xlsx", "register", &xlsx);
    run("cells, .csv", "cells", &csv);
    let table = run("register, .csv", "register", &csv);
    run("register, .csv in GB18030", "register", &gb18030);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/duckdb_peer.py");
    let duckdb = self::run("DuckDB, .csv", Command::new("python3").arg(script).arg(&csv));
    println!("cells of .xlsx to calamine's, CPU     {:.2}   at most 0.2", cells[1] / floor[1]);
    println!("register of .xlsx to calamine's, CPU  {:.2}", register[1] / floor[1]);
    match duckdb {
        Some(duckdb) => println!(
            "register of .csv to DuckDB, wall       {:.2}   at most 1",
            table[2] / duckdb[2]
        ),
        None => println!("DuckDB is not installed"),
    }
}

/// Runs one part in a process of its own; prints and returns what it took.
fn run(title: &str, command: &mut Command) -> Option<[f64; 3]> {
    let out = command.output().ok()?;
    let text = String::from_utf8_lossy(&out.stdout);
    let figures: Vec<f64> = text.split_whitespace().filter_map(|f| f.parse().ok()).collect();
    let figures: [f64; 3] = figures.try_into().ok()?;
    let [megabytes, seconds, wall] = figures;
    println!("{title:26} {megabytes:>10.0} {seconds:>10.2} {wall:>10.2}");
    Some(figures)
}

/// Peak memory in MB and CPU time in seconds of this process, as the kernel counts them, and the wall
/// time since it began.
fn figures(begun: Instant) {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).expect("VmHWM");
    let peak: f64 = peak.trim().trim_end_matches(" kB").parse().expect("a number");
    let times = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let after_name = times.rsplit(") ").next().expect("fields");
    let ticks: Vec<f64> =
        after_name.split(' ').skip(11).take(2).filter_map(|t| t.parse().ok()).collect();
    // Linux counts hundredths of a second.
    let (cpu, wall) = (ticks.iter().sum::<f64>() / 100.0, begun.elapsed().as_secs_f64());
    println!("{} {cpu} {wall}", peak * 1024.0 / 1e6);
}

fn floor(file: &Path) {
    let begun = Instant::now();
    let mut workbook: Xlsx<_> = calamine::open_workbook(file).expect("a workbook");
    let mut reader = workbook.worksheet_cells_reader("Sheet1").expect("a sheet");
    let mut cells = 0u64;
    while let Some(cell) = reader.next_cell().expect("a cell") {
        cells += u64::from(std::hint::black_box(cell.get_position()).0 < u32::MAX);
    }
    assert!(cells > 0);
    figures(begun);
}

/// Every cell as this program reads it, and none kept.
fn cells(file: &Path) {
    let begun = Instant::now();
    let mut workbook = Reading::default().open_path(file).expect("a register");
    let mut cells = 0u64;
    let end = workbook.scan(0, &mut |row| {
        cells += std::hint::black_box(row.cells).len() as u64;
        ControlFlow::Continue(())
    });
    assert!(end.is_ok() && cells > 0);
    figures(begun);
}

fn register(file: &Path) {
    let begun = Instant::now();
    let spec = spec();
    let as_of = NaiveDate::from_ymd_opt(2025, 12, 31).expect("a day");
    let mut reader = RegisterReader::new(&spec, 0, as_of);
    let mut workbook = Reading::default().open_path(file).expect("a register");
    let rows = reader.read("r", &mut workbook);
    let (register, problems) = reader.finish();
    let register = register.expect("a register");
    assert_eq!(register.rows.len(), rows as usize);
    assert!(problems.is_empty(), "{:?}", problems.first());
    figures(begun);
}

fn spec() -> RegisterSpec {
    use ColumnType as T;
    let words = || Text { zh: "台账".into(), en: "register".into() };
    let choice = |id: &str, word: &str| Choice { id: id.into(), spellings: vec![word.into()] };
    let kinds = [
        T::Text,
        T::DateTime,
        T::Text,
        T::Text,
        T::Phone,
        T::Choice(vec![choice("water", "漏水"), choice("power", "停电"), choice("lift", "电梯")]),
        T::Text,
        T::YesNo,
        T::Text,
        T::DateTime,
        T::Number,
        T::Text,
    ];
    let columns = COLUMNS.iter().zip(kinds).map(|(name, kind)| ColumnSpec {
        id: format!("c{name}"),
        zh: vec![(*name).to_string()],
        en: vec![],
        kind,
        required: true,
        personal: false,
    });
    RegisterSpec {
        id: "r".into(),
        title: words(),
        unit: words(),
        files: vec![],
        time: Some(1),
        ahead: false,
        columns: columns.collect(),
    }
}

/// A row: texts, and the two moments as seconds after 2025-01-01.
struct Made {
    texts: [String; 12],
    taken: u64,
    done: u64,
    cost: f64,
}

fn made(row: u64, rows: u64) -> Made {
    let taken = row * DAYS * 86_400 / rows;
    let done = taken + 3_600 + row % 7 * 900;
    let cost = (row % 400) as f64 / 2.0;
    let texts = [
        format!("R{row:07}"),
        moment(taken),
        format!("{}-{}{:02}", row % 18 + 1, row % 25 + 1, row % 4 + 1),
        format!("业主{}", row % 3000),
        format!("138{:08}", row % 2500 * 31),
        ["漏水", "停电", "电梯"][(row % 3) as usize].to_string(),
        format!("第{}次报修，请尽快处理", row % 500),
        ["是", "否"][(row % 2) as usize].to_string(),
        format!("员工{}", row % 40),
        moment(done),
        cost.to_string(),
        if row.is_multiple_of(5) { "已回访".to_string() } else { String::new() },
    ];
    Made { texts, taken, done, cost }
}

fn moment(seconds: u64) -> String {
    let start =
        NaiveDate::from_ymd_opt(2025, 1, 1).expect("a day").and_time(chrono::NaiveTime::MIN);
    (start + chrono::TimeDelta::seconds(seconds as i64)).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// A workbook as Excel writes one: texts shared, a reference in every cell.
fn write_xlsx(file: &Path, rows: u64) {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let link = |id: u32, kind: &str, target: &str| {
        format!(r#"<Relationship Id="rId{id}" Type="{RELS}/{kind}" Target="{target}"/>"#)
    };
    let links =
        |inside: String| format!(r#"<Relationships xmlns="{PACKAGE}">{inside}</Relationships>"#);
    let mut zip = zip::ZipWriter::new(BufWriter::new(File::create(file).expect("a file")));
    let options = zip::write::SimpleFileOptions::default().large_file(true);
    let parts = [
        ("_rels/.rels", links(link(1, "officeDocument", "xl/workbook.xml"))),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            links(link(1, "worksheet", "worksheets/sheet1.xml") + &link(2, "styles", "styles.xml")),
        ),
        (
            "xl/styles.xml",
            format!(
                r#"<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>"#
            ),
        ),
    ];
    for (name, content) in parts {
        zip.start_file(name, options).expect("a part");
        zip.write_all(content.as_bytes()).expect("a part");
    }
    let mut strings = Strings::default();
    zip.start_file("xl/worksheets/sheet1.xml", options).expect("a part");
    let mut line = format!(r#"<worksheet xmlns="{MAIN}"><sheetData><row r="1">"#);
    for (column, name) in ('A'..).zip(COLUMNS) {
        let index = strings.index(name);
        let _ = write!(line, r#"<c r="{column}1" t="s"><v>{index}</v></c>"#);
    }
    for row in 0..rows {
        let _ = write!(line, r#"</row><row r="{}" spans="1:12">"#, row + 2);
        zip.write_all(line.as_bytes()).expect("a row");
        line.clear();
        let Made { texts, taken, done, cost } = made(row, rows);
        for (column, text) in ('A'..).zip(&texts) {
            let at = row + 2;
            let serial = |seconds: u64| 45_658.0 + seconds as f64 / 86_400.0;
            let _ = match column {
                'B' => write!(line, r#"<c r="B{at}" s="1"><v>{}</v></c>"#, serial(taken)),
                'J' => write!(line, r#"<c r="J{at}" s="1"><v>{}</v></c>"#, serial(done)),
                'K' => write!(line, r#"<c r="K{at}"><v>{cost}</v></c>"#),
                _ if text.is_empty() => Ok(()),
                _ => {
                    let index = strings.index(text);
                    write!(line, r#"<c r="{column}{at}" t="s"><v>{index}</v></c>"#)
                }
            };
        }
    }
    line.push_str("</row></sheetData></worksheet>");
    zip.write_all(line.as_bytes()).expect("a row");
    zip.start_file("xl/sharedStrings.xml", options).expect("a part");
    let count = strings.list.len();
    let head = format!(r#"<sst xmlns="{MAIN}" count="{}" uniqueCount="{count}">"#, rows * 8);
    zip.write_all(head.as_bytes()).expect("a string");
    for text in &strings.list {
        zip.write_all(format!("<si><t>{text}</t></si>").as_bytes()).expect("a string");
    }
    zip.write_all(b"</sst>").expect("a string");
    zip.finish().expect("a file").flush().expect("a file");
}

/// Texts, each once.
#[derive(Default)]
struct Strings {
    list: Vec<String>,
    places: HashMap<String, usize>,
}

impl Strings {
    fn index(&mut self, text: &str) -> usize {
        if let Some(index) = self.places.get(text) {
            return *index;
        }
        self.places.insert(text.to_string(), self.list.len());
        self.list.push(text.to_string());
        self.list.len() - 1
    }
}

fn write_csv(file: &Path, rows: u64) {
    let mut out = BufWriter::new(File::create(file).expect("a file"));
    let mut line = COLUMNS.join(",");
    for row in 0..=rows {
        line.push_str("\r\n");
        out.write_all(line.as_bytes()).expect("a line");
        line.clear();
        let made = made(row, rows);
        let _ = write!(line, "{}", made.texts.join(","));
    }
    out.flush().expect("a file");
}
