//! What all audits by a standard have in common.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::evidence::HeaderNames;
use crate::scoring;
use crate::standard::Standard;

/// What registers are read by, by register: of the standard alone, and made once for all audits by it.
pub(super) struct Known {
    /// The names of its columns.
    pub names: Vec<HeaderNames>,
    /// The columns whose values are kept.
    pub needed: Vec<BTreeSet<usize>>,
    /// By column, the items that read it.
    pub readers: Vec<Arc<BTreeMap<usize, Vec<String>>>>,
}

impl Known {
    pub fn of(standard: &Standard) -> Arc<Known> {
        static ALL: Mutex<BTreeMap<String, Arc<Known>>> = Mutex::new(BTreeMap::new());
        let registers = || 0..standard.registers.len();
        let known = || Known {
            names: HeaderNames::of_all(&standard.registers),
            needed: scoring::columns_needed(standard),
            readers: registers().map(|r| Arc::new(scoring::readers(standard, r))).collect(),
        };
        let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(standard.sha256.clone()).or_insert_with(|| Arc::new(known())))
    }
}
