//! `inspect verify`

use super::{Done, output, report};
use crate::action;
use crate::audit::folder;
use crate::cli::{Global, Verify};
use crate::command::language;
use crate::lang::Word;
use crate::outcome::json;
use crate::pipeline::{self, Options};

/// Recomputes a result from its inputs and compares the bytes.
pub fn run(args: &Verify, global: &Global) -> anyhow::Result<Done> {
    let old = report::read(&args.result)?;
    let beside = args.result.parent().and_then(|p| p.parent()).unwrap_or(args.result.as_path());
    let dir = args.audit.as_deref().unwrap_or(beside);
    let options = Options {
        as_of: Some(old.as_of),
        standards: args.standards.clone(),
        standard: Some(old.standard.id.clone()),
        previous: args.previous.clone(),
        waivers: args.waivers.clone(),
        standard_from: None,
        reading: (&args.reading).into(),
    };
    let mut new = pipeline::run(dir, &options)?;
    action::reapply(&mut new, &old);
    let lang = language(global, Some(old.standard.language));
    if json::to_bytes(&new)? == folder::read(&args.result)? {
        return output::print(format!("{}\n", Word::VerifySame.get(lang)).as_bytes());
    }
    let mut lines = vec![Word::VerifyDiffers.get(lang).to_string()];
    for input in &old.inputs {
        let now = new.inputs.iter().find(|i| i.path == input.path);
        if now.is_none_or(|n| n.sha256 != input.sha256) {
            lines.push(format!("  {}", input.path));
        }
    }
    for item in &old.items {
        let now = new.items.iter().find(|i| i.id == item.id);
        if now != Some(item) {
            let points = |p: Option<crate::outcome::Number>| {
                p.map_or_else(|| "–".to_string(), |p| p.to_string())
            };
            let now = now.map_or_else(|| "–".to_string(), |n| points(n.points));
            lines.push(format!("  {} {} → {now}", item.id, points(item.points)));
        }
    }
    lines.push(String::new());
    output::print(lines.join("\n").as_bytes())?;
    Ok(Done::GateFailed)
}
