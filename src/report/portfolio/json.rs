//! The portfolio for other programs: schema `inspect/portfolio/v1`, in no language.

use serde::Serialize;

use super::tables;
use crate::lang::{Lang, Text};
use crate::outcome::{Number, Score};
use crate::portfolio::{By, FailureRecord, Portfolio, Rank, Standing, Totals, at};

#[derive(Serialize)]
struct Out<'a> {
    schema: &'static str,
    as_of: Option<String>,
    totals: TotalsOut,
    sections: Vec<SectionOut<'a>>,
    projects: Vec<ProjectOut<'a>>,
    groups: Vec<GroupOut>,
    items: Vec<ItemOut<'a>>,
    owners: Vec<OwnerOut<'a>>,
    changes: Option<Vec<ChangeOut>>,
    failures: &'a [FailureRecord],
}

#[derive(Serialize)]
struct TotalsOut {
    projects: u32,
    complete: u32,
    mean: Option<Number>,
    lowest: Option<Number>,
    highest: Option<Number>,
    open_actions: u32,
    overdue_actions: u32,
    errors: u32,
    sections: Vec<Option<Number>>,
}

#[derive(Serialize)]
struct SectionOut<'a> {
    standard: &'a str,
    id: &'a str,
    titles: &'a Text,
}

#[derive(Serialize)]
struct ProjectOut<'a> {
    rank: Option<u32>,
    possible_ranks: Option<[u32; 2]>,
    project: Box<str>,
    name: Box<str>,
    group: &'a [String],
    attributes: std::collections::BTreeMap<&'a str, String>,
    period: &'a str,
    standard: &'a str,
    complete: bool,
    coverage: Option<Number>,
    score: Score,
    sections: Vec<Option<Number>>,
    open_actions: u32,
    overdue_actions: u32,
    errors: u32,
    warnings: u32,
    folder: Box<str>,
}

#[derive(Serialize)]
struct GroupOut {
    by: String,
    group: Option<String>,
    #[serde(flatten)]
    totals: TotalsOut,
}

#[derive(Serialize)]
struct ItemOut<'a> {
    standard: &'a str,
    id: &'a str,
    number: u32,
    titles: &'a Text,
    lost: Number,
    share: Option<Number>,
    cumulative: Option<Number>,
    rate: Option<Number>,
    pass: u32,
    partial: u32,
    fail: u32,
    not_applicable: u32,
    not_reviewed: u32,
}

#[derive(Serialize)]
struct OwnerOut<'a> {
    owner: &'a str,
    group: &'a [String],
    open: u32,
    overdue: u32,
    waived: u32,
    done: u32,
    next_due: Option<String>,
}

#[derive(Serialize)]
struct ChangeOut {
    project: Box<str>,
    period: Option<Box<str>>,
    percent_before: Option<Number>,
    percent: Option<Number>,
    change: Option<Number>,
    items_better: u32,
    items_worse: u32,
}

fn totals(totals: &Totals) -> TotalsOut {
    TotalsOut {
        projects: totals.projects,
        complete: totals.complete,
        mean: totals.mean,
        lowest: totals.lowest,
        highest: totals.highest,
        open_actions: totals.open,
        overdue_actions: totals.overdue,
        errors: totals.errors,
        sections: totals.sections.clone(),
    }
}

