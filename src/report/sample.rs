//! A result with something of everything, for tests.

use chrono::NaiveDate;

use crate::diagnostic::{Expected, ProblemKind, Severity};
use crate::lang::{Lang, Text, facts};
use crate::outcome::*;
use crate::standard::{Bucket, ChangeBy, Compare, Need, NotApplicable, SampleFigure, Tier, Window};

pub fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

pub fn text(zh: &str, en: &str) -> Text {
    Text { zh: zh.into(), en: en.into() }
}

pub fn number(text: &str) -> Number {
    Number(text.parse().unwrap())
}

fn span(window: Window) -> Span {
    let from = if window == Window::Period { day(2025, 10, 1) } else { day(2025, 1, 1) };
    Span { window, from: Some(from), to: Some(day(2025, 12, 31)), until: None }
}

fn cell(file: &str, sheet: &str, cell: &str, value: &str) -> Evidence {
    Evidence { file: file.into(), sheet: sheet.into(), cell: cell.into(), value: value.into() }
}

/// `kind`, `tier`, id and title in both languages, whether it holds.
fn check(
    (kind, tier): (Kind, Tier),
    [id, zh, en]: [&str; 3],
    holds: Option<bool>,
    facts: Facts,
) -> CheckResult {
    CheckResult {
        id: id.into(),
        kind,
        tier,
        holds,
        value: None,
        threshold: None,
        sample: None,
        message: String::new(),
        evidence: Vec::new(),
        evidence_total: 0,
        titles: text(zh, en),
        compare: None,
        facts,
        locations: Vec::new(),
    }
}

fn figure(mut check: CheckResult, value: &str, compare: Compare, threshold: &str) -> CheckResult {
    check.value = Some(number(value));
    check.compare = Some(compare);
    check.threshold = Some(number(threshold));
    check
}

/// Number, section, status, points, both titles.
fn item(n: u32, section: &str, status: Status, points: Option<&str>, titles: Text) -> ItemResult {
    let finding = matches!(status, Status::Partial | Status::Fail);
    ItemResult {
        id: format!("QI-{n:02}"),
        number: n,
        section: section.into(),
        title: titles.zh.clone(),
        status,
        points: points.map(number),
        max: number("1"),
        checks: Vec::new(),
        verdict: None,
        waiver: None,
        note: String::new(),
        owner: "王丽".into(),
        due: finding.then(|| day(2026, 1, 15)),
        action: finding.then_some(ActionStatus::Open),
        titles,
        rule: text(
            "检查资料及现场，符合1分，部分符合0.5分，不符合0分",
            "Records and site: pass 1, partial 0.5, fail 0",
        ),
        remark: None,
        source: None,
        role: text("客服主管", "Customer service manager"),
        ladder: Ladder { half: Need::All, full: Need::All },
        veto: None,
        possible: [number("0"), number("1")],
        not_applicable: None,
        definition: String::new(),
        appeal: None,
        replaces: Vec::new(),
    }
}

fn judged(tier: Tier, words: [&str; 3], yes: Option<bool>) -> CheckResult {
    let facts = yes.map_or(Facts::Unanswered, |yes| Facts::Answered { yes });
    let mut check = check((Kind::Judged, tier), words, yes, facts);
    if let Some(yes) = yes {
        let value = if yes { "是" } else { "否" };
        check.evidence.push(cell("checksheet.xlsx", "检查表", "F12", value));
    }
    check
}

fn calls() -> ItemResult {
    let titles =
        text("24小时客户服务电话的接通率100%", "The 24-hour service line is always answered");
    let mut item = item(4, "service", Status::Partial, Some("0.5"), titles);
    let facts = || Facts::Sampled {
        needed: 10,
        made: 10,
        passed: 9,
        unit: text("通电话", "calls"),
        word: text("接通", "answered"),
        figure: SampleFigure::Rate,
    };
    let some = check(
        (Kind::Sampled, Tier::Half),
        ["some", "任意时间电话接通", "Calls are answered"],
        Some(true),
        facts(),
    );
    let all = check(
        (Kind::Sampled, Tier::Full),
        ["all", "十次电话全部接通", "All ten calls are answered"],
        Some(false),
        facts(),
    );
    let mut all = figure(all, "0.9", Compare::AtLeast, "1");
    all.sample = Some(10);
    all.evidence = vec![cell("checksheet.xlsx", "抽查", "D12", "未接通")];
    item.checks = vec![figure(some, "0.9", Compare::Above, "0"), all];
    item.due = Some(day(2025, 12, 20));
    item.note = "夜间两次响铃超过30秒，第三次才接通；已要求夜班前台随身携带分机".into();
    item
}

