//! A portfolio of five audits, every figure worked out by hand.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::*;
use crate::diagnostic::ResultProblem;
use crate::lang::Lang;
use crate::outcome::Number;

fn number(text: &str) -> Number {
    Number(text.parse().unwrap())
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, month, day).unwrap()
}

/// An item: status, points, owner, due date, status of the action.
fn item(number: u32, status: &str, points: Value, action: Value) -> Value {
    json!({
        "id": format!("I-{number}"), "number": number, "section": "s", "title": "",
        "status": status, "points": points, "max": if number == 1 { 2 } else { 1 },
        "checks": [], "verdict": null, "waiver": null, "note": "",
        "owner": if number == 1 { "经理" } else { "李工" },
        "due": if action.is_null() { Value::Null } else { json!("2025-12-20") },
        "action": action,
        "titles": {"zh": format!("项{number}"), "en": format!("Item {number}")},
        "role": {"zh": "经理", "en": "Manager"},
    })
}

/// `marks` is one letter per item: p(ass), h(alf), f(ail), n(ot applicable), u (not reviewed). Item 1 is
/// worth 2 points, items 2 to 4 one each; the range is what the letters leave open.
fn record(id: &str, period: &str, group: &str, marks: &str) -> Record {
    Record::from_slice(&serde_json::to_vec(&result(id, period, group, marks)).unwrap()).unwrap()
}

fn result(id: &str, period: &str, group: &str, marks: &str) -> Value {
    let (mut points, mut max, mut open) = (0.0, 0.0, 0.0);
    let mut counts = [0; 5];
    let mut items = Vec::new();
    for (at, mark) in marks.chars().enumerate() {
        let weight = if at == 0 { 2.0 } else { 1.0 };
        let (status, got, slot) = match mark {
            'p' => ("pass", Some(weight), 0),
            'h' => ("partial", Some(weight / 2.0), 1),
            'f' => ("fail", Some(0.0), 2),
            'n' => ("not_applicable", None, 3),
            _ => ("not_reviewed", None, 4),
        };
        counts[slot] += 1;
        if let Some(got) = got {
            points += got;
            max += weight;
        } else if slot == 4 {
            open += weight;
        }
        let action = if matches!(mark, 'h' | 'f') { json!("open") } else { Value::Null };
        items.push(item(at as u32 + 1, status, json!(got), action));
    }
    let share = |points: f64, max: f64| match max > 0.0 {
        true => json!((points / max * 10_000.0).round() / 100.0),
        false => Value::Null,
    };
    json!({
        "schema": "inspect/result/v1", "tool": {"name": "inspect", "version": "0"},
        "standard": {"id": "std", "version": "1", "title": "标准", "sha256": "", "language": "zh",
                     "titles": {"zh": "标准", "en": "Standard"}},
        "project": {"id": id, "name": format!("名{id}"), "group": group, "households": null},
        "period": period, "as_of": "2025-12-31",
        "score": {"points": points, "max": max, "percent": share(points, max),
                  "low": share(points, max + open), "high": share(points + open, max + open),
                  "grade": null, "items": marks.len(), "pass": counts[0], "partial": counts[1],
                  "fail": counts[2], "not_applicable": counts[3], "not_reviewed": counts[4],
                  "grade_id": null, "veto": null},
        "sections": [{"id": "s", "title": "", "points": points, "max": max,
                      "percent": share(points, max), "titles": {"zh": "类", "en": "Section"},
                      "items": 4, "pass": 0, "partial": 0, "fail": 0, "not_applicable": 0,
                      "not_reviewed": 0}],
        "items": items, "inputs": [], "grades": [], "auditor": null, "spot_checks": [],
        "problems": [
            {"severity": "error", "code": "x", "file": "a.xlsx", "sheet": "S", "cell": "B2"},
            {"severity": "error", "code": "x", "file": "a.xlsx", "sheet": "S", "cell": "B3"},
            {"severity": "warning", "code": "y", "file": "b.csv", "sheet": null, "cell": null},
        ],
    })
}

