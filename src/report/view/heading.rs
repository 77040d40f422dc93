//! What a report says about itself and its totals.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::local;
use crate::lang::{Lang, Word};
use crate::outcome::{ItemResult, Number, OtherScore, Outcome, Status};
use crate::report::text::clean;

/// Project, period, standard.
#[derive(Debug, Clone)]
pub struct Heading {
    /// 品质检查报告.
    pub title: &'static str,
    /// Name of the project.
    pub project: String,
    /// Its identifier.
    pub project_id: String,
    /// Its groups, largest first; empty without.
    pub group: String,
    /// Number of households.
    pub households: Option<u32>,
    /// 2025年第4季度.
    pub period: String,
    /// `2025Q4`.
    pub period_code: String,
    /// The date of the audit.
    pub date: NaiveDate,
    /// Who inspected.
    pub auditor: Option<String>,
    /// Title of the standard.
    pub standard: String,
    /// Its version.
    pub version: String,
    /// Its version with the first twelve digits of the hash of its file.
    pub version_and_hash: String,
    /// Program and version.
    pub tool: String,
}

/// Totals of the audit.
#[derive(Debug, Clone)]
pub struct ScoreView {
    /// Points of reviewed, applicable items.
    pub points: Number,
    /// Their maximum.
    pub max: Number,
    /// Percentage, 0 to 100, two decimals.
    pub percent: Option<Number>,
    /// The lowest percentage possible once everything is reviewed.
    pub low: Option<Number>,
    /// The highest.
    pub high: Option<Number>,
    /// Title of the grade, or that there is none.
    pub grade: String,
    /// The failed items that cap the grade; `None` without.
    pub veto: Option<String>,
    /// Items of the standard.
    pub items: u32,
    /// Items that apply.
    pub applicable: u32,
    /// Items that apply and are reviewed.
    pub reviewed: u32,
    /// Totals without waived findings; `None` where none is waived.
    pub with_waivers: Option<OtherScore>,
    /// Totals before accepted appeals; `None` without one.
    pub before_appeals: Option<OtherScore>,
    /// `reviewed / applicable` in percent, rounded down: 100 only when every item is.
    pub completeness: Option<Number>,
}

pub fn heading(outcome: &Outcome, lang: Lang) -> Heading {
    let project = &outcome.project;
    Heading {
        title: Word::ReportTitle.get(lang),
        project: clean(project.name.trim()).into_owned(),
        project_id: clean(&project.id).into_owned(),
        group: clean(&project.group).replace('/', " / "),
        households: project.households,
        period: period(&outcome.period, lang),
        period_code: clean(&outcome.period).into_owned(),
        date: outcome.as_of,
        auditor: outcome.auditor.as_deref().map(|a| clean(a.trim()).into_owned()),
        standard: local(&outcome.standard.titles, lang),
        version: clean(&outcome.standard.version).into_owned(),
        version_and_hash: version_and_hash(outcome),
        tool: clean(&format!("{} {}", outcome.tool.name, outcome.tool.version)).into_owned(),
    }
}

fn version_and_hash(outcome: &Outcome) -> String {
    let standard = &outcome.standard;
    let version = clean(standard.version.trim()).into_owned();
    match standard.sha256.get(..12) {
        Some(digits) => format!("{version} (sha256 {})", clean(digits)),
        None => version,
    }
}

/// Why the percentage lies outside the range still possible: items left to review that cannot be full, or
/// cannot be without points.
pub fn outside(outcome: &Outcome, lang: Lang) -> Option<String> {
    let score = &outcome.score;
    let (percent, low, high) = (score.percent?.0, score.low?.0, score.high?.0);
    let open = outcome.items.iter().filter(|i| i.status == Status::NotReviewed);
    let told = |bound: fn(&ItemResult) -> Option<Number>| -> String {
        let items = open.clone().filter_map(|i| {
            let bound = bound(i)?;
            Some(format!("{} {bound}/{}", clean(&i.id), i.max))
        });
        items.collect::<Vec<_>>().join(lang.pick("、", ", "))
    };
    if percent > high {
        let items = told(|i| i.possible.get(1).copied().filter(|most| most.0 < i.max.0));
        return Some(lang.pick(
            format!("得分率 {percent}% 高于可能范围：未检查项已不能得满分（{items}），检查后得分率会下降"),
            format!("{percent}% is above the range: what is not reviewed can no longer be full ({items})"),
        ));
    }
    (percent < low).then(|| {
        let items = told(|i| i.possible.first().copied().filter(|least| !least.0.is_zero()));
        lang.pick(
            format!(
                "得分率 {percent}% 低于可能范围：未检查项至少得（{items}），检查后得分率会上升"
            ),
            format!(
                "{percent}% is below the range: what is not reviewed has points for sure ({items})"
            ),
        )
    })
}

