//! The registers that have problems, as marked copies to be mended and sent again.

use std::collections::BTreeSet;
use std::path::Path;

use super::Audited;
use crate::annotate::{self, CopyError, Plan};
use crate::audit::folder::{EVIDENCE, Folder};
use crate::diagnostic::{Failure, ProblemKind, Severity};
use crate::lang::Lang;
use crate::outcome::ProblemRecord;
use crate::reader::Format;

/// A register and its copy.
#[derive(Debug)]
pub struct Copied {
    /// Path of the register relative to the audit folder, with `/`.
    pub file: String,
    /// Path of the copy relative to where the copies go, with `/`.
    pub name: String,
    /// The copy's bytes, or why there are none.
    pub bytes: Result<Vec<u8>, CopyError>,
}

/// Copies of every register of `audited` with a warning or an error in one of its cells.
///
/// # Errors
/// Where the folder that was just read is not there any more.
pub fn copies(path: &Path, audited: &Audited, lang: Lang) -> Result<Vec<Copied>, Failure> {
    let heading = annotate::heading(lang, &audited.standard.registers);
    let mut taken = BTreeSet::new();
    let mut copies = Vec::new();
    for file in Folder::new(path).evidence()? {
        let problems: Vec<&ProblemRecord> =
            audited.outcome.problems.iter().filter(|p| p.file == file.name).collect();
        let faulty = |p: &&ProblemRecord| p.cell.is_some() && p.severity >= Severity::Warning;
        if file.stray.is_some() || !problems.iter().any(faulty) {
            continue;
        }
        let plan = Plan {
            name: stem(&file.name),
            problems,
            tables: audited.tables.iter().filter(|t| t.file == file.name).collect(),
            heading: &heading,
            as_of: audited.outcome.as_of,
            lang,
        };
        let copy = audited.reading.open_path(&file.path).and_then(|workbook| {
            // Read within the limits just now; only an .xlsx is worked on as it is.
            let bytes =
                match workbook.format() {
                    Format::Xlsx => Some(std::fs::read(&file.path).map_err(|error| {
                        ProblemKind::FileUnreadable { detail: error.to_string() }
                    })?),
                    _ => None,
                };
            Ok((workbook, bytes))
        });
        let copy = copy.map_err(CopyError::Unreadable).and_then(|(mut workbook, bytes)| {
            annotate::copy(&mut workbook, bytes.as_deref(), &plan)
        });
        let ending = match &copy {
            Ok(copy) if copy.has_macros => "xlsm",
            _ => "xlsx",
        };
        let name = copy_name(&file.name, ending, &mut taken);
        let bytes = copy.map(|copy| copy.bytes);
        copies.push(Copied { file: file.name, name, bytes });
    }
    Ok(copies)
}

/// The file's name without folder and ending.
fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The register's name below `evidence/` with the copy's ending; a second one of that name keeps its own
/// ending before it. Names that differ in case only are one on some disks.
fn copy_name(file: &str, ending: &str, taken: &mut BTreeSet<String>) -> String {
    let below = file.strip_prefix(EVIDENCE).map_or(file, |f| f.trim_start_matches('/'));
    let (folder, name) =
        below.rsplit_once('/').map_or(("", below), |(folder, name)| (folder, name));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let place = |name: String| match folder {
        "" => name,
        folder => format!("{folder}/{name}"),
    };
    let mut name = place(format!("{stem}.{ending}"));
    if taken.contains(&name.to_lowercase()) {
        name = place(format!("{}.{ending}", below.rsplit('/').next().unwrap_or(below)));
    }
    taken.insert(name.to_lowercase());
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_named_after_their_registers() {
        let mut taken = BTreeSet::new();
        let mut name = |file: &str| copy_name(file, "xlsx", &mut taken);
        assert_eq!(name("evidence/报修.csv"), "报修.xlsx");
        assert_eq!(name("evidence/报修.xlsx"), "报修.xlsx.xlsx");
        assert_eq!(name("evidence/2025/报修.v2.xls"), "2025/报修.v2.xlsx");
        assert_eq!(name("evidence/Calls"), "Calls.xlsx");
        assert_eq!(name("evidence/CALLS.csv"), "CALLS.csv.xlsx");
    }
}
