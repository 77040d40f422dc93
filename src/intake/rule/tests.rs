//! Rules as companies write them.

use super::*;

fn one(rule: &str) -> Ladder {
    ladder("要求", rule, Decimal::ONE, Lang::Zh)
}

fn checks(ladder: &Ladder) -> Vec<(&str, &str)> {
    ladder.checks.iter().map(|c| (c.tier, c.title.as_str())).collect()
}

#[test]
fn points_in_words_become_a_ladder() {
    let found = one("有制度0.5分，并有效执行1分，不符合0分");
    assert_eq!(checks(&found), [("half", "有制度"), ("full", "有效执行")]);
    assert!(found.remarks.is_empty() && !found.any_half);
    let found = one("1分：制度齐全并执行；0.5分：有制度；0分：无制度");
    assert_eq!(checks(&found), [("half", "有制度"), ("full", "制度齐全并执行")]);
    let found = one("documented 0.5, and followed 1, otherwise 0.");
    assert_eq!(checks(&found), [("half", "documented"), ("full", "followed")]);
    let found = one("有记录得满分，否则不得分");
    assert_eq!(checks(&found), [("full", "有记录")]);
}

#[test]
fn one_judgement_where_the_rule_says_only_how_much() {
    for rule in ["符合得1分，部分符合得0.5分，不符合0分", "符合1，部分符合0.5，不符合0", ""]
    {
        let found = one(rule);
        assert_eq!(checks(&found), [("overall", "要求")], "{rule}");
    }
    assert!(one("符合得1分，部分符合得0.5分，不符合0分").remarks.is_empty());
}

#[test]
fn samples_and_shares() {
    let found = one("有回访制度0.5分；执行有效、记录详细、抽查 3 件均属实得1分，无制度0分");
    assert_eq!(
        checks(&found),
        [("half", "有回访制度"), ("full", "抽查 3 件均属实"), ("full", "执行有效，记录详细")]
    );
    assert_eq!(found.sample.as_ref().map(|s| s.need), Some(3));
    assert_eq!(found.checks[1].kind, DraftKind::Rate("at_least", "1".into()));
    let found = one("任意时间抽打10个电话：有接通得 0.5，全部接通得 1，无接通得 0。");
    assert_eq!(
        found.checks.iter().map(|c| (c.tier, c.kind.clone())).collect::<Vec<_>>(),
        [("half", DraftKind::Count(1)), ("full", DraftKind::Rate("at_least", "1".into()))]
    );
    assert_eq!(found.sample.map(|s| s.need), Some(10));
    let found = one("抽查3户");
    assert_eq!(found.sample.map(|s| s.need), Some(3));
    assert!(
        one("接通率100%得1分，接通率90%以上得0.5分，其他0分")
            .remarks
            .iter()
            .any(|(kind, text)| *kind == RemarkKind::Confirm && text.contains("at_least = 0.9"))
    );
}

/// Rules as a real checklist has them, with ASCII commas and the way of looking in front.
#[test]
fn how_it_is_looked_at_is_no_condition() {
    for rule in [
        "现场检查,符合1分,部分符合0.5分,不符合0分",
        "检查记录、现场,符合1分,部分符合0.5分,不符合0分",
    ] {
        let found = one(rule);
        assert_eq!(checks(&found), [("overall", "要求")], "{rule}");
        assert!(found.remarks.is_empty(), "{:?}", found.remarks);
    }
    let found = one("检查合同档案,符合1分,合同不规范0.5分,不符合0分");
    assert_eq!(checks(&found), [("overall", "要求")]);
    assert!(found.remarks.iter().any(|(_, t)| t.contains("合同不规范")), "{:?}", found.remarks);
    let found = one("有登记0.5分,并得到客户认可1分(当面抽查3名员工以及记录),不符合0分");
    assert_eq!(
        checks(&found),
        [("half", "有登记"), ("full", "得到客户认可"), ("full", "当面抽查3名员工以及记录")]
    );
}

#[test]
fn what_cannot_be_said_is_not_dropped() {
    for rule in ["酌情扣分", "酌情给分", "有制度5分", "无制度不得分"] {
        let found = one(rule);
        assert_eq!(checks(&found), [("overall", "要求")], "{rule}");
        assert!(
            found.remarks.iter().any(|(k, t)| *k == RemarkKind::Unclear && t.contains(rule)),
            "{rule}: {:?}",
            found.remarks
        );
    }
    let five = ladder("要求", "有制度2分，有记录3分", Decimal::from(5), Lang::Zh);
    assert!(five.any_half);
    assert_eq!(checks(&five), [("half", "有制度"), ("half", "有记录")]);
    assert!(five.remarks.iter().any(|(_, t)| t.contains("相加")), "{:?}", five.remarks);
    let odd = ladder("要求", "有制度得2分，并执行得5分", Decimal::from(5), Lang::Zh);
    assert_eq!(checks(&odd), [("half", "有制度"), ("full", "执行")]);
    assert!(odd.remarks.iter().any(|(_, t)| t.contains("2 分（满分 5）")), "{:?}", odd.remarks);
    let partly = one("方案、计划、执行记录齐备得1分，部分具备得0.5分，均无得0分");
    assert!(partly.any_half && partly.checks.len() == 3, "{partly:?}");
    let more = one("有记录得1分，无记录0分，由总部复核");
    assert!(more.remarks.iter().any(|(_, t)| t.contains("由总部复核")), "{:?}", more.remarks);
}

/// A step between that says what is amiss does not rule out that nothing is.
#[test]
fn steps_that_exclude_each_other_are_read_as_or_better() {
    let found = one("A.完全执行得1分 B.基本执行得0.5分 C.未执行得0分");
    assert_eq!(checks(&found), [("half", "基本执行（或更好）"), ("full", "完全执行")]);
    let found = one("满意度≥90%得1分；80%≤满意度＜90%得0.5分；＜80%得0分");
    assert_eq!(checks(&found), [("half", "80%≤满意度＜90%（或更好）"), ("full", "满意度≥90%")]);
    assert!(found.remarks.iter().all(|(_, t)| !t.contains("below")), "{:?}", found.remarks);
}

#[test]
fn steps_that_count_spot_checks() {
    let kinds = |rule: &str| {
        let found = one(rule);
        let sample = found.sample.map(|s| s.need);
        (sample, found.checks.into_iter().map(|c| (c.tier, c.kind)).collect::<Vec<_>>())
    };
    let all = DraftKind::Rate("at_least", "1".into());
    let expected = (Some(3), vec![("half", DraftKind::Count(2)), ("full", all)]);
    for rule in [
        "抽查3户，满意3户得1分，2户得0.5分，其余0分",
        "抽查3处，全部合格得1分，有一处不合格得0.5分，两处及以上0分",
        "抽查3件，均属实得1分，1件不属实得0.5分",
    ] {
        assert_eq!(kinds(rule), expected, "{rule}");
    }
    // Nine of ten for full points, seven for half.
    let found = kinds("抽打10个电话，9个以上接通得1分，7个以上得0.5分，否则0分");
    assert_eq!(
        found,
        (Some(10), vec![("half", DraftKind::Count(7)), ("full", DraftKind::Count(9))])
    );
}
