//! What the sources say stands in the standards: their figures by the table in `tests/coverage.toml`, and for
//! every item the chapter it is from.

use std::collections::BTreeMap;
use std::fs;

use inspect::lang::Text;
use inspect::standard::{Check, CheckKind, Compare, Item, Limit, Measure, Standard, catalogue};
use rust_decimal::Decimal;

use super::items::shipped;

/// Chapter, figure, and `ITEM/check` or item.
type Line = (String, String, String);

fn table() -> BTreeMap<String, Vec<Line>> {
    toml::from_str(&fs::read_to_string("tests/coverage.toml").unwrap()).unwrap()
}

/// Whether a check holds rows against a figure: `95%`, `24h`, `3 years`, `85`.
fn holds(check: &Check, figure: &str) -> bool {
    let CheckKind::Measured(measured) = &check.kind else { return false };
    let at_least = measured.threshold.op == Compare::AtLeast;
    let all = at_least && measured.threshold.value == Decimal::ONE;
    if let Some(hours) = figure.strip_suffix('h') {
        let seconds = hours.parse::<i64>().unwrap() * 3600;
        let limit = matches!(measured.measure, Measure::Within { limit: Limit::Seconds(s), .. } if s == seconds);
        return limit && all;
    }
    if let Some(years) = figure.strip_suffix(" years") {
        let words = check.title.zh.contains(&format!("不少于 {years} 年"));
        return words && all && matches!(measured.measure, Measure::Rate { .. });
    }
    let (number, scale) = match figure.strip_suffix('%') {
        Some(share) => (share, 2),
        None => (figure, 0),
    };
    let mut number = number.parse::<Decimal>().unwrap();
    number.set_scale(number.scale() + scale).unwrap();
    measured.threshold.value == number
}

/// Whether a note keeps a figure: as it is in Chinese, its number (or, `GB/T 38082-2020`, the whole) in English.
fn noted(note: &Text, figure: &str) -> bool {
    let number = figure.trim_end_matches(|c: char| !c.is_ascii_digit());
    let in_english = match figure.starts_with(|c: char| c.is_ascii_digit()) {
        true => {
            let mut words = note.en.split(|c: char| !(c.is_ascii_digit() || c == '.'));
            words.any(|word| word.trim_end_matches('.') == number)
        }
        false => note.en.contains(figure),
    };
    note.zh.contains(figure) && in_english
}

fn find<'a>(standard: &'a Standard, target: &str) -> (&'a Item, Option<&'a Check>) {
    let (id, check) = target.split_once('/').map_or((target, None), |(i, c)| (i, Some(c)));
    let item = standard.item(id).unwrap_or_else(|| panic!("no item {id}"));
    let find = |id: &str| item.checks.iter().find(|c| c.id == id);
    (item, check.map(|id| find(id).unwrap_or_else(|| panic!("no check {target}"))))
}

#[test]
fn every_figure_of_the_sources_stands_in_its_standard() {
    let mut wrong = Vec::new();
    for (id, lines) in table() {
        let standard = shipped(&id);
        for (chapter, figure, target) in lines {
            let (item, check) = find(&standard, &target);
            // `2.2, 2.3`: one item for two chapters that ask for the same.
            let chapters = item.source.as_deref().unwrap_or_default();
            if !chapters.split(", ").any(|c| c == chapter) {
                wrong.push(format!("{target} is of {:?}, not of {chapter}", item.source));
            }
            let there = match check {
                Some(check) => holds(check, &figure),
                None => item.note.as_ref().is_some_and(|note| noted(note, &figure)),
            };
            if !there {
                wrong.push(format!("{target} does not have {figure}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A share or a length of time in a check that no line of the table accounts for would be a figure that
/// nobody can trace.
#[test]
fn no_standard_has_a_figure_that_is_not_its_sources() {
    for (id, lines) in table() {
        let standard = shipped(&id);
        let traced: Vec<&str> = lines.iter().map(|(_, _, target)| target.as_str()).collect();
        for item in &standard.items {
            for check in &item.checks {
                let CheckKind::Measured(measured) = &check.kind else { continue };
                let value = measured.threshold.value;
                let share = !value.fract().is_zero();
                let time =
                    matches!(measured.measure, Measure::Within { limit: Limit::Seconds(_), .. });
                let name = format!("{}/{}", item.id, check.id);
                assert!(!(share || time) || traced.contains(&name.as_str()), "{name}");
            }
        }
    }
}

#[test]
fn every_item_of_these_standards_names_its_chapter() {
    let table = table();
    for shipped_one in catalogue().iter().filter(|s| table.contains_key(s.id)) {
        let mut last = String::new();
        for item in shipped(shipped_one.id).items {
            let source = item.source.unwrap_or_else(|| panic!("{} has no source", item.id));
            let chapter: String = source.chars().take_while(|c| *c != '.').collect();
            assert!(last <= chapter && chapter.chars().all(|c| c.is_ascii_digit()), "{}", item.id);
            last = chapter;
        }
    }
    assert_eq!(table.len() + 1, catalogue().len(), "the first standard has a test of its own");
}

#[test]
fn figures_are_told_apart() {
    let standard = shipped("customer-service-norms");
    let check = |target| find(&standard, target).1.unwrap();
    assert!(holds(check("CN-49/in_time"), "24h") && !holds(check("CN-49/in_time"), "48h"));
    assert!(holds(check("CN-11/accepted"), "95%") && !holds(check("CN-11/accepted"), "90%"));
    assert!(holds(check("CN-22/rate"), "5%") && !holds(check("CN-22/rate"), "50%"));
    assert!(holds(check("CN-25/five"), "5 years") && !holds(check("CN-25/five"), "3 years"));
    assert!(!holds(check("CN-49/dated"), "24h"));
    let note = |item| find(&standard, item).0.note.as_ref().unwrap();
    assert!(
        noted(note("CN-28"), "65%")
            && noted(note("CN-28"), "1.2 亿")
            && noted(note("CN-28"), "28 条")
    );
    assert!(!noted(note("CN-28"), "66%") && !noted(note("CN-28"), "2 亿"));
    assert!(noted(note("CN-11"), "GB/T 38082-2020") && !noted(note("CN-11"), "GB/T 38084-2020"));
}
