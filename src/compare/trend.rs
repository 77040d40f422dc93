//! More than two audits of one project, in the order of time.
//!
//! Results go in one by one and are kept small: the titles of a standard are kept once, of an audit its
//! figures. Thousands of results fit where a few hundred whole ones would not.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;

use crate::diagnostic::ResultProblem;
use crate::lang::{Lang, Text};
use crate::outcome::{GradeBand, Number, Outcome, Project, Status};

/// Version of the JSON form.
pub const SCHEMA: &str = "inspect/trend/v1";
/// Version of the JSON form of several projects.
pub const SEVERAL: &str = "inspect/trends/v1";

/// One audit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point<'a> {
    /// The period.
    pub period: &'a str,
    /// Its date.
    pub as_of: NaiveDate,
    /// Version of the standard.
    pub version: &'a str,
    /// Whether the standard is another than the audit before had.
    pub revised: bool,
    /// Points.
    pub points: Number,
    /// Their maximum.
    pub max: Number,
    /// The percentage.
    pub percent: Option<Number>,
    /// Title of the grade.
    pub grade: Option<&'a Text>,
    /// Findings.
    pub findings: u32,
    /// Items not reviewed.
    pub not_reviewed: u32,
}

/// A section over time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line<'a> {
    /// Identifier.
    pub id: &'a str,
    /// Title, of the latest standard that has it.
    pub titles: &'a Text,
    /// The percentage of each audit; null where it has none.
    pub percents: Vec<Option<Number>>,
}

/// An item that was a finding more than once.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recurring<'a> {
    /// Identifier.
    pub id: &'a str,
    /// Number.
    pub number: u32,
    /// Title.
    pub titles: &'a Text,
    /// Its status in each audit; null where the standard did not have it.
    pub statuses: Vec<Option<Status>>,
    /// In how many audits it was a finding.
    pub times: u32,
    /// In how many audits in a row up to the latest.
    pub in_a_row: u32,
}

/// Audits of one project over time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trend<'a> {
    /// `inspect/trend/v1`.
    pub schema: &'static str,
    /// The project.
    pub project: &'a Project,
    /// Title of the standard.
    pub standard: &'a Text,
    /// The standard's language.
    pub language: Lang,
    /// The audits, the oldest first.
    pub points: Vec<Point<'a>>,
    /// The sections.
    pub sections: Vec<Line<'a>>,
    /// Items that were findings more than once, the most often first.
    pub recurring: Vec<Recurring<'a>>,
}

/// Audits of several projects over time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trends<'a> {
    /// `inspect/trends/v1`.
    pub schema: &'static str,
    /// Every period, in the order of time.
    pub periods: Vec<&'a str>,
    /// The projects, by id.
    pub projects: Vec<Trend<'a>>,
}

/// What a trend tells of a standard: alike in all audits made with it, so kept once.
#[derive(Debug, Clone, PartialEq)]
struct Shape {
    id: String,
    version: String,
    sha256: String,
    titles: Text,
    language: Lang,
    grades: Vec<GradeBand>,
    sections: Vec<(String, Text)>,
    items: Vec<Known>,
    /// Places in `items`.
    places: BTreeMap<String, usize>,
}

/// An item of a standard.
#[derive(Debug, Clone, PartialEq)]
struct Known {
    id: String,
    number: u32,
    titles: Text,
    replaces: Vec<String>,
}

/// What a trend tells of an audit.
#[derive(Debug, Clone)]
struct Audit {
    project: Project,
    period: Box<str>,
    as_of: NaiveDate,
    shape: Arc<Shape>,
    points: Number,
    max: Number,
    percent: Option<Number>,
    /// Place in the grades of the standard.
    grade: Option<usize>,
    findings: u32,
    not_reviewed: u32,
    /// By the sections of the standard.
    percents: Box<[Option<Number>]>,
    /// By its items.
    statuses: Box<[Status]>,
}

/// Audits to be seen over time, added in any order.
#[derive(Debug, Default)]
pub struct Audits {
    audits: Vec<Audit>,
    /// By hash of the standard; more than one only where results were made by different programs.
    shapes: BTreeMap<String, Vec<Arc<Shape>>>,
}

