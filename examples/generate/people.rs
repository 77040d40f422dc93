//! 回访记录, 客户走访记录, 满意度调查: what was asked of customers.

use chrono::{Duration, NaiveDate, NaiveDateTime};

use crate::calendar::{at, day, days, moment, office, quarter};
use crate::complaints::Complaint;
use crate::estate::{DESK, Household, STEWARDS};
use crate::random::Random;
use crate::repairs::Repair;
use crate::row;
use crate::sheet::{Sheet, Value};

/// Every so many repairs one is called back by the front desk, on top of the repairer's own call.
const REPAIR_EVERY: usize = 6;
/// Customers in doubt in the fourth quarter, by place among its callbacks; each is called a second time.
const IN_DOUBT: [usize; 6] = [7, 18, 29, 41, 52, 63];
/// Customers in doubt of the first half-year.
const IN_DOUBT_BEFORE: [usize; 5] = [12, 60, 99, 133, 171];

/// One callback.
pub struct Callback {
    /// When.
    pub called_at: NaiveDateTime,
    /// What about, with the number of the repair or complaint.
    pub subject: String,
    /// Which household.
    pub household: usize,
    /// Whether the customer was in doubt, and therefore called again.
    pub doubt: bool,
    result: &'static str,
}

/// The front desk's callbacks of 2025.
pub fn callbacks(repairs: &[Repair], complaints: &[Complaint]) -> Vec<Callback> {
    let of_repairs = repairs.iter().step_by(REPAIR_EVERY).map(|r| Callback {
        called_at: r.callback_at,
        subject: format!("报修回访（{}）", r.number),
        household: r.household,
        doubt: false,
        result: r.callback_result,
    });
    let of_complaints = complaints.iter().filter(|c| c.received_at >= moment(2025, 1, 1, 0, 0));
    let of_complaints = of_complaints.filter_map(|c| {
        Some(Callback {
            called_at: c.callback_at?,
            subject: format!("投诉回访（{}）", c.number),
            household: c.household,
            doubt: false,
            result: "认可处理结果",
        })
    });
    let mut all: Vec<Callback> = of_repairs.chain(of_complaints).collect();
    all.sort_by(|a, b| (a.called_at, &a.subject).cmp(&(b.called_at, &b.subject)));
    let period = all.iter().take_while(|c| c.called_at < moment(2025, 10, 1, 0, 0)).count();
    let places = IN_DOUBT.iter().map(|i| period + i).chain(IN_DOUBT_BEFORE);
    for place in places {
        if let Some(callback) = all.get_mut(place) {
            callback.doubt = true;
            callback.result = "对处理结果有疑义";
        }
    }
    all
}

/// 回访记录.
pub fn callback_sheet(callbacks: &[Callback], households: &[Household]) -> Sheet {
    let mut random = Random::named("callbacks");
    let rows = callbacks.iter().enumerate().map(|(i, c)| {
        let home = &households[c.household];
        let second =
            at(c.called_at.date() + Duration::days(random.between(2, 4)), office(&mut random));
        row![
            i + 1,
            c.called_at,
            c.subject.as_str(),
            home.room.as_str(),
            home.owner.as_str(),
            home.phone.as_str(),
            random.pick(&["电话", "电话", "电话", "上门", "微信"]),
            random.pick(&DESK),
            c.result,
            if c.doubt { "是" } else { "否" },
            c.doubt.then_some(second),
            if c.doubt { "已解释并补充处理，客户认可" } else { "" },
        ]
    });
    Sheet::new(
        "回访",
        &[&["滨河花园客户回访记录"], &["2025年度"]],
        &[
            "序号",
            "回访时间",
            "回访事项",
            "房号",
            "受访人",
            "联系方式",
            "回访方式",
            "回访人",
            "客户意见",
            "是否有疑义",
            "二次回访时间",
            "二次回访结果",
        ],
        rows.collect(),
    )
}

/// Visits of each quarter.
const VISITS: [usize; 4] = [54, 58, 61, 66];

/// 客户走访记录.
pub fn visit_sheet(households: &[Household]) -> Sheet {
    let mut random = Random::named("visits");
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for (number, n) in (1..).zip(VISITS) {
        let (first, last) = quarter(number);
        for date in days(&mut random, n, first + Duration::days(5), last - Duration::days(3)) {
            let home = random.choose(households);
            let (opinion, result) = random.pick(&[
                ("对服务满意，无意见", "已记录"),
                ("希望增加儿童游乐设施维护", "已转工程部"),
                ("建议楼道增设扶手", "已转工程部评估"),
                ("反映地库照明偏暗", "已更换灯具"),
                ("希望多组织老年活动", "已转社区文化专员"),
                ("反映快递柜不够用", "已与运营方沟通增设"),
                ("对门岗服务表示感谢", "已转达"),
                ("独居老人，需定期关怀", "已列入重点关怀名单"),
            ]);
            rows.push(row![
                rows.len() + 1,
                date,
                home.room.as_str(),
                home.owner.as_str(),
                home.phone.as_str(),
                random.pick(&STEWARDS),
                opinion,
                result,
                "是",
            ]);
        }
    }
    Sheet::new(
        "走访",
        &[&["客户走访记录表"], &["项目名称：滨河花园", "", "年度：2025"]],
        &[
            "序号",
            "走访日期",
            "走访户",
            "业主姓名",
            "联系电话",
            "走访人员",
            "意见建议",
            "处理结果",
            "业主签字",
        ],
        rows,
    )
}

