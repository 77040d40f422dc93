//! The shared strings of a workbook, end to end in one stretch of memory.

use std::io::Read;

use encoding_rs::UTF_8;
use memchr::{memchr, memchr3};

use super::blocks::Blocks;
use super::cursor::{Cursor, Open, Piece};
use super::escape;
use super::head::{self, Head};
use crate::reader::broken::Broken;
use crate::reader::limits::Limits;
use crate::reader::package::check_head;

/// What a string begins with, and a block of strings.
const STRING: &[u8] = b"<si";

#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    /// Where each string ends in `text`.
    ends: Vec<u32>,
    /// A NUL stands in one of them.
    pub has_nul: bool,
    /// What is open between strings, as they are read.
    open: Open,
}

impl Strings {
    /// `None` for a part that another reader must take. `size` is what the part says it is long.
    pub fn read(part: impl Read, size: u64, limits: &Limits) -> Result<Option<Strings>, Broken> {
        let most = [limits.part_bytes, limits.memory];
        let mut blocks = Blocks::new(part, STRING, size, most);
        let mut strings = Strings::default();
        let mut first = true;
        let mut closed = false;
        while let Some(block) = blocks.next_block()? {
            let mut rest = block;
            if std::mem::take(&mut first) {
                check_head(block, size)?;
                match head::of(block, b"sst") {
                    Head::Ordinary(behind) => rest = block.get(behind..).unwrap_or_default(),
                    Head::Strange => return Ok(None),
                }
            }
            if head::is_strange(rest) {
                return Ok(None);
            }
            closed = strings.block(rest, limits)?;
        }
        if !closed {
            return Err(Broken::Truncated);
        }
        strings.has_nul = memchr(0, strings.text.as_bytes()).is_some();
        Ok(Some(strings))
    }

    /// As [`Strings::read`], of a whole part.
    pub fn of(part: &[u8], limits: &Limits) -> Result<Option<Strings>, Broken> {
        check_head(part, part.len() as u64)?;
        let Head::Ordinary(behind) = head::of(part, b"sst") else { return Ok(None) };
        let rest = part.get(behind..).unwrap_or_default();
        if head::is_strange(rest) {
            return Ok(None);
        }
        let mut strings = Strings::default();
        if !strings.block(rest, limits)? {
            return Err(Broken::Truncated);
        }
        strings.has_nul = memchr(0, strings.text.as_bytes()).is_some();
        Ok(Some(strings))
    }

    /// A string by its number.
    pub fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = match index.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start as usize..end as usize)
    }

    /// Takes in whole strings; whether the list ended.
    fn block(&mut self, block: &[u8], limits: &Limits) -> Result<bool, Broken> {
        let mut walk = Cursor::new(block);
        let text = UTF_8.decode_without_bom_handling_and_without_replacement(block);
        let escapes = memchr3(b'&', b'\r', b'_', block).is_some();
        let all = text.as_deref().map(|text| (text, escapes));
        while walk.next_tag().is_some() {
            if let Some(text) = all.and_then(|all| plain(&mut walk, all, limits)) {
                self.text.push_str(text);
            } else if walk.eat_name(b"sst") {
                if walk.pass_tag().ok_or(Broken::Truncated)? {
                    return Ok(true);
                }
                continue;
            } else if self.open.is_empty() && walk.eat_close(b"/sst") {
                return Ok(true);
            } else if !walk.eat_name(b"si") {
                // A string that is lost would move all others.
                walk.pass_other(&mut self.open)?;
                continue;
            } else if !walk.pass_tag().ok_or(Broken::Truncated)? {
                string(&mut walk, b"/si", &mut self.text, limits)?;
            }
            let memory = self.text.len() as u64 + 4 * self.ends.len() as u64;
            if memory > limits.memory {
                return Err(Broken::TooMuchMemory(limits.memory));
            }
            let end = u32::try_from(self.text.len());
            self.ends.push(end.map_err(|_| Broken::TooMuchMemory(u64::from(u32::MAX)))?);
        }
        Ok(false)
    }
}

/// The text of a string of the form nearly all have, `<si><t>a text</t></si>`, from behind its first `<`:
/// nothing in it has to be resolved. Where it is of another form, the walk stays. `all` is what is walked over,
/// and whether anything in it may have to be resolved.
#[inline]
fn plain<'t>(
    walk: &mut Cursor<'_>,
    (all, escapes): (&'t str, bool),
    limits: &Limits,
) -> Option<&'t str> {
    let mut ahead = *walk;
    if !ahead.eat(b"si><t>") {
        return None;
    }
    let start = all.len().checked_sub(ahead.rest().len())?;
    let raw = ahead.next_tag()?;
    if !ahead.eat(b"/t></si>")
        || (escapes && memchr3(b'&', b'\r', b'_', raw).is_some())
        || raw.len() as u64 > limits.text_bytes
    {
        return None;
    }
    let text = all.get(start..start + raw.len())?;
    *walk = ahead;
    match raw {
        [b'!'..=0xFF, .., b'!'..=0xFF] | [b'!'..=0xFF] => Some(text),
        _ => Some(text.trim_matches([' ', '\t', '\n'])),
    }
}

