//! Cross-checks: rows that contradict themselves, each other, or another register.

use std::collections::BTreeSet;

use super::condition::Rows;
use super::figure::Figure;
use super::firsts::Firsts;
use super::key::{Key, Keys};
use super::measure::fallback;
use super::partner::Partners;
use super::tally::{Selection, count};
use super::truth::Truth;
use super::{Context, Evaluated, cite, copies};
use crate::diagnostic::{CrossFinding, NamedValue, Place, Problem, ProblemKind};
use crate::evidence::mask;
use crate::evidence::table::{CellAt, Part};
use crate::lang::{Lang, Text};
use crate::outcome::{Facts, Number};
use crate::standard::expression::Condition;
use crate::standard::{ColumnType, CrossCheck, CrossRule, Measured, RegisterSpec};

/// What a cross-check found.
#[derive(Debug, Default)]
pub struct Found {
    /// One entry per problem, in the order of the rows.
    pub hits: Vec<Hit>,
    /// Rows that may be a problem: a cell of theirs cannot be read, or they are not dated.
    pub undecided: Vec<usize>,
}

impl Found {
    /// Every row that is found.
    pub fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        self.hits.iter().flat_map(|hit| hit.rows.iter().copied())
    }
}

/// A row, or rows of one sheet, that should not be so.
#[derive(Debug)]
pub struct Hit {
    /// The rows, ascending; at least one.
    pub rows: Vec<usize>,
    /// The column the problem is shown at.
    pub column: usize,
    /// Its figures.
    pub finding: CrossFinding,
}

/// Why a cross-check cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacking {
    /// This register is not there.
    Register(usize),
    /// This column of this register is not there.
    Column(usize, usize),
}

/// What all cross-checks of the standard find, in their order. One whose register or column is not
/// there finds nothing: that is a problem of its own, reported where it was looked for.
pub fn problems(context: &Context<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for check in &context.standard.cross_checks {
        let (Some(rows), Ok(found)) = (context.rows(check.register), find(context, check)) else {
            continue;
        };
        problems.extend(found.hits.into_iter().filter_map(|hit| problem(check, rows, hit)));
    }
    problems
}

fn problem(check: &CrossCheck, rows: Rows<'_>, hit: Hit) -> Option<Problem> {
    let (part, first) = rows.register.cell(*hit.rows.first()?, hit.column)?;
    let last = rows.register.rows.get(*hit.rows.last()?)?.row;
    let cell = match last {
        last if last == first.row => first.to_string(),
        row => format!("{first}:{}", CellAt { row, ..first }),
    };
    let (check_id, title) = (check.id.clone(), check.title.clone());
    Some(Problem {
        severity: check.severity,
        kind: ProblemKind::CrossCheck { check: check_id, title, finding: Box::new(hit.finding) },
        place: Place::Cell { file: part.file.to_string(), sheet: part.sheet.to_string(), cell },
    })
}

/// A measured check: how many rows a cross-check finds.
pub fn evaluate(context: &Context<'_>, measured: &Measured, index: usize) -> Evaluated {
    let Some(check) = context.standard.cross_checks.get(index) else {
        return Evaluated::unknown(Facts::Unanswered);
    };
    let found = match find(context, check) {
        Ok(found) => found,
        Err(lacking) => return without(context, measured, lacking),
    };
    let Some(select) = context.select(check.register, check.window, check.filter.as_ref()) else {
        return Evaluated::unknown(Facts::Unanswered);
    };
    let rows = select.rows;
    let mut hits: Vec<usize> = found.rows().collect();
    hits.sort_unstable();
    let (counted, undecided) = (count(&hits), count(&found.undecided));
    let more = (!context.is_running(check.window)).then_some(undecided);
    let columns = columns(&check.rule);
    let shown = columns.last().copied().unwrap_or(0);
    let truth = Figure::count(counted, more).meets(measured.threshold);
    let cite_all = |found: &[usize]| cite::cells(rows, found, |_| [shown]);
    let against = match truth {
        Truth::True => cite::Cited::default(),
        Truth::False => cite_all(&hits).and(cite_all(&found.undecided)),
        Truth::Unknown => cite_all(&found.undecided).and(cite_all(&hits)),
    };
    let evidence = if against.is_empty() {
        let members = select.members().filter(|(_, belongs)| *belongs == Truth::True);
        let looked_at: Vec<usize> = members.map(|(row, _)| row).collect();
        let cited = cite::ranges(rows, &looked_at, &[shown], |_, _| true);
        if cited.is_empty() { cite::headers(rows, shown) } else { cited }
    } else {
        against
    };
    Evaluated {
        truth,
        value: Some(Number::rounded(rust_decimal::Decimal::from(counted), 6)),
        sample: Some(counted),
        facts: Facts::CrossCheck {
            title: check.title.clone(),
            counted,
            undecided,
            unit: rows.spec.unit.clone(),
            span: context.span(check.window),
        },
        evidence,
        locations: Vec::new(),
    }
}

