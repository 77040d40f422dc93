//! A column while it is read: typed values as they come, nothing else kept.

use super::answer::Answer;
use super::choices::Choices;
use super::moment::Dates;
use super::number::{Unit, UnitOfColumn};
use super::numbered::Numbered;
use super::percent;
use super::seen::{Known, Meant, Seen};
use super::store::{Moments, States};
use super::table::{CellState, Column, Moment, Said, Values};
use super::text::{self, is_ditto};
use super::texts::Texts;
use super::value::{self, Counted, Read, Share, Stamp};
use crate::diagnostic::Expected;
use crate::reader::{Cell, Epoch, UNNUMBERED};
use crate::standard::{ColumnSpec, ColumnType};

/// A column under construction. Every row is pushed once, blank or not.
pub(crate) struct ColumnBuilder {
    kind: ColumnType,
    dates: Dates,
    /// The date system of bare numbers, where it is known.
    epoch: Option<Epoch>,
    /// Values are stored; without it only what is known of each cell.
    keeps: bool,
    states: States,
    values: Values,
    choices: Choices,
    /// Texts of a yes/no or choice column that were read before.
    seen: Seen,
    /// Texts of the file at hand that were read before: their places in `seen` or `counted`, or their ids.
    numbered: Numbered,
    /// Numbers that they were read as. With its table the unit of a column is the same for all of them.
    counted: Vec<f64>,
    /// Own texts of the cells of a yes/no or choice column.
    said: Said,
    unit: UnitOfColumn,
    open: Open,
}

/// What is settled once the whole of a sheet is known.
#[derive(Default)]
struct Open {
    /// Rows with plain numbers in a percentage column.
    shares: Vec<(usize, f64)>,
    /// Rows that say 未发现问题 and the like in a yes/no column.
    nothing_found: Vec<usize>,
    /// Whether the yes/no column has verdicts.
    verdicts: bool,
    /// Whether it tells if there is something.
    presences: bool,
}

/// What a pushed cell was.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Outcome {
    Value,
    Blank,
    Mismatch,
    Error(&'static str),
    Uncalculated,
    /// A date decades away, not used.
    Implausible(Moment),
    /// A bare number, used as the date it stands for.
    DateFromNumber(f64, Moment),
    /// A number that stands for a text and has lost its last digits, used as it is.
    DigitsLost,
    /// A number shown as a date, used as a number.
    NumberFromDate(Moment, f64),
}

/// A cell that cannot be read once all of its column is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    /// Its row.
    pub row: usize,
    /// What stands there.
    pub found: String,
    /// It is a number of a column with shares and percent points.
    pub mixed: bool,
}

impl ColumnBuilder {
    /// A column whose first `rows` rows are blank. With `keeps` false its values are not stored.
    pub(crate) fn new(spec: &ColumnSpec, dates: Dates, keeps: bool, rows: usize) -> ColumnBuilder {
        let choices: &[_] = match &spec.kind {
            ColumnType::Choice(choices) => choices,
            _ => &[],
        };
        let mut builder = ColumnBuilder {
            kind: spec.kind.clone(),
            dates,
            epoch: None,
            keeps,
            states: States::default(),
            values: match spec.kind {
                ColumnType::Text | ColumnType::Phone => Values::Text(Texts::new()),
                ColumnType::Date | ColumnType::DateTime => Values::Time(Moments::default()),
                ColumnType::Number | ColumnType::Percent => Values::Number(Vec::new()),
                ColumnType::YesNo => Values::YesNo(Vec::new()),
                ColumnType::Choice(_) => Values::Choice(Vec::new()),
            },
            choices: Choices::new(choices),
            seen: Seen::default(),
            numbered: Numbered::default(),
            counted: Vec::new(),
            said: Said::default(),
            unit: UnitOfColumn::default(),
            open: Open::default(),
        };
        for _ in 0..rows {
            builder.push(None, UNNUMBERED);
        }
        builder
    }

    /// A new table begins, whose header names this unit, in a workbook of this date system.
    pub(crate) fn begin(&mut self, unit: Option<Unit>, epoch: Option<Epoch>) {
        self.unit = UnitOfColumn(unit);
        self.epoch = epoch;
        self.numbered.forget();
        self.counted.clear();
    }

