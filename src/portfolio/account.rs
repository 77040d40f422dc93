//! `batch.json`: which results a batch output holds, so that what lies there from another day is not
//! taken for part of it.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

/// Version of `batch.json`.
pub const SCHEMA: &str = "inspect/batch/v1";

/// `batch.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// `inspect/batch/v1`.
    pub schema: String,
    /// Whether the batch came to its end.
    pub finished: bool,
    /// The share it was given, `[1, 4]`; null for all projects.
    pub shard: Option<[u32; 2]>,
    /// By project and period.
    pub results: Vec<Held>,
}

/// A result that is there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Held {
    /// Identifier of the project.
    pub project: String,
    /// The period.
    pub period: String,
    /// Folder of its result.json and report.xlsx, relative to the batch output, with `/`.
    pub folder: String,
}

impl Account {
    /// The file of a batch that begins.
    pub fn begun(shard: Option<[u32; 2]>) -> Account {
        Account { schema: SCHEMA.to_string(), finished: false, shard, results: Vec::new() }
    }

    /// The file of a batch that came to its end with `results`, put in order.
    pub fn finished(shard: Option<[u32; 2]>, mut results: Vec<Held>) -> Account {
        results.sort();
        Account { schema: SCHEMA.to_string(), finished: true, shard, results }
    }

    /// Writes `batch.json`.
    ///
    /// # Errors
    /// From `out`.
    pub fn write(&self, mut out: impl Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut out, self)?;
        out.write_all(b"\n")?;
        out.flush()
    }
}
