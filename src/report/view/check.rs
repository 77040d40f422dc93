//! One check as reports show it.

use crate::lang::figure::Figure;
use crate::lang::{Lang, Word, facts, word};
use crate::outcome::{CheckResult, Evidence, LocationResult, Outcome};
use crate::report::text::clean;

use super::local;

/// Lines of cells behind a check that holds; more are counted.
const LINES: usize = 8;
/// The same where it does not hold: what is wrong should all be there.
const LINES_AGAINST: usize = 24;

/// One check.
#[derive(Debug, Clone)]
pub struct CheckView {
    /// Identifier, unique in the item.
    pub id: String,
    /// What must hold.
    pub title: String,
    /// 人工判断, 台账计算, 现场抽查.
    pub kind: &'static str,
    /// Its place in the ladder, in words.
    pub tier: &'static str,
    /// The stretch of time it looks at; empty without.
    pub span: String,
    /// The figure; `None` for judged checks and where there is none.
    pub value: Option<Figure>,
    /// What the figure is held against, with its sign: `≥ 100%`; empty without.
    pub threshold: String,
    /// Whether it holds; `None` while unknown.
    pub holds: Option<bool>,
    /// The same in words.
    pub holds_word: &'static str,
    /// The figures in words.
    pub message: String,
    /// The cells behind it, a line per row of a sheet: `file!sheet!D12 = value`, or the file and sheet on a
    /// line before several; capped, with how many there are in all.
    pub cells: Vec<String>,
    /// The first of them, without its value; empty without.
    pub first_cell: String,
}

pub fn view(check: &CheckResult, outcome: &Outcome, lang: Lang) -> CheckView {
    CheckView {
        id: clean(&check.id).into_owned(),
        title: local(&check.titles, lang),
        kind: Word::from(check.kind).get(lang),
        tier: Word::from(check.tier).get(lang),
        span: span(check, lang),
        value: facts::figure(&check.facts, check.value, check.threshold, check.compare),
        threshold: threshold(check),
        holds: check.holds,
        holds_word: word::holds(check.holds).get(lang),
        message: format!("{}{}", message(check, outcome, lang), places(check, lang)),
        first_cell: check.evidence.first().map(place).unwrap_or_default(),
        cells: cells(check, lang),
    }
}

/// Places named at most where a check does not hold.
const PLACES: usize = 8;

/// The places that speak against a check that does not hold: `；不符合处：3号楼（2/5）`; empty without.
fn places(check: &CheckResult, lang: Lang) -> String {
    let against = || check.locations.iter().filter(|l| l.against > 0 && !l.location.is_empty());
    let all = against().count();
    if check.holds != Some(false) || all == 0 {
        return String::new();
    }
    let told = |l: &LocationResult| format!("{} ({}/{})", clean(&l.location), l.against, l.counted);
    let named: Vec<String> = against().take(PLACES).map(told).collect();
    let named = named.join(lang.pick("、", ", "));
    let more = match all > PLACES {
        true => lang.pick(format!(" 等{all}处"), format!(" … {all} places")),
        false => String::new(),
    };
    lang.pick(format!("；不符合处：{named}{more}"), format!("; where not: {named}{more}"))
}

/// The figures in words: as recorded, or made anew in the other language.
pub fn message(check: &CheckResult, outcome: &Outcome, lang: Lang) -> String {
    let recorded = lang == outcome.standard.language && !check.message.trim().is_empty();
    let message = match recorded {
        true => check.message.trim().to_string(),
        false => facts::message(
            &check.facts,
            check.value,
            check.threshold,
            check.compare,
            check.holds,
            lang,
        ),
    };
    clean(&message).into_owned()
}

fn threshold(check: &CheckResult) -> String {
    match check.compare.zip(check.threshold) {
        None => String::new(),
        Some((compare, threshold)) => {
            let figure = Figure::exact(threshold.0, facts::is_share(&check.facts));
            format!("{} {figure}", word::sign(compare))
        }
    }
}

fn span(check: &CheckResult, lang: Lang) -> String {
    let Some(span) = facts::span(&check.facts) else { return String::new() };
    let name = Word::from(span.window).get(lang);
    match span.from.zip(span.to) {
        None => name.to_string(),
        Some((from, to)) => {
            lang.pick(format!("{name}\n{from}至{to}"), format!("{name}\n{from} to {to}"))
        }
    }
}

