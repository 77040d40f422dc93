//! Texts of a column that its file numbers, see [`Row::numbers`](crate::reader::Row::numbers): one that was
//! read before is not looked at again.

/// Texts of a file that are told by their numbers, the first ones: those that repeat come early.
const MOST: usize = 1 << 16;

/// By the number of a text, what finds it among the values of the column, or else 0.
#[derive(Default)]
pub(super) struct Numbered(Vec<u16>);

impl Numbered {
    /// What was remembered for the text of this number.
    pub fn mark(&self, number: u32) -> Option<u16> {
        self.0.get(usize::try_from(number).ok()?).copied().filter(|mark| *mark > 0)
    }

    /// Whether a text of this number can be remembered.
    pub fn takes(&self, number: u32) -> bool {
        usize::try_from(number).is_ok_and(|n| n < MOST)
    }

    pub fn remember(&mut self, number: u32, mark: usize) {
        let Some(number) = usize::try_from(number).ok().filter(|n| *n < MOST) else { return };
        if self.0.len() <= number {
            self.0.resize(number + 1, 0);
        }
        if let Some(slot) = self.0.get_mut(number) {
            *slot = u16::try_from(mark).unwrap_or(0);
        }
    }

    /// Another file has other numbers.
    pub fn forget(&mut self) {
        self.0.clear();
    }
}
