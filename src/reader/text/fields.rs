//! The fields of a record, found in its bytes: what divides them is never part of another sign, neither in
//! UTF-8 nor, but for `|`, in GB18030.

use std::borrow::Cow;

use memchr::memchr;

use super::records::{Record, Signs};
use crate::reader::broken::Broken;

/// A stretch of a text file.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stretch<'t> {
    /// Text already.
    Text(&'t str),
    /// Bytes of GB18030.
    Gb18030(&'t [u8]),
}

impl<'t> Stretch<'t> {
    #[inline]
    pub fn bytes(self) -> &'t [u8] {
        match self {
            Stretch::Text(text) => text.as_bytes(),
            Stretch::Gb18030(bytes) => bytes,
        }
    }

    /// A part of it, that does not divide a sign.
    #[inline]
    pub fn part(self, start: usize, end: usize) -> Option<Stretch<'t>> {
        Some(match self {
            Stretch::Text(text) => Stretch::Text(text.get(start..end)?),
            Stretch::Gb18030(bytes) => Stretch::Gb18030(bytes.get(start..end)?),
        })
    }

    /// As text; bytes that are none are `NotDecodable`.
    fn text(self) -> Result<Cow<'t, str>, Broken> {
        match self {
            Stretch::Text(text) => Ok(Cow::Borrowed(text)),
            Stretch::Gb18030(bytes) => encoding_rs::GB18030
                .decode_without_bom_handling_and_without_replacement(bytes)
                .ok_or(Broken::NotDecodable),
        }
    }
}

/// A field, without its quotes. It is handed on where it is: copied about, each would wait for its last copy.
pub(super) enum Field<'t> {
    /// As it stands in the record.
    Whole(Stretch<'t>),
    /// Put together from parts of this record.
    Joined(Vec<u8>, Stretch<'t>),
}

impl<'t> Field<'t> {
    /// In its file.
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        match self {
            Field::Whole(stretch) => stretch.bytes(),
            Field::Joined(bytes, _) => bytes,
        }
    }

    /// The text it is in its file already, or but for its being bytes of ASCII; `None` where it takes more.
    #[inline]
    pub fn as_it_stands(&self) -> Option<&'t str> {
        let text = match self {
            Field::Whole(Stretch::Text(text)) => text,
            Field::Whole(Stretch::Gb18030(bytes)) if bytes.is_ascii() => {
                std::str::from_utf8(bytes).ok()?
            }
            _ => return None,
        };
        (!text.starts_with('=')).then_some(text)
    }

    /// As text, and `="00123"`, by which ticket systems keep Excel from taking a text for a number,
    /// without that.
    pub fn text(&self) -> Result<Cow<'t, str>, Broken> {
        let text = match self {
            Field::Whole(stretch) => stretch.text()?,
            Field::Joined(bytes, Stretch::Gb18030(_)) => {
                Cow::Owned(Stretch::Gb18030(bytes).text()?.into_owned())
            }
            Field::Joined(bytes, Stretch::Text(_)) => {
                let text = std::str::from_utf8(bytes).map_err(|_| Broken::NotDecodable)?;
                Cow::Owned(text.to_string())
            }
        };
        let inside = |text: &str| {
            let inner = text.trim().strip_prefix("=\"")?.strip_suffix('"')?;
            Some(inner.replace("\"\"", "\""))
        };
        Ok(match text.starts_with('=') {
            true => inside(&text).map_or(text, Cow::Owned),
            false => text,
        })
    }
}

/// Splits a record with its line break; `keep` gets the column and what stands there of all fields that
/// are not empty.
pub(super) fn split<'t>(
    Record { text, plain }: &Record<'t>,
    (row, signs): (u32, Signs),
    mut keep: impl FnMut(u32, &Field<'t>) -> Result<(), Broken>,
) -> Result<(), Broken> {
    let bytes = text.bytes();
    if !plain && memchr(0, bytes).is_some() {
        return Err(Broken::BadText);
    }
    let mut column = 0u32;
    if *plain || memchr(signs.quote, bytes).is_none() {
        let line = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut start = 0;
        for end in Places::new(signs.delimiter, line).chain([line.len()]) {
            if let Some(field) = text.part(start, end).filter(|_| end > start) {
                keep(column, &Field::Whole(field))?;
            }
            (start, column) = (end + 1, column.saturating_add(1));
        }
        return Ok(());
    }
    let mut fields = Fields { text: *text, at: 0, signs };
    loop {
        let (field, end) = fields.next_field().ok_or(Broken::UnclosedQuote(row + 1))?;
        if !field.bytes().is_empty() {
            keep(column, &field)?;
        }
        if end != End::Field {
            return Ok(());
        }
        column = column.saturating_add(1);
    }
}

