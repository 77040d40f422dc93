//! One cell as one value of a type.
//!
//! A dash, a slash and the like by themselves are an empty cell in every column. 无 is an answer
//! where the column is yes/no ("no") or text, or lists it among its values; elsewhere it is an
//! empty cell.

use super::answer::{self, Answer};
use super::choices::{Choices, Chosen};
use super::form;
use super::moment::{self, DAY, Dates};
use super::number::{self, UnitOfColumn};
use super::percent;
use super::table::Moment;
use super::text::{self, is_nothing, is_unfilled_date, narrow, trim};
use crate::reader::{Cell, Epoch};
use crate::standard::ColumnType;

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
    /// A formula without a value.
    Uncalculated,
}

impl<T> From<Option<T>> for Read<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Read::Mismatch, Read::Value)
    }
}

impl<T: Copy> Read<T> {
    /// The value, where it is one.
    pub(crate) fn value(&self) -> Option<T> {
        match self {
            Read::Value(value) => Some(*value),
            _ => None,
        }
    }
}

impl<T> Read<T> {
    /// The same, with another value.
    #[inline]
    pub(crate) fn map<U>(self, value: impl FnOnce(T) -> U) -> Read<U> {
        match self {
            Read::Value(v) => Read::Value(value(v)),
            Read::Blank => Read::Blank,
            Read::Mismatch => Read::Mismatch,
            Read::Error(error) => Read::Error(error),
            Read::Uncalculated => Read::Uncalculated,
        }
    }
}

/// Whether a text is an empty cell in columns that are neither text nor yes/no.
fn is_blank(text: &str) -> bool {
    is_nothing(text) || trim(text) == "无"
}

/// A moment, and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Stamp {
    /// As it stands there.
    Sure(Moment),
    /// From a bare number, or a text that is one, which has lost its format.
    FromNumber(f64, Moment),
    /// Decades away from the audit.
    Implausible(Moment),
}

/// A date or moment. `whole_days` drops the time of day. A number is one of the date system `epoch`;
/// where that is not known it must lie near the audit.
pub(crate) fn time(
    cell: &Cell<'_>,
    whole_days: bool,
    dates: &Dates,
    epoch: Option<Epoch>,
) -> Read<Stamp> {
    let serial = |n: f64| {
        let moment = moment::from_serial(n, epoch.unwrap_or_default())?;
        let believed = match epoch {
            Some(_) => dates.is_plausible(moment.seconds),
            None => dates.is_near(moment.seconds),
        };
        believed.then_some(Stamp::FromNumber(n, moment))
    };
    let read = match cell {
        Cell::Time { seconds, day_only } => {
            Read::Value(Stamp::Sure(Moment { seconds: *seconds, day_only: *day_only }))
        }
        Cell::Text(text) => match moment::parse(text, dates) {
            Some(moment) => Read::Value(Stamp::Sure(moment)),
            None if is_blank(text) || is_unfilled_date(text) => Read::Blank,
            None => moment::serial_text(text).and_then(serial).into(),
        },
        Cell::Number(n) => match moment::from_compact_number(*n) {
            Some(moment) => Read::Value(Stamp::Sure(moment)),
            None => serial(*n).into(),
        },
        Cell::Bool(_) => Read::Mismatch,
        Cell::Error(error) => Read::Error(error),
        Cell::Uncalculated => Read::Uncalculated,
    };
    let whole = |moment: Moment| match whole_days {
        true => Moment { seconds: moment.seconds - moment.seconds.rem_euclid(DAY), day_only: true },
        false => moment,
    };
    read.map(|stamp| match stamp {
        Stamp::Sure(m) if !dates.is_plausible(m.seconds) => Stamp::Implausible(m),
        Stamp::Sure(m) => Stamp::Sure(whole(m)),
        Stamp::FromNumber(n, m) => Stamp::FromNumber(n, whole(m)),
        implausible => implausible,
    })
}

/// Numbers formatted as dates are read as numbers below this serial, 1904-01-01: from there on it
/// may as well be one of the 1904 date system, which is 1462 less, or a date somebody meant.
const NUMBER_BELOW: f64 = 1_462.0;

/// The number of a cell that is formatted as a date and cannot be one, and what it is shown as.
pub(crate) fn shown_as_date(cell: &Cell<'_>) -> Option<(f64, Moment)> {
    let Cell::Time { seconds, day_only } = cell else { return None };
    let number = moment::to_serial(*seconds).filter(|n| *n < NUMBER_BELOW)?;
    Some((number, Moment { seconds: *seconds, day_only: *day_only }))
}

/// A number, and what it was shown as.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Counted {
    /// As it stands there.
    Sure(f64),
    /// From a cell formatted as a date.
    FromDate(f64, Moment),
}

