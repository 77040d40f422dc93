//! The quarter inspected, and what the registers held at its end.

use std::ops::RangeInclusive;

use chrono::NaiveDate;

use crate::calendar::day;
use crate::sheet::{Sheet, Value};

/// A quarter of 2025.
#[derive(Debug, Clone, Copy)]
pub struct Quarter {
    /// Folder of its audit.
    pub folder: &'static str,
    /// Its last month.
    pub last_month: u32,
}

/// The audit that is worked out by hand.
pub const FOURTH: Quarter = Quarter { folder: "riverside-2025Q4", last_month: 12 };
/// The one before it.
pub const THIRD: Quarter = Quarter { folder: "riverside-2025Q3", last_month: 9 };

impl Quarter {
    /// Whether it is the earlier one.
    pub fn is_third(self) -> bool {
        self.last_month == 9
    }

    fn last(self) -> NaiveDate {
        let days = if self.is_third() { 30 } else { 31 };
        day(2025, self.last_month, days)
    }

    /// The days spot checks are drawn from.
    pub fn drawn(self) -> RangeInclusive<NaiveDate> {
        day(2025, self.last_month - 2, 1)..=day(2025, self.last_month, 15)
    }

    /// A register as it was at the end of the quarter: later rows are not there yet, later dates blank.
    pub fn cut(self, mut sheet: Sheet) -> Sheet {
        if !self.is_third() {
            return sheet;
        }
        let date = |value: &Value| match value {
            Value::Day(date) => Some(*date),
            Value::Moment(moment) => Some(moment.date()),
            _ => None,
        };
        let last = self.last();
        let later = |value: &Value| date(value).is_some_and(|d| d > last);
        sheet.rows.retain(|row| row.iter().find_map(date).is_none_or(|d| d <= last));
        for value in sheet.rows.iter_mut().flatten().filter(|v| later(v)) {
            *value = Value::from("");
        }
        sheet
    }

    /// The audit.toml of this quarter.
    pub fn audit(self, text: &str) -> String {
        if !self.is_third() {
            return text.to_string();
        }
        text.replace("2025Q4", "2025Q3")
            .replace("as_of = 2025-12-31", "as_of = 2025-09-30")
            .replace(" HAND.md works out by hand what it scores.", "")
    }
}
