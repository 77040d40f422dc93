//! The cells of the report, and their XML.
//!
//! rust_xlsxwriter keeps a cell in trees and looks its text and its format up by what they hold, which
//! costs more than all else of a report. So it makes the workbook without them: here they stand in a
//! list, with numbers for texts and formats, and fill the gaps of a [`super::form`].

use std::borrow::Cow;
use std::hash::BuildHasher;
use std::io::Write;

use chrono::NaiveDate;
use hashbrown::{DefaultHashBuilder, HashTable};
use rust_xlsxwriter::{cell_range, column_number_to_name};

use super::checklist::ACTION;
use super::form::Gap;
use super::sheet::{column_number, excel_date};
use super::style::Styled;

/// Rows of a sheet.
const ROWS: u32 = 1_048_576;
/// Links Excel allows on a sheet.
const LINKS: usize = 65_530;

/// The texts of a workbook, each once.
pub struct Texts {
    /// One behind the other.
    all: String,
    /// Where each ends.
    ends: Vec<usize>,
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// How many cells have one.
    cells: u32,
}

/// Texts of most reports, and their bytes: what grows is copied each time.
const USUAL_TEXTS: usize = 1 << 10;
const USUAL_BYTES: usize = 128 << 10;

impl Default for Texts {
    fn default() -> Self {
        Texts {
            all: String::with_capacity(USUAL_BYTES),
            ends: Vec::with_capacity(USUAL_TEXTS),
            numbers: HashTable::with_capacity(USUAL_TEXTS),
            hasher: DefaultHashBuilder::default(),
            cells: 0,
        }
    }
}

impl Texts {
    fn number(&mut self, text: &str) -> u32 {
        self.cells += 1;
        let (all, ends, hasher) = (&self.all, &self.ends, &self.hasher);
        let hash = hasher.hash_one(text);
        if let Some(number) = self.numbers.find(hash, |n| nth(all, ends, *n) == text) {
            return *number;
        }
        // No workbook holds as many texts: its rows and columns end before.
        let number = u32::try_from(ends.len()).unwrap_or(u32::MAX);
        self.all.push_str(text);
        self.ends.push(self.all.len());
        let (all, ends, hasher) = (&self.all, &self.ends, &self.hasher);
        self.numbers.insert_unique(hash, number, |n| hasher.hash_one(nth(all, ends, *n)));
        number
    }

    pub fn get(&self, number: u32) -> &str {
        nth(&self.all, &self.ends, number)
    }

    /// The texts, as `sharedStrings.xml` has them.
    pub fn xml(&self) -> Vec<u8> {
        let mut xml = Vec::with_capacity(self.all.len() + 24 * self.ends.len() + 256);
        put(&mut xml, "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"");
        put(&mut xml, " count=\"");
        whole(&mut xml, self.cells.into());
        put(&mut xml, "\" uniqueCount=\"");
        whole(&mut xml, self.ends.len() as u64);
        put(&mut xml, "\">");
        for number in 0..self.ends.len() {
            let text = self.get(u32::try_from(number).unwrap_or(u32::MAX));
            // Blanks at the ends are dropped without it.
            let blank = |c: Option<&u8>| c.is_some_and(u8::is_ascii_whitespace);
            let kept = blank(text.as_bytes().first()) || blank(text.as_bytes().last());
            put(&mut xml, if kept { "<si><t xml:space=\"preserve\">" } else { "<si><t>" });
            escaped(&mut xml, &uncoded(text));
            put(&mut xml, "</t></si>");
        }
        put(&mut xml, "</sst>");
        xml
    }
}

fn nth<'t>(all: &'t str, ends: &[usize], number: u32) -> &'t str {
    let number = number as usize;
    let start = number.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    let end = ends.get(number).copied().unwrap_or(start);
    all.get(start..end).unwrap_or_default()
}

/// What a cell holds.
#[derive(Clone, Copy)]
pub enum Value {
    Blank,
    /// Its number among the [`Texts`].
    Text(u32),
    Number(f64),
    /// A date that Excel knows.
    Date(NaiveDate),
}

#[derive(Clone, Copy)]
struct Cell {
    row: u32,
    column: u16,
    look: Option<Look>,
    value: Value,
}

/// How a cell looks: the number of its format, and whether its text stays text when it is edited.
#[derive(Clone, Copy)]
struct Look {
    format: u16,
    quoted: bool,
}

