//! Rules that take points away: 每处不合格扣0.5分，扣完为止.
//!
//! A ladder knows full, half and no points. So nothing taken away is full points; what leaves at least half of
//! the weight is half points; anything more is none. One thing that is counted becomes a limit on its number,
//! of spot checks where the rule draws them; several things become a limit on what is taken away together.
//! Either way a person is asked to confirm it.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::losses::{Loss, from_how_many, losses, uncapped};
use super::words::{is_generic, tidy};
use super::{DraftKind, Ladder, judged};
use crate::intake::said::has_han;
use crate::intake::sampling::{Sampling, sampling};
use crate::lang::Lang;

/// Checks of the full tier before they are joined to one.
const MANY: usize = 6;

/// The ladder of a rule that takes points away; `None` where it does not say what for.
pub fn ladder(title: &str, rule: &str, weight: Decimal, lang: Lang) -> Option<Ladder> {
    let losses = losses(&uncapped(rule), weight);
    let vague = |loss: &Loss| {
        let words = loss.words.replace("酌情", "").replace("视情况", "").replace("视情", "");
        !loss.all && loss.unit.is_none() && tidy(&words).is_empty()
    };
    if losses.found.is_empty() || losses.found.iter().any(vague) {
        return None;
    }
    let mut ladder = Ladder::default();
    let half = (weight / Decimal::TWO).normalize();
    let zh = has_han(rule);
    ladder.confirm(
        lang,
        format!("扣分规则按三档读：不扣分得满分，扣分不超过 {half} 分得一半，再多不得分：{rule}"),
        format!("points taken away, read as three steps: none is full points, up to {half} is half of them, more is none: {rule}"),
    );
    for words in losses.earned.iter().filter(|w| !is_generic(w)) {
        ladder.checks.push(judged(words, "full"));
    }
    let counted: Vec<&Loss> = losses.found.iter().filter(|l| !l.all).collect();
    let limits: Vec<Option<u32>> =
        losses.found.iter().filter(|l| l.all).map(|l| from_how_many(&l.words)).collect();
    match counted.as_slice() {
        _ if losses.mixed => {
            let weight = weight.normalize();
            ladder.checks.push(judged(
                &said(
                    zh,
                    format!("按细则得分不少于 {half} 分"),
                    format!("at least {half} points by the rule"),
                ),
                "half",
            ));
            ladder.checks.push(judged(
                &said(
                    zh,
                    format!("按细则得满分 {weight} 分"),
                    format!("all {weight} points by the rule"),
                ),
                "full",
            ));
        }
        [Loss { words, points: Some(points), unit: Some(unit), .. }]
            if limits.iter().all(Option::is_some) =>
        {
            let most = limits.iter().flatten().map(|n| n.saturating_sub(1)).min();
            let allowed = half.checked_div(*points).and_then(|n| n.floor().to_u32()).unwrap_or(0);
            let allowed = most.map_or(allowed, |m| m.min(allowed));
            ladder.each(words, unit, allowed, sampling(rule), lang);
        }
        [Loss { words, points: Some(points), .. }] if limits.is_empty() && *points <= half => {
            ladder.checks.clear();
            ladder.overall(title);
            ladder.confirm(
                lang,
                format!("整项判断；“部分符合”即：{words}"),
                format!("one judgement; `partly` means: {words}"),
            );
        }
        counted => {
            let keeps_half = |l: &&Loss| l.points.is_none_or(|p| p <= half);
            if counted.iter().any(keeps_half) {
                let title = said(
                    zh,
                    format!("按细则扣分合计不超过 {half} 分"),
                    format!("at most {half} points are taken away in all"),
                );
                ladder.checks.push(judged(&title, "half"));
            }
            let words: Vec<&str> = losses.found.iter().map(|l| l.words.as_str()).collect();
            if words.len() > MANY {
                ladder.none(&words.join(if zh { "；" } else { "; " }));
            } else {
                words.into_iter().for_each(|w| ladder.none(w));
            }
        }
    }
    if !losses.rest.is_empty() {
        ladder.unclear(lang, &losses.rest, ("评分细则中另有", "the rule says besides"));
    }
    Some(ladder)
}

