//! Text of a row condition to tokens.

use std::ops::Range;

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;

use super::Op;
use crate::diagnostic::ExpressionProblem;

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A column id or header name, as written.
    Name(String),
    /// The same in backquotes: never a keyword.
    Quoted(String),
    Number(Decimal),
    /// Seconds.
    Duration(i64),
    /// Seconds since 1970-01-01 00:00 of a day's start.
    Day(i64),
    Text(String),
    Compare(Op),
    Plus,
    Minus,
    Open,
    Close,
    ListOpen,
    ListClose,
    Comma,
    /// An operator of another language that stands for none of this one.
    Foreign(&'static str),
}

/// A token and its bytes in the source.
pub(super) type Spanned = (Token, Range<usize>);

/// A problem and its bytes in the source.
pub(super) type Issue = (Range<usize>, ExpressionProblem);

struct Lexer<'a> {
    source: &'a str,
    at: usize,
    tokens: Vec<Spanned>,
    /// Stretches that are no token.
    issues: Vec<Issue>,
    /// Operators of other languages, read as what they mean.
    slips: Vec<Issue>,
}

/// Splits `source` into tokens; beside them, operators of other languages that were read as what they
/// mean, so that the rest is looked at all the same.
///
/// # Errors
/// Every stretch that is no token.
pub(super) fn lex(source: &str) -> Result<(Vec<Spanned>, Vec<Issue>), Vec<Issue>> {
    let mut lexer =
        Lexer { source, at: 0, tokens: Vec::new(), issues: Vec::new(), slips: Vec::new() };
    while let Some(c) = lexer.peek() {
        lexer.token(c);
    }
    if lexer.issues.is_empty() {
        return Ok((lexer.tokens, lexer.slips));
    }
    lexer.issues.extend(lexer.slips);
    Err(lexer.issues)
}

/// Chinese input methods leave full-width signs behind; they mean what they look like.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.source.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&keep) {
            self.bump();
        }
    }

    fn text_from(&self, start: usize) -> String {
        self.source.get(start..self.at).unwrap_or("").to_string()
    }

    fn push(&mut self, token: Token, start: usize) {
        self.tokens.push((token, start..self.at));
    }

    fn token(&mut self, c: char) {
        let start = self.at;
        if c.is_whitespace() {
            self.bump();
        } else if narrow(c).is_ascii_digit() {
            self.number();
        } else if c.is_alphabetic() || c == '_' {
            self.take_while(|c| c.is_alphanumeric() || c == '_');
            self.push(Token::Name(self.text_from(start)), start);
        } else {
            self.sign(c);
        }
    }

    fn sign(&mut self, c: char) {
        let start = self.at;
        self.bump();
        match narrow(c) {
            '"' | '\'' => self.quoted(narrow(c), narrow(c), start),
            '`' => self.quoted('`', '`', start),
            '“' | '”' => self.quoted('“', '”', start),
            '‘' | '’' => self.quoted('‘', '’', start),
            '(' => self.push(Token::Open, start),
            ')' => self.push(Token::Close, start),
            '[' | '【' => self.push(Token::ListOpen, start),
            ']' | '】' => self.push(Token::ListClose, start),
            ',' | '、' => self.push(Token::Comma, start),
            '+' => self.push(Token::Plus, start),
            '-' | '−' => self.push(Token::Minus, start),
            '≥' => self.push(Token::Compare(Op::Ge), start),
            '≤' => self.push(Token::Compare(Op::Le), start),
            '≠' => self.push(Token::Compare(Op::Ne), start),
            '=' if self.eat('=') => self.push(Token::Compare(Op::Eq), start),
            '!' if self.eat('=') => self.push(Token::Compare(Op::Ne), start),
            '<' if self.eat('=') => self.push(Token::Compare(Op::Le), start),
            '>' if self.eat('=') => self.push(Token::Compare(Op::Ge), start),
            '<' => self.push(Token::Compare(Op::Lt), start),
            '>' => self.push(Token::Compare(Op::Gt), start),
            '=' => self.slip("=", Token::Compare(Op::Eq), start),
            '!' => self.slip("!", Token::Name("not".into()), start),
            '&' => {
                self.eat('&');
                self.slip("&&", Token::Name("and".into()), start);
            }
            '|' => {
                self.eat('|');
                self.slip("||", Token::Name("or".into()), start);
            }
            '*' => self.push(Token::Foreign("*"), start),
            '/' => self.push(Token::Foreign("/"), start),
            _ => {
                let found = c.to_string();
                self.issues
                    .push((start..self.at, ExpressionProblem::UnexpectedCharacter { found }));
            }
        }
    }

    fn eat(&mut self, next: char) -> bool {
        let found = self.peek().map(narrow) == Some(next);
        if found {
            self.bump();
        }
        found
    }

    fn slip(&mut self, found: &str, meant: Token, start: usize) {
        let problem = ExpressionProblem::UnexpectedToken { found: found.to_string() };
        self.slips.push((start..self.at, problem));
        self.push(meant, start);
    }

    /// A text or quoted name; there are no escapes, the other kind of quote serves.
    fn quoted(&mut self, open: char, close: char, start: usize) {
        let inner = self.at;
        self.take_while(|c| {
            let c = if open.is_ascii() { narrow(c) } else { c };
            c != close && c != open
        });
        let text = self.text_from(inner);
        if self.peek().is_none() {
            self.issues.push((start..self.at, ExpressionProblem::UnclosedText));
            return;
        }
        self.bump();
        let token = if open == '`' { Token::Quoted(text) } else { Token::Text(text) };
        self.push(token, start);
    }

    /// `12`, `0.5`, `95%`, `30min`, `2025-01-01`.
    fn number(&mut self) {
        let start = self.at;
        self.take_while(|c| c.is_alphanumeric() || c == '.' || c == '．');
        let mut text: String = self.text_from(start).chars().map(narrow).collect();
        if let Some(length) = date_tail(self.rest()).filter(|_| is_year(&text)) {
            self.at += length;
            text = self.text_from(start).chars().map(narrow).collect();
        }
        let percent = self.peek().map(narrow) == Some('%');
        if percent {
            self.bump();
        }
        match classify(&text, percent) {
            Ok(token) => self.push(token, start),
            Err(problem) => self.issues.push((start..self.at, problem)),
        }
    }
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())
}

