//! The hidden sheet that says what every row of the editable sheets was.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::cells::{Cells, Texts};
use super::sheet::{Written, column_number};
use crate::action::merge::{MAGIC, SHEET};
use crate::report::View;

pub fn settings(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    // Shown by no menu of a spreadsheet program, so that nobody tidies it up.
    sheet.set_name(SHEET)?.set_very_hidden(true);
    Ok(())
}

/// `tables` are the editable sheets by their names.
pub fn write(view: &View, tables: &[(&str, Written)], texts: &mut Texts) -> Cells {
    let mut sheet = Cells::default();
    let heading = &view.heading;
    let about = [MAGIC, &heading.project_id, &heading.period_code, &heading.version];
    for (column, text) in (0..).zip(about) {
        sheet.text((0, column), text, None, texts);
    }
    let mut row = 0;
    for (name, rows) in tables {
        for (id, cells) in rows {
            row += 1;
            sheet.text((row, 0), name, None, texts);
            sheet.text((row, 1), id, None, texts);
            for (column, text) in cells {
                sheet.text((row, column_number(column + 2)), text, None, texts);
            }
        }
    }
    sheet.settle();
    sheet
}
