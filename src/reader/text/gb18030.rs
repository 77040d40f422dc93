//! GB18030 told by how its signs are made, without making text of them.

use std::io::{ErrorKind, Read};

use super::decode::CHUNK;
use crate::reader::broken::Broken;
use crate::reader::origin::Stream;

/// Looks at bytes a piece at a time: whether they are signs of GB18030.
#[derive(Debug, Default)]
pub(super) struct Structure {
    /// The bytes of a sign that the last piece ended in, and how many.
    cut: [u8; 4],
    length: usize,
}

/// What stands at the start of some bytes.
enum Sign {
    /// A sign of so many bytes.
    Whole(usize),
    /// A part of one.
    Cut,
    /// None.
    Wrong,
}

impl Structure {
    /// Looks at the next bytes; false where they are none of a text.
    pub fn goes_on(&mut self, mut bytes: &[u8]) -> bool {
        while self.length > 0 {
            let Some((next, rest)) = bytes.split_first() else { return true };
            bytes = rest;
            let Some(slot) = self.cut.get_mut(self.length) else { return false };
            *slot = *next;
            self.length += 1;
            match sign(self.cut.get(..self.length).unwrap_or_default()) {
                Sign::Whole(_) => self.length = 0,
                Sign::Cut => {}
                Sign::Wrong => return false,
            }
        }
        loop {
            while let Some((word, rest)) = bytes.split_first_chunk() {
                let upper = u64::from_le_bytes(*word) & 0x8080_8080_8080_8080;
                if upper != 0 {
                    let plain = upper.trailing_zeros() as usize / 8;
                    bytes = bytes.get(plain..).unwrap_or_default();
                    break;
                }
                bytes = rest;
            }
            while let [..0x80, rest @ ..] = bytes {
                bytes = rest;
            }
            // What nearly all signs are made of, and nearly all of them stand in a row.
            while let [0x81..=0xFE, 0x40..=0x7E | 0x80..=0xFE, rest @ ..] = bytes {
                bytes = rest;
            }
            match sign(bytes) {
                Sign::Whole(length) => bytes = bytes.get(length..).unwrap_or_default(),
                Sign::Cut => break,
                Sign::Wrong => return false,
            }
        }
        // At most the three bytes of a cut sign are left.
        self.length = bytes.len();
        self.cut.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = *byte);
        true
    }

    /// Whether no sign is cut off at the end of what was looked at.
    pub fn is_whole(&self) -> bool {
        self.length == 0
    }
}

/// As the decoder of encoding_rs takes them: 0x80 is `€`, as in Windows, and 0xFF nothing.
fn sign(bytes: &[u8]) -> Sign {
    match bytes {
        [..=0x80, ..] => Sign::Whole(1),
        [0x81..=0xFE, 0x40..=0x7E | 0x80..=0xFE, ..] => Sign::Whole(2),
        [a @ 0x81..=0xFE, b @ b'0'..=b'9', c @ 0x81..=0xFE, d @ b'0'..=b'9', ..] => {
            let digit = |byte: &u8, least: u8| u32::from(byte - least);
            let number = ((digit(a, 0x81) * 10 + digit(b, b'0')) * 126 + digit(c, 0x81)) * 10;
            match number + digit(d, b'0') {
                // The rest of the first plane, and the planes above it.
                0..=39_419 | 189_000..=1_237_575 => Sign::Whole(4),
                _ => Sign::Wrong,
            }
        }
        []
        | [0x81..=0xFE]
        | [0x81..=0xFE, b'0'..=b'9']
        | [0x81..=0xFE, b'0'..=b'9', 0x81..=0xFE] => Sign::Cut,
        _ => Sign::Wrong,
    }
}

/// Bytes of GB18030 on their way out of a stream, looked at as they come.
pub(super) struct Checked {
    from: Box<dyn Stream>,
    structure: Structure,
    chunk: Vec<u8>,
}

