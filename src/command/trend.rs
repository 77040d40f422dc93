//! `inspect trend`

use std::path::Path;

use super::results::{Found, all};
use super::score::output_width;
use super::{Done, give, language, printed_colour};
use crate::cli::{Global, Trend, TrendFormat};
use crate::compare;
use crate::diagnostic::{Failure, ResultProblem};
use crate::outcome::Outcome;
use crate::pipeline::previous;
use crate::report::document::Document;
use crate::report::trend;

/// Shows audits over time: of one project in detail, of several a line each.
pub fn run(args: &Trend, global: &Global) -> anyhow::Result<Done> {
    let mut found: Vec<Found> = Vec::new();
    for path in &args.results {
        found.extend(all(path)?);
    }
    let (results, paths): (Vec<Outcome>, Vec<_>) =
        found.into_iter().map(|f| (f.outcome, f.path)).unzip();
    let refused = |(at, problem): (usize, ResultProblem)| -> Failure {
        let path = paths.get(at).or(paths.first());
        previous::refused(problem, path.map_or(Path::new("."), |p| p.as_path()))
    };
    let standard = results.last().map(|r| r.standard.language);
    let lang = language(global, standard);
    let first = results.first().map(|r| &r.project.id);
    if results.iter().all(|r| Some(&r.project.id) == first) {
        let found = compare::trend(&results).map_err(refused)?;
        let document = || trend::document(&found, lang);
        return laid_out(args, global, document, &found, std::slice::from_ref(&found));
    }
    let found = compare::trends(&results).map_err(refused)?;
    let document = || trend::several(&found, lang);
    laid_out(args, global, document, &found, &found.projects)
}

fn laid_out(
    args: &Trend,
    global: &Global,
    document: impl Fn() -> Document,
    json: &impl serde::Serialize,
    trends: &[compare::Trend],
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
