//! The records of a text: where each of them ends, told by its bytes.

use std::sync::Arc;

use memchr::{memchr, memchr2};

use super::decode::Decoding;
use super::fields::Stretch;
use super::gb18030::Checked;
use crate::reader::broken::Broken;
use crate::reader::limits::MAX_RECORD_BYTES;

/// The signs that divide a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signs {
    pub delimiter: u8,
    pub quote: u8,
}

/// The records of a text, one at a time.
pub(super) struct Records {
    input: Input,
    signs: Signs,
    /// Everything before it is done with.
    at: usize,
    ended: bool,
    /// Nothing of what waits is a quote or NUL.
    plain: bool,
}

/// A record with its line break.
pub(super) struct Record<'t> {
    pub text: Stretch<'t>,
    /// It has no quote and no NUL; without it that is not known.
    pub plain: bool,
}

/// Where records come from.
pub(super) enum Input {
    /// All of the text.
    Held(Arc<str>),
    /// What is left to decode, and what of it waits.
    Read(Decoding, String),
    /// What is left of bytes in GB18030, and which of them wait.
    Gb18030(Checked, Vec<u8>),
}

impl Input {
    fn waiting(&self) -> Stretch<'_> {
        match self {
            Input::Held(text) => Stretch::Text(text),
            Input::Read(_, buffer) => Stretch::Text(buffer),
            Input::Gb18030(_, buffer) => Stretch::Gb18030(buffer),
        }
    }

    /// Drops what waits before a place.
    fn drop_before(&mut self, at: usize) {
        match self {
            Input::Held(_) => {}
            Input::Read(_, buffer) => drop(buffer.drain(..at)),
            Input::Gb18030(_, buffer) => drop(buffer.drain(..at)),
        }
    }

    /// Reads the next piece; false at the end.
    fn more(&mut self) -> Result<bool, Broken> {
        match self {
            Input::Held(_) => Ok(false),
            Input::Read(decoding, buffer) => decoding.more(buffer),
            Input::Gb18030(checked, buffer) => {
                let more = checked.more()?;
                buffer.extend_from_slice(more);
                Ok(!more.is_empty())
            }
        }
    }
}

impl Records {
    pub fn new(input: Input, signs: Signs) -> Self {
        let ended = matches!(input, Input::Held(_));
        let mut records = Records { input, signs, at: 0, ended, plain: false };
        records.look();
        records
    }

    /// Looks at all that waits, at one go.
    fn look(&mut self) {
        let waiting = self.input.waiting().bytes();
        self.plain = memchr2(self.signs.quote, 0, waiting).is_none();
    }

    /// The next record; `None` at the end. `row` is for the error.
    pub fn next_record(&mut self, row: u32) -> Result<Option<Record<'_>>, Broken> {
        let length = loop {
            let rest = self.input.waiting().bytes().get(self.at..).unwrap_or_default();
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
        let text = self.input.waiting().part(start, self.at);
        Ok(text.map(|text| Record { text, plain: self.plain }))
    }

    /// Reads on, twice as much as is waiting, so that a long record is not gone through often.
    fn fill(&mut self) -> Result<(), Broken> {
        self.input.drop_before(self.at);
        self.at = 0;
        let wanted = self.input.waiting().bytes().len() * 2;
        loop {
            self.ended = !self.input.more()?;
            if self.ended || self.input.waiting().bytes().len() >= wanted {
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
