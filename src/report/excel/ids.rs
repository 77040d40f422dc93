//! The hidden sheet that says what every row of the editable sheets was.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::sheet::column_number;
use crate::action::merge::{MAGIC, SHEET};
use crate::report::View;

/// A sheet's name and its rows: id and cells.
pub type Written = (&'static str, Vec<(String, Vec<(usize, String)>)>);

pub fn write(sheet: &mut Worksheet, view: &View, tables: &[Written]) -> Result<(), XlsxError> {
    // Shown by no menu of a spreadsheet program, so that nobody tidies it up.
    sheet.set_name(SHEET)?.set_very_hidden(true);
    let heading = &view.heading;
    for (column, text) in
        (0..).zip([MAGIC, &heading.project_id, &heading.period_code, &heading.version])
    {
        sheet.write_string(0, column, text)?;
    }
    let mut row = 0;
    for (name, rows) in tables {
        for (id, cells) in rows {
            row += 1;
            sheet.write_string(row, 0, *name)?;
            sheet.write_string(row, 1, id)?;
            for (column, text) in cells {
                sheet.write_string(row, column_number(column + 2), text)?;
            }
        }
    }
    Ok(())
}
