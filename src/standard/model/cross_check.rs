//! A cross-check: what rows must agree in, within a register and between registers.

use super::Window;
use crate::diagnostic::Severity;
use crate::lang::Text;
use crate::standard::expression::Condition;

/// What rows must agree in, within a register and between registers.
#[derive(Debug, Clone)]
pub struct CrossCheck {
    /// Identifier.
    pub id: String,
    /// What is wrong with a row that is found, in words.
    pub title: Text,
    /// How bad it is.
    pub severity: Severity,
    /// Index into [`Standard::registers`](crate::standard::Standard::registers).
    pub register: usize,
    /// Which rows, by time.
    pub window: Window,
    /// Which rows of the window.
    pub filter: Option<Condition>,
    /// What must be so.
    pub rule: CrossRule,
}

/// What a cross-check looks for. Columns are indices into the register's columns.
#[derive(Debug, Clone)]
pub enum CrossRule {
    /// The condition holds for every row.
    Row {
        /// The condition.
        expect: Condition,
    },
    /// No two rows have the same values.
    Unique {
        /// The columns compared, at least one.
        columns: Vec<usize>,
    },
    /// Not too many rows have the same moment.
    Burst {
        /// The time column.
        column: usize,
        /// How many may.
        at_most: u32,
    },
    /// Every row has a partner in another register.
    PresentIn {
        /// Index into [`Standard::registers`](crate::standard::Standard::registers).
        other: usize,
        /// Text and phone columns that are equal: here and there.
        matching: Vec<(usize, usize)>,
        /// How near in time.
        within: Option<Near>,
    },
}

/// Two rows of two registers near each other in time.
#[derive(Debug, Clone, Copy)]
pub struct Near {
    /// Time column here.
    pub here: usize,
    /// Time column there.
    pub there: usize,
    /// How far apart they may be, in seconds, either way.
    pub seconds: i64,
}