fn repairs() -> ItemResult {
    let titles = text(
        "设有服务接待中心，公示24小时服务电话；急修半小时内、其它报修按双方约定时间到达现场，有完整的报修、维修和回访记录",
        "Service centre with a published 24-hour line; urgent repairs reached within half an hour, others by the agreed time, reports, repairs and callbacks on record",
    );
    let mut item = item(11, "service", Status::Fail, Some("0"), titles);
    let rate = |passed, counted, zh: &str, en: &str| Facts::Rate {
        passed,
        counted,
        undecided: 0,
        unit: text(zh, en),
        span: span(Window::Period),
    };
    let urgent = check(
        (Kind::Measured, Tier::Half),
        ["urgent", "急修30分钟内到达现场", "Urgent repairs reached within 30 minutes"],
        Some(false),
        rate(24_999, 25_000, "件急修", "urgent repairs"),
    );
    let mut urgent = figure(urgent, "0.99996", Compare::AtLeast, "1");
    urgent.evidence = (0..20)
        .map(|i| {
            cell(
                "evidence/报修台账.xlsx",
                "2025年第四季度",
                &format!("H{}", 120 + i),
                "2025-11-03 14:52",
            )
        })
        .collect();
    let agreed = check(
        (Kind::Measured, Tier::Full),
        ["agreed", "其它报修按约定时间到达", "Other repairs reached by the agreed time"],
        Some(false),
        rate(312, 330, "件报修", "repairs"),
    );
    let missing = Facts::RegisterMissing { register: text("回访台账", "callback register") };
    let callbacks = check(
        (Kind::Measured, Tier::Full),
        ["callbacks", "回访记录完整", "Callbacks on record"],
        None,
        missing,
    );
    item.checks = vec![
        urgent,
        figure(agreed, "0.945455", Compare::AtLeast, "0.95"),
        callbacks,
        judged(
            Tier::Half,
            [
                "centre",
                "设有服务接待中心并公示24小时服务电话",
                "There is a service centre with a published line",
            ],
            Some(true),
        ),
    ];
    item.action = Some(ActionStatus::InProgress);
    item.owner = "工程主管".into();
    item.role = text("工程主管", "Engineering manager");
    item
}

fn meetings() -> ItemResult {
    let titles = text(
        "定期（至少每半年一次）召开业主代表座谈会，并有详细记录档案",
        "Owners' meetings at least every half-year, on record",
    );
    let mut item = item(8, "service", Status::Partial, Some("0.5"), titles);
    let each = Facts::Each {
        bucket: Bucket::HalfYear,
        counts: vec![1, 0],
        unit: text("次座谈会", "meetings"),
        span: span(Window::TrailingYear),
    };
    let twice = check(
        (Kind::Measured, Tier::Full),
        ["twice", "每半年至少一次座谈会", "A meeting every half-year"],
        Some(false),
        each,
    );
    item.checks = vec![
        judged(Tier::Half, ["plan", "有沟通管理计划和实施方案", "There is a plan"], Some(true)),
        figure(twice, "0", Compare::AtLeast, "1"),
    ];
    item.waiver = Some(WaiverRecord {
        reason: "下半年换届，业委会要求推迟".into(),
        approved_by: "区域经理 陈明".into(),
        from: None,
        until: day(2026, 3, 31),
    });
    item
}

