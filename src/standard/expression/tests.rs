use super::*;
use crate::diagnostic::ValueType as T;
use crate::standard::model::{Choice, ColumnType};
use ExpressionProblem as P;

const NUMBER: usize = 0;
const REPORTED: usize = 1;
const DUE: usize = 2;
const URGENCY: usize = 3;
const REWORK: usize = 4;
const RATE: usize = 5;
const NAME: usize = 6;
const REMARK: usize = 7;
const ARRIVED: usize = 8;

fn columns() -> Vec<ColumnSpec> {
    let column = |id: &str, zh: &str, en: &str, kind| ColumnSpec {
        id: id.into(),
        zh: vec![zh.into()],
        en: vec![en.into()],
        kind,
        required: false,
        personal: false,
    };
    let choice = |id: &str, spellings: &[&str]| Choice {
        id: id.into(),
        spellings: spellings.iter().map(|s| s.to_string()).collect(),
    };
    let urgency = vec![
        choice("urgent", &["急修", "Urgent"]),
        choice("minor", &["小修"]),
        choice("normal", &["普通"]),
    ];
    vec![
        column("amount", "金额", "Amount", ColumnType::Number),
        column("reported", "报修时间", "Reported at", ColumnType::DateTime),
        column("due", "约定日期", "Due", ColumnType::Date),
        column("urgency", "紧急程度", "Urgency", ColumnType::Choice(urgency)),
        column("rework", "返修", "Rework", ColumnType::YesNo),
        column("rate", "满意率", "Rate", ColumnType::Percent),
        column("name", "姓名", "Name", ColumnType::Text),
        column("remark", "备注 说明", "Remark", ColumnType::Text),
        column("arrived", "到场时间", "Arrived", ColumnType::DateTime),
    ]
}

fn decimal(text: &str) -> Number {
    Number::Constant(Decimal::from_str_exact(text).unwrap())
}

fn took() -> Duration {
    Duration::Between {
        later: Box::new(Time::Column(ARRIVED)),
        earlier: Box::new(Time::Column(REPORTED)),
    }
}

fn choice(any_of: u64, negated: bool) -> Expr {
    Expr::ChoiceIn { column: URGENCY, any_of, negated }
}

fn text(any_of: &[&str], negated: bool) -> Expr {
    let any_of = any_of.iter().map(|t| t.to_string()).collect();
    Expr::TextIn { column: NAME, any_of, negated }
}

fn time(op: Op, left: usize, right: Time, days: bool) -> Expr {
    Expr::Times { op, left: Time::Column(left), right, days }
}

/// 2025-01-01 00:00.
const NEW_YEAR: i64 = 1_735_689_600;

