//! Rows below a table that are no records: totals, averages, signatures, notes.

use super::text::{fold, half_width, is_blank};
use crate::diagnostic::RowReason;

const TOTALS: &[&str] = &["合计", "总计", "小计", "共计"];
const TOTAL_WORDS: &[&str] =
    &["累计", "总数", "总和", "总额", "total", "subtotal", "grandtotal", "sum", "totals"];
const AVERAGES: &[&str] = &["平均", "平均值", "平均数", "平均分", "均值", "average", "avg", "mean"];
const NOTES: &[&str] = &[
    "说明",
    "备注",
    "注",
    "附注",
    "附",
    "注意",
    "注意事项",
    "填表说明",
    "填写说明",
    "备注说明",
    "填报说明",
    "note",
    "notes",
    "remark",
    "remarks",
];
/// What a person signs as, before a colon.
const SIGNERS: &[&str] = &[
    "签字",
    "签名",
    "签章",
    "盖章",
    "签收",
    "审核",
    "审核人",
    "制表",
    "制表人",
    "填表",
    "填表人",
    "填报",
    "填报人",
    "编制",
    "编制人",
    "复核",
    "复核人",
    "核准",
    "批准",
    "审批",
    "审批人",
    "审定",
    "负责人",
    "项目负责人",
    "部门负责人",
    "主管",
    "部门主管",
    "经理",
    "项目经理",
    "物业经理",
    "经办",
    "经办人",
    "统计人",
    "检查人",
    "记录人",
    "日期",
    "填表日期",
    "制表日期",
    "审核日期",
    "签字日期",
    "填报日期",
    "单位",
    "填报单位",
    "preparedby",
    "checkedby",
    "approvedby",
    "signature",
    "date",
];
/// Of these, the ones that are no data even without a colon.
const SIGNERS_ALONE: &[&str] =
    &["审核人", "制表人", "填表人", "编制人", "复核人", "审批人", "签字", "签名", "盖章"];

/// Why a row that begins with this text is no record; `None` for records. A word in a longer text
/// does not count: 合计 is a total, 合计金额有误 is not.
pub(super) fn reason(first: &str) -> Option<RowReason> {
    if !may_begin(first) {
        return None;
    }
    let folded = fold(first);
    let (label, follows) = match folded.split_once(':') {
        Some((label, _)) => (label, true),
        None => (folded.as_str(), false),
    };
    let label = label.split_once('(').map_or(label, |(label, _)| label);
    if is_total(&folded, label) {
        return Some(RowReason::Total);
    }
    if AVERAGES.contains(&label) || (label.chars().count() <= 8 && label.ends_with("平均")) {
        return Some(RowReason::Average);
    }
    if NOTES.contains(&label.trim_end_matches(|c: char| c.is_ascii_digit())) {
        return Some(RowReason::Note);
    }
    let signs = if follows { SIGNERS } else { SIGNERS_ALONE };
    signs.contains(&label).then_some(RowReason::Signature)
}

/// Ends of the names of organisations and offices.
const OFFICES: &[&str] = &[
    "公司",
    "集团",
    "中心",
    "物业",
    "管理处",
    "服务处",
    "项目部",
    "项目处",
    "办公室",
    "办事处",
    "部",
    "科",
    "经理",
    "主管",
    "主任",
    "管家",
    "负责人",
];

/// Whether a cell is a place to sign, with a colon or without.
pub(super) fn signs(text: &str) -> bool {
    let folded = fold(text);
    let label = folded.split(':').next().unwrap_or_default();
    let label = label.split_once('(').map_or(label, |(label, _)| label);
    !label.is_empty() && (SIGNERS.contains(&label) || (folded.ends_with(':') && is_office(label)))
}

/// Whether a text is the name of an organisation or an office: 滨河花园物业服务中心, 客服主管.
pub(super) fn is_office(text: &str) -> bool {
    let folded = fold(text);
    let name = folded.split(['(', ':']).next().unwrap_or_default();
    let length = name.chars().count();
    (2..=30).contains(&length)
        && !name.contains(|c: char| c.is_ascii_digit() || c.is_ascii_punctuation())
        && OFFICES.iter().any(|end| name.ends_with(end))
}

/// Whether a text alone in its row asks for a signature somewhere: 物业公司（盖章）：
pub(super) fn asks_to_sign(text: &str) -> bool {
    let folded = fold(text);
    folded.contains(':') && ["签字", "签名", "签章", "盖章"].iter().any(|w| folded.contains(w))
}

