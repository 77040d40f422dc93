//! Which register a file belongs to.

use std::collections::VecDeque;
use std::sync::Arc;

use super::header::Header;
use super::header::{Head, HeaderNames, head};
use super::register::Portion;
use super::text::{fold, fold_into};
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

/// Which parts of a file each register has: the registers in the order of their first part.
pub type Shares = Vec<(usize, Vec<Portion>)>;

/// How the registers share a file, and the tops of its sheets, by which that was told.
pub type Shared = (Shares, Vec<Arc<Head>>);

/// As [`assign`], by sheets: one that is beyond doubt of another register is that one's, whatever
/// the file is called. Where no register or several fit the file as a whole, `Err` says which.
/// `known` are the names of the columns of `specs`.
///
/// # Errors
/// `FileUnreadable`, from reading the first rows.
pub fn share(
    file: &str,
    workbook: &mut Workbook,
    (specs, known): (&[RegisterSpec], &[HeaderNames]),
) -> Result<Result<Shared, Assignment>, ProblemKind> {
    let named = by_name(file, specs).one();
    let names = workbook.sheets();
    let heads = (0..names.len()).map(|sheet| head(workbook, sheet).map(Arc::new));
    let heads = heads.collect::<Result<Vec<_>, _>>()?;
    // Those of all registers are looked for only where the one of the file does not fit at once.
    let own = named.and_then(|index| Some((index, known.get(index)?)));
    let owners: Vec<Vec<usize>> = heads
        .iter()
        .zip(&names)
        .map(|(head, name)| {
            let by_sheet = by_name(name, specs).one();
            match &own {
                Some((index, names))
                    if by_sheet.is_none_or(|s| s == *index) && heads_all(names, head) =>
                {
                    vec![*index]
                }
                _ => owners(head, by_sheet, named, known),
            }
        })
        .collect();
    let first = owners.iter().flatten().next().copied();
    let whole = match (named, owners.iter().flatten().any(|o| Some(*o) != first)) {
        (Some(named), _) => named,
        // Sheets of several registers: what has no header goes with the sheet before it.
        (None, true) => first.unwrap_or_default(),
        (None, false) => match assign(file, workbook, specs)? {
            Assignment::One(index) => index,
            other => return Ok(Err(other)),
        },
    };
    let mut shares: Shares = Vec::new();
    let mut before = owners.iter().flatten().next().copied().unwrap_or(whole);
    for (sheet, owners) in owners.iter().enumerate() {
        before = owners.last().copied().unwrap_or(before);
        let portion = Portion { sheet, from: 0 };
        let alone = [before];
        for owner in if owners.is_empty() { &alone[..] } else { owners } {
            match shares.iter_mut().find(|(index, _)| index == owner) {
                Some((_, portions)) => portions.push(portion),
                None => shares.push((*owner, vec![portion])),
            }
        }
    }
    Ok(Ok((shares, heads)))
}

/// Has what each register holds of a file read, and with it the tables of others met on the way:
/// `read` gets a register, its parts of the file and whether it is the first, and returns where
/// tables of others begin.
pub fn follow(
    shares: Shares,
    mut read: impl FnMut(usize, &[Portion], bool) -> Vec<(usize, Portion)>,
) {
    let mut open: VecDeque<(usize, Vec<Portion>)> = shares.into();
    let mut taken: Vec<(usize, Portion)> =
        open.iter().flat_map(|(i, all)| all.iter().map(|p| (*i, *p))).collect();
    let mut first = true;
    while let Some((index, portions)) = open.pop_front() {
        for (other, at) in read(index, &portions, first) {
            // A register reads on by itself below a table of another one.
            let known =
                |(i, p): &(usize, Portion)| *i == other && p.sheet == at.sheet && p.from <= at.from;
            if !taken.iter().any(known) {
                taken.push((other, at));
                open.push_back((other, vec![at]));
            }
        }
        first = false;
    }
}

/// Rows in which nearly every header ends.
const TOP: usize = 6;

/// Whether a register's header stands at the top of a sheet: what is above it are titles and a line of
/// words about the sheet, too little for a table of another register.
fn heads_all(names: &HeaderNames, head: &Head) -> bool {
    // It stands in the first rows, or the longer way finds it.
    names.find(&head.top(TOP)).is_some_and(|header| {
        let above = head.rows.iter().filter(|row| row.index < *header.rows.start());
        let lines = above.filter(|row| row.cells.len() > 1).count();
        header.is_enough() && header.has_all_required() && lines < 2
    })
}

