//! Columns in little memory: two bits for what is known of a cell, a word for a moment, a text that
//! repeats once, and where rows came from as stretches.

use super::table::{CellState, Moment, RowAt};

/// What is known of each cell of a column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct States {
    words: Vec<u64>,
    len: usize,
}

/// Cells in a word of [`States`].
const PER_WORD: usize = 32;

impl States {
    /// The state of a row's cell.
    pub fn get(&self, row: usize) -> Option<CellState> {
        if row >= self.len {
            return None;
        }
        let word = self.words.get(row / PER_WORD)?;
        Some(match (word >> (row % PER_WORD * 2)) & 3 {
            0 => CellState::Value,
            1 => CellState::Blank,
            _ => CellState::Unreadable,
        })
    }

    /// Whether a row's cell holds a value.
    pub fn is_value(&self, row: usize) -> bool {
        self.get(row) == Some(CellState::Value)
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All of them, top to bottom.
    pub fn iter(&self) -> impl Iterator<Item = CellState> + '_ {
        (0..self.len).map_while(|row| self.get(row))
    }

    pub(super) fn last(&self) -> Option<CellState> {
        self.get(self.len.checked_sub(1)?)
    }

    #[inline]
    pub(super) fn push(&mut self, state: CellState) {
        let shift = self.len % PER_WORD * 2;
        match self.words.last_mut() {
            // What a row taken back left behind goes.
            Some(word) if shift > 0 => *word = *word & !(3 << shift) | bits(state) << shift,
            _ => self.words.push(bits(state)),
        }
        self.len += 1;
    }

    pub(super) fn set(&mut self, row: usize, state: CellState) {
        if let Some(word) = self.words.get_mut(row / PER_WORD).filter(|_| row < self.len) {
            let shift = row % PER_WORD * 2;
            *word = *word & !(3 << shift) | bits(state) << shift;
        }
    }

    pub(super) fn truncate(&mut self, rows: usize) {
        if rows < self.len {
            self.len = rows;
            self.words.truncate(rows.div_ceil(PER_WORD));
        }
    }

    pub(super) fn shrink(&mut self) {
        self.words.shrink_to_fit();
    }
}

fn bits(state: CellState) -> u64 {
    match state {
        CellState::Value => 0,
        CellState::Blank => 1,
        CellState::Unreadable => 2,
    }
}

impl FromIterator<CellState> for States {
    fn from_iter<I: IntoIterator<Item = CellState>>(states: I) -> States {
        let mut all = States::default();
        states.into_iter().for_each(|state| all.push(state));
        all
    }
}

/// Moments, one per row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moments(Vec<i64>);

impl Moments {
    /// The moment of a row.
    pub fn get(&self, row: usize) -> Option<Moment> {
        let packed = *self.0.get(row)?;
        Some(Moment { seconds: packed >> 1, day_only: packed & 1 == 1 })
    }

    pub(super) fn push(&mut self, moment: Moment) {
        // No calendar reaches the bit that is lost.
        self.0.push(moment.seconds << 1 | i64::from(moment.day_only));
    }

    pub(super) fn truncate(&mut self, rows: usize) {
        self.0.truncate(rows);
    }

    pub(super) fn shrink(&mut self) {
        self.0.shrink_to_fit();
    }
}

impl FromIterator<Moment> for Moments {
    fn from_iter<I: IntoIterator<Item = Moment>>(moments: I) -> Moments {
        let mut all = Moments::default();
        moments.into_iter().for_each(|moment| all.push(moment));
        all
    }
}

/// Where rows came from, as stretches of rows that follow one another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins {
    /// First row of the register, and where it came from.
    runs: Vec<(usize, RowAt)>,
    len: usize,
}

impl Origins {
    /// Where a row came from.
    pub fn get(&self, row: usize) -> Option<RowAt> {
        if row >= self.len {
            return None;
        }
        let run = self.runs.partition_point(|(start, _)| *start <= row).checked_sub(1)?;
        let (start, first) = self.runs.get(run)?;
        let below = u32::try_from(row - start).ok()?;
        Some(RowAt { part: first.part, row: first.row + below })
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All of them, top to bottom.
    pub fn iter(&self) -> impl Iterator<Item = RowAt> + '_ {
        self.iter_from(0)
    }

