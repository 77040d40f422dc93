//! OpenDocument spreadsheets, sheet by sheet, without a dense range: a repetition of empty cells
//! costs nothing, and one of cells with a value counts each.

use std::collections::HashSet;
use std::io::{Read, Seek};
use std::ops::RangeInclusive;

use quick_xml::events::BytesStart;
use zip::ZipArchive;

use super::broken::Broken;
use super::cell_of::iso;
use super::limits::{Limits, MAX_COLUMNS, MAX_LAYOUT, MAX_ROWS};
use super::package::find;
use super::recording::{Recorder, error_value};
use super::tags::Tags;
use super::xml::{Node, attribute, number, walk};
use super::{Cell, Layout, Merge};

/// Reads a spreadsheet.
pub(super) fn read<R: Read + Seek>(from: R, limits: &Limits) -> Result<Vec<u8>, Broken> {
    let mut zip = ZipArchive::new(from)?;
    if encrypted(&mut zip, limits)? {
        return Err(Broken::Encrypted);
    }
    let index = find(&zip, "content.xml").ok_or(Broken::Truncated)?;
    look_over(&mut zip, index, limits)?;
    let mut content = Content {
        recorder: Recorder::new(limits),
        limits: *limits,
        style: None,
        hidden_styles: HashSet::new(),
        sheet: None,
    };
    walk(zip.by_index(index)?.take(limits.part_bytes), |node| content.meet(node))?;
    if content.sheet.is_some() {
        return Err(Broken::Truncated);
    }
    Ok(content.recorder.finish())
}

/// Holds a part to the limits before events are built from it.
fn look_over<R: Read + Seek>(
    zip: &mut ZipArchive<R>,
    index: usize,
    limits: &Limits,
) -> Result<(), Broken> {
    let mut tags = Tags::new(zip.by_index(index)?, limits.text_bytes, limits.part_bytes);
    while tags.next_tag()?.is_some() {}
    Ok(())
}

fn encrypted<R: Read + Seek>(zip: &mut ZipArchive<R>, limits: &Limits) -> Result<bool, Broken> {
    let Some(index) = find(zip, "META-INF/manifest.xml") else { return Ok(false) };
    let mut tags = Tags::new(zip.by_index(index)?, limits.text_bytes, limits.part_bytes);
    while let Some(tag) = tags.next_tag()? {
        if tag.name() == b"encryption-data" {
            return Ok(true);
        }
    }
    Ok(false)
}

struct Content {
    recorder: Recorder,
    limits: Limits,
    /// Name of the style at hand, and the styles that hide a sheet.
    style: Option<String>,
    hidden_styles: HashSet<String>,
    sheet: Option<Sheet>,
}

/// The sheet at hand.
#[derive(Default)]
struct Sheet {
    layout: Layout,
    /// First row and column not yet reached.
    row: u32,
    column: u32,
    next_layout_column: u32,
    in_row: bool,
    row_repeat: u32,
    cells: Vec<(u32, Cell<'static>)>,
    cell: Option<Open>,
    /// Elements deep inside of what is passed over: remarks, drawings, a table inside a cell.
    passing: u32,
}

/// The cell at hand.
struct Open {
    value: Value,
    repeat: u32,
    text: String,
    paragraphs: u32,
    in_paragraph: bool,
}

enum Value {
    None,
    /// The text of the cell.
    Text,
    Known(Cell<'static>),
    /// The text of the cell names an error.
    Error,
}

impl Content {
    fn meet(&mut self, node: Node<'_>) -> Result<(), Broken> {
        let Some(sheet) = &mut self.sheet else {
            if let Node::Open(start) = node {
                self.outside(start);
            }
            return Ok(());
        };
        if sheet.passing > 0 {
            match node {
                Node::Open(_) => sheet.passing += 1,
                Node::Close(_) => sheet.passing -= 1,
                Node::Text(_) => {}
            }
            return Ok(());
        }
        match node {
            Node::Open(start) if sheet.cell.is_some() => sheet.in_cell(start, &self.limits),
            Node::Open(start) => sheet.open(start),
            Node::Text(text) => sheet.text(&text, &self.limits),
            Node::Close("table-cell" | "covered-table-cell") => sheet.end_of_cell(&self.limits),
            Node::Close("p" | "h") => {
                sheet.cell.iter_mut().for_each(|cell| cell.in_paragraph = false);
                Ok(())
            }
            Node::Close("table-row") => sheet.end_of_row(&mut self.recorder),
            Node::Close("table") => {
                self.recorder.layout(&sheet.layout)?;
                self.sheet = None;
                Ok(())
            }
            Node::Close(_) => Ok(()),
        }
    }

