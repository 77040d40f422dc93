//! What a portfolio lists of its projects, put aside: of each, memory holds where it lies and what it is
//! ranked by, so that a portfolio costs little more the more projects it has. What a batch has just scored is
//! put aside as well until it is rolled up.

use std::collections::BTreeMap;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::actions::Action;

/// Where rows are put: a file the caller opened, or memory.
pub trait Place: Read + Write + Seek + Send {}

impl<T: Read + Write + Seek + Send> Place for T {}

/// Bytes gathered before they are written.
const BLOCK: usize = 1 << 16;
/// Actions sorted in memory at a time.
const RUN: usize = 1 << 15;
/// Bytes of a run read at a time.
const AHEAD: usize = 1 << 13;

/// Where a row lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    at: u64,
    len: u32,
}

/// Rows put aside, one behind the other, from any thread.
pub struct Aside(Mutex<Pile>);

struct Pile {
    place: Box<dyn Place>,
    /// Bytes in `place`; those of `tail` come behind them.
    written: u64,
    tail: Vec<u8>,
    /// What went wrong first. Rows are read in the middle of a table, which cannot tell: who made the table
    /// asks afterwards.
    wrong: Option<io::Error>,
}

impl Default for Aside {
    fn default() -> Aside {
        Aside::new(Box::new(Cursor::new(Vec::new())))
    }
}

impl std::fmt::Debug for Aside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Aside")
    }
}

impl Aside {
    /// Puts rows into `place`, which is empty.
    pub fn new(place: Box<dyn Place>) -> Aside {
        Aside(Mutex::new(Pile { place, written: 0, tail: Vec::new(), wrong: None }))
    }

    /// Puts a row aside.
    pub fn put(&self, row: &impl Serialize) -> Span {
        // Beside the lock: others put theirs aside meanwhile.
        let bytes = serde_json::to_vec(row).unwrap_or_else(|error| {
            self.note(error.into());
            Vec::new()
        });
        let mut pile = self.pile();
        let at = pile.end();
        pile.tail.extend_from_slice(&bytes);
        let len = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        if pile.tail.len() >= BLOCK {
            pile.flush();
        }
        Span { at, len }
    }

    /// The row at `span`; `None` where it cannot be read, of which [`Aside::whole`] tells.
    pub fn get<T: DeserializeOwned>(&self, span: Span) -> Option<T> {
        let mut bytes = vec![0; usize::try_from(span.len).ok()?];
        let read = self.pile().read(span.at, &mut bytes);
        let row = read.and_then(|()| serde_json::from_slice(&bytes).map_err(io::Error::from));
        row.map_err(|error| self.note(error)).ok()
    }

    /// Whether every row was kept and read.
    ///
    /// # Errors
    /// What went wrong first.
    pub fn whole(&self) -> io::Result<()> {
        match &self.pile().wrong {
            None => Ok(()),
            Some(error) => Err(io::Error::new(error.kind(), error.to_string())),
        }
    }

    /// Nothing panics while it holds the lock.
    fn pile(&self) -> MutexGuard<'_, Pile> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, error: io::Error) {
        self.pile().wrong.get_or_insert(error);
    }
}

impl Pile {
    fn end(&self) -> u64 {
        self.written.saturating_add(u64::try_from(self.tail.len()).unwrap_or(u64::MAX))
    }

    fn flush(&mut self) {
        let end = self.end();
        let written = self
            .place
            .seek(SeekFrom::Start(self.written))
            .and_then(|_| self.place.write_all(&self.tail));
        if let Err(error) = written {
            self.wrong.get_or_insert(error);
        }
        self.written = end;
        self.tail.clear();
    }

    fn read(&mut self, at: u64, bytes: &mut [u8]) -> io::Result<()> {
        if !self.tail.is_empty() {
            self.flush();
        }
        self.place.seek(SeekFrom::Start(at))?;
        self.place.read_exact(bytes)
    }
}

/// Every action in the order of the list: sorted in runs as they come, the runs merged as they are read.
#[derive(Debug, Default)]
pub struct Agenda {
    /// How many there are.
    pub count: usize,
    open: Vec<Action>,
    /// First byte of each run, and the byte behind its last.
    runs: Vec<(u64, u64)>,
}

impl Agenda {
    /// Adds an action.
    pub fn add(&mut self, action: Action, aside: &Aside) {
        self.count += 1;
        self.open.push(action);
        if self.open.len() == RUN {
            self.close(aside);
        }
    }

    /// Puts aside what is not yet.
    pub fn close(&mut self, aside: &Aside) {
        // Stable: two actions about one item stay as they are.
        self.open.sort_by_key(Action::order);
        let from = aside.pile().end();
        for action in self.open.drain(..) {
            aside.put(&action);
        }
        let to = aside.pile().end();
        if to > from {
            self.runs.push((from, to));
        }
        self.open.shrink_to(0);
    }