/// Where a sign of ASCII other than NUL stands in a line, looked for in eight bytes at a time: most fields
/// are shorter than what more of them would pay for.
struct Places<'t> {
    line: &'t [u8],
    sign: u64,
    /// Bytes looked at.
    next: usize,
    /// Of the last eight, the upper bits of those that are the sign.
    found: u64,
}

impl<'t> Places<'t> {
    fn new(sign: u8, line: &'t [u8]) -> Self {
        Places { line, sign: u64::from_le_bytes([sign; 8]), next: 0, found: 0 }
    }

    /// The next eight bytes; at the end NUL for those that are missing.
    fn word(&self) -> Option<u64> {
        let rest = self.line.get(self.next..).filter(|rest| !rest.is_empty())?;
        Some(match (rest.first_chunk(), self.line.last_chunk()) {
            (Some(eight), _) => u64::from_le_bytes(*eight),
            (None, Some(last)) => u64::from_le_bytes(*last) >> (64 - 8 * rest.len()),
            (None, None) => rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        })
    }
}

impl Iterator for Places<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        const LOWER: u64 = 0x7F7F_7F7F_7F7F_7F7F;
        while self.found == 0 {
            let other = self.word()? ^ self.sign;
            self.found = !(((other & LOWER) + LOWER) | other | LOWER);
            self.next += 8;
        }
        let place = self.found.trailing_zeros() as usize / 8;
        self.found &= self.found - 1;
        Some(self.next - 8 + place)
    }
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
struct Fields<'t> {
    text: Stretch<'t>,
    at: usize,
    signs: Signs,
}

impl<'t> Fields<'t> {
    /// The next field and what ends it; `None` where a quote is never closed.
    fn next_field(&mut self) -> Option<(Field<'t>, End)> {
        let opens = self.rest().first() == Some(&self.signs.quote);
        let quoted = if opens { Some(self.quoted()?) } else { None };
        let rest = self.rest();
        let length = rest
            .iter()
            .position(|b| *b == self.signs.delimiter || matches!(b, b'\n' | b'\r'))
            .unwrap_or(rest.len());
        let (end, terminator) = match rest.get(length..).unwrap_or_default() {
            [] => (End::File, 0),
            [b'\r', b'\n', ..] => (End::Row, 2),
            [b'\r' | b'\n', ..] => (End::Row, 1),
            _ => (End::Field, 1),
        };
        let start = self.at;
        self.at += length + terminator;
        let field = match quoted {
            None => Field::Whole(self.text.part(start, start + length)?),
            Some(field) if length == 0 => field,
            Some(field) => {
                let behind = rest.get(..length).unwrap_or_default();
                Field::Joined([field.bytes(), behind].concat(), self.text)
            }
        };
        Some((field, end))
    }

    fn rest(&self) -> &'t [u8] {
        self.text.bytes().get(self.at..).unwrap_or_default()
    }

    /// The inside of a quoted field; leaves the position after the closing quote.
    fn quoted(&mut self) -> Option<Field<'t>> {
        self.at += 1;
        let mut joined = Vec::new();
        loop {
            let (start, rest) = (self.at, self.rest());
            let length = memchr(self.signs.quote, rest)?;
            self.at += length + 1;
            let doubled = self.rest().first() == Some(&self.signs.quote);
            if !doubled && joined.is_empty() {
                return self.text.part(start, start + length).map(Field::Whole);
            }
            joined.extend_from_slice(rest.get(..length + usize::from(doubled))?);
            if !doubled {
                return Some(Field::Joined(joined, self.text));
            }
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_where_the_sign_stands() {
        // All lines of three letters, up to eight of them, and behind others.
        for length in 0..=8u32 {
            for number in 0..3u32.pow(length) {
                let letters = (0..length).map(|at| b",-\xAC"[(number / 3u32.pow(at) % 3) as usize]);
                for before in [0, 5, 8, 13] {
                    let line: Vec<u8> =
                        std::iter::repeat_n(b'+', before).chain(letters.clone()).collect();
                    let places: Vec<usize> = Places::new(b',', &line).collect();
                    let expected = line.iter().enumerate().filter(|(_, sign)| **sign == b',');
                    assert_eq!(places, expected.map(|(at, _)| at).collect::<Vec<_>>(), "{line:?}");
                }
            }
        }
    }
}
