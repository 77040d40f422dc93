//! Waivers that projects share, seen over all projects.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::containment::Reading;
use crate::diagnostic::{Failure, Problem, ProblemKind};
use crate::pipeline::shared_waivers;

/// Waivers of shared files that are for none of `projects`. A file that cannot be read says nothing here:
/// every audit that names it says why.
pub fn for_nobody(
    files: impl IntoIterator<Item = PathBuf>,
    projects: &BTreeSet<Box<str>>,
    reading: &Reading,
) -> Failure {
    let mut found = Failure { problems: Vec::new(), sources: Vec::new() };
    let mut seen = BTreeSet::new();
    for file in files {
        // Audits name one file by ways of their own.
        if !fs::canonicalize(&file).is_ok_and(|path| seen.insert(path)) {
            continue;
        }
        let Ok(waivers) = shared_waivers(&file, reading) else { continue };
        let lost = waivers.into_iter().filter(|w| !projects.iter().any(|id| w.is_for(id)));
        let lost: Vec<Problem> = lost
            .map(|shared| {
                let (item, projects) = (shared.waiver.item, shared.projects);
                let kind = ProblemKind::WaiverForNobody { item, projects };
                Problem::warning(kind, shared.waiver.place)
            })
            .collect();
        if !lost.is_empty() {
            let text = fs::read_to_string(&file).unwrap_or_default();
            found.sources.push((file.to_string_lossy().into_owned(), text));
            found.problems.extend(lost);
        }
    }
    found
}
