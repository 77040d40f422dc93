//! Single words and short phrases, and the words of closed sets.

use super::Lang;
use crate::diagnostic::Severity;
use crate::outcome::{ActionStatus, Before, Kind, Status};
use crate::standard::{Bucket, Compare, NotApplicable, Tier, Window};

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
    NotApplicableShort: "不适用", "n/a";
    NotReviewed: "未检查", "not reviewed";
    ActionOpen: "待整改", "open";
    ActionInProgress: "整改中", "in progress";
    ActionDone: "已完成", "done";
    ActionVerified: "已验证", "verified";
    Yes: "是", "yes";
    No: "否", "no";
    Unknown: "无法判定", "unknown";
    Item: "检查项", "Item";
    ItemId: "编号", "ID";
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

    // Closed sets
    TierHalf: "半分条件", "half";
    TierFull: "满分条件", "full";
    TierAlternative: "另一满分途径", "alternative";
    TierOverall: "整项判断", "overall";
    KindJudged: "人工判断", "judged";
    KindMeasured: "台账计算", "measured";
    KindSampled: "现场抽查", "sampled";
    AtLeast: "不低于", "at least";
    AtMost: "不超过", "at most";
    Above: "高于", "more than";
    Below: "低于", "less than";
    Period: "本期", "this period";
    TrailingYear: "近12个月", "the last 12 months";
    TrailingHalfYear: "近6个月", "the last 6 months";
    CalendarYear: "本年度", "the year to date";
    AllRows: "全部记录", "all records";
    Month: "月", "month";
    Quarter: "季度", "quarter";
    HalfYear: "半年", "half-year";
    BeforeRegister: "台账旧记录", "the register's older rows";
    BeforeAudit: "audit.toml", "audit.toml";
    BeforePrevious: "上次结果", "the previous result";
    Error: "错误", "error";
    Warning: "警告", "warning";
    Info: "提示", "info";
    PolicyExclude: "不计入满分", "leaves the maximum";
    PolicyZero: "计0分，仍计入满分", "no points, stays in the maximum";
    PolicyFail: "按不符合计", "counts as failed";
    PolicyForbid: "标准不允许声明不适用", "the standard does not allow it";

    // Headings of the report
    ReportTitle: "品质检查报告", "Quality inspection report";
    Overview: "总览", "Overview";
    Checklist: "检查表", "Checklist";
    Actions: "整改清单", "Corrective actions";
    Evidence: "评分依据", "Evidence";
    SpotChecks: "抽查记录", "Spot checks";
    DataProblems: "台账问题", "Data problems";
    Findings: "不符合项", "Findings";

    // Labels of the overview
    Project: "项目", "Project";
    ProjectId: "项目编号", "Project ID";
    Group: "所属", "Group";
    AuditPeriod: "检查期间", "Period";
    AuditDate: "检查日期", "Audit date";
    Auditor: "检查人", "Auditor";
    Standard: "检查标准", "Standard";
    Version: "版本", "Version";
    Households: "户数", "Households";
    Score: "得分", "Score";
    Percent: "得分率", "Percent";
    Grade: "等级", "Grade";
    Range: "可能范围", "Possible range";
    Completeness: "完成度", "Completeness";
    Section: "分类", "Section";
    Max: "满分", "Max";
    ShareOfItems: "各判定占比", "Share of items";
    Total: "合计", "Total";
    Sign: "签字确认", "Signatures";
    ProjectLead: "项目负责人", "Project lead";
    Date: "日期", "Date";
    NoGrade: "未评级", "no grade";
    NotGiven: "未填写", "not given";
    ChartTitle: "各分类得分率", "Percentage by section";

    // Columns
    Severity: "级别", "Severity";
    File: "文件", "File";
    Sheet: "工作表", "Sheet";
    Cell: "单元格", "Cell";
    Message: "说明", "Message";
    Code: "代码", "Code";
    Check: "判据", "Check";
    Tier: "作用", "Tier";
    Kind: "方式", "Kind";
    Value: "数值", "Value";
    Threshold: "要求", "Required";
    Holds: "达到", "Holds";
    Span: "时段", "Span";
    Figures: "结果说明", "Figures";
    Cells: "所据单元格", "Cells behind it";
    Sample: "抽查内容", "Spot check";
    Subject: "对象", "Subject";
    Passed: "结果", "Result";
    Overdue: "逾期", "Overdue";
    Location: "地点", "Place";
    SwitchedOff: "本标准停用的检查项", "Items this standard has switched off";
    FirstCell: "首处", "first at";
    Missing: "缺什么", "What is missing";
    Earns: "如何得分", "What would earn the points";
    Lost: "失分", "Lost";
    SamplePassed: "通过", "passed";
    SampleFailed: "未通过", "failed";
    SampleOpen: "未完成", "not made";
    Veto: "否决项", "veto";
    Waived: "豁免", "waived";
    Serious: "严重", "serious";
    Field: "字段", "Field";
    Before: "原值", "Before";
    After: "新值", "After";
    ActionId: "整改编号", "Action";
    Reopened: "复发", "reopened";
    NoFindings: "没有不符合项。", "No findings.";
    NoProblems: "没有发现台账问题。", "No data problems found.";
    NoSpotChecks: "没有抽查记录。", "No spot checks.";
    AnnotatedProblems: "问题", "Problems";
    AnnotatedHint: "请改正标出的单元格后交回本文件；此列和标记可以保留。", "Mend the marked cells and send this file back; this column and the marks may stay. ";
    AnnotatedOfValues: "这是按读到的值制作的副本：原文件的字体、边框、下拉选项、批注和公式（有计算结果的）没有带过来。", "It is a copy made of the values read: fonts, borders, drop-downs, comments and formulas (where they have a value) of the original are not carried over.";
    NothingToAnnotate: "没有需要标注的台账", "no register to annotate";
    NotAnnotated: "无法标注", "cannot be annotated";
    UsedRange: "使用区域", "Used range";
    Rows: "行数", "Rows";
    CellCount: "单元格数", "Cells";
    Around: "隐藏与合并", "Hidden and merged";
    HiddenSheet: "整张隐藏", "hidden sheet";
    HiddenRows: "隐藏行", "hidden rows";
    HiddenColumns: "隐藏列", "hidden columns";
    Merged: "合并", "merged";
    Delimiter: "分隔符", "delimiter";
    DelimiterTab: "以制表符分隔", "tab-separated";
    Column: "列", "Col";
    Header: "表头", "Header";
    TakenFor: "对应列", "Taken for";
    ValueType: "类型", "Type";
    RegisterAsked: "按要求读取", "as asked";
    RegisterByName: "由文件名认定", "told by the file's name";
    RegisterByHeader: "由表头认定", "told by the header";
    NoRegisterFits: "没有台账与此文件相符。", "No register fits this file.";
    SeveralRegistersFit: "多个台账同样相符，请用 --register 指定：", "Several registers fit alike, pick one with --register: ";
    NoTable: "没有找到任何已知列名。", "None of the known headers was found.";
    AllRequired: "必有列齐全", "all required ones there";
    RequiredMissing: "缺少必有列：", "required ones missing: ";
    NotMatched: "未对应：", "Not matched: ";
    FirstRows: "前几行", "First rows";
    TypeText: "文字", "text";
    TypeDate: "日期", "date";
    TypeDateTime: "时间", "time";
    TypeNumber: "数字", "number";
    TypePercent: "百分比", "percent";
    TypeYesNo: "是否", "yes/no";
    TypeChoice: "选项", "choice";
    TypePhone: "电话", "phone";
    BackToItem: "返回检查表", "Back to the checklist";
    PickStatus: "请从下拉列表中选择状态。", "Pick a status from the list.";
    ReportAt: "完整报告", "Full report";
    InternalError: "程序内部错误，请反馈给开发者", "the program went wrong, please report it";
    VerifySame: "一致：由输入重新计算得到同样的结果", "verified: the inputs give the same result";
    VerifyDiffers: "不一致：以下内容与输入不符", "differs: these do not follow from the inputs";
    PeriodGuessed: "检查期间按今天的日期填写，请核对：", "period taken from today's date, check it:";
    FromAudit: "检查文件夹", "audit folder";
    FromStandards: "自有标准", "your standards";
    FromCatalogue: "程序自带", "shipped";
    StandardBroken: "有错误，见 inspect standard lint", "broken, see inspect standard lint";
    InitLanguage: "报告默认用标准的语言；要中文报告，请在评分时加 --lang zh，或设置 INSPECT_LANG=zh", "reports come in the standard's language; for English ones score with --lang en, or set INSPECT_LANG=en";
    InitNext: "请先填写 audit.toml 和 evidence/，再填写 checksheet.xlsx", "fill in audit.toml and evidence/ first, then checksheet.xlsx";
    Requirement: "检查内容", "Requirement";
    ToDo: "抽查内容", "What to do";
    SpotPassed: "合格", "pass";
    SpotFailed: "不合格", "fail";
    KindText: "文字", "text";
    KindDate: "日期，如 2025-11-03", "a date, 2025-11-03";
    KindDateTime: "日期和时间，如 2025-11-03 10:02", "date and time, 2025-11-03 10:02";
    KindNumber: "数字", "a number";
    KindPercent: "百分比，0% 到 100%", "a percentage, 0% to 100%";
    KindYesNo: "是 / 否", "yes / no";
    KindPhone: "电话号码", "a telephone number";
    KindChoice: "选填：", "one of:";
    Required: "此列必须有", "this column must be there";
    Optional: "此列可以没有", "this column may be missing";
    AlsoNamed: "列名也可写作：", "the header may also read:";
    Masked: "个人信息，引用时自动遮盖", "personal data, masked wherever it is quoted";
}

