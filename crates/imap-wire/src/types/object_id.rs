use std::fmt;

/// The name of an email, a thread or a mailbox that lasts whatever becomes of it (RFC 8474 §7, ABNF `objectid`): 1 to
/// 255 letters, digits, `_` and `-`, whose case counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(Box<str>);

/// What an identifier names: no two kinds share one, as RFC 8474 §5.2 demands of emails and threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectKind {
    /// A mailbox
    Mailbox,
    /// An email
    Email,
}

impl ObjectId {
    /// How many octets an identifier may have.
    pub const MAX_LENGTH: usize = 255;

    /// The identifier, or `None` where the text is not one.
    pub fn new(text: &str) -> Option<Self> {
        let fits = (1..=Self::MAX_LENGTH).contains(&text.len());
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        (fits && text.bytes().all(is_part)).then(|| ObjectId(text.into()))
    }

    /// The identifier of what a server counts: a letter for the kind, as in the examples of the RFC, whose it is and its
    /// number there, in lowercase hexadecimal.
    pub fn assigned(kind: ObjectKind, owner: u64, number: u64) -> Self {
        let letter = match kind {
            ObjectKind::Mailbox => 'F',
            ObjectKind::Email => 'M',
        };
        ObjectId(format!("{letter}{owner:x}-{number:x}").into())
    }

    /// The identifier as it goes over the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assigned_ones_are_identifiers() {
        for kind in [ObjectKind::Mailbox, ObjectKind::Email] {
            let id = ObjectId::assigned(kind, u64::MAX, 10);
            assert_eq!(ObjectId::new(id.as_str()), Some(id));
        }
        assert_eq!(ObjectId::assigned(ObjectKind::Email, 1, 42).as_str(), "M1-2a");
    }

    #[test]
    fn only_safe_characters_and_not_too_many() {
        for good in ["M6d99ac3275bb4e", "T-_0", &"x".repeat(255)] {
            assert_eq!(ObjectId::new(good).map(|id| id.to_string()).as_deref(), Some(good));
        }
        for bad in ["", "a b", "a.b", "\u{e9}", "a\r\n", &"x".repeat(256)] {
            assert_eq!(ObjectId::new(bad), None, "{bad}");
        }
    }
}
