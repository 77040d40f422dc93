//! One problem for what is wrong with many cells of a column.

use std::collections::BTreeMap;

use super::{Noted, SheetReader};
use crate::diagnostic::ProblemKind;
use crate::evidence::table::CellAt;

/// Cells named of those that need no mending one by one.
const NAMED: usize = 3;

/// How the cells of one kind of problem are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// The whole column at once: it is read, and one change of format mends it.
    Numbers,
    /// Cells below one another as a range. All of them are to be mended, and named.
    Error,
    Uncalculated,
    Undated,
}

fn kind(problem: &ProblemKind) -> Option<Kind> {
    match problem {
        ProblemKind::DateAsNumber { .. } => Some(Kind::Numbers),
        ProblemKind::CellError { .. } => Some(Kind::Error),
        ProblemKind::Uncalculated { .. } => Some(Kind::Uncalculated),
        ProblemKind::UndatedRow { .. } => Some(Kind::Undated),
        _ => None,
    }
}

impl SheetReader<'_, '_> {
    /// Makes one problem of those of a column that say the same.
    pub(super) fn fold(&mut self) {
        let mut kept: Vec<(Noted, u32)> = Vec::new();
        // The last problem of each part, column and kind.
        let mut last: BTreeMap<(u16, usize, Kind), usize> = BTreeMap::new();
        for mut noted in std::mem::take(&mut self.found) {
            let key =
                kind(&noted.problem.kind).and_then(|kind| Some((noted.part, noted.column?, kind)));
            if let ProblemKind::DateAsNumber { cells, .. } = &mut noted.problem.kind {
                cells.push(noted.at.to_string());
            }
            let before = key.and_then(|key| kept.get_mut(*last.get(&key)?));
            if before.is_some_and(|(before, end)| joined(before, end, &noted)) {
                continue;
            }
            if let Some(key) = key {
                last.insert(key, kept.len());
            }
            let row = noted.at.row;
            kept.push((noted, row));
        }
        self.found = kept.into_iter().map(|(noted, end)| self.placed(noted, end)).collect();
    }

    /// With the range of its cells as its place.
    fn placed(&self, mut noted: Noted, end: u32) -> Noted {
        if end > noted.at.row {
            let last = CellAt { row: end, column: noted.at.column };
            noted.problem.place = self.place(format!("{}:{last}", noted.at));
        }
        noted
    }
}

/// Adds a problem to one before it that ends in row `end`, if it says the same.
fn joined(before: &mut Noted, end: &mut u32, noted: &Noted) -> bool {
    if let (
        ProblemKind::DateAsNumber { count, cells, .. },
        ProblemKind::DateAsNumber { cells: more, .. },
    ) = (&mut before.problem.kind, &noted.problem.kind)
    {
        *count += 1;
        cells.extend(more.iter().take(NAMED.saturating_sub(cells.len())).cloned());
        return true;
    }
    let below = noted.at.row == *end + 1 && noted.at.column == before.at.column;
    let same = below && before.problem.kind == noted.problem.kind;
    if same {
        *end = noted.at.row;
    }
    same
}
