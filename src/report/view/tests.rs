//! The view of the sample, by hand.

use super::*;
use crate::outcome::ActionStatus;
use crate::report::sample::{day, outcome, view};

fn of(view: &View, number: u32) -> &ItemView {
    view.items.iter().find(|i| i.number == number).unwrap()
}

#[test]
fn findings_come_worst_first() {
    // Failed: 47 (veto) before 11; then partial 4, 8, 50 by number.
    let order = |view: &View| view.findings().map(|i| i.number).collect::<Vec<_>>();
    assert_eq!(order(&view(Lang::Zh)), [47, 11, 4, 8, 50]);
    // Weight outranks the number.
    let mut heavy = outcome();
    heavy.items[8].max = Number::from(2);
    assert_eq!(order(&View::new(&heavy, Lang::Zh, day(2025, 12, 31))), [47, 11, 50, 4, 8]);
}

#[test]
fn overdue_is_told_by_the_day_asked_about() {
    let overdue = |as_of| {
        let view = View::new(&outcome(), Lang::Zh, as_of);
        view.items.iter().filter(|i| i.overdue).map(|i| i.number).collect::<Vec<_>>()
    };
    assert_eq!(overdue(day(2025, 12, 20)), [] as [u32; 0]);
    assert_eq!(overdue(day(2025, 12, 31)), [4]);
    // 8 is waived to 2026-03-31, 50 is done.
    assert_eq!(overdue(day(2026, 1, 16)), [4, 11, 47]);
    assert_eq!(overdue(day(2026, 4, 1)), [4, 8, 11, 47]);
}

#[test]
fn the_basis_has_the_figures_and_what_overrides_them() {
    let zh = view(Lang::Zh);
    assert_eq!(of(&zh, 1).basis, ["检查人判定：符合"]);
    assert_eq!(
        of(&zh, 8).basis,
        [
            "有沟通管理计划和实施方案：是",
            "每半年至少一次座谈会：2025年上半年1次座谈会，下半年0次，要求每半年不少于1次",
            "豁免至2026-03-31：下半年换届，业委会要求推迟（批准人：区域经理 陈明）"
        ]
    );
    assert_eq!(of(&zh, 28).basis, ["不适用：小区管理规约禁止饲养宠物（批准人：区域经理 陈明）"]);
    assert_eq!(of(&zh, 44).basis, ["未作答"]);
    assert_eq!(
        of(&zh, 50).basis[0],
        "检查人改判为“部分符合”（证据计算为“符合”），理由：现场三处绿地黄土裸露，与记录不符"
    );
    let en = view(Lang::En);
    assert_eq!(
        of(&en, 4).basis[1],
        "All ten calls are answered: 10 calls, 9 answered (90%); required: 100%"
    );
}

#[test]
fn a_contradicted_verdict_is_reported() {
    let mut outcome = outcome();
    let verdict = outcome.items[8].verdict.as_mut().unwrap();
    verdict.override_reason = None;
    let view = View::new(&outcome, Lang::Zh, day(2025, 12, 31));
    assert_eq!(of(&view, 50).basis[0], "检查人判定“部分符合”与证据（“符合”）不一致，以证据为准");
}

#[test]
fn findings_say_what_is_missing_and_what_would_earn_the_points() {
    let zh = view(Lang::Zh);
    let repairs = of(&zh, 11);
    assert_eq!(
        repairs.missing,
        [
            "急修30分钟内到达现场：25000件急修中24999件达标（99.996%），要求100%",
            "其它报修按约定时间到达：330件报修中312件达标（94.55%），要求不低于95%",
            "回访记录完整：未找到“回访台账”，无法判定"
        ]
    );
    assert_eq!(
        repairs.earns[..2],
        [
            "先得部分分：急修30分钟内到达现场",
            "再得满分（1分）：其它报修按约定时间到达；回访记录完整"
        ]
    );
    // The rows to mend, and that the quarter is over.
    let mend = &repairs.earns[2];
    let start = "须处理（急修30分钟内到达现场）：evidence/报修台账.xlsx!2025年第四季度 第120行、";
    assert!(mend.starts_with(start), "{mend}");
    assert!(mend.contains(" 等20行；时段已于2025-12-31结束"), "{mend}");
    assert_eq!(of(&zh, 4).earns, ["得满分（1分）：十次电话全部接通"]);
    // A judged item: the criterion first, then the note.
    let judged = &of(&zh, 47).missing;
    assert_eq!(judged.len(), 2);
    assert_eq!(judged[1], "检查人备注：3号楼2号梯检验标志已过期（2025-09）");
    assert!(of(&zh, 39).missing.is_empty() && of(&zh, 39).earns.is_empty());
}

