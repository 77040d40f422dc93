//! The portfolio as text: a summary for a terminal, and all its tables as Markdown.

use comfy_table::{Cell, CellAlignment, ColumnConstraint, LineStyle, Width, presets};

use super::tables::{self, Table, Value};
use crate::lang::Lang;
use crate::portfolio::Portfolio;
use crate::report::text::{clean, one_line, shorten, width as columns, wrap};

/// Projects of the ranking that a terminal shows, from either end.
const SHOWN: usize = 10;
/// Items shown.
const ITEMS: usize = 5;
/// Failures told one by one.
const FAILURES: usize = 20;

/// The summary: totals, both ends of the ranking, where points are lost, failures. No line is wider than
/// `width`.
pub fn summary(portfolio: &Portfolio, lang: Lang, width: u16, _colour: bool) -> String {
    let width = width.max(40);
    let mut out = String::new();
    for line in headline(portfolio, lang) {
        for part in wrap(&line, usize::from(width)) {
            out.push_str(&part);
            out.push('\n');
        }
    }
    out.push('\n');
    ranking(&mut out, portfolio, lang, width);
    items(&mut out, portfolio, lang, width);
    failures(&mut out, portfolio, lang, width);
    out
}

/// What the portfolio is about, and its totals.
pub fn headline(portfolio: &Portfolio, lang: Lang) -> Vec<String> {
    let totals = &portfolio.totals;
    let classes = portfolio.classes.iter();
    let mut lines: Vec<String> = classes
        .map(|c| {
            let versions = c.versions.join(lang.pick("、", ", "));
            clean(&format!("{} · {} {versions}", c.period, c.titles.get(lang))).into_owned()
        })
        .collect();
    let failed = portfolio.failures.len();
    let incomplete = totals.projects - totals.complete;
    lines.push(lang.pick(
        format!(
            "已评分 {} 个项目：完成 {}，未完成 {incomplete}；评分失败 {failed}",
            totals.projects, totals.complete
        ),
        format!(
            "projects scored: {}, complete {}, incomplete {incomplete}; failed: {failed}",
            totals.projects, totals.complete
        ),
    ));
    if let (Some(mean), Some(low), Some(high)) = (totals.mean, totals.lowest, totals.highest) {
        lines.push(lang.pick(
            format!("平均得分率 {mean}%（已完成项目），最低 {low}%，最高 {high}%"),
            format!("mean {mean}% (complete ones), lowest {low}%, highest {high}%"),
        ));
    }
    lines.push(lang.pick(
        format!("待整改 {}，其中逾期 {}", totals.open, totals.overdue),
        format!("open actions: {}, overdue: {}", totals.open, totals.overdue),
    ));
    lines
}

fn ranking(out: &mut String, portfolio: &Portfolio, lang: Lang, width: u16) {
    let p = |zh, en| lang.pick(zh, en);
    let count = portfolio.ranking.len();
    if count == 0 {
        return;
    }
    let mut table = comfy_table::Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()));
    let heads = [
        p("排名", "Rank"),
        p("项目", "Project"),
        p("得分率", "Percent"),
        p("可能范围", "Range"),
        p("完成", "Reviewed"),
        p("逾期", "Overdue"),
    ];
    table.set_header(heads);
    let shown = 2 * SHOWN + 1;
    let cut = count > shown;
    let last = count.saturating_sub(SHOWN);
    let room = usize::from(width).saturating_sub(58).max(10);
    for (at, project) in portfolio.ranked().enumerate() {
        if cut && at == SHOWN {
            let more = count - 2 * SHOWN;
            table.add_row(vec![
                "…".to_string(),
                p("另有", "more:").to_string() + &format!(" {more}"),
            ]);
        }
        if cut && (SHOWN..last).contains(&at) {
            continue;
        }
        let score = &project.score;
        let range = match (project.is_complete(), score.low.zip(score.high)) {
            (false, Some((low, high))) => format!("{low}–{high}%"),
            _ => String::new(),
        };
        let right = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
        table.add_row(vec![
            right(plain(&tables::rank(project))),
            Cell::new(shorten(&one_line(&tables::name(project)), room)),
            right(score.percent.map_or_else(|| "–".to_string(), |p| format!("{p}%"))),
            right(range),
            right(format!("{}/{}", project.reviewed(), project.applicable())),
            right(project.overdue.to_string()),
        ]);
    }
    if let Some(column) = table.column_mut(1) {
        let most = u16::try_from(room + 2).unwrap_or(u16::MAX);
        column.set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(most)));
    }
    push(out, &table);
    if portfolio.totals.complete < portfolio.totals.projects {
        let remark = p(
            "括号内：检查未完成，不参加排名；数字为全部检查后可能的名次",
            "in brackets: incomplete, not ranked; the rank it may still get",
        );
        wrap(remark, usize::from(width)).iter().for_each(|l| {
            out.push_str(l);
            out.push('\n');
        });
    }
    out.push('\n');
}

