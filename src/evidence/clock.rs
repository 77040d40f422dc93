//! Times of the day written as text.

use super::moment::DAY;
use super::scan::Scan;

/// Which half of the day a time is said to be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Nothing said: 24 hours.
    None,
    /// 上午, 凌晨: with a colon, 12 is midnight, as Excel writes it.
    FromMidnight,
    /// 早上.
    Morning,
    /// 中午.
    Noon,
    /// 下午.
    Afternoon,
    /// 晚上.
    Evening,
    /// `AM`, after the time.
    Am,
    /// `PM`, after the time.
    Pm,
}

const PARTS: [(&str, Part); 9] = [
    ("上午", Part::FromMidnight),
    ("凌晨", Part::FromMidnight),
    ("早上", Part::Morning),
    ("早晨", Part::Morning),
    ("中午", Part::Noon),
    ("下午", Part::Afternoon),
    ("晚上", Part::Evening),
    ("晚", Part::Evening),
    ("早", Part::Morning),
];

/// Seconds of the day of `10:02`, `10:02:30`, `10时2分`, `10点半`, `下午2:30`, `2:30 PM`; `24:00`
/// is the end of the day. `Some(None)` is a part of the day without a time, outer `None` no time.
pub(super) fn read(scan: &mut Scan<'_>) -> Option<Option<i64>> {
    let mut part = PARTS
        .iter()
        .find_map(|(word, part)| scan.eat_all(word).then_some(*part))
        .unwrap_or(Part::None);
    scan.blanks();
    if part != Part::None && scan.is_at_end() {
        return Some(None);
    }
    let (hour, _) = scan.number(1, 2)?;
    if part == Part::FromMidnight && !(hour == 12 && scan.peek() == Some(':')) {
        part = Part::Morning;
    }
    let (minute, second) = after_hour(scan)?;
    scan.blanks();
    if part == Part::None {
        part = am_or_pm(scan);
    }
    let hour = on_24_hours(hour, part)?;
    let whole = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    let fits = (hour < 24 && minute < 60 && second < 60) || (whole == DAY && hour == 24);
    fits.then_some(Some(whole))
}

fn after_hour(scan: &mut Scan<'_>) -> Option<(u32, u32)> {
    let (mut minute, mut second) = (0, 0);
    let digit = |scan: &mut Scan<'_>| scan.peek().is_some_and(|c| c.is_ascii_digit());
    match scan.next()? {
        ':' => {
            (minute, _) = scan.number(1, 2)?;
            if scan.eat(':') {
                (second, _) = scan.number(1, 2)?;
                if scan.eat('.') {
                    scan.number(1, 9)?;
                }
            }
        }
        '时' | '点' => {
            if scan.eat('半') {
                return Some((30, 0));
            }
            if digit(scan) {
                (minute, _) = scan.number(1, 2)?;
                scan.eat('分').then_some(())?;
            }
            if digit(scan) {
                (second, _) = scan.number(1, 2)?;
                scan.eat('秒').then_some(())?;
            }
        }
        _ => return None,
    }
    Some((minute, second))
}

fn am_or_pm(scan: &mut Scan<'_>) -> Part {
    match () {
        () if scan.eat_all("AM") || scan.eat_all("am") => Part::Am,
        () if scan.eat_all("PM") || scan.eat_all("pm") => Part::Pm,
        () => Part::None,
    }
}

/// 上午12:30 is Excel's own way to write half past midnight. 上午12点半 is written by people, for noon
/// as well, 晚上12点 for either end of the night: neither is read.
fn on_24_hours(hour: u32, part: Part) -> Option<u32> {
    match (part, hour) {
        (Part::None, _) => Some(hour),
        (Part::FromMidnight, 12) => Some(0),
        (Part::Morning, 0..12) => Some(hour),
        (Part::Noon, 11..=13) => Some(hour),
        (Part::Noon, 1) => Some(13),
        (Part::Afternoon, 1..12) => Some(hour + 12),
        (Part::Afternoon, 12..19) => Some(hour),
        (Part::Evening, 5..12) => Some(hour + 12),
        (Part::Evening, 17..24) => Some(hour),
        (Part::Am, 12) => Some(0),
        (Part::Am, 0..12) => Some(hour),
        (Part::Pm, 12..24) => Some(hour),
        (Part::Pm, 0..12) => Some(hour + 12),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(text: &str) -> Option<Option<i64>> {
        let mut scan = Scan::new(text);
        read(&mut scan).filter(|_| scan.is_at_end()).map(|s| s.map(|s| s / 60))
    }

    #[test]
    fn parts_of_the_day() {
        for (text, hour, minute) in [
            ("上午9:05", 9, 5),
            ("下午2:30", 14, 30),
            ("下午14:30", 14, 30),
            ("下午12:30", 12, 30),
            ("中午12点", 12, 0),
            ("中午1点半", 13, 30),
            ("晚上8点", 20, 0),
            ("晚8:15", 20, 15),
            ("凌晨1:20", 1, 20),
            ("12:00 PM", 12, 0),
            ("12:00am", 0, 0),
            ("24:00", 24, 0),
            ("上午12:04", 0, 4),
            ("凌晨12:30", 0, 30),
        ] {
            assert_eq!(minutes(text), Some(Some(hour * 60 + minute)), "{text}");
        }
        assert_eq!(minutes("上午"), Some(None));
        for text in [
            "上午12点半",
            "早上12:30",
            "晚上12点",
            "凌晨13:00",
            "10",
            "25:00",
            "上午15:00",
            "2:30 下午",
        ] {
            assert_eq!(minutes(text), None, "{text}");
        }
    }
}
