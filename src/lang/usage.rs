//! The words of a command line that is not understood. The library that reads it writes English; here is
//! what it says in Chinese.

use std::fmt;

use super::Lang;
use super::help::USAGE;

/// What the value of an option must be; its words stand behind "invalid value … for …".
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Wanted {
    /// 0 to 100.
    Percent,
    Date,
    /// `1/4`
    Shard,
    /// `7d`, `2w`
    Days,
    /// `500MB`
    Size,
    /// `50M`
    Count,
    /// `90s`
    Time,
    /// One of these names.
    OneOf(Vec<&'static str>),
}

impl Wanted {
    /// The words in `lang`.
    pub fn get(&self, lang: Lang) -> String {
        match self {
            Wanted::Percent => lang.pick("应为 0 到 100 的数", "a number from 0 to 100"),
            Wanted::Date => lang.pick("应为日期，如 2025-12-31", "a date such as 2025-12-31"),
            Wanted::Shard => lang.pick("应为第几份/共几份，如 1/4", "a share such as 1/4"),
            Wanted::Days => {
                lang.pick("应为天数或周数，如 7d、2w", "a number of days or weeks such as 7d or 2w")
            }
            Wanted::Size => lang.pick("应为大小，如 500MB、2GiB", "a size such as 500MB or 2GiB"),
            Wanted::Count => {
                lang.pick("应为数目，如 50000000、50M", "a number such as 50000000 or 50M")
            }
            Wanted::Time => lang.pick("应为时间，如 90s、5min", "a time such as 90s or 5min"),
            Wanted::OneOf(names) => {
                return lang.pick(
                    format!("应为 {} 之一", names.join("、")),
                    format!("one of {}", names.join(", ")),
                );
            }
        }
        .to_string()
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.get(Lang::En))
    }
}

impl std::error::Error for Wanted {}

/// What is wrong with a command line; texts are as typed, or as the program names its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Misuse {
    UnknownArgument(String),
    UnknownCommand(String),
    /// `of` is the command that needs one.
    CommandMissing(String),
    ArgumentsMissing(Vec<String>),
    ValueMissing(String),
    /// With the values it may have, and what it should have been.
    BadValue {
        argument: String,
        value: String,
        allowed: Vec<String>,
        wanted: Option<String>,
    },
    /// With the arguments it does not go with.
    Conflict(String, Vec<String>),
    Twice(String),
    EqualsMissing(String),
    ValueTooMany {
        argument: String,
        value: String,
    },
    /// An argument with more or fewer values than it takes.
    ValueCount {
        argument: String,
        needed: isize,
        given: isize,
    },
    NotUnicode,
    /// Something else, in the words of the library.
    Other(String),
}

impl Misuse {
    /// The Chinese sentence.
    pub fn chinese(&self) -> String {
        let lines = |names: &[String]| names.iter().map(|n| format!("\n  {n}")).collect::<String>();
        match self {
            Misuse::UnknownArgument(argument) => format!("没有这个参数：“{argument}”"),
            Misuse::UnknownCommand(command) => format!("没有这个命令：“{command}”"),
            Misuse::CommandMissing(of) => format!("“{of}”之后还需要一个命令"),
            Misuse::ArgumentsMissing(names) => format!("缺少必需的参数：{}", lines(names)),
            Misuse::ValueMissing(argument) => format!("“{argument}”缺少值"),
            Misuse::BadValue { argument, value, allowed, wanted } => {
                let mut text = format!("“{argument}”的值“{value}”无效");
                if let Some(wanted) = wanted {
                    text.push_str(&format!("：{wanted}"));
                }
                if !allowed.is_empty() {
                    text.push_str(&format!("\n  [可用的值：{}]", allowed.join("、")));
                }
                text
            }
            Misuse::Conflict(argument, others) => {
                format!("“{argument}”不能与以下参数同时使用：{}", lines(others))
            }
            Misuse::Twice(argument) => format!("“{argument}”只能用一次"),
            Misuse::EqualsMissing(argument) => format!("给“{argument}”赋值时需要等号"),
            Misuse::ValueTooMany { argument, value } => {
                format!("“{argument}”的值过多，“{value}”是多余的")
            }
            Misuse::ValueCount { argument, needed, given } => {
                format!("“{argument}”需要 {needed} 个值，给了 {given} 个")
            }
            Misuse::NotUnicode => "有参数不是有效的 UTF-8 文字".to_string(),
            Misuse::Other(text) => text.clone(),
        }
    }
}

/// Beside what is wrong: what may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Hint {
    Similar(Vec<String>),
    /// How the text is given as a value.
    AsValue {
        text: String,
        command: String,
    },
    /// Another command has such an argument.
    Elsewhere(String),
    /// A command was written behind `--`.
    WithoutDashes(String),
    /// In the words of the library.
    Other(String),
}

impl Hint {
    /// The Chinese sentence.
    pub fn chinese(&self) -> String {
        match self {
            Hint::Similar(names) => format!("是否想用 {}？", quoted(names)),
            Hint::AsValue { text, command } => {
                format!("如要把“{text}”作为值，请写“{command}”")
            }
            Hint::Elsewhere(command) => format!("另有“{command}”"),
            Hint::WithoutDashes(command) => {
                format!("有名为“{command}”的命令，使用时请去掉前面的“--”")
            }
            Hint::Other(text) => text.clone(),
        }
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|n| format!("“{n}”")).collect::<Vec<_>>().join("、")
}

/// The usage line as the library writes it.
pub fn usage(english: &str) -> String {
    let usage = english.trim().replace("[OPTIONS]", OPTIONS);
    let rest = usage.strip_prefix("Usage:");
    rest.map_or(usage.clone(), |rest| format!("{USAGE}{}", rest.trim()))
}

/// Stands for every option in a usage line.
pub const OPTIONS: &str = "[选项]";
/// Stands for the command in a usage line.
pub const COMMAND: &str = "命令";
/// Below every complaint about the command line.
pub const MORE: &str = "详见“--help”。";
/// Before a complaint.
pub const ERROR: &str = "错误";
/// Before a hint.
pub const TIP: &str = "提示";
