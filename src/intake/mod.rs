//! A standard drafted from a checklist as companies keep them: a workbook or delimited text in, TOML out.
//!
//! What a cell says is never dropped: what has no place in a standard, and what a person should look at,
//! stands as a comment beside its item and once more at the end of the file.

mod header;
mod merge;
mod quote;
mod rows;
mod rule;
mod said;
mod sampling;
mod sheet;
mod source;
mod toml_text;

use rust_decimal::Decimal;

use crate::diagnostic::ProblemKind;
use crate::lang::Lang;
use crate::reader::Workbook;

pub use source::{HIDDEN_SHEET, pieces};
pub use toml_text::said;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    /// Name of the file, for comments.
    pub file: &'a str,
    /// Id of the standard: the name of its file.
    pub id: &'a str,
    /// Language of comments.
    pub lang: Lang,
}

/// A standard made from a checklist.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The text of its file.
    pub toml: String,
    /// How many items it has.
    pub items: usize,
    /// How many sections.
    pub sections: usize,
    /// What a person should look at, in the order of the cells.
    pub remarks: Vec<Remark>,
}

/// What a remark asks of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemarkKind {
    /// Read one way of several: confirm it.
    Confirm,
    /// Not understood.
    Unclear,
    /// Left out: it belongs to no item.
    LeftOut,
}

impl RemarkKind {
    /// 待确认, to confirm.
    pub fn word(self, lang: Lang) -> &'static str {
        match self {
            RemarkKind::Confirm => lang.pick("待确认", "to confirm"),
            RemarkKind::Unclear => lang.pick("未识别", "not understood"),
            RemarkKind::LeftOut => lang.pick("未采用", "left out"),
        }
    }
}

/// Something a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What is asked.
    pub kind: RemarkKind,
    /// `Sheet1!B12`.
    pub place: String,
    /// The item it is about; empty where it is about none.
    pub item: String,
    /// What to look at.
    pub text: String,
}

/// A text of the checklist; a language it does not have is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Said {
    zh: String,
    en: String,
}

/// An item as the checklist has it.
#[derive(Debug, Clone, Default)]
struct Entry {
    /// Its numbering, as text.
    code: String,
    /// Where it stands.
    place: String,
    /// Index of its section.
    section: usize,
    title: Said,
    rule: Said,
    weight: Option<Decimal>,
    owner: Said,
    note: Said,
    /// Remarks so far: kind and text.
    remarks: Vec<(RemarkKind, String)>,
}

/// A checklist.
#[derive(Debug, Clone, Default)]
struct Checklist {
    title: String,
    sections: Vec<String>,
    entries: Vec<Entry>,
    remarks: Vec<Remark>,
}

/// Drafts a standard from a checklist; one that `standard show --format xlsx` exported comes back as it
/// was, with the changes made to its visible cells.
///
/// # Errors
/// Where the file turns out to be broken inside, or has no table of a checklist.
pub fn import(workbook: &mut Workbook, ask: &Ask<'_>) -> Result<Imported, ProblemKind> {
    let mut sheets = sheet::read(workbook)?;
    let kept = sheets.iter().position(|s| s.name == HIDDEN_SHEET).map(|at| sheets.remove(at));
    let checklist = rows::checklist(&sheets, ask)?;
    if let Some(kept) = kept {
        return Ok(merge::merge(&kept, checklist, ask));
    }
    if checklist.entries.is_empty() {
        return Err(header::not_found(&sheets));
    }
    Ok(toml_text::write(checklist, ask))
}

#[cfg(test)]
mod tests;
