use super::{astring, mailbox, number, parenthesized};
use crate::TextMode;

/// How much there is of something, and how much there may be (RFC 9208 §7, ABNF `quota-resource`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotaResource<'a> {
    /// Of what: `STORAGE` in units of 1024 octets, `MESSAGE`, `MAILBOX` (RFC 9208 §5).
    pub name: &'a str,
    /// How much there is.
    pub usage: u64,
    /// How much there may be.
    pub limit: u64,
}

/// Writes QUOTA (RFC 9208 §4.2.1).
pub fn quota(out: &mut Vec<u8>, root: &[u8], resources: &[QuotaResource<'_>], mode: TextMode) {
    out.extend_from_slice(b"* QUOTA ");
    astring(out, root, mode);
    out.push(b' ');
    parenthesized(out, resources, |out, resource| {
        out.extend_from_slice(resource.name.as_bytes());
        out.push(b' ');
        number(out, resource.usage);
        out.push(b' ');
        number(out, resource.limit);
    });
    out.extend_from_slice(b"\r\n");
}

/// Writes QUOTAROOT: under which quota roots a mailbox is (RFC 9208 §4.2.2).
pub fn quota_root(out: &mut Vec<u8>, name: &str, roots: &[&[u8]], mode: TextMode) {
    out.extend_from_slice(b"* QUOTAROOT ");
    mailbox(out, name, mode);
    for root in roots {
        out.push(b' ');
        astring(out, root, mode);
    }
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_of_the_rfc() {
        // RFC 9208 §4.1.2
        let storage = QuotaResource { name: "STORAGE", usage: 54, limit: 111 };
        let message = QuotaResource { name: "MESSAGE", usage: 42, limit: 1000 };
        let mut out = Vec::new();
        quota_root(&mut out, "INBOX", &[b"#user/alice", b""], TextMode::Ascii);
        quota(&mut out, b"#user/alice", &[storage, message], TextMode::Ascii);
        let expected = "* QUOTAROOT INBOX #user/alice \"\"\r\n* QUOTA #user/alice (STORAGE 54 111 MESSAGE 42 1000)\r\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
