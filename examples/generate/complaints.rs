//! 投诉台账: the complaints of 2024 and 2025.

use chrono::{NaiveDate, NaiveDateTime};

use crate::calendar::{at, day, days, daytime, later, moment, office_after, quarter};
use crate::estate::{DESK, Household, STEWARDS};
use crate::random::Random;
use crate::row;
use crate::sheet::Sheet;

/// Complaints of 2024, and of each quarter of 2025.
const BEFORE: usize = 192;
const QUARTERS: [usize; 4] = [52, 47, 44, 44];
/// Complaints of the fourth quarter that proved unfounded, by place.
const UNFOUNDED: [usize; 3] = [4, 17, 30];
/// The one of which the register does not say whether it is founded.
const UNMARKED: usize = 22;
/// Complaints of the fourth quarter whose cause is not filled in.
const WITHOUT_CAUSE: [usize; 2] = [11, 35];
/// The one of 2024 whose 有效投诉 says neither yes nor no.
const UNDECIDED_2024: usize = 56;
/// What the last complaint of the year, still being handled, is about: a place in [`MATTERS`].
const LIFT_NOISE: usize = 8;

/// One complaint.
pub struct Complaint {
    /// `TS2025-001`.
    pub number: String,
    /// Household that complained.
    pub household: usize,
    /// When it was called back; nothing while it is being handled.
    pub callback_at: Option<NaiveDateTime>,
    /// When it was received.
    pub received_at: NaiveDateTime,
    channel: &'static str,
    matter: &'static Matter,
    cause: &'static str,
    valid: &'static str,
    handler: &'static str,
    status: &'static str,
    handled_at: Option<NaiveDateTime>,
    result: &'static str,
    follow_up: &'static str,
    callback_result: &'static str,
}

impl Complaint {
    /// What it is about.
    pub fn problem(&self) -> &'static str {
        self.matter.problem
    }
}

/// What people complain about, why it happens and what is done.
struct Matter {
    category: &'static str,
    problem: &'static str,
    cause: &'static str,
    measure: &'static str,
}

const fn matter(
    category: &'static str,
    problem: &'static str,
    cause: &'static str,
    measure: &'static str,
) -> Matter {
    Matter { category, problem, cause, measure }
}

static MATTERS: [Matter; 16] = [
    matter(
        "停车管理",
        "固定车位被外来车辆占用",
        "道闸白名单未及时更新",
        "联系车主挪车，核对并更新白名单",
    ),
    matter("停车管理", "消防通道长期停放车辆", "夜间巡查频次不足", "加密巡查，加装禁停标识"),
    matter("环境卫生", "楼道堆放装修垃圾两天未清", "清运车辆故障", "当日协调备用车辆清运"),
    matter("环境卫生", "垃圾桶周边异味重", "高温天清洗不及时", "增加每日清洗和消杀一次"),
    matter("环境卫生", "电梯轿厢地面有污渍", "保洁交接班漏项", "补做清洁，调整交接检查表"),
    matter("绿化养护", "绿篱过高遮挡一层采光", "修剪计划延后", "安排三日内修剪"),
    matter("工程维修", "楼道灯坏了报修后仍未修", "配件缺货", "调货更换，补充备件库存"),
    matter("工程维修", "地下车库漏水滴到车上", "顶板伸缩缝老化", "临时导流，列入专项维修"),
    matter("工程维修", "电梯运行异响", "导轨润滑不足", "通知维保单位保养并复检"),
    matter("秩序维护", "陌生人员尾随进入单元", "门禁闭门器失灵", "修复闭门器，加强门岗查验"),
    matter("秩序维护", "推销人员上门", "访客登记不严", "重新培训门岗，补录访客登记"),
    matter("噪音扰民", "午休时段装修施工噪音", "施工队未按时段施工", "现场制止并书面告知装修户"),
    matter("噪音扰民", "广场舞音量过大", "活动时段约定未公示", "与活动负责人约定时段和音量"),
    matter("客户服务", "前台电话占线多次", "高峰时段坐席不足", "高峰增设一名坐席"),
    matter("客户服务", "缴费后发票迟迟未开", "财务系统对接延迟", "当日补开并送达"),
    matter("邻里纠纷", "楼上夜间脚步声大", "楼板隔音一般，邻里未沟通", "上门调解，建议铺设地垫"),
];
const STATES: [&str; 4] = ["已处理", "已办结", "已处理", "已完成"];
const FOLLOW: [&str; 4] =
    ["已跟踪一周，未再发生", "现场复查合格", "持续关注中，客户无异议", "已纳入周检"];
const SAID: [&str; 4] = ["满意", "认可处理结果", "基本满意", "接受解释，无其他意见"];

