//! The figures of a check in words: "41件急修中40件达标（97.56%），要求100%".

use rust_decimal::Decimal;

use super::figure::{Figure, Limit};
use super::{Lang, Text, Word};
use crate::outcome::{Facts, Number, Span};
use crate::standard::{ChangeBy, Compare, SampleFigure};

mod change;
mod each;
mod phrase;

#[cfg(test)]
mod tests;

use phrase::{count, required, required_count, ruling, short_count};

/// What a message is made from besides the facts.
#[derive(Clone, Copy)]
struct Held {
    value: Option<Decimal>,
    limit: Limit,
    holds: Option<bool>,
    lang: Lang,
}

impl Held {
    fn above(self) -> bool {
        matches!(self.limit, Some((Compare::AtLeast | Compare::Above, _)))
    }
}

/// The figures of a check in words, without its title and without a final stop.
///
/// `value`, `threshold` (shares are 0 to 1), `compare` and `holds` are those of the check's result.
/// Percentages are rounded half up to two decimals, and to more where two would carry them across the
/// threshold.
pub fn message(
    facts: &Facts,
    value: Option<Number>,
    threshold: Option<Number>,
    compare: Option<Compare>,
    holds: Option<bool>,
    lang: Lang,
) -> String {
    let limit = compare.zip(threshold.map(|t| t.0));
    let held = Held { value: value.map(|v| v.0), limit, holds, lang };
    match facts {
        Facts::Unanswered => lang.pick("检查人未作答", "not answered by the auditor").into(),
        Facts::Answered { yes } => {
            let word = if *yes { Word::Yes } else { Word::No }.get(lang);
            lang.pick(format!("检查人答：{word}"), format!("auditor's answer: {word}"))
        }
        Facts::Judgement { status } => {
            let word = Word::from(*status).get(lang);
            lang.pick(format!("检查人判定：{word}"), format!("auditor's verdict: {word}"))
        }
        Facts::RegisterMissing { register } => {
            let name = register.get(lang);
            lang.pick(
                format!("未找到“{name}”，无法判定"),
                format!("register “{name}” not found, unknown"),
            )
        }
        Facts::RegisterNotKept { register, reason } => not_kept(register, reason, held),
        Facts::ColumnMissing { register, column } => {
            let (name, column) = (register.get(lang), column.get(lang));
            lang.pick(
                format!("“{name}”缺少“{column}”列，无法判定"),
                format!("register “{name}” has no column “{column}”, unknown"),
            )
        }
        Facts::HouseholdsMissing => lang
            .pick(
                "audit.toml 未填总户数，无法判定",
                "audit.toml gives no number of households, unknown",
            )
            .into(),
        Facts::NoRows { unit, span } => no_rows(unit, span, held),
        Facts::Count { counted, unit, households, span, undecided } => {
            counted_rows(*counted, unit, *households, span, *undecided, held)
        }
        Facts::Distinct { counted, column, undecided, span } => {
            distinct(*counted, column, *undecided, span, held)
        }
        Facts::CrossCheck { title, counted, undecided, unit, span } => {
            cross_check(title, *counted, *undecided, unit, span, held)
        }
        Facts::Rate { passed, counted, undecided, unit, span } => {
            rate(*passed, *counted, *undecided, unit, span, held)
        }
        Facts::Each { bucket, counts, unit, span } => {
            each::message(*bucket, counts, unit, span, held)
        }
        Facts::Average { counted, share, unit, span } => {
            average(*counted, *share, unit, span, held)
        }
        Facts::Change { now, before, source, by, share, rows, span } => {
            let rows = rows.as_ref();
            let years = change::Years { now: *now, before: *before, source: *source, rows };
            change::message(years, *by, *share, span, held)
        }
        Facts::Sampled { needed, made, passed, unit, word, figure } => {
            sampled([*needed, *made, *passed], unit, word, *figure, held)
        }
    }
}

/// The value of a check as a figure; `None` for judged checks and where there is none.
pub fn figure(
    facts: &Facts,
    value: Option<Number>,
    threshold: Option<Number>,
    compare: Option<Compare>,
) -> Option<Figure> {
    let value = exact(facts).or(value.map(|v| v.0))?;
    Some(Figure::new(value, is_share(facts), compare.zip(threshold.map(|t| t.0))))
}

