//! What was seen in a file, as text for a terminal, JSON, or one CSV line per header.

use comfy_table::{ContentArrangement, LineStyle, Table, presets};
use serde::Serialize;

use super::ReportError;
use super::csv::plain;
use super::text::{clean, one_line, shorten, wrap};
use crate::diagnostic::Severity;
use crate::lang::{Lang, Word};
use crate::peek::{Because, Fate, Peek, ProblemSeen, RegisterSeen, SheetSeen, TableSeen};

/// Version of the JSON form.
pub const SCHEMA: &str = "inspect/peek/v1";
/// Below this nothing legible fits; lines are then this wide.
const NARROWEST: u16 = 40;
/// Stretches of hidden rows and merges told; the rest are counted.
const STRETCHES: usize = 3;
/// Rows shown beside the columns they belong to.
const ROWS: usize = 2;
/// Widths of a column's letters, of the word for its type and of a value: `2025-03-05 10:02`.
const LETTERS: usize = 4;
const TYPE: usize = 7;
const VALUE: usize = 16;
/// Columns between two texts of a row: a space on either side, and one for the border that is not drawn.
const GAP: usize = 3;
/// Problems told; the rest are counted.
const PROBLEMS: usize = 20;

/// The JSON form: two-space indent, a final newline.
///
/// # Errors
/// None that a file can bring about.
pub fn json(peek: &Peek) -> Result<Vec<u8>, ReportError> {
    #[derive(Serialize)]
    struct Form<'a> {
        schema: &'static str,
        #[serde(flatten)]
        peek: &'a Peek,
    }
    let mut bytes =
        serde_json::to_vec_pretty(&Form { schema: SCHEMA, peek }).map_err(ReportError::Json)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// One line per header: file, sheet, column, header, register, column id, type, required, nearest name.
///
/// # Errors
/// None that a file can bring about.
pub fn csv(peek: &Peek) -> Result<Vec<u8>, ReportError> {
    let mut out =
        ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    let heads =
        ["file", "sheet", "column", "header", "register", "id", "type", "required", "nearest"];
    let write = |out: &mut ::csv::Writer<Vec<u8>>, fields: [&str; 9]| {
        out.write_record(fields.map(plain)).map_err(ReportError::Csv)
    };
    out.write_record(heads).map_err(ReportError::Csv)?;
    for register in peek.register.iter().chain(&peek.further) {
        for table in &register.tables {
            let sheet = table.sheet.as_str();
            for m in &table.matched {
                let required = if m.required { "true" } else { "false" };
                let place = [&peek.file, sheet, &m.at, &m.header, &register.id];
                let [file, sheet, at, header, owner] = place;
                write(&mut out, [file, sheet, at, header, owner, &m.id, m.kind, required, ""])?;
            }
            for u in &table.unmatched {
                let near = u.nearest.as_deref().unwrap_or("");
                let fields = [&peek.file, sheet, &u.at, &u.header, &register.id, "", "", "", near];
                write(&mut out, fields)?;
            }
        }
    }
    out.into_inner().map_err(|e| ReportError::Csv(e.into_error().into()))
}

/// Tables for a terminal, no line wider than `width` columns (40 at least).
pub fn text(peek: &Peek, lang: Lang, width: u16) -> String {
    let page = Page { lang, width: width.max(NARROWEST) };
    let mut out = String::new();
    page.heading(&mut out, peek);
    out.push('\n');
    page.sheets(&mut out, &peek.sheets);
    match &peek.register {
        Some(first) => {
            let registers = std::iter::once(first).chain(&peek.further);
            registers.for_each(|register| page.register(&mut out, register));
        }
        None => {
            let candidates = peek.candidates.join(lang.pick("、", ", "));
            let told = match peek.candidates.is_empty() {
                true => Word::NoRegisterFits.get(lang).to_string(),
                false => format!("{}{candidates}", Word::SeveralRegistersFit.get(lang)),
            };
            out.push('\n');
            page.line(&mut out, &told);
            page.preview(&mut out, &peek.sheets);
        }
    }
    out.push('\n');
    page.problems(&mut out, &peek.problems);
    out
}

