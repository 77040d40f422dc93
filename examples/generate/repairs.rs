//! 报修台账: the repairs of 2025.

use chrono::NaiveDateTime;

use crate::calendar::{at, day, days, daytime, later, office_after, quarter};
use crate::estate::{Household, REPAIRERS};
use crate::random::Random;
use crate::row;
use crate::sheet::Sheet;

/// Urgent, minor and major repairs of each quarter.
const QUARTERS: [(usize, usize, usize); 4] =
    [(51, 286, 14), (55, 304, 16), (68, 301, 17), (62, 308, 18)];
/// Urgent repairs of the fourth quarter reached after 30 minutes: which one, and after how many.
const URGENT_LATE: [(usize, i64); 3] = [(8, 42), (27, 55), (49, 38)];
/// Minor repairs of the fourth quarter reached after the agreed time: which one, and by how many minutes.
const MINOR_LATE: [(usize, i64); 2] = [(73, 35), (215, 90)];
/// Minor repairs of the fourth quarter that had to be done again.
const REWORK: [usize; 3] = [31, 148, 260];

/// Urgency of a repair.
#[derive(Clone, Copy, PartialEq)]
enum Urgency {
    Urgent,
    Minor,
    Major,
}

/// One repair.
pub struct Repair {
    /// `BX20250001`.
    pub number: String,
    /// Household that reported it.
    pub household: usize,
    /// When the household was called back.
    pub callback_at: NaiveDateTime,
    /// What it said.
    pub callback_result: &'static str,
    reported_at: NaiveDateTime,
    urgency: Urgency,
    word: &'static str,
    content: &'static str,
    agreed_at: Option<NaiveDateTime>,
    arrived_at: NaiveDateTime,
    completed_at: NaiveDateTime,
    repairer: &'static str,
    result: &'static str,
    in_time: bool,
    rework: bool,
}

impl Repair {
    /// Whether it was reported in the fourth quarter.
    pub fn in_period(&self) -> bool {
        self.reported_at.date() >= day(2025, 10, 1)
    }
}

const URGENT: [&str; 8] = [
    "厨房水管爆裂，跑水",
    "户内跳闸，全屋停电",
    "卫生间下水返水",
    "电梯困人",
    "楼上漏水，客厅顶部滴水",
    "入户门锁损坏，人被困室内",
    "消防喷淋头漏水",
    "单元门禁失灵，无法进楼",
];
const MINOR: [&str; 16] = [
    "客厅灯不亮",
    "水龙头滴水",
    "马桶水箱漏水",
    "可视对讲无声音",
    "插座松动",
    "地漏有异味",
    "洗手盆下水慢",
    "阳台推拉门滑轮损坏",
    "楼道感应灯不亮",
    "热水器角阀渗水",
    "卧室开关失灵",
    "暖气阀门关不严",
    "信报箱锁坏",
    "厨房吊柜门掉落",
    "窗户把手松动",
    "单元门闭门器失灵",
];
const MAJOR: [&str; 6] = [
    "外墙渗水，卧室墙面返潮",
    "屋面防水层老化，顶层漏水",
    "地下车库顶板渗漏",
    "单元入口台阶沉降",
    "雨水立管破损需更换",
    "公共区域墙砖空鼓脱落",
];
const FIXED: [&str; 5] =
    ["已修复", "更换配件，使用正常", "疏通完毕", "已维修，客户现场确认", "处理完毕"];
const SAID: [&str; 5] =
    ["满意", "满意，维修及时", "已修好，无其他意见", "较满意", "满意，师傅态度好"];

/// All repairs of 2025 in the order they were reported.
pub fn repairs(households: &[Household]) -> Vec<Repair> {
    let mut random = Random::named("repairs");
    let mut all = Vec::new();
    for (number, (urgent, minor, major)) in (1..).zip(QUARTERS) {
        let (first, last) = quarter(number);
        // the last reports leave time to repair and call back before the audit
        let last = last.min(day(2025, 12, 29));
        let mut kinds = vec![Urgency::Urgent; urgent];
        kinds.extend(vec![Urgency::Minor; minor]);
        random.shuffle(&mut kinds);
        let mut reports: Vec<(NaiveDateTime, Urgency)> = Vec::new();
        for (date, urgency) in days(&mut random, urgent + minor, first, last).into_iter().zip(kinds)
        {
            let minute = match urgency {
                Urgency::Urgent => random.between(0, 24 * 60 - 1),
                _ => daytime(&mut random),
            };
            reports.push((at(date, minute), urgency));
        }
        for date in days(&mut random, major, first, last.min(day(2025, 12, 8))) {
            reports.push((at(date, daytime(&mut random)), Urgency::Major));
        }
        reports.sort_by_key(|(moment, _)| *moment);
        all.extend(
            reports
                .into_iter()
                .map(|(moment, urgency)| repair(&mut random, households, moment, urgency)),
        );
    }
    plant(&mut all);
    for (i, repair) in all.iter_mut().enumerate() {
        repair.number = format!("BX2025{:04}", i + 1);
    }
    all
}

