//! The points a rule names, and the words before each.

use rust_decimal::Decimal;

use super::words::{essence, tidy, unlisted};
use crate::intake::rows::plausible;

/// A number of points and where it stands in the rule.
#[derive(Debug)]
pub struct Mark {
    pub start: usize,
    pub end: usize,
    pub points: Decimal,
}

/// What earns points.
pub struct Step {
    pub words: String,
    pub points: Decimal,
}

/// Every number of points in a rule.
pub fn marks(rule: &str, weight: Decimal) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (words, points) in [
        ("不得分", Decimal::ZERO),
        ("不给分", Decimal::ZERO),
        ("不计分", Decimal::ZERO),
        ("得满分", weight),
        ("满分", weight),
        ("得半分", weight / Decimal::TWO),
        ("得一半分", weight / Decimal::TWO),
    ] {
        for (start, _) in rule.match_indices(words) {
            let end = start + words.len();
            if marks.iter().all(|m: &Mark| m.end != end) {
                marks.push(Mark { start, end, points });
            }
        }
    }
    let mut at = 0;
    while let Some(offset) = rule.get(at..).and_then(|r| r.find(|c: char| c.is_ascii_digit())) {
        let start = at + offset;
        let rest = rule.get(start..).unwrap_or("");
        let mut length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        while rest.get(..length).is_some_and(|n| n.ends_with('.')) {
            length -= 1;
        }
        at = start + length.max(1);
        let Some(points) = plausible(rest.get(..length).unwrap_or("")) else { continue };
        let before = rule.get(..start).unwrap_or("");
        let after = rule.get(at..).unwrap_or("");
        if let Some(unit) = unit(before, after, points, weight) {
            let end = at + unit;
            marks.push(Mark { start, end, points });
            at = end;
        }
    }
    marks.sort_by_key(|m| m.start);
    marks
}

/// How many bytes after a number belong to it, where it is a number of points.
fn unit(before: &str, after: &str, points: Decimal, weight: Decimal) -> Option<usize> {
    let trimmed = after.trim_start();
    let gap = after.len() - trimmed.len();
    if let Some(rest) = trimmed.strip_prefix('分') {
        let other = ["钟", "之", "别", "类", "以上", "以内", "以下", "册", "批", "公司", "部"];
        return (!other.iter().any(|w| rest.starts_with(w))).then_some(gap + '分'.len_utf8());
    }
    let lower = trimmed.to_ascii_lowercase();
    for word in ["points", "point", "pts"] {
        if lower.starts_with(word) {
            return Some(gap + word.len());
        }
    }
    // 得 0.5，全部接通得 1。 some answered 0.5, all answered 1.
    let ends = trimmed.chars().next().is_none_or(|c| "，。；,.;）)\n".contains(c));
    let lead = before.trim_end();
    let given = ["得", "计", "记", "给", "扣", "减"].iter().any(|w| lead.ends_with(w));
    let half = weight / Decimal::TWO;
    let likely = [Decimal::ZERO, half, weight].contains(&points);
    let spoken = before.ends_with(' ') && lead.ends_with(|c: char| c.is_alphanumeric());
    (ends && (given || (likely && spoken))).then_some(0)
}

/// What earns the points of each mark, and what is left over.
pub fn steps(rule: &str, marks: &[Mark]) -> (Vec<Step>, String) {
    let Some(first) = marks.first() else { return (Vec::new(), rule.to_string()) };
    // 1分：全部落实；0.5分：部分落实
    let leads = tidy(rule.get(..first.start).unwrap_or("")).is_empty()
        && rule.get(first.end..).is_some_and(|r| {
            r.trim_start().starts_with(['：', ':', '-', '—', '=', '，', '（', '('])
        });
    let mut steps = Vec::new();
    let mut rest = String::new();
    for (number, mark) in marks.iter().enumerate() {
        let words = if leads {
            let end = marks.get(number + 1).map_or(rule.len(), |next| next.start);
            rule.get(mark.end..end)
        } else {
            let start = number.checked_sub(1).and_then(|n| marks.get(n)).map_or(0, |m| m.end);
            rule.get(start..mark.start)
        };
        let words = essence(unlisted(tidy(words.unwrap_or("")))).to_string();
        steps.push(Step { words, points: mark.points });
    }
    if !leads && let Some(last) = marks.last() {
        rest = tidy(rule.get(last.end..).unwrap_or("")).to_string();
    }
    (steps, rest)
}
