use std::collections::BTreeSet;

use super::*;
use crate::diagnostic::{
    CrossFinding, Damage, ExpressionProblem, Limit, ResultProblem, Severity, Stray, Thing,
    ValueType, YearDoubt,
};
use crate::lang::Text;

/// One problem of every kind.
fn text(name: &str) -> Text {
    Text { zh: name.into(), en: name.into() }
}

fn samples() -> Vec<ProblemKind> {
    use ProblemKind as K;
    vec![
        K::TomlSyntax { detail: "x".into() },
        K::UnknownKey {
            key: "x".into(),
            allowed: vec!["a".into(), "b".into()],
            nearest: Some("b".into()),
        },
        K::MissingKey { key: "x".into() },
        K::KeyNotForKind { key: "x".into(), kind: "x".into() },
        K::BadValue { key: "x".into(), expected: Expected::Date, found: "x".into() },
        K::UnknownName {
            thing: Thing::Column,
            name: "x".into(),
            allowed: vec!["a".into(), "b".into()],
            nearest: Some("b".into()),
        },
        K::Duplicate { thing: Thing::Column, name: "x".into() },
        K::Expression { detail: ExpressionProblem::UnexpectedEnd },
        K::TotalMismatch { what: TotalKind::Items, stated: "x".into(), found: "x".into() },
        K::NoTimeColumn { register: "x".into() },
        K::BrokenLadder { item: "x".into(), reason: LadderProblem::NoChecks },
        K::ExtendsItself { chain: vec!["a".into(), "b".into(), "a".into()] },
        K::Unused { thing: Thing::Register, name: "x".into() },
        K::SameCheck { item: "x".into(), check: "a".into(), first: "b".into() },
        K::ThresholdIdle { check: "x".into(), always: true },
        K::FullEasier { item: "x".into(), full: "a".into(), half: "b".into() },
        K::Untranslated { lang: Lang::En, count: 2, first: "x".into() },
        K::FileMissing,
        K::NoAudit,
        K::NoChecksheet { beside: vec!["x".into(), "y".into()] },
        K::FileUnreadable { detail: "x".into() },
        K::FileDamaged { damage: Damage::Truncated },
        K::OverLimit { limit: Limit::Bytes, allowed: 3 },
        K::FileEmpty,
        K::FileEncrypted,
        K::StrayFile { stray: Stray::Lock },
        K::FormatDiffers { found: "x".into() },
        K::EncodingUnclear { maybe: vec!["a".into(), "b".into()] },
        K::EncodingGuessed { encoding: "x".into() },
        K::TextDestroyed { found: "x".into() },
        K::UnsupportedFormat { found: "x".into() },
        K::UnmatchedFile,
        K::SameFile { first: "a".into() },
        K::AmbiguousFile { registers: vec![text("a").into(), text("b").into()] },
        K::FileExists,
        K::FilesExist { files: vec!["x".into(), "y".into(), "z".into(), "a".into()] },
        K::WouldReplaceInput,
        K::UnfilledRegister { register: text("x").into() },
        K::NotEmpty { register: text("x").into() },
        K::TableIncomplete {
            table: text("x"),
            missing: vec![text("a")],
            strays: vec!["a (A1)".into()],
        },
        K::SpotCheckLater { found: "x".into(), as_of: "x".into() },
        K::SpotCheckEarlier { found: "x".into(), first: "x".into() },
        K::SpotCheckTwice { first: "x".into() },
        K::ReasonWithoutVerdict { item: "x".into() },
        K::WaiverEndsFirst { from: "x".into(), until: "x".into() },
        K::FileUnwritable { detail: "x".into() },
        K::MissingRegister { register: text("x").into() },
        K::UnexpectedRegister { register: text("x").into() },
        K::EmptyRegister { register: text("x").into() },
        K::HeaderNotFound {
            register: text("x"),
            best: vec!["a".into(), "b".into()],
            missing: vec![text("a"), text("b")],
        },
        K::MissingColumn {
            register: text("x").into(),
            column: text("x").into(),
            names: vec!["a".into(), "b".into()],
            nearest: Some("b".into()),
            items: Vec::new(),
        },
        K::AmbiguousColumn {
            register: text("x").into(),
            column: text("x").into(),
            headers: vec!["a".into(), "b".into()],
        },
        K::TypeMismatch { column: "x".into(), expected: Expected::Date, found: "x".into() },
        K::CellError { column: "x".into(), found: "x".into() },
        K::MixedPercent { column: "x".into(), found: "x".into() },
        K::Uncalculated { column: "x".into() },
        K::ImplausibleDate { column: "x".into(), found: "x".into() },
        K::DateAsNumber {
            column: "x".into(),
            number: "x".into(),
            found: "x".into(),
            count: 1,
            cells: vec!["x".into()],
        },
        K::DateAsNumber {
            column: "x".into(),
            number: "x".into(),
            found: "x".into(),
            count: 2,
            cells: vec!["x".into()],
        },
        K::DigitsLost { column: "x".into(), found: "x".into() },
        K::NumberAsDate { column: "x".into(), found: "x".into(), number: "x".into() },
        K::RowLeftOut { reason: RowReason::Note },
        K::RowsOnlyNumbered { count: 3, first: 4, last: 9 },
        K::SheetWithoutHeader { register: text("x"), rows: 3 },
        K::YearFromPeriod { column: "x".into(), count: 3, years: vec![2025] },
        K::YearUnclear {
            column: "x".into(),
            found: "x".into(),
            why: YearDoubt::Named(vec![2024, 2025]),
        },
        K::DoubledColumn { column: "x".into(), headers: vec!["a".into(), "b".into()] },
        K::AmbiguousTable { register: text("x"), tables: vec!["a".into(), "b".into()] },
        K::TablePassedOver {
            register: text("x"),
            chosen: "x".into(),
            missing: vec![text("a"), text("b")],
        },
        K::HiddenSheet,
        K::HiddenRows { count: 3, ranges: vec!["a".into(), "b".into()] },
        K::HiddenColumns { columns: vec!["a".into(), "b".into()] },
        K::FutureDate { column: "x".into(), found: "x".into() },
        K::UndatedRow { column: "x".into() },
        K::CrossCheck {
            check: "x".into(),
            title: Text { zh: "甲".into(), en: "x".into() },
            finding: Box::new(CrossFinding::Row { values: vec![] }),
        },
        K::UnknownVerdict {
            found: "x".into(),
            allowed: vec!["a".into(), "b".into()],
            not_applicable: false,
        },
        K::DuplicateVerdict { row: "x".into(), first: "x".into() },
        K::NoSamples { item: "x".into() },
        K::ExtraSpotChecks { item: "x".into(), needed: 3, made: 3 },
        K::AnswerNotAsked { item: "x".into(), check: "x".into() },
        K::VerdictContradictsEvidence {
            item: "x".into(),
            verdict: "x".into(),
            computed: "x".into(),
        },
        K::VerdictOverridesEvidence {
            item: "x".into(),
            verdict: "x".into(),
            computed: "x".into(),
            reason: "x".into(),
        },
        K::VerdictWithoutEvidence { item: "x".into(), verdict: "x".into() },
        K::NotApplicableForbidden { item: "x".into() },
        K::NotApplicableAnswered { item: "x".into() },
        K::WaiverUnused { item: "x".into() },
        K::WaiverForNobody { item: "x".into(), projects: vec!["x".into()] },
        K::WaiverExpired { item: "x".into(), until: "x".into() },
        K::WaiverNotYet { item: "x".into(), from: "x".into() },
        K::Result { problem: ResultProblem::NoWorkbook },
        K::AsOfBeforePeriod { as_of: "x".into(), period: "x".into(), first: "x".into() },
        K::NothingToScore { first: vec!["a".into(), "b".into()] },
        K::PreviousNotComparable { expected: "x".into(), found: "x".into() },
    ]
}

