//! Finding the row of headers on a sheet, and which column each header names.

use std::collections::HashMap;
use std::ops::ControlFlow;

use super::mask;
use super::table::{CellAt, column_letters};
use super::text::{fold, trim};
use crate::diagnostic::{Place, Problem, ProblemKind, nearest};
use crate::reader::{Cell, Workbook};
use crate::standard::{ColumnSpec, RegisterSpec};

/// Rows at the top of a sheet among which the header is looked for.
pub const HEADER_ROWS: u32 = 20;
/// A longer text is no header.
const MAX_HEADER_BYTES: usize = 200;

/// A row at the top of a sheet, kept while the header is looked for.
#[derive(Debug, Clone)]
pub struct HeadRow {
    /// Zero-based row.
    pub index: u32,
    /// Zero-based column and value, ascending.
    pub cells: Vec<(u32, Cell<'static>)>,
}

/// The first rows of a sheet.
///
/// # Errors
/// `FileUnreadable`, from the reader.
pub fn head(workbook: &mut Workbook, sheet: usize) -> Result<Vec<HeadRow>, ProblemKind> {
    let mut rows = Vec::new();
    workbook.scan(sheet, &mut |row| {
        if row.index >= HEADER_ROWS {
            return ControlFlow::Break(());
        }
        rows.push(HeadRow::of(row.index, row.cells));
        ControlFlow::Continue(())
    })?;
    Ok(rows)
}

impl HeadRow {
    pub(crate) fn of(index: u32, cells: &[(u32, Cell<'_>)]) -> HeadRow {
        let cells = cells.iter().map(|(column, cell)| (*column, cell.clone().into_owned()));
        HeadRow { index, cells: cells.collect() }
    }
}

/// The names a register's columns go by, folded once.
#[derive(Debug, Clone)]
pub struct HeaderNames {
    columns: HashMap<String, usize>,
    required: Vec<bool>,
}

impl HeaderNames {
    /// The names of a register: Chinese, English and the column's id.
    pub fn new(spec: &RegisterSpec) -> HeaderNames {
        let mut columns = HashMap::new();
        for (index, column) in spec.columns.iter().enumerate() {
            for name in names(column) {
                columns.entry(fold(name)).or_insert(index);
            }
        }
        HeaderNames { columns, required: spec.columns.iter().map(|c| c.required).collect() }
    }

    /// The column a header names, and whether it does so as a whole rather than without a
    /// remark in brackets or a mark for "required" at its ends.
    fn column(&self, header: &str) -> Option<(usize, bool)> {
        let folded = fold(header);
        if let Some(&column) = self.columns.get(&folded) {
            return Some((column, true));
        }
        let mut rest = folded.as_str();
        loop {
            rest = without_ending(rest)?;
            if let Some(&column) = self.columns.get(rest) {
                return Some((column, false));
            }
        }
    }

    /// The row that names most columns, one with all required columns before any other, the
    /// upper one of equals; it may still name too few, see [`Header::is_enough`].
    pub fn find(&self, rows: &[HeadRow]) -> Option<Header> {
        let mut best: Option<Header> = None;
        for row in rows.iter().filter(|r| r.index < HEADER_ROWS) {
            let header = self.read(row);
            if best.as_ref().is_none_or(|b| header.rank() > b.rank()) {
                best = Some(header);
            }
        }
        best
    }

    fn read(&self, row: &HeadRow) -> Header {
        let mut columns = vec![Found::Nowhere; self.required.len()];
        let mut exact = vec![false; self.required.len()];
        let mut headers = Vec::new();
        for (at, cell) in &row.cells {
            let Cell::Text(text) = cell else { continue };
            let text = trim(text);
            if text.is_empty() || text.len() > MAX_HEADER_BYTES {
                continue;
            }
            let matched = self.column(text);
            headers.push(HeaderCell {
                column: *at,
                text: one_line(text),
                known: matched.is_some(),
            });
            let Some((column, whole)) = matched else { continue };
            let (Some(found), Some(exact)) = (columns.get_mut(column), exact.get_mut(column))
            else {
                continue;
            };
            if whole && !*exact {
                // 满意度 beside 满意度(备注): the one without a remark is meant.
                (*found, *exact) = (Found::At(*at), true);
            } else if whole == *exact {
                found.add(*at);
            }
        }
        Header { row: row.index, columns, headers, required: self.required.clone() }
    }
}

fn names(column: &ColumnSpec) -> impl Iterator<Item = &String> {
    column.zh.iter().chain(&column.en).chain(std::iter::once(&column.id))
}

/// A folded header without its last remark in brackets, `*` or `:`; `None` where it has none.
fn without_ending(folded: &str) -> Option<&str> {
    if let Some(rest) = folded.strip_prefix('*') {
        return Some(rest);
    }
    if let Some(rest) = folded.strip_suffix(['*', ':']) {
        return Some(rest);
    }
    let (close, open) = [(')', '('), (']', '[')].into_iter().find(|(c, _)| folded.ends_with(*c))?;
    let inner = folded.strip_suffix(close)?;
    inner.rfind(open).and_then(|at| folded.get(..at)).filter(|rest| !rest.is_empty())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where a column was found in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// No header names it.
    Nowhere,
    /// In this zero-based sheet column.
    At(u32),
    /// In several: none of them can be used.
    Several(Vec<u32>),
}

impl Found {
    fn add(&mut self, at: u32) {
        *self = match std::mem::replace(self, Found::Nowhere) {
            Found::Nowhere => Found::At(at),
            Found::At(first) => Found::Several(vec![first, at]),
            Found::Several(mut all) => {
                all.push(at);
                Found::Several(all)
            }
        };
    }
}

/// A text of a header row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderCell {
    /// Zero-based sheet column.
    pub column: u32,
    /// The text on one line.
    pub text: String,
    /// Whether it names a column of the register.
    pub known: bool,
}

/// A row read as a header.
#[derive(Debug, Clone)]
pub struct Header {
    /// Zero-based row.
    pub row: u32,
    /// Where each column of the register is.
    pub columns: Vec<Found>,
    /// The texts of the row.
    pub headers: Vec<HeaderCell>,
    required: Vec<bool>,
}

impl Header {
    /// Number of columns found.
    pub fn matched(&self) -> usize {
        self.columns.iter().filter(|f| **f != Found::Nowhere).count()
    }

