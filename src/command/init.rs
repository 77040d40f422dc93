//! `inspect init`

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{Datelike, NaiveDate};

use super::standard::find;
use super::{Done, language, output};
use crate::audit::Period;
use crate::audit::folder::file_place;
use crate::cli::{Global, Init};
use crate::diagnostic::{Expected, Failure, ProblemKind};
use crate::kit::{self, Plan};
use crate::lang::Word;

/// Makes a new audit folder; a file that is there already stays as it is and ends the run.
pub fn run(args: &Init, global: &Global) -> anyhow::Result<Done> {
    let (id, standards) = named(args);
    let standard = find(&id, standards.as_deref())?;
    let lang = language(global, Some(standard.language));
    // `.` has a name too.
    let absolute = std::path::absolute(&args.dir).unwrap_or_else(|_| args.dir.clone());
    let (name, named) = split_name(&absolute);
    let project = id_of(&name);
    let period = match (&args.period, named) {
        (Some(text), _) => text.parse().map_err(|()| bad_period(args, text))?,
        (None, Some(period)) => period,
        (None, None) => {
            if let Some(text) = period_meant(&absolute) {
                return Err(bad_name(args, &text).into());
            }
            match args.as_of {
                Some(day) => quarter(day),
                None => {
                    let today = this_quarter();
                    output::tell(&format!("{} {today}", Word::PeriodGuessed.get(lang)));
                    today
                }
            }
        }
    };
    let as_of = args.as_of.unwrap_or_else(|| period.range().to);
    let files = kit::files(&Plan {
        standard: &standard,
        project: project.clone(),
        name: name.clone(),
        period,
        as_of,
        lang,
    })?;
    refuse_taken(&args.dir, &files)?;
    output::write_files(&args.dir, &files)?;
    let mut text = String::new();
    for (name, _) in &files {
        text.push_str(&format!("{}\n", args.dir.join(name).display()));
    }
    output::print(text.as_bytes())?;
    if !global.quiet {
        if project != name {
            output::tell(&lang.pick(
                format!("项目编号只能用字母、数字、- 和 _，暂填 {project}：请在 audit.toml 中改为不与其他项目重复的编号"),
                format!("an id has letters, digits, - and _ only: {project} for now; give the project one of its own in audit.toml"),
            ));
        }
        output::tell(Word::InitNext.get(lang));
        if let Some(standards) = standards {
            let standards = standards.display();
            output::tell(&lang.pick(
                format!("标准不是随程序提供的：评分时加上 --standards {standards}，或把标准文件复制到检查文件夹"),
                format!("the standard does not come with the program: score with --standards {standards}, or copy its file into the audit folder"),
            ));
        }
        if lang != standard.language {
            output::tell(Word::InitLanguage.get(lang));
        }
    }
    Ok(Done::Well)
}

/// The standard asked for, and the folder of standards it is in: it may be named by the path of its file.
fn named(args: &Init) -> (String, Option<PathBuf>) {
    let file = Path::new(&args.standard);
    match (file.file_stem(), file.parent()) {
        (Some(stem), Some(parent)) if file.extension().is_some() && file.is_file() => {
            let parent = if parent == Path::new("") { Path::new(".") } else { parent };
            (stem.to_string_lossy().into_owned(), Some(parent.to_path_buf()))
        }
        _ => (args.standard.clone(), args.standards.clone()),
    }
}

/// Fails where a file to be made is there already, a link that leads nowhere included.
fn refuse_taken(dir: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Failure> {
    let names = files.iter().map(|(name, _)| name);
    let taken: Vec<String> =
        names.filter(|name| dir.join(name).symlink_metadata().is_ok()).cloned().collect();
    match taken.as_slice() {
        [] => Ok(()),
        [only] => Err(Failure::one(ProblemKind::FileExists, file_place(&dir.join(only)))),
        _ => Err(Failure::one(ProblemKind::FilesExist { files: taken }, file_place(dir))),
    }
}

fn bad_period(args: &Init, text: &str) -> Failure {
    let kind = ProblemKind::BadValue {
        key: "--period".into(),
        expected: Expected::Period,
        found: text.to_string(),
    };
    Failure::one(kind, file_place(&args.dir))
}

fn bad_name(args: &Init, text: &str) -> Failure {
    let kind = ProblemKind::BadValue {
        key: "DIR".into(),
        expected: Expected::Period,
        found: text.to_string(),
    };
    Failure::one(kind, file_place(&args.dir))
}

/// The end of a folder's name that is written like a period and is none: `2026Q5`, `2026-13`.
fn period_meant(dir: &Path) -> Option<String> {
    let name = dir.file_name()?.to_string_lossy().into_owned();
    let is_year = |text: &str| {
        text.len() == 4 && text.starts_with("20") && text.bytes().all(|b| b.is_ascii_digit())
    };
    let is_part = |text: &str| {
        let text = text.trim_start_matches(['-', '_']);
        let digits = text.trim_start_matches(['Q', 'q', 'H', 'h']);
        text.len() - digits.len() <= 1
            && (1..=2).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
    };
    name.match_indices(['-', '_']).find_map(|(at, _)| {
        let end = name.get(at + 1..)?;
        let meant = is_year(end.get(..4)?) && is_part(end.get(4..)?);
        meant.then(|| end.to_string())
    })
}

/// `riverside-2025Q4` is project `riverside` in period 2025Q4, and so is `滨河2025Q4` 滨河.
fn split_name(dir: &Path) -> (String, Option<Period>) {
    let name = dir.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let cut = name.match_indices("20").find_map(|(at, _)| {
        let before = name.get(..at)?;
        let period = name.get(at..)?.parse().ok()?;
        (!before.ends_with(|c: char| c.is_ascii_digit())).then_some((at, period))
    });
    let (project, period) = match cut {
        Some((at, period)) => (name.get(..at).unwrap_or(""), Some(period)),
        None => (name.as_str(), None),
    };
    let project = project.trim_matches(['-', '_', ' ']);
    (if project.is_empty() { "project" } else { project }.to_string(), period)
}

/// The name as an identifier: other signs than those allowed are `-`.
fn id_of(name: &str) -> String {
    let sign = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
    let id: String = name.chars().map(sign).collect();
    let id = id.trim_matches('-');
    (if id.is_empty() { "project" } else { id }).to_string()
}

/// The quarter of the computer's date: a suggestion that stands in the file and is said aloud.
fn this_quarter() -> Period {
    let seconds =
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let today = i32::try_from(seconds / 86_400).ok().and_then(NaiveDate::from_epoch_days);
    today.map_or(Period::Year(2000), quarter)
}

/// The quarter a day is in.
fn quarter(day: NaiveDate) -> Period {
    Period::Quarter(day.year(), day.month0() / 3 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_name_tells_project_and_period() {
        let split = |name: &str| {
            let (project, period) = split_name(Path::new(name));
            (project, period.map(|p| p.to_string()))
        };
        assert_eq!(split("audits/riverside-2025Q4"), ("riverside".into(), Some("2025Q4".into())));
        assert_eq!(split("east-gate_2025-H1"), ("east-gate".into(), Some("2025-H1".into())));
        assert_eq!(split("lakeside"), ("lakeside".into(), None));
        assert_eq!(split("滨河-2025-11"), ("滨河".into(), Some("2025-11".into())));
        assert_eq!(split("湖畔2026Q1"), ("湖畔".into(), Some("2026Q1".into())));
        assert_eq!(split("12026"), ("12026".into(), None));
        assert_eq!((id_of("湖畔").as_str(), id_of("east gate").as_str()), ("project", "east-gate"));
    }
}
