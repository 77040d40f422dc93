//! A standard as people read it: a table for a terminal, Markdown, HTML, a workbook.

mod html;
mod markdown;
pub mod revision;
mod table;
mod workbook;

use serde_json::Value;

use crate::lang::{Lang, Word};
use crate::standard::{
    Check, CheckKind, Compare, Item, Measure, Need, SampleFigure, Sampled, Standard, Threshold,
    Tier,
};

pub use html::html;
pub use markdown::markdown;
pub use table::table;
pub use workbook::{Kept, workbook};

/// A standard in one language, ready to be laid out.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Language of its words.
    pub lang: Lang,
    /// Its name and version.
    pub title: String,
    /// Id, number of items, points.
    pub about: String,
    /// Sections with the items asked for.
    pub sections: Vec<ShownSection>,
}

/// A section.
#[derive(Debug, Clone)]
pub struct ShownSection {
    /// Its heading, with the number of its items.
    pub heading: String,
    /// Its name alone.
    pub title: String,
    /// Its items.
    pub items: Vec<ShownItem>,
}

/// An item.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // as in the model
pub struct ShownItem {
    pub number: u32,
    pub id: String,
    pub source: String,
    pub title: String,
    pub rule: String,
    pub weight: String,
    pub owner: String,
    /// 30 / 15: days for a partial and for a failed item.
    pub due: String,
    pub note: String,
    /// What is sampled.
    pub samples: Vec<String>,
    /// Each check in words.
    pub checks: Vec<ShownCheck>,
}

/// A check.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // as in the model
pub struct ShownCheck {
    pub id: String,
    /// 半分条件, 半分条件（任一） where one of several is enough.
    pub tier: String,
    pub title: String,
    /// 人工判断, or what is computed: 台账计算：报修台账，不低于 95%.
    pub how: String,
    /// Its keys and values as in the file.
    pub terms: Vec<(String, String)>,
}

impl Shown {
    /// A standard, or one of its items by number.
    pub fn new(standard: &Standard, item: Option<u32>, lang: Lang) -> Shown {
        let plain = standard.plain();
        let count = standard.items.len();
        let points = &plain.points;
        let mut sections = Vec::new();
        for (at, section) in standard.sections.iter().enumerate() {
            let of = |i: &&Item| i.section == at;
            let total = standard.items.iter().filter(of).count();
            let asked = |i: &&Item| item.is_none_or(|n| i.number == n);
            let items: Vec<ShownItem> = standard
                .items
                .iter()
                .filter(of)
                .filter(asked)
                .map(|i| shown(standard, i, lang))
                .collect();
            if !items.is_empty() {
                let title = section.title.get(lang).to_string();
                let heading =
                    lang.pick(format!("{title}（{total} 项）"), format!("{title} ({total})"));
                sections.push(ShownSection { heading, title, items });
            }
        }
        Shown {
            lang,
            title: format!("{} {}", standard.title.get(lang), standard.version),
            about: lang.pick(
                format!("{} · {count} 项 · {points} 分", standard.id),
                format!("{} · {count} items · {points} points", standard.id),
            ),
            sections,
        }
    }
}

