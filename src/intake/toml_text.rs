//! The drafted standard as TOML, with what a person should look at beside its item and at the end.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::quote::{both, comment, quoted};
use super::rule::{DraftKind, Ladder, ladder};
use super::said::{has_han, line};
use super::{Ask, Checklist, Entry, Imported, Remark, RemarkKind, Said};
use crate::lang::Lang;

/// The file.
pub fn write(list: Checklist, ask: &Ask<'_>) -> Imported {
    let lang = ask.lang;
    let ids = ids(&list);
    let mut remarks = list.remarks.clone();
    let mut items = String::new();
    let (section_ids, section_lines) = sections(&list);
    let roles = roles(&list, lang);
    let named = list.entries.iter().any(|e| !e.owner.is_empty());
    if let (false, Some(first)) = (named, list.entries.first()) {
        remarks.push(Remark {
            kind: RemarkKind::Confirm,
            place: first.place.clone(),
            item: String::new(),
            text: lang.pick("表中没有责任人一列", "the checklist names no owners").to_string(),
        });
    }
    for (number, (entry, id)) in (1u32..).zip(list.entries.iter().zip(&ids)) {
        let section = section_ids.get(entry.section).map_or("", |s| s);
        items.push_str(&item(entry, (id, number, section), named, lang, &mut remarks));
    }
    let chinese = list.entries.iter().any(|e| has_han(e.title.any()));
    let points: Decimal = list.entries.iter().map(|e| e.weight.unwrap_or(Decimal::ONE)).sum();
    let title = if list.title.is_empty() { ask.id.to_string() } else { list.title.clone() };
    let mut toml = comment(&lang.pick(
        format!("由 {} 导入。请核对标有“待确认”和“未识别”的各处，再运行 inspect standard lint。", ask.file),
        format!("Imported from {}. Look at what is marked `to confirm` and `not understood`, then run inspect standard lint.", ask.file),
    ));
    toml.push_str(&format!(
        "\nid = {}\nversion = \"1\"\nlanguage = {}\ntitle = {}\n",
        quoted(ask.id),
        if chinese { "\"zh\"" } else { "\"en\"" },
        both(&Said::of(&title).both()),
    ));
    let count = list.entries.len();
    toml.push_str(&format!("totals = {{ items = {count}, points = {} }}\n", points.normalize()));
    toml.push_str("not_applicable = \"exclude\"\n\n");
    toml.push_str(&comment(lang.pick(
        "待确认：整改期限和等级，原表没有写明",
        "to confirm: days to the due date and grades, of which the checklist says nothing",
    )));
    toml.push_str(HEAD);
    toml.push_str(&format!("\nroles = [\n{roles}]\n\nsections = [\n{section_lines}]\n"));
    toml.push_str(&items);
    toml.push_str(&closing(&remarks, lang));
    let sections = section_ids.iter().filter(|s| !s.is_empty()).count();
    Imported { toml, items: count, sections, remarks }
}

const HEAD: &str = r#"due = { partial = 30, fail = 15 }
grades = [
  { id = "excellent", title = { zh = "优秀", en = "Excellent" }, from = 90 },
  { id = "good", title = { zh = "良好", en = "Good" }, from = 80 },
  { id = "acceptable", title = { zh = "合格", en = "Acceptable" }, from = 60 },
  { id = "improve", title = { zh = "需改进", en = "Needs improvement" }, from = 0 },
]
"#;

/// Every remark once more.
pub fn closing(remarks: &[Remark], lang: Lang) -> String {
    if remarks.is_empty() {
        return String::new();
    }
    let heading = lang.pick("导入时需要人工核对的内容：", "What a person should look at:");
    let mut text = format!("\n{}", comment(heading));
    for remark in remarks {
        text.push_str(&comment(&said(remark, lang)));
    }
    text
}

/// A remark on one line.
pub fn said(remark: &Remark, lang: Lang) -> String {
    let item = if remark.item.is_empty() { String::new() } else { format!(" {}", remark.item) };
    let word = remark.kind.word(lang);
    format!("{}{item} {word}{}{}", remark.place, lang.pick("：", ": "), line(&remark.text))
}

/// Ids from the numbering as it stands: `1.10` becomes `1-10`, a bare number `I-07`.
fn ids(list: &Checklist) -> Vec<String> {
    let width = list.entries.len().to_string().len().max(2);
    let safe = |text: &str| -> String {
        let id: String = text
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' })
            .collect();
        id.trim_matches('-').to_string()
    };
    let codes: Vec<String> = list.entries.iter().map(|e| safe(&e.code)).collect();
    let different: BTreeSet<&String> = codes.iter().collect();
    let repeated = different.len() < codes.len();
    let mut seen = BTreeSet::new();
    let mut ids = Vec::new();
    for (number, (entry, code)) in (1usize..).zip(list.entries.iter().zip(&codes)) {
        let bare = code.chars().all(|c| c.is_ascii_digit());
        let mut id = match (code.is_empty(), repeated, bare) {
            (true, ..) => format!("I-{number:0>width$}"),
            // The same numbers under several headings.
            (_, true, _) => format!("S{}-{code}", entry.section + 1),
            (_, false, true) => format!("I-{code:0>width$}"),
            _ => code.clone(),
        };
        let base = id.clone();
        let mut copy = 1;
        while !seen.insert(id.clone()) {
            copy += 1;
            id = format!("{base}-{copy}");
        }
        ids.push(id);
    }
    ids
}

