//! From cells to typed rows: finding the header, matching columns, reading values. Pure.

pub mod show;
pub mod table;