/// The registers that have tables among the first rows of a sheet, top to bottom: where the name
/// of the file, or of the sheet, says one that fits, that one; otherwise the one beyond doubt.
fn owners(
    head: &Head,
    sheet: Option<usize>,
    file: Option<usize>,
    known: &[HeaderNames],
) -> Vec<usize> {
    let headers: Vec<Option<Header>> = known.iter().map(|names| names.find(head)).collect();
    let of = |index: usize| headers.get(index).and_then(Option::as_ref);
    let certain = |index: &usize| of(*index).is_some_and(Header::is_certain);
    let all = || (0..headers.len()).filter(certain);
    let most = all().filter_map(of).map(Header::matched).max();
    let mut best = all().filter(|i| of(*i).map(Header::matched) == most);
    let best = best.next().filter(|_| best.next().is_none());
    let fits = |index: &usize| of(*index).is_some_and(|h| h.is_enough() && h.has_all_required());
    let own = sheet.filter(certain).or(file.filter(fits)).or_else(|| match (file, best) {
        (Some(file), Some(best)) => {
            let poor = of(file).map_or(0, Header::matched);
            let better = of(best).map_or(0, Header::matched) > poor;
            Some(if better { best } else { file })
        }
        (_, best) => best,
    });
    let Some((own, header)) = own.and_then(|own| Some((own, of(own)?))) else {
        return own.into_iter().collect();
    };
    // Another register's table above it; those below are met on the way.
    let mut above: Vec<(u32, usize)> = all()
        .filter(|i| *i != own)
        .filter_map(|i| {
            let other = of(i).filter(|other| other.rows.end() < header.rows.start())?;
            let mut rows = head.rows.iter().filter(|r| other.rows.contains(&r.index));
            let alone = rows.all(|r| {
                known.get(own).is_some_and(|names| names.read_row(r.clone()).yields_to(other))
            });
            alone.then_some((*other.rows.start(), i))
        })
        .collect();
    above.sort_unstable();
    above.dedup_by_key(|(row, _)| *row);
    above.into_iter().map(|(_, index)| index).chain([own]).collect()
}

/// The register with the longest part of a file name in the name of `file` (the path before it
/// and the extension do not count).
pub fn by_name(file: &str, specs: &[RegisterSpec]) -> Assignment {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = fold(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    let mut folded = String::new();
    let hits = specs.iter().enumerate().filter_map(|(index, spec)| {
        let lengths = spec.files.iter().filter_map(|part| {
            folded.clear();
            fold_into(&mut folded, part);
            let fits = !folded.is_empty() && stem.contains(folded.as_str());
            fits.then(|| folded.chars().count())
        });
        lengths.max().map(|length| (length, index))
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

    fn shares_of(file: &str, sheets: &[(&str, &[&[&str]])]) -> Shares {
        let mut book = rust_xlsxwriter::Workbook::new();
        for (name, rows) in sheets {
            let sheet = book.add_worksheet().set_name(*name).unwrap();
            for (row, texts) in (0..).zip(*rows) {
                for (column, text) in (0..).zip(*texts) {
                    sheet.write(row, column, *text).unwrap();
                }
            }
        }
        let mut workbook = Workbook::open(book.save_to_buffer().unwrap()).unwrap();
        share(file, &mut workbook, (&specs(), &HeaderNames::of_all(&specs()))).unwrap().unwrap().0
    }

    #[test]
    fn each_sheet_has_its_register() {
        let repairs: &[&[&str]] = &[&["房号", "报修时间", "备注"], &["3-1", "2025-3-5", "漏水"]];
        let calls: &[&[&str]] = &[&["房号", "回访时间", "备注"], &["3-1", "2025-3-6", "满意"]];
        let more: &[&[&str]] = &[&["3-2", "2025-3-7", "灯"]];
        let at = |sheet| Portion { sheet, from: 0 };
        let both = [(0, vec![at(0)]), (1, vec![at(1)])];
        for file in ["客服部台账2025.xlsx", "报修.xlsx"] {
            assert_eq!(shares_of(file, &[("a", repairs), ("b", calls)]), both, "{file}");
        }
        // A sheet without a header goes with the one before it.
        let sheets = [("a", repairs), ("b", more), ("c", calls), ("d", more)];
        assert_eq!(
            shares_of("x.xlsx", &sheets),
            [(0, vec![at(0), at(1)]), (1, vec![at(2), at(3)])]
        );
        assert_eq!(shares_of("报修.xlsx", &[("a", more)]), [(0, vec![at(0)])]);
        // A table of another register above the file's own.
        let stacked: Vec<&[&str]> = calls.iter().chain(repairs).copied().collect();
        assert_eq!(
            shares_of("报修.xlsx", &[("a", &stacked)]),
            [(1, vec![at(0)]), (0, vec![at(0)])]
        );
    }
}
