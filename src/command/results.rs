//! Results named on the command line: files, or folders that `score` and `batch` leave.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::score::RESULT;
use crate::audit::folder;
use crate::diagnostic::{Failure, ResultProblem};
use crate::outcome::Outcome;
use crate::pipeline::previous;

/// A result and the file it stands in.
pub struct Found {
    /// The result.
    pub outcome: Outcome,
    /// Its file.
    pub path: PathBuf,
}

/// Which results of a batch output are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Periods {
    /// The latest of every project.
    Latest,
    /// Those of earlier periods too.
    All,
}

/// Results read side by side, and so held in memory at a time.
const CHUNK: usize = 16;

/// A result, or the latest of every project of a batch output by id. A folder with a result of its own, as
/// `score` leaves it, is that result.
///
/// # Errors
/// Where one is not sound, a project stands there twice, or there is none.
pub fn latest(path: &Path) -> Result<Vec<Found>, Failure> {
    let mut found = Vec::new();
    each(path, Periods::Latest, |one| found.push(one))?;
    Ok(found)
}

/// Hands on the results of [`latest`], or of all periods, one by one: those of a batch output are not held
/// in memory together.
///
/// # Errors
/// As [`latest`]; with all periods, a project's period in place of a project.
pub fn each(path: &Path, periods: Periods, mut take: impl FnMut(Found)) -> Result<(), Failure> {
    let own = previous::file_of(path);
    if own.is_file() || !path.is_dir() {
        take(one(&own)?);
        return Ok(());
    }
    let mut paths = Vec::new();
    for project in folders(path)? {
        paths.push(project.join(RESULT));
        if periods == Periods::All {
            paths.extend(folders(&project)?.into_iter().map(|period| period.join(RESULT)));
        }
    }
    paths.retain(|path| path.is_file());
    paths.sort();
    if paths.is_empty() {
        return Err(previous::refused(ResultProblem::NoResults, path));
    }
    let mut known: BTreeSet<(String, Option<String>)> = BTreeSet::new();
    for chunk in paths.chunks(CHUNK) {
        let read: Vec<Result<Found, Failure>> = chunk.par_iter().map(|path| one(path)).collect();
        for found in read {
            let found = found?;
            let (id, period) = (&found.outcome.project.id, &found.outcome.period);
            let period = (periods == Periods::All).then(|| period.clone());
            if !known.insert((id.clone(), period)) {
                let id = id.clone();
                return Err(previous::refused(ResultProblem::Twice { id }, &found.path));
            }
            take(found);
        }
    }
    Ok(())
}

fn folders(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let listing = std::fs::read_dir(path).map_err(|e| folder::unreadable(path, &e))?;
    let mut folders = Vec::new();
    for entry in listing {
        let entry = entry.map_err(|e| folder::unreadable(path, &e))?.path();
        if entry.is_dir() {
            folders.push(entry);
        }
    }
    Ok(folders)
}

fn one(path: &Path) -> Result<Found, Failure> {
    Ok(Found { outcome: previous::read_sound(path)?, path: path.to_path_buf() })
}