fn push(out: &mut String, table: &comfy_table::Table) {
    for line in table.to_string().lines() {
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

fn items(out: &mut String, portfolio: &Portfolio, lang: Lang, width: u16) {
    let lost = portfolio.losses.iter().filter(|l| !l.lost.0.is_zero()).take(ITEMS);
    let mut lines = Vec::new();
    for loss in lost {
        let Some(item) = portfolio.items.get(loss.item) else { continue };
        let [_, partial, fail, ..] = loss.counts;
        let figures = lang.pick(
            format!("失 {} 分，不符合 {fail}，部分符合 {partial}", loss.lost),
            format!("lost {}, fail {fail}, partial {partial}", loss.lost),
        );
        let room = usize::from(width).saturating_sub(columns(&figures) + 8).max(10);
        let title = shorten(&one_line(&clean(item.titles.get(lang))), room);
        let gap = " ".repeat(room.saturating_sub(columns(&title)));
        lines.push(format!("{:>4}  {title}{gap}  {figures}", item.number));
    }
    if lines.is_empty() {
        return;
    }
    out.push_str(lang.pick("失分最多的检查项\n", "Where most points are lost\n"));
    lines.iter().for_each(|l| {
        out.push_str(l);
        out.push('\n');
    });
    out.push('\n');
}

/// One line per failure.
fn failures(out: &mut String, portfolio: &Portfolio, lang: Lang, width: u16) {
    if portfolio.failures.is_empty() {
        return;
    }
    out.push_str(lang.pick("评分失败\n", "Failures\n"));
    for failure in portfolio.failures.iter().take(FAILURES) {
        out.push_str(&failure_line(failure, lang, usize::from(width)));
        out.push('\n');
    }
    let more = portfolio.failures.len().saturating_sub(FAILURES);
    if more > 0 {
        out.push_str(&lang.pick(
            format!("另有 {more} 个，见 failures.json\n"),
            format!("and {more} more, see failures.json\n"),
        ));
    }
}

/// A failure on one line of at most `width` columns: the folder, the first reason, how many more.
pub fn failure_line(failure: &crate::portfolio::FailureRecord, lang: Lang, width: usize) -> String {
    let first = failure.reasons.first().map(|r| r.line(lang)).unwrap_or_default();
    let more = match failure.reasons.len() {
        0 | 1 => String::new(),
        n => lang.pick(format!("（另 {} 处）", n - 1), format!(" (+{})", n - 1)),
    };
    let room = width.saturating_sub(columns(&more));
    let line = format!("✗ {}: {first}", failure.folder);
    format!("{}{more}", shorten(&one_line(&clean(&line)), room))
}

/// A value as text.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Link(text, _) => text.clone(),
        Value::Count(number) => number.to_string(),
        Value::Points(number) => number.to_string(),
        Value::Percent(number) => format!("{number}%"),
        Value::Change(number) if number.0 > rust_decimal::Decimal::ZERO => format!("+{number}"),
        Value::Change(number) => number.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Nothing => String::new(),
    }
}

/// The headline and every table.
pub fn markdown(portfolio: &Portfolio, lang: Lang) -> String {
    let mut out = format!("# {}\n\n", lang.pick("品质检查总览", "Quality inspection portfolio"));
    for line in headline(portfolio, lang) {
        out.push_str(&format!("- {}\n", escaped(&line)));
    }
    for table in tables::tables(portfolio, lang) {
        out.push_str(&format!("\n## {}\n\n", table.name));
        match table.count == 0 {
            true => out.push_str(lang.pick("无\n", "None\n")),
            false => lines(&mut out, table),
        }
    }
    out
}

fn lines(out: &mut String, table: Table<'_>) {
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    out.push_str(&row(table.columns.iter().map(|c| escaped(&c.heading)).collect()));
    out.push_str(&row(table.columns.iter().map(|_| "---".to_string()).collect()));
    for values in table.rows {
        out.push_str(&row(values.iter().map(|v| escaped(&plain(v))).collect()));
    }
}

/// A text that stays a text in a cell of a Markdown table.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("<br>"),
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}
