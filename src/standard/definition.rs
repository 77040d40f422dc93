//! What an item asks, as a hash: two versions of a standard with the same hash score it alike.

use sha2::{Digest, Sha256};
use toml::{Table, Value};

use super::model::Standard;

/// Keys of an item that say nothing about how it is scored.
const ASIDE: [&str; 9] =
    ["id", "number", "section", "title", "owner", "due", "note", "source", "replaces"];

/// Puts its hash into each item. `sources` are the files the standard is made of, valid by now.
pub fn hashed(mut standard: Standard, sources: &[(String, String)]) -> Standard {
    let file = joined(sources);
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
fn joined(sources: &[(String, String)]) -> Table {
    let mut all = Table::new();
    for table in sources.iter().filter_map(|(_, text)| text.parse::<Table>().ok()) {
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
    let mut asked = item.clone();
    // The weight is told apart from the rule; a default policy is the item's own.
    ASIDE.iter().chain(&["weight"]).for_each(|key| drop(asked.remove(*key)));
    if let (None, Some(policy)) = (item.get("not_applicable"), file.get("not_applicable")) {
        asked.insert("not_applicable".into(), policy.clone());
    }
    let changed =
        item.get("id").and_then(Value::as_str).and_then(|id| file.get("overrides")?.get(id));
    if let Some(policy) = changed.and_then(|c| c.get("not_applicable")) {
        asked.insert("not_applicable".into(), policy.clone());
    }
    // Where an action is to be taken says nothing about the points.
    for part in ["checks", "samples"] {
        let parts = asked.get_mut(part).and_then(Value::as_array_mut).into_iter().flatten();
        parts.filter_map(Value::as_table_mut).for_each(|part| drop(part.remove("location")));
    }
    let mut names = Vec::new();
    registers(&Value::Table(asked.clone()), &mut names);
    let checked = asked.get("checks").and_then(Value::as_array).into_iter().flatten();
    let used: Vec<&str> = checked.filter_map(|c| c.get("cross_check")?.as_str()).collect();
    let all = file.get("cross_checks").and_then(Value::as_array).into_iter().flatten();
    let cross: Vec<Value> = all
        .filter(|c| c.get("id").and_then(Value::as_str).is_some_and(|id| used.contains(&id)))
        .cloned()
        .collect();
    if !cross.is_empty() {
        asked.insert("cross_checks".into(), Value::Array(cross));
    }
    names.sort();
    names.dedup();
    let known = file.get("registers").and_then(Value::as_table);
    for name in names {
        if let Some(register) = known.and_then(|k| k.get(&name)) {
            asked.insert(format!("register {name}"), register.clone());
        }
    }
    let digest = Sha256::digest(Value::Table(asked).to_string());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Names of the registers a value speaks of, at any depth.
fn registers(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Table(table) => {
            for (key, value) in table {
                match value.as_str() {
                    Some(name) if key == "register" => names.push(name.to_string()),
                    _ => registers(value, names),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|v| registers(v, names)),
        _ => {}
    }
}
