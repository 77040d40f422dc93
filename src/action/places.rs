//! Where a finding is: at places its checks name, or of the project as a whole.

use std::collections::BTreeSet;

use crate::outcome::{CheckResult, ItemResult, Status};
use crate::standard::{Need, Tier};

/// The places of a finding, by name; `None` is the project as a whole. One at least.
pub fn places(item: &ItemResult) -> Vec<Option<String>> {
    let mut places: BTreeSet<Option<String>> = BTreeSet::new();
    for check in failing(item) {
        if is_placeless(check) {
            places.insert(None);
        }
        let against = check.locations.iter().filter(|l| l.against > 0);
        places.extend(against.map(|l| Some(l.location.clone()).filter(|name| !name.is_empty())));
    }
    if places.is_empty() {
        places.insert(None);
    }
    places.into_iter().collect()
}

/// Whether an audit passes an item at a place that was a finding in `before`: the item as a whole passes;
/// or the place was looked at and nothing speaks against it; or, without a place, every check behind the
/// finding holds by now.
pub fn passes(item: &ItemResult, place: Option<&str>, before: Option<&ItemResult>) -> bool {
    match item.status {
        Status::Pass => true,
        Status::NotApplicable | Status::NotReviewed => false,
        Status::Partial | Status::Fail => match place {
            Some(place) => is_clean(item, place, before),
            None => before.is_some_and(|before| is_mended(item, before)),
        },
    }
}

/// Whether every check that spoke against the place looked at it again, and none speaks against it now.
fn is_clean(item: &ItemResult, place: &str, before: Option<&ItemResult>) -> bool {
    let at = |check: &CheckResult| {
        let found = check.locations.iter().find(|l| l.location == place);
        found.map(|l| (l.against, l.undecided))
    };
    let spoke = |id: &str| {
        let checks = before.into_iter().flat_map(|b| &b.checks);
        checks.filter(|c| c.id == id).filter_map(at).any(|(against, _)| against > 0)
    };
    let mut seen = false;
    for check in &item.checks {
        match at(check) {
            Some((against, undecided)) => {
                seen = true;
                if check.holds != Some(true) && against + undecided > 0 {
                    return false;
                }
            }
            None if check.holds != Some(true) && spoke(&check.id) => return false,
            None => {}
        }
    }
    seen
}

fn is_mended(item: &ItemResult, before: &ItemResult) -> bool {
    let ids: Vec<&str> =
        failing(before).filter(|c| is_placeless(c)).map(|c| c.id.as_str()).collect();
    let holds = |id: &&str| item.checks.iter().any(|c| c.id == **id && c.holds == Some(true));
    !ids.is_empty() && ids.iter().all(holds)
}

/// Whether what speaks against a check names no place at all.
fn is_placeless(check: &CheckResult) -> bool {
    check.locations.iter().all(|l| l.against == 0)
}

/// Checks that do not hold and are asked for: no other way to full points, and none of a tier of which
/// another one is enough.
fn failing(item: &ItemResult) -> impl Iterator<Item = &CheckResult> {
    let one_will_do = |tier: Tier, need: Need| {
        need == Need::Any && item.checks.iter().any(|c| c.tier == tier && c.holds == Some(true))
    };
    let full_done = one_will_do(Tier::Full, item.ladder.full);
    item.checks.iter().filter(move |check| {
        let asked = match check.tier {
            Tier::Alternative => false,
            Tier::Full => !full_done,
            Tier::Half | Tier::Overall => true,
        };
        asked && check.holds == Some(false)
    })
}
