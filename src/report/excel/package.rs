//! A workbook that rust_xlsxwriter made without cells, and its cells, put into one package.

use std::io::{Cursor, Read};

use libdeflater::{CompressionLvl, Compressor, crc32};
use rust_xlsxwriter::{Workbook, XlsxError};
use zip::ZipArchive;

use super::cells::{Cells, Texts};
use super::style::Styles;

/// 1980-01-01, as a zip counts it: the same result makes the same bytes.
const DAY: u16 = 0x21;
/// 2.0, which a packed part needs.
const VERSION: u16 = 20;
/// How hard parts are packed, of 1 to 12.
const PACKING: i32 = 1;
/// Packed with deflate.
const DEFLATED: u16 = 8;

struct Part {
    name: String,
    content: Vec<u8>,
}

/// The workbook, its sheets filled with their cells.
///
/// # Errors
/// Where a limit of the format is passed.
pub fn filled(
    workbook: &mut Workbook,
    styles: &Styles,
    sheets: &[Cells],
    texts: &Texts,
) -> Result<Vec<u8>, XlsxError> {
    let used = used(styles, sheets);
    let last = sheets.len().saturating_sub(1);
    // rust_xlsxwriter numbers formats as it meets them: a row of cells on the last sheet tells how.
    let sheet = workbook.worksheet_from_index(last)?;
    for (column, (format, quoted)) in (0..).zip(&used) {
        let format = styles.all.get(*format).cloned().unwrap_or_default();
        let format = if *quoted { format.set_quote_prefix() } else { format };
        sheet.write_blank(0, column, &format)?;
    }
    // The texts have a part only where there are any.
    sheet.write_string(1, 0, "-")?;
    let mut parts = parts(workbook.save_to_buffer()?)?;
    let mut numbers = [vec![0; styles.all.len()], vec![0; styles.all.len()]];
    let row = part(&mut parts, &sheet_name(last))?;
    for ((format, quoted), number) in used.iter().zip(formats(&row.content)) {
        if let Some(slot) = numbers[usize::from(*quoted)].get_mut(*format) {
            *slot = number;
        }
    }
    for (at, cells) in sheets.iter().enumerate() {
        let part = part(&mut parts, &sheet_name(at))?;
        let range = cells.range().ok_or(XlsxError::RowColumnLimitError)?;
        let xml = std::str::from_utf8(&part.content).ok();
        let filled = xml.and_then(|xml| fill(xml, &range, cells, &numbers));
        part.content = filled.ok_or_else(|| unlike(&part.name))?;
    }
    part(&mut parts, "xl/sharedStrings.xml")?.content = texts.xml();
    pack(&parts)
}

/// The formats that cells have, by their numbers, and whether it is the one of texts that stay texts.
fn used(styles: &Styles, sheets: &[Cells]) -> Vec<(usize, bool)> {
    let mut marks = vec![[false; 2]; styles.all.len()];
    for look in sheets.iter().flat_map(Cells::looks) {
        if let Some(mark) = marks.get_mut(usize::from(look.format)) {
            mark[usize::from(look.quoted)] = true;
        }
    }
    let of = |(format, [plain, quoted]): (usize, [bool; 2])| {
        [(plain, false), (quoted, true)].map(|(is, quoted)| is.then_some((format, quoted)))
    };
    marks.into_iter().enumerate().flat_map(of).flatten().collect()
}

/// The parts of a package.
fn parts(package: Vec<u8>) -> Result<Vec<Part>, XlsxError> {
    let mut zip = ZipArchive::new(Cursor::new(package))?;
    let mut parts = Vec::with_capacity(zip.len());
    for index in 0..zip.len() {
        let mut file = zip.by_index(index)?;
        let mut content = Vec::with_capacity(usize::try_from(file.size()).unwrap_or(0));
        file.read_to_end(&mut content)?;
        parts.push(Part { name: file.name()?.into_owned(), content });
    }
    Ok(parts)
}

fn part<'p>(parts: &'p mut [Part], name: &str) -> Result<&'p mut Part, XlsxError> {
    parts.iter_mut().find(|p| p.name == name).ok_or_else(|| unlike(name))
}

