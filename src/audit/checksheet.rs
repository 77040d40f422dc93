//! The checksheet: the auditor's verdicts, answers and spot checks, each with its cell.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::diagnostic::{Place, Problem, ProblemKind, RowReason, Thing, nearest};
use crate::evidence::table::{Register, Values};
use crate::evidence::{Dates, RegisterReader, mask};
use crate::lang::Text;
use crate::outcome::{Evidence, Status};
use crate::reader::Workbook;
use crate::standard::{
    Check, CheckKind, ColumnSpec, ColumnType, Item, RegisterSpec, Standard, Tier,
};

/// An overall verdict on an item.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// Pass, partial or fail; `None` where the cell is empty or unreadable.
    pub status: Option<Status>,
    /// Why the auditor overrides the evidence.
    pub reason: Option<String>,
    /// A remark; empty without.
    pub note: String,
    /// The cell of the verdict.
    pub evidence: Evidence,
}

/// An answer to a judged check.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Yes or no; `None` where the cell is empty or unreadable.
    pub yes: Option<bool>,
    /// A remark; empty without.
    pub note: String,
    /// The cell of the answer.
    pub evidence: Evidence,
}

/// One spot check.
#[derive(Debug, Clone)]
pub struct SpotCheck {
    /// Identifier of the item.
    pub item: String,
    /// Identifier of the sample.
    pub sample: String,
    /// What was called, visited or looked at; personal data masked.
    pub subject: String,
    /// The day.
    pub date: Option<NaiveDate>,
    /// Whether it passed; `None` where not made or unreadable.
    pub passed: Option<bool>,
    /// A remark; empty without.
    pub note: String,
    /// The cell of the answer.
    pub evidence: Evidence,
}

/// Everything the auditor wrote down.
#[derive(Debug, Clone, Default)]
pub struct Checksheet {
    /// Overall verdicts by item id.
    pub verdicts: BTreeMap<String, Verdict>,
    /// Answers by item and check id.
    pub answers: BTreeMap<(String, String), Answer>,
    /// Spot checks in the order of the files.
    pub spots: Vec<SpotCheck>,
}

impl Checksheet {
    /// The spot checks of one sample.
    pub fn spot_checks<'a>(
        &'a self,
        item: &'a str,
        sample: &'a str,
    ) -> impl Iterator<Item = &'a SpotCheck> {
        self.spots.iter().filter(move |s| s.item == item && s.sample == sample)
    }

    /// Whether nothing is answered yet.
    pub fn is_blank(&self) -> bool {
        self.verdicts.values().all(|v| v.status.is_none())
            && self.answers.values().all(|a| a.yes.is_none())
            && self.spots.iter().all(|s| s.passed.is_none())
    }

    /// The remarks on an item and its checks, joined.
    pub fn note(&self, item: &str) -> String {
        let own = self.verdicts.get(item).map(|v| v.note.as_str());
        let checks =
            self.answers.iter().filter(|((i, _), _)| i == item).map(|(_, a)| a.note.as_str());
        let notes: Vec<&str> = own.into_iter().chain(checks).filter(|n| !n.is_empty()).collect();
        notes.join("；")
    }
}

/// Columns of the verdict sheet, in order.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub enum VerdictColumn {
    Item,
    Check,
    Verdict,
    Reason,
    Note,
}

/// Columns of the spot-check sheet, in order.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub enum SpotColumn {
    Item,
    Sample,
    Number,
    Subject,
    Date,
    Result,
    Note,
}

fn column(id: &str, zh: &[&str], en: &[&str], kind: ColumnType, required: bool) -> ColumnSpec {
    let names = |names: &[&str]| names.iter().map(|n| (*n).to_string()).collect();
    ColumnSpec { id: id.into(), zh: names(zh), en: names(en), kind, required, personal: false }
}

