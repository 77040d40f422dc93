//! The words of problems in row conditions.

use super::parts::{meant_or_among, value_type};
use super::say;
use crate::diagnostic::ExpressionProblem;
use crate::lang::Lang;

/// What is wrong with a row condition.
pub(super) fn detail(problem: &ExpressionProblem, lang: Lang) -> String {
    use ExpressionProblem as P;
    match problem {
        P::UnexpectedCharacter { found } => {
            say!(lang, "不认识的字符“{found}”", "`{found}` means nothing here")
        }
        P::UnclosedText => say!(lang, "文字缺少结束的引号", "a text without its closing quote"),
        P::BadNumber { found } => say!(
            lang,
            "“{found}”不是数字、百分数或时长（如 30min、24h、2d）",
            "`{found}` is no number, percentage or length of time such as 30min, 24h or 2d"
        ),
        P::BadTime { found } => say!(
            lang,
            "“{found}”不是日期或时间，应如 2025-01-31 或 \"2025-01-31 08:30\"",
            "`{found}` is no date or time such as 2025-01-31 or \"2025-01-31 08:30\""
        ),
        P::UnexpectedEnd => {
            say!(lang, "条件不完整，后面还缺内容", "the condition ends too early")
        }
        P::UnexpectedToken { found } => {
            let hint = instead(found, lang);
            say!(lang, "此处不能是“{found}”{hint}", "`{found}` cannot stand here{hint}")
        }
        P::TooDeep => say!(
            lang,
            "括号、not 或加减嵌套过深：请拆分条件",
            "brackets, nots or sums nested too deeply: split the condition"
        ),
        P::UnknownColumn { found, allowed, nearest } => {
            let quotes = match nearest {
                Some(_) => "",
                None => lang.pick(
                    "；文字要加引号，列名用标识或表头",
                    "; texts stand in quotes, columns go by id or header",
                ),
            };
            let hint = format!("{quotes}{}", meant_or_among(nearest, allowed, lang));
            say!(lang, "台账没有列“{found}”{hint}", "the register has no column `{found}`{hint}")
        }
        P::UnknownChoice { column, found, allowed, nearest } => {
            let hint = meant_or_among(nearest, allowed, lang);
            say!(
                lang,
                "列“{column}”没有选项“{found}”{hint}",
                "column `{column}` has no value `{found}`{hint}"
            )
        }
        P::TypesDiffer { left, right } => {
            let (left, right) = (value_type(*left, lang), value_type(*right, lang));
            say!(
                lang,
                "左边是{left}，右边是{right}，两者不能比较或相加减",
                "{left} on the left and {right} on the right do not go together"
            )
        }
        P::NotACondition { found } => {
            let found = value_type(*found, lang);
            say!(
                lang,
                "这是{found}，不是条件：请与某个值比较，或写 is empty",
                "this is {found}, not a condition: compare it with something, or write `is empty`"
            )
        }
        P::OperatorNotForType { operator, found } => {
            let found = value_type(*found, lang);
            say!(lang, "“{operator}”不能用于{found}", "`{operator}` cannot be used with {found}")
        }
    }
}

/// What to write instead of an operator of another language.
fn instead(found: &str, lang: Lang) -> String {
    let right = match found {
        "=" => "==",
        "&&" | "且" => "and",
        "||" | "或" => "or",
        "!" | "非" => "not",
        "empty" => "is empty",
        "in" => "in […]",
        "*" | "/" => {
            return lang.pick("：只有加减，没有乘除", ": there are sums, no products").to_string();
        }
        "<" | "<=" | ">" | ">=" | "==" | "!=" => {
            return lang
                .pick("：比较不能连写，请用 and 连接", ": join two comparisons with `and`")
                .to_string();
        }
        _ => return String::new(),
    };
    say!(lang, "，应写“{right}”", ": write `{right}`")
}
