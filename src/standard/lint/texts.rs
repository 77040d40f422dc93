//! Texts that were never translated: the same words in both languages.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::ProblemKind;
use crate::lang::Lang;
use crate::standard::assemble::Parts;

/// A text without its translation.
struct Missing {
    lang: Lang,
    text: String,
    span: Range<usize>,
}

/// One warning for all texts of an item, a register, a section …, at the first of them.
pub(super) fn untranslated(text: &str, parts: &mut Parts<'_>) {
    let (table, _) = DeTable::parse_recoverable(text);
    for (_, value) in table.get_ref() {
        match value.get_ref() {
            DeValue::Array(values) => values.iter().for_each(|v| group(v, parts)),
            _ => group(value, parts),
        }
    }
}

fn group(value: &Spanned<DeValue<'_>>, parts: &mut Parts<'_>) {
    let mut missing = Vec::new();
    look(value, &mut missing);
    missing.sort_by_key(|m| m.span.start);
    let count = u32::try_from(missing.len()).unwrap_or(u32::MAX);
    if let Some(Missing { lang, text, span }) = missing.into_iter().next() {
        let first = match text.char_indices().nth(24) {
            Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(&text)),
            None => text,
        };
        parts.warning(span, ProblemKind::Untranslated { lang, count, first });
    }
}

/// The TOML parser bounds the depth.
fn look(value: &Spanned<DeValue<'_>>, missing: &mut Vec<Missing>) {
    match value.get_ref() {
        DeValue::Array(values) => values.iter().for_each(|v| look(v, missing)),
        DeValue::Table(table) => {
            if let (Some(zh), Some(en), 2) = (table.get("zh"), table.get("en"), table.len())
                && let (DeValue::String(chinese), DeValue::String(english)) =
                    (zh.get_ref(), en.get_ref())
            {
                let han = |text: &str| text.chars().filter(|c| is_han(*c)).count();
                let letters = english.chars().filter(|c| c.is_alphabetic()).count();
                if han(english) * 2 > letters {
                    missing.push(Missing {
                        lang: Lang::En,
                        text: english.to_string(),
                        span: en.span(),
                    });
                } else if chinese == english && han(chinese) == 0 && chinese.trim().contains(' ') {
                    missing.push(Missing {
                        lang: Lang::Zh,
                        text: chinese.to_string(),
                        span: zh.span(),
                    });
                }
                return;
            }
            table.iter().for_each(|(_, v)| look(v, missing));
        }
        _ => {}
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}
