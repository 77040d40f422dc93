//! A sheet looked over before calamine reads its cells: its layout, the formulas without a value, and
//! whether it keeps within the limits. Costs one inflation and no XML events.

use std::io::Read;
use std::ops::RangeInclusive;

use memchr::memmem;

use crate::reader::broken::Broken;
use crate::reader::limits::{Limits, MAX_COLUMNS, MAX_LAYOUT, MAX_ROWS};
use crate::reader::tags::{Tag, Tags};
use crate::reader::{Layout, Merge};

/// What was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Survey {
    pub layout: Layout,
    /// Which `<c>` elements, counted from 0 in the order of the file, hold a formula whose value
    /// the file does not hold.
    pub uncalculated: Vec<u64>,
}

impl Survey {
    /// `recalculates`: a formula's 0 is no value.
    pub fn of(part: impl Read, recalculates: bool, limits: &Limits) -> Result<Survey, Broken> {
        let mut tags = Tags::new(part, limits.text_bytes, limits.part_bytes);
        let mut walk = Walk { recalculates, cells: limits.cells, ..Walk::default() };
        while let Some(tag) = tags.next_tag()? {
            walk.tag(tag)?;
        }
        Ok(walk.survey)
    }
}

#[derive(Default)]
struct Walk {
    survey: Survey,
    recalculates: bool,
    /// Cells still allowed.
    cells: u64,
    count: u64,
    /// Row of the next `<row>` without a number.
    next_row: u32,
    in_formula_cell: bool,
    /// `t="str"`: an empty text is a value.
    text_cell: bool,
    has_value: bool,
}

impl Walk {
    fn tag(&mut self, tag: Tag<'_>) -> Result<(), Broken> {
        // The tags of an ordinary cell, found without taking them apart.
        match tag.raw() {
            b"v" => return Ok(()),
            b"/v" => {
                self.end_of_value(tag);
                return Ok(());
            }
            b"/c" => {
                self.end_of_cell();
                return Ok(());
            }
            _ => {}
        }
        match (tag.name(), tag.closes()) {
            (b"c", false) => self.cell(tag)?,
            (b"v" | b"is", false) if tag.is_empty() => self.has_value |= self.text_cell,
            (b"v", true) => self.end_of_value(tag),
            (b"is", true) => self.has_value = true,
            (b"f", false) => self.in_formula_cell = true,
            (b"c", true) => self.end_of_cell(),
            (b"row", false) => self.row(tag),
            (b"col", false) if tag.flag(b"hidden") => self.columns(tag),
            (b"mergeCell", false) => self.merge(tag)?,
            _ => {}
        }
        Ok(())
    }

    fn cell(&mut self, tag: Tag<'_>) -> Result<(), Broken> {
        if self.count >= self.cells {
            return Err(Broken::TooManyCells(self.cells));
        }
        self.count += 1;
        // calamine computes with whatever stands there, and ends up anywhere.
        let place = tag.leading_reference().or_else(|| tag.attribute(b"r"));
        if place.is_some_and(|place| !is_in_grid(place)) {
            return Err(Broken::BeyondGrid);
        }
        self.in_formula_cell = false;
        self.has_value = false;
        self.text_cell =
            memmem::find(tag.raw(), b"str").is_some() && tag.attribute(b"t") == Some(b"str");
        Ok(())
    }

    fn end_of_value(&mut self, tag: Tag<'_>) {
        let zero = self.recalculates && tag.after_zero && !self.text_cell;
        self.has_value |= self.text_cell || (tag.text_bytes > 0 && !zero);
    }

    fn end_of_cell(&mut self) {
        if self.in_formula_cell && !self.has_value {
            self.survey.uncalculated.push(self.count.saturating_sub(1));
        }
        self.in_formula_cell = false;
    }

    fn row(&mut self, tag: Tag<'_>) {
        let row = tag.number(b"r").and_then(|r| r.checked_sub(1)).unwrap_or(self.next_row);
        self.next_row = row.saturating_add(1);
        if tag.flag(b"hidden") && row < MAX_ROWS {
            extend(&mut self.survey.layout.hidden_rows, row..=row);
        }
    }

    fn columns(&mut self, tag: Tag<'_>) {
        let first = tag.number(b"min").and_then(|n| n.checked_sub(1));
        let last = tag.number(b"max").and_then(|n| n.checked_sub(1));
        hidden_columns(&mut self.survey.layout, first, last);
    }

    fn merge(&mut self, tag: Tag<'_>) -> Result<(), Broken> {
        if self.survey.layout.merges.len() >= MAX_LAYOUT {
            return Err(Broken::TooManyMerges);
        }
        self.survey.layout.merges.extend(tag.text(b"ref").and_then(area));
        Ok(())
    }
}

/// Adds hidden columns, from the first to the last.
pub(super) fn hidden_columns(layout: &mut Layout, first: Option<u32>, last: Option<u32>) {
    if let (Some(first), Some(last)) = (first, last) {
        let last = last.min(MAX_COLUMNS - 1);
        if first <= last {
            extend(&mut layout.hidden_columns, first..=last);
        }
    }
}

/// Adds a range, to the last one where it goes on from there. Out of order and overlapping ones
/// stay as they are.
pub(super) fn extend(ranges: &mut Vec<RangeInclusive<u32>>, range: RangeInclusive<u32>) {
    let room = ranges.len() < MAX_LAYOUT;
    match ranges.last_mut() {
        Some(last) if last.end().checked_add(1) == Some(*range.start()) => {
            *last = *last.start()..=*range.end();
        }
        _ if room => ranges.push(range),
        _ => {}
    }
}

