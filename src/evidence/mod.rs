//! From cells to typed rows: finding the header, matching columns, reading values. Pure.

pub mod assign;
mod column;
pub mod header;
pub mod mask;
mod moment;
mod percent;
pub mod register;
pub mod show;
pub mod table;
pub mod text;
mod value;

pub use assign::{Assignment, assign};
pub use register::RegisterReader;
