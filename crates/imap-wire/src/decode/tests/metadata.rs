use super::*;
use crate::MetadataEntry;
use crate::command::{GetMetadata, MetadataDepth, SetMetadata};

fn entry(name: &str) -> MetadataEntry {
    MetadataEntry::new(name).unwrap()
}

#[test]
fn annotations_are_asked_for() {
    // RFC 5464 §4.2, whose examples and grammar differ in where the options stand
    let get = |name: &str, entries: &[&str], max_size, depth| {
        let entries = entries.iter().map(|name| entry(name)).collect();
        CommandBody::GetMetadata(GetMetadata { mailbox: mailbox(name), entries, max_size, depth })
    };
    let both = &["/shared/comment", "/private/comment"];
    let filters = &["/private/filters/values"];
    parses([
        ("GETMETADATA \"\" /shared/comment", get("", &both[..1], None, MetadataDepth::Zero)),
        ("GETMETADATA INBOX (/shared/comment /private/comment)", get("INBOX", both, None, MetadataDepth::Zero)),
        ("GETMETADATA INBOX /shared/comment /private/comment", get("INBOX", both, None, MetadataDepth::Zero)),
        (
            "GETMETADATA \"INBOX\" (MAXSIZE 1024) (/shared/comment /private/comment)",
            get("INBOX", both, Some(1024), MetadataDepth::Zero),
        ),
        ("GETMETADATA INBOX (DEPTH 1) (/private/filters/values)", get("INBOX", filters, None, MetadataDepth::One)),
        (
            "getmetadata (depth infinity maxsize 5) INBOX \"/private/filters/values\"",
            get("INBOX", filters, Some(5), MetadataDepth::Infinity),
        ),
    ]);
    refuses("GETMETADATA", &["GETMETADATA", "GETMETADATA x", "GETMETADATA x ()", "GETMETADATA x comment"]);
    refuses("GETMETADATA", &["GETMETADATA x /a*", "GETMETADATA (DEPTH 2) x /a", "GETMETADATA x (FOO 1) /a"]);
    let many = vec!["/a"; MetadataEntry::MAX_ENTRIES + 1].join(" ");
    exceeds("GETMETADATA", &[&format!("GETMETADATA x ({many})"), &format!("GETMETADATA x {many}")]);
}

#[test]
fn annotations_are_set() {
    // RFC 5464 §4.3
    let set = |name: &str, values: &[(&str, Option<&[u8]>)]| {
        let values = values.iter().map(|(name, value)| (entry(name), value.map(<[u8]>::to_vec))).collect();
        CommandBody::SetMetadata(SetMetadata { mailbox: mailbox(name), values })
    };
    let two: [(&str, Option<&[u8]>); 2] = [("/private/comment", Some(b"My new comment")), ("/shared/comment", None)];
    parses([
        ("SETMETADATA INBOX (/private/comment {2}\r\n\r\n)", set("INBOX", &[("/private/comment", Some(b"\r\n"))])),
        ("SETMETADATA INBOX (/private/comment NIL)", set("INBOX", &[("/private/comment", None)])),
        ("SETMETADATA INBOX (/private/comment \"My new comment\" /shared/comment nil)", set("INBOX", &two)),
        ("SETMETADATA \"\" (/private/x ~{3+}\r\na\0b)", set("", &[("/private/x", Some(b"a\0b"))])),
    ]);
    refuses(
        "SETMETADATA",
        &["SETMETADATA x ()", "SETMETADATA x (/a)", "SETMETADATA x /a \"b\"", "SETMETADATA x (/a b)"],
    );
    refuses("SETMETADATA", &["SETMETADATA x (/a {1+}\r\n\0)", "SETMETADATA x (/a/ NIL)", "SETMETADATA x (/a ~NIL)"]);
    exceeds("SETMETADATA", &[&format!("SETMETADATA x (/a NIL{})", " /a NIL".repeat(MetadataEntry::MAX_ENTRIES))]);
}
