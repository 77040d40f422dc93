//! `inspect trend`

use super::score::output_width;
use super::{Done, give, language, printed_colour};
use crate::cli::{Global, Trend, TrendFormat};
use crate::compare;
use crate::pipeline::previous;
use crate::report::trend;

/// Shows audits over time.
pub fn run(args: &Trend, global: &Global) -> anyhow::Result<Done> {
    let results = args.results.iter().map(|path| previous::read_sound(path));
    let results = results.collect::<Result<Vec<_>, _>>()?;
    let found = compare::trend(&results).map_err(|(at, problem)| {
        let path = args.results.get(at).or(args.results.first());
        previous::refused(problem, path.map_or(std::path::Path::new("."), |p| p.as_path()))
    })?;
    let lang = language(global, Some(found.language));
    let out = args.out.as_deref();
    let document = || trend::document(&found, lang);
    let bytes = match args.format {
        TrendFormat::Table => {
            document().to_text(output_width(), printed_colour(global, out)).into_bytes()
        }
        TrendFormat::Csv => trend::csv(&found)?,
        TrendFormat::Json => {
            let mut bytes = serde_json::to_vec_pretty(&found)?;
            bytes.push(b'\n');
            bytes
        }
        TrendFormat::Markdown => document().to_markdown().into_bytes(),
        TrendFormat::Html => document().to_html().into_bytes(),
        TrendFormat::Xlsx => document().to_xlsx()?,
    };
    give(&bytes, out)
}