impl Checked {
    /// From the start of a stream.
    pub fn new(from: Box<dyn Stream>) -> Self {
        Checked { from, structure: Structure::default(), chunk: vec![0; CHUNK] }
    }

    /// The next bytes, none at the end; `NotDecodable` where they are not signs.
    pub fn more(&mut self) -> Result<&[u8], Broken> {
        let length = loop {
            match self.from.read(&mut self.chunk) {
                Ok(length) => break length,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        };
        let bytes = self.chunk.get(..length).unwrap_or_default();
        let ended = bytes.is_empty();
        let right = self.structure.goes_on(bytes) && (!ended || self.structure.is_whole());
        if right { Ok(bytes) } else { Err(Broken::NotDecodable) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{DecoderResult, GB18030};

    fn is_text(pieces: &[&[u8]]) -> bool {
        let mut structure = Structure::default();
        pieces.iter().all(|piece| structure.goes_on(piece)) && structure.is_whole()
    }

    fn decodes(bytes: &[u8]) -> bool {
        let mut to = [0; 64];
        let mut decoder = GB18030.new_decoder_without_bom_handling();
        decoder.decode_to_utf8_without_replacement(bytes, &mut to, true).0
            == DecoderResult::InputEmpty
    }

    fn number(number: u32) -> [u8; 4] {
        let part = |by: u32, of: u32, least: u32| (least + number / by % of) as u8;
        [part(12_600, 126, 0x81), part(1260, 10, 0x30), part(10, 126, 0x81), part(1, 10, 0x30)]
    }

    #[test]
    fn signs_are_those_that_decode() {
        let mut text = 0;
        for pair in 0..=u16::MAX {
            let [a, b] = pair.to_be_bytes();
            for bytes in [&[a][..], &[a, b], &[b'-', a, b], &[a, b, b'0'], &[a, b, 0x81, b'0']] {
                assert_eq!(is_text(&[bytes]), decodes(bytes), "{bytes:X?}");
                text += usize::from(is_text(&[bytes]));
            }
        }
        assert!(text > 100_000);
        // Around all ends of what has four bytes, and every 61st between them.
        let ends = [0, 39_419, 189_000, 1_237_575, 1_587_599].into_iter();
        let around = ends.flat_map(|end: u32| end.saturating_sub(200)..(end + 200).min(1_587_600));
        let mut signs = [0; 2];
        for bytes in around.chain((0..1_587_600).step_by(61)).map(number) {
            assert_eq!(is_text(&[&bytes]), decodes(&bytes), "{bytes:X?}");
            signs[usize::from(is_text(&[&bytes]))] += 1;
        }
        assert!(signs.iter().all(|count| *count > 7_000), "{signs:?}");
        // And with every byte in each of their places.
        for (sign, place, byte) in (0..4)
            .flat_map(|place| (0..=u8::MAX).map(move |byte| (place, byte)))
            .flat_map(|(place, byte)| [39_419, 189_000].map(|n| (number(n), place, byte)))
        {
            let mut bytes = sign;
            bytes[place] = byte;
            for end in 0..=4 {
                assert_eq!(is_text(&[&bytes[..end]]), decodes(&bytes[..end]), "{bytes:X?} {end}");
            }
        }
    }

    #[test]
    fn signs_are_told_wherever_they_are_cut() {
        let (whole, _, _) = GB18030.encode("房号,a😀é€|\u{E7C7}。");
        for end in 0..=whole.len() {
            for (at, byte) in [(0, whole[0]), (end, 0xFF), (end, b','), (end, b'0'), (end, 0x81)] {
                let mut bytes = whole.to_vec();
                bytes.resize(whole.len() + 1, b'.');
                bytes[at] = byte;
                for length in [end, bytes.len()] {
                    let bytes = &bytes[..length];
                    for size in 1..=bytes.len() {
                        let pieces: Vec<&[u8]> = bytes.chunks(size).collect();
                        assert_eq!(is_text(&pieces), decodes(bytes), "{bytes:X?} {size}");
                    }
                }
            }
        }
    }
}
