//! What the two tables of the checksheet hold.

use std::sync::LazyLock;

use crate::evidence::HeaderNames;
use crate::lang::Text;
use crate::standard::{ColumnSpec, ColumnType, RegisterSpec};

/// Columns of the verdict sheet, in order.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub enum VerdictColumn {
    Item,
    Check,
    Verdict,
    Reason,
    Note,
}

/// Columns of the spot-check sheet, in order.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub enum SpotColumn {
    Item,
    Sample,
    Number,
    Subject,
    Date,
    Result,
    Note,
}

/// The two tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Verdicts,
    Spots,
}

impl Part {
    pub const BOTH: [Part; 2] = [Part::Verdicts, Part::Spots];

    /// The table a sheet is by its name.
    pub fn of_sheet(name: &str) -> Option<Part> {
        let name = name.trim().to_lowercase();
        let is = |title: &Text| name == title.zh || name == title.en.to_lowercase();
        let named = [is(&verdict_spec().title), is(&spot_spec().title)];
        Part::BOTH.into_iter().zip(named).find_map(|(part, named)| named.then_some(part))
    }

    /// The columns that the other table does not have.
    pub fn own_columns(self) -> &'static [usize] {
        use {SpotColumn as S, VerdictColumn as V};
        match self {
            Part::Verdicts => &[V::Check as usize, V::Verdict as usize, V::Reason as usize],
            Part::Spots => &[
                S::Sample as usize,
                S::Number as usize,
                S::Subject as usize,
                S::Date as usize,
                S::Result as usize,
            ],
        }
    }
}

fn column(id: &str, zh: &[&str], en: &[&str], kind: ColumnType, required: bool) -> ColumnSpec {
    let names = |names: &[&str]| names.iter().map(|n| (*n).to_string()).collect();
    ColumnSpec { id: id.into(), zh: names(zh), en: names(en), kind, required, personal: false }
}

/// Both tables with the names of their columns, which every audit asks for.
pub(super) static TABLES: LazyLock<[(RegisterSpec, HeaderNames); 2]> = LazyLock::new(|| {
    [verdicts(), spots()].map(|spec| {
        let names = HeaderNames::new(&spec);
        (spec, names)
    })
});

/// What the verdict sheet holds; columns in the order of [`VerdictColumn`].
pub fn verdict_spec() -> &'static RegisterSpec {
    &TABLES[0].0
}

/// What the spot-check sheet holds; columns in the order of [`SpotColumn`].
pub fn spot_spec() -> &'static RegisterSpec {
    &TABLES[1].0
}

fn verdicts() -> RegisterSpec {
    use ColumnType::Text as T;
    RegisterSpec {
        id: "verdicts".into(),
        title: Text { zh: "判定".into(), en: "Verdicts".into() },
        unit: Text { zh: "行".into(), en: "rows".into() },
        files: Vec::new(),
        time: None,
        ahead: false,
        columns: vec![
            column("item", &["检查项", "检查项编号", "项目编号"], &["Item", "Item ID"], T, true),
            column("check", &["判据", "判据编号"], &["Check", "Check ID"], T, false),
            column("verdict", &["判定", "检查结果"], &["Verdict"], T, true),
            column("reason", &["改判理由"], &["Override reason"], T, false),
            column("note", &["备注"], &["Note", "Remarks"], T, false),
        ],
    }
}

fn spots() -> RegisterSpec {
    use ColumnType::Text as T;
    RegisterSpec {
        id: "spot-checks".into(),
        title: Text { zh: "抽查".into(), en: "Spot checks".into() },
        unit: Text { zh: "行".into(), en: "rows".into() },
        files: Vec::new(),
        time: None,
        ahead: false,
        columns: vec![
            column("item", &["检查项", "检查项编号", "项目编号"], &["Item", "Item ID"], T, true),
            column("sample", &["抽查", "抽查编号"], &["Sample", "Sample ID"], T, false),
            column("number", &["序号"], &["No."], T, false),
            column("subject", &["对象", "抽查对象"], &["Subject"], T, false),
            column("date", &["日期", "抽查日期"], &["Date"], ColumnType::Date, false),
            column("result", &["结果", "抽查结果"], &["Result"], ColumnType::YesNo, true),
            column("note", &["备注"], &["Note", "Remarks"], T, false),
        ],
    }
}
