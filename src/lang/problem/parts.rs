//! Parts of messages: kinds of things, expected values, lists, and "did you mean".

use crate::diagnostic::{self, Expected, Severity, Thing, ValueType};
use crate::lang::problem::say;
use crate::lang::{Lang, Text};

/// Longest list of names a message spells out.
const SHOWN: usize = 12;

/// 错误, error.
pub fn severity(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Error => lang.pick("错误", "error"),
        Severity::Warning => lang.pick("警告", "warning"),
        Severity::Info => lang.pick("提示", "note"),
    }
}

/// The closing line of a list of problems: `2 errors, 1 warning`.
pub fn count(errors: usize, warnings: usize, lang: Lang) -> String {
    let plural = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    match (errors, warnings) {
        (_, 0) => lang.pick(format!("共 {errors} 个错误"), plural(errors, "error")),
        (0, _) => lang.pick(format!("共 {warnings} 个警告"), plural(warnings, "warning")),
        _ => lang.pick(
            format!("共 {errors} 个错误，{warnings} 个警告"),
            format!("{}, {}", plural(errors, "error"), plural(warnings, "warning")),
        ),
    }
}

/// The word for a kind of thing.
pub fn thing(thing: Thing, lang: Lang) -> &'static str {
    match thing {
        Thing::Standard => lang.pick("检查标准", "standard"),
        Thing::Section => lang.pick("章节", "section"),
        Thing::Item => lang.pick("检查项", "item"),
        Thing::Check => lang.pick("判据", "check"),
        Thing::Sample => lang.pick("抽查", "spot check"),
        Thing::Register => lang.pick("台账", "register"),
        Thing::Column => lang.pick("列", "column"),
        Thing::Choice => lang.pick("选项", "value"),
        Thing::OwnerRole => lang.pick("责任岗位", "owner role"),
        Thing::Grade => lang.pick("等级", "grade"),
        Thing::Sheet => lang.pick("工作表", "sheet"),
        Thing::CrossCheck => lang.pick("交叉核对", "cross-check"),
    }
}

/// What was expected, as the end of a sentence.
pub fn expected(expected: &Expected, lang: Lang) -> String {
    let word = match expected {
        Expected::Quoted(text) => {
            return say!(lang, "加引号的文字：\"{text}\"", "a text in quotes: \"{text}\"");
        }
        Expected::Text => lang.pick("文字", "a text"),
        Expected::Date => lang.pick("日期，如 2025-12-31", "a date such as 2025-12-31"),
        Expected::DateTime => {
            lang.pick("日期和时间，如 2025-12-31 08:30", "a date and time such as 2025-12-31 08:30")
        }
        Expected::Number => lang.pick("数字", "a number"),
        Expected::Percent => lang.pick("0% 到 100% 的百分数", "a percentage from 0 % to 100 %"),
        Expected::YesNo => lang.pick("“是”或“否”", "yes or no"),
        Expected::Phone => lang.pick("电话号码", "a telephone number"),
        Expected::Duration => {
            lang.pick("时长，如 30min、24h、2d", "a length of time such as 30min, 24h or 2d")
        }
        Expected::Period => lang.pick(
            "期间，如 2025、2025-H1、2025Q4 或 2025-11",
            "a period such as 2025, 2025-H1, 2025Q4 or 2025-11",
        ),
        Expected::Identifier => lang.pick(
            "由英文字母、数字、- 和 _ 组成的标识",
            "an identifier of letters, digits, - and _",
        ),
        Expected::TomlName => lang.pick(
            "由英文字母、数字、- 和 _ 组成的文件名，以 .toml 结尾",
            "a file name of letters, digits, - and _ that ends in .toml",
        ),
        Expected::Positive => lang.pick("大于 0 的数", "a number above 0"),
        Expected::NotEmpty => lang.pick("非空的内容", "something that is not empty"),
        Expected::OneOf(names) => {
            let names = list(names, lang);
            return say!(lang, "以下之一：{names}", "one of {names}");
        }
        Expected::Whole => lang.pick("不小于 0 的整数", "a whole number, 0 or more"),
        Expected::Share => lang.pick("0 到 1 的比率，如 0.95", "a share from 0 to 1, such as 0.95"),
        Expected::SignedShare => {
            lang.pick("-1 到 1 的变化，如 0.02", "a change from -1 to 1, such as 0.02")
        }
        Expected::Below(limit) => {
            return say!(lang, "小于 {limit} 的数", "a number below {limit}");
        }
        Expected::NotNegative => lang.pick("不小于 0 的数", "a number, 0 or more"),
        Expected::Boolean => lang.pick("true 或 false", "true or false"),
        Expected::Table => lang.pick("TOML 表（[…] 或 {…}）", "a TOML table ([…] or {…})"),
        Expected::List => lang.pick("TOML 数组（[…]）", "a TOML array ([…])"),
        Expected::Pair => lang.pick(
            "两个列名：[\"本台账的列\", \"另一台账的列\"]",
            "two columns: [\"here\", \"there\"]",
        ),
        Expected::PathBelow => lang.pick(
            "本文件所在文件夹之内的路径，如 \"registers/complaints.toml\"",
            "a path below the folder of this file, such as \"registers/complaints.toml\"",
        ),
    };
    word.to_string()
}

