//! The summary and the items as text for a terminal, no line wider than asked.

use comfy_table::{
    Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Row, Table, Width,
    presets,
};

use super::View;
use super::text::{shorten, width as columns, wrap};
use super::view::{ItemView, StatusCount};
use crate::diagnostic::Severity;
use crate::lang::Word;
use crate::outcome::{Number, Status};

pub(super) mod paint;

#[cfg(test)]
mod tests;

use paint::{Ink, mark, painted};

/// Below this nothing legible fits; lines are then this wide.
const NARROWEST: u16 = 40;
/// Problems told; the rest are counted.
const PROBLEMS: usize = 5;
/// Columns between two texts of a row: a space on either side, and one for the border that is not drawn.
const GAP: usize = 3;
/// Lines what is missing of a finding may take; every condition has one at least.
const LINES: usize = 4;

/// The summary: heading, score, sections, findings, problems. Every line ends with a line feed and is at
/// most `width` columns wide (40 at least); ANSI colours if `colour`.
pub fn text(view: &View, width: u16, colour: bool) -> String {
    let width = width.max(NARROWEST);
    let mut out = heading(view, width);
    out.push('\n');
    out.push_str(&sections(view, width));
    out.push('\n');
    out.push_str(&findings(view, width));
    out.push('\n');
    out.push_str(&problems(view, width));
    painted(&out, colour)
}

/// Every item with its verdict and points, its basis on a second line; as wide and coloured as [`text`].
pub fn items_table(view: &View, width: u16, colour: bool) -> String {
    let width = width.max(NARROWEST);
    let mut table = Table::new();
    let numbers = widest(view.items.iter().map(|i| i.number.to_string()), view.word(Word::Number));
    let statuses = widest(view.items.iter().map(|i| i.status_word.to_string()), "");
    let points = widest(view.items.iter().map(ItemView::points_of_max), view.word(Word::Points));
    let statuses = statuses.max(columns(view.word(Word::Status)));
    let taken = numbers + statuses + points + GAP * 4;
    let text = usize::from(width).saturating_sub(taken).max(8);
    frame(&mut table, width, &[numbers, text, statuses, points]);
    table.load_style(presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()));
    let about = format!("{} / {}", view.word(Word::Item), view.word(Word::Basis));
    let heads = [view.word(Word::Number), &about, view.word(Word::Status), view.word(Word::Points)];
    table.set_header(heads);
    for item in &view.items {
        let ink = Ink::of(item.status);
        let basis = shorten(&item.basis_line(view.lang), text);
        table.add_row(Row::from(vec![
            right(&item.number.to_string()),
            Cell::new(format!("{}\n{basis}", shorten(&item.title, text))),
            Cell::new(mark(item.status_word, ink)),
            right(&mark(&item.points_of_max(), ink)),
        ]));
    }
    painted(&finished(&table), colour)
}

/// Where the full report is, as a line for the end of a summary.
pub fn hint(view: &View, path: &str) -> String {
    format!("{}{}{path}\n", view.word(Word::ReportAt), view.lang.pick("：", ": "))
}

fn heading(view: &View, width: u16) -> String {
    let (heading, score) = (&view.heading, &view.score);
    let title = format!("{} · {} · {}", heading.project, heading.period, heading.title);
    let mut about = vec![format!("{} {}", heading.standard, heading.version)];
    about.push(heading.date.to_string());
    let label = |word: Word, value: &str| format!("{} {value}", view.word(word));
    about.extend(heading.auditor.as_deref().map(|a| label(Word::Auditor, a)));
    let percent = score.percent.map_or_else(|| "–".to_string(), |p| format!("{p}%"));
    let mut figures = vec![
        label(Word::Score, &format!("{}/{}", score.points, score.max)),
        label(Word::Percent, &percent),
        label(Word::Grade, &score.grade),
    ];
    if score.reviewed < score.applicable {
        figures.push(label(Word::Range, &view.range()));
    }
    let mut out = String::new();
    lines(&mut out, &title, width, Some(Ink::Bold));
    lines(&mut out, &about.join(" · "), width, None);
    lines(&mut out, &figures.join(" · "), width, Some(Ink::Bold));
    if let Some(veto) = &score.veto {
        lines(&mut out, veto, width, Some(Ink::Red));
    }
    for other in view.other_scores() {
        lines(&mut out, &other, width, None);
    }
    if let Some(unread) = view.unread() {
        lines(&mut out, &unread, width, Some(Ink::Red));
    }
    for open in view.caveats() {
        lines(&mut out, &open, width, Some(Ink::Yellow));
    }
    out
}

