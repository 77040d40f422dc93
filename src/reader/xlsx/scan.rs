//! The cells of an ordinary sheet, straight from its bytes.

use std::borrow::Cow;
use std::ops::ControlFlow;

use memchr::memchr;

use super::cursor::{Cursor, Open, Piece};
use super::decimal::number;
use super::escape;
use super::strings::{self, Strings};
use super::styles::{Shown, Styles};
use super::usual::{self, Usual, Value};
use crate::reader::broken::Broken;
use crate::reader::cell_of::{iso_or_text, time};
use crate::reader::limits::{Limits, MAX_COLUMNS, MAX_ROWS};
use crate::reader::{Cell, Row, RowSink, UNNUMBERED};

/// What the cells of every sheet of a workbook refer to.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub strings: Strings,
    pub styles: Styles,
    pub epoch_1904: bool,
    /// A formula's 0 is no value.
    pub recalculates: bool,
}

/// A scan of a sheet, block by block.
pub(super) struct Scan<'s> {
    shared: &'s Shared,
    limits: &'s Limits,
    /// Cells seen.
    cells: u64,
    /// Zero-based row and column of the next cell that does not say where it is.
    row: u32,
    column: u32,
    /// The first row that may still come.
    next_free: u32,
    place: Place,
    /// What is open between rows.
    open: Open,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    BeforeRows,
    Rows,
    Done,
}

/// A cell's attributes.
#[derive(Default)]
struct Head<'b> {
    kind: Option<&'b [u8]>,
    style: Shown,
    empty: bool,
}

/// The cells of a row, and the numbers of their texts, which are those of shared strings.
#[derive(Default)]
struct Cells<'b> {
    placed: Vec<(u32, Cell<'b>)>,
    numbers: Vec<u32>,
}

impl<'b> Cells<'b> {
    #[inline(always)]
    fn push(&mut self, column: u32, cell: Cell<'b>, number: u32) {
        self.placed.push((column, cell));
        self.numbers.push(number);
    }

    fn clear(&mut self) {
        self.placed.clear();
        self.numbers.clear();
    }
}

impl<'s> Scan<'s> {
    pub fn new(shared: &'s Shared, limits: &'s Limits) -> Self {
        let place = Place::BeforeRows;
        let open = Open::default();
        Scan { shared, limits, cells: 0, row: 0, column: 0, next_free: 0, place, open }
    }

