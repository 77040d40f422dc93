//! The rows of the checksheet held against the standard.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::spec::{SpotColumn, VerdictColumn};
use super::{Answer, Checksheet, SpotCheck, Verdict, is_not_applicable, status};
use crate::audit::period::DateRange;
use crate::diagnostic::{Place, Problem, ProblemKind, Severity, Thing, nearest};
use crate::evidence::mask;
use crate::evidence::table::{Register, Values};
use crate::outcome::{Evidence, Status};
use crate::standard::{Check, CheckKind, Item, Standard, Tier, catalogue};

/// One row of the checksheet.
#[derive(Clone, Copy)]
struct Line<'a> {
    table: &'a Register,
    row: usize,
}

impl<'a> Line<'a> {
    fn text(self, column: usize) -> &'a str {
        let column = self.table.columns.get(column).and_then(Option::as_ref);
        column.map_or("", |c| c.text(self.row)).trim()
    }

    /// What the cell of a yes/no column says.
    fn said(self, column: usize) -> &'a str {
        let column = self.table.columns.get(column).and_then(Option::as_ref);
        let column = column.filter(|c| c.states.is_value(self.row));
        column.and_then(|c| c.said.of(self.row)).unwrap_or("")
    }

    fn yes(self, column: usize) -> Option<bool> {
        let column = self.table.columns.get(column)?.as_ref()?;
        match &column.values {
            Values::YesNo(answers) if column.states.is_value(self.row) => {
                answers.get(self.row).copied()
            }
            _ => None,
        }
    }

    /// Seconds since 1970, local time.
    fn moment(self, column: usize) -> Option<i64> {
        let column = self.table.columns.get(column)?.as_ref()?;
        match &column.values {
            Values::Time(moments) if column.states.is_value(self.row) => {
                Some(moments.get(self.row)?.seconds)
            }
            _ => None,
        }
    }

    fn date(self, column: usize) -> Option<NaiveDate> {
        let days = self.moment(column)?.div_euclid(86_400);
        NaiveDate::from_epoch_days(i32::try_from(days).ok()?)
    }

    fn evidence(self, column: usize, value: &str) -> Evidence {
        let cell = self.table.cell(self.row, column);
        Evidence {
            file: cell.map_or_else(Arc::default, |(part, _)| Arc::clone(&part.file)),
            sheet: cell.map_or_else(Arc::default, |(part, _)| Arc::clone(&part.sheet)),
            cell: cell.map_or_else(String::new, |(_, at)| at.to_string()),
            value: mask::mask(value),
        }
    }

    fn place(self, column: usize) -> Place {
        self.evidence(column, "").place()
    }

    /// The row as people name it: `判定!B12`.
    fn name(self, column: usize) -> String {
        let Evidence { file, sheet, cell, .. } = self.evidence(column, "");
        if sheet.is_empty() { format!("{file}!{cell}") } else { format!("{file}!{sheet}!{cell}") }
    }
}

/// Rows on their way to becoming a checksheet.
pub(super) struct Resolver<'a> {
    standard: &'a Standard,
    /// The standard audit.toml names, where another was asked for: its rows are left aside.
    declared: Option<&'a Standard>,
    sheet: Checksheet,
    pub(super) problems: Vec<Problem>,
    /// What ends the run.
    pub(super) fatal: Vec<Problem>,
    as_of: NaiveDate,
    period: DateRange,
    /// Where each row was seen first, by item and check id.
    seen: BTreeMap<(String, String), String>,
    /// Where each spot check was seen first, by what tells it from others.
    spots: BTreeMap<Same, String>,
}

/// Item, sample, subject, moment and result of a spot check.
type Same = (String, String, String, i64, bool);

const ITEM: usize = VerdictColumn::Item as usize;

impl<'a> Resolver<'a> {
    pub(super) fn new(
        (standard, declared): (&'a Standard, Option<&'a Standard>),
        as_of: NaiveDate,
        period: DateRange,
    ) -> Self {
        Resolver {
            standard,
            declared,
            sheet: Checksheet::default(),
            problems: Vec::new(),
            fatal: Vec::new(),
            as_of,
            period,
            seen: BTreeMap::new(),
            spots: BTreeMap::new(),
        }
    }

    pub(super) fn verdict_rows(&mut self, table: &Register) {
        (0..table.rows.len()).for_each(|row| self.verdict_row(Line { table, row }));
    }

    pub(super) fn spot_rows(&mut self, table: &Register) {
        (0..table.rows.len()).for_each(|row| self.spot_row(Line { table, row }));
    }

