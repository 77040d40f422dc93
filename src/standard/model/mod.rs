//! A validated standard: what the engine sees. Every reference is an index that holds.

mod check;
mod cross_check;
mod item;
mod register;
mod sample;

use rust_decimal::Decimal;

use super::extend::Off;
use crate::diagnostic::Expected;
use crate::lang::{Lang, Text};

pub use check::*;
pub use cross_check::*;
pub use item::*;
pub use register::*;
pub use sample::*;

/// A versioned set of sections, items, registers and scoring rules.
#[derive(Debug, Clone)]
pub struct Standard {
    /// Identifier, `quality-inspection`.
    pub id: String,
    /// Version, free text.
    pub version: String,
    /// Language of results made with it unless asked otherwise.
    pub language: Lang,
    /// Name of the standard.
    pub title: Text,
    /// Hash of the TOML file, lower-case hexadecimal.
    pub sha256: String,
    /// Grade bands, best first.
    pub grades: Vec<Grade>,
    /// Owner roles; the Chinese text is the key in audit.toml's `[owners]`.
    pub roles: Vec<Text>,
    /// Sections in order.
    pub sections: Vec<Section>,
    /// Registers in the order of the file.
    pub registers: Vec<RegisterSpec>,
    /// Cross-checks in the order of the file.
    pub cross_checks: Vec<CrossCheck>,
    /// Items in the order of their numbers.
    pub items: Vec<Item>,
    /// Audits in a row from which a finding counts as serious; `None` where it never does.
    pub serious_from: Option<u32>,
    /// Items of the standard it extends that are switched off.
    pub off: Vec<Off>,
}

impl Standard {
    /// The item with this id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|i| i.id == id)
    }

    /// The checks that compare with the year before, in order.
    pub fn compared_checks(&self) -> impl Iterator<Item = Compared<'_>> {
        let checks = self.items.iter().flat_map(|item| item.checks.iter().map(move |c| (item, c)));
        checks.filter_map(|(item, check)| match &check.kind {
            CheckKind::Measured(Measured {
                register, measure: Measure::Change { of, .. }, ..
            }) => {
                let expected = match &**of {
                    of if of.is_share(self.registers.get(*register)?) => Expected::Share,
                    Measure::Average { .. } => Expected::Number,
                    _ => Expected::NotNegative,
                };
                let key = format!("{}/{}", item.id, check.id);
                Some(Compared { key, title: &check.title, expected })
            }
            _ => None,
        })
    }

    /// Index of the register with this id.
    pub fn register(&self, id: &str) -> Option<usize> {
        self.registers.iter().position(|r| r.id == id)
    }
}

/// A check that is held against the year before.
#[derive(Debug, Clone)]
pub struct Compared<'a> {
    /// `ITEM/check`.
    pub key: String,
    /// What the check asks.
    pub title: &'a Text,
    /// What numbers its figure can be.
    pub expected: Expected,
}

/// A grade: reached from a percentage upwards.
#[derive(Debug, Clone)]
pub struct Grade {
    /// Identifier, for `veto` and gates.
    pub id: String,
    /// 优秀, Excellent.
    pub title: Text,
    /// Lowest percentage of the band, 0 to 100.
    pub from: Decimal,
}

/// A chapter of a standard.
#[derive(Debug, Clone)]
pub struct Section {
    /// Identifier.
    pub id: String,
    /// Heading.
    pub title: Text,
}
