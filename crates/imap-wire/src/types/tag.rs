use std::fmt;

/// A command's tag, echoed in its completion response (RFC 9051 §2.2.1).
///
/// ABNF `tag`: one or more `ASTRING-CHAR` except `+`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Tag(Box<[u8]>);

impl Tag {
    /// A tag of these bytes, or `None` where they are not one.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        let valid = !bytes.is_empty() && bytes.iter().all(|&byte| is_tag_char(byte));
        valid.then(|| Tag(bytes.into()))
    }

    /// The bytes of the tag, all of them printable ASCII.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag({self})")
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

// tag = 1*<any ASTRING-CHAR except "+">
pub(crate) fn is_tag_char(byte: u8) -> bool {
    byte != b'+' && crate::decode::chars::is_astring_char(byte)
}