    /// Hands on the rows of a block, which holds whole rows; breaks where the sheet needs no more.
    pub fn block<'b>(
        &mut self,
        block: &'b [u8],
        sink: &mut RowSink<'_>,
    ) -> Result<ControlFlow<()>, Broken>
    where
        's: 'b,
    {
        let mut walk = Cursor::new(block);
        let mut cells = Cells::default();
        while walk.next_tag().is_some() {
            if self.place == Place::BeforeRows {
                if walk.eat_name(b"sheetData") {
                    let empty = walk.pass_tag().ok_or(Broken::Truncated)?;
                    self.place = if empty { Place::Done } else { Place::Rows };
                }
            } else if walk.eat_name(b"row") {
                if self.row(&mut walk, &mut cells, sink)?.is_break() {
                    self.place = Place::Done;
                }
            } else if walk.eat_close(b"/sheetData") && self.open.is_empty() {
                self.place = Place::Done;
            } else if walk.eat_name(b"c") {
                // Its row is not a row any more.
                return Err(Broken::IllFormed);
            } else {
                walk.pass_other(&mut self.open)?;
            }
            if self.place == Place::Done {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// After the last block.
    pub fn finish(self) -> Result<(), Broken> {
        if self.place == Place::Done { Ok(()) } else { Err(Broken::Truncated) }
    }

    /// A row behind its name, and its cells.
    fn row<'b>(
        &mut self,
        walk: &mut Cursor<'b>,
        cells: &mut Cells<'b>,
        sink: &mut RowSink<'_>,
    ) -> Result<ControlFlow<()>, Broken>
    where
        's: 'b,
    {
        if let Some(row) = usual::row(walk) {
            self.row = row;
        } else if self.row_head(walk)? {
            self.row = self.row.saturating_add(1);
            return Ok(ControlFlow::Continue(()));
        }
        cells.clear();
        self.column = 0;
        // Where the cells gathered stand.
        let mut at = self.row;
        let number = usual::Number::of(at);
        let mut open = Open::default();
        loop {
            if let Some(usual) = usual::cell(walk, &number) {
                self.column = usual.column + 1;
                if usual.row != at && self.leave(&mut at, usual.row, cells, sink)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
                self.usual(&usual, cells)?;
                continue;
            }
            if open.is_empty() && usual::row_end(walk) {
                break;
            }
            walk.next_tag().ok_or(Broken::Truncated)?;
            if walk.eat_name(b"c") {
                let (row, column, cell) = self.cell(walk)?;
                if row != at && self.leave(&mut at, row, cells, sink)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
                if let Some(cell) = cell {
                    cells.push(column, cell, UNNUMBERED);
                }
            } else if open.is_empty() && walk.eat_close(b"/row") {
                break;
            } else if walk.eat_name(b"row") {
                return Err(Broken::IllFormed);
            } else {
                walk.pass_other(&mut open)?;
            }
        }
        self.row = self.row.saturating_add(1);
        self.hand_on(at, cells, sink)
    }

    /// The rest of the opening tag of a row; whether that is all of the row.
    fn row_head(&mut self, walk: &mut Cursor<'_>) -> Result<bool, Broken> {
        loop {
            match walk.piece().ok_or(Broken::Truncated)? {
                Piece::Attribute(b"r", number) => self.row = row_number(number)?,
                Piece::Attribute(..) => {}
                Piece::End => return Ok(false),
                Piece::EmptyEnd => return Ok(true),
            }
        }
    }

    /// Hands on what was gathered of the row `at`: the next cell says that it stands in another.
    #[cold]
    fn leave(
        &mut self,
        at: &mut u32,
        row: u32,
        cells: &mut Cells<'_>,
        sink: &mut RowSink<'_>,
    ) -> Result<ControlFlow<()>, Broken> {
        self.hand_on(std::mem::replace(at, row), cells, sink)
    }

    fn hand_on(
        &mut self,
        index: u32,
        cells: &mut Cells<'_>,
        sink: &mut RowSink<'_>,
    ) -> Result<ControlFlow<()>, Broken> {
        if cells.placed.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        if index < self.next_free {
            return Err(Broken::RowsOutOfOrder);
        }
        self.next_free = index + 1;
        if !cells.placed.is_sorted_by(|a, b| a.0 < b.0) {
            super::by_column(&mut cells.placed);
            cells.numbers.clear();
        }
        let flow = sink(Row { index, cells: &cells.placed, numbers: &cells.numbers });
        cells.clear();
        Ok(flow)
    }

    /// Adds a cell of the usual form.
    #[inline]
    fn usual<'b>(&mut self, cell: &Usual<'b>, to: &mut Cells<'b>) -> Result<(), Broken>
    where
        's: 'b,
    {
        self.count()?;
        if cell.raw.len() as u64 > self.limits.text_bytes {
            return Err(Broken::TextTooLong(self.limits.text_bytes));
        }
        match cell.value {
            Value::String(index) => {
                let text = self.string(index, cell.raw)?;
                if !text.is_empty() {
                    // A number of nine digits at most.
                    let number = u32::try_from(index).unwrap_or(UNNUMBERED);
                    to.push(cell.column, Cell::Text(Cow::Borrowed(text)), number);
                }
            }
            Value::Number(number) => {
                let style = cell.style.and_then(|s| usize::try_from(s).ok());
                let style = style.map(|s| self.shared.styles.get(s)).unwrap_or_default();
                to.push(cell.column, self.shown(number, style), UNNUMBERED);
            }
        }
        Ok(())
    }

    /// Counts a cell.
    fn count(&mut self) -> Result<(), Broken> {
        self.cells += 1;
        if self.cells > self.limits.cells {
            return Err(Broken::TooManyCells(self.limits.cells));
        }
        Ok(())
    }

    /// A cell behind its name: row, column and value.
    fn cell<'b>(&mut self, walk: &mut Cursor<'b>) -> Result<(u32, u32, Option<Cell<'b>>), Broken>
    where
        's: 'b,
    {
        self.count()?;
        let (mut row, mut head) = (self.row, Head::default());
        loop {
            match walk.piece().ok_or(Broken::Truncated)? {
                Piece::Attribute(b"r", place) => {
                    (row, self.column) = reference(place).ok_or(Broken::BeyondGrid)?;
                }
                Piece::Attribute(b"s", style) => {
                    let style = whole_number(style).and_then(|s| usize::try_from(s).ok());
                    head.style = style.map(|s| self.shared.styles.get(s)).unwrap_or_default();
                }
                Piece::Attribute(b"t", kind) => head.kind = Some(kind),
                Piece::Attribute(..) => {}
                Piece::End => break,
                Piece::EmptyEnd => {
                    head.empty = true;
                    break;
                }
            }
        }
        let column = self.column;
        if column >= MAX_COLUMNS || row >= MAX_ROWS {
            return Err(Broken::BeyondGrid);
        }
        self.column += 1;
        let cell = if head.empty { None } else { self.inside(walk, &head)? };
        Ok((row, column, cell))
    }

    /// What stands in a cell, up to `</c>`.
    fn inside<'b>(&self, walk: &mut Cursor<'b>, head: &Head<'_>) -> Result<Option<Cell<'b>>, Broken>
    where
        's: 'b,
    {
        let is_text = head.kind == Some(b"str");
        let (mut cell, mut formula, mut has_value) = (None, false, false);
        let mut open = Open::default();
        loop {
            walk.next_tag().ok_or(Broken::Truncated)?;
            if open.is_empty() && walk.eat_close(b"/c") {
                break;
            } else if walk.eat_name(b"v") {
                let Some(raw) = text_of(walk, b"/v")? else {
                    has_value |= is_text;
                    continue;
                };
                let zero = self.shared.recalculates && raw == b"0";
                has_value |= is_text || !(raw.is_empty() || zero);
                cell = self.value(raw, head)?;
            } else if walk.eat_name(b"f") {
                formula = true;
                text_of(walk, b"/f")?;
            } else if walk.eat_name(b"is") {
                if !walk.pass_tag().ok_or(Broken::Truncated)? {
                    let mut text = String::new();
                    strings::string(walk, b"/is", &mut text, self.limits)?;
                    has_value = true;
                    cell = Some(text).filter(|t| !t.is_empty()).map(|t| Cell::Text(t.into()));
                }
            } else if walk.eat_name(b"c") {
                return Err(Broken::TooDeep);
            } else {
                walk.pass_other(&mut open)?;
            }
        }
        match &cell {
            _ if formula && !has_value => return Ok(Some(Cell::Uncalculated)),
            Some(Cell::Text(text)) if self.may_have_nul(head) && has_nul(text) => {
                return Err(Broken::BadText);
            }
            _ => {}
        }
        Ok(cell)
    }

    /// Shared strings were searched all at once.
    fn may_have_nul(&self, head: &Head<'_>) -> bool {
        head.kind != Some(b"s") || self.shared.strings.has_nul
    }

    /// The value written in `<v>`.
    fn value<'b>(&self, raw: &'b [u8], head: &Head<'_>) -> Result<Option<Cell<'b>>, Broken>
    where
        's: 'b,
    {
        let wrong = |what| wrong(what, raw);
        if raw.len() as u64 > self.limits.text_bytes {
            return Err(Broken::TextTooLong(self.limits.text_bytes));
        }
        if raw.is_empty() {
            return Ok(None);
        }
        Ok(match head.kind {
            Some(b"s") => {
                let index = whole_number(raw).ok_or_else(|| no_such_string(raw))?;
                let text = self.string(index, raw)?;
                Some(text).filter(|t| !t.is_empty()).map(|t| Cell::Text(t.into()))
            }
            None | Some(b"n") => match number(raw).filter(|(_, rest)| rest.is_empty()) {
                Some((number, _)) => Some(self.shown(number, head.style)),
                None if head.kind.is_none() => Some(Cell::Text(escape::text(raw, false)?)),
                None => return Err(wrong("not a number")),
            },
            Some(b"str") => {
                Some(escape::text(raw, false)?).filter(|t| !t.is_empty()).map(Cell::Text)
            }
            Some(b"b") => match raw.trim_ascii().to_ascii_lowercase().as_slice() {
                b"" => None,
                b"0" | b"false" => Some(Cell::Bool(false)),
                b"1" | b"true" => Some(Cell::Bool(true)),
                _ => return Err(wrong("neither true nor false")),
            },
            Some(b"e") => Some(Cell::Error(error(raw).ok_or_else(|| wrong("no such error"))?)),
            Some(b"d") => iso_or_text(&escape::text(raw, false)?).map(Cell::into_owned),
            // Its text stands in `<is>`.
            Some(b"inlineStr" | b"is") => None,
            Some(_) => return Err(wrong("no such type of cell")),
        })
    }

    /// The shared string of this number, which stands as `raw` in the sheet.
    fn string(&self, index: u64, raw: &[u8]) -> Result<&'s str, Broken> {
        let text = usize::try_from(index).ok().and_then(|i| self.shared.strings.get(i));
        match text.ok_or_else(|| no_such_string(raw))? {
            text if self.shared.strings.has_nul && has_nul(text) => Err(Broken::BadText),
            text => Ok(text),
        }
    }

    fn shown(&self, number: f64, style: Shown) -> Cell<'static> {
        match style {
            Shown::Date => time(number, self.shared.epoch_1904),
            Shown::Number | Shown::Duration => Cell::Number(number),
        }
    }
}

