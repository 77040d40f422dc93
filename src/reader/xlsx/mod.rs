//! Office Open XML workbooks, a row at a time.
//!
//! Ordinary sheets are read by this program itself: `look` finds what is merged and hidden, `scan` the
//! cells. Whatever is not ordinary XML goes to calamine, in `library`.

#[cfg(test)]
mod agreement;
mod blocks;
mod cursor;
mod decimal;
mod escape;
mod head;
mod inflate;
mod library;
mod look;
mod parts;
mod scan;
mod strings;
mod styles;
mod survey;
mod usual;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use zip::ZipArchive;

use super::broken::{Broken, guarded};
use super::limits::Limits;
use super::origin::{Origin, Stream};
use super::package::find;
use super::{Cell, Epoch, Layout, PackageParts, ReadBy, RowSink};
use blocks::Blocks;
use inflate::at_once;
use library::Library;
use look::Look;
use parts::{Parts, SheetPart};
use scan::{Scan, Shared};
use strings::Strings;
use styles::Styles;
use survey::Survey;

type Bytes = Box<dyn Stream>;

/// Sheets up to this many bytes are inflated once and kept for the scan that follows the look.
const HELD_BYTES: u64 = 16 << 20;

/// Shared strings of at least so many bytes are read beside the first sheet.
const BESIDE_BYTES: u64 = if cfg!(test) { 1 << 10 } else { 8 << 20 };

/// An open workbook.
pub(super) struct Book {
    zip: ZipArchive<Bytes>,
    /// A stream for calamine, should a sheet need it.
    for_library: Box<dyn Origin>,
    parts: Parts,
    names: Vec<String>,
    seen: Vec<Option<Seen>>,
    /// `None` where the shared strings are not ordinary.
    shared: Option<Shared>,
    /// Shared strings that are still being read.
    awaited: Option<Receiver<StringsRead>>,
    /// Why there are no shared strings: what cannot be read once cannot be read later.
    lost: Option<Broken>,
    library: Option<Library>,
    /// The sheet looked at last.
    held: Option<(usize, Vec<u8>)>,
    limits: Limits,
}

/// What is known of a sheet once it was looked over.
#[derive(Clone)]
enum Seen {
    Ordinary(Arc<Layout>),
    Strange(Arc<Survey>),
}

impl Book {
    pub(super) fn open(origin: Box<dyn Origin>, limits: &Limits) -> Result<Book, Broken> {
        let stream = origin.open()?;
        let mut zip = guarded(|| ZipArchive::new(stream))?;
        let parts = guarded(|| Parts::read(&mut zip, limits))?;
        let awaited = guarded(|| beside(&*origin, &mut zip, &parts, limits))?;
        let strings = match awaited {
            Some(_) => Some(Strings::default()),
            None => guarded(|| strings(&mut zip, &parts.strings, limits))?,
        };
        let shared = guarded(|| shared(&mut zip, &parts, strings, limits))?;
        let names = parts.sheets.iter().map(|s| s.name.clone()).collect();
        let seen = vec![None; parts.sheets.len()];
        Ok(Book {
            zip,
            for_library: origin,
            parts,
            names,
            seen,
            shared,
            awaited,
            lost: None,
            library: None,
            held: None,
            limits: *limits,
        })
    }

    /// Has calamine read all sheets, ordinary or not.
    pub(super) fn leave_to_calamine(&mut self) {
        (self.shared, self.awaited) = (None, None);
        self.seen.fill(None);
    }

    /// What reads a sheet; `None` as long as it was not looked at.
    pub(super) fn read_by(&self, sheet: usize) -> Option<ReadBy> {
        self.seen.get(sheet)?.as_ref().map(|seen| match seen {
            Seen::Ordinary(_) => ReadBy::Inspect,
            Seen::Strange(_) => ReadBy::Calamine,
        })
    }

    pub(super) fn sheets(&self) -> &[String] {
        &self.names
    }

    pub(super) fn epoch(&self) -> Epoch {
        if self.parts.epoch_1904 { Epoch::From1904 } else { Epoch::From1900 }
    }

