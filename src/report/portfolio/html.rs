//! `portfolio.html`: one page that needs nothing else, opened from disk; sorted, searched and printed there.
//!
//! The page, its style and its script are files of their own beside this one; here is only the data it shows. Every text of the data
//! is put into the page as text by the page's script, and what could end the data's element is escaped.

use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::tables::{self, section_titles};
use crate::lang::{Lang, Text};
use crate::portfolio::{Of, Portfolio, Project, Rank, State, Totals, at};
use crate::report::text::clean;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

#[derive(Serialize)]
struct Data<'a> {
    lang: &'static str,
    about: Vec<[String; 2]>,
    totals: Value,
    distribution: [u32; 20],
    classes: Vec<[String; 2]>,
    sections: Vec<[String; 2]>,
    /// Number, section, titles, id, weight.
    items: Vec<Value>,
    strays: Vec<String>,
    grades: Vec<[String; 2]>,
    owners: Each<'a>,
    columns: Vec<String>,
    dimensions: Vec<Value>,
    losses: Vec<Value>,
    byowner: Each<'a>,
    changes: Option<Each<'a>>,
    /// Projects of the period before that are not here: id and name.
    gone: Each<'a>,
    failures: Each<'a>,
    /// In the order of the ranking.
    projects: Each<'a>,
}

type Values<'a> = Box<dyn Iterator<Item = Value> + 'a>;

/// A list whose values are made while it is written: none of many projects is held in memory.
struct Each<'a>(Box<dyn Fn() -> Values<'a> + 'a>);

impl<'a> Each<'a> {
    fn of<I: Iterator<Item = Value> + 'a>(values: impl Fn() -> I + 'a) -> Each<'a> {
        Each(Box::new(move || Box::new(values())))
    }
}

impl Serialize for Each<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// Writes the page; it opens in `lang` and switches to the other.
///
/// # Errors
/// From `out`.
pub fn page(portfolio: &Portfolio, lang: Lang, mut out: impl Write) -> serde_json::Result<()> {
    let mut rest = PAGE;
    // Each mark is replaced once, in the page alone: what stands in the data is not looked at.
    while let Some((before, after)) = rest.split_once('%') {
        out.write_all(before.as_bytes()).map_err(serde_json::Error::io)?;
        let (text, tail) = match after.split_once('%') {
            Some(("LANG", tail)) => (lang.pick("zh-CN", "en"), tail),
            Some(("TITLE", tail)) => {
                (lang.pick("品质检查总览", "Quality inspection portfolio"), tail)
            }
            Some(("STYLE", tail)) => (STYLE, tail),
            Some(("SCRIPT", tail)) => (SCRIPT, tail),
            Some(("VERSION", tail)) => (env!("CARGO_PKG_VERSION"), tail),
            Some(("DATA", tail)) => {
                serde_json::to_writer(Escaping(&mut out), &data(portfolio, lang))?;
                ("", tail)
            }
            _ => ("%", after),
        };
        out.write_all(text.as_bytes()).map_err(serde_json::Error::io)?;
        rest = tail;
    }
    out.write_all(rest.as_bytes()).map_err(serde_json::Error::io)
}

/// JSON in which no character has a meaning for HTML, or for a script beside it.
struct Escaping<W>(W);

impl<W: Write> Write for Escaping<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        // U+2028 and U+2029 only matter to scripts, and the data is parsed as JSON: ASCII is enough.
        while let Some(place) = rest.iter().position(|b| matches!(b, b'<' | b'>' | b'&')) {
            let (before, from) = rest.split_at(place);
            self.0.write_all(before)?;
            if let Some((byte, after)) = from.split_first() {
                write!(self.0, "\\u{byte:04x}")?;
                rest = after;
            }
        }
        self.0.write_all(rest)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn both(text: &Text) -> [String; 2] {
    [clean(&text.zh).into_owned(), clean(&text.en).into_owned()]
}

fn text(text: &str) -> String {
    clean(text).into_owned()
}

fn data(portfolio: &Portfolio, lang: Lang) -> Data<'_> {
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| section_titles(portfolio, lang));
    let titles = zh.iter().zip(&en).map(|(zh, en)| [text(zh), text(en)]);
    let items = portfolio.items.iter().map(|i| {
        json!([i.number, i.section, text(&i.titles.zh), text(&i.titles.en), i.id, i.weight])
    });
    Data {
        lang: lang.pick("zh", "en"),
        about: portfolio.classes.iter().map(about).collect(),
        totals: total(&portfolio.totals),
        distribution: portfolio.distribution,
        classes: portfolio.classes.iter().map(|c| both(&c.titles)).collect(),
        sections: titles.collect(),
        items: items.collect(),
        strays: portfolio.strays.iter().map(|id| text(id)).collect(),
        grades: portfolio.grades.iter().map(|g| both(&g.titles)).collect(),
        owners: Each::of(|| portfolio.owners.iter().map(|o| json!(both(o)))),
        columns: portfolio.columns.iter().map(|c| text(c)).collect(),
        dimensions: portfolio.dimensions.iter().map(dimension).collect(),
        losses: losses(portfolio),
        byowner: Each::of(|| portfolio.by_owner.iter().map(owner)),
        changes: portfolio.compared.then(|| changes(portfolio)),
        gone: Each::of(|| portfolio.gone.iter().map(|(id, name)| json!([text(id), text(name)]))),
        failures: Each::of(|| portfolio.failures.iter().map(failure)),
        projects: projects(portfolio),
    }
}