/// a 5/5 = 100 %, b 4/5 = 80 %, c 4/5 = 80 %, d 2.5/5 = 50 %, e 4/4 = 100 % of what was reviewed, and
/// 80 % to 100 % once its last item is.
fn records() -> Vec<Record> {
    vec![
        record("a", "2025Q4", "东/沪", "pppp"),
        record("b", "2025Q4", "东/沪", "pppf"),
        record("c", "2025Q4", "东/杭", "pphh"),
        record("d", "2025Q4", "西", "hhhh"),
        record("e", "2025Q4", "", "pppu"),
    ]
}

fn portfolio(records: &[Record], attributes: Attributes) -> Portfolio {
    let mut builder = Builder::new(None, attributes, false);
    records.iter().for_each(|r| builder.add(r, &r.project.id, None));
    builder.finish(Vec::new())
}

#[test]
fn only_complete_audits_have_a_rank_and_ties_share_one() {
    let portfolio = portfolio(&records(), Attributes::default());
    let ranks: Vec<(Box<str>, Rank)> = portfolio.ranked().map(|p| (p.id, p.rank)).collect();
    assert_eq!(
        ranks,
        [
            ("a".into(), Rank::At(1)),
            ("b".into(), Rank::At(2)),
            ("c".into(), Rank::At(2)),
            ("d".into(), Rank::At(4)),
            // With 100 % it would share the first rank, with 80 % the second.
            ("e".into(), Rank::Between { best: 1, worst: 2 }),
        ]
    );
    let e = portfolio.project(4).unwrap();
    assert_eq!((e.reviewed(), e.applicable(), e.coverage()), (3, 4, Some(number("75"))));
}

#[test]
fn nothing_reviewed_has_no_rank_and_stands_last() {
    let mut records = records();
    records.push(record("f", "2025Q4", "", "nnnn"));
    let portfolio = portfolio(&records, Attributes::default());
    assert_eq!(portfolio.project(5).unwrap().rank, Rank::Nowhere);
    assert_eq!(portfolio.ranking.last(), Some(&5));
    assert_eq!((portfolio.totals.projects, portfolio.totals.complete), (6, 4));
}

#[test]
fn audits_of_another_period_are_ranked_apart() {
    let records = [record("a", "2025Q3", "", "ffff"), record("a", "2025Q4", "", "pppp")];
    let portfolio = portfolio(&records, Attributes::default());
    let ranks: Vec<Rank> = portfolio.projects().map(|p| p.rank).collect();
    assert_eq!(ranks, [Rank::At(1), Rank::At(1)]);
    assert_eq!(portfolio.classes.len(), 2);
}

#[test]
fn groups_by_level_and_by_the_columns_of_the_portfolio_file() {
    let rows = [["项目编号", "经理"], ["b", "王"], ["a", "王"], ["x", "赵"]];
    let rows: Vec<Vec<String>> = rows.iter().map(|r| r.map(String::from).to_vec()).collect();
    let attributes = Attributes::from_rows(&rows).unwrap();
    let portfolio = portfolio(&records(), attributes);
    let [first, second, manager] = portfolio.dimensions.as_slice() else { panic!("three") };
    let names =
        |d: &Dimension| d.groups.iter().map(|(n, t)| (n.clone(), t.projects)).collect::<Vec<_>>();
    assert_eq!(names(first), [("东".into(), 3), ("西".into(), 1), (String::new(), 1)]);
    assert_eq!(names(second), [("东 / 杭".into(), 1), ("东 / 沪".into(), 2), (String::new(), 2)]);
    assert_eq!(
        (&manager.by, names(manager)),
        (&By::Column("经理".into()), vec![("王".into(), 2), (String::new(), 3)])
    );
    let east = &first.groups[0].1;
    // (100 + 80 + 80) / 3; 13 of 15 points in the only section.
    assert_eq!(
        (east.mean, east.lowest, east.highest),
        (Some(number("86.67")), Some(number("80")), Some(number("100")))
    );
    assert_eq!(east.sections, [Some(number("86.67"))]);
    assert_eq!((east.open, east.overdue, east.errors), (3, 3, 6));
    // The incomplete one counts as a project, not for the mean.
    let rest = &first.groups[2].1;
    assert_eq!((rest.projects, rest.complete, rest.mean), (1, 0, None));
    assert_eq!(portfolio.totals.mean, Some(number("77.5")));
    assert_eq!(portfolio.without_result, ["x"]);
}

