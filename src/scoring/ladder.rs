//! From the checks of an item to its points.

use rust_decimal::Decimal;

use super::truth::Truth;
use crate::outcome::Status;
use crate::standard::{Need, Tier};

/// Step of the ladder an item can stand on, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// No points.
    None,
    /// Half points.
    Half,
    /// Full points.
    Full,
}

impl Step {
    /// Points of this step for a weight.
    pub fn points(self, weight: Decimal) -> Decimal {
        match self {
            Step::None => Decimal::ZERO,
            Step::Half => weight * Decimal::new(5, 1),
            Step::Full => weight,
        }
    }

    /// Status of an item on this step.
    pub fn status(self) -> Status {
        match self {
            Step::None => Status::Fail,
            Step::Half => Status::Partial,
            Step::Full => Status::Pass,
        }
    }

    /// The step of a status that has points.
    pub fn of(status: Status) -> Option<Step> {
        match status {
            Status::Pass => Some(Step::Full),
            Status::Partial => Some(Step::Half),
            Status::Fail => Some(Step::None),
            Status::NotApplicable | Status::NotReviewed => None,
        }
    }
}

/// How a ladder's tiers are read.
#[derive(Debug, Clone, Copy)]
pub struct Needs {
    /// Of the half tier, for half points.
    pub half: Need,
    /// Of the full tier, for full points.
    pub full: Need,
}

/// The lowest and highest step that the truths of the checks leave open; equal where decided.
///
/// Full points: every half check and the full tier hold, or every alternative check does. Half points:
/// the half tier holds. An unknown leaves both outcomes open (three-valued logic).
pub fn climb(checks: &[(Tier, Truth)], needs: Needs) -> (Step, Step) {
    let tier = |wanted: Tier| checks.iter().filter(move |(t, _)| *t == wanted).map(|(_, v)| *v);
    let enough = |wanted: Tier, need: Need| match need {
        Need::Any if tier(wanted).next().is_some() => Truth::any(tier(wanted)),
        _ => Truth::all(tier(wanted)),
    };
    let has = |wanted: Tier| tier(wanted).next().is_some();
    let main = Truth::all([Truth::all(tier(Tier::Half)), enough(Tier::Full, needs.full)]);
    let main = if has(Tier::Half) || has(Tier::Full) { main } else { Truth::False };
    let other =
        if has(Tier::Alternative) { Truth::all(tier(Tier::Alternative)) } else { Truth::False };
    let full = Truth::any([main, other]);
    let half = if has(Tier::Half) { enough(Tier::Half, needs.half) } else { Truth::False };
    let step = |full: bool, half: bool| match (full, half) {
        (true, _) => Step::Full,
        (false, true) => Step::Half,
        (false, false) => Step::None,
    };
    (
        step(full == Truth::True, half == Truth::True),
        step(full != Truth::False, half != Truth::False),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use Tier::{Alternative, Full, Half};
    use Truth::{False, True, Unknown};

    const ALL: Needs = Needs { half: Need::All, full: Need::All };
    const ANY_HALF: Needs = Needs { half: Need::Any, full: Need::All };
    const ANY_FULL: Needs = Needs { half: Need::All, full: Need::Any };

    fn scored(checks: &[(Tier, Truth)], needs: Needs) -> Option<Step> {
        let (low, high) = climb(checks, needs);
        (low == high).then_some(low)
    }

    #[test]
    fn two_rungs() {
        assert_eq!(scored(&[(Half, True), (Full, True)], ALL), Some(Step::Full));
        assert_eq!(scored(&[(Half, True), (Full, False)], ALL), Some(Step::Half));
        assert_eq!(scored(&[(Half, False), (Full, True)], ALL), Some(Step::None));
        assert_eq!(scored(&[(Half, False), (Full, Unknown)], ALL), Some(Step::None));
        assert_eq!(climb(&[(Half, True), (Full, Unknown)], ALL), (Step::Half, Step::Full));
        assert_eq!(climb(&[(Half, Unknown), (Full, True)], ALL), (Step::None, Step::Full));
        assert_eq!(climb(&[(Half, Unknown), (Full, False)], ALL), (Step::None, Step::Half));
    }

    #[test]
    fn one_of_the_half_checks() {
        let (a, b) = ((Half, True), (Half, False));
        assert_eq!(scored(&[a, a], ANY_HALF), Some(Step::Full));
        assert_eq!(scored(&[a, b], ANY_HALF), Some(Step::Half));
        assert_eq!(scored(&[b, b], ANY_HALF), Some(Step::None));
        assert_eq!(climb(&[a, (Half, Unknown)], ANY_HALF), (Step::Half, Step::Full));
        assert_eq!(climb(&[b, (Half, Unknown)], ANY_HALF), (Step::None, Step::Half));
    }

    #[test]
    fn one_of_the_full_checks() {
        let half = (Half, True);
        assert_eq!(scored(&[half, (Full, True), (Full, Unknown)], ANY_FULL), Some(Step::Full));
        assert_eq!(scored(&[half, (Full, False), (Full, False)], ANY_FULL), Some(Step::Half));
    }

    #[test]
    fn a_second_way_to_full_points() {
        let poor = [(Half, False), (Full, False)];
        assert_eq!(scored(&[poor[0], poor[1], (Alternative, True)], ALL), Some(Step::Full));
        assert_eq!(scored(&[poor[0], poor[1], (Alternative, False)], ALL), Some(Step::None));
        assert_eq!(
            climb(&[(Half, True), (Full, False), (Alternative, Unknown)], ALL),
            (Step::Half, Step::Full)
        );
    }

    #[test]
    fn half_points_of_a_weight() {
        assert_eq!(Step::Half.points(Decimal::from(3)), Decimal::new(15, 1));
    }
}
