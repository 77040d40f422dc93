//! `batch.json`: which results a batch output holds, so that what lies there from another day is not
//! taken for part of it.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use serde::de::{Deserializer, SeqAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

/// Version of `batch.json`.
pub const SCHEMA: &str = "inspect/batch/v1";

/// `batch.json`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Account {
    /// `inspect/batch/v1`.
    pub schema: String,
    /// Whether the batch came to its end.
    pub finished: bool,
    /// The share it was given, `[1, 4]`; null for all projects.
    pub shard: Option<[u32; 2]>,
    /// By project and period.
    #[serde(deserialize_with = "results")]
    pub results: Vec<Held>,
}

/// A result that is there. Many are held in memory: a period is there once, and a folder only where it is
/// not named like the project.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    /// Identifier of the project.
    pub project: Box<str>,
    /// The period.
    pub period: Arc<str>,
    folder: Option<Box<str>>,
}

impl Held {
    /// The result of `project` in `folder`.
    pub fn new(project: Box<str>, period: Arc<str>, folder: &str) -> Held {
        let folder = (folder != &*project).then(|| folder.into());
        Held { project, period, folder }
    }

    /// Folder of its result.json and report.xlsx, relative to the batch output, with `/`.
    pub fn folder(&self) -> &str {
        self.folder.as_deref().unwrap_or(&self.project)
    }
}

impl Serialize for Held {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut held = serializer.serialize_struct("Held", 3)?;
        held.serialize_field("project", &self.project)?;
        held.serialize_field("period", &*self.period)?;
        held.serialize_field("folder", self.folder())?;
        held.end()
    }
}

/// Texts of which each is kept once.
#[derive(Debug, Default)]
pub struct Once(BTreeSet<Arc<str>>);

impl Once {
    /// The one kept of `text`.
    pub fn keep(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = text.into();
        self.0.insert(Arc::clone(&new));
        new
    }
}

fn results<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Held>, D::Error> {
    #[derive(Deserialize)]
    struct Plain {
        project: Box<str>,
        period: String,
        folder: String,
    }
    struct List;
    impl<'de> Visitor<'de> for List {
        type Value = Vec<Held>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of results")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<Held>, A::Error> {
            let (mut list, mut periods) = (Vec::new(), Once::default());
            while let Some(plain) = seq.next_element::<Plain>()? {
                let period = periods.keep(&plain.period);
                list.push(Held::new(plain.project, period, &plain.folder));
            }
            Ok(list)
        }
    }
    deserializer.deserialize_seq(List)
}

/// A list written as it is made.
struct Each<F>(F);

impl<I: Iterator<Item = Held>, F: Fn() -> I> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// Writes the `batch.json` of a batch that came to its end with `results`, by project and period, or of one
/// that begins with none.
///
/// # Errors
/// From `out`.
pub fn write<I: Iterator<Item = Held>>(
    finished: bool,
    shard: Option<[u32; 2]>,
    results: impl Fn() -> I,
    mut out: impl Write,
) -> io::Result<()> {
    #[derive(Serialize)]
    struct File<R> {
        schema: &'static str,
        finished: bool,
        shard: Option<[u32; 2]>,
        results: R,
    }
    let file = File { schema: SCHEMA, finished, shard, results: Each(results) };
    serde_json::to_writer_pretty(&mut out, &file)?;
    out.write_all(b"\n")?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_read_as_it_was_written() {
        let results = [
            Held::new("a".into(), "2025Q4".into(), "a"),
            Held::new("a".into(), "2025Q3".into(), "a/2025Q3"),
        ];
        let mut bytes = Vec::new();
        write(true, Some([1, 2]), || results.iter().cloned(), &mut bytes).unwrap();
        let read: Account = serde_json::from_slice(&bytes).unwrap();
        assert_eq!((read.finished, read.shard), (true, Some([1, 2])));
        assert_eq!(read.results, results);
        assert_eq!(read.results.iter().map(Held::folder).collect::<Vec<_>>(), ["a", "a/2025Q3"]);
    }
}