    pub(super) fn package_parts(&self) -> PackageParts {
        let sheets = self.parts.sheets.iter().map(|sheet| sheet.path.clone()).collect();
        PackageParts { styles: self.parts.styles.clone(), sheets }
    }

    /// Merges and hidden parts of a sheet.
    pub(super) fn layout(&mut self, sheet: usize) -> Result<Layout, Broken> {
        let Some(part) = self.parts.sheets.get(sheet) else { return Ok(Layout::default()) };
        let hidden = part.hidden;
        let layout = match self.look(sheet)? {
            Seen::Ordinary(layout) => (*layout).clone(),
            Seen::Strange(survey) => survey.layout.clone(),
        };
        Ok(Layout { hidden, ..layout })
    }

    pub(super) fn scan(&mut self, sheet: usize, sink: &mut RowSink<'_>) -> Result<(), Broken> {
        if self.parts.sheets.get(sheet).is_none() {
            return Ok(());
        }
        match self.look(sheet)? {
            Seen::Ordinary(_) => self.scan_ordinary(sheet, sink),
            Seen::Strange(survey) => {
                self.open_library()?;
                let name = self.names.get(sheet).map(String::as_str).unwrap_or_default();
                match &mut self.library {
                    Some(library) => library.scan(name, &survey, sink),
                    None => Ok(()),
                }
            }
        }
    }

    fn open_library(&mut self) -> Result<(), Broken> {
        if self.library.is_none() {
            let (origin, zip) = (&*self.for_library, &mut self.zip);
            let library = guarded(|| Library::open(origin, zip, &self.parts, &self.limits));
            self.library = Some(library?);
        }
        Ok(())
    }

    /// The formulas in these cells of a sheet.
    pub(super) fn formulas(
        &mut self,
        sheet: usize,
        cells: &BTreeSet<(u32, u32)>,
    ) -> Result<BTreeMap<(u32, u32), String>, Broken> {
        self.open_library()?;
        let name = self.names.get(sheet).map(String::as_str).unwrap_or_default();
        match &mut self.library {
            Some(library) => library.formulas(name, cells),
            None => Ok(BTreeMap::new()),
        }
    }

    fn scan_ordinary(&mut self, sheet: usize, sink: &mut RowSink<'_>) -> Result<(), Broken> {
        // A sheet is ordinary only where the shared strings are.
        let Some(shared) = &self.shared else { return Ok(()) };
        let mut scan = Scan::new(shared, &self.limits);
        if let Some((_, bytes)) = self.held.as_ref().filter(|(held, _)| *held == sheet) {
            // Whether it broke off or came to the end, there is nothing more to hand on.
            let _ = scan.block(bytes, sink)?;
            return scan.finish();
        }
        let mut blocks = blocks_of(&mut self.zip, self.parts.sheets.get(sheet), &self.limits)?;
        while let Some(block) = blocks.next_block()? {
            if scan.block(block, sink)?.is_break() {
                break;
            }
        }
        scan.finish()
    }

    /// Looks a sheet over, once, and has the shared strings.
    fn look(&mut self, sheet: usize) -> Result<Seen, Broken> {
        if let Some(broken) = &self.lost {
            return Err(broken.clone());
        }
        let seen = self.look_beside(sheet)?;
        let Some(awaited) = self.awaited.take() else { return Ok(seen) };
        let strings = match awaited.recv() {
            Ok(strings) => strings,
            // There was no thread for them.
            Err(_) => guarded(|| strings(&mut self.zip, &self.parts.strings, &self.limits)),
        };
        let strings = strings.inspect_err(|broken| self.lost = Some(broken.clone()))?;
        match (strings, &mut self.shared) {
            (Some(strings), Some(shared)) => shared.strings = strings,
            (None, _) => self.leave_to_calamine(),
            (Some(_), None) => {}
        }
        self.look_beside(sheet)
    }

