//! The texts of a column: those that repeat are kept once.

/// Different texts of a column that are told apart; a column with more keeps each row's own.
const MOST_SHARED: usize = u16::MAX as usize;
/// Rows after which a column is known to repeat its texts or not.
const TRIAL: usize = 16 << 10;
/// Places looked at for a text. One that is not found there is kept again: that costs memory, and no
/// file can make it cost time.
const PROBES: usize = 16;
/// The bits of an entry of the table that are the text's number.
const ID: u32 = 0xFFFF;

/// Texts, one per row; a row may have none.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    arena: String,
    /// End of each text in `arena`: of each different one while they are shared, else of each row's.
    ends: Vec<u32>,
    shared: Option<Shared>,
}

/// Where in the table a new text belongs, with the upper half of its entry. Two words that are handed on in
/// one register: as an option of them it is written to memory and read back, at once, which waits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Free {
    place: u32,
    upper: u32,
}

impl Free {
    /// The table has no room near enough.
    const NONE: Free = Free { place: u32::MAX, upper: 0 };
}

#[derive(Debug, Clone)]
struct Shared {
    /// By row: 0 for none, else one more than the index of its text.
    rows: Vec<u16>,
    /// By hash: the same in the lower half, and in the upper half bits of the hash, which tell nearly all other
    /// texts without a look at them.
    table: Vec<u32>,
}

impl Texts {
    /// None yet.
    pub(super) fn new() -> Texts {
        let shared = Shared { rows: Vec::new(), table: vec![0; 256] };
        Texts { arena: String::new(), ends: Vec::new(), shared: Some(shared) }
    }

    /// The text of a row; empty where it has none.
    pub fn get(&self, row: usize) -> &str {
        match &self.shared {
            None => self.stretch(row),
            Some(shared) => match shared.rows.get(row) {
                None | Some(0) => "",
                Some(id) => self.stretch(usize::from(*id) - 1),
            },
        }
    }

    /// The number of a row's text, from 1 on and the same for the same text; `None` where it has none, or
    /// each row a text of its own.
    pub fn number(&self, row: usize) -> Option<u16> {
        self.shared.as_ref()?.rows.get(row).copied().filter(|number| *number > 0)
    }

    fn stretch(&self, index: usize) -> &str {
        stretch(&self.arena, &self.ends, index)
    }

    /// Adds a row with a text that an earlier row has, if that is known; else says where the text
    /// belongs.
    pub(super) fn push_known(&mut self, text: &str) -> Result<(), Free> {
        let Texts { arena, ends, shared: Some(shared) } = self else { return Err(Free::NONE) };
        let id = shared.find(arena, ends, text)?;
        shared.rows.push(id);
        Ok(())
    }

    /// Adds a row; false, and a row without a text, where the column has no room for it.
    pub(super) fn push(&mut self, text: &str) -> bool {
        match self.push_known(text) {
            Ok(()) => true,
            Err(free) => self.push_new(text, free),
        }
    }

    /// Adds a row with a text that no earlier one has, as [`Texts::push_known`] said.
    pub(super) fn push_new(&mut self, text: &str, free: Free) -> bool {
        if text.is_empty() {
            self.push_none();
            return true;
        }
        let Ok(end) = u32::try_from(self.arena.len() + text.len()) else {
            self.push_none();
            return false;
        };
        if let Some(shared) = &mut self.shared {
            let pointless = shared.rows.len() >= TRIAL && 2 * self.ends.len() > shared.rows.len();
            if pointless || self.ends.len() >= MOST_SHARED {
                return self.unshare() && self.push(text);
            }
        }
        self.arena.push_str(text);
        self.ends.push(end);
        if let Some(shared) = &mut self.shared {
            shared.add(&self.arena, &self.ends, free);
        }
        true
    }

    /// The id of the text of the last row, while texts are kept once.
    pub(super) fn last_id(&self) -> Option<usize> {
        self.shared.as_ref()?.rows.last().map(|id| usize::from(*id))
    }

    /// Adds a row with the text of this id; false, and no row, where texts are no longer kept once.
    pub(super) fn push_id(&mut self, id: u16) -> bool {
        match &mut self.shared {
            Some(shared) => {
                shared.rows.push(id);
                true
            }
            None => false,
        }
    }

    /// Adds a row without a text.
    pub(super) fn push_none(&mut self) {
        match &mut self.shared {
            Some(shared) => shared.rows.push(0),
            None => self.ends.push(self.ends.last().copied().unwrap_or(0)),
        }
    }

    /// Adds a row with the text of an earlier one.
    pub(super) fn push_again(&mut self, row: usize) {
        match &mut self.shared {
            Some(shared) => shared.rows.push(shared.rows.get(row).copied().unwrap_or(0)),
            None => {
                let text = self.stretch(row).to_string();
                self.push(&text);
            }
        }
    }

    /// Gives each row a text of its own; false where there is no room for that.
    fn unshare(&mut self) -> bool {
        let Some(shared) = self.shared.take() else { return true };
        let length =
            |id: &u16| usize::from(*id).checked_sub(1).map_or(0, |index| self.stretch(index).len());
        let total: usize = shared.rows.iter().map(length).sum();
        let mut own = Texts {
            arena: String::with_capacity(total),
            ends: Vec::with_capacity(2 * shared.rows.len()),
            shared: None,
        };
        for id in &shared.rows {
            let fits = match usize::from(*id).checked_sub(1) {
                Some(index) => own.push(self.stretch(index)),
                None => own.push(""),
            };
            if !fits {
                self.shared = Some(shared);
                return false;
            }
        }
        *self = own;
        true
    }

