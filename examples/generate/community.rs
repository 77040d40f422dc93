//! 业主会议记录, 客户沟通记录, 社区活动台账.

use chrono::Duration;

use crate::calendar::{day, days, quarter};
use crate::estate::{Household, STEWARDS};
use crate::random::Random;
use crate::row;
use crate::sheet::{Sheet, Value};

/// 业主会议记录: the committee was elected in September 2025 and met only afterwards.
pub fn meeting_sheet() -> Sheet {
    let rows = [
        (day(2024, 3, 23), "座谈会", "年度服务计划说明", "社区活动室", 21, "达成共识 6 条"),
        (day(2024, 9, 21), "业主代表座谈会", "停车管理与电梯维保", "社区活动室", 24, "已落实 5 条"),
        (
            day(2025, 3, 22),
            "业主代表座谈会",
            "2025 年服务计划与收支说明",
            "社区活动室",
            26,
            "意见 8 条，已落实 7 条",
        ),
        (
            day(2025, 8, 16),
            "座谈会",
            "业主大会筹备与公共收益",
            "物业会议室",
            22,
            "意见 5 条，均已答复",
        ),
        (
            day(2025, 9, 20),
            "业主大会",
            "选举首届业主委员会，表决管理规约",
            "小区中心广场",
            812,
            "选举产生 7 名委员，规约通过",
        ),
        (day(2025, 9, 27), "业委会会议", "委员分工与印章管理", "物业会议室", 7, "推选主任、副主任"),
        (
            day(2025, 10, 25),
            "业主委员会会议",
            "物业服务合同条款协商",
            "物业会议室",
            7,
            "形成合同修订意见",
        ),
        (
            day(2025, 12, 6),
            "业委会会议",
            "欠费催缴与违章整治支持事项",
            "物业会议室",
            6,
            "同意发布催缴倡议书",
        ),
    ];
    let rows = rows.into_iter().enumerate().map(|(i, (date, kind, topic, place, n, said))| {
        row![i + 1, date, kind, topic, place, n as usize, "有", said]
    });
    Sheet::new(
        "会议",
        &[&["滨河花园业主会议记录"]],
        &["序号", "召开日期", "会议类型", "议题", "地点", "到会人数", "有无纪要", "决议"],
        rows.collect(),
    )
}

/// The communication of March 2025 that is dated a year too late.
const IN_THE_FUTURE: usize = 11;

/// 客户沟通记录: 14 to 18 communications a quarter.
pub fn communication_sheet() -> Sheet {
    let mut random = Random::named("communications");
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for (number, n) in (1..).zip([15, 14, 18, 17]) {
        let (first, last) = quarter(number);
        for date in days(&mut random, n, first + Duration::days(4), last - Duration::days(2)) {
            let (topic, content) = random.pick(&[
                ("气象信息", "大风降温预警及高空坠物提醒"),
                ("公共卫生", "流感季预防与公共区域消杀安排"),
                ("社区共建", "居委会便民服务日预告"),
                ("停水停电", "水箱清洗临时停水通知"),
                ("消防安全", "电动自行车禁止进楼充电提醒"),
                ("收费信息", "公共收益与物业费收支公示"),
                ("服务提示", "节假日值班安排与服务电话"),
                ("垃圾分类", "分类投放时间与点位调整"),
            ]);
            let channel = random.pick(&[
                "业主群",
                "微信群",
                "微信公众号",
                "短信",
                "公告栏",
                "物业APP",
                "电话",
            ]);
            let audience = random.pick(&[
                "全体业主",
                "全体业主",
                "1—5栋业主",
                "6—10栋业主",
                "业主代表",
                "楼组长",
            ]);
            let date = if rows.len() == IN_THE_FUTURE { date + Duration::days(365) } else { date };
            rows.push(row![
                rows.len() + 1,
                date,
                channel,
                audience,
                topic,
                content,
                random.pick(&["已阅，无异议", "业主回复知悉", "咨询 3 条，已答复", "反馈良好"]),
                random.pick(&STEWARDS),
            ]);
        }
    }
    Sheet::new(
        "沟通",
        &[&["滨河花园客户沟通记录"], &["日期：2025年1月—12月"]],
        &["序号", "沟通日期", "沟通渠道", "沟通对象", "信息类别", "沟通内容", "客户反馈", "记录人"],
        rows,
    )
}

