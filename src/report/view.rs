//! One localised view of a result: what every format shows, in one language.

use chrono::NaiveDate;

use crate::diagnostic::Severity;
use crate::lang::{Lang, Text, Word, problem};
use crate::outcome::{
    Number, OtherScore, Outcome, ProblemRecord, SectionScore, SpotCheckRecord, Status,
};

use super::text::clean;

mod action;
mod basis;
mod check;
mod finding;
mod heading;
mod item;

#[cfg(test)]
mod tests;

pub use action::ActionView;
pub use check::CheckView;
pub use heading::{Heading, ScoreView, period};
pub use item::ItemView;

/// The statuses in the order reports count them.
pub const STATUSES: [Status; 5] =
    [Status::Pass, Status::Partial, Status::Fail, Status::NotApplicable, Status::NotReviewed];

/// A result in one language, ready to be laid out.
#[derive(Debug, Clone)]
pub struct View {
    /// The language of every text.
    pub lang: Lang,
    /// The day overdue actions are told by.
    pub as_of: NaiveDate,
    /// Project, period, standard.
    pub heading: Heading,
    /// Totals.
    pub score: ScoreView,
    /// Why the percentage lies outside what is still possible; `None` where it does not.
    pub outside: Option<String>,
    /// Items the standard has switched off, and why.
    pub off: Vec<(String, String)>,
    /// Items per status, in the order of [`STATUSES`].
    pub counts: Vec<StatusCount>,
    /// Sections in order.
    pub sections: Vec<SectionView>,
    /// Items in the order of their numbers.
    pub items: Vec<ItemView>,
    /// Indices into `items` of the findings, worst first.
    pub findings: Vec<usize>,
    /// Actions: of the findings, worst first, then those that earlier audits left open.
    pub actions: Vec<ActionView>,
    /// Spot checks in the order of the checksheet.
    pub spot_checks: Vec<SpotView>,
    /// Problems by file, sheet and cell.
    pub problems: Vec<ProblemView>,
}

/// How many items have a status.
#[derive(Debug, Clone)]
pub struct StatusCount {
    /// The status.
    pub status: Status,
    /// Its word.
    pub word: &'static str,
    /// Items with it.
    pub items: u32,
    /// Their share of all items, in percent, two decimals.
    pub share: Option<Number>,
}

/// A section's totals.
#[derive(Debug, Clone)]
pub struct SectionView {
    /// Identifier.
    pub id: String,
    /// Title.
    pub title: String,
    /// Points of reviewed, applicable items.
    pub points: Number,
    /// Their maximum.
    pub max: Number,
    /// Percentage, 0 to 100.
    pub percent: Option<Number>,
    /// Items per status, in the order of [`STATUSES`].
    pub counts: [u32; 5],
}

/// A spot check.
#[derive(Debug, Clone)]
pub struct SpotView {
    /// Number of the item; `None` where the result has no such item.
    pub number: Option<u32>,
    /// Identifier of the item.
    pub item: String,
    /// What to do.
    pub title: String,
    /// What was looked at.
    pub subject: String,
    /// The day.
    pub date: Option<NaiveDate>,
    /// Whether it passed; `None` where not made.
    pub passed: Option<bool>,
    /// The same in words.
    pub passed_word: &'static str,
    /// Remark.
    pub note: String,
    /// File, sheet and cell of the answer.
    pub place: String,
}

