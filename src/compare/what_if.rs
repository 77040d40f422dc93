//! What it would take: fixes by the points they gain, and the grades they reach.

use std::cmp::Reverse;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::lang::Text;
use crate::outcome::totals::{Sum, percent};
use crate::outcome::{ItemResult, Number, Outcome, Status};
use crate::standard::{Need, Tier};

/// One way to gain points: everything that is wanting for a step of an item's ladder.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fix {
    /// Identifier of the item.
    pub item: String,
    /// Its number.
    pub number: u32,
    /// Its title.
    pub titles: Text,
    /// The status it reaches.
    pub to: Status,
    /// Points gained.
    pub gain: Number,
    /// Things to do: checks that do not hold yet.
    pub actions: u32,
    /// `gain / actions`, rounded half up to four decimals.
    pub per_action: Number,
    /// The checks, by id; empty where the auditor's judgement is all there is.
    pub checks: Vec<String>,
    /// What those checks ask.
    pub wants: Vec<Text>,
    /// The percentage once it is done.
    pub percent: Option<Number>,
}

/// The fewest items that reach a grade.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reach {
    /// Identifier of the grade.
    pub grade: String,
    /// Its title.
    pub titles: Text,
    /// The items to bring to full points, in the order of their numbers.
    pub items: Vec<String>,
    /// The percentage then.
    pub percent: Option<Number>,
}

/// What could be gained.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WhatIf {
    /// The percentage now.
    pub percent: Option<Number>,
    /// Fixes, those that gain most per action first.
    pub fixes: Vec<Fix>,
    /// Grades better than the one reached, the nearest first.
    pub reaches: Vec<Reach>,
}

/// What `outcome` could gain. Items not reviewed or not applicable are left as they are.
pub fn what_if(outcome: &Outcome) -> WhatIf {
    let sum = Sum::of(outcome.items.iter());
    let mut fixes: Vec<Fix> =
        outcome.items.iter().flat_map(|item| fixes(item, sum.points, sum.max)).collect();
    fixes.sort_by_key(|f| (Reverse(f.per_action), Reverse(f.gain), f.number, f.actions));
    WhatIf { percent: outcome.score.percent, fixes, reaches: reaches(outcome, &sum) }
}

fn fixes(item: &ItemResult, points: Decimal, max: Decimal) -> Vec<Fix> {
    let scored = matches!(item.status, Status::Partial | Status::Fail);
    let (Some(own), true) = (item.points.filter(|_| item.not_applicable.is_none()), scored) else {
        return Vec::new();
    };
    let half = item.max.0 * Decimal::new(5, 1);
    let to_half = (item.status == Status::Fail).then(|| wanting_half(item)).flatten();
    let steps = to_half.map(|checks| (Status::Partial, half, checks)).into_iter().chain([(
        Status::Pass,
        item.max.0,
        wanting_full(item),
    )]);
    let one = |(to, reached, checks): (Status, Decimal, Vec<usize>)| {
        let gain = reached - own.0;
        // Where no check is wanting, the judgement is.
        let actions = u32::try_from(checks.len()).unwrap_or(u32::MAX).max(1);
        let found = || checks.iter().filter_map(|at| item.checks.get(*at));
        Fix {
            item: item.id.clone(),
            number: item.number,
            titles: item.titles.clone(),
            to,
            gain: gain.into(),
            actions,
            per_action: Number::rounded(gain / Decimal::from(actions), 4),
            checks: found().filter(|c| c.tier != Tier::Overall).map(|c| c.id.clone()).collect(),
            wants: found().map(|c| c.titles.clone()).collect(),
            percent: percent(points + gain, max),
        }
    };
    steps.map(one).filter(|f| f.gain.0 > Decimal::ZERO).collect()
}

/// Checks of a tier that do not hold, by index.
fn wanting(item: &ItemResult, tier: Tier) -> Vec<usize> {
    let of_tier = item.checks.iter().enumerate().filter(|(_, c)| c.tier == tier);
    of_tier.filter(|(_, c)| c.holds != Some(true)).map(|(at, _)| at).collect()
}

fn has(item: &ItemResult, tier: Tier) -> bool {
    item.checks.iter().any(|c| c.tier == tier)
}

/// What half points want; `None` where the ladder has no half step of its own.
fn wanting_half(item: &ItemResult) -> Option<Vec<usize>> {
    let mut checks = wanting(item, Tier::Half);
    if item.ladder.half == Need::Any {
        checks.truncate(1);
    }
    (has(item, Tier::Half) && !checks.is_empty()).then_some(checks)
}

/// The shorter way to full points.
fn wanting_full(item: &ItemResult) -> Vec<usize> {
    let mut main = wanting(item, Tier::Half);
    let full = wanting(item, Tier::Full);
    let any = item.ladder.full == Need::Any;
    let done = item.checks.iter().any(|c| c.tier == Tier::Full && c.holds == Some(true));
    match any {
        true if done => {}
        true => main.extend(full.first()),
        false => main.extend(full),
    }
    main.extend(wanting(item, Tier::Overall));
    let other = wanting(item, Tier::Alternative);
    let shorter = has(item, Tier::Alternative) && other.len() < main.len();
    if shorter { other } else { main }
}

/// For each better grade the fewest items: first those whose failure caps the grade below it, then by
/// weight lost.
fn reaches(outcome: &Outcome, sum: &Sum) -> Vec<Reach> {
    let reached =
        outcome.grades.iter().position(|g| Some(&g.id) == outcome.score.grade_id.as_ref());
    let mut out = Vec::new();
    for (at, grade) in outcome.grades.iter().enumerate().rev() {
        if reached.is_none_or(|reached| at >= reached) {
            continue;
        }
        let caps = |item: &ItemResult| {
            let cap = outcome.grades.iter().position(|g| Some(&g.id) == item.veto.as_ref());
            item.status == Status::Fail && cap.is_some_and(|cap| cap > at)
        };
        let lost = |item: &ItemResult| item.max.0 - item.points.map_or(item.max.0, |p| p.0);
        let mut open: Vec<&ItemResult> = outcome
            .items
            .iter()
            .filter(|i| matches!(i.status, Status::Partial | Status::Fail))
            .filter(|i| i.not_applicable.is_none())
            .collect();
        open.sort_by_key(|i| (!caps(i), Reverse(lost(i)), i.number));
        let (mut points, mut chosen) = (sum.points, Vec::new());
        for item in open {
            let there = percent(points, sum.max).is_some_and(|p| p >= grade.from);
            if there && !caps(item) {
                break;
            }
            points += lost(item);
            chosen.push(item);
        }
        let percent = percent(points, sum.max);
        if percent.is_some_and(|p| p >= grade.from) {
            chosen.sort_by_key(|i| i.number);
            out.push(Reach {
                grade: grade.id.clone(),
                titles: grade.titles.clone(),
                items: chosen.into_iter().map(|i| i.id.clone()).collect(),
                percent,
            });
        }
    }
    out
}
