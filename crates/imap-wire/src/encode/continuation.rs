use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::condition::resp_text;

/// Writes a command continuation request (RFC 9051 §7.6): before a synchronizing literal, or while IDLE lasts.
pub fn continuation(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(b"+ ");
    resp_text(out, text);
    out.extend_from_slice(b"\r\n");
}

/// Writes a SASL challenge (RFC 9051 §6.2.2); an empty one is `+ ` and nothing else.
pub fn challenge(out: &mut Vec<u8>, data: &[u8]) {
    out.extend_from_slice(b"+ ");
    out.extend_from_slice(STANDARD.encode(data).as_bytes());
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn continuations() {
        let mut out = Vec::new();
        continuation(&mut out, "OK");
        challenge(&mut out, b"");
        challenge(&mut out, b"r=nonce");
        assert_eq!(out, b"+ OK\r\n+ \r\n+ cj1ub25jZQ==\r\n");
    }
}