/// The numbers of the formats of cells, in their order.
fn formats(sheet: &[u8]) -> impl Iterator<Item = u32> {
    let xml = std::str::from_utf8(sheet).unwrap_or_default();
    let styles = xml.split("<c r=\"").skip(1);
    styles.filter_map(|cell| cell.split_once(" s=\"")?.1.split_once('"')?.0.parse().ok())
}

/// The part of a sheet, counted from 0.
fn sheet_name(sheet: usize) -> String {
    format!("xl/worksheets/sheet{}.xml", sheet + 1)
}

fn unlike(name: &str) -> XlsxError {
    XlsxError::ParameterError(format!("{name} is not as expected"))
}

/// Around the cells stands what the format wants there: the range they take above, the merged ones
/// behind the filter, the links before what is said of printing.
fn fill(xml: &str, range: &str, cells: &Cells, numbers: &[Vec<u32>; 2]) -> Option<Vec<u8>> {
    let (head, rest) = xml.split_once("<sheetData")?;
    let (before, head) = head.split_once("<dimension ref=\"")?;
    let (_, head) = head.split_once('"')?;
    let behind = match rest.strip_prefix("/>") {
        Some(behind) => behind,
        None => rest.split_once("</sheetData>")?.1,
    };
    let filter = match behind.starts_with("<autoFilter") {
        true => behind.find("/>")? + "/>".len(),
        false => 0,
    };
    let (filter, behind) = behind.split_at_checked(filter)?;
    let print = behind.find("<printOptions").or_else(|| behind.find("<pageMargins"))?;
    let (rules, print) = behind.split_at_checked(print)?;
    let rows = cells.rows(numbers);
    let (merges, links) = (cells.merges(), cells.links());
    let pieces: [&[u8]; 12] = [
        before.as_bytes(),
        b"<dimension ref=\"",
        range.as_bytes(),
        b"\"",
        head.as_bytes(),
        b"<sheetData>",
        &rows,
        b"</sheetData>",
        filter.as_bytes(),
        &merges,
        rules.as_bytes(),
        &links,
    ];
    let mut filled = pieces.concat();
    filled.extend_from_slice(print.as_bytes());
    Some(filled)
}

/// The parts as a zip, which the zip crate writes too, with an encoder made for every part: that costs more
/// than packing them.
fn pack(parts: &[Part]) -> Result<Vec<u8>, XlsxError> {
    let mut packer = Compressor::new(CompressionLvl::new(PACKING).unwrap_or_default());
    let (mut zip, mut directory, mut packed) = (Vec::new(), Vec::new(), Vec::new());
    for part in parts {
        packed.resize(packer.deflate_compress_bound(part.content.len()), 0);
        let size = packer.deflate_compress(&part.content, &mut packed);
        let size = size.map_err(|_| unlike(&part.name))?;
        let start = length(zip.len())?;
        let mut about = Vec::new();
        about.extend([VERSION, 0, DEFLATED, 0, DAY].map(u16::to_le_bytes).concat());
        let sizes = [crc32(&part.content), length(size)?, length(part.content.len())?];
        about.extend(sizes.map(u32::to_le_bytes).concat());
        // No fields beyond these.
        about.extend([short(part.name.len())?, 0].map(u16::to_le_bytes).concat());
        zip.extend(b"PK\x03\x04");
        zip.extend_from_slice(&about);
        zip.extend_from_slice(part.name.as_bytes());
        zip.extend_from_slice(packed.get(..size).unwrap_or_default());
        directory.extend(b"PK\x01\x02");
        directory.extend(VERSION.to_le_bytes());
        directory.extend_from_slice(&about);
        // No remark, on the first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(start.to_le_bytes());
        directory.extend_from_slice(part.name.as_bytes());
    }
    let (start, count) = (length(zip.len())?, short(parts.len())?);
    zip.extend_from_slice(&directory);
    zip.extend(b"PK\x05\x06");
    zip.extend([0, 0, count, count].map(u16::to_le_bytes).concat());
    zip.extend([length(directory.len())?, start].map(u32::to_le_bytes).concat());
    // No remark.
    zip.extend([0, 0]);
    Ok(zip)
}

fn length(bytes: usize) -> Result<u32, XlsxError> {
    u32::try_from(bytes).map_err(|_| XlsxError::ParameterError("more than 4 GB".into()))
}

fn short(count: usize) -> Result<u16, XlsxError> {
    u16::try_from(count).map_err(|_| XlsxError::ParameterError("more than 65,535".into()))
}
