//! The encoding of a text file: by its mark, by what it can be, and by what it looks like.

use std::io::ErrorKind;

use super::decode::{CHUNK, Decoding};
use super::gb18030::Checked;
use super::profile::Profile;
use crate::diagnostic::ProblemKind;
use crate::reader::broken::Broken;
use crate::reader::limits::{Limits, PROFILE_BYTES};
use crate::reader::origin::{Origin, head};

/// How the bytes of a text file are text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// Includes GBK and GB2312.
    Gb18030,
    Big5,
    /// Includes Latin-1.
    Windows1252,
    /// Read only where asked for.
    ShiftJis,
    /// Read only where asked for.
    EucKr,
}

impl Encoding {
    /// All of them.
    pub const ALL: [Encoding; 8] = [
        Encoding::Utf8,
        Encoding::Utf16Le,
        Encoding::Utf16Be,
        Encoding::Gb18030,
        Encoding::Big5,
        Encoding::Windows1252,
        Encoding::ShiftJis,
        Encoding::EucKr,
    ];

    /// The name people know, the same in every language.
    pub fn name(self) -> &'static str {
        self.coding().name()
    }

    /// The encoding a name stands for: `gbk`, `utf-8`, `latin1`, …; `None` for one not read.
    pub fn named(name: &str) -> Option<Encoding> {
        let coding = encoding_rs::Encoding::for_label(name.trim().as_bytes())?;
        let coding = if coding == encoding_rs::GBK { encoding_rs::GB18030 } else { coding };
        Encoding::ALL.into_iter().find(|e| e.coding() == coding)
    }

    pub(super) fn coding(self) -> &'static encoding_rs::Encoding {
        match self {
            Encoding::Utf8 => encoding_rs::UTF_8,
            Encoding::Utf16Le => encoding_rs::UTF_16LE,
            Encoding::Utf16Be => encoding_rs::UTF_16BE,
            Encoding::Gb18030 => encoding_rs::GB18030,
            Encoding::Big5 => encoding_rs::BIG5,
            Encoding::Windows1252 => encoding_rs::WINDOWS_1252,
            Encoding::ShiftJis => encoding_rs::SHIFT_JIS,
            Encoding::EucKr => encoding_rs::EUC_KR,
        }
    }
}

/// An encoding and how it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reader) struct Detected {
    pub encoding: Encoding,
    /// By the look of it only: worth saying.
    pub guessed: bool,
}

impl From<Encoding> for Detected {
    fn from(encoding: Encoding) -> Self {
        Detected { encoding, guessed: false }
    }
}

/// Whether a text without a byte order mark has two bytes for each sign.
pub(in crate::reader) fn is_utf16(head: &[u8]) -> bool {
    Profile::of(head).utf16().is_some()
}

/// The encoding that the beginning of a page or of XML names; a byte order mark counts more.
pub(in crate::reader) fn declared(head: &[u8]) -> Option<Encoding> {
    let marks = [&b"\xEF\xBB\xBF"[..], b"\xFF\xFE", b"\xFE\xFF"];
    if marks.iter().any(|mark| head.starts_with(mark)) || head.contains(&0) {
        return None;
    }
    let start = String::from_utf8_lossy(head.get(..4096).unwrap_or(head)).to_ascii_lowercase();
    let (_, after) = start.split_once("charset=").or_else(|| start.split_once("encoding="))?;
    let name: String = after
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    // Pages that name UTF-16 in single bytes are not in it.
    Encoding::named(&name).filter(|e| !matches!(e, Encoding::Utf16Le | Encoding::Utf16Be))
}

/// Finds the encoding of a text without marks of another format.
///
/// # Errors
/// `EncodingUnclear` where it looks like one that is not taken for granted; `FileDamaged` where
/// it is none.
pub(in crate::reader) fn detect(
    origin: &dyn Origin,
    limits: &Limits,
) -> Result<Detected, ProblemKind> {
    let start = head(origin, PROFILE_BYTES).map_err(Broken::from)?;
    if start.starts_with(b"\xEF\xBB\xBF") {
        return Ok(Encoding::Utf8.into());
    }
    if start.starts_with(b"\xFF\xFE") {
        return Ok(Encoding::Utf16Le.into());
    }
    if start.starts_with(b"\xFE\xFF") {
        return Ok(Encoding::Utf16Be.into());
    }
    let profile = Profile::of(&start);
    if let Some(encoding) = profile.utf16() {
        let decodes = decodes(origin, encoding, limits)?;
        return if decodes { Ok(encoding.into()) } else { Err(Broken::NotDecodable.into()) };
    }
    if is_utf8(origin, limits)? {
        let gbk = profile.is_gbk_by_chance_utf8(&start);
        let encoding = if gbk { Encoding::Gb18030 } else { Encoding::Utf8 };
        return Ok(Detected { encoding, guessed: gbk });
    }
    guess(origin, &profile, limits)
}

