//! What a result was made from, kept beside it, so that an unchanged audit is not scored again.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::plan::Job;
use super::{REPORT, RESULT};
use crate::audit::folder::{Folder, MANIFEST, read};
use crate::audit::manifest::Manifest;
use crate::diagnostic::Failure;
use crate::lang::Lang;
use crate::outcome::Outcome;
use crate::pipeline::{self, Options, hex};

/// Name of the stamp.
pub const STAMP: &str = "stamp.json";

/// Everything a result depends on, and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Version of the program.
    tool: String,
    /// Language of the report asked for.
    lang: Option<Lang>,
    /// Date asked for.
    as_of: Option<String>,
    /// Encodings and limits of reading.
    reading: String,
    /// Hash of the standard.
    standard: String,
    /// Hashes of the earlier results.
    earlier: Vec<String>,
    /// Files of the audit folder by name.
    files: Vec<Kept>,
    /// Length and CRC-32 of the result: enough to tell that it was changed. A hash could not tell more, since
    /// who changes the result can change this file beside it, and costs as much as reading a register.
    result: (u64, u32),
}

/// A file of the audit folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    path: String,
    /// Where it lies: files of the command line are not in the folder.
    #[serde(skip)]
    place: PathBuf,
    bytes: u64,
    /// Nanoseconds since 1970; `None` where the system knows none.
    modified: Option<u64>,
    /// Empty for files that are only told of.
    sha256: String,
}

/// How files are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// By the hash of their content.
    Content,
    /// By size and modification time, where both are as before; else by content.
    Times,
}

impl Stamp {
    /// The stamp of an audit as it lies there now, its content not yet read: names, sizes and times.
    ///
    /// # Errors
    /// Where the folder cannot be looked into, or its standard is not known.
    pub fn of(job: &Job, options: &Options, lang: Option<Lang>) -> Result<Stamp, Failure> {
        let path = job.path();
        let folder = Folder::new(&path);
        let file = path.join(MANIFEST);
        let manifest = Manifest::parse(&file.to_string_lossy(), &folder.manifest()?)?;
        let standard = pipeline::find_standard(&manifest, &path, options)?;
        let earlier: Result<Vec<_>, Failure> =
            options.previous.iter().map(|path| read(path).map(|bytes| sha256(&bytes))).collect();
        let mut files = vec![Kept::of(MANIFEST, &file, false)];
        let around = pipeline::files_around(&path, &manifest, options);
        for file in folder.evidence()?.into_iter().chain(folder.checksheets()?).chain(around) {
            files.push(Kept::of(&file.name, &file.path, file.stray.is_some()));
        }
        Ok(Stamp {
            tool: env!("CARGO_PKG_VERSION").to_string(),
            lang,
            as_of: options.as_of.map(|d| d.to_string()),
            reading: format!("{:?}", options.reading),
            standard: standard.sha256.clone(),
            earlier: earlier?,
            files,
            result: (0, 0),
        })
    }

    /// Whether the result in `out` was made from just this, and is still what it was.
    pub fn holds(&self, out: &Path, compare: Compare) -> bool {
        let Ok(kept) = fs::read(out.join(STAMP)) else { return false };
        let Ok(kept) = serde_json::from_slice::<Stamp>(&kept) else { return false };
        let heads = |s: &Stamp| {
            let asked = (s.lang, s.as_of.clone(), s.reading.clone());
            (s.tool.clone(), asked, s.standard.clone(), s.earlier.clone())
        };
        heads(self) == heads(&kept)
            && self.files.len() == kept.files.len()
            && self.files.iter().zip(&kept.files).all(|(now, then)| now.is(then, compare))
            && out.join(REPORT).is_file()
            && fs::read(out.join(RESULT)).is_ok_and(|bytes| check(&bytes) == kept.result)
    }

    /// The stamp with the hashes of what was read; `result` are the bytes of its `result.json`.
    pub fn filled(mut self, outcome: &Outcome, result: &[u8]) -> Stamp {
        for file in &mut self.files {
            if let Some(input) = outcome.inputs.iter().find(|i| i.path == file.path) {
                (file.sha256, file.bytes) = (input.sha256.clone(), input.bytes);
            }
        }
        self.result = check(result);
        self
    }

    /// The bytes of the stamp.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Plain strings and numbers: it cannot fail, and a stamp that is not there costs only time.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

impl Kept {
    fn of(name: &str, path: &Path, stray: bool) -> Kept {
        let meta = fs::metadata(path).ok().filter(|_| !stray);
        let modified = meta.as_ref().and_then(|m| m.modified().ok());
        let since = modified.and_then(|m| m.duration_since(UNIX_EPOCH).ok());
        Kept {
            path: name.to_string(),
            place: path.to_path_buf(),
            bytes: meta.map_or(0, |m| m.len()),
            modified: since.and_then(|d| u64::try_from(d.as_nanos()).ok()),
            sha256: String::new(),
        }
    }

    fn is(&self, then: &Kept, compare: Compare) -> bool {
        if (&self.path, self.bytes) != (&then.path, then.bytes) {
            return false;
        }
        let told_of = then.sha256.is_empty();
        let same_time = self.modified.is_some() && self.modified == then.modified;
        told_of
            || (compare == Compare::Times && same_time)
            || fs::read(&self.place).is_ok_and(|b| sha256(&b) == then.sha256)
    }
}

fn check(bytes: &[u8]) -> (u64, u32) {
    (bytes.len() as u64, libdeflater::crc32(bytes))
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
