//! Files that are no whole standard: one that extends another, and registers to include.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::{
    RawCrossCheck, RawDue, RawGrade, RawItem, RawNames, RawRegister, RawRegisters, RawSection,
    RawTotals,
};
use crate::lang::{Lang, Text};
use crate::standard::model::NotApplicable;

/// A standard that is another one with changes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawExtension {
    /// Id of the standard it extends.
    #[schemars(with = "String")]
    pub extends: Spanned<String>,
    /// Identifier: letters, digits, `-` and `_`.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Version, free text.
    pub version: String,
    /// Name of the standard.
    pub title: Text,
    /// Language of results, where another.
    pub language: Option<Lang>,
    /// What is claimed with the changes made: checked against what there is.
    pub totals: Option<RawTotals>,
    /// Default policy for items declared not applicable, where another.
    pub not_applicable: Option<NotApplicable>,
    /// Default days to the due date, where others.
    pub due: Option<RawDue>,
    /// Grade bands in place of those extended.
    #[schemars(with = "Option<Vec<RawGrade>>")]
    pub grades: Option<Vec<Spanned<RawGrade>>>,
    /// Further owner roles.
    #[serde(default)]
    #[schemars(with = "Vec<Text>")]
    pub roles: Vec<Spanned<Text>>,
    /// Further sections.
    #[serde(default)]
    #[schemars(with = "Vec<RawSection>")]
    pub sections: Vec<Spanned<RawSection>>,
    /// Files with shared registers, relative to this one.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub include: RawNames,
    /// Registers, new ones or in place of those extended.
    #[serde(default)]
    #[schemars(with = "IndexMap<String, RawRegister>")]
    pub registers: RawRegisters,
    /// Cross-checks, new ones or in place of those extended.
    #[serde(default)]
    #[schemars(with = "Vec<RawCrossCheck>")]
    pub cross_checks: Vec<Spanned<RawCrossCheck>>,
    /// What is different about an item, by its id.
    #[serde(default)]
    #[schemars(with = "IndexMap<String, RawOverride>")]
    pub overrides: IndexMap<Spanned<String>, Spanned<RawOverride>>,
    /// Items that are switched off.
    #[serde(default)]
    #[schemars(with = "Vec<RawOff>")]
    pub off: Vec<Spanned<RawOff>>,
    /// Further items.
    #[serde(default)]
    #[schemars(with = "Vec<RawItem>")]
    pub items: Vec<Spanned<RawItem>>,
}

/// What is different about an item.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawOverride {
    /// Points for a full score.
    #[schemars(with = "Option<f64>")]
    pub weight: Option<Spanned<f64>>,
    /// An owner role, by its Chinese text.
    #[schemars(with = "Option<String>")]
    pub owner: Option<Spanned<String>>,
    /// Days to the due date.
    pub due: Option<RawDue>,
    /// Id of the best grade left once this item fails.
    #[schemars(with = "Option<String>")]
    pub veto: Option<Spanned<String>>,
    /// Policy for this item.
    pub not_applicable: Option<NotApplicable>,
    /// A remark in place of the item's.
    pub note: Option<Text>,
}

/// An item that is switched off.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawOff {
    /// Its id.
    #[schemars(with = "String")]
    pub item: Spanned<String>,
    /// Why.
    #[schemars(with = "String")]
    pub reason: Spanned<String>,
}

/// A file with registers and cross-checks that several standards share.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawInclude {
    /// Registers by id.
    #[serde(default)]
    #[schemars(with = "IndexMap<String, RawRegister>")]
    pub registers: RawRegisters,
    /// Cross-checks over these registers.
    #[serde(default)]
    #[schemars(with = "Vec<RawCrossCheck>")]
    pub cross_checks: Vec<Spanned<RawCrossCheck>>,
}
