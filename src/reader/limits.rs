//! How much of a hostile file is looked at before it is refused.

/// Rows of an Excel sheet.
pub const MAX_ROWS: u32 = 1_048_576;
/// Columns of an Excel sheet.
pub const MAX_COLUMNS: u32 = 16_384;
/// Entries of a workbook's zip directory. Real ones have some dozens, plus one per picture.
pub const MAX_ENTRIES: usize = 10_000;
/// Inflated over packed size of an entry larger than [`RATIO_FREE_BYTES`]. Sheets reach some 30.
pub const MAX_RATIO: u64 = 200;
/// Entries up to this size may be packed as tightly as they like: they cannot hurt.
pub const RATIO_FREE_BYTES: u64 = 16 << 20;
/// Bytes a shared string takes at least: `<si/>`.
pub const MIN_SHARED_STRING_BYTES: u64 = 5;
/// Memory a shared string takes besides its text.
pub const STRING_BYTES: u64 = 48;
/// Bytes of a part that says how the others hang together.
pub const MAX_SMALL_PART: u64 = 64 << 20;
/// Bytes at the start of a text file that are searched for NUL and counted for delimiters.
pub const TEXT_HEAD_BYTES: usize = 64 << 10;
/// Bytes at the start of a text file that its encoding is told by.
pub const PROFILE_BYTES: usize = 1 << 20;
/// Bytes of one record of delimited text, as it is split: of GB18030 in the file, else in UTF-8.
pub const MAX_RECORD_BYTES: usize = 16 << 20;
/// Elements inside each other. Sheets have some six.
pub const MAX_DEPTH: u32 = 256;
/// Bytes of one tag with its attributes.
pub const MAX_TAG_BYTES: usize = 256 << 10;
/// Merged areas and hidden stretches of a sheet that are kept.
pub const MAX_LAYOUT: usize = 1 << 20;

/// What one file may cost. The defaults are several times what real registers need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file, and of one part of it once inflated.
    pub part_bytes: u64,
    /// Bytes of all parts once inflated.
    pub total_bytes: u64,
    /// Cells of one sheet, empty ones with a format included.
    pub cells: u64,
    /// Bytes of the text of one cell. Excel holds 32,767 characters.
    pub text_bytes: u64,
    /// Seconds the reading of a file may take.
    pub seconds: u32,
    /// Bytes of memory the reading of an old format, and the shared strings of a new one, may take.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            part_bytes: 1 << 30,
            total_bytes: 2 << 30,
            cells: 50_000_000,
            text_bytes: 1 << 20,
            seconds: 120,
            memory: 1 << 30,
        }
    }
}
