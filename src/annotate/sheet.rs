//! One sheet of a copy, written as its rows are read.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use rust_xlsxwriter::{Formula, Note, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::amend::AUTHOR;
use super::edit::Edit;
use super::style::{Shown, Styles};
use crate::reader::{Cell, Layout, Row};

/// Narrowest and widest column, in characters.
const WIDTHS: (usize, usize) = (8, 40);
/// Width of the added column.
const LIST_WIDTH: f64 = 60.0;
/// What stands for a formula that has no value and whose words are not known.
const UNCALCULATED: &str = "=?";
/// A larger merge is decoration over whole rows or columns.
pub const MAX_MERGED: u64 = 10_000;
/// Excel's longest text, in UTF-16 units.
const LONGEST: usize = 32_767;
/// Seconds of a day, and days from Excel's day 0 to 1970-01-01.
const DAY: f64 = 86_400.0;
const DAYS_TO_1970: f64 = 25_569.0;

/// A sheet being written.
pub struct Writer<'a> {
    sheet: &'a mut Worksheet,
    styles: Styles,
    edit: &'a Edit,
    /// Formulas without a value.
    formulas: BTreeMap<(u32, u32), String>,
    widths: BTreeMap<u32, usize>,
    /// Marked cells that hold a value.
    written: BTreeSet<(u32, u32)>,
    error: Option<XlsxError>,
}

impl<'a> Writer<'a> {
    pub fn new(
        sheet: &'a mut Worksheet,
        edit: &'a Edit,
        layout: &Layout,
        formulas: BTreeMap<(u32, u32), String>,
    ) -> Result<Writer<'a>, XlsxError> {
        let mut writer = Writer {
            sheet,
            styles: Styles::new(),
            edit,
            formulas,
            widths: BTreeMap::new(),
            written: BTreeSet::new(),
            error: None,
        };
        writer.merge(layout);
        // A second table would scroll under the header of the first.
        if let (Some(header), 1) = (edit.headings.first(), edit.headings.len()) {
            writer.sheet.set_freeze_panes(header + 1, 0)?;
        }
        Ok(writer)
    }

    fn merge(&mut self, layout: &Layout) {
        for merge in &layout.merges {
            let (rows, columns) = (&merge.rows, &merge.columns);
            let area = (u64::from(rows.end() - rows.start()) + 1)
                * (u64::from(columns.end() - columns.start()) + 1);
            let last = u16::try_from(*columns.end()).ok();
            let (Some(last), 2..=MAX_MERGED) = (last, area) else { continue };
            let first = u16::try_from(*columns.start()).unwrap_or(last);
            let plain = self.styles.cell(Shown::Plain, None);
            // A merge over another one is refused, and left out: the cells are what counts.
            let _ = self.sheet.merge_range(*rows.start(), first, *rows.end(), last, "", plain);
        }
    }

    /// Writes the cells of a row as they were read.
    pub fn row(&mut self, row: Row<'_, '_>) -> ControlFlow<()> {
        let written = self.cells(&row);
        match written {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.error = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    fn cells(&mut self, row: &Row<'_, '_>) -> Result<(), XlsxError> {
        for (column, cell) in row.cells {
            if *column != self.edit.list || !self.edit.outdated.contains(&row.index) {
                self.value(row.index, *column, cell)?;
            }
        }
        Ok(())
    }

    fn value(&mut self, row: u32, column: u32, cell: &Cell<'_>) -> Result<(), XlsxError> {
        let at = u16::try_from(column).unwrap_or(u16::MAX);
        let severity = self.edit.fills.get(&(row, column)).copied();
        if severity.is_some() {
            self.written.insert((row, column));
        }
        let format = |shown| self.styles.cell(shown, severity);
        let plain = format(Shown::Plain);
        let width = match cell {
            Cell::Text(text) => {
                let text = fitting(text);
                let width = text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
                self.sheet.write_string_with_format(row, at, text, plain)?;
                width
            }
            Cell::Number(number) => {
                self.sheet.write_number_with_format(row, at, *number, plain)?;
                crate::evidence::text::number(*number).len()
            }
            Cell::Bool(value) => {
                self.sheet.write_boolean_with_format(row, at, *value, plain)?;
                5
            }
            Cell::Time { seconds, day_only } => {
                let shown = match (day_only, seconds.rem_euclid(60)) {
                    (true, _) => Shown::Day,
                    (false, 0) => Shown::Minute,
                    (false, _) => Shown::Second,
                };
                let serial = serial(*seconds);
                self.sheet.write_number_with_format(row, at, serial, format(shown))?;
                if *day_only { 10 } else { 19 }
            }
            Cell::Error(error) => {
                let formula = Formula::new(format!("={error}")).set_result(*error);
                self.sheet.write_formula_with_format(row, at, formula, plain)?;
                error.len()
            }
            // Stays open: an empty cell would read as nothing.
            Cell::Uncalculated => match self.formulas.get(&(row, column)) {
                Some(words) => {
                    let formula = Formula::new(words).set_result("");
                    self.sheet.write_formula_with_format(row, at, formula, plain)?;
                    8
                }
                None => {
                    self.sheet.write_string_with_format(row, at, UNCALCULATED, plain)?;
                    2
                }
            },
        };
        let widest = self.widths.entry(column).or_insert(0);
        *widest = width.max(*widest);
        Ok(())
    }

    /// Marks what holds no value, adds the notes and the column of problems.
    pub fn finish(mut self) -> Result<(), XlsxError> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        for ((row, column), severity) in &self.edit.fills {
            if let (false, Ok(at)) =
                (self.written.contains(&(*row, *column)), u16::try_from(*column))
            {
                let format = self.styles.cell(Shown::Plain, Some(*severity));
                self.sheet.write_blank(*row, at, format)?;
            }
        }
        for ((row, column), text) in &self.edit.notes {
            note(self.sheet, *row, *column, text)?;
        }
        let (least, most) = WIDTHS;
        for (column, width) in &self.widths {
            let width = u32::try_from((*width + 2).clamp(least, most)).unwrap_or(8);
            if let Ok(column) = u16::try_from(*column) {
                self.sheet.set_column_width(column, f64::from(width))?;
            }
        }
        let list = u16::try_from(self.edit.list).unwrap_or(u16::MAX);
        for (row, text) in &self.edit.texts {
            let is_heading = self.edit.headings.contains(row);
            let format = if is_heading { &self.styles.heading } else { &self.styles.list };
            self.sheet.write_string_with_format(*row, list, text, format)?;
        }
        if !self.edit.texts.is_empty() {
            self.sheet.set_column_width(list, LIST_WIDTH)?;
        }
        Ok(())
    }
}

