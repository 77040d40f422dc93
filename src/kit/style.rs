//! Formats and widths of the sheets to fill in.

use rust_xlsxwriter::{Color, DataValidation, Format, FormatAlign, FormatBorder, XlsxError};

/// Rows below the header that get formats and drop-downs.
pub const ROWS: u32 = 2000;

/// Longest list a drop-down can hold in itself, in characters.
const LIST: usize = 255;

/// A header cell; `required` ones are darker.
pub fn header(required: bool) -> Format {
    let fill = if required { Color::RGB(0x1F_4E_78) } else { Color::RGB(0x5B_7F_A3) };
    Format::new()
        .set_bold()
        .set_font_color(Color::White)
        .set_background_color(fill)
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
}

/// A cell of text.
pub fn text() -> Format {
    Format::new()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
}

/// A cell to fill in.
pub fn input() -> Format {
    text().set_background_color(Color::RGB(0xFF_F9_E5)).set_align(FormatAlign::Center)
}

/// A cell that may stay empty.
pub fn optional() -> Format {
    text().set_background_color(Color::RGB(0xF2_F2_F2)).set_align(FormatAlign::Center)
}

/// A section band.
pub fn band() -> Format {
    Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0xDD_EB_F7))
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
}

/// A drop-down of the given words; `None` where they do not fit into one.
pub fn drop_down(words: &[&str]) -> Result<Option<DataValidation>, XlsxError> {
    let length: usize = words.iter().map(|w| w.chars().count() + 1).sum();
    if length > LIST || words.iter().any(|w| w.contains(',')) {
        return Ok(None);
    }
    DataValidation::new().allow_list_strings(words).map(Some)
}

/// Height in points of a row whose texts are wrapped at the given widths (in characters).
pub fn height(cells: &[(&str, f64)]) -> f64 {
    let lines = cells
        .iter()
        .map(|(text, width)| {
            let columns = (*width - 1.0).max(4.0);
            text.lines()
                .map(|l| {
                    (unicode_width::UnicodeWidthStr::width(l) as f64 / columns).ceil().max(1.0)
                })
                .sum::<f64>()
        })
        .fold(1.0, f64::max);
    lines * 15.0 + 4.0
}
