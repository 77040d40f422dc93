//! Texts made comparable: blanks, full-width characters, and numbers as Excel shows them.

use std::borrow::Cow;
use std::fmt::Write;

/// A full-width letter, digit or sign as its half-width twin; square brackets of every style as `[]`.
pub fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '【' | '〔' => '[',
        '】' | '〕' => ']',
        _ => c,
    }
}

/// White space of any width, and characters of no width that come with copied texts.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// Without the blanks around.
#[inline]
pub fn trim(text: &str) -> &str {
    // Asked of every text, some several times: most begin and end with a sign of ASCII, or with one of
    // U+4000 to U+9FFF, whose three bytes begin with these.
    const HAN: std::ops::RangeInclusive<u8> = 0xE4..=0xE9;
    match text.as_bytes() {
        [b'!'..=b'~', .., b'!'..=b'~'] | [b'!'..=b'~'] | [0xE4..=0xE9, _, _] => text,
        [first, .., third, _, last]
            if (first.is_ascii_graphic() || HAN.contains(first))
                && (last.is_ascii_graphic() || HAN.contains(third)) =>
        {
            text
        }
        _ => text.trim_matches(is_blank),
    }
}

/// A name or spelling as it is compared: no blanks at all, half-width, lower case, and one of
/// the two ways to write 账 and 记录.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(&mut folded, text);
    folded
}

/// Adds a text as [`fold`] makes it.
pub fn fold_into(to: &mut String, text: &str) {
    let start = to.len();
    if is_graphic(text.as_bytes()) {
        to.push_str(text);
        to.get_mut(start..).into_iter().for_each(str::make_ascii_lowercase);
        return;
    }
    let (mut rest, mut record) = (text, false);
    loop {
        let (length, capitals) = simple(rest);
        let (simple, changed) = rest.split_at_checked(length).unwrap_or((rest, ""));
        let lower = to.len();
        to.push_str(simple);
        if let Some(simple) = to.get_mut(lower..).filter(|_| capitals) {
            simple.make_ascii_lowercase();
        }
        let mut chars = changed.chars();
        match chars.next() {
            None => break,
            Some('帐') => to.push('账'),
            Some('纪') => {
                record = true;
                to.push('纪');
            }
            Some(c) if is_blank(c) => {}
            Some(c) => match half_width(c) {
                c if c.is_ascii() => to.push(c.to_ascii_lowercase()),
                c => to.extend(c.to_lowercase()),
            },
        }
        rest = chars.as_str();
    }
    if record && let Some(folded) = to.get(start..) {
        let folded = folded.replace("纪录", "记录");
        to.truncate(start);
        to.push_str(&folded);
    }
}

/// Whether a text is of ASCII alone and has no blanks, as numbers of orders are. Many signs are asked at a time,
/// without a branch for each.
fn is_graphic(text: &[u8]) -> bool {
    text.first().is_some_and(u8::is_ascii_graphic)
        && text
            .iter()
            .fold(0, |other, sign| other | u8::from(sign.wrapping_sub(b'!') > b'~' - b'!'))
            == 0
}

/// Bytes at the start of a text that [`fold`] leaves as they are, but for capitals, and whether it has any:
/// signs of ASCII, and U+4000 to U+9FFF, whose three bytes begin with 0xE4 to 0xE9, but 帐 and 纪.
fn simple(text: &str) -> (usize, bool) {
    let (mut rest, mut capitals) = (text.as_bytes(), false);
    loop {
        rest = match rest {
            [sign @ b'!'..=b'~', rest @ ..] => {
                capitals |= sign.is_ascii_uppercase();
                rest
            }
            [0xE5, 0xB8, 0x90, ..] | [0xE7, 0xBA, 0xAA, ..] => break,
            [0xE4..=0xE9, _, _, rest @ ..] => rest,
            _ => break,
        };
    }
    (text.len() - rest.len(), capitals)
}

/// Half-width, without blanks around; borrowed where nothing changes.
pub(crate) fn narrow(text: &str) -> Cow<'_, str> {
    let text = trim(text);
    if text.is_ascii() || text.chars().all(|c| half_width(c) == c) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(half_width).collect())
}

