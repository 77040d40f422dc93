//! Help in both languages, however it is asked for.

use super::run::{inspect, program, run};

#[test]
fn help_follows_the_language_asked_for() {
    let english = inspect(["--help"]);
    assert_eq!(english.code, 0);
    assert!(english.text().contains("Usage: inspect") && english.text().contains("Example"));
    let chinese = inspect(["--lang", "zh", "--help"]);
    assert_eq!(chinese.code, 0);
    assert!(chinese.text().contains("用法：inspect") && chinese.text().contains("示例："));
    for (variables, args) in [
        ("LANG=C", "--lang=zh -h"),
        ("LANG=en_US.UTF-8", "--help --lang zh"),
        ("INSPECT_LANG=zh LC_ALL=C", "-h"),
        ("LANG=zh_CN.UTF-8", "--help"),
        ("LC_ALL=zh_CN.UTF-8 LANG=C", "help"),
        ("LANG=C", "--lang zh help"),
    ] {
        let variables = variables.split(' ').filter_map(|v| v.split_once('='));
        let run = run(program().envs(variables).args(args.split(' ')));
        assert_eq!((run.code, run.text()), (0, chinese.text()), "{args}");
    }
    let back = run(program().env("LANG", "zh_CN.UTF-8").args(["--lang", "en", "--help"]));
    assert_eq!(back.out, english.out);
}

#[test]
fn every_command_in_both_languages() {
    let commands: [&[&str]; 24] = [
        &["init"],
        &["score"],
        &["batch"],
        &["rollup"],
        &["standard"],
        &["standard", "list"],
        &["standard", "show"],
        &["standard", "lint"],
        &["standard", "import"],
        &["standard", "diff"],
        &["standard", "schema"],
        &["report"],
        &["peek"],
        &["verify"],
        &["diff"],
        &["trend"],
        &["explain"],
        &["actions"],
        &["actions", "list"],
        &["actions", "ics"],
        &["actions", "merge"],
        &["schema"],
        &["completions"],
        &["man"],
    ];
    for command in commands {
        for (lang, word) in [("en", "Usage: inspect"), ("zh", "用法：inspect")] {
            let help = |flag| inspect([command, &[flag, "--lang", lang]].concat());
            let long = help("--help");
            assert!(long.code == 0 && long.text().contains(word), "{command:?}: {}", long.text());
            assert_eq!(long.out, help("-h").out, "{command:?}");
        }
    }
    let asked = inspect(["--lang", "zh", "help", "score"]);
    assert_eq!(asked.text(), inspect(["score", "-h", "--lang", "zh"]).text());
}

#[test]
fn a_manual_page_of_each_command() {
    let page = inspect(["man", "score"]);
    assert!(page.code == 0 && page.text().contains("inspect\\-score"), "{}", page.text());
    inspect(["man", "scor"]).refused(&["`scor`", "score"]);
}
