//! Delimited text: encoding, delimiter, and fields at the coordinates Excel would show.
//!
//! Fields are split here and not by the csv crate, which skips blank lines, counts lines
//! wrongly after them, and swallows the rest of a file after an unclosed quote.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::sync::Arc;

use memchr::{memchr, memchr_iter, memchr2};

use super::{Decoding, Detected, Encoding, beside};
use crate::diagnostic::ProblemKind;
use crate::reader::broken::Broken;
use crate::reader::limits::{Limits, MAX_COLUMNS, MAX_RECORD_BYTES, MAX_ROWS, TEXT_HEAD_BYTES};
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
        rows.hand_on(u32::MAX, sink).map(|_| ())
    }

    fn rows(&self) -> Result<Rows, Broken> {
        let input = match &self.held {
            Some(text) => Input::Held(Arc::clone(text)),
            None => Input::Read(decoding(&*self.origin, self.detected.encoding)?, String::new()),
        };
        let signs = Signs { delimiter: self.delimiter.byte(), quote: self.quote };
        let (mut records, limits) = (Records::new(input, signs), self.limits);
        if self.separator_line {
            records.next_record(0)?;
        }
        Ok(Rows { records, signs, limits, row: 0, cells: 0, width: 0 })
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
    /// Cells of the last one.
    width: usize,
}