#[test]
fn conditions_become_trees() {
    let yes = || Expr::Yes(REWORK);
    let cases: Vec<(&str, Expr)> = vec![
        ("rework", yes()),
        ("返修", yes()),
        ("REWORK", yes()),
        ("返修 == 是", yes()),
        ("返修 == 否", Expr::Not(Box::new(yes()))),
        ("no != rework", yes()),
        ("not not rework", yes()),
        ("rework and yes", yes()),
        ("rework or yes", Expr::Constant(true)),
        ("not (rework and no)", Expr::Constant(true)),
        ("紧急程度 == \"急修\"", choice(0b001, false)),
        ("'urgent' == urgency", choice(0b001, false)),
        ("urgency != 'URGENT'", choice(0b001, true)),
        ("urgency in ['急修', \"normal\"]", choice(0b101, false)),
        ("urgency not in ['急修', '小修',]", choice(0b011, true)),
        ("not urgency in ['急修', '小修']", choice(0b011, true)),
        ("urgency == '急修' or urgency == '小修'", choice(0b011, false)),
        ("紧急程度 == “急修”", choice(0b001, false)),
        ("name == '张三'", text(&["张三"], false)),
        ("姓名 not in ['张三', '李四']", text(&["张三", "李四"], true)),
        ("name == 'a' and 'b' == 'b'", text(&["a"], false)),
        ("name != `备注 说明`", Expr::TextsEqual { left: NAME, right: REMARK, negated: true }),
        ("amount >= 5", Expr::Numbers(Op::Ge, Number::Column(NUMBER), decimal("5"))),
        ("rate < 95%", Expr::Numbers(Op::Lt, Number::Column(RATE), decimal("0.95"))),
        ("amount > -2.5", Expr::Numbers(Op::Gt, Number::Column(NUMBER), decimal("-2.5"))),
        ("1 + 2 - 3 < 1", Expr::Constant(true)),
        ("90s + 1min == 150s", Expr::Constant(true)),
        ("arrived - reported <= 30min", Expr::Durations(Op::Le, took(), Duration::Constant(1800))),
        (
            "到场时间 － 报修时间 ＜＝ 24小时",
            Expr::Durations(Op::Le, took(), Duration::Constant(86_400)),
        ),
        (
            "arrived <= reported + 1h30min",
            time(
                Op::Le,
                ARRIVED,
                Time::Add(Box::new(Time::Column(REPORTED)), Box::new(Duration::Constant(5400))),
                false,
            ),
        ),
        ("arrived > due", time(Op::Gt, ARRIVED, Time::Column(DUE), true)),
        ("arrived > reported", time(Op::Gt, ARRIVED, Time::Column(REPORTED), false)),
        ("arrived >= 2025-01-01", time(Op::Ge, ARRIVED, Time::Constant(NEW_YEAR), true)),
        ("arrived >= '2025-01-01'", time(Op::Ge, ARRIVED, Time::Constant(NEW_YEAR), true)),
        (
            "arrived < '2025-01-01 08:30'",
            time(Op::Lt, ARRIVED, Time::Constant(NEW_YEAR + 8 * 3600 + 1800), false),
        ),
        ("due == 2025-1-1 + 1d", time(Op::Eq, DUE, Time::Constant(NEW_YEAR + 86_400), true)),
        ("name is empty", Expr::Empty(NAME)),
        ("姓名 is not empty", Expr::Not(Box::new(Expr::Empty(NAME)))),
        (
            "rework or name is empty and urgency == '小修' and amount in [1, 2]",
            Expr::Or(vec![
                yes(),
                Expr::And(vec![
                    Expr::Empty(NAME),
                    choice(0b010, false),
                    Expr::Or(vec![
                        Expr::Numbers(Op::Eq, Number::Column(NUMBER), decimal("1")),
                        Expr::Numbers(Op::Eq, Number::Column(NUMBER), decimal("2")),
                    ]),
                ]),
            ]),
        ),
        (
            "(rework and (name is empty and (urgency == '小修')))",
            Expr::And(vec![yes(), Expr::Empty(NAME), choice(0b010, false)]),
        ),
    ];
    for (source, tree) in cases {
        match compile(source, &columns()) {
            Ok(condition) => assert_eq!(condition.root, tree, "{source}"),
            Err(problems) => panic!("{source}: {problems:?}"),
        }
    }
}

