//! The workbook read back cell by cell.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};

use super::{Rows, workbook};
use crate::lang::Lang;
use crate::outcome::{Outcome, ProblemRecord};
use crate::report::View;
use crate::report::sample::{day, outcome, view};

struct Book(Xlsx<Cursor<Vec<u8>>>);

impl Book {
    fn of(view: &View) -> Book {
        Book(Xlsx::new(Cursor::new(workbook(view).unwrap())).unwrap())
    }

    fn zh(outcome: &Outcome) -> Book {
        Book::of(&View::new(outcome, Lang::Zh, day(2025, 12, 31)))
    }

    fn sheet(&mut self, name: &str) -> Range<Data> {
        self.0.worksheet_range(name).unwrap()
    }
}

fn at(sheet: &Range<Data>, row: u32, column: u32) -> &Data {
    sheet.get_value((row, column)).unwrap_or(&Data::Empty)
}

fn string(text: &str) -> Data {
    Data::String(text.into())
}

fn row(sheet: &Range<Data>, row: u32) -> Vec<String> {
    let (_, last) = sheet.end().unwrap();
    (0..=last).map(|c| at(sheet, row, c).to_string()).collect()
}

/// Year, month and day of a real date cell.
fn date(cell: &Data) -> (u16, u8, u8) {
    match cell {
        Data::DateTime(serial) => {
            let (y, m, d, ..) = serial.to_ymd_hms_milli();
            (y, m, d)
        }
        other => panic!("no date cell: {other:?}"),
    }
}

#[test]
fn sheets_are_named_in_the_language() {
    let names = |lang| Book::of(&view(lang)).0.sheet_names();
    let zh = ["总览", "检查表", "整改清单", "评分依据", "抽查记录", "台账问题", "_inspect"];
    assert_eq!(names(Lang::Zh), zh);
    let en = [
        "Overview",
        "Checklist",
        "Corrective actions",
        "Evidence",
        "Spot checks",
        "Data problems",
        "_inspect",
    ];
    assert_eq!(names(Lang::En), en);
}

#[test]
fn the_checklist_has_the_form_of_the_field() {
    let sheet = Book::of(&view(Lang::Zh)).sheet("检查表");
    let heads = [
        "序号",
        "检查项",
        "评分细则",
        "分值",
        "得分",
        "判定",
        "依据",
        "责任人",
        "状态",
        "达标时间",
        "备注",
        "inspect-id",
    ];
    assert_eq!(row(&sheet, 0), heads);
    assert_eq!(*at(&sheet, 1, 0), string("客户管理　得分 2 / 4（50%）"));
    // Item 4 is the second of the first section.
    assert_eq!(*at(&sheet, 3, 0), Data::Float(4.0));
    assert_eq!(*at(&sheet, 3, 3), Data::Float(1.0));
    assert_eq!(*at(&sheet, 3, 4), Data::Float(0.5));
    assert_eq!(*at(&sheet, 3, 5), string("部分符合"));
    let basis = at(&sheet, 3, 6).to_string();
    assert!(basis.ends_with("十次电话全部接通：抽查10通电话，接通9通（90%），要求100%"), "{basis}");
    assert_eq!(*at(&sheet, 3, 8), string("待整改"));
    assert_eq!(date(at(&sheet, 3, 9)), (2025, 12, 20));
    // Not applicable: no points, not 0; failed: 0.
    let points_of = |number: f64| {
        let row = (1..20).find(|r| *at(&sheet, *r, 0) == Data::Float(number)).unwrap();
        at(&sheet, row, 4).clone()
    };
    assert_eq!((points_of(28.0), points_of(47.0)), (Data::Empty, Data::Float(0.0)));
    // Two bands, nine items, then the totals.
    assert_eq!(row(&sheet, 12)[1..6], ["合计", "", "7", "3.5", "0.5"]);
}

#[test]
fn a_text_like_a_formula_stays_text() {
    let mut book = Book::of(&view(Lang::Zh));
    let sheet = book.sheet("检查表");
    let title = "=根据物业管理方案制作精神文明建设方案和实施计划，严格执行，详细记录";
    assert_eq!(*at(&sheet, 2, 1), string(title));
    // The control character behind it is gone.
    assert_eq!(*at(&sheet, 2, 10), string("+资料齐全"));
    let sheet = book.sheet("抽查记录");
    assert_eq!(*at(&sheet, 3, 5), string("@稍后补打"));
    for name in book.0.sheet_names() {
        let formulas = book.0.worksheet_formula(&name).unwrap();
        assert!(formulas.used_cells().all(|(_, _, f)| f.is_empty()), "{name}");
    }
}