/// One of the encodings that nearly any bytes are valid in.
fn guess(origin: &dyn Origin, profile: &Profile, limits: &Limits) -> Result<Detected, ProblemKind> {
    let unclear = |maybe: &[Encoding]| ProblemKind::EncodingUnclear {
        maybe: maybe.iter().map(|e| e.name().to_string()).collect(),
    };
    if profile.looks_western() {
        return Ok(Detected { encoding: Encoding::Windows1252, guessed: true });
    }
    // Kana and Hangul never stand alone in a Chinese register.
    for (looks, foreign) in
        [(profile.looks_shift_jis(), Encoding::ShiftJis), (profile.looks_euc_kr(), Encoding::EucKr)]
    {
        if looks && decodes(origin, foreign, limits)? {
            return Err(unclear(&[foreign]));
        }
    }
    if profile.looks_big5() && decodes(origin, Encoding::Big5, limits)? {
        return Ok(Detected { encoding: Encoding::Big5, guessed: true });
    }
    if !decodes(origin, Encoding::Gb18030, limits)? {
        if profile.has_only_single_bytes() {
            return Ok(Detected { encoding: Encoding::Windows1252, guessed: true });
        }
        return Err(Broken::NotDecodable.into());
    }
    if profile.looks_chinese() {
        return Ok(Encoding::Gb18030.into());
    }
    Err(unclear(&[Encoding::Gb18030, Encoding::Windows1252]))
}

/// As [`decodes`], for UTF-8: nothing is copied, as nearly all files are in it.
fn is_utf8(origin: &dyn Origin, limits: &Limits) -> Result<bool, Broken> {
    /// Bytes that the longest letter has, without its last one.
    const MOST_CUT_OFF: usize = 3;
    let mut from = origin.open()?;
    let mut chunk = vec![0; CHUNK];
    let (mut waiting, mut total) = (0, 0u64);
    loop {
        let length = match from.read(chunk.get_mut(waiting..).unwrap_or_default()) {
            Ok(0) => return Ok(waiting == 0),
            Ok(length) => length,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        let read = chunk.get(..waiting + length).unwrap_or_default();
        let (valid, end) = (encoding_rs::Encoding::utf8_valid_up_to(read), read.len());
        if end - valid > MOST_CUT_OFF {
            return Ok(false);
        }
        chunk.copy_within(valid..end, 0);
        waiting = end - valid;
        total = total.saturating_add(length as u64);
        if total / 2 > limits.part_bytes {
            return Err(Broken::TooLarge(limits.part_bytes));
        }
    }
}

/// Whether every byte of a file is text in an encoding.
pub(in crate::reader) fn decodes(
    origin: &dyn Origin,
    encoding: Encoding,
    limits: &Limits,
) -> Result<bool, Broken> {
    let from = origin.open()?;
    if encoding == Encoding::Gb18030 {
        let mut checked = Checked::new(from);
        return come_to_an_end((limits, 1), || {
            Ok(Some(checked.more()?.len()).filter(|length| *length > 0))
        });
    }
    let (mut decoding, mut text) = (Decoding::new(from, encoding), String::new());
    // Text in UTF-8 is at most twice as long as the bytes it was decoded from.
    come_to_an_end((limits, 2), || {
        text.clear();
        Ok(decoding.more(&mut text)?.then_some(text.len()))
    })
}

/// Whether pieces of a text, of so many bytes each, come to an end before a byte that is none of one. A file
/// is longer than the limit where they have more than `times` as many bytes.
fn come_to_an_end(
    (limits, times): (&Limits, u64),
    mut next: impl FnMut() -> Result<Option<usize>, Broken>,
) -> Result<bool, Broken> {
    let mut total = 0u64;
    loop {
        match next() {
            Ok(Some(length)) => total = total.saturating_add(length as u64),
            Ok(None) => return Ok(true),
            Err(Broken::NotDecodable) => return Ok(false),
            Err(other) => return Err(other),
        }
        if total / times > limits.part_bytes {
            return Err(Broken::TooLarge(limits.part_bytes));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::origin::sample::Given;

    #[test]
    fn a_text_that_is_too_long_is_held_to_the_limit_that_was_set() {
        let limits = Limits { part_bytes: 4, ..Limits::default() };
        for encoding in [Encoding::Gb18030, Encoding::Big5] {
            let decodes =
                |length: usize| decodes(&Given::of(vec![b'a'; length]), encoding, &limits);
            assert_eq!([decodes(4), decodes(10)], [Ok(true), Err(Broken::TooLarge(4))]);
        }
    }

    #[test]
    fn utf8_is_told_wherever_a_letter_is_cut() {
        let whole = "房号,a😀é".as_bytes().to_vec();
        for most in 1..=whole.len() {
            let is = |bytes: Vec<u8>| {
                is_utf8(&Given { most, ..Given::of(bytes) }, &Limits::default()).unwrap()
            };
            assert!(is(whole.clone()), "{most}");
            for end in 0..whole.len() {
                let cut = std::str::from_utf8(&whole[..end]).is_ok();
                assert_eq!(is(whole[..end].to_vec()), cut, "{most} {end}");
                let mut wrong = whole.clone();
                wrong[end] = 0xFF;
                assert!(!is(wrong), "{most} {end}");
            }
        }
    }
}
