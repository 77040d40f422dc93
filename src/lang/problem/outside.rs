//! What is not the program's own to say: words of the system, of the TOML parser and of libraries. They
//! come in English; here they are understood as far as they can be, and marked where they cannot.

use std::io;

use crate::lang::Lang;

/// Why the system refused, or what a library had to say about a file.
pub fn detail(detail: &str, lang: Lang) -> String {
    match lang {
        Lang::En => detail.to_string(),
        Lang::Zh => refusal(detail).unwrap_or_else(|| technical(detail)),
    }
}

/// What the TOML parser says of a slip.
pub fn toml(detail: &str, lang: Lang) -> String {
    if lang == Lang::En {
        return detail.to_string();
    }
    let (what, wanted) = detail.split_once(", expected ").unwrap_or((detail, ""));
    let Some(what) = slip(what) else { return technical(detail) };
    let wanted: Vec<&str> = wanted.split(", ").filter_map(token).collect();
    match wanted.as_slice() {
        [] => what.to_string(),
        wanted => format!("{what}，此处应为 {}", wanted.join(" 或 ")),
    }
}

fn technical(detail: &str) -> String {
    format!("技术信息：{detail}")
}

/// `Permission denied (os error 13)`, behind the name of what it is about perhaps.
fn refusal(detail: &str) -> Option<String> {
    let numbered = detail.strip_suffix(')').and_then(|d| d.rsplit_once(" (os error "));
    let (about, kind) = match numbered {
        Some((text, number)) => {
            let about = text.rsplit_once(": ").map(|(about, _)| about);
            (about, io::Error::from_raw_os_error(number.parse().ok()?).kind())
        }
        None => (None, *KINDS.iter().find(|kind| kind.to_string() == detail)?),
    };
    let words = why(kind)?;
    Some(about.map_or_else(|| words.to_string(), |about| format!("{about}：{words}")))
}

/// The kinds that come without a number.
const KINDS: [io::ErrorKind; 8] = [
    io::ErrorKind::NotFound,
    io::ErrorKind::PermissionDenied,
    io::ErrorKind::AlreadyExists,
    io::ErrorKind::NotADirectory,
    io::ErrorKind::IsADirectory,
    io::ErrorKind::InvalidFilename,
    io::ErrorKind::UnexpectedEof,
    io::ErrorKind::WriteZero,
];

fn why(kind: io::ErrorKind) -> Option<&'static str> {
    use io::ErrorKind as K;
    Some(match kind {
        K::NotFound => "文件或文件夹不存在",
        K::PermissionDenied => "没有权限",
        K::AlreadyExists => "已存在",
        K::NotADirectory => "路径中有一段不是文件夹",
        K::IsADirectory => "这是一个文件夹",
        K::DirectoryNotEmpty => "文件夹不是空的",
        K::ReadOnlyFilesystem => "磁盘是只读的",
        K::StorageFull => "磁盘空间不足",
        K::QuotaExceeded => "超出磁盘配额",
        K::FileTooLarge => "文件过大",
        K::ResourceBusy | K::ExecutableFileBusy => "文件正被占用",
        K::CrossesDevices => "两处不在同一磁盘",
        K::TooManyLinks => "链接过多",
        K::InvalidFilename => "文件名无效或过长",
        K::UnexpectedEof => "文件不完整",
        K::WriteZero => "未能写完",
        K::Interrupted => "被中断",
        K::TimedOut => "超时",
        K::OutOfMemory => "内存不足",
        K::BrokenPipe => "接收输出的程序已结束",
        _ => return None,
    })
}

