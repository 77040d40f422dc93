//! Looks of a copy: fills by severity, formats of dates.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::diagnostic::Severity;

/// What a cell shows its value as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// As it is.
    Plain,
    /// `2025-03-05`
    Day,
    /// `2025-03-05 10:02`
    Minute,
    /// `2025-03-05 10:02:30`
    Second,
}

const SHOWN: [Shown; 4] = [Shown::Plain, Shown::Day, Shown::Minute, Shown::Second];
const SEVERITIES: [Option<Severity>; 4] =
    [None, Some(Severity::Info), Some(Severity::Warning), Some(Severity::Error)];

/// The formats of a copy, made once.
pub struct Styles {
    cells: Vec<((Shown, Option<Severity>), Format)>,
    plain: Format,
    /// The added heading.
    pub heading: Format,
    /// The added column.
    pub list: Format,
}

impl Styles {
    pub fn new() -> Styles {
        let format = |shown: Shown, severity: Option<Severity>| {
            let format = match shown {
                Shown::Plain => Format::new(),
                Shown::Day => Format::new().set_num_format("yyyy-mm-dd"),
                Shown::Minute => Format::new().set_num_format("yyyy-mm-dd hh:mm"),
                Shown::Second => Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            };
            severity.map_or(format.clone(), |s| {
                format.set_background_color(Color::RGB(fill(s))).set_border(FormatBorder::Thin)
            })
        };
        let pairs = SHOWN.iter().flat_map(|shown| SEVERITIES.map(|s| (*shown, s)));
        let list = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        Styles {
            cells: pairs.map(|pair| (pair, format(pair.0, pair.1))).collect(),
            plain: Format::new(),
            heading: Format::new()
                .set_bold()
                .set_background_color(Color::RGB(fill(Severity::Warning))),
            list,
        }
    }

    /// The format of a cell.
    pub fn cell(&self, shown: Shown, severity: Option<Severity>) -> &Format {
        let found = self.cells.iter().find(|(pair, _)| *pair == (shown, severity));
        found.map_or(&self.plain, |(_, format)| format)
    }
}

/// The colour of a mark, red, green and blue from the highest byte down.
pub fn fill(severity: Severity) -> u32 {
    match severity {
        Severity::Error => 0xFF_B3_B3,
        Severity::Warning => 0xFF_E0_8A,
        Severity::Info => 0xBF_DB_FE,
    }
}