    fn required_matched(&self) -> usize {
        let pairs = self.columns.iter().zip(&self.required);
        pairs.filter(|(found, required)| **required && **found != Found::Nowhere).count()
    }

    fn required(&self) -> usize {
        self.required.iter().filter(|r| **r).count()
    }

    /// Whether every required column is there.
    pub fn has_all_required(&self) -> bool {
        self.required_matched() == self.required()
    }

    /// Whether this can be the register's header: half of the required columns and at least two
    /// of them, or all where there are fewer; and two columns of any kind where it has two.
    pub fn is_enough(&self) -> bool {
        let required = self.required();
        let needed = if required < 2 { required } else { required.div_ceil(2).max(2) };
        self.required_matched() >= needed && self.matched() >= self.columns.len().min(2)
    }

    /// Greater is better.
    pub fn rank(&self) -> (bool, usize) {
        (self.has_all_required(), self.matched())
    }

    /// The header's cells as a range, `A3:L3`.
    pub fn range(&self) -> String {
        let first = self.headers.first().map_or(0, |h| h.column);
        let last = self.headers.last().map_or(first, |h| h.column);
        let start = CellAt { row: self.row, column: first };
        if first == last {
            return start.to_string();
        }
        format!("{start}:{}{}", column_letters(last), self.row + 1)
    }

    /// The text of the header in a sheet column.
    pub fn text(&self, column: u32) -> Option<&str> {
        self.headers.iter().find(|h| h.column == column).map(|h| h.text.as_str())
    }

    /// Columns that are missing though required, and columns named twice.
    pub fn problems(&self, spec: &RegisterSpec, file: &str, sheet: &str) -> Vec<Problem> {
        let kinds =
            spec.columns.iter().zip(&self.columns).filter_map(|(column, found)| match found {
                Found::Several(all) => Some(ProblemKind::AmbiguousColumn {
                    register: spec.id.clone(),
                    column: column.id.clone(),
                    headers: all.iter().map(|at| self.quote(*at)).collect(),
                }),
                Found::Nowhere if column.required => Some(ProblemKind::MissingColumn {
                    register: spec.id.clone(),
                    column: column.id.clone(),
                    names: column.zh.iter().chain(&column.en).cloned().collect(),
                    nearest: self.nearest_to(column),
                }),
                _ => None,
            });
        let place = self.place(file, sheet);
        kinds.map(|kind| Problem::error(kind, place.clone())).collect()
    }

    /// The header's cells as a place.
    pub fn place(&self, file: &str, sheet: &str) -> Place {
        Place::Cell { file: file.to_string(), sheet: sheet.to_string(), cell: self.range() }
    }

    fn quote(&self, at: u32) -> String {
        let cell = CellAt { row: self.row, column: at };
        format!("{} ({cell})", self.text(at).unwrap_or_default())
    }

    /// The header nearest to any name of a column, among those that name nothing.
    fn nearest_to(&self, column: &ColumnSpec) -> Option<String> {
        let unknown = || self.headers.iter().filter(|h| !h.known).map(|h| h.text.as_str());
        column.zh.iter().chain(&column.en).find_map(|name| nearest(name, unknown()))
    }

