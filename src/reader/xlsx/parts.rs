//! What the workbook part says: which sheets there are, and where everything is.

use std::collections::HashMap;
use std::io::{Read, Seek};

use zip::ZipArchive;
use zip::read::ZipFile;

use super::inflate::at_once;
use crate::reader::broken::Broken;
use crate::reader::limits::{Limits, MAX_SMALL_PART};
use crate::reader::package::find;
use crate::reader::tags::{Tag, Tags};

/// A sheet with cells; chart sheets and the like have none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SheetPart {
    pub name: String,
    pub path: String,
    pub hidden: bool,
}

/// Where things are in the package.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub sheets: Vec<SheetPart>,
    pub strings: String,
    pub styles: String,
    pub theme: Option<String>,
    pub epoch_1904: bool,
    /// The workbook asks for its formulas to be computed on loading: writers that compute
    /// nothing, and store 0 for every formula, do so.
    pub recalculates: bool,
}

/// What a relation points to, and its kind: the last part of its type.
type Relations = HashMap<String, (String, String)>;

impl Parts {
    pub fn read<R: Read + Seek>(zip: &mut ZipArchive<R>, limits: &Limits) -> Result<Parts, Broken> {
        let mut workbook = "xl/workbook.xml".to_string();
        walk(zip, "_rels/.rels", limits, |tag| {
            let kind = tag.text(b"Type").unwrap_or("");
            if tag.name() == b"Relationship" && kind.ends_with("/officeDocument") {
                let target = tag.text(b"Target").unwrap_or("");
                workbook = target.trim_start_matches('/').to_string();
            }
            Ok(())
        })?;
        let (folder, name) = match workbook.rfind('/') {
            Some(slash) => workbook.split_at(slash + 1),
            None => ("", workbook.as_str()),
        };
        let relations = relations(zip, folder, name, limits)?;
        let of_kind = |wanted: &str| {
            let mut paths: Vec<&String> = relations
                .values()
                .filter(|(_, kind)| kind == wanted)
                .map(|(path, _)| path)
                .collect();
            paths.sort();
            paths.first().map(|path| (*path).clone())
        };
        let mut parts = Parts {
            strings: of_kind("sharedStrings").unwrap_or(format!("{folder}sharedStrings.xml")),
            styles: of_kind("styles").unwrap_or(format!("{folder}styles.xml")),
            theme: of_kind("theme"),
            ..Parts::default()
        };
        walk(zip, &workbook, limits, |tag| {
            match tag.name() {
                b"sheet" if !tag.closes() => parts.sheets.extend(sheet(tag, &relations)?),
                b"workbookPr" if tag.attribute(b"date1904").is_some() => {
                    parts.epoch_1904 = tag.flag(b"date1904");
                }
                b"calcPr" => parts.recalculates |= tag.flag(b"fullCalcOnLoad"),
                _ => {}
            }
            Ok(())
        })?;
        Ok(parts)
    }
}

/// A sheet, if it is one with cells.
fn sheet(tag: Tag<'_>, relations: &Relations) -> Result<Option<SheetPart>, Broken> {
    let related = tag.text(b"id").and_then(|id| relations.get(id));
    let Some((path, kind)) = related else {
        return Err(Broken::Library("a sheet without a part".to_string()));
    };
    if kind != "worksheet" {
        return Ok(None);
    }
    let name = quick_xml::escape::unescape(tag.text(b"name").unwrap_or_default())
        .map_err(|_| Broken::DocumentType)?;
    let hidden = matches!(tag.attribute(b"state"), Some(b"hidden" | b"veryHidden"));
    Ok(Some(SheetPart { name: name.into_owned(), path: path.clone(), hidden }))
}

fn relations<R: Read + Seek>(
    zip: &mut ZipArchive<R>,
    folder: &str,
    name: &str,
    limits: &Limits,
) -> Result<Relations, Broken> {
    let mut relations = Relations::new();
    walk(zip, &format!("{folder}_rels/{name}.rels"), limits, |tag| {
        if let (Some(id), Some(target)) = (tag.text(b"Id"), tag.text(b"Target")) {
            let path = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_string(),
                None => format!("{folder}{target}"),
            };
            let kind = tag.text(b"Type").unwrap_or("").rsplit('/').next().unwrap_or("");
            relations.insert(id.to_string(), (path, kind.to_string()));
        }
        Ok(())
    })?;
    Ok(relations)
}

/// Shows `look` every tag of a small part; one that is not there has none.
pub(super) fn walk<R: Read + Seek>(
    zip: &mut ZipArchive<R>,
    path: &str,
    limits: &Limits,
    mut look: impl FnMut(Tag<'_>) -> Result<(), Broken>,
) -> Result<(), Broken> {
    let Some(index) = find(zip, path) else { return Ok(()) };
    let mut tags = tags_of(zip, index, limits)?;
    while let Some(tag) = tags.next_tag()? {
        look(tag)?;
    }
    Ok(())
}

/// Small parts of up to so many bytes are inflated whole; larger ones, which no workbook needs, a piece at a
/// time.
const AT_ONCE_BYTES: u64 = 1 << 20;

/// The tags of a small part.
pub(super) fn tags_of<'z, R: Read + Seek>(
    zip: &'z mut ZipArchive<R>,
    index: usize,
    limits: &Limits,
) -> Result<Tags<ZipFile<'z, R>>, Broken> {
    let most = limits.part_bytes.min(MAX_SMALL_PART);
    if let Some(part) = at_once(zip, index, most.min(AT_ONCE_BYTES))? {
        return Ok(Tags::of(part.as_ref().to_vec(), limits.text_bytes));
    }
    Ok(Tags::new(zip.by_index(index)?, limits.text_bytes, most))
}
