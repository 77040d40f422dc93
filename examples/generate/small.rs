//! Small audits, one per further standard, each from a file of `small/`: registers of a few rows that
//! follow a pattern, with the exceptions named, and answers that are yes but for those named.

use std::path::Path;

use chrono::{Duration, NaiveDateTime};
use serde::Deserialize;

use crate::row;
use crate::sheet::{Outcome, Sheet, Value, xlsx};
use crate::standard::Standard;

/// A file of `small/`.
#[derive(Deserialize)]
struct Spec {
    /// Name of the audit folder.
    folder: String,
    /// Identifier of the standard.
    standard: String,
    /// audit.toml as it is.
    audit: String,
    /// Judged checks answered no, `ITEM/check`.
    no: Vec<String>,
    /// Items nobody answered.
    open: Vec<String>,
    registers: Vec<Register>,
}

/// A register: `rows` rows from the moment `from` on, `every` so many hours.
#[derive(Deserialize)]
struct Register {
    file: String,
    rows: usize,
    from: String,
    every: i64,
    /// Header and pattern of each column.
    columns: Vec<(String, Pattern)>,
    /// Cells that differ: row from 1, header, pattern.
    #[serde(default)]
    except: Vec<(usize, String, Pattern)>,
}

/// One pattern for all rows, or several in turn.
#[derive(Deserialize)]
#[serde(untagged)]
enum Pattern {
    One(String),
    Turn(Vec<String>),
}

impl Pattern {
    /// The cell of a row: `+3h` and `-2h` are moments, `+2d` days from that of the row, `{n}` its number,
    /// digits a number, anything else a text.
    fn value(&self, n: usize, moment: NaiveDateTime) -> Outcome<Value> {
        let text = match self {
            Pattern::One(text) => text,
            Pattern::Turn(texts) => texts.get(n % texts.len().max(1)).ok_or("an empty pattern")?,
        };
        let after = |unit| text.strip_suffix(unit)?.parse::<i64>().ok();
        if text.starts_with(['+', '-']) {
            if let Some(minutes) = after('m') {
                return Ok(Value::from(moment + Duration::minutes(minutes)));
            }
            if let Some(hours) = after('h') {
                return Ok(Value::from(moment + Duration::hours(hours)));
            }
            if let Some(days) = after('d') {
                return Ok(Value::from(moment.date() + Duration::days(days)));
            }
        }
        if let Ok(number) = text.parse::<usize>() {
            return Ok(Value::from(number));
        }
        Ok(Value::from(text.replace("{n}", &format!("{:03}", n + 1))))
    }
}

impl Register {
    fn sheet(&self) -> Outcome<Sheet> {
        let from = NaiveDateTime::parse_from_str(&self.from, "%Y-%m-%d %H:%M")?;
        let mut rows = Vec::new();
        for n in 0..self.rows {
            let moment = from + Duration::hours(self.every * n as i64);
            let cell = |(header, pattern): &(String, Pattern)| {
                let other = self.except.iter().find(|(row, h, _)| *row == n + 1 && h == header);
                other.map_or(pattern, |(_, _, p)| p).value(n, moment)
            };
            rows.push(self.columns.iter().map(cell).collect::<Outcome<Vec<Value>>>()?);
        }
        for (row, header, _) in &self.except {
            if *row > self.rows || !self.columns.iter().any(|(h, _)| h == header) {
                return Err(format!("{}: no cell {row} {header}", self.file).into());
            }
        }
        let header: Vec<&'static str> = self.columns.iter().map(|(h, _)| kept(h)).collect();
        Ok(Sheet::new("台账", &[], &header, rows))
    }
}

/// A text for as long as the program runs, which is short.
fn kept(text: &str) -> &'static str {
    Box::leak(text.to_string().into_boxed_str())
}

/// 判定: a row per item, and one per judged check.
fn verdicts(spec: &Spec, standard: &Standard) -> Outcome<Sheet> {
    let mut rows = Vec::new();
    let mut used = 0;
    for section in &standard.sections {
        rows.push(row![section.title.zh.as_str()]);
        for item in standard.items.iter().filter(|i| i.section == section.id) {
            let id = item.id.as_str();
            let open = spec.open.contains(&item.id);
            used += usize::from(open);
            rows.push(row![id, "", item.title.zh.as_str(), item.rule.zh.as_str(), "", "", ""]);
            for check in item.checks.iter().filter(|c| c.kind == "judged") {
                let no = spec.no.contains(&format!("{id}/{}", check.id));
                used += usize::from(no);
                let answer = if open {
                    ""
                } else if no {
                    "否"
                } else {
                    "是"
                };
                rows.push(row![id, check.id.as_str(), check.title.zh.as_str(), "", answer, "", ""]);
            }
        }
    }
    if used != spec.no.len() + spec.open.len() {
        return Err(format!("{}: an answer for a check that is not there", spec.folder).into());
    }
    let header = ["检查项", "判据", "检查内容", "评分细则", "判定", "改判理由", "备注"];
    let widths = vec![9.0, 14.0, 46.0, 46.0, 10.0, 40.0, 40.0];
    Ok(Sheet { widths, ..Sheet::new("判定", &[], &header, rows) })
}

/// The files of every small audit, with their paths below `examples/`.
pub fn files(root: &Path) -> Outcome<Vec<(String, Vec<u8>)>> {
    let mut specs: Vec<_> = std::fs::read_dir(root.join("examples/generate/small"))?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    specs.sort();
    let mut files = Vec::new();
    for path in specs {
        let spec: Spec = toml::from_str(&std::fs::read_to_string(&path)?)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        let standard = root.join("checklists").join(format!("{}.toml", spec.standard));
        let standard: Standard = toml::from_str(&std::fs::read_to_string(standard)?)?;
        let mut add = |name: &str, bytes| files.push((format!("{}/{name}", spec.folder), bytes));
        add(".gitattributes", b"# Results hold the hashes of these files.\n* -text\n".to_vec());
        add("audit.toml", spec.audit.clone().into_bytes());
        add("checksheet.xlsx", xlsx(&[verdicts(&spec, &standard)?])?);
        for register in &spec.registers {
            add(&format!("evidence/{}.xlsx", register.file), xlsx(&[register.sheet()?])?);
        }
    }
    Ok(files)
}
