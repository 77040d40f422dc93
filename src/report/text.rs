//! Texts in columns: display widths of Chinese, wrapping, shortening, characters no output may carry.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns a text takes: two for a Chinese character.
pub fn width(text: &str) -> usize {
    // Of most texts every character stands for itself.
    let plain = text.chars().map(|c| match c {
        ' '..='~' => Some(1),
        c if is_wide(c) => Some(2),
        _ => None,
    });
    plain.sum::<Option<usize>>().unwrap_or_else(|| UnicodeWidthStr::width(text))
}

/// `text` cut to `most` columns, with `…` where something was cut. Line breaks become spaces.
pub fn shorten(text: &str, most: usize) -> String {
    let text = one_line(text);
    if width(&text) <= most {
        return text.into_owned();
    }
    let mut short = String::new();
    let mut used = 1; // the ellipsis
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > most {
            break;
        }
        short.push(c);
    }
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// `text` on one line: runs of line breaks and tabs as one space.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(['\n', '\r', '\t']) {
        return Cow::Borrowed(text);
    }
    let parts: Vec<&str> =
        text.split(['\n', '\r', '\t']).map(str::trim).filter(|p| !p.is_empty()).collect();
    Cow::Owned(parts.join(" "))
}

/// `text` in lines of at most `most` columns: broken at spaces where there are any, else between
/// characters as Chinese is.
pub fn wrap(text: &str, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    each_line(text, most, |line| lines.push(line.trim_end().to_string()));
    lines
}

/// How many lines [`wrap`] makes of a text.
pub fn lines(text: &str, most: usize) -> usize {
    let mut lines = 0;
    each_line(text, most, |_| lines += 1);
    lines
}

fn each_line<'t>(text: &'t str, most: usize, mut line: impl FnMut(&'t str)) {
    let most = most.max(2);
    for paragraph in text.split('\n') {
        // No character is wider than its bytes are many.
        if paragraph.len() <= most || width(paragraph) <= most {
            line(paragraph);
            continue;
        }
        // Where the line at hand and its last word begin, and the columns the line has, to here and to
        // that word.
        let (mut begun, mut used) = (0, 0);
        let (mut word, mut used_before) = (0, 0);
        let mut before = None;
        for (at, c) in paragraph.char_indices() {
            let columns = columns(c);
            if before.replace((c, columns)).is_some_and(|b| parts(b, (c, columns))) {
                (word, used_before) = (at, used);
            }
            if used + columns > most && !c.is_whitespace() && word > begun {
                line(paragraph.get(begun..word).unwrap_or_default());
                // A line begins with no blanks.
                let blank = |c: &char| c.is_whitespace();
                let moved = paragraph.get(word..at).unwrap_or_default();
                let blanks = moved.chars().take_while(blank);
                let (bytes, wide) =
                    blanks.fold((0, 0), |(b, w), c| (b + c.len_utf8(), w + self::columns(c)));
                (begun, used, used_before) = (word + bytes, used - used_before - wide, 0);
            }
            // A word longer than a line, or a blank at its end.
            if used + columns > most {
                line(paragraph.get(begun..at).unwrap_or_default());
                (begun, used, used_before) = (at, 0, 0);
                if c.is_whitespace() {
                    begun += c.len_utf8();
                    continue;
                }
            }
            used += columns;
        }
        line(paragraph.get(begun..).unwrap_or_default());
    }
}

/// Columns of a character.
fn columns(c: char) -> usize {
    match c {
        ' '..='~' => 1,
        c if is_wide(c) => 2,
        c => c.width().unwrap_or(0),
    }
}

/// Whether it is one of the usual wide characters: Chinese, its marks, and the full-width forms of ASCII.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{3029}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF60}')
}

/// Whether a line may be broken between two characters, each with its columns: beside a wide one, but not
/// before its closing marks or behind its opening ones, and behind spaces.
fn parts((before, wide): (char, usize), (c, columns): (char, usize)) -> bool {
    let beside_wide = (wide > 1 || columns > 1) && !closes(c) && !opens(before);
    c != ' ' && (before == ' ' || beside_wide)
}

/// Marks that must not begin a line.
fn closes(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '；'
            | '：'
            | '！'
            | '？'
            | '、'
            | '）'
            | '】'
            | '》'
            | '”'
            | '’'
            | '…'
            | '%'
            | ')'
            | ','
            | '.'
            | ';'
            | ':'
            | '!'
            | '?'
            | ']'
            | '}'
    )
}

/// Marks that must not end a line.
fn opens(c: char) -> bool {
    matches!(c, '（' | '【' | '《' | '“' | '‘' | '(' | '[' | '{')
}

