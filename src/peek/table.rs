//! The tables of a file as one register: header, columns, first rows.

use chrono::NaiveDate;
use indexmap::IndexMap;

use super::sheet::lines;
use super::{
    Ask, Because, Fate, MatchedSeen, RegisterSeen, RowSeen, RunnerUpSeen, TableSeen, UnmatchedSeen,
};
use crate::diagnostic::Problem;
use crate::evidence::assign::{Shares, by_name, follow};
use crate::evidence::choice::{self, Choice};
use crate::evidence::table::{Part, Register, RowAt, column_letters};
use crate::evidence::{HeaderNames, RegisterReader, mask};
use crate::lang::{Lang, Text};
use crate::reader::Workbook;
use crate::standard::{ColumnType, RegisterSpec};

/// Rows shown of a register.
const FIRST: usize = 5;

/// Reads the file as the registers that share it, and the tables of others met on the way; `because`
/// is why, where it is not for its name or its header.
pub(super) fn look(
    workbook: &mut Workbook,
    ask: &Ask<'_>,
    shares: Shares,
    because: Option<Because>,
    problems: &mut Vec<Problem>,
) -> Vec<RegisterSeen> {
    let as_of = ask.as_of.unwrap_or(NaiveDate::MAX);
    let names = HeaderNames::of_all(ask.registers);
    let mut readers: Vec<(usize, RegisterReader<'_>)> = Vec::new();
    follow(shares, |index, portions, _| {
        let Some(spec) = ask.registers.get(index) else { return Vec::new() };
        let known = readers.iter().position(|(i, _)| *i == index);
        let at = known.unwrap_or_else(|| {
            let reader = RegisterReader::new(spec, index, as_of);
            let reader = if because.is_none() { reader.among(&names) } else { reader };
            readers.push((index, reader));
            readers.len() - 1
        });
        let Some((_, reader)) = readers.get_mut(at) else { return Vec::new() };
        reader.read_portions(ask.file, workbook, (portions, &[]));
        reader.take_foreign()
    });
    let named = by_name(ask.file, ask.registers).one();
    let seen = readers.into_iter().filter_map(|(index, reader)| {
        let spec = ask.registers.get(index)?;
        let own = if named == Some(index) { Because::Name } else { Because::Header };
        Some(one(reader, ask, spec, because.unwrap_or(own), problems))
    });
    seen.collect()
}

fn one(
    reader: RegisterReader<'_>,
    ask: &Ask<'_>,
    spec: &RegisterSpec,
    because: Because,
    problems: &mut Vec<Problem>,
) -> RegisterSeen {
    let here = |choice: &&Choice| {
        let known = choice.fate != choice::Fate::NotEnough || !choice.matched.is_empty();
        known && ask.sheet.is_none_or(|asked| asked == choice.sheet)
    };
    let choices: Vec<Choice> = reader.choices().iter().filter(here).cloned().collect();
    let mut tables: Vec<TableSeen> = choices.iter().map(|choice| table(spec, choice)).collect();
    let (register, found) = reader.finish();
    problems.extend(found);
    let (mut first, mut rows) = (Vec::new(), 0);
    if let Some(register) = &register {
        for (at, table) in tables.iter_mut().enumerate() {
            table.rows = rows_in(register, |part| table_of(part, &choices) == Some(at));
        }
        rows = rows_in(register, |part| ask.sheet.is_none_or(|asked| *asked == *part.sheet));
        first = first_rows(register, spec, ask);
    }
    let (id, title) = (spec.id.clone(), spec.title.clone());
    RegisterSeen { id, title, because, rows, tables, first }
}

/// A table as a register's reader chose it, or not; its rows are not counted.
pub fn table(spec: &RegisterSpec, choice: &Choice) -> TableSeen {
    let mut matched: Vec<&(usize, u32, String)> = choice.matched.iter().collect();
    matched.sort_by_key(|(_, at, _)| *at);
    let unmatched = choice.unmatched.iter().map(|(at, header, nearest)| UnmatchedSeen {
        at: column_letters(*at),
        header: header.clone(),
        nearest: nearest.clone(),
    });
    let runner_up = choice.runner_up.as_ref();
    TableSeen {
        sheet: choice.sheet.clone(),
        fate: match choice.fate {
            choice::Fate::Read => Fate::Read,
            choice::Fate::PassedOver => Fate::PassedOver,
            choice::Fate::Tied => Fate::Tied,
            choice::Fate::NotEnough => Fate::NotEnough,
        },
        header: choice.range.clone(),
        side_by_side: choice.tables,
        rows: 0,
        matched: matched.into_iter().filter_map(|m| self::matched(spec, m)).collect(),
        unmatched: unmatched.collect(),
        missing: choice.missing.clone(),
        columns: spec.columns.len(),
        runner_up: runner_up.map(|r| RunnerUpSeen { rows: lines(&r.rows), matched: r.matched }),
    }
}

fn matched(spec: &RegisterSpec, (index, at, header): &(usize, u32, String)) -> Option<MatchedSeen> {
    let column = spec.columns.get(*index)?;
    Some(MatchedSeen {
        at: column_letters(*at),
        header: header.clone(),
        id: column.id.clone(),
        name: Text { zh: column.name(Lang::Zh).into(), en: column.name(Lang::En).into() },
        kind: kind(&column.kind),
        required: column.required,
    })
}

/// A type as a standard writes it.
fn kind(kind: &ColumnType) -> &'static str {
    match kind {
        ColumnType::Text => "text",
        ColumnType::Date => "date",
        ColumnType::DateTime => "datetime",
        ColumnType::Number => "number",
        ColumnType::Percent => "percent",
        ColumnType::YesNo => "yesno",
        ColumnType::Choice(_) => "choice",
        ColumnType::Phone => "phone",
    }
}

