//! Texts in columns: display widths of Chinese, wrapping, shortening, characters no output may carry.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns a text takes: two for a Chinese character.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
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
    let most = most.max(2);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let (mut line, mut used) = (String::new(), 0);
        for word in words(paragraph) {
            let mut rest = word;
            if used > 0 && used + width(rest.trim_end()) > most {
                lines.push(std::mem::take(&mut line).trim_end().to_string());
                used = 0;
                rest = rest.trim_start();
            }
            for c in rest.chars() {
                let columns = c.width().unwrap_or(0);
                if used + columns > most {
                    lines.push(std::mem::take(&mut line).trim_end().to_string());
                    used = 0;
                    if c == ' ' {
                        continue;
                    }
                }
                line.push(c);
                used += columns;
            }
        }
        lines.push(line.trim_end().to_string());
    }
    lines
}

/// Pieces that stay on one line: a wide character with the closing marks after it, or a run of
/// others up to and with the spaces after it.
fn words(text: &str) -> Vec<&str> {
    let mut ends = Vec::new();
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        if let Some(b) = before {
            let wide = |c: char| c.width().unwrap_or(0) > 1;
            let after_space = b == ' ' && c != ' ';
            let between = (wide(b) || wide(c)) && !closes(c) && !opens(b) && c != ' ';
            if after_space || between {
                ends.push(at);
            }
        }
        before = Some(c);
    }
    ends.push(text.len());
    let mut start = 0;
    let mut words = Vec::with_capacity(ends.len());
    for end in ends {
        words.extend(text.get(start..end).filter(|w| !w.is_empty()));
        start = end;
    }
    words
}

/// Marks that must not begin a line.
fn closes(c: char) -> bool {
    "，。；：！？、）】》”’…%）,.;:!?)]}".contains(c)
}

/// Marks that must not end a line.
fn opens(c: char) -> bool {
    "（【《“‘([{".contains(c)
}

/// `text` without what XML forbids or what steers a terminal: control characters but tab and line
/// feed, direction marks, non-characters. A carriage return becomes a line feed.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(forbidden) {
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
    }
}