#[test]
fn the_actions_are_the_findings_worst_first() {
    let sheet = Book::of(&view(Lang::Zh)).sheet("整改清单");
    let numbers: Vec<String> = (1..=5).map(|r| at(&sheet, r, 0).to_string()).collect();
    assert_eq!(numbers, ["47", "11", "4", "8", "50"]);
    assert_eq!(sheet.end().unwrap().0, 5);
    assert_eq!(*at(&sheet, 1, 2), string("不符合\n否决项"));
    assert_eq!(*at(&sheet, 3, 6), string("得满分（1分）：十次电话全部接通"));
    assert_eq!(date(at(&sheet, 3, 9)), (2025, 12, 20));
    assert_eq!((at(&sheet, 3, 10), at(&sheet, 4, 10)), (&string("逾期"), &Data::Empty));
}

#[test]
fn the_evidence_has_a_row_per_check_and_links_meet() {
    let view = view(Lang::Zh);
    let rows = Rows::new(&view);
    let mut book = Book::of(&view);
    let (checklist, evidence) = (book.sheet("检查表"), book.sheet("评分依据"));
    for (at_item, item) in view.items.iter().enumerate() {
        let number = Data::Float(f64::from(item.number));
        assert_eq!(*at(&checklist, rows.checklist[at_item], 0), number);
        match rows.to_evidence(at_item) {
            Some((_, row)) => {
                assert_eq!(*at(&evidence, row, 0), number);
                assert_eq!(*at(&evidence, row, 2), string(&item.checks[0].title));
            }
            None => assert!(item.checks.is_empty()),
        }
    }
    let checks: usize = view.items.iter().map(|i| i.checks.len()).sum();
    assert_eq!(evidence.end().unwrap().0 as usize, checks);
    // Row 6: the urgent repairs of item 11, after one, two and two checks.
    assert_eq!(row(&evidence, 6)[2..5], ["急修30分钟内到达现场", "半分条件", "台账计算"]);
    assert_eq!(*at(&evidence, 6, 6), Data::Float(0.99996));
    assert_eq!(row(&evidence, 6)[7..9], ["≥ 100%", "否"]);
    // All twenty late ones, below the name of their sheet.
    assert_eq!(at(&evidence, 6, 10).to_string().lines().count(), 21);
}

#[test]
fn the_overview_has_the_totals() {
    let sheet = Book::of(&view(Lang::Zh)).sheet("总览");
    let rows: Vec<Vec<String>> = (0..=sheet.end().unwrap().0).map(|r| row(&sheet, r)).collect();
    let of = |label: &str| rows.iter().position(|r| r[0] == label).unwrap();
    assert_eq!(rows[0][0], "滨河花园 品质检查报告");
    let dated = of("检查期间");
    assert_eq!(date(at(&sheet, u32::try_from(dated).unwrap(), 7)), (2025, 12, 31));
    let score = of("得分");
    assert_eq!(rows[score + 1][..2], ["3.5 / 7", "0.5"]);
    assert_eq!(rows[score + 1][4..7], ["需改进", "", "43.75% – 56.25%"]);
    assert_eq!(
        rows[of("环境与设施管理")],
        ["环境与设施管理", "1.5", "3", "0.5", "1", "1", "1", "1", "1"]
    );
    assert_eq!(rows[of("合计")], ["合计", "3.5", "7", "0.5", "2", "3", "2", "1", "1"]);
    assert!(rows.iter().any(|r| r[0] == "项目负责人："));
}

#[test]
fn every_problem_is_listed() {
    let mut outcome = outcome();
    let one: ProblemRecord = outcome.problems[0].clone();
    outcome.problems = vec![one; 700];
    let sheet = Book::zh(&outcome).sheet("台账问题");
    assert_eq!(sheet.end().unwrap().0, 700);
    let last = ["错误", "evidence/报修台账.xlsx", "2025年第四季度", "H57"];
    assert_eq!(row(&sheet, 700)[..4], last);
}

#[test]
fn the_same_result_gives_the_same_bytes() {
    assert!(workbook(&view(Lang::Zh)).unwrap() == workbook(&view(Lang::Zh)).unwrap());
}

