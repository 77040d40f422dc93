//! Which column a header names.

use std::cmp::Reverse;
use std::sync::Arc;

use hashbrown::HashMap;
use memchr::{memchr, memchr3};

use super::choice::is_same_register;
use super::head::{Head, HeadRow, Stack};
use super::header::{CERTAIN, Found, Header, HeaderCell, RunnerUp};
use super::starts::Starts;
use super::text::fold;
use crate::reader::Cell;
use crate::standard::{ColumnSpec, RegisterSpec};

/// Most rows a header has.
const MAX_LINES: usize = 3;

/// How far a header is from the name itself; 0 is the name. Of two headers for one column the
/// nearer one is meant.
type Distance = u8;

/// A heading and what stands below it, the heading shortened: 处理情况 over 时间 is 处理时间.
const SHORTENED: Distance = 4;
/// Only what stands below the heading.
const LOWEST: Distance = 8;
/// An upper row's text with nothing below it.
const ABOVE: Distance = 12;

/// What a row may be in a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// Some text of it names a column.
    Names,
    /// Some text of it is what the name of a column begins with, a row below may end.
    Begins,
}

/// Endings of headings that the names of columns leave out.
pub(super) const HEADING_ENDINGS: &[&str] =
    &["情况", "信息", "记录", "内容", "结果", "方面", "部分", "明细", "一栏", "栏"];

/// Signs of filters and sorting that stand beside a header.
const SIGNS: &[char] = &['▼', '▽', '▾', '▿', '▲', '△', '▴', '▵', '↓', '↑', '↕', '⇅', '◆', '★', '☆'];

/// The names a register's columns go by, folded once. A clone shares them.
#[derive(Debug, Clone)]
pub struct HeaderNames {
    columns: Arc<HashMap<String, usize>>,
    /// The names in order, to find those that begin with a text.
    ordered: Arc<[String]>,
    /// Each written backwards, in order, to find those that end with a text.
    backward: Arc<[String]>,
    required: Vec<bool>,
    starts: Starts,
}

impl HeaderNames {
    /// The names of a register: Chinese, English and the column's id.
    pub fn new(spec: &RegisterSpec) -> HeaderNames {
        let mut columns = HashMap::new();
        let mut starts = Starts::default();
        for (index, column) in spec.columns.iter().enumerate() {
            for name in names(column) {
                let folded = fold(name);
                starts.add(&folded);
                columns.entry(folded).or_insert(index);
            }
        }
        let in_order = |mut names: Vec<String>| -> Arc<[String]> {
            names.sort_unstable();
            names.into()
        };
        let ordered = in_order(columns.keys().cloned().collect());
        let backward = in_order(columns.keys().map(|name| reversed(name)).collect());
        let required = spec.columns.iter().map(|c| c.required).collect();
        HeaderNames { columns: Arc::new(columns), ordered, backward, required, starts }
    }

    /// The names of several registers, in their order.
    pub fn of_all(specs: &[RegisterSpec]) -> Vec<HeaderNames> {
        specs.iter().map(HeaderNames::new).collect()
    }

    /// First letters of the names.
    pub(super) fn starts(&self) -> &Starts {
        &self.starts
    }

    /// The column a header names: as a whole, without a remark in brackets or a mark for
    /// "required" at its ends, or with one of its parts where it is in two languages.
    fn column(&self, header: &str) -> Option<(usize, Distance)> {
        if !self.may_be(header) {
            return None;
        }
        let folded = fold(header);
        if let Some(&column) = self.columns.get(&folded) {
            return Some((column, 0));
        }
        let mut rest = folded.as_str();
        while let Some(shorter) = without_ending(rest) {
            rest = shorter;
            if let Some(&column) = self.columns.get(rest) {
                return Some((column, 1));
            }
        }
        const BETWEEN: [char; 3] = ['\n', '/', '／'];
        if !header.contains(BETWEEN) {
            return None;
        }
        let mut parts = header.split(BETWEEN).filter_map(|p| self.columns.get(&fold(p)));
        let first = *parts.next()?;
        parts.all(|other| *other == first).then_some((first, 2))
    }

