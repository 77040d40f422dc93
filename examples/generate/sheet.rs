//! Tables to files: .xlsx with real date cells, and delimited text.

use std::error::Error;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};

/// What may go wrong here.
pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// A cell.
#[derive(Clone)]
pub enum Value {
    /// Nothing.
    Blank,
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// A day.
    Day(NaiveDate),
    /// A moment, to the minute.
    Moment(NaiveDateTime),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        if text.is_empty() { Value::Blank } else { Value::Text(text.to_string()) }
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::from(text.as_str())
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Value::Number(number as f64)
    }
}

impl From<NaiveDate> for Value {
    fn from(day: NaiveDate) -> Self {
        Value::Day(day)
    }
}

impl From<NaiveDateTime> for Value {
    fn from(moment: NaiveDateTime) -> Self {
        Value::Moment(moment)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Blank, Into::into)
    }
}

/// A row of cells, each made with `Value::from`.
#[macro_export]
macro_rules! row {
    ($($value:expr),* $(,)?) => { vec![$($crate::sheet::Value::from($value)),*] };
}

/// A table on a sheet.
pub struct Sheet {
    /// Name of the sheet.
    pub name: &'static str,
    /// Lines above the header.
    pub above: Vec<Vec<&'static str>>,
    /// The header.
    pub header: Vec<&'static str>,
    /// The rows; one with a single text is a band across the table.
    pub rows: Vec<Vec<Value>>,
    /// How wide the columns are where their contents do not say, in characters.
    pub widths: Vec<f64>,
}

impl Sheet {
    /// A table with a title and perhaps more lines above its header.
    pub fn new(
        name: &'static str,
        above: &[&[&'static str]],
        header: &[&'static str],
        rows: Vec<Vec<Value>>,
    ) -> Self {
        let above = above.iter().map(|line| line.to_vec()).collect();
        Sheet { name, above, header: header.to_vec(), rows, widths: Vec::new() }
    }
}

/// A workbook; the same sheets give the same bytes.
pub fn xlsx(sheets: &[Sheet]) -> Outcome<Vec<u8>> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2025, 12, 31)?;
    workbook.set_properties(
        &DocProperties::new().set_author("滨河花园物业服务中心").set_creation_datetime(&created),
    );
    for sheet in sheets {
        write_sheet(workbook.add_worksheet(), sheet)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn write_sheet(out: &mut Worksheet, sheet: &Sheet) -> Outcome<()> {
    let title = Format::new().set_bold().set_font_size(14.0);
    let bold = Format::new().set_bold();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    out.set_name(sheet.name)?;
    for (i, line) in sheet.above.iter().enumerate() {
        for (column, text) in line.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            if i == 0 {
                out.write_string_with_format(i as u32, column as u16, *text, &title)?;
            } else {
                out.write_string(i as u32, column as u16, *text)?;
            }
        }
    }
    let band = Format::new().set_bold().set_background_color(0xDDE7F0);
    let header = sheet.above.len() as u32;
    for (column, text) in sheet.header.iter().enumerate() {
        out.write_string_with_format(header, column as u16, *text, &bold)?;
        let width = sheet.widths.get(column).copied().unwrap_or_else(|| width(sheet, column));
        out.set_column_width(column as u16, width)?;
    }
    out.set_freeze_panes(header + 1, 0)?;
    for (i, cells) in sheet.rows.iter().enumerate() {
        let row = header + 1 + i as u32;
        if let [Value::Text(text)] = cells.as_slice() {
            for column in 1..sheet.header.len() {
                out.write_blank(row, column as u16, &band)?;
            }
            out.write_string_with_format(row, 0, text, &band)?;
            continue;
        }
        for (column, value) in cells.iter().enumerate() {
            let column = column as u16;
            match value {
                Value::Blank => {}
                Value::Text(text) => drop(out.write_string(row, column, text)?),
                Value::Number(number) => drop(out.write_number(row, column, *number)?),
                Value::Day(d) => drop(out.write_with_format(row, column, &serial(*d)?, &day)?),
                Value::Moment(m) => {
                    let time = serial(m.date())?.and_hms(m.hour() as u16, m.minute() as u8, 0)?;
                    out.write_with_format(row, column, &time, &moment)?;
                }
            }
        }
    }
    Ok(())
}

fn serial(day: NaiveDate) -> Outcome<ExcelDateTime> {
    Ok(ExcelDateTime::from_ymd(day.year() as u16, day.month() as u8, day.day() as u8)?)
}

/// Wide enough for the header and most cells: two for a Chinese letter, at most 40.
fn width(sheet: &Sheet, column: usize) -> f64 {
    let wide = |text: &str| text.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.1 }).sum();
    let cell = |cells: &Vec<Value>| match cells.get(column) {
        Some(Value::Text(text)) => wide(text),
        Some(Value::Day(_)) => 11.0,
        Some(Value::Moment(_)) => 16.0,
        _ => 5.0,
    };
    let header: f64 = sheet.header.get(column).map_or(8.0, |text| wide(text));
    sheet.rows.iter().map(cell).fold(header, f64::max).min(40.0) + 1.0
}

/// Comma-separated text in `encoding`, lines ended the way Windows ends them.
pub fn csv(sheet: &Sheet, encoding: &'static encoding_rs::Encoding) -> Outcome<Vec<u8>> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(&sheet.header)?;
    for row in &sheet.rows {
        writer.write_record(row.iter().map(plain))?;
    }
    let text = String::from_utf8(writer.into_inner()?)?;
    let (bytes, _, unmappable) = encoding.encode(&text);
    if unmappable {
        return Err(
            format!("{} cannot hold every letter of {}", encoding.name(), sheet.name).into()
        );
    }
    Ok(bytes.into_owned())
}

/// A cell as people type it.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Blank => String::new(),
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Day(day) => day.format("%Y/%-m/%-d").to_string(),
        Value::Moment(moment) => moment.format("%Y/%-m/%-d %H:%M").to_string(),
    }
}
