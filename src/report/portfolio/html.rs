//! `portfolio.html`: one page that needs nothing else, opened from disk; sorted, searched and printed there.
//!
//! The page is a file of its own beside this one; here is only the data it shows. Every text of the data
//! is put into the page as text by the page's script, and what could end the data's element is escaped.

use serde::Serialize;
use serde_json::{Value, json};

use super::tables::{self, section_titles};
use crate::lang::{Lang, Text};
use crate::outcome::{Number, Status};
use crate::portfolio::{Mark, Portfolio, Project, Rank, State, Totals};
use crate::report::text::clean;
use rust_decimal::Decimal;

const PAGE: &str = include_str!("page.html");

#[derive(Serialize)]
struct Data {
    lang: &'static str,
    about: Vec<[String; 2]>,
    totals: Value,
    distribution: [u32; 20],
    classes: Vec<[String; 2]>,
    sections: Vec<[String; 2]>,
    /// Number, section, titles, id, weight.
    items: Vec<Value>,
    grades: Vec<[String; 2]>,
    owners: Vec<[String; 2]>,
    columns: Vec<String>,
    dimensions: Vec<Value>,
    losses: Vec<Value>,
    byowner: Vec<Value>,
    changes: Option<Vec<Value>>,
    failures: Vec<Value>,
    /// In the order of the ranking.
    projects: Vec<Value>,
}

/// The bytes of the page; it opens in `lang` and switches to the other.
///
/// # Errors
/// Only where serialising itself fails.
pub fn page(portfolio: &Portfolio, lang: Lang) -> serde_json::Result<Vec<u8>> {
    let data = escaped(&serde_json::to_string(&data(portfolio, lang))?);
    let mut out = String::with_capacity(PAGE.len() + data.len());
    let mut rest = PAGE;
    // Each mark is replaced once, in the page alone: what stands in the data is not looked at.
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let mark = after.split_once('%');
        rest = match mark {
            Some(("LANG", tail)) => {
                out.push_str(lang.pick("zh-CN", "en"));
                tail
            }
            Some(("TITLE", tail)) => {
                out.push_str(lang.pick("品质检查总览", "Quality inspection portfolio"));
                tail
            }
            Some(("VERSION", tail)) => {
                out.push_str(env!("CARGO_PKG_VERSION"));
                tail
            }
            Some(("DATA", tail)) => {
                out.push_str(&data);
                tail
            }
            _ => {
                out.push('%');
                after
            }
        };
    }
    out.push_str(rest);
    Ok(out.into_bytes())
}

/// JSON in which no character has a meaning for HTML.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

fn both(text: &Text) -> [String; 2] {
    [clean(&text.zh).into_owned(), clean(&text.en).into_owned()]
}

fn text(text: &str) -> String {
    clean(text).into_owned()
}

fn data(portfolio: &Portfolio, lang: Lang) -> Data {
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| section_titles(portfolio, lang));
    let titles = zh.iter().zip(&en).map(|(zh, en)| [text(zh), text(en)]);
    let mut place = vec![0; portfolio.projects.len()];
    for (at, project) in portfolio.ranking.iter().enumerate() {
        if let Some(slot) = place.get_mut(*project) {
            *slot = at;
        }
    }
    let listed =
        portfolio.ranking.iter().filter_map(|at| Some((*at, portfolio.projects.get(*at)?)));
    let mut actions = vec![Vec::new(); portfolio.projects.len()];
    for action in &portfolio.actions {
        let list = actions.get_mut(action.project);
        // The most urgent of an item stands for it.
        if let Some(list) = list.filter(|l| l.iter().all(|a: &Value| a[0] != action.item)) {
            list.push(json!([action.item, action.owner, state(action.state), action.due]));
        }
    }
    let weights = weights(portfolio);
    Data {
        lang: lang.pick("zh", "en"),
        about: portfolio.classes.iter().map(about).collect(),
        totals: total(&portfolio.totals),
        distribution: portfolio.distribution,
        classes: portfolio.classes.iter().map(|c| both(&c.titles)).collect(),
        sections: titles.collect(),
        items: portfolio
            .items
            .iter()
            .zip(&weights)
            .map(|(i, max)| {
                json!([i.number, i.section, text(&i.titles.zh), text(&i.titles.en), i.id, max])
            })
            .collect(),
        grades: portfolio.grades.iter().map(|g| both(&g.titles)).collect(),
        owners: portfolio.owners.iter().map(both).collect(),
        columns: portfolio.columns.iter().map(|c| text(c)).collect(),
        dimensions: portfolio.dimensions.iter().map(dimension).collect(),
        losses: losses(portfolio),
        byowner: by_owner(portfolio),
        changes: changes(portfolio, &place),
        failures: portfolio.failures.iter().map(failure).collect(),
        projects: listed
            .map(|(at, p)| {
                let actions = actions.get_mut(at).map(std::mem::take).unwrap_or_default();
                project(p, portfolio, &weights, actions)
            })
            .collect(),
    }
}

fn about(class: &crate::portfolio::Class) -> [String; 2] {
    [Lang::Zh, Lang::En].map(|lang| {
        let versions = class.versions.join(", ");
        text(&format!("{} {} {versions}", class.period, class.titles.get(lang)))
    })
}

fn total(totals: &Totals) -> Value {
    json!([totals.projects, totals.complete, totals.mean, totals.open, totals.overdue])
}

fn dimension(dimension: &crate::portfolio::Dimension) -> Value {
    let by = [Lang::Zh, Lang::En].map(|lang| tables::by(&dimension.by, lang));
    let group = |(name, t): &(String, Totals)| {
        json!([text(name), t.projects, t.complete, t.mean, t.lowest, t.highest, t.open, t.overdue])
    };
    json!([by, dimension.groups.iter().map(group).collect::<Vec<_>>()])
}

