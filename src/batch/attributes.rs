//! The portfolio file: a table of any format this program reads, its first row the header.

use std::ops::ControlFlow;
use std::path::Path;

use crate::audit::folder::file_place;
use crate::containment::Reading;
use crate::diagnostic::Failure;
use crate::portfolio::{Attributes, BadAttributes};
use crate::reader::Cell;

/// Why a portfolio file cannot be used.
#[derive(Debug)]
pub enum Wrong {
    /// The file.
    File(Failure),
    /// Its table.
    Table(BadAttributes),
}

/// Reads the first sheet of a portfolio file.
///
/// # Errors
/// Where the file cannot be read, has no header, or has a project twice.
pub fn read(path: &Path, reading: &Reading) -> Result<Attributes, Wrong> {
    let failed = |kind| Wrong::File(Failure::one(kind, file_place(path)));
    let mut workbook = reading.open_path(path).map_err(failed)?;
    let mut rows = Vec::new();
    let mut sink = |row: crate::reader::Row<'_, '_>| {
        let mut texts = Vec::new();
        for (column, cell) in row.cells {
            // A table of attributes is narrow; what stands far out is none of it.
            let at = usize::try_from(*column).unwrap_or(usize::MAX).min(255);
            texts.resize(texts.len().max(at + 1), String::new());
            if let Some(slot) = texts.get_mut(at) {
                *slot = text(cell);
            }
        }
        rows.push(texts);
        ControlFlow::Continue(())
    };
    workbook.scan(0, &mut sink).map_err(failed)?;
    Attributes::from_rows(&rows).map_err(Wrong::Table)
}

fn text(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Text(text) => text.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Bool(flag) => flag.to_string(),
        Cell::Error(_) | Cell::Uncalculated | Cell::Time { .. } => String::new(),
    }
}
