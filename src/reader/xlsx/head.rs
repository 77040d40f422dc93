//! Whether a part is ordinary XML: what this program reads itself. Whatever is not goes to calamine.

use memchr::{memchr2_iter, memmem};

use super::cursor::{Cursor, Piece};

/// The elements every writer in use makes. Strict Open XML has others.
const NAMESPACE: &[u8] = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main";

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// In UTF-8, and the root element has the name expected and no prefix; where its tag begins.
    Ordinary(usize),
    Strange,
}

/// The head of a part whose root element is to be `root`.
pub(super) fn of(part: &[u8], root: &[u8]) -> Head {
    ordinary(part, root).map_or(Head::Strange, Head::Ordinary)
}

fn ordinary(part: &[u8], root: &[u8]) -> Option<usize> {
    let mut walk = Cursor::new(part);
    walk.eat(b"\xEF\xBB\xBF");
    let mut blank = walk.next_tag()?;
    if walk.eat(b"?xml") {
        let length = memmem::find(walk.rest(), b"?>")?;
        let declaration = walk.rest().get(..length)?.to_ascii_lowercase();
        let says_encoding = memmem::find(&declaration, b"encoding").is_some();
        if says_encoding && memmem::find(&declaration, b"utf-8").is_none() {
            return None;
        }
        blank = walk.next_tag()?.get(length + 2..)?;
    }
    let start = part.len() - walk.rest().len() - 1;
    if !blank.trim_ascii().is_empty() || !walk.eat_name(root) {
        return None;
    }
    loop {
        match walk.piece()? {
            Piece::Attribute(b"xmlns", space) if space != NAMESPACE => return None,
            Piece::Attribute(..) => {}
            Piece::End | Piece::EmptyEnd => return Some(start),
        }
    }
}

/// Whether a stretch behind the head holds a comment, CDATA, a document type or an instruction.
pub(super) fn is_strange(stretch: &[u8]) -> bool {
    // Both signs are rare: one search for them costs half of what two for the pairs do.
    let before = |at: usize| at.checked_sub(1).and_then(|at| stretch.get(at));
    memchr2_iter(b'!', b'?', stretch).any(|at| before(at) == Some(&b'<'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_the_like_are_strange() {
        for strange in ["<a/><!-- b -->", "<!", "a!<?b?>", "<![CDATA[a]]>"] {
            assert!(is_strange(strange.as_bytes()), "{strange}");
        }
        for ordinary in ["", "!", "?<a/>", "<f>Sheet1!A1</f>", "a < !"] {
            assert!(!is_strange(ordinary.as_bytes()), "{ordinary}");
        }
    }

    #[test]
    fn ordinary_and_strange_heads() {
        let space = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
        let of = |xml: &str| of(xml.as_bytes(), b"worksheet");
        for (ordinary, at) in [
            (format!("<worksheet {space} xmlns:r='x'>"), 0),
            ("\u{FEFF}<?xml version=\"1.0\"?> <worksheet/>".to_string(), 25),
            (
                format!(
                    "<?xml version='1.0' encoding='utf-8' standalone='yes'?>\r\n<worksheet\n{space}>"
                ),
                57,
            ),
        ] {
            assert_eq!(of(&ordinary), Head::Ordinary(at), "{ordinary}");
        }
        for strange in [
            "",
            "<x:worksheet>",
            "<worksheets>",
            "<worksheet xmlns='http://purl.oclc.org/ooxml/spreadsheetml/main'>",
            "<?xml version='1.0' encoding='gbk'?><worksheet>",
            "<!-- a --><worksheet>",
            "<!DOCTYPE a><worksheet>",
            "text<worksheet>",
            "<worksheet a=",
        ] {
            assert_eq!(of(strange), Head::Strange, "{strange}");
        }
    }
}
