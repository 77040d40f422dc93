//! A portfolio file: what head office knows of projects besides their audits, one row each.

use std::collections::BTreeMap;

/// Columns of a portfolio file: region, manager, whatever projects are grouped by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes {
    /// Names of the columns behind that of the project id.
    pub columns: Vec<String>,
    /// Their values by project id.
    pub rows: BTreeMap<String, Box<[String]>>,
}

/// What is wrong with a portfolio file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadAttributes {
    /// It has no header with the column `project` (项目编号) and another one.
    NoHeader,
    /// A project stands in two rows, counted from 1.
    Twice {
        /// The project.
        project: String,
        /// Its rows.
        rows: [usize; 2],
    },
}

impl Attributes {
    /// From the rows of a table, the header first. The column of the project id is called `project`,
    /// `project id`, `id`, `项目编号` or `项目ID`; every other column with a name groups projects.
    ///
    /// # Errors
    /// Where there is no such header, or a project stands there twice.
    pub fn from_rows(rows: &[Vec<String>]) -> Result<Attributes, BadAttributes> {
        let head = rows.first().ok_or(BadAttributes::NoHeader)?;
        let is_key = |name: &String| {
            let name = name.trim().to_lowercase();
            ["project", "project id", "project_id", "id", "项目编号", "项目id"]
                .contains(&name.as_str())
        };
        let key = head.iter().position(is_key).ok_or(BadAttributes::NoHeader)?;
        let named = head.iter().enumerate().filter(|(at, n)| *at != key && !n.trim().is_empty());
        let at: Vec<usize> = named.clone().map(|(at, _)| at).collect();
        let columns: Vec<String> = named.map(|(_, name)| name.trim().to_string()).collect();
        if columns.is_empty() {
            return Err(BadAttributes::NoHeader);
        }
        let mut out = Attributes { columns, rows: BTreeMap::new() };
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (number, row) in rows.iter().enumerate().skip(1) {
            let cell = |at: &usize| row.get(*at).map(|c| c.trim().to_string()).unwrap_or_default();
            let project = cell(&key);
            if project.is_empty() {
                continue;
            }
            if let Some(first) = seen.insert(project.clone(), number + 1) {
                return Err(BadAttributes::Twice { project, rows: [first, number + 1] });
            }
            out.rows.insert(project, at.iter().map(cell).collect());
        }
        Ok(out)
    }
}
