//! Texts that the file numbers: read once, and right in every row.

use rust_xlsxwriter::Workbook as Writer;

use super::*;

fn workbook(rows: &[[&str; 4]]) -> Workbook {
    workbook_of(["报修时间", "房号", "级别", "及时"], rows)
}

/// A workbook keeps each text once, by number, in the order in which it is met.
fn workbook_of(header: [&str; 4], rows: &[[&str; 4]]) -> Workbook {
    let mut book = Writer::new();
    let sheet = book.add_worksheet();
    for (row, texts) in std::iter::once(&header).chain(rows).enumerate() {
        for (column, text) in texts.iter().enumerate() {
            sheet.write(row as u32, column as u16, *text).unwrap();
        }
    }
    Workbook::open(book.save_to_buffer().unwrap()).unwrap()
}

#[test]
fn a_text_met_again_is_what_it_was_in_its_own_file_and_column() {
    let mut spec = repairs();
    spec.columns.truncate(3);
    spec.columns.push(column("timely", "及时", ColumnType::YesNo, false));
    let mut reader = RegisterReader::new(&spec, 0, as_of());
    let day = "2025-03-05";
    let mut first = workbook(&[
        // Nothing stands above the first: it is a text like any other.
        [day, "同上", "紧急", "是"],
        [day, "3-1", "小修", "否"],
        [day, "同上", "紧急", "是"],
        [day, "-", "特急", "小修"],
        [day, "3-1", "小修", "是"],
        [day, "-", "特急", "小修"],
        [day, "小修", "紧急", "否"],
    ]);
    // Other texts under the same numbers.
    let mut second = workbook(&[[day, "3-2", "小修", "否"], [day, "3-2", "小修", "否"]]);
    assert_eq!(reader.read("a.xlsx", &mut first), 7);
    assert_eq!(reader.read("b.xlsx", &mut second), 2);
    let (register, problems) = reader.finish();
    let register = register.unwrap();
    let shown = |column| -> Vec<String> {
        let value = |row| register.show(&spec, row, column).unwrap_or_else(|| "·".into());
        (0..register.rows.len()).map(value).collect()
    };
    assert_eq!(shown(1), ["同上", "3-1", "3-1", "·", "3-1", "·", "小修", "3-2", "3-2"]);
    let levels = ["紧急", "小修", "紧急", "·", "小修", "·", "紧急", "小修", "小修"];
    assert_eq!(shown(2), levels);
    assert_eq!(shown(3), ["是", "否", "是", "·", "是", "·", "否", "否", "否"]);
    // Each cell that is none of its column.
    let cell = |p: &Problem| match &p.place {
        Place::Cell { cell, .. } => cell.clone(),
        other => other.file().to_string(),
    };
    assert_eq!(problems.iter().map(cell).collect::<Vec<_>>(), ["C5", "D5", "C7", "D7"]);
}

#[test]
fn a_choice_that_is_spelled_as_a_ditto_mark_stays_one() {
    let level = choice(&[("same", &["同上"]), ("urgent", &["紧急"])]);
    let mut spec = repairs();
    spec.columns.truncate(2);
    spec.columns.push(column("level", "级别", level, true));
    let mut reader = RegisterReader::new(&spec, 0, as_of());
    for name in ["a.xlsx", "b.xlsx"] {
        let day = "2025-03-05";
        // Only the first says it for itself.
        let rows = ["同上", "紧急", "同上"].map(|level| [day, "3-1", level, ""]);
        reader.read(name, &mut workbook(&rows));
    }
    let register = reader.finish().0.unwrap();
    let value = |row| register.show(&spec, row, 2).unwrap_or_default();
    let shown: Vec<String> = (0..6).map(value).collect();
    assert_eq!(shown, ["同上", "紧急", "紧急", "同上", "紧急", "紧急"]);
}

#[test]
fn numbers_met_again_are_those_of_a_text_without_numbers() {
    let mut spec = repairs();
    spec.columns.truncate(2);
    spec.columns.push(column("cost", "费用", ColumnType::Number, false));
    spec.columns.push(column("share", "比例", ColumnType::Percent, false));
    let day = "2025-03-05";
    let rows = [
        [day, "1-1", "12元", "98"],
        [day, "1-2", "3", "50%"],
        [day, "1-3", "12元", "98"],
        [day, "1-4", "1.5万元", "-"],
        [day, "1-5", "2小时", "50%"],
        [day, "1-6", "3", "98"],
        [day, "1-7", "-", "-"],
        [day, "1-8", "2小时", "多"],
        [day, "1-9", "1.5万元", "多"],
    ];
    let seen = |(register, problems): (Option<Register>, Vec<Problem>)| {
        let register = register.unwrap();
        let shown = |row| [2, 3].map(|column| register.show(&spec, row, column));
        let place = |p: &Problem| match &p.place {
            Place::Cell { cell, .. } => (cell.clone(), p.severity),
            other => (other.file().to_string(), p.severity),
        };
        let places: Vec<_> = problems.iter().map(place).collect();
        ((0..register.rows.len()).map(shown).collect::<Vec<_>>(), places)
    };
    let header = ["报修时间", "房号", "费用", "比例"];
    let mut reader = RegisterReader::new(&spec, 0, as_of());
    reader.read("a.xlsx", &mut workbook_of(header, &rows));
    let numbered = seen(reader.finish());
    let lines: Vec<String> =
        std::iter::once(&header).chain(&rows).map(|row| row.join(",")).collect();
    assert_eq!(numbered, seen(read_rows(&spec, &lines.join("\n"))));
    let costs: Vec<_> = numbered.0.iter().map(|[cost, _]| cost.as_deref()).collect();
    let (dear, none) = (Some("15000"), None);
    assert_eq!(costs, [Some("12"), Some("3"), Some("12"), dear, none, Some("3"), none, none, dear]);
    // Where none of them is kept, what is wrong with them is found all the same.
    let mut reader = RegisterReader::new(&spec, 0, as_of()).keeping([0].into());
    reader.read("a.xlsx", &mut workbook_of(header, &rows));
    let (register, problems) = seen(reader.finish());
    assert!(register.iter().flatten().all(Option::is_none));
    assert_eq!(problems, numbered.1);
}
