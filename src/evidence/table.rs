//! A register as typed columns; every value keeps the cell it came from.

use std::sync::Arc;

use super::moment::DAY;
use super::store::{Moments, Origins, States};
use super::texts::Texts;
use crate::standard::RegisterSpec;

/// A cell's coordinates, zero-based.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellAt {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub column: u32,
}

impl std::fmt::Display for CellAt {
    /// `B12`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut name = Backwards::default();
        name.digits(u64::from(self.row) + 1);
        name.letters(self.column);
        f.write_str(name.text())
    }
}

/// Letters of a zero-based column: 0 is `A`, 27 is `AB`.
pub fn column_letters(column: u32) -> String {
    let mut name = Backwards::default();
    name.letters(column);
    name.text().to_string()
}

/// The name of a cell, written from its end on: thousands of them stand in a result.
struct Backwards {
    /// A u32 has seven letters and, one more than it, ten digits at most.
    bytes: [u8; 17],
    from: usize,
}

impl Default for Backwards {
    fn default() -> Self {
        Backwards { bytes: [0; 17], from: 17 }
    }
}

impl Backwards {
    fn put(&mut self, byte: u8) {
        self.from = self.from.saturating_sub(1);
        if let Some(slot) = self.bytes.get_mut(self.from) {
            *slot = byte;
        }
    }

    fn digits(&mut self, mut number: u64) {
        loop {
            self.put(b'0' + (number % 10) as u8);
            number /= 10;
            if number == 0 {
                break;
            }
        }
    }

    fn letters(&mut self, column: u32) {
        let mut left = u64::from(column) + 1;
        while left > 0 {
            self.put(b'A' + ((left - 1) % 26) as u8);
            left = (left - 1) / 26;
        }
    }

    fn text(&self) -> &str {
        let bytes = self.bytes.get(self.from..).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

/// What is known of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellState {
    /// It holds a value of the column's type.
    Value,
    /// It is empty.
    Blank,
    /// It holds something that is not of the column's type; a problem says so.
    Unreadable,
}

/// A moment, or a day of which the moment is not known. Seconds since 1970-01-01 00:00, local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Start: the moment itself, or the day's first second.
    pub seconds: i64,
    /// Only the day is known.
    pub day_only: bool,
}

impl Moment {
    /// The first and the last second it can be.
    pub fn span(self) -> (i64, i64) {
        (self.seconds, self.seconds + if self.day_only { DAY - 1 } else { 0 })
    }
}

/// Values of a column, one per row. Rows that are not [`CellState::Value`] hold a placeholder
/// that must not be read.
#[derive(Debug, Clone)]
pub enum Values {
    /// Text and phone columns.
    Text(Texts),
    /// Date and date-time columns.
    Time(Moments),
    /// Number and percentage columns; a percentage is 0 to 1.
    Number(Vec<f64>),
    /// Yes/no columns.
    YesNo(Vec<bool>),
    /// Choice columns: index of the value.
    Choice(Vec<u8>),
}

/// A column of a register that was found.
#[derive(Debug, Clone)]
pub struct Column {
    /// What is known of each row's cell.
    pub states: States,
    /// The values.
    pub values: Values,
    /// What the cells of a yes/no or choice column say; nothing for other columns.
    pub said: Said,
}

/// The own texts of cells that are read as one of a few values: a column repeats a few of them.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// The different texts, at most [`Said::MOST`].
    texts: Vec<String>,
    /// By row: 0 for none, else one more than the index of its text.
    rows: Vec<u8>,
}

impl Said {
    /// Different texts that are kept; cells beyond them go by the usual spelling of their value.
    const MOST: usize = 64;