/// A number. Units are reconciled with those of the column so far.
pub(crate) fn number(cell: &Cell<'_>, unit: &mut UnitOfColumn) -> Read<Counted> {
    match cell {
        Cell::Number(n) => Read::Value(Counted::Sure(*n)),
        Cell::Text(text) => match number::read(text) {
            Some((n, own)) => unit.settle(n, own).map(Counted::Sure).into(),
            None if is_blank(text) => Read::Blank,
            None => Read::Mismatch,
        },
        Cell::Time { .. } => {
            shown_as_date(cell).map(|(n, shown)| Counted::FromDate(n, shown)).into()
        }
        Cell::Bool(_) => Read::Mismatch,
        Cell::Error(error) => Read::Error(error),
        Cell::Uncalculated => Read::Uncalculated,
    }
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
    match cell {
        Cell::Number(n) => Read::Value(Share::Plain(*n)),
        Cell::Text(text) => {
            let narrowed = narrow(text);
            let points = narrowed.strip_suffix(['%', '﹪']);
            match (points, number::plain(&narrowed)) {
                (Some(points), _) => {
                    let share = number::plain(trim(points)).map(percent::points);
                    share.and_then(percent::in_range).map(Share::Settled).into()
                }
                (None, Some(n)) => Read::Value(Share::Plain(n)),
                (None, None) if is_blank(text) => Read::Blank,
                (None, None) => Read::Mismatch,
            }
        }
        Cell::Time { .. } | Cell::Bool(_) => Read::Mismatch,
        Cell::Error(error) => Read::Error(error),
        Cell::Uncalculated => Read::Uncalculated,
    }
}

/// Yes or no, in any of the usual spellings.
pub(crate) fn yes_no(cell: &Cell<'_>) -> Read<Answer> {
    match cell {
        Cell::Bool(answer) => Read::Value(Answer::Plain(*answer)),
        Cell::Number(n) if *n == 1.0 => Read::Value(Answer::Plain(true)),
        Cell::Number(n) if *n == 0.0 => Read::Value(Answer::Plain(false)),
        Cell::Text(text) if is_nothing(text) => Read::Blank,
        Cell::Text(text) => match answer::read(text) {
            Some(Answer::Blank) => Read::Blank,
            answer => answer.into(),
        },
        Cell::Number(_) | Cell::Time { .. } => Read::Mismatch,
        Cell::Error(error) => Read::Error(error),
        Cell::Uncalculated => Read::Uncalculated,
    }
}

/// One of the values of a choice column.
pub(crate) fn choice(cell: &Cell<'_>, choices: &Choices) -> Read<u8> {
    match cell {
        Cell::Error(error) => Read::Error(error),
        Cell::Uncalculated => Read::Uncalculated,
        Cell::Text(text) => match choices.find(text) {
            Some(Chosen::Value(index)) => Read::Value(index),
            Some(Chosen::Blank) => Read::Blank,
            None if is_blank(text) => Read::Blank,
            None => Read::Mismatch,
        },
        Cell::Number(_) | Cell::Bool(_) | Cell::Time { .. } => {
            let mut shown = String::new();
            write_text(&mut shown, cell);
            match choices.find(&shown) {
                Some(Chosen::Value(index)) => Read::Value(index),
                Some(Chosen::Blank) | None => Read::Mismatch,
            }
        }
    }
}

