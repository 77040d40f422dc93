//! One cell as one value of a type.
//!
//! A dash or slash by itself is an empty cell in every column. 无 is an answer where the column
//! is yes/no ("no") or text, or lists it among its values; elsewhere it is an empty cell.

use std::borrow::Cow;

use super::moment::{self, DAY};
use super::percent;
use super::table::Moment;
use super::text::{self, fold, is_nothing, narrow, trim};
use crate::reader::Cell;
use crate::standard::{Choice, ColumnType};

/// How a formula without a value is quoted.
const UNCALCULATED: &str = "=?";

/// What a cell turned out to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Read<T> {
    /// A value of the type.
    Value(T),
    /// Nothing.
    Blank,
    /// Something else.
    Mismatch,
    /// An error value of the spreadsheet.
    Error(&'static str),
}

impl<T> From<Option<T>> for Read<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Read::Mismatch, Read::Value)
    }
}

/// Whether a text is an empty cell in columns that are neither text nor yes/no.
fn is_blank(text: &str) -> bool {
    is_nothing(text) || trim(text) == "无"
}

/// A date or moment. A plain number is none, though it may be a date that lost its format:
/// nobody can tell from 45721 alone. `whole_days` drops the time of day.
pub(crate) fn time(cell: &Cell<'_>, whole_days: bool) -> Read<Moment> {
    let read = match cell {
        Cell::Time { seconds, day_only } => {
            Read::Value(Moment { seconds: *seconds, day_only: *day_only })
        }
        Cell::Text(text) if is_blank(text) => Read::Blank,
        Cell::Text(text) => moment::parse(text).into(),
        Cell::Number(_) | Cell::Bool(_) => Read::Mismatch,
        Cell::Error(error) => Read::Error(error),
        Cell::Uncalculated => Read::Error(UNCALCULATED),
    };
    match read {
        Read::Value(Moment { seconds, .. }) if whole_days => {
            Read::Value(Moment { seconds: seconds - seconds.rem_euclid(DAY), day_only: true })
        }
        other => other,
    }
}

/// A number.
pub(crate) fn number(cell: &Cell<'_>) -> Read<f64> {
    match cell {
        Cell::Number(n) => Read::Value(*n),
        Cell::Text(text) if is_blank(text) => Read::Blank,
        Cell::Text(text) => parse_number(&narrow(text)).into(),
        Cell::Time { .. } | Cell::Bool(_) => Read::Mismatch,
        Cell::Error(error) => Read::Error(error),
        Cell::Uncalculated => Read::Error(UNCALCULATED),
    }
}

