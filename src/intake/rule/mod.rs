//! The words of a scoring rule as a ladder of checks.
//!
//! `有制度0.5分，并有效执行1分，不符合0分` names what earns which points; what it says beyond that, and what
//! cannot be said in full, half and no points, becomes a remark.

mod climb;
mod deduct;
mod losses;
mod points;
mod words;

use rust_decimal::Decimal;

use super::RemarkKind;
use super::said::{halved, line};
use super::sampling::{Sampling, Share, shares};
use crate::lang::Lang;

/// The checks of an item, drafted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ladder {
    /// One of the half-tier checks is enough for half points.
    pub any_half: bool,
    pub checks: Vec<DraftCheck>,
    pub sample: Option<Sampling>,
    /// What is sampled, where the rule says it apart: 任意时间抽打10个电话.
    pub sampled: Option<String>,
    pub remarks: Vec<(RemarkKind, String)>,
}

/// A check, drafted.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftCheck {
    pub title: String,
    pub tier: &'static str,
    pub kind: DraftKind,
}

/// How it is decided.
#[derive(Debug, Clone, PartialEq)]
pub enum DraftKind {
    Judged,
    /// Spot checks that pass: their share is held against the figure under the key.
    Rate(&'static str, String),
    /// At least this many spot checks pass.
    Count(u32),
}

/// The ladder of an item with this title, rule and weight.
pub fn ladder(title: &str, rule: &str, weight: Decimal, lang: Lang) -> Ladder {
    let rule = halved(&line(rule));
    let takes_away = losses::deducts(&rule);
    let mut ladder = if takes_away {
        deduct::ladder(title, &rule, weight, lang).unwrap_or_else(|| {
            let mut ladder = Ladder::default();
            let why =
                ("扣分规则没有说清扣多少、为什么扣", "what takes away how many points is not said");
            ladder.unclear(lang, &rule, why);
            ladder.overall(title);
            ladder
        })
    } else {
        climb::ladder(title, &rule, weight, lang)
    };
    if !ladder.separates() {
        // Points without words before them.
        ladder.unclear(
            lang,
            &rule,
            ("评分细则没有说清各档条件", "what earns which points is not said"),
        );
        ladder = Ladder { remarks: ladder.remarks, ..Ladder::default() };
        ladder.overall(title);
    }
    let mut known: Vec<Share> = Vec::new();
    let reached = shares(&rule);
    for share in shares(&rule)
        .into_iter()
        .map(|s| if takes_away { s.turned() } else { s })
        .chain(shares(&halved(&line(title))))
    {
        let same = |k: &Share| (k.key, &k.value) == (share.key, &share.value);
        if known
            .iter()
            .any(|k| same(k) && (k.words.contains(&share.words) || share.words.contains(&k.words)))
            || (takes_away && share.words.starts_with("值的"))
            // 80%≤满意度＜90% beside 满意度≥90%: where the step above begins.
            || (share.key == "below" && reached.iter().any(|r| r.key == "at_least" && r.value == share.value))
        {
            continue;
        }
        ladder.confirm(
            lang,
            format!("建议的阈值，有台账时可改为 {}", share.measured()),
            format!("a proposed threshold, once there is a register: {}", share.measured()),
        );
        known.push(share);
    }
    ladder
}

impl Ladder {
    /// Whether the checks tell full, half and no points apart.
    fn separates(&self) -> bool {
        let count = |tier| self.checks.iter().filter(|c| c.tier == tier).count();
        let (overall, half, full) = (count("overall"), count("half"), count("full"));
        match overall {
            0 => full > 0 || (self.any_half && half > 1),
            1 => half + full == 0,
            _ => false,
        }
    }

    fn unclear(&mut self, lang: Lang, rule: &str, (zh, en): (&str, &str)) {
        let text = lang.pick(format!("{zh}：{rule}"), format!("{en}: {rule}"));
        self.remarks.push((RemarkKind::Unclear, text));
    }

    fn confirm(&mut self, lang: Lang, zh: impl Into<String>, en: impl Into<String>) {
        self.remarks.push((RemarkKind::Confirm, lang.pick(zh.into(), en.into())));
    }

    fn overall(&mut self, title: &str) {
        self.checks = vec![judged(title, "overall")];
    }

    fn check(&mut self, title: &str, tier: &'static str, kind: DraftKind) {
        self.checks.push(DraftCheck { title: line(title), tier, kind });
    }
}

fn judged(title: &str, tier: &'static str) -> DraftCheck {
    DraftCheck { title: line(title), tier, kind: DraftKind::Judged }
}

#[cfg(test)]
mod tests;
