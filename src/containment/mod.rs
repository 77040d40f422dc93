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
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Limit, ProblemKind};
use crate::reader::origin::{Bytes, Origin, Stream, Work};
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

    /// Opens a file on disk; a large one is not held in memory whole.
    ///
    /// # Errors
    /// What is wrong with the file as a whole.
    pub fn open_path(&self, path: &Path) -> Result<Workbook, ProblemKind> {
        self.open_held(path, held(path))
    }

    /// As [`Reading::open_path`], with what [`held`] has of the file.
    ///
    /// # Errors
    /// As there.
    pub fn open_held(&self, path: &Path, held: Option<Bytes>) -> Result<Workbook, ProblemKind> {
        let size = match &held {
            Some(bytes) => bytes.as_ref().len() as u64,
            None => path.metadata().map(|m| m.len()).unwrap_or(0),
        };
        let allowed = self.options.limits.part_bytes;
        if size > allowed {
            return Err(ProblemKind::OverLimit { limit: Limit::Bytes, allowed });
        }
        let own = self.encodings.iter().rfind(|(name, _)| path.ends_with(name));
        let encoding = own.map(|(_, encoding)| *encoding).or(self.options.encoding);
        let options = OpenOptions { encoding, ..self.options };
        let watch = Watch::new(options.limits.seconds);
        let origin: Box<dyn Origin> = match held {
            Some(bytes) => Box::new(InMemory { bytes, watch }),
            // What is wrong with it is told where it is read.
            None => Box::new(OnDisk { path: path.to_path_buf(), watch }),
        };
        self.open_origin(origin, &options)
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

/// Files up to this many bytes are read once and held: a workbook is gone through in many places.
const HELD_BYTES: u64 = if cfg!(test) { 1 << 13 } else { 4 << 20 };

/// The bytes of a small file; `None` for a larger one, and for one that cannot be read.
pub fn held(path: &Path) -> Option<Bytes> {
    let file = File::open(path).ok()?;
    let size = file.metadata().map_or(0, |m| m.len());
    if size > HELD_BYTES {
        return None;
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default() + 1);
    // It may have grown since.
    file.take(HELD_BYTES + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= HELD_BYTES).then(|| Bytes::from(bytes))
}

/// A small file, read already.
struct InMemory {
    bytes: Bytes,
    watch: Watch,
}

impl Origin for InMemory {
    fn open(&self) -> io::Result<Box<dyn Stream>> {
        let from = Cursor::new(self.bytes.clone());
        Ok(Box::new(Watched { from, watch: self.watch.clone() }))
    }
}

/// A file on disk, opened anew for every pass.
struct OnDisk {
    path: PathBuf,
    watch: Watch,
}

impl Origin for OnDisk {
    fn open(&self) -> io::Result<Box<dyn Stream>> {
        let watched = Watched { from: File::open(&self.path)?, watch: self.watch.clone() };
        Ok(Box::new(BufReader::with_capacity(64 << 10, watched)))
    }

    fn beside(&self, work: Work) {
        // Where there can be no thread, the work is dropped, and done by whoever waits for it.
        let _ = std::thread::Builder::new().spawn(work);
    }

    fn has_hands(&self) -> bool {
        // The files of a batch leave each other no processor.
        let several = || std::thread::available_parallelism().is_ok_and(|n| n.get() > 1);
        rayon::current_thread_index().is_none() && several()
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
    use std::ops::ControlFlow;

    #[test]
    fn a_file_on_disk_reads_as_its_bytes_do() {
        // Its shared strings are read on a thread of their own.
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for row in 0..3000 {
            sheet.write(row, 0, format!("第{row}次报修")).unwrap();
        }
        let bytes = book.save_to_buffer().unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &bytes).unwrap();
        let cells = |mut book: Workbook| {
            let mut cells = Vec::new();
            book.scan(0, &mut |row| {
                cells
                    .extend(row.cells.iter().map(|(c, v)| (row.index, *c, v.clone().into_owned())));
                ControlFlow::Continue(())
            })
            .unwrap();
            cells
        };
        let reading = Reading::default();
        let (on_disk, in_memory) = (reading.open_path(file.path()), reading.open(bytes));
        let cells = [on_disk, in_memory].map(|book| cells(book.unwrap()));
        assert_eq!(cells[0].len(), 3000);
        assert_eq!(cells[0], cells[1]);
    }

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
