//! A text in GB18030 has the same cells and the same end, whether its fields are found in its bytes or all
//! of it is decoded first.

use encoding_rs::GB18030;
use proptest::prelude::*;

use super::*;
use crate::reader::origin::sample::Given;
use crate::reader::text::decodes;

type Seen = (Vec<(u32, Vec<(u32, String)>)>, Result<(), Broken>);

fn seen(scan: impl FnOnce(&mut RowSink<'_>) -> Result<(), Broken>) -> Seen {
    let mut rows = Vec::new();
    let end = scan(&mut |row| {
        let cells = row.cells.iter().map(|(column, cell)| match cell {
            Cell::Text(text) => (*column, text.to_string()),
            other => panic!("{other:?}"),
        });
        rows.push((row.index, cells.collect()));
        ControlFlow::Continue(())
    });
    (rows, end)
}

/// Reads a text both ways; whether it was found in its bytes, and how it ended.
fn agree(given: &Given) -> (bool, Result<(), Broken>) {
    let whole = GB18030.decode_without_bom_handling_and_without_replacement(&given.bytes);
    let limits = Limits::default();
    assert_eq!(decodes(given, Encoding::Gb18030, &limits), Ok(whole.is_some()));
    let detected = Detected::from(Encoding::Gb18030);
    let table = match Table::open(Box::new(given.clone()), detected, &limits) {
        Ok(table) => table,
        Err(problem) => {
            let broken = ProblemKind::from(Broken::NotDecodable);
            assert!(problem == ProblemKind::FileEmpty || (problem == broken && whole.is_none()));
            return (false, Ok(()));
        }
    };
    let bytes = seen(|sink| table.scan(sink));
    let decoded = seen(|sink| table.rows_of(table.decoded()?)?.hand_on(u32::MAX, sink).map(|_| ()));
    if whole.is_some() || given.most >= 64 << 10 {
        assert_eq!(bytes, decoded);
    } else {
        // How far each has read when it comes to the wrong byte is not the same.
        assert!(bytes.1.is_err() && decoded.1.is_err());
    }
    (table.held.is_none() && table.is_split_as_bytes(), bytes.1)
}

/// Some signs, with the bytes of `|`, of digits and of letters in them, and what stands between them.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let texts = ["甲", "漏水", "😀", "ʻ", "€", "\u{3000}", "\u{A0}", "7", "a ", "=", "1", "x\ny"];
    let signs: Vec<Vec<u8>> = texts.iter().map(|text| GB18030.encode(text).0.into()).collect();
    let more = [&b"\x81|"[..], b"\x80", b"\x81\x30\x81\x30", b"'", b"|", b"\t", b";"];
    let signs = signs.into_iter().chain(more.map(|bytes| bytes.to_vec()));
    prop::sample::select(signs.collect::<Vec<_>>())
}

fn field(quote: u8) -> impl Strategy<Value = Vec<u8>> {
    let text = prop::collection::vec(piece(), 0..4).prop_map(|pieces| pieces.concat()).boxed();
    let quoted = move |inside: Vec<u8>, behind: &[u8]| {
        [&[quote], inside.as_slice(), &[quote], behind].concat()
    };
    let doubled = prop::collection::vec((piece(), any::<bool>()), 0..4).prop_map(move |pieces| {
        let with = |(piece, twice): (Vec<u8>, bool)| match twice {
            true => [piece, vec![quote; 2]].concat(),
            false => piece,
        };
        pieces.into_iter().flat_map(with).collect::<Vec<u8>>()
    });
    prop_oneof![
        6 => text.clone(),
        2 => text.clone().prop_map(move |text| quoted(text, b"")),
        2 => doubled.prop_map(move |text| quoted(text, b"")),
        1 => (text.clone(), piece()).prop_map(move |(text, behind)| quoted(text, &behind)),
        1 => Just(b"=\"007\"".to_vec()),
        1 => Just(b"=\"\"".to_vec()),
        1 => text.prop_map(move |text| [text.as_slice(), &[quote]].concat()),
    ]
}

fn file() -> impl Strategy<Value = Vec<u8>> {
    let sign = prop::sample::select(Delimiter::ALL.to_vec());
    let start = prop_oneof![Just(None), any::<bool>().prop_map(Some)];
    (sign, prop::sample::select(b"\"'".to_vec()), start).prop_flat_map(|(sign, quote, start)| {
        let sign = char::from(sign.byte());
        let start = match start {
            None => String::new(),
            Some(true) => format!("sep={sign}\r\n"),
            Some(false) => {
                let quote = char::from(quote);
                format!("{quote}编号{quote}{sign}{quote}内容{quote}\n").repeat(2)
            }
        };
        let start = GB18030.encode(&start).0.into_owned();
        let breaks = prop::sample::select(vec![&b"\n"[..], b"\r\n", b"\r", b"\n\n"]);
        let row = (prop::collection::vec(field(quote), 1..6), breaks);
        prop::collection::vec(row, 1..8).prop_map(move |rows| {
            let rows = rows
                .into_iter()
                .flat_map(|(fields, end)| [fields.join(&(sign as u8)).as_slice(), end].concat());
            start.iter().copied().chain(rows).collect()
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn of_generated_texts(
        file in file(),
        least in prop::sample::select(vec![0usize, 1100, 4000]),
        most in prop::sample::select(vec![1usize, 3, 50, 1 << 20]),
        hands: bool,
        wrong in prop::option::of((
            any::<prop::sample::Index>(),
            prop::sample::select(vec![
                &b"\xFF"[..], b"\x81", b"\x81\x20", b"\x84\x31\xA5\x30", b"\x81\x30", b"\0", b"\"", b"\x81,",
            ]),
        )),
        cut in 0usize..3,
    ) {
        let mut bytes = file.repeat(least / file.len() + 1);
        if let Some((at, wrong)) = wrong {
            let at = at.index(bytes.len() + 1);
            bytes.splice(at..at, wrong.iter().copied());
        }
        bytes.truncate(bytes.len().saturating_sub(cut));
        let _ = agree(&Given { bytes, most, hands });
    }
}

#[test]
fn wrong_bytes_behind_the_head() {
    let row = "R1,漏水,\"第\"\"1\"\"次，\n请处理\",=\"007\",,é😀\r\n";
    let (row, _, _) = GB18030.encode(row);
    let rows = row.repeat((160 << 10) / row.len());
    let mut ends = Vec::new();
    for at in [70 << 10, 100 << 10, (128 << 10) - 1, 128 << 10, rows.len()] {
        for wrong in [&b""[..], b"\xFF", b"\x81", b"\x81\x30", b"\0", b",\"\n", b"\x84\x31\xA5\x30"]
        {
            for hands in [false, true] {
                let mut bytes = rows.clone();
                bytes.splice(at..at, wrong.iter().copied());
                let (as_bytes, end) = agree(&Given { bytes, most: 1 << 20, hands });
                assert!(as_bytes);
                ends.push(end);
            }
        }
    }
    for end in [Ok(()), Err(Broken::NotDecodable), Err(Broken::BadText)] {
        assert!(ends.contains(&end), "{end:?}");
    }
    assert!(ends.iter().any(|end| matches!(end, Err(Broken::UnclosedQuote(_)))));
}
