//! The tables of a portfolio in one language: every heading and value, for the formats to lay out.

use chrono::NaiveDate;

use crate::lang::problem::short;
use crate::lang::{Lang, Word};
use crate::outcome::Number;
use crate::portfolio::{By, FailureRecord, Of, Portfolio, Project, Rank, State, Totals, at};
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

/// A table, its rows made one after the other: none of many projects is held in memory.
pub struct Table<'a> {
    /// Its name; at most 31 characters, without those Excel forbids.
    pub name: &'static str,
    /// Columns.
    pub columns: Vec<Column>,
    /// How many rows there are.
    pub count: usize,
    /// Rows, as many values each as there are columns.
    pub rows: Box<dyn Iterator<Item = Vec<Value>> + 'a>,
    /// Columns with percentages of a heat map.
    pub heat: std::ops::Range<usize>,
    /// Columns on the left that stay in sight, the project's name the last of them.
    pub fixed: usize,
    /// Whether long texts are shown whole, on several lines; else a row is one line.
    pub tall: bool,
}

fn table<'a>(
    name: &'static str,
    columns: &[(&str, f64)],
    count: usize,
    rows: impl Iterator<Item = Vec<Value>> + 'a,
) -> Table<'a> {
    let column =
        |(heading, width): &(&str, f64)| Column { heading: heading.to_string(), width: *width };
    let columns = columns.iter().map(column).collect();
    Table { name, columns, count, rows: Box::new(rows), heat: 0..0, fixed: 0, tall: false }
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
pub fn tables(portfolio: &Portfolio, lang: Lang) -> Vec<Table<'_>> {
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

/// The ranking: complete audits with their rank, incomplete ones below with what is still possible.
pub fn ranking(portfolio: &Portfolio, lang: Lang) -> Table<'_> {
    let p = move |zh: &'static str, en: &'static str| lang.pick(zh, en);
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
    let rows = portfolio.ranked().map(move |project| {
        let score = &project.score;
        let group = portfolio.group(&project).join(" / ");
        let mut row = vec![rank(&project), link(&project), text(&project.id), text(&group)];
        row.extend(project.attributes.iter().map(|a| text(a)));
        row.extend([
            text(portfolio.period(&project)),
            percent(score.percent),
            percent(project.coverage()),
            percent(score.low),
            percent(score.high),
            portfolio.grade(&project).map_or(Value::Nothing, |g| text(g.titles.get(lang))),
            Value::Points(score.points),
            Value::Points(score.max),
        ]);
        row.extend(score.counts.map(Value::Count));
        row.extend([project.open, project.overdue, project.problems[0]].map(Value::Count));
        let standard = portfolio
            .class(&project)
            .map(|c| format!("{} {}", c.titles.get(lang), portfolio.version(&project)));
        row.push(text(&standard.unwrap_or_default()));
        row
    });
    let count = portfolio.ranking.len();
    let table = table(p("排名", "Ranking"), &columns, count, rows);
    Table { fixed: 2, ..table }
}

/// What projects are grouped by, in words.
pub fn by(by: &By, lang: Lang) -> String {
    match by {
        By::Level(level) => lang.pick(format!("所属第{level}级"), format!("Group level {level}")),
        By::Column(name) => clean(name).into_owned(),
    }
}

fn groups(portfolio: &Portfolio, lang: Lang) -> Table<'_> {
    let p = move |zh: &'static str, en: &'static str| lang.pick(zh, en);
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
    let row = move |by: String, group: Value, totals: &Totals| {
        let mut row = vec![Value::Text(by), group];
        row.extend([totals.projects, totals.complete].map(Value::Count));
        row.extend([totals.mean, totals.lowest, totals.highest].map(percent));
        row.extend([totals.open, totals.overdue, totals.errors].map(Value::Count));
        row.extend(totals.sections.iter().map(|s| percent(*s)));
        row
    };
    let all = row(p("全部", "All").into(), Value::Nothing, &portfolio.totals);
    let groups = portfolio.dimensions.iter().flat_map(move |dimension| {
        let by = by(&dimension.by, lang);
        let rows = dimension.groups.iter().map(move |(name, totals)| (by.clone(), name, totals));
        rows.map(move |(by, name, totals)| {
            let group =
                if name.is_empty() { p("（未填写）", "(none)") } else { name.as_str() };
            row(by, text(group), totals)
        })
    });
    let count = 1 + portfolio.dimensions.iter().map(|d| d.groups.len()).sum::<usize>();
    let rows = std::iter::once(all).chain(groups);
    let mut table = table(p("分组", "Groups"), &columns, count, rows);
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

