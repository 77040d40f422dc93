//! Results named on the command line: files, or folders that `score` and `batch` leave.

use std::path::{Path, PathBuf};

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

/// A result, or the latest of every project of a batch output by id. A folder with a result of its own, as
/// `score` leaves it, is that result.
///
/// # Errors
/// Where one is not sound, a project stands there twice, or there is none.
pub fn latest(path: &Path) -> Result<Vec<Found>, Failure> {
    read(path, false)
}

/// As [`latest`], with the earlier periods of a batch output too.
///
/// # Errors
/// As [`latest`], a project's period in place of a project.
pub fn all(path: &Path) -> Result<Vec<Found>, Failure> {
    read(path, true)
}

fn read(path: &Path, earlier: bool) -> Result<Vec<Found>, Failure> {
    if !path.is_dir() {
        return Ok(vec![one(path)?]);
    }
    let own = path.join(RESULT);
    if own.is_file() {
        return Ok(vec![one(&own)?]);
    }
    let mut paths = Vec::new();
    for project in folders(path)? {
        paths.push(project.join(RESULT));
        if earlier {
            paths.extend(folders(&project)?.into_iter().map(|period| period.join(RESULT)));
        }
    }
    paths.retain(|path| path.is_file());
    paths.sort();
    let mut found: Vec<Found> = Vec::new();
    for path in paths {
        let result = one(&path)?;
        let same = |f: &Found| {
            let (a, b) = (&f.outcome, &result.outcome);
            a.project.id == b.project.id && (!earlier || a.period == b.period)
        };
        if found.iter().any(same) {
            let id = result.outcome.project.id.clone();
            return Err(previous::refused(ResultProblem::Twice { id }, &path));
        }
        found.push(result);
    }
    if found.is_empty() {
        return Err(previous::refused(ResultProblem::NoResults, path));
    }
    Ok(found)
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
