//! Registers and their columns.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::Spanned;

use super::Context;
use crate::diagnostic::{Expected, ProblemKind, Thing};
use crate::standard::expression::{Condition, compile};
use crate::standard::model::{Choice, ColumnSpec, ColumnType, RegisterSpec};
use crate::standard::raw::{RawColumn, RawColumnType, RawRegister, RawStandard};
use crate::toml_file::is_stand_in;

/// Values a choice column can have: row conditions keep them as bits.
const MAX_CHOICES: usize = 64;

/// A register as far as it holds.
pub(super) struct Register {
    /// With columns of a wrong type standing in as another.
    pub spec: RegisterSpec,
    /// Whether the types of its columns are to be trusted.
    pub sound: bool,
    /// Whether it names a column that dates its rows, rightly or not.
    pub dated: bool,
}

pub(super) fn registers(raw: &RawStandard, context: &mut Context<'_, '_>) -> Vec<Register> {
    raw.registers.iter().map(|(id, register)| one(id, register, context)).collect()
}

fn one(
    id: &Spanned<String>,
    register: &Spanned<RawRegister>,
    context: &mut Context<'_, '_>,
) -> Register {
    let raw = register.get_ref();
    context.identifier(id);
    context.texts(&register.span(), "title", &raw.title);
    context.texts(&register.span(), "unit", &raw.unit);
    if raw.files.get_ref().is_empty() || raw.files.get_ref().iter().any(|f| f.trim().is_empty()) {
        context.bad_value(raw.files.span(), "files", Expected::NotEmpty, "\"\"");
    }
    if raw.columns.is_empty() {
        context.missing(register.span(), "columns");
    }
    let before = context.parts.problems.len();
    let columns: Vec<ColumnSpec> =
        raw.columns.iter().map(|(id, c)| column(id, c, context)).collect();
    headers(raw, context);
    let complete = raw.columns.values().all(|c| !context.parts.stands_in(&c.span()));
    let sound = complete && context.parts.problems.len() == before;
    let time = raw.time.as_ref().map(|time| pick("time", time, &columns, is_time, context));
    let dated = time.is_some();
    let spec = RegisterSpec {
        id: id.get_ref().clone(),
        title: raw.title.clone(),
        unit: raw.unit.clone(),
        files: raw.files.get_ref().iter().map(|f| f.trim().to_lowercase()).collect(),
        time: time.flatten(),
        ahead: raw.ahead,
        columns,
    };
    Register { spec, sound, dated }
}

/// Whether a column holds days or moments.
pub(super) fn is_time(kind: &ColumnType) -> bool {
    matches!(kind, ColumnType::Date | ColumnType::DateTime)
}

/// Index of the column `key` names, which must be of a type that `fits`.
pub(super) fn pick(
    key: &str,
    name: &Spanned<String>,
    columns: &[ColumnSpec],
    fits: impl Fn(&ColumnType) -> bool,
    context: &mut Context<'_, '_>,
) -> Option<usize> {
    let known: Vec<&str> = columns.iter().map(|c| c.id.as_str()).collect();
    let index = context.resolve(Thing::Column, name, &known)?;
    if columns.get(index).is_some_and(|c| fits(&c.kind)) {
        return Some(index);
    }
    let fitting = columns.iter().filter(|c| fits(&c.kind)).map(|c| c.id.clone()).collect();
    context.bad_value(name.span(), key, Expected::OneOf(fitting), format!("{:?}", name.get_ref()));
    None
}

fn column(
    id: &Spanned<String>,
    column: &Spanned<RawColumn>,
    context: &mut Context<'_, '_>,
) -> ColumnSpec {
    let raw = column.get_ref();
    context.identifier(id);
    for (key, names) in [("zh", &raw.zh), ("en", &raw.en)] {
        if names.get_ref().is_empty() || names.get_ref().iter().any(is_blank) {
            context.bad_value(names.span(), key, Expected::NotEmpty, "\"\"");
        }
    }
    let kind = column_type(column, context);
    ColumnSpec {
        id: id.get_ref().clone(),
        zh: owned(raw.zh.get_ref()),
        en: owned(raw.en.get_ref()),
        required: raw.required,
        personal: raw.personal || kind == ColumnType::Phone,
        kind,
    }
}

fn is_blank(name: &Spanned<String>) -> bool {
    name.get_ref().trim().is_empty()
}

fn owned(names: &[Spanned<String>]) -> Vec<String> {
    names.iter().map(|n| n.get_ref().trim().to_string()).collect()
}

