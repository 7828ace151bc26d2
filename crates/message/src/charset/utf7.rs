//! UTF-7 (RFC 2152).

use crate::transfer::base64_digit;

/// Decodes UTF-7 as it streams.
#[derive(Debug, Default)]
pub(super) struct Utf7 {
    /// Set between a `+` and the end of its base64.
    shifted: Option<Shifted>,
}

#[derive(Debug, Default)]
struct Shifted {
    bits: u32,
    count: u32,
    /// A high surrogate that waits for its low one.
    high: Option<u16>,
    /// Whether any character stood behind the `+`.
    used: bool,
}

impl Utf7 {
    pub(super) fn push(&mut self, bytes: &[u8], text: &mut String) {
        for &byte in bytes {
            match self.shifted.take() {
                Some(shifted) => self.shifted = shifted.byte(byte, text),
                None if byte == b'+' => self.shifted = Some(Shifted::default()),
                None => push_direct(byte, text),
            }
        }
    }

    pub(super) fn finish(self, text: &mut String) {
        if let Some(shifted) = self.shifted {
            shifted.end(text);
        }
    }
}

impl Shifted {
    /// RFC 2152, rule 2: base64 without padding ends at the first other character; a `-` there is absorbed.
    fn byte(mut self, byte: u8, text: &mut String) -> Option<Self> {
        if let Some(digit) = base64_digit(byte) {
            self.digit(digit, text);
            return Some(self);
        }
        match (byte, self.used) {
            (b'-', false) => text.push('+'),
            (b'-', true) => self.end(text),
            _ => {
                self.end(text);
                push_direct(byte, text);
            }
        }
        None
    }

    fn digit(&mut self, digit: u8, text: &mut String) {
        self.used = true;
        self.bits = self.bits << 6 | u32::from(digit);
        self.count += 6;
        if self.count >= 16 {
            self.count -= 16;
            let [_, _, high, low] = (self.bits >> self.count).to_be_bytes();
            self.unit(u16::from_be_bytes([high, low]), text);
        }
    }

    fn unit(&mut self, unit: u16, text: &mut String) {
        let units: Vec<u16> = self.high.take().into_iter().chain([unit]).collect();
        if units.len() == 1 && matches!(unit, 0xD800..=0xDBFF) {
            self.high = Some(unit);
            return;
        }
        text.push_str(&String::from_utf16_lossy(&units));
    }

    fn end(self, text: &mut String) {
        if self.high.is_some() {
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
}

fn push_direct(byte: u8, text: &mut String) {
    text.push(if byte.is_ascii() { char::from(byte) } else { char::REPLACEMENT_CHARACTER });
}
