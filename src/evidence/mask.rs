//! Personal data made unreadable before it is quoted.

use std::borrow::Cow;

use super::persons;
use super::text::{half_width, trim};

/// Digits of the shortest number that is hidden in a text: an area code of three and seven.
const FEWEST: usize = 10;
/// Characters of a quoted value before it is cut.
const QUOTED: usize = 60;

/// A text cut to what a message can hold.
pub fn short(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text)),
        None => text.to_string(),
    }
}

/// A free text with what tells a person in it masked: telephone and identity-card numbers as
/// `138****5678`, `0571-****5678`, `33**************12`, names before 先生, 女士 and the like as 张**.
pub fn mask(text: &str) -> String {
    persons::hide(&numbers(text))
}

/// What a spot check was about: as [`mask`], and names that stand by themselves.
pub fn subject(text: &str) -> String {
    persons::hide_in_subject(&numbers(text))
}

fn numbers(text: &str) -> Cow<'_, str> {
    // Most texts are too short of digits for such a number; full-width ones begin with this byte.
    const WIDE: u8 = 0xEF;
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits < FEWEST && !text.as_bytes().contains(&WIDE) {
        return Cow::Borrowed(text);
    }
    let mut chars: Vec<char> = text.chars().collect();
    let groups = digit_groups(&chars);
    let mut g = 0;
    while let Some(run) = groups.get(g..) {
        let Some((taken, first, last)) = secret(run, &chars) else {
            if run.is_empty() {
                break;
            }
            g += 1;
            continue;
        };
        let places: Vec<usize> = run.iter().take(taken).flat_map(|r| r.clone()).collect();
        hide(&mut chars, &places, first, last);
        g += taken;
    }
    Cow::Owned(chars.into_iter().collect())
}

/// A telephone number, whatever its form, masked.
pub fn phone(text: &str) -> String {
    let text = trim(text);
    let mut chars: Vec<char> = text.chars().collect();
    if chars.iter().any(|c| c.is_alphabetic()) {
        return personal(text);
    }
    let places: Vec<usize> =
        (0..chars.len()).filter(|i| chars.get(*i).is_some_and(|c| is_digit(*c))).collect();
    let (first, last) = match places.len() {
        10.. => (3, 4),
        6..10 => (2, 2),
        _ => (1, 0),
    };
    hide(&mut chars, &places, first, last);
    chars.into_iter().collect()
}

/// A value of a column of personal data: the first character of a name, the first and last two
/// of a number or code, a telephone number as [`phone`].
pub fn personal(text: &str) -> String {
    let text = trim(text);
    let count = text.chars().count();
    let numeric = text.chars().all(|c| is_digit(c) || matches!(c, '-' | ' ' | '+' | '(' | ')'));
    if numeric && mask(text) != text {
        return mask(text);
    }
    if count >= 6 && text.chars().all(|c| half_width(c).is_ascii_alphanumeric() || c == '-') {
        let mut chars: Vec<char> = text.chars().collect();
        hide(&mut chars, &(0..count).collect::<Vec<_>>(), 2, 2);
        return chars.into_iter().collect();
    }
    text.chars().take(1).chain("**".chars()).collect()
}

fn is_digit(c: char) -> bool {
    half_width(c).is_ascii_digit()
}

/// Stars over all of `places` but the first and last few.
fn hide(chars: &mut [char], places: &[usize], first: usize, last: usize) {
    let end = places.len().saturating_sub(last);
    for place in places.get(first..end).unwrap_or_default() {
        if let Some(c) = chars.get_mut(*place) {
            *c = '*';
        }
    }
}

/// Stretches of digits. An X after 17 digits belongs to them, as on identity cards.
fn digit_groups(chars: &[char]) -> Vec<std::ops::Range<usize>> {
    let mut groups = Vec::new();
    let mut start = None;
    for (i, c) in chars.iter().chain(std::iter::once(&' ')).enumerate() {
        match (start, is_digit(*c)) {
            (None, true) => start = Some(i),
            (Some(from), false) => {
                let check = i - from == 17 && matches!(half_width(*c), 'X' | 'x');
                groups.push(from..i + usize::from(check));
                start = None;
            }
            _ => {}
        }
    }
    groups
}

