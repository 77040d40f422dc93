//! More than two audits of one project, in the order of time.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use super::decompose::before;
use crate::diagnostic::ResultProblem;
use crate::lang::{Lang, Text};
use crate::outcome::{ItemResult, Number, Outcome, Project, Status};

/// Version of the JSON form.
pub const SCHEMA: &str = "inspect/trend/v1";
/// Version of the JSON form of several projects.
pub const SEVERAL: &str = "inspect/trends/v1";

/// One audit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// The period.
    pub period: String,
    /// Its date.
    pub as_of: NaiveDate,
    /// Version of the standard.
    pub version: String,
    /// Whether the standard is another than the audit before had.
    pub revised: bool,
    /// Points.
    pub points: Number,
    /// Their maximum.
    pub max: Number,
    /// The percentage.
    pub percent: Option<Number>,
    /// Title of the grade.
    pub grade: Option<Text>,
    /// Findings.
    pub findings: u32,
    /// Items not reviewed.
    pub not_reviewed: u32,
}

/// A section over time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// Identifier.
    pub id: String,
    /// Title, of the latest standard that has it.
    pub titles: Text,
    /// The percentage of each audit; null where it has none.
    pub percents: Vec<Option<Number>>,
}

/// An item that was a finding more than once.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recurring {
    /// Identifier.
    pub id: String,
    /// Number.
    pub number: u32,
    /// Title.
    pub titles: Text,
    /// Its status in each audit; null where the standard did not have it.
    pub statuses: Vec<Option<Status>>,
    /// In how many audits it was a finding.
    pub times: u32,
    /// In how many audits in a row up to the latest.
    pub in_a_row: u32,
}

/// Audits of one project over time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trend {
    /// `inspect/trend/v1`.
    pub schema: &'static str,
    /// The project.
    pub project: Project,
    /// Title of the standard.
    pub standard: Text,
    /// The standard's language.
    pub language: Lang,
    /// The audits, the oldest first.
    pub points: Vec<Point>,
    /// The sections.
    pub sections: Vec<Line>,
    /// Items that were findings more than once, the most often first.
    pub recurring: Vec<Recurring>,
}

/// Audits of several projects over time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trends {
    /// `inspect/trends/v1`.
    pub schema: &'static str,
    /// Every period, in the order of time.
    pub periods: Vec<String>,
    /// The projects, by id.
    pub projects: Vec<Trend>,
}

/// The trend over results of one project, in any order.
///
/// # Errors
/// Where there are fewer than two, or project, standard or period do not fit; with the index of the result.
pub fn trend(results: &[Outcome]) -> Result<Trend, (usize, ResultProblem)> {
    let (order, sorted) = in_time(results);
    let [first, _, ..] = sorted.as_slice() else {
        return Err((0, ResultProblem::TooFew { needed: 2 }));
    };
    for (at, result) in order.iter().zip(&sorted) {
        let (expected, found) = (first.project.id.clone(), result.project.id.clone());
        if expected != found {
            return Err((*at, ResultProblem::OtherProject { expected, found }));
        }
    }
    one(&order, &sorted)
}

/// The trend of each project, by id. A project may have a single audit.
///
/// # Errors
/// Where there are fewer than two results, or standard or period of a project do not fit; with the index of
/// the result.
pub fn trends(results: &[Outcome]) -> Result<Trends, (usize, ResultProblem)> {
    if results.len() < 2 {
        return Err((0, ResultProblem::TooFew { needed: 2 }));
    }
    let (order, sorted) = in_time(results);
    let ids: BTreeSet<&str> = results.iter().map(|r| r.project.id.as_str()).collect();
    let mut projects = Vec::with_capacity(ids.len());
    for id in ids {
        let own = order.iter().zip(&sorted).filter(|(_, r)| r.project.id == id);
        let (order, sorted): (Vec<usize>, Vec<&Outcome>) = own.map(|(at, r)| (*at, *r)).unzip();
        projects.push(one(&order, &sorted)?);
    }
    let mut periods: Vec<String> = Vec::new();
    for result in &sorted {
        if !periods.contains(&result.period) {
            periods.push(result.period.clone());
        }
    }
    Ok(Trends { schema: SEVERAL, periods, projects })
}