    /// No row of a sheet holds the register's header; `self` is the row that comes nearest.
    pub fn not_found(&self, spec: &RegisterSpec) -> ProblemKind {
        const QUOTED: usize = 12;
        let known = self.matched() > 0;
        // The row may be one of data: what it quotes is masked.
        let best = self
            .headers
            .iter()
            .filter(|_| known)
            .take(QUOTED)
            .map(|h| if h.known { h.text.clone() } else { mask::short(&mask::mask(&h.text)) });
        let missing = spec.columns.iter().zip(&self.columns);
        let missing = missing.filter(|(c, found)| c.required && **found == Found::Nowhere);
        ProblemKind::HeaderNotFound {
            register: spec.id.clone(),
            best: best.collect(),
            missing: missing.map(|(c, _)| c.zh.first().unwrap_or(&c.id).clone()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::register::tests::{column, spec};
    use crate::standard::ColumnType::{Number, Text};
    use std::borrow::Cow;

    fn rows(rows: &[(u32, &[&str])]) -> Vec<HeadRow> {
        let cell =
            |(at, text): (usize, &&str)| (at as u32, Cell::Text(Cow::Owned(text.to_string())));
        let row = |(index, texts): &(u32, &[&str])| HeadRow {
            index: *index,
            cells: texts.iter().enumerate().filter(|(_, t)| !t.is_empty()).map(cell).collect(),
        };
        rows.iter().map(row).collect()
    }

    fn repairs() -> RegisterSpec {
        spec(vec![
            column("room", "房号", Text, true),
            column("reported", "报修时间", Text, true),
            column("minutes", "用时", Number, true),
            column("note", "备注", Text, false),
        ])
    }

    #[test]
    fn the_row_with_most_columns_is_the_header() {
        let names = HeaderNames::new(&repairs());
        let header = names
            .find(&rows(&[
                (0, &["滨河花园报修台帐"]),
                (1, &["房号", "3-502", "备注"]),
                (3, &["序号", " 房 号", "报修\n时间*", "用时（分钟）（必填）", "Note"]),
                (4, &["1", "3-502", "2025-3-5", "12", ""]),
            ]))
            .unwrap();
        assert_eq!(header.row, 3);
        assert!(header.is_enough() && header.has_all_required());
        assert_eq!(header.columns, [1, 2, 3, 4].map(Found::At));
        assert_eq!(header.range(), "A4:E4");
        assert_eq!(header.text(2), Some("报修 时间*"));
        assert!(header.problems(&repairs(), "a.xlsx", "S").is_empty());
    }

    #[test]
    fn required_columns_outweigh_many() {
        let names = HeaderNames::new(&spec(vec![
            column("a", "甲", Text, true),
            column("b", "乙", Text, false),
            column("c", "丙", Text, false),
            column("d", "丁", Text, false),
        ]));
        let header = names.find(&rows(&[(0, &["乙", "丙", "丁"]), (1, &["甲", "乙"])])).unwrap();
        assert_eq!(header.row, 1);
    }

    #[test]
    fn doubled_and_missing_columns_are_problems() {
        let names = HeaderNames::new(&repairs());
        let header = names
            .find(&rows(&[(2, &["房号", "报修日间", "房号", "用时", "用时(含路上)"])]))
            .unwrap();
        assert!(header.is_enough());
        assert_eq!(header.columns[0], Found::Several(vec![0, 2]));
        assert_eq!(header.columns[2], Found::At(3), "the header without a remark is meant");
        let problems = header.problems(&repairs(), "a.xlsx", "S");
        let place = Place::Cell { file: "a.xlsx".into(), sheet: "S".into(), cell: "A3:E3".into() };
        assert_eq!(
            problems,
            [
                Problem::error(
                    ProblemKind::AmbiguousColumn {
                        register: "r".into(),
                        column: "room".into(),
                        headers: vec!["房号 (A3)".into(), "房号 (C3)".into()],
                    },
                    place.clone()
                ),
                Problem::error(
                    ProblemKind::MissingColumn {
                        register: "r".into(),
                        column: "reported".into(),
                        names: vec!["报修时间".into(), "Reported".into()],
                        nearest: Some("报修日间".into()),
                    },
                    place
                ),
            ]
        );
    }

    #[test]
    fn too_few_columns_are_no_header() {
        let names = HeaderNames::new(&repairs());
        let enough = |texts: &[&str]| names.find(&rows(&[(0, texts)])).unwrap().is_enough();
        assert!(!enough(&["房号", "备注"]), "one of three required columns");
        assert!(enough(&["房号", "用时"]));
        let header = names.find(&rows(&[(0, &["房号", "13800005678"])])).unwrap();
        assert_eq!(
            header.not_found(&repairs()),
            ProblemKind::HeaderNotFound {
                register: "r".into(),
                best: vec!["房号".into(), "138****5678".into()],
                missing: vec!["报修时间".into(), "用时".into()],
            }
        );
        assert!(names.find(&rows(&[(20, &["房号", "报修时间", "用时"])])).is_none());
    }
}
