//! A standard as other programs read it: names where the model has indices, nothing left to defaults.

use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Value, json};

use super::model::*;
use crate::lang::{Lang, Text};

/// A standard.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)] // as in the model
pub struct Plain {
    pub id: String,
    pub version: String,
    pub language: Lang,
    pub title: Text,
    pub sha256: String,
    pub points: Value,
    pub grades: Vec<Value>,
    pub roles: Vec<Text>,
    pub sections: Vec<Value>,
    pub registers: Vec<Value>,
    pub items: Vec<PlainItem>,
}

/// An item.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)] // as in the model
pub struct PlainItem {
    pub id: String,
    pub number: u32,
    pub section: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    pub title: Text,
    pub rule: Text,
    pub weight: Value,
    pub owner: String,
    /// `due`, `veto`, `not_applicable`, `half`, `full`
    #[serde(flatten)]
    pub terms: IndexMap<&'static str, Value>,
    pub samples: Vec<IndexMap<&'static str, Value>>,
    pub checks: Vec<PlainCheck>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<String>,
}

/// A check.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)] // as in the model
pub struct PlainCheck {
    pub id: String,
    pub title: Text,
    /// `tier`, `kind`, and what it computes, by the keys of the file.
    #[serde(flatten)]
    pub terms: IndexMap<&'static str, Value>,
}

fn number(value: Decimal) -> Value {
    value.normalize().to_string().parse::<serde_json::Number>().map_or(Value::Null, Value::Number)
}

