//! What can be wrong with a result, or with a workbook that was made from one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why a result or a workbook cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the fields say what they are; the variants are documented
pub enum ResultProblem {
    /// Not JSON of this form.
    NoResult { detail: String },
    /// Written by a newer program.
    NewerSchema { found: String, known: String },
    /// Totals that do not follow from the items.
    TotalsDiffer { what: String, stated: String, found: String },
    /// Two results of different projects.
    OtherProject { expected: String, found: String },
    /// Two results of different standards.
    OtherStandard { expected: String, found: String },
    /// Two results of the same period.
    SamePeriod { period: String },
    /// The one that should be earlier is later.
    Later { found: String, this: String },
    /// It was itself carried on from this audit, or from a later one.
    Cycle { period: String },
    /// A workbook that is no report of this program, or lost its hidden sheet.
    NoWorkbook,
    /// A report of another period than the result.
    OtherPeriod { expected: String, found: String },
    /// The same item or action in two rows.
    TwiceInWorkbook { id: String },
    /// Too few results to compare.
    TooFew { needed: u32 },
    /// No result where a batch output was asked for.
    NoResults,
    /// One side is a result, the other a batch output.
    OneIsBatch,
    /// The old audit's inputs are not where they were, or have changed.
    InputsGone { path: String },
    /// A file about a whole batch that is cut off or was edited.
    BrokenBatch { detail: String },
    /// A result said to lie outside of its batch output.
    Elsewhere { folder: String },
    /// Two batch outputs hold different results of one audit.
    Differs { other: String },
    /// Two results of one project in one batch output, or two waivers of one item.
    Twice { id: String },
}
