//! Projects to score by the thousand: the registers and the checksheet of an estate of some size, alike in
//! shape and different in content.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use inspect::lang::Lang;
use inspect::standard::{self, ColumnSpec, ColumnType, Standard, catalogue};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

/// A register by its id, the rows and the columns it has here; those of satisfaction are GB18030 text.
const REGISTERS: [(&str, u64, usize); 5] = [
    ("complaints", 800, 12),
    ("calls", 2000, 7),
    ("repairs", 1500, 12),
    ("surveys", 500, 8),
    ("activities", 20, 6),
];
/// Rows of all registers of a project.
pub const ROWS: u64 = 4820;
/// Spot checks of a project.
const SPOT_CHECKS: usize = 80;
/// The year the rows are of, from its first second on, in seconds since 1970.
const YEAR: u64 = 1_735_689_600;
const DAYS: u64 = 365;

/// Writes project `number` into `folder`, unless it is there.
pub fn project(folder: &Path, number: u64) {
    if folder.exists() {
        return;
    }
    let shipped = catalogue::find("quality-inspection").expect("the shipped standard");
    let standard = standard::load(shipped.file, shipped.text).expect("a standard");
    let needed = inspect::scoring::columns_needed(&standard);
    let evidence = folder.join("evidence");
    std::fs::create_dir_all(&evidence).expect("a folder");
    let manifest = format!(
        "standard = \"quality-inspection\"\nperiod = \"2025Q4\"\nas_of = 2025-12-31\n\n[project]\n\
         id = \"project-{number:05}\"\nname = \"项目{number}\"\nhouseholds = 1200\n"
    );
    std::fs::write(folder.join("audit.toml"), manifest).expect("a file");
    for (id, rows, columns) in REGISTERS {
        let index = standard.register(id).expect("a register");
        let spec = &standard.registers[index];
        let columns = chosen(&spec.columns, &needed[index], columns);
        let seed = number.wrapping_mul(0x9e37_79b9) ^ (index as u64) << 40;
        if id == "surveys" {
            let text = delimited(&columns, rows, seed);
            let bytes = encoding_rs::GB18030.encode(&text).0;
            std::fs::write(evidence.join(format!("{}.csv", spec.title.zh)), bytes).expect("a file");
        } else {
            let file = evidence.join(format!("{}.xlsx", spec.title.zh));
            workbook(&columns, rows, seed).save(file).expect("a workbook");
        }
    }
    checksheet(&standard).save(folder.join("checksheet.xlsx")).expect("a workbook");
}

/// The columns a register of so many has: those it must have, then those that checks read, then others.
fn chosen<'s>(all: &'s [ColumnSpec], read: &BTreeSet<usize>, count: usize) -> Vec<&'s ColumnSpec> {
    let mut places: Vec<usize> = (0..all.len()).collect();
    places.sort_by_key(|place| (!all[*place].required, !read.contains(place), *place));
    places.truncate(count);
    places.sort_unstable();
    places.into_iter().map(|place| &all[place]).collect()
}

/// One row in so many is late, one has moments out of order, and one a date that is none.
const LATE: u64 = 29;
const DISORDER: u64 = 151;
/// One row in so many is the one before again, one of the first half has no callback, and of calls one is a
/// complaint.
const TWICE: u64 = 401;
const NO_CALLBACK: u64 = 97;
const COMPLAINT: u64 = 101;
/// Rows that come at one moment.
const BURST: std::ops::Range<u64> = 300..325;
const NO_DATE: u64 = 487;

/// What a cell holds.
enum Value {
    Text(String),
    Number(f64),
    /// Seconds since 1970.
    Time(u64),
    Day(u64),
}

fn value(column: &ColumnSpec, place: usize, (row, rows): (u64, u64), seed: u64) -> Value {
    // Some rows stand there twice, one behind the other.
    let row = if mix(seed ^ row << 40).is_multiple_of(TWICE) { row.saturating_sub(1) } else { row };
    let dice = mix(seed ^ row << 8 ^ place as u64);
    let fate = mix(seed ^ row << 24);
    // Rows come in the order of their dates, all over the year, but for some that come at one moment. What
    // follows comes within minutes and before it was agreed; where it is late, hours after.
    let moment = if BURST.contains(&row) { BURST.start } else { row };
    let begun = YEAR + moment * (DAYS * 86_400 / (rows + 1)) + mix(seed ^ moment << 24) % 3600;
    let later = match (column.id.as_str(), place as u64) {
        ("agreed_at", _) => 7200,
        (_, place) if fate.is_multiple_of(DISORDER) => (20 - place) * 300,
        (_, place) if fate.is_multiple_of(LATE) && place > 1 => 9000 + place * 300,
        (_, place) => place * 300,
    };
    match &column.kind {
        ColumnType::Text if column.personal => {
            Value::Text(format!("{}{}", ["王", "李", "张", "刘"][(dice % 4) as usize], dice % 1000))
        }
        ColumnType::Text if column.id == "matter" && dice.is_multiple_of(COMPLAINT) => {
            Value::Text("投诉".into())
        }
        ColumnType::DateTime
            if column.id == "callback_at" && row < rows / 2 && dice.is_multiple_of(NO_CALLBACK) =>
        {
            Value::Text(String::new())
        }
        ColumnType::Text if place == 0 => Value::Text(format!("BH{seed:04X}{row:05}")),
        ColumnType::Text => {
            let words =
                ["水管漏水已修复", "门禁失灵", "电梯异响，已约厂家", "楼道灯不亮", "噪音扰民"];
            Value::Text(format!("{}{}", words[(dice % 5) as usize], dice % 97))
        }
        ColumnType::Date => Value::Day(begun / 86_400 * 86_400),
        ColumnType::DateTime if place > 4 && fate.is_multiple_of(NO_DATE) => {
            Value::Text("待定".into())
        }
        ColumnType::DateTime => Value::Time(begun + later),
        ColumnType::Number => Value::Number((dice % 50) as f64 / 2.0),
        ColumnType::Percent => Value::Number((dice % 101) as f64 / 100.0),
        ColumnType::YesNo => {
            let usual = column.id != "rework";
            Value::Text(if dice.is_multiple_of(20) == usual { "否" } else { "是" }.into())
        }
        ColumnType::Choice(choices) => {
            Value::Text(choices[dice as usize % choices.len()].spellings[0].clone())
        }
        ColumnType::Phone => Value::Number((13_800_000_000 + dice % 100_000_000) as f64),
    }
}

