//! The checksheet: the auditor's verdicts, answers and spot checks, each with its cell.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::period::DateRange;
use crate::diagnostic::{Expected, Problem, ProblemKind, RowReason};
use crate::evidence::header::{Head, head};
use crate::evidence::{self, Dates, HeaderNames, Portion, RegisterReader};
use crate::outcome::{Evidence, Status};
use crate::reader::Workbook;
use crate::standard::Standard;

mod resolve;
mod shape;
mod spec;

pub use spec::{SpotColumn, VerdictColumn, spot_spec, verdict_spec};

use resolve::Resolver;

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

/// Reads the checksheet's files, each by its name and contents: every sheet that has one of the two
/// headers. Returns what the auditor wrote, the problems found, and the rows taken from each file.
///
/// # Errors
/// Rows for unknown items or checks, two verdicts on one, and a table without a column it needs:
/// contradictory input. Everything else that is an error in the checksheet is told with it.
pub fn read(
    files: &mut [(String, Workbook)],
    standards: (&Standard, Option<&Standard>),
    dates: Dates,
    period: DateRange,
) -> Result<(Checksheet, Vec<Problem>, Vec<u32>), Vec<Problem>> {
    let reader = |(spec, names): &'static (_, HeaderNames)| {
        RegisterReader::with(spec, 0, dates, Some(names.clone()))
    };
    let mut readers = spec::TABLES.each_ref().map(reader);
    let mut headless = Vec::new();
    let mut rows = Vec::new();
    let mut faults = Vec::new();
    for (name, workbook) in files {
        let sheets = workbook.sheets();
        let tops: Vec<Option<Arc<Head>>> =
            (0..sheets.len()).map(|sheet| head(workbook, sheet).ok().map(Arc::new)).collect();
        faults.extend(shape::faults(name, &sheets, &tops));
        let before = readers.each_ref().map(RegisterReader::tables);
        // Both tables are looked for on every sheet; where one cannot be read, they say so themselves.
        let all: Vec<Portion> = (0..sheets.len()).map(|sheet| Portion { sheet, from: 0 }).collect();
        let tops: Vec<Arc<Head>> = tops.into_iter().collect::<Option<_>>().unwrap_or_default();
        let mut read =
            |reader: &mut RegisterReader<'_>| reader.read_portions(name, workbook, (&all, &tops));
        rows.push(readers.iter_mut().map(&mut read).sum());
        let after = readers.each_ref().map(RegisterReader::tables);
        if before == after {
            headless.push(name.clone());
        }
    }
    let mut resolver = Resolver::new(standards, dates.as_of(), period);
    headless.retain(|name| faults.iter().all(|fault| fault.place.file() != name));
    resolver.fatal.extend(faults);
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
            _ => resolver.problems.push(result_of_spot_check(problem)),
        }
    }
    if let Some(table) = &verdicts.0 {
        resolver.verdict_rows(table);
    }
    if let Some(table) = &spots.0 {
        resolver.spot_rows(table);
    }
    let (sheet, problems) = resolver.finish()?;
    Ok((sheet, problems, rows))
}

/// A result that cannot be read is told as a verdict is, in the words of its drop-down. It is the
/// only column of the checksheet that holds yes or no.
fn result_of_spot_check(problem: Problem) -> Problem {
    let Problem { kind, place, .. } = problem;
    match kind {
        ProblemKind::TypeMismatch { expected: Expected::YesNo, found, .. } => {
            let not_applicable = is_not_applicable(&found);
            let allowed = ["合格", "不合格", "yes", "no"].map(String::from).to_vec();
            Problem::error(ProblemKind::UnknownVerdict { found, allowed, not_applicable }, place)
        }
        kind => Problem { severity: problem.severity, kind, place },
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
        _ => other_spelling(text),
    }
}

/// Whether an answer says that the item does not apply, which is declared elsewhere.
fn is_not_applicable(text: &str) -> bool {
    let folded: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let folded = folded.to_lowercase();
    folded.starts_with("不适用")
        || folded.starts_with("不涉及")
        || matches!(folded.as_str(), "notapplicable" | "无此项")
}

/// The spellings registers have too, 接受，已修改, and a verdict followed by its reason.
fn other_spelling(text: &str) -> Option<Status> {
    match evidence::verdict(text) {
        Some(true) => Some(Status::Pass),
        Some(false) => Some(Status::Fail),
        None => {
            let end = text.find(['，', ',', '；', ';', '：', ':', '（', '(', '。'])?;
            text.get(..end).and_then(status)
        }
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
            ("接受，已修改", Some(Status::Pass)),
            ("未发现问题", Some(Status::Pass)),
            ("不符合：缺少记录", Some(Status::Fail)),
            ("部分符合（缺少签字）", Some(Status::Partial)),
            ("不适用", None),
            ("符合吗", None),
        ] {
            assert_eq!(status(text), expected, "{text}");
        }
    }
}
