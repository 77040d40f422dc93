//! Tokens of a row condition to a tree that is not yet checked.
//!
//! ```text
//! or      = and { "or" and }
//! and     = not { "and" not }
//! not     = { "not" } compare
//! compare = sum [ op sum | ["not"] "in" "[" sum { "," sum } "]" | "is" ["not"] "empty" ]
//! sum     = term { ("+" | "-") term }
//! term    = { "-" } ( "(" or ")" | name | literal )
//! ```

use std::ops::Range;

use rust_decimal::Decimal;

use super::Op;
use super::lex::{Issue, Spanned, Token};
use crate::diagnostic::ExpressionProblem;

/// Brackets, negations and sums deeper than this are nobody's handwriting; the bound keeps the
/// recursion here, in the checker and in the evaluation shallow.
const MAX_DEPTH: usize = 50;

/// A part of a condition and its bytes in the source.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub ast: Ast,
    pub span: Range<usize>,
    /// Longest way down, 1 for a leaf.
    height: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ast {
    Or(Vec<Node>),
    And(Vec<Node>),
    Not(Box<Node>),
    Compare { op: Op, at: Range<usize>, left: Box<Node>, right: Box<Node> },
    In { negated: bool, at: Range<usize>, left: Box<Node>, list: Vec<Node> },
    IsEmpty { negated: bool, left: Box<Node> },
    Sum { minus: bool, left: Box<Node>, right: Box<Node> },
    Negative(Box<Node>),
    Name(String),
    Number(Decimal),
    Duration(i64),
    Day(i64),
    Text(String),
    Yes(bool),
}

/// A word that is no column name unless in backquotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keyword {
    Or,
    And,
    Not,
    In,
    Is,
    Empty,
    Yes,
    No,
}

fn keyword(name: &str) -> Option<Keyword> {
    Some(match name {
        "or" => Keyword::Or,
        "and" => Keyword::And,
        "not" => Keyword::Not,
        "in" => Keyword::In,
        "is" => Keyword::Is,
        "empty" => Keyword::Empty,
        "yes" | "是" => Keyword::Yes,
        "no" | "否" => Keyword::No,
        _ => return None,
    })
}

impl Ast {
    fn height(&self) -> usize {
        let tallest = |nodes: &[Node]| nodes.iter().map(|n| n.height).max().unwrap_or(0);
        1 + match self {
            Ast::Or(parts) | Ast::And(parts) => tallest(parts),
            Ast::In { left, list, .. } => left.height.max(tallest(list)),
            Ast::Compare { left, right, .. } | Ast::Sum { left, right, .. } => {
                left.height.max(right.height)
            }
            Ast::Not(inner) | Ast::Negative(inner) | Ast::IsEmpty { left: inner, .. } => {
                inner.height
            }
            Ast::Name(_)
            | Ast::Number(_)
            | Ast::Duration(_)
            | Ast::Day(_)
            | Ast::Text(_)
            | Ast::Yes(_) => 0,
        }
    }
}

/// A node, unless it makes the tree too tall.
fn node(ast: Ast, span: Range<usize>) -> Parsed {
    let height = ast.height();
    if height > MAX_DEPTH {
        return Err((span, ExpressionProblem::TooDeep));
    }
    Ok(Node { ast, span, height })
}

struct Parser<'a> {
    source: &'a str,
    tokens: &'a [Spanned],
    at: usize,
    depth: usize,
}

type Parsed<T = Node> = Result<T, Issue>;