fn satisfaction() -> ItemResult {
    let titles = text(
        "业主满意度逐年提高两个百分点，或保持90%以上",
        "Satisfaction up two points a year, or held at 90 %",
    );
    let mut item = item(39, "environment", Status::Pass, Some("1"), titles);
    let change = Facts::Change {
        now: Some(number("0.93")),
        before: Some(number("0.92")),
        source: Some(Before::Audit),
        by: ChangeBy::Difference,
        share: true,
        rows: None,
        span: span(Window::TrailingYear),
    };
    let average = Facts::Average {
        counted: 412,
        share: true,
        unit: text("份问卷", "surveys"),
        span: span(Window::TrailingYear),
    };
    let up = check(
        (Kind::Measured, Tier::Full),
        ["up", "满意度提高2个百分点", "Satisfaction up two points"],
        Some(false),
        change,
    );
    let held = check(
        (Kind::Measured, Tier::Alternative),
        ["held", "满意度保持90%以上", "Satisfaction held at 90 %"],
        Some(true),
        average,
    );
    item.checks = vec![
        figure(up, "0.01", Compare::AtLeast, "0.02"),
        figure(held, "0.93", Compare::AtLeast, "0.9"),
    ];
    item
}

fn overall(
    n: u32,
    section: &str,
    status: Status,
    points: Option<&str>,
    titles: Text,
) -> ItemResult {
    let mut item = item(n, section, status, points, titles);
    let holds = Some(status == Status::Pass);
    let mut verdict = check(
        (Kind::Judged, Tier::Overall),
        ["verdict", "按评分细则的整项判断", "Overall judgement by the rule"],
        holds,
        Facts::Judgement { status },
    );
    verdict.evidence.push(cell("checksheet.xlsx", "检查表", "F30", "部分符合"));
    item.checks = vec![verdict];
    item
}

fn items() -> Vec<ItemResult> {
    let plan = text(
        "=根据物业管理方案制作精神文明建设方案和实施计划，严格执行，详细记录",
        "=A civic programme made, followed and recorded",
    );
    let mut plan = overall(1, "service", Status::Pass, Some("1"), plan);
    plan.note = "+资料齐全\u{1}".into();
    let mut pets = item(
        28,
        "environment",
        Status::NotApplicable,
        None,
        text("小区宠物登记管理规范", "Pets are registered"),
    );
    pets.not_applicable = Some(NotApplicableRecord {
        reason: "小区管理规约禁止饲养宠物".into(),
        approved_by: "区域经理 陈明".into(),
        policy: NotApplicable::Exclude,
    });
    let mut open = item(
        44,
        "environment",
        Status::NotReviewed,
        None,
        text("消防通道畅通，设施完好有效", "Fire lanes are clear"),
    );
    open.checks = vec![judged(Tier::Full, ["clear", "消防通道畅通", "Fire lanes are clear"], None)];
    let safety = text(
        "电梯、消防等特种设备按期检验合格，检验标志在有效期内并张贴于明显位置",
        "Lifts and fire systems are inspected in time",
    );
    let mut safety = overall(47, "environment", Status::Fail, Some("0"), safety);
    safety.veto = Some("fair".into());
    safety.note = "3号楼2号梯检验标志已过期（2025-09）".into();
    let green = text("绿化养护按月计划执行", "Greenery is kept by a monthly plan");
    let mut green = item(50, "environment", Status::Partial, Some("0.5"), green);
    green.checks = vec![judged(
        Tier::Full,
        ["monthly", "每月按计划养护并记录", "Kept and recorded every month"],
        Some(true),
    )];
    green.verdict = Some(VerdictRecord {
        status: Status::Partial,
        computed: Some(Status::Pass),
        override_reason: Some("现场三处绿地黄土裸露，与记录不符".into()),
        evidence: cell("checksheet.xlsx", "检查表", "F55", "部分符合"),
    });
    green.action = Some(ActionStatus::Done);
    vec![plan, calls(), meetings(), repairs(), pets, satisfaction(), open, safety, green]
}

fn section(id: &str, titles: Text, figures: [&str; 3], counts: [u32; 5]) -> SectionScore {
    let [points, max, percent] = figures.map(number);
    let [pass, partial, fail, not_applicable, not_reviewed] = counts;
    SectionScore {
        id: id.into(),
        title: titles.zh.clone(),
        points,
        max,
        percent: Some(percent),
        titles,
        items: counts.iter().sum(),
        pass,
        partial,
        fail,
        not_applicable,
        not_reviewed,
    }
}

fn problem(severity: Severity, cell: Option<&str>, message: &str) -> ProblemRecord {
    ProblemRecord {
        severity,
        code: "type-mismatch".into(),
        file: "evidence/报修台账.xlsx".into(),
        sheet: cell.map(|_| "2025年第四季度".into()),
        cell: cell.map(Into::into),
        line: None,
        message: message.into(),
        data: ProblemKind::TypeMismatch {
            column: "到场时间".into(),
            expected: Expected::DateTime,
            found: "下午".into(),
        },
    }
}

