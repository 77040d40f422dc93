//! `inspect batch` and `inspect rollup` on `examples/portfolio`. Its audits by hand, of 6 points (SR-1 2, the
//! others 1 each):
//!
//! | project  | SR-1 | SR-2 | SR-3 | SR-4 | SR-5 | percent |
//! | -------- | ---- | ---- | ---- | ---- | ---- | ------- |
//! | lakeside | 2    | 1    | 1    | 1    | 1    | 6/6     |
//! | garden   | 1    | 0.5  | 1    | 1    | 1    | 4.5/6   |
//! | palm     | 1    | 0.5  | 1    | 1    | 1    | 4.5/6   |
//! | maple    | 1    | 1    | 0.5  | 0.5  | 1    | 4/6     |
//! | cedar    | 0    | 0    | 0.5  | 0    | 0.5  | 1/6     |
//! | harbour  | 2    | –    | 1    | 1    | 1    | 5/5     |
//! | willow   | audit.toml has a date in the 13th month              |

use std::fs;
use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use serde_json::Value;

use super::run::{Audit, Run, inspect, program, run};

const FILES: [&str; 6] = [
    "portfolio.xlsx",
    "portfolio.html",
    "results.parquet",
    "projects.parquet",
    "failures.json",
    "batch.json",
];

/// A copy of the example without the broken project, or with it.
fn root(broken: bool) -> Audit {
    let root = Audit::copy_of(Path::new("examples/portfolio"));
    if !broken {
        fs::remove_dir_all(root.file("south/willow")).unwrap();
    }
    root
}

fn batch(root: &Audit, out: &str, args: &[&str]) -> Run {
    let out = root.file(out);
    root.run("batch", &[&["-o", out.to_str().unwrap()], args].concat())
}

fn json(root: &Audit, name: &str) -> Value {
    serde_json::from_slice(&root.read(name)).unwrap()
}

fn printed(run: &Run) -> Value {
    serde_json::from_slice(&run.out).unwrap()
}

#[test]
fn the_example_is_ranked_and_its_broken_project_recorded() {
    let root = root(true);
    let run = batch(&root, "out", &["--format", "json", "--lang", "en"]);
    assert_eq!(run.code, 2, "{}", run.err);
    run.says(&["✗ south/willow: audit.toml", "scored 6, unchanged 0", "failed 1", "failures.json"]);
    let portfolio = printed(&run);
    let listed: Vec<_> = portfolio["projects"].as_array().unwrap().iter().collect();
    let rows: Vec<(&str, &Value, f64)> = listed
        .iter()
        .map(|p| {
            (p["project"].as_str().unwrap(), &p["rank"], p["score"]["percent"].as_f64().unwrap())
        })
        .collect();
    let null = Value::Null;
    let [one, two, four, five] = [1, 2, 4, 5].map(Value::from);
    assert_eq!(
        rows,
        [
            ("lakeside", &one, 100.0),
            ("garden", &two, 75.0),
            ("palm", &two, 75.0),
            ("maple", &four, 66.67),
            ("cedar", &five, 16.67),
            ("harbour", &null, 100.0),
        ]
    );
    // 5/6 to 6/6 once its second item is reviewed.
    assert_eq!(listed[5]["possible_ranks"], serde_json::json!([1, 2]));
    let failures = json(&root, "out/failures.json");
    assert_eq!(failures["failures"][0]["folder"], "south/willow");
    assert_eq!(failures["failures"].as_array().unwrap().len(), 1);
    for name in FILES {
        assert!(root.file("out").join(name).is_file(), "{name}");
    }
    let score = root.file("again");
    let folder = root.file("north/cedar");
    let args = ["score", folder.to_str().unwrap(), "-o", score.to_str().unwrap()];
    let standards = ["--standards", root.path.to_str().unwrap(), "--lang", "en"];
    assert_eq!(inspect(args.iter().chain(&standards)).code, 0);
    for name in ["result.json", "report.xlsx"] {
        assert!(root.read(&format!("out/cedar/{name}")) == root.read(&format!("again/{name}")));
    }
}

#[test]
fn the_same_bytes_whatever_the_jobs_and_from_shards() {
    let root = root(true);
    let args = ["-q", "--lang", "zh"];
    batch(&root, "out", &[&args[..], &["--jobs", "1"]].concat());
    batch(&root, "many", &[&args[..], &["--jobs", "4"]].concat());
    let mut scored = 0;
    for shard in ["1/3", "2/3", "3/3"] {
        let out = format!("shard-{}", &shard[..1]);
        batch(&root, &out, &[&args[..], &["--shard", shard]].concat());
        let results = json(&root, &format!("{out}/batch.json"));
        scored += results["results"].as_array().unwrap().len();
    }
    assert_eq!(scored, 6);
    let paths = ["shard-1", "shard-2", "shard-3", "rolled"].map(|n| root.file(n));
    let [one, two, three, rolled] = paths.each_ref().map(|p| p.to_str().unwrap());
    // Whatever the order they are named in.
    let rollup = inspect(["rollup", three, one, two, "-o", rolled, "-q", "--lang", "zh"]);
    assert_eq!(rollup.code, 2, "{}", rollup.err);
    for name in FILES {
        let first = root.read(&format!("out/{name}"));
        assert!(first == root.read(&format!("many/{name}")), "{name} with four jobs");
        assert!(first == root.read(&format!("rolled/{name}")), "{name} rolled up");
    }
    assert!(root.file("rolled/cedar/report.xlsx").is_file(), "links lead somewhere");
    // A share that is not there is told of.
    let part = inspect(["rollup", one, three, "-o", rolled, "-q", "--lang", "en"]);
    assert_eq!(part.code, 2);
    assert!(part.text().contains("shard 2 of 3"), "{}", part.text());
    // It is no project that failed; the broken project is, once.
    assert!(part.text().contains("results missing: 1"), "{}", part.text());
    assert!(part.text().contains("failed: 1"), "{}", part.text());
    part.says(&["could not be scored: 1; results missing: 1"]);
}

