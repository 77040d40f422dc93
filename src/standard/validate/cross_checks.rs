//! Cross-checks: which keys go with which kind, and what they refer to.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;

use super::Context;
use super::checks::{only_cross_check, register, threshold, window};
use super::measures::duration;
use super::registers::{Register, condition, is_time, pick};
use crate::diagnostic::{Expected, ProblemKind, Thing};
use crate::standard::model::{
    Blank, ColumnType, CrossCheck, CrossRule, Fallback, Measure, Measured, Near, Window,
};
use crate::standard::raw::{RawCheck, RawCrossCheck, RawCrossKind, RawStandard};
use crate::toml_file::is_stand_in;

/// A cross-check that checks may refer to.
pub(super) struct Known {
    pub id: String,
    /// `None` where a problem was noted.
    pub check: Option<CrossCheck>,
}

pub(super) fn cross_checks(
    raw: &RawStandard,
    registers: &[Register],
    context: &mut Context<'_, '_>,
) -> Vec<Known> {
    let mut seen = BTreeSet::new();
    let mut known = Vec::new();
    for check in &raw.cross_checks {
        let id = &check.get_ref().id;
        context.identifier(id);
        context.once(&mut seen, Thing::CrossCheck, id.get_ref(), id.span());
        context.texts(&check.span(), "title", &check.get_ref().title);
        known.push(Known { id: id.get_ref().clone(), check: one(check, registers, context) });
    }
    known
}

fn one(
    check: &Spanned<RawCrossCheck>,
    registers: &[Register],
    context: &mut Context<'_, '_>,
) -> Option<CrossCheck> {
    let raw = check.get_ref();
    if is_stand_in(&raw.kind.span()) {
        return None; // which keys are right hangs on it
    }
    only(raw, context);
    let (index, target) = register(&raw.register, registers, context)?;
    let frame = raw.window.as_ref().map_or(Window::TrailingYear, |w| *w.get_ref());
    let span = raw.window.as_ref().map_or(raw.register.span(), Spanned::span);
    window(frame, span, target, context);
    let filter = raw.filter.as_ref().map(|f| condition(target, f, context));
    let rule = match *raw.kind.get_ref() {
        RawCrossKind::Row => row(check, target, context),
        RawCrossKind::Unique => unique(check, target, context),
        RawCrossKind::Burst => burst(check, target, context),
        RawCrossKind::PresentIn => present_in(check, target, registers, context),
    };
    Some(CrossCheck {
        id: raw.id.get_ref().clone(),
        title: raw.title.clone(),
        severity: raw.severity,
        register: index,
        window: frame,
        filter: match filter {
            Some(filter) => Some(filter?),
            None => None,
        },
        rule: rule?,
    })
}

/// Notes keys that do not go with the kind.
fn only(raw: &RawCrossCheck, context: &mut Context<'_, '_>) {
    fn at<T>(value: &Option<Spanned<T>>) -> Option<Range<usize>> {
        value.as_ref().map(Spanned::span)
    }
    let (own, kind): (&[&str], _) = match *raw.kind.get_ref() {
        RawCrossKind::Row => (&["expect"], "row"),
        RawCrossKind::Unique => (&["columns"], "unique"),
        RawCrossKind::Burst => (&["column", "at_most"], "burst"),
        RawCrossKind::PresentIn => (&["other", "match", "within", "times"], "present-in"),
    };
    let given = [
        ("expect", at(&raw.expect)),
        ("columns", at(&raw.columns)),
        ("column", at(&raw.column)),
        ("at_most", at(&raw.at_most)),
        ("other", at(&raw.other)),
        ("match", at(&raw.matching)),
        ("within", at(&raw.within)),
        ("times", at(&raw.times)),
    ];
    for (key, span) in given {
        if let (Some(span), false) = (span, own.contains(&key)) {
            context.not_for(span, key, format!("kind = \"{kind}\""));
        }
    }
}

/// The value of a key that the kind needs.
fn needed<'a, T>(
    check: &Spanned<RawCrossCheck>,
    key: &str,
    value: &'a Option<T>,
    context: &mut Context<'_, '_>,
) -> Option<&'a T> {
    if value.is_none() {
        context.missing(check.span(), key);
    }
    value.as_ref()
}

fn row(
    check: &Spanned<RawCrossCheck>,
    register: &Register,
    context: &mut Context<'_, '_>,
) -> Option<CrossRule> {
    let expect = needed(check, "expect", &check.get_ref().expect, context)?;
    Some(CrossRule::Row { expect: condition(register, expect, context)? })
}

fn unique(
    check: &Spanned<RawCrossCheck>,
    register: &Register,
    context: &mut Context<'_, '_>,
) -> Option<CrossRule> {
    let names = needed(check, "columns", &check.get_ref().columns, context)?;
    if names.get_ref().is_empty() {
        context.bad_value(names.span(), "columns", Expected::NotEmpty, "[]");
    }
    let mut seen = BTreeSet::new();
    let mut columns = Vec::new();
    for name in names.get_ref() {
        context.once(&mut seen, Thing::Column, name.get_ref(), name.span());
        columns.push(pick("columns", name, &register.spec.columns, |_| true, context));
    }
    Some(CrossRule::Unique { columns: columns.into_iter().collect::<Option<_>>()? })
}

