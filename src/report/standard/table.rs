//! A standard as a table for a terminal, no line wider than asked.

use comfy_table::{
    Cell, CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets,
};

use super::{Shown, ShownItem};
use crate::lang::Word;
use crate::report::text::{one_line, width as columns, wrap};

/// The table; a single item is told in full.
pub fn table(shown: &Shown, width: u16) -> String {
    let width = width.max(40);
    let mut out = format!("{}\n{}\n", shown.title, shown.about);
    let single = shown.sections.iter().map(|s| s.items.len()).sum::<usize>() == 1;
    for section in &shown.sections {
        out.push_str(&format!("\n{}\n", section.heading));
        match section.items.first() {
            Some(item) if single => out.push_str(&in_full(shown, item, usize::from(width))),
            _ => out.push_str(&items(shown, &section.items, width)),
        }
    }
    let clean = crate::report::text::clean(&out).into_owned();
    clean.lines().map(|l| format!("{}\n", l.trim_end())).collect()
}

fn items(shown: &Shown, items: &[ShownItem], width: u16) -> String {
    let lang = shown.lang;
    let most = |texts: Vec<&str>, word: Word| {
        texts.into_iter().map(columns).chain([columns(word.get(lang))]).max().unwrap_or(0)
    };
    let id = most(items.iter().map(|i| i.id.as_str()).collect(), Word::ItemId).min(14);
    let weight = most(items.iter().map(|i| i.weight.as_str()).collect(), Word::Weight);
    let owner = most(items.iter().map(|i| i.owner.as_str()).collect(), Word::Owner).min(12);
    // Borders and the spaces around each column.
    let left = usize::from(width).saturating_sub(id + weight + owner + 15).max(20);
    let (title, checks) = (left / 2, left - left / 2);
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_width(width);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_constraints([id, title, weight, owner, checks].map(|w| {
        let w = u16::try_from(w).unwrap_or(u16::MAX).saturating_add(2);
        ColumnConstraint::Absolute(Width::Fixed(w))
    }));
    let heads = [Word::ItemId, Word::Item, Word::Weight, Word::Owner, Word::Check];
    table.set_header(heads.map(|w| w.get(lang)));
    for item in items {
        let body = |text: &str, width| Cell::new(wrap(&one_line(text), width).join("\n"));
        let lines: Vec<String> = item
            .checks
            .iter()
            .map(|c| format!("{} · {}", c.tier, one_line(&c.title)))
            .flat_map(|l| wrap(&l, checks))
            .collect();
        table.add_row([
            body(&item.id, id),
            body(&item.title, title),
            Cell::new(&item.weight).set_alignment(CellAlignment::Right),
            body(&item.owner, owner),
            Cell::new(lines.join("\n")),
        ]);
    }
    let mut text = table.trim_fmt();
    text.push('\n');
    text
}

fn in_full(shown: &Shown, item: &ShownItem, width: usize) -> String {
    let lang = shown.lang;
    let mut out = String::new();
    let mut line = |indent: usize, text: &str| {
        for part in wrap(text, width.saturating_sub(indent).max(20)) {
            out.push_str(&format!("{}{part}\n", " ".repeat(indent)));
        }
    };
    line(0, &format!("{} {}", item.id, item.title));
    let colon = lang.pick("：", ": ");
    let days = lang.pick("整改天数（部分符合 / 不符合）", "Days to the due date (partial / fail)");
    for (word, value) in [
        (Word::Rule.get(lang), &item.rule),
        (Word::Weight.get(lang), &item.weight),
        (Word::Owner.get(lang), &item.owner),
        (days, &item.due),
        (lang.pick("来源", "Source"), &item.source),
        (Word::Note.get(lang), &item.note),
    ] {
        if !value.is_empty() {
            line(2, &format!("{word}{colon}{value}"));
        }
    }
    for sample in &item.samples {
        line(2, &format!("{}{colon}{sample}", Word::Sample.get(lang)));
    }
    for check in &item.checks {
        line(2, &format!("{} [{}] {}", check.tier, check.id, check.title));
        line(4, &check.how);
        for (key, value) in check.terms.iter().filter(|(k, _)| k != "tier" && k != "kind") {
            line(6, &format!("{key} = {value}"));
        }
    }
    out
}
