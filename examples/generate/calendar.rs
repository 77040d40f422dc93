//! Days and moments of the audit's two years.

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};

use crate::random::Random;

/// A day written down in this program.
#[allow(clippy::expect_used)] // only literals and whole months reach it
pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

/// A moment of `date`, `minutes` after midnight.
pub fn at(date: NaiveDate, minutes: i64) -> NaiveDateTime {
    date.and_time(NaiveTime::MIN) + Duration::minutes(minutes)
}

/// A moment written down in this program.
pub fn moment(year: i32, month: u32, date: u32, hour: i64, minute: i64) -> NaiveDateTime {
    at(day(year, month, date), hour * 60 + minute)
}

/// `minutes` later.
pub fn later(moment: NaiveDateTime, minutes: i64) -> NaiveDateTime {
    moment + Duration::minutes(minutes)
}

/// `n` days from `first` to `last`, ascending; the first one is `first` itself.
pub fn days(random: &mut Random, n: usize, first: NaiveDate, last: NaiveDate) -> Vec<NaiveDate> {
    let span = (last - first).num_days();
    let mut days: Vec<NaiveDate> =
        (1..n).map(|_| first + Duration::days(random.between(0, span))).collect();
    days.push(first);
    days.sort();
    days
}

/// A minute of the day at which people call: mornings, afternoons, some evenings.
pub fn daytime(random: &mut Random) -> i64 {
    match random.below(10) {
        0..=3 => random.between(8 * 60 + 30, 11 * 60 + 40),
        4..=7 => random.between(13 * 60 + 30, 17 * 60 + 20),
        _ => random.between(18 * 60, 20 * 60 + 30),
    }
}

/// A minute of the office day.
pub fn office(random: &mut Random) -> i64 {
    if random.chance(50) {
        random.between(9 * 60, 11 * 60 + 30)
    } else {
        random.between(14 * 60, 17 * 60 + 15)
    }
}

/// The office moment `days` days after `moment`, but never after the audit's last afternoon.
pub fn office_after(random: &mut Random, moment: NaiveDateTime, days: i64) -> NaiveDateTime {
    let wanted = at(moment.date() + Duration::days(days), office(random));
    let last = at(day(2025, 12, 31), 15 * 60) + Duration::minutes(random.between(0, 110));
    if days == 0 && wanted <= moment {
        return later(moment, 45).min(last.max(moment));
    }
    wanted.min(last)
}

/// A quarter of 2025: its first and last day.
pub fn quarter(number: u32) -> (NaiveDate, NaiveDate) {
    let first = day(2025, number * 3 - 2, 1);
    let next = if number == 4 { day(2026, 1, 1) } else { day(2025, number * 3 + 1, 1) };
    (first, next - Duration::days(1))
}
