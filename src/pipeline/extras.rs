//! What stands around an audit besides its evidence: shared waivers, appeals, holidays.

use std::path::{Path, PathBuf};

use super::Options;
use crate::audit::folder::{self, File};
use crate::audit::manifest::Manifest;
use crate::audit::waivers::{self, Shared};
use crate::audit::{Audit, Workdays, appeals};
use crate::containment::Reading;
use crate::diagnostic::Failure;
use crate::standard::Standard;

/// Reads them into the audit. The files read, to be noted among its inputs.
pub fn read(
    path: &Path,
    standard: &Standard,
    audit: &mut Audit,
    options: &Options,
) -> Result<Vec<File>, Failure> {
    let mut files = Vec::new();
    if audit.due_on_workdays {
        audit.workdays = Some(Workdays::default());
        if let Some(file) = audit.holidays.as_ref().map(|name| own(path, name)) {
            let text = folder::read_text(&file.path)?;
            audit.workdays = Some(Workdays::parse(&file.path.to_string_lossy(), &text)?);
            files.push(file);
        }
    }
    for file in waiver_files(path, &audit.waiver_files, options) {
        let shared = shared_waivers(&file.path, &options.reading)?;
        let own = shared.into_iter().filter(|shared| shared.is_for(&audit.project_id));
        audit.waivers.extend(own.map(|shared| shared.waiver));
        files.push(file);
    }
    let appeals = own(path, appeals::APPEALS);
    if appeals.path.is_file() {
        let text = folder::read_text(&appeals.path)?;
        audit.appeals = appeals::parse(&appeals.path.to_string_lossy(), &text, standard)?;
        files.push(appeals);
    }
    Ok(files)
}

/// The waivers of a file that projects share: TOML by its ending, else a table.
///
/// # Errors
/// Where it cannot be read, or every problem of it.
pub fn shared_waivers(path: &Path, reading: &Reading) -> Result<Vec<Shared>, Failure> {
    let shown = path.to_string_lossy();
    if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml")) {
        return waivers::from_toml(&shown, &folder::read_text(path)?);
    }
    let mut workbook =
        reading.open_path(path).map_err(|kind| Failure::one(kind, folder::file_place(path)))?;
    waivers::from_table(&shown, &mut workbook)
}

/// The files around the evidence that scoring would read, as far as they are there.
pub fn files_around(path: &Path, manifest: &Manifest, options: &Options) -> Vec<File> {
    let mut files: Vec<File> =
        manifest.holidays().map(|name| own(path, name)).into_iter().collect();
    files.extend(waiver_files(path, manifest.waiver_files(), options));
    files.push(own(path, appeals::APPEALS));
    files.retain(|file| file.path.is_file());
    files
}

/// Those the audit names, then those of the command line.
fn waiver_files(path: &Path, named: &[String], options: &Options) -> Vec<File> {
    let given = options.waivers.iter().map(|path| {
        let name = path.file_name().unwrap_or(path.as_os_str());
        file(&name.to_string_lossy(), path.clone())
    });
    named.iter().map(|name| own(path, name)).chain(given).collect()
}

/// A file in the audit folder.
fn own(path: &Path, name: &str) -> File {
    file(name, path.join(name))
}

fn file(name: &str, path: PathBuf) -> File {
    File { name: name.replace('\\', "/"), path, stray: None }
}
