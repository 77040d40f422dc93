//! Bytes to files, standard output and standard error.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use atomic_write_file::AtomicWriteFile;

use super::Done;
use crate::audit::folder::file_place;
use crate::diagnostic::{Failure, ProblemKind};

/// Writes files into a folder, made where it is not there; a name may lead into folders below it. Each
/// file is written beside its place first, and none takes its place before all are whole. Folders made
/// for a run that fails are taken away again.
pub fn write_files(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Failure> {
    let mut made = Vec::new();
    let written = write_whole(folder, files, &mut made);
    if written.is_err() {
        // Only empty ones go; one that somebody filled meanwhile stays.
        made.iter().rev().for_each(|path| drop(fs::remove_dir(path)));
    }
    written
}

fn write_whole(
    folder: &Path,
    files: &[(String, Vec<u8>)],
    made: &mut Vec<PathBuf>,
) -> Result<(), Failure> {
    let mut open = Vec::new();
    make_folder(folder, made)?;
    for (name, bytes) in files {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            make_folder(parent, made)?;
        }
        let file = write_beside(&path, bytes).map_err(|e| unwritable(&path, &e))?;
        open.push((path, file));
    }
    for (path, file) in open {
        file.commit().map_err(|e| unwritable(&path, &e))?;
    }
    Ok(())
}

/// Makes a folder and those above it, and notes which were not there.
fn make_folder(path: &Path, made: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let missing: Vec<&Path> = path.ancestors().take_while(|p| !p.is_dir()).collect();
    for path in missing.into_iter().rev().filter(|p| !p.as_os_str().is_empty()) {
        fs::create_dir(path).map_err(|error| match error.kind() {
            // A file of that name.
            io::ErrorKind::AlreadyExists => unwritable(path, &io::ErrorKind::NotADirectory.into()),
            _ => unwritable(path, &error),
        })?;
        made.push(path.to_path_buf());
    }
    Ok(())
}

/// Writes one file, whole or not at all.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_beside(path, bytes).and_then(AtomicWriteFile::commit).map_err(|e| unwritable(path, &e))
}

fn write_beside(path: &Path, bytes: &[u8]) -> io::Result<AtomicWriteFile> {
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let mut file = AtomicWriteFile::open(path)?;
    file.write_all(bytes)?;
    file.flush()?;
    Ok(file)
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::one(ProblemKind::FileUnwritable { detail: error.to_string() }, file_place(path))
}

/// Prints a result to standard output.
pub fn print(bytes: &[u8]) -> anyhow::Result<Done> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(Done::Well)
}

/// Prints a line to standard error, where nobody may be listening.
pub fn tell(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Whether an error is only that nobody reads on.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
}