fn rows_in(register: &Register, wanted: impl Fn(&Part) -> bool) -> u32 {
    let wanted: Vec<bool> = register.parts.iter().map(wanted).collect();
    let rows = register.rows.iter().filter(|r| wanted.get(usize::from(r.part)) == Some(&true));
    u32::try_from(rows.count()).unwrap_or(u32::MAX)
}

/// The table a part was read under: the last of its sheet that does not begin below it.
fn table_of(part: &Part, choices: &[Choice]) -> Option<usize> {
    let here = || choices.iter().enumerate().filter(|(_, c)| *c.sheet == *part.sheet);
    let above = here().filter(|(_, c)| *c.rows.start() <= part.header_row);
    above.max_by_key(|(_, c)| *c.rows.start()).or_else(|| here().next()).map(|(at, _)| at)
}

fn first_rows(register: &Register, spec: &RegisterSpec, ask: &Ask<'_>) -> Vec<RowSeen> {
    let rows = register.rows.iter().enumerate().filter_map(|(row, at)| {
        let part = register.parts.get(usize::from(at.part))?;
        ask.sheet.is_none_or(|asked| *asked == *part.sheet).then_some((row, at, part))
    });
    let columns = || spec.columns.iter().enumerate();
    let there = |c: &usize| register.columns.get(*c).is_some_and(Option::is_some);
    let seen = |(row, at, part): (usize, RowAt, &Part)| {
        let (mut values, mut raw) = (IndexMap::new(), IndexMap::new());
        for (c, column) in columns().filter(|(c, _)| there(c)) {
            let value = register.typed(spec, (row, c), ask.lang).map(|v| mask::short(&v));
            let own = register.show(spec, row, c).map(|v| mask::short(&v));
            if let Some(own) = own.filter(|own| value.as_ref() != Some(own)) {
                raw.insert(column.id.clone(), own);
            }
            values.insert(column.id.clone(), value);
        }
        RowSeen { sheet: part.sheet.to_string(), row: at.row + 1, values, raw }
    };
    rows.take(FIRST).map(seen).collect()
}
