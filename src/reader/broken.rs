//! Why a file that was recognised cannot be read.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::diagnostic::ProblemKind;

/// What is broken. A closed set, so that its words can be given in any language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// The zip directory or the workbook's XML does not parse; the library's own words.
    Library(String),
    /// The library panicked.
    Panicked,
    /// Ends before it should.
    Truncated,
    /// A document type in XML: office files have none, and entities are declared there.
    DocumentType,
    /// Elements inside each other beyond [`super::limits::MAX_DEPTH`].
    TooDeep,
    /// The text of one cell, in bytes, beyond the limit.
    TextTooLong(u64),
    /// More cells on one sheet than the limit.
    TooManyCells(u64),
    /// More merged areas or hidden stretches than [`super::limits::MAX_LAYOUT`].
    TooManyMerges,
    /// More than [`super::limits::MAX_ENTRIES`] files in the zip.
    TooManyEntries(usize),
    /// An entry, or all of them, inflate to more than the limits allow.
    TooLarge(u64),
    /// An entry is packed tighter than any real one.
    TooTight,
    /// More shared strings are claimed than the file can hold.
    FalseStringCount,
    /// A cell beyond the last row or column of a sheet.
    BeyondGrid,
    /// A row stands above one that came before it.
    RowsOutOfOrder,
    /// Bytes that are text in none of the encodings read.
    NotDecodable,
    /// A quote that is opened in this row, counted from 1, is never closed.
    UnclosedQuote(u32),
}

impl From<Broken> for ProblemKind {
    fn from(broken: Broken) -> Self {
        let detail = match broken {
            Broken::Library(words) => words,
            Broken::Panicked => "damaged workbook".to_string(),
            Broken::Truncated => "ends too early".to_string(),
            Broken::DocumentType => "document type in XML".to_string(),
            Broken::TooDeep => "XML nested too deep".to_string(),
            Broken::TextTooLong(bytes) => format!("a text of more than {} KiB", bytes >> 10),
            Broken::TooManyCells(cells) => format!("more than {cells} cells on a sheet"),
            Broken::TooManyMerges => "too many merged cells".to_string(),
            Broken::TooManyEntries(n) => format!("{n} zip entries"),
            Broken::TooLarge(bytes) => format!("inflates to {} MiB", bytes >> 20),
            Broken::TooTight => "zip bomb".to_string(),
            Broken::FalseStringCount => "false count of shared strings".to_string(),
            Broken::BeyondGrid => "cell beyond XFD1048576".to_string(),
            Broken::RowsOutOfOrder => "rows out of order".to_string(),
            Broken::NotDecodable => "neither UTF-8 nor GB18030".to_string(),
            Broken::UnclosedQuote(row) => format!("unclosed quote, row {row}"),
        };
        ProblemKind::FileUnreadable { detail }
    }
}

/// Runs a library that panics on some damaged files. What it was working on must not be used
/// after `Panicked`.
pub(super) fn guarded<T, E: Into<Broken>>(
    call: impl FnOnce() -> Result<T, E>,
) -> Result<T, Broken> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(error.into()),
        Err(_) => Err(Broken::Panicked),
    }
}
