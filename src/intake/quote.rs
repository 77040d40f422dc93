//! Texts as TOML has them.

/// A basic string on one line.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `{ zh = "…", en = "…" }`
pub fn both(texts: &(String, String)) -> String {
    format!("{{ zh = {}, en = {} }}", quoted(&texts.0), quoted(&texts.1))
}

/// Lines of a comment; control characters have no place in one.
pub fn comment(text: &str) -> String {
    text.lines()
        .map(|l| {
            let line: String = l.chars().filter(|c| !c.is_control()).collect();
            format!("# {}\n", line.trim_end())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_reads_back() {
        for text in ["a\"b\\c\n\t", "bell \u{7}", "名\u{7f}", "'''\"\"\""] {
            let line = format!("a = {}\n{}", quoted(text), comment("x\u{0}\r\n[[y]]"));
            let table: toml::Table = line.parse().unwrap();
            assert_eq!(table["a"].as_str(), Some(text));
            assert_eq!(table.len(), 1);
        }
    }
}
