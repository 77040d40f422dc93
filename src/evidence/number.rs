//! Numbers written as text, with separators and units.

use std::borrow::Cow;

use super::text::{narrow, trim};

/// What a number is counted in, as far as its text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Nothing, or a word that only counts: 次, 户, 人.
    Count,
    /// 元, or ten thousand of it.
    Money {
        /// 万元.
        wan: bool,
    },
    /// 万 alone.
    Wan,
    /// Anything else that has a size: 分钟, 小时, 米.
    Measure(&'static str),
}

/// Words that only count.
const COUNTS: &[&str] = &[
    "户次", "人次", "次", "户", "人", "件", "个", "份", "条", "项", "场", "台", "辆", "只", "套",
    "栋", "张", "名", "位", "例", "起", "处", "间", "家", "封", "单", "笔", "本", "册", "批",
];

/// Words with a size, longer ones first, and what they are.
const MEASURES: &[(&str, &str)] = &[
    ("分钟", "min"),
    ("min", "min"),
    ("个小时", "h"),
    ("小时", "h"),
    ("h", "h"),
    ("秒钟", "s"),
    ("秒", "s"),
    ("工作日", "workday"),
    ("天", "d"),
    ("日", "d"),
    ("个月", "month"),
    ("平方米", "m2"),
    ("平米", "m2"),
    ("㎡", "m2"),
    ("公里", "km"),
    ("千米", "km"),
    ("米", "m"),
    ("公斤", "kg"),
    ("千克", "kg"),
    ("吨", "t"),
    ("度", "kWh"),
    ("分", "point"),
];

/// The number a text says and its unit; `None` where it is none. `1,5` is none: a decimal comma
/// and a slip look alike.
pub(crate) fn read(text: &str) -> Option<(f64, Unit)> {
    let text = narrow(text);
    if let Some(n) = plain(&text) {
        return Some((n, Unit::Count));
    }
    if let Some(rest) = text.strip_prefix(['¥', '￥']) {
        let n = plain(trim(rest.strip_suffix('元').unwrap_or(rest)))?;
        return Some((n, Unit::Money { wan: false }));
    }
    let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let (digits, unit) = text.split_at_checked(end)?;
    Some((plain(trim(digits))?, unit_of(trim(unit))?))
}

/// The unit a word is.
fn unit_of(word: &str) -> Option<Unit> {
    match word {
        "元" | "块" => return Some(Unit::Money { wan: false }),
        "万元" => return Some(Unit::Money { wan: true }),
        "万" => return Some(Unit::Wan),
        _ => {}
    }
    if COUNTS.contains(&word) {
        return Some(Unit::Count);
    }
    MEASURES.iter().find(|(m, _)| *m == word).map(|(_, unit)| Unit::Measure(unit))
}

/// The unit a header names in brackets or at its end: 用时(分钟), 金额（万元）.
pub(crate) fn unit_of_header(header: &str) -> Option<Unit> {
    let header = narrow(header);
    let inner = header.strip_suffix([')', ']']).and_then(|h| h.rsplit(['(', '[']).next());
    let after_slash = || header.rsplit_once('/').map(|(_, unit)| unit);
    let word = trim(inner.or_else(after_slash)?);
    unit_of(word.trim_start_matches("单位:")).filter(|u| *u != Unit::Count)
}

/// What makes the numbers of one column comparable: the first unit seen holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct UnitOfColumn(pub Option<Unit>);

impl UnitOfColumn {
    /// The number in the column's unit; `None` where its own unit is another one, for 2 hours
    /// among minutes are not 2.
    pub(crate) fn settle(&mut self, n: f64, unit: Unit) -> Option<f64> {
        const WAN: f64 = 10_000.0;
        match (self.0, unit) {
            (_, Unit::Count) => Some(n),
            (None, Unit::Wan) => {
                self.0 = Some(Unit::Money { wan: false });
                Some(n * WAN)
            }
            (None, unit) => {
                self.0 = Some(unit);
                Some(n)
            }
            (Some(of_column), unit) if of_column == unit => Some(n),
            (Some(Unit::Money { wan: false }), Unit::Wan | Unit::Money { wan: true }) => {
                Some(n * WAN)
            }
            (Some(Unit::Money { wan: true }), Unit::Wan) => Some(n),
            (Some(Unit::Wan), Unit::Money { wan: true }) => Some(n),
            (Some(Unit::Money { wan: true } | Unit::Wan), Unit::Money { wan: false }) => {
                Some(n / WAN)
            }
            _ => None,
        }
    }
}

