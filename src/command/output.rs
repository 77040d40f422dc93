//! Bytes to files, standard output and standard error.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use atomic_write_file::AtomicWriteFile;

use super::Done;
use crate::audit::folder::file_place;
use crate::diagnostic::{Failure, ProblemKind};

/// Writes files into a folder, made where it is not there. Each is written beside its place first; none
/// takes its place before all are whole.
pub fn write_files(folder: &Path, files: &[(&str, Vec<u8>)]) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|e| unwritable(folder, &e))?;
    let mut open = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        let file = write_beside(&path, bytes).map_err(|e| unwritable(&path, &e))?;
        open.push((path, file));
    }
    for (path, file) in open {
        file.commit().map_err(|e| unwritable(&path, &e))?;
    }
    Ok(())
}

/// Writes one file, whole or not at all.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_beside(path, bytes).and_then(AtomicWriteFile::commit).map_err(|e| unwritable(path, &e))
}

fn write_beside(path: &Path, bytes: &[u8]) -> io::Result<AtomicWriteFile> {
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
