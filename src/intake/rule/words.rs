//! What words of a rule say, and what they only wrap.

use crate::intake::said::{has_han, is_han};
use crate::intake::sampling::sampling;

pub fn all(words: &str) -> bool {
    ["全部", "全", "均", "都", "100%", "all", "every"].iter().any(|w| words.contains(w))
}

pub fn is_some(words: &str) -> bool {
    ["有", "some", "部分", "至少"].iter().any(|w| words.trim().starts_with(w))
}

/// Words that say only how much of the requirement is met.
pub fn is_generic(words: &str) -> bool {
    const WORDS: [&str; 40] = [
        "符合",
        "完全符合",
        "全部符合",
        "符合要求",
        "符合标准",
        "全符合",
        "各项均符合",
        "达标",
        "合格",
        "满足",
        "满足要求",
        "达到要求",
        "优",
        "良",
        "优秀",
        "良好",
        "好",
        "一般",
        "差",
        "部分符合",
        "基本符合",
        "部分达标",
        "基本达标",
        "基本满足",
        "部分满足",
        "部分具备",
        "部分",
        "部分不符合",
        "基本合格",
        "有缺陷",
        "met",
        "fully met",
        "partly met",
        "partially met",
        "yes",
        "partial",
        "partly",
        "some",
        "some met",
        "pass",
    ];
    let words = tidy(words).to_lowercase();
    words.is_empty() || WORDS.contains(&words.as_str())
}

/// 现场检查,符合: how it is looked at says nothing about what earns the points.
pub fn essence(words: &str) -> &str {
    let method =
        ["检查", "现场", "查看", "查阅", "抽查", "核查", "随机", "check", "look", "inspect"];
    match words.rfind(['，', ',', '；', ';', '、', '：', ':']) {
        Some(at) => {
            let last = tidy(words.get(at..).unwrap_or(""));
            let before = words.get(..at).unwrap_or("").to_lowercase();
            let looks = method.iter().any(|m| before.starts_with(m)) && sampling(&before).is_none();
            if looks && !last.is_empty() && is_generic(last) { last } else { words }
        }
        None => words,
    }
}

/// Without the marks and the little words around it.
pub fn tidy(words: &str) -> &str {
    let marks = |c: char| c.is_whitespace() || "，,。.；;：:、（）()-—=→/".contains(c);
    let before = ["并且", "而且", "同时", "并", "且", "and ", "或者", "则", "的"];
    // 登记, 统计 and 行为 end like 记, 计 and 为, which are left alone.
    let after = ["可得", "得", "给", "则", "score", "scores", "earns", "is"];
    let mut text = words.trim_matches(marks);
    while let Some(rest) = before.iter().find_map(|w| text.strip_prefix(w)) {
        text = rest.trim_matches(marks);
    }
    while let Some(rest) = after.iter().find_map(|w| text.strip_suffix(w)).filter(|r| !r.is_empty())
    {
        text = rest.trim_matches(marks);
    }
    text
}

/// Without the label of a list: `A.`, `1、`, `(2)`, ①.
pub fn unlisted(words: &str) -> &str {
    let rest = words.trim_start_matches(|c| ('①'..='⑳').contains(&c) || "(（".contains(c));
    let label = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let short = label == 1 || (label == 2 && rest.starts_with(|c: char| c.is_ascii_digit()));
    let tail = rest.get(label..).unwrap_or("");
    let marked = tail.strip_prefix(['.', '、', ')', '）', '．', '：', ':']);
    match marked {
        Some(after) if short && after.trim_start().starts_with(is_han) => after.trim_start(),
        _ if rest.starts_with(is_han) => rest,
        _ => words,
    }
}

/// Whether words speak of what is amiss.
pub fn negates(words: &str) -> bool {
    ["不合格", "不符合", "不满意", "不达标", "不属实", "未", "缺", "差", "fail"]
        .iter()
        .any(|w| words.contains(w))
}

/// The words of a step between, so that better is not ruled out: 基本执行 is met by 完全执行 too.
pub fn better(words: &str) -> String {
    let marks = [
        "不", "未", "无", "缺", "少", "仅", "低于", "部分", "个别", "基本", "一般", "＜", "<",
        "以下", "partly", "only", "below",
    ];
    if !marks.iter().any(|w| words.contains(w)) {
        return words.to_string();
    }
    let more = if has_han(words) { "（或更好）" } else { " (or better)" };
    format!("{words}{more}")
}