    /// The column that texts above one another name.
    fn stacked(&self, stack: &Stack<'_>) -> Option<(usize, Distance)> {
        let nearer = |(column, distance): (usize, Distance), by| (column, distance + by);
        let (last, above) = stack.texts.split_last()?;
        if above.is_empty() {
            let by = if stack.ends_above { ABOVE } else { 0 };
            return self.column(last).map(|c| nearer(c, by));
        }
        if let Some(found) = self.column(&stack.texts.concat()) {
            return Some(found);
        }
        for heading in above.iter().rev() {
            let folded = fold(heading);
            let short = HEADING_ENDINGS.iter().find_map(|e| folded.strip_suffix(e));
            let joined = [Some(folded.as_str()), short].into_iter().flatten();
            let found = joined.map(|h| format!("{h}{last}")).find_map(|name| self.column(&name));
            if let Some(found) = found {
                return Some(nearer(found, SHORTENED));
            }
        }
        self.column(last).map(|c| nearer(c, LOWEST))
    }

    /// The rows that name most columns, with all required columns before any others; of equals
    /// the fewest, then the upper ones. Where another table of the same form stands above them,
    /// its header. It may still name too few, see [`Header::is_enough`].
    pub fn find(&self, head: &Head) -> Option<Header> {
        let mut candidates = self.candidates(head, |row| self.use_of(row));
        if candidates.iter().all(|header| header.matched() == 0) {
            // Rows that name nothing count where no others do.
            let last = head.rows.last().map(|row| row.index);
            let may = |row: &HeadRow| self.may_name(row) || Some(row.index) == last;
            candidates = self.candidates(head, |row| may(row).then_some(Use::Names));
        }
        let order = |h: &Header| (h.rank(), Reverse(h.lines.len()), Reverse(*h.rows.start()));
        let best = candidates.iter().max_by_key(|h| order(h))?;
        let above = |h: &&Header| {
            h.rows.end() < best.rows.start()
                && h.is_enough()
                && h.is_mostly_known()
                && 2 * h.matched() >= best.matched()
                && is_same_register(best, h)
        };
        let mut found =
            candidates.iter().filter(above).max_by_key(|h| order(h)).unwrap_or(best).clone();
        let apart =
            |h: &&Header| h.rows.end() < found.rows.start() || h.rows.start() > found.rows.end();
        let next = candidates.iter().filter(apart).max_by_key(|h| order(h));
        let rivals = candidates.iter().filter(|h| apart(h) && self.is_rival(head, &found, h));
        let rival = rivals.max_by_key(|h| order(h));
        found.rival = rival.map(Header::range);
        found.runner_up = next
            .filter(|h| h.matched() > 0)
            .map(|h| RunnerUp { rows: h.rows.clone(), matched: h.matched() });
        Some(found)
    }

    /// Every one to three rows that may be a header: one of them names a column, or another than the last
    /// begins the name of one that a row below it ends.
    fn candidates(&self, head: &Head, use_of: impl Fn(&HeadRow) -> Option<Use>) -> Vec<Header> {
        let uses: Vec<Option<Use>> = head.rows.iter().map(use_of).collect();
        let mut candidates = Vec::new();
        for position in 0..head.rows.len() {
            for count in 1..=MAX_LINES {
                let uses = uses.get(position..position + count).unwrap_or_default();
                let begins = |use_of: &Option<Use>| *use_of == Some(Use::Begins);
                let begun = uses.iter().position(begins).filter(|at| at + 1 < count);
                let names = uses.contains(&Some(Use::Names));
                if !names && begun.is_none() {
                    continue;
                }
                let Some(lines) = head.lines(position, count) else { break };
                let below = || lines.iter().skip(begun.map_or(count, |at| at + 1));
                if !names && !below().any(|row| self.ends(row)) {
                    continue;
                }
                if lines.first().is_some_and(|l| head.reaches(l.index)) {
                    candidates.push(self.read(head, lines));
                }
            }
        }
        candidates
    }

    /// What a row is good for in a header; nothing is certain.
    fn use_of(&self, row: &HeadRow) -> Option<Use> {
        let texts = || row.texts().filter(|text| self.may_be(text));
        // A part of a text, or more than one way to write it: only a close look tells.
        let names =
            |text: &str| self.column(text).is_some() || has_marks(text) || text.contains('纪');
        if texts().any(names) {
            return Some(Use::Names);
        }
        texts().any(|text| self.begins(text)).then_some(Use::Begins)
    }

    /// Whether a name begins with a text, or with a heading of it shortened.
    fn begins(&self, text: &str) -> bool {
        let folded = fold(text);
        let short = HEADING_ENDINGS.iter().filter_map(|e| folded.strip_suffix(e));
        std::iter::once(folded.as_str()).chain(short).any(|start| has_start(&self.ordered, start))
    }

