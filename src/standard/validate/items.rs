//! Items: their references, spot-check lists and ladders.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use toml::Spanned;

use super::cross_checks::Known as CrossCheck;
use super::registers::{Register, condition};
use super::{Context, checks, decimal};
use crate::diagnostic::{Expected, LadderProblem, ProblemKind, Thing};
use crate::standard::model::{
    Check, Due, Item, Need, NotApplicable, Population, Sample, Tier, Window,
};
use crate::standard::raw::{RawItem, RawKind, RawSample, RawStandard};
use crate::toml_file::is_stand_in;

/// What an item may refer to.
struct Known<'a> {
    sections: Vec<&'a str>,
    roles: Vec<&'a str>,
    grades: Vec<&'a str>,
    registers: &'a [Register],
    cross_checks: &'a [CrossCheck],
}

/// All items by number; `None` where a problem was noted.
pub(super) fn items(
    raw: &RawStandard,
    registers: &[Register],
    cross_checks: &[CrossCheck],
    context: &mut Context<'_, '_>,
) -> Option<Vec<Item>> {
    let known = Known {
        sections: raw.sections.iter().map(|s| s.get_ref().id.get_ref().as_str()).collect(),
        roles: raw.roles.iter().map(|r| r.get_ref().zh.as_str()).collect(),
        grades: raw.grades.iter().map(|g| g.get_ref().id.get_ref().as_str()).collect(),
        registers,
        cross_checks,
    };
    if raw.items.is_empty() {
        context.missing(0..0, "items");
    }
    let mut seen = BTreeSet::new();
    for item in &raw.items {
        let id = &item.get_ref().id;
        context.identifier(id);
        context.once(&mut seen, Thing::Item, id.get_ref(), id.span());
    }
    replaced(raw, context);
    numbers(raw, context);
    let items: Vec<Option<Item>> =
        raw.items.iter().map(|i| item(raw, i, &known, context)).collect();
    let mut items: Vec<Item> = items.into_iter().collect::<Option<_>>()?;
    items.sort_by_key(|i| i.number);
    Some(items)
}

/// What an item replaces is gone, and replaced once.
fn replaced(raw: &RawStandard, context: &mut Context<'_, '_>) {
    let mut seen: BTreeSet<String> =
        raw.items.iter().map(|i| i.get_ref().id.get_ref().clone()).collect();
    for id in raw.items.iter().flat_map(|i| &i.get_ref().replaces) {
        context.identifier(id);
        context.once(&mut seen, Thing::Item, id.get_ref(), id.span());
    }
}

/// Numbers run from 1 to the number of items, each once.
fn numbers(raw: &RawStandard, context: &mut Context<'_, '_>) {
    let used: BTreeSet<u32> = raw.items.iter().map(|i| *i.get_ref().number.get_ref()).collect();
    let last = u32::try_from(raw.items.len()).unwrap_or(u32::MAX);
    let gaps = context.parts.extended;
    let free = (1..=last).filter(|n| !used.contains(n)).map(|n| n.to_string());
    let free: Vec<String> = free.collect();
    let mut seen = BTreeSet::new();
    for item in &raw.items {
        let number = &item.get_ref().number;
        let value = *number.get_ref();
        context.once(&mut seen, Thing::Item, &value.to_string(), number.span());
        // Items switched off leave their numbers; those that are added have others.
        if value == 0 || (value > last && !gaps) {
            context.bad_value(number.span(), "number", Expected::OneOf(free.clone()), value);
        }
    }
}

fn item(
    standard: &RawStandard,
    item: &Spanned<RawItem>,
    known: &Known<'_>,
    context: &mut Context<'_, '_>,
) -> Option<Item> {
    let raw = item.get_ref();
    for (key, text) in [("title", &raw.title), ("rule", &raw.rule)] {
        context.texts(&item.span(), key, text);
    }
    let section = context.resolve(Thing::Section, &raw.section, &known.sections);
    let owner = context.resolve(Thing::OwnerRole, &raw.owner, &known.roles);
    let veto = raw.veto.as_ref().map(|v| context.resolve(Thing::Grade, v, &known.grades));
    let weight = weight(raw, context);
    let samples = samples(raw, known, context);
    let checks = checks(raw, known, context);
    ladder(item, context);
    let due = raw.due.unwrap_or(standard.due);
    Some(Item {
        id: raw.id.get_ref().clone(),
        number: *raw.number.get_ref(),
        section: section?,
        title: raw.title.clone(),
        rule: raw.rule.clone(),
        weight: weight?,
        owner: owner?,
        due: Due { partial: due.partial, fail: due.fail },
        veto: match veto {
            Some(grade) => Some(grade?),
            None => None,
        },
        not_applicable: raw
            .not_applicable
            .or(standard.not_applicable)
            .unwrap_or(NotApplicable::Exclude),
        half: raw.half.as_ref().map_or(Need::All, |n| *n.get_ref()),
        full: raw.full.as_ref().map_or(Need::All, |n| *n.get_ref()),
        checks: checks?,
        samples: samples?,
        note: raw.note.clone(),
        definition: String::new(),
        source: raw.source.clone(),
        replaces: raw.replaces.iter().map(|r| r.get_ref().clone()).collect(),
    })
}

fn weight(raw: &RawItem, context: &mut Context<'_, '_>) -> Option<Decimal> {
    let Some(weight) = &raw.weight else { return Some(Decimal::ONE) };
    let value = decimal(*weight.get_ref()).filter(|d| *d > Decimal::ZERO);
    if value.is_none() {
        context.bad_value(weight.span(), "weight", Expected::Positive, weight.get_ref());
    }
    value
}

