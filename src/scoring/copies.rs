//! Rows that repeat, one by one or as a file that is kept twice: one saved anew has other bytes and the same
//! rows, which are one problem and not thousands.

use std::collections::BTreeMap;

use crate::evidence::table::Register;

/// So many rows of a file must stand in other files for it to be a copy.
const LEAST: usize = 20;

/// And so many of a hundred.
const PERCENT: usize = 90;

/// A row, and the earlier one that it repeats.
pub(super) type Repeat = (usize, usize);

/// Repeats that are one problem together: those of a sheet of a copy that stand in the same other file. All
/// others stand alone. In the order of their first rows. `compared` are the rows compared, by part.
pub(super) fn gather(
    register: &Register,
    compared: &[usize],
    repeats: Vec<Repeat>,
) -> Vec<Vec<Repeat>> {
    let part = |row: usize| register.rows.get(row).map_or(0, |at| usize::from(at.part));
    let file = |part: usize| register.parts.get(part).map_or("", |part| &*part.file);
    // Of each file, the rows compared and those found in others.
    let mut files: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (part, rows) in compared.iter().enumerate() {
        files.entry(file(part)).or_default().0 += rows;
    }
    for (row, before) in &repeats {
        let (own, other) = (file(part(*row)), file(part(*before)));
        files.entry(own).or_default().1 += usize::from(own != other);
    }
    let is_copy = |file: &str| {
        let (rows, again) = files.get(file).copied().unwrap_or_default();
        again >= LEAST && again * 100 >= rows * PERCENT
    };
    let mut groups: Vec<Vec<Repeat>> = Vec::new();
    let mut of_copies: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for (row, before) in repeats {
        let (own, other) = (part(row), file(part(before)));
        let group = if file(own) != other && is_copy(file(own)) {
            *of_copies.entry((own, other)).or_insert(groups.len())
        } else {
            groups.len()
        };
        match groups.get_mut(group) {
            Some(group) => group.push((row, before)),
            None => groups.push(vec![(row, before)]),
        }
    }
    groups
}
