//! Bare cells as CSV or JSON, written as they come: file, sheet, cell, type, value.
//!
//! Values stand as the file has them, whatever they begin with: this output is for other programs.

use std::io::{self, Write};

use serde::Serialize;

use crate::peek::cells::CellSeen;

/// A form of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One line per cell under a header.
    Csv,
    /// An array of objects, one per line.
    Json,
}

/// Writes cells to `out`; see [`Cells::finish`].
pub struct Cells<W: Write> {
    sink: Sink<W>,
    file: String,
}

enum Sink<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Json { out: W, first: bool },
}

/// The error of the stream itself: a closed one is told by its kind.
fn plain(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A cell with its place, in the order of its keys.
#[derive(Serialize)]
struct Record<'a> {
    file: &'a str,
    sheet: &'a str,
    #[serde(flatten)]
    cell: &'a CellSeen,
}

impl<W: Write> Cells<W> {
    /// A list of cells of `file`.
    ///
    /// # Errors
    /// From `out`.
    pub fn new(format: Format, file: &str, mut out: W) -> io::Result<Self> {
        let sink = match format {
            Format::Csv => {
                let mut csv = csv::Writer::from_writer(out);
                let heads = ["file", "sheet", "cell", "type", "value"];
                csv.write_record(heads).map_err(plain)?;
                Sink::Csv(Box::new(csv))
            }
            Format::Json => {
                out.write_all(b"[")?;
                Sink::Json { out, first: true }
            }
        };
        Ok(Cells { sink, file: file.to_string() })
    }

    /// Adds a cell.
    ///
    /// # Errors
    /// From `out`.
    pub fn add(&mut self, sheet: &str, cell: &CellSeen) -> io::Result<()> {
        match &mut self.sink {
            Sink::Csv(csv) => {
                let value = cell.value.to_string();
                let fields = [&self.file, sheet, &cell.cell, cell.kind.key(), &value];
                csv.write_record(fields).map_err(plain)?;
            }
            Sink::Json { out, first } => {
                out.write_all(if *first { b"\n" } else { b",\n" })?;
                *first = false;
                serde_json::to_writer(out, &Record { file: &self.file, sheet, cell })?;
            }
        }
        Ok(())
    }

    /// Ends the list.
    ///
    /// # Errors
    /// From `out`.
    pub fn finish(self) -> io::Result<()> {
        match self.sink {
            Sink::Csv(mut csv) => csv.flush(),
            Sink::Json { mut out, .. } => {
                out.write_all(b"\n]\n")?;
                out.flush()
            }
        }
    }
}
