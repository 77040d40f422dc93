//! The cell formats of a workbook, and those added: each marked cell keeps its own but for the fill.

use std::collections::BTreeMap;

use super::Odd;
use super::text::{attribute, elements, with};
use crate::annotate::style::fill;
use crate::diagnostic::Severity;

/// What is done to a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    Mark(Severity),
    Unmark,
    List,
}

/// The formats of a workbook, growing.
pub struct Palette {
    text: String,
    /// Fonts, fills and formats of the file, and those added.
    fonts: Vec<String>,
    fills: Vec<String>,
    formats: Vec<String>,
    /// Numbers of those the file has.
    own: [usize; 3],
    made: BTreeMap<(usize, Change), usize>,
}

impl Palette {
    pub fn new(text: String) -> Result<Palette, Odd> {
        let all = |section: &str, name: &str| -> Result<Vec<String>, Odd> {
            let found = elements(section, name)?;
            Ok(found.into_iter().map(|(_, element)| element.to_string()).collect())
        };
        let fills = all(section(&text, "fills")?.1, "fill")?;
        let formats = all(section(&text, "cellXfs")?.1, "xf")?;
        let fonts = section(&text, "fonts").ok().map(|(_, fonts)| all(fonts, "font"));
        let fonts = fonts.transpose()?.unwrap_or_default();
        let own = [fonts.len(), fills.len(), formats.len()];
        if fills.is_empty() || formats.is_empty() {
            return Err(Odd);
        }
        Ok(Palette { text, fonts, fills, formats, own, made: BTreeMap::new() })
    }

    /// The format of a marked cell. A white text is made black: it stands on a light fill now, and on
    /// none later.
    pub fn marked(&mut self, format: usize, severity: Severity) -> Result<usize, Odd> {
        let fill = self.fill(severity).to_string();
        let dark = self.formats.get(format).and_then(|xf| attribute(xf, "fontId"));
        let dark = dark.and_then(|id| self.dark(id.parse().ok()?)).map(|id| id.to_string());
        self.make(format, Change::Mark(severity), |xf| {
            let xf = with(&with(xf, "fillId", &fill), "applyFill", "1");
            dark.map_or(xf.clone(), |id| with(&with(&xf, "fontId", &id), "applyFont", "1"))
        })
    }

    /// A font in black, where it is white.
    fn dark(&mut self, font: usize) -> Option<usize> {
        let old = self.fonts.get(font)?;
        let (_, colour) = *elements(old, "color").ok()?.first()?;
        let is = |name: &str, to: &[&str]| {
            attribute(colour, name).is_some_and(|value| to.contains(&value.to_uppercase().as_str()))
        };
        let is_white = is("rgb", &["FFFFFFFF", "00FFFFFF"]) || is("theme", &["0"]);
        if !is_white && !is("indexed", &["1", "9"]) {
            return None;
        }
        let new = old.replacen(colour, "<color rgb=\"FF000000\"/>", 1);
        Some(self.fonts.iter().position(|font| *font == new).unwrap_or_else(|| {
            self.fonts.push(new);
            self.fonts.len() - 1
        }))
    }

    /// The format of a cell that is not marked: its own, without the fill of an earlier copy.
    pub fn unmarked(&mut self, format: usize) -> Result<usize, Odd> {
        let fill = self.formats.get(format).and_then(|xf| attribute(xf, "fillId"));
        let fill = fill.and_then(|id| self.fills.get(id.parse::<usize>().ok()?));
        let is_mark = fill.is_some_and(|fill| {
            let fill = fill.to_ascii_uppercase();
            SEVERITIES.iter().any(|s| fill.contains(&format!("FF{}", code(*s))))
        });
        if !is_mark {
            return Ok(format);
        }
        self.make(format, Change::Unmark, |xf| with(xf, "fillId", "0"))
    }

    /// The format of the texts in the added column.
    pub fn list(&mut self) -> Result<usize, Odd> {
        self.make(0, Change::List, |_| {
            "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyAlignment=\"1\"><alignment vertical=\"top\" wrapText=\"1\"/></xf>".to_string()
        })
    }

    fn make(
        &mut self,
        format: usize,
        change: Change,
        new: impl FnOnce(&str) -> String,
    ) -> Result<usize, Odd> {
        if let Some(made) = self.made.get(&(format, change)) {
            return Ok(*made);
        }
        let made = new(self.formats.get(format).ok_or(Odd)?);
        self.formats.push(made);
        self.made.insert((format, change), self.formats.len() - 1);
        Ok(self.formats.len() - 1)
    }

