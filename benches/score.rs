//! What scoring costs beside what reading and writing alone cost.
//!
//! `cargo bench` prints, for the example audit, the time of the whole job (`inspect score`: read, score,
//! result.json and report.xlsx as bytes) beside a floor that reads every cell of the same files with
//! calamine and writes the same workbook with rust_xlsxwriter, and the ratio of the two.

#![allow(clippy::expect_used)] // a benchmark that cannot run should stop

use std::path::Path;
use std::time::{Duration, Instant};

use calamine::{Reader, Xlsx};
use inspect::outcome::json;
use inspect::pipeline::{self, Options};
use inspect::report::{View, excel};

const AUDIT: &str = "examples/riverside-2025Q4";
const ROUNDS: u32 = 40;

/// The whole job; returns the bytes written, so that nothing is optimised away.
fn job(audit: &Path) -> usize {
    let outcome = pipeline::run(audit, &Options::default()).expect("the example scores");
    let result = json::to_bytes(&outcome).expect("a result");
    let view = View::new(&outcome, outcome.standard.language, outcome.as_of);
    result.len() + excel::workbook(&view).expect("a workbook").len()
}

/// Every cell of every file, and the same workbook from a view made before.
fn floor(files: &[std::path::PathBuf], view: &View) -> usize {
    let cells: usize = files.iter().map(|file| read(file)).sum();
    cells + excel::workbook(view).expect("a workbook").len()
}

fn read(file: &Path) -> usize {
    if file.extension().is_some_and(|e| e == "csv") {
        let bytes = std::fs::read(file).expect("a file");
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text.to_string(),
            Err(_) => encoding_rs::GB18030.decode(&bytes).0.into_owned(),
        };
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

fn files(audit: &Path) -> Vec<std::path::PathBuf> {
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
    let reading = measure(|| files.iter().map(|f| read(f)).sum());
    let floor = measure(|| floor(&files, &view));
    let job = measure(|| job(audit));
    println!("{AUDIT}, {ROUNDS} rounds, milliseconds a round");
    println!("                       wall     CPU");
    println!("reading alone       {:7.2} {:7.2}", reading.0, reading.1);
    println!("floor: read + write {:7.2} {:7.2}", floor.0, floor.1);
    println!("inspect score       {:7.2} {:7.2}", job.0, job.1);
    println!("ratio to the floor  {:7.2} {:7.2}", job.0 / floor.0, job.1 / floor.1);
}
