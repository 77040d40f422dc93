//! A walk over the tags of an XML part: what is needed to look at a part, and to bound it, without
//! building events from it. Texts are measured and passed over.

use std::io::Read;

use memchr::{memchr, memchr_iter, memmem};

use super::broken::Broken;
use super::limits::{MAX_DEPTH, MAX_TAG_BYTES};

/// Bytes read at once. Most of the parts walked over are smaller.
const CHUNK: usize = 16 << 10;

/// A tag and what stands in front of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'b> {
    /// Everything between `<` and `>`.
    raw: &'b [u8],
    /// Length in bytes of the text before it, as written.
    pub text_bytes: u64,
    /// The text before it is a plain 0.
    pub after_zero: bool,
}

impl<'b> Tag<'b> {
    /// The name without its prefix; of a closing tag too.
    pub fn name(&self) -> &'b [u8] {
        let start = usize::from(self.closes());
        let rest = self.raw.get(start..).unwrap_or_default();
        let length = rest.iter().position(|b| b.is_ascii_whitespace() || *b == b'/');
        let name = rest.get(..length.unwrap_or(rest.len())).unwrap_or_default();
        match memchr(b':', name) {
            Some(colon) => name.get(colon + 1..).unwrap_or_default(),
            None => name,
        }
    }

    /// Everything between `<` and `>`.
    pub fn raw(&self) -> &'b [u8] {
        self.raw
    }

    /// `</…>`
    pub fn closes(&self) -> bool {
        self.raw.first() == Some(&b'/')
    }

    /// `<…/>`
    pub fn is_empty(&self) -> bool {
        self.raw.last() == Some(&b'/')
    }

    /// An attribute by its name without prefix, as written.
    pub fn attribute(&self, name: &[u8]) -> Option<&'b [u8]> {
        let mut rest = self.raw;
        loop {
            let equals = memchr(b'=', rest)?;
            let key = rest.get(..equals)?.trim_ascii_end();
            let after = rest.get(equals + 1..)?.trim_ascii_start();
            let quote = *after.first()?;
            let value = after.get(1..)?;
            let end = memchr(quote, value)?;
            let key = key.rsplit(|b| b.is_ascii_whitespace() || *b == b':').next()?;
            if key == name {
                return value.get(..end);
            }
            rest = value.get(end + 1..)?;
        }
    }

    /// The attribute `r` where it stands first, as it does in a cell; found faster than any.
    pub fn leading_reference(&self) -> Option<&'b [u8]> {
        let space = memchr(b' ', self.raw.get(..32).unwrap_or(self.raw))?;
        let value = self.raw.get(space + 1..)?.strip_prefix(b"r=\"")?;
        value.get(..memchr(b'"', value.get(..32).unwrap_or(value))?)
    }

    /// An attribute as text, as written.
    pub fn text(&self, name: &[u8]) -> Option<&'b str> {
        std::str::from_utf8(self.attribute(name)?).ok()
    }

    /// An attribute that is a number.
    pub fn number(&self, name: &[u8]) -> Option<u32> {
        self.text(name)?.trim().parse().ok()
    }

    /// Whether an attribute says yes.
    pub fn flag(&self, name: &[u8]) -> bool {
        matches!(self.attribute(name), Some(b"1" | b"true"))
    }
}

/// Whether no quote is open at the end; false where both kinds stand.
fn is_balanced(raw: &[u8]) -> bool {
    memchr(b'\'', raw).is_none() && memchr_iter(b'"', raw).count().is_multiple_of(2)
}

/// The walk. Comments and processing instructions are passed over; a document type, which no
/// office file has and which declares entities, is refused.
pub(super) struct Tags<R> {
    /// `None` once all of it is in the buffer.
    from: Option<R>,
    buffer: Vec<u8>,
    /// Everything before it is done with.
    at: usize,
    depth: u32,
    max_text: u64,
    max_bytes: u64,
    /// Bytes read so far.
    pub bytes: u64,
}

