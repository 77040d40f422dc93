//! Texts in columns: display widths of Chinese, wrapping, shortening, characters no output may carry.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns a text takes: two for a Chinese character.
pub fn width(text: &str) -> usize {
    // Of most texts every character stands for itself.
    let plain = text.chars().map(|c| match c {
        ' '..='~' | '\u{4E00}'..='\u{9FFF}' => Some(columns(c)),
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
        let piece = |from: usize, to: usize| paragraph.get(from..to).unwrap_or_default();
        // Where the line at hand begins, and the columns it has.
        let (mut begun, mut used) = (0, 0);
        for (at, word) in words(paragraph) {
            let mut rest = word;
            if used > 0 && used + width(rest.trim_end()) > most {
                line(piece(begun, at));
                used = 0;
                rest = rest.trim_start();
                begun = at + word.len() - rest.len();
            }
            let start = at + word.len() - rest.len();
            for (offset, c) in rest.char_indices() {
                let columns = columns(c);
                if used + columns > most {
                    line(piece(begun, start + offset));
                    used = 0;
                    begun = start + offset;
                    if c == ' ' {
                        begun += 1;
                        continue;
                    }
                }
                used += columns;
            }
        }
        line(piece(begun, paragraph.len()));
    }
}

/// Columns of a character.
fn columns(c: char) -> usize {
    match c {
        ' '..='~' => 1,
        '\u{4E00}'..='\u{9FFF}' => 2,
        c => c.width().unwrap_or(0),
    }
}

/// Pieces that stay on one line, and where they begin: a wide character with the closing marks after it,
/// or a run of others up to and with the spaces after it.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let at = text.len() - rest.len();
        let mut before: Option<char> = None;
        let is_end = |(_, c): &(usize, char)| {
            let b = before.replace(*c);
            b.is_some_and(|b| parts(b, *c))
        };
        let end = rest.char_indices().find(is_end).map_or(rest.len(), |(end, _)| end);
        let (word, after) = rest.split_at_checked(end).filter(|(word, _)| !word.is_empty())?;
        rest = after;
        Some((at, word))
    })
}

/// Whether a line may be broken between two characters.
fn parts(before: char, c: char) -> bool {
    if c == ' ' {
        return false;
    }
    let wide = |c: char| columns(c) > 1;
    before == ' ' || ((wide(before) || wide(c)) && !closes(c) && !opens(before))
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
    // Asked of every text: the bytes that such a character begins with are looked at alone.
    let mut rest = text.as_bytes();
    let found = loop {
        match rest {
            [] => break false,
            [b'\t' | b'\n', ..] => {}
            [..b' ' | 0x7F, ..]
            | [0xC2, 0x80..=0x9F, ..]
            | [0xE2, 0x80, 0xAA..=0xAE, ..]
            | [0xE2, 0x81, 0xA0..=0xA9, ..]
            | [0xEF, 0xBB, 0xBF, ..]
            | [0xEF, 0xBF, 0xBE..=0xBF, ..] => break true,
            _ => {}
        }
        rest = rest.get(1..).unwrap_or_default();
    };
    if !found {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(text.chars().filter(|c| !forbidden(*c)).collect())
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
    fn wrapping_breaks_at_spaces_and_between_chinese_characters() {
        assert_eq!(wrap("ten calls answered", 9), ["ten calls", "answered"]);
        assert_eq!(wrap("抽查十通电话", 6), ["抽查十", "通电话"]);
        // A closing mark stays with what it closes.
        assert_eq!(wrap("抽查十通，接通", 8), ["抽查十", "通，接通"]);
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
    }
}