/// Whether a check's figure is a share, to be shown in percent.
pub fn is_share(facts: &Facts) -> bool {
    match facts {
        Facts::Rate { .. } => true,
        Facts::Count { households, .. } => households.is_some(),
        Facts::Average { share, .. } => *share,
        Facts::Change { by, share, .. } => *share || *by == ChangeBy::Relative,
        Facts::Sampled { figure, .. } => *figure == SampleFigure::Rate,
        Facts::Unanswered
        | Facts::Answered { .. }
        | Facts::Judgement { .. }
        | Facts::RegisterMissing { .. }
        | Facts::RegisterNotKept { .. }
        | Facts::ColumnMissing { .. }
        | Facts::HouseholdsMissing
        | Facts::NoRows { .. }
        | Facts::Distinct { .. }
        | Facts::CrossCheck { .. }
        | Facts::Each { .. } => false,
    }
}

/// The stretch of time a check's rows were taken from.
pub fn span(facts: &Facts) -> Option<&Span> {
    match facts {
        Facts::NoRows { span, .. }
        | Facts::Count { span, .. }
        | Facts::CrossCheck { span, .. }
        | Facts::Rate { span, .. }
        | Facts::Distinct { span, .. }
        | Facts::Each { span, .. }
        | Facts::Average { span, .. }
        | Facts::Change { span, .. } => Some(span),
        Facts::Unanswered
        | Facts::Answered { .. }
        | Facts::Judgement { .. }
        | Facts::RegisterMissing { .. }
        | Facts::RegisterNotKept { .. }
        | Facts::ColumnMissing { .. }
        | Facts::HouseholdsMissing
        | Facts::Sampled { .. } => None,
    }
}

/// The unrounded figure where the facts have it: the stored value is rounded to six decimals.
fn exact(facts: &Facts) -> Option<Decimal> {
    let (part, whole) = match facts {
        Facts::Rate { passed, counted, .. } => (*passed, *counted),
        Facts::Count { counted, households: Some(households), .. } => (*counted, *households),
        _ => return None,
    };
    Decimal::from(part).checked_div(Decimal::from(whole))
}

fn not_kept(register: &Text, reason: &str, held: Held) -> String {
    let (name, ruling) = (register.get(held.lang), ruling(held));
    let reason = reason.trim();
    held.lang.pick(
        format!("项目声明不设“{name}”（{reason}），{ruling}"),
        format!("the project keeps no register “{name}” ({reason}), {ruling}"),
    )
}

fn no_rows(unit: &Text, span: &Span, held: Held) -> String {
    let (window, none) = (Word::from(span.window).get(held.lang), count(0, unit, held.lang));
    let (open, ruling) = (phrase::running(span, held), ruling(held));
    held.lang.pick(
        format!("{window}没有可统计的记录（{none}）{open}，{ruling}"),
        format!("nothing to count in {window} ({none}){open}, {ruling}"),
    )
}

fn counted_rows(
    counted: u32,
    unit: &Text,
    households: Option<u32>,
    span: &Span,
    undecided: u32,
    held: Held,
) -> String {
    let lang = held.lang;
    let (window, rows) = (Word::from(span.window).get(lang), count(counted, unit, lang));
    let open = phrase::undecided(undecided, unit, lang) + &phrase::running(span, held);
    let Some(households) = households else {
        let need = required_count(held, unit);
        return lang.pick(
            format!("{window}{rows}{open}{need}"),
            format!("{rows} in {window}{open}{need}"),
        );
    };
    let share = Decimal::from(counted).checked_div(Decimal::from(households)).or(held.value);
    let per = share.map_or_else(
        || "–".to_string(),
        |s| Figure::new(s, true, held.limit).shown.normalize().to_string(),
    );
    let need = match held.limit {
        None => String::new(),
        Some((compare, limit)) => {
            let (word, limit) = (Word::from(compare).get(lang), Figure::exact(limit, true).shown);
            lang.pick(format!("，要求{word}{limit}"), format!("; required: {word} {limit}"))
        }
    };
    lang.pick(
        format!("{window}{rows}，{households}户，合每百户{per}{open}{need}"),
        format!("{rows} in {window}, {households} households, {per} per 100{open}{need}"),
    )
}

