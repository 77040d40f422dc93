//! Checks, points and totals. Pure: everything it knows stands in its [`Context`].

mod appeal;
mod change;
mod cite;
mod condition;
mod copies;
mod crosscheck;
mod dated;
mod figure;
mod firsts;
mod item;
mod key;
mod ladder;
mod location;
mod measure;
mod needed;
mod partner;
mod sampled;
mod tally;
mod totals;
mod truth;
mod waiver;
mod within;

use chrono::NaiveDate;
use rayon::prelude::*;

use crate::audit::{Audit, Checksheet, DateRange};
use crate::diagnostic::Problem;
use crate::evidence::table::Register;
use crate::lang::Lang;
use crate::outcome::{
    Facts, ItemResult, LocationResult, Number, Outcome, Score, SectionScore, Span, SpotCheckRecord,
    WaiverEntry,
};
use crate::standard::expression::Condition;
use crate::standard::{Fallback, Standard, Window};
pub use dated::Dated;
pub use needed::{columns_needed, readers};
use tally::Selection;
use truth::Truth;

/// Everything an audit is scored from.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The standard applied.
    pub standard: &'a Standard,
    /// audit.toml.
    pub audit: &'a Audit,
    /// Registers by their index in the standard; `None` where not found.
    pub registers: &'a [Option<Register>],
    /// Verdicts and spot checks.
    pub checksheet: &'a Checksheet,
    /// Which of their rows are dated inside a window: of this audit alone.
    pub dated: &'a Dated,
    /// A result of the same project and standard for the same period a year earlier.
    pub previous: Option<&'a Outcome>,
    /// Language of the messages and titles.
    pub lang: Lang,
    /// Nothing else is done beside this: the audits of a batch leave each other no processor.
    pub alone: bool,
}

impl Context<'_> {
    /// The days of a window, cut off at the date of the audit; `None` for every row.
    fn range(&self, window: Window) -> Option<DateRange> {
        self.full_range(window).map(|r| DateRange { to: r.to.min(self.audit.as_of), ..r })
    }

    /// The days of a window, whatever the date of the audit.
    fn full_range(&self, window: Window) -> Option<DateRange> {
        self.audit.period.window(window)
    }

    /// Whether a window goes on after the date of the audit: numbers of rows in it may still grow.
    fn is_running(&self, window: Window) -> bool {
        self.full_range(window).is_some_and(|r| r.to > self.audit.as_of)
    }

    /// A window as facts have it.
    fn span(&self, window: Window) -> Span {
        let range = self.range(window);
        let full = self.full_range(window).filter(|_| self.is_running(window));
        Span {
            window,
            from: range.map(|r| r.from),
            to: range.map(|r| r.to),
            until: full.map(|r| r.to),
        }
    }

    /// The rows of a register, where it is there.
    fn rows(&self, register: usize) -> Option<condition::Rows<'_>> {
        let spec = self.standard.registers.get(register)?;
        let register = self.registers.get(register)?.as_ref()?;
        Some(condition::Rows { register, spec })
    }

    /// The rows of a register that are dated inside a window and match a condition; `None` where there is no
    /// such register.
    fn select<'s>(
        &'s self,
        register: usize,
        window: Window,
        filter: Option<&'s Condition>,
    ) -> Option<Selection<'s>> {
        let (rows, range) = (self.rows(register)?, self.range(window));
        let dated = self.dated.rows(register, window, || dated::stretches(rows, range))?;
        Some(Selection { rows, range, dated, filter })
    }

    /// The date `days` after the audit, moved to a workday where audit.toml says so.
    fn due(&self, days: u32) -> Option<NaiveDate> {
        let day = self.audit.as_of.checked_add_days(chrono::Days::new(u64::from(days)))?;
        Some(self.audit.workdays.as_ref().map_or(day, |w| w.on_or_after(day)))
    }
}

/// A check's outcome before it is put into words.
#[derive(Debug, Clone)]
struct Evaluated {
    truth: Truth,
    value: Option<Number>,
    sample: Option<u32>,
    facts: Facts,
    evidence: cite::Cited,
    locations: Vec<LocationResult>,
}

impl Evaluated {
    fn unknown(facts: Facts) -> Self {
        Evaluated {
            truth: Truth::Unknown,
            value: None,
            sample: None,
            facts,
            evidence: cite::Cited::default(),
            locations: Vec::new(),
        }
    }

    fn without_figure(fallback: Fallback, facts: Facts) -> Self {
        Evaluated { truth: measure::fallback(fallback), ..Evaluated::unknown(facts) }
    }
}

/// Scores, findings and the problems that scoring itself came upon.
#[derive(Debug, Clone)]
pub struct Scored {
    /// Totals.
    pub score: Score,
    /// Totals by section.
    pub sections: Vec<SectionScore>,
    /// Items in the order of their numbers.
    pub items: Vec<ItemResult>,
    /// Spot checks in the order of the checksheet.
    pub spot_checks: Vec<SpotCheckRecord>,
    /// What cross-checks find, contradictions between verdicts and evidence, waivers that match nothing.
    pub problems: Vec<Problem>,
    /// Waivers given to the project.
    pub waivers: Vec<WaiverEntry>,
}

/// Scores an audit.
pub fn score(context: &Context<'_>) -> Scored {
    let one = |item| {
        let mut problems = Vec::new();
        (item::score(context, item, &mut problems), problems)
    };
    let items = &context.standard.items;
    let (mut problems, scored): (Vec<Problem>, Vec<(ItemResult, Vec<Problem>)>) = if context.alone {
        rayon::join(|| crosscheck::problems(context), || items.par_iter().map(one).collect())
    } else {
        (crosscheck::problems(context), items.iter().map(one).collect())
    };
    let mut items = Vec::with_capacity(scored.len());
    for (item, found) in scored {
        items.push(item);
        problems.extend(found);
    }
    let before_appeals = appeal::apply(context, &mut items);
    let waivers = waiver::entries(context, &items, &mut problems);
    let mut score = totals::score(context.standard, &items, context.lang);
    score.with_waivers = waiver::other_score(&items);
    score.before_appeals = before_appeals;
    Scored {
        score,
        waivers,
        sections: totals::sections(context.standard, &items, context.lang),
        spot_checks: item::spot_checks(context),
        items,
        problems,
    }
}
