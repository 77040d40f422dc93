//! The audit folder on disk: which files it has, and their bytes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Damage, Failure, Place, ProblemKind, Stray};

/// Name of the file that makes a folder an audit folder.
pub const MANIFEST: &str = "audit.toml";
/// Name of the folder with the registers.
pub const EVIDENCE: &str = "evidence";
/// Name, without its ending, of the auditor's file.
pub const CHECKSHEET: &str = "checksheet";
/// What the name of a file has that may be meant for it.
const MEANT: [&str; 3] = ["check", "检查", "判定"];
/// Folders below `evidence/` that are looked into.
const DEPTH: u32 = 8;

/// A file of an audit folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct File {
    /// Path relative to the folder, with `/`.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// Why its name says it is no evidence, where it does.
    pub stray: Option<Stray>,
}

/// An audit folder.
#[derive(Debug, Clone)]
pub struct Folder {
    /// Where it is.
    pub path: PathBuf,
}

impl Folder {
    /// The folder at `path`.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Folder { path: path.into() }
    }

    /// audit.toml's text.
    ///
    /// # Errors
    /// Where it is not there, cannot be read or is not UTF-8.
    pub fn manifest(&self) -> Result<String, Failure> {
        let path = self.path.join(MANIFEST);
        let none = |error: &io::Error| {
            // The latter where a file is given in place of the folder.
            matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
        };
        match path.symlink_metadata() {
            Err(error) if none(&error) => {
                Err(Failure::one(ProblemKind::NoAudit, file_place(&path)))
            }
            _ => read_text(&path),
        }
    }

    /// Spreadsheets beside audit.toml that are no checksheet by name and may be meant for one.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn beside(&self) -> Result<Vec<String>, Failure> {
        let mut names: Vec<String> = entries(&self.path)?
            .into_iter()
            .filter(|(name, _, is_folder)| !is_folder && stray(name).is_none())
            .map(|(name, ..)| name)
            .filter(|name| {
                let folded = name.to_lowercase();
                is_spreadsheet(name)
                    && !folded.starts_with(CHECKSHEET)
                    && MEANT.iter().any(|word| folded.contains(word))
            })
            .collect();
        names.sort();
        Ok(names)
    }

    /// Files below `evidence/`, by name. Lock files and hidden spreadsheets are among them, marked.
    ///
    /// # Errors
    /// Where a folder cannot be read; a missing `evidence/` is an empty one.
    pub fn evidence(&self) -> Result<Vec<File>, Failure> {
        let mut files = Vec::new();
        walk(&self.path.join(EVIDENCE), EVIDENCE, DEPTH, &mut files)?;
        files.sort();
        Ok(files)
    }

    /// `checksheet.xlsx` and every other `checksheet*` file, by name.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn checksheets(&self) -> Result<Vec<File>, Failure> {
        let mut files = Vec::new();
        for (name, path, is_folder) in entries(&self.path)? {
            if !is_folder && name.to_lowercase().starts_with(CHECKSHEET) {
                files.push(File { name, path, stray: None });
            }
        }
        files.sort();
        Ok(files)
    }
}

fn walk(path: &Path, prefix: &str, depth: u32, files: &mut Vec<File>) -> Result<(), Failure> {
    for (name, path, is_folder) in entries(path)? {
        let stray = stray(&name);
        let hidden = stray == Some(Stray::Hidden);
        if hidden && (is_folder || !is_spreadsheet(&name)) {
            continue;
        }
        let name = format!("{prefix}/{name}");
        if !is_folder {
            files.push(File { name, path, stray });
        } else if depth > 1 {
            walk(&path, &name, depth - 1, files)?;
        }
    }
    Ok(())
}

/// What the name of a file gives away: Excel, LibreOffice and WPS put a lock file beside a
/// workbook that is open.
pub fn stray(name: &str) -> Option<Stray> {
    if name.starts_with("~$") || name.starts_with(".~") {
        Some(Stray::Lock)
    } else if name.starts_with('.') {
        Some(Stray::Hidden)
    } else {
        None
    }
}

/// Whether the ending is one of a register, so that a hidden file is worth a word.
fn is_spreadsheet(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    ["xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv", "txt"].contains(&ending.as_str())
}

/// Name, path and whether it is a folder, of everything in a folder; none where the folder is not
/// there.
fn entries(path: &Path) -> Result<Vec<(String, PathBuf, bool)>, Failure> {
    let listing = match fs::read_dir(path) {
        Ok(listing) => listing,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(path, &error)),
    };
    let mut out = Vec::new();
    for entry in listing {
        let entry = entry.map_err(|e| unreadable(path, &e))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_folder = fs::metadata(entry.path()).is_ok_and(|m| m.is_dir());
        out.push((name, entry.path(), is_folder));
    }
    Ok(out)
}

/// A text file.
///
/// # Errors
/// Where it is not there, cannot be read or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, Failure> {
    let bytes = read(path)?;
    String::from_utf8(bytes).map_err(|error| {
        let damage = Damage::NotUtf8(error.utf8_error().valid_up_to() as u64 + 1);
        Failure::one(ProblemKind::FileDamaged { damage }, file_place(path))
    })
}

/// A file's bytes.
///
/// # Errors
/// Where it is not there or cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| unreadable(path, &error))
}

/// The failure of a file that cannot be read.
pub fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let kind = match error.kind() {
        io::ErrorKind::NotFound => ProblemKind::FileMissing,
        _ => ProblemKind::FileUnreadable { detail: error.to_string() },
    };
    Failure::one(kind, file_place(path))
}

/// The place of a file as the user knows it.
pub fn file_place(path: &Path) -> Place {
    Place::File { file: path.to_string_lossy().into_owned() }
}
