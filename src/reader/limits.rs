//! How much of a hostile file is looked at before it is refused.
//!
//! The sizes are the ones the zip directory declares; the zip crate itself refuses an entry that
//! inflates to more.

/// Rows of an Excel sheet.
pub const MAX_ROWS: u32 = 1_048_576;
/// Columns of an Excel sheet.
pub const MAX_COLUMNS: u32 = 16_384;
/// Entries of a workbook's zip directory. Real ones have some dozens, plus one per picture.
pub const MAX_ENTRIES: usize = 10_000;
/// Bytes of one entry once inflated.
pub const MAX_ENTRY_BYTES: u64 = 512 << 20;
/// Bytes of all entries once inflated.
pub const MAX_TOTAL_BYTES: u64 = 1 << 30;
/// Inflated over packed size of an entry larger than [`RATIO_FREE_BYTES`]. Sheets reach some 30.
pub const MAX_RATIO: u64 = 200;
/// Entries up to this size may be packed as tightly as they like: they cannot hurt.
pub const RATIO_FREE_BYTES: u64 = 16 << 20;
/// Bytes a shared string takes at least: `<si/>`.
pub const MIN_SHARED_STRING_BYTES: u64 = 5;
/// Bytes at the start of a text file that are searched for NUL and counted for delimiters.
pub const TEXT_HEAD_BYTES: usize = 64 << 10;
