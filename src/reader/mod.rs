//! Bytes to cells: recognising a file's format by content, and streaming its rows.
//!
//! Nothing here knows registers, standards or output formats. A format is a variant of
//! [`Format`] and a module of its own; [`Workbook`] dispatches.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{ControlFlow, RangeInclusive};

use crate::diagnostic::ProblemKind;

mod biff12;
mod biff8;
mod broken;
mod cell_of;
mod destroyed;
mod html;
mod legacy;
pub mod limits;
mod merges;
mod ods;
pub mod origin;
mod package;
mod recording;
mod sniff;
mod spreadsheetml;
mod tags;
pub(crate) mod text;
pub mod texts;
mod xlsx;
mod xml;

use broken::{Broken, guarded};
pub use destroyed::Destroyed;
pub use limits::Limits;
use origin::{Bytes, Origin};
pub use package::has_keyword;
use recording::Recording;
use sniff::Kind;
use text::{Decoding, Detected};
pub use text::{Delimiter, Encoding};

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
    /// By cell, a number for its text: cells of a file that have the same one hold the same text.
    /// [`UNNUMBERED`] where a cell has none, and empty where all of them have none.
    pub numbers: &'r [u32],
}

/// No number for a text, see [`Row::numbers`].
pub const UNNUMBERED: u32 = u32::MAX;

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
    /// Excel 97 to 2003.
    Xls,
    /// Excel's binary workbook.
    Xlsb,
    /// OpenDocument spreadsheet.
    Ods,
    /// A page with tables.
    Html {
        /// How its bytes are text.
        encoding: Encoding,
    },
    /// The XML of Excel 2003.
    SpreadsheetMl,
    /// Delimited text.
    Delimited {
        /// How its bytes are text.
        encoding: Encoding,
        /// What separates its fields.
        delimiter: Delimiter,
    },
}

impl Format {
    /// What people call it, the same in every language.
    pub fn name(self) -> &'static str {
        match self {
            Format::Xlsx => "Excel (.xlsx)",
            Format::Xls => "Excel 97-2003 (.xls)",
            Format::Xlsb => "Excel (.xlsb)",
            Format::Ods => "OpenDocument (.ods)",
            Format::Html { .. } => "HTML",
            Format::SpreadsheetMl => "Excel 2003 XML",
            Format::Delimited { .. } => "CSV",
        }
    }

    /// The endings a file of this format goes by.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Format::Xlsx => &["xlsx", "xlsm", "xltx", "xltm"],
            Format::Xls => &["xls", "xlt"],
            Format::Xlsb => &["xlsb"],
            Format::Ods => &["ods", "ots"],
            Format::Html { .. } => &["html", "htm"],
            Format::SpreadsheetMl => &["xml"],
            Format::Delimited { .. } => &["csv", "tsv", "tab", "txt"],
        }
    }
}

/// The day from which a workbook counts its dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Epoch {
    /// 1900, as Excel does.
    #[default]
    From1900,
    /// 1904, as Excel for the Macintosh did.
    From1904,
}

/// What reads the cells of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadBy {
    /// This program.
    Inspect,
    /// The library.
    Calamine,
}

impl ReadBy {
    /// Its name, the same in every language.
    pub fn name(self) -> &'static str {
        match self {
            ReadBy::Inspect => "inspect",
            ReadBy::Calamine => "calamine",
        }
    }
}

/// How a file is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OpenOptions {
    /// The encoding of a text, where it is known.
    pub encoding: Option<Encoding>,
    /// What it may cost.
    pub limits: Limits,
}

/// Parts of an .xlsx package, by their paths in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageParts {
    /// The cell formats.
    pub styles: String,
    /// The sheets, in the order of [`Workbook::sheets`].
    pub sheets: Vec<String>,
}

/// A file opened for reading, whatever its format.
pub struct Workbook {
    source: Source,
    guessed: bool,
}

enum Source {
    Xlsx(Box<xlsx::Book>),
    Delimited(text::delimited::Table),
    Recorded(Format, Recording),
}

impl std::fmt::Debug for Workbook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workbook").field("format", &self.format()).finish_non_exhaustive()
    }
}

impl Workbook {
    /// Opens bytes in memory, as [`Workbook::open_origin`].
    ///
    /// # Errors
    /// As there.
    pub fn open(bytes: Vec<u8>) -> Result<Workbook, ProblemKind> {
        Workbook::open_origin(Box::new(Bytes::from(bytes)), &OpenOptions::default())
    }

    /// Recognises a file by content and opens it, right here whatever it is.
    ///
    /// # Errors
    /// What kind of problem the file as a whole has; see [`ProblemKind`].
    pub fn open_origin(
        origin: Box<dyn Origin>,
        options: &OpenOptions,
    ) -> Result<Workbook, ProblemKind> {
        match recognise(origin, options)? {
            Recognised::Workbook(workbook) => Ok(workbook),
            Recognised::Legacy(legacy) => {
                let recording = record_legacy(&legacy.bytes, &options.limits)?;
                legacy.replay(recording)
            }
        }
    }

