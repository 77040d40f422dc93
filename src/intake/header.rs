//! Which column of a checklist holds what.

use std::collections::BTreeMap;

use super::sheet::Sheet;
use crate::diagnostic::ProblemKind;
use crate::lang::{Lang, Text};

/// Rows the header is looked for in.
const DEEPEST: usize = 40;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Code,
    Section,
    Title,
    Rule,
    Weight,
    Owner,
    Level,
    Note,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub at: u32,
    pub name: String,
    /// `None` for a column that is not known.
    pub field: Option<Field>,
    /// Language of the header.
    pub lang: Lang,
    /// The higher, the more surely it is this field.
    pub rank: u8,
}

/// The header of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    pub row: u32,
    /// Last row of the header, merged cells included.
    pub last: u32,
    pub columns: Vec<Column>,
}

impl Header {
    /// The columns of a field, the surest first.
    pub fn of(&self, field: Field) -> Vec<&Column> {
        let mut columns: Vec<&Column> =
            self.columns.iter().filter(|c| c.field == Some(field)).collect();
        columns.sort_by_key(|c| std::cmp::Reverse(c.rank));
        columns
    }
}

/// Headers by field, the surest names last.
const NAMES: &[(Field, &[&str])] = &[
    (
        Field::Code,
        &[
            "no",
            "#",
            "number",
            "序号",
            "项次",
            "项号",
            "ref",
            "item no",
            "编码",
            "编号",
            "条款",
            "条款号",
            "clause",
            "id",
        ],
    ),
    (
        Field::Section,
        &[
            "类别",
            "分类",
            "大类",
            "模块",
            "项目类别",
            "检查类别",
            "一级指标",
            "二级指标",
            "章节",
            "章",
            "area",
            "domain",
            "category",
            "chapter",
            "section",
        ],
    ),
    (
        Field::Title,
        &[
            "项目",
            "item",
            "检查项目",
            "考核项目",
            "检查项",
            "指标",
            "标准",
            "内容",
            "检查要点",
            "检查标准",
            "工作标准",
            "质量标准",
            "要求",
            "标准要求",
            "检查要求",
            "考核内容",
            "检查内容",
            "标准内容",
            "standard",
            "description",
            "control",
            "question",
            "criterion",
            "requirement",
        ],
    ),
    (
        Field::Rule,
        &[
            "rule",
            "scoring",
            "criteria",
            "扣分标准",
            "扣分细则",
            "考核标准",
            "考核办法",
            "评分说明",
            "评分办法",
            "评分方法",
            "计分方法",
            "判定标准",
            "评分标准",
            "评分细则",
            "scoring rule",
            "scoring rules",
        ],
    ),
    (
        Field::Weight,
        &[
            "max",
            "points",
            "score",
            "权重",
            "分数",
            "满分",
            "标准分",
            "标准分值",
            "分值",
            "weight",
            "max points",
        ],
    ),
    (
        Field::Owner,
        &[
            "部门",
            "岗位",
            "责任部门",
            "责任岗位",
            "责任单位",
            "负责人",
            "责任人",
            "responsible",
            "owner role",
            "owner",
        ],
    ),
    (Field::Level, &["级别", "等级", "层级", "level"]),
    (
        Field::Note,
        &[
            "comment",
            "comments",
            "remarks",
            "检查方法",
            "检查方式",
            "指引",
            "说明",
            "notes",
            "备注",
            "note",
            "guidance",
        ],
    ),
];

/// What a header means, and how surely.
fn known(text: &str) -> Option<(Field, u8)> {
    let name = normal(text);
    for (field, names) in NAMES {
        if let Some(at) = names.iter().position(|n| *n == name) {
            return Some((*field, u8::try_from(at).unwrap_or(u8::MAX).saturating_add(10)));
        }
    }
    // 检查内容及要求, 评分标准与方法, 责任人/部门: by the word in it.
    let parts: [(Field, &[&str]); 5] = [
        (Field::Rule, &["评分", "扣分", "计分"]),
        (Field::Weight, &["分值", "标准分"]),
        (Field::Owner, &["责任", "负责"]),
        (Field::Title, &["检查内容", "标准内容", "内容及", "内容和", "要求", "requirement"]),
        (Field::Note, &["备注", "guidance"]),
    ];
    let short = name.chars().count() <= 14;
    let found = parts.iter().find(|(_, words)| short && words.iter().any(|w| name.contains(w)));
    found.map(|(field, _)| (*field, 1))
}

