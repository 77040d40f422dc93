//! Rows to items: section bands, titles, totals and signatures told from what is inspected.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::header::{self, Column, Field, Header};
use super::said::{has_han, line};
use super::sheet::{Sheet, UNCALCULATED};
use super::{Ask, Checklist, Entry, Remark, RemarkKind, Said};
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
        Table { sheet, header, lang, list, section: None, fallback, first, codes, groups, titles }
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

    /// 合计, 检查人：, 备注：, below the table.
    fn footer(&mut self, row: u32) -> bool {
        let Some(cells) = self.sheet.rows.get(&row) else { return false };
        let Some((at, first)) = cells.iter().next() else { return false };
        let text = first.text.replace(char::is_whitespace, "").to_lowercase();
        let total = ["合计", "总计", "总分", "小计", "得分合计", "total", "sum"];
        let foot = [
            "检查人",
            "签字",
            "签名",
            "审核",
            "日期：",
            "日期:",
            "制表",
            "被检查",
            "备注：",
            "备注:",
            "说明：",
            "说明:",
            "注：",
            "注:",
            "note:",
            "notes:",
            "signature",
            "inspector:",
        ];
        let is_total = total.iter().any(|w| text.starts_with(w)) && cells.len() <= 4;
        if !is_total && !foot.iter().any(|w| text.starts_with(w)) {
            return false;
        }
        let place = self.sheet.place(row, *at);
        let texts: Vec<&str> = cells.values().map(|v| v.text.as_str()).collect();
        let mut said = remark(RemarkKind::LeftOut, place, &texts.join(" | "));
        let stated = cells.values().skip(1).find_map(|v| points(&v.text));
        if let (true, Some(stated)) = (is_total, stated) {
            let items = self.list.entries.iter().skip(self.first);
            let found: Decimal = items.map(|e| e.weight.unwrap_or(Decimal::ONE)).sum();
            if found != stated {
                said.kind = RemarkKind::Confirm;
                said.text = self.lang.pick(
                    format!("表中合计 {stated} 分，各项相加为 {found} 分：{}", said.text),
                    format!(
                        "the sheet states a total of {stated}, its items add up to {found}: {}",
                        said.text
                    ),
                );
            }
        }
        self.list.remarks.push(said);
        true
    }

    /// A heading over the items below it.
    fn band(&mut self, row: u32) -> bool {
        let Some(cells) = self.sheet.rows.get(&row) else { return false };
        let weights: Vec<u32> = self.header.of(Field::Weight).iter().map(|c| c.at).collect();
        let texts: Vec<(u32, &str)> = cells
            .iter()
            .filter(|(at, v)| !(weights.contains(at) && points(&v.text).is_some()))
            .map(|(at, v)| (*at, v.text.as_str()))
            .collect();
        let is_title = |at: u32| self.titles.iter().any(|c| c.at == at);
        let heading = match texts.as_slice() {
            [(at, text)] => {
                let wide =
                    self.sheet.merge(row, *at).is_some_and(|m| m.columns.clone().count() > 1);
                let numbered = chapter(text).is_some();
                let own = self.groups.iter().any(|c| c.at == *at);
                let code = self.header.of(Field::Code).iter().any(|c| c.at == *at);
                let bare = code && text.chars().all(|c| c.is_ascii_digit() || c == '.');
                // In a column before the requirement; after it, a row goes on with the item above.
                let first = self.titles.first().is_some_and(|c| *at < c.at);
                (wide || numbered || (first && !own && !bare)).then(|| (*text).to_string())
            }
            // 一 | 客户管理, or 1 | 客户管理 above 1.1.
            [(code, number), (title, text)] if is_title(*title) => {
                let is_code = self.header.of(Field::Code).iter().any(|c| c.at == *code);
                let chinese = number.chars().all(|c| "一二三四五六七八九十".contains(c));
                let parent =
                    self.next_code(row).is_some_and(|n| n.starts_with(&format!("{number}.")));
                (is_code && (chinese || parent)).then(|| (*text).to_string())
            }
            _ => None,
        };
        let Some(text) = heading else { return false };
        self.enter(&text);
        true
    }

    fn next_code(&self, row: u32) -> Option<String> {
        let column = self.header.of(Field::Code).first().map(|c| c.at)?;
        let (next, _) = self.sheet.rows.range(row + 1..).next()?;
        self.sheet.at(*next, column).map(|v| v.text.clone())
    }

    /// Goes on with the section of this heading.
    fn enter(&mut self, heading: &str) {
        let mut title = line(chapter(heading).unwrap_or(heading));
        // 客户管理（23分）: what it claims is counted anew.
        if let Some(at) = title.rfind(['（', '('])
            && title
                .get(at..)
                .is_some_and(|t| t.contains(['分', '项']) || t.chars().any(|c| c.is_ascii_digit()))
        {
            title.truncate(at);
        }
        let title = title.trim().to_string();
        let title = if title.is_empty() { line(heading) } else { title };
        let title = match (self.fallback.is_empty(), title == self.fallback) {
            (false, false) => format!("{} · {title}", self.fallback),
            _ => title,
        };
        self.section = Some(self.section_of(&title));
    }

    fn section_of(&mut self, title: &str) -> usize {
        match self.list.sections.iter().position(|s| s == title) {
            Some(at) => at,
            None => {
                self.list.sections.push(title.to_string());
                self.list.sections.len() - 1
            }
        }
    }

    fn item(&mut self, row: u32, title: Said, rule: Said) {
        let groups: Vec<String> = self
            .groups
            .iter()
            .filter_map(|c| Some(line(&self.sheet.at(row, c.at)?.text)))
            .collect();
        if !groups.is_empty() {
            self.enter(&groups.join(" · "));
        }
        let section = match self.section {
            Some(section) => section,
            None => {
                let name = if self.fallback.is_empty() {
                    self.lang.pick("检查项", "Items").to_string()
                } else {
                    self.fallback.clone()
                };
                let at = self.section_of(&name);
                self.section = Some(at);
                at
            }
        };
        let at = self.titles.first().map_or(0, |c| c.at);
        let mut entry = Entry { section, place: self.sheet.place(row, at), ..Entry::default() };
        entry.title = if title.is_empty() { rule.clone() } else { title };
        entry.rule = rule;
        entry.owner = self.field(row, Field::Owner);
        self.code(row, &mut entry);
        self.weight(row, &mut entry);
        self.notes(row, &mut entry);
        self.list.entries.push(entry);
    }

    /// A row that goes on with the item above.
    fn more(&mut self, row: u32, title: &Said, rule: &Said) {
        let mut extra = Entry::default();
        self.notes(row, &mut extra);
        let merged_title = self.titles.iter().any(|c| self.sheet.continues(row, c.at));
        if let Some(entry) = self.list.entries.last_mut() {
            if !merged_title {
                entry.title.add(title);
            }
            entry.rule.add(rule);
            entry.note.add(&extra.note);
            entry.remarks.extend(extra.remarks);
        }
    }

    fn code(&mut self, row: u32, entry: &mut Entry) {
        let columns = self.header.of(Field::Code);
        let Some(value) = columns.iter().find_map(|c| self.sheet.at(row, c.at)) else { return };
        let mut code = line(&value.text);
        if value.day {
            let text = self.lang.pick(
                format!("编号单元格是日期，按“{code}”读取"),
                format!("the cell of the number is a date, read as `{code}`"),
            );
            entry.remarks.push((RemarkKind::Confirm, text));
        }
        // 1.10 that Excel keeps as the number 1.1, after 1.9.
        if value.numeric
            && self.codes.contains(&code)
            && let Some(longer) = follows(self.list.entries.last().map(|e| e.code.as_str()), &code)
        {
            let text = self.lang.pick(
                format!("编号是数字 {code}，前一项之后应为 {longer}，按 {longer} 读取"),
                format!(
                    "the number is {code}, after the one before it must be {longer} and was read so"
                ),
            );
            entry.remarks.push((RemarkKind::Confirm, text));
            code = longer;
        }
        self.codes.insert(code.clone());
        entry.code = code;
    }

    fn weight(&mut self, row: u32, entry: &mut Entry) {
        let Some(value) =
            self.header.of(Field::Weight).iter().find_map(|c| self.sheet.at(row, c.at))
        else {
            return;
        };
        match points(&value.text) {
            Some(weight) if weight > Decimal::ZERO => entry.weight = Some(weight),
            _ => {
                let text = self.lang.pick(
                    format!("分值“{}”不是大于 0 的数，按 1 分", line(&value.text)),
                    format!("the weight `{}` is no number above 0, taken as 1", line(&value.text)),
                );
                entry.remarks.push((RemarkKind::Unclear, text));
            }
        }
    }

    /// Guidance and level become the note; columns that are not known stay as remarks.
    fn notes(&self, row: u32, entry: &mut Entry) {
        entry.note = self.field(row, Field::Note);
        for column in &self.header.columns {
            let Some(value) = self.sheet.rows.get(&row).and_then(|r| r.get(&column.at)) else {
                continue;
            };
            let said =
                format!("{}{}{}", column.name, self.lang.pick("：", ": "), line(&value.text));
            match column.field {
                Some(Field::Level) => entry.note.add(&Said::of(&said)),
                None => entry.remarks.push((RemarkKind::Unclear, said)),
                Some(_) => {}
            }
        }
        let named: BTreeSet<u32> = self.header.columns.iter().map(|c| c.at).collect();
        for (at, value) in self.sheet.rows.get(&row).into_iter().flatten() {
            if value.text == UNCALCULATED || value.text.starts_with('#') {
                let cell = self.sheet.place(row, *at);
                let text = self.lang.pick(
                    format!("{cell} 的公式没有可用的结果：{}", value.text),
                    format!("{cell} has a formula without a value: {}", value.text),
                );
                entry.remarks.push((RemarkKind::Unclear, text));
            }
            if !named.contains(at) && !self.header_covers(*at) {
                entry.remarks.push((RemarkKind::Unclear, line(&value.text)));
            }
        }
    }

    fn header_covers(&self, at: u32) -> bool {
        let named = |c: u32| self.header.columns.iter().any(|h| h.at == c);
        self.sheet.merge(self.header.row, at).is_some_and(|m| m.columns.clone().any(named))
            && self.sheet.rows.get(&self.header.row).is_some_and(|r| r.contains_key(&at))
    }

    /// Points merged over several items are shared out.
    fn shared_weights(&mut self) {
        let weights: Vec<u32> = self.header.of(Field::Weight).iter().map(|c| c.at).collect();
        for merge in &self.sheet.merges {
            if !weights.contains(merge.columns.start()) || *merge.rows.start() <= self.header.last {
                continue;
            }
            let at = self.titles.first().map_or(0, |c| c.at);
            let places: BTreeSet<String> =
                merge.rows.clone().map(|row| self.sheet.place(row, at)).collect();
            let mut shared: Vec<&mut Entry> = self
                .list
                .entries
                .iter_mut()
                .skip(self.first)
                .filter(|e| places.contains(&e.place))
                .collect();
            let count = Decimal::from(shared.len());
            let Some(total) = shared.first().and_then(|e| e.weight).filter(|_| shared.len() > 1)
            else {
                continue;
            };
            let share = (total / count).round_dp(2);
            let mut left = total;
            for (number, entry) in shared.iter_mut().enumerate() {
                let last = Decimal::from(number + 1) == count;
                let weight = if last { left } else { share };
                left -= share;
                entry.weight = Some(weight);
                let text = self.lang.pick(
                    format!("{total} 分由 {count} 项共用，按每项 {weight} 分"),
                    format!("{total} points are shared by {count} items, taken as {weight} here"),
                );
                entry.remarks.push((RemarkKind::Confirm, text));
            }
        }
    }
}

