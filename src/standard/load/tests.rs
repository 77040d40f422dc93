use rust_decimal::Decimal;

use super::*;
use crate::diagnostic::{
    Expected, ExpressionProblem, LadderProblem, Place, Problem, ProblemKind, Thing, TotalKind,
    ValueType, line_column, render,
};
use crate::lang::Lang;
use crate::standard::expression::Expr;
use crate::standard::model::*;
use crate::toml_file;

/// A standard without a mistake, three items and two registers.
const GOOD: &str = include_str!("tests/good.toml");

/// `GOOD` with a text replaced, which must be there once.
fn with(changes: &[(&str, &str)]) -> String {
    let mut text = GOOD.to_string();
    for (old, new) in changes {
        assert_eq!(text.matches(old).count(), 1, "{old}");
        text = text.replace(old, new);
    }
    text
}

/// The problems of a text, each with the stretch of it that is marked.
fn problems(text: &str) -> Vec<(&str, ProblemKind)> {
    let failure = load("s.toml", text).unwrap_err();
    let marked = |p: &Problem| match &p.place {
        Place::Toml { span, .. } => &text[span.clone()],
        _ => panic!("{p:?}"),
    };
    failure.problems.iter().map(|p| (marked(p), p.kind.clone())).collect()
}

fn bad(key: &str, expected: Expected, found: &str) -> ProblemKind {
    ProblemKind::BadValue { key: key.into(), expected, found: found.into() }
}

fn missing(key: &str) -> ProblemKind {
    ProblemKind::MissingKey { key: key.into() }
}

fn not_for(key: &str, kind: &str) -> ProblemKind {
    ProblemKind::KeyNotForKind { key: key.into(), kind: kind.into() }
}

fn duplicate(thing: Thing, name: &str) -> ProblemKind {
    ProblemKind::Duplicate { thing, name: name.into() }
}

fn ladder(reason: LadderProblem) -> ProblemKind {
    ProblemKind::BrokenLadder { item: "X-1".into(), reason }
}

fn order(mut list: Vec<(&str, ProblemKind)>) -> Vec<(&str, ProblemKind)> {
    list.sort_by_key(|(marked, kind)| (marked.to_string(), format!("{kind:?}")));
    list
}

