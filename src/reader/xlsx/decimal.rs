//! Numbers as they are written in cells.

/// The number that bytes begin with, up to a `<` or their end, and what stands from there on.
#[inline]
pub(super) fn number(bytes: &[u8]) -> Option<(f64, &[u8])> {
    let (minus, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, bytes),
    };
    let (mut mantissa, mut rest) = (0u64, digits);
    let (mut count, mut whole) = (0u32, None);
    loop {
        match rest {
            [digit @ b'0'..=b'9', behind @ ..] => {
                mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
                (count, rest) = (count + 1, behind);
            }
            [b'.', behind @ ..] if whole.is_none() => (whole, rest) = (Some(count), behind),
            [] | [b'<', ..] => break,
            _ => return other(bytes),
        }
    }
    // Nineteen digits fit.
    let behind = count - whole.unwrap_or(count);
    if count > MOST_DIGITS || whole.unwrap_or(count) == 0 || whole.is_some() && behind == 0 {
        return other(bytes);
    }
    let number = quotient(mantissa, behind)?;
    Some((if minus { -number } else { number }, rest))
}

/// Digits that a `u64` always holds.
const MOST_DIGITS: u32 = 19;

/// A number in another form, such as `1.5E-3`.
#[cold]
fn other(bytes: &[u8]) -> Option<(f64, &[u8])> {
    let end = memchr::memchr(b'<', bytes).unwrap_or(bytes.len());
    let (raw, rest) = bytes.split_at_checked(end)?;
    let number = std::str::from_utf8(raw).ok()?.parse().ok().filter(|n: &f64| n.is_finite())?;
    Some((number, rest))
}

/// `mantissa / 10^places`, rounded once, half to even. Up to 2^53 and 10^22 both are exact, so that the
/// division rounds as it should (Clinger, "How to read floating point numbers accurately", 1990). Above it
/// the quotient is a whole number of 64 bits or more, its last one set where something remains: the
/// conversion rounds it once, and what scales it back is a power of two.
fn quotient(mantissa: u64, places: u32) -> Option<f64> {
    let divisor = *TENS.get(places as usize)?;
    if mantissa <= 1 << 53 {
        return Some(mantissa as f64 / divisor as f64);
    }
    let divisor = u128::from(divisor);
    let shift = u128::from(mantissa).leading_zeros();
    let scaled = u128::from(mantissa) << shift;
    let exact = (scaled / divisor) | u128::from(scaled % divisor != 0);
    Some(exact as f64 / (1u128 << shift) as f64)
}

/// Powers of ten that a `u64` holds.
const TENS: [u64; 20] = {
    let mut tens = [1; 20];
    let mut i = 1;
    while i < tens.len() {
        tens[i] = 10 * tens[i - 1];
        i += 1;
    }
    tens
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<f64> {
        let whole = format!("{text}</v>");
        number(whole.as_bytes()).map(|(number, rest)| {
            assert_eq!(rest, b"</v>");
            number
        })
    }

    #[test]
    fn forms_of_a_number() {
        for (text, expected) in [
            ("0", 0.0),
            ("-12.5", -12.5),
            ("45721.418055555553", 45_721.418_055_555_55),
            ("9007199254740993", 9_007_199_254_740_992.0),
            ("9007199254740993.1", 9_007_199_254_740_994.0),
            ("1.5E-3", 0.0015),
            ("18446744073709551616", 18_446_744_073_709_551_616.0),
            ("0.1", 0.1),
            ("0.1000000000000000055511151231257827", 0.1),
        ] {
            assert_eq!(read(text), Some(expected), "{text}");
        }
        for text in ["", "-", "1e999", "1,5", "NaN", "inf", "--1", "1 ", "½"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn as_the_standard_library_reads(digits in "[0-9]{1,20}", at in 1usize..20, minus: bool) {
            let mut text = digits;
            if at < text.len() {
                text.insert(at, '.');
            }
            if minus {
                text.insert(0, '-');
            }
            let expected: f64 = text.parse().unwrap();
            prop_assert_eq!(read(&text).map(f64::to_bits), Some(expected.to_bits()));
        }
    }
}
