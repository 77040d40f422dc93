//! What was found at each place, where the standard says where places stand.

use std::collections::BTreeMap;

use super::condition::Rows;
use super::tally::Tally;
use crate::audit::checksheet::SpotCheck;
use crate::evidence::{mask, show, text};
use crate::lang::Lang;
use crate::outcome::LocationResult;

/// Letters of a place kept at most: it becomes part of an id.
const LONGEST: usize = 60;

/// Places by name.
#[derive(Default)]
struct Places(BTreeMap<String, LocationResult>);

impl Places {
    fn at(&mut self, place: &str) -> &mut LocationResult {
        let location = name(place);
        let none =
            LocationResult { location: location.clone(), counted: 0, against: 0, undecided: 0 };
        self.0.entry(location).or_insert(none)
    }

    /// By name; none where none has one.
    fn list(self) -> Vec<LocationResult> {
        let named = self.0.keys().any(|name| !name.is_empty());
        if named { self.0.into_values().collect() } else { Vec::new() }
    }
}

/// By place, the rows of a share. `few`: those that pass speak against it.
pub fn of_rows(rows: Rows<'_>, column: usize, tally: &Tally, few: bool) -> Vec<LocationResult> {
    let against = if few { tally.passing() } else { tally.failed.clone() };
    let mut places = Places::default();
    let place = |row: &usize| {
        show::typed(rows.register, rows.spec, (*row, column), Lang::Zh).unwrap_or_default()
    };
    tally.counted.iter().for_each(|row| places.at(&place(row)).counted += 1);
    against.iter().for_each(|row| places.at(&place(row)).against += 1);
    tally.undecided.iter().for_each(|row| places.at(&place(row)).undecided += 1);
    places.list()
}

/// By subject, the spot checks of a sample. `few`: those that pass speak against it.
pub fn of_spots(spots: &[&SpotCheck], few: bool) -> Vec<LocationResult> {
    let mut places = Places::default();
    for spot in spots {
        let place = places.at(&spot.subject);
        match spot.passed {
            Some(passed) => {
                place.counted += 1;
                place.against += u32::from(passed == few);
            }
            None => place.undecided += 1,
        }
    }
    places.list()
}

/// A place as it is told apart: half-width, each stretch of blanks one, nothing that only says there is
/// nothing, personal numbers masked.
fn name(place: &str) -> String {
    if text::is_nothing(place) {
        return String::new();
    }
    let narrow = text::narrow(place);
    let parts = narrow.split(|c: char| text::is_blank(c) || c.is_control());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    mask::mask(&parts.join(" ")).chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_one_however_it_is_typed() {
        assert_eq!(name("　３号楼 \n 大堂 "), "3号楼 大堂");
        assert_eq!(name("3号楼\u{200B}"), "3号楼");
        assert_eq!([name("——"), name("/"), name(" ")], ["", "", ""]);
        assert_eq!(name(&"楼".repeat(100)).chars().count(), LONGEST);
    }
}
