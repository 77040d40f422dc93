//! Counting rows: which belong, which pass, and which cannot be decided.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::condition::{DAY, Rows};
use super::dated::Stretch;
use super::figure::Figure;
use super::truth::{Held, Truth};
use crate::audit::DateRange;
use crate::standard::Blank;
use crate::standard::expression::Condition;

/// Which rows belong: dated inside `range` (by the register's time column) and matching `filter`.
#[derive(Debug, Clone, Copy)]
pub struct Selection<'a> {
    /// The rows.
    pub rows: Rows<'a>,
    /// Days that count; `None` for every row.
    pub range: Option<DateRange>,
    /// The rows dated inside it, or that may be.
    pub(super) dated: &'a [Stretch],
    /// Condition that counts.
    pub filter: Option<&'a Condition>,
}

impl Selection<'_> {
    /// The day a row is dated.
    pub fn day(&self, time: usize, row: usize) -> Option<NaiveDate> {
        NaiveDate::from_epoch_days(i32::try_from(self.epoch_day(time, row)?).ok()?)
    }

    fn epoch_day(&self, time: usize, row: usize) -> Option<i64> {
        Some(self.rows.moment(time, row)?.seconds.div_euclid(DAY))
    }

    /// Every row that belongs or may, with what is known of it: unknown where its date or a cell the
    /// condition reads is not there.
    pub fn members(&self) -> impl Iterator<Item = (usize, Truth)> + '_ {
        let dated = self.dated.iter();
        let dated = dated.flat_map(|s| s.rows.clone().map(|row| (row, s.counts)));
        let belongs = move |(row, counts)| match self.filter {
            None => Some((row, counts)),
            Some(filter) => match Truth::all([counts, self.rows.holds(filter, row)]) {
                Truth::False => None,
                truth => Some((row, truth)),
            },
        };
        dated.filter_map(belongs)
    }

    /// The first day a row is dated.
    pub fn earliest(&self) -> Option<NaiveDate> {
        let time = self.rows.spec.time?;
        (0..self.rows.register.rows.len()).filter_map(|row| self.day(time, row)).min()
    }
}

/// Rows counted for a share.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Rows that belong and are decided, in order.
    pub counted: Vec<usize>,
    /// Those of them that do not pass.
    pub failed: Vec<usize>,
    /// Rows that belong and cannot be decided, or that may belong.
    pub undecided: Vec<usize>,
    /// Undecided rows that belong.
    open: u32,
    /// Rows that may belong and would pass, fail, or be open.
    maybe: [u32; 3],
}

impl Tally {
    /// Counts `members`; `verdict` says whether a row passes, `None` leaves the row out.
    pub fn of(
        members: impl Iterator<Item = (usize, Truth)>,
        mut verdict: impl FnMut(usize) -> Option<Truth>,
    ) -> Tally {
        let mut tally = Tally::default();
        for (row, belongs) in members {
            let Some(pass) = verdict(row) else { continue };
            match (belongs == Truth::True, pass) {
                (true, Truth::True) => tally.counted.push(row),
                (true, Truth::False) => {
                    tally.counted.push(row);
                    tally.failed.push(row);
                }
                (true, Truth::Unknown) => {
                    tally.open += 1;
                    tally.undecided.push(row);
                }
                (false, pass) => {
                    let slot = match pass {
                        Truth::True => 0,
                        Truth::False => 1,
                        Truth::Unknown => 2,
                    };
                    tally.maybe[slot] += 1;
                    tally.undecided.push(row);
                }
            }
        }
        tally
    }

    /// Rows that pass.
    pub fn passed(&self) -> u32 {
        count(&self.counted) - count(&self.failed)
    }

    /// The counted rows that pass, in order.
    pub fn passing(&self) -> Vec<usize> {
        self.counted.iter().filter(|row| self.failed.binary_search(row).is_err()).copied().collect()
    }

    /// The share of rows that pass, with the range the undecided ones leave.
    pub fn share(&self) -> Figure {
        let [pass, fail, open] = self.maybe;
        let (passed, counted) = (self.passed(), count(&self.counted));
        let ratio =
            |part: u32, whole: u32| (whole > 0).then(|| Decimal::from(part) / Decimal::from(whole));
        // Lowest: what may fail does, what may belong and would pass does not belong; highest: the reverse.
        Figure {
            value: ratio(passed, counted),
            low: ratio(passed, counted + self.open + fail + open),
            high: ratio(passed + self.open + pass + open, counted + self.open + pass + open),
        }
    }

    /// Whether there is nothing to take a share of.
    pub fn is_empty(&self) -> bool {
        self.counted.is_empty() && self.undecided.is_empty()
    }
}

/// Length of a list of rows; a sheet has fewer than 2³² of them.
pub fn count<T>(rows: &[T]) -> u32 {
    u32::try_from(rows.len()).unwrap_or(u32::MAX)
}

/// What a row counts as in a share: where only empty cells keep it from being decided, what the check
/// says of those; `None` leaves it out.
pub fn settle(verdict: Held, blank: Blank) -> Option<Truth> {
    match (verdict.truth, verdict.blank, blank) {
        (Truth::Unknown, true, Blank::Fails) => Some(Truth::False),
        (Truth::Unknown, true, Blank::Skips) => None,
        (truth, ..) => Some(truth),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Truth::{False, True, Unknown};

    fn share(rows: &[(Truth, Truth)]) -> (Option<Decimal>, Option<Decimal>, Option<Decimal>) {
        let members = rows.iter().enumerate().map(|(i, (belongs, _))| (i, *belongs));
        let figure = Tally::of(members, |row| Some(rows[row].1)).share();
        (figure.value, figure.low, figure.high)
    }

    fn ratio(part: i64, whole: i64) -> Option<Decimal> {
        Some(Decimal::from(part) / Decimal::from(whole))
    }

    #[test]
    fn decided_rows_leave_no_range() {
        let rows = [(True, True), (True, True), (True, False)];
        assert_eq!(share(&rows), (ratio(2, 3), ratio(2, 3), ratio(2, 3)));
    }

    #[test]
    fn an_open_row_counts_either_way() {
        let rows = [(True, True), (True, True), (True, Unknown)];
        assert_eq!(share(&rows), (ratio(1, 1), ratio(2, 3), ratio(1, 1)));
    }

    #[test]
    fn a_row_that_may_belong_is_left_out_where_that_is_worse_or_better() {
        let passing = [(True, True), (True, False), (Unknown, True)];
        assert_eq!(share(&passing), (ratio(1, 2), ratio(1, 2), ratio(2, 3)));
        let failing = [(True, True), (True, True), (Unknown, False)];
        assert_eq!(share(&failing), (ratio(1, 1), ratio(2, 3), ratio(1, 1)));
        let open = [(True, True), (Unknown, Unknown)];
        assert_eq!(share(&open), (ratio(1, 1), ratio(1, 2), ratio(1, 1)));
    }

    #[test]
    fn nothing_has_no_share() {
        assert_eq!(share(&[]), (None, None, None));
    }
}
