//! What an item asks, as a hash: two versions of a standard with the same hash score it alike.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use toml::{Table, Value};

use super::model::Standard;

/// Keys of an item that say nothing about how it is scored.
const ASIDE: [&str; 9] =
    ["id", "number", "section", "title", "owner", "due", "note", "source", "replaces"];

/// Puts its hash into each item. `files` are those the standard is made of.
pub fn hashed(mut standard: Standard, files: impl Iterator<Item = Table>) -> Standard {
    let file = joined(files);
    let entries = file.get("items").and_then(Value::as_array);
    for entry in entries.into_iter().flatten().filter_map(Value::as_table) {
        let id = entry.get("id").and_then(Value::as_str);
        if let Some(item) = standard.items.iter_mut().find(|i| Some(i.id.as_str()) == id) {
            item.definition = hash(entry, &file);
        }
    }
    standard
}

/// The tables of all files as one; what stands in an earlier file counts.
fn joined(files: impl Iterator<Item = Table>) -> Table {
    let mut all = Table::new();
    for table in files {
        for (key, value) in table {
            match (all.get_mut(&key), value) {
                (Some(Value::Array(here)), Value::Array(more)) => here.extend(more),
                (Some(Value::Table(here)), Value::Table(more)) => {
                    for (name, value) in more {
                        here.entry(name).or_insert(value);
                    }
                }
                (Some(_), _) => {}
                (None, value) => drop(all.insert(key, value)),
            }
        }
    }
    all
}

fn hash(item: &Table, file: &Table) -> String {
    // The weight is told apart from the rule.
    let aside = |key: &str| key == "weight" || ASIDE.contains(&key);
    let own = item.iter().filter(|(key, _)| !aside(key));
    let mut asked: BTreeMap<String, Vec<&Value>> =
        own.map(|(key, value)| (key.clone(), vec![value])).collect();
    // A default policy is the item's own.
    const POLICY: &str = "not_applicable";
    if let (None, Some(policy)) = (item.get(POLICY), file.get(POLICY)) {
        asked.insert(POLICY.into(), vec![policy]);
    }
    let changed =
        item.get("id").and_then(Value::as_str).and_then(|id| file.get("overrides")?.get(id));
    if let Some(policy) = changed.and_then(|c| c.get(POLICY)) {
        asked.insert(POLICY.into(), vec![policy]);
    }
    let mut names = Vec::new();
    asked.values().flatten().for_each(|value| registers(value, &mut names));
    let checked = item.get("checks").and_then(Value::as_array).into_iter().flatten();
    let used: Vec<&str> = checked.filter_map(|c| c.get("cross_check")?.as_str()).collect();
    let all = file.get("cross_checks").and_then(Value::as_array).into_iter().flatten();
    let is_used =
        |c: &&Value| c.get("id").and_then(Value::as_str).is_some_and(|i| used.contains(&i));
    let cross: Vec<&Value> = all.filter(is_used).collect();
    if !cross.is_empty() {
        asked.insert("cross_checks".into(), cross);
    }
    names.sort_unstable();
    names.dedup();
    let known = file.get("registers").and_then(Value::as_table);
    for name in names {
        if let Some(register) = known.and_then(|k| k.get(name)) {
            asked.insert(format!("register {name}"), vec![register]);
        }
    }
    let mut bytes = Vec::new();
    for (key, values) in asked {
        // Where an action is to be taken says nothing about the points.
        let but = if matches!(key.as_str(), "checks" | "samples") { "location" } else { "" };
        text(&mut bytes, &key);
        values.into_iter().for_each(|value| write(&mut bytes, value, but));
    }
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Writes a value down so that no two different ones are alike; `but` is a key of the tables in an array
/// that is left out.
fn write(to: &mut Vec<u8>, value: &Value, but: &str) {
    match value {
        Value::String(value) => {
            to.push(b's');
            text(to, value);
        }
        Value::Integer(value) => {
            to.push(b'i');
            to.extend(value.to_le_bytes());
        }
        Value::Float(value) => {
            to.push(b'f');
            to.extend(value.to_bits().to_le_bytes());
        }
        Value::Boolean(value) => to.extend([b'b', u8::from(*value)]),
        Value::Datetime(value) => {
            to.push(b'd');
            text(to, &value.to_string());
        }
        Value::Array(values) => {
            to.push(b'[');
            for value in values {
                match value {
                    Value::Table(of) => table(to, of, but),
                    other => write(to, other, ""),
                }
            }
            to.push(b']');
        }
        Value::Table(of) => table(to, of, ""),
    }
}

fn table(to: &mut Vec<u8>, table: &Table, but: &str) {
    to.push(b'{');
    for (key, value) in table.iter().filter(|(key, _)| *key != but) {
        text(to, key);
        write(to, value, "");
    }
    to.push(b'}');
}

fn text(to: &mut Vec<u8>, text: &str) {
    to.extend((text.len() as u64).to_le_bytes());
    to.extend(text.as_bytes());
}

/// Names of the registers a value speaks of, at any depth.
fn registers<'v>(value: &'v Value, names: &mut Vec<&'v str>) {
    match value {
        Value::Table(table) => {
            for (key, value) in table {
                match value.as_str() {
                    Some(name) if key == "register" => names.push(name),
                    _ => registers(value, names),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|v| registers(v, names)),
        _ => {}
    }
}
