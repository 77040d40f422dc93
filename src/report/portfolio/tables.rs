//! The tables of a portfolio in one language: every heading and value, for the formats to lay out.

use chrono::NaiveDate;

use crate::lang::{Lang, Word};
use crate::outcome::Number;
use crate::portfolio::{By, Class, Portfolio, Project, Rank, State, Totals};
use crate::report::actions::at_place;
use crate::report::text::clean;

/// A value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A whole number.
    Count(u32),
    /// Points.
    Points(Number),
    /// A percentage, 0 to 100.
    Percent(Number),
    /// A difference of percentages, in percentage points.
    Change(Number),
    /// A day.
    Date(NaiveDate),
    /// A text that leads to a file, relative to the portfolio.
    Link(String, String),
    /// Nothing: never 0.
    Nothing,
}

/// A column: its heading, and how wide its values are, in half-width characters.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Heading.
    pub heading: String,
    /// Width.
    pub width: f64,
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name; at most 31 characters, without those Excel forbids.
    pub name: &'static str,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows, as many values each as there are columns.
    pub rows: Vec<Vec<Value>>,
    /// Columns with percentages of a heat map.
    pub heat: std::ops::Range<usize>,
}

fn table(
    name: &'static str,
    columns: &[(&str, f64)],
    rows: impl Iterator<Item = Vec<Value>>,
) -> Table {
    let column =
        |(heading, width): &(&str, f64)| Column { heading: heading.to_string(), width: *width };
    Table { name, columns: columns.iter().map(column).collect(), rows: rows.collect(), heat: 0..0 }
}

fn text(text: &str) -> Value {
    match text.trim() {
        "" => Value::Nothing,
        text => Value::Text(clean(text).into_owned()),
    }
}

fn percent(number: Option<Number>) -> Value {
    number.map_or(Value::Nothing, Value::Percent)
}

fn count(number: usize) -> Value {
    Value::Count(u32::try_from(number).unwrap_or(u32::MAX))
}

/// Every table, in the order of the workbook's sheets. Change is there only where a period before was given.
pub fn tables(portfolio: &Portfolio, lang: Lang) -> Vec<Table> {
    let mut tables =
        vec![ranking(portfolio, lang), groups(portfolio, lang), heat_map(portfolio, lang)];
    tables.push(losses(portfolio, lang));
    tables.push(by_owner(portfolio, lang));
    tables.push(actions(portfolio, lang));
    tables.extend(changes(portfolio, lang));
    tables.push(problems(portfolio, lang));
    tables.push(failures(portfolio, lang));
    tables
}

/// `3`, or `2–7` for an incomplete audit.
pub fn rank(project: &Project) -> Value {
    match project.rank {
        Rank::At(rank) => Value::Count(rank),
        Rank::Between { best, worst } if best == worst => Value::Text(format!("({best})")),
        Rank::Between { best, worst } => Value::Text(format!("({best}–{worst})")),
        Rank::Nowhere => Value::Nothing,
    }
}

/// The name as it is, or the id where it says nothing.
pub fn name(project: &Project) -> String {
    clean(project.name.trim()).into_owned()
}

fn link(project: &Project) -> Value {
    Value::Link(name(project), format!("{}/report.xlsx", project.folder))
}

fn class<'a>(project: &Project, portfolio: &'a Portfolio) -> Option<&'a Class> {
    portfolio.classes.get(project.class)
}

