//! 公共告示台账, 通知函件台账, 部门协调单, 意见征集台账.

use chrono::{Duration, NaiveDate};

use crate::calendar::{at, day, days, office, quarter};
use crate::estate::{DESK, Household, STEWARDS};
use crate::random::Random;
use crate::row;
use crate::sheet::{Sheet, Value};

/// Notices that expire in each quarter of 2025, and those still up at the end of the year.
const NOTICES: [usize; 4] = [22, 24, 23, 26];
const STILL_UP: usize = 3;
/// Notices of the fourth quarter taken down late: which one, and by how many days.
const TAKEN_DOWN_LATE: [(usize, i64); 2] = [(9, 4), (20, 6)];

/// 公共告示台账.
pub fn notice_sheet() -> Sheet {
    let mut random = Random::named("notices");
    let mut rows: Vec<Vec<Value>> = Vec::new();
    let mut add = |expires: NaiveDate, removed: Option<NaiveDate>| {
        let posted = expires - Duration::days(random.between(5, 21));
        let title = random.pick(&[
            "水箱清洗停水通知",
            "电梯年检停用通知",
            "消杀作业提示",
            "外墙清洗施工告知",
            "停车位年检续费通知",
            "绿化修剪作业提示",
            "消防演练通知",
            "天然气安检通知",
            "道路划线施工告知",
            "社区活动预告",
        ]);
        let place =
            random.pick(&["各单元大堂", "东门公告栏", "西门公告栏", "电梯轿厢", "地库入口"]);
        let clean = if removed.is_some() { "是" } else { "" };
        rows.push(row![
            rows.len() + 1,
            title,
            place,
            posted,
            expires,
            removed,
            clean,
            random.pick(&DESK)
        ]);
    };
    let mut dates = Random::named("notice dates");
    for (number, n) in (1..).zip(NOTICES) {
        let (first, last) = quarter(number);
        let all = days(&mut dates, n, first + Duration::days(3), last - Duration::days(2));
        for (i, expires) in all.into_iter().enumerate() {
            let late = TAKEN_DOWN_LATE.iter().find(|(nth, _)| number == 4 && *nth == i);
            add(expires, Some(expires + Duration::days(late.map_or(0, |(_, days)| *days))));
        }
    }
    for expires in days(&mut dates, STILL_UP, day(2026, 1, 4), day(2026, 1, 20)) {
        // posted before the end of the year, and still to be taken down
        add(expires.min(day(2026, 1, 5)), None);
    }
    Sheet::new(
        "告示",
        &[&["公共告示张贴与撤除台账"], &["项目：滨河花园", "", "", "年度：2025"]],
        &[
            "序号",
            "告示名称",
            "张贴位置",
            "张贴日期",
            "有效期至",
            "撤除日期",
            "撤除后无痕迹",
            "张贴人",
        ],
        rows,
    )
}

/// Letters that fall due in each quarter of 2025; all are carried out by then.
const LETTERS: [usize; 4] = [9, 11, 12, 14];

/// 通知函件台账.
pub fn letter_sheet(households: &[Household]) -> Sheet {
    let mut random = Random::named("letters");
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for (number, n) in (1..).zip(LETTERS) {
        let (first, last) = quarter(number);
        for due in days(&mut random, n, first + Duration::days(2), last - Duration::days(1)) {
            let sent = due - Duration::days(random.between(7, 20));
            let done = due - Duration::days(random.between(0, 4));
            let home = random.choose(households);
            let title = random.pick(&[
                "违规搭建限期整改通知",
                "装修违规整改通知",
                "物业费催缴函",
                "空调外机移位通知",
                "楼道堆物清理通知",
                "致业主的一封信（门禁升级）",
                "停车位租赁到期函",
            ]);
            rows.push(row![
                format!("滨河函〔2025〕{}号", rows.len() + 1),
                sent,
                title,
                format!("{} {}", home.room, home.owner),
                due,
                done,
                random.pick(&STEWARDS),
            ]);
        }
    }
    Sheet::new(
        "函件",
        &[],
        &["文号", "发函日期", "函件名称", "收件人", "约定期限", "落实日期", "经办人"],
        rows,
    )
}

/// Requests of each quarter.
const REQUESTS: [usize; 4] = [47, 51, 54, 58];

