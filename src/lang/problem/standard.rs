//! The words of what looks wrong in a standard that can be used.

use super::parts::thing;
use super::say;
use crate::diagnostic::ProblemKind;
use crate::lang::Lang;

/// What looks wrong, and what to do about it.
pub(super) fn lint(kind: &ProblemKind, lang: Lang) -> String {
    use ProblemKind as K;
    match kind {
        K::Unused { thing: what, name } => {
            let what = thing(*what, lang);
            say!(
                lang,
                "{what}“{name}”没有被任何内容使用：请使用或删去",
                "nothing uses the {what} `{name}`: use it or remove it"
            )
        }
        K::SameCheck { item, check, first } => say!(
            lang,
            "检查项 {item} 的判据 {check} 与 {first} 的要求完全相同：请删去一个，或改正其一",
            "check {check} of item {item} asks the same as {first}: remove one, or mend it"
        ),
        K::ThresholdIdle { check, always: true } => say!(
            lang,
            "判据 {check} 的阈值总是达到，起不到作用：请核对数值和比较方向",
            "the threshold of check {check} always holds and decides nothing: look at the number and the comparison"
        ),
        K::ThresholdIdle { check, always: false } => say!(
            lang,
            "判据 {check} 的阈值永远达不到：请核对数值和比较方向",
            "the threshold of check {check} can never hold: look at the number and the comparison"
        ),
        K::FullEasier { item, full, half } => say!(
            lang,
            "检查项 {item} 的满分判据 {full} 比半分判据 {half} 还容易：两者的阈值是否写反了？",
            "check {full} for full points of item {item} is easier than {half} for half points: are the two thresholds swapped?"
        ),
        K::Untranslated { lang: missing, count, first } => {
            let missing = match missing {
                Lang::Zh => lang.pick("中文", "Chinese"),
                Lang::En => lang.pick("英文", "English"),
            };
            let more = match count {
                0 | 1 => String::new(),
                n => {
                    let n = n - 1;
                    say!(lang, "（此处另有 {n} 处）", " ({n} more right here)")
                }
            };
            say!(
                lang,
                "“{first}”没有{missing}译文{more}：请补上",
                "`{first}` has no {missing} translation{more}: add it"
            )
        }
        // The caller's match has let nothing else through.
        _ => String::new(),
    }
}
