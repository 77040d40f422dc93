//! Sheets written down in a compact form of this program's own, to be read row by row later: what
//! a reader that holds a sheet whole, or runs in another process, hands over.
//!
//! A stretch is a letter, its length and its content: `S` a sheet's name, `R` a row, `L` what
//! stands around the cells of the sheet, `E` the end, with the date system. Numbers are LEB128.

use std::borrow::Cow;
use std::ops::{Range, RangeInclusive};

use super::broken::Broken;
use super::limits::{Limits, MAX_COLUMNS, MAX_LAYOUT, MAX_ROWS};
use super::{Cell, Epoch, Layout, Merge, Row, RowSink};

/// The error values of cells.
pub(super) const ERRORS: [&str; 8] =
    ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"];

/// An error value by its words.
pub(super) fn error_value(words: &str) -> Option<&'static str> {
    ERRORS.into_iter().find(|e| *e == words)
}

/// Writes sheets down, within the limits.
pub(super) struct Recorder {
    bytes: Vec<u8>,
    scratch: Vec<u8>,
    limits: Limits,
    next_row: u32,
    cells: u64,
    epoch: Epoch,
}

impl Recorder {
    pub fn new(limits: &Limits) -> Self {
        Recorder {
            bytes: Vec::new(),
            scratch: Vec::new(),
            limits: *limits,
            next_row: 0,
            cells: 0,
            epoch: Epoch::default(),
        }
    }

    /// Sets the date system of all sheets.
    pub fn epoch(&mut self, from_1904: bool) {
        self.epoch = if from_1904 { Epoch::From1904 } else { Epoch::From1900 };
    }

    /// Begins a sheet.
    pub fn sheet(&mut self, name: &str) {
        (self.next_row, self.cells) = (0, 0);
        stretch(&mut self.bytes, b'S', name.as_bytes());
    }

