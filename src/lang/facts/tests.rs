//! Messages worked out by hand.

use chrono::NaiveDate;

use super::*;
use crate::outcome::Before;
use crate::standard::{Bucket, Window};

fn text(zh: &str, en: &str) -> Text {
    Text { zh: zh.into(), en: en.into() }
}

fn number(text: &str) -> Option<Number> {
    Some(Number(text.parse().unwrap()))
}

fn year(window: Window) -> Span {
    Span {
        window,
        from: NaiveDate::from_ymd_opt(2025, 1, 1),
        to: NaiveDate::from_ymd_opt(2025, 12, 31),
        until: None,
    }
}

/// Chinese, then English.
fn both(
    facts: &Facts,
    value: Option<Number>,
    limit: Option<(Compare, &str)>,
    holds: Option<bool>,
) -> [String; 2] {
    let (compare, threshold) = (limit.map(|l| l.0), limit.and_then(|l| number(l.1)));
    [Lang::Zh, Lang::En].map(|lang| message(facts, value, threshold, compare, holds, lang))
}

fn calls(needed: u32, made: u32, passed: u32) -> Facts {
    Facts::Sampled {
        needed,
        made,
        passed,
        unit: text("通电话", "calls"),
        word: text("接通", "answered"),
        figure: SampleFigure::Rate,
    }
}

fn repairs(passed: u32, counted: u32, undecided: u32) -> Facts {
    Facts::Rate {
        passed,
        counted,
        undecided,
        unit: text("件急修", "urgent repairs"),
        span: year(Window::Period),
    }
}

const ALL: Option<(Compare, &str)> = Some((Compare::AtLeast, "1"));

#[test]
fn spot_checks() {
    assert_eq!(
        both(&calls(10, 10, 9), number("0.9"), ALL, Some(false)),
        ["抽查10通电话，接通9通（90%），要求100%", "10 calls, 9 answered (90%); required: 100%"]
    );
    assert_eq!(
        both(&calls(10, 7, 7), number("0.7"), None, None),
        ["应抽查10通电话，只抽查7通，接通7通（70%）", "only 7 of 10 calls made, 7 answered (70%)"]
    );
    assert_eq!(
        both(&calls(10, 0, 0), None, ALL, None),
        ["尚未抽查，应抽查10通电话", "none of 10 calls made"]
    );
    assert_eq!(
        both(&calls(0, 0, 0), None, ALL, Some(true)),
        ["无可抽查对象，按细则视为达到", "nothing to sample, which counts as met"]
    );
}

#[test]
fn rates_stay_on_their_side_of_the_threshold() {
    assert_eq!(
        both(&repairs(40, 41, 0), number("0.97561"), ALL, Some(false)),
        [
            "41件急修中40件达标（97.56%），要求100%",
            "40 of 41 urgent repairs (97.56%); required: 100%"
        ]
    );
    // 24 999 / 25 000 = 99.996 %: two decimals would print 100 %.
    let [zh, _] = both(&repairs(24_999, 25_000, 0), number("0.99996"), ALL, Some(false));
    assert_eq!(zh, "25000件急修中24999件达标（99.996%），要求100%");
    // Even where the stored value, rounded to six decimals, is 1.
    let [zh, _] = both(&repairs(4_999_999, 5_000_000, 0), number("1"), ALL, Some(false));
    assert_eq!(zh, "5000000件急修中4999999件达标（99.99998%），要求100%");
    let limit = Some((Compare::AtMost, "0.01"));
    assert_eq!(
        both(&repairs(2, 300, 1), number("0.006667"), limit, None),
        [
            "300件急修中有2件（0.67%），另有1件无法判断，要求不超过1%",
            "2 of 300 urgent repairs (0.67%), 1 more undecided; required: at most 1%"
        ]
    );
    assert_eq!(
        both(&repairs(0, 0, 0), None, ALL, None)[0],
        "本期没有可统计的记录（0件急修），无法判定"
    );
}

#[test]
fn counts_and_counts_per_household() {
    let facts = |households, undecided| Facts::Count {
        counted: 24,
        unit: text("件投诉", "complaints"),
        households,
        span: year(Window::TrailingYear),
        undecided,
    };
    assert_eq!(
        both(&facts(None, 0), number("24"), Some((Compare::AtLeast, "25")), Some(false)),
        [
            "近12个月24件投诉，要求不少于25件",
            "24 complaints in the last 12 months; required: at least 25"
        ]
    );
    // 24 / 1200 = 2 per 100 households.
    assert_eq!(
        both(&facts(Some(1200), 0), number("0.02"), Some((Compare::AtMost, "0.015")), Some(false)),
        [
            "近12个月24件投诉，1200户，合每百户2，要求不超过1.5",
            "24 complaints in the last 12 months, 1200 households, 2 per 100; required: at most 1.5"
        ]
    );
}