fn heat_map(portfolio: &Portfolio, lang: Lang) -> Table<'_> {
    let p = move |zh: &'static str, en: &'static str| lang.pick(zh, en);
    let sections = section_titles(portfolio, lang);
    let mut columns = vec![
        (p("排名", "Rank"), 9.0),
        (p("项目", "Project"), 24.0),
        (p("完成度", "Coverage"), 10.0),
        (p("得分率", "Percent"), 10.0),
    ];
    columns.extend(sections.iter().map(|s| (s.as_str(), 12.0)));
    let rows = portfolio.ranked().map(move |project| {
        let figures = [project.coverage(), project.score.percent];
        let mut row = vec![rank(&project), link(&project)];
        row.extend(figures.map(percent));
        row.extend(portfolio.percents(&project).map(percent));
        row
    });
    let count = portfolio.ranking.len();
    let mut table = table(p("分类热力图", "Section heat map"), &columns, count, rows);
    table.fixed = 2;
    table.heat = 3..table.columns.len();
    table
}

fn losses(portfolio: &Portfolio, lang: Lang) -> Table<'_> {
    let p = move |zh: &'static str, en: &'static str| lang.pick(zh, en);
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
    let rows = portfolio.losses.iter().filter_map(move |loss| {
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
    let count = portfolio.losses.len();
    let table = table(p("失分检查项", "Items by points lost"), &columns, count, rows);
    Table { tall: true, ..table }
}

fn by_owner(portfolio: &Portfolio, lang: Lang) -> Table<'_> {
    let p = move |zh: &'static str, en: &'static str| lang.pick(zh, en);
    let columns = [
        (p("责任人", "Owner"), 20.0),
        (p("所属", "Group"), 24.0),
        (p("待整改", "Open"), 9.0),
        (p("逾期", "Overdue"), 9.0),
        (p("最近到期", "Next due"), 12.0),
        (p("已完成", "Done"), 9.0),
        (p("豁免", "Waived"), 9.0),
    ];
    let rows = portfolio.by_owner.iter().map(move |row| {
        let owner = at(&portfolio.owners, row.owner);
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
    table(p("责任人", "Owners"), &columns, portfolio.by_owner.len(), rows)
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

fn actions(portfolio: &Portfolio, lang: Lang) -> Table<'_> {
    let p = move |zh: &'static str, en: &'static str| lang.pick(zh, en);
    let columns = [
        (p("状态", "Status"), 11.0),
        (p("达标时间", "Due date"), 12.0),
        (p("责任人", "Owner"), 16.0),
        (p("项目", "Project"), 24.0),
        (p("所属", "Group"), 20.0),
        (p("序号", "No."), 7.0),
        (p("检查项", "Item"), 44.0),
    ];
    let rows = portfolio.agenda().filter_map(move |action| {
        let project = portfolio.project(action.project)?;
        let (number, title) = match action.of {
            Of::Item(item) => {
                let item = at(&portfolio.items, item)?;
                (Value::Count(item.number), item.titles.get(lang))
            }
            Of::Stray(id) => (Value::Nothing, at(&portfolio.strays, id)?.as_str()),
        };
        let title = text(&at_place(title, action.place.as_deref(), lang));
        let owner = at(&portfolio.owners, action.owner);
        Some(vec![
            text(state(action.state, lang)),
            action.due.map_or(Value::Nothing, Value::Date),
            owner.map_or(Value::Nothing, |o| text(o.get(lang))),
            link(&project),
            text(&portfolio.group(&project).join(" / ")),
            number,
            title,
        ])
    });
    table(p("整改清单", "Corrective actions"), &columns, portfolio.actions(), rows)
}

fn changes(portfolio: &Portfolio, lang: Lang) -> Option<Table<'_>> {
    let p = move |zh: &'static str, en: &'static str| lang.pick(zh, en);
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
    if !portfolio.compared {
        return None;
    }
    let here = portfolio.changes().map(move |(_, project, change)| {
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
        vec![
            link(&project),
            text(&project.id),
            change.period.as_deref().map_or(Value::Nothing, text),
            text(portfolio.period(&project)),
            percent(change.before),
            percent(project.score.percent),
            change.change.map_or(Value::Nothing, Value::Change),
            items(change.better),
            items(change.worse),
            text(remark),
        ]
    });
    let last = columns.len() - 1;
    let gone = portfolio.gone.iter().map(move |(id, name)| {
        let mut row = vec![text(name), text(id)];
        row.resize(last, Value::Nothing);
        row.push(text(p("本期没有该项目", "gone: not in this period")));
        row
    });
    let count = portfolio.count() + portfolio.gone.len();
    let table = table(p("变化", "Change"), &columns, count, here.chain(gone));
    Some(Table { fixed: 1, ..table })
}

fn problems(portfolio: &Portfolio, lang: Lang) -> Table<'_> {
    let p = move |zh: &'static str, en: &'static str| lang.pick(zh, en);
    let columns = [
        (p("项目", "Project"), 24.0),
        (p("编号", "ID"), 18.0),
        (p("级别", "Severity"), 9.0),
        (p("问题", "Problem"), 30.0),
        (p("代码", "Code"), 26.0),
        (p("数量", "Count"), 8.0),
        (p("首个位置", "First place"), 60.0),
    ];
    let rows = portfolio.problems().flat_map(move |(project, problems)| {
        problems.into_iter().filter_map(move |problem| {
            let (severity, code) = at(&portfolio.kinds, problem.kind)?;
            Some(vec![
                link(&project),
                text(&project.id),
                text(Word::from(*severity).get(lang)),
                text(short(code, lang).unwrap_or(code)),
                text(code),
                Value::Count(problem.count),
                text(&problem.first),
            ])
        })
    });
    let count = portfolio.problem_rows;
    let table = table(p("台账问题", "Data problems"), &columns, count, rows);
    Table { fixed: 1, ..table }
}

