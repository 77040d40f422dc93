//! The tables of a file as one register: header, columns, first rows.

use chrono::NaiveDate;

use super::{Ask, Because, Fate, MatchedSeen, RegisterSeen, RowSeen, TableSeen, UnmatchedSeen};
use crate::diagnostic::{Place, Problem, nearest};
use crate::evidence::RegisterReader;
use crate::evidence::header::{Found, Header, HeaderNames, head};
use crate::evidence::mask;
use crate::evidence::table::{Register, column_letters};
use crate::lang::{Lang, Text};
use crate::reader::Workbook;
use crate::standard::{ColumnSpec, ColumnType, RegisterSpec};

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
    let mut tables = headers(workbook, ask, spec, problems);
    let mut reader = RegisterReader::new(spec, 0, ask.as_of.unwrap_or(NaiveDate::MAX));
    reader.read(ask.file, workbook);
    let (register, found) = reader.finish();
    problems.extend(found);
    let mut first = Vec::new();
    let mut rows = 0;
    if let Some(register) = &register {
        for table in &mut tables {
            table.rows = rows_of(register, &table.sheet);
            rows += table.rows;
        }
        first = first_rows(register, spec, ask.sheet);
    }
    let (id, title) = (spec.id.clone(), spec.title.clone());
    RegisterSeen { id, title, because, rows, tables, first }
}

fn headers(
    workbook: &mut Workbook,
    ask: &Ask<'_>,
    spec: &RegisterSpec,
    problems: &mut Vec<Problem>,
) -> Vec<TableSeen> {
    let names = HeaderNames::new(spec);
    let mut tables = Vec::new();
    for (index, sheet) in workbook.sheets().into_iter().enumerate() {
        if ask.sheet.is_some_and(|asked| asked != sheet) {
            continue;
        }
        match head(workbook, index) {
            Ok(rows) => {
                let header = names.find(&rows).filter(|h| h.matched() > 0);
                tables.extend(header.map(|header| table(spec, sheet, &header)));
            }
            Err(kind) => {
                problems.push(Problem::error(kind, Place::File { file: ask.file.to_string() }));
            }
        }
    }
    tables
}

fn table(spec: &RegisterSpec, sheet: String, header: &Header) -> TableSeen {
    let mut matched: Vec<(u32, MatchedSeen)> = Vec::new();
    for (column, found) in spec.columns.iter().zip(&header.columns) {
        let all: &[u32] = match found {
            Found::Nowhere => &[],
            Found::At(at) => std::slice::from_ref(at),
            Found::Several(all) => all,
        };
        matched.extend(all.iter().map(|at| (*at, self::matched(column, *at, header))));
    }
    matched.sort_by_key(|(at, _)| *at);
    let names = || spec.columns.iter().flat_map(|c| c.zh.iter().chain(&c.en));
    let unmatched = header.headers.iter().filter(|h| !h.known).map(|h| UnmatchedSeen {
        at: column_letters(h.column),
        header: mask::short(&mask::mask(&h.text)),
        nearest: nearest(&h.text, names().map(String::as_str)),
    });
    let missing = spec.columns.iter().zip(&header.columns);
    let missing = missing.filter(|(c, found)| c.required && **found == Found::Nowhere);
    TableSeen {
        sheet,
        fate: if header.is_enough() { Fate::Read } else { Fate::NotEnough },
        header: header.range(),
        rows: 0,
        matched: matched.into_iter().map(|(_, seen)| seen).collect(),
        unmatched: unmatched.collect(),
        missing: missing.map(|(c, _)| c.name(Lang::Zh).to_string()).collect(),
        columns: spec.columns.len(),
        runner_up: None,
    }
}

fn matched(column: &ColumnSpec, at: u32, header: &Header) -> MatchedSeen {
    MatchedSeen {
        at: column_letters(at),
        header: header.text(at).unwrap_or_default().to_string(),
        id: column.id.clone(),
        name: Text { zh: column.name(Lang::Zh).into(), en: column.name(Lang::En).into() },
        kind: kind(&column.kind),
        required: column.required,
    }
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

fn first_rows(register: &Register, spec: &RegisterSpec, sheet: Option<&str>) -> Vec<RowSeen> {
    let rows = register.rows.iter().enumerate().filter_map(|(row, at)| {
        let part = register.parts.get(usize::from(at.part))?;
        sheet.is_none_or(|asked| asked == part.sheet).then_some((row, at, part))
    });
    let columns = || spec.columns.iter().enumerate();
    let there = |c: &usize| register.columns.get(*c).is_some_and(Option::is_some);
    rows.take(FIRST)
        .map(|(row, at, part)| RowSeen {
            sheet: part.sheet.clone(),
            row: at.row + 1,
            values: columns()
                .filter(|(c, _)| there(c))
                .map(|(c, column)| {
                    let value = register.show(spec, row, c).map(|v| mask::short(&v));
                    (column.id.clone(), value)
                })
                .collect(),
        })
        .collect()
}
