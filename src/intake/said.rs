//! Small questions about texts.

use super::Said;

/// Whether a character is a Chinese one.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Whether a text has a Chinese character.
pub fn has_han(text: &str) -> bool {
    text.chars().any(is_han)
}

impl Said {
    /// A text in the language its characters tell.
    pub fn of(text: &str) -> Said {
        if has_han(text) {
            Said { zh: text.to_string(), en: String::new() }
        } else {
            Said { zh: String::new(), en: text.to_string() }
        }
    }

    /// Whichever there is, Chinese first.
    pub fn any(&self) -> &str {
        if self.zh.is_empty() { &self.en } else { &self.zh }
    }

    pub fn is_empty(&self) -> bool {
        self.any().is_empty()
    }

    /// Adds a further text on a line of its own.
    pub fn add(&mut self, more: &Said) {
        for (text, more) in [(&mut self.zh, &more.zh), (&mut self.en, &more.en)] {
            if !more.is_empty() && !text.contains(more.as_str()) {
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(more);
            }
        }
    }

    /// Both languages on one line; one that is not there is the other's text.
    pub fn both(&self) -> (String, String) {
        let (zh, en) = (line(&self.zh), line(&self.en));
        match (zh.is_empty(), en.is_empty()) {
            (true, _) => (en.clone(), en),
            (_, true) => (zh.clone(), zh),
            _ => (zh, en),
        }
    }
}

/// A text of several lines on one: a line without a mark at its end gets one.
pub fn line(text: &str) -> String {
    let mut out = String::new();
    for part in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        if let Some(last) = out.chars().last() {
            if last.is_alphanumeric() || last == ')' || last == '）' {
                out.push_str(if is_han(last) || has_han(part) { "；" } else { "; " });
            } else if last.is_ascii() {
                out.push(' ');
            }
        }
        out.push_str(part);
    }
    out
}

/// Full-width digits and signs as ASCII ones.
pub fn halved(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '０'..='９' | '．' | '％' | '－' | '＋' | '＝' => {
                char::from_u32(c as u32 - 0xfee0).unwrap_or(c)
            }
            _ => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined_with_a_mark() {
        assert_eq!(line("有制度\n有记录。\n抽查"), "有制度；有记录。抽查");
        assert_eq!(line(" one\n\ntwo "), "one; two");
    }
}
