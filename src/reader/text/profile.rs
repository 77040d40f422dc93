//! What the bytes above ASCII look like, told without a dictionary: how long their runs are, and
//! which rows of the double-byte tables they fall into.

use memchr::memchr;

use super::Encoding;

/// Signs that make a text one of two bytes a sign, whatever else has a NUL.
const SURE_SIGNS: u32 = 4;

/// Counts over the beginning of a text.
#[derive(Debug, Default)]
pub(super) struct Profile {
    /// Signs of ASCII in two bytes, the lower one first or the higher one; NUL beside anything else.
    little: u32,
    big: u32,
    other_nul: u32,
    /// Of these, signs that are not also a hanzi or an ideographic space the other way round.
    surely_little: u32,
    surely_big: u32,
    /// Runs of bytes above ASCII, those of one byte, and of these the ones that touch an ASCII
    /// letter.
    runs: u32,
    single: u32,
    lone: u32,
    /// Different pairs read as in GBK: a byte above ASCII and the one after it.
    pairs: u32,
    /// Pairs whose second byte is ASCII or below the second half of the table.
    low_trails: u32,
    /// First bytes 0x81 to 0xA0: rare hanzi in GBK; kana, and kanji, in Shift-JIS.
    low_leads: u32,
    /// First bytes 0x82 and 0x83 with kana behind them, as in Shift-JIS.
    kana: u32,
    /// Pairs within the hanzi of GB 2312's first level, 3,755 common ones.
    common: u32,
    /// First bytes 0xB0 to 0xC8, where EUC-KR has Hangul, and 0xC9 to 0xFD, where it has little.
    hangul: u32,
    beyond_hangul: u32,
    /// Pairs within GB 2312's signs, full-width forms and letters.
    signs: u32,
    /// First bytes 0xA4 to 0xC6, where Big5 has its common hanzi, and its punctuation before them.
    big5: u32,
}

impl Profile {
    pub fn of(bytes: &[u8]) -> Profile {
        let mut profile = Profile::default();
        let is_text = |byte: u8| matches!(byte, b'\t' | b'\r' | b'\n' | b' '..=b'~');
        // U+3000 and U+4E00 (一) to U+7E00 have the byte of `0`, and of N to ~, beside their NUL.
        let is_sure = |byte: u8| !matches!(byte, 0x30 | 0x4E..);
        // Most texts have no NUL.
        let pairs = if memchr(0, bytes).is_some() { bytes } else { &[] };
        for pair in pairs.chunks_exact(2) {
            match *pair {
                [byte, 0] if is_text(byte) => {
                    profile.little += 1;
                    profile.surely_little += u32::from(is_sure(byte));
                }
                [0, byte] if is_text(byte) => {
                    profile.big += 1;
                    profile.surely_big += u32::from(is_sure(byte));
                }
                [0, _] | [_, 0] => profile.other_nul += 1,
                _ => {}
            }
        }
        profile.runs(bytes);
        profile.pairs(bytes);
        profile
    }

