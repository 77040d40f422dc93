//! A TOML document as a tree that can be mended.

use std::ops::Range;

use toml::de::{DeTable, DeValue};
use toml::{Spanned, Value};

use super::STAND_IN;
use super::error::Step;

/// A value and its bytes in the file; those of a `[table]` are its header's.
#[derive(Debug)]
pub(super) struct Node {
    pub kind: Kind,
    pub span: Range<usize>,
}

#[derive(Debug)]
pub(super) enum Kind {
    Text(String),
    Integer(i128),
    /// A whole number too large for anything.
    Huge(String),
    Float(f64),
    Boolean(bool),
    Time(toml::value::Datetime),
    /// Written without quotes, and nothing TOML knows: as it stands in the file.
    Bare(String),
    List(Vec<Node>),
    /// In the order of the file.
    Table(Vec<Entry>),
    /// Fits whatever is asked for.
    StandIn,
}

#[derive(Debug)]
pub(super) struct Entry {
    pub key: String,
    /// Of the key.
    pub span: Range<usize>,
    pub value: Node,
}

impl Entry {
    pub fn stand_in(key: &str) -> Self {
        let value = Node { kind: Kind::StandIn, span: STAND_IN };
        Entry { key: key.to_string(), span: STAND_IN, value }
    }
}

fn shifted(span: &Range<usize>, base: usize) -> Range<usize> {
    span.start + base..span.end + base
}

impl From<Spanned<DeTable<'_>>> for Node {
    fn from(root: Spanned<DeTable<'_>>) -> Self {
        let span = root.span();
        Node { kind: table(root.into_inner()), span }
    }
}

/// Depth is bounded by the TOML parser.
fn table(entries: DeTable<'_>) -> Kind {
    let mut entries: Vec<Entry> = entries
        .into_iter()
        .map(|(key, value)| Entry {
            span: key.span(),
            key: key.into_inner().into_owned(),
            value: node(value),
        })
        .collect();
    // The parser keeps tables in alphabetical order; people mean the order they wrote.
    entries.sort_by_key(|e| e.span.start);
    Kind::Table(entries)
}

fn node(value: Spanned<DeValue<'_>>) -> Node {
    let span = value.span();
    let kind = match value.into_inner() {
        DeValue::String(text) => Kind::Text(text.into_owned()),
        DeValue::Integer(number) => match i128::from_str_radix(number.as_str(), number.radix()) {
            Ok(value) => Kind::Integer(value),
            Err(_) => Kind::Huge(number.as_str().to_string()),
        },
        DeValue::Float(number) => {
            // The parser has checked the form; what is beyond a double becomes infinite.
            Kind::Float(number.as_str().parse().unwrap_or(f64::NAN))
        }
        DeValue::Boolean(yes) => Kind::Boolean(yes),
        DeValue::Datetime(time) => Kind::Time(time),
        DeValue::Array(values) => Kind::List(values.into_iter().map(node).collect()),
        DeValue::Table(entries) => table(entries),
    };
    Node { kind, span }
}

impl Node {
    /// The same tree with every span moved on by `base` bytes. Depth is bounded by the TOML parser.
    pub fn shift(&mut self, base: usize) {
        self.span = shifted(&self.span, base);
        match &mut self.kind {
            Kind::List(values) => values.iter_mut().for_each(|value| value.shift(base)),
            Kind::Table(entries) => {
                for entry in entries {
                    entry.span = shifted(&entry.span, base);
                    entry.value.shift(base);
                }
            }
            _ => {}
        }
    }

    /// The node at the end of `path`.
    pub fn at(&mut self, path: &[Step]) -> Option<&mut Node> {
        let mut node = self;
        for step in path {
            node = match (step, &mut node.kind) {
                (Step::Key(key), Kind::Table(entries)) => {
                    &mut entries.iter_mut().find(|e| e.key == *key)?.value
                }
                (Step::Index(index), Kind::List(values)) => values.get_mut(*index)?,
                _ => return None,
            };
        }
        Some(node)
    }

