//! An .xlsx given back as it is: of the sheets only marked cells, notes and the added column change;
//! all other parts of the package are handed on byte for byte.
//!
//! The parts follow ECMA-376, part 1 (SpreadsheetML) and part 2 (packages). What is not as programs
//! commonly write it is [`Odd`]: such a copy is made of the values instead.

mod notes;
mod sheet;
mod styles;
mod text;

use std::collections::BTreeSet;
use std::io::{BufReader, Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::edit::Edit;
use crate::reader::PackageParts;
pub use notes::AUTHOR;
use notes::{Amended, Drawn};
use styles::Palette;
use text::{insert_before, relation, relations_of, resolve};

/// A copy.
#[derive(Debug)]
pub struct Copy {
    /// The workbook.
    pub bytes: Vec<u8>,
    /// Excel opens it under the ending .xlsm only.
    pub has_macros: bool,
}

/// Something is not as it is commonly written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Odd;

impl From<std::io::Error> for Odd {
    fn from(_: std::io::Error) -> Self {
        Odd
    }
}

impl From<zip::result::ZipError> for Odd {
    fn from(_: zip::result::ZipError) -> Self {
        Odd
    }
}

impl From<quick_xml::Error> for Odd {
    fn from(_: quick_xml::Error) -> Self {
        Odd
    }
}

impl From<quick_xml::events::attributes::AttrError> for Odd {
    fn from(_: quick_xml::events::attributes::AttrError) -> Self {
        Odd
    }
}

/// A part that is held in memory.
const MAX_SMALL_PART: u64 = 64 << 20;
/// A sheet: an event of it may be held in memory.
const MAX_SHEET: u64 = 1 << 30;

const TYPES: &str = "[Content_Types].xml";
const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";

type Zip<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// The copy of a workbook's bytes; `edits` has what is added to each sheet, where something is or an
/// earlier copy may have left something.
pub fn amend(bytes: &[u8], parts: &PackageParts, edits: &[Option<Edit>]) -> Result<Copy, Odd> {
    let mut package =
        Package { from: ZipArchive::new(Cursor::new(bytes))?, names: BTreeSet::new() };
    for index in 0..package.from.len() {
        let name = package.from.name_for_index(index).ok_or(Odd)?.map_err(|_| Odd)?.to_string();
        package.names.insert(name);
    }
    let mut palette = Palette::new(package.text(&parts.styles)?.ok_or(Odd)?)?;
    let mut sheets = Vec::new();
    for (path, edit) in parts.sheets.iter().zip(edits) {
        if let Some(edit) = edit {
            sheets.push(package.plan(path, edit)?);
        }
    }
    let mut types = package.text(TYPES)?.ok_or(Odd)?;
    let has_macros = types.contains("sheet.macroEnabled.main+xml");
    if !has_macros && !types.contains("spreadsheetml.sheet.main+xml") {
        return Err(Odd);
    }
    for sheet in &sheets {
        sheet.declare(&mut types)?;
    }
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let mut replaced = BTreeSet::from([TYPES.to_string(), parts.styles.clone()]);
    write(&mut to, TYPES, types.as_bytes())?;
    for sheet in &sheets {
        to.start_file(sheet.path, options())?;
        let index = package.from.index_for_name(sheet.path).ok_or(Odd)?;
        let entry = package.from.by_index(index)?;
        let insert = (!sheet.edit.notes.is_empty()).then_some(sheet.drawing_id.as_str());
        let seen = sheet::amend(BufReader::new(entry), &mut to, sheet.edit, &mut palette, insert)?;
        replaced.insert(sheet.path.to_string());
        for (name, content) in package.notes(sheet, seen.drawing.as_deref())? {
            write(&mut to, &name, content.as_bytes())?;
            replaced.insert(name);
        }
    }
    write(&mut to, &parts.styles, palette.finish()?.as_bytes())?;
    for index in 0..package.from.len() {
        let entry = package.from.by_index_raw(index)?;
        if !entry.name().is_ok_and(|name| replaced.contains(&*name)) {
            to.raw_copy_file(entry)?;
        }
    }
    Ok(Copy { bytes: to.finish()?.into_inner(), has_macros })
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().large_file(false)
}

fn write(to: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, content: &[u8]) -> Result<(), Odd> {
    to.start_file(name, options())?;
    Ok(to.write_all(content)?)
}

/// The package read from.
struct Package<'b> {
    from: Zip<'b>,
    names: BTreeSet<String>,
}

/// A sheet with what belongs to it.
struct Sheet<'a> {
    path: &'a str,
    edit: &'a Edit,
    /// Where its relations are, and what they say.
    relations: (String, String),
    /// The part of its notes as it is, and where it will be.
    comments: (Option<String>, String),
    /// The names a new drawing of notes is to have: the relation's and the part's.
    drawing_id: String,
    drawing: String,
}