impl Audits {
    /// Adds the audit of a result.
    pub fn add(&mut self, result: &Outcome) {
        let shape = self.shape(Shape::from(result));
        let score = &result.score;
        self.audits.push(Audit {
            project: result.project.clone(),
            period: result.period.as_str().into(),
            as_of: result.as_of,
            points: score.points,
            max: score.max,
            percent: score.percent,
            grade: result.grades.iter().position(|g| Some(&g.id) == score.grade_id.as_ref()),
            findings: score.partial + score.fail,
            not_reviewed: score.not_reviewed,
            percents: result.sections.iter().map(|s| s.percent).collect(),
            statuses: result.items.iter().map(|i| i.status).collect(),
            shape,
        });
    }

    fn shape(&mut self, new: Shape) -> Arc<Shape> {
        let alike = self.shapes.entry(new.sha256.clone()).or_default();
        if let Some(known) = alike.iter().find(|s| ***s == new) {
            return Arc::clone(known);
        }
        let new = Arc::new(new);
        alike.push(Arc::clone(&new));
        new
    }

    /// Language of the standard of the audit added last.
    pub fn language(&self) -> Option<Lang> {
        self.audits.last().map(|a| a.shape.language)
    }

    /// Whether all audits are of one project.
    pub fn of_one_project(&self) -> bool {
        let first = self.audits.first().map(|a| &a.project.id);
        self.audits.iter().all(|a| Some(&a.project.id) == first)
    }

    /// The trend of audits of one project.
    ///
    /// # Errors
    /// Where there are fewer than two, or project, standard or period do not fit; with the number of the
    /// audit.
    pub fn trend(&self) -> Result<Trend<'_>, (usize, ResultProblem)> {
        let sorted = self.in_time();
        let [(_, first), _, ..] = sorted.as_slice() else {
            return Err((0, ResultProblem::TooFew { needed: 2 }));
        };
        for (at, audit) in &sorted {
            let (expected, found) = (first.project.id.clone(), audit.project.id.clone());
            if expected != found {
                return Err((*at, ResultProblem::OtherProject { expected, found }));
            }
        }
        one(&sorted)
    }

    /// The trend of each project, by id. A project may have a single audit.
    ///
    /// # Errors
    /// Where there are fewer than two audits, or standard or period of a project do not fit; with the
    /// number of the audit.
    pub fn trends(&self) -> Result<Trends<'_>, (usize, ResultProblem)> {
        if self.audits.len() < 2 {
            return Err((0, ResultProblem::TooFew { needed: 2 }));
        }
        let sorted = self.in_time();
        let mut known: BTreeSet<&str> = BTreeSet::new();
        let mut periods: Vec<&str> = Vec::new();
        let mut projects: BTreeMap<&str, Vec<(usize, &Audit)>> = BTreeMap::new();
        for (at, audit) in sorted {
            if known.insert(&audit.period) {
                periods.push(&audit.period);
            }
            projects.entry(&audit.project.id).or_default().push((at, audit));
        }
        let projects = projects.values().map(|sorted| one(sorted)).collect::<Result<_, _>>()?;
        Ok(Trends { schema: SEVERAL, periods, projects })
    }

    /// Audits by date, with the number each was added as.
    fn in_time(&self) -> Vec<(usize, &Audit)> {
        let mut sorted: Vec<(usize, &Audit)> = self.audits.iter().enumerate().collect();
        sorted.sort_by_key(|(_, audit)| (audit.as_of, &audit.period));
        sorted
    }
}

impl From<&Outcome> for Shape {
    fn from(result: &Outcome) -> Shape {
        let standard = &result.standard;
        let known = |item: &crate::outcome::ItemResult| Known {
            id: item.id.clone(),
            number: item.number,
            titles: item.titles.clone(),
            replaces: item.replaces.clone(),
        };
        let mut places = BTreeMap::new();
        for (place, item) in result.items.iter().enumerate() {
            places.entry(item.id.clone()).or_insert(place);
        }
        Shape {
            id: standard.id.clone(),
            version: standard.version.clone(),
            sha256: standard.sha256.clone(),
            titles: standard.titles.clone(),
            language: standard.language,
            grades: result.grades.clone(),
            sections: result.sections.iter().map(|s| (s.id.clone(), s.titles.clone())).collect(),
            items: result.items.iter().map(known).collect(),
            places,
        }
    }
}

impl Shape {
    fn item(&self, id: &str) -> Option<(usize, &Known)> {
        let place = *self.places.get(id)?;
        self.items.get(place).map(|item| (place, item))
    }

