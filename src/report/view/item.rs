//! One item as reports show it.

use chrono::NaiveDate;

use super::check::CheckView;
use super::{basis, check, finding, local};
use crate::action;
use crate::lang::{Lang, Word};
use crate::outcome::{ActionRecord, ActionStatus, Gravity, ItemResult, Number, Outcome, Status};
use crate::report::text::clean;

/// One item.
#[derive(Debug, Clone)]
pub struct ItemView {
    /// Stable identifier.
    pub id: String,
    /// Number in the standard.
    pub number: u32,
    /// Identifier of the section.
    pub section: String,
    /// The requirement.
    pub title: String,
    /// The scoring rule.
    pub rule: String,
    /// Weight.
    pub max: Number,
    /// Points; `None` where not applicable or not reviewed.
    pub points: Option<Number>,
    /// Points lost; `None` where there are no points.
    pub lost: Option<Number>,
    /// Status.
    pub status: Status,
    /// The same in words.
    pub status_word: &'static str,
    /// Why it has its points, a line per check or remark.
    pub basis: Vec<String>,
    /// The auditor's note; empty without.
    pub note: String,
    /// The remark of those responsible, else the auditor's note.
    pub remark: String,
    /// Id of its action, whether it has one or not; with several a mark that stands for none of them.
    pub action_id: String,
    /// That it was found more than once or is serious, in words; `None` otherwise.
    pub recurring: Option<String>,
    /// Person responsible.
    pub owner: String,
    /// Due date of a finding.
    pub due: Option<NaiveDate>,
    /// Status of the corrective action.
    pub action: Option<ActionStatus>,
    /// The same in words; empty without.
    pub action_word: &'static str,
    /// Due before the view's date, not done and not waived.
    pub overdue: bool,
    /// Failed, and caps the grade.
    pub veto: bool,
    /// Covered by a waiver.
    pub waived: bool,
    /// Scored below its full points.
    pub finding: bool,
    /// What is missing, a line each; empty where it is no finding.
    pub missing: Vec<String>,
    /// What would earn the points, a line each; empty where it is no finding.
    pub earns: Vec<String>,
    /// The remark of the standard and the chapter of the source, a line each.
    pub about: Vec<String>,
    /// Checks in the order of the standard.
    pub checks: Vec<CheckView>,
}

impl ItemView {
    /// The basis on one line.
    pub fn basis_line(&self, lang: Lang) -> String {
        self.basis.join(lang.pick("；", "; "))
    }

    /// `0.5/1`; `–` for the points where there are none.
    pub fn points_of_max(&self) -> String {
        match self.points {
            Some(points) => format!("{points}/{}", self.max),
            None => format!("–/{}", self.max),
        }
    }
}

pub fn view(item: &ItemResult, outcome: &Outcome, lang: Lang, as_of: NaiveDate) -> ItemView {
    let checks: Vec<CheckView> =
        item.checks.iter().map(|c| check::view(c, outcome, lang)).collect();
    let finding = finding::is_finding(item);
    let (missing, earns) = match finding {
        true => (finding::missing(item, &checks, lang), finding::earns(item, &checks, as_of, lang)),
        false => (Vec::new(), Vec::new()),
    };
    ItemView {
        id: clean(&item.id).into_owned(),
        number: item.number,
        section: item.section.clone(),
        title: local(&item.titles, lang),
        rule: local(&item.rule, lang),
        max: item.max,
        points: item.points,
        lost: item.points.and_then(|p| item.max.0.checked_sub(p.0)).map(Number::from),
        status: item.status,
        status_word: Word::from(item.status).get(lang),
        basis: basis::lines(item, &checks, lang),
        note: clean(item.note.trim()).into_owned(),
        remark: clean(&remark(item, outcome)).into_owned(),
        action_id: clean(&action_id(item, outcome)).into_owned(),
        recurring: action::foremost(outcome, item).and_then(|a| recurring(a, lang)),
        owner: owner(&item.owner, item, lang),
        due: item.due,
        action: item.action,
        action_word: item.action.map_or("", |a| Word::from(a).get(lang)),
        overdue: overdue(item.action, item.due, item, as_of),
        veto: item.veto.is_some() && item.status == Status::Fail,
        waived: item.waiver.is_some(),
        finding,
        missing,
        earns,
        about: about(item, lang),
        checks,
    }
}

/// What the standard says beside the rule, and where the item comes from.
fn about(item: &ItemResult, lang: Lang) -> Vec<String> {
    let colon = lang.pick("：", ": ");
    let remark =
        item.remark.as_ref().map(|r| (lang.pick("标准说明", "standard's note"), local(r, lang)));
    let source = item.source.as_ref().map(|s| (lang.pick("出处", "source"), clean(s).into_owned()));
    let lines = remark.into_iter().chain(source).filter(|(_, text)| !text.is_empty());
    lines.map(|(word, text)| format!("{word}{colon}{text}")).collect()
}

/// The one action's id; of several places each has a row of its own on the sheet of actions.
fn action_id(item: &ItemResult, outcome: &Outcome) -> String {
    let whole = action::id(&outcome.project.id, &item.id, None);
    let mut here = action::actions_of(outcome, &item.id).filter(|a| action::is_seen(a, outcome));
    match (here.next(), here.next()) {
        (Some(_), Some(_)) => format!("{} {whole}", action::merge::PLACES),
        (Some(one), None) => one.id.clone(),
        (None, _) => whole,
    }
}

fn remark(item: &ItemResult, outcome: &Outcome) -> String {
    let found = action::foremost(outcome, item);
    match found.or_else(|| action::actions_of(outcome, &item.id).next()) {
        Some(action) => action::merge::shown_note(outcome, action),
        None => item.note.trim().to_string(),
    }
}

/// That an action was found more than once or is serious, in words.
pub(super) fn recurring(action: &ActionRecord, lang: Lang) -> Option<String> {
    let mut words = Vec::new();
    if action.gravity == Gravity::Serious {
        words.push(Word::Serious.get(lang).to_string());
    }
    let times = action.recurrence;
    if times > 1 {
        words.push(lang.pick(format!("连续{times}期"), format!("{times} in a row")));
    }
    if action.reopened > 0 {
        words.push(Word::Reopened.get(lang).to_string());
    }
    (times > 1 || action.reopened > 0).then(|| words.join("\n"))
}

/// The person; where audit.toml names none, the role in the report's language.
pub(super) fn owner(person: &str, item: &ItemResult, lang: Lang) -> String {
    match person == item.role.zh || person == item.role.en {
        true => local(&item.role, lang),
        false => clean(person.trim()).into_owned(),
    }
}

/// Due before `as_of` with nothing done about it; a waived finding is not waited for.
pub(super) fn overdue(
    status: Option<ActionStatus>,
    due: Option<NaiveDate>,
    item: &ItemResult,
    as_of: NaiveDate,
) -> bool {
    let waiting = match status {
        Some(ActionStatus::Open | ActionStatus::InProgress) => true,
        Some(ActionStatus::Done | ActionStatus::Verified) | None => false,
    };
    let waived = item.waiver.as_ref().is_some_and(|w| w.until >= as_of);
    waiting && !waived && due.is_some_and(|due| due < as_of)
}
