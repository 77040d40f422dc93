//! The values of a choice column by their spellings.

use super::answer::leading;
use super::form::{self, Ticked};
use super::text::fold;
use crate::standard::Choice;

/// What a text of a choice column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Chosen {
    /// The value with this index.
    Value(u8),
    /// A form nobody filled in.
    Blank,
}

/// The values of a choice column by their folded spellings and ids.
pub(crate) struct Choices {
    spellings: Vec<(String, u8)>,
    count: usize,
}

impl Choices {
    /// Of two values with one spelling, the first one has it. Values beyond the 256th have none.
    pub(crate) fn new(choices: &[Choice]) -> Choices {
        let numbered = || choices.iter().zip(0u8..=u8::MAX);
        let spellings = numbered().flat_map(|(c, i)| c.spellings.iter().map(move |s| (fold(s), i)));
        let spellings = spellings.chain(numbered().map(|(c, i)| (fold(&c.id), i))).collect();
        Choices { spellings, count: choices.len() }
    }

    fn known(&self, folded: &str) -> Option<u8> {
        self.spellings.iter().find(|(spelling, _)| spelling == folded).map(|(_, index)| *index)
    }

    /// The value a text names: as a whole, ticked on a form, or as its leading word before a
    /// bracket or punctuation, 已完成（逾期4天）.
    pub(crate) fn find(&self, text: &str) -> Option<Chosen> {
        let folded = fold(text);
        if let Some(index) = self.known(&folded) {
            return Some(Chosen::Value(index));
        }
        if let Some(ticked) = form::read(text) {
            return match ticked {
                Ticked::None => Some(Chosen::Blank),
                Ticked::One(label) => self.known(&label).map(Chosen::Value),
                Ticked::Unclear => None,
            };
        }
        if self.offers_all(text) {
            return Some(Chosen::Blank);
        }
        let (leading, rest) = leading(&folded)?;
        let index = self.known(leading).filter(|_| !leading.bytes().all(|b| b.is_ascii_digit()))?;
        // 一般，紧急: which of the two?
        let contradicts = self.known(rest).is_some_and(|other| other != index);
        (!contradicts).then_some(Chosen::Value(index))
    }

    /// Whether a text only lists the values to choose from.
    fn offers_all(&self, text: &str) -> bool {
        let Some(parts) = form::offered(text) else { return false };
        let mut known: Vec<u8> = parts.iter().filter_map(|p| self.known(p)).collect();
        let all_known = known.len() == parts.len();
        known.sort_unstable();
        known.dedup();
        all_known && known.len() >= 2 && known.len() == self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_and_fused_texts() {
        let choice = |id: &str, spellings: &[&str]| Choice {
            id: id.to_string(),
            spellings: spellings.iter().map(|s| s.to_string()).collect(),
        };
        let states = Choices::new(&[
            choice("done", &["已完成", "已办结"]),
            choice("doing", &["处理中"]),
            choice("open", &["未处理", "1"]),
        ]);
        let index = |text: &str| match states.find(text) {
            Some(Chosen::Value(index)) => Some(index),
            _ => None,
        };
        for text in [
            "已 完成",
            "DONE",
            "已完成（逾期4天）",
            "已完成，业主满意",
            "☑已完成 □未处理",
            "已完成-3月5日",
        ] {
            assert_eq!(index(text), Some(0), "{text}");
        }
        assert_eq!(index("处理中：待配件"), Some(1));
        assert_eq!(index("1"), Some(2));
        for text in ["已完成吗", "未处理，处理中", "1、漏水", "（已完成）", "未处理/处理中"]
        {
            assert_eq!(states.find(text), None, "{text}");
        }
        for text in ["□已完成 □处理中 □未处理", "已完成/处理中/未处理"] {
            assert_eq!(states.find(text), Some(Chosen::Blank), "{text}");
        }
    }
}