/// A value that is not one of its kind.
fn wrong(what: &str, raw: &[u8]) -> Broken {
    let value = String::from_utf8_lossy(raw.get(..raw.len().min(40)).unwrap_or_default());
    Broken::Library(format!("{what}: {value:?}"))
}

fn no_such_string(raw: &[u8]) -> Broken {
    wrong("no such shared string", raw)
}

/// The text between a tag, behind its name, and its closing one; `None` in an empty tag.
fn text_of<'b>(walk: &mut Cursor<'b>, close: &[u8]) -> Result<Option<&'b [u8]>, Broken> {
    if walk.pass_tag().ok_or(Broken::Truncated)? {
        return Ok(None);
    }
    let text = walk.next_tag().ok_or(Broken::Truncated)?;
    if walk.eat_close(close) { Ok(Some(text)) } else { Err(Broken::Truncated) }
}

fn has_nul(text: &str) -> bool {
    memchr(0, text.as_bytes()).is_some()
}

/// Digits alone, without overflow.
pub(super) fn whole_number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || digits.len() > 15 {
        return None;
    }
    digits.iter().try_fold(0u64, |n, digit| {
        let digit = digit.wrapping_sub(b'0');
        (digit < 10).then(|| n * 10 + u64::from(digit))
    })
}

