//! A figure against a year before in words.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::Held;
use super::phrase::{count, ruling};
use crate::lang::figure::Figure;
use crate::lang::{Lang, Word};
use crate::outcome::{Before, Number, Span, YearRows};
use crate::standard::{ChangeBy, Compare};

/// The two figures compared.
#[derive(Clone, Copy)]
pub struct Years<'a> {
    pub now: Option<Number>,
    pub before: Option<Number>,
    pub source: Option<Before>,
    pub rows: Option<&'a YearRows>,
}

impl Years<'_> {
    /// A year's figure, behind the rows it was made of: `187 complaints (0.1558 each household)`.
    fn show(&self, figure: Number, rows: Option<u32>, share: bool, lang: Lang) -> String {
        let shown = Figure::new(figure.0, share, None).to_string();
        let Some((rows, unit)) = rows.zip(self.rows.map(|r| &r.unit)) else { return shown };
        let counted = count(rows, unit, lang);
        if figure == Number::from(rows) {
            return counted;
        }
        lang.pick(format!("{counted}（每户{shown}）"), format!("{counted} ({shown} per household)"))
    }
}

/// How a change is shown: in percent, in percentage points, or as a plain number.
#[derive(Clone, Copy)]
enum Measure {
    Percent,
    Points,
    Plain,
}

pub fn message(years: Years<'_>, by: ChangeBy, share: bool, span: &Span, held: Held) -> String {
    let lang = held.lang;
    let window = Word::from(span.window).get(lang);
    let rows_now = years.rows.map(|r| r.now);
    let rows_before = years.rows.and_then(|r| r.before);
    let measure = match (by, share) {
        (ChangeBy::Relative, _) => Measure::Percent,
        (ChangeBy::Difference, true) => Measure::Points,
        (ChangeBy::Difference, false) => Measure::Plain,
    };
    let need = required(measure, held);
    let source = match years.source {
        None => String::new(),
        Some(source) => {
            let word = Word::from(source).get(lang);
            lang.pick(format!("（上年取自{word}）"), format!(" (year before from {word})"))
        }
    };
    match (years.before, years.now) {
        (Some(before), Some(now)) => {
            let neither = before.0.is_zero() && now.0.is_zero();
            let before = years.show(before, rows_before, share, lang);
            let now = years.show(now, rows_now, share, lang);
            let moved = match held.value {
                Some(value) => moved(value, measure, held),
                None if neither => {
                    let ruling = ruling(held);
                    lang.pick(
                        format!("，两年均无，{ruling}"),
                        format!(", none in both years, {ruling}"),
                    )
                }
                None => lang.pick("，变化率无法计算".into(), ", no rate of change".to_string()),
            };
            lang.pick(
                format!("上年同期{before} → {window}{now}{moved}{source}{need}"),
                format!("a year before {before} → {window} {now}{moved}{source}{need}"),
            )
        }
        (None, Some(now)) => {
            let now = years.show(now, rows_now, share, lang);
            lang.pick(
                format!("{window}{now}，上年同期数据未知，无法比较{need}"),
                format!("{window} {now}, the year before is unknown{need}"),
            )
        }
        (_, None) => lang.pick(
            format!("{window}没有数据，无法比较{need}"),
            format!("no figure for {window}, nothing to compare{need}"),
        ),
    }
}

fn moved(value: Decimal, measure: Measure, held: Held) -> String {
    let size = amount(value, measure, held);
    match value.cmp(&Decimal::ZERO) {
        Ordering::Greater => held.lang.pick(format!("，上升{size}"), format!(", up {size}")),
        Ordering::Less => held.lang.pick(format!("，下降{size}"), format!(", down {size}")),
        Ordering::Equal => held.lang.pick("，持平".into(), ", unchanged".into()),
    }
}

/// The size of a change, without its sign.
fn amount(value: Decimal, measure: Measure, held: Held) -> String {
    let figure = Figure::new(value, !matches!(measure, Measure::Plain), held.limit);
    unit(figure.shown.abs(), measure, held.lang)
}

fn unit(size: Decimal, measure: Measure, lang: Lang) -> String {
    let size = size.normalize();
    match measure {
        Measure::Percent => format!("{size}%"),
        Measure::Plain => size.to_string(),
        Measure::Points if size == Decimal::ONE => lang.pick("1个百分点".into(), "1 point".into()),
        Measure::Points => lang.pick(format!("{size}个百分点"), format!("{size} points")),
    }
}

fn required(measure: Measure, held: Held) -> String {
    let Some((compare, limit)) = held.limit else { return String::new() };
    let exact = Figure::exact(limit, !matches!(measure, Measure::Plain));
    let size = unit(exact.shown.abs(), measure, held.lang);
    let (zh, en) = match (compare, limit.cmp(&Decimal::ZERO)) {
        (Compare::AtLeast, Ordering::Greater) => {
            (format!("上升不少于{size}"), format!("a rise of at least {size}"))
        }
        (Compare::AtLeast, Ordering::Equal) => ("不下降".into(), "no fall".into()),
        (Compare::AtLeast, Ordering::Less) => {
            (format!("下降不超过{size}"), format!("a fall of at most {size}"))
        }
        (Compare::AtMost, Ordering::Less) => {
            (format!("下降不少于{size}"), format!("a fall of at least {size}"))
        }
        (Compare::AtMost, Ordering::Equal) => ("不上升".into(), "no rise".into()),
        (Compare::AtMost, Ordering::Greater) => {
            (format!("上升不超过{size}"), format!("a rise of at most {size}"))
        }
        (Compare::Above, Ordering::Greater) => {
            (format!("上升超过{size}"), format!("a rise of more than {size}"))
        }
        (Compare::Above, Ordering::Equal) => ("上升".into(), "a rise".into()),
        (Compare::Above, Ordering::Less) => {
            (format!("下降少于{size}"), format!("a fall of less than {size}"))
        }
        (Compare::Below, Ordering::Less) => {
            (format!("下降超过{size}"), format!("a fall of more than {size}"))
        }
        (Compare::Below, Ordering::Equal) => ("下降".into(), "a fall".into()),
        (Compare::Below, Ordering::Greater) => {
            (format!("上升少于{size}"), format!("a rise of less than {size}"))
        }
    };
    held.lang.pick(format!("，要求{zh}"), format!("; required: {en}"))
}
