use super::*;
use crate::reader::origin::Bytes;
use crate::reader::text::detect;
use encoding_rs::GB18030;

type Seen = (u32, Vec<(u32, String)>);

fn open(bytes: &[u8]) -> Result<Table, ProblemKind> {
    let origin = Bytes::from(bytes.to_vec());
    let limits = Limits::default();
    Table::open(Box::new(origin.clone()), detect(&origin, &limits)?, &limits)
}

fn rows(bytes: &[u8]) -> Result<Vec<Seen>, ProblemKind> {
    let mut seen = Vec::new();
    open(bytes)?.scan(&mut |row| {
        let cells = row.cells.iter().map(|(column, cell)| match cell {
            Cell::Text(text) => (*column, text.to_string()),
            other => panic!("{other:?}"),
        });
        seen.push((row.index, cells.collect()));
        ControlFlow::Continue(())
    })?;
    Ok(seen)
}

fn row(index: u32, cells: &[(u32, &str)]) -> Seen {
    (index, cells.iter().map(|(c, t)| (*c, t.to_string())).collect())
}

#[test]
fn coordinates_hold_after_blank_lines_and_quoted_breaks() {
    let text = "a,b\r\n\r\n\n1,\"x\r\ny\"\r\n,\"say \"\"hi\"\"\"z,\r\nlast,";
    let expected = vec![
        row(0, &[(0, "a"), (1, "b")]),
        row(3, &[(0, "1"), (1, "x\r\ny")]),
        row(4, &[(1, "say \"hi\"z")]),
        row(5, &[(0, "last")]),
    ];
    assert_eq!(rows(text.as_bytes()), Ok(expected));
}

#[test]
fn quotes_inside_a_field_are_text_and_edges_hold() {
    assert_eq!(rows(b"5\" pipe,x\n"), Ok(vec![row(0, &[(0, "5\" pipe"), (1, "x")])]));
    assert_eq!(rows(b"\"\",\"\"\"\",b"), Ok(vec![row(0, &[(1, "\""), (2, "b")])]));
    assert_eq!(rows(b"a\rb"), Ok(vec![row(0, &[(0, "a")]), row(1, &[(0, "b")])]));
}

#[test]
fn single_quotes_around_all_fields() {
    let text = "'编号','内容'\n'1','it''s a, b'\n'2','x\ny'\n";
    let expected = vec![
        row(0, &[(0, "编号"), (1, "内容")]),
        row(1, &[(0, "1"), (1, "it's a, b")]),
        row(2, &[(0, "2"), (1, "x\ny")]),
    ];
    assert_eq!(rows(text.as_bytes()), Ok(expected));
    // An apostrophe that Excel puts before a text is no quote.
    let text = "a,b\n'1,'2\n'3,'4'\n";
    assert_eq!(rows(text.as_bytes()).unwrap()[1], row(1, &[(0, "'1"), (1, "'2")]));
}

#[test]
fn texts_kept_from_being_numbers() {
    let text = "=\"编号\",b\n=\"BX20250001\",\"=\"\"00123\"\"\"\n=\"\",=1+1\n";
    let expected = vec![
        row(0, &[(0, "编号"), (1, "b")]),
        row(1, &[(0, "BX20250001"), (1, "00123")]),
        row(2, &[(1, "=1+1")]),
    ];
    assert_eq!(rows(text.as_bytes()), Ok(expected));
}

#[test]
fn an_unclosed_quote_does_not_swallow_the_file() {
    assert_eq!(rows(b"a,b\n1,\"x\n2,y\n"), Err(Broken::UnclosedQuote(2).into()));
}

#[test]
fn encodings() {
    let text = "姓名,房号\n王伟,3-502\n";
    let expected = vec![row(0, &[(0, "姓名"), (1, "房号")]), row(1, &[(0, "王伟"), (1, "3-502")])];
    let (gbk, ..) = GB18030.encode(text);
    let with_bom = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    let mut utf16 = b"\xFF\xFE".to_vec();
    utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    for (bytes, encoding) in [
        (text.as_bytes(), Encoding::Utf8),
        (&with_bom, Encoding::Utf8),
        (&gbk, Encoding::Gb18030),
        (&utf16, Encoding::Utf16Le),
    ] {
        assert_eq!(rows(bytes).as_ref(), Ok(&expected), "{encoding:?}");
        assert_eq!(open(bytes).unwrap().detected().encoding, encoding);
    }
    assert_eq!(rows(b"a,b\n\xFF\xFF,\x80\n"), Err(Broken::NotDecodable.into()));
    assert_eq!(rows(b"\xEF\xBB\xBF \r\n\t\n"), Err(ProblemKind::FileEmpty));
}

#[test]
fn delimiters() {
    let of = |text: &str| open(text.as_bytes()).unwrap().delimiter();
    assert_eq!(of("a,b\n1,2\n"), Delimiter::Comma);
    assert_eq!(of("a;b\n\"1,5,7,9\";2\n"), Delimiter::Semicolon);
    assert_eq!(of("日期\t内容\n3月\t漏水, 返修, 再漏\n4月\t停电\n"), Delimiter::Tab);
    assert_eq!(of("one column\n1\n"), Delimiter::Comma);
}

#[test]
fn what_cannot_be_decoded_behind_the_head_is_told_by_whoever_takes_the_rows() {
    let mut bytes = b"\xEF\xBB\xBFa,b\n".to_vec();
    bytes.extend(b"1,2\n".repeat(60_000));
    assert!(bytes.len() > 3 * TEXT_HEAD_BYTES);
    bytes.extend(b"\xFF,2\n");
    let table = open(&bytes).unwrap();
    let end = table.scan(&mut |_| ControlFlow::Continue(()));
    assert_eq!(end, Err(Broken::NotDecodable));
    // In the head it is no text at all.
    assert!(open(b"\xEF\xBB\xBFa,\xFF\n").is_err());
}

#[test]
fn a_text_is_the_same_held_or_read() {
    let line = "甲,\"乙\"\"\n丙\",='1'\n,\n";
    // Around the most that is held, in tests.
    for count in (1..60).chain([3000]) {
        let text = line.repeat(count);
        let (bytes, _, _) = GB18030.encode(&text);
        let expected: Vec<Seen> = (0..count)
            .map(|n| row(2 * n as u32, &[(0, "甲"), (1, "乙\"\n丙"), (2, "='1'")]))
            .collect();
        assert_eq!(rows(&bytes), Ok(expected.clone()), "{count}");
        assert_eq!(rows(text.as_bytes()), Ok(expected), "{count}");
    }
}