    /// What was written and the problems of it, or the contradictions that leave nothing to go by.
    pub(super) fn finish(mut self) -> Result<(Checksheet, Vec<Problem>), Vec<Problem>> {
        self.extra_spot_checks();
        if self.fatal.is_empty() {
            return Ok((self.sheet, self.problems));
        }
        // All there is to mend at once.
        let others = self.problems.into_iter().filter(|p| p.severity == Severity::Error);
        self.fatal.extend(others);
        Err(self.fatal)
    }

    fn verdict_row(&mut self, line: Line<'_>) {
        let (id, check_id) = (line.text(ITEM), line.text(VerdictColumn::Check as usize));
        let answer = line.text(VerdictColumn::Verdict as usize);
        let written = [VerdictColumn::Verdict, VerdictColumn::Reason, VerdictColumn::Note]
            .iter()
            .any(|c| !line.text(*c as usize).is_empty());
        // Section bands and blank rows carry no answer.
        if id.is_empty() && !written {
            return;
        }
        let Some(item) = self.standard.items.iter().find(|i| i.id.eq_ignore_ascii_case(id)) else {
            if written && !self.elsewhere(id) {
                self.unknown(
                    Thing::Item,
                    id,
                    self.standard.items.iter().map(|i| i.id.as_str()),
                    line,
                    ITEM,
                );
            }
            return;
        };
        let check = item.checks.iter().find(|c| c.id.eq_ignore_ascii_case(check_id));
        if check.is_none() && !check_id.is_empty() {
            let known = item.checks.iter().map(|c| c.id.as_str());
            self.unknown(Thing::Check, check_id, known, line, VerdictColumn::Check as usize);
            return;
        }
        // The one overall judgement is the item's own row, with its check's name or without.
        let check = check.filter(|c| c.tier != Tier::Overall);
        let key = (item.id.clone(), check.map_or_else(String::new, |c| c.id.clone()));
        if let Some(first) = self.seen.get(&key) {
            let row = if key.1.is_empty() { key.0 } else { format!("{}/{}", key.0, key.1) };
            let kind = ProblemKind::DuplicateVerdict { row, first: first.clone() };
            self.fatal.push(Problem::error(kind, line.place(ITEM)));
            return;
        }
        self.seen.insert(key, line.name(ITEM));
        match check {
            None => self.verdict(item, line, answer),
            Some(check) => self.answer(item, check, line, answer),
        }
    }

    /// Whether a row is about another standard that the folder serves.
    fn elsewhere(&self, id: &str) -> bool {
        let declared =
            self.declared.is_some_and(|s| s.items.iter().any(|i| i.id.eq_ignore_ascii_case(id)));
        declared || catalogue::has_item(&id.to_ascii_uppercase())
    }