/// What the verdict sheet holds; columns in the order of [`VerdictColumn`].
pub fn verdict_spec() -> RegisterSpec {
    use ColumnType::Text as T;
    RegisterSpec {
        id: "verdicts".into(),
        title: Text { zh: "判定".into(), en: "Verdicts".into() },
        unit: Text { zh: "行".into(), en: "rows".into() },
        files: Vec::new(),
        time: None,
        ahead: false,
        columns: vec![
            column("item", &["检查项", "检查项编号", "项目编号"], &["Item", "Item ID"], T, true),
            column("check", &["判据", "判据编号"], &["Check", "Check ID"], T, false),
            column("verdict", &["判定", "检查结果"], &["Verdict"], T, true),
            column("reason", &["改判理由"], &["Override reason"], T, false),
            column("note", &["备注"], &["Note", "Remarks"], T, false),
        ],
    }
}

/// What the spot-check sheet holds; columns in the order of [`SpotColumn`].
pub fn spot_spec() -> RegisterSpec {
    use ColumnType::Text as T;
    RegisterSpec {
        id: "spot-checks".into(),
        title: Text { zh: "抽查".into(), en: "Spot checks".into() },
        unit: Text { zh: "行".into(), en: "rows".into() },
        files: Vec::new(),
        time: None,
        ahead: false,
        columns: vec![
            column("item", &["检查项", "检查项编号", "项目编号"], &["Item", "Item ID"], T, true),
            column("sample", &["抽查", "抽查编号"], &["Sample", "Sample ID"], T, false),
            column("number", &["序号"], &["No."], T, false),
            column("subject", &["对象", "抽查对象"], &["Subject"], T, false),
            column("date", &["日期", "抽查日期"], &["Date"], ColumnType::Date, false),
            column("result", &["结果", "抽查结果"], &["Result"], ColumnType::YesNo, true),
            column("note", &["备注"], &["Note", "Remarks"], T, false),
        ],
    }
}

/// Reads the checksheet's files, each by its name and contents: every sheet that has one of the two
/// headers. Returns what the auditor wrote, the problems found, and the rows taken from each file.
///
/// # Errors
/// Rows for unknown items or checks, and two rows for one: contradictory input.
pub fn read(
    files: &mut [(String, Workbook)],
    standard: &Standard,
    dates: impl Into<Dates>,
) -> Result<(Checksheet, Vec<Problem>, Vec<u32>), Vec<Problem>> {
    let specs = [verdict_spec(), spot_spec()];
    let dates = dates.into();
    let mut readers = specs.each_ref().map(|spec| RegisterReader::new(spec, 0, dates));
    let mut headless = Vec::new();
    let mut rows = Vec::new();
    for (name, workbook) in files {
        let before = readers.each_ref().map(RegisterReader::tables);
        rows.push(readers.iter_mut().map(|reader| reader.read(name, workbook)).sum());
        let after = readers.each_ref().map(RegisterReader::tables);
        if before == after {
            headless.push(name.clone());
        }
    }
    let mut resolver = Resolver {
        standard,
        sheet: Checksheet::default(),
        problems: Vec::new(),
        fatal: Vec::new(),
        seen: BTreeMap::new(),
    };
    let [verdicts, spots] = readers.map(RegisterReader::finish);
    for problem in verdicts.1.into_iter().chain(spots.1) {
        // A file need not hold both tables; one that holds neither is told about once.
        let headless_at = headless.iter().position(|f| f == problem.place.file());
        match (&problem.kind, headless_at) {
            (ProblemKind::HeaderNotFound { .. }, None) => {}
            // Section bands.
            (ProblemKind::RowLeftOut { reason: RowReason::Heading }, _) => {}
            (ProblemKind::HeaderNotFound { .. }, Some(at)) => {
                headless.remove(at);
                resolver.problems.push(problem);
            }
            _ => resolver.problems.push(problem),
        }
    }
    if let Some(table) = &verdicts.0 {
        (0..table.rows.len()).for_each(|row| resolver.verdict_row(Line { table, row }));
    }
    if let Some(table) = &spots.0 {
        (0..table.rows.len()).for_each(|row| resolver.spot_row(Line { table, row }));
    }
    resolver.extra_spot_checks();
    if resolver.fatal.is_empty() {
        Ok((resolver.sheet, resolver.problems, rows))
    } else {
        Err(resolver.fatal)
    }
}

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

    fn yes(self, column: usize) -> Option<bool> {
        let column = self.table.columns.get(column)?.as_ref()?;
        match &column.values {
            Values::YesNo(answers)
                if column.states.get(self.row)
                    == Some(&crate::evidence::table::CellState::Value) =>
            {
                answers.get(self.row).copied()
            }
            _ => None,
        }
    }

    fn date(self, column: usize) -> Option<NaiveDate> {
        let column = self.table.columns.get(column)?.as_ref()?;
        match &column.values {
            Values::Time(moments)
                if column.states.get(self.row)
                    == Some(&crate::evidence::table::CellState::Value) =>
            {
                let days = moments.get(self.row)?.seconds.div_euclid(86_400);
                NaiveDate::from_epoch_days(i32::try_from(days).ok()?)
            }
            _ => None,
        }
    }

    fn evidence(self, column: usize, value: &str) -> Evidence {
        let cell = self.table.cell(self.row, column);
        Evidence {
            file: cell.map_or_else(String::new, |(part, _)| part.file.clone()),
            sheet: cell.map_or_else(String::new, |(part, _)| part.sheet.clone()),
            cell: cell.map_or_else(String::new, |(_, at)| at.to_string()),
            value: mask::mask(value),
        }
    }

    fn place(self, column: usize) -> Place {
        let Evidence { file, sheet, cell, .. } = self.evidence(column, "");
        Place::Cell { file, sheet, cell }
    }

    /// The row as people name it: `判定!B12`.
    fn name(self, column: usize) -> String {
        let Evidence { file, sheet, cell, .. } = self.evidence(column, "");
        if sheet.is_empty() { format!("{file}!{cell}") } else { format!("{file}!{sheet}!{cell}") }
    }
}

