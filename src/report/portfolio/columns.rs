//! `results.parquet` (one row per project and item) and `projects.parquet` (one per project), for DuckDB,
//! Polars, Spark or a warehouse.
//!
//! Names and values are those of `result.json` whatever the language; `docs/contract.md` lists them. What is
//! null there is null here: absence is never 0.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use chrono::NaiveDate;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

use crate::outcome::Number;
use crate::portfolio::{Portfolio, Project, Rank, Record};

/// Items of a row group: what is held in memory at a time.
const ITEMS: usize = 65_536;
/// Projects of a row group: most of their texts are there once only.
const GROUP: usize = 8_192;
/// Texts of a row group that are given to the writer at a time.
const BATCH: usize = 4096;

/// A value of a row.
enum Cell {
    Text(Option<String>),
    Whole(Option<u32>),
    Number(Option<Number>),
    Day(Option<NaiveDate>),
    Flag(Option<bool>),
}

/// Kind of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Whole,
    Number,
    Day,
    Flag,
}

/// Values of a column gathered for a row group, with a level each: 1 for a value, 0 for null.
enum Values {
    Text(Texts),
    Whole(Vec<i32>),
    Number(Vec<f64>),
    Flag(Vec<bool>),
}

/// Texts, each kept once: most columns have few.
#[derive(Default)]
struct Texts {
    rows: Vec<u32>,
    words: Vec<ByteArray>,
    known: HashMap<String, u32>,
}

impl Texts {
    fn push(&mut self, text: String) {
        let place = match self.known.get(&text) {
            Some(place) => *place,
            None => {
                // A row group has fewer rows than four bytes can count.
                let place = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
                self.words.push(ByteArray::from(text.as_bytes().to_vec()));
                self.known.insert(text, place);
                place
            }
        };
        self.rows.push(place);
    }

    fn get(&self, rows: &[u32]) -> Vec<ByteArray> {
        let word = |place: &u32| self.words.get(usize::try_from(*place).ok()?).cloned();
        rows.iter().filter_map(word).collect()
    }
}

struct Column {
    values: Values,
    levels: Vec<i16>,
}

const RESULTS: &[(&str, Kind)] = &[
    ("project", Kind::Text),
    ("name", Kind::Text),
    ("group", Kind::Text),
    ("period", Kind::Text),
    ("as_of", Kind::Day),
    ("standard", Kind::Text),
    ("standard_version", Kind::Text),
    ("item", Kind::Text),
    ("number", Kind::Whole),
    ("section", Kind::Text),
    ("title_zh", Kind::Text),
    ("title_en", Kind::Text),
    ("status", Kind::Text),
    ("points", Kind::Number),
    ("max", Kind::Number),
    ("owner", Kind::Text),
    ("due", Kind::Day),
    ("action", Kind::Text),
    ("overdue", Kind::Flag),
    ("waived", Kind::Flag),
    ("note", Kind::Text),
];

const PROJECTS: &[(&str, Kind)] = &[
    ("project", Kind::Text),
    ("name", Kind::Text),
    ("group", Kind::Text),
    ("households", Kind::Whole),
    ("period", Kind::Text),
    ("as_of", Kind::Day),
    ("standard", Kind::Text),
    ("standard_version", Kind::Text),
    ("rank", Kind::Whole),
    ("best_rank", Kind::Whole),
    ("worst_rank", Kind::Whole),
    ("complete", Kind::Flag),
    ("coverage", Kind::Number),
    ("points", Kind::Number),
    ("max", Kind::Number),
    ("percent", Kind::Number),
    ("low", Kind::Number),
    ("high", Kind::Number),
    ("grade", Kind::Text),
    ("items", Kind::Whole),
    ("pass", Kind::Whole),
    ("partial", Kind::Whole),
    ("fail", Kind::Whole),
    ("not_applicable", Kind::Whole),
    ("not_reviewed", Kind::Whole),
    ("open_actions", Kind::Whole),
    ("overdue_actions", Kind::Whole),
    ("errors", Kind::Whole),
    ("warnings", Kind::Whole),
    ("infos", Kind::Whole),
    ("folder", Kind::Text),
];

/// Names of the columns of `results.parquet`.
pub fn result_columns() -> impl Iterator<Item = &'static str> {
    RESULTS.iter().map(|(name, _)| *name)
}

/// Names of the columns of `projects.parquet`, before those of the portfolio file.
pub fn project_columns() -> impl Iterator<Item = &'static str> {
    PROJECTS.iter().map(|(name, _)| *name)
}

