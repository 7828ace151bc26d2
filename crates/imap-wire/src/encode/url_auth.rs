use super::{astring, literal_header};
use crate::TextMode;

/// Writes GENURLAUTH: URLs with their tokens, in the order asked for; at least one (RFC 4467 §7).
pub fn gen_url_auth(out: &mut Vec<u8>, urls: &[&[u8]]) {
    out.extend_from_slice(b"* GENURLAUTH");
    for url in urls {
        out.push(b' ');
        astring(out, url, TextMode::Ascii);
    }
    out.extend_from_slice(b"\r\n");
}

/// Writes the head of a URLFETCH with what the URL names: `length` octets, which the caller writes next, and then a
/// line end (RFC 4467 §7).
pub fn url_fetch_header(out: &mut Vec<u8>, url: &[u8], length: u64) {
    url_fetch(out, url);
    literal_header(out, length);
}

/// Writes a URLFETCH for a URL that cannot be read, whatever the reason (RFC 4467 §7).
pub fn url_fetch_nil(out: &mut Vec<u8>, url: &[u8]) {
    url_fetch(out, url);
    out.extend_from_slice(b"NIL\r\n");
}

fn url_fetch(out: &mut Vec<u8>, url: &[u8]) {
    out.extend_from_slice(b"* URLFETCH ");
    astring(out, url, TextMode::Ascii);
    out.push(b' ');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_and_what_they_name() {
        let url = b"imap://joe@example.com/INBOX/;uid=20/;urlauth=anonymous:internal:91354a";
        let mut out = Vec::new();
        gen_url_auth(&mut out, &[url, b"a b"]);
        url_fetch_header(&mut out, url, 3);
        out.extend_from_slice(b"abc\r\n");
        url_fetch_nil(&mut out, b"x");
        let url = std::str::from_utf8(url).unwrap();
        let expected = format!("* GENURLAUTH {url} \"a b\"\r\n* URLFETCH {url} {{3}}\r\nabc\r\n* URLFETCH x NIL\r\n");
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