#[test]
fn unchanged_projects_are_not_scored_again() {
    let root = root(false);
    assert_eq!(batch(&root, "out", &[]).code, 0);
    let first: Vec<_> = FILES.map(|n| root.read(&format!("out/{n}"))).into();
    let report = |id: &str| fs::metadata(root.file("out").join(id).join("report.xlsx")).unwrap();
    let before = report("cedar").modified().unwrap();
    batch(&root, "out", &["--lang", "zh"]).says(&["评分 6 个，未变化 0 个"]);
    let again = batch(&root, "out", &["--lang", "zh"]);
    again.says(&["评分 0 个，未变化 6 个（未重新评分）"]);
    assert_eq!(again.code, 0);
    batch(&root, "out", &["--lang", "en", "-q"]);
    root.edit("north/cedar/checksheet.csv", "SR-1,,不符合", "SR-1,,符合");
    batch(&root, "out", &["--lang", "en"]).says(&["scored 1, unchanged 5"]);
    assert!(report("cedar").modified().unwrap() != before);
    assert_eq!(json(&root, "out/cedar/result.json")["score"]["points"], 3);
    // A change of the standard is one of every project.
    root.edit("short-round.toml", "version = \"1\"", "version = \"2\"");
    batch(&root, "out", &["--lang", "en"]).says(&["scored 6, unchanged 0"]);
    batch(&root, "out", &["--lang", "en", "--trust-times"]).says(&["scored 0, unchanged 6"]);
    batch(&root, "out", &["--lang", "en", "--force"]).says(&["scored 6, unchanged 0"]);
    // A result that somebody touched is not the one that was made.
    root.write("out/cedar/result.json", "{}");
    batch(&root, "out", &["--lang", "en"]).says(&["scored 1, unchanged 5"]);
    // Nor where it is as long as before.
    root.edit("out/cedar/result.json", "\"points\": 3", "\"points\": 4");
    batch(&root, "out", &["--lang", "en"]).says(&["scored 1, unchanged 5"]);
    // Nothing but what was asked for changed in the files.
    root.edit("short-round.toml", "version = \"2\"", "version = \"1\"");
    root.edit("north/cedar/checksheet.csv", "SR-1,,符合", "SR-1,,不符合");
    batch(&root, "out", &[]);
    for (name, bytes) in FILES.iter().zip(first) {
        assert!(root.read(&format!("out/{name}")) == bytes, "{name}");
    }
}

/// What was scored just now is not read back, what was found unchanged is: nothing tells which it was.
#[test]
fn scored_or_read_back_the_portfolio_has_the_same_bytes() {
    let root = root(true);
    root.add(
        "north/cedar/audit.toml",
        "\n[[waivers]]\nitem = \"SR-3\"\nreason = \"x\"\napproved_by = \"y\"\nuntil = 2026-12-31\n",
    );
    batch(&root, "before", &["-q"]);
    for (project, file, from, to) in [
        ("south/palm", "audit.toml", "2025Q4", "2026Q1"),
        ("south/palm", "audit.toml", "2025-12-31", "2026-03-31"),
        ("south/palm", "checksheet.csv", "SR-1,,部分符合", "SR-1,,符合"),
    ] {
        root.edit(&format!("{project}/{file}"), from, to);
    }
    let paths = ["before", "managers.csv"].map(|n| root.file(n).to_str().unwrap().to_string());
    let [before, managers] = paths.each_ref().map(String::as_str);
    let args = ["--previous", before, "--portfolio", managers, "--lang", "en"];
    batch(&root, "out", &args).says(&["scored 6, unchanged 0"]);
    let first = FILES.map(|n| root.read(&format!("out/{n}")));
    let same = |how: &str| {
        for (name, bytes) in FILES.iter().zip(&first) {
            assert!(root.read(&format!("out/{name}")) == *bytes, "{name} {how}");
        }
    };
    batch(&root, "out", &args).says(&["scored 0, unchanged 6"]);
    same("read back");
    fs::remove_file(root.file("out/palm/stamp.json")).unwrap();
    fs::remove_file(root.file("out/maple/stamp.json")).unwrap();
    batch(&root, "out", &args).says(&["scored 2, unchanged 4"]);
    same("read back in part");
    batch(&root, "out", &[&args[..], &["--force"]].concat()).says(&["scored 6, unchanged 0"]);
    same("scored again");
    let listed = fs::read_dir(root.file("out")).unwrap().map(|e| e.unwrap().path());
    assert_eq!(listed.filter(|p| p.is_file()).count(), FILES.len(), "nothing else stays");
}