/// A file written row by row.
struct Table<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<Column>,
    rows: usize,
    /// Rows of a row group.
    group: usize,
}

impl<W: Write + Send> Table<W> {
    fn new(names: &[(String, Kind)], group: usize, out: W) -> Result<Table<W>> {
        let fields = names.iter().map(|(name, kind)| field(name, *kind)).collect::<Result<_>>()?;
        let schema = Type::group_type_builder("inspect").with_fields(fields).build()?;
        let writer = SerializedFileWriter::new(out, Arc::new(schema), properties())?;
        let columns = names.iter().map(|(_, kind)| Column::new(*kind)).collect();
        Ok(Table { writer, columns, rows: 0, group })
    }

    fn add(&mut self, row: Vec<Cell>) -> Result<()> {
        for (column, cell) in self.columns.iter_mut().zip(row) {
            column.push(cell);
        }
        self.rows += 1;
        if self.rows == self.group { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for column in &mut self.columns {
            column.write(&mut group)?;
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }

    fn finish(mut self) -> Result<W> {
        self.flush()?;
        self.writer.into_inner()
    }
}

/// What would tell one run from another is not written.
fn properties() -> WriterPropertiesPtr {
    let builder = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("inspect {}", env!("CARGO_PKG_VERSION")));
    Arc::new(builder.build())
}

fn field(name: &str, kind: Kind) -> Result<TypePtr> {
    let (physical, logical) = match kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Whole => (Physical::INT32, None),
        Kind::Number => (Physical::DOUBLE, None),
        Kind::Day => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Flag => (Physical::BOOLEAN, None),
    };
    let builder = Type::primitive_type_builder(name, physical).with_logical_type(logical);
    Ok(Arc::new(builder.with_repetition(Repetition::OPTIONAL).build()?))
}

impl Column {
    fn new(kind: Kind) -> Column {
        let values = match kind {
            Kind::Text => Values::Text(Texts::default()),
            Kind::Whole | Kind::Day => Values::Whole(Vec::new()),
            Kind::Number => Values::Number(Vec::new()),
            Kind::Flag => Values::Flag(Vec::new()),
        };
        Column { values, levels: Vec::new() }
    }

    /// A value of another kind than the column's is null; the tables below are made of one list each.
    fn push(&mut self, cell: Cell) {
        let before = self.values.len();
        match (&mut self.values, cell) {
            (Values::Text(values), Cell::Text(text)) => {
                text.into_iter().for_each(|t| values.push(t));
            }
            (Values::Whole(values), Cell::Whole(number)) => {
                values.extend(number.and_then(|n| i32::try_from(n).ok()));
            }
            (Values::Whole(values), Cell::Day(day)) => values.extend(day.map(days)),
            (Values::Number(values), Cell::Number(number)) => {
                values.extend(number.map(Number::to_f64));
            }
            (Values::Flag(values), Cell::Flag(flag)) => values.extend(flag),
            _ => {}
        }
        self.levels.push(i16::from(self.values.len() > before));
    }

    fn write<W: Write + Send>(
        &mut self,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<()> {
        let none = || ParquetError::General("a column too few".to_string());
        let mut writer = group.next_column()?.ok_or_else(none)?;
        let levels = Some(self.levels.as_slice());
        match &mut self.values {
            Values::Text(values) => {
                let mut rows = values.rows.as_slice();
                for levels in self.levels.chunks(BATCH) {
                    let there = levels.iter().filter(|level| **level == 1).count();
                    let (now, later) = rows.split_at_checked(there).unwrap_or((rows, &[]));
                    let texts = values.get(now);
                    writer.typed::<ByteArrayType>().write_batch(&texts, Some(levels), None)?;
                    rows = later;
                }
                *values = Texts::default();
            }
            Values::Whole(values) => {
                writer.typed::<Int32Type>().write_batch(values, levels, None)?;
                values.clear();
            }
            Values::Number(values) => {
                writer.typed::<DoubleType>().write_batch(values, levels, None)?;
                values.clear();
            }
            Values::Flag(values) => {
                writer.typed::<BoolType>().write_batch(values, levels, None)?;
                values.clear();
            }
        }
        self.levels.clear();
        writer.close()
    }
}

impl Values {
    fn len(&self) -> usize {
        match self {
            Values::Text(values) => values.rows.len(),
            Values::Whole(values) => values.len(),
            Values::Number(values) => values.len(),
            Values::Flag(values) => values.len(),
        }
    }
}

/// Days since 1970-01-01.
fn days(date: NaiveDate) -> i32 {
    let days = date.signed_duration_since(NaiveDate::default()).num_days();
    i32::try_from(days).unwrap_or(i32::MAX)
}

/// `results.parquet`, a result at a time.
pub struct Results<W: Write + Send> {
    table: Table<W>,
    as_of: Option<NaiveDate>,
}

impl<W: Write + Send> Results<W> {
    /// Writes to `out`; actions are overdue by `as_of`, else by each audit's own date.
    ///
    /// # Errors
    /// From `out`.
    pub fn new(out: W, as_of: Option<NaiveDate>) -> Result<Results<W>> {
        let names: Vec<_> = RESULTS.iter().map(|(n, k)| (n.to_string(), *k)).collect();
        Ok(Results { table: Table::new(&names, ITEMS, out)?, as_of })
    }

