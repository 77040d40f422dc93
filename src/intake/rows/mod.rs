//! Rows to items: section bands, titles, totals and signatures told from what is inspected.

mod bands;
mod items;

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::header::{self, Column, Field, Header};
use super::said::{has_han, line};
use super::sheet::Sheet;
use super::{Ask, Checklist, Remark, RemarkKind, Said};
use crate::diagnostic::ProblemKind;
use crate::lang::Lang;

/// More points than any item has: sums of such numbers stay within a decimal.
const MOST: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

/// The items of all sheets.
pub fn checklist(sheets: &[Sheet], ask: &Ask<'_>) -> Result<Checklist, ProblemKind> {
    let mut list = Checklist::default();
    let tables = sheets.iter().filter(|s| header::find(s).is_some()).count();
    for sheet in sheets {
        match header::find(sheet) {
            Some(header) => Table::new(sheet, &header, tables > 1, ask, &mut list).read(),
            None => left_out(sheet, ask.lang, &mut list),
        }
    }
    Ok(list)
}

/// A sheet without a table: its cells are kept as remarks.
fn left_out(sheet: &Sheet, lang: Lang, list: &mut Checklist) {
    for (row, cells) in &sheet.rows {
        let text: Vec<&str> = cells.values().map(|v| v.text.as_str()).collect();
        let place = sheet.place(*row, cells.keys().next().copied().unwrap_or(0));
        let text = format!(
            "{}{}",
            lang.pick("没有检查表的工作表：", "no checklist here: "),
            text.join(" | ")
        );
        list.remarks.push(remark(RemarkKind::LeftOut, place, &text));
    }
}

fn remark(kind: RemarkKind, place: String, text: &str) -> Remark {
    Remark { kind, place, item: String::new(), text: line(text) }
}

struct Table<'a> {
    sheet: &'a Sheet,
    header: &'a Header,
    lang: Lang,
    list: &'a mut Checklist,
    /// Section of the rows to come.
    section: Option<usize>,
    /// Name of the section where the table names none.
    fallback: String,
    /// Index of the first item of this sheet.
    first: usize,
    codes: BTreeSet<String>,
    /// Columns that are the section, further titles included that are merged down.
    groups: Vec<Column>,
    titles: Vec<Column>,
    /// Headings over rows: the index of the first item below, its words, the points it claims, its place.
    headings: Vec<(usize, String, Option<Decimal>, String)>,
}

impl<'a> Table<'a> {
    fn new(
        sheet: &'a Sheet,
        header: &'a Header,
        several: bool,
        ask: &Ask<'_>,
        list: &'a mut Checklist,
    ) -> Self {
        let mut groups: Vec<Column> = header.of(Field::Section).into_iter().cloned().collect();
        let mut titles: Vec<Column> = header.of(Field::Title).into_iter().cloned().collect();
        // 检查项目 beside 检查内容: merged down it is a heading.
        let merged = |c: &Column| {
            sheet.merges.iter().any(|m| {
                m.columns.contains(&c.at)
                    && *m.rows.start() > header.last
                    && m.rows.clone().count() > 1
            })
        };
        let best = titles.first().map(|c| c.at);
        if groups.is_empty() {
            let (group, rest) =
                titles.into_iter().partition(|c: &Column| Some(c.at) != best && merged(c));
            (groups, titles) = (group, rest);
        }
        groups.sort_by_key(|c| c.at);
        let plain = sheet.name.to_lowercase();
        let generic = plain.is_empty() || plain.starts_with("sheet") || plain.starts_with("工作表");
        let fallback = if several && !generic { sheet.name.clone() } else { String::new() };
        let first = list.entries.len();
        let codes = BTreeSet::new();
        let lang = ask.lang;
        let (section, headings) = (None, Vec::new());
        Table {
            sheet,
            header,
            lang,
            list,
            section,
            fallback,
            first,
            codes,
            groups,
            titles,
            headings,
        }
    }

    fn read(mut self) {
        if self.sheet.hidden {
            let place = self.sheet.place(self.header.row, 0);
            let text = self.lang.pick("隐藏的工作表，已读取", "a hidden sheet, read all the same");
            self.list.remarks.push(remark(RemarkKind::Confirm, place, text));
        }
        for row in self.sheet.rows.keys().copied() {
            if row < self.header.row {
                self.above(row);
            } else if row > self.header.last {
                self.row(row);
            }
        }
        self.shared_weights();
        self.claims();
    }

