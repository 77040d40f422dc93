//! Which register a file belongs to.

use super::header::{Head, HeaderNames, head};
use super::text::fold;
use crate::diagnostic::ProblemKind;
use crate::reader::Workbook;
use crate::standard::RegisterSpec;

/// The register of a file, as an index into the list of registers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assignment {
    /// No register asks for it.
    None,
    /// One does.
    One(usize),
    /// Several do equally well, ascending.
    Several(Vec<usize>),
}

impl Assignment {
    /// The register, where there is exactly one.
    pub fn one(&self) -> Option<usize> {
        match self {
            Assignment::One(index) => Some(*index),
            Assignment::None | Assignment::Several(_) => None,
        }
    }

    fn of(mut indices: Vec<usize>) -> Assignment {
        indices.dedup();
        match indices.as_slice() {
            [] => Assignment::None,
            [one] => Assignment::One(*one),
            _ => Assignment::Several(indices),
        }
    }
}

/// Finds the register of a file: by its name; where that fits several equally well, by its
/// header among those; where it fits none, by its header among all.
///
/// # Errors
/// `FileUnreadable`, from reading the first rows.
pub fn assign(
    file: &str,
    workbook: &mut Workbook,
    specs: &[RegisterSpec],
) -> Result<Assignment, ProblemKind> {
    let by_name = by_name(file, specs);
    let among: Vec<usize> = match &by_name {
        Assignment::One(_) => return Ok(by_name),
        Assignment::Several(indices) => indices.clone(),
        Assignment::None => (0..specs.len()).collect(),
    };
    let sheets = (0..workbook.sheets().len()).map(|sheet| head(workbook, sheet));
    let heads = sheets.collect::<Result<Vec<_>, _>>()?;
    match (by_header(&heads, specs, &among), by_name) {
        (Assignment::None, several) => Ok(several),
        (found, _) => Ok(found),
    }
}

/// The register with the longest part of a file name in the name of `file` (the path before it
/// and the extension do not count).
pub fn by_name(file: &str, specs: &[RegisterSpec]) -> Assignment {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = fold(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    let hits = specs.iter().enumerate().flat_map(|(index, spec)| {
        let parts = spec.files.iter().map(|part| fold(part));
        let fitting = parts.filter(|part| !part.is_empty() && stem.contains(part.as_str()));
        fitting.map(|part| part.chars().count()).max().map(|length| (length, index))
    });
    best(hits.collect())
}

/// The register among `among` that has all its required columns and the most columns in one of
/// the sheets, given by their first rows.
pub fn by_header(heads: &[Head], specs: &[RegisterSpec], among: &[usize]) -> Assignment {
    let hits = among.iter().flat_map(|&index| {
        let names = HeaderNames::new(specs.get(index)?);
        let headers = heads.iter().filter_map(|rows| names.find(rows));
        let fitting = headers.filter(|h| h.is_enough() && h.has_all_required());
        fitting.map(|h| h.matched()).max().map(|matched| (matched, index))
    });
    best(hits.collect())
}

fn best(hits: Vec<(usize, usize)>) -> Assignment {
    let most = hits.iter().map(|(score, _)| *score).max();
    Assignment::of(hits.iter().filter(|(s, _)| Some(*s) == most).map(|(_, i)| *i).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::register::tests::{column, spec};
    use crate::standard::ColumnType::Text;

    fn specs() -> Vec<RegisterSpec> {
        let named = |files: &[&str], columns: &[(&str, bool)]| {
            let columns =
                columns.iter().map(|(name, required)| column(name, name, Text, *required));
            let mut spec = spec(columns.collect());
            spec.files = files.iter().map(|f| f.to_string()).collect();
            spec
        };
        vec![
            named(&["报修", "repair"], &[("房号", true), ("报修时间", true), ("备注", false)]),
            named(&["报修回访", "回访"], &[("房号", true), ("回访时间", true), ("备注", false)]),
            named(&["走访"], &[("房号", true), ("备注", true)]),
        ]
    }

    fn text(content: &str) -> Workbook {
        Workbook::open(content.as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn the_longest_part_of_the_name_wins() {
        assert_eq!(by_name("evidence/2025 报修 台帐.xlsx", &specs()), Assignment::One(0));
        assert_eq!(by_name("evidence/报修回访.xlsx", &specs()), Assignment::One(1));
        assert_eq!(by_name("REPAIRS.CSV", &specs()), Assignment::One(0));
        assert_eq!(by_name("回访走访.csv", &specs()), Assignment::Several(vec![1, 2]));
        assert_eq!(by_name("回访/投诉.csv", &specs()), Assignment::None);
    }

    #[test]
    fn the_header_decides_where_the_name_does_not() {
        let by = |file: &str, content: &str| assign(file, &mut text(content), &specs()).unwrap();
        assert_eq!(by("1.csv", "房号,备注,回访时间\n"), Assignment::One(1));
        assert_eq!(by("1.csv", "房号,备注\n"), Assignment::One(2));
        assert_eq!(by("1.csv", "房号,备注,报修时间,回访时间\n"), Assignment::Several(vec![0, 1]));
        assert_eq!(by("1.csv", "姓名,年龄\n"), Assignment::None);
        // The name leaves two; of the three the header fits best, it is none of them.
        assert_eq!(by("回访走访.csv", "房号,备注,报修时间\n"), Assignment::One(2));
        assert_eq!(by("回访走访.csv", "x,y\n"), Assignment::Several(vec![1, 2]));
    }
}
