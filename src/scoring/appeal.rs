//! Appeals: an accepted one changes the verdict, with its reason; the totals before it are kept.

use super::ladder::Step;
use super::waiver::{self, other};
use super::{Context, item};
use crate::outcome::totals::Sum;
use crate::outcome::{
    ActionStatus, AppealDecision, AppealRecord, ItemResult, Number, OtherScore, Status,
};

/// Puts every appeal into its item. The totals before accepted ones; `None` where none is accepted.
pub fn apply(context: &Context<'_>, items: &mut [ItemResult]) -> Option<OtherScore> {
    let before = Sum::of(items.iter());
    let mut changed = false;
    for result in items.iter_mut() {
        let Some(appeal) = context.audit.appeals.get(&result.id) else { continue };
        result.appeal = Some(AppealRecord {
            argument: appeal.argument.clone(),
            evidence: appeal.evidence.clone(),
            decision: appeal.decision,
            reason: appeal.reason.clone(),
            decided_by: appeal.decided_by.clone(),
            decided_on: appeal.decided_on,
            before: result.status,
            points_before: result.points,
        });
        let step = appeal.status.and_then(Step::of);
        // The decision always comes after the audit, so its date decides nothing.
        if let (AppealDecision::Accepted, Some(step)) = (appeal.decision, step) {
            changed = true;
            settle(context, result, step);
        }
    }
    changed.then(|| other(&before))
}

/// What an accepted appeal makes of an item: points, and a due date where a finding is left.
fn settle(context: &Context<'_>, result: &mut ItemResult, step: Step) {
    let points = Number::from(step.points(result.max.0));
    result.status = step.status();
    result.points = Some(points);
    result.possible = [points, points];
    let spec = context.standard.item(&result.id);
    let days = spec.and_then(|item| item::days(item, result.status));
    result.due = days.and_then(|days| context.due(days));
    result.action = days.map(|_| ActionStatus::Open);
    result.waiver = match result.status {
        Status::Partial | Status::Fail => waiver::covering(context, &result.id),
        Status::Pass | Status::NotApplicable | Status::NotReviewed => None,
    };
}
