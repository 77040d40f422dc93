//! What the program sees in a file: its format, sheets and hidden parts, the table it takes for a
//! register's and why, and the problems. Facts only; [`crate::report::peek`] shows them.

pub mod cells;
mod sheet;
mod table;

use chrono::NaiveDate;
use indexmap::IndexMap;
use serde::Serialize;

use crate::diagnostic::{Place, Problem, ProblemKind, Severity};
use crate::evidence::assign::{Assignment, by_name};
use crate::evidence::table::CellAt;
use crate::evidence::{HeaderNames, Portion, share};
use crate::lang::problem::message;
use crate::lang::{Lang, Text};
use crate::reader::{Format, Workbook};
use crate::standard::RegisterSpec;
pub use table::table;

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The file as the user knows it.
    pub file: &'a str,
    /// Its size.
    pub bytes: u64,
    /// The registers it may belong to.
    pub registers: &'a [RegisterSpec],
    /// The one asked for; otherwise the one its name or header fits.
    pub register: Option<usize>,
    /// The only sheet to tell of.
    pub sheet: Option<&'a str>,
    /// Dates after this day are problems.
    pub as_of: Option<NaiveDate>,
    /// Language of the messages.
    pub lang: Lang,
}

/// What was seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Peek {
    /// The file as the user knows it.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// Its format, by content.
    pub format: FormatSeen,
    /// Its sheets in order.
    pub sheets: Vec<SheetSeen>,
    /// The register it was read as, the first where it holds several.
    pub register: Option<RegisterSeen>,
    /// The other registers it holds, on further sheets or below.
    pub further: Vec<RegisterSeen>,
    /// Registers it fits equally well, by id; none where there is one or none at all.
    pub candidates: Vec<String>,
    /// Everything found wrong.
    pub problems: Vec<ProblemSeen>,
}

/// A format as recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormatSeen {
    /// What people call it.
    pub name: &'static str,
    /// How its bytes are text; null for workbooks.
    pub encoding: Option<&'static str>,
    /// The character between fields; null for workbooks.
    pub delimiter: Option<char>,
    /// The ending of the file's name, where files of this format go by others.
    pub misnamed: Option<String>,
}

/// A sheet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SheetSeen {
    /// Its name; empty for delimited text.
    pub name: String,
    /// The range that holds every value, `A1:L1503`; null for an empty sheet.
    pub range: Option<String>,
    /// Rows with a value.
    pub rows: u32,
    /// Cells with a value.
    pub cells: u64,
    /// Whether the whole sheet is hidden.
    pub hidden: bool,
    /// Hidden rows, counted from 1: `3`, `5-7`.
    pub hidden_rows: Vec<String>,
    /// Hidden columns: `C`, `E-G`.
    pub hidden_columns: Vec<String>,
    /// Merged cells: `A1:L1`.
    pub merges: Vec<String>,
    /// The first rows, cells by column, personal numbers masked.
    pub first: Vec<Vec<cells::CellSeen>>,
}

/// A register as it was read from the file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RegisterSeen {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// Why it is this one.
    pub because: Because,
    /// Number of rows.
    pub rows: u32,
    /// The tables looked at, sheet by sheet.
    pub tables: Vec<TableSeen>,
    /// The first rows, typed.
    pub first: Vec<RowSeen>,
}

/// Why a file belongs to a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// It was asked for.
    Asked,
    /// The file's name.
    Name,
    /// The file's header.
    Header,
}

/// What became of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It was read.
    Read,
    /// Another one fits better.
    PassedOver,
    /// Another one fits as well: neither was read.
    Tied,
    /// It has too few of the register's columns.
    NotEnough,
}

/// A table, by its header.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableSeen {
    /// The sheet.
    pub sheet: String,
    /// What became of it.
    pub fate: Fate,
    /// The header's cells, `A3:L3`.
    pub header: String,
    /// Tables side by side under it.
    pub side_by_side: usize,
    /// Rows read from it.
    pub rows: u32,
    /// Headers that name a column, left to right.
    pub matched: Vec<MatchedSeen>,
    /// Headers that name none.
    pub unmatched: Vec<UnmatchedSeen>,
    /// Usual names of required columns that are not there.
    pub missing: Vec<String>,
    /// Number of columns of the register.
    pub columns: usize,
    /// The rows that would have been the header next.
    pub runner_up: Option<RunnerUpSeen>,
}

/// A header that names a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatchedSeen {
    /// Letters of the sheet's column.
    pub at: String,
    /// The header as it stands there.
    pub header: String,
    /// Id of the register's column.
    pub id: String,
    /// Its usual name.
    pub name: Text,
    /// What it holds: `text`, `date`, `datetime`, …
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Whether a header without it is a problem.
    pub required: bool,
}

/// A header that names none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnmatchedSeen {
    /// Letters of the sheet's column.
    pub at: String,
    /// The header, personal numbers masked.
    pub header: String,
    /// The known name nearest to it.
    pub nearest: Option<String>,
}

/// Rows that were nearly the header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunnerUpSeen {
    /// Rows counted from 1: `2`, `2-3`.
    pub rows: String,
    /// Columns they name.
    pub matched: usize,
}

/// A row of a register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowSeen {
    /// The sheet.
    pub sheet: String,
    /// Row of the sheet, counted from 1.
    pub row: u32,
    /// By id of the column: the value as it was read, personal data masked; null where there is none.
    pub values: IndexMap<String, Option<String>>,
    /// What the cell itself says, where that is not the value: `√` of a yes.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub raw: IndexMap<String, String>,
}

