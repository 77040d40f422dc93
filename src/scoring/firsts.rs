//! Keys of rows, each with the first row that has it.

use std::hash::BuildHasher;
use std::ops::Range;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

/// The first row of each key. The keys are in one piece of memory: most rows have one of their own.
pub(super) struct Firsts {
    keys: String,
    found: HashTable<First>,
    hasher: DefaultHashBuilder,
}

/// Rows of all but large registers.
const USUAL_ROWS: usize = 8 << 10;

struct First {
    /// Where its key stands in `keys`.
    key: Range<usize>,
    hash: u64,
    row: usize,
}

impl Firsts {
    /// None yet, with room for so many, or for those of most registers.
    pub fn with_room(keys: usize) -> Firsts {
        let keys = keys.min(USUAL_ROWS);
        Firsts {
            keys: String::new(),
            found: HashTable::with_capacity(keys),
            hasher: DefaultHashBuilder::default(),
        }
    }

    /// The first row of a key: `row`, where none had it before.
    pub fn of(&mut self, key: &str, row: usize) -> usize {
        let hash = self.hasher.hash_one(key);
        let same = |first: &First| self.keys.get(first.key.clone()) == Some(key);
        match self.found.entry(hash, same, |first| first.hash) {
            Entry::Occupied(first) => first.get().row,
            Entry::Vacant(place) => {
                let start = self.keys.len();
                self.keys.push_str(key);
                place.insert(First { key: start..self.keys.len(), hash, row });
                row
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_its_first_row() {
        let mut firsts = Firsts::with_room(100);
        let keys: Vec<String> = (0..500).map(|row| format!("K{}", row % 211)).collect();
        for (row, key) in keys.iter().enumerate() {
            assert_eq!(firsts.of(key, row), row % 211);
        }
        assert_eq!((firsts.of("", 7), firsts.of("", 8)), (7, 7));
    }
}
