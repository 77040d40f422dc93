//! Which cell styles show a number as a date.

use std::collections::HashMap;
use std::io::Read;

use crate::reader::broken::Broken;
use crate::reader::tags::Tags;

/// What a number format makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Shown {
    #[default]
    Number,
    /// A day, a time of day or both.
    Date,
    /// A length of time: `[h]:mm`.
    Duration,
}

/// By the number of a style.
#[derive(Debug, Default)]
pub(super) struct Styles(Vec<Shown>);

impl Styles {
    pub fn read<R: Read>(mut tags: Tags<R>) -> Result<Styles, Broken> {
        let mut own: HashMap<String, Shown> = HashMap::new();
        let mut styles = Vec::new();
        // Differential formats have number formats too.
        let (mut in_formats, mut in_styles) = (false, false);
        while let Some(tag) = tags.next_tag()? {
            let opens = !tag.closes() && !tag.is_empty();
            match tag.name() {
                b"numFmts" => in_formats = opens,
                b"cellXfs" => in_styles = opens,
                b"numFmt" if in_formats => {
                    if let (Some(id), Some(code)) = (tag.text(b"numFmtId"), tag.text(b"formatCode"))
                    {
                        let code =
                            quick_xml::escape::unescape(code).map_err(|_| Broken::DocumentType)?;
                        own.insert(id.to_string(), shown(&code));
                    }
                }
                b"xf" if in_styles && !tag.closes() => {
                    let id = tag.text(b"numFmtId").unwrap_or_default();
                    styles.push(own.get(id).copied().unwrap_or_else(|| built_in(id)));
                }
                _ => {}
            }
        }
        Ok(Styles(styles))
    }

    pub fn get(&self, style: usize) -> Shown {
        self.0.get(style).copied().unwrap_or_default()
    }
}

/// Formats without a code in the file: ECMA-376 part 1, 18.8.30, with those of East Asia.
fn built_in(id: &str) -> Shown {
    match id.parse::<u32>() {
        Ok(14..=22 | 27..=36 | 45 | 47 | 50..=58) => Shown::Date,
        Ok(46) => Shown::Duration,
        _ => Shown::Number,
    }
}

/// What a format code shows, by its first section: a letter of a date or time outside quotes and
/// brackets is one.
pub(super) fn shown(code: &str) -> Shown {
    let mut letters = code.chars();
    // `AM/PM`, `a/p`: an `a` waits for what makes it one.
    let mut after_a = false;
    while let Some(letter) = letters.next() {
        match letter.to_ascii_lowercase() {
            // The next character stands for itself.
            '\\' | '_' | '*' => drop(letters.next()),
            '"' => drop(letters.find(|c| *c == '"')),
            ';' => return Shown::Number,
            '[' => {
                let inside: String = letters.by_ref().take_while(|c| *c != ']').collect();
                let inside = inside.to_ascii_lowercase();
                let unit = inside.chars().next().filter(|c| matches!(c, 'h' | 'm' | 's'));
                if unit.is_some_and(|unit| inside.chars().all(|c| c == unit)) {
                    return Shown::Duration;
                }
            }
            'a' if !after_a => after_a = true,
            'p' | 'm' | '/' if after_a => return Shown::Date,
            'd' | 'm' | 'h' | 'y' | 's' if !after_a => return Shown::Date,
            _ => {}
        }
    }
    Shown::Number
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Empty;

    #[test]
    fn format_codes() {
        for date in [
            "yyyy-mm-dd",
            "yyyy\"年\"m\"月\"d\"日\"",
            "[$-804]yyyy/m/d",
            "[DBNum1]上午/下午h\"时\"",
            "h:mm AM/PM",
            "AM/PM",
            "a/p",
            "*-yyyy",
            "[Red]mmss.0",
            "D",
        ] {
            assert_eq!(shown(date), Shown::Date, "{date}");
        }
        for duration in ["[h]:mm", "[Blue]\\+[hh]:mm;@", "[>=100][s].00", "[MM]"] {
            assert_eq!(shown(duration), Shown::Duration, "{duration}");
        }
        for number in [
            "General",
            "0.00%",
            "#,##0 \"days\"",
            "#,##0\\d",
            "0_d",
            "0*y",
            "[Red]0;[Magenta]yyyy",
            "\"m",
            "[$¥-804]#,##0.00",
            "@",
            "",
        ] {
            assert_eq!(shown(number), Shown::Number, "{number}");
        }
    }

    #[test]
    fn styles_by_number() {
        let xml = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"&quot;d&quot;0\"/>\
                   <numFmt numFmtId='165' formatCode='yyyy'/></numFmts><cellStyleXfs>\
                   <xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='14'>\
                   <alignment/></xf><xf numFmtId='164'/><xf numFmtId='165'/><xf/><xf numFmtId='46'/>\
                   </cellXfs><dxfs><dxf><numFmt numFmtId='0' formatCode='yyyy'/></dxf></dxfs>\
                   </styleSheet>";
        let styles = Styles::read(Tags::<Empty>::of(xml.as_bytes().to_vec(), 1 << 10)).unwrap();
        use Shown::{Date, Duration, Number};
        assert_eq!(styles.0, [Number, Date, Number, Date, Number, Duration]);
        assert_eq!(styles.get(9), Number);
    }
}
