//! Where a file's bytes come from: memory, or something the caller opens, such as a file on disk
//! that need not be held whole.

use std::io::{self, Cursor, Read, Seek};
use std::sync::Arc;

/// Bytes that can be gone through.
pub trait Stream: Read + Seek + Send {}

impl<T: Read + Seek + Send> Stream for T {}

/// Work that may be done beside other work.
pub type Work = Box<dyn FnOnce() + Send>;

/// A file's bytes, to be gone through more than once, on any thread.
pub trait Origin: Send {
    /// A pass from the start.
    ///
    /// # Errors
    /// Where the bytes cannot be had.
    fn open(&self) -> io::Result<Box<dyn Stream>>;

    /// Does a part of the reading beside the rest of it, where whoever opens the file can: nothing in
    /// this room has a thread of its own. Else right away.
    fn beside(&self, work: Work) {
        work();
    }

    /// Whether [`Origin::beside`] does its work at the same time as other work, on a processor that nobody
    /// else waits for.
    fn has_hands(&self) -> bool {
        false
    }
}

/// What a stream fails with, as the inside of an [`io::Error`], once its file has taken more than
/// this many seconds: whoever opens a file may watch a clock, which nothing in this room does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfTime(pub u32);

impl std::fmt::Display for OutOfTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} s", self.0)
    }
}

impl std::error::Error for OutOfTime {}

/// Bytes in memory.
#[derive(Debug, Clone)]
pub struct Bytes(Arc<Vec<u8>>);

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes(Arc::new(bytes))
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Origin for Bytes {
    fn open(&self) -> io::Result<Box<dyn Stream>> {
        Ok(Box::new(Cursor::new(self.clone())))
    }
}

/// At most the first `length` bytes.
pub(super) fn head(origin: &dyn Origin, length: usize) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    origin.open()?.take(length as u64).read_to_end(&mut head)?;
    Ok(head)
}

#[cfg(test)]
pub(super) mod sample;
