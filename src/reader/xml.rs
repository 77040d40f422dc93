//! XML events for the formats whose reader is this program's own.

use std::borrow::Cow;
use std::io::{BufReader, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::broken::Broken;

/// What a walk meets.
pub(super) enum Node<'b> {
    /// `<…>`, and `<…/>`, which is closed right after.
    Open(&'b BytesStart<'b>),
    /// The name, without prefix, of what is closed.
    Close(&'b str),
    /// A stretch of text; one text may come in several.
    Text(Cow<'b, str>),
}

/// Shows `meet` every node of a part that was looked over for its limits.
pub(super) fn walk(
    part: impl Read,
    mut meet: impl FnMut(Node<'_>) -> Result<(), Broken>,
) -> Result<(), Broken> {
    let mut reader = Reader::from_reader(BufReader::new(part));
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(library)? {
            Event::Start(start) => meet(Node::Open(&start))?,
            Event::End(end) => meet(Node::Close(end.local_name().as_ref()))?,
            Event::Text(text) => meet(Node::Text(text.xml10_content()))?,
            Event::CData(text) => meet(Node::Text(text.xml10_content()))?,
            Event::GeneralRef(reference) => {
                let known = quick_xml::escape::resolve_xml_entity(&reference);
                let text = match known {
                    Some(text) => Cow::Borrowed(text),
                    None => match reference.resolve_char_ref().map_err(library)? {
                        Some(c) => Cow::Owned(c.to_string()),
                        None => return Err(Broken::DocumentType),
                    },
                };
                meet(Node::Text(text))?;
            }
            Event::DocType(_) => return Err(Broken::DocumentType),
            Event::Eof => return Ok(()),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn library(error: quick_xml::Error) -> Broken {
    match error {
        // The stream's own, or a watch that has run out.
        quick_xml::Error::Io(error) => match std::sync::Arc::try_unwrap(error) {
            Ok(error) => error.into(),
            Err(error) => Broken::Library(error.to_string()),
        },
        other => Broken::Library(format!("XML: {other}")),
    }
}

/// An attribute by its name without prefix.
pub(super) fn attribute<'b>(start: &'b BytesStart<'b>, name: &str) -> Option<Cow<'b, str>> {
    start
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|a| a.key.local_name().as_ref() == name)
        .and_then(|a| a.normalized_value(XmlVersion::Implicit1_0).ok())
}

/// An attribute that is a number.
pub(super) fn number(start: &BytesStart<'_>, name: &str) -> Option<u32> {
    // A number too large is larger than any limit.
    let text = attribute(start, name)?;
    let text = text.trim();
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u32::MAX))
}
