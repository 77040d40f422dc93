//! Quality-inspection audits as code: every point traces to a cell.
//!
//! The modules stand in the order data walks:
//!
//! ```text
//! standard ─┐
//! audit ────┼─► reader ─► evidence ─► scoring ─► outcome ─► report ─► files, terminal
//! sheets ───┘
//! ```
//!
//! `ARCHITECTURE.md` says what each room is for and which way imports point.

pub mod diagnostic;
pub mod evidence;
pub mod lang;
pub mod outcome;
pub mod reader;
pub mod report;
pub mod standard;
pub mod toml_file;