struct Resolver<'a> {
    standard: &'a Standard,
    sheet: Checksheet,
    problems: Vec<Problem>,
    fatal: Vec<Problem>,
    /// Where each row was seen first, by item and check id.
    seen: BTreeMap<(String, String), String>,
}

const ITEM: usize = VerdictColumn::Item as usize;

impl<'a> Resolver<'a> {
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
            if written {
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
            Some(check) if check.tier == Tier::Overall => self.verdict(item, line, answer),
            Some(check) => self.answer(item, check, line, answer),
        }
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
            name: name.to_string(),
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
            self.unknown(
                Thing::Item,
                id,
                self.standard.items.iter().map(|i| i.id.as_str()),
                line,
                ITEM,
            );
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
        let answer = match passed {
            Some(true) => "合格",
            Some(false) => "不合格",
            None => "",
        };
        self.sheet.spots.push(SpotCheck {
            item: item.id.clone(),
            sample: sample.id.clone(),
            subject: mask::mask(subject),
            date: line.date(column(SpotColumn::Date)),
            passed,
            note: mask::mask(line.text(column(SpotColumn::Note))),
            evidence: line.evidence(column(SpotColumn::Result), answer),
        });
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
                    let Evidence { file, sheet, cell, .. } = last.evidence.clone();
                    self.problems.push(Problem::info(kind, Place::Cell { file, sheet, cell }));
                }
            }
        }
    }
}

/// Reads a verdict or answer in any of its spellings; `None` where empty or none of them.
pub fn status(text: &str) -> Option<Status> {
    let folded: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    match folded.to_lowercase().as_str() {
        "符合" | "完全符合" | "合格" | "通过" | "是" | "有" | "√" | "✓" | "✔" | "y" | "yes"
        | "p" | "pass" | "true" | "1" | "1.0" | "1分" => Some(Status::Pass),
        "部分符合" | "基本符合" | "partial" | "0.5" | "0.5分" => Some(Status::Partial),
        "不符合" | "完全不符合" | "不合格" | "不通过" | "未通过" | "否" | "无" | "×" | "✗"
        | "✘" | "x" | "n" | "no" | "f" | "fail" | "false" | "0" | "0.0" | "0分" => {
            Some(Status::Fail)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdict_spellings() {
        for (text, expected) in [
            ("符合", Some(Status::Pass)),
            (" 部分 符合", Some(Status::Partial)),
            ("0.5", Some(Status::Partial)),
            ("×", Some(Status::Fail)),
            ("YES", Some(Status::Pass)),
            ("", None),
            ("不适用", None),
            ("符合吗", None),
        ] {
            assert_eq!(status(text), expected, "{text}");
        }
    }
}