    fn outside(&mut self, start: &BytesStart<'_>) {
        match start.local_name().as_ref() {
            "style" => self.style = attribute(start, "name").map(|n| n.into_owned()),
            "table-properties" if attribute(start, "display").as_deref() == Some("false") => {
                self.hidden_styles.extend(self.style.take());
            }
            "table" => {
                let name = attribute(start, "name").unwrap_or_default();
                self.recorder.sheet(&name);
                let style = attribute(start, "style-name");
                let hidden = style.is_some_and(|s| self.hidden_styles.contains(s.as_ref()));
                let layout = Layout { hidden, ..Layout::default() };
                self.sheet = Some(Sheet { layout, ..Sheet::default() });
            }
            _ => {}
        }
    }
}

/// Adds a stretch of rows or columns, to the last one where it goes on from there.
fn join(ranges: &mut Vec<RangeInclusive<u32>>, range: RangeInclusive<u32>) {
    match ranges.last_mut() {
        Some(last) if last.end().checked_add(1) == Some(*range.start()) => {
            *last = *last.start()..=*range.end();
        }
        _ => ranges.push(range),
    }
}

impl Sheet {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), Broken> {
        let hidden = attribute(start, "visibility").is_some_and(|v| v != "visible");
        match start.local_name().as_ref() {
            "table-column" => {
                let first = self.next_layout_column;
                let repeat = number(start, "number-columns-repeated").unwrap_or(1);
                self.next_layout_column = first.saturating_add(repeat).min(MAX_COLUMNS);
                if hidden && first < self.next_layout_column {
                    join(&mut self.layout.hidden_columns, first..=self.next_layout_column - 1);
                }
            }
            "table-row" => {
                self.in_row = true;
                self.column = 0;
                self.row_repeat = number(start, "number-rows-repeated").unwrap_or(1);
                let end = self.row.saturating_add(self.row_repeat).min(MAX_ROWS);
                if hidden && self.row < end {
                    join(&mut self.layout.hidden_rows, self.row..=end - 1);
                }
            }
            "table-cell" | "covered-table-cell" if self.in_row => self.cell(start),
            "table" | "shapes" | "tracked-changes" | "forms" | "dde-source" => self.passing = 1,
            _ => {}
        }
        let counts = [self.layout.hidden_rows.len(), self.layout.hidden_columns.len()];
        let too_many = self.layout.merges.len() > MAX_LAYOUT;
        if too_many || counts.iter().any(|n| *n > MAX_LAYOUT) {
            return Err(Broken::TooManyMerges);
        }
        Ok(())
    }

    fn cell(&mut self, start: &BytesStart<'_>) {
        let columns = number(start, "number-columns-spanned").unwrap_or(1);
        let rows = number(start, "number-rows-spanned").unwrap_or(1);
        let bottom = self.row.saturating_add(rows.saturating_sub(1));
        let right = self.column.saturating_add(columns.saturating_sub(1));
        if (columns > 1 || rows > 1) && bottom < MAX_ROWS && right < MAX_COLUMNS {
            self.layout
                .merges
                .push(Merge { rows: self.row..=bottom, columns: self.column..=right });
        }
        self.cell = Some(Open {
            value: value(start),
            repeat: number(start, "number-columns-repeated").unwrap_or(1),
            text: String::new(),
            paragraphs: 0,
            in_paragraph: false,
        });
    }

    /// An element inside a cell.
    fn in_cell(&mut self, start: &BytesStart<'_>, limits: &Limits) -> Result<(), Broken> {
        let Some(cell) = &mut self.cell else { return Ok(()) };
        let mut sign = "";
        let mut count = 1;
        match start.local_name().as_ref() {
            "p" | "h" => {
                sign = if cell.paragraphs > 0 { "\n" } else { "" };
                cell.paragraphs += 1;
                cell.in_paragraph = true;
            }
            "s" => {
                sign = " ";
                count = number(start, "c").unwrap_or(1);
            }
            "tab" => sign = "\t",
            "line-break" => sign = "\n",
            "annotation" | "table" | "frame" | "shapes" | "custom-shape" | "ruby-text" => {
                self.passing = 1;
            }
            _ => {}
        }
        if cell.text.len() as u64 + u64::from(count) > limits.text_bytes {
            return Err(Broken::TextTooLong(limits.text_bytes));
        }
        (0..count).for_each(|_| cell.text.push_str(sign));
        Ok(())
    }