fn shown(standard: &Standard, item: &Item, lang: Lang) -> ShownItem {
    let plain = standard.plain();
    let plain = plain.items.into_iter().find(|p| p.id == item.id);
    let terms = |check: &Check| -> Vec<(String, String)> {
        let found = plain.as_ref().and_then(|p| p.checks.iter().find(|c| c.id == check.id));
        let text = |v: &Value| v.as_str().map_or_else(|| v.to_string(), String::from);
        found
            .map(|c| c.terms.iter().map(|(k, v)| ((*k).to_string(), text(v))).collect())
            .unwrap_or_default()
    };
    ShownItem {
        number: item.number,
        id: item.id.clone(),
        source: item.source.clone().unwrap_or_default(),
        title: item.title.get(lang).to_string(),
        rule: item.rule.get(lang).to_string(),
        weight: item.weight.normalize().to_string(),
        owner: standard.roles.get(item.owner).map_or_else(String::new, |r| r.get(lang).to_string()),
        due: format!("{} / {}", item.due.partial, item.due.fail),
        note: item.note.as_ref().map_or_else(String::new, |n| n.get(lang).to_string()),
        samples: item
            .samples
            .iter()
            .map(|s| {
                let (title, need, unit) = (s.title.get(lang), s.need, s.unit.get(lang));
                lang.pick(format!("{title}（{need} {unit}）"), format!("{title} ({need} {unit})"))
            })
            .collect(),
        checks: item
            .checks
            .iter()
            .map(|c| ShownCheck {
                id: c.id.clone(),
                tier: tier(item, c.tier, lang),
                title: c.title.get(lang).to_string(),
                how: how(standard, item, c, lang),
                terms: terms(c),
            })
            .collect(),
    }
}

/// The tier of a check, and whether one of several is enough.
fn tier(item: &Item, tier: Tier, lang: Lang) -> String {
    let word = Word::from(tier).get(lang);
    let several = item.checks.iter().filter(|c| c.tier == tier).count() > 1;
    let need = match tier {
        Tier::Half => item.half,
        Tier::Full => item.full,
        Tier::Alternative | Tier::Overall => Need::All,
    };
    match need {
        Need::Any if several => lang.pick(format!("{word}（任一）"), format!("{word}, any")),
        _ => word.to_string(),
    }
}

/// How a check is decided, in a few words.
fn how(standard: &Standard, item: &Item, check: &Check, lang: Lang) -> String {
    match &check.kind {
        CheckKind::Judged => Word::KindJudged.get(lang).to_string(),
        CheckKind::Sampled(Sampled { sample, figure, threshold, .. }) => {
            let need = item.samples.get(*sample).map_or(0, |s| s.need);
            let unit = item.samples.get(*sample).map_or("", |s| s.unit.get(lang));
            let held = held(*threshold, *figure == SampleFigure::Rate, lang);
            let word = Word::KindSampled.get(lang);
            lang.pick(
                format!("{word}：{need} {unit}，{held}"),
                format!("{word}: {need} {unit}, {held}"),
            )
        }
        CheckKind::Measured(measured) => {
            let register = standard.registers.get(measured.register);
            let name = register.map_or("", |r| r.title.get(lang));
            let share = match &measured.measure {
                Measure::Change { of, .. } => register.is_some_and(|r| of.is_share(r)),
                measure => register.is_some_and(|r| measure.is_share(r)),
            };
            let held = held(measured.threshold, share, lang);
            let word = Word::KindMeasured.get(lang);
            lang.pick(format!("{word}：{name}，{held}"), format!("{word}: {name}, {held}"))
        }
    }
}

/// 不低于 95%
fn held(threshold: Threshold, share: bool, lang: Lang) -> String {
    let word = match threshold.op {
        Compare::AtLeast => Word::AtLeast,
        Compare::AtMost => Word::AtMost,
        Compare::Above => Word::Above,
        Compare::Below => Word::Below,
    };
    let value = match share {
        true => format!("{}%", (threshold.value * rust_decimal::Decimal::ONE_HUNDRED).normalize()),
        false => threshold.value.normalize().to_string(),
    };
    format!("{} {value}", word.get(lang))
}

/// The standard for other programs, with a final line feed; one item where asked for.
///
/// # Errors
/// Only where serialising itself fails.
pub fn json(standard: &Standard, item: Option<u32>) -> serde_json::Result<Vec<u8>> {
    let plain = standard.plain();
    let mut bytes = match plain.items.iter().find(|i| Some(i.number) == item) {
        Some(item) => serde_json::to_vec_pretty(item)?,
        None => serde_json::to_vec_pretty(&plain)?,
    };
    bytes.push(b'\n');
    Ok(bytes)
}
