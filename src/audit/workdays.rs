//! Due dates moved off weekends and holidays.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::manifest::day;
use crate::diagnostic::{Expected, Failure, Place, Problem, ProblemKind};
use crate::toml_file;

/// The days nobody works, besides weekends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Workdays {
    /// Days off.
    holidays: BTreeSet<NaiveDate>,
    /// Days of a weekend that are worked (调休).
    workdays: BTreeSet<NaiveDate>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDays {
    #[serde(default)]
    holidays: Vec<Spanned<Datetime>>,
    #[serde(default)]
    workdays: Vec<Spanned<Datetime>>,
}

impl Workdays {
    /// Reads `holidays = [2026-01-01, …]` and `workdays = [2026-01-04, …]`.
    ///
    /// # Errors
    /// Every problem of the file.
    pub fn parse(file: &str, text: &str) -> Result<Workdays, Failure> {
        let (raw, read) = toml_file::read::<RawDays>(file, text).take();
        let mut problems = read.problems;
        let mut days = |key: &str, list: &[Spanned<Datetime>]| {
            let mut out = BTreeSet::new();
            for value in list {
                match day(value.get_ref()) {
                    Some(day) => drop(out.insert(day)),
                    None => {
                        let found = value.get_ref().to_string();
                        let key = key.to_string();
                        let kind = ProblemKind::BadValue { key, expected: Expected::Date, found };
                        let place = Place::Toml { file: file.to_string(), span: value.span() };
                        problems.push(Problem::error(kind, place));
                    }
                }
            }
            out
        };
        let found = raw.map(|raw| Workdays {
            holidays: days("holidays", &raw.holidays),
            workdays: days("workdays", &raw.workdays),
        });
        match found {
            Some(found) if problems.is_empty() => Ok(found),
            _ => {
                let sources = vec![(file.to_string(), text.to_string())];
                Err(Failure { problems, sources })
            }
        }
    }

    /// Whether a day is worked.
    pub fn is_workday(&self, day: NaiveDate) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        self.workdays.contains(&day) || (!weekend && !self.holidays.contains(&day))
    }

    /// `day`, or the first day after it that is worked; `day` itself where a year has none.
    pub fn on_or_after(&self, day: NaiveDate) -> NaiveDate {
        (0..366)
            .filter_map(|n| day.checked_add_days(Days::new(n)))
            .find(|d| self.is_workday(*d))
            .unwrap_or(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn weekends_holidays_and_days_worked_instead() {
        let text = "holidays = [2026-01-01, 2026-01-02]\nworkdays = [2026-01-04]\n";
        let days = Workdays::parse("holidays.toml", text).unwrap();
        // Thursday and Friday off, Saturday the 3rd a weekend, Sunday the 4th is worked.
        assert_eq!(days.on_or_after(date("2026-01-01")), date("2026-01-04"));
        assert_eq!(days.on_or_after(date("2025-12-31")), date("2025-12-31"));
        assert_eq!(Workdays::default().on_or_after(date("2026-01-03")), date("2026-01-05"));
        assert!(Workdays::parse("f", "holidays = [2026-02-30]\n").is_err());
        assert!(Workdays::parse("f", "holiday = []\n").is_err());
    }
}
