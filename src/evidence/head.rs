//! The first rows of a sheet, and what stands above one another in them.

use std::ops::{ControlFlow, RangeInclusive};

use super::text::trim;
use crate::diagnostic::ProblemKind;
use crate::reader::{Cell, Layout, Merge, Workbook};

/// Rows at the top of a sheet among which the header is looked for. Of 141 real sheets, 60 have it in
/// row 3 to 8 or below, under titles, blocks of keys and legends.
pub const HEADER_ROWS: u32 = 60;
/// A longer text is no header.
const MAX_HEADER_BYTES: usize = 200;
/// Columns of a sheet among which the header is looked for: each row of them is held against every
/// register, so that sixty rows over a whole sheet of names took a minute. What is missing then is said.
const HEADER_COLUMNS: u32 = 1_024;

/// A row at the top of a sheet, kept while the header is looked for.
#[derive(Debug, Clone)]
pub struct HeadRow {
    /// Zero-based row.
    pub index: u32,
    /// Zero-based column and value, ascending.
    pub cells: Vec<(u32, Cell<'static>)>,
}

/// The top of a sheet.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// Its first rows.
    pub rows: Vec<HeadRow>,
    /// What stands around its cells.
    pub layout: Layout,
    /// The merges that begin in its first rows.
    merges: Vec<Merge>,
    /// The row it begins with.
    from: u32,
}

/// The first rows of a sheet.
///
/// # Errors
/// `FileUnreadable`, from the reader.
pub fn head(workbook: &mut Workbook, sheet: usize) -> Result<Head, ProblemKind> {
    head_from(workbook, sheet, 0)
}

/// The first rows of what stands on a sheet from row `from` on.
///
/// # Errors
/// `FileUnreadable`, from the reader.
pub(super) fn head_from(
    workbook: &mut Workbook,
    sheet: usize,
    from: u32,
) -> Result<Head, ProblemKind> {
    let mut rows = Vec::new();
    workbook.scan(sheet, &mut |row| {
        if row.index >= from.saturating_add(HEADER_ROWS) {
            return ControlFlow::Break(());
        }
        if row.index >= from {
            rows.push(HeadRow::of(row.index, row.cells));
        }
        ControlFlow::Continue(())
    })?;
    Ok(Head::starting(from, rows, workbook.layout(sheet)?))
}

impl HeadRow {
    pub(crate) fn of(index: u32, cells: &[(u32, Cell<'_>)]) -> HeadRow {
        let cells = looked_at(cells).iter();
        let cells = cells.map(|(column, cell)| (*column, cell.clone().into_owned()));
        HeadRow { index, cells: cells.collect() }
    }

    pub(super) fn cell(&self, column: u32) -> Option<&Cell<'static>> {
        let at = self.cells.binary_search_by_key(&column, |(c, _)| *c).ok()?;
        self.cells.get(at).map(|(_, cell)| cell)
    }

    /// The text of a cell, where it can be a header.
    fn text(&self, column: u32) -> Option<&str> {
        match self.cell(column)? {
            Cell::Text(text) => {
                Some(trim(text)).filter(|t| !t.is_empty() && t.len() <= MAX_HEADER_BYTES)
            }
            _ => None,
        }
    }

    /// What of it is text, as it stands there.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().filter_map(|(_, cell)| match cell {
            Cell::Text(text) => Some(text.as_ref()),
            _ => None,
        })
    }

    /// Whether nothing but texts stands in it.
    pub(super) fn is_text(&self) -> bool {
        are_texts(&self.cells)
    }
}

/// The cells of a row that may be a header.
fn looked_at<'c, 'a>(cells: &'c [(u32, Cell<'a>)]) -> &'c [(u32, Cell<'a>)] {
    let end = cells.partition_point(|(column, _)| *column < HEADER_COLUMNS);
    cells.get(..end).unwrap_or_default()
}

