//! The portfolio and how it is made: results go in one by one, in any order, and are kept small.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::actions::{self, Action, OwnerActions, State};
use super::attributes::Attributes;
use super::change::{self, Before, Change};
use super::failure::FailureRecord;
use super::groups::{self, Dimension, Totals};
use super::items::{self, ItemLoss};
use super::rank::{self, Rank};
use super::record::Record;
use crate::diagnostic::Severity;
use crate::lang::{Lang, Text};
use crate::outcome::{GradeBand, Number, Score, Status};

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
    /// Owners of actions.
    pub owners: Vec<Text>,
    /// Grade bands of the first standard, best first.
    pub grades: Vec<GradeBand>,
    /// Projects by id, then period.
    pub projects: Vec<Project>,
    /// Indices into `projects`, as they are listed: best first, incomplete ones below.
    pub ranking: Vec<usize>,
    /// Totals over all projects.
    pub totals: Totals,
    /// Complete projects by percentage: one count for every five percentage points from 0; 100 is
    /// counted with the last.
    pub distribution: [u32; 20],
    /// Groups.
    pub dimensions: Vec<Dimension>,
    /// Items by points lost.
    pub losses: Vec<ItemLoss>,
    /// Actions, overdue ones first.
    pub actions: Vec<Action>,
    /// Actions by owner and group.
    pub by_owner: Vec<OwnerActions>,
    /// Change against the period before, by project; `None` where none was given.
    pub changes: Option<Vec<Change>>,
    /// Projects of the period before that are not here: id and name.
    pub gone: Vec<(String, String)>,
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
}

/// A project in the portfolio.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: String,
    /// Groups from the largest to the smallest.
    pub group: Vec<String>,
    /// Values of the portfolio file's columns.
    pub attributes: Vec<String>,
    /// Households.
    pub households: Option<u32>,
    /// The period.
    pub period: String,
    /// The date of the audit.
    pub as_of: NaiveDate,
    /// Index into [`Portfolio::classes`].
    pub class: usize,
    /// Version of the standard.
    pub version: String,
    /// Folder of its report, relative to the batch output, with `/`.
    pub folder: String,
    /// Totals.
    pub score: Score,
    /// Title of its grade.
    pub grade: Option<Text>,
    /// Its rank.
    pub rank: Rank,
    /// Sections.
    pub sections: Vec<SectionMark>,
    /// Items.
    pub items: Vec<Mark>,
    /// Open actions, overdue ones among them.
    pub open: u32,
    /// Overdue actions.
    pub overdue: u32,
    /// Waivers that are over.
    pub expired_waivers: usize,
    /// Problems: errors, warnings, infos.
    pub problems: [u32; 3],
}

impl Project {
    /// Whether every applicable item was reviewed, and there is one.
    pub fn is_complete(&self) -> bool {
        self.score.not_reviewed == 0 && self.score.percent.is_some()
    }

    /// Items that count: all but those not applicable.
    pub fn applicable(&self) -> u32 {
        self.score.items.saturating_sub(self.score.not_applicable)
    }

    /// Items that count and were reviewed.
    pub fn reviewed(&self) -> u32 {
        self.applicable().saturating_sub(self.score.not_reviewed)
    }

    /// Reviewed of applicable items, in percent.
    pub fn coverage(&self) -> Option<Number> {
        percent_of(Decimal::from(self.reviewed()), Decimal::from(self.applicable()))
    }
}

/// A section's totals in a project.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionMark {
    /// Index into [`Portfolio::sections`].
    pub section: usize,
    /// Points.
    pub points: Number,
    /// Their maximum.
    pub max: Number,
    /// Percentage; `None` where nothing is reviewed.
    pub percent: Option<Number>,
}

/// An item in a project.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Index into [`Portfolio::items`].
    pub item: usize,
    /// Status.
    pub status: Status,
    /// Points; `None` where not applicable or not reviewed.
    pub points: Option<Number>,
    /// Weight.
    pub max: Number,
}

/// Problems of one kind in one project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemCount {
    /// Index into [`Portfolio::projects`].
    pub project: usize,
    /// How bad they are.
    pub severity: Severity,
    /// What they are.
    pub code: String,
    /// How many.
    pub count: u32,
    /// Where the first one is.
    pub first: String,
}