    fn look_beside(&mut self, sheet: usize) -> Result<Seen, Broken> {
        if let Some(Some(seen)) = self.seen.get(sheet) {
            return Ok(seen.clone());
        }
        let layout = guarded(|| self.look_ordinary(sheet))?;
        let seen = match layout {
            Some(layout) => Seen::Ordinary(Arc::new(layout)),
            None => {
                self.held = None;
                let part = part_of(&mut self.zip, self.parts.sheets.get(sheet))?;
                let (recalculates, limits) = (self.parts.recalculates, &self.limits);
                let survey = guarded(|| Survey::of(part, recalculates, limits))?;
                Seen::Strange(Arc::new(survey))
            }
        };
        if let Some(known) = self.seen.get_mut(sheet) {
            *known = Some(seen.clone());
        }
        Ok(seen)
    }

    fn look_ordinary(&mut self, sheet: usize) -> Result<Option<Layout>, Broken> {
        if self.shared.is_none() {
            return Ok(None);
        }
        let part = self.parts.sheets.get(sheet);
        let mut look = Look::default();
        let index = index_of(&self.zip, part)?;
        let (_, mut bytes) = self.held.take().unwrap_or_default();
        if at_once(&mut self.zip, index, HELD_BYTES.min(self.limits.part_bytes), &mut bytes)? {
            look.block(&bytes)?;
            self.held = Some((sheet, bytes));
            return Ok(look.layout());
        }
        let mut blocks = blocks_of(&mut self.zip, part, &self.limits)?;
        while let Some(block) = blocks.next_block()? {
            if !look.block(block)? {
                break;
            }
        }
        Ok(look.layout())
    }
}

/// Where two cells stand at one place, the later one counts, as in Excel.
fn by_column(cells: &mut Vec<(u32, Cell<'_>)>) {
    cells.reverse();
    cells.sort_by_key(|(column, _)| *column);
    cells.dedup_by_key(|(column, _)| *column);
}

type Part<'z> = zip::read::ZipFile<'z, Bytes>;

fn part_of<'z>(
    zip: &'z mut ZipArchive<Bytes>,
    sheet: Option<&SheetPart>,
) -> Result<Part<'z>, Broken> {
    let index = index_of(zip, sheet)?;
    Ok(zip.by_index(index)?)
}

fn index_of(zip: &Zip, sheet: Option<&SheetPart>) -> Result<usize, Broken> {
    let index = sheet.and_then(|sheet| find(zip, &sheet.path));
    index.ok_or_else(|| Broken::Library("no such sheet".to_string()))
}

fn blocks_of<'z>(
    zip: &'z mut ZipArchive<Bytes>,
    sheet: Option<&SheetPart>,
    limits: &Limits,
) -> Result<Blocks<Part<'z>>, Broken> {
    let part = part_of(zip, sheet)?;
    let size = part.size();
    Ok(Blocks::new(part, look::ROW, size, [limits.part_bytes, limits.memory]))
}

type Zip = ZipArchive<Bytes>;

/// Shared strings; `None` where another reader must take them.
type StringsRead = Result<Option<Strings>, Broken>;

/// Reads the shared strings.
fn strings(zip: &mut Zip, path: &str, limits: &Limits) -> StringsRead {
    let Some(index) = find(zip, path) else { return Ok(Some(Strings::default())) };
    let mut bytes = Vec::new();
    if at_once(zip, index, HELD_BYTES.min(limits.part_bytes), &mut bytes)? {
        return Strings::of(&bytes, limits);
    }
    let part = zip.by_index(index)?;
    let size = part.size();
    Strings::read(part, size, limits)
}

/// Begins to read large shared strings beside all else.
fn beside(
    origin: &dyn Origin,
    zip: &mut Zip,
    parts: &Parts,
    limits: &Limits,
) -> Result<Option<Receiver<StringsRead>>, Broken> {
    let Some(index) = find(zip, &parts.strings) else { return Ok(None) };
    if zip.by_index_raw(index)?.size() < BESIDE_BYTES {
        return Ok(None);
    }
    let (stream, path, limits) = (origin.open()?, parts.strings.clone(), *limits);
    let (done, awaited) = channel();
    origin.beside(Box::new(move || {
        let read = guarded(|| strings(&mut ZipArchive::new(stream)?, &path, &limits));
        // Nobody waits any more where the file was given up.
        let _ = done.send(read);
    }));
    Ok(Some(awaited))
}

