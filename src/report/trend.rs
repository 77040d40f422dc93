//! Audits over time: a table with sparklines, csv, a workbook with a chart, a page.

use std::collections::BTreeMap;

use rust_decimal::prelude::ToPrimitive;

use super::document::{Block, Cell, Chart, Document, Table, Tone};
use super::view::period;
use crate::compare::{Trend, Trends};
use crate::lang::{Lang, Word};
use crate::outcome::{Number, Status};

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A bar per percentage, from 0 to 100; a blank where there is none.
pub fn sparkline(percents: &[Option<Number>]) -> String {
    let bar = |n: Number| {
        let step = (n.0 / rust_decimal::Decimal::from(100) * rust_decimal::Decimal::from(8))
            .to_usize()
            .unwrap_or(0);
        BARS.get(step.min(7)).copied().unwrap_or(' ')
    };
    percents.iter().map(|p| p.map_or(' ', bar)).collect()
}

fn percent(number: Option<Number>) -> String {
    number.map_or_else(|| "–".to_string(), |n| format!("{n}%"))
}

/// The trend as lines, tables and a chart.
pub fn document(trend: &Trend<'_>, lang: Lang) -> Document {
    let last = trend.points.last().map(|p| p.as_of).unwrap_or_default();
    let name = &trend.project.name;
    let title = lang.pick(format!("{name} 历次检查"), format!("{name}: audits over time"));
    let mut document = Document::new(lang, title, last);
    let percents: Vec<Option<Number>> = trend.points.iter().map(|p| p.percent).collect();
    let figures: Vec<String> = percents.iter().map(|p| percent(*p)).collect();
    document.line(
        Tone::Strong,
        format!("{} {} {}", Word::Percent.get(lang), sparkline(&percents), figures.join(" → ")),
    );
    for point in trend.points.iter().filter(|p| p.revised) {
        let (period, version) = (period(point.period, lang), point.version);
        document.line(
            Tone::Warn,
            lang.pick(
                format!("* {period}起采用修订的标准（{version}），前后得分率不完全可比"),
                format!("* {period}: the standard was revised ({version}); percentages before and after compare in part only"),
            ),
        );
    }
    document.table(audits(trend, lang));
    document.blocks.push(Block::Chart(chart(trend, lang)));
    document.table(sections(trend, lang));
    document.table(recurring(trend, lang));
    document
}

/// Lines a chart of several projects has at most.
const LINES: usize = 12;

/// Several projects: a line each, and the items that are findings again and again in most of them.
pub fn several(trends: &Trends<'_>, lang: Lang) -> Document {
    let last = trends.projects.iter().flat_map(|t| &t.points).map(|p| p.as_of).max();
    let (count, periods) = (trends.projects.len(), trends.periods.len());
    let title = lang.pick(
        format!("{count} 个项目历次检查（{periods} 期）"),
        format!("{count} projects over time, {periods} periods"),
    );
    let mut document = Document::new(lang, title, last.unwrap_or_default());
    if trends.projects.iter().flat_map(|t| &t.points).any(|p| p.revised) {
        document.line(
            Tone::Warn,
            lang.pick(
                "* 该期起采用修订的标准，前后得分率不完全可比",
                "* the standard was revised; percentages before and after compare in part only",
            ),
        );
    }
    document.table(lines(trends, lang));
    document.blocks.push(Block::Chart(Chart {
        title: lang.pick("得分率走势", "Percentage over time").to_string(),
        labels: trends.periods.iter().map(|p| p.to_string()).collect(),
        marked: vec![false; periods],
        lines: trends
            .projects
            .iter()
            .take(LINES)
            .map(|t| (t.project.name.clone(), in_periods(t, trends).map(|(p, _)| p).collect()))
            .collect(),
    }));
    document.table(in_common(trends, lang));
    document
}

/// The percentage in each period, and whether the standard was revised with it.
fn in_periods<'a>(
    trend: &'a Trend,
    trends: &'a Trends,
) -> impl Iterator<Item = (Option<Number>, bool)> {
    trends.periods.iter().map(|period| {
        let point = trend.points.iter().find(|p| p.period == *period);
        point.map_or((None, false), |p| (p.percent, p.revised))
    })
}