fn spot(row: u32, passed: Option<bool>, note: &str) -> SpotCheckRecord {
    let value = passed.map_or("", |p| if p { "接通" } else { "未接通" });
    SpotCheckRecord {
        item: "QI-04".into(),
        sample: "calls".into(),
        subject: "400-***-8812".into(),
        date: passed.map(|_| day(2025, 12, 8)),
        passed,
        note: note.into(),
        evidence: cell("checksheet.xlsx", "抽查", &format!("D{row}"), value),
        titles: text("任意时间拨打服务电话", "Call the service line at any hour"),
    }
}

fn grade(id: &str, zh: &str, en: &str, from: &str) -> GradeBand {
    GradeBand { id: id.into(), titles: text(zh, en), from: number(from) }
}

/// Nine items in two sections: 3.5 of 7 points, every status, a veto, a waiver and an override.
/// By hand: section one 1 + 0.5 + 0.5 + 0 = 2 of 4; section two 1 + 0 + 0.5 = 1.5 of 3; one item not
/// reviewed makes 3.5 / 8 = 43.75 % to 4.5 / 8 = 56.25 %.
pub fn outcome() -> Outcome {
    let mut outcome = Outcome {
        schema: SCHEMA.into(),
        tool: Tool { name: "inspect".into(), version: "0.1.0".into() },
        standard: StandardRef {
            id: "quality-inspection".into(),
            version: "2025.1".into(),
            title: "物业服务品质检查标准".into(),
            sha256: "0".repeat(64),
            language: Lang::Zh,
            titles: text("物业服务品质检查标准", "Property service quality standard"),
            off: Vec::new(),
        },
        project: Project {
            id: "riverside".into(),
            name: "滨河花园".into(),
            group: "华东/上海".into(),
            households: Some(1200),
        },
        period: "2025Q4".into(),
        as_of: day(2025, 12, 31),
        score: Score {
            points: number("3.5"),
            max: number("7"),
            percent: Some(number("50")),
            low: Some(number("43.75")),
            high: Some(number("56.25")),
            grade: Some("需改进".into()),
            items: 9,
            pass: 2,
            partial: 3,
            fail: 2,
            not_applicable: 1,
            not_reviewed: 1,
            grade_id: Some("poor".into()),
            veto: Some(VetoRecord { items: vec!["QI-47".into()], without: "fair".into() }),
            with_waivers: None,
            before_appeals: None,
        },
        sections: vec![
            section(
                "service",
                text("客户管理", "Customer service"),
                ["2", "4", "50"],
                [1, 2, 1, 0, 0],
            ),
            section(
                "environment",
                text("环境与设施管理", "Grounds and facilities"),
                ["1.5", "3", "50"],
                [1, 1, 1, 1, 1],
            ),
        ],
        items: items(),
        inputs: Vec::new(),
        problems: vec![
            problem(
                Severity::Error,
                Some("H57"),
                "“到场时间”应为日期时间，读到“下午”；该单元格未使用",
            ),
            problem(Severity::Warning, Some("A1:L1"), "=表头有两列都像“到场时间”，采用第一列"),
            problem(Severity::Info, None, "没有检查项用到这个文件"),
        ],
        auditor: Some("赵敏".into()),
        grades: vec![
            grade("good", "良好", "Good", "80"),
            grade("fair", "合格", "Fair", "40"),
            grade("poor", "需改进", "Poor", "0"),
        ],
        spot_checks: vec![
            spot(11, Some(true), ""),
            spot(12, Some(false), "响铃45秒无人接听"),
            spot(13, None, "@稍后补打"),
        ],
        actions: Vec::new(),
        waivers: Vec::new(),
        previous: Vec::new(),
    };
    for check in outcome.items.iter_mut().flat_map(|i| &mut i.checks) {
        check.message = facts::message(
            &check.facts,
            check.value,
            check.threshold,
            check.compare,
            check.holds,
            Lang::Zh,
        );
    }
    outcome
}

/// The sample's view.
pub fn view(lang: Lang) -> super::View {
    super::View::new(&outcome(), lang, day(2025, 12, 31))
}