fn sections(view: &View, width: u16) -> String {
    let mut table = Table::new();
    // Rows of one line need no rule between them.
    table.load_style(presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()));
    table.set_width(width).set_content_arrangement(ContentArrangement::Dynamic);
    let heads = [Word::Section, Word::Points, Word::Percent].map(|w| view.word(w));
    let heads = heads.into_iter().chain(view.counts.iter().map(|c| short_word(c, view)));
    table.set_header(heads.enumerate().map(|(at, word)| aligned(at, word)));
    let percent = |p: Option<Number>| p.map_or_else(|| "–".to_string(), |p| format!("{p}%"));
    let rows = view.sections.iter().map(|s| {
        (s.title.as_str(), format!("{}/{}", s.points, s.max), percent(s.percent), s.counts.to_vec())
    });
    let totals = (
        view.word(Word::Total),
        format!("{}/{}", view.score.points, view.score.max),
        percent(view.score.percent),
        view.counts.iter().map(|c| c.items).collect(),
    );
    for (title, points, percent, counts) in rows.chain([totals]) {
        let mut cells = vec![title.to_string(), points, percent];
        cells.extend(view.counts.iter().zip(counts).map(|(c, n)| match n {
            0 => "0".to_string(),
            n => mark(&n.to_string(), Ink::of(c.status)),
        }));
        table.add_row(cells.iter().enumerate().map(|(at, text)| aligned(at, text)));
    }
    finished(&table)
}

/// The word of a status where eight columns share a line.
fn short_word(count: &StatusCount, view: &View) -> &'static str {
    match count.status {
        Status::NotApplicable => view.word(Word::NotApplicableShort),
        Status::Pass | Status::Partial | Status::Fail | Status::NotReviewed => count.word,
    }
}

fn findings(view: &View, width: u16) -> String {
    let mut out = String::new();
    if view.findings.is_empty() {
        lines(&mut out, view.word(Word::NoFindings), width, Some(Ink::Green));
        return out;
    }
    let (count, word) = (view.findings.len(), view.word(Word::Findings));
    lines(&mut out, &format!("{word} ({count})"), width, Some(Ink::Bold));
    let indent = widest(view.findings().map(|i| i.number.to_string()), "") + 2;
    for item in view.findings() {
        finding(&mut out, item, view, usize::from(width), indent);
    }
    out
}

/// A finding: number and requirement; points, owner, due date and the first cell; what is missing, every
/// condition of it.
fn finding(out: &mut String, item: &ItemView, view: &View, width: usize, indent: usize) {
    let room = width.saturating_sub(indent).max(8);
    let title = cut(&title_of(item, view), room, 2);
    for (at, line) in title.iter().enumerate() {
        let number = if at == 0 { item.number.to_string() } else { String::new() };
        let number = format!("{number:>wide$}  ", wide = indent - 2);
        out.push_str(&format!("{number}{}\n", mark(line, Ink::Bold)));
    }
    let ink = Ink::of(item.status);
    let about = [item.points_of_max(), item.owner.clone(), due_of(item, view)].join(" · ");
    let margin = " ".repeat(indent);
    for (at, line) in wrap(&about, room).iter().enumerate() {
        let line = match line.split_once(' ') {
            Some((points, rest)) if at == 0 => format!("{} {rest}", mark(points, ink)),
            _ => line.clone(),
        };
        out.push_str(&format!("{margin}{line}\n"));
    }
    let first = item.checks.iter().find(|c| c.holds == Some(false) && !c.first_cell.is_empty());
    if let Some(check) = first {
        let colon = view.lang.pick("：", ": ");
        let told = format!("{}{colon}{}", view.word(Word::FirstCell), check.first_cell);
        wrap(&told, room).iter().for_each(|line| out.push_str(&format!("{margin}{line}\n")));
    }
    let each = (LINES / item.missing.len().max(1)).max(1);
    for missing in &item.missing {
        for (at, line) in cut(missing, room.saturating_sub(2), each).iter().enumerate() {
            let bullet = if at == 0 { "- " } else { "  " };
            out.push_str(&format!("{margin}{bullet}{line}\n"));
        }
    }
}