fn said(chinese: bool, zh: String, en: String) -> String {
    if chinese { zh } else { en }
}

impl Ladder {
    /// Nothing of this.
    fn none(&mut self, words: &str) {
        let title = said(has_han(words), format!("无此情形：{words}"), format!("none: {words}"));
        self.checks.push(judged(&title, "full"));
    }

    /// Points are taken away for each: at most so many are half points.
    fn each(&mut self, words: &str, unit: &str, allowed: u32, drawn: Option<Sampling>, lang: Lang) {
        let what = without_count(words, unit);
        if let Some(drawn) = drawn.filter(|d| d.unit.starts_with(unit) && d.need > 0) {
            // All of them failed would be no half points even where the sums say so.
            let fewest = drawn.need.saturating_sub(allowed).max(1);
            self.draw(drawn.clone(), lang);
            if fewest < drawn.need {
                let title = said(
                    has_han(words),
                    format!("至少 {fewest} {unit}合格"),
                    format!("at least {fewest} pass"),
                );
                self.check(&title, "half", DraftKind::Count(fewest));
            }
            let title = said(
                has_han(words),
                format!("抽查的均无此情形：{what}"),
                format!("none of the sampled: {what}"),
            );
            return self.check(&title, "full", DraftKind::Rate("at_least", "1".into()));
        }
        if allowed > 0 {
            let title = said(
                has_han(words),
                format!("{what}不超过 {allowed} {unit}"),
                format!("{what}: at most {allowed}"),
            );
            self.checks.push(judged(&title, "half"));
        }
        self.none(&what);
    }
}