#[test]
fn a_file_of_waivers_outside_the_audits_is_compared_by_its_content() {
    let root = root(false);
    let waivers = |reason: &str| {
        let text =
            format!("项目,检查项,原因,批准人,生效日期,到期日期\n*,SR-3,{reason},王,,2026-12-31\n");
        root.write("shared.csv", text);
    };
    // Named from where the program runs, which is not the folder of an audit.
    let args = ["batch", ".", "-o", "out", "--waivers", "shared.csv", "--lang", "en"];
    let batch = || run(program().current_dir(&root.path).args(args));
    waivers("one");
    batch().says(&["scored 6, unchanged 0"]);
    batch().says(&["scored 0, unchanged 6"]);
    // As long as before.
    waivers("two");
    batch().says(&["scored 6, unchanged 0"]);
}

#[test]
fn shared_waivers_for_no_project_are_told() {
    let root = root(false);
    let head = "项目,检查项,原因,批准人,生效日期,到期日期\n";
    root.write(
        "shared.csv",
        format!("{head}ced*,SR-3,a,王,,2026-12-31\nlake?,SR-1,b,王,,2026-12-31\n"),
    );
    let shared = root.file("shared.csv");
    let args = ["--waivers", shared.to_str().unwrap(), "--lang", "en"];
    let run = batch(&root, "out", &args);
    assert_eq!(run.code, 0, "{}", run.err);
    run.says(&["shared.csv!B3", "the waiver of item SR-1 is for no project", "lake?"]);
    assert!(!run.err.contains("SR-3 is for no project"), "{}", run.err);
    // A project of another shard is a project all the same; a file that audits name is looked at too.
    root.edit(
        "north/cedar/audit.toml",
        "standard = ",
        "waiver_files = [\"../../shared.csv\"]\nstandard = ",
    );
    for shard in ["1/2", "2/2"] {
        let run = batch(&root, "out", &[&["--shard", shard], &args[..]].concat());
        assert_eq!(run.err.matches("for no project").count(), 1, "{}", run.err);
    }
    let run = batch(&root, "named", &["--lang", "en"]);
    assert_eq!(run.err.matches("for no project").count(), 1, "{}", run.err);
}

#[test]
fn expired_waivers_are_a_gate() {
    let root = root(false);
    let gate = ["--fail-on", "expired-waiver", "--lang", "en"];
    assert_eq!(batch(&root, "out", &gate).code, 0);
    let waiver = |until: &str| {
        format!(
            "\n[[waivers]]\nitem = \"SR-3\"\nreason = \"x\"\napproved_by = \"y\"\nuntil = {until}\n"
        )
    };
    let text = String::from_utf8(root.read("north/cedar/audit.toml")).unwrap();
    for (until, code) in [("2025-12-31", 0), ("2025-12-30", 1)] {
        root.write("north/cedar/audit.toml", format!("{text}{}", waiver(until)));
        let run = batch(&root, "out", &gate);
        assert_eq!(run.code, code, "{until}: {}", run.err);
        let folder = root.file("north/cedar");
        let args = ["score", folder.to_str().unwrap(), "--standards", root.path.to_str().unwrap()];
        let single = inspect([&args[..], &gate[..]].concat());
        assert_eq!(single.code, code, "{until}: {}", single.err);
        if code == 1 {
            run.says(&["projects with expired waivers: cedar"]);
            single.says(&["expired waivers: SR-3"]);
        }
    }
}

#[test]
fn an_interrupted_batch_goes_on_and_half_written_files_go() {
    let root = root(false);
    batch(&root, "out", &["-q"]);
    let whole = root.read("out/portfolio.xlsx");
    // As a kill leaves it: not finished, a half-written file, one project without its stamp.
    root.write(
        "out/batch.json",
        r#"{"schema":"inspect/batch/v1","finished":false,"shard":null,"results":[]}"#,
    );
    root.write("out/cedar/.result.json.Ab3xYz", "{");
    fs::remove_file(root.file("out/cedar/stamp.json")).unwrap();
    fs::remove_file(root.file("out/portfolio.xlsx")).unwrap();
    let out = root.file("out");
    let unfinished =
        inspect(["rollup", out.to_str().unwrap(), "-o", root.file("r").to_str().unwrap(), "-q"]);
    assert_eq!(unfinished.code, 2);
    assert!(
        unfinished.text().contains("did not come to its end")
            || unfinished.text().contains("没有运行完")
    );
    batch(&root, "out", &["--lang", "zh", "-q"]);
    batch(&root, "out", &["-q"]);
    assert!(!root.file("out/cedar/.result.json.Ab3xYz").exists());
    assert!(root.read("out/portfolio.xlsx") == whole);
}