fn is_total(folded: &str, label: &str) -> bool {
    let short = label.chars().count() <= 8;
    TOTAL_WORDS.contains(&label)
        || (short && TOTALS.iter().any(|word| label.ends_with(word)))
        || TOTALS.iter().chain(&["共"]).any(|word| {
            let rest = folded.strip_prefix(word);
            rest.is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()) && short)
        })
}

/// The first letters of the words that are no Chinese.
const STARTS: &[&[u8; 2]] =
    &[b"to", b"su", b"gr", b"av", b"me", b"no", b"re", b"pr", b"ch", b"ap", b"si", b"da"];

/// A quick look at the first letters, and the last one: 3月小计.
fn may_begin(text: &str) -> bool {
    // Asked of every row: most begin with the number of an order, or with a date.
    if let [first @ b'!'..=b'~', second @ b'!'..=b'~', ..] = text.as_bytes()
        && text.is_ascii()
    {
        let start = [first.to_ascii_lowercase(), second.to_ascii_lowercase()];
        return STARTS.contains(&&start);
    }
    let mut signs = text.chars().filter(|c| !is_blank(*c)).map(half_width);
    let begins = match signs.next().map(|c| c.to_ascii_lowercase()) {
        None => return false,
        // Numbers of orders begin with a letter too. The second one tells, but for A座小计.
        Some(first @ 'a'..='z') => {
            let second = signs.next().map_or(' ', |c| c.to_ascii_lowercase());
            let is = |start: &&[u8; 2]| start.map(char::from) == [first, second];
            !text.is_ascii() || STARTS.iter().any(is)
        }
        Some(first) => begins_in_chinese(first),
    };
    begins || text.ends_with(['计', '均'])
}

fn begins_in_chinese(first: char) -> bool {
    matches!(
        first,
        '合' | '总'
            | '小'
            | '共'
            | '累'
            | '平'
            | '均'
            | '说'
            | '备'
            | '注'
            | '附'
            | '填'
            | '签'
            | '盖'
            | '审'
            | '制'
            | '编'
            | '复'
            | '核'
            | '批'
            | '负'
            | '项'
            | '部'
            | '主'
            | '经'
            | '物'
            | '统'
            | '检'
            | '记'
            | '日'
            | '单'
            | '本'
            | '全'
            | '年'
            | '季'
            | '上'
            | '月'
            | '第'
            | '各'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_look_lets_every_word_pass() {
        let all = [TOTALS, TOTAL_WORDS, AVERAGES, NOTES, SIGNERS, SIGNERS_ALONE];
        for word in all.into_iter().flatten() {
            assert!(may_begin(word) && may_begin(&word.to_uppercase()), "{word}");
            assert!(reason(&format!("{word}：")).is_some(), "{word}");
        }
        for number in ["R0000001", "TS2025010001", "GD-17", "D3", "N", "3号楼"] {
            assert!(!may_begin(number), "{number}");
        }
        assert!(may_begin(" ｔ ｏｔａｌ"));
        for total in ["A座小计：", "C区合计（元）", "D栋合计：1200", "A座小计\u{3000}"]
        {
            assert_eq!(reason(total), Some(RowReason::Total), "{total}");
        }
        assert_eq!(reason("A组平均（分）"), Some(RowReason::Average));
    }

    #[test]
    fn what_is_no_record() {
        use RowReason::{Average, Note, Signature, Total};
        for (text, expected) in [
            ("合 计", Total),
            ("合计：", Total),
            ("总计(元)", Total),
            ("本页小计", Total),
            ("3月小计", Total),
            ("共计12件", Total),
            ("共12件", Total),
            ("TOTAL", Total),
            ("平均", Average),
            ("月平均", Average),
            ("审核人：张三", Signature),
            ("制表人", Signature),
            ("日期：2025年3月", Signature),
            ("负责人（签字）：", Signature),
            ("说明：", Note),
            ("备注：1、…", Note),
            ("注1：如实填写", Note),
            ("填表说明", Note),
        ] {
            assert_eq!(reason(text), Some(expected), "{text}");
        }
        for text in [
            "合计金额有误",
            "总经理室",
            "小区东门",
            "3-502",
            "日期",
            "经理",
            "平均每天一次",
            "注水泵故障",
            "说明书丢失",
            "共享单车",
            "BX-001",
            "张三",
            "附近施工噪音：太吵",
            "",
        ] {
            assert_eq!(reason(text), None, "{text}");
        }
        assert!(asks_to_sign("物业服务中心（盖章）："));
        assert!(!asks_to_sign("业主已签字"));
    }
}