/// The bytes: UTF-8, fixed key order, a final newline; projects in the order of the ranking.
///
/// # Errors
/// Only where serialising itself fails.
pub fn bytes(portfolio: &Portfolio) -> serde_json::Result<Vec<u8>> {
    let out = Out {
        schema: "inspect/portfolio/v1",
        as_of: portfolio.as_of.map(|d| d.to_string()),
        totals: totals(&portfolio.totals),
        sections: portfolio
            .sections
            .iter()
            .map(|s| SectionOut { standard: &s.standard, id: &s.id, titles: &s.titles })
            .collect(),
        projects: projects(portfolio),
        groups: groups(portfolio),
        items: items(portfolio),
        owners: owners(portfolio),
        changes: changes(portfolio),
        failures: &portfolio.failures,
    };
    let mut bytes = serde_json::to_vec_pretty(&out)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn projects(portfolio: &Portfolio) -> Vec<ProjectOut<'_>> {
    let project = |p: crate::portfolio::Project| {
        let (rank, possible_ranks) = match p.rank {
            Rank::At(rank) => (Some(rank), None),
            Rank::Between { best, worst } => (None, Some([best, worst])),
            Rank::Nowhere => (None, None),
        };
        let attributes = portfolio.columns.iter().zip(p.attributes.iter());
        ProjectOut {
            rank,
            possible_ranks,
            group: portfolio.group(&p),
            attributes: attributes.map(|(k, v)| (k.as_str(), v.clone())).collect(),
            period: portfolio.period(&p),
            standard: portfolio.class(&p).map_or("", |c| c.standard.as_str()),
            complete: p.is_complete(),
            coverage: p.coverage(),
            score: score(&p, portfolio),
            sections: portfolio.percents(&p).collect(),
            open_actions: p.open,
            overdue_actions: p.overdue,
            errors: p.problems[0],
            warnings: p.problems[1],
            project: p.id,
            name: p.name,
            folder: p.folder,
        }
    };
    portfolio.ranked().map(project).collect()
}

/// The totals as the result has them; the title of the grade in the language of the portfolio.
fn score(project: &crate::portfolio::Project, portfolio: &Portfolio) -> Score {
    let Standing { points, max, percent, low, high, counts, items, .. } = project.score;
    let [pass, partial, fail, not_applicable, not_reviewed] = counts;
    let grade = portfolio.grade(project);
    let language = portfolio.language.unwrap_or(Lang::Zh);
    Score {
        points,
        max,
        percent,
        low,
        high,
        grade: grade.map(|g| g.titles.get(language).to_string()),
        items,
        pass,
        partial,
        fail,
        not_applicable,
        not_reviewed,
        grade_id: grade.map(|g| g.id.clone()),
        veto: project.score.veto.as_deref().cloned(),
        with_waivers: project.score.with_waivers.as_deref().cloned(),
        before_appeals: project.score.before_appeals.as_deref().cloned(),
    }
}

fn groups(portfolio: &Portfolio) -> Vec<GroupOut> {
    let mut out = Vec::new();
    for dimension in &portfolio.dimensions {
        let by = match &dimension.by {
            By::Level(level) => format!("group-{level}"),
            By::Column(_) => tables::by(&dimension.by, Lang::En),
        };
        out.extend(dimension.groups.iter().map(|(name, sums)| GroupOut {
            by: by.clone(),
            group: Some(name.clone()).filter(|n| !n.is_empty()),
            totals: totals(sums),
        }));
    }
    out
}

fn items(portfolio: &Portfolio) -> Vec<ItemOut<'_>> {
    let item = |loss: &crate::portfolio::ItemLoss| {
        let item = portfolio.items.get(loss.item)?;
        let [pass, partial, fail, not_applicable, not_reviewed] = loss.counts;
        Some(ItemOut {
            standard: &item.standard,
            id: &item.id,
            number: item.number,
            titles: &item.titles,
            lost: loss.lost,
            share: loss.share,
            cumulative: loss.cumulative,
            rate: loss.rate,
            pass,
            partial,
            fail,
            not_applicable,
            not_reviewed,
        })
    };
    portfolio.losses.iter().filter_map(item).collect()
}

fn owners(portfolio: &Portfolio) -> Vec<OwnerOut<'_>> {
    let language = portfolio.language.unwrap_or(Lang::Zh);
    let owner = |row| {
        let row: &crate::portfolio::OwnerActions = row;
        OwnerOut {
            owner: at(&portfolio.owners, row.owner).map_or("", |o| o.get(language)),
            group: &row.group,
            open: row.open,
            overdue: row.overdue,
            waived: row.waived,
            done: row.done,
            next_due: row.next.map(|d| d.to_string()),
        }
    };
    portfolio.by_owner.iter().map(owner).collect()
}

fn changes(portfolio: &Portfolio) -> Option<Vec<ChangeOut>> {
    let change =
        |(_, project, c): (u32, crate::portfolio::Project, crate::portfolio::Change)| ChangeOut {
            percent: project.score.percent,
            project: project.id,
            period: c.period,
            percent_before: c.before,
            change: c.change,
            items_better: c.better,
            items_worse: c.worse,
        };
    portfolio.compared.then(|| portfolio.changes().map(change).collect())
}
