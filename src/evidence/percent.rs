//! Shares written with and without a percent sign.
//!
//! `98%` says what it is. A plain 98 or 0.98 does not: both may mean the same share, and a cell
//! formatted as a percentage holds 0.98. So the plain numbers of one column of one sheet are
//! settled together, once all of them are known:
//!
//! - no number above 1: all are shares, 0.98 is 98 % and 1 is 100 %;
//! - numbers above 1 and none between 0 and 1: all are percent points, 98 is 98 % and 1 is 1 %;
//! - both: the scale most of them are on holds for the column, and numbers of the other scale
//!   cannot be read, for 0.98 among 97, 98 and 99 is hardly 0.98 %. Where neither is more
//!   frequent, no number but 0 can be read.
//!
//! Whatever then lies outside 0 % to 100 % is no share.
//!
//! The reader does not hand on number formats other than dates: 98 in a cell formatted `0%`, which
//! Excel shows as 9800 %, is a plain 98.

/// What a column's plain numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// 0 to 1.
    Share,
    /// 0 to 100.
    Points,
    /// As many of the one as of the other.
    Undecided,
}

/// The scale of a column, and whether it has numbers of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Settled {
    /// Its scale.
    pub scale: Scale,
    /// Some of its numbers look like shares and some like percent points.
    pub mixed: bool,
}

/// Settles the scale of a column; see the module.
pub(crate) fn settle(numbers: impl Iterator<Item = f64>) -> Settled {
    let (mut above, mut between) = (0usize, 0usize);
    for n in numbers {
        above += usize::from(n > 1.0);
        between += usize::from(n > 0.0 && n < 1.0);
    }
    let scale = match above.cmp(&between) {
        _ if above == 0 => Scale::Share,
        std::cmp::Ordering::Greater => Scale::Points,
        std::cmp::Ordering::Less => Scale::Share,
        std::cmp::Ordering::Equal => Scale::Undecided,
    };
    Settled { scale, mixed: above > 0 && between > 0 }
}

impl Scale {
    /// A plain number as a share of 0 to 1; `None` where it cannot be one.
    pub(crate) fn share(self, n: f64) -> Option<f64> {
        let value = match self {
            Scale::Undecided if n != 0.0 => return None,
            Scale::Points if n > 0.0 && n < 1.0 => return None,
            Scale::Points => points(n),
            Scale::Share | Scale::Undecided => n,
        };
        in_range(value)
    }
}

/// Percent points as a share, as exact as the decimal that was written.
pub(crate) fn points(n: f64) -> f64 {
    n / 100.0
}

/// Keeps what lies in 0 to 1.
pub(crate) fn in_range(share: f64) -> Option<f64> {
    (0.0..=1.0).contains(&share).then_some(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settle(numbers: &[f64]) -> Vec<Option<f64>> {
        let Settled { scale, .. } = super::settle(numbers.iter().copied());
        numbers.iter().map(|n| scale.share(*n)).collect()
    }

    #[test]
    fn one_scale() {
        assert_eq!(settle(&[0.98, 1.0, 0.0]), [Some(0.98), Some(1.0), Some(0.0)]);
        assert_eq!(settle(&[98.0, 1.0, 100.0]), [Some(0.98), Some(0.01), Some(1.0)]);
        assert_eq!(settle(&[1.0, 0.0]), [Some(1.0), Some(0.0)]);
    }

    #[test]
    fn mixed_scales_are_not_guessed() {
        assert_eq!(settle(&[0.98, 0.95, 1.4]), [Some(0.98), Some(0.95), None]);
        assert_eq!(settle(&[98.0, 97.0, 0.98]), [Some(0.98), Some(0.97), None]);
        assert_eq!(settle(&[98.0, 0.98, 0.0]), [None, None, Some(0.0)]);
    }

    #[test]
    fn a_mix_is_known_as_one() {
        let mixed = |numbers: &[f64]| super::settle(numbers.iter().copied()).mixed;
        assert!(mixed(&[0.98, 98.0]));
        assert!(!mixed(&[0.98, 1.0, 0.0]));
        assert!(!mixed(&[98.0, 1.0, 0.0]));
    }

    #[test]
    fn outside_the_range() {
        assert_eq!(settle(&[98.0, 140.0, -1.0]), [Some(0.98), None, None]);
        assert_eq!(settle(&[0.5, -0.1]), [Some(0.5), None]);
    }
}
