//! Delimited text: encoding, delimiter, and fields at the coordinates Excel would show.
//!
//! Fields are split here and not by the csv crate, which skips blank lines, counts lines
//! wrongly after them, and swallows the rest of a file after an unclosed quote.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use super::{Decoding, Detected, Encoding};
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

/// A text file, decoded as it is read.
pub(in crate::reader) struct Table {
    origin: Box<dyn Origin>,
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
        let mut blank = true;
        while decoding.more(&mut text)? {
            blank = blank && text.trim().is_empty();
            if !blank && text.len() >= TEXT_HEAD_BYTES {
                break;
            }
            if blank {
                text.clear();
            }
        }
        if blank && text.trim().is_empty() {
            return Err(ProblemKind::FileEmpty);
        }
        let declared = declared_delimiter(&text);
        let quote = quote(&text);
        let delimiter = declared.unwrap_or_else(|| delimiter(&text, quote));
        let separator_line = declared.is_some();
        Ok(Table { origin, detected, delimiter, quote, separator_line, limits: *limits })
    }

    pub fn detected(&self) -> Detected {
        self.detected
    }

    pub fn delimiter(&self) -> Delimiter {
        self.delimiter
    }

    pub fn scan(&self, sink: &mut RowSink<'_>) -> Result<(), Broken> {
        let decoding = decoding(&*self.origin, self.detected.encoding)?;
        let mut records = Records::new(decoding, self.signs());
        let mut row = 0u32;
        if self.separator_line {
            records.next_record(row)?;
        }
        let mut total = 0u64;
        while let Some(record) = records.next_record(row)? {
            let cells = self.cells(record, row)?;
            total += cells.len() as u64;
            if total > self.limits.cells {
                return Err(Broken::TooManyCells(self.limits.cells));
            }
            if !cells.is_empty() && sink(Row { index: row, cells: &cells }).is_break() {
                return Ok(());
            }
            row = row.saturating_add(1);
        }
        Ok(())
    }

    fn signs(&self) -> Signs {
        Signs { delimiter: self.delimiter.byte(), quote: self.quote }
    }

    fn cells<'t>(&self, record: &'t str, row: u32) -> Result<Vec<(u32, Cell<'t>)>, Broken> {
        if memchr(0, record.as_bytes()).is_some() {
            return Err(Broken::BadText);
        }
        let mut cells = Vec::new();
        let mut fields = Fields::new(record, self.signs());
        let mut column = 0u32;
        loop {
            let (field, end) = fields.next_field().ok_or(Broken::UnclosedQuote(row + 1))?;
            let field = unwrapped(field);
            if !field.is_empty() {
                if row >= MAX_ROWS || column >= MAX_COLUMNS {
                    return Err(Broken::BeyondGrid);
                }
                if field.len() as u64 > self.limits.text_bytes {
                    return Err(Broken::TextTooLong(self.limits.text_bytes));
                }
                cells.push((column, Cell::Text(field)));
            }
            if end != End::Field {
                return Ok(cells);
            }
            column = column.saturating_add(1);
        }
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

/// The records of a text, one at a time in memory.
struct Records {
    decoding: Decoding,
    signs: Signs,
    buffer: String,
    /// Everything before it is done with.
    at: usize,
    ended: bool,
}

impl Records {
    fn new(decoding: Decoding, signs: Signs) -> Self {
        Records { decoding, signs, buffer: String::new(), at: 0, ended: false }
    }

    /// The next record with its line break; `None` at the end. `row` is for the error.
    fn next_record(&mut self, row: u32) -> Result<Option<&str>, Broken> {
        let length = loop {
            let rest = self.buffer.as_bytes().get(self.at..).unwrap_or_default();
            match extent(rest, self.signs, self.ended) {
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
        Ok(self.buffer.get(start..self.at))
    }

    /// Reads on, twice as much as is waiting, so that a long record is not gone through often.
    fn fill(&mut self) -> Result<(), Broken> {
        self.buffer.drain(..self.at);
        self.at = 0;
        let wanted = self.buffer.len() * 2;
        loop {
            self.ended = !self.decoding.more(&mut self.buffer)?;
            if self.ended || self.buffer.len() >= wanted {
                return Ok(());
            }
        }
    }
}

/// Length of the record at the start of a text, its line break included; `None` where the text
/// must go on for it to end.
fn extent(text: &[u8], signs: Signs, ended: bool) -> Option<usize> {
    let line = memchr2(b'\n', b'\r', text);
    let plain = text.get(..line.unwrap_or(text.len())).unwrap_or_default();
    let stop = match memchr(signs.quote, plain) {
        Some(_) => quoted_extent(text, signs),
        None => line,
    };
    let Some(stop) = stop else {
        // A closed record without a line break is the last one.
        let open = memchr(signs.quote, plain).is_some() && in_quotes(text, signs);
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
mod tests {
    use super::*;
    use crate::reader::origin::Bytes;
    use crate::reader::text::detect;
    use encoding_rs::GB18030;
    use std::ops::ControlFlow;

    type Seen = (u32, Vec<(u32, String)>);

    fn open(bytes: &[u8]) -> Result<Table, ProblemKind> {
        let origin = Bytes::from(bytes.to_vec());
        let limits = Limits::default();
        Table::open(Box::new(origin.clone()), detect(&origin, &limits)?, &limits)
    }

    fn rows(bytes: &[u8]) -> Result<Vec<Seen>, ProblemKind> {
        let mut seen = Vec::new();
        open(bytes)?.scan(&mut |row| {
            let cells = row.cells.iter().map(|(column, cell)| match cell {
                Cell::Text(text) => (*column, text.to_string()),
                other => panic!("{other:?}"),
            });
            seen.push((row.index, cells.collect()));
            ControlFlow::Continue(())
        })?;
        Ok(seen)
    }

    fn row(index: u32, cells: &[(u32, &str)]) -> Seen {
        (index, cells.iter().map(|(c, t)| (*c, t.to_string())).collect())
    }

    #[test]
    fn coordinates_hold_after_blank_lines_and_quoted_breaks() {
        let text = "a,b\r\n\r\n\n1,\"x\r\ny\"\r\n,\"say \"\"hi\"\"\"z,\r\nlast,";
        let expected = vec![
            row(0, &[(0, "a"), (1, "b")]),
            row(3, &[(0, "1"), (1, "x\r\ny")]),
            row(4, &[(1, "say \"hi\"z")]),
            row(5, &[(0, "last")]),
        ];
        assert_eq!(rows(text.as_bytes()), Ok(expected));
    }

    #[test]
    fn quotes_inside_a_field_are_text_and_edges_hold() {
        assert_eq!(rows(b"5\" pipe,x\n"), Ok(vec![row(0, &[(0, "5\" pipe"), (1, "x")])]));
        assert_eq!(rows(b"\"\",\"\"\"\",b"), Ok(vec![row(0, &[(1, "\""), (2, "b")])]));
        assert_eq!(rows(b"a\rb"), Ok(vec![row(0, &[(0, "a")]), row(1, &[(0, "b")])]));
    }

    #[test]
    fn single_quotes_around_all_fields() {
        let text = "'编号','内容'\n'1','it''s a, b'\n'2','x\ny'\n";
        let expected = vec![
            row(0, &[(0, "编号"), (1, "内容")]),
            row(1, &[(0, "1"), (1, "it's a, b")]),
            row(2, &[(0, "2"), (1, "x\ny")]),
        ];
        assert_eq!(rows(text.as_bytes()), Ok(expected));
        // An apostrophe that Excel puts before a text is no quote.
        let text = "a,b\n'1,'2\n'3,'4'\n";
        assert_eq!(rows(text.as_bytes()).unwrap()[1], row(1, &[(0, "'1"), (1, "'2")]));
    }

    #[test]
    fn texts_kept_from_being_numbers() {
        let text = "=\"编号\",b\n=\"BX20250001\",\"=\"\"00123\"\"\"\n=\"\",=1+1\n";
        let expected = vec![
            row(0, &[(0, "编号"), (1, "b")]),
            row(1, &[(0, "BX20250001"), (1, "00123")]),
            row(2, &[(1, "=1+1")]),
        ];
        assert_eq!(rows(text.as_bytes()), Ok(expected));
    }

    #[test]
    fn an_unclosed_quote_does_not_swallow_the_file() {
        assert_eq!(rows(b"a,b\n1,\"x\n2,y\n"), Err(Broken::UnclosedQuote(2).into()));
    }

    #[test]
    fn encodings() {
        let text = "姓名,房号\n王伟,3-502\n";
        let expected =
            vec![row(0, &[(0, "姓名"), (1, "房号")]), row(1, &[(0, "王伟"), (1, "3-502")])];
        let (gbk, ..) = GB18030.encode(text);
        let with_bom = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        let mut utf16 = b"\xFF\xFE".to_vec();
        utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        for (bytes, encoding) in [
            (text.as_bytes(), Encoding::Utf8),
            (&with_bom, Encoding::Utf8),
            (&gbk, Encoding::Gb18030),
            (&utf16, Encoding::Utf16Le),
        ] {
            assert_eq!(rows(bytes).as_ref(), Ok(&expected), "{encoding:?}");
            assert_eq!(open(bytes).unwrap().detected().encoding, encoding);
        }
        assert_eq!(rows(b"a,b\n\xFF\xFF,\x80\n"), Err(Broken::NotDecodable.into()));
        assert_eq!(rows(b"\xEF\xBB\xBF \r\n\t\n"), Err(ProblemKind::FileEmpty));
    }

    #[test]
    fn delimiters() {
        let of = |text: &str| open(text.as_bytes()).unwrap().delimiter();
        assert_eq!(of("a,b\n1,2\n"), Delimiter::Comma);
        assert_eq!(of("a;b\n\"1,5,7,9\";2\n"), Delimiter::Semicolon);
        assert_eq!(of("日期\t内容\n3月\t漏水, 返修, 再漏\n4月\t停电\n"), Delimiter::Tab);
        assert_eq!(of("one column\n1\n"), Delimiter::Comma);
    }
}
