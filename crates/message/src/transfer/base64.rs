//! Base64 (RFC 2045 §6.8).

/// Decodes base64 as it streams.
///
/// Characters outside the alphabet are skipped. Padding ends a quantum, not the body: encoded pieces that were put
/// together all come out. A quantum that is cut off yields its whole bytes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Base64 {
    bits: u32,
    /// How many characters of the quantum have been read.
    characters: u8,
}

impl Base64 {
    pub(crate) fn push(&mut self, text: &[u8], content: &mut Vec<u8>) {
        content.reserve(text.len() / 4 * 3 + 3);
        for &byte in text {
            match value(byte) {
                PADDING => *self = Self::default(),
                INVALID => {}
                value => self.character(value, content),
            }
        }
    }

    /// Every second, third and fourth character of a quantum completes a byte.
    fn character(&mut self, value: u8, content: &mut Vec<u8>) {
        self.bits = self.bits << 6 | u32::from(value);
        self.characters = (self.characters + 1) % 4;
        let complete = match self.characters {
            2 => self.bits >> 4,
            3 => self.bits >> 2,
            0 => self.bits,
            _ => return,
        };
        content.push(complete.to_le_bytes()[0]);
    }
}

const INVALID: u8 = 0xFF;
const PADDING: u8 = 0xFE;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static VALUES: [u8; 256] = values();

const fn values() -> [u8; 256] {
    let mut values = [INVALID; 256];
    let mut value = 0;
    while value < ALPHABET.len() {
        values[ALPHABET[value] as usize] = value as u8;
        value += 1;
    }
    values[b'=' as usize] = PADDING;
    values
}

fn value(byte: u8) -> u8 {
    VALUES[usize::from(byte)]
}

/// The value of a character of the alphabet.
pub(crate) fn base64_digit(byte: u8) -> Option<u8> {
    Some(value(byte)).filter(|&value| value < 64)
}
