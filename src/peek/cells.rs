//! The bare cells of a sheet.

use std::ops::ControlFlow;

use serde::Serialize;

use crate::diagnostic::ProblemKind;
use crate::evidence::mask;
use crate::evidence::table::CellAt;
use crate::reader::{Cell, Workbook};

/// A cell with a value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CellSeen {
    /// `B12`
    pub cell: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: CellKind,
    /// The value.
    pub value: CellValue,
}

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum CellKind {
    Text,
    Number,
    Boolean,
    /// A day.
    Date,
    /// A day with a time.
    Datetime,
    Error,
    /// A formula whose value the file does not hold.
    Uncalculated,
}

impl CellKind {
    /// As written.
    pub fn key(self) -> &'static str {
        match self {
            CellKind::Text => "text",
            CellKind::Number => "number",
            CellKind::Boolean => "boolean",
            CellKind::Date => "date",
            CellKind::Datetime => "datetime",
            CellKind::Error => "error",
            CellKind::Uncalculated => "uncalculated",
        }
    }
}

/// A cell's value: texts, days, errors and masked numbers as text.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum CellValue {
    Text(String),
    Whole(i64),
    Number(f64),
    Boolean(bool),
    Nothing,
}

impl std::fmt::Display for CellValue {
    /// A number is the shortest that is the same double.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            CellValue::Text(text) => f.write_str(text),
            CellValue::Whole(n) => write!(f, "{n}"),
            CellValue::Number(n) => write!(f, "{n}"),
            CellValue::Boolean(value) => write!(f, "{value}"),
            CellValue::Nothing => Ok(()),
        }
    }
}

/// Calls `sink` with every cell of a sheet, row by row, until it breaks. Telephone and identity
/// numbers are masked where `masked`.
///
/// # Errors
/// Where the file turns out to be broken inside.
pub fn each(
    workbook: &mut Workbook,
    sheet: usize,
    masked: bool,
    sink: &mut dyn FnMut(CellSeen) -> ControlFlow<()>,
) -> Result<(), ProblemKind> {
    workbook.scan(sheet, &mut |row| {
        for (column, cell) in row.cells {
            sink(seen(CellAt { row: row.index, column: *column }, cell, masked))?;
        }
        ControlFlow::Continue(())
    })
}

/// A cell as it is told.
pub(super) fn seen(at: CellAt, cell: &Cell<'_>, masked: bool) -> CellSeen {
    let (kind, value) = match cell {
        Cell::Text(text) => (CellKind::Text, CellValue::Text(text.to_string())),
        Cell::Number(n) => (CellKind::Number, number(*n)),
        Cell::Bool(value) => (CellKind::Boolean, CellValue::Boolean(*value)),
        Cell::Time { seconds, day_only } => {
            let kind = if *day_only { CellKind::Date } else { CellKind::Datetime };
            (kind, CellValue::Text(moment(*seconds, *day_only)))
        }
        Cell::Error(error) => (CellKind::Error, CellValue::Text(error.to_string())),
        Cell::Uncalculated => (CellKind::Uncalculated, CellValue::Nothing),
    };
    let value = match kind {
        CellKind::Text | CellKind::Number if masked => hidden(value),
        _ => value,
    };
    CellSeen { cell: at.to_string(), kind, value }
}

/// A number of a person as masked text; anything else as it is.
fn hidden(value: CellValue) -> CellValue {
    let text = value.to_string();
    let masked = mask::mask(&text);
    if masked == text { value } else { CellValue::Text(masked) }
}

fn number(n: f64) -> CellValue {
    // Whole doubles below 2⁵³ are exact as integers, and read better.
    if n.fract() == 0.0 && n.abs() < 9_007_199_254_740_992.0 {
        CellValue::Whole(n as i64)
    } else {
        CellValue::Number(n)
    }
}

/// `2025-03-05`, `2025-03-05 10:02:30`.
fn moment(seconds: i64, day_only: bool) -> String {
    let Some(moment) = chrono::DateTime::from_timestamp(seconds, 0) else { return String::new() };
    let format = if day_only { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M:%S" };
    moment.naive_utc().format(format).to_string()
}