fn distinct(counted: u32, column: &Text, undecided: u32, span: &Span, held: Held) -> String {
    let lang = held.lang;
    let kinds = Text { zh: "种".into(), en: String::new() };
    let (window, column) = (Word::from(span.window).get(lang), column.get(lang));
    let open = phrase::undecided(undecided, &kinds, lang) + &phrase::running(span, held);
    let need = required_count(held, &kinds);
    lang.pick(
        format!("{window}“{column}”共{counted}种{open}{need}"),
        format!("{counted} different “{column}” in {window}{open}{need}"),
    )
}

fn cross_check(
    title: &Text,
    counted: u32,
    undecided: u32,
    unit: &Text,
    span: &Span,
    held: Held,
) -> String {
    let lang = held.lang;
    let (window, rows) = (Word::from(span.window).get(lang), count(counted, unit, lang));
    let open = phrase::undecided(undecided, unit, lang) + &phrase::running(span, held);
    let need = required_count(held, unit);
    let title = title.get(lang);
    lang.pick(
        format!("{window}{rows}“{title}”{open}{need}"),
        format!("{rows} in {window}: {title}{open}{need}"),
    )
}

fn rate(passed: u32, counted: u32, undecided: u32, unit: &Text, span: &Span, held: Held) -> String {
    if counted == 0 && undecided == 0 {
        return no_rows(unit, span, held);
    }
    let lang = held.lang;
    let open = phrase::undecided(undecided, unit, lang);
    let share = Decimal::from(passed).checked_div(Decimal::from(counted));
    let percent = match share {
        None => String::new(),
        Some(share) => {
            let figure = Figure::new(share, true, held.limit);
            lang.pick(format!("（{figure}）"), format!(" ({figure})"))
        }
    };
    let need = required(held, true);
    let (rows, part) = (count(counted, unit, lang), short_count(passed, unit, lang));
    let zh_part = if held.above() { format!("{part}达标") } else { format!("有{part}") };
    lang.pick(
        format!("{rows}中{zh_part}{percent}{open}{need}"),
        format!("{passed} of {rows}{percent}{open}{need}"),
    )
}

fn average(counted: u32, share: bool, unit: &Text, span: &Span, held: Held) -> String {
    let Some(value) = held.value else { return no_rows(unit, span, held) };
    let figure = Figure::new(value, share, held.limit);
    let (rows, need) = (count(counted, unit, held.lang), required(held, share));
    held.lang
        .pick(format!("{rows}平均{figure}{need}"), format!("average {figure} over {rows}{need}"))
}

fn sampled(
    [needed, made, passed]: [u32; 3],
    unit: &Text,
    word: &Text,
    figure: SampleFigure,
    held: Held,
) -> String {
    let lang = held.lang;
    if needed == 0 && made == 0 {
        let ruling = ruling(held);
        return lang
            .pick(format!("无可抽查对象，{ruling}"), format!("nothing to sample, {ruling}"));
    }
    let wanted = count(needed, unit, lang);
    if made == 0 {
        return lang.pick(format!("尚未抽查，应抽查{wanted}"), format!("none of {wanted} made"));
    }
    let passed_word = word.get(lang);
    let hits = short_count(passed, unit, lang);
    let percent = match (figure, held.value) {
        (SampleFigure::Rate, Some(value)) => {
            let figure = Figure::new(value, true, held.limit);
            lang.pick(format!("（{figure}）"), format!(" ({figure})"))
        }
        (SampleFigure::Rate, None) | (SampleFigure::Count, _) => String::new(),
    };
    let need = match figure {
        SampleFigure::Rate => required(held, true),
        SampleFigure::Count => required_count(held, unit),
    };
    if made < needed {
        let made_zh = short_count(made, unit, lang);
        return lang.pick(
            format!("应抽查{wanted}，只抽查{made_zh}，{passed_word}{hits}{percent}{need}"),
            format!("only {made} of {wanted} made, {passed} {passed_word}{percent}{need}"),
        );
    }
    let rows = count(made, unit, lang);
    lang.pick(
        format!("抽查{rows}，{passed_word}{hits}{percent}{need}"),
        format!("{rows}, {passed} {passed_word}{percent}{need}"),
    )
}
