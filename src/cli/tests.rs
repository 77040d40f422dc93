use unicode_width::UnicodeWidthStr;

use super::*;
use crate::lang::help;

/// Every command with its path.
fn walk(command: &clap::Command, path: &str, out: &mut Vec<(String, clap::Command)>) {
    out.push((path.to_string(), command.clone()));
    let shown = |c: &&clap::Command| c.get_name() != "help" && !c.is_hide_set();
    for inner in command.get_subcommands().filter(shown) {
        walk(inner, format!("{path} {}", inner.get_name()).trim_start(), out);
    }
}

fn all(program: &clap::Command) -> Vec<(String, clap::Command)> {
    let mut out = Vec::new();
    walk(program, "", &mut out);
    out
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn every_command_and_argument_has_a_chinese_text() {
    for (path, command) in all(&Cli::command()) {
        assert!(help::about(&path).is_some_and(is_chinese), "{path}: about");
        assert!(help::after(&path).is_some_and(|t| t.contains("inspect ")), "{path}: example");
        for arg in command.get_arguments() {
            let text = help::argument(&path, arg.get_id().as_str());
            assert!(text.is_some_and(is_chinese), "{path}: {}", arg.get_id());
        }
    }
}

#[test]
fn every_help_has_an_example_and_fits_80_columns() {
    for lang in [Lang::En, Lang::Zh] {
        let mut program = command(lang);
        program.build();
        for (path, mut command) in all(&program) {
            let help = command.render_help().to_string();
            let words = lang.pick(["示例：", "用法："], ["Example", "Usage:"]);
            if path != "standard show" {
                assert!(help.contains(words[0]), "{path}:\n{help}");
            }
            assert!(help.contains(words[1]), "{path}:\n{help}");
            for line in help.lines() {
                assert!(line.width() <= 80, "{path}: {} columns: {line}", line.width());
            }
            let left = ["Options:", "Commands:", "Arguments:", "Print", "default:", "Possible"];
            let left = left.iter().filter(|w| lang == Lang::Zh && help.contains(**w));
            assert_eq!(left.count(), 0, "{path}:\n{help}");
        }
    }
}

/// Else clap lays `--help` out in another way than `-h`, and writes English into it.
#[test]
fn no_argument_has_a_long_help_of_its_own() {
    for (path, command) in all(&Cli::command()) {
        for arg in command.get_arguments() {
            let described = arg.get_possible_values().iter().any(|v| v.get_help().is_some());
            let long =
                arg.get_long_help().is_some() || described && !arg.is_hide_possible_values_set();
            assert!(!long, "{path}: {}", arg.get_id());
        }
    }
}

#[test]
fn the_command_line_is_sound() {
    Cli::command().debug_assert();
    assert_eq!(parse_date("2025-12-31"), Ok(NaiveDate::from_ymd_opt(2025, 12, 31).unwrap()));
    for text in ["2025-1-1", "+12025-01-01", "31.12.2025", "2025-02-30"] {
        assert!(parse_date(text).is_err(), "{text}");
    }
}
