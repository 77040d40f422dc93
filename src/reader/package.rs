//! Zip packages: what one holds, once its directory keeps within the limits.

use std::io::{Read, Seek};

use memchr::memmem;
use zip::ZipArchive;

use super::broken::Broken;
use super::limits::{self, Limits};

/// What a zip is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Package {
    Xlsx,
    Xlsb,
    Ods,
    /// Something else, and what people call it.
    Other(&'static str),
}

/// Looks at the directory only. The sizes are those it declares; the zip crate refuses an entry
/// that inflates to more.
pub(super) fn identify<R: Read + Seek>(from: R, allowed: &Limits) -> Result<Package, Broken> {
    // The directory is the last thing in a zip.
    let mut archive = ZipArchive::new(from).map_err(|_| Broken::Truncated)?;
    if archive.len() > limits::MAX_ENTRIES {
        return Err(Broken::TooManyEntries);
    }
    let mut found = Package::Other("zip");
    let mut total = 0u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index)?;
        let (size, packed) = (entry.size(), entry.compressed_size());
        total = total.saturating_add(size);
        if size > allowed.part_bytes {
            return Err(Broken::TooLarge(allowed.part_bytes));
        }
        if total > allowed.total_bytes {
            return Err(Broken::TooLarge(allowed.total_bytes));
        }
        if size > limits::RATIO_FREE_BYTES && size / packed.max(1) > limits::MAX_RATIO {
            return Err(Broken::TooTight);
        }
        let name = entry.name().map(|n| n.to_ascii_lowercase()).unwrap_or_default();
        drop(entry);
        found = match name.replace('\\', "/").as_str() {
            "xl/workbook.bin" => Package::Xlsb,
            "word/document.xml" => Package::Other("Word (.docx)"),
            "ppt/presentation.xml" => Package::Other("PowerPoint (.pptx)"),
            "content.xml" if found == Package::Other("zip") => Package::Ods,
            name if name.starts_with("xl/") && found == Package::Other("zip") => Package::Xlsx,
            "mimetype" => match open_document(&mut archive, index)? {
                Some(other) => Package::Other(other),
                None => found,
            },
            _ => found,
        };
    }
    Ok(found)
}

/// Whether a workbook's properties have a keyword. Programs that save it anew keep it.
pub fn has_keyword<R: Read + Seek>(from: R, keyword: &str) -> bool {
    const MOST: u64 = 1 << 16;
    let Ok(mut archive) = ZipArchive::new(from) else { return false };
    let Ok(entry) = archive.by_name("docProps/core.xml") else { return false };
    let mut properties = Vec::new();
    let read = entry.take(MOST).read_to_end(&mut properties);
    read.is_ok() && String::from_utf8_lossy(&properties).contains(keyword)
}

/// The name of an OpenDocument file that is no spreadsheet.
fn open_document<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    index: usize,
) -> Result<Option<&'static str>, Broken> {
    let mut kind = String::new();
    // What is not UTF-8 is no name either.
    let _ = archive.by_index(index)?.take(200).read_to_string(&mut kind);
    Ok(match kind.trim().strip_prefix("application/vnd.oasis.opendocument.") {
        Some(kind) if kind.starts_with("text") => Some("OpenDocument text (.odt)"),
        Some(kind) if kind.starts_with("presentation") => Some("OpenDocument slides (.odp)"),
        Some(kind) if kind.starts_with("graphics") => Some("OpenDocument drawing (.odg)"),
        _ => None,
    })
}