/// The source, the stretch of it that is wrong, and what is wrong.
#[test]
fn mistakes_are_pointed_at() {
    let found = |text: &str| text.to_string();
    let token = |text: &str| P::UnexpectedToken { found: found(text) };
    let unknown = |text: &str, nearest: Option<&str>| P::UnknownColumn {
        found: found(text),
        allowed: columns().into_iter().map(|c| c.id).collect(),
        nearest: nearest.map(str::to_string),
    };
    let differ = |left, right| P::TypesDiffer { left, right };
    let operator = |sign: &str, found| P::OperatorNotForType { operator: sign.into(), found };
    let cases: Vec<(&str, Vec<(&str, P)>)> = vec![
        ("", vec![("", P::UnexpectedEnd)]),
        ("rework and", vec![("", P::UnexpectedEnd)]),
        ("(rework", vec![("", P::UnexpectedEnd)]),
        ("rework = yes", vec![("=", token("="))]),
        (
            "reworks ＝ yes || name",
            vec![
                ("reworks", unknown("reworks", Some("rework"))),
                ("＝", token("=")),
                ("||", token("||")),
                ("name", P::NotACondition { found: T::Text }),
            ],
        ),
        ("rework = yes and", vec![("=", token("=")), ("", P::UnexpectedEnd)]),
        ("rework && rework", vec![("&&", token("&&"))]),
        ("!rework", vec![("!", token("!"))]),
        ("rework rework", vec![("rework", token("rework"))]),
        ("amount * 2 > 3", vec![("*", token("*"))]),
        ("1 < amount < 3", vec![("<", token("<"))]),
        ("amount in 5", vec![("5", token("5"))]),
        ("amount not 5", vec![("5", token("5"))]),
        ("name == '张三", vec![("'张三", P::UnclosedText)]),
        ("amount > 5x", vec![("5x", P::BadNumber { found: found("5x") })]),
        ("amount > 1.2.3", vec![("1.2.3", P::BadNumber { found: found("1.2.3") })]),
        ("due > 2025-02-30", vec![("2025-02-30", P::BadTime { found: found("2025-02-30") })]),
        ("due > 'soon'", vec![("'soon'", P::BadTime { found: found("soon") })]),
        (
            "amount # 1 @ 2",
            vec![
                ("#", P::UnexpectedCharacter { found: found("#") }),
                ("@", P::UnexpectedCharacter { found: found("@") }),
            ],
        ),
        ("返工 == 是", vec![("返工", unknown("返工", Some("返修")))]),
        (
            "reworks and 姓名字 is empty",
            vec![
                ("reworks", unknown("reworks", Some("rework"))),
                ("姓名字", unknown("姓名字", Some("姓名"))),
            ],
        ),
        (
            "urgency in ['急修', '小修修']",
            vec![(
                "'小修修'",
                P::UnknownChoice {
                    column: found("urgency"),
                    found: found("小修修"),
                    allowed: vec![found("急修"), found("小修"), found("普通")],
                    nearest: Some(found("小修")),
                },
            )],
        ),
        ("amount == 'five'", vec![("amount == 'five'", differ(T::Number, T::Text))]),
        ("amount > 30min", vec![("amount > 30min", differ(T::Number, T::Duration))]),
        ("amount + 30min > 3", vec![("amount + 30min", differ(T::Number, T::Duration))]),
        ("arrived + reported > due", vec![("arrived + reported", operator("+", T::Time))]),
        (
            "arrived - reported > 5",
            vec![("arrived - reported > 5", differ(T::Duration, T::Number))],
        ),
        ("name + 1 == 2", vec![("name + 1", operator("+", T::Text))]),
        ("name < 'a'", vec![("<", operator("<", T::Text))]),
        ("urgency > '急修'", vec![(">", operator(">", T::Choice))]),
        ("urgency == 5", vec![("urgency == 5", differ(T::Choice, T::Number))]),
        ("rework > no", vec![(">", operator(">", T::YesNo))]),
        ("-rework", vec![("-rework", operator("-", T::YesNo))]),
        ("amount", vec![("amount", P::NotACondition { found: T::Number })]),
        ("not name", vec![("name", P::NotACondition { found: T::Text })]),
        ("(amount > 1) is empty", vec![("(amount > 1)", operator("is empty", T::YesNo))]),
        (
            "amount == 'five' or name or urgency < 3",
            vec![
                ("amount == 'five'", differ(T::Number, T::Text)),
                ("name", P::NotACondition { found: T::Text }),
                ("urgency < 3", differ(T::Choice, T::Number)),
            ],
        ),
        (
            "due + 1w > due - 9999999999999999w",
            vec![("9999999999999999w", P::BadNumber { found: found("9999999999999999w") })],
        ),
        (
            "2025-01-01 + 15250284452471w > due",
            vec![(
                "2025-01-01 + 15250284452471w",
                P::BadNumber { found: found("2025-01-01 + 15250284452471w") },
            )],
        ),
    ];
    for (source, wanted) in cases {
        let problems = compile(source, &columns()).map(|c| c.root).unwrap_err();
        let shown: Vec<(&str, P)> =
            problems.into_iter().map(|(span, p)| (&source[span], p)).collect();
        assert_eq!(shown, wanted, "{source}");
    }
}

#[test]
fn columns_read_are_listed_once() {
    let condition = compile("name is empty or 姓名 == 'a' or amount > 1", &columns()).unwrap();
    assert_eq!(condition.columns, [NUMBER, NAME]);
}

/// A hostile condition ends in a problem, not in an exhausted stack.
#[test]
fn nothing_nests_deeply() {
    let many = |part: &str| part.repeat(100_000);
    for source in [
        format!("{}rework", many("not ")),
        format!("{}rework", many("(")),
        format!("amount == {}1", many("-")),
        format!("amount == 1{}", many(" + amount")),
        format!("amount == {}1{}", "(".repeat(49), many(" + amount)")),
    ] {
        let problems = compile(&source, &columns()).map(|c| c.root).unwrap_err();
        assert!(matches!(problems[..], [(_, P::TooDeep)]), "{problems:?}");
    }
    let wide = format!("rework{}", many(" or amount == 1"));
    assert!(
        matches!(compile(&wide, &columns()).unwrap().root, Expr::Or(parts) if parts.len() == 100_001)
    );
}

#[test]
fn lengths_of_time() {
    for (text, seconds) in [
        ("90s", Some(90)),
        ("30min", Some(1_800)),
        ("24h", Some(86_400)),
        ("2d", Some(172_800)),
        ("1w", Some(604_800)),
        ("1h30min", Some(5_400)),
        ("0.5h", Some(1_800)),
        ("半小时", None),
        ("30分钟", Some(1_800)),
        ("30", None),
        ("min", None),
        ("", None),
        ("30 min", Some(1_800)),
        ("1.0001s", None),
        ("-5min", None),
        ("9999999999999999999w", None),
    ] {
        assert_eq!(parse_duration(text), seconds, "{text}");
    }
}