impl<R: Read> Tags<R> {
    /// Texts longer than `max_text` bytes and parts longer than `max_bytes` are refused.
    pub fn new(from: R, max_text: u64, max_bytes: u64) -> Self {
        let buffer = Vec::with_capacity(2 * CHUNK);
        Tags { from: Some(from), buffer, at: 0, depth: 0, max_text, max_bytes, bytes: 0 }
    }

    /// The tags of a part that is there as a whole.
    pub fn of(part: Vec<u8>, max_text: u64) -> Self {
        let bytes = part.len() as u64;
        Tags { from: None, buffer: part, at: 0, depth: 0, max_text, max_bytes: bytes, bytes }
    }

    /// The next tag; `None` at the end.
    pub fn next_tag(&mut self) -> Result<Option<Tag<'_>>, Broken> {
        let mut text = Text::default();
        let (start, end) = loop {
            if !self.pass_text(&mut text)? {
                return if self.depth == 0 { Ok(None) } else { Err(Broken::Truncated) };
            }
            // Nine bytes tell a tag from what looks like one.
            while self.rest().len() < 9 && self.fill()? {}
            let rest = self.rest();
            if !matches!(rest.get(1), Some(b'!' | b'?')) {
                break self.find_tag()?;
            }
            if rest.starts_with(b"<!--") {
                self.pass_until(b"-->")?;
            } else if rest.starts_with(b"<![CDATA[") {
                self.at += b"<![CDATA[".len();
                text.bytes += self.pass_until(b"]]>")?;
                self.check(text)?;
            } else if rest.starts_with(b"<?") {
                self.pass_until(b"?>")?;
            } else if rest.starts_with(b"<!") {
                return Err(Broken::DocumentType);
            } else {
                break self.find_tag()?;
            }
        };
        self.at = end + 1;
        let raw = self.buffer.get(start + 1..end).unwrap_or_default();
        let tag = Tag { raw, text_bytes: text.bytes, after_zero: text.is_zero() };
        if tag.closes() {
            self.depth = self.depth.saturating_sub(1);
        } else if !tag.is_empty() {
            self.depth += 1;
            if self.depth > MAX_DEPTH {
                return Err(Broken::TooDeep);
            }
        }
        Ok(Some(tag))
    }

    fn rest(&self) -> &[u8] {
        self.buffer.get(self.at..).unwrap_or_default()
    }

    /// Goes to the next `<`; false where there is none.
    fn pass_text(&mut self, text: &mut Text) -> Result<bool, Broken> {
        loop {
            let rest = self.rest();
            let found = memchr(b'<', rest);
            let length = found.unwrap_or(rest.len());
            text.first = text.first.or(rest.get(..length).and_then(|t| t.first().copied()));
            text.bytes += length as u64;
            self.at += length;
            self.check(*text)?;
            if found.is_some() {
                return Ok(true);
            }
            if !self.fill()? {
                return Ok(false);
            }
        }
    }

    fn check(&self, text: Text) -> Result<(), Broken> {
        if text.bytes > self.max_text { Err(Broken::TextTooLong(self.max_text)) } else { Ok(()) }
    }

    /// Goes past `end` and returns how many bytes that were.
    fn pass_until(&mut self, end: &[u8]) -> Result<u64, Broken> {
        let mut passed = 0;
        loop {
            let rest = self.rest();
            if let Some(at) = memmem::find(rest, end) {
                self.at += at + end.len();
                return Ok(passed + at as u64);
            }
            // The end may be cut in two.
            let done = rest.len().saturating_sub(end.len() - 1);
            self.at += done;
            passed += done as u64;
            if !self.fill()? {
                return Err(Broken::Truncated);
            }
        }
    }

    /// Where the tag at hand begins and where its `>` is; one inside quotes is none.
    fn find_tag(&mut self) -> Result<(usize, usize), Broken> {
        // Nearly every tag ends at its first `>`.
        if let Some(end) = memchr(b'>', self.rest())
            && self.rest().get(1..end).is_some_and(is_balanced)
        {
            return Ok((self.at, self.at + end));
        }
        let mut length = 1;
        let mut quote = None;
        loop {
            for (i, byte) in self.rest().iter().enumerate().skip(length) {
                match (quote, *byte) {
                    (None, b'>') => return Ok((self.at, self.at + i)),
                    (None, b'"' | b'\'') => quote = Some(*byte),
                    (Some(q), b) if q == b => quote = None,
                    _ => {}
                }
            }
            length = self.rest().len();
            if length > MAX_TAG_BYTES || !self.fill()? {
                return Err(Broken::Truncated);
            }
        }
    }

    /// Reads on; false at the end.
    fn fill(&mut self) -> Result<bool, Broken> {
        let Some(from) = &mut self.from else { return Ok(false) };
        self.buffer.drain(..self.at);
        self.at = 0;
        let length = self.buffer.len();
        self.buffer.resize(length + CHUNK, 0);
        let space = self.buffer.get_mut(length..).unwrap_or_default();
        let read = from.read(space)?;
        self.buffer.truncate(length + read);
        if read == 0 {
            self.from = None;
        }
        self.bytes += read as u64;
        if self.bytes > self.max_bytes {
            return Err(Broken::TooLarge(self.max_bytes));
        }
        Ok(read > 0)
    }
}