/// Whether a cell of a text or phone column holds something; its text is [`write_text`]'s.
pub(crate) fn text(cell: &Cell<'_>, kind: &ColumnType) -> Read<()> {
    let phone = *kind == ColumnType::Phone;
    match cell {
        Cell::Error(error) => Read::Error(error),
        Cell::Uncalculated => Read::Uncalculated,
        Cell::Text(text) if form::is_unfilled(text) => Read::Blank,
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
    use std::borrow::Cow;

    fn cell(text: &str) -> Cell<'_> {
        Cell::Text(Cow::Borrowed(text))
    }

    #[test]
    fn numbers() {
        let read = |text| number(&cell(text), &mut UnitOfColumn::default());
        assert_eq!(read("1,234,567.5"), Read::Value(Counted::Sure(1_234_567.5)));
        assert_eq!(read("３次"), Read::Value(Counted::Sure(3.0)));
        for text in ["1,5", "约12", "98%", "e5"] {
            assert_eq!(read(text), Read::Mismatch, "{text}");
        }
        for text in ["", "—", "/", "无", " ", "##"] {
            assert_eq!(read(text), Read::Blank, "{text}");
        }
        let number = |cell| number(&cell, &mut UnitOfColumn::default());
        assert_eq!(number(Cell::Number(0.1)), Read::Value(Counted::Sure(0.1)));
        assert_eq!(number(Cell::Bool(true)), Read::Mismatch);
        assert_eq!(number(Cell::Error("#N/A")), Read::Error("#N/A"));
        assert_eq!(number(Cell::Uncalculated), Read::Uncalculated);
        // 12 formatted as a date shows 1900-01-12, which is 25556 days before 1970.
        let shown = Moment { seconds: -25_556 * DAY, day_only: true };
        let shows = |m: Moment| Cell::Time { seconds: m.seconds, day_only: m.day_only };
        assert_eq!(number(shows(shown)), Read::Value(Counted::FromDate(12.0, shown)));
        let date = Moment { seconds: 20_152 * DAY, day_only: true };
        assert_eq!(number(shows(date)), Read::Mismatch, "2025-03-05 is a date");
        // 1904-01-11: 1472 of the one date system, 10 of the other.
        let either = Moment { seconds: (1_472 - 25_569) * DAY, day_only: true };
        assert_eq!(number(shows(either)), Read::Mismatch);
    }

    #[test]
    fn times() {
        // 2025-03-05 is day 20152 after 1970-01-01.
        let day = 20_152 * DAY;
        let dates = Dates::from(chrono::NaiveDate::from_ymd_opt(2025, 12, 31).unwrap());
        let time = |cell: &Cell<'_>, whole| time(cell, whole, &dates, Some(Epoch::From1900));
        let moment = |seconds, day_only| Moment { seconds, day_only };
        let sure = |seconds, day_only| Read::Value(Stamp::Sure(moment(seconds, day_only)));
        assert_eq!(time(&cell("2025-3-5 10:02"), false), sure(day + 36_120, false));
        assert_eq!(time(&cell("2025-3-5 10:02"), true), sure(day, true));
        let stored = Cell::Time { seconds: day + 60, day_only: false };
        assert_eq!(time(&stored, false), sure(day + 60, false));
        assert_eq!(time(&stored, true), sure(day, true));
        assert_eq!(
            time(&Cell::Number(45_721.0), false),
            Read::Value(Stamp::FromNumber(45_721.0, moment(day, true)))
        );
        // The same day in the 1904 date system.
        let serial = |cell: &Cell<'_>, epoch| super::time(cell, false, &dates, epoch);
        let march_5 = |n| Read::Value(Stamp::FromNumber(n, moment(day, true)));
        assert_eq!(serial(&Cell::Number(44_259.0), Some(Epoch::From1904)), march_5(44_259.0));
        // Read as one of 1900 it would be in 2021: nobody knows which where the system is not known.
        assert_eq!(serial(&Cell::Number(44_259.0), None), Read::Mismatch);
        assert_eq!(serial(&cell("45721"), None), march_5(45_721.0));
        assert_eq!(time(&cell("45721"), false), march_5(45_721.0));
        assert_eq!(time(&Cell::Number(20_250_305.0), false), sure(day, true));
        assert_eq!(time(&Cell::Number(3.5), false), Read::Mismatch);
        // 2060.
        assert_eq!(time(&Cell::Number(58_500.0), false), Read::Mismatch);
        for text in ["无", "年  月  日", "20  年  月  日"] {
            assert_eq!(time(&cell(text), false), Read::Blank, "{text}");
        }
        // 10.1 formatted as a date.
        let ten = moment(-25_558 * DAY + 8_640, false);
        let shown = Cell::Time { seconds: ten.seconds, day_only: false };
        assert_eq!(time(&shown, false), Read::Value(Stamp::Implausible(ten)));
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
        assert_eq!(yes_no(&cell("——")), Read::Blank);
        assert_eq!(yes_no(&cell("□是 □否")), Read::Blank);
        assert_eq!(yes_no(&cell("无")), Read::Value(Answer::Presence(false)));
        assert_eq!(yes_no(&Cell::Number(1.0)), Read::Value(Answer::Plain(true)));
        assert_eq!(yes_no(&Cell::Number(0.0)), Read::Value(Answer::Plain(false)));
        assert_eq!(yes_no(&Cell::Number(2.0)), Read::Mismatch);
        assert_eq!(yes_no(&Cell::Bool(false)), Read::Value(Answer::Plain(false)));
    }

    #[test]
    fn choices() {
        use crate::standard::Choice;
        let value = |id: &str, spellings: &[&str]| Choice {
            id: id.to_string(),
            spellings: spellings.iter().map(|s| s.to_string()).collect(),
        };
        let levels =
            Choices::new(&[value("urgent", &["紧急", "1"]), value("minor", &["一般", "小修"])]);
        let read = |cell: &Cell<'_>| choice(cell, &levels);
        assert_eq!(read(&cell(" 小 修")), Read::Value(1));
        assert_eq!(read(&cell("URGENT")), Read::Value(0));
        assert_eq!(read(&Cell::Number(1.0)), Read::Value(0));
        assert_eq!(read(&cell("无")), Read::Blank);
        assert_eq!(read(&cell("特急")), Read::Mismatch);
        let kinds = Choices::new(&[value("none", &["无"])]);
        assert_eq!(choice(&cell("无"), &kinds), Read::Value(0));
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
        assert_eq!(text(&cell("□是 □否"), &ColumnType::Text), Read::Blank);
        assert_eq!(text(&cell("☑是 □否"), &ColumnType::Text), Read::Value(()));
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