fn sample_expressions() -> Vec<ExpressionProblem> {
    use ExpressionProblem as P;
    let name = || "甲".to_string();
    let (left, right) = (ValueType::Text, ValueType::Time);
    vec![
        P::UnexpectedCharacter { found: name() },
        P::UnclosedText,
        P::BadNumber { found: name() },
        P::BadTime { found: name() },
        P::UnexpectedEnd,
        P::UnexpectedToken { found: "=".into() },
        P::TooDeep,
        P::UnknownColumn { found: name(), allowed: vec![name()], nearest: None },
        P::UnknownChoice { column: name(), found: name(), allowed: vec![], nearest: None },
        P::TypesDiffer { left, right },
        P::NotACondition { found: left },
        P::OperatorNotForType { operator: "+".into(), found: left },
    ]
}

/// Every value the JSON Schema lists for `code`: the samples above must cover them all.
fn codes_of_schema() -> BTreeSet<String> {
    let schema = schemars::schema_for!(ProblemKind).to_value();
    let variants = schema["oneOf"].as_array().unwrap();
    variants.iter().map(|v| v["properties"]["code"]["const"].as_str().unwrap().into()).collect()
}

#[test]
fn every_problem_has_a_code_that_serde_gives_it_too() {
    let mut seen = BTreeSet::new();
    for kind in samples() {
        let json = serde_json::to_value(&kind).unwrap();
        assert_eq!(json["code"].as_str(), Some(code(&kind)));
        seen.insert(code(&kind).to_string());
    }
    assert_eq!(seen, codes_of_schema());
}

