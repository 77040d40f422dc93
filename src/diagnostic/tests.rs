use super::*;

#[test]
fn a_slip_finds_the_name_that_was_meant() {
    for (slip, known) in [
        ("housholds", "households"),
        ("standrd", "standard"),
        ("item", "items"),
        ("reigsters", "registers"),
        ("QI-5", "QI-05"),
        ("客服主任", "客服主管"),
        ("返工", "返修"),
        ("Period", "period"),
    ] {
        assert_eq!(nearest(slip, ["zebra", known]).as_deref(), Some(known), "{slip}");
    }
}

#[test]
fn another_word_is_no_slip() {
    for (name, known) in [
        ("投诉", "回访"),
        ("id", "it"),
        ("rooms", "reason"),
        ("zebra", "level"),
        ("visits", "pets"),
        ("until", "from"),
        ("calls", "columns"),
    ] {
        assert_eq!(nearest(name, [known]), None, "{name}");
    }
}

/// Results of earlier versions have the title in one language.
#[test]
fn the_title_of_a_register_is_read_in_either_form() {
    let read = |json: &str| serde_json::from_str::<ProblemKind>(json).unwrap();
    let old = read(r#"{"code": "missing-register", "data": {"register": "投诉台账"}}"#);
    let one = Name::One("投诉台账".into());
    assert_eq!(old, ProblemKind::MissingRegister { register: one.clone() });
    let new = read(
        r#"{"code": "missing-register", "data": {"register": {"zh": "投诉台账", "en": "Complaints"}}}"#,
    );
    let both = Name::Both(Text { zh: "投诉台账".into(), en: "Complaints".into() });
    assert_eq!(new, ProblemKind::MissingRegister { register: both.clone() });
    assert_eq!((one.get(Lang::En), both.get(Lang::En)), ("投诉台账", "Complaints"));
}
