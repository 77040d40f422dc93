//! What the bytes above ASCII look like, told without a dictionary: how long their runs are, and
//! which rows of the double-byte tables they fall into.

use super::Encoding;

/// Counts over the beginning of a text.
#[derive(Debug, Default)]
pub(super) struct Profile {
    /// NUL at even and at odd places.
    nul: [u32; 2],
    /// Runs of bytes above ASCII, those of one byte, and of these the ones that touch an ASCII
    /// letter.
    runs: u32,
    single: u32,
    lone: u32,
    /// Pairs read as in GBK: a byte above ASCII and the one after it.
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
        for (at, byte) in bytes.iter().enumerate() {
            if *byte == 0 {
                let slot = profile.nul.get_mut(at % 2);
                slot.into_iter().for_each(|n| *n += 1);
            }
        }
        profile.runs(bytes);
        profile.pairs(bytes);
        profile
    }

    fn runs(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while at < bytes.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            let length = rest.iter().take_while(|b| **b >= 0x80).count();
            if length > 0 {
                self.runs += 1;
                let letter = |at: Option<usize>| {
                    at.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_alphabetic)
                };
                let touches = letter(at.checked_sub(1)) || letter(Some(at + 1));
                self.single += u32::from(length == 1);
                self.lone += u32::from(length == 1 && touches);
            }
            at += length.max(1);
        }
    }

    fn pairs(&mut self, bytes: &[u8]) {
        let mut rest = bytes.iter().copied();
        while let Some(lead) = rest.next() {
            if lead < 0x80 {
                continue;
            }
            let Some(trail) = rest.next() else { break };
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

    /// Text of two bytes a character: its line breaks, digits and separators have a NUL each,
    /// all on one side.
    pub fn utf16(&self) -> Option<Encoding> {
        match self.nul {
            [0, 0] => None,
            [even, odd] if odd > even * 8 => Some(Encoding::Utf16Le),
            [even, odd] if even > odd * 8 => Some(Encoding::Utf16Be),
            _ => None,
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
        self.hangul >= 12
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
