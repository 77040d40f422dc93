//! Row conditions held against the rows of a register.

use rust_decimal::Decimal;

use super::truth::{Held, Truth};
use crate::evidence::table::{CellState, Moment, Register, Values};
use crate::outcome::number::decimal;
use crate::standard::expression::{Condition, Duration, Expr, Number, Op, Time};
use crate::standard::{ColumnType, RegisterSpec};

/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// A register with its spec: what a condition is evaluated over.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// The rows.
    pub register: &'a Register,
    /// What the columns hold.
    pub spec: &'a RegisterSpec,
}

/// The moments a time can be: a single one, or any of a day of which only the date is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Instant {
    pub(super) low: i64,
    pub(super) high: i64,
    /// From a date column: a day is all it means.
    pub(super) day: bool,
}

/// The lengths a duration can have, in seconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Length {
    pub(super) low: i64,
    pub(super) high: i64,
}

impl<'a> Rows<'a> {
    /// Whether the condition holds for a row.
    pub fn holds(self, condition: &Condition, row: usize) -> Truth {
        self.held(condition, row).truth
    }

    /// The same, with why it is unknown.
    pub fn held(self, condition: &Condition, row: usize) -> Held {
        self.expr(&condition.root, row)
    }

    /// Unknown over these columns: one of them is empty, or what they hold is in doubt.
    pub(super) fn open(self, columns: &[usize], row: usize) -> Held {
        Held::unknown(columns.iter().any(|c| self.state(*c, row) == Some(CellState::Blank)))
    }

    /// A comparison of columns, with why it is unknown.
    fn leaf(self, truth: Truth, columns: impl FnOnce() -> Vec<usize>, row: usize) -> Held {
        match truth.known() {
            Some(value) => Held::known(value),
            None => self.open(&columns(), row),
        }
    }

    /// What is known of a cell; `None` where the register has no such column.
    pub fn state(self, column: usize, row: usize) -> Option<CellState> {
        let column = self.register.columns.get(column)?.as_ref()?;
        column.states.get(row)
    }

    /// Whether one of the columns has a cell in this row that could not be read.
    pub fn unreadable(self, columns: &[usize], row: usize) -> bool {
        columns.iter().any(|c| self.state(*c, row) == Some(CellState::Unreadable))
    }