    pub(super) fn truncate(&mut self, rows: usize) {
        match &mut self.shared {
            Some(shared) => shared.rows.truncate(rows),
            None => {
                self.ends.truncate(rows);
                self.arena.truncate(self.ends.last().map_or(0, |end| *end as usize));
            }
        }
    }

    pub(super) fn shrink(&mut self) {
        self.arena.shrink_to_fit();
        self.ends.shrink_to_fit();
        if let Some(shared) = &mut self.shared {
            shared.rows.shrink_to_fit();
            shared.table = Vec::new();
        }
    }
}

impl Shared {
    /// The id of a text, or the place in the table where it belongs.
    fn find(&self, arena: &str, ends: &[u32], text: &str) -> Result<u16, Free> {
        let Some(mask) = self.table.len().checked_sub(1) else { return Err(Free::NONE) };
        let hash = hash(text.as_bytes());
        let (start, upper) = (hash as usize, (hash >> 32) as u32 & !ID);
        for step in 0..PROBES {
            let place = start.wrapping_add(step) & mask;
            match self.table.get(place).copied() {
                None => return Err(Free::NONE),
                // The table is for 65,535 texts at most.
                Some(0) => return Err(Free { place: place as u32, upper }),
                Some(entry) if entry & !ID == upper => {
                    let id = (entry & ID) as u16;
                    if stretch(arena, ends, usize::from(id) - 1) == text {
                        return Ok(id);
                    }
                }
                Some(_) => {}
            }
        }
        Err(Free::NONE)
    }

    /// Adds a row with the last text, and that to the table.
    fn add(&mut self, arena: &str, ends: &[u32], free: Free) {
        // At most MOST_SHARED texts.
        let id = u16::try_from(ends.len()).unwrap_or(u16::MAX);
        self.rows.push(id);
        if 2 * ends.len() > self.table.len() {
            self.table = vec![0; 4 * self.table.len()];
            (1..=id).for_each(|id| self.place(arena, ends, id));
        } else {
            self.set(free, id);
        }
    }

    fn place(&mut self, arena: &str, ends: &[u32], id: u16) {
        let text = stretch(arena, ends, usize::from(id) - 1);
        if let Err(free) = self.find(arena, ends, text) {
            self.set(free, id);
        }
    }

    fn set(&mut self, Free { place, upper }: Free, id: u16) {
        if let Some(slot) = self.table.get_mut(place as usize) {
            *slot = upper | u32::from(id);
        }
    }
}

fn stretch<'a>(arena: &'a str, ends: &[u32], index: usize) -> &'a str {
    let end = ends.get(index).map_or(0, |e| *e as usize);
    let start = index.checked_sub(1).and_then(|i| ends.get(i)).map_or(0, |e| *e as usize);
    arena.get(start..end).unwrap_or("")
}

/// A quick mixture of a text's bytes, the same on every machine.
fn hash(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    // Both halves of the product: the upper bytes of a word count as much as the lower ones.
    let mix = |hash: u64, word: u64| {
        let product = u128::from(hash ^ word) * u128::from(FACTOR);
        (product as u64) ^ (product >> 64) as u64
    };
    let (words, rest) = bytes.as_chunks::<8>();
    let hash = words.iter().fold(bytes.len() as u64, |h, w| mix(h, u64::from_le_bytes(*w)));
    // The last eight bytes again, where there are as many.
    let last = match bytes.last_chunk() {
        Some(last) => u64::from_le_bytes(*last),
        None => rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    mix(hash.rotate_left(23), last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: impl Iterator<Item = String>) -> Texts {
        let mut all = Texts::new();
        texts.for_each(|text| assert!(all.push(&text)));
        all
    }

    #[test]
    fn repeated_texts_are_kept_once() {
        let text =
            |row: usize| if row % 7 == 3 { String::new() } else { format!("业主{}", row % 900) };
        let mut texts = of((0..40_000).map(text));
        assert!(texts.ends.len() <= 900 + 20, "{}", texts.ends.len());
        texts.push_again(8);
        assert_eq!(texts.get(40_000), "业主8");
        for row in (0..40_000).step_by(11) {
            assert_eq!(texts.get(row), text(row), "{row}");
        }
        texts.truncate(100);
        texts.push("业主899");
        texts.shrink();
        assert_eq!((texts.get(99), texts.get(100), texts.get(101)), ("业主99", "业主899", ""));
    }

    #[test]
    fn texts_that_all_differ_are_kept_as_they_come() {
        let text = |row: usize| if row == 5 { String::new() } else { format!("R{row:07}") };
        let mut texts = of((0..20_000).map(text));
        assert!(texts.shared.is_none());
        texts.push_again(19_999);
        texts.push_none();
        for row in 0..20_000 {
            assert_eq!(texts.get(row), text(row));
        }
        assert_eq!(
            (texts.get(20_000), texts.get(20_001), texts.get(9)),
            ("R0019999", "", "R0000009")
        );
        texts.truncate(7);
        texts.push("x");
        assert_eq!((texts.get(6), texts.get(7)), ("R0000006", "x"));
    }

    #[test]
    fn more_different_texts_than_can_be_shared() {
        // Each three times in a row: half of them differ never, so that only their number ends it.
        let text = |row: usize| (row / 3).to_string();
        let texts = of((0..240_000).map(text));
        assert!(texts.shared.is_none());
        for row in (0..240_000).step_by(997) {
            assert_eq!(texts.get(row), text(row));
        }
    }
}