/// Shared strings and styles; `None` where another reader must take them.
fn shared(
    zip: &mut Zip,
    parts: &Parts,
    strings: Option<Strings>,
    limits: &Limits,
) -> Result<Option<Shared>, Broken> {
    let Some(strings) = strings else { return Ok(None) };
    let styles = match find(zip, &parts.styles) {
        Some(index) => Styles::read(zip.by_index(index)?, limits)?,
        None => Styles::default(),
    };
    let (epoch_1904, recalculates) = (parts.epoch_1904, parts.recalculates);
    Ok(Some(Shared { strings, styles, epoch_1904, recalculates }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::origin;
    use std::borrow::Cow;
    use std::io::Cursor;
    use std::ops::ControlFlow;

    fn open(bytes: Vec<u8>) -> Result<Book, Broken> {
        Book::open(Box::new(origin::Bytes::from(bytes)), &Limits::default())
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

    #[test]
    fn packed_bytes_that_were_changed_are_a_damaged_file() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for row in 0..400 {
            sheet.write(row, 0, f64::from(row) * 1.37).unwrap();
        }
        let bytes = book.save_to_buffer().unwrap();
        let name = b"xl/worksheets/sheet1.xml";
        let start = memchr::memmem::find(&bytes, name).unwrap() + name.len();
        for at in (start + 200..start + 1_000).step_by(100) {
            let mut changed = bytes.clone();
            changed[at] ^= 0xFF;
            let found = open(changed).unwrap().scan(0, &mut |_| ControlFlow::Continue(()));
            assert_eq!(found, Err(Broken::Garbled), "{at}");
        }
    }

    #[test]
    fn shared_strings_that_are_refused_are_refused_at_every_look() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for row in 0..100 {
            sheet.write(row, 0, format!("投诉{row}")).unwrap();
        }
        let bytes = book.save_to_buffer().unwrap();
        let limits = Limits { memory: 300, ..Limits::default() };
        let mut book = Book::open(Box::new(origin::Bytes::from(bytes)), &limits).unwrap();
        let refused = Broken::TooMuchMemory(300);
        assert_eq!(book.layout(0), Err(refused.clone()));
        assert_eq!(book.layout(0), Err(refused.clone()));
        assert_eq!(book.scan(0, &mut |_| ControlFlow::Continue(())), Err(refused));
    }

    #[test]
    fn a_cell_is_never_lost_to_ill_formed_xml() {
        let scan = |data: &str| {
            open(workbook_of(data)).unwrap().scan(0, &mut |_| ControlFlow::Continue(()))
        };
        let row = r#"<row r="2"><c r="A2"><v>2</v></c></row>"#;
        for wrong in [
            r#"<row r="1"><><c r="C1"><v>3</v></c></row>"#,
            r#"<row r="1"><c r="A1">9v>9</v></c></row>"#,
            r#"<row r="1"><c9r="A1"><v>1</v></c></row>"#,
            r#"<row r="1"><x><c r="A1"><v>1</v></c></row>"#,
            r#"<row r="1"><c r="A1"><x><v>1</v></c></row>"#,
            r#"<rt="s"><v>2</v></c><cow r="3"><c r="A3"><v>3</v></c></row>"#,
            r#"<cow r="3"><c r="A3"><v>3</v></c></cow>"#,
            r#"<row r="1"><row r="3"><c r="A3"><v>3</v></c></row></row>"#,
            r#"</row>"#,
        ] {
            let found = scan(&format!("{wrong}{row}"));
            assert_eq!(found, Err(Broken::IllFormed), "{wrong}");
        }
        // What is well-formed and not known is passed over.
        let known =
            r#"<x:a/><row r="1"><c r="A1"><v>1</v><extLst><ext/></extLst></c><extLst/></row>"#;
        assert_eq!(scan(&format!("{known}{row}")), Ok(()));
    }
}
