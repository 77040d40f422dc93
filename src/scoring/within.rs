//! Whether rows keep a limit: a length of time, a moment agreed, or the one for some and the other for the rest.

use super::condition::{DAY, Instant, Length, between, ranges};
use super::measure::Measurement;
use super::truth::{Held, Truth};
use crate::evidence::table::CellState;
use crate::standard::expression::Op;
use crate::standard::{Limit, Measure};

impl Measurement<'_> {
    /// Whether a row's time is not up at the date of the audit and nothing is recorded yet: neither kept
    /// nor missed.
    pub(super) fn is_not_due(&self, measure: &Measure, row: usize) -> bool {
        let Measure::Within { from, to, limit } = measure else { return false };
        let rows = self.select.rows;
        if rows.state(*to, row) != Some(CellState::Blank) {
            return false;
        }
        let end = (i64::from(self.context.audit.as_of.to_epoch_days()) + 1) * DAY;
        let agreed = |by| rows.column_instant(by, row).is_some_and(|by| by.low >= end);
        let allowed = |limit| {
            let start = rows.column_instant(*from, row);
            start.is_some_and(|start| start.low.saturating_add(limit) >= end)
        };
        match limit {
            Limit::By(by) => agreed(*by),
            Limit::Seconds(limit) => allowed(*limit),
            Limit::Split { seconds, of, by } => match rows.holds(of, row) {
                Truth::True => allowed(*seconds),
                Truth::False => agreed(*by),
                Truth::Unknown => allowed(*seconds) && agreed(*by),
            },
        }
    }

    /// Whether a row is in time, before an empty cell is settled.
    pub(super) fn in_time(&self, from: usize, to: usize, limit: &Limit, row: usize) -> Held {
        let rows = self.select.rows;
        let held = |truth: Truth, columns: &[usize]| {
            truth.known().map_or_else(|| rows.open(columns, row), Held::known)
        };
        let allowed = |limit| held(self.in_length(from, to, limit, row), &[from, to]);
        let agreed = |by| held(self.by_agreed(to, by, row), &[to, by]);
        match limit {
            Limit::By(by) => agreed(*by),
            Limit::Seconds(limit) => allowed(*limit),
            Limit::Split { seconds, of, by } => {
                if self.taken(from, to, row).is_some_and(|taken| taken.high < 0) {
                    return Held::unknown(false);
                }
                let of = rows.held(of, row);
                let (allowed, agreed) = (allowed(*seconds), agreed(*by));
                match of.truth {
                    Truth::True => allowed,
                    Truth::False => agreed,
                    // A row that keeps both is in time whichever is meant, one that keeps neither is not.
                    Truth::Unknown => Held::any([
                        Held::all([of, allowed]),
                        Held::all([!of, agreed]),
                        Held::all([allowed, agreed]),
                    ]),
                }
            }
        }
    }

    /// How long a row took.
    fn taken(&self, from: usize, to: usize, row: usize) -> Option<Length> {
        let rows = self.select.rows;
        between(rows.column_instant(to, row)?, rows.column_instant(from, row)?)
    }

    fn in_length(&self, from: usize, to: usize, limit: i64, row: usize) -> Truth {
        match self.taken(from, to, row) {
            // Over before it began: the record contradicts itself and proves nothing.
            Some(taken) if taken.high < 0 => Truth::Unknown,
            Some(taken) => ranges(Op::Le, (taken.low, taken.high), (limit, limit)),
            None => Truth::Unknown,
        }
    }

    fn by_agreed(&self, to: usize, by: usize, row: usize) -> Truth {
        let rows = self.select.rows;
        let (Some(stop), Some(by)) = (rows.column_instant(to, row), rows.column_instant(by, row))
        else {
            return Truth::Unknown;
        };
        // A deadline that is a day is over when the day is.
        let by = Instant { low: by.high, ..by };
        let unit = if by.day || stop.day { DAY } else { 1 };
        let span = |at: Instant| (at.low.div_euclid(unit), at.high.div_euclid(unit));
        ranges(Op::Le, span(stop), span(by))
    }
}