    /// Reads the next row's cell, of which the text may have a number in its file.
    pub(crate) fn push(&mut self, cell: Option<&Cell<'_>>, number: u32) -> Outcome {
        // What "the same" stands for depends on where it stands.
        let number = match cell {
            Some(Cell::Text(text)) if number != UNNUMBERED && is_ditto(text) => UNNUMBERED,
            _ => number,
        };
        let row = self.states.len();
        let keeps = self.keeps;
        let mut said = 0;
        if let Values::YesNo(_) | Values::Choice(_) = &self.values {
            if let Some(Cell::Text(text)) = cell
                && let Some((place, known)) = self.seen.find(text)
                && self.push_known(known)
            {
                self.numbered.remember(number, place);
                return Outcome::Value;
            }
            if keeps {
                said = match cell {
                    Some(Cell::Text(text)) => self.said.push(text::trim(text)),
                    Some(cell) => self.said.push(&shown(cell)),
                    None => self.said.push(""),
                };
            }
        }
        let (mut meant, mut mark) = (None, None);
        let outcome = match &mut self.values {
            Values::Text(texts) if keeps => {
                let outcome = push_text(texts, cell, &self.kind);
                mark = texts.last_id();
                outcome
            }
            Values::Text(_) => {
                mark = Some(1);
                cell.map_or(Outcome::Blank, |c| read_text(c, &self.kind))
            }
            Values::Time(times) => {
                let days = self.kind == ColumnType::Date;
                let read =
                    cell.map_or(Read::Blank, |c| value::time(c, days, &self.dates, self.epoch));
                push_time(times, keeps, read)
            }
            Values::Number(numbers) if self.kind == ColumnType::Percent => {
                let read = cell.map_or(Read::Blank, value::share);
                if let Read::Value(Share::Plain(n)) = read {
                    self.open.shares.push((row, n));
                }
                let read = read.map(|(Share::Settled(n) | Share::Plain(n))| n);
                keep(numbers, keeps, read, 0.0)
            }
            Values::Number(numbers) => {
                let outcome = push_number(numbers, keeps, cell, &mut self.unit);
                if outcome == Outcome::Value && self.numbered.takes(number) {
                    self.counted.extend(numbers.last());
                    // Where none is kept, it is enough to know that there was one.
                    mark = Some(self.counted.len().max(1));
                }
                outcome
            }
            Values::YesNo(answers) => {
                let read = cell.map_or(Read::Blank, value::yes_no);
                meant = read.value().map(Meant::Answer);
                keep(answers, keeps, read.map(|answer| self.open.answer(answer, row)), false)
            }
            Values::Choice(indices) => {
                let read = cell.map_or(Read::Blank, |c| value::choice(c, &self.choices));
                meant = read.value().map(Meant::Choice);
                keep(indices, keeps, read, 0)
            }
        };
        if let (Outcome::Value, Some(Cell::Text(text))) = (outcome, cell) {
            if let Some(meant) = meant {
                mark = self.seen.add(text, Known { said, meant });
            }
            if let Some(mark) = mark {
                self.numbered.remember(number, mark);
            }
        }
        self.states.push(match outcome {
            Outcome::Value
            | Outcome::DigitsLost
            | Outcome::DateFromNumber(..)
            | Outcome::NumberFromDate(..) => CellState::Value,
            Outcome::Blank => CellState::Blank,
            Outcome::Mismatch
            | Outcome::Error(_)
            | Outcome::Uncalculated
            | Outcome::Implausible(_) => CellState::Unreadable,
        });
        outcome
    }

    /// Reads the next row's text as the one of this number was read before; false, and no row, where none was.
    pub(crate) fn push_numbered(&mut self, number: u32) -> bool {
        let Some(mark) = self.numbered.mark(number) else { return false };
        let known = match &mut self.values {
            Values::Text(_) if !self.keeps => true,
            Values::Text(texts) => texts.push_id(mark),
            Values::Number(_) if !self.keeps => true,
            Values::Number(numbers) => {
                let place = usize::from(mark).checked_sub(1);
                let counted = place.and_then(|place| self.counted.get(place)).copied();
                numbers.extend(counted);
                counted.is_some()
            }
            _ => return self.seen.get(usize::from(mark)).is_some_and(|k| self.push_known(k)),
        };
        if known {
            self.states.push(CellState::Value);
        }
        known
    }

    /// Reads the next row's text as what it was read as before; false, and no row, where that cannot be.
    fn push_known(&mut self, Known { said, meant }: Known) -> bool {
        let row = self.states.len();
        match (&mut self.values, meant) {
            (Values::YesNo(answers), Meant::Answer(answer)) => {
                let answer = self.open.answer(answer, row);
                answers.extend(self.keeps.then_some(answer));
            }
            (Values::Choice(indices), Meant::Choice(index)) => {
                indices.extend(self.keeps.then_some(index));
            }
            _ => return false,
        }
        if self.keeps {
            self.said.push_known(said);
        }
        self.states.push(CellState::Value);
        true
    }

