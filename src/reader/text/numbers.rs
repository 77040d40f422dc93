//! Numbers for texts that come again, told by the bytes their file has for them: who takes the rows knows
//! such a text by its number, and it is made text of once.

use hashbrown::HashMap;

use crate::reader::limits::MAX_COLUMNS;

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
    short: HashMap<Short, u32>,
    long: HashMap<Box<[u8]>, u32>,
    /// Texts seen, and those of them that had been there before.
    seen: u32,
    again: u32,
    /// Most of its texts are new ones.
    pointless: bool,
}

/// What is known of a text.
pub(super) enum Met {
    /// It has this number.
    Before(u32),
    /// It may be given one.
    New(Key),
    Unnumbered,
}

/// The bytes of a text.
pub(super) enum Key {
    Short(Short),
    Long(Box<[u8]>),
}

/// Up to fifteen bytes, and in the last one how many they are: they are compared at one go, and without a
/// look anywhere else.
type Short = (u64, u64);

fn short(bytes: &[u8]) -> Option<Short> {
    let bits = |bytes: usize| 8 * bytes as u32;
    let length = bytes.len();
    let (first, second) = match (bytes.first_chunk(), bytes.last_chunk()) {
        _ if length > 15 => return None,
        (Some(first), Some(last)) => {
            let last = u64::from_le_bytes(*last);
            (u64::from_le_bytes(*first), last.checked_shr(bits(16 - length)).unwrap_or(0))
        }
        _ => match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) => {
                let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
                (u64::from(first) | u64::from(last) << bits(length - 4), 0)
            }
            _ => (bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)), 0),
        },
    };
    Some((first, second | (length as u64) << 56))
}

impl Numbers {
    /// Looks for a text of a column by its bytes.
    pub fn find(&mut self, column: u32, bytes: &[u8]) -> Met {
        if bytes.len() > LONGEST || column >= MAX_COLUMNS {
            return Met::Unnumbered;
        }
        let at = column as usize;
        if self.columns.len() <= at {
            self.columns.resize_with(at + 1, Column::default);
        }
        match self.columns.get_mut(at) {
            Some(column) if !column.pointless => column.find(bytes, self.next < MOST_IN_ALL),
            _ => Met::Unnumbered,
        }
    }

    /// Gives a text its number.
    pub fn add(&mut self, column: u32, key: Key) -> u32 {
        let number = self.next;
        if let Some(column) = self.columns.get_mut(column as usize) {
            match key {
                Key::Short(short) => column.short.insert(short, number),
                Key::Long(bytes) => column.long.insert(bytes, number),
            };
            self.next += 1;
        }
        number
    }
}

impl Column {
    fn find(&mut self, bytes: &[u8], room: bool) -> Met {
        if self.seen < TRIAL {
            self.seen += 1;
        } else if 2 * self.again < self.seen {
            *self = Column { pointless: true, ..Column::default() };
            return Met::Unnumbered;
        }
        let short = short(bytes);
        let number = match &short {
            Some(short) => self.short.get(short),
            None => self.long.get(bytes),
        };
        if let Some(number) = number {
            self.again = self.again.saturating_add(1);
            return Met::Before(*number);
        }
        if self.short.len() + self.long.len() == MOST || !room {
            return Met::Unnumbered;
        }
        Met::New(short.map_or_else(|| Key::Long(bytes.into()), Key::Short))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::UNNUMBERED;

    #[test]
    fn texts_that_come_again_have_one_number_and_each_its_own() {
        let mut numbers = Numbers::default();
        let mut of = |column, text: &str| match numbers.find(column, text.as_bytes()) {
            Met::Before(number) => number,
            Met::New(key) => numbers.add(column, key),
            Met::Unnumbered => UNNUMBERED,
        };
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

    #[test]
    fn short_texts_are_told_apart() {
        let mut seen = std::collections::BTreeSet::new();
        // Of two letters all there are up to twelve, and longer ones that differ in one.
        for length in 0..=12usize {
            for bits in 0..1u32 << length {
                let text: Vec<u8> = (0..length).map(|at| b'a' + (bits >> at & 1) as u8).collect();
                assert!(seen.insert(short(&text).unwrap()), "{text:?}");
            }
        }
        for length in 13..=15 {
            for at in 0..=length {
                let mut text = vec![b'a'; length];
                text.iter_mut().skip(at).take(1).for_each(|byte| *byte = b'b');
                assert!(seen.insert(short(&text).unwrap()), "{text:?}");
            }
        }
        assert_eq!(short(&[b'a'; 16]), None);
        let (first, second) = short(b"0123456789abcde").unwrap();
        let whole = [first.to_le_bytes(), second.to_le_bytes()].concat();
        assert_eq!(whole, b"0123456789abcde\x0F");
    }
}