impl Rows {
    /// Hands on the rows before `end`; breaks where there is nothing more to hand on.
    fn hand_on(&mut self, end: u32, sink: &mut RowSink<'_>) -> Result<ControlFlow<()>, Broken> {
        while self.row < end {
            match self.next_row()? {
                None => return Ok(ControlFlow::Break(())),
                Some((index, cells)) => {
                    if !cells.is_empty()
                        && sink(Row { index, cells: &cells, numbers: &[] }).is_break()
                    {
                        return Ok(ControlFlow::Break(()));
                    }
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// The next row and its cells, of which it may have none; `None` at the end.
    pub fn next_row(&mut self) -> Result<Option<(u32, Cells<'_>)>, Broken> {
        let row = self.row;
        let Some(record) = self.records.next_record(row)? else { return Ok(None) };
        let mut cells = Cells::with_capacity(self.width);
        split(&record, (row, self.signs, &self.limits), &mut cells)?;
        self.width = cells.len();
        self.cells += cells.len() as u64;
        if self.cells > self.limits.cells {
            return Err(Broken::TooManyCells(self.limits.cells));
        }
        self.row = row.saturating_add(1);
        Ok(Some((row, cells)))
    }
}

/// The cells of a row, by column.
pub(super) type Cells<'t> = Vec<(u32, Cell<'t>)>;

/// Splits a record with its line break into cells.
fn split<'t>(
    Record { text: record, plain }: &Record<'t>,
    (row, signs, limits): (u32, Signs, &Limits),
    to: &mut Cells<'t>,
) -> Result<(), Broken> {
    if !plain && memchr(0, record.as_bytes()).is_some() {
        return Err(Broken::BadText);
    }
    let mut keep = |column: u32, field: Cow<'t, str>| {
        let field = unwrapped(field);
        if field.is_empty() {
            return Ok(());
        }
        if row >= MAX_ROWS || column >= MAX_COLUMNS {
            return Err(Broken::BeyondGrid);
        }
        if field.len() as u64 > limits.text_bytes {
            return Err(Broken::TextTooLong(limits.text_bytes));
        }
        to.push((column, Cell::Text(field)));
        Ok(())
    };
    let mut column = 0u32;
    if *plain || memchr(signs.quote, record.as_bytes()).is_none() {
        let line = record.strip_suffix('\n').unwrap_or(record);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let mut start = 0;
        for end in memchr_iter(signs.delimiter, line.as_bytes()).chain([line.len()]) {
            keep(column, Cow::Borrowed(line.get(start..end).unwrap_or_default()))?;
            (start, column) = (end + 1, column.saturating_add(1));
        }
        return Ok(());
    }
    let mut fields = Fields::new(record, signs);
    loop {
        let (field, end) = fields.next_field().ok_or(Broken::UnclosedQuote(row + 1))?;
        keep(column, field)?;
        if end != End::Field {
            return Ok(());
        }
        column = column.saturating_add(1);
    }
}

fn decoding(origin: &dyn Origin, encoding: Encoding) -> Result<Decoding, Broken> {
    Ok(Decoding::new(origin.open()?, encoding))
}

/// The signs that divide a text.
#[derive(Debug, Clone, Copy)]
struct Signs {
    delimiter: u8,
    quote: u8,
}

/// `="00123"`, by which ticket systems keep Excel from taking a text for a number, without that.
fn unwrapped(field: Cow<'_, str>) -> Cow<'_, str> {
    let inside = |text: &str| {
        let inner = text.trim().strip_prefix("=\"")?.strip_suffix('"')?;
        Some(inner.replace("\"\"", "\""))
    };
    match field.starts_with('=') {
        true => inside(&field).map_or(field, Cow::Owned),
        false => field,
    }
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

/// The records of a text, one at a time.
struct Records {
    input: Input,
    signs: Signs,
    /// Everything before it is done with.
    at: usize,
    ended: bool,
    /// Nothing of what waits is a quote or NUL.
    plain: bool,
}

/// A record with its line break.
struct Record<'t> {
    text: &'t str,
    /// It has no quote and no NUL; without it that is not known.
    plain: bool,
}

/// Where records come from.
enum Input {
    /// All of the text.
    Held(Arc<str>),
    /// What is left to decode, and what of it waits.
    Read(Decoding, String),
}

impl Input {
    fn waiting(&self) -> &str {
        match self {
            Input::Held(text) => text,
            Input::Read(_, buffer) => buffer,
        }
    }
}

impl Records {
    fn new(input: Input, signs: Signs) -> Self {
        let ended = matches!(input, Input::Held(_));
        let mut records = Records { input, signs, at: 0, ended, plain: false };
        records.look();
        records
    }

    /// Looks at all that waits, at one go.
    fn look(&mut self) {
        let waiting = self.input.waiting().as_bytes();
        self.plain = memchr2(self.signs.quote, 0, waiting).is_none();
    }

    /// The next record; `None` at the end. `row` is for the error.
    fn next_record(&mut self, row: u32) -> Result<Option<Record<'_>>, Broken> {
        let length = loop {
            let rest = self.input.waiting().as_bytes().get(self.at..).unwrap_or_default();
            match extent(rest, (self.signs, self.plain), self.ended) {
                Some(length) => break length,
                None if self.ended => return Err(Broken::UnclosedQuote(row.saturating_add(1))),
                None if rest.len() > MAX_RECORD_BYTES => {
                    return Err(Broken::UnclosedQuote(row.saturating_add(1)));
                }
                None => self.fill()?,
            }
        };
        if length == 0 {
            return Ok(None);
        }
        let start = self.at;
        self.at += length;
        let text = self.input.waiting().get(start..self.at);
        Ok(text.map(|text| Record { text, plain: self.plain }))
    }

    /// Reads on, twice as much as is waiting, so that a long record is not gone through often.
    fn fill(&mut self) -> Result<(), Broken> {
        let Input::Read(decoding, buffer) = &mut self.input else { return Ok(()) };
        buffer.drain(..self.at);
        self.at = 0;
        let wanted = buffer.len() * 2;
        loop {
            self.ended = !decoding.more(buffer)?;
            if self.ended || buffer.len() >= wanted {
                break;
            }
        }
        self.look();
        Ok(())
    }
}

/// Length of the record at the start of a text, its line break included; `None` where the text
/// must go on for it to end. A plain text has no quotes.
fn extent(text: &[u8], (signs, plain): (Signs, bool), ended: bool) -> Option<usize> {
    let line = memchr2(b'\n', b'\r', text);
    let first = text.get(..line.unwrap_or(text.len())).unwrap_or_default();
    let quoted = !plain && memchr(signs.quote, first).is_some();
    let stop = if quoted { quoted_extent(text, signs) } else { line };
    let Some(stop) = stop else {
        // A closed record without a line break is the last one.
        let open = quoted && in_quotes(text, signs);
        return (ended && !open).then_some(text.len());
    };
    match text.get(stop..) {
        Some([b'\r', b'\n', ..]) => Some(stop + 2),
        Some([b'\r']) if !ended => None,
        _ => Some(stop + 1),
    }
}

/// Where the first line break outside of quotes is.
fn quoted_extent(text: &[u8], signs: Signs) -> Option<usize> {
    let mut quotes = Quotes::Start;
    text.iter().position(|byte| {
        quotes = quotes.after(*byte, signs);
        quotes == Quotes::Start && matches!(byte, b'\n' | b'\r')
    })
}

fn in_quotes(text: &[u8], signs: Signs) -> bool {
    let end = text.iter().fold(Quotes::Start, |quotes, byte| quotes.after(*byte, signs));
    end == Quotes::Inside
}

/// Where a place is with respect to quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quotes {
    /// At the start of a field, the only place where a quote opens.
    Start,
    Inside,
    /// After a quote inside: one more makes it a sign, anything else ends the quoted part.
    Closed,
    Outside,
}

