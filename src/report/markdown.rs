//! A result as Markdown: summary, sections, findings, items, problems.

use super::View;
use super::view::ItemView;
use crate::lang::Word;
use crate::outcome::Number;

/// The text of the Markdown file, with a final line feed.
pub fn text(view: &View) -> String {
    let mut out = String::new();
    heading(&mut out, view);
    sections(&mut out, view);
    findings(&mut out, view);
    items(&mut out, view);
    problems(&mut out, view);
    out
}

fn heading(out: &mut String, view: &View) {
    let (heading, score) = (&view.heading, &view.score);
    let title = format!("{} {} {}", heading.project, heading.period, heading.title);
    out.push_str(&format!("# {}\n\n", escaped(&title)));
    let percent = score.percent.map_or_else(|| "–".to_string(), |p| format!("{p}%"));
    let auditor = heading.auditor.as_deref().unwrap_or(view.word(Word::NotGiven));
    let facts = [
        (Word::Standard, format!("{} {}", heading.standard, heading.version_and_hash)),
        (Word::AuditDate, heading.date.to_string()),
        (Word::Auditor, auditor.to_string()),
        (Word::Score, format!("{} / {}", score.points, score.max)),
        (Word::Percent, percent),
        (Word::Grade, score.grade.clone()),
        (Word::Range, view.range()),
    ];
    let colon = view.lang.pick("：", ": ");
    for (word, value) in facts {
        out.push_str(&format!("- {}{colon}{}\n", view.word(word), escaped(&value)));
    }
    let remarks = score.veto.iter().cloned().chain(view.unread());
    let remarks = remarks.chain(view.other_scores()).chain(view.caveats());
    for remark in remarks {
        out.push_str(&format!("\n> {}\n", escaped(&remark)));
    }
}

fn sections(out: &mut String, view: &View) {
    let mut heads =
        [Word::Section, Word::Points, Word::Max, Word::Percent].map(|w| view.word(w)).to_vec();
    heads.extend(view.counts.iter().map(|c| c.word));
    let percent = |p: Option<Number>| p.map_or_else(|| "–".to_string(), |p| format!("{p}%"));
    let mut rows: Vec<Vec<String>> = view
        .sections
        .iter()
        .map(|s| {
            let mut row =
                vec![s.title.clone(), s.points.to_string(), s.max.to_string(), percent(s.percent)];
            row.extend(s.counts.iter().map(u32::to_string));
            row
        })
        .collect();
    let score = &view.score;
    let mut total = vec![
        view.word(Word::Total).to_string(),
        score.points.to_string(),
        score.max.to_string(),
        percent(score.percent),
    ];
    total.extend(view.counts.iter().map(|c| c.items.to_string()));
    rows.push(total);
    table(out, view.word(Word::Overview), &heads, &rows);
}

fn findings(out: &mut String, view: &View) {
    let heads = [
        Word::Number,
        Word::Item,
        Word::Status,
        Word::Points,
        Word::Missing,
        Word::Earns,
        Word::Owner,
        Word::Action,
        Word::Due,
    ]
    .map(|w| view.word(w));
    let rows: Vec<Vec<String>> = view
        .findings()
        .map(|item| {
            vec![
                item.number.to_string(),
                item.title.clone(),
                status(item, view),
                item.points_of_max(),
                item.missing.join("\n"),
                item.earns.join("\n"),
                item.owner.clone(),
                item.action_word.to_string(),
                due(item, view),
            ]
        })
        .collect();
    table_or(out, view.word(Word::Findings), &heads, &rows, view.word(Word::NoFindings));
}

fn status(item: &ItemView, view: &View) -> String {
    let mut words = vec![item.status_word];
    words.extend(item.veto.then(|| view.word(Word::Veto)));
    words.extend(item.waived.then(|| view.word(Word::Waived)));
    words.join("\n")
}

fn due(item: &ItemView, view: &View) -> String {
    let date = item.due.map_or_else(String::new, |d| d.to_string());
    match item.overdue {
        true => format!("{date}\n{}", view.word(Word::Overdue)),
        false => date,
    }
}

fn items(out: &mut String, view: &View) {
    let heads = [Word::Number, Word::Item, Word::Status, Word::Points, Word::Basis, Word::Note]
        .map(|w| view.word(w));
    let rows: Vec<Vec<String>> = view
        .items
        .iter()
        .map(|item| {
            vec![
                item.number.to_string(),
                item.title.clone(),
                item.status_word.to_string(),
                item.points_of_max(),
                item.basis.join("\n"),
                item.note.clone(),
            ]
        })
        .collect();
    table(out, view.word(Word::Checklist), &heads, &rows);
}

fn problems(out: &mut String, view: &View) {
    let heads =
        [Word::Severity, Word::File, Word::Sheet, Word::Cell, Word::Message].map(|w| view.word(w));
    let rows: Vec<Vec<String>> = view
        .problems
        .iter()
        .map(|p| {
            let place = [&p.file, &p.sheet, &p.cell, &p.message].map(String::clone);
            [vec![p.severity_word.to_string()], place.to_vec()].concat()
        })
        .collect();
    table_or(out, view.word(Word::DataProblems), &heads, &rows, view.word(Word::NoProblems));
}

fn table_or(out: &mut String, title: &str, heads: &[&str], rows: &[Vec<String>], none: &str) {
    match rows.is_empty() {
        true => out.push_str(&format!("\n## {title}\n\n{none}\n")),
        false => table(out, title, heads, rows),
    }
}

fn table(out: &mut String, title: &str, heads: &[&str], rows: &[Vec<String>]) {
    out.push_str(&format!("\n## {title}\n\n| {} |\n", heads.join(" | ")));
    out.push_str(&format!("|{}\n", " --- |".repeat(heads.len())));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|c| escaped(c).replace('\n', "<br>")).collect();
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
}

/// A text that stays what it is: no cell border, markup or HTML of its own.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '#' | '~' => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\t' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::report::View;
    use crate::report::sample::{day, outcome, view};

    #[test]
    fn tables_have_a_row_per_item_and_finding() {
        let text = text(&view(Lang::Zh));
        assert!(text.starts_with("# 滨河花园 2025年第4季度 品质检查报告\n"));
        assert!(text.contains("\n- 得分率：50%\n"));
        assert!(text.contains("\n| 客户管理 | 2 | 4 | 50% | 1 | 2 | 1 | 0 | 0 |\n"));
        assert!(text.contains("\n| 合计 | 3.5 | 7 | 50% | 2 | 3 | 2 | 1 | 1 |\n"));
        assert!(text.contains("2025-12-20<br>逾期 |"));
        // 2 sections + total, 5 findings, 9 items, 3 problems; 4 headers and the rules below.
        let rows = text.lines().filter(|l| l.starts_with("| ")).count();
        assert_eq!(rows, 3 + 5 + 9 + 3 + 2 * 4);
    }

    #[test]
    fn a_text_cannot_break_out_of_its_cell() {
        let mut outcome = outcome();
        outcome.items[0].note = "a|b\n<script> *x* [y](z)".into();
        let text = text(&View::new(&outcome, Lang::Zh, day(2025, 12, 31)));
        assert!(text.contains(r"| a\|b<br>&lt;script&gt; \*x\* \[y\](z) |"));
    }
}