struct Link {
    row: u32,
    column: u16,
    sheet: &'static str,
    to: u32,
    tip: &'static str,
}

/// The cells of a sheet; rows and columns from 0.
#[derive(Default)]
pub struct Cells {
    cells: Vec<Cell>,
    /// In points.
    heights: Vec<(u32, f64)>,
    merges: Vec<(u32, [u16; 2])>,
    links: Vec<Link>,
    /// The last row and column of the table.
    pub filter: (u32, u16),
}

impl Cells {
    /// A text, cut and cleaned before; an empty one makes a blank cell.
    pub fn text(
        &mut self,
        (row, column): (u32, u16),
        text: &str,
        format: Option<&Styled>,
        texts: &mut Texts,
    ) {
        let value = if text.is_empty() { Value::Blank } else { Value::Text(texts.number(text)) };
        let quoted = text.starts_with(['=', '+', '-', '@', '\t']);
        let look = format.map(|f| Look { format: f.number, quoted });
        self.cells.push(Cell { row, column, look, value });
    }

    pub fn value(&mut self, (row, column): (u32, u16), value: Value, format: &Styled) {
        let look = Some(Look { format: format.number, quoted: false });
        self.cells.push(Cell { row, column, look, value });
    }

    pub fn height(&mut self, row: u32, points: f64) {
        self.heights.push((row, points));
    }

    pub fn merge(&mut self, row: u32, columns: [u16; 2]) {
        self.merges.push((row, columns));
    }

