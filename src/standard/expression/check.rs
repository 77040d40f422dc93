//! The typed tree of a row condition: names become columns, and every operator fits its types.

use std::ops::Range;

use rust_decimal::Decimal;

use super::compare::Sides;
use super::lex::{Issue, parse_time};
use super::parse::{Ast, Node};
use super::{Duration, Expr, Number, Op, Time, fold};
use crate::diagnostic::{ExpressionProblem, ValueType, nearest};
use crate::standard::model::{ColumnSpec, ColumnType};

/// A value with its type.
#[derive(Debug, Clone)]
pub(super) enum Value {
    YesNo(Expr),
    Number(Number),
    /// `days`: a day stands in it, so whole days are compared.
    Time {
        time: Time,
        days: bool,
    },
    Duration(Duration),
    TextColumn(usize),
    ChoiceColumn(usize),
    /// A text literal: what it is depends on the other side.
    Text(String),
}

impl Value {
    pub fn kind(&self) -> ValueType {
        match self {
            Value::YesNo(_) => ValueType::YesNo,
            Value::Number(_) => ValueType::Number,
            Value::Time { .. } => ValueType::Time,
            Value::Duration(_) => ValueType::Duration,
            Value::TextColumn(_) | Value::Text(_) => ValueType::Text,
            Value::ChoiceColumn(_) => ValueType::Choice,
        }
    }
}

/// Checks `root` over `columns`; also the columns it reads, ascending, each once.
///
/// # Errors
/// Every name and operator that does not fit.
pub(super) fn check(
    source: &str,
    root: &Node,
    columns: &[ColumnSpec],
) -> Result<(Expr, Vec<usize>), Vec<Issue>> {
    let mut checker = Checker { source, columns, read: Vec::new(), issues: Vec::new() };
    let expr = checker.condition(root);
    checker.read.sort_unstable();
    checker.read.dedup();
    match expr {
        Some(expr) if checker.issues.is_empty() => Ok((expr, checker.read)),
        _ => Err(checker.issues),
    }
}

pub(super) struct Checker<'a> {
    source: &'a str,
    pub columns: &'a [ColumnSpec],
    read: Vec<usize>,
    issues: Vec<Issue>,
}

/// `None` where a problem was noted; the caller goes on with what is left.
pub(super) type Checked<T> = Option<T>;

