//! Markdown: lines as paragraphs, details folded.

use super::{Block, Document, Table, Tone};
use crate::report::markdown::escaped;

pub fn text(document: &Document) -> String {
    let mut out = format!("## {}\n", escaped(&document.title));
    for block in &document.blocks {
        match block {
            Block::Line(Tone::Strong, text) => out.push_str(&format!("\n**{}**\n", escaped(text))),
            Block::Line(_, text) => out.push_str(&format!("\n{}\n", escaped(text))),
            Block::Table(table) if table.folded => {
                let title = escaped(&table.title);
                let count = table.rows.len();
                out.push_str(&format!("\n<details>\n<summary>{title} ({count})</summary>\n\n"));
                rows(&mut out, table);
                out.push_str("\n</details>\n");
            }
            Block::Table(table) => {
                if !table.title.is_empty() {
                    out.push_str(&format!("\n### {}\n", escaped(&table.title)));
                }
                out.push('\n');
                rows(&mut out, table);
            }
            Block::Chart(_) => {}
        }
    }
    out
}

fn rows(out: &mut String, table: &Table) {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    out.push_str(&line(table.heads.iter().map(|h| escaped(h)).collect()));
    out.push_str(&format!("|{}\n", " --- |".repeat(table.heads.len())));
    for cells in &table.rows {
        let shown = cells.iter().map(|c| {
            let text = escaped(&c.text).replace('\n', "<br>");
            match c.tone {
                Tone::Strong | Tone::Bad if !text.is_empty() => format!("**{text}**"),
                _ => text,
            }
        });
        out.push_str(&line(shown.collect()));
    }
}
