//! Many audit folders: found, scored side by side, and their results rolled up.
//!
//! Scoring is a function of one folder, so a batch is that function over many: [`find`] finds them,
//! [`plan`] says where each result goes, [`run`] scores what changed, [`rollup`] makes the portfolio: of
//! what was scored just now as it was put aside, of all else from the results read back. A single run and
//! a roll-up of many make the portfolio in the same way.

pub mod attributes;
pub mod find;
pub mod plan;
pub mod rollup;
pub mod run;
pub mod shard;
pub mod stamp;
pub mod waivers;

use std::path::Path;

use crate::diagnostic::Failure;
use crate::outcome::json;

/// Name of a result.
pub const RESULT: &str = json::FILE;
/// Name of a report.
pub const REPORT: &str = "report.xlsx";
/// Name of the list of failures.
pub const FAILURES: &str = "failures.json";
/// Name of the account of a batch output.
pub const ACCOUNT: &str = "batch.json";

/// Writes files into a folder, each whole or not at all.
pub type Write<'a> = dyn Fn(&Path, &[(String, Vec<u8>)]) -> Result<(), Failure> + Sync + 'a;
