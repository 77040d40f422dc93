//! Row conditions: a small typed language over the columns of a register.
//!
//! `urgent == yes and arrived - reported <= 30min`, `紧急程度 in ["急修", "普通"]`,
//! `closed is not empty`. Columns go by id or by any header name, in backquotes where the name has
//! spaces or is a keyword. Numbers (`95%` is 0.95), lengths of time (`30min`, `24h`, `2d`, `1w`),
//! texts in quotes, days (`2025-01-01`; with a time of day in quotes), `yes` / `no` (是 / 否).

mod check;
mod compare;
mod fold;
mod lex;
mod parse;
#[cfg(test)]
mod tests;

use std::ops::Range;

use rust_decimal::Decimal;

use super::model::ColumnSpec;
use crate::diagnostic::ExpressionProblem;

/// A condition that parsed and fits its register's columns.
#[derive(Debug, Clone)]
pub struct Condition {
    /// As written.
    pub source: String,
    /// The checked tree.
    pub root: Expr,
    /// Indices of the columns it reads, ascending, each once.
    pub columns: Vec<usize>,
}

/// A checked expression. Types fit by construction; see [`compile`].
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A yes/no column or condition negated.
    Not(Box<Expr>),
    /// All hold.
    And(Vec<Expr>),
    /// One holds.
    Or(Vec<Expr>),
    /// A yes/no column by itself.
    Yes(usize),
    /// The cell of a column is empty.
    Empty(usize),
    /// Two numbers.
    Numbers(Op, Number, Number),
    /// Two times; `days` where either side is a date column or a day, so that whole days are compared.
    #[allow(missing_docs)]
    Times { op: Op, left: Time, right: Time, days: bool },
    /// Two lengths of time, in seconds.
    Durations(Op, Duration, Duration),
    /// A text column against texts: equal to one of them, or to none.
    #[allow(missing_docs)]
    TextIn { column: usize, any_of: Vec<String>, negated: bool },
    /// A choice column against values: bit `i` set for value `i` of the column.
    #[allow(missing_docs)]
    ChoiceIn { column: usize, any_of: u64, negated: bool },
    /// Two text columns.
    #[allow(missing_docs)]
    TextsEqual { left: usize, right: usize, negated: bool },
    /// A constant.
    Constant(bool),
}

/// A comparison operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Op {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

/// A number: columns and constants, added.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Number {
    Constant(Decimal),
    Column(usize),
    Add(Box<Number>, Box<Number>),
    Subtract(Box<Number>, Box<Number>),
}

/// A moment or day.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Time {
    Column(usize),
    /// Seconds since 1970-01-01 00:00, local time.
    Constant(i64),
    Add(Box<Time>, Box<Duration>),
    Subtract(Box<Time>, Box<Duration>),
}

/// A length of time.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Duration {
    /// Seconds.
    Constant(i64),
    Between {
        later: Box<Time>,
        earlier: Box<Time>,
    },
    Add(Box<Duration>, Box<Duration>),
    Subtract(Box<Duration>, Box<Duration>),
}

impl Op {
    /// Whether two values in this order compare so.
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Op::Eq => order.is_eq(),
            Op::Ne => order.is_ne(),
            Op::Lt => order.is_lt(),
            Op::Le => order.is_le(),
            Op::Gt => order.is_gt(),
            Op::Ge => order.is_ge(),
        }
    }

    /// As written.
    pub fn sign(self) -> &'static str {
        match self {
            Op::Eq => "==",
            Op::Ne => "!=",
            Op::Lt => "<",
            Op::Le => "<=",
            Op::Gt => ">",
            Op::Ge => ">=",
        }
    }
}

/// Parses and type-checks `source` over `columns`.
///
/// # Errors
/// Every problem found, each with its byte range in `source`, in that order: where the condition does
/// not parse, the first place; where it does, every name and operator that does not fit.
pub fn compile(
    source: &str,
    columns: &[ColumnSpec],
) -> Result<Condition, Vec<(Range<usize>, ExpressionProblem)>> {
    let (tokens, mut issues) = lex::lex(source)?;
    let checked = parse::parse(source, &tokens)
        .map_err(|issue| vec![issue])
        .and_then(|tree| check::check(source, &tree, columns));
    match checked {
        Ok((root, columns)) if issues.is_empty() => {
            return Ok(Condition { source: source.to_string(), root, columns });
        }
        Ok(_) => {}
        Err(more) => issues.extend(more),
    }
    issues.sort_by_key(|(span, _)| span.start);
    Err(issues)
}

/// Reads a length of time such as `30min`, `24h`, `2d`, `1w`, `90s`, `1h30min`, `30分钟`, in seconds.
pub fn parse_duration(text: &str) -> Option<i64> {
    let mut rest = text.trim();
    let mut total: i64 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at(digits);
        let end = tail.find(|c: char| c.is_ascii_digit()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(end);
        let seconds = Decimal::from_str_exact(number)
            .ok()?
            .checked_mul(Decimal::from(unit_seconds(unit.trim())?))?;
        if !seconds.is_integer() {
            return None;
        }
        total = total.checked_add(i64::try_from(seconds).ok()?)?;
        rest = tail;
    }
    (!text.trim().is_empty()).then_some(total)
}

fn unit_seconds(unit: &str) -> Option<i64> {
    Some(match unit {
        "s" | "sec" | "秒" => 1,
        "min" | "分钟" | "分" => 60,
        "h" | "小时" => 3_600,
        "d" | "天" | "日" => 86_400,
        "w" | "周" => 604_800,
        _ => return None,
    })
}
