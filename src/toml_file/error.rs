//! What serde finds wrong, kept as facts instead of words.

use serde::de::{Expected as Wanted, Unexpected};

use crate::diagnostic::Expected;

/// A step down a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

/// What is wrong.
#[derive(Debug)]
pub(super) enum Cause {
    UnknownKey {
        key: String,
        allowed: Vec<String>,
    },
    MissingKey {
        key: String,
    },
    /// A value that does not fit; one of these would.
    Value {
        variants: Option<Vec<String>>,
    },
}

/// What is wrong and where.
#[derive(Debug)]
pub(super) struct Error {
    pub cause: Cause,
    /// From the root to the value, or to the table of the key.
    pub path: Vec<Step>,
    /// What was asked for there, as far as the type says.
    pub expected: Option<Expected>,
}

impl Error {
    fn new(cause: Cause) -> Self {
        Error { cause, path: Vec::new(), expected: None }
    }

    /// The same one step further up. Only the way to the error is copied, and only once it is one.
    pub fn under(mut self, step: Step) -> Self {
        self.path.insert(0, step);
        self
    }

    /// Says what was asked for, where nothing further down has.
    pub fn wanting(mut self, expected: Option<Expected>) -> Self {
        if self.path.is_empty() && self.expected.is_none() {
            self.expected = expected;
        }
        self
    }
}

fn owned(names: &'static [&'static str]) -> Vec<String> {
    names.iter().map(|n| (*n).to_string()).collect()
}

impl serde::de::Error for Error {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Error::new(Cause::Value { variants: None })
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Wanted) -> Self {
        Error::new(Cause::Value { variants: None })
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Error::new(Cause::Value { variants: Some(owned(expected)) })
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Error::new(Cause::UnknownKey { key: field.to_string(), allowed: owned(expected) })
    }

    fn missing_field(field: &'static str) -> Self {
        Error::new(Cause::MissingKey { key: field.to_string() })
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} at {}", self.cause, path_text(&self.path))
    }
}

impl std::error::Error for Error {}

/// The last key of a path.
pub(super) fn last_key(path: &[Step]) -> &str {
    path.iter()
        .rev()
        .find_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Index(_) => None,
        })
        .unwrap_or("")
}

/// The last key with the indices after it: `columns[2]`.
pub(super) fn path_text(path: &[Step]) -> String {
    let after = path.iter().rev().take_while(|s| matches!(s, Step::Index(_))).count();
    let mut text = last_key(path).to_string();
    for step in path.iter().skip(path.len() - after) {
        if let Step::Index(index) = step {
            text += &format!("[{}]", index + 1);
        }
    }
    text
}
