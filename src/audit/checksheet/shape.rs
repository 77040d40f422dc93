//! Tables of the checksheet that are recognisable and lack a column they cannot be read without.

use std::sync::Arc;

use super::spec::{Part, TABLES};
use crate::diagnostic::{Place, Problem, ProblemKind};
use crate::evidence::header::{Head, Header};
use crate::evidence::mask;
use crate::reader::Cell;
use crate::standard::{ColumnSpec, RegisterSpec};

/// Says which required columns the verdicts and spot checks of a file lack, given the names and tops of its
/// sheets: rows that are there and cannot be read are not rows left empty. A sheet that cannot be read is
/// told of elsewhere.
pub(super) fn faults(file: &str, sheets: &[String], tops: &[Option<Arc<Head>>]) -> Vec<Problem> {
    let mut faults = Vec::new();
    for (sheet, top) in sheets.iter().zip(tops) {
        let Some(top) = top else { continue };
        let headers = TABLES.each_ref().map(|(_, names)| names.find(top));
        if headers.iter().flatten().any(Header::has_all_required) {
            continue;
        }
        let named = Part::of_sheet(sheet);
        for ((part, (spec, _)), header) in Part::BOTH.into_iter().zip(&*TABLES).zip(headers) {
            let by_name = named == Some(part);
            let by_header = || named.is_none() && header.as_ref().is_some_and(|h| is_most(part, h));
            if (by_name && holds_rows(top)) || by_header() {
                faults.push(fault(spec, header.as_ref(), top, (file, sheet)));
            }
        }
    }
    faults
}

/// Whether a header has most of a table's columns, or names little else; the item and the remark,
/// which both tables have, are not enough.
fn is_most(part: Part, header: &Header) -> bool {
    let has = |c: &usize| header.columns.get(*c).is_some_and(|found| !found.columns().is_empty());
    let own = part.own_columns().iter().filter(|c| has(c)).count();
    own > 0 && 2 * header.matched() > header.columns.len()
}

/// Whether more than a title stands on a sheet.
fn holds_rows(top: &Head) -> bool {
    top.rows.len() > 1
}

fn fault(
    spec: &RegisterSpec,
    header: Option<&Header>,
    top: &Head,
    (file, sheet): (&str, &str),
) -> Problem {
    let required = spec.columns.iter().enumerate().filter(|(_, c)| c.required);
    let lacking = |c: usize| {
        header.and_then(|h| h.columns.get(c)).is_none_or(|found| found.columns().is_empty())
    };
    let missing: Vec<&ColumnSpec> =
        required.filter(|(c, _)| lacking(*c)).map(|(_, column)| column).collect();
    let known = header.filter(|h| h.matched() > 0);
    let strays = match known {
        Some(header) => header.strays(),
        None => top.rows.first().map(first_texts).unwrap_or_default(),
    };
    let place = match known {
        Some(header) => header.place(file, sheet),
        None => Place::Cell {
            file: file.to_string(),
            sheet: sheet.to_string(),
            cell: format!("A{}", top.rows.first().map_or(1, |r| r.index + 1)),
        },
    };
    let nearest = known.and_then(|h| missing.first().and_then(|c| h.nearest_to(c)));
    let kind = ProblemKind::TableIncomplete {
        table: spec.title.clone(),
        missing: missing.iter().map(|c| c.names()).collect(),
        strays: nearest.map_or(strays, |near| vec![near]),
    };
    Problem::error(kind, place)
}

fn first_texts(row: &crate::evidence::header::HeadRow) -> Vec<String> {
    let texts = row.cells.iter().filter_map(|(_, cell)| match cell {
        Cell::Text(text) => Some(mask::short(&mask::mask(text))),
        _ => None,
    });
    texts.take(12).collect()
}
