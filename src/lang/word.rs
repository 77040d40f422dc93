//! Single words and short phrases.

use super::Lang;

macro_rules! words {
    ($($name:ident: $zh:literal, $en:literal;)*) => {
        /// A word or phrase of the interface.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum Word { $($name,)* }

        impl Word {
            /// The word in `lang`.
            pub fn get(self, lang: Lang) -> &'static str {
                match self { $(Word::$name => lang.pick($zh, $en),)* }
            }
        }
    };
}

words! {
    Pass: "符合", "pass";
    Partial: "部分符合", "partial";
    Fail: "不符合", "fail";
    NotApplicable: "不适用", "not applicable";
    NotReviewed: "未检查", "not reviewed";
    ActionOpen: "待整改", "open";
    ActionInProgress: "整改中", "in progress";
    ActionDone: "已完成", "done";
    ActionVerified: "已验证", "verified";
    Yes: "是", "yes";
    No: "否", "no";
    Item: "检查项", "Item";
    Number: "序号", "No.";
    Rule: "评分细则", "Scoring rule";
    Weight: "分值", "Weight";
    Points: "得分", "Points";
    Status: "判定", "Verdict";
    Basis: "依据", "Basis";
    Owner: "责任人", "Owner";
    Action: "状态", "Status";
    Due: "达标时间", "Due date";
    Note: "备注", "Note";
}
