//! `xtext`, the encoding of parameter values (RFC 3461 §4).

use std::fmt::Write;

/// Decodes `xtext = *( xchar / hexchar )` into text.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(octet) = rest.next() {
        match octet {
            b'+' => octets.push(hex_digit(rest.next()?)? << 4 | hex_digit(rest.next()?)?),
            b'!'..=b'~' if octet != b'=' => octets.push(octet),
            _ => return None,
        }
    }
    String::from_utf8(octets).ok()
}

/// `hexchar = ASCII "+" immediately followed by two upper case hexadecimal digits`
fn hex_digit(octet: u8) -> Option<u8> {
    match octet {
        b'0'..=b'9' => Some(octet - b'0'),
        b'A'..=b'F' => Some(octet - b'A' + 10),
        _ => None,
    }
}

/// Encodes text as `xtext`.
pub(super) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for octet in text.bytes() {
        if octet.is_ascii_graphic() && octet != b'+' && octet != b'=' {
            out.push(octet.into());
        } else {
            let _ = write!(out, "+{octet:02X}");
        }
    }
    out
}
