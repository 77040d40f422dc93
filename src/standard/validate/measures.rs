//! Measured checks: what is computed over which rows.

use std::collections::BTreeSet;

use toml::Spanned;

use super::Context;
use super::checks::{only_measured, only_of_kind, register, threshold, window};
use super::registers::{Register, condition, is_time, pick};
use crate::diagnostic::{Expected, Thing};
use crate::standard::expression::{Condition, parse_duration};
use crate::standard::model::{
    Blank, ChangeBy, ColumnType, Fallback, Limit, Measure, Measured, Window,
};
use crate::standard::raw::{RawCheck, RawMeasure};

/// The keys of a measure and its name in the file.
fn keys(measure: RawMeasure) -> (&'static [&'static str], &'static str) {
    match measure {
        RawMeasure::Count => (&["blank"], "count"),
        RawMeasure::PerHousehold => (&["blank"], "per-household"),
        RawMeasure::Distinct => (&["column", "blank"], "distinct"),
        RawMeasure::Rate => (&["pass", "blank", "location"], "rate"),
        RawMeasure::Complete => (&["columns", "blank", "location"], "complete"),
        RawMeasure::Within => {
            (&["from", "to", "limit", "limit_where", "by", "blank", "location"], "within")
        }
        RawMeasure::Each => (&["each", "blank"], "each"),
        RawMeasure::Average => (&["column", "blank"], "average"),
        RawMeasure::CrossCheck => (&["cross_check"], "cross-check"),
    }
}

pub(super) fn measured(
    check: &Spanned<RawCheck>,
    registers: &[Register],
    context: &mut Context<'_, '_>,
) -> Option<Measured> {
    let raw = check.get_ref();
    let target = match &raw.register {
        Some(name) => register(name, registers, context),
        None => {
            context.missing(check.span(), "register");
            None
        }
    };
    let Some(measure) = &raw.measure else {
        context.missing(check.span(), "measure");
        only_of_kind(raw, context);
        return None;
    };
    let (own, name) = keys(*measure.get_ref());
    only_measured(raw, own, &format!("measure = \"{name}\""), context);
    let frame = raw.window.as_ref().map_or(Window::Period, |w| *w.get_ref());
    change(raw, *measure.get_ref(), frame, context);
    let Some((index, target)) = target else {
        // Without the register its columns mean nothing; the numbers can still be looked at.
        threshold(check, &range(raw, *measure.get_ref(), None), context);
        return None;
    };
    if let Some(name) = &raw.register {
        let span = raw.window.as_ref().map_or(name.span(), Spanned::span);
        window(frame, span, target, context);
    }
    let filter = raw.filter.as_ref().map(|f| condition(target, f, context));
    let measure = build(check, *measure.get_ref(), target, context);
    let kind = raw.measure.as_ref().map_or(RawMeasure::Count, |m| *m.get_ref());
    let threshold = threshold(check, &range(raw, kind, Some(target)), context);
    let location = raw.location.as_ref().map(|name| location(raw, name, target, context));
    Some(Measured {
        register: index,
        window: frame,
        filter: match filter {
            Some(filter) => Some(filter?),
            None => None,
        },
        measure: match &raw.change {
            Some(by) => Measure::Change { of: Box::new(measure?), by: *by.get_ref() },
            None => measure?,
        },
        threshold: threshold?,
        empty: raw.empty.as_ref().map_or(Fallback::Unknown, |f| *f.get_ref()),
        blank: raw.blank.as_ref().map_or(Blank::Fails, |b| *b.get_ref()),
        absent: raw.absent.as_ref().map_or(Fallback::Fails, |f| *f.get_ref()),
        location: match location {
            Some(location) => Some(location?),
            None => None,
        },
    })
}

