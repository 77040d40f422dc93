//! Delimited text: encoding, delimiter, and fields at the coordinates Excel would show.
//!
//! Fields are split here and not by the csv crate, which skips blank lines, counts lines
//! wrongly after them, and swallows the rest of a file after an unclosed quote.

use std::borrow::Cow;

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use super::broken::Broken;
use super::limits::{MAX_COLUMNS, MAX_ROWS, TEXT_HEAD_BYTES};
use super::{Cell, Row, RowSink};
use crate::diagnostic::ProblemKind;

/// How the bytes of a text file are text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// Includes GBK and GB2312.
    Gb18030,
}

/// What separates the fields of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Delimiter {
    Comma,
    Tab,
    Semicolon,
}

impl Delimiter {
    /// As a byte.
    pub fn byte(self) -> u8 {
        match self {
            Delimiter::Comma => b',',
            Delimiter::Tab => b'\t',
            Delimiter::Semicolon => b';',
        }
    }
}

/// A text file, decoded.
pub(super) struct Table {
    text: String,
    encoding: Encoding,
    delimiter: Delimiter,
}

impl Table {
    /// # Errors
    /// `FileEmpty` for nothing but blanks, `FileUnreadable` for bytes that do not decode.
    pub(super) fn open(bytes: Vec<u8>) -> Result<Table, ProblemKind> {
        let (text, encoding) = decode(bytes)?;
        if text.trim().is_empty() {
            return Err(ProblemKind::FileEmpty);
        }
        let delimiter = delimiter(&text);
        Ok(Table { text, encoding, delimiter })
    }

    pub(super) fn encoding(&self) -> Encoding {
        self.encoding
    }

    pub(super) fn delimiter(&self) -> Delimiter {
        self.delimiter
    }

    pub(super) fn scan(&self, sink: &mut RowSink<'_>) -> Result<(), Broken> {
        let mut fields = Fields::new(&self.text, self.delimiter.byte());
        let mut cells = Vec::new();
        let mut index = 0;
        loop {
            cells.clear();
            let mut column = 0;
            let end = loop {
                let (field, end) = fields.next_field().ok_or(Broken::UnclosedQuote(index + 1))?;
                if !field.is_empty() {
                    if index >= MAX_ROWS || column >= MAX_COLUMNS {
                        return Err(Broken::BeyondGrid);
                    }
                    cells.push((column, Cell::Text(field)));
                }
                if end != End::Field {
                    break end;
                }
                column = column.saturating_add(1);
            };
            let stop = !cells.is_empty() && sink(Row { index, cells: &cells }).is_break();
            if stop || end == End::File {
                return Ok(());
            }
            index = index.saturating_add(1);
        }
    }
}

fn decode(mut bytes: Vec<u8>) -> Result<(String, Encoding), Broken> {
    let utf16 = if bytes.starts_with(b"\xFF\xFE") {
        Some((UTF_16LE, Encoding::Utf16Le))
    } else if bytes.starts_with(b"\xFE\xFF") {
        Some((UTF_16BE, Encoding::Utf16Be))
    } else {
        None
    };
    if let Some((coding, encoding)) = utf16 {
        return whole(coding, bytes.get(2..).unwrap_or_default()).map(|text| (text, encoding));
    }
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
        return String::from_utf8(bytes)
            .map(|text| (text, Encoding::Utf8))
            .map_err(|_| Broken::NotDecodable);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok((text, Encoding::Utf8)),
        Err(error) => whole(GB18030, error.as_bytes()).map(|text| (text, Encoding::Gb18030)),
    }
}

/// Every byte must decode: a replaced one would be a value nobody wrote.
fn whole(coding: &'static encoding_rs::Encoding, bytes: &[u8]) -> Result<String, Broken> {
    coding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(Cow::into_owned)
        .ok_or(Broken::NotDecodable)
}

/// The delimiter that stands most regularly in the first lines: the number of lines that have
/// it equally often, times how often. Title lines and commas inside texts lose that way.
fn delimiter(text: &str) -> Delimiter {
    const CANDIDATES: [Delimiter; 3] = [Delimiter::Comma, Delimiter::Tab, Delimiter::Semicolon];
    const LINES: usize = 30;
    let mut lines: Vec<[u32; 3]> = vec![[0; 3]];
    let mut quoted = false;
    for byte in text.bytes().take(TEXT_HEAD_BYTES) {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'\n' if lines.len() == LINES => break,
            b'\n' => lines.push([0; 3]),
            _ => {
                for (slot, candidate) in CANDIDATES.iter().enumerate() {
                    if let (true, Some(line)) = (candidate.byte() == byte, lines.last_mut()) {
                        line[slot] += 1; // slot < 3: CANDIDATES and the counts have one length
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
    delimiter: u8,
}

impl<'a> Fields<'a> {
    fn new(text: &'a str, delimiter: u8) -> Self {
        Fields { text, at: 0, delimiter }
    }

    /// The next field and what ends it; `None` where a quote is never closed.
    fn next_field(&mut self) -> Option<(Cow<'a, str>, End)> {
        let quoted = match self.rest().strip_prefix('"') {
            Some(_) => Some(self.quoted()?),
            None => None,
        };
        let rest = self.rest();
        let length = rest
            .bytes()
            .position(|b| b == self.delimiter || b == b'\n' || b == b'\r')
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
        let mut field = Cow::Borrowed("");
        loop {
            let rest = self.rest();
            let (piece, after) = rest.split_once('"')?;
            field = if field.is_empty() { Cow::Borrowed(piece) } else { field + piece };
            self.at += piece.len() + 1;
            if !after.starts_with('"') {
                return Some(field);
            }
            field += "\"";
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ops::ControlFlow;

    type Seen = (u32, Vec<(u32, String)>);

    fn rows(bytes: &[u8]) -> Result<Vec<Seen>, ProblemKind> {
        let mut seen = Vec::new();
        Table::open(bytes.to_vec())?.scan(&mut |row| {
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
            assert_eq!(Table::open(bytes.to_vec()).unwrap().encoding(), encoding);
        }
        assert_eq!(rows(b"a,b\n\xFF\xFF,\x80\n"), Err(Broken::NotDecodable.into()));
        assert_eq!(rows(b"\xEF\xBB\xBF \r\n\t\n"), Err(ProblemKind::FileEmpty));
    }

    #[test]
    fn delimiters() {
        let of = |text: &str| Table::open(text.as_bytes().to_vec()).unwrap().delimiter();
        assert_eq!(of("a,b\n1,2\n"), Delimiter::Comma);
        assert_eq!(of("a;b\n\"1,5,7,9\";2\n"), Delimiter::Semicolon);
        assert_eq!(of("日期\t内容\n3月\t漏水, 返修, 再漏\n4月\t停电\n"), Delimiter::Tab);
        assert_eq!(of("one column\n1\n"), Delimiter::Comma);
    }
}
