//! Earlier results of a project: what an audit is carried on from.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::hex;
use crate::action;
pub use crate::action::Edits;
use crate::audit::{Audit, Period, folder};
use crate::diagnostic::{Failure, ProblemKind, ResultProblem};
use crate::outcome::{Outcome, PreviousRecord, json, totals};
use crate::standard::Standard;

/// Earlier results, the latest first.
pub struct Earlier(Vec<(Outcome, String)>);

impl Earlier {
    /// The latest.
    pub fn latest(&self) -> Option<&Outcome> {
        self.0.first().map(|(outcome, _)| outcome)
    }

    /// The one of the same period a year before.
    pub fn year_before(&self, audit: &Audit) -> Option<&Outcome> {
        let period = audit.period.year_before().to_string();
        self.0.iter().map(|(outcome, _)| outcome).find(|o| o.period == period)
    }

    /// The results the audit is carried on from, and those they were carried on from in turn.
    pub fn chain(&self) -> Vec<PreviousRecord> {
        let mut chain: Vec<PreviousRecord> = Vec::new();
        let own = |(outcome, sha256): &(Outcome, String)| PreviousRecord {
            period: outcome.period.clone(),
            as_of: outcome.as_of,
            version: outcome.standard.version.clone(),
            percent: outcome.score.percent,
            sha256: sha256.clone(),
        };
        let further = self.0.iter().flat_map(|(outcome, _)| outcome.previous.clone());
        for record in self.0.iter().map(own).chain(further) {
            if chain.iter().all(|known| known.period != record.period) {
                chain.push(record);
            }
        }
        chain.sort_by(|a, b| b.as_of.cmp(&a.as_of).then_with(|| b.period.cmp(&a.period)));
        chain
    }
}

/// The file of a result that is named by itself, or by the folder it is in.
pub fn file_of(result: &Path) -> PathBuf {
    if result.is_dir() { result.join(json::FILE) } else { result.to_path_buf() }
}

/// Reads a result whose figures are to be used: of a form this program knows, its totals adding up.
///
/// # Errors
/// Where it is not there, no result, of a newer form, or was edited.
pub fn read_sound(path: &Path) -> Result<Outcome, Failure> {
    let bytes = folder::read(path)?;
    sound(&bytes, path)
}

fn sound(bytes: &[u8], path: &Path) -> Result<Outcome, Failure> {
    let outcome = parse(bytes, path)?;
    let mismatches = totals::mismatches(&outcome);
    let Some(first) = mismatches.into_iter().next() else { return Ok(outcome) };
    Err(refused(
        ResultProblem::TotalsDiffer { what: first.what, stated: first.stated, found: first.found },
        path,
    ))
}

/// Reads a result of a form this program knows, whatever its totals say.
///
/// # Errors
/// Where it is no result or of a newer form.
pub fn parse(bytes: &[u8], path: &Path) -> Result<Outcome, Failure> {
    json::read(bytes).map_err(|problem| refused(problem, path))
}

/// Puts the edits that were merged into the result at `path` into `outcome`, the same audit scored anew, so
/// that scoring again loses none of them.
pub fn keep_edits(outcome: &mut Outcome, path: &Path) -> Edits {
    if !path.exists() {
        return Edits::default();
    }
    let there = std::fs::read(path).ok().and_then(|bytes| json::read_actions(&bytes).ok());
    let audit = (&outcome.project.id, &outcome.standard.id, &outcome.period);
    match there {
        Some(there) if (&there.project.id, &there.standard.id, &there.period) == audit => {
            action::keep_edits(outcome, &there.actions)
        }
        Some(there) => Edits::lost(&there.actions, outcome),
        None => Edits { unreadable: true, ..Edits::default() },
    }
}

/// The failure of a result that cannot be used.
pub fn refused(problem: ResultProblem, path: &Path) -> Failure {
    Failure::one(ProblemKind::Result { problem }, folder::file_place(path))
}

/// Reads the results an audit is carried on from.
///
/// # Errors
/// Where one is not sound, not of this project and standard, not earlier, or was itself carried on from
/// this audit or a later one.
pub fn read(paths: &[PathBuf], audit: &Audit, standard: &Standard) -> Result<Earlier, Failure> {
    let mut found: Vec<(Outcome, String)> = Vec::new();
    for path in paths {
        let bytes = folder::read(path)?;
        let outcome = sound(&bytes, path)?;
        let expected = [&audit.project_id, &standard.id];
        let actual = [&outcome.project.id, &outcome.standard.id];
        if expected != actual {
            let words = |parts: [&String; 2]| parts.map(String::as_str).join(" · ");
            let (expected, found) = (words(expected), words(actual));
            let kind = ProblemKind::PreviousNotComparable { expected, found };
            return Err(Failure::one(kind, folder::file_place(path)));
        }
        not_earlier(&outcome, audit, path)?;
        if found.iter().any(|(other, _)| other.period == outcome.period) {
            let period = outcome.period.clone();
            return Err(refused(ResultProblem::SamePeriod { period }, path));
        }
        found.push((outcome, hex(&Sha256::digest(&bytes))));
    }
    found.sort_by_key(|(outcome, _)| std::cmp::Reverse(outcome.as_of));
    Ok(Earlier(found))
}

fn not_earlier(outcome: &Outcome, audit: &Audit, path: &Path) -> Result<(), Failure> {
    let period = audit.period.to_string();
    if outcome.period == period {
        return Err(refused(ResultProblem::SamePeriod { period }, path));
    }
    let begins = outcome.period.parse::<Period>().ok().map(|p| p.range());
    let later = begins.is_some_and(|range| range.to > audit.period.range().to);
    if later || outcome.as_of >= audit.as_of {
        let found = format!("{} · {}", outcome.period, outcome.as_of);
        let this = format!("{period} · {}", audit.as_of);
        return Err(refused(ResultProblem::Later { found, this }, path));
    }
    let circle = |p: &&PreviousRecord| p.period == period || p.as_of >= outcome.as_of;
    if let Some(found) = outcome.previous.iter().find(circle) {
        return Err(refused(ResultProblem::Cycle { period: found.period.clone() }, path));
    }
    Ok(())
}
