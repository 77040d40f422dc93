//! The files a standard is made of, joined: what it includes, and the standard it extends.
//!
//! Every file has its own stretch of byte offsets, so a span tells the file it is from.

use std::ops::Range;

use indexmap::map::Entry;
use serde::de::DeserializeOwned;
use toml::Spanned;

use super::raw::{
    RawCrossCheck, RawExtension, RawInclude, RawNames, RawRegister, RawRegisters, RawStandard,
};
use super::shelf::{Shelf, Source};
use super::{catalogue, extend};
use crate::diagnostic::{Expected, Failure, Place, Problem, ProblemKind, Thing, nearest};
use crate::toml_file::{self, Read};

/// A standard that extends one that extends one …: more than anyone needs.
const MAX_DEPTH: usize = 8;

/// The files of a standard and what was found wrong with them.
pub(super) struct Parts<'a> {
    shelf: &'a dyn Shelf,
    files: Vec<Part>,
    /// What stands in for what could not be read.
    reads: Vec<Read<()>>,
    /// Problems so far, their places in the files themselves.
    pub problems: Vec<Problem>,
    /// Items switched off, with the reason.
    pub off: Vec<extend::Off>,
    /// Whether the numbers may have gaps, since items were taken out.
    pub extended: bool,
    /// Whether the file claims totals.
    pub claims: bool,
    /// Whether a file it includes could not be had, so that its registers are not known.
    pub incomplete: bool,
}

/// A file and the stretch of offsets it has.
struct Part {
    source: Source,
    base: usize,
}

impl<'a> Parts<'a> {
    pub fn new(shelf: &'a dyn Shelf) -> Self {
        Parts {
            shelf,
            files: Vec::new(),
            reads: Vec::new(),
            problems: Vec::new(),
            off: Vec::new(),
            extended: false,
            claims: true,
            incomplete: false,
        }
    }

    /// Everything the standard in `source` is made of; `None` where that is not enough to go on with.
    pub fn standard(&mut self, source: Source) -> Option<RawStandard> {
        self.standard_of(source, &mut Vec::new())
    }

    fn standard_of(&mut self, source: Source, above: &mut Vec<String>) -> Option<RawStandard> {
        if !toml_file::has_key(&source.text, "extends") {
            let at = self.add(source);
            let mut raw: RawStandard = self.read(at)?;
            let (registers, cross_checks) = self.included(at, &raw.include);
            add_registers(&mut raw.registers, registers);
            raw.cross_checks = cross_checks.into_iter().chain(raw.cross_checks).collect();
            return Some(raw);
        }
        let at = self.add(source);
        let raw: RawExtension = self.read(at)?;
        let base = self.extended_one(&raw, above)?;
        let included = self.included(at, &raw.include);
        self.extended = true;
        self.claims = raw.totals.is_some();
        Some(extend::apply(base, raw, included, self))
    }

    /// The standard that `raw` extends.
    fn extended_one(&mut self, raw: &RawExtension, above: &mut Vec<String>) -> Option<RawStandard> {
        let (id, span) = (raw.extends.get_ref(), raw.extends.span());
        above.push(raw.id.get_ref().clone());
        if above.contains(id) || above.len() > MAX_DEPTH {
            above.push(id.clone());
            self.error(span, ProblemKind::ExtendsItself { chain: above.clone() });
            return None;
        }
        match self.shelf.standard(id) {
            Ok(Some(source)) => self.standard_of(source, above),
            Ok(None) => {
                let allowed = self.shelf.ids();
                let kind = ProblemKind::UnknownName {
                    thing: Thing::Standard,
                    name: id.clone(),
                    nearest: nearest(id, allowed.iter().map(String::as_str)),
                    allowed,
                };
                self.error(span, kind);
                None
            }
            Err(failure) => self.failed(failure),
        }
    }

    /// The registers and cross-checks of the files named, in order.
    fn included(&mut self, at: usize, names: &RawNames) -> Included {
        let mut registers = RawRegisters::new();
        let mut cross_checks = Vec::new();
        for name in names {
            let Some(included) = self.include(at, name) else {
                self.incomplete = true;
                continue;
            };
            for (id, register) in included.registers {
                match registers.entry(id) {
                    Entry::Occupied(there) => {
                        let id = there.key().get_ref().clone();
                        let kind = ProblemKind::Duplicate { thing: Thing::Register, name: id };
                        self.error(name.span(), kind);
                    }
                    Entry::Vacant(free) => drop(free.insert(register)),
                }
            }
            cross_checks.extend(included.cross_checks);
        }
        (registers, cross_checks)
    }

