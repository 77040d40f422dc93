//! The XML of Excel 2003, which export programs still write under the name of .xls.

use std::borrow::Cow;

use quick_xml::events::BytesStart;

use super::broken::Broken;
use super::cell_of::iso;
use super::limits::{Limits, MAX_COLUMNS, MAX_ROWS};
use super::recording::{Recorder, error_value};
use super::tags::Tags;
use super::xml::{Node, attribute, number, walk};
use super::{Cell, Layout, Merge};

/// Reads a workbook.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Vec<u8>, Broken> {
    let mut tags = Tags::new(text.as_bytes(), limits.text_bytes, limits.part_bytes);
    while tags.next_tag()?.is_some() {}
    let mut book = Book { recorder: Recorder::new(limits), sheet: None };
    walk(text.as_bytes(), |node| book.meet(node))?;
    if book.sheet.is_some() {
        return Err(Broken::Truncated);
    }
    Ok(book.recorder.finish())
}

struct Book {
    recorder: Recorder,
    sheet: Option<Sheet>,
}

#[derive(Default)]
struct Sheet {
    layout: Layout,
    row: u32,
    row_span: u32,
    column: u32,
    layout_column: u32,
    cells: Vec<(u32, Cell<'static>)>,
    /// Columns the cell at hand covers.
    width: u32,
    formula: bool,
    /// Type and text of the value at hand.
    data: Option<(String, String)>,
    value: Option<Cell<'static>>,
    visible: Option<String>,
}

impl Book {
    fn meet(&mut self, node: Node<'_>) -> Result<(), Broken> {
        let Some(sheet) = &mut self.sheet else {
            if let Node::Open(start) = node
                && start.local_name().as_ref() == "Worksheet"
            {
                self.recorder.sheet(&attribute(start, "Name").unwrap_or_default());
                self.sheet = Some(Sheet::default());
            }
            return Ok(());
        };
        match node {
            Node::Open(start) => sheet.open(start),
            Node::Text(text) => sheet.text(&text),
            Node::Close("Data") => sheet.value = sheet.data.take().and_then(|(k, t)| value(&k, t)),
            Node::Close("Cell") => sheet.end_of_cell(),
            Node::Close("Row") => sheet.end_of_row(&mut self.recorder)?,
            Node::Close("Visible") => {
                let state = sheet.visible.take().unwrap_or_default();
                sheet.layout.hidden = matches!(state.trim(), "SheetHidden" | "SheetVeryHidden");
            }
            Node::Close("Worksheet") => {
                self.recorder.layout(&sheet.layout)?;
                self.sheet = None;
            }
            Node::Close(_) => {}
        }
        Ok(())
    }
}

impl Sheet {
    fn open(&mut self, start: &BytesStart<'_>) {
        let hidden = attribute(start, "Hidden").as_deref() == Some("1");
        let place =
            |next: u32| number(start, "Index").and_then(|i| i.checked_sub(1)).unwrap_or(next);
        let span = || number(start, "Span").unwrap_or(0);
        match start.local_name().as_ref() {
            "Column" => {
                let first = place(self.layout_column);
                let last = first.saturating_add(span()).min(MAX_COLUMNS - 1);
                self.layout_column = last.saturating_add(1);
                if hidden && first <= last {
                    self.layout.hidden_columns.push(first..=last);
                }
            }
            "Row" => {
                self.row = place(self.row);
                self.row_span = span();
                self.column = 0;
                let last = self.row.saturating_add(self.row_span).min(MAX_ROWS - 1);
                if hidden && self.row <= last {
                    self.layout.hidden_rows.push(self.row..=last);
                }
            }
            "Cell" => {
                self.column = place(self.column);
                let across = number(start, "MergeAcross").unwrap_or(0);
                let down = number(start, "MergeDown").unwrap_or(0);
                let bottom = self.row.saturating_add(down);
                let right = self.column.saturating_add(across);
                if (across > 0 || down > 0) && bottom < MAX_ROWS && right < MAX_COLUMNS {
                    let (rows, columns) = (self.row..=bottom, self.column..=right);
                    self.layout.merges.push(Merge { rows, columns });
                }
                self.width = across.saturating_add(1);
                self.formula = attribute(start, "Formula").is_some();
                self.value = None;
            }
            "Data" => {
                let kind = attribute(start, "Type").map_or_else(String::new, Cow::into_owned);
                self.data = Some((kind, String::new()));
            }
            "Visible" => self.visible = Some(String::new()),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, to)) = &mut self.data {
            to.push_str(text);
        } else if let Some(to) = &mut self.visible {
            to.push_str(text);
        }
    }

