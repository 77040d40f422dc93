//! The example portfolio: seven small audits of a short standard, one of them broken, one incomplete.

use std::fmt::Write;

const STANDARD: &str = include_str!("short-round.toml");

/// A project and what the auditor found.
struct Estate {
    folder: &'static str,
    id: &'static str,
    name: &'static str,
    group: &'static str,
    manager: &'static str,
    /// Verdict on the first item.
    clean: &'static str,
    /// Whether there are rules, and records; blank where not looked at.
    rules: [&'static str; 2],
    /// Complaints: the months they came in, and whether the last one was left open.
    complaints: &'static [u32],
    open: bool,
    /// Calls answered of the two that were made.
    answered: usize,
    /// Complaints of last year.
    last_year: u32,
}

/// Points of 6: what each of the five items is given is said in the table of `tests/all/batch.rs`.
const ESTATES: [Estate; 6] = [
    Estate {
        folder: "east/shanghai/lakeside",
        id: "lakeside",
        name: "湖畔家园",
        group: "\"华东\", \"上海\"",
        manager: "李明",
        clean: "符合",
        rules: ["是", "是"],
        complaints: &[10, 11],
        open: false,
        answered: 2,
        last_year: 4,
    },
    Estate {
        folder: "east/shanghai/garden",
        id: "garden",
        name: "花园里",
        group: "\"华东\", \"上海\"",
        manager: "李明",
        clean: "部分符合",
        rules: ["是", "否"],
        complaints: &[10, 11, 12],
        open: false,
        answered: 2,
        last_year: 5,
    },
    Estate {
        folder: "east/hangzhou/maple",
        id: "maple",
        name: "枫林苑",
        group: "\"华东\", \"杭州\"",
        manager: "王芳",
        clean: "部分符合",
        rules: ["是", "是"],
        complaints: &[10, 12],
        open: true,
        answered: 1,
        last_year: 3,
    },
    Estate {
        folder: "north/cedar",
        id: "cedar",
        name: "雪松里",
        group: "\"华北\"",
        manager: "赵强",
        clean: "不符合",
        rules: ["否", "否"],
        complaints: &[11, 12, 12],
        open: true,
        answered: 0,
        last_year: 2,
    },
    Estate {
        folder: "north/harbour",
        id: "harbour",
        name: "港湾城",
        group: "\"华北\"",
        manager: "赵强",
        clean: "符合",
        rules: ["", ""],
        complaints: &[10],
        open: false,
        answered: 2,
        last_year: 2,
    },
    Estate {
        folder: "south/palm",
        id: "palm",
        name: "棕榈园",
        group: "\"华南\"",
        manager: "陈静",
        clean: "部分符合",
        rules: ["是", "否"],
        complaints: &[10, 11, 12],
        open: false,
        answered: 2,
        last_year: 5,
    },
];

/// The files of the portfolio by their paths.
pub fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = vec![("short-round.toml".to_string(), STANDARD.to_string())];
    for estate in &ESTATES {
        let mut file =
            |name: &str, text: String| files.push((format!("{}/{name}", estate.folder), text));
        file("audit.toml", manifest(estate));
        file("checksheet.csv", verdicts(estate));
        file("checksheet-calls.csv", calls(estate));
        file("evidence/complaints.csv", complaints(estate));
    }
    let broken = manifest(&ESTATES[5]).replace("palm", "willow").replace("棕榈园", "柳岸");
    files.push((
        "south/willow/audit.toml".into(),
        broken.replace("as_of = 2025-12-31", "as_of = 2025-13-31"),
    ));
    let mut table = "项目编号,区域经理\n".to_string();
    ESTATES.iter().for_each(|e| {
        let _ = writeln!(table, "{},{}", e.id, e.manager);
    });
    files.push(("managers.csv".into(), table));
    files.into_iter().map(|(name, text)| (name, text.into_bytes())).collect()
}

fn manifest(estate: &Estate) -> String {
    let Estate { id, name, group, last_year, .. } = estate;
    format!(
        "# Written by `cargo run --example generate`: everything in it is invented.\n\
         standard = \"short-round\"\nperiod = \"2025Q4\"\nas_of = 2025-12-31\nauditor = \"周敏\"\n\n\
         [project]\nid = \"{id}\"\nname = \"{name}\"\ngroup = [{group}]\nhouseholds = 600\n\n\
         [previous]\n\"SR-5/fewer\" = {last_year}\n"
    )
}

fn verdicts(estate: &Estate) -> String {
    let [rules, records] = estate.rules;
    format!(
        "检查项,判据,判定,改判理由,备注\nSR-1,,{},,\nSR-2,rules,{rules},,\nSR-2,records,{records},,\n",
        estate.clean
    )
}

fn calls(estate: &Estate) -> String {
    let mut text = "检查项,抽查,序号,对象,日期,结果,备注\n".to_string();
    for call in 1..=2 {
        let result = if call <= estate.answered { "合格" } else { "不合格" };
        let _ = writeln!(text, "SR-4,calls,{call},服务热线,2025-12-2{call},{result},");
    }
    text
}

fn complaints(estate: &Estate) -> String {
    let mut text = "投诉时间,投诉内容,联系电话,处理时间,满意率\n".to_string();
    for (at, month) in estate.complaints.iter().enumerate() {
        let open = estate.open && at + 1 == estate.complaints.len();
        let handled = if open { String::new() } else { format!("2025-{month}-0{} 16:00", at + 3) };
        let _ = writeln!(text, "2025-{month}-0{} 09:00,公共区域照明,,{handled},90%", at + 2);
    }
    text
}
