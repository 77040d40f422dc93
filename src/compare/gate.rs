//! Gates: what of a comparison ends a run with exit code 1.

use std::str::FromStr;

use rust_decimal::Decimal;

use super::diff::{Diff, ProjectDiff};
use super::items::Change;
use crate::lang::usage::Wanted;
use crate::outcome::{ActionRecord, Number};

/// What must not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// An item that lost points.
    Regression,
    /// Any item that changed, a project that came or went.
    AnyChange,
    /// A percentage that fell by more than this many points.
    Drop(Decimal),
    /// A waiver whose last day is over.
    ExpiredWaiver,
    /// An item not reviewed.
    Incomplete,
    /// An action that is overdue.
    Overdue,
    /// A percentage below the old one.
    Baseline,
}

/// The gates as they are written.
const NAMES: [&str; 6] =
    ["regression", "any-change", "drop>2.5", "expired-waiver", "incomplete", "overdue"];

impl FromStr for Gate {
    type Err = Wanted;

    fn from_str(text: &str) -> Result<Gate, Wanted> {
        Ok(match text {
            "regression" => Gate::Regression,
            "any-change" => Gate::AnyChange,
            "expired-waiver" => Gate::ExpiredWaiver,
            "incomplete" => Gate::Incomplete,
            "overdue" => Gate::Overdue,
            _ => {
                let figure = text.strip_prefix("drop>").and_then(|f| f.parse().ok());
                let figure = figure.filter(|f| (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(f));
                Gate::Drop(figure.ok_or_else(|| Wanted::OneOf(NAMES.to_vec()))?)
            }
        })
    }
}

/// A gate that does not hold, and why.
#[derive(Debug, Clone, PartialEq)]
pub enum Broken {
    /// Items that lost points.
    Regression(Vec<String>),
    /// How many items changed, and how many projects came or went.
    AnyChange(usize, usize),
    /// The change of the percentage, and how much it may fall.
    Drop(Number, Decimal),
    /// There is no percentage to hold against the old one.
    NoPercent,
    /// Items whose waiver is over.
    ExpiredWaiver(Vec<String>),
    /// How many items are not reviewed.
    Incomplete(u32),
    /// Items whose action is overdue.
    Overdue(Vec<String>),
    /// The percentage, and the old one.
    Baseline(Number, Number),
}

/// The gates that do not hold, each with its project; of a portfolio as a whole without one.
pub fn broken(diff: &Diff, gates: &[Gate]) -> Vec<(Option<String>, Broken)> {
    let mut out = Vec::new();
    for gate in gates {
        for project in &diff.projects {
            let id = Some(project.project.id.clone());
            out.extend(of_project(project, *gate).map(|broken| (id, broken)));
        }
        let moved = diff.appeared.len() + diff.gone.len();
        if *gate == Gate::AnyChange && moved > 0 {
            out.push((None, Broken::AnyChange(0, moved)));
        }
        for alone in &diff.appeared {
            let id = Some(alone.project.id.clone());
            if *gate == Gate::Incomplete && alone.side.not_reviewed > 0 {
                out.push((id, Broken::Incomplete(alone.side.not_reviewed)));
            }
        }
    }
    out
}

fn of_project(diff: &ProjectDiff, gate: Gate) -> Option<Broken> {
    let some = |ids: Vec<String>| Some(ids).filter(|ids| !ids.is_empty());
    match gate {
        Gate::Regression => {
            let lost = diff.items.iter().filter(|i| i.change.is_loss());
            some(lost.map(|i| i.id.clone()).collect()).map(Broken::Regression)
        }
        Gate::AnyChange => {
            let changed = diff.items.iter().filter(|i| i.change != Change::Unchanged).count();
            (changed > 0).then_some(Broken::AnyChange(changed, 0))
        }
        Gate::Drop(most) => match (diff.old.percent, diff.new.percent) {
            (Some(old), Some(new)) => {
                (old.0 - new.0 > most).then(|| Broken::Drop((new.0 - old.0).into(), most))
            }
            (Some(_), None) => Some(Broken::NoPercent),
            (None, _) => None,
        },
        Gate::ExpiredWaiver => {
            some(diff.expired.iter().map(|w| w.item.clone()).collect()).map(Broken::ExpiredWaiver)
        }
        Gate::Incomplete => {
            let open = diff.new.not_reviewed;
            (open > 0).then_some(Broken::Incomplete(open))
        }
        Gate::Overdue => {
            some(diff.overdue.iter().map(ActionRecord::name).collect()).map(Broken::Overdue)
        }
        Gate::Baseline => match (diff.old.percent, diff.new.percent) {
            (Some(old), Some(new)) => (new < old).then_some(Broken::Baseline(new, old)),
            (Some(_), None) => Some(Broken::NoPercent),
            (None, _) => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gates_are_read() {
        assert_eq!("drop>2.5".parse(), Ok(Gate::Drop(Decimal::new(25, 1))));
        assert_eq!("overdue".parse(), Ok(Gate::Overdue));
        for bad in ["drop", "drop>", "drop>x", "drop>101", "drop>-1", "regressions", ""] {
            assert!(bad.parse::<Gate>().is_err(), "{bad}");
        }
    }
}
