//! Inspection standards: from a TOML file to a validated model.

pub mod expression;
pub mod model;
pub mod raw;

pub use model::*;