    /// The actions in order.
    pub fn sorted<'a>(&self, aside: &'a Aside) -> impl Iterator<Item = Action> + use<'a> {
        let run = |(at, end): &(u64, u64)| {
            let part = Part { aside, at: *at, end: *end };
            let read = BufReader::with_capacity(AHEAD, part);
            serde_json::Deserializer::from_reader(read).into_iter::<Action>()
        };
        let mut runs: Vec<_> = self.runs.iter().map(run).collect();
        let mut heads = BTreeMap::new();
        let mut first = true;
        std::iter::from_fn(move || {
            if std::mem::take(&mut first) {
                for (number, run) in runs.iter_mut().enumerate() {
                    // Equal ones come by run: the earlier run is of earlier projects.
                    heads.extend(next(run, aside).map(|a| ((a.order(), number), a)));
                }
            }
            let ((_, number), action) = heads.pop_first()?;
            let run = runs.get_mut(number)?;
            heads.extend(next(run, aside).map(|a| ((a.order(), number), a)));
            Some(action)
        })
    }
}

fn next(
    run: &mut impl Iterator<Item = serde_json::Result<Action>>,
    aside: &Aside,
) -> Option<Action> {
    run.next()?.map_err(|error| aside.note(error.into())).ok()
}

/// A stretch of what was put aside, read from its beginning.
struct Part<'a> {
    aside: &'a Aside,
    at: u64,
    end: u64,
}

impl Read for Part<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        let count = left.min(buffer.len());
        let buffer = buffer.get_mut(..count).unwrap_or_default();
        self.aside.pile().read(self.at, buffer)?;
        self.at += u64::try_from(count).unwrap_or(0);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::super::actions::{Of, State};
    use super::*;
    use chrono::NaiveDate;

    fn action(project: u32, due: u32) -> Action {
        let due = NaiveDate::from_ymd_opt(2026, 1, due);
        let (of, place) = (Of::Item(project % 7), Some(format!("{project}号楼").into()));
        Action { project, of, place, owner: 3, state: State::Open, due }
    }

    #[test]
    fn rows_come_back_as_they_were_put() {
        let aside = Aside::default();
        let spans: Vec<Span> = (0..5000).map(|n| aside.put(&(n, "一行".repeat(9)))).collect();
        for (n, span) in spans.into_iter().enumerate().rev() {
            assert_eq!(aside.get::<(usize, String)>(span), Some((n, "一行".repeat(9))));
        }
        aside.whole().unwrap();
    }

    #[test]
    fn runs_are_merged_into_one_order() {
        let (aside, mut agenda) = (Aside::default(), Agenda::default());
        let many = u32::try_from(2 * RUN + 10).unwrap();
        let mut sorted: Vec<Action> = (0..many).map(|n| action(n, 1 + n * 31 % 28)).collect();
        sorted.iter().for_each(|a| agenda.add(a.clone(), &aside));
        agenda.close(&aside);
        sorted.sort_by_key(Action::order);
        assert_eq!((agenda.count, agenda.runs.len()), (sorted.len(), 3));
        assert!(agenda.sorted(&aside).eq(sorted));
        aside.whole().unwrap();
    }

    #[test]
    fn threads_put_rows_side_by_side() {
        let aside = Aside::default();
        let put = |n: usize| (n, aside.put(&(n, "一行".repeat(n % 99))));
        let spans: Vec<(usize, Span)> = std::thread::scope(|s| {
            let threads: Vec<_> = (0..4)
                .map(|t| s.spawn(move || (t * 2000..(t + 1) * 2000).map(put).collect::<Vec<_>>()))
                .collect();
            threads.into_iter().flat_map(|t| t.join().unwrap()).collect()
        });
        for (n, span) in spans {
            assert_eq!(aside.get::<(usize, String)>(span), Some((n, "一行".repeat(n % 99))));
        }
        aside.whole().unwrap();
    }

    /// A disk with room for so many bytes.
    struct Small(Cursor<Vec<u8>>, usize);

    impl Write for Small {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            match self.0.get_ref().len() + bytes.len() > self.1 {
                true => Err(io::ErrorKind::StorageFull.into()),
                false => self.0.write(bytes),
            }
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Read for Small {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0.read(buffer)
        }
    }

    impl Seek for Small {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.0.seek(to)
        }
    }

    #[test]
    fn a_full_disk_is_told() {
        let aside = Aside::new(Box::new(Small(Cursor::default(), 100)));
        let span = aside.put(&"short");
        assert_eq!(aside.get::<String>(span).as_deref(), Some("short"));
        let span = aside.put(&"x".repeat(BLOCK));
        assert_eq!(aside.get::<String>(span), None);
        assert_eq!(aside.whole().unwrap_err().kind(), io::ErrorKind::StorageFull);
    }
}
