//! What undeclared 8-bit text seems to be.
//!
//! Valid UTF-8 is UTF-8, and the escapes of ISO-2022-JP are ISO-2022-JP. Otherwise the bytes are read in pairs, as every
//! two-byte charset of East Asia has them, and the pairs vote:
//!
//! * A tenth of the pairs broken: no two-byte charset, but a single-byte one.
//! * Much kana in the rows of Shift_JIS or EUC-JP: that one.
//! * Many second bytes below 0x80, first bytes in the common half of Big5: Big5.
//! * Every first byte among the Hangul of KS C 5601, and enough of them to be sure: EUC-KR. Chinese would stray.
//! * At least half of the pairs common Chinese characters (level 1 of GB 2312) or its punctuation: GB18030, the likeliest
//!   of all in undeclared mail, and so the one that wins where a short text could be several.
//!
//! Among the single-byte ones, words made of nothing but 8-bit letters are Cyrillic, windows-1251 or KOI8-R by where its
//! lower case lies; the rest is windows-1252.

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, ISO_2022_JP, KOI8_R, SHIFT_JIS, UTF_8, WINDOWS_1251, WINDOWS_1252,
};

pub(super) fn guess(text: &[u8]) -> &'static Encoding {
    if is_utf8(text) {
        return if has_jis_escape(text) { ISO_2022_JP } else { UTF_8 };
    }
    Pairs::count(text).verdict().unwrap_or_else(|| single_byte(text))
}

/// The text may be the beginning of a longer one, cut inside a character.
fn is_utf8(text: &[u8]) -> bool {
    std::str::from_utf8(text).err().is_none_or(|error| error.error_len().is_none())
}

/// RFC 1468: `ESC $ @` and `ESC $ B` begin Japanese.
fn has_jis_escape(text: &[u8]) -> bool {
    text.windows(3).any(|escape| matches!(escape, b"\x1B$@" | b"\x1B$B"))
}

/// Votes of the pairs of a text.
#[derive(Debug, Default)]
struct Pairs {
    all: usize,
    broken: usize,
    low_second: usize,
    chinese: usize,
    hangul: usize,
    big5: usize,
    euc_kana: usize,
    sjis_kana: usize,
}

impl Pairs {
    fn count(text: &[u8]) -> Self {
        let mut pairs = Self::default();
        let mut rest = text;
        while let [first, behind @ ..] = rest {
            rest = match behind {
                [second, behind @ ..] if !first.is_ascii() && pairs.vote(*first, *second) => behind,
                _ => behind,
            };
        }
        pairs
    }

    /// Whether the two bytes are a pair; if not, the second may begin one.
    fn vote(&mut self, first: u8, second: u8) -> bool {
        self.all += 1;
        if second < 0x40 || second == 0x7F || matches!(first, 0x80 | 0xFF) {
            self.broken += 1;
            return false;
        }
        let high_second = second >= 0xA1;
        self.low_second += usize::from(second < 0x80);
        self.chinese += usize::from(high_second && matches!(first, 0xB0..=0xD7 | 0xA1 | 0xA3));
        self.hangul += usize::from(high_second && matches!(first, 0xB0..=0xC8 | 0xA1));
        self.big5 += usize::from(matches!(first, 0xA1 | 0xA4..=0xC6));
        self.euc_kana += usize::from(high_second && matches!(first, 0xA4 | 0xA5));
        self.sjis_kana += usize::from(matches!((first, second), (0x82, 0x9F..=0xF1) | (0x83, 0x40..=0x96)));
        true
    }

    fn verdict(&self) -> Option<&'static Encoding> {
        let share = |votes: usize, percent: usize| votes * 100 >= self.all * percent;
        let high_second = self.all - self.broken - self.low_second;
        if self.all == 0 || share(self.broken, 10) {
            return None;
        }
        if share(self.sjis_kana, 30) {
            return Some(SHIFT_JIS);
        }
        if share(self.euc_kana, 30) {
            return Some(EUC_JP);
        }
        if share(self.low_second, 15) && share(high_second, 20) && share(self.big5, 80) {
            return Some(BIG5);
        }
        if share(self.hangul, 98) && self.all >= 8 {
            return Some(EUC_KR);
        }
        share(self.chinese, 50).then_some(GB18030)
    }
}

fn single_byte(text: &[u8]) -> &'static Encoding {
    let high = text.iter().filter(|byte| !byte.is_ascii()).count();
    let latin = text.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let beside = text.windows(2).filter(|pair| pair.iter().all(|byte| *byte >= 0xC0)).count();
    if beside * 2 < high || latin > high * 3 {
        return WINDOWS_1252;
    }
    let upper_half = text.iter().filter(|&&byte| byte >= 0xE0).count();
    if upper_half * 2 >= high { WINDOWS_1251 } else { KOI8_R }
}
