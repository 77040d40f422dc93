//! A comparison as lines and tables: the summary first, what became worse, then the rest.

use super::words;
use crate::compare::{Change, Decomposition, Diff, ItemChange, ProjectDiff};
use crate::lang::{Lang, Word};
use crate::outcome::Number;
use crate::report::document::{Cell, Document, Table, Tone};
use crate::report::view::period;

pub fn document(diff: &Diff, lang: Lang) -> Document {
    let title = match diff.projects.as_slice() {
        [one] if diff.appeared.is_empty() && diff.gone.is_empty() => {
            let (old, new) = (period(&one.old.period, lang), period(&one.new.period, lang));
            format!("{} {old} → {new}", one.project.name)
        }
        projects => {
            let n = projects.len();
            lang.pick(format!("{n} 个项目的比较"), format!("{n} projects compared"))
        }
    };
    let mut document = Document::new(lang, title, diff.as_of);
    let several = diff.projects.len() != 1 || !diff.appeared.is_empty() || !diff.gone.is_empty();
    if several {
        portfolio(&mut document, diff, lang);
    }
    for project in &diff.projects {
        if several {
            document
                .line(Tone::Strong, format!("{} ({})", project.project.name, project.project.id));
        }
        of_project(&mut document, project, lang);
    }
    document
}

fn portfolio(document: &mut Document, diff: &Diff, lang: Lang) {
    let heads = [
        Word::Project.get(lang).to_string(),
        lang.pick("上期", "Before").to_string(),
        lang.pick("本期", "After").to_string(),
        lang.pick("变化", "Change").to_string(),
        lang.pick("失分项", "Lost").to_string(),
        lang.pick("得分项", "Gained").to_string(),
    ];
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for project in &diff.projects {
        let change = project.decomposition.as_ref().map(|d| d.change);
        let count = |changes: [Change; 2]| changes.into_iter().map(|c| project.count(c)).sum();
        rows.push(vec![
            Cell::text(&project.project.name),
            Cell::text(words::percent(project.old.percent)),
            Cell::text(words::percent(project.new.percent)),
            Cell::text(change.map_or("–".into(), words::signed)).toned(tone(change)),
            Cell::count(count([Change::Regressed, Change::New])),
            Cell::count(count([Change::Improved, Change::Fixed])),
        ]);
    }
    for (alone, word, new) in diff
        .appeared
        .iter()
        .map(|a| (a, lang.pick("新项目", "new project"), true))
        .chain(diff.gone.iter().map(|a| (a, lang.pick("不再出现", "gone"), false)))
    {
        let percent = words::percent(alone.side.percent);
        let (old, now) = if new { ("–".into(), percent) } else { (percent, "–".into()) };
        rows.push(vec![
            Cell::text(&alone.project.name),
            Cell::text(old),
            Cell::text(now),
            Cell::text(word).toned(Tone::Warn),
            Cell::text("–"),
            Cell::text("–"),
        ]);
    }
    let title = lang.pick("项目", "Projects").to_string();
    document.table(Table { title, heads: heads.to_vec(), rows, folded: false });
}

fn of_project(document: &mut Document, diff: &ProjectDiff, lang: Lang) {
    summary(document, diff, lang);
    document.table(causes(diff, lang));
    let table = |wanted: &[Change], title: &str, folded: bool| Table {
        title: title.to_string(),
        heads: heads(lang),
        rows: diff
            .items
            .iter()
            .filter(|i| wanted.contains(&i.change))
            .map(|i| item(i, lang))
            .collect(),
        folded,
    };
    let worse = lang.pick("变差", "Worse");
    document.table(table(&[Change::Regressed, Change::New], worse, false));
    let better = lang.pick("变好", "Better");
    document.table(table(&[Change::Improved, Change::Fixed], better, true));
    let other = lang.pick("不可比", "Not comparable");
    document.table(table(&[Change::NotComparable], other, true));
    document.table(overdue(diff, lang));
    let expired = diff.expired.iter().map(|w| {
        let fields = [&w.item, &w.reason, &w.approved_by].map(Cell::text);
        [fields.to_vec(), vec![Cell::date(Some(w.until)).toned(Tone::Bad)]].concat()
    });
    let words = [
        Word::Item.get(lang),
        lang.pick("原因", "Reason"),
        lang.pick("批准人", "Approved by"),
        lang.pick("到期", "Until"),
    ];
    document.table(Table {
        title: lang.pick("已到期的豁免", "Expired waivers").to_string(),
        heads: words.map(String::from).to_vec(),
        rows: expired.collect(),
        folded: false,
    });
}

