//! A file's format by its content; its name says nothing.

use memchr::memmem;

use super::broken::{Broken, guarded};
use super::limits::{Limits, TEXT_HEAD_BYTES};
use super::origin::{Origin, head};
use super::package::{self, Package};
use super::text::{self, Encoding};
use crate::diagnostic::{ProblemKind, Stray};

/// How a file is to be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Xls,
    Xlsb,
    Ods,
    Html,
    SpreadsheetMl,
    Text,
}

const OLE2: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Beginnings of formats that are not read, and what people call them.
const FOREIGN: &[(&[u8], &str)] = &[
    (b"\x09\x08", "Excel 5 (.xls)"),
    (b"\x09\x04", "Excel 4 (.xls)"),
    (b"\x09\x02", "Excel 3 (.xls)"),
    (b"\x09\x00", "Excel 2 (.xls)"),
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xFF\xD8\xFF", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xBC\xAF\x27\x1C", "7-Zip"),
    (b"\x1F\x8B", "gzip"),
    (b"SQLite format 3\0", "SQLite"),
    (b"MIME-Version:", "MHTML"),
];

/// Recognises a file.
///
/// # Errors
/// `FileEmpty`, `StrayFile`, `FileEncrypted`, `UnsupportedFormat`, or what is wrong with a zip.
pub(super) fn sniff(
    origin: &dyn Origin,
    encoding: Option<Encoding>,
    limits: &Limits,
) -> Result<Kind, ProblemKind> {
    let start = head(origin, 8).map_err(Broken::from)?;
    if start.is_empty() {
        return Err(ProblemKind::FileEmpty);
    }
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        let stream = origin.open().map_err(Broken::from)?;
        return match guarded(|| package::identify(stream, limits))? {
            Package::Xlsx => Ok(Kind::Xlsx),
            Package::Xlsb => Ok(Kind::Xlsb),
            Package::Ods => Ok(Kind::Ods),
            Package::Other(name) => Err(unsupported(name)),
        };
    }
    if start.starts_with(OLE2) {
        return ole2(origin, limits);
    }
    let head = head(origin, TEXT_HEAD_BYTES).map_err(Broken::from)?;
    if head.starts_with(b"version https://git-lfs") {
        return Err(ProblemKind::StrayFile { stray: Stray::Pointer });
    }
    if let Some((_, name)) = FOREIGN.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(unsupported(name));
    }
    text_kind(&head, encoding)
}

fn unsupported(found: &str) -> ProblemKind {
    ProblemKind::UnsupportedFormat { found: found.to_string() }
}

/// What a file of Microsoft's compound format is, by the names of its streams: they stand in it as
/// UTF-16, wherever its directory is.
fn ole2(origin: &dyn Origin, limits: &Limits) -> Result<Kind, ProblemKind> {
    let bytes = super::all_of(origin, limits)?;
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memmem::find(&bytes, &wide).is_some()
    };
    if has("EncryptedPackage") {
        Err(ProblemKind::FileEncrypted)
    } else if has("Workbook\0") || has("Book\0") {
        Ok(Kind::Xls)
    } else if has("WordDocument\0") {
        Err(unsupported("Word 97-2003 (.doc)"))
    } else if has("PowerPoint Document\0") {
        Err(unsupported("PowerPoint 97-2003 (.ppt)"))
    } else if ends_before_directory(&bytes) {
        Err(Broken::Truncated.into())
    } else {
        Err(unsupported("OLE2"))
    }
}

/// Whether the sector of the directory, named in the header, is not there.
fn ends_before_directory(bytes: &[u8]) -> bool {
    let number = |at: usize, length: usize| {
        let digits = bytes.get(at..at + length).unwrap_or_default();
        digits.iter().rev().fold(0u64, |n, byte| n << 8 | u64::from(*byte))
    };
    let size = 1u64 << number(30, 2).min(20);
    bytes.len() < 512 || (number(48, 4) + 2) * size > bytes.len() as u64
}

