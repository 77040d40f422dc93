//! A walk over the bytes of ordinary XML: no comments, no CDATA, no document type. No text is copied.

use memchr::memchr;

use crate::reader::broken::Broken;

/// Where the walk is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'b> {
    bytes: &'b [u8],
    at: usize,
}

/// The elements that are open, each inside the one before.
#[derive(Debug, Default)]
pub(super) struct Open(Vec<u8>);

impl Open {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Goes into an element.
    pub fn enter(&mut self, name: &[u8]) {
        // No name has this sign.
        self.0.push(b'<');
        self.0.extend_from_slice(name);
    }

    /// Goes out of the innermost element, which must have this name.
    pub fn leave(&mut self, name: &[u8]) -> Result<(), Broken> {
        let around = self.0.strip_suffix(name).and_then(|open| open.strip_suffix(b"<"));
        let length = around.ok_or(Broken::IllFormed)?.len();
        self.0.truncate(length);
        Ok(())
    }
}

/// What stands between the name of a tag and its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'b> {
    /// A name with its prefix, and its value as written.
    Attribute(&'b [u8], &'b [u8]),
    /// `>`
    End,
    /// `/>`
    EmptyEnd,
}

impl<'b> Cursor<'b> {
    pub fn new(bytes: &'b [u8]) -> Self {
        Cursor { bytes, at: 0 }
    }

    /// What is still ahead.
    #[inline]
    pub fn rest(&self) -> &'b [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Goes to where `rest`, the end of what is ahead, begins.
    #[inline]
    pub fn pass_to(&mut self, rest: &[u8]) {
        self.at = self.bytes.len().saturating_sub(rest.len()).max(self.at);
    }

    /// Goes behind the next `<` and returns the text before it; `None` where there is none.
    #[inline]
    pub fn next_tag(&mut self) -> Option<&'b [u8]> {
        let rest = self.rest();
        // Most tags follow one another.
        let length = if rest.first() == Some(&b'<') { 0 } else { memchr(b'<', rest)? };
        self.at += length + 1;
        rest.get(..length)
    }

    /// Goes past `word` if it is next.
    #[inline]
    pub fn eat(&mut self, word: &[u8]) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    /// Goes past the name of a tag if it is this one.
    #[inline]
    pub fn eat_name(&mut self, name: &[u8]) -> bool {
        let rest = self.rest();
        let found = rest.starts_with(name)
            && matches!(rest.get(name.len()), Some(b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\r'));
        if found {
            self.at += name.len();
        }
        found
    }

    /// Goes past a closing tag if it is this one; `name` with its slash.
    #[inline]
    pub fn eat_close(&mut self, name: &[u8]) -> bool {
        self.eat_name(name) && self.pass_tag().is_some()
    }

    /// The next piece of a tag; `None` where the tag does not end.
    pub fn piece(&mut self) -> Option<Piece<'b>> {
        let rest = self.rest();
        let mut start = 0;
        loop {
            match rest.get(start)? {
                b' ' | b'\t' | b'\n' | b'\r' => start += 1,
                b'>' => {
                    self.at += start + 1;
                    return Some(Piece::End);
                }
                b'/' if rest.get(start + 1) == Some(&b'>') => {
                    self.at += start + 2;
                    return Some(Piece::EmptyEnd);
                }
                _ => break,
            }
        }
        let from_name = rest.get(start..)?;
        let equals = from_name.iter().position(|b| matches!(b, b'=' | b'>' | b'<'))?;
        let name = from_name.get(..equals)?.trim_ascii_end();
        let mut open = start + equals;
        if rest.get(open) != Some(&b'=') {
            return None;
        }
        open += 1;
        while rest.get(open)?.is_ascii_whitespace() {
            open += 1;
        }
        let quote = *rest.get(open).filter(|q| matches!(q, b'"' | b'\''))?;
        let from_value = rest.get(open + 1..)?;
        let length = from_value.iter().position(|b| *b == quote || *b == b'<')?;
        if from_value.get(length) != Some(&quote) {
            return None;
        }
        self.at += open + 1 + length + 1;
        Some(Piece::Attribute(name, from_value.get(..length)?))
    }

    /// Goes past any tag, opening or closing, from its name on; whether it was `<…/>`.
    pub fn pass_other(&mut self, open: &mut Open) -> Result<bool, Broken> {
        let closes = self.eat(b"/");
        let name = self.name()?;
        let empty = self.pass_tag().ok_or(Broken::Truncated)?;
        match (closes, empty) {
            (true, true) => Err(Broken::IllFormed),
            (true, false) => open.leave(name).map(|()| false),
            (false, true) => Ok(true),
            (false, false) => {
                open.enter(name);
                Ok(false)
            }
        }
    }

    /// Goes past the name of a tag.
    fn name(&mut self) -> Result<&'b [u8], Broken> {
        let rest = self.rest();
        let ends = |b: &u8| matches!(b, b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\r');
        let length = rest.iter().position(ends).ok_or(Broken::Truncated)?;
        let name = rest.get(..length).unwrap_or_default();
        let letter = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b'_' | b':' | 0x80..);
        let other = |b: &u8| letter(b) || b.is_ascii_digit() || matches!(b, b'-' | b'.');
        if !name.first().is_some_and(letter) || !name.iter().all(other) {
            return Err(Broken::IllFormed);
        }
        self.at += length;
        Ok(name)
    }

    /// Goes past the end of a tag; whether it was `/>`.
    pub fn pass_tag(&mut self) -> Option<bool> {
        loop {
            match self.piece()? {
                Piece::Attribute(..) => {}
                Piece::End => return Some(false),
                Piece::EmptyEnd => return Some(true),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_their_pieces() {
        let mut walk = Cursor::new(b"ab<row r=\"1\" x:h = 'a>b'\n/>cd</row>");
        assert_eq!(walk.next_tag(), Some(&b"ab"[..]));
        assert!(!walk.eat_name(b"ro") && walk.eat_name(b"row"));
        assert_eq!(walk.piece(), Some(Piece::Attribute(b"r", b"1")));
        assert_eq!(walk.piece(), Some(Piece::Attribute(b"x:h", b"a>b")));
        assert_eq!(walk.piece(), Some(Piece::EmptyEnd));
        assert_eq!(walk.next_tag(), Some(&b"cd"[..]));
        assert!(walk.eat(b"/row"));
        assert_eq!(walk.pass_tag(), Some(false));
        assert_eq!(walk.next_tag(), None);
    }

    #[test]
    fn a_tag_that_does_not_end_is_none() {
        for open in [&b" a"[..], b" a=", b" a=\"", b" a=\"1\"", b" a<b>", b" a=1>", b" a='<'>", b""]
        {
            assert_eq!(Cursor::new(open).pass_tag(), None, "{}", String::from_utf8_lossy(open));
        }
    }

    #[test]
    fn tags_that_fit_each_other_and_tags_that_do_not() {
        let pass = |xml: &str| {
            let (mut walk, mut open) = (Cursor::new(xml.as_bytes()), Open::default());
            while walk.next_tag().is_some() {
                walk.pass_other(&mut open)?;
            }
            Ok(open.is_empty())
        };
        assert_eq!(pass("<a><x:b c='1'><d/></x:b></a>"), Ok(true));
        assert_eq!(pass("<a><b></b>"), Ok(false));
        for wrong in ["<a></b>", "</a>", "<>", "</>", "<1a/>", "<a=\"1\">", "<a></a/>", "<ba></a>"]
        {
            assert_eq!(pass(wrong), Err(Broken::IllFormed), "{wrong}");
        }
        assert_eq!(pass("<a"), Err(Broken::Truncated));
    }
}