    /// Whether it holds dates or moments.
    pub(crate) fn is_time(&self) -> bool {
        matches!(self.values, Values::Time(_))
    }

    /// Gives the next row the value of an earlier one, and says what that is.
    pub(crate) fn push_again(&mut self, from: usize) -> Outcome {
        let Some(state) = self.states.get(from) else { return self.push(None, UNNUMBERED) };
        let row = self.states.len();
        if let (true, Values::YesNo(_) | Values::Choice(_)) = (self.keeps, &self.values) {
            self.said.push_again(from);
        }
        match &mut self.values {
            _ if !self.keeps => {}
            Values::Text(texts) => texts.push_again(from),
            Values::Time(times) => {
                if let Some(moment) = times.get(from) {
                    times.push(moment);
                }
            }
            Values::Number(numbers) => again(numbers, from),
            Values::YesNo(answers) => again(answers, from),
            Values::Choice(indices) => again(indices, from),
        }
        self.states.push(state);
        let shares = &mut self.open.shares;
        let share =
            shares.binary_search_by_key(&from, |(r, _)| *r).ok().and_then(|i| shares.get(i));
        if let Some((_, n)) = share.copied() {
            shares.push((row, n));
        }
        if self.open.nothing_found.binary_search(&from).is_ok() {
            self.open.nothing_found.push(row);
        }
        match state {
            CellState::Value => Outcome::Value,
            CellState::Blank => Outcome::Blank,
            CellState::Unreadable => Outcome::Mismatch,
        }
    }

    /// Settles what was left open since the last call, all from one sheet. Returns the rows that
    /// cannot be read then.
    pub(crate) fn settle(&mut self) -> Vec<Refused> {
        let open = std::mem::take(&mut self.open);
        let mut refused = Vec::new();
        match &mut self.values {
            Values::Number(numbers) => {
                let settled = percent::settle(open.shares.iter().map(|(_, n)| *n));
                for (row, n) in open.shares {
                    match settled.scale.share(n) {
                        Some(share) => numbers.get_mut(row).into_iter().for_each(|s| *s = share),
                        None => {
                            // Below 0 and above 100 it is on neither scale.
                            let mixed = settled.mixed && (0.0..=100.0).contains(&n);
                            refused.push(Refused { row, found: text::number(n), mixed });
                        }
                    }
                }
            }
            Values::YesNo(answers) => {
                for row in open.nothing_found {
                    if open.verdicts == open.presences {
                        let found = NOTHING_FOUND.to_string();
                        refused.push(Refused { row, found, mixed: false });
                    } else if let Some(slot) = answers.get_mut(row) {
                        *slot = open.verdicts;
                    }
                }
            }
            Values::Text(_) | Values::Time(_) | Values::Choice(_) => {}
        }
        for Refused { row, .. } in &refused {
            self.states.set(*row, CellState::Unreadable);
        }
        refused
    }

    /// Forgets all rows from `rows` on.
    pub(crate) fn truncate(&mut self, rows: usize) {
        self.states.truncate(rows);
        self.said.truncate(rows);
        let open = &mut self.open;
        while open.shares.pop_if(|(row, _)| *row >= rows).is_some() {}
        while open.nothing_found.pop_if(|row| *row >= rows).is_some() {}
        match &mut self.values {
            Values::Text(texts) => texts.truncate(rows),
            Values::Time(times) => times.truncate(rows),
            Values::Number(numbers) => numbers.truncate(rows),
            Values::YesNo(answers) => answers.truncate(rows),
            Values::Choice(indices) => indices.truncate(rows),
        }
    }

    /// Makes a row blank whose value turned out not to be usable.
    pub(crate) fn blank(&mut self, row: usize) {
        self.states.set(row, CellState::Blank);
    }

    /// Makes a value unreadable that turned out not to be certain.
    pub(crate) fn refuse(&mut self, row: usize) {
        self.states.set(row, CellState::Unreadable);
    }

    /// The moment of the last row, where it has one.
    pub(crate) fn last_moment(&self) -> Option<Moment> {
        match (&self.values, self.states.last()?) {
            (Values::Time(times), CellState::Value) => times.get(self.states.len() - 1),
            _ => None,
        }
    }

    /// What is known of the last row.
    pub(crate) fn last_state(&self) -> Option<CellState> {
        self.states.last()
    }

    /// The column as read; `None` where its values were not stored.
    pub(crate) fn finish(mut self) -> Option<Column> {
        self.states.shrink();
        self.said.shrink();
        match &mut self.values {
            Values::Text(texts) => texts.shrink(),
            Values::Time(times) => times.shrink(),
            Values::Number(numbers) => numbers.shrink_to_fit(),
            Values::YesNo(answers) => answers.shrink_to_fit(),
            Values::Choice(indices) => indices.shrink_to_fit(),
        }
        self.keeps.then_some(Column { states: self.states, values: self.values, said: self.said })
    }
}

