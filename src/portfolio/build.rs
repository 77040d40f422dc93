//! How a portfolio is made: results go in one by one, and are kept small.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::actions::{self, Action, Of, State, Tally};
use super::aside::{Aside, Place};
use super::attributes::Attributes;
use super::change::{self, Before};
use super::failure::FailureRecord;
use super::groups::{Groups, Sums};
use super::items::{Losses, usual};
use super::model::{
    Class, Details, Grade, Hundredths, Item, Portfolio, ProblemCount, Project, Row, Section,
    Standing, letter,
};
use super::rank::{self, Key, Rank};
use super::record::{Record, RecordItem};
use crate::lang::Text;
use crate::outcome::Number;

/// Takes results one by one.
#[derive(Debug, Default)]
pub struct Builder {
    as_of: Option<NaiveDate>,
    attributes: Attributes,
    /// Of a project that is not in the portfolio file.
    blank: Box<[String]>,
    portfolio: Portfolio,
    keys: Vec<Key>,
    classes: BTreeMap<(String, String), u32>,
    sections: BTreeMap<(String, String), u32>,
    items: BTreeMap<(String, String), u32>,
    owners: BTreeMap<(String, String), u32>,
    grades: BTreeMap<[String; 3], u32>,
    versions: BTreeMap<String, u32>,
    groups: BTreeMap<Vec<String>, u32>,
    kinds: BTreeMap<(crate::diagnostic::Severity, String), u32>,
    strays: BTreeMap<String, u32>,
    losses: Losses,
    sums: Groups,
    tally: Tally,
}

/// The number of `key` in a table of values kept once.
fn once<K: Ord, T>(known: &mut BTreeMap<K, u32>, table: &mut Vec<T>, key: K, value: T) -> u32 {
    *known.entry(key).or_insert_with(|| {
        table.push(value);
        number(table.len() - 1)
    })
}

/// Four bytes are enough: a table of more names would not fit a memory.
fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

impl Builder {
    /// An empty portfolio. Actions are overdue by `as_of`, else by each audit's own date; with `compare`
    /// every project tells its change against the period before.
    pub fn new(as_of: Option<NaiveDate>, attributes: Attributes, compare: bool) -> Builder {
        let blank = vec![String::new(); attributes.columns.len()].into();
        let portfolio = Portfolio { compared: compare, ..Portfolio::default() };
        Builder { as_of, attributes, blank, portfolio, ..Builder::default() }
    }

    /// Puts aside into `place`, an empty file, what is not needed to rank projects; into memory without.
    pub fn aside(mut self, place: Box<dyn Place>) -> Builder {
        self.portfolio.aside = Aside::new(place);
        self
    }

    /// Whether all that was put aside is there.
    ///
    /// # Errors
    /// What went wrong: a full disk, say.
    pub fn whole(&self) -> std::io::Result<()> {
        self.portfolio.whole()
    }

    /// Adds a result; `folder` is where its report is, `before` the audit of the period before. Results
    /// come by project id, then period: the order decides what the portfolio's tables of names look like.
    pub fn add(&mut self, record: &Record, folder: &str, before: Option<&Before>) {
        let as_of = self.as_of.unwrap_or(record.as_of);
        let class = self.class(record, as_of);
        let index = number(self.portfolio.rows.len());
        let mut sums = Sums::default();
        let mut sections = Vec::new();
        for section in &record.sections {
            let place = self.section(&record.standard.id, &section.id, &section.titles);
            put(&mut sections, place, Hundredths::NONE, section.percent.into());
            sums.section(place, section.points, section.max);
        }
        let (mut marks, mut odd) = (Vec::new(), Vec::new());
        for item in &record.items {
            let place = self.item(&record.standard.id, item);
            put(&mut marks, place, '-', letter(item.status));
            let weight = super::model::at(&self.portfolio.items, place).map(|i| i.weight);
            if item.points != usual(item.status, weight.unwrap_or(item.max)) {
                odd.push((place, item.points));
            }
            self.losses.add(place, item);
        }
        let group = record.groups();
        let group = once(&mut self.groups, &mut self.portfolio.groups, group.clone(), group);
        let mut details = Details::default();
        let [open, overdue] = self.actions(index, group, record, as_of, &mut details);
        let problems = self.problems(record, &mut details);
        let expired = record.waivers.iter().filter(|w| w.until < as_of).count();
        let version = record.standard.version.clone();
        let version =
            once(&mut self.versions, &mut self.portfolio.versions, version.clone(), version);
        let attributes = self.attributes.rows.get(&record.project.id).unwrap_or(&self.blank);
        let attributes = attributes.clone();
        let score = self.standing(record);
        let project = Project {
            id: record.project.id.as_str().into(),
            name: record.project.name.as_str().into(),
            group,
            attributes,
            households: record.project.households,
            as_of: record.as_of,
            class,
            version,
            folder: folder.into(),
            score,
            rank: Rank::Nowhere,
            sections: sections.into(),
            marks: marks.into_iter().collect::<String>().into(),
            odd: odd.into(),
            open,
            overdue,
            expired_waivers: number(expired),
            problems,
        };
        sums.project(&project);
        self.count(&project);
        self.sums.add(&project, sums);
        details.change = self.portfolio.compared.then(|| change::change(record, before));
        self.keys.push(Key::from(&project));
        let aside = &self.portfolio.aside;
        let row = Row { project: aside.put(&project), details: aside.put(&details) };
        self.portfolio.rows.push(row);
    }

