//! `inspect standard lint`

use std::path::Path;

use super::super::{Done, colour, language, output};
use crate::audit::{Folders, shelf};
use crate::cli::{Global, LintFormat};
use crate::diagnostic::{Failure, Severity, render};
use crate::report::problems;
use crate::standard::lint;

/// Prints every problem of a standard.
pub fn run(
    file: &Path,
    format: LintFormat,
    deny_warnings: bool,
    global: &Global,
) -> anyhow::Result<Done> {
    let linted = lint(shelf::source(file)?, &Folders::beside_file(file));
    let lang = language(global, linted.standard.as_ref().map(|s| s.language));
    let count = |severity| linted.problems.iter().filter(|p| p.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let told = || problems::told(&linted.problems, &linted.sources, lang);
    match format {
        LintFormat::Json => output::print(&problems::json(&told())?)?,
        LintFormat::Sarif => output::print(&problems::sarif(&told())?)?,
        LintFormat::Text => {
            if !linted.problems.is_empty() {
                let failure =
                    Failure { problems: linted.problems.clone(), sources: linted.sources.clone() };
                let colour = colour(global.color, &std::io::stderr());
                output::tell(render(&failure, lang, colour).trim_end());
            }
            let items = linted.standard.as_ref().map_or(0, |s| s.items.len());
            let said = match (errors, warnings) {
                (0, 0) => lang.pick(
                    format!("没有问题（{items} 个检查项）"),
                    format!("no problems ({items} items)"),
                ),
                (0, n) => lang.pick(
                    format!("可以使用（{items} 个检查项），有 {n} 个警告"),
                    format!("can be used ({items} items), warnings: {n}"),
                ),
                _ => return Ok(Done::Invalid),
            };
            output::print(format!("{}: {said}\n", file.display()).as_bytes())?
        }
    };
    Ok(match (errors, warnings) {
        (0, 0) => Done::Well,
        (0, _) if deny_warnings => Done::GateFailed,
        (0, _) => Done::Well,
        _ => Done::Invalid,
    })
}
