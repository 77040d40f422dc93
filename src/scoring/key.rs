//! Keys: what rows are compared by.

use std::fmt::Write;
use std::ops::Range;

use super::condition::Rows;
use crate::evidence::table::CellState;
use crate::evidence::text::{fold_into, half_width};
use crate::standard::ColumnType;

/// What a row is compared by.
pub(super) enum Key {
    /// It has all of them.
    Values {
        /// Each is a short running number, as 序号 has them: they start anew in every table and year.
        running: bool,
    },
    /// One of them is empty.
    Blank,
    /// One of them cannot be read.
    Unreadable,
}

/// Makes the keys of rows, one after the other: the values of some columns, made comparable. Texts are
/// folded, telephone numbers are digits.
pub(super) struct Keys<'a> {
    rows: Rows<'a>,
    columns: Vec<Folded>,
    joined: String,
}

/// A column, with its texts folded as far as rows had them.
struct Folded {
    column: usize,
    texts: String,
    /// Where each stands, by its number; nowhere yet where that is empty.
    places: Vec<Range<usize>>,
}

impl<'a> Keys<'a> {
    /// Of these rows by these columns.
    pub fn new(rows: Rows<'a>, columns: impl Iterator<Item = usize>) -> Keys<'a> {
        let folded = |column| Folded { column, texts: String::new(), places: Vec::new() };
        Keys { rows, columns: columns.map(folded).collect(), joined: String::new() }
    }

    /// Makes the key of a row.
    pub fn make(&mut self, row: usize) -> Key {
        let Keys { rows, columns, joined } = self;
        joined.clear();
        let (mut running, mut blank) = (true, false);
        for (nth, folded) in columns.iter_mut().enumerate() {
            if nth > 0 {
                joined.push('\u{1f}');
            }
            match rows.state(folded.column, row) {
                Some(CellState::Value) => {
                    let start = joined.len();
                    folded.comparable(*rows, row, joined);
                    let value = joined.as_bytes().get(start..).unwrap_or_default();
                    blank |= value.is_empty();
                    running &= value.len() <= 4 && value.iter().all(u8::is_ascii_digit);
                }
                Some(CellState::Blank) => blank = true,
                Some(CellState::Unreadable) | None => return Key::Unreadable,
            }
        }
        if blank { Key::Blank } else { Key::Values { running } }
    }

    /// The key made last: the values one after another, with a sign between them that no text has.
    pub fn last(&self) -> &str {
        &self.joined
    }

    /// Begins it with more.
    pub fn begin_with(&mut self, scope: &str) {
        self.joined.insert_str(0, scope);
    }
}

impl Folded {
    /// Adds a value as it is compared; nothing where there is none.
    fn comparable(&mut self, rows: Rows<'_>, row: usize, to: &mut String) {
        let column = self.column;
        let text = || rows.text(column, row).unwrap_or_default();
        let mut number = itoa::Buffer::new();
        match rows.spec.columns.get(column).map(|spec| &spec.kind) {
            None => {}
            Some(ColumnType::Text) => match rows.text_number(column, row) {
                Some(number) => to.push_str(self.fold(usize::from(number), text())),
                None => fold_into(to, text()),
            },
            Some(ColumnType::Phone) => digits(to, text()),
            Some(ColumnType::Date | ColumnType::DateTime) => {
                let seconds = rows.moment(column, row).map(|m| m.seconds);
                to.push_str(seconds.map_or("", |s| number.format(s)));
            }
            Some(ColumnType::Number | ColumnType::Percent) => {
                add(to, rows.number(column, row).map(|n| n.normalize()));
            }
            Some(ColumnType::YesNo) => add(to, rows.yes(column, row)),
            Some(ColumnType::Choice(_)) => add(to, rows.choice(column, row)),
        }
    }

    /// The text of this number folded.
    fn fold(&mut self, number: usize, text: &str) -> &str {
        if self.places.len() <= number {
            self.places.resize(number + 1, 0..0);
        }
        let Some(place) = self.places.get_mut(number) else { return "" };
        if place.start == place.end {
            let start = self.texts.len();
            fold_into(&mut self.texts, text);
            *place = start..self.texts.len();
        }
        self.texts.get(place.clone()).unwrap_or_default()
    }
}

fn add(to: &mut String, value: Option<impl std::fmt::Display>) {
    // Writing to a String cannot fail.
    let _ = value.map(|value| write!(to, "{value}"));
}

/// Adds the digits of a telephone number, without the country's.
fn digits(to: &mut String, phone: &str) {
    let start = to.len();
    match phone.bytes().all(|b| b.is_ascii_digit()) {
        true => to.push_str(phone),
        false => to.extend(phone.chars().map(half_width).filter(char::is_ascii_digit)),
    }
    if to.len() - start == 13 && to.get(start..).is_some_and(|digits| digits.starts_with("86")) {
        to.drain(start..start + 2);
    }
}
