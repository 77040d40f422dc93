//! Any table written by a program reads back as it was, whatever stands around it.

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook as Writer};

use super::*;
use crate::evidence::text::{is_ditto, is_nothing};
use crate::evidence::{moment, value};
use crate::reader::origin::Bytes;
use crate::reader::{Cell, Encoding, OpenOptions};

/// One record; `None` is an empty cell.
#[derive(Debug, Clone)]
struct Record {
    /// Minutes from 2024-01-01.
    at: u32,
    room: String,
    level: u8,
    /// Tenths of a per cent.
    rate: Option<u32>,
    /// Hundredths.
    cost: Option<i32>,
    done: Option<bool>,
    note: Option<String>,
}

const NAMES: [&str; 7] = ["报修时间", "房号", "级别", "满意度", "费用", "是否完成", "备注"];

fn form() -> RegisterSpec {
    let level =
        choice(&[("urgent", &["紧急", "加急"]), ("minor", &["小修"]), ("major", &["大修"])]);
    let kinds = [
        (ColumnType::DateTime, true),
        (ColumnType::Text, true),
        (level, true),
        (ColumnType::Percent, false),
        (ColumnType::Number, false),
        (ColumnType::YesNo, false),
        (ColumnType::Text, false),
    ];
    let columns = NAMES.iter().zip(kinds).enumerate();
    let mut spec = spec(
        columns
            .map(|(i, (zh, (kind, needed)))| column(&format!("c{i}"), zh, kind, needed))
            .collect(),
    );
    spec.time = Some(0);
    spec
}

fn text() -> impl Strategy<Value = String> {
    let some = "[a-zA-Z0-9一-龥，。（）：、=+\\-\"'\n,;|]{1,12}";
    some.prop_filter("a text that says something", |t| {
        let blank = value::text(&Cell::Text(t.into()), &ColumnType::Text) == value::Read::Blank;
        // `="text"` is how some exports write a text, and is read as that.
        let wrapped = t.starts_with("=\"");
        t.trim() == t && !is_nothing(t) && !is_ditto(t) && !blank && !wrapped && !t.contains("\n\n")
    })
}

fn record() -> impl Strategy<Value = Record> {
    (
        0..1_000_000u32,
        text(),
        0..3u8,
        proptest::option::of(0..=1000u32),
        proptest::option::of(-1_000_000..100_000_000i32),
        proptest::option::of(any::<bool>()),
        proptest::option::of(text()),
    )
        .prop_map(|(at, room, level, rate, cost, done, note)| Record {
            at,
            room,
            level,
            rate,
            cost,
            done,
            note,
        })
}

/// How a table is laid out; none of it changes what it says.
#[derive(Debug, Clone)]
struct Around {
    order: Vec<usize>,
    titles: usize,
    /// After how many records a blank row stands, and the header again.
    gap: usize,
    repeat: usize,
    spelling: usize,
    /// One room for all, in a workbook merged over rows below one another.
    merged: bool,
}

fn around() -> impl Strategy<Value = Around> {
    (
        Just((0..7).collect::<Vec<usize>>()).prop_shuffle(),
        0..4usize,
        1..9usize,
        1..9usize,
        0..5usize,
        any::<bool>(),
    )
        .prop_map(|(order, titles, gap, repeat, spelling, merged)| Around {
            order,
            titles,
            gap,
            repeat,
            spelling,
            merged,
        })
}

/// The records with what the layout asks of them.
fn suited(mut records: Vec<Record>, around: &Around) -> Vec<Record> {
    let room = records.first().map(|record| record.room.clone()).filter(|_| around.merged);
    if let Some(room) = room {
        records.iter_mut().for_each(|record| record.room = room.clone());
    }
    records
}

fn spelled(name: &str, how: usize) -> String {
    match how {
        0 => name.to_string(),
        1 => name.chars().flat_map(|c| [c, '　']).collect(),
        2 => format!(" {name}\n（必填）"),
        3 => format!("{name}＊"),
        _ => format!("\u{A0}{name}："),
    }
}

const START: i64 = 19_723 * 86_400; // 2024-01-01
const LEVELS: [&str; 3] = ["加急", "小修", "大修"];

/// The rows of a sheet: texts for titles and headers, or a record's number.
enum Line {
    Texts(Vec<String>),
    Record(usize),
    Blank,
}

fn lines(count: usize, around: &Around) -> Vec<Line> {
    let header = || {
        let names = around.order.iter().map(|c| spelled(NAMES[*c], around.spelling));
        Line::Texts(names.collect())
    };
    let mut lines = Vec::new();
    for title in 0..around.titles {
        let texts: &[&str] = match title {
            0 => &["滨河花园报修台账"],
            1 => &["项目名称", "滨河花园", "房号", "全部"],
            _ => &["", "2025年"],
        };
        lines.push(Line::Texts(texts.iter().map(|t| t.to_string()).collect()));
    }
    lines.push(header());
    for record in 0..count {
        if record > 0 && record % around.gap == 0 {
            lines.push(Line::Blank);
        }
        if record > 0 && record % around.repeat == 0 {
            lines.push(header());
        }
        lines.push(Line::Record(record));
    }
    lines
}

