//! The words of every problem.

mod code;
mod cross;
mod expression;
mod file;
mod outside;
mod parts;
mod result;
mod short;
mod standard;

pub use code::code;
pub use outside::detail as outside_words;
pub use parts::{count, expected, severity, thing, value_type};
pub use short::short;

use super::Lang;
use crate::diagnostic::{Expected, LadderProblem, ProblemKind, RowReason, TotalKind, YearDoubt};
use parts::{among, list, meant, meant_or_among, slip, texts};

/// The message in one language; both are format strings over the names in scope.
macro_rules! say {
    ($lang:expr, $zh:literal, $en:literal) => {
        match $lang {
            $crate::lang::Lang::Zh => format!($zh),
            $crate::lang::Lang::En => format!($en),
        }
    };
}
pub(crate) use say;

/// The message of a problem in `lang`, without its place: what is wrong, what was expected, what to do.
///
/// One long table on purpose: the match is exhaustive, so a problem without words does not compile.
pub fn message(kind: &ProblemKind, lang: Lang) -> String {
    use ProblemKind as K;
    match kind {
        K::TomlSyntax { detail } => {
            let detail = outside::toml(detail, lang);
            say!(lang, "TOML 语法错误：{detail}", "not valid TOML: {detail}")
        }
        K::UnknownKey { key, allowed, nearest } => {
            let hint = meant_or_among(nearest, allowed, lang);
            say!(lang, "未知的键“{key}”{hint}", "unknown key `{key}`{hint}")
        }
        K::MissingKey { key } => say!(lang, "缺少键“{key}”，请补上", "missing key `{key}`: add it"),
        K::KeyNotForKind { key, kind } => say!(
            lang,
            "键“{key}”不能与“{kind}”同用，请删去其一",
            "key `{key}` does not go with `{kind}`: leave one of them out"
        ),
        K::BadValue { key, expected: Expected::NotEmpty, .. } => {
            say!(lang, "“{key}”不能为空，请填写", "`{key}` is empty: fill it in")
        }
        K::BadValue { key, expected: wanted, found } => {
            let wanted_text = expected(wanted, lang);
            let hint = match wanted {
                Expected::OneOf(names) => slip(found, names, lang),
                // A date of TOML.
                Expected::Date if found.starts_with('"') => {
                    lang.pick("（不加引号）", ", without quotes").to_string()
                }
                _ => String::new(),
            };
            say!(
                lang,
                "“{key}”的值是 {found}，应为{wanted_text}{hint}",
                "`{key}` is {found}, expected {wanted_text}{hint}"
            )
        }
        K::UnknownName { thing: what, name, allowed, nearest } => {
            let (what, hint) = (thing(*what, lang), meant_or_among(nearest, allowed, lang));
            say!(lang, "没有名为“{name}”的{what}{hint}", "no {what} named `{name}`{hint}")
        }
        K::Duplicate { thing: what, name } => {
            let what = thing(*what, lang);
            say!(
                lang,
                "{what}“{name}”重复，每个只能出现一次",
                "{what} `{name}` is there twice: each may be used once"
            )
        }
        K::Expression { detail } => {
            let detail = expression::detail(detail, lang);
            say!(lang, "行条件有误：{detail}", "row condition: {detail}")
        }
        K::TotalMismatch { what, stated, found } => {
            let what = match what {
                TotalKind::Items => lang.pick("检查项总数", "number of items"),
                TotalKind::Points => lang.pick("总分值", "sum of the points"),
                TotalKind::SectionItems => lang.pick("本章节的检查项数", "items of the section"),
            };
            say!(
                lang,
                "{what}声明为 {stated}，实际为 {found}",
                "{what}: {stated} stated, {found} found"
            )
        }
        K::NoTimeColumn { register } => say!(
            lang,
            "台账“{register}”没有声明日期列，无法按时间取行：请为台账填写 time，或写 window = \"all\"",
            "register `{register}` names no date column to place rows in time: give the register a `time`, or write window = \"all\""
        ),
        K::BrokenLadder { item, reason } => {
            let reason = ladder(*reason, lang);
            say!(
                lang,
                "检查项 {item} 的判据不成阶梯：{reason}",
                "the checks of item {item} make no ladder: {reason}"
            )
        }
        K::ExtendsItself { chain } => {
            let chain = chain.join(" → ");
            say!(lang, "标准的 extends 首尾相接：{chain}", "the standard extends itself: {chain}")
        }
        K::Unused { .. }
        | K::SameCheck { .. }
        | K::ThresholdIdle { .. }
        | K::FullEasier { .. }
        | K::Untranslated { .. } => standard::lint(kind, lang),
        K::FileMissing => say!(lang, "文件或文件夹不存在", "no such file or folder"),
        K::NoAudit => say!(
            lang,
            "文件不存在：请给出含有 audit.toml 的检查文件夹，或用 inspect init 新建一个",
            "no such file: give an audit folder, which has one, or make a new folder with `inspect init`"
        ),
        K::NoChecksheet { beside } => file::no_checksheet(beside, lang),
        K::FileUnreadable { detail } => {
            let detail = outside::detail(detail, lang);
            say!(lang, "无法读取：{detail}", "cannot be read: {detail}")
        }
        K::FileDamaged { damage } => file::damaged(damage, lang),
        K::OverLimit { limit, allowed } => file::over_limit(*limit, *allowed, lang),
        K::FileEncrypted => say!(
            lang,
            "文件有密码保护：请取消密码后重新保存",
            "the file is protected by a password: save it without one"
        ),
        K::StrayFile { stray } => file::stray(*stray, lang).to_string(),
        K::FormatDiffers { found } => say!(
            lang,
            "文件内容其实是 {found}，与扩展名不符，已按内容读取",
            "the file is {found}, whatever its name says, and was read as that"
        ),
        K::EncodingUnclear { maybe } => {
            let maybe = list(maybe, lang);
            say!(
                lang,
                "无法确定文字编码（可能是 {maybe}），未读取：请另存为 UTF-8，或用 --encoding 指定编码",
                "the encoding of the text is not certain (it may be {maybe}), not read: save it as UTF-8, or name the encoding with --encoding"
            )
        }
        K::EncodingGuessed { encoding } => say!(
            lang,
            "文字编码推断为 {encoding}：如有乱码，请另存为 UTF-8，或用 --encoding 指定编码",
            "the encoding of the text is taken to be {encoding}: where that is wrong, save it as UTF-8, or name the encoding with --encoding"
        ),
        K::TextDestroyed { found } => say!(
            lang,
            "文字在生成文件时已丢失（“{found}”），无法识别：请从原系统重新导出",
            "text was lost when the file was written (`{found}`) and means nothing: export it anew"
        ),
        K::FileEmpty => say!(
            lang,
            "文件是空的（0 字节）：请重新导出，或删去该文件",
            "the file is empty (0 bytes): export it anew, or remove it"
        ),
        K::UnsupportedFormat { found } if found.contains("OLE2") => say!(
            lang,
            "不支持的格式（{found}）：如有密码，请取消密码；再另存为 .xlsx",
            "not a format that can be read ({found}): take off its password, where it has one, and save it as .xlsx"
        ),
        K::UnsupportedFormat { found } => say!(
            lang,
            "不支持的格式（{found}）：请另存为 .xlsx、.xls、.xlsb、.ods 或 .csv",
            "not a format that can be read ({found}): save it as .xlsx, .xls, .xlsb, .ods or .csv"
        ),
        K::UnmatchedFile => say!(
            lang,
            "标准中没有台账使用此文件，已忽略：请检查文件名",
            "no register of the standard asks for this file, ignored: check its name"
        ),
        K::SameFile { first } => say!(
            lang,
            "与 {first} 的内容完全相同，其中的记录只计一次：请删去其中一个文件",
            "the same bytes as {first}, its rows count once: remove one of the two"
        ),
        K::AmbiguousFile { registers } => {
            let names: Vec<&str> = registers.iter().map(|r| r.get(lang)).collect();
            let names = names.join(lang.pick("、", ", "));
            say!(
                lang,
                "多个台账都可能使用此文件（{names}），未读取：请改文件名",
                "several registers may ask for this file ({names}), not read: rename it"
            )
        }
        K::FileExists => {
            say!(lang, "已存在，不会覆盖", "is already there and will not be overwritten")
        }
        K::FilesExist { files } => {
            let (count, few) = (files.len(), files.len().min(3));
            let more = lang.pick("…", ", …");
            let dots = if count > few { more } else { "" };
            let first = files.get(..few).unwrap_or_default().join(lang.pick("、", ", "));
            say!(
                lang,
                "已有 {count} 个要生成的文件（{first}{dots}），不会覆盖：请换一个文件夹，或先移走这些文件",
                "{count} of the files to make are there already ({first}{dots}) and will not be overwritten: give another folder, or move them away"
            )
        }
        K::WouldReplaceInput => say!(
            lang,
            "这是要读取的结果本身，不会覆盖：请换一个输出文件",
            "this is the result that is read, and will not be overwritten: give another file"
        ),
        K::FileUnwritable { detail } => {
            let detail = outside::detail(detail, lang);
            say!(lang, "无法写入：{detail}", "cannot be written: {detail}")
        }
        K::MissingRegister { register } => {
            let register = register.get(lang);
            say!(
                lang,
                "缺少台账“{register}”，有关检查项未检查：请放入该文件，或在 audit.toml 中声明未建此台账",
                "register `{register}` is missing, its items stay not reviewed: add the file, or declare in audit.toml that none is kept"
            )
        }
        K::UnexpectedRegister { register } => {
            let register = register.get(lang);
            say!(
                lang,
                "audit.toml 声明未建台账“{register}”，但文件存在：请删去声明或文件",
                "audit.toml declares that register `{register}` is not kept, and here it is: remove the declaration or the file"
            )
        }
        K::UnfilledRegister { register } => {
            let register = register.get(lang);
            say!(
                lang,
                "台账“{register}”还是空模板，有关检查项未检查：请填写；如本期确实没有记录，请在 audit.toml 的 [[empty]] 中声明",
                "register `{register}` is still the empty form, its items stay not reviewed: fill it in, or declare in audit.toml under [[empty]] that there was nothing"
            )
        }
        K::NotEmpty { register } => {
            let register = register.get(lang);
            say!(
                lang,
                "audit.toml 声明台账“{register}”没有记录，文件中却有：请删去声明",
                "audit.toml declares that register `{register}` has no rows, and it has some: remove the declaration"
            )
        }
        K::EmptyRegister { register } => {
            let register = register.get(lang);
            say!(
                lang,
                "台账“{register}”只有表头，没有记录",
                "register `{register}` has a header and no rows"
            )
        }
        K::HeaderNotFound { register, best, missing } if best.is_empty() => {
            let (register, missing) = (register.get(lang), texts(missing, lang));
            say!(
                lang,
                "前六十行中找不到台账“{register}”的表头，没有一行含有其列名；至少应有 {missing}",
                "no header of register `{register}` in the first sixty rows: no row names any of its columns; it needs {missing}"
            )
        }
        K::HeaderNotFound { register, best, missing } => {
            let (best, missing) = (list(best, lang), texts(missing, lang));
            let register = register.get(lang);
            say!(
                lang,
                "前六十行中找不到台账“{register}”的表头：最接近的一行有 {best}，缺少 {missing}",
                "no header of register `{register}` in the first sixty rows: the nearest row has {best} and lacks {missing}"
            )
        }
        K::MissingColumn { register, column, names, nearest, items } if !items.is_empty() => {
            let (names, items) = (list(names, lang), among(items, lang));
            let (register, column) = (register.get(lang), column.get(lang));
            let hint = match nearest {
                Some(near) => say!(
                    lang,
                    "。表头中的“{near}”无法识别，请核对",
                    "; the header `{near}` is not known, is it this one?"
                ),
                None => String::new(),
            };
            say!(
                lang,
                "台账“{register}”缺少列“{column}”（可用的列名：{names}），检查项 {items} 缺此依据{hint}",
                "register `{register}` lacks the column `{column}` (may be called {names}), which items {items} read{hint}"
            )
        }
        K::MissingColumn { register, column, names, nearest, .. } => {
            let (names, hint) = (list(names, lang), meant(nearest, lang));
            let (register, column) = (register.get(lang), column.get(lang));
            say!(
                lang,
                "台账“{register}”缺少列“{column}”（可用的列名：{names}）{hint}",
                "register `{register}` lacks the column `{column}` (may be called {names}){hint}"
            )
        }
        K::AmbiguousColumn { register, column, headers } => {
            let headers = list(headers, lang);
            let (register, column) = (register.get(lang), column.get(lang));
            say!(
                lang,
                "台账“{register}”中有多个表头对应列“{column}”：{headers}，请只留一个",
                "more than one header of register `{register}` fits the column `{column}`: {headers}; keep one"
            )
        }
        K::TypeMismatch { column, expected: wanted, found } => {
            let wanted = expected(wanted, lang);
            say!(
                lang,
                "列“{column}”的值是“{found}”，应为{wanted}",
                "column `{column}` has `{found}`, expected {wanted}"
            )
        }
        K::MixedPercent { column, found } => say!(
            lang,
            "列“{column}”混用了小数（如 0.98）和百分数（如 98），无法确定 {found} 是哪一种，未采用：请统一写法",
            "column `{column}` mixes shares (0.98) and percentages (98), so `{found}` may be either and is not used: write all of them in one way"
        ),
        K::CellError { column, found } => say!(
            lang,
            "列“{column}”中是 Excel 错误值 {found}：请更正公式",
            "column `{column}` has the Excel error {found}: mend the formula"
        ),
        K::Uncalculated { column } => say!(
            lang,
            "列“{column}”的公式没有计算结果：请用 Excel 打开文件后重新保存",
            "column `{column}` has a formula without a value: open the file in Excel and save it"
        ),
        K::ImplausibleDate { column, found } => say!(
            lang,
            "列“{column}”的日期 {found} 与检查日期相差二十年以上，未采用：请核对单元格的值和格式",
            "column `{column}` has the date {found}, more than twenty years away from the audit, not used: check the cell and its format"
        ),
        K::DateAsNumber { column, number, found, count: count @ 2.., cells } => {
            let cells = list(cells, lang);
            say!(
                lang,
                "列“{column}”有 {count} 个日期是没有日期格式的数字（{cells}……），均按日期读取，如 {number} 为 {found}：请把该列设为日期格式",
                "column `{column}` has {count} dates that are numbers without a date format ({cells}, …), read as dates, {number} as {found}: format the column as dates"
            )
        }
        K::DateAsNumber { column, number, found, .. } => say!(
            lang,
            "列“{column}”的值是数字 {number}，按日期 {found} 读取：请把单元格设为日期格式",
            "column `{column}` has the number {number}, read as the date {found}: format the cell as a date"
        ),
        K::DigitsLost { column, found } => say!(
            lang,
            "列“{column}”的“{found}”存成了数字，Excel 只保留前 15 位，后面的数字已丢失：请把该列设为文本后重新录入",
            "`{found}` in column `{column}` is stored as a number, of which Excel keeps 15 digits; the last ones are lost: format the column as text and enter it anew"
        ),
        K::NumberAsDate { column, found, number } => say!(
            lang,
            "列“{column}”的数字显示为日期 {found}，按数字 {number} 读取：请把单元格设为数字格式",
            "column `{column}` shows the date {found}, read as the number {number}: format the cell as a number"
        ),
        K::RowLeftOut { reason } => {
            let reason = row_reason(*reason, lang);
            say!(lang, "{reason}，未作为记录读取", "{reason}: not read as a record")
        }
        K::RowsOnlyNumbered { count, first, last } => say!(
            lang,
            "第 {first} 至 {last} 行中有 {count} 行只有编号，没有内容，未作为记录读取",
            "rows with nothing but a number, between rows {first} and {last}, not read as records: {count}"
        ),
        K::SheetWithoutHeader { register, rows } => {
            let register = register.get(lang);
            say!(
                lang,
                "此工作表有 {rows} 行数据，没有表头，与台账“{register}”的列也对不上，未读取：请补上表头",
                "this sheet has {rows} rows of data, no header, and does not fit the columns of register `{register}`: not read, give it the header"
            )
        }
        K::YearFromPeriod { column, count, years: named } => {
            let years = years(named, lang);
            say!(
                lang,
                "列“{column}”有 {count} 个日期没有年份，按期间取 {years} 年",
                "dates without a year in column `{column}`, taken as {years} from the period: {count}"
            )
        }
        K::YearUnclear { column, found, why } => {
            let why = year_doubt(why, lang);
            say!(
                lang,
                "列“{column}”的日期“{found}”没有年份，{why}，未采用：请补上年份",
                "column `{column}` has the date `{found}` without a year, and {why}: not used, add the year"
            )
        }
        K::DoubledColumn { column, headers } => {
            let headers = list(headers, lang);
            say!(
                lang,
                "多个表头对应列“{column}”：{headers}，内容并不矛盾，只取其一",
                "more than one header fits the column `{column}`: {headers}; they do not contradict each other, one is read"
            )
        }
        K::AmbiguousTable { register, tables } => {
            let (register, tables) = (register.get(lang), list(tables, lang));
            say!(
                lang,
                "台账“{register}”有几个同样合适而列不相同的表：{tables}，均未读取：请只留一个",
                "several tables with different columns fit register `{register}` equally well: {tables}; none is read, keep one"
            )
        }
        K::TablePassedOver { register, chosen, missing } => {
            let (register, missing) = (register.get(lang), texts(missing, lang));
            say!(
                lang,
                "台账“{register}”已读取 {chosen}，此表不如其合适（缺少 {missing}），未读取",
                "register `{register}` is read from {chosen}; this table fits less well (lacks {missing}) and is not read"
            )
        }
        K::HiddenSheet => say!(lang, "工作表是隐藏的，已读取", "the sheet is hidden, and was read"),
        K::HiddenRows { count, ranges } => {
            let ranges = list(ranges, lang);
            say!(
                lang,
                "有 {count} 条记录在隐藏的行中（{ranges}），已读取",
                "records in hidden rows ({ranges}), read all the same: {count}"
            )
        }
        K::HiddenColumns { columns } => {
            let columns = list(columns, lang);
            say!(lang, "隐藏的列 {columns} 已读取", "hidden columns, read all the same: {columns}")
        }
        K::FutureDate { column, found } => say!(
            lang,
            "列“{column}”的日期 {found} 晚于检查日期",
            "column `{column}` has the date {found}, later than the date of the audit"
        ),
        K::UndatedRow { column } => say!(
            lang,
            "此行的“{column}”为空，无法确定属于哪个期间：请补填",
            "`{column}` is empty, so nobody can tell which period the row belongs to: fill it in"
        ),
        K::CrossCheck { title, finding, .. } => {
            let (title, finding) = (title.get(lang), cross::finding(finding, lang));
            say!(lang, "{title}：{finding}", "{title}: {finding}")
        }
        K::UnknownVerdict { found, not_applicable: true, .. } => say!(
            lang,
            "“{found}”不在检查表中填写：请在 audit.toml 中用 [[not_applicable]] 声明该项不适用（item、reason、approved_by）",
            "`{found}` is no verdict: declare the item in audit.toml under [[not_applicable]] (item, reason, approved_by)"
        ),
        K::UnknownVerdict { found, allowed, not_applicable: false } => {
            let (allowed_text, hint) = (list(allowed, lang), slip(found, allowed, lang));
            say!(
                lang,
                "无法识别的判定“{found}”，应为以下之一：{allowed_text}{hint}",
                "`{found}` is not a verdict, expected one of {allowed_text}{hint}"
            )
        }
        K::TableIncomplete { table, missing, strays } => {
            let (table, missing) = (table.get(lang), texts(missing, lang));
            let strays = match strays.as_slice() {
                [] => String::new(),
                strays => {
                    let strays = list(strays, lang);
                    say!(lang, "；无法识别的表头：{strays}", "; headers not known: {strays}")
                }
            };
            say!(
                lang,
                "检查表的“{table}”缺少列 {missing}，无法读取{strays}。请改正表头",
                "table `{table}` of the checksheet lacks {missing} and cannot be read{strays}: mend the header"
            )
        }
        K::SpotCheckLater { found, as_of } => say!(
            lang,
            "抽查日期 {found} 晚于检查日期 {as_of}，不计入",
            "the spot check of {found} was made after the date of the audit, {as_of}: it does not count"
        ),
        K::SpotCheckEarlier { found, first } => say!(
            lang,
            "抽查日期 {found} 早于检查期间（自 {first} 起），已计入：请核对",
            "the spot check of {found} was made before the period, which begins {first}; it counts, check the date"
        ),
        K::SpotCheckTwice { first } => say!(
            lang,
            "与 {first} 的抽查相同（对象、日期、结果），只计一次：如为另一次抽查，请写明对象或时间",
            "the same spot check as {first} (subject, date, result), counted once: if it is another one, say so in its subject or time"
        ),
        K::ReasonWithoutVerdict { item } => say!(
            lang,
            "检查项 {item} 填了改判理由而没有判定，理由未采用：请填写判定",
            "item {item} has an override reason and no verdict; the reason is not used: fill in the verdict"
        ),
        K::DuplicateVerdict { row, first } => say!(
            lang,
            "“{row}”重复，首次出现在 {first}：请只留一行",
            "`{row}` is there twice, first in {first}: keep one row"
        ),
        K::NoSamples { item } => say!(
            lang,
            "检查项 {item} 没有抽查要求：请检查编号",
            "item {item} asks for no spot checks: check its number"
        ),
        K::ExtraSpotChecks { item, needed, made } => say!(
            lang,
            "检查项 {item} 要求抽查 {needed} 次，实际 {made} 次，全部计入",
            "item {item} asks for {needed} spot checks and has {made}; all count"
        ),
        K::AnswerNotAsked { item, check } => say!(
            lang,
            "检查项 {item} 的判据 {check} 由台账或抽查计算，不需填写，以证据为准",
            "check {check} of item {item} is computed from the evidence: the answer here is not used"
        ),
        K::VerdictContradictsEvidence { item, verdict, computed } => {
            let (verdict, computed) = (status(verdict, lang), status(computed, lang));
            say!(
                lang,
                "检查项 {item} 判定为“{verdict}”，证据计算为“{computed}”，以证据为准；如需改判，请填写理由",
                "item {item} is judged {verdict}, the evidence says {computed} and counts; to override it, write a reason"
            )
        }
        K::VerdictOverridesEvidence { item, verdict, computed, reason } => {
            let (verdict, computed) = (status(verdict, lang), status(computed, lang));
            say!(
                lang,
                "检查项 {item} 由检查人改判为“{verdict}”（证据计算为“{computed}”），理由：{reason}",
                "item {item} is overridden to {verdict} (the evidence says {computed}), because: {reason}"
            )
        }
        K::VerdictWithoutEvidence { item, verdict } => {
            let verdict = status(verdict, lang);
            say!(
                lang,
                "检查项 {item} 判定为“{verdict}”，但缺少所需证据，未计分",
                "item {item} is judged {verdict} without the evidence it needs, and is not scored"
            )
        }
        K::NotApplicableForbidden { item } => say!(
            lang,
            "标准不允许检查项 {item} 不适用：请删去此声明",
            "the standard does not let item {item} be not applicable: remove the declaration"
        ),
        K::NotApplicableAnswered { item } => say!(
            lang,
            "检查项 {item} 已声明不适用，又填写了判定：请删去其一",
            "item {item} is declared not applicable and has a verdict: remove one of them"
        ),
        K::WaiverUnused { item } => say!(
            lang,
            "检查项 {item} 的豁免未起作用：该项没有不符合，或标准中没有该项",
            "the waiver of item {item} does nothing: the item has no finding, or the standard has no such item"
        ),
        K::WaiverForNobody { item, projects } => {
            let projects = projects.join(lang.pick("、", ", "));
            say!(
                lang,
                "检查项 {item} 的豁免不适用于任何项目：没有项目编号符合 {projects}",
                "the waiver of item {item} is for no project: none has an id like {projects}"
            )
        }
        K::WaiverEndsFirst { from, until } => say!(
            lang,
            "豁免的截止日 {until} 早于生效日 {from}：请更正",
            "the waiver ends on {until}, before it begins on {from}: mend the dates"
        ),
        K::WaiverExpired { item, until } => say!(
            lang,
            "检查项 {item} 的豁免已于 {until} 到期：请整改或重新申请",
            "the waiver of item {item} expired on {until}: mend the finding or have it renewed"
        ),
        K::WaiverNotYet { item, from } => say!(
            lang,
            "检查项 {item} 的豁免自 {from} 起才生效",
            "the waiver of item {item} is not in force before {from}"
        ),
        K::Result { problem } => result::message(problem, lang),
        K::AsOfBeforePeriod { as_of, period, first } => say!(
            lang,
            "检查日期 {as_of} 早于检查期 {period} 的首日 {first}，请改正其一",
            "the date of the audit, {as_of}, is before {period} begins on {first}: correct one of them"
        ),
        K::NothingToScore { first } => {
            let first = among(first, lang);
            say!(
                lang,
                "没有可评分的内容，请先填写{first}",
                "nothing to score: fill in {first} first"
            )
        }
        K::PreviousNotComparable { expected, found } => say!(
            lang,
            "上期结果不可比：应为 {expected}，实际为 {found}",
            "the previous result cannot be compared: expected {expected}, found {found}"
        ),
    }
}

