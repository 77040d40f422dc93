//! Cell names back to coordinates.

use std::ops::RangeInclusive;

/// Rows and columns, zero-based.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    pub rows: RangeInclusive<u32>,
    pub columns: RangeInclusive<u32>,
}

/// `B12` or `A3:L3` as an area; `None` for anything else.
pub fn parse(name: &str) -> Option<Area> {
    let (first, last) = name.split_once(':').unwrap_or((name, name));
    let ((row, column), (last_row, last_column)) = (cell(first)?, cell(last)?);
    let area = Area { rows: row..=last_row, columns: column..=last_column };
    (!area.rows.is_empty() && !area.columns.is_empty()).then_some(area)
}

fn cell(name: &str) -> Option<(u32, u32)> {
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = name.split_at(digits);
    let row = row.parse::<u32>().ok()?.checked_sub(1)?;
    if letters.is_empty() || letters.len() > 4 {
        return None;
    }
    let column = letters.bytes().try_fold(0u32, |n, letter| {
        letter.is_ascii_uppercase().then(|| n * 26 + u32::from(letter - b'A') + 1)
    })?;
    Some((row, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_coordinates() {
        assert_eq!(parse("B12"), Some(Area { rows: 11..=11, columns: 1..=1 }));
        assert_eq!(parse("A3:AB4"), Some(Area { rows: 2..=3, columns: 0..=27 }));
        for wrong in ["", "12", "B", "B0", "b1", "A1:", "ABCDE1", "A4:A3", "A1:B2:C3"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