/// How an answer that its column did not settle is quoted.
const NOTHING_FOUND: &str = "未发现问题";

impl Open {
    /// Notes what an answer tells of its column; one that is settled later counts as no.
    fn answer(&mut self, answer: Answer, row: usize) -> bool {
        match answer {
            Answer::Plain(yes) => yes,
            Answer::Verdict(yes) => {
                self.verdicts = true;
                yes
            }
            Answer::Presence(yes) => {
                self.presences = true;
                yes
            }
            Answer::NothingFound => {
                self.nothing_found.push(row);
                false
            }
            Answer::Blank => false,
        }
    }
}

fn outcome<T>(read: Read<T>) -> Outcome {
    match read {
        Read::Value(_) => Outcome::Value,
        Read::Blank => Outcome::Blank,
        Read::Mismatch => Outcome::Mismatch,
        Read::Error(error) => Outcome::Error(error),
        Read::Uncalculated => Outcome::Uncalculated,
    }
}

fn keep<T: Copy>(values: &mut Vec<T>, keeps: bool, read: Read<T>, placeholder: T) -> Outcome {
    if keeps {
        values.push(match read {
            Read::Value(value) => value,
            _ => placeholder,
        });
    }
    outcome(read)
}

fn again<T: Copy>(values: &mut Vec<T>, from: usize) {
    if let Some(value) = values.get(from).copied() {
        values.push(value);
    }
}

fn push_time(times: &mut Moments, keeps: bool, read: Read<Stamp>) -> Outcome {
    let moment = read.map(|(Stamp::Sure(m) | Stamp::FromNumber(_, m) | Stamp::Implausible(m))| m);
    if keeps {
        times.push(match moment {
            Read::Value(moment) => moment,
            _ => Moment { seconds: 0, day_only: true },
        });
    }
    match read {
        Read::Value(Stamp::FromNumber(n, moment)) => Outcome::DateFromNumber(n, moment),
        Read::Value(Stamp::Implausible(moment)) => Outcome::Implausible(moment),
        _ => outcome(moment),
    }
}

fn push_number(
    numbers: &mut Vec<f64>,
    keeps: bool,
    cell: Option<&Cell<'_>>,
    unit: &mut UnitOfColumn,
) -> Outcome {
    let read = cell.map_or(Read::Blank, |c| value::number(c, unit));
    let kept =
        keep(numbers, keeps, read.map(|(Counted::Sure(n) | Counted::FromDate(n, _))| n), 0.0);
    match read {
        Read::Value(Counted::FromDate(n, shown)) => Outcome::NumberFromDate(shown, n),
        _ => kept,
    }
}

fn push_text(texts: &mut Texts, cell: Option<&Cell<'_>>, kind: &ColumnType) -> Outcome {
    let Some(cell) = cell else {
        texts.push_none();
        return Outcome::Blank;
    };
    if let Cell::Text(text) = cell {
        let text = text::trim(text);
        // What stands there already was looked at then.
        let Err(free) = texts.push_known(text) else { return Outcome::Value };
        let outcome = read_text(cell, kind);
        if outcome != Outcome::Value {
            texts.push_none();
        } else if !texts.push_new(text, free) {
            return Outcome::Mismatch;
        }
        return outcome;
    }
    let outcome = read_text(cell, kind);
    let kept = match (outcome, cell) {
        (Outcome::NumberFromDate(_, n), _) => texts.push(&text::number(n)),
        (Outcome::Value | Outcome::DigitsLost, cell) => texts.push(&shown(cell)),
        _ => {
            texts.push_none();
            true
        }
    };
    // More than 4 GiB of text in one column: what does not fit is not read.
    if kept { outcome } else { Outcome::Mismatch }
}

/// Digits that a number in a cell holds.
const MOST_DIGITS: f64 = 1e15;

fn read_text(cell: &Cell<'_>, kind: &ColumnType) -> Outcome {
    match (outcome(value::text(cell, kind)), cell) {
        (Outcome::Value, Cell::Number(n)) if n.abs() >= MOST_DIGITS => Outcome::DigitsLost,
        // Below 1 it is a time of day.
        (Outcome::Value, Cell::Time { .. }) => match value::shown_as_date(cell) {
            Some((n, shown)) if n >= 1.0 => Outcome::NumberFromDate(shown, n),
            _ => Outcome::Value,
        },
        (outcome, _) => outcome,
    }
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