    /// Adds the items of a result.
    ///
    /// # Errors
    /// From `out`.
    pub fn add(&mut self, record: &Record) -> Result<()> {
        let text = |t: &str| Cell::Text(Some(t.to_string()));
        let as_of = self.as_of.unwrap_or(record.as_of);
        let group = record.groups().join("/");
        for item in &record.items {
            self.table.add(vec![
                text(&record.project.id),
                text(&record.project.name),
                filled(&group),
                text(&record.period),
                Cell::Day(Some(record.as_of)),
                text(&record.standard.id),
                text(&record.standard.version),
                text(&item.id),
                Cell::Whole(Some(item.number)),
                text(&item.section),
                text(&item.titles.zh),
                text(&item.titles.en),
                text(item.status.key()),
                Cell::Number(item.points),
                Cell::Number(Some(item.max)),
                filled(&item.owner),
                Cell::Day(item.due),
                Cell::Text(item.action.map(|a| a.key().to_string())),
                Cell::Flag(Some(item.is_overdue(as_of))),
                Cell::Flag(Some(item.waiver.is_some())),
                filled(&item.note),
            ])?;
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// From `out`.
    pub fn finish(self) -> Result<W> {
        self.table.finish()
    }
}

fn filled(text: &str) -> Cell {
    Cell::Text(Some(text.to_string()).filter(|t| !t.trim().is_empty()))
}

/// `projects.parquet`: by project and period, the columns of the portfolio file at the end.
///
/// # Errors
/// From `out`, and where a limit of the format is passed.
pub fn projects(portfolio: &Portfolio, out: impl Write + Send) -> Result<()> {
    let mut names: Vec<_> = PROJECTS.iter().map(|(n, k)| (n.to_string(), *k)).collect();
    // A column of the portfolio file that has a name of ours, or one twice, is there under another.
    for column in &portfolio.columns {
        let mut name = column.clone();
        while names.iter().any(|(taken, _)| *taken == name) {
            name.push('_');
        }
        names.push((name, Kind::Text));
    }
    let mut table = Table::new(&names, GROUP, out)?;
    for project in portfolio.projects() {
        table.add(project_row(&project, portfolio))?;
    }
    table.finish().map(drop)
}

fn project_row(project: &Project, portfolio: &Portfolio) -> Vec<Cell> {
    let text = |t: &str| Cell::Text(Some(t.to_string()));
    let whole = |n: u32| Cell::Whole(Some(n));
    let class = portfolio.class(project);
    let (rank, best, worst) = match project.rank {
        Rank::At(rank) => (Some(rank), None, None),
        Rank::Between { best, worst } => (None, Some(best), Some(worst)),
        Rank::Nowhere => (None, None, None),
    };
    let score = &project.score;
    let mut row = vec![
        text(&project.id),
        text(&project.name),
        filled(&portfolio.group(project).join("/")),
        Cell::Whole(project.households),
        text(portfolio.period(project)),
        Cell::Day(Some(project.as_of)),
        Cell::Text(class.map(|c| c.standard.clone())),
        text(portfolio.version(project)),
        Cell::Whole(rank),
        Cell::Whole(best),
        Cell::Whole(worst),
        Cell::Flag(Some(project.is_complete())),
        Cell::Number(project.coverage()),
        Cell::Number(Some(score.points)),
        Cell::Number(Some(score.max)),
        Cell::Number(score.percent),
        Cell::Number(score.low),
        Cell::Number(score.high),
        Cell::Text(portfolio.grade(project).map(|g| g.id.clone())),
    ];
    row.push(whole(score.items));
    row.extend(score.counts.map(whole));
    row.extend([project.open, project.overdue].map(whole));
    row.extend(project.problems.map(whole));
    row.push(text(&project.folder));
    row.extend(project.attributes.iter().map(|a| filled(a)));
    row
}