/// The projects in the order of the ranking, each with its actions.
fn projects(portfolio: &Portfolio) -> Each<'_> {
    Each::of(move || {
        portfolio.ranking.iter().filter_map(move |place| {
            let actions = portfolio.details(*place)?.actions;
            Some(row(&portfolio.project(*place)?, portfolio, &actions))
        })
    })
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

fn owner(o: &crate::portfolio::OwnerActions) -> Value {
    json!([o.owner, text(&o.group.join(" / ")), o.open, o.overdue, o.next, o.done])
}

/// By project; the first figure is its place in the ranking.
fn changes(portfolio: &Portfolio) -> Each<'_> {
    Each::of(move || {
        let mut places = vec![0_u32; portfolio.count()];
        for (place, project) in (0..).zip(&portfolio.ranking) {
            let slot = usize::try_from(*project).ok().and_then(|p| places.get_mut(p));
            if let Some(slot) = slot {
                *slot = place;
            }
        }
        portfolio.changes().filter_map(move |(project, _, c)| {
            let place = at(&places, project)?;
            Some(json!([place, c.period, c.before, c.change, c.better, c.worse]))
        })
    })
}

fn failure(failure: &crate::portfolio::FailureRecord) -> Value {
    let reason =
        |r: &crate::portfolio::Reason| [&r.place, &r.message.zh, &r.message.en].map(|t| text(t));
    let reasons: Vec<_> = failure.reasons.iter().map(reason).collect();
    json!([
        text(&failure.folder),
        failure.project,
        failure.period,
        reasons,
        u8::from(failure.is_gap())
    ])
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

fn row(p: &Project, portfolio: &Portfolio, actions: &[crate::portfolio::Action]) -> Value {
    let (rank, best, worst) = match p.rank {
        Rank::At(rank) => (Some(rank), None, None),
        Rank::Between { best, worst } => (None, Some(best), Some(worst)),
        Rank::Nowhere => (None, None, None),
    };
    let attributes: Vec<String> = p.attributes.iter().map(|a| text(a)).collect();
    let action = |a: &crate::portfolio::Action| {
        // Items the standard no longer has are counted on from -1 downwards.
        let item = match a.of {
            Of::Item(item) => i64::from(item),
            Of::Stray(stray) => -1 - i64::from(stray),
        };
        let place = a.place.as_deref().map(text);
        json!([item, a.owner, state(a.state), a.due, place])
    };
    json!([
        p.id,
        tables::name(p),
        text(&portfolio.group(p).join(" / ")),
        portfolio.period(p),
        p.as_of,
        p.class,
        rank,
        best,
        worst,
        p.score.percent,
        p.score.low,
        p.score.high,
        p.score.grade,
        p.score.points,
        p.score.max,
        p.reviewed(),
        p.applicable(),
        p.open,
        p.overdue,
        p.problems[0],
        attributes,
        portfolio.percents(p).collect::<Vec<_>>(),
        p.marks,
        p.odd,
        actions.iter().map(action).collect::<Vec<_>>(),
        p.folder
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_the_data_is_markup() {
        let evil = "</script><!-- & \u{2028} %DATA%";
        let mut escaped = Vec::new();
        serde_json::to_writer(Escaping(&mut escaped), evil).unwrap();
        let escaped = String::from_utf8(escaped).unwrap();
        assert!(!escaped.contains(['<', '>', '&']), "{escaped}");
        let back: String = serde_json::from_str(&escaped).unwrap();
        assert_eq!(back, evil);
    }

    #[test]
    fn every_mark_of_the_page_is_filled() {
        let mut bytes = Vec::new();
        page(&Portfolio::default(), Lang::En, &mut bytes).unwrap();
        let page = String::from_utf8(bytes).unwrap();
        for mark in ["%LANG%", "%TITLE%", "%STYLE%", "%SCRIPT%", "%VERSION%", "%DATA%"] {
            assert_eq!((PAGE.matches(mark).count(), page.matches(mark).count()), (1, 0), "{mark}");
        }
        assert!(page.contains("<html lang=\"en\">"));
        assert!(!page.contains("http:") || page.matches("http:").count() == 1); // the name of SVG
    }
}
