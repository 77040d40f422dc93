//! Findings: their order, what is missing and what would earn the points.

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::check::CheckView;
use super::item::ItemView;
use crate::lang::{Lang, Word, facts};
use crate::outcome::{CheckResult, Evidence, Facts, ItemResult, Kind, Status};
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

/// What is missing: every check of the ladder that does not hold or is unknown, with its figures, or the
/// criterion that was judged; then the auditor's note.
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
    let judged = |c: &CheckResult| c.tier == Tier::Overall && c.holds == Some(false);
    if lines.is_empty() {
        let judged = item.checks.iter().zip(checks).filter(|(c, _)| judged(c));
        lines.extend(judged.map(|(_, view)| view.title.clone()).filter(|t| !t.is_empty()));
    }
    if !note.is_empty() && item.checks.iter().any(|c| c.kind != Kind::Measured) {
        lines.push(lang.pick(format!("检查人备注：{note}"), format!("auditor's note: {note}")));
    }
    if lines.is_empty() {
        lines
            .push(lang.pick("未达到评分细则的满分要求", "full points as the rule has them").into());
    }
    lines
}

/// What would earn the points: the checks each step of the ladder still wants.
pub fn earns(item: &ItemResult, checks: &[CheckView], as_of: NaiveDate, lang: Lang) -> Vec<String> {
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
    lines.extend(wanting(item, checks).filter_map(|(c, v)| mend(c, v, as_of, lang)));
    if lines.is_empty() {
        let pass = Word::Pass.get(lang);
        lines.push(lang.pick(
            format!("按评分细则整改到位，复查判定“{pass}”得{max}分"),
            format!("meet the rule in full and be judged “{pass}” for full points ({max})"),
        ));
    }
    lines
}

/// Rows named at most where a check says what to mend.
const ROWS: usize = 8;

/// The rows that a measured check asks to be mended, and that its time is over where it is.
fn mend(check: &CheckResult, view: &CheckView, as_of: NaiveDate, lang: Lang) -> Option<String> {
    if check.kind != Kind::Measured || check.holds != Some(false) {
        return None;
    }
    // Rows of the same stretch that are all right are no rows to mend.
    let counts_rows = matches!(check.facts, Facts::Rate { .. } | Facts::CrossCheck { .. });
    let cited = check.evidence.iter().filter(|e| counts_rows && !e.cell.contains(':'));
    let mut rows: Vec<(&str, &str, u32)> = cited.filter_map(row_of).collect();
    rows.sort_unstable();
    rows.dedup();
    if rows.is_empty() {
        return over(check, as_of, lang)
            .map(|over| format!("{}{}{over}", view.title, lang.pick("：", ": ")));
    }
    let mut named = String::new();
    let mut sheet = ("", "");
    for (file, of, row) in rows.iter().take(ROWS) {
        if sheet != (*file, *of) {
            let place: Vec<_> = [*file, *of].into_iter().filter(|p| !p.is_empty()).collect();
            let gap = if named.is_empty() { "" } else { lang.pick("；", "; ") };
            named.push_str(&format!("{gap}{} ", clean(&place.join("!"))));
            sheet = (file, of);
        } else {
            named.push_str(lang.pick("、", ", "));
        }
        named.push_str(&lang.pick(format!("第{row}行"), format!("row {row}")));
    }
    if rows.len() > ROWS {
        let all = rows.len();
        named.push_str(&lang.pick(format!(" 等{all}行"), format!(" … {all} rows")));
    }
    let over = over(check, as_of, lang);
    let over = over.map(|o| format!("{}{o}", lang.pick("；", "; "))).unwrap_or_default();
    let title = &view.title;
    Some(lang.pick(
        format!("须处理（{title}）：{named}{over}"),
        format!("to mend ({title}): {named}{over}"),
    ))
}

/// The file, sheet and row of a cell.
fn row_of(evidence: &Evidence) -> Option<(&str, &str, u32)> {
    let row = evidence.cell.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let (file, sheet) = evidence.file_and_sheet();
    Some((file, sheet, row.parse().ok()?))
}

/// That the time a check looks at is over: what happened in it stays as it is.
fn over(check: &CheckResult, as_of: NaiveDate, lang: Lang) -> Option<String> {
    let span = facts::span(&check.facts)?;
    let to = span.to.filter(|to| span.until.is_none() && *to <= as_of)?;
    Some(lang.pick(
        format!("时段已于{to}结束，漏记的可补记，事实不能更改，下期起须达标"),
        format!(
            "closed on {to}: add what was not recorded; what happened counts until the next period"
        ),
    ))
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
