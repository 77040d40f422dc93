//! The rows of a sheet that name a register's columns.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::mask;
use super::table::{CellAt, column_letters};
use super::text::fold;
use crate::diagnostic::{Place, Problem, ProblemKind, nearest};
use crate::lang::Text;
use crate::reader::Cell;
use crate::standard::{ColumnSpec, RegisterSpec};

pub(super) use super::head::head_from;
pub use super::head::{HEADER_ROWS, Head, HeadRow, head};
pub use super::names::HeaderNames;

/// A text with as many digits is no header: an order number, a telephone, a date.
const DIGITS_OF_DATA: usize = 4;

/// Columns that a header beyond doubt has at least.
pub(super) const CERTAIN: usize = 3;

/// Where a column was found in a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// No header names it.
    Nowhere,
    /// In this zero-based sheet column.
    At(u32),
    /// In several, ascending.
    Several(Vec<u32>),
}

impl Found {
    pub(super) fn add(&mut self, at: u32) {
        *self = match std::mem::replace(self, Found::Nowhere) {
            Found::Nowhere => Found::At(at),
            Found::At(first) => Found::Several(vec![first, at]),
            Found::Several(mut all) => {
                all.push(at);
                Found::Several(all)
            }
        };
    }

    /// The sheet columns, ascending.
    pub fn columns(&self) -> &[u32] {
        match self {
            Found::Nowhere => &[],
            Found::At(at) => std::slice::from_ref(at),
            Found::Several(all) => all,
        }
    }
}

/// A header of one column, or of several it is merged over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderCell {
    /// Zero-based sheet columns.
    pub columns: RangeInclusive<u32>,
    /// The text on one line; of a header of several rows all of them.
    pub text: String,
    /// The column of the register it names.
    pub known: Option<usize>,
}

/// The rows that would have been the header next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunnerUp {
    /// Zero-based rows.
    pub rows: RangeInclusive<u32>,
    /// Columns they name.
    pub matched: usize,
}

/// Rows read as a header.
#[derive(Debug, Clone)]
pub struct Header {
    /// Zero-based rows; records begin below the last one.
    pub rows: RangeInclusive<u32>,
    /// Where each column of the register is.
    pub columns: Vec<Found>,
    /// The same for further tables of the same form to the right.
    pub beside: Vec<Vec<Found>>,
    /// The headers by column.
    pub headers: Vec<HeaderCell>,
    /// What else on the sheet came near.
    pub runner_up: Option<RunnerUp>,
    /// Cells that are as good a header and name the columns in other places.
    pub(super) rival: Option<String>,
    pub(super) required: Vec<bool>,
    /// By row: columns and folded texts.
    pub(super) lines: Vec<Vec<(u32, String)>>,
}

impl Header {
    /// Number of columns found.
    pub fn matched(&self) -> usize {
        self.columns.iter().filter(|f| **f != Found::Nowhere).count()
    }

    fn required_matched(&self) -> usize {
        let pairs = self.columns.iter().zip(&self.required);
        pairs.filter(|(found, required)| **required && **found != Found::Nowhere).count()
    }

    fn required(&self) -> usize {
        self.required.iter().filter(|r| **r).count()
    }

    /// Whether every required column is there.
    pub fn has_all_required(&self) -> bool {
        self.required_matched() == self.required()
    }

    /// Whether this can be the register's header: half of the required columns and at least two
    /// of them, or all where there are fewer; and two columns of any kind where it has two.
    pub fn is_enough(&self) -> bool {
        let required = self.required();
        let needed = if required < 2 { required } else { required.div_ceil(2).max(2) };
        self.required_matched() >= needed && self.matched() >= self.columns.len().min(2)
    }

    /// Whether it is beyond doubt a header of its register: all it needs, three columns at least, and
    /// mostly nothing else.
    pub(super) fn is_certain(&self) -> bool {
        self.is_enough()
            && self.has_all_required()
            && self.is_mostly_known()
            && self.matched() >= CERTAIN
    }

    /// Whether a row is rather the header of another register, with `self` what it is in this one.
    pub(super) fn yields_to(&self, other: &Header) -> bool {
        let fits = self.is_enough() && self.has_all_required();
        other.is_certain() && !fits && other.matched() > self.matched()
    }

    /// Whether more of its texts than not name a column: in a block of keys and values every
    /// other one does.
    pub(super) fn is_mostly_known(&self) -> bool {
        2 * self.headers.iter().filter(|h| h.known.is_some()).count() > self.headers.len()
    }

    /// Greater is better.
    pub fn rank(&self) -> (bool, usize) {
        (self.has_all_required(), self.matched())
    }

    /// The register's columns it has.
    pub(super) fn found(&self) -> BTreeSet<usize> {
        let columns = self.columns.iter().enumerate();
        columns.filter(|(_, f)| **f != Found::Nowhere).map(|(c, _)| c).collect()
    }

    /// All tables under this header, left to right.
    pub(super) fn tables(&self) -> impl Iterator<Item = &Vec<Found>> {
        std::iter::once(&self.columns).chain(&self.beside)
    }

    /// The header's cells as a range, `A3:L3`.
    pub fn range(&self) -> String {
        let first = self.headers.first().map_or(0, |h| *h.columns.start());
        let last = self.headers.last().map_or(first, |h| *h.columns.end());
        let start = CellAt { row: *self.rows.start(), column: first };
        let end = CellAt { row: *self.rows.end(), column: last };
        if start == end {
            return start.to_string();
        }
        format!("{start}:{}{}", column_letters(last), end.row + 1)
    }