/// A number that looks like chance and is the same every time.
fn mix(mut n: u64) -> u64 {
    n = (n ^ n >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    n = (n ^ n >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    (n ^ n >> 31) >> 8
}

fn workbook(columns: &[&ColumnSpec], rows: u64, seed: u64) -> Workbook {
    let mut book = Workbook::new();
    let time = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = book.add_worksheet();
    for (place, column) in columns.iter().enumerate() {
        text(sheet, 0, place, column.name(Lang::Zh));
    }
    for row in 0..rows {
        for (place, column) in columns.iter().enumerate() {
            let at = (u32::try_from(row).expect("a row") + 1, place as u16);
            let moment = |seconds: u64| {
                ExcelDateTime::from_timestamp(i64::try_from(seconds).expect("a date"))
                    .expect("a date")
            };
            match value(column, place, (row, rows), seed) {
                Value::Text(value) => sheet.write(at.0, at.1, value),
                Value::Number(value) => sheet.write(at.0, at.1, value),
                Value::Time(value) => sheet.write_with_format(at.0, at.1, moment(value), &time),
                Value::Day(value) => sheet.write_with_format(at.0, at.1, moment(value), &day),
            }
            .expect("a cell");
        }
    }
    book
}

fn text(sheet: &mut Worksheet, row: usize, column: usize, text: &str) {
    sheet.write(u32::try_from(row).expect("a row"), column as u16, text).expect("a cell");
}

fn delimited(columns: &[&ColumnSpec], rows: u64, seed: u64) -> String {
    let names: Vec<&str> = columns.iter().map(|c| c.name(Lang::Zh)).collect();
    let mut text = names.join(",") + "\r\n";
    let moment = |seconds: u64, form: &str| {
        let at = chrono::DateTime::from_timestamp(i64::try_from(seconds).expect("a date"), 0);
        at.expect("a date").format(form).to_string()
    };
    for row in 0..rows {
        for (place, column) in columns.iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            let cell = match value(column, place, (row, rows), seed) {
                Value::Text(value) => value.replace(',', "，"),
                Value::Number(value) => value.to_string(),
                Value::Time(value) => moment(value, "%Y-%m-%d %H:%M"),
                Value::Day(value) => moment(value, "%Y-%m-%d"),
            };
            let _ = write!(text, "{comma}{cell}");
        }
        text.push_str("\r\n");
    }
    text
}

/// A verdict for each item, and spot checks dealt out over the samples.
fn checksheet(standard: &Standard) -> Workbook {
    let mut book = Workbook::new();
    let verdicts = book.add_worksheet().set_name("判定").expect("a name");
    for (column, header) in ["检查项", "判定"].into_iter().enumerate() {
        text(verdicts, 0, column, header);
    }
    for (row, item) in standard.items.iter().enumerate() {
        text(verdicts, row + 1, 0, &item.id);
        text(verdicts, row + 1, 1, if row % 9 == 0 { "部分符合" } else { "符合" });
    }
    let spots = book.add_worksheet().set_name("抽查").expect("a name");
    for (column, header) in ["检查项", "抽查", "序号", "对象", "结果"].into_iter().enumerate()
    {
        text(spots, 0, column, header);
    }
    let samples: Vec<_> =
        standard.items.iter().flat_map(|i| i.samples.iter().map(move |s| (&i.id, &s.id))).collect();
    for row in 0..SPOT_CHECKS {
        let (item, sample) = samples[row % samples.len()];
        let number = row / samples.len() + 1;
        text(spots, row + 1, 0, item);
        text(spots, row + 1, 1, sample);
        spots.write(u32::try_from(row).expect("a row") + 1, 2, number as f64).expect("a cell");
        text(spots, row + 1, 3, &format!("{}栋{:02}01", row % 12 + 1, number));
        text(spots, row + 1, 4, if row % 11 == 10 { "不合格" } else { "合格" });
    }
    book
}