/// A table that was chosen, or not, and why: one line, a second one where it has headers that name
/// no column.
pub fn chosen(table: &TableSeen, lang: Lang) -> Vec<String> {
    let page = Page { lang, width: u16::MAX };
    let lines = [page.why(table), page.strangers(table)];
    lines.iter().filter(|line| !line.is_empty()).map(|line| clean(line).into_owned()).collect()
}

/// Where the text goes.
#[derive(Clone, Copy)]
struct Page {
    lang: Lang,
    width: u16,
}

impl Page {
    fn word(self, word: Word) -> &'static str {
        word.get(self.lang)
    }

    fn line(self, out: &mut String, text: &str) {
        for line in wrap(&clean(text), usize::from(self.width)) {
            out.push_str(&line);
            out.push('\n');
        }
    }

    fn heading(self, out: &mut String, peek: &Peek) {
        self.line(out, &peek.file);
        let format = &peek.format;
        let bytes = self.lang.pick(format!("{} 字节", peek.bytes), format!("{} bytes", peek.bytes));
        let mut about = vec![format.name.to_string(), bytes];
        about.extend(format.encoding.map(str::to_string));
        about.extend(format.delimiter.map(|d| match d {
            '\t' => self.word(Word::DelimiterTab).to_string(),
            d => format!("{} {d}", self.word(Word::Delimiter)),
        }));
        self.line(out, &about.join(" · "));
        if let Some(ending) = &format.misnamed {
            let told = match ending.as_str() {
                "" => self.lang.pick(
                    "文件名没有后缀，按内容识别".to_string(),
                    "the name has no ending; the format is told by the content".to_string(),
                ),
                ending => self.lang.pick(
                    format!("文件名后缀 .{ending} 与内容不符，按内容识别"),
                    format!("the name says .{ending}; the content says otherwise and counts"),
                ),
            };
            self.line(out, &told);
        }
    }

    fn sheets(self, out: &mut String, sheets: &[SheetSeen]) {
        let mut table = self.table();
        let heads = [Word::Sheet, Word::UsedRange, Word::Rows, Word::CellCount, Word::Around];
        table.set_header(heads.map(|w| self.word(w)));
        for sheet in sheets {
            table.add_row([
                shorten(&clean(&named(&sheet.name)), usize::from(self.width) / 4),
                sheet.range.clone().unwrap_or_else(|| "–".to_string()),
                sheet.rows.to_string(),
                sheet.cells.to_string(),
                self.around(sheet),
            ]);
        }
        finish(out, &table);
    }

    /// What of a sheet is hidden or merged.
    fn around(self, sheet: &SheetSeen) -> String {
        let mut told = Vec::new();
        if sheet.hidden {
            told.push(self.word(Word::HiddenSheet).to_string());
        }
        let parts = [
            (Word::HiddenRows, &sheet.hidden_rows),
            (Word::HiddenColumns, &sheet.hidden_columns),
            (Word::Merged, &sheet.merges),
        ];
        for (word, stretches) in parts.iter().filter(|(_, s)| !s.is_empty()) {
            told.push(format!("{} {}", self.word(*word), self.few(stretches)));
        }
        if told.is_empty() { "–".to_string() } else { told.join(self.lang.pick("；", "; ")) }
    }

    fn few(self, all: &[String]) -> String {
        let shown: Vec<&str> = all.iter().take(STRETCHES).map(String::as_str).collect();
        let shown = shown.join(self.lang.pick("、", ", "));
        match all.len() {
            n if n > STRETCHES => {
                self.lang.pick(format!("{shown} 等 {n} 处"), format!("{shown} … ({n})"))
            }
            _ => shown,
        }
    }

    fn register(self, out: &mut String, register: &RegisterSeen) {
        let because = self.word(match register.because {
            Because::Asked => Word::RegisterAsked,
            Because::Name => Word::RegisterByName,
            Because::Header => Word::RegisterByHeader,
        });
        out.push('\n');
        let rows =
            self.lang.pick(format!("{} 行", register.rows), format!("{} rows", register.rows));
        let title = register.title.get(self.lang);
        let told = format!("{title} ({}) · {rows} · {because}", register.id);
        self.line(out, &told);
        if register.tables.is_empty() {
            self.line(out, self.word(Word::NoTable));
        }
        for table in &register.tables {
            out.push('\n');
            self.line(out, &self.why(table));
            self.columns(out, register, table);
        }
    }

    /// Why this row is the header, and what would have been next.
    fn why(self, table: &TableSeen) -> String {
        let place = match table.sheet.as_str() {
            "" => table.header.clone(),
            sheet => format!("{sheet}!{}", table.header),
        };
        let matched = table.matched.len();
        let mut told = vec![match table.fate {
            Fate::Read => self.lang.pick(format!("表头 {place}"), format!("header {place}")),
            Fate::PassedOver => self.lang.pick(
                format!("未读 {place}（另一张表更合适）"),
                format!("not read: {place} (another table fits better)"),
            ),
            Fate::Tied => self.lang.pick(
                format!("未读 {place}（与另一张表同样合适）"),
                format!("not read: {place} (another table fits as well)"),
            ),
            Fate::NotEnough => self.lang.pick(
                format!("不是表头：{place}（最接近的一行）"),
                format!("no header; nearest {place}"),
            ),
        }];
        if table.side_by_side > 1 {
            told.push(self.lang.pick(
                format!("并排 {} 个表", table.side_by_side),
                format!("{} tables side by side", table.side_by_side),
            ));
        }
        told.push(self.lang.pick(
            format!("{matched}/{} 列对应", table.columns),
            format!("{matched} of {} columns", table.columns),
        ));
        if table.missing.is_empty() {
            told.push(self.word(Word::AllRequired).to_string());
        } else {
            let missing = table.missing.join(self.lang.pick("、", ", "));
            told.push(format!("{}{missing}", self.word(Word::RequiredMissing)));
        }
        told.push(match &table.runner_up {
            Some(next) => self.lang.pick(
                format!("其次是第 {} 行（{} 列）", next.rows, next.matched),
                format!("next best: row {} (columns: {})", next.rows, next.matched),
            ),
            None => self.lang.pick("没有其他候选行", "no other row comes near").to_string(),
        });
        told.join(" · ")
    }

    /// The headers that name no column, with the nearest names; empty where all do.
    fn strangers(self, table: &TableSeen) -> String {
        let unmatched = table.unmatched.iter().map(|u| match &u.nearest {
            Some(near) => self.lang.pick(
                format!("{} {}（最接近“{near}”）", u.at, u.header),
                format!("{} {} (nearest: {near})", u.at, u.header),
            ),
            None => format!("{} {}", u.at, u.header),
        });
        let unmatched: Vec<String> = unmatched.collect();
        match unmatched.is_empty() {
            true => String::new(),
            false => {
                let list = unmatched.join(self.lang.pick("、", ", "));
                format!("{}{list}", self.word(Word::NotMatched))
            }
        }
    }

    /// The headers of a table with what they were taken for, and the first rows beside them.
    fn columns(self, out: &mut String, register: &RegisterSeen, table: &TableSeen) {
        let rows: Vec<_> = register.first.iter().filter(|r| r.sheet == table.sheet).collect();
        let rows = rows.get(..rows.len().min(ROWS)).unwrap_or_default();
        let mut shown = self.table();
        let mut heads = vec![
            self.word(Word::Column).to_string(),
            self.word(Word::Header).to_string(),
            self.word(Word::TakenFor).to_string(),
            self.word(Word::ValueType).to_string(),
        ];
        heads.extend(
            rows.iter()
                .map(|r| self.lang.pick(format!("第 {} 行", r.row), format!("row {}", r.row))),
        );
        shown.set_header(heads);
        let fixed = LETTERS + TYPE + VALUE * rows.len() + GAP * (4 + rows.len());
        let each = (usize::from(self.width).saturating_sub(fixed) / 2).max(6);
        let cell = |text: &str| shorten(&clean(text), each);
        for m in &table.matched {
            let mut fields =
                vec![m.at.clone(), cell(&m.header), cell(&m.id), self.kind(m.kind).to_string()];
            fields.extend(rows.iter().map(|row| match row.values.get(&m.id) {
                Some(Some(value)) => shorten(&clean(value), VALUE),
                _ => "–".to_string(),
            }));
            shown.add_row(fields);
        }
        if !table.matched.is_empty() {
            finish(out, &shown);
        }
        let strangers = self.strangers(table);
        if !strangers.is_empty() {
            self.line(out, &strangers);
        }
    }

    fn kind(self, kind: &str) -> &'static str {
        self.word(match kind {
            "date" => Word::TypeDate,
            "datetime" => Word::TypeDateTime,
            "number" => Word::TypeNumber,
            "percent" => Word::TypePercent,
            "yesno" => Word::TypeYesNo,
            "choice" => Word::TypeChoice,
            "phone" => Word::TypePhone,
            _ => Word::TypeText,
        })
    }

    /// The first rows of each sheet as they are.
    fn preview(self, out: &mut String, sheets: &[SheetSeen]) {
        for sheet in sheets.iter().filter(|s| !s.first.is_empty()) {
            out.push('\n');
            self.line(out, &format!("{} {}", self.word(Word::FirstRows), sheet.name));
            for row in &sheet.first {
                let cells: Vec<String> = row
                    .iter()
                    .map(|cell| format!("{} {}", cell.cell, one_line(&cell.value.to_string())))
                    .collect();
                let told = shorten(&clean(&cells.join(" | ")), usize::from(self.width));
                self.line(out, &told);
            }
        }
    }

    fn problems(self, out: &mut String, problems: &[ProblemSeen]) {
        if problems.is_empty() {
            self.line(out, self.word(Word::NoProblems));
            return;
        }
        self.line(out, &format!("{} ({})", self.word(Word::DataProblems), problems.len()));
        let mut worst: Vec<&ProblemSeen> = problems.iter().collect();
        worst.sort_by_key(|p| std::cmp::Reverse::<Severity>(p.severity));
        for problem in worst.iter().take(PROBLEMS) {
            let place: Vec<&str> = [problem.sheet.as_deref(), problem.cell.as_deref()]
                .into_iter()
                .flatten()
                .filter(|p| !p.is_empty())
                .collect();
            let severity = self.word(Word::from(problem.severity));
            let gap = if place.is_empty() { "" } else { " " };
            let told = format!("{severity} {}{gap}{}", place.join("!"), problem.message);
            for (at, line) in wrap(&clean(&told), usize::from(self.width) - 2).iter().enumerate() {
                out.push_str(if at == 0 { "• " } else { "  " });
                out.push_str(line);
                out.push('\n');
            }
        }
        let more = problems.len().saturating_sub(PROBLEMS);
        if more > 0 {
            let told = self.lang.pick(format!("  … 另有{more}个"), format!("  … and {more} more"));
            self.line(out, &told);
        }
    }

    fn table(self) -> Table {
        let mut table = Table::new();
        table.load_style(presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()));
        table.set_width(self.width).set_content_arrangement(ContentArrangement::Dynamic);
        table
    }
}

/// The name of a sheet; delimited text has none.
fn named(name: &str) -> String {
    if name.is_empty() { "–".to_string() } else { name.to_string() }
}

fn finish(out: &mut String, table: &Table) {
    out.push_str(&table.trim_fmt());
    out.push('\n');
}
