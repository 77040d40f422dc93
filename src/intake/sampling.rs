//! Figures in a text: what is sampled, and shares that must be reached.

use super::said::halved;

/// A spot check a text asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sampling {
    /// How many.
    pub need: u32,
    /// Of what: 户, calls.
    pub unit: String,
    /// What must be true of each, where the text says: 满意.
    pub passed: Option<String>,
    /// Where the words stand in the text.
    pub end: usize,
}

/// A share a text names.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// The words: 接通率100%.
    pub words: String,
    /// The key: `at_least`.
    pub key: &'static str,
    /// 0 to 1, as TOML has it.
    pub value: String,
}

impl Share {
    /// The check it could become.
    pub fn measured(&self) -> String {
        format!(
            "{}: kind = \"measured\", register = \"…\", measure = \"rate\", pass = \"…\", {} = {}",
            self.words, self.key, self.value
        )
    }

    /// What must be reached so that nothing is taken away: 低于95%扣2分.
    pub fn turned(self) -> Share {
        let key = match self.key {
            "below" => "at_least",
            "above" => "at_most",
            key => key,
        };
        Share { key, ..self }
    }
}

const DRAWS: [&str; 13] = [
    "抽查",
    "抽取",
    "抽检",
    "抽样",
    "抽打",
    "抽访",
    "抽问",
    "抽",
    "拨打",
    "走访",
    "spot-check",
    "spot check",
    "sample",
];
const FILLERS: [&str; 11] = [
    "不少于",
    "不低于",
    "至少",
    "随机",
    "任意",
    "现场",
    "检查",
    "at least",
    "randomly",
    "any",
    "of",
];
/// Words that things are counted with.
pub const MEASURES: &str = "户个件份人次处通条单栋台套名位张间辆本项";

/// The spot check a text asks for.
pub fn sampling(text: &str) -> Option<Sampling> {
    let text = halved(text);
    let lower = text.to_ascii_lowercase();
    for draw in DRAWS {
        for (at, _) in lower.match_indices(draw) {
            let start = at + draw.len();
            if let Some(found) = counted(&text, start) {
                return Some(found);
            }
        }
    }
    None
}

/// A number with a measure word, after words that may come between.
fn counted(text: &str, start: usize) -> Option<Sampling> {
    let mut at = start;
    loop {
        let rest = text.get(at..)?;
        let trimmed = rest.trim_start_matches([' ', 'd', 's']);
        let filler = FILLERS.iter().find(|f| trimmed.to_ascii_lowercase().starts_with(**f));
        at += rest.len() - trimmed.len();
        match filler {
            Some(filler) => at += filler.len(),
            None => break,
        }
    }
    let rest = text.get(at..)?;
    let (need, length) = number(rest)?;
    let after = rest.get(length..)?;
    let gap = after.len() - after.trim_start().len();
    let after = after.trim_start();
    let first = after.chars().next()?;
    let unit = if MEASURES.contains(first) {
        let more: String = after.chars().take(4).take_while(|c| super::said::is_han(*c)).collect();
        // 3户 alone, or with its noun: 10个电话.
        let noun = if first == '个' { more.clone() } else { first.to_string() };
        let cut = ["均", "全", "都", "进", "并", "，", "核", "检", "是"];
        let end = cut.iter().filter_map(|c| noun.find(c)).min().unwrap_or(noun.len());
        noun.get(..end).filter(|n| !n.is_empty()).unwrap_or("个").to_string()
    } else if first.is_ascii_alphabetic() {
        after.chars().take_while(|c| c.is_ascii_alphabetic()).collect()
    } else {
        return None;
    };
    (need > 0).then(|| Sampling {
        need,
        passed: passed(after),
        end: at + length + gap + unit.len(),
        unit,
    })
}

/// 均满意, 全部属实: what every one must be.
fn passed(text: &str) -> Option<String> {
    let (at, word) = ["均", "全部", "都"].iter().filter_map(|w| Some((text.find(w)?, *w))).min()?;
    let before = text.get(..at)?;
    if before.contains(['，', '。', '；']) {
        return None;
    }
    let rest = text.get(at + word.len()..)?.trim_start_matches('为');
    let end = rest.find(|c: char| "，。；,;".contains(c) || c.is_whitespace());
    let said = rest.get(..end.unwrap_or(rest.len()))?;
    let count = said.chars().count();
    (1..=6).contains(&count).then(|| said.to_string())
}

/// A number at the start of a text, and how many bytes it takes.
pub fn number(text: &str) -> Option<(u32, usize)> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if digits > 0 {
        return Some((text.get(..digits)?.parse().ok()?, digits));
    }
    let value = |c: char| "一二三四五六七八九".chars().position(|d| d == c);
    let mut total = 0;
    let mut length = 0;
    for c in text.chars() {
        match (value(c), c) {
            (Some(digit), _) => total += digit + 1,
            (None, '两') => total += 2,
            (None, '十') => total = total.max(1) * 10,
            _ => break,
        }
        length += c.len_utf8();
    }
    (length > 0).then(|| Some((u32::try_from(total).ok()?, length)))?
}

