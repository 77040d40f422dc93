//! Problems of results, and of workbooks made from them.

use super::{outside_words, say};
use crate::diagnostic::ResultProblem;
use crate::lang::Lang;

pub(super) fn message(problem: &ResultProblem, lang: Lang) -> String {
    use ResultProblem as P;
    match problem {
        P::NoResult { detail } => {
            let detail = outside_words(detail, lang);
            say!(lang, "不是检查结果（{detail}）", "not a result of an audit ({detail})")
        }
        P::NewerSchema { found, known } => say!(
            lang,
            "格式是 {found}，本程序只认识 {known}：请升级程序，或用本程序重新评分",
            "of the form {found}, this program knows {known}: use a newer program, or score again with this one"
        ),
        P::TotalsDiffer { what, stated, found } => say!(
            lang,
            "结果被改动过：{what} 写的是 {stated}，由各检查项算得 {found}；请重新评分",
            "the result was edited: {what} says {stated}, its items make {found}; score the audit again"
        ),
        P::OtherProject { expected, found } => say!(
            lang,
            "项目不同：应为 {expected}，实际为 {found}",
            "another project: expected {expected}, found {found}"
        ),
        P::OtherStandard { expected, found } => say!(
            lang,
            "检查标准不同：一个是 {expected}，一个是 {found}，不能比较",
            "different standards, {expected} and {found}, cannot be compared"
        ),
        P::SamePeriod { period } => say!(
            lang,
            "两个结果都是 {period} 的：请给出不同期间的结果",
            "both results are of {period}: give results of different periods"
        ),
        P::Later { found, this } => say!(
            lang,
            "上期结果（{found}）不早于本期（{this}）：请检查先后顺序",
            "the previous result ({found}) is not earlier than this one ({this}): check their order"
        ),
        P::Cycle { period } => say!(
            lang,
            "上期结果本身又来自 {period}：--previous 形成了循环",
            "the previous result was itself carried on from {period}: --previous goes in a circle"
        ),
        P::NoWorkbook => say!(
            lang,
            "不是本程序生成的检查报告，或其隐藏的编号已丢失：请在 report.xlsx 中修改",
            "not a report of this program, or its hidden ids are lost: make the edits in report.xlsx"
        ),
        P::OtherPeriod { expected, found } => say!(
            lang,
            "报告的期间不同：应为 {expected}，实际为 {found}",
            "a report of another period: expected {expected}, found {found}"
        ),
        P::TwiceInWorkbook { id } => {
            say!(lang, "{id} 有两行：请只留一行", "{id} stands in two rows: keep one")
        }
        P::TooFew { needed } => {
            say!(lang, "至少需要 {needed} 个结果", "at least {needed} results are needed")
        }
        P::NoResults => say!(
            lang,
            "文件夹中没有结果：应为 <项目编号>/result.json",
            "no result in the folder: expected <project id>/result.json"
        ),
        P::OneIsBatch => say!(
            lang,
            "一个是单个结果，一个是批量结果，不能比较",
            "one is a result, the other the output of a batch: they cannot be compared"
        ),
        P::InputsGone { path } => say!(
            lang,
            "上期的原始文件已不在或已改动，无法重新评分：{path}",
            "the old audit's inputs are gone or changed, so it cannot be scored again: {path}"
        ),
        P::BrokenBatch { detail } => {
            let detail = outside_words(detail, lang);
            say!(
                lang,
                "批量结果的这个文件已损坏（{detail}）：请用同样的参数重新运行 inspect batch，未变化的项目不会重新评分",
                "this file of a batch is damaged ({detail}): run inspect batch again with the same arguments, unchanged projects are not scored again"
            )
        }
        P::Elsewhere { folder } => say!(
            lang,
            "其中的结果文件夹“{folder}”不在本批量结果之内：请重新运行 inspect batch",
            "it names the folder `{folder}`, which is not one of this batch: run inspect batch again"
        ),
        P::Differs { other } => say!(
            lang,
            "同一项目同一期间有两个不同的结果，另一个是 {other}：请只给出其中一个",
            "two different results of one audit, the other is {other}: give one of them"
        ),
        P::Twice { id } => say!(lang, "{id} 出现了两次", "{id} is there twice"),
    }
}
