//! Which rows of a register are dated inside a window: asked by every check of it, found once.

use std::ops::Range;
use std::sync::OnceLock;

use chrono::NaiveDate;

use super::condition::{DAY, Rows};
use super::truth::Truth;
use crate::audit::DateRange;
use crate::standard::{Standard, Window};

/// Rows that follow one another and are dated alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    pub rows: Range<usize>,
    /// They count, or it is not known whether they do.
    pub counts: Truth,
}

/// By register and window, the rows of one audit that are dated inside it or may be.
#[derive(Debug)]
pub struct Dated(Vec<[OnceLock<Vec<Stretch>>; WINDOWS]>);

const WINDOWS: usize = 5;

/// The place of a window among all.
fn place(window: Window) -> usize {
    match window {
        Window::Period => 0,
        Window::TrailingYear => 1,
        Window::TrailingHalfYear => 2,
        Window::CalendarYear => 3,
        Window::All => WINDOWS - 1,
    }
}

impl Dated {
    /// Nothing found yet, of the registers of a standard.
    pub fn new(standard: &Standard) -> Dated {
        let registers = standard.registers.iter();
        Dated(registers.map(|_| Default::default()).collect())
    }

    /// The rows of a register by its index; `find` is asked once for each window.
    pub(super) fn rows(
        &self,
        register: usize,
        window: Window,
        find: impl FnOnce() -> Vec<Stretch>,
    ) -> Option<&[Stretch]> {
        let found = self.0.get(register)?.get(place(window))?;
        Some(found.get_or_init(find))
    }
}

/// The rows dated inside `range`, and those that may be; all of them without one.
pub(super) fn stretches(rows: Rows<'_>, range: Option<DateRange>) -> Vec<Stretch> {
    let all = 0..rows.register.rows.len();
    let Some((range, time)) = range.zip(rows.spec.time) else {
        return vec![Stretch { rows: all, counts: Truth::True }];
    };
    let since = |day: NaiveDate| i64::from(day.to_epoch_days()) * DAY;
    let seconds = since(range.from)..since(range.to) + DAY;
    let moments = rows.moments(time);
    let mut found: Vec<Stretch> = Vec::new();
    for row in all {
        let counts = match moments.as_ref().and_then(|moment| moment(row)) {
            Some(moment) if !seconds.contains(&moment.seconds) => continue,
            Some(_) => Truth::True,
            None => Truth::Unknown,
        };
        match found.last_mut() {
            Some(last) if last.rows.end == row && last.counts == counts => last.rows.end += 1,
            _ => found.push(Stretch { rows: row..row + 1, counts }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::RegisterReader;
    use crate::lang::Text;
    use crate::reader::Workbook;
    use crate::standard::{ColumnSpec, ColumnType, RegisterSpec};

    #[test]
    fn rows_that_are_dated_alike_stand_together() {
        let text = |zh: &str| Text { zh: zh.into(), en: zh.into() };
        let column = |id: &str, zh: &str, kind| ColumnSpec {
            id: id.into(),
            zh: vec![zh.into()],
            en: vec![id.into()],
            kind,
            required: false,
            personal: false,
        };
        let spec = RegisterSpec {
            id: "calls".into(),
            title: text("来电"),
            unit: text("条"),
            files: Vec::new(),
            time: Some(0),
            ahead: false,
            columns: vec![
                column("at", "来电时间", ColumnType::DateTime),
                column("matter", "内容", ColumnType::Text),
            ],
        };
        let day = |month, day| NaiveDate::from_ymd_opt(2025, month, day).unwrap();
        let rows = "来电时间,内容\n2025-09-30 23:59:59,a\n2025-10-01,b\n2025-12-31 23:59:59,c\n待定,d\n,e\n\
                    2026-01-01,f\n2025-11-05 08:00,g\n";
        let mut reader = RegisterReader::new(&spec, 0, day(12, 31));
        reader.read("来电.csv", &mut Workbook::open(rows.as_bytes().to_vec()).unwrap());
        let register = reader.finish().0.unwrap();
        let rows = Rows { register: &register, spec: &spec };
        let stretch = |rows, counts| Stretch { rows, counts };
        let quarter = DateRange { from: day(10, 1), to: day(12, 31) };
        assert_eq!(
            stretches(rows, Some(quarter)),
            [stretch(1..3, Truth::True), stretch(3..5, Truth::Unknown), stretch(6..7, Truth::True)]
        );
        let all = [stretch(0..7, Truth::True)];
        assert_eq!(stretches(rows, None), all);
        // Of a register that is not dated every row counts, whatever the window.
        let undated = RegisterSpec { time: None, ..spec.clone() };
        assert_eq!(stretches(Rows { spec: &undated, ..rows }, Some(quarter)), all);
        // One that should be and has no such column says nothing of any.
        let mut headless = register.clone();
        headless.columns[0] = None;
        let headless = Rows { register: &headless, spec: &spec };
        assert_eq!(stretches(headless, Some(quarter)), [stretch(0..7, Truth::Unknown)]);
    }
}
