//! What every report has in common, made once by rust_xlsxwriter: sheets without cells, formats, a chart.
//! A report fills the gaps in it.

use std::sync::OnceLock;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::package::{Packed, Packer, parts};
use super::style::Styles;
use super::{actions, checklist, evidence, ids, overview, problems, spot};
use crate::lang::Lang;

/// What a report has of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// Of a sheet: the cells it takes, its rows, the merged ones, the filter, the cells that are coloured
    /// by what is picked and those it is picked in, links, the foot of a page.
    Range,
    Rows,
    Merges,
    Filter,
    Ruled,
    Links,
    Foot,
    /// Of the workbook: its texts, the ranges that have names.
    Texts,
    Names,
    /// Of its properties.
    Title,
    Subject,
    Author,
    Remark,
    Editor,
    Day,
    /// Of the chart: what it draws and where that stands, its first row and the one below it.
    LabelCells,
    Labels,
    ValueCells,
    Values,
    Top,
    Bottom,
}

use Gap::{
    Author, Bottom, Day, Editor, Filter, Foot, LabelCells, Labels, Links, Merges, Names, Range,
    Remark, Rows, Ruled, Subject, Texts, Title, Top, ValueCells, Values,
};

/// The parts with gaps, and these in order.
const GAPS: [(&str, &[Gap]); 12] = [
    ("xl/worksheets/sheet1.xml", &[Range, Rows, Merges, Links, Foot]),
    ("xl/worksheets/sheet2.xml", &[Range, Rows, Filter, Merges, Ruled, Ruled, Links, Foot]),
    ("xl/worksheets/sheet3.xml", &[Range, Rows, Filter, Merges, Ruled, Ruled, Links, Foot]),
    ("xl/worksheets/sheet4.xml", &[Range, Rows, Filter, Merges, Links, Foot]),
    ("xl/worksheets/sheet5.xml", &[Range, Rows, Filter, Merges, Links, Foot]),
    ("xl/worksheets/sheet6.xml", &[Range, Rows, Filter, Merges, Links, Foot]),
    ("xl/worksheets/sheet7.xml", &[Range, Rows]),
    ("xl/sharedStrings.xml", &[Texts]),
    ("xl/workbook.xml", &[Names]),
    ("docProps/core.xml", &[Title, Subject, Author, Remark, Editor, Day, Day]),
    ("xl/charts/chart1.xml", &[LabelCells, Labels, ValueCells, Values]),
    ("xl/drawings/drawing1.xml", &[Top, Bottom]),
];

impl Gap {
    /// What it stands between.
    fn between(self) -> (&'static str, &'static str) {
        match self {
            Range => ("<dimension ref=\"", "\""),
            Rows => ("<sheetData>", "</sheetData>"),
            Filter => ("<autoFilter ref=\"", "\""),
            Ruled => ("sqref=\"", "\""),
            Foot => ("<oddFooter>", "</oddFooter>"),
            // These are left out where there are none.
            Merges => ("<mergeCells", "</mergeCells>"),
            Links => ("<hyperlinks", "</hyperlinks>"),
            Texts => ("<sst", "</sst>"),
            Names => ("<definedNames>", "</definedNames>"),
            Title => ("<dc:title>", "</dc:title>"),
            Subject => ("<dc:subject>", "</dc:subject>"),
            Author => ("<dc:creator>", "</dc:creator>"),
            Remark => ("<dc:description>", "</dc:description>"),
            Editor => ("<cp:lastModifiedBy>", "</cp:lastModifiedBy>"),
            Day => ("W3CDTF\">", "</"),
            LabelCells | ValueCells => ("<c:f>", "</c:f>"),
            Labels => ("<c:strCache>", "</c:strCache>"),
            Values => ("<c:numCache>", "</c:numCache>"),
            Top | Bottom => ("<xdr:row>", "</xdr:row>"),
        }
    }

    /// Whether what it stands between is filled in with it.
    fn whole(self) -> bool {
        matches!(self, Merges | Links | Texts)
    }
}

/// A part: packed where it has no gaps, else what stands before, between and behind them.
struct Part {
    name: String,
    content: Content,
}

enum Content {
    Packed(Packed),
    /// With its number in [`GAPS`].
    Gapped(usize, Vec<String>),
}

/// A workbook to be filled in.
pub struct Form {
    parts: Vec<Part>,
    /// What the formats of [`Styles::all`] add to a cell's beginning, as `" s="7`, and the same for texts that
    /// stay texts.
    pub formats: [Vec<String>; 2],
}