    /// Tells of a project of the period before that is not there now.
    pub fn gone(&mut self, id: String, name: String) {
        self.portfolio.gone.push((id, name));
    }

    fn class(&mut self, record: &Record, as_of: NaiveDate) -> u32 {
        let portfolio = &mut self.portfolio;
        portfolio.language.get_or_insert(record.standard.language);
        portfolio.as_of = portfolio.as_of.max(Some(as_of));
        let class = Class {
            standard: record.standard.id.clone(),
            titles: record.standard.titles.clone(),
            versions: Vec::new(),
            period: record.period.clone(),
        };
        let key = (record.standard.id.clone(), record.period.clone());
        let place = once(&mut self.classes, &mut portfolio.classes, key, class);
        let class = usize::try_from(place).ok().and_then(|p| portfolio.classes.get_mut(p));
        if let Some(class) = class
            && let Err(at) = class.versions.binary_search(&record.standard.version)
        {
            class.versions.insert(at, record.standard.version.clone());
        }
        place
    }

    fn section(&mut self, standard: &str, id: &str, titles: &Text) -> u32 {
        let (standard, id) = (standard.to_string(), id.to_string());
        let key = (standard.clone(), id.clone());
        let section = Section { standard, id, titles: titles.clone() };
        once(&mut self.sections, &mut self.portfolio.sections, key, section)
    }

    fn item(&mut self, standard: &str, item: &RecordItem) -> u32 {
        let section = self.sections.get(&(standard.to_string(), item.section.clone()));
        let section = section.and_then(|s| usize::try_from(*s).ok());
        let key = (standard.to_string(), item.id.clone());
        if let Some(known) = self.items.get(&key) {
            return *known;
        }
        let new = Item {
            standard: standard.to_string(),
            id: item.id.clone(),
            number: item.number,
            section,
            titles: item.titles.clone(),
            weight: item.max,
        };
        once(&mut self.items, &mut self.portfolio.items, key, new)
    }

    /// The actions of a result, those carried on from earlier audits too; how many are open and overdue.
    fn actions(
        &mut self,
        project: u32,
        group: u32,
        record: &Record,
        as_of: NaiveDate,
        details: &mut Details,
    ) -> [u32; 2] {
        let mut counts = [0, 0];
        for action in record.actions() {
            let item = record.items.iter().find(|i| i.id == action.item);
            let of = match self.items.get(&(record.standard.id.clone(), action.item.to_string())) {
                Some(place) => Of::Item(*place),
                None => {
                    let id = action.item.to_string();
                    let strays = &mut self.portfolio.strays;
                    Of::Stray(once(&mut self.strays, strays, id.clone(), id))
                }
            };
            let state = actions::state(&action, item, as_of);
            let owner = actions::owner(action.owner, item);
            let key = (owner.zh.clone(), owner.en.clone());
            let owner = once(&mut self.owners, &mut self.portfolio.owners, key, owner);
            counts[0] += u32::from(state < State::Waived);
            counts[1] += u32::from(state == State::Overdue);
            let place = action.location.map(Box::from);
            let action = Action { project, of, place, owner, state, due: action.due };
            self.tally.add(group, &action);
            details.actions.push(action.clone());
            self.portfolio.agenda.add(action, &self.portfolio.aside);
        }
        counts
    }

