//! Makers of expressions that flatten, merge and work out constants, so that a row costs little.
//!
//! `None` from the arithmetic means that a constant left the range of its type.

use super::{Duration, Expr, Number, Op, Time};

/// Negation; pushed into texts, choices and constants.
pub(super) fn not(expr: Expr) -> Expr {
    match expr {
        Expr::Constant(yes) => Expr::Constant(!yes),
        Expr::Not(inner) => *inner,
        Expr::TextIn { column, any_of, negated } => {
            Expr::TextIn { column, any_of, negated: !negated }
        }
        Expr::ChoiceIn { column, any_of, negated } => {
            Expr::ChoiceIn { column, any_of, negated: !negated }
        }
        Expr::TextsEqual { left, right, negated } => {
            Expr::TextsEqual { left, right, negated: !negated }
        }
        other => Expr::Not(Box::new(other)),
    }
}

/// Conjunction.
pub(super) fn all(parts: Vec<Expr>) -> Expr {
    let mut kept = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Expr::Constant(true) => {}
            Expr::Constant(false) => return Expr::Constant(false),
            Expr::And(inner) => kept.extend(inner),
            other => kept.push(other),
        }
    }
    one_or(kept, true, Expr::And)
}

/// Disjunction; neighbouring tests of one column become one.
pub(super) fn any(parts: Vec<Expr>) -> Expr {
    let mut kept: Vec<Expr> = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Expr::Constant(false) => {}
            Expr::Constant(true) => return Expr::Constant(true),
            Expr::Or(inner) => inner.into_iter().for_each(|e| merge(&mut kept, e)),
            other => merge(&mut kept, other),
        }
    }
    one_or(kept, false, Expr::Or)
}

fn one_or(mut parts: Vec<Expr>, empty: bool, make: fn(Vec<Expr>) -> Expr) -> Expr {
    match (parts.pop(), parts.is_empty()) {
        (None, _) => Expr::Constant(empty),
        (Some(only), true) => only,
        (Some(last), false) => {
            parts.push(last);
            make(parts)
        }
    }
}

fn merge(kept: &mut Vec<Expr>, next: Expr) {
    match (kept.last_mut(), next) {
        (
            Some(Expr::ChoiceIn { column, any_of, negated: false }),
            Expr::ChoiceIn { column: same, any_of: more, negated: false },
        ) if *column == same => *any_of |= more,
        (
            Some(Expr::TextIn { column, any_of, negated: false }),
            Expr::TextIn { column: same, any_of: more, negated: false },
        ) if *column == same => any_of.extend(more),
        (_, next) => kept.push(next),
    }
}

/// Whether two yes/no values agree; `None` where neither is a constant or a column by itself, which
/// nobody needs and which would double the tree at every level.
pub(super) fn same(left: Expr, right: Expr) -> Option<Expr> {
    match (left, right) {
        (Expr::Constant(yes), other) | (other, Expr::Constant(yes)) => {
            Some(if yes { other } else { not(other) })
        }
        (left @ Expr::Yes(_), right @ Expr::Yes(_)) => Some(Expr::Or(vec![
            Expr::And(vec![left.clone(), right.clone()]),
            Expr::And(vec![not(left), not(right)]),
        ])),
        _ => None,
    }
}

fn holds<T: Ord>(op: Op, left: T, right: T) -> Expr {
    Expr::Constant(op.holds(left.cmp(&right)))
}

/// Comparison of numbers.
pub(super) fn numbers(op: Op, left: Number, right: Number) -> Expr {
    match (left, right) {
        (Number::Constant(a), Number::Constant(b)) => holds(op, a, b),
        (a, b) => Expr::Numbers(op, a, b),
    }
}

/// Comparison of lengths of time.
pub(super) fn durations(op: Op, left: Duration, right: Duration) -> Expr {
    match (left, right) {
        (Duration::Constant(a), Duration::Constant(b)) => holds(op, a, b),
        (a, b) => Expr::Durations(op, a, b),
    }
}

/// Comparison of times.
pub(super) fn times(op: Op, left: Time, right: Time, days: bool) -> Expr {
    let day = |seconds: i64| if days { seconds.div_euclid(86_400) } else { seconds };
    match (left, right) {
        (Time::Constant(a), Time::Constant(b)) => holds(op, day(a), day(b)),
        (left, right) => Expr::Times { op, left, right, days },
    }
}

pub(super) fn add(left: Number, right: Number) -> Option<Number> {
    Some(match (left, right) {
        (Number::Constant(a), Number::Constant(b)) => Number::Constant(a.checked_add(b)?),
        (a, b) => Number::Add(Box::new(a), Box::new(b)),
    })
}

pub(super) fn subtract(left: Number, right: Number) -> Option<Number> {
    Some(match (left, right) {
        (Number::Constant(a), Number::Constant(b)) => Number::Constant(a.checked_sub(b)?),
        (a, b) => Number::Subtract(Box::new(a), Box::new(b)),
    })
}

pub(super) fn lengthen(left: Duration, right: Duration) -> Option<Duration> {
    Some(match (left, right) {
        (Duration::Constant(a), Duration::Constant(b)) => Duration::Constant(a.checked_add(b)?),
        (a, b) => Duration::Add(Box::new(a), Box::new(b)),
    })
}

pub(super) fn shorten(left: Duration, right: Duration) -> Option<Duration> {
    Some(match (left, right) {
        (Duration::Constant(a), Duration::Constant(b)) => Duration::Constant(a.checked_sub(b)?),
        (a, b) => Duration::Subtract(Box::new(a), Box::new(b)),
    })
}

pub(super) fn after(time: Time, duration: Duration) -> Option<Time> {
    Some(match (time, duration) {
        (Time::Constant(a), Duration::Constant(b)) => Time::Constant(a.checked_add(b)?),
        (a, b) => Time::Add(Box::new(a), Box::new(b)),
    })
}

pub(super) fn before(time: Time, duration: Duration) -> Option<Time> {
    Some(match (time, duration) {
        (Time::Constant(a), Duration::Constant(b)) => Time::Constant(a.checked_sub(b)?),
        (a, b) => Time::Subtract(Box::new(a), Box::new(b)),
    })
}

pub(super) fn between(later: Time, earlier: Time) -> Option<Duration> {
    Some(match (later, earlier) {
        (Time::Constant(a), Time::Constant(b)) => Duration::Constant(a.checked_sub(b)?),
        (later, earlier) => {
            Duration::Between { later: Box::new(later), earlier: Box::new(earlier) }
        }
    })
}