/// Whether nothing but texts stands in a row, where it may be a header.
pub(super) fn are_texts(cells: &[(u32, Cell<'_>)]) -> bool {
    looked_at(cells).iter().all(|(_, cell)| matches!(cell, Cell::Text(_)))
}

/// Texts of neighbouring rows that stand above one another, as one header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stack<'a> {
    /// The sheet columns it covers: several where the same cells are merged over them.
    pub columns: RangeInclusive<u32>,
    /// The texts, top to bottom; a text merged over several rows once. Never empty.
    pub texts: Vec<&'a str>,
    /// The last row has nothing of its own here, and no merge reaches down to it.
    pub ends_above: bool,
    /// Last row of its cells.
    pub bottom: u32,
    /// Row and column of each text.
    sources: Vec<(u32, u32)>,
}

impl Head {
    /// The first rows of a sheet with this layout.
    pub fn new(rows: Vec<HeadRow>, layout: Layout) -> Head {
        Head::starting(0, rows, layout)
    }

    fn starting(from: u32, rows: Vec<HeadRow>, layout: Layout) -> Head {
        let looked_at = from..from.saturating_add(HEADER_ROWS);
        let merges = layout.merges.iter();
        let merges = merges.filter(|m| looked_at.contains(m.rows.start())).cloned().collect();
        Head { rows, layout, merges, from }
    }

    /// The same, with no more than its first `rows` rows.
    pub(super) fn top(&self, rows: usize) -> Head {
        let first = self.rows.iter().take(rows).cloned().collect();
        Head { rows: first, layout: self.layout.clone(), merges: self.merges.clone(), ..*self }
    }

    /// Whether a header may begin in a row.
    pub(super) fn reaches(&self, row: u32) -> bool {
        row < self.from.saturating_add(HEADER_ROWS)
    }

    /// Up to `count` rows from the one at `position` on that follow one another without a gap.
    pub(super) fn lines(&self, position: usize, count: usize) -> Option<&[HeadRow]> {
        let lines = self.rows.get(position..position.checked_add(count)?)?;
        let first = lines.first()?.index;
        let adjacent = lines.iter().zip(first..).all(|(line, index)| line.index == index);
        // Below the first row of a header there are no numbers and no dates.
        let texts = lines.iter().skip(1).all(HeadRow::is_text);
        (adjacent && texts).then_some(lines)
    }

    /// The headers that `lines` make, by column.
    pub(super) fn stacks<'a>(&self, lines: &'a [HeadRow]) -> Vec<Stack<'a>> {
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return Vec::new() };
        let merges: Vec<&Merge> = self
            .merges
            .iter()
            .filter(|m| (first.index..=last.index).contains(m.rows.start()))
            .collect();
        let mut columns: Vec<u32> =
            lines.iter().flat_map(|l| l.cells.iter().map(|(c, _)| *c)).collect();
        for merge in &merges {
            let end = *merge.columns.end();
            columns.extend(*merge.columns.start()..=end.min(HEADER_COLUMNS));
        }
        columns.sort_unstable();
        columns.dedup();
        let covered: Vec<Covered<'_>> =
            lines.iter().map(|line| Covered::new(&merges, line.index)).collect();
        let mut stacks: Vec<Stack<'a>> = Vec::new();
        let mut left = vec![None; lines.len()];
        for column in columns {
            let Some(stack) = stack(lines, &covered, column, &mut left) else { continue };
            match stacks.last_mut() {
                Some(before)
                    if before.sources == stack.sources && *before.columns.end() + 1 == column =>
                {
                    before.columns = *before.columns.start()..=column;
                }
                _ => stacks.push(stack),
            }
        }
        stacks
    }
}

/// The merges over a row, by first column. They have no cell in common.
struct Covered<'m> {
    here: Vec<&'m Merge>,
    /// There are merges in this row or in those beside it.
    any: bool,
}

impl<'m> Covered<'m> {
    fn new(merges: &[&'m Merge], row: u32) -> Covered<'m> {
        let mut here: Vec<&Merge> =
            merges.iter().filter(|m| m.rows.contains(&row)).copied().collect();
        here.sort_unstable_by_key(|m| *m.columns.start());
        Covered { here, any: !merges.is_empty() }
    }

    /// The merge over a column.
    fn at(&self, column: u32) -> Option<&'m Merge> {
        let behind = self.here.partition_point(|m| *m.columns.start() <= column);
        let merge = self.here.get(behind.checked_sub(1)?)?;
        merge.columns.contains(&column).then_some(merge)
    }
}

/// What stands in one column. `left` holds, by line, the last column with a text up to the one at
/// hand without a gap: headings over several columns are often not merged, only empty to the right.
fn stack<'a>(
    lines: &'a [HeadRow],
    covered: &[Covered<'_>],
    column: u32,
    left: &mut [Option<(u32, u32)>],
) -> Option<Stack<'a>> {
    let has_below =
        |i: usize| lines.get(i + 1..).unwrap_or_default().iter().any(|l| l.text(column).is_some());
    let mut found = Stack {
        columns: column..=column,
        texts: Vec::new(),
        ends_above: true,
        bottom: 0,
        sources: Vec::new(),
    };
    for (i, (line, covered)) in lines.iter().zip(covered).enumerate() {
        let merge = covered.at(column);
        let own = line.cell(column).map(|_| (line.index, column));
        let merged = merge.map(|m| (*m.rows.start(), *m.columns.start()));
        let filled = left.get(i).copied().flatten().filter(|(_, up_to)| up_to + 1 == column);
        let beside = filled.filter(|_| !covered.any && has_below(i)).map(|(c, _)| (line.index, c));
        if let Some(slot) = left.get_mut(i) {
            *slot = match (own, beside) {
                (Some(_), _) => Some((column, column)),
                (None, Some((_, c))) => Some((c, column)),
                (None, None) => None,
            };
        }
        let Some(source) = own.or(merged).or(beside) else { continue };
        if found.sources.last() != Some(&source) {
            let line = lines.iter().find(|l| l.index == source.0);
            let Some(text) = line.and_then(|l| l.text(source.1)) else { continue };
            found.texts.push(text);
            found.sources.push(source);
        }
        found.ends_above = i + 1 < lines.len();
        found.bottom = merge.map_or(line.index, |m| *m.rows.end());
    }
    (!found.texts.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_looked_for_in_a_bounded_part_of_a_sheet() {
        let row = vec!["房号"; 16_384].join(",") + "\n";
        let mut book = Workbook::open(row.repeat(100).into_bytes()).unwrap();
        let head = head(&mut book, 0).unwrap();
        assert_eq!(head.rows.len(), 60);
        assert!(head.rows.iter().all(|row| row.cells.len() == 1_024));
    }
}