/// The complaints of both years in the order they were received.
pub fn complaints(households: &[Household]) -> Vec<Complaint> {
    let mut random = Random::named("complaints");
    let mut all = Vec::new();
    let mut add = |random: &mut Random, year: i32, n: usize, first: NaiveDate, last: NaiveDate| {
        for date in days(random, n, first, last) {
            let received = at(date, daytime(random));
            all.push(complaint(random, households.len(), year, received));
        }
    };
    add(&mut random, 2024, BEFORE, day(2024, 1, 2), day(2024, 12, 30));
    for (number, n) in (1..).zip(QUARTERS) {
        let (first, last) = quarter(number);
        add(&mut random, 2025, n, first.max(day(2025, 1, 2)), last.min(day(2025, 12, 23)));
    }
    all.sort_by_key(|c: &Complaint| c.received_at);
    plant(&mut all);
    let mut counted = [0; 2];
    for c in &mut all {
        let (year, counter) =
            if c.received_at < moment(2025, 1, 1, 0, 0) { (2024, 0) } else { (2025, 1) };
        counted[counter] += 1;
        c.number = format!("TS{year}-{:03}", counted[counter]);
    }
    all
}

fn complaint(
    random: &mut Random,
    homes: usize,
    year: i32,
    received_at: NaiveDateTime,
) -> Complaint {
    let matter = random.choose(&MATTERS);
    let handled = later(received_at, random.between(90, 4 * 1440));
    let handled = at(handled.date(), daytime(random)).max(later(received_at, 50));
    let wait = random.between(1, 3);
    Complaint {
        number: String::new(),
        household: random.below(homes),
        callback_at: Some(office_after(random, handled, wait)),
        received_at,
        channel: random.pick(&["电话", "前台来访", "业主群", "物业APP", "12345热线转办"]),
        matter,
        cause: matter.cause,
        // before 2025 unfounded complaints were marked now and then; no check reads it
        valid: if year == 2024 && random.chance(5) { "否" } else { "是" },
        handler: random.pick(&STEWARDS),
        status: random.pick(&STATES),
        handled_at: Some(handled),
        result: random.pick(&["问题已解决", "已整改", "已整改，客户确认", "已协调解决"]),
        follow_up: random.pick(&FOLLOW),
        callback_result: random.pick(&SAID),
    }
}

/// The findings of the fourth quarter, and a cell of 2024 that says neither yes nor no.
fn plant(all: &mut [Complaint]) {
    all[UNDECIDED_2024].valid = "待核实";
    let period = BEFORE + QUARTERS[..3].iter().sum::<usize>();
    let period = &mut all[period..];
    for i in UNFOUNDED {
        period[i].valid = "否";
    }
    period[UNMARKED].valid = "";
    for i in WITHOUT_CAUSE {
        period[i].cause = "";
    }
    if let Some(last) = period.last_mut() {
        last.matter = &MATTERS[LIFT_NOISE];
        last.cause = last.matter.cause;
        last.status = "跟进中";
        last.handled_at = None;
        last.result = "";
        last.callback_at = None;
        last.callback_result = "";
        last.follow_up = "待维保单位出具检测报告";
    }
}

/// The register.
pub fn sheet(complaints: &[Complaint], households: &[Household]) -> Sheet {
    let mut random = Random::named("complaint desk");
    let rows = complaints.iter().map(|c| {
        let home = &households[c.household];
        let spot = random.pick(&["", "", "", "（客户提供照片）", "（第二次反映）"]);
        row![
            c.number.as_str(),
            c.received_at,
            home.owner.as_str(),
            home.room.as_str(),
            home.phone.as_str(),
            c.channel,
            c.matter.category,
            format!("{}{spot}", c.matter.problem),
            c.valid,
            c.cause,
            c.matter.measure,
            c.handler,
            c.status,
            c.handled_at,
            c.result,
            c.follow_up,
            c.callback_at,
            c.callback_result,
            random.pick(&DESK),
        ]
    });
    Sheet::new(
        "投诉台账",
        &[
            &["滨河花园客户投诉台账（2024—2025年）"],
            &["项目：滨河花园", "", "填表部门：客户服务部", "", "截止日期：2025-12-31"],
        ],
        &[
            "投诉编号",
            "投诉时间",
            "投诉人",
            "房号",
            "联系电话",
            "投诉渠道",
            "投诉类别",
            "投诉内容",
            "是否有效",
            "问题原因",
            "处理措施",
            "处理人",
            "处理状态",
            "办结时间",
            "处理结果",
            "后期跟踪",
            "回访时间",
            "回访结果",
            "登记人",
        ],
        rows.collect(),
    )
}
