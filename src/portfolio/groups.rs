//! Groups of projects: by the levels of audit.toml and by the columns of a portfolio file.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::model::{Project, percent_of};
use crate::outcome::Number;

/// What projects are grouped by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// A level of `group` in audit.toml, from 1.
    Level(usize),
    /// A column of the portfolio file.
    Column(String),
}

/// The groups of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Dimension {
    /// What they are grouped by.
    pub by: By,
    /// The groups by name; projects without one last, under an empty name.
    pub groups: Vec<(String, Totals)>,
}

/// Totals of some projects.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Totals {
    /// Audits scored.
    pub projects: u32,
    /// Complete ones among them.
    pub complete: u32,
    /// Mean percentage of the complete ones, half up to two decimals.
    pub mean: Option<Number>,
    /// Lowest percentage of a complete one.
    pub lowest: Option<Number>,
    /// Highest percentage of a complete one.
    pub highest: Option<Number>,
    /// Percentage by section over all of them, points over maximum; by [`super::Portfolio::sections`].
    pub sections: Vec<Option<Number>>,
    /// Open actions, overdue ones among them.
    pub open: u32,
    /// Overdue actions.
    pub overdue: u32,
    /// Problems of severity error.
    pub errors: u32,
}

/// The totals of some projects; `sections` is how many sections the portfolio has.
pub fn totals<'a>(projects: impl Iterator<Item = &'a Project>, sections: usize) -> Totals {
    let mut totals = Totals::default();
    let mut percents: Vec<Number> = Vec::new();
    let mut sums = vec![(Decimal::ZERO, Decimal::ZERO); sections];
    for project in projects {
        totals.projects += 1;
        if project.is_complete() {
            totals.complete += 1;
            percents.extend(project.score.percent);
        }
        totals.open += project.open;
        totals.overdue += project.overdue;
        totals.errors += project.problems[0];
        for mark in &project.sections {
            if let Some((points, max)) = sums.get_mut(mark.section) {
                *points += mark.points.0;
                *max += mark.max.0;
            }
        }
    }
    let sum: Decimal = percents.iter().map(|p| p.0).sum();
    totals.mean = sum.checked_div(Decimal::from(percents.len())).map(|m| Number::rounded(m, 2));
    totals.lowest = percents.iter().min().copied();
    totals.highest = percents.iter().max().copied();
    totals.sections = sums.into_iter().map(|(points, max)| percent_of(points, max)).collect();
    totals
}

/// Every dimension the projects have: levels first, then the columns of the portfolio file.
pub fn dimensions(projects: &[Project], columns: &[String], sections: usize) -> Vec<Dimension> {
    let deepest = projects.iter().map(|p| p.group.len()).max().unwrap_or(0);
    let levels = (1..=deepest).map(|level| {
        let name = move |p: &Project| match p.group.len() >= level {
            true => p.group.iter().take(level).cloned().collect::<Vec<_>>().join(" / "),
            false => String::new(),
        };
        (By::Level(level), grouped(projects, sections, name))
    });
    let columns = columns.iter().enumerate().map(|(at, column)| {
        let name = move |p: &Project| p.attributes.get(at).cloned().unwrap_or_default();
        (By::Column(column.clone()), grouped(projects, sections, name))
    });
    levels.chain(columns).map(|(by, groups)| Dimension { by, groups }).collect()
}

fn grouped(
    projects: &[Project],
    sections: usize,
    name: impl Fn(&Project) -> String,
) -> Vec<(String, Totals)> {
    let mut members: BTreeMap<(bool, String), Vec<&Project>> = BTreeMap::new();
    for project in projects {
        let name = name(project);
        members.entry((name.is_empty(), name)).or_default().push(project);
    }
    let total = |((_, name), members): ((bool, String), Vec<&Project>)| {
        (name, totals(members.into_iter(), sections))
    };
    members.into_iter().map(total).collect()
}
