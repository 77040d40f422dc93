//! A standard as one page of HTML that needs nothing else, to read and to print.

use super::Shown;
use crate::lang::Word;
use crate::report::text::clean;

const STYLE: &str = "\
body{font:14px/1.5 'Microsoft YaHei','PingFang SC','Noto Sans CJK SC',sans-serif;color:#1f2937;margin:2em auto;max-width:72em;padding:0 1em}
h1{color:#1f4e79;margin-bottom:0}h2{color:#1f4e79;background:#dde8f3;padding:.3em .6em;margin:1.6em 0 0}
table{border-collapse:collapse;width:100%}th{background:#1f4e79;color:#fff;text-align:left}
th,td{border:1px solid #b8c2cc;padding:.4em .6em;vertical-align:top}
.n,.w{white-space:nowrap}.w{text-align:right}ul{margin:0;padding-left:1.1em}
small,.about{color:#6b7280}
@media print{body{margin:0;max-width:none;font-size:10pt}tr{break-inside:avoid}thead{display:table-header-group}}
";

/// The page.
pub fn html(shown: &Shown) -> String {
    let lang = shown.lang;
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{}</h1>\n<p class=\"about\">{}</p>\n",
        lang.pick("zh-CN", "en"),
        escaped(&shown.title),
        escaped(&shown.title),
        escaped(&shown.about),
    );
    for section in &shown.sections {
        out.push_str(&format!("<h2>{}</h2>\n<table>\n<thead><tr>", escaped(&section.heading)));
        for word in [Word::ItemId, Word::Item, Word::Rule, Word::Weight, Word::Owner, Word::Check] {
            out.push_str(&format!("<th>{}</th>", word.get(lang)));
        }
        out.push_str("</tr></thead>\n<tbody>\n");
        for item in &section.items {
            let note = if item.note.is_empty() {
                String::new()
            } else {
                format!("<br><small>{}</small>", escaped(&item.note))
            };
            out.push_str(&format!(
                "<tr id=\"{id}\"><td class=\"n\">{id}</td><td>{}{note}</td><td>{}</td><td class=\"w\">{}</td><td>{}</td><td><ul>",
                escaped(&item.title),
                escaped(&item.rule),
                item.weight,
                escaped(&item.owner),
                id = escaped(&item.id),
            ));
            for check in &item.checks {
                out.push_str(&format!(
                    "<li>{} · {} <small>{}</small></li>",
                    check.tier,
                    escaped(&check.title),
                    escaped(&check.how)
                ));
            }
            out.push_str("</ul></td></tr>\n");
        }
        out.push_str("</tbody>\n</table>\n");
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn escaped(text: &str) -> String {
    let text = clean(text);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("<br>"),
            c => out.push(c),
        }
    }
    out
}
