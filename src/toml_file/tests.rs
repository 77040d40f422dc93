use std::collections::BTreeMap;

use chrono::NaiveDate;
use indexmap::IndexMap;
use serde::Deserialize;
use toml::Spanned;

use super::*;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: Spanned<String>,
    day: NaiveDate,
    stamp: Option<toml::value::Datetime>,
    share: Option<Spanned<f64>>,
    #[serde(default)]
    strict: bool,
    level: Option<Level>,
    #[serde(default)]
    people: IndexMap<Spanned<String>, Spanned<Person>>,
    #[serde(default)]
    rows: Vec<Spanned<Row>>,
    counts: Option<BTreeMap<String, u32>>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Level {
    Low,
    High,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    name: String,
    age: u8,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    key: Spanned<String>,
    kind: Spanned<Level>,
    tags: Option<Vec<Spanned<String>>>,
}

fn lines(text: &str, problems: &[Problem]) -> Vec<(usize, ProblemKind)> {
    problems
        .iter()
        .map(|p| (crate::diagnostic::line_column(text, start(p)).0, p.kind.clone()))
        .collect()
}

#[test]
fn a_file_without_problems_keeps_order_and_spans() {
    let text = "id = \"x\"\nday = 2025-12-31\nstamp = 2025-01-01T08:00:00\nshare = 1\n\
        level = \"high\"\n[people.\"王\"]\nname = \"王五\"\nage = 0x1f\n[people.\"丁\"]\n\
        name = 'd'\nage = 3\n[[rows]]\nkey = \"k\"\nkind = \"low\"\ntags = [\"a\", \"b\"]\n\
        [counts]\nb = 1_000\n";
    let read = read::<File>("f.toml", text);
    assert_eq!(read.problems, []);
    let file = read.value.unwrap();
    assert_eq!(&text[file.id.span()], "\"x\"");
    assert_eq!(file.day, NaiveDate::from_ymd_opt(2025, 12, 31).unwrap());
    assert_eq!(file.stamp.unwrap().to_string(), "2025-01-01T08:00:00");
    assert_eq!(file.share.map(Spanned::into_inner), Some(1.0));
    assert_eq!((file.level, file.strict), (Some(Level::High), false));
    let people: Vec<(&str, &str, u8)> = file
        .people
        .iter()
        .map(|(k, p)| (&text[k.span()], p.get_ref().name.as_str(), p.get_ref().age))
        .collect();
    assert_eq!(people, [("\"王\"", "王五", 31), ("\"丁\"", "d", 3)]);
    let row = file.rows[0].get_ref();
    assert_eq!(&text[row.tags.as_ref().unwrap()[1].span()], "\"b\"");
    assert_eq!((row.key.as_ref().as_str(), row.kind.get_ref()), ("k", &Level::Low));
    assert_eq!(file.counts.unwrap()["b"], 1000);
}

#[test]
fn every_problem_is_reported_once_and_at_its_place() {
    let text = "idd = \"x\"\nday = \"2025-02-30\"\nshare = \"half\"\nstrict = 1\nlevel = \"hihg\"\n\
        zebra = 5\n[people.a]\nage = 300\n[people.b]\nname = 7\nage = 3\n[[rows]]\nkind = \"low\"\n\
        [[rows]]\nkey = \"k\"\nkind = 3\ntags = [\"a\", 2]\n[counts]\nb = -1\nc = 2.5\n";
    let read = read::<File>("f.toml", text);
    let bad = |key: &str, expected, found: &str| ProblemKind::BadValue {
        key: key.into(),
        expected,
        found: found.into(),
    };
    let missing = |key: &str| ProblemKind::MissingKey { key: key.into() };
    let unknown = |key: &str, nearest: Option<&str>| (key.to_string(), nearest.map(String::from));
    let levels = || Expected::OneOf(vec!["low".into(), "high".into()]);
    let found = lines(text, &read.problems);
    let keys: Vec<_> = found
        .iter()
        .filter_map(|(_, k)| match k {
            ProblemKind::UnknownKey { key, nearest, .. } => Some((key.clone(), nearest.clone())),
            _ => None,
        })
        .collect();
    assert_eq!(keys, [unknown("idd", Some("id")), unknown("zebra", None)]);
    let rest: Vec<_> =
        found.into_iter().filter(|(_, k)| !matches!(k, ProblemKind::UnknownKey { .. })).collect();
    assert_eq!(
        rest,
        [
            (2, bad("day", Expected::Date, "\"2025-02-30\"")),
            (3, bad("share", Expected::Number, "\"half\"")),
            (4, bad("strict", Expected::Boolean, "1")),
            (5, bad("level", levels(), "\"hihg\"")),
            (7, missing("name")),
            (8, bad("age", Expected::Whole, "300")),
            (10, bad("name", Expected::Quoted("7".into()), "7")),
            (12, missing("key")),
            (16, bad("kind", levels(), "3")),
            (17, bad("tags[2]", Expected::Quoted("2".into()), "2")),
            (19, bad("b", Expected::Whole, "-1")),
            (20, bad("c", Expected::Whole, "2.5")),
        ]
    );
    let file = read.value.as_ref().unwrap();
    assert_eq!(file.id.get_ref(), "x", "a slip is read as what it means");
    assert!(is_stand_in(&file.share.as_ref().unwrap().span()));
    assert!(read.stands_in(&file.rows[0].span()) && read.stands_in(&file.rows[1].span()));
    assert!(read.lacks("age") && !read.lacks("id"));
}

