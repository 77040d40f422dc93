//! Checks: which keys go with which kind, and what they refer to.

use std::ops::Range;

use rust_decimal::Decimal;
use toml::Spanned;

use super::cross_checks::Known;
use super::registers::Register;
use super::{Context, cross_checks, decimal, measures};
use crate::diagnostic::{Expected, ProblemKind, Thing};
use crate::standard::model::{
    Check, CheckKind, Compare, Fallback, SampleFigure, Sampled, Threshold, Window,
};
use crate::standard::raw::{RawCheck, RawKind, RawMeasure};
use crate::toml_file::is_stand_in;

/// Keys of every measured check, whatever it measures.
const MEASURED: [&str; 7] = ["register", "window", "where", "measure", "change", "empty", "absent"];
/// The comparisons, of which a check has one.
const THRESHOLDS: [&str; 4] = ["at_least", "at_most", "above", "below"];

/// The keys a check has beyond id, title, tier and kind.
fn given(raw: &RawCheck) -> Vec<(&'static str, Range<usize>)> {
    fn at<T>(value: &Option<Spanned<T>>) -> Option<Range<usize>> {
        value.as_ref().map(Spanned::span)
    }
    let keys = [
        ("register", at(&raw.register)),
        ("window", at(&raw.window)),
        ("where", at(&raw.filter)),
        ("measure", at(&raw.measure)),
        ("change", at(&raw.change)),
        ("pass", at(&raw.pass)),
        ("columns", at(&raw.columns)),
        ("column", at(&raw.column)),
        ("from", at(&raw.from)),
        ("to", at(&raw.to)),
        ("limit", at(&raw.limit)),
        ("limit_where", at(&raw.limit_where)),
        ("by", at(&raw.by)),
        ("cross_check", at(&raw.cross_check)),
        ("each", at(&raw.each)),
        ("empty", at(&raw.empty)),
        ("blank", at(&raw.blank)),
        ("absent", at(&raw.absent)),
        ("location", at(&raw.location)),
        ("sample", at(&raw.sample)),
        ("figure", at(&raw.figure)),
        ("at_least", at(&raw.at_least)),
        ("at_most", at(&raw.at_most)),
        ("above", at(&raw.above)),
        ("below", at(&raw.below)),
    ];
    keys.into_iter().filter_map(|(key, span)| Some((key, span?))).collect()
}

pub(super) fn check(
    check: &Spanned<RawCheck>,
    samples: &[&str],
    (registers, cross_checks): (&[Register], &[Known]),
    context: &mut Context<'_, '_>,
) -> Option<Check> {
    let raw = check.get_ref();
    context.texts(&check.span(), "title", &raw.title);
    // Which keys are right hangs on these two; a typo in them says nothing about the others.
    let measure = raw.measure.as_ref().map_or(0..0, Spanned::span);
    if is_stand_in(&raw.kind.span()) || is_stand_in(&measure) {
        return None;
    }
    let kind = match raw.kind.get_ref() {
        RawKind::Judged => {
            only(raw, &[], "kind = \"judged\"", context);
            CheckKind::Judged
        }
        RawKind::Sampled => CheckKind::Sampled(sampled(check, samples, context)?),
        RawKind::Measured if measure_is_cross_check(raw) => {
            CheckKind::Measured(cross_checks::measured(check, cross_checks, context)?)
        }
        RawKind::Measured => CheckKind::Measured(measures::measured(check, registers, context)?),
    };
    Some(Check {
        id: raw.id.get_ref().clone(),
        title: raw.title.clone(),
        tier: *raw.tier.get_ref(),
        kind,
    })
}

fn measure_is_cross_check(raw: &RawCheck) -> bool {
    raw.measure.as_ref().is_some_and(|m| *m.get_ref() == RawMeasure::CrossCheck)
}

/// Notes keys that do not go with a check that counts what a cross-check finds.
pub(super) fn only_cross_check(raw: &RawCheck, context: &mut Context<'_, '_>) {
    let own = ["measure", "cross_check", "absent"];
    only(raw, &[&own, THRESHOLDS.as_slice()].concat(), "measure = \"cross-check\"", context);
}

