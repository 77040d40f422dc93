//! The words of what cross-checks find.

use super::say;
use crate::diagnostic::{CrossFinding, NamedValue};
use crate::lang::Lang;

/// What was found, to stand after the title of the cross-check.
pub(super) fn finding(finding: &CrossFinding, lang: Lang) -> String {
    match finding {
        CrossFinding::Row { values } => list(values, lang),
        CrossFinding::Repeats { values, first } => {
            let values = list(values, lang);
            say!(lang, "{values}，首次出现在 {first}", "{values}, first in {first}")
        }
        CrossFinding::Copy { rows, compared, file } => say!(
            lang,
            "比对的 {compared} 行中有 {rows} 行与“{file}”中的行相同，多半是同一份台账存了两份：请只保留一份",
            "{rows} of {compared} rows compared stand in {file} as well, most likely one register kept twice: keep one"
        ),
        CrossFinding::Burst { value, rows, at_most } => {
            let value = one(value, lang);
            say!(
                lang,
                "{value}，共 {rows} 行相同（至多应有 {at_most} 行）",
                "{rows} rows have {value}, expected at most {at_most}"
            )
        }
        CrossFinding::NotIn { register, values } => {
            let (register, values) = (register.get(lang), list(values, lang));
            say!(
                lang,
                "“{register}”中没有对应的记录（{values}）",
                "nothing in register `{register}` fits ({values})"
            )
        }
    }
}

fn list(values: &[NamedValue], lang: Lang) -> String {
    let values: Vec<String> = values.iter().map(|v| one(v, lang)).collect();
    values.join(lang.pick("，", ", "))
}

fn one(value: &NamedValue, lang: Lang) -> String {
    let column = value.column.get(lang);
    match value.value.as_str() {
        "" => say!(lang, "{column}为空", "{column} is empty"),
        value => say!(lang, "{column} {value}", "{column} {value}"),
    }
}