fn lines(trends: &Trends<'_>, lang: Lang) -> Table {
    let mut heads = vec![
        Word::Project.get(lang).to_string(),
        lang.pick("走势", "Trend").to_string(),
        lang.pick("变化", "Change").to_string(),
    ];
    heads.extend(trends.periods.iter().map(|p| p.to_string()));
    let rows = trends.projects.iter().map(|trend| {
        let figures: Vec<(Option<Number>, bool)> = in_periods(trend, trends).collect();
        let percents: Vec<Option<Number>> = figures.iter().map(|(p, _)| *p).collect();
        let known: Vec<Number> = percents.iter().copied().flatten().collect();
        let change = match known.as_slice() {
            [first, .., last] => Some(Number::from(last.0 - first.0)),
            _ => None,
        };
        let tone = match change {
            Some(n) if n.0.is_zero() => Tone::Plain,
            Some(n) if n.0.is_sign_negative() => Tone::Bad,
            Some(_) => Tone::Good,
            None => Tone::Faint,
        };
        let change = change.map_or_else(|| "–".to_string(), super::diff::words::signed);
        let mut cells = vec![
            Cell::text(&trend.project.name),
            Cell::text(sparkline(&percents)),
            Cell::text(change).toned(tone),
        ];
        cells.extend(figures.iter().map(|(p, revised)| {
            let mark = if *revised { "*" } else { "" };
            Cell::text(format!("{}{mark}", percent(*p)))
        }));
        cells
    });
    let title = Word::Percent.get(lang).to_string();
    Table { title, heads, rows: rows.collect(), folded: false }
}

/// Items that recur in more than one project, in most projects first.
fn in_common(trends: &Trends<'_>, lang: Lang) -> Table {
    let mut items: BTreeMap<(&str, u32, &str), (u32, &str)> = BTreeMap::new();
    for trend in &trends.projects {
        for item in &trend.recurring {
            let key = (trend.standard.get(lang), item.number, item.id);
            items.entry(key).or_insert((0, item.titles.get(lang))).0 += 1;
        }
    }
    let mut items: Vec<_> = items.into_iter().filter(|(_, (projects, _))| *projects > 1).collect();
    items.sort_by_key(|(key, (projects, _))| (std::cmp::Reverse(*projects), *key));
    let rows = items.into_iter().map(|((_, _, id), (projects, title))| {
        vec![Cell::text(id), Cell::text(title.trim()), Cell::number(Some(projects.into()))]
    });
    let title = lang.pick("多个项目的重复问题", "Recurring in several projects").to_string();
    let heads = vec![
        Word::Number.get(lang).to_string(),
        Word::Item.get(lang).to_string(),
        lang.pick("项目数", "Projects").to_string(),
    ];
    Table { title, heads, rows: rows.collect(), folded: true }
}

/// A period, marked where the standard was revised.
fn labels(trend: &Trend<'_>) -> Vec<String> {
    let mark = |revised| if revised { "*" } else { "" };
    trend.points.iter().map(|p| format!("{}{}", p.period, mark(p.revised))).collect()
}

fn audits(trend: &Trend<'_>, lang: Lang) -> Table {
    let heads = [
        Word::AuditPeriod.get(lang),
        Word::Percent.get(lang),
        Word::Grade.get(lang),
        Word::Score.get(lang),
        Word::Findings.get(lang),
        Word::NotReviewed.get(lang),
        Word::Version.get(lang),
    ];
    let rows = trend.points.iter().zip(labels(trend)).map(|(p, label)| {
        vec![
            Cell::text(label),
            Cell::text(percent(p.percent)).toned(Tone::Strong),
            Cell::text(p.grade.map_or("–", |g| g.get(lang))),
            Cell::text(format!("{}/{}", p.points, p.max)),
            Cell::number(Some(p.findings.into())),
            Cell::number(Some(p.not_reviewed.into())),
            Cell::text(p.version).toned(if p.revised { Tone::Warn } else { Tone::Plain }),
        ]
    });
    Table {
        title: lang.pick("历次检查", "Audits").to_string(),
        heads: heads.map(String::from).to_vec(),
        rows: rows.collect(),
        folded: false,
    }
}

