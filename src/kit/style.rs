//! Looks of the sheets to fill in: formats, widths, heights and drop-downs.

use rust_xlsxwriter::{
    Color, DataValidation, Format, FormatAlign, FormatBorder, Note, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use super::Plan;

/// Rows below the header that get formats and drop-downs.
pub const ROWS: u32 = 2000;

/// Longest list a drop-down can hold in itself, in characters.
const LIST: usize = 255;
/// Longest prompt of a cell, in characters.
const PROMPT: usize = 255;
/// Falls back to a Chinese font wherever it is not installed.
const FONT: &str = "Microsoft YaHei";
/// Points of a line of body text, and of what is above and below the lines of a cell.
const LINE: f64 = 16.0;
const PADDING: f64 = 6.0;
/// Half-width characters of body text that fit a unit of column width.
const FIT: f64 = 0.92;
/// Units of column width the indent of a text takes.
const INDENT: f64 = 1.5;
/// Excel's highest row, in points.
const HIGHEST_ROW: f64 = 409.0;

const INK: Color = Color::RGB(0x1F_29_37);
const FAINT: Color = Color::RGB(0x6B_72_80);
const BRAND: Color = Color::RGB(0x1F_4E_79);
const BRAND_LIGHT: Color = Color::RGB(0x7A_93_AC);
const BAND: Color = Color::RGB(0xDD_E8_F3);
const STRIPE: Color = Color::RGB(0xF5_F8_FB);
const BORDER: Color = Color::RGB(0xB8_C2_CC);
/// To fill in.
const INPUT: Color = Color::RGB(0xFF_F4_CC);
/// Computed.
const COMPUTED: Color = Color::RGB(0xE8_EA_ED);

fn base() -> Format {
    Format::new()
        .set_font_name(FONT)
        .set_font_size(10)
        .set_font_color(INK)
        .set_align(FormatAlign::VerticalCenter)
}

fn cell() -> Format {
    base().set_text_wrap().set_border(FormatBorder::Thin).set_border_color(BORDER)
}

/// The title of a sheet.
pub fn title() -> Format {
    base().set_font_size(16).set_bold().set_font_color(BRAND)
}

/// A line below a title.
pub fn subtitle() -> Format {
    base().set_font_color(FAINT)
}

/// A header cell; `required` ones are darker.
pub fn header(required: bool) -> Format {
    cell()
        .set_bold()
        .set_font_color(Color::White)
        .set_background_color(if required { BRAND } else { BRAND_LIGHT })
        .set_align(FormatAlign::Center)
}

/// A cell of text.
pub fn text() -> Format {
    cell().set_align(FormatAlign::Left).set_indent(1)
}

/// A cell of a short text or number.
pub fn centre() -> Format {
    cell().set_align(FormatAlign::Center)
}

/// Something only the program reads.
pub fn faint() -> Format {
    centre().set_font_color(FAINT).set_font_size(9)
}

/// The same look on the row that opens a group.
pub fn leading(format: Format) -> Format {
    format.set_background_color(STRIPE)
}

/// A cell to fill in.
pub fn input() -> Format {
    centre().set_background_color(INPUT)
}

/// A cell whose value the program computes, and that may stay empty.
pub fn computed() -> Format {
    centre().set_background_color(COMPUTED)
}

/// A section band.
pub fn band() -> Format {
    cell()
        .set_text_wrap()
        .set_bold()
        .set_font_size(11)
        .set_font_color(BRAND)
        .set_background_color(BAND)
        .set_align(FormatAlign::Left)
        .set_indent(1)
}

/// Rules around a row once something stands in it.
pub fn filled_row() -> Format {
    Format::new().set_border(FormatBorder::Thin).set_border_color(BORDER)
}

/// A cell that is still empty and must not be.
pub fn missing() -> Format {
    filled_row().set_background_color(INPUT)
}

/// A drop-down of the given words; `None` where they do not fit into one.
pub fn drop_down(words: &[&str]) -> Result<Option<DataValidation>, XlsxError> {
    let length: usize = words.iter().map(|w| w.chars().count() + 1).sum();
    if length > LIST || words.iter().any(|w| w.contains(',')) {
        return Ok(None);
    }
    let list = DataValidation::new().allow_list_strings(words)?;
    list.set_error_message(words.join(" / ")).map(Some)
}

/// A prompt shown beside a cell once it is selected.
pub fn prompt(rule: DataValidation, text: &str) -> Result<DataValidation, XlsxError> {
    rule.set_input_message(text.chars().take(PROMPT).collect::<String>())
}

/// A note as large as its text.
pub fn note(text: &str) -> Note {
    let lines: usize = text.lines().map(|l| 1 + l.width() / 36).sum();
    let height = u32::try_from(lines).unwrap_or(u32::MAX).saturating_mul(18).clamp(40, 400);
    Note::new(text).set_width(270).set_height(height + 16).add_author_prefix(false)
}

/// Height in points of a row whose texts are wrapped at the given widths (in units of column width).
pub fn height(cells: &[(&str, f64)]) -> f64 {
    let lines = |(text, width): &(&str, f64)| {
        let columns = ((*width - INDENT) * FIT).max(4.0);
        text.lines().map(|l| (l.width() as f64 / columns).ceil().max(1.0)).sum::<f64>()
    };
    let lines = cells.iter().map(lines).fold(1.0, f64::max);
    (lines * LINE + PADDING).min(HIGHEST_ROW)
}

/// A4 or A3 landscape, one page wide, the header on every page, pages numbered.
pub fn page(sheet: &mut Worksheet, plan: &Plan<'_>, name: &str, wide: bool) {
    // `&` starts a code in headers and footers.
    let running = format!("{} · {} · {name}", plan.project, plan.period).replace('&', "&&");
    let pages = plan.lang.pick("第 &P 页，共 &N 页", "Page &P of &N");
    sheet
        .set_landscape()
        .set_paper_size(if wide { 8 } else { 9 })
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3)
        .set_footer(format!("&L&8{running}&R&8{pages}"));
}
