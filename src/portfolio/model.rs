//! The portfolio: what its formats lay out.
//!
//! Of a project as little is kept as they show, some hundreds of bytes: numbers point into tables of names,
//! sums are taken while results go in, and what is shown of an item is one letter.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::actions::{Action, OwnerActions};
use super::change::Change;
use super::failure::FailureRecord;
use super::groups::{Dimension, Totals};
use super::items::ItemLoss;
use super::rank::Rank;
use crate::diagnostic::Severity;
use crate::lang::{Lang, Text};
use crate::outcome::{Number, OtherScore, Status, VetoRecord};

/// Everything the formats of a portfolio lay out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Portfolio {
    /// Language of the first project's standard; `None` without projects.
    pub language: Option<Lang>,
    /// The latest date of an audit, or the one asked for; `None` without projects.
    pub as_of: Option<NaiveDate>,
    /// What projects are ranked among: one standard and one period each.
    pub classes: Vec<Class>,
    /// Sections of the standards, in their order.
    pub sections: Vec<Section>,
    /// Items of the standards, in their order.
    pub items: Vec<Item>,
    /// Items of actions that the standard no longer has, by id.
    pub strays: Vec<String>,
    /// Places of actions: a building, a floor.
    pub places: Vec<String>,
    /// Owners of actions.
    pub owners: Vec<Text>,
    /// Grades of the standards, the best of each first.
    pub grades: Vec<Grade>,
    /// Versions of standards that were applied.
    pub versions: Vec<String>,
    /// Groups that projects are in, each from the largest to the smallest.
    pub groups: Vec<Vec<String>>,
    /// Projects by id, then period.
    pub projects: Vec<Project>,
    /// Indices into `projects`, as they are listed: best first, incomplete ones below.
    pub ranking: Vec<u32>,
    /// Totals over all projects.
    pub totals: Totals,
    /// Complete projects by percentage: one count for every five percentage points from 0; 100 is
    /// counted with the last.
    pub distribution: [u32; 20],
    /// Totals by group.
    pub dimensions: Vec<Dimension>,
    /// Items by points lost.
    pub losses: Vec<ItemLoss>,
    /// Actions by project, in the order of its result.
    pub actions: Vec<Action>,
    /// Indices into `actions`: overdue ones first, then by due date.
    pub agenda: Vec<u32>,
    /// Actions by owner and group.
    pub by_owner: Vec<OwnerActions>,
    /// Change against the period before, by project; `None` where none was given.
    pub changes: Option<Vec<Change>>,
    /// Projects of the period before that are not here: id and name.
    pub gone: Vec<(String, String)>,
    /// Kinds of data problems there are.
    pub kinds: Vec<(Severity, String)>,
    /// Data problems by project, severity and code.
    pub problems: Vec<ProblemCount>,
    /// Audits that could not be scored.
    pub failures: Vec<FailureRecord>,
    /// Columns of the portfolio file.
    pub columns: Vec<String>,
    /// Projects of the portfolio file without a result.
    pub without_result: Vec<String>,
}

/// A standard and a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Identifier of the standard.
    pub standard: String,
    /// Its title.
    pub titles: Text,
    /// Versions applied, in order.
    pub versions: Vec<String>,
    /// The period.
    pub period: String,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Identifier of the standard.
    pub standard: String,
    /// Identifier.
    pub id: String,
    /// Title.
    pub titles: Text,
}

/// An item.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Identifier of the standard.
    pub standard: String,
    /// Identifier.
    pub id: String,
    /// Number in the standard.
    pub number: u32,
    /// Index into [`Portfolio::sections`]; `None` where the result names none it has.
    pub section: Option<usize>,
    /// Title.
    pub titles: Text,
    /// Weight, as the first project that has it says.
    pub weight: Number,
}

/// A grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grade {
    /// Identifier.
    pub id: String,
    /// Title.
    pub titles: Text,
}

/// A project in the portfolio.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// Identifier.
    pub id: Box<str>,
    /// Name.
    pub name: Box<str>,
    /// Index into [`Portfolio::groups`].
    pub group: u32,
    /// Values of the portfolio file's columns.
    pub attributes: Arc<[String]>,
    /// Households.
    pub households: Option<u32>,
    /// The date of the audit.
    pub as_of: NaiveDate,
    /// Index into [`Portfolio::classes`].
    pub class: u32,
    /// Index into [`Portfolio::versions`].
    pub version: u32,
    /// Folder of its report, relative to the batch output, with `/`.
    pub folder: Box<str>,
    /// Totals.
    pub score: Standing,
    /// Its rank.
    pub rank: Rank,
    /// Percentages by [`Portfolio::sections`], as far as it has any.
    pub sections: Box<[Hundredths]>,
    /// A letter by [`Portfolio::items`], as far as it has any: `letter`, `-` for an item it does not have.
    pub marks: Box<str>,
    /// Items whose points are other than weight and status say, by index.
    pub odd: Box<[(u32, Option<Number>)]>,
    /// Open actions, overdue ones among them.
    pub open: u32,
    /// Overdue actions.
    pub overdue: u32,
    /// Waivers that are over.
    pub expired_waivers: u32,
    /// Problems: errors, warnings, infos.
    pub problems: [u32; 3],
}

