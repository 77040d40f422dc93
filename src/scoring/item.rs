//! One item: its checks, the ladder, the auditor's verdict, and what follows from them.

use rust_decimal::Decimal;

use super::ladder::{Needs, Step, climb};
use super::truth::Truth;
use super::{Context, Evaluated, measure, sampled, waiver};
use crate::audit::checksheet::Verdict;
use crate::diagnostic::{Problem, ProblemKind};
use crate::lang::facts::message;
use crate::outcome::{
    ActionStatus, CheckResult, Facts, ItemResult, Kind, Ladder, NotApplicableRecord, Number,
    SpotCheckRecord, Status, VerdictRecord,
};
use crate::standard::{Check, CheckKind, Item, NotApplicable, Tier};

/// Scores one item and reports where verdict and evidence disagree.
pub fn score(context: &Context<'_>, item: &Item, problems: &mut Vec<Problem>) -> ItemResult {
    let verdict = context.checksheet.verdicts.get(&item.id);
    let evaluated: Vec<Evaluated> =
        item.checks.iter().map(|check| evaluate(context, item, check, verdict)).collect();
    let truths: Vec<(Tier, Truth)> =
        item.checks.iter().zip(&evaluated).map(|(c, e)| (c.tier, e.truth)).collect();
    let computed = steps(item, &truths, &evaluated);
    let declared = context.audit.not_applicable.get(&item.id);
    let settled = match declared {
        Some(_) => not_applicable(item),
        None => {
            let open = evaluated.iter().all(|e| e.facts == Facts::Unanswered);
            settle(item, computed, verdict.filter(|v| v.status.is_some()), open, problems)
        }
    };
    if let (Some(_), Some(verdict)) = (declared, verdict.filter(|v| v.status.is_some())) {
        let kind = ProblemKind::NotApplicableAnswered { item: item.id.clone() };
        problems.push(Problem::warning(kind, verdict.evidence.place()));
    }
    let checks = item
        .checks
        .iter()
        .zip(evaluated)
        .map(|(check, evaluated)| check_result(context, check, evaluated))
        .collect();
    result(context, item, settled, checks, computed, verdict)
}

/// What an item's status comes to.
#[derive(Debug, Clone, Copy)]
struct Settled {
    status: Status,
    points: Option<Decimal>,
    possible: (Decimal, Decimal),
    overridden: bool,
}

impl Settled {
    fn at(item: &Item, step: Step, overridden: bool) -> Self {
        let points = step.points(item.weight);
        Settled {
            status: step.status(),
            points: Some(points),
            possible: (points, points),
            overridden,
        }
    }
}

fn evaluate(
    context: &Context<'_>,
    item: &Item,
    check: &Check,
    verdict: Option<&Verdict>,
) -> Evaluated {
    match &check.kind {
        CheckKind::Measured(measured) => measure::evaluate(context, item, check, measured),
        CheckKind::Sampled(sampled) => sampled::evaluate(context, item, sampled),
        CheckKind::Judged if check.tier == Tier::Overall => overall(verdict),
        CheckKind::Judged => judged(context, item, check),
    }
}

/// One judgement of the whole item: the auditor's verdict is the check.
fn overall(verdict: Option<&Verdict>) -> Evaluated {
    match verdict.and_then(|v| Some((v, v.status?))) {
        Some((verdict, status)) => Evaluated {
            truth: (status == Status::Pass).into(),
            evidence: vec![verdict.evidence.clone()].into(),
            ..Evaluated::unknown(Facts::Judgement { status })
        },
        None => Evaluated::unknown(Facts::Unanswered),
    }
}

fn judged(context: &Context<'_>, item: &Item, check: &Check) -> Evaluated {
    let answer = context.checksheet.answers.get(&(item.id.clone(), check.id.clone()));
    match answer.and_then(|a| Some((a, a.yes?))) {
        Some((answer, yes)) => Evaluated {
            truth: yes.into(),
            evidence: vec![answer.evidence.clone()].into(),
            ..Evaluated::unknown(Facts::Answered { yes })
        },
        None => Evaluated::unknown(Facts::Unanswered),
    }
}

/// The lowest and highest step the checks leave open.
fn steps(item: &Item, truths: &[(Tier, Truth)], evaluated: &[Evaluated]) -> (Step, Step) {
    if let [(Tier::Overall, _)] = truths {
        let judged = evaluated.first().and_then(|e| match e.facts {
            Facts::Judgement { status } => Step::of(status),
            _ => None,
        });
        return judged.map_or((Step::None, Step::Full), |step| (step, step));
    }
    climb(truths, Needs { half: item.half, full: item.full })
}

fn not_applicable(item: &Item) -> Settled {
    match item.not_applicable {
        NotApplicable::Fail => Settled::at(item, Step::None, false),
        NotApplicable::Exclude | NotApplicable::Zero | NotApplicable::Forbid => Settled {
            status: Status::NotApplicable,
            points: None,
            possible: (Decimal::ZERO, Decimal::ZERO),
            overridden: false,
        },
    }
}