#[test]
fn every_problem_has_words_in_both_languages() {
    let mut kinds = samples();
    kinds.extend(sample_expressions().into_iter().map(|detail| ProblemKind::Expression { detail }));
    for kind in kinds {
        let (zh, en) = (message(&kind, Lang::Zh), message(&kind, Lang::En));
        assert!(zh.chars().any(|c| ('一'..='龥').contains(&c)), "{kind:?}: {zh}");
        assert!(en.chars().any(|c| c.is_ascii_lowercase()), "{kind:?}: {en}");
        assert_ne!(zh, en);
        assert!(!zh.contains('{') && !en.contains('{'), "{zh} {en}");
    }
}

/// Each field of a problem stands in its message, in both languages.
#[test]
fn messages_name_their_facts() {
    let kinds = [
        ProblemKind::UnknownKey {
            key: "regster".into(),
            allowed: vec![],
            nearest: Some("register".into()),
        },
        ProblemKind::TotalMismatch {
            what: TotalKind::Points,
            stated: "62".into(),
            found: "61.5".into(),
        },
        ProblemKind::ExtraSpotChecks { item: "X-1".into(), needed: 10, made: 12 },
    ];
    let facts: [&[&str]; 3] = [&["regster", "register"], &["62", "61.5"], &["X-1", "10", "12"]];
    for (kind, facts) in kinds.iter().zip(facts) {
        for lang in [Lang::Zh, Lang::En] {
            let text = message(kind, lang);
            assert!(facts.iter().all(|f| text.contains(f)), "{text}");
        }
    }
}

#[test]
fn a_slip_in_one_of_a_list_is_named() {
    let kind = ProblemKind::BadValue {
        key: "window".into(),
        expected: Expected::OneOf(vec!["period".into(), "trailing-year".into()]),
        found: "\"trailing-yaer\"".into(),
    };
    assert!(message(&kind, Lang::En).ends_with("did you mean `trailing-year`?"));
    assert!(message(&kind, Lang::Zh).ends_with("是否想写“trailing-year”？"));
}

#[test]
fn words_of_things_and_severities_differ_by_language() {
    for what in [Thing::Item, Thing::Register, Thing::Grade, Thing::OwnerRole] {
        assert_ne!(thing(what, Lang::Zh), thing(what, Lang::En));
    }
    for level in [Severity::Error, Severity::Warning, Severity::Info] {
        assert_ne!(severity(level, Lang::Zh), severity(level, Lang::En));
    }
    assert_eq!(count(1, 0, Lang::En), "1 error");
    assert_eq!(count(2, 1, Lang::Zh), "共 2 个错误，1 个警告");
}