/// The word for a type of the row-condition language.
pub fn value_type(kind: ValueType, lang: Lang) -> &'static str {
    match kind {
        ValueType::Text => lang.pick("文字", "a text"),
        ValueType::Number => lang.pick("数字", "a number"),
        ValueType::Time => lang.pick("时间", "a time"),
        ValueType::Duration => lang.pick("时长", "a length of time"),
        ValueType::YesNo => lang.pick("是否", "a yes/no"),
        ValueType::Choice => lang.pick("选项", "a choice"),
    }
}

/// Names in quotes, a long list cut short.
pub(super) fn list(names: &[String], lang: Lang) -> String {
    let quoted: Vec<String> =
        names.iter().take(SHOWN).map(|n| say!(lang, "“{n}”", "`{n}`")).collect();
    let mut text = quoted.join(lang.pick("、", ", "));
    if names.len() > SHOWN {
        let more = names.len() - SHOWN;
        text += &say!(lang, "等 {more} 个其他", " and {more} more");
    }
    if names.is_empty() { lang.pick("（无）", "none").to_string() } else { text }
}

/// As [`list`], in the language of the message.
pub(super) fn texts(names: &[Text], lang: Lang) -> String {
    list(&names.iter().map(|n| n.get(lang).to_string()).collect::<Vec<_>>(), lang)
}

/// What to fill in first, as plain words.
pub(super) fn among(names: &[String], lang: Lang) -> String {
    if names.is_empty() {
        return lang.pick("检查表", "the checksheet").to_string();
    }
    names.join(lang.pick("、", ", "))
}

/// "did you mean …?", or nothing.
pub(super) fn meant(nearest: &Option<String>, lang: Lang) -> String {
    match nearest {
        Some(name) => say!(lang, "，是否想写“{name}”？", "; did you mean `{name}`?"),
        None => String::new(),
    }
}

/// The same, reckoned from the names themselves.
pub(super) fn slip(found: &str, names: &[String], lang: Lang) -> String {
    let found = found.trim_matches('"');
    meant(&diagnostic::nearest(found, names.iter().map(String::as_str)), lang)
}

/// The nearest name, and all of them.
pub(super) fn meant_or_among(nearest: &Option<String>, allowed: &[String], lang: Lang) -> String {
    let hint = meant(nearest, lang);
    if allowed.is_empty() {
        return hint;
    }
    let allowed = list(allowed, lang);
    if hint.is_empty() {
        return say!(lang, "，可用的有 {allowed}", "; known are {allowed}");
    }
    say!(lang, "{hint}可用的有 {allowed}", "{hint} Known are {allowed}")
}
