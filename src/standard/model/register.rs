//! A register: an evidence table and its columns.

use crate::lang::{Lang, Text};

/// An evidence table: where to find it and what its columns hold.
#[derive(Debug, Clone)]
pub struct RegisterSpec {
    /// Identifier, `complaints`.
    pub id: String,
    /// 投诉台账, complaint register.
    pub title: Text,
    /// Unit of one row: 件投诉, complaints.
    pub unit: Text,
    /// Parts of file names it is found by, folded to lower case.
    pub files: Vec<String>,
    /// Index of the column that dates a row.
    pub time: Option<usize>,
    /// Whether that column is a deadline or plan, so that dates after the audit are no mistakes.
    pub ahead: bool,
    /// Columns in the order of the file.
    pub columns: Vec<ColumnSpec>,
}

impl RegisterSpec {
    /// Index of the column with this id.
    pub fn column(&self, id: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.id == id)
    }
}

/// A column of a register.
#[derive(Debug, Clone)]
pub struct ColumnSpec {
    /// Identifier, used in row conditions.
    pub id: String,
    /// Chinese header names, the usual one first; at least one.
    pub zh: Vec<String>,
    /// English header names, the usual one first; at least one.
    pub en: Vec<String>,
    /// What its cells hold.
    pub kind: ColumnType,
    /// Whether a header without it is a problem.
    pub required: bool,
    /// Whether its values are personal data, masked wherever quoted.
    pub personal: bool,
}

impl ColumnSpec {
    /// The usual header name in `lang`.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en).first().map_or(&self.id, |n| n)
    }

    /// The usual header names.
    pub fn names(&self) -> Text {
        Text { zh: self.name(Lang::Zh).to_string(), en: self.name(Lang::En).to_string() }
    }
}

/// What the cells of a column hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnType {
    /// Any text, numbers included.
    Text,
    /// A day.
    Date,
    /// A moment; a cell that names only the day counts as the whole day.
    DateTime,
    /// A number.
    Number,
    /// A share, 0 % to 100 %, kept as 0 to 1.
    Percent,
    /// Yes or no.
    YesNo,
    /// One of a list.
    Choice(Vec<Choice>),
    /// A telephone number; personal data.
    Phone,
}

/// A value of a choice column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Identifier, used in row conditions.
    pub id: String,
    /// Spellings, the usual one first; at least one.
    pub spellings: Vec<String>,
}
