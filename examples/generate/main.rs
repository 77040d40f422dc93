//! Writes the example audits and the example portfolio: `cargo run --example generate [-- DIR]`, a folder
//! each in DIR (`examples/`). The earlier quarter of the large audit is what the same registers held at its
//! end, with verdicts of its own.
//!
//! Of the large one every count that decides an item is a constant of the module that makes the register; only
//! names, rooms, texts and hours are drawn, from a seed, so the bytes are the same on every run.
//! `HAND.md` of the example works the items out from the files.

mod calendar;
mod calls;
mod checksheet;
mod community;
mod complaints;
mod estate;
mod papers;
mod people;
mod portfolio;
mod quarter;
mod random;
mod repairs;
mod sheet;
mod small;
mod standard;

use std::path::{Path, PathBuf};

use checksheet::Population;
use quarter::Quarter;
use sheet::{Outcome, Sheet};
use standard::Standard;

const STANDARD: &str = include_str!("../../checklists/quality-inspection.toml");
const AUDIT: &str = include_str!("audit.toml");

fn main() -> Outcome<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let dir = std::env::args_os().nth(1).map_or_else(|| root.join("examples"), PathBuf::from);
    for quarter in [quarter::FOURTH, quarter::THIRD] {
        write(&dir.join(quarter.folder), files(quarter)?)?;
    }
    write(&dir.join("portfolio"), portfolio::files())?;
    write(&dir, small::files(root)?)
}

fn write(dir: &Path, files: Vec<(String, Vec<u8>)>) -> Outcome<()> {
    for (path, bytes) in files {
        let path = dir.join(path);
        path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        std::fs::write(path, bytes)?;
    }
    Ok(())
}

/// The files of the audit by their paths.
fn files(quarter: Quarter) -> Outcome<Vec<(String, Vec<u8>)>> {
    let standard: Standard = toml::from_str(STANDARD)?;
    let households = estate::households();
    let repairs = repairs::repairs(&households);
    let complaints = complaints::complaints(&households);
    let callbacks = people::callbacks(&repairs, &complaints);
    let call_sheet = calls::sheet(&households, &complaints);

    let repair_sheet = repairs::sheet(&repairs, &households);
    let complaint_sheet = complaints::sheet(&complaints, &households);
    let callback_sheet = people::callback_sheet(&callbacks, &households);
    let visit_sheet = people::visit_sheet(&households);
    let communication_sheet = community::communication_sheet();
    let population =
        |item, sheet, time, label| Population { item, sheet, time, label, only: None, quarter };
    let populations = [
        population("QI-03", &callback_sheet, 1, &[2, 3]),
        population("QI-09", &complaint_sheet, 1, &[0, 3]),
        population("QI-11", &repair_sheet, 1, &[0, 3]),
        population("QI-12", &visit_sheet, 1, &[2]),
        Population { only: Some((9, "是")), ..population("QI-13", &callback_sheet, 1, &[2, 3]) },
        Population { only: Some((5, "零修")), ..population("QI-47", &repair_sheet, 1, &[0, 3]) },
        population("QI-55", &communication_sheet, 1, &[1, 3, 5]),
    ];
    let checksheet = [
        checksheet::verdicts(&standard, quarter)?,
        checksheet::spot_checks(&standard, &populations, quarter)?,
    ];

    let workbooks: [(&str, Sheet); 13] = [
        ("投诉台账2024-2025", complaint_sheet),
        ("来电来访登记表2025", call_sheet),
        ("报修台账2025", repair_sheet),
        ("客户回访记录2025", callback_sheet),
        ("客户走访记录2025", visit_sheet),
        ("意见征集台账", papers::suggestion_sheet(&households)),
        ("业主会议记录", community::meeting_sheet()),
        ("客户沟通记录", communication_sheet),
        ("社区活动台账", community::activity_sheet()),
        ("公共告示台账", papers::notice_sheet()),
        ("部门协调单", papers::coordination_sheet()),
        ("宠物登记册", community::pet_sheet(&households)),
        ("宠物事件处理台账", community::incident_sheet(&households)),
    ];
    let surveys =
        sheet::csv(&quarter.cut(people::survey_sheet(&households)), encoding_rs::GB18030)?;
    let letters = sheet::csv(&quarter.cut(papers::letter_sheet(&households)), encoding_rs::UTF_8)?;
    let mut files = vec![
        ("audit.toml".to_string(), quarter.audit(AUDIT).into_bytes()),
        ("checksheet.xlsx".to_string(), sheet::xlsx(&checksheet)?),
        ("evidence/满意度调查2024-2025.csv".to_string(), surveys),
        ("evidence/通知函件台账.csv".to_string(), letters),
    ];
    for (name, sheet) in workbooks {
        files.push((format!("evidence/{name}.xlsx"), sheet::xlsx(&[quarter.cut(sheet)])?));
    }
    Ok(files)
}
