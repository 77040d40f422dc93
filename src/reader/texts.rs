//! A sheet as plain texts, for small tables of the program's own.

use std::ops::ControlFlow;

use chrono::DateTime;

use super::{Cell, Workbook};
use crate::diagnostic::ProblemKind;

/// The cells of a row that are not empty: zero-based column and text.
pub type TextRow = Vec<(u32, String)>;

/// Every row of a sheet with its zero-based index. Dates are `2025-12-31`, whole numbers have no fraction.
///
/// # Errors
/// Where the file turns out to be broken inside.
pub fn rows(workbook: &mut Workbook, sheet: usize) -> Result<Vec<(u32, TextRow)>, ProblemKind> {
    let mut rows = Vec::new();
    workbook.scan(sheet, &mut |row| {
        let cells = row.cells.iter().map(|(column, cell)| (*column, text(cell)));
        rows.push((row.index, cells.filter(|(_, text)| !text.is_empty()).collect()));
        ControlFlow::Continue(())
    })?;
    Ok(rows)
}

/// A cell as text, trimmed.
pub fn text(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Text(text) => text.trim().replace("\r\n", "\n"),
        Cell::Number(number) => number.to_string(),
        Cell::Bool(yes) => yes.to_string(),
        Cell::Time { seconds, day_only } => {
            let at = DateTime::from_timestamp(*seconds, 0);
            let pattern = if *day_only { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M" };
            at.map_or_else(String::new, |at| at.format(pattern).to_string())
        }
        Cell::Error(error) => (*error).to_string(),
        Cell::Uncalculated => String::new(),
    }
}
