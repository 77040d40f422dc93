//! Bytes for tests.

use std::io::{self, Cursor, Read, Seek};

use super::{Origin, Stream, Work};

/// Bytes for a test, that come so many at a time, with hands or without.
#[derive(Clone)]
pub struct Given {
    pub bytes: Vec<u8>,
    pub most: usize,
    pub hands: bool,
}

impl Given {
    /// All at once, without hands.
    pub fn of(bytes: Vec<u8>) -> Given {
        Given { bytes, most: usize::MAX, hands: false }
    }
}

impl Origin for Given {
    fn open(&self) -> io::Result<Box<dyn Stream>> {
        Ok(Box::new(Few(Cursor::new(self.bytes.clone()), self.most)))
    }

    fn has_hands(&self) -> bool {
        self.hands
    }

    fn beside(&self, work: Work) {
        std::thread::spawn(work);
    }
}

struct Few(Cursor<Vec<u8>>, usize);

impl Read for Few {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let most = to.len().min(self.1);
        self.0.read(&mut to[..most])
    }
}

impl Seek for Few {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}
