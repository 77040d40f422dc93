//! What a batch costs: `cargo bench --bench batch [PROJECTS]`.
//!
//! Makes 200 projects of five registers with 4,820 rows together and 80 spot checks, on a file system in
//! memory where there is one, and scores them in processes of their own: with one job and with two, then
//! once more with nothing changed. Prints CPU seconds a project, wall time and peak memory beside the
//! floor, a program that reads every cell of the same files with calamine and writes the cells of the same
//! workbooks with rust_xlsxwriter, and beside two programs in Python, where their packages are installed: openpyxl,
//! and Polars with fastexcel and XlsxWriter. These measure what the standard measures and write the same cells
//! and the same result too; what they find is held against `result.json`. Then the reading alone, how long one
//! project takes, and each ratio beside its goal.

#![allow(clippy::expect_used)] // a benchmark that cannot run should stop

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use inspect::containment::Reading;
use inspect::pipeline::{self, Options};
use inspect::report::{View, excel};
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};

#[path = "floor/mod.rs"]
mod floor;
#[path = "workload/mod.rs"]
mod workload;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The project whose report all write.
const FIRST: &str = "project-00000";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    match arguments.first().map(String::as_str) {
        Some("floor") => read_and_write(Path::new(&arguments[1]), Path::new(&arguments[2])),
        Some("calamine") => each_file(Path::new(&arguments[1]), floor::read),
        Some("cells") => each_file(Path::new(&arguments[1]), cells),
        Some("batch") => {
            let code = inspect::command::main(std::env::args_os().filter(|a| a != "--bench"));
            usage();
            return code;
        }
        first => {
            let projects = first.and_then(|n| n.parse().ok()).unwrap_or(200);
            compare(projects);
        }
    }
    ExitCode::SUCCESS
}

fn compare(projects: usize) {
    // With a number for what the projects are made like.
    let folder = place().join(format!("inspect-batch-2-{projects}"));
    let root = folder.join("audits");
    for number in 0..projects {
        workload::project(&root.join(format!("project-{number:05}")), number as u64);
    }
    let report = folder.join("report.json");
    std::fs::write(&report, to_write(&root.join(FIRST))).expect("a file");
    println!("{projects} projects, five registers with {} rows together each", workload::ROWS);
    println!("{:28}CPU s/project   wall s   peak MB   CPU to the floor", "");
    let program = std::env::current_exe().expect("this program");
    let own = |part: &str| measure(&mut [Command::new(&program).arg(part).arg(&root).arg(&report)]);
    let floor = own("floor").expect("the floor");
    line("floor: read and write", &floor, projects, &floor);
    let peer = |name: &str, of: usize| {
        let script = format!("{}/benches/peers/{name}_peer.py", env!("CARGO_MANIFEST_DIR"));
        let mut shares: Vec<Command> = (0..of).map(|_| Command::new("python3")).collect();
        for (share, command) in shares.iter_mut().enumerate() {
            command.arg(&script).arg(&root).arg(&report).arg(format!("{share}/{of}"));
        }
        let used = measure(&mut shares.iter_mut().collect::<Vec<_>>());
        match &used {
            Some(used) => line(&format!("{name}, {of} processes"), used, projects, &floor),
            None => println!("{name:<28}not installed"),
        }
        used
    };
    let (polars, openpyxl) = (peer("polars", 2), peer("openpyxl", 1));
    let batch = |jobs: &str, out: &Path, more: &[&str]| {
        let (root, out) = (shown(&root), shown(out));
        let run = ["batch", &root, "-o", &out, "--jobs", jobs, "-q"];
        measure(&mut [Command::new(&program).args(run).args(more)]).expect("the batch")
    };
    let [one, two] = ["1", "2"].map(|jobs| {
        let out = folder.join(format!("out-{jobs}"));
        let _ = std::fs::remove_dir_all(&out);
        let used = batch(jobs, &out, &[]);
        line(&format!("batch, --jobs {jobs}"), &used, projects, &floor);
        used
    });
    let out = folder.join("out-2");
    let result = std::fs::read_to_string(out.join(FIRST).join("result.json")).expect("a result");
    for peer in [&polars, &openpyxl].into_iter().flatten() {
        agree(peer.figures.as_ref().expect("figures"), &result);
    }
    line("again, all unchanged", &batch("2", &out, &[]), projects, &floor);
    line("again, --trust-times", &batch("2", &out, &["--trust-times"]), projects, &floor);
    let [calamine, cells] = ["calamine", "cells"].map(|part| own(part).expect("the reading"));
    line("reading alone, calamine", &calamine, projects, &floor);
    line("reading alone, inspect", &cells, projects, &floor);
    sizes(&out, projects);
    println!("ratios:");
    ratio("batch to the floor, CPU", one.cpu / floor.cpu, "at most 0.5, goal 0.35");
    ratio("reading to calamine's, CPU", cells.cpu / calamine.cpu, "at most 0.2");
    if let Some(polars) = polars {
        ratio("Polars' wall to ours, two each", polars.wall / two.wall, "at least 4");
    }
    if let Some(openpyxl) = openpyxl {
        ratio("openpyxl's CPU to ours", openpyxl.cpu / one.cpu, "at least 30");
    }
    ratio("one job's wall to two jobs'", one.wall / two.wall, "at least 1.85");
    ratio("peak memory, MB", one.peak.max(two.peak), "under 64");
    let project = root.join(FIRST);
    let score = [shown(&project), "-o".into(), shown(&folder.join("single")), "-q".into()];
    let score: Vec<&str> =
        std::iter::once("score").chain(score.iter().map(String::as_str)).collect();
    ratio("inspect --version, ms", median(&["--version"]), "within 5");
    ratio("inspect score of one project, ms", median(&score), "within 25");
}