fn note(sheet: &mut Worksheet, row: u32, column: u32, text: &str) -> Result<(), XlsxError> {
    let Ok(at) = u16::try_from(column) else { return Ok(()) };
    let note = Note::new(text).set_author(AUTHOR).set_width(260).set_height(note_height(text));
    sheet.insert_note(row, at, &note.add_author_prefix(false))?;
    Ok(())
}

/// How high the box of a note is, in pixels.
pub fn note_height(text: &str) -> u32 {
    let lines: usize = text.lines().map(|l| 1 + UnicodeWidthStr::width(l) / 36).sum();
    u32::try_from(lines.clamp(2, 20) * 18 + 8).unwrap_or(80)
}

/// A moment as Excel counts it. Before March 1900 its serials run one day behind.
fn serial(seconds: i64) -> f64 {
    // Seconds of a calendar are far below 2⁵³.
    let days = seconds as f64 / DAY + DAYS_TO_1970;
    if days < 61.0 { days - 1.0 } else { days }
}

/// A text without characters XML forbids, cut at what a cell holds.
pub fn fitting(text: &str) -> String {
    let mut units = 0;
    let allowed = |c: &char| match *c {
        '\t' | '\n' => true,
        c => !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}'),
    };
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= LONGEST
    };
    text.chars().filter(allowed).take_while(fits).collect()
}

/// A sheet name Excel takes, and no other sheet of the copy has.
pub fn unique_name(name: &str, file: &str, taken: &mut Vec<String>) -> String {
    const LENGTH: usize = 31;
    let allowed = |c: char| !c.is_control() && !"[]:*?/\\".contains(c);
    let clean = |name: &str| -> String {
        let name: String = name.chars().filter(|c| allowed(*c)).take(LENGTH).collect();
        name.trim().trim_matches('\'').to_string()
    };
    let base = [clean(name), clean(file)].into_iter().find(|n| !n.is_empty());
    let base = base.unwrap_or_else(|| "Sheet".to_string());
    let mut unique = base.clone();
    let mut number = 1;
    while taken.iter().any(|t| t.to_lowercase() == unique.to_lowercase()) {
        number += 1;
        let ending = format!(" ({number})");
        let keep = LENGTH.saturating_sub(ending.len());
        unique = base.chars().take(keep).collect::<String>() + &ending;
    }
    taken.push(unique.clone());
    unique
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_excel_takes() {
        let mut taken = Vec::new();
        let mut name = |name: &str| unique_name(name, "台账", &mut taken);
        assert_eq!(name("三月"), "三月");
        assert_eq!(name("../../etc/三月"), "....etc三月");
        assert_eq!(name(""), "台账");
        assert_eq!(name("'[]'"), "台账 (2)");
        assert_eq!(name("Data"), "Data");
        assert_eq!(name("DATA"), "DATA (2)");
        let long = name(&"长".repeat(40));
        assert_eq!(long.chars().count(), 31);
        assert_eq!(name(&"长".repeat(40)), format!("{} (2)", "长".repeat(27)));
    }

    #[test]
    fn serials() {
        let day = 86_400;
        assert_eq!(serial(20_152 * day), 45_721.0, "2025-03-05");
        assert_eq!(serial(-25_508 * day), 61.0, "1900-03-01");
        assert_eq!(serial(-25_567 * day), 1.0, "1900-01-01");
        assert_eq!(serial(20_152 * day + 43_200), 45_721.5);
    }
}