/// The outcome without the register or column a cross-check reads.
fn without(context: &Context<'_>, measured: &Measured, lacking: Lacking) -> Evaluated {
    let index = match lacking {
        Lacking::Register(index) | Lacking::Column(index, _) => index,
    };
    let Some(spec) = context.standard.registers.get(index) else {
        return Evaluated::unknown(Facts::Unanswered);
    };
    let register = spec.title.clone();
    match (lacking, context.audit.not_kept.get(&spec.id)) {
        (Lacking::Column(_, column), _) => {
            let column = name(spec, column);
            Evaluated::unknown(Facts::ColumnMissing { register, column })
        }
        (Lacking::Register(_), None) => Evaluated::unknown(Facts::RegisterMissing { register }),
        (Lacking::Register(_), Some(reason)) => Evaluated {
            truth: fallback(measured.absent),
            ..Evaluated::unknown(Facts::RegisterNotKept { register, reason: reason.clone() })
        },
    }
}

/// Makes a cross-check.
///
/// # Errors
/// Where a register or column it reads is not there.
pub fn find(context: &Context<'_>, check: &CrossCheck) -> Result<Found, Lacking> {
    let select = context.select(check.register, check.window, check.filter.as_ref());
    let select = select.ok_or(Lacking::Register(check.register))?;
    let rows = select.rows;
    let mut read: BTreeSet<usize> = columns(&check.rule).into_iter().collect();
    read.extend(check.filter.iter().flat_map(|f| f.columns.iter().copied()));
    read.extend(rows.spec.time.filter(|_| select.range.is_some()));
    there(rows, check.register, &read)?;
    let look = Look { select, read: read.into_iter().collect() };
    match &check.rule {
        CrossRule::Row { expect } => Ok(look.row(expect)),
        CrossRule::Unique { columns } => Ok(look.unique(columns)),
        CrossRule::Burst { column, at_most } => Ok(look.burst(*column, *at_most)),
        CrossRule::PresentIn { other, matching, within } => {
            let partners = context.rows(*other).ok_or(Lacking::Register(*other))?;
            let read = matching.iter().map(|(_, there)| *there);
            there(partners, *other, &read.chain(within.map(|w| w.there)).collect())?;
            if look.select.members().next().is_none() {
                return Ok(Found::default());
            }
            let partners = Partners::new(rows, partners, matching, *within, context.audit.as_of);
            Ok(look.present_in(&partners))
        }
    }
}

fn there(rows: Rows<'_>, register: usize, columns: &BTreeSet<usize>) -> Result<(), Lacking> {
    let missing =
        columns.iter().find(|c| rows.register.columns.get(**c).is_none_or(Option::is_none));
    missing.map_or(Ok(()), |column| Err(Lacking::Column(register, *column)))
}

/// The columns of the rows looked at that a rule reads, the one to show the problem at last.
fn columns(rule: &CrossRule) -> Vec<usize> {
    match rule {
        CrossRule::Row { expect } => expect.columns.clone(),
        CrossRule::Unique { columns } => columns.iter().rev().copied().collect(),
        CrossRule::Burst { column, .. } => vec![*column],
        CrossRule::PresentIn { matching, within, .. } => {
            let times = within.iter().map(|w| w.here);
            times.chain(matching.iter().rev().map(|(here, _)| *here)).collect()
        }
    }
}

