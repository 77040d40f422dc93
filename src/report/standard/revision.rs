//! What changed between two versions of a standard, for a terminal and for other programs.

use serde_json::Value;

use crate::lang::Lang;
use crate::report::text::{clean, wrap};
use crate::standard::Revision;

/// The changes, no line wider than asked but for long words.
pub fn text(revision: &Revision, lang: Lang, width: u16) -> String {
    let mut out = String::new();
    let width = usize::from(width.max(40));
    let mut line = |indent: usize, text: &str| {
        for (at, part) in wrap(text, width - indent).into_iter().enumerate() {
            let more = if at > 0 { 2 } else { 0 };
            out.push_str(&format!("{}{part}\n", " ".repeat(indent + more)));
        }
    };
    let counts = [
        (lang.pick("新增", "added"), revision.added.len()),
        (lang.pick("删除", "removed"), revision.removed.len()),
        (lang.pick("修改", "changed"), revision.changed.len()),
        (lang.pick("未变", "as before"), revision.same),
    ];
    let counts: Vec<String> = counts.iter().map(|(word, n)| format!("{word} {n}")).collect();
    line(0, &counts.join(" · "));
    for term in &revision.head {
        line(0, &said(&term.key, &term.old, &term.new, lang));
    }
    for (sign, items) in [("+", &revision.added), ("-", &revision.removed)] {
        for item in items {
            let why = item.off.as_ref().map_or_else(String::new, |reason| {
                lang.pick(format!("（已关闭：{reason}）"), format!(" (switched off: {reason})"))
            });
            line(0, &format!("{sign} {} {}{why}", item.id, item.title.get(lang)));
        }
    }
    for item in &revision.changed {
        let before = match item.before.is_empty() {
            true => String::new(),
            false => format!(" ← {}", item.before.join(", ")),
        };
        line(0, &format!("~ {}{before} {}", item.id, item.title.get(lang)));
        if let Some((old, new)) = &item.reweighted {
            line(4, &said(lang.pick("分值", "reweighted"), old, new, lang));
        }
        for (word, terms) in [
            (lang.pick("措辞", "reworded"), &item.reworded),
            (lang.pick("规则", "rules"), &item.rules),
            (lang.pick("其他", "other"), &item.other),
        ] {
            for term in terms {
                let key = format!("{word} {}", term.key);
                line(4, &said(&key, &term.old, &term.new, lang));
            }
        }
    }
    clean(&out).into_owned()
}

fn said(key: &str, old: &Value, new: &Value, lang: Lang) -> String {
    let colon = lang.pick("：", ": ");
    format!("{key}{colon}{} → {}", shown(old, lang), shown(new, lang))
}

/// A value in a line: a text in this language, a table by its title.
fn shown(value: &Value, lang: Lang) -> String {
    match value {
        Value::Null => lang.pick("（无）", "none").to_string(),
        Value::String(text) => text.clone(),
        Value::Object(table) => {
            let text = table.get(lang.pick("zh", "en")).or_else(|| table.get("title"));
            text.map_or_else(|| value.to_string(), |t| shown(t, lang))
        }
        value => value.to_string(),
    }
}

/// For other programs, with a final line feed.
///
/// # Errors
/// Only where serialising itself fails.
pub fn json(revision: &Revision) -> serde_json::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(revision)?;
    bytes.push(b'\n');
    Ok(bytes)
}
