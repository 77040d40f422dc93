//! A standard with the changes of one that extends it.

use std::collections::BTreeSet;

use toml::Spanned;

use super::assemble::{Included, Parts, replace};
use super::raw::{RawCrossCheck, RawExtension, RawItem, RawOff, RawOverride, RawStandard};
use crate::diagnostic::{Expected, ProblemKind, Thing, nearest};

/// An item switched off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Off {
    /// Its id.
    pub item: String,
    /// Why.
    pub reason: String,
}

/// `base` with the changes of `raw` and of the files it includes.
pub(super) fn apply(
    base: RawStandard,
    raw: RawExtension,
    (registers, cross_checks): Included,
    parts: &mut Parts<'_>,
) -> RawStandard {
    let mut standard = RawStandard {
        id: raw.id,
        version: raw.version,
        title: raw.title,
        language: raw.language.unwrap_or(base.language),
        totals: raw.totals.unwrap_or(base.totals),
        not_applicable: raw.not_applicable.or(base.not_applicable),
        due: raw.due.unwrap_or(base.due),
        grades: raw.grades.unwrap_or(base.grades),
        roles: base.roles.into_iter().chain(raw.roles).collect(),
        ..base
    };
    for (id, register) in registers.into_iter().chain(raw.registers) {
        replace(&mut standard.registers, id, register);
    }
    for check in cross_checks.into_iter().chain(raw.cross_checks) {
        replace_cross_check(&mut standard.cross_checks, check);
    }
    override_items(&mut standard.items, raw.overrides, parts);
    switch_off(&mut standard.items, &raw.off, parts);
    // What the sections of the standard extended claim was of the items it had.
    for section in &mut standard.sections {
        let id = section.get_ref().id.get_ref().clone();
        let own = standard.items.iter().chain(&raw.items);
        let count = own.filter(|i| i.get_ref().section.get_ref() == &id).count();
        *section.get_mut().items.get_mut() = u32::try_from(count).unwrap_or(u32::MAX);
    }
    standard.sections.extend(raw.sections);
    standard.items.extend(raw.items);
    standard
}

fn replace_cross_check(checks: &mut Vec<Spanned<RawCrossCheck>>, check: Spanned<RawCrossCheck>) {
    let id = |c: &Spanned<RawCrossCheck>| c.get_ref().id.get_ref().clone();
    match checks.iter_mut().find(|there| id(there) == id(&check)) {
        Some(there) => *there = check,
        None => checks.push(check),
    }
}

fn unknown(name: &Spanned<String>, items: &[Spanned<RawItem>], parts: &mut Parts<'_>) {
    let known: Vec<String> = items.iter().map(|i| i.get_ref().id.get_ref().clone()).collect();
    let kind = ProblemKind::UnknownName {
        thing: Thing::Item,
        name: name.get_ref().clone(),
        nearest: nearest(name.get_ref(), known.iter().map(String::as_str)),
        allowed: known,
    };
    parts.error(name.span(), kind);
}

fn override_items(
    items: &mut [Spanned<RawItem>],
    overrides: indexmap::IndexMap<Spanned<String>, Spanned<RawOverride>>,
    parts: &mut Parts<'_>,
) {
    for (id, change) in overrides {
        match items.iter_mut().find(|i| i.get_ref().id.get_ref() == id.get_ref()) {
            Some(item) => override_item(item.get_mut(), change.into_inner()),
            None => unknown(&id, items, parts),
        }
    }
}

fn override_item(item: &mut RawItem, change: RawOverride) {
    let RawOverride { weight, owner, due, veto, not_applicable, note } = change;
    item.weight = weight.or_else(|| item.weight.take());
    item.owner = owner.unwrap_or_else(|| item.owner.clone());
    item.due = due.or(item.due);
    item.veto = veto.or_else(|| item.veto.take());
    item.not_applicable = not_applicable.or(item.not_applicable);
    item.note = note.or_else(|| item.note.take());
}

fn switch_off(items: &mut Vec<Spanned<RawItem>>, off: &[Spanned<RawOff>], parts: &mut Parts<'_>) {
    let mut seen = BTreeSet::new();
    for entry in off {
        let RawOff { item, reason } = entry.get_ref();
        if reason.get_ref().trim().is_empty() {
            let (key, found) = ("reason".to_string(), "\"\"".to_string());
            let kind = ProblemKind::BadValue { key, expected: Expected::NotEmpty, found };
            parts.error(reason.span(), kind);
        }
        let name = item.get_ref().clone();
        if !seen.insert(name.clone()) {
            parts.error(item.span(), ProblemKind::Duplicate { thing: Thing::Item, name });
        } else if items.iter().any(|i| i.get_ref().id.get_ref() == &name) {
            parts.off.push(Off { item: name.clone(), reason: reason.get_ref().clone() });
        } else {
            unknown(item, items, parts);
        }
    }
    items.retain(|i| !seen.contains(i.get_ref().id.get_ref()));
}
