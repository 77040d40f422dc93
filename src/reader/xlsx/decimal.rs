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
        // Up to eight digits at a time: dates have sixteen or so.
        if let Some(chunk) = rest.first_chunk() {
            let (value, digits) = leading_digits(*chunk);
            mantissa = mantissa.wrapping_mul(TENS[digits]).wrapping_add(value);
            (count, rest) = (count + digits as u32, rest.get(digits..).unwrap_or_default());
            if digits == 8 {
                continue;
            }
        }
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

/// What the digits that some bytes begin with are together, and how many they are.
#[inline]
fn leading_digits(bytes: [u8; 8]) -> (u64, usize) {
    // A digit is 0 to 9 now. What is above has its highest bit set, or gets it by 118 more; what that carries
    // into the byte behind does not matter.
    let values = u64::from_le_bytes(bytes) ^ 0x3030_3030_3030_3030;
    let others = (values.wrapping_add(0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080;
    let digits = others.trailing_zeros() / 8;
    // With zeros before them they are eight, of which pairs are added up, then pairs of these.
    let Some(eight) = values.checked_shl(64 - 8 * digits) else { return (0, 0) };
    let tens = eight.wrapping_mul(10 << 8 | 1) >> 8;
    let hundreds = (tens & 0x00FF_00FF_00FF_00FF).wrapping_mul(100 << 16 | 1) >> 16;
    let value = (hundreds & 0x0000_FFFF_0000_FFFF).wrapping_mul(10_000 << 32 | 1) >> 32;
    (value, digits as usize)
}

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
/// the quotient is a whole number of 63 or 64 bits, its last one set where something remains: the
/// conversion rounds it once, and what scales it back is a power of two.
fn quotient(mantissa: u64, places: u32) -> Option<f64> {
    let divisor = *TENS.get(places as usize)?;
    if mantissa <= 1 << 53 {
        return Some(mantissa as f64 / divisor as f64);
    }
    // Of 54 to 64 bits, and of 64 at most: the shift is 0 to 73.
    let shift = 63 + divisor.ilog2() - mantissa.ilog2();
    let scaled = u128::from(mantissa) << shift;
    let whole = (scaled / u128::from(divisor)) as u64;
    let exact = u128::from(whole) * u128::from(divisor) == scaled;
    let scale = f64::from_bits(u64::from(EXPONENT_OF_ONE - shift) << 52);
    Some((whole | u64::from(!exact)) as f64 * scale)
}

/// The exponent of 1.0 as a `f64` has it.
const EXPONENT_OF_ONE: u32 = 1023;

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
