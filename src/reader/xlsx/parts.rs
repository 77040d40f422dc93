//! What the workbook part says of the sheets before calamine is asked: where each one is.

use std::collections::HashMap;
use std::io::{Read, Seek};

use zip::ZipArchive;

use crate::reader::broken::Broken;
use crate::reader::limits::{Limits, MAX_SMALL_PART, STRING_BYTES};
use crate::reader::package::find;
use crate::reader::tags::{Tag, Tags};

/// Where things are in the package.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    /// Path of every sheet of the workbook in order, worksheets or not.
    pub sheets: Vec<Option<String>>,
    /// The workbook asks for its formulas to be computed on loading: writers that compute
    /// nothing, and store 0 for every formula, do so.
    pub recalculates: bool,
}

impl Parts {
    pub fn read<R: Read + Seek>(zip: &mut ZipArchive<R>, limits: &Limits) -> Result<Parts, Broken> {
        let mut workbook = "xl/workbook.xml".to_string();
        walk(zip, "_rels/.rels", limits, |tag| {
            let kind = tag.text(b"Type").unwrap_or("");
            if tag.name() == b"Relationship" && kind.ends_with("/officeDocument") {
                let target = tag.text(b"Target").unwrap_or("");
                workbook = target.trim_start_matches('/').to_string();
            }
        })?;
        let (folder, name) = match workbook.rfind('/') {
            Some(slash) => workbook.split_at(slash + 1),
            None => ("", workbook.as_str()),
        };
        let (mut targets, mut others) = (HashMap::new(), Vec::new());
        walk(zip, &format!("{folder}_rels/{name}.rels"), limits, |tag| {
            if let (Some(id), Some(target)) = (tag.text(b"Id"), tag.text(b"Target")) {
                let path = match target.strip_prefix('/') {
                    Some(absolute) => absolute.to_string(),
                    None => format!("{folder}{target}"),
                };
                let kind = tag.text(b"Type").unwrap_or("");
                if kind.ends_with("/styles") || kind.ends_with("/theme") {
                    others.push(path.clone());
                }
                targets.insert(id.to_string(), path);
            }
        })?;
        // calamine takes these by their names, whatever the relations say.
        others.push(format!("{folder}styles.xml"));
        for path in others {
            walk(zip, &path, limits, |_| {})?;
        }
        strings(zip, &format!("{folder}sharedStrings.xml"), limits)?;
        let mut parts = Parts::default();
        walk(zip, &workbook, limits, |tag| match tag.name() {
            b"sheet" if !tag.closes() => {
                parts.sheets.push(tag.text(b"id").and_then(|id| targets.get(id)).cloned());
            }
            b"calcPr" => parts.recalculates |= tag.flag(b"fullCalcOnLoad"),
            _ => {}
        })?;
        Ok(parts)
    }
}

/// Holds the shared strings, all of which calamine keeps, to the limits.
fn strings<R: Read + Seek>(
    zip: &mut ZipArchive<R>,
    path: &str,
    limits: &Limits,
) -> Result<(), Broken> {
    let Some(index) = find(zip, path) else { return Ok(()) };
    let mut tags = Tags::new(zip.by_index(index)?, limits.text_bytes, limits.part_bytes);
    let mut memory = 0u64;
    while let Some(tag) = tags.next_tag()? {
        let own = if tag.name() == b"si" && !tag.closes() { STRING_BYTES } else { 0 };
        memory = memory.saturating_add(own + tag.text_bytes);
        if memory > limits.memory {
            return Err(Broken::TooMuchMemory(limits.memory));
        }
    }
    Ok(())
}

/// Shows `look` every tag of a small part; one that is not there has none.
fn walk<R: Read + Seek>(
    zip: &mut ZipArchive<R>,
    path: &str,
    limits: &Limits,
    mut look: impl FnMut(Tag<'_>),
) -> Result<(), Broken> {
    let Some(index) = find(zip, path) else { return Ok(()) };
    let entry = zip.by_index(index)?;
    let most = limits.part_bytes.min(MAX_SMALL_PART);
    let mut tags = Tags::new(entry, limits.text_bytes, most);
    while let Some(tag) = tags.next_tag()? {
        look(tag);
    }
    Ok(())
}
