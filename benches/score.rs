//! What scoring costs beside what reading and writing alone cost.
//!
//! `cargo bench` prints, for the example audit, the time of the whole job (`inspect score`: read, score,
//! result.json and report.xlsx as bytes) beside a floor that reads every cell of the same files with
//! calamine and writes the cells of the same workbook with rust_xlsxwriter, and the ratio of the two.

#![allow(clippy::expect_used)] // a benchmark that cannot run should stop

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use inspect::outcome::json;
use inspect::pipeline::{self, Options};
use inspect::report::{View, excel};

#[path = "floor/mod.rs"]
mod floor;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const AUDIT: &str = "examples/riverside-2025Q4";
const ROUNDS: u32 = 40;

/// The whole job; returns the bytes written, so that nothing is optimised away.
fn job(audit: &Path) -> usize {
    let outcome = pipeline::run(audit, &Options::default()).expect("the example scores");
    let result = json::to_bytes(&outcome).expect("a result");
    let view = View::new(&outcome, outcome.standard.language, outcome.as_of);
    result.len() + excel::workbook(&view).expect("a workbook").len()
}

/// Every cell of every file, and the cells of the same workbook.
fn read_and_write(files: &[PathBuf], sheets: &[floor::Sheet]) -> usize {
    let cells: usize = files.iter().map(|file| floor::read(file)).sum();
    cells + floor::write(sheets).expect("a workbook").len()
}

fn files(audit: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(audit.join("evidence"))
        .expect("evidence")
        .map(|e| e.expect("a file").path())
        .chain([audit.join("checksheet.xlsx")])
        .collect();
    files.sort();
    files
}

/// User and system time of this process so far.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |n: usize| fields.get(n).and_then(|f| f.parse::<u64>().ok()).unwrap_or(0);
    // Fields 14 and 15 of the line, in hundredths of a second.
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}

/// Wall and CPU time per round.
fn measure(mut work: impl FnMut() -> usize) -> (f64, f64) {
    std::hint::black_box(work());
    let (wall, used) = (Instant::now(), cpu());
    for _ in 0..ROUNDS {
        std::hint::black_box(work());
    }
    let per = |d: Duration| d.as_secs_f64() * 1000.0 / f64::from(ROUNDS);
    (per(wall.elapsed()), per(cpu() - used))
}

fn main() {
    let audit = Path::new(AUDIT);
    let outcome = pipeline::run(audit, &Options::default()).expect("the example scores");
    let view = View::new(&outcome, outcome.standard.language, outcome.as_of);
    let files = files(audit);
    let sheets = floor::sheets(excel::workbook(&view).expect("a workbook"));
    let reading = measure(|| files.iter().map(|f| floor::read(f)).sum());
    let floor = measure(|| read_and_write(&files, &sheets));
    let job = measure(|| job(audit));
    println!("{AUDIT}, {ROUNDS} rounds, milliseconds a round");
    println!("                       wall     CPU");
    println!("reading alone       {:7.2} {:7.2}", reading.0, reading.1);
    println!("floor: read + write {:7.2} {:7.2}", floor.0, floor.1);
    println!("inspect score       {:7.2} {:7.2}", job.0, job.1);
    println!("ratio to the floor  {:7.2} {:7.2}", job.0 / floor.0, job.1 / floor.1);
}
