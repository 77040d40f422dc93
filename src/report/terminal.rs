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
/// Lines a text may take in a table before it is cut.
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

/// Every item on a line of its own, with its verdict, points and basis; as wide and coloured as [`text`].
pub fn items_table(view: &View, width: u16, colour: bool) -> String {
    let width = width.max(NARROWEST);
    let mut table = Table::new();
    let numbers = widest(view.items.iter().map(|i| i.number.to_string()), view.word(Word::Number));
    let statuses = widest(view.items.iter().map(|i| i.status_word.to_string()), "");
    let points = widest(view.items.iter().map(ItemView::points_of_max), view.word(Word::Points));
    let statuses = statuses.max(columns(view.word(Word::Status)));
    let [title, basis] = shares(width, &[numbers, statuses, points], 40);
    frame(&mut table, width, &[numbers, title, statuses, points, basis]);
    table.load_style(presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()));
    let heads = [Word::Number, Word::Item, Word::Status, Word::Points, Word::Basis];
    table.set_header(heads.map(|w| view.word(w)));
    for item in &view.items {
        let ink = Ink::of(item.status);
        table.add_row(Row::from(vec![
            right(&item.number.to_string()),
            Cell::new(shorten(&item.title, title)),
            Cell::new(mark(item.status_word, ink)),
            right(&mark(&item.points_of_max(), ink)),
            Cell::new(shorten(&item.basis_line(view.lang), basis)),
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
    if let Some(open) = view.left_open() {
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
        let mut cells = vec![shorten(title, usize::from(width) / 3), points, percent];
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
    let numbers = widest(view.findings().map(|i| i.number.to_string()), view.word(Word::Number));
    let points = widest(view.findings().map(ItemView::points_of_max), view.word(Word::Points));
    let owners = widest(view.findings().map(|i| i.owner.clone()), view.word(Word::Owner)).min(12);
    let due = 10;
    let [title, missing] = shares(width, &[numbers, points, owners, due], 40);
    let mut table = Table::new();
    frame(&mut table, width, &[numbers, title, points, missing, owners, due]);
    let heads = [Word::Number, Word::Item, Word::Points, Word::Missing, Word::Owner, Word::Due];
    table.set_header(heads.map(|w| view.word(w)));
    for item in view.findings() {
        let gap = view.lang.pick("；", "; ");
        table.add_row(Row::from(vec![
            right(&item.number.to_string()),
            body(&title_of(item, view), title),
            right(&mark(&item.points_of_max(), Ink::of(item.status))),
            body(&item.missing.join(gap), missing),
            body(&item.owner, owners),
            Cell::new(due_of(item, view)),
        ]));
    }
    out.push_str(&finished(&table));
    out
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
    format!("{date}\n{below}")
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
        let told = view.lang.pick(format!("  … 另有{more}个"), format!("  … and {more} more"));
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

/// What the two long texts of a row get of `width` beside the columns of `fixed` width: `percent` of it
/// the first, the rest the second.
fn shares(width: u16, fixed: &[usize], percent: usize) -> [usize; 2] {
    let all = fixed.len() + 2;
    let taken = fixed.iter().sum::<usize>() + GAP * all;
    let left = usize::from(width).saturating_sub(taken).max(8);
    let first = (left * percent / 100).max(4);
    [first, (left - first).max(4)]
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

/// A long text of a table, cut at the lines it may take.
fn body(text: &str, width: usize) -> Cell {
    let mut lines = wrap(&super::text::one_line(text), width);
    if lines.len() > LINES {
        lines.truncate(LINES);
        // Longer than the line by the mark that there is more, or cut for it.
        let last = lines.pop().unwrap_or_default() + "…";
        lines.push(shorten(&last, width));
    }
    Cell::new(lines.join("\n"))
}

fn right(text: &str) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

/// The first column to the left, figures to the right.
fn aligned(at: usize, text: &str) -> Cell {
    if at == 0 { Cell::new(text) } else { right(text) }
}
