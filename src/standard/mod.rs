//! Inspection standards: from a TOML file to a validated model.

pub mod catalogue;
mod definition;
pub mod expression;
mod load;
pub mod model;
pub mod raw;
mod validate;

pub use catalogue::{Shipped, catalogue};
pub use load::load;
pub use model::*;
