//! `inspect trend`

use std::path::{Path, PathBuf};

use super::results::{Periods, each};
use super::score::output_width;
use super::{Done, give, language, printed_colour};
use crate::cli::{Global, Trend, TrendFormat};
use crate::compare;
use crate::diagnostic::{Failure, ResultProblem};
use crate::pipeline::previous;
use crate::report::document::Document;
use crate::report::trend;

/// Shows audits over time: of one project in detail, of several a line each.
pub fn run(args: &Trend, global: &Global) -> anyhow::Result<Done> {
    let mut audits = compare::Audits::default();
    let mut paths: Vec<PathBuf> = Vec::new();
    for path in &args.results {
        each(path, Periods::All, |found| {
            audits.add(&found.outcome);
            paths.push(found.path);
        })?;
    }
    let refused = |(at, problem): (usize, ResultProblem)| -> Failure {
        let path = paths.get(at).or(paths.first());
        previous::refused(problem, path.map_or(Path::new("."), |p| p.as_path()))
    };
    let lang = language(global, audits.language());
    if audits.of_one_project() {
        let found = audits.trend().map_err(refused)?;
        let document = || trend::document(&found, lang);
        return laid_out(args, global, document, &found, std::slice::from_ref(&found));
    }
    let found = audits.trends().map_err(refused)?;
    let document = || trend::several(&found, lang);
    laid_out(args, global, document, &found, &found.projects)
}

fn laid_out(
    args: &Trend,
    global: &Global,
    document: impl Fn() -> Document,
    json: &impl serde::Serialize,
    trends: &[compare::Trend<'_>],
) -> anyhow::Result<Done> {
    let out = args.out.as_deref();
    let bytes = match args.format {
        TrendFormat::Table => {
            document().to_text(output_width(), printed_colour(global, out)).into_bytes()
        }
        TrendFormat::Csv => trend::csv(trends)?,
        TrendFormat::Json => {
            let mut bytes = serde_json::to_vec_pretty(json)?;
            bytes.push(b'\n');
            bytes
        }
        TrendFormat::Markdown => document().to_markdown().into_bytes(),
        TrendFormat::Html => document().to_html().into_bytes(),
        TrendFormat::Xlsx => document().to_xlsx()?,
    };
    give(&bytes, out)
}
