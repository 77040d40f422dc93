//! The portfolio: what its formats lay out.
//!
//! Of a project as little is kept as they show: numbers point into tables of names, sums are taken while
//! results go in, and what is shown of an item is one letter. In memory stay some forty bytes of it, the rest
//! is put [aside](super::aside) and read back as it is laid out.

use std::io;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

use super::account::{Held, Once};
use super::actions::{Action, OwnerActions};
use super::aside::{Agenda, Aside, Span};
use super::change::Change;
use super::failure::FailureRecord;
use super::groups::{Dimension, Totals};
use super::items::ItemLoss;
use super::rank::Rank;
use crate::diagnostic::Severity;
use crate::lang::{Lang, Text};
use crate::outcome::{Number, OtherScore, Status, VetoRecord};

/// Everything the formats of a portfolio lay out.
#[derive(Debug, Default)]
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
    /// Owners of actions.
    pub owners: Vec<Text>,
    /// Grades of the standards, the best of each first.
    pub grades: Vec<Grade>,
    /// Versions of standards that were applied.
    pub versions: Vec<String>,
    /// Groups that projects are in, each from the largest to the smallest.
    pub groups: Vec<Vec<String>>,
    /// What is put aside of projects by id, then period.
    pub(super) rows: Vec<Row>,
    pub(super) aside: Aside,
    /// Their ranks.
    pub(super) ranks: Vec<Rank>,
    /// Numbers of projects as they are listed: best first, incomplete ones below.
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
    /// Actions: overdue ones first, then by due date.
    pub(super) agenda: Agenda,
    /// Actions by owner and group.
    pub by_owner: Vec<OwnerActions>,
    /// Whether a period before was given.
    pub compared: bool,
    /// Projects of the period before that are not here: id and name.
    pub gone: Vec<(String, String)>,
    /// Kinds of data problems there are.
    pub kinds: Vec<(Severity, String)>,
    /// How many rows the data problems by project, severity and code have.
    pub problem_rows: usize,
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

/// Where a project lies, and what there is of it besides.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) project: Span,
    pub(super) details: Span,
}

/// What there is of a project besides its row in the ranking.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Details {
    /// Actions in the order of its result.
    pub actions: Vec<Action>,
    /// Data problems by severity and code.
    pub problems: Vec<ProblemCount>,
    /// Change against the period before; `None` where none was given.
    pub change: Option<Change>,
}

/// A project in the portfolio.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// Identifier.
    pub id: Box<str>,
    /// Name.
    pub name: Box<str>,
    /// Index into [`Portfolio::groups`].
    pub group: u32,
    /// Values of the portfolio file's columns.
    pub attributes: Box<[String]>,
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
    /// Its rank, which is known when all projects are.
    #[serde(skip)]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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

    /// How many projects there are.
    pub fn count(&self) -> usize {
        self.rows.len()
    }

    /// Project number `number`. One that cannot be read back is missing: [`Portfolio::whole`] tells.
    pub fn project(&self, number: u32) -> Option<Project> {
        let mut project: Project = self.aside.get(at(&self.rows, number)?.project)?;
        project.rank = at(&self.ranks, number).copied().unwrap_or_default();
        Some(project)
    }

    /// What there is of project number `number` besides.
    pub fn details(&self, number: u32) -> Option<Details> {
        self.aside.get(at(&self.rows, number)?.details)
    }

    /// The projects by id, then period.
    pub fn projects(&self) -> impl Iterator<Item = Project> {
        self.numbers().filter_map(|number| self.project(number))
    }

    fn numbers(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    /// The projects in the order of the ranking.
    pub fn ranked(&self) -> impl Iterator<Item = Project> {
        self.ranking.iter().filter_map(|place| self.project(*place))
    }

    /// How many actions there are.
    pub fn actions(&self) -> usize {
        self.agenda.count
    }

    /// Actions of all projects: overdue ones first, then by due date.
    pub fn agenda(&self) -> impl Iterator<Item = Action> {
        self.agenda.sorted(&self.aside)
    }

    /// Projects with a change against the period before, and their numbers.
    pub fn changes(&self) -> impl Iterator<Item = (u32, Project, Change)> {
        self.numbers().filter_map(|number| {
            let change = self.details(number)?.change?;
            Some((number, self.project(number)?, change))
        })
    }

    /// Data problems by project, severity and code.
    pub fn problems(&self) -> impl Iterator<Item = (Project, Vec<ProblemCount>)> {
        let some = |d: &Details| !d.problems.is_empty();
        self.numbers().filter_map(move |number| {
            let details = self.details(number).filter(some)?;
            Some((self.project(number)?, details.problems))
        })
    }

    /// The results the projects were made of.
    pub fn held(&self) -> impl Iterator<Item = Held> {
        let mut periods = Once::default();
        self.projects().map(move |p| {
            let period = periods.keep(self.period(&p));
            Held::new(p.id, period, &p.folder)
        })
    }

    /// Whether everything put aside was kept and read.
    ///
    /// # Errors
    /// What went wrong: a full disk, say.
    pub fn whole(&self) -> io::Result<()> {
        self.aside.whole()
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemCount {
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
