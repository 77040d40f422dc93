//! The sheet of spot checks: as many rows as each sample asks for.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::checksheet::{name, start};
use super::{Plan, style};
use crate::audit::checksheet::{SpotColumn, spot_spec};
use crate::lang::Word;

/// Widths of item, sample, number, what to do, subject, date, result and note, in units of column width.
const WIDTHS: [f64; 8] = [9.0, 12.0, 7.0, 52.0, 30.0, 13.0, 11.0, 32.0];
/// Sheet columns of the date, the result and the last one.
const DATE: u16 = 5;
const RESULT: u16 = 6;
const LAST: u16 = 7;

/// Writes the sheet.
pub fn sheet(plan: &Plan<'_>, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let spec = spot_spec();
    let column = |c: SpotColumn| name(spec, c as usize, plan.lang);
    let names = [
        column(SpotColumn::Item),
        column(SpotColumn::Sample),
        column(SpotColumn::Number),
        Word::ToDo.get(plan.lang).to_string(),
        column(SpotColumn::Subject),
        column(SpotColumn::Date),
        column(SpotColumn::Result),
        column(SpotColumn::Note),
    ];
    let columns: Vec<(String, f64)> = names.into_iter().zip(WIDTHS).collect();
    start(plan, sheet, spec.title.get(plan.lang), &columns)?;
    let note = plan.lang.pick(
        "抽查的是谁、哪一单：如房号、工单号。电话号码会自动遮盖",
        "who or what was looked at: a room, a work order; telephone numbers are masked",
    );
    sheet.insert_note(0, 4, &style::note(note))?;
    let words = [Word::SpotPassed.get(plan.lang), Word::SpotFailed.get(plan.lang)];
    let list = style::drop_down(&words)?;
    let samples = plan.standard.items.iter().flat_map(|i| i.samples.iter().map(move |s| (i, s)));
    let mut row = 1;
    for (at, (item, sample)) in samples.enumerate() {
        // Every other sample has a tint, so that the eye finds where one ends.
        let look = |format: Format| if at % 2 == 0 { format } else { style::leading(format) };
        for number in 1..=sample.need {
            let title = sample.title.get(plan.lang);
            sheet.write_string_with_format(row, 0, &item.id, &look(style::centre()))?;
            sheet.write_string_with_format(row, 1, &sample.id, &look(style::faint()))?;
            sheet.write_number_with_format(row, 2, number, &look(style::centre()))?;
            sheet.write_string_with_format(row, 3, title, &look(style::text()))?;
            sheet.write_blank(row, 4, &look(style::text()))?;
            let date = style::centre().set_num_format("yyyy-mm-dd");
            sheet.write_blank(row, DATE, &look(date))?;
            sheet.write_blank(row, RESULT, &style::input())?;
            sheet.write_blank(row, LAST, &look(style::text()))?;
            if let Some(list) = &list {
                sheet.add_data_validation(row, RESULT, row, RESULT, list)?;
            }
            sheet.set_row_height(row, style::height(&[(title, WIDTHS[3])]))?;
            row += 1;
        }
    }
    if row > 1 {
        sheet.autofilter(0, 0, row - 1, LAST)?;
    }
    Ok(())
}
