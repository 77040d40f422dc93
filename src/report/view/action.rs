//! One corrective action as reports show it.

use chrono::NaiveDate;

use super::item::{self, ItemView};
use crate::action;
use crate::lang::Lang;
use crate::lang::Word;
use crate::outcome::{ActionRecord, ActionStatus, Outcome};
use crate::report::text::clean;

/// One action.
#[derive(Debug, Clone)]
pub struct ActionView {
    /// Stable identifier.
    pub id: String,
    /// Index into the view's items.
    pub item: usize,
    /// Where; empty where the project as a whole is meant.
    pub place: String,
    /// Whether this audit found it; else it is carried on from an earlier one.
    pub seen: bool,
    /// Date of the audit that found it last.
    pub last_seen: NaiveDate,
    /// Person responsible.
    pub owner: String,
    /// Its status in words.
    pub status: &'static str,
    /// Due date.
    pub due: Option<NaiveDate>,
    /// Due before the view's date, not done and not waived.
    pub overdue: bool,
    /// The remark of those responsible, else the auditor's note.
    pub remark: String,
    /// That it was found more than once or is serious, in words; `None` otherwise.
    pub recurring: Option<String>,
}

/// The actions to be worked on: those of the findings, worst first, then those that earlier audits left
/// open. `findings` are indices into `items`.
pub fn views(
    outcome: &Outcome,
    items: &[ItemView],
    findings: &[usize],
    lang: Lang,
    as_of: NaiveDate,
) -> Vec<ActionView> {
    let fresh;
    let actions = match outcome.actions.is_empty() {
        // A result of an older program.
        true => {
            fresh = action::fresh(outcome);
            &fresh
        }
        false => &outcome.actions,
    };
    let of = |at: usize, seen: bool| {
        let id = outcome.items.get(at).map(|i| i.id.as_str());
        let own = actions.iter().filter(move |a| Some(a.item.as_str()) == id);
        own.filter(move |a| action::is_seen(a, outcome) == seen)
            .filter(move |a| seen || a.status != ActionStatus::Verified)
            .filter_map(move |a| view(a, at, outcome, lang, as_of))
    };
    let found = findings.iter().flat_map(|at| of(*at, true));
    let left = (0..items.len()).flat_map(|at| of(at, false));
    found.chain(left).collect()
}

fn view(
    action: &ActionRecord,
    at: usize,
    outcome: &Outcome,
    lang: Lang,
    as_of: NaiveDate,
) -> Option<ActionView> {
    let item = outcome.items.get(at)?;
    Some(ActionView {
        id: clean(&action.id).into_owned(),
        item: at,
        place: action.location.as_deref().map(|p| clean(p).into_owned()).unwrap_or_default(),
        seen: action::is_seen(action, outcome),
        last_seen: action.last_seen,
        owner: item::owner(&action.owner, item, lang),
        status: Word::from(action.status).get(lang),
        due: action.due,
        overdue: item::overdue(Some(action.status), action.due, item, as_of),
        remark: clean(&action::merge::shown_note(outcome, action)).into_owned(),
        recurring: item::recurring(action, lang),
    })
}
