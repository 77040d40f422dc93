//! A page of its own: no script, no outside resource.

use super::{Block, Chart, Document, Table, Tone};
use crate::lang::Lang;

const STYLE: &str = "\
body{font:15px/1.6 system-ui,'Microsoft YaHei','PingFang SC',sans-serif;color:#1f2937;margin:2rem auto;\
max-width:70rem;padding:0 1rem}h1{font-size:1.5rem;color:#1f4e79}h2{font-size:1.1rem;margin:1.6rem 0 .5rem}\
table{border-collapse:collapse;width:100%;font-size:.92rem}th{background:#1f4e79;color:#fff;text-align:left}\
th,td{padding:.35rem .6rem;border:1px solid #b8c2cc;vertical-align:top;white-space:pre-line}\
td.n{text-align:right;font-variant-numeric:tabular-nums}tr:nth-child(even) td{background:#f5f8fb}\
p{margin:.3rem 0}.strong{font-weight:600}.good{color:#166534}.bad{color:#b91c1c;font-weight:600}\
.warn{color:#92400e}.faint{color:#6b7280}summary{cursor:pointer;font-weight:600;margin:1.2rem 0 .5rem}\
svg{width:100%;height:auto;max-width:52rem}@media print{body{margin:0;max-width:none}}";

pub fn page(document: &Document) -> String {
    let lang = match document.lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    };
    let title = escaped(&document.title);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    );
    for block in &document.blocks {
        match block {
            Block::Line(tone, text) => {
                out.push_str(&format!("<p class=\"{}\">{}</p>\n", class(*tone), escaped(text)));
            }
            Block::Table(table) => out.push_str(&self::table(table)),
            Block::Chart(chart) => out.push_str(&self::chart(chart)),
        }
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "plain",
        Tone::Strong => "strong",
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Warn => "warn",
        Tone::Faint => "faint",
    }
}

fn table(table: &Table) -> String {
    let title = escaped(&table.title);
    let (open, close) = match (table.folded, title.is_empty()) {
        (true, _) => {
            let count = table.rows.len();
            (format!("<details>\n<summary>{title} ({count})</summary>\n"), "</details>\n")
        }
        (false, true) => (String::new(), ""),
        (false, false) => (format!("<h2>{title}</h2>\n"), ""),
    };
    let heads: String = table.heads.iter().map(|h| format!("<th>{}</th>", escaped(h))).collect();
    let mut out = format!("{open}<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n");
    for cells in &table.rows {
        out.push_str("<tr>");
        for cell in cells {
            let number = if cell.number.is_some() { " n" } else { "" };
            let text = escaped(&cell.text);
            out.push_str(&format!("<td class=\"{}{number}\">{text}</td>", class(cell.tone)));
        }
        out.push_str("</tr>\n");
    }
    out.push_str(&format!("</tbody>\n</table>\n{close}"));
    out
}

const INKS: [&str; 8] =
    ["#1f4e79", "#b45309", "#15803d", "#b91c1c", "#6d28d9", "#0e7490", "#a16207", "#475569"];

/// Lines from 0 to 100 in a drawing of 800 by 320.
fn chart(chart: &Chart) -> String {
    let points = chart.labels.len().max(2) - 1;
    // Coordinates of a drawing: floating point is exact enough here.
    let x = |at: usize| 60.0 + 560.0 * at as f64 / points as f64;
    let y = |percent: f64| 280.0 - 2.6 * percent;
    let title = escaped(&chart.title);
    let mut out = format!(
        "<h2>{title}</h2>\n<svg viewBox=\"0 0 800 320\" role=\"img\" aria-label=\"{title}\">\n"
    );
    for step in [0.0, 20.0, 40.0, 60.0, 80.0, 100.0] {
        let y = y(step);
        out.push_str(&format!(
            "<line x1=\"60\" x2=\"620\" y1=\"{y:.1}\" y2=\"{y:.1}\" stroke=\"#e5e7eb\"/>\
             <text x=\"52\" y=\"{:.1}\" font-size=\"12\" text-anchor=\"end\">{step}%</text>\n",
            y + 4.0
        ));
    }
    for (at, label) in chart.labels.iter().enumerate() {
        let x = x(at);
        if chart.marked.get(at).copied().unwrap_or(false) {
            out.push_str(&format!(
                "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"20\" y2=\"280\" stroke=\"#b45309\" \
                 stroke-dasharray=\"4 4\"/>\n"
            ));
        }
        out.push_str(&format!(
            "<text x=\"{x:.1}\" y=\"300\" font-size=\"12\" text-anchor=\"middle\">{}</text>\n",
            escaped(label)
        ));
    }
    for (n, (name, values)) in chart.lines.iter().enumerate() {
        let ink = INKS.get(n % INKS.len()).copied().unwrap_or("#000");
        let thick = if n == 0 { 3 } else { 1 };
        let places: Vec<(f64, f64)> = values
            .iter()
            .enumerate()
            .filter_map(|(at, v)| v.map(|v| (x(at), y(v.to_f64()))))
            .collect();
        let path: Vec<String> = places.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        out.push_str(&format!(
            "<polyline fill=\"none\" stroke=\"{ink}\" stroke-width=\"{thick}\" points=\"{}\"/>\n",
            path.join(" ")
        ));
        for (x, y) in places {
            out.push_str(&format!(
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{ink}\"/>\n"
            ));
        }
        let legend = 24 + 20 * n;
        out.push_str(&format!(
            "<text x=\"640\" y=\"{legend}\" font-size=\"12\" fill=\"{ink}\">{}</text>\n",
            escaped(name)
        ));
    }
    out.push_str("</svg>\n");
    out
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}