/// 每发现一人不符合: 不符合.
fn without_count(words: &str, unit: &str) -> String {
    let mut what = words.to_string();
    for count in ["一", "1"] {
        what = what.replace(&format!("{count}{unit}"), "");
    }
    what = what.replace(&format!("每{unit}"), "").replace("每发现", "").replace('每', "");
    for word in ["for each ", "for every ", "each ", "every ", "per "] {
        what = what.replace(word, "");
    }
    let what = tidy(&what);
    if what.is_empty() || what == "发现" {
        return said(has_han(words), "不合格".into(), "a failure".into());
    }
    // 少一次, 每低1个百分点: 少 and 低 alone say nothing.
    match what.chars().count() {
        1 => tidy(words.trim_start_matches('每')).to_string(),
        _ => what.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::RemarkKind;
    use crate::intake::rule::losses::deducts;

    fn found(rule: &str, weight: i64) -> Vec<(&'static str, String, DraftKind)> {
        let ladder = ladder("要求", rule, Decimal::from(weight), Lang::Zh).unwrap();
        assert!(ladder.remarks.iter().any(|(k, t)| *k == RemarkKind::Confirm && t.contains(rule)));
        ladder.checks.into_iter().map(|c| (c.tier, c.title, c.kind)).collect()
    }

    fn judges(rule: &str, weight: i64) -> Vec<(&'static str, String)> {
        let checks = found(rule, weight);
        assert!(checks.iter().all(|c| c.2 == DraftKind::Judged), "{rule}: {checks:?}");
        checks.into_iter().map(|(tier, title, _)| (tier, title)).collect()
    }

    fn is(found: &[(&'static str, String)], expected: &[(&str, &str)]) {
        let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (*a, b.as_str())).collect();
        assert_eq!(found, expected);
    }

    /// Half of 5 is 2.5, which is five times 0.5; half of 2 is twice 0.5.
    #[test]
    fn so_many_of_one_thing_cost_half_of_the_points() {
        is(
            &judges("每发现一人不符合扣0.5分，扣完为止", 5),
            &[("half", "不符合不超过 5 人"), ("full", "无此情形：不符合")],
        );
        is(
            &judges("每处不合格扣0.5分，扣完为止", 2),
            &[("half", "不合格不超过 2 处"), ("full", "无此情形：不合格")],
        );
        is(
            &judges("每发现一处扣0.5分，扣完为止", 2),
            &[("half", "不合格不超过 2 处"), ("full", "无此情形：不合格")],
        );
        is(
            &judges("有杂物扣1分/处", 10),
            &[("half", "有杂物不超过 5 处"), ("full", "无此情形：有杂物")],
        );
        // 3 of them leave nothing, so 2 at most, though 5 would cost half only.
        is(
            &judges("发现一处不合格扣0.5分，3处以上不得分", 5),
            &[("half", "发现不合格不超过 2 处"), ("full", "无此情形：发现不合格")],
        );
        is(&judges("每缺一份扣1分", 1), &[("full", "无此情形：缺一份")]);
        is(
            &judges("缺项每项扣本项分值的20%", 5),
            &[("half", "缺项不超过 2 项"), ("full", "无此情形：缺项")],
        );
        // Nothing is taken away, which no ladder says.
        assert!(ladder("要求", "每发现一处扣本项分值的0%", Decimal::TWO, Lang::Zh).is_none());
        is(
            &judges("Deduct 1 point for each outage", 4),
            &[("half", "outage: at most 2"), ("full", "none: outage")],
        );
    }

    #[test]
    fn several_things_are_added_up() {
        is(
            &judges("缺一次记录扣0.5分，记录不规范扣0.2分/处，扣完为止", 10),
            &[
                ("half", "按细则扣分合计不超过 5 分"),
                ("full", "无此情形：缺一次记录"),
                ("full", "无此情形：记录不规范"),
            ],
        );
        is(
            &judges("未在24小时内响应的，每起扣2分；造成升级投诉的不得分", 10),
            &[
                ("half", "按细则扣分合计不超过 5 分"),
                ("full", "无此情形：未在24小时内响应的"),
                ("full", "无此情形：造成升级投诉的"),
            ],
        );
        is(
            &judges("每季度培训1次得4分，少一次扣1分，加班另计2分", 6),
            &[("half", "按细则得分不少于 3 分"), ("full", "按细则得满分 6 分")],
        );
        is(
            &judges("齐全得1分；缺失一份扣0.5分", 1),
            &[("full", "齐全"), ("half", "缺失不超过 1 份"), ("full", "无此情形：缺失")],
        );
    }

    #[test]
    fn one_thing_that_is_there_or_not() {
        is(&judges("无预案扣3分", 5), &[("full", "无此情形：无预案")]);
        is(
            &judges("无预案不得分，未演练扣2分", 5).split_off(0),
            &[
                ("half", "按细则扣分合计不超过 2.5 分"),
                ("full", "无此情形：无预案"),
                ("full", "无此情形：未演练"),
            ],
        );
        // 2 of 5 leave more than half whatever happens: the judgement has three words for it.
        is(&judges("未演练扣2分", 5), &[("overall", "要求")]);
    }

    /// Ten calls at one point each, of ten points: five may fail.
    #[test]
    fn what_is_sampled_is_counted() {
        let checks = found("抽查10次，每次未接通扣1分", 10);
        assert_eq!((checks[0].0, &checks[0].2), ("half", &DraftKind::Count(5)));
        assert_eq!((checks[1].0, &checks[1].2), ("full", &DraftKind::Rate("at_least", "1".into())));
        assert_eq!(checks[1].1, "抽查的均无此情形：未接通");
    }

    #[test]
    fn what_is_not_said_is_not_made_up() {
        for rule in ["酌情扣分", "酌情扣1-3分", "扣完为止"] {
            assert_eq!(ladder("要求", rule, Decimal::from(5), Lang::Zh), None, "{rule}");
        }
        is(
            &judges("卫生差扣1-3分", 5),
            &[("half", "按细则扣分合计不超过 2.5 分"), ("full", "无此情形：卫生差")],
        );
        assert!(!deducts("投诉率逐年递减5%得1分") && !deducts("减少浪费") && deducts("每处减1分"));
    }
}
