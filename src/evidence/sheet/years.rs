//! Dates without a year: whether the period says which one, or something speaks against it.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike};

use super::SheetReader;
use super::table::Table;
use crate::diagnostic::{Problem, ProblemKind, YearDoubt};
use crate::evidence::head::Head;
use crate::evidence::moment::{self, Dates};
use crate::evidence::table::{CellAt, Moment};
use crate::evidence::text::{half_width, narrow};
use crate::reader::Cell;

/// Months between two neighbouring dates that are rather the end of a year between them.
const JUMP: i64 = 9;

/// A date that got its year from the period.
#[derive(Debug)]
pub(in crate::evidence) struct Yearless {
    record: usize,
    at: CellAt,
    year: i32,
    month: u32,
    text: String,
}

/// The years that a file, a sheet or the title above its header names.
pub(in crate::evidence) fn named(file: &str, sheet: &str, head: &Head, header: u32) -> Vec<i32> {
    let file = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let above = head.rows.iter().filter(|row| row.index < header);
    let titles = above.filter_map(|row| match row.cells.as_slice() {
        // 制表日期：2026-01-05 is no title.
        [(_, Cell::Text(text))] if !text.contains([':', '：']) => Some(text.as_ref()),
        _ => None,
    });
    let years: BTreeSet<i32> = [file, sheet].into_iter().chain(titles).flat_map(years_in).collect();
    years.into_iter().collect()
}

/// Numbers of four digits that are years.
fn years_in(text: &str) -> Vec<i32> {
    let digits: String = text.chars().map(half_width).collect();
    let runs = digits.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 4);
    runs.filter_map(|run| run.parse().ok()).filter(|y| (1990..2100).contains(y)).collect()
}

/// A quick look whether a cell that was read as a date may have no year of its own: nearly all begin with
/// one.
pub(super) fn may_lack_year(cell: &Cell<'_>) -> bool {
    match cell {
        Cell::Text(text) => !matches!(text.as_bytes(), [b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', ..]),
        _ => false,
    }
}

/// Whether a text that was read as a date has no year of its own.
fn lacks_year(text: &str, dates: &Dates) -> bool {
    let text = narrow(text);
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    (1..=2).contains(&(text.len() - rest.len()))
        && moment::parse(&text, &Dates::from(dates.as_of())).is_none()
}

fn month_of(moment: Moment) -> Option<(i32, u32)> {
    let day = DateTime::from_timestamp(moment.seconds, 0)?;
    Some((day.year(), day.month()))
}

impl SheetReader<'_, '_> {
    /// Notes a date just pushed that has no year, and says whether its year is in doubt.
    pub(super) fn is_of_another_year(
        &self,
        table: &mut Table,
        c: usize,
        (at, text): (CellAt, &str),
    ) -> bool {
        if !self.known.dates.fill_years() || !lacks_year(text, &self.known.dates) {
            return false;
        }
        let builder = self.out.columns.get(c).and_then(Option::as_ref);
        let Some((year, month)) = builder.and_then(|b| b.last_moment()).and_then(month_of) else {
            return false;
        };
        if !self.named.is_empty() && self.named != [year] {
            return true;
        }
        let record = self.out.rows.len();
        let Some(all) = table.yearless.get_mut(c) else { return false };
        // Rows taken back leave theirs behind.
        while all.pop_if(|y| y.record >= record).is_some() {}
        all.push(Yearless { record, at, year, month, text: text.to_string() });
        false
    }

    /// Reports the columns whose years came from the period, and takes back those of columns that
    /// run past the end of a year.
    pub(super) fn settle_years(&mut self, table: &Table) {
        let length = self.out.rows.len();
        for (c, all) in table.yearless.iter().enumerate() {
            let all: Vec<&Yearless> = all.iter().filter(|y| y.record < length).collect();
            let Some(first) = all.first() else { continue };
            if !runs_over(&all) {
                let years: BTreeSet<i32> = all.iter().map(|y| y.year).collect();
                let kind = ProblemKind::YearFromPeriod {
                    column: table.header(c),
                    count: u32::try_from(all.len()).unwrap_or(u32::MAX),
                    years: years.into_iter().collect(),
                };
                let problem = Problem::info(kind, self.place(first.at.to_string()));
                self.note_problem(table, c, first.at, problem);
                continue;
            }
            for date in &all {
                if let Some(Some(builder)) = self.out.columns.get_mut(c) {
                    builder.refuse(date.record);
                }
                let kind = self.year_unclear(table, c, &date.text, YearDoubt::RunsOver);
                self.note(table, c, date.at, Some(kind));
            }
        }
    }

    pub(super) fn year_unclear(
        &self,
        table: &Table,
        c: usize,
        text: &str,
        why: YearDoubt,
    ) -> ProblemKind {
        ProblemKind::YearUnclear { column: table.header(c), found: self.quote(c, text), why }
    }
}

/// Whether dates that are otherwise in order jump back, or on, by most of a year.
fn runs_over(all: &[&Yearless]) -> bool {
    let steps: Vec<i64> = all
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] => {
                Some(i64::from(b.year - a.year) * 12 + i64::from(b.month) - i64::from(a.month))
            }
            _ => None,
        })
        .collect();
    let count = |of: &dyn Fn(i64) -> bool| steps.iter().filter(|s| of(**s)).count();
    let (back, on) = (count(&|s| s <= -JUMP), count(&|s| s >= JUMP));
    let (down, up) = (count(&|s| s < 0 && s > -JUMP), count(&|s| s > 0 && s < JUMP));
    (back > 0 && 4 * down <= up) || (on > 0 && back == 0 && 4 * up <= down && down > 0)
}