/// 社区活动台账: 13 dated activities in 2025, 2 of them large, and one whose date nobody wrote down.
pub fn activity_sheet() -> Sheet {
    let dated = |month, date| Some(day(2025, month, date));
    let rows = [
        (Some(day(2024, 9, 14)), "中秋游园会", "大型", "中心广场", 380, "猜灯谜、手工灯笼"),
        (
            Some(day(2024, 12, 21)),
            "冬至包饺子",
            "一般",
            "社区活动室",
            62,
            "邻里共聚，送孤寡老人 20 份",
        ),
        (dated(1, 18), "迎新春写春联送福字", "一般", "物业大厅", 126, "送出春联 300 余副"),
        (dated(2, 12), "元宵灯会暨邻里节", "大型活动", "中心广场", 460, "灯谜、汤圆、民俗表演"),
        (dated(3, 8), "三八节插花课", "小型", "社区活动室", 34, "邀请花艺老师授课"),
        (dated(3, 15), "便民服务日", "一般", "1栋架空层", 158, "磨刀、理发、家电检修"),
        (dated(4, 19), "亲子植树", "一般", "东侧绿地", 76, "认养树苗 30 株"),
        (dated(5, 17), "消防疏散演练", "中型", "3栋", 95, "演练 18 分钟完成疏散"),
        (dated(6, 1), "六一儿童跳蚤市场", "一般", "中心广场", 143, "摊位 42 个"),
        (dated(7, 12), "暑期少儿书法班", "小型", "社区活动室", 28, "共 6 课时，作品展出"),
        (dated(8, 9), "纳凉露天电影", "一般", "中心广场", 210, "放映 2 场"),
        (dated(9, 30), "迎国庆庆中秋文艺汇演", "大型", "中心广场", 520, "业主自编节目 14 个"),
        (dated(10, 25), "重阳敬老体检", "一般", "物业大厅", 118, "社区医院义诊"),
        (dated(11, 15), "垃圾分类知识竞赛", "日常", "社区活动室", 57, "发放奖品 57 份"),
        (dated(12, 20), "冬至邻里饺子宴", "一般", "社区活动室", 88, "为独居老人送餐 26 份"),
        (None, "秋季健步走", "一般", "滨河步道", 64, "全程 5 公里，无意外"),
    ];
    let rows = rows.into_iter().enumerate().map(|(i, (date, name, scale, place, n, summary))| {
        let photos = if i % 7 == 4 { "无" } else { "有" };
        row![i + 1, date, name, scale, place, n as usize, "何雨欣", photos, summary]
    });
    Sheet::new(
        "活动",
        &[&["滨河花园社区文化活动台账"], &["编制人：何雨欣"]],
        &[
            "序号",
            "活动日期",
            "活动名称",
            "活动规模",
            "活动地点",
            "参加人数",
            "负责人",
            "照片存档",
            "活动总结",
        ],
        rows.collect(),
    )
}

/// Registered dogs, cats and the like.
const PETS: usize = 86;
/// The one whose vaccination has no day of the calendar; no check reads it.
const NO_SUCH_DAY: usize = 16;

