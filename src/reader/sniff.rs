//! A file's format by its content; its name says nothing.

use std::io::{Cursor, Read};

use super::broken::{Broken, guarded};
use super::limits::{self, Limits};
use crate::diagnostic::ProblemKind;

/// How a file is to be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Text,
}

/// Beginnings of formats that are not read, and what people call them.
const FOREIGN: &[(&[u8], &str)] = &[
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "Excel 97-2003 (.xls) / OLE2"),
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
    (b"version https://git-lfs", "Git LFS pointer"),
];

/// Recognises a file.
///
/// # Errors
/// `FileEmpty`, `UnsupportedFormat`, or `FileUnreadable` for a zip that breaks a limit.
pub(super) fn sniff(bytes: &[u8], limits: &Limits) -> Result<Kind, ProblemKind> {
    if bytes.is_empty() {
        return Err(ProblemKind::FileEmpty);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return match guarded(|| zip(bytes, limits))? {
            "xlsx" => Ok(Kind::Xlsx),
            other => Err(unsupported(other)),
        };
    }
    if let Some((_, name)) = FOREIGN.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(unsupported(name));
    }
    text(bytes)
}

fn unsupported(found: &str) -> ProblemKind {
    ProblemKind::UnsupportedFormat { found: found.to_string() }
}

fn text(bytes: &[u8]) -> Result<Kind, ProblemKind> {
    let utf16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    let head = bytes.get(..limits::TEXT_HEAD_BYTES).unwrap_or(bytes);
    if !utf16 && head.contains(&0) {
        return Err(unsupported("binary"));
    }
    let visible = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let begins =
        |word: &[u8]| visible.get(..word.len()).is_some_and(|v| v.eq_ignore_ascii_case(word));
    if begins(b"<!doctype") || begins(b"<html") || begins(b"<table") || begins(b"<meta") {
        return Err(unsupported("HTML"));
    }
    if begins(b"<?xml") {
        return Err(unsupported("XML"));
    }
    Ok(Kind::Text)
}

/// What a zip holds, once it keeps within the limits.
fn zip(bytes: &[u8], allowed: &Limits) -> Result<&'static str, Broken> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))
        .map_err(|e| Broken::Library(format!("zip: {e}")))?;
    if archive.len() > limits::MAX_ENTRIES {
        return Err(Broken::TooManyEntries(archive.len()));
    }
    let mut found = "zip";
    let mut total = 0u64;
    for index in 0..archive.len() {
        let entry =
            archive.by_index_raw(index).map_err(|e| Broken::Library(format!("zip: {e}")))?;
        let (size, packed) = (entry.size(), entry.compressed_size());
        total = total.saturating_add(size);
        if size > allowed.part_bytes || total > allowed.total_bytes {
            return Err(Broken::TooLarge(size.max(total)));
        }
        if size > limits::RATIO_FREE_BYTES && size / packed.max(1) > limits::MAX_RATIO {
            return Err(Broken::TooTight);
        }
        let name = entry.name().map(|n| n.to_ascii_lowercase()).unwrap_or_default();
        drop(entry);
        found = match name.as_str() {
            "xl/workbook.bin" => "Excel binary (.xlsb)",
            "word/document.xml" => "Word (.docx)",
            "ppt/presentation.xml" => "PowerPoint (.pptx)",
            "content.xml" => "OpenDocument (.ods)",
            _ if name.starts_with("xl/") && found == "zip" => "xlsx",
            _ => found,
        };
        if name.ends_with("sharedstrings.xml") {
            shared_strings(&mut archive, index, size)?;
        }
    }
    Ok(found)
}

/// Refuses a claim of more shared strings than the entry can hold: calamine makes room for them
/// all at once, and running out of memory cannot be caught.
fn shared_strings(
    archive: &mut zip::ZipArchive<Cursor<&[u8]>>,
    index: usize,
    size: u64,
) -> Result<(), Broken> {
    let library = |e: &dyn std::fmt::Display| Broken::Library(format!("zip: {e}"));
    let entry = archive.by_index(index).map_err(|e| library(&e))?;
    let mut head = Vec::new();
    entry.take(4096).read_to_end(&mut head).map_err(|e| library(&e))?;
    let head = String::from_utf8_lossy(&head);
    let Some((_, rest)) = head.split_once("uniqueCount") else { return Ok(()) };
    let digits: String = rest
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .take(20)
        .collect();
    let claimed = digits.parse::<u64>().unwrap_or(u64::MAX);
    if digits.is_empty() || claimed <= size / limits::MIN_SHARED_STRING_BYTES {
        return Ok(());
    }
    Err(Broken::FalseStringCount)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sniff(bytes: &[u8]) -> Result<Kind, ProblemKind> {
        super::sniff(bytes, &Limits::default())
    }

    #[test]
    fn formats_are_told_by_content() {
        assert_eq!(sniff(b""), Err(ProblemKind::FileEmpty));
        assert_eq!(sniff("日期,房号\n".as_bytes()), Ok(Kind::Text));
        let name = |bytes: &[u8]| match sniff(bytes) {
            Err(ProblemKind::UnsupportedFormat { found }) => found,
            other => panic!("{other:?}"),
        };
        assert_eq!(name(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1..."), "Excel 97-2003 (.xls) / OLE2");
        assert_eq!(name(b"%PDF-1.7"), "PDF");
        assert_eq!(name(b"\xEF\xBB\xBF\r\n <HTML><table>"), "HTML");
        assert_eq!(name(b"a,b\n1,\0\n"), "binary");
    }

    #[test]
    fn a_zip_that_is_no_workbook_is_named() {
        assert_eq!(
            sniff(&zip_of(&[("word/document.xml", "<a/>")])),
            Err(unsupported("Word (.docx)"))
        );
        assert_eq!(sniff(&zip_of(&[("readme.txt", "hello")])), Err(unsupported("zip")));
    }

    #[test]
    fn a_false_count_of_shared_strings_is_refused() {
        let strings = r#"<sst uniqueCount="4000000000000"><si><t>a</t></si></sst>"#;
        let bytes = zip_of(&[("xl/workbook.xml", "<a/>"), ("xl/sharedStrings.xml", strings)]);
        assert_eq!(sniff(&bytes), Err(Broken::FalseStringCount.into()));
    }

    #[test]
    fn a_tightly_packed_entry_is_refused() {
        let zeros = " ".repeat(limits::RATIO_FREE_BYTES as usize + 1);
        assert_eq!(sniff(&zip_of(&[("xl/workbook.xml", &zeros)])), Err(Broken::TooTight.into()));
    }

    fn zip_of(entries: &[(&str, &str)]) -> Vec<u8> {
        use std::io::Write;
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in entries {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(content.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }
}
