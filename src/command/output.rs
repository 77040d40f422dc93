//! Bytes to files, standard output and standard error.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use atomic_write_file::AtomicWriteFile;

use super::Done;
use crate::action::Edits;
use crate::audit::folder::file_place;
use crate::diagnostic::{Failure, ProblemKind};
use crate::lang::Lang;

/// Writes files into a folder, made where it is not there; a name may lead into folders below it. Each
/// file is written beside its place first, and none takes its place before all are whole. Folders made
/// for a run that fails are taken away again.
pub fn write_files(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Failure> {
    let mut together = Together::new(folder)?;
    for (name, bytes) in files {
        together.file(name, |mut file| file.write_all(bytes))?;
    }
    together.commit()
}

/// Files of a folder of which none takes its place before all are whole. Dropped before, it leaves
/// nothing behind.
#[derive(Debug)]
pub struct Together {
    folder: PathBuf,
    open: Vec<(PathBuf, AtomicWriteFile)>,
    made: Vec<PathBuf>,
}

impl Together {
    /// Files of `folder`, made where it is not there.
    pub fn new(folder: &Path) -> Result<Together, Failure> {
        let mut together =
            Together { folder: folder.to_path_buf(), open: Vec::new(), made: Vec::new() };
        make_folder(folder, &mut together.made)?;
        Ok(together)
    }

    /// Writes one of them; its name may lead into folders below.
    ///
    /// # Errors
    /// Where it cannot be written, and those of `write`.
    pub fn file<T, E: Into<WriteError>>(
        &mut self,
        name: &str,
        write: impl FnOnce(&File) -> Result<T, E>,
    ) -> Result<T, Failure> {
        let path = self.folder.join(name);
        if let Some(parent) = path.parent() {
            make_folder(parent, &mut self.made)?;
        }
        let file = open_beside(&path).map_err(|e| unwritable(&path, &e))?;
        let done = write(file.as_file()).map_err(|e| match e.into() {
            WriteError::Detail(detail) => {
                Failure::one(ProblemKind::FileUnwritable { detail }, file_place(&path))
            }
            WriteError::Failure(failure) => failure,
        })?;
        self.open.push((path, file));
        Ok(done)
    }

    /// Puts all of them into their places.
    pub fn commit(mut self) -> Result<(), Failure> {
        for (path, file) in std::mem::take(&mut self.open) {
            file.commit().map_err(|e| unwritable(&path, &e))?;
        }
        self.made.clear();
        Ok(())
    }
}

impl Drop for Together {
    fn drop(&mut self) {
        self.open.clear();
        // Only empty ones go; one that somebody filled meanwhile stays.
        self.made.iter().rev().for_each(|path| drop(fs::remove_dir(path)));
    }
}

/// Why a file was not written.
#[derive(Debug)]
pub enum WriteError {
    /// It cannot be written.
    Detail(String),
    /// What was to be written is not there.
    Failure(Failure),
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> WriteError {
        WriteError::Detail(error.to_string())
    }
}

impl From<Failure> for WriteError {
    fn from(failure: Failure) -> WriteError {
        WriteError::Failure(failure)
    }
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
    let mut file = open_beside(path)?;
    file.write_all(bytes)?;
    file.flush()?;
    Ok(file)
}

fn open_beside(path: &Path) -> io::Result<AtomicWriteFile> {
    match path.is_dir() {
        true => Err(io::ErrorKind::IsADirectory.into()),
        false => AtomicWriteFile::open(path),
    }
}

/// Why nothing can be written to `path`.
pub fn unwritable(path: &Path, error: &io::Error) -> Failure {
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
/// Says which edits merged into the result at `path` the one that replaces it does not have.
pub fn edits_lost(path: &Path, edits: Edits, lang: Lang) {
    if let Some(told) = edits_lost_of(edits, lang) {
        tell(&format!("{}{}{told}", path.display(), lang.pick("：", ": ")));
    }
}

/// The same in words; `None` where there are none.
pub fn edits_lost_of(edits: Edits, lang: Lang) -> Option<String> {
    if edits.unreadable {
        return Some(lang.pick(
            "原有的结果无法读取，其中合并的修改（如有）未保留".to_string(),
            "the result that was there cannot be read; edits merged into it, if any, are not kept"
                .to_string(),
        ));
    }
    (edits.lost > 0).then(|| {
        lang.pick(
            format!("以前合并的修改有 {} 处已无对应的整改，未保留", edits.lost),
            format!("edits merged before whose action is no more, not kept: {}", edits.lost),
        )
    })
}
