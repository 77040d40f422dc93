//! A figure against the same window a year earlier.

use rust_decimal::Decimal;

use super::cite::Cited;
use super::dated::stretches;
use super::figure::Figure;
use super::measure::{Computed, Measurement};
use super::tally::Selection;
use crate::audit::DateRange;
use crate::outcome::{Before, Facts, ItemResult, Number, YearRows};
use crate::standard::{ChangeBy, Check, Item, Measure};

/// The figure of the year before.
struct YearBefore {
    figure: Figure,
    source: Before,
    /// Rows it was computed over; `None` where it was told.
    rows: Option<u32>,
    evidence: Cited,
}

impl YearBefore {
    fn told(value: Decimal, source: Before) -> Self {
        YearBefore { figure: Figure::exact(value), source, rows: None, evidence: Cited::default() }
    }
}

impl Measurement<'_> {
    /// Now against a year before: the register's own older rows, else audit.toml, else a previous result.
    pub(super) fn change(
        &self,
        item: &Item,
        check: &Check,
        of: &Measure,
        by: ChangeBy,
    ) -> Option<Computed> {
        let now = self.plain(of)?;
        let before = self.year_before(item, check, of);
        let share = of.is_share(self.select.rows.spec);
        let change = before.as_ref().map(|b| now.figure.change(b.figure, by));
        let mut evidence = now.evidence;
        let (mut was, mut source, mut rows_before) = (None, None, None);
        if let Some(before) = before {
            (was, source, rows_before) = (before.figure.value, Some(before.source), before.rows);
            evidence = evidence.and(before.evidence);
        }
        let counted = matches!(of, Measure::Count | Measure::PerHousehold);
        let rows =
            counted.then(|| YearRows { now: now.sample, before: rows_before, unit: self.unit() });
        let number = |v: Option<Decimal>| v.map(|v| Number::rounded(v, 6));
        Some(Computed {
            // No figure now: nothing to compare. No meaning (nothing then, nothing now): likewise.
            empty: now.empty || matches!(change, Some(None)),
            figure: change.flatten().unwrap_or(Figure::unknown(None)),
            sample: now.sample,
            facts: Facts::Change {
                now: number(now.figure.value),
                before: number(was),
                source,
                by,
                share,
                rows,
                span: self.span(),
            },
            evidence,
        })
    }

    fn year_before(&self, item: &Item, check: &Check, of: &Measure) -> Option<YearBefore> {
        if let Some(range) = self.select.range.map(|r| r.months_before(12))
            && self.reaches_back(range, of)
        {
            let dated = stretches(self.select.rows, Some(range));
            let select = Selection { range: Some(range), dated: &dated, ..self.select };
            let before = Measurement { select, ..*self }.plain(of)?;
            // Rows of which none can be read are no source.
            if before.figure.value.is_some() {
                return Some(YearBefore {
                    figure: before.figure,
                    source: Before::Register,
                    rows: Some(before.sample),
                    evidence: before.evidence,
                });
            }
        }
        let key = format!("{}/{}", item.id, check.id);
        if let Some(value) = self.context.audit.previous.get(&key) {
            return Some(YearBefore::told(*value, Before::Audit));
        }
        let previous = self.context.previous?;
        let value = previous_value(previous.items.iter().find(|i| i.id == item.id)?, &check.id)?;
        Some(YearBefore::told(value, Before::Previous))
    }

    /// Whether the register's rows can stand for the whole range. A share or mean needs only some rows of
    /// it; a number of rows is complete only where the register starts by the range's first month.
    fn reaches_back(&self, range: DateRange, of: &Measure) -> bool {
        match (of, self.covers()) {
            (
                Measure::Rate { .. }
                | Measure::Complete { .. }
                | Measure::Within { .. }
                | Measure::Average { .. },
                _,
            ) => true,
            (_, Some(start)) => start <= range.from,
            (_, None) => self
                .select
                .earliest()
                .is_some_and(|first| first < range.from + chrono::Days::new(31)),
        }
    }
}

fn previous_value(item: &ItemResult, check: &str) -> Option<Decimal> {
    match &item.checks.iter().find(|c| c.id == check)?.facts {
        Facts::Change { now, .. } => now.map(|n| n.0),
        _ => None,
    }
}
