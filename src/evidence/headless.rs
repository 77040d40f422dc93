//! Sheets without a header: rows of the table on the sheet before, or of something else.

use super::column::{ColumnBuilder, Outcome};
use super::gather::Knowledge;
use super::head::{Head, HeadRow};
use super::header::Header;
use super::moment;
use crate::reader::{Cell, UNNUMBERED};
use crate::standard::ColumnType;

/// What a sheet without a header holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Headless {
    /// Rows of the register, from this one on.
    Fits(u32),
    /// Rows of data from this one on that are not like the register's.
    Differs(u32),
    /// No rows of data, or ones with a header of their own.
    NoData,
}

/// Looks whether the first rows of a sheet go under the header of another one.
pub(super) fn look(known: &Knowledge<'_>, header: &Header, head: &Head) -> Headless {
    let Some(time) = known.spec.time else { return Headless::NoData };
    let rows: Vec<&HeadRow> = head.rows.iter().filter(|row| row.cells.len() > 1).collect();
    let Some(first) = rows.first() else { return Headless::NoData };
    let fitting = rows.iter().filter(|row| fits(known, header, row, time)).count();
    // Totals and signatures may stand below.
    let wide = |row: &HeadRow| 2 * row.cells.len() >= header.matched();
    let records = rows.iter().filter(|row| wide(row)).count();
    if wide(first) && fits(known, header, first, time) && 5 * fitting >= 4 * records {
        return Headless::Fits(first.index);
    }
    let dated = first.cells.iter().any(|(_, cell)| match cell {
        Cell::Time { .. } => true,
        Cell::Text(text) => moment::parse(text, &known.dates).is_some(),
        _ => false,
    });
    if wide(first) && dated { Headless::Differs(first.index) } else { Headless::NoData }
}

/// Whether a row is dated and what it holds in the typed columns is mostly of their types.
fn fits(known: &Knowledge<'_>, header: &Header, row: &HeadRow, time: usize) -> bool {
    let (mut good, mut bad, mut dated) = (0, 0, false);
    for (index, (spec, found)) in known.spec.columns.iter().zip(&header.columns).enumerate() {
        let Some(at) = found.columns().first() else { continue };
        let Some(cell) = row.cell(*at).filter(|_| spec.kind != ColumnType::Text) else { continue };
        let mut builder = ColumnBuilder::new(spec, known.dates, false, 0);
        match builder.push(Some(cell), UNNUMBERED) {
            Outcome::Value => {
                good += 1;
                dated |= index == time;
            }
            Outcome::Blank => {}
            _ => bad += 1,
        }
    }
    dated && 3 * bad <= good
}