/// The ranking: complete audits with their rank, incomplete ones below with what is still possible.
pub fn ranking(portfolio: &Portfolio, lang: Lang) -> Table {
    let p = |zh, en| lang.pick(zh, en);
    let mut columns = vec![
        (p("排名", "Rank"), 9.0),
        (p("项目", "Project"), 24.0),
        (p("编号", "ID"), 18.0),
        (p("所属", "Group"), 20.0),
    ];
    columns.extend(portfolio.columns.iter().map(|c| (c.as_str(), 14.0)));
    columns.extend([
        (p("期间", "Period"), 10.0),
        (p("得分率", "Percent"), 10.0),
        (p("完成度", "Coverage"), 10.0),
        (p("最低可能", "Lowest possible"), 10.0),
        (p("最高可能", "Highest possible"), 10.0),
        (p("等级", "Grade"), 10.0),
        (p("得分", "Points"), 8.0),
        (p("满分", "Max"), 8.0),
        (p("符合", "Pass"), 8.0),
        (p("部分符合", "Partial"), 9.0),
        (p("不符合", "Fail"), 8.0),
        (p("不适用", "Not applicable"), 10.0),
        (p("未检查", "Not reviewed"), 10.0),
        (p("待整改", "Open actions"), 9.0),
        (p("逾期", "Overdue"), 9.0),
        (p("台账错误", "Data errors"), 9.0),
        (p("检查标准", "Standard"), 24.0),
    ]);
    let listed = portfolio.ranking.iter().filter_map(|at| portfolio.projects.get(*at));
    let rows = listed.map(|project| {
        let score = &project.score;
        let mut row =
            vec![rank(project), link(project), text(&project.id), text(&project.group.join(" / "))];
        row.extend(project.attributes.iter().map(|a| text(a)));
        row.extend([
            text(&project.period),
            percent(score.percent),
            percent(project.coverage()),
            percent(score.low),
            percent(score.high),
            project.grade.as_ref().map_or(Value::Nothing, |g| text(g.get(lang))),
            Value::Points(score.points),
            Value::Points(score.max),
        ]);
        let counts =
            [score.pass, score.partial, score.fail, score.not_applicable, score.not_reviewed];
        row.extend(counts.map(Value::Count));
        row.extend([project.open, project.overdue, project.problems[0]].map(Value::Count));
        let standard = class(project, portfolio)
            .map(|c| format!("{} {}", c.titles.get(lang), project.version));
        row.push(text(&standard.unwrap_or_default()));
        row
    });
    table(p("排名", "Ranking"), &columns, rows)
}

/// What projects are grouped by, in words.
pub fn by(by: &By, lang: Lang) -> String {
    match by {
        By::Level(level) => lang.pick(format!("所属第{level}级"), format!("Group level {level}")),
        By::Column(name) => clean(name).into_owned(),
    }
}

fn groups(portfolio: &Portfolio, lang: Lang) -> Table {
    let p = |zh, en| lang.pick(zh, en);
    let sections: Vec<String> = section_titles(portfolio, lang);
    let mut columns = vec![
        (p("分组方式", "Grouped by"), 14.0),
        (p("分组", "Group"), 24.0),
        (p("项目数", "Projects"), 9.0),
        (p("已完成", "Complete"), 9.0),
        (p("平均得分率", "Mean percent"), 11.0),
        (p("最低", "Lowest"), 10.0),
        (p("最高", "Highest"), 10.0),
        (p("待整改", "Open actions"), 9.0),
        (p("逾期", "Overdue"), 9.0),
        (p("台账错误", "Data errors"), 9.0),
    ];
    let first = columns.len();
    columns.extend(sections.iter().map(|s| (s.as_str(), 11.0)));
    let row = |by: String, group: Value, totals: &Totals| {
        let mut row = vec![Value::Text(by), group];
        row.extend([totals.projects, totals.complete].map(Value::Count));
        row.extend([totals.mean, totals.lowest, totals.highest].map(percent));
        row.extend([totals.open, totals.overdue, totals.errors].map(Value::Count));
        row.extend(totals.sections.iter().map(|s| percent(*s)));
        row
    };
    let all = row(p("全部", "All").into(), Value::Nothing, &portfolio.totals);
    let groups = portfolio.dimensions.iter().flat_map(|dimension| {
        let by = by(&dimension.by, lang);
        let rows = dimension.groups.iter().map(move |(name, totals)| (by.clone(), name, totals));
        rows.map(|(by, name, totals)| {
            let group =
                if name.is_empty() { p("（未填写）", "(none)") } else { name.as_str() };
            row(by, text(group), totals)
        })
    });
    let rows: Vec<Vec<Value>> = std::iter::once(all).chain(groups).collect();
    let mut table = table(p("分组", "Groups"), &columns, rows.into_iter());
    table.heat = first..table.columns.len();
    table
}

/// Titles of the sections; with the standard in front where there are several.
pub fn section_titles(portfolio: &Portfolio, lang: Lang) -> Vec<String> {
    let first = portfolio.sections.first().map(|s| &s.standard);
    let several = portfolio.sections.iter().any(|s| Some(&s.standard) != first);
    let title = |s: &crate::portfolio::Section| match several {
        true => format!("{} · {}", s.standard, s.titles.get(lang)),
        false => s.titles.get(lang).to_string(),
    };
    portfolio.sections.iter().map(title).collect()
}

