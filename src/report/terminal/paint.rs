//! Colours that take no columns: marks of width zero while a table is laid out, ANSI codes or nothing
//! once it is.

use crate::outcome::Status;

/// A colour of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    Bold,
    Green,
    Yellow,
    Red,
    Cyan,
}

impl Ink {
    /// The ink of a status.
    pub fn of(status: Status) -> Ink {
        match status {
            Status::Pass => Ink::Green,
            Status::Partial => Ink::Yellow,
            Status::Fail => Ink::Red,
            Status::NotApplicable | Status::NotReviewed => Ink::Cyan,
        }
    }

    // Invisible characters that `text::clean` has taken out of every text of the view.
    fn mark(self) -> char {
        match self {
            Ink::Bold => '\u{2061}',
            Ink::Green => '\u{2062}',
            Ink::Yellow => '\u{2063}',
            Ink::Red => '\u{2064}',
            Ink::Cyan => '\u{2066}',
        }
    }

    fn code(self) -> &'static str {
        match self {
            Ink::Bold => "\u{1b}[1m",
            Ink::Green => "\u{1b}[32m",
            Ink::Yellow => "\u{1b}[33m",
            Ink::Red => "\u{1b}[31m",
            Ink::Cyan => "\u{1b}[36m",
        }
    }
}

const INKS: [Ink; 5] = [Ink::Bold, Ink::Green, Ink::Yellow, Ink::Red, Ink::Cyan];
const END: char = '\u{2060}';
const RESET: &str = "\u{1b}[0m";

/// `text` between marks of an ink.
pub fn mark(text: &str, ink: Ink) -> String {
    format!("{}{text}{END}", ink.mark())
}

/// `text` with its marks turned into ANSI codes, or taken out. A colour ends with its line at the latest.
pub fn painted(text: &str, colour: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open = false;
    for c in text.chars() {
        let ink = INKS.into_iter().find(|i| i.mark() == c);
        match (ink, c) {
            (Some(ink), _) => {
                out.push_str(if colour { ink.code() } else { "" });
                open = true;
            }
            (None, END | '\n') => {
                out.push_str(if colour && open { RESET } else { "" });
                out.push_str(if c == END { "" } else { "\n" });
                open = false;
            }
            (None, c) => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::text::width;

    #[test]
    fn marks_take_no_columns_and_become_codes_or_nothing() {
        let text = format!("a {} b\n", mark("不符合", Ink::Red));
        assert_eq!(width(text.trim_end()), width("a 不符合 b"));
        assert_eq!(painted(&text, false), "a 不符合 b\n");
        assert_eq!(painted(&text, true), "a \u{1b}[31m不符合\u{1b}[0m b\n");
    }
}
