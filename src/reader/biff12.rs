//! What calamine leaves out of an .xlsb: merged cells, hidden rows and columns, and formulas whose
//! value is an error. A part is a row of records: a number, a length, and that many bytes.

use std::collections::HashMap;
use std::io::{BufReader, Cursor, Read};

use zip::ZipArchive;

use super::broken::Broken;
use super::limits::{Limits, MAX_COLUMNS, MAX_LAYOUT, MAX_ROWS};
use super::package::find;
use super::tags::Tags;
use super::{Cell, Layout, Merge};

/// What was seen on a sheet.
#[derive(Debug, Default)]
pub(super) struct Survey {
    pub layout: Layout,
    /// Row, column and value.
    pub errors: Vec<(u32, u32, Cell<'static>)>,
}

const ROW: u32 = 0;
const FORMULA_ERROR: u32 = 11;
const COLUMN: u32 = 60;
const BUNDLE_SHEET: u32 = 156;
const MERGE: u32 = 176;
/// Longer records hold nothing that is looked for.
const MAX_RECORD: u32 = 1 << 16;

impl Survey {
    /// Looks over every sheet of the workbook, in order.
    pub fn of(bytes: &[u8], limits: &Limits) -> Result<Vec<Survey>, Broken> {
        let mut zip = ZipArchive::new(Cursor::new(bytes))?;
        let mut targets = HashMap::new();
        if let Some(index) = find(&zip, "xl/_rels/workbook.bin.rels") {
            let part = zip.by_index(index)?;
            let mut tags = Tags::new(part, limits.text_bytes, limits.part_bytes);
            while let Some(tag) = tags.next_tag()? {
                if let (Some(id), Some(target)) = (tag.text(b"Id"), tag.text(b"Target")) {
                    let path = match target.strip_prefix('/') {
                        Some(absolute) => absolute.to_string(),
                        None => format!("xl/{target}"),
                    };
                    targets.insert(id.to_string(), path);
                }
            }
        }
        let mut paths = Vec::new();
        if let Some(index) = find(&zip, "xl/workbook.bin") {
            let part = zip.by_index(index)?;
            records(part, limits, |kind, data| {
                if kind == BUNDLE_SHEET {
                    paths.push(wide_string(data.get(8..)).and_then(|id| targets.remove(&id)));
                }
                Ok(())
            })?;
        }
        let mut surveys = Vec::new();
        for path in paths {
            let mut survey = Survey::default();
            if let Some(index) = path.and_then(|p| find(&zip, &p)) {
                let part = zip.by_index(index)?;
                let mut row = 0;
                records(part, limits, |kind, data| survey.record(kind, data, &mut row))?;
            }
            surveys.push(survey);
        }
        Ok(surveys)
    }

    fn record(&mut self, kind: u32, data: &[u8], row: &mut u32) -> Result<(), Broken> {
        let number = |at: usize| u32_at(data, at).unwrap_or(u32::MAX);
        match kind {
            ROW => {
                *row = number(0);
                let hidden = data.get(11).is_some_and(|flags| flags & 0x10 != 0);
                if hidden && *row < MAX_ROWS {
                    self.layout.hidden_rows.push(*row..=*row);
                }
            }
            COLUMN => {
                let (first, last) = (number(0), number(4).min(MAX_COLUMNS - 1));
                let hidden = data.get(16).is_some_and(|flags| flags & 1 != 0);
                if hidden && first <= last {
                    self.layout.hidden_columns.push(first..=last);
                }
            }
            MERGE => {
                let (top, bottom, left, right) = (number(0), number(4), number(8), number(12));
                if top <= bottom && left <= right && bottom < MAX_ROWS && right < MAX_COLUMNS {
                    self.layout.merges.push(Merge { rows: top..=bottom, columns: left..=right });
                }
            }
            FORMULA_ERROR if *row < MAX_ROWS && number(0) < MAX_COLUMNS => {
                if let Some(error) = data.get(8).and_then(|code| error(*code)) {
                    self.errors.push((*row, number(0), Cell::Error(error)));
                }
            }
            _ => {}
        }
        let counts = [
            self.layout.merges.len(),
            self.layout.hidden_rows.len(),
            self.layout.hidden_columns.len(),
            self.errors.len(),
        ];
        if counts.iter().any(|n| *n > MAX_LAYOUT) { Err(Broken::TooManyMerges) } else { Ok(()) }
    }
}

fn error(code: u8) -> Option<&'static str> {
    Some(match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        0x2B => "#GETTING_DATA",
        _ => return None,
    })
}

/// Shows `look` every record of a part.
fn records(
    part: impl Read,
    limits: &Limits,
    mut look: impl FnMut(u32, &[u8]) -> Result<(), Broken>,
) -> Result<(), Broken> {
    let mut part = BufReader::new(part.take(limits.part_bytes));
    let mut data = Vec::new();
    while let Some(kind) = packed(&mut part, 2)? {
        let Some(length) = packed(&mut part, 4)? else { return Err(Broken::Truncated) };
        data.clear();
        let mut content = part.by_ref().take(u64::from(length));
        if length <= MAX_RECORD {
            content.read_to_end(&mut data)?;
            if data.len() < length as usize {
                return Err(Broken::Truncated);
            }
            look(kind, &data)?;
        } else {
            std::io::copy(&mut content, &mut std::io::sink())?;
        }
    }
    Ok(())
}

/// A number of up to `most` bytes of seven bits; `None` at the end.
fn packed(part: &mut impl Read, most: u32) -> Result<Option<u32>, Broken> {
    let mut n = 0;
    for place in 0..most {
        let mut byte = [0];
        if part.read(&mut byte)? == 0 {
            return Ok(None);
        }
        let [byte] = byte;
        n |= u32::from(byte & 0x7F) << (7 * place);
        if byte < 0x80 {
            break;
        }
    }
    Ok(Some(n))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    let four = data.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

fn wide_string(data: Option<&[u8]>) -> Option<String> {
    let data = data?;
    let length = u32_at(data, 0)? as usize;
    let units = data.get(4..)?.chunks_exact(2).take(length);
    let units: Vec<u16> = units.filter_map(|u| u.try_into().ok().map(u16::from_le_bytes)).collect();
    String::from_utf16(&units).ok()
}
