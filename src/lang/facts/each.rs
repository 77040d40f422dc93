//! Rows per month, quarter or half-year in words.

use chrono::{Datelike, Months, NaiveDate};
use rust_decimal::Decimal;

use super::Held;
use super::phrase::{count, limit_count, running, short_count};
use crate::lang::figure::meets;
use crate::lang::{Lang, Text, Word};
use crate::outcome::Span;
use crate::standard::Bucket;

/// Up to this many stretches are all named; of more, only those that fall short.
const NAMED: usize = 4;
/// Stretches that fall short named at most.
const SHORT_NAMED: usize = 6;

pub fn message(bucket: Bucket, counts: &[u32], unit: &Text, span: &Span, held: Held) -> String {
    let lang = held.lang;
    let named: Vec<(String, u32)> = names(bucket, span.from, counts.len(), lang)
        .into_iter()
        .zip(counts.iter().copied())
        .collect();
    let per = Word::from(bucket).get(lang);
    let need = match limit_count(held, unit) {
        None => String::new(),
        Some(limit) => {
            lang.pick(format!("，要求每{per}{limit}"), format!("; required: {limit} per {per}"))
        }
    };
    let body = if named.len() <= NAMED {
        listed(&named, unit, lang)
    } else {
        summed(&named, unit, per, held)
    };
    format!("{body}{}{need}", running(span, held))
}

fn listed(named: &[(String, u32)], unit: &Text, lang: Lang) -> String {
    let parts: Vec<String> = named
        .iter()
        .enumerate()
        .map(|(i, (name, n))| match (lang, i) {
            (Lang::Zh, 0) => format!("{name}{}", count(*n, unit, lang)),
            (Lang::Zh, _) => format!("{name}{}", short_count(*n, unit, lang)),
            (Lang::En, 0) => format!("{name}: {}", count(*n, unit, lang)),
            (Lang::En, _) => format!("{name}: {n}"),
        })
        .collect();
    parts.join(lang.pick("，", ", "))
}

fn summed(named: &[(String, u32)], unit: &Text, per: &str, held: Held) -> String {
    let lang = held.lang;
    let total = named.iter().map(|(_, n)| n).fold(0u32, |sum, n| sum.saturating_add(*n));
    let (total, stretches) = (count(total, unit, lang), named.len());
    let Some((compare, limit)) = held.limit else {
        return lang.pick(
            format!("{stretches}个{per}共{total}"),
            format!("{total} in {stretches} {per}s"),
        );
    };
    let short: Vec<&(String, u32)> =
        named.iter().filter(|(_, n)| !meets(Decimal::from(*n), compare, limit)).collect();
    let met = stretches - short.len();
    let head = lang.pick(
        format!("{stretches}个{per}共{total}，{met}个{per}达标"),
        format!("{total} in {stretches} {per}s, {met} of them meet it"),
    );
    if short.is_empty() {
        return head;
    }
    let mut list: Vec<String> = short
        .iter()
        .take(SHORT_NAMED)
        .map(|(name, n)| {
            lang.pick(format!("{name}{}", short_count(*n, unit, lang)), format!("{name}: {n}"))
        })
        .collect();
    if short.len() > SHORT_NAMED {
        list.push(lang.pick("…".to_string(), "…".to_string()));
    }
    let list = list.join(lang.pick("、", ", "));
    lang.pick(format!("{head}（未达标：{list}）"), format!("{head} (short: {list})"))
}

/// Names of the stretches; the year only where it changes.
fn names(bucket: Bucket, from: Option<NaiveDate>, n: usize, lang: Lang) -> Vec<String> {
    let months: u32 = match bucket {
        Bucket::Month => 1,
        Bucket::Quarter => 3,
        Bucket::HalfYear => 6,
    };
    let per = Word::from(bucket).get(lang);
    let mut year = None;
    (0..n)
        .map(|i| {
            let ahead = u32::try_from(i).ok().and_then(|i| i.checked_mul(months));
            let start = from.zip(ahead).and_then(|(f, a)| f.checked_add_months(Months::new(a)));
            let Some(start) = start else {
                return lang.pick(format!("第{}个{per}", i + 1), format!("{per} {}", i + 1));
            };
            let new_year = year != Some(start.year());
            year = Some(start.year());
            name(bucket, start, months, new_year, lang)
        })
        .collect()
}

fn name(bucket: Bucket, start: NaiveDate, months: u32, with_year: bool, lang: Lang) -> String {
    let (y, m) = (start.year(), start.month());
    if start.day() != 1 || (m - 1) % months != 0 {
        // A stretch that is none of the calendar's: from month to month.
        let last = start.checked_add_months(Months::new(months - 1)).unwrap_or(start);
        return lang.pick(
            format!("{y}年{m}月至{}年{}月", last.year(), last.month()),
            format!("{y}-{m:02} to {}-{:02}", last.year(), last.month()),
        );
    }
    let part = match (bucket, lang) {
        (Bucket::Month, Lang::Zh) => format!("{m}月"),
        (Bucket::Month, Lang::En) => return format!("{y}-{m:02}"),
        (Bucket::Quarter, Lang::Zh) => format!("第{}季度", (m - 1) / 3 + 1),
        (Bucket::Quarter, Lang::En) => format!("Q{}", (m - 1) / 3 + 1),
        (Bucket::HalfYear, Lang::Zh) => (if m == 1 { "上半年" } else { "下半年" }).to_string(),
        (Bucket::HalfYear, Lang::En) => (if m == 1 { "H1" } else { "H2" }).to_string(),
    };
    match with_year {
        true => lang.pick(format!("{y}年{part}"), format!("{y} {part}")),
        false => part,
    }
}
