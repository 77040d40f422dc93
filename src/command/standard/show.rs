//! `inspect standard show`

use super::super::score::output_width;
use super::super::{Done, language, output};
use crate::audit::folder::file_place;
use crate::cli::{Global, ShowFormat, ShowStandard};
use crate::diagnostic::{Failure, Place, ProblemKind, Thing, nearest};
use crate::intake;
use crate::report::standard::{self, Kept, Shown};
use crate::standard::{Standard, load_from};

/// Prints a standard, or writes it to a file.
pub fn run(args: &ShowStandard, global: &Global) -> anyhow::Result<Done> {
    let (source, shelf) = super::source(&args.id, args.standards.as_deref())?;
    let text = source.text.clone();
    // The file itself is shown whether it holds or not: it may be about to be mended.
    if args.format == ShowFormat::Toml {
        return write(args, text.as_bytes());
    }
    let standard = load_from(source, &shelf)?;
    let lang = language(global, Some(standard.language));
    let item = match &args.item {
        Some(name) => Some(item(&standard, name)?),
        None => None,
    };
    let shown = || Shown::new(&standard, item, lang);
    let bytes = match args.format {
        ShowFormat::Table => standard::table(&shown(), output_width()).into_bytes(),
        ShowFormat::Markdown => standard::markdown(&shown()).into_bytes(),
        ShowFormat::Html => standard::html(&shown()).into_bytes(),
        ShowFormat::Json => standard::json(&standard, item)?,
        ShowFormat::Toml => text.into_bytes(),
        ShowFormat::Xlsx => {
            let rows = text.strip_suffix('\n').unwrap_or(&text).split('\n');
            let rows = rows.map(intake::pieces).collect();
            standard::workbook(&shown(), &Kept { sheet: intake::HIDDEN_SHEET, rows })?
        }
    };
    write(args, &bytes)
}

fn write(args: &ShowStandard, bytes: &[u8]) -> anyhow::Result<Done> {
    match &args.out {
        Some(path) => {
            output::write_file(path, bytes)?;
            Ok(Done::Well)
        }
        None => output::print(bytes),
    }
}

/// Number of the item with this id or number.
fn item(standard: &Standard, name: &str) -> Result<u32, Failure> {
    let number = name.parse::<u32>().ok();
    let found = standard
        .items
        .iter()
        .find(|i| i.id == name)
        .or_else(|| standard.items.iter().find(|i| Some(i.number) == number));
    found.map(|i| i.number).ok_or_else(|| {
        let ids: Vec<String> = standard.items.iter().map(|i| i.id.clone()).collect();
        let kind = ProblemKind::UnknownName {
            thing: Thing::Item,
            name: name.to_string(),
            nearest: nearest(name, ids.iter().map(String::as_str)),
            allowed: ids,
        };
        let place: Place = file_place(std::path::Path::new(&standard.id));
        Failure::one(kind, place)
    })
}