fn repair(
    random: &mut Random,
    households: &[Household],
    reported_at: NaiveDateTime,
    urgency: Urgency,
) -> Repair {
    let household = random.below(households.len());
    let (word, content) = match urgency {
        Urgency::Urgent => (random.pick(&["急修", "急修", "急修", "紧急"]), random.pick(&URGENT)),
        Urgency::Minor => (random.pick(&["零修", "零修", "小修", "一般"]), random.pick(&MINOR)),
        Urgency::Major => (random.pick(&["专项", "大修"]), random.pick(&MAJOR)),
    };
    let agreed_at = match urgency {
        Urgency::Urgent => None,
        Urgency::Minor => Some(later(reported_at, 10 * random.between(6, 12))),
        Urgency::Major => {
            Some(at((later(reported_at, 1440 * random.between(2, 5))).date(), 9 * 60 + 30))
        }
    };
    let arrived_at = match agreed_at {
        None => later(reported_at, random.between(6, 27)),
        Some(agreed) => later(agreed, -random.between(0, 25)),
    };
    let completed_at = match urgency {
        Urgency::Urgent => later(arrived_at, random.between(20, 120)),
        Urgency::Minor => later(arrived_at, random.between(15, 90)),
        Urgency::Major => at(later(arrived_at, 1440 * random.between(3, 11)).date(), 16 * 60 + 20),
    };
    let wait = random.between(1, 3);
    Repair {
        number: String::new(),
        household,
        callback_at: office_after(random, completed_at, wait),
        callback_result: random.pick(&SAID),
        reported_at,
        urgency,
        word,
        content,
        agreed_at,
        arrived_at,
        completed_at,
        repairer: random.pick(&REPAIRERS),
        result: random.pick(&FIXED),
        in_time: true,
        rework: false,
    }
}

/// The findings of the fourth quarter, and some rework earlier in the year.
fn plant(all: &mut [Repair]) {
    let period = all.iter().position(Repair::in_period).unwrap_or(0);
    for repair in all[..period].iter_mut().step_by(167) {
        repair.rework = repair.urgency == Urgency::Minor;
    }
    let mut of = |urgency: Urgency, nth: usize, change: &mut dyn FnMut(&mut Repair)| {
        all[period..].iter_mut().filter(|r| r.urgency == urgency).nth(nth).map(change)
    };
    for (nth, minutes) in URGENT_LATE {
        of(Urgency::Urgent, nth, &mut |r| r.arrive(later(r.reported_at, minutes)));
    }
    for (nth, minutes) in MINOR_LATE {
        of(Urgency::Minor, nth, &mut |r| {
            r.arrive(later(r.agreed_at.unwrap_or(r.reported_at), minutes));
        });
    }
    for nth in REWORK {
        of(Urgency::Minor, nth, &mut |r| {
            r.rework = true;
            r.result = "二次上门后修复";
        });
    }
}

impl Repair {
    /// Arrives late.
    fn arrive(&mut self, moment: NaiveDateTime) {
        self.completed_at = later(moment, (self.completed_at - self.arrived_at).num_minutes());
        self.arrived_at = moment;
        self.callback_at = self.callback_at.max(later(self.completed_at, 60));
        self.callback_result = "已修好，但等候时间较长";
        self.in_time = false;
    }
}

/// The register.
pub fn sheet(repairs: &[Repair], households: &[Household]) -> Sheet {
    let rows = repairs.iter().map(|r| {
        let home = &households[r.household];
        row![
            r.number.as_str(),
            r.reported_at,
            home.owner.as_str(),
            home.room.as_str(),
            home.phone.as_str(),
            r.word,
            r.content,
            r.agreed_at,
            r.arrived_at,
            r.completed_at,
            r.repairer,
            r.result,
            if r.in_time { "是" } else { "否" },
            if r.rework { "是" } else { "否" },
            r.callback_at,
            r.callback_result,
        ]
    });
    Sheet::new(
        "报修",
        &[&["滨河花园客户报修台账（2025年）"]],
        &[
            "报修单号",
            "报修时间",
            "报修人",
            "房号",
            "联系电话",
            "紧急程度",
            "报修内容",
            "约定时间",
            "到场时间",
            "完成时间",
            "维修人员",
            "维修结果",
            "是否及时",
            "是否返修",
            "回访时间",
            "回访结果",
        ],
        rows.collect(),
    )
}
