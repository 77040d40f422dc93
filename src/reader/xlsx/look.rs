//! An ordinary sheet looked over before its cells are read: what is merged and what is hidden stands
//! in part behind them. Searches for the few tags that say so, and parses nothing else.

use memchr::{memmem, memrchr};

use super::cursor::{Cursor, Piece};
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
    ended: bool,
    strange: bool,
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
        self.strange |= head::is_strange(rest) || std::str::from_utf8(rest).is_err();
        if self.strange {
            return Ok(false);
        }
        for at in memmem::find_iter(rest, b"hidden=") {
            self.hidden(rest, at)?;
        }
        for at in memmem::find_iter(rest, b"<mergeCell ") {
            self.merge(rest.get(at + b"<mergeCell".len()..).unwrap_or_default())?;
        }
        self.ended = rest.trim_ascii_end().ends_with(b"</worksheet>");
        Ok(!self.strange)
    }

    /// The layout; `None` for a sheet that another reader must take.
    pub fn layout(self) -> Option<Layout> {
        (!self.strange && self.ended).then_some(self.layout)
    }

    /// A `hidden=` of a row or of columns; others, and texts, say nothing.
    fn hidden(&mut self, block: &[u8], at: usize) -> Result<(), Broken> {
        let start = memrchr(b'<', block.get(..at).unwrap_or_default());
        let mut walk = Cursor::new(start.and_then(|s| block.get(s + 1..)).unwrap_or_default());
        let row = walk.eat_name(b"row");
        if !row && !walk.eat_name(b"col") {
            return Ok(());
        }
        let (mut number, mut first, mut last, mut hidden) = (None, None, None, false);
        loop {
            match walk.piece().ok_or(Broken::Truncated)? {
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

    fn merge(&mut self, tag: &[u8]) -> Result<(), Broken> {
        if self.layout.merges.len() >= MAX_LAYOUT {
            return Err(Broken::TooManyMerges);
        }
        let mut walk = Cursor::new(tag);
        while let Some(Piece::Attribute(name, value)) = walk.piece() {
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
            "<worksheet><row hidden=\"1\"/></worksheet>",
            "<worksheet><row>",
        ] {
            assert_eq!(look(strange), None, "{strange}");
        }
    }
}