/// A text passed over.
#[derive(Debug, Clone, Copy, Default)]
struct Text {
    bytes: u64,
    first: Option<u8>,
}

impl Text {
    fn is_zero(self) -> bool {
        self.bytes == 1 && self.first == Some(b'0')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives out one byte at a time, so that everything is cut in two somewhere.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            to[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    fn walk(xml: &str, max_text: u64) -> Result<Vec<(String, u64)>, Broken> {
        let mut tags = Tags::new(Slow(xml.as_bytes()), max_text, 1 << 20);
        let streamed = names(&mut tags);
        let held = names(&mut Tags::<Slow>::of(xml.as_bytes().to_vec(), max_text));
        assert_eq!(streamed, held);
        streamed
    }

    fn names(tags: &mut Tags<Slow>) -> Result<Vec<(String, u64)>, Broken> {
        let mut seen = Vec::new();
        while let Some(tag) = tags.next_tag()? {
            let slash = if tag.closes() { "/" } else { "" };
            let name = String::from_utf8(tag.name().to_vec()).unwrap();
            seen.push((format!("{slash}{name}"), tag.text_bytes));
        }
        Ok(seen)
    }

    #[test]
    fn tags_and_the_lengths_of_texts() {
        let xml = "<?xml version='1.0'?><x:a b=\"1>2\"><!-- <no> -->ab<c/><![CDATA[<d>]]>e</x:a> ";
        let expected = [("a", 0), ("c", 2), ("/a", 4)].map(|(n, t)| (n.to_string(), t));
        assert_eq!(walk(xml, 100), Ok(expected.to_vec()));
        assert_eq!(walk(xml, 3), Err(Broken::TextTooLong(3)));
    }

    #[test]
    fn attributes() {
        let mut tags = Tags::new(&b"<c r:id = 'x' s=\"a='b'\" n='12' h='1'/>"[..], 9, 99);
        let tag = tags.next_tag().unwrap().unwrap();
        assert_eq!(tag.text(b"id"), Some("x"));
        assert_eq!(tag.text(b"s"), Some("a='b'"));
        assert_eq!(tag.number(b"n"), Some(12));
        assert!(tag.flag(b"h") && !tag.flag(b"n") && tag.is_empty());
        assert_eq!(tag.text(b"b"), None);
    }

    #[test]
    fn what_no_office_file_has_is_refused() {
        let entities = "<!DOCTYPE a [<!ENTITY b \"x\">]><a>&b;</a>";
        assert_eq!(walk(entities, 9), Err(Broken::DocumentType));
        assert_eq!(walk(&"<a>".repeat(MAX_DEPTH as usize + 1), 9), Err(Broken::TooDeep));
        assert_eq!(walk("<a b='", 9), Err(Broken::Truncated));
        assert_eq!(walk("<a><b></b>", 9), Err(Broken::Truncated));
        assert_eq!(walk("<!-- a", 9), Err(Broken::Truncated));
        let mut long = Tags::new(&b"<a/><a/>"[..], 9, 7);
        assert_eq!(long.next_tag(), Err(Broken::TooLarge(7)));
    }
}