/// Whether a text only says that there is nothing: empty, dashes, a slash, `##`, `N/A`, or a date
/// nobody filled in, or 空, 暂无, 未填 in words.
pub(crate) fn is_nothing(text: &str) -> bool {
    // Asked of every text: none that says so begins with a digit or with another letter than these.
    match text.chars().next() {
        Some('空' | '暂' | '未' | '年' | 'n' | 'N') => {}
        Some('0'..='9' | 'A'..='Z' | 'a'..='z' | '\u{4000}'..='\u{9FFF}') => return false,
        _ => {}
    }
    let text = trim(text);
    let Some(first) = text.chars().next() else { return true };
    let dash = |c| matches!(half_width(c), '-' | '–' | '—' | '―' | '─');
    match half_width(first) {
        '_' => text.chars().all(|c| half_width(c) == '_') || is_unfilled_date(text),
        '年' => is_unfilled_date(text),
        '/' | '\\' => text.chars().nth(1).is_none(),
        // More of them are what Excel shows of a value its column is too narrow for.
        '#' => text.chars().all(|c| half_width(c) == '#') && text.chars().nth(3).is_none(),
        '空' | '暂' | '未' => matches!(text, "空" | "暂无" | "未填" | "未填写"),
        'n' | 'N' => ["n/a", "null"].iter().any(|word| text.eq_ignore_ascii_case(word)),
        '(' => text.eq_ignore_ascii_case("(null)"),
        c => dash(c) && text.chars().all(dash),
    }
}

/// `年  月  日`, `____年__月__日`, `20  年  月  日  时`.
pub(crate) fn is_unfilled_date(text: &str) -> bool {
    let text = trim(text);
    let text = text.strip_prefix("20").unwrap_or(text);
    text.contains('年')
        && text.contains('月')
        && text.chars().all(|c| is_blank(c) || "年月日时分秒点:_".contains(half_width(c)))
}

/// Whether a text says that the cell above holds for this one too.
#[inline]
pub(crate) fn is_ditto(text: &str) -> bool {
    // Asked of every text: the first bytes tell most of them.
    match text.as_bytes() {
        [b'"' | b'd' | b'D' | b' ' | b'\t' | 0xC2 | 0xE2 | 0xE3 | 0xEF, ..] => {
            text.len() <= 24
                && matches!(
                    trim(text),
                    "同上" | "〃" | "″" | "＂" | "”" | "“" | "\"" | "ditto" | "Ditto"
                )
        }
        // 同
        [0xE5, 0x90, 0x8C, ..] => {
            text.strip_prefix("同上").is_some_and(|rest| trim(rest).is_empty())
        }
        _ => false,
    }
}

/// A number as Excel shows it: at most 15 digits, no `.0`, no exponent.
pub fn number(n: f64) -> String {
    let mut text = String::new();
    write_number(&mut text, n);
    text
}

/// See [`number`].
pub(crate) fn write_number(to: &mut String, n: f64) {
    // Writing to a String cannot fail.
    let _ = if n.fract() == 0.0 && n.abs() < 1e15 {
        write!(to, "{}", n as i64)
    } else {
        // Fifteen digits hide the noise of binary fractions: 1.2999999999999998 was typed as 1.3.
        match format!("{n:.14e}").parse::<f64>() {
            Ok(rounded) => write!(to, "{rounded}"),
            Err(_) => write!(to, "{n}"),
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold() {
        assert_eq!(fold(" 项　 目\r\n名称\u{A0}"), "项目名称");
        assert_eq!(fold("ＩＤ（Ａ１）"), "id(a1)");
        assert_eq!(fold("投诉台帐纪 录"), "投诉台账记录");
        assert_eq!(
            [fold("BX-2025/Z"), fold("zA["), fold("A B"), fold("A\u{7f}~")],
            ["bx-2025/z", "za[", "ab", "a\u{7f}~"]
        );
    }

    #[test]
    fn nothing_is_recognised() {
        for text in [
            "",
            "  ",
            "-",
            "—",
            "——",
            "－",
            "/",
            "／",
            "\u{3000}-\u{A0}",
            "---",
            "##",
            "N/A",
            "NULL",
            "年  月  日",
            "　年　月　日",
            "____年__月__日",
            "__",
            "空",
            " 暂无",
            "未填",
        ] {
            assert!(is_nothing(text), "{text:?}");
        }
        for text in [
            "0",
            "无",
            "-1",
            "//a",
            "否",
            "####",
            "年",
            "日",
            "3年2月",
            "#3",
            "No",
            "(王)",
            "未完成",
        ] {
            assert!(!is_nothing(text), "{text:?}");
        }
    }

    #[test]
    fn dates_to_fill_in_and_ditto_marks() {
        assert!(is_unfilled_date("20  年  月  日 时"));
        assert!(!is_unfilled_date("2025年3月5日"));
        assert!([" 同上", "〃", "\""].iter().all(|t| is_ditto(t)));
        assert!(!is_ditto("同上海办事处"));
    }

    #[test]
    fn numbers_as_shown() {
        assert_eq!(number(13_800_005_678.0), "13800005678");
        assert_eq!(number(1.299_999_999_999_999_8), "1.3");
        assert_eq!(number(-0.5), "-0.5");
        assert_eq!(number(98.300_000_000_000_01), "98.3");
        assert_eq!(number(-0.0), "0");
    }
}
