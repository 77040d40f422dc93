//! The binary formats of Excel, read whole by calamine. On some damaged files it takes more
//! memory than there is, which nothing here can catch: the caller reads them where that hurts
//! nobody.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Dimensions, Reader, SheetVisible, Xls, XlsError, Xlsb, XlsbError};

use super::biff8;
use super::biff12::Survey;
use super::broken::{Broken, guarded};
use super::cell_of::{convert, convert_held};
use super::limits::Limits;
use super::recording::Recorder;
use super::{Cell, Layout, Merge};

/// Reads an .xls.
pub(super) fn xls(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, Broken> {
    let mut book = guarded(|| Xls::new(Cursor::new(bytes)))?;
    let epoch_1904 = book.has_1904_epoch();
    let mut recorder = Recorder::new(limits);
    recorder.epoch(epoch_1904);
    let sheets = book.sheets_metadata().to_vec();
    let hidden = Some(biff8::hidden(bytes)).filter(|h| h.len() == sheets.len());
    let mut hidden = hidden.unwrap_or_default().into_iter();
    for sheet in sheets {
        recorder.sheet(&sheet.name);
        let merges = guarded(|| book.merge_cells_by_sheet_name(&sheet.name)).unwrap_or_default();
        let range = guarded(|| book.worksheet_range(&sheet.name))?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, values) in range.rows().enumerate() {
            let mut cells = Vec::new();
            for (column, value) in values.iter().enumerate() {
                if let Some(cell) = convert_held(value, epoch_1904) {
                    cells.push((left.saturating_add(column as u32), cell));
                }
            }
            recorder.row(top.saturating_add(row as u32), &cells)?;
        }
        recorder.layout(&Layout {
            merges: merges.iter().filter_map(merge).collect(),
            hidden: sheet.visible != SheetVisible::Visible,
            ..hidden.next().unwrap_or_default()
        })?;
    }
    Ok(recorder.finish())
}

/// Reads an .xlsb.
pub(super) fn xlsb(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, Broken> {
    let mut surveys = guarded(|| Survey::of(bytes, limits))?.into_iter();
    let mut book = guarded(|| Xlsb::new(Cursor::new(bytes)))?;
    let epoch_1904 = book.has_1904_epoch();
    let mut recorder = Recorder::new(limits);
    recorder.epoch(epoch_1904);
    for sheet in book.sheets_metadata().to_vec() {
        let Survey { mut layout, errors } = surveys.next().unwrap_or_default();
        recorder.sheet(&sheet.name);
        let mut reader = guarded(|| book.worksheet_cells_reader(&sheet.name))?;
        // calamine passes over formulas whose value is an error.
        let mut rows: BTreeMap<u32, BTreeMap<u32, Cell<'static>>> = BTreeMap::new();
        for (row, column, error) in errors {
            rows.entry(row).or_default().insert(column, error);
        }
        let mut count = 0;
        while let Some(next) = guarded(|| reader.next_cell())? {
            let (row, column) = next.get_position();
            count += 1;
            if count > limits.cells {
                return Err(Broken::TooManyCells(limits.cells));
            }
            if let Some(cell) = convert(next.get_value(), epoch_1904) {
                rows.entry(row).or_default().insert(column, cell.into_owned());
            }
        }
        for (row, cells) in rows {
            recorder.row(row, &cells.into_iter().collect::<Vec<_>>())?;
        }
        layout.hidden = sheet.visible != SheetVisible::Visible;
        recorder.layout(&layout)?;
    }
    Ok(recorder.finish())
}

fn merge(area: &Dimensions) -> Option<Merge> {
    let ((top, left), (bottom, right)) = (area.start, area.end);
    let fits = top <= bottom && left <= right && area.start != area.end;
    fits.then_some(Merge { rows: top..=bottom, columns: left..=right })
}

impl From<XlsError> for Broken {
    fn from(error: XlsError) -> Self {
        match error {
            XlsError::Password => Broken::Encrypted,
            other => Broken::Library(other.to_string()),
        }
    }
}

impl From<XlsbError> for Broken {
    fn from(error: XlsbError) -> Self {
        match error {
            XlsbError::Password => Broken::Encrypted,
            other => Broken::Library(other.to_string()),
        }
    }
}