/// The heading after 一、, （一）, 第一章, Chapter 1.
fn chapter(text: &str) -> Option<&str> {
    let text = text.trim();
    let digits = "一二三四五六七八九十";
    let rest = text.trim_start_matches(['（', '(']);
    let after = rest.trim_start_matches(|c| digits.contains(c));
    if after.len() < rest.len() {
        let tail = after.trim_start_matches(['）', ')']);
        if let Some(tail) = tail.strip_prefix(['、', '．', '.', '，', ' ']) {
            return Some(tail.trim());
        }
        if tail.len() < after.len() {
            return Some(tail.trim());
        }
    }
    let numbered = text.strip_prefix('第')?;
    let after = numbered.trim_start_matches(|c: char| digits.contains(c) || c.is_ascii_digit());
    let kinds = ["章", "部分", "节", "篇", "类"];
    let tail = kinds.iter().find_map(|k| after.strip_prefix(k))?;
    (after.len() < numbered.len()).then(|| tail.trim_start_matches(['、', '：', ' ', ':']).trim())
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

/// `1.10` after `1.9` where the cell says 1.1.
fn follows(before: Option<&str>, code: &str) -> Option<String> {
    let (major, minor) = before?.rsplit_once('.')?;
    let next = minor.parse::<u32>().ok()?.checked_add(1)?;
    let (head, _) = code.rsplit_once('.')?;
    let longer = format!("{major}.{next}");
    let same: Option<(Decimal, Decimal)> = longer.parse().ok().zip(code.parse().ok());
    (head == major && same.is_some_and(|(a, b)| a == b)).then_some(longer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_lose_their_numbers() {
        for (text, heading) in [
            ("一、客户管理", Some("客户管理")),
            ("（二）客户服务", Some("客户服务")),
            ("第三章 社区活动", Some("社区活动")),
            ("一般要求", None),
            ("客户管理", None),
        ] {
            assert_eq!(chapter(text), heading, "{text}");
        }
    }

    #[test]
    fn one_ten_is_not_one_one() {
        assert_eq!(follows(Some("1.9"), "1.1"), Some("1.10".into()));
        assert_eq!(follows(Some("1.19"), "1.2"), Some("1.20".into()));
        assert_eq!(follows(Some("1.2"), "1.1"), None);
        assert_eq!(follows(None, "1.1"), None);
    }

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