impl From<Status> for Word {
    fn from(status: Status) -> Word {
        match status {
            Status::Pass => Word::Pass,
            Status::Partial => Word::Partial,
            Status::Fail => Word::Fail,
            Status::NotApplicable => Word::NotApplicable,
            Status::NotReviewed => Word::NotReviewed,
        }
    }
}

impl From<ActionStatus> for Word {
    fn from(action: ActionStatus) -> Word {
        match action {
            ActionStatus::Open => Word::ActionOpen,
            ActionStatus::InProgress => Word::ActionInProgress,
            ActionStatus::Done => Word::ActionDone,
            ActionStatus::Verified => Word::ActionVerified,
        }
    }
}

impl From<Tier> for Word {
    fn from(tier: Tier) -> Word {
        match tier {
            Tier::Half => Word::TierHalf,
            Tier::Full => Word::TierFull,
            Tier::Alternative => Word::TierAlternative,
            Tier::Overall => Word::TierOverall,
        }
    }
}

impl From<Kind> for Word {
    fn from(kind: Kind) -> Word {
        match kind {
            Kind::Judged => Word::KindJudged,
            Kind::Measured => Word::KindMeasured,
            Kind::Sampled => Word::KindSampled,
        }
    }
}

impl From<Compare> for Word {
    fn from(compare: Compare) -> Word {
        match compare {
            Compare::AtLeast => Word::AtLeast,
            Compare::AtMost => Word::AtMost,
            Compare::Above => Word::Above,
            Compare::Below => Word::Below,
        }
    }
}

