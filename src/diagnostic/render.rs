//! Problems as text for a terminal.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::{Failure, Place, Problem, Severity};
use crate::lang::{Lang, problem};

/// All problems of a failure, TOML ones with the line they stand in; ANSI colours if `colour`.
/// One blank line between two problems, and a last line that counts them.
pub fn render(failure: &Failure, lang: Lang, colour: bool) -> String {
    let mut parts: Vec<String> = failure
        .problems
        .iter()
        .map(|p| render_problem(p, &failure.sources, lang, colour))
        .collect();
    let count = |severity| failure.problems.iter().filter(|p| p.severity == severity).count();
    parts.push(problem::count(count(Severity::Error), count(Severity::Warning), lang));
    let mut text = parts.join("\n\n");
    text.push('\n');
    text
}

fn render_problem(
    problem: &Problem,
    sources: &[(String, String)],
    lang: Lang,
    colour: bool,
) -> String {
    let message = problem::message(&problem.kind, lang);
    let place = match &problem.place {
        Place::Toml { file, span } => match sources.iter().find(|(name, _)| name == file) {
            Some((_, text)) => {
                return snippet(problem.severity, &message, file, text, span, (lang, colour));
            }
            None => file.clone(),
        },
        Place::Cell { file, sheet, cell } if sheet.is_empty() => format!("{file}!{cell}"),
        Place::Cell { file, sheet, cell } => format!("{file}!{sheet}!{cell}"),
        Place::File { file } => file.clone(),
    };
    let word = problem::severity(problem.severity, lang);
    let word = if colour {
        let code = match problem.severity {
            Severity::Error => "1;91",
            Severity::Warning => "1;33",
            Severity::Info => "1;94",
        };
        format!("\u{1b}[{code}m{word}\u{1b}[0m")
    } else {
        word.to_string()
    };
    format!("{word}: {}: {message}", printable(&place))
}

/// Control characters of a file or sheet name must not reach the terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

fn snippet(
    severity: Severity,
    message: &str,
    file: &str,
    text: &str,
    span: &Range<usize>,
    (lang, colour): (Lang, bool),
) -> String {
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    }
    .with_name(problem::severity(severity, lang));
    let excerpt = Excerpt::of(text, span);
    let source = Snippet::source(excerpt.line)
        .path(file)
        .line_start(excerpt.number)
        .annotation(AnnotationKind::Primary.span(excerpt.span));
    let report = [level.primary_title(message).element(source)];
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&report)
}

/// The line a problem begins in: a problem is shown in one line, however far its table reaches.
struct Excerpt<'a> {
    line: &'a str,
    /// From 1.
    number: usize,
    /// Bytes of the line.
    span: Range<usize>,
}

impl<'a> Excerpt<'a> {
    fn of(text: &'a str, span: &Range<usize>) -> Self {
        let start = floor(text, span.start);
        let before = text.get(..start).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |n| n + 1);
        let rest = text.get(line_start..).unwrap_or("");
        let line = rest.split('\n').next().unwrap_or("").trim_end_matches('\r');
        let first = (start - line_start).min(line.len());
        let end = floor(text, span.end).saturating_sub(line_start).clamp(first, line.len());
        Excerpt { line, number: before.matches('\n').count() + 1, span: first..end }
    }
}

/// The character boundary at or before `offset`.
fn floor(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Line and column of a byte offset, both from 1; the column counts characters. An offset outside the
/// text or inside a character means the nearest boundary before it.
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let excerpt = Excerpt::of(text, &(offset..offset));
    let before = excerpt.line.get(..excerpt.span.start).unwrap_or("");
    (excerpt.number, before.chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;
    use crate::diagnostic::ProblemKind;

    fn toml(text: &str, span: Range<usize>) -> Failure {
        Failure {
            problems: vec![Problem::error(
                ProblemKind::MissingKey { key: "owner".into() },
                Place::Toml { file: "s.toml".into(), span },
            )],
            sources: vec![("s.toml".into(), text.into())],
        }
    }

    /// The marked stretch lies in the same terminal columns as the text it is about.
    #[test]
    fn carets_stand_right_under_chinese_text() {
        let text = "id = 1\n\"客服主管\" = \"张三\" # x\n";
        let start = text.find("\"张三\"").unwrap();
        let shown = render(&toml(text, start..start + "\"张三\"".len()), Lang::Zh, false);
        let lines: Vec<&str> = shown.lines().collect();
        let at = lines.iter().position(|l| l.contains("客服主管")).unwrap();
        let column = lines[at].split("\"张三\"").next().unwrap().width();
        let marks = lines[at + 1];
        assert_eq!(marks.find('^').map(|i| marks[..i].width()), Some(column));
        assert_eq!(marks.matches('^').count(), "\"张三\"".width());
        assert!(shown.contains("s.toml:2:10"), "{shown}");
        assert!(shown.starts_with("错误: "), "{shown}");
    }

    #[test]
    fn spans_outside_the_text_or_inside_a_character_are_shown_all_the_same() {
        let text = "名 = 1\r\n";
        for span in [1..2, 0..400, 300..400, 7..9, 9..9] {
            assert!(render(&toml(text, span.clone()), Lang::En, false).contains("s.toml:"));
            assert!(render(&toml("", span), Lang::En, true).contains("s.toml"));
        }
    }

    #[test]
    fn cells_files_and_the_count() {
        let cell = Place::Cell {
            file: "evidence/calls.xlsx".into(),
            sheet: "Sheet1".into(),
            cell: "B12".into(),
        };
        let mut failure = Failure::one(
            ProblemKind::UndatedRow { column: "接听时间".into() },
            Place::File { file: "a\u{1b}[2J.xlsx".into() },
        );
        failure.problems.push(Problem::warning(ProblemKind::FileEmpty, cell));
        let shown = render(&failure, Lang::En, false);
        let lines: Vec<&str> = shown.lines().collect();
        assert!(lines[0].starts_with("error: a\u{fffd}[2J.xlsx: "), "{shown}");
        assert_eq!(lines[1], "");
        assert!(lines[2].starts_with("warning: evidence/calls.xlsx!Sheet1!B12: "), "{shown}");
        assert_eq!(lines[3], "");
        assert_eq!(lines[4], "1 error, 1 warning");
        assert!(render(&failure, Lang::Zh, true).contains("\u{1b}[1;91m错误\u{1b}[0m: "));
    }

    #[test]
    fn lines_and_columns_count_characters() {
        let text = "甲乙\r\n丙丁";
        assert_eq!(line_column(text, 0), (1, 1));
        assert_eq!(line_column(text, 3), (1, 2));
        assert_eq!(line_column(text, 4), (1, 2));
        assert_eq!(line_column(text, 8), (2, 1));
        assert_eq!(line_column(text, 11), (2, 2));
        assert_eq!(line_column(text, 999), (2, 3));
    }
}
