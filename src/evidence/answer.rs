//! Yes and no in all their spellings.

use super::form::{self, Ticked};
use super::text::fold;

/// What an answer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Yes or no, whatever was asked.
    Plain(bool),
    /// A verdict: 合格, 不合格, passed, failed.
    Verdict(bool),
    /// Whether there is something: 有, 无.
    Presence(bool),
    /// 未发现问题: a pass where verdicts are given, a no where the question is whether there is
    /// something. Only the rest of the column tells which.
    NothingFound,
    /// A form nobody filled in.
    Blank,
}

/// Reads an answer, `None` where it is none. The leading word decides: 接受，已修改.
pub(crate) fn read(text: &str) -> Option<Answer> {
    if let Some(answer) = word(text) {
        return Some(answer);
    }
    let folded = fold(text);
    if let Some(answer) = word(&folded) {
        return Some(answer);
    }
    match form::read(text) {
        Some(Ticked::None) => return Some(Answer::Blank),
        Some(Ticked::Unclear) => return None,
        Some(Ticked::One(label)) if word(&label).is_some() => return word(&label),
        // √（3月5日）: the tick itself is the answer.
        Some(Ticked::One(_)) | None => {}
    }
    if let Some(parts) = form::offered(text) {
        let mut answers = parts.iter().map(|p| word(p).and_then(Answer::as_bool));
        let both = answers.clone().all(|a| a.is_some())
            && answers.clone().any(|a| a == Some(true))
            && answers.any(|a| a == Some(false));
        if both {
            return Some(Answer::Blank);
        }
    }
    let (leading, rest) = leading(&folded)?;
    let answer = word(leading).filter(|_| !leading.bytes().all(|b| b.is_ascii_digit()))?;
    // 是，否: which of the two?
    let contradicts =
        word(rest).and_then(Answer::as_bool).is_some_and(|other| answer.as_bool() != Some(other));
    (!contradicts).then_some(answer)
}

/// Reads a verdict in any of the spellings of yes and no; 未发现问题 is a pass.
pub fn verdict(text: &str) -> Option<bool> {
    match read(text)? {
        Answer::NothingFound => Some(true),
        answer => answer.as_bool(),
    }
}

impl Answer {
    fn as_bool(self) -> Option<bool> {
        match self {
            Answer::Plain(yes) | Answer::Verdict(yes) | Answer::Presence(yes) => Some(yes),
            Answer::NothingFound | Answer::Blank => None,
        }
    }
}

/// The first word of a folded text and what follows its punctuation or bracket.
pub(crate) fn leading(folded: &str) -> Option<(&str, &str)> {
    let at = folded.find([',', ';', ':', '(', '[', '。', '、', '-', '—', '!'])?;
    let (word, rest) = folded.split_at_checked(at)?;
    let rest = rest.trim_matches([',', ';', ':', '(', ')', '[', ']', '。', '、', '-', '—', '!']);
    (!word.is_empty()).then_some((word, rest))
}

fn word(text: &str) -> Option<Answer> {
    use Answer::{NothingFound, Plain, Presence, Verdict};
    Some(match text {
        "是" | "对" | "√" | "✓" | "✔" | "☑" | "v" | "y" | "yes" | "true" | "1" | "ok" | "同意"
        | "确认" | "完成" | "解决" | "需要" | "需" | "done" => Plain(true),
        "否" | "错" | "×" | "✗" | "✘" | "✕" | "x" | "n" | "no" | "false" | "0" | "不是"
        | "不同意" | "拒绝" | "待解决" | "待完成" | "不需要" | "不需" | "undone" => {
            Plain(false)
        }
        "合格" | "通过" | "达标" | "符合" | "接受" | "p" | "pass" | "passed" | "accepted" => {
            Verdict(true)
        }
        "不合格" | "不通过" | "不达标" | "不符合" | "不接受" | "f" | "fail" | "failed" | "ng"
        | "rejected" => Verdict(false),
        "有" => Presence(true),
        "无" | "没有" => Presence(false),
        "未发现问题" | "无问题" | "没有问题" | "无异议" | "无疑义" | "未见异常" | "无异常" => {
            NothingFound
        }
        "未通过" | "未达标" => Verdict(false),
        _ => return done_or_not(text),
    })
}

/// 已完成, 已解决, 已签字 are yes; 未完成, 未解决, 未签字 are no.
fn done_or_not(text: &str) -> Option<Answer> {
    let (yes, rest) = match (text.strip_prefix('已'), text.strip_prefix('未')) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => return None,
    };
    let short = (1..=3).contains(&rest.chars().count());
    let about_findings =
        rest.starts_with("发现") || rest.starts_with('见') || rest.starts_with('知');
    (short && !about_findings).then_some(Answer::Plain(yes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        let read = |text: &str| super::read(text).and_then(Answer::as_bool);
        for text in [
            "是",
            "有",
            "√",
            "✓",
            "Y",
            "Yes",
            "ＹＥＳ",
            "TRUE",
            " 合 格 ",
            "通过",
            "已完成",
            "对",
            "1",
            "P",
            "PASS",
            "接受",
            "已解决",
            "已修改",
            "已审核",
            "done",
            "接受，已修改",
            "接受,已经修改",
            "☑是 □否",
            "■是□否",
            "合格（复检）",
            "是。",
            "√（3月5日）",
        ] {
            assert_eq!(read(text), Some(true), "{text}");
        }
        for text in [
            "否",
            "无",
            "×",
            "✗",
            "n",
            "No",
            "false",
            "不合格",
            "不通过",
            "未完成",
            "错",
            "0",
            "０",
            "F",
            "Fail",
            "不接受",
            "未解决",
            "待解决",
            "未修复",
            "不接受，因为业主不同意",
            "□是 ☑否",
            "未完成（逾期4天）",
        ] {
            assert_eq!(read(text), Some(false), "{text}");
        }
        for text in [
            "也许",
            "2",
            "是否",
            "是，否",
            "执行中",
            "未知",
            "未发现",
            "1，2",
            "☑是 ☑否",
            "0->8(原因)",
        ] {
            assert_eq!(super::read(text), None, "{text}");
        }
    }

    #[test]
    fn forms_and_what_the_column_settles() {
        for text in ["□是 □否", "[Yes/No]", "是/否", "是 否", "□合格　□不合格"]
        {
            assert_eq!(read(text), Some(Answer::Blank), "{text}");
        }
        for text in ["未发现问题", "无异议", "未发现问题。"] {
            assert_eq!(read(text), Some(Answer::NothingFound), "{text}");
        }
        assert_eq!(read("合格"), Some(Answer::Verdict(true)));
        assert_eq!(read("有"), Some(Answer::Presence(true)));
    }
}