/// Length of `-01-01` at the start of `rest`.
fn date_tail(rest: &str) -> Option<usize> {
    let digits = |text: &str| {
        let count = text.bytes().take_while(u8::is_ascii_digit).count();
        (1..=2).contains(&count).then_some(count)
    };
    let month = digits(rest.strip_prefix('-')?)?;
    let tail = rest.get(1 + month..)?.strip_prefix('-')?;
    let day = digits(tail)?;
    let after = tail.get(day..)?.chars().next();
    (!after.is_some_and(char::is_alphanumeric)).then_some(month + day + 2)
}

fn classify(text: &str, percent: bool) -> Result<Token, ExpressionProblem> {
    let bad = || ExpressionProblem::BadNumber {
        found: if percent { format!("{text}%") } else { text.to_string() },
    };
    if text.contains('-') {
        let found = text.to_string();
        return match parse_time(text) {
            Some((seconds, true)) if !percent => Ok(Token::Day(seconds)),
            _ => Err(ExpressionProblem::BadTime { found }),
        };
    }
    if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        let value = Decimal::from_str_exact(text).map_err(|_| bad())?;
        // A decimal holds 28 digits; a percentage needs two of them.
        let value = if percent {
            value.checked_div(Decimal::ONE_HUNDRED).ok_or_else(bad)?.normalize()
        } else {
            value
        };
        return Ok(Token::Number(value));
    }
    match super::parse_duration(text) {
        Some(seconds) if !percent => Ok(Token::Duration(seconds)),
        _ => Err(bad()),
    }
}

/// Reads `2025-01-01`, with `08:30` or `08:30:15` after a space or `T`: seconds since 1970-01-01
/// 00:00 and whether only the day is named.
pub(super) fn parse_time(text: &str) -> Option<(i64, bool)> {
    let text = text.trim();
    if !text.get(..5)?.bytes().enumerate().all(|(i, b)| b.is_ascii_digit() == (i < 4)) {
        return None; // a year has four digits
    }
    for format in ["%Y-%m-%d", "%Y/%m/%d"] {
        if let Ok(day) = NaiveDate::parse_from_str(text, format) {
            return Some((seconds(day.and_hms_opt(0, 0, 0)?), true));
        }
    }
    for format in ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"] {
        if let Ok(moment) = NaiveDateTime::parse_from_str(text, format) {
            return Some((seconds(moment), false));
        }
    }
    None
}

fn seconds(moment: NaiveDateTime) -> i64 {
    moment.signed_duration_since(DateTime::UNIX_EPOCH.naive_utc()).num_seconds()
}
