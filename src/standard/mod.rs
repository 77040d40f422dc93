//! Inspection standards: from TOML files to a validated model.

mod assemble;
pub mod catalogue;
pub mod expression;
mod extend;
mod load;
pub mod model;
pub mod raw;
mod shelf;
mod validate;

pub use catalogue::{Shipped, catalogue};
pub use extend::Off;
pub use load::{load, load_from};
pub use model::*;
pub use shelf::{Embedded, Shelf, Source};