pub fn score(outcome: &Outcome, lang: Lang) -> ScoreView {
    let score = &outcome.score;
    let applicable = score.items.saturating_sub(score.not_applicable);
    let reviewed = applicable.saturating_sub(score.not_reviewed);
    let grade = match &score.grade_id {
        Some(id) => grade(outcome, id, lang).or_else(|| score.grade.clone()),
        None => score.grade.clone(),
    }
    .map(|g| clean(&g).into_owned());
    ScoreView {
        points: score.points,
        max: score.max,
        percent: score.percent,
        low: score.low,
        high: score.high,
        grade: grade.unwrap_or_else(|| Word::NoGrade.get(lang).to_string()),
        veto: veto(outcome, lang),
        items: score.items,
        applicable,
        reviewed,
        with_waivers: score.with_waivers.clone(),
        before_appeals: score.before_appeals.clone(),
        completeness: Decimal::from(reviewed)
            .checked_div(Decimal::from(applicable))
            .map(|share| Number::from((share * Decimal::ONE_HUNDRED).trunc_with_scale(2))),
    }
}

/// `part / whole` in percent, half up to two decimals; `None` of nothing.
pub fn percent_of(part: u32, whole: u32) -> Option<Number> {
    Decimal::from(part)
        .checked_div(Decimal::from(whole))
        .map(|share| Number::rounded(share * Decimal::ONE_HUNDRED, 2))
}

fn grade(outcome: &Outcome, id: &str, lang: Lang) -> Option<String> {
    outcome.grades.iter().find(|g| g.id == id).map(|g| local(&g.titles, lang))
}

fn veto(outcome: &Outcome, lang: Lang) -> Option<String> {
    let veto = outcome.score.veto.as_ref()?;
    let numbers: Vec<String> = veto
        .items
        .iter()
        .map(|id| match outcome.items.iter().find(|i| i.id == *id) {
            Some(item) => item.number.to_string(),
            None => clean(id).into_owned(),
        })
        .collect();
    let without =
        grade(outcome, &veto.without, lang).unwrap_or_else(|| clean(&veto.without).into_owned());
    let list = numbers.join(lang.pick("、", ", "));
    Some(lang.pick(
        format!("否决项不符合（第{list}项），等级受限；仅按得分率为“{without}”"),
        format!("Grade capped by failed veto items (no. {list}); “{without}” by percentage alone"),
    ))
}

/// A period in words: `2025Q4` is 2025年第4季度. What is no period stays as it is.
pub fn period(period: &str, lang: Lang) -> String {
    let named = match (period.get(..4), period.get(4..)) {
        (Some(year), Some(rest)) if year.bytes().all(|b| b.is_ascii_digit()) => match rest {
            "" => Some(lang.pick(format!("{year}年"), year.to_string())),
            "-H1" | "H1" => Some(lang.pick(format!("{year}年上半年"), format!("{year} H1"))),
            "-H2" | "H2" => Some(lang.pick(format!("{year}年下半年"), format!("{year} H2"))),
            rest => quarter(year, rest, lang).or_else(|| month(year, rest, lang)),
        },
        _ => None,
    };
    named.unwrap_or_else(|| clean(period).into_owned())
}

fn quarter(year: &str, rest: &str, lang: Lang) -> Option<String> {
    let n = rest.trim_start_matches('-').strip_prefix('Q')?;
    matches!(n, "1" | "2" | "3" | "4")
        .then(|| lang.pick(format!("{year}年第{n}季度"), format!("{year} Q{n}")))
}

fn month(year: &str, rest: &str, lang: Lang) -> Option<String> {
    let n: u32 = rest.strip_prefix('-')?.parse().ok()?;
    (1..=12).contains(&n).then(|| lang.pick(format!("{year}年{n}月"), format!("{year}-{n:02}")))
}
