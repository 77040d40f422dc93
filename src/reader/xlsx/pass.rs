//! A large sheet looked over and scanned in one pass: inflating it is most of what reading it takes.

use std::io::Read;
use std::ops::ControlFlow;

use super::blocks::Blocks;
use super::look::Look;
use super::scan::Scan;
use crate::reader::broken::{Broken, guarded};
use crate::reader::{Layout, RowSink};

/// How a pass ended.
pub(super) enum End {
    /// Whoever takes the rows wants no more: what stands behind them is not known.
    Stopped,
    /// The whole sheet is ordinary. What came of its cells stands beside its layout.
    Whole(Layout, Result<(), Broken>),
    /// Another reader must take the sheet; the first row that was not handed on.
    Strange(u32),
}

/// Goes through a sheet. What the look finds counts more than what is wrong with the cells, wherever it stands,
/// as if all of it had been looked over first.
pub(super) fn both<R: Read>(
    mut blocks: Blocks<R>,
    mut scan: Scan<'_>,
    sink: &mut RowSink<'_>,
) -> Result<End, Broken> {
    let mut look = Look::default();
    let mut next = 0;
    let mut scanned = Ok(ControlFlow::Continue(()));
    loop {
        let from = &mut blocks;
        let Some(block) = guarded(move || from.next_block())? else { break };
        if !guarded(|| look.block(block))? {
            return Ok(End::Strange(next));
        }
        if scanned != Ok(ControlFlow::Continue(())) {
            continue;
        }
        let mut stopped = false;
        scanned = scan.block(block, &mut |row| {
            next = row.index + 1;
            let flow = sink(row);
            stopped = flow.is_break();
            flow
        });
        if stopped {
            return Ok(End::Stopped);
        }
    }
    Ok(match look.layout() {
        Some(layout) => End::Whole(layout, scanned.and_then(|_| scan.finish())),
        None => End::Strange(next),
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::with_sheet;
    use super::*;
    use crate::reader::{Cell, Merge, ReadBy, Workbook};
    use rust_xlsxwriter::{Format, Workbook as Writer};

    /// A sheet of 200 rows, which is a large one in tests; its second column is hidden.
    fn large(merged: bool) -> Vec<u8> {
        of_rows(200, merged)
    }

    fn of_rows(rows: u32, merged: bool) -> Vec<u8> {
        let mut book = Writer::new();
        let sheet = book.add_worksheet();
        for row in 0..rows {
            sheet.write(row, 0, row).unwrap();
        }
        sheet.set_column_hidden(1).unwrap();
        if merged {
            sheet.merge_range(150, 2, 160, 3, "", &Format::new()).unwrap();
        }
        book.save_to_buffer().unwrap()
    }

    fn rows(book: &mut Workbook) -> Result<Vec<u32>, crate::diagnostic::ProblemKind> {
        let mut rows = Vec::new();
        book.scan(0, &mut |row| {
            assert_eq!(row.cells, [(0, Cell::Number(f64::from(row.index)))]);
            rows.push(row.index);
            ControlFlow::Continue(())
        })?;
        Ok(rows)
    }

    #[test]
    fn what_is_told_ahead_is_held_to() {
        for merged in [false, true] {
            let mut book = Workbook::open(large(merged)).unwrap();
            assert!(book.tell_ahead());
            let ahead = Layout { hidden_columns: vec![1..=1], ..Layout::default() };
            assert_eq!(book.layout(0), Ok(ahead.clone()));
            assert_eq!(rows(&mut book), Ok((0..200).collect()));
            assert_eq!(book.is_as_told(), !merged);
            let merges = vec![Merge { rows: 150..=160, columns: 2..=3 }];
            let whole = Layout { merges, ..ahead.clone() };
            assert_eq!(book.layout(0), Ok(if merged { whole } else { ahead }));
            assert_eq!(rows(&mut book), Ok((0..200).collect()));
            assert_eq!(book.read_by(0), Some(ReadBy::Inspect));
        }
    }

    #[test]
    fn nothing_is_told_ahead_unasked_or_without_a_look_behind() {
        let mut book = Workbook::open(large(true)).unwrap();
        assert_eq!(book.layout(0).unwrap().merges.len(), 1);
        assert!(!book.tell_ahead(), "it is known");
        let mut book = Workbook::open(large(true)).unwrap();
        assert!(book.tell_ahead());
        assert_eq!(book.layout(0).unwrap().merges.len(), 0);
        // No row of it was read.
        assert!(!book.is_as_told());
    }

    #[test]
    fn a_comment_behind_the_rows_leaves_the_sheet_to_calamine() {
        let bytes =
            with_sheet(large(true), |xml| xml.replace("</sheetData>", "</sheetData><!-- a -->"));
        let mut book = Workbook::open(bytes).unwrap();
        assert!(book.tell_ahead());
        assert_eq!(book.layout(0).unwrap().merges.len(), 0);
        // Those that were handed on before it was met come once.
        assert_eq!(rows(&mut book), Ok((0..200).collect()));
        assert_eq!(book.read_by(0), Some(ReadBy::Calamine));
        assert!(!book.is_as_told());
        assert_eq!(book.layout(0).unwrap().merges.len(), 1);
    }

    #[test]
    fn a_sheet_that_does_not_hold_what_was_packed_is_not_as_told() {
        // More than a block.
        let mut bytes = of_rows(10_000, false);
        // The sum of the sheet, in the directory at the end.
        let name = memchr::memmem::rfind(&bytes, b"xl/worksheets/sheet1.xml").unwrap();
        bytes[name - 46 + 16] ^= 0xFF;
        let mut book = Workbook::open(bytes).unwrap();
        assert!(book.tell_ahead());
        assert!(book.layout(0).is_ok());
        assert!(rows(&mut book).is_err());
        assert!(!book.is_as_told());
        assert!(book.layout(0).is_err());
    }
}