    fn include(&mut self, at: usize, name: &Spanned<String>) -> Option<RawInclude> {
        let path = name.get_ref();
        let below = !path.contains(['\\', ':'])
            && path.split('/').all(|step| !step.is_empty() && step != "." && step != "..");
        if !below {
            let key = "include".to_string();
            let found = format!("{path:?}");
            let kind = ProblemKind::BadValue { key, expected: Expected::PathBelow, found };
            self.error(name.span(), kind);
            return None;
        }
        let found = match self.files.get(at) {
            Some(part) => self.shelf.beside(&part.source, path),
            None => Ok(None),
        };
        match found {
            Ok(Some(source)) => {
                let at = self.add(source);
                self.read(at)
            }
            Ok(None) => {
                let shared = catalogue::includes();
                let kind = match nearest(path, shared.iter().copied()) {
                    Some(near) => ProblemKind::UnknownName {
                        thing: Thing::Register,
                        name: path.clone(),
                        nearest: Some(near),
                        allowed: shared.iter().map(|s| (*s).to_string()).collect(),
                    },
                    None => ProblemKind::FileMissing,
                };
                self.error(name.span(), kind);
                None
            }
            Err(failure) => self.failed(failure),
        }
    }

    fn failed<T>(&mut self, failure: Failure) -> Option<T> {
        self.problems.extend(failure.problems);
        None
    }

    fn add(&mut self, source: Source) -> usize {
        // One byte between two files keeps the end of one from being the start of the next.
        let base = self.files.last().map_or(0, |last| last.base + last.source.text.len() + 1);
        self.files.push(Part { source, base });
        self.files.len() - 1
    }

    fn read<T: DeserializeOwned>(&mut self, at: usize) -> Option<T> {
        let part = self.files.get(at)?;
        let read = toml_file::read_at(&part.source.file, &part.source.text, part.base);
        let (value, read) = read.take();
        self.problems.extend(read.problems.iter().cloned());
        self.reads.push(read);
        value
    }

    /// Notes a problem, unless it is the consequence of one that reading the files has found already.
    pub fn error(&mut self, span: Range<usize>, kind: ProblemKind) {
        if self.stands_in(&span) {
            return;
        }
        let Some(part) = self.part(&span) else { return };
        let at = |offset: usize| offset.saturating_sub(part.base);
        let span = at(span.start)..at(span.end);
        let place = Place::Toml { file: part.source.file.clone(), span };
        self.problems.push(Problem::error(kind, place));
    }

    /// Notes a warning, where it is about the file that was asked for and not about one it speaks of.
    pub fn warning(&mut self, span: Range<usize>, kind: ProblemKind) {
        let first = self.files.first().map(|f| (f.source.file.clone(), f.source.text.len()));
        let Some((file, length)) = first else { return };
        if span.end <= length && !self.stands_in(&span) {
            let place = Place::Toml { file, span };
            self.problems.push(Problem::warning(kind, place));
        }
    }

    fn part(&self, span: &Range<usize>) -> Option<&Part> {
        self.files.iter().rev().find(|part| part.base <= span.start)
    }

    /// What stands in the files at a span.
    pub fn literal(&self, span: &Range<usize>) -> Option<&str> {
        let part = self.part(span)?;
        let at = |offset: usize| offset.checked_sub(part.base);
        part.source.text.get(at(span.start)?..at(span.end)?)
    }

    /// The files as plain TOML, as far as they have no problems.
    pub fn tables(&self) -> impl Iterator<Item = toml::Table> {
        self.reads.iter().filter_map(Read::table)
    }

    /// See [`Read::stands_in`].
    pub fn stands_in(&self, span: &Range<usize>) -> bool {
        self.reads.iter().any(|read| read.stands_in(span))
    }

    /// See [`Read::lacks`].
    pub fn lacks(&self, key: &str) -> bool {
        self.reads.iter().any(|read| read.lacks(key))
    }

    /// Names and texts of the files, in the order they were read.
    pub fn sources(&self) -> Vec<(String, String)> {
        let source = |part: &Part| (part.source.file.clone(), part.source.text.clone());
        self.files.iter().map(source).collect()
    }

    /// The problems by file and place.
    pub fn sorted(&mut self) -> Vec<Problem> {
        let mut problems = std::mem::take(&mut self.problems);
        let file = |problem: &Problem| {
            self.files.iter().position(|part| part.source.file == problem.place.file())
        };
        problems.sort_by_key(|problem| (file(problem), toml_file::start(problem)));
        problems
    }
}

/// What files included hold.
pub(super) type Included = (RawRegisters, Vec<Spanned<RawCrossCheck>>);

/// Puts `included` before the registers of a file itself, which replace those of the same id.
fn add_registers(own: &mut RawRegisters, included: RawRegisters) {
    let mine = std::mem::replace(own, included);
    for (id, register) in mine {
        replace(own, id, register);
    }
}

/// Puts a register in the place of the one with its id, or last.
pub(super) fn replace(
    registers: &mut RawRegisters,
    id: Spanned<String>,
    register: Spanned<RawRegister>,
) {
    registers.insert(id, register);
}