impl Quotes {
    fn after(self, byte: u8, signs: Signs) -> Quotes {
        match (self, byte) {
            (Quotes::Start | Quotes::Closed, b) if b == signs.quote => Quotes::Inside,
            (Quotes::Inside, b) if b == signs.quote => Quotes::Closed,
            (Quotes::Inside, _) => Quotes::Inside,
            (_, b'\n' | b'\r') => Quotes::Start,
            (_, byte) if byte == signs.delimiter => Quotes::Start,
            _ => Quotes::Outside,
        }
    }
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

/// What follows a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Field,
    Row,
    File,
}

/// Splits a text the way Excel does: a quote opens a quoted field only at the field's start,
/// a doubled quote inside is one, and what follows the closing quote still belongs to the field.
struct Fields<'a> {
    text: &'a str,
    at: usize,
    signs: Signs,
}

impl<'a> Fields<'a> {
    fn new(text: &'a str, signs: Signs) -> Self {
        Fields { text, at: 0, signs }
    }

    /// The next field and what ends it; `None` where a quote is never closed.
    fn next_field(&mut self) -> Option<(Cow<'a, str>, End)> {
        let opens = self.rest().as_bytes().first() == Some(&self.signs.quote);
        let quoted = if opens { Some(self.quoted()?) } else { None };
        let rest = self.rest();
        let length = rest
            .bytes()
            .position(|b| b == self.signs.delimiter || b == b'\n' || b == b'\r')
            .unwrap_or(rest.len());
        let plain = rest.get(..length).unwrap_or("");
        let end = match rest.as_bytes().get(length..).unwrap_or_default() {
            [] => End::File,
            [b'\r', b'\n', ..] => End::Row,
            [b'\r' | b'\n', ..] => End::Row,
            _ => End::Field,
        };
        let terminator = match rest.as_bytes().get(length..length + 2) {
            Some(b"\r\n") => 2,
            _ => usize::from(end != End::File),
        };
        self.at += length + terminator;
        let field = match quoted {
            None => Cow::Borrowed(plain),
            Some(field) if plain.is_empty() => field,
            Some(field) => Cow::Owned(field.into_owned() + plain),
        };
        Some((field, end))
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// The inside of a quoted field; leaves the position after the closing quote.
    fn quoted(&mut self) -> Option<Cow<'a, str>> {
        self.at += 1;
        let quote = char::from(self.signs.quote);
        let mut field = Cow::Borrowed("");
        loop {
            let rest = self.rest();
            let (piece, after) = rest.split_once(quote)?;
            field = if field.is_empty() { Cow::Borrowed(piece) } else { field + piece };
            self.at += piece.len() + 1;
            if !after.starts_with(quote) {
                return Some(field);
            }
            field.to_mut().push(quote);
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests;
