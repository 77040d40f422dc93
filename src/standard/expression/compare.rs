//! Comparisons: which types go together, and what they become.

use std::ops::Range;

use super::check::{Checked, Checker, Value};
use super::{Expr, Op, fold};
use crate::diagnostic::{ExpressionProblem, ValueType, nearest};
use crate::standard::model::{Choice, ColumnType};

impl Checker<'_> {
    /// Two values held against each other, where their types allow it.
    pub fn compare(&mut self, sides: &Sides<'_>, left: Value, right: Value) -> Checked<Expr> {
        use Value as V;
        let op = sides.op;
        let negated = op == Op::Ne;
        match (left, right) {
            (V::Number(a), V::Number(b)) => Some(fold::numbers(op, a, b)),
            (V::Duration(a), V::Duration(b)) => Some(fold::durations(op, a, b)),
            (V::Time { time: left, days: a }, V::Time { time: right, days: b }) => {
                Some(fold::times(op, left, right, a || b))
            }
            (left @ V::Time { .. }, V::Text(text)) => {
                let right = self.text_as_time(&text, sides.right)?;
                self.compare(sides, left, right)
            }
            (V::Text(text), right @ V::Time { .. }) => {
                let left = self.text_as_time(&text, sides.left)?;
                self.compare(sides, left, right)
            }
            (V::YesNo(a), V::YesNo(b)) => {
                self.equality(sides, ValueType::YesNo)?;
                let same = fold::same(a, b);
                let Some(same) = same else { return self.no_operator(sides, ValueType::YesNo) };
                Some(if negated { fold::not(same) } else { same })
            }
            (V::TextColumn(column), V::Text(text)) | (V::Text(text), V::TextColumn(column)) => {
                self.equality(sides, ValueType::Text)?;
                Some(Expr::TextIn { column, any_of: vec![text.trim().to_string()], negated })
            }
            (V::TextColumn(left), V::TextColumn(right)) => {
                self.equality(sides, ValueType::Text)?;
                Some(Expr::TextsEqual { left, right, negated })
            }
            (V::Text(a), V::Text(b)) => {
                self.equality(sides, ValueType::Text)?;
                Some(Expr::Constant((a == b) != negated))
            }
            (V::ChoiceColumn(column), V::Text(text)) => {
                self.choice(sides, sides.right, column, &text)
            }
            (V::Text(text), V::ChoiceColumn(column)) => {
                self.choice(sides, sides.left, column, &text)
            }
            (V::ChoiceColumn(_), V::ChoiceColumn(_)) => self.no_operator(sides, ValueType::Choice),
            (a, b) => {
                let span = sides.left.start..sides.right.end;
                let (left, right) = (a.kind(), b.kind());
                self.issue(&span, ExpressionProblem::TypesDiffer { left, right })
            }
        }
    }

    fn no_operator<T>(&mut self, sides: &Sides<'_>, found: ValueType) -> Checked<T> {
        let operator = sides.op.sign().to_string();
        self.issue(sides.at, ExpressionProblem::OperatorNotForType { operator, found })
    }

    /// Types without an order have `==` and `!=` only.
    fn equality(&mut self, sides: &Sides<'_>, found: ValueType) -> Checked<()> {
        match sides.op {
            Op::Eq | Op::Ne => Some(()),
            Op::Lt | Op::Le | Op::Gt | Op::Ge => self.no_operator(sides, found),
        }
    }

    fn choice(
        &mut self,
        sides: &Sides<'_>,
        span: &Range<usize>,
        column: usize,
        text: &str,
    ) -> Checked<Expr> {
        self.equality(sides, ValueType::Choice)?;
        let spec = self.columns.get(column)?;
        let ColumnType::Choice(values) = &spec.kind else { return None };
        match values.iter().position(|v| spelled(v, text)) {
            // More than 64 values never pass validation; the mask has no room for them.
            Some(value) if value < 64 => {
                Some(Expr::ChoiceIn { column, any_of: 1 << value, negated: sides.op == Op::Ne })
            }
            _ => {
                let known = values.iter().flat_map(|v| std::iter::once(&v.id).chain(&v.spellings));
                let problem = ExpressionProblem::UnknownChoice {
                    column: spec.id.clone(),
                    found: text.to_string(),
                    allowed: values
                        .iter()
                        .map(|v| v.spellings.first().unwrap_or(&v.id).clone())
                        .collect(),
                    nearest: nearest(text, known.map(String::as_str)),
                };
                self.issue(span, problem)
            }
        }
    }
}

fn spelled(value: &Choice, text: &str) -> bool {
    let folded = text.trim().to_lowercase();
    std::iter::once(&value.id).chain(&value.spellings).any(|s| s.trim().to_lowercase() == folded)
}

/// Where the parts of a comparison stand.
pub(super) struct Sides<'a> {
    pub op: Op,
    /// The operator.
    pub at: &'a Range<usize>,
    pub left: &'a Range<usize>,
    pub right: &'a Range<usize>,
}