    /// A link to the first column of row `to` of a sheet.
    pub fn link(
        &mut self,
        (row, column): (u32, u16),
        (sheet, to): (&'static str, u32),
        tip: &'static str,
    ) {
        if self.links.len() < LINKS {
            self.links.push(Link { row, column, sheet, to, tip });
        }
    }

    /// Puts the cells in order. Of those that were written twice the last counts.
    pub fn settle(&mut self) {
        let place = |c: &Cell| (c.row, c.column);
        if !self.cells.is_sorted_by(|a, b| place(a) < place(b)) {
            self.cells.sort_by_key(place);
            self.cells.dedup_by(|later, first| {
                let same = place(later) == place(first);
                if same {
                    *first = *later;
                }
                same
            });
        }
        self.heights.sort_by_key(|(row, _)| *row);
    }

    /// The filled cells of a row of settled ones.
    pub fn row(&self, row: u32) -> impl Iterator<Item = (u16, Value)> {
        let first = self.cells.partition_point(|c| c.row < row);
        let of_row = self.cells.iter().skip(first).take_while(move |c| c.row == row);
        of_row.filter(|c| !matches!(c.value, Value::Blank)).map(|c| (c.column, c.value))
    }

    /// Whether there are more rows than a sheet has.
    pub fn too_long(&self) -> bool {
        self.cells.iter().any(|c| c.row >= ROWS)
    }

    /// What stands in a gap of the sheet, of settled cells; `formats` are those of the
    /// [`form`](super::form).
    pub fn gap(&self, gap: Gap, formats: &[Vec<String>; 2]) -> Vec<u8> {
        match gap {
            Gap::Range => self.range(),
            Gap::Rows => self.rows(formats),
            Gap::Filter => {
                let (row, column) = self.filter;
                cell_range(0, 0, row, column).into_bytes()
            }
            Gap::Ruled => {
                let column = column_number(ACTION);
                cell_range(1, column, self.filter.0, column).into_bytes()
            }
            Gap::Merges => self.merges(),
            Gap::Links => self.links(),
            _ => Vec::new(),
        }
    }

    /// `A1:K69`.
    fn range(&self) -> Vec<u8> {
        let rows = self.cells.iter().map(|c| c.row).max().unwrap_or(0);
        cell_range(0, 0, rows, self.last_column()).into_bytes()
    }

    fn last_column(&self) -> u16 {
        self.cells.iter().map(|c| c.column).max().unwrap_or(0)
    }

    fn rows(&self, [plain, quoted]: &[Vec<String>; 2]) -> Vec<u8> {
        let mut xml = Vec::with_capacity(48 * self.cells.len() + 64 * self.heights.len());
        // What a cell begins with, by column.
        let begin = |column| ["<c r=\"", &column_number_to_name(column)].concat();
        let begins: Vec<String> = (0..=self.last_column()).map(begin).collect();
        let mut line = itoa::Buffer::new();
        let (mut cells, mut heights) = (self.cells.as_slice(), self.heights.as_slice());
        loop {
            let next = [cells.first().map(|c| c.row), heights.first().map(|(row, _)| *row)];
            let Some(row) = next.into_iter().flatten().min() else { return xml };
            let line = line.format(u64::from(row) + 1);
            put(&mut xml, "<row r=\"");
            put(&mut xml, line);
            // The last height given to a row counts.
            let mut points = None;
            while let [(at, height), rest @ ..] = heights
                && *at == row
            {
                (points, heights) = (Some(*height), rest);
            }
            if let Some(points) = points {
                put(&mut xml, "\" ht=\"");
                number(&mut xml, pixels(points));
                put(&mut xml, "\" customHeight=\"1");
            }
            put(&mut xml, "\">");
            while let [cell, rest @ ..] = cells
                && cell.row == row
            {
                cells = rest;
                let style = cell.look.and_then(|l| {
                    let styles = if l.quoted { quoted } else { plain };
                    styles.get(usize::from(l.format))
                });
                put(&mut xml, begins.get(usize::from(cell.column)).map_or("", String::as_str));
                put(&mut xml, line);
                put(&mut xml, style.map_or("", String::as_str));
                write_value(&mut xml, cell.value);
            }
            put(&mut xml, "</row>");
        }
    }

    fn merges(&self) -> Vec<u8> {
        let mut xml = Vec::new();
        if self.merges.is_empty() {
            return xml;
        }
        put(&mut xml, "<mergeCells count=\"");
        whole(&mut xml, self.merges.len() as u64);
        put(&mut xml, "\">");
        for (row, [first, last]) in &self.merges {
            put(&mut xml, "<mergeCell ref=\"");
            put(&mut xml, &cell_range(*row, *first, *row, *last));
            put(&mut xml, "\"/>");
        }
        put(&mut xml, "</mergeCells>");
        xml
    }

    fn links(&self) -> Vec<u8> {
        let mut xml = Vec::with_capacity(96 * self.links.len());
        if self.links.is_empty() {
            return xml;
        }
        put(&mut xml, "<hyperlinks>");
        for link in &self.links {
            put(&mut xml, "<hyperlink ref=\"");
            put(&mut xml, &column_number_to_name(link.column));
            whole(&mut xml, u64::from(link.row) + 1);
            put(&mut xml, "\" location=\"'");
            escaped(&mut xml, link.sheet);
            put(&mut xml, "'!A");
            whole(&mut xml, u64::from(link.to) + 1);
            put(&mut xml, "\" tooltip=\"");
            escaped(&mut xml, link.tip);
            put(&mut xml, "\"/>");
        }
        put(&mut xml, "</hyperlinks>");
        xml
    }
}

/// What stands behind the look of a cell.
fn write_value(xml: &mut Vec<u8>, value: Value) {
    let number_of = |xml: &mut Vec<u8>, value: f64| {
        put(xml, "\"><v>");
        number(xml, value);
        put(xml, "</v></c>");
    };
    match value {
        Value::Blank => put(xml, "\"/>"),
        Value::Text(text) => {
            put(xml, "\" t=\"s\"><v>");
            whole(xml, text.into());
            put(xml, "</v></c>");
        }
        Value::Number(value) => number_of(xml, value),
        Value::Date(date) => match excel_date(date) {
            Some(date) => number_of(xml, date.to_excel()),
            None => put(xml, "\"/>"),
        },
    }
}

/// A height as a program shows it, in whole pixels of three quarters of a point.
fn pixels(points: f64) -> f64 {
    (points * 4.0 / 3.0).round() * 0.75
}

fn put(xml: &mut Vec<u8>, text: &str) {
    xml.extend_from_slice(text.as_bytes());
}

fn whole(xml: &mut Vec<u8>, number: u64) {
    put(xml, itoa::Buffer::new().format(number));
}

fn number(xml: &mut Vec<u8>, number: f64) {
    // Most are whole, and written without going through the general case.
    if number.trunc() == number && (0.0..9e15).contains(&number) {
        whole(xml, number as u64);
    } else {
        // Writing to memory does not fail.
        let _ = write!(xml, "{number}");
    }
}

/// A text without what XML would read as its own.
pub fn escaped(xml: &mut Vec<u8>, text: &str) {
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|b| matches!(b, b'&' | b'<' | b'>' | b'"')) {
        let (before, from) = rest.split_at(at);
        let Some((mark, after)) = from.split_first() else { break };
        xml.extend_from_slice(before);
        let written = match mark {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        };
        put(xml, written);
        rest = after;
    }
    xml.extend_from_slice(rest);
}

