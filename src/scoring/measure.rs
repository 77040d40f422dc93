//! Measured checks: figures computed from a register.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::cite::{self, Cited};
use super::figure::Figure;
use super::tally::{Selection, Tally, count, settle};
use super::truth::{Held, Truth};
use super::{Context, Evaluated, crosscheck, location};
use crate::audit::{DateRange, period};
use crate::evidence::table::CellState;
use crate::lang::Text;
use crate::outcome::{Facts, LocationResult, Number, Span};
use crate::standard::{Bucket, Check, Compare, Fallback, Item, Limit, Measure, Measured};

/// A figure with what it was made from.
pub(super) struct Computed {
    pub(super) figure: Figure,
    /// The measure had nothing to be computed from.
    pub(super) empty: bool,
    pub(super) sample: u32,
    pub(super) facts: Facts,
    pub(super) evidence: Cited,
}

/// Computes a measured check.
pub fn evaluate(
    context: &Context<'_>,
    item: &Item,
    check: &Check,
    measured: &Measured,
) -> Evaluated {
    let Some(spec) = context.standard.registers.get(measured.register) else {
        return Evaluated::unknown(Facts::Unanswered);
    };
    if let Some(reason) = context.audit.not_kept.get(&spec.id) {
        let facts = Facts::RegisterNotKept { register: spec.title.clone(), reason: reason.clone() };
        return Evaluated::without_figure(measured.absent, facts);
    }
    if let Measure::CrossCheck { index } = measured.measure {
        return crosscheck::evaluate(context, measured, index);
    }
    let filter = measured.filter.as_ref();
    let Some(select) = context.select(measured.register, measured.window, filter) else {
        return Evaluated::unknown(Facts::RegisterMissing { register: spec.title.clone() });
    };
    let register = select.rows.register;
    let absent = |c: &usize| register.columns.get(*c).is_none_or(Option::is_none);
    let time = spec.time.filter(|_| select.range.is_some());
    let column_missing = |column: usize| {
        let column = column_name(spec, column);
        Evaluated::unknown(Facts::ColumnMissing { register: spec.title.clone(), column })
    };
    // Without these nothing can be computed; without others some rows may still be decided.
    if let Some(column) = time.into_iter().chain(values_of(&measured.measure)).find(absent) {
        return column_missing(column);
    }
    let measurement = Measurement { context, measured, select };
    // Where no row is there yet and one is asked for, it may still come.
    let empty = match measured.empty {
        Fallback::Fails if context.is_running(measured.window) => Fallback::Unknown,
        empty => empty,
    };
    let computed = match &measured.measure {
        Measure::Change { of, by } => measurement.change(item, check, of, *by),
        measure => measurement.plain(measure),
    };
    let mut evaluated = finish(measured, empty, computed);
    evaluated.locations = measurement.locations();
    let missing = columns_read(measured, time).into_iter().find(absent);
    match missing.filter(|_| evaluated.truth == Truth::Unknown) {
        Some(column) => column_missing(column),
        None => evaluated,
    }
}

/// The column a figure is taken from.
fn values_of(measure: &Measure) -> Option<usize> {
    match measure {
        Measure::Distinct { column } | Measure::Average { column } => Some(*column),
        Measure::Change { of, .. } => values_of(of),
        _ => None,
    }
}

fn finish(measured: &Measured, empty: Fallback, computed: Option<Computed>) -> Evaluated {
    let Some(computed) = computed else {
        return Evaluated::unknown(Facts::HouseholdsMissing);
    };
    let truth =
        if computed.empty { fallback(empty) } else { computed.figure.meets(measured.threshold) };
    Evaluated {
        truth,
        value: computed.figure.value.map(|v| Number::rounded(v, 6)),
        sample: Some(computed.sample),
        facts: computed.facts,
        evidence: computed.evidence,
        locations: Vec::new(),
    }
}

/// The truth of a check that has no figure.
pub fn fallback(fallback: Fallback) -> Truth {
    match fallback {
        Fallback::Holds => Truth::True,
        Fallback::Fails => Truth::False,
        Fallback::Unknown => Truth::Unknown,
    }
}

/// Every column a check reads, ascending.
fn columns_read(measured: &Measured, time: Option<usize>) -> BTreeSet<usize> {
    let mut columns: BTreeSet<usize> = time.into_iter().collect();
    columns.extend(measured.filter.iter().flat_map(|f| f.columns.iter().copied()));
    let measure = match &measured.measure {
        Measure::Change { of, .. } => of,
        measure => measure,
    };
    columns.extend(measure_columns(measure));
    columns
}