    fn end_of_cell(&mut self) {
        let value = self.value.take().or(self.formula.then_some(Cell::Uncalculated));
        self.cells.extend(value.map(|value| (self.column, value)));
        self.column = self.column.saturating_add(self.width);
    }

    fn end_of_row(&mut self, recorder: &mut Recorder) -> Result<(), Broken> {
        let ascending = self.cells.windows(2).all(|w| matches!(w, [a, b] if a.0 < b.0));
        if !ascending {
            return Err(Broken::RowsOutOfOrder);
        }
        recorder.row(self.row, &self.cells)?;
        self.cells.clear();
        self.row = self.row.saturating_add(self.row_span).saturating_add(1);
        Ok(())
    }
}

fn value(kind: &str, text: String) -> Option<Cell<'static>> {
    let trimmed = text.trim();
    match kind {
        "Number" => trimmed.parse().ok().map(Cell::Number),
        "DateTime" => iso(trimmed).map(midnight_is_a_day),
        "Boolean" => Some(Cell::Bool(trimmed == "1")),
        "Error" => Some(Cell::Error(error_value(trimmed).unwrap_or("#VALUE!"))),
        _ => (!text.is_empty()).then_some(Cell::Text(text.into())),
    }
}

/// A day is written with its midnight.
fn midnight_is_a_day(cell: Cell<'static>) -> Cell<'static> {
    match cell {
        Cell::Time { seconds, .. } if seconds % 86_400 == 0 => {
            Cell::Time { seconds, day_only: true }
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::recording::Recording;
    use std::ops::ControlFlow;

    #[test]
    fn values_places_and_layout() {
        let xml = r#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
            <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:x">
            <Worksheet ss:Name="一月"><Table>
            <Column/><Column ss:Hidden="1" ss:Span="1"/>
            <Row ss:Index="2"><Cell ss:MergeAcross="1" ss:MergeDown="2"><Data ss:Type="String">王&amp;伟</Data></Cell>
            <Cell><Data ss:Type="Number">1.5</Data></Cell>
            <Cell ss:Index="5"><Data ss:Type="DateTime">2025-03-05T00:00:00.000</Data></Cell></Row>
            <Row ss:Hidden="1"><Cell><Data ss:Type="Boolean">1</Data></Cell><Cell ss:Formula="=1"/>
            <Cell><Data ss:Type="Error">#REF!</Data></Cell></Row></Table>
            <WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"#;
        let recording = Recording::read(read(xml, &Limits::default()).unwrap()).unwrap();
        let mut seen = Vec::new();
        recording
            .scan(0, &mut |row| {
                let cells = row.cells.iter().map(|(c, v)| (*c, v.clone().into_owned()));
                seen.push((row.index, cells.collect::<Vec<_>>()));
                ControlFlow::Continue(())
            })
            .unwrap();
        let day = Cell::Time { seconds: 20_152 * 86_400, day_only: true };
        let name = Cell::Text("王&伟".to_string().into());
        let expected = [
            (1, vec![(0, name), (2, Cell::Number(1.5)), (4, day)]),
            (2, vec![(0, Cell::Bool(true)), (1, Cell::Uncalculated), (2, Cell::Error("#REF!"))]),
        ];
        assert_eq!(seen, expected);
        let expected = Layout {
            merges: vec![Merge { rows: 1..=3, columns: 0..=1 }],
            hidden: true,
            hidden_rows: vec![2..=2],
            hidden_columns: vec![1..=2],
        };
        assert_eq!(recording.layout(0), expected);
        assert_eq!(recording.sheets(), ["一月"]);
        let cut = xml.split("</Worksheet>").next().unwrap();
        assert_eq!(read(cut, &Limits::default()), Err(Broken::Truncated));
    }
}