impl From<Window> for Word {
    fn from(window: Window) -> Word {
        match window {
            Window::Period => Word::Period,
            Window::TrailingYear => Word::TrailingYear,
            Window::TrailingHalfYear => Word::TrailingHalfYear,
            Window::CalendarYear => Word::CalendarYear,
            Window::All => Word::AllRows,
        }
    }
}

impl From<Bucket> for Word {
    fn from(bucket: Bucket) -> Word {
        match bucket {
            Bucket::Month => Word::Month,
            Bucket::Quarter => Word::Quarter,
            Bucket::HalfYear => Word::HalfYear,
        }
    }
}

impl From<Before> for Word {
    fn from(before: Before) -> Word {
        match before {
            Before::Register => Word::BeforeRegister,
            Before::Audit => Word::BeforeAudit,
            Before::Previous => Word::BeforePrevious,
        }
    }
}

impl From<Severity> for Word {
    fn from(severity: Severity) -> Word {
        match severity {
            Severity::Info => Word::Info,
            Severity::Warning => Word::Warning,
            Severity::Error => Word::Error,
        }
    }
}

impl From<NotApplicable> for Word {
    fn from(policy: NotApplicable) -> Word {
        match policy {
            NotApplicable::Exclude => Word::PolicyExclude,
            NotApplicable::Zero => Word::PolicyZero,
            NotApplicable::Fail => Word::PolicyFail,
            NotApplicable::Forbid => Word::PolicyForbid,
        }
    }
}

/// Whether a check holds: yes, no or unknown.
pub fn holds(holds: Option<bool>) -> Word {
    match holds {
        Some(true) => Word::Yes,
        Some(false) => Word::No,
        None => Word::Unknown,
    }
}

/// The sign of a comparison.
pub fn sign(compare: Compare) -> &'static str {
    match compare {
        Compare::AtLeast => "≥",
        Compare::AtMost => "≤",
        Compare::Above => ">",
        Compare::Below => "<",
    }
}
