//! Checks that decide nothing: twice the same, a threshold out of reach, full points easier than half.

use std::ops::Range;

use toml::Spanned;

use crate::diagnostic::ProblemKind;
use crate::standard::assemble::Parts;
use crate::standard::model::{Compare, SampleFigure, Tier};
use crate::standard::raw::{RawCheck, RawItem, RawKind, RawMeasure, RawStandard};

/// What a check is held against.
struct Held {
    op: Compare,
    value: f64,
    span: Range<usize>,
}

pub(super) fn checks(raw: &RawStandard, parts: &mut Parts<'_>) {
    for item in &raw.items {
        let item = item.get_ref();
        for (at, check) in item.checks.iter().enumerate() {
            let check = check.get_ref();
            let Some(held) = held(check) else { continue };
            idle(raw, item, check, &held, parts);
            for (other_at, other) in item.checks.iter().enumerate() {
                let other = other.get_ref();
                let Some(there) = self::held(other).filter(|_| asks(check) == asks(other)) else {
                    continue;
                };
                pair(item, (at, check, &held), (other_at, other, &there), parts);
            }
        }
    }
}

/// Two checks of an item that ask about the same figure.
fn pair(
    item: &RawItem,
    (at, check, held): (usize, &RawCheck, &Held),
    (other_at, other, there): (usize, &RawCheck, &Held),
    parts: &mut Parts<'_>,
) {
    let name = |c: &RawCheck| c.id.get_ref().clone();
    let item_id = item.id.get_ref().clone();
    let same = check.figure.as_ref().map(|f| *f.get_ref())
        == other.figure.as_ref().map(|f| *f.get_ref())
        && held.op == there.op
        && held.value == there.value;
    if same && other_at < at {
        let (check, first) = (name(check), name(other));
        let kind = ProblemKind::SameCheck { item: item_id, check, first };
        return parts.warning(item.checks.get(at).map_or(0..0, |c| c.get_ref().id.span()), kind);
    }
    let tiers = (*check.tier.get_ref(), *other.tier.get_ref());
    if tiers == (Tier::Full, Tier::Half) && !same && easier(item, (check, held), (other, there)) {
        let kind = ProblemKind::FullEasier { item: item_id, full: name(check), half: name(other) };
        parts.warning(held.span.clone(), kind);
    }
}

/// Whether whatever satisfies the half tier satisfies the full tier too.
fn easier(item: &RawItem, (full, f): (&RawCheck, &Held), (half, h): (&RawCheck, &Held)) -> bool {
    let (Some(full), Some(half)) = (share(item, full, f.value), share(item, half, h.value)) else {
        return false;
    };
    match (f.op, h.op) {
        (Compare::AtLeast, Compare::AtLeast | Compare::Above)
        | (Compare::Above, Compare::Above) => full <= half,
        (Compare::Above, Compare::AtLeast) => full < half,
        (Compare::AtMost, Compare::AtMost | Compare::Below) | (Compare::Below, Compare::Below) => {
            full >= half
        }
        (Compare::Below, Compare::AtMost) => full > half,
        _ => false,
    }
}

/// A number of spot checks as a share of those needed, so that both figures of a sample compare.
fn share(item: &RawItem, check: &RawCheck, value: f64) -> Option<f64> {
    match need(item, check) {
        Some(need) if counts(check) => Some(value / need),
        _ if *check.kind.get_ref() == RawKind::Sampled && counts(check) => None,
        _ => Some(value),
    }
}

fn counts(check: &RawCheck) -> bool {
    check.figure.as_ref().is_some_and(|f| *f.get_ref() == SampleFigure::Count)
}

fn need(item: &RawItem, check: &RawCheck) -> Option<f64> {
    let name = check.sample.as_ref()?.get_ref();
    let sample = item.samples.iter().find(|s| s.get_ref().id.get_ref() == name)?;
    Some(f64::from(*sample.get_ref().need.get_ref())).filter(|n| *n > 0.0)
}