/// The text of a cell, in which `_x0041_` would be read as a character by its number.
fn uncoded(text: &str) -> Cow<'_, str> {
    let is_code = |at: &usize| is_code(text.as_bytes().get(at + 1..).unwrap_or_default());
    let mut codes = text.match_indices("_x").map(|(at, _)| at).filter(is_code);
    let Some(first) = codes.next() else { return Cow::Borrowed(text) };
    let (mut written, mut from) = (String::new(), 0);
    for at in std::iter::once(first).chain(codes) {
        written.push_str(text.get(from..at).unwrap_or_default());
        written.push_str("_x005F_");
        from = at + 1;
    }
    written.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(written)
}

/// Whether what follows an underscore makes it `_x0041_`.
fn is_code(after: &[u8]) -> bool {
    match after {
        [b'x', a, b, c, d, b'_', ..] => [a, b, c, d].iter().all(|x| x.is_ascii_hexdigit()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::style::Styles;
    use super::*;

    fn xml(bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_text_stands_once_and_what_xml_reads_as_its_own_is_escaped() {
        let (mut cells, mut texts) = (Cells::default(), Texts::default());
        for (row, text) in (0..).zip(["A&B <\"c\">", " blank", "A&B <\"c\">", "_x0041_ _x", ""]) {
            cells.text((row, 0), text, None, &mut texts);
        }
        let shared = xml(texts.xml());
        assert!(shared.contains(r#" count="4" uniqueCount="3">"#), "{shared}");
        // ECMA-376 22.4.2.4: _x0041_ would be read as A, so that its underscore is written as its code.
        let texts = "<si><t>A&amp;B &lt;&quot;c&quot;&gt;</t></si>\
                     <si><t xml:space=\"preserve\"> blank</t></si><si><t>_x005F_x0041_ _x</t></si></sst>";
        assert!(shared.ends_with(texts), "{shared}");
    }

    #[test]
    fn cells_come_in_order_and_the_last_written_counts() {
        let (styles, mut cells, mut texts) = (Styles::new(), Cells::default(), Texts::default());
        cells.value((2, 27), Value::Number(0.5), &styles.percent);
        cells.text((0, 1), "first", Some(&styles.text), &mut texts);
        cells.text((0, 1), "=last", Some(&styles.text), &mut texts);
        cells.text((0, 0), "", Some(&styles.text), &mut texts);
        // 20 points are 26⅔ pixels: 27, of 0.75 points each.
        cells.height(0, 20.0);
        cells.merge(2, [1, 3]);
        cells.link((2, 27), ("A&B", 4), "there");
        cells.settle();
        let mut formats = [(); 2].map(|()| vec![String::new(); styles.all.len()]);
        formats[0][usize::from(styles.text.number)] = "\" s=\"7".into();
        formats[0][usize::from(styles.percent.number)] = "\" s=\"8".into();
        formats[1][usize::from(styles.text.number)] = "\" s=\"9".into();
        let rows = "<row r=\"1\" ht=\"20.25\" customHeight=\"1\"><c r=\"A1\" s=\"7\"/>\
                    <c r=\"B1\" s=\"9\" t=\"s\"><v>1</v></c></row>\
                    <row r=\"3\"><c r=\"AB3\" s=\"8\"><v>0.5</v></c></row>";
        assert_eq!(xml(cells.rows(&formats)), rows);
        assert_eq!(xml(cells.range()), "A1:AB3");
        let merges = "<mergeCells count=\"1\"><mergeCell ref=\"B3:D3\"/></mergeCells>";
        assert_eq!(xml(cells.merges()), merges);
        let link = "<hyperlink ref=\"AB3\" location=\"'A&amp;B'!A5\" tooltip=\"there\"/>";
        assert_eq!(xml(cells.links()), format!("<hyperlinks>{link}</hyperlinks>"));
        assert_eq!(cells.row(0).count(), 1);
        cells.value((1_048_575, 0), Value::Blank, &styles.text);
        assert!(!cells.too_long());
        cells.value((1_048_576, 0), Value::Blank, &styles.text);
        assert!(cells.too_long());
    }
}