#[test]
fn items_by_points_lost() {
    let portfolio = portfolio(&records(), Attributes::default());
    // Item 1: d loses 1 of 2. Item 2: d 0.5. Item 3: c and d 0.5 each. Item 4: b 1, c and d 0.5 each.
    let losses: Vec<_> = portfolio
        .losses
        .iter()
        .map(|l| (portfolio.items[l.item].number, l.lost, l.cumulative.unwrap()))
        .collect();
    assert_eq!(
        losses,
        [
            (4, number("2"), number("44.44")),
            (1, number("1"), number("66.67")),
            (3, number("1"), number("88.89")),
            (2, number("0.5"), number("100")),
        ]
    );
    let worst = &portfolio.losses[0];
    // Four projects have points of it: 2 of 4 are lost; the fifth has not been reviewed.
    assert_eq!((worst.counts, worst.rate), ([1, 2, 1, 0, 1], Some(number("50"))));
    assert_eq!(portfolio.distribution[16], 2);
    assert_eq!((portfolio.distribution[10], portfolio.distribution[19]), (1, 1));
}

#[test]
fn actions_by_owner_and_group() {
    let portfolio = portfolio(&records(), Attributes::default());
    let rows: Vec<_> = portfolio
        .by_owner
        .iter()
        .map(|r| {
            (portfolio.owners[r.owner as usize].get(Lang::En), r.group.join("/"), r.open, r.overdue)
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("李工", "西".to_string(), 3, 3),
            ("李工", "东/杭".to_string(), 2, 2),
            ("李工", "东/沪".to_string(), 1, 1),
            ("Manager", "西".to_string(), 1, 1),
        ]
    );
    assert_eq!(portfolio.by_owner[0].next, Some(day(12, 20)));
    // Before the due date nothing is overdue.
    let mut builder = Builder::new(Some(day(12, 20)), Attributes::default(), false);
    records().iter().for_each(|r| builder.add(r, "", None));
    let early = builder.finish(Vec::new());
    assert_eq!((early.totals.open, early.totals.overdue), (7, 0));
    assert!(early.agenda().all(|a| a.state == State::Open));
}

/// An audit carries on what earlier ones found: an item not reviewed this time, one that the standard no
/// longer has. What an audit verified is over.
#[test]
fn actions_carried_on_are_followed() {
    let mut result = result("a", "2025Q4", "", "pfpu");
    let action = |item: &str, status: &str, owner: &str, due: &str| json!({"id": "", "item": item, "status": status, "owner": owner, "due": due});
    result["actions"] = json!([
        action("I-2", "in_progress", "李工", "2026-01-05"),
        action("I-4", "open", "李工", "2025-11-30"),
        action("OLD-9", "open", "李工", "2026-02-01"),
        action("I-3", "verified", "李工", "2025-10-01"),
    ]);
    let record = Record::from_slice(&serde_json::to_vec(&result).unwrap()).unwrap();
    let portfolio = portfolio(&[record], Attributes::default());
    let listed: Vec<(Of, State)> = portfolio.agenda().map(|a| (a.of, a.state)).collect();
    assert_eq!(
        listed,
        [
            (Of::Item(3), State::Overdue),
            (Of::Stray(0), State::Open),
            (Of::Item(1), State::InProgress),
        ]
    );
    assert_eq!(portfolio.strays, ["OLD-9"]);
    assert_eq!((portfolio.totals.open, portfolio.totals.overdue), (3, 1));
    // A stray is no item of the standard: it loses no points.
    assert_eq!(portfolio.losses.len(), 4);
}