    /// The format recognised.
    pub fn format(&self) -> Format {
        match &self.source {
            Source::Xlsx(_) => Format::Xlsx,
            Source::Recorded(format, _) => *format,
            Source::Delimited(table) => Format::Delimited {
                encoding: table.detected().encoding,
                delimiter: table.delimiter(),
            },
        }
    }

    /// The encoding, where it was told by the look of the text only.
    pub fn guessed_encoding(&self) -> Option<Encoding> {
        match self.format() {
            Format::Html { encoding } | Format::Delimited { encoding, .. } if self.guessed => {
                Some(encoding)
            }
            _ => None,
        }
    }

    /// The date system of its numbers; `None` for a text, which may have been written from either.
    pub fn epoch(&self) -> Option<Epoch> {
        match &self.source {
            Source::Xlsx(book) => Some(book.epoch()),
            Source::Recorded(Format::Html { .. }, _) | Source::Delimited(_) => None,
            Source::Recorded(_, recording) => Some(recording.epoch()),
        }
    }

    /// Names of the sheets in order; one empty name for text and for a page.
    pub fn sheets(&self) -> Vec<String> {
        match &self.source {
            Source::Xlsx(book) => book.sheets().to_vec(),
            Source::Recorded(_, recording) => recording.sheets().to_vec(),
            Source::Delimited(_) => vec![String::new()],
        }
    }

    /// What reads a sheet; `None` as long as it was not looked at.
    pub fn read_by(&self, sheet: usize) -> Option<ReadBy> {
        match &self.source {
            Source::Xlsx(book) => book.read_by(sheet),
            Source::Recorded(Format::Xls | Format::Xlsb, _) => Some(ReadBy::Calamine),
            Source::Recorded(..) | Source::Delimited(_) => Some(ReadBy::Inspect),
        }
    }

    /// Has calamine read what it can, also what this program reads itself: to hold the two against each
    /// other.
    pub fn leave_to_calamine(&mut self) {
        if let Source::Xlsx(book) = &mut self.source {
            book.leave_to_calamine();
        }
    }

    /// From here on [`Workbook::layout`] may tell of a large sheet what stands before its rows, and not read
    /// it twice for what stands behind them: [`Workbook::is_as_told`] says whether there is anything. Whether
    /// there is such a sheet.
    pub fn tell_ahead(&mut self) -> bool {
        match &mut self.source {
            Source::Xlsx(book) => book.tell_ahead(),
            Source::Recorded(..) | Source::Delimited(_) => false,
        }
    }

    /// Whether all layouts told ahead are whole. From here on all that are told are.
    pub fn is_as_told(&mut self) -> bool {
        match &mut self.source {
            Source::Xlsx(book) => book.is_as_told(),
            Source::Recorded(..) | Source::Delimited(_) => true,
        }
    }

    /// What stands around the cells of a sheet; nothing for delimited text. Its merges have no cell
    /// in common.
    ///
    /// # Errors
    /// Where the file turns out to be broken inside.
    pub fn layout(&mut self, sheet: usize) -> Result<Layout, ProblemKind> {
        let layout = match &mut self.source {
            Source::Xlsx(book) => book.layout(sheet)?,
            Source::Recorded(_, recording) => recording.layout(sheet),
            Source::Delimited(_) => Layout::default(),
        };
        Ok(Layout { merges: merges::disjoint(layout.merges), ..layout })
    }

    /// The formulas that stand in these cells of a sheet, by row and column, without `=`; none where
    /// the format's reader does not keep them.
    ///
    /// # Errors
    /// Where the file turns out to be broken inside.
    pub fn formulas(
        &mut self,
        sheet: usize,
        cells: &BTreeSet<(u32, u32)>,
    ) -> Result<BTreeMap<(u32, u32), String>, ProblemKind> {
        match &mut self.source {
            Source::Xlsx(book) => Ok(book.formulas(sheet, cells)?),
            Source::Recorded(..) | Source::Delimited(_) => Ok(BTreeMap::new()),
        }
    }

    /// Where an .xlsx has its parts; `None` for every other format.
    pub fn package_parts(&self) -> Option<PackageParts> {
        match &self.source {
            Source::Xlsx(book) => Some(book.package_parts()),
            Source::Recorded(..) | Source::Delimited(_) => None,
        }
    }

    /// Streams the rows of a sheet; an index beyond the last sheet has no rows.
    ///
    /// # Errors
    /// Where the file turns out to be broken inside.
    pub fn scan(&mut self, sheet: usize, sink: &mut RowSink<'_>) -> Result<(), ProblemKind> {
        match &mut self.source {
            Source::Xlsx(book) => Ok(book.scan(sheet, sink)?),
            Source::Recorded(_, recording) => Ok(recording.scan(sheet, sink)?),
            Source::Delimited(table) if sheet == 0 => Ok(table.scan(sink)?),
            Source::Delimited(_) => Ok(()),
        }
    }
}

