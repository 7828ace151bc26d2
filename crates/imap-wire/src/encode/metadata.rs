use super::string::literal8;
use super::{astring, mailbox, parenthesized, spaced, string};
use crate::{MetadataEntry, TextMode};

/// Writes METADATA with values, in answer to GETMETADATA; `None` for an entry that is not there (RFC 5464 §4.4.1). An
/// empty name is the server itself.
pub fn metadata(out: &mut Vec<u8>, name: &str, values: &[(&MetadataEntry, Option<&[u8]>)], mode: TextMode) {
    out.extend_from_slice(b"* METADATA ");
    mailbox(out, name, mode);
    out.push(b' ');
    parenthesized(out, values, |out, (entry, of_entry)| {
        astring(out, entry.as_str().as_bytes(), mode);
        out.push(b' ');
        value(out, *of_entry, mode);
    });
    out.extend_from_slice(b"\r\n");
}

/// Writes METADATA without values: these entries have changed (RFC 5464 §4.4.2). There must be one.
pub fn metadata_changed(out: &mut Vec<u8>, name: &str, entries: &[&MetadataEntry], mode: TextMode) {
    out.extend_from_slice(b"* METADATA ");
    mailbox(out, name, mode);
    out.push(b' ');
    spaced(out, entries, |out, entry| astring(out, entry.as_str().as_bytes(), mode));
    out.extend_from_slice(b"\r\n");
}

// value = nstring / literal8
fn value(out: &mut Vec<u8>, value: Option<&[u8]>, mode: TextMode) {
    match value {
        None => out.extend_from_slice(b"NIL"),
        Some(octets) if octets.contains(&0) => literal8(out, octets),
        Some(octets) => string(out, octets, mode),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_of_the_rfc() {
        // RFC 5464 §4.2 and §4.4.2
        let entry = |name| MetadataEntry::new(name).unwrap();
        let (shared, private) = (entry("/shared/comment"), entry("/private/comment"));
        let mut out = Vec::new();
        metadata(&mut out, "", &[(&shared, Some(b"Shared comment")), (&private, None)], TextMode::Ascii);
        metadata(&mut out, "INBOX", &[(&shared, Some(b"a\0"))], TextMode::Ascii);
        metadata_changed(&mut out, "INBOX", &[&shared, &private], TextMode::Ascii);
        let expected = "* METADATA \"\" (/shared/comment \"Shared comment\" /private/comment NIL)\r\n\
                        * METADATA INBOX (/shared/comment ~{2}\r\na\0)\r\n\
                        * METADATA INBOX /shared/comment /private/comment\r\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