    /// Text counts inside paragraphs only; line breaks and indents of the XML are one blank.
    fn text(&mut self, text: &str, limits: &Limits) -> Result<(), Broken> {
        let Some(cell) = self.cell.as_mut().filter(|c| c.in_paragraph) else { return Ok(()) };
        for c in text.chars() {
            let blank = matches!(c, ' ' | '\t' | '\r' | '\n');
            if !blank {
                cell.text.push(c);
            } else if !cell.text.is_empty() && !cell.text.ends_with([' ', '\n']) {
                cell.text.push(' ');
            }
        }
        if cell.text.len() as u64 > limits.text_bytes {
            return Err(Broken::TextTooLong(limits.text_bytes));
        }
        Ok(())
    }

    fn end_of_cell(&mut self, limits: &Limits) -> Result<(), Broken> {
        let Some(cell) = self.cell.take() else { return Ok(()) };
        let first = self.column;
        self.column = first.saturating_add(cell.repeat);
        let value = match cell.value {
            Value::Known(value) => value,
            Value::Error => {
                let words = cell.text.trim();
                Cell::Error(error_value(words).unwrap_or("#VALUE!"))
            }
            Value::Text | Value::None if cell.text.is_empty() => return Ok(()),
            Value::Text | Value::None => Cell::Text(cell.text.into()),
        };
        if self.column > MAX_COLUMNS {
            return Err(Broken::BeyondGrid);
        }
        if self.cells.len() as u64 + u64::from(cell.repeat) > limits.cells {
            return Err(Broken::TooManyCells(limits.cells));
        }
        self.cells.extend((first..self.column).map(|column| (column, value.clone())));
        Ok(())
    }

