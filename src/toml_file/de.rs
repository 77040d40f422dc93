//! A serde deserializer over a [`Node`] whose errors know their path.

use serde::de::{Deserializer, Error as _, IntoDeserializer, Visitor};
use serde_spanned::de::{SpannedDeserializer, is_spanned};
use toml_datetime::de::{DatetimeDeserializer, is_datetime};

use super::access::{Fields, List, StandIns, Table, Variant};
use super::error::Error;
use super::node::{Kind, Node};
use crate::diagnostic::Expected;

pub(super) type Result<T> = std::result::Result<T, Error>;

/// Deserializes a node.
#[derive(Clone, Copy)]
pub(super) struct De<'a> {
    node: &'a Node,
    /// Inside a stand-in: what may be absent is.
    within: bool,
}

impl<'a> De<'a> {
    pub fn new(node: &'a Node) -> Self {
        De { node, within: false }
    }

    fn inside(self) -> Self {
        De { within: true, ..self }
    }

    pub fn is_stand_in(self) -> bool {
        matches!(self.node.kind, Kind::StandIn)
    }

    fn any<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match &self.node.kind {
            Kind::Text(text) => visitor.visit_str(text),
            Kind::Integer(number) => match (i64::try_from(*number), u64::try_from(*number)) {
                (Ok(number), _) => visitor.visit_i64(number),
                (_, Ok(number)) => visitor.visit_u64(number),
                _ => visitor.visit_i128(*number),
            },
            Kind::Bare(_) => Err(Error::custom("nothing TOML knows")),
            Kind::Huge(_) => Err(Error::custom("beyond every number")),
            Kind::Float(number) => visitor.visit_f64(*number),
            Kind::Boolean(yes) => visitor.visit_bool(*yes),
            Kind::Time(time) => visitor.visit_map(DatetimeDeserializer::new(*time)),
            Kind::List(values) => visitor.visit_seq(List { values: values.iter(), index: 0 }),
            Kind::Table(entries) => {
                visitor.visit_map(Table { entries: entries.iter(), value: None })
            }
            Kind::StandIn => visitor.visit_unit(),
        }
    }

    /// What is there, or `stand_in` of the visitor where nothing is.
    fn or<'de, V: Visitor<'de>>(
        self,
        visitor: V,
        expected: Expected,
        stand_in: impl FnOnce(V) -> Result<V::Value>,
    ) -> Result<V::Value> {
        let result = if self.is_stand_in() { stand_in(visitor) } else { self.any(visitor) };
        result.map_err(|e| e.wanting(Some(expected)))
    }
}

macro_rules! plain {
    ($($method:ident: $expected:ident, $visit:ident($($value:expr)?);)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
            self.or(visitor, Expected::$expected, |v| v.$visit($($value)?))
        })*
    };
}

impl<'de> Deserializer<'de> for De<'_> {
    type Error = Error;

    plain! {
        deserialize_bool: Boolean, visit_bool(false);
        deserialize_u8: Whole, visit_u64(0);
        deserialize_u16: Whole, visit_u64(0);
        deserialize_u32: Whole, visit_u64(0);
        deserialize_u64: Whole, visit_u64(0);
        deserialize_u128: Whole, visit_u64(0);
        deserialize_i8: Number, visit_i64(0);
        deserialize_i16: Number, visit_i64(0);
        deserialize_i32: Number, visit_i64(0);
        deserialize_i64: Number, visit_i64(0);
        deserialize_i128: Number, visit_i64(0);
        deserialize_f32: Number, visit_f64(0.0);
        deserialize_f64: Number, visit_f64(0.0);
        deserialize_char: Text, visit_char(' ');
        deserialize_string: Text, visit_str("…");
        deserialize_identifier: Text, visit_str("");
        deserialize_bytes: Text, visit_bytes(&[]);
        deserialize_byte_buf: Text, visit_bytes(&[]);
        deserialize_unit: Table, visit_unit();
        deserialize_any: Text, visit_unit();
        deserialize_ignored_any: Text, visit_unit();
    }

    /// Types of a form of their own ask for a `str`: dates above all. So a TOML date may stand here.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let result = match &self.node.kind {
            Kind::Time(time) => visitor.visit_str(&time.to_string()),
            Kind::StandIn => visitor.visit_str("1970-01-01"),
            _ => self.any(visitor),
        };
        result.map_err(|e| e.wanting(Some(Expected::Date)))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.is_stand_in() && self.within {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.or(visitor, Expected::List, |v| v.visit_seq(List { values: [].iter(), index: 0 }))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value> {
        self.or(visitor, Expected::List, |v| v.visit_seq(StandIns { de: self.inside(), left: len }))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_tuple(len, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.or(visitor, Expected::Table, |v| {
            v.visit_map(Table { entries: [].iter(), value: None })
        })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        if is_spanned(name) {
            return visitor.visit_map(SpannedDeserializer::new(self, self.node.span.clone()));
        }
        if is_datetime(name) {
            let day = toml::value::Date { year: 1970, month: 1, day: 1 };
            let result = match &self.node.kind {
                Kind::StandIn => visitor.visit_map(DatetimeDeserializer::new(day.into())),
                Kind::Time(_) => self.any(visitor),
                _ => Err(Error::custom("no date")),
            };
            return result.map_err(|e| e.wanting(Some(Expected::Date)));
        }
        self.or(visitor, Expected::Table, |v| {
            v.visit_map(Fields { de: self.inside(), fields: fields.iter() })
        })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        let one_of = || Expected::OneOf(variants.iter().map(|v| (*v).to_string()).collect());
        let result = match &self.node.kind {
            Kind::Text(text) => visitor.visit_enum(text.as_str().into_deserializer()),
            Kind::StandIn => {
                let first = variants.first().copied().unwrap_or("");
                visitor.visit_enum(Variant { name: first, value: self.inside() })
            }
            Kind::Table(entries) => match entries.as_slice() {
                [only] => {
                    visitor.visit_enum(Variant { name: &only.key, value: De::new(&only.value) })
                }
                _ => Err(Error::custom("one variant has one key")),
            },
            _ => Err(Error::custom("no variant")),
        };
        result.map_err(|e| e.wanting(Some(one_of())))
    }
}

impl IntoDeserializer<'_, Error> for De<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
