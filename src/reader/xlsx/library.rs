//! Sheets that are not ordinary, read by calamine, a row at a time.
//!
//! calamine's dense range is never used: it takes memory for every cell between the first and
//! the last one, which a file of 1.5 KB can make the whole grid. What it takes in whole is looked over
//! before.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};
use std::ops::ControlFlow;

use calamine::{Reader, Xlsx, XlsxCellReader};
use zip::ZipArchive;

use super::parts::{Parts, walk};
use super::survey::Survey;
use super::{Bytes, by_column};
use crate::reader::broken::{Broken, guarded};
use crate::reader::cell_of::convert;
use crate::reader::limits::{Limits, MAX_COLUMNS, MAX_ROWS, STRING_BYTES};
use crate::reader::origin::Origin;
use crate::reader::package::{check_claim, shared_strings};
use crate::reader::tags::Tags;
use crate::reader::{Cell, Row, RowSink};

/// A workbook open in calamine.
pub(super) struct Library(Xlsx<Bytes>);

impl Library {
    /// Opens it, once what calamine would keep of it is within the limits.
    pub fn open<R: Read + Seek>(
        origin: &dyn Origin,
        zip: &mut ZipArchive<R>,
        parts: &Parts,
        limits: &Limits,
    ) -> Result<Library, Broken> {
        for path in [Some(&parts.styles), parts.theme.as_ref()].into_iter().flatten() {
            walk(zip, path, limits, |_| Ok(()))?;
        }
        for index in shared_strings(zip) {
            strings(zip, index, limits)?;
        }
        let stream = origin.open()?;
        guarded(|| Xlsx::new(stream)).map(Library)
    }

    /// Hands on the rows of a sheet, which `survey` was made of.
    pub fn scan(
        &mut self,
        sheet: &str,
        survey: &Survey,
        sink: &mut RowSink<'_>,
    ) -> Result<(), Broken> {
        let epoch_1904 = self.0.has_1904_epoch();
        let xlsx = &mut self.0;
        let reader = guarded(move || xlsx.worksheet_cells_reader(sheet))?;
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
            if sink(Row { index, cells: &cells, numbers: &[] }) == ControlFlow::Break(()) {
                break;
            }
        }
        Ok(())
    }
}

impl Library {
    /// The formulas in these cells of a sheet.
    pub fn formulas(
        &mut self,
        sheet: &str,
        cells: &BTreeSet<(u32, u32)>,
    ) -> Result<BTreeMap<(u32, u32), String>, Broken> {
        let xlsx = &mut self.0;
        guarded(move || {
            let mut found = BTreeMap::new();
            let mut reader = xlsx.worksheet_cells_reader(sheet)?;
            while let Some(formula) = reader.next_formula()? {
                let at = formula.get_position();
                if cells.contains(&at) && !formula.get_value().is_empty() {
                    found.insert(at, formula.get_value().clone());
                }
            }
            Ok::<_, calamine::XlsxError>(found)
        })
    }
}

/// Holds shared strings, all of which calamine keeps, to the limits, and to their own number.
fn strings<R: Read + Seek>(
    zip: &mut ZipArchive<R>,
    index: usize,
    limits: &Limits,
) -> Result<(), Broken> {
    let part = zip.by_index(index)?;
    let size = part.size();
    let mut tags = Tags::new(part, limits.text_bytes, limits.part_bytes);
    let mut memory = 0u64;
    while let Some(tag) = tags.next_tag()? {
        if let Some(claim) = tag.attribute(b"uniqueCount").filter(|_| tag.name() == b"sst") {
            check_claim(claim, size)?;
        }
        let own = if tag.name() == b"si" && !tag.closes() { STRING_BYTES } else { 0 };
        memory = memory.saturating_add(own + tag.text_bytes);
        if memory > limits.memory {
            return Err(Broken::TooMuchMemory(limits.memory));
        }
    }
    Ok(())
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
            by_column(cells);
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
