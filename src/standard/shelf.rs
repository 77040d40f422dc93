//! Where the files of a standard come from.

use super::catalogue;
use crate::diagnostic::Failure;

/// A file of a standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its path as the user knows it.
    pub file: String,
    /// What stands in it.
    pub text: String,
    /// Whether it came with the program, so that its path is none on disk.
    pub shipped: bool,
}

/// Finds the files that the file of a standard speaks of. The caller has the file system.
pub trait Shelf {
    /// The standard with this id; `None` where there is none.
    ///
    /// # Errors
    /// A file that is there and cannot be read.
    fn standard(&self, id: &str) -> Result<Option<Source>, Failure>;

    /// The file at `path`, relative to the folder of `of`; `None` where there is none.
    ///
    /// # Errors
    /// As above.
    fn beside(&self, of: &Source, path: &str) -> Result<Option<Source>, Failure>;

    /// Ids of the standards there are.
    fn ids(&self) -> Vec<String>;
}

/// What comes with the program, and nothing else.
#[derive(Debug, Clone, Copy, Default)]
pub struct Embedded;

impl Shelf for Embedded {
    fn standard(&self, id: &str) -> Result<Option<Source>, Failure> {
        Ok(catalogue::find(id).map(|s| shipped(s.file, s.text)))
    }

    fn beside(&self, _: &Source, path: &str) -> Result<Option<Source>, Failure> {
        Ok(catalogue::include(path).map(|i| shipped(i.file, i.text)))
    }

    fn ids(&self) -> Vec<String> {
        catalogue::ids()
    }
}

fn shipped(file: &str, text: &str) -> Source {
    Source { file: file.to_string(), text: text.to_string(), shipped: true }
}
