//! TOML files read whole: every problem of a file at once, each with its place.
//!
//! serde stops at the first error. Here a file is read again after each one, with the offending key
//! renamed (where it is a slip of a known one), put in quotes, taken out, or stood in for by a *stand-in* that fits
//! whatever type is asked for. So the rest of the file is still seen, and later checks can go on with
//! the value; [`Read::stands_in`] tells them which spans to say nothing about.

mod access;
mod de;
mod error;
mod node;

use std::ops::Range;

use serde::de::DeserializeOwned;

use crate::diagnostic::{Expected, Place, Problem, ProblemKind, nearest};
use error::{Cause, Error, Step};
use node::{Kind, Node};

/// A file with more problems than this is not a slip of a known form.
const MAX_PROBLEMS: usize = 100;

/// The span of a stand-in: no stretch of any file.
const STAND_IN: Range<usize> = usize::MAX - 1..usize::MAX;

/// A file as far as it could be read.
#[derive(Debug)]
pub struct Read<T> {
    /// The content; with problems, stand-ins in the wrong places. `None` where the file is no TOML or
    /// has no more in common with the type.
    pub value: Option<T>,
    /// Problems in the order of the file.
    pub problems: Vec<Problem>,
    /// Keys that a stand-in was put at, and the spans of their tables.
    gaps: Vec<(String, Range<usize>)>,
    /// The file as it was read; `None` where it is no TOML.
    root: Option<Node>,
}

impl<T> Read<T> {
    /// The content, and what else is known of the file.
    pub fn take(self) -> (Option<T>, Read<()>) {
        let Read { value, problems, gaps, root } = self;
        (value, Read { value: None, problems, gaps, root })
    }

    /// The file as plain TOML; `None` where it has problems.
    pub fn table(&self) -> Option<toml::Table> {
        match self.root.as_ref()?.plain()? {
            toml::Value::Table(table) if self.problems.is_empty() => Some(table),
            _ => None,
        }
    }

    /// Whether a problem at `span` is about something that is only stood in for, or about a table
    /// that has a stand-in right in it.
    pub fn stands_in(&self, span: &Range<usize>) -> bool {
        *span == STAND_IN || self.gaps.iter().any(|(_, table)| table == span)
    }

    /// Whether a stand-in was put at `key` anywhere in the file.
    pub fn lacks(&self, key: &str) -> bool {
        self.gaps.iter().any(|(gap, _)| gap == key)
    }
}

/// Whether `span` is that of a stand-in.
pub fn is_stand_in(span: &Range<usize>) -> bool {
    *span == STAND_IN
}

/// Reads `text` into a `T` as far as it goes, for checks that go further. `file` is the path as the user
/// knows it. Problems are every syntax error; else every unknown and missing key and every value of
/// another type.
pub fn read<T: DeserializeOwned>(file: &str, text: &str) -> Read<T> {
    read_at(file, text, 0)
}

/// As [`read`], with the spans of the content moved on by `base` bytes, so that what several files hold
/// can be joined and each span still tells its file. Problems have their places in `text` itself.
pub fn read_at<T: DeserializeOwned>(file: &str, text: &str, base: usize) -> Read<T> {
    let (table, errors) = toml::de::DeTable::parse_recoverable(text);
    let mut root = Node::from(table);
    let Slips { problems, later } = match slips(file, text, &mut root, &errors) {
        Ok(slips) => slips,
        Err(problems) => return Read { value: None, problems, gaps: Vec::new(), root: None },
    };
    root.shift(base);
    let mut reading = Reading { file, base, root, problems, gaps: vec![] };
    let mut value = None;
    while reading.problems.len() < MAX_PROBLEMS {
        match T::deserialize(de::De::new(&reading.root)) {
            Ok(read) => {
                value = Some(read);
                break;
            }
            Err(error) => {
                if !reading.note(error) {
                    break;
                }
            }
        }
    }
    let Reading { mut problems, gaps, root, .. } = reading;
    // What nobody asked for has not been told of yet.
    let told: Vec<usize> = problems.iter().map(start).collect();
    problems.extend(later.into_iter().filter(|slip| !told.contains(&start(slip))));
    problems.sort_by_key(start);
    Read { value, problems, gaps, root: Some(root) }
}

/// Whether a file has a key at its top level; a file that is no TOML has none.
pub fn has_key(text: &str, key: &str) -> bool {
    // Asked of every standard, and to parse one takes its time.
    text.contains(key)
        && toml::de::DeTable::parse_recoverable(text).0.get_ref().keys().any(|k| k.get_ref() == key)
}

/// Byte offset a problem begins at; 0 outside TOML files.
pub fn start(problem: &Problem) -> usize {
    match &problem.place {
        Place::Toml { span, .. } => span.start,
        Place::Cell { .. } | Place::File { .. } => 0,
    }
}

/// Errors of the parser after which the rest of the file is read as it was meant.
#[derive(Debug, Default)]
struct Slips {
    /// Told at once.
    problems: Vec<Problem>,
    /// Values that are nothing TOML knows: whoever reads one tells better what it should be.
    later: Vec<Problem>,
}

/// What the parser says where the tables around it stay what they are.
const HARMLESS: [&str; 7] = [
    "duplicate key",
    "invalid basic string",
    "invalid literal string",
    "invalid unquoted key",
    "missing escaped value",
    "too few unicode value digits",
    "unexpected key or value",
];

