//! Which columns of the registers scoring reads: the values of the others need not be kept.

use std::collections::{BTreeMap, BTreeSet};

use crate::standard::expression::Condition;
use crate::standard::{CrossRule, Limit, Measure, Measured, RegisterSpec, Standard};

/// By register, the columns that a check, a cross-check, a condition or a quotation of `standard`
/// reads, and the one that dates a row.
pub fn columns_needed(standard: &Standard) -> Vec<BTreeSet<usize>> {
    let mut needed = Needed(standard.registers.iter().map(rows).collect());
    for item in &standard.items {
        for check in &item.checks {
            if let crate::standard::CheckKind::Measured(measured) = &check.kind {
                needed.measured(measured);
                needed.add(measured.register, measured.location);
            }
        }
        for population in item.samples.iter().filter_map(|s| s.from.as_ref()) {
            needed.condition(population.register, population.filter.as_ref());
        }
    }
    for check in &standard.cross_checks {
        needed.condition(check.register, check.filter.as_ref());
        needed.rule(check.register, &check.rule);
    }
    needed.0
}

/// By column of a register, the items that read it: in a check or to draw a sample.
pub fn readers(standard: &Standard, register: usize) -> BTreeMap<usize, Vec<String>> {
    let mut readers: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for item in &standard.items {
        let mut needed = Needed(vec![BTreeSet::new(); standard.registers.len()]);
        for check in &item.checks {
            if let crate::standard::CheckKind::Measured(measured) = &check.kind {
                needed.measured(measured);
                if let Measure::CrossCheck { index } = measured.measure
                    && let Some(check) = standard.cross_checks.get(index)
                {
                    needed.condition(check.register, check.filter.as_ref());
                    needed.rule(check.register, &check.rule);
                }
            }
        }
        for population in item.samples.iter().filter_map(|s| s.from.as_ref()) {
            needed.condition(population.register, population.filter.as_ref());
        }
        for column in needed.0.get(register).into_iter().flatten() {
            readers.entry(*column).or_default().push(item.id.clone());
        }
    }
    readers
}

/// The column that stands for whole rows.
fn rows(spec: &RegisterSpec) -> BTreeSet<usize> {
    BTreeSet::from([spec.time.unwrap_or(0)])
}

struct Needed(Vec<BTreeSet<usize>>);

impl Needed {
    fn add(&mut self, register: usize, columns: impl IntoIterator<Item = usize>) {
        if let Some(needed) = self.0.get_mut(register) {
            needed.extend(columns);
        }
    }

    fn condition(&mut self, register: usize, condition: Option<&Condition>) {
        self.add(register, condition.into_iter().flat_map(|c| c.columns.iter().copied()));
    }

    fn measured(&mut self, measured: &Measured) {
        self.condition(measured.register, measured.filter.as_ref());
        self.measure(measured.register, &measured.measure);
    }

    fn measure(&mut self, register: usize, measure: &Measure) {
        match measure {
            // What a cross-check reads is needed wherever one stands.
            Measure::Count
            | Measure::PerHousehold
            | Measure::Each { .. }
            | Measure::CrossCheck { .. } => {}
            Measure::Distinct { column } | Measure::Average { column } => {
                self.add(register, [*column]);
            }
            Measure::Rate { pass } => self.condition(register, Some(pass)),
            Measure::Complete { columns } => self.add(register, columns.iter().copied()),
            Measure::Within { from, to, limit } => {
                self.add(register, [*from, *to]);
                match limit {
                    Limit::Seconds(_) => {}
                    Limit::By(by) => self.add(register, [*by]),
                    Limit::Split { of, by, .. } => {
                        self.condition(register, Some(of));
                        self.add(register, [*by]);
                    }
                }
            }
            Measure::Change { of, .. } => self.measure(register, of),
        }
    }

    fn rule(&mut self, register: usize, rule: &CrossRule) {
        match rule {
            CrossRule::Row { expect } => self.condition(register, Some(expect)),
            CrossRule::Unique { columns } => self.add(register, columns.iter().copied()),
            CrossRule::Burst { column, .. } => self.add(register, [*column]),
            CrossRule::PresentIn { other, matching, within } => {
                self.add(register, matching.iter().map(|(here, _)| *here));
                self.add(*other, matching.iter().map(|(_, there)| *there));
                self.add(register, within.map(|w| w.here));
                self.add(*other, within.map(|w| w.there));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_checks_and_dates_read() {
        let text = include_str!("../../tests/folders/mini/mini.toml");
        let standard = crate::standard::load("mini.toml", text).unwrap();
        let complaints = &standard.registers[0];
        let columns = ["received", "handled"].map(|id| complaints.column(id).unwrap());
        // Counted by `received`, and one check asks whether `handled` is filled; what was complained
        // about and the telephone number decide nothing.
        assert_eq!(columns_needed(&standard), [BTreeSet::from(columns)]);
    }
}