/// Whether the first groups are a number to hide: how many groups, and how many digits stay at
/// either end.
fn secret(groups: &[std::ops::Range<usize>], chars: &[char]) -> Option<(usize, usize, usize)> {
    // Groups that stand apart by one sign only may be one number.
    let joined = groups.windows(2).take_while(|pair| match pair {
        [a, b] => {
            b.start - a.end == 1
                && chars.get(a.end).is_some_and(|c| matches!(half_width(*c), '-' | ' ' | ')'))
        }
        _ => false,
    });
    let joined = 1 + joined.count();
    (1..=joined.min(3)).rev().filter(|n| *n <= groups.len()).find_map(|n| {
        let run = groups.get(..n)?;
        let digits: String = run
            .iter()
            .flat_map(|r| chars.get(r.clone()).unwrap_or_default())
            .map(|c| half_width(*c))
            .collect();
        let lengths: Vec<usize> = run.iter().map(|r| r.len()).collect();
        let (first, last) = match lengths.as_slice() {
            [11] | [3, 8] | [7, 4] | [3, 4, 4] if is_mobile(&digits) => (3, 4),
            [13] if digits.strip_prefix("86").is_some_and(is_mobile) => (5, 4),
            [18] if is_identity(&digits) => (2, 2),
            [11 | 12] if digits.starts_with('0') => (area(&digits), 4),
            [a @ (3 | 4), 7 | 8] | [a @ (3 | 4), 3 | 4, 4] if digits.starts_with('0') => (*a, 4),
            _ => return None,
        };
        Some((n, first, last))
    })
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && matches!(digits.as_bytes(), [b'1', b'3'..=b'9', ..])
}

/// Length of the area code: 010 and 02x have three digits, all others four.
fn area(digits: &str) -> usize {
    if digits.starts_with("01") || digits.starts_with("02") { 3 } else { 4 }
}

/// Digits 7 to 14 of an identity number are a date of birth; order numbers mostly fail there.
fn is_identity(digits: &str) -> bool {
    let part = |range| digits.get(range).and_then(|d: &str| d.parse::<u32>().ok()).unwrap_or(0);
    (1900..2100).contains(&part(6..10))
        && (1..=12).contains(&part(10..12))
        && (1..=31).contains(&part(12..14))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_free_text() {
        assert_eq!(mask("业主13800005678来电"), "业主138****5678来电");
        assert_eq!(mask("2025-11-03 13800005678"), "2025-11-03 138****5678");
        assert_eq!(mask("电话:138-0000-5678；"), "电话:138-****-5678；");
        assert_eq!(mask("138 00005678、1380000-5678"), "138 ****5678、138****-5678");
        assert_eq!(mask("+8613800005678"), "+86138****5678");
        assert_eq!(mask("１３８００００５６７８"), "１３８****５６７８");
        assert_eq!(mask("0571-88886666"), "0571-****6666");
        assert_eq!(mask("(010)88886666"), "(010)****6666");
        assert_eq!(mask("057188886666"), "0571****6666");
        assert_eq!(mask("证件33010619900307123X。"), "证件33**************3X。");
    }

    #[test]
    fn other_numbers_stay() {
        for text in
            ["2025-11-03 10:02", "3-502", "工单20251103000012", "202511031234567890", "95598", ""]
        {
            assert_eq!(mask(text), text);
        }
    }

    #[test]
    fn personal_values() {
        assert_eq!(personal("王小明"), "王**");
        assert_eq!(personal("王伟13800005678"), "王**");
        assert_eq!(personal("13800005678"), "138****5678");
        assert_eq!(personal("YZ-00042"), "YZ****42");
        assert_eq!(phone("13800005678"), "138****5678");
        assert_eq!(phone("8888666"), "88***66");
        assert_eq!(phone("12345"), "1****");
        assert_eq!(phone("王伟"), "王**");
    }

    #[test]
    fn long_quotes_are_cut() {
        assert_eq!(short(&"修".repeat(61)), format!("{}…", "修".repeat(60)));
        assert_eq!(short(&"修".repeat(60)), "修".repeat(60));
    }
}
