//! Texts of a yes/no or choice column with what they were read as: such a column repeats a few.

use super::answer::Answer;

/// Different texts of a column that are remembered.
const REMEMBERED: usize = 32;

/// The texts as they stand in cells.
#[derive(Default)]
pub(super) struct Seen(Vec<(String, Known)>);

/// What is known of a text that was read before.
#[derive(Clone, Copy)]
pub(super) struct Known {
    /// Its place among the own texts of cells.
    pub said: u8,
    pub meant: Meant,
}

/// What a text means.
#[derive(Clone, Copy)]
pub(super) enum Meant {
    Answer(Answer),
    Choice(u8),
}

impl Seen {
    /// A text that was read before: its place, counted from 1, and what is known of it.
    pub fn find(&self, text: &str) -> Option<(usize, Known)> {
        let at = self.0.iter().position(|(seen, _)| seen == text)?;
        self.get(at + 1).map(|known| (at + 1, known))
    }

    /// What is known of the text in a place.
    pub fn get(&self, place: usize) -> Option<Known> {
        self.0.get(place.checked_sub(1)?).map(|(_, known)| *known)
    }

    /// Remembers a text that is not there yet, if there is room for it, and returns its place.
    pub fn add(&mut self, text: &str, known: Known) -> Option<usize> {
        (self.0.len() < REMEMBERED).then(|| {
            self.0.push((text.to_string(), known));
            self.0.len()
        })
    }
}