/// Refuses a claim of more shared strings than a part of so many bytes can hold: calamine makes room for them
/// all at once, and running out of memory cannot be caught. `claim` begins with the value, or behind the name,
/// of `uniqueCount`.
pub(super) fn check_claim(claim: &[u8], size: u64) -> Result<(), Broken> {
    let signs = claim.iter().map(|b| char::from(*b));
    let digits: String = signs
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

/// As [`check_claim`], where `head` is the beginning of the part.
pub(super) fn check_head(head: &[u8], size: u64) -> Result<(), Broken> {
    const NAME: &[u8] = b"uniqueCount";
    let head = head.get(..limits::MAX_TAG_BYTES).unwrap_or(head);
    let tag = memmem::find(head, b"<sst").and_then(|at| head.get(at..)).unwrap_or_default();
    let tag = tag.split(|b| *b == b'>').next().unwrap_or_default();
    match memmem::find(tag, NAME) {
        Some(at) => check_claim(tag.get(at + NAME.len()..).unwrap_or_default(), size),
        None => Ok(()),
    }
}

/// The parts that calamine may take for the shared strings: it looks for their usual name, in any case, and
/// not where the workbook says that they are.
pub(super) fn shared_strings<R: Read + Seek>(zip: &ZipArchive<R>) -> Vec<usize> {
    let is = |index: &usize| {
        let name = zip.name_for_index(*index).and_then(Result::ok);
        name.is_some_and(|name| name.to_ascii_lowercase().ends_with("sharedstrings.xml"))
    };
    (0..zip.len()).filter(is).collect()
}

/// A part by its path: as written, else whatever its case and slashes.
pub(super) fn find<R: Read + Seek>(zip: &ZipArchive<R>, path: &str) -> Option<usize> {
    let folded = |name: &str| name.to_ascii_lowercase().replace('\\', "/");
    zip.index_for_name(path).or_else(|| {
        let wanted = folded(path);
        (0..zip.len()).find(|index| {
            let name = zip.name_for_index(*index);
            name.is_some_and(|name| name.is_ok_and(|name| folded(&name) == wanted))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};

    fn zip_of(entries: &[(&str, &str)]) -> Cursor<Vec<u8>> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in entries {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(content.as_bytes()).unwrap();
        }
        Cursor::new(writer.finish().unwrap().into_inner())
    }

    fn of(entries: &[(&str, &str)]) -> Result<Package, Broken> {
        identify(zip_of(entries), &Limits::default())
    }

    #[test]
    fn packages_are_told_by_their_parts() {
        assert_eq!(of(&[("xl/styles.xml", ""), ("xl/workbook.xml", "")]), Ok(Package::Xlsx));
        assert_eq!(of(&[("XL\\workbook.xml", "")]), Ok(Package::Xlsx));
        assert_eq!(of(&[("xl/styles.bin", ""), ("xl/workbook.bin", "")]), Ok(Package::Xlsb));
        let sheet = "application/vnd.oasis.opendocument.spreadsheet";
        assert_eq!(of(&[("mimetype", sheet), ("content.xml", "")]), Ok(Package::Ods));
        let text = "application/vnd.oasis.opendocument.text";
        assert_eq!(
            of(&[("mimetype", text), ("content.xml", "")]),
            Ok(Package::Other("OpenDocument text (.odt)"))
        );
        assert_eq!(of(&[("word/document.xml", "<a/>")]), Ok(Package::Other("Word (.docx)")));
        assert_eq!(of(&[("readme.txt", "hello")]), Ok(Package::Other("zip")));
    }

    #[test]
    fn a_false_count_of_shared_strings_is_refused() {
        let strings =
            |count: &str| format!(r#"<sst uniqueCount="{count}"><si><t>a</t></si></sst>"#);
        let check = |strings: String| check_head(strings.as_bytes(), strings.len() as u64);
        assert_eq!(check(strings("4000000000000")), Err(Broken::FalseStringCount));
        assert_eq!(check(strings("99999999999999999999999")), Err(Broken::FalseStringCount));
        assert_eq!(
            [check(strings("1")), check(strings("")), check("<sst/>".into())],
            [const { Ok(()) }; 3]
        );
        let of_a_text = "<sst><si><t>uniqueCount=\"99999\"</t></si></sst>";
        assert_eq!(check(of_a_text.into()), Ok(()));
    }

    #[test]
    fn a_tightly_packed_entry_is_refused() {
        let zeros = " ".repeat(limits::RATIO_FREE_BYTES as usize + 1);
        assert_eq!(of(&[("xl/workbook.xml", &zeros)]), Err(Broken::TooTight));
    }

    #[test]
    fn sizes_are_limited() {
        let limits = Limits { part_bytes: 10, total_bytes: 15, ..Limits::default() };
        let of = |entries: &[(&str, &str)]| identify(zip_of(entries), &limits);
        assert_eq!(of(&[("a", "0123456789"), ("b", "0")]), Ok(Package::Other("zip")));
        assert_eq!(of(&[("a", "01234567890")]), Err(Broken::TooLarge(10)));
        assert_eq!(of(&[("a", "0123456789"), ("b", "012345")]), Err(Broken::TooLarge(15)));
    }
}
