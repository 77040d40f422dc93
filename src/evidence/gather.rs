//! What a register reader knows, and what it has gathered so far.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::column::ColumnBuilder;
use super::header::HeaderNames;
use super::moment::Dates;
use super::store::Origins;
use super::table::Part;
use crate::diagnostic::Problem;
use crate::reader::Epoch;
use crate::standard::RegisterSpec;

/// What a register is read by.
pub(super) struct Knowledge<'s> {
    pub spec: &'s RegisterSpec,
    pub dates: Dates,
    pub names: HeaderNames,
    /// Columns whose values are kept; all where `None`.
    pub needed: Option<BTreeSet<usize>>,
    /// The other registers a table may be of, by index.
    pub others: Vec<(usize, HeaderNames)>,
    /// By column, the items that read it: where one is missing they are told of.
    pub readers: Arc<BTreeMap<usize, Vec<String>>>,
}

impl Knowledge<'_> {
    pub fn keeps(&self, column: usize) -> bool {
        self.needed.as_ref().is_none_or(|needed| needed.contains(&column))
    }
}

/// What was read, over all files.
pub(super) struct Gathered {
    pub parts: Vec<Part>,
    pub rows: Origins,
    /// By column of the spec; `None` until a header names it.
    pub columns: Vec<Option<ColumnBuilder>>,
    pub problems: Vec<Problem>,
    /// The date system of the workbook at hand.
    pub epoch: Option<Epoch>,
}

/// How far a reader had come, to go back to.
pub(super) struct Mark {
    pub parts: usize,
    pub rows: usize,
    pub problems: usize,
}

impl Gathered {
    pub fn new(columns: usize) -> Gathered {
        Gathered {
            parts: Vec::new(),
            rows: Origins::default(),
            columns: std::iter::repeat_with(|| None).take(columns).collect(),
            problems: Vec::new(),
            epoch: None,
        }
    }

    pub fn mark(&self) -> Mark {
        Mark { parts: self.parts.len(), rows: self.rows.len(), problems: self.problems.len() }
    }

    pub fn go_back(&mut self, mark: &Mark) {
        self.parts.truncate(mark.parts);
        self.problems.truncate(mark.problems);
        self.truncate(mark.rows);
        // What a sheet left open is forgotten with its rows.
        for builder in self.columns.iter_mut().flatten() {
            builder.settle();
        }
    }

    /// Forgets all rows from `rows` on.
    pub fn truncate(&mut self, rows: usize) {
        self.rows.truncate(rows);
        self.columns.iter_mut().flatten().for_each(|builder| builder.truncate(rows));
    }
}
