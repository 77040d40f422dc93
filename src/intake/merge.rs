//! An exported workbook that comes back: the file it was made from, with the visible cells' changes.

use std::collections::BTreeMap;
use std::ops::Range;

use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::quote::quoted;
use super::said::{has_han, line};
use super::sheet::Sheet;
use super::source;
use super::{Ask, Checklist, Entry, Imported, Remark, RemarkKind, toml_text};

/// A value of the file and where it stands.
type Found = (String, Range<usize>);

/// An item of the file: its texts, with their places.
#[derive(Default)]
struct Kept {
    id: String,
    texts: BTreeMap<(&'static str, &'static str), Found>,
    weight: Option<Found>,
    owner: Option<Found>,
}

/// The file in the hidden sheet with the changes of the visible cells.
pub fn merge(hidden: &Sheet, list: Checklist, ask: &Ask<'_>) -> Imported {
    let text = source::text(hidden);
    let (table, _) = DeTable::parse_recoverable(&text);
    let kept = items(&table);
    let roles = roles(&table);
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    let mut remarks = Vec::new();
    let mut seen = Vec::new();
    for entry in &list.entries {
        let remark = |kind, text: String| Remark {
            kind,
            place: entry.place.clone(),
            item: entry.code.clone(),
            text,
        };
        let Some(item) = kept.iter().find(|k| k.id == entry.code) else {
            let said = format!("{} | {}", line(entry.title.any()), line(entry.rule.any()));
            let text = ask.lang.pick(
                format!("新增的行，请写入 TOML：{said}"),
                format!("a new row, to be written into the TOML: {said}"),
            );
            remarks.push(remark(RemarkKind::LeftOut, text));
            continue;
        };
        seen.push(&item.id);
        if texts(item, entry, &mut changes) {
            let text = ask.lang.pick(
                "评分细则的文字改了，判据没有随之改变",
                "the words of the rule changed, its checks did not",
            );
            remarks.push(remark(RemarkKind::Confirm, text.to_string()));
        }
        if let Some(new) = weight(item, entry, &mut changes) {
            let text = ask.lang.pick(
                format!("分值改为 {new}，而文件中没有写 weight，没有采用"),
                format!("the weight is now {new}; the file spells out none and was left as it is"),
            );
            remarks.push(remark(RemarkKind::Unclear, text));
        }
        if let Some(new) = note(item, entry) {
            let text = ask.lang.pick(
                format!("备注改了，没有采用：{new}"),
                format!("the note changed and was not taken over: {new}"),
            );
            remarks.push(remark(RemarkKind::Unclear, text));
        }
        if let Some(unknown) = owner(item, entry, &roles, &mut changes) {
            let text = ask.lang.pick(
                format!("责任人“{unknown}”不在标准的岗位中，没有采用"),
                format!("`{unknown}` is no role of the standard and was not taken over"),
            );
            remarks.push(remark(RemarkKind::Unclear, text));
        }
    }
    for gone in kept.iter().filter(|k| !seen.contains(&&k.id)) {
        let text = ask
            .lang
            .pick("表中已没有这一行，标准中保留", "no longer in the sheet, kept in the standard");
        remarks.push(Remark {
            kind: RemarkKind::Confirm,
            place: hidden.name.clone(),
            item: gone.id.clone(),
            text: text.to_string(),
        });
    }
    totals(&table, &kept, &changes.clone(), &mut changes);
    let sections = list_of(&table, "sections").len();
    let mut toml = apply(text, changes);
    toml.push_str(&toml_text::closing(&remarks, ask.lang));
    Imported { toml, items: kept.len(), sections, remarks }
}

fn apply(mut text: String, mut changes: Vec<(Range<usize>, String)>) -> String {
    changes.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    for (span, new) in changes {
        if text.is_char_boundary(span.start) && text.is_char_boundary(span.end) {
            text.replace_range(span, &new);
        }
    }
    text
}

/// Titles and rules, in the language they were exported in; whether the rule changed.
fn texts(item: &Kept, entry: &Entry, changes: &mut Vec<(Range<usize>, String)>) -> bool {
    let mut rule_changed = false;
    for (key, said) in [("title", &entry.title), ("rule", &entry.rule)] {
        let shown = line(said.any());
        let known: Vec<&Found> =
            ["zh", "en"].iter().filter_map(|l| item.texts.get(&(key, *l))).collect();
        if shown.is_empty() || known.iter().any(|(text, _)| line(text) == shown) {
            continue;
        }
        let lang = if has_han(&shown) { "zh" } else { "en" };
        if let Some((_, span)) = item.texts.get(&(key, lang)) {
            changes.push((span.clone(), quoted(&shown)));
            rule_changed |= key == "rule";
        }
    }
    rule_changed
}

