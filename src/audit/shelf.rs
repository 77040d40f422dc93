//! Standards on disk: in the audit folder, in a folder of one's own, else those that come with the program.

use std::path::{Path, PathBuf};

use super::folder::{MANIFEST, read_text};
use crate::diagnostic::Failure;
use crate::standard::{Embedded, Shelf, Source};
use crate::toml_file::has_key;

/// Folders standards are looked for in, in this order; what comes with the program last.
#[derive(Debug, Clone, Default)]
pub struct Folders {
    folders: Vec<PathBuf>,
}

impl Folders {
    /// The audit folder, and a folder of standards, as far as there are.
    pub fn new(audit: Option<&Path>, standards: Option<&Path>) -> Self {
        let folders = [audit, standards].into_iter().flatten().map(Path::to_path_buf).collect();
        Folders { folders }
    }

    /// The shelf for a file that is named by its path: what it extends may stand beside it.
    pub fn beside_file(file: &Path) -> Self {
        Folders::new(
            file.parent().map(|p| if p == Path::new("") { Path::new(".") } else { p }),
            None,
        )
    }

    /// TOML files of a folder that may be standards, by name; none where it cannot be read.
    pub fn files(folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let toml = |path: &PathBuf| {
            path.extension().is_some_and(|e| e == "toml")
                && path.file_name().is_some_and(|n| n != MANIFEST)
                && path.is_file()
        };
        let mut files: Vec<PathBuf> = entries.map(|e| e.path()).filter(toml).collect();
        files.sort();
        files
    }
}

/// A file on disk.
pub fn source(file: &Path) -> Result<Source, Failure> {
    let text = read_text(file)?;
    Ok(Source { file: file.to_string_lossy().into_owned(), text, shipped: false })
}

impl Shelf for Folders {
    fn standard(&self, id: &str) -> Result<Option<Source>, Failure> {
        let name = format!("{id}.toml");
        let own = self.folders.iter().map(|folder| folder.join(&name)).find(|file| file.is_file());
        match own {
            Some(file) => source(&file).map(Some),
            None => Embedded.standard(id),
        }
    }

    fn beside(&self, of: &Source, path: &str) -> Result<Option<Source>, Failure> {
        let folder = Path::new(&of.file).parent().unwrap_or(Path::new(""));
        let file = folder.join(path);
        if !of.shipped && file.is_file() {
            return source(&file).map(Some);
        }
        Embedded.beside(of, path)
    }

    fn ids(&self) -> Vec<String> {
        let mut ids = Embedded.ids();
        // Appeals and waivers may lie beside an audit, too.
        let has_items = |file: &PathBuf| {
            read_text(file).is_ok_and(|text| ["items", "extends"].iter().any(|k| has_key(&text, k)))
        };
        let files = self.folders.iter().flat_map(|folder| Folders::files(folder));
        for file in files.filter(has_items) {
            ids.extend(file.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
        }
        ids.sort();
        ids.dedup();
        ids
    }
}
