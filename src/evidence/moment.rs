//! Dates and times written as text.

use chrono::{DateTime, Datelike, NaiveDate, Timelike};

use super::clock;
use super::scan::Scan;
use super::table::Moment;
use super::text::{is_blank, trim};
use crate::reader::Epoch;

/// What is known of the time a register speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dates {
    /// Date of the audit. Later dates are reported. [`NaiveDate::MAX`] where there is no audit: dates
    /// from 1990 to 2100 are believed.
    as_of: NaiveDate,
    /// First day a date without a year may mean; `None` where such dates cannot be read.
    from: Option<NaiveDate>,
    /// Seconds to the first of `as_of`: every date is held against it.
    start: i64,
}

impl From<NaiveDate> for Dates {
    fn from(as_of: NaiveDate) -> Self {
        Dates::new(as_of, None)
    }
}

/// Seconds from 1990-01-01 to 2100-01-01.
const BELIEVED: std::ops::Range<i64> = 7_305 * DAY..47_482 * DAY;
/// Years around the audit in which a date is believed.
const PLAUSIBLE_YEARS: i32 = 20;

impl Dates {
    /// Of an audit of this date; see the fields.
    pub fn new(as_of: NaiveDate, from: Option<NaiveDate>) -> Dates {
        Dates { as_of, from, start: day_start(as_of) }
    }

    /// Date of the audit.
    pub fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// Whether dates without a year are read.
    pub(crate) fn fill_years(&self) -> bool {
        self.from.is_some()
    }

    /// The one day of this month and day of month from `from` to the audit; `None` where there
    /// is none, or more than one.
    fn certain(&self, month: u32, day: u32) -> Option<NaiveDate> {
        let from = self.from?;
        let days = (from.year()..=self.as_of.year())
            .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day));
        let mut inside = days.filter(|d| (from..=self.as_of).contains(d));
        inside.next().filter(|_| inside.next().is_none())
    }

    /// The one day from `from` to the audit that these may be, each as a year of two digits, a month
    /// and a day of the month; `None` where there is none, or more than one.
    fn certain_of(&self, days: &[(u32, u32, u32)]) -> Option<NaiveDate> {
        let from = self.from?;
        let days = days.iter().filter_map(|(year, month, day)| {
            let year = 2000 + i32::try_from(*year).ok()?;
            NaiveDate::from_ymd_opt(year, *month, *day)
        });
        let mut inside = days.filter(|d| (from..=self.as_of).contains(d));
        let first = inside.next()?;
        inside.all(|other| other == first).then_some(first)
    }

    /// Whether a moment lies within twenty years of the audit.
    pub(crate) fn is_plausible(&self, seconds: i64) -> bool {
        if self.as_of == NaiveDate::MAX {
            return BELIEVED.contains(&seconds);
        }
        let year = |n: i32| i64::from(n) * 366 * DAY;
        (seconds - self.start).abs() <= year(PLAUSIBLE_YEARS)
    }

    /// Whether a moment lies near enough to the audit for a number of an unknown date system to
    /// mean it: within two years, half of what the two are apart.
    pub(crate) fn is_near(&self, seconds: i64) -> bool {
        if self.as_of == NaiveDate::MAX {
            return BELIEVED.contains(&seconds);
        }
        (seconds - self.start).abs() <= 2 * 366 * DAY
    }

    /// First second after the date of the audit.
    pub(crate) fn future(&self) -> i64 {
        self.start + DAY
    }
}

/// Seconds of a day.
pub(crate) const DAY: i64 = 86_400;

/// Seconds from 1970-01-01 to the first second of a day.
pub(crate) fn day_start(day: NaiveDate) -> i64 {
    i64::from(day.to_epoch_days()) * DAY
}

