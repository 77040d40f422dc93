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

/// Sums over some projects, from which their totals are made.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    projects: u32,
    complete: u32,
    percent: Decimal,
    lowest: Option<Number>,
    highest: Option<Number>,
    /// Points and their maximum by section.
    sections: Vec<(Decimal, Decimal)>,
    open: u32,
    overdue: u32,
    errors: u32,
}

impl Sums {
    /// Adds a section.
    pub fn section(&mut self, section: u32, points: Number, max: Number) {
        let section = usize::try_from(section).unwrap_or(usize::MAX);
        if self.sections.len() <= section {
            self.sections.resize(section.saturating_add(1), Default::default());
        }
        if let Some(sum) = self.sections.get_mut(section) {
            *sum = (sum.0 + points.0, sum.1 + max.0);
        }
    }

    /// Adds a project, its sections aside.
    pub fn project(&mut self, project: &Project) {
        self.projects += 1;
        if let Some(percent) = project.score.percent.filter(|_| project.is_complete()) {
            self.complete += 1;
            // Rounded once, where the mean is made.
            let (points, max) = (project.score.points.0, project.score.max.0);
            let exact = (points * Decimal::ONE_HUNDRED).checked_div(max);
            self.percent += exact.unwrap_or(percent.0);
            self.lowest = Some(self.lowest.map_or(percent, |l| l.min(percent)));
            self.highest = self.highest.max(Some(percent));
        }
        self.open += project.open;
        self.overdue += project.overdue;
        self.errors += project.problems[0];
    }

    fn and(&mut self, other: &Sums) {
        self.projects += other.projects;
        self.complete += other.complete;
        self.percent += other.percent;
        self.lowest = [self.lowest, other.lowest].into_iter().flatten().min();
        self.highest = self.highest.max(other.highest);
        if self.sections.len() < other.sections.len() {
            self.sections.resize(other.sections.len(), Default::default());
        }
        for (sum, other) in self.sections.iter_mut().zip(&other.sections) {
            *sum = (sum.0 + other.0, sum.1 + other.1);
        }
        self.open += other.open;
        self.overdue += other.overdue;
        self.errors += other.errors;
    }

    fn totals(mut self, sections: usize) -> Totals {
        self.sections.resize(sections, Default::default());
        let mean = self.percent.checked_div(Decimal::from(self.complete));
        Totals {
            projects: self.projects,
            complete: self.complete,
            mean: mean.map(|m| Number::rounded(m, 2)),
            lowest: self.lowest,
            highest: self.highest,
            sections: self.sections.into_iter().map(|(p, max)| percent_of(p, max)).collect(),
            open: self.open,
            overdue: self.overdue,
            errors: self.errors,
        }
    }
}

/// Sums by group: what they cost goes by the number of groups, not of projects.
#[derive(Debug, Default)]
pub struct Groups {
    /// By the whole of a project's groups.
    groups: BTreeMap<u32, Sums>,
    /// By the values of each column of the portfolio file.
    columns: Vec<BTreeMap<String, Sums>>,
}

impl Groups {
    /// Adds the sums of one project.
    pub fn add(&mut self, project: &Project, sums: Sums) {
        self.columns.resize_with(project.attributes.len(), BTreeMap::new);
        for (column, value) in self.columns.iter_mut().zip(project.attributes.iter()) {
            match column.get_mut(value) {
                Some(group) => group.and(&sums),
                None => drop(column.insert(value.clone(), sums.clone())),
            }
        }
        self.groups.entry(project.group).or_default().and(&sums);
    }

    /// The totals of all projects, and every dimension they have: levels first, then the columns.
    pub fn finish(
        self,
        groups: &[Vec<String>],
        columns: &[String],
        sections: usize,
    ) -> (Totals, Vec<Dimension>) {
        let mut all = Sums::default();
        self.groups.values().for_each(|sums| all.and(sums));
        let named: Vec<(&[String], &Sums)> = self
            .groups
            .iter()
            .filter_map(|(at, sums)| Some((super::model::at(groups, *at)?.as_slice(), sums)))
            .collect();
        let deepest = named.iter().map(|(group, _)| group.len()).max().unwrap_or(0);
        let mut dimensions: Vec<Dimension> = (1..=deepest)
            .map(|level| {
                let mut sums: BTreeMap<String, Sums> = BTreeMap::new();
                for (group, one) in &named {
                    // Above the deepest level a project of a higher one has no name.
                    let name = group.get(..level).map(|g| g.join(" / ")).unwrap_or_default();
                    sums.entry(name).or_default().and(one);
                }
                dimension(By::Level(level), sums, sections)
            })
            .collect();
        let by_column = columns.iter().zip(self.columns);
        dimensions.extend(
            by_column.map(|(name, sums)| dimension(By::Column(name.clone()), sums, sections)),
        );
        (all.totals(sections), dimensions)
    }
}

fn dimension(by: By, mut sums: BTreeMap<String, Sums>, sections: usize) -> Dimension {
    let nameless = sums.remove("").map(|sums| (String::new(), sums));
    let groups = sums.into_iter().chain(nameless).map(|(n, s)| (n, s.totals(sections)));
    Dimension { by, groups: groups.collect() }
}
