//! Merged areas that lie over one another. Excel makes none and repairs a file that has them.

use std::collections::BTreeMap;

use super::Merge;

/// The areas in their order, without those that overlap one that begins above them or, in the same
/// row, to their left. Takes no longer for large areas than for small ones.
pub(super) fn disjoint(merges: Vec<Merge>) -> Vec<Merge> {
    let mut order: Vec<(u32, u32, usize)> =
        merges.iter().enumerate().map(|(i, m)| (*m.rows.start(), *m.columns.start(), i)).collect();
    order.sort_unstable();
    let mut kept = vec![false; merges.len()];
    // By first column: last column and last row of areas that reach down to the row at hand, and
    // of some that do not. Those that do have no column in common.
    let mut open: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    for (top, left, i) in order {
        let Some(merge) = merges.get(i) else { continue };
        let right = *merge.columns.end();
        let overlaps = loop {
            match open.range(..=right).next_back().map(|(l, area)| (*l, *area)) {
                None => break false,
                Some((ended, (_, bottom))) if bottom < top => open.remove(&ended),
                Some((_, (end, _))) => break end >= left,
            };
        };
        if !overlaps {
            open.insert(left, (right, *merge.rows.end()));
            kept.get_mut(i).into_iter().for_each(|kept| *kept = true);
        }
    }
    merges.into_iter().zip(kept).filter_map(|(merge, kept)| kept.then_some(merge)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merge((top, left): (u32, u32), (bottom, right): (u32, u32)) -> Merge {
        Merge { rows: top..=bottom, columns: left..=right }
    }

    #[test]
    fn areas_side_by_side_and_below_one_another_stay() {
        let all = vec![
            merge((5, 0), (9, 3)),
            merge((0, 0), (2, 1)),
            merge((0, 2), (4, 3)),
            merge((3, 0), (4, 1)),
        ];
        assert_eq!(disjoint(all.clone()), all);
    }

    #[test]
    fn of_areas_over_one_another_the_upper_one_stays() {
        let (upper, lower) = (merge((0, 0), (4, 1)), merge((4, 1), (6, 2)));
        let beside = merge((4, 2), (4, 3));
        // The lower one is out, and what only it overlaps stays.
        assert_eq!(disjoint(vec![lower, upper.clone(), beside.clone()]), [upper, beside]);
        let whole = merge((0, 0), (1_048_575, 16_383));
        assert_eq!(disjoint(vec![whole.clone(); 100_000]), [whole]);
    }
}
