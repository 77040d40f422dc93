//! Looks of the workbook: colours, fonts and formats, made once.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::diagnostic::Severity;
use crate::outcome::{ActionStatus, Status};
use crate::report::document::Tone;

/// Falls back to a Chinese font wherever it is not installed.
pub const FONT: &str = "Microsoft YaHei";
/// Points of a body text.
pub const BODY: f64 = 10.0;
/// Points a wrapped line of body text takes.
pub const LINE: f64 = 16.0;
/// Points above and below the lines of a cell together.
pub const PADDING: f64 = 5.0;
/// Excel's highest row, in points.
pub const HIGHEST_ROW: f64 = 409.0;
/// A4.
pub const PAPER: u8 = 9;

pub const INK: Color = Color::RGB(0x1F_29_37);
pub const FAINT: Color = Color::RGB(0x6B_72_80);
pub const LINK: Color = Color::RGB(0x1D_4E_D8);
pub const BRAND: Color = Color::RGB(0x1F_4E_79);
pub const BAND: Color = Color::RGB(0xDD_E8_F3);
pub const STRIPE: Color = Color::RGB(0xF5_F8_FB);
pub const BORDER: Color = Color::RGB(0xB8_C2_CC);
const WHITE: Color = Color::RGB(0xFF_FF_FF);

/// A fill and the colour of the text on it.
#[derive(Clone, Copy)]
pub struct Paint {
    pub fill: Color,
    pub ink: Color,
}

const GREEN: Paint = Paint { fill: Color::RGB(0xDC_F2_E3), ink: Color::RGB(0x16_65_34) };
const AMBER: Paint = Paint { fill: Color::RGB(0xFE_F0_C7), ink: Color::RGB(0x92_40_0E) };
const RED: Paint = Paint { fill: Color::RGB(0xFD_DE_DE), ink: Color::RGB(0xB9_1C_1C) };
const BLUE: Paint = Paint { fill: Color::RGB(0xDB_EA_FE), ink: Color::RGB(0x1E_40_AF) };
const GREY: Paint = Paint { fill: Color::RGB(0xE8_EA_ED), ink: Color::RGB(0x4B_55_63) };

/// The colour of a text with a tone.
pub fn tone_ink(tone: Tone) -> Color {
    match tone {
        Tone::Plain | Tone::Strong => INK,
        Tone::Good => GREEN.ink,
        Tone::Bad => RED.ink,
        Tone::Warn => AMBER.ink,
        Tone::Faint => FAINT,
    }
}

/// The paint of a status.
pub fn status_paint(status: Status) -> Paint {
    match status {
        Status::Pass => GREEN,
        Status::Partial => AMBER,
        Status::Fail => RED,
        Status::NotApplicable => GREY,
        Status::NotReviewed => BLUE,
    }
}

/// The paint of an action's status.
pub fn action_paint(action: ActionStatus) -> Paint {
    match action {
        ActionStatus::Open => RED,
        ActionStatus::InProgress => AMBER,
        ActionStatus::Done => BLUE,
        ActionStatus::Verified => GREEN,
    }
}

/// The paint of a check that holds, does not hold, or is unknown.
pub fn holds_paint(holds: Option<bool>) -> Paint {
    match holds {
        Some(true) => GREEN,
        Some(false) => RED,
        None => BLUE,
    }
}

/// The paint of a problem.
pub fn severity_paint(severity: Severity) -> Paint {
    match severity {
        Severity::Error => RED,
        Severity::Warning => AMBER,
        Severity::Info => BLUE,
    }
}

/// The formats of the workbook.
pub struct Styles {
    pub title: Format,
    pub subtitle: Format,
    pub label: Format,
    pub value: Format,
    pub value_date: Format,
    pub value_number: Format,
    pub tile_label: Format,
    pub tile: Format,
    pub tile_percent: Format,
    pub alert: Format,
    pub remark: Format,
    pub signature: Format,
    pub sign_here: Format,
    pub header: Format,
    pub band: Format,
    pub text: Format,
    pub bold: Format,
    pub centre: Format,
    pub number: Format,
    pub percent: Format,
    pub date: Format,
    pub link: Format,
    pub total: Format,
    pub total_number: Format,
    pub total_percent: Format,
    pub overdue: Format,
    pub overdue_date: Format,
    pub empty: Format,
}

