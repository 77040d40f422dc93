//! The form nearly all cells of a sheet have, read in one go: `<c r="B3" s="1" t="s"><v>7</v></c>`, with or
//! without a style, a number or a shared string. Any other form is for the scan that knows them all.

use super::cursor::Cursor;
use super::decimal::number;
use crate::reader::limits::{MAX_COLUMNS, MAX_ROWS};

/// A cell of the usual form.
pub(super) struct Usual<'b> {
    /// Zero-based.
    pub row: u32,
    /// Zero-based.
    pub column: u32,
    pub style: Option<u32>,
    pub value: Value,
    /// The value as written.
    pub raw: &'b [u8],
}

pub(super) enum Value {
    /// The number of a shared string.
    String(u64),
    Number(f64),
}

/// The number of a row as its cells say it, with the quote behind it: `3"`.
#[derive(Clone, Copy)]
pub(super) struct Number {
    /// Zero-based.
    row: u32,
    /// The bytes, the first one lowest, and which bits of a word they are.
    word: u64,
    mask: u64,
    length: usize,
}

impl Number {
    pub fn of(row: u32) -> Number {
        let (mut word, mut length, mut left) = (u64::from(b'"'), 1, row.saturating_add(1));
        // A row has seven digits at most.
        while left > 0 && length < 8 {
            word = (word << 8) | (u64::from(b'0') + u64::from(left % 10));
            (length, left) = (length + 1, left / 10);
        }
        if row >= MAX_ROWS {
            // No cell is in it.
            return Number { row, word: 1, mask: 0, length };
        }
        Number { row, word, mask: u64::MAX >> (64 - 8 * length), length }
    }

    /// What stands behind the number, if that is next.
    #[inline(always)]
    fn after<'b>(&self, bytes: &'b [u8]) -> Option<&'b [u8]> {
        let next = u64::from_le_bytes(*bytes.first_chunk()?);
        if next & self.mask == self.word { bytes.get(self.length..) } else { None }
    }
}

/// Goes past the cell that is next, which stands in this row or in another; where it is not of
/// the usual form, stays.
#[inline(always)]
pub(super) fn cell<'b>(walk: &mut Cursor<'b>, this: &Number) -> Option<Usual<'b>> {
    let rest = after(walk.rest(), b"<c r=\"")?;
    let (column, rest) = letters(rest)?;
    let column = column.checked_sub(1).filter(|c| *c < MAX_COLUMNS)?;
    let (row, mut rest) = match this.after(rest) {
        Some(rest) => (this.row, rest),
        None => {
            let (row, rest) = digits(rest)?;
            let row = row.checked_sub(1).filter(|r| *r < u64::from(MAX_ROWS))?;
            (u32::try_from(row).ok()?, after(rest, b"\"")?)
        }
    };
    let mut style = None;
    if let Some(value) = after(rest, b" s=\"") {
        let (number, behind) = digits(value)?;
        style = Some(u32::try_from(number).ok()?);
        rest = after(behind, b"\"")?;
    }
    let string = after(rest, b" t=\"s\"><v>");
    let from = match string {
        Some(from) => from,
        None => after(rest, b"><v>")?,
    };
    let (value, behind) = match string {
        Some(from) => digits(from).map(|(index, behind)| (Value::String(index), behind))?,
        None => number(from).map(|(number, behind)| (Value::Number(number), behind))?,
    };
    let raw = from.get(..from.len() - behind.len())?;
    walk.pass_to(after(behind, b"</v></c>")?);
    Some(Usual { row, column, style, value, raw })
}

/// Goes past the opening tag of a row, from behind its name, and returns its zero-based number; where the tag
/// is not of the usual form, ` r="3" spans="1:12">` with or without the second, stays.
pub(super) fn row(walk: &mut Cursor<'_>) -> Option<u32> {
    let (row, rest) = digits(after(walk.rest(), b" r=\"")?)?;
    let row = row.checked_sub(1).filter(|r| *r < u64::from(MAX_ROWS))?;
    let mut rest = after(rest, b"\"")?;
    if let Some(spans) = after(rest, b" spans=\"") {
        let length = spans.iter().position(|b| !matches!(b, b'0'..=b'9' | b':'))?;
        rest = after(spans.get(length..)?, b"\"")?;
    }
    walk.pass_to(after(rest, b">")?);
    u32::try_from(row).ok()
}

