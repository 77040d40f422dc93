//! What was read and scored, put together as an outcome.

use std::collections::BTreeMap;

use super::intake::Evidence;
use crate::audit::Audit;
use crate::audit::folder::MANIFEST;
use crate::diagnostic::{Place, Problem, ProblemKind, line_column};
use crate::lang::Lang;
use crate::lang::problem::{code, message};
use crate::outcome::{
    GradeBand, ItemResult, Outcome, ProblemRecord, Project, SCHEMA, StandardRef, SwitchedOff, Tool,
};
use crate::scoring::Scored;
use crate::standard::Standard;

pub fn assemble(
    standard: &Standard,
    (audit, manifest): (&Audit, &str),
    evidence: Evidence,
    checksheet_problems: Vec<Problem>,
    scored: Scored,
) -> Outcome {
    let lang = standard.language;
    let mut problems: Vec<ProblemRecord> =
        [evidence.problems, checksheet_problems, scored.problems]
            .into_iter()
            .flatten()
            .map(|problem| record(problem, manifest, lang))
            .collect();
    // Within a file the order of reading, which is the order of its rows.
    problems.sort_by(|a, b| a.file.cmp(&b.file));
    let mut items = scored.items;
    quote_unreadable(&mut items, &problems);
    Outcome {
        schema: SCHEMA.to_string(),
        tool: Tool {
            name: env!("CARGO_PKG_NAME").to_string(),
            version: env!("CARGO_PKG_VERSION").to_string(),
        },
        standard: StandardRef {
            id: standard.id.clone(),
            version: standard.version.clone(),
            title: standard.title.get(lang).to_string(),
            sha256: standard.sha256.clone(),
            language: lang,
            titles: standard.title.clone(),
            off: standard
                .off
                .iter()
                .map(|o| SwitchedOff { item: o.item.clone(), reason: o.reason.clone() })
                .collect(),
        },
        project: Project {
            id: audit.project_id.clone(),
            name: audit.project_name.clone(),
            group: audit.group.join("/"),
            households: audit.households,
        },
        period: audit.period.to_string(),
        as_of: audit.as_of,
        score: scored.score,
        sections: scored.sections,
        items,
        inputs: evidence.inputs,
        problems,
        auditor: audit.auditor.clone(),
        grades: standard
            .grades
            .iter()
            .map(|g| GradeBand { id: g.id.clone(), titles: g.title.clone(), from: g.from.into() })
            .collect(),
        spot_checks: scored.spot_checks,
        actions: Vec::new(),
        waivers: scored.waivers,
        previous: Vec::new(),
    }
}

/// A cell that could not be read has no value; what stands in it, its problem says.
fn quote_unreadable(items: &mut [ItemResult], problems: &[ProblemRecord]) {
    let said: BTreeMap<(&str, &str, &str), &str> = problems
        .iter()
        .filter_map(|p| {
            Some(((&*p.file, p.sheet.as_deref()?, p.cell.as_deref()?), unreadable(&p.data)?))
        })
        .collect();
    let checks = items.iter_mut().flat_map(|item| &mut item.checks);
    for evidence in checks.flat_map(|check| &mut check.evidence).filter(|e| e.value.is_empty()) {
        let at = (&*evidence.file, &*evidence.sheet, &*evidence.cell);
        if let Some(found) = said.get(&at) {
            evidence.value = (*found).to_string();
        }
    }
}

/// What stands in a cell that could not be read.
fn unreadable(kind: &ProblemKind) -> Option<&str> {
    match kind {
        ProblemKind::TypeMismatch { found, .. }
        | ProblemKind::MixedPercent { found, .. }
        | ProblemKind::CellError { found, .. }
        | ProblemKind::ImplausibleDate { found, .. }
        | ProblemKind::YearUnclear { found, .. } => Some(found),
        _ => None,
    }
}

/// A problem as the result has it; the only TOML file it may point into is audit.toml, `manifest`.
fn record(problem: Problem, manifest: &str, lang: Lang) -> ProblemRecord {
    let line = match &problem.place {
        Place::Toml { span, .. } => u32::try_from(line_column(manifest, span.start).0).ok(),
        Place::Cell { .. } | Place::File { .. } => None,
    };
    let (file, sheet, cell) = match problem.place {
        Place::Cell { file, sheet, cell } => (file, Some(sheet), Some(cell)),
        Place::File { file } => (file, None, None),
        Place::Toml { .. } => (MANIFEST.to_string(), None, None),
    };
    ProblemRecord {
        severity: problem.severity,
        code: code(&problem.kind).to_string(),
        file,
        sheet,
        cell,
        line,
        message: message(&problem.kind, lang),
        data: problem.kind,
    }
}