    /// Whether a name may end with a text of a row, as it is or without a remark.
    fn ends(&self, row: &HeadRow) -> bool {
        row.texts().any(|text| {
            let folded = fold(text);
            // The end of a remark that begins further up.
            let closes =
                |[open, close]: [char; 2]| folded.contains(close) && !folded.contains(open);
            if [['(', ')'], ['[', ']']].into_iter().any(closes) {
                return true;
            }
            std::iter::successors(Some(folded.as_str()), |text| without_ending(text))
                .any(|end| !end.is_empty() && has_start(&self.backward, &reversed(end)))
        })
    }

    /// Whether another row names the same columns as well and puts them elsewhere, and no row of data
    /// between the two says that they head two tables.
    fn is_rival(&self, head: &Head, found: &Header, other: &Header) -> bool {
        // A row of data may stand for a line of a header of two.
        let between = found.rows.end() + 1..*other.rows.end();
        let is_data = |row: &&HeadRow| row.cells.len() > 1 && !self.may_name(row);
        found.is_enough()
            && other.rows.start() > found.rows.end()
            && other.rank() == found.rank()
            && other.found() == found.found()
            && other.columns != found.columns
            && other.is_mostly_known()
            && !head.rows.iter().filter(|row| between.contains(&row.index)).any(|r| is_data(&r))
    }

    /// Whether some text of a row looks as if it named a column, alone or with those below it.
    fn may_name(&self, row: &HeadRow) -> bool {
        row.texts().any(|text| self.starts.shares_letter(text) || has_marks(text))
    }