fn text_kind(head: &[u8], encoding: Option<Encoding>) -> Result<Kind, ProblemKind> {
    let mark = [&b"\xFF\xFE"[..], b"\xFE\xFF"].iter().any(|mark| head.starts_with(mark));
    if head.contains(&0) && !mark && encoding.is_none() && !text::is_utf16(head) {
        return Err(unsupported("binary"));
    }
    // Markup begins with this sign, behind blanks and a mark of its encoding.
    let passed = |b: &&u8| !b"\0\xEF\xBB\xBF\xFF\xFE".contains(*b) && !b.is_ascii_whitespace();
    if head.iter().find(passed) != Some(&b'<') {
        return Ok(Kind::Text);
    }
    let narrow: Vec<u8> = head.iter().copied().filter(|b| *b != 0).collect();
    let start = [&b"\xEF\xBB\xBF"[..], b"\xFF\xFE", b"\xFE\xFF"]
        .iter()
        .find_map(|mark| narrow.strip_prefix(*mark))
        .unwrap_or(&narrow)
        .trim_ascii_start()
        .to_ascii_lowercase();
    let has = |word: &[u8]| memmem::find(&start, word).is_some();
    let begins = |words: &[&[u8]]| words.iter().any(|word| start.starts_with(word));
    if has(b"urn:schemas-microsoft-com:office:spreadsheet") && begins(&[b"<?xml", b"<workbook"]) {
        return Ok(Kind::SpreadsheetMl);
    }
    // A page may begin with anything; a table in markup is one.
    if begins(&[b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<body", b"<style"])
        || (begins(&[b"<"]) && has(b"<table"))
    {
        return Ok(Kind::Html);
    }
    if begins(&[b"<?xml", b"<!doctype"]) {
        return Err(unsupported("XML"));
    }
    Ok(Kind::Text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::origin::Bytes;

    fn sniff(bytes: &[u8]) -> Result<Kind, ProblemKind> {
        super::sniff(&Bytes::from(bytes.to_vec()), None, &Limits::default())
    }

    #[test]
    fn formats_are_told_by_content() {
        assert_eq!(sniff(b""), Err(ProblemKind::FileEmpty));
        assert_eq!(sniff("日期,房号\n".as_bytes()), Ok(Kind::Text));
        assert_eq!(sniff(b"\xEF\xBB\xBF\r\n <HTML><table>"), Ok(Kind::Html));
        let xml =
            "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>";
        assert_eq!(sniff(xml.as_bytes()), Ok(Kind::SpreadsheetMl));
        assert_eq!(sniff(b"<?xml version='1.0'?><html><table>"), Ok(Kind::Html));
        let wide: Vec<u8> = "\u{FEFF}<table>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(sniff(&wide), Ok(Kind::Html));
        assert_eq!(sniff(b"a\0,\0b\0\n\0"), Ok(Kind::Text));
        let wide: Vec<u8> = "1,一月\n2,3,4,5\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(sniff(&wide), Ok(Kind::Text));
        // Spaced out as headings are: more ideographic spaces than signs of ASCII.
        let wide = |big: bool| {
            let units = "房　号　,时　间　\n一,2025\n".encode_utf16();
            let bytes = |u: u16| if big { u.to_be_bytes() } else { u.to_le_bytes() };
            units.flat_map(bytes).collect::<Vec<u8>>()
        };
        assert_eq!([false, true].map(|big| sniff(&wide(big))), [Ok(Kind::Text), Ok(Kind::Text)]);
        let name = |bytes: &[u8]| match sniff(bytes) {
            Err(ProblemKind::UnsupportedFormat { found }) => found,
            other => panic!("{other:?}"),
        };
        assert_eq!(name(b"%PDF-1.7"), "PDF");
        assert_eq!(name(b"<?xml version='1.0'?><a/>"), "XML");
        assert_eq!(name(b"a,b\n1,\0\0\n"), "binary");
    }

    #[test]
    fn compound_files_are_told_by_their_streams() {
        let file = |name: &str| {
            let name = name.encode_utf16().flat_map(u16::to_le_bytes);
            OLE2.iter().copied().chain(*b"........").chain(name).collect::<Vec<u8>>()
        };
        assert_eq!(sniff(&file("Workbook\0")), Ok(Kind::Xls));
        assert_eq!(sniff(&file("EncryptedPackage\0")), Err(ProblemKind::FileEncrypted));
        assert_eq!(sniff(&[OLE2, &[0; 600]].concat()), Err(unsupported("OLE2")));
        assert_eq!(sniff(&file("")), Err(Broken::Truncated.into()));
        assert_eq!(sniff(&file("WordDocument\0")), Err(unsupported("Word 97-2003 (.doc)")));
    }

    #[test]
    fn a_pointer_is_named() {
        let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";
        assert_eq!(sniff(pointer), Err(ProblemKind::StrayFile { stray: Stray::Pointer }));
    }
}
