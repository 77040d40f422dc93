//! What takes points away, and what it is counted in, read from the words of a rule.

use rust_decimal::Decimal;

use super::points::{Mark, marks};
use super::words::{tidy, unlisted};
use crate::intake::said::has_han;
use crate::intake::sampling::{self, sampling};

/// What takes points away.
#[derive(Debug, PartialEq)]
pub struct Loss {
    pub words: String,
    /// `None` where no single number of points is named: 扣1-3分.
    pub points: Option<Decimal>,
    /// No points are left: 不得分.
    pub all: bool,
    /// What it is counted in: 处, where it is taken away for each.
    pub unit: Option<String>,
}

/// A rule, taken apart.
#[derive(Debug, Default)]
pub struct Losses {
    pub found: Vec<Loss>,
    /// What earns all of the points.
    pub earned: Vec<String>,
    /// Some other number of points is earned too.
    pub mixed: bool,
    pub rest: String,
}

/// Points that cap what is taken away, and take nothing away themselves.
const CAPS: [&str; 4] = ["最多扣", "至多扣", "累计扣", "最高扣"];
/// Further things that are counted, beside those that are sampled.
const COUNTED: &str = "起例宗只盏块层天日周月趟";
/// Words that say that points are taken away.
const TAKES: [&str; 5] = ["扣", "减", "deduct", "minus", "lose"];

/// Whether a rule takes points away.
pub fn deducts(rule: &str) -> bool {
    let rule = rule.to_ascii_lowercase();
    let taken = |word: &str| match word {
        // 减 is more often of another word: 减少, 递减.
        "减" => rule.match_indices('减').any(|(at, _)| number_near(&rule, at + '减'.len_utf8())),
        "lose" => rule.contains("lose ") && rule.contains("point"),
        word => rule.contains(word),
    };
    TAKES.iter().any(|w| taken(w))
}

/// Whether a number of points comes next.
fn number_near(rule: &str, at: usize) -> bool {
    let rest = rule.get(at..).unwrap_or("").trim_start();
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    after.len() < rest.len() && after.starts_with('分')
}

/// Without 扣完为止 and its like, which say only that points do not become negative.
pub fn uncapped(rule: &str) -> String {
    let mut rule = rule.to_string();
    while let Some(start) = rule.find("扣完").or_else(|| rule.find("扣光")) {
        let rest = rule.get(start..).unwrap_or("");
        let clause = rest.find(['，', '。', '；', ';', ',', '\n']).unwrap_or(rest.len());
        let end = ["为止", "即止"].iter().filter_map(|w| Some(rest.find(w)? + w.len())).min();
        let end = end.filter(|e| *e <= clause).unwrap_or(clause);
        rule.replace_range(start..start + end, "");
    }
    rule
}

pub fn losses(rule: &str, weight: Decimal) -> Losses {
    let mut all: Vec<(Mark, bool)> = marks(rule, weight).into_iter().map(|m| (m, false)).collect();
    all.extend(shares(rule, weight).into_iter().map(|m| (m, true)));
    all.sort_by_key(|(mark, _)| mark.start);
    let mut losses = Losses::default();
    let mut from = 0;
    for (number, (mark, share)) in all.iter().enumerate() {
        let before = rule.get(from..mark.start).unwrap_or("");
        let lower = before.to_ascii_lowercase();
        let takes = TAKES.iter().filter_map(|w| lower.rfind(w)).max();
        let (unit, length) = per(rule.get(mark.end..).unwrap_or(""));
        let end = mark.end + length;
        from = end;
        if CAPS.iter().any(|c| before.ends_with(c)) {
            continue;
        }
        if takes.is_none() && !mark.points.is_zero() {
            let words = unlisted(tidy(before)).to_string();
            match mark.points == weight {
                true => losses.earned.push(words),
                false => losses.mixed = true,
            }
            continue;
        }
        let mut words = before.get(..takes.unwrap_or(before.len())).unwrap_or("");
        if tidy(words).is_empty() {
            // 扣1分：有杂物, deduct 1 point for each outage
            let next = all.get(number + 1).map_or(rule.len(), |(next, _)| next.start);
            let after = rule.get(end..next).unwrap_or("");
            let stop = after.find(['。', '；', ';', '\n']).unwrap_or(after.len());
            words = after.get(..stop).unwrap_or("");
            from = end + stop;
        }
        let range = takes
            .and_then(|at| before.get(at..))
            .is_some_and(|t| t.chars().any(|c| c.is_ascii_digit()));
        let mut words = plain(words);
        let unit = unit.or_else(|| each(&words));
        if let Some(said) = unit.as_ref().and_then(|u| words.strip_suffix(&format!("每{u}")))
            && !tidy(said).is_empty()
        {
            words = tidy(said).to_string();
        }
        losses.found.push(Loss {
            unit,
            words,
            points: (!range && (*share || !mark.points.is_zero())).then_some(mark.points),
            all: takes.is_none(),
        });
    }
    let rest = tidy(rule.get(from..).unwrap_or(""));
    let spoken = sampling(rest).is_none();
    losses.rest = if spoken { rest.to_string() } else { String::new() };
    losses
}