    /// The header of a sheet column.
    pub fn at(&self, column: u32) -> Option<&HeaderCell> {
        self.headers.iter().find(|h| h.columns.contains(&column))
    }

    /// The text of the header in a sheet column.
    pub fn text(&self, column: u32) -> Option<&str> {
        self.at(column).map(|h| h.text.as_str())
    }

    /// The text of the header in a sheet column with its cell: `房号 (A3)`.
    pub(super) fn quote(&self, column: u32) -> String {
        let cell = CellAt { row: *self.rows.start(), column };
        format!("{} ({cell})", self.text(column).unwrap_or_default())
    }

    /// Whether a row further down is one of this header's rows again, as on each page of a
    /// printed list: nothing but its texts in their columns, and more than one unless it has no
    /// more.
    pub(super) fn is_repeated_by(&self, cells: &[(u32, Cell<'_>)]) -> bool {
        self.lines.iter().filter(|line| !line.is_empty()).any(|line| {
            let same = |(column, cell): &(u32, Cell<'_>)| match cell {
                Cell::Text(text) => line.iter().any(|(c, t)| c == column && *t == fold(text)),
                _ => false,
            };
            cells.len() >= line.len().min(2) && cells.iter().all(same)
        })
    }

    /// Columns that are missing though required.
    pub fn problems(&self, spec: &RegisterSpec, file: &str, sheet: &str) -> Vec<Problem> {
        let columns = spec.columns.iter().zip(&self.columns);
        let missing = columns.filter(|(c, found)| c.required && **found == Found::Nowhere);
        let kinds = missing.map(|(column, _)| ProblemKind::MissingColumn {
            register: spec.title.clone().into(),
            column: column.names().into(),
            names: column.zh.iter().chain(&column.en).cloned().collect(),
            nearest: self.nearest_to(column),
            items: Vec::new(),
        });
        let place = self.place(file, sheet);
        kinds.map(|kind| Problem::error(kind, place.clone())).collect()
    }

    /// Columns that are missing, not required and read all the same; `readers` has the items that
    /// read a column.
    pub(super) fn lacking(
        &self,
        spec: &RegisterSpec,
        readers: &BTreeMap<usize, Vec<String>>,
        (file, sheet): (&str, &str),
    ) -> Vec<Problem> {
        let columns = readers.iter().filter_map(|(c, items)| {
            let column = spec.columns.get(*c).filter(|column| !column.required)?;
            (self.columns.get(*c) == Some(&Found::Nowhere)).then_some((column, items))
        });
        let place = self.place(file, sheet);
        let strays: Vec<&HeaderCell> = self.headers.iter().filter(|h| h.known.is_none()).collect();
        let only = match strays.as_slice() {
            [only] => Some(mask::short(&mask::mask(&only.text))),
            _ => None,
        };
        let kinds = columns.map(|(column, items)| ProblemKind::MissingColumn {
            register: spec.title.clone().into(),
            column: column.names().into(),
            names: column.zh.iter().chain(&column.en).cloned().collect(),
            nearest: self.nearest_to(column).or_else(|| only.clone()),
            items: items.clone(),
        });
        kinds.map(|kind| Problem::error(kind, place.clone())).collect()
    }

    /// The header's cells as a place.
    pub fn place(&self, file: &str, sheet: &str) -> Place {
        Place::Cell { file: file.to_string(), sheet: sheet.to_string(), cell: self.range() }
    }

    /// The header nearest to any name of a column, among those that name nothing.
    pub fn nearest_to(&self, column: &ColumnSpec) -> Option<String> {
        let unknown = || self.headers.iter().filter(|h| h.known.is_none()).map(|h| h.text.as_str());
        column.zh.iter().chain(&column.en).find_map(|name| nearest(name, unknown()))
    }

    /// The headers that name no column, each with its cell, masked: at most twelve.
    pub fn strays(&self) -> Vec<String> {
        let unknown = self.headers.iter().filter(|h| h.known.is_none()).take(12);
        let row = *self.rows.end();
        let quote = |h: &HeaderCell| {
            let cell = CellAt { row, column: *h.columns.start() };
            format!("{} ({cell})", mask::short(&mask::mask(&h.text)))
        };
        unknown.map(quote).collect()
    }

    /// The usual names of the required columns it lacks.
    pub(super) fn missing(&self, spec: &RegisterSpec) -> Vec<Text> {
        let columns = spec.columns.iter().zip(&self.columns);
        let missing = columns.filter(|(c, found)| c.required && **found == Found::Nowhere);
        missing.map(|(c, _)| c.names()).collect()
    }

    /// A header as it may be quoted. A row that is no header may be one of data, with names in it.
    pub(super) fn shown(&self, cell: &HeaderCell) -> String {
        if cell.known.is_some() {
            return cell.text.clone();
        }
        if self.is_enough() {
            return mask::short(&mask::mask(&cell.text));
        }
        let digits = |h: &HeaderCell| h.text.chars().filter(char::is_ascii_digit).count();
        if self.headers.iter().any(|h| h.known.is_none() && digits(h) >= DIGITS_OF_DATA) {
            return mask::personal(&cell.text);
        }
        mask::short(&mask::subject(&cell.text))
    }

    /// No row of a sheet holds the register's header; `self` is the row that comes nearest.
    pub fn not_found(&self, spec: &RegisterSpec) -> ProblemKind {
        const QUOTED: usize = 12;
        let known = self.matched() > 0;
        let best = self.headers.iter().filter(|_| known).take(QUOTED).map(|h| self.shown(h));
        ProblemKind::HeaderNotFound {
            register: spec.title.clone(),
            best: best.collect(),
            missing: self.missing(spec),
        }
    }
}

#[cfg(test)]
mod tests;