/// `r` of a row, counted from 1; its letters, if it has any, say nothing.
fn row_number(text: &[u8]) -> Result<u32, Broken> {
    let digits = text.iter().position(|b| !b.is_ascii_alphabetic()).unwrap_or(text.len());
    let number = whole_number(text.get(digits..).unwrap_or_default());
    let row = number.and_then(|n| u32::try_from(n).ok()).and_then(|n| n.checked_sub(1));
    row.filter(|row| *row < MAX_ROWS).ok_or(Broken::BeyondGrid)
}

/// `B3` as zero-based row and column, within the grid.
fn reference(text: &[u8]) -> Option<(u32, u32)> {
    let (mut column, mut row) = (0u32, 0u32);
    for byte in text {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' if row == 0 && column < MAX_COLUMNS => {
                column = column * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1;
            }
            b'0'..=b'9' if row < MAX_ROWS => row = row * 10 + u32::from(byte - b'0'),
            _ => return None,
        }
    }
    let (row, column) = (row.checked_sub(1)?, column.checked_sub(1)?);
    (row < MAX_ROWS && column < MAX_COLUMNS).then_some((row, column))
}

/// The errors of a cell, with those of newer versions.
fn error(raw: &[u8]) -> Option<&'static str> {
    const ERRORS: [&str; 15] = [
        "#DIV/0!",
        "#N/A",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#REF!",
        "#VALUE!",
        "#GETTING_DATA",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#BUSY!",
        "#UNKNOWN!",
    ];
    ERRORS.into_iter().find(|e| e.as_bytes() == raw)
}
