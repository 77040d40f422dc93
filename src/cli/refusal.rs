//! A command line that is not understood, told in Chinese. clap's own words are English.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::lang::Lang;
use crate::lang::usage::{self, Hint, Misuse, Wanted};

/// What to print in place of clap's words; `None` where it is no complaint, or already Chinese: help and
/// version.
pub fn in_chinese(error: &Error) -> Option<String> {
    let misuse = misuse(error)?;
    let mut text = format!("{}: {}\n", usage::ERROR, misuse.chinese());
    let hints = hints(error);
    if !hints.is_empty() {
        text.push('\n');
    }
    for hint in hints {
        text.push_str(&format!("  {}：{}\n", usage::TIP, hint.chinese()));
    }
    if let Some(ContextValue::StyledStr(line)) = error.get(ContextKind::Usage) {
        text.push_str(&format!("\n{}\n", usage::usage(&line.to_string())));
    }
    text.push_str(&format!("\n{}", usage::MORE));
    Some(text)
}

fn misuse(error: &Error) -> Option<Misuse> {
    let argument = || text(error, ContextKind::InvalidArg);
    let value = || text(error, ContextKind::InvalidValue);
    let count = |kind| match error.get(kind) {
        Some(ContextValue::Number(number)) => *number,
        _ => 0,
    };
    Some(match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        | ErrorKind::DisplayVersion => return None,
        ErrorKind::UnknownArgument => Misuse::UnknownArgument(argument()),
        ErrorKind::InvalidSubcommand => {
            Misuse::UnknownCommand(text(error, ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand => {
            Misuse::CommandMissing(text(error, ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => {
            Misuse::ArgumentsMissing(texts(error, ContextKind::InvalidArg))
        }
        ErrorKind::InvalidValue if value().is_empty() => Misuse::ValueMissing(argument()),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => Misuse::BadValue {
            argument: argument(),
            value: value(),
            allowed: texts(error, ContextKind::ValidValue),
            wanted: wanted(error),
        },
        ErrorKind::ArgumentConflict => conflict(error),
        ErrorKind::NoEquals => Misuse::EqualsMissing(argument()),
        ErrorKind::TooManyValues => Misuse::ValueTooMany { argument: argument(), value: value() },
        ErrorKind::TooFewValues => Misuse::ValueCount {
            argument: argument(),
            needed: count(ContextKind::MinValues),
            given: count(ContextKind::ActualNumValues),
        },
        ErrorKind::WrongNumberOfValues => Misuse::ValueCount {
            argument: argument(),
            needed: count(ContextKind::ExpectedNumValues),
            given: count(ContextKind::ActualNumValues),
        },
        ErrorKind::InvalidUtf8 => Misuse::NotUnicode,
        // Reading and writing of clap itself, and what later versions add.
        _ => Misuse::Other(error.to_string()),
    })
}

/// The same argument once more is a conflict with itself.
fn conflict(error: &Error) -> Misuse {
    let name = match text(error, ContextKind::InvalidArg) {
        name if name.is_empty() => text(error, ContextKind::InvalidSubcommand),
        name => name,
    };
    let others = texts(error, ContextKind::PriorArg);
    if others == [name.as_str()] { Misuse::Twice(name) } else { Misuse::Conflict(name, others) }
}

/// What the value should have been, where its parser says so.
fn wanted(error: &Error) -> Option<String> {
    let source = error.source()?;
    Some(match source.downcast_ref::<Wanted>() {
        Some(wanted) => wanted.get(Lang::Zh),
        None => source.to_string(),
    })
}

fn hints(error: &Error) -> Vec<Hint> {
    let similar =
        [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    let mut hints: Vec<Hint> = similar
        .into_iter()
        .map(|kind| texts(error, kind))
        .filter(|names| !names.is_empty())
        .map(Hint::Similar)
        .collect();
    if let Some(ContextValue::StyledStrs(tips)) = error.get(ContextKind::Suggested) {
        hints.extend(tips.iter().map(|tip| hint(&tip.to_string())));
    }
    hints
}

/// clap gives these as sentences: the quoted parts are what they are about.
fn hint(tip: &str) -> Hint {
    let between = |before: &str, after: &str| tip.strip_prefix(before)?.strip_suffix(after);
    if let Some((text, command)) =
        between("to pass '", "'").and_then(|rest| rest.split_once("' as a value, use '"))
    {
        return Hint::AsValue { text: text.to_string(), command: command.to_string() };
    }
    if let Some(command) = between("'", "' exists") {
        return Hint::Elsewhere(command.to_string());
    }
    match between("subcommand '", "' exists; to use it, remove the '--' before it") {
        Some(command) => Hint::WithoutDashes(command.to_string()),
        None => Hint::Other(tip.to_string()),
    }
}

fn text(error: &Error, kind: ContextKind) -> String {
    texts(error, kind).into_iter().next().unwrap_or_default()
}

fn texts(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::cli::command;

    use super::*;

    fn told(line: &str) -> String {
        let error = command(Lang::Zh).try_get_matches_from(line.split(' ')).unwrap_err();
        in_chinese(&error).unwrap()
    }

    #[test]
    fn every_misuse_is_told_in_chinese_with_what_was_meant() {
        for (line, words) in [
            (
                "inspect scor x",
                &["没有这个命令：“scor”", "是否想用 “score”", "用法：inspect [选项] <命令>"][..],
            ),
            ("inspect score", &["缺少必需的参数：\n  <DIR>", "用法：inspect score"]),
            ("inspect score a b", &["没有这个参数：“b”"]),
            ("inspect score a --form x", &["没有这个参数：“--form”", "是否想用 “--format”"]),
            (
                "inspect score a --unheard",
                &["没有这个参数：“--unheard”", "作为值，请写“-- --unheard”"],
            ),
            (
                "inspect score a --format xml",
                &["“--format <FORMAT>”的值“xml”无效", "[可用的值：table、json、markdown、csv]"],
            ),
            ("inspect score a --min-score 200", &["“200”无效：应为 0 到 100 的数"]),
            ("inspect score a --as-of 2025-13-01", &["应为日期，如 2025-12-31"]),
            ("inspect score a --as-of", &["“--as-of <DATE>”缺少值"]),
            ("inspect score a --limit-text x", &["应为大小"]),
            ("inspect score a --limit-time x", &["应为时间"]),
            ("inspect score a --limit-cells x", &["应为数目"]),
            ("inspect score a --encoding x", &["应为 UTF-8、", "之一"]),
            ("inspect batch a -o b --shard 9/4", &["应为第几份/共几份"]),
            ("inspect actions list r --due-within x", &["应为天数"]),
            ("inspect diff a b --fail-on x", &["之一"]),
            ("inspect score a -q -v", &["不能与以下参数同时使用：\n  --verbose"]),
            ("inspect score a -o b -o c", &["“--out <OUT>”只能用一次"]),
            ("inspect score a --quiet=x", &["的值过多，“x”是多余的"]),
        ] {
            let text = told(line);
            for word in words {
                assert!(text.contains(word), "{line}: no {word} in\n{text}");
            }
            for english in ["Usage", "tip", "invalid", "argument", "value", "use ", "a ", "one of"]
            {
                assert!(!text.contains(english), "{line}: {english} in\n{text}");
            }
            assert!(text.starts_with("错误: ") && text.ends_with(usage::MORE), "{text}");
        }
    }

    #[test]
    fn help_and_version_are_no_complaint() {
        for line in ["inspect --help", "inspect score --help", "inspect --version", "inspect"] {
            let error = command(Lang::Zh).try_get_matches_from(line.split(' ')).unwrap_err();
            assert_eq!(in_chinese(&error), None, "{line}");
        }
    }

    #[test]
    fn tips_of_clap_are_taken_apart() {
        let as_value = Hint::AsValue { text: "x".into(), command: "inspect -- x".into() };
        assert_eq!(hint("to pass 'x' as a value, use 'inspect -- x'"), as_value);
        assert_eq!(hint("'diff --baseline' exists"), Hint::Elsewhere("diff --baseline".into()));
        let tip = "subcommand 'score' exists; to use it, remove the '--' before it";
        assert_eq!(hint(tip), Hint::WithoutDashes("score".into()));
        assert_eq!(hint("something new"), Hint::Other("something new".into()));
    }
}
