//! Delimited text: encoding, delimiter, and fields at the coordinates Excel would show.
//!
//! Fields are split in this room and not by the csv crate, which skips blank lines, counts lines
//! wrongly after them, and swallows the rest of a file after an unclosed quote.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::fields::{Field, split};
use super::gb18030::Checked;
use super::records::{Input, Records, Signs};
use super::{Decoding, Detected, Encoding, beside};
use crate::diagnostic::ProblemKind;
use crate::reader::broken::Broken;
use crate::reader::limits::{Limits, MAX_COLUMNS, MAX_ROWS, TEXT_HEAD_BYTES};
use crate::reader::origin::Origin;
use crate::reader::{Cell, Row, RowSink};

/// What separates the fields of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Delimiter {
    Comma,
    Tab,
    Semicolon,
    Bar,
}

impl Delimiter {
    /// In the order of preference.
    const ALL: [Delimiter; 4] =
        [Delimiter::Comma, Delimiter::Tab, Delimiter::Semicolon, Delimiter::Bar];

    /// As a byte.
    pub fn byte(self) -> u8 {
        match self {
            Delimiter::Comma => b',',
            Delimiter::Tab => b'\t',
            Delimiter::Semicolon => b';',
            Delimiter::Bar => b'|',
        }
    }
}

/// Texts of up to so many bytes are decoded once and held: a table is gone through several times.
const HELD_BYTES: usize = if cfg!(test) { 1 << 10 } else { 1 << 20 };

/// A text file; a large one is decoded as it is read.
pub(in crate::reader) struct Table {
    origin: Box<dyn Origin>,
    /// All of it.
    held: Option<Arc<str>>,
    detected: Detected,
    delimiter: Delimiter,
    /// What stands around fields: `"`, or `'` in a file that has it around all of them.
    quote: u8,
    /// The first line says `sep=`, as Excel writes it, and is no row.
    separator_line: bool,
    limits: Limits,
}

impl Table {
    /// # Errors
    /// `FileEmpty` for nothing but blanks.
    pub fn open(
        origin: Box<dyn Origin>,
        detected: Detected,
        limits: &Limits,
    ) -> Result<Table, ProblemKind> {
        let mut decoding = decoding(&*origin, detected.encoding)?;
        let mut text = String::new();
        let (mut blank, mut passed, mut ended) = (true, false, false);
        while !ended && (blank || text.len() < TEXT_HEAD_BYTES) {
            ended = !decoding.more(&mut text)?;
            blank = blank && text.trim().is_empty();
            if blank {
                passed |= !text.is_empty();
                text.clear();
            }
        }
        if blank {
            return Err(ProblemKind::FileEmpty);
        }
        let declared = declared_delimiter(&text);
        let quote = quote(&text);
        let delimiter = declared.unwrap_or_else(|| delimiter(&text, quote));
        let separator_line = declared.is_some();
        // Where it cannot be decoded further on, whoever takes the rows gets to know.
        while !ended && text.len() < HELD_BYTES {
            let Ok(more) = decoding.more(&mut text) else { break };
            ended = !more;
        }
        let whole = ended && !passed && text.len() <= HELD_BYTES;
        let held = whole.then(|| Arc::from(text));
        Ok(Table { origin, held, detected, delimiter, quote, separator_line, limits: *limits })
    }

    pub fn detected(&self) -> Detected {
        self.detected
    }

    pub fn delimiter(&self) -> Delimiter {
        self.delimiter
    }

    pub fn scan(&self, sink: &mut RowSink<'_>) -> Result<(), Broken> {
        let mut rows = self.rows()?;
        if rows.hand_on(ALONE_ROWS, sink)?.is_break() {
            return Ok(());
        }
        if self.origin.has_hands() {
            if beside::scan(rows, &*self.origin, sink)? {
                return Ok(());
            }
            // There was no thread for it.
            rows = self.rows()?;
            let _ = rows.hand_on(ALONE_ROWS, &mut |_| ControlFlow::Continue(()))?;
        }
        if self.held.is_none() {
            return beside::scan_here(rows, sink);
        }
        rows.hand_on(u32::MAX, sink).map(|_| ())
    }

    /// Whether its fields are found before it is decoded: `|` may be a part of a sign of GB18030.
    fn is_split_as_bytes(&self) -> bool {
        self.detected.encoding == Encoding::Gb18030 && self.delimiter != Delimiter::Bar
    }

    fn rows(&self) -> Result<Rows, Broken> {
        let input = match &self.held {
            Some(text) => Input::Held(Arc::clone(text)),
            None if self.is_split_as_bytes() => {
                Input::Gb18030(Checked::new(self.origin.open()?), Vec::new())
            }
            None => self.decoded()?,
        };
        self.rows_of(input)
    }

    /// All of it decoded as it is read.
    fn decoded(&self) -> Result<Input, Broken> {
        Ok(Input::Read(decoding(&*self.origin, self.detected.encoding)?, String::new()))
    }

    fn rows_of(&self, input: Input) -> Result<Rows, Broken> {
        let signs = Signs { delimiter: self.delimiter.byte(), quote: self.quote };
        let (mut records, limits) = (Records::new(input, signs), self.limits);
        if self.separator_line {
            records.next_record(0)?;
        }
        Ok(Rows { records, signs, limits, row: 0, cells: 0 })
    }
}

/// Rows that are split by who takes them: many a file is looked at for its first rows only.
const ALONE_ROWS: u32 = if cfg!(test) { 3 } else { 4096 };

/// The rows of a text, one at a time.
pub(super) struct Rows {
    records: Records,
    signs: Signs,
    limits: Limits,
    /// The next one.
    row: u32,
    /// Cells so far.
    cells: u64,
}

