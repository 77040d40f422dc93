//! Values as people read them, with personal data masked.

use super::table::{Register, Values};
use super::{mask, moment, text};
use crate::lang::Lang;
use crate::lang::Word;
use crate::standard::{ColumnSpec, ColumnType, RegisterSpec};

/// What stands for a personal value that is no text.
const HIDDEN: &str = "***";

/// See [`Register::show`]: dates as ISO, numbers as short as they are exact, percentages with
/// their sign, yes/no and choices as their cell says it, texts with numbers of persons masked.
pub fn show(register: &Register, spec: &RegisterSpec, row: usize, column: usize) -> Option<String> {
    written(register, spec, (row, column), None)
}

/// As [`show`], but yes/no and choices as what they were read as: 是 or 否, the usual spelling.
pub fn typed(
    register: &Register,
    spec: &RegisterSpec,
    (row, column): (usize, usize),
    lang: Lang,
) -> Option<String> {
    written(register, spec, (row, column), Some(lang))
}

/// `read_as`: the language of answers as they were read; `None` for the cell's own words.
fn written(
    register: &Register,
    spec: &RegisterSpec,
    (row, column): (usize, usize),
    read_as: Option<Lang>,
) -> Option<String> {
    let spec = spec.columns.get(column)?;
    let values = register.columns.get(column)?.as_ref()?;
    if !values.states.is_value(row) {
        return None;
    }
    let shown = match &values.values {
        Values::Text(_) => return Some(quote(spec, values.text(row))),
        Values::Time(times) => moment::write(times.get(row)?),
        Values::Number(numbers) => match spec.kind {
            ColumnType::Percent => format!("{}%", text::number(numbers.get(row)? * 100.0)),
            _ => text::number(*numbers.get(row)?),
        },
        Values::YesNo(_) | Values::Choice(_)
            if read_as.is_none() && values.said.of(row).is_some() =>
        {
            mask::mask(values.said.of(row)?)
        }
        Values::YesNo(answers) => {
            let word = if *answers.get(row)? { Word::Yes } else { Word::No };
            word.get(read_as.unwrap_or(Lang::Zh)).to_string()
        }
        Values::Choice(indices) => match &spec.kind {
            ColumnType::Choice(choices) => {
                let choice = choices.get(usize::from(*indices.get(row)?))?;
                choice.spellings.first().unwrap_or(&choice.id).clone()
            }
            _ => return None,
        },
    };
    Some(if spec.personal { HIDDEN.to_string() } else { shown })
}

/// A text of a column as it may be quoted: masked as the column asks, whole.
pub fn quote(column: &ColumnSpec, text: &str) -> String {
    match &column.kind {
        ColumnType::Phone => mask::phone(text),
        _ if column.personal => mask::personal(text),
        _ => mask::mask(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::register::tests::{choice, column, read_rows, spec};

    #[test]
    fn values_as_people_read_them() {
        let mut owner = column("owner", "业主", ColumnType::Text, true);
        owner.personal = true;
        let mut age = column("age", "年龄", ColumnType::Number, false);
        age.personal = true;
        let spec = spec(vec![
            owner,
            column("phone", "电话", ColumnType::Phone, true),
            column("at", "时间", ColumnType::DateTime, false),
            column("rate", "满意度", ColumnType::Percent, false),
            column("cost", "费用", ColumnType::Number, false),
            column("done", "完成", ColumnType::YesNo, false),
            column("level", "级别", choice(&[("high", &["高", "加急"]), ("low", &["低"])]), false),
            column("note", "内容", ColumnType::Text, false),
            age,
        ]);
        let (register, problems) = read_rows(
            &spec,
            "业主,电话,时间,满意度,费用,完成,级别,内容,年龄\n\
             王小明,13800005678,2025-3-5 10:02,98.3%,\"1,200.50\",√,加急,联系13900001111,41\n\
             李,0571-88886666,2025/3/6,0.5%,abc,,低,,\n",
        );
        let register = register.unwrap();
        let as_read =
            |row| [5, 6].map(|c| typed(&register, &spec, (row, c), Lang::Zh).unwrap_or_default());
        assert_eq!(as_read(0), ["是", "高"]);
        assert_eq!(as_read(1), ["", "低"]);
        let shown = |row| (0..9).map(|c| show(&register, &spec, row, c)).collect::<Vec<_>>();
        let texts =
            |list: [&str; 9]| list.map(|t| Some(t.to_string()).filter(|t| !t.is_empty())).to_vec();
        assert_eq!(
            shown(0),
            texts([
                "王**",
                "138****5678",
                "2025-03-05 10:02",
                "98.3%",
                "1200.5",
                "√",
                "加急",
                "联系139****1111",
                "***",
            ])
        );
        assert_eq!(
            shown(1),
            texts(["李**", "057*-****6666", "2025-03-06", "0.5%", "", "", "低", "", ""])
        );
        assert_eq!(problems.len(), 1, "abc is no number: {problems:?}");
    }
}