/// Adds the text of a string, behind its opening tag, up to `close`, `</si>` or `</is>`: all runs of it,
/// without the phonetic ones.
pub(super) fn string(
    walk: &mut Cursor<'_>,
    close: &[u8],
    to: &mut String,
    limits: &Limits,
) -> Result<(), Broken> {
    let start = to.len();
    let mut phonetic = false;
    let mut open = Open::default();
    loop {
        walk.next_tag().ok_or(Broken::Truncated)?;
        if !phonetic && open.is_empty() && walk.eat_close(close) {
            return Ok(());
        }
        if !phonetic && walk.eat_name(b"t") {
            let mut keeps_blanks = false;
            loop {
                match walk.piece().ok_or(Broken::Truncated)? {
                    Piece::Attribute(b"xml:space", value) => keeps_blanks = value == b"preserve",
                    Piece::Attribute(..) => {}
                    Piece::EmptyEnd => break,
                    Piece::End => {
                        let raw = walk.next_tag().ok_or(Broken::Truncated)?;
                        to.push_str(&escape::text(raw, !keeps_blanks)?);
                        if !walk.eat_close(b"/t") {
                            return Err(Broken::Truncated);
                        }
                        break;
                    }
                }
            }
            if (to.len() - start) as u64 > limits.text_bytes {
                return Err(Broken::TextTooLong(limits.text_bytes));
            }
            continue;
        }
        if walk.eat_name(b"rPh") {
            phonetic = !walk.pass_tag().ok_or(Broken::Truncated)?;
        } else if walk.eat_close(b"/rPh") {
            phonetic = false;
        } else {
            walk.pass_other(&mut open)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(inside: &str) -> Result<Option<Vec<String>>, Broken> {
        let xml = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sst count=\"9\">{inside}");
        let strings = Strings::read(xml.as_bytes(), xml.len() as u64, &Limits::default())?;
        let all = |s: Strings| (0..).map_while(|i| s.get(i).map(String::from)).collect();
        Ok(strings.map(all))
    }

    #[test]
    fn plain_rich_phonetic_and_empty_strings() {
        let xml = "<si><t>一</t></si><si/><si><t/></si><si><r><rPr><b/></rPr><t>甲</t></r><r>\
                   <t xml:space=\"preserve\"> 乙 </t></r><rPh sb=\"0\" eb=\"1\"><t>jia</t></rPh>\
                   <phoneticPr fontId=\"1\"/></si>\n<si ><t > a &lt; b\n</t></si></sst>";
        let expected = ["一", "", "", "甲 乙 ", "a < b"].map(String::from);
        let others = "<si><t> 三&amp;四 </t></si><si><t>\t五\n</t></si><si><t>_x4E00_</t></si>";
        let of_others = ["三&四", "五", "一"].map(String::from);
        assert_eq!(read(&format!("{others}</sst>")), Ok(Some(of_others.to_vec())));
        assert_eq!(read(xml), Ok(Some(expected.to_vec())));
    }

    #[test]
    fn strange_and_broken_lists() {
        assert_eq!(read("<si><t><![CDATA[a]]></t></si></sst>"), Ok(None));
        assert_eq!(read("<si><t>a</t></si>"), Err(Broken::Truncated));
        assert_eq!(read("<si><t>a</si></sst>"), Err(Broken::Truncated));
        for wrong in ["<><si/></sst>", "<sx><t>a</t></si></sst>", "<si><r><t>a</t></si></sst>"] {
            assert_eq!(read(wrong), Err(Broken::IllFormed), "{wrong}");
        }
        let limits = Limits { text_bytes: 2, ..Limits::default() };
        // One that says it is shorter than it is.
        let of = |xml: &str| Strings::read(xml.as_bytes(), 3, &limits).map(|s| s.is_some());
        assert_eq!(of("<sst><si><t>ab</t></si></sst>"), Ok(true));
        assert_eq!(
            of("<sst><si><r><t>ab</t></r><r><t>c</t></r></si></sst>"),
            Err(Broken::TextTooLong(2))
        );
        assert_eq!(of("<x:sst xmlns:x='y'></x:sst>"), Ok(false));
    }
}
