//! audit.toml: what is inspected, when, against which standard, and who answers for it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use chrono::NaiveDate;
use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::appeals::Appeal;
use super::folder::file_place;
use super::period::Period;
use super::workdays::Workdays;
use crate::diagnostic::{Expected, Failure, Place, Problem, ProblemKind, Thing, nearest};
use crate::standard::{Compared, NotApplicable, Standard, catalogue};
use crate::toml_file;

/// audit.toml as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAudit {
    standard: Spanned<String>,
    period: Spanned<String>,
    as_of: Spanned<Datetime>,
    auditor: Option<String>,
    project: RawProject,
    #[serde(default)]
    owners: IndexMap<Spanned<String>, String>,
    #[serde(default)]
    not_applicable: Vec<RawNotApplicable>,
    #[serde(default)]
    waivers: Vec<RawWaiver>,
    #[serde(default)]
    not_kept: Vec<RawNotKept>,
    #[serde(default)]
    empty: Vec<RawNotKept>,
    #[serde(default)]
    previous: IndexMap<Spanned<String>, Spanned<f64>>,
    #[serde(default)]
    covers: IndexMap<Spanned<String>, Spanned<Datetime>>,
    due: Option<RawDueDates>,
    #[serde(default)]
    waiver_files: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDueDates {
    #[serde(default)]
    workdays: bool,
    holidays: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawProject {
    id: Spanned<String>,
    name: Spanned<String>,
    #[serde(default)]
    group: Vec<String>,
    households: Option<Spanned<u32>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNotApplicable {
    item: Spanned<String>,
    reason: Spanned<String>,
    approved_by: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWaiver {
    item: Spanned<String>,
    reason: Spanned<String>,
    approved_by: Spanned<String>,
    from: Option<Spanned<Datetime>>,
    until: Spanned<Datetime>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNotKept {
    register: Spanned<String>,
    reason: Spanned<String>,
}

/// A validated audit.toml. Items, registers and checks in it exist in the standard.
#[derive(Debug, Clone)]
pub struct Audit {
    /// Identifier of the standard asked for.
    pub standard: String,
    /// The period covered.
    pub period: Period,
    /// The date of the audit.
    pub as_of: NaiveDate,
    /// Who inspects.
    pub auditor: Option<String>,
    /// Identifier of the project.
    pub project_id: String,
    /// Name of the project.
    pub project_name: String,
    /// Groups from the largest to the smallest.
    pub group: Vec<String>,
    /// Number of households.
    pub households: Option<u32>,
    /// Person by owner role (its Chinese text).
    pub owners: BTreeMap<String, String>,
    /// Declared not applicable, by item id.
    pub not_applicable: BTreeMap<String, Declaration>,
    /// Waivers, by item id.
    pub waivers: Vec<Waiver>,
    /// Registers the project does not keep, with the reason, by register id.
    pub not_kept: BTreeMap<String, String>,
    /// Registers in which nothing was to be recorded, with the reason, by register id.
    pub empty: BTreeMap<String, String>,
    /// Last year's figures, by `ITEM/check`.
    pub previous: BTreeMap<String, Decimal>,
    /// First day a register covers, by register id.
    pub covers: BTreeMap<String, NaiveDate>,
    /// Whether due dates move to the next workday.
    pub due_on_workdays: bool,
    /// File with holidays, relative to the folder.
    pub holidays: Option<String>,
    /// Files with shared waivers, relative to the folder.
    pub waiver_files: Vec<String>,
    /// The days worked, where due dates move to one.
    pub workdays: Option<Workdays>,
    /// Appeals by item id.
    pub appeals: BTreeMap<String, Appeal>,
}

/// Why an item is not applicable, and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// The reason.
    pub reason: String,
    /// The approver.
    pub approved_by: String,
}

/// An approved exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// Identifier of the item.
    pub item: String,
    /// The reason.
    pub reason: String,
    /// The approver.
    pub approved_by: String,
    /// First day, where given.
    pub from: Option<NaiveDate>,
    /// Last day, included.
    pub until: NaiveDate,
    /// Where it stands.
    pub place: Place,
}

/// A TOML file's name and text, to make problems that point into it.
#[derive(Debug)]
struct Source {
    file: String,
    text: String,
}

impl Source {
    fn place(&self, span: Range<usize>) -> Place {
        Place::Toml { file: self.file.clone(), span }
    }

    fn failure(&self, problems: Vec<Problem>) -> Failure {
        Failure { problems, sources: vec![(self.file.clone(), self.text.clone())] }
    }
}

/// audit.toml read but not yet held against its standard; its form may have problems.
#[derive(Debug)]
pub struct Manifest {
    raw: RawAudit,
    read: toml_file::Read<()>,
    source: Source,
}

impl Manifest {
    /// Reads audit.toml. `file` is its path as the user knows it.
    ///
    /// # Errors
    /// Every problem of its form, where it does not even name a standard to go on with.
    pub fn parse(file: &str, text: &str) -> Result<Manifest, Failure> {
        let source = Source { file: file.to_string(), text: text.to_string() };
        let (raw, read) = toml_file::read::<RawAudit>(file, text).take();
        match raw {
            Some(raw) if !read.stands_in(&raw.standard.span()) => {
                Ok(Manifest { raw, read, source })
            }
            _ => Err(source.failure(read.problems)),
        }
    }

    /// Identifier of the standard asked for.
    pub fn standard(&self) -> &str {
        self.raw.standard.get_ref()
    }

    /// Identifier of the project, where there is a valid one.
    pub fn project_id(&self) -> Option<&str> {
        let id = &self.raw.project.id;
        let stands = !self.read.stands_in(&id.span()) && is_identifier(id.get_ref());
        stands.then(|| id.get_ref().as_str())
    }

    /// The period, where there is a valid one.
    pub fn period(&self) -> Option<Period> {
        let period = &self.raw.period;
        let stands = !self.read.stands_in(&period.span());
        period.get_ref().parse().ok().filter(|_| stands)
    }

    /// File with holidays, relative to the folder.
    pub fn holidays(&self) -> Option<&str> {
        self.raw.due.as_ref()?.holidays.as_deref()
    }

    /// Files with shared waivers, relative to the folder.
    pub fn waiver_files(&self) -> &[String] {
        &self.raw.waiver_files
    }

    /// The failure for a standard that is not known. `asked` is the audit folder where it was asked for,
    /// whatever audit.toml names.
    pub fn unknown_standard(&self, name: &str, known: &[String], asked: Option<&Path>) -> Failure {
        let name = name.to_string();
        let kind = ProblemKind::UnknownName {
            thing: Thing::Standard,
            nearest: nearest(&name, known.iter().map(String::as_str)),
            allowed: known.to_vec(),
            name,
        };
        if let Some(folder) = asked {
            return Failure::one(kind, file_place(folder));
        }
        let place = self.source.place(self.raw.standard.span());
        let mut problems = self.read.problems.clone();
        problems.push(Problem::error(kind, place));
        problems.sort_by_key(toml_file::start);
        self.source.failure(problems)
    }

    /// Holds it against a standard. `declared` is the one it names, where another was asked for: what it
    /// says of that one, or of one that comes with the program, is left aside. `as_of` replaces the
    /// file's date.
    ///
    /// # Errors
    /// Every problem of its form, and every unknown name, bad date and empty reason in it.
    pub fn validate(
        self,
        standard: &Standard,
        declared: Option<&Standard>,
        as_of: Option<NaiveDate>,
    ) -> Result<Audit, Failure> {
        let Manifest { raw, read, source } = &self;
        let problems = read.problems.clone();
        Validation { source, read, standard, declared, problems }.run(raw, as_of)
    }
}

/// A TOML date that is a day and nothing more.
pub(super) fn day(value: &Datetime) -> Option<NaiveDate> {
    let date = value.date.filter(|_| value.time.is_none())?;
    NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
}

/// Letters, digits, `-` and `_`.
fn is_identifier(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

struct Validation<'a> {
    source: &'a Source,
    read: &'a toml_file::Read<()>,
    standard: &'a Standard,
    declared: Option<&'a Standard>,
    problems: Vec<Problem>,
}

impl Validation<'_> {
    fn run(mut self, raw: &RawAudit, as_of: Option<NaiveDate>) -> Result<Audit, Failure> {
        let period = self.period(&raw.period);
        let date = self.date("as_of", &raw.as_of);
        self.begun(raw, period, as_of, date);
        self.identifier(&raw.project.id);
        self.filled("name", &raw.project.name);
        if let Some(households) = &raw.project.households
            && *households.get_ref() == 0
        {
            self.bad("households", Expected::Positive, "0".into(), households.span());
        }
        self.owners(raw);
        let not_applicable = self.not_applicable(raw);
        let waivers = self.waivers(raw);
        let not_kept = self.not_kept(&raw.not_kept);
        let empty = self.not_kept(&raw.empty);
        let previous = self.previous(raw);
        let covers = self.covers(raw);
        match (self.problems.is_empty(), period, date) {
            (true, Some(period), Some(date)) => Ok(Audit {
                standard: raw.standard.get_ref().clone(),
                period,
                as_of: as_of.unwrap_or(date),
                auditor: raw.auditor.clone().filter(|a| !a.trim().is_empty()),
                project_id: raw.project.id.get_ref().clone(),
                project_name: raw.project.name.get_ref().clone(),
                group: raw.project.group.clone(),
                households: raw.project.households.as_ref().map(|h| *h.get_ref()),
                owners: raw
                    .owners
                    .iter()
                    .filter(|(_, person)| !person.trim().is_empty())
                    .map(|(role, person)| (role.get_ref().clone(), person.clone()))
                    .collect(),
                not_applicable,
                waivers,
                not_kept,
                empty,
                previous,
                covers,
                due_on_workdays: raw.due.as_ref().is_some_and(|d| d.workdays),
                holidays: raw.due.as_ref().and_then(|d| d.holidays.clone()),
                waiver_files: raw.waiver_files.clone(),
                workdays: None,
                appeals: BTreeMap::new(),
            }),
            _ => {
                self.problems.sort_by_key(toml_file::start);
                Err(self.source.failure(self.problems))
            }
        }
    }

    fn push(&mut self, kind: ProblemKind, span: Range<usize>) {
        // What only stands in for something missing is reported already.
        if self.read.stands_in(&span) {
            return;
        }
        self.problems.push(Problem::error(kind, self.source.place(span)));
    }

    fn bad(&mut self, key: &str, expected: Expected, found: String, span: Range<usize>) {
        self.push(ProblemKind::BadValue { key: key.into(), expected, found }, span);
    }

    fn period(&mut self, text: &Spanned<String>) -> Option<Period> {
        let period = text.get_ref().parse().ok();
        if period.is_none() {
            self.bad("period", Expected::Period, text.get_ref().clone(), text.span());
        }
        period
    }

    fn date(&mut self, key: &str, value: &Spanned<Datetime>) -> Option<NaiveDate> {
        let date = day(value.get_ref());
        if date.is_none() {
            self.bad(key, Expected::Date, value.get_ref().to_string(), value.span());
        }
        date
    }

    /// Nothing can have happened in a period that has not begun at the date of the audit.
    fn begun(
        &mut self,
        raw: &RawAudit,
        period: Option<Period>,
        asked: Option<NaiveDate>,
        written: Option<NaiveDate>,
    ) {
        let (Some(period), Some(as_of)) = (period, asked.or(written)) else { return };
        let first = period.range().from;
        if as_of < first {
            let kind = ProblemKind::AsOfBeforePeriod {
                as_of: as_of.to_string(),
                period: period.to_string(),
                first: first.to_string(),
            };
            let span = if asked.is_some() { raw.period.span() } else { raw.as_of.span() };
            self.push(kind, span);
        }
    }

    fn identifier(&mut self, id: &Spanned<String>) {
        if !is_identifier(id.get_ref()) {
            self.bad("id", Expected::Identifier, id.get_ref().clone(), id.span());
        }
    }

    fn filled(&mut self, key: &str, text: &Spanned<String>) {
        if text.get_ref().trim().is_empty() {
            self.bad(key, Expected::NotEmpty, text.get_ref().clone(), text.span());
        }
    }

    fn known(&mut self, thing: Thing, name: &Spanned<String>, known: Vec<&str>) -> bool {
        let found = known.contains(&name.get_ref().as_str());
        if !found && !self.elsewhere(thing, name.get_ref()) {
            let kind = ProblemKind::UnknownName {
                thing,
                name: name.get_ref().clone(),
                nearest: nearest(name.get_ref(), known.iter().copied()),
                allowed: known.into_iter().map(String::from).collect(),
            };
            self.push(kind, name.span());
        }
        found
    }

    /// Whether a name is one of another standard that the folder serves.
    fn elsewhere(&self, thing: Thing, name: &str) -> bool {
        match thing {
            Thing::Item => {
                self.declared.is_some_and(|s| s.item(name).is_some()) || catalogue::has_item(name)
            }
            Thing::Register => {
                self.declared.is_some_and(|s| s.register(name).is_some())
                    || catalogue::has_register(name)
            }
            Thing::OwnerRole => {
                self.declared.is_some_and(|s| s.roles.iter().any(|role| role.zh == name))
            }
            // `ITEM/check`
            Thing::Check => name.split_once('/').is_some_and(|(item, _)| {
                self.standard.item(item).is_none() && self.elsewhere(Thing::Item, item)
            }),
            _ => false,
        }
    }

    fn item(&mut self, id: &Spanned<String>) -> bool {
        let known = self.standard.items.iter().map(|i| i.id.as_str()).collect();
        self.known(Thing::Item, id, known)
    }

    fn register(&mut self, id: &Spanned<String>) -> bool {
        let known = self.standard.registers.iter().map(|r| r.id.as_str()).collect();
        self.known(Thing::Register, id, known)
    }

    fn owners(&mut self, raw: &RawAudit) {
        for role in raw.owners.keys() {
            let known = self.standard.roles.iter().map(|r| r.zh.as_str()).collect();
            self.known(Thing::OwnerRole, role, known);
        }
    }

    fn not_applicable(&mut self, raw: &RawAudit) -> BTreeMap<String, Declaration> {
        let mut out = BTreeMap::new();
        for entry in &raw.not_applicable {
            let id = entry.item.get_ref();
            self.filled("reason", &entry.reason);
            self.filled("approved_by", &entry.approved_by);
            if !self.item(&entry.item) {
                continue;
            }
            let forbidden = self
                .standard
                .items
                .iter()
                .any(|i| i.id == *id && i.not_applicable == NotApplicable::Forbid);
            if forbidden {
                let kind = ProblemKind::NotApplicableForbidden { item: id.clone() };
                self.push(kind, entry.item.span());
            }
            let declaration = Declaration {
                reason: entry.reason.get_ref().clone(),
                approved_by: entry.approved_by.get_ref().clone(),
            };
            if out.insert(id.clone(), declaration).is_some() {
                let kind = ProblemKind::Duplicate { thing: Thing::Item, name: id.clone() };
                self.push(kind, entry.item.span());
            }
        }
        out
    }

    fn waivers(&mut self, raw: &RawAudit) -> Vec<Waiver> {
        let mut out = Vec::new();
        for entry in &raw.waivers {
            self.filled("reason", &entry.reason);
            self.filled("approved_by", &entry.approved_by);
            let known = self.item(&entry.item);
            let from = entry.from.as_ref().and_then(|d| self.date("from", d));
            let until = self.date("until", &entry.until);
            if let (Some(from), Some(last)) = (from, until)
                && last < from
            {
                let kind = ProblemKind::WaiverEndsFirst {
                    from: from.to_string(),
                    until: last.to_string(),
                };
                self.push(kind, entry.until.span());
            }
            if let (true, Some(until)) = (known, until) {
                out.push(Waiver {
                    item: entry.item.get_ref().clone(),
                    reason: entry.reason.get_ref().clone(),
                    approved_by: entry.approved_by.get_ref().clone(),
                    from,
                    until,
                    place: self.source.place(entry.item.span()),
                });
            }
        }
        out
    }

    /// Registers with a reason: those not kept, and those in which nothing was to be recorded.
    fn not_kept(&mut self, entries: &[RawNotKept]) -> BTreeMap<String, String> {
        let mut out = BTreeMap::new();
        for entry in entries {
            self.filled("reason", &entry.reason);
            let id = entry.register.get_ref();
            if self.register(&entry.register)
                && out.insert(id.clone(), entry.reason.get_ref().clone()).is_some()
            {
                let kind = ProblemKind::Duplicate { thing: Thing::Register, name: id.clone() };
                self.push(kind, entry.register.span());
            }
        }
        out
    }

    fn previous(&mut self, raw: &RawAudit) -> BTreeMap<String, Decimal> {
        let compared: Vec<Compared<'_>> = self.standard.compared_checks().collect();
        let mut out = BTreeMap::new();
        for (key, value) in &raw.previous {
            let known = compared.iter().map(|c| c.key.as_str()).collect();
            if !self.known(Thing::Check, key, known) {
                continue;
            }
            let expected = compared
                .iter()
                .find(|c| c.key == *key.get_ref())
                .map_or(Expected::Number, |c| c.expected.clone());
            let fits = |number: &Decimal| match expected {
                Expected::Share => (Decimal::ZERO..=Decimal::ONE).contains(number),
                Expected::NotNegative => *number >= Decimal::ZERO,
                _ => true,
            };
            match crate::outcome::number::decimal(*value.get_ref()) {
                Some(number) if fits(&number) => {
                    out.insert(key.get_ref().clone(), number);
                }
                _ => self.bad(key.get_ref(), expected, value.get_ref().to_string(), value.span()),
            }
        }
        out
    }

    fn covers(&mut self, raw: &RawAudit) -> BTreeMap<String, NaiveDate> {
        let mut out = BTreeMap::new();
        for (register, day) in &raw.covers {
            let known = self.register(register);
            if let (true, Some(day)) = (known, self.date(register.get_ref(), day)) {
                out.insert(register.get_ref().clone(), day);
            }
        }
        out
    }
}
