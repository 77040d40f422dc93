//! Waivers (豁免) that several projects share: a TOML file, or a table in any format read.

use chrono::{DateTime, NaiveDate};
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::manifest::{Waiver, day};
use crate::diagnostic::{Expected, Failure, Place, Problem, ProblemKind};
use crate::evidence::read_date;
use crate::reader::{Workbook, texts};
use crate::toml_file;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    waivers: Vec<RawShared>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawShared {
    projects: Vec<String>,
    item: Spanned<String>,
    reason: Spanned<String>,
    approved_by: Spanned<String>,
    from: Option<Spanned<Datetime>>,
    until: Spanned<Datetime>,
}

/// A waiver and the projects it is for.
#[derive(Debug, Clone)]
pub struct Shared {
    /// Globs over project ids.
    pub projects: Vec<String>,
    /// The waiver.
    pub waiver: Waiver,
}

impl Shared {
    /// Whether it is for a project.
    pub fn is_for(&self, project: &str) -> bool {
        self.projects.iter().any(|glob| matches(glob, project))
    }
}

/// The waivers of a shared TOML file.
///
/// # Errors
/// Every problem of the file, whichever project it is about.
pub fn from_toml(file: &str, text: &str) -> Result<Vec<Shared>, Failure> {
    let (raw, read) = toml_file::read::<RawFile>(file, text).take();
    let mut problems = read.problems;
    let mut out = Vec::new();
    for entry in raw.into_iter().flat_map(|r| r.waivers) {
        let place = |span| Place::Toml { file: file.to_string(), span };
        for (key, text) in [("reason", &entry.reason), ("approved_by", &entry.approved_by)] {
            if text.get_ref().trim().is_empty() {
                let (key, found) = (key.to_string(), String::new());
                let kind = ProblemKind::BadValue { key, expected: Expected::NotEmpty, found };
                problems.push(Problem::error(kind, place(text.span())));
            }
        }
        let mut date = |key: &str, value: &Spanned<Datetime>| {
            let date = day(value.get_ref());
            if date.is_none() {
                let (key, found) = (key.to_string(), value.get_ref().to_string());
                let kind = ProblemKind::BadValue { key, expected: Expected::Date, found };
                problems.push(Problem::error(kind, place(value.span())));
            }
            date
        };
        let from = entry.from.as_ref().and_then(|d| date("from", d));
        let Some(until) = date("until", &entry.until) else { continue };
        let waiver = Waiver {
            item: entry.item.get_ref().trim().to_string(),
            place: place(entry.item.span()),
            reason: entry.reason.into_inner(),
            approved_by: entry.approved_by.into_inner(),
            from,
            until,
        };
        out.push(Shared { projects: entry.projects, waiver });
    }
    if problems.is_empty() {
        return Ok(out);
    }
    Err(Failure { problems, sources: vec![(file.to_string(), text.to_string())] })
}

/// The columns of a shared table: key and the headers it goes by.
const COLUMNS: [(&str, [&str; 3]); 6] = [
    ("projects", ["项目", "项目编号", "projects"]),
    ("item", ["检查项", "编号", "item"]),
    ("reason", ["原因", "理由", "reason"]),
    ("approved_by", ["批准人", "审批人", "approved_by"]),
    ("from", ["生效日期", "生效", "from"]),
    ("until", ["到期日期", "到期", "until"]),
];

