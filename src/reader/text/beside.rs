//! Rows split in blocks, beside whoever takes them where there is a processor for it: they come in their order,
//! and with the same end.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, sync_channel};

use super::delimited::{Cells, Rows, text_of};
use super::numbers::{Met, Numbers};
use crate::reader::broken::Broken;
use crate::reader::limits::MAX_ROWS;
use crate::reader::origin::Origin;
use crate::reader::{Cell, Row, RowSink, UNNUMBERED};

/// Bytes of the texts of a block, and its cells.
const BLOCK: usize = if cfg!(test) { 16 } else { 128 << 10 };
const CELLS: usize = if cfg!(test) { 5 } else { 16 << 10 };
/// Blocks that wait to be taken.
const WAITING: usize = 4;

/// Some rows: their texts end to end, but for those that have a number, and where each is.
struct Block {
    text: String,
    /// Column and end in `text` of each cell.
    cells: Vec<(u32, u32)>,
    /// The number of each cell's text.
    numbers: Vec<u32>,
    /// Row and end in `cells` of each row that has any.
    rows: Vec<(u32, usize)>,
    /// The texts that have a number since this block, in the order of those.
    numbered: Vec<Box<str>>,
}

/// A block, and how it goes on: there is more, or all is said.
type Piece = (Block, Result<More, Broken>);

#[derive(PartialEq)]
enum More {
    Follows,
    None,
}