/// The weight; one that has no place in the file comes back.
fn weight(
    item: &Kept,
    entry: &Entry,
    changes: &mut Vec<(Range<usize>, String)>,
) -> Option<Decimal> {
    let new = entry.weight?;
    let Some((old, span)) = &item.weight else { return (new != Decimal::ONE).then_some(new) };
    if old.parse::<Decimal>().ok() != Some(new) {
        changes.push((span.clone(), new.normalize().to_string()));
    }
    None
}

/// A note that is not the one of the file.
fn note(item: &Kept, entry: &Entry) -> Option<String> {
    let shown = line(entry.note.any());
    let known = ["zh", "en"].iter().filter_map(|l| item.texts.get(&("note", *l)));
    let same = known.map(|(text, _)| line(text)).any(|text| text == shown);
    (!shown.is_empty() && !same).then_some(shown)
}

/// The owner, by either language of its role; one that is no role comes back.
fn owner(
    item: &Kept,
    entry: &Entry,
    roles: &[(String, String)],
    changes: &mut Vec<(Range<usize>, String)>,
) -> Option<String> {
    let shown = line(entry.owner.any());
    let (old, span) = item.owner.as_ref()?;
    if shown.is_empty() {
        return None;
    }
    let role = roles.iter().find(|(zh, en)| line(zh) == shown || line(en) == shown);
    match role {
        Some((zh, _)) if zh != old => changes.push((span.clone(), quoted(zh))),
        Some(_) => {}
        None => return Some(shown),
    }
    None
}

/// The sum of the points, where weights changed.
fn totals(
    table: &Spanned<DeTable<'_>>,
    kept: &[Kept],
    made: &[(Range<usize>, String)],
    changes: &mut Vec<(Range<usize>, String)>,
) {
    let stated = table.get_ref().get("totals").and_then(|t| match t.get_ref() {
        DeValue::Table(t) => t.get("points"),
        _ => None,
    });
    let changed =
        |k: &&Kept| k.weight.as_ref().is_some_and(|(_, s)| made.iter().any(|(m, _)| m == s));
    if let (Some(stated), true) = (stated, kept.iter().any(|k| changed(&k))) {
        let weight = |k: &Kept| -> Decimal {
            let Some((old, span)) = &k.weight else { return Decimal::ONE };
            let new = made.iter().find(|(m, _)| m == span).map_or(old, |(_, new)| new);
            new.parse().unwrap_or(Decimal::ONE)
        };
        let sum: Decimal = kept.iter().map(weight).sum();
        changes.push((stated.span(), sum.normalize().to_string()));
    }
}

fn list_of<'a, 'b>(table: &'a Spanned<DeTable<'b>>, key: &str) -> Vec<&'a DeTable<'b>> {
    let values = match table.get_ref().get(key).map(|v| v.get_ref()) {
        Some(DeValue::Array(values)) => values.iter().collect(),
        _ => Vec::new(),
    };
    let table = |v: &'a Spanned<DeValue<'b>>| match v.get_ref() {
        DeValue::Table(table) => Some(table),
        _ => None,
    };
    values.into_iter().filter_map(table).collect()
}

fn found(value: Option<&Spanned<DeValue<'_>>>) -> Option<Found> {
    let value = value?;
    let text = match value.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.as_str().to_string(),
        DeValue::Float(number) => number.as_str().to_string(),
        _ => return None,
    };
    Some((text, value.span()))
}

fn items(table: &Spanned<DeTable<'_>>) -> Vec<Kept> {
    let mut kept = Vec::new();
    for item in list_of(table, "items") {
        let mut one = Kept {
            id: found(item.get("id")).map_or_else(String::new, |f| f.0),
            weight: found(item.get("weight")),
            owner: found(item.get("owner")),
            texts: BTreeMap::new(),
        };
        for key in ["title", "rule", "note"] {
            let Some(DeValue::Table(texts)) = item.get(key).map(|v| v.get_ref()) else { continue };
            for lang in ["zh", "en"] {
                if let Some(text) = found(texts.get(lang)) {
                    one.texts.insert((key, lang), text);
                }
            }
        }
        kept.push(one);
    }
    kept
}

fn roles(table: &Spanned<DeTable<'_>>) -> Vec<(String, String)> {
    let text = |t: &DeTable<'_>, key: &str| found(t.get(key)).map_or_else(String::new, |f| f.0);
    list_of(table, "roles").into_iter().map(|r| (text(r, "zh"), text(r, "en"))).collect()
}
