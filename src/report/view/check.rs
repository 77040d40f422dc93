//! One check as reports show it.

use crate::lang::figure::Figure;
use crate::lang::{Lang, Word, facts, word};
use crate::outcome::{CheckResult, Evidence, Outcome};
use crate::report::text::clean;

use super::local;

/// Cells listed behind a check; more are counted.
const CELLS: usize = 12;

/// One check.
#[derive(Debug, Clone)]
pub struct CheckView {
    /// Identifier, unique in the item.
    pub id: String,
    /// What must hold.
    pub title: String,
    /// 人工判断, 台账计算, 现场抽查.
    pub kind: &'static str,
    /// Its place in the ladder, in words.
    pub tier: &'static str,
    /// The stretch of time it looks at; empty without.
    pub span: String,
    /// The figure; `None` for judged checks and where there is none.
    pub value: Option<Figure>,
    /// What the figure is held against, with its sign: `≥ 100%`; empty without.
    pub threshold: String,
    /// Whether it holds; `None` while unknown.
    pub holds: Option<bool>,
    /// The same in words.
    pub holds_word: &'static str,
    /// The figures in words.
    pub message: String,
    /// The cells behind it, `file!sheet!D12 = value`, capped with how many there are.
    pub cells: Vec<String>,
}

pub fn view(check: &CheckResult, outcome: &Outcome, lang: Lang) -> CheckView {
    CheckView {
        id: clean(&check.id).into_owned(),
        title: local(&check.titles, lang),
        kind: Word::from(check.kind).get(lang),
        tier: Word::from(check.tier).get(lang),
        span: span(check, lang),
        value: facts::figure(&check.facts, check.value, check.threshold, check.compare),
        threshold: threshold(check),
        holds: check.holds,
        holds_word: word::holds(check.holds).get(lang),
        message: message(check, outcome, lang),
        cells: cells(&check.evidence, lang),
    }
}

/// The figures in words: as recorded, or made anew in the other language.
pub fn message(check: &CheckResult, outcome: &Outcome, lang: Lang) -> String {
    let recorded = lang == outcome.standard.language && !check.message.trim().is_empty();
    let message = match recorded {
        true => check.message.trim().to_string(),
        false => facts::message(
            &check.facts,
            check.value,
            check.threshold,
            check.compare,
            check.holds,
            lang,
        ),
    };
    clean(&message).into_owned()
}

fn threshold(check: &CheckResult) -> String {
    match check.compare.zip(check.threshold) {
        None => String::new(),
        Some((compare, threshold)) => {
            let figure = Figure::exact(threshold.0, facts::is_share(&check.facts));
            format!("{} {figure}", word::sign(compare))
        }
    }
}

fn span(check: &CheckResult, lang: Lang) -> String {
    let Some(span) = facts::span(&check.facts) else { return String::new() };
    let name = Word::from(span.window).get(lang);
    match span.from.zip(span.to) {
        None => name.to_string(),
        Some((from, to)) => {
            lang.pick(format!("{name}\n{from}至{to}"), format!("{name}\n{from} to {to}"))
        }
    }
}

fn cells(evidence: &[Evidence], lang: Lang) -> Vec<String> {
    let mut cells: Vec<String> = evidence
        .iter()
        .take(CELLS)
        .map(|e| match e.value.trim() {
            "" => format!("{} {}", place(e), lang.pick("（空）", "(blank)")),
            value => format!("{} = {}", place(e), clean(value)),
        })
        .collect();
    if evidence.len() > CELLS {
        let n = evidence.len();
        cells.push(lang.pick(format!("… 等{n}处"), format!("… {n} cells in all")));
    }
    cells
}

/// `file!sheet!D12`, without the parts that are empty.
pub fn place(evidence: &Evidence) -> String {
    let parts = [&evidence.file, &evidence.sheet, &evidence.cell];
    let parts: Vec<_> = parts.iter().filter(|p| !p.is_empty()).map(|p| clean(p)).collect();
    parts.join("!")
}