#[cfg(test)]
thread_local! {
    /// How often rows were split beside this thread.
    pub static STARTED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Hands on what is left of the rows; false where nobody split them.
pub(super) fn scan(
    mut rows: Rows,
    origin: &dyn Origin,
    sink: &mut RowSink<'_>,
) -> Result<bool, Broken> {
    #[cfg(test)]
    STARTED.set(STARTED.get() + 1);
    let (to, from) = sync_channel::<Piece>(WAITING);
    origin.beside(Box::new(move || {
        let mut numbers = Numbers::default();
        loop {
            let mut block = Block::with_room();
            let more = block.fill(&mut rows, &mut numbers);
            let ends = more != Ok(More::Follows);
            // Nobody takes it any more where the rows were stopped.
            if to.send((block, more)).is_err() || ends {
                return;
            }
        }
    }));
    take(&from, sink)
}

/// As [`scan`], on this thread: what comes again is numbered, and made text of once.
pub(super) fn scan_here(mut rows: Rows, sink: &mut RowSink<'_>) -> Result<(), Broken> {
    let (mut numbers, mut texts) = (Numbers::default(), Vec::new());
    loop {
        let mut block = Block::with_room();
        let more = block.fill(&mut rows, &mut numbers);
        if block.hand_on(&mut texts, sink).is_break() || more? == More::None {
            return Ok(());
        }
    }
}

fn take(from: &Receiver<Piece>, sink: &mut RowSink<'_>) -> Result<bool, Broken> {
    let mut begun = false;
    let mut texts = Vec::new();
    while let Ok((mut block, more)) = from.recv() {
        begun = true;
        if block.hand_on(&mut texts, sink).is_break() || more? == More::None {
            return Ok(true);
        }
    }
    // Who splits rows tells their end.
    if begun { Err(Broken::Panicked) } else { Ok(false) }
}

impl Block {
    /// Room for about what it will hold.
    fn with_room() -> Block {
        Block {
            text: String::with_capacity(BLOCK + BLOCK / 8),
            cells: Vec::with_capacity(CELLS + CELLS / 8),
            numbers: Vec::with_capacity(CELLS + CELLS / 8),
            rows: Vec::with_capacity(CELLS / 4),
            numbered: Vec::new(),
        }
    }

    /// Hands on its rows, given the texts of all blocks before it by their numbers.
    fn hand_on(&mut self, texts: &mut Vec<Box<str>>, sink: &mut RowSink<'_>) -> ControlFlow<()> {
        texts.append(&mut self.numbered);
        let (mut cell, mut start) = (0, 0usize);
        let mut cells = Cells::new();
        for (index, end) in &self.rows {
            cells.clear();
            let numbers = self.numbers.get(cell..*end).unwrap_or_default();
            let places = self.cells.get(cell..*end).unwrap_or_default();
            for ((column, end), number) in places.iter().zip(numbers) {
                let end = *end as usize;
                let text = match texts.get(*number as usize) {
                    Some(text) => text,
                    None => self.text.get(start..end).unwrap_or_default(),
                };
                cells.push((*column, Cell::Text(Cow::Borrowed(text))));
                start = end;
            }
            cell = *end;
            sink(Row { index: *index, cells: &cells, numbers })?;
        }
        ControlFlow::Continue(())
    }

    fn fill(&mut self, rows: &mut Rows, numbers: &mut Numbers) -> Result<More, Broken> {
        while self.text.len() < BLOCK && self.cells.len() < CELLS {
            let ((row, limits), before) = (rows.next(), self.cells.len());
            let more = rows.next_row(|column, field| {
                let met = match row < MAX_ROWS {
                    true => numbers.find(column, field.bytes()),
                    false => Met::Unnumbered,
                };
                let number = match met {
                    Met::Before(number) => number,
                    met => {
                        let mut number = UNNUMBERED;
                        let is_cell = text_of(field, (row, column), &limits, |text| match met {
                            Met::New(key) => {
                                number = numbers.add(column, key);
                                self.numbered.push(text.into());
                            }
                            _ => self.text.push_str(&text),
                        })?;
                        if !is_cell {
                            return Ok(false);
                        }
                        number
                    }
                };
                self.numbers.push(number);
                // A record has not that many bytes.
                let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
                self.cells.push((column, end));
                Ok(true)
            })?;
            if more.is_none() {
                return Ok(More::None);
            }
            if self.cells.len() > before {
                self.rows.push((row, self.cells.len()));
            }
        }
        Ok(More::Follows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::origin::sample::Given;
    use crate::reader::origin::{Bytes, Stream, Work};
    use crate::reader::{OpenOptions, Workbook};

    /// Bytes in memory, with hands.
    fn handy(bytes: Vec<u8>) -> Box<Given> {
        Box::new(Given { hands: true, ..Given::of(bytes) })
    }

    type Seen = (Vec<(u32, Vec<(u32, Cell<'static>)>)>, Result<(), crate::diagnostic::ProblemKind>);

    fn seen(origin: Box<dyn Origin>, most: usize) -> Seen {
        let mut rows = Vec::new();
        let mut book = Workbook::open_origin(origin, &OpenOptions::default()).unwrap();
        let end = book.scan(0, &mut |row| {
            let cells = row.cells.iter().map(|(c, v)| (*c, v.clone().into_owned()));
            rows.push((row.index, cells.collect()));
            if rows.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        (rows, end)
    }

    #[test]
    fn rows_split_beside_are_those_split_alone() {
        let plain =
            "编号,内容\r\n\r\n1,漏水\n2,\"停,\"\"电\"\"\n\"\n,,\n3,=\"007\"\r4,,,电梯\n".repeat(20);
        let ends = ["", "5,完", "5,\"没完\n6,", "5,\0\n6,7\n"];
        for end in ends {
            let text = format!("{plain}{end}");
            for most in (1..200).step_by(7) {
                let bytes = text.clone().into_bytes();
                let beside = seen(handy(bytes.clone()), most);
                assert_eq!(beside, seen(Box::new(Given::of(bytes)), most), "{end:?} {most}");
            }
        }
        let (rows, end) = seen(handy(plain.into_bytes()), usize::MAX);
        assert_eq!((rows.len(), end), (100, Ok(())));
        let cell = |text: &str| Cell::Text(Cow::Owned(text.to_string()));
        assert_eq!(rows[99], (139, vec![(0, cell("4")), (3, cell("电梯"))]));
    }

    #[test]
    fn a_number_stands_for_one_text() {
        let lines = (0..400).map(|n| format!("R{n},{},{}\n", n % 3, ["是", "否"][n % 2]));
        let origin = handy(lines.collect::<String>().into_bytes());
        let mut book = Workbook::open_origin(origin, &OpenOptions::default()).unwrap();
        let (mut texts, mut numbered) = (std::collections::BTreeMap::new(), 0);
        book.scan(0, &mut |row| {
            for ((column, cell), number) in row.cells.iter().zip(row.numbers) {
                if *number != UNNUMBERED {
                    numbered += 1;
                    let this = (*column, cell.clone().into_owned());
                    assert_eq!(*texts.entry(*number).or_insert(this.clone()), this);
                }
            }
            ControlFlow::Continue(())
        })
        .unwrap();
        // Three and two that repeat, in all rows but those split alone, and the first of those that do not.
        assert!(texts.len() >= 5 && numbered > 2 * 390, "{} {numbered}", texts.len());
    }

    #[test]
    fn where_there_is_no_thread_rows_are_split_alone() {
        struct Idle(Bytes);
        impl Origin for Idle {
            fn open(&self) -> std::io::Result<Box<dyn Stream>> {
                self.0.open()
            }

            fn has_hands(&self) -> bool {
                true
            }

            fn beside(&self, _: Work) {}
        }
        let bytes = Bytes::from("a,b\n".repeat(9).into_bytes());
        let (rows, end) = seen(Box::new(Idle(bytes)), usize::MAX);
        let indices: Vec<u32> = rows.iter().map(|(index, _)| *index).collect();
        assert_eq!((indices, end), ((0..9).collect(), Ok(())));
    }
}