/// Without spaces at odd places, brackets and marks.
fn normal(text: &str) -> String {
    let chinese = super::said::has_han(text);
    let mut name = String::new();
    let mut depth = 0u32;
    for c in text.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            c if depth > 0 || "：:*＊.。".contains(c) => {}
            c if c.is_whitespace() && chinese => {}
            c if c.is_whitespace() || c == '_' => name.push(' '),
            c => name.extend(c.to_lowercase()),
        }
    }
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The header of a sheet: the row with the most known names, what is required among them.
pub fn find(sheet: &Sheet) -> Option<Header> {
    let mut best: Option<(usize, Header)> = None;
    for row in sheet.rows.keys().take(DEEPEST) {
        let header = header(sheet, *row);
        let has = |field| header.columns.iter().any(|c| c.field == Some(field));
        let fields = NAMES.iter().filter(|(field, _)| has(*field)).count();
        if has(Field::Title) && fields >= 2 && best.as_ref().is_none_or(|(most, _)| fields > *most)
        {
            best = Some((fields, header));
        }
    }
    best.map(|(_, header)| header)
}

fn header(sheet: &Sheet, row: u32) -> Header {
    let mut columns = BTreeMap::new();
    let mut last = row;
    let grouped = groups(sheet, row);
    let width = sheet.rows.values().filter_map(|r| r.keys().next_back()).max().copied();
    for at in 0..=width.unwrap_or(0) {
        let Some(value) = sheet.at(row, at) else { continue };
        let mut name = value.text.clone();
        if let Some(merge) = sheet.merge(row, at) {
            let deep = merge.rows.clone().count() > 1;
            let wide = merge.columns.clone().count() > 1;
            // A title over the whole table is none of its headers.
            if wide && !deep {
                // 评分 over 标准 and 分值: the names below tell the columns apart.
                match sheet.rows.get(&(row + 1)).and_then(|r| r.get(&at)) {
                    Some(below) if grouped && known(&below.text).is_some() => {
                        name = below.text.clone();
                        last = last.max(row + 1);
                    }
                    _ if *merge.columns.start() < at => continue,
                    _ => {}
                }
            } else if *merge.columns.start() < at || *merge.rows.start() < row {
                continue;
            }
            if deep {
                last = last.max(*merge.rows.end());
            }
        }
        let found = known(&name);
        let lang = if super::said::has_han(&name) { Lang::Zh } else { Lang::En };
        let (field, rank) = found.map_or((None, 0), |(field, rank)| (Some(field), rank));
        columns.insert(at, Column { at, name: super::said::line(&name), field, lang, rank });
    }
    Header { row, last: last.min(row + 3), columns: columns.into_values().collect() }
}

/// Whether a row has a header of its own beside merged ones, so that these may group the row below. A title
/// over the whole table does not.
fn groups(sheet: &Sheet, row: u32) -> bool {
    let own = sheet.rows.get(&row).into_iter().flatten();
    let narrow = |at: u32| sheet.merge(row, at).is_none_or(|m| m.columns.clone().count() == 1);
    own.filter(|(at, _)| narrow(**at)).any(|(_, value)| known(&value.text).is_some())
}

/// The problem of a file without a checklist.
pub fn not_found(sheets: &[Sheet]) -> ProblemKind {
    let text = |zh: &str, en: &str| Text { zh: zh.to_string(), en: en.to_string() };
    if sheets.iter().any(|s| find(s).is_some()) {
        return ProblemKind::EmptyRegister { register: text("检查表", "checklist").into() };
    }
    let best = sheets.iter().find_map(|s| s.rows.values().next());
    let best = best.map(|row| row.values().take(8).map(|v| super::said::line(&v.text)).collect());
    ProblemKind::HeaderNotFound {
        register: text("检查表", "checklist"),
        best: best.unwrap_or_default(),
        missing: vec![
            text("检查内容（或 标准内容、检查项目）", "Requirement (or Item, Description)"),
            text("序号、评分细则、分值 等", "ID, Scoring, Weight …"),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_as_companies_write_them() {
        let field = |text: &str| known(text).map(|(field, _)| field);
        for (text, expected) in [
            ("序 号", Field::Code),
            ("标准内容", Field::Title),
            ("检查\n项目", Field::Title),
            ("评分细则（满分1分）", Field::Rule),
            ("扣分标准", Field::Rule),
            ("分值(分)", Field::Weight),
            ("责任人：", Field::Owner),
            ("责任部门/责任人", Field::Owner),
            ("检查内容及要求", Field::Title),
            ("ID", Field::Code),
            ("Requirement", Field::Title),
            ("Level", Field::Level),
            ("Guidance", Field::Note),
            ("Section", Field::Section),
        ] {
            assert_eq!(field(text), Some(expected), "{text}");
        }
        assert_eq!(field("检查情况"), None);
        assert!(known("标准内容").map(|k| k.1) > known("检查项目").map(|k| k.1));
    }
}