/// A project that could not be scored, or something that was made before and is missing.
pub fn kind(failure: &FailureRecord, lang: Lang) -> &'static str {
    match failure.is_gap() {
        false => lang.pick("项目评分失败", "project not scored"),
        true => lang.pick("结果缺失", "result missing"),
    }
}

fn failures(portfolio: &Portfolio, lang: Lang) -> Table<'_> {
    let p = move |zh: &'static str, en: &'static str| lang.pick(zh, en);
    let columns = [
        (p("类别", "Kind"), 18.0),
        (p("文件夹", "Folder"), 30.0),
        (p("项目编号", "Project ID"), 18.0),
        (p("期间", "Period"), 10.0),
        (p("问题数", "Problems"), 9.0),
        (p("原因", "Reason"), 80.0),
    ];
    let rows = portfolio.failures.iter().map(move |failure| {
        let reasons: Vec<String> = failure.reasons.iter().map(|r| r.line(lang)).collect();
        vec![
            text(kind(failure, lang)),
            text(&failure.folder),
            text(failure.project.as_deref().unwrap_or_default()),
            text(failure.period.as_deref().unwrap_or_default()),
            count(reasons.len()),
            text(&reasons.join("\n")),
        ]
    });
    let table = table(p("评分失败", "Failures"), &columns, portfolio.failures.len(), rows);
    Table { tall: true, ..table }
}