fn workbook(records: &[Record], around: &Around) -> Vec<u8> {
    let mut book = Writer::new();
    let time = Format::new().set_num_format("yyyy/m/d h:mm");
    let percent = Format::new().set_num_format("0.0%");
    let sheet = book.add_worksheet();
    // First and last row of records below one another.
    let mut stretches: Vec<(u32, u32)> = Vec::new();
    for (row, line) in (0..).zip(lines(records.len(), around)) {
        let record = match line {
            Line::Blank => continue,
            Line::Texts(texts) => {
                for (column, text) in (0..).zip(texts).filter(|(_, t)| !t.is_empty()) {
                    sheet.write(row, column, text).unwrap();
                }
                continue;
            }
            Line::Record(record) => &records[record],
        };
        match stretches.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => stretches.push((row, row)),
        }
        for (column, field) in (0..).zip(&around.order) {
            match field {
                0 => {
                    let seconds = START + i64::from(record.at) * 60;
                    let at = ExcelDateTime::from_timestamp(seconds).unwrap();
                    sheet.write_with_format(row, column, &at, &time).map(|_| ())
                }
                1 => sheet.write_string(row, column, &record.room).map(|_| ()),
                2 => sheet.write(row, column, LEVELS[usize::from(record.level)]).map(|_| ()),
                3 => record.rate.map_or(Ok(()), |r| {
                    sheet
                        .write_with_format(row, column, f64::from(r) / 1000.0, &percent)
                        .map(|_| ())
                }),
                4 => record
                    .cost
                    .map_or(Ok(()), |c| sheet.write(row, column, f64::from(c) / 100.0).map(|_| ())),
                5 => record.done.map_or(Ok(()), |d| sheet.write(row, column, d).map(|_| ())),
                _ => record
                    .note
                    .as_ref()
                    .map_or(Ok(()), |n| sheet.write_string(row, column, n).map(|_| ())),
            }
            .unwrap();
        }
    }
    let rooms = around.order.iter().position(|field| *field == 1).unwrap() as u16;
    for (first, last) in stretches.into_iter().filter(|(f, l)| around.merged && f < l) {
        let room = &records[0].room;
        sheet.merge_range(first, rooms, last, rooms, room, &Format::new()).unwrap();
        sheet.write_string(first, rooms, room).unwrap();
    }
    // A merged title.
    if around.titles > 0 {
        sheet.merge_range(0, 0, 0, 6, "滨河花园报修台账", &Format::new()).unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// How a text is written.
#[derive(Debug, Clone, Copy)]
enum Written {
    Utf8,
    Utf8Marked,
    Gb18030,
    /// Everything in traditional characters, and said to be Big5: random ones do not look like any text.
    Big5,
    /// The higher byte first or last.
    Utf16Marked(bool),
    Utf16(bool),
}

fn written() -> impl Strategy<Value = Written> {
    use Written::{Big5, Gb18030, Utf8, Utf8Marked, Utf16, Utf16Marked};
    let marked = [false, true].map(Utf16Marked);
    let unmarked = [false, true].map(Utf16);
    let all = [[Utf8, Utf8Marked], [Gb18030, Big5], marked, unmarked];
    prop::sample::select(all.concat())
}

fn encoded(text: &str, how: Written) -> Vec<u8> {
    match how {
        Written::Utf8 => text.as_bytes().to_vec(),
        Written::Utf8Marked => format!("\u{FEFF}{text}").into_bytes(),
        Written::Gb18030 => encoding_rs::GB18030.encode(text).0.into_owned(),
        Written::Big5 => {
            let (bytes, _, unmappable) = encoding_rs::BIG5.encode(text);
            assert!(!unmappable, "{text}");
            bytes.into_owned()
        }
        Written::Utf16(big) | Written::Utf16Marked(big) => {
            let mark = matches!(how, Written::Utf16Marked(_)).then_some(0xFEFF);
            let units = mark.into_iter().chain(text.encode_utf16());
            let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
            units.flat_map(bytes).collect()
        }
    }
}

fn delimited(records: &[Record], around: &Around, how: Written) -> Vec<u8> {
    let mut csv = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for line in lines(records.len(), around) {
        match line {
            Line::Blank => csv.write_record(["", "", "", "", "", "", ""]).unwrap(),
            Line::Texts(texts) => csv.write_record(texts).unwrap(),
            Line::Record(record) => {
                let record = &records[record];
                let at = moment::write(crate::evidence::table::Moment {
                    seconds: START + i64::from(record.at) * 60,
                    day_only: false,
                });
                let field = |field: &usize| match field {
                    0 => at.replace('-', "/"),
                    1 => record.room.clone(),
                    2 => LEVELS[usize::from(record.level)].to_string(),
                    3 => record.rate.map_or(String::new(), |r| format!("{}%", f64::from(r) / 10.0)),
                    4 => record.cost.map_or(String::new(), |c| (f64::from(c) / 100.0).to_string()),
                    5 => record.done.map_or(String::new(), |d| if d { "√" } else { "×" }.into()),
                    _ => record.note.clone().unwrap_or_default(),
                };
                csv.write_record(around.order.iter().map(field)).unwrap();
            }
        }
    }
    let text = String::from_utf8(csv.into_inner().unwrap()).unwrap();
    encoded(&if matches!(how, Written::Big5) { traditional(&text) } else { text }, how)
}

/// What Big5 has of a text: the words of this register in their traditional form, something else for
/// what has none.
fn traditional(text: &str) -> String {
    let form = |c: char| {
        let pair = [
            "报報", "时時", "间間", "号號", "级級", "别別", "满滿", "费費", "备備", "账賬", "项項",
            "滨濱", "园園", "称稱", "\u{A0} ",
        ];
        let found = pair.iter().find(|pair| pair.starts_with(c));
        found.and_then(|pair| pair.chars().nth(1)).unwrap_or(c)
    };
    let known = |c: char| !encoding_rs::BIG5.encode(c.encode_utf8(&mut [0; 4])).2;
    text.chars().map(form).map(|c| if known(c) { c } else { '樓' }).collect()
}

/// The records as Big5 has them.
fn in_traditional(mut records: Vec<Record>) -> Vec<Record> {
    for record in &mut records {
        record.room = traditional(&record.room);
        record.note = record.note.as_deref().map(traditional);
    }
    records
}

fn check(records: &[Record], bytes: Vec<u8>) -> Result<(), TestCaseError> {
    check_as(records, bytes, None)
}

fn check_as(
    records: &[Record],
    bytes: Vec<u8>,
    encoding: Option<Encoding>,
) -> Result<(), TestCaseError> {
    let mut spec = form();
    for column in &mut spec.columns {
        column.zh.extend(column.zh.first().map(|name| traditional(name)));
    }
    let options = OpenOptions { encoding, ..OpenOptions::default() };
    let mut reader = RegisterReader::new(&spec, 0, as_of());
    let mut book = Workbook::open_origin(Box::new(Bytes::from(bytes)), &options).unwrap();
    let rows = reader.read("r", &mut book);
    let (register, problems) = reader.finish();
    let problems: Vec<_> = problems.iter().filter(|p| p.severity != Severity::Info).collect();
    prop_assert!(problems.is_empty(), "{:?}", problems);
    prop_assert_eq!(rows as usize, records.len());
    let register = register.unwrap();
    let columns: Vec<_> = register.columns.iter().map(|c| c.as_ref().unwrap()).collect();
    let has = |c: usize, row: usize| columns[c].states.is_value(row);
    for (row, record) in records.iter().enumerate() {
        let Values::Time(times) = &columns[0].values else { panic!() };
        prop_assert_eq!(times.get(row).unwrap().seconds, START + i64::from(record.at) * 60);
        prop_assert_eq!(columns[1].text(row), &record.room);
        let Values::Choice(levels) = &columns[2].values else { panic!() };
        prop_assert_eq!(levels[row], record.level);
        let Values::Number(rates) = &columns[3].values else { panic!() };
        prop_assert_eq!(has(3, row), record.rate.is_some());
        let rate = f64::from(record.rate.unwrap_or(0)) / 1000.0;
        prop_assert!(!has(3, row) || (rates[row] - rate).abs() < 1e-12);
        let Values::Number(costs) = &columns[4].values else { panic!() };
        prop_assert_eq!(has(4, row).then(|| costs[row]), record.cost.map(|c| f64::from(c) / 100.0));
        let Values::YesNo(done) = &columns[5].values else { panic!() };
        prop_assert_eq!(has(5, row).then(|| done[row]), record.done);
        prop_assert_eq!(has(6, row).then(|| columns[6].text(row)), record.note.as_deref());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_workbook_reads_back(records in prop::collection::vec(record(), 1..12), around in around()) {
        let records = suited(records, &around);
        check(&records, workbook(&records, &around))?;
    }

    #[test]
    fn delimited_text_reads_back(
        records in prop::collection::vec(record(), 1..12),
        around in around(),
        how in written(),
    ) {
        let said = matches!(how, Written::Big5).then_some(Encoding::Big5);
        let records = if said.is_some() { in_traditional(records) } else { records };
        check_as(&records, delimited(&records, &around, how), said)?;
    }

    #[test]
    fn no_text_makes_reading_panic(texts in prop::collection::vec("\\PC{0,12}", 1..8)) {
        let rows: String = texts.iter().map(|t| format!("{t}\t{t}\t{t}\t{t}\t{t}\t{t}\t{t}\n")).collect();
        if let Ok(mut book) = Workbook::open(format!("{}\n{rows}", NAMES.join("\t")).into_bytes()) {
            let spec = form();
            let mut reader = RegisterReader::new(&spec, 0, as_of());
            reader.read("r", &mut book);
            let (register, _) = reader.finish();
            let lengths = register.map(|r| (r.rows.len(), r.columns.iter().flatten().map(|c| c.states.len()).max()));
            prop_assert!(lengths.is_none_or(|(rows, states)| states == Some(rows)));
        }
    }
}
