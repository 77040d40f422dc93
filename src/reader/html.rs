//! Tables of an HTML page, which export programs write under the name of .xls.
//!
//! As in Excel, the tables and the lines of text between them stand below each other on one sheet.

use std::borrow::Cow;
use std::collections::BTreeMap;

use memchr::memchr;

use super::broken::Broken;
use super::limits::{Limits, MAX_COLUMNS, MAX_ROWS};
use super::recording::Recorder;
use super::{Cell, Layout, Merge};

/// Reads a page. `FileEmpty` is the caller's to say where it has no table.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Vec<u8>, Broken> {
    let mut page = Page::new(limits);
    let mut rest = text;
    while !rest.is_empty() {
        let bracket = memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
        let (words, tail) = rest.split_at(bracket);
        page.text(words)?;
        let (markup, tail) = markup(tail);
        rest = page.markup(markup, tail)?;
    }
    page.end_of_row()?;
    page.depth = 0;
    page.end_of_line()?;
    page.recorder.layout(&Layout { merges: page.merges, ..Layout::default() })?;
    Ok(page.recorder.finish())
}

/// Splits what is between `<` and `>` from a text that begins with `<`. A bracket that begins
/// nothing is text to a browser, and nothing here.
fn markup(text: &str) -> (&str, &str) {
    for (start, end) in [("<!--", "-->"), ("<![CDATA[", "]]>")] {
        if text.starts_with(start) {
            return match text.find(end) {
                Some(at) => ("", text.get(at + end.len()..).unwrap_or("")),
                None => ("", ""),
            };
        }
    }
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => {
                return (text.get(1..at).unwrap_or(""), text.get(at + 1..).unwrap_or(""));
            }
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(q), b) if q == b => quote = None,
            _ => {}
        }
    }
    ("", "")
}

struct Page {
    recorder: Recorder,
    limits: Limits,
    merges: Vec<Merge>,
    /// Row of the sheet at hand.
    row: u32,
    cells: Vec<(u32, Cell<'static>)>,
    /// Tables inside each other; the inner ones are text of a cell.
    depth: u32,
    in_row: bool,
    /// First column of the row not yet reached.
    column: u32,
    /// Columns that cells above reach down into, and how many more rows they do.
    covered: BTreeMap<u32, u32>,
    cell: Option<Open>,
    /// Text outside of tables.
    line: String,
    in_body: bool,
}

/// The cell at hand.
struct Open {
    column: u32,
    text: String,
    preformatted: bool,
}

impl Page {
    fn new(limits: &Limits) -> Self {
        let mut recorder = Recorder::new(limits);
        recorder.sheet("");
        Page {
            recorder,
            limits: *limits,
            merges: Vec::new(),
            row: 0,
            cells: Vec::new(),
            depth: 0,
            in_row: false,
            column: 0,
            covered: BTreeMap::new(),
            cell: None,
            line: String::new(),
            in_body: true,
        }
    }

    fn text(&mut self, words: &str) -> Result<(), Broken> {
        let (to, preformatted) = match &mut self.cell {
            Some(cell) => (&mut cell.text, cell.preformatted),
            None if self.depth == 0 && self.in_body => (&mut self.line, false),
            None => return Ok(()),
        };
        for c in entities(words).chars() {
            // Blanks of the source are one; a no-break space is a sign.
            if !preformatted && matches!(c, ' ' | '\t' | '\r' | '\n') {
                if !to.is_empty() && !to.ends_with([' ', '\n']) {
                    to.push(' ');
                }
            } else {
                to.push(c);
            }
        }
        if to.len() as u64 > self.limits.text_bytes {
            return Err(Broken::TextTooLong(self.limits.text_bytes));
        }
        Ok(())
    }

