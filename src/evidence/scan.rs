//! A text read from left to right, its full-width characters as half-width ones.

use super::text::{half_width, is_blank};

/// Half-width characters of a text.
type Narrow<'a> = std::iter::Map<std::str::Chars<'a>, fn(char) -> char>;

/// What is left of a text.
#[derive(Clone)]
pub(super) struct Scan<'a>(std::iter::Peekable<Narrow<'a>>);

impl<'a> Scan<'a> {
    pub fn new(text: &'a str) -> Scan<'a> {
        Scan(text.chars().map(half_width as fn(char) -> char).peekable())
    }

    pub fn is_at_end(&mut self) -> bool {
        self.0.peek().is_none()
    }

    pub fn next(&mut self) -> Option<char> {
        self.0.next()
    }

    pub fn peek(&mut self) -> Option<char> {
        self.0.peek().copied()
    }

    /// Skips blanks, and says whether there were any.
    pub fn blanks(&mut self) -> bool {
        let mut any = false;
        while self.0.next_if(|c| is_blank(*c)).is_some() {
            any = true;
        }
        any
    }

    pub fn eat(&mut self, c: char) -> bool {
        self.0.next_if_eq(&c).is_some()
    }

    /// Skips `text`, or nothing.
    pub fn eat_all(&mut self, text: &str) -> bool {
        let mut ahead = self.0.clone();
        let all = text.chars().all(|c| ahead.next_if_eq(&c).is_some());
        if all {
            self.0 = ahead;
        }
        all
    }

    /// A number of `least` to `most` digits (at most nine), with no digit after it, and how many
    /// digits it has.
    pub fn number(&mut self, least: usize, most: usize) -> Option<(u32, usize)> {
        let (mut value, mut digits) = (0u32, 0);
        while let Some(digit) = self.0.peek().and_then(|c| c.to_digit(10)) {
            self.0.next();
            digits += 1;
            if digits > most {
                return None;
            }
            value = value * 10 + digit;
        }
        (digits >= least).then_some((value, digits))
    }

    /// The ASCII letters that stand next, nine at most.
    pub fn letters(&mut self) -> String {
        let mut letters = String::new();
        while let Some(c) = self.0.next_if(|c| c.is_ascii_alphabetic()) {
            if letters.len() < 9 {
                letters.push(c);
            }
        }
        letters
    }

    /// 日, 号 or a blank after a day of the month.
    pub fn day_mark(&mut self) -> bool {
        self.blanks() | (self.eat('日') || self.eat('号'))
    }

    /// 星期三, 周三, 礼拜三, in brackets or not; whether there was one, `None` where it is broken off.
    pub fn weekday(&mut self) -> Option<bool> {
        let bracket = self.eat('(');
        let named = self.eat_all("星期") || self.eat_all("礼拜") || self.eat('周');
        if !named {
            return (!bracket).then_some(false);
        }
        let day = self.next()?;
        let closed = !bracket || self.eat(')');
        (closed && "一二三四五六日天".contains(day)).then_some(true)
    }

    /// Whether 上午, 下午 and the like stand next.
    pub fn at_part_of_day(&mut self) -> bool {
        self.peek().is_some_and(|c| "上下中凌早晚".contains(c))
    }
}
