//! An ordinary sheet looked over before its cells are read: what is merged and what is hidden stands
//! in part behind them. Walks over what stands around the rows, and searches the rows for what is hidden.

use encoding_rs::Encoding;
use memchr::{memchr_iter, memrchr};

use super::cursor::{Cursor, Open, Piece};
use super::head::{self, Head};
use super::survey::{area, extend, hidden_columns};
use crate::reader::Layout;
use crate::reader::broken::Broken;
use crate::reader::limits::{MAX_LAYOUT, MAX_ROWS};

/// What a sheet is cut at.
pub(super) const ROW: &[u8] = b"<row";

/// A look at a sheet, block by block.
#[derive(Debug, Default)]
pub(super) struct Look {
    layout: Layout,
    begun: bool,
    place: Place,
    /// What is open around the rows.
    open: Open,
    strange: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Place {
    #[default]
    BeforeRows,
    Rows,
    BehindRows,
}

impl Look {
    /// Looks at the next block; nothing more needs to be looked at once it is false.
    pub fn block(&mut self, block: &[u8]) -> Result<bool, Broken> {
        let mut rest = block;
        if !self.begun {
            self.begun = true;
            match head::of(block, b"worksheet") {
                Head::Ordinary(behind) => rest = block.get(behind..).unwrap_or_default(),
                Head::Strange => self.strange = true,
            }
        }
        self.strange |= head::is_strange(rest) || Encoding::utf8_valid_up_to(rest) < rest.len();
        if self.strange {
            return Ok(false);
        }
        if self.place == Place::BeforeRows {
            rest = self.around(rest)?;
        }
        if self.place == Place::Rows {
            rest = self.rows(rest)?;
        }
        if self.place == Place::BehindRows {
            self.around(rest)?;
        }
        Ok(!self.strange)
    }

    /// What was seen so far.
    pub fn so_far(self) -> Layout {
        self.layout
    }

    /// The layout; `None` for a sheet that another reader must take.
    pub fn layout(self) -> Option<Layout> {
        let ended = self.begun && self.place != Place::Rows && self.open.is_empty();
        (!self.strange && ended).then_some(self.layout)
    }

    /// Walks over what stands before the rows, up to them, or behind them; what is left. Where that is
    /// ill-formed the rows may be whole: another reader must take the sheet.
    fn around<'b>(&mut self, block: &'b [u8]) -> Result<&'b [u8], Broken> {
        let mut walk = Cursor::new(block);
        while walk.next_tag().is_some() {
            let mut tag = walk;
            let Ok(empty) = walk.pass_other(&mut self.open) else {
                self.strange = true;
                break;
            };
            if tag.eat_name(b"col") {
                self.hidden(tag, false)?;
            } else if tag.eat_name(b"mergeCell") {
                self.merge(tag)?;
            } else if tag.eat_name(b"sheetData") {
                // One that stands behind the rows is not read.
                self.strange |= self.place == Place::BehindRows;
                self.place = if empty { Place::BehindRows } else { Place::Rows };
                if !empty {
                    break;
                }
            }
        }
        Ok(walk.rest())
    }

    /// Searches rows for what is hidden; what is left from their end on. Whether they are well-formed is
    /// found out as their cells are read.
    fn rows<'b>(&mut self, block: &'b [u8]) -> Result<&'b [u8], Broken> {
        // The letter that both words have is rare among rows: they are looked for together.
        for at in memchr_iter(b'h', block) {
            let (before, word) = block.split_at(at);
            if word.starts_with(b"heetData") && before.ends_with(b"</s") {
                self.place = Place::BehindRows;
                return Ok(block.get(at - b"</s".len()..).unwrap_or_default());
            }
            if word.starts_with(b"hidden=") {
                let start = memrchr(b'<', before).and_then(|start| block.get(start + 1..));
                let mut tag = Cursor::new(start.unwrap_or_default());
                // Of other tags, and in texts, it says nothing.
                if tag.eat_name(b"row") {
                    self.hidden(tag, true)?;
                }
            }
        }
        Ok(&[])
    }

    /// A row, or columns, behind the name of the tag.
    fn hidden(&mut self, mut tag: Cursor<'_>, row: bool) -> Result<(), Broken> {
        let (mut number, mut first, mut last, mut hidden) = (None, None, None, false);
        loop {
            match tag.piece().ok_or(Broken::Truncated)? {
                Piece::Attribute(b"r", value) => number = index(value),
                Piece::Attribute(b"min", value) => first = index(value),
                Piece::Attribute(b"max", value) => last = index(value),
                Piece::Attribute(b"hidden", value) => hidden = matches!(value, b"1" | b"true"),
                Piece::Attribute(..) => {}
                Piece::End | Piece::EmptyEnd => break,
            }
        }
        match (hidden, row, number) {
            (false, ..) => {}
            (true, true, Some(row)) if row < MAX_ROWS => {
                extend(&mut self.layout.hidden_rows, row..=row);
            }
            // Its number is how many rows came before: the other reader counts them.
            (true, true, _) => self.strange = true,
            (true, false, _) => hidden_columns(&mut self.layout, first, last),
        }
        Ok(())
    }

    /// A merged area, behind the name of its tag.
    fn merge(&mut self, mut tag: Cursor<'_>) -> Result<(), Broken> {
        if self.layout.merges.len() >= MAX_LAYOUT {
            return Err(Broken::TooManyMerges);
        }
        while let Some(Piece::Attribute(name, value)) = tag.piece() {
            if name == b"ref" {
                self.layout.merges.extend(std::str::from_utf8(value).ok().and_then(area));
            }
        }
        Ok(())
    }
}

