//! Numbers for texts that come again: who takes the rows knows such a text by its number.

use hashbrown::HashMap;

use crate::reader::UNNUMBERED;

/// Different texts of a column that are numbered, and of all columns together.
const MOST: usize = 4096;
const MOST_IN_ALL: u32 = if cfg!(test) { 40 } else { 1 << 16 };
/// Bytes of a text that is numbered: longer ones hardly come again, and would be held.
const LONGEST: usize = 64;
/// Texts of a column after which it is known whether they repeat.
const TRIAL: u32 = if cfg!(test) { 8 } else { 8 << 10 };

/// The texts of a table numbered so far, by column.
#[derive(Default)]
pub(super) struct Numbers {
    columns: Vec<Column>,
    next: u32,
}

/// The texts of a column.
#[derive(Default)]
struct Column {
    numbers: HashMap<Box<str>, u32>,
    /// Texts seen, and those of them that had been there before.
    seen: u32,
    again: u32,
    /// Most of its texts are new ones.
    pointless: bool,
}

impl Numbers {
    /// The number of a text.
    pub fn of(&mut self, column: u32, text: &str) -> u32 {
        if text.len() > LONGEST {
            return UNNUMBERED;
        }
        let at = column as usize;
        if self.columns.len() <= at {
            self.columns.resize_with(at + 1, Column::default);
        }
        match self.columns.get_mut(at) {
            Some(column) if !column.pointless => column.number(text, &mut self.next),
            _ => UNNUMBERED,
        }
    }
}

impl Column {
    fn number(&mut self, text: &str, next: &mut u32) -> u32 {
        if self.seen < TRIAL {
            self.seen += 1;
        } else if 2 * self.again < self.seen {
            *self = Column { pointless: true, ..Column::default() };
            return UNNUMBERED;
        }
        if let Some(number) = self.numbers.get(text) {
            self.again = self.again.saturating_add(1);
            return *number;
        }
        if self.numbers.len() == MOST || *next == MOST_IN_ALL {
            return UNNUMBERED;
        }
        let number = *next;
        *next += 1;
        self.numbers.insert(text.into(), number);
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_come_again_have_one_number_and_each_its_own() {
        let mut numbers = Numbers::default();
        let mut of = |column, text: &str| numbers.of(column, text);
        assert_eq!([of(0, "是"), of(0, "否"), of(0, "是")], [0, 1, 0]);
        // The same text of another column may mean something else.
        assert_eq!([of(3, "是"), of(3, "是")], [2, 2]);
        for row in 0..20 {
            assert_eq!(of(0, "否"), 1, "{row}");
            let own = of(1, &format!("R{row}"));
            assert_eq!(own == UNNUMBERED, row >= 8, "{row}");
        }
        assert_eq!(of(5, &"长".repeat(22)), UNNUMBERED);
        let all: Vec<u32> = (0..60).map(|column| of(100 + column, "同")).collect();
        // Eleven had been numbered before.
        assert_eq!(all.iter().filter(|n| **n != UNNUMBERED).count(), 29, "{all:?}");
    }
}
