//! The auditor's checksheet: verdicts and spot checks.

use crate::calendar::day;
use crate::estate::DESK;
use crate::quarter::Quarter;
use crate::row;
use crate::sheet::{Outcome, Sheet, Value, plain};
use crate::standard::{Item, Standard};
use chrono::NaiveDate;

/// An answer that is not simply yes, by item and judged check (none: the item as a whole).
struct Answer {
    item: &'static str,
    check: &'static str,
    verdict: &'static str,
    reason: &'static str,
    note: &'static str,
}

const fn answer(
    item: &'static str,
    check: &'static str,
    verdict: &'static str,
    note: &'static str,
) -> Answer {
    Answer { item, check, verdict, reason: "", note }
}

const ANSWERS: [Answer; 16] = [
    answer("QI-04", "", "部分符合", "10 次拨打 1 次未接通"),
    Answer {
        item: "QI-13",
        check: "",
        verdict: "符合",
        reason: "抽查当日客户在境外未接听，12 月 30 日经微信书面确认二次回访属实，截图存档",
        note: "",
    },
    // contradicts the register, and gives no reason: the evidence counts
    answer("QI-16", "", "符合", "现场公告栏整洁"),
    answer("QI-25", "filed", "否", "合同 11 月 28 日签订，备案材料已报送，回执未下发"),
    answer("QI-28", "", "", "见不适用说明"),
    answer("QI-30", "", "部分符合", "有业委会催缴倡议，违章整治无会议记录"),
    // not answered: the item stays open
    answer("QI-37", "", "", "应急预案及演练记录送公司审批，检查时未能调阅"),
    answer("QI-41", "", "不符合", "2025 年上半年收支公示后未再更新，公共收益未公布"),
    answer("QI-43", "plan", "否", "未编制 2025 年度 VIP 服务计划"),
    answer("QI-43", "carried_out", "否", ""),
    answer("QI-43", "recorded", "否", ""),
    answer("QI-47", "", "不符合", "急修 3 件、零修 2 件超时"),
    answer("QI-50", "correct", "否", "地库导视牌仍为旧版标识，2 处缺失"),
    answer("QI-53", "plan", "是", "年度计划经公司批准"),
    answer("QI-53", "carried_out", "否", "3 月、9 月活动无照片存档"),
    answer("QI-53", "renewed", "是", "宣传栏每月更换，有更换记录"),
];

/// The quarter before: what was amiss then.
const EARLIER: [Answer; 9] = [
    answer("QI-25", "filed", "否", "备案材料尚未报送"),
    answer("QI-28", "", "", "见不适用说明"),
    answer("QI-37", "", "部分符合", "有预案，无演练记录"),
    answer("QI-41", "", "不符合", "公共收益未公布"),
    answer("QI-50", "correct", "否", "地库导视牌为旧版标识，5 处缺失"),
    answer("QI-53", "plan", "是", "年度计划经公司批准"),
    answer("QI-53", "carried_out", "否", "3 月活动无照片存档"),
    answer("QI-53", "renewed", "是", ""),
    answer("QI-58", "", "不符合", "巡查记录缺 8 月"),
];

/// 判定: a row per item, and one per judged check of those that have more than one judgement.
pub fn verdicts(standard: &Standard, quarter: Quarter) -> Outcome<Sheet> {
    let answers = if quarter.is_third() { &EARLIER[..] } else { &ANSWERS[..] };
    let mut used = 0;
    let mut rows = Vec::new();
    for section in &standard.sections {
        rows.push(row![section.title.zh.as_str()]);
        for item in &standard.items {
            if item.section == section.id {
                item_rows(item, answers, &mut rows, &mut used);
            }
        }
    }
    if used != answers.len() {
        return Err("an answer stands for an item or check that the standard does not have".into());
    }
    let header = ["检查项", "判据", "检查内容", "评分细则", "判定", "改判理由", "备注"];
    let widths = vec![9.0, 14.0, 46.0, 46.0, 10.0, 40.0, 40.0];
    Ok(Sheet { widths, ..Sheet::new("判定", &[], &header, rows) })
}

fn item_rows(item: &Item, answers: &[Answer], rows: &mut Vec<Vec<Value>>, used: &mut usize) {
    let id = item.id.as_str();
    let mut find = |check: &str| {
        let found = answers.iter().find(|a| a.item == id && a.check == check);
        *used += usize::from(found.is_some());
        found.map(|a| (a.verdict, a.reason, a.note))
    };
    let overall = item.checks.iter().any(|check| check.tier == "overall");
    let usual = if overall { "符合" } else { "" };
    let (verdict, reason, note) = find("").unwrap_or((usual, "", ""));
    rows.push(row![id, "", item.title.zh.as_str(), item.rule.zh.as_str(), verdict, reason, note]);
    for check in item.checks.iter().filter(|c| c.kind == "judged" && c.tier != "overall") {
        let check_id = check.id.as_str();
        let (verdict, reason, note) = find(check_id).unwrap_or(("是", "", ""));
        rows.push(row![id, check_id, check.title.zh.as_str(), "", verdict, reason, note]);
    }
}