/// As [`day_start`], of a year from 1900 on, its month and day of the month: of every date as exports write
/// it, and in half of the time.
fn start_of(year: u32, month: u32, day: u32) -> Option<i64> {
    /// Days from 0000-03-01 to 1970-01-01.
    const BEFORE: i64 = 719_468;
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let length = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    // A year that begins in March has its odd day at the end.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1;
    Some((i64::from(days) - BEFORE) * DAY)
}

/// `2025-11-03`, `2025-11-03 10:02`, `2025-11-03 10:02:30`.
pub(crate) fn write(moment: Moment) -> String {
    let Some(at) = DateTime::from_timestamp(moment.seconds, 0) else { return String::new() };
    let mut text = String::with_capacity("2025-11-03 10:02:30".len());
    let two = |text: &mut String, number: u32| {
        text.extend([number / 10 % 10, number % 10].map(|digit| char::from(b'0' + digit as u8)));
    };
    let day = at.date_naive();
    match u32::try_from(day.year()).ok().filter(|year| *year <= 9999) {
        Some(year) => {
            two(&mut text, year / 100);
            two(&mut text, year % 100);
            for part in [day.month(), day.day()] {
                text.push('-');
                two(&mut text, part);
            }
        }
        // As ISO 8601 has it: with a sign.
        None => text += &day.to_string(),
    }
    if !moment.day_only {
        let seconds = Some(at.second()).filter(|second| *second > 0).map(|second| (':', second));
        for (sign, part) in [(' ', at.hour()), (':', at.minute())].into_iter().chain(seconds) {
            text.push(sign);
            two(&mut text, part);
        }
    }
    text
}

/// Reads `2025-3-5`, `2025/3/5`, `2025.3.5`, `2025年3月5日`, alone or followed by a day of the
/// week and a time of day, see [`clock::read`]; full-width characters and blanks between the parts
/// are fine. So are `5-Mar-2025` and `20250305`, see [`compact`]. Without a year (`3月5日`, `3-5`) it is
/// a date only where `dates` leave no other year, with one of two digits (`25-3-5`, which could be
/// any of three days) only where they leave no other day.
pub(crate) fn parse(text: &str, dates: &Dates) -> Option<Moment> {
    if let Some(moment) = plain(text.as_bytes()).or_else(|| compact(text)) {
        return Some(moment);
    }
    let mut scan = Scan::new(text);
    scan.blanks();
    let (day, marked) = match scan.number(1, 4)? {
        (year, 4) => full_date(&mut scan, year)?,
        (first, digits @ (1 | 2)) => match english_date(&mut scan, first) {
            Some(day) => (day, false),
            None => date_without_year(&mut scan, (first, digits), dates)?,
        },
        _ => return None,
    };
    let blanks = scan.blanks();
    let weekday = scan.weekday()?;
    scan.blanks();
    let whole = |day| Some(Moment { seconds: day_start(day), day_only: true });
    if scan.is_at_end() {
        return whole(day);
    }
    let iso = scan.eat('T') || scan.eat('t');
    if !(iso || marked || blanks || weekday || scan.at_part_of_day()) {
        return None;
    }
    scan.blanks();
    let clock = clock::read(&mut scan)?;
    scan.blanks();
    if iso && (scan.eat_all("+08:00") || scan.eat_all("+0800")) {
        scan.blanks();
    }
    if !scan.is_at_end() {
        return None;
    }
    match clock {
        Some(seconds) => Some(Moment { seconds: day_start(day) + seconds, day_only: false }),
        None => whole(day),
    }
}

