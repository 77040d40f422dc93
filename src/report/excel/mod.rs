//! `report.xlsx`: made to be printed, signed and worked on.

use std::sync::LazyLock;

use rust_xlsxwriter::{XlsxError, cell_range_absolute};

use super::View;
use crate::lang::{Lang, Word};
use crate::report::text::clean;
use crate::report::view::SectionView;

mod actions;
mod cells;
mod checklist;
mod evidence;
mod form;
mod ids;
mod overview;
mod package;
mod problems;
pub(super) mod sheet;
mod spot;
pub(super) mod style;

#[cfg(test)]
mod tests;

use cells::{Cells, Texts, escaped};
use form::{Form, Gap};
use overview::{Bars, Extent};
use sheet::foot;
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
    let (styles, mut texts, rows) = (&*STYLES, Texts::default(), Rows::new(view));
    let (overview, extent) = overview::write(view, styles, &mut texts);
    let (checklist, items) = checklist::write(view, &rows, styles, &mut texts);
    let (actions, findings) = actions::write(view, &rows, styles, &mut texts);
    let evidence = evidence::write(view, &rows, styles, &mut texts);
    let spot = spot::write(view, styles, &mut texts);
    let problems = problems::write(view, styles, &mut texts);
    let tables = [(rows.checklist_name, items), (view.word(Word::Actions), findings)];
    let ids = ids::write(view, &tables, &mut texts);
    let sheets = [overview, checklist, actions, evidence, spot, problems, ids];
    let names = SHEETS.map(|word| view.word(word));
    Report { view, sheets, names, texts, extent }.bytes(styles)
}

/// Makes what reports in a language have in common, for who has a processor to spare before there is a view.
pub fn prepare(lang: Lang) {
    // What is wrong with it is told when it is filled in.
    let _ = Form::of(lang, &STYLES, true);
}

/// The sheets a reader sees.
const SHEETS: [Word; 6] = [
    Word::Overview,
    Word::Checklist,
    Word::Actions,
    Word::Evidence,
    Word::SpotChecks,
    Word::DataProblems,
];

/// What fills the form.
struct Report<'v> {
    view: &'v View,
    sheets: [Cells; 7],
    names: [&'static str; 6],
    texts: Texts,
    extent: Extent,
}

impl Report<'_> {
    fn bytes(&self, styles: &Styles) -> Result<Vec<u8>, XlsxError> {
        if self.sheets.iter().any(Cells::too_long) {
            return Err(XlsxError::RowColumnLimitError);
        }
        let form = Form::of(self.view.lang, styles, self.extent.chart.is_some())?;
        form.fill(|part, gap| self.gap(part, gap, &form.formats))
    }

    /// What stands in a gap; the sheets are the first parts.
    fn gap(&self, part: usize, gap: Gap, formats: &[Vec<String>; 2]) -> Vec<u8> {
        let heading = &self.view.heading;
        if let Some(cells) = self.sheets.get(part) {
            let name = self.names.get(part).copied().unwrap_or_default();
            return match gap {
                Gap::Foot => xml(&foot(self.view, name)),
                gap => cells.gap(gap, formats),
            };
        }
        match gap {
            Gap::Texts => self.texts.xml(),
            Gap::Names => self.named_ranges(),
            Gap::Title => xml(&format!("{} {} {}", heading.project, heading.period, heading.title)),
            Gap::Subject => xml(&format!("{} {}", heading.standard, heading.version)),
            Gap::Author | Gap::Editor => xml(heading.auditor.as_deref().unwrap_or_default()),
            Gap::Remark => xml(&heading.tool),
            // Without a date of its own the workbook would carry the clock's.
            Gap::Day => format!("{}T00:00:00Z", heading.date).into_bytes(),
            gap => self.chart(gap),
        }
    }

    /// What is filtered, printed, and repeated on every page.
    fn named_ranges(&self) -> Vec<u8> {
        let mut xml = Vec::new();
        let mut add = |name: &str, at: usize, range: &str| {
            let sheet = self.names.get(at).copied().unwrap_or_default();
            let hidden = if name == "_FilterDatabase" { " hidden=\"1\"" } else { "" };
            let head = format!("<definedName name=\"_xlnm.{name}\" localSheetId=\"{at}\"{hidden}>");
            xml.extend(format!("{head}'{sheet}'!{range}</definedName>").into_bytes());
        };
        let tables = 1..self.names.len();
        for at in tables.clone() {
            let (row, column) = self.sheets.get(at).map(|cells| cells.filter).unwrap_or_default();
            add("_FilterDatabase", at, &cell_range_absolute(0, 0, row, column));
        }
        let printed = cell_range_absolute(0, 0, self.extent.last, overview::LAST_COLUMN);
        add("Print_Area", 0, &printed);
        tables.for_each(|at| add("Print_Titles", at, "$1:$1"));
        xml
    }

    fn chart(&self, gap: Gap) -> Vec<u8> {
        let Some(Bars { sections: [first, last], rows: [top, bottom] }) = &self.extent.chart else {
            return Vec::new();
        };
        let [name, ..] = self.names;
        let cells = |column| {
            let range = cell_range_absolute(*first, column, *last, column);
            format!("'{name}'!{range}").into_bytes()
        };
        let points = |value: &dyn Fn(&SectionView) -> Option<Vec<u8>>| {
            let mut xml = format!("<c:ptCount val=\"{}\"/>", self.view.sections.len()).into_bytes();
            for (at, section) in self.view.sections.iter().enumerate() {
                if let Some(mut value) = value(section) {
                    xml.extend(format!("<c:pt idx=\"{at}\"><c:v>").into_bytes());
                    xml.append(&mut value);
                    xml.extend(b"</c:v></c:pt>");
                }
            }
            xml
        };
        match gap {
            Gap::LabelCells => cells(0),
            Gap::Labels => points(&|section| Some(xml(&section.title))),
            Gap::ValueCells => cells(overview::PERCENT),
            Gap::Values => {
                let share = |s: &SectionView| Some(s.percent?.to_share().to_string().into_bytes());
                [b"<c:formatCode>General</c:formatCode>".to_vec(), points(&share)].concat()
            }
            Gap::Top => top.to_string().into_bytes(),
            Gap::Bottom => bottom.to_string().into_bytes(),
            _ => Vec::new(),
        }
    }
}

/// A text of a part, without what XML would read as its own.
fn xml(text: &str) -> Vec<u8> {
    let mut xml = Vec::new();
    escaped(&mut xml, &clean(text));
    xml
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