#[test]
fn another_version_of_a_result_is_named() {
    let read = |text: &str| Record::from_slice(text.as_bytes()).unwrap_err();
    assert_eq!(
        read(r#"{"schema": "inspect/result/v2", "total": 1}"#),
        ResultProblem::NewerSchema {
            found: "inspect/result/v2".into(),
            known: "inspect/result/v1".into()
        }
    );
    assert!(matches!(read("{"), ResultProblem::NoResult { .. }));
    assert!(matches!(read(r#"{"schema": "inspect/result/v1"}"#), ResultProblem::NoResult { .. }));
}

#[test]
fn change_against_the_period_before() {
    let before = [
        record("a", "2025Q3", "", "pppf"),
        record("b", "2025Q3", "", "fppp"),
        record("e", "2025Q3", "", "pppp"),
        record("z", "2025Q3", "", "pppp"),
    ];
    let before: Vec<Before> = before.iter().map(Before::from).collect();
    let mut builder = Builder::new(None, Attributes::default(), true);
    for record in &records() {
        let own = before.iter().filter(|b| b.project == record.project.id).cloned();
        builder.add(record, "", latest(own.collect(), &record.period).as_ref());
    }
    let portfolio = builder.finish(Vec::new());
    let changes: Vec<Change> = portfolio.changes().map(|(.., change)| change).collect();
    // a: from 4/5 to 5/5, one item better. b: from 3/5 to 4/5, one better, one worse.
    assert_eq!(
        (changes[0].change, changes[0].better, changes[0].worse),
        (Some(number("20")), 1, 0)
    );
    assert_eq!(
        (changes[1].change, changes[1].better, changes[1].worse),
        (Some(number("20")), 1, 1)
    );
    // New ones; and an incomplete one, whose percentages are not compared.
    assert_eq!((&changes[2].period, changes[2].change), (&None, None));
    assert_eq!((changes[4].period.as_deref(), changes[4].change), (Some("2025Q3"), None));
}

#[test]
fn problems_are_counted_by_code_the_worst_first() {
    let portfolio = portfolio(&records()[..1], Attributes::default());
    let rows: Vec<_> = portfolio
        .problems()
        .flat_map(|(_, problems)| problems)
        .map(|p| (portfolio.kinds[p.kind as usize].1.as_str(), p.count, p.first))
        .collect();
    assert_eq!(rows, [("x", 2, "a.xlsx!S!B2".into()), ("y", 1, "b.csv".into())]);
    let project = portfolio.project(0).unwrap();
    assert_eq!((project.problems, &*project.marks), ([2, 1, 0], "pppp"));
}

#[test]
fn a_portfolio_file_without_header_or_with_a_project_twice_is_refused() {
    let rows = |rows: &[&[&str]]| -> Vec<Vec<String>> {
        rows.iter().map(|r| r.iter().map(|c| c.to_string()).collect()).collect()
    };
    assert_eq!(Attributes::from_rows(&[]), Err(BadAttributes::NoHeader));
    assert_eq!(Attributes::from_rows(&rows(&[&["id"], &["a"]])), Err(BadAttributes::NoHeader));
    let twice = Attributes::from_rows(&rows(&[&["ID", "区域"], &["a", "东"], &[], &["a", "西"]]));
    assert_eq!(twice, Err(BadAttributes::Twice { project: "a".into(), rows: [2, 4] }));
}

#[test]
fn each_place_is_an_action_and_what_was_left_open_counts() {
    let mut result = result("a", "2025Q4", "", "pfpp");
    let action = |item: &str, place: Option<&str>, status: &str, month: u32| {
        json!({"item": item, "location": place, "status": status, "owner": "李工",
               "due": day(month, 20)})
    };
    result["actions"] = json!([
        action("I-2", Some("东门"), "open", 12),
        action("I-2", Some("西门"), "done", 12),
        // Of an earlier audit: nobody looked, and one that was mended.
        action("I-3", None, "in_progress", 11),
        action("I-4", None, "verified", 11),
    ]);
    let record = Record::from_slice(&serde_json::to_vec(&result).unwrap()).unwrap();
    let portfolio = portfolio(&[record], Attributes::default());
    let project = portfolio.project(0).unwrap();
    assert_eq!((project.open, project.overdue), (2, 2));
    let listed: Vec<(Option<Box<str>>, State)> =
        portfolio.agenda().map(|a| (a.place, a.state)).collect();
    assert_eq!(
        listed,
        [
            (None, State::Overdue),
            (Some("东门".into()), State::Overdue),
            (Some("西门".into()), State::Done)
        ]
    );
}