/// `2025-03-05`, `2025-03-05 10:02`, `2025-03-05 10:02:30`, as exports write it; `None` for anything
/// else, dates in other forms among it.
fn plain(text: &[u8]) -> Option<Moment> {
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0u32, |n, digit| match digit {
            b'0'..=b'9' => Some(n * 10 + u32::from(digit - b'0')),
            _ => None,
        })
    };
    let (date, clock) = text.split_at_checked(10)?;
    let [y @ .., b'-', m1, m2, b'-', d1, d2] = date else { return None };
    let year = number(y).filter(|y| *y >= 1900)?;
    let day = start_of(year, number(&[*m1, *m2])?, number(&[*d1, *d2])?)?;
    let (hour, minute, second) = match clock {
        [] => return Some(Moment { seconds: day, day_only: true }),
        [b' ', h1, h2, b':', m1, m2] => (number(&[*h1, *h2])?, number(&[*m1, *m2])?, 0),
        [b' ', h1, h2, b':', m1, m2, b':', s1, s2] => {
            (number(&[*h1, *h2])?, number(&[*m1, *m2])?, number(&[*s1, *s2])?)
        }
        _ => return None,
    };
    let fits = hour < 24 && minute < 60 && second < 60;
    let seconds = day + i64::from(hour * 3600 + minute * 60 + second);
    fits.then_some(Moment { seconds, day_only: false })
}

/// Years of dates written without any sign between their parts.
const COMPACT_YEARS: std::ops::RangeInclusive<i32> = 1990..=2099;