/// The column with the place of a row. A place becomes part of an id, so it must not be personal.
fn location(
    raw: &RawCheck,
    name: &Spanned<String>,
    register: &Register,
    context: &mut Context<'_, '_>,
) -> Option<usize> {
    if let Some(change) = &raw.change {
        context.not_for(change.span(), "change", "location");
    }
    let columns = &register.spec.columns;
    let is_place = |t: &ColumnType| matches!(t, ColumnType::Text | ColumnType::Choice(_));
    let index = pick("location", name, columns, |t| !register.sound || is_place(t), context)?;
    if columns.get(index).is_none_or(|c| !c.personal) {
        return Some(index);
    }
    let places = columns.iter().filter(|c| is_place(&c.kind) && !c.personal);
    let expected = Expected::OneOf(places.map(|c| c.id.clone()).collect());
    context.bad_value(name.span(), "location", expected, format!("{:?}", name.get_ref()));
    None
}

/// A change needs a year before with a figure of its own; so do the stretches of a window.
fn change(raw: &RawCheck, measure: RawMeasure, window: Window, context: &mut Context<'_, '_>) {
    if let Some(change) = &raw.change {
        if measure == RawMeasure::Each {
            context.not_for(change.span(), "change", "measure = \"each\"");
        }
        if window == Window::All {
            context.not_for(change.span(), "change", "window = \"all\"");
        }
    }
    if let (RawMeasure::Each, Window::All, Some(at)) = (measure, window, &raw.window) {
        context.not_for(at.span(), "window = \"all\"", "measure = \"each\"");
    }
}

/// What numbers a threshold can be.
fn range(raw: &RawCheck, measure: RawMeasure, register: Option<&Register>) -> Expected {
    let column = raw.column.as_ref().map(|c| c.get_ref().as_str());
    let of = |register: &Register| {
        let index = register.spec.column(column?)?;
        register.spec.columns.get(index).map(|c| c.kind.clone())
    };
    let share = match measure {
        RawMeasure::Rate | RawMeasure::Complete | RawMeasure::Within => true,
        RawMeasure::Average => register.and_then(of) == Some(ColumnType::Percent),
        RawMeasure::Count
        | RawMeasure::PerHousehold
        | RawMeasure::Distinct
        | RawMeasure::Each
        | RawMeasure::CrossCheck => false,
    };
    match raw.change.as_ref().map(|c| *c.get_ref()) {
        // -2 for "two percent less" is the usual slip.
        Some(ChangeBy::Relative) => Expected::SignedShare,
        Some(ChangeBy::Difference) if share => Expected::SignedShare,
        Some(ChangeBy::Difference) => Expected::Number,
        None if share => Expected::Share,
        None if measure == RawMeasure::Average => Expected::Number,
        None => Expected::NotNegative,
    }
}

fn build(
    check: &Spanned<RawCheck>,
    measure: RawMeasure,
    register: &Register,
    context: &mut Context<'_, '_>,
) -> Option<Measure> {
    let raw = check.get_ref();
    match measure {
        RawMeasure::Count => Some(Measure::Count),
        RawMeasure::PerHousehold => Some(Measure::PerHousehold),
        RawMeasure::Distinct => {
            let column = column(check, "column", &raw.column, register, |_| true, context)?;
            Some(Measure::Distinct { column })
        }
        RawMeasure::Average => {
            let fits = |t: &ColumnType| matches!(t, ColumnType::Number | ColumnType::Percent);
            let column = column(check, "column", &raw.column, register, fits, context)?;
            Some(Measure::Average { column })
        }
        // Has its own way, see `cross_checks`.
        RawMeasure::CrossCheck => None,
        RawMeasure::Rate => Some(Measure::Rate { pass: pass(check, register, context)? }),
        RawMeasure::Complete => complete(check, register, context),
        RawMeasure::Within => within(check, register, context),
        RawMeasure::Each => match &raw.each {
            Some(each) => Some(Measure::Each { bucket: *each.get_ref() }),
            None => missing(check, "each", context),
        },
    }
}

