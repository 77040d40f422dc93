//! `result.json`: the bytes of a result, and its JSON Schema.

use std::io::{self, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::ser::Formatter;

use super::{ActionRecord, Outcome, Project, SCHEMA};
use crate::diagnostic::ResultProblem;

/// What the file is called.
pub const FILE: &str = "result.json";

/// Bytes of most results: a buffer that grows is copied each time.
const USUAL_BYTES: usize = 512 << 10;

/// The bytes of `result.json`: UTF-8, fixed key order, two-space indent, a final newline.
///
/// # Errors
/// Only where serialising itself fails.
pub fn to_bytes(outcome: &Outcome) -> serde_json::Result<Vec<u8>> {
    let mut bytes = Bytes(Vec::with_capacity(USUAL_BYTES));
    outcome
        .serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, Indented::default()))?;
    bytes.0.push(b'\n');
    Ok(bytes.0)
}

/// Bytes that are written to. Half of what serde_json writes are single signs, for which a `Vec` asks for room
/// and copies as for any other length.
struct Bytes(Vec<u8>);

impl Write for Bytes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match bytes {
            [byte] => self.0.push(*byte),
            [one, two] => self.0.extend([*one, *two]),
            bytes => self.0.extend_from_slice(bytes),
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What `serde_json::to_vec_pretty` writes, the indent at one go and not level by level: most of a result
/// are indents.
#[derive(Default)]
struct Indented {
    depth: usize,
    /// Whether what is open has anything in it.
    filled: bool,
}

/// What stands between two values: a comma, a line end, two spaces a level.
const BETWEEN: &str = ",\n                                                                ";

impl Indented {
    fn open<W: Write + ?Sized>(&mut self, to: &mut W, with: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        to.write_all(with)
    }

    fn close<W: Write + ?Sized>(&mut self, to: &mut W, with: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if self.filled {
            self.indent(to, true)?;
        }
        to.write_all(with)
    }

    fn indent<W: Write + ?Sized>(&self, to: &mut W, first: bool) -> io::Result<()> {
        let from = usize::from(first);
        match BETWEEN.get(from..2 + 2 * self.depth) {
            Some(indent) => to.write_all(indent.as_bytes()),
            // Deeper than any result.
            None => {
                to.write_all(BETWEEN.get(from..2).unwrap_or_default().as_bytes())?;
                (0..self.depth).try_for_each(|_| to.write_all(b"  "))
            }
        }
    }
}

impl Formatter for Indented {
    fn begin_array<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.open(to, b"[")
    }

    fn end_array<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.close(to, b"]")
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.indent(to, first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_object<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.open(to, b"{")
    }

    fn end_object<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.close(to, b"}")
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.indent(to, first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        to.write_all(b": ")
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }
}

/// Reads a result back.
///
/// # Errors
/// Where the text is no JSON or not of this form.
pub fn from_slice(bytes: &[u8]) -> serde_json::Result<Outcome> {
    serde_json::from_slice(bytes)
}

/// Reads a result back and says what is wrong with one that cannot be read.
///
/// # Errors
/// Where the text is no JSON, of a newer form or not of this form.
pub fn read(bytes: &[u8]) -> Result<Outcome, ResultProblem> {
    read_part(bytes, |outcome: &Outcome| &outcome.schema)
}

/// What of a result is told by its actions: much less of it is kept than by [`read`].
#[derive(Debug, Deserialize)]
pub struct Followed {
    schema: String,
    /// The project inspected.
    pub project: Project,
    /// Identifier of the standard.
    pub standard: Identified,
    /// The period.
    pub period: String,
    /// Corrective actions.
    #[serde(default)]
    pub actions: Vec<ActionRecord>,
}

/// What has an identifier.
#[derive(Debug, Deserialize)]
pub struct Identified {
    /// Identifier.
    pub id: String,
}

/// As [`read`], what is told by the actions alone.
///
/// # Errors
/// Where the text is no JSON, of a newer form, or its actions are not of this form: what else is in it is
/// not looked at.
pub fn read_actions(bytes: &[u8]) -> Result<Followed, ResultProblem> {
    read_part(bytes, |followed: &Followed| &followed.schema)
}

fn read_part<T: DeserializeOwned>(
    bytes: &[u8],
    schema: impl Fn(&T) -> &str,
) -> Result<T, ResultProblem> {
    #[derive(Deserialize)]
    struct Head {
        schema: String,
    }
    let newer = |found: &str| (found != SCHEMA).then(|| (found.to_string(), SCHEMA.to_string()));
    // One of another form is told by its head alone, whatever else it cannot be read for.
    let (newer, read) = match serde_json::from_slice::<T>(bytes) {
        Ok(read) => (newer(schema(&read)), Ok(read)),
        Err(error) => {
            let head = serde_json::from_slice::<Head>(bytes);
            let detail = head.as_ref().map_or_else(ToString::to_string, |_| error.to_string());
            (head.ok().and_then(|h| newer(&h.schema)), Err(ResultProblem::NoResult { detail }))
        }
    };
    match newer {
        Some((found, known)) => Err(ResultProblem::NewerSchema { found, known }),
        None => read,
    }
}

/// The JSON Schema (draft-07) of `result.json`, pretty-printed, with a final newline.
///
/// # Errors
/// Only where serialising itself fails.
pub fn schema() -> serde_json::Result<String> {
    let generator = schemars::generate::SchemaSettings::draft07().into_generator();
    let mut text = serde_json::to_string_pretty(&generator.into_root_schema_for::<Outcome>())?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_are_those_of_the_library() {
        let mut deep = serde_json::json!({"a": []});
        for level in 0..40 {
            deep = serde_json::json!([{}, [], {"empty": "", "level": level, "more": [deep, null]}]);
        }
        let mut bytes = Bytes(Vec::new());
        let mut to = serde_json::Serializer::with_formatter(&mut bytes, Indented::default());
        deep.serialize(&mut to).unwrap();
        assert!(bytes.0 == serde_json::to_vec_pretty(&deep).unwrap());
    }
}
