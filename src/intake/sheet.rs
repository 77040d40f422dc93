//! The cells of a workbook, held in memory: a checklist is small.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use chrono::{DateTime, Datelike};

use crate::diagnostic::{Limit, ProblemKind};
use crate::evidence::table::CellAt;
use crate::reader::{Cell, Merge, Workbook};

/// Cells of a workbook that is still a checklist.
const MAX_CELLS: usize = 200_000;

/// What stands for a formula whose value the file does not hold.
pub const UNCALCULATED: &str = "=…";

/// A cell with something in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// As people read it, trimmed.
    pub text: String,
    /// A number that Excel keeps as one: 1.10 has become 1.1.
    pub numeric: bool,
    /// A day: a numbering such as 1-2 that Excel took for one.
    pub day: bool,
}

/// A sheet.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    pub name: String,
    pub hidden: bool,
    pub rows: BTreeMap<u32, BTreeMap<u32, Value>>,
    pub merges: Vec<Merge>,
}

impl Sheet {
    /// What stands in a cell, or in the merged cells it is part of.
    pub fn at(&self, row: u32, column: u32) -> Option<&Value> {
        let here = |row: u32, column: u32| self.rows.get(&row)?.get(&column);
        here(row, column).or_else(|| {
            let merge = self.merge(row, column)?;
            here(*merge.rows.start(), *merge.columns.start())
        })
    }

    /// The merged cells a cell is part of.
    pub fn merge(&self, row: u32, column: u32) -> Option<&Merge> {
        self.merges.iter().find(|m| m.rows.contains(&row) && m.columns.contains(&column))
    }

    /// Whether a cell is below the first of cells merged over several rows.
    pub fn continues(&self, row: u32, column: u32) -> bool {
        self.merge(row, column).is_some_and(|m| *m.rows.start() < row)
    }

    /// `Sheet1!B12`, without the name of a text's only sheet.
    pub fn place(&self, row: u32, column: u32) -> String {
        let cell = CellAt { row, column };
        if self.name.is_empty() { cell.to_string() } else { format!("{}!{cell}", self.name) }
    }
}

/// All sheets of a workbook.
pub fn read(workbook: &mut Workbook) -> Result<Vec<Sheet>, ProblemKind> {
    let mut sheets = Vec::new();
    let mut cells = 0;
    for (index, name) in workbook.sheets().into_iter().enumerate() {
        let layout = workbook.layout(index)?;
        let mut sheet =
            Sheet { name, hidden: layout.hidden, merges: layout.merges, rows: BTreeMap::new() };
        workbook.scan(index, &mut |row| {
            let values: BTreeMap<u32, Value> =
                row.cells.iter().filter_map(|(c, cell)| Some((*c, value(cell)?))).collect();
            cells += values.len();
            if !values.is_empty() {
                sheet.rows.insert(row.index, values);
            }
            if cells > MAX_CELLS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        if cells > MAX_CELLS {
            let allowed = u64::try_from(MAX_CELLS).unwrap_or(u64::MAX);
            return Err(ProblemKind::OverLimit { limit: Limit::Cells, allowed });
        }
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn value(cell: &Cell<'_>) -> Option<Value> {
    let (text, numeric, day) = match cell {
        Cell::Text(text) => (text.trim().to_string(), false, false),
        Cell::Number(number) => (number.to_string(), true, false),
        Cell::Bool(yes) => (yes.to_string(), false, false),
        Cell::Time { seconds, .. } => {
            let day = DateTime::from_timestamp(*seconds, 0)?;
            (format!("{}-{}", day.month(), day.day()), false, true)
        }
        Cell::Error(error) => ((*error).to_string(), false, false),
        Cell::Uncalculated => (UNCALCULATED.to_string(), false, false),
    };
    let text: String =
        text.replace("\r\n", "\n").chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    (!text.is_empty()).then_some(Value { text, numeric, day })
}