    fn problems(&mut self, record: &Record, details: &mut Details) -> [u32; 3] {
        let mut counts = [0; 3];
        for (kind, seen) in &record.problems.0 {
            let (severity, code) = kind;
            let slot = match severity {
                crate::diagnostic::Severity::Error => 0,
                crate::diagnostic::Severity::Warning => 1,
                crate::diagnostic::Severity::Info => 2,
            };
            if let Some(count) = counts.get_mut(slot) {
                *count += seen.count;
            }
            let key = (*severity, code.clone());
            let kind = once(&mut self.kinds, &mut self.portfolio.kinds, key.clone(), key);
            let first = seen.first.as_str().into();
            let problem = ProblemCount { kind, count: seen.count, first };
            details.problems.push(problem);
        }
        self.portfolio.problem_rows += details.problems.len();
        counts
    }

    fn standing(&mut self, record: &Record) -> Standing {
        let score = &record.score;
        let mut grade = None;
        // All bands, so that their numbers are in their order.
        for band in &record.grades {
            let key = [&band.id, &band.titles.zh, &band.titles.en].map(String::clone);
            let new = Grade { id: band.id.clone(), titles: band.titles.clone() };
            let number = once(&mut self.grades, &mut self.portfolio.grades, key, new);
            if Some(&band.id) == score.grade_id.as_ref() {
                grade = Some(number);
            }
        }
        Standing {
            points: score.points,
            max: score.max,
            percent: score.percent,
            low: score.low,
            high: score.high,
            grade,
            counts: [
                score.pass,
                score.partial,
                score.fail,
                score.not_applicable,
                score.not_reviewed,
            ],
            items: score.items,
            veto: score.veto.clone().map(Box::new),
            with_waivers: score.with_waivers.clone().map(Box::new),
            before_appeals: score.before_appeals.clone().map(Box::new),
        }
    }

    /// Counts a complete project in the distribution.
    fn count(&mut self, project: &Project) {
        let percent = project.score.percent.filter(|_| project.is_complete());
        let slot = percent.and_then(|p| self.portfolio.distribution.get_mut(bin(p)));
        if let Some(count) = slot {
            *count += 1;
        }
    }

    /// The portfolio.
    pub fn finish(self, failures: Vec<FailureRecord>) -> Portfolio {
        let Builder { mut portfolio, keys, attributes, losses, sums, tally, .. } = self;
        portfolio.agenda.close(&portfolio.aside);
        (portfolio.ranks, portfolio.ranking) = rank::rank(&keys);
        drop(keys);
        let sections = portfolio.sections.len();
        (portfolio.totals, portfolio.dimensions) =
            sums.finish(&portfolio.groups, &attributes.columns, sections);
        portfolio.losses = losses.finish(portfolio.items.len());
        portfolio.by_owner = tally.finish(&portfolio.groups);
        // Both stand by id.
        let mut projects = portfolio.projects().map(|p| p.id).peekable();
        let missing = |id: &&String| {
            while projects.next_if(|p| **p < ***id).is_some() {}
            projects.peek().is_none_or(|p| **p != ***id)
        };
        let without = attributes.rows.keys().filter(missing).cloned().collect();
        drop(projects);
        portfolio.without_result = without;
        portfolio.columns = attributes.columns;
        portfolio.failures = failures;
        portfolio
    }
}

/// Puts a value at its place of a list that grows as far as it must.
fn put<T: Copy>(list: &mut Vec<T>, place: u32, filler: T, value: T) {
    let Ok(place) = usize::try_from(place) else { return };
    if list.len() <= place {
        list.resize(place + 1, filler);
    }
    if let Some(slot) = list.get_mut(place) {
        *slot = value;
    }
}

/// The five percentage points a percentage is counted with.
fn bin(percent: Number) -> usize {
    let at = (percent.0 / Decimal::from(5)).floor().to_usize().unwrap_or(0);
    at.min(19)
}