fn heat_map(portfolio: &Portfolio, lang: Lang) -> Table {
    let p = |zh, en| lang.pick(zh, en);
    let sections = section_titles(portfolio, lang);
    let mut columns = vec![
        (p("排名", "Rank"), 9.0),
        (p("项目", "Project"), 24.0),
        (p("得分率", "Percent"), 10.0),
    ];
    columns.extend(sections.iter().map(|s| (s.as_str(), 12.0)));
    let listed = portfolio.ranking.iter().filter_map(|at| portfolio.projects.get(*at));
    let rows = listed.map(|project| {
        let mut row = vec![rank(project), link(project), percent(project.score.percent)];
        let start = row.len();
        row.resize(start + sections.len(), Value::Nothing);
        for mark in &project.sections {
            if let Some(cell) = row.get_mut(start + mark.section) {
                *cell = percent(mark.percent);
            }
        }
        row
    });
    let mut table = table(p("分类热力图", "Section heat map"), &columns, rows);
    table.heat = 2..table.columns.len();
    table
}

fn losses(portfolio: &Portfolio, lang: Lang) -> Table {
    let p = |zh, en| lang.pick(zh, en);
    let columns = [
        (p("序号", "No."), 7.0),
        (p("检查项", "Item"), 44.0),
        (p("分类", "Section"), 16.0),
        (p("失分", "Points lost"), 10.0),
        (p("占全部失分", "Share of all lost"), 11.0),
        (p("累计", "Cumulative"), 10.0),
        (p("失分率", "Loss rate"), 10.0),
        (p("不符合", "Fail"), 9.0),
        (p("部分符合", "Partial"), 9.0),
        (p("符合", "Pass"), 9.0),
        (p("不适用", "Not applicable"), 10.0),
        (p("未检查", "Not reviewed"), 10.0),
        (p("编号", "ID"), 12.0),
    ];
    let titles = section_titles(portfolio, lang);
    let rows = portfolio.losses.iter().filter_map(|loss| {
        let item = portfolio.items.get(loss.item)?;
        let section = item.section.and_then(|s| titles.get(s));
        let [pass, partial, fail, not_applicable, not_reviewed] = loss.counts;
        let mut row = vec![
            Value::Count(item.number),
            text(item.titles.get(lang)),
            section.map_or(Value::Nothing, |s| text(s)),
            Value::Points(loss.lost),
            percent(loss.share),
            percent(loss.cumulative),
            percent(loss.rate),
        ];
        row.extend([fail, partial, pass, not_applicable, not_reviewed].map(Value::Count));
        row.push(text(&item.id));
        Some(row)
    });
    table(p("失分检查项", "Items by points lost"), &columns, rows)
}

fn by_owner(portfolio: &Portfolio, lang: Lang) -> Table {
    let p = |zh, en| lang.pick(zh, en);
    let columns = [
        (p("责任人", "Owner"), 20.0),
        (p("所属", "Group"), 24.0),
        (p("待整改", "Open"), 9.0),
        (p("逾期", "Overdue"), 9.0),
        (p("最近到期", "Next due"), 12.0),
        (p("已完成", "Done"), 9.0),
        (p("豁免", "Waived"), 9.0),
    ];
    let rows = portfolio.by_owner.iter().map(|row| {
        let owner = portfolio.owners.get(row.owner);
        vec![
            owner.map_or(Value::Nothing, |o| text(o.get(lang))),
            text(&row.group.join(" / ")),
            Value::Count(row.open),
            Value::Count(row.overdue),
            row.next.map_or(Value::Nothing, Value::Date),
            Value::Count(row.done),
            Value::Count(row.waived),
        ]
    });
    table(p("责任人", "Owners"), &columns, rows)
}

/// The word for where an action stands.
pub fn state(state: State, lang: Lang) -> &'static str {
    let word = match state {
        State::Overdue => Word::Overdue,
        State::Open => Word::ActionOpen,
        State::InProgress => Word::ActionInProgress,
        State::Waived => Word::Waived,
        State::Done => Word::ActionDone,
    };
    word.get(lang)
}

