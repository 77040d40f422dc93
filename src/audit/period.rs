//! Periods and the stretches of time that end with them.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::standard::{Bucket, Window};

/// A stretch of days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateRange {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

impl DateRange {
    /// The same stretch `months` earlier; a month's last day stays a month's last day.
    pub fn months_before(self, months: u32) -> Self {
        let first_after = self.to + Days::new(1);
        DateRange {
            from: self.from - Months::new(months),
            to: first_after - Months::new(months) - Days::new(1),
        }
    }
}

/// The period an audit covers, as audit.toml writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// `2025`
    Year(i32),
    /// `2025-H1`
    Half(i32, u32),
    /// `2025Q4`
    Quarter(i32, u32),
    /// `2025-11`
    Month(i32, u32),
}

impl Period {
    fn start_and_months(self) -> (i32, u32, u32) {
        match self {
            Period::Year(y) => (y, 1, 12),
            Period::Half(y, h) => (y, h * 6 - 5, 6),
            Period::Quarter(y, q) => (y, q * 3 - 2, 3),
            Period::Month(y, m) => (y, m, 1),
        }
    }

    /// First and last day.
    pub fn range(self) -> DateRange {
        let (year, month, months) = self.start_and_months();
        // Years are four digits and months 1 to 12 by construction.
        let from = NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default();
        DateRange { from, to: from + Months::new(months) - Days::new(1) }
    }

    /// The same period a year earlier.
    pub fn year_before(self) -> Self {
        match self {
            Period::Year(y) => Period::Year(y - 1),
            Period::Half(y, h) => Period::Half(y - 1, h),
            Period::Quarter(y, q) => Period::Quarter(y - 1, q),
            Period::Month(y, m) => Period::Month(y - 1, m),
        }
    }

    /// The days of a window that ends with this period; `None` for every row.
    pub fn window(self, window: Window) -> Option<DateRange> {
        let range = self.range();
        let back = |months| DateRange {
            from: range.to + Days::new(1) - Months::new(months),
            to: range.to,
        };
        match window {
            Window::Period => Some(range),
            Window::TrailingYear => Some(back(12)),
            Window::TrailingHalfYear => Some(back(6)),
            Window::CalendarYear => Some(DateRange {
                from: NaiveDate::from_ymd_opt(range.to.year(), 1, 1).unwrap_or(range.from),
                to: range.to,
            }),
            Window::All => None,
        }
    }
}

/// Cuts a range into buckets, oldest first, counted back from its end; a first shorter one is left out
/// unless it is the only one.
pub fn buckets(range: DateRange, bucket: Bucket) -> Vec<DateRange> {
    let months = match bucket {
        Bucket::Month => 1,
        Bucket::Quarter => 3,
        Bucket::HalfYear => 6,
    };
    let end = range.to + Days::new(1);
    let mut out = Vec::new();
    let mut back = months;
    while end - Months::new(back) >= range.from {
        let from = end - Months::new(back);
        out.push(DateRange { from, to: end - Months::new(back - months) - Days::new(1) });
        back += months;
    }
    if out.is_empty() {
        out.push(range);
    }
    out.reverse();
    out
}

impl FromStr for Period {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let year = text.get(..4).filter(|y| y.bytes().all(|b| b.is_ascii_digit())).ok_or(())?;
        let year: i32 = year.parse().map_err(|_| ())?;
        let rest = text.get(4..).unwrap_or("");
        let rest = rest.strip_prefix('-').unwrap_or(rest).to_ascii_uppercase();
        let part = |digits: &str, most: u32| {
            digits.parse::<u32>().ok().filter(|n| (1..=most).contains(n)).ok_or(())
        };
        match (rest.as_bytes().first(), text.len()) {
            (None, 4) => Ok(Period::Year(year)),
            (Some(b'H'), _) if rest.len() == 2 => Ok(Period::Half(year, part(&rest[1..], 2)?)),
            (Some(b'Q'), _) if rest.len() == 2 => Ok(Period::Quarter(year, part(&rest[1..], 4)?)),
            (Some(b'0' | b'1'), 7) if rest.len() == 2 => Ok(Period::Month(year, part(&rest, 12)?)),
            _ => Err(()),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Year(y) => write!(f, "{y:04}"),
            Period::Half(y, h) => write!(f, "{y:04}-H{h}"),
            Period::Quarter(y, q) => write!(f, "{y:04}Q{q}"),
            Period::Month(y, m) => write!(f, "{y:04}-{m:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn range(from: &str, to: &str) -> DateRange {
        DateRange { from: day(from), to: day(to) }
    }

    #[test]
    fn every_spelling_of_the_contract() {
        for (text, from, to) in [
            ("2025", "2025-01-01", "2025-12-31"),
            ("2025-H1", "2025-01-01", "2025-06-30"),
            ("2025-H2", "2025-07-01", "2025-12-31"),
            ("2025Q4", "2025-10-01", "2025-12-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
        ] {
            let period: Period = text.parse().unwrap();
            assert_eq!(period.range(), range(from, to), "{text}");
            assert_eq!(period.to_string(), text);
        }
        for bad in [
            "",
            "25Q4",
            "2025Q5",
            "2025-H3",
            "2025-13",
            "2025-00",
            "2025-1",
            "2025Q",
            "２０２５",
            "2025-111",
        ] {
            assert!(bad.parse::<Period>().is_err(), "{bad}");
        }
    }

    #[test]
    fn windows_end_with_the_period() {
        let q1: Period = "2025Q1".parse().unwrap();
        assert_eq!(q1.window(Window::TrailingYear), Some(range("2024-04-01", "2025-03-31")));
        assert_eq!(q1.window(Window::TrailingHalfYear), Some(range("2024-10-01", "2025-03-31")));
        assert_eq!(q1.window(Window::CalendarYear), Some(range("2025-01-01", "2025-03-31")));
        assert_eq!(q1.window(Window::All), None);
        let february: Period = "2025-02".parse().unwrap();
        assert_eq!(february.window(Window::TrailingYear), Some(range("2024-03-01", "2025-02-28")));
        assert_eq!(
            february.range().months_before(12),
            range("2024-02-01", "2024-02-29"),
            "the last day of a leap February"
        );
    }

    #[test]
    fn buckets_count_back_from_the_end() {
        let year = range("2024-10-01", "2025-09-30");
        assert_eq!(
            buckets(year, Bucket::HalfYear),
            [range("2024-10-01", "2025-03-31"), range("2025-04-01", "2025-09-30")]
        );
        assert_eq!(buckets(year, Bucket::Quarter).len(), 4);
        assert_eq!(buckets(year, Bucket::Month).len(), 12);
        let quarter = range("2025-10-01", "2025-12-31");
        assert_eq!(buckets(quarter, Bucket::HalfYear), [quarter]);
    }
}