fn losses(portfolio: &Portfolio) -> Vec<Value> {
    let loss = |l: &crate::portfolio::ItemLoss| {
        let [pass, partial, fail, not_applicable, not_reviewed] = l.counts;
        let figures = [l.share, l.cumulative, l.rate];
        json!([
            l.item,
            l.lost,
            figures[0],
            figures[1],
            figures[2],
            pass,
            partial,
            fail,
            not_applicable,
            not_reviewed
        ])
    };
    portfolio.losses.iter().map(loss).collect()
}

fn by_owner(portfolio: &Portfolio) -> Vec<Value> {
    let row = |o: &crate::portfolio::OwnerActions| {
        json!([o.owner, text(&o.group.join(" / ")), o.open, o.overdue, o.next, o.done])
    };
    portfolio.by_owner.iter().map(row).collect()
}

fn changes(portfolio: &Portfolio, place: &[usize]) -> Option<Vec<Value>> {
    let changes = portfolio.changes.as_ref()?.iter();
    let row = |c: &crate::portfolio::Change| {
        let at = place.get(c.project)?;
        Some(json!([at, c.period, c.before, c.change, c.better, c.worse]))
    };
    Some(changes.filter_map(row).collect())
}

fn failure(failure: &crate::portfolio::FailureRecord) -> Value {
    let reason =
        |r: &crate::portfolio::Reason| [&r.place, &r.message.zh, &r.message.en].map(|t| text(t));
    let reasons: Vec<_> = failure.reasons.iter().map(reason).collect();
    json!([text(&failure.folder), failure.project, failure.period, reasons])
}

fn state(state: State) -> char {
    match state {
        State::Overdue => 'l',
        State::Open => 'o',
        State::InProgress => 'i',
        State::Waived => 'w',
        State::Done => 'd',
    }
}

/// The weight of each item, as the first project that has it says.
fn weights(portfolio: &Portfolio) -> Vec<Number> {
    let mut weights = vec![None; portfolio.items.len()];
    for mark in portfolio.projects.iter().flat_map(|p| &p.items) {
        if let Some(weight) = weights.get_mut(mark.item) {
            weight.get_or_insert(mark.max);
        }
    }
    weights.into_iter().map(|w| w.unwrap_or(Number(Decimal::ONE))).collect()
}

fn project(p: &Project, portfolio: &Portfolio, weights: &[Number], actions: Vec<Value>) -> Value {
    let (rank, best, worst) = match p.rank {
        Rank::At(rank) => (Some(rank), None, None),
        Rank::Between { best, worst } => (None, Some(best), Some(worst)),
        Rank::Nowhere => (None, None, None),
    };
    let mut sections = vec![None; portfolio.sections.len()];
    for mark in &p.sections {
        if let Some(slot) = sections.get_mut(mark.section) {
            *slot = mark.percent;
        }
    }
    let grade = portfolio.grades.iter().position(|g| Some(&g.id) == p.score.grade_id.as_ref());
    let mut marks = vec![b'-'; portfolio.items.len()];
    for mark in &p.items {
        if let Some(slot) = marks.get_mut(mark.item) {
            *slot = letter(mark.status);
        }
    }
    let odd: Vec<_> =
        p.items.iter().filter(|m| is_odd(m, weights)).map(|m| (m.item, m.points)).collect();
    let attributes: Vec<String> = p.attributes.iter().map(|a| text(a)).collect();
    json!([
        p.id,
        tables::name(p),
        text(&p.group.join(" / ")),
        p.period,
        p.as_of,
        p.class,
        rank,
        best,
        worst,
        p.score.percent,
        p.score.low,
        p.score.high,
        grade,
        p.score.points,
        p.score.max,
        p.reviewed(),
        p.applicable(),
        p.open,
        p.overdue,
        p.problems[0],
        attributes,
        sections,
        String::from_utf8_lossy(&marks),
        odd,
        actions,
        p.folder
    ])
}

fn letter(status: Status) -> u8 {
    match status {
        Status::Pass => b'p',
        Status::Partial => b'h',
        Status::Fail => b'f',
        Status::NotApplicable => b'n',
        Status::NotReviewed => b'u',
    }
}

/// Whether the points are other than the status says: the weight, half of it, none.
fn is_odd(mark: &Mark, weights: &[Number]) -> bool {
    let weight = weights.get(mark.item).map_or(Decimal::ONE, |w| w.0);
    let usual = match mark.status {
        Status::Pass => Some(weight),
        Status::Partial => Some(weight / Decimal::TWO),
        Status::Fail => Some(Decimal::ZERO),
        Status::NotApplicable | Status::NotReviewed => None,
    };
    mark.points.map(|p| p.0) != usual
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_the_data_is_markup() {
        let json = serde_json::to_string("</script><!-- & \u{2028} %DATA%").unwrap();
        let escaped = escaped(&json);
        assert!(!escaped.contains(['<', '>', '&', '\u{2028}']), "{escaped}");
        let back: String = serde_json::from_str(&escaped).unwrap();
        assert_eq!(back, "</script><!-- & \u{2028} %DATA%");
    }

    #[test]
    fn every_mark_of_the_page_is_filled() {
        let page = String::from_utf8(page(&Portfolio::default(), Lang::En).unwrap()).unwrap();
        for mark in ["%LANG%", "%TITLE%", "%VERSION%", "%DATA%"] {
            assert_eq!((PAGE.matches(mark).count(), page.matches(mark).count()), (1, 0), "{mark}");
        }
        assert!(page.contains("<html lang=\"en\">"));
        assert!(!page.contains("http:") || page.matches("http:").count() == 1); // the name of SVG
    }
}
