//! `inspect explain`

use super::score::output_width;
use super::{Done, language, output, printed_colour};
use crate::audit::folder;
use crate::cli::{Explain, ExplainFormat, Global};
use crate::compare;
use crate::diagnostic::{Failure, ProblemKind, Thing, nearest};
use crate::outcome::{ItemResult, Outcome};
use crate::pipeline::previous;
use crate::report::{View, explain};

/// Explains an item, or what would gain points.
pub fn run(args: &Explain, global: &Global) -> anyhow::Result<Done> {
    let outcome = previous::read_sound(&previous::file_of(&args.result))?;
    let lang = language(global, Some(outcome.standard.language));
    let (document, json) = match &args.item {
        None => {
            let found = compare::what_if(&outcome);
            (explain::what_if(&outcome, &found, lang), serde_json::to_vec_pretty(&found)?)
        }
        Some(name) => {
            let item = find(&outcome, name).ok_or_else(|| unknown(&outcome, name, args))?;
            let view = View::new(&outcome, lang, outcome.as_of);
            let shown = view.items.iter().find(|v| v.id == item.id);
            let shown = shown.ok_or_else(|| unknown(&outcome, name, args))?;
            (explain::item(&outcome, item, &view, shown), serde_json::to_vec_pretty(item)?)
        }
    };
    let bytes = match args.format {
        ExplainFormat::Table => {
            document.to_text(output_width(), printed_colour(global, None)).into_bytes()
        }
        ExplainFormat::Markdown => document.to_markdown().into_bytes(),
        ExplainFormat::Html => document.to_html().into_bytes(),
        ExplainFormat::Json => [json, b"\n".to_vec()].concat(),
    };
    output::print(&bytes)
}

/// The item of this id, or of this number.
fn find<'a>(outcome: &'a Outcome, name: &str) -> Option<&'a ItemResult> {
    let number = name.parse::<u32>().ok();
    let by_id = outcome.items.iter().find(|i| i.id.eq_ignore_ascii_case(name));
    by_id.or_else(|| outcome.items.iter().find(|i| Some(i.number) == number))
}

fn unknown(outcome: &Outcome, name: &str, args: &Explain) -> Failure {
    let known: Vec<&str> = outcome.items.iter().map(|i| i.id.as_str()).collect();
    let kind = ProblemKind::UnknownName {
        thing: Thing::Item,
        name: name.to_string(),
        nearest: nearest(name, known.iter().copied()),
        allowed: known.into_iter().map(String::from).collect(),
    };
    Failure::one(kind, folder::file_place(&args.result))
}