/// Where files are written without a disk, which would be measured too.
fn place() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    let usable = std::fs::create_dir_all(memory.join("inspect-bench")).is_ok();
    if usable { memory.join("inspect-bench") } else { env!("CARGO_TARGET_TMPDIR").into() }
}

fn ratio(what: &str, value: f64, goal: &str) {
    println!("  {what:<34}{value:8.2}   {goal}");
}

/// Milliseconds that the program takes with these arguments, the median of 31 runs.
fn median(arguments: &[&str]) -> f64 {
    let run = |_| {
        let begun = Instant::now();
        let output = Command::new(env!("CARGO_BIN_EXE_inspect")).args(arguments).output();
        assert!(output.expect("the program").status.success());
        begun.elapsed().as_secs_f64() * 1000.0
    };
    let mut times: Vec<f64> = (0..31).map(run).collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// What processes side by side took.
struct Used {
    /// CPU seconds of all.
    cpu: f64,
    /// Seconds until the last had ended.
    wall: f64,
    /// Megabytes of the largest.
    peak: f64,
    /// What a peer found in the first project.
    figures: Option<Map<String, Value>>,
}

/// `None` where one of the processes did not come to its end.
fn measure(commands: &mut [&mut Command]) -> Option<Used> {
    let begun = Instant::now();
    let quiet = |c: &mut &mut Command| c.stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let running: Vec<_> = commands.iter_mut().map(quiet).collect::<Result<_, _>>().ok()?;
    let ended: Vec<_> = running.into_iter().map(|c| c.wait_with_output()).collect();
    let wall = begun.elapsed().as_secs_f64();
    let mut used = Used { cpu: 0.0, wall, peak: 0.0, figures: None };
    for output in ended {
        let said = String::from_utf8_lossy(&output.ok()?.stderr).into_owned();
        let told = |name: &str| said.lines().rev().find_map(|l| l.strip_prefix(name));
        let mut numbers = told("usage ")?.split(' ').map(|n| n.parse::<f64>().ok());
        used.cpu += numbers.next()??;
        used.peak = used.peak.max(numbers.next()??);
        used.figures = used.figures.or(told("figures ").and_then(|f| serde_json::from_str(f).ok()));
    }
    Some(used)
}

/// That a peer found what this program did: what is measured now, the spot checks that were made and passed,
/// and how often each cross-check found something.
fn agree(peer: &Map<String, Value>, result: &str) {
    let result: Value = serde_json::from_str(result).expect("a result");
    let word = |of: &Value| of.as_str().expect("a word").to_string();
    let list = |of: &Value, name: &str| of[name].as_array().expect("a list").clone();
    let mut own: Map<String, Value> = Map::new();
    let (mut verdicts, mut found) = (0, BTreeMap::<String, u64>::new());
    for item in list(&result, "items") {
        let id = word(&item["id"]);
        verdicts += u64::from(!item["verdict"]["status"].is_null());
        for check in list(&item, "checks") {
            let (name, facts) = (format!("{id}/{}", word(&check["id"])), &check["facts"]);
            // Of a change the figure of now; there is none of the year before.
            let value = if check["value"].is_null() { &facts["now"] } else { &check["value"] };
            match check["kind"].as_str() {
                Some("measured") if !value.is_null() => {
                    own.insert(name, value.clone());
                }
                Some("sampled") => {
                    own.insert(format!("spot {id}"), json!([facts["passed"], facts["made"]]));
                }
                _ => {}
            }
        }
    }
    own.insert("verdicts given".into(), verdicts.into());
    for problem in list(&result, "problems").iter().filter(|p| p["code"] == "cross-check") {
        *found.entry(word(&problem["data"]["data"]["check"])).or_default() += 1;
    }
    own.extend(found.into_iter().map(|(check, times)| (check, times.into())));
    // Whole numbers are written with a point or without.
    let same = |a: &Value, b: &Value| a == b || a.as_f64().is_some_and(|a| b.as_f64() == Some(a));
    for (name, value) in peer.iter().filter(|(_, value)| !value.is_null()) {
        // A cross-check that finds nothing is not there.
        let ours = own.remove(name).unwrap_or(json!(0));
        assert!(same(&ours, value), "{name}: {ours} here, {value} there");
    }
    assert!(own.is_empty(), "not found by a peer: {own:?}");
}

/// Tells the process that started this one what it took.
fn usage() {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |n: usize| fields.get(n).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|p| p.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(0.0);
    // Fields 14 and 15 of the line, in hundredths of a second.
    eprintln!("usage {} {}", (ticks(11) + ticks(12)) / 100.0, peak / 1024.0);
}

fn line(what: &str, used: &Used, projects: usize, floor: &Used) {
    let (each, to_floor) = (used.cpu / projects as f64, used.cpu / floor.cpu);
    println!("{what:<28}{each:13.4} {:8.2} {:9.1} {to_floor:18.2}", used.wall, used.peak);
}

fn sizes(out: &Path, projects: usize) {
    println!("bytes a project:");
    for name in ["portfolio.xlsx", "portfolio.html", "results.parquet", "projects.parquet"] {
        let bytes = std::fs::metadata(out.join(name)).map_or(0, |m| m.len());
        println!("  {name:<18} {:>8}", bytes / projects as u64);
    }
    for name in ["result.json", "report.xlsx"] {
        let bytes = std::fs::metadata(out.join(FIRST).join(name)).map_or(0, |m| m.len());
        println!("  {name:<18} {bytes:>8}");
    }
}

/// The cells of one project's report and its result, as JSON.
fn to_write(project: &Path) -> Vec<u8> {
    let outcome = pipeline::run(project, &Options::default()).expect("it scores");
    let view = View::new(&outcome, outcome.standard.language, outcome.as_of);
    let sheets = floor::sheets(excel::workbook(&view).expect("a workbook"));
    serde_json::to_vec(&(sheets, outcome)).expect("JSON")
}

/// Every cell of every file, and the cells of `report` for each project, written with rust_xlsxwriter as its
/// manual has it.
fn read_and_write(root: &Path, report: &Path) {
    let bytes = std::fs::read(report).expect("a report");
    let (sheets, _): (Vec<floor::Sheet>, IgnoredAny) =
        serde_json::from_slice(&bytes).expect("cells");
    for folder in folders(root) {
        let cells: usize = files(&folder).map(|f| floor::read(&f)).sum();
        std::hint::black_box(cells + floor::write(&sheets).expect("a workbook").len());
    }
    usage();
}

fn folders(root: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root).expect("a folder");
    let mut folders: Vec<PathBuf> = entries.map(|e| e.expect("a folder").path()).collect();
    folders.sort();
    folders
}

fn files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let evidence = std::fs::read_dir(folder.join("evidence")).expect("evidence");
    evidence.map(|e| e.expect("a file").path()).chain([folder.join("checksheet.xlsx")])
}

/// The reading alone.
fn each_file(root: &Path, read: fn(&Path) -> usize) {
    let cells: usize = folders(root).iter().flat_map(|f| files(f)).map(|file| read(&file)).sum();
    assert!(std::hint::black_box(cells) > 0);
    usage();
}

/// Every cell of a file as this program reads it.
fn cells(file: &Path) -> usize {
    let mut workbook = Reading::default().open_path(file).expect("a workbook");
    let mut cells = 0;
    for sheet in 0..workbook.sheets().len() {
        let end = workbook.scan(sheet, &mut |row| {
            cells += std::hint::black_box(row.cells).len();
            ControlFlow::Continue(())
        });
        end.expect("a sheet");
    }
    cells
}