/// A number counted from 1, counted from 0.
fn index(value: &[u8]) -> Option<u32> {
    std::str::from_utf8(value).ok()?.trim().parse::<u32>().ok()?.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::Merge;

    fn look(xml: &str) -> Option<Layout> {
        let mut look = Look::default();
        look.block(xml.as_bytes()).unwrap();
        look.layout()
    }

    #[test]
    fn layout() {
        let xml = "<worksheet><sheetViews><sheetView hidden=\"1\"/></sheetViews><cols>\
                   <col min=\"2\" max=\"3\" hidden=\"1\"/><col min=\"4\" max=\"4\" hidden=\"true\"/>\
                   <col min=\"6\" max=\"16384\" hidden='1'/><col min=\"5\" max=\"5\" hidden=\"0\"/>\
                   </cols><sheetData><row r=\"3\" hidden=\"1\"/><row r=\"4\" hidden=\"1\"><c/></row>\
                   <row r=\"9\"><c t=\"str\"><v> hidden=\"1\"</v></c></row></sheetData>\
                   <mergeCells count=\"2\"><mergeCell ref=\"A3:B5\"/><mergeCell ref=\"C1\"/>\
                   </mergeCells></worksheet>\r\n";
        let expected = Layout {
            merges: vec![Merge { rows: 2..=4, columns: 0..=1 }],
            hidden: false,
            hidden_rows: vec![2..=3],
            hidden_columns: vec![1..=3, 5..=16_383],
        };
        assert_eq!(look(xml), Some(expected));
    }

    #[test]
    fn strange_sheets() {
        assert_eq!(look("<worksheet></worksheet>"), Some(Layout::default()));
        for strange in [
            "<x:worksheet></x:worksheet>",
            "<worksheet><!-- a --></worksheet>",
            "<worksheet><?a?></worksheet>",
            "<worksheet><sheetData><row hidden=\"1\"/></sheetData></worksheet>",
            "<worksheet><sheetData><row>",
            "<worksheet><sheetData/><sheetData/></worksheet>",
            "<worksheet><cols></worksheet>",
            "<worksheet><cols><col min=\"2\" width=\"></row><row r0\" hidden=\"1\"/></cols></worksheet>",
            "<worksheet><sheetData/></worksheets>",
        ] {
            assert_eq!(look(strange), None, "{strange}");
        }
    }
}