/// A file whose format is known.
#[derive(Debug)]
pub enum Recognised {
    /// One that is read safely anywhere.
    Workbook(Workbook),
    /// One that is to be read where it can do no harm.
    Legacy(Legacy),
}

/// A file in one of Excel's binary formats: some damaged ones end the program that reads them, in
/// a way that cannot be caught.
#[derive(Debug)]
pub struct Legacy {
    format: Format,
    bytes: Vec<u8>,
}

impl Legacy {
    /// The file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The workbook, from what [`record_legacy`] wrote down of it, maybe in another process.
    ///
    /// # Errors
    /// `FileDamaged` where that is not whole.
    pub fn replay(self, recording: Vec<u8>) -> Result<Workbook, ProblemKind> {
        let source = Source::Recorded(self.format, Recording::read(recording)?);
        Ok(Workbook { source, guessed: false })
    }
}

/// Recognises a file by content, and opens it unless it is in one of the old binary formats.
///
/// # Errors
/// What kind of problem the file as a whole has; see [`ProblemKind`].
pub fn recognise(
    origin: Box<dyn Origin>,
    options: &OpenOptions,
) -> Result<Recognised, ProblemKind> {
    let limits = &options.limits;
    let source = match sniff::sniff(&*origin, options.encoding, limits)? {
        Kind::Xlsx => Source::Xlsx(Box::new(xlsx::Book::open(origin, limits)?)),
        kind @ (Kind::Xls | Kind::Xlsb) => {
            let format = if kind == Kind::Xls { Format::Xls } else { Format::Xlsb };
            let bytes = all_of(&*origin, limits)?;
            return Ok(Recognised::Legacy(Legacy { format, bytes }));
        }
        Kind::Ods => {
            let stream = origin.open().map_err(Broken::from)?;
            let recording = guarded(|| ods::read(stream, limits))?;
            Source::Recorded(Format::Ods, Recording::read(recording)?)
        }
        kind @ (Kind::Html | Kind::SpreadsheetMl | Kind::Text) => {
            return open_text(origin, kind, options).map(Recognised::Workbook);
        }
    };
    Ok(Recognised::Workbook(Workbook { source, guessed: false }))
}

/// Reads a file of one of the old binary formats and writes its cells down, for
/// [`Legacy::replay`].
///
/// # Errors
/// What is wrong with it, as far as that can be told; other files end the process.
pub fn record_legacy(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, ProblemKind> {
    // One of the two is a zip.
    let recording = if bytes.starts_with(b"PK") {
        legacy::xlsb(bytes, limits)
    } else {
        legacy::xls(bytes, limits)
    };
    Ok(recording?)
}

/// A file in text: delimited, or a page, or XML.
fn open_text(
    origin: Box<dyn Origin>,
    kind: Kind,
    options: &OpenOptions,
) -> Result<Workbook, ProblemKind> {
    let limits = &options.limits;
    let head = origin::head(&*origin, limits::TEXT_HEAD_BYTES).map_err(Broken::from)?;
    let declared = text::declared(&head).filter(|_| kind != Kind::Text);
    let detected = match (options.encoding, declared) {
        (Some(encoding), _) => Detected::from(encoding),
        (None, Some(encoding)) if text::decodes(&*origin, encoding, limits)? => {
            Detected::from(encoding)
        }
        (None, _) => text::detect(&*origin, limits)?,
    };
    let (encoding, guessed) = (detected.encoding, detected.guessed);
    if kind == Kind::Text {
        let table = text::delimited::Table::open(origin, detected, limits)?;
        return Ok(Workbook { source: Source::Delimited(table), guessed });
    }
    let stream = origin.open().map_err(Broken::from)?;
    let text = Decoding::new(stream, encoding).whole(limits.part_bytes)?;
    let (format, recording) = match kind {
        Kind::SpreadsheetMl => (Format::SpreadsheetMl, spreadsheetml::read(&text, limits)?),
        _ => (Format::Html { encoding }, html::read(&text, limits)?),
    };
    let source = Source::Recorded(format, Recording::read(recording)?);
    Ok(Workbook { source, guessed })
}

/// A file's bytes, if the limits allow them.
fn all_of(origin: &dyn Origin, limits: &Limits) -> Result<Vec<u8>, Broken> {
    let most = usize::try_from(limits.part_bytes).unwrap_or(usize::MAX).saturating_sub(1);
    let bytes = origin::head(origin, most.saturating_add(1))?;
    if bytes.len() > most { Err(Broken::TooLarge(limits.part_bytes)) } else { Ok(bytes) }
}
