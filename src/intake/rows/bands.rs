//! Rows that are no items: headings over the rows below, totals, signatures and notes.

use rust_decimal::Decimal;

use super::{Table, points, remark};
use crate::intake::RemarkKind;
use crate::intake::header::Field;
use crate::intake::said::line;

impl Table<'_> {
    /// 合计, 检查人：, 备注：, below the table.
    pub(super) fn footer(&mut self, row: u32) -> bool {
        let Some(cells) = self.sheet.rows.get(&row) else { return false };
        let Some((at, first)) = cells.iter().next() else { return false };
        let text = first.text.replace(char::is_whitespace, "").to_lowercase();
        let total = ["合计", "总计", "总分", "小计", "得分合计", "total", "sum"];
        let is_total = total.iter().any(|w| text.starts_with(w)) && cells.len() <= 4;
        if !is_total && !signs(&text) {
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
    pub(super) fn band(&mut self, row: u32) -> bool {
        let Some(cells) = self.sheet.rows.get(&row) else { return false };
        let weights: Vec<u32> = self.header.of(Field::Weight).iter().map(|c| c.at).collect();
        let texts: Vec<(u32, &str)> = cells
            .iter()
            .filter(|(at, v)| !(weights.contains(at) && points(&v.text).is_some()))
            .map(|(at, v)| (*at, v.text.as_str()))
            .collect();
        let is_title = |at: u32| self.titles.iter().chain(&self.groups).any(|c| c.at == at);
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
                let marks = |c: char| "()（）、.． ".contains(c);
                let number = number.trim_matches(marks);
                let chinese = !number.is_empty()
                    && number.chars().all(|c| "一二三四五六七八九十".contains(c));
                let parent =
                    self.next_code(row).is_some_and(|n| n.starts_with(&format!("{number}.")));
                (is_code && (chinese || parent)).then(|| (*text).to_string())
            }
            _ => None,
        };
        let Some(text) = heading else { return false };
        self.enter(&text);
        let beside = cells.iter().filter(|(at, _)| weights.contains(at));
        let claimed = beside.filter_map(|(_, v)| points(&v.text)).next().or_else(|| claimed(&text));
        let at = texts.first().map_or(0, |(at, _)| *at);
        let first = self.list.entries.len();
        self.headings.push((first, line(&text), claimed, self.sheet.place(row, at)));
        true
    }

    /// Headings that claim other points than the items below them have.
    pub(super) fn claims(&mut self) {
        let headings = std::mem::take(&mut self.headings);
        for (number, (first, heading, claimed, place)) in headings.iter().enumerate() {
            let end = headings.get(number + 1).map_or(self.list.entries.len(), |next| next.0);
            let below = self.list.entries.get(*first..end).unwrap_or_default();
            let found: Decimal = below.iter().map(|e| e.weight.unwrap_or(Decimal::ONE)).sum();
            if let Some(claimed) = claimed.filter(|c| *c != found && !below.is_empty()) {
                let found = found.normalize();
                let text = self.lang.pick(
                    format!("标题“{heading}”标明 {claimed} 分，其下各项相加为 {found} 分"),
                    format!("the heading `{heading}` claims {claimed} points, the items below it add up to {found}"),
                );
                self.list.remarks.push(remark(RemarkKind::Confirm, place.clone(), &text));
            }
        }
    }

    fn next_code(&self, row: u32) -> Option<String> {
        let column = self.header.of(Field::Code).first().map(|c| c.at)?;
        let (next, _) = self.sheet.rows.range(row + 1..).next()?;
        self.sheet.at(*next, column).map(|v| v.text.clone())
    }

    /// Goes on with the section of this heading.
    pub(super) fn enter(&mut self, heading: &str) {
        let title = words_of(heading);
        let title = match (self.fallback.is_empty(), title == self.fallback) {
            (false, false) => format!("{} · {title}", self.fallback),
            _ => title,
        };
        self.section = Some(self.section_of(&title));
    }

    pub(super) fn section_of(&mut self, title: &str) -> usize {
        match self.list.sections.iter().position(|s| s == title) {
            Some(at) => at,
            None => {
                self.list.sections.push(title.to_string());
                self.list.sections.len() - 1
            }
        }
    }
}

/// A heading without its number and what it claims: 一、客户管理（23分）.
pub(super) fn words_of(heading: &str) -> String {
    let mut title = line(chapter(heading).unwrap_or(heading));
    // What it claims is counted anew.
    if let Some(at) = title.rfind(['（', '('])
        && title
            .get(at..)
            .is_some_and(|t| t.contains(['分', '项']) || t.chars().any(|c| c.is_ascii_digit()))
    {
        title.truncate(at);
    }
    let title = title.trim().to_string();
    if title.is_empty() { line(heading) } else { title }
}

/// Whether a row below a table is signed, or explains it: the word, then a colon, a blank to fill in or nothing.
/// 审核制度健全 is none.
fn signs(text: &str) -> bool {
    const WORDS: [&str; 22] = [
        "检查人",
        "检查日期",
        "检查组",
        "签字",
        "签名",
        "审核",
        "审批",
        "批准",
        "复核",
        "编制",
        "制定",
        "拟定",
        "日期",
        "制表",
        "被检查",
        "备注",
        "说明",
        "注",
        "note",
        "notes",
        "signature",
        "inspector",
    ];
    const WHO: [&str; 8] = ["人", "人员", "部门", "单位", "人签字", "单位签字", "项目", "日期"];
    let after = WORDS.iter().filter_map(|w| text.strip_prefix(w));
    let ends = |rest: &str| rest.is_empty() || rest.starts_with(['：', ':', '_', '(', '（']);
    after
        .into_iter()
        .any(|rest| ends(rest) || WHO.iter().filter_map(|w| rest.strip_prefix(w)).any(ends))
}

/// 客户管理（23分）: the points a heading claims.
fn claimed(heading: &str) -> Option<Decimal> {
    let (_, tail) = heading.rsplit_once(['（', '('])?;
    let tail = tail.trim_end().trim_end_matches(['）', ')']).trim_start_matches(['共', '计', '满']);
    tail.trim_end().ends_with('分').then(|| points(tail.trim_start_matches("分值")))?
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_no_items() {
        for text in [
            "编制：品质部",
            "审核人：张三",
            "被检查单位签字：",
            "日期：",
            "备注",
            "检查人（签字）",
            "note:",
        ] {
            assert!(signs(text), "{text}");
        }
        for text in [
            "编制应急预案",
            "审核制度健全",
            "注册证书齐全",
            "签字齐全",
            "日期填写正确",
            "检查人员着装",
        ] {
            assert!(!signs(text), "{text}");
        }
        assert_eq!(claimed("一、客户管理（23分）"), Some(Decimal::from(23)));
        assert_eq!(claimed("客户管理(共 5 项)"), None);
        assert_eq!(claimed("客户管理"), None);
    }

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
}
