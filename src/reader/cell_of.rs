//! calamine's values as cells.

use std::borrow::Cow;

use calamine::{CellErrorType, Data, DataRef, ExcelDateTime};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::Cell;

/// Shared strings stay borrowed; only texts that stand in the cell itself are copied.
pub(super) fn convert<'a>(value: &DataRef<'a>, epoch_1904: bool) -> Option<Cell<'a>> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::SharedString("") => return None,
        DataRef::SharedString(text) => Cell::Text(Cow::Borrowed(text)),
        DataRef::String(text) | DataRef::DurationIso(text) if text.is_empty() => return None,
        DataRef::String(text) | DataRef::DurationIso(text) => Cell::Text(Cow::Owned(text.clone())),
        DataRef::DateTimeIso(text) => iso_or_text(text)?.into_owned(),
        DataRef::Float(n) => Cell::Number(*n),
        DataRef::Int(n) => Cell::Number(*n as f64),
        DataRef::Bool(b) => Cell::Bool(*b),
        DataRef::DateTime(serial) => date_or_duration(*serial, epoch_1904),
        DataRef::Error(error) => Cell::Error(error_name(error)),
    })
}

pub(super) fn error_name(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

/// Days from 1899-12-30, day 0 of Excel's 1900 calendar from March 1900 on, to 1970-01-01.
const DAYS_TO_1970: f64 = 25_569.0;
/// Days from 1899-12-30 to 1904-01-01.
const DAYS_TO_1904: f64 = 1_462.0;
/// The first serial after 9999-12-31.
const SERIAL_END: f64 = 2_958_466.0;

/// A length of time stays a number: it is no date.
fn date_or_duration(value: ExcelDateTime, epoch_1904: bool) -> Cell<'static> {
    match value.is_duration() {
        true => Cell::Number(value.as_f64()),
        false => time(value.as_f64(), epoch_1904),
    }
}

/// A serial as calendar time, to the nearest second. A bare time of day and a serial Excel cannot
/// show stay numbers: neither is a date.
pub(super) fn time(serial: f64, epoch_1904: bool) -> Cell<'static> {
    let days = if epoch_1904 { serial + DAYS_TO_1904 } else { serial };
    if !(1.0..SERIAL_END).contains(&days) {
        return Cell::Number(serial);
    }
    // Excel's calendar has a 29 February 1900; before it, serials run one day behind.
    let days = if days < 60.0 { days + 1.0 } else { days };
    let seconds = nearest((days - DAYS_TO_1970) * 86_400.0);
    Cell::Time { seconds, day_only: serial.fract() == 0.0 }
}

/// What `round` makes of a number that an `i64` holds: most processors this is built for have no instruction of
/// their own for it, and nearly every row has a date.
#[inline]
fn nearest(number: f64) -> i64 {
    let whole = number as i64;
    let rest = number - whole as f64;
    whole + i64::from(rest >= 0.5) - i64::from(rest <= -0.5)
}

/// `2025-03-05`, `2025-03-05T10:02:30`, with a fraction and a `Z` or without; `None` for anything
/// else.
pub(super) fn iso(text: &str) -> Option<Cell<'static>> {
    let text = text.trim().trim_end_matches('Z');
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        let seconds = day.and_time(NaiveTime::MIN).and_utc().timestamp();
        return Some(Cell::Time { seconds, day_only: true });
    }
    let moment = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M"))
        .ok()?
        .and_utc();
    let seconds = moment.timestamp() + i64::from(moment.timestamp_subsec_millis() >= 500);
    Some(Cell::Time { seconds, day_only: false })
}

pub(super) fn iso_or_text(text: &str) -> Option<Cell<'_>> {
    let text = Some(text).filter(|t| !t.is_empty())?;
    Some(iso(text).unwrap_or(Cell::Text(Cow::Borrowed(text))))
}

/// The same of a value that is held.
pub(super) fn convert_held(value: &Data, epoch_1904: bool) -> Option<Cell<'_>> {
    Some(match value {
        Data::Empty => return None,
        Data::String(text) | Data::DurationIso(text) if text.is_empty() => return None,
        Data::String(text) | Data::DurationIso(text) => Cell::Text(Cow::Borrowed(text)),
        Data::DateTimeIso(text) => iso_or_text(text)?.into_owned(),
        Data::Float(n) => Cell::Number(*n),
        Data::Int(n) => Cell::Number(*n as f64),
        Data::Bool(b) => Cell::Bool(*b),
        Data::DateTime(serial) => date_or_duration(*serial, epoch_1904),
        Data::Error(error) => Cell::Error(error_name(error)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_whole_number() {
        for whole in [0.0, 1.0, 7.0, 86_399.0, 253_402_300_799.0] {
            for part in [0.0, 0.25, 0.499_999_999_999_999_94, 0.5, 0.75] {
                for number in [whole + part, -whole - part] {
                    assert_eq!(nearest(number), number.round() as i64, "{number}");
                }
            }
        }
    }

    #[test]
    fn serials_of_both_epochs() {
        let day = |days: i64| Cell::Time { seconds: days * 86_400, day_only: true };
        assert_eq!(time(45_721.0, false), day(20_152));
        // The same day counted from 1904 has a serial 1462 smaller.
        assert_eq!(time(44_259.0, true), day(20_152));
        assert_eq!(time(1.0, false), day(-25_567), "1900-01-01");
        assert_eq!(time(61.0, false), day(-25_508), "1900-03-01");
        // 10:02 as Excel stores it, off by a fraction of a second.
        assert_eq!(
            time(45_721.418_055_555_55, false),
            Cell::Time { seconds: 20_152 * 86_400 + 36_120, day_only: false }
        );
        assert_eq!(time(0.5, false), Cell::Number(0.5));
        assert_eq!(time(-3.0, false), Cell::Number(-3.0));
        assert_eq!(time(3e6, false), Cell::Number(3e6));
    }

    #[test]
    fn days_and_moments_in_iso() {
        let day = 20_152 * 86_400;
        let time = |seconds, day_only| Some(Cell::Time { seconds, day_only });
        assert_eq!(iso("2025-03-05"), time(day, true));
        assert_eq!(iso("2025-03-05T10:02:30"), time(day + 36_150, false));
        assert_eq!(iso("2025-03-05T10:02:29.500Z"), time(day + 36_150, false));
        assert_eq!(iso("2025-03-05T10:02"), time(day + 36_120, false));
        assert_eq!(iso("2025-13-05"), None);
    }
}