    fn end_of_row(&mut self, recorder: &mut Recorder) -> Result<(), Broken> {
        let first = self.row;
        self.row = first.saturating_add(self.row_repeat);
        self.in_row = false;
        if !self.cells.is_empty() {
            recorder.rows(first, self.row_repeat, &self.cells)?;
            self.cells.clear();
        }
        Ok(())
    }
}

/// The value of a cell as its attributes give it.
fn value(start: &BytesStart<'_>) -> Value {
    let mut kind = None;
    let mut error = false;
    for attribute in start.attributes().with_checks(false).flatten() {
        match attribute.key.as_ref() {
            "calcext:value-type" => error = attribute.value.as_ref() == "error",
            _ if attribute.key.local_name().as_ref() == "value-type" => {
                kind = Some(attribute.value.into_owned());
            }
            _ => {}
        }
    }
    if error {
        return Value::Error;
    }
    let text = |name| attribute(start, name);
    let float = |name| text(name).and_then(|v| v.trim().parse::<f64>().ok());
    let known = match kind.as_deref() {
        Some("float" | "percentage" | "currency") => float("value").map(Cell::Number),
        Some("date") => text("date-value").and_then(|v| iso(&v)),
        Some("time") => text("time-value").and_then(|v| days(&v)).map(Cell::Number),
        Some("boolean") => text("boolean-value").map(|v| Cell::Bool(v.trim() == "true")),
        Some("string") => match text("string-value") {
            Some(v) if !v.is_empty() => Some(Cell::Text(v.into_owned().into())),
            _ => return Value::Text,
        },
        Some(_) => return Value::Text,
        None if text("formula").is_some() => Some(Cell::Uncalculated),
        None => return Value::None,
    };
    known.map_or(Value::Text, Value::Known)
}

/// `PT10H02M30S` in days.
fn days(text: &str) -> Option<f64> {
    let mut seconds = 0.0;
    let mut digits = String::new();
    for c in text.trim().strip_prefix("PT")?.chars() {
        let unit = match c {
            '0'..='9' | '.' => {
                digits.push(c);
                continue;
            }
            'H' => 3600.0,
            'M' => 60.0,
            'S' => 1.0,
            _ => return None,
        };
        seconds += std::mem::take(&mut digits).parse::<f64>().ok()? * unit;
    }
    Some(seconds / 86_400.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::recording::Recording;
    use std::io::{Cursor, Write};
    use std::ops::ControlFlow;

    type Rows = Vec<(u32, Vec<(u32, Cell<'static>)>)>;

    fn read_xml(body: &str, limits: &Limits) -> Result<Recording, Broken> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("content.xml", zip::write::SimpleFileOptions::default()).unwrap();
        let styles = r#"<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>"#;
        write!(writer, "<office:document-content>{styles}{body}</office:document-content>")
            .unwrap();
        let bytes = writer.finish().unwrap().into_inner();
        Recording::read(read(Cursor::new(bytes), limits)?)
    }

    fn rows(recording: &Recording) -> Rows {
        let mut seen = Vec::new();
        recording
            .scan(0, &mut |row| {
                let cells = row.cells.iter().map(|(c, v)| (*c, v.clone().into_owned()));
                seen.push((row.index, cells.collect()));
                ControlFlow::Continue(())
            })
            .unwrap();
        seen
    }

    fn text(text: &str) -> Cell<'static> {
        Cell::Text(text.to_string().into())
    }

    #[test]
    fn values() {
        let body = r#"<table:table table:name="一月"><table:table-row>
            <table:table-cell office:value-type="string"><text:p>王  伟<text:s text:c="2"/>&amp;</text:p>
            <text:p>二<office:annotation><text:p>remark</text:p></office:annotation></text:p></table:table-cell>
            <table:table-cell office:value-type="percentage" office:value="0.98"><text:p>98%</text:p></table:table-cell>
            <table:table-cell office:value-type="date" office:date-value="2025-03-05"/>
            <table:table-cell office:value-type="time" office:time-value="PT06H00M00S"/>
            <table:table-cell office:value-type="boolean" office:boolean-value="true"/>
            <table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>
            <table:table-cell table:formula="of:=A1"/>
            <table:table-cell/></table:table-row></table:table>"#;
        let recording = read_xml(body, &Limits::default()).unwrap();
        assert_eq!(recording.sheets(), ["一月"]);
        let expected = vec![
            (0, text("王 伟  &\n二")),
            (1, Cell::Number(0.98)),
            (2, Cell::Time { seconds: 20_152 * 86_400, day_only: true }),
            (3, Cell::Number(0.25)),
            (4, Cell::Bool(true)),
            (5, Cell::Error("#DIV/0!")),
            (6, Cell::Uncalculated),
        ];
        assert_eq!(rows(&recording), [(0, expected)]);
    }

    #[test]
    fn repetitions_and_layout() {
        let body = r#"<table:table table:name="a" table:style-name="ta2">
            <table:table-column table:number-columns-repeated="2"/>
            <table:table-column table:visibility="collapse" table:number-columns-repeated="99999999999"/>
            <table:table-row table:number-rows-repeated="2"/>
            <table:table-row table:visibility="filter" table:number-rows-repeated="2">
            <table:table-cell table:number-columns-repeated="3"/>
            <table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"/>
            <table:table-cell table:number-columns-repeated="17000000000"/></table:table-row>
            <table:table-row><table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="3"
             office:value-type="string"><text:p>x</text:p></table:table-cell><table:covered-table-cell/></table:table-row>
            <table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>
            </table:table>"#;
        let recording = read_xml(body, &Limits::default()).unwrap();
        let seven = vec![(3, Cell::Number(7.0)), (4, Cell::Number(7.0))];
        assert_eq!(rows(&recording), [(2, seven.clone()), (3, seven), (4, vec![(0, text("x"))])]);
        let expected = Layout {
            merges: vec![Merge { rows: 4..=6, columns: 0..=1 }],
            hidden: true,
            hidden_rows: vec![2..=3],
            hidden_columns: vec![2..=16_383],
        };
        assert_eq!(recording.layout(0), expected);
    }

    #[test]
    fn hidden_rows_one_after_another_are_one_stretch() {
        let row =
            r#"<table:table-row table:visibility="collapse"><table:table-cell/></table:table-row>"#;
        let column = r#"<table:table-column table:visibility="collapse"/>"#;
        let body = format!(
            r#"<table:table table:name="a">{column}{column}<table:table-row/>{row}{row}{row}
               <table:table-row/>{row}</table:table>"#
        );
        let layout = read_xml(&body, &Limits::default()).unwrap().layout(0);
        assert_eq!(layout.hidden_rows, [1..=3, 5..=5]);
        assert_eq!(layout.hidden_columns, vec![0..=1]);
    }

    #[test]
    fn a_value_repeated_without_end_is_refused() {
        let limits = Limits { cells: 1000, ..Limits::default() };
        let of = |columns: u64, rows: u64| {
            let body = format!(
                r#"<table:table table:name="a"><table:table-row table:number-rows-repeated="{rows}">
                <table:table-cell table:number-columns-repeated="{columns}" office:value-type="float"
                office:value="7"/></table:table-row></table:table>"#
            );
            read_xml(&body, &limits).map(|_| ())
        };
        assert_eq!(of(100, 10), Ok(()));
        assert_eq!(of(16_384, 1_048_576), Err(Broken::TooManyCells(1000)));
        assert_eq!(of(10, 1_048_576), Err(Broken::TooManyCells(1000)));
        assert_eq!(of(17_000_000_000, 1), Err(Broken::BeyondGrid));
        assert_eq!(read_xml("<table:table>", &limits).map(|_| ()), Err(Broken::Truncated));
    }
}