/// Notes keys that are none of `allowed`.
fn only(raw: &RawCheck, allowed: &[&str], kind: &str, context: &mut Context<'_, '_>) {
    for (key, span) in given(raw) {
        if !allowed.contains(&key) {
            context.not_for(span, key, kind);
        }
    }
}

/// Notes keys that do not go with a measured check; `own` are those of its measure.
pub(super) fn only_measured(
    raw: &RawCheck,
    own: &[&'static str],
    kind: &str,
    context: &mut Context<'_, '_>,
) {
    only(raw, &[MEASURED.as_slice(), &THRESHOLDS, own].concat(), kind, context);
}

/// Notes keys that do not go with any measured check.
pub(super) fn only_of_kind(raw: &RawCheck, context: &mut Context<'_, '_>) {
    for (key, span) in given(raw) {
        if matches!(key, "sample" | "figure") {
            context.not_for(span, key, "kind = \"measured\"");
        }
    }
}

fn sampled(
    check: &Spanned<RawCheck>,
    samples: &[&str],
    context: &mut Context<'_, '_>,
) -> Option<Sampled> {
    let raw = check.get_ref();
    let own = ["sample", "figure", "empty"];
    only(raw, &[&own, THRESHOLDS.as_slice()].concat(), "kind = \"sampled\"", context);
    let figure = raw.figure.as_ref().map_or(SampleFigure::Rate, |f| *f.get_ref());
    let range = match figure {
        SampleFigure::Rate => Expected::Share,
        SampleFigure::Count => Expected::NotNegative,
    };
    let threshold = threshold(check, &range, context);
    let sample = match &raw.sample {
        Some(sample) => context.resolve(Thing::Sample, sample, samples),
        None => {
            context.missing(check.span(), "sample");
            None
        }
    };
    Some(Sampled {
        sample: sample?,
        figure,
        threshold: threshold?,
        empty: raw.empty.as_ref().map_or(Fallback::Unknown, |f| *f.get_ref()),
    })
}

/// The one comparison of a check, its number within `range`.
pub(super) fn threshold(
    check: &Spanned<RawCheck>,
    range: &Expected,
    context: &mut Context<'_, '_>,
) -> Option<Threshold> {
    let raw = check.get_ref();
    let given: Vec<_> = [
        (Compare::AtLeast, &raw.at_least),
        (Compare::AtMost, &raw.at_most),
        (Compare::Above, &raw.above),
        (Compare::Below, &raw.below),
    ]
    .into_iter()
    .zip(THRESHOLDS)
    .filter_map(|((op, value), key)| Some((op, value.as_ref()?, key)))
    .collect();
    let Some((op, value, key)) = given.first() else {
        context.missing(check.span(), &THRESHOLDS.join(" | "));
        return None;
    };
    for (_, other, other_key) in given.iter().skip(1) {
        context.not_for(other.span(), other_key, key);
    }
    let number = decimal(*value.get_ref()).filter(|d| in_range(*d, range));
    if number.is_none() {
        context.bad_value(value.span(), key, range.clone(), value.get_ref());
    }
    Some(Threshold { op: *op, value: number? })
}

fn in_range(value: Decimal, range: &Expected) -> bool {
    match range {
        Expected::Share => (Decimal::ZERO..=Decimal::ONE).contains(&value),
        Expected::SignedShare => value.abs() <= Decimal::ONE,
        Expected::NotNegative => value >= Decimal::ZERO,
        _ => true,
    }
}

/// The register a name stands for, with its index.
pub(super) fn register<'r>(
    name: &Spanned<String>,
    registers: &'r [Register],
    context: &mut Context<'_, '_>,
) -> Option<(usize, &'r Register)> {
    let known: Vec<&str> = registers.iter().map(|r| r.spec.id.as_str()).collect();
    let index = context.resolve(Thing::Register, name, &known)?;
    registers.get(index).map(|register| (index, register))
}

/// A window places rows in time, which takes a column that dates them.
pub(super) fn window(
    window: Window,
    span: Range<usize>,
    register: &Register,
    context: &mut Context<'_, '_>,
) {
    if window != Window::All && !register.dated && !is_stand_in(&span) {
        let register = register.spec.id.clone();
        context.error(span, ProblemKind::NoTimeColumn { register });
    }
}