/// Sorts the parser's errors, and marks in the tree the values that are nothing TOML knows.
///
/// # Errors
/// All of them as problems, where one leaves the rest of the file in doubt.
fn slips(
    file: &str,
    text: &str,
    root: &mut Node,
    errors: &[toml::de::Error],
) -> Result<Slips, Vec<Problem>> {
    let mut slips = Slips::default();
    let mut doubtful = false;
    for error in errors {
        let span = error.span().unwrap_or(0..text.len());
        let detail = error.message().to_string();
        let harmless = HARMLESS.iter().any(|start| detail.starts_with(start));
        let kind = ProblemKind::TomlSyntax { detail };
        let problem = |span| {
            let place = Place::Toml { file: file.to_string(), span };
            Problem::error(kind, place)
        };
        match root.leaf_at(&span).filter(|_| !harmless) {
            Some(leaf) if leaf.span.is_empty() => {
                *leaf = Node { kind: Kind::StandIn, span: STAND_IN };
                slips.problems.push(problem(span));
            }
            Some(leaf) => {
                let written = text.get(leaf.span.clone()).unwrap_or_default();
                doubtful |= written.starts_with(['"', '\'']);
                leaf.kind = Kind::Bare(written.to_string());
                slips.later.push(problem(leaf.span.clone()));
            }
            None => {
                doubtful |= !harmless;
                slips.problems.push(problem(span));
            }
        }
    }
    if doubtful {
        slips.problems.append(&mut slips.later);
        slips.problems.sort_by_key(start);
        return Err(slips.problems);
    }
    Ok(slips)
}

struct Reading<'a> {
    file: &'a str,
    /// What spans of `root` are moved on by.
    base: usize,
    root: Node,
    problems: Vec<Problem>,
    gaps: Vec<(String, Range<usize>)>,
}

impl Reading<'_> {
    /// Notes a problem and takes its cause out of the tree. False where nothing could be done about it.
    fn note(&mut self, error: Error) -> bool {
        let Error { cause, path, expected } = error;
        match cause {
            Cause::UnknownKey { key, allowed } => self.unknown_key(&path, key, allowed),
            Cause::MissingKey { key } => {
                let Some(table) = self.root.at(&path) else { return false };
                let span = table.span.clone();
                let Kind::Table(entries) = &mut table.kind else { return false };
                entries.push(node::Entry::stand_in(&key));
                self.gaps.push((key.clone(), span.clone()));
                self.push(ProblemKind::MissingKey { key }, span)
            }
            Cause::Value { variants } => {
                let expected = match variants {
                    Some(names) => Expected::OneOf(names),
                    None => expected.unwrap_or(Expected::Text),
                };
                self.bad_value(&path, expected)
            }
        }
    }

    fn push(&mut self, kind: ProblemKind, span: Range<usize>) -> bool {
        let at = |offset: usize| offset.saturating_sub(self.base);
        let place = Place::Toml { file: self.file.to_string(), span: at(span.start)..at(span.end) };
        self.problems.push(Problem::error(kind, place));
        true
    }

    /// A slip is read as the key it means, where that one is not there or can take in more.
    fn unknown_key(&mut self, path: &[Step], key: String, allowed: Vec<String>) -> bool {
        let Some(Kind::Table(entries)) = self.root.at(path).map(|n| &mut n.kind) else {
            return false;
        };
        let Some(at) = entries.iter().position(|e| e.key == key) else { return false };
        let entry = entries.remove(at);
        let span = entry.span.clone();
        let takes = |name: &&String| match entries.iter().find(|e| e.key == **name) {
            Some(there) => there.value.can_merge(&entry.value),
            None => true,
        };
        let nearest = nearest(&key, allowed.iter().filter(takes).map(String::as_str));
        if let Some(meant) = &nearest {
            match entries.iter_mut().find(|e| e.key == *meant) {
                Some(there) => there.value.merge(entry.value),
                None => entries.insert(at, node::Entry { key: meant.clone(), ..entry }),
            }
        }
        self.push(ProblemKind::UnknownKey { key, allowed, nearest }, span)
    }

    fn bad_value(&mut self, path: &[Step], expected: Expected) -> bool {
        let key = error::path_text(path);
        let table = path.split_last().and_then(|(_, parent)| self.root.at(parent));
        let table = table.map_or(0..0, |t| t.span.clone());
        let Some(node) = self.root.at(path) else { return false };
        if matches!(node.kind, Kind::StandIn) {
            return false; // a stand-in that does not fit: nothing left to try
        }
        let (found, span) = (node.show(), node.span.clone());
        let quoted = node.unquoted().filter(|text| match &expected {
            Expected::Text => true,
            Expected::OneOf(names) => names.contains(text),
            _ => false,
        });
        if let Some(text) = quoted {
            node.kind = Kind::Text(text.clone());
            return self.push(
                ProblemKind::BadValue { key, expected: Expected::Quoted(text), found },
                span,
            );
        }
        *node = Node { kind: Kind::StandIn, span: STAND_IN };
        self.gaps.push((error::last_key(path).to_string(), table));
        self.push(ProblemKind::BadValue { key, expected, found }, span)
    }
}

#[cfg(test)]
mod tests;
