//! Corrective actions and merges as lines and tables, and as csv.

use chrono::NaiveDate;

use super::document::{Cell, Document, Table, Tone};
use crate::action::list::Listed;
use crate::action::merge::{At, Merged, Reason};
use crate::lang::{Lang, Word};
use crate::outcome::{ActionField, ActionStatus, Gravity};

/// A table per owner.
pub fn document(actions: &[Listed], as_of: NaiveDate, lang: Lang) -> Document {
    let title =
        lang.pick(format!("整改清单（截至{as_of}）"), format!("Corrective actions as of {as_of}"));
    let mut document = Document::new(lang, title, as_of);
    let late = actions.iter().filter(|a| a.overdue).count();
    let count = actions.len();
    let tone = if late > 0 { Tone::Bad } else { Tone::Plain };
    document.line(
        tone,
        lang.pick(format!("共{count}项，逾期{late}项"), format!("{count} in all, {late} overdue")),
    );
    for own in by_owner(actions) {
        let owner = own.first().map_or("", |a| a.action.owner.as_str());
        document.table(table(owner, own, lang));
    }
    document
}

/// A requirement, and where it is not met.
pub(super) fn at_place(title: &str, location: Option<&str>, lang: Lang) -> String {
    match location {
        Some(place) => lang.pick(format!("{title}（{place}）"), format!("{title} ({place})")),
        None => title.to_string(),
    }
}

/// A list, which is in the order of owners, by owner.
pub fn by_owner(actions: &[Listed]) -> impl Iterator<Item = &[Listed]> {
    actions.chunk_by(|a, b| a.action.owner == b.action.owner)
}

fn table(owner: &str, actions: &[Listed], lang: Lang) -> Table {
    let heads = [Word::Project, Word::Number, Word::Item, Word::Action, Word::Due, Word::Note];
    let rows = actions.iter().map(|listed| {
        let action = &listed.action;
        let mut due = vec![action.due.map_or_else(|| "–".into(), |d| d.to_string())];
        if listed.overdue {
            due.push(Word::Overdue.get(lang).to_string());
        } else if listed.waived {
            due.push(Word::Waived.get(lang).to_string());
        }
        let mut marks: Vec<String> = Vec::new();
        if action.gravity == Gravity::Serious {
            marks.push(Word::Serious.get(lang).to_string());
        }
        if action.recurrence > 1 {
            let n = action.recurrence;
            marks.push(lang.pick(format!("连续{n}期"), format!("{n} in a row")));
        }
        marks.extend((action.reopened > 0).then(|| Word::Reopened.get(lang).to_string()));
        let title = at_place(listed.titles.get(lang).trim(), action.location.as_deref(), lang);
        let title = match marks.is_empty() {
            true => title,
            false => format!("[{}] {title}", marks.join(" · ")),
        };
        vec![
            Cell::text(&listed.project_name),
            match listed.number {
                Some(number) => Cell::number(Some(number.into())),
                None => Cell::text(&action.item),
            },
            Cell::text(title),
            Cell::text(Word::from(action.status).get(lang)),
            Cell { date: action.due.filter(|_| due.len() == 1), ..Cell::text(due.join("\n")) }
                .toned(if listed.overdue { Tone::Bad } else { Tone::Plain }),
            Cell::text(&action.note),
        ]
    });
    Table {
        title: owner.to_string(),
        heads: heads.map(|w| w.get(lang).to_string()).to_vec(),
        rows: rows.collect(),
        folded: false,
    }
}

/// A line per action, for other programs; names as in `result.json`.
///
/// # Errors
/// Only where the csv writer itself fails.
pub fn csv(actions: &[Listed], lang: Lang) -> Result<Vec<u8>, ::csv::Error> {
    let mut writer =
        ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record([
        "id",
        "project",
        "period",
        "item",
        "location",
        "title",
        "owner",
        "status",
        "gravity",
        "due",
        "original_due",
        "overdue",
        "waived",
        "first_seen",
        "recurrence",
        "reopened",
        "note",
    ])?;
    for listed in actions {
        let action = &listed.action;
        let date = |d: Option<NaiveDate>| d.map_or_else(String::new, |d| d.to_string());
        let gravity = match action.gravity {
            Gravity::Ordinary => "ordinary",
            Gravity::Serious => "serious",
        };
        let plain = super::csv::plain;
        writer.write_record(&[
            plain(&action.id),
            plain(&listed.project),
            plain(&listed.period),
            plain(&action.item),
            plain(action.location.as_deref().unwrap_or_default()),
            plain(listed.titles.get(lang).trim()),
            plain(&action.owner),
            action.status.key().to_string(),
            gravity.to_string(),
            date(action.due),
            date(action.original_due),
            listed.overdue.to_string(),
            listed.waived.to_string(),
            action.first_seen.to_string(),
            action.recurrence.to_string(),
            action.reopened.to_string(),
            plain(&action.note),
        ])?;
    }
    writer.into_inner().map_err(|e| e.into_error().into())
}

