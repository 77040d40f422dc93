//! Everything about a standard that its types alone do not say.

mod checks;
mod cross_checks;
mod items;
mod measures;
mod registers;

use std::collections::BTreeSet;
use std::ops::Range;

use rust_decimal::Decimal;
use toml::Spanned;

use super::assemble::Parts;
use super::model::{Grade, Section, Standard};
use super::raw::{RawGrade, RawStandard};
use crate::diagnostic::{Expected, ProblemKind, Thing, TotalKind, nearest};
use crate::lang::Text;

/// Where problems go.
pub(super) struct Context<'a, 's> {
    parts: &'a mut Parts<'s>,
}

impl<'a, 's> Context<'a, 's> {
    pub fn new(parts: &'a mut Parts<'s>) -> Self {
        Context { parts }
    }

    /// Notes a problem, unless it is the consequence of one that reading the file has found already.
    fn error(&mut self, span: Range<usize>, kind: ProblemKind) {
        self.parts.error(span, kind);
    }

    fn bad_value(
        &mut self,
        span: Range<usize>,
        key: &str,
        expected: Expected,
        found: impl ToString,
    ) {
        let (key, found) = (key.to_string(), found.to_string());
        self.error(span, ProblemKind::BadValue { key, expected, found });
    }

    fn missing(&mut self, span: Range<usize>, key: &str) {
        self.error(span, ProblemKind::MissingKey { key: key.to_string() });
    }

    fn not_for(&mut self, span: Range<usize>, key: &str, kind: impl ToString) {
        let (key, kind) = (key.to_string(), kind.to_string());
        self.error(span, ProblemKind::KeyNotForKind { key, kind });
    }

    /// Letters, digits, `-` and `_`, so that an id is safe in file names and on command lines.
    fn identifier(&mut self, id: &Spanned<String>) {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let text = id.get_ref();
        if text.is_empty() || !text.chars().all(fits) {
            self.bad_value(id.span(), "id", Expected::Identifier, format!("{text:?}"));
        }
    }

    fn texts(&mut self, span: &Range<usize>, key: &str, text: &Text) {
        for (name, value) in [("zh", &text.zh), ("en", &text.en)] {
            if value.trim().is_empty() {
                self.bad_value(
                    span.clone(),
                    &format!("{key}.{name}"),
                    Expected::NotEmpty,
                    format!("{value:?}"),
                );
            }
        }
    }

    /// Notes the second use of a name.
    fn once(&mut self, seen: &mut BTreeSet<String>, thing: Thing, name: &str, span: Range<usize>) {
        if !seen.insert(name.to_string()) {
            self.error(span, ProblemKind::Duplicate { thing, name: name.to_string() });
        }
    }

    /// Index of the thing a name stands for.
    fn resolve(&mut self, thing: Thing, name: &Spanned<String>, known: &[&str]) -> Option<usize> {
        let found = known.iter().position(|k| k == name.get_ref());
        // What a file says that could not be had is not known to be wrong.
        let silent = self.parts.incomplete && thing == Thing::Register;
        if found.is_none() && !silent {
            let kind = ProblemKind::UnknownName {
                thing,
                name: name.get_ref().clone(),
                allowed: known.iter().map(|k| (*k).to_string()).collect(),
                nearest: nearest(name.get_ref(), known.iter().copied()),
            };
            self.error(name.span(), kind);
        }
        found
    }
}

/// The decimal a number was written as: the shortest that is this double.
fn decimal(value: f64) -> Option<Decimal> {
    Decimal::from_str_exact(&value.to_string()).ok().map(|d| d.normalize())
}

/// Builds the model, noting every problem; `None` only where there is one.
pub(super) fn validate(
    raw: &RawStandard,
    sha256: String,
    context: &mut Context<'_, '_>,
) -> Option<Standard> {
    context.identifier(&raw.id);
    context.texts(&(0..0), "title", &raw.title);
    let grades = grades(raw, context);
    let roles = roles(raw, context);
    let sections = sections(raw, context);
    let registers = registers::registers(raw, context);
    let cross_checks = cross_checks::cross_checks(raw, &registers, context);
    let items = items::items(raw, &registers, &cross_checks, context);
    totals(raw, context);
    Some(Standard {
        id: raw.id.get_ref().clone(),
        version: raw.version.clone(),
        language: raw.language,
        title: raw.title.clone(),
        sha256,
        grades: grades?,
        roles,
        sections,
        registers: registers.into_iter().map(|r| r.spec).collect(),
        cross_checks: cross_checks.into_iter().map(|c| c.check).collect::<Option<_>>()?,
        items: items?,
        serious_from: raw.recurrence.map(|r| r.serious),
        off: context.parts.off.clone(),
    })
}

