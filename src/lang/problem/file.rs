//! The words for files that cannot be read, or need not be.

use crate::diagnostic::{Damage, Limit, Stray};
use crate::lang::Lang;
use crate::lang::problem::parts::list;
use crate::lang::problem::say;

/// Why a file cannot be read, and what to do.
pub fn damaged(damage: &Damage, lang: Lang) -> String {
    let what = match damage {
        Damage::Truncated => lang.pick("文件不完整", "it ends too early").to_string(),
        Damage::Inconsistent => {
            lang.pick("内部数据自相矛盾", "its parts contradict each other").to_string()
        }
        Damage::BeyondGrid => lang
            .pick("有单元格超出工作表范围", "a cell stands beyond the last row or column")
            .to_string(),
        Damage::RowsOutOfOrder => {
            lang.pick("行的次序错乱", "its rows are out of order").to_string()
        }
        Damage::SuspectXml => {
            lang.pick("含有可疑的 XML", "it has XML no office program writes").to_string()
        }
        Damage::PackedTooTight => lang
            .pick(
                "压缩率异常（疑似压缩炸弹），没有选项可以放宽",
                "it is packed like a zip bomb, which no option allows",
            )
            .to_string(),
        // Not damaged for all we know.
        Damage::NotText => {
            return lang
                .pick(
                    "文字编码无法识别，或不是所指定的编码，未读取：请用 --encoding 指定正确的编码（如 gb18030、windows-1252），或另存为 UTF-8",
                    "the encoding of its text is not known, or not the one named; not read: name it with --encoding (gb18030, windows-1252, …), or save the file as UTF-8",
                )
                .to_string();
        }
        Damage::NotUtf8(byte) => {
            return say!(
                lang,
                "不是 UTF-8 文字（第 {byte} 个字节起）：请另存为 UTF-8",
                "it is not UTF-8 (from byte {byte} on): save it as UTF-8"
            );
        }
        Damage::UnclosedQuote(row) => say!(
            lang,
            "第 {row} 行的双引号没有结束",
            "the quote opened in row {row} is never closed"
        ),
        Damage::BrokenText => lang.pick("文字已损坏", "its texts are broken").to_string(),
        Damage::Unknown => lang.pick("内容损坏", "its inside is damaged").to_string(),
    };
    say!(
        lang,
        "文件已损坏，无法读取：{what}。请重新导出或另存",
        "the file is damaged and cannot be read: {what}; export or save it anew"
    )
}

/// Where the verdicts should be, and which file may hold them.
pub fn no_checksheet(beside: &[String], lang: Lang) -> String {
    let hint = match beside {
        [] => String::new(),
        files => {
            let files = list(files, lang);
            say!(lang, "；如果是 {files}，请改名", "; if {files} is it, rename it")
        }
    };
    say!(
        lang,
        "没有检查表，人工判断和抽查均未检查：请把 checksheet.xlsx（或 .csv）放在 audit.toml 旁边{hint}",
        "no checksheet, so nothing is judged and no spot check made: put checksheet.xlsx (or .csv) beside audit.toml{hint}"
    )
}

/// Which limit a file breaks, and the option that raises it.
pub fn over_limit(limit: Limit, allowed: u64, lang: Lang) -> String {
    let size = size(allowed);
    let (what, option) = match limit {
        Limit::Bytes => {
            (say!(lang, "解压后超过 {size}", "more than {size} unpacked"), Some("--limit-unpacked"))
        }
        Limit::Cells => (
            say!(lang, "一个工作表超过 {allowed} 个单元格", "more than {allowed} cells on a sheet"),
            Some("--limit-cells"),
        ),
        Limit::CopyCells => {
            (say!(lang, "副本超过 {allowed} 个单元格", "more than {allowed} cells in a copy"), None)
        }
        Limit::Text => (
            say!(lang, "一个单元格的文字超过 {size}", "a cell with a text of more than {size}"),
            Some("--limit-text"),
        ),
        Limit::Parts => {
            (say!(lang, "内部部件超过 {allowed} 个", "more than {allowed} parts inside"), None)
        }
        Limit::Seconds => (
            say!(lang, "读取超过 {allowed} 秒", "reading took more than {allowed} seconds"),
            Some("--limit-time"),
        ),
        Limit::Memory => (
            say!(lang, "读取需要超过 {size} 内存", "reading takes more than {size} of memory"),
            Some("--limit-memory"),
        ),
    };
    let not_read = say!(
        lang,
        "超出读取上限：{what}，未读取",
        "beyond what is read of one file: {what}; not read"
    );
    match option {
        Some(option) => {
            say!(
                lang,
                "{not_read}。如果文件可信，可用 {option} 提高上限",
                "{not_read}; if the file can be trusted, {option} raises the limit"
            )
        }
        None => not_read,
    }
}

/// Bytes as people write them: `2 GiB`, `500 MB`, `1234 B`.
fn size(bytes: u64) -> String {
    let units = [
        (1 << 30, "GiB"),
        (1_000_000_000, "GB"),
        (1 << 20, "MiB"),
        (1_000_000, "MB"),
        (1 << 10, "KiB"),
        (1000, "KB"),
    ];
    let whole = units.iter().find(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit));
    whole.map_or_else(|| format!("{bytes} B"), |(unit, name)| format!("{} {name}", bytes / unit))
}

/// What a file left out is.
pub fn stray(stray: Stray, lang: Lang) -> &'static str {
    match stray {
        Stray::Lock => lang.pick(
            "这是打开工作簿时产生的锁文件，已略过：如工作簿仍打开，请先保存并关闭",
            "a lock file of a workbook that is open, left out: save and close the workbook",
        ),
        Stray::Pointer => lang.pick(
            "这是 Git LFS 指针，不是文件本身，已略过：请先运行 git lfs pull",
            "a Git LFS pointer and not the file itself, left out: run git lfs pull",
        ),
        Stray::Hidden => lang.pick("隐藏文件，已略过", "a hidden file, left out"),
    }
}