fn word(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

impl Standard {
    /// With names in place of indices.
    pub fn plain(&self) -> Plain {
        let points: Decimal = self.items.iter().map(|i| i.weight).sum();
        let of = |at: usize| self.items.iter().filter(|i| i.section == at).count();
        Plain {
            id: self.id.clone(),
            version: self.version.clone(),
            language: self.language,
            title: self.title.clone(),
            sha256: self.sha256.clone(),
            points: number(points),
            grades: self
                .grades
                .iter()
                .map(|g| json!({"id": g.id, "title": g.title, "from": number(g.from)}))
                .collect(),
            roles: self.roles.clone(),
            sections: self
                .sections
                .iter()
                .enumerate()
                .map(|(at, s)| json!({"id": s.id, "title": s.title, "items": of(at)}))
                .collect(),
            registers: self
                .registers
                .iter()
                .map(|r| json!({"id": r.id, "title": r.title, "columns": r.columns.iter().map(|c| &c.id).collect::<Vec<_>>()}))
                .collect(),
            items: self.items.iter().map(|i| self.plain_item(i)).collect(),
        }
    }

    fn plain_item(&self, item: &Item) -> PlainItem {
        let mut terms = IndexMap::new();
        terms.insert("due", json!({"partial": item.due.partial, "fail": item.due.fail}));
        if let Some(grade) = item.veto.and_then(|v| self.grades.get(v)) {
            terms.insert("veto", json!(grade.id));
        }
        terms.insert("not_applicable", word(item.not_applicable));
        terms.insert("half", word(item.half));
        terms.insert("full", word(item.full));
        PlainItem {
            id: item.id.clone(),
            number: item.number,
            section: self.sections.get(item.section).map_or_else(String::new, |s| s.id.clone()),
            source: item.source.clone(),
            title: item.title.clone(),
            rule: item.rule.clone(),
            weight: number(item.weight),
            owner: self.roles.get(item.owner).map_or_else(String::new, |r| r.zh.clone()),
            terms,
            samples: item.samples.iter().map(|s| self.sample(s)).collect(),
            checks: item.checks.iter().map(|c| self.check(item, c)).collect(),
            note: item.note.clone(),
            replaces: item.replaces.clone(),
        }
    }

    fn sample(&self, sample: &Sample) -> IndexMap<&'static str, Value> {
        let mut terms = IndexMap::new();
        terms.insert("id", json!(sample.id));
        for (key, text) in
            [("title", &sample.title), ("unit", &sample.unit), ("passed", &sample.passed)]
        {
            terms.insert(key, json!(text));
        }
        terms.insert("need", json!(sample.need));
        if let Some(from) = &sample.from {
            terms.insert("from", json!(self.register_id(from.register)));
            terms.insert("window", word(from.window));
            terms.extend(from.filter.as_ref().map(|f| ("where", json!(f.source))));
        }
        if sample.location {
            terms.insert("location", json!(true));
        }
        terms
    }

    fn register_id(&self, register: usize) -> &str {
        self.registers.get(register).map_or("", |r| &r.id)
    }

    fn check(&self, item: &Item, check: &Check) -> PlainCheck {
        let mut terms = IndexMap::new();
        terms.insert("tier", word(check.tier));
        match &check.kind {
            CheckKind::Judged => drop(terms.insert("kind", json!("judged"))),
            CheckKind::Sampled(sampled) => {
                terms.insert("kind", json!("sampled"));
                let sample = item.samples.get(sampled.sample).map_or("", |s| &s.id);
                terms.insert("sample", json!(sample));
                terms.insert("figure", word(sampled.figure));
                threshold(&mut terms, sampled.threshold);
                terms.insert("empty", word(sampled.empty));
            }
            CheckKind::Measured(measured) => {
                terms.insert("kind", json!("measured"));
                terms.insert("register", json!(self.register_id(measured.register)));
                terms.insert("window", word(measured.window));
                terms.extend(measured.filter.as_ref().map(|f| ("where", json!(f.source))));
                self.measure(&mut terms, measured.register, &measured.measure);
                threshold(&mut terms, measured.threshold);
                terms.insert("empty", word(measured.empty));
                terms.insert("blank", word(measured.blank));
                terms.insert("absent", word(measured.absent));
                let columns = self.registers.get(measured.register).map(|r| &r.columns);
                let place = measured.location.and_then(|at| columns?.get(at));
                terms.extend(place.map(|column| ("location", json!(column.id))));
            }
        }
        PlainCheck { id: check.id.clone(), title: check.title.clone(), terms }
    }

    fn measure(
        &self,
        terms: &mut IndexMap<&'static str, Value>,
        register: usize,
        measure: &Measure,
    ) {
        let columns = self.registers.get(register).map_or(&[][..], |r| &r.columns);
        let column = |at: usize| json!(columns.get(at).map_or("", |c| &c.id));
        let mut named = |name: &str| drop(terms.insert("measure", json!(name)));
        match measure {
            Measure::Count => named("count"),
            Measure::PerHousehold => named("per-household"),
            Measure::Distinct { column: at } => {
                named("distinct");
                terms.insert("column", column(*at));
            }
            Measure::Rate { pass } => {
                named("rate");
                terms.insert("pass", json!(pass.source));
            }
            Measure::Complete { columns: all } => {
                named("complete");
                terms.insert("columns", all.iter().map(|at| column(*at)).collect());
            }
            Measure::Within { from, to, limit } => {
                named("within");
                terms.insert("to", column(*to));
                match limit {
                    Limit::Seconds(seconds) => {
                        terms.insert("from", column(*from));
                        terms.insert("limit", json!(length(*seconds)));
                    }
                    Limit::By(by) => drop(terms.insert("by", column(*by))),
                    Limit::Split { seconds, of, by } => {
                        terms.insert("from", column(*from));
                        terms.insert("limit", json!(length(*seconds)));
                        terms.insert("limit_where", json!(of.source));
                        terms.insert("by", column(*by));
                    }
                }
            }
            Measure::Each { bucket } => {
                named("each");
                terms.insert("each", word(bucket));
            }
            Measure::Average { column: at } => {
                named("average");
                terms.insert("column", column(*at));
            }
            Measure::CrossCheck { index } => {
                named("cross-check");
                let id = self.cross_checks.get(*index).map_or("", |c| &c.id);
                terms.insert("cross_check", json!(id));
            }
            Measure::Change { of, by } => {
                self.measure(terms, register, of);
                terms.insert("change", word(by));
            }
        }
    }
}

fn threshold(terms: &mut IndexMap<&'static str, Value>, threshold: Threshold) {
    let key = match threshold.op {
        Compare::AtLeast => "at_least",
        Compare::AtMost => "at_most",
        Compare::Above => "above",
        Compare::Below => "below",
    };
    terms.insert(key, number(threshold.value));
}

/// A length of time in the largest unit that it is a whole number of.
fn length(seconds: i64) -> String {
    let units = [(86_400, "d"), (3_600, "h"), (60, "min")];
    let fit = units.into_iter().find(|(size, _)| seconds != 0 && seconds % size == 0);
    fit.map_or_else(|| format!("{seconds}s"), |(size, unit)| format!("{}{unit}", seconds / size))
}