/// `part` of `whole` in percent, half up to two decimals; `None` of nothing.
pub fn percent_of(part: Decimal, whole: Decimal) -> Option<Number> {
    let share = part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)?;
    Some(Number::rounded(share, 2))
}

/// Takes results one by one.
#[derive(Debug, Default)]
pub struct Builder {
    as_of: Option<NaiveDate>,
    attributes: Attributes,
    portfolio: Portfolio,
    classes: BTreeMap<(String, String), usize>,
    sections: BTreeMap<(String, String), usize>,
    items: BTreeMap<(String, String), usize>,
    owners: BTreeMap<(String, String), usize>,
}

impl Builder {
    /// An empty portfolio. Actions are overdue by `as_of`, else by each audit's own date.
    pub fn new(as_of: Option<NaiveDate>, attributes: Attributes) -> Builder {
        Builder { as_of, attributes, ..Builder::default() }
    }

    /// Adds a result; `folder` is where its report is. Results come by project id, then period: the
    /// order decides what the portfolio's tables of names look like.
    pub fn add(&mut self, record: &Record, folder: &str) {
        let as_of = self.as_of.unwrap_or(record.as_of);
        let class = self.class(record);
        let index = self.portfolio.projects.len();
        let sections = record.sections.iter().map(|s| SectionMark {
            section: self.section(&record.standard.id, &s.id, &s.titles),
            points: s.points,
            max: s.max,
            percent: s.percent,
        });
        let sections = sections.collect();
        let mut marks = Vec::with_capacity(record.items.len());
        let [mut open, mut overdue] = [0, 0];
        for item in &record.items {
            let at = self.item(&record.standard.id, item);
            marks.push(Mark { item: at, status: item.status, points: item.points, max: item.max });
            for action in record.actions_of(item) {
                let state = actions::state(item, action.status, action.due, as_of);
                overdue += u32::from(state == State::Overdue);
                open += u32::from(state < State::Waived);
                let owner = self.owner(item.owner_text(&action.owner));
                let (location, due) = (action.location, action.due);
                let action = Action { project: index, item: at, location, owner, state, due };
                self.portfolio.actions.push(action);
            }
        }
        let expired = record.waivers.iter().filter(|w| w.until < as_of).count();
        let problems = self.problems(index, record);
        let grade = record.score.grade_id.as_ref();
        let band = record.grades.iter().find(|g| Some(&g.id) == grade);
        let blank = || vec![String::new(); self.attributes.columns.len()];
        let attributes = self.attributes.rows.get(&record.project.id).cloned();
        self.portfolio.projects.push(Project {
            id: record.project.id.clone(),
            name: record.project.name.clone(),
            group: record.groups(),
            attributes: attributes.unwrap_or_else(blank),
            households: record.project.households,
            period: record.period.clone(),
            as_of: record.as_of,
            class,
            version: record.standard.version.clone(),
            folder: folder.to_string(),
            score: record.score.clone(),
            grade: band.map(|g| g.titles.clone()),
            rank: Rank::Nowhere,
            sections,
            items: marks,
            open,
            overdue,
            expired_waivers: expired,
            problems,
        });
    }

    fn class(&mut self, record: &Record) -> usize {
        let portfolio = &mut self.portfolio;
        portfolio.language.get_or_insert(record.standard.language);
        portfolio.as_of = portfolio.as_of.max(Some(self.as_of.unwrap_or(record.as_of)));
        if portfolio.grades.is_empty() {
            portfolio.grades = record.grades.clone();
        }
        let key = (record.standard.id.clone(), record.period.clone());
        let at = *self.classes.entry(key).or_insert_with(|| {
            portfolio.classes.push(Class {
                standard: record.standard.id.clone(),
                titles: record.standard.titles.clone(),
                versions: Vec::new(),
                period: record.period.clone(),
            });
            portfolio.classes.len() - 1
        });
        if let Some(class) = portfolio.classes.get_mut(at)
            && let Err(place) = class.versions.binary_search(&record.standard.version)
        {
            class.versions.insert(place, record.standard.version.clone());
        }
        at
    }