/// 部门协调单.
pub fn coordination_sheet() -> Sheet {
    let mut random = Random::named("coordination");
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for (number, n) in (1..).zip(REQUESTS) {
        let (first, last) = quarter(number);
        for date in days(&mut random, n, first + Duration::days(1), last - Duration::days(5)) {
            let issued = at(date, office(&mut random));
            let due = at(date + Duration::days(random.between(2, 4)), 17 * 60);
            let done = at(due.date() - Duration::days(random.between(0, 1)), office(&mut random));
            let (to, matter, who) = random.pick(&[
                ("工程部", "3栋大堂照明更换", "张德福"),
                ("工程部", "地库排水沟疏通", "李建国"),
                ("工程部", "单元门禁检修", "孙大勇"),
                ("环境部", "楼道堆物清运", "钱美兰"),
                ("环境部", "绿地补种", "钱美兰"),
                ("秩序部", "占用消防通道车辆劝离", "高建军"),
                ("秩序部", "访客登记抽查", "高建军"),
                ("财务部", "业主退费核对", "冯晓梅"),
            ]);
            rows.push(row![
                format!("XT2025-{:03}", rows.len() + 1),
                issued,
                "客户服务部",
                to,
                matter,
                due,
                done,
                random.pick(&["已完成", "按期完成", "已完成并反馈客户"]),
                who,
            ]);
        }
    }
    Sheet::new(
        "协调单",
        &[&["部门工作协调单汇总"]],
        &[
            "单号",
            "发单时间",
            "发起部门",
            "承办部门",
            "需解决事宜",
            "要求完成时间",
            "实际完成时间",
            "办理结果",
            "承办人",
        ],
        rows,
    )
}

/// Suggestions of 2025.
const SUGGESTIONS: usize = 96;
/// Every so many of those received by the end of November is found reasonable.
const REASONABLE_EVERY: usize = 3;
/// Which of the reasonable ones is rectified late.
const RECTIFIED_LATE: usize = 20;

/// 意见征集台账.
pub fn suggestion_sheet(households: &[Household]) -> Sheet {
    let mut random = Random::named("suggestions");
    let mut rows: Vec<Vec<Value>> = Vec::new();
    let mut reasonable = 0;
    for (i, date) in
        days(&mut random, SUGGESTIONS, day(2025, 1, 6), day(2025, 12, 22)).into_iter().enumerate()
    {
        let home = random.choose(households);
        let (topic, content, department) = random.pick(&[
            ("项目规划", "二期出入口与幼儿园接送错峰", "开发公司规划部"),
            ("结构户型", "希望后续户型增加玄关收纳", "开发公司设计部"),
            ("设施设备配套", "增设电动自行车充电棚", "开发公司工程部"),
            ("设施设备", "儿童滑梯地垫老化更换", "开发公司工程部"),
            ("环境", "中心水景夏季增加循环", "开发公司景观部"),
            ("环境绿化", "步道增加座椅和遮阴树", "开发公司景观部"),
            ("物业服务", "前台延长周末服务时间", ""),
            ("服务", "缴费提醒改为短信", ""),
            ("其他", "组织邻里二手交换群", ""),
        ]);
        let accepted = i % REASONABLE_EVERY == 1 && date <= day(2025, 11, 30);
        let due = date + Duration::days(20);
        let slip = if reasonable == RECTIFIED_LATE { 9 } else { -random.between(1, 8) };
        reasonable += usize::from(accepted);
        let passed_on = !department.is_empty();
        let outcome = match (accepted, passed_on) {
            (true, _) => "已落实",
            (false, true) => "已转开发部门，纳入后续项目参考",
            (false, false) => "已答复业主",
        };
        rows.push(row![
            i + 1,
            date,
            home.room.as_str(),
            home.owner.as_str(),
            home.phone.as_str(),
            topic,
            content,
            if accepted { "是" } else { "否" },
            accepted.then_some(due),
            accepted.then_some(due + Duration::days(slip)),
            department,
            passed_on.then_some(date + Duration::days(random.between(1, 6))),
            outcome,
        ]);
    }
    Sheet::new(
        "意见征集",
        &[&["业主合理化建议征集台账"], &["2025年度", "", "", "", "填表人：赵梦洁"]],
        &[
            "编号",
            "征集日期",
            "房号",
            "建议人",
            "联系方式",
            "建议类别",
            "建议内容",
            "是否采纳",
            "整改期限",
            "整改日期",
            "转发部门",
            "转发日期",
            "落实情况",
        ],
        rows,
    )
}
