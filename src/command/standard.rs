//! `inspect standard`

use std::path::Path;

use super::{Done, language, output};
use crate::audit::folder;
use crate::cli::{Global, StandardCommand};
use crate::diagnostic::{Failure, Place, ProblemKind, Thing, nearest};
use crate::standard::{self, Standard, catalogue};

/// Lists, prints and checks standards.
pub fn run(args: &StandardCommand, global: &Global) -> anyhow::Result<Done> {
    match args {
        StandardCommand::List => list(global),
        StandardCommand::Show { id } => match catalogue::find(id) {
            Some(shipped) => output::print(shipped.text.as_bytes()),
            None => Err(unknown(id).into()),
        },
        StandardCommand::Lint { file } => {
            let name = file.to_string_lossy();
            let standard = standard::load(&name, &folder::read_text(file)?)?;
            let lang = language(global, Some(standard.language));
            let count = standard.items.len();
            let ok = lang.pick(
                format!("没有问题（{count} 个检查项）"),
                format!("no problems ({count} items)"),
            );
            output::print(format!("{name}: {ok}\n").as_bytes())
        }
    }
}

/// A standard: `ID.toml` in the folder given, else a shipped one.
pub fn find(id: &str, folder: Option<&Path>) -> Result<Standard, Failure> {
    let own = folder.map(|folder| folder.join(format!("{id}.toml")));
    if let Some(file) = own.filter(|file| file.is_file()) {
        return standard::load(&file.to_string_lossy(), &folder::read_text(&file)?);
    }
    match catalogue::find(id) {
        Some(shipped) => standard::load(shipped.file, shipped.text),
        None => Err(unknown(id)),
    }
}

/// The failure for a standard that is not shipped.
pub fn unknown(id: &str) -> Failure {
    let ids = catalogue::ids();
    let kind = ProblemKind::UnknownName {
        thing: Thing::Standard,
        name: id.to_string(),
        nearest: nearest(id, ids.iter().map(String::as_str)),
        allowed: ids,
    };
    Failure::one(kind, Place::File { file: id.to_string() })
}

fn list(global: &Global) -> anyhow::Result<Done> {
    let mut lines = String::new();
    for shipped in catalogue::catalogue() {
        let standard = standard::load(shipped.file, shipped.text)?;
        let title = standard.title.get(language(global, Some(standard.language)));
        lines.push_str(&format!(
            "{}  {}  {title}  {}\n",
            shipped.id,
            standard.version,
            standard.items.len()
        ));
    }
    output::print(lines.as_bytes())
}