    fn section(&mut self, standard: &str, id: &str, titles: &Text) -> usize {
        let sections = &mut self.portfolio.sections;
        let key = (standard.to_string(), id.to_string());
        *self.sections.entry(key).or_insert_with(|| {
            sections.push(Section {
                standard: standard.to_string(),
                id: id.to_string(),
                titles: titles.clone(),
            });
            sections.len() - 1
        })
    }

    fn item(&mut self, standard: &str, item: &super::record::RecordItem) -> usize {
        let section = self.sections.get(&(standard.to_string(), item.section.clone())).copied();
        let items = &mut self.portfolio.items;
        *self.items.entry((standard.to_string(), item.id.clone())).or_insert_with(|| {
            items.push(Item {
                standard: standard.to_string(),
                id: item.id.clone(),
                number: item.number,
                section,
                titles: item.titles.clone(),
            });
            items.len() - 1
        })
    }

    fn owner(&mut self, owner: Text) -> usize {
        let owners = &mut self.portfolio.owners;
        *self.owners.entry((owner.zh.clone(), owner.en.clone())).or_insert_with(|| {
            owners.push(owner);
            owners.len() - 1
        })
    }

    fn problems(&mut self, project: usize, record: &Record) -> [u32; 3] {
        let mut counts = [0; 3];
        let mut kinds: BTreeMap<(std::cmp::Reverse<Severity>, &str), ProblemCount> =
            BTreeMap::new();
        for problem in &record.problems {
            let [errors, warnings, infos] = &mut counts;
            match problem.severity {
                Severity::Error => *errors += 1,
                Severity::Warning => *warnings += 1,
                Severity::Info => *infos += 1,
            }
            let place = [Some(&problem.file), problem.sheet.as_ref(), problem.cell.as_ref()];
            let place = place.into_iter().flatten().filter(|p| !p.is_empty());
            let key = (std::cmp::Reverse(problem.severity), problem.code.as_str());
            let kind = kinds.entry(key).or_insert_with(|| ProblemCount {
                project,
                severity: problem.severity,
                code: problem.code.clone(),
                count: 0,
                first: place.cloned().collect::<Vec<_>>().join("!"),
            });
            kind.count += 1;
        }
        self.portfolio.problems.extend(kinds.into_values());
        counts
    }

    /// The portfolio, with the audits of the period before where they were given.
    pub fn finish(self, failures: Vec<FailureRecord>, before: Option<&[Before]>) -> Portfolio {
        let Builder { mut portfolio, attributes, .. } = self;
        portfolio.ranking = rank::rank(&mut portfolio.projects);
        actions::in_order(&mut portfolio.actions);
        let projects = &portfolio.projects;
        let sections = portfolio.sections.len();
        let complete = projects.iter().filter(|p| p.is_complete());
        for percent in complete.filter_map(|p| p.score.percent) {
            if let Some(count) = portfolio.distribution.get_mut(bin(percent)) {
                *count += 1;
            }
        }
        portfolio.totals = groups::totals(projects.iter(), sections);
        portfolio.dimensions = groups::dimensions(projects, &attributes.columns, sections);
        portfolio.losses = items::losses(&portfolio.items, projects);
        portfolio.by_owner = actions::by_owner(&portfolio.actions, projects);
        if let Some(before) = before {
            let standard = |p: &Project| {
                portfolio.classes.get(p.class).map(|c| c.standard.clone()).unwrap_or_default()
            };
            let (changes, gone) = change::changes(projects, &portfolio.items, standard, before);
            (portfolio.changes, portfolio.gone) = (Some(changes), gone);
        }
        let known = |id: &&String| projects.binary_search_by(|p| p.id.cmp(id)).is_err();
        portfolio.without_result = attributes.rows.keys().filter(known).cloned().collect();
        portfolio.columns = attributes.columns;
        portfolio.failures = failures;
        portfolio
    }
}

/// The five percentage points a percentage is counted with.
fn bin(percent: Number) -> usize {
    use rust_decimal::prelude::ToPrimitive;
    let at = (percent.0 / Decimal::from(5)).floor().to_usize().unwrap_or(0);
    at.min(19)
}