    fn values(self, column: usize, row: usize) -> Option<&'a Values> {
        let column = self.register.columns.get(column)?.as_ref()?;
        column.states.is_value(row).then_some(&column.values)
    }

    /// The number in a cell.
    pub(super) fn number(self, column: usize, row: usize) -> Option<Decimal> {
        match self.values(column, row)? {
            Values::Number(numbers) => decimal(*numbers.get(row)?),
            _ => None,
        }
    }

    /// The moment in a cell.
    pub(super) fn moment(self, column: usize, row: usize) -> Option<Moment> {
        self.moments(column)?(row)
    }

    /// The moments of a column, by row.
    #[inline]
    pub(super) fn moments(self, column: usize) -> Option<impl Fn(usize) -> Option<Moment> + 'a> {
        let column = self.register.columns.get(column)?.as_ref()?;
        let Values::Time(moments) = &column.values else { return None };
        Some(|row| if column.states.is_value(row) { moments.get(row) } else { None })
    }

    /// The text in a cell.
    pub(super) fn text(self, column: usize, row: usize) -> Option<&'a str> {
        match self.values(column, row)? {
            Values::Text(texts) => Some(texts.get(row)),
            _ => Some(""),
        }
    }

    /// The number of the text in a cell, see [`Texts::number`](crate::evidence::texts::Texts::number).
    pub(super) fn text_number(self, column: usize, row: usize) -> Option<u16> {
        match self.values(column, row)? {
            Values::Text(texts) => texts.number(row),
            _ => None,
        }
    }

    pub(super) fn choice(self, column: usize, row: usize) -> Option<u8> {
        match self.values(column, row)? {
            Values::Choice(choices) => choices.get(row).copied(),
            _ => None,
        }
    }

    pub(super) fn yes(self, column: usize, row: usize) -> Option<bool> {
        match self.values(column, row)? {
            Values::YesNo(answers) => answers.get(row).copied(),
            _ => None,
        }
    }

    fn expr(self, expr: &Expr, row: usize) -> Held {
        match expr {
            Expr::Constant(value) => Held::known(*value),
            Expr::Not(inner) => !self.expr(inner, row),
            Expr::And(parts) => Held::all(parts.iter().map(|p| self.expr(p, row))),
            Expr::Or(parts) => Held::any(parts.iter().map(|p| self.expr(p, row))),
            comparison => self.leaf(self.compared(comparison, row), || columns_of(comparison), row),
        }
    }

    /// A comparison by itself.
    fn compared(self, expr: &Expr, row: usize) -> Truth {
        match expr {
            Expr::Constant(_) | Expr::Not(_) | Expr::And(_) | Expr::Or(_) => {
                self.expr(expr, row).truth
            }
            Expr::Yes(column) => known(self.yes(*column, row)),
            Expr::Empty(column) => known(self.state(*column, row).map(|s| s == CellState::Blank)),
            Expr::Numbers(op, left, right) => match (self.sum(left, row), self.sum(right, row)) {
                (Some(left), Some(right)) => compare(*op, left.cmp(&right)).into(),
                _ => Truth::Unknown,
            },
            // Two columns, as in nearly every cross-check of a row.
            Expr::Times {
                op,
                left: Time::Column(left),
                right: Time::Column(right),
                days: false,
            } => match (self.moment(*left, row), self.moment(*right, row)) {
                (Some(left), Some(right)) => ranges(*op, left.span(), right.span()),
                _ => Truth::Unknown,
            },
            Expr::Times { op, left, right, days } => {
                match (self.instant(left, row), self.instant(right, row)) {
                    (Some(left), Some(right)) if *days => ranges(
                        *op,
                        (left.low.div_euclid(DAY), left.high.div_euclid(DAY)),
                        (right.low.div_euclid(DAY), right.high.div_euclid(DAY)),
                    ),
                    (Some(left), Some(right)) => {
                        ranges(*op, (left.low, left.high), (right.low, right.high))
                    }
                    _ => Truth::Unknown,
                }
            }
            Expr::Durations(op, left, right) => {
                match (self.length(left, row), self.length(right, row)) {
                    (Some(left), Some(right)) => {
                        ranges(*op, (left.low, left.high), (right.low, right.high))
                    }
                    _ => Truth::Unknown,
                }
            }
            Expr::TextIn { column, any_of, negated } => {
                let found = self.text(*column, row).map(str::trim);
                let found = found.map(|text| any_of.iter().any(|other| other == text));
                negate(known(found), *negated)
            }
            Expr::ChoiceIn { column, any_of, negated } => {
                let found = self.choice(*column, row).map(|c| any_of >> c & 1 == 1);
                negate(known(found), *negated)
            }
            Expr::TextsEqual { left, right, negated } => {
                match (self.text(*left, row), self.text(*right, row)) {
                    (Some(left), Some(right)) => {
                        negate((left.trim() == right.trim()).into(), *negated)
                    }
                    _ => Truth::Unknown,
                }
            }
        }
    }

    fn sum(self, number: &Number, row: usize) -> Option<Decimal> {
        match number {
            Number::Constant(value) => Some(*value),
            Number::Column(column) => self.number(*column, row),
            Number::Add(a, b) => self.sum(a, row)?.checked_add(self.sum(b, row)?),
            Number::Subtract(a, b) => self.sum(a, row)?.checked_sub(self.sum(b, row)?),
        }
    }

    pub(super) fn column_instant(self, column: usize, row: usize) -> Option<Instant> {
        let moment = self.moment(column, row)?;
        let day = matches!(self.spec.columns.get(column)?.kind, ColumnType::Date);
        let (low, high) = moment.span();
        Some(Instant { low, high, day })
    }

    fn instant(self, time: &Time, row: usize) -> Option<Instant> {
        match time {
            Time::Column(column) => self.column_instant(*column, row),
            Time::Constant(seconds) => Some(Instant { low: *seconds, high: *seconds, day: false }),
            Time::Add(time, length) => {
                let (time, length) = (self.instant(time, row)?, self.length(length, row)?);
                Some(Instant {
                    low: time.low.checked_add(length.low)?,
                    high: time.high.checked_add(length.high)?,
                    ..time
                })
            }
            Time::Subtract(time, length) => {
                let (time, length) = (self.instant(time, row)?, self.length(length, row)?);
                Some(Instant {
                    low: time.low.checked_sub(length.high)?,
                    high: time.high.checked_sub(length.low)?,
                    ..time
                })
            }
        }
    }

    fn length(self, length: &Duration, row: usize) -> Option<Length> {
        match length {
            Duration::Constant(seconds) => Some(Length { low: *seconds, high: *seconds }),
            Duration::Between { later, earlier } => {
                between(self.instant(later, row)?, self.instant(earlier, row)?)
            }
            Duration::Add(a, b) => {
                let (a, b) = (self.length(a, row)?, self.length(b, row)?);
                Some(Length { low: a.low.checked_add(b.low)?, high: a.high.checked_add(b.high)? })
            }
            Duration::Subtract(a, b) => {
                let (a, b) = (self.length(a, row)?, self.length(b, row)?);
                Some(Length { low: a.low.checked_sub(b.high)?, high: a.high.checked_sub(b.low)? })
            }
        }
    }
}

/// The time from one moment to another. Two days are whole days apart; a day and a moment leave a range.
pub(super) fn between(later: Instant, earlier: Instant) -> Option<Length> {
    if later.day && earlier.day {
        let days = later.low.div_euclid(DAY) - earlier.low.div_euclid(DAY);
        return Some(Length { low: days * DAY, high: days * DAY });
    }
    Some(Length {
        low: later.low.checked_sub(earlier.high)?,
        high: later.high.checked_sub(earlier.low)?,
    })
}