    fn runs(&mut self, bytes: &[u8]) {
        let from = |at: usize| bytes.get(at..).unwrap_or_default();
        let mut at = 0;
        while let Some(ascii) = from(at).iter().position(|byte| *byte >= 0x80) {
            at += ascii;
            let length = from(at).iter().take_while(|byte| **byte >= 0x80).count();
            let letter = |at: Option<usize>| {
                at.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_alphabetic)
            };
            let touches = letter(at.checked_sub(1)) || letter(Some(at + 1));
            self.runs += 1;
            self.single += u32::from(length == 1);
            self.lone += u32::from(length == 1 && touches);
            at += length;
        }
    }

    fn pairs(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        // A bit for every pair there may be.
        let mut seen = vec![0u64; 1 << 10];
        while let Some(at) = rest.iter().position(|byte| *byte >= 0x80) {
            let Some(([lead, trail], behind)) = rest.get(at..).and_then(<[u8]>::split_first_chunk)
            else {
                break;
            };
            let (lead, trail) = (*lead, *trail);
            rest = behind;
            // A column that says the same in every row says it once.
            let pair = usize::from(lead) << 8 | usize::from(trail);
            let Some(word) = seen.get_mut(pair / 64) else { break };
            if std::mem::replace(word, *word | 1 << (pair % 64)) == *word {
                continue;
            }
            self.pairs += 1;
            let high = trail >= 0xA1;
            self.low_trails += u32::from(!high);
            self.low_leads += u32::from(lead <= 0xA0);
            self.kana += u32::from(
                (lead == 0x82 && (0x9F..=0xF1).contains(&trail))
                    || (lead == 0x83 && (0x40..=0x96).contains(&trail)),
            );
            self.common += u32::from(high && (0xB0..=0xD7).contains(&lead));
            self.signs += u32::from(high && (0xA1..=0xA9).contains(&lead));
            self.hangul += u32::from(high && (0xB0..=0xC8).contains(&lead));
            self.beyond_hangul += u32::from(lead >= 0xC9);
            self.big5 += u32::from((0xA1..=0xC6).contains(&lead));
        }
    }

    /// Text of two bytes a character: its line breaks, digits and separators have a NUL each, on
    /// the same side. A few hanzi, such as 一, and the ideographic space have one on the other, and a
    /// short table may have more of those.
    pub fn utf16(&self) -> Option<Encoding> {
        let Profile { little, big, other_nul, surely_little, surely_big, .. } = *self;
        let outweighs = |one: u32, other: u32| one > 3 * (other + other_nul);
        let surely = |one: u32, other: u32| one >= SURE_SIGNS && outweighs(one, other);
        if outweighs(little, big) || surely(surely_little, surely_big) {
            Some(Encoding::Utf16Le)
        } else if outweighs(big, little) || surely(surely_big, surely_little) {
            Some(Encoding::Utf16Be)
        } else {
            None
        }
    }

    /// Single letters with accents between plain ones, and not pairs.
    pub fn looks_western(&self) -> bool {
        self.runs > 0 && self.lone * 2 > self.runs
    }

    /// Single signs such as `²` and `°`.
    pub fn has_only_single_bytes(&self) -> bool {
        self.runs > 0 && self.single == self.runs
    }

    /// Mostly common hanzi and punctuation.
    pub fn looks_chinese(&self) -> bool {
        (self.common + self.signs) * 2 > self.pairs
    }

    pub fn looks_shift_jis(&self) -> bool {
        self.low_leads * 3 > self.pairs && self.kana * 8 > self.pairs
    }

    /// In Chinese two hanzi of five begin beyond where Hangul ends.
    pub fn looks_euc_kr(&self) -> bool {
        self.hangul >= 15
            && self.beyond_hangul * 20 < self.hangul
            && self.low_trails * 20 < self.pairs
    }

    /// In Big5 a third of the second bytes are in the lower half of the table, in GBK hardly any;
    /// and nearly all first bytes are below 0xC7.
    pub fn looks_big5(&self) -> bool {
        self.low_trails * 8 > self.pairs && self.big5 * 10 > self.pairs * 8
    }

    /// Some short texts in GBK are also valid UTF-8, as letters of several scripts at once. UTF-8
    /// has two bytes for those, and three for a hanzi.
    pub fn is_gbk_by_chance_utf8(&self, bytes: &[u8]) -> bool {
        let Ok(text) = std::str::from_utf8(bytes) else { return false };
        let mut blocks = Vec::new();
        for c in text.chars().filter(|c| !c.is_ascii()) {
            let code = u32::from(c);
            if code >= 0x800 {
                return false;
            }
            // Latin, Greek and Cyrillic are believed; accents, Hebrew, Arabic and the rest
            // between them are not.
            blocks.push(match code {
                0x80..0x250 => 0,
                0x370..0x400 => 1,
                0x400..0x530 => 2,
                _ => 3,
            });
        }
        let odd = blocks.contains(&3) || blocks.windows(2).any(|w| w.first() != w.last());
        odd && self.common + self.signs == self.pairs && self.pairs > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, EUC_KR, GB18030, SHIFT_JIS, WINDOWS_1252};

    fn profile(coding: &'static encoding_rs::Encoding, text: &str) -> Profile {
        let (bytes, _, unmappable) = coding.encode(text);
        assert!(!unmappable, "{text}");
        Profile::of(&bytes)
    }

    #[test]
    fn chinese_is_not_taken_for_anything_else() {
        let registers = [
            "编号,合格\n1,合格\n2,合格\n3,合格\n4,合格\n5,合格\n6,合格\n7,合格\n",
            "项目",
            "姓名,房号\n朱镕基,3-502\n张喆,7-8\n李堃,1-1\n",
            "公司：a,b\n“急”、《单》…——\n",
            "一月\n",
            "DVD机故障,X光\n",
        ];
        for text in registers {
            let profile = profile(GB18030, text);
            let others = [
                profile.looks_western(),
                profile.looks_shift_jis(),
                profile.looks_euc_kr(),
                profile.looks_big5(),
            ];
            assert!(profile.looks_chinese(), "{text}: {profile:?}");
            assert_eq!(others, [false; 4], "{text}: {profile:?}");
        }
    }

    #[test]
    fn other_scripts_look_like_themselves() {
        assert!(profile(WINDOWS_1252, "Café;Prénom\n").looks_western());
        assert!(profile(BIG5, "投訴內容,電梯故障請儘快維修\n").looks_big5());
        assert!(profile(SHIFT_JIS, "部屋番号,エレベーターがこわれました\n").looks_shift_jis());
        let korean = "엘리베이터가 자주 고장납니다, 옆집이 너무 시끄럽습니다";
        assert!(profile(EUC_KR, korean).looks_euc_kr());
    }

    #[test]
    fn two_bytes_a_sign_are_told_by_nul() {
        let utf16 = |text: &str, big: bool| {
            let bytes: Vec<u8> = text
                .encode_utf16()
                .flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() })
                .collect();
            Profile::of(&bytes).utf16()
        };
        assert_eq!(utf16("编号,一月\r\n1,一\r\n2,3,4,5\r\n", false), Some(Encoding::Utf16Le));
        assert_eq!(utf16("编号,一月\r\n1,2\r\n", true), Some(Encoding::Utf16Be));
        assert_eq!(Profile::of(b"a,b\0\0,c").utf16(), None);
    }

    #[test]
    fn gbk_that_is_also_utf8_is_told_from_it() {
        // 模校楼: as UTF-8 a Latin letter, a Cyrillic one and a sign.
        let bytes = b"\xC4\xA3\xD0\xA3\xC2\xA5,1\n";
        assert!(Profile::of(bytes).is_gbk_by_chance_utf8(bytes));
        for text in ["Café;Prénom", "улица,дом", "房号", "§1 Größe"] {
            assert!(!Profile::of(text.as_bytes()).is_gbk_by_chance_utf8(text.as_bytes()), "{text}");
        }
    }
}
