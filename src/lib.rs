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

mod cli;

pub mod action;
pub mod annotate;
pub mod audit;
pub mod batch;
pub mod command;
pub mod compare;
pub mod containment;
pub mod diagnostic;
pub mod evidence;
pub mod intake;
pub mod kit;
pub mod lang;
pub mod outcome;
pub mod peek;
pub mod pipeline;
pub mod portfolio;
pub mod reader;
pub mod report;
pub mod scoring;
pub mod standard;
pub mod toml_file;
