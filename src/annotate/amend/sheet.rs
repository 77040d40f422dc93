//! The part of a sheet, an event at a time: formats of marked cells, the added column, and the
//! relation of the drawing that its notes need.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Write};

use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};

use super::styles::Palette;
use super::text::escaped;
use super::{Odd, RELATION};
use crate::annotate::edit::Edit;
use crate::annotate::grid;
use crate::diagnostic::Severity;
use crate::evidence::table::CellAt;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
/// Elements that stand behind `legacyDrawing` (CT_Worksheet).
const BEHIND_DRAWING: &[&str] = &[
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
    "mc:AlternateContent",
];
/// Width of the added column, in characters.
const WIDTH: &str = "60";

/// What was met.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The relation of the drawing the sheet had.
    pub drawing: Option<String>,
}

/// Writes the sheet as `edit` wants it; `insert` is the relation of a drawing it needs, should it
/// have none.
pub fn amend<R: BufRead, W: Write>(
    from: R,
    to: W,
    edit: &Edit,
    palette: &mut Palette,
    insert: Option<&str>,
) -> Result<Seen, Odd> {
    let mut reader = Reader::from_reader(from);
    let mut needed: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for (row, column) in edit.fills.keys() {
        needed.entry(*row).or_default().insert(*column);
    }
    for row in edit.texts.keys() {
        needed.entry(*row).or_default().insert(edit.list);
    }
    let mut sheet = Sheet {
        to: Writer::new(to),
        edit,
        palette,
        insert,
        needed,
        path: Vec::new(),
        skipping: None,
        row: None,
        columns: BTreeSet::new(),
        column: None,
        format: 0,
        has_width: edit.is_earlier || edit.texts.is_empty(),
        has_data: false,
        seen: Seen::default(),
    };
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer)? {
            Event::Eof => break,
            event => sheet.take(event)?,
        }
        buffer.clear();
    }
    if sheet.has_data && sheet.path.is_empty() { Ok(sheet.seen) } else { Err(Odd) }
}

struct Sheet<'a, W: Write> {
    to: Writer<W>,
    edit: &'a Edit,
    palette: &'a mut Palette,
    insert: Option<&'a str>,
    /// Cells that are still to be written, by row.
    needed: BTreeMap<u32, BTreeSet<u32>>,
    /// Names of the open elements.
    path: Vec<String>,
    /// Elements open where everything is left out until one of them closes.
    skipping: Option<usize>,
    /// The row at hand, or the last one; what of it is still to be written; its last cell and that
    /// one's format.
    row: Option<u32>,
    columns: BTreeSet<u32>,
    column: Option<u32>,
    format: usize,
    has_width: bool,
    has_data: bool,
    seen: Seen,
}

