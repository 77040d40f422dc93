//! Office Open XML workbooks, a row at a time.
//!
//! calamine's dense range is never used: it takes memory for every cell between the first and
//! the last one, which a file of 1.5 KB can make the whole grid.

mod parts;
mod survey;

use std::ops::ControlFlow;
use std::rc::Rc;

use calamine::{Reader, SheetType, SheetVisible, Xlsx, XlsxCellReader};
use zip::ZipArchive;

use super::broken::{Broken, guarded};
use super::cell_of::convert;
use super::limits::{Limits, MAX_COLUMNS, MAX_ROWS};
use super::origin::{Origin, Stream};
use super::package::find;
use super::{Cell, Layout, Row, RowSink};
use parts::Parts;
use survey::Survey;

type Bytes = Box<dyn Stream>;

/// An open workbook.
pub(super) struct Book {
    xlsx: Xlsx<Bytes>,
    zip: ZipArchive<Bytes>,
    sheets: Vec<Sheet>,
    /// The names of `sheets`.
    names: Vec<String>,
    recalculates: bool,
    limits: Limits,
}

struct Sheet {
    path: Option<String>,
    hidden: bool,
    survey: Option<Rc<Survey>>,
}

impl Book {
    pub(super) fn open(origin: &dyn Origin, limits: &Limits) -> Result<Book, Broken> {
        let (for_look, for_cells) = (origin.open()?, origin.open()?);
        let mut zip = guarded(|| ZipArchive::new(for_look))?;
        let mut parts = guarded(|| Parts::read(&mut zip, limits))?;
        let xlsx = guarded(|| Xlsx::new(for_cells))?;
        let (mut sheets, mut names) = (Vec::new(), Vec::new());
        for (index, sheet) in xlsx.sheets_metadata().iter().enumerate() {
            if sheet.typ == SheetType::WorkSheet {
                names.push(sheet.name.clone());
                sheets.push(Sheet {
                    path: parts.sheets.get_mut(index).and_then(Option::take),
                    hidden: sheet.visible != SheetVisible::Visible,
                    survey: None,
                });
            }
        }
        let recalculates = parts.recalculates;
        Ok(Book { xlsx, zip, sheets, names, recalculates, limits: *limits })
    }

    pub(super) fn sheets(&self) -> &[String] {
        &self.names
    }

    /// Merges and hidden parts of a sheet.
    pub(super) fn layout(&mut self, sheet: usize) -> Result<Layout, Broken> {
        let survey = self.survey(sheet)?;
        let hidden = self.sheets.get(sheet).is_some_and(|s| s.hidden);
        Ok(Layout { hidden, ..survey.layout.clone() })
    }

    pub(super) fn scan(&mut self, sheet: usize, sink: &mut RowSink<'_>) -> Result<(), Broken> {
        let survey = self.survey(sheet)?;
        let Some(name) = self.names.get(sheet) else { return Ok(()) };
        let epoch_1904 = self.xlsx.has_1904_epoch();
        let xlsx = &mut self.xlsx;
        let reader = guarded(move || xlsx.worksheet_cells_reader(name))?;
        let uncalculated = &survey.uncalculated;
        let mut rows =
            Rows { reader, epoch_1904, uncalculated, count: 0, ahead: None, done: false };
        let mut cells = Vec::new();
        let mut next_free = 0;
        // Only calamine runs under the guard, so that a panic of the sink stays what it is.
        while let Some(index) = guarded(|| rows.next_row(&mut cells))? {
            if index < next_free {
                return Err(Broken::RowsOutOfOrder);
            }
            next_free = index + 1;
            if sink(Row { index, cells: &cells }) == ControlFlow::Break(()) {
                break;
            }
        }
        Ok(())
    }

    /// Looks a sheet over, once.
    fn survey(&mut self, sheet: usize) -> Result<Rc<Survey>, Broken> {
        let Some(Sheet { path, survey, .. }) = self.sheets.get_mut(sheet) else {
            return Ok(Rc::default());
        };
        if let Some(survey) = survey {
            return Ok(Rc::clone(survey));
        }
        let index = path.as_deref().and_then(|path| find(&self.zip, path));
        let index = index.ok_or_else(|| Broken::Library("no such sheet".to_string()))?;
        let (zip, recalculates, limits) = (&mut self.zip, self.recalculates, &self.limits);
        let seen = guarded(|| Survey::of(zip.by_index(index)?, recalculates, limits))?;
        Ok(Rc::clone(survey.insert(Rc::new(seen))))
    }
}

