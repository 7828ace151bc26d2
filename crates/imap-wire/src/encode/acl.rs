use super::{astring, mailbox};
use crate::{Rights, TextMode};

/// Writes ACL: who has which rights to a mailbox (RFC 4314 §3.6).
pub fn acl(out: &mut Vec<u8>, name: &str, entries: &[(&str, &Rights)], mode: TextMode) {
    out.extend_from_slice(b"* ACL ");
    mailbox(out, name, mode);
    for (identifier, granted) in entries {
        word(out, identifier, mode);
        word(out, granted.as_str(), mode);
    }
    out.extend_from_slice(b"\r\n");
}

/// Writes LISTRIGHTS: which rights somebody always has to a mailbox, and which can be granted, those in one group only
/// together (RFC 4314 §3.7).
pub fn list_rights(
    out: &mut Vec<u8>,
    name: &str,
    identifier: &str,
    always: &Rights,
    groups: &[&Rights],
    mode: TextMode,
) {
    out.extend_from_slice(b"* LISTRIGHTS ");
    mailbox(out, name, mode);
    word(out, identifier, mode);
    word(out, always.as_str(), mode);
    groups.iter().for_each(|group| word(out, group.as_str(), mode));
    out.extend_from_slice(b"\r\n");
}

/// Writes MYRIGHTS: one's own rights to a mailbox (RFC 4314 §3.8, RFC 8440 §3).
pub fn my_rights(out: &mut Vec<u8>, name: &str, granted: &Rights, mode: TextMode) {
    out.extend_from_slice(b"* MYRIGHTS ");
    mailbox(out, name, mode);
    word(out, granted.as_str(), mode);
    out.extend_from_slice(b"\r\n");
}

fn word(out: &mut Vec<u8>, text: &str, mode: TextMode) {
    out.push(b' ');
    astring(out, text.as_bytes(), mode);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_of_the_rfc() {
        // RFC 4314 §3.3 to §3.5
        let rights = |text| Rights::new(text).unwrap();
        let (fred, team, none) = (rights("rwipslxetad"), rights("w"), rights(""));
        let mode = TextMode::Ascii;
        let mut out = Vec::new();
        acl(&mut out, "INBOX", &[("Fred", &fred), ("-Fred", &none), ("$team é", &team)], mode);
        list_rights(&mut out, "~/Mail/saved", "smith", &rights("la"), &[&rights("r"), &rights("swicdkxte")], mode);
        my_rights(&mut out, "INBOX", &fred, mode);
        let expected = "* ACL INBOX Fred rwipslxetad -Fred \"\" {8}\r\n$team é w\r\n\
                        * LISTRIGHTS ~/Mail/saved smith la r swicdkxte\r\n* MYRIGHTS INBOX rwipslxetad\r\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
