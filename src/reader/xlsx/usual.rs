//! The form nearly all cells of a sheet have, read in one go: `<c r="B3" s="1" t="s"><v>7</v></c>`, with or
//! without a style, a number or a shared string. Any other form is for the scan that knows them all.

use super::cursor::Cursor;
use super::scan::number;
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

/// Reads on behind `<c` and goes past the cell; where it is not of the usual form, stays.
pub(super) fn cell<'b>(walk: &mut Cursor<'b>) -> Option<Usual<'b>> {
    let mut bytes = Bytes { rest: walk.rest() };
    bytes.eat(b" r=\"")?;
    let column = bytes.letters()?.checked_sub(1).filter(|c| *c < MAX_COLUMNS)?;
    let row = bytes.digits()?.checked_sub(1).filter(|r| *r < u64::from(MAX_ROWS))?;
    bytes.eat(b"\"")?;
    let mut style = None;
    if bytes.eat(b" s=\"").is_some() {
        style = Some(u32::try_from(bytes.digits()?).ok()?);
        bytes.eat(b"\"")?;
    }
    let is_string = bytes.eat(b" t=\"s\"").is_some();
    bytes.eat(b"><v>")?;
    let from = bytes.rest;
    // The longest number an office program writes has some 24 characters.
    let length = from.iter().take(MOST_DIGITS).position(|b| *b == b'<')?;
    let raw = from.get(..length)?;
    bytes.rest = from.get(length..)?;
    bytes.eat(b"</v></c>")?;
    let value = if is_string {
        let mut digits = Bytes { rest: raw };
        let index = digits.digits().filter(|_| digits.rest.is_empty())?;
        Value::String(index)
    } else {
        Value::Number(number(raw)?)
    };
    walk.pass_to(bytes.rest);
    Some(Usual { row: u32::try_from(row).ok()?, column, style, value, raw })
}

/// Digits of a number in a cell, and some to spare.
const MOST_DIGITS: usize = 32;

struct Bytes<'b> {
    rest: &'b [u8],
}

impl Bytes<'_> {
    fn eat(&mut self, word: &[u8]) -> Option<()> {
        self.rest = self.rest.strip_prefix(word)?;
        Some(())
    }

    /// Letters of a column, counted from 1.
    fn letters(&mut self) -> Option<u32> {
        let mut number = 0;
        while let Some((letter @ b'A'..=b'Z', rest)) = self.rest.split_first() {
            if number > MAX_COLUMNS {
                return None;
            }
            number = number * 26 + u32::from(letter - b'A') + 1;
            self.rest = rest;
        }
        Some(number)
    }

    /// One to nine digits.
    fn digits(&mut self) -> Option<u64> {
        let (mut number, mut count) = (0u64, 0);
        while let Some((digit @ b'0'..=b'9', rest)) = self.rest.split_first() {
            number = number * 10 + u64::from(digit - b'0');
            count += 1;
            if count > 9 {
                return None;
            }
            self.rest = rest;
        }
        (count > 0).then_some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_the_usual_form() {
        let read = |text: &'static str| {
            let mut walk = Cursor::new(text.as_bytes());
            let cell = cell(&mut walk)?;
            let value = match cell.value {
                Value::String(index) => index as f64,
                Value::Number(number) => number,
            };
            Some((cell.row, cell.column, cell.style, value, walk.rest().len()))
        };
        assert_eq!(read(r#" r="A1"><v>5</v></c><c"#), Some((0, 0, None, 5.0, 2)));
        assert_eq!(read(r#" r="B3" s="1" t="s"><v>7</v></c>"#), Some((2, 1, Some(1), 7.0, 0)));
        let last = r#" r="XFD1048576" s="12"><v>-1.5E-3</v></c>"#;
        assert_eq!(read(last), Some((1_048_575, 16_383, Some(12), -0.0015, 0)));
        for other in [
            r#" r="XFE1"><v>5</v></c>"#,
            r#" r="A1048577"><v>5</v></c>"#,
            r#" r="A0"><v>5</v></c>"#,
            r#" r="1"><v>5</v></c>"#,
            r#" r="A1" t="str"><v>5</v></c>"#,
            r#" r="A1" t="s"><v>-5</v></c>"#,
            r#" r="A1" t="s"><v></v></c>"#,
            r#" r="A1"><v>5 </v></c>"#,
            r#" r="A1"><f>B1</f><v>5</v></c>"#,
            r#" r='A1'><v>5</v></c>"#,
            r#" r="A1"><v>5</v></c"#,
            r#" r="AAAAAAAAAA1"><v>5</v></c>"#,
            r#" r="A1"><v>5"#,
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
