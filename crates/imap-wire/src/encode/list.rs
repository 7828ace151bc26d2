use super::{mailbox, parenthesized};
use crate::{SpecialUse, TextMode};

/// One mailbox of a LIST or LSUB response (RFC 9051 §7.3.1, RFC 5258 §6 `mailbox-list`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListEntry<'a> {
    /// Its attributes.
    pub attributes: &'a [MailboxAttribute],
    /// Its hierarchy delimiter, if it has a hierarchy.
    pub delimiter: Option<char>,
    /// Its name.
    pub mailbox: &'a str,
    /// CHILDINFO: selection options that a descendant met, such as `SUBSCRIBED` (RFC 5258 §3.5).
    pub child_info: &'a [&'a str],
    /// OLDNAME: what it was called before (RFC 9051 §6.3.9.7).
    pub old_name: Option<&'a str>,
}

/// What is said of a mailbox (RFC 9051 §7.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MailboxAttribute {
    /// `\NonExistent`: a name only
    NonExistent,
    /// `\Noinferiors`: cannot have children
    NoInferiors,
    /// `\Noselect`: cannot be selected
    NoSelect,
    /// `\HasChildren`
    HasChildren,
    /// `\HasNoChildren`
    HasNoChildren,
    /// `\NoAccess`: it may no longer be seen; only in notifications (RFC 5465 §5.4)
    NoAccess,
    /// `\Marked`: likely to hold something new
    Marked,
    /// `\Unmarked`: holds nothing new
    Unmarked,
    /// `\Subscribed`
    Subscribed,
    /// `\Remote`
    Remote,
    /// `\Sent` and its like
    SpecialUse(SpecialUse),
}

impl MailboxAttribute {
    fn as_str(self) -> &'static str {
        match self {
            MailboxAttribute::NonExistent => "\\NonExistent",
            MailboxAttribute::NoInferiors => "\\Noinferiors",
            MailboxAttribute::NoSelect => "\\Noselect",
            MailboxAttribute::HasChildren => "\\HasChildren",
            MailboxAttribute::HasNoChildren => "\\HasNoChildren",
            MailboxAttribute::NoAccess => "\\NoAccess",
            MailboxAttribute::Marked => "\\Marked",
            MailboxAttribute::Unmarked => "\\Unmarked",
            MailboxAttribute::Subscribed => "\\Subscribed",
            MailboxAttribute::Remote => "\\Remote",
            MailboxAttribute::SpecialUse(it) => it.as_str(),
        }
    }
}

/// Writes a LIST response (RFC 9051 §7.3.1).
pub fn list(out: &mut Vec<u8>, entry: &ListEntry<'_>, mode: TextMode) {
    out.extend_from_slice(b"* LIST ");
    mailbox_list(out, entry, mode);
}

/// Writes an LSUB response (RFC 3501 §7.2.3).
pub fn lsub(out: &mut Vec<u8>, entry: &ListEntry<'_>, mode: TextMode) {
    out.extend_from_slice(b"* LSUB ");
    mailbox_list(out, entry, mode);
}

fn mailbox_list(out: &mut Vec<u8>, entry: &ListEntry<'_>, mode: TextMode) {
    parenthesized(out, entry.attributes, |out, attribute| out.extend_from_slice(attribute.as_str().as_bytes()));
    out.push(b' ');
    delimiter(out, entry.delimiter);
    out.push(b' ');
    mailbox(out, entry.mailbox, mode);
    mbox_list_extended(out, entry, mode);
    out.extend_from_slice(b"\r\n");
}

/// Writes `(DQUOTE QUOTED-CHAR DQUOTE / nil)`.
pub(super) fn delimiter(out: &mut Vec<u8>, delimiter: Option<char>) {
    match delimiter {
        None => out.extend_from_slice(b"NIL"),
        Some(special @ ('"' | '\\')) => out.extend_from_slice(&[b'"', b'\\', special as u8, b'"']),
        Some(character) => {
            out.push(b'"');
            out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            out.push(b'"');
        }
    }
}

fn mbox_list_extended(out: &mut Vec<u8>, entry: &ListEntry<'_>, mode: TextMode) {
    if entry.child_info.is_empty() && entry.old_name.is_none() {
        return;
    }
    out.extend_from_slice(b" (");
    if !entry.child_info.is_empty() {
        out.extend_from_slice(b"\"CHILDINFO\" ");
        parenthesized(out, entry.child_info, |out, option| out.extend_from_slice(format!("\"{option}\"").as_bytes()));
    }
    if let Some(old_name) = entry.old_name {
        out.extend_from_slice(if entry.child_info.is_empty() { b"\"OLDNAME\" (" } else { b" \"OLDNAME\" (" });
        mailbox(out, old_name, mode);
        out.push(b')');
    }
    out.push(b')');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(entry: &ListEntry<'_>, mode: TextMode) -> String {
        let mut out = Vec::new();
        list(&mut out, entry, mode);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn plain_entries() {
        let attributes = [MailboxAttribute::HasNoChildren, MailboxAttribute::SpecialUse(SpecialUse::Sent)];
        let entry =
            ListEntry { attributes: &attributes, delimiter: Some('/'), mailbox: "已发送", ..Default::default() };
        assert_eq!(written(&entry, TextMode::Ascii), "* LIST (\\HasNoChildren \\Sent) \"/\" &XfJT0ZAB-\r\n");
        assert_eq!(written(&entry, TextMode::Utf8), "* LIST (\\HasNoChildren \\Sent) \"/\" \"已发送\"\r\n");
    }

    #[test]
    fn extended_data() {
        // RFC 5258 §5 example 8 and RFC 9051 §6.3.9.7
        let child =
            ListEntry { delimiter: Some('/'), mailbox: "Foo", child_info: &["SUBSCRIBED"], ..Default::default() };
        assert_eq!(written(&child, TextMode::Ascii), "* LIST () \"/\" Foo (\"CHILDINFO\" (\"SUBSCRIBED\"))\r\n");
        let old = ListEntry { old_name: Some("a b"), ..child };
        let expected = "* LIST () \"/\" Foo (\"CHILDINFO\" (\"SUBSCRIBED\") \"OLDNAME\" (\"a b\"))\r\n";
        assert_eq!(written(&old, TextMode::Ascii), expected);
        let only_old = ListEntry { child_info: &[], ..old };
        assert_eq!(written(&only_old, TextMode::Ascii), "* LIST () \"/\" Foo (\"OLDNAME\" (\"a b\"))\r\n");
    }

    #[test]
    fn delimiters() {
        for (given, expected) in [(None, "NIL"), (Some('\\'), "\"\\\\\""), (Some('.'), "\".\"")] {
            let mut out = Vec::new();
            delimiter(&mut out, given);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }

    #[test]
    fn subscriptions() {
        let mut out = Vec::new();
        lsub(&mut out, &ListEntry { mailbox: "INBOX", ..Default::default() }, TextMode::Ascii);
        assert_eq!(out, b"* LSUB () NIL INBOX\r\n");
    }
}
