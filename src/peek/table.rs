//! The tables of a file as one register: header, columns, first rows.

use chrono::NaiveDate;
use indexmap::IndexMap;

use super::sheet::lines;
use super::{
    Ask, Because, Fate, MatchedSeen, RegisterSeen, RowSeen, RunnerUpSeen, TableSeen, UnmatchedSeen,
};
use crate::diagnostic::Problem;
use crate::evidence::choice::{self, Choice};
use crate::evidence::table::{Part, Register, RowAt, column_letters};
use crate::evidence::{RegisterReader, mask};
use crate::lang::{Lang, Text};
use crate::reader::Workbook;
use crate::standard::{ColumnType, RegisterSpec};

/// Rows shown of a register.
const FIRST: usize = 5;

/// Reads the file as the register `spec`.
pub(super) fn look(
    workbook: &mut Workbook,
    ask: &Ask<'_>,
    spec: &RegisterSpec,
    because: Because,
    problems: &mut Vec<Problem>,
) -> RegisterSeen {
    let mut reader = RegisterReader::new(spec, 0, ask.as_of.unwrap_or(NaiveDate::MAX));
    reader.read(ask.file, workbook);
    let here = |choice: &&Choice| {
        let known = choice.fate != choice::Fate::NotEnough || !choice.matched.is_empty();
        known && ask.sheet.is_none_or(|asked| asked == choice.sheet)
    };
    let mut tables: Vec<TableSeen> =
        reader.choices().iter().filter(here).map(|choice| table(spec, choice)).collect();
    let (register, found) = reader.finish();
    problems.extend(found);
    let mut first = Vec::new();
    let mut rows = 0;
    if let Some(register) = &register {
        for table in &mut tables {
            table.rows = rows_of(register, &table.sheet);
            rows += table.rows;
        }
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

fn rows_of(register: &Register, sheet: &str) -> u32 {
    let part = |at: u16| register.parts.get(usize::from(at));
    let here = register.rows.iter().filter(|row| part(row.part).is_some_and(|p| p.sheet == sheet));
    u32::try_from(here.count()).unwrap_or(u32::MAX)
}

fn first_rows(register: &Register, spec: &RegisterSpec, ask: &Ask<'_>) -> Vec<RowSeen> {
    let rows = register.rows.iter().enumerate().filter_map(|(row, at)| {
        let part = register.parts.get(usize::from(at.part))?;
        ask.sheet.is_none_or(|asked| asked == part.sheet).then_some((row, at, part))
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
        RowSeen { sheet: part.sheet.clone(), row: at.row + 1, values, raw }
    };
    rows.take(FIRST).map(seen).collect()
}
