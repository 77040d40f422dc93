//! Results held against each other: what changed and why, over two audits or more; what it would take to
//! gain points. Works on results alone.

pub mod decompose;
pub mod diff;
pub mod gate;
pub mod items;
pub mod trend;
pub mod what_if;

pub use decompose::{Cause, Decomposition, Part};
pub use diff::{Diff, ProjectDiff, Side, diff, portfolio};
pub use gate::{Broken, Gate};
pub use items::{Change, FigureChange, ItemChange, Told, Why};
pub use trend::{Audits, Trend, Trends};
pub use what_if::{Fix, Reach, WhatIf, what_if};
