//! From items to sections, percentages and the grade.

use rust_decimal::Decimal;

use crate::lang::Lang;
use crate::outcome::totals::{Sum, percent};
use crate::outcome::{ItemResult, Score, SectionScore, Status, VetoRecord};
use crate::standard::Standard;

/// Totals of all items.
pub fn score(standard: &Standard, items: &[ItemResult], lang: Lang) -> Score {
    let sum = Sum::of(items.iter());
    let percentage = sum.percent();
    let bound = |open: Decimal| percent(sum.points + open, sum.max + sum.open[2]);
    let band = percentage.map(|p| band(standard, p.0));
    let (grade, veto) = match band {
        Some(band) => veto(standard, items, band),
        None => (None, None),
    };
    let grade = grade.and_then(|g| standard.grades.get(g));
    let [pass, partial, fail, not_applicable, not_reviewed] = sum.counts;
    Score {
        points: sum.points.into(),
        max: sum.max.into(),
        percent: percentage,
        low: bound(sum.open[0]),
        high: bound(sum.open[1]),
        grade: grade.map(|g| g.title.get(lang).to_string()),
        items: sum.items,
        pass,
        partial,
        fail,
        not_applicable,
        not_reviewed,
        grade_id: grade.map(|g| g.id.clone()),
        veto,
        with_waivers: None,
        before_appeals: None,
    }
}

/// Index of the grade a percentage reaches; the last band starts at 0.
fn band(standard: &Standard, percent: Decimal) -> usize {
    standard
        .grades
        .iter()
        .position(|g| percent >= g.from)
        .unwrap_or(standard.grades.len().saturating_sub(1))
}

/// The grade after failed veto items, and the record of them where they cost anything.
fn veto(
    standard: &Standard,
    items: &[ItemResult],
    band: usize,
) -> (Option<usize>, Option<VetoRecord>) {
    let caps: Vec<(usize, &str)> = standard
        .items
        .iter()
        .zip(items)
        .filter(|(_, result)| result.status == Status::Fail)
        .filter_map(|(item, _)| Some((item.veto?, item.id.as_str())))
        .filter(|(cap, _)| *cap > band)
        .collect();
    let Some(worst) = caps.iter().map(|(cap, _)| *cap).max() else { return (Some(band), None) };
    let record = VetoRecord {
        items: caps.into_iter().map(|(_, id)| id.to_string()).collect(),
        without: standard.grades.get(band).map_or_else(String::new, |g| g.id.clone()),
    };
    (Some(worst), Some(record))
}

/// Totals by section, in the standard's order.
pub fn sections(standard: &Standard, items: &[ItemResult], lang: Lang) -> Vec<SectionScore> {
    standard
        .sections
        .iter()
        .map(|section| {
            let sum = Sum::of(items.iter().filter(|i| i.section == section.id));
            let [pass, partial, fail, not_applicable, not_reviewed] = sum.counts;
            SectionScore {
                id: section.id.clone(),
                title: section.title.get(lang).to_string(),
                points: sum.points.into(),
                max: sum.max.into(),
                percent: sum.percent(),
                titles: section.title.clone(),
                items: sum.items,
                pass,
                partial,
                fail,
                not_applicable,
                not_reviewed,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_round_half_up_once() {
        let of = |points: &str, max: i64| {
            percent(points.parse().unwrap(), Decimal::from(max)).map(|p| p.to_string())
        };
        // 51.5 / 60 = 85.8333…; 51.5 / 61 = 84.4262…; 1 / 800 = 0.125 exactly.
        assert_eq!(of("51.5", 60).as_deref(), Some("85.83"));
        assert_eq!(of("51.5", 61).as_deref(), Some("84.43"));
        assert_eq!(of("1", 800).as_deref(), Some("0.13"));
        assert_eq!(of("60", 60).as_deref(), Some("100"));
        assert_eq!(of("0", 0), None);
    }
}