/// The columns that decide whether a row passes or what it adds.
fn measure_columns(measure: &Measure) -> Vec<usize> {
    match measure {
        Measure::Count
        | Measure::PerHousehold
        | Measure::Each { .. }
        | Measure::CrossCheck { .. } => Vec::new(),
        Measure::Distinct { column } | Measure::Average { column } => vec![*column],
        Measure::Rate { pass } => pass.columns.clone(),
        Measure::Complete { columns } => columns.clone(),
        Measure::Within { from, to, limit: Limit::Seconds(_) } => vec![*from, *to],
        Measure::Within { to, limit: Limit::By(by), .. } => vec![*to, *by],
        Measure::Within { from, to, limit: Limit::Split { of, by, .. } } => {
            let columns = [*from, *to, *by].into_iter().chain(of.columns.iter().copied());
            columns.collect::<BTreeSet<_>>().into_iter().collect()
        }
        Measure::Change { of, .. } => measure_columns(of),
    }
}

#[derive(Clone, Copy)]
pub(super) struct Measurement<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) measured: &'a Measured,
    pub(super) select: Selection<'a>,
}

impl Measurement<'_> {
    pub(super) fn unit(&self) -> Text {
        self.select.rows.spec.unit.clone()
    }

    pub(super) fn span(&self) -> Span {
        self.context.span(self.measured.window)
    }

    /// The column whose cells stand for whole rows.
    fn row_column(&self) -> usize {
        self.select.rows.spec.time.unwrap_or(0)
    }

    /// The first day the register covers, where audit.toml says so.
    pub(super) fn covers(&self) -> Option<chrono::NaiveDate> {
        self.context.audit.covers.get(&self.select.rows.spec.id).copied()
    }

    pub(super) fn plain(&self, measure: &Measure) -> Option<Computed> {
        match measure {
            Measure::Count => Some(self.rows(None)),
            Measure::PerHousehold => Some(self.rows(Some(self.context.audit.households?))),
            Measure::Distinct { column } => Some(self.distinct(*column)),
            Measure::Rate { .. } | Measure::Complete { .. } | Measure::Within { .. } => {
                Some(self.share(measure))
            }
            Measure::Each { bucket } => Some(self.each(*bucket)),
            Measure::Average { column } => Some(self.average(*column)),
            // Has its own way, see `evaluate`.
            Measure::CrossCheck { .. } => None,
            // Never nested: the loader refuses it.
            Measure::Change { of, .. } => self.plain(of),
        }
    }

    /// Rows that may still have to be added; without a bound where the register starts inside the window
    /// or the window is not over. A change sets equal stretches of two years against each other, up to the
    /// date of the audit.
    fn more(&self, maybe: u32) -> Option<u32> {
        let compares = matches!(self.measured.measure, Measure::Change { .. });
        if !compares && self.context.is_running(self.measured.window) {
            return None;
        }
        match (self.covers(), self.select.range) {
            (Some(start), Some(range)) if start > range.from => None,
            _ => Some(maybe),
        }
    }

    fn rows(&self, households: Option<u32>) -> Computed {
        let tally = Tally::of(self.select.members(), |_| Some(Truth::True));
        let counted = count(&tally.counted);
        let figure = Figure::count(counted, self.more(count(&tally.undecided)));
        Computed {
            figure: households.map_or(figure, |h| figure.per(Decimal::from(h))),
            empty: false,
            sample: counted,
            facts: Facts::Count {
                counted,
                unit: self.unit(),
                households,
                span: self.span(),
                undecided: count(&tally.undecided),
            },
            evidence: self.cite_rows(&tally.counted, self.row_column()),
        }
    }

    fn cite_rows(&self, rows: &[usize], column: usize) -> Cited {
        let cited = cite::ranges(self.select.rows, rows, &[column], |_, _| true);
        if cited.is_empty() { cite::headers(self.select.rows, column) } else { cited }
    }

    fn distinct(&self, column: usize) -> Computed {
        let rows = self.select.rows;
        let mut seen = BTreeSet::new();
        let mut maybe = BTreeSet::new();
        let (mut counted, mut unreadable) = (Vec::new(), 0);
        for (row, belongs) in self.select.members() {
            match rows.state(column, row) {
                Some(CellState::Unreadable) => unreadable += 1,
                Some(CellState::Value) => {
                    let value = match rows.choice(column, row) {
                        Some(choice) => choice.to_string(),
                        None => rows.text(column, row).unwrap_or("").trim().to_string(),
                    };
                    if belongs == Truth::True {
                        counted.push(row);
                        seen.insert(value);
                    } else {
                        maybe.insert(value);
                    }
                }
                _ => {}
            }
        }
        let different = count(&seen.iter().collect::<Vec<_>>());
        let undecided = count(&maybe.difference(&seen).collect::<Vec<_>>()) + unreadable;
        Computed {
            figure: Figure::count(different, self.more(undecided)),
            empty: false,
            sample: count(&counted),
            facts: Facts::Distinct {
                counted: different,
                column: column_name(self.select.rows.spec, column),
                undecided,
                span: self.span(),
            },
            evidence: self.cite_rows(&counted, column),
        }
    }

    /// What was found at each place, where the check says where places stand.
    fn locations(&self) -> Vec<LocationResult> {
        let Some(column) = self.measured.location else { return Vec::new() };
        let tally = self.tally(&self.measured.measure);
        location::of_rows(self.select.rows, column, &tally, self.is_few())
    }

    /// Whether few rows must pass, so that those that do speak against the check.
    fn is_few(&self) -> bool {
        matches!(self.measured.threshold.op, Compare::AtMost | Compare::Below)
    }

    fn tally(&self, measure: &Measure) -> Tally {
        Tally::of(self.select.members(), |row| {
            if self.is_not_due(measure, row) {
                return None;
            }
            settle(self.passes(measure, row), self.measured.blank)
        })
    }

    fn share(&self, measure: &Measure) -> Computed {
        let columns = measure_columns(measure);
        let tally = self.tally(measure);
        let evidence = self.cite_share(measure, &columns, &tally);
        let facts = if tally.is_empty() {
            Facts::NoRows { unit: self.unit(), span: self.span() }
        } else {
            Facts::Rate {
                passed: tally.passed(),
                counted: count(&tally.counted),
                undecided: count(&tally.undecided),
                unit: self.unit(),
                span: self.span(),
            }
        };
        Computed {
            figure: tally.share(),
            empty: tally.is_empty(),
            sample: count(&tally.counted),
            facts,
            evidence,
        }
    }

    /// Whether a share is enough; `None` where it is only one side of a comparison.
    fn verdict_of(&self, tally: &Tally) -> Option<Truth> {
        let compared = matches!(self.measured.measure, Measure::Change { .. });
        (!compared).then(|| tally.share().meets(self.measured.threshold))
    }

    /// The cells behind a share. Where it is not enough, those of the rows that do not pass (where few must
    /// pass, that do), then of those undecided; where it is open, the undecided first. Else the rows counted.
    fn cite_share(&self, measure: &Measure, columns: &[usize], tally: &Tally) -> Cited {
        let rows = self.select.rows;
        let few = self.is_few();
        // What a row is judged by: the columns of the measure, of a limit only those that bind this row.
        let split = match measure {
            Measure::Within { from, to, limit: Limit::Split { of, by, .. } } => {
                Some((of, [*from, *to], [*to, *by]))
            }
            _ => None,
        };
        let bound = |row: usize| {
            let (of, allowed, agreed) = split.as_ref()?;
            match rows.holds(of, row) {
                Truth::True => Some(&allowed[..]),
                Truth::False => Some(&agreed[..]),
                Truth::Unknown => None,
            }
        };
        let read = |row: usize| bound(row).unwrap_or(columns);
        let against = || {
            let against = if few { tally.passing() } else { tally.failed.clone() };
            match measure {
                Measure::Complete { .. } => cite::gaps(rows, &against, read),
                _ => cite::cells(rows, &against, read),
            }
        };
        let filter = self.measured.filter.iter().flat_map(|f| f.columns.iter().copied());
        let chosen: BTreeSet<usize> = rows.spec.time.into_iter().chain(filter).collect();
        let reasons_with = |read: &[usize]| -> Vec<usize> {
            let all: BTreeSet<usize> = chosen.iter().chain(read).copied().collect();
            all.into_iter().collect()
        };
        let usual = reasons_with(columns);
        let reasons = |row: usize| match bound(row) {
            None => Cow::Borrowed(&usual[..]),
            Some(read) => Cow::Owned(reasons_with(read)),
        };
        let doubts = || cite::doubts(rows, &tally.undecided, reasons, read);
        let evidence = match self.verdict_of(tally) {
            Some(Truth::True) => Cited::default(),
            Some(Truth::False) => against().and(doubts()),
            Some(Truth::Unknown) => doubts().and(against()),
            None => doubts(),
        };
        let counted = || {
            let columns = if columns.is_empty() { &[self.row_column()][..] } else { columns };
            let all = split.is_none();
            cite::ranges(rows, &tally.counted, columns, |row, c| all || read(row).contains(&c))
        };
        match (self.verdict_of(tally), evidence.is_empty()) {
            (None, _) => evidence.and(counted()),
            (_, false) => evidence,
            (_, true) if tally.counted.is_empty() => {
                let column = columns.last().copied().unwrap_or_else(|| self.row_column());
                cite::headers(rows, column)
            }
            (_, true) => counted(),
        }
    }

    /// Whether a row passes, before an empty cell is settled.
    fn passes(&self, measure: &Measure, row: usize) -> Held {
        let rows = self.select.rows;
        match measure {
            Measure::Rate { pass } => rows.held(pass, row),
            Measure::Complete { columns } => {
                Held::all(columns.iter().map(|c| match rows.state(*c, row) {
                    Some(CellState::Value) => Held::known(true),
                    Some(CellState::Blank) => Held::known(false),
                    // Something is recorded; what, nobody can read.
                    _ => Held::unknown(false),
                }))
            }
            Measure::Within { from, to, limit } => self.in_time(*from, *to, limit, row),
            _ => Held::known(true),
        }
    }

    fn each(&self, bucket: Bucket) -> Computed {
        let full = self.context.full_range(self.measured.window);
        let stretches = full.map(|r| period::buckets(r, bucket)).unwrap_or_default();
        let mut counts = vec![0u32; stretches.len()];
        let (mut counted, mut maybe) = (Vec::new(), 0u32);
        let time = self.row_column();
        for (row, belongs) in self.select.members() {
            let day = self.select.day(time, row);
            // What comes before the first whole stretch is in none of them.
            if day.zip(stretches.first()).is_some_and(|(day, first)| day < first.from) {
                continue;
            }
            let slot = day.and_then(|d| stretches.iter().position(|s| s.from <= d && d <= s.to));
            match (belongs, slot.and_then(|s| counts.get_mut(s))) {
                (Truth::True, Some(slot)) => {
                    *slot += 1;
                    counted.push(row);
                }
                _ => maybe += 1,
            }
        }
        let open = |s: &DateRange| {
            s.to > self.context.audit.as_of || self.covers().is_some_and(|start| start > s.from)
        };
        let least = counts.iter().copied().min().unwrap_or(0);
        let most = stretches
            .iter()
            .zip(&counts)
            .filter(|(stretch, _)| !open(stretch))
            .map(|(_, count)| *count)
            .min();
        let low = Decimal::from(least);
        Computed {
            figure: Figure {
                value: Some(low),
                low: Some(low),
                high: most.map(|m| Decimal::from(m) + Decimal::from(maybe)),
            },
            empty: stretches.is_empty(),
            sample: count(&counted),
            facts: Facts::Each { bucket, counts, unit: self.unit(), span: self.span() },
            evidence: self.cite_rows(&counted, time),
        }
    }

    fn average(&self, column: usize) -> Computed {
        let rows = self.select.rows;
        let (mut sum, mut used, mut doubt) = (Decimal::ZERO, Vec::new(), false);
        for (row, belongs) in self.select.members() {
            match (belongs, rows.number(column, row)) {
                (Truth::True, Some(number)) => {
                    sum = sum.saturating_add(number);
                    used.push(row);
                }
                (Truth::True, None) => {
                    doubt |= rows.state(column, row) == Some(CellState::Unreadable);
                }
                _ => doubt = true,
            }
        }
        let counted = count(&used);
        let mean = (counted > 0).then(|| sum / Decimal::from(counted));
        Computed {
            figure: match mean {
                Some(mean) if !doubt => Figure::exact(mean),
                mean => Figure::unknown(mean),
            },
            empty: counted == 0 && !doubt,
            sample: counted,
            facts: Facts::Average {
                counted,
                share: Measure::Average { column }.is_share(rows.spec),
                unit: self.unit(),
                span: self.span(),
            },
            evidence: self.cite_rows(&used, column),
        }
    }
}

fn column_name(spec: &crate::standard::RegisterSpec, column: usize) -> Text {
    let none = || Text { zh: String::new(), en: String::new() };
    spec.columns.get(column).map_or_else(none, |c| c.names())
}