fn title_of(item: &ItemView, view: &View) -> String {
    match item.veto {
        true => format!("[{}] {}", view.word(Word::Veto), item.title),
        false => item.title.clone(),
    }
}

fn due_of(item: &ItemView, view: &View) -> String {
    let date = item.due.map_or_else(|| "–".to_string(), |d| d.to_string());
    let below = match (item.overdue, item.waived) {
        (true, _) => mark(view.word(Word::Overdue), Ink::Red),
        (false, true) => view.word(Word::Waived).to_string(),
        (false, false) => return date,
    };
    format!("{date} {below}")
}

fn problems(view: &View, width: u16) -> String {
    let mut out = String::new();
    if view.problems.is_empty() {
        lines(&mut out, view.word(Word::NoProblems), width, None);
        return out;
    }
    let counts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Info]
        .into_iter()
        .map(|s| (view.word(Word::from(s)), view.problems_of(s)))
        .filter(|(_, n)| *n > 0)
        .map(|(word, n)| format!("{word} {n}"))
        .collect();
    let title = format!("{} ({})", view.word(Word::DataProblems), counts.join(" · "));
    lines(&mut out, &title, width, Some(Ink::Bold));
    // The worst first; within a severity as they stand in the files.
    let mut worst: Vec<_> = view.problems.iter().collect();
    worst.sort_by_key(|p| std::cmp::Reverse(p.severity));
    for problem in worst.iter().take(PROBLEMS) {
        let place: Vec<&str> = [problem.file.as_str(), &problem.sheet, &problem.cell]
            .into_iter()
            .filter(|p| !p.is_empty())
            .collect();
        let told = format!("{} {} {}", problem.severity_word, place.join("!"), problem.message);
        for (at, line) in wrap(&told, usize::from(width) - 2).iter().enumerate() {
            let indent = if at == 0 { "• " } else { "  " };
            out.push_str(&format!("{indent}{line}\n"));
        }
    }
    let more = view.problems.len().saturating_sub(PROBLEMS);
    if more > 0 {
        let told = view.lang.pick(
            format!("  … 另有{more}个，见 report.xlsx 的“台账问题”或 result.json"),
            format!("  … and {more} more: “Data problems” in report.xlsx, or result.json"),
        );
        lines(&mut out, &told, width, None);
    }
    out
}

/// `text` in lines of at most `width`, in an ink.
fn lines(out: &mut String, text: &str, width: u16, ink: Option<Ink>) {
    for line in wrap(text, usize::from(width)) {
        match ink {
            Some(ink) => out.push_str(&mark(&line, ink)),
            None => out.push_str(&line),
        }
        out.push('\n');
    }
}

/// The widest of `texts` and their heading.
fn widest(texts: impl Iterator<Item = String>, heading: &str) -> usize {
    texts.map(|t| columns(&t)).chain([columns(heading)]).max().unwrap_or(1)
}

fn frame(table: &mut Table, width: u16, widths: &[usize]) {
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_width(width);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    let constraints = widths.iter().map(|w| {
        // A column's width counts the space on either side.
        let w = u16::try_from(*w).unwrap_or(u16::MAX).saturating_add(2);
        ColumnConstraint::Absolute(Width::Fixed(w))
    });
    table.set_constraints(constraints);
}

fn finished(table: &Table) -> String {
    let mut text = table.trim_fmt();
    text.push('\n');
    text
}

/// `text` in lines of `width`, cut at the lines it may take.
fn cut(text: &str, width: usize, most: usize) -> Vec<String> {
    let mut lines = wrap(&super::text::one_line(text), width);
    if lines.len() > most {
        lines.truncate(most);
        // Longer than the line by the mark that there is more, or cut for it.
        let last = lines.pop().unwrap_or_default() + "…";
        lines.push(shorten(&last, width));
    }
    lines
}

fn right(text: &str) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

/// The first column to the left, figures to the right.
fn aligned(at: usize, text: &str) -> Cell {
    if at == 0 { Cell::new(text) } else { right(text) }
}
