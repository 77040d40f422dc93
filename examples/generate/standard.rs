//! What the checksheet takes from the standard: sections, items, judged checks and samples.

use serde::Deserialize;

/// The standard, as far as it is needed here.
#[derive(Deserialize)]
pub struct Standard {
    /// Sections in order.
    pub sections: Vec<Section>,
    /// Items in order.
    pub items: Vec<Item>,
}

/// A text; the example is Chinese.
#[derive(Deserialize)]
pub struct Text {
    /// The Chinese text.
    pub zh: String,
}

/// A section.
#[derive(Deserialize)]
pub struct Section {
    /// Identifier.
    pub id: String,
    /// Heading.
    pub title: Text,
}

/// An item.
#[derive(Deserialize)]
pub struct Item {
    /// Identifier.
    pub id: String,
    /// Identifier of its section.
    pub section: String,
    /// The requirement.
    pub title: Text,
    /// How it is scored.
    pub rule: Text,
    /// Its checks.
    pub checks: Vec<Check>,
    /// Its spot checks.
    #[serde(default)]
    pub samples: Vec<Sample>,
}

/// A check.
#[derive(Deserialize)]
pub struct Check {
    /// Identifier.
    pub id: String,
    /// What must hold.
    pub title: Text,
    /// `half`, `full`, `alternative` or `overall`.
    pub tier: String,
    /// `judged`, `measured` or `sampled`.
    pub kind: String,
}

/// Spot checks.
#[derive(Deserialize)]
pub struct Sample {
    /// Identifier.
    pub id: String,
    /// How many are needed.
    pub need: usize,
}
