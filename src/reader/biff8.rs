//! What calamine leaves out of an .xls: hidden rows and columns. The workbook is a stream of records
//! (a number, a length, and that many bytes) in the sectors of a compound file.
//!
//! What does not fit together is passed over: calamine says what is wrong with a file.

use std::ops::RangeInclusive;

use super::Layout;
use super::limits::{MAX_COLUMNS, MAX_LAYOUT, MAX_ROWS};

const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;
const SHEET: u16 = 0x0085;
const COLUMNS: u16 = 0x007D;
const ROW: u16 = 0x0208;
/// Sector numbers from here on end a chain or mean none.
const NO_SECTOR: u32 = 0xFFFF_FFFA;
/// Bytes of an entry of the directory.
const ENTRY: usize = 128;
/// Smaller streams lie in small sectors inside a stream of their own.
const SMALL: usize = 4096;
const SMALL_SECTOR: usize = 64;

/// Hidden rows and columns of each sheet, in the order of the workbook; merges are left out.
pub(super) fn hidden(bytes: &[u8]) -> Vec<Layout> {
    let Some(stream) = workbook(bytes) else { return Vec::new() };
    let mut starts = Vec::new();
    let mut depth = 0;
    for (kind, data) in records(&stream, 0) {
        match kind {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            SHEET => starts.push(u32_at(data, 0).map_or(usize::MAX, |at| at as usize)),
            _ => {}
        }
    }
    starts.into_iter().map(|start| sheet(&stream, start)).collect()
}

fn sheet(stream: &[u8], start: usize) -> Layout {
    let mut layout = Layout::default();
    let mut depth = 0;
    for (kind, data) in records(stream, start) {
        match kind {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            // Charts inside a sheet have records of their own.
            ROW if depth == 1 => {
                let (row, flags) = (u16_at(data, 0), u16_at(data, 12));
                if let (Some(row), Some(flags)) = (row.map(u32::from), flags)
                    && flags & 0x20 != 0
                    && row < MAX_ROWS
                {
                    add(&mut layout.hidden_rows, row..=row);
                }
            }
            COLUMNS if depth == 1 => {
                let ends = (u16_at(data, 0), u16_at(data, 2), u16_at(data, 8));
                if let (Some(first), Some(last), Some(flags)) = ends
                    && flags & 1 != 0
                    && first <= last
                {
                    let last = u32::from(last).min(MAX_COLUMNS - 1);
                    add(&mut layout.hidden_columns, u32::from(first)..=last);
                }
            }
            _ => {}
        }
    }
    layout.hidden_rows.sort_by_key(|r| *r.start());
    layout.hidden_columns.sort_by_key(|r| *r.start());
    layout
}

/// Adds a stretch, to the last one where it goes on.
fn add(to: &mut Vec<RangeInclusive<u32>>, stretch: RangeInclusive<u32>) {
    let full = to.len() >= MAX_LAYOUT;
    match to.last_mut() {
        Some(last) if last.end().checked_add(1) == Some(*stretch.start()) => {
            *last = *last.start()..=*stretch.end();
        }
        _ if !full => to.push(stretch),
        _ => {}
    }
}

/// Records from a place on, as far as they are whole.
fn records(stream: &[u8], start: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream.get(start..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(rest, 0)?, usize::from(u16_at(rest, 2)?));
        let data = rest.get(4..4 + length)?;
        rest = rest.get(4 + length..)?;
        Some((kind, data))
    })
}

/// The stream of the workbook, from its sectors.
fn workbook(bytes: &[u8]) -> Option<Vec<u8>> {
    let file = Sectors::of(bytes)?;
    let directory = file.chain(u32_at(bytes, 48)?)?;
    let name = |entry: &[u8]| {
        let length = usize::from(u16_at(entry, 64).unwrap_or(0)).saturating_sub(2).min(62);
        let units = entry.get(..length).unwrap_or_default().chunks_exact(2);
        let units = units.map(|unit| u16_at(unit, 0).unwrap_or(0));
        char::decode_utf16(units).map(|c| c.unwrap_or('\0')).collect::<String>()
    };
    let entry = directory.chunks_exact(ENTRY).find(|e| name(e) == "Workbook")?;
    let (first, size) = (u32_at(entry, 116)?, u32_at(entry, 120)? as usize);
    let mut stream = if size < SMALL {
        // The root, which comes first, has the small sectors.
        let sectors = file.chain(u32_at(&directory, 116)?)?;
        let numbers = file.chain(u32_at(bytes, 60)?)?;
        let next = numbers.chunks_exact(4).filter_map(|n| u32_at(n, 0)).collect();
        Sectors { bytes: &sectors, before: 0, size: SMALL_SECTOR, next }.chain(first)?
    } else {
        file.chain(first)?
    };
    stream.truncate(size);
    Some(stream)
}

/// Sectors, and for each the one that follows it.
struct Sectors<'b> {
    bytes: &'b [u8],
    /// Sectors before the one with the number 0.
    before: usize,
    /// Bytes of a sector.
    size: usize,
    next: Vec<u32>,
}

impl<'b> Sectors<'b> {
    /// Those of a compound file, after its header.
    fn of(bytes: &'b [u8]) -> Option<Sectors<'b>> {
        let shift = u16_at(bytes, 30).filter(|s| (9..=12).contains(s))?;
        let mut file = Sectors { bytes, before: 1, size: 1 << shift, next: Vec::new() };
        // The sectors of the table: the first 109 in the header, further ones in a chain of lists.
        let mut table: Vec<u32> = (0..109).filter_map(|i| u32_at(bytes, 76 + 4 * i)).collect();
        let mut list = u32_at(bytes, 68)?;
        let sectors = bytes.len() / file.size;
        for _ in 0..sectors {
            let Some(sector) = file.sector(list) else { break };
            let (entries, after) = sector.split_at_checked(file.size - 4)?;
            table.extend(entries.chunks_exact(4).filter_map(|n| u32_at(n, 0)));
            list = u32_at(after, 0)?;
        }
        // More of them than the file has are a loop.
        for number in table.into_iter().take(sectors) {
            let Some(sector) = file.sector(number) else { continue };
            file.next.extend(sector.chunks_exact(4).filter_map(|n| u32_at(n, 0)));
        }
        Some(file)
    }

    fn sector(&self, number: u32) -> Option<&'b [u8]> {
        if number >= NO_SECTOR {
            return None;
        }
        let start = (number as usize).checked_add(self.before)?.checked_mul(self.size)?;
        self.bytes.get(start..start.checked_add(self.size)?)
    }

    /// The bytes of a chain of sectors; `None` where it runs in a circle.
    fn chain(&self, first: u32) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut number = first;
        while let Some(sector) = self.sector(number) {
            if bytes.len() > self.bytes.len() {
                return None;
            }
            bytes.extend_from_slice(sector);
            number = *self.next.get(number as usize)?;
        }
        Some(bytes)
    }
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    let bytes = data.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    let bytes = data.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}
