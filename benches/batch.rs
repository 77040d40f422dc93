//! What a batch costs: `cargo bench --bench batch [PROJECTS]`.
//!
//! Makes 200 projects of five registers with 4,820 rows together and 80 spot checks, and scores them in
//! processes of their own: with one job and with two, then once more with nothing changed. Prints CPU
//! seconds a project, wall time and peak memory beside the floor, a program that reads every cell of the
//! same files with calamine and writes the same workbooks with rust_xlsxwriter, and beside two programs in
//! Python, where their packages are installed: openpyxl, and Polars with fastexcel and XlsxWriter.

#![allow(clippy::expect_used)] // a benchmark that cannot run should stop

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use calamine::{Reader, Xlsx};
use inspect::pipeline::{self, Options};
use inspect::report::{View, excel};

#[path = "workload/mod.rs"]
mod workload;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    match arguments.first().map(String::as_str) {
        Some("floor") => floor(Path::new(&arguments[1])),
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
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("batch-{projects}"));
    let root = folder.join("audits");
    for number in 0..projects {
        workload::project(&root.join(format!("project-{number:05}")), number as u64);
    }
    println!("{projects} projects, five registers with {} rows together each", workload::ROWS);
    println!("                         CPU s/project   wall s   peak MB   CPU to the floor");
    let program = std::env::current_exe().expect("this program");
    let floor = measure(Command::new(&program).arg("floor").arg(&root)).expect("the floor");
    line("floor: read and write", &floor, projects, &floor);
    for peer in ["polars", "openpyxl"] {
        let script = format!("{}/benches/peers/{peer}_peer.py", env!("CARGO_MANIFEST_DIR"));
        match measure(Command::new("python3").arg(script).arg(&root)) {
            Some(used) => line(peer, &used, projects, &floor),
            None => println!("{peer:<24} not installed"),
        }
    }
    for jobs in ["1", "2"] {
        let out = folder.join(format!("out-{jobs}"));
        let _ = std::fs::remove_dir_all(&out);
        let (root, out) = (text(&root), text(&out));
        let run = ["batch", &root, "-o", &out, "--jobs", jobs, "-q"];
        let batch = |more: &[&str]| {
            measure(Command::new(&program).args(run).args(more)).expect("the batch")
        };
        line(&format!("batch, --jobs {jobs}"), &batch(&[]), projects, &floor);
        if jobs == "2" {
            line("again, all unchanged", &batch(&[]), projects, &floor);
            line("again, --trust-times", &batch(&["--trust-times"]), projects, &floor);
            sizes(Path::new(&out), projects);
        }
    }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// CPU seconds, wall seconds, peak megabytes of a run; `None` where it did not come to its end.
fn measure(command: &mut Command) -> Option<[f64; 3]> {
    let begun = Instant::now();
    let output = command.output().ok()?;
    let wall = begun.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let used = said.lines().rev().find_map(|l| l.strip_prefix("usage "))?;
    let mut numbers = used.split(' ').map(|n| n.parse::<f64>().ok());
    Some([numbers.next()??, wall, numbers.next()??])
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

fn line(what: &str, [cpu, wall, peak]: &[f64; 3], projects: usize, floor: &[f64; 3]) {
    let each = cpu / projects as f64;
    println!("{what:<24} {each:13.4} {wall:8.2} {peak:9.1} {:18.2}", cpu / floor[0]);
}

fn sizes(out: &Path, projects: usize) {
    println!("bytes a project:");
    for name in ["portfolio.xlsx", "portfolio.html", "results.parquet", "projects.parquet"] {
        let bytes = std::fs::metadata(out.join(name)).map_or(0, |m| m.len());
        println!("  {name:<18} {:>8}", bytes / projects as u64);
    }
    for name in ["result.json", "report.xlsx"] {
        let bytes = std::fs::metadata(out.join("project-00000").join(name)).map_or(0, |m| m.len());
        println!("  {name:<18} {bytes:>8}");
    }
}

/// Every cell of every file, and the same workbook from a view made before.
fn floor(root: &Path) {
    let first = root.join("project-00000");
    let outcome = pipeline::run(&first, &Options::default()).expect("it scores");
    let view = View::new(&outcome, outcome.standard.language, outcome.as_of);
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(root).expect("a folder").map(|e| e.expect("a folder").path()).collect();
    folders.sort();
    for folder in folders {
        let evidence = std::fs::read_dir(folder.join("evidence")).expect("evidence");
        let files = evidence.map(|e| e.expect("a file").path());
        let cells: usize = files.chain([folder.join("checksheet.xlsx")]).map(|f| read(&f)).sum();
        std::hint::black_box(cells + excel::workbook(&view).expect("a workbook").len());
    }
    usage();
}

fn read(file: &Path) -> usize {
    if file.extension().is_some_and(|e| e == "csv") {
        let bytes = std::fs::read(file).expect("a file");
        let text = encoding_rs::GB18030.decode(&bytes).0.into_owned();
        let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        return csv.records().map(|r| r.map_or(0, |r| r.len())).sum();
    }
    let mut workbook: Xlsx<_> = calamine::open_workbook(file).expect("a workbook");
    let mut cells = 0;
    for name in workbook.sheet_names() {
        let mut reader = workbook.worksheet_cells_reader(&name).expect("a sheet");
        while let Ok(Some(cell)) = reader.next_cell() {
            cells += usize::from(std::hint::black_box(cell.get_position()).0 < u32::MAX);
        }
    }
    cells
}