/// Notes a threshold that no figure reaches, or every figure.
fn idle(raw: &RawStandard, item: &RawItem, check: &RawCheck, held: &Held, parts: &mut Parts<'_>) {
    if check.change.is_some() {
        return; // a change may be anything
    }
    let measure = check.measure.as_ref().map(|m| *m.get_ref());
    if measure == Some(RawMeasure::Average) {
        return; // a number of any size
    }
    let sampled = *check.kind.get_ref() == RawKind::Sampled;
    let shares = [RawMeasure::Rate, RawMeasure::Complete, RawMeasure::Within];
    let most = match (sampled, measure) {
        (true, _) if counts(check) => need(item, check),
        (true, _) => Some(1.0),
        (false, Some(measure)) if shares.contains(&measure) => Some(1.0),
        (false, Some(RawMeasure::Distinct)) => different(raw, check),
        _ => None,
    };
    let value = held.value;
    let top = |beyond: fn(f64, f64) -> bool| most.is_some_and(|most| beyond(value, most));
    let never = match held.op {
        Compare::AtLeast => top(|v, most| v > most),
        Compare::Above => top(|v, most| v >= most),
        Compare::AtMost => value < 0.0,
        Compare::Below => value <= 0.0,
    };
    let always = match held.op {
        Compare::AtLeast => value <= 0.0,
        Compare::Above => value < 0.0,
        Compare::AtMost => top(|v, most| v >= most),
        Compare::Below => top(|v, most| v > most),
    };
    // Out of the range of its figure it is an error already.
    let number = counts(check) || measure == Some(RawMeasure::Distinct);
    let stated = most.is_none_or(|most| (0.0..=most).contains(&value) || number);
    if (never || always) && stated && value >= 0.0 {
        let check = check.id.get_ref().clone();
        parts.warning(held.span.clone(), ProblemKind::ThresholdIdle { check, always });
    }
}

/// How many different values the column of a `distinct` check can have, where it has a list of them.
fn different(raw: &RawStandard, check: &RawCheck) -> Option<f64> {
    let register = check.register.as_ref()?.get_ref();
    let (_, register) = raw.registers.iter().find(|(id, _)| id.get_ref() == register)?;
    let column = check.column.as_ref()?.get_ref();
    let (_, column) = register.get_ref().columns.iter().find(|(id, _)| id.get_ref() == column)?;
    let values = column.get_ref().values.as_ref()?.get_ref().len();
    u32::try_from(values).ok().map(f64::from)
}

fn held(check: &RawCheck) -> Option<Held> {
    let all: [(Compare, &Option<Spanned<f64>>); 4] = [
        (Compare::AtLeast, &check.at_least),
        (Compare::AtMost, &check.at_most),
        (Compare::Above, &check.above),
        (Compare::Below, &check.below),
    ];
    let (op, value) = all.into_iter().find_map(|(op, v)| Some((op, v.as_ref()?)))?;
    Some(Held { op, value: *value.get_ref(), span: value.span() })
}

/// What the figure of a check is computed from, as text: equal texts, equal figures.
fn asks(check: &RawCheck) -> String {
    fn text<T: std::fmt::Debug>(value: &Option<Spanned<T>>) -> String {
        value.as_ref().map(|v| format!("{:?}", v.get_ref())).unwrap_or_default()
    }
    let columns: Vec<&String> =
        check.columns.iter().flat_map(|c| c.get_ref()).map(|c| c.get_ref()).collect();
    [
        format!("{:?} {columns:?}", check.kind.get_ref()),
        text(&check.register),
        text(&check.window),
        text(&check.filter),
        text(&check.measure),
        text(&check.change),
        text(&check.pass),
        text(&check.column),
        text(&check.from),
        text(&check.to),
        text(&check.limit),
        text(&check.limit_where),
        text(&check.by),
        text(&check.cross_check),
        text(&check.each),
        text(&check.sample),
    ]
    .join("\n")
}
