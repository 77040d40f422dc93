//! Bytes to cells: recognising a file's format by content, and streaming its rows.
//!
//! Nothing here knows registers, standards or output formats.

use std::ops::ControlFlow;

use crate::diagnostic::ProblemKind;

/// A cell's value, borrowed from the reader for the time of one row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Text, as stored.
    Text(std::borrow::Cow<'a, str>),
    /// A number that is not formatted as a date.
    Number(f64),
    /// Yes or no.
    Bool(bool),
    /// A number formatted as a date: seconds since 1970-01-01 00:00 of the calendar day and time shown;
    /// `day_only` where the serial has no fraction.
    Time {
        /// Seconds.
        seconds: i64,
        /// The serial was a whole number.
        day_only: bool,
    },
    /// An error value such as `#REF!`.
    Error(&'static str),
}

/// One row of a sheet: zero-based row, then the cells that are not empty, by ascending zero-based column.
pub struct Row<'r, 'a> {
    /// Zero-based row.
    pub index: u32,
    /// Column and value.
    pub cells: &'r [(u32, Cell<'a>)],
}

/// Called once per row that has a cell, top to bottom; may stop the sheet early.
pub type RowSink<'s> = dyn FnMut(Row<'_, '_>) -> ControlFlow<()> + 's;

/// A file opened for reading, whatever its format.
pub struct Workbook {
    // private: an enum over the formats
}

impl Workbook {
    /// Recognises `bytes` by content and opens it.
    ///
    /// # Errors
    /// `FileEmpty`, `UnsupportedFormat` or `FileUnreadable`.
    pub fn open(bytes: Vec<u8>) -> Result<Workbook, ProblemKind> {
        let _ = bytes;
        Err(ProblemKind::FileEmpty)
    }

    /// Names of the sheets in order; one empty name for delimited text.
    pub fn sheets(&self) -> Vec<String> {
        Vec::new()
    }

    /// Streams the rows of a sheet.
    ///
    /// # Errors
    /// `FileUnreadable` where the file turns out to be broken inside.
    pub fn scan(&mut self, sheet: usize, sink: &mut RowSink<'_>) -> Result<(), ProblemKind> {
        let _ = (sheet, sink);
        Ok(())
    }
}