impl Checker<'_> {
    pub fn issue<T>(&mut self, span: &Range<usize>, problem: ExpressionProblem) -> Checked<T> {
        self.issues.push((span.clone(), problem));
        None
    }

    fn condition(&mut self, node: &Node) -> Checked<Expr> {
        match self.value(node)? {
            Value::YesNo(expr) => Some(expr),
            other => {
                let found = other.kind();
                self.issue(&node.span, ExpressionProblem::NotACondition { found })
            }
        }
    }

    fn value(&mut self, node: &Node) -> Checked<Value> {
        match &node.ast {
            Ast::Or(parts) => self.conditions(parts).map(|c| Value::YesNo(fold::any(c))),
            Ast::And(parts) => self.conditions(parts).map(|c| Value::YesNo(fold::all(c))),
            Ast::Not(inner) => self.condition(inner).map(|c| Value::YesNo(fold::not(c))),
            Ast::Compare { op, at, left, right } => {
                let (left_value, right_value) = (self.value(left), self.value(right));
                let sides = Sides { op: *op, at, left: &left.span, right: &right.span };
                self.compare(&sides, left_value?, right_value?).map(Value::YesNo)
            }
            Ast::In { negated, at, left, list } => self.member(*negated, at, left, list),
            Ast::IsEmpty { negated, left } => self.is_empty(*negated, left),
            Ast::Sum { minus, left, right } => {
                let (left_value, right_value) = (self.value(left), self.value(right));
                self.sum(*minus, &node.span, left_value?, right_value?)
            }
            Ast::Negative(inner) => self.negative(node, inner),
            Ast::Name(name) => self.column(name, &node.span).map(|i| self.column_value(i)),
            Ast::Number(value) => Some(Value::Number(Number::Constant(*value))),
            Ast::Duration(seconds) => Some(Value::Duration(Duration::Constant(*seconds))),
            Ast::Day(seconds) => Some(Value::Time { time: Time::Constant(*seconds), days: true }),
            Ast::Text(text) => Some(Value::Text(text.clone())),
            Ast::Yes(yes) => Some(Value::YesNo(Expr::Constant(*yes))),
        }
    }

    fn conditions(&mut self, parts: &[Node]) -> Checked<Vec<Expr>> {
        let checked: Vec<Checked<Expr>> = parts.iter().map(|p| self.condition(p)).collect();
        checked.into_iter().collect()
    }

    /// By id, else by header name; letter case aside where nothing fits exactly.
    fn column(&mut self, name: &str, span: &Range<usize>) -> Checked<usize> {
        let columns = self.columns;
        let headers = |c: &'_ ColumnSpec, fits: &dyn Fn(&str) -> bool| {
            c.zh.iter().chain(&c.en).any(|n| fits(n.trim()))
        };
        let folded = name.trim().to_lowercase();
        let index = columns
            .iter()
            .position(|c| c.id == name)
            .or_else(|| columns.iter().position(|c| headers(c, &|n| n == name.trim())))
            .or_else(|| {
                columns.iter().position(|c| {
                    c.id.to_lowercase() == folded || headers(c, &|n| n.to_lowercase() == folded)
                })
            });
        if let Some(index) = index {
            self.read.push(index);
            return Some(index);
        }
        let known = columns
            .iter()
            .flat_map(|c| std::iter::once(&c.id).chain(&c.zh).chain(&c.en))
            .map(String::as_str);
        let nearest = nearest(name, known);
        let allowed = columns.iter().map(|c| c.id.clone()).collect();
        self.issue(
            span,
            ExpressionProblem::UnknownColumn { found: name.to_string(), allowed, nearest },
        )
    }

    fn column_value(&self, index: usize) -> Value {
        match self.columns.get(index).map(|c| &c.kind) {
            Some(ColumnType::Date) => Value::Time { time: Time::Column(index), days: true },
            Some(ColumnType::DateTime) => Value::Time { time: Time::Column(index), days: false },
            Some(ColumnType::Number | ColumnType::Percent) => Value::Number(Number::Column(index)),
            Some(ColumnType::YesNo) => Value::YesNo(Expr::Yes(index)),
            Some(ColumnType::Choice(_)) => Value::ChoiceColumn(index),
            Some(ColumnType::Text | ColumnType::Phone) | None => Value::TextColumn(index),
        }
    }

    fn is_empty(&mut self, negated: bool, left: &Node) -> Checked<Value> {
        let Ast::Name(name) = &left.ast else {
            let found = self.value(left)?.kind();
            let operator = if negated { "is not empty" } else { "is empty" }.to_string();
            return self
                .issue(&left.span, ExpressionProblem::OperatorNotForType { operator, found });
        };
        let expr = Expr::Empty(self.column(name, &left.span)?);
        Some(Value::YesNo(if negated { fold::not(expr) } else { expr }))
    }

    fn member(
        &mut self,
        negated: bool,
        at: &Range<usize>,
        left: &Node,
        list: &[Node],
    ) -> Checked<Value> {
        let left_value = self.value(left);
        let mut parts = Some(Vec::new());
        for entry in list {
            let part = self.value(entry).and_then(|right_value| {
                let sides = Sides { op: Op::Eq, at, left: &left.span, right: &entry.span };
                self.compare(&sides, left_value.clone()?, right_value)
            });
            parts = parts.zip(part).map(|(mut parts, part)| {
                parts.push(part);
                parts
            });
        }
        let any = fold::any(parts?);
        Some(Value::YesNo(if negated { fold::not(any) } else { any }))
    }

    fn negative(&mut self, node: &Node, inner: &Node) -> Checked<Value> {
        match self.value(inner)? {
            Value::Number(n) => self
                .folded(&node.span, fold::subtract(Number::Constant(Decimal::ZERO), n))
                .map(Value::Number),
            Value::Duration(d) => self
                .folded(&node.span, fold::shorten(Duration::Constant(0), d))
                .map(Value::Duration),
            other => {
                let (operator, found) = ("-".to_string(), other.kind());
                self.issue(&node.span, ExpressionProblem::OperatorNotForType { operator, found })
            }
        }
    }

    /// A folded constant, or the problem that it left the range of its type.
    fn folded<T>(&mut self, span: &Range<usize>, value: Option<T>) -> Checked<T> {
        match value {
            Some(value) => Some(value),
            None => {
                let found = self.source.get(span.clone()).unwrap_or("").to_string();
                self.issue(span, ExpressionProblem::BadNumber { found })
            }
        }
    }

    fn sum(
        &mut self,
        minus: bool,
        span: &Range<usize>,
        left: Value,
        right: Value,
    ) -> Checked<Value> {
        use Value as V;
        let (left, right) = match (left, right) {
            (V::Text(text), V::Time { time, days }) => {
                (self.text_as_time(&text, span)?, V::Time { time, days })
            }
            (V::Time { time, days }, V::Text(text)) => {
                (V::Time { time, days }, self.text_as_time(&text, span)?)
            }
            other => other,
        };
        match (left, right) {
            (V::Number(a), V::Number(b)) => {
                let value = if minus { fold::subtract(a, b) } else { fold::add(a, b) };
                self.folded(span, value).map(V::Number)
            }
            (V::Duration(a), V::Duration(b)) => {
                let value = if minus { fold::shorten(a, b) } else { fold::lengthen(a, b) };
                self.folded(span, value).map(V::Duration)
            }
            (V::Time { time, days }, V::Duration(d)) => {
                let value = if minus { fold::before(time, d) } else { fold::after(time, d) };
                self.folded(span, value).map(|time| V::Time { time, days })
            }
            (V::Duration(d), V::Time { time, days }) if !minus => {
                self.folded(span, fold::after(time, d)).map(|time| V::Time { time, days })
            }
            (V::Time { time: later, .. }, V::Time { time: earlier, .. }) if minus => {
                self.folded(span, fold::between(later, earlier)).map(V::Duration)
            }
            (a, b) => {
                let (left, right) = (a.kind(), b.kind());
                let has_sums =
                    |t| matches!(t, ValueType::Number | ValueType::Time | ValueType::Duration);
                let problem = match (has_sums(left), has_sums(right)) {
                    (true, true) if left != right => ExpressionProblem::TypesDiffer { left, right },
                    (with_sums, _) => ExpressionProblem::OperatorNotForType {
                        operator: if minus { "-" } else { "+" }.to_string(),
                        found: if with_sums { right } else { left },
                    },
                };
                self.issue(span, problem)
            }
        }
    }

    pub fn text_as_time(&mut self, text: &str, span: &Range<usize>) -> Checked<Value> {
        match parse_time(text) {
            Some((seconds, days)) => Some(Value::Time { time: Time::Constant(seconds), days }),
            None => self.issue(span, ExpressionProblem::BadTime { found: text.to_string() }),
        }
    }
}
