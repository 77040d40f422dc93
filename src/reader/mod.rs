//! Bytes to cells: recognising a file's format by content, and streaming its rows.
//!
//! Nothing here knows registers, standards or output formats. A format is a variant of
//! [`Format`] and a module of its own; [`Workbook`] dispatches.

use std::borrow::Cow;
use std::ops::{ControlFlow, RangeInclusive};

use crate::diagnostic::ProblemKind;

mod broken;
mod delimited;
pub mod limits;
mod sniff;
mod tags;
mod xlsx;

pub use delimited::{Delimiter, Encoding};
pub use limits::Limits;

/// A cell's value, borrowed from the reader for the time of one row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Text, as stored.
    Text(Cow<'a, str>),
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
    /// A formula whose value the file does not hold: not zero, not empty.
    Uncalculated,
}

impl Cell<'_> {
    /// The same value, borrowed from nothing.
    pub fn into_owned(self) -> Cell<'static> {
        match self {
            Cell::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Cell::Number(n) => Cell::Number(n),
            Cell::Bool(b) => Cell::Bool(b),
            Cell::Time { seconds, day_only } => Cell::Time { seconds, day_only },
            Cell::Error(e) => Cell::Error(e),
            Cell::Uncalculated => Cell::Uncalculated,
        }
    }
}

/// One row of a sheet: zero-based row, then the cells that are not empty, by ascending zero-based column.
#[derive(Debug)]
pub struct Row<'r, 'a> {
    /// Zero-based row.
    pub index: u32,
    /// Column and value; each column once.
    pub cells: &'r [(u32, Cell<'a>)],
}

/// What stands around the cells of a sheet. Ranges are zero-based and include both ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// Merged cells; the value stands only in the top left one.
    pub merges: Vec<Merge>,
    /// The whole sheet is hidden.
    pub hidden: bool,
    /// Hidden rows, ascending.
    pub hidden_rows: Vec<RangeInclusive<u32>>,
    /// Hidden columns, ascending.
    pub hidden_columns: Vec<RangeInclusive<u32>>,
}

/// A rectangle of merged cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// Rows.
    pub rows: RangeInclusive<u32>,
    /// Columns.
    pub columns: RangeInclusive<u32>,
}

/// Called once per row that has a cell, top to bottom; may stop the sheet early.
pub type RowSink<'s> = dyn FnMut(Row<'_, '_>) -> ControlFlow<()> + 's;

/// A format this program reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Office Open XML workbook.
    Xlsx,
    /// Delimited text.
    Delimited {
        /// How its bytes are text.
        encoding: Encoding,
        /// What separates its fields.
        delimiter: Delimiter,
    },
}

/// A file opened for reading, whatever its format.
pub struct Workbook {
    source: Source,
}

enum Source {
    Xlsx(Box<xlsx::Book>),
    Delimited(delimited::Table),
}

impl std::fmt::Debug for Workbook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workbook").field("format", &self.format()).finish_non_exhaustive()
    }
}

impl Workbook {
    /// Recognises `bytes` by content and opens it.
    ///
    /// # Errors
    /// `FileEmpty`, `UnsupportedFormat` or `FileUnreadable`.
    pub fn open(bytes: Vec<u8>) -> Result<Workbook, ProblemKind> {
        let limits = &Limits::default();
        let source = match sniff::sniff(&bytes, limits)? {
            sniff::Kind::Xlsx => Source::Xlsx(Box::new(xlsx::Book::open(bytes, limits)?)),
            sniff::Kind::Text => Source::Delimited(delimited::Table::open(bytes)?),
        };
        Ok(Workbook { source })
    }

    /// The format recognised.
    pub fn format(&self) -> Format {
        match &self.source {
            Source::Xlsx(_) => Format::Xlsx,
            Source::Delimited(table) => {
                Format::Delimited { encoding: table.encoding(), delimiter: table.delimiter() }
            }
        }
    }

    /// Names of the sheets in order; one empty name for delimited text.
    pub fn sheets(&self) -> Vec<String> {
        match &self.source {
            Source::Xlsx(book) => book.sheets().to_vec(),
            Source::Delimited(_) => vec![String::new()],
        }
    }

    /// What stands around the cells of a sheet; nothing for delimited text.
    ///
    /// # Errors
    /// `FileUnreadable` where the file turns out to be broken inside.
    pub fn layout(&mut self, sheet: usize) -> Result<Layout, ProblemKind> {
        match &mut self.source {
            Source::Xlsx(book) => Ok(book.layout(sheet)?),
            Source::Delimited(_) => Ok(Layout::default()),
        }
    }

    /// Streams the rows of a sheet; an index beyond the last sheet has no rows.
    ///
    /// # Errors
    /// `FileUnreadable` where the file turns out to be broken inside.
    pub fn scan(&mut self, sheet: usize, sink: &mut RowSink<'_>) -> Result<(), ProblemKind> {
        match &mut self.source {
            Source::Xlsx(book) => Ok(book.scan(sheet, sink)?),
            Source::Delimited(table) if sheet == 0 => Ok(table.scan(sink)?),
            Source::Delimited(_) => Ok(()),
        }
    }
}
