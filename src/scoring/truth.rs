//! Three-valued logic: what is not known stays not known (Kleene's strong tables).

use std::ops::Not;

/// True, false or unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Truth {
    True,
    False,
    Unknown,
}

impl Truth {
    /// All of `parts` hold; true for none.
    pub fn all(parts: impl IntoIterator<Item = Truth>) -> Truth {
        parts.into_iter().fold(Truth::True, |all, part| match (all, part) {
            (Truth::False, _) | (_, Truth::False) => Truth::False,
            (Truth::True, Truth::True) => Truth::True,
            _ => Truth::Unknown,
        })
    }

    /// One of `parts` holds; false for none.
    pub fn any(parts: impl IntoIterator<Item = Truth>) -> Truth {
        !Truth::all(parts.into_iter().map(Not::not))
    }

    /// `None` while unknown.
    pub fn known(self) -> Option<bool> {
        match self {
            Truth::True => Some(true),
            Truth::False => Some(false),
            Truth::Unknown => None,
        }
    }

    /// Unequal kinds of not knowing agree: the truth both ends of a range share.
    pub fn of_range(low: bool, high: bool) -> Truth {
        if low == high { low.into() } else { Truth::Unknown }
    }
}

/// A truth that remembers why it is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// True, false or unknown.
    pub truth: Truth,
    /// Where unknown: only because cells are empty, not because something in them is in doubt.
    pub blank: bool,
}

impl Held {
    /// A truth that is known.
    pub fn known(value: bool) -> Held {
        Held { truth: value.into(), blank: false }
    }

    /// Unknown, because cells are empty (`blank`) or for another reason.
    pub fn unknown(blank: bool) -> Held {
        Held { truth: Truth::Unknown, blank }
    }

    /// As [`Truth::all`]; unknown for emptiness alone where every unknown part is.
    pub fn all(parts: impl IntoIterator<Item = Held>) -> Held {
        let start = Held { truth: Truth::True, blank: true };
        parts.into_iter().fold(start, |all, part| Held {
            truth: Truth::all([all.truth, part.truth]),
            blank: all.blank && (part.blank || part.truth != Truth::Unknown),
        })
    }

    /// As [`Truth::any`].
    pub fn any(parts: impl IntoIterator<Item = Held>) -> Held {
        !Held::all(parts.into_iter().map(Not::not))
    }
}

impl Not for Held {
    type Output = Held;

    fn not(self) -> Held {
        Held { truth: !self.truth, ..self }
    }
}

impl Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Truth {
        if value { Truth::True } else { Truth::False }
    }
}

#[cfg(test)]
mod tests {
    use super::Held;
    use super::Truth::{self, False, True, Unknown};

    #[test]
    fn the_reason_of_not_knowing_is_that_of_the_unknown_parts() {
        let (blank, doubt) = (Held::unknown(true), Held::unknown(false));
        let (yes, no) = (Held::known(true), Held::known(false));
        let reason = |held: Held| (held.truth, held.blank);
        assert_eq!(reason(Held::all([yes, blank])), (Unknown, true));
        assert_eq!(reason(Held::all([blank, doubt])), (Unknown, false));
        assert_eq!(reason(Held::any([Held::all([no, blank]), doubt])), (Unknown, false));
        assert_eq!(reason(Held::any([Held::all([no, doubt]), blank])), (Unknown, true));
        assert_eq!(Held::any([yes, doubt]).truth, True);
    }

    #[test]
    fn kleene_tables() {
        for (a, b, both, one) in [
            (True, True, True, True),
            (True, False, False, True),
            (True, Unknown, Unknown, True),
            (False, False, False, False),
            (False, Unknown, False, Unknown),
            (Unknown, Unknown, Unknown, Unknown),
        ] {
            for pair in [[a, b], [b, a]] {
                assert_eq!(Truth::all(pair), both, "all {pair:?}");
                assert_eq!(Truth::any(pair), one, "any {pair:?}");
            }
        }
        assert_eq!(Truth::all([]), True);
        assert_eq!(Truth::any([]), False);
    }
}
