//! Waivers: which finding each covers at the date of the audit, and the totals without those.

use super::Context;
use crate::audit::manifest::Waiver;
use crate::diagnostic::{Problem, ProblemKind};
use crate::outcome::totals::Sum;
use crate::outcome::{ItemResult, OtherScore, WaiverEntry, WaiverRecord, WaiverState};

/// The waiver that covers an item at the date of the audit; its last day is included.
pub fn covering(context: &Context<'_>, item: &str) -> Option<WaiverRecord> {
    let in_force = |w: &&Waiver| {
        let day = context.audit.as_of;
        w.from.is_none_or(|f| f <= day) && day <= w.until
    };
    let found = context.audit.waivers.iter().filter(in_force).find(|w| w.item == item)?;
    Some(WaiverRecord {
        reason: found.reason.clone(),
        approved_by: found.approved_by.clone(),
        from: found.from,
        until: found.until,
    })
}

/// Every waiver with what it does; those that cover nothing are reported.
pub fn entries(
    context: &Context<'_>,
    items: &[ItemResult],
    problems: &mut Vec<Problem>,
) -> Vec<WaiverEntry> {
    let mut out = Vec::new();
    for waiver in &context.audit.waivers {
        let (day, item) = (context.audit.as_of, waiver.item.clone());
        let used = items.iter().any(|i| i.id == item && i.waiver.is_some());
        let (state, problem) = match waiver.from.filter(|from| *from > day) {
            _ if waiver.until < day => {
                let until = waiver.until.to_string();
                (WaiverState::Expired, Some(ProblemKind::WaiverExpired { item, until }))
            }
            Some(from) => {
                let from = from.to_string();
                (WaiverState::NotYet, Some(ProblemKind::WaiverNotYet { item, from }))
            }
            None if used => (WaiverState::Active, None),
            None => (WaiverState::Unused, Some(ProblemKind::WaiverUnused { item })),
        };
        problems.extend(problem.map(|kind| Problem::warning(kind, waiver.place.clone())));
        let file = waiver.place.file().rsplit(['/', '\\']).next().unwrap_or_default();
        out.push(WaiverEntry {
            item: waiver.item.clone(),
            reason: waiver.reason.clone(),
            approved_by: waiver.approved_by.clone(),
            from: waiver.from,
            until: waiver.until,
            file: file.to_string(),
            state,
        });
    }
    out
}

/// The totals without the findings that are waived: they leave the maximum. `None` where none is.
pub fn other_score(items: &[ItemResult]) -> Option<OtherScore> {
    let waived = items.iter().any(|i| i.waiver.is_some());
    waived.then(|| other(&Sum::of(items.iter().filter(|i| i.waiver.is_none()))))
}

/// Totals as another view of an audit has them.
pub fn other(sum: &Sum) -> OtherScore {
    OtherScore { points: sum.points.into(), max: sum.max.into(), percent: sum.percent() }
}
