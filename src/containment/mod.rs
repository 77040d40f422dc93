//! Files that are not trusted, opened so that none can take the program down with it.
//!
//! What this program reads itself keeps within [`Limits`]. The old binary formats are read by a
//! library that some damaged files make ask for more memory than there is, which ends a process
//! and cannot be caught: they are read in a process of their own, with a limit on its memory and
//! its time.

mod child;
mod parent;
mod watch;

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Limit, ProblemKind};
use crate::reader::origin::{Bytes, Origin, Stream};
use crate::reader::{
    Encoding, Limits, OpenOptions, Recognised, Workbook, recognise, record_legacy,
};

pub use child::serve;
use watch::{Watch, Watched};

/// How files are opened.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Encoding and limits.
    pub options: OpenOptions,
    /// The encodings of single files, by name or by the end of their path.
    pub encodings: Vec<(PathBuf, Encoding)>,
    /// The program that reads the old formats; none reads them right here.
    pub program: Option<PathBuf>,
}

impl Reading {
    /// With the running program as the one that reads the old formats.
    pub fn isolated(options: OpenOptions) -> Reading {
        Reading { options, encodings: Vec::new(), program: std::env::current_exe().ok() }
    }

    /// The names of files whose encoding was told and that are none of these.
    pub fn strangers<'p>(&self, files: impl Iterator<Item = &'p Path> + Clone) -> Vec<String> {
        let strange = |name: &PathBuf| !files.clone().any(|file| file.ends_with(name));
        let names = self.encodings.iter().map(|(name, _)| name).filter(|name| strange(name));
        names.map(|name| name.to_string_lossy().into_owned()).collect()
    }

    /// Opens a file on disk; it is not held in memory whole.
    ///
    /// # Errors
    /// What is wrong with the file as a whole.
    pub fn open_path(&self, path: &Path) -> Result<Workbook, ProblemKind> {
        let size = path.metadata().map(|m| m.len()).unwrap_or(0);
        let allowed = self.options.limits.part_bytes;
        if size > allowed {
            return Err(ProblemKind::OverLimit { limit: Limit::Bytes, allowed });
        }
        let own = self.encodings.iter().rfind(|(name, _)| path.ends_with(name));
        let encoding = own.map(|(_, encoding)| *encoding).or(self.options.encoding);
        let options = OpenOptions { encoding, ..self.options };
        let watch = Watch::new(options.limits.seconds);
        self.open_origin(Box::new(OnDisk { path: path.to_path_buf(), watch }), &options)
    }

    /// Opens bytes in memory.
    ///
    /// # Errors
    /// What is wrong with the file as a whole.
    pub fn open(&self, bytes: Vec<u8>) -> Result<Workbook, ProblemKind> {
        self.open_origin(Box::new(Bytes::from(bytes)), &self.options)
    }

    fn open_origin(
        &self,
        origin: Box<dyn Origin>,
        options: &OpenOptions,
    ) -> Result<Workbook, ProblemKind> {
        let legacy = match recognise(origin, options)? {
            Recognised::Workbook(workbook) => return Ok(workbook),
            Recognised::Legacy(legacy) => legacy,
        };
        let limits = &options.limits;
        let recording = match &self.program {
            Some(program) => parent::record(program, legacy.bytes(), limits)?,
            None => record_legacy(legacy.bytes(), limits)?,
        };
        legacy.replay(recording)
    }
}

/// A file on disk, opened anew for every pass.
struct OnDisk {
    path: PathBuf,
    watch: Watch,
}

impl Origin for OnDisk {
    fn open(&self) -> io::Result<Box<dyn Stream>> {
        let file = File::open(&self.path)?;
        let watched = Watched { file, watch: self.watch.clone() };
        Ok(Box::new(BufReader::with_capacity(64 << 10, watched)))
    }
}

/// Name of the hidden command that reads an old format.
pub const COMMAND: &str = "read-legacy";

/// The limits as the command's arguments.
fn arguments(limits: &Limits) -> [String; 6] {
    [
        limits.part_bytes.to_string(),
        limits.total_bytes.to_string(),
        limits.cells.to_string(),
        limits.text_bytes.to_string(),
        limits.seconds.to_string(),
        limits.memory.to_string(),
    ]
}

/// The limits from the command's arguments.
fn limits(arguments: &[String]) -> Option<Limits> {
    let numbers: Vec<u64> = arguments.iter().map_while(|a| a.parse().ok()).collect();
    let [part_bytes, total_bytes, cells, text_bytes, seconds, memory] = *numbers.as_slice() else {
        return None;
    };
    let seconds = u32::try_from(seconds).ok()?;
    Some(Limits { part_bytes, total_bytes, cells, text_bytes, seconds, memory })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_go_over_as_arguments() {
        let odd = Limits {
            part_bytes: 1,
            total_bytes: 2,
            cells: 3,
            text_bytes: 4,
            seconds: 5,
            memory: 6,
        };
        assert_eq!(limits(&arguments(&odd)), Some(odd));
        assert_eq!(limits(&["1".to_string()]), None);
    }
}
