//! Which audit folders there are: under a root, by audit.toml at any depth, or from a list.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::ACCOUNT;
use crate::audit::folder::{EVIDENCE, MANIFEST, unreadable};
use crate::portfolio::{FailureRecord, Reason};

/// A folder to score. Many are held in memory: where it is follows from its name but for odd ones.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// As reports name it: relative to the root with `/`, or as listed.
    pub folder: Box<str>,
    base: Arc<Path>,
    odd: Option<Box<Path>>,
}

impl Found {
    /// The folder called `folder` at `path`; most are that of `base` with this name.
    pub fn new(folder: &str, base: &Arc<Path>, path: PathBuf) -> Found {
        let odd = (base.join(folder).as_os_str() != path.as_os_str()).then(|| path.into());
        Found { folder: folder.into(), base: Arc::clone(base), odd }
    }

    /// Where it is.
    pub fn path(&self) -> PathBuf {
        match &self.odd {
            Some(path) => path.to_path_buf(),
            None => self.base.join(&*self.folder),
        }
    }
}

/// What was found.
#[derive(Debug, Default)]
pub struct Finds {
    /// Audit folders by name.
    pub found: Vec<Found>,
    /// Folders that could not be looked into.
    pub failures: Vec<FailureRecord>,
}

/// Every folder with an audit.toml under `root`, itself included. Hidden folders, the registers of an
/// audit and the results of a batch in `out` are not looked into; a link to a folder is followed once, and
/// not at all where it leads to a folder that holds `root`.
pub fn under(root: &Path, out: &Path) -> Finds {
    let mut finds = Finds::default();
    let mut seen = BTreeSet::new();
    if out.join(ACCOUNT).is_file() {
        seen.extend(fs::canonicalize(out));
    }
    if let Ok(root) = fs::canonicalize(root) {
        seen.extend(root.ancestors().skip(1).map(Path::to_path_buf));
    }
    walk(root, &root.into(), "", &mut seen, &mut finds);
    finds.found.sort();
    finds
}

/// The first audit folder that lies in `out`, where its result would be put among its inputs.
pub fn within<'a>(found: &'a [Found], out: &Path) -> Option<&'a Found> {
    let out = fs::canonicalize(out).ok()?;
    found.iter().find(|f| fs::canonicalize(f.path()).is_ok_and(|path| path.starts_with(&out)))
}

fn walk(
    path: &Path,
    root: &Arc<Path>,
    name: &str,
    seen: &mut BTreeSet<PathBuf>,
    finds: &mut Finds,
) {
    match fs::canonicalize(path) {
        Ok(place) => {
            if !seen.insert(place) {
                return;
            }
        }
        Err(error) => return finds.failures.push(closed(path, name, &error)),
    }
    let listing = fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut listing = match listing {
        Ok(listing) => listing,
        Err(error) => return finds.failures.push(closed(path, name, &error)),
    };
    // A folder that two links lead to is known by the first of them.
    listing.sort_by_key(fs::DirEntry::file_name);
    // A folder of that name, or a link to nothing, is no audit: scoring it says why.
    let is_audit = path.join(MANIFEST).symlink_metadata().is_ok();
    if is_audit {
        finds.found.push(Found::new(&shown(name), root, path.to_path_buf()));
    }
    for entry in listing {
        let inner = entry.file_name().to_string_lossy().into_owned();
        let skipped = inner.starts_with('.') || (is_audit && inner == EVIDENCE);
        let is_folder = entry.file_type().is_ok_and(|t| t.is_dir())
            || fs::metadata(entry.path()).is_ok_and(|m| m.is_dir());
        if is_folder && !skipped {
            let below = if name.is_empty() { inner } else { format!("{name}/{inner}") };
            walk(&entry.path(), root, &below, seen, finds);
        }
    }
}

fn shown(name: &str) -> String {
    if name.is_empty() { ".".to_string() } else { name.to_string() }
}

fn closed(path: &Path, name: &str, error: &std::io::Error) -> FailureRecord {
    let failure = unreadable(path, error);
    let folder = shown(name);
    let reasons = Reason::of(&failure, &path.to_string_lossy());
    FailureRecord { project: None, period: None, folder, reasons }
}

/// The folders of a list, one a line, relative to `base`; blank lines and lines that begin with `#` are
/// passed over, and a folder that is listed twice is taken once.
pub fn listed(text: &str, base: &Path) -> Finds {
    let mut finds = Finds::default();
    let (mut seen, base) = (BTreeSet::new(), Arc::from(base));
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    for line in lines.filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let path = Path::join(&base, line);
        let place = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if seen.insert(place) {
            finds.found.push(Found::new(&line.replace('\\', "/"), &base, path));
        }
    }
    finds.found.sort();
    finds
}
