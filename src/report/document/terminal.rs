//! Text for a terminal: columns as wide as they need, the widest ones narrowed until a line fits.

use super::{Block, Cell, Document, Table, Tone};
use crate::report::terminal::paint::{Ink, mark, painted};
use crate::report::text::{width, wrap};

/// Blanks between two columns.
const GAP: usize = 2;
/// No column is made narrower.
const NARROWEST: usize = 4;

pub fn text(document: &Document, most: usize, colour: bool) -> String {
    let mut out = String::new();
    lines(&mut out, &document.title, Tone::Strong, most);
    let mut after_table = false;
    for block in &document.blocks {
        match block {
            Block::Line(tone, text) => {
                if after_table {
                    out.push('\n');
                }
                lines(&mut out, text, *tone, most);
                after_table = false;
            }
            Block::Table(table) => {
                out.push('\n');
                if !table.title.is_empty() {
                    let title = format!("{} ({})", table.title, table.rows.len());
                    lines(&mut out, &title, Tone::Strong, most);
                }
                out.push_str(&table_text(table, most));
                after_table = true;
            }
            Block::Chart(_) => {}
        }
    }
    painted(&out, colour)
}

fn lines(out: &mut String, text: &str, tone: Tone, most: usize) {
    for line in wrap(text, most) {
        out.push_str(&inked(&line, tone));
        out.push('\n');
    }
}

fn inked(text: &str, tone: Tone) -> String {
    match tone {
        Tone::Plain | Tone::Faint => text.to_string(),
        Tone::Strong => mark(text, Ink::Bold),
        Tone::Good => mark(text, Ink::Green),
        Tone::Bad => mark(text, Ink::Red),
        Tone::Warn => mark(text, Ink::Yellow),
    }
}

fn table_text(table: &Table, most: usize) -> String {
    let heads: Vec<Cell> = table.heads.iter().map(Cell::text).collect();
    let widths = widths(table, &heads, most);
    let right: Vec<bool> = (0..widths.len())
        .map(|at| table.rows.iter().all(|r| r.get(at).is_some_and(|c| c.number.is_some())))
        .collect();
    let mut out = row(&heads, &widths, &right);
    out.push_str(&"─".repeat(widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)));
    out.push('\n');
    for cells in &table.rows {
        out.push_str(&row(cells, &widths, &right));
    }
    out
}

fn widths(table: &Table, heads: &[Cell], most: usize) -> Vec<usize> {
    let widest = |cell: &Cell| cell.text.lines().map(width).max().unwrap_or(0);
    let mut widths: Vec<usize> = heads.iter().map(widest).collect();
    for cells in &table.rows {
        for (slot, cell) in widths.iter_mut().zip(cells) {
            *slot = (*slot).max(widest(cell));
        }
    }
    let left = most.saturating_sub(GAP * widths.len().saturating_sub(1));
    while widths.iter().sum::<usize>() > left {
        let Some(slot) = widths.iter_mut().max_by_key(|w| **w).filter(|w| **w > NARROWEST) else {
            break;
        };
        *slot -= 1;
    }
    widths
}

fn row(cells: &[Cell], widths: &[usize], right: &[bool]) -> String {
    let wrapped: Vec<Vec<String>> =
        cells.iter().zip(widths).map(|(cell, width)| wrap(&cell.text, *width)).collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(1);
    let mut out = String::new();
    for line in 0..height {
        let mut text = String::new();
        for (at, column) in wrapped.iter().enumerate() {
            let piece = column.get(line).map_or("", String::as_str);
            let wide = widths.get(at).copied().unwrap_or(0);
            let blanks = " ".repeat(wide.saturating_sub(width(piece)));
            let tone = cells.get(at).map_or(Tone::Plain, |c| c.tone);
            let piece = if piece.is_empty() { String::new() } else { inked(piece, tone) };
            if at > 0 {
                text.push_str(&" ".repeat(GAP));
            }
            match right.get(at) {
                Some(true) => text.push_str(&format!("{blanks}{piece}")),
                _ => text.push_str(&format!("{piece}{blanks}")),
            }
        }
        out.push_str(text.trim_end());
        out.push('\n');
    }
    out
}
