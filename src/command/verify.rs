//! `inspect verify`

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Done, output, report};
use crate::action;
use crate::audit::folder;
use crate::cli::{Global, Verify};
use crate::command::language;
use crate::lang::{Lang, Word};
use crate::outcome::json;
use crate::pipeline::{self, Options, previous};

/// Differences told; more are counted.
const MOST: usize = 40;
/// Characters of a value that are told.
const LONGEST: usize = 60;

/// Recomputes a result from its inputs and compares the bytes.
pub fn run(args: &Verify, global: &Global) -> anyhow::Result<Done> {
    let result = previous::file_of(&args.result);
    let old = report::read(&result)?;
    let beside = result.parent().and_then(|p| p.parent()).unwrap_or(&result);
    let dir = args.audit.as_deref().unwrap_or(beside);
    let options = Options {
        as_of: Some(old.as_of),
        standards: args.standards.clone(),
        standard: Some(old.standard.id.clone()),
        previous: args.previous.clone(),
        waivers: args.waivers.clone(),
        standard_from: None,
        reading: (&args.reading).into(),
    };
    let mut new = pipeline::run(dir, &options)?;
    action::reapply(&mut new, &old);
    let lang = language(global, Some(old.standard.language));
    let (made, read) = (json::to_bytes(&new)?, folder::read(&result)?);
    if made == read {
        return output::print(format!("{}\n", Word::VerifySame.get(lang)).as_bytes());
    }
    let mut lines = vec![Word::VerifyDiffers.get(lang).to_string()];
    if let (true, Some(before)) = (args.previous.is_empty(), old.previous.first()) {
        lines.push(lang.pick(
            format!("  该结果延续自 {} 的结果：请用 --previous 给出", before.period),
            format!(
                "  it was carried on from the result of {}: give that with --previous",
                before.period
            ),
        ));
    }
    lines.extend(told(&serde_json::from_slice(&read)?, &serde_json::from_slice(&made)?, lang));
    lines.push(String::new());
    output::print(lines.join("\n").as_bytes())?;
    Ok(Done::GateFailed)
}

/// What differs between two results, a line each: the files read first, then the score, the items, the rest.
fn told(old: &Value, new: &Value, lang: Lang) -> Vec<String> {
    let mut found = Vec::new();
    let none = Value::Null;
    let first = ["inputs", "score", "sections", "items"];
    let part = |value: &Value, key: &str| value.get(key).unwrap_or(&none).clone();
    for key in first {
        differences(key, &part(old, key), &part(new, key), &mut found);
    }
    let rest = |value: &Value| {
        let mut value = value.clone();
        if let Value::Object(keys) = &mut value {
            first.iter().for_each(|key| drop(keys.remove(*key)));
        }
        value
    };
    differences("", &rest(old), &rest(new), &mut found);
    if found.is_empty() {
        let layout = lang.pick(
            "  内容相同，只是文件的写法不同",
            "  the content is the same, only how the file is written differs",
        );
        return vec![layout.to_string()];
    }
    found.sort_by_key(|(path, _)| weight(path));
    let more = found.len().saturating_sub(MOST);
    let mut found: Vec<String> = found.into_iter().take(MOST).map(|(_, line)| line).collect();
    if more > 0 {
        found.push(lang.pick(format!("  … 另有{more}处"), format!("  … and {more} more")));
    }
    found
}

/// The files and the totals first, then points, then figures, and the words and cells made of them last.
fn weight(path: &str) -> u8 {
    let of_item = path.starts_with("items.");
    match path {
        path if !of_item && ["inputs", "score", "sections"].iter().any(|p| path.starts_with(p)) => {
            0
        }
        path if of_item && path.ends_with(".points") => 1,
        path if path.contains(".evidence") => 4,
        path if path.contains(".facts.") || path.ends_with(".message") => 3,
        _ => 2,
    }
}

/// A difference in words: `M-3 0.5 → 1` for the points of an item, else the path of the key.
fn line(path: &str, old: &Value, new: &Value) -> String {
    let change = format!("{} → {}", shown(old), shown(new));
    match path.strip_prefix("items.") {
        Some(path) => match path.strip_suffix(".points") {
            Some(item) => format!("  {item} {change}"),
            None => format!("  {path}: {change}"),
        },
        None => format!("  {path}: {change}"),
    }
}

fn differences(path: &str, old: &Value, new: &Value, found: &mut Vec<(String, String)>) {
    if old == new {
        return;
    }
    let below = |key: &str| match path {
        "" => key.to_string(),
        path => format!("{path}.{key}"),
    };
    match (old, new) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let at = |of: &serde_json::Map<String, Value>| of.get(key).cloned();
                let (a, b) = (at(a).unwrap_or_default(), at(b).unwrap_or_default());
                differences(&below(key), &a, &b, found);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.iter().chain(b).all(|v| name(v).is_some()) => {
            let find = |list: &[Value], wanted: &str| {
                list.iter().find(|v| name(v) == Some(wanted)).cloned().unwrap_or_default()
            };
            let mut seen = BTreeSet::new();
            for wanted in a.iter().chain(b).filter_map(name).filter(|n| seen.insert(n.to_string()))
            {
                differences(&below(wanted), &find(a, wanted), &find(b, wanted), found);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (at, (a, b)) in a.iter().zip(b).enumerate() {
                differences(&format!("{path}[{at}]"), a, b, found);
            }
        }
        (a, b) => found.push((path.to_string(), line(path, a, b))),
    }
}

/// What an entry of a list is known by.
fn name(value: &Value) -> Option<&str> {
    ["id", "path"].iter().find_map(|key| value.get(key)?.as_str())
}

fn shown(value: &Value) -> String {
    let text = match value {
        Value::Null => "–".to_string(),
        Value::Array(list) => format!("[{}]", list.len()),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}
