//! Why an item has its points, and what would gain more.

use super::View;
use super::document::{Cell, Document, Table, Tone};
use super::view::ItemView;
use crate::compare::WhatIf;
use crate::lang::{Lang, Word};
use crate::outcome::{AppealDecision, AppealRecord, ItemResult, Outcome, Status};
use crate::standard::{Need, Tier};

/// One item explained: rule, checks with their cells, the ladder walked, what would earn the rest.
pub fn item(outcome: &Outcome, result: &ItemResult, view: &View, item: &ItemView) -> Document {
    let lang = view.lang;
    let mut document = Document::new(lang, format!("{} · {}", item.id, item.title), outcome.as_of);
    let colon = lang.pick("：", ": ");
    let labelled = |word: Word, text: &str| format!("{}{colon}{text}", word.get(lang));
    let score = format!("{} {}", item.status_word, item.points_of_max());
    let tone = match item.status {
        Status::Pass => Tone::Good,
        Status::Fail => Tone::Bad,
        Status::Partial => Tone::Warn,
        Status::NotApplicable | Status::NotReviewed => Tone::Strong,
    };
    document.line(tone, labelled(Word::Status, &score));
    document.line(Tone::Plain, labelled(Word::Rule, &item.rule));
    document.line(Tone::Plain, labelled(Word::Basis, &item.basis_line(lang)));
    let heads = [Word::Check, Word::Tier, Word::Value, Word::Threshold, Word::Holds, Word::Cells];
    let rows = item.checks.iter().map(|check| {
        let tone = match check.holds {
            Some(true) => Tone::Good,
            Some(false) => Tone::Bad,
            None => Tone::Warn,
        };
        vec![
            Cell::text(format!("{}\n{}", check.title, check.message)),
            Cell::text(check.tier),
            Cell::text(check.value.map_or_else(|| "–".to_string(), |v| v.to_string())),
            Cell::text(&check.threshold),
            Cell::text(check.holds_word).toned(tone),
            Cell::text(check.cells.join("\n")),
        ]
    });
    document.table(Table {
        title: lang.pick("判据", "Checks").to_string(),
        heads: heads.map(|w| w.get(lang).to_string()).to_vec(),
        rows: rows.collect(),
        folded: false,
    });
    for step in ladder(result, lang) {
        document.line(Tone::Plain, step);
    }
    for line in &item.earns {
        document.line(Tone::Strong, line.clone());
    }
    for action in
        view.actions.iter().filter(|a| view.items.get(a.item).is_some_and(|i| i.id == item.id))
    {
        let due = action.due.map_or_else(|| "–".to_string(), |d| d.to_string());
        let place = (!action.place.is_empty()).then(|| labelled(Word::Location, &action.place));
        let parts: Vec<String> = place
            .into_iter()
            .chain([
                labelled(Word::Owner, &action.owner),
                labelled(Word::Action, action.status),
                labelled(Word::Due, &due),
            ])
            .collect();
        document.line(Tone::Plain, parts.join(lang.pick("；", "; ")));
    }
    document
}

/// The ladder as it was walked: each step, whether it is reached, and how many of its checks hold.
fn ladder(item: &ItemResult, lang: Lang) -> Vec<String> {
    let tiers = [
        (Tier::Half, item.ladder.half, lang.pick("半分", "half points")),
        (Tier::Full, item.ladder.full, lang.pick("满分", "full points")),
        (Tier::Alternative, Need::All, lang.pick("另一满分途径", "full points another way")),
    ];
    let mut lines = Vec::new();
    for (tier, need, name) in tiers {
        let checks: Vec<_> = item.checks.iter().filter(|c| c.tier == tier).collect();
        if checks.is_empty() {
            continue;
        }
        let (all, held) = (checks.len(), checks.iter().filter(|c| c.holds == Some(true)).count());
        let open = checks.iter().filter(|c| c.holds.is_none()).count();
        let need = match need {
            Need::All => lang.pick("全部判据", "all of its checks"),
            Need::Any => lang.pick("任一判据", "one of its checks"),
        };
        let open = match open {
            0 => String::new(),
            n => lang.pick(format!("，{n}条未知"), format!(", {n} unknown")),
        };
        lines.push(lang.pick(
            format!("阶梯·{name}：须满足{need}，达到 {held}/{all}{open}"),
            format!("ladder, {name}: wants {need}, {held} of {all} hold{open}"),
        ));
    }
    lines
}

/// An appeal in a sentence.
pub fn appeal(appeal: &AppealRecord, lang: Lang) -> String {
    let (argument, reason, by) = (&appeal.argument, &appeal.reason, &appeal.decided_by);
    let before = Word::from(appeal.before).get(lang);
    match appeal.decision {
        AppealDecision::Pending => {
            lang.pick(format!("申诉待处理：{argument}"), format!("appeal pending: {argument}"))
        }
        AppealDecision::Accepted => lang.pick(
            format!("申诉成立（{by}）：{reason}；原判定“{before}”"),
            format!("appeal accepted by {by}: {reason}; before it “{before}”"),
        ),
        AppealDecision::Rejected => lang.pick(
            format!("申诉驳回（{by}）：{reason}"),
            format!("appeal rejected by {by}: {reason}"),
        ),
    }
}

/// Fixes by what they gain, and the grades in reach.
pub fn what_if(outcome: &Outcome, what_if: &WhatIf, lang: Lang) -> Document {
    let title = lang.pick(
        format!("{} 提分路径", outcome.project.name),
        format!("{}: what would gain points", outcome.project.name),
    );
    let mut document = Document::new(lang, title, outcome.as_of);
    let percent = |p: Option<crate::outcome::Number>| p.map_or("–".into(), |p| format!("{p}%"));
    document
        .line(Tone::Strong, format!("{} {}", Word::Percent.get(lang), percent(what_if.percent)));
    for reach in &what_if.reaches {
        let (count, grade) = (reach.items.len(), reach.titles.get(lang));
        let (items, percent) = (reach.items.join(" "), percent(reach.percent));
        document.line(
            Tone::Good,
            lang.pick(
                format!("{count}项整改到位即达“{grade}”（{percent}）：{items}"),
                format!("{count} items to “{grade}” ({percent}): {items}"),
            ),
        );
    }
    let heads = [
        Word::Number.get(lang),
        Word::Item.get(lang),
        lang.pick("得分增加", "Gain"),
        lang.pick("措施数", "Actions"),
        lang.pick("每项措施", "Per action"),
        Word::Percent.get(lang),
        lang.pick("须满足", "What it takes"),
    ];
    let rows = what_if.fixes.iter().map(|fix| {
        let wants: Vec<&str> = fix.wants.iter().map(|w| w.get(lang).trim()).collect();
        let to = Word::from(fix.to).get(lang);
        vec![
            Cell::number(Some(fix.number.into())),
            Cell::text(fix.titles.get(lang)),
            Cell::number(Some(fix.gain)),
            Cell::number(Some(fix.actions.into())),
            Cell::number(Some(fix.per_action)),
            Cell::text(percent(fix.percent)),
            Cell::text(format!(
                "→ {to}{}{}",
                lang.pick("：", ": "),
                wants.join(lang.pick("；", "; "))
            )),
        ]
    });
    document.table(Table {
        title: lang.pick("可提分的整改", "Fixes").to_string(),
        heads: heads.map(String::from).to_vec(),
        rows: rows.collect(),
        folded: false,
    });
    document
}