    /// What the next row says, empty for nothing; returns what [`Said::push_known`] takes for it.
    pub(super) fn push(&mut self, text: &str) -> u8 {
        let known = self.texts.iter().position(|t| t == text);
        let index = match known {
            Some(index) => Some(index),
            None if text.is_empty() || self.texts.len() >= Said::MOST => None,
            None => {
                self.texts.push(text.to_string());
                Some(self.texts.len() - 1)
            }
        };
        let own = index.and_then(|i| u8::try_from(i + 1).ok()).unwrap_or(0);
        self.rows.push(own);
        own
    }

    /// The next row says what an earlier one did.
    pub(super) fn push_known(&mut self, own: u8) {
        self.rows.push(own);
    }

    /// The next row says what an earlier one does.
    pub(super) fn push_again(&mut self, from: usize) {
        self.rows.push(self.rows.get(from).copied().unwrap_or(0));
    }

    pub(super) fn truncate(&mut self, rows: usize) {
        self.rows.truncate(rows);
    }

    pub(super) fn shrink(&mut self) {
        self.rows.shrink_to_fit();
    }

    /// What a row says; `None` where that was not kept.
    pub fn of(&self, row: usize) -> Option<&str> {
        let index = usize::from(*self.rows.get(row)?).checked_sub(1)?;
        self.texts.get(index).map(String::as_str)
    }
}

impl Column {
    /// The text of a row; empty where the row has none.
    pub fn text(&self, row: usize) -> &str {
        match &self.values {
            Values::Text(texts) => texts.get(row),
            _ => "",
        }
    }
}

/// A stretch of a register: one table on one sheet of one file.
#[derive(Debug, Clone)]
pub struct Part {
    /// Path relative to the audit folder, with `/`; shared by all that is quoted of the file.
    pub file: Arc<str>,
    /// Sheet name; empty for delimited text.
    pub sheet: Arc<str>,
    /// Zero-based row of the header; of several rows the last one.
    pub header_row: u32,
    /// Sheet column of each column of the register's spec, where found.
    pub columns: Vec<Option<u32>>,
}

/// Where a row came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowAt {
    /// Index into [`Register::parts`].
    pub part: u16,
    /// Zero-based row of the sheet.
    pub row: u32,
}

/// A register as read: typed columns in the order of its spec.
#[derive(Debug, Clone)]
pub struct Register {
    /// Index of its spec in the standard.
    pub spec: usize,
    /// Where it was read from; empty only in tests.
    pub parts: Vec<Part>,
    /// Origin of each row.
    pub rows: Origins,
    /// One per column of the spec; `None` where no header fits.
    pub columns: Vec<Option<Column>>,
}

impl Register {
    /// The cell of a row and column, as file, sheet and coordinates. Where the value stands in a
    /// merged cell or is said to be the same as above, this is the row's own cell all the same;
    /// where a header is merged over several columns with values in more than one of them, the
    /// first of these columns.
    pub fn cell(&self, row: usize, column: usize) -> Option<(&Part, CellAt)> {
        let at = self.rows.get(row)?;
        let part = self.parts.get(usize::from(at.part))?;
        let column = (*part.columns.get(column)?)?;
        Some((part, CellAt { row: at.row, column }))
    }

    /// A cell's value as text for people: dates as ISO, personal data masked. `None` where there is none.
    pub fn show(&self, spec: &RegisterSpec, row: usize, column: usize) -> Option<String> {
        crate::evidence::show::show(self, spec, row, column)
    }

    /// As [`Register::show`], but yes/no and choices as what they were read as.
    pub fn typed(
        &self,
        spec: &RegisterSpec,
        at: (usize, usize),
        lang: crate::lang::Lang,
    ) -> Option<String> {
        crate::evidence::show::typed(self, spec, at, lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_a_spreadsheet_names_them() {
        let name = |row, column| CellAt { row, column }.to_string();
        assert_eq!([name(0, 0), name(8, 25), name(9, 26)], ["A1", "Z9", "AA10"]);
        assert_eq!(name(1_048_575, 16_383), "XFD1048576");
        assert_eq!(name(u32::MAX, u32::MAX), "MWLQKWV4294967296");
    }
}