fn sections(trend: &Trend<'_>, lang: Lang) -> Table {
    let mut heads = vec![Word::Section.get(lang).to_string(), lang.pick("走势", "Trend").into()];
    heads.extend(labels(trend));
    let rows = trend.sections.iter().map(|line| {
        let mut cells =
            vec![Cell::text(line.titles.get(lang)), Cell::text(sparkline(&line.percents))];
        cells.extend(line.percents.iter().map(|p| Cell::text(percent(*p))));
        cells
    });
    let title = Word::Section.get(lang).to_string();
    Table { title, heads, rows: rows.collect(), folded: false }
}

fn recurring(trend: &Trend<'_>, lang: Lang) -> Table {
    let mut heads = vec![
        Word::Number.get(lang).to_string(),
        Word::Item.get(lang).to_string(),
        lang.pick("连续", "In a row").to_string(),
    ];
    heads.extend(labels(trend));
    let shown = |status: &Option<Status>| {
        let (text, tone) = match status {
            Some(Status::Pass) => ("✓", Tone::Good),
            Some(Status::Partial) => ("◐", Tone::Warn),
            Some(Status::Fail) => ("✗", Tone::Bad),
            Some(Status::NotApplicable | Status::NotReviewed) => ("·", Tone::Faint),
            None => ("–", Tone::Faint),
        };
        Cell::text(text).toned(tone)
    };
    let rows = trend.recurring.iter().map(|item| {
        let mut cells = vec![
            Cell::number(Some(item.number.into())),
            Cell::text(item.titles.get(lang)),
            Cell::number(Some(item.in_a_row.into())),
        ];
        cells.extend(item.statuses.iter().map(shown));
        cells
    });
    let title = lang.pick("重复问题", "Recurring findings").to_string();
    Table { title, heads, rows: rows.collect(), folded: false }
}

fn chart(trend: &Trend<'_>, lang: Lang) -> Chart {
    let whole = trend.points.iter().map(|p| p.percent).collect();
    let mut lines = vec![(Word::Percent.get(lang).to_string(), whole)];
    lines.extend(
        trend.sections.iter().map(|l| (l.titles.get(lang).trim().to_string(), l.percents.clone())),
    );
    Chart {
        title: lang.pick("得分率走势", "Percentage over time").to_string(),
        labels: trend.points.iter().map(|p| p.period.to_string()).collect(),
        marked: trend.points.iter().map(|p| p.revised).collect(),
        lines,
    }
}

/// A line per project, audit and section, the whole as section `all`, for other programs: `project, period,
/// as_of, version, revised, section, percent`.
///
/// # Errors
/// Only where the csv writer itself fails.
pub fn csv(trends: &[Trend<'_>]) -> Result<Vec<u8>, ::csv::Error> {
    let mut writer =
        ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    writer
        .write_record(["project", "period", "as_of", "version", "revised", "section", "percent"])?;
    let points =
        trends.iter().flat_map(|t| t.points.iter().enumerate().map(move |point| (t, point)));
    for (trend, (at, point)) in points {
        let whole = ("all", point.percent);
        let sections = trend.sections.iter();
        let sections = sections.map(|l| (l.id, l.percents.get(at).copied().flatten()));
        for (section, percent) in std::iter::once(whole).chain(sections) {
            let percent = percent.map_or_else(String::new, |p| p.to_string());
            let fields = [
                super::csv::plain(&trend.project.id),
                super::csv::plain(point.period),
                point.as_of.to_string(),
                super::csv::plain(point.version),
                point.revised.to_string(),
                super::csv::plain(section),
                percent,
            ];
            writer.write_record(&fields)?;
        }
    }
    writer.into_inner().map_err(|e| e.into_error().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_for_every_eighth() {
        let number = |n: i64| Some(Number::from(rust_decimal::Decimal::from(n)));
        let percents = [number(0), number(12), number(50), None, number(99), number(100)];
        assert_eq!(sparkline(&percents), "▁▁▅ ██");
    }
}
