//! Text that was lost before this program saw it.

use std::ops::ControlFlow;

use super::{Cell, Workbook};
use crate::diagnostic::ProblemKind;

/// Rows of a sheet that are looked at: the header is among them.
const ROWS: u32 = 30;

/// A cell whose text was lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destroyed {
    /// Index of the sheet.
    pub sheet: usize,
    /// Zero-based row.
    pub row: u32,
    /// Zero-based column.
    pub column: u32,
    /// What is left of it.
    pub found: String,
}

impl Workbook {
    /// The first cell at the top of a sheet whose text was lost when the file was written: it has
    /// replacement characters, or it and others of its row are nothing but question marks.
    ///
    /// # Errors
    /// Where the file turns out to be broken inside.
    pub fn destroyed(&mut self) -> Result<Option<Destroyed>, ProblemKind> {
        for sheet in 0..self.sheets().len() {
            let mut found = None;
            self.scan(sheet, &mut |row| {
                if row.index >= ROWS {
                    return ControlFlow::Break(());
                }
                let texts = || {
                    row.cells.iter().filter_map(|(column, cell)| match cell {
                        Cell::Text(text) => Some((*column, text.as_ref())),
                        _ => None,
                    })
                };
                let replaced = texts().find(|(_, text)| is_replaced(text));
                let mut marks = texts().filter(|(_, text)| is_marks(text));
                let lost = match (replaced, marks.next(), marks.next()) {
                    (Some(cell), ..) => Some(cell),
                    (None, first @ Some(_), Some(_)) => first,
                    _ => return ControlFlow::Continue(()),
                };
                found = lost.map(|(column, text)| Destroyed {
                    sheet,
                    row: row.index,
                    column,
                    found: text.chars().take(40).collect(),
                });
                ControlFlow::Break(())
            })?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }
}

/// Whether a sign of it was replaced.
fn is_replaced(text: &str) -> bool {
    // The first byte of such a sign.
    memchr::memchr(0xEF, text.as_bytes()).is_some() && text.contains('\u{FFFD}')
}

/// Two question marks or more, with digits and brackets around them at most.
fn is_marks(text: &str) -> bool {
    let marks = text.bytes().filter(|b| *b == b'?').count();
    marks >= 2 && !text.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn destroyed(text: &str) -> Option<Destroyed> {
        Workbook::open(text.as_bytes().to_vec()).unwrap().destroyed().unwrap()
    }

    #[test]
    fn a_lost_header_is_found_and_a_question_is_none() {
        let lost = Destroyed { sheet: 0, row: 1, column: 1, found: "??(?)".into() };
        assert_eq!(destroyed("x\nID,??(?),????\n"), Some(lost));
        let replaced = Destroyed { sheet: 0, row: 0, column: 0, found: "房\u{FFFD}".into() };
        assert_eq!(destroyed("房\u{FFFD},b\n"), Some(replaced));
        assert_eq!(destroyed("房号,内容\n1,什么??\n2,??\n"), None);
    }
}
