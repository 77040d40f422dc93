//! What a batch costs: `cargo bench --bench batch [PROJECTS]`.
//!
//! Makes 200 projects of five registers with 4,820 rows together and 80 spot checks, on a file system in
//! memory where there is one, and scores them in processes of their own: with one job and with two, five
//! times, each right after the others, and once more with nothing changed. Prints CPU seconds a project, wall
//! time and peak memory beside the floor, a program that reads every cell of the same files with calamine and
//! writes the cells of the same workbooks with rust_xlsxwriter, and beside two programs in Python, where their
//! packages are installed: openpyxl, and Polars with fastexcel and XlsxWriter. These measure what the standard
//! measures and write the same cells and the same result too; what they find is held against `result.json`.
//! Then the reading alone, how long one project takes, and each ratio beside its goal.

#![allow(clippy::expect_used)] // a benchmark that cannot run should stop

use std::collections::BTreeMap;
use std::ops::{ControlFlow, Range};
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

/// How often each is measured, right after the others: a machine may become a third slower within minutes.
const ROUNDS: usize = 5;

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
    let program = std::env::current_exe().expect("this program");
    let own = |part: &str| measure(&mut [Command::new(&program).arg(part).arg(&root).arg(&report)]);
    let peer = |name: &str, shares: Range<usize>, of: usize| {
        let script = format!("{}/benches/peers/{name}_peer.py", env!("CARGO_MANIFEST_DIR"));
        let mut commands: Vec<Command> = shares.clone().map(|_| Command::new("python3")).collect();
        for (share, command) in shares.zip(&mut commands) {
            command.arg(&script).arg(&root).arg(&report).arg(format!("{share}/{of}"));
        }
        measure(&mut commands.iter_mut().collect::<Vec<_>>())
    };
    let batch = |jobs: &str, more: &[&str]| {
        let (root, out) = (shown(&root), shown(&folder.join(format!("out-{jobs}"))));
        let run = ["batch", &root, "-o", &out, "--jobs", jobs, "-q"];
        measure(&mut [Command::new(&program).args(run).args(more)]).expect("the batch")
    };
    let anew = |jobs: &str| {
        let _ = std::fs::remove_dir_all(folder.join(format!("out-{jobs}")));
        batch(jobs, &[])
    };
    let round = |round: usize| Round {
        floor: own("floor").expect("the floor"),
        one: anew("1"),
        // A share of the projects in each round: it takes ten times as long as all else.
        openpyxl: peer("openpyxl", round..round + 1, ROUNDS)
            .map(|used| used.of_all(round, projects)),
        two: anew("2"),
        polars: peer("polars", 0..2, 2),
        calamine: own("calamine").expect("the reading"),
        cells: own("cells").expect("the reading"),
    };
    let rounds: Vec<Round> = (0..ROUNDS).map(round).collect();
    let out = folder.join("out-2");
    let result = std::fs::read_to_string(out.join(FIRST).join("result.json")).expect("a result");
    for peer in rounds.iter().flat_map(|r| [&r.polars, &r.openpyxl]).flatten() {
        peer.figures.iter().for_each(|figures| agree(figures, &result));
    }
    println!("{:28}CPU s/project   wall s   peak MB   CPU to the floor", "");
    let line = |what: &str, of: &dyn Fn(&Round) -> Option<&Used>| {
        let middle = |value: &dyn Fn(&Used, &Round) -> f64| {
            middle(rounds.iter().filter_map(|round| Some(value(of(round)?, round))))
        };
        let Some(cpu) = middle(&|used, _| used.cpu / projects as f64) else {
            println!("{what:<28}not installed");
            return;
        };
        let [wall, peak, to_floor] = [
            middle(&|used, _| used.wall),
            middle(&|used, _| used.peak),
            middle(&|used, round| used.cpu / round.floor.cpu),
        ]
        .map(Option::unwrap_or_default);
        println!("{what:<28}{cpu:13.4} {wall:8.2} {peak:9.1} {to_floor:18.2}");
    };
    line("floor: read and write", &|r| Some(&r.floor));
    line("polars, 2 processes", &|r| r.polars.as_ref());
    line("openpyxl", &|r| r.openpyxl.as_ref());
    line("batch, --jobs 1", &|r| Some(&r.one));
    line("batch, --jobs 2", &|r| Some(&r.two));
    line("reading alone, calamine", &|r| Some(&r.calamine));
    line("reading alone, inspect", &|r| Some(&r.cells));
    for (what, more) in
        [("again, all unchanged", &[][..]), ("again, --trust-times", &["--trust-times"])]
    {
        let used = batch("2", more);
        println!(
            "{what:<28}{:13.4} {:8.2} {:9.1}",
            used.cpu / projects as f64,
            used.wall,
            used.peak
        );
    }
    sizes(&out, projects);
    println!("ratios, in the middle of {ROUNDS} rounds, and the least and the most:");
    let of = |what: &str, goal: &str, of: &dyn Fn(&Round) -> Option<f64>| {
        let mut values: Vec<f64> = rounds.iter().filter_map(of).collect();
        values.sort_by(f64::total_cmp);
        if let [least, .., most] = values[..] {
            let middle = values[values.len() / 2];
            println!("  {what:<34}{middle:8.2}   {goal}   ({least:.2} to {most:.2})");
        }
    };
    of("batch to the floor, CPU", "at most 0.5, goal 0.35", &|r| Some(r.one.cpu / r.floor.cpu));
    of("reading to calamine's, CPU", "at most 0.2", &|r| Some(r.cells.cpu / r.calamine.cpu));
    of("Polars' wall to ours, two each", "at least 4", &|r| {
        Some(r.polars.as_ref()?.wall / r.two.wall)
    });
    of("openpyxl's CPU to ours", "at least 30", &|r| Some(r.openpyxl.as_ref()?.cpu / r.one.cpu));
    of("one job's wall to two jobs'", "at least 1.85", &|r| Some(r.one.wall / r.two.wall));
    of("peak memory, MB", "under 64", &|r| Some(r.one.peak.max(r.two.peak)));
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
    middle((0..31).map(run)).expect("times")
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

impl Used {
    /// What all projects take, where this was the share of one round.
    fn of_all(self, round: usize, projects: usize) -> Used {
        let of = projects as f64 / (round..projects).step_by(ROUNDS).count() as f64;
        Used { cpu: self.cpu * of, wall: self.wall * of, ..self }
    }
}

/// What was measured, each right after the other.
struct Round {
    floor: Used,
    one: Used,
    openpyxl: Option<Used>,
    two: Used,
    polars: Option<Used>,
    calamine: Used,
    cells: Used,
}

/// The one in the middle.
fn middle(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
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
