//! Which rows of a register are dated inside a window: asked by every check of it, found once.

use std::ops::Range;
use std::sync::OnceLock;

use chrono::NaiveDate;

use super::condition::{DAY, Rows};
use super::truth::Truth;
use crate::audit::DateRange;
use crate::standard::Window;

/// Rows that follow one another and are dated alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    pub rows: Range<usize>,
    /// They count, or it is not known whether they do.
    pub counts: Truth,
}

/// By register and window, the rows that are dated inside it or may be.
#[derive(Debug)]
pub struct Dated(Vec<[OnceLock<Vec<Stretch>>; WINDOWS]>);

/// Windows there are.
const WINDOWS: usize = Window::All as usize + 1;

impl Dated {
    /// Nothing found yet, for so many registers.
    pub fn new(registers: usize) -> Dated {
        Dated(std::iter::repeat_with(Default::default).take(registers).collect())
    }

    /// The rows of a register by its index; `range` is what the window is.
    pub(super) fn rows(
        &self,
        register: usize,
        window: Window,
        find: impl FnOnce() -> Vec<Stretch>,
    ) -> &[Stretch] {
        let found = self.0.get(register).and_then(|windows| windows.get(window as usize));
        found.map_or(&[], |found| found.get_or_init(find))
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