    /// The value without parts that `span` lies in.
    pub fn leaf_at(&mut self, span: &Range<usize>) -> Option<&mut Node> {
        match &self.kind {
            Kind::List(_) | Kind::Table(_) => self.parts().find_map(|part| part.leaf_at(span)),
            _ => (self.span.start <= span.start && span.end <= self.span.end).then_some(self),
        }
    }

    fn parts(&mut self) -> Box<dyn Iterator<Item = &mut Node> + '_> {
        match &mut self.kind {
            Kind::List(values) => Box::new(values.iter_mut()),
            Kind::Table(entries) => Box::new(entries.iter_mut().map(|entry| &mut entry.value)),
            _ => Box::new(std::iter::empty()),
        }
    }

    /// A value written without quotes, as it is written.
    pub fn unquoted(&self) -> Option<String> {
        match &self.kind {
            Kind::Bare(_)
            | Kind::Integer(_)
            | Kind::Huge(_)
            | Kind::Float(_)
            | Kind::Boolean(_)
            | Kind::Time(_) => Some(self.show()),
            Kind::Text(_) | Kind::List(_) | Kind::Table(_) | Kind::StandIn => None,
        }
    }

    /// Whether both are tables, or both lists.
    pub fn can_merge(&self, other: &Node) -> bool {
        matches!(
            (&self.kind, &other.kind),
            (Kind::Table(_), Kind::Table(_)) | (Kind::List(_), Kind::List(_))
        )
    }

    /// Takes in what `other` has and this has not: `[[item]]` among `[[items]]`.
    pub fn merge(&mut self, other: Node) {
        match (&mut self.kind, other.kind) {
            (Kind::List(values), Kind::List(more)) => {
                values.extend(more);
                values.sort_by_key(|v| v.span.start);
            }
            (Kind::Table(entries), Kind::Table(more)) => {
                for entry in more {
                    match entries.iter_mut().find(|e| e.key == entry.key) {
                        Some(there) => there.value.merge(entry.value),
                        None => entries.push(entry),
                    }
                }
                entries.sort_by_key(|e| e.span.start);
            }
            _ => {}
        }
    }

    /// The value as TOML has it; `None` where it is none.
    pub fn plain(&self) -> Option<Value> {
        Some(match &self.kind {
            Kind::Text(text) => Value::String(text.clone()),
            Kind::Integer(number) => Value::Integer(i64::try_from(*number).ok()?),
            Kind::Float(number) => Value::Float(*number),
            Kind::Boolean(yes) => Value::Boolean(*yes),
            Kind::Time(time) => Value::Datetime(*time),
            Kind::List(values) => {
                Value::Array(values.iter().map(Node::plain).collect::<Option<_>>()?)
            }
            Kind::Table(entries) => {
                let entry = |e: &Entry| Some((e.key.clone(), e.value.plain()?));
                Value::Table(entries.iter().map(entry).collect::<Option<_>>()?)
            }
            Kind::Huge(_) | Kind::Bare(_) | Kind::StandIn => return None,
        })
    }

    /// The value in a message.
    pub fn show(&self) -> String {
        match &self.kind {
            Kind::Text(text) => {
                let mut short: String = text.chars().take(40).collect();
                if short.len() < text.len() {
                    short.push('…');
                }
                format!("{short:?}")
            }
            Kind::Integer(number) => number.to_string(),
            Kind::Huge(number) => number.chars().take(40).collect(),
            Kind::Float(number) => format!("{number:?}"),
            Kind::Boolean(yes) => yes.to_string(),
            Kind::Time(time) => time.to_string(),
            Kind::Bare(text) => text.chars().take(40).collect(),
            Kind::List(_) => "[…]".to_string(),
            Kind::Table(_) | Kind::StandIn => "{…}".to_string(),
        }
    }
}
