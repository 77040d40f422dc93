//! From cells to typed rows: finding the header, matching columns, reading values. Pure.

mod answer;
pub mod assign;
pub mod choice;
mod choices;
mod clock;
mod column;
mod footer;
mod form;
mod gather;
mod head;
pub mod header;
mod headless;
pub mod mask;
mod moment;
mod names;
mod number;
mod numbered;
mod percent;
mod persons;
pub mod register;
mod scan;
mod seen;
mod sheet;
pub mod show;
mod slot;
mod starts;
pub mod store;
pub mod table;
pub mod text;
pub mod texts;
mod value;

pub use answer::verdict;
pub use assign::{Assignment, assign, share};
pub use choice::{Choice, Fate};
pub use header::HeaderNames;
pub use moment::Dates;
pub use register::{Come, Portion, RegisterReader};

/// A day, or the day of a moment, written in any of the ways a register may: seconds from 1970-01-01 to
/// its first.
pub fn read_date(text: &str) -> Option<i64> {
    let moment = moment::parse(text, &Dates::from(chrono::NaiveDate::MAX))?;
    Some(moment.seconds - moment.seconds.rem_euclid(moment::DAY))
}
