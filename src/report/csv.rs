//! A result as delimited text: one row per item, for other programs.
//!
//! UTF-8 without a byte-order mark, commas, RFC 4180 quoting, line ends `\r\n`. The header and the values
//! of `status` and `action` are those of `result.json` whatever the language; texts are in the view's
//! language. A text that a spreadsheet would take for a formula (beginning with `=`, `+`, `-`, `@` or a tab)
//! gets an apostrophe in front; numbers and dates never do.

use serde::Serialize;

use super::View;
use super::view::ItemView;
use crate::outcome::{ActionStatus, Number, Status};

/// A row; the names are the header.
#[derive(Serialize)]
struct Record<'a> {
    project: String,
    period: &'a str,
    as_of: String,
    id: String,
    number: u32,
    section: String,
    title: String,
    status: Status,
    points: Option<String>,
    max: String,
    basis: String,
    owner: String,
    action: Option<ActionStatus>,
    due: Option<String>,
    overdue: bool,
    waived: bool,
    note: String,
}

/// The bytes of the csv file.
///
/// # Errors
/// Only where the csv writer itself fails.
pub fn bytes(view: &View) -> Result<Vec<u8>, ::csv::Error> {
    let mut writer =
        ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    for item in &view.items {
        writer.serialize(record(view, item))?;
    }
    writer.into_inner().map_err(|e| e.into_error().into())
}

fn record<'a>(view: &'a View, item: &ItemView) -> Record<'a> {
    Record {
        project: plain(&view.heading.project_id),
        period: &view.heading.period_code,
        as_of: view.heading.date.to_string(),
        id: plain(&item.id),
        number: item.number,
        section: plain(&item.section),
        title: plain(&item.title),
        status: item.status,
        points: item.points.map(|p: Number| p.to_string()),
        max: item.max.to_string(),
        basis: plain(&item.basis_line(view.lang)),
        owner: plain(&item.owner),
        action: item.action,
        due: item.due.map(|d| d.to_string()),
        overdue: item.overdue,
        waived: item.waived,
        note: plain(&item.note),
    }
}

/// A text no spreadsheet takes for a formula.
pub(in crate::report) fn plain(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t']) {
        true => format!("'{text}"),
        false => text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::report::sample::view;

    fn rows(lang: Lang) -> (Vec<String>, Vec<Vec<String>>) {
        let bytes = bytes(&view(lang)).unwrap();
        let mut reader = ::csv::Reader::from_reader(bytes.as_slice());
        let header = reader.headers().unwrap().iter().map(String::from).collect();
        let rows = reader.records().map(|r| r.unwrap().iter().map(String::from).collect());
        (header, rows.collect())
    }

    #[test]
    fn a_row_per_item_under_the_names_of_the_result() {
        let (header, rows) = rows(Lang::Zh);
        assert_eq!(
            header[..8],
            ["project", "period", "as_of", "id", "number", "section", "title", "status"]
        );
        assert_eq!(rows.len(), 9);
        assert_eq!(rows[1][..5], ["riverside", "2025Q4", "2025-12-31", "QI-04", "4"]);
        assert_eq!(rows[1][7..10], ["partial", "0.5", "1"]);
        assert_eq!(rows[1][12..16], ["open", "2025-12-20", "true", "false"]);
        // Not applicable: no points, which is not 0.
        let pets = rows.iter().find(|r| r[3] == "QI-28").unwrap();
        assert_eq!(pets[7..9], ["not_applicable", ""]);
    }

    #[test]
    fn a_text_like_a_formula_gets_an_apostrophe() {
        let (_, rows) = rows(Lang::Zh);
        assert!(rows[0][6].starts_with("'=根据"));
        assert_eq!(rows[0][16], "'+资料齐全");
        assert_eq!(plain("2025-09"), "2025-09");
    }

    #[test]
    fn the_encoding_is_as_documented() {
        let bytes = bytes(&view(Lang::En)).unwrap();
        assert!(bytes.starts_with(b"project,period"));
        assert!(bytes.windows(2).any(|w| w == b"\r\n"));
    }
}