/// A problem found in the inputs.
#[derive(Debug, Clone)]
pub struct ProblemView {
    /// How bad it is.
    pub severity: Severity,
    /// The same in words.
    pub severity_word: &'static str,
    /// Stable code.
    pub code: String,
    /// File.
    pub file: String,
    /// Sheet; empty where the whole file is meant.
    pub sheet: String,
    /// Cell or range; empty where the whole file is meant.
    pub cell: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl View {
    /// The view of `outcome` in `lang`; actions due before `as_of` are overdue.
    pub fn new(outcome: &Outcome, lang: Lang, as_of: NaiveDate) -> View {
        let items: Vec<ItemView> =
            outcome.items.iter().map(|i| item::view(i, outcome, lang, as_of)).collect();
        let findings = finding::worst_first(&items);
        let score = &outcome.score;
        let told = |text: &str| clean(text.trim()).into_owned();
        let counts = STATUSES
            .iter()
            .zip([score.pass, score.partial, score.fail, score.not_applicable, score.not_reviewed])
            .map(|(status, items)| StatusCount {
                status: *status,
                word: Word::from(*status).get(lang),
                items,
                share: heading::percent_of(items, score.items),
            })
            .collect();
        View {
            lang,
            as_of,
            heading: heading::heading(outcome, lang),
            score: heading::score(outcome, lang),
            outside: heading::outside(outcome, lang),
            off: outcome.standard.off.iter().map(|o| (told(&o.item), told(&o.reason))).collect(),
            counts,
            sections: outcome.sections.iter().map(|s| section(s, lang)).collect(),
            actions: action::views(outcome, &items, &findings, lang, as_of),
            findings,
            items,
            spot_checks: outcome.spot_checks.iter().map(|s| spot(s, outcome, lang)).collect(),
            problems: outcome.problems.iter().map(|p| problem(p, outcome, lang)).collect(),
        }
    }

    /// The findings, worst first.
    pub fn findings(&self) -> impl Iterator<Item = &ItemView> {
        self.findings.iter().filter_map(|i| self.items.get(*i))
    }

    /// The items of a section, in order.
    pub fn items_of<'a>(&'a self, section: &'a SectionView) -> impl Iterator<Item = &'a ItemView> {
        self.items.iter().filter(|i| i.section == section.id)
    }

    /// Problems of a severity.
    pub fn problems_of(&self, severity: Severity) -> usize {
        self.problems.iter().filter(|p| p.severity == severity).count()
    }

    /// `43.75% – 56.25%`; one figure where both are the same.
    pub fn range(&self) -> String {
        match self.score.low.zip(self.score.high) {
            None => "–".to_string(),
            Some((low, high)) if low == high => format!("{low}%"),
            Some((low, high)) => format!("{low}% – {high}%"),
        }
    }

    /// That items are left to review; `None` where none is.
    pub fn left_open(&self) -> Option<String> {
        let open = self.score.applicable.saturating_sub(self.score.reviewed);
        let range = self.range();
        (open > 0).then(|| {
            self.lang.pick(
                format!("有{open}项未检查：全部检查后得分率在 {range} 之间"),
                format!("{open} not reviewed: the percentage ends within {range} once all are"),
            )
        })
    }

    /// What a reader of the percentage must know: that items are left to review, and what that may change.
    pub fn caveats(&self) -> impl Iterator<Item = String> {
        self.left_open().into_iter().chain(self.outside.clone())
    }

    /// That something could not be read, so that the figures rest on less than was handed in; `None`
    /// where all was read.
    pub fn unread(&self) -> Option<String> {
        let errors = self.problems_of(Severity::Error);
        let files: std::collections::BTreeSet<&str> = self
            .problems
            .iter()
            .filter(|p| p.severity == Severity::Error)
            .map(|p| p.file.as_str())
            .collect();
        let files = files.len();
        (errors > 0).then(|| {
            self.lang.pick(
                format!("{files} 个文件读取有误（{errors} 处）：得分未计入读不出的内容"),
                format!("not read without errors: files {files}, places {errors}; the score leaves out what could not be read"),
            )
        })
    }

    /// The other figures of the same audit: without waived findings, and before accepted appeals.
    pub fn other_scores(&self) -> Vec<String> {
        let told = |score: &OtherScore| {
            let percent = score.percent.map_or_else(|| "–".to_string(), |p| format!("{p}%"));
            format!("{percent} ({}/{})", score.points, score.max)
        };
        let without = self.score.with_waivers.as_ref().map(|score| {
            let figure = told(score);
            self.lang.pick(
                format!("不计已豁免的不符合项：{figure}"),
                format!("Without waived findings: {figure}"),
            )
        });
        let before = self.score.before_appeals.as_ref().map(|score| {
            let figure = told(score);
            self.lang.pick(format!("申诉前：{figure}"), format!("Before appeals: {figure}"))
        });
        without.into_iter().chain(before).collect()
    }

    /// The word in the view's language.
    pub fn word(&self, word: Word) -> &'static str {
        word.get(self.lang)
    }
}

/// A text of the result in `lang`, without characters no format may carry.
fn local(text: &Text, lang: Lang) -> String {
    clean(text.get(lang).trim()).into_owned()
}

fn section(section: &SectionScore, lang: Lang) -> SectionView {
    SectionView {
        id: section.id.clone(),
        title: local(&section.titles, lang),
        points: section.points,
        max: section.max,
        percent: section.percent,
        counts: [
            section.pass,
            section.partial,
            section.fail,
            section.not_applicable,
            section.not_reviewed,
        ],
    }
}

fn spot(spot: &SpotCheckRecord, outcome: &Outcome, lang: Lang) -> SpotView {
    let word = match spot.passed {
        Some(true) => Word::SamplePassed,
        Some(false) => Word::SampleFailed,
        None => Word::SampleOpen,
    };
    SpotView {
        number: outcome.items.iter().find(|i| i.id == spot.item).map(|i| i.number),
        item: clean(&spot.item).into_owned(),
        title: local(&spot.titles, lang),
        subject: clean(&spot.subject).into_owned(),
        date: spot.date,
        passed: spot.passed,
        passed_word: word.get(lang),
        note: clean(spot.note.trim()).into_owned(),
        place: check::place(&spot.evidence),
    }
}

fn problem(record: &ProblemRecord, outcome: &Outcome, lang: Lang) -> ProblemView {
    let told = match lang == outcome.standard.language {
        true => record.message.clone(),
        false => problem::message(&record.data, lang),
    };
    // A problem never goes unsaid: in the other language rather than not at all.
    let message = if told.trim().is_empty() { &record.message } else { &told };
    ProblemView {
        severity: record.severity,
        severity_word: Word::from(record.severity).get(lang),
        code: clean(&record.code).into_owned(),
        file: clean(&record.file).into_owned(),
        sheet: clean(record.sheet.as_deref().unwrap_or_default()).into_owned(),
        cell: match (&record.cell, record.line) {
            (Some(cell), _) => clean(cell).into_owned(),
            (None, Some(line)) => lang.pick(format!("第{line}行"), format!("line {line}")),
            (None, None) => String::new(),
        },
        message: clean(message.trim()).into_owned(),
    }
}