    /// A row below the last one; its cells by ascending column. One without cells is none.
    pub fn row(&mut self, index: u32, cells: &[(u32, Cell<'_>)]) -> Result<(), Broken> {
        if cells.is_empty() {
            return Ok(());
        }
        if index >= MAX_ROWS || cells.iter().any(|(column, _)| *column >= MAX_COLUMNS) {
            return Err(Broken::BeyondGrid);
        }
        if index < self.next_row {
            return Err(Broken::RowsOutOfOrder);
        }
        self.next_row = index + 1;
        self.cells += cells.len() as u64;
        if self.cells > self.limits.cells {
            return Err(Broken::TooManyCells(self.limits.cells));
        }
        self.scratch.clear();
        number(&mut self.scratch, u64::from(index));
        for (column, cell) in cells {
            number(&mut self.scratch, u64::from(*column));
            self.cell(cell)?;
        }
        stretch(&mut self.bytes, b'R', &self.scratch);
        // All of it is kept in memory, and doubles while it grows.
        if self.bytes.len() as u64 > self.limits.memory / 4 {
            return Err(Broken::TooMuchMemory(self.limits.memory));
        }
        Ok(())
    }

    /// The same row several times, each below the other.
    pub fn rows(
        &mut self,
        first: u32,
        count: u32,
        cells: &[(u32, Cell<'_>)],
    ) -> Result<(), Broken> {
        let all = (cells.len() as u64).saturating_mul(u64::from(count));
        if self.cells.saturating_add(all) > self.limits.cells {
            return Err(Broken::TooManyCells(self.limits.cells));
        }
        (first..first.saturating_add(count)).try_for_each(|index| self.row(index, cells))
    }

    fn cell(&mut self, cell: &Cell<'_>) -> Result<(), Broken> {
        let to = &mut self.scratch;
        match cell {
            Cell::Text(text) => {
                if text.len() as u64 > self.limits.text_bytes {
                    return Err(Broken::TextTooLong(self.limits.text_bytes));
                }
                if text.contains('\0') {
                    return Err(Broken::BadText);
                }
                to.push(0);
                number(to, text.len() as u64);
                to.extend_from_slice(text.as_bytes());
            }
            Cell::Number(n) => {
                to.push(1);
                to.extend_from_slice(&n.to_le_bytes());
            }
            Cell::Bool(b) => to.push(2 + u8::from(*b)),
            Cell::Time { seconds, day_only } => {
                to.push(4 + u8::from(*day_only));
                to.extend_from_slice(&seconds.to_le_bytes());
            }
            Cell::Error(words) => {
                to.push(6);
                // An error value of another name is a value error as well as any.
                let place = ERRORS.iter().position(|e| e == words).unwrap_or(6);
                number(to, place as u64);
            }
            Cell::Uncalculated => to.push(7),
        }
        Ok(())
    }

    /// What stands around the cells of the sheet at hand.
    pub fn layout(&mut self, layout: &Layout) -> Result<(), Broken> {
        let parts = [layout.merges.len(), layout.hidden_rows.len(), layout.hidden_columns.len()];
        if parts.iter().any(|n| *n > MAX_LAYOUT) {
            return Err(Broken::TooManyMerges);
        }
        let mut to = vec![u8::from(layout.hidden)];
        parts.iter().for_each(|n| number(&mut to, *n as u64));
        let merges = layout.merges.iter().flat_map(|m| [&m.rows, &m.columns]);
        for range in merges.chain(&layout.hidden_rows).chain(&layout.hidden_columns) {
            number(&mut to, u64::from(*range.start()));
            number(&mut to, u64::from(*range.end()));
        }
        stretch(&mut self.bytes, b'L', &to);
        Ok(())
    }

    /// Everything written down, as [`Recording::read`] takes it.
    pub fn finish(mut self) -> Vec<u8> {
        stretch(&mut self.bytes, b'E', &[u8::from(self.epoch == Epoch::From1904)]);
        self.bytes
    }
}

fn stretch(to: &mut Vec<u8>, letter: u8, content: &[u8]) {
    to.push(letter);
    number(to, content.len() as u64);
    to.extend_from_slice(content);
}

fn number(to: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        to.push((n as u8) | 0x80);
        n >>= 7;
    }
    to.push(n as u8);
}

/// Sheets written down.
#[derive(Debug)]
pub(super) struct Recording {
    bytes: Vec<u8>,
    names: Vec<String>,
    sheets: Vec<Sheet>,
    epoch: Epoch,
}

#[derive(Debug)]
struct Sheet {
    /// The stretches of its rows and layout.
    at: Range<usize>,
    layout: Layout,
}

impl Recording {
    /// What a [`Recorder`] wrote, maybe in another process: believed in nothing.
    pub fn read(bytes: Vec<u8>) -> Result<Recording, Broken> {
        let (mut names, mut sheets): (Vec<String>, Vec<Sheet>) = (Vec::new(), Vec::new());
        let mut from = From { bytes: &bytes, at: 0 };
        let epoch = loop {
            let (letter, content) = from.stretch()?;
            let end = from.at;
            match (letter, sheets.last_mut()) {
                (b'S', _) => {
                    let name = std::str::from_utf8(content).map_err(|_| Broken::BadText)?;
                    names.push(name.to_string());
                    sheets.push(Sheet { at: end..end, layout: Layout::default() });
                }
                (b'R', Some(sheet)) => sheet.at.end = end,
                (b'L', Some(sheet)) => {
                    sheet.layout = layout(content)?;
                    sheet.at.end = end;
                }
                (b'E', _) if content == [1] => break Epoch::From1904,
                (b'E', _) => break Epoch::From1900,
                _ => return Err(Broken::Truncated),
            }
        };
        Ok(Recording { bytes, names, sheets, epoch })
    }

    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    pub fn sheets(&self) -> &[String] {
        &self.names
    }

    pub fn layout(&self, sheet: usize) -> Layout {
        self.sheets.get(sheet).map(|s| s.layout.clone()).unwrap_or_default()
    }

    pub fn scan(&self, sheet: usize, sink: &mut RowSink<'_>) -> Result<(), Broken> {
        let Some(sheet) = self.sheets.get(sheet) else { return Ok(()) };
        let bytes = self.bytes.get(sheet.at.clone()).unwrap_or_default();
        let mut from = From { bytes, at: 0 };
        let mut next_row = 0;
        while from.at < bytes.len() {
            let (b'R', content) = from.stretch()? else { continue };
            let (index, cells) = row(content)?;
            if index < next_row {
                return Err(Broken::RowsOutOfOrder);
            }
            next_row = index + 1;
            if sink(Row { index, cells: &cells, numbers: &[] }).is_break() {
                return Ok(());
            }
        }
        Ok(())
    }
}

fn row(content: &[u8]) -> Result<(u32, Vec<(u32, Cell<'_>)>), Broken> {
    let mut from = From { bytes: content, at: 0 };
    let index = from.below(MAX_ROWS)?;
    let mut cells: Vec<(u32, Cell<'_>)> = Vec::new();
    while from.at < content.len() {
        let column = from.below(MAX_COLUMNS)?;
        if cells.last().is_some_and(|(last, _)| *last >= column) {
            return Err(Broken::RowsOutOfOrder);
        }
        cells.push((column, from.cell()?));
    }
    Ok((index, cells))
}

fn layout(content: &[u8]) -> Result<Layout, Broken> {
    let mut from = From { bytes: content, at: 0 };
    let hidden = from.take(1)? == [1];
    let mut counts = [0usize; 3];
    for count in &mut counts {
        *count = from.number()?.try_into().map_err(|_| Broken::Truncated)?;
    }
    let [merges, rows, columns] = counts;
    let mut layout = Layout { hidden, ..Layout::default() };
    for _ in 0..merges {
        let rows = from.range(MAX_ROWS)?;
        layout.merges.push(Merge { rows, columns: from.range(MAX_COLUMNS)? });
    }
    for _ in 0..rows {
        layout.hidden_rows.push(from.range(MAX_ROWS)?);
    }
    for _ in 0..columns {
        layout.hidden_columns.push(from.range(MAX_COLUMNS)?);
    }
    Ok(layout)
}

/// Bytes on their way back.
struct From<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> From<'b> {
    fn take(&mut self, length: usize) -> Result<&'b [u8], Broken> {
        let end = self.at.checked_add(length).ok_or(Broken::Truncated)?;
        let taken = self.bytes.get(self.at..end).ok_or(Broken::Truncated)?;
        self.at = end;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u64, Broken> {
        let mut n = 0u64;
        for shift in (0..63).step_by(7) {
            let byte = self.take(1)?.first().copied().unwrap_or(0);
            n |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(n);
            }
        }
        Err(Broken::Truncated)
    }

    fn length(&mut self) -> Result<usize, Broken> {
        self.number()?.try_into().map_err(|_| Broken::Truncated)
    }

    fn below(&mut self, end: u32) -> Result<u32, Broken> {
        let n = self.number()?;
        if n < u64::from(end) { Ok(n as u32) } else { Err(Broken::BeyondGrid) }
    }

    fn range(&mut self, end: u32) -> Result<RangeInclusive<u32>, Broken> {
        Ok(self.below(end)?..=self.below(end)?)
    }

    fn eight(&mut self) -> Result<[u8; 8], Broken> {
        self.take(8)?.try_into().map_err(|_| Broken::Truncated)
    }

    fn stretch(&mut self) -> Result<(u8, &'b [u8]), Broken> {
        let letter = self.take(1)?.first().copied().unwrap_or(0);
        let length = self.length()?;
        Ok((letter, self.take(length)?))
    }

    fn cell(&mut self) -> Result<Cell<'b>, Broken> {
        Ok(match self.take(1)?.first().copied().unwrap_or(u8::MAX) {
            0 => {
                let length = self.length()?;
                let text = std::str::from_utf8(self.take(length)?);
                Cell::Text(Cow::Borrowed(text.map_err(|_| Broken::BadText)?))
            }
            1 => Cell::Number(f64::from_le_bytes(self.eight()?)),
            kind @ (2 | 3) => Cell::Bool(kind == 3),
            kind @ (4 | 5) => {
                Cell::Time { seconds: i64::from_le_bytes(self.eight()?), day_only: kind == 5 }
            }
            6 => Cell::Error(ERRORS.get(self.length()?).ok_or(Broken::Truncated)?),
            7 => Cell::Uncalculated,
            _ => return Err(Broken::Truncated),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ops::ControlFlow;

    fn sample() -> Vec<(u32, Vec<(u32, Cell<'static>)>)> {
        vec![
            (0, vec![(0, Cell::Text("房号".into())), (300, Cell::Number(-1.5))]),
            (
                1_048_575,
                vec![
                    (0, Cell::Bool(true)),
                    (1, Cell::Bool(false)),
                    (2, Cell::Time { seconds: -5, day_only: true }),
                    (3, Cell::Time { seconds: 1 << 40, day_only: false }),
                    (4, Cell::Error("#REF!")),
                    (16_383, Cell::Uncalculated),
                ],
            ),
        ]
    }

    fn around() -> Layout {
        Layout {
            merges: vec![Merge { rows: 1..=2, columns: 0..=300 }],
            hidden: true,
            hidden_rows: vec![5..=5],
            hidden_columns: vec![7..=9, 11..=11],
        }
    }

    fn bytes() -> Vec<u8> {
        let mut recorder = Recorder::new(&Limits::default());
        recorder.sheet("空");
        recorder.sheet("一月");
        for (index, cells) in sample() {
            recorder.row(index, &cells).unwrap();
        }
        recorder.layout(&around()).unwrap();
        recorder.finish()
    }

    #[test]
    fn what_is_written_down_reads_back() {
        let recording = Recording::read(bytes()).unwrap();
        assert_eq!(recording.sheets(), ["空", "一月"]);
        assert_eq!(recording.layout(0), Layout::default());
        assert_eq!(recording.layout(1), around());
        let mut seen = Vec::new();
        let mut keep = |row: Row<'_, '_>| {
            let cells = row.cells.iter().map(|(c, v)| (*c, v.clone().into_owned()));
            seen.push((row.index, cells.collect()));
            ControlFlow::Continue(())
        };
        recording.scan(0, &mut keep).unwrap();
        recording.scan(1, &mut keep).unwrap();
        recording.scan(2, &mut keep).unwrap();
        assert_eq!(seen, sample());
    }

    #[test]
    fn no_part_of_it_is_taken_for_all() {
        let whole = bytes();
        for length in 0..whole.len() {
            let part = Recording::read(whole[..length].to_vec());
            assert!(part.is_err(), "{length} of {} bytes", whole.len());
        }
    }

    #[test]
    fn limits_hold() {
        let limits = Limits { cells: 2, text_bytes: 3, ..Limits::default() };
        let cell = |text: &str| Cell::Text(text.to_string().into());
        let mut recorder = Recorder::new(&limits);
        assert_eq!(recorder.row(0, &[(0, cell("abcd"))]), Err(Broken::TextTooLong(3)));
        assert_eq!(recorder.row(1, &[(0, cell("a\0"))]), Err(Broken::BadText));
        assert_eq!(recorder.row(1, &[(0, cell("a"))]), Err(Broken::RowsOutOfOrder));
        assert_eq!(recorder.row(2, &[(16_384, cell("a"))]), Err(Broken::BeyondGrid));
        assert_eq!(recorder.row(2, &[(0, cell("a"))]), Err(Broken::TooManyCells(2)));
    }
}
