//! Two versions of a standard compared, item by item.

use serde::Serialize;
use serde_json::Value;

use super::model::Standard;
use super::plain::PlainItem;
use crate::lang::Text;

/// What is different between two versions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Revision {
    /// Items only the new version has.
    pub added: Vec<Listed>,
    /// Items only the old version has.
    pub removed: Vec<Listed>,
    /// Items of both that differ, in the order of the new version.
    pub changed: Vec<Changed>,
    /// How many items are as they were.
    pub same: usize,
    /// What differs beside the items: `version`, `grades`, …
    pub head: Vec<Term>,
}

/// An item of one version.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// The requirement.
    pub title: Text,
    /// Why the new version, which extends another standard, has switched it off; not there otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub off: Option<String>,
}

/// An item that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changed {
    /// Its id.
    pub id: String,
    /// Its ids before, where others.
    pub before: Vec<String>,
    /// The requirement now.
    pub title: Text,
    /// Whether the requirement, rule or note reads otherwise.
    pub reworded: Vec<Term>,
    /// The weight before and now.
    pub reweighted: Option<(Value, Value)>,
    /// What decides the points and differs: ladder, checks, spot checks, policies.
    pub rules: Vec<Term>,
    /// What else differs: section, number, owner, source.
    pub other: Vec<Term>,
}

/// A key whose value differs; what is not there is null.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Term {
    /// `checks.urgent.at_least`
    pub key: String,
    /// Before.
    pub old: Value,
    /// Now.
    pub new: Value,
}

/// What is different in `new`. Items go by their id; one that `replaces` others goes by theirs.
pub fn revision(old: &Standard, new: &Standard) -> Revision {
    let off = |id: &str| new.off.iter().find(|o| o.item == id).map(|o| o.reason.clone());
    let (old, now) = (old.plain(), new.plain());
    let mut found =
        Revision { added: vec![], removed: vec![], changed: vec![], same: 0, head: vec![] };
    for (key, old, new) in [
        ("version", value(&old.version), value(&now.version)),
        ("title", value(&old.title), value(&now.title)),
        ("grades", value(&old.grades), value(&now.grades)),
        ("points", old.points.clone(), now.points.clone()),
    ] {
        differ(key, &old, &new, &mut found.head);
    }
    let mut matched = Vec::new();
    for item in &now.items {
        let same = old.items.iter().find(|o| o.id == item.id);
        let replaced: Vec<&PlainItem> =
            old.items.iter().filter(|o| item.replaces.contains(&o.id)).collect();
        let Some(before) = same.or(replaced.first().copied()) else {
            let (id, title) = (item.id.clone(), item.title.clone());
            found.added.push(Listed { id, title, off: None });
            continue;
        };
        matched.push(&before.id);
        matched.extend(replaced.iter().map(|r| &r.id));
        let mut ids: Vec<String> = same.into_iter().chain(replaced).map(|o| o.id.clone()).collect();
        ids.dedup();
        if ids == [item.id.clone()] {
            ids.clear();
        }
        let changed = changed(before, item, ids);
        let quiet =
            changed.reworded.is_empty() && changed.rules.is_empty() && changed.other.is_empty();
        if quiet && changed.reweighted.is_none() && changed.before.is_empty() {
            found.same += 1;
        } else {
            found.changed.push(changed);
        }
    }
    let gone = old.items.iter().filter(|o| !matched.contains(&&o.id));
    let listed =
        |o: &PlainItem| Listed { id: o.id.clone(), title: o.title.clone(), off: off(&o.id) };
    found.removed = gone.map(listed).collect();
    found
}

fn changed(old: &PlainItem, new: &PlainItem, before: Vec<String>) -> Changed {
    let (mut reworded, mut rules, mut other) = (Vec::new(), Vec::new(), Vec::new());
    for (key, old, new) in [
        ("title", value(&old.title), value(&new.title)),
        ("rule", value(&old.rule), value(&new.rule)),
        ("note", value(&old.note), value(&new.note)),
    ] {
        differ(key, &old, &new, &mut reworded);
    }
    for (key, old, new) in [
        ("section", value(&old.section), value(&new.section)),
        ("number", value(old.number), value(new.number)),
        ("owner", value(&old.owner), value(&new.owner)),
        ("source", value(&old.source), value(&new.source)),
    ] {
        differ(key, &old, &new, &mut other);
    }
    differ("", &value(&old.terms), &value(&new.terms), &mut rules);
    differ("samples", &by_id(value(&old.samples)), &by_id(value(&new.samples)), &mut rules);
    differ("checks", &by_id(value(&old.checks)), &by_id(value(&new.checks)), &mut rules);
    let reweighted = (old.weight != new.weight).then(|| (old.weight.clone(), new.weight.clone()));
    Changed {
        id: new.id.clone(),
        before,
        title: new.title.clone(),
        reworded,
        reweighted,
        rules,
        other,
    }
}

fn value(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

/// A list of tables with ids as a table by id.
fn by_id(list: Value) -> Value {
    let Value::Array(values) = list else { return list };
    let entry = |mut value: Value| {
        let id = value.as_object_mut()?.remove("id")?;
        Some((id.as_str()?.to_string(), value))
    };
    Value::Object(values.into_iter().filter_map(entry).collect())
}

/// Notes every key below `key` whose value differs. A table that only one side has is one difference.
fn differ(key: &str, old: &Value, new: &Value, out: &mut Vec<Term>) {
    if old == new {
        return;
    }
    let (Value::Object(a), Value::Object(b)) = (old, new) else {
        out.push(Term { key: key.to_string(), old: old.clone(), new: new.clone() });
        return;
    };
    let keys = b.keys().chain(a.keys().filter(|k| !b.contains_key(*k)));
    for name in keys {
        let path = if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
        let get = |table: &serde_json::Map<String, Value>| {
            table.get(name).cloned().unwrap_or(Value::Null)
        };
        differ(&path, &get(a), &get(b), out);
    }
}