impl Form {
    /// The form in a language, with the chart or without.
    ///
    /// # Errors
    /// Where rust_xlsxwriter makes something else than this expects.
    pub fn of(lang: Lang, styles: &Styles, chart: bool) -> Result<&'static Form, XlsxError> {
        static FORMS: [OnceLock<Result<Form, String>>; 4] = [const { OnceLock::new() }; 4];
        let [zh, zh_chart, en, en_chart] = &FORMS;
        let slot = match (lang, chart) {
            (Lang::Zh, false) => zh,
            (Lang::Zh, true) => zh_chart,
            (Lang::En, false) => en,
            (Lang::En, true) => en_chart,
        };
        let form = slot.get_or_init(|| make(lang, styles, chart).map_err(|e| e.to_string()));
        form.as_ref().map_err(|error| XlsxError::ParameterError(error.clone()))
    }

    /// The workbook with its gaps filled; `filling` is asked for each with the number of its part in the list
    /// of parts with gaps.
    ///
    /// # Errors
    /// Where a part is too large.
    pub fn fill(&self, filling: impl Fn(usize, Gap) -> Vec<u8>) -> Result<Vec<u8>, XlsxError> {
        let mut packer = Packer::new();
        for part in &self.parts {
            let (number, pieces) = match &part.content {
                Content::Packed(packed) => {
                    packer.put(&part.name, packed)?;
                    continue;
                }
                Content::Gapped(number, pieces) => (*number, pieces),
            };
            let mut gaps = GAPS.get(number).into_iter().flat_map(|(_, gaps)| *gaps);
            let mut content = Vec::new();
            for piece in pieces {
                content.extend_from_slice(piece.as_bytes());
                if let Some(gap) = gaps.next() {
                    content.append(&mut filling(number, *gap));
                }
            }
            let packed = packer.pack(&content)?;
            packer.put(&part.name, &packed)?;
        }
        packer.finish()
    }
}

fn make(lang: Lang, styles: &Styles, chart: bool) -> Result<Form, XlsxError> {
    let mut workbook = Workbook::new();
    // It is taken apart at once.
    workbook.set_zip_compression_level(1);
    let day = ExcelDateTime::from_ymd(1900, 1, 1)?;
    let properties = DocProperties::new().set_title("-").set_subject("-").set_author("-");
    workbook.set_properties(&properties.set_comment("-").set_creation_datetime(&day));
    overview::settings(workbook.add_worksheet(), lang, chart)?;
    checklist::settings(workbook.add_worksheet(), lang)?;
    actions::settings(workbook.add_worksheet(), lang)?;
    evidence::settings(workbook.add_worksheet(), lang)?;
    spot::settings(workbook.add_worksheet(), lang)?;
    problems::settings(workbook.add_worksheet(), lang)?;
    let last = workbook.add_worksheet();
    ids::settings(last)?;
    // rust_xlsxwriter numbers formats as it meets them: a row of cells tells how.
    let quoted: Vec<_> = styles.all.iter().map(|f| Format::clone(f).set_quote_prefix()).collect();
    for (column, format) in (0..).zip(styles.all.iter().map(|f| &**f).chain(&quoted)) {
        last.write_blank(0, column, format)?;
    }
    let mut form = Form { parts: Vec::new(), formats: Default::default() };
    let mut packer = Packer::new();
    for (name, content) in parts(workbook.save_to_buffer()?)? {
        let gaps = GAPS.iter().enumerate().find(|(_, (part, _))| *part == name);
        let Some((number, (_, gaps))) = gaps else {
            let content = Content::Packed(packer.pack(content.as_bytes())?);
            form.parts.push(Part { name, content });
            continue;
        };
        if name == LAST {
            let mut formats = numbers(&content).map(|number| format!("\" s=\"{number}"));
            form.formats = [styles.all.len(); 2].map(|n| formats.by_ref().take(n).collect());
        }
        let pieces = pieces(&content, gaps).ok_or_else(|| unlike(&name))?;
        form.parts.push(Part { name, content: Content::Gapped(number, pieces) });
    }
    match form.formats.iter().all(|numbers| numbers.len() == styles.all.len()) {
        true => Ok(form),
        false => Err(unlike(LAST)),
    }
}

/// The last sheet.
const LAST: &str = "xl/worksheets/sheet7.xml";

/// What stands around the gaps, each behind the one before.
fn pieces(mut rest: &str, gaps: &[Gap]) -> Option<Vec<String>> {
    let mut pieces = Vec::with_capacity(gaps.len() + 1);
    for gap in gaps {
        let (open, close) = gap.between();
        let start = rest.find(open)?;
        let inside = start + open.len();
        let end = inside + rest.get(inside..)?.find(close)?;
        let (from, to) = if gap.whole() { (start, end + close.len()) } else { (inside, end) };
        pieces.push(rest.get(..from)?.to_string());
        rest = rest.get(to..)?;
    }
    pieces.push(rest.to_string());
    Some(pieces)
}

/// The numbers of the formats of cells, in their order.
fn numbers(sheet: &str) -> impl Iterator<Item = u32> {
    let styles = sheet.split("<c r=\"").skip(1);
    styles.filter_map(|cell| cell.split_once(" s=\"")?.1.split_once('"')?.0.parse().ok())
}

pub fn unlike(name: &str) -> XlsxError {
    XlsxError::ParameterError(format!("{name} is not as expected"))
}