#[test]
fn a_good_standard_becomes_a_model() {
    let standard = match load("s.toml", GOOD) {
        Ok(standard) => standard,
        Err(failure) => panic!("{failure}"),
    };
    assert_eq!(standard.id, "small");
    // printf abc | sha256sum
    let hash = |text: &str| sha256(&[(String::new(), text.to_string())]);
    assert_eq!(hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(standard.sha256, hash(GOOD));
    let numbers: Vec<(u32, &str)> =
        standard.items.iter().map(|i| (i.number, i.id.as_str())).collect();
    assert_eq!(numbers, [(1, "X-1"), (2, "X-2"), (3, "X-3")], "sorted by number");
    let columns: Vec<&str> = standard.registers[0].columns.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(columns, ["reported", "arrived", "agreed", "urgency", "phone", "score"]);
    assert_eq!(standard.registers[0].time, Some(0));
    assert_eq!(standard.registers[0].files, ["报修", "repairs"]);
    assert!(standard.registers[0].columns[4].personal, "a phone is personal");
    assert_eq!(standard.register("pets"), Some(1));
    assert_eq!(
        standard.grades.iter().map(|g| g.from.to_string()).collect::<Vec<_>>(),
        ["92.5", "0"]
    );
    let item = standard.item("X-1").unwrap();
    assert_eq!((item.section, item.owner, item.weight), (0, 1, Decimal::ONE));
    assert_eq!((item.due.partial, item.due.fail), (30, 15));
    assert_eq!((item.veto, item.not_applicable), (Some(1), NotApplicable::Forbid));
    assert_eq!(standard.items[1].not_applicable, NotApplicable::Zero);
    assert_eq!(standard.items[1].due.fail, 3);
}

#[test]
fn checks_of_a_good_standard() {
    let standard = load("s.toml", GOOD).unwrap();
    let kinds: Vec<&CheckKind> =
        standard.item("X-1").unwrap().checks.iter().map(|c| &c.kind).collect();
    let [CheckKind::Measured(rate), CheckKind::Measured(within), CheckKind::Measured(change)] =
        kinds[..]
    else {
        panic!("{kinds:?}");
    };
    assert!(matches!(&rate.measure, Measure::Rate { pass } if pass.columns == [0, 1]));
    let filter = rate.filter.as_ref().map(|f| &f.root);
    assert_eq!(filter, Some(&Expr::ChoiceIn { column: 3, any_of: 1, negated: false }));
    assert_eq!(rate.threshold, Threshold { op: Compare::AtLeast, value: Decimal::new(95, 2) });
    assert_eq!((rate.window, rate.empty), (Window::Period, Fallback::Unknown));
    assert_eq!((rate.blank, rate.absent), (Blank::Fails, Fallback::Fails));
    assert!(matches!(within.measure, Measure::Within { to: 1, limit: Limit::By(2), .. }));
    assert!(matches!(
        &change.measure,
        Measure::Change { of, by: ChangeBy::Relative } if matches!(**of, Measure::Count)
    ));
    assert_eq!(change.threshold.value, Decimal::new(-2, 2));
    let sampled = standard.item("X-2").unwrap();
    assert!(matches!(
        sampled.checks[1].kind,
        CheckKind::Sampled(Sampled { sample: 0, figure: SampleFigure::Count, .. })
    ));
    assert_eq!(
        sampled.samples[0].from.as_ref().map(|p| (p.register, p.window)),
        Some((1, Window::All))
    );
}

#[test]
fn a_limit_for_some_rows_and_an_agreed_time_for_the_others() {
    let both = "by = \"agreed\"\nfrom = \"reported\"\nlimit = \"30min\"\nlimit_where = \"urgency == '急修'\"";
    let standard = load("s.toml", &with(&[("by = \"agreed\"", both)])).unwrap();
    let CheckKind::Measured(within) = &standard.item("X-1").unwrap().checks[1].kind else {
        panic!("measured");
    };
    assert!(matches!(
        &within.measure,
        Measure::Within { from: 0, to: 1, limit: Limit::Split { seconds: 1800, of, by: 2 } }
            if of.columns == [3]
    ));
    let missing = |key: &str| ProblemKind::MissingKey { key: key.into() };
    for (text, expected) in [
        ("by = \"agreed\"\nlimit_where = \"urgency == '急修'\"", vec!["from", "limit"]),
        ("from = \"reported\"\nlimit = \"2h\"\nlimit_where = \"urgency == '急修'\"", vec!["by"]),
    ] {
        let found: Vec<_> =
            problems(&with(&[("by = \"agreed\"", text)])).into_iter().map(|p| p.1).collect();
        assert_eq!(found, expected.into_iter().map(missing).collect::<Vec<_>>(), "{text}");
    }
}

/// Mistakes of every kind in one file are reported together, each at its place, and nothing else is.
#[test]
fn all_problems_of_a_file_at_once() {
    let text = with(&[
        ("language = \"zh\"", "langauge = \"zh\""),
        ("items = 3,", "items = 4,"),
        ("from = 92.5", "from = 140"),
        ("time = \"reported\"", "time = \"urgency\""),
        ("arrived - reported <= 30min", "arrivd - reported <= 30min"),
        ("by = \"agreed\"", "by = \"agred\""),
        ("at_least = 0.95", "at_least = 95"),
        ("owner = \"客服主管\"", "owner = \"客服主任\""),
        ("sample = \"calls\"", "sample = \"call\""),
        ("number = 3", "number = 2"),
        ("need = 10", "need = \"ten\""),
        ("kind = \"judged\" # last", "kind = \"judgd\""),
    ]);
    let found = problems(&text);
    let strings = |names: &[&str]| names.iter().map(|n| n.to_string()).collect::<Vec<_>>();
    let unknown =
        |thing, name: &str, allowed: &[&str], nearest: Option<&str>| ProblemKind::UnknownName {
            thing,
            name: name.into(),
            allowed: strings(allowed),
            nearest: nearest.map(String::from),
        };
    let columns = ["reported", "arrived", "agreed", "urgency", "phone", "score"];
    let expected = [
        (
            "langauge",
            ProblemKind::UnknownKey {
                key: "langauge".into(),
                allowed: strings(&[
                    "id",
                    "version",
                    "language",
                    "title",
                    "totals",
                    "not_applicable",
                    "due",
                    "recurrence",
                    "grades",
                    "roles",
                    "sections",
                    "include",
                    "registers",
                    "cross_checks",
                    "items",
                ]),
                nearest: Some("language".into()),
            },
        ),
        (
            "4",
            ProblemKind::TotalMismatch {
                what: TotalKind::Items,
                stated: "4".into(),
                found: "3".into(),
            },
        ),
        ("140", bad("from", Expected::Percent, "140")),
        (
            "\"urgency\"",
            bad(
                "time",
                Expected::OneOf(strings(&["reported", "arrived", "agreed"])),
                "\"urgency\"",
            ),
        ),
        ("2", duplicate(Thing::Item, "2")),
        ("\"ten\"", bad("need", Expected::Whole, "\"ten\"")),
        ("\"call\"", unknown(Thing::Sample, "call", &["calls"], Some("calls"))),
        (
            "\"客服主任\"",
            unknown(Thing::OwnerRole, "客服主任", &["项目经理", "客服主管"], Some("客服主管")),
        ),
        (
            "arrivd",
            ProblemKind::Expression {
                detail: ExpressionProblem::UnknownColumn {
                    found: "arrivd".into(),
                    allowed: strings(&columns),
                    nearest: Some("arrived".into()),
                },
            },
        ),
        ("95", bad("at_least", Expected::Share, "95")),
        ("\"agred\"", unknown(Thing::Column, "agred", &columns, Some("agreed"))),
        (
            "\"judgd\"",
            bad("kind", Expected::OneOf(strings(&["judged", "measured", "sampled"])), "\"judgd\""),
        ),
    ];
    assert_eq!(order(found), order(expected.to_vec()));
    let failure = load("s.toml", &text).unwrap_err();
    let starts: Vec<usize> = failure.problems.iter().map(toml_file::start).collect();
    assert!(starts.is_sorted());
    let shown = render(&failure, Lang::En, false);
    let line = line_column(&text, text.find("arrivd").unwrap());
    assert!(shown.contains(&format!("s.toml:{}:{}", line.0, line.1)), "{shown}");
    assert!(shown.ends_with("12 errors\n"), "{shown}");
}

#[test]
fn each_mistake_alone() {
    let rate = "measure = \"rate\"";
    type Changes = &'static [(&'static str, &'static str)];
    let cases: Vec<(Changes, &str, ProblemKind)> = vec![
        (&[("id = \"small\"", "id = \"小\"")], "\"小\"", bad("id", Expected::Identifier, "\"小\"")),
        (&[("points = 4", "points = 4.5")], "4.5", {
            let (stated, found) = ("4.5".into(), "4".into());
            ProblemKind::TotalMismatch { what: TotalKind::Points, stated, found }
        }),
        (&[("items = 2 # first", "items = 1")], "1", {
            let (stated, found) = ("1".into(), "2".into());
            ProblemKind::TotalMismatch { what: TotalKind::SectionItems, stated, found }
        }),
        (&[("from = 0 ", "from = 5 ")], "5", bad("from", Expected::OneOf(vec!["0".into()]), "5")),
        (&[("from = 92.5", "from = 0")], "0", bad("from", Expected::Below("0".into()), "0")),
        (&[("id = \"good\"", "id = \"poor\"")], "\"poor\"", duplicate(Thing::Grade, "poor")),
        (&[("weight = 2", "weight = 0")], "0", bad("weight", Expected::Positive, "0")),
        (
            &[("number = 3", "number = 7")],
            "7",
            bad("number", Expected::OneOf(vec!["3".into()]), "7"),
        ),
        (&[("id = \"X-3\"", "id = \"X-2\"")], "\"X-2\"", duplicate(Thing::Item, "X-2")),
        (
            &[("id = \"prompt\"", "id = \"urgent\"")],
            "\"urgent\"",
            duplicate(Thing::Check, "urgent"),
        ),
        (
            &[("zh = [\"电话\"]", "zh = [\"报修时间\"]")],
            "\"报修时间\"",
            duplicate(Thing::Column, "报修时间"),
        ),
        (&[("[\"普通\"]", "[\"Urgent\"]")], "\"Urgent\"", duplicate(Thing::Choice, "Urgent")),
        (&[("need = 10", "need = 0")], "0", bad("need", Expected::Positive, "0")),
        (
            &[("pass = \"arrived", "column = \"score\"\npass = \"arrived")],
            "\"score\"",
            not_for("column", rate),
        ),
        (
            &[("sample = \"calls\"", "sample = \"calls\"\nregister = \"pets\"")],
            "\"pets\"",
            not_for("register", "kind = \"sampled\""),
        ),
        (
            &[("kind = \"judged\" # last", "kind = \"judged\"\nat_least = 1")],
            "1",
            not_for("at_least", "kind = \"judged\""),
        ),
        (
            &[("at_least = 0.95", "at_least = 0.95\nbelow = 1.0")],
            "1.0",
            not_for("below", "at_least"),
        ),
        (
            &[("by = \"agreed\"", "by = \"agreed\"\nlimit = \"2h\"")],
            "\"2h\"",
            not_for("limit", "by"),
        ),
        (
            &[("by = \"agreed\"", "from = \"reported\"\nlimit = \"2x\"")],
            "\"2x\"",
            bad("limit", Expected::Duration, "\"2x\""),
        ),
        (&[("by = \"agreed\"", "from = \"reported\"")], "[[items.checks]]", missing("limit | by")),
        (
            &[("at_least = 0.95\n", "")],
            "[[items.checks]]",
            missing("at_least | at_most | above | below"),
        ),
        (
            &[("change = \"relative\"", "change = \"relative\"\nwindow = \"all\"")],
            "\"relative\"",
            not_for("change", "window = \"all\""),
        ),
        (&[("at_most = -0.02", "at_most = -2")], "-2", bad("at_most", Expected::SignedShare, "-2")),
        (
            &[("window = \"all\" # pets", "")],
            "\"pets\"",
            ProblemKind::NoTimeColumn { register: "pets".into() },
        ),
        (
            &[("veto = \"poor\"", "veto = \"pour\"")],
            "\"pour\"",
            ProblemKind::UnknownName {
                thing: Thing::Grade,
                name: "pour".into(),
                allowed: vec!["good".into(), "poor".into()],
                nearest: Some("poor".into()),
            },
        ),
        (
            &[
                ("tier = \"full\" # a", "tier = \"half\""),
                ("tier = \"full\" # b", "tier = \"half\""),
            ],
            "[[items]]",
            ladder(LadderProblem::FullEqualsHalf),
        ),
        (
            &[
                ("veto = \"poor\"", "veto = \"poor\"\nfull = \"any\""),
                ("tier = \"full\" # a", "tier = \"alternative\""),
                ("tier = \"full\" # b", "tier = \"alternative\""),
            ],
            "\"any\"",
            ladder(LadderProblem::NoFullTier),
        ),
        (
            &[
                ("veto = \"poor\"", "veto = \"poor\"\nhalf = \"any\""),
                ("tier = \"half\" # X-1", "tier = \"full\""),
            ],
            "\"any\"",
            ladder(LadderProblem::NoHalfTier),
        ),
        (
            &[("zh = \"有制度\"", "zh = \" \"")],
            "[[items.checks]]",
            bad("title.zh", Expected::NotEmpty, "\" \""),
        ),
    ];
    for (changes, marked, kind) in cases {
        let text = with(changes);
        let found = problems(&text);
        assert_eq!(found, [(marked, kind)]);
    }
}

#[test]
fn an_overall_judgement_stands_alone_and_is_judged() {
    let text = with(&[("tier = \"full\" # a", "tier = \"overall\"")]);
    let expected = [
        ("[[items]]", ladder(LadderProblem::VerdictAmongOthers)),
        ("\"measured\"", ladder(LadderProblem::OverallNotJudged)),
    ];
    assert_eq!(problems(&text), expected);
}

#[test]
fn a_condition_with_escapes_is_marked_whole() {
    let text = with(&[("\"urgency == '急修'\"", "\"urgency == '\\u6025'\"")]);
    let found = problems(&text);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "\"urgency == '\\u6025'\"");
    let text = with(&[("\"urgency == '急修'\"", "'''\nurgency ==\n  5'''")]);
    let (left, right) = (ValueType::Choice, ValueType::Number);
    let detail = ExpressionProblem::TypesDiffer { left, right };
    assert_eq!(problems(&text), [("urgency ==\n  5", ProblemKind::Expression { detail })]);
}

/// A column whose type cannot be read says nothing about the conditions that use it.
#[test]
fn one_mistake_is_one_problem() {
    for (old, new) in [
        ("type = \"choice\"", "type = \"choise\""),
        ("values = {", "valuse = {"),
        ("[registers.repairs]", "[registres.repairs]"),
        ("tier = \"full\" # a", "tier = \"ful\""),
        ("section = \"b\"", "section = \"c\""),
        ("weight = 2", "weight = \"2\""),
        ("title = { zh = \"好\", en = \"good\" }", "title = { zh = \"好\" }"),
        ("measure = \"within\"", "measure = \"withn\""),
        ("at_most = -0.02", "at_most = \"-2 %\""),
    ] {
        let text = with(&[(old, new)]);
        let found = problems(&text);
        assert_eq!(found.len(), 1, "{new}: {found:#?}");
    }
}