impl<W: Write> Sheet<'_, W> {
    fn take(&mut self, event: Event<'_>) -> Result<(), Odd> {
        match event {
            Event::Start(tag) => {
                let name = tag.name().as_ref().to_string();
                self.open(tag, false)?;
                self.path.push(name);
                Ok(())
            }
            Event::Empty(tag) => self.open(tag, true),
            Event::End(tag) => self.close(tag),
            // Nothing common has one, and it may stand for anything.
            Event::DocType(_) => Err(Odd),
            other => self.put(other),
        }
    }

    fn put(&mut self, event: Event<'_>) -> Result<(), Odd> {
        if self.skipping.is_none() {
            self.to.write_event(event)?;
        }
        Ok(())
    }

    fn tag(&mut self, tag: BytesStart<'_>, is_empty: bool) -> Result<(), Odd> {
        self.put(if is_empty { Event::Empty(tag) } else { Event::Start(tag) })
    }

    fn open(&mut self, tag: BytesStart<'_>, is_empty: bool) -> Result<(), Odd> {
        if self.skipping.is_some() {
            return Ok(());
        }
        let name = tag.name().as_ref().to_string();
        let above = self.path.last().map(String::as_str);
        match (self.path.len(), above, name.as_str()) {
            (0, _, name) => {
                let main = value(&tag, "xmlns")?;
                if name != "worksheet" || main.as_deref() != Some(MAIN) || is_empty {
                    return Err(Odd);
                }
                self.tag(tag, is_empty)
            }
            (1, _, "dimension") => {
                let tag = self.dimension(&tag)?;
                self.tag(tag, is_empty)
            }
            (1, _, "sheetData") => self.data(tag, is_empty),
            (1, _, "legacyDrawing") => {
                let id = tag.attributes().flatten().find(|a| a.key.as_ref().ends_with(":id"));
                self.seen.drawing = Some(id.ok_or(Odd)?.value.to_string());
                self.insert = None;
                self.tag(tag, is_empty)
            }
            (1, _, "cols") if is_empty => Ok(()),
            (1, _, name) if BEHIND_DRAWING.contains(&name) => {
                self.drawing()?;
                self.tag(tag, is_empty)
            }
            (2, Some("cols"), "col") => self.width(&tag, is_empty),
            (2, Some("sheetData"), "row") => self.open_row(tag, is_empty),
            (3, Some("row"), "c") => self.cell(tag, is_empty),
            _ => self.tag(tag, is_empty),
        }
    }

    fn close(&mut self, tag: BytesEnd<'_>) -> Result<(), Odd> {
        self.path.pop();
        if let Some(depth) = self.skipping {
            if self.path.len() == depth {
                self.skipping = None;
            }
            return Ok(());
        }
        match (self.path.len(), tag.name().as_ref()) {
            (0, _) => self.drawing()?,
            (1, "cols") => self.own_width(None)?,
            (1, "sheetData") => self.rows_before(None)?,
            (2, "row") if self.has_data => self.cells_before(None)?,
            _ => {}
        }
        self.put(Event::End(tag))
    }

    /// The used range, with what is added.
    fn dimension<'t>(&self, tag: &BytesStart<'t>) -> Result<BytesStart<'t>, Odd> {
        let old = value(tag, "ref")?.and_then(|v| grid::parse(&v));
        let (Some(area), Some((first, _)), Some((last, _))) =
            (old, self.needed.first_key_value(), self.needed.last_key_value())
        else {
            return Ok(tag.clone());
        };
        let right = self.needed.values().filter_map(|columns| columns.last()).max();
        let left = self.needed.values().filter_map(|columns| columns.first()).min();
        let from = CellAt {
            row: *area.rows.start().min(first),
            column: *area.columns.start().min(left.ok_or(Odd)?),
        };
        let to = CellAt {
            row: *area.rows.end().max(last),
            column: *area.columns.end().max(right.ok_or(Odd)?),
        };
        changed(tag, &[("ref", Some(format!("{from}:{to}")))])
    }

    fn data(&mut self, tag: BytesStart<'_>, is_empty: bool) -> Result<(), Odd> {
        self.has_data = true;
        if !self.has_width {
            self.to.write_event(Event::Start(BytesStart::new("cols")))?;
            self.own_width(None)?;
            self.to.write_event(Event::End(BytesEnd::new("cols")))?;
        }
        if !is_empty || self.needed.is_empty() {
            return self.tag(tag, is_empty);
        }
        self.tag(tag, false)?;
        self.rows_before(None)?;
        self.put(Event::End(BytesEnd::new("sheetData")))
    }

    /// The widths of columns, with the added one's among them.
    fn width(&mut self, tag: &BytesStart<'_>, is_empty: bool) -> Result<(), Odd> {
        if !is_empty {
            return Err(Odd);
        }
        let first = number(tag, "min")?.ok_or(Odd)?;
        let last = number(tag, "max")?.ok_or(Odd)?;
        let own = self.edit.list + 1;
        if self.has_width || last < own {
            return self.put(Event::Empty(tag.clone()));
        }
        if first > own {
            self.own_width(None)?;
            return self.put(Event::Empty(tag.clone()));
        }
        let to = |to: u32| Some(to.to_string());
        if first < own {
            self.put(Event::Empty(changed(tag, &[("max", to(own - 1))])?))?;
        }
        self.own_width(Some(tag))?;
        if last > own {
            self.put(Event::Empty(changed(tag, &[("min", to(own + 1))])?))?;
        }
        Ok(())
    }

    /// The width of the added column, which is shown whatever it was.
    fn own_width(&mut self, old: Option<&BytesStart<'_>>) -> Result<(), Odd> {
        if std::mem::replace(&mut self.has_width, true) {
            return Ok(());
        }
        let own = (self.edit.list + 1).to_string();
        let mut tag = BytesStart::new("col");
        tag.push_attribute(("min", own.as_str()));
        tag.push_attribute(("max", own.as_str()));
        tag.push_attribute(("width", WIDTH));
        if let Some(style) = old.map(|old| value(old, "style")).transpose()?.flatten() {
            tag.push_attribute(("style", style.as_str()));
        }
        tag.push_attribute(("customWidth", "1"));
        self.put(Event::Empty(tag))
    }

    fn open_row(&mut self, tag: BytesStart<'_>, is_empty: bool) -> Result<(), Odd> {
        let next = self.row.map_or(0, |row| row + 1);
        let row = number(&tag, "r")?.map_or(Some(next), |r| r.checked_sub(1)).ok_or(Odd)?;
        if row < next {
            return Err(Odd);
        }
        self.rows_before(Some(row))?;
        (self.row, self.column, self.format) = (Some(row), None, 0);
        self.columns = self.needed.remove(&row).unwrap_or_default();
        if self.columns.is_empty() {
            return self.tag(tag, is_empty);
        }
        let mut changes: Vec<(&str, Option<String>)> = vec![("spans", None)];
        // A row that is as high as its texts were grows with what is added.
        let is_custom = value(&tag, "customHeight")?.is_some_and(|v| v == "1" || v == "true");
        if !is_custom && self.edit.texts.contains_key(&row) {
            changes.push(("ht", None));
        }
        let tag = changed(&tag, &changes)?;
        self.tag(tag, false)?;
        if is_empty {
            self.cells_before(None)?;
            self.put(Event::End(BytesEnd::new("row")))?;
        }
        Ok(())
    }

    fn cell(&mut self, tag: BytesStart<'_>, is_empty: bool) -> Result<(), Odd> {
        let row = self.row.ok_or(Odd)?;
        let next = self.column.map_or(0, |column| column + 1);
        let column = match value(&tag, "r")? {
            Some(name) => {
                let area = grid::parse(&name).ok_or(Odd)?;
                if *area.rows.start() != row {
                    return Err(Odd);
                }
                *area.columns.start()
            }
            None => next,
        };
        if column < next {
            return Err(Odd);
        }
        self.cells_before(Some(column))?;
        self.column = Some(column);
        let is_ours = self.edit.outdated.contains(&row) || self.edit.texts.contains_key(&row);
        if column == self.edit.list && is_ours {
            if !is_empty {
                self.skipping = Some(self.path.len());
            }
            if self.columns.remove(&column) {
                let open = self.skipping.take();
                self.added(row, column)?;
                self.skipping = open;
            }
            return Ok(());
        }
        self.columns.remove(&column);
        let old = number(&tag, "s")?.unwrap_or(0) as usize;
        let format = match self.edit.fills.get(&(row, column)) {
            Some(severity) => self.palette.marked(old, *severity)?,
            // Of a register that was never marked the colours are its own.
            None if self.edit.is_earlier => self.palette.unmarked(old)?,
            None => old,
        };
        self.format = old;
        if format == old {
            return self.tag(tag, is_empty);
        }
        let tag = changed(&tag, &[("s", Some(format.to_string()))])?;
        self.tag(tag, is_empty)
    }

    /// Writes the rows that are not there, up to one that is.
    fn rows_before(&mut self, end: Option<u32>) -> Result<(), Odd> {
        while let Some(row) = self.needed.first_key_value().map(|(row, _)| *row)
            && end.is_none_or(|end| row < end)
        {
            self.columns = self.needed.remove(&row).unwrap_or_default();
            (self.row, self.column, self.format) = (Some(row), None, 0);
            let name = (row + 1).to_string();
            let mut tag = BytesStart::new("row");
            tag.push_attribute(("r", name.as_str()));
            self.put(Event::Start(tag))?;
            self.cells_before(None)?;
            self.put(Event::End(BytesEnd::new("row")))?;
        }
        Ok(())
    }

    /// Writes the cells of the row that are not there, up to one that is.
    fn cells_before(&mut self, end: Option<u32>) -> Result<(), Odd> {
        let row = self.row.ok_or(Odd)?;
        while let Some(column) = self.columns.first().copied()
            && end.is_none_or(|end| column < end)
        {
            self.columns.remove(&column);
            self.added(row, column)?;
            self.column = Some(column);
        }
        Ok(())
    }

    /// Writes a cell of the added column, or a marked one without a value.
    fn added(&mut self, row: u32, column: u32) -> Result<(), Odd> {
        let text = self.edit.texts.get(&row).filter(|_| column == self.edit.list);
        let format = match (text, self.edit.fills.get(&(row, column))) {
            (Some(_), _) if self.edit.headings.contains(&row) => {
                self.palette.marked(self.format, Severity::Warning)?
            }
            (Some(_), _) => self.palette.list()?,
            (None, Some(severity)) => self.palette.marked(0, *severity)?,
            (None, None) => return Ok(()),
        };
        let (name, format) = (CellAt { row, column }.to_string(), format.to_string());
        let mut tag = BytesStart::new("c");
        tag.push_attribute(("r", name.as_str()));
        tag.push_attribute(("s", format.as_str()));
        let Some(text) = text else { return self.put(Event::Empty(tag)) };
        tag.push_attribute(("t", "inlineStr"));
        let mut inner = BytesStart::new("t");
        inner.push_attribute(("xml:space", "preserve"));
        self.put(Event::Start(tag))?;
        self.put(Event::Start(BytesStart::new("is")))?;
        self.put(Event::Start(inner))?;
        self.put(Event::Text(BytesText::from_escaped(escaped(text))))?;
        for name in ["t", "is", "c"] {
            self.put(Event::End(BytesEnd::new(name)))?;
        }
        Ok(())
    }

    /// Names the drawing, where the sheet has none.
    fn drawing(&mut self) -> Result<(), Odd> {
        let Some(id) = self.insert.filter(|_| self.has_data) else { return Ok(()) };
        self.insert = None;
        let mut tag = BytesStart::new("legacyDrawing");
        tag.push_attribute(("xmlns:r", RELATION));
        tag.push_attribute(("r:id", id));
        self.put(Event::Empty(tag))
    }
}

