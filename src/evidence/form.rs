//! Boxes to tick and answers to cross out, as printed forms have them: `□是 □否`, `[Yes/No]`.

use super::text::{fold, half_width, is_blank, trim};

/// What a cell with boxes says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ticked {
    /// Every box is empty.
    None,
    /// One is ticked: its folded label.
    One(String),
    /// Several are, or a box has no label.
    Unclear,
}

const EMPTY: &[char] = &['□', '☐', '○', '◯', '▢', '◻'];
const TICKED: &[char] = &['☑', '☒', '■', '●', '◉', '▣', '✓', '✔', '√', '🗹', '◼'];

/// A piece of a form.
enum Piece {
    Box(bool),
    Label(String),
}

/// Reads a text of at least one box and one label; `None` where there is no empty box and no
/// ticked one beside a label, so that it is not a form.
pub(crate) fn read(text: &str) -> Option<Ticked> {
    let text = trim(text);
    if !text.contains(|c| EMPTY.contains(&c) || TICKED.contains(&c) || "[(（【".contains(c)) {
        return None;
    }
    let pieces = pieces(text);
    let boxes = pieces.iter().filter(|p| matches!(p, Piece::Box(_))).count();
    let labels = pieces.len() - boxes;
    if boxes == 0 || labels == 0 {
        // A lone circle may be somebody's yes.
        return text.chars().all(|c| matches!(c, '□' | '☐') || is_blank(c)).then_some(Ticked::None);
    }
    let box_first = matches!(pieces.first(), Some(Piece::Box(_)));
    let alternate = pieces
        .iter()
        .enumerate()
        .all(|(i, p)| matches!(p, Piece::Box(_)) == (box_first == (i % 2 == 0)));
    if boxes != labels || !alternate {
        return None; // a mark in the middle of a sentence, letters that were lost
    }
    let mut ticked = Vec::new();
    for (i, piece) in pieces.iter().enumerate() {
        let Piece::Box(true) = piece else { continue };
        let label = if box_first {
            pieces.get(i + 1)
        } else {
            i.checked_sub(1).and_then(|i| pieces.get(i))
        };
        match label {
            Some(Piece::Label(label)) => ticked.push(label.clone()),
            _ => return Some(Ticked::Unclear),
        }
    }
    Some(match (ticked.pop(), ticked.is_empty()) {
        (None, _) => Ticked::None,
        (Some(label), true) => Ticked::One(label),
        _ => Ticked::Unclear,
    })
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if is_blank(c) {
            continue;
        }
        let found = if EMPTY.contains(&c) {
            Some(false)
        } else if TICKED.contains(&c) {
            Some(true)
        } else if let Some(close) = closing(c) {
            let mut ahead = chars.clone();
            let inner: String = ahead
                .by_ref()
                .take_while(|c| half_width(*c) != close)
                .filter(|c| !is_blank(*c))
                .collect();
            let mark = mark(&inner);
            if mark.is_some() {
                chars = ahead;
            }
            mark
        } else {
            None
        };
        match (found, pieces.last_mut()) {
            (Some(ticked), _) => pieces.push(Piece::Box(ticked)),
            (None, Some(Piece::Label(label))) => label.push_str(&fold(c.encode_utf8(&mut [0; 4]))),
            (None, _) => pieces.push(Piece::Label(fold(c.encode_utf8(&mut [0; 4])))),
        }
    }
    for piece in &mut pieces {
        if let Piece::Label(label) = piece {
            *label = label.trim_matches(['/', ',', ';', '、', '|', '。', '.', ':']).to_string();
        }
    }
    pieces.retain(|p| !matches!(p, Piece::Label(label) if label.is_empty()));
    pieces
}

fn closing(c: char) -> Option<char> {
    match half_width(c) {
        '[' => Some(']'),
        '(' => Some(')'),
        _ => None,
    }
}

/// Whether the inside of brackets is an empty box or a tick.
fn mark(inner: &str) -> Option<bool> {
    match inner {
        "" => Some(false),
        "√" | "✓" | "✔" | "v" | "V" | "x" | "X" | "×" | "■" | "●" => Some(true),
        _ => None,
    }
}

/// Whether a text is nothing but boxes nobody ticked, with their labels.
pub(crate) fn is_unfilled(text: &str) -> bool {
    // Asked of every text: the bytes of a box, first or last, tell most of them.
    const BOX: u8 = 0xE2;
    let bytes = text.as_bytes();
    let boxed = matches!(bytes, [BOX, ..] | [.., BOX, _, _]);
    let text = trim(text);
    boxed
        && (text.starts_with(['□', '☐']) || text.ends_with(['□', '☐']))
        && read(text) == Some(Ticked::None)
}

/// The parts of a text that offers answers to cross out: `[Yes/No]`, `是/否`, `合格、不合格`, each
/// folded; `None` where it does not.
pub(crate) fn offered(text: &str) -> Option<Vec<String>> {
    let folded = fold(text);
    let inner = folded.trim_matches(['[', ']', '(', ')']);
    let parts: Vec<String> = if inner.contains(['/', '|', '、', '\\']) {
        inner.split(['/', '|', '、', '\\']).map(String::from).collect()
    } else {
        text.split(is_blank).filter(|t| !t.is_empty()).map(fold).collect()
    };
    (parts.len() >= 2).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes() {
        for text in ["□是 □否", "□", "是□否□", "（ ）是 （ ）否", "[ ]合格 [ ]不合格", "○是 ○否"]
        {
            assert_eq!(read(text), Some(Ticked::None), "{text}");
        }
        for text in [
            "☑是 □否",
            "■是□否",
            "√是 □否",
            "是☑ 否□",
            "是（√） 否（ ）",
            "[x]是 [ ] 否",
            "✔ 是  □ 否",
        ] {
            assert_eq!(read(text), Some(Ticked::One("是".into())), "{text}");
        }
        assert_eq!(read("□合格 ☑ 不 合格"), Some(Ticked::One("不合格".into())));
        assert_eq!(read("☑是 ☑否"), Some(Ticked::Unclear));
        for text in ["是", "已完成（逾期4天）", "√", "×", "3-502", "问题（√）已改", "□□小区"]
        {
            assert!(!matches!(read(text), Some(Ticked::None | Ticked::One(_))), "{text}");
        }
    }

    #[test]
    fn answers_to_cross_out() {
        assert_eq!(offered("[Yes/No]"), Some(vec!["yes".into(), "no".into()]));
        assert_eq!(offered("是 ／ 否"), Some(vec!["是".into(), "否".into()]));
        assert_eq!(offered("是　否"), Some(vec!["是".into(), "否".into()]));
        assert_eq!(offered("是"), None);
    }
}