fn burst(
    check: &Spanned<RawCrossCheck>,
    register: &Register,
    context: &mut Context<'_, '_>,
) -> Option<CrossRule> {
    let raw = check.get_ref();
    let column =
        needed(check, "column", &raw.column, context).map(|name| time(name, register, context));
    let at_most = needed(check, "at_most", &raw.at_most, context)?;
    if *at_most.get_ref() == 0 {
        context.bad_value(at_most.span(), "at_most", Expected::Positive, 0);
    }
    Some(CrossRule::Burst { column: column??, at_most: *at_most.get_ref() })
}

/// Index of a time column.
fn time(
    name: &Spanned<String>,
    register: &Register,
    context: &mut Context<'_, '_>,
) -> Option<usize> {
    let fits = |t: &ColumnType| !register.sound || is_time(t);
    pick("column", name, &register.spec.columns, fits, context)
}

fn present_in(
    check: &Spanned<RawCrossCheck>,
    here: &Register,
    registers: &[Register],
    context: &mut Context<'_, '_>,
) -> Option<CrossRule> {
    let raw = check.get_ref();
    if raw.matching.is_none() && raw.within.is_none() {
        context.missing(check.span(), "match | within");
    }
    if let (Some(times), None) = (&raw.times, &raw.within) {
        context.not_for(times.span(), "times", "within");
    }
    let other = needed(check, "other", &raw.other, context)?;
    let (index, there) = register(other, registers, context)?;
    let mut matching = Some(Vec::new());
    for pair in raw.matching.iter().flat_map(|pairs| pairs.get_ref()) {
        let found = matched(pair, here, there, context);
        matching = matching.zip(found).map(|(mut all, pair)| {
            all.push(pair);
            all
        });
    }
    let within = match &raw.within {
        Some(within) => Some(near(raw, within, here, there, context)?),
        None => None,
    };
    Some(CrossRule::PresentIn { other: index, matching: matching?, within })
}

/// The columns of a pair, here and there.
fn pair<'a>(
    key: &str,
    pair: &'a Spanned<Vec<Spanned<String>>>,
    context: &mut Context<'_, '_>,
) -> Option<(&'a Spanned<String>, &'a Spanned<String>)> {
    if let [here, there] = pair.get_ref().as_slice() {
        return Some((here, there));
    }
    context.bad_value(pair.span(), key, Expected::Pair, pair.get_ref().len());
    None
}

fn matched(
    names: &Spanned<Vec<Spanned<String>>>,
    here: &Register,
    there: &Register,
    context: &mut Context<'_, '_>,
) -> Option<(usize, usize)> {
    let (left, right) = pair("match", names, context)?;
    let fits = |register: &Register, t: &ColumnType| {
        !register.sound || matches!(t, ColumnType::Text | ColumnType::Phone)
    };
    let left = pick("match", left, &here.spec.columns, |t| fits(here, t), context);
    let right = pick("match", right, &there.spec.columns, |t| fits(there, t), context);
    left.zip(right)
}

fn near(
    raw: &RawCrossCheck,
    within: &Spanned<String>,
    here: &Register,
    there: &Register,
    context: &mut Context<'_, '_>,
) -> Option<Near> {
    let seconds = duration("within", within, context);
    let (left, right) = match &raw.times {
        Some(times) => {
            let (left, right) = pair("times", times, context)?;
            (time(left, here, context), time(right, there, context))
        }
        None => {
            for register in [here, there] {
                if !register.dated {
                    let register = register.spec.id.clone();
                    context.error(within.span(), ProblemKind::NoTimeColumn { register });
                }
            }
            (here.spec.time, there.spec.time)
        }
    };
    Some(Near { here: left?, there: right?, seconds: seconds? })
}

/// A measured check that counts what a cross-check finds.
pub(super) fn measured(
    check: &Spanned<RawCheck>,
    known: &[Known],
    context: &mut Context<'_, '_>,
) -> Option<Measured> {
    let raw = check.get_ref();
    only_cross_check(raw, context);
    let threshold = threshold(check, &Expected::NotNegative, context);
    let Some(name) = &raw.cross_check else {
        context.missing(check.span(), "cross_check");
        return None;
    };
    let ids: Vec<&str> = known.iter().map(|k| k.id.as_str()).collect();
    let index = context.resolve(Thing::CrossCheck, name, &ids)?;
    let found = known.get(index)?.check.as_ref()?;
    Some(Measured {
        register: found.register,
        window: found.window,
        filter: found.filter.clone(),
        measure: Measure::CrossCheck { index },
        threshold: threshold?,
        empty: Fallback::Unknown,
        blank: Blank::Skips,
        absent: raw.absent.as_ref().map_or(Fallback::Fails, |f| *f.get_ref()),
        location: None,
    })
}