/// The spot checks that failed: item, place, what happened.
const FAILED: [(&str, usize, &str); 3] = [
    ("QI-04", 7, "响铃 60 秒无人接听"),
    ("QI-12", 2, "住户表示走访未提及签字，签名非本人"),
    ("QI-13", 1, "两次拨打无人接听"),
];
/// Those of the quarter before.
const FAILED_EARLIER: [(&str, usize, &str); 1] = [("QI-12", 2, "住户表示没有走访")];
/// When the service line was called: day of December 2025, hour and minute.
const CALLED: [(u32, &str); 10] = [
    (22, "09:40"),
    (22, "21:15"),
    (23, "14:05"),
    (24, "07:30"),
    (25, "23:50"),
    (26, "11:20"),
    (28, "02:15"),
    (28, "18:45"),
    (29, "05:10"),
    (29, "16:30"),
];

/// A register that spot checks are drawn from: its dates, what names a row, and which rows.
pub struct Population<'a> {
    /// Item the spot checks are for.
    pub item: &'static str,
    /// The register.
    pub sheet: &'a Sheet,
    /// Place of the column that dates a row.
    pub time: usize,
    /// Places of the columns that name a row.
    pub label: &'static [usize],
    /// A column and what must stand in it.
    pub only: Option<(usize, &'static str)>,
    /// The quarter inspected.
    pub quarter: Quarter,
}

impl Population<'_> {
    /// What names `n` rows of the quarter but its last two weeks, evenly apart.
    fn draw(&self, n: usize) -> Vec<String> {
        let fits = |row: &&Vec<Value>| {
            let date = row.get(self.time).and_then(date);
            let only =
                self.only.is_none_or(|(c, text)| row.get(c).map(plain).as_deref() == Some(text));
            only && date.is_some_and(|d| self.quarter.drawn().contains(&d))
        };
        let rows: Vec<&Vec<Value>> = self.sheet.rows.iter().filter(fits).collect();
        let label = |row: &Vec<Value>| {
            let cells = self.label.iter().filter_map(|c| row.get(*c));
            cells.map(plain).collect::<Vec<_>>().join(" ")
        };
        (0..n)
            .filter_map(|i| rows.get((2 * i + 1) * rows.len() / (2 * n)))
            .map(|r| label(r))
            .collect()
    }
}

fn date(value: &Value) -> Option<NaiveDate> {
    match value {
        Value::Day(date) => Some(*date),
        Value::Moment(moment) => Some(moment.date()),
        _ => None,
    }
}

/// 抽查: as many rows as each sample of each item needs.
pub fn spot_checks(
    standard: &Standard,
    populations: &[Population<'_>],
    quarter: Quarter,
) -> Outcome<Sheet> {
    let failed_now = if quarter.is_third() { &FAILED_EARLIER[..] } else { &FAILED[..] };
    let mut rows = Vec::new();
    for item in &standard.items {
        let id = item.id.as_str();
        for sample in &item.samples {
            let need = sample.need;
            let subjects: Vec<String> = match (id, populations.iter().find(|p| p.item == id)) {
                (_, Some(population)) => population.draw(need),
                ("QI-04", None) => {
                    CALLED.iter().map(|(_, time)| format!("{time} 拨打服务电话")).collect()
                }
                _ => DESK.iter().map(ToString::to_string).collect(),
            };
            if subjects.len() < need && !quarter.is_third() {
                return Err(
                    format!("{id}: {need} spot checks and {} subjects", subjects.len()).into()
                );
            }
            for (n, subject) in (1..=need).zip(subjects) {
                let failed = failed_now.iter().find(|(item, place, _)| *item == id && *place == n);
                let made = match CALLED.get(n - 1) {
                    Some((date, _)) if id == "QI-04" => day(2025, quarter.last_month, *date),
                    _ => day(2025, quarter.last_month, 30),
                };
                rows.push(row![
                    id,
                    sample.id.as_str(),
                    n,
                    subject,
                    made,
                    if failed.is_some() { "不合格" } else { "合格" },
                    failed.map_or("", |f| f.2),
                ]);
            }
        }
    }
    Ok(Sheet::new("抽查", &[], &["检查项", "抽查", "序号", "对象", "日期", "结果", "备注"], rows))
}
