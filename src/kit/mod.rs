//! A new audit folder to fill in: audit.toml, empty registers and the checksheet. Bytes out.

mod checksheet;
mod guide;
mod manifest;
mod register;
mod spots;
mod style;

use chrono::NaiveDate;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::audit::Period;
use crate::audit::folder::{CHECKSHEET, EVIDENCE, MANIFEST};
use crate::lang::Lang;
use crate::standard::Standard;

/// The keyword of a register's workbook by which it is known as a form that was made to be filled in.
pub const FORM: &str = "inspect-register-form";

/// What a new folder is made for.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// The standard applied.
    pub standard: &'a Standard,
    /// Identifier of the project.
    pub project: String,
    /// Name of the project for people.
    pub name: String,
    /// The period covered.
    pub period: Period,
    /// The date of the audit.
    pub as_of: NaiveDate,
    /// Language of headers and comments.
    pub lang: Lang,
}

/// The files of a new folder: path relative to it, and bytes.
///
/// # Errors
/// Only where a limit of the workbook format is passed.
pub fn files(plan: &Plan<'_>) -> Result<Vec<(String, Vec<u8>)>, XlsxError> {
    let mut files = vec![(MANIFEST.to_string(), manifest::text(plan).into_bytes())];
    for spec in &plan.standard.registers {
        let name = format!("{EVIDENCE}/{}.xlsx", spec.id);
        files.push((name, register::workbook(plan, spec)?));
    }
    files.push((format!("{CHECKSHEET}.xlsx"), checksheet::workbook(plan)?));
    Ok(files)
}

/// A workbook whose bytes depend on nothing but the plan.
fn new_workbook(plan: &Plan<'_>, keyword: &str) -> Result<Workbook, XlsxError> {
    use chrono::Datelike;
    let day = plan.as_of;
    let (year, month, day) = (u16::try_from(day.year()).unwrap_or(2000), day.month(), day.day());
    let created = ExcelDateTime::from_ymd(
        year,
        u8::try_from(month).unwrap_or(1),
        u8::try_from(day).unwrap_or(1),
    )?;
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new().set_creation_datetime(&created).set_keywords(keyword),
    );
    Ok(workbook)
}