#[test]
fn a_table_where_none_fits_and_the_other_way_round() {
    let text = "id = {}\nday = 2025-01-01\npeople = []\nrows = [1, {key = 'k', kind = 'low'}]\n";
    let read = read::<File>("f.toml", text);
    let found = lines(text, &read.problems);
    let expected: Vec<_> = found
        .iter()
        .map(|(line, k)| match k {
            ProblemKind::BadValue { key, expected, .. } => (*line, key.as_str(), expected.clone()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        expected,
        [
            (1, "id", Expected::Text),
            (3, "people", Expected::Table),
            (4, "rows[1]", Expected::Table)
        ]
    );
    assert!(read.value.is_some());
}

#[test]
fn syntax_errors_come_all_at_once() {
    let text = "a = \nb = [1,,2]\nc = 1\nc = 2\n";
    let problems = read::<File>("f.toml", text).problems;
    let found: Vec<usize> = lines(text, &problems).into_iter().map(|(line, _)| line).collect();
    assert_eq!(found, [1, 2, 4]);
    assert!(problems.iter().all(|p| matches!(p.kind, ProblemKind::TomlSyntax { .. })));
}

/// A date there is none of, or a text without quotes, does not hide what else is wrong.
#[test]
fn a_bad_value_does_not_stop_the_reading() {
    let text = "id = 滨河\nday = 2025-13-31\nshare = 0.5.\nlevel = low\nday = 2025-01-01\nzebra = 08\n\
        [[rows]]\nkey = 2025-11\nkind =\n[[rows]]\nkey = \"k\"\nkind = middle\n";
    let read = read::<File>("f.toml", text);
    let bad = |key: &str, expected, found: &str| ProblemKind::BadValue {
        key: key.into(),
        expected,
        found: found.into(),
    };
    let quoted = |text: &str| Expected::Quoted(text.into());
    let syntax = |detail: &str| ProblemKind::TomlSyntax { detail: detail.into() };
    let levels = Expected::OneOf(vec!["low".into(), "high".into()]);
    let mut found = lines(text, &read.problems);
    let at = found.iter().position(|(_, k)| matches!(k, ProblemKind::UnknownKey { .. })).unwrap();
    assert_eq!(found.remove(at).0, 6);
    let unquoted = "string values must be quoted, expected literal string";
    assert_eq!(
        found,
        [
            (1, bad("id", quoted("滨河"), "滨河")),
            (2, bad("day", Expected::Date, "2025-13-31")),
            (3, bad("share", Expected::Number, "0.5.")),
            (4, bad("level", quoted("low"), "low")),
            (5, syntax("duplicate key")),
            (6, syntax("unexpected leading zero, expected nothing")),
            (8, bad("key", quoted("2025-11"), "2025-11")),
            (9, syntax(unquoted)),
            (12, bad("kind", levels, "middle")),
        ]
    );
    let file = read.value.as_ref().unwrap();
    assert_eq!((file.id.get_ref().as_str(), &file.level), ("滨河", &Some(Level::Low)));
    assert_eq!(file.rows[0].get_ref().key.get_ref(), "2025-11");
}

#[test]
fn an_endless_list_of_problems_is_cut_short() {
    let text =
        "x = 1\n".to_string() + &(0..500).map(|i| format!("zzz{i} = 1\n")).collect::<String>();
    assert_eq!(read::<File>("f.toml", &text).problems.len(), MAX_PROBLEMS);
}

#[test]
fn a_slip_among_its_like_is_read_with_them() {
    let text = "id = \"x\"\nday = 2025-01-01\n[[rows]]\nkey = \"a\"\nkind = \"low\"\n\
        [[row]]\nkey = \"b\"\nkind = \"low\"\n[[rows]]\nkey = \"c\"\nkind = \"low\"\n";
    let read = read::<File>("f.toml", text);
    assert_eq!(read.problems.len(), 1);
    let file = read.value.unwrap();
    let keys: Vec<&str> = file.rows.iter().map(|r| r.get_ref().key.get_ref().as_str()).collect();
    assert_eq!(keys, ["a", "b", "c"]);
}