/// A problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProblemSeen {
    /// How bad it is.
    pub severity: Severity,
    /// The sheet, where it is at a cell.
    pub sheet: Option<String>,
    /// The cell.
    pub cell: Option<String>,
    /// What it is, in words.
    pub message: String,
    /// What it is.
    #[serde(flatten)]
    pub kind: ProblemKind,
}

/// Looks at an open file. What turns out to be broken inside is a problem among the others.
pub fn look(workbook: &mut Workbook, ask: &Ask<'_>) -> Peek {
    let mut problems = remarks(workbook, ask.file);
    let sheets = sheet::look(workbook, ask, &mut problems);
    let (registers, candidates) = registers(workbook, ask, &mut problems);
    let mut registers = registers.into_iter();
    let mut seen: Vec<ProblemSeen> = problems.into_iter().map(|p| problem(p, ask.lang)).collect();
    // A file broken inside is found broken at every look; of cells there may be many, and each is told once.
    let mut known = Vec::new();
    seen.retain(|p| {
        p.cell.is_some()
            || !known.contains(p) && {
                known.push(p.clone());
                true
            }
    });
    let here = |p: &ProblemSeen| match (&p.sheet, ask.sheet) {
        (Some(sheet), Some(asked)) => sheet == asked,
        _ => true,
    };
    seen.retain(here);
    Peek {
        file: ask.file.to_string(),
        bytes: ask.bytes,
        format: format(workbook, ask.file),
        sheets,
        register: registers.next(),
        further: registers.collect(),
        candidates,
        problems: seen,
    }
}

/// What is to be said about the text of the file as a whole.
fn remarks(workbook: &mut Workbook, file: &str) -> Vec<Problem> {
    let place = || Place::File { file: file.to_string() };
    let guessed = workbook.guessed_encoding().map(|encoding| {
        let kind = ProblemKind::EncodingGuessed { encoding: encoding.name().to_string() };
        Problem::warning(kind, place())
    });
    let destroyed = match workbook.destroyed() {
        Ok(None) => None,
        Ok(Some(lost)) => {
            let sheet = workbook.sheets().get(lost.sheet).cloned().unwrap_or_default();
            let cell = CellAt { row: lost.row, column: lost.column }.to_string();
            let place = Place::Cell { file: file.to_string(), sheet, cell };
            Some(Problem::error(ProblemKind::TextDestroyed { found: lost.found }, place))
        }
        Err(kind) => Some(Problem::error(kind, place())),
    };
    guessed.into_iter().chain(destroyed).collect()
}

fn problem(problem: Problem, lang: Lang) -> ProblemSeen {
    let (sheet, cell) = match problem.place {
        Place::Cell { sheet, cell, .. } => (Some(sheet), Some(cell)),
        Place::File { .. } | Place::Toml { .. } => (None, None),
    };
    let message = message(&problem.kind, lang);
    ProblemSeen { severity: problem.severity, sheet, cell, message, kind: problem.kind }
}

/// The registers a file is read as, or the ids of those it fits alike.
fn registers(
    workbook: &mut Workbook,
    ask: &Ask<'_>,
    problems: &mut Vec<Problem>,
) -> (Vec<RegisterSeen>, Vec<String>) {
    let all = |workbook: &Workbook| -> Vec<Portion> {
        (0..workbook.sheets().len()).map(|sheet| Portion { sheet, from: 0 }).collect()
    };
    if let Some(index) = ask.register {
        let shares = vec![(index, all(workbook))];
        return (table::look(workbook, ask, shares, Some(Because::Asked), problems), Vec::new());
    }
    let known = (ask.registers, &HeaderNames::of_all(ask.registers)[..]);
    let shared = share(ask.file, workbook, known).unwrap_or_else(|kind| {
        problems.push(Problem::error(kind, Place::File { file: ask.file.to_string() }));
        match by_name(ask.file, ask.registers) {
            Assignment::One(index) => Ok((vec![(index, all(workbook))], Vec::new())),
            other => Err(other),
        }
    });
    match shared {
        Ok((shares, _)) => (table::look(workbook, ask, shares, None, problems), Vec::new()),
        Err(Assignment::Several(indices)) => {
            let ids = indices.iter().filter_map(|i| ask.registers.get(*i));
            (Vec::new(), ids.map(|spec| spec.id.clone()).collect())
        }
        Err(Assignment::None | Assignment::One(_)) => (Vec::new(), Vec::new()),
    }
}

fn format(workbook: &Workbook, file: &str) -> FormatSeen {
    let format = workbook.format();
    let (encoding, delimiter) = match format {
        Format::Delimited { encoding, delimiter } => {
            (Some(encoding.name()), Some(char::from(delimiter.byte())))
        }
        Format::Html { encoding } => (Some(encoding.name()), None),
        Format::Xlsx | Format::Xls | Format::Xlsb | Format::Ods | Format::SpreadsheetMl => {
            (None, None)
        }
    };
    let name_of = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let ending = name_of.rsplit_once('.').map_or(String::new(), |(_, e)| e.to_lowercase());
    let misnamed = (!format.endings().contains(&ending.as_str())).then_some(ending);
    FormatSeen { name: format.name(), encoding, delimiter, misnamed }
}
