//! How header names begin.

use memchr::memchr3_iter;

use super::names::HEADING_ENDINGS;
use super::text::{half_width, is_blank, trim};

/// First letters of header names, as a quick look whether a text can be one.
#[derive(Debug, Clone)]
pub(super) struct Starts {
    /// First letters.
    letters: [u64; 16],
    /// First letters of names that have no other, and may be followed by anything.
    alone: [u64; 16],
    /// The first two letters.
    pairs: [u64; 64],
}

impl Default for Starts {
    fn default() -> Starts {
        Starts { letters: [0; 16], alone: [0; 16], pairs: [0; 64] }
    }
}

impl Starts {
    pub fn add(&mut self, folded: &str) {
        let mut letters = folded.chars();
        let Some(first) = letters.next() else { return };
        let second = letters.next();
        // Of a heading the name may have the first letter only.
        let endings = HEADING_ENDINGS.iter().filter_map(|ending| ending.chars().next());
        let seconds: Vec<char> = second.into_iter().chain(endings).flat_map(alike).collect();
        for first in alike(first) {
            put(&mut self.letters, u32::from(first));
            if second.is_none() {
                put(&mut self.alone, u32::from(first));
            }
            seconds.iter().for_each(|second| {
                put(&mut self.pairs, pair(u32::from(first), u32::from(*second)))
            });
        }
    }

    /// Whether a text may begin as one of the names does, or be what one begins with; `false` is certain.
    #[inline]
    pub fn may_begin(&self, text: &str) -> bool {
        let Some((first, rest)) = simple(text.as_bytes()) else {
            return self.may_begin_with_any(text);
        };
        holds(&self.letters, first)
            && match simple(rest) {
                Some((second, _)) => {
                    holds(&self.pairs, pair(first, second))
                        || holds(&self.alone, first)
                        || is_divided(text)
                }
                None => true,
            }
    }

    /// Whether a text begins with the first letter of a name.
    pub fn shares_letter(&self, text: &str) -> bool {
        match simple(text.as_bytes()) {
            Some((first, _)) => holds(&self.letters, first),
            None => self.may_begin_with_any(text),
        }
    }

    fn may_begin_with_any(&self, text: &str) -> bool {
        let first = text.chars().next().filter(|c| !is_blank(*c));
        let Some(c) = first.or_else(|| trim(text).chars().next()) else { return false };
        // Capitals of other alphabets are rare: they are looked at closely.
        let other =
            |c: char| !matches!(c, '\0'..='\x7F' | '\u{3400}'..='\u{9FFF}') && c.is_uppercase();
        let c = half_width(c).to_ascii_lowercase();
        holds(&self.letters, u32::from(c)) || other(c)
    }
}

/// Whether a text has parts, of which another one may be the name.
fn is_divided(text: &str) -> bool {
    // What `／` begins with begins only few signs of a Chinese text.
    let divides = |at: usize| match text.as_bytes().get(at..) {
        Some([0xEF, rest @ ..]) => rest.starts_with(&[0xBC, 0x8F]),
        _ => true,
    };
    memchr3_iter(b'/', b'\n', 0xEF, text.as_bytes()).any(divides)
}

/// The first letter of a text, and the bytes behind it, where it is of those most texts have: signs of ASCII,
/// and U+4000 to U+9FFF, whose three bytes begin with 0xE4 to 0xE9.
#[inline]
fn simple(text: &[u8]) -> Option<(u32, &[u8])> {
    match text {
        [c @ b'!'..=b'~', rest @ ..] => Some((u32::from(c.to_ascii_lowercase()), rest)),
        [c @ 0xE4..=0xE9, d, e, rest @ ..] => {
            let bits = |byte: &u8, of: u8| u32::from(byte & of);
            Some((bits(c, 0x0F) << 12 | bits(d, 0x3F) << 6 | bits(e, 0x3F), rest))
        }
        _ => None,
    }
}

/// The letters that [`fold`](super::text::fold) makes this one of.
fn alike(c: char) -> [char; 2] {
    match c {
        '账' | '帐' => ['账', '帐'],
        '记' | '纪' => ['记', '纪'],
        c => [c; 2],
    }
}

fn pair(first: u32, second: u32) -> u32 {
    first.wrapping_mul(31).wrapping_add(second)
}

/// Notes a number, by its last bits.
fn put<const WORDS: usize>(set: &mut [u64; WORDS], number: u32) {
    if let Some(word) = set.get_mut(number as usize / 64 % WORDS) {
        *word |= 1 << (number % 64);
    }
}

/// Whether a number with the same last bits was noted.
#[inline]
fn holds<const WORDS: usize>(set: &[u64; WORDS], number: u32) -> bool {
    set.get(number as usize / 64 % WORDS).is_some_and(|word| word >> (number % 64) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::text::fold;

    #[test]
    fn whatever_a_name_begins_with_passes() {
        let names = ["投诉台账编号", "Order No.", "帐号", "号", "会议纪录", "Ａ类", "电话"];
        let mut starts = Starts::default();
        names.iter().for_each(|name| starts.add(&fold(name)));
        for name in names {
            let ends = name.char_indices().map(|(at, c)| at + c.len_utf8());
            for start in ends.filter_map(|end| name.get(..end)) {
                assert!(starts.may_begin(start), "{start}");
                assert!(starts.may_begin(&format!(" {start}")), "{start}");
                assert!(starts.may_begin(&start.to_uppercase()), "{start}");
            }
        }
        for other in
            ["投 诉", "投\u{200B}诉编号", "账号", "号码", "ORDER", "a类", "电情况", "电 梯"]
        {
            assert!(starts.may_begin(other), "{other}");
        }
        for divided in ["投递/编号", "投递／编号", "投递，或\n编号"] {
            assert!(starts.may_begin(divided), "{divided}");
        }
        assert!(starts.may_begin("or"));
        for none in ["电梯异响", "投递", "投递，编号：", "3-502", "王", "", "BH0001"] {
            assert!(!starts.may_begin(none), "{none}");
        }
        assert!(starts.shares_letter("投递") && !starts.shares_letter("递"));
    }
}
