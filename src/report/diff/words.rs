//! What a comparison says, in words.

use crate::compare::{Broken, Cause, Change, FigureChange, Gate, ItemChange, Told, Why};
use crate::lang::{Lang, Word};
use crate::outcome::Number;

/// A change of an item.
pub fn change(change: Change, lang: Lang) -> &'static str {
    match change {
        Change::Regressed => lang.pick("退步", "regressed"),
        Change::New => lang.pick("新增不符合", "new finding"),
        Change::Improved => lang.pick("改善", "improved"),
        Change::Fixed => lang.pick("已消除", "fixed"),
        Change::Unchanged => lang.pick("未变", "unchanged"),
        Change::NotComparable => lang.pick("不可比", "not comparable"),
    }
}

/// Why an item cannot be compared.
pub fn why(why: Why, lang: Lang) -> &'static str {
    match why {
        Why::Added => lang.pick("新标准增加的检查项", "added by the new standard"),
        Why::Removed => lang.pick("新标准已删去", "removed by the new standard"),
        Why::RuleChanged => lang.pick("评分规则已修改", "its rule was revised"),
        Why::Applicability => lang.pick("仅一期适用", "applies on one side only"),
        Why::Review => lang.pick("仅一期检查", "reviewed on one side only"),
    }
}

/// What a part of a change is due to.
pub fn cause(cause: Cause, lang: Lang) -> &'static str {
    match cause {
        Cause::Standard => lang.pick("标准修订", "revised standard"),
        Cause::Applicability => lang.pick("适用范围", "applicability"),
        Cause::Waivers => lang.pick("豁免", "waivers"),
        Cause::Overrides => lang.pick("改判与申诉", "overrides and appeals"),
        Cause::Coverage => lang.pick("检查覆盖", "review coverage"),
        Cause::Performance => lang.pick("实际表现", "real performance"),
    }
}

/// A difference with its sign: `+1.5`, `−0.83`, `0`.
pub fn signed(number: Number) -> String {
    let text = number.to_string();
    match text.strip_prefix('-') {
        Some(rest) => format!("−{rest}"),
        None if text == "0" => text,
        None => format!("+{text}"),
    }
}

/// A percentage; `–` without one.
pub fn percent(number: Option<Number>) -> String {
    number.map_or_else(|| "–".to_string(), |n| format!("{n}%"))
}

fn told(told: &Told, lang: Lang) -> String {
    match told {
        Told::Figure(figure) => figure.clone(),
        Told::Answer(yes) => if *yes { Word::Yes } else { Word::No }.get(lang).to_string(),
        Told::Judgement(status) => Word::from(*status).get(lang).to_string(),
        Told::Unknown => "–".to_string(),
    }
}

/// `urgent repairs in time 97.2% → 91.0%`.
pub fn figure(change: &FigureChange, lang: Lang) -> String {
    let (old, new) = (told(&change.old, lang), told(&change.new, lang));
    format!("{} {old} → {new}", change.titles.get(lang).trim())
}

/// Points before and after: `1 → 0.5`.
pub fn points(item: &ItemChange) -> String {
    let side = |side: &Option<crate::compare::items::ItemSide>| {
        side.and_then(|s| s.points).map_or_else(|| "–".to_string(), |p| p.to_string())
    };
    let (old, new) = (side(&item.old), side(&item.new));
    if old == new { new } else { format!("{old} → {new}") }
}

/// Statuses before and after, where they differ.
pub fn statuses(item: &ItemChange, lang: Lang) -> String {
    let word = |side: &Option<crate::compare::items::ItemSide>| {
        side.map_or("–", |s| Word::from(s.status).get(lang))
    };
    let (old, new) = (word(&item.old), word(&item.new));
    if old == new { new.to_string() } else { format!("{old} → {new}") }
}

/// Why a gate does not hold, on one line.
pub fn broken(project: Option<&str>, broken: &Broken, lang: Lang) -> String {
    let list = |ids: &[String]| ids.join(lang.pick("、", ", "));
    let said = match broken {
        Broken::Regression(items) => {
            let (n, items) = (items.len(), list(items));
            lang.pick(
                format!("{n} 项失分：{items}"),
                format!("items that lost points ({n}): {items}"),
            )
        }
        Broken::AnyChange(items, 0) => {
            lang.pick(format!("{items} 项有变化"), format!("items changed: {items}"))
        }
        Broken::AnyChange(_, projects) => lang.pick(
            format!("{projects} 个项目新增或不再出现"),
            format!("projects that came or went: {projects}"),
        ),
        Broken::Drop(change, most) => {
            let change = signed(*change);
            lang.pick(
                format!("得分率变化 {change}，降幅超过 {most}"),
                format!("the percentage changed by {change}, more than a drop of {most}"),
            )
        }
        Broken::NoPercent => {
            lang.pick("本期没有得分率".to_string(), "the new audit has no percentage".to_string())
        }
        Broken::ExpiredWaiver(items) => {
            let items = list(items);
            lang.pick(format!("豁免已到期：{items}"), format!("expired waivers: {items}"))
        }
        Broken::Incomplete(open) => lang.pick(
            format!("检查未完成：{open} 项未检查"),
            format!("the audit is incomplete: items not reviewed: {open}"),
        ),
        Broken::Overdue(items) => {
            let items = list(items);
            lang.pick(format!("整改逾期：{items}"), format!("overdue actions: {items}"))
        }
        Broken::Baseline(new, old) => lang.pick(
            format!("得分率 {new}% 低于上期的 {old}%"),
            format!("the score of {new}% is below the baseline of {old}%"),
        ),
    };
    match project {
        Some(project) => format!("{project}{}{said}", lang.pick("：", ": ")),
        None => said,
    }
}

/// The spelling of a gate on the command line.
pub fn gate(gate: Gate) -> String {
    match gate {
        Gate::Regression => "regression".into(),
        Gate::AnyChange => "any-change".into(),
        Gate::Drop(most) => format!("drop>{most}"),
        Gate::ExpiredWaiver => "expired-waiver".into(),
        Gate::Incomplete => "incomplete".into(),
        Gate::Overdue => "overdue".into(),
        Gate::Baseline => "baseline".into(),
    }
}
