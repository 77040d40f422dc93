//! Parts of messages: counts with their unit, requirements, rulings.

use rust_decimal::Decimal;

use super::Held;
use crate::lang::figure::Figure;
use crate::lang::{Lang, Text, Word};
use crate::outcome::Span;
use crate::standard::Compare;

/// Measure words a Chinese unit may begin with: the 通 of 通电话, the 件 of 件投诉.
const MEASURE_WORDS: &str =
    "件次个户份名位人条处项台起场批张组栋幢通间套笔只宗封回辆部扇盏块片本篇段期届天日月年";

/// `10通电话`, `10 calls`, `1 call`.
pub fn count(n: u32, unit: &Text, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{n}{}", unit.zh),
        Lang::En if n == 1 => format!("1 {}", singular(&unit.en)),
        Lang::En => format!("{n} {}", unit.en),
    }
}

/// `10通`, `10`: the count where the unit was just named.
pub fn short_count(n: u32, unit: &Text, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{n}{}", measure_word(&unit.zh)),
        Lang::En => n.to_string(),
    }
}

/// The measure word of a Chinese unit; the unit itself where it begins with none.
pub fn measure_word(unit: &str) -> &str {
    match unit.chars().next() {
        Some(first) if MEASURE_WORDS.contains(first) => {
            unit.get(..first.len_utf8()).unwrap_or(unit)
        }
        _ => unit,
    }
}

fn singular(unit: &str) -> String {
    match unit {
        u if u.ends_with("ies") && u.len() > 4 => format!("{}y", u.trim_end_matches("ies")),
        u if u.ends_with("sses") || u.ends_with("ches") || u.ends_with("xes") => {
            u.trim_end_matches("es").to_string()
        }
        u if u.ends_with('s') && !u.ends_with("ss") => u.trim_end_matches('s').to_string(),
        u => u.to_string(),
    }
}

/// `，另有2件无法判断`; empty for none.
pub fn undecided(n: u32, unit: &Text, lang: Lang) -> String {
    if n == 0 {
        return String::new();
    }
    let rows = short_count(n, unit, lang);
    lang.pick(format!("，另有{rows}无法判断"), format!(", {n} more undecided"))
}

/// `（期间至2025-12-31才结束）`: why a check is unknown whose window is not over; else empty.
pub fn running(span: &Span, held: Held) -> String {
    match span.until.filter(|_| held.holds.is_none()) {
        None => String::new(),
        Some(day) => {
            held.lang.pick(format!("（期间至{day}才结束）"), format!(" (the window ends on {day})"))
        }
    }
}

/// `，要求不低于95%`; empty without a threshold.
pub fn required(held: Held, percent: bool) -> String {
    let Some((compare, limit)) = held.limit else { return String::new() };
    let figure = Figure::exact(limit, percent);
    let whole = percent && compare == Compare::AtLeast && limit == Decimal::ONE;
    let word = Word::from(compare).get(held.lang);
    match whole {
        true => held.lang.pick(format!("，要求{figure}"), format!("; required: {figure}")),
        false => {
            held.lang.pick(format!("，要求{word}{figure}"), format!("; required: {word} {figure}"))
        }
    }
}

/// `，要求不少于10次`; empty without a threshold.
pub fn required_count(held: Held, unit: &Text) -> String {
    match limit_count(held, unit) {
        None => String::new(),
        Some(limit) => held.lang.pick(format!("，要求{limit}"), format!("; required: {limit}")),
    }
}

/// `不少于10次`, `at least 10`.
pub fn limit_count(held: Held, unit: &Text) -> Option<String> {
    let (compare, limit) = held.limit?;
    let figure = Figure::exact(limit, false);
    let zh = match compare {
        Compare::AtLeast => "不少于",
        Compare::AtMost => "不超过",
        Compare::Above => "多于",
        Compare::Below => "少于",
    };
    let en = Word::from(compare).get(Lang::En);
    Some(
        held.lang.pick(format!("{zh}{figure}{}", measure_word(&unit.zh)), format!("{en} {figure}")),
    )
}

/// What the rule makes of a figure that is not there.
pub fn ruling(held: Held) -> &'static str {
    match held.holds {
        Some(true) => held.lang.pick("按细则视为达到", "which counts as met"),
        Some(false) => held.lang.pick("按细则视为未达到", "which counts as not met"),
        None => held.lang.pick("无法判定", "unknown"),
    }
}