/// The words of one loss: without the numbering of a list, and without what is drawn.
fn plain(words: &str) -> String {
    let words = unlisted(tidy(words));
    let clauses: Vec<&str> = words.split(['，', ',', '；', ';', '：']).map(tidy).collect();
    let spoken: Vec<&str> =
        clauses.iter().copied().filter(|c| !c.is_empty() && sampling(c).is_none()).collect();
    let words = if spoken.is_empty() { vec![words] } else { spoken };
    words.join(if words.iter().any(|w| has_han(w)) { "，" } else { ", " })
}

/// 扣本项分值的20%: shares of the weight that are taken away.
fn shares(rule: &str, weight: Decimal) -> Vec<Mark> {
    let mut found = Vec::new();
    for (at, _) in rule.match_indices('扣') {
        let rest = rule.get(at + '扣'.len_utf8()..).unwrap_or("");
        let clause =
            rest.get(..rest.find(['，', '。', '；', ';', ',', '\n']).unwrap_or(rest.len()));
        let Some((number, _)) = clause.and_then(|c| c.split_once('%')) else { continue };
        let digits = number.trim_start_matches(|c: char| !c.is_ascii_digit());
        let Some(share) = digits
            .trim()
            .parse::<Decimal>()
            .ok()
            .filter(|s| Decimal::ZERO < *s && *s <= Decimal::ONE_HUNDRED)
        else {
            continue;
        };
        let start = at + '扣'.len_utf8() + number.len() - digits.len();
        let points = (weight * share / Decimal::ONE_HUNDRED).normalize();
        found.push(Mark { start, end: start + digits.len() + 1, points });
    }
    found
}

/// `/处`, 每处 after a number of points: what it is counted in, and how many bytes that takes.
fn per(after: &str) -> (Option<String>, usize) {
    for lead in ["/每", "/", "／", "每"] {
        if let Some(rest) = after.strip_prefix(lead)
            && let Some(first) = rest.chars().next().filter(|c| is_counted(*c))
        {
            return (Some(first.to_string()), lead.len() + first.len_utf8());
        }
    }
    (None, 0)
}

fn is_counted(c: char) -> bool {
    sampling::MEASURES.contains(c) || COUNTED.contains(c)
}

/// What is counted one by one: 每发现一处, 缺一次, for each.
fn each(words: &str) -> Option<String> {
    if words.contains("百分点") && words.contains('每') {
        return Some("个百分点".to_string());
    }
    let chars: Vec<char> = words.chars().collect();
    let after = |at: usize, within: usize| {
        chars.iter().skip(at + 1).take(within).copied().find(|c| is_counted(*c))
    };
    for (at, c) in chars.iter().enumerate() {
        let one = (*c == '一' || *c == '1')
            && !at.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(char::is_ascii_digit);
        let unit = match *c {
            '每' => after(at, 5),
            _ if one => after(at, 1),
            _ => None,
        };
        if let Some(unit) = unit {
            return Some(unit.to_string());
        }
    }
    let lower = words.to_ascii_lowercase();
    ["each ", "every ", "per "].iter().any(|w| lower.contains(w)).then(String::new)
}

/// 3处以上, 超过2处: from how many on.
pub fn from_how_many(words: &str) -> Option<u32> {
    for (at, c) in words.char_indices() {
        let Some(rest) = words.get(at..) else { continue };
        if !(c.is_ascii_digit() || "一二三四五六七八九十两".contains(c)) {
            continue;
        }
        let (number, length) = sampling::number(rest)?;
        let after = rest.get(length..).unwrap_or("").trim_start_matches(is_counted);
        if ["以上", "及以上", "或以上"].iter().any(|w| after.starts_with(w)) {
            return Some(number);
        }
        if words.get(..at).is_some_and(|b| b.ends_with("超过") || b.ends_with("大于")) {
            return number.checked_add(1);
        }
        return None;
    }
    None
}
