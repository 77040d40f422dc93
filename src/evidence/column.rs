//! A column while it is read: typed values as they come, nothing else kept.

use super::percent;
use super::table::{CellState, Column, Moment, Values};
use super::text;
use super::value::{self, Choices, Read, Share};
use crate::diagnostic::Expected;
use crate::reader::Cell;
use crate::standard::{ColumnSpec, ColumnType};

/// Different texts of a choice column whose values are remembered.
const REMEMBERED: usize = 32;

/// A column under construction. Every row is pushed once, blank or not.
pub(crate) struct ColumnBuilder {
    kind: ColumnType,
    states: Vec<CellState>,
    values: Values,
    choices: Choices,
    /// Texts of a choice column as they stand in cells, with what they were read as.
    seen: Vec<(String, u8)>,
    /// Rows with plain numbers in a percentage column, settled by [`ColumnBuilder::settle`].
    unsettled: Vec<(usize, f64)>,
}

/// What a pushed cell was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Value,
    Blank,
    Mismatch,
    Error(&'static str),
}

impl ColumnBuilder {
    /// A column whose first `rows` rows are blank.
    pub(crate) fn new(spec: &ColumnSpec, rows: usize) -> ColumnBuilder {
        let choices: &[_] = match &spec.kind {
            ColumnType::Choice(choices) => choices,
            _ => &[],
        };
        let mut builder = ColumnBuilder {
            kind: spec.kind.clone(),
            states: Vec::new(),
            values: match spec.kind {
                ColumnType::Text | ColumnType::Phone => {
                    Values::Text { arena: String::new(), ends: Vec::new() }
                }
                ColumnType::Date | ColumnType::DateTime => Values::Time(Vec::new()),
                ColumnType::Number | ColumnType::Percent => Values::Number(Vec::new()),
                ColumnType::YesNo => Values::YesNo(Vec::new()),
                ColumnType::Choice(_) => Values::Choice(Vec::new()),
            },
            choices: Choices::new(choices),
            seen: Vec::new(),
            unsettled: Vec::new(),
        };
        for _ in 0..rows {
            builder.push(None);
        }
        builder
    }

    /// Reads the next row's cell.
    pub(crate) fn push(&mut self, cell: Option<&Cell<'_>>) -> Outcome {
        let row = self.states.len();
        let outcome = match &mut self.values {
            Values::Text { arena, ends } => push_text(arena, ends, cell, &self.kind),
            Values::Time(times) => {
                let whole_days = self.kind == ColumnType::Date;
                let read = cell.map_or(Read::Blank, |c| value::time(c, whole_days));
                keep(times, read, Moment { seconds: 0, day_only: true })
            }
            Values::Number(numbers) if self.kind == ColumnType::Percent => {
                match cell.map_or(Read::Blank, value::share) {
                    Read::Value(Share::Settled(n)) => keep(numbers, Read::Value(n), 0.0),
                    Read::Value(Share::Plain(n)) => {
                        self.unsettled.push((row, n));
                        keep(numbers, Read::Value(n), 0.0)
                    }
                    Read::Blank => keep(numbers, Read::Blank, 0.0),
                    Read::Mismatch => keep(numbers, Read::Mismatch, 0.0),
                    Read::Error(error) => keep(numbers, Read::Error(error), 0.0),
                }
            }
            Values::Number(numbers) => keep(numbers, cell.map_or(Read::Blank, value::number), 0.0),
            Values::YesNo(answers) => keep(answers, cell.map_or(Read::Blank, value::yes_no), false),
            Values::Choice(indices) => {
                let read =
                    cell.map_or(Read::Blank, |c| remembered(&self.choices, &mut self.seen, c));
                keep(indices, read, 0)
            }
        };
        self.states.push(match outcome {
            Outcome::Value => CellState::Value,
            Outcome::Blank => CellState::Blank,
            Outcome::Mismatch | Outcome::Error(_) => CellState::Unreadable,
        });
        outcome
    }

    /// Settles the plain percentages pushed since the last call, all from one sheet. Returns the
    /// rows whose number is no share, with the number.
    pub(crate) fn settle(&mut self) -> Vec<(usize, f64)> {
        let unsettled = std::mem::take(&mut self.unsettled);
        let scale = percent::scale(unsettled.iter().map(|(_, n)| *n));
        let Values::Number(numbers) = &mut self.values else { return Vec::new() };
        let mut refused = Vec::new();
        for (row, n) in unsettled {
            let (Some(slot), Some(state)) = (numbers.get_mut(row), self.states.get_mut(row)) else {
                continue;
            };
            match scale.share(n) {
                Some(share) => *slot = share,
                None => {
                    *state = CellState::Unreadable;
                    refused.push((row, n));
                }
            }
        }
        refused
    }