#[test]
fn two_folders_of_one_audit_name_each_other() {
    let root = root(false);
    let copy = fs::read(root.file("north/cedar/audit.toml")).unwrap();
    fs::create_dir_all(root.file("copies/cedar")).unwrap();
    root.write("copies/cedar/audit.toml", copy);
    root.write("copies/cedar/checksheet.csv", root.read("north/cedar/checksheet.csv"));
    let run = batch(&root, "out", &["--lang", "en", "--format", "json"]);
    assert_eq!(run.code, 2);
    run.says(&["✗ north/cedar:", "✗ copies/cedar:", "scored 5"]);
    for failure in printed(&run)["failures"].as_array().unwrap() {
        assert_eq!(
            (&failure["project"], &failure["reasons"][0]["code"]),
            (&"cedar".into(), &"duplicate-project".into())
        );
        let message = failure["reasons"][0]["message"]["en"].as_str().unwrap();
        assert!(message.contains("copies/cedar, north/cedar"), "{message}");
    }
    // The same project in another period is another audit, beside it.
    root.edit("copies/cedar/audit.toml", "2025Q4", "2025Q3");
    batch(&root, "out", &["-q"]);
    assert_eq!(json(&root, "out/cedar/result.json")["period"], "2025Q4");
    assert_eq!(json(&root, "out/cedar/2025Q3/result.json")["period"], "2025Q3");
    batch(&root, "one", &["--period", "2025Q3", "--lang", "en"]).says(&["scored 1,"]);
    batch(&root, "too", &["--period", "2025-Q3", "--lang", "en"]).says(&["scored 1,"]);
}

#[test]
fn gates_give_1_and_failures_outrank_them() {
    let root = root(false);
    let run = batch(&root, "out", &["--min-score", "50", "--lang", "en"]);
    assert_eq!(run.code, 1);
    run.says(&["below the minimum of 50%: 1"]);
    assert_eq!(batch(&root, "out", &["--fail-on", "incomplete", "-q"]).code, 1);
    assert_eq!(batch(&root, "out", &["--min-score", "10", "-q"]).code, 0);
    root.edit("north/cedar/audit.toml", "2025-12-31", "2025-12-32");
    assert_eq!(batch(&root, "out", &["--min-score", "50", "-q"]).code, 2);
    let fast = batch(&root, "fast", &["--fail-fast", "--jobs", "1", "--lang", "en"]);
    assert_eq!(fast.code, 2);
    fast.says(&["stopped by --fail-fast"]);
    assert!(!root.file("fast/portfolio.xlsx").exists());
}

#[test]
fn folders_from_a_list_and_wrong_use() {
    let root = root(false);
    let list = "# two of them\nnorth/cedar\n\nsouth/palm\nnorth/cedar/\nnot/there\n";
    let out = root.file("out");
    let args = ["batch", root.path.to_str().unwrap(), "--list", "-", "-o", out.to_str().unwrap()];
    let run = run(program().args(args).args(["--lang", "en"]).write_stdin(list));
    assert_eq!(run.code, 2);
    run.says(&["scored 2,", "✗ not/there: audit.toml"]);
    let empty = Audit::none("empty");
    fs::create_dir_all(&empty.path).unwrap();
    assert_eq!(empty.run("batch", &["-o", empty.file("o").to_str().unwrap()]).code, 2);
    let none = inspect(["report", empty.path.to_str().unwrap(), "--lang", "en"]);
    none.refused(&["holds no output of a batch"]);
    for shard in ["0/2", "3/2", "x"] {
        assert_eq!(batch(&root, "o", &["--shard", shard]).code, 2, "{shard}");
    }
}

#[test]
fn the_workbook_is_whole_and_links_to_the_reports() {
    let root = root(true);
    let managers = root.file("managers.csv");
    batch(&root, "out", &["--lang", "en", "-q", "--portfolio", managers.to_str().unwrap()]);
    let mut book: Xlsx<_> = calamine::open_workbook(root.file("out/portfolio.xlsx")).unwrap();
    assert_eq!(
        book.sheet_names(),
        [
            "Overview",
            "Ranking",
            "Groups",
            "Section heat map",
            "Items by points lost",
            "Owners",
            "Corrective actions",
            "Data problems",
            "Failures"
        ]
    );
    let ranking = book.worksheet_range("Ranking").unwrap();
    let cell = |row, column| ranking.get_value((row, column)).cloned().unwrap_or(Data::Empty);
    assert_eq!(cell(1, 0), Data::Float(1.0));
    assert_eq!((cell(2, 0), cell(3, 0)), (Data::Float(2.0), Data::Float(2.0)));
    // The incomplete audit stands last, without a number for a rank.
    assert_eq!(
        (cell(6, 0), cell(6, 2)),
        (Data::String("(1–2)".into()), Data::String("harbour".into()))
    );
    assert_eq!(cell(0, 4), Data::String("区域经理".into()));
    assert_eq!(cell(1, 4), Data::String("李明".into()));
    assert_eq!(book.worksheet_range("Failures").unwrap().height(), 2);
    let names = |at: u32| ranking.get_value((at, 1)).cloned().unwrap_or(Data::Empty);
    assert_eq!(names(1), Data::String("湖畔家园".into()), "a link shows its text uncalculated");
    let links = book.worksheet_formula("Ranking").unwrap();
    for (row, id, name) in [(1, "lakeside", "湖畔家园"), (6, "harbour", "港湾城")] {
        let link = format!("HYPERLINK(\"{id}/report.xlsx\",\"{name}\")");
        assert_eq!(links.get_value((row, 1)), Some(&link));
        assert!(root.file("out").join(id).join("report.xlsx").is_file());
    }
}