fn samples(raw: &RawItem, known: &Known<'_>, context: &mut Context<'_, '_>) -> Option<Vec<Sample>> {
    let mut seen = BTreeSet::new();
    let samples: Vec<Option<Sample>> = raw
        .samples
        .iter()
        .map(|s| {
            let id = &s.get_ref().id;
            context.identifier(id);
            context.once(&mut seen, Thing::Sample, id.get_ref(), id.span());
            sample(s, known.registers, context)
        })
        .collect();
    samples.into_iter().collect()
}

fn sample(
    sample: &Spanned<RawSample>,
    registers: &[Register],
    context: &mut Context<'_, '_>,
) -> Option<Sample> {
    let raw = sample.get_ref();
    for (key, text) in [("title", &raw.title), ("unit", &raw.unit), ("passed", &raw.passed)] {
        context.texts(&sample.span(), key, text);
    }
    if *raw.need.get_ref() == 0 {
        context.bad_value(raw.need.span(), "need", Expected::Positive, 0);
    }
    Some(Sample {
        id: raw.id.get_ref().clone(),
        title: raw.title.clone(),
        unit: raw.unit.clone(),
        passed: raw.passed.clone(),
        need: *raw.need.get_ref(),
        from: match &raw.from {
            Some(from) => Some(population(raw, from, registers, context)?),
            None => {
                if raw.window.is_some() || raw.filter.is_some() {
                    context.missing(sample.span(), "from");
                }
                None
            }
        },
        location: raw.location,
    })
}

fn population(
    raw: &RawSample,
    from: &Spanned<String>,
    registers: &[Register],
    context: &mut Context<'_, '_>,
) -> Option<Population> {
    let (register, spec) = checks::register(from, registers, context)?;
    let window = raw.window.as_ref().map_or(Window::Period, |w| *w.get_ref());
    let span = raw.window.as_ref().map_or(from.span(), Spanned::span);
    checks::window(window, span, spec, context);
    let filter = raw.filter.as_ref().map(|f| condition(spec, f, context));
    let filter = match filter {
        Some(filter) => Some(filter?),
        None => None,
    };
    Some(Population { register, window, filter })
}

fn checks(raw: &RawItem, known: &Known<'_>, context: &mut Context<'_, '_>) -> Option<Vec<Check>> {
    let samples: Vec<&str> =
        raw.samples.iter().map(|s| s.get_ref().id.get_ref().as_str()).collect();
    let mut seen = BTreeSet::new();
    let checks: Vec<Option<Check>> = raw
        .checks
        .iter()
        .map(|c| {
            let id = &c.get_ref().id;
            context.identifier(id);
            context.once(&mut seen, Thing::Check, id.get_ref(), id.span());
            checks::check(c, &samples, (known.registers, known.cross_checks), context)
        })
        .collect();
    checks.into_iter().collect()
}

/// Whether the tiers of an item separate full, half and no points.
fn ladder(item: &Spanned<RawItem>, context: &mut Context<'_, '_>) {
    let raw = item.get_ref();
    if raw.checks.iter().any(|c| is_stand_in(&c.get_ref().tier.span())) {
        return; // a tier that could not be read
    }
    let count = |tier| raw.checks.iter().filter(|c| *c.get_ref().tier.get_ref() == tier).count();
    if raw.checks.is_empty() {
        return broken(item, item.span(), LadderProblem::NoChecks, context);
    }
    if count(Tier::Overall) > 0 {
        return overall(item, context);
    }
    let (half, full) = (count(Tier::Half), count(Tier::Full));
    match &raw.half {
        Some(need) if half == 0 => broken(item, need.span(), LadderProblem::NoHalfTier, context),
        _ => {}
    }
    match &raw.full {
        Some(need) if full == 0 => broken(item, need.span(), LadderProblem::NoFullTier, context),
        _ if full > 0 => {}
        _ if half == 0 => broken(item, item.span(), LadderProblem::NoFullTier, context),
        // Half points for one of several, full points for all of them: the only ladder of one tier.
        _ if half > 1 && raw.half.as_ref().is_some_and(|n| *n.get_ref() == Need::Any) => {}
        _ => broken(item, item.span(), LadderProblem::FullEqualsHalf, context),
    }
}

fn overall(item: &Spanned<RawItem>, context: &mut Context<'_, '_>) {
    let raw = item.get_ref();
    if raw.checks.len() > 1 {
        broken(item, item.span(), LadderProblem::VerdictAmongOthers, context);
    }
    for (key, need) in [("half", &raw.half), ("full", &raw.full)] {
        if let Some(need) = need {
            context.not_for(need.span(), key, "tier = \"overall\"");
        }
    }
    for check in &raw.checks {
        let check = check.get_ref();
        if *check.tier.get_ref() == Tier::Overall && *check.kind.get_ref() != RawKind::Judged {
            broken(item, check.kind.span(), LadderProblem::OverallNotJudged, context);
        }
    }
}

fn broken(
    item: &Spanned<RawItem>,
    span: std::ops::Range<usize>,
    reason: LadderProblem,
    context: &mut Context<'_, '_>,
) {
    let item = item.get_ref().id.get_ref().clone();
    context.error(span, ProblemKind::BrokenLadder { item, reason });
}