fn years(years: &[i32], lang: Lang) -> String {
    let years: Vec<String> = years.iter().map(i32::to_string).collect();
    years.join(lang.pick("、", ", "))
}

fn year_doubt(why: &YearDoubt, lang: Lang) -> String {
    match why {
        YearDoubt::Named(named) => {
            let years = years(named, lang);
            say!(
                lang,
                "文件名、工作表名或标题中写的是 {years} 年",
                "the file, sheet or title names {years}"
            )
        }
        YearDoubt::RunsOver => {
            say!(lang, "该列的月份跨过了年底", "the column's months run past the end of a year")
        }
    }
}

fn row_reason(reason: RowReason, lang: Lang) -> &'static str {
    match reason {
        RowReason::Total => lang.pick("合计行", "a total"),
        RowReason::Average => lang.pick("平均行", "an average"),
        RowReason::Signature => lang.pick("签字行", "a signature"),
        RowReason::Note => lang.pick("说明行", "a note"),
        RowReason::Heading => lang.pick("标题行", "a heading"),
        RowReason::Trailing => lang.pick(
            "末尾不像记录的行（签字、日期、比率等）",
            "below the last record and not like one",
        ),
    }
}

fn ladder(reason: LadderProblem, lang: Lang) -> &'static str {
    match reason {
        LadderProblem::NoChecks => lang.pick("没有判据，至少需要一条", "there is no check, add one"),
        LadderProblem::VerdictAmongOthers => lang.pick(
            "整体判定（overall）必须是唯一的判据",
            "an `overall` judgement must be the only check",
        ),
        LadderProblem::FullEqualsHalf => lang.pick(
            "满分与半分的条件相同：请增加 full 判据，或写 half = \"any\" 并有多条 half 判据",
            "full and half points need the same: add a `full` check, or several `half` checks with half = \"any\"",
        ),
        LadderProblem::NoFullTier => {
            lang.pick("没有 full 级的判据，满分无从判断", "there is no `full` check to decide full points")
        }
        LadderProblem::NoHalfTier => {
            lang.pick("写了 half，却没有 half 级的判据", "`half` is given and there is no `half` check")
        }
        LadderProblem::OverallNotJudged => lang.pick(
            "整体判定（overall）只能由检查人作出：kind 应为 \"judged\"",
            "an `overall` judgement is the auditor's: its kind must be \"judged\"",
        ),
    }
}

/// The word for an item status as `result.json` writes it.
fn status(key: &str, lang: Lang) -> &str {
    use super::Word;
    let word = match key {
        "pass" => Word::Pass,
        "partial" => Word::Partial,
        "fail" => Word::Fail,
        "not_applicable" => Word::NotApplicable,
        "not_reviewed" => Word::NotReviewed,
        _ => return key,
    };
    word.get(lang)
}

#[cfg(test)]
mod tests;
