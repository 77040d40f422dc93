//! One audit: audit.toml, the checksheet, and the folder they stand in.

pub mod appeals;
pub mod checksheet;
pub mod folder;
pub mod manifest;
pub mod period;
pub mod shelf;
pub mod waivers;
pub mod workdays;

pub use appeals::Appeal;
pub use checksheet::Checksheet;
pub use manifest::Audit;
pub use period::{DateRange, Period};
pub use shelf::Folders;
pub use workdays::Workdays;