/// Sets the auditor's overall verdict against what the evidence computes: the evidence counts, unless the
/// auditor gives a written reason. Where every check is the auditor's to answer and none is answered
/// (`open`), the overall verdict answers them together.
fn settle(
    item: &Item,
    (low, high): (Step, Step),
    verdict: Option<&Verdict>,
    open: bool,
    problems: &mut Vec<Problem>,
) -> Settled {
    let own = if low == high {
        Settled::at(item, low, false)
    } else {
        Settled {
            status: Status::NotReviewed,
            points: None,
            possible: (low.points(item.weight), high.points(item.weight)),
            overridden: false,
        }
    };
    let is_overall = item.checks.iter().any(|c| c.tier == Tier::Overall);
    let Some((verdict, step)) = verdict
        .filter(|_| !is_overall)
        .and_then(|v| Some((v, Step::of(v.status?)?)))
        .filter(|(_, step)| low != high || *step != low)
    else {
        return own;
    };
    if open && item.checks.iter().all(|c| matches!(c.kind, CheckKind::Judged)) {
        return Settled::at(item, step, false);
    }
    let name = |status: Status| status.key().to_string();
    let (item_id, given, computed) = (item.id.clone(), name(step.status()), name(own.status));
    let at = verdict.evidence.place();
    match &verdict.reason {
        Some(reason) => {
            let kind = ProblemKind::VerdictOverridesEvidence {
                item: item_id,
                verdict: given,
                computed,
                reason: reason.clone(),
            };
            problems.push(Problem::info(kind, at));
            Settled::at(item, step, true)
        }
        None if low == high => {
            let kind =
                ProblemKind::VerdictContradictsEvidence { item: item_id, verdict: given, computed };
            problems.push(Problem::warning(kind, at));
            own
        }
        None => {
            let kind = ProblemKind::VerdictWithoutEvidence { item: item_id, verdict: given };
            problems.push(Problem::warning(kind, at));
            own
        }
    }
}

fn check_result(context: &Context<'_>, check: &Check, evaluated: Evaluated) -> CheckResult {
    let threshold = match &check.kind {
        CheckKind::Judged => None,
        CheckKind::Measured(measured) => Some(measured.threshold),
        CheckKind::Sampled(sampled) => Some(sampled.threshold),
    };
    let mut result = CheckResult {
        id: check.id.clone(),
        kind: match check.kind {
            CheckKind::Judged => Kind::Judged,
            CheckKind::Measured(_) => Kind::Measured,
            CheckKind::Sampled(_) => Kind::Sampled,
        },
        tier: check.tier,
        holds: evaluated.truth.known(),
        value: evaluated.value,
        threshold: threshold.map(|t| Number::from(t.value)),
        sample: evaluated.sample,
        message: String::new(),
        evidence: evaluated.evidence.list,
        evidence_total: evaluated.evidence.total,
        titles: check.title.clone(),
        compare: threshold.map(|t| t.op),
        facts: evaluated.facts,
        locations: evaluated.locations,
    };
    result.message = message(
        &result.facts,
        result.value,
        result.threshold,
        result.compare,
        result.holds,
        context.lang,
    );
    result
}

/// Days a finding is given.
pub fn days(item: &Item, status: Status) -> Option<u32> {
    match status {
        Status::Fail => Some(item.due.fail),
        Status::Partial => Some(item.due.partial),
        Status::Pass | Status::NotApplicable | Status::NotReviewed => None,
    }
}

fn result(
    context: &Context<'_>,
    item: &Item,
    settled: Settled,
    checks: Vec<CheckResult>,
    (low, high): (Step, Step),
    verdict: Option<&Verdict>,
) -> ItemResult {
    let days = days(item, settled.status);
    let role = context.standard.roles.get(item.owner);
    let person = role.and_then(|r| context.audit.owners.get(&r.zh));
    let section = context.standard.sections.get(item.section);
    ItemResult {
        id: item.id.clone(),
        number: item.number,
        section: section.map_or_else(String::new, |s| s.id.clone()),
        title: item.title.get(context.lang).to_string(),
        status: settled.status,
        points: settled.points.map(Number::from),
        max: item.weight.into(),
        checks,
        verdict: verdict.and_then(|v| {
            Some(VerdictRecord {
                status: v.status?,
                computed: (low == high).then(|| low.status()),
                override_reason: v.reason.clone().filter(|_| settled.overridden),
                evidence: v.evidence.clone(),
            })
        }),
        waiver: days.and_then(|_| waiver::covering(context, &item.id)),
        note: context.checksheet.note(&item.id),
        owner: match (person, role) {
            (Some(person), _) => person.clone(),
            (None, Some(role)) => role.get(context.lang).to_string(),
            (None, None) => String::new(),
        },
        due: days.and_then(|d| context.due(d)),
        action: days.map(|_| ActionStatus::Open),
        titles: item.title.clone(),
        rule: item.rule.clone(),
        remark: item.note.clone(),
        source: item.source.clone(),
        role: role.cloned().unwrap_or(crate::lang::Text { zh: String::new(), en: String::new() }),
        ladder: Ladder { half: item.half, full: item.full },
        veto: item.veto.and_then(|v| context.standard.grades.get(v)).map(|g| g.id.clone()),
        possible: [settled.possible.0.into(), settled.possible.1.into()],
        not_applicable: context.audit.not_applicable.get(&item.id).map(|d| NotApplicableRecord {
            reason: d.reason.clone(),
            approved_by: d.approved_by.clone(),
            policy: item.not_applicable,
        }),
        definition: item.definition.clone(),
        appeal: None,
        replaces: item.replaces.clone(),
    }
}

/// The spot checks made, with what each was for.
pub fn spot_checks(context: &Context<'_>) -> Vec<SpotCheckRecord> {
    context
        .checksheet
        .spots
        .iter()
        .filter_map(|spot| {
            let item = context.standard.items.iter().find(|i| i.id == spot.item)?;
            let sample = item.samples.iter().find(|s| s.id == spot.sample)?;
            Some(SpotCheckRecord {
                item: spot.item.clone(),
                sample: spot.sample.clone(),
                subject: spot.subject.clone(),
                date: spot.date,
                passed: spot.passed,
                note: spot.note.clone(),
                evidence: spot.evidence.clone(),
                titles: sample.title.clone(),
            })
        })
        .collect()
}
