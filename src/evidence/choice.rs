//! Which tables of a file are the register, and what was said about the others.

use std::ops::RangeInclusive;

use super::header::{Header, RunnerUp};
use super::text::trim;
use crate::diagnostic::nearest;
use crate::standard::RegisterSpec;

/// What became of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Its table was read.
    Read,
    /// Another table of the file fits better.
    PassedOver,
    /// Another table fits as well and has other columns: neither was read.
    Tied,
    /// It has too few of the register's columns.
    NotEnough,
}

/// A sheet as it was looked at for a register's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Path relative to the audit folder, with `/`.
    pub file: String,
    /// Sheet name; empty for delimited text.
    pub sheet: String,
    /// What became of it.
    pub fate: Fate,
    /// The header, or the rows that come nearest to one: zero-based rows.
    pub rows: RangeInclusive<u32>,
    /// The same as a range of cells, `A3:L3`.
    pub range: String,
    /// Tables side by side under it.
    pub tables: usize,
    /// Columns of the register found, by index, with the sheet column and the header.
    pub matched: Vec<(usize, u32, String)>,
    /// Headers that name no column, with the sheet column and the nearest name, masked.
    pub unmatched: Vec<(u32, String, Option<String>)>,
    /// Usual names of required columns that are missing.
    pub missing: Vec<String>,
    /// The rows of the sheet that would have been the header next.
    pub runner_up: Option<RunnerUp>,
}

impl Choice {
    pub(super) fn new(
        spec: &RegisterSpec,
        file: &str,
        sheet: &str,
        header: &Header,
        fate: Fate,
    ) -> Choice {
        let matched = header.columns.iter().enumerate().filter_map(|(column, found)| {
            let at = *found.columns().first()?;
            Some((column, at, header.text(at).unwrap_or_default().to_string()))
        });
        let names = || spec.columns.iter().flat_map(|c| c.zh.iter().chain(&c.en));
        let unknown =
            header.headers.iter().filter(|h| h.known.is_none() && !trim(&h.text).is_empty());
        let unmatched = unknown.map(|h| {
            let near = nearest(&h.text, names().map(String::as_str));
            (*h.columns.start(), header.shown(h), near)
        });
        Choice {
            file: file.to_string(),
            sheet: sheet.to_string(),
            fate,
            rows: header.rows.clone(),
            range: header.range(),
            tables: 1 + header.beside.len(),
            matched: matched.collect(),
            unmatched: unmatched.collect(),
            missing: header.missing(spec).into_iter().map(|name| name.zh).collect(),
            runner_up: header.runner_up.clone(),
        }
    }
}

/// What becomes of each sheet of a file, by its header: the best table is read, and with it every
/// table that is the same register split, by month for one. That is one whose columns are among
/// the best one's or the other way round, or mostly the same. A lesser table of the same kind that
/// lacks required columns the best one has is no part of it but an extract.
pub(super) fn fates(headers: &[Option<Header>]) -> Vec<Fate> {
    let enough = |h: &&Header| h.is_enough();
    let candidates = || headers.iter().flatten().filter(enough);
    let Some(best) = candidates().reduce(|a, b| if b.rank() > a.rank() { b } else { a }) else {
        return vec![Fate::NotEnough; headers.len()];
    };
    let mut fates: Vec<Fate> = headers
        .iter()
        .map(|header| header.as_ref().filter(enough).map_or(Fate::NotEnough, |h| fate(best, h)))
        .collect();
    for (fate, header) in fates.iter_mut().zip(headers) {
        if *fate == Fate::Read && header.as_ref().is_some_and(|h| h.rival.is_some()) {
            *fate = Fate::Tied;
        }
    }
    if fates.contains(&Fate::Tied) {
        fates.iter_mut().filter(|f| **f == Fate::Read).for_each(|f| *f = Fate::Tied);
    }
    fates
}

fn fate(best: &Header, other: &Header) -> Fate {
    match () {
        () if is_same_register(best, other) => Fate::Read,
        () if best.rank() == other.rank() => Fate::Tied,
        () => Fate::PassedOver,
    }
}

/// See [`fates`].
pub(super) fn is_same_register(best: &Header, other: &Header) -> bool {
    let (a, b) = (best.found(), other.found());
    let common = a.intersection(&b).count();
    let mostly_same = 4 * common >= 3 * a.union(&b).count();
    let within = common == a.len().min(b.len());
    let complete = other.has_all_required() || !best.has_all_required();
    mostly_same || (within && complete)
}