/// Goes past the end of a row if it is next.
#[inline(always)]
pub(super) fn row_end(walk: &mut Cursor<'_>) -> bool {
    let behind = after(walk.rest(), b"</row>");
    behind.inspect(|rest| walk.pass_to(rest)).is_some()
}

/// What stands behind `word`, of which the length is known where this is compiled.
#[inline(always)]
fn after<'b, const N: usize>(bytes: &'b [u8], word: &[u8; N]) -> Option<&'b [u8]> {
    let (first, rest) = bytes.split_first_chunk::<N>()?;
    (first == word).then_some(rest)
}

/// Letters of a column, counted from 1, and what stands behind them.
#[inline(always)]
fn letters(mut bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut number = 0;
    while let [letter @ b'A'..=b'Z', rest @ ..] = bytes {
        if number > MAX_COLUMNS {
            return None;
        }
        number = number * 26 + u32::from(letter - b'A') + 1;
        bytes = rest;
    }
    Some((number, bytes))
}

/// One to nine digits, and what stands behind them.
#[inline(always)]
fn digits(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (mut number, mut rest) = (0u64, bytes);
    while let [digit @ b'0'..=b'9', behind @ ..] = rest {
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
        rest = behind;
    }
    (1..=9).contains(&(bytes.len() - rest.len())).then_some((number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_the_usual_form() {
        let read = |text: &'static str| {
            let mut walk = Cursor::new(text.as_bytes());
            row(&mut walk).map(|row| (row, walk.rest().len()))
        };
        assert_eq!(read(r#" r="3"><c"#), Some((2, 2)));
        assert_eq!(read(r#" r="1048576" spans="1:12">"#), Some((1_048_575, 0)));
        for other in [
            r#" r="0">"#,
            r#" r="1048577">"#,
            r#" r="3"/>"#,
            r#" r="3" spans="1:12" ht="20">"#,
            r#" r="3" spans="1:1<">"#,
            r#" spans="1:12" r="3">"#,
            r#" r="3""#,
        ] {
            assert_eq!(read(other), None, "{other}");
        }
        let mut walk = Cursor::new(b"</row>");
        assert!(row_end(&mut walk) && walk.rest().is_empty() && !row_end(&mut walk));
    }

    #[test]
    fn cells_of_the_usual_form() {
        let read = |text: &'static str| {
            let in_row = |row| {
                let mut walk = Cursor::new(text.as_bytes());
                let cell = cell(&mut walk, &Number::of(row))?;
                let value = match cell.value {
                    Value::String(index) => index as f64,
                    Value::Number(number) => number,
                };
                Some((cell.row, cell.column, cell.style, value, walk.rest().len()))
            };
            // The same, whatever row it is expected in.
            let rows = [0, 2, 8, 9, 1_048_575, 1_048_576, u32::MAX].map(in_row);
            assert!(rows.iter().all(|read| *read == rows[0]), "{text}");
            rows[0]
        };
        assert_eq!(read(r#"<c r="A1"><v>5</v></c><c"#), Some((0, 0, None, 5.0, 2)));
        assert_eq!(read(r#"<c r="B3" s="1" t="s"><v>7</v></c>"#), Some((2, 1, Some(1), 7.0, 0)));
        let last = r#"<c r="XFD1048576" s="12"><v>-1.5E-3</v></c>"#;
        assert_eq!(read(last), Some((1_048_575, 16_383, Some(12), -0.0015, 0)));
        for other in [
            r#"<c r="XFE1"><v>5</v></c>"#,
            r#"<c r="A1048577"><v>5</v></c>"#,
            r#"<c r="A0"><v>5</v></c>"#,
            r#"<c r="1"><v>5</v></c>"#,
            r#"<c r="A1" t="str"><v>5</v></c>"#,
            r#"<c r="A1" t="s"><v>-5</v></c>"#,
            r#"<c r="A1" t="s"><v></v></c>"#,
            r#"<c r="A1"><v>5 </v></c>"#,
            r#"<c r="A1"><f>B1</f><v>5</v></c>"#,
            r#"<c r='A1'><v>5</v></c>"#,
            r#"<c r="A1"><v>5</v></c"#,
            r#"<c r="AAAAAAAAAA1"><v>5</v></c>"#,
            r#"<c r="A1"><v>5"#,
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
