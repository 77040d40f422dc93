//! The program as users run it: folders to run it in, and what a run said.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

/// What a run printed, and its exit code.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: Vec<u8>,
    pub err: String,
}

impl Run {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.out).unwrap()
    }

    /// Asserts that nothing was done: code 2, nothing printed, and every one of `words` in the errors.
    pub fn refused(&self, words: &[&str]) {
        assert_eq!((self.code, self.text()), (2, ""), "{}", self.err);
        self.says(words);
    }

    /// Asserts that standard error has every one of `words`.
    pub fn says(&self, words: &[&str]) {
        for word in words {
            assert!(self.err.contains(word), "no “{word}” in:\n{}", self.err);
        }
    }
}

/// The program in a surrounding that has nothing to say: no language, no terminal.
pub fn program() -> Command {
    let mut command = Command::cargo_bin("inspect").unwrap();
    for name in ["INSPECT_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "COLUMNS"] {
        command.env_remove(name);
    }
    command
}

pub fn inspect<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Run {
    run(program().args(args))
}

pub fn run(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    Run {
        code: output.status.code().expect("no signal ends the program"),
        out: output.stdout,
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// An audit folder of its own for a test.
pub struct Audit {
    _keep: tempfile::TempDir,
    pub path: PathBuf,
}

impl Audit {
    /// A copy of `tests/folders/mini`, whose figures are in [`super::cli`].
    pub fn mini() -> Audit {
        Audit::copy_of(Path::new("tests/folders/mini"))
    }

    pub fn copy_of(from: &Path) -> Audit {
        let keep = tempfile::tempdir().unwrap();
        let path = keep.path().join(from.file_name().unwrap());
        copy(from, &path);
        Audit { _keep: keep, path }
    }

    /// A folder that is not there yet.
    pub fn none(name: &str) -> Audit {
        let keep = tempfile::tempdir().unwrap();
        let path = keep.path().join(name);
        Audit { _keep: keep, path }
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.file(name)).unwrap()
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.file(name), bytes).unwrap();
    }

    /// Replaces a text that is in the file exactly once.
    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let text = String::from_utf8(self.read(name)).unwrap();
        assert_eq!(text.matches(from).count(), 1, "“{from}” in {name}");
        self.write(name, text.replace(from, to));
    }

    pub fn add(&self, name: &str, lines: &str) {
        let mut text = String::from_utf8(self.read(name)).unwrap();
        text.push_str(lines);
        self.write(name, text);
    }

    /// `inspect COMMAND FOLDER ARGS`
    pub fn run(&self, command: &str, args: &[&str]) -> Run {
        let folder = self.path.to_str().unwrap();
        inspect([command, folder].iter().chain(args))
    }

    pub fn score(&self, args: &[&str]) -> Run {
        self.run("score", args)
    }

    /// `out/result.json`
    pub fn result(&self) -> Value {
        serde_json::from_slice(&self.read("out/result.json")).unwrap()
    }

    /// Every file below the folder, sorted, folders with a `/` at their end.
    pub fn listing(&self) -> Vec<String> {
        let mut names = Vec::new();
        list(&self.path, "", &mut names);
        names.sort();
        names
    }
}

fn list(path: &Path, prefix: &str, names: &mut Vec<String>) {
    for entry in fs::read_dir(path).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().into_string().unwrap());
        if entry.file_type().unwrap().is_dir() {
            names.push(format!("{name}/"));
            list(&entry.path(), &format!("{name}/"), names);
        } else {
            names.push(name);
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A standard of one item worth `points`: what every one has, then `rest`.
pub fn standard(points: u32, rest: &str) -> String {
    let head = r#"
id = "s"
version = "1"
language = "zh"
title = { zh = "标准", en = "Standard" }
due = { partial = 30, fail = 15 }
grades = [{ id = "any", title = { zh = "级", en = "Grade" }, from = 0 }]
roles = [{ zh = "经理", en = "Manager" }]
sections = [{ id = "a", title = { zh = "甲", en = "A" }, items = 1 }]
"#;
    format!("totals = {{ items = 1, points = {points} }}{head}{rest}")
}
