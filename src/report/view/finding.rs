//! Findings: their order, what is missing and what would earn the points.

use std::cmp::Reverse;

use super::check::CheckView;
use super::item::ItemView;
use crate::lang::{Lang, Word};
use crate::outcome::{CheckResult, Facts, ItemResult, Status};
use crate::report::text::clean;
use crate::standard::{Need, NotApplicable, Tier};

/// Whether an item is scored below its full points.
pub fn is_finding(item: &ItemResult) -> bool {
    match item.status {
        Status::Partial | Status::Fail => true,
        Status::NotApplicable => {
            item.not_applicable.as_ref().is_some_and(|n| n.policy == NotApplicable::Fail)
        }
        Status::Pass | Status::NotReviewed => false,
    }
}

/// Indices of the findings: failed before partial, vetoes first, then by weight and number.
pub fn worst_first(items: &[ItemView]) -> Vec<usize> {
    let mut findings: Vec<(usize, &ItemView)> =
        items.iter().enumerate().filter(|(_, i)| i.finding).collect();
    findings.sort_by_key(|(_, i)| (i.status == Status::Partial, !i.veto, Reverse(i.max), i.number));
    findings.into_iter().map(|(at, _)| at).collect()
}

/// What is missing: every check of the ladder that does not hold or is unknown, with its figures; of an
/// overall judgement, the auditor's note.
pub fn missing(item: &ItemResult, checks: &[CheckView], lang: Lang) -> Vec<String> {
    if let Some(declared) = &item.not_applicable {
        let reason = clean(declared.reason.trim());
        return vec![lang.pick(
            format!("声明不适用（{reason}），标准不予免除"),
            format!("declared not applicable ({reason}), which the standard counts as failed"),
        )];
    }
    let colon = lang.pick("：", ": ");
    let mut lines: Vec<String> = wanting(item, checks)
        .filter(|(check, _)| check.tier != Tier::Alternative)
        .map(|(check, view)| match &check.facts {
            Facts::Answered { .. } | Facts::Judgement { .. } => view.title.clone(),
            _ => format!("{}{colon}{}", view.title, view.message),
        })
        .collect();
    let overridden = item.verdict.as_ref().and_then(|v| v.override_reason.as_deref());
    lines.extend(overridden.map(|reason| {
        let reason = clean(reason.trim());
        lang.pick(format!("检查人改判：{reason}"), format!("auditor's override: {reason}"))
    }));
    let note = clean(item.note.trim());
    if lines.is_empty() && !note.is_empty() {
        lines.push(note.into_owned());
    } else if lines.is_empty() {
        lines
            .push(lang.pick("未达到评分细则的满分要求", "full points as the rule has them").into());
    }
    lines
}

/// What would earn the points: the checks each step of the ladder still wants.
pub fn earns(item: &ItemResult, checks: &[CheckView], lang: Lang) -> Vec<String> {
    let of = |tier: Tier| -> Vec<&str> {
        wanting(item, checks)
            .filter(|(c, _)| c.tier == tier)
            .map(|(_, v)| v.title.as_str())
            .collect()
    };
    let (half, full, other) = (of(Tier::Half), of(Tier::Full), of(Tier::Alternative));
    let list = |titles: &[&str], need: Need| {
        let all = titles.join(lang.pick("；", "; "));
        match need {
            Need::Any if titles.len() > 1 => {
                lang.pick(format!("以下之一：{all}"), format!("one of: {all}"))
            }
            Need::Any | Need::All => all,
        }
    };
    let max = item.max;
    let mut lines = Vec::new();
    let any_half = item.ladder.half == Need::Any;
    let two_steps = has(item, Tier::Full) || (any_half && half.len() > 1);
    let by_half = item.status == Status::Fail && !half.is_empty() && two_steps;
    if by_half {
        let list = list(&half, item.ladder.half);
        lines.push(lang.pick(format!("先得部分分：{list}"), format!("for partial points: {list}")));
    }
    let full = if full.is_empty() { None } else { Some(list(&full, item.ladder.full)) };
    let half = match by_half && !any_half {
        // Half points needed all of them already.
        true => None,
        false if half.is_empty() => None,
        false => Some(list(&half, Need::All)),
    };
    let steps: Vec<String> = half.into_iter().chain(full).collect();
    if !steps.is_empty() {
        let list = steps.join(lang.pick("；", "; "));
        lines.push(match by_half {
            true => lang.pick(
                format!("再得满分（{max}分）：{list}"),
                format!("then for full points ({max}): {list}"),
            ),
            false => lang.pick(
                format!("得满分（{max}分）：{list}"),
                format!("for full points ({max}): {list}"),
            ),
        });
    }
    if !other.is_empty() {
        let list = list(&other, Need::All);
        lines.push(lang.pick(format!("或者得满分：{list}"), format!("or for full points: {list}")));
    }
    if lines.is_empty() {
        let pass = Word::Pass.get(lang);
        lines.push(lang.pick(
            format!("按评分细则整改到位，复查判定“{pass}”得{max}分"),
            format!("meet the rule in full and be judged “{pass}” for full points ({max})"),
        ));
    }
    lines
}

/// Checks that do not hold or are unknown, in the order of the standard; overall judgements are none
/// of the ladder's steps.
fn wanting<'a>(
    item: &'a ItemResult,
    checks: &'a [CheckView],
) -> impl Iterator<Item = (&'a CheckResult, &'a CheckView)> {
    let full = item.checks.iter().filter(|c| c.tier == Tier::Full);
    let one_will_do = item.ladder.full == Need::Any;
    let full_done = one_will_do && full.clone().any(|c| c.holds == Some(true));
    item.checks.iter().zip(checks).filter(move |(c, _)| {
        let settled = c.tier == Tier::Overall || (c.tier == Tier::Full && full_done);
        c.holds != Some(true) && !settled
    })
}

fn has(item: &ItemResult, tier: Tier) -> bool {
    item.checks.iter().any(|c| c.tier == tier)
}