impl Rows {
    /// Hands on the rows before `end`; breaks where there is nothing more to hand on.
    fn hand_on(&mut self, end: u32, sink: &mut RowSink<'_>) -> Result<ControlFlow<()>, Broken> {
        let mut width = 0;
        while self.row < end {
            let (row, limits) = (self.row, self.limits);
            let mut cells = Cells::with_capacity(width);
            let more = self.next_row(|column, field| {
                text_of(field, (row, column), &limits, |text| {
                    cells.push((column, Cell::Text(text)));
                })
            })?;
            if more.is_none() {
                return Ok(ControlFlow::Break(()));
            }
            width = cells.len();
            if width > 0 && sink(Row { index: row, cells: &cells, numbers: &[] }).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Splits the next row, and returns it; `None` at the end. `keep` gets the column and what stands there
    /// of all fields that are not empty, and says whether they are cells.
    pub fn next_row<'t>(
        &'t mut self,
        mut keep: impl FnMut(u32, &Field<'t>) -> Result<bool, Broken>,
    ) -> Result<Option<u32>, Broken> {
        let (row, cells) = (self.row, &mut self.cells);
        let Some(record) = self.records.next_record(row)? else { return Ok(None) };
        split(&record, (row, self.signs), |column, field| {
            *cells += u64::from(keep(column, field)?);
            Ok(())
        })?;
        if *cells > self.limits.cells {
            return Err(Broken::TooManyCells(self.limits.cells));
        }
        self.row = row.saturating_add(1);
        Ok(Some(row))
    }

    /// Where the next one stands, and what limits it.
    pub fn next(&self) -> (u32, Limits) {
        (self.row, self.limits)
    }
}

/// The cells of a row, by column.
pub(super) type Cells<'t> = Vec<(u32, Cell<'t>)>;

/// Hands on the text of a cell, given its row and column; false where nothing is left of a field.
#[inline]
pub(super) fn text_of<'t>(
    field: &Field<'t>,
    (row, column): (u32, u32),
    limits: &Limits,
    hand_on: impl FnOnce(Cow<'t, str>),
) -> Result<bool, Broken> {
    let check = |text: &str| match text.len() as u64 > limits.text_bytes {
        _ if row >= MAX_ROWS || column >= MAX_COLUMNS => Err(Broken::BeyondGrid),
        true => Err(Broken::TextTooLong(limits.text_bytes)),
        false => Ok(()),
    };
    // As nearly all stand there: nothing is moved about.
    if let Some(text) = field.as_it_stands() {
        check(text)?;
        hand_on(Cow::Borrowed(text));
        return Ok(true);
    }
    let text = field.text()?;
    if text.is_empty() {
        return Ok(false);
    }
    check(&text)?;
    hand_on(text);
    Ok(true)
}

fn decoding(origin: &dyn Origin, encoding: Encoding) -> Result<Decoding, Broken> {
    Ok(Decoding::new(origin.open()?, encoding))
}

/// What stands around fields: `'` where the first lines begin and end with it, several fields of
/// them, and none has a `"` beside a delimiter.
fn quote(text: &str) -> u8 {
    const LINES: usize = 30;
    let joined = |line: &str, sign: char| {
        Delimiter::ALL.iter().any(|d| line.contains(&format!("{sign}{0}{sign}", d.byte() as char)))
    };
    let lines = || text.lines().filter(|line| !line.trim().is_empty()).take(LINES);
    let around = |line: &str| line.len() > 1 && line.starts_with('\'') && line.ends_with('\'');
    let first = lines().next().is_some_and(|line| around(line) && joined(line, '\''));
    let quoted = lines().filter(|line| around(line)).count();
    let double = lines().any(|line| joined(line, '"'));
    if first && !double && 2 * quoted >= lines().count() { b'\'' } else { b'"' }
}

/// `sep=;` in the first line.
fn declared_delimiter(text: &str) -> Option<Delimiter> {
    let line = text.split(['\r', '\n']).next()?;
    let sign = line.trim_matches('"').strip_prefix("sep=")?;
    Delimiter::ALL.into_iter().find(|d| sign.as_bytes() == [d.byte()])
}

/// The delimiter that stands most regularly in the first lines: the number of lines that have
/// it equally often, times how often. Title lines and commas inside texts lose that way.
fn delimiter(text: &str, quote: u8) -> Delimiter {
    const CANDIDATES: [Delimiter; 4] = Delimiter::ALL;
    const LINES: usize = 30;
    let mut lines: Vec<[u32; 4]> = vec![[0; 4]];
    let mut quoted = false;
    for byte in text.bytes().take(TEXT_HEAD_BYTES) {
        match byte {
            byte if byte == quote => quoted = !quoted,
            _ if quoted => {}
            b'\n' if lines.len() == LINES => break,
            b'\n' => lines.push([0; 4]),
            _ => {
                for (slot, candidate) in CANDIDATES.iter().enumerate() {
                    if let (true, Some(line)) = (candidate.byte() == byte, lines.last_mut()) {
                        line[slot] += 1; // slot < 4: CANDIDATES and the counts have one length
                    }
                }
            }
        }
    }
    let regularity = |slot: usize| {
        let counts = || lines.iter().filter_map(move |line| line.get(slot).filter(|n| **n > 0));
        counts().map(|n| n * counts().filter(|m| *m == n).count() as u32).max().unwrap_or(0)
    };
    let mut best = (0, Delimiter::Comma);
    for (slot, candidate) in CANDIDATES.into_iter().enumerate() {
        if regularity(slot) > best.0 {
            best = (regularity(slot), candidate);
        }
    }
    best.1
}

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod tests;
