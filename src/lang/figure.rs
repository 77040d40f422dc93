//! Figures as text: percentages and numbers, never rounded across what they are held against.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::standard::Compare;

/// Decimals of a figure unless its threshold needs more.
const DECIMALS: u32 = 2;
/// Decimals of a plain number below one: 0.0317 complaints say nothing as 0.03.
const SMALL_DECIMALS: u32 = 4;
/// Where the search for enough decimals ends.
const MOST_DECIMALS: u32 = 12;

/// A threshold with its comparison.
pub type Limit = Option<(Compare, Decimal)>;

/// A figure ready to be shown: rounded, and still on its side of the threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// As it is shown: of a share, the percentage.
    pub shown: Decimal,
    /// The value itself, rounded as shown; a share is 0 to 1.
    pub value: Decimal,
    /// Whether it is shown in percent.
    pub percent: bool,
}

impl Figure {
    /// `value` (a share as 0 to 1 where `percent`), half up to two decimals of what is shown, and to
    /// more where fewer would carry it across `limit`: 0.99996 held against ≥ 1 is 99.996 %.
    pub fn new(value: Decimal, percent: bool, limit: Limit) -> Figure {
        let shown = rounded(scaled(value, percent), percent, limit_scaled(limit, percent));
        let value = if percent { shown / Decimal::ONE_HUNDRED } else { shown };
        Figure { shown, value, percent }
    }

    /// `value` as it is, for thresholds.
    pub fn exact(value: Decimal, percent: bool) -> Figure {
        Figure { shown: scaled(value, percent).normalize(), value, percent }
    }

    /// Decimals of what is shown.
    pub fn decimals(self) -> u32 {
        self.shown.normalize().scale()
    }
}

impl std::fmt::Display for Figure {
    /// `97.56%`, `12.5`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.shown.normalize(), if self.percent { "%" } else { "" })
    }
}

/// Whether `value` meets the threshold.
pub fn meets(value: Decimal, compare: Compare, threshold: Decimal) -> bool {
    match compare {
        Compare::AtLeast => value >= threshold,
        Compare::AtMost => value <= threshold,
        Compare::Above => value > threshold,
        Compare::Below => value < threshold,
    }
}

/// A share as `97.56%`.
pub fn percent(share: Decimal) -> String {
    Figure::new(share, true, None).to_string()
}

fn scaled(value: Decimal, percent: bool) -> Decimal {
    if !percent {
        return value;
    }
    // A figure too large for its percentage is no share; it stays as it is.
    value.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(value)
}

fn limit_scaled(limit: Limit, percent: bool) -> Limit {
    limit.map(|(compare, threshold)| (compare, scaled(threshold, percent)))
}

fn rounded(value: Decimal, percent: bool, limit: Limit) -> Decimal {
    let small = !percent && value.abs() < Decimal::ONE;
    let least = if small { SMALL_DECIMALS } else { DECIMALS };
    (least..=MOST_DECIMALS)
        .map(|d| value.round_dp_with_strategy(d, RoundingStrategy::MidpointAwayFromZero))
        .find(|r| limit.is_none_or(|(c, t)| meets(*r, c, t) == meets(value, c, t)))
        .unwrap_or(value)
        .normalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(text: &str, compare: Compare, threshold: &str) -> String {
        let limit = Some((compare, threshold.parse().unwrap()));
        Figure::new(text.parse().unwrap(), true, limit).to_string()
    }

    #[test]
    fn percentages_are_rounded_half_up_to_two_decimals() {
        assert_eq!(percent("0.97565".parse().unwrap()), "97.57%");
        assert_eq!(percent("0.9".parse().unwrap()), "90%");
        assert_eq!(percent("0".parse().unwrap()), "0%");
    }

    #[test]
    fn rounding_never_crosses_the_threshold() {
        assert_eq!(share("0.99996", Compare::AtLeast, "1"), "99.996%");
        assert_eq!(share("0.999996", Compare::AtLeast, "1"), "99.9996%");
        assert_eq!(share("0.010001", Compare::AtMost, "0.01"), "1.0001%");
        assert_eq!(share("0.00999", Compare::Below, "0.01"), "0.999%");
        assert_eq!(share("0.009996", Compare::Below, "0.01"), "0.9996%");
        assert_eq!(share("0.0100001", Compare::Above, "0.01"), "1.00001%");
        assert_eq!(share("1", Compare::AtLeast, "1"), "100%");
    }

    #[test]
    fn plain_numbers_below_one_keep_four_decimals() {
        assert_eq!(Figure::new("0.03172".parse().unwrap(), false, None).to_string(), "0.0317");
        assert_eq!(Figure::new("12.345".parse().unwrap(), false, None).to_string(), "12.35");
    }

    #[test]
    fn a_huge_figure_does_not_panic() {
        assert!(
            Figure::new(Decimal::MAX, true, Some((Compare::AtLeast, Decimal::MIN))).shown
                > Decimal::ZERO
        );
    }
}