/// Parses all of `tokens`.
///
/// # Errors
/// The first place where no rule fits.
pub(super) fn parse(source: &str, tokens: &[Spanned]) -> Parsed {
    let mut parser = Parser { source, tokens, at: 0, depth: 0 };
    let root = parser.or()?;
    if parser.at < tokens.len() { Err(parser.unexpected()) } else { Ok(root) }
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn span(&self) -> Range<usize> {
        let end = self.source.len();
        self.tokens.get(self.at).map_or(end..end, |(_, span)| span.clone())
    }

    fn keyword(&self) -> Option<Keyword> {
        match self.peek()? {
            Token::Name(name) => keyword(name),
            _ => None,
        }
    }

    fn eat_keyword(&mut self, wanted: Keyword) -> bool {
        let found = self.keyword() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, wanted: &Token) -> Parsed<Range<usize>> {
        let span = self.span();
        if self.peek() == Some(wanted) {
            self.at += 1;
            Ok(span)
        } else {
            Err(self.unexpected())
        }
    }

    /// The problem with the token the parser stands at.
    fn unexpected(&self) -> Issue {
        let span = self.span();
        if self.at >= self.tokens.len() {
            return (span, ExpressionProblem::UnexpectedEnd);
        }
        let found = match self.peek() {
            Some(Token::Foreign(sign)) => (*sign).to_string(),
            _ => self.source.get(span.clone()).unwrap_or("").to_string(),
        };
        (span, ExpressionProblem::UnexpectedToken { found })
    }

    fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_DEPTH {
            return Err((self.span(), ExpressionProblem::TooDeep));
        }
        self.depth += 1;
        let result = parse(self);
        self.depth -= 1;
        result
    }

    fn or(&mut self) -> Parsed {
        self.chain(Keyword::Or, Self::and, Ast::Or)
    }

    fn and(&mut self) -> Parsed {
        self.chain(Keyword::And, Self::not, Ast::And)
    }

    fn chain(
        &mut self,
        word: Keyword,
        part: fn(&mut Self) -> Parsed,
        make: fn(Vec<Node>) -> Ast,
    ) -> Parsed {
        let first = part(self)?;
        if self.keyword() != Some(word) {
            return Ok(first);
        }
        let mut span = first.span.clone();
        let mut parts = vec![first];
        while self.eat_keyword(word) {
            let next = part(self)?;
            span.end = next.span.end;
            parts.push(next);
        }
        node(make(parts), span)
    }

    fn not(&mut self) -> Parsed {
        let start = self.span().start;
        if !self.eat_keyword(Keyword::Not) {
            return self.compare();
        }
        let inner = self.deeper(Self::not)?;
        let span = start..inner.span.end;
        node(Ast::Not(Box::new(inner)), span)
    }

    fn compare(&mut self) -> Parsed {
        let left = self.sum()?;
        let at = self.span();
        if let Some(Token::Compare(op)) = self.peek() {
            let op = *op;
            self.at += 1;
            let right = self.sum()?;
            let span = left.span.start..right.span.end;
            let ast = Ast::Compare { op, at, left: Box::new(left), right: Box::new(right) };
            return node(ast, span);
        }
        if self.eat_keyword(Keyword::Is) {
            let negated = self.eat_keyword(Keyword::Not);
            let end = self.span().end;
            if !self.eat_keyword(Keyword::Empty) {
                return Err(self.unexpected());
            }
            let span = left.span.start..end;
            return node(Ast::IsEmpty { negated, left: Box::new(left) }, span);
        }
        let negated = self.eat_keyword(Keyword::Not);
        if self.eat_keyword(Keyword::In) {
            let at = at.start..self.tokens.get(self.at - 1).map_or(at.end, |(_, s)| s.end);
            return self.list(left, negated, at);
        }
        if negated { Err(self.unexpected()) } else { Ok(left) }
    }

    fn list(&mut self, left: Node, negated: bool, at: Range<usize>) -> Parsed {
        self.expect(&Token::ListOpen)?;
        let mut list = vec![self.sum()?];
        while self.peek() == Some(&Token::Comma) {
            self.at += 1;
            if self.peek() != Some(&Token::ListClose) {
                list.push(self.sum()?);
            }
        }
        let end = self.expect(&Token::ListClose)?.end;
        let span = left.span.start..end;
        node(Ast::In { negated, at, left: Box::new(left), list }, span)
    }

    fn sum(&mut self) -> Parsed {
        let mut left = self.term()?;
        while let Some(Token::Plus | Token::Minus) = self.peek() {
            let minus = self.peek() == Some(&Token::Minus);
            self.at += 1;
            let right = self.term()?;
            let span = left.span.start..right.span.end;
            let ast = Ast::Sum { minus, left: Box::new(left), right: Box::new(right) };
            left = node(ast, span)?;
        }
        Ok(left)
    }

    fn term(&mut self) -> Parsed {
        let span = self.span();
        let ast = match self.peek() {
            Some(Token::Minus) => {
                self.at += 1;
                let inner = self.deeper(Self::term)?;
                let span = span.start..inner.span.end;
                return node(Ast::Negative(Box::new(inner)), span);
            }
            Some(Token::Open) => {
                self.at += 1;
                let inner = self.deeper(Self::or)?;
                let end = self.expect(&Token::Close)?.end;
                return Ok(Node { span: span.start..end, ..inner });
            }
            Some(Token::Name(name)) => match keyword(name) {
                Some(Keyword::Yes) => Ast::Yes(true),
                Some(Keyword::No) => Ast::Yes(false),
                Some(_) => return Err(self.unexpected()),
                None => Ast::Name(name.clone()),
            },
            Some(Token::Quoted(name)) => Ast::Name(name.clone()),
            Some(Token::Number(value)) => Ast::Number(*value),
            Some(Token::Duration(seconds)) => Ast::Duration(*seconds),
            Some(Token::Day(seconds)) => Ast::Day(*seconds),
            Some(Token::Text(text)) => Ast::Text(text.clone()),
            _ => return Err(self.unexpected()),
        };
        self.at += 1;
        node(ast, span)
    }
}
