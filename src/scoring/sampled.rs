//! Sampled checks: how many spot checks were needed, made and passed.

use rust_decimal::Decimal;

use super::figure::Figure;
use super::measure::fallback;
use super::tally::count;
use super::truth::Truth;
use super::{Context, Evaluated, location};
use crate::audit::checksheet::SpotCheck;
use crate::outcome::{Facts, Number};
use crate::standard::{Compare, Item, Sample, SampleFigure, Sampled};

/// Computes a sampled check.
pub fn evaluate(context: &Context<'_>, item: &Item, sampled: &Sampled) -> Evaluated {
    let Some(sample) = item.samples.get(sampled.sample) else {
        return Evaluated::unknown(Facts::Unanswered);
    };
    let rows: Vec<&SpotCheck> = context.checksheet.spot_checks(&item.id, &sample.id).collect();
    let made: Vec<&SpotCheck> = rows.iter().copied().filter(|r| r.passed.is_some()).collect();
    let failed: Vec<&SpotCheck> =
        made.iter().copied().filter(|r| r.passed == Some(false)).collect();
    let needed = needed(context, sample);
    let passed = count(&made) - count(&failed);
    let total = needed.max(count(&made));
    let open = total - count(&made);
    let figure = figure(sampled.figure, passed, count(&made), open);
    let truth = if total == 0 { fallback(sampled.empty) } else { figure.meets(sampled.threshold) };
    let shown = shown(sampled, truth, &made);
    Evaluated {
        truth,
        value: figure.value.map(|v| Number::rounded(v, 6)),
        sample: Some(count(&made)),
        facts: Facts::Sampled {
            needed,
            made: count(&made),
            passed,
            unit: sample.unit.clone(),
            word: sample.passed.clone(),
            figure: sampled.figure,
        },
        evidence: shown.iter().map(|r| r.evidence.clone()).collect::<Vec<_>>().into(),
        locations: match sample.location {
            true => location::of_spots(&rows, is_few(sampled.threshold.op)),
            false => Vec::new(),
        },
    }
}

/// The spot checks that speak for the figure: all that a share is made of, those counted of a number;
/// where it is not enough, those that speak against it.
fn shown<'a>(sampled: &Sampled, truth: Truth, made: &[&'a SpotCheck]) -> Vec<&'a SpotCheck> {
    let few = is_few(sampled.threshold.op);
    let of = |passed: bool| -> Vec<&SpotCheck> {
        made.iter().copied().filter(|r| r.passed == Some(passed)).collect()
    };
    let chosen = match (truth, sampled.figure) {
        (Truth::True, SampleFigure::Rate) => Vec::new(),
        (Truth::True, SampleFigure::Count) => of(true),
        (Truth::False | Truth::Unknown, _) => of(few),
    };
    if chosen.is_empty() { made.to_vec() } else { chosen }
}

/// Whether few must pass, so that what passes speaks against the check.
fn is_few(op: Compare) -> bool {
    matches!(op, Compare::AtMost | Compare::Below)
}

/// The figure, with the range that `open` spot checks still to be made leave.
fn figure(which: SampleFigure, passed: u32, made: u32, open: u32) -> Figure {
    match which {
        SampleFigure::Count => Figure::count(passed, Some(open)),
        SampleFigure::Rate => {
            let ratio =
                |part: u32, of: u32| (of > 0).then(|| Decimal::from(part) / Decimal::from(of));
            Figure {
                value: ratio(passed, made),
                low: ratio(passed, made + open),
                high: ratio(passed + open, made + open),
            }
        }
    }
}

/// How many spot checks are needed: not more than there is to draw from.
fn needed(context: &Context<'_>, sample: &Sample) -> u32 {
    let population = sample.from.as_ref().and_then(|population| {
        let spec = context.standard.registers.get(population.register)?;
        if context.audit.not_kept.contains_key(&spec.id) {
            return Some(0);
        }
        let filter = population.filter.as_ref();
        let select = context.select(population.register, population.window, filter)?;
        // A row that may belong may be drawn.
        u32::try_from(select.members().filter(|(_, t)| *t != Truth::False).count()).ok()
    });
    population.map_or(sample.need, |p| p.min(sample.need))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard::Threshold;

    fn outcome(which: SampleFigure, passed: u32, made: u32, open: u32, threshold: u32) -> Truth {
        let threshold = Threshold { op: Compare::AtLeast, value: Decimal::from(threshold) };
        figure(which, passed, made, open).meets(threshold)
    }

    #[test]
    fn a_missed_call_decides_before_the_tenth_is_made() {
        assert_eq!(outcome(SampleFigure::Rate, 10, 10, 0, 1), Truth::True);
        assert_eq!(outcome(SampleFigure::Rate, 9, 9, 1, 1), Truth::Unknown);
        assert_eq!(outcome(SampleFigure::Rate, 5, 6, 4, 1), Truth::False);
        assert_eq!(outcome(SampleFigure::Count, 1, 1, 9, 1), Truth::True);
        assert_eq!(outcome(SampleFigure::Count, 0, 9, 1, 1), Truth::Unknown);
        assert_eq!(outcome(SampleFigure::Count, 0, 10, 0, 1), Truth::False);
    }
}
