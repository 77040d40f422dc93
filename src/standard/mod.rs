//! Inspection standards: from TOML files to a validated model.

mod assemble;
pub mod catalogue;
mod definition;
pub mod expression;
mod extend;
mod lint;
mod load;
pub mod model;
pub mod plain;
pub mod raw;
mod revision;
mod schema;
mod shelf;
mod validate;

pub use catalogue::{Shipped, catalogue};
pub use extend::Off;
pub use lint::{Linted, lint};
pub use load::{load, load_from, load_shipped};
pub use model::*;
pub use revision::{Changed, Listed, Revision, revision};
pub use schema::schema;
pub use shelf::{Embedded, Shelf, Source};
