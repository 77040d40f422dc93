//! What reading a register costs beside reading its cells alone.
//!
//! `cargo bench --bench read` makes a workbook of 20,000 rows and 10 columns, and prints the CPU time of
//! the typed read and of streaming the rows, beside
//! calamine reading every cell. `ROWS=1000000 OUT=x.xlsx` writes a larger one, and `FILE=x.xlsx` prints the
//! memory that reading it takes, which another process must have written.

#![allow(clippy::expect_used)] // a benchmark that cannot run should stop

use std::time::Duration;

use calamine::{Reader, Xlsx};
use inspect::evidence::RegisterReader;
use inspect::reader::Workbook;
use inspect::standard::{self, catalogue};
use rust_xlsxwriter::{ExcelDateTime, Format};

fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |n: usize| fields.get(n).and_then(|f| f.parse::<u64>().ok()).unwrap_or(0);
    // Fields 14 and 15 of the line, in hundredths of a second.
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}

/// Highest memory of this process so far, in MB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn workbook(rows: u32) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let time = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let sheet = book.add_worksheet();
    let headers = [
        "报修单号",
        "报修时间",
        "报修人",
        "房号",
        "联系电话",
        "紧急程度",
        "报修内容",
        "约定时间",
        "到场时间",
        "是否及时",
        "维修结果",
        "维修人员",
    ];
    for (column, header) in (0..).zip(headers) {
        sheet.write(0, column, header).expect("a cell");
    }
    let contents =
        ["厨房水管漏水", "门禁失灵", "电梯异响", "路灯不亮", "墙面渗水，业主要求尽快处理"];
    for row in 1..=rows {
        let at = ExcelDateTime::from_timestamp(1_735_689_600 + i64::from(row % 500_000) * 60)
            .expect("a date");
        let pick = (row % 5) as usize;
        sheet.write(row, 0, format!("BX{row:07}")).expect("a cell");
        for column in [1, 7, 8] {
            sheet.write_with_format(row, column, &at, &time).expect("a cell");
        }
        sheet.write(row, 2, ["王伟", "李娜", "张强", "刘洋", "陈静"][pick]).expect("a cell");
        sheet.write(row, 3, format!("{}-{}", row % 30 + 1, row % 1200)).expect("a cell");
        sheet.write(row, 4, 13_800_000_000_u64 + u64::from(row)).expect("a cell");
        sheet.write(row, 5, ["急修", "一般", "一般", "大修", "一般"][pick]).expect("a cell");
        sheet.write(row, 6, contents[pick]).expect("a cell");
        sheet.write(row, 9, ["是", "否", "是", "√", "是"][pick]).expect("a cell");
        if row % 3 == 0 {
            sheet.write(row, 10, "已修复").expect("a cell");
            sheet.write(row, 11, "赵师傅").expect("a cell");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

#[path = "floor/mod.rs"]
mod floor;

fn every_cell(bytes: Vec<u8>) -> usize {
    floor::every_cell(Xlsx::new(std::io::Cursor::new(bytes)).expect("a workbook"))
}

fn main() {
    let rows = std::env::var("ROWS").ok().and_then(|r| r.parse().ok()).unwrap_or(20_000);
    let rounds = (400_000 / rows).max(1);
    let shipped = catalogue::find("quality-inspection").expect("the shipped standard");
    let standard = standard::load(shipped.file, shipped.text).expect("a standard");
    let index = standard.register("repairs").expect("the register of repairs");
    let as_of = chrono::NaiveDate::from_ymd_opt(2025, 12, 31).expect("a date");
    let typed = |bytes: Vec<u8>| {
        let spec = standard.registers.get(index).expect("the register");
        let mut reader = RegisterReader::new(spec, index, as_of);
        reader.read("r.xlsx", &mut Workbook::open(bytes).expect("a workbook"));
        let (register, problems) = reader.finish();
        assert!(problems.is_empty(), "{:?}", problems.first());
        register.map_or(0, |r| r.rows.len())
    };
    if let Ok(path) = std::env::var("FILE") {
        let rows = typed(std::fs::read(path).expect("a file"));
        println!("{rows} rows, at most {} MB", peak());
        return;
    }
    let bytes = workbook(rows);
    if let Ok(path) = std::env::var("OUT") {
        std::fs::write(path, bytes).expect("a file");
        return;
    }
    let measure = |work: &dyn Fn(Vec<u8>) -> usize| {
        let before = cpu();
        for _ in 0..rounds {
            std::hint::black_box(work(bytes.clone()));
        }
        (cpu() - before).as_secs_f64() * 1000.0 / f64::from(rounds)
    };
    let scan = |bytes: Vec<u8>| {
        let mut workbook = Workbook::open(bytes).expect("a workbook");
        let mut cells = 0;
        let all = &mut |row: inspect::reader::Row<'_, '_>| {
            cells += row.cells.len();
            std::ops::ControlFlow::Continue(())
        };
        workbook.scan(0, all).expect("a sheet");
        cells
    };
    let (floor, scan, typed) = (measure(&every_cell), measure(&scan), measure(&typed));
    println!(
        "{rows} rows, CPU milliseconds: calamine {floor:.1}, rows {scan:.1}, typed {typed:.1}"
    );
    println!("ratio of the typed read to calamine: {:.2}", typed / floor);
}