/// `A3:B5`, upper left corner first; `None` for anything else and for a single cell.
pub(super) fn area(reference: &str) -> Option<Merge> {
    let (from, to) = reference.split_once(':')?;
    let ((top, left), (bottom, right)) = (cell(from)?, cell(to)?);
    let fits = top <= bottom && left <= right && (top, left) != (bottom, right);
    fits.then_some(Merge { rows: top..=bottom, columns: left..=right })
}

/// Whether a reference is one of a cell of the grid; `A1` to `XFD1048576`.
fn is_in_grid(reference: &[u8]) -> bool {
    let mut column = 0u32;
    let mut row = 0u32;
    for byte in reference {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' if row == 0 && column < MAX_COLUMNS => {
                column = column * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1;
            }
            b'0'..=b'9' if row < MAX_ROWS => row = row * 10 + u32::from(byte - b'0'),
            _ => return false,
        }
    }
    (1..=MAX_COLUMNS).contains(&column) && (1..=MAX_ROWS).contains(&row)
}

/// `B3` as zero-based row and column, within the grid.
pub(crate) fn cell(reference: &str) -> Option<(u32, u32)> {
    let digits = reference.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = reference.split_at(digits);
    let column = letters.bytes().try_fold(0u32, |n, b| {
        let letter = b.to_ascii_uppercase().checked_sub(b'A').filter(|l| *l < 26)?;
        n.checked_mul(26)?.checked_add(u32::from(letter) + 1)
    })?;
    let row: u32 = digits.parse().ok()?;
    let (row, column) = (row.checked_sub(1)?, column.checked_sub(1)?);
    (row < MAX_ROWS && column < MAX_COLUMNS).then_some((row, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey(xml: &str, recalculates: bool) -> Survey {
        Survey::of(xml.as_bytes(), recalculates, &Limits::default()).unwrap()
    }

    #[test]
    fn layout_with_and_without_prefixes() {
        let xml = |p: &str| {
            format!(
                "<{p}worksheet><{p}cols><{p}col min=\"2\" max=\"3\" hidden=\"1\"/><{p}col min=\"4\" \
                 max=\"4\" hidden=\"true\"/><{p}col min=\"6\" max=\"16384\" hidden='1'/>\
                 <{p}col min=\"5\" max=\"5\" hidden=\"0\"/></{p}cols>\
                 <{p}sheetData><{p}row r=\"3\" hidden=\"1\"/><{p}row hidden=\"1\"><{p}c/></{p}row>\
                 <{p}row r=\"9\"/><{p}row hidden=\"1\"/></{p}sheetData>\
                 <{p}mergeCells count=\"2\"><{p}mergeCell ref=\"A3:B5\"/><{p}mergeCell ref=\"C1\"/>\
                 </{p}mergeCells></{p}worksheet>"
            )
        };
        let expected = Layout {
            merges: vec![Merge { rows: 2..=4, columns: 0..=1 }],
            hidden: false,
            hidden_rows: vec![2..=3, 9..=9],
            hidden_columns: vec![1..=3, 5..=16_383],
        };
        assert_eq!(survey(&xml(""), false).layout, expected);
        assert_eq!(survey(&xml("x:"), false).layout, expected);
    }

    #[test]
    fn formulas_without_a_value() {
        let xml = "<sheetData><row><c><v>1</v></c><c><f>A1</f></c><c><f>A1</f><v></v></c>\
                   <c><f>A1</f><v/></c><c><f/><v>0</v></c><c><f>A1</f><v>7</v></c>\
                   <c t=\"str\"><f>A1</f><v></v></c><c t='str'><f>A1</f><v/></c><c/><c><v></v></c>\
                   <c t='str'><f>A1</f></c></row></sheetData>";
        assert_eq!(survey(xml, false).uncalculated, [1, 2, 3, 10]);
        assert_eq!(survey(xml, true).uncalculated, [1, 2, 3, 4, 10]);
    }

    #[test]
    fn references() {
        assert_eq!(cell("A1"), Some((0, 0)));
        assert_eq!(cell("XFD1048576"), Some((1_048_575, 16_383)));
        for wrong in ["XFE1", "A1048577", "A0", "1", "A", "", "ZZZZZZZZZ99999999999", "A-1", "中1"]
        {
            assert_eq!(cell(wrong), None, "{wrong}");
        }
        assert_eq!(area("B2:A1"), None);
        for right in ["A1", "a1", "XFD1048576", "ZZ9"] {
            assert!(is_in_grid(right.as_bytes()), "{right}");
        }
        for wrong in ["XFE1", "A1048577", "A0", "1", "A", "", "AAAAAAAAAA1", "A11111111111", "A1B"]
        {
            assert!(!is_in_grid(wrong.as_bytes()), "{wrong}");
        }
    }

    #[test]
    fn too_many_cells_are_refused() {
        let limits = Limits { cells: 2, ..Limits::default() };
        let of = |xml: &str| Survey::of(xml.as_bytes(), false, &limits);
        assert!(of("<c/><c/>").is_ok());
        assert_eq!(of("<c/><c/><c/>"), Err(Broken::TooManyCells(2)));
    }
}