/// `20250305`, `202503051002`, `20250305100230`, `20250305 1002`, `20250305 10:02`.
fn compact(text: &str) -> Option<Moment> {
    let text = trim(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !matches!(digits, 8 | 12 | 14) {
        return None;
    }
    let (day, clock) = text.split_at_checked(8)?;
    let number = |from: usize, to: usize| day.get(from..to)?.parse::<u32>().ok();
    let year = i32::try_from(number(0, 4)?).ok().filter(|y| COMPACT_YEARS.contains(y))?;
    let day = NaiveDate::from_ymd_opt(year, number(4, 6)?, number(6, 8)?)?;
    let clock = match (digits, clock) {
        (_, "") => return Some(Moment { seconds: day_start(day), day_only: true }),
        (8, clock) => trim(clock.strip_prefix(is_blank)?),
        (_, clock) => clock,
    };
    let seconds = match clock.bytes().all(|b| b.is_ascii_digit()) {
        true => compact_clock(clock)?,
        false => {
            let mut scan = Scan::new(clock);
            clock::read(&mut scan).filter(|_| scan.is_at_end())??
        }
    };
    Some(Moment { seconds: day_start(day) + seconds, day_only: false })
}

/// `1002`, `100230`.
fn compact_clock(text: &str) -> Option<i64> {
    let two = |from: usize, most: i64| {
        let number = text.get(from..from + 2)?.parse::<i64>().ok();
        number.filter(|n| *n < most)
    };
    let second = match text.len() {
        4 => 0,
        6 => two(4, 60)?,
        _ => return None,
    };
    Some(two(0, 24)? * 3600 + two(2, 60)? * 60 + second)
}

/// A number that is a date without any sign between its parts, see [`compact`].
pub(crate) fn from_compact_number(n: f64) -> Option<Moment> {
    let whole = n.fract() == 0.0 && (1e7..1e14).contains(&n);
    whole.then(|| compact(&format!("{n:.0}")))?
}

/// A text that is nothing but the serial of a day: `45658`, `45658.4395833`.
pub(crate) fn serial_text(text: &str) -> Option<f64> {
    let text = trim(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let serial = whole.len() == 5 && digits(whole) && digits(fraction);
    serial.then(|| text.parse().ok())?
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The rest of `5-Mar-2025`, `5 March 2025` after the day; nothing is read where it is none.
fn english_date(scan: &mut Scan<'_>, day: u32) -> Option<NaiveDate> {
    let mut ahead = scan.clone();
    ahead.blanks();
    let _ = ahead.eat('-') || ahead.eat('/');
    ahead.blanks();
    let name = ahead.letters().to_ascii_lowercase();
    let month = MONTHS.iter().position(|m| *m == name || m.get(..3) == Some(name.as_str()))?;
    let _ = ahead.eat('.') | (ahead.eat('-') || ahead.eat('/') || ahead.eat(','));
    ahead.blanks();
    let (year, _) = ahead.number(4, 4)?;
    *scan = ahead;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month as u32 + 1, day)?;
    (year >= 1900).then_some(date)
}

/// The rest of a date after its year, and whether it ended with 日 or a blank so that a time may
/// follow at once.
fn full_date(scan: &mut Scan<'_>, year: u32) -> Option<(NaiveDate, bool)> {
    scan.blanks();
    let first = scan.next()?;
    scan.blanks();
    let (month, _) = scan.number(1, 2)?;
    scan.blanks();
    let second = scan.next()?;
    scan.blanks();
    let marked = match (first, second) {
        ('-', '-') | ('/', '/') | ('.', '.') => false,
        ('年', '月') => true,
        _ => return None,
    };
    let (day, _) = scan.number(1, 2)?;
    let ended = match marked {
        true => scan.day_mark(),
        // 2025-11-5日, and 2025.11.5. with the dot of an ordinal.
        false => {
            let dotted = first == '.' && scan.eat('.');
            !dotted && (scan.eat('日') || scan.eat('号'))
        }
    };
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    (year >= 1900).then_some((date, ended))
}

/// The rest of a date that began with a number of one or two digits: its month, or a short year.
fn date_without_year(
    scan: &mut Scan<'_>,
    (first, digits): (u32, usize),
    dates: &Dates,
) -> Option<(NaiveDate, bool)> {
    scan.blanks();
    let separator = scan.next()?;
    scan.blanks();
    let (second, _) = scan.number(1, 2)?;
    match separator {
        '月' => {
            let ended = scan.day_mark();
            Some((dates.certain(first, second)?, ended))
        }
        '年' if digits == 2 => {
            scan.blanks();
            scan.eat('月').then_some(())?;
            scan.blanks();
            let (day, _) = scan.number(1, 2)?;
            let ended = scan.day_mark();
            Some((dates.certain_of(&[(first, second, day)])?, ended))
        }
        '-' | '/' | '.' if scan.eat(separator) => {
            let (third, length) = scan.number(1, 2)?;
            let year_first = (digits == 2).then_some((first, second, third));
            let year_last = [(third, second, first), (third, first, second)];
            let year_last = year_last.into_iter().filter(|_| length == 2);
            let days: Vec<_> = year_first.into_iter().chain(year_last).collect();
            Some((dates.certain_of(&days)?, false))
        }
        '-' | '/' | '.' => Some((dates.certain(first, second)?, false)),
        _ => None,
    }
}

/// Days between 1899-12-30, from which Excel counts, and 1970-01-01.
const EXCEL_TO_1970: f64 = 25_569.0;

/// Days between the first days of the two date systems.
const EPOCHS_APART: f64 = 1_462.0;

/// The moment an Excel serial stands for, to the nearest second.
pub(crate) fn from_serial(serial: f64, epoch: Epoch) -> Option<Moment> {
    let serial = match epoch {
        Epoch::From1900 => serial,
        Epoch::From1904 => serial + EPOCHS_APART,
    };
    // Below 61 Excel's calendar has a day that never was; above, years have five digits.
    (61.0..2_958_466.0).contains(&serial).then(|| Moment {
        seconds: ((serial - EXCEL_TO_1970) * DAY as f64).round() as i64,
        day_only: serial.fract() == 0.0,
    })
}

/// The serial of a moment the reader made from one (1900 date system), to four decimals; `None`
/// in the two days that Excel's 29 February 1900 makes one.
pub(crate) fn to_serial(seconds: i64) -> Option<f64> {
    let days = seconds as f64 / DAY as f64 + EXCEL_TO_1970;
    let serial = match days {
        d if d >= 61.0 => d,
        d if d < 60.0 => d - 1.0,
        _ => return None,
    };
    Some((serial * 1e4).round() / 1e4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_start_as_in_the_calendar() {
        for year in (1900..=2110).chain([2399, 2400, 2401, 9999]) {
            for (month, day) in (0..=13).flat_map(|month| (0..=32).map(move |day| (month, day))) {
                let expected = NaiveDate::from_ymd_opt(year, month, day).map(day_start);
                assert_eq!(start_of(year as u32, month, day), expected, "{year}-{month}-{day}");
            }
        }
    }

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn parse(text: &str) -> Option<Moment> {
        super::parse(text, &Dates::from(date(2025, 12, 31)))
    }

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
            "20250305",
            " 20250305 ",
            "5-Mar-2025",
            "05 march 2025",
            "05/MAR/2025",
            "2025.03.05.",
            "2025-3-5日",
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
        assert_eq!(parse("20250305100230"), at(10, 2, 30));
        assert_eq!(parse("202503051002"), at(10, 2, 0));
        assert_eq!(parse("20250305 1002"), at(10, 2, 0));
        assert_eq!(parse("20250305 10:02"), at(10, 2, 0));
        assert_eq!(parse("5-Mar-2025 10:02"), at(10, 2, 0));
        assert_eq!(parse("2025-3-5日 10:02"), at(10, 2, 0));
        // As exports write it, and just not so.
        assert_eq!(parse("2025-03-05 10:02"), at(10, 2, 0));
        assert_eq!(parse("2025-03-05 10:02:30"), at(10, 2, 30));
        assert_eq!(parse("2025-03-05 24:00:00"), at(24, 0, 0));
        assert_eq!(parse("2025-03-05 10:60"), None);
        assert_eq!(parse("2025-02-30 10:02"), None);
        assert_eq!(parse("1025-03-05"), None);
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "25-3-5",
            "2025-2-30",
            "20251301",
            "20250305 2502",
            "88886666",
            "5-Mrz-2025",
            "5-Mar-25",
            "2025.3.5.10:02",
            "2025-13-1",
            "2025-3",
            "2025-3/5",
            "3月5日",
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
            "25年3月5日",
            "3-5",
            "下午2:30",
            "2025-3-5 上午12点半",
            "2025-03-05T10:02+09:00",
            "2025-3-5 周八",
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
        assert_eq!(write(-2_208_988_800, true), "1900-01-01");
        // The first second after the year 9999, and the last before the year 0.
        assert_eq!(write(253_402_300_800, false), "+10000-01-01 00:00");
        assert_eq!(write(-62_167_219_201, false), "-0001-12-31 23:59:59");
    }

    #[test]
    fn parts_of_the_day_and_days_of_the_week() {
        let at =
            |h: i64, m: i64| Some(Moment { seconds: MARCH_5 + h * 3600 + m * 60, day_only: false });
        assert_eq!(parse("2025-3-5 下午2:30"), at(14, 30));
        assert_eq!(parse("2025-3-5下午2:30"), at(14, 30));
        assert_eq!(parse("2025年3月5日下午 2点30分"), at(14, 30));
        assert_eq!(parse("2025年3月5日上午9点半"), at(9, 30));
        assert_eq!(parse("2025/3/5 2:30 PM"), at(14, 30));
        assert_eq!(parse("2025/3/5 12:30 AM"), at(0, 30));
        assert_eq!(parse("2025-3-5 星期三 10:02"), at(10, 2));
        assert_eq!(parse("2025年3月5日（周三）10:02"), at(10, 2));
        assert_eq!(parse("2025-03-05T10:02:00+08:00"), at(10, 2));
        let day = Some(Moment { seconds: MARCH_5, day_only: true });
        assert_eq!(parse("2025-3-5(周三)"), day);
        assert_eq!(parse("2025-3-5 上午"), day);
    }

    #[test]
    fn a_date_without_a_year_needs_a_certain_one() {
        // The fourth quarter of 2025, audited on 15 January 2026.
        let dates = Dates::new(date(2026, 1, 15), Some(date(2025, 1, 1)));
        let read = |text| super::parse(text, &dates);
        let day = |y, m, d| Some(Moment { seconds: day_start(date(y, m, d)), day_only: true });
        for text in ["3月5日", "3.5", "3-5", "3/5", "03-05", "３月５号"] {
            assert_eq!(read(text), day(2025, 3, 5), "{text}");
        }
        assert_eq!(read("12月31日"), day(2025, 12, 31));
        assert_eq!(
            read("3月5日 14:30"),
            Some(Moment { seconds: MARCH_5 + 52_200, day_only: false })
        );
        // 10 January may be either year's, 29 February is neither's.
        for text in ["1月10日", "2月29日", "13.5", "3.7-3.13", "3", "3.5.", "5日"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read("1月16日"), day(2025, 1, 16), "2026's is after the audit");
    }

    #[test]
    fn a_year_of_two_digits_needs_a_certain_day() {
        let dates = Dates::new(date(2026, 1, 15), Some(date(2025, 1, 1)));
        let read = |text| super::parse(text, &dates);
        // 5 March 2025; 25 March 2005 and month 25 are out of the question.
        for text in ["25-3-5", "25/03/05", "25.3.5", "25年3月5日"] {
            assert_eq!(read(text), Some(Moment { seconds: MARCH_5, day_only: true }), "{text}");
        }
        assert_eq!(
            read("25-3-5 10:02"),
            Some(Moment { seconds: MARCH_5 + 36_120, day_only: false })
        );
        // 3 May or 5 March 2025; 2024; not a day of any year.
        for text in ["3-5-25", "24-12-30", "25-13-40", "5-3-5"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_that_are_dates_without_signs() {
        let day = Moment { seconds: MARCH_5, day_only: true };
        assert_eq!(from_compact_number(20_250_305.0), Some(day));
        assert_eq!(
            from_compact_number(202_503_051_002.0),
            Some(Moment { seconds: MARCH_5 + 36_120, day_only: false })
        );
        assert_eq!(from_compact_number(20_251_305.0), None);
        assert_eq!(from_compact_number(20_250_305.5), None);
        assert_eq!(serial_text(" 45721.5 "), Some(45_721.5));
        for text in ["3.5", "457215", "45721.", "-45721", "4572x"] {
            assert_eq!(serial_text(text), None, "{text}");
        }
    }

    #[test]
    fn serials_there_and_back() {
        let from_serial = |serial| super::from_serial(serial, Epoch::From1900);
        // The same day counted from 1904.
        assert_eq!(
            super::from_serial(44_259.0, Epoch::From1904),
            Some(Moment { seconds: MARCH_5, day_only: true })
        );
        assert_eq!(from_serial(45_721.0), Some(Moment { seconds: MARCH_5, day_only: true }));
        assert_eq!(
            from_serial(45_721.5),
            Some(Moment { seconds: MARCH_5 + 43_200, day_only: false })
        );
        assert_eq!(from_serial(60.0), None);
        assert_eq!(to_serial(MARCH_5), Some(45_721.0));
        // 10.1 shows as 1900-01-10 02:24; that day is 25558 days before 1970-01-01.
        assert_eq!(to_serial(-25_558 * DAY + 8_640), Some(10.1));
        assert_eq!(to_serial((60 - 25_569) * DAY), None);
    }

    #[test]
    fn plausible_is_twenty_years() {
        let dates = Dates::from(date(2025, 12, 31));
        assert!(dates.is_plausible(day_start(date(2006, 1, 1))));
        assert!(!dates.is_plausible(day_start(date(2005, 12, 1))));
        assert!(!dates.is_plausible(day_start(date(2046, 2, 1))));
        assert!(dates.is_near(day_start(date(2024, 1, 1))));
        assert!(!dates.is_near(day_start(date(2023, 12, 1))));
    }
}