/// The waivers of a shared table. Several globs in a cell are separated by commas, semicolons or blanks.
///
/// # Errors
/// Where the table has no header of this kind, a needed cell is empty or a date is none.
pub fn from_table(file: &str, workbook: &mut Workbook) -> Result<Vec<Shared>, Failure> {
    let whole = Place::File { file: file.to_string() };
    let sheet = workbook.sheets().into_iter().next().unwrap_or_default();
    let rows = texts::rows(workbook, 0).map_err(|kind| Failure::one(kind, whole.clone()))?;
    let mut rows = rows.into_iter();
    let header = rows.next().map(|(_, cells)| cells).unwrap_or_default();
    let column = |names: &[&str]| {
        let fits = |text: &str| names.iter().any(|n| n.eq_ignore_ascii_case(text));
        header.iter().find(|(_, text)| fits(text)).map(|(at, _)| *at)
    };
    let columns = COLUMNS.map(|(_, names)| column(&names));
    let mut problems = Vec::new();
    for ((key, _), found) in COLUMNS.iter().zip(columns) {
        if found.is_none() && *key != "from" {
            let kind = ProblemKind::MissingKey { key: (*key).to_string() };
            problems.push(Problem::error(kind, whole.clone()));
        }
    }
    if !problems.is_empty() {
        return Err(Failure { problems, sources: Vec::new() });
    }
    let mut out = Vec::new();
    for (index, cells) in rows.filter(|(_, cells)| !cells.is_empty()) {
        let place = |at: usize| Place::Cell {
            file: file.to_string(),
            sheet: sheet.clone(),
            cell: crate::evidence::table::CellAt {
                row: index,
                column: columns.get(at).copied().flatten().unwrap_or(0),
            }
            .to_string(),
        };
        let cell = |at: usize| -> String {
            let column = columns.get(at).copied().flatten();
            let found = cells.iter().find(|(c, _)| Some(*c) == column);
            found.map_or_else(String::new, |(_, text)| text.trim().to_string())
        };
        for at in [0, 1, 2, 3, 5].into_iter().filter(|at| cell(*at).is_empty()) {
            let key = COLUMNS.get(at).map_or("", |(key, _)| *key).to_string();
            let found = String::new();
            let kind = ProblemKind::BadValue { key, expected: Expected::NotEmpty, found };
            problems.push(Problem::error(kind, place(at)));
        }
        let mut date = |at: usize| -> Option<NaiveDate> {
            let text = cell(at);
            let found = read_date(&text).and_then(|s| DateTime::from_timestamp(s, 0));
            if found.is_none() && !text.is_empty() {
                let key = COLUMNS.get(at).map_or("", |(key, _)| *key).to_string();
                let kind = ProblemKind::BadValue { key, expected: Expected::Date, found: text };
                problems.push(Problem::error(kind, place(at)));
            }
            found.map(|at| at.date_naive())
        };
        let (from, until) = (date(4), date(5));
        if let Some(until) = until {
            let globs = cell(0);
            let globs = globs.split([',', '，', ';', '；', '、', ' ']).filter(|g| !g.is_empty());
            let projects = globs.map(String::from).collect();
            let (item, reason, approved_by) = (cell(1), cell(2), cell(3));
            let waiver = Waiver { item, reason, approved_by, from, until, place: place(1) };
            out.push(Shared { projects, waiver });
        }
    }
    if problems.is_empty() { Ok(out) } else { Err(Failure { problems, sources: Vec::new() }) }
}

/// Whether a glob fits the whole of a project id: `*` is any stretch, `?` one character.
pub fn matches(glob: &str, id: &str) -> bool {
    let (glob, id): (Vec<char>, Vec<char>) = (glob.chars().collect(), id.chars().collect());
    // Which lengths of the id the glob read so far can have matched.
    let mut reached = vec![false; id.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    for c in glob {
        let before = reached.clone();
        let mut any = false;
        for (at, slot) in reached.iter_mut().enumerate() {
            any |= before.get(at).copied().unwrap_or(false);
            let stepped = at > 0 && before.get(at - 1).copied().unwrap_or(false);
            let same = at.checked_sub(1).and_then(|at| id.get(at)) == Some(&c);
            *slot = match c {
                '*' => any,
                '?' => stepped,
                _ => stepped && same,
            };
        }
    }
    reached.last().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs() {
        for (glob, id, fits) in [
            ("*", "riverside", true),
            ("river*", "riverside", true),
            ("*side", "riverside", true),
            ("r*s*e", "riverside", true),
            ("river?ide", "riverside", true),
            ("river", "riverside", false),
            ("*lake*", "riverside", false),
            ("", "riverside", false),
            ("riverside", "riverside", true),
        ] {
            assert_eq!(matches(glob, id), fits, "{glob}");
        }
    }

    #[test]
    fn a_table_of_waivers() {
        let text = "项目,检查项,原因,批准人,生效日期,到期日期\n\
                    river*；lake,X-1,施工,许静,2025年10月1日,2026/3/31\nhill,X-1,a,b,,2026-01-01\n";
        let read = |text: &str| {
            let mut workbook = Workbook::open(text.as_bytes().to_vec()).unwrap();
            from_table("waivers.csv", &mut workbook)
        };
        let all = read(text).unwrap();
        assert_eq!([all[0].is_for("riverside"), all[0].is_for("lake")], [true, true]);
        assert_eq!([all[1].is_for("riverside"), all[1].is_for("hill")], [false, true]);
        let waivers: Vec<&Waiver> = all.iter().map(|shared| &shared.waiver).collect();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(
            (waivers[0].from, waivers[0].until),
            (Some(day("2025-10-01")), day("2026-03-31"))
        );
        assert_eq!(read(&text.replace("2026/3/31", "soon")).unwrap_err().problems.len(), 1);
        assert_eq!(read(&text.replace("许静", "")).unwrap_err().problems.len(), 1);
        assert_eq!(read("a,b\n1,2\n").unwrap_err().problems.len(), 5);
    }
}