/// The shares a text names.
pub fn shares(text: &str) -> Vec<Share> {
    let text = halved(text);
    let mut found = Vec::new();
    for (at, _) in text.match_indices('%') {
        let Some(before) = text.get(..at) else { continue };
        let digits = before.trim_end();
        let start = digits
            .char_indices()
            .rev()
            .take_while(|(_, c)| c.is_ascii_digit() || *c == '.')
            .last()
            .map(|(i, _)| i);
        let Some(number) = start.and_then(|s| digits.get(s..)) else { continue };
        let Some(value) = number.parse::<rust_decimal::Decimal>().ok() else { continue };
        let value = (value / rust_decimal::Decimal::ONE_HUNDRED).normalize();
        if value > rust_decimal::Decimal::ONE {
            continue;
        }
        let lead = digits.get(..start.unwrap_or(0)).unwrap_or("");
        let clause = lead
            .rfind(['，', ',', '。', '；', ';', '：', ':', '、', '\n', '(', '（', '分'])
            .map_or(0, |i| {
                i + lead.get(i..).and_then(|r| r.chars().next()).map_or(1, char::len_utf8)
            });
        let lead = lead.get(clause..).unwrap_or("");
        // 2-3%, 递减5%: a range and a change are no share to reach.
        let range = digits
            .get(..start.unwrap_or(0))
            .is_some_and(|l| l.ends_with(['-', '~', '～', '至', '–']));
        if range || ["递", "增长", "下降", "上升", "降低", "提高"].iter().any(|w| lead.contains(w))
        {
            continue;
        }
        let tail: String = text.get(at + 1..).unwrap_or("").chars().take(2).collect();
        found.push(Share {
            words: format!("{}{number}%{}", lead.trim_start(), side(&tail)),
            key: key(lead, &tail),
            value: value.to_string(),
        });
    }
    found
}

fn side(tail: &str) -> &str {
    ["以上", "以下", "以内"].into_iter().find(|w| *w == tail).unwrap_or("")
}

fn key(lead: &str, tail: &str) -> &'static str {
    let has = |words: &[&str]| words.iter().any(|w| lead.ends_with(w));
    let lead_trim = lead.trim_end();
    let ends = |words: &[&str]| has(words) || words.iter().any(|w| lead_trim.ends_with(w));
    if ends(&["≤", "<=", "不超过", "不高于", "不大于", "至多", "at most"])
        || tail == "以内"
        || tail == "以下"
    {
        "at_most"
    } else if ends(&["不低于", "不少于", "不小于"]) {
        "at_least"
    } else if ends(&["<", "＜", "低于", "小于", "少于", "below"]) {
        "below"
    } else if ends(&["＞", ">", "高于", "大于", "超过", "above"]) {
        "above"
    } else {
        "at_least"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sampled() {
        let found = |text: &str| sampling(text).map(|s| (s.need, s.unit, s.passed));
        assert_eq!(found("抽查3户"), Some((3, "户".into(), None)));
        assert_eq!(
            found("记录详细，抽查３件均属实，得1分"),
            Some((3, "件".into(), Some("属实".into())))
        );
        assert_eq!(found("随机抽取不少于十户业主"), Some((10, "户".into(), None)));
        assert_eq!(found("任意时间抽打10个电话：有接通"), Some((10, "个电话".into(), None)));
        assert_eq!(found("Sample 5 records"), Some((5, "records".into(), None)));
        assert_eq!(found("抽查率10%"), None);
        assert_eq!(found("抽查记录完整"), None);
        assert_eq!(found("抽查0户"), None);
        assert_eq!(found("抽查99999999999户"), None);
    }

    #[test]
    fn shares_with_their_side() {
        let found = |text: &str| -> Vec<(String, &str, String)> {
            shares(text).into_iter().map(|s| (s.words, s.key, s.value)).collect()
        };
        assert_eq!(found("逢打必接，接通率100%"), [("接通率100%".into(), "at_least", "1".into())]);
        assert_eq!(
            found("投诉率不超过５％"),
            [("投诉率不超过5%".into(), "at_most", "0.05".into())]
        );
        assert_eq!(
            found("满意率85.5%以上"),
            [("满意率85.5%以上".into(), "at_least", "0.855".into())]
        );
        assert_eq!(found("满意率低于80%"), [("满意率低于80%".into(), "below", "0.8".into())]);
        assert!(found("增长150%，%").is_empty());
        assert!(found("投诉率逐年递减2-3%").is_empty());
        assert_eq!(
            found("电话接通0.5分,接通率100%"),
            [("接通率100%".into(), "at_least", "1".into())]
        );
    }
}