    /// Whether a row may be, by itself, a header beyond doubt (see [`Header::is_certain`]); `false` is certain.
    pub(super) fn may_head(&self, cells: &[(u32, Cell<'_>)]) -> bool {
        let may_name = |(_, cell): &&(u32, Cell<'_>)| match cell {
            Cell::Text(text) => self.may_be(text),
            _ => false,
        };
        cells.iter().filter(may_name).nth(CERTAIN - 1).is_some()
    }

    /// A quick look whether a text may be, or begin, the name of a column; `false` is certain.
    fn may_be(&self, text: &str) -> bool {
        self.starts.may_begin(text) || has_marks(text)
    }

    /// Reads a single row as a header.
    pub(super) fn read_row(&self, row: HeadRow) -> Header {
        let head = Head::new(vec![row], Default::default());
        self.read(&head, &head.rows)
    }

    fn read(&self, head: &Head, lines: &[HeadRow]) -> Header {
        let stacks = head.stacks(lines);
        let mut matched: Vec<Option<(usize, Distance)>> =
            stacks.iter().map(|s| self.stacked(s)).collect();
        // One text alone above the header is a title or a key.
        let above = |m: &Option<(usize, Distance)>| m.is_some_and(|(_, d)| d >= ABOVE);
        if matched.iter().filter(|m| above(m)).count() < 2 {
            matched.iter_mut().filter(|m| above(m)).for_each(|m| *m = None);
        }
        let first = lines.first().map_or(0, |l| l.index);
        let last = lines.last().map_or(first, |l| l.index);
        let used = stacks.iter().zip(&matched).filter(|(_, m)| m.is_some());
        let bottom = used.map(|(s, _)| s.bottom).max().unwrap_or(last).max(last);
        let tables = self.place(&stacks, &mut matched);
        let headers: Vec<HeaderCell> = stacks
            .iter()
            .zip(&matched)
            .map(|(stack, matched)| HeaderCell {
                columns: stack.columns.clone(),
                text: one_line(&stack.texts.join(" ")),
                known: matched.map(|(column, _)| column),
            })
            .collect();
        let mut tables = tables.into_iter();
        Header {
            rows: first..=bottom,
            columns: tables.next().unwrap_or_default(),
            beside: tables.collect(),
            headers,
            runner_up: None,
            rival: None,
            required: self.required.clone(),
            lines: lines.iter().map(line).collect(),
        }
    }

    /// Where each column is, for one table or several side by side. A header that is further from a
    /// column's name than another one names none.
    fn place(
        &self,
        stacks: &[Stack<'_>],
        matched: &mut [Option<(usize, Distance)>],
    ) -> Vec<Vec<Found>> {
        let mut nearest = vec![Distance::MAX; self.required.len()];
        for (column, distance) in matched.iter().flatten() {
            if let Some(slot) = nearest.get_mut(*column) {
                *slot = (*slot).min(*distance);
            }
        }
        // 满意度 beside 满意度(备注): the one without a remark is meant.
        for matched in matched.iter_mut() {
            *matched = matched.filter(|(column, d)| nearest.get(*column) == Some(d));
        }
        let meant = stacks.iter().zip(&*matched);
        let hits: Vec<(usize, u32)> =
            meant.filter_map(|(stack, m)| Some(((*m)?.0, *stack.columns.start()))).collect();
        let mut tables: Vec<Vec<Found>> = Vec::new();
        for (column, at) in &hits {
            let is_new = |t: &Vec<Found>| t.get(*column) != Some(&Found::Nowhere);
            if tables.last().is_none_or(is_new) {
                tables.push(vec![Found::Nowhere; self.required.len()]);
            }
            if let Some(slot) = tables.last_mut().and_then(|t| t.get_mut(*column)) {
                *slot = Found::At(*at);
            }
        }
        if tables.len() > 1 && self.are_alike(&tables) {
            return tables;
        }
        let mut one = vec![Found::Nowhere; self.required.len()];
        for (column, at) in hits {
            if let Some(slot) = one.get_mut(column) {
                slot.add(at);
            }
        }
        vec![one]
    }

    /// Whether tables side by side are the same form, each with all it needs; else headers are
    /// only there twice.
    fn are_alike(&self, tables: &[Vec<Found>]) -> bool {
        let has = |t: &[Found], c: usize| t.get(c).is_some_and(|f| *f != Found::Nowhere);
        let within = |a: &[Found], b: &[Found]| (0..a.len()).all(|c| !has(a, c) || has(b, c));
        let complete = |t: &[Found]| {
            let columns = t.iter().filter(|f| **f != Found::Nowhere).count();
            columns >= 2 && self.required.iter().enumerate().all(|(c, needed)| !needed || has(t, c))
        };
        let Some((first, others)) = tables.split_first() else { return false };
        complete(first)
            && others.iter().all(|t| complete(t) && (within(t, first) || within(first, t)))
    }
}

fn names(column: &ColumnSpec) -> impl Iterator<Item = &String> {
    column.zh.iter().chain(&column.en).chain(std::iter::once(&column.id))
}

/// Whether signs stand in a text that may stand around a name or between names.
fn has_marks(text: &str) -> bool {
    // Full-width signs begin with this byte, and signs of filters with the other.
    const WIDE: u8 = 0xEF;
    const SIGN: u8 = 0xE2;
    let bytes = text.as_bytes();
    memchr3(b'*', b'\n', b'/', bytes).is_some()
        || memchr(WIDE, bytes).is_some() && text.contains(['＊', '／'])
        || bytes.first() == Some(&SIGN) && text.starts_with(SIGNS)
}

/// Whether one of some texts, which are in order, begins with `start`.
fn has_start(ordered: &[String], start: &str) -> bool {
    let at = ordered.partition_point(|text| text.as_str() < start);
    ordered.get(at).is_some_and(|text| text.starts_with(start))
}

/// A text written backwards.
fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}

/// A folded header without its last remark in brackets, `*`, `:` or `▼`; `None` where it has none.
fn without_ending(folded: &str) -> Option<&str> {
    let around = folded.strip_prefix('*').or_else(|| folded.strip_prefix(SIGNS));
    let around = around.or_else(|| folded.strip_suffix(['*', ':']));
    if let Some(rest) = around.or_else(|| folded.strip_suffix(SIGNS)) {
        return Some(rest);
    }
    let (close, open) = [(')', '('), (']', '[')].into_iter().find(|(c, _)| folded.ends_with(*c))?;
    let inner = folded.strip_suffix(close)?;
    inner.rfind(open).and_then(|at| folded.get(..at)).filter(|rest| !rest.is_empty())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The texts of a row by column, folded, to know it again further down.
fn line(row: &HeadRow) -> Vec<(u32, String)> {
    let texts = row.cells.iter().filter_map(|(column, cell)| match cell {
        Cell::Text(text) => Some((*column, fold(text))),
        _ => None,
    });
    texts.filter(|(_, text)| !text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_how_they_begin() {
        let ends = |names: &[&str], end: &str| {
            let mut backward: Vec<String> = names.iter().map(|name| reversed(name)).collect();
            backward.sort_unstable();
            has_start(&backward, &reversed(end))
        };
        let names = ["报修时间", "时间", "orderno", "房号", "完成时间(必填)"];
        for name in names {
            for (at, _) in name.char_indices() {
                assert!(ends(&names, &name[at..]), "{}", &name[at..]);
            }
        }
        for none in ["报修", "修时", "间时", "x时间", "号房", "order"] {
            assert!(!ends(&names, none), "{none}");
        }
        assert!(!ends(&[], "号"));
    }
}