/// A line: the cells of one row of a sheet.
struct Line<'a> {
    cells: Vec<&'a Evidence>,
}

fn cells(check: &CheckResult, lang: Lang) -> Vec<String> {
    let most = if check.holds == Some(true) { LINES } else { LINES_AGAINST };
    // One more, to see what follows the last.
    let rows = rows(&check.evidence, most + 1);
    let mut lines = Vec::new();
    let (mut shown, mut sheet): (u32, Option<(&str, &str)>) = (0, None);
    let sheet_at = |at: usize| Some(rows.get(at)?.cells.first()?.file_and_sheet());
    for (at, row) in rows.iter().enumerate().take(most) {
        let Some(here) = sheet_at(at) else { continue };
        let values: Vec<String> = row.cells.iter().map(|e| valued(e, lang)).collect();
        let told = values.join(lang.pick("；", "; "));
        if sheet == Some(here) {
            lines.push(told);
        } else if sheet_at(at + 1) == Some(here) {
            lines.push(joined([here.0, here.1]) + lang.pick("：", ":"));
            lines.push(told);
        } else {
            let here = joined([here.0, here.1]);
            let mark = if here.is_empty() { "" } else { "!" };
            lines.push([&here, mark, &told].concat());
        }
        sheet = Some(here);
        shown += row.cells.iter().map(|e| covered(e)).sum::<u32>();
    }
    lines.extend(rest(check, shown, lang));
    lines
}

/// That there are more cells, how many in all, and where they are.
fn rest(check: &CheckResult, shown: u32, lang: Lang) -> Option<String> {
    let listed = check.evidence.iter().map(covered).sum::<u32>();
    // A result made before the total was kept has none.
    let total = check.evidence_total.max(listed);
    (total > shown).then(|| {
        let more = match listed {
            listed if listed == total => {
                lang.pick("其余见 result.json", "the rest in result.json").into()
            }
            listed => lang.pick(
                format!("result.json 列出{listed}个"),
                format!("{listed} of them in result.json"),
            ),
        };
        lang.pick(
            format!("… 共{total}个单元格，此处列出{shown}个，{more}"),
            format!("… {total} cells in all, {shown} shown here, {more}"),
        )
    })
}

/// Neighbouring cells of one row of a sheet together; the first `most` rows.
fn rows(evidence: &[Evidence], most: usize) -> Vec<Line<'_>> {
    let mut rows: Vec<Line<'_>> = Vec::new();
    let line = |e: &Evidence| {
        e.cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse::<u32>().ok()
    };
    for cited in evidence {
        let full = rows.len() == most;
        let last = rows.last_mut().and_then(|row| row.cells.last().copied().map(|e| (row, e)));
        match last {
            Some((row, last))
                if line(cited).is_some()
                    && line(cited) == line(last)
                    && cited.file_and_sheet() == last.file_and_sheet() =>
            {
                row.cells.push(cited);
            }
            _ if full => break,
            _ => rows.push(Line { cells: vec![cited] }),
        }
    }
    rows
}

/// Cells an entry stands for: of a range every one.
fn covered(evidence: &Evidence) -> u32 {
    match evidence.cell.contains(':') {
        true => evidence.value.parse().unwrap_or(1),
        false => 1,
    }
}

fn valued(evidence: &Evidence, lang: Lang) -> String {
    let cell = clean(&evidence.cell);
    match (evidence.cell.contains(':'), evidence.value.trim()) {
        (true, count) => {
            lang.pick(format!("{cell}（{count}行）"), format!("{cell} ({count} rows)"))
        }
        (false, "") => format!("{cell} {}", lang.pick("（空）", "(blank)")),
        (false, value) => [&*cell, " = ", &*clean(value)].concat(),
    }
}

/// `file!sheet!D12`, without the parts that are empty.
pub fn place(evidence: &Evidence) -> String {
    joined([&evidence.file, &evidence.sheet, &evidence.cell])
}

/// Parts of a place, without those that are empty.
fn joined<const PARTS: usize>(parts: [&str; PARTS]) -> String {
    let mut place = String::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !place.is_empty() {
            place.push('!');
        }
        place += &clean(part);
    }
    place
}