#[test]
fn a_percentage_outside_its_range_is_explained() {
    assert_eq!(view(Lang::Zh).outside, None);
    let mut outcome = outcome();
    let open = outcome.items.iter_mut().find(|i| i.status == Status::NotReviewed).unwrap();
    open.possible[1] = crate::report::sample::number("0.5");
    let id = open.id.clone();
    outcome.score.high = Some(crate::report::sample::number("49"));
    let told = View::new(&outcome, Lang::Zh, day(2025, 12, 31)).outside.unwrap();
    assert_eq!(
        told,
        format!("得分率 50% 高于可能范围：未检查项已不能得满分（{id} 0.5/1），检查后得分率会下降")
    );
}

#[test]
fn headings_and_totals() {
    let zh = view(Lang::Zh);
    assert_eq!(
        (zh.heading.period.as_str(), zh.heading.group.as_str()),
        ("2025年第4季度", "华东 / 上海")
    );
    assert_eq!(zh.score.grade, "需改进");
    assert_eq!(
        zh.score.veto.as_deref(),
        Some("否决项不符合（第47项），等级受限；仅按得分率为“合格”")
    );
    // 8 apply, 7 are reviewed.
    assert_eq!((zh.score.applicable, zh.score.reviewed), (8, 7));
    assert_eq!(zh.score.completeness.map(|c| c.to_string()).as_deref(), Some("87.5"));
    let counts: Vec<u32> = zh.counts.iter().map(|c| c.items).collect();
    assert_eq!(counts, [2, 3, 2, 1, 1]);
    assert_eq!(view(Lang::En).score.grade, "Poor");
    assert_eq!(period("2025-11", Lang::Zh), "2025年11月");
    assert_eq!(period("2025-H1", Lang::En), "2025 H1");
    assert_eq!(period("第三期", Lang::Zh), "第三期");
}

#[test]
fn many_cells_are_capped_and_counted() {
    let zh = view(Lang::Zh);
    let cells = &of(&zh, 11).checks[0].cells;
    assert_eq!(cells[0], "evidence/报修台账.xlsx!2025年第四季度：");
    assert_eq!(cells[1], "H120 = 2025-11-03 14:52");
    // All twenty where the check does not hold; of one that holds eight, and how many there are.
    assert_eq!(cells.len(), 21);
    let mut holds = outcome();
    holds.items.iter_mut().find(|i| i.number == 11).unwrap().checks[0].holds = Some(true);
    holds.items.iter_mut().find(|i| i.number == 11).unwrap().checks[0].evidence_total = 500;
    let view = View::new(&holds, Lang::Zh, day(2025, 12, 31));
    let cells = &of(&view, 11).checks[0].cells;
    assert_eq!(cells.last().unwrap(), "… 共500个单元格，此处列出8个，result.json 列出20个");
    let value = of(&zh, 11).checks[0].value.unwrap();
    assert_eq!(
        (value.to_string().as_str(), of(&zh, 11).checks[0].threshold.as_str()),
        ("99.996%", "≥ 100%")
    );
}

#[test]
fn owners_without_a_name_are_shown_by_role_in_the_language() {
    let en = view(Lang::En);
    assert_eq!(of(&en, 11).owner, "Engineering manager");
    assert_eq!(of(&en, 4).owner, "王丽");
    assert_eq!(of(&en, 50).action, Some(ActionStatus::Done));
}