/// The rows looked at.
struct Look<'a> {
    select: Selection<'a>,
    /// Every column read, ascending.
    read: Vec<usize>,
}

impl Look<'_> {
    /// Rows whose `verdict` is false; `finding` tells what is wrong with one.
    fn each(
        &self,
        column: usize,
        verdict: impl Fn(usize) -> Truth,
        finding: impl Fn(usize) -> CrossFinding,
    ) -> Found {
        let rows = self.select.rows;
        let mut found = Found::default();
        for (row, belongs) in self.select.members() {
            match (belongs, verdict(row)) {
                // Nearly all are.
                (_, Truth::True) => {}
                // A file without one of the columns says nothing about them.
                _ if !self.is_whole(row) => {}
                (Truth::True, Truth::False) => {
                    let finding = finding(row);
                    found.hits.push(Hit { rows: vec![row], column, finding });
                }
                (_, Truth::False) => found.undecided.push(row),
                (_, Truth::Unknown) if rows.unreadable(&self.read, row) => {
                    found.undecided.push(row);
                }
                _ => {}
            }
        }
        found
    }

    /// Whether the table a row stands in has every column that is read.
    fn is_whole(&self, row: usize) -> bool {
        self.read.iter().all(|c| self.select.rows.register.cell(row, *c).is_some())
    }

    /// By part of the register: whether its table has every column that is read.
    fn whole_parts(&self) -> Vec<bool> {
        let has = |part: &Part, c: &usize| matches!(part.columns.get(*c), Some(Some(_)));
        let parts = self.select.rows.register.parts.iter();
        parts.map(|part| self.read.iter().all(|c| has(part, c))).collect()
    }

    fn values(&self, columns: &[usize], row: usize) -> Vec<NamedValue> {
        columns.iter().map(|c| self.value(*c, row)).collect()
    }

    fn value(&self, column: usize, row: usize) -> NamedValue {
        let rows = self.select.rows;
        let value = rows.register.show(rows.spec, row, column).unwrap_or_default();
        NamedValue { column: name(rows.spec, column), value: mask::short(&value) }
    }

    fn row(&self, expect: &Condition) -> Found {
        let rows = self.select.rows;
        // The last column compared is the one that came later and is wrong.
        let column = expect.columns.last().copied().unwrap_or(0);
        let values = |row| CrossFinding::Row { values: self.values(&expect.columns, row) };
        self.each(column, |row| rows.holds(expect, row), values)
    }

    fn unique(&self, columns: &[usize]) -> Found {
        let rows = self.select.rows;
        let column = columns.first().copied().unwrap_or(0);
        let mut first = Firsts::with_room(self.select.dated.iter().map(|s| s.rows.len()).sum());
        let mut compared = vec![0; rows.register.parts.len()];
        let whole = self.whole_parts();
        let mut repeats = Vec::new();
        let mut keys = Keys::new(rows, columns.iter().copied());
        for (row, belongs) in self.select.members() {
            if belongs != Truth::True || whole.get(self.part(row)) != Some(&true) {
                continue;
            }
            match keys.make(row) {
                Key::Values { running: true } => keys.begin_with(&self.scope(row)),
                Key::Values { running: false } => {}
                Key::Blank | Key::Unreadable => continue,
            }
            if let Some(rows) = compared.get_mut(self.part(row)) {
                *rows += 1;
            }
            let before = first.of(keys.last(), row);
            if before != row {
                repeats.push((row, before));
            }
        }
        drop((first, keys));
        let groups = copies::gather(rows.register, &compared, repeats);
        let hit = |group: Vec<copies::Repeat>| {
            let (row, before) = *group.first()?;
            let finding = match group.len() {
                1 => CrossFinding::Repeats {
                    values: self.values(columns, row),
                    first: self.place(before, row, column),
                },
                _ => CrossFinding::Copy {
                    rows: count(&group),
                    compared: u32::try_from(*compared.get(self.part(row))?).unwrap_or(u32::MAX),
                    file: rows.register.cell(before, column)?.0.file.to_string(),
                },
            };
            Some(Hit { rows: group.into_iter().map(|(row, _)| row).collect(), column, finding })
        };
        Found { hits: groups.into_iter().filter_map(hit).collect(), undecided: Vec::new() }
    }

    /// The part of the register a row stands in.
    fn part(&self, row: usize) -> usize {
        let register = self.select.rows.register;
        match register.parts.len() {
            1 => 0,
            _ => register.rows.get(row).map_or(0, |at| usize::from(at.part)),
        }
    }

    /// Where a running number counts: its table and its calendar year.
    fn scope(&self, row: usize) -> String {
        let rows = self.select.rows;
        let part = self.part(row);
        let day = rows.spec.time.and_then(|time| self.select.day(time, row));
        let year = day.map_or_else(String::new, |day| day.format("%Y").to_string());
        format!("{part}\u{1f}{year}\u{1f}")
    }

    /// The cell of `before`, as far as it needs naming beside `row`.
    fn place(&self, before: usize, row: usize, column: usize) -> String {
        let register = self.select.rows.register;
        let (Some((part, at)), Some((here, _))) =
            (register.cell(before, column), register.cell(row, column))
        else {
            return String::new();
        };
        let file = (part.file != here.file).then_some(&*part.file);
        let other = part.file != here.file || part.sheet != here.sheet;
        let sheet = Some(&*part.sheet).filter(|s| other && !s.is_empty());
        let cell = at.to_string();
        let words: Vec<&str> = [file, sheet, Some(&cell)].into_iter().flatten().collect();
        words.join("!")
    }

    fn burst(&self, column: usize, at_most: u32) -> Found {
        let rows = self.select.rows;
        let whole_days = rows.spec.columns.get(column).is_some_and(|c| c.kind == ColumnType::Date);
        let mut moments: Vec<(i64, usize)> = Vec::new();
        for (row, belongs) in self.select.members() {
            match rows.moment(column, row) {
                Some(at) if belongs == Truth::True && (whole_days || !at.day_only) => {
                    moments.push((at.seconds, row));
                }
                _ => {}
            }
        }
        moments.sort_unstable();
        let most = usize::try_from(at_most).unwrap_or(usize::MAX);
        let mut found = Found::default();
        for group in moments.chunk_by(|a, b| a.0 == b.0).filter(|g| g.len() > most) {
            let group: Vec<usize> = group.iter().map(|(_, row)| *row).collect();
            let shared = count(&group);
            for run in self.runs(&group) {
                let first = run.first().copied().unwrap_or(0);
                let value = self.value(column, first);
                let finding = CrossFinding::Burst { value, rows: shared, at_most };
                found.hits.push(Hit { rows: run, column, finding });
            }
        }
        found.hits.sort_by(|a, b| a.rows.cmp(&b.rows));
        found
    }

    /// Stretches of rows that follow each other on one sheet.
    fn runs(&self, group: &[usize]) -> Vec<Vec<usize>> {
        let at = |row: usize| self.select.rows.register.rows.get(row);
        let mut runs: Vec<Vec<usize>> = Vec::new();
        for row in group {
            let follows = runs.last().and_then(|run| run.last()).is_some_and(|last| {
                at(*last).zip(at(*row)).is_some_and(|(a, b)| a.part == b.part && a.row + 1 == b.row)
            });
            match runs.last_mut().filter(|_| follows) {
                Some(run) => run.push(*row),
                None => runs.push(vec![*row]),
            }
        }
        runs
    }

    fn present_in(&self, partners: &Partners<'_>) -> Found {
        let columns = partners.columns();
        let column = columns.first().copied().unwrap_or(0);
        let finding = |row| CrossFinding::NotIn {
            register: partners.title().clone(),
            values: self.values(&columns, row),
        };
        self.each(column, |row| partners.has(row), finding)
    }
}

/// The usual name of a column in both languages.
fn name(spec: &RegisterSpec, column: usize) -> Text {
    let name = |lang| spec.columns.get(column).map_or("", |c| c.name(lang)).to_string();
    Text { zh: name(Lang::Zh), en: name(Lang::En) }
}
