//! Texts as they are written in a sheet.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use crate::reader::broken::Broken;

/// What a text means: its entities resolved and its line ends `\n`, as XML has it, blanks around it
/// dropped where `trimmed`, and then `_x000D_` and its like resolved, as Office Open XML has it.
///
/// # Errors
/// `BadText` where it is not UTF-8, `DocumentType` for an entity that only one could declare.
pub(super) fn text(raw: &[u8], trimmed: bool) -> Result<Cow<'_, str>, Broken> {
    let written = std::str::from_utf8(raw).map_err(|_| Broken::BadText)?;
    let mut text = Cow::Borrowed(written);
    if memchr2(b'&', b'\r', raw).is_some() {
        let lines = written.replace("\r\n", "\n").replace('\r', "\n");
        let plain = quick_xml::escape::unescape(&lines).map_err(|_| Broken::DocumentType)?;
        text = Cow::Owned(plain.into_owned());
    }
    if trimmed {
        const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];
        text = match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches(BLANKS)),
            Cow::Owned(text) => Cow::Owned(text.trim_matches(BLANKS).to_string()),
        };
    }
    if memchr(b'_', text.as_bytes()).is_some()
        && let Some(resolved) = code_units(&text)
    {
        text = Cow::Owned(resolved);
    }
    Ok(text)
}

/// `_xHHHH_`, a UTF-16 code unit, resolved; `None` where there is none.
fn code_units(text: &str) -> Option<String> {
    let mut rest = text;
    let mut resolved = String::new();
    let mut found = false;
    while let Some(at) = rest.find('_') {
        let (before, from) = rest.split_at(at);
        resolved.push_str(before);
        let mut units = Vec::new();
        let mut after = from;
        while let Some((unit, next)) = code_unit(after) {
            units.push(unit);
            after = next;
        }
        if units.is_empty() {
            resolved.push('_');
            after = from.get(1..).unwrap_or_default();
        }
        found |= !units.is_empty();
        resolved.push_str(&String::from_utf16_lossy(&units));
        rest = after;
    }
    resolved.push_str(rest);
    found.then_some(resolved)
}

/// `_xHHHH_` at the start, and what follows.
fn code_unit(text: &str) -> Option<(u16, &str)> {
    let digits = text.strip_prefix("_x")?.get(..4)?;
    let hexadecimal = digits.bytes().all(|b| b.is_ascii_hexdigit());
    let rest = text.get(6..)?.strip_prefix('_').filter(|_| hexadecimal)?;
    Some((u16::from_str_radix(digits, 16).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_as_written_and_meant() {
        let of = |raw: &str| text(raw.as_bytes(), false).map(Cow::into_owned);
        let is = |raw: &str, meant: &str| assert_eq!(of(raw), Ok(meant.to_string()));
        is("投诉 a_b", "投诉 a_b");
        is("&lt;3 &amp; &#x5458;&#13;", "<3 & 员\r");
        is("a\r\nb\rc", "a\nb\nc");
        is("a_x000D_b_x005F_x000D_", "a\rb_x000D_");
        is("_xD83D__xDCF7_ _xD83D_x", "\u{1F4F7} \u{FFFD}x");
        is("_x12_ _xGGGG_ _x0041", "_x12_ _xGGGG_ _x0041");
        is("中_x4E", "中_x4E");
        assert_eq!(text(b" \n a b\t", true), Ok(Cow::Borrowed("a b")));
        assert_eq!(text("\u{a0}a".as_bytes(), true), Ok(Cow::Borrowed("\u{a0}a")));
        assert_eq!(of("&mine;"), Err(Broken::DocumentType));
        assert_eq!(text(b"\xff", false), Err(Broken::BadText));
    }
}