/// Digits with an optional sign, decimal point, exponent and thousands separators at every
/// third place. `1,5` is none: a decimal comma and a slip look alike.
fn parse_number(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let starts = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    if !starts
        || !unsigned
            .bytes()
            .all(|b| matches!(b, b'0'..=b'9' | b'.' | b',' | b'e' | b'E' | b'+' | b'-'))
    {
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

/// A share, or a plain number that is settled with the rest of its column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Share {
    /// 0 to 1: written with a percent sign.
    Settled(f64),
    /// Without a sign; see [`super::percent`].
    Plain(f64),
}

/// A percentage.
pub(crate) fn share(cell: &Cell<'_>) -> Read<Share> {
    if let Cell::Text(text) = cell {
        let text = narrow(text);
        if let Some(points) = text.strip_suffix('%') {
            let share = parse_number(trim(points)).map(percent::points);
            return share.and_then(percent::in_range).map(Share::Settled).into();
        }
    }
    match number(cell) {
        Read::Value(n) => Read::Value(Share::Plain(n)),
        Read::Blank => Read::Blank,
        Read::Mismatch => Read::Mismatch,
        Read::Error(error) => Read::Error(error),
    }
}

/// Yes or no, in any of the usual spellings.
pub(crate) fn yes_no(cell: &Cell<'_>) -> Read<bool> {
    match cell {
        Cell::Bool(answer) => Read::Value(*answer),
        Cell::Number(n) if *n == 1.0 => Read::Value(true),
        Cell::Number(n) if *n == 0.0 => Read::Value(false),
        Cell::Text(text) if is_nothing(text) => Read::Blank,
        Cell::Text(text) => answer(text).or_else(|| answer(&fold(text))).into(),
        Cell::Number(_) | Cell::Time { .. } => Read::Mismatch,
        Cell::Error(error) => Read::Error(error),
        Cell::Uncalculated => Read::Error(UNCALCULATED),
    }
}

fn answer(text: &str) -> Option<bool> {
    match text {
        "是" | "有" | "对" | "√" | "✓" | "✔" | "合格" | "通过" | "已完成" | "y" | "yes"
        | "true" | "1" => Some(true),
        "否" | "无" | "错" | "×" | "✗" | "✘" | "✕" | "不合格" | "不通过" | "未通过" | "未完成"
        | "n" | "no" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// The values of a choice column by their folded spellings and ids.
pub(crate) struct Choices(Vec<(String, u8)>);

impl Choices {
    /// Of two values with one spelling, the first one has it. Values beyond the 256th have none.
    pub(crate) fn new(choices: &[Choice]) -> Choices {
        let numbered = || choices.iter().zip(0u8..=u8::MAX);
        let spellings = numbered().flat_map(|(c, i)| c.spellings.iter().map(move |s| (fold(s), i)));
        Choices(spellings.chain(numbered().map(|(c, i)| (fold(&c.id), i))).collect())
    }

    fn find(&self, text: &str) -> Option<u8> {
        let folded = fold(text);
        self.0.iter().find(|(spelling, _)| *spelling == folded).map(|(_, index)| *index)
    }

    /// One of the values.
    pub(crate) fn read(&self, cell: &Cell<'_>) -> Read<u8> {
        match cell {
            Cell::Error(error) => Read::Error(error),
            Cell::Uncalculated => Read::Error(UNCALCULATED),
            Cell::Text(text) => match self.find(text) {
                Some(index) => Read::Value(index),
                None if is_blank(text) => Read::Blank,
                None => Read::Mismatch,
            },
            Cell::Number(_) | Cell::Bool(_) | Cell::Time { .. } => {
                let mut shown = String::new();
                write_text(&mut shown, cell);
                self.find(&shown).into()
            }
        }
    }
}

/// Whether a cell of a text or phone column holds something; its text is [`write_text`]'s.
pub(crate) fn text(cell: &Cell<'_>, kind: &ColumnType) -> Read<()> {
    let phone = *kind == ColumnType::Phone;
    match cell {
        Cell::Error(error) => Read::Error(error),
        Cell::Uncalculated => Read::Error(UNCALCULATED),
        Cell::Text(text) if is_nothing(text) || (phone && is_blank(text)) => Read::Blank,
        Cell::Text(text) if phone => is_phone(text).then_some(()).into(),
        Cell::Number(n) if phone => (*n >= 1e4 && n.fract() == 0.0).then_some(()).into(),
        Cell::Bool(_) | Cell::Time { .. } if phone => Read::Mismatch,
        Cell::Text(_) | Cell::Number(_) | Cell::Bool(_) | Cell::Time { .. } => Read::Value(()),
    }
}

/// Five digits or more, some of them perhaps already masked, and the signs written between.
fn is_phone(text: &str) -> bool {
    let text = narrow(text);
    let sign =
        |c: char| matches!(c, '-' | '+' | '(' | ')' | ' ' | '/' | ',' | ';' | '、' | '转' | '—');
    let digits = text.chars().filter(|c| c.is_ascii_digit() || *c == '*').count();
    digits >= 5 && text.chars().all(|c| c.is_ascii_digit() || c == '*' || sign(c))
}

/// A cell as text: without blanks around, numbers as Excel shows them, dates as ISO.
pub(crate) fn write_text(to: &mut String, cell: &Cell<'_>) {
    match cell {
        Cell::Text(text) => to.push_str(trim(text)),
        Cell::Number(n) => text::write_number(to, *n),
        Cell::Bool(true) => to.push_str("TRUE"),
        Cell::Bool(false) => to.push_str("FALSE"),
        Cell::Time { seconds, day_only } => {
            to.push_str(&moment::write(Moment { seconds: *seconds, day_only: *day_only }));
        }
        Cell::Error(error) => to.push_str(error),
        Cell::Uncalculated => to.push_str(UNCALCULATED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> Cell<'_> {
        Cell::Text(Cow::Borrowed(text))
    }

    #[test]
    fn numbers() {
        let read = |text| number(&cell(text));
        assert_eq!(read("1,234,567.5"), Read::Value(1_234_567.5));
        assert_eq!(read("－１２．５ "), Read::Value(-12.5));
        assert_eq!(read("１，２００"), Read::Value(1200.0));
        assert_eq!(read(".5"), Read::Value(0.5));
        assert_eq!(number(&Cell::Number(0.1)), Read::Value(0.1));
        for text in [
            "1,5",
            "12,34,567",
            "1234,567",
            "1.234,567",
            "12元",
            "inf",
            "NaN",
            "1e999",
            "98%",
            "--1",
            "e5",
        ] {
            assert_eq!(read(text), Read::Mismatch, "{text}");
        }
        for text in ["", "—", "/", "无", " "] {
            assert_eq!(read(text), Read::Blank, "{text}");
        }
        assert_eq!(number(&Cell::Time { seconds: 0, day_only: true }), Read::Mismatch);
        assert_eq!(number(&Cell::Bool(true)), Read::Mismatch);
        assert_eq!(number(&Cell::Error("#N/A")), Read::Error("#N/A"));
    }

    #[test]
    fn times() {
        // 2025-03-05 is day 20152 after 1970-01-01.
        let day = 20_152 * DAY;
        let moment = |seconds, day_only| Read::Value(Moment { seconds, day_only });
        assert_eq!(time(&cell("2025-3-5 10:02"), false), moment(day + 36_120, false));
        assert_eq!(time(&cell("2025-3-5 10:02"), true), moment(day, true));
        let stored = Cell::Time { seconds: day + 60, day_only: false };
        assert_eq!(time(&stored, false), moment(day + 60, false));
        assert_eq!(time(&stored, true), moment(day, true));
        assert_eq!(time(&Cell::Number(45_721.0), false), Read::Mismatch);
        assert_eq!(time(&cell("45721"), false), Read::Mismatch);
        assert_eq!(time(&cell("无"), false), Read::Blank);
    }

    #[test]
    fn shares() {
        assert_eq!(share(&cell("98%")), Read::Value(Share::Settled(0.98)));
        assert_eq!(share(&cell("９８．５ ％")), Read::Value(Share::Settled(0.985)));
        assert_eq!(share(&cell("140%")), Read::Mismatch);
        assert_eq!(share(&cell("-1%")), Read::Mismatch);
        assert_eq!(share(&cell("%")), Read::Mismatch);
        assert_eq!(share(&cell("98")), Read::Value(Share::Plain(98.0)));
        assert_eq!(share(&Cell::Number(0.98)), Read::Value(Share::Plain(0.98)));
        assert_eq!(share(&cell("-")), Read::Blank);
    }

    #[test]
    fn answers() {
        for text in [
            "是",
            "有",
            "√",
            "✓",
            "Y",
            "Yes",
            "ＹＥＳ",
            "TRUE",
            " 合 格 ",
            "通过",
            "已完成",
            "对",
            "1",
        ] {
            assert_eq!(yes_no(&cell(text)), Read::Value(true), "{text}");
        }
        for text in [
            "否",
            "无",
            "×",
            "✗",
            "n",
            "No",
            "false",
            "不合格",
            "不通过",
            "未完成",
            "错",
            "0",
            "０",
        ] {
            assert_eq!(yes_no(&cell(text)), Read::Value(false), "{text}");
        }
        for text in ["□是 □否", "也许", "2", "是否"] {
            assert_eq!(yes_no(&cell(text)), Read::Mismatch, "{text}");
        }
        assert_eq!(yes_no(&cell("——")), Read::Blank);
        assert_eq!(yes_no(&Cell::Number(1.0)), Read::Value(true));
        assert_eq!(yes_no(&Cell::Number(0.0)), Read::Value(false));
        assert_eq!(yes_no(&Cell::Number(2.0)), Read::Mismatch);
        assert_eq!(yes_no(&Cell::Bool(false)), Read::Value(false));
    }

    #[test]
    fn choices() {
        let choice = |id: &str, spellings: &[&str]| Choice {
            id: id.to_string(),
            spellings: spellings.iter().map(|s| s.to_string()).collect(),
        };
        let levels =
            Choices::new(&[choice("urgent", &["紧急", "1"]), choice("minor", &["一般", "小修"])]);
        assert_eq!(levels.read(&cell(" 小 修")), Read::Value(1));
        assert_eq!(levels.read(&cell("URGENT")), Read::Value(0));
        assert_eq!(levels.read(&Cell::Number(1.0)), Read::Value(0));
        assert_eq!(levels.read(&cell("无")), Read::Blank);
        assert_eq!(levels.read(&cell("特急")), Read::Mismatch);
        let kinds = Choices::new(&[choice("none", &["无"])]);
        assert_eq!(kinds.read(&cell("无")), Read::Value(0));
    }

    #[test]
    fn texts_and_phones() {
        let written = |cell: &Cell<'_>| {
            let mut to = String::new();
            write_text(&mut to, cell);
            to
        };
        assert_eq!(written(&cell("　00123 ")), "00123");
        assert_eq!(written(&Cell::Number(13_800_005_678.0)), "13800005678");
        assert_eq!(written(&Cell::Time { seconds: 0, day_only: true }), "1970-01-01");
        assert_eq!(text(&cell("无"), &ColumnType::Text), Read::Value(()));
        assert_eq!(text(&cell("/"), &ColumnType::Text), Read::Blank);
        let phone = |t| text(&cell(t), &ColumnType::Phone);
        for number in
            ["13800005678", "138-0000-5678", "0571-88886666转8", "138****5678", "（010）88886666"]
        {
            assert_eq!(phone(number), Read::Value(()), "{number}");
        }
        assert_eq!(phone("无"), Read::Blank);
        assert_eq!(phone("王伟"), Read::Mismatch);
        assert_eq!(phone("123"), Read::Mismatch);
        assert_eq!(text(&Cell::Number(1.38e10), &ColumnType::Phone), Read::Value(()));
        assert_eq!(text(&Cell::Number(3.5), &ColumnType::Phone), Read::Mismatch);
    }
}
