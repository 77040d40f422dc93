//! `inspect standard import`

use std::path::Path;

use super::super::{Done, language, output};
use crate::audit::Folders;
use crate::audit::folder::{file_place, unreadable};
use crate::cli::Global;
use crate::containment::Reading;
use crate::diagnostic::{Expected, Failure, ProblemKind};
use crate::intake::{self, Ask, RemarkKind, said};
use crate::reader::OpenOptions;
use crate::standard::{Source, lint};

/// Drafts a standard from a checklist and writes it to a new file.
pub fn run(file: &Path, out: &Path, global: &Global) -> anyhow::Result<Done> {
    let lang = language(global, None);
    if out.symlink_metadata().is_ok() {
        return Err(Failure::one(ProblemKind::FileExists, file_place(out)).into());
    }
    let id = id(out)?;
    if let Err(error) = std::fs::File::open(file) {
        return Err(unreadable(file, &error).into());
    }
    let failed = |kind| Failure::one(kind, file_place(file));
    let mut workbook = Reading::isolated(OpenOptions::default()).open_path(file).map_err(failed)?;
    let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let imported =
        intake::import(&mut workbook, &Ask { file: &name, id: &id, lang }).map_err(failed)?;
    // What is written is looked at as every standard is: a draft that does not load is of no use.
    let source = Source {
        file: out.to_string_lossy().into_owned(),
        text: imported.toml.clone(),
        shipped: false,
    };
    let linted = lint(source, &Folders::beside_file(out));
    if linted.standard.is_none() {
        let (problems, sources) = (linted.problems, linted.sources);
        return Err(Failure { problems, sources }.into());
    }
    output::write_file(out, imported.toml.as_bytes())?;
    let mut text = String::new();
    for remark in &imported.remarks {
        text.push_str(&format!("{}\n", said(remark, lang)));
    }
    let count = |kind| imported.remarks.iter().filter(|r| r.kind == kind).count();
    let (items, sections) = (imported.items, imported.sections);
    let (confirm, unclear) = (count(RemarkKind::Confirm), count(RemarkKind::Unclear));
    let left = count(RemarkKind::LeftOut);
    text.push_str(&lang.pick(
        format!(
            "{}: {items} 个检查项，{sections} 个章节；待确认 {confirm} 处，未识别 {unclear} 处，未采用 {left} 处\n",
            out.display()
        ),
        format!(
            "{}: {items} items in {sections} sections; {confirm} to confirm, {unclear} not understood, {left} left out\n",
            out.display()
        ),
    ));
    output::print(text.as_bytes())
}

/// The id of a standard is the name of its file.
fn id(out: &Path) -> Result<String, Failure> {
    let stem = out.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if stem.is_empty() || !stem.chars().all(fits) || out.extension().is_none_or(|e| e != "toml") {
        let kind = ProblemKind::BadValue {
            key: "--out".into(),
            expected: Expected::TomlName,
            found: format!("{:?}", out.file_name().unwrap_or_default().to_string_lossy()),
        };
        return Err(Failure::one(kind, file_place(out)));
    }
    Ok(stem)
}