/// Ids of the sections, empty for one without items, and their lines.
fn sections(list: &Checklist) -> (Vec<String>, String) {
    let mut ids = Vec::new();
    let mut lines = String::new();
    for (at, title) in list.sections.iter().enumerate() {
        let count = list.entries.iter().filter(|e| e.section == at).count();
        if count == 0 {
            ids.push(String::new());
            continue;
        }
        let slug: String = title
            .to_lowercase()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
            .collect();
        let slug = slug.split_whitespace().collect::<Vec<_>>().join("-");
        let id = match slug.is_empty() || has_han(title) || ids.contains(&slug) {
            true => format!("section-{}", at + 1),
            false => slug,
        };
        let title = both(&Said::of(title).both());
        lines.push_str(&format!(
            "  {{ id = {}, title = {title}, items = {count} }},\n",
            quoted(&id)
        ));
        ids.push(id);
    }
    (ids, lines)
}

/// The role of an item, by its Chinese text.
fn role(entry: &Entry, lang: Lang) -> (String, String) {
    if entry.owner.is_empty() {
        let _ = lang;
        return ("未指定".to_string(), "Unassigned".to_string());
    }
    entry.owner.both()
}

fn roles(list: &Checklist, lang: Lang) -> String {
    let mut seen = BTreeSet::new();
    let roles = list.entries.iter().map(|e| role(e, lang)).filter(|r| seen.insert(r.0.clone()));
    roles.map(|r| format!("  {},\n", both(&r))).collect()
}

fn item(
    entry: &Entry,
    (id, number, section): (&str, u32, &str),
    named: bool,
    lang: Lang,
    remarks: &mut Vec<Remark>,
) -> String {
    let weight = entry.weight.unwrap_or(Decimal::ONE);
    let title = entry.title.any();
    let mut drafted = ladder(title, entry.rule.any(), weight, lang);
    if entry.rule.is_empty() {
        let text =
            lang.pick("没有写评分细则，按一次整项判断", "no scoring rule, taken as one judgement");
        drafted.remarks.push((RemarkKind::Confirm, text.to_string()));
    }
    if entry.owner.is_empty() && named {
        let text = lang.pick("没有写责任人", "no owner is named").to_string();
        drafted.remarks.push((RemarkKind::Confirm, text));
    }
    let mut text = format!("\n[[items]]\n{}", comment(&entry.place));
    for (kind, said) in entry.remarks.iter().chain(&drafted.remarks) {
        let word = kind.word(lang);
        text.push_str(&comment(&format!("{word}{}{}", lang.pick("：", ": "), line(said))));
        remarks.push(Remark {
            kind: *kind,
            place: entry.place.clone(),
            item: id.to_string(),
            text: said.clone(),
        });
    }
    let rule = if entry.rule.is_empty() {
        (
            "符合得满分，部分符合得一半，不符合不得分。".to_string(),
            "Met full points, partly met half, not met none.".to_string(),
        )
    } else {
        entry.rule.both()
    };
    text.push_str(&format!("id = {}\nnumber = {number}\n", quoted(id)));
    if !entry.code.is_empty() {
        text.push_str(&format!("source = {}\n", quoted(&entry.code)));
    }
    text.push_str(&format!("section = {}\n", quoted(section)));
    text.push_str(&format!("title = {}\nrule = {}\n", both(&entry.title.both()), both(&rule)));
    if weight != Decimal::ONE {
        text.push_str(&format!("weight = {}\n", weight.normalize()));
    }
    text.push_str(&format!("owner = {}\n", quoted(&role(entry, lang).0)));
    if drafted.any_half {
        text.push_str("half = \"any\"\n");
    }
    if !entry.note.is_empty() {
        text.push_str(&format!("note = {}\n", both(&entry.note.both())));
    }
    text.push_str(&checks(&drafted, title));
    text
}

fn checks(ladder: &Ladder, title: &str) -> String {
    let mut text = String::new();
    if let Some(sample) = &ladder.sample {
        let unit = Said::of(&sample.unit).both();
        let passed = match &sample.passed {
            Some(passed) => Said::of(passed).both(),
            None => ("合格".to_string(), "passed".to_string()),
        };
        let sampled = ladder.checks.iter().find(|c| c.kind != DraftKind::Judged);
        let what = ladder.sampled.as_deref().or(sampled.map(|c| c.title.as_str()));
        let what = what.unwrap_or(title);
        text.push_str(&format!(
            "[[items.samples]]\nid = \"sample\"\ntitle = {}\nunit = {}\npassed = {}\nneed = {}\n",
            both(&Said::of(what).both()),
            both(&unit),
            both(&passed),
            sample.need
        ));
    }
    let mut used = std::collections::BTreeMap::new();
    for check in &ladder.checks {
        let count = used.entry(check.tier).or_insert(0u32);
        *count += 1;
        let id = match check.tier {
            "overall" => "verdict".to_string(),
            tier => format!("{tier}-{count}"),
        };
        let name = if check.title.is_empty() { title } else { &check.title };
        text.push_str(&format!(
            "[[items.checks]]\nid = \"{id}\"\ntitle = {}\ntier = \"{}\"\n",
            both(&Said::of(name).both()),
            check.tier
        ));
        match &check.kind {
            DraftKind::Judged => text.push_str("kind = \"judged\"\n"),
            DraftKind::Rate(key, value) => {
                text.push_str(&format!(
                    "kind = \"sampled\"\nsample = \"sample\"\n{key} = {value}\n"
                ));
            }
            DraftKind::Count(number) => text.push_str(&format!(
                "kind = \"sampled\"\nsample = \"sample\"\nfigure = \"count\"\nat_least = {number}\n",
            )),
        }
    }
    text
}