fn actions(portfolio: &Portfolio, lang: Lang) -> Table {
    let p = |zh, en| lang.pick(zh, en);
    let columns = [
        (p("状态", "Status"), 11.0),
        (p("达标时间", "Due date"), 12.0),
        (p("责任人", "Owner"), 16.0),
        (p("项目", "Project"), 24.0),
        (p("所属", "Group"), 20.0),
        (p("序号", "No."), 7.0),
        (p("检查项", "Item"), 44.0),
    ];
    let rows = portfolio.actions.iter().filter_map(|action| {
        let project = portfolio.projects.get(action.project)?;
        let item = portfolio.items.get(action.item)?;
        let owner = portfolio.owners.get(action.owner);
        Some(vec![
            text(state(action.state, lang)),
            action.due.map_or(Value::Nothing, Value::Date),
            owner.map_or(Value::Nothing, |o| text(o.get(lang))),
            link(project),
            text(&project.group.join(" / ")),
            Value::Count(item.number),
            text(&at_place(item.titles.get(lang), action.location.as_deref(), lang)),
        ])
    });
    table(p("整改清单", "Corrective actions"), &columns, rows)
}

fn changes(portfolio: &Portfolio, lang: Lang) -> Option<Table> {
    let p = |zh, en| lang.pick(zh, en);
    let columns = [
        (p("项目", "Project"), 24.0),
        (p("编号", "ID"), 18.0),
        (p("上期", "Before"), 10.0),
        (p("本期", "Now"), 10.0),
        (p("上期得分率", "Percent before"), 11.0),
        (p("本期得分率", "Percent now"), 11.0),
        (p("变化（百分点）", "Change (points of %)"), 12.0),
        (p("上升检查项", "Items better"), 10.0),
        (p("下降检查项", "Items worse"), 10.0),
        (p("说明", "Remark"), 34.0),
    ];
    let changes = portfolio.changes.as_ref()?;
    let here = changes.iter().filter_map(|change| {
        let project = portfolio.projects.get(change.project)?;
        let remark = match (&change.period, change.change) {
            (None, _) => p("上期没有该项目", "new: not in the period before"),
            (Some(_), None) => p(
                "有一期未完成或标准不同，不比较得分率",
                "not compared: incomplete, or another standard",
            ),
            (Some(_), Some(_)) => "",
        };
        let known = change.period.is_some();
        let items = |n| if known { Value::Count(n) } else { Value::Nothing };
        Some(vec![
            link(project),
            text(&project.id),
            change.period.as_deref().map_or(Value::Nothing, text),
            text(&project.period),
            percent(change.before),
            percent(project.score.percent),
            change.change.map_or(Value::Nothing, Value::Change),
            items(change.better),
            items(change.worse),
            text(remark),
        ])
    });
    let gone = portfolio.gone.iter().map(|(id, name)| {
        let mut row = vec![text(name), text(id)];
        row.resize(columns.len() - 1, Value::Nothing);
        row.push(text(p("本期没有该项目", "gone: not in this period")));
        row
    });
    Some(table(p("变化", "Change"), &columns, here.chain(gone)))
}

fn problems(portfolio: &Portfolio, lang: Lang) -> Table {
    let p = |zh, en| lang.pick(zh, en);
    let columns = [
        (p("项目", "Project"), 24.0),
        (p("编号", "ID"), 18.0),
        (p("级别", "Severity"), 9.0),
        (p("代码", "Code"), 26.0),
        (p("数量", "Count"), 8.0),
        (p("首个位置", "First place"), 60.0),
    ];
    let rows = portfolio.problems.iter().filter_map(|problem| {
        let project = portfolio.projects.get(problem.project)?;
        Some(vec![
            link(project),
            text(&project.id),
            text(Word::from(problem.severity).get(lang)),
            text(&problem.code),
            Value::Count(problem.count),
            text(&problem.first),
        ])
    });
    table(p("台账问题", "Data problems"), &columns, rows)
}

fn failures(portfolio: &Portfolio, lang: Lang) -> Table {
    let p = |zh, en| lang.pick(zh, en);
    let columns = [
        (p("文件夹", "Folder"), 30.0),
        (p("项目编号", "Project ID"), 18.0),
        (p("期间", "Period"), 10.0),
        (p("问题数", "Problems"), 9.0),
        (p("原因", "Reason"), 80.0),
    ];
    let rows = portfolio.failures.iter().map(|failure| {
        let reasons: Vec<String> = failure.reasons.iter().map(|r| r.line(lang)).collect();
        vec![
            text(&failure.folder),
            text(failure.project.as_deref().unwrap_or_default()),
            text(failure.period.as_deref().unwrap_or_default()),
            count(reasons.len()),
            text(&reasons.join("\n")),
        ]
    });
    table(p("评分失败", "Failures"), &columns, rows)
}
