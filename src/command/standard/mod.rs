//! `inspect standard`

mod import;
mod lint;
mod show;

use std::collections::BTreeSet;
use std::path::Path;

use super::score::output_width;
use super::{Done, language, output};
use crate::audit::{Folders, shelf};
use crate::cli::{Global, RevisionFormat, StandardCommand};
use crate::diagnostic::{Failure, Place, ProblemKind, Thing, nearest};
use crate::lang::Word;
use crate::report::standard::revision;
use crate::standard::{self, Shelf, Source, Standard, catalogue};

/// Lists, prints and checks standards.
pub fn run(args: &StandardCommand, global: &Global) -> anyhow::Result<Done> {
    match args {
        StandardCommand::List { dir, standards } => {
            list(dir.as_deref(), standards.as_deref(), global)
        }
        StandardCommand::Show(args) => show::run(args, global),
        StandardCommand::Lint { file, format, deny_warnings } => {
            lint::run(file, *format, *deny_warnings, global)
        }
        StandardCommand::Import { file, out } => import::run(file, out, global),
        StandardCommand::Diff { old, new, format, standards } => {
            let (old, new) = (named(old, standards.as_deref())?, named(new, standards.as_deref())?);
            let revision = standard::revision(&old, &new);
            match format {
                RevisionFormat::Json => output::print(&revision::json(&revision)?),
                RevisionFormat::Text => {
                    let lang = language(global, Some(new.language));
                    output::print(revision::text(&revision, lang, output_width()).as_bytes())
                }
            }
        }
        StandardCommand::Schema => output::print(standard::schema()?.as_bytes()),
    }
}

/// The file of a standard: a path that ends in `.toml`, else the id of one that is found.
fn source(name: &str, folder: Option<&Path>) -> Result<(Source, Folders), Failure> {
    let path = Path::new(name);
    if path.extension().is_some_and(|e| e == "toml") {
        return Ok((shelf::source(path)?, Folders::beside_file(path)));
    }
    let shelf = Folders::new(None, folder);
    match shelf.standard(name)? {
        Some(source) => Ok((source, shelf)),
        None => Err(unknown(name, shelf.ids())),
    }
}

/// A standard by its file or id.
fn named(name: &str, folder: Option<&Path>) -> Result<Standard, Failure> {
    let (source, shelf) = source(name, folder)?;
    standard::load_from(source, &shelf)
}

/// A standard: `ID.toml` in the folder given, else a shipped one.
pub fn find(id: &str, folder: Option<&Path>) -> Result<Standard, Failure> {
    let shelf = Folders::new(None, folder);
    match shelf.standard(id)? {
        Some(source) => standard::load_from(source, &shelf),
        None => Err(unknown(id, shelf.ids())),
    }
}

/// The failure for a standard that is not there.
fn unknown(id: &str, ids: Vec<String>) -> Failure {
    let kind = ProblemKind::UnknownName {
        thing: Thing::Standard,
        name: id.to_string(),
        nearest: nearest(id, ids.iter().map(String::as_str)),
        allowed: ids,
    };
    Failure::one(kind, Place::File { file: id.to_string() })
}

/// Every standard that would be found, and where; the first of an id hides the others.
fn list(audit: Option<&Path>, own: Option<&Path>, global: &Global) -> anyhow::Result<Done> {
    let shelf = Folders::new(audit, own);
    let mut found: Vec<(String, Option<Standard>, Word, String)> = Vec::new();
    let mut seen = BTreeSet::new();
    for (folder, from) in [(audit, Word::FromAudit), (own, Word::FromStandards)] {
        for file in folder.map(Folders::files).unwrap_or_default() {
            let id = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
            if seen.insert(id.clone()) {
                let loaded = standard::load_from(shelf::source(&file)?, &shelf).ok();
                found.push((id, loaded, from, format!(" {}", file.display())));
            }
        }
    }
    for shipped in catalogue::catalogue().iter().filter(|s| !seen.contains(s.id)) {
        let standard = standard::load(shipped.file, shipped.text)?;
        found.push((shipped.id.to_string(), Some(standard), Word::FromCatalogue, String::new()));
    }
    // One that cannot be read has no language: it is told of in that of the first one that can.
    let other = found.iter().find_map(|(_, standard, ..)| standard.as_ref().map(|s| s.language));
    let mut lines = String::new();
    for (id, standard, from, file) in &found {
        let lang = language(global, standard.as_ref().map(|s| s.language).or(other));
        let what = match standard {
            Some(standard) => {
                let title = standard.title.get(lang);
                format!("{}  {title}  {}", standard.version, standard.items.len())
            }
            None => Word::StandardBroken.get(lang).to_string(),
        };
        lines.push_str(&format!("{id}  {what}  {}{file}\n", from.get(lang)));
    }
    output::print(lines.as_bytes())
}
