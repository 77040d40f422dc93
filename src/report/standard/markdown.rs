//! A standard as Markdown: a table per section.

use super::Shown;
use crate::lang::Word;
use crate::report::markdown::escaped;
use crate::report::text::clean;

/// The text, with a final line feed.
pub fn markdown(shown: &Shown) -> String {
    let lang = shown.lang;
    let cell = |text: &str| escaped(text).replace('\n', "<br>");
    let mut out = format!("# {}\n\n{}\n", escaped(&shown.title), escaped(&shown.about));
    for section in &shown.sections {
        out.push_str(&format!("\n## {}\n\n", escaped(&section.heading)));
        let heads = [Word::ItemId, Word::Item, Word::Rule, Word::Weight, Word::Owner, Word::Check];
        let heads: Vec<&str> = heads.iter().map(|w| w.get(lang)).collect();
        out.push_str(&format!("| {} |\n|{}\n", heads.join(" | "), " --- |".repeat(heads.len())));
        for item in &section.items {
            let checks: Vec<String> = item
                .checks
                .iter()
                .map(|c| cell(&format!("{} · {} ({})", c.tier, c.title, c.how)))
                .collect();
            let note = if item.note.is_empty() {
                String::new()
            } else {
                format!("<br>{}", cell(&item.note))
            };
            out.push_str(&format!(
                "| {} | {}{note} | {} | {} | {} | {} |\n",
                cell(&item.id),
                cell(&item.title),
                cell(&item.rule),
                item.weight,
                cell(&item.owner),
                checks.join("<br>")
            ));
        }
    }
    clean(&out).into_owned()
}
