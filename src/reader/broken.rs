//! Why a file that was recognised cannot be read.

use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::limits;
use super::origin::OutOfTime;
use crate::diagnostic::{Damage, Limit, ProblemKind};

/// What is broken. A closed set, so that its words can be given in any language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// The zip directory or the workbook's XML does not parse; the library's own words.
    Library(String),
    /// The library panicked.
    Panicked,
    /// What is packed in it cannot be unpacked, or is not what was packed.
    Garbled,
    /// Ends before it should.
    Truncated,
    /// Protected by a password.
    Encrypted,
    /// A document type in XML: office files have none, and entities are declared there.
    DocumentType,
    /// XML that is not well-formed: a tag without a name, or one that closes what is not open.
    IllFormed,
    /// Elements inside each other beyond [`limits::MAX_DEPTH`].
    TooDeep,
    /// A text longer than this many bytes.
    TextTooLong(u64),
    /// More memory than this for what a file keeps in one place.
    TooMuchMemory(u64),
    /// More cells on one sheet than these.
    TooManyCells(u64),
    /// More merged areas or hidden stretches than [`limits::MAX_LAYOUT`].
    TooManyMerges,
    /// More than [`limits::MAX_ENTRIES`] files in the zip.
    TooManyEntries,
    /// An entry, or all of them, inflate to more than these bytes.
    TooLarge(u64),
    /// An entry is packed tighter than any real one.
    TooTight,
    /// More shared strings are claimed than the file can hold.
    FalseStringCount,
    /// Reading took longer than this many seconds.
    TooSlow(u32),
    /// A cell beyond the last row or column of a sheet.
    BeyondGrid,
    /// A row stands above one that came before it.
    RowsOutOfOrder,
    /// Bytes that are text in none of the encodings read.
    NotDecodable,
    /// A text with characters no text has.
    BadText,
    /// A quote that is opened in this row, counted from 1, is never closed.
    UnclosedQuote(u32),
}

impl From<Broken> for ProblemKind {
    fn from(broken: Broken) -> Self {
        let over = |limit, allowed| ProblemKind::OverLimit { limit, allowed };
        let damage = match broken {
            Broken::Library(detail) => return ProblemKind::FileUnreadable { detail },
            Broken::Encrypted => return ProblemKind::FileEncrypted,
            Broken::TextTooLong(allowed) => return over(Limit::Text, allowed),
            Broken::TooMuchMemory(allowed) => return over(Limit::Memory, allowed),
            Broken::TooManyCells(allowed) => return over(Limit::Cells, allowed),
            Broken::TooManyMerges => return over(Limit::Parts, limits::MAX_LAYOUT as u64),
            Broken::TooManyEntries => return over(Limit::Parts, limits::MAX_ENTRIES as u64),
            Broken::TooLarge(allowed) => return over(Limit::Bytes, allowed),
            Broken::TooSlow(allowed) => return over(Limit::Seconds, u64::from(allowed)),
            Broken::Panicked | Broken::Garbled => Damage::Unknown,
            Broken::Truncated => Damage::Truncated,
            Broken::DocumentType | Broken::TooDeep | Broken::IllFormed => Damage::SuspectXml,
            Broken::TooTight => Damage::PackedTooTight,
            Broken::FalseStringCount => Damage::Inconsistent,
            Broken::BeyondGrid => Damage::BeyondGrid,
            Broken::RowsOutOfOrder => Damage::RowsOutOfOrder,
            Broken::NotDecodable => Damage::NotText,
            Broken::BadText => Damage::BrokenText,
            Broken::UnclosedQuote(row) => Damage::UnclosedQuote(row),
        };
        ProblemKind::FileDamaged { damage }
    }
}

impl From<zip::result::ZipError> for Broken {
    fn from(error: zip::result::ZipError) -> Self {
        match error {
            zip::result::ZipError::Io(error) => error.into(),
            other => Broken::Library(format!("zip: {other}")),
        }
    }
}

impl From<std::io::Error> for Broken {
    fn from(error: std::io::Error) -> Self {
        match error.get_ref().and_then(|e| e.downcast_ref::<OutOfTime>()) {
            Some(OutOfTime(allowed)) => Broken::TooSlow(*allowed),
            // A sum that does not fit, and what no packer writes.
            None if matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::InvalidInput) => {
                Broken::Garbled
            }
            None => Broken::Library(error.to_string()),
        }
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
