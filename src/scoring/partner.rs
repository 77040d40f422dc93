//! Partners of rows in another register.

use std::cell::RefCell;

use chrono::NaiveDate;
use hashbrown::HashMap;

use super::condition::{DAY, Rows, between, ranges};
use super::key::{Key, Keys};
use super::truth::Truth;
use crate::lang::Text;
use crate::standard::Near;
use crate::standard::expression::Op;

/// The rows of another register, by what they are matched by.
pub(super) struct Partners<'a> {
    here: Rows<'a>,
    there: Rows<'a>,
    matching: &'a [(usize, usize)],
    within: Option<Near>,
    /// First second after the date of the audit.
    end: i64,
    by_key: HashMap<String, Vec<usize>>,
    /// Rows there that cannot be told from a partner: what they are matched by cannot be read.
    unreadable: Vec<usize>,
    /// What rows here are matched by.
    keys: RefCell<Keys<'a>>,
}

impl<'a> Partners<'a> {
    /// Rows `there` by the columns of `matching`; a row with one of them empty is nobody's partner.
    pub fn new(
        here: Rows<'a>,
        there: Rows<'a>,
        matching: &'a [(usize, usize)],
        within: Option<Near>,
        as_of: NaiveDate,
    ) -> Self {
        let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
        let mut unreadable = Vec::new();
        let mut keys = Keys::new(there, matching.iter().map(|(_, there)| *there));
        for row in 0..there.register.rows.len() {
            match keys.make(row) {
                Key::Values { .. } => by_key.entry_ref(keys.last()).or_default().push(row),
                Key::Unreadable => unreadable.push(row),
                Key::Blank => {}
            }
        }
        if let Some(near) = within {
            let moment = |row: &usize| there.moment(near.there, *row).map(|m| m.seconds);
            by_key.values_mut().for_each(|rows| rows.sort_by_key(moment));
        }
        let end = (i64::from(as_of.to_epoch_days()) + 1) * DAY;
        let keys = RefCell::new(Keys::new(here, matching.iter().map(|(here, _)| *here)));
        Partners { here, there, matching, within, end, by_key, unreadable, keys }
    }

    /// The columns here that a partner is looked for by.
    pub fn columns(&self) -> Vec<usize> {
        let matched = self.matching.iter().map(|(here, _)| *here);
        matched.chain(self.within.map(|w| w.here)).collect()
    }

    /// Name of the other register.
    pub fn title(&self) -> &Text {
        &self.there.spec.title
    }

    /// Whether a row here has a partner. Unknown where it has nothing to be looked for by, where a
    /// row there may be it, and where the time for it is not over yet.
    pub fn has(&self, row: usize) -> Truth {
        let mut keys = self.keys.borrow_mut();
        let Key::Values { .. } = keys.make(row) else { return Truth::Unknown };
        let same = self.by_key.get(keys.last()).map_or(&[][..], Vec::as_slice);
        let Some(near) = self.within else {
            return match (same.is_empty(), self.unreadable.is_empty()) {
                (false, _) => Truth::True,
                (true, false) => Truth::Unknown,
                (true, true) => Truth::False,
            };
        };
        let Some(at) = self.here.column_instant(near.here, row) else { return Truth::Unknown };
        let around = self.around(same, near, at.low, at.high);
        match Truth::any(around.iter().map(|other| self.near(near, row, *other))) {
            Truth::False if at.high.saturating_add(near.seconds) >= self.end => Truth::Unknown,
            // Not a partner for sure only where it is far away.
            Truth::False => {
                Truth::any(self.unreadable.iter().map(|other| match self.near(near, row, *other) {
                    Truth::False => Truth::False,
                    _ => Truth::Unknown,
                }))
            }
            found => found,
        }
    }

    /// Those of `rows`, sorted by time, that are not dated or dated not much further away than may be.
    fn around(&self, rows: &[usize], near: Near, low: i64, high: i64) -> Vec<usize> {
        let time = |row: &usize| self.there.moment(near.there, *row).map(|m| m.seconds);
        let reach = near.seconds.saturating_add(DAY);
        let undated = rows.partition_point(|row| time(row).is_none());
        let from = rows.partition_point(|row| time(row) < Some(low.saturating_sub(reach)));
        let to = rows.partition_point(|row| time(row) <= Some(high.saturating_add(reach)));
        let undated = rows.get(..undated).unwrap_or_default();
        let dated = rows.get(from.max(undated.len())..to).unwrap_or_default();
        undated.iter().chain(dated).copied().collect()
    }

    fn near(&self, near: Near, row: usize, other: usize) -> Truth {
        let here = self.here.column_instant(near.here, row);
        let there = self.there.column_instant(near.there, other);
        let Some(apart) = here.zip(there).and_then(|(here, there)| between(there, here)) else {
            return Truth::Unknown;
        };
        let apart = (apart.low, apart.high);
        Truth::all([
            ranges(Op::Le, apart, (near.seconds, near.seconds)),
            ranges(Op::Ge, apart, (-near.seconds, -near.seconds)),
        ])
    }
}