    /// Acts on a tag and returns the text to go on with.
    fn markup<'t>(&mut self, markup: &str, rest: &'t str) -> Result<&'t str, Broken> {
        let (closes, inside) = match markup.strip_prefix('/') {
            Some(inside) => (true, inside),
            None => (false, markup),
        };
        let length = inside.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(inside.len());
        let (name, attributes) = inside.split_at(length);
        match (name.to_ascii_lowercase().as_str(), closes) {
            (name @ ("script" | "style" | "title" | "xml"), false) => {
                return Ok(after(rest, name));
            }
            ("head", _) => self.in_body = closes,
            ("body", false) => self.in_body = true,
            ("table", false) => {
                self.end_of_line()?;
                self.depth += 1;
            }
            ("table", true) => {
                if self.depth == 1 {
                    self.end_of_row()?;
                    self.covered.clear();
                }
                self.depth = self.depth.saturating_sub(1);
            }
            ("tr", closes) if self.depth == 1 => {
                self.end_of_row()?;
                self.in_row = !closes;
            }
            ("td" | "th", false) if self.depth == 1 => self.begin_cell(attributes)?,
            ("td" | "th", true) if self.depth == 1 => self.end_of_cell(),
            ("br", _) => self.line_break()?,
            ("p" | "div" | "li" | "tr" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6", _) => {
                self.block()?;
            }
            ("td" | "th", _) => self.text(" ")?,
            _ => {}
        }
        Ok(rest)
    }

    fn line_break(&mut self) -> Result<(), Broken> {
        match &mut self.cell {
            Some(cell) => {
                let trimmed = cell.text.trim_end_matches(' ').len();
                cell.text.truncate(trimmed);
                cell.text.push('\n');
                Ok(())
            }
            None if self.depth == 0 => self.end_of_line(),
            None => Ok(()),
        }
    }

    /// A block begins or ends on a line of its own.
    fn block(&mut self) -> Result<(), Broken> {
        let in_line = match &self.cell {
            Some(cell) => !cell.text.trim().is_empty() && !cell.text.ends_with('\n'),
            None => true,
        };
        if in_line { self.line_break() } else { Ok(()) }
    }

    /// A line of text outside of tables is a row.
    fn end_of_line(&mut self) -> Result<(), Broken> {
        let line = std::mem::take(&mut self.line);
        let line = line.trim();
        if line.is_empty() || self.depth > 0 {
            return Ok(());
        }
        self.recorder.row(self.row, &[(0, Cell::Text(line.to_string().into()))])?;
        self.row = self.row.saturating_add(1);
        Ok(())
    }

    fn begin_cell(&mut self, attributes: &str) -> Result<(), Broken> {
        self.end_of_cell();
        self.in_row = true;
        let mut column = self.column;
        while self.covered.contains_key(&column) {
            column += 1;
        }
        // A browser reads a span of 0 or of nonsense as 1.
        let span = |name, most| match attribute(attributes, name).and_then(|v| v.parse().ok()) {
            Some(n @ 1..) if n <= most => n,
            _ => 1u32,
        };
        let (columns, rows) = (span("colspan", 1000), span("rowspan", 65_534));
        let right = column.saturating_add(columns - 1);
        let bottom = self.row.saturating_add(rows - 1);
        if right >= MAX_COLUMNS || bottom >= MAX_ROWS {
            return Err(Broken::BeyondGrid);
        }
        if columns > 1 || rows > 1 {
            self.merges.push(Merge { rows: self.row..=bottom, columns: column..=right });
        }
        self.covered.extend((column..=right).map(|c| (c, rows)));
        self.column = right + 1;
        let style = attribute(attributes, "style").unwrap_or_default();
        let preformatted = style.contains("white-space:pre");
        self.cell = Some(Open { column, text: String::new(), preformatted });
        Ok(())
    }

    fn end_of_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let text = cell.text.trim_matches([' ', '\n', '\t', '\r']);
        if !text.is_empty() {
            self.cells.push((cell.column, Cell::Text(text.to_string().into())));
        }
    }

    fn end_of_row(&mut self) -> Result<(), Broken> {
        self.end_of_cell();
        if !self.in_row {
            return Ok(());
        }
        self.in_row = false;
        self.column = 0;
        self.recorder.row(self.row, &self.cells)?;
        self.cells.clear();
        self.row = self.row.saturating_add(1);
        self.covered.retain(|_, rows| {
            *rows = rows.saturating_sub(1);
            *rows > 0
        });
        Ok(())
    }
}

/// What comes after the end of an element whose inside is no text.
fn after<'t>(text: &'t str, name: &str) -> &'t str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = rest.get(at + 2..).unwrap_or("");
        if rest.get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name)) {
            return rest.split_once('>').map_or("", |(_, rest)| rest);
        }
    }
    ""
}

/// An attribute of a tag; its name in any case, its value with or without quotes.
pub(super) fn attribute<'t>(attributes: &'t str, name: &str) -> Option<Cow<'t, str>> {
    let mut rest = attributes;
    loop {
        let equals = rest.find('=')?;
        let key = rest.get(..equals)?.trim().rsplit(char::is_whitespace).next()?;
        let value = rest.get(equals + 1..)?.trim_start();
        let (value, tail) = match value.chars().next()? {
            quote @ ('"' | '\'') => value.get(1..)?.split_once(quote)?,
            _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(entities(value.trim_end_matches('/').trim()));
        }
        rest = tail;
    }
}

