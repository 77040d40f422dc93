//! `report.xlsx`: made to be printed, signed and worked on.

use std::sync::LazyLock;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::View;
use crate::lang::Word;

mod actions;
mod cells;
mod checklist;
mod evidence;
mod ids;
mod overview;
mod package;
mod problems;
pub(super) mod sheet;
mod spot;
pub(super) mod style;

#[cfg(test)]
mod tests;

use cells::Texts;
use sheet::Page;
use style::Styles;

/// The formats of the workbook, of every report the same.
static STYLES: LazyLock<Styles> = LazyLock::new(Styles::new);

/// The bytes of the workbook: 总览, 检查表, 整改清单, 评分依据, 抽查记录, 台账问题.
///
/// The same view gives the same bytes: the creation date is the audit's.
///
/// # Errors
/// Where a limit of the format is passed, such as 1,048,576 rows.
pub fn workbook(view: &View) -> Result<Vec<u8>, XlsxError> {
    let rows = Rows::new(view);
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(view));
    // It is taken apart at once.
    workbook.set_zip_compression_level(1);
    let mut texts = Texts::default();
    let overview = overview::write(page(&mut workbook, &mut texts), view)?;
    let (checklist, items) = checklist::write(page(&mut workbook, &mut texts), view, &rows)?;
    let (actions, findings) = actions::write(page(&mut workbook, &mut texts), view, &rows)?;
    let evidence = evidence::write(page(&mut workbook, &mut texts), view, &rows)?;
    let spot = spot::write(page(&mut workbook, &mut texts), view)?;
    let problems = problems::write(page(&mut workbook, &mut texts), view)?;
    let tables = [(rows.checklist_name, items), (view.word(Word::Actions), findings)];
    let ids = ids::write(page(&mut workbook, &mut texts), view, &tables)?;
    let sheets = [overview, checklist, actions, evidence, spot, problems, ids];
    package::filled(&mut workbook, &STYLES, &sheets, &texts)
}

/// The next sheet of the workbook.
fn page<'a>(workbook: &'a mut Workbook, texts: &'a mut Texts) -> Page<'a> {
    Page { inner: workbook.add_worksheet(), styles: &STYLES, texts }
}

fn properties(view: &View) -> DocProperties {
    let heading = &view.heading;
    let properties = DocProperties::new()
        .set_title(format!("{} {} {}", heading.project, heading.period, heading.title))
        .set_subject(format!("{} {}", heading.standard, heading.version))
        .set_author(heading.auditor.as_deref().unwrap_or_default())
        .set_comment(&heading.tool);
    // Without a date of its own the workbook would carry the clock's.
    let date = sheet::excel_date(heading.date).or_else(|| ExcelDateTime::from_ymd(1900, 1, 1).ok());
    match date.and_then(|d| d.and_hms(0, 0, 0).ok()) {
        Some(date) => properties.set_creation_datetime(&date),
        None => properties,
    }
}

/// Where each item stands on the sheets that link to each other; rows from 0.
struct Rows {
    /// Row of each item of the view on the checklist.
    checklist: Vec<u32>,
    /// First row of each item of the view among the evidence; `None` without checks.
    evidence: Vec<Option<u32>>,
    /// Name of the checklist's sheet.
    checklist_name: &'static str,
    /// Name of the evidence sheet.
    evidence_name: &'static str,
}

impl Rows {
    fn new(view: &View) -> Rows {
        let mut checklist = vec![0; view.items.len()];
        let mut row = 1;
        for block in checklist::blocks(view) {
            row += u32::from(block.section.is_some());
            for at in block.items {
                if let Some(slot) = checklist.get_mut(at) {
                    *slot = row;
                }
                row += 1;
            }
        }
        let mut row = 1;
        let mut evidence = Vec::with_capacity(view.items.len());
        for item in &view.items {
            evidence.push((!item.checks.is_empty()).then_some(row));
            row += u32::try_from(item.checks.len()).unwrap_or(u32::MAX);
        }
        Rows {
            checklist,
            evidence,
            checklist_name: view.word(Word::Checklist),
            evidence_name: view.word(Word::Evidence),
        }
    }

    /// The evidence of an item, as a link.
    fn to_evidence(&self, item: usize) -> Option<(&'static str, u32)> {
        let row = self.evidence.get(item).copied().flatten()?;
        Some((self.evidence_name, row))
    }

    /// The checklist row of an item, as a link.
    fn to_checklist(&self, item: usize) -> Option<(&'static str, u32)> {
        Some((self.checklist_name, *self.checklist.get(item)?))
    }
}