    /// A row above the header: the title of the checklist, or a remark on it.
    fn above(&mut self, row: u32) {
        let Some(cells) = self.sheet.rows.get(&row) else { return };
        for (at, value) in cells {
            if self.list.title.is_empty() && cells.len() == 1 {
                self.list.title = line(&value.text);
            } else if line(&value.text) != self.list.title {
                let place = self.sheet.place(row, *at);
                self.list.remarks.push(remark(RemarkKind::LeftOut, place, &value.text));
            }
        }
    }

    /// What a field holds in a row, its languages side by side.
    fn said(&self, row: u32, columns: &[Column]) -> Said {
        let mut said = Said::default();
        let texts: Vec<(Lang, &str)> = columns
            .iter()
            .filter_map(|c| Some((c.lang, self.sheet.at(row, c.at)?.text.as_str())))
            .collect();
        match texts.as_slice() {
            [] => {}
            [(_, text)] => said = Said::of(text),
            [(a, first), (b, second)] if a != b => {
                let zh = if *a == Lang::Zh { first } else { second };
                let en = if *a == Lang::Zh { second } else { first };
                said = Said { zh: (*zh).to_string(), en: (*en).to_string() };
            }
            all => {
                // Left to right, the general before the particular.
                let mut ordered: Vec<&Column> = columns.iter().collect();
                ordered.sort_by_key(|c| c.at);
                let mut parts: Vec<String> = Vec::new();
                for column in ordered {
                    let Some(value) = self.sheet.at(row, column.at) else { continue };
                    let text = line(&value.text);
                    if !parts.contains(&text) {
                        parts.push(text);
                    }
                }
                let chinese = all.iter().any(|(_, t)| has_han(t));
                said = Said::of(&parts.join(if chinese { "：" } else { ": " }));
            }
        }
        said
    }

    fn field(&self, row: u32, field: Field) -> Said {
        let columns: Vec<Column> = self.header.of(field).into_iter().cloned().collect();
        self.said(row, &columns)
    }

    fn row(&mut self, row: u32) {
        let Some(cells) = self.sheet.rows.get(&row) else { return };
        if self.repeats_header(row) {
            return;
        }
        if self.footer(row) || self.band(row) {
            return;
        }
        let (title, rule) = (self.said(row, &self.titles), self.field(row, Field::Rule));
        let own = |field| {
            let columns = self.header.of(field);
            columns.iter().any(|c| cells.contains_key(&c.at))
        };
        let code_below =
            self.header.of(Field::Code).first().is_some_and(|c| self.sheet.continues(row, c.at));
        let own_title = self.titles.iter().any(|c| cells.contains_key(&c.at));
        let continues = (code_below && !own(Field::Weight)) || (!own_title && !own(Field::Code));
        if continues && self.list.entries.len() > self.first {
            return self.more(row, &title, &rule);
        }
        if title.is_empty() && rule.is_empty() {
            let texts: Vec<&str> = cells.values().map(|v| v.text.as_str()).collect();
            let place = self.sheet.place(row, cells.keys().next().copied().unwrap_or(0));
            self.list.remarks.push(remark(RemarkKind::LeftOut, place, &texts.join(" | ")));
            return;
        }
        self.item(row, title, rule);
    }

    fn repeats_header(&self, row: u32) -> bool {
        let named = self.header.columns.iter().filter(|c| c.field.is_some());
        named.clone().count() > 0
            && named
                .clone()
                .all(|c| self.sheet.at(row, c.at).is_some_and(|v| line(&v.text) == c.name))
    }
}

/// A number that may be one of points: not too large, and with four decimals at most.
pub fn plausible(number: &str) -> Option<Decimal> {
    let number = number.parse::<Decimal>().ok()?.normalize();
    (number <= MOST && number.scale() <= 4).then_some(number)
}

/// `10`, `10分`, `(10)`, `10 points`.
pub fn points(text: &str) -> Option<Decimal> {
    let text = super::said::halved(text);
    let text = text.trim_matches(|c: char| c.is_whitespace() || "()（）".contains(c));
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let fits = ["", "分", "points", "point", "pts"].contains(&unit.trim().to_lowercase().as_str());
    plausible(number).filter(|_| fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_with_and_without_a_unit() {
        let number = |text: &str| points(text).map(|d| d.to_string());
        assert_eq!(number("１０分"), Some("10".into()));
        assert_eq!(number("(0.50)"), Some("0.5".into()));
        assert_eq!(number("10%"), None);
        assert_eq!(number("—"), None);
        assert_eq!(number("79228162514264337593543950335"), None);
    }
}