fn summary(document: &mut Document, diff: &ProjectDiff, lang: Lang) {
    let change = diff.decomposition.as_ref().map(|d| d.change);
    let side = |side: &crate::compare::Side| {
        let grade = side.grade.as_ref().map_or("–", |g| g.get(lang));
        format!("{} {}", words::percent(side.percent), grade)
    };
    let (old, new) = (side(&diff.old), side(&diff.new));
    let by = change.map_or_else(String::new, |c| format!(" ({})", words::signed(c)));
    let percent = Word::Percent.get(lang);
    document.line(Tone::Strong, format!("{percent} {old} → {new}{by}"));
    if let Some(waived) = &diff.with_waivers {
        let (from, to) = (waived.from, waived.to);
        let change = words::signed(waived.change);
        document.line(
            Tone::Plain,
            lang.pick(
                format!("不计已豁免的不符合项：{from}% → {to}%（{change}）"),
                format!("without waived findings: {from}% → {to}% ({change})"),
            ),
        );
    }
    if let Some(before) = &diff.new.before_appeals {
        let before = words::percent(before.percent);
        document.line(
            Tone::Plain,
            lang.pick(format!("申诉前得分率：{before}"), format!("before appeals: {before}")),
        );
    }
    if diff.revised {
        let (old, new) = (&diff.old.version, &diff.new.version);
        document.line(
            Tone::Warn,
            lang.pick(
                format!("检查标准已修订：{old} → {new}"),
                format!("the standard was revised: {old} → {new}"),
            ),
        );
    }
    let inseparable = diff.decomposition.iter().flat_map(|d| &d.not_separated).count();
    if inseparable > 0 {
        document.line(
            Tone::Warn,
            lang.pick(
                format!("{inseparable} 项的规则已修改，其变化全部计入标准修订；如原始文件仍在，可用 --rescore 分开"),
                format!("items whose rule was revised: {inseparable}; what they changed counts as the standard's; --rescore tells them apart where the old inputs are still there"),
            ),
        );
    }
    let counts: Vec<String> = Change::ALL
        .into_iter()
        .map(|c| (words::change(c, lang), diff.count(c)))
        .filter(|(_, n)| *n > 0)
        .map(|(word, n)| format!("{word} {n}"))
        .collect();
    document.line(Tone::Plain, counts.join(" · "));
}

/// Where the change comes from; a second figure where there are waivers.
fn causes(diff: &ProjectDiff, lang: Lang) -> Table {
    let Some(whole) = &diff.decomposition else { return Table::default() };
    let second = diff.with_waivers.as_ref();
    let mut heads = vec![
        lang.pick("变化来源", "Due to").to_string(),
        lang.pick("百分点", "Points of %").to_string(),
    ];
    if second.is_some() {
        heads.push(lang.pick("不计豁免项", "Without waived").to_string());
    }
    heads.push(lang.pick("涉及检查项", "Items").to_string());
    let number = |change: Number| Cell {
        number: Some(change),
        ..Cell::text(words::signed(change)).toned(tone(Some(change)))
    };
    let mut rows = Vec::new();
    for (at, part) in whole.parts.iter().enumerate() {
        let other = second.and_then(|d: &Decomposition| d.parts.get(at));
        let moved = other.is_some_and(|o| !o.items.is_empty() || o.change.0 != part.change.0);
        if part.items.is_empty() && part.change.0.is_zero() && !moved {
            continue;
        }
        let mut cells = vec![Cell::text(words::cause(part.cause, lang)), number(part.change)];
        cells.extend(second.map(|_| other.map_or_else(Cell::default, |o| number(o.change))));
        let items = if part.items.is_empty() { other.map(|o| &o.items) } else { Some(&part.items) };
        cells.push(Cell::text(items.map_or_else(String::new, |items| listed(items))));
        rows.push(cells);
    }
    let mut total =
        vec![Cell::text(Word::Total.get(lang)).toned(Tone::Strong), number(whole.change)];
    total.extend(second.map(|d| number(d.change)));
    total.push(Cell::default());
    rows.push(total);
    let title = lang.pick("变化分解", "The change taken apart").to_string();
    Table { title, heads, rows, folded: false }
}

/// A few ids, and how many there are.
fn listed(items: &[String]) -> String {
    const MOST: usize = 8;
    let shown: Vec<&str> = items.iter().take(MOST).map(String::as_str).collect();
    match items.len() > MOST {
        true => format!("{} … ({})", shown.join(" "), items.len()),
        false => shown.join(" "),
    }
}

fn tone(change: Option<Number>) -> Tone {
    match change {
        Some(n) if n.0.is_sign_negative() && !n.0.is_zero() => Tone::Bad,
        Some(n) if !n.0.is_zero() => Tone::Good,
        _ => Tone::Plain,
    }
}

fn heads(lang: Lang) -> Vec<String> {
    let words = [
        Word::Number.get(lang),
        Word::Item.get(lang),
        lang.pick("变化", "Change"),
        Word::Points.get(lang),
        lang.pick("数据", "Figures"),
    ];
    words.map(String::from).to_vec()
}

fn item(item: &ItemChange, lang: Lang) -> Vec<Cell> {
    let tone = match item.change {
        Change::Regressed | Change::New => Tone::Bad,
        Change::Improved | Change::Fixed => Tone::Good,
        Change::Unchanged | Change::NotComparable => Tone::Plain,
    };
    let mut told: Vec<String> = item.why.iter().map(|w| words::why(*w, lang).to_string()).collect();
    told.extend(item.figures.iter().map(|f| words::figure(f, lang)));
    if told.is_empty() {
        told.push(words::statuses(item, lang));
    }
    told.extend(
        item.was.iter().map(|id| lang.pick(format!("原为 {id}"), format!("was {id} before"))),
    );
    vec![
        Cell::number(Some(item.number.into())),
        Cell::text(item.titles.get(lang)),
        Cell::text(words::change(item.change, lang)).toned(tone),
        Cell::text(words::points(item)),
        Cell::text(told.join("\n")),
    ]
}

fn overdue(diff: &ProjectDiff, lang: Lang) -> Table {
    let rows = diff.overdue.iter().map(|action| {
        vec![
            Cell::text(action.name()),
            Cell::text(&action.owner),
            Cell::text(Word::from(action.status).get(lang)),
            Cell::date(action.due).toned(Tone::Bad),
        ]
    });
    Table {
        title: lang.pick("逾期整改", "Overdue actions").to_string(),
        heads: [Word::Item, Word::Owner, Word::Action, Word::Due]
            .map(|w| w.get(lang).to_string())
            .to_vec(),
        rows: rows.collect(),
        folded: true,
    }
}