fn value(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, Odd> {
    for attribute in tag.attributes() {
        let attribute = attribute?;
        if attribute.key.as_ref() == name {
            return Ok(Some(attribute.value.to_string()));
        }
    }
    Ok(None)
}

fn number(tag: &BytesStart<'_>, name: &str) -> Result<Option<u32>, Odd> {
    let value = value(tag, name)?;
    value.map(|v| v.trim().parse().map_err(|_| Odd)).transpose()
}

/// A tag with attributes set, or taken away.
fn changed<'t>(
    tag: &BytesStart<'t>,
    changes: &[(&str, Option<String>)],
) -> Result<BytesStart<'t>, Odd> {
    let mut new = BytesStart::new(tag.name().as_ref().to_string());
    let mut open: Vec<&(&str, Option<String>)> = changes.iter().collect();
    for attribute in tag.attributes() {
        let attribute = attribute?;
        let key = attribute.key.as_ref();
        match open.iter().position(|(name, _)| *name == key) {
            Some(at) => {
                if let (_, Some(to)) = open.remove(at) {
                    new.push_attribute((key, to.as_str()));
                }
            }
            None => new.push_attribute(attribute),
        }
    }
    for (name, to) in open {
        if let Some(to) = to {
            new.push_attribute((*name, to.as_str()));
        }
    }
    Ok(new)
}

#[cfg(test)]
mod tests;