    fn fill(&mut self, severity: Severity) -> usize {
        let new = format!(
            "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FF{}\"/><bgColor indexed=\"64\"/></patternFill></fill>",
            code(severity)
        );
        self.fills.iter().position(|fill| *fill == new).unwrap_or_else(|| {
            self.fills.push(new);
            self.fills.len() - 1
        })
    }

    /// The part with the added formats.
    pub fn finish(self) -> Result<String, Odd> {
        let [fonts, fills, formats] = self.own;
        let text = grown(&self.text, "cellXfs", &self.formats, formats)?;
        let text = grown(&text, "fills", &self.fills, fills)?;
        if self.fonts.len() == fonts { Ok(text) } else { grown(&text, "fonts", &self.fonts, fonts) }
    }
}

const SEVERITIES: [Severity; 3] = [Severity::Info, Severity::Warning, Severity::Error];

/// A colour as `FFE08A`.
fn code(severity: Severity) -> String {
    format!("{:06X}", fill(severity))
}

/// A section that is there once, and where it begins.
fn section<'t>(text: &'t str, name: &str) -> Result<(usize, &'t str), Odd> {
    match elements(text, name)?.as_slice() {
        [one] => Ok(*one),
        _ => Err(Odd),
    }
}

/// The part with what was added to a section, behind the `own` ones it had.
fn grown(text: &str, name: &str, all: &[String], own: usize) -> Result<String, Odd> {
    let (at, old) = section(text, name)?;
    let added = all.get(own..).unwrap_or_default().concat();
    let end = old.rfind("</").ok_or(Odd)?;
    let (before, close) = old.split_at(end);
    let tag = before.find('>').ok_or(Odd)? + 1;
    let (tag, inside) = before.split_at(tag);
    let tag = with(tag, "count", &all.len().to_string());
    let (head, tail) = (text.get(..at).ok_or(Odd)?, text.get(at + old.len()..).ok_or(Odd)?);
    Ok(format!("{head}{tag}{inside}{added}{close}{tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLES: &str = "<styleSheet><fills count=\"1\"><fill><patternFill patternType=\"none\"/></fill></fills>\
        <cellStyleXfs count=\"1\"><xf fillId=\"0\"/></cellStyleXfs>\
        <cellXfs count=\"2\"><xf numFmtId=\"0\" fillId=\"0\"/><xf numFmtId=\"14\" fillId=\"0\"><alignment/></xf></cellXfs>\
        <dxfs><dxf><fill/></dxf></dxfs></styleSheet>";

    #[test]
    fn a_marked_format_differs_in_its_fill_only() {
        let mut palette = Palette::new(STYLES.to_string()).unwrap();
        assert_eq!(palette.unmarked(1), Ok(1));
        assert_eq!(palette.marked(1, Severity::Warning), Ok(2));
        assert_eq!(palette.marked(1, Severity::Warning), Ok(2), "made once");
        let text = palette.finish().unwrap();
        assert!(
            text.contains("<fills count=\"2\">") && text.contains("rgb=\"FFFFE08A\""),
            "{text}"
        );
        let new = "<xf numFmtId=\"14\" fillId=\"1\" applyFill=\"1\"><alignment/></xf></cellXfs>";
        assert!(text.contains(new) && text.contains("<cellXfs count=\"3\">"), "{text}");

        // The next round takes the mark away again.
        let mut palette = Palette::new(text).unwrap();
        assert_eq!(palette.unmarked(2), Ok(3));
        assert!(palette.finish().unwrap().contains("fillId=\"0\" applyFill=\"1\"><alignment/>"));
    }

    #[test]
    fn white_texts_stay_legible() {
        let fonts = "<fonts count=\"2\"><font><sz val=\"9\"/></font><font><b/><color theme=\"0\"/></font></fonts><fills";
        let styles = STYLES.replacen("<fills", fonts, 1).replacen(
            "numFmtId=\"14\"",
            "numFmtId=\"14\" fontId=\"1\"",
            1,
        );
        let mut palette = Palette::new(styles).unwrap();
        palette.marked(0, Severity::Error).unwrap();
        palette.marked(1, Severity::Error).unwrap();
        let text = palette.finish().unwrap();
        assert!(text.contains("<fonts count=\"3\">"), "{text}");
        assert!(text.contains("<font><b/><color rgb=\"FF000000\"/></font></fonts>"), "{text}");
        assert!(
            text.contains("fontId=\"2\" fillId=\"1\" applyFill=\"1\" applyFont=\"1\""),
            "{text}"
        );
    }

    #[test]
    fn what_has_no_formats_is_odd() {
        assert!(matches!(Palette::new("<styleSheet/>".to_string()), Err(Odd)));
    }
}
