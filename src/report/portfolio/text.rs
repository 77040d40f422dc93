//! The portfolio as text: a summary for a terminal, and all its tables as Markdown.

use comfy_table::{Cell, CellAlignment, ColumnConstraint, LineStyle, Width, presets};

use super::tables::{self, Table, Value};
use crate::lang::Lang;
use crate::portfolio::{FailureRecord, Portfolio};
use crate::report::text::{clean, one_line, shorten, width as columns, wrap};

/// Projects of the ranking that a terminal shows: so many of the best, of the last with a rank, and of those
/// without one.
const SHOWN: usize = 10;
/// Items shown.
const ITEMS: usize = 5;
/// Failures told one by one.
const FAILURES: usize = 20;
/// Reasons told of each.
const REASONS: usize = 5;

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
    let gaps = portfolio.gaps();
    let failed = portfolio.failures.len() - gaps;
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
    if gaps > 0 {
        lines.push(lang.pick(
            format!("结果缺失 {gaps} 处，以下数字不包括它们"),
            format!("results missing: {gaps}, the figures are without them"),
        ));
    }
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
    let complete = usize::try_from(portfolio.totals.complete).unwrap_or(usize::MAX);
    let last = complete.saturating_sub(SHOWN);
    let room = usize::from(width).saturating_sub(58).max(10);
    let more =
        |left_out: usize| vec!["…".to_string(), format!("{} {left_out}", p("另有", "more:"))];
    let (mut ranked, mut unranked, mut left_out) = (0, 0, 0);
    for project in portfolio.ranked() {
        let of = if project.is_complete() { &mut ranked } else { &mut unranked };
        *of += 1;
        let shown = match project.is_complete() {
            true => ranked <= SHOWN || ranked > last,
            false => unranked <= SHOWN,
        };
        // A single one takes no more room than to say that it is left out.
        if !shown && count > 2 * SHOWN + 1 {
            left_out += 1;
            continue;
        }
        if left_out > 0 {
            table.add_row(more(left_out));
            left_out = 0;
        }
        let score = &project.score;
        let range = match (project.is_complete(), score.low.zip(score.high)) {
            (false, Some((low, high))) => format!("{low}–{high}%"),
            _ => String::new(),
        };
        let right = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
        table.add_row(vec![
            right(plain(&tables::rank(&project))),
            Cell::new(shorten(&one_line(&tables::name(&project)), room)),
            right(score.percent.map_or_else(|| "–".to_string(), |p| format!("{p}%"))),
            right(range),
            right(format!("{}/{}", project.reviewed(), project.applicable())),
            right(project.overdue.to_string()),
        ]);
    }
    if left_out > 0 {
        table.add_row(more(left_out));
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

/// The first failures with their reasons, those of projects first.
fn failures(out: &mut String, portfolio: &Portfolio, lang: Lang, width: u16) {
    let heads = [lang.pick("评分失败", "Failures"), lang.pick("结果缺失", "Missing results")];
    for (gaps, head) in [false, true].into_iter().zip(heads) {
        let told = || portfolio.failures.iter().filter(|f| f.is_gap() == gaps);
        if told().next().is_none() {
            continue;
        }
        out.push_str(head);
        out.push('\n');
        for failure in told().take(FAILURES) {
            for line in failure_lines(failure, lang, usize::from(width)) {
                out.push_str(&line);
                out.push('\n');
            }
        }
        let more = told().count().saturating_sub(FAILURES);
        if more > 0 {
            out.push_str(&lang.pick(
                format!("另有 {more} 个，见 failures.json\n"),
                format!("and {more} more, see failures.json\n"),
            ));
        }
    }
}

/// A failure with its first reasons whole, in lines of at most `width` columns.
pub fn failure_lines(failure: &FailureRecord, lang: Lang, width: usize) -> Vec<String> {
    let gap = lang.pick("：", ": ");
    let folder = clean(&failure.folder).into_owned();
    let mut lines = Vec::new();
    for (at, reason) in failure.reasons.iter().take(REASONS).enumerate() {
        let reason = clean(&reason.line(lang)).into_owned();
        let text = match at {
            0 => format!("✗ {}{gap}{}", one_line(&folder), one_line(&reason)),
            _ => one_line(&reason).into_owned(),
        };
        let indent = if at == 0 { "" } else { "  " };
        // The first line of a failure stands out; the others are indented.
        for part in wrap(&text, width.saturating_sub(2).max(20)) {
            let indent = if lines.is_empty() { indent } else { "  " };
            lines.push(format!("{indent}{part}"));
        }
    }
    let more = failure.reasons.len().saturating_sub(REASONS);
    if more > 0 {
        lines.push(lang.pick(
            format!("  另有 {more} 处问题，见 failures.json"),
            format!("  and {more} more, see failures.json"),
        ));
    }
    lines
}

/// That a project failed, on one line of at most `width` columns; its reasons are told elsewhere.
pub fn failure_line(failure: &FailureRecord, lang: Lang, width: usize) -> String {
    let told = lang.pick("：未能评分", ": not scored");
    let folder = clean(&failure.folder).into_owned();
    let room = width.saturating_sub(columns(told) + 2);
    format!("✗ {}{told}", shorten(&one_line(&folder), room))
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
