//! A decimal number that stands in JSON without rounding noise.

use std::borrow::Cow;
use std::str::FromStr;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An exact decimal number: `60`, `51.5`, `0.333333`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(pub Decimal);

impl Number {
    /// Rounds half up (away from zero) to `decimals`.
    pub fn rounded(value: Decimal, decimals: u32) -> Self {
        Number(
            value
                .round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
                .normalize(),
        )
    }

    /// As a floating-point number, for charts and cells.
    pub fn to_f64(self) -> f64 {
        self.0.to_f64().unwrap_or(f64::NAN)
    }

    /// A percentage as the share it is, 83.33 as 0.8333.
    pub fn to_share(self) -> f64 {
        (self.0 / Decimal::ONE_HUNDRED).to_f64().unwrap_or(f64::NAN)
    }
}

/// A double as the decimal its shortest form shows; `None` for infinities, NaN and what does not fit.
pub fn decimal(value: f64) -> Option<Decimal> {
    let text = value.to_string();
    Decimal::from_str(&text).or_else(|_| Decimal::from_scientific(&text)).ok()
}

impl From<Decimal> for Number {
    fn from(value: Decimal) -> Self {
        Number(value.normalize())
    }
}

impl From<u32> for Number {
    fn from(value: u32) -> Self {
        Number(Decimal::from(value))
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.normalize().fmt(f)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = self.0.normalize();
        match (value.scale(), value.to_i64()) {
            (0, Some(whole)) => serializer.serialize_i64(whole),
            // Up to 15 significant digits the shortest form of the double is the decimal itself.
            _ => serializer.serialize_f64(self.to_f64()),
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Number::deserialize(deserializer)?;
        let text = value.to_string();
        Decimal::from_str(&text)
            .or_else(|_| Decimal::from_scientific(&text))
            .map(Number::from)
            .map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Number {
    fn schema_name() -> Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number" })
    }
}