    fn unknown<'n>(
        &mut self,
        thing: Thing,
        name: &str,
        known: impl Iterator<Item = &'n str> + Clone,
        line: Line<'_>,
        column: usize,
    ) {
        let kind = ProblemKind::UnknownName {
            thing,
            name: mask::short(&mask::mask(name)),
            nearest: nearest(name, known.clone()),
            allowed: known.map(String::from).collect(),
        };
        self.fatal.push(Problem::error(kind, line.place(column)));
    }

    fn verdict(&mut self, item: &Item, line: Line<'_>, answer: &str) {
        let status = status(answer);
        if status.is_none() && !answer.is_empty() {
            self.unreadable(
                line,
                answer,
                &["符合", "部分符合", "不符合", "pass", "partial", "fail"],
            );
        }
        let reason = line.text(VerdictColumn::Reason as usize);
        if answer.is_empty() && !reason.is_empty() {
            let kind = ProblemKind::ReasonWithoutVerdict { item: item.id.clone() };
            let place = line.place(VerdictColumn::Reason as usize);
            self.problems.push(Problem::warning(kind, place));
        }
        self.sheet.verdicts.insert(
            item.id.clone(),
            Verdict {
                status,
                reason: (!reason.is_empty()).then(|| mask::mask(reason)),
                note: mask::mask(line.text(VerdictColumn::Note as usize)),
                evidence: line.evidence(VerdictColumn::Verdict as usize, answer),
            },
        );
    }

    fn answer(&mut self, item: &Item, check: &Check, line: Line<'_>, answer: &str) {
        if !matches!(check.kind, CheckKind::Judged) {
            if !answer.is_empty() {
                let kind =
                    ProblemKind::AnswerNotAsked { item: item.id.clone(), check: check.id.clone() };
                let place = line.place(VerdictColumn::Verdict as usize);
                self.problems.push(Problem::warning(kind, place));
            }
            return;
        }
        let yes = match status(answer) {
            Some(Status::Pass) => Some(true),
            Some(Status::Fail) => Some(false),
            _ => None,
        };
        if yes.is_none() && !answer.is_empty() {
            self.unreadable(line, answer, &["是", "否", "yes", "no"]);
        }
        self.sheet.answers.insert(
            (item.id.clone(), check.id.clone()),
            Answer {
                yes,
                note: mask::mask(line.text(VerdictColumn::Note as usize)),
                evidence: line.evidence(VerdictColumn::Verdict as usize, answer),
            },
        );
    }

    fn unreadable(&mut self, line: Line<'_>, found: &str, allowed: &[&str]) {
        let kind = ProblemKind::UnknownVerdict {
            found: mask::mask(found),
            allowed: allowed.iter().map(|a| (*a).to_string()).collect(),
            not_applicable: is_not_applicable(found),
        };
        let place = line.place(VerdictColumn::Verdict as usize);
        self.problems.push(Problem::error(kind, place));
    }

    fn spot_row(&mut self, line: Line<'_>) {
        let column = |c: SpotColumn| c as usize;
        let (id, sample_id) = (line.text(ITEM), line.text(column(SpotColumn::Sample)));
        let passed = line.yes(column(SpotColumn::Result));
        let subject = line.text(column(SpotColumn::Subject));
        if id.is_empty() && passed.is_none() && subject.is_empty() {
            return;
        }
        let Some(item) = self.standard.items.iter().find(|i| i.id.eq_ignore_ascii_case(id)) else {
            if !self.elsewhere(id) {
                let known = self.standard.items.iter().map(|i| i.id.as_str());
                self.unknown(Thing::Item, id, known, line, ITEM);
            }
            return;
        };
        let sample = match item.samples.as_slice() {
            [] => {
                let kind = ProblemKind::NoSamples { item: item.id.clone() };
                self.fatal.push(Problem::error(kind, line.place(ITEM)));
                return;
            }
            [only] if sample_id.is_empty() => only,
            samples => match samples.iter().find(|s| s.id.eq_ignore_ascii_case(sample_id)) {
                Some(sample) => sample,
                None => {
                    let known = samples.iter().map(|s| s.id.as_str());
                    self.unknown(Thing::Sample, sample_id, known, line, column(SpotColumn::Sample));
                    return;
                }
            },
        };
        if !self.counts(line, &item.id, &sample.id) {
            return;
        }
        let answer = line.said(column(SpotColumn::Result));
        self.sheet.spots.push(SpotCheck {
            item: item.id.clone(),
            sample: sample.id.clone(),
            subject: mask::subject(subject),
            date: line.date(column(SpotColumn::Date)),
            passed,
            note: mask::mask(line.text(column(SpotColumn::Note))),
            evidence: line.evidence(column(SpotColumn::Result), answer),
        });
    }

    /// Whether a spot check counts: not where it was made after the date of the audit, and not
    /// where the same one stands further up. Without a subject or a day, nobody can tell that.
    fn counts(&mut self, line: Line<'_>, item: &str, sample: &str) -> bool {
        let (at, subject) = (SpotColumn::Date as usize, line.text(SpotColumn::Subject as usize));
        let Some(passed) = line.yes(SpotColumn::Result as usize) else { return true };
        let Some((date, moment)) = line.date(at).zip(line.moment(at)) else { return true };
        let found = date.to_string();
        if date > self.as_of {
            let kind = ProblemKind::SpotCheckLater { found, as_of: self.as_of.to_string() };
            self.problems.push(Problem::warning(kind, line.place(at)));
            return false;
        }
        if date < self.period.from {
            let kind = ProblemKind::SpotCheckEarlier { found, first: self.period.from.to_string() };
            self.problems.push(Problem::warning(kind, line.place(at)));
        }
        if subject.is_empty() {
            return true;
        }
        let same = (item.to_string(), sample.to_string(), subject.to_string(), moment, passed);
        if let Some(first) = self.spots.get(&same) {
            let kind = ProblemKind::SpotCheckTwice { first: first.clone() };
            self.problems.push(Problem::warning(kind, line.place(ITEM)));
            return false;
        }
        self.spots.insert(same, line.name(ITEM));
        true
    }

    /// Says where more spot checks were made than asked for; all of them count.
    fn extra_spot_checks(&mut self) {
        for item in &self.standard.items {
            for sample in &item.samples {
                let made: Vec<&SpotCheck> = self
                    .sheet
                    .spot_checks(&item.id, &sample.id)
                    .filter(|s| s.passed.is_some())
                    .collect();
                let count = u32::try_from(made.len()).unwrap_or(u32::MAX);
                if let (true, Some(last)) = (count > sample.need, made.last()) {
                    let kind = ProblemKind::ExtraSpotChecks {
                        item: item.id.clone(),
                        needed: sample.need,
                        made: count,
                    };
                    self.problems.push(Problem::info(kind, last.evidence.place()));
                }
            }
        }
    }
}
