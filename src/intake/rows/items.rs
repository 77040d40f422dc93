//! Rows that are items: their numbering, points, owners and notes.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::bands::words_of;
use super::{Table, points};
use crate::intake::header::Field;
use crate::intake::said::line;
use crate::intake::sheet::UNCALCULATED;
use crate::intake::{Entry, RemarkKind, Said};

impl Table<'_> {
    pub(super) fn item(&mut self, row: u32, title: Said, rule: Said) {
        let groups: Vec<String> = self
            .groups
            .iter()
            .filter_map(|c| Some(line(&self.sheet.at(row, c.at)?.text)))
            .collect();
        if !groups.is_empty() {
            // A heading over the rows goes before the heading beside them.
            let above = self.headings.last().map(|h| words_of(&h.1));
            let heading: Vec<String> = above.into_iter().chain(groups).collect();
            self.enter(&heading.join(" · "));
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
    pub(super) fn more(&mut self, row: u32, title: &Said, rule: &Said) {
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
    pub(super) fn shared_weights(&mut self) {
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
    fn one_ten_is_not_one_one() {
        assert_eq!(follows(Some("1.9"), "1.1"), Some("1.10".into()));
        assert_eq!(follows(Some("1.19"), "1.2"), Some("1.20".into()));
        assert_eq!(follows(Some("1.2"), "1.1"), None);
        assert_eq!(follows(None, "1.1"), None);
    }
}