/// Text with its entities resolved; what is none stays as it is.
fn entities(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let length = after
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '#')
            .unwrap_or(after.len())
            .min(32);
        let (name, tail) = after.split_at(length);
        match entity(name) {
            Some(c) => {
                out.push(c);
                rest = tail.strip_prefix(';').unwrap_or(tail);
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The entities of spreadsheets.
fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| *c != '\0');
    }
    Some(match name {
        "amp" | "AMP" => '&',
        "lt" | "LT" => '<',
        "gt" | "GT" => '>',
        "quot" | "QUOT" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        "ensp" => '\u{2002}',
        "emsp" => '\u{2003}',
        "middot" => '·',
        "times" => '×',
        "divide" => '÷',
        "plusmn" => '±',
        "deg" => '°',
        "sup2" => '²',
        "sup3" => '³',
        "yen" => '¥',
        "euro" => '€',
        "copy" => '©',
        "reg" => '®',
        "hellip" => '…',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "laquo" => '«',
        "raquo" => '»',
        "radic" => '√',
        "check" => '✓',
        "bull" => '•',
        "le" => '≤',
        "ge" => '≥',
        "permil" => '‰',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::recording::Recording;
    use std::ops::ControlFlow;

    type Rows = Vec<(u32, Vec<(u32, String)>)>;

    fn page(html: &str) -> (Rows, Vec<Merge>) {
        let recording = Recording::read(read(html, &Limits::default()).unwrap()).unwrap();
        let mut seen = Vec::new();
        recording
            .scan(0, &mut |row| {
                let cells = row.cells.iter().map(|(c, v)| match v {
                    Cell::Text(text) => (*c, text.to_string()),
                    other => panic!("{other:?}"),
                });
                seen.push((row.index, cells.collect()));
                ControlFlow::Continue(())
            })
            .unwrap();
        (seen, recording.layout(0).merges)
    }

    fn row(index: u32, cells: &[(u32, &str)]) -> (u32, Vec<(u32, String)>) {
        (index, cells.iter().map(|(c, t)| (*c, t.to_string())).collect())
    }

    #[test]
    fn a_table_with_a_title_and_entities() {
        let html = "<html><head><title>no</title><style>td{x:'</td>'}</style></head><body>
            <p>投诉台账</p><TABLE border=1><thead><tr><th>房号</th><th>内容\n  一</th></tr></thead>
            <tr><td>3-502</td><td>漏水&amp;返修&nbsp;&#x4E8C;<br>&lt;急&gt;</td></tr>
            <tr><td></td><td><b>A</b>&B<!-- <td>no</td> --></td></tr></table>说明</body></html>";
        let expected = vec![
            row(0, &[(0, "投诉台账")]),
            row(1, &[(0, "房号"), (1, "内容 一")]),
            row(2, &[(0, "3-502"), (1, "漏水&返修\u{A0}二\n<急>")]),
            row(3, &[(1, "A&B")]),
            row(4, &[(0, "说明")]),
        ];
        assert_eq!(page(html), (expected, vec![]));
    }

    #[test]
    fn spans_are_merges_and_ends_may_be_left_out() {
        let html = "<table><tr><td rowspan=2>a<td colspan='2'>b<td>c
            <tr><td>d<td>e<td>f<tr><td>g</table><table><tr><td>h</table>";
        let expected = vec![
            row(0, &[(0, "a"), (1, "b"), (3, "c")]),
            row(1, &[(1, "d"), (2, "e"), (3, "f")]),
            row(2, &[(0, "g")]),
            row(3, &[(0, "h")]),
        ];
        let merges =
            vec![Merge { rows: 0..=1, columns: 0..=0 }, Merge { rows: 0..=0, columns: 1..=2 }];
        assert_eq!(page(html), (expected, merges));
    }

    #[test]
    fn a_table_inside_a_cell_is_its_text() {
        let html = "<table><tr><td>a<table><tr><td>x</td><td>y</td></tr></table></td><td>b</td></tr></table>";
        assert_eq!(page(html).0, vec![row(0, &[(0, "a\nx y"), (1, "b")])]);
    }

    #[test]
    fn broken_markup_ends_somewhere() {
        for html in ["<table><tr><td>a", "<table><tr><td>a<", "<!-- ", "<td", "</table></tr><td>a"]
        {
            page(html);
        }
        assert_eq!(page("<table><tr><td colspan=0 rowspan=x>a</table>").1, vec![]);
        let wide = "<table><tr>".to_string() + &"<td colspan=1000>".repeat(17);
        assert_eq!(read(&wide, &Limits::default()), Err(Broken::BeyondGrid));
    }
}
