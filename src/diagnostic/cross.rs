//! What a cross-check found.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::lang::Text;

/// A value of a row, with the name of its column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NamedValue {
    /// The usual name of the column.
    pub column: Text,
    /// As people read it, personal data masked; empty for a blank cell.
    pub value: String,
}

/// The figures of a row, or rows, that a cross-check is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CrossFinding {
    /// What should hold for the row does not.
    Row {
        /// What was compared.
        values: Vec<NamedValue>,
    },
    /// The row repeats an earlier one.
    Repeats {
        /// What is the same.
        values: Vec<NamedValue>,
        /// Where it stands first.
        first: String,
    },
    /// Rows of a sheet stand in another file as well, of which this one is a copy.
    Copy {
        /// How many do.
        rows: u32,
        /// How many of the sheet were compared.
        compared: u32,
        /// The other file.
        file: String,
    },
    /// Too many rows share one moment.
    Burst {
        /// The moment.
        value: NamedValue,
        /// How many rows have it.
        rows: u32,
        /// How many may.
        at_most: u32,
    },
    /// The row has no partner in another register.
    NotIn {
        /// The other register.
        register: Text,
        /// What it was looked for by.
        values: Vec<NamedValue>,
    },
}