    /// Those from a row on.
    pub fn iter_from(&self, row: usize) -> impl Iterator<Item = RowAt> + '_ {
        let run = self.runs.partition_point(|(start, _)| *start <= row).saturating_sub(1);
        let runs = self.runs.get(run..).unwrap_or_default();
        let ends = runs.iter().skip(1).map(|(start, _)| *start).chain([self.len]);
        runs.iter().zip(ends).flat_map(move |((start, first), end)| {
            let from = row.max(*start);
            let above = u32::try_from(from - start).unwrap_or(u32::MAX);
            let rows = (first.row.saturating_add(above)..).take(end.saturating_sub(from));
            rows.map(|row| RowAt { part: first.part, row })
        })
    }

    /// First row of the register that is of `part` or of a later one.
    pub(super) fn start_of(&self, part: u16) -> usize {
        let run = self.runs.partition_point(|(_, first)| first.part < part);
        self.runs.get(run).map_or(self.len, |(start, _)| *start)
    }

    pub(super) fn push(&mut self, at: RowAt) {
        let follows = self.runs.last().is_some_and(|(start, first)| {
            let below = u32::try_from(self.len - start).ok();
            first.part == at.part && below.and_then(|b| first.row.checked_add(b)) == Some(at.row)
        });
        if !follows {
            self.runs.push((self.len, at));
        }
        self.len += 1;
    }

    pub(super) fn truncate(&mut self, rows: usize) {
        if rows < self.len {
            self.len = rows;
            while self.runs.pop_if(|(start, _)| *start >= rows).is_some() {}
        }
    }

    pub(super) fn shrink(&mut self) {
        self.runs.shrink_to_fit();
    }
}

impl FromIterator<RowAt> for Origins {
    fn from_iter<I: IntoIterator<Item = RowAt>>(rows: I) -> Origins {
        let mut all = Origins::default();
        rows.into_iter().for_each(|at| all.push(at));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_set_and_cut() {
        use CellState::{Blank, Unreadable, Value};
        let mut states: States = (0..70).map(|i| [Value, Blank, Unreadable][i % 3]).collect();
        // 32 cells share a word: row 33 is the second of the next one.
        states.set(33, Unreadable);
        assert_eq!([32, 33, 34].map(|r| states.get(r)), [Unreadable, Unreadable, Blank].map(Some));
        states.truncate(33);
        assert_eq!((states.len(), states.last(), states.get(33)), (33, Some(Unreadable), None));
        states.push(Value);
        assert!(states.is_value(33));
        assert_eq!(states.iter().filter(|s| *s == Blank).count(), 11);
    }

    #[test]
    fn moments_before_and_after_1970() {
        let moment = |seconds, day_only| Moment { seconds, day_only };
        let list =
            [moment(-2_208_988_800, true), moment(-1, false), moment(0, true), moment(7, false)];
        let moments: Moments = list.into_iter().collect();
        assert_eq!([0, 1, 2, 3].map(|r| moments.get(r)), list.map(Some));
    }

    #[test]
    fn origins_as_stretches() {
        let at = |part, row| RowAt { part, row };
        let list = [at(0, 3), at(0, 4), at(0, 7), at(1, 8), at(1, 9), at(0, 10)];
        let mut origins: Origins = list.into_iter().collect();
        assert_eq!(origins.runs.len(), 4);
        assert_eq!(origins.iter().collect::<Vec<_>>(), list);
        assert_eq!(origins.iter_from(4).collect::<Vec<_>>(), list[4..]);
        assert_eq!(origins.iter_from(6).count(), 0);
        assert_eq!(
            (0..7).map(|r| origins.get(r)).collect::<Vec<_>>()[4..],
            [Some(at(1, 9)), Some(at(0, 10)), None]
        );
        assert_eq!(origins.start_of(1), 3);
        origins.truncate(4);
        origins.push(at(1, 9));
        assert_eq!((origins.len(), origins.get(4)), (5, Some(at(1, 9))));
        assert_eq!(origins.runs.len(), 3);
    }
}