impl Styles {
    pub fn new() -> Styles {
        let base = Format::new().set_font_name(FONT).set_font_size(BODY).set_font_color(INK);
        let middle = base.clone().set_align(FormatAlign::VerticalCenter);
        let centred = middle.clone().set_align(FormatAlign::Center).set_text_wrap();
        let cell = bordered(base.clone().set_align(FormatAlign::VerticalCenter).set_text_wrap());
        let centre = bordered(centred.clone());
        let total = centre.clone().set_bold().set_background_color(BAND);
        let tile = bordered(centred.clone().set_font_size(16).set_bold().set_font_color(BRAND));
        let warn = painted(&centre, RED).set_bold();
        Styles {
            title: centred.clone().set_font_size(18).set_bold().set_font_color(BRAND),
            subtitle: centred.clone().set_font_color(FAINT),
            label: centre.clone().set_bold().set_background_color(BAND),
            value: cell.clone().set_align(FormatAlign::Left).set_indent(1),
            value_date: dated(cell.clone().set_align(FormatAlign::Left).set_indent(1)),
            value_number: cell
                .clone()
                .set_align(FormatAlign::Left)
                .set_indent(1)
                .set_num_format("#,##0"),
            tile_label: centre.clone().set_font_color(FAINT).set_background_color(STRIPE),
            tile_percent: tile.clone().set_num_format("0.00%"),
            tile,
            alert: painted(&centre, RED).set_bold(),
            remark: painted(&centre, AMBER),
            signature: middle.clone().set_align(FormatAlign::Right).set_bold(),
            sign_here: middle.set_border_bottom(FormatBorder::Thin).set_border_bottom_color(INK),
            header: centre.clone().set_bold().set_font_color(WHITE).set_background_color(BRAND),
            band: bordered(
                base.clone()
                    .set_align(FormatAlign::VerticalCenter)
                    .set_bold()
                    .set_font_size(BODY + 1.0)
                    .set_font_color(BRAND)
                    .set_background_color(BAND)
                    .set_indent(1),
            ),
            bold: cell.clone().set_align(FormatAlign::Left).set_indent(1).set_bold(),
            text: cell.set_align(FormatAlign::Left).set_indent(1),
            number: centre.clone(),
            percent: centre.clone().set_num_format("0.00%"),
            date: dated(centre.clone()),
            link: centre.clone().set_font_color(LINK).set_underline(FormatUnderline::Single),
            total_number: total.clone(),
            total_percent: total.clone().set_num_format("0.00%"),
            total,
            overdue_date: dated(warn.clone()),
            overdue: warn,
            empty: base.set_font_color(FAINT).set_italic(),
            centre,
        }
    }

    /// A centred cell in a paint.
    pub fn badge(&self, paint: Paint) -> Format {
        painted(&self.centre, paint).set_bold()
    }

    /// A figure with as many decimals as it is shown with.
    pub fn figure(&self, percent: bool, decimals: u32) -> Format {
        let places = match decimals {
            0 => String::new(),
            n => format!(".{}", "0".repeat(n as usize)),
        };
        let sign = if percent { "%" } else { "" };
        self.number.clone().set_num_format(format!("0{places}{sign}"))
    }
}

/// A paint as a conditional format has it.
pub fn conditional(paint: Paint) -> Format {
    Format::new().set_font_color(paint.ink).set_background_color(paint.fill)
}

fn painted(format: &Format, paint: Paint) -> Format {
    format.clone().set_font_color(paint.ink).set_background_color(paint.fill)
}

fn bordered(format: Format) -> Format {
    format.set_border(FormatBorder::Thin).set_border_color(BORDER)
}

fn dated(format: Format) -> Format {
    format.set_num_format("yyyy-mm-dd")
}