/// 宠物登记册.
pub fn pet_sheet(households: &[Household]) -> Sheet {
    let mut random = Random::named("pets");
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for (i, date) in
        days(&mut random, PETS, day(2022, 4, 6), day(2025, 11, 20)).into_iter().enumerate()
    {
        let home = random.choose(households);
        let (species, features) = random.pick(&[
            ("泰迪犬", "棕色"),
            ("柯基犬", "黄白相间"),
            ("比熊犬", "白色"),
            ("柴犬", "赤色"),
            ("博美犬", "白色"),
            ("英短猫", "蓝灰色"),
            ("橘猫", "橘色"),
            ("布偶猫", "双色"),
        ]);
        let licence = species.ends_with('犬').then(|| format!("沪犬{:06}", 100_000 + 37 * i));
        let vaccinated = match i {
            NO_SUCH_DAY => Value::from("2025-13-05"),
            _ => Value::from(day(2025, random.between(1, 11) as u32, random.between(1, 28) as u32)),
        };
        rows.push(row![
            format!("CW{:03}", i + 1),
            date,
            home.room.as_str(),
            home.owner.as_str(),
            home.phone.as_str(),
            species,
            features,
            licence,
            vaccinated,
        ]);
    }
    Sheet::new(
        "宠物",
        &[&["滨河花园宠物登记册"], &["登记部门：秩序维护部"]],
        &[
            "登记编号",
            "登记日期",
            "房号",
            "饲养人",
            "联系电话",
            "宠物种类",
            "外观特征",
            "养犬登记证号",
            "免疫日期",
        ],
        rows,
    )
}

/// 宠物事件: the month and day it was found, what it is, and how far it was taken:
/// 1 told, 2 written to, 3 reported.
const INCIDENTS: [(u32, u32, &str, &str, u8); 13] = [
    (1, 19, "宠物扰民", "夜间犬吠，邻居反映", 1),
    (3, 7, "违规饲养", "阳台饲养鸡 3 只", 3),
    (4, 22, "宠物伤人", "遛犬未牵绳，抓伤儿童手臂", 3),
    (5, 30, "扰民", "犬只独自在家持续吠叫", 1),
    (7, 16, "违规饲养", "饲养禁养大型犬 1 只", 3),
    (9, 3, "宠物扰民", "电梯内宠物便溺未清理", 1),
    (10, 11, "违规饲养", "楼道内饲养鸽子", 3),
    (10, 27, "宠物扰民", "清晨犬吠", 1),
    (11, 5, "违规", "阳台饲养鸡 2 只", 3),
    (11, 18, "宠物伤人", "犬只扑咬外卖员裤脚，未受伤", 3),
    (11, 26, "违规饲养", "饲养禁养大型犬 1 只", 2),
    (12, 9, "扰民", "多只猫散养入公共绿地", 1),
    (12, 13, "违规饲养", "在公共绿地放养鹅 1 只", 3),
];

/// 宠物事件处理台账: 4 cases of unlawful keeping in the fourth quarter, 3 of them reported.
pub fn incident_sheet(households: &[Household]) -> Sheet {
    let mut random = Random::named("pet incidents");
    let rows = INCIDENTS.iter().enumerate().map(|(i, (month, date, kind, matter, steps))| {
        let home = random.choose(households);
        let found = day(2025, *month, *date);
        let reported = *steps >= 3;
        row![
            i + 1,
            found,
            *kind,
            home.room.as_str(),
            home.owner.as_str(),
            home.phone.as_str(),
            *matter,
            found,
            (*steps >= 2).then_some(found + Duration::days(2)),
            reported.then_some(found + Duration::days(4)),
            if reported { random.pick(&["属地派出所", "城管执法中队"]) } else { "" },
            if *steps == 2 { "限期送养，跟进中" } else { "已整改" },
        ]
    });
    Sheet::new(
        "宠物事件",
        &[&["宠物事件处理台账"]],
        &[
            "序号",
            "发现日期",
            "事件类别",
            "房号",
            "当事人",
            "联系方式",
            "事件描述",
            "口头劝阻日期",
            "书面通知日期",
            "通报日期",
            "通报部门",
            "处理结果",
        ],
        rows.collect(),
    )
}
