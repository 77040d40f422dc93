//! Problems by their code in a few words, where many are counted together.

use crate::lang::Lang;

/// What problems of `code` have in common; `None` of a code a later program may have, or one of standards
/// and command lines, which stand in no result.
pub fn short(code: &str, lang: Lang) -> Option<&'static str> {
    let (zh, en) = match code {
        "stray-file" => ("不会被读取的文件", "file that is not read"),
        "format-differs" => ("格式与扩展名不符", "format unlike its name"),
        "encoding-unclear" => ("编码不明", "encoding unclear"),
        "encoding-guessed" => ("编码为推测", "encoding guessed"),
        "text-destroyed" => ("文字已损坏", "text destroyed"),
        "file-damaged" => ("文件损坏", "damaged file"),
        "file-unreadable" => ("文件无法读取", "unreadable file"),
        "file-empty" => ("空文件", "empty file"),
        "file-encrypted" => ("文件已加密", "encrypted file"),
        "over-limit" => ("超出限制", "over a limit"),
        "unsupported-format" => ("不支持的格式", "format not supported"),
        "unmatched-file" => ("不属于任何台账的文件", "file of no register"),
        "same-file" => ("内容相同的文件", "same file twice"),
        "ambiguous-file" => ("无法确定属于哪个台账", "file of several registers"),
        "missing-register" => ("缺少台账", "register missing"),
        "unexpected-register" => ("声明没有的台账", "register declared not kept"),
        "unfilled-register" => ("台账未填写", "register not filled in"),
        "empty-register" => ("台账为空", "register empty"),
        "no-checksheet" => ("缺少检查表", "checksheet missing"),
        "header-not-found" => ("没有找到表头", "header not found"),
        "missing-column" => ("缺少列", "column missing"),
        "ambiguous-column" => ("列无法确定", "ambiguous column"),
        "type-mismatch" => ("值的类型不符", "value of another type"),
        "mixed-percent" => ("百分数写法不一", "percentages written in two ways"),
        "cell-error" => ("单元格公式错误", "formula error"),
        "uncalculated" => ("公式未计算", "formula not calculated"),
        "implausible-date" => ("日期不合理", "implausible date"),
        "date-as-number" => ("日期存成数字", "date stored as a number"),
        "digits-lost" => ("数字位数丢失", "digits lost"),
        "number-as-date" => ("数字存成日期", "number stored as a date"),
        "row-left-out" => ("未计入的行", "row left out"),
        "rows-only-numbered" => ("只有序号的行", "rows with a number only"),
        "sheet-without-header" => ("工作表没有表头", "sheet without a header"),
        "year-from-period" => ("年份取自检查期间", "year taken from the period"),
        "year-unclear" => ("年份不明", "year unclear"),
        "doubled-column" => ("重复的列", "column twice"),
        "ambiguous-table" => ("表格无法确定", "ambiguous table"),
        "table-passed-over" => ("未读取的表格", "table passed over"),
        "hidden-sheet" => ("隐藏的工作表", "hidden sheet"),
        "hidden-rows" => ("隐藏的行", "hidden rows"),
        "hidden-columns" => ("隐藏的列", "hidden columns"),
        "future-date" => ("晚于检查日期", "date after the audit"),
        "undated-row" => ("缺少日期的行", "row without a date"),
        "cross-check" => ("交叉核对不符", "cross-check not met"),
        "unknown-verdict" => ("无法识别的判定", "unknown verdict"),
        "table-incomplete" => ("表格不完整", "table incomplete"),
        "spot-check-later" => ("抽查晚于检查日期", "spot check after the audit"),
        "spot-check-earlier" => ("抽查早于检查期间", "spot check before the period"),
        "spot-check-twice" => ("重复的抽查", "spot check twice"),
        "reason-without-verdict" => ("有理由而无判定", "reason without a verdict"),
        "duplicate-verdict" => ("重复的判定", "verdict twice"),
        "no-samples" => ("没有抽查记录", "no spot checks"),
        "extra-spot-checks" => ("多余的抽查", "more spot checks than asked for"),
        "answer-not-asked" => ("未要求的回答", "answer not asked for"),
        "verdict-contradicts-evidence" => ("判定与证据矛盾", "verdict contradicts the evidence"),
        "verdict-overrides-evidence" => ("判定改变了证据结果", "verdict overrides the evidence"),
        "verdict-without-evidence" => ("判定没有证据", "verdict without evidence"),
        "as-of-before-period" => ("检查日期早于期间结束", "date before the period ends"),
        "not-applicable-answered" => ("不适用的检查项有回答", "answer to an item not applicable"),
        "not-applicable-forbidden" => ("不允许不适用", "not applicable not allowed"),
        "waiver-unused" => ("未用到的豁免", "waiver not used"),
        "waiver-expired" => ("豁免已到期", "waiver expired"),
        "waiver-not-yet" => ("豁免尚未生效", "waiver not yet in force"),
        "waiver-ends-first" => ("豁免先于整改到期", "waiver ends before the due date"),
        "unknown-name" => ("未知的名称", "unknown name"),
        "duplicate" => ("重复", "duplicate"),
        "bad-value" => ("无效的值", "invalid value"),
        _ => return None,
    };
    Some(lang.pick(zh, en))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_in_words() {
        assert_eq!(short("type-mismatch", Lang::Zh), Some("值的类型不符"));
        assert_eq!(short("type-mismatch", Lang::En), Some("value of another type"));
        assert_eq!(short("of-a-later-program", Lang::En), None);
    }
}
