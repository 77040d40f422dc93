//! 来电来访台账: calls and visitors of 2025.

use chrono::{Duration, NaiveDateTime};

use crate::calendar::{at, days, daytime, office_after, quarter};
use crate::complaints::Complaint;
use crate::estate::{DESK, Household};
use crate::random::Random;
use crate::row;
use crate::sheet::{Sheet, Value};

/// Entries of each quarter.
const QUARTERS: [usize; 4] = [462, 488, 523, 531];
/// Entries of the fourth quarter without a follow-up result, by place.
const WITHOUT_FOLLOW_UP: [usize; 4] = [66, 190, 301, 447];
/// Entries of the fourth quarter that need a callback: every fifth, from the third.
const CALLBACK_EVERY: usize = 5;
/// Those of them whose callback is not recorded.
const WITHOUT_CALLBACK: [usize; 2] = [152, 402];

const MATTERS: [(&str, &str, &str); 16] = [
    ("咨询", "咨询物业费缴纳方式", "已告知线上缴费步骤"),
    ("咨询", "咨询装修办理手续", "已告知所需材料和时间"),
    ("咨询", "咨询车位租赁", "已登记，转停车管理员联系"),
    ("咨询", "咨询门禁卡补办", "已告知，客户到前台办理"),
    ("咨询", "询问停水通知时间", "已告知恢复供水时间"),
    ("报修", "报水龙头漏水", "已开报修单"),
    ("报修", "报楼道灯不亮", "已开报修单"),
    ("报修", "报对讲机故障", "已开报修单"),
    ("建议", "建议增设电动车充电位", "已登记，转工程部评估"),
    ("建议", "建议延长健身房开放时间", "已登记，转项目经理"),
    ("求助", "忘带钥匙，请求联系开锁", "已提供备案开锁电话"),
    ("求助", "老人独居，请求代收药品", "管家已代收送达"),
    ("求助", "快递误放，请求查找", "已找到并通知取件"),
    ("投诉", "反映邻居装修噪音", "已登记投诉台账"),
    ("证明", "开具居住证明", "已办理"),
    ("表扬", "表扬保安帮忙搬运", "已转达并登记"),
];

/// What a complaint is entered as where no complaint of those days is in the complaint register.
const OTHERWISE: (&str, &str, &str) = MATTERS[12];

/// The complaint of the register that a call at this moment is about: the nearest within two days.
fn about(complaints: &[Complaint], moment: NaiveDateTime) -> Option<&Complaint> {
    let apart = |c: &Complaint| (c.received_at - moment).abs();
    complaints.iter().filter(|c| apart(c) <= Duration::days(2)).min_by_key(|c| apart(c))
}

/// The register. Who calls to complain has a complaint in the register of complaints.
pub fn sheet(households: &[Household], complaints: &[Complaint]) -> Sheet {
    let mut random = Random::named("calls");
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for (number, n) in (1..).zip(QUARTERS) {
        let (first, last) = quarter(number);
        let mut moments: Vec<_> = days(&mut random, n, first, last - chrono::Duration::days(1))
            .into_iter()
            .map(|date| at(date, daytime(&mut random)))
            .collect();
        moments.sort();
        for (i, received) in moments.into_iter().enumerate() {
            let mut home = random.choose(households);
            let (mut matter, mut content, mut follow_up) = random.pick(&MATTERS);
            if matter == "投诉" {
                match about(complaints, received) {
                    Some(complaint) => {
                        home = &households[complaint.household];
                        content = complaint.problem();
                    }
                    None => (matter, content, follow_up) = OTHERWISE,
                }
            }
            let kind = random.pick(&["来电", "来电", "来电", "来访", "电话"]);
            let needed = i % CALLBACK_EVERY == 2;
            let wait = random.between(1, 2);
            let callback = office_after(&mut random, received, wait);
            let said = random.pick(&["满意", "已解决", "客户表示感谢", "无其他需求"]);
            let kept = number < 4 || !WITHOUT_CALLBACK.contains(&i);
            let followed = number < 4 || !WITHOUT_FOLLOW_UP.contains(&i);
            rows.push(row![
                rows.len() + 1,
                received,
                kind,
                home.owner.as_str(),
                home.room.as_str(),
                home.phone.as_str(),
                matter,
                content,
                random.pick(&DESK),
                if followed { follow_up } else { "" },
                if needed { "是" } else { "否" },
                (needed && kept).then_some(callback),
                if needed && kept { said } else { "" },
            ]);
        }
    }
    Sheet::new(
        "来电来访",
        &[&["滨河花园来电来访登记表"], &["年度：2025", "", "责任部门：客户服务部"], &[]],
        &[
            "序号",
            "登记时间",
            "来电/来访",
            "客户姓名",
            "房间号",
            "电话",
            "事项类别",
            "内容",
            "接待人",
            "跟进结果",
            "是否需要回访",
            "回访日期",
            "回访记录",
        ],
        rows,
    )
}
