//! What can be wrong with a file as a whole.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why a file of a known format cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Damage {
    /// It ends before it should.
    Truncated,
    /// Its parts contradict each other: counts, lengths or places that cannot be.
    Inconsistent,
    /// A cell beyond the last row or column of a sheet.
    BeyondGrid,
    /// A row stands above one that came before it.
    RowsOutOfOrder,
    /// XML that no office program writes: a document type, elements nested without end, or tags that do not fit each other.
    SuspectXml,
    /// It is packed tighter than any real file.
    PackedTooTight,
    /// Bytes that are text in none of the encodings read.
    NotText,
    /// A TOML file that is no UTF-8 from this byte on, counted from 1.
    NotUtf8(u64),
    /// A quote that is opened in this row, counted from 1, is never closed.
    UnclosedQuote(u32),
    /// A text with characters no text has: a reader that went wrong.
    BrokenText,
    /// The program that reads it came to grief over it.
    Unknown,
}

/// A limit on what one file may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Bytes of a file or of a part of it, unpacked.
    Bytes,
    /// Cells of a sheet.
    Cells,
    /// Cells of a marked copy.
    CopyCells,
    /// Bytes of one text.
    Text,
    /// Parts, merged areas and the like.
    Parts,
    /// Seconds.
    Seconds,
    /// Bytes of memory.
    Memory,
}

/// A file that is no evidence and is left out.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Stray {
    /// The lock file of a program that has the workbook open.
    Lock,
    /// A pointer of Git LFS: the file itself was not fetched.
    Pointer,
    /// A hidden file.
    Hidden,
}