/// Digits with an optional sign, decimal point, exponent and thousands separators at every
/// third place.
pub(crate) fn plain(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let starts = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let allowed = |b| matches!(b, b'0'..=b'9' | b'.' | b',' | b'e' | b'E' | b'+' | b'-');
    if !starts || !unsigned.bytes().all(allowed) {
        return None;
    }
    let text = if text.contains(',') {
        Cow::Owned(without_separators(text)?)
    } else {
        Cow::Borrowed(text)
    };
    text.parse::<f64>().ok().filter(|n| n.is_finite())
}

fn without_separators(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').map_or((text, ""), |(w, f)| (w, f));
    let mut groups = whole.trim_start_matches(['-', '+']).split(',');
    let first = groups.next()?;
    let fits =
        (1..=3).contains(&first.len()) && groups.all(|g| g.len() == 3) && !fraction.contains(',');
    fits.then(|| text.replace(',', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_numbers() {
        let value = |text| read(text).filter(|(_, u)| *u == Unit::Count).map(|(n, _)| n);
        assert_eq!(value("1,234,567.5"), Some(1_234_567.5));
        assert_eq!(value("－１２．５ "), Some(-12.5));
        assert_eq!(value("１，２００"), Some(1200.0));
        assert_eq!(value(".5"), Some(0.5));
        for text in [
            "1,5",
            "12,34,567",
            "1234,567",
            "1.234,567",
            "inf",
            "NaN",
            "1e999",
            "98%",
            "--1",
            "e5",
            "约30",
            "30左右",
            "3-5次",
            "次",
            "3次5",
            "三次",
            "30+",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn units() {
        let money = |wan| Unit::Money { wan };
        for (text, n, unit) in [
            ("3次", 3.0, Unit::Count),
            ("１，２００ 户", 1200.0, Unit::Count),
            ("1,200.50元", 1200.5, money(false)),
            ("¥350", 350.0, money(false)),
            ("3.2万", 3.2, Unit::Wan),
            ("3.2万元", 3.2, money(true)),
            ("30分钟", 30.0, Unit::Measure("min")),
            ("30 min", 30.0, Unit::Measure("min")),
            ("1.5小时", 1.5, Unit::Measure("h")),
            ("96分", 96.0, Unit::Measure("point")),
        ] {
            assert_eq!(read(text), Some((n, unit)), "{text}");
        }
        assert_eq!(unit_of_header("用时（分钟）"), Some(Unit::Measure("min")));
        assert_eq!(unit_of_header("金额(单位：万元)"), Some(money(true)));
        assert_eq!(unit_of_header("费用/元"), Some(money(false)));
        assert_eq!(unit_of_header("人数（人）"), None);
        assert_eq!(unit_of_header("备注"), None);
    }

    /// Reads texts one after another under a header.
    fn settle(header: &str, texts: &[&str]) -> Vec<Option<f64>> {
        let mut unit = UnitOfColumn(unit_of_header(header));
        texts.iter().map(|t| read(t).and_then(|(n, u)| unit.settle(n, u))).collect()
    }

    #[test]
    fn one_unit_a_column() {
        assert_eq!(
            settle("用时（分钟）", &["30", "30分钟", "2小时"]),
            [Some(30.0), Some(30.0), None]
        );
        assert_eq!(settle("用时", &["2小时", "30分钟"]), [Some(2.0), None]);
        assert_eq!(
            settle("金额", &["300元", "1.5万", "2万元"]),
            [300.0, 15_000.0, 20_000.0].map(Some)
        );
        assert_eq!(settle("金额（万元）", &["3", "3万", "500元"]), [3.0, 3.0, 0.05].map(Some));
    }
}
