//! A figure and the range it can lie in while some rows are undecided.

use rust_decimal::Decimal;

use super::truth::Truth;
use crate::standard::{ChangeBy, Compare, Threshold};

/// A computed figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// From the rows that are decided; `None` where there are none.
    pub value: Option<Decimal>,
    /// Lowest possible; `None` without a bound.
    pub low: Option<Decimal>,
    /// Highest possible; `None` without a bound.
    pub high: Option<Decimal>,
}

impl Figure {
    /// A figure without doubt.
    pub fn exact(value: Decimal) -> Self {
        Figure { value: Some(value), low: Some(value), high: Some(value) }
    }

    /// A figure nothing is known of.
    pub fn unknown(value: Option<Decimal>) -> Self {
        Figure { value, low: None, high: None }
    }

    /// A number of `counted` things to which up to `more` may have to be added.
    pub fn count(counted: u32, more: Option<u32>) -> Self {
        let low = Decimal::from(counted);
        Figure { value: Some(low), low: Some(low), high: more.map(|m| low + Decimal::from(m)) }
    }

    /// Every bound and the value divided by a positive number.
    pub fn per(self, divisor: Decimal) -> Self {
        let divide = |v: Option<Decimal>| v.and_then(|v| v.checked_div(divisor));
        Figure { value: divide(self.value), low: divide(self.low), high: divide(self.high) }
    }

    /// Whether the figure holds against a threshold; unknown where its range straddles it.
    ///
    /// Figures are quotients of counts, kept to 28 digits; rounded to 18 decimals they equal the threshold
    /// where the exact quotients do (−2 % from 100 to 98 per 1,200 households), and never otherwise for
    /// counts up to a million.
    pub fn meets(self, threshold: Threshold) -> Truth {
        let holds = |exact: Decimal| {
            let v = exact.round_dp(18);
            match threshold.op {
                Compare::AtLeast => v >= threshold.value,
                Compare::AtMost => v <= threshold.value,
                Compare::Above => v > threshold.value,
                Compare::Below => v < threshold.value,
            }
        };
        // Beyond every bound lies the outcome that the comparison favours on that side.
        let upwards = matches!(threshold.op, Compare::AtLeast | Compare::Above);
        Truth::of_range(self.low.map_or(!upwards, holds), self.high.map_or(upwards, holds))
    }

    /// The change from `before` to this figure. `None` where a relative change has no meaning because
    /// nothing was there before and nothing is there now.
    pub fn change(self, before: Figure, by: ChangeBy) -> Option<Figure> {
        if by == ChangeBy::Difference {
            let minus = |a: Option<Decimal>, b: Option<Decimal>| a?.checked_sub(b?);
            return Some(Figure {
                value: minus(self.value, before.value),
                low: minus(self.low, before.high),
                high: minus(self.high, before.low),
            });
        }
        let relative = |now: Option<Decimal>, before: Option<Decimal>| {
            let (now, before) = (now?, before?);
            now.checked_sub(before)?.checked_div(before)
        };
        match (self.value, before.value) {
            (Some(now), Some(was)) if was.is_zero() && now.is_zero() => None,
            // From nothing to something: above every bound.
            (Some(_), Some(was)) if was.is_zero() => {
                Some(Figure { value: None, low: Some(Decimal::MAX), high: Some(Decimal::MAX) })
            }
            _ => Some(Figure {
                value: relative(self.value, before.value),
                low: relative(self.low, before.high),
                high: relative(self.high, before.low),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(op: Compare, value: i64) -> Threshold {
        Threshold { op, value: Decimal::from(value) }
    }

    #[test]
    fn a_range_that_straddles_the_threshold_is_unknown() {
        let some = Figure::count(8, Some(3));
        assert_eq!(some.meets(at(Compare::AtLeast, 8)), Truth::True);
        assert_eq!(some.meets(at(Compare::AtLeast, 10)), Truth::Unknown);
        assert_eq!(some.meets(at(Compare::AtLeast, 12)), Truth::False);
        assert_eq!(some.meets(at(Compare::AtMost, 8)), Truth::Unknown);
        assert_eq!(some.meets(at(Compare::Below, 12)), Truth::True);
    }

    #[test]
    fn no_bound_leaves_only_what_is_sure() {
        let open = Figure::count(8, None);
        assert_eq!(open.meets(at(Compare::AtLeast, 8)), Truth::True);
        assert_eq!(open.meets(at(Compare::AtLeast, 9)), Truth::Unknown);
        assert_eq!(open.meets(at(Compare::AtMost, 7)), Truth::False);
        assert_eq!(Figure::unknown(None).meets(at(Compare::Above, 0)), Truth::Unknown);
    }

    #[test]
    fn thirds_do_not_blur_a_threshold() {
        let households = Decimal::from(1200);
        let figure = |n: u32| Figure::count(n, Some(0)).per(households);
        let fall = figure(98).change(figure(100), ChangeBy::Relative).unwrap();
        let threshold = |v: &str| Threshold { op: Compare::AtMost, value: v.parse().unwrap() };
        assert_eq!(fall.meets(threshold("-0.02")), Truth::True);
        assert_eq!(fall.meets(threshold("-0.020001")), Truth::False);
    }

    #[test]
    fn changes() {
        let figure = |v: &str| Figure::exact(v.parse().unwrap());
        let fall = figure("49").change(figure("50"), ChangeBy::Relative).unwrap();
        assert_eq!(fall.value, Some("-0.02".parse().unwrap()));
        let rise = figure("0.93").change(figure("0.905"), ChangeBy::Difference).unwrap();
        assert_eq!(rise.value, Some("0.025".parse().unwrap()));
        assert_eq!(figure("0").change(figure("0"), ChangeBy::Relative), None);
        let new = figure("3").change(figure("0"), ChangeBy::Relative).unwrap();
        assert_eq!(new.meets(at(Compare::AtMost, 0)), Truth::False);
        let doubt = Figure::count(48, Some(2)).change(figure("50"), ChangeBy::Relative).unwrap();
        let two_percent = Threshold { op: Compare::AtMost, value: "-0.02".parse().unwrap() };
        assert_eq!(doubt.meets(two_percent), Truth::Unknown);
    }
}