fn grades(raw: &RawStandard, context: &mut Context<'_, '_>) -> Option<Vec<Grade>> {
    if raw.grades.is_empty() && !context.parts.lacks("grades") {
        context.bad_value(0..0, "grades", Expected::NotEmpty, "[]");
    }
    let mut seen = BTreeSet::new();
    let mut above: Option<Decimal> = None;
    let mut grades = Some(Vec::new());
    for grade in &raw.grades {
        let raw = grade.get_ref();
        context.identifier(&raw.id);
        context.once(&mut seen, Thing::Grade, raw.id.get_ref(), raw.id.span());
        context.texts(&grade.span(), "title", &raw.title);
        let from = percentage(raw, above, context);
        above = from.or(above);
        grades = grades.zip(from).map(|(mut grades, from)| {
            grades.push(Grade { id: raw.id.get_ref().clone(), title: raw.title.clone(), from });
            grades
        });
    }
    if let (Some(last), Some(from)) = (raw.grades.last(), above)
        && !from.is_zero()
    {
        let span = last.get_ref().from.span();
        context.bad_value(span, "from", Expected::OneOf(vec!["0".into()]), from);
    }
    grades
}

/// The lowest percentage of a band, below that of the band before.
fn percentage(
    raw: &RawGrade,
    above: Option<Decimal>,
    context: &mut Context<'_, '_>,
) -> Option<Decimal> {
    let value = *raw.from.get_ref();
    let from = decimal(value).filter(|d| (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(d));
    let Some(from) = from else {
        context.bad_value(raw.from.span(), "from", Expected::Percent, value);
        return None;
    };
    if let Some(above) = above.filter(|a| from >= *a) {
        context.bad_value(raw.from.span(), "from", Expected::Below(above.to_string()), from);
    }
    Some(from)
}

fn roles(raw: &RawStandard, context: &mut Context<'_, '_>) -> Vec<Text> {
    let mut seen = BTreeSet::new();
    for role in &raw.roles {
        context.texts(&role.span(), "roles", role.get_ref());
        context.once(&mut seen, Thing::OwnerRole, &role.get_ref().zh, role.span());
    }
    raw.roles.iter().map(|r| r.get_ref().clone()).collect()
}

fn sections(raw: &RawStandard, context: &mut Context<'_, '_>) -> Vec<Section> {
    let mut seen = BTreeSet::new();
    for section in &raw.sections {
        let id = &section.get_ref().id;
        context.identifier(id);
        context.once(&mut seen, Thing::Section, id.get_ref(), id.span());
        context.texts(&section.span(), "title", &section.get_ref().title);
    }
    let model = |s: &Spanned<super::raw::RawSection>| Section {
        id: s.get_ref().id.get_ref().clone(),
        title: s.get_ref().title.clone(),
    };
    raw.sections.iter().map(model).collect()
}

/// What the file claims to hold, against what it holds.
fn totals(raw: &RawStandard, context: &mut Context<'_, '_>) {
    let mismatch = |what, stated: String, found: String| {
        (stated != found).then_some(ProblemKind::TotalMismatch { what, stated, found })
    };
    section_totals(raw, context);
    // With items or references missing, the sums differ as a matter of course.
    if !context.parts.claims || context.parts.lacks("items") {
        return;
    }
    let (stated, found) = (raw.totals.items.get_ref(), raw.items.len());
    if let Some(kind) = mismatch(TotalKind::Items, stated.to_string(), found.to_string()) {
        context.error(raw.totals.items.span(), kind);
    }
    let weight = |w: &Option<Spanned<f64>>| match w {
        Some(weight) => decimal(*weight.get_ref()).filter(|d| *d > Decimal::ZERO),
        None => Some(Decimal::ONE),
    };
    let sum = raw
        .items
        .iter()
        .try_fold(Decimal::ZERO, |sum, item| sum.checked_add(weight(&item.get_ref().weight)?));
    let stated = decimal(*raw.totals.points.get_ref());
    if stated.is_none() {
        let found = raw.totals.points.get_ref();
        context.bad_value(raw.totals.points.span(), "points", Expected::Positive, found);
    }
    if let (Some(stated), Some(sum), false) = (stated, sum, context.parts.lacks("weight")) {
        let (stated, sum) = (stated.to_string(), sum.normalize().to_string());
        if let Some(kind) = mismatch(TotalKind::Points, stated, sum) {
            context.error(raw.totals.points.span(), kind);
        }
    }
}

fn section_totals(raw: &RawStandard, context: &mut Context<'_, '_>) {
    if context.parts.lacks("items") {
        return;
    }
    let of = |id: &str| raw.items.iter().filter(|i| i.get_ref().section.get_ref() == id).count();
    let placed: usize = raw.sections.iter().map(|s| of(s.get_ref().id.get_ref())).sum();
    if placed != raw.items.len() {
        return; // an item without its section, or a section twice: reported at its place
    }
    for section in &raw.sections {
        let section = section.get_ref();
        let (stated, found) = (*section.items.get_ref(), of(section.id.get_ref()));
        if usize::try_from(stated) != Ok(found) {
            let (stated, found) = (stated.to_string(), found.to_string());
            let what = TotalKind::SectionItems;
            context.error(section.items.span(), ProblemKind::TotalMismatch { what, stated, found });
        }
    }
}
