//! The 7-bit charsets that shift between ASCII and two-byte characters: ISO-2022-KR (RFC 1557) and HZ (RFC 1843).
//!
//! Their two-byte characters are those of EUC-KR and GBK without the high bit, so that they are rewritten and those
//! decoders do the rest. Both charsets begin every line in ASCII; that bounds what a lost shift can spoil.

/// Rewrites one of them as it streams.
#[derive(Debug)]
pub(super) struct Shifted {
    rules: Rules,
    /// Whether two-byte characters stand here.
    wide: bool,
    /// A byte sequence that may become a shift, or half a character.
    held: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rules {
    Iso2022Kr,
    Hz,
}

/// RFC 1557 §2: the designation that stands once at the beginning of the text.
const DESIGNATION: &[u8] = b"\x1B$)C";

impl Shifted {
    pub(super) fn iso_2022_kr() -> Self {
        Self { rules: Rules::Iso2022Kr, wide: false, held: Vec::new() }
    }

    pub(super) fn hz() -> Self {
        Self { rules: Rules::Hz, wide: false, held: Vec::new() }
    }

    pub(super) fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len());
        for &byte in bytes {
            match self.rules {
                Rules::Iso2022Kr => self.iso_2022_kr_byte(byte, &mut out),
                Rules::Hz => self.hz_byte(byte, &mut out),
            }
        }
        out
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.held
    }

    /// RFC 1557 §2: SO shifts to KS C 5601, SI back to ASCII.
    fn iso_2022_kr_byte(&mut self, byte: u8, out: &mut Vec<u8>) {
        if !self.held.is_empty() || byte == 0x1B {
            return self.designation_byte(byte, out);
        }
        match byte {
            0x0E => self.wide = true,
            0x0F => self.wide = false,
            _ => self.plain(byte, out),
        }
    }

    fn designation_byte(&mut self, byte: u8, out: &mut Vec<u8>) {
        self.held.push(byte);
        if self.held == DESIGNATION {
            self.held.clear();
        } else if !DESIGNATION.starts_with(&self.held) {
            out.append(&mut self.held);
        }
    }

    /// RFC 1843 §2: `~{` shifts to GB 2312, `~}` back, `~~` is a tilde, `~` before a line end is nothing.
    fn hz_byte(&mut self, byte: u8, out: &mut Vec<u8>) {
        match (self.held.pop(), byte) {
            (Some(b'~'), b'{') => self.wide = true,
            (Some(b'~'), b'}') => self.wide = false,
            (Some(b'~'), b'~') if !self.wide => out.push(b'~'),
            (Some(b'~'), b'\n') => self.wide = false,
            (Some(first), _) => self.second_byte(first, byte, out),
            (None, b'~') => self.held.push(byte),
            (None, 0x21..=0x7D) if self.wide => self.held.push(byte),
            (None, _) => self.plain(byte, out),
        }
    }

    fn second_byte(&mut self, first: u8, byte: u8, out: &mut Vec<u8>) {
        if self.wide && matches!(byte, 0x21..=0x7E) {
            return out.extend([first | 0x80, byte | 0x80]);
        }
        out.push(first);
        self.plain(byte, out);
    }

    fn plain(&mut self, byte: u8, out: &mut Vec<u8>) {
        self.wide &= byte != b'\n';
        let high = self.wide && self.rules == Rules::Iso2022Kr && matches!(byte, 0x21..=0x7E);
        out.push(if high { byte | 0x80 } else { byte });
    }
}