    /// Forgets all rows from `rows` on.
    pub(crate) fn truncate(&mut self, rows: usize) {
        self.states.truncate(rows);
        self.unsettled.retain(|(row, _)| *row < rows);
        match &mut self.values {
            Values::Text { arena, ends } => {
                ends.truncate(rows);
                arena.truncate(ends.last().map_or(0, |end| *end as usize));
            }
            Values::Time(times) => times.truncate(rows),
            Values::Number(numbers) => numbers.truncate(rows),
            Values::YesNo(answers) => answers.truncate(rows),
            Values::Choice(indices) => indices.truncate(rows),
        }
    }

    /// The moment of the last row, where it has one.
    pub(crate) fn last_moment(&self) -> Option<Moment> {
        match (&self.values, self.states.last()?) {
            (Values::Time(times), CellState::Value) => times.last().copied(),
            _ => None,
        }
    }

    /// Whether the last row is blank.
    pub(crate) fn last_is_blank(&self) -> bool {
        self.states.last() == Some(&CellState::Blank)
    }

    /// The column as read.
    pub(crate) fn finish(self) -> Column {
        Column { states: self.states, values: self.values }
    }
}

fn keep<T>(values: &mut Vec<T>, read: Read<T>, placeholder: T) -> Outcome {
    let (value, outcome) = match read {
        Read::Value(value) => (value, Outcome::Value),
        Read::Blank => (placeholder, Outcome::Blank),
        Read::Mismatch => (placeholder, Outcome::Mismatch),
        Read::Error(error) => (placeholder, Outcome::Error(error)),
    };
    values.push(value);
    outcome
}

fn push_text(
    arena: &mut String,
    ends: &mut Vec<u32>,
    cell: Option<&Cell<'_>>,
    kind: &ColumnType,
) -> Outcome {
    let start = arena.len();
    let mut outcome = match cell.map_or(Read::Blank, |c| value::text(c, kind)) {
        Read::Value(()) => Outcome::Value,
        Read::Blank => Outcome::Blank,
        Read::Mismatch => Outcome::Mismatch,
        Read::Error(error) => Outcome::Error(error),
    };
    if let (Outcome::Value, Some(cell)) = (outcome, cell) {
        value::write_text(arena, cell);
    }
    // More than 4 GiB of text in one column: what does not fit is not read.
    let end = u32::try_from(arena.len()).unwrap_or_else(|_| {
        arena.truncate(start);
        outcome = Outcome::Mismatch;
        ends.last().copied().unwrap_or(0)
    });
    ends.push(end);
    outcome
}

/// Looks a text up among the ones already read, since choice columns repeat a few texts.
fn remembered(choices: &Choices, seen: &mut Vec<(String, u8)>, cell: &Cell<'_>) -> Read<u8> {
    let Cell::Text(text) = cell else { return choices.read(cell) };
    if let Some((_, index)) = seen.iter().find(|(t, _)| t == text) {
        return Read::Value(*index);
    }
    let read = choices.read(cell);
    if let (Read::Value(index), true) = (read, seen.len() < REMEMBERED) {
        seen.push((text.to_string(), index));
    }
    read
}

/// What a column's cells should have been.
pub(crate) fn expected(kind: &ColumnType) -> Expected {
    match kind {
        ColumnType::Text => Expected::Text,
        ColumnType::Date => Expected::Date,
        ColumnType::DateTime => Expected::DateTime,
        ColumnType::Number => Expected::Number,
        ColumnType::Percent => Expected::Percent,
        ColumnType::YesNo => Expected::YesNo,
        ColumnType::Phone => Expected::Phone,
        ColumnType::Choice(choices) => Expected::OneOf(
            choices.iter().map(|c| c.spellings.first().unwrap_or(&c.id).clone()).collect(),
        ),
    }
}

/// A cell as text.
pub(crate) fn shown(cell: &Cell<'_>) -> String {
    let mut to = String::new();
    value::write_text(&mut to, cell);
    to
}

/// A number as text.
pub(crate) fn shown_number(n: f64) -> String {
    text::number(n)
}