fn slip(what: &str) -> Option<&'static str> {
    Some(match what {
        "string values must be quoted" => "文字要加引号",
        "duplicate key" => "键重复",
        "invalid unquoted key" => "键含有英文字母、数字、- 和 _ 以外的字符，要加引号",
        "unquoted keys cannot be empty" | "invalid key" => "键无效",
        "keys cannot be multi-line basic strings" | "keys cannot be multi-line literal strings" => {
            "键不能跨行"
        }
        "key with no value" | "missing value for key" | "missing value" | "invalid value" => {
            "键没有值，或值无效"
        }
        "extra `=`" | "unexpected `=` in array" => "多了一个等号",
        "extra assignment between key-value pairs" => "多了一个等号",
        "missing assignment between key-value pairs" => "缺少等号",
        "extra comma in array" | "extra comma in inline table" => "多了一个逗号",
        "missing comma between array elements" | "missing comma between key-value pairs" => {
            "缺少逗号"
        }
        "unclosed table" | "unclosed array table" => "标题行的方括号没有结束",
        "missing table open" | "missing array opening" | "missing inline table opening" => {
            "缺少左括号"
        }
        "unclosed array" => "数组的方括号没有结束",
        "unclosed inline table" => "花括号没有结束",
        "invalid inline table element"
        | "invalid key-value pair"
        | "missing key for inline table element" => "花括号内应为“键 = 值”",
        "invalid basic string"
        | "invalid literal string"
        | "invalid multi-line basic string"
        | "invalid multi-line literal string"
        | "invalid string" => "引号没有结束，或引号内有无效的字符",
        "missing opening quote" => "缺少左引号",
        "missing escaped value" | "too few unicode value digits" => {
            "反斜杠之后的写法无效；Windows 路径请用 / 或单引号"
        }
        "unexpected key or value" | "unexpected content" => "这一行在此应已结束",
        "unexpected content between comment and newline" | "invalid comment character" => {
            "注释中有无效的字符"
        }
        "missing comment start" => "注释要以 # 开头",
        "carriage return must be followed by newline" => "换行符无效",
        "invalid date" | "invalid time" | "invalid datetime" | "invalid date-time" => "日期无效",
        "invalid boolean" => "应为小写的 true 或 false",
        "invalid float"
        | "invalid integer number"
        | "invalid mantissa"
        | "invalid fraction"
        | "invalid exponent"
        | "invalid binary number"
        | "invalid octal number"
        | "invalid hexadecimal number"
        | "unexpected leading zero"
        | "unexpected sign"
        | "redundant numeric sign"
        | "redundant integer number prefix"
        | "integers with a radix cannot be signed"
        | "radix must be lowercase"
        | "`_` may only go between digits" => "数字无效",
        "recursion limit" | "cannot recurse further; max recursion depth met" => "嵌套过深",
        _ if what.starts_with("cannot extend value") => "这个键已有值，不能再分出下一级",
        _ => return None,
    })
}

/// What may stand there; words that help nobody are left out.
fn token(word: &str) -> Option<&str> {
    match word {
        "newline" => Some("换行"),
        "value" => Some("值"),
        "key" => Some("键"),
        _ => word.starts_with('`').then_some(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")] // the numbers are the system's
    fn the_system_speaks_chinese() {
        for (english, chinese) in [
            ("Permission denied (os error 13)", "没有权限"),
            ("No space left on device (os error 28)", "磁盘空间不足"),
            ("Read-only file system (os error 30)", "磁盘是只读的"),
            ("/usr/bin/x: Permission denied (os error 13)", "/usr/bin/x：没有权限"),
            ("is a directory", "这是一个文件夹"),
            ("zip: no end", "技术信息：zip: no end"),
            ("odd (os error 99999)", "技术信息：odd (os error 99999)"),
        ] {
            assert_eq!(detail(english, Lang::Zh), chinese);
            assert_eq!(detail(english, Lang::En), english);
        }
    }

    /// Every slip here is one the parser really reports.
    #[test]
    fn the_toml_parser_speaks_chinese() {
        for text in [
            "a = x",
            "a = 1\na = 2",
            "滨 = 1",
            "= 1",
            "a 5",
            "a =",
            "a = = 1",
            "a = [1,,2]",
            "a = [1 2]",
            "a = {b = 1 c = 2}",
            "a = {b = 1,, c = 2}",
            "[a",
            "[[a]",
            "a = [1",
            "a = {b = 1",
            "a = \"x",
            "a = 'x",
            "a = \"\"\"x",
            "a = \"\\q\"",
            "a = 'x' 'y'",
            "a = 2025-13-01",
            "a = 25:00:00",
            "a = True",
            "a = 01",
            "a = 1__0",
            "a = 1.2.3",
            "a = 0xg",
            "a = 1\na.b = 2",
            "]",
            "a]",
            "# \u{1}",
            "a = 1\rb = 2",
        ] {
            let (_, errors) = toml::de::DeTable::parse_recoverable(text);
            assert!(!errors.is_empty(), "{text:?}");
            for error in errors {
                let words = super::toml(error.message(), Lang::Zh);
                assert!(!words.contains("技术信息"), "{text:?}: {words}");
                assert_eq!(super::toml(error.message(), Lang::En), error.message());
            }
        }
    }
}