impl Sheet<'_> {
    /// Declares the parts that will be new.
    fn declare(&self, types: &mut String) -> Result<(), Odd> {
        if self.edit.notes.is_empty() {
            return Ok(());
        }
        if self.comments.0.is_none() {
            let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
            let part =
                format!("<Override PartName=\"/{}\" ContentType=\"{kind}\"/>", self.comments.1);
            insert_before(types, "</Types>", &part)?;
        }
        if !types.to_ascii_lowercase().contains("extension=\"vml\"") {
            let kind = "application/vnd.openxmlformats-officedocument.vmlDrawing";
            let default = format!("<Default Extension=\"vml\" ContentType=\"{kind}\"/>");
            let at = types.find("<Types").and_then(|t| Some(t + types.get(t..)?.find('>')? + 1));
            types.insert_str(at.ok_or(Odd)?, &default);
        }
        Ok(())
    }
}

impl Package<'_> {
    /// A small part as text, without a byte order mark; `None` where it is not there.
    fn text(&mut self, name: &str) -> Result<Option<String>, Odd> {
        let Some(index) = self.from.index_for_name(name) else { return Ok(None) };
        let entry = self.from.by_index(index)?;
        if entry.size() > MAX_SMALL_PART {
            return Err(Odd);
        }
        let mut bytes = Vec::new();
        entry.take(MAX_SMALL_PART).read_to_end(&mut bytes)?;
        let text = String::from_utf8(bytes).map_err(|_| Odd)?;
        Ok(Some(text.strip_prefix('\u{FEFF}').map_or(text.clone(), str::to_string)))
    }

    fn plan<'a>(&mut self, path: &'a str, edit: &'a Edit) -> Result<Sheet<'a>, Odd> {
        let index = self.from.index_for_name(path).ok_or(Odd)?;
        if self.from.by_index_raw(index)?.size() > MAX_SHEET {
            return Err(Odd);
        }
        let name = relations_of(path);
        let relations = self.text(&name)?.unwrap_or_else(|| RELATIONS.to_string());
        let target = relation(&relations, |tag| {
            text::attribute(tag, "Type").is_some_and(|kind| kind.ends_with("/comments"))
        });
        let comments = match target {
            Some(target) => {
                let part = resolve(path, &target);
                if self.text(&part)?.is_none() {
                    return Err(Odd);
                }
                (Some(part.clone()), part)
            }
            None => (None, self.free(|n| format!("xl/comments{n}.xml"))),
        };
        let drawing = self.free(|n| format!("xl/drawings/vmlDrawing{n}.vml"));
        let ids = (1..).map(|n| format!("rIdProblems{n}"));
        let free = |id: &String| !relations.contains(&format!("\"{id}\""));
        let drawing_id = ids.into_iter().find(free).unwrap_or_default();
        Ok(Sheet { path, edit, relations: (name, relations), comments, drawing_id, drawing })
    }

    /// A name no part has yet; it is taken then.
    fn free(&mut self, name: impl Fn(u32) -> String) -> String {
        let free = (1..).map(name).find(|name| !self.names.contains(name)).unwrap_or_default();
        self.names.insert(free.clone());
        free
    }

    /// The parts with a sheet's notes, new or anew; `drawing` is the relation of the drawing that the
    /// sheet had.
    fn notes(
        &mut self,
        sheet: &Sheet<'_>,
        drawing: Option<&str>,
    ) -> Result<Vec<(String, String)>, Odd> {
        let old = match &sheet.comments.0 {
            Some(part) => self.text(part)?,
            None if sheet.edit.notes.is_empty() => return Ok(Vec::new()),
            None => None,
        };
        let Amended { text, dropped, added } = notes::comments(old.as_deref(), &sheet.edit.notes)?;
        let (relations_name, mut relations) = sheet.relations.clone();
        let mut parts = vec![(sheet.comments.1.clone(), text)];
        let mut relate = |id: &str, kind: &str, part: &str| {
            let tag = format!(
                "<Relationship Id=\"{id}\" Type=\"{RELATION}/{kind}\" Target=\"/{part}\"/>"
            );
            insert_before(&mut relations, "</Relationships>", &tag)
        };
        if sheet.comments.0.is_none() {
            relate(&format!("{}Notes", sheet.drawing_id), "comments", &sheet.comments.1)?;
        }
        let drawn = Drawn { dropped: &dropped, added: &added };
        match drawing {
            Some(id) => {
                let target = relation(&sheet.relations.1, |tag| {
                    text::attribute(tag, "Id").as_deref() == Some(id)
                });
                let part = resolve(sheet.path, &target.ok_or(Odd)?);
                let old = self.text(&part)?.ok_or(Odd)?;
                parts.push((part, notes::drawing(Some(&old), &drawn)?));
            }
            None if added.is_empty() => {}
            None => {
                relate(&sheet.drawing_id, "vmlDrawing", &sheet.drawing)?;
                parts.push((sheet.drawing.clone(), notes::drawing(None, &drawn)?));
            }
        }
        parts.push((relations_name, relations));
        Ok(parts)
    }
}
