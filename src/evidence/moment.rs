//! Dates and times written as text.

use chrono::{DateTime, NaiveDate};

use super::table::Moment;
use super::text::{half_width, is_blank};

/// Seconds of a day.
pub(crate) const DAY: i64 = 86_400;

/// Seconds from 1970-01-01 to the first second of a day.
pub(crate) fn day_start(day: NaiveDate) -> i64 {
    day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp()
}

/// `2025-11-03`, `2025-11-03 10:02`, `2025-11-03 10:02:30`.
pub(crate) fn write(moment: Moment) -> String {
    let Some(at) = DateTime::from_timestamp(moment.seconds, 0) else { return String::new() };
    let pattern = match moment {
        Moment { day_only: true, .. } => "%Y-%m-%d",
        Moment { seconds, .. } if seconds % 60 == 0 => "%Y-%m-%d %H:%M",
        _ => "%Y-%m-%d %H:%M:%S",
    };
    at.format(pattern).to_string()
}

/// Reads `2025-3-5`, `2025/3/5`, `2025.3.5`, `2025年3月5日`, alone or followed by `10:02`,
/// `10:02:30`, `T10:02`, `10时2分`; full-width characters and blanks between the parts are fine.
/// Years have four digits: `25-3-5` could be any of three days.
pub(crate) fn parse(text: &str) -> Option<Moment> {
    let mut scan = Scan(text.chars().map(half_width as fn(char) -> char).peekable());
    let (day, marked) = date(&mut scan)?;
    let blanks = scan.blanks();
    if scan.0.peek().is_none() {
        return Some(Moment { seconds: day_start(day), day_only: true });
    }
    let iso = scan.eat('T') || scan.eat('t');
    if !(iso || marked || blanks) {
        return None;
    }
    scan.blanks();
    let seconds = time(&mut scan)?;
    scan.blanks();
    let end = scan.0.peek().is_none();
    end.then(|| Moment { seconds: day_start(day) + seconds, day_only: false })
}

/// A date, and whether it ended with 日 or a blank so that a time may follow at once.
fn date(scan: &mut Scan<'_>) -> Option<(NaiveDate, bool)> {
    scan.blanks();
    let year = scan.number(4, 4)?;
    scan.blanks();
    let first = scan.0.next()?;
    scan.blanks();
    let month = scan.number(1, 2)?;
    scan.blanks();
    let second = scan.0.next()?;
    scan.blanks();
    let marked = match (first, second) {
        ('-', '-') | ('/', '/') | ('.', '.') => false,
        ('年', '月') => true,
        _ => return None,
    };
    let day = scan.number(1, 2)?;
    let ended = marked && (scan.blanks() | (scan.eat('日') || scan.eat('号')));
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    (year >= 1900).then_some((date, ended))
}

/// Seconds of the day. `24:00` is the end of the day.
fn time(scan: &mut Scan<'_>) -> Option<i64> {
    let hour = scan.number(1, 2)?;
    let (mut minute, mut second) = (0, 0);
    match scan.0.next()? {
        ':' => {
            minute = scan.number(1, 2)?;
            if scan.eat(':') {
                second = scan.number(1, 2)?;
                if scan.eat('.') {
                    scan.number(1, 9)?;
                }
            }
        }
        '时' | '点' => {
            if scan.0.peek().is_some_and(char::is_ascii_digit) {
                minute = scan.number(1, 2)?;
                scan.eat('分').then_some(())?;
            }
            if scan.0.peek().is_some_and(char::is_ascii_digit) {
                second = scan.number(1, 2)?;
                scan.eat('秒').then_some(())?;
            }
        }
        _ => return None,
    }
    let whole = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    ((hour < 24 && minute < 60 && second < 60) || whole == DAY && hour == 24).then_some(whole)
}

/// Half-width characters of a text.
type Narrow<'a> = std::iter::Map<std::str::Chars<'a>, fn(char) -> char>;

struct Scan<'a>(std::iter::Peekable<Narrow<'a>>);

impl Scan<'_> {
    fn blanks(&mut self) -> bool {
        let mut any = false;
        while self.0.next_if(|c| is_blank(*c)).is_some() {
            any = true;
        }
        any
    }

    fn eat(&mut self, c: char) -> bool {
        self.0.next_if_eq(&c).is_some()
    }

    /// A number of `least` to `most` digits (at most nine), with no digit after it.
    fn number(&mut self, least: usize, most: usize) -> Option<u32> {
        let (mut value, mut digits) = (0u32, 0);
        while let Some(digit) = self.0.peek().and_then(|c| c.to_digit(10)) {
            self.0.next();
            digits += 1;
            if digits > most {
                return None;
            }
            value = value * 10 + digit;
        }
        (digits >= least).then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2025-03-05 is day 20152 after 1970-01-01.
    const MARCH_5: i64 = 20_152 * DAY;

    #[test]
    fn days() {
        for text in [
            "2025-3-5",
            "2025-03-05",
            "2025/3/5",
            "2025.3.5",
            "2025年3月5日",
            "2025年3月5号",
            " ２０２５－０３－０５　",
            "2025 年 3 月 5 日",
        ] {
            assert_eq!(parse(text), Some(Moment { seconds: MARCH_5, day_only: true }), "{text}");
        }
    }

    #[test]
    fn moments() {
        let at = |h: i64, m: i64, s: i64| {
            Some(Moment { seconds: MARCH_5 + h * 3600 + m * 60 + s, day_only: false })
        };
        assert_eq!(parse("2025-3-5 10:02"), at(10, 2, 0));
        assert_eq!(parse("2025/3/5 10:02:30"), at(10, 2, 30));
        assert_eq!(parse("2025-03-05T10:02:30.500"), at(10, 2, 30));
        assert_eq!(parse("2025年3月5日10时2分"), at(10, 2, 0));
        assert_eq!(parse("2025年3月5日 10点"), at(10, 0, 0));
        assert_eq!(parse("2025.3.5 １０：０２"), at(10, 2, 0));
        assert_eq!(parse("2025-3-5 00:00"), at(0, 0, 0), "midnight is a moment, not a day");
        assert_eq!(parse("2025-3-5 24:00"), at(24, 0, 0));
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "25-3-5",
            "2025-2-30",
            "2025-13-1",
            "2025-3",
            "2025-3/5",
            "3月5日",
            "20250305",
            "45721",
            "2025-3-5 25:00",
            "2025-3-5 24:01",
            "2025-3-510:02",
            "2025-3-5 10:60",
            "2025-3-5至3-7",
            "年  月  日",
            "2025-03-05T10:02Z",
            "2025-3-5 10",
            "1025-3-5",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn written_as_iso() {
        let write = |seconds, day_only| super::write(Moment { seconds, day_only });
        assert_eq!(write(MARCH_5, true), "2025-03-05");
        assert_eq!(write(MARCH_5, false), "2025-03-05 00:00");
        assert_eq!(write(MARCH_5 + 36_150, false), "2025-03-05 10:02:30");
    }
}