fn column_type(column: &Spanned<RawColumn>, context: &mut Context<'_, '_>) -> ColumnType {
    let raw = column.get_ref();
    let kind = *raw.kind.get_ref();
    if let Some(values) = &raw.values
        && kind != RawColumnType::Choice
        && !is_stand_in(&raw.kind.span())
    {
        context.not_for(values.span(), "values", format!("type = \"{}\"", type_name(kind)));
    }
    match kind {
        RawColumnType::Text => ColumnType::Text,
        RawColumnType::Date => ColumnType::Date,
        RawColumnType::DateTime => ColumnType::DateTime,
        RawColumnType::Number => ColumnType::Number,
        RawColumnType::Percent => ColumnType::Percent,
        RawColumnType::YesNo => ColumnType::YesNo,
        RawColumnType::Phone => ColumnType::Phone,
        RawColumnType::Choice => ColumnType::Choice(choices(column, context)),
    }
}

fn type_name(kind: RawColumnType) -> &'static str {
    match kind {
        RawColumnType::Text => "text",
        RawColumnType::Date => "date",
        RawColumnType::DateTime => "datetime",
        RawColumnType::Number => "number",
        RawColumnType::Percent => "percent",
        RawColumnType::YesNo => "yesno",
        RawColumnType::Choice => "choice",
        RawColumnType::Phone => "phone",
    }
}

fn choices(column: &Spanned<RawColumn>, context: &mut Context<'_, '_>) -> Vec<Choice> {
    let Some(values) = &column.get_ref().values else {
        context.missing(column.span(), "values");
        return Vec::new();
    };
    let count = values.get_ref().len();
    if count == 0 {
        context.bad_value(values.span(), "values", Expected::NotEmpty, "{}");
    } else if count > MAX_CHOICES {
        let expected = Expected::Below((MAX_CHOICES + 1).to_string());
        context.bad_value(values.span(), "values", expected, count);
    }
    // A spelling, and an id too, means one value.
    let mut owner: BTreeMap<String, usize> = BTreeMap::new();
    for (index, (id, spellings)) in values.get_ref().iter().enumerate() {
        context.identifier(id);
        if spellings.is_empty() || spellings.iter().any(is_blank) {
            context.bad_value(id.span(), id.get_ref(), Expected::NotEmpty, "\"\"");
        }
        let mut own = BTreeSet::new();
        for (spelling, is_id) in
            std::iter::once((id, true)).chain(spellings.iter().map(|s| (s, false)))
        {
            let folded = spelling.get_ref().trim().to_lowercase();
            let taken = *owner.entry(folded.clone()).or_insert(index) != index;
            // A spelling may repeat its own id, but not another spelling.
            if taken || (!is_id && !own.insert(folded)) {
                duplicate(Thing::Choice, spelling.get_ref(), spelling.span(), context);
            }
        }
    }
    let choice = |(id, spellings): (&Spanned<String>, &Vec<Spanned<String>>)| Choice {
        id: id.get_ref().clone(),
        spellings: owned(spellings),
    };
    values.get_ref().iter().map(choice).collect()
}

/// A header name means one column.
fn headers(raw: &RawRegister, context: &mut Context<'_, '_>) {
    let mut owner: BTreeMap<String, usize> = BTreeMap::new();
    for (index, column) in raw.columns.values().enumerate() {
        let column = column.get_ref();
        for name in column.zh.get_ref().iter().chain(column.en.get_ref()) {
            let folded = name.get_ref().trim().to_lowercase();
            if *owner.entry(folded).or_insert(index) != index {
                duplicate(Thing::Column, name.get_ref(), name.span(), context);
            }
        }
    }
}

fn duplicate(thing: Thing, name: &str, span: Range<usize>, context: &mut Context<'_, '_>) {
    context.error(span, ProblemKind::Duplicate { thing, name: name.to_string() });
}

/// Compiles a row condition over the columns of `register`; problems point into the TOML file.
pub(super) fn condition(
    register: &Register,
    source: &Spanned<String>,
    context: &mut Context<'_, '_>,
) -> Option<Condition> {
    let problems = match compile(source.get_ref(), &register.spec.columns) {
        Ok(condition) => return Some(condition),
        Err(problems) => problems,
    };
    let base = content(context.parts.literal(&source.span()), source);
    for (span, detail) in problems {
        if !register.sound && detail.is_about_types() {
            continue; // a column's type is wrong already
        }
        let span = match base {
            Some(base) => base + span.start..base + span.end,
            None => source.span(),
        };
        let span = if is_stand_in(&source.span()) { source.span() } else { span };
        context.error(span, ProblemKind::Expression { detail });
    }
    None
}

/// Byte offset of a string's content in the file; `None` where escapes make the two differ.
fn content(literal: Option<&str>, source: &Spanned<String>) -> Option<usize> {
    let span = source.span();
    let literal = literal?;
    for quotes in ["\"\"\"\r\n", "\"\"\"\n", "'''\r\n", "'''\n", "\"\"\"", "'''", "\"", "'"] {
        if let Some(rest) = literal.strip_prefix(quotes) {
            let same = rest.strip_suffix(quotes.trim_end()) == Some(source.get_ref());
            return same.then_some(span.start + quotes.len());
        }
    }
    None
}