/// `text` without what XML forbids or what steers a terminal: control characters but tab and line
/// feed, direction marks, non-characters. A carriage return becomes a line feed.
pub fn clean(text: &str) -> Cow<'_, str> {
    // Asked of every text.
    let found = has_forbidden(text.as_bytes());
    if !found {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(text.chars().filter(|c| !forbidden(*c)).collect())
}

/// Bytes looked at together, and those that a character which begins with the last of them may have more.
const TOGETHER: usize = 32;
const WITH_MORE: usize = TOGETHER + 2;

/// Whether a character that [`clean`] leaves out, or a carriage return, is among the bytes of a text.
fn has_forbidden(mut text: &[u8]) -> bool {
    while !text.is_empty() {
        let found = match text.first_chunk() {
            Some(many) => begins_forbidden(many),
            None => {
                let mut last = [b' '; WITH_MORE];
                last.iter_mut().zip(text).for_each(|(to, byte)| *to = *byte);
                begins_forbidden(&last)
            }
        };
        if found {
            return true;
        }
        text = text.get(TOGETHER..).unwrap_or_default();
    }
    false
}

/// Whether such a character begins with one of the first bytes. Every byte is asked the same, without a branch,
/// so that many are asked at a time.
fn begins_forbidden(bytes: &[u8; WITH_MORE]) -> bool {
    let is = |byte: u8, other: u8| u8::from(byte == other);
    let within = |byte: u8, first: u8, last: u8| u8::from(byte.wrapping_sub(first) <= last - first);
    let mut found = 0;
    for at in 0..TOGETHER {
        let [a, b, c] = [bytes[at], bytes[at + 1], bytes[at + 2]];
        // Control characters but tab and line feed; the others as UTF-8 has them.
        found |= within(a, 0, 8) | within(a, 11, 31) | is(a, 0x7F);
        found |= is(a, 0xC2) & within(b, 0x80, 0x9F);
        found |= is(a, 0xE2) & is(b, 0x80) & within(c, 0xAA, 0xAE);
        found |= is(a, 0xE2) & is(b, 0x81) & within(c, 0xA0, 0xA9);
        found |= is(a, 0xEF) & is(b, 0xBB) & is(c, 0xBF);
        found |= is(a, 0xEF) & is(b, 0xBF) & within(c, 0xBE, 0xBF);
    }
    found != 0
}

fn forbidden(c: char) -> bool {
    match c {
        '\t' | '\n' => false,
        '\u{2060}'..='\u{2069}' | '\u{202A}'..='\u{202E}' | '\u{FEFF}' => true,
        '\u{FFFE}' | '\u{FFFF}' => true,
        c => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_by_columns_not_characters() {
        assert_eq!(shorten("滨河花园", 8), "滨河花园");
        assert_eq!(shorten("滨河花园", 7), "滨河花…");
        assert_eq!(shorten("滨河花园", 6), "滨河…");
        assert_eq!(shorten("a\nb", 9), "a b");
        assert!(width(&shorten("10 calls 抽查10通", 9)) <= 9);
    }

    #[test]
    fn the_usual_wide_characters_are_wide() {
        let wide = ('\0'..=char::MAX).filter(|c| is_wide(*c));
        assert!(wide.clone().count() > 20_992 && wide.map(|c| c.width()).all(|w| w == Some(2)));
    }

    #[test]
    fn wrapping_breaks_at_spaces_and_between_chinese_characters() {
        assert_eq!(wrap("ten calls answered", 9), ["ten calls", "answered"]);
        assert_eq!(wrap("抽查十通电话", 6), ["抽查十", "通电话"]);
        // A closing mark stays with what it closes.
        assert_eq!(wrap("抽查十通，接通", 8), ["抽查十", "通，接通"]);
        // A blank at the end of a line is not at the beginning of the next.
        assert_eq!(wrap("抽查十　通电话", 6), ["抽查十", "通电话"]);
        assert_eq!(wrap("a\n\nb", 5), ["a", "", "b"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
    }

    #[test]
    fn what_xml_forbids_is_gone() {
        assert_eq!(
            clean("a\u{0}b\u{1b}[31mc\u{7f}\u{85}\td\r\ne\u{202e}\u{ffff}"),
            "ab[31mc\td\ne"
        );
        assert!(matches!(clean("滨河花园\n"), Cow::Borrowed(_)));
        // The bytes looked for are those of the characters that are taken away.
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            assert_eq!(clean(&text) == text, !forbidden(c), "{c:?}");
        }
        // Wherever it stands.
        for (before, c) in
            (0..80).flat_map(|n| ['\u{1}', '\u{9f}', '\u{202e}', '\u{ffff}'].map(|c| (n, c)))
        {
            for after in [0, 1, 40] {
                let kept = ["a".repeat(before), "中".repeat(after)];
                assert_eq!(clean(&kept.join(&c.to_string())), kept.concat(), "{before} {c:?}");
            }
        }
    }
}
