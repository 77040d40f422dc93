//! The terminal's text: its width and what it says.

use super::*;
use crate::lang::Lang;
use crate::report::sample::{outcome, view};

#[test]
fn no_line_is_wider_than_asked() {
    for lang in [Lang::Zh, Lang::En] {
        for width in [60, 80, 100, 120] {
            let text = text(&view(lang), width, false) + &items_table(&view(lang), width, false);
            for line in text.lines() {
                assert!(columns(line) <= usize::from(width), "{width}: {line}");
            }
        }
    }
}

#[test]
fn the_summary_says_what_matters() {
    let text = text(&view(Lang::Zh), 80, false);
    for part in [
        "滨河花园 · 2025年第4季度 · 品质检查报告",
        "得分 3.5/7 · 得分率 50% · 等级 需改进 · 可能范围 43.75% – 56.25%",
        "否决项不符合（第47项），等级受限；仅按得分率为“合格”",
        "不符合项 (5)",
        "台账问题 (错误 1 · 警告 1 · 提示 1)",
        "• 错误 evidence/报修台账.xlsx!2025年第四季度!H57",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    // Worst first.
    let at = |what: &str| text.find(what).unwrap();
    assert!(at("[否决项]") < at("25000件急修"));
    assert_eq!(text.matches("逾期").count(), 1);
    // Every condition that is missing is named, and the first cell.
    for part in ["其它报修按约定时间到达", "回访记录完整", "首处：evidence/报修台账.xlsx!"]
    {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}

#[test]
fn every_item_has_its_row() {
    let table = items_table(&view(Lang::Zh), 80, false);
    for item in outcome().items {
        let number = item.number.to_string();
        let rows = table.lines().filter(|l| l.split_whitespace().next() == Some(&number));
        assert_eq!(rows.count(), 1, "{number}");
    }
    assert!(table.contains("–/1"));
}

#[test]
fn colours_only_where_asked_for() {
    let coloured = text(&view(Lang::Zh), 80, true);
    assert!(coloured.contains("\u{1b}[31m") && coloured.contains("\u{1b}[0m"));
    let plain = text(&view(Lang::Zh), 80, false);
    assert!(!plain.contains(['\u{1b}', '\u{2060}', '\u{2064}']));
    // The codes are all that differs.
    let mut stripped = coloured;
    for code in ["1", "31", "32", "33", "36", "0"] {
        stripped = stripped.replace(&format!("\u{1b}[{code}m"), "");
    }
    assert_eq!(stripped, plain);
}

/// For looking at: `cargo test report::terminal -- --ignored --nocapture`.
#[test]
#[ignore = "prints to look at"]
fn print_for_looking() {
    for lang in [Lang::Zh, Lang::En] {
        println!("{}\n{}", text(&view(lang), 80, false), items_table(&view(lang), 80, false));
    }
}