#[test]
fn stretches_are_named_by_the_calendar() {
    let each = |bucket, counts: &[u32], span| Facts::Each {
        bucket,
        counts: counts.to_vec(),
        unit: text("次座谈会", "meetings"),
        span,
    };
    let once = Some((Compare::AtLeast, "1"));
    assert_eq!(
        both(
            &each(Bucket::HalfYear, &[1, 0], year(Window::TrailingYear)),
            number("0"),
            once,
            Some(false)
        ),
        [
            "2025年上半年1次座谈会，下半年0次，要求每半年不少于1次",
            "2025 H1: 1 meeting, H2: 0; required: at least 1 per half-year"
        ]
    );
    let odd = Span {
        window: Window::TrailingYear,
        from: NaiveDate::from_ymd_opt(2024, 10, 1),
        to: NaiveDate::from_ymd_opt(2025, 9, 30),
        until: None,
    };
    assert_eq!(
        both(&each(Bucket::HalfYear, &[1, 2], odd.clone()), number("1"), None, Some(true))[0],
        "2024年10月至2025年3月1次座谈会，2025年4月至2025年9月2次"
    );
    assert_eq!(
        both(&each(Bucket::Quarter, &[3, 1], odd), number("1"), None, Some(true)),
        ["2024年第4季度3次座谈会，2025年第1季度1次", "2024 Q4: 3 meetings, 2025 Q1: 1"]
    );
    let months =
        each(Bucket::Month, &[1, 2, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0], year(Window::CalendarYear));
    assert_eq!(
        both(&months, number("0"), once, Some(false)),
        [
            "12个月共11次座谈会，10个月达标（未达标：3月0次、12月0次），要求每月不少于1次",
            "11 meetings in 12 months, 10 of them meet it (short: 2025-03: 0, 2025-12: 0); \
             required: at least 1 per month"
        ]
    );
}

#[test]
fn changes_against_the_year_before() {
    let change = |before, now, by, share, source| Facts::Change {
        now: number(now),
        before,
        source,
        by,
        share,
        rows: None,
        span: year(Window::TrailingYear),
    };
    let satisfaction =
        change(number("0.92"), "0.93", ChangeBy::Difference, true, Some(Before::Audit));
    assert_eq!(
        both(&satisfaction, number("0.01"), Some((Compare::AtLeast, "0.02")), Some(false)),
        [
            "上年同期92% → 近12个月93%，上升1个百分点（上年取自audit.toml），要求上升不少于2个百分点",
            "a year before 92% → the last 12 months 93%, up 1 point (year before from audit.toml); \
             required: a rise of at least 2 points"
        ]
    );
    let complaints = change(number("200"), "195", ChangeBy::Relative, false, None);
    assert_eq!(
        both(&complaints, number("-0.025"), Some((Compare::AtMost, "-0.02")), Some(true)),
        [
            "上年同期200 → 近12个月195，下降2.5%，要求下降不少于2%",
            "a year before 200 → the last 12 months 195, down 2.5%; required: a fall of at least 2%"
        ]
    );
    let unknown = change(None, "195", ChangeBy::Relative, false, None);
    assert_eq!(
        both(&unknown, None, Some((Compare::AtMost, "-0.02")), None)[0],
        "近12个月195，上年同期数据未知，无法比较，要求下降不少于2%"
    );
}

#[test]
fn averages_and_answers_and_what_is_not_there() {
    let average = Facts::Average {
        counted: 412,
        share: true,
        unit: text("份问卷", "surveys"),
        span: year(Window::Period),
    };
    assert_eq!(
        both(&average, number("0.9312"), Some((Compare::AtLeast, "0.9")), Some(true)),
        [
            "412份问卷平均93.12%，要求不低于90%",
            "average 93.12% over 412 surveys; required: at least 90%"
        ]
    );
    let register = || text("宠物登记台账", "pet register");
    assert_eq!(both(&Facts::Unanswered, None, None, None)[0], "检查人未作答");
    assert_eq!(
        both(&Facts::Answered { yes: false }, None, None, Some(false))[1],
        "auditor's answer: no"
    );
    assert_eq!(
        both(&Facts::RegisterMissing { register: register() }, None, ALL, None)[0],
        "未找到“宠物登记台账”，无法判定"
    );
    let kept = Facts::RegisterNotKept { register: register(), reason: "小区禁止养宠".into() };
    assert_eq!(
        both(&kept, None, ALL, Some(false))[0],
        "项目声明不设“宠物登记台账”（小区禁止养宠），按细则视为未达到"
    );
}

#[test]
fn figures_are_percentages_where_shares_are_meant() {
    let shown = |facts: &Facts, value| {
        figure(facts, number(value), number("1"), Some(Compare::AtLeast)).unwrap().to_string()
    };
    assert_eq!(shown(&repairs(40, 41, 0), "0.97561"), "97.56%");
    assert_eq!(shown(&calls(10, 10, 9), "0.9"), "90%");
    assert_eq!(figure(&Facts::Unanswered, None, None, None), None);
}
