//! What the workbook part says of the sheets before calamine is asked: where each one is.

use std::collections::HashMap;
use std::io::{Read, Seek};

use zip::ZipArchive;

use crate::reader::broken::Broken;
use crate::reader::limits::Limits;
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
        let mut targets = HashMap::new();
        walk(zip, &format!("{folder}_rels/{name}.rels"), limits, |tag| {
            if let (Some(id), Some(target)) = (tag.text(b"Id"), tag.text(b"Target")) {
                let path = match target.strip_prefix('/') {
                    Some(absolute) => absolute.to_string(),
                    None => format!("{folder}{target}"),
                };
                targets.insert(id.to_string(), path);
            }
        })?;
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

/// Shows `look` every tag of a part; a part that is not there has none.
fn walk<R: Read + Seek>(
    zip: &mut ZipArchive<R>,
    path: &str,
    limits: &Limits,
    mut look: impl FnMut(Tag<'_>),
) -> Result<(), Broken> {
    let Some(index) = find(zip, path) else { return Ok(()) };
    let entry = zip.by_index(index)?;
    let mut tags = Tags::new(entry, limits.text_bytes, limits.part_bytes);
    while let Some(tag) = tags.next_tag()? {
        look(tag);
    }
    Ok(())
}
