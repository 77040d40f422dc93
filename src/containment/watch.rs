//! The time a file takes.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::reader::origin::OutOfTime;

/// The most that counts between two pieces of a file. What is longer is not reading: whoever takes
/// the cells waits, a pager for one.
const LONGEST_STEP: Duration = Duration::from_secs(2);

/// Counts the time that a file takes, over all its passes. It is looked at with each piece read:
/// what one piece can unpack to is bounded by the other limits.
#[derive(Debug, Clone)]
pub(super) struct Watch {
    allowed: u32,
    spent: Arc<Mutex<(Instant, Duration)>>,
}

impl Watch {
    pub fn new(seconds: u32) -> Watch {
        Watch { allowed: seconds, spent: Arc::new(Mutex::new((Instant::now(), Duration::ZERO))) }
    }

    fn step(&self, now: Instant) -> io::Result<()> {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let (before, total) = *spent;
        let total = total + now.saturating_duration_since(before).min(LONGEST_STEP);
        *spent = (now, total);
        if total > Duration::from_secs(u64::from(self.allowed)) {
            return Err(io::Error::new(io::ErrorKind::TimedOut, OutOfTime(self.allowed)));
        }
        Ok(())
    }
}

/// What is read under a watch: a file, or the bytes of one.
pub(super) struct Watched<R> {
    pub from: R,
    pub watch: Watch,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.watch.step(Instant::now())?;
        self.from.read(into)
    }
}

impl<R: Seek> Seek for Watched<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.from.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_adds_up_and_pauses_do_not() {
        let watch = Watch::new(3);
        let start = watch.spent.lock().unwrap().0;
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        assert!(watch.step(at(1)).is_ok());
        // A pause of an hour counts two seconds: three in all, and no more than are allowed.
        assert!(watch.step(at(3601)).is_ok());
        let error = watch.step(at(3602)).unwrap_err();
        let inside = error.get_ref().and_then(|e| e.downcast_ref::<OutOfTime>());
        assert_eq!(inside, Some(&OutOfTime(3)));
        // Another pass goes on counting.
        assert!(watch.clone().step(at(3602)).is_err());
    }
}