/// A name that would end the formula of its link, and one that would be a formula, stay texts.
#[test]
fn names_in_the_workbook_are_texts() {
    let root = root(false);
    let names = [("cedar", "雪松里", r#""),WEBSERVICE("x"#), ("harbour", "港湾城", "=1+1")];
    for (folder, from, to) in names {
        root.edit(&format!("north/{folder}/audit.toml"), from, &to.replace('"', "\\\""));
    }
    batch(&root, "out", &["--lang", "en", "-q"]);
    let mut book: Xlsx<_> = calamine::open_workbook(root.file("out/portfolio.xlsx")).unwrap();
    let ranking = book.worksheet_range("Ranking").unwrap();
    let links = book.worksheet_formula("Ranking").unwrap();
    for (row, id, name) in [(5, "cedar", names[0].2), (6, "harbour", names[1].2)] {
        assert_eq!(ranking.get_value((row, 1)), Some(&Data::String(name.into())));
        let quoted = name.replace('"', "\"\"");
        let link = format!("HYPERLINK(\"{id}/report.xlsx\",\"{quoted}\")");
        assert_eq!(links.get_value((row, 1)), Some(&link));
    }
}

/// Results put among their inputs would be lost there, or hide audits from the next run.
#[test]
fn an_output_that_holds_audits_is_refused() {
    let root = root(false);
    for out in ["", "north", "north/cedar"] {
        let run = batch(&root, out, &["--lang", "en"]);
        run.refused(&["holds the audit folder"]);
    }
    assert!(!root.file("north/batch.json").exists());
    let (inner, above) = (root.file("north"), root.path.to_str().unwrap());
    let args = ["batch", inner.to_str().unwrap(), "-o", above, "--lang", "en"];
    inspect(args).refused(&["holds the audit folder"]);
    // Inside the root it lies well; results there are no audits.
    assert_eq!(batch(&root, "out", &["-q", "--lang", "en"]).code, 0);
    batch(&root, "out", &["--lang", "en"]).says(&["unchanged 6"]);
    let none = batch(&root, "out", &["--lang", "en", "--period", "1999"]);
    none.refused(&["no audit folder of the period 1999; there are: 2025Q4"]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_once_and_never_upwards() {
    let root = root(false);
    let link = |to: &str, at: &str| std::os::unix::fs::symlink(to, root.file(at)).unwrap();
    link("../north", "south/again");
    link("..", "loop");
    link("south", "itself");
    link("nowhere", "broken");
    batch(&root, "out", &["--lang", "en"]).says(&["scored 6, unchanged 0", "failed 0"]);
}

/// A folder called audit.toml is no audit, and not passed over either.
#[test]
fn an_audit_toml_that_is_a_folder_is_a_failure() {
    let root = root(false);
    fs::create_dir_all(root.file("south/odd/audit.toml")).unwrap();
    let run = batch(&root, "out", &["--lang", "en"]);
    assert_eq!(run.code, 2, "{}", run.err);
    run.says(&["south/odd: audit.toml", "scored 6, unchanged 0", "failed 1"]);
}

/// A roll-up of some shares has them: with the one it lacked it is whole, with another it lacks the rest.
#[test]
fn what_a_roll_up_lacked_may_be_given_later() {
    let root = root(false);
    let path = |name: &str| root.file(name).to_str().unwrap().to_string();
    let rollup = |outs: &[&str], to: &str| {
        let mut args = vec!["rollup".to_string()];
        args.extend(outs.iter().map(|o| path(o)));
        args.extend(["-o".to_string(), path(to), "--lang".into(), "en".into()]);
        inspect(args)
    };
    for number in ["1", "2", "3"] {
        batch(&root, &format!("s{number}"), &["-q", "--shard", &format!("{number}/3")]);
    }
    assert_eq!(rollup(&["s1", "s2", "s3"], "all").code, 0);
    rollup(&["s1"], "first").says(&["results missing: 2"]);
    rollup(&["first", "s3"], "more").says(&["results missing: 1"]);
    let shard = json(&root, "more/failures.json")["failures"][0]["folder"].clone();
    assert_eq!(shard, "shard 2/3");
    assert_eq!(rollup(&["s2", "more"], "rest").code, 0);
    for name in FILES {
        let file = |folder: &str| root.read(&format!("{folder}/{name}"));
        assert!(file("all") == file("rest"), "{name}");
    }
}

/// What shards hold is not believed: it may be of another version, half copied, mixed up, or from elsewhere.
#[test]
fn shards_that_are_not_sound_are_told_of() {
    let root = root(false);
    let path = |name: &str| root.file(name).to_str().unwrap().to_string();
    let rollup = |outs: &[&str]| {
        let mut args = vec!["rollup".to_string()];
        args.extend(outs.iter().map(|o| path(o)));
        args.extend(["-o".to_string(), path("rolled"), "--lang".into(), "en".into()]);
        inspect(args)
    };
    let fresh = || {
        for number in ["1", "2"] {
            batch(&root, &format!("s{number}"), &["-q", "--shard", &format!("{number}/2")]);
        }
    };
    let first = |shard: &str| {
        let held = json(&root, &format!("{shard}/batch.json"))["results"][0].clone();
        held["folder"].as_str().unwrap().to_string()
    };
    fresh();
    // The same share twice counts once.
    assert_eq!(rollup(&["s1", "s2", "s1"]).code, 0);
    assert_eq!(json(&root, "rolled/batch.json")["results"].as_array().unwrap().len(), 6);
    // Results of a newer program, cut off, of another project: failures of their projects, the rest is there.
    let mine = first("s1");
    let result = format!("s1/{mine}/result.json");
    let whole = String::from_utf8(root.read(&result)).unwrap();
    let other = format!("\"id\": \"{mine}\"");
    for (wrong, told) in [
        (whole.replace("inspect/result/v1", "inspect/result/v2"), "inspect/result/v2"),
        (whole.chars().take(200).collect(), "result.json"),
        (whole.replace(&other, "\"id\": \"another\""), "another"),
        // A total edited by hand.
        (whole.replacen("\"points\": ", "\"points\": 9", 1), "score.points"),
    ] {
        root.write(&result, wrong);
        let run = rollup(&["s1", "s2"]);
        assert_eq!(run.code, 2);
        run.says(&["results missing: 1"]);
        let failures = json(&root, "rolled/failures.json");
        assert_eq!(failures["failures"][0]["reasons"][0]["code"], "unreadable-result");
        let failures = failures.to_string();
        assert!(failures.contains(told) && failures.contains(&mine), "{failures}");
        assert!(failures.contains("run inspect batch again"), "{failures}");
        assert_eq!(json(&root, "rolled/batch.json")["results"].as_array().unwrap().len(), 5);
    }
    root.write(&result, whole);
    // Two different results of one audit.
    fs::create_dir_all(root.file("s3").join(&mine)).unwrap();
    let changed =
        String::from_utf8(root.read(&result)).unwrap().replace("\"percent\"", " \"percent\"");
    root.write(&format!("s3/{mine}/result.json"), changed);
    rollup(&["s1", "s2", "s3"]).refused(&["s3", "two different results of one audit"]);
    // An account of a newer program, and one that would write outside of the output.
    let account = String::from_utf8(root.read("s1/batch.json")).unwrap();
    root.write("s1/batch.json", account.replace("inspect/batch/v1", "inspect/batch/v9"));
    rollup(&["s1", "s2"]).refused(&["batch.json", "inspect/batch/v9"]);
    let folder = |to: &str| {
        account.replace(&format!("\"folder\": \"{mine}\""), &format!("\"folder\": \"{to}\""))
    };
    for elsewhere in ["../../elsewhere", "/tmp/elsewhere", ""] {
        root.write("s1/batch.json", folder(elsewhere));
        rollup(&["s1", "s2"]).refused(&["batch.json", "folder"]);
    }
    // Cut off while it was copied.
    root.write("s1/batch.json", account.get(..100).unwrap());
    rollup(&["s1", "s2"]).refused(&["batch.json", "damaged", "run inspect batch again"]);
    root.write("s1/batch.json", account);
    rollup(&["s1", "not-there"]).refused(&["not-there"]);
}

#[test]
fn other_formats_and_the_period_before() {
    let root = root(false);
    batch(&root, "before", &["-q"]);
    for (file, from, to) in [
        ("audit.toml", "2025Q4", "2026Q1"),
        ("audit.toml", "2025-12-31", "2026-03-31"),
        ("checksheet.csv", "SR-1,,部分符合", "SR-1,,符合"),
    ] {
        root.edit(&format!("south/palm/{file}"), from, to);
    }
    let before = root.file("before");
    let run =
        batch(&root, "now", &["--previous", before.to_str().unwrap(), "--format", "json", "-q"]);
    let changes = printed(&run)["changes"].clone();
    let palm = changes.as_array().unwrap().iter().find(|c| c["project"] == "palm").unwrap().clone();
    assert_eq!((&palm["period"], &palm["items_better"]), (&"2025Q4".into(), &1.into()));
    let out = root.file("before");
    let report = |format: &str| {
        inspect(["report", out.to_str().unwrap(), "--format", format, "--lang", "en"])
    };
    let csv = report("csv");
    assert!(csv.text().starts_with("rank,best_rank,worst_rank,project,"), "{}", csv.text());
    assert_eq!(csv.text().lines().count(), 7);
    assert!(report("markdown").text().contains("| (1–2) | 港湾城 | harbour |"));
    let table = run_at_80(&out);
    assert!(table.lines().all(|l| unicode_width::UnicodeWidthStr::width(l) <= 80), "{table}");
    assert!(table.contains("Where most points are lost"));
    assert!(report("html").text().starts_with("<!DOCTYPE html>"));
}

fn run_at_80(out: &Path) -> String {
    let args = ["report", out.to_str().unwrap(), "--lang", "en"];
    run(program().env("COLUMNS", "80").args(args)).text().to_string()
}

/// Read back by another program: pyarrow, else duckdb. `.ci/run` installs one and asks for it.
#[test]
fn the_columns_are_read_back_by_another_program() {
    let root = root(false);
    batch(&root, "out", &["-q"]);
    let script = "
import sys, json
out = sys.argv[1]
try:
    import pyarrow.parquet as pq
    read = lambda name: pq.read_table(f'{out}/{name}').to_pylist()
except ImportError:
    import duckdb
    def read(name):
        r = duckdb.sql(f\"select * from '{out}/{name}'\")
        return [dict(zip(r.columns, row)) for row in r.fetchall()]
print(json.dumps([read('results.parquet'), read('projects.parquet')], default=str))
";
    let out = Command::new("python3").arg("-c").arg(script).arg(root.file("out")).output();
    let read = match out {
        Ok(out) if out.status.success() => out.stdout,
        other => {
            let asked = std::env::var_os("INSPECT_TEST_ALL").is_some();
            assert!(!asked, "neither pyarrow nor duckdb: {other:?}");
            return;
        }
    };
    let [results, projects]: [Vec<Value>; 2] = serde_json::from_slice(&read).unwrap();
    assert_eq!((results.len(), projects.len()), (30, 6));
    let lost: f64 =
        results.iter().filter_map(|r| Some(r["max"].as_f64()? - r["points"].as_f64()?)).sum();
    // 0 + 1.5 + 1.5 + 2 + 5 + 0, by the table above.
    assert_eq!(lost, 10.0);
    // Every row is what the item's result says, every project what its score says.
    for row in &results {
        let id = row["project"].as_str().unwrap();
        let result = json(&root, &format!("out/{id}/result.json"));
        let items = result["items"].as_array().unwrap();
        let item = items.iter().find(|i| i["id"] == row["item"]).unwrap();
        for column in ["number", "section", "status", "due", "action"] {
            assert_eq!(row[column], item[column], "{id} {column}");
        }
        for column in ["points", "max"] {
            assert_eq!(row[column].as_f64(), item[column].as_f64(), "{id} {column}");
        }
        assert_eq!(row["title_zh"], item["titles"]["zh"]);
        assert_eq!(row["title_en"], item["titles"]["en"]);
        let score = projects.iter().find(|p| p["project"] == id).unwrap();
        for column in ["points", "max", "percent", "low", "high"] {
            assert_eq!(score[column].as_f64(), result["score"][column].as_f64(), "{id} {column}");
        }
        for column in ["items", "pass", "partial", "fail", "not_applicable", "not_reviewed"] {
            assert_eq!(score[column], result["score"][column], "{id} {column}");
        }
    }
    let open = results.iter().find(|r| r["project"] == "harbour" && r["item"] == "SR-2").unwrap();
    assert_eq!((&open["status"], &open["points"]), (&"not_reviewed".into(), &Value::Null));
    assert_eq!(open["as_of"], "2025-12-31");
    let harbour = projects.iter().find(|p| p["project"] == "harbour").unwrap();
    assert_eq!(
        (&harbour["rank"], &harbour["best_rank"], &harbour["complete"]),
        (&Value::Null, &1.into(), &false.into())
    );
}

/// The results of a batch go by one by one, so what several of them give together is held against what each
/// gives alone.
#[test]
fn trends_and_actions_of_a_batch_are_those_of_its_results() {
    let root = root(false);
    batch(&root, "q4", &["-q"]);
    let mut ids: Vec<String> = Vec::new();
    for folder in ["north/cedar", "south/palm", "east/shanghai/garden"] {
        root.edit(&format!("{folder}/audit.toml"), "2025Q4", "2026Q1");
        root.edit(&format!("{folder}/audit.toml"), "2025-12-31", "2026-03-31");
        ids.push(folder.rsplit('/').next().unwrap().to_string());
    }
    batch(&root, "q1", &["-q", "--period", "2026Q1"]);
    let path = |name: &str| root.file(name).to_str().unwrap().to_string();
    let (q4, q1) = (path("q4"), path("q1"));
    let run = inspect(["trend", &q1, &q4, "--format", "json"]);
    let trends = printed(&run);
    assert_eq!(trends["periods"], serde_json::json!(["2025Q4", "2026Q1"]));
    // Every project, those with one audit too, by id.
    let named = |p: &Value| p["project"]["id"].as_str().unwrap().to_string();
    let all: Vec<String> = trends["projects"].as_array().unwrap().iter().map(named).collect();
    assert_eq!(all, ["cedar", "garden", "harbour", "lakeside", "maple", "palm"]);
    for id in &ids {
        let result = |out: &str| path(&format!("{out}/{id}/result.json"));
        let alone = printed(&inspect(["trend", &result("q4"), &result("q1"), "--format", "json"]));
        let projects = trends["projects"].as_array().unwrap();
        assert_eq!(projects.iter().find(|p| named(p) == **id), Some(&alone));
    }
    // By the table above; the later audits of palm and garden fail SR-3 too: their registers end with 2025.
    let list = |args: &[&str]| {
        printed(&inspect([&["actions", "list", "--format", "json"], args].concat()))
    };
    assert_eq!(list(&[&q1]).as_array().unwrap().len(), 5 + 3 + 3);
    assert_eq!(list(&[&q4]).as_array().unwrap().len(), 5 + 2 + 2 + 3);
    let calendar = inspect(["actions", "ics", &q1]);
    let due = list(&[&q1]).as_array().unwrap().iter().filter(|a| !a["due"].is_null()).count();
    assert_eq!(calendar.text().matches("BEGIN:VEVENT").count(), due);
    // A project that is there twice.
    fs::create_dir_all(root.file("q1/again")).unwrap();
    root.write("q1/again/result.json", root.read("q1/cedar/result.json"));
    for command in [&["trend"][..], &["actions", "list"], &["actions", "ics"]] {
        inspect([command, &[&q1]].concat()).refused(&["cedar is there twice"]);
    }
}

/// Results of the period before that are of no use are told of; nothing else of the run depends on them.
#[test]
fn what_is_missing_of_the_period_before_is_told() {
    let root = root(false);
    batch(&root, "before", &["-q"]);
    fs::remove_file(root.file("before/batch.json")).unwrap();
    root.write("before/cedar/result.json", "{\"schema\": \"inspect/res");
    for folder in ["north/cedar", "south/palm"] {
        root.edit(&format!("{folder}/audit.toml"), "2025Q4", "2026Q1");
        root.edit(&format!("{folder}/audit.toml"), "2025-12-31", "2026-03-31");
    }
    let before = root.file("before");
    let args = ["--previous", before.to_str().unwrap(), "--period", "2026Q1", "--lang", "en"];
    let run = batch(&root, "now", &args);
    assert_eq!(run.code, 2);
    run.says(&["--previous: ✗ cedar: result.json: the result is of no use", "scored 1"]);
    let failures = json(&root, "now/failures.json");
    assert_eq!(failures["failures"][0]["project"], "cedar");
    assert!(root.file("now/portfolio.xlsx").is_file());
    // Where the account names it, its project fails, and one that is gone is told of by its file.
    batch(&root, "before", &["-q", "--period", "2025Q4"]);
    for id in ["lakeside", "maple"] {
        root.write(&format!("before/{id}/result.json"), "{\"schema\": \"inspect/res");
    }
    let run = batch(&root, "now", &args);
    assert_eq!(run.code, 2, "{}", run.err);
    run.says(&["results missing: 2"]);
    let failures = json(&root, "now/failures.json");
    let all = failures["failures"].as_array().unwrap();
    let reason = &all.iter().find(|f| f["project"] == "lakeside").unwrap()["reasons"][0];
    assert_eq!(reason["code"], "unreadable-result");
    let file = before.join("lakeside/result.json").to_str().unwrap().replace('\\', "/");
    assert_eq!(reason["place"], *file);
    assert!(root.file("now/portfolio.xlsx").is_file());
    // What is printed without the reasons has them beside it.
    let out = root.file("now");
    let csv = inspect(["report", out.to_str().unwrap(), "--format", "csv", "--lang", "en"]);
    csv.says(&["lakeside", "the result is of no use"]);
}

/// Two periods under one root, and the output of the first as the period before: it is earlier than the second
/// alone.
#[test]
fn the_period_before_is_not_its_own() {
    let root = root(false);
    batch(&root, "q4", &["-q"]);
    fs::create_dir_all(root.file("next/cedar")).unwrap();
    for name in ["checksheet.csv", "checksheet-calls.csv"] {
        root.write(&format!("next/cedar/{name}"), root.read(&format!("north/cedar/{name}")));
    }
    let text = String::from_utf8(root.read("north/cedar/audit.toml")).unwrap();
    let text = text.replace("2025Q4", "2026Q1").replace("2025-12-31", "2026-03-31");
    root.write("next/cedar/audit.toml", text);
    let before = root.file("q4");
    let run = batch(&root, "out", &["--previous", before.to_str().unwrap(), "--lang", "en"]);
    assert_eq!(run.code, 0, "{}", run.err);
    run.says(&["scored 7, unchanged 0"]);
    let carried = |name: &str| json(&root, name)["previous"].as_array().map_or(0, Vec::len);
    assert_eq!(carried("out/cedar/result.json"), 1);
    assert_eq!(carried("out/cedar/2025Q4/result.json"), 0);
}