/// A round of questionnaires: name, first and last day, then how many were very satisfied, satisfied,
/// fairly satisfied, neutral, dissatisfied and very dissatisfied.
type Round = (&'static str, NaiveDate, NaiveDate, [usize; 6]);

/// 2024: 236 questionnaires, 208 satisfied; 2025: 262, 240 satisfied.
fn rounds() -> [Round; 4] {
    [
        ("2024年上半年", day(2024, 5, 13), day(2024, 5, 31), [38, 45, 19, 9, 4, 1]),
        ("2024年下半年", day(2024, 11, 11), day(2024, 11, 29), [40, 46, 20, 10, 3, 1]),
        ("2025年上半年", day(2025, 5, 12), day(2025, 5, 30), [47, 52, 18, 8, 3, 0]),
        ("2025年下半年", day(2025, 11, 10), day(2025, 11, 28), [51, 53, 19, 7, 3, 1]),
    ]
}

/// Questionnaires of 2025 that say staff do not know the household, and that leave it open.
const NOT_RECOGNISED: usize = 31;
const RECOGNITION_OPEN: usize = 7;

const SPELLINGS: [&[&str]; 6] = [
    &["非常满意", "很满意", "非常满意"],
    &["满意"],
    &["基本满意", "比较满意", "较满意"],
    &["一般", "一般", "尚可"],
    &["不满意"],
    &["非常不满意"],
];

/// 满意度调查 of both years, as the survey tool exports it.
pub fn survey_sheet(households: &[Household]) -> Sheet {
    let mut random = Random::named("surveys");
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for year in 0..2 {
        let mut answers = vec!["是"; 300];
        answers[..NOT_RECOGNISED].fill("否");
        answers[NOT_RECOGNISED..NOT_RECOGNISED + RECOGNITION_OPEN].fill("");
        let of_year = &rounds()[year * 2..year * 2 + 2];
        answers.truncate(of_year.iter().map(|round| round.3.iter().sum::<usize>()).sum());
        random.shuffle(&mut answers);
        for (name, first, last, counts) in of_year {
            let mut levels: Vec<usize> =
                (0..6).flat_map(|level| vec![level; counts[level]]).collect();
            random.shuffle(&mut levels);
            let dates = days(&mut random, levels.len(), *first, *last);
            for (level, date) in levels.into_iter().zip(dates) {
                let home = random.choose(households);
                let answer = answers.pop().unwrap_or_default();
                rows.push(questionnaire(&mut random, rows.len(), name, home, date, level, answer));
            }
        }
    }
    Sheet::new(
        "满意度调查",
        &[],
        &[
            "问卷编号",
            "填写日期",
            "调查批次",
            "房号",
            "姓名",
            "联系电话",
            "评价维度",
            "总体满意度",
            "评分",
            "客服人员是否了解您家情况",
            "意见建议",
        ],
        rows,
    )
}

/// A score that is no number stands in this questionnaire; no check reads scores.
const SCORE_IN_PERCENT: usize = 301;

fn questionnaire(
    random: &mut Random,
    place: usize,
    round: &str,
    home: &Household,
    date: NaiveDate,
    level: usize,
    recognised: &str,
) -> Vec<Value> {
    let score = (100 - 12 * level as i64 - random.between(0, 8)).max(20) as usize;
    let score = if place == SCORE_IN_PERCENT { Value::from("140%") } else { Value::from(score) };
    let opinion = match level {
        0..=2 => random.pick(&["", "", "", "继续保持", "服务不错", "希望绿化再好一些"]),
        3 => random.pick(&["停车位紧张", "电梯等候时间长", "希望及时公示收支"]),
        _ => random.pick(&["地库漏水一直没修好", "停车管理混乱", "投诉处理慢"]),
    };
    row![
        format!("WJ{:04}", place + 1),
        date,
        round,
        home.room.as_str(),
        home.owner.as_str(),
        home.phone.as_str(),
        random.pick(&["综合服务", "客户服务", "工程维修", "环境绿化", "秩序维护"]),
        random.pick(SPELLINGS[level]),
        score,
        recognised,
        opinion,
    ]
}