/// Cells gathered into rows.
struct Rows<'a> {
    reader: XlsxCellReader<'a, Bytes>,
    epoch_1904: bool,
    /// What is left of [`Survey::uncalculated`].
    uncalculated: &'a [u64],
    /// Cells read.
    count: u64,
    /// The first cell of the next row.
    ahead: Option<(u32, u32, Cell<'a>)>,
    done: bool,
}

impl<'a> Rows<'a> {
    /// Fills `cells` with the next row that has any, by column, and returns its index.
    fn next_row(&mut self, cells: &mut Vec<(u32, Cell<'a>)>) -> Result<Option<u32>, Broken> {
        cells.clear();
        let mut row = None;
        let mut sorted = true;
        if let Some((r, column, cell)) = self.ahead.take() {
            row = Some(r);
            cells.push((column, cell));
        }
        while !self.done {
            let Some(next) = self.reader.next_cell()? else {
                self.done = true;
                break;
            };
            let (r, column) = next.get_position();
            let cell = match self.uncalculated.split_first() {
                Some((first, rest)) if *first == self.count => {
                    self.uncalculated = rest;
                    Some(Cell::Uncalculated)
                }
                _ => convert(next.get_value(), self.epoch_1904),
            };
            self.count += 1;
            let Some(cell) = cell else { continue };
            if matches!(&cell, Cell::Text(text) if memchr::memchr(0, text.as_bytes()).is_some()) {
                return Err(Broken::BadText);
            }
            if r >= MAX_ROWS || column >= MAX_COLUMNS {
                return Err(Broken::BeyondGrid);
            }
            if row.is_some_and(|current| current != r) {
                self.ahead = Some((r, column, cell));
                break;
            }
            row = Some(r);
            sorted &= cells.last().is_none_or(|(last, _)| *last < column);
            cells.push((column, cell));
        }
        if !sorted {
            // Of two cells at one place, the later one counts, as in Excel.
            cells.reverse();
            cells.sort_by_key(|(column, _)| *column);
            cells.dedup_by_key(|(column, _)| *column);
        }
        Ok(row)
    }
}

impl From<calamine::XlsxError> for Broken {
    fn from(error: calamine::XlsxError) -> Self {
        match error {
            calamine::XlsxError::Password => Broken::Encrypted,
            other => Broken::Library(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::origin;
    use std::borrow::Cow;
    use std::io::Cursor;

    fn open(bytes: Vec<u8>) -> Result<Book, Broken> {
        Book::open(&origin::Bytes::from(bytes), &Limits::default())
    }
    use rust_xlsxwriter::{ExcelDateTime as Moment, Format, Formula, Workbook};

    type Seen = Vec<(u32, Vec<(u32, Cell<'static>)>)>;

    fn rows(bytes: Vec<u8>, sheet: usize) -> Seen {
        let mut book = open(bytes).unwrap();
        let mut seen = Vec::new();
        book.scan(sheet, &mut |row| {
            seen.push((
                row.index,
                row.cells.iter().map(|(c, v)| (*c, v.clone().into_owned())).collect(),
            ));
            ControlFlow::Continue(())
        })
        .unwrap();
        seen
    }

    fn text(text: &str) -> Cell<'static> {
        Cell::Text(Cow::Owned(text.to_string()))
    }

    #[test]
    fn values_keep_their_cells_and_types() {
        let mut book = Workbook::new();
        let date = Format::new().set_num_format("yyyy-mm-dd hh:mm");
        let span = Format::new().set_num_format("[h]:mm");
        let sheet = book.add_worksheet();
        sheet.write(2, 1, "房号").unwrap();
        sheet.write(2, 3, 12.5).unwrap();
        sheet.write(4, 0, true).unwrap();
        let moment = Moment::from_ymd(2025, 3, 5).unwrap().and_hms(10, 2, 30).unwrap();
        sheet.write_with_format(4, 1, &moment, &date).unwrap();
        sheet.write_with_format(4, 2, Moment::from_ymd(2025, 3, 5).unwrap(), &date).unwrap();
        sheet.write_with_format(4, 3, 0.25, &span).unwrap();
        sheet.write_formula(4, 4, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        sheet.write_blank(6, 0, &date).unwrap();
        book.add_worksheet().set_name("二月").unwrap().write(0, 0, "x").unwrap();
        let bytes = book.save_to_buffer().unwrap();

        let seen = rows(bytes.clone(), 0);
        assert_eq!(seen.len(), 2, "a row of formats only is no row: {seen:?}");
        assert_eq!(seen[0], (2, vec![(1, text("房号")), (3, Cell::Number(12.5))]));
        // 2025-03-05 is day 20152 after 1970-01-01.
        let day = 20_152 * 86_400;
        let clock = 10 * 3600 + 2 * 60 + 30;
        assert_eq!(seen[1].0, 4);
        assert_eq!(seen[1].1[0], (0, Cell::Bool(true)));
        assert_eq!(seen[1].1[1], (1, Cell::Time { seconds: day + clock, day_only: false }));
        assert_eq!(seen[1].1[2], (2, Cell::Time { seconds: day, day_only: true }));
        assert_eq!(seen[1].1[3], (3, Cell::Number(0.25)), "a length of time is no date");
        assert_eq!(seen[1].1[4], (4, Cell::Error("#DIV/0!")));
        assert_eq!(rows(bytes.clone(), 1), vec![(0, vec![(0, text("x"))])]);
        assert!(rows(bytes.clone(), 9).is_empty());
        assert_eq!(open(bytes).unwrap().sheets(), ["Sheet1", "二月"]);
    }

    #[test]
    fn layout_and_formulas_without_a_value() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.merge_range(1, 0, 3, 0, "一月", &Format::new()).unwrap();
        sheet.write_formula(1, 1, Formula::new("=1+1")).unwrap();
        sheet.write_formula(2, 1, Formula::new("=1+1").set_result("2")).unwrap();
        sheet.write(3, 1, 0).unwrap();
        sheet.set_row_hidden(2).unwrap();
        sheet.set_column_hidden(5).unwrap();
        book.add_worksheet().set_hidden(true);
        let bytes = book.save_to_buffer().unwrap();

        let expected = vec![
            (1, vec![(0, text("一月")), (1, Cell::Uncalculated)]),
            (2, vec![(1, Cell::Number(2.0))]),
            (3, vec![(1, Cell::Number(0.0))]),
        ];
        assert_eq!(rows(bytes.clone(), 0), expected);
        let mut book = open(bytes).unwrap();
        let layout = Layout {
            merges: vec![super::super::Merge { rows: 1..=3, columns: 0..=0 }],
            hidden: false,
            hidden_rows: vec![2..=2],
            hidden_columns: vec![5..=5],
        };
        assert_eq!(book.layout(0), Ok(layout));
        assert_eq!(book.layout(1), Ok(Layout { hidden: true, ..Layout::default() }));
        assert_eq!(book.layout(2), Ok(Layout::default()));
    }

    #[test]
    fn a_scan_stops_when_told() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for row in 0..50 {
            sheet.write(row, 0, row).unwrap();
        }
        let mut book = open(book.save_to_buffer().unwrap()).unwrap();
        let mut count = 0;
        book.scan(0, &mut |row| {
            count += 1;
            if row.index == 4 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
        assert_eq!(count, 5);
    }

    fn workbook_of(sheet_data: &str) -> Vec<u8> {
        use std::io::{Read, Write};
        let mut book = Workbook::new();
        book.add_worksheet().write(0, 0, 1).unwrap();
        let mut from = zip::ZipArchive::new(Cursor::new(book.save_to_buffer().unwrap())).unwrap();
        let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for i in 0..from.len() {
            let mut entry = from.by_index(i).unwrap();
            let name = entry.name().unwrap().to_string();
            let mut content = String::new();
            entry.read_to_string(&mut content).unwrap();
            if name == "xl/worksheets/sheet1.xml" {
                content = format!("<worksheet><sheetData>{sheet_data}</sheetData></worksheet>");
            }
            to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            to.write_all(content.as_bytes()).unwrap();
        }
        to.finish().unwrap().into_inner()
    }

    #[test]
    fn cells_of_a_row_come_by_column() {
        let bytes = workbook_of(
            r#"<row r="1"><c r="C1"><v>3</v></c><c r="A1"><v>1</v></c><c r="C1"><v>4</v></c></row>"#,
        );
        assert_eq!(rows(bytes, 0), vec![(0, vec![(0, Cell::Number(1.0)), (2, Cell::Number(4.0))])]);
    }

    #[test]
    fn broken_sheets_are_said_to_be() {
        let scan = |data: &str| {
            open(workbook_of(data)).unwrap().scan(0, &mut |_| ControlFlow::Continue(()))
        };
        assert_eq!(
            scan(
                r#"<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>"#
            ),
            Err(Broken::RowsOutOfOrder)
        );
        assert_eq!(scan(r#"<row r="1"><c r="XFE1"><v>1</v></c></row>"#), Err(Broken::BeyondGrid));
        assert_eq!(scan(r#"<row r="1048577"><c><v>1</v></c></row>"#), Err(Broken::BeyondGrid));
        assert_eq!(scan(r#"<row r="1"><c r="A1"><v>1</c></row>"#), Err(Broken::Truncated));
        assert!(matches!(open(b"PK\x03\x04".to_vec()), Err(Broken::Library(_))));
    }
}