fn missing<T>(check: &Spanned<RawCheck>, key: &str, context: &mut Context<'_, '_>) -> Option<T> {
    context.missing(check.span(), key);
    None
}

fn pass(
    check: &Spanned<RawCheck>,
    register: &Register,
    context: &mut Context<'_, '_>,
) -> Option<Condition> {
    match &check.get_ref().pass {
        Some(pass) => condition(register, pass, context),
        None => missing(check, "pass", context),
    }
}

fn column(
    check: &Spanned<RawCheck>,
    key: &str,
    name: &Option<Spanned<String>>,
    register: &Register,
    fits: impl Fn(&ColumnType) -> bool,
    context: &mut Context<'_, '_>,
) -> Option<usize> {
    match name {
        // A column whose type is wrong already may have been of the right one.
        Some(name) => {
            let sound = register.sound;
            pick(key, name, &register.spec.columns, |t| !sound || fits(t), context)
        }
        None => missing(check, key, context),
    }
}

fn complete(
    check: &Spanned<RawCheck>,
    register: &Register,
    context: &mut Context<'_, '_>,
) -> Option<Measure> {
    let Some(names) = &check.get_ref().columns else { return missing(check, "columns", context) };
    if names.get_ref().is_empty() {
        context.bad_value(names.span(), "columns", Expected::NotEmpty, "[]");
    }
    let mut seen = BTreeSet::new();
    let mut columns = Some(Vec::new());
    for name in names.get_ref() {
        context.once(&mut seen, Thing::Column, name.get_ref(), name.span());
        let column = pick("columns", name, &register.spec.columns, |_| true, context);
        columns = columns.zip(column).map(|(mut columns, column)| {
            columns.push(column);
            columns
        });
    }
    Some(Measure::Complete { columns: columns? })
}

fn within(
    check: &Spanned<RawCheck>,
    register: &Register,
    context: &mut Context<'_, '_>,
) -> Option<Measure> {
    let raw = check.get_ref();
    let to = column(check, "to", &raw.to, register, is_time, context);
    if let Some(of) = &raw.limit_where {
        return split(check, to, of, register, context);
    }
    if let Some(by) = &raw.by {
        for (key, other) in [("limit", &raw.limit), ("from", &raw.from)] {
            if let Some(other) = other {
                context.not_for(other.span(), key, "by");
            }
        }
        let by = pick("by", by, &register.spec.columns, |t| !register.sound || is_time(t), context);
        let to = to?;
        return Some(Measure::Within { from: to, to, limit: Limit::By(by?) });
    }
    let from = column(check, "from", &raw.from, register, is_time, context);
    let limit = match &raw.limit {
        Some(limit) => duration("limit", limit, context),
        None => missing(check, "limit | by", context),
    };
    Some(Measure::Within { from: from?, to: to?, limit: Limit::Seconds(limit?) })
}

/// A limit for the rows of which `of` holds, an agreed moment for the others.
fn split(
    check: &Spanned<RawCheck>,
    to: Option<usize>,
    of: &Spanned<String>,
    register: &Register,
    context: &mut Context<'_, '_>,
) -> Option<Measure> {
    let raw = check.get_ref();
    let from = column(check, "from", &raw.from, register, is_time, context);
    let seconds = match &raw.limit {
        Some(limit) => duration("limit", limit, context),
        None => missing(check, "limit", context),
    };
    let of = condition(register, of, context);
    let by = column(check, "by", &raw.by, register, is_time, context);
    let limit = Limit::Split { seconds: seconds?, of: of?, by: by? };
    Some(Measure::Within { from: from?, to: to?, limit })
}

pub(super) fn duration(
    key: &str,
    limit: &Spanned<String>,
    context: &mut Context<'_, '_>,
) -> Option<i64> {
    let seconds = parse_duration(limit.get_ref());
    if seconds.is_none() {
        let found = format!("{:?}", limit.get_ref());
        context.bad_value(limit.span(), key, Expected::Duration, found);
    }
    seconds
}