/// What a merge did, or would do.
pub fn merged(merged: &Merged, dry: bool, date: NaiveDate, lang: Lang) -> Document {
    let title = match dry {
        true => lang.pick("合并预览（未写入）", "Merge, nothing written"),
        false => lang.pick("合并结果", "Merged"),
    };
    let mut document = Document::new(lang, title.to_string(), date);
    let (taken, conflicts, refused) =
        (merged.taken.len(), merged.conflicts.len(), merged.refused.len());
    let tone = if conflicts + refused > 0 { Tone::Warn } else { Tone::Plain };
    document.line(
        tone,
        lang.pick(
            format!("采纳{taken}处，冲突{conflicts}处，拒绝{refused}处"),
            format!("{taken} taken over, {conflicts} in conflict, {refused} refused"),
        ),
    );
    let head = |words: &[&str]| words.iter().map(|w| (*w).to_string()).collect::<Vec<_>>();
    let [id, field, from, to] =
        [Word::ActionId, Word::Field, Word::Before, Word::After].map(|w| w.get(lang));
    let cell = lang.pick("出处", "Where");
    document.table(Table {
        title: lang.pick("采纳", "Taken over").to_string(),
        heads: head(&[id, field, from, to, cell]),
        rows: merged
            .taken
            .iter()
            .map(|t| {
                vec![
                    Cell::text(&t.id),
                    Cell::text(name(t.field, lang)),
                    Cell::text(shown(t.field, &t.from, lang)),
                    Cell::text(shown(t.field, &t.to, lang)).toned(Tone::Good),
                    Cell::text(place(&t.at)),
                ]
            })
            .collect(),
        folded: false,
    });
    document.table(Table {
        title: lang.pick("冲突，保持原样", "In conflict, left as it was").to_string(),
        heads: head(&[id, field, from, lang.pick("各方所填", "The edits")]),
        rows: merged
            .conflicts
            .iter()
            .map(|c| {
                let mut edits: Vec<String> = Vec::new();
                if let Some(now) = &c.result {
                    let now = shown(c.field, now, lang);
                    edits.push(lang.pick(
                        format!("{now}（结果中已是）"),
                        format!("{now} (the result by now)"),
                    ));
                }
                edits.extend(c.edits.iter().map(|(at, value)| {
                    let value = shown(c.field, value, lang);
                    format!("{value} ({})", place(at))
                }));
                vec![
                    Cell::text(&c.id),
                    Cell::text(name(c.field, lang)),
                    Cell::text(shown(c.field, &c.base, lang)),
                    Cell::text(edits.join("\n")).toned(Tone::Warn),
                ]
            })
            .collect(),
        folded: false,
    });
    document.table(Table {
        title: lang.pick("拒绝", "Refused").to_string(),
        heads: head(&[id, lang.pick("列", "Column"), from, to, lang.pick("原因", "Why"), cell]),
        rows: merged
            .refused
            .iter()
            .map(|r| {
                vec![
                    Cell::text(&r.id),
                    Cell::text(&r.column),
                    Cell::text(&r.from),
                    Cell::text(&r.to).toned(Tone::Bad),
                    Cell::text(reason(r.reason, lang)),
                    Cell::text(place(&r.at)),
                ]
            })
            .collect(),
        folded: false,
    });
    for (file, sheet, column) in &merged.missing {
        document.line(Tone::Warn, missing(file, sheet, column, lang));
    }
    for (id, file) in &merged.deleted {
        document.line(
            Tone::Faint,
            lang.pick(
                format!("{file} 中删去了 {id} 的行，其整改保留"),
                format!("{file}: the row of {id} was deleted, its action stays"),
            ),
        );
    }
    document
}

/// A sheet or column that is gone from a workbook.
fn missing(file: &str, sheet: &str, column: &str, lang: Lang) -> String {
    match column.is_empty() {
        true => lang.pick(
            format!("{file} 中没有工作表“{sheet}”：其中的修改无从得知"),
            format!("{file} has no sheet `{sheet}`: what was edited there cannot be known"),
        ),
        false => lang.pick(
            format!("{file}!{sheet} 中没有“{column}”列：其中的修改无从得知"),
            format!(
                "{file}!{sheet} has no column `{column}`: what was edited there cannot be known"
            ),
        ),
    }
}

fn place(at: &At) -> String {
    format!("{}!{}!{}", at.file, at.sheet, at.cell)
}

fn name(field: ActionField, lang: Lang) -> &'static str {
    match field {
        ActionField::Owner => Word::Owner,
        ActionField::Status => Word::Action,
        ActionField::Due => Word::Due,
        ActionField::Note => Word::Note,
    }
    .get(lang)
}

fn shown(field: ActionField, value: &str, lang: Lang) -> String {
    let status = ActionStatus::ALL.into_iter().find(|s| s.key() == value);
    match (field, status) {
        (ActionField::Status, Some(status)) => Word::from(status).get(lang).to_string(),
        _ if value.is_empty() => "–".to_string(),
        _ => value.to_string(),
    }
}

fn reason(reason: Reason, lang: Lang) -> &'static str {
    match reason {
        Reason::Protected => lang.pick("此列不可修改", "not for editing"),
        Reason::NotADate => {
            lang.pick("不是日期，请写成 2026-03-05", "no date, write it as 2026-03-05")
        }
        Reason::Empty => lang.pick("不可为空", "must not be empty"),
        Reason::AuditorsNote => {
            lang.pick("这是检查人的备注，不可删除", "the auditor's note cannot be deleted")
        }
        Reason::NotAStatus => lang.pick(
            "不是状态，可填：待整改、整改中、已完成",
            "no status; there is: open, in progress, done",
        ),
        Reason::OnlyAudits => lang.pick("只有下次检查才能验证", "only a later audit verifies"),
        Reason::NoAction => lang.pick("该项没有整改", "the item has no action"),
        Reason::PerPlace => lang.pick(
            "该项每处各有整改，请在整改清单中修改",
            "each place has its own action: edit the sheet of actions",
        ),
        Reason::NewRow => lang.pick("新增的行", "a new row"),
    }
}
