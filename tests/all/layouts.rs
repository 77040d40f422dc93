//! A score is that of the records, wherever and in whatever order they stand in their sheet.

use std::fs;

use inspect::outcome::{ItemResult, Outcome};
use inspect::pipeline::{self, Options};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook as Writer};

use super::run::standard;

/// Two items: the share of repairs reached within a day, and their mean satisfaction.
const STANDARD: &str = r#"
[registers.repairs]
title = { zh = "报修台账", en = "Repairs" }
unit = { zh = "件报修", en = "repairs" }
files = ["报修"]
time = "reported"
[registers.repairs.columns]
building = { zh = ["楼栋"], en = ["Building"], type = "text" }
reported = { zh = ["报修时间"], en = ["Reported"], type = "datetime", required = true }
arrived = { zh = ["到场时间"], en = ["Arrived"], type = "datetime", required = true }

[[items]]
id = "X-1"
number = 1
section = "a"
title = { zh = "一", en = "One" }
rule = { zh = "一", en = "One" }
owner = "经理"
weight = 2
[[items.checks]]
id = "all"
title = { zh = "全部一天内", en = "All within a day" }
tier = "full"
kind = "measured"
register = "repairs"
measure = "within"
from = "reported"
to = "arrived"
limit = "1d"
at_least = 1
[[items.checks]]
id = "half"
title = { zh = "半数一天内", en = "Half within a day" }
tier = "half"
kind = "measured"
register = "repairs"
measure = "within"
from = "reported"
to = "arrived"
limit = "1d"
at_least = 0.5
"#;

/// A repair: its building, when it was reported, in minutes of the quarter, and reached, so long after.
type Record = (u8, u32, Option<u32>);

#[derive(Debug, Clone)]
struct Around {
    order: Vec<usize>,
    titles: u32,
    /// After how many records a blank row stands.
    gap: usize,
    /// The same building below one another is one merged cell, and so is the title.
    merged: bool,
}

const PLAIN: Around = Around { order: Vec::new(), titles: 0, gap: usize::MAX, merged: false };

fn around() -> impl Strategy<Value = Around> {
    (Just(vec![0, 1, 2]).prop_shuffle(), 0..5u32, 1..5usize, any::<bool>())
        .prop_map(|(order, titles, gap, merged)| Around { order, titles, gap, merged })
}

fn register(records: &[Record], around: &Around) -> Vec<u8> {
    let place = |field: usize| {
        let at = around.order.iter().position(|f| *f == field).unwrap_or(field);
        u16::try_from(at).unwrap()
    };
    let mut book = Writer::new();
    let time = Format::new().set_num_format("yyyy/m/d h:mm");
    let moment = |minutes: u32| {
        // 2025-10-01
        ExcelDateTime::from_timestamp(20_362 * 86_400 + i64::from(minutes) * 60).unwrap()
    };
    let sheet = book.add_worksheet();
    for title in 0..around.titles {
        sheet
            .write(
                title,
                0,
                ["报修台账", "项目名称：", "2025年第四季度", "编制人：张三"][title as usize % 4],
            )
            .unwrap();
    }
    if around.titles > 0 && around.merged {
        sheet.merge_range(0, 0, 0, 2, "报修台账", &Format::new()).unwrap();
    }
    for (field, name) in ["楼栋", "报修时间", "到场时间"].iter().enumerate() {
        sheet.write(around.titles, place(field), *name).unwrap();
    }
    let mut row = around.titles;
    // First and last row, and building, of records below one another.
    let mut runs: Vec<(u32, u32, u8)> = Vec::new();
    for (number, (building, reported, after)) in records.iter().enumerate() {
        row += 1 + u32::from(number > 0 && number % around.gap == 0);
        match runs.last_mut() {
            Some((_, last, of)) if *last + 1 == row && of == building => *last = row,
            _ => runs.push((row, row, *building)),
        }
        sheet.write(row, place(0), format!("{building}号楼")).unwrap();
        sheet.write_with_format(row, place(1), moment(*reported), &time).unwrap();
        if let Some(after) = after {
            sheet.write_with_format(row, place(2), moment(reported + after), &time).unwrap();
        }
    }
    for (first, last, building) in runs.into_iter().filter(|(f, l, _)| around.merged && f < l) {
        let name = format!("{building}号楼");
        sheet.merge_range(first, place(0), last, place(0), &name, &Format::new()).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn score(register: &[u8]) -> Outcome {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("evidence")).unwrap();
    let audit = "standard = \"s\"\nperiod = \"2025Q4\"\nas_of = 2025-12-31\n[project]\nid = \"p\"\nname = \"P\"\n";
    fs::write(dir.path().join("audit.toml"), audit).unwrap();
    fs::write(dir.path().join("s.toml"), standard(2, STANDARD)).unwrap();
    fs::write(dir.path().join("evidence/报修.xlsx"), register).unwrap();
    pipeline::run(dir.path(), &Options::default()).unwrap()
}

/// All that is not a place: points, and the figure of each check.
fn figures(outcome: &Outcome) -> Vec<String> {
    let of = |item: &ItemResult| {
        let checks: Vec<String> = item
            .checks
            .iter()
            .map(|c| format!("{:?} {:?} {:?}", c.holds, c.value, c.sample))
            .collect();
        format!("{:?} {:?} {checks:?}", item.status, item.points)
    };
    let rows = outcome.inputs.iter().map(|input| format!("{:?}", input.rows));
    let score = format!("{:?}", outcome.score);
    outcome.items.iter().map(of).chain(rows).chain([score]).collect()
}

/// Three of four within a day: half of them, and not all. Half of the two points.
#[test]
fn the_figures_are_those_of_the_records() {
    let records = [(1, 0, Some(60)), (1, 600, Some(1440)), (1, 700, Some(1500)), (2, 900, Some(5))];
    let around = Around { order: vec![2, 0, 1], titles: 3, gap: 2, merged: true };
    let outcome = score(&register(&records, &around));
    assert_eq!(outcome.score.points.to_string(), "1");
    assert_eq!(outcome.items[0].checks[0].value.as_ref().unwrap().to_string(), "0.75");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn no_layout_changes_a_score(
        records in prop::collection::vec((1..3u8, 0..80_000u32, prop::option::weighted(0.9, 0..3_000u32)), 1..12),
        around in around(),
    ) {
        let plain = figures(&score(&register(&records, &PLAIN)));
        prop_assert_eq!(figures(&score(&register(&records, &around))), plain);
    }
}
