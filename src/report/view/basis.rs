//! Why an item has its points, in words.

use super::check::CheckView;
use crate::lang::{Lang, Word};
use crate::outcome::{Facts, ItemResult, NotApplicableRecord, Status, VerdictRecord, WaiverRecord};
use crate::report::text::clean;
use crate::standard::NotApplicable;

/// Lines of the basis: what overrides the figures first, then the figures of each check.
pub fn lines(item: &ItemResult, checks: &[CheckView], lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(item.not_applicable.as_ref().map(|n| not_applicable(n, lang)));
    lines.extend(item.verdict.as_ref().and_then(|v| verdict(v, item, lang)));
    if item.not_applicable.is_none() {
        lines.extend(figures(item, checks, lang));
    }
    lines.extend(
        item.appeal.as_ref().map(|a| clean(&crate::report::explain::appeal(a, lang)).into_owned()),
    );
    lines.extend(item.waiver.as_ref().map(|w| waiver(w, lang)));
    lines
}

/// The figures of every check; with its title where there are several.
fn figures(item: &ItemResult, checks: &[CheckView], lang: Lang) -> Vec<String> {
    let alone = checks.len() == 1;
    item.checks
        .iter()
        .zip(checks)
        .map(|(check, view)| {
            let colon = lang.pick("：", ": ");
            match &check.facts {
                Facts::Judgement { .. } => view.message.clone(),
                Facts::Answered { yes } => {
                    let word = if *yes { Word::Yes } else { Word::No }.get(lang);
                    format!("{}{colon}{word}", view.title)
                }
                Facts::Unanswered => {
                    let word = lang.pick("未作答", "not answered");
                    if alone { word.to_string() } else { format!("{}{colon}{word}", view.title) }
                }
                _ if alone => view.message.clone(),
                _ => format!("{}{colon}{}", view.title, view.message),
            }
        })
        .collect()
}

fn not_applicable(record: &NotApplicableRecord, lang: Lang) -> String {
    let (reason, by) = (clean(record.reason.trim()), clean(record.approved_by.trim()));
    let policy = match record.policy {
        NotApplicable::Exclude => String::new(),
        policy => {
            let word = Word::from(policy).get(lang);
            lang.pick(format!("，{word}"), format!(", {word}"))
        }
    };
    lang.pick(
        format!("不适用：{reason}（批准人：{by}）{policy}"),
        format!("not applicable: {reason} (approved by {by}){policy}"),
    )
}

/// What became of the auditor's overall verdict; `None` where it is the figure itself or agrees.
fn verdict(verdict: &VerdictRecord, item: &ItemResult, lang: Lang) -> Option<String> {
    let given = Word::from(verdict.status).get(lang);
    match (verdict.computed, &verdict.override_reason) {
        (Some(computed), Some(reason)) => {
            let (computed, reason) = (Word::from(computed).get(lang), clean(reason.trim()));
            Some(lang.pick(
                format!("检查人改判为“{given}”（证据计算为“{computed}”），理由：{reason}"),
                format!("auditor overrides to “{given}” (evidence: “{computed}”): {reason}"),
            ))
        }
        (Some(computed), None) if computed != verdict.status => {
            let computed = Word::from(computed).get(lang);
            Some(lang.pick(
                format!("检查人判定“{given}”与证据（“{computed}”）不一致，以证据为准"),
                format!("auditor's verdict “{given}” contradicts the evidence (“{computed}”), which counts"),
            ))
        }
        (Some(_), None) => None,
        (None, Some(reason)) => {
            let reason = clean(reason.trim());
            Some(lang.pick(
                format!("检查人判定“{given}”（证据不足以计算），理由：{reason}"),
                format!("auditor's verdict “{given}” (evidence decides nothing): {reason}"),
            ))
        }
        (None, None) if judged_whole(item) => None,
        (None, None) => Some(match item.status {
            Status::NotReviewed => lang.pick(
                format!("检查人判定“{given}”，但缺少证据，未计分"),
                format!("auditor's verdict “{given}” stands without evidence and is not scored"),
            ),
            Status::Pass | Status::Partial | Status::Fail | Status::NotApplicable => {
                lang.pick(format!("检查人判定：{given}"), format!("auditor's verdict: {given}"))
            }
        }),
    }
}

/// One judgement decides the item: its figure already says the verdict.
fn judged_whole(item: &ItemResult) -> bool {
    item.checks.iter().any(|c| matches!(c.facts, Facts::Judgement { .. }))
}

fn waiver(waiver: &WaiverRecord, lang: Lang) -> String {
    let (reason, by) = (clean(waiver.reason.trim()), clean(waiver.approved_by.trim()));
    let until = waiver.until;
    lang.pick(
        format!("豁免至{until}：{reason}（批准人：{by}）"),
        format!("waived until {until}: {reason} (approved by {by})"),
    )
}