/// The columns a comparison reads.
fn columns_of(expr: &Expr) -> Vec<usize> {
    let mut out = Vec::new();
    match expr {
        Expr::Constant(_) | Expr::Not(_) | Expr::And(_) | Expr::Or(_) => {}
        Expr::Yes(c) | Expr::Empty(c) => out.push(*c),
        Expr::TextIn { column, .. } | Expr::ChoiceIn { column, .. } => out.push(*column),
        Expr::TextsEqual { left, right, .. } => out.extend([*left, *right]),
        Expr::Numbers(_, left, right) => {
            in_number(left, &mut out);
            in_number(right, &mut out);
        }
        Expr::Times { left, right, .. } => {
            in_time(left, &mut out);
            in_time(right, &mut out);
        }
        Expr::Durations(_, left, right) => {
            in_duration(left, &mut out);
            in_duration(right, &mut out);
        }
    }
    out
}

fn in_number(number: &Number, out: &mut Vec<usize>) {
    match number {
        Number::Constant(_) => {}
        Number::Column(column) => out.push(*column),
        Number::Add(a, b) | Number::Subtract(a, b) => {
            in_number(a, out);
            in_number(b, out);
        }
    }
}

fn in_time(time: &Time, out: &mut Vec<usize>) {
    match time {
        Time::Constant(_) => {}
        Time::Column(column) => out.push(*column),
        Time::Add(time, length) | Time::Subtract(time, length) => {
            in_time(time, out);
            in_duration(length, out);
        }
    }
}

fn in_duration(length: &Duration, out: &mut Vec<usize>) {
    match length {
        Duration::Constant(_) => {}
        Duration::Between { later, earlier } => {
            in_time(later, out);
            in_time(earlier, out);
        }
        Duration::Add(a, b) | Duration::Subtract(a, b) => {
            in_duration(a, out);
            in_duration(b, out);
        }
    }
}

fn known(value: Option<bool>) -> Truth {
    value.map_or(Truth::Unknown, Truth::from)
}

fn negate(truth: Truth, negated: bool) -> Truth {
    if negated { !truth } else { truth }
}

fn compare(op: Op, order: std::cmp::Ordering) -> bool {
    match op {
        Op::Eq => order.is_eq(),
        Op::Ne => order.is_ne(),
        Op::Lt => order.is_lt(),
        Op::Le => order.is_le(),
        Op::Gt => order.is_gt(),
        Op::Ge => order.is_ge(),
    }
}

/// Compares two ranges: known only where every pair of their members agrees.
pub(super) fn ranges(op: Op, left: (i64, i64), right: (i64, i64)) -> Truth {
    let before = left.1 < right.0;
    let not_after = left.1 <= right.0;
    let after = left.0 > right.1;
    let not_before = left.0 >= right.1;
    let decide = |yes: bool, no: bool| match (yes, no) {
        (true, _) => Truth::True,
        (_, true) => Truth::False,
        _ => Truth::Unknown,
    };
    let single = left.0 == left.1 && left == right;
    match op {
        Op::Eq => decide(single, before || after),
        Op::Ne => decide(before || after, single),
        Op::Lt => decide(before, not_before),
        Op::Le => decide(not_after, after),
        Op::Gt => decide(after, not_after),
        Op::Ge => decide(not_before, before),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Truth::{False, True, Unknown};

    #[test]
    fn ranges_are_known_only_where_all_members_agree() {
        for (op, left, right, expected) in [
            (Op::Le, (5, 5), (5, 5), True),
            (Op::Lt, (5, 5), (5, 5), False),
            (Op::Eq, (5, 5), (5, 5), True),
            (Op::Eq, (1, 9), (1, 9), Unknown),
            (Op::Le, (0, 10), (10, 10), True),
            (Op::Le, (0, 11), (10, 10), Unknown),
            (Op::Gt, (0, 10), (10, 10), False),
            (Op::Ge, (10, 11), (10, 10), True),
            (Op::Ne, (1, 2), (3, 4), True),
        ] {
            assert_eq!(ranges(op, left, right), expected, "{left:?} {op:?} {right:?}");
        }
    }

    #[test]
    fn a_day_and_a_moment_leave_a_range() {
        let noon = Instant { low: DAY / 2, high: DAY / 2, day: false };
        let day = Instant { low: 0, high: DAY - 1, day: false };
        let length = between(day, noon).unwrap();
        assert_eq!((length.low, length.high), (-DAY / 2, DAY / 2 - 1));
        let date = |d: i64| Instant { low: d * DAY, high: d * DAY + DAY - 1, day: true };
        let whole = between(date(3), date(1)).unwrap();
        assert_eq!((whole.low, whole.high), (2 * DAY, 2 * DAY));
    }
}