    /// What an item of a later audit was in this one.
    fn before(&self, item: &Known) -> Option<(usize, &Known)> {
        let mut replaced = item.replaces.iter().filter_map(|id| self.item(id));
        self.item(&item.id).or_else(|| match (replaced.next(), replaced.next()) {
            (Some(one), None) => Some(one),
            _ => None,
        })
    }
}

/// The audits of one project, sorted by date.
fn one<'a>(sorted: &[(usize, &'a Audit)]) -> Result<Trend<'a>, (usize, ResultProblem)> {
    let ([(_, first), ..], Some((_, last))) = (sorted, sorted.last()) else {
        return Err((0, ResultProblem::TooFew { needed: 2 }));
    };
    for (place, (at, audit)) in sorted.iter().enumerate() {
        let (expected, found) = (first.shape.id.clone(), audit.shape.id.clone());
        if expected != found {
            return Err((*at, ResultProblem::OtherStandard { expected, found }));
        }
        if sorted.iter().take(place).any(|(_, other)| other.period == audit.period) {
            return Err((*at, ResultProblem::SamePeriod { period: audit.period.to_string() }));
        }
    }
    let audits: Vec<&Audit> = sorted.iter().map(|(_, audit)| *audit).collect();
    Ok(Trend {
        schema: SCHEMA,
        project: &last.project,
        standard: &last.shape.titles,
        language: last.shape.language,
        points: points(&audits),
        sections: sections(&audits),
        recurring: recurring(&audits),
    })
}

fn points<'a>(sorted: &[&'a Audit]) -> Vec<Point<'a>> {
    let mut before: Option<&Audit> = None;
    let mut out = Vec::with_capacity(sorted.len());
    for audit in sorted {
        let shape = &audit.shape;
        out.push(Point {
            period: &audit.period,
            as_of: audit.as_of,
            version: &shape.version,
            revised: before.is_some_and(|b| b.shape.sha256 != shape.sha256),
            points: audit.points,
            max: audit.max,
            percent: audit.percent,
            grade: audit.grade.and_then(|g| shape.grades.get(g)).map(|g| &g.titles),
            findings: audit.findings,
            not_reviewed: audit.not_reviewed,
        });
        before = Some(audit);
    }
    out
}

fn sections<'a>(sorted: &[&'a Audit]) -> Vec<Line<'a>> {
    let mut lines: Vec<Line<'a>> = Vec::new();
    for (id, titles) in sorted.iter().rev().flat_map(|a| &a.shape.sections) {
        if lines.iter().any(|l| l.id == id) {
            continue;
        }
        let of = |audit: &&Audit| {
            let place = audit.shape.sections.iter().position(|(other, _)| other == id)?;
            audit.percents.get(place).copied().flatten()
        };
        lines.push(Line { id, titles, percents: sorted.iter().map(of).collect() });
    }
    lines
}

fn recurring<'a>(sorted: &[&'a Audit]) -> Vec<Recurring<'a>> {
    let is_finding = |s: &Option<Status>| matches!(s, Some(Status::Partial | Status::Fail));
    let mut out: Vec<Recurring<'a>> = Vec::new();
    // Items that have a line, as they were called in any of the audits.
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for (newest, item) in sorted
        .iter()
        .enumerate()
        .rev()
        .flat_map(|(n, audit)| audit.shape.items.iter().map(move |i| (n, i)))
    {
        if known.contains(item.id.as_str()) {
            continue;
        }
        // Back in time, by the name it had then.
        let mut statuses: Vec<Option<Status>> = vec![None; sorted.len()];
        let mut here = item;
        for (slot, audit) in statuses.iter_mut().zip(sorted).take(newest + 1).rev() {
            let Some((place, found)) = audit.shape.before(here) else { continue };
            here = found;
            known.insert(&found.id);
            *slot = audit.statuses.get(place).copied();
        }
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let times = count(statuses.iter().filter(|s| is_finding(s)).count());
        if times < 2 {
            continue;
        }
        out.push(Recurring {
            id: &item.id,
            number: item.number,
            titles: &item.titles,
            times,
            in_a_row: count(statuses.iter().rev().take_while(|s| is_finding(s)).count()),
            statuses,
        });
    }
    out.sort_by_key(|r| (std::cmp::Reverse((r.times, r.in_a_row)), r.number));
    out
}
