//! `inspect diff`

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::results::{Found, latest};
use super::score::output_width;
use super::{Done, give, language, output, printed_colour};
use crate::audit::folder;
use crate::cli::{Diff, DiffFormat, Global};
use crate::compare::{self, Gate, gate};
use crate::containment::Reading;
use crate::diagnostic::{Failure, ResultProblem};
use crate::outcome::{Input, Outcome};
use crate::pipeline::{self, Options, previous};
use crate::reader::OpenOptions;
use crate::report::diff::{Format, render, words};

/// Compares, prints, holds the gates.
pub fn run(args: &Diff, global: &Global) -> anyhow::Result<Done> {
    let (old, new) = (latest(&args.old)?, latest(&args.new)?);
    if args.old.is_dir() != args.new.is_dir() {
        return Err(previous::refused(ResultProblem::OneIsBatch, &args.new).into());
    }
    let by_id: BTreeMap<&str, &Found> =
        old.iter().map(|o| (o.outcome.project.id.as_str(), o)).collect();
    let mut rescored = Vec::new();
    for after in &new {
        let before = by_id.get(after.outcome.project.id.as_str());
        rescored.push(match before.filter(|_| args.rescore) {
            Some(before) => Some(rescore(before, after, args)?),
            None => None,
        });
    }
    let (before, paths): (Vec<Outcome>, Vec<PathBuf>) =
        old.into_iter().map(|f| (f.outcome, f.path)).unzip();
    let after: Vec<Outcome> = new.into_iter().map(|f| f.outcome).collect();
    let single = !args.new.is_dir();
    if let (true, [a], [b]) = (single, before.as_slice(), after.as_slice()) {
        compare::diff::comparable(a, b).map_err(|p| previous::refused(p, &args.old))?;
    }
    let diff =
        compare::portfolio(&before, &after, &rescored, args.as_of).map_err(|(id, problem)| {
            let at = before.iter().position(|o| o.project.id == id);
            let path = at.and_then(|at| paths.get(at)).unwrap_or(&args.old);
            previous::refused(problem, path)
        })?;
    let standard = after.first().or(before.first()).map(|o| o.standard.language);
    let lang = language(global, standard);
    let out = args.out.as_deref();
    let colour = printed_colour(global, out);
    give(&render(&diff, format(args.format), lang, output_width(), colour)?, out)?;
    let baseline = args.baseline.then_some(Gate::Baseline);
    let gates: Vec<Gate> = args.fail_on.iter().copied().chain(baseline).collect();
    let broken = gate::broken(&diff, &gates);
    for (project, reason) in &broken {
        let project = if single { None } else { project.as_deref() };
        output::tell(&words::broken(project, reason, lang));
    }
    Ok(if broken.is_empty() { Done::Well } else { Done::GateFailed })
}

fn format(format: DiffFormat) -> Format {
    match format {
        DiffFormat::Table => Format::Table,
        DiffFormat::Markdown => Format::Markdown,
        DiffFormat::Json => Format::Json,
        DiffFormat::Junit => Format::Junit,
        DiffFormat::Sarif => Format::Sarif,
        DiffFormat::Html => Format::Html,
        DiffFormat::Xlsx => Format::Xlsx,
    }
}

/// The old evidence under the new standard. The old folder must hold what the old result was made from,
/// and the standard found must be the one the new result names.
fn rescore(old: &Found, new: &Found, args: &Diff) -> Result<Outcome, Failure> {
    let above = |path: &Path| {
        let folder = path.parent().and_then(Path::parent);
        folder.map_or_else(|| PathBuf::from("."), Path::to_path_buf)
    };
    let dir = args.old_audit.clone().unwrap_or_else(|| above(&old.path));
    let home = args.new_audit.clone().unwrap_or_else(|| above(&new.path));
    let options = Options {
        as_of: Some(old.outcome.as_of),
        standards: args.standards.clone(),
        standard: Some(new.outcome.standard.id.clone()),
        standard_from: Some(home),
        reading: Reading::isolated(OpenOptions::default()),
        ..Options::default()
    };
    let gone =
        |path: &str| previous::refused(ResultProblem::InputsGone { path: path.into() }, &dir);
    if !dir.join(folder::MANIFEST).is_file() {
        return Err(gone(folder::MANIFEST));
    }
    let again = pipeline::run(&dir, &options)?;
    let same = |a: &Input, b: &Input| a.path == b.path && a.sha256 == b.sha256;
    let changed = old.outcome.inputs.iter().find(|a| !again.inputs.iter().any(|b| same(a, b)));
    if let Some(input) = changed {
        return Err(gone(&input.path));
    }
    if again.standard.sha256 != new.outcome.standard.sha256 {
        return Err(gone(&format!("{}.toml", again.standard.id)));
    }
    Ok(again)
}