/// Results by date, and the place of each in `results`.
fn in_time(results: &[Outcome]) -> (Vec<usize>, Vec<&Outcome>) {
    let mut order: Vec<usize> = (0..results.len()).collect();
    order.sort_by_key(|at| results.get(*at).map(|r| (r.as_of, r.period.clone())));
    let sorted = order.iter().filter_map(|at| results.get(*at)).collect();
    (order, sorted)
}

/// The audits of one project, sorted by date.
fn one(order: &[usize], sorted: &[&Outcome]) -> Result<Trend, (usize, ResultProblem)> {
    let ([first, ..], Some(last)) = (sorted, sorted.last()) else {
        return Err((0, ResultProblem::TooFew { needed: 2 }));
    };
    for (place, (at, result)) in order.iter().zip(sorted).enumerate() {
        let (expected, found) = (first.standard.id.clone(), result.standard.id.clone());
        if expected != found {
            return Err((*at, ResultProblem::OtherStandard { expected, found }));
        }
        if sorted.iter().take(place).any(|other| other.period == result.period) {
            return Err((*at, ResultProblem::SamePeriod { period: result.period.clone() }));
        }
    }
    Ok(Trend {
        schema: SCHEMA,
        project: last.project.clone(),
        standard: last.standard.titles.clone(),
        language: last.standard.language,
        points: points(sorted),
        sections: sections(sorted),
        recurring: recurring(sorted),
    })
}

fn points(sorted: &[&Outcome]) -> Vec<Point> {
    let mut before: Option<&Outcome> = None;
    let mut out = Vec::new();
    for result in sorted {
        let score = &result.score;
        let grade = result.grades.iter().find(|g| Some(&g.id) == score.grade_id.as_ref());
        out.push(Point {
            period: result.period.clone(),
            as_of: result.as_of,
            version: result.standard.version.clone(),
            revised: before.is_some_and(|b| b.standard.sha256 != result.standard.sha256),
            points: score.points,
            max: score.max,
            percent: score.percent,
            grade: grade.map(|g| g.titles.clone()),
            findings: score.partial + score.fail,
            not_reviewed: score.not_reviewed,
        });
        before = Some(result);
    }
    out
}

fn sections(sorted: &[&Outcome]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for section in sorted.iter().rev().flat_map(|r| &r.sections) {
        if lines.iter().any(|l| l.id == section.id) {
            continue;
        }
        let of = |r: &&Outcome| r.sections.iter().find(|s| s.id == section.id)?.percent;
        lines.push(Line {
            id: section.id.clone(),
            titles: section.titles.clone(),
            percents: sorted.iter().map(of).collect(),
        });
    }
    lines
}

fn recurring(sorted: &[&Outcome]) -> Vec<Recurring> {
    let is_finding = |s: &Option<Status>| matches!(s, Some(Status::Partial | Status::Fail));
    let mut out: Vec<Recurring> = Vec::new();
    // Items that have a line, as they were called in any of the audits.
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for (newest, item) in
        sorted.iter().enumerate().rev().flat_map(|(n, r)| r.items.iter().map(move |i| (n, i)))
    {
        if known.contains(item.id.as_str()) {
            continue;
        }
        // Back in time, by the name it had then.
        let mut line: Vec<Option<&ItemResult>> = vec![None; sorted.len()];
        let mut here = item;
        for (slot, result) in line.iter_mut().zip(sorted).take(newest + 1).rev() {
            let Some(found) = before(here, result) else { continue };
            here = found;
            known.insert(&found.id);
            *slot = Some(found);
        }
        let of = |found: &Option<&ItemResult>| found.map(|i| i.status);
        let statuses: Vec<Option<Status>> = line.iter().map(of).collect();
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        out.push(Recurring {
            id: item.id.clone(),
            number: item.number,
            titles: item.titles.clone(),
            times: count(statuses.iter().filter(|s| is_finding(s)).count()),
            in_a_row: count(statuses.iter().rev().take_while(|s| is_finding(s)).count()),
            statuses,
        });
    }
    out.retain(|r| r.times > 1);
    out.sort_by_key(|r| (std::cmp::Reverse((r.times, r.in_a_row)), r.number));
    out
}