#[test]
fn hostile_and_empty_results_still_make_a_workbook() {
    let mut hostile = outcome();
    hostile.project.name = "A&B '[x]' &P\u{0}".repeat(60);
    hostile.items[0].note = "长".repeat(40_000);
    let section = std::mem::replace(&mut hostile.sections[0].id, "a\u{1}&".into());
    let of_section = hostile.items.iter_mut().filter(|i| i.section == section);
    of_section.for_each(|i| i.section = "a\u{1}&".into());
    hostile.items[0].section = "gone".into();
    hostile.items[1].due = Some(day(1800, 1, 1));
    let bytes = workbook(&View::new(&hostile, Lang::Zh, day(2025, 12, 31))).unwrap();
    for (name, part) in super::package::parts(bytes).unwrap() {
        // XML 1.0 2.2: no other control characters than these.
        assert!(!part.contains(|c: char| c < ' ' && !"\t\n\r".contains(c)), "{name}");
    }
    let sheet = Book::zh(&hostile).sheet("检查表");
    // The item whose section is not listed stands last, before the totals.
    assert_eq!(*at(&sheet, 11, 0), Data::Float(1.0));
    assert_eq!(at(&sheet, 11, 10).to_string().chars().count(), 32_767);
    assert_eq!(*at(&sheet, 2, 9), string("1800-01-01"));
    let mut empty = outcome();
    empty.items.clear();
    empty.sections.clear();
    empty.problems.clear();
    empty.spot_checks.clear();
    let sheet = Book::zh(&empty).sheet("整改清单");
    assert_eq!(*at(&sheet, 1, 0), string("没有不符合项。"));
}

#[test]
fn nothing_of_the_form_is_left_unfilled() {
    for lang in [Lang::Zh, Lang::En] {
        let mut view = view(lang);
        view.heading.auditor = Some("Ann & Bo _x0041_".into());
        let parts = super::package::parts(workbook(&view).unwrap()).unwrap();
        assert!(parts.iter().all(|(_, content)| !content.contains(">-<")));
        let core = parts.iter().find(|(name, _)| name == "docProps/core.xml").unwrap();
        for field in ["dc:creator", "cp:lastModifiedBy"] {
            let filled = format!("<{field}>Ann &amp; Bo _x0041_</{field}>");
            assert!(core.1.contains(&filled), "{}", core.1);
        }
    }
}

#[test]
fn what_the_standard_says_of_an_item_and_what_it_switched_off_are_there() {
    let mut outcome = outcome();
    outcome.items[0].remark = Some(crate::report::sample::text("原表未定次数", "no number given"));
    outcome.items[0].source = Some("第3章".into());
    let off = crate::outcome::SwitchedOff { item: "QI-61".into(), reason: "没有电梯".into() };
    outcome.standard.off = vec![off];
    outcome.standard.sha256 = "0123456789abcdef".repeat(4);
    let mut book = Book::zh(&outcome);
    let sheet = book.sheet("评分依据");
    let item = at(&sheet, 1, 1).to_string();
    assert!(item.ends_with("\n标准说明：原表未定次数\n出处：第3章"), "{item}");
    let last = sheet.end().unwrap().0;
    assert_eq!(*at(&sheet, last - 1, 0), string("本标准停用的检查项"));
    assert_eq!((at(&sheet, last, 0), at(&sheet, last, 2)), (&string("QI-61"), &string("没有电梯")));
    let overview = book.sheet("总览");
    let version =
        overview.used_cells().any(|(.., c)| c.to_string().ends_with("(sha256 0123456789ab)"));
    assert!(version);
}

#[test]
fn percentages_are_what_they_say() {
    let mut outcome = outcome();
    outcome.score.percent = Some(crate::report::sample::number("83.33"));
    let sheet = Book::zh(&outcome).sheet("总览");
    assert!(sheet.used_cells().any(|(.., c)| *c == Data::Float(0.8333)));
}

/// For looking at: `cargo test write_for_looking -- --ignored`, then `inspect-report` in the folder for temporary files.
#[test]
#[ignore = "writes files to look at"]
fn write_for_looking() {
    let folder = std::env::temp_dir().join("inspect-report");
    std::fs::create_dir_all(&folder).unwrap();
    for (lang, name) in [(Lang::Zh, "report.xlsx"), (Lang::En, "report-en.xlsx")] {
        std::fs::write(folder.join(name), workbook(&view(lang)).unwrap()).unwrap();
    }
}
