//! What looks wrong in a standard that can be used: warnings beside every error.

mod checks;
mod texts;

use std::collections::BTreeSet;

use super::assemble::Parts;
use super::load::sha256;
use super::model::Standard;
use super::raw::RawStandard;
use super::shelf::{Shelf, Source};
use super::validate::{Context, validate};
use crate::diagnostic::{Problem, ProblemKind, Thing};

/// A standard looked over.
#[derive(Debug, Clone)]
pub struct Linted {
    /// The standard, where it can be used.
    pub standard: Option<Standard>,
    /// Errors and warnings, by file and place.
    pub problems: Vec<Problem>,
    /// Names and texts of its files, the one asked for first.
    pub sources: Vec<(String, String)>,
}

/// Every problem of a standard at once: what keeps it from being used, and what only looks wrong. Warnings
/// are about the file in `source` alone, not about those it includes or extends.
pub fn lint(source: Source, shelf: &dyn Shelf) -> Linted {
    let text = source.text.clone();
    let mut parts = Parts::new(shelf);
    let mut standard = None;
    if let Some(raw) = parts.standard(source) {
        let hash = sha256(&parts.sources());
        standard = validate(&raw, hash, &mut Context::new(&mut parts));
        if !parts.problems.is_empty() {
            standard = None;
        }
        unused(&raw, &mut parts);
        checks::checks(&raw, &mut parts);
        texts::untranslated(&text, &mut parts);
    }
    let sources = parts.sources();
    Linted { standard, problems: parts.sorted(), sources }
}

/// Registers, spot checks and sections that nothing refers to. Owner roles are the people of a company, and several
/// standards list the same ones.
fn unused(raw: &RawStandard, parts: &mut Parts<'_>) {
    let mut registers = BTreeSet::new();
    for check in &raw.cross_checks {
        let check = check.get_ref();
        registers.insert(check.register.get_ref());
        registers.extend(check.other.as_ref().map(|o| o.get_ref()));
    }
    for item in &raw.items {
        let item = item.get_ref();
        registers.extend(
            item.checks.iter().filter_map(|c| Some(c.get_ref().register.as_ref()?.get_ref())),
        );
        registers
            .extend(item.samples.iter().filter_map(|s| Some(s.get_ref().from.as_ref()?.get_ref())));
        let used: BTreeSet<&String> = item
            .checks
            .iter()
            .filter_map(|c| Some(c.get_ref().sample.as_ref()?.get_ref()))
            .collect();
        for sample in item.samples.iter().map(|s| &s.get_ref().id) {
            if !used.contains(sample.get_ref()) {
                let name = sample.get_ref().clone();
                parts.warning(sample.span(), ProblemKind::Unused { thing: Thing::Sample, name });
            }
        }
    }
    let placed: BTreeSet<&String> =
        raw.items.iter().map(|i| i.get_ref().section.get_ref()).collect();
    for section in raw.sections.iter().map(|s| &s.get_ref().id) {
        if !placed.contains(section.get_ref()) {
            let name = section.get_ref().clone();
            parts.warning(section.span(), ProblemKind::Unused { thing: Thing::Section, name });
        }
    }
    for id in raw.registers.keys().filter(|id| !registers.contains(id.get_ref())) {
        let name = id.get_ref().clone();
        parts.warning(id.span(), ProblemKind::Unused { thing: Thing::Register, name });
    }
}
