//! Looks of the workbook: colours, fonts and formats, made once.

use std::ops::Deref;
use std::sync::Arc;

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
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Paint {
    pub fill: Color,
    pub ink: Color,
}

const GREEN: Paint = Paint { fill: Color::RGB(0xDC_F2_E3), ink: Color::RGB(0x16_65_34) };
const AMBER: Paint = Paint { fill: Color::RGB(0xFE_F0_C7), ink: Color::RGB(0x92_40_0E) };
const RED: Paint = Paint { fill: Color::RGB(0xFD_DE_DE), ink: Color::RGB(0xB9_1C_1C) };
const BLUE: Paint = Paint { fill: Color::RGB(0xDB_EA_FE), ink: Color::RGB(0x1E_40_AF) };
const GREY: Paint = Paint { fill: Color::RGB(0xE8_EA_ED), ink: Color::RGB(0x4B_55_63) };

const PAINTS: [Paint; 5] = [GREEN, AMBER, RED, BLUE, GREY];
/// Decimals a figure is shown with at most.
const DECIMALS: u32 = 9;

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

/// A format and its number among those of [`Styles`]: a cell keeps the number, and nothing has to compare
/// what formats hold.
pub struct Styled {
    format: Arc<Format>,
    pub number: u16,
}

impl Deref for Styled {
    type Target = Format;

    fn deref(&self) -> &Format {
        &self.format
    }
}

/// The formats of the workbook.
pub struct Styles {
    pub title: Styled,
    pub subtitle: Styled,
    pub label: Styled,
    pub value: Styled,
    pub value_date: Styled,
    pub value_number: Styled,
    pub tile_label: Styled,
    pub tile: Styled,
    pub tile_percent: Styled,
    pub alert: Styled,
    pub remark: Styled,
    pub signature: Styled,
    pub sign_here: Styled,
    pub header: Styled,
    pub band: Styled,
    pub text: Styled,
    pub bold: Styled,
    pub centre: Styled,
    pub number: Styled,
    pub percent: Styled,
    pub date: Styled,
    pub link: Styled,
    pub total: Styled,
    pub total_number: Styled,
    pub total_percent: Styled,
    pub overdue: Styled,
    pub overdue_date: Styled,
    pub empty: Styled,
    /// A text and a centred cell of every other stripe.
    pub striped: [Styled; 2],
    badges: Vec<(Paint, Styled)>,
    /// Figures by their decimals, then those in percent, then the same striped.
    figures: Vec<Styled>,
    /// All of them by their numbers.
    pub all: Vec<Arc<Format>>,
}

impl Styles {
    pub fn new() -> Styles {
        let mut all = Vec::new();
        let mut styled = |format: Format| {
            let format = Arc::new(format);
            all.push(Arc::clone(&format));
            // Some seventy.
            Styled { format, number: all.len() as u16 - 1 }
        };
        let base = Format::new().set_font_name(FONT).set_font_size(BODY).set_font_color(INK);
        let middle = base.clone().set_align(FormatAlign::VerticalCenter);
        let centred = middle.clone().set_align(FormatAlign::Center).set_text_wrap();
        let cell = bordered(base.clone().set_align(FormatAlign::VerticalCenter).set_text_wrap());
        let centre = bordered(centred.clone());
        let total = centre.clone().set_bold().set_background_color(BAND);
        let tile = bordered(centred.clone().set_font_size(16).set_bold().set_font_color(BRAND));
        let warn = painted(&centre, RED).set_bold();
        let text = cell.clone().set_align(FormatAlign::Left).set_indent(1);
        let badges: Vec<_> = PAINTS.map(|p| (p, styled(painted(&centre, p).set_bold()))).into();
        let mut figures = Vec::new();
        for striped in [false, true] {
            for percent in [false, true] {
                let places = (0..=DECIMALS).map(|d| stripe(figure(&centre, percent, d), striped));
                figures.extend(places.map(&mut styled));
            }
        }
        let striped = [&text, &centre].map(|f| styled(stripe(f.clone(), true)));
        Styles {
            title: styled(centred.clone().set_font_size(18).set_bold().set_font_color(BRAND)),
            subtitle: styled(centred.clone().set_font_color(FAINT)),
            label: styled(centre.clone().set_bold().set_background_color(BAND)),
            value: styled(text.clone()),
            value_date: styled(dated(text.clone())),
            value_number: styled(text.clone().set_num_format("#,##0")),
            tile_label: styled(centre.clone().set_font_color(FAINT).set_background_color(STRIPE)),
            tile_percent: styled(tile.clone().set_num_format("0.00%")),
            tile: styled(tile),
            alert: styled(painted(&centre, RED).set_bold()),
            remark: styled(painted(&centre, AMBER)),
            signature: styled(middle.clone().set_align(FormatAlign::Right).set_bold()),
            sign_here: styled(
                middle.set_border_bottom(FormatBorder::Thin).set_border_bottom_color(INK),
            ),
            header: styled(
                centre.clone().set_bold().set_font_color(WHITE).set_background_color(BRAND),
            ),
            band: styled(bordered(
                base.clone()
                    .set_align(FormatAlign::VerticalCenter)
                    .set_bold()
                    .set_font_size(BODY + 1.0)
                    .set_font_color(BRAND)
                    .set_background_color(BAND)
                    .set_indent(1),
            )),
            bold: styled(text.clone().set_bold()),
            text: styled(text),
            number: styled(centre.clone()),
            percent: styled(centre.clone().set_num_format("0.00%")),
            date: styled(dated(centre.clone())),
            link: styled(
                centre.clone().set_font_color(LINK).set_underline(FormatUnderline::Single),
            ),
            total_number: styled(total.clone()),
            total_percent: styled(total.clone().set_num_format("0.00%")),
            total: styled(total),
            overdue_date: styled(dated(warn.clone())),
            overdue: styled(warn),
            empty: styled(base.set_font_color(FAINT).set_italic()),
            centre: styled(centre),
            striped,
            badges,
            figures,
            all,
        }
    }

    /// A centred cell in a paint.
    pub fn badge(&self, paint: Paint) -> &Styled {
        self.badges.iter().find(|(p, _)| *p == paint).map_or(&self.centre, |(_, badge)| badge)
    }

    /// A figure with as many decimals as it is shown with.
    pub fn figure(&self, percent: bool, decimals: u32, striped: bool) -> &Styled {
        let places = DECIMALS + 1;
        let at = (u32::from(striped) * 2 + u32::from(percent)) * places + decimals.min(DECIMALS);
        self.figures.get(at as usize).unwrap_or(&self.number)
    }
}

/// A paint as a conditional format has it.
pub fn conditional(paint: Paint) -> Format {
    Format::new().set_font_color(paint.ink).set_background_color(paint.fill)
}

fn figure(number: &Format, percent: bool, decimals: u32) -> Format {
    let places = match decimals {
        0 => String::new(),
        n => format!(".{}", "0".repeat(n as usize)),
    };
    let sign = if percent { "%" } else { "" };
    number.clone().set_num_format(format!("0{places}{sign}"))
}

fn stripe(format: Format, striped: bool) -> Format {
    if striped { format.set_background_color(STRIPE) } else { format }
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
