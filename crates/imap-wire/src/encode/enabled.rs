use crate::command::Enable;

/// Writes an ENABLED response (RFC 9051 §7.2.1, RFC 5161 §3.2); nothing may have been enabled.
pub fn enabled(out: &mut Vec<u8>, capabilities: &[Enable]) {
    out.extend_from_slice(b"* ENABLED");
    for capability in capabilities {
        out.push(b' ');
        out.extend_from_slice(capability.as_str().as_bytes());
    }
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_and_something() {
        let mut out = Vec::new();
        enabled(&mut out, &[]);
        enabled(&mut out, &[Enable::CondStore, Enable::Utf8Accept]);
        assert_eq!(out, b"* ENABLED\r\n* ENABLED CONDSTORE UTF8=ACCEPT\r\n");
    }
}