/// The totals of an audit, as in its result.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Points.
    pub points: Number,
    /// Their maximum.
    pub max: Number,
    /// Percentage; `None` where nothing is reviewed.
    pub percent: Option<Number>,
    /// The lowest percentage possible.
    pub low: Option<Number>,
    /// The highest.
    pub high: Option<Number>,
    /// Index into [`Portfolio::grades`].
    pub grade: Option<u32>,
    /// Items by status: pass, partial, fail, not applicable, not reviewed.
    pub counts: [u32; 5],
    /// Items of the standard.
    pub items: u32,
    /// The failed items that cap the grade.
    pub veto: Option<Box<VetoRecord>>,
    /// Totals without waived findings.
    pub with_waivers: Option<Box<OtherScore>>,
    /// Totals before accepted appeals.
    pub before_appeals: Option<Box<OtherScore>>,
}

/// A percentage of two decimals, or none, in four bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hundredths(i32);

impl Hundredths {
    /// No percentage.
    pub const NONE: Hundredths = Hundredths(-1);

    /// The percentage.
    pub fn get(self) -> Option<Number> {
        (self != Hundredths::NONE).then(|| Number::from(Decimal::new(i64::from(self.0), 2)))
    }
}

impl From<Option<Number>> for Hundredths {
    fn from(percent: Option<Number>) -> Hundredths {
        let hundredths = percent.and_then(|p| (p.0 * Decimal::ONE_HUNDRED).round().to_i32());
        hundredths.map_or(Hundredths::NONE, Hundredths)
    }
}

/// How a status is kept and told to the page.
pub fn letter(status: Status) -> char {
    match status {
        Status::Pass => 'p',
        Status::Partial => 'h',
        Status::Fail => 'f',
        Status::NotApplicable => 'n',
        Status::NotReviewed => 'u',
    }
}

impl Portfolio {
    /// The groups of a project, from the largest to the smallest.
    pub fn group(&self, project: &Project) -> &[String] {
        at(&self.groups, project.group).map_or(&[], Vec::as_slice)
    }

    /// The standard and the period of a project.
    pub fn class(&self, project: &Project) -> Option<&Class> {
        at(&self.classes, project.class)
    }

    /// The period of a project.
    pub fn period(&self, project: &Project) -> &str {
        self.class(project).map_or("", |c| c.period.as_str())
    }

    /// The version of the standard applied to a project.
    pub fn version(&self, project: &Project) -> &str {
        at(&self.versions, project.version).map_or("", String::as_str)
    }

    /// The grade of a project.
    pub fn grade(&self, project: &Project) -> Option<&Grade> {
        at(&self.grades, project.score.grade?)
    }

    /// How many of the failures are no project's: see [`FailureRecord::is_gap`].
    pub fn gaps(&self) -> usize {
        self.failures.iter().filter(|f| f.is_gap()).count()
    }

    /// The projects in the order of the ranking.
    pub fn ranked(&self) -> impl Iterator<Item = &Project> {
        self.ranking.iter().filter_map(|place| at(&self.projects, *place))
    }

    /// The percentages of a project by section.
    pub fn percents(&self, project: &Project) -> impl Iterator<Item = Option<Number>> {
        let known = project.sections.iter().map(|h| h.get());
        known.chain(std::iter::repeat(None)).take(self.sections.len())
    }
}

/// The value a number of four bytes points to.
pub fn at<T>(table: &[T], place: u32) -> Option<&T> {
    table.get(usize::try_from(place).ok()?)
}

impl Project {
    /// Whether every applicable item was reviewed, and there is one.
    pub fn is_complete(&self) -> bool {
        self.score.counts[4] == 0 && self.score.percent.is_some()
    }

    /// Items that count: all but those not applicable.
    pub fn applicable(&self) -> u32 {
        self.score.items.saturating_sub(self.score.counts[3])
    }

    /// Items that count and were reviewed.
    pub fn reviewed(&self) -> u32 {
        self.applicable().saturating_sub(self.score.counts[4])
    }

    /// Reviewed of applicable items, in percent.
    pub fn coverage(&self) -> Option<Number> {
        percent_of(Decimal::from(self.reviewed()), Decimal::from(self.applicable()))
    }
}

/// Problems of one kind in one project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemCount {
    /// Index into [`Portfolio::projects`].
    pub project: u32,
    /// Index into [`Portfolio::kinds`].
    pub kind: u32,
    /// How many.
    pub count: u32,
    /// Where the first one is.
    pub first: Box<str>,
}

/// `part` of `whole` in percent, half up to two decimals; `None` of nothing.
pub fn percent_of(part: Decimal, whole: Decimal) -> Option<Number> {
    let share = part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)?;
    Some(Number::rounded(share, 2))
}
