//! Standards of several files: shared registers, and one standard that extends another.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::*;
use crate::diagnostic::{Expected, Place, ProblemKind, Thing, TotalKind, render};
use crate::lang::Lang;
use crate::standard::Off;

const GOOD: &str = include_str!("tests/good.toml");

/// Files by name; a standard is `ID.toml`, what is beside a file goes by its path alone.
struct Files(BTreeMap<&'static str, String>);

impl Shelf for Files {
    fn standard(&self, id: &str) -> Result<Option<Source>, Failure> {
        Ok(self.get(&format!("{id}.toml")))
    }

    fn beside(&self, _: &Source, path: &str) -> Result<Option<Source>, Failure> {
        Ok(self.get(path))
    }

    fn ids(&self) -> Vec<String> {
        self.0
            .keys()
            .filter(|k| !k.contains('/'))
            .filter_map(|k| k.strip_suffix(".toml"))
            .map(String::from)
            .collect()
    }
}

impl Files {
    fn get(&self, file: &str) -> Option<Source> {
        let text = self.0.get(file)?.clone();
        Some(Source { file: file.to_string(), text, shipped: false })
    }

    /// The file loaded, with the others at hand.
    fn load(&self, file: &str) -> Result<Standard, Failure> {
        load_from(self.get(file).unwrap(), self)
    }

    /// The problems of a file, each with its file and what is marked there.
    fn problems(&self, file: &str) -> Vec<(String, String, ProblemKind)> {
        let failure = self.load(file).unwrap_err();
        let marked = |problem: &crate::diagnostic::Problem| match &problem.place {
            Place::Toml { file, span } => {
                (file.clone(), self.0[file.as_str()][span.clone()].into())
            }
            _ => panic!("{problem:?}"),
        };
        let list = failure.problems.iter().map(|p| (marked(p), p.kind.clone()));
        list.map(|((file, text), kind)| (file, text, kind)).collect()
    }
}

fn files(list: &[(&'static str, &str)]) -> Files {
    Files(list.iter().map(|(name, text)| (*name, text.to_string())).collect())
}

/// `GOOD` with its two registers in two files.
fn split() -> Files {
    let (head, rest) = GOOD.split_once("[registers.repairs]").unwrap();
    let (repairs, rest) = rest.split_once("[registers.pets]").unwrap();
    let (pets, items) = rest.split_once("[[items]]").unwrap();
    let head = head.replace(
        "[[grades]]\nid = \"good\"",
        "include = [\"r/one.toml\", \"two.toml\"]\n\n[[grades]]\nid = \"good\"",
    );
    let main = format!("{head}[[items]]{items}");
    files(&[
        ("small.toml", &main),
        ("r/one.toml", &format!("[registers.repairs]{repairs}")),
        ("two.toml", &format!("[registers.pets]{pets}")),
    ])
}

fn own(text: &str) -> String {
    format!(
        "extends = \"small\"\nid = \"own\"\nversion = \"1\"\ntitle = {{ zh = \"自\", en = \"Own\" }}\n{text}"
    )
}

#[test]
fn shared_registers_are_those_of_one_file() {
    let whole = load("small.toml", GOOD).unwrap();
    let parts = split().load("small.toml").unwrap();
    assert_eq!(format!("{:?}", parts.registers), format!("{:?}", whole.registers));
    assert_eq!(format!("{:?}", parts.items), format!("{:?}", whole.items));
    assert_ne!(parts.sha256, whole.sha256);
    // The hash is of all files: a change in an included one changes it.
    let mut other = split();
    other.0.get_mut("two.toml").unwrap().push_str("# more\n");
    assert_ne!(other.load("small.toml").unwrap().sha256, parts.sha256);
}

#[test]
fn a_problem_of_an_included_file_stands_in_that_file() {
    let mut files = split();
    let one = files.0.get_mut("r/one.toml").unwrap();
    *one = one.replace("type = \"number\"", "type = \"nunber\"");
    let two = files.0.get_mut("two.toml").unwrap();
    *two = two.replace("files = [\"宠物\"]", "files = []\nfils = 1");
    let main = files.0.get_mut("small.toml").unwrap();
    *main = main.replace("by = \"agreed\"", "by = \"agread\"");
    let found: Vec<(String, String)> =
        files.problems("small.toml").into_iter().map(|(file, text, _)| (file, text)).collect();
    let expected = [
        ("small.toml", "\"agread\""),
        ("r/one.toml", "\"nunber\""),
        ("two.toml", "[]"),
        ("two.toml", "fils"),
    ];
    assert_eq!(found, expected.map(|(a, b)| (a.to_string(), b.to_string())));
    let shown = render(&files.load("small.toml").unwrap_err(), Lang::En, false);
    assert!(shown.contains("r/one.toml:12:") && shown.contains("two.toml:4:"), "{shown}");
}

#[test]
fn what_can_be_wrong_with_an_include() {
    let mut files = split();
    let main = files.0.get_mut("small.toml").unwrap();
    *main = main.replace(
        "\"two.toml\"]",
        "\"two.toml\", \"r/one.toml\", \"none.toml\", \"../x.toml\", \"/etc/x\"]",
    );
    let bad = |path: &str| ProblemKind::BadValue {
        key: "include".into(),
        expected: Expected::PathBelow,
        found: format!("{path:?}"),
    };
    let kinds: Vec<ProblemKind> =
        files.problems("small.toml").into_iter().map(|(_, _, kind)| kind).collect();
    let twice = ProblemKind::Duplicate { thing: Thing::Register, name: "repairs".into() };
    let expected = [twice, ProblemKind::FileMissing, bad("../x.toml"), bad("/etc/x")];
    assert_eq!(kinds, expected);
}

#[test]
fn a_register_of_the_file_itself_replaces_an_included_one() {
    let mut files = split();
    let main = files.0.get_mut("small.toml").unwrap();
    let (head, items) = main.split_once("[[items]]").unwrap();
    *main = format!(
        "{head}[registers.pets]\ntitle = {{ zh = \"犬\", en = \"Dogs\" }}\nunit = {{ zh = \"只\", en = \"dogs\" }}\n\
         files = [\"犬\"]\n[registers.pets.columns]\nname = {{ zh = [\"名\"], en = [\"Name\"], type = \"text\" }}\n[[items]]{items}"
    );
    let standard = files.load("small.toml").unwrap();
    let titles: Vec<&str> = standard.registers.iter().map(|r| r.title.en.as_str()).collect();
    assert_eq!(titles, ["Repairs", "Dogs"]);
}

#[test]
fn a_standard_extends_another() {
    let mut files = split();
    files.0.insert(
        "own.toml",
        own("totals = { items = 3, points = 6.5 }\ndue = { partial = 20, fail = 10 }\n\
             roles = [{ zh = \"品质主管\", en = \"Quality lead\" }]\n\
             [[off]]\nitem = \"X-3\"\nreason = \"done by the region\"\n\
             [overrides.X-1]\nweight = 2.5\nowner = \"品质主管\"\ndue = { partial = 2, fail = 1 }\n\
             [overrides.X-2]\nweight = 3\n\
             [[items]]\nid = \"Y-4\"\nnumber = 4\nsection = \"b\"\ntitle = { zh = \"新\", en = \"New\" }\n\
             rule = { zh = \"一\", en = \"One\" }\nowner = \"项目经理\"\n\
             checks = [{ id = \"v\", title = { zh = \"是\", en = \"Yes\" }, tier = \"overall\", kind = \"judged\" }]\n"),
    );
    let standard = match files.load("own.toml") {
        Ok(standard) => standard,
        Err(failure) => panic!("{failure}"),
    };
    assert_eq!((standard.id.as_str(), standard.title.en.as_str()), ("own", "Own"));
    let items: Vec<_> = standard
        .items
        .iter()
        .map(|i| {
            let owner = standard.roles[i.owner].en.as_str();
            (i.id.as_str(), i.number, i.weight.to_string(), owner, i.due.partial)
        })
        .collect();
    let expected = [
        ("X-1", 1, "2.5", "Quality lead", 2),
        ("X-2", 2, "3", "Project manager", 9),
        ("Y-4", 4, "1", "Project manager", 20),
    ];
    assert_eq!(items, expected.map(|(a, b, c, d, e)| (a, b, c.to_string(), d, e)));
    let off = Off { item: "X-3".into(), reason: "done by the region".into() };
    assert_eq!(standard.off, [off]);
    assert_eq!(standard.registers.len(), 2);
    assert_eq!(standard.grades[0].from, Decimal::new(925, 1));
}

#[test]
fn problems_of_an_extension_stand_in_the_file_they_are_in() {
    let mut files = split();
    files.0.insert(
        "own.toml",
        own("totals = { items = 9, points = 3 }\n\
             [overrides.X-9]\nweight = 2\n[overrides.X-1]\nowner = \"客服主菅\"\nweight = 0\n\
             [[off]]\nitem = \"X-7\"\nreason = \" \"\n[[off]]\nitem = \"X-3\"\nreason = \"r\"\n\
             [[off]]\nitem = \"X-3\"\nreason = \"r\"\n"),
    );
    let main = files.0.get_mut("small.toml").unwrap();
    *main = main.replace("by = \"agreed\"", "by = \"agread\"");
    let found = files.problems("own.toml");
    let places: Vec<(&str, &str)> =
        found.iter().map(|(file, text, _)| (file.as_str(), text.as_str())).collect();
    let expected = [
        ("own.toml", "9"),
        ("own.toml", "X-9"),
        ("own.toml", "\"客服主菅\""),
        ("own.toml", "0"),
        ("own.toml", "\"X-7\""),
        ("own.toml", "\" \""),
        ("own.toml", "\"X-3\""),
        ("small.toml", "\"agread\""),
    ];
    assert_eq!(places, expected);
    let items = ProblemKind::TotalMismatch {
        what: TotalKind::Items,
        stated: "9".into(),
        found: "2".into(),
    };
    assert_eq!(found[0].2, items);
}

#[test]
fn an_extension_finds_its_standard_or_says_so() {
    let mut files = split();
    files.0.insert("own.toml", own("").replace("\"small\"", "\"smal\""));
    let found = files.problems("own.toml");
    let kind = ProblemKind::UnknownName {
        thing: Thing::Standard,
        name: "smal".into(),
        allowed: vec!["own".into(), "small".into(), "two".into()],
        nearest: Some("small".into()),
    };
    let at = |text: &str, kind| [("own.toml".to_string(), text.to_string(), kind)];
    assert_eq!(found, at("\"smal\"", kind));

    files.0.insert("own.toml", own("").replace("\"small\"", "\"two\""));
    files.0.insert(
        "two.toml",
        own("").replace("\"small\"", "\"own\"").replace("\"own\"\nver", "\"two\"\nver"),
    );
    let chain = ["own", "two", "own"].map(String::from).to_vec();
    let found = files.problems("own.toml");
    let expected =
        ("two.toml".to_string(), "\"own\"".to_string(), ProblemKind::ExtendsItself { chain });
    assert_eq!(found, [expected]);
}
